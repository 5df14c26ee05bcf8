# SPDX-License-Identifier: GPL-2.0-or-later
import dataclasses

import pytest
from lxml import html
from vigie_territoriale.plugin import messages
from vigie_territoriale.plugin.messages import Silent, VigieError
from vigie_territoriale.plugin.reports.factsheet import MAPS, make_factsheet, make_factsheets
from vigie_territoriale.plugin.reports.html import factsheet_html
from vigie_territoriale.plugin.reports.template import PORTRAIT, Asked, template_of
from vigie_territoriale.plugin.working import write_whole


@pytest.fixture(scope="module")
def sheet(observatory):
    return make_factsheet(observatory, observatory.cog.territory("epci:200067825"), "embedded", Silent())


def test_content(sheet):
    identity = {fact.label: fact.value for fact in sheet.identity}
    assert identity["Municipal population 2023"] == "51,502"
    assert identity["Communes"] == "17"
    assert identity["Département"] == "Alpes-de-Haute-Provence, Hautes-Alpes"
    assert {fact.label: fact.value for fact in sheet.programmes}["Action cœur de ville (town centres)"] == "Gap"
    assert len(sheet.members) == 17
    assert len(sheet.methods) == len(sheet.indicators) == 6


def test_every_figure_has_its_source(sheet):
    assert all(fact.source for fact in (*sheet.identity, *sheet.programmes, *sheet.zonings, *sheet.services))
    numbered = [line.split("]")[0] + "]" for line in sheet.sources if line.startswith("[")]
    assert numbered == [f"[{place}]" for place in range(1, len(numbered) + 1)]
    for row in sheet.indicators:
        assert any(mark in row.title for mark in numbered)
    assert all("Licence Ouverte" in line for line in sheet.sources if line.startswith("["))


def test_the_page_is_one_file_with_headings_and_scopes(sheet):
    page = html.fromstring(factsheet_html(sheet, {}))
    assert page.findtext(".//h1") == "CA Gap-Tallard-Durance"
    assert len(page.findall(".//h2")) >= 8
    assert not page.findall(".//script") and not page.findall(".//link")
    assert all(cell.get("scope") for cell in page.iter("th"))


def test_what_comes_from_data_is_escaped(sheet):
    bad = "<img src=x onerror=y>"
    sections = [
        dataclasses.replace(
            one, title=bad, lines=(bad,), facts=tuple(dataclasses.replace(fact, label=bad, value=bad) for fact in one.facts)
        )
        for one in sheet.sections
    ]
    nasty = dataclasses.replace(
        sheet, title="<script>alert(1)</script>{{7*7}}", missing=(bad,), sections=tuple(sections), owner=bad, name=bad
    )
    text = factsheet_html(nasty, {})
    assert "<script>" not in text and "<img src=x" not in text
    assert "{{7*7}}" in text


@pytest.mark.parametrize(
    "written", ["commune:22016", "commune:75056", "departement:976", "commune:15031", "region:11", "commune:98735"]
)
def test_all_kinds_of_territory(observatory, written):
    """An island outside any EPCI, Paris, Mayotte, a commune split off in 2025, a large region, Papeete."""
    sheet = make_factsheet(observatory, observatory.cog.territory(written), "embedded", Silent())
    assert "does not cover" in " ".join(sheet.missing)
    assert factsheet_html(sheet, {})


def test_large_territories_list_larger_units(observatory):
    for written, level, count in (("region:93", "epci", 52), ("france", "departement", 101)):
        sheet = make_factsheet(observatory, observatory.cog.territory(written), "embedded", Silent())
        assert {unit.level for unit in sheet.members} == {level}
        assert abs(len(sheet.members) - count) < 5
        assert len(sheet.columns) < 5


def test_a_source_says_nothing_of_where_it_does_not_cover(observatory):
    """Papeete is in no source that covers France: "none" and 0 would be lies."""
    sheet = make_factsheet(observatory, observatory.cog.territory("commune:98735"), "embedded", Silent())
    assert not sheet.programmes and not sheet.services and not sheet.zonings
    assert sum("does not cover Papeete" in line for line in sheet.missing) >= 6


def test_an_embedded_copy_in_place_of_a_live_source_is_told(observatory, monkeypatch):
    gap = observatory.cog.territory("commune:05061")
    dataset = observatory.load("density-grid", gap, "live", Silent(), other_mode=True)
    assert dataset.provenance.mode == "embedded"
    assert "embedded copy of" in dataset.provenance.notes[-1]
    assert "embedded copy" not in " ".join(observatory.load("density-grid", gap, "embedded", Silent()).provenance.notes)


def test_progress_never_goes_back(observatory):
    seen = []

    class Watched(Silent):
        def step(self, percent, text=""):
            seen.append(percent)

    territories = [observatory.cog.territory(one) for one in ("epci:200067825", "commune:05061")]
    for several in (territories[:1], territories):
        seen.clear()
        assert len(list(make_factsheets(observatory, several, "embedded", Watched()))) == len(several)
        assert seen == sorted(seen)
        assert seen[0] >= 0 and seen[-1] <= 100


