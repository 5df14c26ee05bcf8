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
    assert set(reading.read(Silent()).codes) == {"05061"}
    memory = QgsVectorLayer("Point?crs=EPSG:2154", "m", "memory")
    memory.dataProvider().addFeatures([QgsFeature()])
    assert list(LayerReading.of(memory).read(Silent()).geometry) == [None]


def test_the_crs_is_that_of_the_layer(own):
    layer = QgsVectorLayer(str(own / "stations.gpkg"), "stations", "ogr")
    layer.setCrs(QgsCoordinateReferenceSystem("EPSG:2154"))
    assert LayerReading.of(layer).read(Silent()).crs == "EPSG:2154"


def test_layers_that_cannot_be_used_are_a_sentence(own):
    with pytest.raises(VigieError, match="not a valid layer"):
        LayerReading.of(QgsVectorLayer(str(own / "absent.gpkg"), "absent", "ogr"))
    with pytest.raises(VigieError, match="not a valid layer"):
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
