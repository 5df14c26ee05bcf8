# SPDX-License-Identifier: GPL-2.0-or-later
"""Codes of any vintage brought to today's, and measures carried with them."""

import csv
import gzip
import io
import json
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from vigie_territoriale.plugin.messages import VigieError
from vigie_territoriale.plugin.territory.carry import COMMUNE, TWICE, Measure, carry
from vigie_territoriale.plugin.territory.cog import RESOURCE, Cog
from vigie_territoriale.plugin.territory.history import Piece
from vigie_territoriale.plugin.territory.resolving import KINDS, STATUSES, UNRESOLVED, Resolver
from vigie_territoriale.plugin.territory.vintages import LISTED, normalize

DATA = Path(__file__).resolve().parents[1] / "data"
LEGAL = RESOURCE.parents[1] / "samples" / "population-legale-2023.csv.gz"
VINTAGES = (2019, 2021, 2022, 2023, 2024, 2025, 2026)

DIVIDED_SINCE = {
    2019: {"14712", "15141", "60054", "85084"},
    2021: {"15141", "60054", "85084"},
    2022: {"15141", "60054", "85084"},
    2023: {"15141", "60054", "85084"},
    2024: {"15141"},
    2025: set(),
    2026: set(),
}
"""The communes of each vintage that one code of today cannot stand for: Troarn, Neussargues, Les Hauts-Talican, Essarts en Bocage."""


def read(path, **options):
    with gzip.open(path, "rt", encoding="utf-8-sig") as stream:
        return list(csv.DictReader(stream, **options))


@pytest.fixture(scope="module")
def published():
    """Communes of each vintage as published, with their population in that of 2024."""
    return read(DATA / "communes-by-vintage.csv.gz")


def one(written, cog, vintage=None, **options):
    return Resolver(cog, vintage, **options).read(written)


@pytest.mark.parametrize(
    ("written", "vintage", "code", "status"),
    [
        ("01001", None, "01001", "kept"),
        ("1001", None, "01001", "padded"),
        (1001, None, "01001", "padded"),
        (1001.0, None, "01001", "padded"),
        ("1001.0", None, "01001", "padded"),
        (" 01001 ", None, "01001", "kept"),
        (np.int32(1001), None, "01001", "padded"),
        ("2A004", None, "2A004", "kept"),
        ("2a004", None, "2A004", "recased"),
        ("20004", None, "2A004", "renamed-code"),
        ("20033", None, "2B033", "renamed-code"),
        ("97411", None, "97411", "kept"),
        ("75101", None, "75056", "district"),
        ("69381", 2020, "69123", "district"),
        ("01039", None, "01138", "delegated"),  # Béon, delegated commune of Culoz-Béon since 2023
        ("01039", 2022, "01138", "merged"),
        ("01039", 2023, "01138", "delegated"),
        ("12076", 2024, "12218", "renamed-code"),  # Conques-en-Rouergue took the code of another of its communes
        ("12076", 2026, "12218", "delegated"),
        ("01003", None, "01165", "former"),
        ("14712", None, "14712", "kept"),
        ("14712", 2015, "14712", "kept"),  # Troarn before it merged
        ("14712", 2018, None, "split"),
        ("14712", 2019, None, "split"),
        ("14712", 2020, None, "ambiguous"),  # divided between the vintages 2019 and 2021
        ("14712", 2021, "14712", "kept"),
        ("14666", 2019, "14666", "kept"),
        ("76108", 2013, None, "ambiguous"),  # merged in 2012, divided before 2019: the data at hand do not tell when
        ("75001", None, None, "unknown"),
        ("00000", None, None, "unknown"),
        ("Gap", None, None, "unknown"),
        ("", None, None, "empty"),
        (None, None, None, "empty"),
        (float("nan"), None, None, "empty"),
        (pd.NA, None, None, "empty"),
    ],
)
def test_codes_of_communes(cog, written, vintage, code, status):
    found = one(written, cog, vintage)
    assert (found.code, found.status) == (code, status)


def test_reasons_say_what_happened(cog):
    assert one("01039", cog, 2022).reason == "Béon merged into Culoz-Béon (01138), 2023"
    assert one("14712", cog, 2019).reason == "split since among Troarn, Sannerville"
    assert "at some time between 2017 and 2021 this code also held Sannerville" in one("14712", cog).reason
    assert "at some time between 2012 and 2019 this code also held Bihorel" in one("76108", cog).reason
    assert "it is a postcode" in one("75001", cog).reason
    shares = one("14712", cog, 2019).candidates
    people = [cog.unit("commune", code).population for code in ("14712", "14666")]
    assert [share.share for share in shares] == [people[0] / sum(people), people[1] / sum(people)]
    assert [share.share for share in one("76108", cog, 2013).candidates] == [None, None]


