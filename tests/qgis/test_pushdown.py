# SPDX-License-Identifier: GPL-2.0-or-later
"""Indicators over layers that stay in a real PostGIS: the figures of the database against those of the engine over layers read."""

import threading
import time
from dataclasses import replace

import made
import numpy as np
import pandas as pd
import pytest
import shapely
from defined import definition
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from postgres_server import USER, PostgresServer
from qgis.core import (
    QgsApplication,
    QgsAuthMethodConfig,
    QgsCoordinateReferenceSystem,
    QgsFeedback,
    QgsField,
    QgsProject,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QMetaType
from vigie_territoriale.plugin.feedback import FeedbackProgress
from vigie_territoriale.plugin.indicators.definition import expressions_of
from vigie_territoriale.plugin.indicators.engine import compute
from vigie_territoriale.plugin.indicators.placing import Context
from vigie_territoriale.plugin.indicators.pushed import RemoteLayer
from vigie_territoriale.plugin.layers import pushdown
from vigie_territoriale.plugin.layers.pushdown import PostgisTable, taken
from vigie_territoriale.plugin.layers.reading import LayerReading
from vigie_territoriale.plugin.layers.sql import translated
from vigie_territoriale.plugin.messages import Cancelled, Silent, VigieError
from vigie_territoriale.plugin.store.postgis import PostGis
from vigie_territoriale.plugin.territory.crs import transform, transform_xy

TABLE = "équipe\"ments l'été"
FILTER = '"kind of ""it""" = \'a\' AND NOT (v > 40 OR w IN (3, 0.1)) OR "flag"'

COLUMNS = 'id serial PRIMARY KEY, v float8, w int4, "kind of ""it""" text, flag bool, n numeric(12, 3), r float4, big int8'
NAMES = 'v, w, "kind of ""it""", flag, n, r, big'


@pytest.fixture(scope="module")
def server(qgis_app):
    running = PostgresServer()
    yield running
    running.close()


def layer_of(server, table, geometry="geom", more="", key="key='id'"):
    quoted = table.replace("\\", "\\\\").replace('"', '\\"')
    source = f'host=\'{server.folder}\' dbname=test user={USER} {key} {more} table="public"."{quoted}" ({geometry})'
    layer = QgsVectorLayer(source, table, "postgres")
    assert layer.isValid(), layer.error().message()
    return layer


def text(value):
    if value is None or isinstance(value, bool):
        return {None: "NULL", True: "true", False: "false"}[value]
    return f"'{value}'" if isinstance(value, str) else repr(value)


def make(server, table, kind, srid, shapes, rng):
    """A table of these shapes (None and empty ones too) with values, some of which are missing."""
    quoted = '"' + table.replace('"', '""') + '"'

    def some(values):
        return [None if gone else value for value, gone in zip(values, rng.random(len(shapes)) < 0.15)]

    size = len(shapes)
    columns = zip(
        shapes,
        some(rng.normal(20, 25, size).round(3).tolist()),
        some(rng.integers(0, 6, size).tolist()),
        some(rng.choice(["a", "A", "été", "", "zz"], size).tolist()),
        some([bool(one) for one in rng.random(size) < 0.5]),
        some(rng.normal(5, 1, size).round(3).tolist()),
        some([0.1, 0.7, *[2.3] * (size - 2)]),
        some(rng.integers(2**40, 2**40 + 5, size).tolist()),
    )
    rows = []
    for shape, *values in columns:
        written = "NULL" if shape is None else f"ST_GeomFromWKB(decode('{shapely.to_wkb(shape, hex=True)}', 'hex'), {srid})"
        rows.append(f"({', '.join([written, *map(text, values)])})")
    server.sql(f"CREATE TABLE {quoted} ({COLUMNS}, geom geometry({kind}, {srid}))")
    server.sql(f"INSERT INTO {quoted} (geom, {NAMES}) VALUES {', '.join(rows)}")
    server.sql(f"CREATE INDEX ON {quoted} USING gist (geom)")


ZONES = [
    ("b", shapely.box(6.0, 44.5, 6.1, 44.6).difference(shapely.box(6.04, 44.54, 6.06, 44.56))),
    ("a", shapely.box(6.1, 44.5, 6.2, 44.6)),
    ("c", shapely.box(6.05, 44.45, 6.15, 44.56)),
    ("d", shapely.Polygon([(6.2, 44.5), (6.3, 44.6), (6.2, 44.6), (6.3, 44.5)])),
    ("e", shapely.box(6.4, 44.5, 6.5, 44.6)),
    (
        "f",
        shapely.MultiPolygon([shapely.box(6.0, 44.4, 6.02, 44.42), shapely.Polygon([(6.07, 44.57), (6.37, 44.61), (6.2, 44.7)])]),
    ),
    ("réunion", shapely.box(55.4, -21.2, 55.6, -21.0)),
]


@pytest.fixture(scope="module")
def zones(server):
    server.sql("CREATE TABLE zones (id serial PRIMARY KEY, code text, nom text, geom geometry(MultiPolygon, 4326))")
    rows = ", ".join(f"('{code}', 'Zone {code}', ST_Multi(ST_GeomFromText('{shape.wkt}', 4326)))" for code, shape in ZONES)
    server.sql(f"INSERT INTO zones (code, nom, geom) VALUES {rows}")
    return layer_of(server, "zones")


def scattered(rng, size):
    """Points around the zones, on their borders and corners, twice in one place, and in Réunion."""
    random = np.column_stack((rng.uniform(5.95, 6.45, size), rng.uniform(44.4, 44.65, size)))
    borders = [(6.1, 44.55), (6.1, 44.5), (6.1, 44.52), (6.04, 44.55), (6.15, 44.5), (6.05, 44.5), (6.25, 44.55), (6.22, 44.6)]
    borders += [(6.07 + 0.3 * part, 44.57 + 0.04 * part) for part in np.linspace(0, 1, 20)]  # on a slope
    away = np.column_stack((rng.uniform(55.3, 55.7, 40), rng.uniform(-21.3, -20.9, 40)))
    return np.vstack([random, borders, random[:5], away])


def areas(rng, size):
    """Squares and bow ties around the zones, some that share a border with one; squares in several parts."""
    x, y = rng.uniform(5.95, 6.4, size), rng.uniform(44.4, 44.65, size)
    side = rng.uniform(0.001, 0.05, size)
    shapes = shapely.box(x, y, x + side, y + side)
    ties = [shapely.Polygon([(a, b), (a + s, b + s), (a, b + s), (a + s, b)]) for a, b, s in zip(x[:30], y[:30], side)]
    several = [shapely.MultiPolygon(shapes[at : at + 2].tolist()) for at in range(0, 20, 2)]
    other = [shapely.box(6.1, 44.5, 6.2, 44.6), shapely.box(6.05, 44.6, 6.1, 44.65), shapely.box(55.45, -21.1, 55.47, -21.08)]
    return np.array([*shapes, *ties, *several, *other, shapes[0], None, shapely.Polygon()], dtype=object)


def lines(rng, size):
    """Broken lines, some of which follow a border."""
    ends = rng.uniform((5.95, 44.4), (6.45, 44.65), (size, 3, 2))
    along = [shapely.LineString([(6.1, 44.45), (6.1, 44.7)]), shapely.LineString([(6.0, 44.5), (6.3, 44.5)])]
    return np.array([*shapely.linestrings(ends), *along, along[0], None, shapely.LineString()], dtype=object)


POINTS = {"points": ("Point", 4326), "lambert": ("Point", 2154), TABLE: ("MultiPoint", 4326)}
OTHERS = {
    "areas": ("Geometry", 4326),
    "parcels": ("MultiPolygon", 2154),
    "roads": ("LineString", 4326),
    "ways": ("MultiLineString", 2154),
}


@pytest.fixture(scope="module")
def tables(server):
    rng = np.random.default_rng(6)
    for table, (kind, srid) in POINTS.items():
        points = shapely.points(scattered(rng, 300)).astype(object)
        if kind == "MultiPoint":
            points = np.array([shapely.multipoints([one, other]) for one, other in zip(points, np.roll(points, 1))], dtype=object)
        points = transform(points, "EPSG:4326", f"EPSG:{srid}")
        make(server, table, kind, srid, np.array([*points, None, getattr(shapely, kind)()], dtype=object), rng)
    for table, (kind, srid) in OTHERS.items():
        shapes = (areas if table in ("areas", "parcels") else lines)(rng, 120)
        if kind.startswith("Multi"):
            several = shapely.MultiPolygon if kind == "MultiPolygon" else shapely.MultiLineString
            ready = [shape is None or shape.geom_type.startswith("Multi") for shape in shapes]
            shapes = [shape if good else several([] if shape.is_empty else [shape]) for shape, good in zip(shapes, ready)]
        make(server, table, kind, srid, transform(np.array(shapes, dtype=object), "EPSG:4326", f"EPSG:{srid}"), rng)


FIGURES = ["level", "code", "name", "value", "label", "numerator", "denominator", "coverage", "flag"]
"""Not the ranks: two zones whose figures are equal but for the last digit may change places."""

VALUES = [
    "v", "w", "n", "r", "big", "v / w", "v * 2 + n - abs(w)", "if(flag, v, 0)", "coalesce(v, w, 7)", "v > 3", "flag",
    "CASE WHEN v < 0 THEN -1 WHEN w = 2 THEN n END",
]  # fmt: skip
FILTERS = [
    FILTER,
    "\"kind of \"\"it\"\"\" <> 'x\\\\\\' OR true; DROP TABLE zones; --'", "v > 3", "flag", "w", "\"kind of \"\"it\"\"\" LIKE '_t%'", "\"kind of \"\"it\"\"\" ILIKE 'A%'", "NOT flag", "flag IS NULL",
    "w NOT IN (1, NULL)", "w IN (1, 2) AND v IS NOT NULL", "r = 0.1", "n BETWEEN 4 AND w", "v NOT BETWEEN 0 AND 30",
    "\"kind of \"\"it\"\"\" <> ''", "\"kind of \"\"it\"\"\" IN ('a', 'été')", "1 = 0", "flag = true OR v <= w", "r + n = n + r",
    "\"kind of \"\"it\"\"\" || 'x' = 'ax'",
]  # fmt: skip


def placed_definitions():
    """Every aggregate of features that are placed, over every expression in turn."""
    value, passes = iter(VALUES * 9), iter(FILTERS * 9)
    asked = [{"aggregate": "count"}, {"aggregate": "count", "filter": next(passes), "per": "km2"}]
    for kind in ("sum", "mean", "median", "min", "max", "stdev", "distinct", "shannon") * 2:
        asked.append({"aggregate": kind, "value": next(value), "filter": next(passes)})
    for kind in ("weighted-mean", "mean"):
        asked += [{"aggregate": kind, "value": next(value), "weight": one, "filter": next(passes)} for one in ("w", "n")]
    asked += [{"aggregate": "share", "filter": one, "weight": "w"} for one in FILTERS[:3]]
    asked += [{"aggregate": "share", "filter": one} for one in FILTERS[::2]]
    asked += [{"aggregate": "quantile", "quantile": part, "value": next(value)} for part in (0, 0.1, 0.9, 1)]
    asked += [{"aggregate": kind, "value": '"kind of ""it"""'} for kind in ("majority", "distinct", "shannon")]
    asked += [{"aggregate": "majority", "value": "w", "filter": "v > 0"}, {"aggregate": "majority", "value": "big"}]
    asked += [{"aggregate": "sum", "value": "v", "per": "inhabitants", "times": 1000}, {"aggregate": "mean", "value": "v"}]
    more = [{"kind": "features", "layer": "features"}, {"kind": "rate", "layer": "features", "per": 1000}]
    return numbered([*({"kind": "aggregate", "layer": "features", **one} for one in asked), *more])


def numbered(asked):
    made = [definition(one, id=f"made-{place}", comparators=place % 2 == 0) for place, one in enumerate(asked)]
    made += [definition(made[0].compute, id="masked", least=4)]
    return [replace(one, levels=("commune", "epci", "zones")) for one in made]


def inside_definitions(kinds):
    asked = [{"aggregate": kind, **more} for kind in kinds for more in ({}, {"filter": FILTER})]
    asked += [{"aggregate": kind, "per": "km2"} for kind in kinds if kind != "covered-share"]
    return numbered([{"kind": "aggregate", "layer": "features", **one} for one in asked])


def both_ways(observatory, layer, zones, asked, territory="epci:200067825", **more):
    """The results of definitions with the layer left in the database, and with the layer read."""
    territory = observatory.cog.territory(territory)
    readings = {"features": LayerReading.of(layer), "zones": LayerReading.of(zones, role="zones")}
    remote = taken(readings, asked, "zones", Silent())
    assert isinstance(remote["features"], RemoteLayer)
    read = {**remote, "features": readings["features"].read(Silent(), expressions_of(asked, "features"))}
    context = Context(observatory.cog, observatory.contours_among({}, territory), territory)
    answers = [[compute(one, "zones", inputs, context, Silent()) for one in asked] for inputs in (remote, read)]
    assert "read" not in remote["features"].kept  # it was not read after all
    return answers


def assert_same(answers, asked):
    for there, here, one in zip(*answers, asked):
        for part in ("zones", "comparators"):
            frames = [getattr(result, part)[FIGURES] for result in (there, here)]
            pd.testing.assert_frame_equal(*frames, check_exact=False, rtol=1e-9, atol=1e-13, obj=f"{one.compute} {part}")
        assert there.notes == here.notes and there.layers == here.layers, one.compute


@pytest.mark.parametrize("table", [*POINTS, "areas", "ways"])
def test_figures_of_placed_features_are_those_of_the_engine(observatory, server, tables, zones, table):
    asked = placed_definitions()[:: 1 if table == "points" else 5]
    answers = both_ways(observatory, layer_of(server, table), zones, asked)
    assert_same(answers, asked)
    counted = compute_one(observatory, server, table, zones)
    assert (counted.zones["value"] > 0).sum() >= 4 and counted.comparators["value"].notna().any()


def compute_one(observatory, server, table, zones):
    (there,), _ = both_ways(observatory, layer_of(server, table), zones, numbered([COUNT])[:1])
    return there


COUNT = {"kind": "features", "layer": "features"}


def test_datasets_of_a_shared_store_stay_there_for_who_may_only_read(observatory, server, zones):
    """The last version of a dataset, which is a view; the user has the role of readers alone."""
    store = PostGis(server.connection, "reseau")
    store.save("bakeries", made.services(5))
    layer_source = store.source("bakeries")
    store.save("bakeries", made.services(30, step=0.0101))
    server.sql("CREATE ROLE reads LOGIN; GRANT reseau_reader TO reads; GRANT SELECT ON zones TO reads")
    layer = QgsVectorLayer(layer_source.replace(f"user={USER}", "user=reads"), "bakeries", "postgres")
    assert layer.isValid()
    asked = numbered([COUNT, {"kind": "aggregate", "layer": "features", "aggregate": "distinct", "value": '"name"'}])
    answers = both_ways(observatory, layer, zones, asked)
    assert_same(answers, asked)
    counted = answers[0][0].zones.set_index("code")["value"]
    assert counted["c"] == 10, "from 6.0505 to 6.1414, well inside"


def test_the_view_of_all_services_stays_there_too(observatory, server, zones):
    """QGIS opens one type of its geometries, of one dataset."""
    PostGis(server.connection, "reseau").save("cafes", made.services(30, step=0.0101, entry="cafes"))
    source = f"host='{server.folder}' dbname=test user={USER} key='row_id' type=Point srid=4326 table=\"reseau\".\"vigie_service\" (geom)"
    layer = QgsVectorLayer(source + " sql=\"layer\" = 'cafes'", "cafes", "postgres")
    assert layer.isValid() and layer.featureCount() == 30 and layer.wkbType() == 1
    asked = numbered([COUNT])[:1]
    territory = observatory.cog.territory("epci:200067825")
    layers = taken({"features": LayerReading.of(layer), "zones": LayerReading.of(zones, role="zones")}, asked, "zones", Silent())
    assert isinstance(layers["features"], RemoteLayer)
    context = Context(observatory.cog, observatory.contours_among({}, territory), territory)
    result = compute(asked[0], "zones", layers, context, Silent())
    assert result.zones.set_index("code")["value"]["c"] == 10


@pytest.mark.parametrize("table", OTHERS)
def test_what_lies_inside_is_what_the_engine_measures(observatory, server, tables, zones, table):
    asked = inside_definitions(("covered-area", "covered-share") if table in ("areas", "parcels") else ("length",))
    answers = both_ways(observatory, layer_of(server, table), zones, asked)
    assert_same(answers, asked)
    assert (answers[0][0].zones["value"] > 0).sum() >= 5 and answers[0][0].comparators["value"].notna().any()


def test_lines_along_borders_of_communes_count_once(observatory, server, zones):
    communes = observatory.cog.territory("epci:200067825").communes
    shapes = observatory.contours_among({}, observatory.cog.territory("epci:200067825")).of(communes)
    borders = [shapely.line_merge(shapely.intersection(one, other)) for one in shapes for other in shapes if one is not other]
    lines = [line for border in borders for line in shapely.get_parts(border) if line.geom_type == "LineString"]
    server.sql("DROP TABLE IF EXISTS along")
    make(
        server,
        "along",
        "LineString",
        4326,
        np.array([*shapely.boundary(shapes), *lines], dtype=object)[len(shapes) :],
        np.random.default_rng(1),
    )
    asked = inside_definitions(("length",))
    answers = both_ways(observatory, layer_of(server, "along"), zones, asked)
    assert_same(answers, asked)
    assert answers[0][0].comparators["value"].iloc[0] > 10


def test_zones_go_in_several_queries(observatory, server, tables, zones, monkeypatch):
    monkeypatch.setattr("vigie_territoriale.plugin.indicators.pushed.MOST_POINTS", 6)
    for table, asked in (("points", placed_definitions()[::8]), ("parcels", inside_definitions(("covered-area",)))):
        assert_same(both_ways(observatory, layer_of(server, table), zones, asked), asked)


def test_a_view_and_the_users_filter(observatory, server, tables, zones):
    server.sql("CREATE OR REPLACE VIEW seen AS SELECT *, id / 2 AS half FROM points WHERE w > 1")
    layer = layer_of(server, "seen")
    assert layer.setSubsetString("v > 5")
    assert 0 < layer.featureCount() < 200
    asked = placed_definitions()[::10]
    assert_same(both_ways(observatory, layer, zones, asked), asked)


def test_features_stay_in_the_database(run_algorithm, server, tables, zones, monkeypatch):
    read, sent = [], []
    monkeypatch.setattr(LayerReading, "read", recorded(LayerReading.read, lambda reading, *_: read.append(reading.name)))
    monkeypatch.setattr(PostgisTable, "_rows", recorded(PostgisTable._rows, lambda _, sql, *__: sent.append(sql)))
    project = QgsProject()
    project.addMapLayers([layer_of(server, "points"), layer_of(server, "zones")])
    asked = {"DEFINITIONS": "features-count,features-per-km2", "TERRITORY": "epci:200067825", "LEVEL": "zones", "LAYERS": "features=points;zones=zones", "OUTPUT": "memory:"}  # fmt: skip
    results, said, context = run_algorithm("vigie:indicators", asked, project)
    assert results is not None, said
    counted = {row["code"]: row["features_count"] for row in context.takeResultLayer(results["OUTPUT"]).getFeatures()}
    expected = server.sql(
        "SELECT code, count(p.id) FROM zones AS z LEFT JOIN points AS p ON ST_Within(p.geom, ST_MakeValid(z.geom)) GROUP BY 1"
    )
    assert {code for code, count in expected if int(count) <= counted[code]} == set(counted) and sum(counted.values()) > 150
    assert read == ["zones"] and "features read" in said
    assert len(sent) <= 8 and all(sql.startswith(("SELECT", "WITH")) for sql in sent)


def recorded(method, note):
    def noting(*arguments):
        note(*arguments)
        return method(*arguments)

    return noting


def left(server, zones, asked, layer=None, level="zones"):
    """Whether a layer stays in the database."""
    readings = {"features": LayerReading.of(layer or layer_of(server, "points")), "zones": LayerReading.of(zones, role="zones")}
    return isinstance(taken(readings, asked, level, Silent())["features"], RemoteLayer)


@pytest.mark.parametrize(
    "asked",
    [
        {"aggregate": "count", "filter": "$id > 6"},
        {"aggregate": "sum", "value": "-v"},
        {"aggregate": "sum", "value": "round(v)"},
        {"aggregate": "count", "filter": "v = '3'"},
        {"aggregate": "count", "filter": '"kind of ""it""" < \'b\''},
        {"aggregate": "count", "filter": '"kind of ""it""" ILIKE \'É%\''},
        {"aggregate": "count", "filter": '"kind of ""it"""'},
        {"aggregate": "majority", "value": "v"},
        {"aggregate": "majority", "value": "flag"},
        {"aggregate": "mean"},
    ],
)
def test_what_sql_does_not_give_alike_is_read(server, tables, zones, asked):
    assert not left(server, zones, numbered([{"kind": "aggregate", "layer": "features", **asked}]))


numbers = st.recursive(
    st.sampled_from(["v", "w", "n", "r", "big", "3", "-2", "0", "0.1", "4.5"]),
    lambda inner: st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from("+-*/"), inner),
        st.builds("abs({})".format, inner),
        st.builds("coalesce({}, {})".format, inner, inner),
        st.builds("if({} > {}, {}, {})".format, inner, inner, inner, inner),
        st.builds("CASE WHEN {} IS NULL THEN {} WHEN flag THEN {} END".format, inner, inner, inner),
    ),
    max_leaves=5,
)
texts = st.sampled_from(['"kind of ""it"""', "'a'", "''", "'été'", "'it\\'s'", '(\'a\' || "kind of ""it""")'])
conditions = st.recursive(
    st.one_of(
        st.just("flag"),
        st.builds("{} {} {}".format, numbers, st.sampled_from(["=", "<>", "<", "<=", ">", ">="]), numbers),
        st.builds("{} {}IN ({}, {}, NULL)".format, numbers, st.sampled_from(["", "NOT "]), numbers, numbers),
        st.builds("{} {}IN ({}, {})".format, texts, st.sampled_from(["", "NOT "]), texts, texts),
        st.builds("{} {}BETWEEN {} AND {}".format, numbers, st.sampled_from(["", "NOT "]), numbers, numbers),
        st.builds("{} {} {}".format, texts, st.sampled_from(["=", "<>"]), texts),
        st.builds(
            "{} {} {}".format,
            texts,
            st.sampled_from(["LIKE", "NOT LIKE", "ILIKE", "NOT ILIKE"]),
            st.sampled_from(["'%A'", "'_t_'", "'a'", "'%'"]),
        ),
        st.builds("{} IS {}NULL".format, st.one_of(numbers, texts), st.sampled_from(["", "NOT "])),
    ),
    lambda inner: st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from(["AND", "OR"]), inner), st.builds("NOT ({})".format, inner)
    ),
    max_leaves=4,
)


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(st.one_of(numbers, conditions))
def test_expressions_mean_the_same_in_both(server, tables, expression):
    layer = layer_of(server, "points")
    reading = LayerReading.of(layer)
    value = translated(expression, reading.database.fields)
    assert value is not None and value.number is not None
    try:
        read = reading.read(Silent(), [expression, "id"]).values
    except VigieError as error:  # a number that is not finite: the database refuses it too, and the sentence is told by reading
        assert "double" in error.sentence
        assume(False)
    here = dict(zip(read["id"], (None if one is None else float(one) for one in read[expression])))
    told = reading.database.ask(f"SELECT id, {value.number} FROM points", Silent())
    assert dict(told) == pytest.approx(here, rel=1e-12, abs=1e-12)


