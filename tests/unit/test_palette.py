# SPDX-License-Identifier: GPL-2.0-or-later
"""Which drawing suits an indicator."""

import json

import made
import pytest
from vigie_territoriale.plugin.indicators.definition import DEFINITIONS, load_definition
from vigie_territoriale.plugin.layers.palette import (
    CHANGE,
    CHOROPLETH,
    COUNT,
    DIVERGING,
    PROPORTIONAL,
    RATE,
    THEME_COLOURS,
    centre,
    nature,
    ramp,
    symbols,
)
from vigie_territoriale.plugin.messages import VigieError


def aggregate(name, **more):
    return {"kind": "aggregate", "layer": "x", "aggregate": name, **more}


@pytest.mark.parametrize(
    ("compute", "expected"),
    [
        ({"kind": "features", "layer": "x"}, COUNT),
        (aggregate("count"), COUNT), (aggregate("sum"), COUNT), (aggregate("length"), COUNT), (aggregate("covered-area"), COUNT),
        (aggregate("count", per="km2"), RATE), (aggregate("sum", per="inhabitants"), RATE), (aggregate("mean"), RATE),
        (aggregate("covered-share"), RATE), (aggregate("distinct"), RATE), ({"kind": "rate", "layer": "x", "per": 10}, RATE),
        ({"kind": "ratio", "of": ["a", "b"]}, RATE), ({"kind": "nearest", "layer": "x", "from": "y"}, RATE),
        ({"kind": "difference", "of": ["a", "b"]}, CHANGE), ({"kind": "relative-change", "of": ["a", "b"]}, CHANGE),
        ({"kind": "change", "layer": "x", "variable": "v", "from": "2019", "to": "2023"}, CHANGE),
    ],
)  # fmt: skip
def test_the_nature_of_figures_is_told_by_how_they_are_made(compute, expected):
    definition = made.definition(compute=compute)
    assert nature(definition) == expected
    assert symbols(definition) == (PROPORTIONAL if expected == COUNT else CHOROPLETH)
    assert centre(definition) == (0 if expected == CHANGE else None)
    assert (ramp(definition) in DIVERGING) == (expected == CHANGE)


def test_a_definition_has_the_last_word():
    counted = {"kind": "features", "layer": "x"}
    assert symbols(made.definition(compute=counted, style={"ramp": "Blues", "symbols": "choropleth"})) == CHOROPLETH
    assert symbols(made.definition(style={"ramp": "Blues", "symbols": "proportional"})) == PROPORTIONAL
    assert centre(made.definition(style={"ramp": "RdBu", "centre": 100})) == 100
    assert ramp(made.definition(style={"ramp": "RdBu", "centre": 100})) == "RdBu"


def test_every_definition_that_comes_with_the_product_has_colours(observatory):
    for definition in observatory.definitions.values():
        assert definition.theme in THEME_COLOURS
        assert (ramp(definition) in DIVERGING) == (nature(definition) == CHANGE)


@pytest.mark.parametrize(
    ("style", "wrong"),
    [
        ({"method": "quantile"}, ""), ({"method": "jenks", "symbols": "proportional"}, ""), ({"symbols": "choropleth"}, ""),
        ({"method": "by eye"}, "style.method"), ({"symbols": "circles"}, "style.symbols"),
    ],
)  # fmt: skip
def test_the_schema_knows_methods_and_symbols(tmp_path, style, wrong):
    document = json.loads((DEFINITIONS / "features-count.json").read_text(encoding="utf-8"))
    document["style"].update(style)
    path = tmp_path / "mine.json"
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")
    if wrong:
        with pytest.raises(VigieError, match=wrong):
            load_definition(path)
    else:
        assert load_definition(path).style["ramp"] == "Greens"