@pytest.mark.parametrize(
    ("written", "vintage", "code", "status"),
    [
        ("Gap", None, "05061", "name"),
        ("HAVRE (LE)", None, "76351", "name"),
        ("Havre", None, "76351", "name"),
        ("le havre", None, "76351", "name"),
        ("ABERGEMENT CLEMENCIAT", None, "01001", "name"),
        ("L’Abergement-Clémenciat", None, "01001", "name"),
        ("St Bonnet en Champsaur", None, "05132", "name"),
        ("Ste-Marie-aux-Mines", None, "68298", "name"),
        ("Saint-Denis", None, None, "ambiguous"),
        ("Saint-Denis (93)", None, "93066", "name"),
        ("Les Hauts-Talican", None, None, "ambiguous"),  # until 2023 the name of the whole, which has another one now
        ("Les Hauts-Talican", 2026, "60694", "name"),
        ("Évry", None, None, "ambiguous"),  # that of the Essonne until 2018, that of the Yonne
        ("Évry", 2026, "89162", "name"),
        ("Évry (91)", None, "91228", "name"),
        ("Les Hauts-Talican", 2022, None, "split"),  # the name was that of the whole
        ("Culoz", None, "01138", "name"),  # its name until 2022
        ("Cordieux", None, "01262", "name"),  # associated commune
        ("Cherbourg-Octeville", None, "50129", "name"),  # delegated commune, under the code of the commune it is in
        ("Liergues", None, "69114", "name"),
        ("Liergues", 2014, "69114", "name"),
        ("Vire (14)", None, "14762", "name"),
        ("Vire (14)", 2024, "14762", "name"),
        ("Les Essarts (85)", None, "85084", "name"),
        ("Les Essarts (85)", 2014, "85084", "name"),
        ("Les Essarts (85)", 2022, "85084", "name"),  # the delegated one stayed when others left
        ("Marennes (17)", None, "17219", "name"),
        ("Marennes", None, None, "ambiguous"),
        ("Marennes", 2014, None, "ambiguous"),  # there were two then, in the 17 and the 69
        ("Marennes", 2019, "69281", "name"),
        ("Vire", 2014, "14762", "name"),
        ("Viré", 2014, "71584", "name"),
        ("VIRE", 2014, None, "ambiguous"),
        ("vire", None, None, "ambiguous"),
        ("Vire Normandie", 2014, "14762", "name"),  # there was none, nor any other since
        ("Treffort", 2005, None, "ambiguous"),  # Treffort-Cuisiat merged before the list of mergers begins
        ("Treffort", 2014, "38513", "name"),
        ("Chavannes-sur-Suran", None, "01095", "name"),  # delegated until 2021
        ("Nulle Part", None, None, "unknown"),
    ],
)
def test_names(cog, written, vintage, code, status):
    found = one(written, cog, vintage, kind="name")
    assert (found.code, found.status) == (code, status)


def test_names_taken_among_homonyms_say_so(cog):
    assert one("Vire", cog, 2014, kind="name").reason == "taken by its spelling: Viré (71584) is written otherwise"
    assert one("Marennes", cog, 2019, kind="name").reason == (
        "taken for the commune of 2019: others bore that name or have a part of it, now Marennes-Hiers-Brouage (17219)"
    )
    assert "Beaumont-les-Nonains (60054)" in one("Les Hauts-Talican", cog, 2026, kind="name").reason
    assert one("Liergues", cog, kind="name").reason == (
        "Liergues, delegated or associated commune of Porte des Pierres Dorées (69114)"
    )
    assert "Chavannes-sur-Suran merged into Nivigne et Suran" in one("Chavannes-sur-Suran", cog, kind="name").reason
    assert one("Gap", cog, kind="name").reason == ""


