# SPDX-License-Identifier: GPL-2.0-or-later
"""What the product adds to the menus of layers and of their features, and how it takes it away."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from qgis.core import NULL, Qgis, QgsFeature, QgsMapLayer, QgsProject, QgsVectorLayer
from qgis.gui import QgsGui, QgsMapLayerAction, QgsMapLayerActionContext
from qgis.PyQt.QtGui import QAction, QIcon
from qgis.PyQt.QtWidgets import QWidget

from ..layers.code_fields import code_field
from ..layers.marks import STORED, mark_of
from ..messages import translate
from ..territory.model import LEVELS

if TYPE_CHECKING:
    from qgis.gui import QgisInterface

    from .panel import Panel

ICON = Path(__file__).resolve().parents[2] / "resources" / "icons" / "vigie.svg"
CODE_LENGTH = 5
LEVEL = "level"


def territory_of(feature: QgsFeature) -> str:
    """The territory that a feature is of, written as ``commune:05061``: by its field of codes, and by its level where it has one, as
    layers of ours do. Empty when it has no code.
    """
    names = [field.name() for field in feature.fields()]
    name = code_field(names)
    value = feature[name] if name else NULL
    if value == NULL:
        return ""
    level = feature[LEVEL] if LEVEL in names and feature[LEVEL] in LEVELS else LEVELS[0]
    code = f"{value:0{CODE_LENGTH}d}" if isinstance(value, int) else str(value).strip().upper()
    return f"{level}:{code}"


class FactSheetAction(QgsMapLayerAction):
    """On features of layers with a field of INSEE codes: the fact sheet of their commune."""

    def __init__(self, parent: QWidget, panel: Panel) -> None:
        super().__init__(
            translate("gui", "Fact Sheet of This Commune"),
            parent,
            Qgis.LayerType.Vector,
            Qgis.MapLayerActionTarget.SingleFeature,
            QIcon(str(ICON)),
        )
        self._panel = panel
        self.triggeredForFeatureV2.connect(self._show)

    def canRunUsingLayer(self, layer: QgsMapLayer, context: QgsMapLayerActionContext | None = None) -> bool:
        """Whether the layer has a field of codes. Without a context it is the older question, to be answered by no."""
        if context is None or not isinstance(layer, QgsVectorLayer):
            return False
        return code_field(field.name() for field in layer.fields()) is not None

    def _show(self, layer: QgsMapLayer, feature: QgsFeature, context: QgsMapLayerActionContext) -> None:
        self._panel.show_factsheet(territory_of(feature))


class LayerActions:
    """Registers the action on features, and the entries of the layer tree."""

    def __init__(self, iface: QgisInterface, project: QgsProject, panel: Panel) -> None:
        self._iface, self._project, self._panel = iface, project, panel
        window = iface.mainWindow()
        self._factsheet = FactSheetAction(window, panel)
        QgsGui.mapLayerActionRegistry().addMapLayerAction(self._factsheet)
        self._use = self._entry(translate("gui", "Vigie: Use as Layer of an Indicator"), self._use_layer, everywhere=True)
        self._refresh = self._entry(translate("gui", "Vigie: Refresh This Layer"), self._refresh_layer, everywhere=False)
        project.layersAdded.connect(self._offer)
        self._offer(project.mapLayers().values())

    def close(self) -> None:
        """Take all away."""
        self._project.layersAdded.disconnect(self._offer)
        for action in (self._use, self._refresh):
            self._iface.removeCustomActionForLayerType(action)
            action.deleteLater()
        QgsGui.mapLayerActionRegistry().removeMapLayerAction(self._factsheet)
        self._factsheet.deleteLater()

    def _entry(self, text: str, run: object, everywhere: bool) -> QAction:
        action = QAction(QIcon(str(ICON)), text, self._iface.mainWindow())
        action.triggered.connect(run)
        self._iface.addCustomActionForLayerType(action, "", Qgis.LayerType.Vector, everywhere)
        return action

    def _offer(self, layers: Iterable[QgsMapLayer]) -> None:
        """Offer a refresh on the harmonised layers."""
        for layer in layers:
            if isinstance(layer, QgsVectorLayer) and mark_of(layer) and layer.customProperty(STORED):
                self._iface.addCustomActionForLayer(self._refresh, layer)

    def _use_layer(self, *_: object) -> None:
        layer = self._iface.activeLayer()
        if layer is not None:
            self._panel.use_layer(layer.id())

    def _refresh_layer(self, *_: object) -> None:
        layer = self._iface.activeLayer()
        name = layer.customProperty(STORED) if layer is not None else None
        if name:
            self._panel.refresh_layer(name)
