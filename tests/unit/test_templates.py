# SPDX-License-Identifier: GPL-2.0-or-later
"""Templates of fact sheets, and the logos of networks, which are read with distrust."""

import dataclasses
import json
import struct
import zlib

import pytest
from lxml import html
from vigie_territoriale.plugin import messages
from vigie_territoriale.plugin.messages import Silent, VigieError
from vigie_territoriale.plugin.reports.factsheet import make_factsheet
from vigie_territoriale.plugin.reports.html import factsheet_html
from vigie_territoriale.plugin.reports.names import of_territory
from vigie_territoriale.plugin.reports.perimeter import Perimeter
from vigie_territoriale.plugin.reports.template import (
    PNG_MIME,
    SVG_MIME,
    embedded_templates,
    load_template,
    read_logo,
    template_of,
)
from vigie_territoriale.plugin.reports.words import map_caption
from vigie_territoriale.plugin.store.geopackage import GeoPackage

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">%s</svg>'


def png(width, height):
    """A white picture."""

    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    rows = zlib.compress((b"\0" + b"\xff" * width) * height)
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


PNG = png(9, 9)
CHAIN = b"".join(b'<g id="a%d">%s</g>' % (place, b'<use href="#a%d"/>' % (place + 1) * 10) for place in range(12))


@pytest.fixture
def own(tmp_path):
    """A template of a network, with its logo."""
    document = {
        "id": "mine", "version": 1, "title": {"fr": "Ma fiche", "en": "My sheet"}, "owner": {"name": "Réseau <b>", "logo": "logo.svg"},
        "sections": [
            {"kind": "identity", "title": {"fr": "Qui", "en": "Who"}},
            {"kind": "indicators", "indicators": ["population-change"], "comparators": ["france"]},
            {"kind": "sources"},
        ],
    }  # fmt: skip
    (tmp_path / "logo.svg").write_bytes(SVG % b'<rect width="9" height="9"/>')
    path = tmp_path / "mine.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def test_the_embedded_ones_ask_for_what_there_is(observatory):
    templates = embedded_templates()
    assert sorted(templates) == ["portrait", "programmes", "services"]
    entries = {entry.id for entry in observatory.catalogue.entries()}
    density = observatory.dataset("density-grid", observatory.cog.territory("france"), "embedded", Silent())
    classes = set(density.table["category"])
    for template in templates.values():
        assert set(template.indicators) <= set(observatory.definitions)
        assert set(template.entries) <= entries
        told = [one for section in template.sections for names, _ in section.baskets for one in names]
        assert not told or sorted(told) == sorted(classes)


@pytest.mark.parametrize("name", ["services", "programmes"])
def test_their_sections_come_in_their_order(observatory, name):
    template = template_of(name)
    sheet = make_factsheet(observatory, observatory.cog.territory("commune:05046"), "embedded", Silent(), template=template)
    assert [section.kind for section in sheet.sections] == [section.kind for section in template.sections]
    page = html.fromstring(factsheet_html(sheet, {}))
    titles = [section.title for section in sheet.sections if not section.kind.endswith("-map")]
    assert [heading.text for heading in page.iter("h2")] == titles
    assert all(table.find("caption") is not None for table in page.iter("table"))
    assert page.get("lang") == "en" and all(image.get("alt") for image in page.iter("img"))


def test_the_template_of_a_network(observatory, own):
    template = template_of(str(own))
    sheet = make_factsheet(observatory, observatory.cog.territory("commune:05046"), "embedded", Silent(), template=template)
    text = factsheet_html(sheet, {})
    assert "<b>" not in text.partition("<main>")[0] and 'src="data:image/svg+xml;base64,' in text
    page = html.fromstring(text)
    assert [heading.text for heading in page.iter("h2")] == ["Who", "Indicators", "Sources, dates and licences"]
    assert sheet.sections[1].columns == ("Embrun", "France (with overseas départements)")
    assert len(sheet.results) == 1


