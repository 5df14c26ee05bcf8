# SPDX-License-Identifier: GPL-2.0-or-later
"""Which layers of a project play the roles of indicators: written into the project, by id, where they do no harm without the product."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from qgis.core import Qgis, QgsFeatureRequest, QgsMapLayer, QgsProject, QgsVectorLayer

from ..indicators.binding import AREAS, Candidate
from .code_fields import CODE_FIELDS
from .marks import mark_of

SCOPE = "vigie_territoriale"
_ROLES = "roles"
_NAMES = {Qgis.GeometryType.Point: "point", Qgis.GeometryType.Line: "line", Qgis.GeometryType.Polygon: AREAS}


class Bindings:
    """The roles of one project. On its thread only."""

    def __init__(self, project: QgsProject) -> None:
        self._project = project

    def layer(self, role: str) -> QgsVectorLayer | None:
        """The layer that plays a role; None when none does, or it is gone."""
        identifier, _ = self._project.readEntry(SCOPE, f"{_ROLES}/{role}", "")
        layer = self._project.mapLayer(identifier) if identifier else None
        return layer if isinstance(layer, QgsVectorLayer) else None

    def bind(self, role: str, layer: QgsMapLayer | None) -> None:
        """Remember that a layer plays a role, or that none does. The project counts as changed only when that is new."""
        key = f"{_ROLES}/{role}"
        before, _ = self._project.readEntry(SCOPE, key, "")
        wanted = layer.id() if layer is not None else ""
        if wanted == before:
            return
        if wanted:
            self._project.writeEntry(SCOPE, key, wanted)
        else:
            self._project.removeEntry(SCOPE, key)

    def roles(self) -> list[str]:
        """The roles that some layer plays, or played."""
        return self._project.entryList(SCOPE, _ROLES)

    def forget(self, gone: Iterable[str]) -> None:
        """Forget the layers of these ids: they left the project."""
        ids = set(gone)
        for role in self.roles():
            if self._project.readEntry(SCOPE, f"{_ROLES}/{role}", "")[0] in ids:
                self._project.removeEntry(SCOPE, f"{_ROLES}/{role}")


def geometry_name(layer: QgsVectorLayer) -> str:
    """What a layer holds: "point", "line" or "area"; empty when it is something else or not known."""
    return _NAMES.get(layer.geometryType(), "")


def candidates(project: QgsProject) -> list[Candidate]:
    """The layers of the user's that may play a role: those with a geometry that are not ours."""
    found = []
    for layer in project.mapLayers().values():
        if isinstance(layer, QgsVectorLayer) and layer.isValid() and layer.isSpatial() and not mark_of(layer):
            names = tuple(field.name() for field in layer.fields())
            coded = any(name.lower() in CODE_FIELDS for name in names)
            found.append(Candidate(layer.id(), layer.name(), names, geometry_name(layer), coded))
    return found


def features_by_code(layer: QgsVectorLayer, codes: Iterable[str]) -> np.ndarray:
    """The id of the feature of each code (integers, -1 where there is none) in a layer of results. Any thread may ask that made the
    layer.
    """
    place = layer.fields().indexOf("code")
    request = QgsFeatureRequest().setFlags(Qgis.FeatureRequestFlag.NoGeometry).setSubsetOfAttributes([place])
    found = {str(feature[place]): feature.id() for feature in layer.getFeatures(request)}
    return np.array([found.get(str(code), -1) for code in codes], dtype=np.int64)
