# SPDX-License-Identifier: GPL-2.0-or-later
"""The demo, from the command line to its files."""

import re
import sqlite3
import zipfile

import independent
import pytest
from lxml import etree

from .conftest import COG, OWN_LAYER, ROOT, SAMPLES, run

DEMO = ROOT / "build" / "demo"


@pytest.fixture(scope="module")
def demo():
    process = run("scripts/demo.sh")
    assert process.returncode == 0, process.stderr
    return process.stdout


@pytest.fixture(scope="module")
def store(demo):
    connection = sqlite3.connect(DEMO / "vigie-demo.gpkg")
    connection.row_factory = sqlite3.Row
    yield connection
    connection.close()


def test_files(demo):
    assert sorted(path.name for path in DEMO.iterdir()) == [
        "carte.png",
        "fiche.html",
        "fiche.pdf",
        "vigie-demo.gpkg",
        "vigie-demo.qgz",
    ]
    for path in DEMO.iterdir():
        assert str(path) in demo
        assert path.stat().st_size > 10_000
    assert "copie embarquée" in demo and "embedded" not in demo
    assert re.search(r"Fichiers \(\d+,\d s\)", demo)
    assert (DEMO / "carte.png").read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert (DEMO / "fiche.pdf").read_bytes()[:5] == b"%PDF-"


def figures(store, indicator, role="zone", level="commune"):
    found = store.execute(
        "select code, value, level from vigie_results where indicator = ? and role = ? and territory = 'epci:200067825'",
        (indicator, role),
    )
    return {(row["level"], row["code"]): row["value"] for row in found if role == "comparator" or row["level"] == level}


def near(value, expected):
    if expected is None:
        assert value is None
    else:
        assert value == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_every_figure_of_communes(store):
    codes = independent.members(independent.read_cog(COG), "epci", "200067825")
    expected = {
        "france-services-per-10000": {
            code: figure.value for code, figure in independent.france_services(SAMPLES, COG, codes).items()
        },
        "france-services-distance": independent.distance_km(SAMPLES, COG, codes),
        "petites-villes-de-demain-share": independent.programme_share(SAMPLES, COG, "pvd", codes),
        "action-coeur-de-ville-share": independent.programme_share(SAMPLES, COG, "acv", codes),
        "population-change": independent.population_change(SAMPLES, COG, codes),
    }
    for indicator, values in expected.items():
        found = figures(store, indicator)
        assert len(found) == 17
        for (_, code), value in found.items():
            near(value, values[code])


def test_every_figure_of_comparators(store):
    table = independent.read_cog(COG)
    for indicator, group in {
        "france-services-per-10000": lambda codes: independent.france_services_group(SAMPLES, COG, codes),
        "petites-villes-de-demain-share": lambda codes: independent.programme_share_group(SAMPLES, COG, "pvd", codes),
        "action-coeur-de-ville-share": lambda codes: independent.programme_share_group(SAMPLES, COG, "acv", codes),
        "population-change": lambda codes: independent.population_change_group(SAMPLES, COG, codes),
    }.items():
        found = figures(store, indicator, "comparator")
        assert {level for level, _ in found} == {"epci", "departement", "region", "peers", "france"}
        for (level, code), value in found.items():
            alike = independent.peers(COG, "epci", "200067825") if level == "peers" else independent.members(table, level, code)
            near(value, group(alike).value)


def test_the_users_layer_is_counted(store):
    import json

    from shapely.geometry import shape

    places = [feature["geometry"]["coordinates"] for feature in json.loads(OWN_LAYER.read_text(encoding="utf-8"))["features"]]
    import gzip
    import pathlib

    contours = pathlib.Path(ROOT / "tests" / "data" / "communes-200067825.geojson.gz")
    polygons = {
        feature["properties"]["code"]: shape(feature["geometry"])
        for feature in json.loads(gzip.decompress(contours.read_bytes()))["features"]
    }
    expected = independent.points_in_communes(places, polygons)
    found = {code: value for (_, code), value in figures(store, "features-count").items()}
    assert found == {code: expected.get(code, 0) for code in polygons}


def test_provenance(store):
    rows = store.execute("select * from vigie_provenance").fetchall()
    assert len(rows) == 8
    for row in rows:
        assert row["licence"] == "Licence Ouverte 2.0" and row["producer"] and row["date"] and len(row["checksum"]) == 64
        assert row["rows_read"] == row["rows_kept"] + row["rows_rejected"]
        assert store.execute(f"select count(*) from {row['layer']}").fetchone()[0] > 0


def test_the_project_needs_no_plugin_and_can_be_moved(demo):
    with zipfile.ZipFile(DEMO / "vigie-demo.qgz") as archive:
        name = next(name for name in archive.namelist() if name.endswith(".qgs"))
        document = etree.fromstring(archive.read(name))
    assert document.findtext(".//projectCrs/spatialrefsys/authid") == "EPSG:2154"
    assert document.findtext(".//properties/Measure/Ellipsoid") == "EPSG:7019"
    sources = [element.text for element in document.iter("datasource") if element.text]
    assert sources and all(source.startswith("./vigie-demo.gpkg|layername=") for source in sources)
    text = etree.tostring(document, encoding="unicode")
    assert "Licence Ouverte 2.0" in text
    assert not document.findall(".//pythonmacros") and "vigie_indicator(" not in text
    check = f"""
from qgis.core import QgsApplication, QgsProject
application = QgsApplication([], False)
application.initQgis()
project = QgsProject()
assert project.read({str(DEMO / "vigie-demo.qgz")!r})
layers = list(project.mapLayers().values())
print(len(layers), sum(layer.isValid() for layer in layers))
project.clear()
application.exitQgis()
"""
    opened = run("/usr/bin/python3", "-c", check, QT_QPA_PLATFORM="offscreen")
    total, valid = opened.stdout.split()[-2:]
    assert total == valid == str(len(sources))


def test_the_fact_sheet_shows_the_figures_of_the_table(store):
    page = (DEMO / "fiche.html").read_text(encoding="utf-8")
    assert '<html lang="fr">' in page
    text = " ".join(etree.HTML(page).itertext())
    for indicator, decimals in (("population-change", 1), ("france-services-per-10000", 2), ("action-coeur-de-ville-share", 1)):
        for value in figures(store, indicator, "comparator").values():
            assert f"{value:.{decimals}f}".replace(".", ",") in text
    pdf = " ".join(run("pdftotext", "-layout", DEMO / "fiche.pdf", "-").stdout.split())
    for expected in ("Portrait de territoire", "51 502", "80,2", "Licence Ouverte 2.0", "Évolution de la population"):
        assert expected in pdf
    assert "[%" not in pdf


def test_an_unknown_territory_leaves_the_last_demo(demo):
    process = run("scripts/demo.sh", TERRITORY="epci:999")
    assert process.returncode == 1
    assert "epci:999" in process.stderr and "Traceback" not in process.stderr
    assert (DEMO / "fiche.pdf").exists()
    assert not DEMO.with_name("demo.part").exists()


def test_live_sources_without_network_are_one_sentence(demo):
    """Nothing answers behind this proxy: the demo must say so, and keep what it had."""
    process = run("scripts/demo.sh", ONLINE="1", http_proxy="http://127.0.0.1:9", https_proxy="http://127.0.0.1:9")
    assert process.returncode == 1
    assert process.stderr.count("demo :") == 1 and "Traceback" not in process.stderr
    assert (DEMO / "fiche.pdf").exists()
