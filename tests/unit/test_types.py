# SPDX-License-Identifier: GPL-2.0-or-later
"""Types of columns of text, and names and places of headings."""

import datetime

import pandas
import pytest
from hypothesis import given
from hypothesis import strategies as st
from vigie_territoriale.plugin.files.heading import find_heading, is_table, unique_names
from vigie_territoriale.plugin.files.model import BOOLEAN, DATE, DATETIME, INTEGER, REAL, TEXT, Field
from vigie_territoriale.plugin.files.types import Typing, holds_codes


def typed(values, name="valeur", decimal="", chunk=2):
    """The type of a column, its values once typed, and the notes."""
    typing = Typing((Field(name),), decimal)
    frames = [pandas.DataFrame({name: values[place : place + chunk]}, dtype=object) for place in range(0, len(values), chunk)]
    for frame in frames:
        typing.see(frame)
    given = [value for frame in frames for value in typing.give(frame, [name])[name].tolist()]
    return typing.fields()[0].type, given, typing.notes()


@pytest.mark.parametrize(
    ("values", "kind", "given_values"),
    [
        (["1", "-2", None, "30"], INTEGER, [1, -2, None, 30]),
        (["1 234", "12\u00a0345\u202f678", "7"], INTEGER, [1234, 12345678, 7]),
        (["1", "2.5"], REAL, [1.0, 2.5]),
        (["1,5", "1 234,25", ",5", "−3"], REAL, [1.5, 1234.25, 0.5, -3.0]),
        (["1,5", "2.5"], TEXT, ["1,5", "2.5"]),
        (["21\u00a0667,00\u00a0€", "5 €"], REAL, [21667.0, 5.0]),
        (["12,5 %", "3 %"], REAL, [12.5, 3.0]),
        (["12,5 %", "3"], TEXT, ["12,5 %", "3"]),
        (["12,5 %", "13,5 %", "3"], TEXT, ["12,5 %", "13,5 %", "3"]),
        (["1.5e-07", "2E+3"], REAL, [1.5e-07, 2000.0]),
        (["12E5", "13E5"], TEXT, ["12E5", "13E5"]),
        (["01", "2"], TEXT, ["01", "2"]),
        (["0", "0.5"], REAL, [0.0, 0.5]),
        (["12345678901234567890", "1"], TEXT, ["12345678901234567890", "1"]),
        (["+33442645975", "1"], TEXT, ["+33442645975", "1"]),
        (["04 92 53 00 00", "04 92 53 00 01"], TEXT, ["04 92 53 00 00", "04 92 53 00 01"]),
        (["oui", "Non", None], BOOLEAN, [1, 0, None]),
        (["VRAI", "faux"], BOOLEAN, [1, 0]),
        (["0", "1"], INTEGER, [0, 1]),
        (["oui", "1"], TEXT, ["oui", "1"]),
        (["2024-02-29", "2023/01/02"], DATE, ["2024-02-29", "2023-01-02"]),
        (["31/12/2024", "1-2-2023"], DATE, ["2024-12-31", "2023-02-01"]),
        (["12/31/2024"], TEXT, ["12/31/2024"]),
        (["2023-02-29"], TEXT, ["2023-02-29"]),
        (["2024-01-02T00:00:00", "2024-01-03 00:00:00+00:00"], DATE, ["2024-01-02", "2024-01-03"]),
        (["2024-01-02 10:30", "2024-01-03T11:00:05.250Z"], DATETIME, ["2024-01-02T10:30:00", "2024-01-03T11:00:05.250+00:00"]),
        (["31/12/2024 8:05", "2024-01-03"], DATETIME, ["2024-12-31T8:05:00".replace("T8", "T08"), "2024-01-03T00:00:00"]),
        (["2024-01-02 25:00"], TEXT, ["2024-01-02 25:00"]),
        (["a", "s"], TEXT, ["a", "s"]),
        ([None, None], TEXT, [None, None]),
        (["-", "-"], TEXT, ["-", "-"]),
        (["12", "abc", "3"], TEXT, ["12", "abc", "3"]),
    ],
)
def test_types_and_values(values, kind, given_values):
    assert typed(values)[:2] == (kind, given_values)


def test_a_type_is_lost_to_the_last_row():
    assert typed(["1"] * 1000 + ["x"], chunk=100)[0] == TEXT


def test_secret_and_missing_figures_are_told():
    kind, values, notes = typed(["12,5", "s", "nd", "#N/A"])
    assert (kind, values) == (REAL, [12.5, None, None, None])
    assert "statistical secrecy" in notes[0] and "“#N/A” “nd”" in notes[1]
    assert typed(["31/12/2024", "-"])[:2] == (DATE, ["2024-12-31", None])


def test_units_are_told():
    assert "in €" in typed(["5 €", "6 €"])[2][0]


def test_the_decimal_sign_of_the_user():
    assert typed(["1,5", "2,5"], decimal=",")[0] == REAL
    assert typed(["1,5", "2,5"], decimal=".")[0] == TEXT


