# SPDX-License-Identifier: GPL-2.0-or-later
"""Functions for QGIS's expressions. They only read what the project holds; what is unknown is NULL.

Expressions are evaluated in any thread, where a project must not be touched: `Figures` follows it on its own thread.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any

from qgis.core import (
    NULL,
    QgsExpression,
    QgsExpressionContext,
    QgsExpressionFunction,
    QgsExpressionNodeFunction,
    QgsFeatureRequest,
    QgsMapLayer,
    QgsProject,
    QgsVectorLayer,
    QgsVectorLayerFeatureSource,
)

from ..messages import translate
from .marks import COMPUTED, RESULTS
from .variables import CODE, KEY, NAME

GROUP = "Vigie territoriale"
CODE_FIELD = "code"


class _Table:
    """The figures of one layer: made on the main thread, read in any, on first use."""

    def __init__(self, layer: QgsVectorLayer) -> None:
        from ..store.tables import column_of  # the readers of tables are heavy: QGIS does not wait for them at its start

        fields = {field.name() for field in layer.fields()}
        ids = [name for name in (layer.customProperty(RESULTS) or "").split(",") if column_of(name) in fields]
        self.computed = layer.customProperty(COMPUTED) or ""
        self.columns = {name: column_of(name) for name in ids} if CODE_FIELD in fields else {}
        self._fields = layer.fields()
        self._source = QgsVectorLayerFeatureSource(layer)
        self._rows: dict[str, dict[str, Any]] | None = None
        self._guard = threading.Lock()

    def row(self, code: str) -> dict[str, Any] | None:
        """The figures of a code, by indicator; None when the layer has no such row."""
        with self._guard:
            if self._rows is None:
                self._rows = self._read()
            return self._rows.get(code)

    def _read(self) -> dict[str, dict[str, Any]]:
        request = QgsFeatureRequest().setFlags(QgsFeatureRequest.Flag.NoGeometry)
        request.setSubsetOfAttributes([CODE_FIELD, *self.columns.values()], self._fields)
        return {
            str(feature[CODE_FIELD]): {name: feature[column] for name, column in self.columns.items()}
            for feature in self._source.getFeatures(request)
        }


class Figures:
    """The figures that the layers of a project hold, by indicator and code: those computed last first."""

    def __init__(self, project: QgsProject) -> None:
        self._project = project
        self._tables: dict[str, _Table] = {}
        self._watched: dict[str, tuple[QgsVectorLayer, Callable]] = {}
        project.layersAdded.connect(self._add)
        project.layersWillBeRemoved.connect(self._remove)
        self._add(project.mapLayers().values())

    def value(self, indicator: str, code: str) -> Any:
        """The figure; None when no layer holds it."""
        tables = [table for table in self._tables.values() if indicator in table.columns]
        for table in sorted(tables, key=lambda table: table.computed, reverse=True):
            row = table.row(code)
            if row is not None:
                return None if row[indicator] == NULL else row[indicator]
        return None

    def close(self) -> None:
        """Leave the project alone."""
        self._project.layersAdded.disconnect(self._add)
        self._project.layersWillBeRemoved.disconnect(self._remove)
        self._remove(list(self._watched))

    def _add(self, layers: Iterable[QgsMapLayer]) -> None:
        for layer in layers:
            if isinstance(layer, QgsVectorLayer) and layer.id() not in self._watched:
                identifier = layer.id()

                def follow(*_: object, identifier: str = identifier) -> None:
                    self._follow(identifier)

                self._watched[identifier] = (layer, follow)
                for signal in _signals(layer):
                    signal.connect(follow)
                self._follow(identifier)

    def _follow(self, identifier: str) -> None:
        """A layer was marked, or its rows changed: read it again on the next use."""
        layer = self._watched[identifier][0]
        if layer.customProperty(RESULTS) and layer.isValid():
            self._tables = {**self._tables, identifier: _Table(layer)}
        else:
            self._tables = {name: table for name, table in self._tables.items() if name != identifier}

    def _remove(self, identifiers: Iterable[str]) -> None:
        for identifier in identifiers:
            layer, follow = self._watched.pop(identifier, (None, None))
            if layer is not None:
                for signal in _signals(layer):
                    signal.disconnect(follow)
        self._tables = {name: table for name, table in self._tables.items() if name in self._watched}


def _signals(layer: QgsVectorLayer) -> tuple:
    return layer.customPropertyChanged, layer.dataChanged, layer.afterCommitChanges, layer.dataSourceChanged


class _Function(QgsExpressionFunction):
    """A function whose result depends on nothing but its parameters and the project."""

    def referencedColumns(self, node: QgsExpressionNodeFunction) -> set[str]:
        """No column but those of the parameters."""
        return set()


class IndicatorFunction(_Function):
    """``vigie_indicator('id', code)``."""

    NAME = "vigie_indicator"

    def __init__(self, figures: Figures) -> None:
        told = translate(
            "layers",
            "The figure of an indicator for a zone, from the result of the project that was computed last; NULL when there is none. "
            "Write it inside eval, so that the expression gives NULL where the plugin is not installed: without eval, it is refused.",
        )
        super().__init__(self.NAME, 2, GROUP, _help(f"{self.NAME}(<i>id</i>, <i>code</i>)", told, _EXAMPLE))
        self._figures = figures

    def func(self, values: list, context: QgsExpressionContext, parent: QgsExpression, node: object) -> Any:
        """The figure, or None."""
        indicator, code = values
        if indicator in (None, NULL) or code in (None, NULL):
            return None
        written = f"{code:05d}" if isinstance(code, int) else str(code).strip()
        return self._figures.value(str(indicator), written)


class TerritoryFunction(_Function):
    """``vigie_territory()``."""

    NAME = "vigie_territory"

    def __init__(self) -> None:
        told = translate(
            "layers",
            "The territory of the project, as a map with its key, name and codes; NULL when none was chosen. Without the plugin, the "
            "variables @vigie_territory_name and @vigie_territory_code tell the same.",
        )
        super().__init__(self.NAME, 0, GROUP, _help(f"{self.NAME}()", told, "map_get(vigie_territory(), 'name')"))

    def func(self, values: list, context: QgsExpressionContext, parent: QgsExpression, node: object) -> Any:
        """The map, or None."""
        if context is None or not context.variable(KEY):
            return None
        return {"key": context.variable(KEY), "name": context.variable(NAME), "code": context.variable(CODE)}


_EXAMPLE = "eval('vigie_indicator(''population-change'', \"code\")')"


def _help(syntax: str, told: str, example: str) -> str:
    return f"<h3>{syntax}</h3><p>{told}</p><p><code>{example}</code></p>"


class Functions:
    """Registers the functions over a project, and takes them away."""

    def __init__(self, project: QgsProject) -> None:
        self._figures = Figures(project)
        self._functions = [IndicatorFunction(self._figures), TerritoryFunction()]
        for function in self._functions:
            QgsExpression.registerFunction(function)

    def close(self) -> None:
        """Expressions know them no more."""
        for function in self._functions:
            QgsExpression.unregisterFunction(function.name())
        self._functions = []
        self._figures.close()
