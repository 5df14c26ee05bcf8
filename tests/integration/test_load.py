# SPDX-License-Identifier: GPL-2.0-or-later
"""vigie:preview and vigie:load as in a batch: files of the disk, of a web server, and services of a real QGIS Server."""

import json
import subprocess
import zipfile

import file_server
import pytest
import servers
from osgeo import gdal

from .conftest import ROOT, answer

gdal.UseExceptions()
FILES = ROOT / "tests/data/files"
KEYS = {"name", "rows", "geometry", "crs", "fields", "encoding", "separator", "decimal", "header_row", "code_field", "sample"}
CSV = 'Export du 1er janvier\n\ncode_insee;nom;part\n05061;Gap;1,5\n05023;Briançon;2,5\n04070;"Digne ; bains";3\n'.encode(
    "cp1252"
)
EPCI = "epci:200067825"


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with servers.qgis_server(tmp_path_factory.mktemp("server")) as found:
        yield found


@pytest.fixture
def load(vigie, tmp_path):
    """Results of vigie:load, and the rows of its output."""

    def run(name="sortie été.gpkg", **parameters):
        output = tmp_path / "dossier" / name
        results = answer(vigie("vigie:load", OUTPUT=output, **parameters))
        opened = gdal.OpenEx(str(output), gdal.OF_VECTOR)
        found = [
            (feature.items(), feature.GetGeometryRef() and feature.GetGeometryRef().Clone()) for feature in opened.GetLayer(0)
        ]
        assert len(found) == results["COUNT"] == results["ROWS_KEPT"]
        return results, found

    return run


@pytest.fixture
def preview(vigie, tmp_path):
    """What vigie:preview writes."""

    def run(**parameters):
        output = tmp_path / "aperçu.json"
        results = answer(vigie("vigie:preview", OUTPUT=output, **parameters))
        found = json.loads(output.read_text(encoding="utf-8"))
        assert set(found) == {"kind", "layers", "warnings"}
        assert len(found["layers"]) == results["LAYERS"]
        for layer in found["layers"]:
            assert set(layer) >= KEYS
            assert all(set(field) >= {"name", "type"} for field in layer["fields"])
        return found

    return run


def refused(process):
    """The sentence of an algorithm that declined."""
    told = process.stdout + process.stderr
    assert process.returncode != 0, told
    assert "Traceback" not in told
    return told


# Files


def test_a_csv_of_the_disk(load, preview, tmp_path):
    path = tmp_path / "données.csv"
    path.write_bytes(CSV)
    found = preview(URL=path)
    (layer,) = found["layers"]
    assert found["kind"] == "csv"
    assert {name: layer[name] for name in ("name", "rows", "separator", "decimal", "header_row", "code_field")} == {
        "name": "données", "rows": 3, "separator": ";", "decimal": ",", "header_row": 3, "code_field": "code_insee",
    }  # fmt: skip
    assert layer["encoding"].lower().replace("-", "") in ("cp1252", "windows1252")
    assert layer["fields"][0] == {"name": "code_insee", "type": "text", "title": ""}
    assert layer["sample"][1]["nom"] == "Briançon"
    results, rows = load(URL=path, TERRITORY=EPCI)
    assert [row for row, _ in rows] == [{"code_insee": "05061", "nom": "Gap", "part": 1.5}]
    assert (results["ROWS_READ"], results["PARTIAL"]) == (3, "")
    provenance = json.loads(results["PROVENANCE"])
    assert provenance["address"] == str(path)
    assert any("code_insee" in note for note in provenance["notes"])
    assert path.read_bytes() == CSV
    assert sorted(one.name for one in tmp_path.iterdir()) == ["aperçu.json", "données.csv", "dossier"]


def test_options(load, preview, tmp_path):
    path = FILES / "09_malformes/insee-intercommunalite-2022.xlsx"
    sheets = {layer["name"]: layer for layer in preview(URL=path)["layers"]}
    assert len(sheets) > 1
    name, sheet = list(sheets.items())[-1]
    _, rows = load(URL=path, OPTIONS=json.dumps({"layer": name, "place": "none"}))
    assert len(rows) == sheet["rows"]
    assert all(geometry is None for _, geometry in rows)
    assert [field["name"] for field in sheet["fields"]] == list(rows[0][0])


def test_a_shapefile_without_projection(load, preview):
    path = FILES / "09_malformes/pne-territoire-sans-prj.zip"
    (layer,) = preview(URL=path)["layers"]
    _, rows = load(URL=path, OPTIONS='{"crs": "EPSG:2154"}')
    assert len(rows) == layer["rows"]
    assert rows[0][1].GetSpatialReference().GetAuthorityCode(None) == "2154"


