# SPDX-License-Identifier: GPL-2.0-or-later
"""What is evaluated, read and computed without QGIS is what QGIS gives."""

from contextlib import nullcontext

import batch_data
import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from qgis.core import QgsVectorLayer
from vigie_territoriale.plugin.batch import expressions
from vigie_territoriale.plugin.batch.computing import compute
from vigie_territoriale.plugin.batch.pools import Here
from vigie_territoriale.plugin.batch.sources import Source
from vigie_territoriale.plugin.indicators.definition import choose, expressions_of
from vigie_territoriale.plugin.layers.expressions import evaluate
from vigie_territoriale.plugin.layers.reading import LayerReading
from vigie_territoriale.plugin.messages import Silent

ROWS = pd.DataFrame(
    {
        "kind": ["a", "A", "é", "", None, "l'eau", "2", "2.0"],
        "Two Words": [None, "a", "b", "b", "a", "a", None, "é"],
        "price": [0.0, -1.5, np.nan, 0.1, 3.0, 1e9, 2.0, 0.30000000000000004],
        "count": [0, 1, 2, 3, -4, 5, 6, 7],
    }
)
KINDS = {"kind": "text", "Two Words": "text", "price": "real", "count": "integer"}

texts = st.sampled_from(["'a'", "'A'", "'é'", "''", "'l''eau'", "'2'", "'2.0'"])
wholes = st.sampled_from(["0", "1", "-4", "7", "2"])
numbers = st.one_of(wholes, st.sampled_from(["0.1", "-1.5", "2.0", "0.3"]))
equal, order = st.sampled_from(["=", "<>", "!="]), st.sampled_from(["<", "<=", ">", ">="])
words = st.sampled_from(["kind", '"kind"', "KIND", '"Two Words"'])
tests = st.one_of(
    st.tuples(words, equal, texts).map(" ".join),
    st.tuples(st.just("count"), st.one_of(equal, order), wholes).map(" ".join),
    st.tuples(st.sampled_from(["price", '"count"']), order, numbers).map(" ".join),
    st.tuples(words, st.sampled_from(["in", "NOT IN"]), st.lists(texts, min_size=1, max_size=3)).map(
        lambda parts: f"{parts[0]} {parts[1]} ({', '.join(parts[2])})"
    ),
    st.tuples(st.sampled_from(["price", "kind"]), st.sampled_from(["IS NULL", "is not null"])).map(" ".join),
)
conditions = st.recursive(
    tests,
    lambda inside: st.one_of(
        st.tuples(inside, st.sampled_from(["and", "OR"]), inside).map(" ".join),
        inside.map(lambda each: f"not {each}"),
        inside.map(lambda each: f"({each})"),
    ),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None)
@given(conditions)
def test_conditions_are_those_of_qgis(qgis_app, written):
    expected = evaluate(written, ROWS, None)
    found = expressions.understood(written, KINDS, "x").of({name: ROWS[name].to_numpy() for name in ROWS})
    assert [None if value is None else bool(value) for value in expected] == list(found), written


def test_the_conditions_of_the_library_are_understood():
    asked = "\"variable\" = 'population' and \"period\" = '2023'"
    table = pd.DataFrame({"variable": ["population", "x", None], "period": ["2023", "2023", "2023"]})
    assert list(expressions.evaluate(asked, table, None)) == [True, False, None]


def test_figures_are_those_of_layers_that_qgis_reads(observatory, tmp_path):
    batch_data.make(tmp_path, points=1_500, shops=40, within="04 05 13 26 83 84")
    asked = {"kind": "aggregate", "layer": "points", "aggregate": "mean", "value": '"v"', "filter": "kind = 'a' and \"w\" > 3"}
    paths = [
        batch_data.definition(tmp_path, "mean", asked),
        batch_data.definition(
            tmp_path, "shares", {"kind": "aggregate", "layer": "points", "aggregate": "share", "filter": '"open"'}
        ),
        batch_data.definition(tmp_path, "far", {"kind": "nearest", "layer": "shops", "from": "contours"}),
    ]
    chosen, territory = choose(paths, {}), observatory.cog.territory("departement:05")
    files = {role: tmp_path / f"{role}.gpkg" for role in ("points", "shops")}
    layers = {
        role: LayerReading.of(QgsVectorLayer(str(path), role, "ogr")).read(Silent(), expressions_of(chosen, role))
        for role, path in files.items()
    }
    desktop = observatory.study(paths, territory, "epci", layers, "embedded", Silent())
    sources = [Source(role, str(path)) for role, path in files.items()]
    batch, _ = compute(observatory, paths, territory, "epci", sources, nullcontext(Here()), Silent())
    for one, other in zip(desktop, batch):
        batch_data.assert_same(one, other)
        assert one.zones["value"].notna().any()