def test_layers_that_are_more_than_a_table_are_read(server, tables, zones):
    asked = numbered([COUNT])[:1]
    assert left(server, zones, asked)
    assert not left(server, zones, asked, level="commune")
    assert not left(server, zones, numbered([{"kind": "nearest", "layer": "features", "from": "town-halls"}]))
    edited, virtual, moved = (layer_of(server, "points") for _ in range(3))
    assert edited.startEditing()
    virtual.addExpressionField("v * 2", QgsField("twice", QMetaType.Type.Double))
    moved.setCrs(QgsCoordinateReferenceSystem("EPSG:4171"))
    for layer in (edited, virtual, moved):
        assert not left(server, zones, asked, layer)
    edited.rollBack()
    query = QgsVectorLayer(
        layer_of(server, "points").source().replace('"public"."points"', '"(SELECT * FROM points)"'), "q", "postgres"
    )
    assert query.featureCount() > 0 and not left(server, zones, asked, query)
    server.sql(
        "CREATE TABLE curved AS SELECT id, ST_CurveToLine(geom) AS geom FROM points; ALTER TABLE curved ADD PRIMARY KEY (id)"
    )
    assert not left(server, zones, asked, layer_of(server, "curved"))  # of no declared system
    asked = numbered([{"kind": "aggregate", "layer": "features", "aggregate": "sum", "value": "v"}])
    server.sql(
        "CREATE TABLE odd AS SELECT * FROM points; ALTER TABLE odd ADD PRIMARY KEY (id); UPDATE odd SET v = 'NaN' WHERE id = 3"
    )
    assert not left(server, zones, asked, layer_of(server, "odd"))
    assert left(server, zones, numbered([COUNT])[:1], layer_of(server, "odd"))


