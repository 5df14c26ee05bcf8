# SPDX-License-Identifier: GPL-2.0-or-later
"""The store in a schema of a PostgreSQL database with PostGIS, through GDAL: what a network shares."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ..harmonize.dataset import Dataset
from ..messages import VigieError, translate
from .faults import abandon, why_postgres
from .registry import Registered
from .rows import raise_errors, write_layer
from .store import Store

if TYPE_CHECKING:
    from osgeo import gdal

SCHEMA = "vigie"
LONGEST_NAME = 63
"""PostgreSQL cuts longer names without a word."""
WRITER_LOCK = 86_449_444
"""The advisory lock of those who write to a store; with the number of its schema."""
WRITER_SECONDS = 60
_PATIENCE = "connect_timeout=10 keepalives_idle=30 keepalives_interval=10 keepalives_count=3"
"""A server that has gone is given up in a minute or so; libpq would wait for hours."""


class PostGis(Store):
    """The store in `schema` of the database that a libpq string names (``host=… dbname=…``); `shown` is the same as QGIS writes it in
    projects, with the name of an authentication configuration in place of a password.

    Each version of a dataset is a table, ``name__v1``; the last one is seen through the view ``name``, whose rights and dependents
    stay when it is refreshed with the same columns.
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
            return self.schema in _answers(opened, _SCHEMAS)

    def _table(self, name: str, version: int, last: bool) -> str:
        return f"{name}__v{version}"

    def _put(self, opened: gdal.Dataset, fresh: Registered, before: Registered | None, dataset: Dataset) -> None:
        table = self._table(fresh.layer, fresh.version, True)
        if len(table.encode()) > LONGEST_NAME:
            raise VigieError(
                translate("store", "“{name}” is too long a name for PostgreSQL: choose a shorter one.").format(name=fresh.layer)
            )
        write_layer(opened, table, dataset.table, dataset.geometry, self._options)
        if dataset.geometry is not None:
            _run(opened, f"CREATE INDEX ON {self._quoted(table)} USING gist (geom)")
        columns = _columns(opened)
        if before is not None and columns.get(table) != columns.get(fresh.layer):
            _run(opened, f"DROP VIEW {self._quoted(fresh.layer)}")  # only one with the same columns can be replaced
        _run(opened, f"CREATE OR REPLACE VIEW {self._quoted(fresh.layer)} AS TABLE {self._quoted(table)}")

    def _remove(self, opened: gdal.Dataset, table: str) -> None:
        for kind, words in (("v", "VIEW"), ("r", "TABLE")):
            if f"{kind} {table}" in _answers(opened, _RELATIONS):
                _run(opened, f"DROP {words} {self._quoted(table)}")

    def _quoted(self, name: str) -> str:
        return f"{_quoted(self.schema)}.{_quoted(name)}"

    def _opened(self) -> gdal.Dataset:
        opened = self._connected(update=False)
        _run(opened, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        return opened

    @contextmanager
    def _transaction(self) -> Iterator[gdal.Dataset]:
        lock = opened = None
        try:
            lock = self._alone()
            opened = self._connected(update=True)  # GDAL lists schemas and tables once, when it opens: not before we are alone
            self._require_postgis(opened)
            if self.schema not in _answers(opened, _SCHEMAS):
                _run(opened, f"CREATE SCHEMA {_quoted(self.schema)}")
                opened.CommitTransaction()
                opened = self._connected(update=True)
            self._migrate(opened)
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

    def _alone(self) -> gdal.Dataset:
        """A connection that holds the lock of the one writer at a time, until its transaction ends."""
        lock = self._connected(update=False)
        _run(lock, f"SET LOCAL lock_timeout = '{WRITER_SECONDS}s'")
        _run(lock, f"SELECT pg_advisory_xact_lock({WRITER_LOCK}, hashtext('{self.schema}'))")
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

    def _require_postgis(self, opened: gdal.Dataset) -> None:
        if "postgis" not in _answers(opened, "SELECT extname FROM pg_extension"):
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


_SCHEMAS = "SELECT nspname FROM pg_namespace"
_RELATIONS = "SELECT relkind::text || ' ' || relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace"
_COLUMNS = (
    "SELECT relname, attname || ' ' || format_type(atttypid, atttypmod) FROM pg_attribute JOIN pg_class ON attrelid = pg_class.oid "
    "WHERE attnum > 0 AND NOT attisdropped AND relnamespace = current_schema()::regnamespace ORDER BY attnum"
)


def _columns(opened: gdal.Dataset) -> dict[str, list[str]]:
    """The columns of each table and view of the schema, with their types."""
    found: dict[str, list[str]] = {}
    for name, column in _rows(opened, _COLUMNS):
        found.setdefault(name, []).append(column)
    return found


def _rows(opened: gdal.Dataset, query: str) -> list[tuple]:
    answer = opened.ExecuteSQL(query)
    rows = [tuple(feature.GetField(place) for place in range(feature.GetFieldCount())) for feature in answer]
    opened.ReleaseResultSet(answer)
    return rows


def _answers(opened: gdal.Dataset, query: str) -> set[str]:
    """The first column of what a query gives."""
    return {row[0] for row in _rows(opened, query)}


def _run(opened: gdal.Dataset, command: str) -> None:
    opened.ReleaseResultSet(opened.ExecuteSQL(command))


def _quoted(name: str) -> str:
    return '"{}"'.format(name.replace('"', '""'))
