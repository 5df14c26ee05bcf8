# SPDX-License-Identifier: GPL-2.0-or-later
"""What is asked of a database, without one: names and texts quoted, one SELECT, zones in parts that know their neighbours."""

import numpy as np
import pytest
import shapely
from defined import definition
from hypothesis import given
from hypothesis import strategies as st
from vigie_territoriale.plugin.indicators.pushdown import Measure, Sent, Table, Value, column_sql, identifier, literal, placed_sql
from vigie_territoriale.plugin.indicators.pushed import Refused, _boxes, _sent, measures_of
from vigie_territoriale.plugin.territory.crs import transform

TABLE = Table('"a"."b"', 'ge"om', ("id",), 2154, "v > 3")


def pieces(sql):
    """The SQL outside of what is quoted, and what is."""
    outside, quoted, rest = [], [], sql
    while rest:
        at = min((place for place in (rest.find("'"), rest.find('"')) if place >= 0), default=None)
        if at is None:
            return "".join([*outside, rest]), quoted
        mark, outside, rest = rest[at], [*outside, rest[:at]], rest[at + 1 :]
        text = ""
        while True:
            end = rest.index(mark)
            text, rest = text + rest[:end], rest[end + 1 :]
            if not rest.startswith(mark):
                break
            text, rest = text + mark, rest[1:]
        quoted.append(text)
    return "".join(outside), quoted


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), min_size=1))
def test_whatever_is_quoted_stays_one_name_or_text(text):
    assert pieces(f"SELECT {identifier(text)}") == ("SELECT ", [text])
    doubled = text.replace("\\", "\\\\")
    assert pieces(f"SELECT {literal(text)}") == (f"SELECT {'E' if doubled != text else ''}", [doubled])
    outside, quoted = pieces(column_sql(Table("", text, (), 0), text, text))
    assert quoted.count(doubled) == 3 and outside.startswith("SELECT") and ";" not in outside


def test_the_query_is_one_select_over_the_users_filter():
    shape = shapely.to_wkb(shapely.box(0, 0, 1, 1))
    sql = placed_sql(TABLE, {"vigie_e0_": "v"}, [Sent(0, 0, shape, (0.0, 0.0, 1.0, 1.0))], [Measure("count(*)")], True, 4326)
    outside, quoted = pieces(sql)
    assert outside.startswith("WITH") and ";" not in outside and "(v > 3\n)" in sql
    assert 'ge"om' in quoted and "FILTER" not in sql


@pytest.mark.parametrize(
    "asked",
    [
        {"kind": "nearest", "layer": "features", "from": "zones"},
        {"kind": "aggregate", "layer": "features", "aggregate": "sum"},
        {"kind": "aggregate", "layer": "features", "aggregate": "sum", "value": "text"},
        {"kind": "aggregate", "layer": "features", "aggregate": "mean", "value": "real", "weight": "text"},
        {"kind": "aggregate", "layer": "features", "aggregate": "median", "value": "text"},
        {"kind": "aggregate", "layer": "features", "aggregate": "majority", "value": "real"},
        {"kind": "aggregate", "layer": "features", "aggregate": "count", "filter": "text"},
    ],
)
def test_what_is_not_asked_of_the_database(asked):
    assert measures_of(definition(asked), {kind: Value(kind, kind) for kind in ("text", "real")}) is None


def test_zones_are_sent_in_parts_with_their_earlier_neighbours():
    shapes = shapely.box(np.arange(6.0), 0, np.arange(6.0) + 1, 1)
    parts = np.array([0, 1, -1, 3, 4, 5])

    def boxes(some):
        return shapely.bounds(shapes[some])

    queries = list(_sent(shapes, parts, boxes, 10, False))
    assert [[(zone.place, zone.part) for zone in zones] for zones in queries] == [
        [(0, 0)],
        [(0, -1), (1, 1), (2, -1), (3, 3)],
        [(3, -1), (4, 4), (5, 5)],
    ]
    with pytest.raises(Refused):
        list(_sent(shapes, parts, boxes, 10, True))
    assert len(list(_sent(shapes, parts, boxes, 100, True))) == 1


@given(st.floats(-4, 8), st.floats(42, 50), st.floats(0.001, 3), st.floats(0.001, 1))
def test_boxes_hold_the_zones_in_the_system_of_the_layer(west, south, width, height):
    zone = shapely.box(west, south, west + width, south + height)
    (box,) = _boxes(np.array([zone]), "EPSG:4326", "EPSG:2154", np.array([0]))
    rng = np.random.default_rng(0)
    inside = shapely.points(west + width * rng.random(50), south + height * rng.random(50))
    corners = shapely.get_parts(shapely.multipoints(shapely.get_coordinates(shapely.segmentize(zone, width / 50))))
    moved = transform(np.concatenate([inside, corners]), "EPSG:4326", "EPSG:2154")
    assert shapely.intersects(shapely.box(*box), moved).all()