def test_an_indicator_that_cannot_be_computed_does_not_stop_the_rest(observatory, own):
    document = json.loads(own.read_text(encoding="utf-8"))
    for wanted, left in ((["population-change", "features-count"], 1), (["features-count"], 0)):
        document["sections"][1]["indicators"] = wanted
        document["sections"][2] = {"kind": "missing"}
        own.write_text(json.dumps(document), encoding="utf-8")
        sheet = make_factsheet(
            observatory, observatory.cog.territory("commune:05046"), "embedded", Silent(), template=template_of(str(own))
        )
        assert len(sheet.results) == len(sheet.sections[1].indicators) == left
        assert any("needs a layer" in line for line in sheet.sections[2].lines)
        assert factsheet_html(sheet, {})


def test_without_sentences(observatory):
    territory = observatory.cog.territory("commune:05046")
    sheet = make_factsheet(observatory, territory, "embedded", Silent(), narrative=False)
    assert "narrative" not in [section.kind for section in sheet.sections]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_sentence_with_a_number_has_its_date(observatory, language):
    messages.set_language(language)
    for written in ("commune:05046", "epci:200067825", "departement:05", "commune:97611", "commune:05061,commune:05046"):
        sheet = make_factsheet(observatory, observatory.cog.territory(written), "embedded", Silent())
        lines = next(section.lines for section in sheet.sections if section.kind == "narrative")
        assert lines
        for line in lines:
            undated = "inconnue" in line or "not known" in line
            assert any(year in line for year in ("2019", "2021", "2023", "2024", "2026")) or undated, line
            assert "{" not in line and "  " not in line and line.endswith(".")


def test_french_sentences(observatory):
    messages.set_language("fr")
    sheet = make_factsheet(observatory, observatory.cog.territory("commune:05139"), "embedded", Silent())
    lines = next(section.lines for section in sheet.sections if section.kind == "narrative")
    assert lines[0].startswith("La commune du Dévoluy compte 9") and lines[0].endswith(
        " habitants en 2023 (population municipale)."
    )
    assert "le département des Hautes-Alpes" in lines[1] and "la région Provence-Alpes-Côte d'Azur" in lines[1]
    group = make_factsheet(observatory, observatory.cog.territory("departement:05"), "embedded", Silent())
    told = next(section.lines for section in group.sections if section.kind == "narrative")
    assert told[0].startswith("Le département des Hautes-Alpes réunit 162 communes")
    assert any(line.startswith("Il est concerné par 3 programmes") for line in told)


def sheet_in_french(observatory, written):
    messages.set_language("fr")
    return make_factsheet(observatory, observatory.cog.territory(written), "embedded", Silent(), indicators=["population-change"])


def test_a_region_of_which_a_source_knows_a_part(observatory):
    """Town halls are known for 360 of the 946 communes: that is no number of the town halls of the région."""
    sheet = sheet_in_french(observatory, "region:93")
    sections = {section.kind: section for section in sheet.sections}
    listed = next(line for line in sections["narrative"].lines if line.startswith("Services"))
    assert "\u00a0: 360 (partiel, 10/2026)" in listed and "\u00a0: 162 (01/08/2024)" in listed
    told = [fact.value for fact in sections["basket"].facts if "(360)" in fact.value]
    assert told == ["present (360) (partial)"]  # words of the interface: there is no translation here
    told = next(line for line in sections["narrative"].lines if "programmes" in line)
    assert told.count("(liste de 09/2024)") == 2 and "(signé du 19/02/2021 au 20/04/2022)" in told
    assert any(fact.value == "Marseille" for fact in sheet.identity)  # its seat


