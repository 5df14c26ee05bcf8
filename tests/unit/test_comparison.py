# SPDX-License-Identifier: GPL-2.0-or-later
"""Territories side by side, and tables for spreadsheets."""

import csv
import dataclasses
import io
import json
import zipfile

import numpy as np
import pytest
from defined import definition
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from osgeo import ogr
from vigie_territoriale.plugin.messages import Silent, VigieError, number
from vigie_territoriale.plugin.reports.comparison import AVERAGE, compare, comparison_html, comparison_table, is_total
from vigie_territoriale.plugin.reports.spreadsheet import FRENCH, RFC_4180, csv_bytes, write_ods

WANTED = ["population-change", "france-services-per-10000", "france-services-distance-centre", "action-coeur-de-ville-share"]
THREE = ("commune:05061", "commune:05046", "commune:97611")


@pytest.fixture(scope="module")
def comparison(observatory):
    return compare(observatory, [observatory.cog.territory(one) for one in THREE], WANTED, "embedded", Silent())


def test_values_differences_and_ranks_are_those_of_the_engine(observatory, comparison):
    assert comparison.names == ("Gap", "Embrun", "Mamoudzou")
    assert [row.definition.id for row in comparison.rows] == WANTED
    for place, written in enumerate(THREE):
        results = observatory.study(WANTED, observatory.cog.territory(written), "commune", {}, "embedded", Silent())
        for row, result in zip(comparison.rows, results):
            whole = result.comparators["value"].iloc[0]
            np.testing.assert_equal(row.cells[place].value, whole)
            np.testing.assert_equal(row.cells[place].difference, whole - row.cells[0].value)
            known = [cell.value for cell in row.cells if not np.isnan(cell.value)]
            expected = None if np.isnan(whole) else sorted(known, reverse=True).index(whole) + 1
            assert row.cells[place].rank == expected and row.ranked == len(known)
    change = comparison.rows[0]
    assert np.isnan(change.cells[2].value) and change.cells[2].flag and change.cells[2].rank is None and change.ranked == 2


def test_better_and_worse_where_the_definition_says_so(comparison):
    by_id = {row.definition.id: row for row in comparison.rows}
    distance = by_id["france-services-distance-centre"]
    assert distance.definition.better == "less"
    for cell in distance.cells[1:]:
        told = round(cell.value, 1) - round(distance.cells[0].value, 1)
        assert cell.sense == ("" if told == 0 else "worse" if told > 0 else "better")
    assert {cell.sense for cell in by_id["population-change"].cells} == {""}
    assert distance.cells[0].sense == ""


def test_difference_with_the_mean(observatory):
    territories = [observatory.cog.territory(one) for one in ("departement:05", "departement:04", "departement:84")]
    made = compare(observatory, territories, ["population-change"], "embedded", Silent(), AVERAGE)
    (row,) = made.rows
    values = [cell.value for cell in row.cells]
    assert row.reference == pytest.approx(sum(values) / 3)
    assert sum(cell.difference for cell in row.cells) == pytest.approx(0, abs=1e-9)
    assert "plain mean of the territories shown" in comparison_html(made)


def test_totals_of_different_levels_are_left_out_and_said_to_be(observatory, tmp_path):
    wanted = ["france-services-per-10000", "everyday-services"]
    count = tmp_path / "count.json"
    document = {
        "id": "count", "version": 1, "title": {"fr": "Nombre", "en": "Number"}, "description": {"fr": "x", "en": "x"},
        "unit": {"fr": "lieux", "en": "places"}, "method": {"fr": "x", "en": "x"}, "theme": "services",
        "compute": {"kind": "features", "layer": "france-services"}, "decimals": 0, "levels": ["commune", "epci", "departement", "region"],
        "comparators": True, "style": {"ramp": "Blues"},
    }  # fmt: skip
    count.write_text(json.dumps(document), encoding="utf-8")
    assert is_total(observatory.definitions[wanted[1]])
    both = [wanted[0], str(count)]
    mixed = [observatory.cog.territory(one) for one in ("commune:05061", "departement:05")]
    made = compare(observatory, mixed, both, "embedded", Silent())
    assert [row.definition.id for row in made.rows] == [wanted[0]]
    assert made.left_out == ("Number: totals of territories of different levels are not compared, rates are.",)
    assert made.left_out[0] in html.fromstring(comparison_html(made)).text_content()
    alike = compare(observatory, [mixed[0], observatory.cog.territory("commune:05046")], both, "embedded", Silent())
    assert [row.definition.id for row in alike.rows] == [wanted[0], "count"] and not alike.left_out


def test_what_is_a_total():
    assert is_total(definition({"kind": "features", "layer": "features"}))
    assert is_total(definition({"kind": "aggregate", "layer": "features", "aggregate": "distinct", "value": "x"}))
    assert not is_total(definition({"kind": "aggregate", "layer": "features", "aggregate": "count", "per": "km2"}))
    assert not is_total(definition({"kind": "rate", "layer": "features", "per": 10}))


def test_one_territory_is_not_compared(observatory):
    gap = observatory.cog.territory("commune:05061")
    with pytest.raises(VigieError, match="Two territories at least"):
        compare(observatory, [gap, gap], WANTED, "embedded", Silent())


