# SPDX-License-Identifier: GPL-2.0-or-later
"""Maps of results: circles for counts, classes by a stated method, reasons and sources in the legend; drawn by QGIS alone."""

import dataclasses

import made
import numpy as np
import pytest
from qgis.core import (
    QgsColorBrewerColorRamp,
    QgsFeature,
    QgsGeometry,
    QgsLayerTree,
    QgsLayerTreeModel,
    QgsLayerTreeModelLegendNode,
    QgsMapRendererSequentialJob,
    QgsMapSettings,
    QgsRectangle,
    QgsRenderContext,
    QgsVectorLayer,
)
from qgis.gui import QgsLayerTreeView
from qgis.PyQt.QtCore import QSize, Qt
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtXml import QDomDocument
from vigie_territoriale.plugin.layers.palette import tones
from vigie_territoriale.plugin.layers.styles import class_bounds, style_of_result

from .conftest import ROOT

NAN = float("nan")
COUNTED = {"kind": "features", "layer": "features"}
SIDE, PIXELS = 100.0, 6


def result_of(values, compute, flags=(), **style):
    """A result whose zones are numbered from 0; values that are missing say why."""
    codes = {f"{place:05}": value for place, value in enumerate(values)}
    definition = {"compute": compute, "decimals": 0, "style": {"ramp": "Blues", **style}}
    result = made.result(codes, **definition)
    return dataclasses.replace(result, zones=result.zones.assign(flag=list(flags) or result.zones["flag"]))


def layer_of(result):
    """Squares in a row, as wide as they are high, with the columns of the wide table."""
    column = result.definition.id.replace("-", "_")
    layer = QgsVectorLayer(f"Polygon?crs=EPSG:2154&field={column}:double&field={column}_flag:string", "zones", "memory")
    features = []
    for place, (value, flag) in enumerate(zip(result.zones["value"], result.zones["flag"])):
        feature = QgsFeature(layer.fields())
        feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(place * SIDE, 0, (place + 1) * SIDE, SIDE)))
        feature.setAttributes([None if value != value else float(value), flag])
        features.append(feature)
    layer.dataProvider().addFeatures(features)
    layer.updateExtents()
    layer.setRenderer(style_of_result(result))
    return layer


def picture(layer):
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setExtent(layer.extent())
    settings.setOutputSize(QSize(round(layer.featureCount() * SIDE * PIXELS / 4), round(SIDE * PIXELS / 4)))
    settings.setBackgroundColor(QColor("white"))
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    return job.renderedImage()


def squares(layer):
    """The colours of the pixels of each square, as an array (square, y, x, 3)."""
    image = picture(layer)
    size, count = image.height(), layer.featureCount()
    pixels = np.array([[QColor(image.pixel(x, y)).getRgb()[:3] for x in range(image.width())] for y in range(size)])
    return [pixels[:, place * size : (place + 1) * size] for place in range(count)]


def legend(layer):
    return [item.label().replace("\n", " ") for item in layer.renderer().legendSymbolItems()]


def test_the_area_of_circles_is_in_proportion(qgis_app):
    drawn = squares(layer_of(result_of([400, 100, 25, 0, NAN], COUNTED)))
    blue = [(square[..., 2].astype(int) - square[..., 0] > 60).sum() for square in drawn]
    assert blue[0] > 500 and blue[0] / blue[1] == pytest.approx(4, rel=0.12) and blue[1] / blue[2] == pytest.approx(4, rel=0.25)
    assert blue[3] == blue[4] == 0
    middle = [square[20:-20, 20:-20].reshape(-1, 3) for square in drawn]
    assert len(np.unique(middle[3], axis=0)) == 1, "a zone with 0 is plain"
    assert len(np.unique(middle[4], axis=0)) > 1, "a zone without a value is hatched"


def test_the_legend_of_circles_says_unit_sizes_and_sources(qgis_app):
    result = result_of([400, 100, 25, 0, NAN], COUNTED)
    assert legend(layer_of(result)) == [
        "per 10,000 inh.: the area of the circle is in proportion", "400", "100", "20", "0", "no data",
        "Source: Boulangeries, Ministère du pain, 2024-01-01",
    ]  # fmt: skip
    layer = layer_of(result)
    lines = [line for item in layer.renderer().legendSymbolItems() for line in item.label().split("\n")]
    assert len(lines) > 8 and max(map(len, lines)) <= 32, "what the legend of our layouts has room for"
    sizes = [item.symbol().size() for item in layer.renderer().legendSymbolItems()[1:4]]
    assert [size**2 / sizes[0] ** 2 for size in sizes] == pytest.approx([1, 0.25, 0.05], rel=1e-2)
    assert legend(layer_of(result_of([0, 0], COUNTED)))[0] == "0"
    own = dataclasses.replace(result, sources=(), layers=("My bakeries",))
    assert legend(layer_of(own))[-1] == "Source: My bakeries"
    hostile = dataclasses.replace(result, sources=(), layers=("[% env('HOME') %]",))
    assert "[%" not in legend(layer_of(hostile))[-1], "layouts take that for an expression"


