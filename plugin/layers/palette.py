# SPDX-License-Identifier: GPL-2.0-or-later
"""Colours, and the drawing that suits the nature of an indicator: what maps and charts share. It imports no QGIS."""

from __future__ import annotations

from ..catalog.themes import OTHER
from ..indicators.definition import Definition

OUTLINE = "#ffffff"
NO_DATA = "#d9d9d9"

THEME_COLOURS = {
    "services": "#0072b2", "programmes": "#b5478f", "zonings": "#8f3f97", "population": "#7a1f5c", "boundaries": "#2b2b2b",
    "mobility": "#bf4e00", "risks": "#b2182b", "environment": "#007a5a", "planning": "#a56a00", "economy": "#6b4b00",
    "health": "#c2397b", "culture": "#4b2e83", "basemaps": "#595959", "own": "#000000", OTHER: "#4d5d75",
}  # fmt: skip
"""From the palette of Okabe and Ito, made for all sorts of sight, darkened so that each stands out on white."""

CLASS_COLOURS = (
    "#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#5b3f8c", "#8c6d31", "#7f7f7f",
)  # fmt: skip
"""Okabe and Ito's, and three more: classes without an order are told apart by them, and by their names when one is pointed at."""

_TONES = {
    "Blues": "#2171b5", "Greens": "#238b45", "Oranges": "#d94801", "Purples": "#6a51a3", "Reds": "#cb181d", "PuOr": "#542788",
    "RdBu": "#2166ac",
}  # fmt: skip
"""One colour for a whole ramp of ColorBrewer: the seventh of nine, or the last but one of eleven where the ramp has a middle."""
_LOW_TONES = {"PuOr": "#b35806", "RdBu": "#b2182b"}
"""Those of what is below the middle."""

COUNT, RATE, CHANGE = "count", "rate", "change"
PROPORTIONAL, CHOROPLETH = "proportional", "choropleth"
DIVERGING = ("PuOr", "RdBu")
"""The ramps that have a middle."""
_ADDED_UP = frozenset(("count", "sum", "length", "covered-area"))
_CHANGES = frozenset(("change", "difference", "relative-change"))


def nature(definition: Definition) -> str:
    """What the figures of an indicator are: a `COUNT` (what is added up, divided by nothing: that of a larger zone is larger), a
    `CHANGE` (on both sides of nothing) or a `RATE` (all others).
    """
    asked = definition.compute
    if asked["kind"] in _CHANGES or "centre" in definition.style:
        return CHANGE
    added_up = asked.get("aggregate") in _ADDED_UP and "per" not in asked
    return COUNT if asked["kind"] == "features" or added_up else RATE


def symbols(definition: Definition) -> str:
    """`PROPORTIONAL` circles for a count, a `CHOROPLETH` for the rest, unless the definition says which."""
    return definition.style.get("symbols", PROPORTIONAL if nature(definition) == COUNT else CHOROPLETH)


def centre(definition: Definition) -> float | None:
    """The bound that parts the classes of a change: nothing, unless the definition says another; None for what is no change."""
    return definition.style.get("centre", 0.0 if nature(definition) == CHANGE else None)


def ramp(definition: Definition) -> str:
    """The ramp of ColorBrewer: a change has one with a middle, whatever the definition says."""
    asked = definition.style["ramp"]
    return asked if asked in DIVERGING or centre(definition) is None else DIVERGING[0]


def tones(definition: Definition) -> tuple[str, str]:
    """The colours of bars and circles, which stand for the ramp of the map: below its middle, and above it; one twice without middle."""
    asked = ramp(definition)
    return _LOW_TONES.get(asked, _TONES[asked]), _TONES[asked]
