# SPDX-License-Identifier: GPL-2.0-or-later
"""The identity of collectivities as an algorithm, and precise contours fetched by an algorithm and by the dock."""

import csv
import json

import contour_servers
import pytest
from qgis.core import QgsApplication, QgsProcessingContext, QgsProcessingFeedback, QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest
from replay import Replay
from vigie_territoriale.plugin.gui.dock import Dock
from vigie_territoriale.plugin.network.session import session
from vigie_territoriale.plugin.observatory import Observatory
from vigie_territoriale.plugin.processing.provider import VigieProvider
from vigie_territoriale.plugin.reference import Reference
from vigie_territoriale.plugin.remote.banatic import Banatic
from vigie_territoriale.plugin.store.contours import KeptContours

from .conftest import wait_for


@pytest.fixture
def own(qgis_app, observatory, tmp_path):
    """An observatory that keeps its own contours, fetched from geo.api.gouv.fr at an address."""
    made = Observatory(lambda progress, endpoint: session(), tmp_path)
    made.__dict__.update(cog=observatory.cog, contours=observatory.contours, catalogue=observatory.catalogue)

    def at(address):
        path = contour_servers.sources(tmp_path, address, "geo-api")
        kept = KeptContours(tmp_path)
        made.__dict__["reference"] = Reference(lambda: made.cog, lambda: made.contours, lambda: made.loader, kept, path)
        return made

    return at


@pytest.fixture
def run(qgis_app):
    """Run an algorithm over an observatory; its results (None when it failed) and what it said."""

    def of(observatory, name, **parameters):
        provider = VigieProvider(observatory)
        provider.refreshAlgorithms()
        context, feedback = QgsProcessingContext(), QgsProcessingFeedback(False)
        context.setProject(QgsProject())
        results, good = provider.algorithm(name).run(parameters, context, feedback)
        return (results if good else None), feedback.textLog()

    return of


def test_json(own, run, tmp_path):
    output = tmp_path / "new" / "identity.json"
    results, _ = run(own("http://127.0.0.1:9"), "collectivity", TERRITORY="epci:200067825,commune:75056", OUTPUT=str(output))
    assert results["COUNT"] == 2
    gap, paris = json.loads(output.read_text(encoding="utf-8"))["collectivities"]
    assert (gap["kind"], gap["funding"], gap["siren"], gap["communes"]["count"]) == ("CA", "FPU", "200067825", 17)
    assert [(one["code"], one["communes"]) for one in gap["lies_in"]] == [("05", 15), ("04", 2), ("93", 17)]
    assert (gap["area_km2"], gap["area_generalised"], gap["population_year"]) == (350.136, True, "2023")
    assert len(gap["neighbours"]) == 4
    assert (paris["status"][:14], len(paris["parts"]), paris["powers"]) == ("Ville de Paris", 20, None)
    assert paris["notes"][-1] == "Competences and syndicates: not known. BANATIC was not asked."


def test_csv_is_one_row_a_fact(own, run, tmp_path):
    output = tmp_path / "identity.csv"
    results, _ = run(own("http://127.0.0.1:9"), "collectivity", TERRITORY="commune:01033", OUTPUT=str(output))
    assert results is not None
    with output.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter=";"))
    assert {(row["level"], row["code"], row["name"]) for row in rows} == {("commune", "01033", "Valserhône")}
    facts = {(row["fact"], row["detail"]): row["value"] for row in rows}
    assert facts["kind", ""] == "commune-nouvelle"
    assert facts["former_codes", "1"] == "01018"  # the zero stays
    assert [facts["parts.code", str(place)] for place in (1, 2, 3)] == ["01033", "01091", "01205"]
    assert facts["lies_in.code", "1"] == "240100891"


def test_what_is_wrong_is_a_sentence(own, run, tmp_path):
    results, said = run(own("http://127.0.0.1:9"), "collectivity", TERRITORY="commune:05061", OUTPUT=str(tmp_path / "a.xlsx"))
    assert results is None
    assert "an identity ends in .json or .csv" in said
    results, said = run(own("http://127.0.0.1:9"), "collectivity", TERRITORY="epci:1", OUTPUT=str(tmp_path / "a.json"))
    assert results is None
    assert "Unknown territory" in said


