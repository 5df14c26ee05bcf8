# SPDX-License-Identifier: GPL-2.0-or-later
"""Of which date the data of a layer of the user's are, as its metadata in QGIS tell it."""

from __future__ import annotations

from qgis.core import Qgis, QgsMapLayer
from qgis.PyQt.QtCore import QDateTime, Qt

_DATES = ("Revised", "Published", "Created")


def date_of_layer(layer: QgsMapLayer) -> str:
    """The last day (ISO) of the period that the metadata tell, else the day on which the data were revised, published or created; empty
    when they tell none.
    """
    metadata = layer.metadata()
    ends = [_last(extent.end(), extent.begin()) for extent in metadata.extent().temporalExtents()]
    dates = [metadata.dateTime(getattr(Qgis.MetadataDateType, name)) for name in _DATES]
    return next((day for day in (max(ends, default=""), *map(_day, dates)) if day), "")


def _last(end: QDateTime, begin: QDateTime) -> str:
    return _day(end) or _day(begin)


def _day(moment: QDateTime) -> str:
    return moment.date().toString(Qt.DateFormat.ISODate) if moment.isValid() else ""
