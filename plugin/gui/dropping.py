# SPDX-License-Identifier: GPL-2.0-or-later
"""Entries dragged from the panel and dropped on the map, the tree of layers or the window of QGIS."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from qgis.core import QgsMimeDataUtils
from qgis.gui import QgsCustomDropHandler, QgsMapCanvas
from qgis.PyQt.QtCore import QMimeData

if TYPE_CHECKING:
    from ..catalog.model import Entry

KEY = "vigie_territoriale"
CUSTOM = "custom"


def mime_of(entries: Iterable[Entry]) -> QMimeData:
    """What QGIS passes on to our handler: the names of the entries, not what they hold."""
    uris = []
    for entry in entries:
        uri = QgsMimeDataUtils.Uri()
        uri.layerType, uri.providerKey = CUSTOM, KEY
        uri.name, uri.uri = entry.title, json.dumps([entry.source, entry.id])
        uris.append(uri)
    return QgsMimeDataUtils.encodeUriList(uris)


class DropHandler(QgsCustomDropHandler):
    """Calls `take(source, id)` for each entry of ours that is dropped; other programs may write such a name too."""

    def __init__(self, take: Callable[[str, str], None]) -> None:
        super().__init__()
        self._take = take

    def customUriProviderKey(self) -> str:
        """The name by which QGIS finds this handler."""
        return KEY

    def canHandleCustomUriCanvasDrop(self, uri: QgsMimeDataUtils.Uri, canvas: QgsMapCanvas) -> bool:
        """Whether an entry is ours."""
        return uri.providerKey == KEY

    def handleCustomUriCanvasDrop(self, uri: QgsMimeDataUtils.Uri, canvas: QgsMapCanvas) -> bool:
        """An entry was dropped on a map."""
        self.handleCustomUriDrop(uri)
        return uri.providerKey == KEY

    def handleCustomUriDrop(self, uri: QgsMimeDataUtils.Uri) -> None:
        """An entry was dropped elsewhere."""
        named = named_by(uri)
        if named is not None:
            self._take(*named)


def named_by(uri: QgsMimeDataUtils.Uri) -> tuple[str, str] | None:
    """The source and the id that are dropped; None when it is nothing that `mime_of` writes."""
    if uri.providerKey != KEY:
        return None
    try:
        named = json.loads(uri.uri)
    except ValueError:
        return None
    good = isinstance(named, list) and len(named) == 2 and all(isinstance(part, str) for part in named)
    return (named[0], named[1]) if good else None