def test_captions_of_maps_are_french(observatory):
    sheet = sheet_in_french(observatory, "commune:05046")
    assert map_caption(sheet, "situation-map") == "Carte de situation d’Embrun parmi les communes alentour."
    assert map_caption(sheet, "services-map").startswith("Carte des services d’Embrun\u00a0: France ")
    for written, name in (
        ("commune:05139", "du Dévoluy"),
        ("departement:05", "des Hautes-Alpes"),
        ("epci:200068765", "de la communauté de communes du Sisteronais-Buëch"),
        ("commune:05046,commune:05061", "du territoire (Embrun, Gap)"),
        ("france", "de la France"),
    ):
        assert of_territory(observatory.cog.territory(written)) == name


def test_numbers_of_facts_are_numbers_in_tables(observatory):
    messages.set_language("en")
    territory = observatory.cog.territory("epci:200068765")
    sheet = make_factsheet(observatory, territory, "embedded", Silent(), indicators=["population-change"])
    told = {(one.section, one.label): (one.value, one.unit, one.date) for one in sheet.figures if not one.indicator}
    assert told["Identity", "Municipal population 2023"] == (25638, "inhabitants", "2023")
    assert told["Identity", "Communes"] == (60, "", "2026")
    area, unit, _ = told["Identity", "Area"]
    assert 1490 < area < 1500 and unit == "km²"
    density, unit, _ = told["Identity", "Density"]
    assert density == pytest.approx(25638 / area) and unit == "inh. per km²"
    assert told["Evolution", "Municipal population, 2019"] == (25103, "inhabitants", "2019")
    assert {value for (_, label), value in told.items() if label.casefold() == "france services"} == {(6, "", "2024-08-01")}
    assert told["Identity", "Code"] == (None, "", "")
    assert next(value for (_, label), value in told.items() if label.startswith("Petites villes de demain")) == (
        None,
        "",
        "2024-09",
    )
    basket = next(section.facts for section in sheet.sections if section.kind == "basket")
    assert (basket[0].label, basket[0].value) == ("Class of density with the most inhabitants", "Petites villes")


def test_an_own_perimeter_gives_its_name_to_columns_and_tables(observatory):
    messages.set_language("en")
    territory = observatory.cog.territory("commune:05046,commune:05061")
    sheet = make_factsheet(observatory, territory, "embedded", Silent(), indicators=["population-change"])
    named = Perimeter("Bassin", territory.key, ("Two communes, 55 % of it.",)).sheet(sheet)
    table = next(section for section in named.sections if section.kind == "indicators")
    assert table.columns == ("Bassin", *sheet.columns[1:]) and table.indicators
    first = named.figures[0]
    assert (first.label, first.name, first.text, first.value) == ("Own perimeter", "Bassin", "Two communes, 55 % of it.", None)
    own = {one.name for one in named.figures if one.code == territory.key}
    assert own == {"Bassin"} and named.figures[1].value == sheet.figures[0].value


def test_a_population_of_no_known_year_has_no_date_in_tables(observatory):
    territory = observatory.cog.territory("commune:97611")
    sheet = make_factsheet(observatory, territory, "embedded", Silent(), indicators=["population-change"])
    people = next(one for one in sheet.figures if one.label == "Municipal population")
    assert (people.value, people.date) == (71437, "")


def test_a_basket_says_what_is_not_known(observatory):
    sheet = make_factsheet(observatory, observatory.cog.territory("commune:05046"), "embedded", Silent())
    basket = {fact.label: fact.value for section in sheet.sections if section.kind == "basket" for fact in section.facts}
    assert basket["Class of density"] == "Petites villes"
    assert basket["France Services"] == "present (1)"
    assert basket["Pharmacies"].startswith("not known")
    small = make_factsheet(observatory, observatory.cog.territory("commune:05001"), "embedded", Silent())
    services = {fact.label for section in small.sections if section.kind == "basket" for fact in section.facts}
    assert "Pharmacies" not in services and "Town halls" in services


