# SPDX-License-Identifier: GPL-2.0-or-later
"""The catalogue of a network in a table of PostgreSQL: a row for each version, the last one in force. Through GDAL."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ..messages import VigieError, translate
from .faults import abandon, why_postgres
from .postgis import _PATIENCE, _rows, _run
from .rows import raise_errors

if TYPE_CHECKING:
    from osgeo import gdal

PUBLISH_LOCK = 86_449_446
"""The advisory lock of those who publish."""


def read_table(connection: str, schema: str, table: str, missing_is_none: bool = False) -> bytes | None:
    """The last document of a table of the database that a libpq string names. A `VigieError` says why there is none; with
    `missing_is_none`, a table that is missing or empty gives None.
    """
    try:
        with _connected(connection, False) as opened:
            there = _rows(opened, f"SELECT to_regclass({_literal(f'{_quoted(schema)}.{_quoted(table)}')})::text")[0][0]
            content = _last(opened, schema, table) if there else None
    except RuntimeError as error:
        raise _fault(schema, table, error) from error
    if content is None and not missing_is_none:
        told = translate("store", "The table {schema}.{table} holds no catalogue.")
        raise VigieError(told.format(schema=schema, table=table))
    return content


def write_table(connection: str, schema: str, table: str, version: str, content: bytes, before: str) -> None:
    """Add a version to a table, which is made if it is missing; `before` is the SHA-256 of the document that it comes after (empty:
    none). One transaction, one publisher at a time. A `VigieError` when somebody published meanwhile, or when it cannot be written.
    """
    whole = f"{_quoted(schema)}.{_quoted(table)}"
    try:
        with _connected(connection, True) as opened:
            _run(opened, f"SELECT pg_advisory_xact_lock({PUBLISH_LOCK}, hashtext({_literal(f'{schema}.{table}')}))")
            if not _rows(opened, f"SELECT to_regnamespace({_literal(_quoted(schema))})::text")[0][0]:
                _run(opened, f"CREATE SCHEMA {_quoted(schema)}")
            _run(
                opened,
                f"CREATE TABLE IF NOT EXISTS {whole} (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, version text NOT NULL, "
                "published timestamptz NOT NULL DEFAULT now(), document text NOT NULL)",
            )
            last = _last(opened, schema, table)
            if (hashlib.sha256(last).hexdigest() if last is not None else "") != before:
                told = translate("store", "{schema}.{table} was changed since it was read: look at the difference again.")
                raise VigieError(told.format(schema=schema, table=table))
            row = f"{_literal(version)}, {_literal(content.decode('utf-8'))}"
            _run(opened, " ".join(("INSERT INTO", whole, "(version, document) VALUES", f"({row})")))
            opened.CommitTransaction()
    except RuntimeError as error:
        raise _fault(schema, table, error) from error


def _last(opened: gdal.Dataset, schema: str, table: str) -> bytes | None:
    whole = f"{_quoted(schema)}.{_quoted(table)}"
    rows = _rows(opened, " ".join(("SELECT document::text FROM", whole, "ORDER BY id DESC LIMIT 1")))
    return rows[0][0].encode("utf-8") if rows else None


@contextmanager
def _connected(connection: str, update: bool) -> Iterator[gdal.Dataset]:
    """The database, in a transaction of its own, which is undone unless it is committed."""
    from osgeo import gdal

    raise_errors()
    mode = gdal.OF_UPDATE if update else gdal.OF_READONLY
    opened = gdal.OpenEx(
        f"PG:{_PATIENCE} {connection} schemas=pg_catalog tables=pg_class", gdal.OF_VECTOR | mode, allowed_drivers=["PostgreSQL"]
    )
    try:
        opened.StartTransaction()
        _run(opened, "SET LOCAL standard_conforming_strings = on")
        yield opened
    finally:
        abandon(opened)


def _quoted(name: str) -> str:
    return '"{}"'.format(name.replace('"', '""'))


def _literal(text: str) -> str:
    return "'{}'".format(text.replace("'", "''"))


def _fault(schema: str, table: str, error: Exception) -> VigieError:
    told = translate("store", "The table {schema}.{table} cannot be used: {why}.")
    return VigieError(told.format(schema=schema, table=table, why=why_postgres(error)), str(error))