@pytest.mark.parametrize("vintage", [None, 1990, 2014, 2017, 2020, 2024, 2026])
def test_every_part_of_a_commune_leads_to_it_or_to_several_or_says_why(cog, vintage):
    resolver = Resolver(cog, vintage, kind="name")
    for commune in cog.units("commune"):
        for part in cog.parts(commune):
            found = resolver.read(part.name)
            assert found.code == commune or found.status == "ambiguous" or found.reason, part
            assert found.status != "unknown"
            if vintage is None or vintage < 2000:
                assert found.code in (commune, None) or "spelling" in found.reason


def test_every_part_is_found_by_its_name_and_departement(cog):
    resolver = Resolver(cog, None, kind="name")
    for commune, unit in cog.units("commune").items():
        for part in cog.parts(commune):
            if part.code[:2] == unit.code[:2]:
                found = resolver.read(f"{part.name} ({unit.departement})")
                assert found.code == commune or commune in {share.code for share in found.candidates}, part


def test_every_commune_that_merged_since_2007_leads_to_its_own_by_its_last_name(cog):
    """As Insee lists them; without a vintage a homonym of any year makes it ambiguous."""
    resolver = Resolver(cog, None, kind="name")
    for former in cog.history.former.values():
        if former.kind == "merged" and former.after:
            found = resolver.read(former.name)
            assert found.code == cog.current(former.code) or found.status == "ambiguous" or "spelling" in found.reason, former


@pytest.mark.parametrize("year", [2016, 2017, 2018])
def test_insee_s_list_of_mergers_gives_the_communes_that_were(cog, year):
    """Insee counted 35 885 communes on 1 January 2016, 35 416 in 2017, 35 357 in 2018 (métropole and DROM)."""
    older = {one.code for one in cog.history._older() if one.bore(year) and not one.code.startswith(("975", "977", "98"))}
    assert len(older) == pytest.approx({2016: 35885, 2017: 35416, 2018: 35357}[year], abs=5)


@pytest.mark.parametrize(
    ("level", "kind", "written", "code", "status"),
    [
        ("commune", "postcode", "75001", "75056", "postal"),
        ("commune", "postcode", 1400, None, "ambiguous"),
        ("commune", "postcode", "05061", None, "unknown"),
        ("commune", "siren", "210500617", "05061", "siren"),
        ("commune", "siren", "210100392", "01138", "siren"),  # that of Béon, which merged
        ("commune", "siren", "200067825", None, "unknown"),
        ("epci", "siren", "200067825", "200067825", "kept"),
        ("epci", "insee", 200067825.0, "200067825", "kept"),
        ("epci", "insee", "999999999", None, "unknown"),
        ("epci", "name", "CA Gap-Tallard-Durance", "200067825", "name"),
        ("departement", "insee", "5", "05", "padded"),
        ("departement", "insee", "005", "05", "padded"),
        ("departement", "insee", "2a", "2A", "recased"),
        ("departement", "insee", "20", None, "split"),
        ("departement", "insee", "976", "976", "kept"),
        ("departement", "name", "hautes alpes", "05", "name"),
        ("region", "insee", 1, "01", "padded"),
        ("region", "insee", "82", None, "unknown"),  # before 2016: not in the data at hand
        ("region", "name", "Île de France", "11", "name"),
    ],
)
def test_other_levels_and_kinds(cog, level, kind, written, code, status):
    found = one(written, cog, level=level, kind=kind)
    assert (found.code, found.status) == (code, status)


@pytest.mark.parametrize(
    ("level", "vintage", "written", "code", "status"),
    [
        ("departement", 1960, "75", None, "split"),  # the Seine
        ("departement", 1967, "78", None, "split"),  # the Seine-et-Oise
        ("departement", 1968, "75", "75", "kept"),
        ("departement", 1967, "91", None, "unknown"),
        ("departement", 1968, "91", "91", "kept"),
        ("departement", 1975, "2A", None, "unknown"),
        ("departement", 1975, "20", None, "split"),
        ("departement", 1976, "2b", "2B", "recased"),
        ("departement", 1960, "77", "77", "kept"),
        ("departement", None, "75", "75", "kept"),
        ("region", 2015, "84", None, "unknown"),
        ("region", 2016, "84", "84", "kept"),
        ("region", 2010, "93", "93", "kept"),
    ],
)
def test_departements_and_regions_of_before_the_reforms(cog, level, vintage, written, code, status):
    found = one(written, cog, vintage, level=level)
    assert (found.code, found.status) == (code, status)


