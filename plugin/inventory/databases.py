# SPDX-License-Identifier: GPL-2.0-or-later
"""The tables and views of a schema of PostgreSQL, read only."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..messages import Progress, VigieError, number, quoted, translate
from ..store.faults import why_postgres
from .files import SECONDS, sql_rows
from .model import Held, Inventory, clean, database_identity
from .reading import SAMPLE, guessed_theme, layer_facts
from .watch import TooSlow, watched

if TYPE_CHECKING:
    from osgeo import gdal

_SCHEMAS = "SELECT nspname FROM pg_namespace WHERE nspname = {schema}"
_COUNT = "SELECT count(*) FROM {schema}.{table}"
_RELATIONS = """
SELECT c.relname, coalesce(obj_description(c.oid, 'pg_class'), ''),
       has_table_privilege(c.oid, 'SELECT') OR has_any_column_privilege(c.oid, 'SELECT')
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = {schema} AND c.relkind IN ('r', 'v', 'm', 'f', 'p')
  AND c.relname NOT IN ('spatial_ref_sys', 'geometry_columns', 'geography_columns', 'raster_columns', 'raster_overviews')
ORDER BY c.relname
"""
_COMMENTS = """
SELECT a.attname, col_description(a.attrelid, a.attnum) FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = {schema} AND c.relname = {table} AND a.attnum > 0 AND NOT a.attisdropped
"""
_CONNECTING = "connect_timeout=10 keepalives_idle=30 keepalives_interval=10 keepalives_count=3"


def schema_inventory(
    connection: str, schema: str, progress: Progress, sample: int = SAMPLE, seconds: float = SECONDS
) -> Inventory:
    """The tables and views of a schema that a libpq string reaches; each is given some `seconds`. PostgreSQL does not say when rows
    were last changed: `modified` is empty. A `VigieError` when the server or the schema cannot be read.
    """
    progress.step(0, schema)
    try:
        relations = watched(lambda _: _relations(connection, schema), max(seconds, 15), progress)
    except TooSlow as error:
        raise VigieError(
            translate("inventory", "The database does not answer: try again, or check the connection."), schema
        ) from error
    except RuntimeError as error:
        told = translate("inventory", "The schema {schema} cannot be read: {reason}.")
        raise VigieError(told.format(schema=quoted(schema), reason=why_postgres(error)), str(error)) from error
    datasets = []
    for place, (table, comment, readable) in enumerate(relations):
        progress.step(100 * place / len(relations), table)
        identity = database_identity(connection, schema, table)
        bare = Held(
            identity, clean(table), identity, "PostgreSQL", schema, guessed_theme(table, comment), description=clean(comment)
        )
        datasets.append(_described(connection, schema, table, bare, readable, progress, sample, seconds))
    progress.step(100)
    return Inventory(tuple(datasets))


def table_inventory(
    connection: str, schema: str, table: str, progress: Progress, sample: int = SAMPLE, seconds: float = SECONDS
) -> Held:
    """One table or view, as `schema_inventory` tells it."""
    identity = database_identity(connection, schema, table)
    bare = Held(identity, clean(table), identity, "PostgreSQL", schema, guessed_theme(table))
    return _described(connection, schema, table, bare, True, progress, sample, seconds)


def _described(
    connection: str, schema: str, table: str, bare: Held, readable: bool, progress: Progress, sample: int, seconds: float
) -> Held:
    if not readable:
        return replace(bare, problem=translate("inventory", "The server refuses the right to read it: ask its owner."))
    try:
        return watched(lambda part: _read(connection, schema, table, bare, sample, seconds, part), seconds + 1, progress)
    except TooSlow:
        slow = True
    except RuntimeError as error:
        slow = "statement timeout" in str(error) or "57014" in str(error)
        if not slow:
            told = translate("inventory", "It cannot be read: {reason}.")
            return replace(bare, problem=told.format(reason=why_postgres(error)))
    told = translate("inventory", "Not read within {seconds} s: give more seconds to each file.")
    return replace(bare, problem=told.format(seconds=number(seconds)))


def _opened(connection: str, schema: str, tables: str = "") -> gdal.Dataset:
    from osgeo import gdal, ogr

    gdal.UseExceptions()
    ogr.UseExceptions()
    address = f"PG:{_CONNECTING} {connection} schemas={_quoted(schema)}" + (f" tables={_quoted(tables)}" if tables else "")
    return gdal.OpenEx(address, gdal.OF_VECTOR | gdal.OF_READONLY, allowed_drivers=["PostgreSQL"])


def _relations(connection: str, schema: str) -> list[tuple[str, str, bool]]:
    opened = _opened(connection, "pg_catalog", "pg_namespace")
    known = sql_rows(opened, _SCHEMAS.format(schema=_literal(schema)))
    if not known:
        told = translate("inventory", "There is no schema {schema} in this database, or it may not be seen: check its name.")
        raise VigieError(told.format(schema=quoted(schema)))
    rows = sql_rows(opened, _RELATIONS.format(schema=_literal(schema)))
    return [(name, comment or "", readable in ("1", "t")) for name, comment, readable in rows]


def _read(connection: str, schema: str, table: str, bare: Held, sample: int, seconds: float, progress: Progress) -> Held:
    opened = _opened(connection, "pg_catalog", "pg_namespace")
    for setting in (f"statement_timeout = {int(seconds * 1000)}", "default_transaction_read_only = on"):
        opened.ExecuteSQL(f"SET {setting}")
    layer = opened.GetLayerByName(f"{schema}.{table}")
    if layer is None:
        raise RuntimeError("no such table")
    ((count,),) = sql_rows(opened, _COUNT.format(schema=_name(schema), table=_name(table)))
    progress.hear()
    held = layer_facts(layer, bare, sample, progress.hear, int(count))
    titles = dict(sql_rows(opened, _COMMENTS.format(schema=_literal(schema), table=_literal(table))))
    named = tuple(replace(one, alias=clean(titles.get(one.name)) or one.alias) for one in held.fields)
    more = layer.GetLayerDefn().GetGeomFieldCount() > 1
    note = (translate("inventory", "It has several columns of geometries: the first one is told."),) if more else ()
    return replace(held, fields=named, notes=(*held.notes, *note))


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _name(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
