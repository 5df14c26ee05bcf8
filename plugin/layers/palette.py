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
