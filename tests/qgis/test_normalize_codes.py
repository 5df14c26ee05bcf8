# SPDX-License-Identifier: GPL-2.0-or-later
"""vigie:normalizecodes over layers of every kind: the same features, with today's codes."""

import csv
import gc
import hashlib
import json
import time
import tracemalloc

import pytest
from osgeo import gdal, ogr
from qgis.core import (
    QgsApplication,
    QgsFeature,
    QgsField,
    QgsGeometry,
    QgsMapLayer,
    QgsProcessingContext,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingFeedback,
    QgsProject,
    QgsVectorLayer,
)
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QMetaType

gdal.UseExceptions()


@pytest.fixture
def run(run_algorithm):
    """Run the algorithm; its results (None when it failed), what it said, and its context."""
    return lambda **parameters: run_algorithm("vigie:normalizecodes", {"OUTPUT": "TEMPORARY_OUTPUT", **parameters})


def layer_of(values, kind=QMetaType.Type.QString, geometry="Point?crs=EPSG:2154", fields=("code",)):
    layer = QgsVectorLayer(geometry, "mine", "memory")
    layer.dataProvider().addAttributes([QgsField(name, kind) for name in fields])
    layer.updateFields()
    features = []
    for place, value in enumerate(values):
        feature = QgsFeature(layer.fields())
        feature.setAttributes([value] * len(fields))
        if layer.isSpatial():
            feature.setGeometry(QgsGeometry.fromWkt(f"POINT({place} 6400000)"))
        features.append(feature)
    assert layer.dataProvider().addFeatures(features)[0]
    return layer


def rows(results, context):
    return list(context.getMapLayer(results["OUTPUT"]).getFeatures())


def test_the_same_features_with_todays_codes(run):
    values = ["1001", "2a004", "01039", "75101", "05100", "abc", None]
    results, _, context = run(INPUT=layer_of(values), FIELD="code")
    found = rows(results, context)
    assert [row["code"] or None for row in found] == values
    assert [row["code_cog"] or None for row in found] == ["01001", "2A004", "01138", "75056", "05100", None, None]
    assert [row["code_status"] for row in found] == ["padded", "recased", "delegated", "district", "kept", "unknown", "empty"]
    assert [row.geometry().asPoint().x() for row in found] == list(range(7))
    assert context.getMapLayer(results["OUTPUT"]).crs().authid() == "EPSG:2154"
    assert (results["COUNT"], results["RESOLVED"]) == (7, 5)


@pytest.mark.parametrize(
    ("kind", "values"), [(QMetaType.Type.Int, [1001, 5061, None]), (QMetaType.Type.Double, [1001.0, 5061.0, None])]
)
def test_numbers_get_their_zeros_back(run, kind, values):
    results, _, context = run(INPUT=layer_of(values, kind, "NoGeometry"), FIELD="code")
    assert [row["code_cog"] or None for row in rows(results, context)] == ["01001", "05061", None]


def test_the_vintage_tells_communes_that_were_divided(run, tmp_path):
    layer = layer_of(["14712", "15141"], geometry="NoGeometry")
    results, _, context = run(INPUT=layer, FIELD="code")
    assert [row["code_status"] for row in rows(results, context)] == ["kept", "kept"]
    report = tmp_path / "rapport été" / "codes.json"
    results, _, context = run(INPUT=layer, FIELD="code", VINTAGE=2019, REPORT=str(report))
    assert [row["code_status"] for row in rows(results, context)] == ["split", "split"]
    told = json.loads(report.read_text(encoding="utf-8"))
    assert told["counts"] == {"split": 2} and told["vintage"] == 2019 and told["frame"] == 2026
    troarn = told["changes"][0]
    assert [share["name"] for share in troarn["candidates"]] == ["Troarn", "Sannerville"]
    assert sum(share["share"] for share in troarn["candidates"]) == pytest.approx(1)


def test_other_levels_and_kinds(run):
    def codes(values, **parameters):
        results, _, context = run(INPUT=layer_of(values, geometry="NoGeometry"), FIELD="code", **parameters)
        return [row["code_cog"] or None for row in rows(results, context)]

    assert codes(["5", "2a", "20"], LEVEL="departement") == ["05", "2A", None]
    assert codes(["200067825"], LEVEL="epci") == ["200067825"]
    assert codes(["75001", 69001, "05000"], KIND="postcode") == ["75056", "69123", None]
    assert codes(["210500617"], KIND="siren") == ["05061"]
    assert codes(["gap", "Saint-Denis"], KIND="name") == ["05061", None]