def test_mixed_geometries_all_arrive(load, tmp_path):
    """And a column called fid, which GeoPackage has of its own."""
    shapes = [
        {"type": "Point", "coordinates": [6, 44.5]},
        {"type": "LineString", "coordinates": [[6, 44.5], [6.1, 44.6]]},
        {"type": "Polygon", "coordinates": [[[6, 44], [6.1, 44], [6.1, 44.1], [6, 44]]]},
        None,
    ]
    features = [
        {"type": "Feature", "geometry": shape, "properties": {"fid": f"n{place}", "nom": f"Été {place}"}}
        for place, shape in enumerate(shapes)
    ]
    path = tmp_path / "mélange.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    _, rows = load(URL=path)
    assert [row["nom"] for row, _ in rows] == [f"Été {place}" for place in range(4)]
    *drawn, missing = (geometry for _, geometry in rows)
    assert [geometry.GetGeometryName() for geometry in drawn] == ["POINT", "LINESTRING", "POLYGON"]
    assert missing is None or missing.IsEmpty()  # QGIS writes an empty geometry where there is none
    assert [value for row, _ in rows for name, value in row.items() if name.startswith("fid")] == [
        f"n{place}" for place in range(4)
    ]


def test_a_file_of_a_web_server(load, preview, tmp_path):
    archive = tmp_path / "a.zip"
    with zipfile.ZipFile(archive, "w") as package:
        package.writestr("lieux.csv", CSV)
    with file_server.running() as server:
        server.files["/a.zip"] = archive.read_bytes()
        assert preview(URL=f"{server.address}/a.zip")["layers"][0]["rows"] == 3
        results, rows = load(URL=f"{server.address}/a.zip", TERRITORY="departement:05")
    assert [row["code_insee"] for row, _ in rows] == ["05061", "05023"]
    assert json.loads(results["PROVENANCE"])["fetched"]


# Services


@pytest.mark.parametrize("kind", ["wfs", "oapif"])
def test_services(load, preview, address, kind):
    url = f"{address}/?SERVICE=WFS&TYPENAMES=communes" if kind == "wfs" else f"{address}/wfs3/collections/communes"
    found = preview(URL=url)
    assert found["kind"] == kind
    (layer,) = found["layers"]
    assert (layer["rows"], layer["geometry"].replace("Multi", "")) == (25, "Polygon")
    results, rows = load(URL=url)
    assert {row["code"] for row, _ in rows} == {code for code, *_ in servers.COMMUNES}
    assert (results["COUNT"], results["ANNOUNCED"], results["PARTIAL"]) == (25, 25, "")
    assert load("une.gpkg", URL=url, TERRITORY="departement:05")[1]
    assert not load("aucune.gpkg", URL=url, TERRITORY="departement:13")[1]


def test_live(vigie, address, tmp_path):
    for url in (f"{address}/?SERVICE=WFS&TYPENAMES=mairies", f"{address}/?SERVICE=WMS&LAYERS=mairies"):
        results = answer(vigie("vigie:load", URL=url, MODE="live"))
        opened = subprocess.run(
            [servers.PYTHON, "-c", OPEN_LIVE, results["LIVE_SOURCE"]], capture_output=True, text=True, timeout=120,
            env=servers.environment(tmp_path),
        )  # fmt: skip
        assert opened.stdout.split()[:1] == ["True"], opened.stdout + opened.stderr
        assert results["COUNT"] == 0


OPEN_LIVE = """
import sys
from qgis.core import QgsApplication, QgsProcessingUtils, QgsRasterLayer, QgsVectorLayer
application = QgsApplication([], False)
application.initQgis()
found, provider, uri = QgsProcessingUtils.decodeProviderKeyAndUri(sys.argv[1])
layer = (QgsRasterLayer if provider == "wms" else QgsVectorLayer)(uri, "x", provider)
print(layer.isValid(), provider, layer.error().summary() or (provider == "wms" or len(list(layer.getFeatures()))))
"""


# Refusals


def test_the_input_is_never_the_output(vigie, tmp_path):
    path = tmp_path / "lieux.csv"
    path.write_bytes(CSV)
    assert "OUTPUT is a file of yours that is read here" in refused(vigie("vigie:load", URL=path, OUTPUT=path))
    assert path.read_bytes() == CSV
    notes = tmp_path / "a.json"
    notes.write_text('[{"a": 1}]')
    assert "OUTPUT is a file of yours that is read here" in refused(vigie("vigie:preview", URL=notes, OUTPUT=notes))
    assert notes.read_text() == '[{"a": 1}]'


@pytest.mark.parametrize(
    ("parameters", "told"),
    [
        ({"OPTIONS": '{"sheet": "x"}'}, "Option “sheet” is not understood"),
        ({"OPTIONS": "separator=;"}, "OPTIONS is not JSON"),
        ({"OPTIONS": '{"layer": "rien"}'}, "There is no layer “rien”"),
        ({"URL": "/nowhere/a.csv"}, "neither a web address"),
        ({"MODE": "live"}, "A file cannot stay live"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(vigie, tmp_path, parameters, told):
    path = tmp_path / "lieux.csv"
    path.write_bytes(CSV)
    output = tmp_path / "sortie.gpkg"
    assert told in refused(vigie("vigie:load", **{"URL": path, "OUTPUT": output, **parameters}))
    assert not output.exists()


def test_a_page_in_place_of_data(vigie, tmp_path):
    with file_server.running() as server:
        server.files["/a.csv"] = b"<!DOCTYPE html><html><body>Portail captif</body></html>"
        server.headers = {"Content-Type": "text/html; charset=utf-8"}
        for name, output in (("load", "a.gpkg"), ("preview", "a.json")):
            assert "127.0.0.1" in refused(vigie(f"vigie:{name}", URL=f"{server.address}/a.csv", OUTPUT=tmp_path / output))
    assert not list(tmp_path.iterdir())