def test_reasons_tell_the_reforms(cog):
    seine = one("75", cog, 1960, level="departement")
    assert (
        seine.reason == "before 1968 it was the Seine, divided since among Paris, Hauts-de-Seine, Seine-Saint-Denis, Val-de-Marne"
    )
    assert [share[::2] for share in seine.candidates] == [("75", None), ("92", None), ("93", None), ("94", None)]
    oise = one("78", cog, 1960, level="departement")
    assert [share.code for share in oise.candidates] == ["78", "91", "92", "93", "94", "95"]
    assert one("91", cog, 1960, level="departement").reason == "Essonne has had that code since 1968 only"


@pytest.mark.parametrize(
    ("level", "vintage", "written", "code"),
    [
        ("departement", 1960, "Essonne", None),
        ("departement", 1960, "Paris", None),
        ("departement", 1975, "Haute-Corse", None),
        ("departement", 1968, "Essonne", "91"),
        ("region", 2015, "Occitanie", None),
        ("region", 2016, "Occitanie", "76"),
        ("departement", 1960, "Ain", "01"),
    ],
)
def test_names_of_departements_and_regions_of_before_the_reforms(cog, level, vintage, written, code):
    assert one(written, cog, vintage, level=level, kind="name").code == code


@pytest.mark.parametrize(
    ("vintage", "level", "kind", "sentence"),
    [
        (2027, "commune", "insee", "2027 is no vintage"),
        (1900, "commune", "insee", "1900 is no vintage"),
        (None, "canton", "insee", "Unknown level “canton”"),
        (None, "commune", "siret", "Unknown kind of codes “siret”"),
        (None, "epci", "postcode", "do not go together"),
        (None, "region", "siren", "do not go together"),
    ],
)
def test_what_does_not_go_together_is_refused(cog, vintage, level, kind, sentence):
    with pytest.raises(VigieError, match=sentence):
        normalize(["01001"], vintage, cog, level, kind)


@pytest.mark.parametrize("vintage", VINTAGES)
def test_every_commune_of_a_vintage_is_found_but_those_that_were_divided(cog, published, vintage):
    codes = [row["code"] for row in published if row[str(vintage)] == "1"]
    assert set(cog.history.communes(vintage)) == set(codes)
    found = normalize(codes, vintage, cog)
    lost = {code for code, current in zip(codes, found.code) if current is None}
    assert lost == DIVIDED_SINCE[vintage]
    assert set(found.code) - {None} <= set(cog.units("commune"))
    assert found.report.resolved == len(codes) - len(lost)


def test_without_a_vintage_every_commune_of_any_is_found(cog, published):
    found = normalize([row["code"] for row in published], None, cog)
    assert set(found.code) == set(cog.units("commune")), "each commune of today comes from one, and no code is lost"


def test_single_codes_and_columns_agree(cog):
    codes = [*cog.units("commune"), *cog.successors]
    assert list(normalize(codes, None, cog).code) == [cog.current(code) for code in codes]


def test_epci_of_older_vintages(cog):
    rows = [row for row in read(DATA / "epci-published.csv.gz") if row["vintage"] == "2019"]
    assert cog.history.epci(2019) == {row["code"]: row["name"] for row in rows}
    members = {code: row["code"] for row in rows for code in row["members"].split()}
    assert {code: siren for code, siren in cog.history.epci_of(2019).items() if siren} == members
    found = normalize([row["code"] for row in rows], 2019, cog, "epci")
    lost = [row["code"] for row, code in zip(rows, found.code) if code is None]
    for code in lost:
        resolution = found.report.resolver.resolve(code)
        assert resolution.status == "split"
        assert sum(share.share for share in resolution.candidates) == pytest.approx(1)
        assert {share.code for share in resolution.candidates} <= set(cog.units("epci"))
    assert 0 < len(lost) < 10


@pytest.fixture(scope="module")
def anything(cog):
    known = [*cog.units("commune"), *cog.successors, *(code.lstrip("0") for code in list(cog.units("commune"))[:500])]
    return st.one_of(
        st.sampled_from(known), st.from_regex(r"[0-9]{1,6}|2[abAB][0-9]{3}", fullmatch=True), st.none(), st.floats(),
        st.integers(-10, 99999), st.text(max_size=12), st.sampled_from(["75001", "Saint-Denis", "210500617", "20", "=1+1", "٠١٠٠١"]),
    )  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(data=st.data(), vintage=st.one_of(st.none(), st.integers(1943, 2026)), kind=st.sampled_from(KINDS))