def test_evolutions_of_what_was_kept(observatory, own, tmp_path):
    document = json.loads(own.read_text(encoding="utf-8"))
    document["sections"].append({"kind": "evolution", "indicators": ["population-change"]})
    own.write_text(json.dumps(document), encoding="utf-8")
    territory, store = observatory.cog.territory("commune:05046"), GeoPackage(tmp_path / "kept.gpkg")

    def evolution():
        sheet = make_factsheet(observatory, territory, "embedded", Silent(), template=template_of(str(own)), store=store)
        return next(section for section in sheet.sections if section.kind == "evolution")

    alone = evolution()
    assert [fact.label for fact in alone.facts] == ["Municipal population, 2019", "Municipal population, 2023"]
    assert not alone.pictures
    (result,) = observatory.study(["population-change"], territory, "commune", {}, "embedded", Silent())
    source = result.sources[0]
    for year in ("2021", "2022", "2023"):
        store.keep([dataclasses.replace(result, sources=(dataclasses.replace(source, date=year),))])
    kept = evolution()
    assert [fact.value for fact in kept.facts if "Population change" in fact.label] == ["1.2 %"] * 3
    assert len(kept.pictures) == 1 and kept.pictures[0].content.startswith(b"\x89PNG") and "2021" in kept.pictures[0].alt


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"sections": []}, "sections"),
        ({"sections": [{"kind": "cinema"}]}, "kind"),
        ({"owner": {"name": "x", "logo": "../logo.png"}}, "logo"),
        ({"owner": {"name": "x", "logo": "/etc/logo.png"}}, "logo"),
        ({"more": 1}, "more"),
    ],
)
def test_a_wrong_template_is_a_sentence(own, change, told):
    document = {**json.loads(own.read_text(encoding="utf-8")), **change}
    own.write_text(json.dumps(document, indent=1), encoding="utf-8")
    with pytest.raises(VigieError, match=told):
        load_template(own)


def test_an_unknown_template_names_the_known_ones():
    with pytest.raises(VigieError, match="portrait, programmes, services"):
        template_of("nothing")
    with pytest.raises(VigieError, match="cannot be read"):
        template_of("/nowhere/nothing.json")


@pytest.mark.parametrize(
    "inside",
    [
        b"<script>alert(1)</script>", b'<image href="http://x/y.png"/>', b'<rect onclick="x()"/>', b'<use href="http://x/y.svg#a"/>',
        CHAIN, b'<g id="a"><use href="#a"/></g>', b'<linearGradient id="a" href="#b"/><linearGradient id="b" href="#a"/>',
        b'<rect style="fill:url(http://x/)"/>', b"<foreignObject/>", b'<a href="#x"><rect/></a>', b"<style>@import url(x)</style>",
    ],
)  # fmt: skip
def test_an_svg_with_more_than_shapes_is_refused(tmp_path, inside):
    path = tmp_path / "logo.svg"
    path.write_bytes(SVG % inside)
    with pytest.raises(VigieError, match="refused as a logo"):
        read_logo(path)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"GIF89a", PNG[:20], PNG[:40], PNG[:-30], PNG.replace(b"IDAT", b"JDAT"), b"\x89PNG\r\n\x1a\n" + b"\0" * 20,
        PNG.replace(struct.pack(">I", 9), struct.pack(">I", 90000)),
        png(4001, 2), b"<html/>", b"\0" * 600_000,
        b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg"><text>&a;</text></svg>',
    ],
)  # fmt: skip
def test_what_is_no_logo_is_refused(tmp_path, content):
    path = tmp_path / "logo.png"
    path.write_bytes(content)
    with pytest.raises(VigieError, match="refused as a logo"):
        read_logo(path)


def test_logos(tmp_path):
    path = tmp_path / "logo"
    path.write_bytes(PNG)
    assert read_logo(path).mime == PNG_MIME
    path.write_bytes(SVG % b'<metadata><r:RDF xmlns:r="urn:r"/></metadata><defs><path id="a" d="M0 0h9"/></defs><use href="#a"/>')
    logo = read_logo(path)
    assert logo.mime == SVG_MIME and b"RDF" not in logo.content and b"use" in logo.content
