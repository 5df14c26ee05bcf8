# SPDX-License-Identifier: GPL-2.0-or-later
"""Layers of QGIS as the rows that `field` compares, and back."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from qgis.core import NULL, QgsFeatureRequest, QgsField, QgsFields, QgsGeometry, QgsProviderRegistry, QgsVectorLayer
from qgis.PyQt.QtCore import QDate, QDateTime, QMetaType, Qt, QTime

from ..field.model import GEOMETRY, UUID_FIELD, Row, Value
from ..messages import Progress, VigieError, translate

_KINDS = frozenset(
    getattr(QMetaType.Type, name)
    for name in ("Bool", "Int", "UInt", "LongLong", "ULongLong", "Short", "UShort", "Float", "Double", "QString", "QDate", "QTime", "QDateTime")
)  # fmt: skip


def plain(value: Any) -> Value:
    """A value of a feature as rows hold it: moments as ISO texts."""
    if value is None or value == NULL:
        return None
    if isinstance(value, QDateTime):
        return value.toString(Qt.DateFormat.ISODateWithMs) if value.isValid() else None
    if isinstance(value, (QDate, QTime)):
        return value.toString(Qt.DateFormat.ISODate) if value.isValid() else None
    return value if isinstance(value, (bool, int, float, str)) else str(value)


def shape(geometry: QgsGeometry) -> bytes | None:
    """A geometry as rows hold it: WKB; a collection of one part is that part, whichever of the two the file wanted."""
    if geometry.isNull():
        return None
    if geometry.isMultipart() and geometry.constGet().partCount() == 1:
        geometry = QgsGeometry(geometry)
        geometry.convertToSingleType()
    return bytes(geometry.asWkb())


def geometry_of(value: Value, layer: QgsVectorLayer) -> QgsGeometry | None:
    """What a row holds as the layer takes it; null for none. None where the layer cannot hold it."""
    geometry = QgsGeometry()
    if value is None:
        return geometry
    geometry.fromWkb(value)
    fitting = geometry.coerceToType(layer.wkbType()) if geometry.type() == layer.geometryType() else []
    return fitting[0] if len(fitting) == 1 else None


def compared_fields(layer: QgsVectorLayer) -> list[str]:
    """The fields that packages carry and returns compare: stored, of kinds that are the same everywhere, not the layer's own id."""
    fields, keys = layer.fields(), set(layer.primaryKeyAttributes())
    return [
        field.name()
        for place, field in enumerate(fields)
        if fields.fieldOrigin(place) == QgsFields.FieldOrigin.OriginProvider
        and place not in keys
        and field.type() in _KINDS
        and field.name() != UUID_FIELD
    ]


def rows_of(
    layer: QgsVectorLayer, fields: Iterable[str], progress: Progress, among: QgsFeatureRequest | None = None
) -> dict[int, Row]:
    """The rows of a layer by the id of their feature (all of them, unless `among` chooses); with `GEOMETRY` if it has any."""
    places = {name: layer.fields().lookupField(name) for name in fields}
    rows = {}
    for feature in layer.getFeatures(among or QgsFeatureRequest()):
        progress.hear()
        values = feature.attributes()
        row = {name: plain(values[place]) for name, place in places.items() if place >= 0}
        if layer.isSpatial():
            row[GEOMETRY] = shape(feature.geometry())
        rows[feature.id()] = row
    return rows


def all_rows(layer: QgsVectorLayer, fields: Iterable[str], progress: Progress) -> dict[int, Row]:
    """All rows; a `VigieError` where the layer gives fewer than it announces: its file may be gone, and nothing was deleted."""
    path = layer.source().partition("|")[0] if layer.providerType() == "ogr" else ""
    rows = rows_of(layer, fields, progress)
    if len(rows) < layer.featureCount():
        layer.dataProvider().reloadData()  # the count may be of before another program deleted features
    if (path and not Path(path).exists()) or len(rows) < layer.featureCount():
        told = translate("layers", "“{layer}” does not give all of its features: check where it lies, or the connection.")
        raise VigieError(told.format(layer=layer.name()))
    return rows


def written_as(value: Value, field: QgsField) -> Any:
    """A value of a row as `field` takes it; raises ValueError where it does not."""
    if value is None:
        return None
    if field.type() == QMetaType.Type.QString and field.length() > 0 and len(str(value)) > field.length():
        raise ValueError(field.name())
    good, converted = True, value
    try:
        converted = field.convertCompatible(value)
    except ValueError:
        good = False
    if not good or (plain(converted) is None and value != ""):
        raise ValueError(field.name())
    return converted


def source_of(layer: QgsVectorLayer) -> str:
    """Where a layer is, whatever its filter: the same text for the same layer."""
    if layer.providerType() == "memory":
        return f"memory:{layer.id()}"
    parts = QgsProviderRegistry.instance().decodeUri(layer.providerType(), layer.source())
    kept = {
        name: str(parts[name])
        for name in ("path", "layerName", "dbname", "host", "port", "service", "schema", "table")
        if parts.get(name)
    }
    return f"{layer.providerType()}:{kept}" if kept else f"{layer.providerType()}:{layer.source()}"


def lasting_ids(layer: QgsVectorLayer) -> bool:
    """Whether the ids of its features are the same from one day to the next."""
    return layer.providerType() == "memory" or bool(layer.primaryKeyAttributes())
