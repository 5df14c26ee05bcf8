# SPDX-License-Identifier: GPL-2.0-or-later
"""vigie:accessibility: circles offline, and the Géoplateforme's service as it is described, on this machine."""

from functools import partial

import pytest
from qgis.core import QgsFeature, QgsGeometry, QgsPointXY, QgsProject, QgsVectorLayer
from replay import Replay
from vigie_territoriale.plugin.layers.marks import PARTIAL, partial_of
from vigie_territoriale.plugin.product import product_version
from vigie_territoriale.plugin.remote import isochrones
from vigie_territoriale.plugin.remote.isochrones import FILE, Isochrones

EPCI = "epci:200067825"


def rows(output):
    layer = QgsVectorLayer(output, "x", "ogr")
    assert layer.isValid()
    return [dict(zip(layer.fields().names(), feature.attributes())) for feature in layer.getFeatures()]


def points(name, places, fields=""):
    """A memory layer of points; `places`: x, y and values of its fields."""
    layer = QgsVectorLayer(f"Point?crs=EPSG:4326{fields}", name, "memory")
    features = []
    for x, y, *values in places:
        feature = QgsFeature(layer.fields())
        feature.setAttributes(values)
        feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(x, y)))
        features.append(feature)
    assert layer.dataProvider().addFeatures(features)[0]
    return layer


@pytest.fixture
def reached(run_algorithm, tmp_path):
    """Run vigie:accessibility: results (None when it failed), areas, table, what was said."""

    def of(project=None, **parameters):
        asked = {
            "TERRITORY": EPCI,
            "MINUTES": "10,20",
            "OUTPUT": str(tmp_path / "areas.gpkg"),
            "OUTPUT_TABLE": str(tmp_path / "table.csv"),
            **parameters,
        }
        results, log, _ = run_algorithm("vigie:accessibility", asked, project)
        if results is None:
            return None, None, None, log
        return results, rows(results["OUTPUT"]), rows(results["OUTPUT_TABLE"]), log

    return of


def test_straight_lines_to_services_of_the_catalogue(reached, observatory):
    results, areas, table, log = reached(ENTRY="france-services")
    assert [row["minutes"] for row in areas] == [10, 20]
    assert 0 < areas[0]["share"] <= areas[1]["share"] <= 100
    for row in (*areas, *table):
        assert row["reach"] == "straight" and float(row["speed_kmh"]) == 50 and float(row["detour"]) == 1.3
        assert "Licence Ouverte" in row["sources"] and row["computed"] and row["product"] == product_version()
    assert results["SHARE"] == areas[1]["share"]
    assert "10 min at 50 km/h, on roads 1.30 times as long" in log
    assert "Within 20 min" in log
    territory = observatory.cog.territory(EPCI)
    communes = [row for row in table if row["level"] == "commune"]
    assert [row["code"] for row in communes] == list(territory.communes)
    assert [row["level"] for row in table[:2]] == ["territory", "epci"]
    faster = reached(ENTRY="france-services", SPEED=80, DETOUR=1.2)[1]
    assert faster[0]["share"] >= areas[0]["share"]


def test_layers_of_the_user(reached):
    project = QgsProject()
    services = points("Mes services", [(6.0793, 44.5595)])
    homes = points("Carreaux", [(6.08, 44.56, 3), (6.0, 44.45, 1), (2.35, 48.85, 100)], "&field=n:integer")
    project.addMapLayers([services, homes])
    asked = {"SERVICES": services.id(), "POPULATION": homes.id(), "WEIGHT": '"n" * 2', "MINUTES": "5"}
    _, areas, table, log = reached(project, **asked)
    assert areas[0]["share"] == pytest.approx(75)
    assert areas[0]["population"] == pytest.approx(6)
    assert table[0]["population"] in (8, "8", "8.0")
    assert "Carreaux: 3 points read, 2 in the territory" in log
    project.clear()


