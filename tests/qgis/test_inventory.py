# SPDX-License-Identifier: GPL-2.0-or-later
"""The inventory of a project, of QGIS's connections, its dialog, and the metadata that QGIS reads back."""

import csv
import json

import pytest
import rdflib
from postgres_server import PostgresServer
from qgis.core import (
    QgsAbstractMetadataBase,
    QgsDataSourceUri,
    QgsFeature,
    QgsGeometry,
    QgsLayerMetadata,
    QgsPointXY,
    QgsProject,
    QgsRasterLayer,
    QgsVectorFileWriter,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QCoreApplication, QEvent, Qt
from qgis.PyQt.QtXml import QDomDocument
from vigie_territoriale.plugin.gui.holdings import Holdings
from vigie_territoriale.plugin.gui.holdings_dialog import HoldingsDialog
from vigie_territoriale.plugin.inventory.files import file_inventory
from vigie_territoriale.plugin.inventory.model import Held, Inventory
from vigie_territoriale.plugin.layers.holdings import project_inventory, qmd_of, readings_of
from vigie_territoriale.plugin.messages import Silent, VigieError
from vigie_territoriale.plugin.reports.inventory import Exports, file_name, write

from .conftest import wait_for

MAIL = "jeanne.durand@exemple.fr"


@pytest.fixture
def project(qgis_app, tmp_path):
    """A GeoPackage of two layers, one in a group with metadata; a layer in memory; a service."""
    made = QgsProject()
    source = QgsVectorLayer("Point?crs=EPSG:2154&field=nom:string&field=mel:string&field=vide:string", "agents", "memory")
    feature = QgsFeature(source.fields())
    feature.setAttributes(["x", MAIL, None])
    feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(900000, 6400000)))
    source.dataProvider().addFeatures([feature])
    options = QgsVectorFileWriter.SaveVectorOptions()
    for name in ("agents", "pistes cyclables"):
        options.layerName = name
        options.actionOnExistingFile = (
            QgsVectorFileWriter.ActionOnExistingFile.CreateOrOverwriteFile
            if name == "agents"
            else QgsVectorFileWriter.ActionOnExistingFile.CreateOrOverwriteLayer
        )
        QgsVectorFileWriter.writeAsVectorFormatV3(source, str(tmp_path / "l'été.gpkg"), made.transformContext(), options)
    stored = QgsVectorLayer(f"{tmp_path}/l'été.gpkg|layername=agents", "Agents du service", "ogr")
    metadata = QgsLayerMetadata()
    metadata.setLicenses(["Licence Ouverte 2.0"])
    contact = QgsAbstractMetadataBase.Contact("SIG")
    contact.email = "sig@exemple.fr"
    metadata.setContacts([contact])
    metadata.setAbstract("<b>Qui</b> travaille où")
    stored.setMetadata(metadata)
    stored.setFieldAlias(stored.fields().indexOf("mel"), "Adresse")
    service = QgsRasterLayer(
        "url=https://user:secret@exemple.fr/wms?key%3Dsecret&layers=ortho&styles=&format=image/png&crs=EPSG:2154", "Ortho", "wms"
    )
    lost = QgsVectorLayer(f"{tmp_path}/nowhere.shp", "Perdue", "ogr")
    made.addMapLayers([stored, source, service, lost], False)
    group = made.layerTreeRoot().addGroup("Mobilité")
    group.addLayer(stored)
    made.layerTreeRoot().addLayer(source)
    yield made
    made.clear()


def test_the_layers_of_a_project(project, tmp_path):
    inventory = project_inventory(readings_of(project), Silent())
    found = {held.title: held for held in inventory.datasets}
    assert set(found) == {"Agents du service", "agents", "Ortho", "Perdue"}
    agents = found["Agents du service"]
    assert (agents.group, agents.theme, agents.rows, agents.crs) == ("Mobilité", "mobility", 1, "EPSG:2154")
    assert (agents.licence, agents.contact) == ("Licence Ouverte 2.0", "SIG sig@exemple.fr")
    assert agents.description.split() == ["Qui", "travaille", "où"]
    assert {one.name: (one.alias, one.filled) for one in agents.fields if one.name != "fid"} == {
        "nom": ("", 1.0), "mel": ("Adresse", 1.0), "vide": ("", 0.0),
    }  # fmt: skip
    assert [(one.field, one.values) for one in agents.suspicions] == [("mel", 1)] and MAIL not in repr(inventory)
    assert agents.box == pytest.approx((5.523671, 44.670336, 5.523671, 44.670336), abs=1e-4)
    assert agents.identity == next(held.identity for held in file_inventory(tmp_path / "l'été.gpkg", Silent()).datasets)
    assert "secret" not in repr(inventory) and found["Ortho"].rows is None
    assert (
        found["Perdue"].problem
        and found["Perdue"].location.endswith("nowhere.shp")
        and found["agents"].identity.startswith("project:")
    )


