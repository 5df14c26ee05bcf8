# SPDX-License-Identifier: GPL-2.0-or-later
"""The author's side: a document made of layers, what members could not open, its publication into a folder."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import shared
from vigie_territoriale.plugin.messages import VigieError
from vigie_territoriale.plugin.shared_catalog import authoring
from vigie_territoriale.plugin.shared_catalog.authoring import (
    ERROR,
    Collected,
    Header,
    check,
    check_catalogue,
    draft,
    publish,
    without,
)
from vigie_territoriale.plugin.shared_catalog.kept import Kept
from vigie_territoriale.plugin.shared_catalog.model import read_catalogue
from vigie_territoriale.plugin.shared_catalog.places import Place, Reader, place_of
from vigie_territoriale.plugin.working import write_whole

TODAY = date(2026, 11, 25)
HEADER = Header("geomas", "Couches de GéoMAS", "GéoMAS", 12)
SCHOOLS = Collected(
    title="Écoles du réseau",
    source={"kind": "postgis", "connection": "geomas", "schema": "commun", "table": "ecoles", "column": "geom", "key": "id"},
    theme="Services",
    style=shared.QML.encode(),
    licence="Licence Ouverte 2.0",
    crs="EPSG:2154",
    geometry="point",
    aliases={"nb": "Élèves"},
    scales=(1000.0, 50000.0),
)
PLAN = Collected(
    title="Plan", source={"kind": "wms", "address": "https://a.org/wms", "layer": "plan"}, licence="LO", crs="EPSG:3857"
)


def forbidden(*_):
    raise AssertionError("nothing is asked of anyone")


def never(*_):
    raise AssertionError("no table")


@pytest.fixture
def place(tmp_path):
    return place_of(str(tmp_path / "share"))


def published(place):
    with Path(place.written).open("rb") as stream:
        return read_catalogue(stream.read(), "catalogue.json")


def test_a_document_is_published_and_members_read_it_with_its_styles(place, tmp_path):
    made = draft([SCHOOLS, PLAN], HEADER, None, place, TODAY)
    assert made.findings == () and made.catalogue.version == "1.0.0"
    (said,) = publish(made, place, never)
    assert "Version 1.0.0" in said
    kept = Kept(tmp_path / "kept")
    seen = kept.refresh(kept.add(place.written), Reader(forbidden, forbidden))
    kept.trust(kept.proposal(seen), ())
    (shelf,), _ = kept.shelves()
    layer = shelf.catalogue.layers[0]
    assert (layer.id, layer.title, layer.licence, layer.crs, layer.scales) == (
        "ecoles-du-reseau", "Écoles du réseau", "Licence Ouverte 2.0", "EPSG:2154", (1000.0, 50000.0),
    )  # fmt: skip
    assert layer.aliases == {"nb": "Élèves"} and shelf.catalogue.theme_title(layer.theme) == "Services"
    assert b"1,2,3,255" in kept.style(shelf, layer)[1].content
    assert shelf.catalogue.owner == "GéoMAS" and shelf.catalogue.refresh_hours == 12 and shelf.catalogue.date == "2026-11-25"
    assert (tmp_path / "share/shared-catalogue-1.schema.json").exists()


@pytest.mark.parametrize(
    ("after", "version"),
    [
        ([SCHOOLS, PLAN], "1.1.0"),
        ([replace(SCHOOLS, style=shared.QML.replace("1,2,3", "9,9,9").encode())], "1.0.1"),
        ([replace(SCHOOLS, title="Écoles")], "1.0.1"),
        ([PLAN], "2.0.0"),
        ([replace(SCHOOLS, source={**SCHOOLS.source, "table": "ecoles_2026"})], "2.0.0"),
    ],
)
def test_the_version_goes_up_by_what_changed(place, after, version):
    publish(draft([SCHOOLS], HEADER, None, place, TODAY), place, never)
    made = draft(after, Header(), published(place), place, TODAY)
    assert made.catalogue.version == version and made.changes.lines
    publish(made, place, never)
    assert published(place).version == version


def test_a_layer_keeps_its_id_when_its_title_changes(place):
    publish(draft([SCHOOLS], HEADER, None, place, TODAY), place, never)
    made = draft([replace(SCHOOLS, title="Établissements")], Header(), published(place), place, TODAY)
    assert [layer.id for layer in made.catalogue.layers] == ["ecoles-du-reseau"]


def test_what_the_author_wrote_by_hand_stays(place, tmp_path):
    publish(draft([SCHOOLS], HEADER, None, place, TODAY), place, never)
    path = tmp_path / "share/catalogue.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    document["contacts"] = [{"name": "A. Martin"}]
    document["roles"] = [{"role": "schools", "layer": "ecoles-du-reseau"}]
    path.write_text(json.dumps(document), encoding="utf-8")
    made = draft([SCHOOLS, PLAN], Header(), published(place), place, TODAY)
    assert made.catalogue.contacts == ["A. Martin"] and made.catalogue.roles == {"schools": "ecoles-du-reseau"}


def test_nothing_new_is_not_published(place):
    publish(draft([SCHOOLS], HEADER, None, place, TODAY), place, never)
    with pytest.raises(VigieError, match="Nothing changed since version"):
        publish(draft([SCHOOLS], Header(), published(place), place, TODAY), place, never)


def test_one_who_published_meanwhile_is_not_overwritten(place):
    publish(draft([SCHOOLS], HEADER, None, place, TODAY), place, never)
    mine = draft([SCHOOLS, PLAN], Header(), published(place), place, TODAY)
    publish(draft([PLAN], Header(), published(place), place, TODAY), place, never)
    with pytest.raises(VigieError, match="was changed since it was read"):
        publish(mine, place, never)
    assert published(place).version == "2.0.0"


def test_styles_of_the_version_before_stay_for_who_reads_it_and_older_ones_go(place, tmp_path):
    for colour in ("1,2,3", "4,4,4", "5,5,5"):
        before = published(place) if (tmp_path / "share").exists() else None
        layer = replace(SCHOOLS, style=shared.QML.replace("1,2,3", colour).encode())
        publish(draft([layer], HEADER, before, place, TODAY), place, never)
    styles = [path.read_text() for path in (tmp_path / "share/styles").glob("*.qml")]
    assert sorted(colour in "".join(styles) for colour in ("1,2,3", "4,4,4", "5,5,5")) == [False, True, True]


def test_a_style_is_published_clean(place):
    harm = shared.QML.replace("</qgis>", "<editforminitcode>HARM()</editforminitcode></qgis>")
    made = draft([replace(SCHOOLS, style=harm.encode())], HEADER, None, place, TODAY)
    assert b"HARM" not in next(iter(made.styles.values()))
    assert [one.sentence for one in made.findings] == ["Left out: code or files that open with a form (1)."]


@pytest.mark.parametrize(
    ("layer", "said"),
    [
        (replace(PLAN, source={"kind": "file", "path": "/home/me/x.gpkg"}), "on this computer"),
        (replace(PLAN, source={"kind": "file", "path": r"C:\Users\me\x.gpkg"}), "on this computer"),
        (replace(PLAN, source={"kind": "file", "path": "/share/x.vrt"}), "of this kind"),
        (replace(PLAN, licence=""), "no licence"),
        (replace(PLAN, crs=""), "no coordinate system"),
        (replace(PLAN, source=None, faults=((ERROR, "It is a query."),)), "It is a query."),
        (replace(PLAN, source={"kind": "wms", "address": "http://a.org/", "layer": "x"}), "plain http"),
    ],
)
def test_what_members_could_not_open_is_told(layer, said):
    found = check(layer, Place("folder", "/share/catalogue.json"))
    assert any(said in one.line and one.layer == "Plan" for one in found)


def test_paths_on_the_share_are_fine():
    for path in ("donnees/x.gpkg", "/share/donnees/x.gpkg", r"\\srv\sig\x.gpkg"):
        layer = replace(PLAN, source={"kind": "file", "path": path})
        assert check(layer, Place("folder", "/share/catalogue.json")) == []


def test_errors_hold_the_publication_unless_they_are_left_out(place):
    local = replace(PLAN, title="Mine", source={"kind": "file", "path": "/home/me/x.gpkg"})
    with pytest.raises(VigieError, match="Mine: It lies on this computer"):
        publish(draft([SCHOOLS, local], HEADER, None, place, TODAY), place, never)
    publish(draft(without([SCHOOLS, local], place), HEADER, None, place, TODAY), place, never)
    assert [layer.title for layer in published(place).layers] == ["Écoles du réseau"]


def test_a_written_catalogue_is_checked_as_a_project_is():
    made = read_catalogue(shared.content(), "c.json")
    told = [one.sentence for one in check_catalogue(made, Place("folder", "/share/catalogue.json"))]
    assert told == ["It has no licence: write one in its metadata.", "It does not say its coordinate system."]


def test_into_a_table_styles_go_inside(tmp_path):
    table, written = place_of("postgis:geomas"), []
    made = draft([SCHOOLS], HEADER, None, table, TODAY)
    publish(made, table, lambda *asked: written.append(asked))
    ((place, version, content, before),) = written
    assert (place, version, before) == (table, "1.0.0", "")
    (style,) = read_catalogue(content, "c").styles.values()
    assert b"1,2,3,255" in style.content


def test_nothing_is_written_to_an_address():
    place = place_of("https://a.org/catalogue.json")
    with pytest.raises(VigieError, match="Nothing is written to an address"):
        publish(draft([SCHOOLS], HEADER, None, place, TODAY), place, never)


@pytest.mark.parametrize("stopped", [0, 1, 2, 3])
def test_a_publication_that_stops_anywhere_leaves_the_one_before(place, tmp_path, monkeypatch, stopped):
    publish(draft([SCHOOLS], HEADER, None, place, TODAY), place, never)
    made = draft([SCHOOLS, replace(PLAN, style=shared.QML.encode())], Header(), published(place), place, TODAY)
    written = []

    def write(path, content):
        if len(written) == stopped:
            raise VigieError("stopped")
        written.append(path.name)
        write_whole(path, content)

    monkeypatch.setattr(authoring, "write_whole", write)
    with pytest.raises(VigieError, match="stopped"):
        publish(made, place, never)
    kept = Kept(tmp_path / "kept")
    seen = kept.refresh(kept.add(place.written), Reader(forbidden, forbidden))
    assert seen.failure == "" and kept.proposal(seen).catalogue.version == "1.0.0"
    monkeypatch.undo()
    publish(made, place, never)
    assert published(place).version == "1.1.0"
