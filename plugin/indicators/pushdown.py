# SPDX-License-Identifier: GPL-2.0-or-later
"""Indicators as SQL of PostGIS: the zones go to the database, figures come back, features stay where they are.

Strings in, strings out. The zones are sent as the engine has them (valid, in the system that it works in), so that both compute from
the same borders. Each query is one SELECT, of rows (measure, part, number, label).
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

FARTHEST = 1e18
"""Of a box that holds everything."""

SIMPLE = ("POINT", "MULTIPOINT", "LINESTRING", "MULTILINESTRING", "POLYGON", "MULTIPOLYGON")
"""The types of geometry that PostGIS and shapely take alike."""


def identifier(name: str) -> str:
    """A name quoted."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text quoted, whatever the server holds of backslashes."""
    quoted = text.replace("'", "''")
    return "E'" + quoted.replace("\\", "\\\\") + "'" if "\\" in text else f"'{quoted}'"


@dataclass(frozen=True)
class Table:
    """A table or view: its quoted name, its columns of geometry and of the key (none: the place of the row), the SRID of its geometry,
    and the user's own filter (SQL, empty for none).
    """

    relation: str
    geometry: str
    key: tuple[str, ...]
    srid: int
    filter: str = ""

    @property
    def position(self) -> str:
        """The geometry without height."""
        return f"ST_Force2D({identifier(self.geometry)})"

    @property
    def row(self) -> str:
        """What tells rows apart."""
        return f"ROW({', '.join(map(identifier, self.key)) or 'tableoid, ctid'})"

    @property
    def rows(self) -> str:
        """FROM and WHERE; a line of its own ends a comment in the filter."""
        return f"FROM {self.relation} WHERE " + (f"({self.filter}\n)" if self.filter else "true")

    @property
    def usable(self) -> str:
        """Whether a row has a geometry with finite coordinates: NaN is more than infinity in PostgreSQL."""
        column = identifier(self.geometry)
        sides = (f"ST_{low}({column}) > '-Infinity'" for low in ("XMin", "YMin"))
        others = (f"ST_{high}({column}) < 'Infinity'" for high in ("XMax", "YMax"))
        return f"coalesce({' AND '.join([*sides, *others])}, false)"


class Value(NamedTuple):
    """An expression in SQL, and what it gives: "integer", "real" (float8, finite), "text" or "boolean"."""

    sql: str
    kind: str

    @property
    def number(self) -> str | None:
        """As a number; None when it is a text."""
        casts = {"integer": "::float8", "real": "", "boolean": "::int::float8"}
        return f"({self.sql}){casts[self.kind]}" if self.kind in casts else None

    @property
    def condition(self) -> str | None:
        """As a condition; None when it is a text."""
        if self.kind == "boolean":
            return f"({self.sql})"
        return None if self.number is None else f"({self.number} <> 0)"


@dataclass(frozen=True)
class Measure:
    """A number (SQL of an aggregate) of the features in a zone that pass a condition; or, with `values`, "shannon" or "majority" of
    how often each of these comes. `missing` is the number of a zone without such a feature.
    """

    number: str
    where: str = "true"
    values: str = ""
    missing: float = 0.0

    def sql(self, place: int, source: str) -> str:
        """The rows of this measure, the one at `place`."""
        kept = f"FROM {source} WHERE part >= 0 AND ({self.where})"
        if not self.values:
            return f"SELECT {place} AS measure, part, ({self.number})::float8 AS number, NULL::text AS label {kept} GROUP BY part"
        shares = (
            f'SELECT part, ({self.values})::text COLLATE "C" AS label, '
            f"count(*)::float8 / (sum(count(*)) OVER (PARTITION BY part))::float8 AS share {kept} "
            f"AND ({self.values}) IS NOT NULL GROUP BY part, ({self.values})"
        )
        if self.number == "majority":  # of equally frequent ones the first in the order of their texts
            return (
                f"SELECT DISTINCT ON (part) {place} AS measure, part, share AS number, label "
                f"FROM ({shares}) AS vigie_share ORDER BY part, share DESC, label"
            )
        return (
            f"SELECT {place} AS measure, part, abs(sum(share * ln(share))) AS number, NULL::text AS label "
            f"FROM ({shares}) AS vigie_share GROUP BY part"
        )


