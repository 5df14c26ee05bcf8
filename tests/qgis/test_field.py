# SPDX-License-Identifier: GPL-2.0-or-later
"""vigie:fieldpackage and vigie:fieldreturn over a real layer: out, edited as tablets do, and back."""

import base64
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from osgeo import gdal, ogr
from postgres_server import PostgresServer
from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsDefaultValue,
    QgsEditorWidgetSetup,
    QgsFeature,
    QgsField,
    QgsFieldConstraints,
    QgsGeometry,
    QgsProject,
    QgsSvgMarkerSymbolLayer,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QMetaType
from tablet import Tablet, change, of_id
from vigie_territoriale.plugin.field.desk import Desk
from vigie_territoriale.plugin.field.returned import receive
from vigie_territoriale.plugin.layers.field_return import Order, bring_back
from vigie_territoriale.plugin.messages import Cancelled, Silent
from vigie_territoriale.plugin.plugin import profile_folder
from vigie_territoriale.plugin.working import working_folder

from .conftest import OWN_LAYER, ROOT

gdal.UseExceptions()
GAP = "epci:200067825"


def desk_folder():
    return profile_folder() / "field"


@pytest.fixture(autouse=True)
def nothing_stays(qgis_app):
    """Packages of other tests are gone."""
    yield
    shutil.rmtree(desk_folder(), ignore_errors=True)


@pytest.fixture
def stations(tmp_path):
    """The user's layer: filling stations in a GeoPackage of hers, with a photo, a date of the last change and an author."""
    path = tmp_path / "own" / "stations.gpkg"
    path.parent.mkdir()
    copy_once(path)
    opened = gdal.OpenEx(str(path), gdal.OF_UPDATE)
    for name, kind in (("photo", ogr.OFTString), ("maj", ogr.OFTDateTime), ("auteur", ogr.OFTString), ("pompes", ogr.OFTInteger)):
        opened.GetLayer(0).CreateField(ogr.FieldDefn(name, kind))
    del opened
    return path


def copy_once(path, order="id"):
    """The stations that have an `id` of their own, which six of the hundred have not."""
    statement = f'SELECT id, adresse, ville, geometry FROM "{OWN_LAYER.stem}" GROUP BY id ORDER BY {order}'
    gdal.VectorTranslate(
        str(path), str(OWN_LAYER), format="GPKG", layerName="stations", SQLStatement=statement, SQLDialect="SQLITE"
    )


@pytest.fixture
def layer(stations):
    layer = opened_layer(stations)
    layer.setEditorWidgetSetup(layer.fields().lookupField("photo"), QgsEditorWidgetSetup("ExternalResource", {}))
    return layer


def opened_layer(path):
    layer = QgsVectorLayer(f"{path}|layername=stations", "Stations", "ogr")
    assert layer.isValid()
    return layer


@pytest.fixture
def project(layer):
    project = QgsProject()
    project.addMapLayer(layer)
    yield project
    project.clear()


@pytest.fixture
def package(run_algorithm, project, layer, tmp_path):
    def make(name="package", **more):
        results, log, _ = run_algorithm(
            "vigie:fieldpackage", {"EDITABLE": [layer.id()], "WHO": "Ana", "FOLDER": str(tmp_path / name), **more}, project
        )
        assert results, log
        return results

    return make


@pytest.fixture
def come_back(run_algorithm, project, layer):
    def bring(returned, **more):
        results, log, _ = run_algorithm(
            "vigie:fieldreturn", {"RETURNED": str(returned), "LAYER_TO_WRITE": layer.id(), "DEVICE": "t1", **more}, project
        )
        return results, log

    return bring


def table(path):
    """All rows of the user's file by `id`, read by OGR from another process's point of view."""
    opened = gdal.OpenEx(str(path), gdal.OF_VECTOR)
    return {
        feature["id"]: {**feature.items(), "at": feature.GetGeometryRef().ExportToWkt(), "fid": feature.GetFID()}
        for feature in opened.GetLayer(0)
    }


def ids(path):
    return sorted(table(path))


# -- the package ---------------------------------------------------------------------------------------------------------------