def draws(symbol):
    simple = symbol.symbolLayer(0)
    return simple.brushStyle() != Qt.BrushStyle.NoBrush or simple.strokeStyle() != Qt.PenStyle.NoPen


@pytest.mark.parametrize("ramp", ["Blues", "Greens", "Oranges", "Purples", "Reds"])
def test_the_colour_of_circles_and_charts_is_one_of_the_ramp_of_the_map(qgis_app, ramp):
    assert tones(made.definition(style={"ramp": ramp})) == (QgsColorBrewerColorRamp(ramp, 9).color(6 / 8).name(),) * 2


@pytest.mark.parametrize("ramp", ["PuOr", "RdBu"])
def test_the_colours_of_charts_are_those_about_the_middle_of_the_ramp(qgis_app, ramp):
    colours = QgsColorBrewerColorRamp(ramp, 11)
    asked = made.definition(style={"ramp": ramp}, compute={"kind": "difference", "of": ["a", "b"]})
    assert tones(asked) == (colours.color(0.1).name(), colours.color(0.9).name())


def tree_of(layer):
    """The tree of layers as the dock of QGIS shows it, its layer unfolded and nothing below."""
    root = QgsLayerTree()
    root.addLayer(layer).setExpanded(True)
    model = QgsLayerTreeModel(root)
    model.setFlag(QgsLayerTreeModel.Flag.ShowLegendAsTree)
    model.setAutoCollapseLegendNodes(-1)
    view = QgsLayerTreeView()
    view.setModel(model)
    view.resize(330, 420)
    return view, root, model


@pytest.mark.parametrize("compute", [{"kind": "rate", "layer": "x", "per": 10}, COUNTED])
def test_classes_are_in_sight_in_the_tree_of_layers(qgis_app, compute):
    layer = layer_of(result_of([*range(20), NAN], compute))
    view, root, model = tree_of(layer)
    nodes = model.layerLegendNodes(root.children()[0], True)
    assert [node.data(Qt.ItemDataRole.DisplayRole).replace("\n", " ") for node in nodes] == legend(layer)
    parents = {str(node.data(QgsLayerTreeModelLegendNode.LegendNodeRoles.ParentRuleKeyRole)) for node in nodes}
    assert not parents & {item.ruleKey() for item in layer.renderer().legendSymbolItems()}
    view.grab().save(str(ROOT / "build" / f"tree-{compute['kind']}.png"))


def test_the_heading_stays_in_a_legend_of_what_the_map_shows(qgis_app):
    layer = layer_of(result_of(list(range(20)), {"kind": "rate", "layer": "x", "per": 10}))
    renderer, context = layer.renderer().clone(), QgsRenderContext()
    renderer.startRender(context, layer.fields())
    feature = next(layer.getFeatures())
    context.expressionContext().setFeature(feature)
    keys = renderer.legendKeysForFeature(feature, context)
    renderer.stopRender(context)
    shown = [item.label().replace("\n", " ") for item in renderer.legendSymbolItems() if item.ruleKey() in keys]
    assert shown == ["per 10,000 inh. – natural breaks (Jenks)", "0 – 1"]


def test_what_is_below_nothing_has_no_circle(qgis_app):
    layer = layer_of(result_of([-3, 5, 8, 1, 9, 30, 2], {"kind": "aggregate", "layer": "x", "aggregate": "sum", "value": '"v"'}))
    assert "natural breaks" in legend(layer)[0]


@pytest.mark.parametrize(("symbols", "circles"), [("proportional", True), ("choropleth", False)])
def test_a_definition_chooses_its_symbols(qgis_app, symbols, circles):
    for compute in (COUNTED, {"kind": "rate", "layer": "x", "per": 10}):
        layer = layer_of(result_of(list(range(20)), compute, symbols=symbols))
        assert ("the area of the circle" in legend(layer)[0]) == circles


def test_reasons_why_values_are_missing_are_told_apart(qgis_app):
    flags = ["", "", "no data", "no data for this year", "not applicable\u00a0: no inhabitants", "not applicable: l'île", ""]
    values = [3, 0, NAN, NAN, NAN, NAN, NAN]
    for compute in (COUNTED, {"kind": "rate", "layer": "x", "per": 10}):
        layer = layer_of(result_of(values, compute, flags))
        labels = legend(layer)
        assert labels[-5:-1] == ["no data", "no data for this year", "not applicable", "no data"]
        renderer, context = layer.renderer().clone(), QgsRenderContext()
        renderer.startRender(context, layer.fields())
        drawn = []
        for feature in layer.getFeatures():
            context.expressionContext().setFeature(feature)
            visible = [symbol for symbol in renderer.symbolsForFeature(feature, context) if draws(symbol)]
            drawn.append([renderer.legendKeysForFeature(feature, context), len(visible)])
        renderer.stopRender(context)
        assert {count for _, count in drawn} == {1}
        keys = [frozenset(keys) for keys, _ in drawn]
        assert keys[4] == keys[5] and len(set(keys)) == 6