def test_a_project_over_postgis_is_counted_by_the_server(qgis_app):
    server = PostgresServer()
    try:
        server.sql(
            "CREATE TABLE public.arbres (id serial PRIMARY KEY, essence text, geom geometry(Point, 2154)); "
            "INSERT INTO arbres (essence, geom) SELECT 'Tilleul', ST_SetSRID(ST_MakePoint(900000 + n, 6400000), 2154) "
            "FROM generate_series(1, 1500) n; COMMENT ON COLUMN arbres.essence IS 'Essence de l''arbre'"
        )
        uri = QgsDataSourceUri()
        uri.setConnection(str(server.folder), "5432", "test", "vigie", "hidden")
        uri.setDataSource("public", "arbres", "geom", "", "id")
        project = QgsProject()
        project.addMapLayer(QgsVectorLayer(uri.uri(False), "Arbres remarquables", "postgres"))
        (held,) = project_inventory(readings_of(project), Silent()).datasets
        assert (held.title, held.rows, held.looked_at, held.geometry) == ("Arbres remarquables", 1500, 1000, "Point")
        assert held.identity == f"postgresql://{server.folder}:5432/test/public.arbres" and "hidden" not in repr(held)
        assert next(one.alias for one in held.fields if one.name == "essence") == "Essence de l'arbre"
        project.clear()
    finally:
        server.close()


def test_qgis_reads_its_metadata_back(qgis_app, tmp_path):
    held = Held(
        "/a", "Pistes <b>", "/a", theme="mobility", crs="EPSG:2154", box=(5.5, 44.6, 5.7, 44.8), licence="ODbL", contact="SIG",
        modified="2026-03-01", description="Le réseau & plus",
    )  # fmt: skip
    document = QDomDocument()
    assert document.setContent(qmd_of(held))[0]
    read = QgsLayerMetadata()
    assert read.readMetadataXml(document.documentElement())
    assert (read.title(), read.abstract(), read.licenses(), read.identifier()) == (
        "Pistes",
        "Le réseau & plus",
        ["ODbL"],
        held.uuid,
    )
    assert read.crs().authid() == "EPSG:2154" and read.extent().spatialExtents()[0].bounds.xMaximum() == 5.7
    layer = QgsVectorLayer("Point?crs=EPSG:2154", "x", "memory")
    path = tmp_path / "x.qmd"
    path.write_bytes(qmd_of(held))
    assert layer.loadNamedMetadata(str(path))[1] and layer.metadata().licenses() == ["ODbL"]


def test_no_export_takes_the_place_of_a_dataset(qgis_app, tmp_path):
    (tmp_path / "a.csv").write_text("x;y\n1;2\n")
    inventory = file_inventory(tmp_path / "a.csv", Silent())
    with pytest.raises(VigieError, match="is a dataset of the inventory"):
        write(inventory, Exports(csv=tmp_path / "a.csv"), Silent())
    assert (tmp_path / "a.csv").read_text() == "x;y\n1;2\n"
    assert file_name(Held("/a", "L'été : “2026”/../x", "/a")).startswith("l-ete-2026-x-")


