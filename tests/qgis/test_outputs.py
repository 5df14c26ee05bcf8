# SPDX-License-Identifier: GPL-2.0-or-later
"""The user's files are only read: whatever the way they are named, no output is written into them."""

import hashlib
import os
from pathlib import Path

import pytest
import vigie_territoriale
from osgeo import gdal, ogr
from qgis.core import (
    QgsProcessingContext,
    QgsProcessingOutputLayerDefinition,
    QgsProject,
    QgsProperty,
    QgsVectorLayer,
    QgsVectorLayerJoinInfo,
)
from vigie_territoriale.plugin.layers.files import files_read, written_to

gdal.UseExceptions()


@pytest.fixture
def mine(tmp_path):
    """The user's files: a GeoPackage of two tables, a text file, a shapefile."""
    package = tmp_path / "u.gpkg"
    opened = gdal.GetDriverByName("GPKG").Create(str(package), 0, 0, 0, 0)
    reference = ogr.osr.SpatialReference()
    reference.ImportFromEPSG(4326)
    for name in ("st", "other"):
        layer = opened.CreateLayer(name, reference, ogr.wkbPoint)
        feature = ogr.Feature(layer.GetLayerDefn())
        feature.SetGeometry(ogr.CreateGeometryFromWkt("POINT(6.08 44.56)"))
        layer.CreateFeature(feature)
    opened = layer = feature = None
    (tmp_path / "u.csv").write_text("X,Y\n6.08,44.56\n", encoding="utf-8")
    gdal.VectorTranslate(str(tmp_path / "s.shp"), str(package), layers=["st"])
    os.link(package, tmp_path / "link.gpkg")
    return tmp_path


@pytest.fixture
def run(run_algorithm):
    """Run an algorithm; whether it succeeded, what it said of errors, and its context."""

    def of(name, project=None, **parameters):
        results, said, context = run_algorithm(name, {"TERRITORY": "commune:05061", **parameters}, project)
        return results is not None, said, context

    return of


def contents(folder):
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir() if path.is_file()}


DELIMITED = "delimitedtext://file://{mine}/u.csv?type=csv&xField=X&yField=Y&crs=EPSG:4326"


@pytest.mark.parametrize(
    ("layer", "output"),
    [
        ("{mine}/u.gpkg", {"OUTPUT": "ogr:dbname='{mine}/u.gpkg' table=\"st\" (geom)"}),
        ("{mine}/u.gpkg|layername=st", {"OUTPUT": "ogr:dbname='{mine}/u.gpkg' table=\"new\" (geom)"}),
        ("{mine}/u.gpkg", {"OUTPUT": "ogr:{mine}/u.gpkg"}),
        ("{mine}/u.gpkg", {"OUTPUT": "ogr://{mine}/u.gpkg"}),
        ("{mine}/u.gpkg", {"OUTPUT": "{mine}/u"}),  # QGIS adds .gpkg
        ("{mine}/u.gpkg", {"OUTPUT": "{mine}/link.gpkg"}),
        ("{mine}/u.gpkg", {"OUTPUT": "{mine}/../{name}/u.gpkg"}),
        ("GPKG:{mine}/u.gpkg:st", {"OUTPUT": "{mine}/u.gpkg"}),
        (DELIMITED, {"OUTPUT_TABLE": "{mine}/u.csv"}),
        ("{mine}/s.shp", {"OUTPUT_TABLE": "{mine}/s.dbf"}),
    ],
)
def test_no_output_goes_into_a_file_that_is_read(run, mine, layer, output):
    before = contents(mine)
    given = {key: value.format(mine=mine, name=mine.name) for key, value in output.items()}
    layers = f"features={layer.format(mine=mine)}"
    good, said, _ = run("vigie:indicators", DEFINITIONS="features-count", LAYERS=layers, **{"OUTPUT": "memory:", **given})
    assert not good
    assert "is a file of yours that is read here" in said
    assert contents(mine) == before


def test_a_partial_layer_is_refused_unless_it_is_accepted(run, mine):
    project = QgsProject()
    layer = QgsVectorLayer(f"{mine}/s.shp", "Bancs (partial: 1 of 9)", "ogr")
    layer.setCustomProperty("vigie_territoriale/partial", "9 announced, 1 read.")
    project.addMapLayer(layer)
    asked = {"DEFINITIONS": "features-count", "LAYERS": f"features={layer.id()}", "OUTPUT": "memory:"}
    good, said, _ = run("vigie:indicators", project, **asked)
    assert not good and "is partial" in said and "9 announced, 1 read." in said
    good, said, context = run("vigie:indicators", project, **asked, ACCEPT_PARTIAL=True)
    assert good, said
    (result,) = context.temporaryLayerStore().mapLayers().values()
    assert [feature["features_count"] for feature in result.getFeatures()] == [1]
    project.clear()