class Sent(NamedTuple):
    """A zone for the database: where it stands in the order of zones, the part that it is of (-1: only looked at to tell whose a
    feature on its border is), its polygon (WKB), and its box in the system of the layer.
    """

    place: int
    part: int
    shape: bytes
    box: tuple[float, float, float, float]


def _zones(zones: Sequence[Sent], srid: int, table: Table) -> str:
    rows = ",\n".join(
        f"({zone.place}, {zone.part}, '{base64.b64encode(zone.shape).decode()}', "
        f"ST_MakeEnvelope({', '.join(f'{side!r}::float8' for side in zone.box)}, {table.srid}))"
        for zone in zones
    )
    return (
        f"vigie_zone AS MATERIALIZED (SELECT place, part, ST_GeomFromWKB(decode(shape, 'base64'), {srid}) AS shape, box "
        f"FROM (VALUES {rows}) AS sent (place, part, shape, box))"
    )


def _features(table: Table, values: Mapping[str, str], shape: str) -> str:
    """The features near a zone; OFFSET keeps what is computed of them from being moved before the test of boxes."""
    columns = "".join(f", {sql} AS {name}" for name, sql in values.items())
    return (
        f"vigie_zone CROSS JOIN LATERAL (SELECT {table.row} AS feature, ST_Dimension({identifier(table.geometry)}) AS dimension, "
        f"{shape} AS shape{columns} {table.rows} AND {identifier(table.geometry)} && vigie_zone.box AND {table.usable} OFFSET 0) "
        "AS vigie_feature"
    )


def _answers(measures: Sequence[Measure], source: str) -> str:
    return "\nUNION ALL\n".join(f"({measure.sql(place, source)})" for place, measure in enumerate(measures))


def placed_sql(
    table: Table, values: Mapping[str, str], zones: Sequence[Sent], measures: Sequence[Measure], disjoint: bool, geographic: int
) -> str:
    """The query of measures over features placed in zones in degrees (SRID `geographic`).

    A feature lies where its point does, or a point inside a line or an area. On a border it is in the first of the zones; where these
    are not `disjoint`, also in those that it is inside of. Measures may use the columns of `values`, and `first`: whether this is the
    first zone of the feature.
    """
    point = f"ST_Transform(ST_PointOnSurface({table.position}), {geographic})"
    columns = "".join(f", {name}" for name in values)
    bordering = "" if disjoint else " FILTER (WHERE NOT inside)"
    # PostGIS has a test of points of its own, which rounds: in a collection, they are tested by GEOS, as the engine does
    return (
        f"WITH {_zones(zones, geographic, table)},\n"
        f"vigie_hit AS (SELECT place, part, feature{columns}, "
        "ST_ContainsProperly(vigie_zone.shape, vigie_feature.shape) AS inside "
        f"FROM {_features(table, values, point)} "
        "WHERE ST_Intersects(vigie_zone.shape, ST_ForceCollection(vigie_feature.shape))),\n"
        f"vigie_told AS (SELECT *, min(place){bordering} OVER (PARTITION BY feature) AS earliest FROM vigie_hit),\n"
        f"vigie_placed AS MATERIALIZED (SELECT part{columns}, place = min(place) OVER (PARTITION BY feature) AS first "
        f"FROM vigie_told WHERE place = earliest{'' if disjoint else ' OR inside'})\n" + _answers(measures, "vigie_placed")
    )


