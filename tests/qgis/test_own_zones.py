# SPDX-License-Identifier: GPL-2.0-or-later
"""vigie:indicators over the user's own zones: polygons, and tables of communes, as QGIS has them."""

import pytest
from qgis.core import QgsProject, QgsVectorLayer

SQUARE = "POLYGON((6 44.5, 6.2 44.5, 6.2 44.6, 6 44.6, 6 44.5))"
AWAY = "POLYGON((6.3 44.5, 6.4 44.5, 6.4 44.6, 6.3 44.6, 6.3 44.5))"


@pytest.fixture
def files(tmp_path):
    folder = tmp_path / "mes données été"
    folder.mkdir()
    (folder / "quartiers.csv").write_text(f'id;nom;wkt\n1;Été;"{SQUARE}"\n2;Loin;"{AWAY}"\n', encoding="utf-8")
    (folder / "benches.csv").write_text("lon;lat\n6.1;44.55\n6.1;44.55\n2.35;48.85\n", encoding="utf-8")
    (folder / "scot.csv").write_text(
        "CODGEO;SCOT;libelle\n05061;A;Gapençais\n05170;A;Gapençais\n05046;B;Embrunais\n", encoding="utf-8"
    )
    (folder / "scot.csvt").write_text('"String","String","String"\n', encoding="utf-8")
    return folder


def computed(run_algorithm, files, layers, indicator="features-count"):
    asked = {"DEFINITIONS": indicator, "TERRITORY": "epci:200067825", "LEVEL": "zones", "LAYERS": layers, "OUTPUT": "memory:", "OUTPUT_TABLE": "memory:"}  # fmt: skip
    results, said, context = run_algorithm("vigie:indicators", asked)
    assert results is not None, said
    return [context.takeResultLayer(results[name]) for name in ("OUTPUT", "OUTPUT_TABLE")], said


def uri(path, more):
    return f"delimitedtext://file://{path.as_posix()}?delimiter=;&{more}"


def test_polygons_of_the_user(run_algorithm, files):
    project = QgsProject()
    layers = [
        QgsVectorLayer(uri(files / "benches.csv", "xField=lon&yField=lat&crs=EPSG:4326")[len("delimitedtext://") :], "benches", "delimitedtext"),
        QgsVectorLayer(uri(files / "quartiers.csv", "wktField=wkt&crs=EPSG:4326")[len("delimitedtext://") :], "quartiers", "delimitedtext"),
    ]  # fmt: skip
    assert all(layer.isValid() for layer in layers)
    project.addMapLayers(layers)
    asked = {"DEFINITIONS": "features-count,features-per-km2", "TERRITORY": "epci:200067825", "LEVEL": "zones", "LAYERS": "features=benches;zones=quartiers", "OUTPUT": "memory:"}  # fmt: skip
    results, said, context = run_algorithm("vigie:indicators", asked, project)
    assert results is not None, said
    rows = {row["code"]: row for row in context.takeResultLayer(results["OUTPUT"]).getFeatures()}
    assert (rows["1"]["name"], rows["1"]["level"], rows["1"]["features_count"]) == ("Été", "zones", 2)
    assert rows["2"]["features_count"] == 0
    assert rows["1"].geometry().area() == pytest.approx(0.02)


def test_a_table_of_communes_and_their_groups(run_algorithm, files):
    (wide, long), said = computed(run_algorithm, files, f"zones={files / 'scot.csv'}", "population-change")
    names = {row["code"]: row["name"] for row in wide.getFeatures()}
    assert names == {"A": "Gapençais", "B": "Embrunais"}
    assert all(row.geometry().area() > 0 for row in wide.getFeatures())
    assert {row["contours"][:9] for row in long.getFeatures()} == {"Contours:"}
    assert "Gapençais" in said or "CA Gap-Tallard-Durance" in said


def test_without_zones_it_says_what_lacks(run_algorithm, files):
    asked = {"DEFINITIONS": "population-change", "TERRITORY": "epci:200067825", "LEVEL": "zones", "OUTPUT": "memory:"}
    results, said, _ = run_algorithm("vigie:indicators", asked)
    assert results is None and "needs a layer for “zones”" in said


def test_perimeters_of_the_catalogue_are_zones(run_algorithm, files):
    """Those that the territory touches, whole, as the units of a level are."""
    (wide, _), _ = computed(run_algorithm, files, "zones=mountain-massifs", "population-change")
    rows = list(wide.getFeatures())
    assert len(rows) == 1, "the massif of the seventeen communes, not each of them"
    assert all(row["population"] > 0 and row["name"] and row["level"] == "zones" for row in rows)
    assert all(row["population_change_coverage"] > 0 for row in rows)
    asked = {"DEFINITIONS": "population-change", "TERRITORY": "commune:05061", "LEVEL": "zones", "LAYERS": "zones=france-services", "OUTPUT": "memory:"}  # fmt: skip
    results, said, _ = run_algorithm("vigie:indicators", asked)
    assert results is None and "harmonised “perimeter” dataset" in said


def test_a_role_is_given_once(run_algorithm, files):
    layers = f"zones={files / 'scot.csv'};zones={files / 'scot.csv'}"
    asked = {
        "DEFINITIONS": "population-change",
        "TERRITORY": "epci:200067825",
        "LEVEL": "zones",
        "LAYERS": layers,
        "OUTPUT": "memory:",
    }
    results, said, _ = run_algorithm("vigie:indicators", asked)
    assert results is None and "names two layers for the role “zones”" in said