def test_the_package_stands_alone(package, stations, tmp_path):
    before = stations.read_bytes()
    made = package(TERRITORY=GAP, BUFFER=2000)
    folder = tmp_path / "package"
    assert stations.read_bytes() == before
    expected = inside(GAP, 2000)
    assert made["COUNT"] == len(expected) > 0
    assert ids(folder / "data.gpkg") == expected
    assert sorted(path.name for path in folder.iterdir()) == ["data.gpkg", "field.qgz", "vigie-package.json"]
    assert made["SIZE"] == sum(path.stat().st_size for path in folder.iterdir())
    moved = tmp_path / "elsewhere" / "on a tablet"
    shutil.copytree(folder, moved)
    shutil.rmtree(folder)
    script = (
        "import sys; from qgis.core import *; from qgis.PyQt.QtCore import QSize; app = QgsApplication([], False); app.initQgis(); p = QgsProject();"
        "assert p.read(sys.argv[1]); l, = p.mapLayers().values();"
        "s = QgsMapSettings(); s.setLayers([l]); s.setExtent(l.extent().buffered(0.1)); s.setOutputSize(QSize(300, 300));"
        "s.setDestinationCrs(l.crs()); j = QgsMapRendererSequentialJob(s); j.start(); j.waitForFinished(); i = j.renderedImage();"
        "i.save(sys.argv[2]); print(len({i.pixel(x, y) for x in range(300) for y in range(300)}) > 1);"
        "print(l.isValid(), l.featureCount(), l.isEditable(), l.source(), l.editorWidgetSetup(l.fields().lookupField('vigie_uuid')).type())"
    )
    (tmp_path / "home").mkdir()
    bare = {"PATH": os.environ["PATH"], "HOME": str(tmp_path / "home"), "QT_QPA_PLATFORM": "offscreen"}
    told = subprocess.run(
        [sys.executable, "-c", script, moved / "field.qgz", tmp_path / "map.png"],
        env=bare,
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split("\n")[-3] == "True"  # something is drawn
    assert told.stdout.split("\n")[-2] == f"True {len(expected)} False {moved / 'data.gpkg'}|layername=stations Hidden"


def inside(territory, metres):
    """The stations of the territory, computed with shapely and pyproj."""
    import numpy as np
    import pyproj
    import shapely
    from vigie_territoriale.plugin.territory.cog import Cog
    from vigie_territoriale.plugin.territory.contours import Contours

    outline = Contours.embedded().dissolve([Cog().territory(territory).communes])[0]
    to_metres = pyproj.Transformer.from_crs(4326, 2154, always_xy=True).transform
    area = shapely.transform(outline, lambda points: np.column_stack(to_metres(*points.T))).buffer(metres)
    return sorted({
        one["properties"]["id"] for one in json.loads(OWN_LAYER.read_text())["features"]
        if area.intersects(shapely.Point(to_metres(*one["geometry"]["coordinates"])))
    })  # fmt: skip


def test_forms_go_along_and_code_does_not(package, layer, project, tmp_path):
    towns = QgsVectorLayer("NoGeometry?field=code:string&field=nom:string", "Villes", "memory")
    for code in ("05", "04"):
        feature = QgsFeature(towns.fields())
        feature.setAttributes([code, f"Ville {code}"])
        towns.dataProvider().addFeatures([feature])
    project.addMapLayer(towns)
    place = layer.fields().lookupField
    layer.setEditorWidgetSetup(
        place("ville"),
        QgsEditorWidgetSetup(
            "ValueRelation", {"Layer": towns.id(), "LayerSource": "/secret/v.gpkg", "Key": "code", "Value": "nom"}
        ),
    )
    layer.setEditorWidgetSetup(place("pompes"), QgsEditorWidgetSetup("ValueMap", {"map": [{"une": "1"}, {"deux": "2"}]}))
    layer.setEditorWidgetSetup(
        place("photo"), QgsEditorWidgetSetup("ExternalResource", {"DefaultRoot": "/secret", "RelativeStorage": 2})
    )
    layer.setFieldConstraint(place("adresse"), QgsFieldConstraints.Constraint.ConstraintNotNull)
    layer.setConstraintExpression(place("pompes"), "pompes > 0", "au moins une")
    layer.setDefaultValueDefinition(place("maj"), QgsDefaultValue("now()", True))
    layer.setFieldAlias(place("ville"), "Commune")
    form = layer.editFormConfig()
    form.setInitCodeSource(Qgis.AttributeFormPythonInitCodeSource.Dialog)
    form.setInitCode("evil_code()")
    form.setInitFunction("evil_function")
    layer.setEditFormConfig(form)
    layer.actions().addAction(Qgis.AttributeActionType.GenericPython, "x", "evil_action()")
    picture = tmp_path / "marque.svg"
    picture.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>')
    layer.renderer().symbol().changeSymbolLayer(0, QgsSvgMarkerSymbolLayer(str(picture)))
    package()
    with zipfile.ZipFile(tmp_path / "package" / "field.qgz") as archive:
        text = archive.read("field.qgs").decode()
    assert "evil" not in text and "secret" not in text and str(tmp_path) not in text
    assert f"base64:{base64.b64encode(picture.read_bytes()).decode()}" in text
    opened = QgsProject()
    assert opened.read(str(tmp_path / "package" / "field.qgz"))
    (copied,) = opened.mapLayers().values()
    place = copied.fields().lookupField
    assert copied.editorWidgetSetup(place("ville")).config()["map"] == [{"Ville 04": "04"}, {"Ville 05": "05"}]
    assert copied.editorWidgetSetup(place("pompes")).config()["map"] == [{"une": "1"}, {"deux": "2"}]
    assert copied.editorWidgetSetup(place("photo")).config()["RelativeStorage"] == 1
    assert copied.fieldConstraints(place("adresse")) & QgsFieldConstraints.Constraint.ConstraintNotNull
    assert copied.constraintExpression(place("pompes")) == "pompes > 0"
    assert copied.defaultValueDefinition(place("maj")).expression() == "now()"
    assert copied.attributeAlias(place("ville")) == "Commune"
    opened.clear()


def test_what_cannot_be_packaged_is_told(run_algorithm, layer, project, tmp_path):
    def refused(**parameters):
        given = {"EDITABLE": [layer.id()], "FOLDER": str(tmp_path / "p"), **parameters}
        results, log, _ = run_algorithm("vigie:fieldpackage", given, project)
        assert results is None and not (tmp_path / "p").exists()
        assert not list(tmp_path.glob("vigie-work-*"))
        return log

    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "x").touch()
    assert "is taken" in refused(FOLDER=str(tmp_path / "taken"))
    assert "needs a layer" in refused(EDITABLE=[])
    assert "named twice" in refused(READ_ONLY=[layer.id()])
    assert "has no field" in refused(KEYS="Stations=nothing")
    assert "there twice" in refused(KEYS="Stations=ville")
    assert "has no “auteur”" in refused(KEYS="Stations=auteur")
    layer.setMapTipTemplate('<img src="/elsewhere/of/mine.png">')
    assert "leads outside" in refused()


