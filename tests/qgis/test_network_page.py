# SPDX-License-Identifier: GPL-2.0-or-later
"""The layers of networks in the dock, by clicks: a catalogue added, looked at, trusted; its layers ticked and added, styled."""

import json
import time
from pathlib import Path

import file_server
import pytest
import shared
from qgis.core import QgsApplication, QgsExpression, QgsProject, QgsVectorFileWriter, QgsVectorLayer, qgsfunction
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtTest import QTest
from vigie_territoriale.plugin.gui.catalogues_dialog import CataloguesDialog
from vigie_territoriale.plugin.gui.network_page import OFFER, NetworkPage
from vigie_territoriale.plugin.gui.publishing_dialog import PublishingDialog
from vigie_territoriale.plugin.gui.template_choice import TemplateChoice
from vigie_territoriale.plugin.layers.bindings import Bindings
from vigie_territoriale.plugin.settings import Settings
from vigie_territoriale.plugin.shared_catalog.kept import FOLDER_NAME, Kept
from vigie_territoriale.plugin.shared_catalog.places import Reader

from .conftest import wait_for
from .test_dock import choose, dock  # noqa: F401 (a fixture)

ROOT = Path(__file__).resolve().parents[2]
SERVICES = json.loads((ROOT / "resources/factsheets/services.json").read_text(encoding="utf-8"))
INDICATOR = json.loads((ROOT / "resources/indicators/features-count.json").read_text(encoding="utf-8"))


def forbidden(*_):
    raise AssertionError("nothing is asked of anyone")


@pytest.fixture
def share(tmp_path):
    """A share with a layer and a catalogue that holds it, another of a machine that is not public, and one of a database."""
    folder = tmp_path / "partage"
    folder.mkdir()
    memory = QgsVectorLayer("Point?crs=EPSG:2154&field=nom:string", "x", "memory")
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.layerName = "ecoles"
    QgsVectorFileWriter.writeAsVectorFormatV3(memory, str(folder / "x.gpkg"), QgsProject().transformContext(), options)
    layers = [
        shared.layer(source={"kind": "file", "path": "x.gpkg", "layer": "ecoles"}, style="dots", licence={"name": "LO 2.0"}),
        shared.layer("plan", title="Plan", source={"kind": "wms", "address": "https://10.0.0.4/wms", "layer": "plan"}),
        shared.layer("base", title="Base"),
    ]
    more = {
        "roles": [{"role": "schools", "layer": "schools"}],
        "indicators": [
            {**INDICATOR, "id": "geomas-count"},
            {
                **INDICATOR,
                "id": "geomas-harm",
                "compute": {"kind": "aggregate", "aggregate": "sum", "layer": "features", "value": "harm_the_disk\n(1)"},
            },
        ],
        "factsheets": [{**SERVICES, "id": "mine", "title": {"fr": "La nôtre", "en": "Ours"}}],
        "endpoints": [
            {"id": "ogc", "title": "WFS", "kind": "wfs", "address": "https://sig.example.org/ows"},
            {"id": "printer", "title": "WFS", "kind": "wfs", "address": "http://192.168.0.1/admin"},
        ],
        "announcements": [{"date": "2020-01-01", "text": "Nouveau cadastre"}],
    }
    (folder / "catalogue.json").write_bytes(shared.content(layers=layers, **more))
    return folder


@pytest.fixture
def kept(observatory):
    """The list of the observatory, empty before and after."""
    yield observatory.shared
    for one in observatory.shared.subscriptions():
        observatory.shared.remove(one.place)


def trust(kept, share, allowed=()):
    seen = kept.refresh(kept.add(str(share)), Reader(forbidden, forbidden))
    kept.trust(kept.proposal(seen), allowed)


@qgsfunction(group="x", register=False)
def harm_the_disk(given):
    raise AssertionError("it ran")


def item_of(page, identifier):
    return next(item for item in page.items() if item.data(0, OFFER).layer.id == identifier)


