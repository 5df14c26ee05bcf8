# SPDX-License-Identifier: GPL-2.0-or-later
"""Indicators as SQL of PostGIS: the zones go to the database, figures come back, features stay where they are.

Strings in, strings out. The zones are sent as the engine has them (valid, in the system that it works in), so that both compute from
the same borders. Each query is one SELECT, of rows (measure, part, number, label).
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import Template
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
    the user's own filter (SQL, empty for none), and whether its geometries are single points.
    """

    relation: str
    geometry: str
    key: tuple[str, ...]
    srid: int
    filter: str = ""
    points: bool = False

    @property
    def position(self) -> str:
        """The geometry without height."""
        return f"ST_Force2D({identifier(self.geometry)})"

    @property
    def row(self) -> str:
        """What tells rows apart."""
        columns = [identifier(name) for name in self.key] or ["tableoid", "ctid"]
        return columns[0] if len(columns) == 1 else f"ROW({', '.join(columns)})"

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
        given = {"place": place, "source": source, "number": self.number, "where": self.where, "values": self.values}
        return _OF_VALUES.get(self.number, _NUMBER).substitute(given, shares=_SHARES.substitute(given))


_NUMBER = Template(
    "SELECT $place AS measure, part, ($number)::float8 AS number, NULL::text AS label "
    "FROM $source WHERE part >= 0 AND ($where) GROUP BY part"
)
_SHARES = Template(
    """(
    SELECT part, ($values)::text COLLATE "C" AS label,
        count(*)::float8 / (sum(count(*)) OVER (PARTITION BY part))::float8 AS share
    FROM $source WHERE part >= 0 AND ($where) AND ($values) IS NOT NULL GROUP BY part, ($values)
) AS vigie_share"""
)
_OF_VALUES = {
    "shannon": Template(
        "SELECT $place AS measure, part, abs(sum(share * ln(share))) AS number, NULL::text AS label FROM $shares GROUP BY part"
    ),
    # of equally frequent ones, the first in the order of their texts
    "majority": Template(
        "SELECT DISTINCT ON (part) $place AS measure, part, share AS number, label FROM $shares ORDER BY part, share DESC, label"
    ),
}


class Sent(NamedTuple):
    """A zone for the database: where it stands in the order of zones, the part that it is of (-1: only looked at to tell whose a
    feature on its border is), its polygon (WKB), and its box in the system of the layer.
    """

    place: int
    part: int
    shape: bytes
    box: tuple[float, float, float, float]


# OFFSET keeps what is computed of features from being moved before the test of boxes, which an index answers
_NEAR = Template(
    """vigie_zone AS MATERIALIZED (
    SELECT place, part, ST_GeomFromWKB(decode(shape, 'base64'), $system) AS shape, box
    FROM (VALUES $zones) AS sent (place, part, shape, box)
),
vigie_near AS (
    SELECT place, part, vigie_zone.shape AS zone, vigie_feature.*
    FROM vigie_zone CROSS JOIN LATERAL (
        SELECT $row AS feature, ST_Dimension($geometry) AS dimension, $shape AS shape $values
        $rows AND $geometry && vigie_zone.box AND $usable OFFSET 0
    ) AS vigie_feature
)"""
)

# Hits are kept before they are sorted, lest zones be sorted with them, and tested one feature after the other.
# PostGIS has a test of points of its own, which rounds: in a collection, they are tested by GEOS, as the engine does
_PLACED = Template(
    """WITH $near,
vigie_hit AS MATERIALIZED (
    SELECT place, part, feature, ST_ContainsProperly(zone, shape) AS inside $columns
    FROM vigie_near WHERE ST_Intersects(zone, ST_ForceCollection(shape))
),
vigie_told AS (SELECT *, min(place) $bordering OVER (PARTITION BY feature) AS earliest FROM vigie_hit),
vigie_placed AS MATERIALIZED (
    SELECT part, place = min(place) OVER (PARTITION BY feature) AS first $columns
    FROM vigie_told WHERE place = earliest $besides
)
$answers"""
)

_PIECES = Template(
    """WITH $near,
vigie_cut AS MATERIALIZED (
    SELECT place, part, feature, dimension, CASE WHEN ST_ContainsProperly(zone, shape) THEN shape
        ELSE ST_CollectionExtract(ST_Intersection(zone, shape), dimension + 1) END AS piece $columns
    FROM vigie_near WHERE dimension > 0 AND ST_Intersects(zone, shape)
),
vigie_before AS (
    SELECT later.place, later.feature, ST_Union(earlier.piece) AS taken
    FROM vigie_cut AS later JOIN vigie_cut AS earlier ON earlier.feature = later.feature AND earlier.place < later.place
    WHERE $disjoint AND later.dimension = 1 AND ST_Length(ST_Intersection(earlier.piece, later.piece)) > 0
    GROUP BY later.place, later.feature
),
vigie_piece AS MATERIALIZED (
    SELECT part, dimension, CASE WHEN taken IS NULL THEN piece ELSE ST_Difference(piece, taken) END AS piece $columns
    FROM vigie_cut LEFT JOIN vigie_before USING (place, feature)
)
$answers"""
)