def test_banatic_through_the_network_of_qgis(own, run, tmp_path, monkeypatch):
    page = contour_servers.banatic_page(contour_servers.GROUPING)
    with Replay() as replay:
        replay.route("GET", "/intercommunalite/200067825", (200, {"Content-Type": "text/html"}, page))
        made = Banatic.__init__
        monkeypatch.setattr(Banatic, "__init__", lambda self, folder: made(self, folder, replay.address))
        output = tmp_path / "identity.json"
        run(own("http://127.0.0.1:9"), "collectivity", TERRITORY="commune:05061", LIVE=True, OUTPUT=str(output))
    powers = json.loads(output.read_text(encoding="utf-8"))["collectivities"][0]["powers"]
    assert [one["code"] for one in powers["competences"]] == ["C1004", "C4505"]
    assert powers["syndicates"][0]["name"] == "Syndicat mixte d’essai"


def test_precise_polygons_of_a_territory(own, run, tmp_path):
    asked = {"TERRITORY": "epci:200067825", "LEVEL": "commune"}
    with Replay() as replay:
        contour_servers.serve_api(replay, contour_servers.dense("04", "05"))
        observatory = own(replay.address)
        _, said = run(observatory, "territory", **asked, OUTPUT=str(tmp_path / "before.gpkg"))
        assert "generalised" in said
        assert not replay.requests
        _, said = run(observatory, "territory", **asked, FETCH=True, OUTPUT=str(tmp_path / "fetched.gpkg"))
        assert "API Découpage administratif" in said
    run(observatory, "territory", **asked, OUTPUT=str(tmp_path / "kept.gpkg"))  # without network
    layers = [QgsVectorLayer(str(tmp_path / f"{name}.gpkg"), name, "ogr") for name in ("before", "fetched", "kept")]
    points = [sum(feature.geometry().constGet().nCoordinates() for feature in layer.getFeatures()) for layer in layers]
    assert points[0] < points[1] == points[2]
    assert [{feature["contours"] for feature in layer.getFeatures()} for layer in layers] == [
        {"generalised"}, {"precise"}, {"precise"},
    ]  # fmt: skip


def test_the_dock_fetches_precise_contours(qgis_iface, qgis_new_project, own, tmp_path):
    with Replay() as replay:
        contour_servers.serve_api(replay, contour_servers.dense("04", "05"))
        dock = Dock(qgis_iface, QgsProject.instance(), own(replay.address), tmp_path / "profil")
        try:
            wait_for(lambda: not dock.busy)
            assert not dock._fetch.isEnabled()
            assert dock._contours.currentText() == "Embedded, generalised"
            choose(dock, "gap tallard")
            QTest.mouseClick(dock._fetch, Qt.MouseButton.LeftButton)
            assert dock.busy
            wait_for(lambda: not dock.busy)
            assert dock._status.text().startswith("Contours: API Découpage administratif")
            assert dock._contours.currentText() == "Precise, fetched"
            choose(dock, "quimper")
            assert dock._contours.currentText() == "Embedded, generalised"
            choose(dock, "embrun")
            assert dock._contours.currentText() == "Precise, fetched"
        finally:
            dock.dismiss()
            dock.deleteLater()


def test_the_dock_tells_a_failure_and_hears_a_cancel(qgis_iface, qgis_new_project, own, tmp_path):
    dock = Dock(qgis_iface, QgsProject.instance(), own("http://127.0.0.1:9"), tmp_path / "profil")
    try:
        wait_for(lambda: not dock.busy)
        choose(dock, "gap tallard")
        QTest.mouseClick(dock._fetch, Qt.MouseButton.LeftButton)
        wait_for(lambda: not dock.busy)
        assert dock._status.text().startswith("No source gave precise contours of CA Gap-Tallard-Durance")
        QTest.mouseClick(dock._fetch, Qt.MouseButton.LeftButton)
        dock.stop()
        wait_for(lambda: not dock.busy)
        assert "Cancelled" in dock._status.text()
        assert dock._contours.currentText() == "Embedded, generalised"
    finally:
        dock.dismiss()
        dock.deleteLater()


def choose(dock, text):
    search = dock.territory_box._search
    search.clear()
    QTest.keyClicks(search, text)
    QTest.keyClick(search, Qt.Key.Key_Return)
    QgsApplication.processEvents()