def test_a_catalogue_is_added_looked_at_and_trusted(qgis_app, observatory, kept, share):
    dialog = CataloguesDialog(observatory, forbidden)
    dialog.show()
    dialog.place.setText(str(share))
    QTest.mouseClick(dialog.add, Qt.MouseButton.LeftButton)
    wait_for(lambda: hasattr(dialog, "trust_dialog"))
    asked = dialog.trust_dialog
    told = asked.text.toPlainText()
    assert "Layers of GéoMAS" in told and "Layers: 3" in told and "Layers in https://10.0.0.4: 1" in told
    assert asked.roots.count() == 2 and asked.allowed() == [], "nothing is allowed unless she says so"
    assert not kept.shelves()[0]
    QgsExpression.registerFunction(harm_the_disk)
    try:
        QTest.mouseClick(asked.accept_button, Qt.MouseButton.LeftButton)
    finally:
        QgsExpression.unregisterFunction("harm_the_disk")
    wait_for(lambda: kept.shelves()[0])
    said = dialog.told.text()
    assert "Left out: a source to search on a machine that you did not allow (1)." in said
    assert "an expression that opens files" in said and not (observatory.folder / "indicators" / "geomas-harm.json").exists()
    assert dialog.tree.topLevelItem(0).text(1) == "Trusted" and kept.subscriptions()[0].allowed == ()
    assert [one.id for one in observatory.choices.own] == ["geomas-ogc"]
    assert (observatory.folder / "indicators" / "geomas-count.json").exists()
    templates = TemplateChoice()
    templates.choose(str(observatory.folder / "factsheets" / "geomas-mine.json"))
    assert templates.template.title == "Ours" and Settings().template_files[0].endswith("geomas-mine.json")
    dialog.tree.setCurrentItem(dialog.tree.topLevelItem(0))
    QTest.mouseClick(dialog.look, Qt.MouseButton.LeftButton)
    again = dialog.trust_dialog
    assert not again.refuse_button.isVisible(), "it is trusted: she may only allow other places"
    for row in range(again.roots.count()):
        again.roots.item(row).setCheckState(Qt.CheckState.Checked)
    QTest.mouseClick(again.accept_button, Qt.MouseButton.LeftButton)
    assert kept.subscriptions()[0].allowed == ("http://192.168.0.1", "https://10.0.0.4")
    assert {one.id for one in observatory.choices.own} == {"geomas-ogc", "geomas-printer"}
    dialog.tree.setCurrentItem(dialog.tree.topLevelItem(0))
    QTest.mouseClick(dialog.remove, Qt.MouseButton.LeftButton)
    assert dialog.tree.topLevelItemCount() == 0 and not kept.subscriptions()
    dialog.reject()


def test_what_cannot_be_read_is_told_in_the_dialog(qgis_app, observatory, kept, tmp_path):
    dialog = CataloguesDialog(observatory, forbidden)
    dialog.show()
    dialog.place.setText("ftp://a.org/x")
    QTest.mouseClick(dialog.add, Qt.MouseButton.LeftButton)
    assert "is no place of a catalogue" in dialog.told.text()
    dialog.place.setText(str(tmp_path / "nowhere"))
    QTest.mouseClick(dialog.add, Qt.MouseButton.LeftButton)
    wait_for(lambda: "does not exist" in dialog.told.text())
    assert dialog.tree.topLevelItem(0).text(1) == "Not refreshed"
    dialog.reject()


def test_layers_are_listed_by_theme_and_those_that_are_not_allowed_cannot_be_ticked(qgis_app, kept, share):
    trust(kept, share)
    page = NetworkPage()
    page.set_shelves(*kept.shelves())
    assert page.tree.topLevelItem(0).text(0) == "Layers of GéoMAS"
    assert page.tree.topLevelItem(0).child(0).text(0) == "Services (3)"
    assert "Nouveau cadastre" in page.about.text()
    plan = item_of(page, "plan")
    assert not plan.flags() & Qt.ItemFlag.ItemIsUserCheckable and "https://10.0.0.4" in plan.toolTip(0)
    page.tree.setCurrentItem(plan)
    assert not page.add.isEnabled()
    page.filter.setText("plan")
    assert [item.data(0, OFFER).layer.id for item in page.items()] == ["plan"]
    page.filter.setText("")
    item_of(page, "schools").setCheckState(0, Qt.CheckState.Checked)
    item_of(page, "base").setCheckState(0, Qt.CheckState.Checked)
    assert page.add.text() == "Add 2 Layers"


def test_two_thousand_layers_are_listed_at_once_and_nobody_is_asked(qgis_app, tmp_path):
    (tmp_path / "catalogue.json").write_bytes(shared.large(2000))
    kept = Kept(tmp_path / "kept")
    trust(kept, tmp_path)
    page = NetworkPage()
    page.resize(300, 600)
    page.show()
    started = time.process_time()
    page.set_shelves(*Kept(tmp_path / "kept").shelves())
    QgsApplication.processEvents()
    took = time.process_time() - started
    assert len(page.items()) == 2000 and took < 1
    page.close()


def test_layers_are_added_from_the_dock_with_their_style_and_role(dock, observatory, kept, share, qgis_new_project):  # noqa: F811
    trust(kept, share)
    choose(dock, "gap tallard")
    page = dock.layers_page.network
    dock.show_page(1)
    dock.layers_page.tabs.setCurrentWidget(page)
    page.shown.emit()
    wait_for(lambda: len(page.items()) == 3)
    for name in ("schools", "base"):
        item_of(page, name).setCheckState(0, Qt.CheckState.Checked)
    QTest.mouseClick(page.add, Qt.MouseButton.LeftButton)
    project = QgsProject.instance()
    wait_for(lambda: project.mapLayersByName("Schools"))
    (layer,) = project.mapLayersByName("Schools")
    assert layer.renderer().symbol().color() == QColor(1, 2, 3)
    assert layer.metadata().licenses() == ["LO 2.0"]
    wait_for(lambda: "named “geomas”" in dock._status.text())
    assert "Layers of your networks added: 1." in dock._status.text()
    group = project.layerTreeRoot().findGroup("Layers of GéoMAS")
    assert [child.name() for child in group.children()] == ["Services"]
    assert Bindings(project).layer("schools") is layer
    assert len(item_of(page, "schools").data(0, OFFER).shelf.subscription.tried) > 0