# -- the return ----------------------------------------------------------------------------------------------------------------


def test_round_trip_of_a_tablet(package, come_back, stations, tmp_path):
    start = ids(stations)
    first, second, third, fourth = start[:4]
    package()
    tablet = Tablet(tmp_path / "package", tmp_path / "tablet")
    (tablet.folder / "DCIM").mkdir()
    (tablet.folder / "DCIM" / "JPEG_1.jpg").write_bytes(b"photo of the tablet")
    tablet.set(first, at=(6.5, 44.5))
    tablet.set(second, adresse="vue sur place", photo="DCIM/JPEG_1.jpg")
    tablet.delete(third)
    tablet.add("{new}", 6.1, 44.6, id="999999", adresse="nouvelle", ville="Gap", pompes=2)
    tablet.renumber()
    assert (tablet.folder / "data.gpkg-wal").exists()
    with_edits = {path: path.read_bytes() for path in tablet.folder.rglob("*") if path.is_file()}
    opened = gdal.OpenEx(str(stations), gdal.OF_UPDATE)  # the office, meanwhile
    change(opened.GetLayer(0), second, {"ville": "corrigée au bureau"})
    opened.GetLayer(0).DeleteFeature(of_id(opened.GetLayer(0), fourth).GetFID())
    del opened
    before = table(stations)

    results, log = come_back(tablet.folder)
    assert (results["ADDED"], results["MOVED"], results["CHANGED"], results["DELETED"]) == (1, 1, 1, 1), log
    assert (results["CONFLICTS"], results["APPLIED"]) == (0, False)
    assert table(stations) == before  # a preview writes nothing

    photos = tmp_path / "photos"
    photos.mkdir()
    (photos / "JPEG_1.jpg").write_bytes(b"photo of another")
    results, log = come_back(tablet.folder, APPLY_TO_LAYER=True, ATTACHMENTS=str(photos))
    assert results["APPLIED"], log
    after = table(stations)
    assert sorted(after) == sorted({*start, "999999"} - {third, fourth})
    assert after[first] == {**before[first], "at": "POINT (6.5 44.5)"}
    place = photos / "JPEG_1-2.jpg"
    assert after[second] == {**before[second], "adresse": "vue sur place", "photo": place.as_posix()}
    assert before[second]["ville"] == "corrigée au bureau"
    assert place.read_bytes() == b"photo of the tablet" and (photos / "JPEG_1.jpg").read_bytes() == b"photo of another"
    assert (after["999999"]["adresse"], after["999999"]["pompes"]) == ("nouvelle", 2)
    others = set(start) - {first, second, third, fourth}
    assert {one: after[one] for one in others} == {one: before[one] for one in others}
    assert {path: path.read_bytes() for path in tablet.folder.rglob("*") if path.is_file()} == with_edits

    again, log = come_back(tablet.folder, APPLY_TO_LAYER=True, ATTACHMENTS=str(photos))  # the same return twice
    assert again["ADDED"] + again["MOVED"] + again["CHANGED"] + again["DELETED"] + again["CONFLICTS"] == 0, log
    again, log = come_back(tablet.folder, APPLY_TO_LAYER=True, ATTACHMENTS=str(photos), DEVICE="other name")
    assert again and "already" in log
    assert table(stations) == after and sorted(path.name for path in photos.iterdir()) == ["JPEG_1-2.jpg", "JPEG_1.jpg"]

    tablet.set("999999", adresse="revue")  # what it added, it changes later
    results, log = come_back(tablet.folder, APPLY_TO_LAYER=True, ATTACHMENTS=str(photos))
    assert (results["CHANGED"], results["CONFLICTS"]) == (1, 0), log
    assert table(stations)["999999"]["adresse"] == "revue"

    journal = next(one for one in json.loads(results["JOURNAL"]) if one["package"] == results["PACKAGE"])
    assert (journal["who"], journal["out"], journal["layers"]) == ("Ana", [], {"Stations": 94})
    assert [(one["device"], one["added"], one["changed"], one["deleted"]) for one in journal["returns"][:1]] == [("t1", 1, 2, 1)]


