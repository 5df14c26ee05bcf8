# SPDX-License-Identifier: GPL-2.0-or-later
import csv
import gzip
import time
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from vigie_territoriale.plugin.messages import VigieError
from vigie_territoriale.plugin.territory.cog import RESOURCE, Cog, fold
from vigie_territoriale.plugin.territory.model import LEVELS, told_apart

RAW = Path(__file__).resolve().parents[1] / "data" / "cog2026-communes.csv.gz"


@pytest.fixture(scope="module")
def raw():
    with gzip.open(RAW, "rt", encoding="utf-8-sig") as stream:
        return {row["code"]: row for row in csv.DictReader(stream)}


def test_every_commune_is_as_published(cog, raw):
    communes = cog.units("commune")
    assert set(communes) == set(raw)
    for code, row in raw.items():
        unit = communes[code]
        assert unit.name == row["nom"]
        assert unit.departement == row["departement"]
        assert unit.region == row["region"]
        assert (unit.epci or "") == row["epci"]
        assert (unit.siren or "") == row["siren"]
        assert unit.population == (int(float(row["population"])) if row["population"] else None)
        assert list(unit.postcodes) == [code for code in row["codes_postaux"].split("|") if code]


def test_known_counts(cog):
    assert len(cog.country()) == 34875
    assert len(cog.units("epci")) == 1255
    assert len([unit for unit in cog.units("departement").values() if unit.zone != "com"]) == 101
    assert len([unit for unit in cog.units("region").values() if unit.zone != "com"]) == 18
    outside = [code for code in cog.country() if cog.unit("commune", code).epci is None]
    assert outside == ["22016", "29083", "29155", "85113"]  # the four island communes


def test_populations_of_groups_are_sums_of_communes(cog, raw):
    for level, column in (("epci", "epci"), ("departement", "departement"), ("region", "region")):
        sums = {}
        for row in raw.values():
            if row["population"] and row[column]:
                sums[row[column]] = sums.get(row[column], 0) + int(float(row["population"]))
        for code, unit in cog.units(level).items():
            assert unit.population == sums.get(code)


def test_resource_is_small_and_fast():
    assert RESOURCE.stat().st_size < 3_000_000
    best = min(_seconds_to_load() for _ in range(3))
    print(f"the geographic code loads in {best * 1000:.0f} ms")
    assert best < 2, "an order of magnitude over the 300 ms it should take"


def _seconds_to_load():
    start = time.perf_counter()
    Cog()
    return time.perf_counter() - start


@pytest.mark.parametrize(
    ("written", "name", "size"),
    [
        ("commune:05061", "Gap", 1),
        ("commune:1001", "L'Abergement-Clémenciat", 1),
        ("commune:2a004", "Ajaccio", 1),
        ("epci:200067825", "CA Gap-Tallard-Durance", 17),
        ("departement:05", "Hautes-Alpes", 162),
        ("departement:5", "Hautes-Alpes", 162),
        ("departement:2A", "Corse-du-Sud", 124),
        ("region:93", "Provence-Alpes-Côte d'Azur", 946),
        ("200067825", "CA Gap-Tallard-Durance", 17),
        ("210500617", "Gap", 1),
        ("commune:210500617", "Gap", 1),
        ("departement:hautes-alpes", "Hautes-Alpes", 162),
        ("commune:75101", "Paris", 1),
        ("commune:93059", "Saint-Denis", 1),
        ("commune:05061, commune:05046", "Gap, Embrun", 2),
        ("departement:05,commune:05061", "Hautes-Alpes, Gap", 162),
    ],
)
def test_territories_as_written(cog, written, name, size):
    territory = cog.territory(written)
    assert territory.name == name
    assert len(territory.communes) == size
    assert cog.territory(territory.key) == territory


@pytest.mark.parametrize("written", ["", " , ", "epci:999", "commune:99999", "village:05061", "nulle part", "01", "commune:"])
def test_unknown_territories_are_one_sentence(cog, written):
    with pytest.raises(VigieError) as caught:
        cog.territory(written)
    assert caught.value.sentence.count("\n") == 0
    assert caught.value.sentence[-1] in ".?"


def test_an_unknown_territory_suggests_those_that_are_near(cog):
    for written in ("Gap Tallard", "epci:Gap Tallard"):
        with pytest.raises(VigieError, match=r"Did you mean epci:200067825 \(CA Gap-Tallard-Durance\)"):
            cog.territory(written)


@pytest.mark.parametrize(
    ("written", "keys"),
    [
        ("commune:05061", ["departement:05", "region:93", "france"]),
        ("departement:05", ["region:93", "france"]),
        ("region:11", ["france"]),
        ("france", []),
        ("commune:75056", ["region:11", "france"]),  # the département holds nothing else
        ("commune:05061,commune:04112", ["departement:04", "departement:05", "region:93", "france"]),
        ("departement:01,departement:05,departement:29,departement:59", ["france"]),
        ("commune:98735", ["departement:987", "france"]),
    ],
)
def test_comparators_are_what_the_territory_lies_in(cog, written, keys):
    assert [unit.key for unit in cog.above(cog.territory(written))] == keys


