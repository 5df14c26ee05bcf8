# SPDX-License-Identifier: GPL-2.0-or-later
"""Every entry of the catalogue is drawn, readable over a plan and over a photograph, with renderers of QGIS itself."""

import re

import pytest
from qgis.core import (
    QgsFeature,
    QgsGeometry,
    QgsMapRendererSequentialJob,
    QgsMapSettings,
    QgsNullSymbolRenderer,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtXml import QDomDocument
from vigie_territoriale.plugin.harmonize.recipe import RECIPES, load_recipe
from vigie_territoriale.plugin.layers.styles import style_of_entry

ALL = {path.stem: load_recipe(path, trusted=True) for path in sorted(RECIPES.glob("*.json"))}
MAPPED = [name for name, recipe in ALL.items() if recipe.schema != "measure"]
NATIVE = re.compile('<layer [^>]*class="([A-Za-z]+)"')
WHITE, PHOTOGRAPH = QColor("#ffffff"), QColor("#3c4632")


def layer_of(recipe):
    """One feature in the middle of a square of 100 units."""
    kind, text = (
        ("Point", "POINT(50 50)") if recipe.schema == "service" else ("Polygon", "POLYGON((10 10, 10 90, 90 90, 90 10, 10 10))")
    )
    layer = QgsVectorLayer(f"{kind}?crs=EPSG:2154&field=category:string", "x", "memory")
    feature = QgsFeature(layer.fields())
    feature.setGeometry(QgsGeometry.fromWkt(text))
    feature.setAttribute(0, next(iter(recipe.style.get("categories", {"": ""}))))
    layer.dataProvider().addFeatures([feature])
    layer.updateExtents()
    layer.setRenderer(style_of_entry(layer, recipe.style))
    return layer


def picture(layer, background):
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setExtent(QgsRectangle(0, 0, 100, 100))
    settings.setOutputSize(QSize(100, 100))
    settings.setBackgroundColor(background)
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    return job.renderedImage()


def lightness(image):
    return [QColor(image.pixel(x, y)).lightnessF() for x in range(100) for y in range(100)]


@pytest.mark.parametrize("name", [name for name in MAPPED if "categories" not in ALL[name].style])
def test_an_entry_is_seen_over_a_plan_and_over_a_photograph(name, qgis_app):
    layer = layer_of(ALL[name])
    on_white, on_photograph = lightness(picture(layer, WHITE)), lightness(picture(layer, PHOTOGRAPH))
    assert sum(value < 0.65 for value in on_white) > 20, "something dark is seen on white"
    assert sum(value > 0.7 for value in on_photograph) > 20, "something light is seen on a photograph"


@pytest.mark.parametrize("name", [name for name in MAPPED if "categories" in ALL[name].style])
def test_classes_of_a_zoning_are_filled_and_edged_in_white(name, qgis_app):
    wanted = QColor(next(iter(ALL[name].style["categories"].values())))
    for background in (WHITE, PHOTOGRAPH):
        inside = QColor(picture(layer_of(ALL[name]), background).pixel(50, 50))
        assert inside != background
        assert abs(inside.hsvHue() - wanted.hsvHue()) < 25
    assert max(lightness(picture(layer_of(ALL[name]), PHOTOGRAPH))) > 0.7


@pytest.mark.parametrize("name", MAPPED)
def test_a_style_is_read_back_by_qgis_alone(name, qgis_app):
    document, styled, bare = QDomDocument(), layer_of(ALL[name]), layer_of(ALL[name])
    styled.exportNamedStyle(document)
    bare.setRenderer(QgsNullSymbolRenderer())
    bare.importNamedStyle(document)
    assert picture(bare, WHITE) == picture(styled, WHITE) != picture(layer_without_style(ALL[name]), WHITE)
    assert set(NATIVE.findall(document.toString())) <= {"SimpleMarker", "SimpleFill", "SimpleLine", "LinePatternFill"}


def layer_without_style(recipe):
    layer = layer_of(recipe)
    layer.setRenderer(QgsNullSymbolRenderer())
    return layer


def test_a_hatching_lets_what_lies_below_show_through(qgis_app):
    image = picture(layer_of(ALL["territoires-dindustrie"]), PHOTOGRAPH)
    inside = [QColor(image.pixel(x, y)).name() for x in range(20, 80) for y in range(20, 80)]
    assert inside.count(PHOTOGRAPH.name()) > 0.3 * len(inside)
    assert len(set(inside)) > 2
