# SPDX-License-Identifier: GPL-2.0-or-later
"""From a found dataset to layers in the project, in the dock: files of a local server, tiles, the dialog that chooses."""

import csv
import gzip
import hashlib

import file_server
import pytest
import servers
from qgis.core import (
    Qgis,
    QgsLayerTree,
    QgsMapLayer,
    QgsMapRendererSequentialJob,
    QgsMapSettings,
    QgsProject,
    QgsRasterLayer,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize, Qt
from qgis.PyQt.QtTest import QTest
from vigie_territoriale.plugin.catalog.model import Entry, Resource
from vigie_territoriale.plugin.catalog.targets import Target
from vigie_territoriale.plugin.gui.bringing import Wanted
from vigie_territoriale.plugin.gui.dock import Dock
from vigie_territoriale.plugin.gui.load_dialog import LoadDialog

from .conftest import OWN_LAYER, ROOT, wait_for

FILES = ROOT / "tests" / "data" / "files"
GRANTS = (FILES / "09_malformes" / "fonds-vert-2023-04-05.csv").read_bytes()
PVD = gzip.decompress((ROOT / "resources" / "samples" / "anct-2024-pvd.geojson.gz").read_bytes())


@pytest.fixture
def server():
    with file_server.running() as running:
        running.files = {"/fonds.csv": GRANTS, "/pvd.geojson": PVD, "/page.csv": b"<!DOCTYPE html><html><body>Non</body></html>"}
        yield running


@pytest.fixture
def dock(qgis_iface, qgis_new_project, observatory, tmp_path):
    made = Dock(qgis_iface, QgsProject.instance(), observatory, tmp_path / "profil été")
    wait_for(lambda: not made.busy)
    made.territory_box.choose("departement:05")
    yield made
    made.dismiss()
    made.deleteLater()


def entry(server, name="fonds.csv", kind="csv", **more):
    address = f"http://127.0.0.1:{server.server_address[1]}/{name}"
    facts = {
        "producer": "Ministère de la Transition écologique",
        "licence": "Licence Ouverte 2.0",
        "modified": "2024-02-01",
        **more,
    }
    return Entry(
        "fv", "Fonds <b>vert</b>", source="datagouv", resources=(Resource(kind, address),), page="https://x.example/fv", **facts
    )


def add(dock, found):
    dock.search_page.load_requested.emit(found)
    wait_for(lambda: not dock.busy)


def layers():
    return {layer.name(): layer for layer in QgsProject.instance().mapLayers().values()}


def test_a_found_file_becomes_a_layer_cut_to_the_territory(dock, server):
    add(dock, entry(server))
    assert "rows added: 47" in dock._status.text(), dock._status.text()
    layer = next(layer for name, layer in layers().items() if name.startswith("Fonds"))
    rows = csv.DictReader(GRANTS.decode("utf-8-sig").splitlines(), delimiter=";")
    expected = [row for row in rows if row["code_commune"].zfill(5).startswith("05")]
    assert layer.featureCount() == len(expected) > 0
    metadata = layer.metadata()
    assert any("neither a known code nor a position" in line for line in metadata.history())
    assert "Ministère" in metadata.rights()[0] and metadata.licenses() == ["Licence Ouverte 2.0"]
    assert "<" not in metadata.title()
    assert layer.readOnly() and not layer.isSpatial(), "several rows a commune: a table stays a table"


def test_adding_twice_replaces(dock, server):
    add(dock, entry(server))
    before = sorted(layers())
    add(dock, entry(server))
    assert sorted(layers()) == before and len(before) == 2


def test_a_page_in_place_of_data_is_one_sentence_and_changes_nothing(dock, server):
    add(dock, entry(server, "page.csv"))
    assert "web page" in dock._status.text()
    assert layers() == {}


def test_what_cannot_be_loaded_says_so(dock, server):
    add(dock, entry(server, "page.html", kind="page"))
    assert "no file and no service" in dock._status.text()
    assert layers() == {}


def test_a_cancel_leaves_the_project_as_it_was(dock, server):
    own = QgsVectorLayer(str(OWN_LAYER), "Stations", "ogr")
    QgsProject.instance().addMapLayer(own)
    server.dribble = 0.02
    dock.search_page.load_requested.emit(entry(server, "pvd.geojson", kind="geojson"))
    wait_for(lambda: dock._work is not None and len(server.asked) > 0)
    dock.stop()
    wait_for(lambda: not dock.busy)
    assert list(layers()) == ["Stations"]
    assert "Cancelled" in dock._status.text()
    server.dribble = 0
    add(dock, entry(server, "pvd.geojson", kind="geojson"))
    assert len(layers()) == 3


def test_a_newer_version_is_told_without_downloading_it(dock, server):
    def asked():
        server.asked.clear()
        dock.search_page.newer_requested.emit(entry(server))
        wait_for(lambda: not dock.busy)
        assert all(request["method"] == "HEAD" for request in server.asked)
        return dock._status.text()

    assert "Nothing of it is kept" in asked()
    add(dock, entry(server))
    assert "is what its source gives today" in asked()
    server.files["/fonds.csv"] += b"x;y\n"
    assert "has another version" in asked()
    server.status = 503
    assert "does not tell whether it has changed" in asked()


def test_tiles_stay_on_their_server(dock, server):
    add(dock, entry(server, "{z}/{x}/{y}.png", kind="xyz"))
    assert "added live" in dock._status.text(), dock._status.text()
    layer = next(layer for layer in layers().values() if isinstance(layer, QgsRasterLayer))
    assert layer.isValid() and layer.thread() is QgsProject.instance().thread()


def test_a_load_is_undone_by_a_button(dock, server):
    dock._undo.click()  # nothing to undo: nothing happens
    add(dock, entry(server))
    before = sorted(layers())
    assert not dock._undo.isHidden()
    add(dock, entry(server, "{z}/{x}/{y}.png", kind="xyz"))
    assert len(QgsProject.instance().mapLayers()) == 3
    dock._undo.click()
    assert len(QgsProject.instance().mapLayers()) == 2 and sorted(layers()) == before and dock._undo.isHidden()
    assert "Undone" in dock._status.text()


def test_undoing_the_first_load_leaves_no_group(dock, server):
    own = QgsVectorLayer(str(OWN_LAYER), "Stations", "ogr")
    QgsProject.instance().addMapLayer(own)
    add(dock, entry(server))
    dock._undo.click()
    assert list(layers()) == ["Stations"]
    assert [child.name() for child in QgsProject.instance().layerTreeRoot().children()] == ["Stations"]


def test_removing_the_group_undoes_the_load(dock, server):
    own = QgsVectorLayer(str(OWN_LAYER), "Stations", "ogr")
    QgsProject.instance().addMapLayer(own)
    digest = hashlib.sha256(OWN_LAYER.read_bytes()).hexdigest()
    add(dock, entry(server))
    group = next(child for child in QgsProject.instance().layerTreeRoot().children() if QgsLayerTree.isGroup(child))
    QgsProject.instance().layerTreeRoot().removeChildNode(group)  # as QGIS's own layer panel does
    wait_for(lambda: list(layers()) == ["Stations"])
    assert QgsProject.instance().layerTreeRoot().children()[0].name() == "Stations"
    assert hashlib.sha256(OWN_LAYER.read_bytes()).hexdigest() == digest


@pytest.fixture
def dialog(dock, server):
    dock.search_page.choose_requested.emit(entry(server))
    wait_for(lambda: dock.findChild(LoadDialog) is not None)
    made = dock.findChild(LoadDialog)
    wait_for(lambda: not made.busy)
    yield made
    if made in dock.findChildren(LoadDialog):
        made.close()


def test_the_dialog_shows_what_a_file_holds(dialog):
    assert dialog.layers.topLevelItemCount() == 1
    item = dialog.layers.topLevelItem(0)
    assert (item.text(0), item.text(1), item.checkState(0)) == ("fonds", "159", Qt.CheckState.Checked)
    assert dialog.sample.rowCount() == 10 and dialog.sample.columnCount() > 5
    assert "separator ;" in dialog.warnings.text()
    assert dialog.cut.isChecked() and "Hautes-Alpes" in dialog.cut.text()
    assert not dialog.live.isVisible() and dialog.add.isEnabled()


def test_only_the_columns_of_the_chosen_way_are_asked_for(dialog):
    dialog.options_box.setCollapsed(False)
    assert dialog.place.isVisible() and not dialog.x.isVisible() and not dialog.code.isVisible()
    dialog.place.setCurrentIndex(dialog.place.findData("xy"))
    assert dialog.x.isVisible() and dialog.y.isVisible() and not dialog.geometry.isVisible()


def test_corrections_are_read_again_and_remembered(dialog, dock):
    dialog.place.setCurrentIndex(dialog.place.findData("none"))
    dialog.again.click()
    wait_for(lambda: not dialog.busy)
    assert dialog.layers.topLevelItem(0).text(2) == "table"
    dialog.cut.setChecked(False)
    dialog.add.click()
    wait_for(lambda: not dock.busy and layers())
    layer = next(layer for name, layer in layers().items() if name.startswith("Fonds"))
    assert layer.featureCount() == 159 and layer.geometryType() == Qgis.GeometryType.Null
    memory = dock._observatory.loader.memory
    assert memory.of(dialog_address(dock)).place == "none"
    memory.keep(dialog_address(dock), type(memory.of(""))())


def dialog_address(dock):
    return next(iter(dock._observatory.loader.memory._read()))


def test_a_wrong_encoding_is_a_sentence_and_can_be_corrected(dialog):
    dialog.encoding.setCurrentText("no-such-encoding")
    dialog.again.click()
    wait_for(lambda: not dialog.busy)
    assert dialog.warnings.text() and not dialog.add.isEnabled()
    dialog.encoding.setCurrentIndex(0)
    dialog.again.click()
    wait_for(lambda: not dialog.busy)
    assert dialog.add.isEnabled()


def test_the_dialog_is_used_by_keyboard_and_read_out(dialog):
    assert all(widget.accessibleName() for _, widget in dialog._rows)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    wait_for(lambda: not dialog.isVisible())


@pytest.fixture(scope="module")
def mapserver(tmp_path_factory):
    with servers.qgis_server(tmp_path_factory.mktemp("server")) as address:
        yield address


def service(address, kind, layer="mairies"):
    path = {"oapif": "/wfs3/"}.get(kind, "/")
    resource = Resource(kind, f"{address}{path}", layer=layer)
    return Entry(
        f"{kind}-{layer}", "Mairies", source="datagouv", producer="IGN", licence="Licence Ouverte 2.0", resources=(resource,)
    )


def named(kind):
    return [
        layer for layer in QgsProject.instance().mapLayers().values() if isinstance(layer, kind) and "Mairies" in layer.name()
    ]


@pytest.mark.parametrize("kind", ["wfs", "oapif"])
def test_the_features_of_a_service_are_copied(dock, mapserver, watchdog, kind):
    with watchdog(f"copying {kind}"):
        add(dock, service(mapserver, kind))
    copied = named(QgsVectorLayer)
    assert len(copied) == 1, dock._status.text()
    assert copied[0].providerType() == "ogr" and copied[0].featureCount() > 0
    assert {feature["code"][:2] for feature in copied[0].getFeatures()} == {"05"}


def colours(layer):
    """How many colours a picture of the layer has."""
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setDestinationCrs(layer.crs())
    settings.setExtent(layer.extent())
    settings.setOutputSize(QSize(200, 200))
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    picture = job.renderedImage()
    return len({picture.pixel(x, y) for x in range(0, 200, 2) for y in range(0, 200, 2)})


@pytest.mark.parametrize(("kind", "provider"), [("wms", "wms"), ("wfs", "WFS"), ("oapif", "OAPIF")])
def test_a_service_can_stay_live(dock, mapserver, watchdog, kind, provider):
    target = Target(service(mapserver, kind).resources[0], service(mapserver, kind))
    with watchdog(f"opening {kind}"):
        dock._bring("Mairies", lambda progress: [Wanted(target, live=True)])
        wait_for(lambda: not dock.busy)
    layers = named(QgsMapLayer)
    assert len(layers) == 1, dock._status.text()
    assert layers[0].isValid() and layers[0].providerType() == provider
    assert layers[0].thread() is QgsProject.instance().thread()
    wait_for(lambda: colours(layers[0]) > 1)  # features come while it is drawn