def test_a_backup_is_brought_back_and_the_return_may_come_again(
    package, come_back, run_algorithm, project, layer, stations, tmp_path
):
    package()
    start = table(stations)
    tablet = Tablet(tmp_path / "package", tmp_path / "tablet")
    first, second = sorted(start)[:2]
    tablet.set(first, adresse="du terrain", at=(6, 44))
    tablet.delete(second)
    tablet.add("k1", 6.1, 44.6, id="999999")
    done, log = come_back(tablet.folder, APPLY_TO_LAYER=True)
    after = table(stations)
    assert after != start and Path(done["BACKUP"]).is_file(), log
    results, log, _ = run_algorithm("vigie:fieldreturn", {"RESTORE": done["BACKUP"], "LAYER_TO_WRITE": layer.id()}, project)
    assert results and results["RESTORED"] == 3, log
    assert table(stations) == start
    results, log = come_back(tablet.folder, APPLY_TO_LAYER=True)
    assert results["APPLIED"], log
    assert {one: {**row, "fid": 0} for one, row in table(stations).items()} == {
        one: {**row, "fid": 0} for one, row in after.items()
    }
    results, log, _ = run_algorithm("vigie:fieldreturn", {"RESTORE": str(stations), "LAYER_TO_WRITE": layer.id()}, project)
    assert results is None


def test_two_tablets_in_any_order_and_their_conflict(package, come_back, stations, tmp_path):
    package()
    start = table(stations)
    one, two = (Tablet(tmp_path / "package", tmp_path / name) for name in ("one", "two"))
    first, second = sorted(start)[:2]
    one.set(first, adresse="un", pompes=1)
    two.set(first, adresse="deux")
    two.set(second, pompes=4)
    assert come_back(two.folder, DEVICE="two", APPLY_TO_LAYER=True)[0]["APPLIED"]
    seen, log = come_back(one.folder, DEVICE="one", REPORT=str(tmp_path / "r.json"), APPLY_TO_LAYER=True)
    assert seen is None and "not settled" in log
    assert table(stations)[first]["pompes"] is None  # nothing at all
    seen, log = come_back(one.folder, DEVICE="one", REPORT=str(tmp_path / "r.json"))
    told = json.loads((tmp_path / "r.json").read_text())
    assert (seen["CONFLICTS"], seen["OPEN"]) == (1, 1)
    (conflict,) = told["conflicts"]
    assert (conflict["before"], conflict["office"], conflict["field"]) == (start[first]["adresse"], "deux", "un")
    conflict["choice"] = "both"
    (tmp_path / "r.json").write_text(json.dumps(told))
    done, log = come_back(one.folder, DEVICE="one", APPLY_TO_LAYER=True, DECISIONS=str(tmp_path / "r.json"))
    assert done["APPLIED"], log
    after = table(stations)
    assert (after[first]["adresse"], after[first]["pompes"], after[second]["pompes"]) == ("deux | un", 1, 4)
    assert come_back(two.folder, DEVICE="two")[0]["CONFLICTS"] == come_back(one.folder, DEVICE="one")[0]["CONFLICTS"] == 0
    page = tmp_path / "r.html"
    come_back(one.folder, DEVICE="three", REPORT=str(page))
    assert "deux | un" in page.read_text()


def test_newest_wins_where_clocks_may_be_believed(package, come_back, stations, tmp_path):
    from datetime import datetime, timedelta, timezone

    def clock(hours):
        return (datetime.now(timezone.utc) + timedelta(hours=hours)).strftime("%Y/%m/%d %H:%M:%S+00")

    package()
    tablet = Tablet(tmp_path / "package", tmp_path / "tablet")
    first, second, third = sorted(table(stations))[:3]
    opened = gdal.OpenEx(str(stations), gdal.OF_UPDATE)
    for one in (first, second, third):
        change(opened.GetLayer(0), one, {"adresse": "bureau", "maj": clock(0.1)})
    del opened
    tablet.set(first, adresse="terrain", maj=clock(0.5), auteur="Ana")
    tablet.set(second, adresse="terrain", maj=clock(-0.5), auteur="Ana")
    tablet.set(third, adresse="terrain", maj=clock(24 * 365), auteur="Ana")
    parameters = {"RULE": "newest", "CLOCK_FIELD": "maj", "AUTHOR_FIELD": "auteur", "REPORT": str(tmp_path / "r.json")}
    results, log = come_back(tablet.folder, **parameters)
    assert "clock of the tablet is wrong: 1 " in log and results["OPEN"] == 1
    told = json.loads((tmp_path / "r.json").read_text())
    assert {one["who"] for one in told["edits"]} == {"Ana"}
    (left,) = [one["id"] for one in told["conflicts"] if not one["choice"] and one["id"].endswith("adresse")]
    (tmp_path / "d.json").write_text(json.dumps({left: "mine"}))
    results, log = come_back(tablet.folder, **parameters, DECISIONS=str(tmp_path / "d.json"), APPLY_TO_LAYER=True)
    assert results and results["APPLIED"], log
    after = table(stations)
    assert [after[one]["adresse"] for one in (first, second, third)] == ["terrain", "bureau", "bureau"]


