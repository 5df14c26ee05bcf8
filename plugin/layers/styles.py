# SPDX-License-Identifier: GPL-2.0-or-later
"""How layers are drawn: markers for services, fills for perimeters, choropleths for indicators. Native renderers only,
so that a project draws without the product.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from qgis.core import (
    Qgis,
    QgsCategorizedSymbolRenderer,
    QgsClassificationJenks,
    QgsColorBrewerColorRamp,
    QgsFeatureRenderer,
    QgsFillSymbol,
    QgsLinePatternFillSymbolLayer,
    QgsLineSymbol,
    QgsMarkerSymbol,
    QgsRendererCategory,
    QgsRuleBasedRenderer,
    QgsSimpleFillSymbolLayer,
    QgsSimpleLineSymbolLayer,
    QgsSingleSymbolRenderer,
    QgsSymbol,
    QgsSymbolLayer,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor

from ..catalog.themes import OTHER
from ..indicators.definition import Definition
from ..messages import number, translate
from ..store.difference import ADDED, CHANGED, MOVED, MOVED_CHANGED, REMOVED
from ..store.tables import column_of

OUTLINE = "#ffffff"
NO_DATA = "#d9d9d9"

_OUTLINES = ((400, "0.2"), (2000, "0.1"), (float("inf"), "0.02"))
"""Width in mm of the outlines of zones, by how many they are at most: many outlines would hide the fills."""


THEME_COLOURS = {
    "services": "#0072b2", "programmes": "#b5478f", "zonings": "#8f3f97", "population": "#7a1f5c", "boundaries": "#2b2b2b",
    "mobility": "#bf4e00", "risks": "#b2182b", "environment": "#007a5a", "planning": "#a56a00", "economy": "#6b4b00",
    "health": "#c2397b", "culture": "#4b2e83", "basemaps": "#595959", "own": "#000000", OTHER: "#4d5d75",
}  # fmt: skip
"""From the palette of Okabe and Ito, made for all sorts of sight, darkened so that each stands out on white."""

_POINTS = ((200, "3.4", "0.4"), (2000, "2.6", "0.3"), (20_000, "1.8", "0.2"), (float("inf"), "1.2", "0.1"))
_LINES = ((2000, 0.7, 1.3), (20_000, 0.5, 0.9), (float("inf"), 0.3, 0.5))
_AREAS = ((400, 0.5, 1.0), (2000, 0.3, 0.6), (20_000, 0.15, 0), (float("inf"), 0.08, 0))
"""Sizes in mm of a symbol and of its white edge, by how many features there are at most."""

LARGER = 1.2
"""How much larger harmonised services are: their shapes tell them apart, which circles need not."""
_SLENDER = {"star": 1.35, "cross_fill": 1.3, "triangle": 1.15}
"""How much larger the shapes that fill less of their square are."""
CHANGES = {
    ADDED: ("#007a5a", "triangle", (0,)),
    REMOVED: ("#b2182b", "cross_fill", (45, 135)),
    MOVED: ("#8f3f97", "pentagon", (90,)),
    CHANGED: ("#0072b2", "square", (45,)),
    MOVED_CHANGED: ("#6b4b00", "diamond", (135,)),
}
"""Of each kind of change: its colour, its marker, and the angles of its hatching."""
HATCH_MM = 2.8
"""Between the lines of a hatching."""


def style_of_entry(layer: QgsVectorLayer, style: dict) -> QgsFeatureRenderer | None:
    """The renderer of a harmonised layer, from the style of its recipe; None for a table."""
    colour = style.get("colour", "#0063cb")
    if layer.geometryType() == Qgis.GeometryType.Point:
        return QgsSingleSymbolRenderer(_points(colour, layer.featureCount(), style.get("marker", "circle"), LARGER))
    if layer.geometryType() != Qgis.GeometryType.Polygon:
        return None
    if "categories" in style:
        categories = [QgsRendererCategory(value, _fill(tone, 200), value) for value, tone in style["categories"].items()]
        return QgsCategorizedSymbolRenderer("category", categories)
    if "hatch" in style:
        return QgsSingleSymbolRenderer(_hatched(colour, style["hatch"]))
    return QgsSingleSymbolRenderer(_areas(colour, layer.featureCount()))


def style_of_theme(layer: QgsVectorLayer, theme: str, count: int) -> QgsFeatureRenderer | None:
    """The renderer of a loaded layer of about `count` features, in the colour of its theme, thinner where they are many; None
    for a table. White edges keep it readable over photographs, the colour over plans.
    """
    colour = THEME_COLOURS.get(theme, THEME_COLOURS[OTHER])
    makers = {Qgis.GeometryType.Point: _points, Qgis.GeometryType.Line: _lines, Qgis.GeometryType.Polygon: _areas}
    make = makers.get(layer.geometryType())
    return QgsSingleSymbolRenderer(make(colour, count)) if make is not None else None


def change_names() -> dict[str, str]:
    """How each kind of change is called."""
    return {
        ADDED: translate("layers", "Added"),
        REMOVED: translate("layers", "Removed"),
        MOVED: translate("layers", "Moved"),
        CHANGED: translate("layers", "Changed"),
        MOVED_CHANGED: translate("layers", "Moved and changed"),
    }


def style_of_difference(layer: QgsVectorLayer) -> QgsFeatureRenderer | None:
    """What was added, removed, moved or changed, told apart by colour and by shape or hatching; None for a table."""
    names = change_names()
    points = layer.geometryType() == Qgis.GeometryType.Point
    if not points and layer.geometryType() != Qgis.GeometryType.Polygon:
        return None
    symbols = {
        kind: _points(colour, 200, marker, LARGER) if points else _hatched(colour, angles)
        for kind, (colour, marker, angles) in CHANGES.items()
    }
    categories = [QgsRendererCategory(kind, symbol, names[kind]) for kind, symbol in symbols.items()]
    return QgsCategorizedSymbolRenderer("change", categories)


def _points(colour: str, count: int, marker: str = "circle", larger: float = 1) -> QgsMarkerSymbol:
    size, edge = next(sizes for most, *sizes in _POINTS if count <= most)
    size = f"{float(size) * larger * _SLENDER.get(marker, 1):.1f}"
    return QgsMarkerSymbol.createSimple(
        {"name": marker, "color": colour, "outline_color": OUTLINE, "outline_width": edge, "size": size}
    )


def _hatched(colour: str, angles: Sequence[int]) -> QgsFillSymbol:
    """Lines at those angles (degrees) and an edge, all on wider white ones: what lies below shows through, and programmes that
    lie on one another are told apart by their direction.
    """
    width, edge = 0.6, 1.0
    patterns = [_pattern(tone, wide, angle) for tone, wide in ((OUTLINE, 0.8), (colour, 0.45)) for angle in angles]
    return _symbol(QgsFillSymbol(), *patterns, _line(OUTLINE, edge), _line(colour, width))


def _pattern(colour: str, width: float, angle: int) -> QgsLinePatternFillSymbolLayer:
    pattern = QgsLinePatternFillSymbolLayer()
    pattern.setLineAngle(angle)
    pattern.setDistance(HATCH_MM)
    pattern.setSubSymbol(_symbol(QgsLineSymbol(), _line(colour, width)))
    return pattern


def _lines(colour: str, count: int) -> QgsLineSymbol:
    width, edge = next(sizes for most, *sizes in _LINES if count <= most)
    return _symbol(QgsLineSymbol(), _line(OUTLINE, edge), _line(colour, width))


def _line(colour: str, width: float) -> QgsSimpleLineSymbolLayer:
    line = QgsSimpleLineSymbolLayer(QColor(colour), width)
    line.setPenCapStyle(Qt.PenCapStyle.RoundCap)
    line.setPenJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return line


def _areas(colour: str, count: int) -> QgsFillSymbol:
    """A light fill; the edge lies on a wider white one where there are few."""
    width, edge = next(sizes for most, *sizes in _AREAS if count <= most)
    tone = QColor(colour)
    tone.setAlpha(70)
    fill = QgsSimpleFillSymbolLayer(tone, Qt.BrushStyle.SolidPattern, QColor(colour), Qt.PenStyle.NoPen)
    white = [_line(OUTLINE, edge)] if edge else []
    return _symbol(QgsFillSymbol(), fill, *white, _line(colour, width))


def _symbol(symbol: QgsSymbol, *layers: QgsSymbolLayer) -> QgsSymbol:
    """The symbol with these layers in place of its own. Given to its constructor in a list, they would be freed too early."""
    symbol.deleteSymbolLayer(0)
    for layer in layers:
        symbol.appendSymbolLayer(layer)
    return symbol


def territory_style(communes: int = 1) -> QgsFeatureRenderer:
    """A contour without fill, for a territory of that many communes over other layers."""
    width = "0.5" if communes <= _OUTLINES[0][0] else "0.2"
    symbol = QgsFillSymbol.createSimple({"style": "no", "outline_color": "#161616", "outline_width": width})
    return QgsSingleSymbolRenderer(symbol)


def choropleth(definition: Definition, values: Sequence[float]) -> QgsFeatureRenderer:
    """Classes by Jenks' natural breaks (around `centre` for a change), each with its bounds, and "no data" apart; one class
    a value where there are few values.

    `values`: those of the layer, NaN where missing.
    """
    column = column_of(definition.id)
    known = np.asarray([value for value in values if value == value], dtype=float)
    root = QgsRuleBasedRenderer.Rule(None)
    outline = next(width for zones, width in _OUTLINES if len(values) <= zones)
    for place, (low, high, colour) in enumerate(_classes(definition, known)):
        above = ">=" if place == 0 or low == high else ">"
        expression = f'"{column}" {above} {low!r} AND "{column}" <= {high!r}'
        label = _class_label(low, high, definition.decimals, first=place == 0)
        root.appendChild(QgsRuleBasedRenderer.Rule(_fill(colour, 255, width=outline), 0, 0, expression, label))
    if len(known) < len(values):
        empty = QgsFillSymbol.createSimple(
            {"style": "b_diagonal", "color": "#929292", "outline_color": NO_DATA, "outline_width": outline}
        )
        root.appendChild(QgsRuleBasedRenderer.Rule(empty, 0, 0, f'"{column}" IS NULL', translate("styles", "no data")))
    return QgsRuleBasedRenderer(root)


def _classes(definition: Definition, known: np.ndarray) -> list[tuple[float, float, str]]:
    """Lower bound, upper bound and colour of each class: one a value where there are few, else ranges."""
    if not len(known):
        return []
    count, centre = definition.style.get("classes", 5), definition.style.get("centre")
    distinct = np.unique(known).tolist()
    if len(distinct) <= count and centre is None:
        return [(value, value, colour) for value, colour in zip(distinct, _sequence(definition.style["ramp"], len(distinct)))]
    bounds = class_bounds(known, count, centre)
    rounded = [round(bound, definition.decimals) for bound in bounds[1:-1]]
    bounds = [bounds[0], *(bound for bound in dict.fromkeys(rounded) if bounds[0] < bound < bounds[-1]), bounds[-1]]
    return list(zip(bounds, bounds[1:], _colours(definition.style["ramp"], bounds, centre)))


def _class_label(low: float, high: float, decimals: int, first: bool) -> str:
    """The bounds of a class; no number appears in two of them."""
    if decimals == 0 and not first:
        low = min(low + 1, high)
    ends = dict.fromkeys(number(bound, decimals) for bound in (low, high))
    return ("> " if decimals and not first and low < high else "") + " – ".join(ends)


def class_bounds(values: np.ndarray, count: int, centre: float | None) -> list[float]:
    """Increasing bounds of at most `count` classes that hold all `values` (no NaN); `centre`, if given, is one of them
    when values lie on both sides of it.
    """
    if centre is not None and values.min() < centre < values.max():
        below, above = values[values <= centre], values[values > centre]
        share = max(1, min(count - 1, round(count * len(below) / len(values))))
        return [
            *class_bounds(np.append(below, centre), share, None),
            *class_bounds(np.append(above, centre), count - share, None)[1:],
        ]
    low, high = float(values.min()), float(values.max())
    if low == high:
        return [low, high]
    distinct = len(np.unique(values))
    classes = QgsClassificationJenks().classes([float(value) for value in values], max(1, min(count, distinct - 1)))
    return [low, *sorted({float(item.upperBound()) for item in classes} - {low, high}), high]


def _colours(ramp: str, bounds: Sequence[float], centre: float | None) -> list[str]:
    size = len(bounds) - 1
    if centre is not None and bounds[0] < centre < bounds[-1]:
        below = sum(high <= centre for high in bounds[1:])
        half = max(below, size - below)
        palette = _palette(ramp, min(11, 2 * half + 1))
        return [*palette[half - below : half], *palette[len(palette) - half : len(palette) - half + size - below]]
    if centre is not None:
        palette = _palette(ramp, min(11, 2 * size + 1))
        return palette[:size] if bounds[0] < centre else palette[-size:]
    return _sequence(ramp, size)


def _sequence(ramp: str, size: int) -> list[str]:
    """`size` colours from light to dark, well apart."""
    palette = _palette(ramp, size)
    return [palette[round(place * (len(palette) - 1) / max(1, size - 1))] for place in range(size)]


def _palette(ramp: str, size: int) -> list[str]:
    colours = QgsColorBrewerColorRamp(ramp, max(3, min(size, 11 if ramp in ("PuOr", "RdBu") else 9)))
    return [colours.color(place / (colours.colors() - 1)).name() for place in range(colours.colors())]


def _fill(colour: str, opacity: int, outline: str = OUTLINE, width: str = "0.2") -> QgsFillSymbol:
    tone = QColor(colour)
    tone.setAlpha(opacity)
    symbol = QgsFillSymbol.createSimple({"outline_color": outline, "outline_width": width})
    symbol.setColor(tone)
    return symbol