def test_a_style_of_a_result_is_read_back_by_qgis_alone(qgis_app):
    for values in ([400, 100, 25, 0, NAN], [1, 2, 3, 4, 5, 6, 7, 8, NAN]):
        layer = layer_of(result_of(values, COUNTED, **({} if values[0] == 400 else {"symbols": "choropleth"})))
        document = QDomDocument()
        layer.exportNamedStyle(document)
        bare = QgsVectorLayer(layer.source(), "bare", "memory")
        bare.dataProvider().addFeatures(list(layer.getFeatures()))
        bare.updateExtents()
        assert bare.importNamedStyle(document)[0]
        assert legend(bare) == legend(layer) and picture(bare) == picture(layer)
        assert "python" not in document.toString().lower()


def test_the_method_of_the_classes_is_the_one_that_is_stated(qgis_app):
    values = np.sort(np.random.default_rng(6).lognormal(2, 1, 400).round(3))
    quantiles = class_bounds(values, 4, None, "quantile")
    counts = np.histogram(values, quantiles)[0]
    assert len(counts) == 4 and abs(counts - 100).max() <= 2
    assert np.diff(class_bounds(values, 4, None, "equal")) == pytest.approx([np.ptp(values) / 4] * 4)
    inner = class_bounds(values, 4, None, "pretty")[1:-1]
    assert inner and all(bound == float(f"{bound:.2g}") for bound in inner)
    within = {
        method: spread(values, class_bounds(values, 4, None, method)) for method in ("jenks", "quantile", "equal", "pretty")
    }
    assert min(within, key=within.get) == "jenks", within
    for method, told in (("quantile", "quantiles"), ("equal", "equal intervals"), ("pretty", "round bounds"), ("jenks", "Jenks")):
        layer = layer_of(result_of(list(range(40)), {"kind": "rate", "layer": "x", "per": 10}, method=method))
        assert legend(layer)[0].startswith("per 10,000 inh. – ") and told in legend(layer)[0]


def spread(values, bounds):
    """The sum of the squares within classes, which natural breaks make least."""
    place = np.clip(np.searchsorted(bounds, values, side="left"), 1, len(bounds) - 1)
    return sum(((values[place == each] - values[place == each].mean()) ** 2).sum() for each in np.unique(place))


def test_a_difference_has_a_bound_at_nothing_and_two_colours(qgis_app):
    layer = layer_of(result_of([-8, -5, -4, -1, 2, 3, 6, 9], {"kind": "difference", "of": ["a", "b"]}))
    items = layer.renderer().legendSymbolItems()
    classes = [item for item in items if item.symbol() is not None and draws(item.symbol())]
    bounds, tones = [item.label() for item in classes], [item.symbol().color() for item in classes]
    below = [tone for tone, label in zip(tones, bounds) if label.startswith("−")]
    above = [tone for tone, label in zip(tones, bounds) if not label.startswith("−")]
    assert below and above
    assert all(tone.red() > tone.blue() for tone in below) and all(tone.blue() > tone.red() for tone in above), "orange, purple"


def test_classes_are_drawn_by_their_names(qgis_app):
    """In the order of the typology, apart from what has none; quotes in names do no harm."""
    names = ["far, or 'nearly'", "near"]
    classes = [{"label": {"fr": name, "en": name}, "where": [{"of": "x"}]} for name in names[::-1]]
    result = result_of([1, 0, 1, NAN], {"kind": "typology", "classes": classes}, ["", "", "", "no data"])
    result = dataclasses.replace(result, zones=result.zones.assign(label=[names[0], names[1], names[0], ""]))
    layer = QgsVectorLayer(f"Polygon?crs=EPSG:2154&field={result.definition.id.replace('-', '_')}:string", "zones", "memory")
    features = []
    for place, label in enumerate([names[0], names[1], names[0], None]):
        feature = QgsFeature(layer.fields())
        feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(place * SIDE, 0, (place + 1) * SIDE, SIDE)))
        feature.setAttributes([label])
        features.append(feature)
    layer.dataProvider().addFeatures(features)
    layer.updateExtents()
    layer.setRenderer(style_of_result(result))
    assert legend(layer)[:3] == ["near", "far, or 'nearly'", "no data"]
    middles = [tuple(np.median(square[10:-10, 10:-10].reshape(-1, 3), axis=0)) for square in squares(layer)]
    assert middles[0] == middles[2] and len(set(middles[:2])) == 2
