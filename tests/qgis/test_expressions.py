# SPDX-License-Identifier: GPL-2.0-or-later
"""Indicators whose filter and value are expressions of QGIS, over layers of the user's and harmonised datasets."""

import json

import numpy as np
import pytest
import shapely
from osgeo import gdal
from qgis.core import QgsFeature, QgsGeometry, QgsProject, QgsVectorLayer
from vigie_territoriale.plugin.layers.expressions import field_of
from vigie_territoriale.plugin.layers.reading import LayerReading
from vigie_territoriale.plugin.messages import Silent, VigieError
from vigie_territoriale.plugin.territory.contours import legal_crs
from vigie_territoriale.plugin.territory.crs import ellipsoid, transform

EXPRESSIONS = ('"places"', "places", "\"name\" like 'B%'", '"places" * 2 + 1', "$x", 'coalesce("places", 0)')
ROWS = [("Banc", 3, 6.08), ("Table", None, 6.08), ("Borne", 5, 6.09), (None, 7, None)]


@pytest.fixture
def layer(qgis_app, tmp_path):
    features = [
        {
            "type": "Feature",
            "properties": {"name": name, "places": places},
            "geometry": None if x is None else {"type": "Point", "coordinates": [x, 44.56]},
        }
        for name, places, x in ROWS
    ]
    path = tmp_path / "mobilier.gpkg"
    gdal.VectorTranslate(str(path), json.dumps({"type": "FeatureCollection", "features": features}), format="GPKG")
    return QgsVectorLayer(str(path), "Mobilier", "ogr")


def test_expressions_give_the_same_by_both_ways(layer):
    plain = LayerReading.of(layer)
    one = plain.read(Silent(), EXPRESSIONS[:2])
    assert one.xy is not None  # the fast way
    all_of_them = plain.read(Silent(), EXPRESSIONS)
    assert all_of_them.xy is None
    for written in EXPRESSIONS[:2]:
        fast, slow = (np.array(data.values[written], dtype=float) for data in (one, all_of_them))
        np.testing.assert_array_equal(fast, slow)
        np.testing.assert_array_equal(fast, [3, np.nan, 5, 7])
    assert all_of_them.values["\"name\" like 'B%'"].tolist() == [1, 0, 1, None]
    assert all_of_them.values['"places" * 2 + 1'].tolist() == [7, None, 11, 15]
    assert all_of_them.values["$x"].tolist()[:3] == [6.08, 6.08, 6.09]
    assert all_of_them.values['coalesce("places", 0)'].tolist() == [3, 0, 5, 7]


def test_a_wrong_expression_is_a_sentence(layer):
    reading = LayerReading.of(layer)
    with pytest.raises(VigieError, match="there is no field height; there are fid, name, places"):
        reading.read(Silent(), ['"height" > 2'])
    with pytest.raises(VigieError, match=r"The expression “\"places\" \+” is wrong"):
        reading.read(Silent(), ['"places" +'])
    with pytest.raises(VigieError, match="is wrong"):
        reading.read(Silent(), ['to_int("name")'])
    assert field_of('"places"') == "places" and field_of('"places" + 1') is None


@pytest.mark.parametrize(
    "written",
    [
        "load_layer('/vsicurl/http://198.51.100.1/x.gpkg', 'ogr')",
        "EVAL('1')",
        "\"places\" + length(env('HOME'))",
        "file_exists('/etc/passwd')",
    ],
)
def test_an_expression_looks_at_nothing_but_the_layer(layer, written):
    """Definitions are shared: one must not open an address or a file, nor tell of this computer."""
    with pytest.raises(VigieError, match=r"\(\) is not allowed in an indicator"):
        LayerReading.of(layer).read(Silent(), [written])


@pytest.mark.parametrize("written", ["rand(0, 9)", '"places" * RANDF()', "length(uuid())"])
def test_an_expression_answers_the_same_each_time(layer, written):
    with pytest.raises(VigieError, match=r"\(\) is not allowed in an indicator: it answers otherwise each time"):
        LayerReading.of(layer).read(Silent(), [written])


def test_measures_are_in_metres_on_the_ellipsoid_whatever_the_system(qgis_app):
    """A degree is no unit of area; area() in degrees is refused."""
    square = shapely.box(6, 44.5, 6.01, 44.51)
    for crs in ("EPSG:4326", "EPSG:2154"):
        layer = QgsVectorLayer(f"Polygon?crs={crs}", "parcels", "memory")
        feature = QgsFeature()
        feature.setGeometry(
            QgsGeometry.fromWkt(shapely.to_wkt(transform(np.array([square]), "EPSG:4326", crs)[0], rounding_precision=9))
        )
        layer.dataProvider().addFeatures([feature])
        reading = LayerReading.of(layer)
        found = reading.read(Silent(), ["$area", "$perimeter"]).values
        area, perimeter = ellipsoid().geometry_area_perimeter(square)
        assert found["$area"][0] == pytest.approx(abs(area), rel=1e-4)
        assert found["$perimeter"][0] == pytest.approx(perimeter, rel=1e-4)
        if crs == "EPSG:4326":
            with pytest.raises(VigieError, match=r"area\(\) would measure in degrees here: write \$area"):
                reading.read(Silent(), ["area($geometry)"])


def definition(folder, name, compute, **more):
    texts = {"fr": name, "en": name}
    path = folder / f"{name}.json"
    document = {
        "id": name, "version": 1, "title": texts, "description": texts, "unit": texts, "method": texts, "theme": "own",
        "compute": compute, "decimals": 1, "levels": ["commune", "epci"], "comparators": False, "style": {"ramp": "Blues"}, **more,
    }  # fmt: skip
    path.write_text(json.dumps(document), encoding="utf-8")
    return str(path)


def test_definitions_of_ones_own_over_layers_and_datasets(run_algorithm, layer, tmp_path):
    project = QgsProject()
    project.addMapLayer(layer)
    places = definition(
        tmp_path,
        "places",
        {"kind": "aggregate", "layer": "features", "aggregate": "sum", "value": '"places"', "filter": "\"name\" <> 'Table'"},
    )
    permanent = definition(
        tmp_path,
        "permanent",
        {"kind": "aggregate", "layer": "france-services", "aggregate": "count", "filter": 'length("name") > 0'},
    )
    parameters = {
        "DEFINITIONS": f"{places},{permanent}", "TERRITORY": "epci:200067825", "LAYERS": f"features={layer.id()}", "OUTPUT": "memory:",
    }  # fmt: skip
    results, said, context = run_algorithm("vigie:indicators", parameters, project)
    assert results is not None, said
    rows = {row["code"]: row for row in context.getMapLayer(results["OUTPUT"]).getFeatures()}
    assert rows["05061"]["places"] == 8 and rows["05170"]["places"] == 0
    assert sum(row["permanent"] for row in rows.values()) > 0
    layer = None


def test_density_is_inhabitants_over_the_area_of_the_legal_projection(observatory):
    territory = observatory.cog.territory("epci:200067825")
    (result,) = observatory.study(["population-density"], territory, "commune", {}, "embedded", Silent())
    crs = legal_crs("05061")

    def area(codes):
        return shapely.area(transform(observatory.contours.of(codes), "EPSG:4326", crs)).sum() / 1e6

    people = {code: observatory.cog.unit("commune", code).population for code in territory.communes}
    for row in result.zones.itertuples():
        assert row.value == pytest.approx(people[row.code] / area([row.code]))
    whole = result.comparators.set_index("level").loc["epci", "value"]
    assert whole == pytest.approx(sum(people.values()) / area(territory.communes))  # its own, not a mean of those of its communes
