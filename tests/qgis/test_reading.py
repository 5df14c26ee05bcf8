# SPDX-License-Identifier: GPL-2.0-or-later
"""The user's layers: read the same by every way, and left as they were."""

import hashlib
import shutil

import numpy as np
import pytest
import shapely
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsField,
    QgsGeometry,
    QgsLayerMetadata,
    QgsProject,
    QgsVectorFileWriter,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QMetaType
from vigie_territoriale.plugin.layers.reading import LayerReading
from vigie_territoriale.plugin.messages import Cancelled, Silent, VigieError

from .conftest import OWN_LAYER


def checksum(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def own(tmp_path, qgis_app):
    """A layer of the user's, as GeoPackage, shapefile or GeoJSON, in a folder with accents and spaces."""
    folder = tmp_path / "mes données été"
    folder.mkdir()
    shutil.copy(OWN_LAYER, folder / "stations.geojson")
    source = QgsVectorLayer(str(folder / "stations.geojson"), "stations", "ogr")
    for driver, name in (("GPKG", "stations.gpkg"), ("ESRI Shapefile", "stations.shp")):
        options = QgsVectorFileWriter.SaveVectorOptions()
        options.driverName = driver
        QgsVectorFileWriter.writeAsVectorFormatV3(source, str(folder / name), QgsProject.instance().transformContext(), options)
    return folder


def by_qgis(layer):
    return np.array([shapely.from_wkb(bytes(feature.geometry().asWkb())) for feature in layer.getFeatures()], dtype=object)


@pytest.mark.parametrize("name", ["stations.geojson", "stations.gpkg", "stations.shp"])
def test_files_are_read_by_arrow_as_qgis_reads_them(own, name):
    layer = QgsVectorLayer(str(own / name), "stations", "ogr")
    reading = LayerReading.of(layer)
    assert reading.plain is not None
    data = reading.read(Silent())
    assert len(data) == layer.featureCount() == 100
    assert shapely.equals(data.geometry, by_qgis(layer)).all()


def test_a_filter_counts(own):
    layer = QgsVectorLayer(str(own / "stations.gpkg"), "stations", "ogr")
    assert layer.setSubsetString("\"ville\" = 'Gap'")
    reading = LayerReading.of(layer)
    assert len(reading.read(Silent())) == layer.featureCount() < 100
    assert reading.plain["filter"]


def test_edits_that_are_not_saved_count(own):
    layer = QgsVectorLayer(str(own / "stations.gpkg"), "stations", "ogr")
    layer.startEditing()
    feature = QgsFeature(layer.fields())
    feature.setGeometry(QgsGeometry.fromWkt("POINT (6.08 44.56)"))
    assert layer.addFeature(feature)
    reading = LayerReading.of(layer)
    assert reading.plain is None
    assert len(reading.read(Silent())) == 101
    layer.rollBack()


def test_virtual_fields_and_memory_layers_go_through_qgis(own):
    layer = QgsVectorLayer(str(own / "stations.gpkg"), "stations", "ogr")
    layer.addExpressionField("'05061'", QgsField("insee", QMetaType.Type.QString))
    reading = LayerReading.of(layer)
    assert reading.plain is None
    assert set(LayerReading.of(layer, role="contours").read(Silent()).codes) == {"05061"}
    memory = QgsVectorLayer("Point?crs=EPSG:2154", "m", "memory")
    memory.dataProvider().addFeatures([QgsFeature()])
    assert list(LayerReading.of(memory).read(Silent()).geometry) == [None]


def test_the_crs_is_that_of_the_layer(own):
    layer = QgsVectorLayer(str(own / "stations.gpkg"), "stations", "ogr")
    layer.setCrs(QgsCoordinateReferenceSystem("EPSG:2154"))
    assert LayerReading.of(layer).read(Silent()).crs == "EPSG:2154"


def test_layers_that_cannot_be_used_are_a_sentence(own):
    with pytest.raises(VigieError, match="cannot be read"):
        LayerReading.of(QgsVectorLayer(str(own / "absent.gpkg"), "absent", "ogr"))
    with pytest.raises(VigieError, match=r"neither geometry nor a field of INSEE codes.*delimitedtext://"):
        LayerReading.of(QgsVectorLayer("None", "table", "memory"))
    layer = QgsVectorLayer("Point", "sans crs", "memory")
    layer.setCrs(QgsCoordinateReferenceSystem())
    with pytest.raises(VigieError, match="no coordinate reference system"):
        LayerReading.of(layer)


def test_a_layer_that_gives_less_than_it_announces_is_refused(own):
    reading = LayerReading.of(QgsVectorLayer(str(own / "stations.gpkg"), "stations", "ogr"))
    reading.announced = 101
    with pytest.raises(VigieError, match="announces 101 features, but 100"):
        reading.read(Silent())


def test_cancel(own):
    layer = QgsVectorLayer(str(own / "stations.gpkg"), "stations", "ogr")
    layer.startEditing()

    class Stop:
        def step(self, percent, text=""):
            raise Cancelled

    with pytest.raises(Cancelled):
        LayerReading.of(layer).read(Stop())


@pytest.mark.parametrize("name", ["stations.geojson", "stations.gpkg", "stations.shp"])
def test_the_user_file_and_layer_are_left_as_they_were(own, name, observatory):
    before = {path.name: checksum(path) for path in own.iterdir()}
    layer = QgsVectorLayer(str(own / name), "stations", "ogr")
    style, fields = layer.renderer().dump(), layer.fields().names()
    data = LayerReading.of(layer).read(Silent())
    territory = observatory.cog.territory("epci:200067825")
    result = observatory.study(["features-count"], territory, "commune", {"features": data}, "embedded", Silent())[0]
    assert result.zones["value"].sum() == 9
    assert {path.name: checksum(path) for path in own.iterdir()} == before
    assert (layer.renderer().dump(), layer.fields().names(), layer.name()) == (style, fields, "stations")
    assert not layer.isModified()


CURVED = "CURVEPOLYGON(COMPOUNDCURVE(CIRCULARSTRING(6 44.5, 6.1 44.6, 6.2 44.5), (6.2 44.5, 6 44.5)))"


def test_curves_are_read_by_both_ways(tmp_path, qgis_app):
    from osgeo import gdal, ogr

    gdal.UseExceptions()
    path = tmp_path / "courbes.gpkg"
    made = gdal.GetDriverByName("GPKG").Create(str(path), 0, 0, 0, gdal.GDT_Unknown)
    out = made.CreateLayer("courbes", None, ogr.wkbCurvePolygon)
    for wkt in (CURVED, None, "POLYGON((6 44, 7 44, 7 45, 6 44))"):
        feature = ogr.Feature(out.GetLayerDefn())
        if wkt:
            feature.SetGeometryDirectly(ogr.CreateGeometryFromWkt(wkt))
        out.CreateFeature(feature)
    del feature, out, made
    layer = QgsVectorLayer(str(path), "courbes", "ogr")
    layer.setCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
    quick = LayerReading.of(layer)
    assert quick.plain is not None
    layer.startEditing()
    slow = LayerReading.of(layer)
    assert slow.plain is None
    layer.rollBack()
    for reading in (quick, slow):  # the layer has no column but its geometry: GDAL 3.6 may then give nothing
        shapes = reading.read(Silent()).geometry
        assert [shape is None for shape in shapes] == [False, True, False]
        assert shapes[0].area == pytest.approx(np.pi * 0.1**2 / 2, rel=0.01)  # half a disc
        assert shapes[2].area == pytest.approx(0.5)


def test_open_options_count(tmp_path, qgis_app):
    """A table whose columns of coordinates are named in the options of the layer has no geometry without them."""
    path = tmp_path / "lieux.csv"
    path.write_text("nom,longi,lati\nGap,6.08,44.56\n", encoding="utf-8")
    source = f"{path}|option:X_POSSIBLE_NAMES=longi|option:Y_POSSIBLE_NAMES=lati"
    layer = QgsVectorLayer(source, "lieux", "ogr")
    layer.setCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
    shapes = LayerReading.of(layer).read(Silent()).geometry
    assert [shape.wkt for shape in shapes] == ["POINT (6.08 44.56)"]


class OfDatabase(QgsVectorLayer):
    """A layer that says it comes from a database. To patch methods of a layer would keep it until after QGIS has ended."""

    estimated = True

    def providerType(self):
        return "postgres"

    def source(self):
        return f'dbname=\'sig\' {"estimatedmetadata=true " if self.estimated else ""}table="a"."b" (geom)'


def test_estimated_numbers_of_features_refuse_nothing(own):
    layer = OfDatabase(str(own / "stations.gpkg"), "stations", "ogr")
    assert LayerReading.of(layer).announced < 0
    layer.estimated = False
    assert LayerReading.of(layer).announced == 100


@pytest.mark.parametrize("told", ["property", "metadata"])
def test_a_partial_layer_is_refused_unless_it_is_accepted(own, told):
    layer = QgsVectorLayer(str(own / "stations.gpkg"), "Bancs (partial: 5,000 of 12,000)", "ogr")
    if told == "property":
        layer.setCustomProperty("vigie_territoriale/partial", "12,000 announced, 5,000 read.")
    else:
        metadata = layer.metadata()
        metadata.setConstraints([QgsLayerMetadata.Constraint("12,000 announced, 5,000 read.", "completeness")])
        layer.setMetadata(metadata)
    with pytest.raises(VigieError, match=r"“Bancs \(partial: 5,000 of 12,000\)” is partial.*12,000 announced, 5,000 read"):
        LayerReading.of(layer)
    assert len(LayerReading.of(layer, accept_partial=True).read(Silent())) == 100
