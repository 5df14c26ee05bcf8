# SPDX-License-Identifier: GPL-2.0-or-later
"""Tiles and Esri services as live layers, drawn from a server of this machine."""

import pytest
import tiles
from osgeo import gdal, ogr, osr
from qgis.core import QgsCoordinateReferenceSystem, QgsMapRendererParallelJob, QgsMapSettings, QgsRectangle
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor, QImage
from vigie_territoriale.plugin.catalog.about import About
from vigie_territoriale.plugin.catalog.model import Resource
from vigie_territoriale.plugin.layers.services import live_layer, live_source

gdal.UseExceptions()
WORLD = QgsRectangle(-20_037_508, -20_037_508, 20_037_508, 20_037_508)
FRANCE = QgsRectangle(900_000, 6_350_000, 1_040_000, 6_460_000)
STYLE = {
    "version": 8,
    "sources": {"s": {"type": "vector"}},
    "layers": [{"id": "terre", "type": "fill", "source": "s", "source-layer": "terre", "paint": {"fill-color": "#00ff00"}}],
}


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Tiles of one level: red in the north, blue in the south; vector tiles; an image of an Esri service."""
    folder = tmp_path_factory.mktemp("tiles")
    for scheme, north in (("xyz", 0), ("tms", 1)):
        for column in (0, 1):
            for row in (0, 1):
                paint(folder / scheme / "1" / str(column) / f"{row}.png", "#ff0000" if row == north else "#0000ff")
    paint(folder / "export.png", "#ff00ff")
    vector_tiles(folder / "vector")
    with tiles.server(folder) as found:
        yield found


def paint(file, colour):
    file.parent.mkdir(parents=True, exist_ok=True)
    image = QImage(256, 256, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    assert image.save(str(file))


def vector_tiles(folder):
    """A square of the east of the world, as vector tiles of levels 0 and 1."""
    source = gdal.GetDriverByName("Memory").Create("", 0, 0, 0, 0)
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(3857)
    layer = source.CreateLayer("terre", reference, ogr.wkbPolygon)
    feature = ogr.Feature(layer.GetLayerDefn())
    feature.SetGeometry(ogr.CreateGeometryFromWkt("POLYGON((1e6 -1.5e7,1.5e7 -1.5e7,1.5e7 1.5e7,1e6 1.5e7,1e6 -1.5e7))"))
    layer.CreateFeature(feature)
    options = gdal.VectorTranslateOptions(format="MVT", datasetCreationOptions=["MINZOOM=0", "MAXZOOM=1", "COMPRESS=NO"])
    gdal.VectorTranslate(str(folder), source, options=options)


def drawn(layer, crs="EPSG:3857", extent=WORLD):
    """An image of a layer, 200 pixels wide and high."""
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setDestinationCrs(QgsCoordinateReferenceSystem(crs))
    settings.setExtent(extent)
    settings.setOutputSize(QSize(200, 200))
    settings.setBackgroundColor(QColor("#ffffff"))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    assert not job.errors(), [error.message for error in job.errors()]
    return job.renderedImage()


def colour(image, x, y):
    return image.pixelColor(x, y).name()


@pytest.mark.parametrize(("kind", "path"), [("xyz", "xyz/{z}/{x}/{y}.png"), ("tms", "tms/{z}/{x}/{-y}.png")])
def test_tiles_are_the_right_way_up(qgis_app, address, kind, path):
    layer = live_layer(live_source(Resource(kind, f"{address}/{path}", zooms=(1, 1))), About("Tuiles"))
    image = drawn(layer)
    assert (colour(image, 100, 40), colour(image, 100, 160)) == ("#ff0000", "#0000ff")


def test_vector_tiles_draw_by_their_style(qgis_app, address):
    source = live_source(Resource("tms", f"{address}/vector/{{z}}/{{x}}/{{y}}.pbf", zooms=(0, 1)))
    image = drawn(live_layer(source, About("Plan"), style=STYLE))
    assert (colour(image, 50, 100), colour(image, 140, 100)) == ("#ffffff", "#00ff00")
    plain = drawn(live_layer(source, About("Plan")))
    assert colour(plain, 140, 100) != "#ffffff"


def test_features_of_esri(qgis_app, address):
    resource = Resource("esri-features", f"{address}/FeatureServer", layer="0", crs=("EPSG:2154",))
    layer = live_layer(live_source(resource, "EPSG:2154"), About("Mairies", theme="services"))
    assert layer.crs().authid() == "EPSG:2154"
    found = {feature["nom"]: feature.geometry().asPoint() for feature in layer.getFeatures()}
    assert {name: (point.x(), point.y()) for name, point in found.items()} == {name: (x, y) for name, x, y in tiles.PLACES}
    image = drawn(layer, "EPSG:2154", FRANCE)
    assert len({image.pixel(x, y) for x in range(200) for y in range(200)}) > 1


def test_images_of_esri(qgis_app, address):
    resource = Resource("esri-map", f"{address}/MapServer", layer="0", crs=("EPSG:2154",))
    layer = live_layer(live_source(resource, "EPSG:2154"), About("Mairies"))
    assert layer.crs().authid() == "EPSG:2154"
    assert colour(drawn(layer, "EPSG:2154", FRANCE), 100, 100) == "#ff00ff"