@pytest.mark.parametrize("kind", ["GeoJSON", "CSV"])
def test_other_files_with_the_keys_come_back(package, come_back, stations, tmp_path, kind):
    package()
    start = table(stations)
    first, second = sorted(start)[:2]
    tablet = Tablet(tmp_path / "package", tmp_path / "tablet")
    tablet.set(first, adresse="vue", pompes=3)
    tablet.set(second, at=(6.25, 44.25))
    file = tmp_path / f"back.{kind.lower()}"
    options = {"layerCreationOptions": ["GEOMETRY=AS_WKT"]} if kind == "CSV" else {}
    gdal.VectorTranslate(
        str(file),
        str(tablet.folder / "data.gpkg"),
        format=kind,
        layers=["stations"],
        where=f"id <> '{sorted(start)[5]}'",
        **options,
    )
    results, log = come_back(file)
    assert (results["MOVED"], results["CHANGED"], results["DELETED"], results["ADDED"]) == (1, 1, 0, 0), log
    assert come_back(file, MISSING_ARE_DELETED=True)[0]["DELETED"] == 1
    results, log = come_back(file, APPLY_TO_LAYER=True)
    assert results["APPLIED"], log
    after = table(stations)
    assert after == {
        **start,
        first: {**start[first], "adresse": "vue", "pompes": 3},
        second: {**start[second], "at": "POINT (6.25 44.25)"},
    }


def test_a_feature_without_key_and_a_split_one_are_added_once(package, come_back, stations, tmp_path):
    package()
    start = table(stations)
    tablet = Tablet(tmp_path / "package", tmp_path / "tablet")
    opened = gdal.OpenEx(str(tablet.folder / "data.gpkg"), gdal.OF_VECTOR)
    key = of_id(opened.GetLayer(0), sorted(start)[0])["vigie_uuid"]
    del opened
    tablet.add(None, 6.1, 44.1, id="999998")
    tablet.add(key, 6.2, 44.2, id="999999")
    results, log = come_back(tablet.folder, APPLY_TO_LAYER=True)
    assert (results["ADDED"], results["CHANGED"]) == (2, 0) and "no key of their own" in log
    assert len(table(stations)) == 96
    assert come_back(tablet.folder, APPLY_TO_LAYER=True)[0]["ADDED"] == 0
    assert len(table(stations)) == 96


def test_constraints_duplicates_and_shapes_are_checked(package, come_back, layer, stations, tmp_path):
    layer.setConstraintExpression(layer.fields().lookupField("pompes"), "pompes > 0", "au moins une")
    layer.setFieldConstraint(
        layer.fields().lookupField("pompes"), QgsFieldConstraints.Constraint.ConstraintExpression,
        QgsFieldConstraints.ConstraintStrength.ConstraintStrengthHard,
    )  # fmt: skip
    package()
    before = table(stations)
    tablet = Tablet(tmp_path / "package", tmp_path / "tablet")
    first = sorted(before)[0]
    tablet.set(first, pompes=0)
    results, log = come_back(tablet.folder, APPLY_TO_LAYER=True)
    assert results is None and "au moins une" in log and table(stations) == before
    results, log = come_back(tablet.folder, APPLY_TO_LAYER=True, ACCEPT_INVALID=True)
    assert results["APPLIED"] and table(stations)[first]["pompes"] == 0
    row = table(stations)[first]
    x, y = row["at"][7:-1].split()
    tablet.add("twin", x, y, id=row["id"], adresse=row["adresse"], ville=row["ville"], pompes=0)
    assert "all the same" in come_back(tablet.folder)[1]


