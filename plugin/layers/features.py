# SPDX-License-Identifier: GPL-2.0-or-later
"""Frames as QGIS features, for the outputs of Processing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from qgis.core import Qgis, QgsCoordinateReferenceSystem, QgsFeature, QgsField, QgsFields, QgsGeometry
from qgis.PyQt.QtCore import QMetaType

from ..harmonize.dataset import GEOGRAPHIC_CRS
from ..store.rows import geometry_label, plain_rows, well_known_binaries

if TYPE_CHECKING:
    import pandas as pd


def fields_of(table: pd.DataFrame) -> QgsFields:
    """The fields that hold the columns of `table`."""
    types = {"i": QMetaType.Type.LongLong, "u": QMetaType.Type.LongLong, "f": QMetaType.Type.Double}
    fields = QgsFields()
    for column in table.columns:
        fields.append(QgsField(str(column), types.get(table[column].dtype.kind, QMetaType.Type.QString)))
    return fields


def wkb_type_of(geometry: np.ndarray | None) -> Qgis.WkbType:
    """The type of layer that holds these geometries."""
    return Qgis.WkbType.NoGeometry if geometry is None else getattr(Qgis.WkbType, geometry_label(geometry))


def crs_of(geometry: np.ndarray | None) -> QgsCoordinateReferenceSystem:
    """EPSG:4326 for geometries, an invalid CRS for a table."""
    return QgsCoordinateReferenceSystem(GEOGRAPHIC_CRS if geometry is not None else "")


def features_of(table: pd.DataFrame, geometry: np.ndarray | None) -> Iterator[QgsFeature]:
    """One feature a row of `table`."""
    fields = fields_of(table)
    for values, shape in zip(plain_rows(table), well_known_binaries(geometry, len(table))):
        feature = QgsFeature(fields)
        feature.setAttributes(list(values))
        if shape is not None:
            geometry_of_row = QgsGeometry()
            geometry_of_row.fromWkb(shape)
            feature.setGeometry(geometry_of_row)
        yield feature
