# SPDX-License-Identifier: GPL-2.0-or-later
import csv
import gc
import gzip
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from vigie_territoriale.plugin.files.codes import KINDS, Codes, guess_codes, read_code, words_of
from vigie_territoriale.plugin.files.model import Options
from vigie_territoriale.plugin.messages import VigieError
from vigie_territoriale.plugin.territory.cog import Cog

COG = Cog()
COMMUNES = sorted(COG.units("commune"))
FORMER = sorted(COG.successors)
POSTCODES = sorted({code for unit in COG.units("commune").values() for code in unit.postcodes})


def table(**columns):
    return pd.DataFrame(columns, dtype=object)


def guessed(frame, **options):
    found = guess_codes(frame, Options(**options), COG)
    return found and (found.departement, found.field, found.kind)


@pytest.mark.parametrize(
    ("name", "values", "kind"),
    [
        ("codeInseeCommune", ["05061", "05046", "2A004"], "commune"),
        ("insee", ["1004", "5061", "2a004"], "commune"),  # zeros and capitals lost
        ("CODGEO", ["75101", "75102", "97411", "01033"], "commune"),
        ("code_commune", ["05061", "NULL", None, "05046"], "commune"),
        ("GEO", ["COM-05061", "COM-05046", "COM-01001", "COM-26198", "COM-13055"], "commune"),
        ("GEO", ["2024-ARM-75101", "2024-ARM-75102"], "commune"),
        ("code_insee", ["78 160", "78 397"], "commune"),
        ("CODE INSEE", ["11086 ", "11144 "], "commune"),
        ("siren_epci", ["200067825", "200067742"], "epci"),
        ("code", ["200067825", "200067742", "240500439"], "epci"),
        ("dep", ["04", "5", "2A", "971"], "departement"),
        ("Code_departement", ["083", "013", "02A"], "departement"),
        ("DEP", ["DEP-05", "DEP-971"], "departement"),
        ("REG", ["93", "84", "1"], "region"),
        ("IRIS", ["050610101", "10040101", "751010101"], "iris"),
        ("code_qp", ["QN00501M", "QP004001", "QN02A01M"], "qpv"),
    ],
)
def test_kinds(name, values, kind):
    assert guessed(table(label=["a"] * len(values), **{name: values})) == ("", name, kind)


@pytest.mark.parametrize("name", ["CHEFLIEU", "chefLieu", "code_chef_lieu", "prefecture_insee"])
def test_the_chef_lieu_is_not_where_a_row_is(name):
    frame = table(DEP=["04", "05", "06", "13", "83"], **{name: ["04070", "05061", "06088", "13055", "83137"]})
    assert guessed(frame) == ("", "DEP", "departement")


@pytest.mark.parametrize(
    ("level", "region", "kind"), [("departement", "region_code", "departement"), ("region", "zone", "region")]
)
def test_codes_under_no_telling_name_are_known_by_the_names_beside_them(level, region, kind):
    units = [unit for unit in COG.units(level).values() if unit.code[:2] not in ("97", "98")]
    frame = table(nom=[unit.name.upper() for unit in units], code=[unit.code for unit in units], **{region: ["93"] * len(units)})
    assert guessed(frame) == ("", "code", kind)
    unnamed = frame.assign(nom="?")
    assert guessed(unnamed) == (("", region, "region") if level == "departement" else None)


def test_siren_of_epci_speak_for_themselves():
    """Under any name: a table of EPCI is joined to their contours."""
    codes = sorted(COG.units("epci"))[:5]
    assert guess_codes(table(nom=["a"] * 5, code=codes), Options(), COG).named


@pytest.mark.parametrize("name", ["id", "ID", "num", "N°", "no"])
def test_numbers_that_count_are_no_codes_of_communes(name):
    rows = [str(10_001 + place) for place in range(40)]
    assert guessed(table(nom=["a"] * 40, **{name: rows})) is None
    names = [COG.units("commune")[COG.current(code)].name if COG.current(code) else "?" for code in rows]
    assert guessed(table(nom=names, **{name: rows})) == ("", name, "commune")