def pieces_sql(
    table: Table, values: Mapping[str, str], zones: Sequence[Sent], measures: Sequence[Measure], disjoint: bool, system: int
) -> str:
    """The query of measures over what of the features lies inside of zones, in the plane of SRID `system`.

    Measures may use the columns of `values`, `piece`, and `dimension` (of the feature). Where zones are `disjoint`, a line along
    their border is in the first of them only.
    """
    flat = f"ST_Transform({table.position}, {system})"
    columns = "".join(f", {name}" for name in values)
    pieces = "vigie_piece"
    sql = (
        f"WITH {_zones(zones, system, table)},\n"
        f"vigie_cut AS MATERIALIZED (SELECT place, part, feature, dimension{columns}, CASE "
        "WHEN ST_ContainsProperly(vigie_zone.shape, vigie_feature.shape) THEN vigie_feature.shape "
        "ELSE ST_CollectionExtract(ST_Intersection(vigie_zone.shape, vigie_feature.shape), dimension + 1) END AS piece "
        f"FROM {_features(table, values, f'ST_MakeValid({flat})')} WHERE dimension > 0 "
        "AND ST_Intersects(vigie_zone.shape, vigie_feature.shape)),\n"
    )
    if disjoint:
        sql += (
            "vigie_before AS (SELECT later.place, later.feature, ST_Union(earlier.piece) AS taken "
            "FROM vigie_cut AS later JOIN vigie_cut AS earlier ON earlier.feature = later.feature AND earlier.place < later.place "
            "AND later.dimension = 1 AND ST_Length(ST_Intersection(earlier.piece, later.piece)) > 0 "
            "GROUP BY later.place, later.feature),\n"
            f"{pieces} AS MATERIALIZED (SELECT part, dimension{columns}, "
            "CASE WHEN taken IS NULL THEN piece ELSE ST_Difference(piece, taken) END AS piece "
            "FROM vigie_cut LEFT JOIN vigie_before USING (place, feature))\n"
        )
    else:
        sql += f"{pieces} AS (SELECT * FROM vigie_cut)\n"
    return sql + _answers(measures, pieces)


def column_sql(table: Table, schema: str, name: str) -> str:
    """The query that tells the declared type, the SRID, and the authority and code of the system of the geometry."""
    return (
        "SELECT g.type, g.srid, s.auth_name, s.auth_srid FROM geometry_columns AS g JOIN spatial_ref_sys AS s USING (srid) "
        f"WHERE g.f_table_schema = {literal(schema)} AND g.f_table_name = {literal(name)} "
        f"AND g.f_geometry_column = {literal(table.geometry)}"
    )


def look_sql(table: Table, reals: Sequence[str]) -> str:
    """The query that looks at a table once: how many rows it has, how many without a usable geometry, whether some are of other types
    than `SIMPLE` or have numbers (SQL of `reals`) that are not finite, and what it spans (west, south, east, north).
    """
    column = identifier(table.geometry)
    strange = " OR ".join(f"{real} IN ('NaN', 'Infinity', '-Infinity')" for real in reals) or "false"
    return (
        f"SELECT count(*), count(*) FILTER (WHERE NOT vigie_usable), coalesce(bool_or(NOT simple), false), "
        "coalesce(bool_or(strange), false), min(west), min(south), max(east), max(north) FROM (SELECT vigie_usable, "
        f"{', '.join(f'CASE WHEN vigie_usable THEN ST_{side}({column}) END AS {name}' for side, name in _SIDES)}, "
        f"GeometryType({column}) IN ({', '.join(map(literal, SIMPLE))}) AS simple, ({strange}) AS strange "
        f"FROM (SELECT *, {table.usable} AS vigie_usable {table.rows}) AS vigie_row) AS vigie_look"
    )


_SIDES = (("XMin", "west"), ("YMin", "south"), ("XMax", "east"), ("YMax", "north"))


def moved_sql(points: Sequence[tuple[float, float]], source: int, target: int) -> str:
    """The query of where points of one SRID are in another, in their order."""
    rows = ", ".join(f"({place}, {x!r}::float8, {y!r}::float8)" for place, (x, y) in enumerate(points))
    return (
        f"SELECT ST_X(p), ST_Y(p) FROM (SELECT place, ST_Transform(ST_SetSRID(ST_MakePoint(x, y), {source}), {target}) AS p "
        f"FROM (VALUES {rows}) AS sent (place, x, y)) AS vigie_moved ORDER BY place"
    )