def test_a_report_as_csv_holds_no_formula(run, tmp_path):
    report = tmp_path / "codes.csv"
    run(
        INPUT=layer_of(['=HYPERLINK("http://x.fr")', "14712"], geometry="NoGeometry"),
        FIELD="code",
        VINTAGE=2019,
        REPORT=str(report),
    )
    with report.open(encoding="utf-8-sig", newline="") as stream:
        found = list(csv.DictReader(stream))
    assert [row["status"] for row in found] == ["split", "unknown"]
    assert found[0]["candidates"].startswith("14712 0.")
    assert found[1]["written"].startswith("'=")


def test_run_twice_keeps_what_the_first_run_added(run):
    results, _, context = run(INPUT=layer_of(["1001"], fields=("code", "code_cog")), FIELD="code")
    assert [field.name() for field in context.getMapLayer(results["OUTPUT"]).fields()] == [
        "code",
        "code_cog",
        "code_cog_2",
        "code_status",
    ]
    row = rows(results, context)[0]
    assert (row["code_cog"], row["code_cog_2"]) == ("1001", "01001")


def test_only_the_selected_features(run):
    layer = layer_of(["1001", "5061", "13055"])
    QgsProject.instance().addMapLayer(layer)
    try:
        layer.selectByExpression("code = '5061'")
        context, feedback = QgsProcessingContext(), QgsProcessingFeedback(False)
        context.setProject(QgsProject.instance())
        algorithm = QgsApplication.processingRegistry().algorithmById("vigie:normalizecodes")
        source = QgsProcessingFeatureSourceDefinition(layer.id(), True)
        results, good = algorithm.run({"INPUT": source, "FIELD": "code", "OUTPUT": "TEMPORARY_OUTPUT"}, context, feedback)
        assert good, feedback.htmlLog()
        assert [row["code_cog"] for row in rows(results, context)] == ["05061"]
    finally:
        QgsProject.instance().removeMapLayer(layer.id())


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({"VINTAGE": 2050}, "2050 is no vintage that is known here"),
        ({"KIND": "postcode", "LEVEL": "epci"}, "postcode and EPCI do not go together"),
        ({"REPORT": "report.txt"}, "a report ends in .json or .csv"),
    ],
)
def test_what_does_not_go_together_is_one_sentence(run, parameters, sentence):
    results, log, _ = run(INPUT=layer_of(["1001"]), FIELD="code", **parameters)
    assert results is None
    assert sentence in log
    assert "Traceback" not in log


def layers_of(path):
    gc.collect()
    layers = [kept for kept in gc.get_objects() if isinstance(kept, QgsMapLayer) and not sip.isdeleted(kept)]
    return [layer for layer in layers if str(path) in layer.source()]


def test_a_refused_layer_is_let_go_of(run, tmp_path):
    path = tmp_path / "mine.gpkg"
    gdal.VectorTranslate(str(path), '{"type": "Feature", "properties": {"code": "1001"}, "geometry": null}', format="GPKG")
    results, _, _ = run(INPUT=str(path), FIELD="code", REPORT="report.txt")
    assert results is None
    assert not layers_of(path)


def test_the_users_file_is_never_written(run, tmp_path):
    path = tmp_path / "mine.gpkg"
    opened = gdal.GetDriverByName("GPKG").Create(str(path), 0, 0, 0, 0)
    table = opened.CreateLayer("codes", None, ogr.wkbNone)
    table.CreateField(ogr.FieldDefn("code", ogr.OFTString))
    feature = ogr.Feature(table.GetLayerDefn())
    feature["code"] = "1001"
    table.CreateFeature(feature)
    opened = table = feature = None
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    for source in (str(path), QgsProcessingFeatureSourceDefinition(str(path))):
        results, log, _ = run(INPUT=source, FIELD="code", OUTPUT=str(path))
        assert results is None and "file of yours" in log
    output = tmp_path / "new" / "out.gpkg"
    results, log, _ = run(INPUT=str(path), FIELD="code", OUTPUT=str(output))
    assert results is not None, log
    written = ogr.Open(str(output))
    assert [row["code_cog"] for row in written[0]] == ["01001"]
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before


def test_many_features_take_little_memory(run, tmp_path):
    """Ten times more features do not take ten times the memory: they are read, and written, some at a time."""
    output = tmp_path / "out.gpkg"
    layer = layer_of(["1001", "75101", "14712"] * 70_000, geometry="NoGeometry")
    tracemalloc.start()
    start = time.perf_counter()
    results, log, _ = run(INPUT=layer, FIELD="code", OUTPUT=str(output))
    seconds = time.perf_counter() - start
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert results["COUNT"] == 210_000, log
    print(f"210 000 features in {seconds:.1f} s, {peak / 1e6:.0f} MB of Python")
    assert peak < 60e6