def test_postcodes_are_no_insee_codes():
    """Half of the postcodes are somebody's INSEE code."""
    codes = [code for code in POSTCODES if code in COG.units("commune") or code in COG.successors]
    assert len(codes) > 3000
    for name in ("code_postal", "Code Postal", "CP", "codePostalEtablissement", "addr-postcode", "x"):
        assert guessed(table(**{name: codes})) is None
    both = table(code_postal=["05100", "26170"] * 3, insee_com=["05023", "26198"] * 3)
    assert guessed(both) == ("", "insee_com", "commune")


def test_numbers_are_no_codes():
    numbers = [str(value) for value in range(1000, 60000, 77)]
    assert guessed(table(prix=numbers, annee=["2014"] * len(numbers))) is None
    assert guessed(table(nombre=[str(value) for value in range(1, 20)])) is None
    assert guessed(table(siren=["210500617", "210400701", "210100012"])) is None  # those of communes look like IRIS


def test_values_speak_without_a_name():
    assert guessed(table(a=["Gap"] * 6, b=["05061", "05046", "05023", "04070", "04112", "2A004"])) == ("", "b", "commune")


def test_finest_and_best_named_first():
    frame = table(REG=["93"] * 6, DEP=["05"] * 6, EPCI=["200067825"] * 6, DEPCOM=["05061"] * 6, CODPOS=["05000"] * 6)
    assert guessed(frame) == ("", "DEPCOM", "commune")
    assert guessed(frame.drop(columns="DEPCOM")) == ("", "EPCI", "epci")
    seats = table(code_commune_siege=["05061", "05046"], siren_epci=["200067825", "200067742"])
    assert guessed(seats) == ("", "siren_epci", "epci")


def test_codes_cut_in_two():
    """As in the files of Insee; overseas the département's three digits overlap those of the commune."""
    frame = table(DEP=["5", "04", "2A", "971", "974"], COM=["061", "70", "4", "101", "11"], NCC=["A", "B", "C", "D", "E"])
    codes = guess_codes(frame, Options(), COG)
    assert (codes.departement, codes.field, codes.kind, codes.columns) == ("DEP", "COM", "commune", ("DEP", "COM"))
    assert list(codes.of(frame)) == ["05061", "04070", "2A004", "97101", "97411"]
    assert codes.raw_values({"05061"}) == set()
    assert guessed(frame, code="COM") == ("DEP", "COM", "commune")
    assert codes.of(table(DEP=[None, "05", "05"], COM=["061", None, "99999"])).isna().all()


def test_ranks_are_no_half_codes():
    frame = table(ID=[str(rank) for rank in range(1, 40)], DEP_NUM=["01"] * 39)
    assert guessed(frame) == ("", "DEP_NUM", "departement")


def test_regions_are_no_half_codes():
    """insee_dep 01 with insee_reg 84 reads as 01084, which is a commune."""
    frame = table(insee_dep=["05"] * 6, insee_reg=["84", "61", "46", "23", "70", "79"], siren_epci=["200067825"] * 6)
    assert guessed(frame) == ("", "siren_epci", "epci")


def test_what_the_user_says():
    frame = table(a=["05061", "05046"], reg=["93", "93"], dep=["05", "04"], nothing=["x", "y"])
    assert guessed(frame, code="a") == ("", "a", "commune")
    assert guessed(frame, code="reg") == ("", "reg", "region")
    assert guessed(frame, code="dep") == ("", "dep", "departement")
    with pytest.raises(VigieError, match="“nothing” holds no known code"):
        guess_codes(frame, Options(code="nothing"), COG)
    with pytest.raises(VigieError, match="no column “other”: columns are a, reg, dep, nothing"):
        guess_codes(frame, Options(code="other"), COG)


def test_empty_tables():
    assert guessed(pd.DataFrame()) is None
    assert guessed(table(insee=[None, None])) is None


