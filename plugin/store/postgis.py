# SPDX-License-Identifier: GPL-2.0-or-later
"""The store in a schema of a PostgreSQL database with PostGIS, through GDAL: what a network shares."""

from __future__ import annotations

import json
import math
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..harmonize.dataset import Dataset
from ..indicators.pushdown import identifier, literal
from ..locks import WAIT_SECONDS
from ..messages import Progress, Silent, VigieError, translate
from ..requirements import pandas as require_pandas
from .faults import abandon, why_postgres
from .registry import Registered
from .results import KEY
from .rows import append_rows, raise_errors, write_layer
from .store import LAYOUT, PROVENANCE, ROWS_AT_ONCE, Store, layout_of
from .tables import provenance_table

if TYPE_CHECKING:
    import pandas as pd
    from osgeo import gdal

SCHEMA = "vigie"
NEWEST = 4
"""The layout of a shared store. 4: what is written goes through functions, which the roles of the schema may call or not."""
FOLDER = Path(__file__).resolve().parents[2] / "resources" / "store"
LONGEST_NAME = 63
"""PostgreSQL cuts longer names without a word."""
LONGEST_ROLE = "_contributor"
WRITER_LOCK = 86_449_444
"""The advisory lock of those who write to a store; with the number of its schema."""
TURN_LOCK = 86_449_445
"""That of those who refresh a dataset; with the number of its name in the schema."""
WRITER_SECONDS = 60
TURN_SECONDS = 0.2
"""How long before one asks again whether it is one's turn."""
STAGE = "vigie_stage"
"""The temporary table in which rows come to the functions that publish them."""
_PATIENCE = "connect_timeout=10 keepalives_idle=30 keepalives_interval=10 keepalives_count=3"
"""A server that has gone is given up in a minute or so; libpq would wait for hours."""


