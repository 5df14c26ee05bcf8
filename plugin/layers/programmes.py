# SPDX-License-Identifier: GPL-2.0-or-later
"""The public programmes that the layers of a project tell of, at one position."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from qgis.core import (
    NULL,
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsExpression,
    QgsFeature,
    QgsFeatureRequest,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsVectorLayer,
    QgsVectorLayerFeatureSource,
)

from ..messages import Progress

PROGRAMME, COMMUNES, NAME = "programme", "communes", "name"
"""Fields of the common schema of perimeters; `COMMUNES` holds INSEE codes apart by spaces."""


class Programme(NamedTuple):
    """A row of a layer of programmes: the zone `name` of `programme`. `here` is False where it is elsewhere in the commune."""

    programme: str
    name: str
    here: bool


class ProgrammeLayer(NamedTuple):
    """A layer of programmes and the position in its system; made on the thread that owns the layer, read on another."""

    features: QgsVectorLayerFeatureSource
    point: QgsGeometry
    zones: bool


def programme_layers(project: QgsProject, longitude: float, latitude: float) -> list[ProgrammeLayer]:
    """The layers of a project that hold programmes: those with the fields of the common schema."""
    found = []
    for layer in project.mapLayers().values():
        if not isinstance(layer, QgsVectorLayer) or not layer.isValid():
            continue
        if {PROGRAMME, COMMUNES} <= {field.name() for field in layer.fields()}:
            zones = layer.geometryType() == Qgis.GeometryType.Polygon and layer.crs().isValid()
            point = _moved(layer, project, longitude, latitude) if zones else None
            found.append(ProgrammeLayer(QgsVectorLayerFeatureSource(layer), point or QgsGeometry(), point is not None))
    return found


def _moved(layer: QgsVectorLayer, project: QgsProject, longitude: float, latitude: float) -> QgsGeometry | None:
    """The position in the system of a layer; None where that system does not reach."""
    geographic = QgsCoordinateReferenceSystem("EPSG:4326")
    transform = QgsCoordinateTransform(geographic, layer.crs(), project.transformContext())
    try:
        return QgsGeometry.fromPointXY(transform.transform(QgsPointXY(longitude, latitude)))
    except QgsCsException:
        return None


def programmes_at(layers: Sequence[ProgrammeLayer], commune: str, progress: Progress) -> list[Programme]:
    """The programmes of a commune (INSEE code), those whose zone holds the position first; each once. Raises `Cancelled`."""
    wanted = f"{QgsExpression.quotedColumnRef(COMMUNES)} LIKE {QgsExpression.quotedString(f'%{commune}%')}"
    found: dict[tuple[str, str], bool] = {}
    for place, layer in enumerate(layers):
        progress.step(100 * place / len(layers))
        for feature in layer.features.getFeatures(QgsFeatureRequest().setFilterExpression(wanted)):
            progress.hear()
            if commune in str(feature[COMMUNES]).split():
                key = _text(feature, PROGRAMME), _text(feature, NAME)
                here = not (layer.zones and feature.hasGeometry()) or feature.geometry().intersects(layer.point)
                found[key] = found.get(key, False) or here
    rows = [Programme(*key, here) for key, here in found.items()]
    return sorted(rows, key=lambda row: (not row.here, row.programme, row.name))


def _text(feature: QgsFeature, field: str) -> str:
    place = feature.fieldNameIndex(field)
    value = feature.attribute(place) if place >= 0 else NULL
    return "" if value is None or value == NULL else str(value)