def _near(table: Table, values: Mapping[str, str], zones: Sequence[Sent], system: int, shape: str) -> str:
    """What both queries begin with: the features in the boxes of zones, their `shape` and values."""
    boxes = (f"ST_MakeEnvelope({', '.join(f'{side!r}::float8' for side in zone.box)}, {table.srid})" for zone in zones)
    sent = (f"({zone.place}, {zone.part}, '{base64.b64encode(zone.shape).decode()}', {box})" for zone, box in zip(zones, boxes))
    return _NEAR.substitute(
        zones=",\n".join(sent),
        system=system,
        row=table.row,
        geometry=identifier(table.geometry),
        shape=shape,
        values="".join(f", {sql} AS {name}" for name, sql in values.items()),
        rows=table.rows,
        usable=table.usable,
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
    point = table.position if table.points else f"ST_PointOnSurface({table.position})"
    return _PLACED.substitute(
        near=_near(table, values, zones, geographic, f"ST_Transform({point}, {geographic})"),
        columns="".join(f", {name}" for name in values),
        bordering="" if disjoint else "FILTER (WHERE NOT inside)",
        besides="" if disjoint else "OR inside",
        answers=_answers(measures, "vigie_placed"),
    )


def pieces_sql(
    table: Table, values: Mapping[str, str], zones: Sequence[Sent], measures: Sequence[Measure], disjoint: bool, system: int
) -> str:
    """The query of measures over what of the features lies inside of zones, in the plane of SRID `system`.

    Measures may use the columns of `values`, `piece`, and `dimension` (of the feature). Where zones are `disjoint`, a line along
    their border is in the first of them only.
    """
    return _PIECES.substitute(
        columns="".join(f", {name}" for name in values),
        near=_near(table, values, zones, system, f"ST_MakeValid(ST_Transform({table.position}, {system}))"),
        disjoint="true" if disjoint else "false",
        answers=_answers(measures, "vigie_piece"),
    )


_COLUMN = Template(
    "SELECT g.type, g.srid, s.auth_name, s.auth_srid FROM geometry_columns AS g JOIN spatial_ref_sys AS s USING (srid) "
    "WHERE g.f_table_schema = $schema AND g.f_table_name = $name AND g.f_geometry_column = $geometry"
)


def column_sql(table: Table, schema: str, name: str) -> str:
    """The query that tells the declared type, the SRID, and the authority and code of the system of the geometry."""
    return _COLUMN.substitute(schema=literal(schema), name=literal(name), geometry=literal(table.geometry))


_SRIDS = Template("SELECT auth_srid, srid FROM spatial_ref_sys WHERE auth_name = 'EPSG' AND auth_srid IN ($codes)")


def srids_sql(codes: Sequence[str]) -> str:
    """The query that tells the SRID of the systems of these authority codes of EPSG, by their number."""
    return _SRIDS.substitute(codes=", ".join(str(int(code.rpartition(":")[2])) for code in codes))


_LOOK = Template(
    """SELECT count(*), count(*) FILTER (WHERE NOT usable),
    coalesce(bool_or(GeometryType(shape) NOT IN ($simple)), false), coalesce(bool_or(strange), false),
    min(ST_XMin(shape)) FILTER (WHERE usable), min(ST_YMin(shape)) FILTER (WHERE usable),
    max(ST_XMax(shape)) FILTER (WHERE usable), max(ST_YMax(shape)) FILTER (WHERE usable),
    count(*) FILTER (WHERE usable AND ST_Dimension(shape) = 1), count(*) FILTER (WHERE usable AND ST_Dimension(shape) = 2),
    count(*) FILTER (WHERE usable AND ST_Dimension(shape) = 1 AND NOT ST_IsValid(shape)),
    count(*) FILTER (WHERE usable AND ST_Dimension(shape) = 2 AND NOT ST_IsValid(shape))
FROM (SELECT $geometry AS shape, $usable AS usable, ($strange) AS strange $rows) AS vigie_row"""
)


def look_sql(table: Table, reals: Sequence[str]) -> str:
    """The query that looks at a table once: how many rows it has, how many without a usable geometry, whether some are of other types
    than `SIMPLE` or have numbers (SQL of `reals`) that are not finite, what it spans (west, south, east, north), how many lines and areas it has, and how many of these are not valid.
    """
    strange = " OR ".join(f"{real} IN ('NaN', 'Infinity', '-Infinity')" for real in reals)
    simple = ", ".join(map(literal, SIMPLE))
    return _LOOK.substitute(
        simple=simple, geometry=identifier(table.geometry), usable=table.usable, strange=strange or "false", rows=table.rows
    )


_MOVED = Template(
    "SELECT ST_X(p), ST_Y(p) FROM (SELECT place, ST_Transform(ST_SetSRID(ST_MakePoint(x, y), $source), $target) AS p "
    "FROM (VALUES $points) AS sent (place, x, y)) AS vigie_moved ORDER BY place"
)


def moved_sql(points: Sequence[tuple[float, float]], source: int, target: int) -> str:
    """The query of where points of one SRID are in another, in their order."""
    rows = ", ".join(f"({place}, {x!r}::float8, {y!r}::float8)" for place, (x, y) in enumerate(points))
    return _MOVED.substitute(points=rows, source=source, target=target)