def test_french_numbers_and_dates():
    messages.set_language("fr")
    assert messages.number(1234567.891, 1) == "1\u202f234\u202f567,9"
    assert messages.number(-3.21, 1) == "\u22123,2"
    assert messages.number(-0.01, 1) == "0,0"
    assert messages.number(None) == messages.number(float("nan")) == "–"
    assert messages.date("2021-05-10") == "10/05/2021"
    assert messages.date("2024-09") == "09/2024"
    assert messages.date("2026-11-23T10:00:00+00:00") == "23/11/2026"
    assert messages.date("en ligne") == "en ligne"
    assert messages.labelled("a", "b") == "a\u00a0: b"
    messages.set_language("en")
    assert messages.date("2026-11-23T10:00:00+00:00") == messages.date("2026-11-23") == "2026-11-23"
    assert messages.date("2024") == "2024" and messages.date("Tuesday") == "Tuesday" and messages.date(None) == ""


def test_writing_is_whole_or_not_at_all(tmp_path):
    target = tmp_path / "fiche é.html"
    write_whole(target, b"one")
    write_whole(target, b"two")
    assert target.read_text(encoding="utf-8") == "two"
    assert [path.name for path in tmp_path.iterdir()] == [target.name]
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(VigieError, match="cannot be written"):
        write_whole(tmp_path / "file" / "fiche.html", b"x")


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("commune:53147", ("Mayenne (commune)", "Mayenne (département)")),
        ("commune:19062", ("Corrèze (commune)", "Corrèze (département)")),
        ("commune:25204", ("Doubs (commune)", "Doubs (département)")),
    ],
)
def test_a_commune_named_like_its_departement_keeps_its_own_figures(observatory, written, names):
    sheet = make_factsheet(observatory, observatory.cog.territory(written), "embedded", Silent())
    assert sheet.columns[:2] == names
    for row, result in zip(sheet.indicators, sheet.results):
        frame, decimals = result.comparators.set_index("code"), result.definition.decimals
        for place, code in enumerate((written[-5:], written[8:10])):
            assert row.values[place] == messages.number(frame.loc[code, "value"], decimals)


@pytest.mark.parametrize(
    ("written", "value", "count"),
    [("france", "360 (partial)", "34,515"), ("commune:05061,commune:97411", "1 (partial) – Mairie - Gap", "1 communes")],
)
def test_a_source_that_leaves_out_part_of_the_territory_is_partial(observatory, written, value, count):
    sheet = make_factsheet(observatory, observatory.cog.territory(written), "embedded", Silent())
    services = {fact.label: fact.value for fact in sheet.services}
    assert services["Town halls"].replace("–", "-") == value.replace("–", "-")
    assert "partial" not in services["France Services"]
    assert any(line.startswith("Town halls: Partial: ") and count in line for line in sheet.missing)


def test_the_year_of_a_population_is_not_made_up(observatory):
    for written, value in (("departement:976", "256,518 (year not known)"), ("commune:98735", "26,654 (year not known)")):
        sheet = make_factsheet(observatory, observatory.cog.territory(written), "embedded", Silent())
        identity = {fact.label: fact.value for fact in sheet.identity}
        assert identity["Municipal population"] == value
        assert "Municipal population 2023" not in identity


def test_what_the_map_leaves_out_is_told(sheet, tmp_path):
    image = tmp_path / "map.png"
    image.write_bytes(b"png")
    caption = html.fromstring(factsheet_html(sheet, {"indicator-map": image}, "Gap")).findtext(".//figcaption")
    assert caption.startswith("Map of the communes") and caption.endswith("Not on this map: Gap.")
    assert "Not on this map" not in factsheet_html(sheet, {"indicator-map": image})


@pytest.mark.parametrize("kind", template_of(PORTRAIT).optional)
def test_a_section_that_is_not_wanted_is_left_out(sheet, tmp_path, kind):
    image = tmp_path / "map.png"
    image.write_bytes(b"x")
    kinds = template_of(PORTRAIT).optional
    left = sheet.only([one for one in kinds if one != kind])
    shown, without = (
        html.fromstring(factsheet_html(one, dict.fromkeys(one.maps, image))).findall(".//h2") for one in (sheet, left)
    )
    gone = next(section.title for section in sheet.sections if section.kind == kind)
    assert [heading.text for heading in shown if heading.text != gone] == [heading.text for heading in without]
    assert len(shown) - len(without) == 1 and (kind in MAPS) == (kind not in left.maps and kind in sheet.maps)


def test_sources_are_always_quoted(observatory, sheet):
    bare = dataclasses.replace(template_of(PORTRAIT), sections=(Asked("identity", {}),))
    territory = observatory.cog.territory("epci:200067825")
    silent = make_factsheet(observatory, territory, "embedded", Silent(), template=bare)
    for one in (sheet.only(()), silent.only(())):
        page = html.fromstring(factsheet_html(one, {}))
        assert [heading.text for heading in page.findall(".//h2")] == ["Sources, dates and licences"]
        assert "Licence Ouverte" in page.text_content()


def test_figures_are_those_of_the_sections_that_are_shown(sheet):
    assert {one.indicator for one in sheet.figures} > {""}
    assert not any(one.indicator for one in sheet.only(["identity"]).figures) and sheet.only(["identity"]).figures
    assert all(one.indicator for one in sheet.only(["indicators"]).figures) and sheet.only(["indicators"]).figures
    assert sheet.only(template_of(PORTRAIT).optional) == sheet
