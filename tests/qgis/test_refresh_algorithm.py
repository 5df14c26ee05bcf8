# SPDX-License-Identifier: GPL-2.0-or-later
"""vigie:refresh, and the stores that it is given."""

import json
from pathlib import Path

import file_server
import live_source
import pytest
from osgeo import ogr
from qgis.core import (
    QgsApplication,
    QgsFeatureRequest,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProject,
    QgsProviderRegistry,
    QgsRectangle,
    QgsVectorLayer,
)
from vigie_territoriale.plugin.messages import VigieError
from vigie_territoriale.plugin.network.session import session
from vigie_territoriale.plugin.observatory import Observatory
from vigie_territoriale.plugin.processing.refresh import RefreshAlgorithm
from vigie_territoriale.plugin.store.connections import connected, store_of
from vigie_territoriale.plugin.store.geopackage import GeoPackage


@pytest.fixture
def server():
    with file_server.running() as running:
        yield running


@pytest.fixture
def run(qgis_app, server, tmp_path):
    """Refresh; whether it succeeded, what it gave, and what it said."""
    observatory = Observatory(lambda progress, endpoint: session(), tmp_path / "profile")
    observatory.__dict__["catalogue"] = live_source.catalogue(server.address)
    server.files["/bakeries.csv"] = live_source.csv(live_source.rows())

    def of(**parameters):
        algorithm = RefreshAlgorithm(observatory)
        algorithm.initAlgorithm()
        context, feedback = QgsProcessingContext(), QgsProcessingFeedback(False)
        context.setProject(QgsProject())
        results, good = algorithm.run(parameters, context, feedback)
        return good, results, feedback.textLog()

    return of


def test_load_then_refresh_the_store_of_the_profile(run, server, tmp_path):
    good, results, said = run(DATASETS="bakeries", TERRITORY="commune:05061", OUTPUT="memory:")
    assert good and results["UPDATED"] == 1 and "20 rows loaded" in said
    assert GeoPackage(tmp_path / "profile" / "vigie.gpkg").datasets()[0].rows == 20
    server.files["/bakeries.csv"] = live_source.csv(live_source.rows(22, nom={0: "Chez Léa"}))
    output, report = tmp_path / "out" / "changes.gpkg", tmp_path / "out" / "report.json"
    good, results, said = run(OUTPUT=str(output), REPORT=str(report))
    assert good and (results["UPDATED"], results["CHANGES"]) == (1, 3)
    assert "Bakeries (bakeries_commune_05061): 2 added, 0 removed, 0 moved, 1 changed, 19 unchanged" in said
    opened = ogr.Open(str(output))
    assert [(feature["change"], feature["key"], feature["name"]) for feature in opened[0]] == [
        ("changed", "b0", "Chez Léa"), ("added", "b20", "Boulangerie 20"), ("added", "b21", "Boulangerie 21"),
    ]  # fmt: skip
    opened = None
    (told,) = json.loads(report.read_text(encoding="utf-8"))
    assert told["counts"] == {"added": 2, "removed": 0, "moved": 0, "changed": 1, "unchanged": 19}


def test_a_refusal_fails_once_all_is_written(run, server, tmp_path):
    store = tmp_path / "network.gpkg"
    assert run(DATASETS="bakeries", TERRITORY="commune:05061", STORE=str(store))[0]
    server.files["/bakeries.csv"] = live_source.csv(live_source.rows(5))
    report = tmp_path / "report.json"
    good, _, said = run(STORE=str(store), REPORT=str(report), OUTPUT=str(tmp_path / "changes.gpkg"))
    assert not good and "1 of 1 datasets could not be refreshed" in said and "its rows fell from 20 to 5" in said
    assert json.loads(report.read_text(encoding="utf-8"))[0]["status"] == "refused"
    assert GeoPackage(store).datasets()[0].rows == 20
    assert run(STORE=str(store), ACCEPT=True)[0]
    assert GeoPackage(store).datasets()[0].rows == 5


def test_layers_of_a_project_follow_the_refresh(run, server, tmp_path):
    """A layer that is open, and being read, neither hinders the refresh nor breaks."""
    store = tmp_path / "network.gpkg"
    assert run(DATASETS="bakeries", TERRITORY="commune:05061", STORE=str(store))[0]
    layer = QgsVectorLayer(f"{store}|layername=bakeries_commune_05061", "bakeries", "ogr")
    layer.setReadOnly(True)
    assert layer.isValid() and len(list(layer.getFeatures())) == 20
    for count in (21, 22, 23):
        server.files["/bakeries.csv"] = live_source.csv(live_source.rows(count))
        assert run(STORE=str(store), KEEP=2)[0]
        layer.reload()
        assert layer.isValid() and len(list(layer.getFeatures())) == count
        box = QgsRectangle(5.995, 44, 6.005, 45)
        assert [feature["id"] for feature in layer.getFeatures(QgsFeatureRequest(box))] == ["b0"]
    assert [row.version for row in GeoPackage(store).snapshots("bakeries_commune_05061")] == [4, 3]


def test_the_output_is_not_the_store(run, tmp_path):
    store = tmp_path / "network.gpkg"
    assert run(DATASETS="bakeries", TERRITORY="commune:05061", STORE=str(store))[0]
    before = store.read_bytes()
    good, _, said = run(STORE=str(store), OUTPUT=str(store))
    assert not good and "OUTPUT is a file of yours that is read here" in said
    good, _, said = run(STORE=str(store), REPORT=str(store))
    assert not good and store.read_bytes() == before


def test_which_store(qgis_app, tmp_path):
    assert store_of("", tmp_path / "vigie.gpkg").path == tmp_path / "vigie.gpkg"
    assert store_of(str(tmp_path / "a.gpkg"), Path("x")).path == tmp_path / "a.gpkg"
    with pytest.raises(VigieError, match="is no store"):
        store_of("notes.txt", Path("x"))


def test_a_connection_of_qgis(qgis_app):
    metadata = QgsProviderRegistry.instance().providerMetadata("postgres")
    uri = "dbname='geomas' host=db.example.org port=5432 user='u' password='secret' sslmode=require"
    metadata.saveConnection(metadata.createConnection(uri, {"saveUsername": True, "savePassword": True}), "GéoMAS")
    try:
        store = store_of("postgis:GéoMAS/commun", Path("x"))
        assert (store.schema, store.title) == ("commun", "geomas, commun")
        assert "secret" in store._connection and "secret" not in store._shown and "db.example.org" in store._shown
        assert connected("GéoMAS").schema == "vigie"
        with pytest.raises(VigieError, match="no connection to PostgreSQL named “other”: it has GéoMAS"):
            connected("other")
    finally:
        metadata.deleteConnection("GéoMAS")


def test_it_is_registered(qgis_app):
    import vigie_territoriale

    plugin = vigie_territoriale.classFactory(None)
    plugin.initProcessing()
    try:
        assert QgsApplication.processingRegistry().algorithmById("vigie:refresh") is not None
    finally:
        plugin.unload()