def test_a_database_that_transforms_otherwise(server, tables, zones, monkeypatch):
    """As one with another grid of datums: a tenth of a millimetre away is enough."""
    layer, asked = layer_of(server, "lambert"), numbered([COUNT])[:1]
    assert left(server, zones, asked, layer)
    monkeypatch.setattr(pushdown, "transform_xy", lambda *given: transform_xy(*given) + 1e-9)
    assert not left(server, zones, asked, layer)


def test_what_the_database_cannot_compute_is_read_after_all(observatory, server, tables, zones):
    """QGIS has infinity where PostgreSQL refuses."""
    one = numbered([{"kind": "aggregate", "layer": "features", "aggregate": "min", "value": "v * 1e308"}])[0]
    readings = {"features": LayerReading.of(layer_of(server, "points")), "zones": LayerReading.of(zones, role="zones")}
    territory = observatory.cog.territory("epci:200067825")
    context = Context(observatory.cog, observatory.contours_among({}, territory), territory)
    inputs = taken(readings, [one], "zones", Silent())
    result = compute(one, "zones", inputs, context, Silent())
    assert "read" in inputs["features"].kept and np.isneginf(result.zones["value"]).any()


def test_a_query_stops_within_a_second(server, tables):
    database, feedback = PostgisTable.of(layer_of(server, "points")), QgsFeedback()
    stopper = threading.Timer(0.5, feedback.cancel)
    start = time.monotonic()
    stopper.start()
    with pytest.raises(Cancelled):
        database.ask("SELECT pg_sleep(30)", FeedbackProgress(feedback))
    assert time.monotonic() - start < 1.5
    running = "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'SELECT pg_sleep%'"
    assert server.sql(running) == [["0"]]