def test_the_page(comparison):
    text = comparison_html(comparison)
    page = html.fromstring(text)
    assert page.get("lang") == "en" and not page.findall(".//script") and not page.findall(".//link")
    assert all(cell.get("scope") for cell in page.iter("th")) and page.find(".//table/caption") is not None
    levels = [int(heading.tag[1]) for heading in page.iter("h1", "h2", "h3")]
    assert levels[0] == 1 and levels.count(1) == 1 and set(levels[1:]) == {2}
    row = page.xpath("//tbody/tr")[2]
    assert number(comparison.rows[2].cells[1].value, 1) in row.text_content()
    units = [one.xpath("normalize-space(th/span)") for one in page.xpath("//tbody/tr")]
    assert units[0] == "% – 2023 – [1]" and units[2] == "km – 2024-08-01 – less is better – [2]"
    sources = page.xpath("//h2[starts-with(., 'Sources')]/following-sibling::ul[1]/li")
    assert [one.text_content()[:3] for one in sources] == ["[1]", "[2]", "[3]"] and "ANCT" in sources[1].text_content()
    for shown in page.xpath("//span[contains(@class, 'sense')]"):  # never by colour alone
        assert shown.text.strip()[0] in "▲▼" and shown.text.strip()[2:] in ("better", "worse")


def test_many_territories_make_a_plain_table(observatory):
    territories = [observatory.cog.territory(f"commune:{code}") for code in observatory.cog.members("epci", "200067825")]
    made = compare(observatory, territories, ["population-change"], "embedded", Silent())
    page = html.fromstring(comparison_html(made))
    tables = page.findall(".//table")
    assert [len(table.findall("thead//th")) for table in tables] == [7, 7, 6]  # as many as fit on paper, and the indicators
    captions = [table.findtext("caption").partition(": ")[2] for table in tables]
    assert captions == ["territories 1 to 6 of 17", "territories 7 to 12 of 17", "territories 13 to 17 of 17"]
    assert [th.text for table in tables for th in table.findall("thead//th")[1:]] == list(made.names)
    columns, rows = comparison_table(made)
    assert len(columns) == 6 + 4 * 17 == len(rows[0])


def test_what_comes_from_data_is_escaped(comparison):
    nasty = dataclasses.replace(comparison, names=("<script>x</script>", "{{7*7}}", "c"), left_out=("<img src=x>",))
    text = comparison_html(nasty)
    assert "<script>" not in text and "<img" not in text and "{{7*7}}" in text


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
CELLS = st.one_of(TEXTS, st.none(), st.integers(-(10**9), 10**9), st.floats(-1e12, 1e12))


@given(st.lists(st.tuples(CELLS, CELLS), max_size=5), st.sampled_from([RFC_4180, FRENCH]), st.booleans())
def test_csv_is_read_back(rows, form, mark):
    content = csv_bytes(["a", "b"], rows, form._replace(mark=mark))
    assert content.startswith(b"\xef\xbb\xbf") == mark
    read = list(csv.reader(io.StringIO(content.decode("utf-8-sig" if mark else "utf-8"), newline=""), delimiter=form.separator))
    assert read[0] == ["a", "b"]
    for line, row in zip(read[1:], rows, strict=True):
        for text, cell in zip(line, row, strict=True):
            if cell is None:
                assert text == ""
            elif isinstance(cell, str):
                assert text in (cell, f"'{cell}")
                assert not text.startswith(("=", "+", "-", "@", "\t", "\r"))
            else:
                assert float(text.replace(form.decimal, ".")) == cell


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", " =1", "\u00a0=1", "\u3000=1", "\uff1d1+1", "\r=1", "of:=1"])
def test_no_text_is_a_formula(tmp_path, text):
    line = csv_bytes(["a"], [[text]], RFC_4180).decode("utf-8-sig").splitlines()
    assert text == "of:=1" or "'" in line[1][:2]
    path = tmp_path / "t.ods"
    write_ods(path, "a/b[c]", ["a", "b"], [[text, 1.5], ["x", None]])
    assert b"table:formula" not in zipfile.ZipFile(path).read("content.xml")


def test_ods_takes_names_as_they_are(tmp_path):
    path, columns = tmp_path / "t.ods", ["of:=1+1", "=1+1", "<script>"]
    write_ods(path, "<script>{{7*7}}", columns, [["<b>&amp;", "a\x0bb\x01", 1.5], ["\u00a0of:=3", "\tof:=4", None]])
    content = zipfile.ZipFile(path).read("content.xml")
    assert b"table:formula" not in content
    texts = [cell.text_content() for cell in html.fromstring(content).iter("{*}p", "text:p")]
    assert texts[:4] == [*columns, "<b>&amp;"] and texts[4].startswith("ab")


def test_ods_has_numbers_and_nothing_for_what_is_missing(tmp_path):
    path = tmp_path / "dossier é" / "t.ods"
    write_ods(path, "Comparaison", ["nom", "valeur", "rang"], [["Gap", 1.25, 1], ["Embrun", None, None]])
    opened = ogr.Open(str(path))
    layer = opened.GetLayer(0)
    assert layer.GetName() == "Comparaison"
    rows = [[feature.GetField(place) for place in range(3)] for feature in layer]
    assert rows == [["Gap", 1.25, 1], ["Embrun", None, None]]
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(VigieError, match="cannot be written"):
        write_ods(tmp_path / "file" / "t.ods", "x", ["a"], [["b"]])