def test_files_behind_joins_and_virtual_layers_are_read_too(qgis_app, mine):
    project = QgsProject()
    joined = QgsVectorLayer(str(mine / "s.shp"), "joined", "ogr")
    layer = QgsVectorLayer("Point?crs=EPSG:4326&field=fid:integer", "memory", "memory")
    project.addMapLayers([joined, layer])
    join = QgsVectorLayerJoinInfo()
    join.setJoinLayer(joined)
    join.setJoinFieldName("fid")
    join.setTargetFieldName("fid")
    assert layer.addJoin(join)
    assert mine / "s.dbf" in files_read(layer, project)
    virtual = QgsVectorLayer(f"?layer=ogr:{mine}/u.gpkg:st:UTF-8&query=select * from st", "virtual", "virtual")
    assert mine / "u.gpkg" in files_read(virtual, project)
    by_id = QgsVectorLayer(f"?layer_ref={joined.id()}:s&query=select * from s", "by id", "virtual")
    assert mine / "s.shp" in files_read(by_id, project)
    assert files_read(QgsVectorLayer("Point?crs=EPSG:4326&field=" + "a" * 3000, "memory", "memory"), None) == set()


def test_a_definition_that_is_read_is_no_output(run, mine):
    definition = mine / "mine.json"
    source = Path(vigie_territoriale.__file__).parent / "resources" / "indicators" / "population-change.json"
    definition.write_bytes(source.read_bytes())
    good, said, _ = run("vigie:indicators", DEFINITIONS=str(definition), OUTPUT=str(definition))
    assert not good and "is read here" in said
    assert definition.read_bytes() == source.read_bytes()


def test_two_outputs_are_two_files_or_two_tables(run, tmp_path):
    def of(first, second):
        return run("vigie:indicators", DEFINITIONS="population-change", OUTPUT=first, OUTPUT_TABLE=second)

    target = tmp_path / "o.gpkg"
    for first, second in ((str(target), str(target)), (str(target), str(target.with_suffix("")))):
        good, said, _ = of(first, second)
        assert not good and "OUTPUT_TABLE and OUTPUT are the same file" in said
        assert not target.exists()
    named = "ogr:dbname='{}' table=\"{}\" {}"
    good, said, _ = of(named.format(target, "zones", "(geom)"), named.format(target, "table", ""))
    assert good, said
    opened = gdal.OpenEx(str(target))
    assert {opened.GetLayer(place).GetName() for place in range(opened.GetLayerCount())} == {"zones", "table"}


def test_a_new_file_beside_the_users_is_written(run, mine):
    before = contents(mine)
    good, said, _ = run(
        "vigie:indicators", DEFINITIONS="features-count", LAYERS=f"features={mine}/s.shp", OUTPUT=str(mine / "s.gpkg")
    )
    assert good, said
    assert {**contents(mine), **before} == contents(mine)
    assert (mine / "s.gpkg").exists()


def test_a_missing_folder_is_made_or_is_a_sentence(run, tmp_path):
    good, said, _ = run("vigie:territory", OUTPUT=str(tmp_path / "new" / "deep" / "o.gpkg"))
    assert good, said
    (tmp_path / "file").write_text("x", encoding="utf-8")
    good, said, _ = run("vigie:territory", OUTPUT=str(tmp_path / "file" / "deep" / "o.gpkg"))
    assert not good
    assert "OUTPUT cannot be written into" in said and "part of its path is not a folder" in said


def test_a_temporary_output_is_loaded_once(run):
    """To ask QGIS for the output's name registered a second layer, which was never written."""
    project = QgsProject()
    good, said, context = run(
        "vigie:indicators",
        project,
        DEFINITIONS="population-change",
        OUTPUT=QgsProcessingOutputLayerDefinition("TEMPORARY_OUTPUT", project),
    )
    assert good, said
    assert len(context.layersToLoadOnCompletion()) == 1


def test_outputs_as_the_dialog_gives_them(qgis_app, tmp_path):
    context = QgsProcessingContext()
    definition = QgsProcessingOutputLayerDefinition(QgsProperty.fromExpression(f"'{tmp_path}' || '/o.gpkg'"))
    assert written_to(definition, context) == (tmp_path / "o.gpkg", "")
    for nowhere in (None, "", "TEMPORARY_OUTPUT", "memory:", 'postgres:dbname=\'u\' table="a"."b" (geom)'):
        assert written_to(nowhere, context) is None


@pytest.mark.parametrize(
    ("name", "extra", "known"),
    [
        ("vigie:indicators", {"DEFINITIONS": "features-count,france-services-distance"}, "contours, features, france-services, town-halls"),
        ("vigie:factsheet", {}, "action-coeur-de-ville, contours"),
    ],
)  # fmt: skip
def test_an_unknown_role_is_a_sentence(run, mine, name, extra, known):
    output = mine / ("fiche.html" if name == "vigie:factsheet" else "o.gpkg")
    good, said, _ = run(name, LAYERS=f"featurez={mine}/s.shp", OUTPUT=str(output), **extra)
    assert not good and not output.exists()
    assert "Unknown role “featurez” in LAYERS" in said and known in said


@pytest.mark.parametrize("name", ["u.gpkg", "doc.xls", "fiche"])
def test_a_fact_sheet_is_named_like_one(run, mine, name):
    before = contents(mine)
    for kind in ({}, {"FORMAT": "html"}, {"FORMAT": "pdf"}):
        good, said, _ = run("vigie:factsheet", OUTPUT=str(mine / name), **kind)
        assert not good
        assert name in said and "ends in .html, .pdf, .ods or .csv" in said
    assert contents(mine) == before