def test_a_server_that_is_gone_is_a_sentence(server, tables, zones):
    readings = {"features": LayerReading.of(layer_of(server, "points")), "zones": LayerReading.of(zones, role="zones")}
    inputs = taken(readings, numbered([COUNT])[:1], "zones", Silent())
    server.stop()
    try:
        with pytest.raises(VigieError, match="The database of “points” does not answer") as told:
            inputs["features"].ask("SELECT 2", Silent())
        assert USER not in told.value.sentence and str(server.folder) not in told.value.sentence
    finally:
        server.start()


def test_credentials_stay_where_qgis_keeps_them(server, tables, zones, tmp_path):
    """A layer whose user is in QGIS's authentication database; neither the log nor a sentence tells more than the name of a table."""
    manager = QgsApplication.authManager()
    assert manager.setMasterPassword("a master", True)
    config = QgsAuthMethodConfig("Basic")
    config.setName("base")
    config.setConfigMap({"username": USER, "password": "s3cret"})
    assert manager.storeAuthenticationConfig(config)[0]
    said = []
    QgsApplication.messageLog().messageReceived.connect(lambda *told: said.append(" ".join(map(str, told))))
    source = f"host='{server.folder}' dbname=test authcfg={config.id()} key='id' table=\"public\".\"points\" (geom)"
    layer = QgsVectorLayer(source, "points", "postgres")
    assert layer.isValid()
    try:
        assert "s3cret" not in PostgisTable.of(layer).uri and left(server, zones, numbered([COUNT])[:1], layer)
        asked = {"kind": "aggregate", "layer": "features", "aggregate": "sum", "value": "round(v)"}
        assert not left(server, zones, numbered([asked]), layer)
        assert any("has no equal in SQL" in line for line in said)
        assert not any("s3cret" in line or config.id() in line for line in said)
    finally:
        manager.removeAuthenticationConfig(config.id())
