# SPDX-License-Identifier: GPL-2.0-or-later
"""vigie:load writes all that was read, whatever the format of OUTPUT, or says why not."""

import json

import pytest
from osgeo import gdal, ogr
from qgis.core import QgsProcessing, QgsVectorLayer


@pytest.fixture
def load(run_algorithm):
    """Run vigie:load: its results, None when it failed, and what it said."""

    def of(file, output, **options):
        parameters = {"URL": str(file), "OUTPUT": str(output), "OPTIONS": json.dumps(options) if options else ""}
        return run_algorithm("vigie:load", parameters)[:2]

    return of


def rows(output):
    layer = QgsVectorLayer(output, "x", "ogr")
    assert layer.isValid()
    return [dict(zip(layer.fields().names(), feature.attributes())) for feature in layer.getFeatures()]


@pytest.mark.parametrize("output", ["{folder}/out.gpkg", "ogr:dbname='{folder}/out.gpkg' table=\"t\" (geom)"])
@pytest.mark.parametrize("values", [("1", "1", "2"), ("a", "b", "b"), ("3", "2", "1")])
def test_columns_that_are_named_as_those_of_a_geopackage_are_kept(load, tmp_path, values, output):
    lines = [f"{value},0506{place},{value}" for place, value in enumerate(values, 1)]
    (tmp_path / "fid.csv").write_text("\n".join(["FID,insee,geom", *lines]), encoding="utf-8")
    results, log = load(tmp_path / "fid.csv", output.format(folder=tmp_path))
    assert results, log
    assert [(str(row["FID"]), str(row["geom"])) for row in rows(results["OUTPUT"])] == [(value, value) for value in values]


MIXED = """{"type": "FeatureCollection", "features": [
  {"type": "Feature", "properties": {"n": 1}, "geometry": {"type": "Point", "coordinates": [6, 44.5]}},
  {"type": "Feature", "properties": {"n": 2}, "geometry": {"type": "Polygon", "coordinates": [[[6, 44], [7, 44], [7, 45], [6, 44]]]}},
  {"type": "Feature", "properties": {"n": 3}, "geometry": {"type": "LineString", "coordinates": [[6, 44], [7, 45]]}}]}"""


def test_mixed_geometries_go_where_they_can(load, tmp_path):
    (tmp_path / "mixed.geojson").write_text(MIXED, encoding="utf-8")
    for output in (QgsProcessing.TEMPORARY_OUTPUT, tmp_path / "out.shp"):
        results, log = load(tmp_path / "mixed.geojson", output)
        assert results is None
        assert "mix points, lines and areas" in log
    assert not list(tmp_path.glob("out.*"))
    results, log = load(tmp_path / "mixed.geojson", tmp_path / "out.gpkg")
    assert results, log
    package = gdal.OpenEx(results["OUTPUT"])
    written = package.GetLayer(0)
    assert written.GetGeomType() == ogr.wkbUnknown  # the kind of the first row would be a lie
    assert sorted(feature.geometry().GetGeometryName() for feature in written) == ["LINESTRING", "POINT", "POLYGON"]


def test_texts_are_not_cut_by_a_shapefile(load, tmp_path):
    (tmp_path / "t.csv").write_text(f"insee,resume\n05061,{'é' * 130}\n", encoding="utf-8")
    results, log = load(tmp_path / "t.csv", tmp_path / "out.shp")
    assert results is None
    assert "resume" in log
    assert not list(tmp_path.glob("out.*"))
    (tmp_path / "u.csv").write_text(f"insee,resume\n05061,{'é' * 127}\n", encoding="utf-8")
    results, log = load(tmp_path / "u.csv", tmp_path / "out.shp")
    assert results, log
    assert rows(results["OUTPUT"])[0]["resume"] == "é" * 127
