# SPDX-License-Identifier: GPL-2.0-or-later
"""The user's layers, read and never written: by GDAL's Arrow stream where the layer is a plain file, else by QGIS."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from qgis.core import NULL, QgsDataSourceUri, QgsFeatureRequest, QgsProviderRegistry, QgsVectorLayer, QgsVectorLayerFeatureSource
from qgis.PyQt.QtCore import QMetaType

from ..harmonize.readers import columns_of, shapes_of
from ..indicators.inputs import LayerData
from ..messages import Progress, VigieError, translate
from .code_fields import identity_fields
from .expressions import Evaluator, field_of
from .marks import partial_of
from .pushdown import PostgisTable

SIMPLE = frozenset(
    getattr(QMetaType.Type, name)
    for name in ("QString", "Short", "UShort", "Int", "UInt", "LongLong", "ULongLong", "Float", "Double")
)
"""Kinds of fields whose values are the same by both ways."""


@dataclass
class LayerReading:
    """All that is needed to read a layer from another thread; made on the thread that owns the layer.

    `announced` is the number of features that the provider gives, negative where it only guesses. `identity`: the fields of what
    `LayerData` tells besides positions ("communes", "codes", "names"). A `table` has no geometry.
    """

    name: str
    source: str
    crs: str
    announced: int
    names: frozenset[str]
    identity: dict[str, str]
    table: bool
    plain: dict | None
    features: QgsVectorLayerFeatureSource
    database: PostgisTable | None = None

    @classmethod
    def of(cls, layer: QgsVectorLayer, accept_partial: bool = False, role: str = "") -> LayerReading:
        """What `layer` holds now, for that role: its edits, joins and filter count. A `VigieError` when it is not usable: figures of a
        layer of ours of which rows are missing would be wrong, unless `accept_partial`.
        """
        if not layer.isValid():
            raise VigieError(
                translate("layers", "“{layer}” cannot be read: check where it lies, or the file.").format(
                    layer=layer.name() or layer.source()
                )
            )
        identity = identity_fields([field.name() for field in layer.fields()], role, not layer.isSpatial())
        if not layer.isSpatial() and "communes" not in identity:
            raise VigieError(
                translate(
                    "layers",
                    "“{layer}” has neither geometry nor a field of INSEE codes: nothing can be placed. Name such a field “code_insee”, "
                    "or load a text file by its positions: "
                    "delimitedtext://file:///data/benches.csv?xField=lon&yField=lat&crs=EPSG:4326.",
                ).format(layer=layer.name() or layer.source())
            )
        if layer.isSpatial() and not layer.crs().isValid():
            raise VigieError(
                translate(
                    "layers", "“{layer}” has no coordinate reference system: set it in the properties of the layer."
                ).format(layer=layer.name())
            )
        why = "" if accept_partial else partial_of(layer)
        if why:
            raise VigieError(
                translate(
                    "layers", "“{layer}” is partial, figures would be wrong: {why} Load it whole, or say that you accept it so."
                ).format(layer=layer.name(), why=why)
            )
        return cls(
            name=layer.name(),
            source=layer.publicSource(True),
            crs=layer.crs().authid() or layer.crs().toWkt(),
            announced=-1 if _is_estimated(layer) else layer.featureCount(),
            names=frozenset(field.name() for field in layer.fields()),
            identity=identity,
            table=not layer.isSpatial(),
            plain=_plain_source(layer),
            features=QgsVectorLayerFeatureSource(layer),
            database=PostgisTable.of(layer),
        )

    def read(self, progress: Progress, expressions: Sequence[str] = ()) -> LayerData:
        """The layer's geometries, its codes where it has such a field, and what these expressions of QGIS give for each feature.
        Raises `Cancelled` when told to stop.

        A `VigieError` refuses a layer of which fewer features could be read than it announces.
        """
        asked = Evaluator(expressions, self.features.fields(), self.crs)
        fields = [field_of(expression) for expression in expressions]
        plain = self.plain and all(name and name in self.names and self._is_simple(name) for name in fields)
        data = self._by_arrow(progress, dict(zip(expressions, fields))) if plain else self._by_qgis(progress, asked)
        if self.announced > len(data):
            raise VigieError(
                translate(
                    "layers",
                    "“{layer}” announces {announced} features, but {read} could be read: figures would be wrong. Check the layer.",
                ).format(layer=self.name, announced=self.announced, read=len(data))
            )
        return data

    def _is_simple(self, name: str) -> bool:
        """Whether a field holds texts or numbers. QGIS gives objects of its own for dates, and GDAL 3.6 mistakes a yes for a no."""
        return QMetaType.Type(self.features.fields().field(name).type()) in SIMPLE

    def _by_arrow(self, progress: Progress, fields: Mapping[str, str]) -> LayerData:
        from osgeo import gdal

        gdal.UseExceptions()
        try:
            opened = gdal.OpenEx(self.plain["path"], gdal.OF_VECTOR | gdal.OF_READONLY)
            layer = opened.GetLayerByName(self.plain["layer"]) if self.plain["layer"] else opened.GetLayer(0)
            if self.plain["filter"]:
                layer.SetAttributeFilter(self.plain["filter"])
            table, shapes, xy = columns_of(layer, {*self.identity.values(), *fields.values()}, progress)
        except RuntimeError as error:
            raise VigieError(translate("layers", "“{layer}” cannot be read.").format(layer=self.name), str(error)) from error
        told = {what: table[name].to_numpy(object) for what, name in self.identity.items()}
        values = {expression: table[name].to_numpy() for expression, name in fields.items()}
        if self.table:
            shapes = xy = None
        return LayerData(self.name, shapes, self.crs, xy=xy, values=values, source=self.source, **told)

    def _by_qgis(self, progress: Progress, asked: Evaluator) -> LayerData:
        request = QgsFeatureRequest()
        if "*" not in asked.columns:
            request.setSubsetOfAttributes([*asked.columns, *self.identity.values()], self.features.fields())
        shapes, answers = [], {expression: [] for expression in asked.expressions}
        told: dict[str, list] = {what: [] for what in self.identity}
        for count, feature in enumerate(self.features.getFeatures(request)):
            if count % 1000 == 0:
                progress.step(100 * count / max(self.announced, count + 1), self.name)
            shapes.append(bytes(feature.geometry().asWkb()) if feature.hasGeometry() else None)
            for what, name in self.identity.items():
                value = feature[name]
                told[what].append(None if value == NULL else value)
            asked.add(feature, answers)
        geometry = None if self.table else shapes_of(np.array(shapes, dtype=object))
        columns = {what: _column(given) for what, given in told.items()}
        values = {expression: _column(given) for expression, given in answers.items()}
        return LayerData(self.name, geometry, self.crs, values=values, source=self.source, **columns)


def _column(values: list) -> np.ndarray:
    return np.array([*values, None], dtype=object)[:-1]


def _is_estimated(layer: QgsVectorLayer) -> bool:
    """Whether the number of features comes from the statistics of a database."""
    return layer.providerType() == "postgres" and QgsDataSourceUri(layer.source()).useEstimatedMetadata()


def _plain_source(layer: QgsVectorLayer) -> dict | None:
    """Path, layer and filter of a layer that is nothing but a file on disk; None when edits, joins or expressions count."""
    if layer.providerType() != "ogr" or layer.isEditable() or layer.vectorJoins():
        return None
    if layer.fields().count() != layer.dataProvider().fields().count() or layer.dataProvider().encoding() != "UTF-8":
        return None  # texts that QGIS decodes in its own way, for one
    parts = QgsProviderRegistry.instance().decodeUri("ogr", layer.source())
    filtered = layer.subsetString()
    if any(
        parts.get(name) for name in ("vsiPrefix", "geometryType", "openOptions", "layerId")
    ) or filtered.strip().lower().startswith("select"):
        return None
    return {"path": parts["path"], "layer": parts.get("layerName") or "", "filter": filtered}