def test_what_is_asked_is_checked(reached):
    assert "Give either ENTRY or SERVICES" in reached()[3]
    assert "is no number of minutes" in reached(ENTRY="france-services", MINUTES="ten")[3]
    assert "500 minutes are not computed" in reached(ENTRY="france-services", MINUTES="500")[3]
    assert "No number of minutes" in reached(ENTRY="france-services", MINUTES=" , ")[3]
    assert "WEIGHT is given without POPULATION" in reached(ENTRY="france-services", WEIGHT="1")[3]
    assert "No readable vector layer is given as SERVICES" in reached(SERVICES="/nowhere.gpkg")[3]
    assert "no layer of services" in reached(ENTRY="density-grid")[3]


def answer(request):
    x, y = map(float, request.params["point"][0].split(","))
    ring = [[x - 0.05, y - 0.05], [x + 0.05, y - 0.05], [x + 0.05, y + 0.05], [x - 0.05, y + 0.05], [x - 0.05, y - 0.05]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"point": f"{x},{y}", "costType": "time", "profile": "car", "crs": "EPSG:4326", "geometry": geometry}


@pytest.fixture
def service(monkeypatch, tmp_path):
    """The service on this machine, and a folder of its own for what is kept."""
    with Replay() as replay:
        made = partial(Isochrones, address=replay.address + "/isochrone")
        monkeypatch.setattr(isochrones, "Isochrones", lambda door, folder: made(door, tmp_path / "kept"))
        yield replay


def test_the_network_is_asked_once(reached, service, tmp_path):
    service.route("GET", "/isochrone", answer)
    project = QgsProject()
    services = points("Mes services", [(6.0793, 44.5595), (6.0, 44.5)])
    project.addMapLayer(services)
    asked = {"SERVICES": services.id(), "METHOD": "network", "MINUTES": "15"}
    _, areas, _, log = reached(project, **asked)
    assert areas[0]["share"] > 0
    assert "2 points asked for now, 0 kept" in log
    assert (tmp_path / "kept" / FILE).exists()
    _, again, _, log = reached(project, **asked)
    assert "0 points asked for now, 2 kept" in log
    figures = ("minutes", "services", "missing", "population", "share")
    assert [again[0][name] for name in figures] == [areas[0][name] for name in figures]
    assert len(service.requests) == 2
    project.clear()


def test_partial_areas_are_refused_unless_accepted(reached, service):
    service.route("GET", "/isochrone", answer, params={"point": "6.07930,44.55950"})
    service.route("GET", "/isochrone", (400, {}, {"message": "no road"}))
    project = QgsProject()
    services = points("Mes services", [(6.0793, 44.5595), (6.0, 44.5)])
    project.addMapLayer(services)
    asked = {"SERVICES": services.id(), "METHOD": "network", "MINUTES": "15"}
    results, _, _, log = reached(project, **asked)
    assert results is None
    assert "Partial: the areas of 1 services of 2 are missing" in log
    assert "refuses this request (answer 400)" in log
    _, areas, table, log = reached(project, ACCEPT_PARTIAL=True, **asked)
    assert areas[0]["missing"] == 1
    assert areas[0]["remark"].startswith("Partial: ")
    assert table[0]["remark"].startswith("Partial: ")
    project.clear()


def test_a_network_that_does_not_answer_is_said_in_a_sentence(reached, service):
    service.route("GET", "/isochrone", (503, {}, b"busy"))
    project = QgsProject()
    services = points("Mes services", [(6.0793, 44.5595), (6.0, 44.5)])
    project.addMapLayer(services)
    asked = {"SERVICES": services.id(), "METHOD": "network", "MINUTES": "15"}
    results, _, _, log = reached(project, **asked)
    assert results is None
    assert "None of the areas of 2 services could be had." in log and "METHOD=straight, which needs no network" in log
    assert "Partial" not in log
    _, areas, _, _ = reached(project, ACCEPT_PARTIAL=True, **asked)
    assert areas[0]["missing"] == 2 and areas[0]["reach"] == "network" and areas[0]["method"].startswith("By road: Géoplateforme")
    project.clear()


def test_partial_services_are_refused(reached):
    project = QgsProject()
    services = points("Mes services", [(6.0793, 44.5595)])
    services.setCustomProperty(PARTIAL, "a page did not come.")
    project.addMapLayer(services)
    assert partial_of(services)
    results, _, _, log = reached(project, SERVICES=services.id())
    assert results is None
    assert "a page did not come." in log
    assert reached(project, SERVICES=services.id(), ACCEPT_PARTIAL=True)[0]
    project.clear()