def test_properties_of_any_column(cog, anything, data, vintage, kind):
    column = data.draw(st.lists(anything, max_size=40))
    found = normalize(column, vintage, cog, kind=kind)
    assert len(found.code) == len(found.status) == len(column)
    assert set(found.status) <= set(STATUSES)
    for code, status in zip(found.code, found.status):
        assert code is None if status in UNRESOLVED else code in cog.units("commune"), "nothing maps to a dead code"
    assert sum(found.report.counts.values()) == found.report.total == len(column)
    assert found.report.resolved == sum(code is not None for code in found.code)
    changed = sum(change["rows"] for change in found.report.changes())
    plain = sum(found.status == "kept") + sum(found.status == "empty")
    assert len(column) - plain <= changed + found.report.unlisted <= len(column)
    again = normalize([code for code in found.code if code is not None], None, cog)
    assert list(again.code) == [code for code in found.code if code is not None], "idempotent"
    assert set(again.status) <= {"kept"}
    json.dumps(found.report.as_dict())


@settings(deadline=None)
@given(data=st.data(), vintage=st.one_of(st.none(), st.integers(1943, 2026)))
def test_every_current_code_maps_to_itself_or_was_divided(cog, data, vintage):
    code = data.draw(st.sampled_from(sorted(cog.units("commune"))))
    found = one(code, cog, vintage)
    assert found.code == code or (vintage is not None and cog.history.pieces(code))


@pytest.mark.parametrize("vintage", [None, 2026])
def test_every_current_code_maps_to_itself(cog, vintage):
    for level in ("commune", "epci", "departement", "region"):
        codes = list(cog.units(level))
        found = normalize(codes, vintage, cog, level)
        assert list(found.code) == codes
        assert set(found.status) == {"kept"}


def test_a_piece_is_held_or_not_by_the_years_that_are_known():
    piece = Piece("14712", "14666", 2017, 2019, 2019, 2021)
    held = {year: piece.held(year) for year in (2016, 2017, 2018, 2019, 2020, 2021, 2026)}
    assert held == {2016: False, 2017: None, 2018: True, 2019: True, 2020: None, 2021: False, 2026: False}


def test_a_column_of_anything_does_not_fill_the_report(cog):
    report = normalize([f"x{place}" for place in range(LISTED + 7)], None, cog).report
    assert len(report.changes()) == LISTED
    assert report.as_dict()["rows_not_listed"] == 7
    assert report.counts == {"unknown": LISTED + 7}
    assert "unknown: 20,007 (x0, x1" in " ".join(report.sentences())


def test_a_million_rows_in_two_seconds(cog):
    codes = np.array([*cog.units("commune"), *cog.successors], dtype=object)
    column = pd.Series(codes[np.random.default_rng(1).integers(0, len(codes), 1_000_000)])
    start = time.perf_counter()
    normalize(column, 2019, cog)
    seconds = time.perf_counter() - start
    print(f"a million codes in {seconds:.2f} s")
    assert seconds < 10, "it should take one"


def test_the_history_is_small_and_read_on_first_use():
    assert sum(path.stat().st_size for path in RESOURCE.parent.glob("*.json.gz")) < 3_000_000
    fresh = Cog()
    assert "history" not in vars(fresh)
    fresh.current("01039")
    assert "history" not in vars(fresh)


# --- measures ---


def table_of(text):
    return pd.read_csv(io.StringIO(text), dtype={"code": str})


def figures(carried, name):
    return {code: None if value != value else value for code, value in zip(carried.table[COMMUNE], carried.table[name])}


def test_counts_are_added_up_and_rates_weighted(cog):
    table = table_of("code,people,share\n01039,400,10\n01138,2800,20\n05061,40000,5\n")
    measures = [Measure("people"), Measure("share", "rate", "people")]
    carried = carry(table, "code", measures, 2022, cog)
    assert figures(carried, "people") == {"01138": 3200, "05061": 40000}
    assert figures(carried, "share") == {"01138": (400 * 10 + 2800 * 20) / 3200, "05061": 5}
    assert carried.report.sentences(cog) == []


def test_a_rate_without_a_denominator_is_refused_where_communes_merged(cog):
    table = table_of("code,share\n01039,10\n01138,20\n05061,5\n")
    carried = carry(table, "code", [Measure("share", "rate")], 2022, cog)
    assert figures(carried, "share") == {"01138": None, "05061": 5}
    assert carried.report.refused == {"share": ("01138",)}
    assert "Culoz-Béon (01138)" in carried.report.sentences(cog)[0]
    assert "denominator" in carried.report.sentences(cog)[0]