@pytest.mark.parametrize(
    "name",
    [
        "code_insee",
        "INSEE_COM",
        "CP",
        "Code postal",
        "siren",
        "SIRET",
        "EPCI20",
        "N° FINESS",
        "DEP",
        "telephone",
        "NUMCOM",
        "codeInseeCommune",
    ],
)
def test_names_of_codes(name):
    assert holds_codes(name)
    assert typed(["12", "13"], name)[:2] == (TEXT, ["12", "13"])


@pytest.mark.parametrize("name", ["nb_com", "population", "taux_commune", "75 ans et plus", "valeur"])
def test_names_of_figures(name):
    assert not holds_codes(name)
    assert typed(["12", "13"], name)[0] == INTEGER


def test_codes_have_no_fraction():
    assert typed(["41.7", "50"], "TXCOUV_COM")[0] == REAL
    assert typed(["41.0", "50"], "code_com")[:2] == (TEXT, ["41.0", "50"])


@given(st.lists(st.one_of(st.none(), st.integers(-(10**17), 10**17)), min_size=1, max_size=20))
def test_integers_come_back(numbers):
    kind, values, _ = typed([None if number is None else str(number) for number in numbers])
    assert values == numbers or (kind == TEXT and not any(number is not None for number in numbers))


@given(st.lists(st.floats(-1e12, 1e12, allow_nan=False), min_size=1, max_size=20), st.sampled_from(".,"))
def test_reals_come_back(numbers, sign):
    kind, values, _ = typed(
        [
            f"{number!r}".replace(".", sign) if "e" not in repr(number) else f"{number:.20f}".replace(".", sign)
            for number in numbers
        ]
    )
    assert kind == REAL and values == pytest.approx(numbers, rel=1e-15, abs=1e-18)


@given(st.lists(st.datetimes(datetime.datetime(1000, 1, 1)), min_size=1, max_size=10), st.booleans())
def test_moments_come_back(moments, french):
    moments = [moment.replace(microsecond=0) for moment in moments]
    written = [
        moment.strftime("%d/%m/") + f"{moment.year:04} {moment:%H:%M:%S}" if french else moment.isoformat() for moment in moments
    ]
    kind, values, _ = typed(written)
    assert kind in (DATE, DATETIME)
    assert [datetime.datetime.fromisoformat(value) for value in values] == moments


def names(rows, forced=None):
    return [(field.name, field.title) for field in find_heading(rows, forced).fields]


def test_labels_and_codes_on_two_rows():
    rows = [
        ["Titre", "", ""],
        ["", "", ""],
        ["Code géographique", "Libellé", "Population"],
        ["CODGEO", "LIBGEO", "PMUN22"],
        ["01004", "Ambérieu", "14000"],
    ]
    heading = find_heading(rows)
    assert (heading.row, heading.first) == (4, 4)
    assert names(rows) == [("CODGEO", "Code géographique"), ("LIBGEO", "Libellé"), ("PMUN22", "Population")]
    assert names(rows, 4) == names(rows)
    assert names(rows, 3) == [("Code géographique", ""), ("Libellé", ""), ("Population", "")]


def test_headings_of_two_levels():
    rows = [["Population", "", "", "", "", ""], ["", "", "", "", "", ""], ["Départements", "", "2020", "", "2021", ""],
            ["", "", "Hommes", "Femmes", "Hommes", "Femmes"], ["01", "Ain", "1", "2", "3", "4"], ["02", "Aisne", "1", "2", "3", "4"]]  # fmt: skip
    heading = find_heading(rows)
    assert (heading.row, heading.first) == (4, 4)
    assert [field.name for field in heading.fields] == [
        "Départements",
        "Départements_2",
        "2020 – Hommes",
        "2020 – Femmes",
        "2021 – Hommes",
        "2021 – Femmes",
    ]


def test_years_name_columns():
    rows = [["Commune", "2019", "2020"], ["Gap", "41000", "41200"], ["Briançon", "11000", "11100"]]
    assert find_heading(rows).row == 1


def test_text_only_has_a_heading_and_figures_have_none():
    assert find_heading([["code", "nom"], ["a", "b"], ["c", "d"]]).row == 1
    assert find_heading([["1", "2.5"], ["3", "4.5"], ["5", "6"]]).row == 0


def test_names_are_all_different():
    assert unique_names(["Nom", "nom", "", " a\nb ", "NOM"]) == ["Nom", "nom_2", "column_3", "a b", "NOM_3"]


def test_documentation_is_no_table():
    prose = [
        ["À savoir"],
        [""],
        ["La population des départements est présentée ici par sexe et selon cinq grandes classes d’âge."],
    ]
    assert not is_table(prose, find_heading(prose))
    table = [["code", "nom"], ["01004", "Ambérieu"]]
    assert is_table(table, find_heading(table))


@pytest.mark.parametrize(("second", "sign"), [("1.5", "."), ("1,5", ",")])
def test_the_decimal_sign_of_a_table_is_that_of_most_columns(second, sign):
    names = ("a", "b", "c")
    typing = Typing(tuple(Field(name) for name in names))
    typing.see(
        pandas.DataFrame(
            {"a": [second, "2" + second[1:]], "b": [second, "3" + second[1:]], "c": ["163.0" if sign == "," else "163,0"] * 2}
        )
    )
    assert typing.decimal() == sign
