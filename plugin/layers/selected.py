# SPDX-License-Identifier: GPL-2.0-or-later
"""The selected features of a layer of the user's, to be read from another thread."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from qgis.core import QgsFeatureRequest, QgsMapLayer, QgsVectorLayer, QgsVectorLayerFeatureSource

from ..harmonize.readers import shapes_of
from ..messages import Progress, VigieError, translate


@dataclass
class SelectedFeatures:
    """What is needed to read them; made on the thread that owns the layer. `crs` is an authority code or WKT."""

    name: str
    crs: str
    ids: list[int]
    features: QgsVectorLayerFeatureSource

    @classmethod
    def of(cls, layer: QgsMapLayer | None) -> SelectedFeatures:
        """The features that are selected now. A `VigieError` says what to do when there are none, or nothing places them."""
        if layer is None:
            raise VigieError(
                translate("layers", "No layer is active: choose one in the Layers panel, then select features of it.")
            )
        if not isinstance(layer, QgsVectorLayer) or not layer.isValid() or not layer.isSpatial():
            raise VigieError(
                translate("layers", "“{layer}” has no features on the map: choose a vector layer in the Layers panel.").format(
                    layer=layer.name()
                )
            )
        if not layer.selectedFeatureCount():
            raise VigieError(
                translate("layers", "Nothing is selected in “{layer}”: select the features that cover the territory.").format(
                    layer=layer.name()
                )
            )
        if not layer.crs().isValid():
            raise VigieError(
                translate(
                    "layers", "“{layer}” has no coordinate reference system: set it in the properties of the layer."
                ).format(layer=layer.name())
            )
        crs = layer.crs().authid() or layer.crs().toWkt()
        return cls(layer.name(), crs, list(layer.selectedFeatureIds()), QgsVectorLayerFeatureSource(layer))

    def read(self, progress: Progress) -> np.ndarray:
        """Their geometries: array of shapely, None where one has none. Raises `Cancelled`."""
        request = QgsFeatureRequest().setFilterFids(self.ids).setNoAttributes()
        shapes = []
        for count, feature in enumerate(self.features.getFeatures(request)):
            if count % 1000 == 0:
                progress.step(100 * count / len(self.ids), self.name)
            shapes.append(bytes(feature.geometry().asWkb()) if feature.hasGeometry() else None)
        return shapes_of(np.array([*shapes, None], dtype=object)[:-1])
