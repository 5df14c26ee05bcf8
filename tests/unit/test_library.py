# SPDX-License-Identifier: GPL-2.0-or-later
"""The library of indicators: whole, over layers that exist, and true where the layer comes with the product."""

import csv
import gzip

import pytest
from vigie_territoriale.plugin.harmonize.recipe import SAMPLES
from vigie_territoriale.plugin.indicators.definition import CONTOURS_ROLE, DEFINITIONS, FEATURES_ROLE, load_definition
from vigie_territoriale.plugin.messages import Silent

PATHS = sorted(DEFINITIONS.glob("*.json"))


def test_the_library_is_large_enough():
    assert len(PATHS) >= 30


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_definitions_are_whole(path, observatory):
    definition = load_definition(path)
    known = {entry.id: entry for entry in observatory.catalogue.entries()}
    assert definition.id == path.stem
    assert set(definition.roles) <= {*known, FEATURES_ROLE, CONTOURS_ROLE, *definition.own_roles}
    assert set(definition.needs) <= set(observatory.definitions)
    for texts in (definition.titles, definition.descriptions, definition.units, definition.methods):
        assert texts["fr"] and texts["en"]
    schemas = {
        "rate": "service",
        "nearest": "service",
        "within": "service",
        "covered-population": "perimeter",
        "change": "measure",
        "measure": "measure",
        "reach": "service",
        "basket": "service",
    }
    wanted = schemas.get(definition.compute["kind"])
    for role in {*definition.roles}.intersection(known) if wanted else ():
        assert observatory.catalogue.recipe(role).schema in (wanted, "service")


def rows(name):
    with gzip.open(SAMPLES / name, "rt", encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def values(observatory, indicator, territory="epci:200067825", level="commune"):
    (result,) = observatory.study([indicator], observatory.cog.territory(territory), level, {}, "embedded", Silent())
    return {(row.level, row.code): row.value for frame in (result.zones, result.comparators) for row in frame.itertuples()}


def test_the_share_of_a_massif_is_that_of_its_inhabitants(observatory):
    found = values(observatory, "mountain-massifs-share", "departement:04", "departement")
    listed = rows("grille-montagne-2026.csv.gz")
    (column,) = [name for name in listed[0] if name.lower() in ("insee_com", "codgeo", "code", "insee")]
    inside = {row[column] for row in listed}
    cog = observatory.cog
    people = {code: cog.unit("commune", code).population for code in cog.members("departement", "04")}
    share = 100 * sum(count for code, count in people.items() if code in inside) / sum(people.values())
    assert found["departement", "04"] == pytest.approx(share)