class PostGis(Store):
    """The store in `schema` of the database that a libpq string names (``host=… dbname=…``); `shown` is the same as QGIS writes it in
    projects, with the name of an authentication configuration in place of a password.

    Each version of a dataset is a table, ``name__v1``; the last one is seen through the view ``name``, whose rights and dependents
    stay when it is refreshed with the same columns. What is made, and who may do what, is in resources/store: tables are written by
    functions of the schema alone, which take rows from a temporary table; readers call none of them.
    """

    provider = "postgres"

    def __init__(self, connection: str, schema: str = SCHEMA, shown: str = "") -> None:
        if not re.fullmatch("[a-z_][a-z0-9_]{0,62}", schema):
            raise VigieError(
                translate("store", "“{schema}” cannot name a schema: use small letters, digits and underscores.").format(
                    schema=schema
                )
            )
        self._connection, self.schema = connection, schema
        self._options = (f"SCHEMA={schema}", "LAUNDER=NO", "SPATIAL_INDEX=NONE")
        self._shown = shown or re.sub(r"\s*\bpassword\s*=\s*('(?:[^'\\]|\\.)*'|\S+)", "", connection)

    @property
    def title(self) -> str:
        """The database and the schema, without user nor password."""
        database = re.search(r"\bdbname\s*=\s*(?:'([^']+)'|([^\s']+))", self._shown)
        return f"{database[1] or database[2] if database else 'PostgreSQL'}, {self.schema}"

    def source(self, name: str) -> str:
        """A URI of QGIS's provider ``postgres``, without password."""
        with self._reading() as opened:
            column = opened.GetLayerByName(name).GetGeometryColumn()
        return f"{self._shown} key='fid' table={self._quoted(name)}" + (f" ({column})" if column else "")

    def _exists(self) -> bool:
        with self._reading() as opened:
            usable = self._ask(opened, _USABLE)
        if usable and not usable[0][0]:
            told = translate("store", "You may not read {store}: ask its administrator for the role {role}.")
            raise VigieError(told.format(store=self.title, role=f"{self.schema}_reader"))
        return bool(usable)

    def _table(self, name: str, version: int, last: bool) -> str:
        return f"{name}__v{version}"

    def refusal(self) -> str:
        """Why nothing may be written: the user only reads, or the store is of an earlier layout and not hers."""
        with self._reading() as opened:
            return self._refusal(opened)

    @contextmanager
    def turn(self, name: str, progress: Progress) -> Iterator[bool]:
        """One at a time refreshes a layer, whoever dies lets go of it: an advisory lock of a connection of its own."""
        asked = f"SELECT pg_try_advisory_lock({TURN_LOCK}, hashtext({literal(self._quoted(name))}))::int"
        held = None
        waited = False
        try:
            try:
                held = self._connected(update=False)
                held.CommitTransaction()  # the lock is of the session: no transaction stays open while a source is asked
                while not _rows(held, asked)[0][0]:
                    waited = True
                    told = translate("store", "Someone else is refreshing “{name}”: waiting for it…")
                    progress.step(0, told.format(name=name))
                    time.sleep(TURN_SECONDS)
            except RuntimeError as error:
                raise self._unreadable(error) from error
            yield waited
        finally:
            del held  # closes the connection

    def _put(self, opened: gdal.Dataset, fresh: Registered, before: Registered | None, dataset: Dataset) -> None:
        if len(self._table(fresh.layer, fresh.version, True).encode()) > LONGEST_NAME:
            raise VigieError(
                translate("store", "“{name}” is too long a name for PostgreSQL: choose a shorter one.").format(name=fresh.layer)
            )
        write_layer(opened, STAGE, dataset.table, dataset.geometry, _TEMPORARY)

    def _enter(self, opened: gdal.Dataset, fresh: Registered, others: list[Registered], dataset: Dataset, changed: bool) -> None:
        told = {name: _plain(value) for name, value in asdict(fresh).items()}
        (origin,) = provenance_table([dataset.provenance]).to_dict("records")
        stage = STAGE if changed else ""
        if changed:
            self._lend(opened)
        self._call(opened, "publish", stage, _json(told), _json({name: _plain(value) for name, value in origin.items()}))

    def _append(self, opened: gdal.Dataset, tables: Sequence[pd.DataFrame], progress: Progress) -> None:
        whole = require_pandas().concat(tables, ignore_index=True).drop_duplicates(list(KEY), keep="last", ignore_index=True)
        layer = write_layer(opened, STAGE, whole.iloc[:0], None, _TEMPORARY)
        for start in range(0, len(whole), ROWS_AT_ONCE):
            progress.step(90 * start / len(whole))
            append_rows(layer, whole.iloc[start : start + ROWS_AT_ONCE], None)
        progress.hear()
        self._lend(opened)
        self._call(opened, "keep", STAGE)

    def _removable(self, opened: gdal.Dataset, rows: list[Registered]) -> list[Registered]:
        if self._ask(opened, _OWNER)[0][1]:
            return rows
        own = {(layer, version) for layer, version in _rows(opened, _OWN)}
        return [row for row in rows if (row.layer, row.version) in own]

    def _erase(self, opened: gdal.Dataset, gone: list[Registered], known: list[Registered]) -> None:
        for row in gone:
            self._call(opened, "discard", row.layer, row.version)

    def _forget(self, opened: gdal.Dataset, names: set[str]) -> None:
        known = {row.layer for row in self._known(opened)}
        for name in names:
            if name in known:
                self._call(opened, "drop", name)
            else:
                self._remove(opened, name)

    def _lend(self, opened: gdal.Dataset) -> None:
        """Let the owner of the functions read the rows that are handed to them."""
        owner = self._ask(opened, _OWNER)[0][0]
        _run(opened, f"GRANT SELECT ON pg_temp.{STAGE} TO {owner}")

    def _call(self, opened: gdal.Dataset, function: str, *arguments: str | int) -> None:
        """Call a function of the schema; all of its answer is taken, or it would not be run."""
        given = ", ".join(literal(one) if isinstance(one, str) else str(one) for one in arguments)
        _rows(opened, f"SELECT {self._quoted(f'vigie_{function}')}({given})::text")

    def _remove(self, opened: gdal.Dataset, table: str) -> None:
        there = {row[0] for row in self._ask(opened, _RELATIONS)}
        for kind, words in (("v", "VIEW"), ("r", "TABLE")):
            if f"{kind} {table}" in there:
                _run(opened, f"DROP {words} {self._quoted(table)}")

    def _ask(self, opened: gdal.Dataset, query: str) -> list[tuple]:
        """The rows of a query about the schema."""
        return _rows(opened, query.format(schema=self.schema))

    def _quoted(self, name: str) -> str:
        return f"{identifier(self.schema)}.{identifier(name)}"

    def _opened(self) -> gdal.Dataset:
        opened = self._connected(update=False)
        _run(opened, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        return opened

    @contextmanager
    def _transaction(self, progress: Progress = Silent()) -> Iterator[gdal.Dataset]:  # noqa: B008 (it has no state)
        lock = opened = None
        try:
            lock = self._alone(progress)
            opened = self._connected(update=True)  # GDAL lists schemas and tables once, when it opens: not before we are alone
            self._require_postgis(opened)
            why = self._refusal(opened)
            if why:
                raise VigieError(why)
            if self._layout(opened) < NEWEST:
                self._migrate(opened)
                opened.CommitTransaction()
                opened = self._connected(update=True)
            yield opened
            opened.CommitTransaction()
        except BaseException as error:
            if opened is not None:
                abandon(opened)
            if isinstance(error, RuntimeError):
                raise self._unwritable(error) from error
            raise
        finally:
            if lock is not None:
                abandon(lock)

    def _alone(self, progress: Progress) -> gdal.Dataset:
        """A connection that holds the lock of the one writer at a time, until its transaction ends. It is asked for again and again:
        a server that lets one wait does not hear a cancel.
        """
        lock, end = self._connected(update=False), time.monotonic() + WRITER_SECONDS
        while not _rows(lock, f"SELECT pg_try_advisory_xact_lock({WRITER_LOCK}, hashtext('{self.schema}'))::int")[0][0]:
            progress.hear()
            if time.monotonic() > end:
                raise RuntimeError("lock timeout")
            time.sleep(WAIT_SECONDS)
        return lock

    def _connected(self, update: bool) -> gdal.Dataset:
        """The database, in a transaction of its own."""
        from osgeo import gdal

        raise_errors()
        mode = gdal.OF_UPDATE if update else gdal.OF_READONLY
        address = f"PG:{_PATIENCE} {self._connection} active_schema={self.schema} schemas={self.schema}"
        opened = gdal.OpenEx(address, gdal.OF_VECTOR | mode, allowed_drivers=["PostgreSQL"])
        opened.StartTransaction()
        return opened

    def _newest(self) -> int:
        return NEWEST

    def _layout(self, opened: gdal.Dataset) -> int:
        """The layout of the store; 0 where nothing is ours."""
        there = {row[0] for row in self._ask(opened, _RELATIONS)}
        return layout_of(opened) if f"r {LAYOUT}" in there or f"r {PROVENANCE}" in there else 0

    def _migrate(self, opened: gdal.Dataset) -> None:
        """Make the store, or bring it to the present layout, with its three roles where the user may make them or curates: what
        resources/store says, in the transaction under way.
        """
        self._refuse_newer(opened)
        for owner, curates, acts in self._ask(opened, _OWNER):
            if curates and not acts:
                _run(opened, f"SET LOCAL ROLE {owner}")  # what a curator makes is the curators'
        if 0 < self._layout(opened) < 3:
            super()._migrate(opened)
        _run(opened, _script("schema.sql", self.schema))
        roles = self._ask(opened, _MAKES_ROLES)[0][0]
        if roles and len(self.schema + LONGEST_ROLE) <= LONGEST_NAME:
            _run(opened, _script("roles.sql", self.schema))

    def _refusal(self, opened: gdal.Dataset) -> str:
        """Why the user may not write here; empty when she may."""
        self._refuse_newer(opened)
        layout = self._layout(opened)
        if layout >= NEWEST:
            publishes = self._ask(opened, _PUBLISHES)[0][0]
            told = translate(
                "store",
                "You may read {store}, but not write to it: what others refresh there is yours to use; to refresh it yourself, ask its "
                "administrator for the role {role}.",
            )
            return "" if publishes else told.format(store=self.title, role=f"{self.schema}{LONGEST_ROLE}")
        if self._ask(opened, _MAKES)[0][0]:
            return ""
        if layout:
            told = translate(
                "store", "{store} has the layout of an earlier version: who made it has to write to it once with this version."
            )
        else:
            told = translate(
                "store",
                "{store} is no store yet, and you may not make one: give its administrator the two files of {folder} (see the guide).",
            )
        return told.format(store=self.title, folder=FOLDER)

    def _require_postgis(self, opened: gdal.Dataset) -> None:
        if ("postgis",) not in _rows(opened, "SELECT extname FROM pg_extension"):
            raise VigieError(
                translate(
                    "store", "{store} has no PostGIS: ask its administrator for CREATE EXTENSION postgis, then try again."
                ).format(store=self.title)
            )

    def _unwritable(self, error: Exception) -> VigieError:
        return VigieError(
            translate("store", "{store} cannot be written: {why}. Nothing in it was changed.").format(
                store=self.title, why=why_postgres(error)
            ),
            str(error),
        )

    def _unreadable(self, error: Exception) -> VigieError:
        return VigieError(
            translate("store", "{store} cannot be read: {why}.").format(store=self.title, why=why_postgres(error)), str(error)
        )


_TEMPORARY = ("TEMPORARY=YES", "LAUNDER=NO", "SPATIAL_INDEX=NONE")
# Schemas are asked for by name: where there is none of that name, or no right to it, PostgreSQL goes on to the next of its path.
_USABLE = "SELECT has_schema_privilege(oid, 'USAGE')::int FROM pg_namespace WHERE nspname = '{schema}'"
_RELATIONS = "SELECT relkind::text || ' ' || relname FROM pg_class WHERE relnamespace = to_regnamespace('{schema}')"
_OWNER = "SELECT nspowner::regrole::text, pg_has_role(nspowner, 'USAGE')::int, (rolname = current_user)::int FROM pg_namespace JOIN pg_roles ON pg_roles.oid = nspowner WHERE nspname = '{schema}'"
"""Who owns the schema, whether the user is one of them, and whether she acts as the owner."""
_OWN = "SELECT layer, version FROM vigie_registry WHERE author = session_user"
_PUBLISHES = (
    "SELECT count(*) FROM pg_proc WHERE pronamespace = to_regnamespace('{schema}') AND proname = 'vigie_publish' "
    "AND has_function_privilege(oid, 'EXECUTE')"
)
_MAKES = (
    "SELECT coalesce((SELECT pg_has_role(nspowner, 'USAGE') FROM pg_namespace WHERE nspname = '{schema}'), "
    "has_database_privilege(current_database(), 'CREATE'))::int"
)
"""Whether the user owns the schema, or may make it where there is none."""
_MAKES_ROLES = (
    "SELECT (rolsuper OR rolcreaterole OR coalesce(pg_has_role(to_regrole('{schema}_curator'), 'USAGE'), false))::int "
    "FROM pg_roles WHERE rolname = current_user"
)


def _script(name: str, schema: str) -> str:
    """A script of psql's of resources/store as a server takes it: for that schema, without what is of psql only."""
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    text = "\n".join(line for line in lines if not line.startswith("\\"))
    return text.replace(':"schema"', identifier(schema)).replace(":'schema'", literal(schema))


def _plain(value: Any) -> Any:
    """None for what JSON has no word for."""
    return None if isinstance(value, float) and math.isnan(value) else value


def _json(told: dict) -> str:
    """JSON as PostgreSQL takes it: no text there has a character 0."""
    return json.dumps(told, ensure_ascii=False).replace("\\u0000", "")


def _rows(opened: gdal.Dataset, query: str) -> list[tuple]:
    answer = opened.ExecuteSQL(query)
    rows = [tuple(feature.GetField(place) for place in range(feature.GetFieldCount())) for feature in answer]
    opened.ReleaseResultSet(answer)
    return rows


def _run(opened: gdal.Dataset, command: str) -> None:
    opened.ReleaseResultSet(opened.ExecuteSQL(command))
