# SPDX-License-Identifier: GPL-2.0-or-later
"""Variables of the project, for titles, credits and figures of layouts. They are the project's own: they are read without us."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.core import QgsExpressionContextUtils, QgsProject

from .marks import mark_of

if TYPE_CHECKING:
    from ..indicators.engine import Result
    from ..territory.model import Territory

NAME, CODE, KEY = "vigie_territory_name", "vigie_territory_code", "vigie_territory_key"
CREDITS = "vigie_credits"
VALUE = "vigie_value_"
"""Begins the names of the figures of the whole territory, by indicator."""


def note_territory(project: QgsProject, territory: Territory) -> None:
    """Write the name, the codes and the key of the territory; figures of another one go."""
    kept = project.customVariables()
    if kept.get(KEY) != territory.key:
        kept = {name: value for name, value in kept.items() if not name.startswith(VALUE)}
    codes = ",".join(unit.code for unit in territory.units)
    wanted = {**kept, NAME: territory.name, CODE: codes, KEY: territory.key, CREDITS: credits_of(project)}
    if wanted != project.customVariables():
        project.setCustomVariables(wanted)


def note_result(project: QgsProject, result: Result) -> None:
    """Write the figure of the whole territory; a missing one has no variable, which is NULL in expressions."""
    from ..store.tables import column_of  # heavy, and not needed before there is a result

    name, whole = VALUE + column_of(result.definition.id), result.comparators.iloc[0]
    value = whole["label"] if result.definition.is_class else whole["value"]
    if value is None or value != value:
        QgsExpressionContextUtils.removeProjectVariable(project, name)
    else:
        QgsExpressionContextUtils.setProjectVariable(project, name, str(value))


def credits_of(project: QgsProject) -> str:
    """The credits of the layers of ours in a project, each once."""
    layers = sorted((layer for layer in project.mapLayers().values() if mark_of(layer)), key=lambda layer: layer.name())
    return " – ".join(dict.fromkeys(right for layer in layers for right in layer.metadata().rights()))