def test_missing_is_not_zero(cog):
    table = table_of("code,people,homes\n01039,,5\n01138,2800,\n05061,,\n")
    carried = carry(table, "code", [Measure("people"), Measure("homes")], 2022, cog)
    assert figures(carried, "people") == {"01138": None, "05061": None}
    assert carried.report.partial == {"people": ("01138",), "homes": ("01138",)}


def test_a_part_without_a_row_is_missing_where_the_vintage_tells(cog):
    table = table_of("code,people\n01138,2800\n")
    assert figures(carry(table, "code", [Measure("people")], 2022, cog), "people") == {"01138": None}
    assert figures(carry(table, "code", [Measure("people")], 2024, cog), "people") == {"01138": 2800}
    assert figures(carry(table, "code", [Measure("people")], None, cog), "people") == {"01138": 2800}


def test_a_part_where_nobody_lives_weighs_nothing(cog):
    table = table_of("code,people,share\n01039,0,\n01138,2800,20\n")
    carried = carry(table, "code", [Measure("share", "rate", "people")], 2022, cog)
    assert figures(carried, "share") == {"01138": 20}
    nobody = table_of("code,people,share\n01039,0,\n01138,0,\n")
    assert figures(carry(nobody, "code", [Measure("share", "rate", "people")], 2022, cog), "share") == {"01138": None}


def test_divided_communes_are_left_out_or_shared_when_asked(cog):
    table = table_of("code,people,share\n14712,5400,10\n05061,40000,5\n")
    measures = [Measure("people"), Measure("share", "rate", "people")]
    left = carry(table, "code", measures, 2019, cog)
    assert figures(left, "people") == {"05061": 40000}
    assert left.report.split == ("14712",)
    assert "Troarn (14712)" in left.report.sentences(cog)[0]
    shared = carry(table, "code", measures, 2019, cog, share=True)
    estimate = figures(shared, "people")
    assert estimate["14712"] + estimate["14666"] == pytest.approx(5400)
    people = {code: cog.unit("commune", code).population for code in ("14712", "14666")}
    assert estimate["14666"] / estimate["14712"] == pytest.approx(people["14666"] / people["14712"])
    assert figures(shared, "share") == {"05061": 5, "14712": None, "14666": None}
    assert (shared.report.split, shared.report.shared) == ((), ("14666", "14712"))
    assert "Estimates" in shared.report.sentences(cog)[0]


def test_divided_communes_with_rows_of_their_parts_are_not_shared(cog):
    table = table_of("code,people\n14712,5400\n14666,1900\n")
    carried = carry(table, "code", [Measure("people")], 2019, cog, share=True)
    assert figures(carried, "people") == {"14666": 1900}
    assert carried.report.split == ("14712",)


def test_without_a_vintage_a_commune_is_divided_when_a_part_has_no_row(cog):
    alone = carry(table_of("code,people\n14712,5400\n05061,4\n"), "code", [Measure("people")], None, cog)
    assert (figures(alone, "people"), alone.report.split) == ({"05061": 4}, ("14712",))
    both = carry(table_of("code,people\n14712,3500\n14666,1900\n"), "code", [Measure("people")], None, cog)
    assert figures(both, "people") == {"14666": 1900, "14712": 3500}


@pytest.mark.parametrize("vintage", [None, 2012, 2013, 2018, 2019])
def test_parts_that_have_rows_of_their_own_are_apart_where_the_data_do_not_tell(cog, vintage):
    table = table_of("code,people\n76108,14000\n76095,8300\n")
    carried = carry(table, "code", [Measure("people")], vintage, cog)
    assert figures(carried, "people") == {"76108": 14000, "76095": 8300}
    assert (carried.report.split, carried.report.sentences(cog)) == ((), [])
    found = normalize(["76108", "76095.0"], vintage, cog)
    assert (list(found.code), set(found.status)) == (["76108", "76095"], {"kept"})
    if vintage in (2012, 2013, 2018):
        assert [change["reason"] for change in found.report.changes()] == [
            "taken as apart from Bihorel, which has rows of its own: the data at hand do not tell it"
        ]