def test_returns_that_are_no_good_are_told(package, come_back, run_algorithm, project, layer, stations, tmp_path):
    package()
    before = table(stations)
    tablet = Tablet(tmp_path / "package", tmp_path / "tablet")

    def refused(returned, **more):
        results, log = come_back(returned, APPLY_TO_LAYER=True, **more)
        assert results is None and table(stations) == before
        return log

    whole = (tablet.folder / "data.gpkg").read_bytes()
    (tablet.folder / "data.gpkg").write_bytes(whole[: len(whole) // 2])
    assert "copied in part" in refused(tablet.folder)
    (tablet.folder / "data.gpkg").write_bytes(whole)
    opened = gdal.OpenEx(str(tablet.folder / "data.gpkg"), gdal.OF_UPDATE)
    for feature in list(opened.GetLayer(0)):
        opened.GetLayer(0).DeleteFeature(feature.GetFID())
    del opened
    assert "comes back empty" in refused(tablet.folder)
    (tablet.folder / "data.gpkg").unlink()
    assert "0 GeoPackages" in refused(tablet.folder)
    assert "no key of a package" in refused(OWN_LAYER)
    assert "No package" in refused(tmp_path / "package", PACKAGE="nothing")
    assert "No readable layer" in refused(tmp_path / "package", LAYER_TO_WRITE=str(tmp_path / "gone.gpkg"))
    layer.setSubsetString("ville = 'Gap'")
    assert "has a filter" in refused(tmp_path / "package")
    layer.setSubsetString("")
    layer.startEditing()
    assert "being edited" in refused(tmp_path / "package")
    layer.rollBack()
    tablet = Tablet(tmp_path / "package", tmp_path / "again")
    tablet.set(sorted(before)[0], adresse="x")
    shape_file = tmp_path / "stations.shp"
    gdal.VectorTranslate(str(shape_file), str(stations), format="ESRI Shapefile")
    assert "whole or not at all" in refused(tablet.folder, LAYER_TO_WRITE=str(shape_file))


def test_a_layer_without_lasting_ids_comes_back_into_a_copy(run_algorithm, tmp_path):
    project, source = QgsProject(), QgsVectorLayer(str(OWN_LAYER), "Stations", "ogr")
    project.addMapLayer(source)
    made, log, _ = run_algorithm("vigie:fieldpackage", {"EDITABLE": [source.id()], "FOLDER": str(tmp_path / "p")}, project)
    assert made, log
    tablet = Tablet(tmp_path / "p", tmp_path / "tablet")
    target = tmp_path / "copy.gpkg"
    copy_once(target, "ville")
    start = table(target)
    first, second = sorted(start)[:2]
    opened = gdal.OpenEx(str(target), gdal.OF_UPDATE)
    change(opened.GetLayer(0), second, {"adresse": "bureau"})
    del opened
    tablet.set(first, adresse="terrain")
    tablet.set(second, ville="terrain")
    results, log, _ = run_algorithm(
        "vigie:fieldreturn",
        {"RETURNED": str(tablet.folder), "LAYER_TO_WRITE": f"{target}|layername=stations", "APPLY_TO_LAYER": True},
        project,
    )
    assert results and results["APPLIED"], log
    after = table(target)
    assert after[first] == {**start[first], "adresse": "terrain"}
    assert after[second] == {**start[second], "adresse": "bureau", "ville": "terrain"}
    assert len(after) == 94


# -- what goes wrong while the layer is written --------------------------------------------------------------------------------


@pytest.fixture
def many(package, stations, tmp_path):
    package()
    tablet = Tablet(tmp_path / "package", tmp_path / "tablet")
    with tablet.table() as opened:
        for feature in list(opened):
            feature["adresse"] = "terrain " * 200
            opened.SetFeature(feature)
        for place in range(300):
            added = ogr.Feature(opened.GetLayerDefn())
            added["vigie_uuid"], added["id"], added["adresse"] = f"new-{place}", str(900000 + place), "nouvelle " * 200
            added.SetGeometry(ogr.CreateGeometryFromWkt(f"POINT (6 {44 + place / 1000})"))
            opened.CreateFeature(added)
    return tablet


def whole(before, now):
    """Whether the layer is as before, or wholly as after."""
    changed = sum(row["adresse"].startswith("terrain") for row in now.values())
    assert (len(now), changed) in ((94, 0), (394, 94))
    if len(now) == 94:
        assert now == before
    return len(now) == 394


def test_locked_by_another_program(many, come_back, stations):
    before = table(stations)
    other = sqlite3.connect(stations)
    other.execute("BEGIN IMMEDIATE")
    results, log = come_back(many.folder, APPLY_TO_LAYER=True)
    assert results is None and "could not be written, and is as it was" in log
    other.rollback()
    other.close()
    assert table(stations) == before
    results, log = come_back(many.folder, APPLY_TO_LAYER=True)
    assert results["APPLIED"], log
    assert whole(before, table(stations))


CHILD = ROOT / "tests" / "data" / "mortal_return.py"


@pytest.mark.parametrize("death", ["insert", "last", "committed", "full0", "full50000", "full400000"])
def test_killed_or_disk_full_in_the_midst(many, stations, tmp_path, death):
    before = table(stations)
    desk = desk_folder()
    told = subprocess.run(
        [sys.executable, CHILD, desk, stations, many.folder, death], env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode == (3 if death.startswith("full") else -9), told.stderr
    assert whole(before, table(stations)) == (death == "committed")
    if death.startswith("full"):
        assert "as it was" in told.stdout or "nothing was written" in told.stdout
    again = subprocess.run(
        [sys.executable, CHILD, desk, stations, many.folder, "no"], env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert again.returncode == 0, again.stderr + again.stdout
    assert whole(before, table(stations))  # nothing twice


def test_a_file_that_may_not_be_written(many, come_back, stations, layer, monkeypatch):
    before = table(stations)
    monkeypatch.setattr("vigie_territoriale.plugin.layers.field_return.os.access", lambda path, mode: False)
    results, log = come_back(many.folder, APPLY_TO_LAYER=True)
    assert results is None and "cannot be written" in log and table(stations) == before
    monkeypatch.undo()
    layer.setReadOnly(True)
    results, log = come_back(many.folder, APPLY_TO_LAYER=True)
    assert results is None and "cannot be written" in log and table(stations) == before
    layer.setReadOnly(False)
    parts = layer.crs()
    layer.setCrs(QgsCoordinateReferenceSystem("EPSG:2154"))
    assert "in the same system" in come_back(many.folder)[1]
    layer.setCrs(parts)


def test_a_cancel_in_the_midst_leaves_the_layer_as_it_was(many, layer, stations, tmp_path):
    class Cancelling(Silent):
        def step(self, percent, text=""):
            if percent > 40:
                raise Cancelled

    before, desk = table(stations), Desk(desk_folder())
    for progress, applied in ((Cancelling(), False), (Silent(), True)):
        with desk.held(), working_folder() as working:
            order = Order(layer, True, device="t1", attachments=tmp_path)
            if applied:
                assert bring_back(order, receive(many.folder, working), desk, progress).applied
            else:
                with pytest.raises(Cancelled):
                    bring_back(order, receive(many.folder, working), desk, progress)
        assert whole(before, table(stations)) == applied
    assert not layer.isEditable() and layer.featureCount() == 394


def test_no_backup_no_writing(many, come_back, stations, monkeypatch):
    before = table(stations)
    monkeypatch.setattr("vigie_territoriale.plugin.field.desk.Desk.backups", lambda desk, package: stations / "in a file")
    results, log = come_back(many.folder, APPLY_TO_LAYER=True)
    assert results is None and "No backup" in log and table(stations) == before


def test_memory_layers_take_returns_too(run_algorithm, tmp_path):
    source = QgsVectorLayer("Polygon?crs=EPSG:2154&field=nom:string(10)", "Zones", "memory")
    source.dataProvider().addAttributes([QgsField("vu", QMetaType.Type.Bool)])
    source.updateFields()
    feature = QgsFeature(source.fields())
    feature.setAttributes(["a", True])
    feature.setGeometry(QgsGeometry.fromWkt("POLYGON ((0 0, 1 0, 1 1, 0 0))"))
    source.dataProvider().addFeatures([feature])
    project = QgsProject()
    project.addMapLayer(source)
    made, log, _ = run_algorithm("vigie:fieldpackage", {"EDITABLE": [source.id()], "FOLDER": str(tmp_path / "p")}, project)
    assert made, log
    opened = gdal.OpenEx(str(tmp_path / "p" / "data.gpkg"), gdal.OF_UPDATE)
    (zone,) = opened.GetLayer(0)
    zone["nom"], zone["vu"] = "b", False
    zone.SetGeometry(ogr.CreateGeometryFromWkt("POLYGON ((0 0, 1 1, 1 0, 0 1, 0 0))"))
    opened.GetLayer(0).SetFeature(zone)
    del opened
    parameters = {"RETURNED": str(tmp_path / "p"), "LAYER_TO_WRITE": source.id(), "APPLY_TO_LAYER": True}
    results, log, _ = run_algorithm("vigie:fieldreturn", parameters, project)
    assert results is None and "crosses itself" in log
    results, log, _ = run_algorithm("vigie:fieldreturn", {**parameters, "ACCEPT_INVALID": True}, project)
    assert results, log
    (after,) = source.getFeatures()
    assert (after["nom"], after["vu"]) == ("b", False)


def test_several_layers_and_what_was_only_to_be_read(run_algorithm, layer, project, stations, tmp_path):
    towns = QgsVectorLayer(str(OWN_LAYER), "À lire", "ogr")
    more = QgsVectorLayer("NoGeometry?field=nom:string", "Autre", "memory")
    project.addMapLayers([towns, more])
    parameters = {"EDITABLE": [layer.id(), more.id()], "READ_ONLY": [towns.id()], "FOLDER": str(tmp_path / "p")}
    made, log, _ = run_algorithm("vigie:fieldpackage", parameters, project)
    assert made, log
    opened = QgsProject()
    assert opened.read(str(tmp_path / "p" / "field.qgz"))
    assert {one.name(): one.readOnly() for one in opened.mapLayers().values()} == {
        "Stations": False,
        "Autre": False,
        "À lire": True,
    }
    opened.clear()
    back = {"RETURNED": str(tmp_path / "p"), "LAYER_TO_WRITE": layer.id()}
    results, log, _ = run_algorithm("vigie:fieldreturn", back, project)
    assert results and "also holds “Autre”" in log and "only to be read" not in log
    file = gdal.OpenEx(str(tmp_path / "p" / "data.gpkg"), gdal.OF_UPDATE)
    change(file.GetLayerByName("à_lire"), next(iter(table(stations))), {"adresse": "x"})
    del file
    assert "only to be read" in run_algorithm("vigie:fieldreturn", back, project)[1]


def test_a_package_that_cannot_leave_is_not_in_the_journal(run_algorithm, layer, project, tmp_path, monkeypatch):
    def full(source, target):
        if Path(target).name == "p":
            raise OSError(28, "No space left on device")
        Path(source).rename(target)

    monkeypatch.setattr("vigie_territoriale.plugin.layers.field_package.os.replace", full)
    given = {"EDITABLE": [layer.id()], "FOLDER": str(tmp_path / "p")}
    results, log, _ = run_algorithm("vigie:fieldpackage", given, project)
    assert results is None and "No space left" in log and not (tmp_path / "p").exists()
    assert Desk(desk_folder()).packages() == []


def test_photos_of_the_office_go_along_and_keep_their_path(package, come_back, layer, stations, tmp_path):
    photos = tmp_path / "photos"
    photos.mkdir()
    (photos / "a.jpg").write_bytes(b"a")
    layer.setEditorWidgetSetup(
        layer.fields().lookupField("photo"), QgsEditorWidgetSetup("ExternalResource", {"DefaultRoot": str(photos)})
    )
    first, second, third = sorted(table(stations))[:3]
    opened = gdal.OpenEx(str(stations), gdal.OF_UPDATE)
    change(opened.GetLayer(0), first, {"photo": "a.jpg"})
    change(opened.GetLayer(0), second, {"photo": str(photos / "a.jpg")})
    change(opened.GetLayer(0), third, {"photo": "lost.jpg"})
    del opened
    layer.dataProvider().reloadData()
    before = table(stations)
    package()
    packed = table(tmp_path / "package" / "data.gpkg")
    assert [packed[one]["photo"] for one in (first, second, third)] == ["files/stations/a.jpg"] * 2 + ["lost.jpg"]
    assert (tmp_path / "package" / "files" / "stations" / "a.jpg").read_bytes() == b"a"
    tablet = Tablet(tmp_path / "package", tmp_path / "tablet")
    tablet.set(first, adresse="vue")
    results, log = come_back(tablet.folder, APPLY_TO_LAYER=True)
    assert results["APPLIED"] and results["CHANGED"] == 1, log
    assert table(stations) == {**before, first: {**before[first], "adresse": "vue"}}


def test_a_file_that_is_gone_is_not_written(many, come_back, stations):
    stations.rename(stations.with_suffix(".away"))  # the layer still reads it
    results, log = come_back(many.folder, APPLY_TO_LAYER=True)
    assert results is None and "does not give all" in log
    assert len(table(stations.with_suffix(".away"))) == 94


@pytest.fixture
def server():
    server = PostgresServer()
    yield server
    server.close()


def test_a_layer_of_postgresql_is_written_whole_or_not_at_all(run_algorithm, server, tmp_path):
    server.sql("CREATE TABLE benches (gid serial PRIMARY KEY, nom text UNIQUE, geom geometry(Point, 2154))")
    server.sql(
        "INSERT INTO benches (nom, geom) SELECT 'b' || n, ST_SetSRID(ST_Point(n, 6400000), 2154) FROM generate_series(1, 50) n"
    )
    source = f'{server.connection} key=\'gid\' srid=2154 type=Point table="public"."benches" (geom)'
    project, layer = QgsProject(), QgsVectorLayer(source, "Bancs", "postgres")
    assert layer.isValid()
    project.addMapLayer(layer)
    made, log, _ = run_algorithm("vigie:fieldpackage", {"EDITABLE": [layer.id()], "FOLDER": str(tmp_path / "p")}, project)
    assert made, log
    tablet = Tablet(tmp_path / "p", tmp_path / "tablet")
    with tablet.table() as opened:
        for feature in list(opened)[:10]:
            feature["nom"] = feature["nom"].upper()
            opened.SetFeature(feature)
        added = ogr.Feature(opened.GetLayerDefn())
        added["vigie_uuid"], added["nom"] = "new", "b50"  # taken at the office
        added.SetGeometry(ogr.CreateGeometryFromWkt("POINT (7 6400000)"))
        opened.CreateFeature(added)
    parameters = {"RETURNED": str(tablet.folder), "LAYER_TO_WRITE": layer.id(), "APPLY_TO_LAYER": True, "ACCEPT_INVALID": True}
    before = sorted((one["gid"], one["nom"]) for one in layer.getFeatures())
    results, log, _ = run_algorithm("vigie:fieldreturn", parameters, project)
    assert results is None and "as it was" in log
    assert sorted((one["gid"], one["nom"]) for one in layer.getFeatures()) == before
    with tablet.table() as opened:
        added = next(feature for feature in opened if feature["vigie_uuid"] == "new")
        added["nom"] = "b51"
        opened.SetFeature(added)
    results, log, _ = run_algorithm("vigie:fieldreturn", parameters, project)
    assert results and results["APPLIED"], log
    names = {one["gid"]: one["nom"] for one in layer.getFeatures()}
    assert len(names) == 51 and sorted(names.values())[:10] == sorted(f"B{n}" for n in range(1, 11)) and "b51" in names.values()
    again, log, _ = run_algorithm("vigie:fieldreturn", parameters, project)
    assert again["ADDED"] + again["CHANGED"] + again["CONFLICTS"] == 0, log
    restored, log, _ = run_algorithm("vigie:fieldreturn", {"RESTORE": results["BACKUP"], "LAYER_TO_WRITE": layer.id()}, project)
    assert restored and restored["RESTORED"] == 11, log
    assert sorted((one["gid"], one["nom"]) for one in layer.getFeatures()) == before