def test_a_file_that_names_an_address_is_copied_and_nobody_is_asked(dock, kept, share, qgis_new_project):  # noqa: F811
    with file_server.running() as server:
        features = {
            "type": "FeatureCollection",
            "crs": {"type": "link", "properties": {"href": f"{server.address}/crs", "type": "ogcwkt"}},
            "features": [
                {"type": "Feature", "properties": {"nom": "a"}, "geometry": {"type": "Point", "coordinates": [6, 44.5]}}
            ],
        }
        (share / "points.geojson").write_text(json.dumps(features))
        layers = [shared.layer(source={"kind": "file", "path": "points.geojson"}, style="dots", aliases={"nom": "Nom"})]
        (share / "catalogue.json").write_bytes(shared.content(layers=layers))
        trust(kept, share)
        choose(dock, "gap tallard")
        page = dock.layers_page.network
        page.shown.emit()
        wait_for(lambda: len(page.items()) == 1)
        item_of(page, "schools").setCheckState(0, Qt.CheckState.Checked)
        page.add.click()
        wait_for(lambda: QgsProject.instance().mapLayersByName("Schools"))
        (layer,) = QgsProject.instance().mapLayersByName("Schools")
        assert layer.featureCount() == 1 and str(share) not in layer.source()
        assert (
            layer.renderer().symbol().color() == QColor(1, 2, 3) and layer.attributeAlias(layer.fields().indexOf("nom")) == "Nom"
        )
        assert server.asked == []


def test_an_administrator_gives_catalogues_by_the_environment(qgis_app, monkeypatch):
    monkeypatch.setenv("VIGIE_CATALOGUES", r"https://sig.example.org/c.json; \\srv\sig")
    assert Settings().catalogues == ["https://sig.example.org/c.json", r"\\srv\sig"]
    assert FOLDER_NAME == "catalogues"


def test_the_assistant_looks_then_publishes(qgis_app, qgis_new_project, observatory, share, tmp_path):
    project = QgsProject.instance()
    layer = QgsVectorLayer(f"{share / 'x.gpkg'}|layername=ecoles", "Écoles", "ogr")
    memory = QgsVectorLayer("Point?crs=EPSG:2154", "Mine", "memory")
    project.addMapLayers([layer, memory])
    (share / "catalogue.json").unlink()
    dialog = PublishingDialog(observatory, project)
    dialog.show()
    assert not dialog.check.isEnabled()
    dialog.place.setText(str(share))
    dialog.tick(layer.id())
    dialog.tick(memory.id())
    QTest.mouseClick(dialog.check, Qt.MouseButton.LeftButton)
    wait_for(lambda: "give the catalogue a title" in dialog.text.toPlainText())
    dialog.title.setText("Couches de GéoMAS")
    QTest.mouseClick(dialog.check, Qt.MouseButton.LeftButton)
    wait_for(lambda: "Version: 1.0.0" in dialog.text.toPlainText())
    told = {item.text(0): item.text(2) for item in dialog._items()}
    assert "provider “memory”" in told["Mine"] and "no licence" in told["Écoles"]
    QTest.mouseClick(dialog.publish, Qt.MouseButton.LeftButton)
    wait_for(lambda: "Members could not open everything" in dialog.text.toPlainText())
    assert not (share / "catalogue.json").exists()
    dialog.leave_out.setChecked(True)
    assert not dialog.publish.isEnabled(), "what would be published was not looked at"
    QTest.mouseClick(dialog.check, Qt.MouseButton.LeftButton)
    wait_for(lambda: dialog.publish.isEnabled())
    QTest.mouseClick(dialog.publish, Qt.MouseButton.LeftButton)
    wait_for(lambda: "is published" in dialog.text.toPlainText())
    kept = Kept(tmp_path / "member")
    trust(kept, share)
    assert [one.title for one in kept.shelves()[0][0].catalogue.layers] == ["Écoles"]
    layer.setFieldAlias(layer.fields().indexOf("nom"), "Nom")
    QTest.mouseClick(dialog.check, Qt.MouseButton.LeftButton)
    wait_for(lambda: "Version: 1.0.1" in dialog.text.toPlainText())
    assert "Layers, changed: Écoles (aliases)" in dialog.text.toPlainText()
    dialog.reject()