def test_the_algorithm(run_algorithm, project, tmp_path):
    folder = tmp_path / "made"
    parameters = {
        "PROJECT": True, "FILE": str(tmp_path / "l'été.gpkg"), "PUBLISHER": "Syndicat", "FORMAT": "french",
        "OUTPUT": str(folder / "inventory.csv"), "OUTPUT_JSONLD": str(folder / "c.jsonld"), "OUTPUT_TURTLE": str(folder / "c.ttl"),
        "OUTPUT_METADATA": str(folder / "metadata"),
    }  # fmt: skip
    results, log, _ = run_algorithm("vigie:inventory", parameters, project)
    assert (results["COUNT"], results["UNREAD"], results["SUSPECTED"]) == (5, 2, 3), log
    text = (folder / "inventory.csv").read_text(encoding="utf-8-sig")
    rows = {row["title"]: row for row in csv.DictReader(text.splitlines(), delimiter=";")}
    assert rows["Agents du service"]["rows"] == "1" and rows["Ortho"]["rows"] == "" and "pistes cyclables" in rows
    everything = [path.read_text(encoding="utf-8") for path in folder.rglob("*") if path.is_file()]
    assert len(everything) == 3 + 2 * 5 and not [one for one in everything if MAIL in one or "secret" in one]
    assert MAIL not in log and "secret" not in log
    one, other = rdflib.Graph().parse(folder / "c.jsonld", format="json-ld"), rdflib.Graph().parse(folder / "c.ttl")
    assert len(one) == len(other) > 40
    completed = text.replace(";pistes cyclables;", ";Pistes & voies;", 1)
    assert completed.count("Pistes & voies") == 1
    (tmp_path / "mine.csv").write_text(completed, encoding="utf-8")
    again = {"FILE": str(tmp_path / "l'été.gpkg"), "COMPLETED": str(tmp_path / "mine.csv"), "OUTPUT": str(folder / "again.csv")}
    results, log, _ = run_algorithm("vigie:inventory", again)
    titles = {row["title"] for row in csv.DictReader((folder / "again.csv").read_text(encoding="utf-8-sig").splitlines())}
    assert titles == {"Agents du service", "Pistes & voies"} and "3 datasets that were completed are not" in log
    for wrong, told in (
        ({}, "nothing to walk"),
        ({**again, "OUTPUT": str(tmp_path / "mine.csv")}, "that is read here"),
        ({**again, "OUTPUT_JSONLD": str(folder / "x.jsonld")}, "PUBLISHER"),
        ({"DATABASE": "nope"}, "write postgis:connection/schema"),
        ({"DATABASE": "postgis:none/x"}, "no connection to PostgreSQL named"),
        ({"FOLDER": str(tmp_path / "none")}, "is no folder"),
        ({"PROJECT": True}, "no project with layers"),
    ):
        results, log, _ = run_algorithm("vigie:inventory", {"OUTPUT": str(folder / "no.csv"), **wrong})
        assert results is None and told in log, log
    assert not (folder / "no.csv").exists()


def test_the_dialog_completes_filters_and_keeps(qgis_app, tmp_path):
    (tmp_path / "écoles.csv").write_text("a;b\n1;2\n")
    (tmp_path / "zones.csv").write_text("a;b\n1;2\n3;4\n")
    told, errors, waiting = [], [], []

    def run(_title, work, done):
        done(work(Silent()))

    def open_dialog():
        holdings = Holdings(QgsProject(), tmp_path / "profile", run, told.append, errors.append)
        holdings.show(None)
        return holdings, holdings.dialog

    holdings, dialog = open_dialog()
    assert not dialog.csv.isEnabled()
    dialog.walk_requested.emit("folder", str(tmp_path))
    model = dialog.model
    assert model.rowCount() == 2 and dialog.csv.isEnabled() and not dialog.dcat.isEnabled()
    dialog.publisher.setText("Syndicat")
    assert dialog.dcat.isEnabled()
    dialog.filter.setText("ECOLES")
    assert model.rowCount() == 1
    first = model.index(0, 0)
    assert model.setData(first, "Écoles du canton") and not model.setData(first, "  ")
    assert model.setData(model.index(0, 1), "Transport and mobility") and not model.setData(model.index(0, 6), "9")
    dialog.filter.setText("")
    model.sort(6, Qt.SortOrder.DescendingOrder)
    assert [model.data(model.index(row, 6)) for row in range(2)] == ["2", "1"]
    dialog.export_requested.emit(Exports(csv=tmp_path / "out.csv"))
    assert "Écoles du canton" in (tmp_path / "out.csv").read_text(encoding="utf-8-sig") and "was written" in told[-1]
    dialog.close()
    (tmp_path / "out.csv").unlink()
    holdings, dialog = open_dialog()
    dialog.walk_requested.emit("folder", str(tmp_path))
    kept = {held.title: held.theme for held in dialog.model.inventory.datasets}
    assert kept["Écoles du canton"] == "mobility"
    (document,) = (tmp_path / "profile").glob("*.json")
    assert len(json.loads(document.read_text())["datasets"]) == 1
    dialog.walk_requested.emit("database", "postgis:none/x")
    assert "no connection" in errors[-1].sentence and not waiting
    holdings.dismiss()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert holdings.dialog is None


def test_the_dialog_is_read_aloud_and_takes_ten_thousand_rows(qgis_app):
    dialog = HoldingsDialog(["réseau & co"])
    for widget in (dialog.filter, dialog.table, dialog.publisher, dialog.form):
        assert widget.accessibleName()
    for button in (dialog.walk, dialog.csv, dialog.dcat, dialog.metadata):
        assert button.text()
    assert "réseau && co" in dialog.walk.menu().actions()[-1].text()
    many = Inventory(tuple(Held(f"/{place}", f"<b>{place}</b>", f"/{place}", rows=place) for place in range(10_000)))
    dialog.show_inventory(many)
    dialog.filter.setText("9999")
    assert dialog.model.rowCount() == 1
    assert "<" not in dialog.model.data(dialog.model.index(0, 0), Qt.ItemDataRole.ToolTipRole)
    dialog.close()
    wait_for(lambda: True)