def test_france_is_the_country_without_the_overseas_collectivities(cog):
    france = cog.territory("France")
    assert (france.key, france.level) == ("france", "france")
    assert france.units[0].population == sum(cog.unit("commune", code).population or 0 for code in cog.country())
    assert list(france.communes) == sorted(cog.country())


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("gap", "commune:05061"),
        ("GAP", "commune:05061"),
        ("05061", "commune:05061"),
        ("210500617", "commune:05061"),
        ("200067825", "epci:200067825"),
        ("hautes alpes", "departement:05"),
        ("St-Bonnet-en-Champsaur", "commune:05132"),
        ("chateauroux les alpes", "commune:05036"),
        ("l'argentiere", "commune:05006"),
        ("cordieux", "commune:01262"),
        ("marseille 8e", "commune:13055"),
        ("ile-de-france", "region:11"),
        ("oeuilly", "commune:51410"),
    ],
)
def test_search(cog, text, first):
    assert cog.search(text)[0].unit.key == first


def test_search_finds_every_commune_by_its_name_and_code(cog):
    for unit in list(cog.units("commune").values())[::701]:
        assert unit in [match.unit for match in cog.search(unit.name, 400)]
        assert cog.search(unit.code)[0].unit.code == unit.code


@settings(deadline=None)  # the first search builds the index
@given(st.text(max_size=30))
@example("𝒩")
def test_search_never_fails_and_folding_is_stable(cog, text):
    assert isinstance(cog.search(text), list)
    assert fold(fold(text)) == fold(text)


@settings(deadline=None)
@given(st.data())
def test_codes_are_stable(cog, data):
    code = data.draw(st.sampled_from(sorted(cog.units("commune"))))
    assert cog.current(code) == code
    former = data.draw(st.sampled_from(sorted(cog.successors)))
    assert cog.current(former) in cog.units("commune")


@settings(deadline=None)
@given(st.data())
def test_groups_hold_every_commune_of_the_territory(cog, data):
    level = data.draw(st.sampled_from(LEVELS))
    code = data.draw(st.sampled_from(sorted(cog.units(level))))
    territory = cog.territory(f"{level}:{code}")
    for wanted in LEVELS:
        held = {member for unit in cog.groups(territory, wanted) for member in cog.members(wanted, unit.code)}
        assert set(territory.communes) <= held or wanted == "epci"


def test_splits_are_known(cog):
    assert {split["code"]: split["parent"] for split in cog.splits}["15031"] == "15141"
    for split in cog.splits:
        assert split["code"] in cog.units("commune")
        assert split["parent"] in cog.units("commune")


def test_postcodes_of_paris_and_versailles_are_no_codes(cog):
    """Before 1968 they were codes of communes; in a file of today they are postcodes."""
    assert [cog.current(code) for code in ("75001", "75020", "78000")] == [None, None, None]
    assert cog.current("20004") == "2A004"  # Corsica before 1976


def test_populations_that_the_legal_file_does_not_hold_have_no_year(cog):
    """Those of Mayotte and of the overseas collectivities; the districts of Paris, Lyon and Marseille are in the file."""
    inhabited = {code for code, unit in cog.units("commune").items() if unit.population is not None}
    outside = {
        code for code in inhabited if cog.unit("commune", code).departement in ("975", "976", "977", "978", "986", "987", "988")
    }
    assert cog.undated == outside
    assert {cog.unit("commune", code).departement for code in outside} >= {"976", "987", "988"}
    legal = Path(RESOURCE).parents[1] / "samples" / "population-legale-2023.csv.gz"
    with gzip.open(legal, "rt", encoding="utf-8-sig") as stream:
        published = {row["COM"] for row in csv.DictReader(stream, delimiter=";")}
    assert published.isdisjoint(cog.undated)
    assert inhabited - published - cog.undated == {"13055", "69123", "75056"}


@pytest.mark.parametrize(
    ("written", "period"),
    [
        ("commune:05061", "2023"),
        ("commune:75056", "2023"),
        ("departement:976", "year not known"),
        ("commune:98735", "year not known"),
        ("france", "2023; year not known for 256,518 of them"),
        ("commune:98411", "2023"),  # nobody
    ],
)
def test_the_year_of_a_population_is_told(cog, written, period):
    assert cog.population_period(cog.territory(written).communes) == period


def test_names_that_come_again_are_told_apart():
    units = [
        ("commune", "53147", "Mayenne"), ("departement", "53", "Mayenne"), ("region", "52", "Pays de la Loire"),
        ("commune", "93066", "Saint-Denis"), ("commune", "97411", "Saint-Denis"), ("commune", "53147", "Mayenne"),
    ]  # fmt: skip
    assert list(told_apart(units).values()) == [
        "Mayenne (commune)", "Mayenne (département)", "Pays de la Loire", "Saint-Denis (commune 93066)", "Saint-Denis (commune 97411)",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code", "through"),
    [
        ("vire", "14762", "Vire (14762)"),
        ("Cherbourg-Octeville", "50129", "Cherbourg-Octeville (50129)"),
        ("liergues", "69114", "Liergues (69114)"),
        ("Chavannes sur Suran", "01095", "Chavannes-sur-Suran (01095)"),
    ],
)
def test_communes_that_gave_their_code_to_a_new_one_lead_to_it(cog, text, code, through):
    assert (code, through) in [(match.unit.code, match.through) for match in cog.search(text)]
