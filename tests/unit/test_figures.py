# SPDX-License-Identifier: GPL-2.0-or-later
"""Every figure of the demo against an independent computation from the raw files (tests/data/independent.py)."""

import functools
from pathlib import Path

import independent
import numpy as np
import pytest
from vigie_territoriale.plugin.harmonize.recipe import SAMPLES
from vigie_territoriale.plugin.messages import Silent

# It reads the raw files anew at each call: once is enough here.
for name in ("read_cog", "read_history", "read_features", "legal_population", "programme_communes", "count_france_services"):
    setattr(independent, name, functools.cache(getattr(independent, name)))

COG = Path(__file__).resolve().parents[1] / "data" / "cog2026-communes.csv.gz"
TERRITORIES = ("epci:200067825", "departement:04", "departement:05", "epci:200067452", "commune:05046", "epci:200066637")
ZONES = {"epci": "epci", "departement": "departement", "region": "region", "france": "france"}
# Town halls whose published position lies more than 1 km outside of their commune, found by looking at the raw file.
STRAYED = {"04132", "04187", "04108", "05159"}


@pytest.fixture(scope="module")
def study(observatory):
    kept = {}

    def of(territory, level="commune"):
        if (territory, level) not in kept:
            wanted = [
                "france-services-per-10000", "france-services-distance", "petites-villes-de-demain-share",
                "action-coeur-de-ville-share", "population-change",
            ]  # fmt: skip
            results = observatory.study(wanted, observatory.cog.territory(territory), level, {}, "embedded", Silent())
            kept[territory, level] = {result.definition.id: result for result in results}
        return kept[territory, level]

    return of


def near(value, expected):
    if expected is None:
        assert np.isnan(value)
    else:
        assert value == pytest.approx(expected, rel=1e-9, abs=1e-9)


def independent_group(indicator, codes):
    """The independent figure of a group of communes."""
    if indicator == "france-services-per-10000":
        return independent.france_services_group(SAMPLES, COG, codes).value
    if indicator == "population-change":
        return independent.population_change_group(SAMPLES, COG, codes).value
    programme = {"petites-villes-de-demain-share": "pvd", "action-coeur-de-ville-share": "acv"}[indicator]
    return independent.programme_share_group(SAMPLES, COG, programme, codes).value


def independent_communes(indicator, codes):
    """The independent figures of communes."""
    if indicator == "france-services-per-10000":
        return {code: figure.value for code, figure in independent.france_services(SAMPLES, COG, codes).items()}
    if indicator == "population-change":
        return independent.population_change(SAMPLES, COG, codes)
    if indicator == "france-services-distance":
        found = independent.distance_km(SAMPLES, COG, codes)
        return {code: None if code in STRAYED else value for code, value in found.items()}
    programme = {"petites-villes-de-demain-share": "pvd", "action-coeur-de-ville-share": "acv"}[indicator]
    return independent.programme_share(SAMPLES, COG, programme, codes)


@pytest.mark.parametrize("territory", TERRITORIES)
@pytest.mark.parametrize(
    "indicator",
    ["france-services-per-10000", "france-services-distance", "petites-villes-de-demain-share", "action-coeur-de-ville-share",
     "population-change"],
)  # fmt: skip
def test_communes(study, territory, indicator):
    zones = study(territory)[indicator].zones
    expected = independent_communes(indicator, list(zones["code"]))
    for code, value in zip(zones["code"], zones["value"]):
        near(value, expected[code])


@pytest.mark.parametrize("territory", TERRITORIES)
@pytest.mark.parametrize(
    "indicator",
    ["france-services-per-10000", "petites-villes-de-demain-share", "action-coeur-de-ville-share", "population-change"],
)
def test_the_territory_and_its_comparators(study, territory, indicator):
    comparators = study(territory)[indicator].comparators
    assert comparators.iloc[-1]["level"] == "france"
    for row in comparators.itertuples():
        if row.level == "peers":
            codes = independent.peers(COG, *territory.split(":"))
        else:
            codes = [row.code] if row.level == "commune" else independent.members(independent.read_cog(COG), row.level, row.code)
        near(row.value, independent_group(indicator, codes))


@pytest.mark.parametrize("indicator", ["france-services-per-10000", "population-change", "action-coeur-de-ville-share"])
def test_by_epci(study, indicator):
    zones = study("departement:05", "epci")[indicator].zones
    assert len(zones) == 9
    for row in zones.itertuples():
        near(row.value, independent_group(indicator, independent.members(independent.read_cog(COG), "epci", row.code)))


def test_distances_of_groups_weigh_communes_by_population(study):
    for territory in ("epci:200067825", "departement:04", "departement:05"):
        level, code = territory.split(":")
        codes = independent.members(independent.read_cog(COG), level, code)
        distances = independent_communes("france-services-distance", codes)
        people = independent.population(COG, codes)
        known = [code for code in codes if distances[code] is not None]
        expected = sum(distances[code] * people[code] for code in known) / sum(people[code] for code in known)
        row = study(territory)["france-services-distance"].comparators.iloc[0]
        assert row["value"] == pytest.approx(expected, rel=1e-6)
        assert row["coverage"] == pytest.approx(sum(people[code] for code in known) / sum(people.values()))


def test_where_the_data_does_not_cover_there_is_no_figure(study):
    comparators = study("departement:05")["france-services-distance"].comparators.set_index("level")
    assert np.isnan(comparators.loc["region", "value"])
    assert "not enough data: 5." in comparators.loc["region", "flag"]
    assert np.isnan(comparators.loc["france", "value"])


def test_strayed_town_halls_are_named(study):
    notes = " ".join(study("departement:04")["france-services-distance"].notes)
    for name in ("Montsalier", "Malijai", "Saint-Lions"):
        assert name in notes
