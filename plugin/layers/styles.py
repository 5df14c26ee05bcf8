# SPDX-License-Identifier: GPL-2.0-or-later
"""How layers are drawn: markers for services, fills for perimeters, choropleths and circles for indicators. Native renderers only,
so that a project draws without the product.
"""

from __future__ import annotations

import itertools
import re
import textwrap
from collections import Counter
from collections.abc import Sequence

import numpy as np
from qgis.core import (
    Qgis,
    QgsCategorizedSymbolRenderer,
    QgsCentroidFillSymbolLayer,
    QgsClassificationEqualInterval,
    QgsClassificationJenks,
    QgsClassificationPrettyBreaks,
    QgsClassificationQuantile,
    QgsColorBrewerColorRamp,
    QgsExpression,
    QgsFeatureRenderer,
    QgsFillSymbol,
    QgsLinePatternFillSymbolLayer,
    QgsLineSymbol,
    QgsMarkerSymbol,
    QgsProperty,
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
from ..indicators.engine import Result
from ..messages import date, labelled, number, translate
from ..store.difference import ADDED, CHANGED, MOVED, MOVED_CHANGED, REMOVED
from ..store.tables import column_of
from .palette import CLASS_COLOURS, DIVERGING, NO_DATA, OUTLINE, PROPORTIONAL, THEME_COLOURS, centre, ramp, symbols, tones

_OUTLINES = ((400, "0.2"), (2000, "0.1"), (float("inf"), "0.02"))
"""Width in mm of the outlines of zones, by how many they are at most: many outlines would hide the fills."""

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

JENKS = "jenks"
_METHODS = {
    JENKS: QgsClassificationJenks,
    "quantile": QgsClassificationQuantile,
    "equal": QgsClassificationEqualInterval,
    "pretty": QgsClassificationPrettyBreaks,
}
_CIRCLES = ((50, 14.0), (400, 9.0), (2000, 6.0), (float("inf"), 3.0))
"""Diameter in mm of the largest circle, by how many zones there are at most."""
KEY_MM = 2.5
"""Diameter of the circle beside the unit in the legend."""
_PATTERNS = ("b_diagonal", "f_diagonal", "dense7", "cross")
"""Of the reasons why values are missing."""
_AFTER_REASON = "[ \u00a0\u202f]*:.*$"
LEGEND_CHARACTERS = 32
"""In a line of the legend, at most."""


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


def style_of_result(result: Result) -> QgsFeatureRenderer:
    """The renderer of the wide layer of a result, as the nature of its figures wants it: circles for a count, else a choropleth.

    Its legend says the unit, the method of the classes, why values are missing, and the sources with their dates.
    """
    definition, values = result.definition, result.zones["value"].tolist()
    flags = result.zones["flag"].tolist()
    if definition.is_class:
        rules = [*_label_rules(definition, result.zones["label"].tolist()), *_missing_rules(definition, values, flags)]
    else:
        rules = _circles(definition, values, flags) if _has_circles(definition, values) else _headed(definition, values, flags)
    return _renderer([*rules, *_source_rules(result)])


def _label_rules(definition: Definition, labels: Sequence[str]) -> list[QgsRuleBasedRenderer.Rule]:
    """One rule a class that is there: those of a typology in its order, others by their frequency, beyond the colours all in one."""
    column, outline = column_of(definition.id), _outline_width(labels)
    told = [label for label, _ in Counter(label for label in labels if label).most_common()]
    if definition.compute["kind"] == "typology":
        told = [label for label in definition.labels if label in told]
    rules = []
    for label, colour in zip(told, CLASS_COLOURS):
        expression = f'"{column}" = {QgsExpression.quotedString(label)}'
        rules.append(_rule(_fill(colour, 255, width=outline), expression, label))
    rest = told[len(CLASS_COLOURS) :]
    if rest:
        listed = ", ".join(QgsExpression.quotedString(label) for label in rest)
        rules.append(_rule(_fill("#ededed", 255, width=outline), f'"{column}" IN ({listed})', translate("styles", "others")))
    return rules


def choropleth(definition: Definition, values: Sequence[float]) -> QgsFeatureRenderer:
    """Classes by the method of the definition (around its centre for a change), each with its bounds, and "no data" apart; one class
    a value where there are few values.

    `values`: those of the layer, NaN where missing.
    """
    return _renderer([*_class_rules(definition, values), *_missing_rules(definition, values)])


def proportional_circles(
    definition: Definition, values: Sequence[float], flags: Sequence[str] | None = None
) -> QgsFeatureRenderer:
    """Circles whose areas are in proportion to the values (none below 0; NaN where missing), examples of them in the legend; 0, and
    values that are missing (for what reason: `flags`), each apart.
    """
    return _renderer(_circles(definition, values, flags))


def _renderer(rules: Sequence[QgsRuleBasedRenderer.Rule]) -> QgsRuleBasedRenderer:
    root = QgsRuleBasedRenderer.Rule(None)
    for rule in rules:
        root.appendChild(rule)
    return QgsRuleBasedRenderer(root)


def _rule(symbol: QgsSymbol | None, expression: str, label: str) -> QgsRuleBasedRenderer.Rule:
    """A rule whose label, which may come from data, is no expression to layouts."""
    return QgsRuleBasedRenderer.Rule(symbol, 0, 0, expression, label.replace("[%", "[ %"))


def _told_only(label: str, symbol: QgsSymbol | None = None) -> QgsRuleBasedRenderer.Rule:
    """A line of the legend that draws nothing."""
    return _rule(symbol, "FALSE", label)


def _heading(label: str) -> QgsRuleBasedRenderer.Rule:
    """A line of the legend that holds for all features and draws none: the legend of our project's page, which keeps only what its map
    shows, keeps it too.
    """
    return _rule(QgsFillSymbol.createSimple({"style": "no", "outline_style": "no"}), "", label)


def _source_rules(result: Result) -> list[QgsRuleBasedRenderer.Rule]:
    quoted = [f"{source.title}, {source.producer}, {date(source.date)}" for source in result.sources] or list(result.layers)
    return [_told_only(_broken(labelled(translate("styles", "Source"), text))) for text in quoted]


def _broken(text: str) -> str:
    """A text of the legend in lines that a layout has room for."""
    return "\n".join(textwrap.wrap(text, LEGEND_CHARACTERS, break_long_words=False)) or text


def _outline_width(values: Sequence[float]) -> str:
    return next(width for zones, width in _OUTLINES if len(values) <= zones)


def _headed(definition: Definition, values: Sequence[float], flags: Sequence[str]) -> list[QgsRuleBasedRenderer.Rule]:
    """The classes after a line that says their unit and their method: as its children, the tree of layers would fold them away."""
    classes = _class_rules(definition, values)
    if not classes:
        return _missing_rules(definition, values, flags)
    told = definition.unit
    if not _by_value(definition, _known(values)):
        told = f"{told} – {_method_name(definition.style.get('method', JENKS))}"
    return [_heading(_broken(told)), *classes, *_missing_rules(definition, values, flags)]


def _method_name(method: str) -> str:
    names = {
        JENKS: translate("styles", "natural breaks (Jenks)"),
        "quantile": translate("styles", "quantiles"),
        "equal": translate("styles", "equal intervals"),
        "pretty": translate("styles", "round bounds"),
    }
    return names[method]


def _known(values: Sequence[float]) -> np.ndarray:
    return np.asarray([value for value in values if value == value], dtype=float)


def _class_rules(definition: Definition, values: Sequence[float]) -> list[QgsRuleBasedRenderer.Rule]:
    column, outline = column_of(definition.id), _outline_width(values)
    rules = []
    for place, (low, high, colour) in enumerate(_classes(definition, _known(values))):
        above = ">=" if place == 0 or low == high else ">"
        expression = f'"{column}" {above} {low!r} AND "{column}" <= {high!r}'
        label = _class_label(low, high, definition.decimals, first=place == 0)
        rules.append(_rule(_fill(colour, 255, width=outline), expression, label))
    return rules


def _missing_rules(
    definition: Definition, values: Sequence[float], flags: Sequence[str] | None = None
) -> list[QgsRuleBasedRenderer.Rule]:
    """One rule for each reason why values are missing (what its flag says before a colon): what does not apply is not unknown."""
    column, outline = column_of(definition.id), _outline_width(values)
    missing = [place for place, value in enumerate(values) if value != value]
    reasons = list(dict.fromkeys(_reason(flags[place]) for place in missing)) if flags else [""] if missing else []
    rules = []
    for reason, pattern in zip(reasons, itertools.cycle(_PATTERNS)):
        expression = f'"{column}" IS NULL'
        if len(reasons) > 1:
            told = f"regexp_replace(coalesce(\"{column}_flag\", ''), {QgsExpression.quotedString(_AFTER_REASON)}, '')"
            expression += f" AND {told} = {QgsExpression.quotedString(reason)}"
        symbol = QgsFillSymbol.createSimple(
            {"style": pattern, "color": "#929292", "outline_color": NO_DATA, "outline_width": outline}
        )
        rules.append(_rule(symbol, expression, reason or translate("styles", "no data")))
    return rules


def _reason(flag: str) -> str:
    """Why a value is missing, without the figures that follow."""
    return re.sub(_AFTER_REASON, "", flag or "")


def _has_circles(definition: Definition, values: Sequence[float]) -> bool:
    return symbols(definition) == PROPORTIONAL and not (_known(values) < 0).any()


def _circles(
    definition: Definition, values: Sequence[float], flags: Sequence[str] | None = None
) -> list[QgsRuleBasedRenderer.Rule]:
    column, known = column_of(definition.id), _known(values)
    colour = tones(definition)[1]
    top, rules = float(known.max(initial=0)), []
    if top > 0:
        largest = next(size for zones, size in _CIRCLES if len(values) <= zones)
        circle = _circle(colour, KEY_MM)
        expression = f'{largest!r} * sqrt("{column}" / {top!r})'
        circle.symbolLayer(0).setDataDefinedProperty(QgsSymbolLayer.Property.Size, QgsProperty.fromExpression(expression))
        told = translate("styles", "{unit}: the area of the circle is in proportion").format(unit=definition.unit)
        rules.append(_rule(_with_circle(_zone(values), circle), f'"{column}" > 0', _broken(told)))
        for value in _examples(top, definition.decimals):
            size = largest * float(np.sqrt(value / top))
            rules.append(_told_only(number(value, definition.decimals), _circle(colour, size)))
    if (known == 0).any():
        rules.append(_rule(_zone(values), f'"{column}" = 0', number(0, definition.decimals)))
    return [*rules, *_missing_rules(definition, values, flags)]


def _examples(top: float, decimals: int) -> list[float]:
    """Values that the legend shows: the greatest, and round ones near a quarter and a sixteenth of it."""
    found = [top]
    for part in (top / 4, top / 16):
        value = round(part, max(0, -int(np.floor(np.log10(part)))) if part < 1 else -int(np.floor(np.log10(part))))
        if round(value, decimals) == value and 0 < value < found[-1]:
            found.append(value)
    return found


def _circle(colour: str, size: float) -> QgsMarkerSymbol:
    tone = QColor(colour)
    tone.setAlpha(215)
    circle = QgsMarkerSymbol.createSimple(
        {"name": "circle", "outline_color": OUTLINE, "outline_width": "0.2", "size": f"{size:.3f}"}
    )
    circle.setColor(tone)
    return circle


def _zone(values: Sequence[float]) -> QgsFillSymbol:
    """A zone under circles."""
    return _fill("#f2f2f2", 255, "#b5b5b5", _outline_width(values))


def _with_circle(zone: QgsFillSymbol, circle: QgsMarkerSymbol) -> QgsFillSymbol:
    """The zone with one circle in it, drawn once all zones are."""
    centred = QgsCentroidFillSymbolLayer()
    centred.setSubSymbol(circle)
    centred.setPointOnSurface(True)
    centred.setPointOnAllParts(False)
    centred.setClipPoints(False)
    centred.setRenderingPass(1)
    zone.appendSymbolLayer(centred)
    return zone


def _by_value(definition: Definition, known: np.ndarray) -> bool:
    """Whether each value is a class of its own."""
    return len(np.unique(known)) <= definition.style.get("classes", 5) and centre(definition) is None


def _classes(definition: Definition, known: np.ndarray) -> list[tuple[float, float, str]]:
    """Lower bound, upper bound and colour of each class: one a value where there are few, else ranges."""
    if not len(known):
        return []
    count, middle, colours = definition.style.get("classes", 5), centre(definition), ramp(definition)
    if _by_value(definition, known):
        distinct = np.unique(known).tolist()
        return [(value, value, colour) for value, colour in zip(distinct, _sequence(colours, len(distinct)))]
    bounds = class_bounds(known, count, middle, definition.style.get("method", JENKS))
    rounded = [round(bound, definition.decimals) for bound in bounds[1:-1]]
    bounds = [bounds[0], *(bound for bound in dict.fromkeys(rounded) if bounds[0] < bound < bounds[-1]), bounds[-1]]
    return list(zip(bounds, bounds[1:], _colours(colours, bounds, middle)))


def _class_label(low: float, high: float, decimals: int, first: bool) -> str:
    """The bounds of a class; no number appears in two of them."""
    if decimals == 0 and not first:
        low = min(low + 1, high)
    ends = dict.fromkeys(number(bound, decimals) for bound in (low, high))
    return ("> " if decimals and not first and low < high else "") + " – ".join(ends)


def class_bounds(values: np.ndarray, count: int, centre: float | None, method: str = JENKS) -> list[float]:
    """Increasing bounds of at most `count` classes (round ones: about as many) that hold all `values` (no NaN), by the `method`
    that the schema of definitions names; `centre`, if given, is one of them when values lie on both sides of it.
    """
    if centre is not None and values.min() < centre < values.max():
        below, above = values[values <= centre], values[values > centre]
        share = max(1, min(count - 1, round(count * len(below) / len(values))))
        return [
            *class_bounds(np.append(below, centre), share, None, method),
            *class_bounds(np.append(above, centre), count - share, None, method)[1:],
        ]
    low, high = float(values.min()), float(values.max())
    if low == high:
        return [low, high]
    distinct = len(np.unique(values))
    classes = _METHODS[method]().classes([float(value) for value in values], max(1, min(count, distinct - 1)))
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
    colours = QgsColorBrewerColorRamp(ramp, max(3, min(size, 11 if ramp in DIVERGING else 9)))
    return [colours.color(place / (colours.colors() - 1)).name() for place in range(colours.colors())]


def _fill(colour: str, opacity: int, outline: str = OUTLINE, width: str = "0.2") -> QgsFillSymbol:
    tone = QColor(colour)
    tone.setAlpha(opacity)
    symbol = QgsFillSymbol.createSimple({"outline_color": outline, "outline_width": width})
    symbol.setColor(tone)
    return symbol