def test_raw_values_are_all_that_files_write():
    codes = Codes("insee", "commune", COG, prefixes=frozenset({"", "COM-"}))
    spelled = codes.raw_values({"01033", "2A004"})
    assert {"01033", "1033", "01018", "1018", "2A004", "2a004", "COM-01033", "COM-1033"} <= spelled
    assert all(read_code(value, "commune", COG) in {"01033", "2A004"} for value in spelled)
    assert {"5", "05", "005"} == Codes("dep", "departement", COG).raw_values({"05"})
    assert Codes("iris", "iris", COG).raw_values({"05061"}) == set()
    padded = guess_codes(table(insee=["05061 ", "05046"]), Options(), COG)
    assert not padded.plain
    assert padded.raw_values({"05061"}) == set()


def test_current_keeps_the_index_and_misses_nothing():
    series = pd.Series(["05061", None, "zz", "01018", "5061.0"], index=[7, 8, 9, 10, 11], dtype=object)
    current = Codes("c", "commune", COG).current(series)
    assert list(current.index) == [7, 8, 9, 10, 11]
    assert list(current) == ["05061", None, None, "01033", "05061"]


def test_units_of_parts():
    assert list(Codes("c", "iris", COG).units(table(c=["010180101", "10330101", "999990101"]))) == ["01033", "01033", None]
    assert list(Codes("c", "qpv", COG).units(table(c=["QN00501M", "QP974001", "QP02A001", "QN99901M"]))) == [
        "05",
        "974",
        "2A",
        None,
    ]


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(COMMUNES + FORMER), st.sampled_from(["", "COM-", "com_", "INSEE "]), st.booleans(), st.booleans())
def test_reading_a_code_is_idempotent(code, prefix, short, lower):
    written = prefix + (code.lstrip("0") if short else code)
    current = read_code(written.lower() if lower else written, "commune", COG)
    assert current == COG.current(code)
    assert read_code(current, "commune", COG) == current


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(KINDS), st.text(max_size=12))
def test_any_text_is_a_known_code_or_none(kind, text):
    current = read_code(text, kind, COG)
    assert current is None or read_code(current, kind, COG) == current


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.sampled_from(COMMUNES + FORMER), min_size=5, max_size=30, unique=True), st.sampled_from(["insee_com", "DEPCOM"])
)
def test_columns_of_codes_are_found(codes, name):
    frame = table(nom=["x"] * len(codes), **{name: codes})
    found = guess_codes(frame, Options(), COG)
    assert (found.field, found.kind, found.share, found.plain) == (name, "commune", 1.0, True)
    assert list(found.of(frame)) == [COG.current(code) for code in codes]
    assert set(codes) <= found.raw_values(set(found.of(frame)))


def test_names_are_parted():
    assert words_of("codeInseeCommune") == ["code", "insee", "commune"]
    assert words_of("CODGEO_2021") == ["codgeo"]
    assert words_of("Code Départément") == ["code", "departement"]


def test_a_whole_official_table():
    """Every commune of the embedded code, as a CSV that has postcodes and SIREN too."""
    path = Path(__file__).resolve().parents[1] / "data" / "cog2026-communes.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    frame = pd.DataFrame(rows, dtype=object).replace({"": None})
    codes = guess_codes(frame, Options(), COG)
    assert codes.kind == "commune"
    assert codes.of(frame).notna().all()
    assert set(codes.of(frame)) == set(frame[codes.field])


def test_a_million_rows_in_a_second_or_so():
    values = pd.Series(np.random.default_rng(1).choice(COMMUNES, 1_000_000), dtype=object)
    start = time.process_time()
    current = Codes("c", "commune", COG).current(values)
    assert time.process_time() - start < 3  # 0.2 s on an idle machine
    assert current.equals(values)


def test_what_is_remembered_of_codes_is_nothing_to_the_garbage_collector():
    """Each full collection goes through all that it tracks, and holds QGIS's window meanwhile."""
    read_code("x", "commune", COG)
    gc.collect()
    before = len(gc.get_objects())
    for number in range(20_000):
        read_code(f"x{number}", "commune", COG)
    gc.collect()
    assert len(gc.get_objects()) - before < 100