def test_a_part_without_a_row_may_be_held(cog):
    found = normalize(["76108", "05061"], 2018, cog)
    assert (list(found.code), list(found.status)) == ([None, "05061"], ["ambiguous", "kept"])
    several = carry(table_of("code,people\n14712,5400\n14666,1900\n"), "code", [Measure("people")], 2018, cog)
    assert figures(several, "people") == {"14666": 1900}  # one commune in 2018, of which the other was a delegated one


def test_nothing_is_counted_twice(cog):
    districts = carry(table_of("code,people\n75056,2100000\n75101,16000\n69381,29000\n"), "code", [Measure("people")], None, cog)
    assert figures(districts, "people") == {"69123": 29000, "75056": 2100000}
    assert list(districts.report.status) == ["kept", TWICE, "district"]
    delegated = table_of("code,people\n01138,3200\n01039,400\n")
    assert figures(carry(delegated, "code", [Measure("people")], 2023, cog), "people") == {"01138": 3200}
    assert figures(carry(delegated, "code", [Measure("people")], 2022, cog), "people") == {"01138": 3600}


def test_what_is_no_number_and_what_comes_again_is_told(cog):
    table = pd.DataFrame({"code": ["05061", "5061", "abc"], "people": ["1", "s", "3"]})
    report = carry(table, "code", [Measure("people")], None, cog).report
    assert report.unread == {"people": 1}
    assert report.repeated == ("05061",)
    sentences = " ".join(report.sentences(cog))
    assert "1 values are no numbers" in sentences and "05061" in sentences and "1 rows have no known code" in sentences


def test_a_column_that_is_not_there_is_named(cog):
    for measure in (Measure("x"), Measure("people", "rate", "x")):
        with pytest.raises(VigieError, match="no column “x”: columns are code, people"):
            carry(table_of("code,people\n05061,1\n"), "code", [measure], None, cog)


@settings(deadline=None, max_examples=30)
@given(data=st.data())
def test_sums_are_kept_whatever_the_vintage(cog, data):
    vintage = data.draw(st.sampled_from(VINTAGES))
    communes = sorted(cog.history.communes(vintage))
    seed = data.draw(st.integers(0, 1000))
    table = pd.DataFrame({"code": communes, "people": np.random.default_rng(seed).integers(0, 1000, len(communes)).astype(float)})
    carried = carry(table, "code", [Measure("people")], vintage, cog, share=True)
    assert carried.table["people"].sum() == pytest.approx(table["people"].sum())
    assert carried.table["people"].notna().all()
    assert set(carried.table[COMMUNE]) <= set(cog.units("commune"))


# --- populations as published ---


def test_epci_populations_carried_from_an_older_vintage_are_those_published(cog, published):
    """The EPCI of 2026 are published with the populations of 2022, those of the communes of the vintage 2024: carried to 2026 and
    added up, they give the published figures. CC Hautes Terres lacks Neussargues, which was divided in 2025, unless it is shared out:
    its parts are all in that EPCI.
    """
    table = pd.DataFrame([row for row in published if row["population_2024"]])
    rows = [row for row in read(DATA / "epci-published.csv.gz") if row["vintage"] == "2026"]
    assert {row["code"] for row in rows} == set(cog.units("epci"))
    for share, exceptions in ((False, ["CC Hautes Terres"]), (True, [])):
        carried = carry(table, "code", [Measure("population_2024")], 2024, cog, share=share)
        people = figures(carried, "population_2024")
        sums = {siren: sum(people.get(code) or 0 for code in cog.members("epci", siren)) for siren in cog.units("epci")}
        assert [row["name"] for row in rows if round(sums[row["code"]]) != int(row["municipal"])] == exceptions


def test_populations_of_departements_and_regions_are_sums_of_the_legal_file(cog):
    """The legal file names the département and the région of each row: they are grouped here without the product's membership.

    No file at hand publishes legal populations of départements or régions themselves. Mayotte and the overseas collectivities are not
    in it: theirs are told as undated.
    """
    rows = read(LEGAL, delimiter=";")
    for level, column in (("departement", "DEP"), ("region", "REG")):
        totals = {}
        for row in rows:
            totals[row[column]] = totals.get(row[column], 0) + int(row["PMUN"])
        mine = {code: unit.population for code, unit in cog.units(level).items()}
        outside = {code for code in mine if set(cog.members(level, code)) & cog.undated or not mine[code]}
        assert {code: people for code, people in mine.items() if code not in outside} == totals
        assert outside <= {"975", "976", "977", "978", "984", "986", "987", "988", "989", "06"}
