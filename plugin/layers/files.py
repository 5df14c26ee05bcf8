# SPDX-License-Identifier: GPL-2.0-or-later
"""Which files layers are read from, and which ones outputs of Processing are written to: the user's are never written."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, NamedTuple

from qgis.core import (
    QgsDataSourceUri,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingOutputLayerDefinition,
    QgsProcessingUtils,
    QgsProject,
    QgsProperty,
    QgsProviderRegistry,
    QgsVectorFileWriter,
    QgsVectorLayer,
    QgsVirtualLayerDefinition,
)
from qgis.PyQt.QtCore import QUrl

_FAMILIES = ((".shp", ".shx", ".dbf", ".prj", ".cpg"), (".tab", ".dat", ".map", ".id"), (".mif", ".mid"))
"""Formats that keep one layer in several files, told apart by their suffix."""

_LONGEST = 4096
"""No path is longer: a longer source holds data."""


class Written(NamedTuple):
    """The file that an output goes to, and the table in it (empty: the whole file)."""

    file: Path
    table: str


def files_read(layer: QgsVectorLayer, project: QgsProject | None) -> set[Path]:
    """The files on disk that `layer` is read from: its own, those of the layers joined to it, those that it queries.

    `project` holds the layers that a virtual layer names.
    """
    found, seen, waiting = set(), set(), [layer]
    while waiting:
        current = waiting.pop()
        if current is None or current.id() in seen:
            continue
        seen.add(current.id())
        found |= _files_of(current.providerType(), current.source())
        waiting += [join.joinLayer() for join in current.vectorJoins()]
        if current.providerType() == "virtual":
            for queried in QgsVirtualLayerDefinition.fromUrl(QUrl.fromEncoded(current.source().encode())).sourceLayers():
                found |= _files_of(queried.provider(), queried.source())
        if project is not None and current.dataProvider() is not None:
            waiting += [project.mapLayer(needed.layerId()) for needed in current.dataProvider().dependencies()]
    return found


def _files_of(provider: str, source: str) -> set[Path]:
    """The files that a data source names, whatever the way it is written."""
    parts = QgsProviderRegistry.instance().decodeUri(provider, source)
    texts = [source, source.partition("|")[0], QgsDataSourceUri(source).database(), parts.get("path")]
    named = (name for text in texts if isinstance(text, str) for name in _existing(text))
    return {member for name in named for member in family(name)}


def _existing(text: str) -> set[Path]:
    """The files in a text such as ``GPKG:/data/a.gpkg:table``: a path may stand between colons, and hold some."""
    if len(text) > _LONGEST or "://" in text:
        return set()
    pieces = text.split(":")
    spans = ((start, end) for start in range(len(pieces)) for end in range(start + 1, len(pieces) + 1))
    return {path for start, end in spans if _is_there(path := Path(":".join(pieces[start:end]).strip("\"'")))}


def _is_there(path: Path) -> bool:
    """Whether it is a file, or a folder by its whole path (which some formats are)."""
    try:
        return path.is_file() or (path.is_absolute() and path.is_dir())
    except OSError:  # too long for a path: some other text
        return False


def family(file: Path) -> set[Path]:
    """The file with those that its format keeps beside it."""
    suffix = file.suffix.lower()
    return {file}.union(file.with_suffix(other) for members in _FAMILIES if suffix in members for other in members)


def same_file(first: Path, second: Path) -> bool:
    """Whether both are one file, or the second is a folder that holds the first."""
    if first.exists() and second.exists() and first.samefile(second):
        return True
    inner, outer = (Path(os.path.normcase(path.resolve())) for path in (first, second))
    return inner == outer or (outer in inner.parents and outer.is_dir())


def written_to(value: Any, context: QgsProcessingContext) -> Written | None:
    """Where Processing writes an output that is given as `value`; None when that is no file.

    Without knowing its suffix, QGIS adds one to a name: the file is told as it is going to be called.
    """
    destination = _destination(value, context)
    if not destination or destination == QgsProcessing.TEMPORARY_OUTPUT:
        return None
    found, provider, uri = QgsProcessingUtils.decodeProviderKeyAndUri(destination)
    if not found:
        head, colon, tail = destination.partition(":")
        provider, uri = (head, tail) if colon and len(head) > 2 else ("", destination)  # "C:" is a drive
    if not provider:
        file = uri.partition("|")[0]
        known = QgsVectorFileWriter.driverForExtension(file.rpartition(".")[2])
        return Written(Path(file if known else f"{file}.gpkg"), "")
    if provider not in ("ogr", "spatialite"):
        return None
    source = QgsDataSourceUri(uri)
    if source.database():
        return Written(Path(source.database()), source.table())
    return Written(Path(QgsProviderRegistry.instance().decodeUri(provider, uri).get("path") or uri), "")


def _destination(value: Any, context: QgsProcessingContext) -> str:
    """An output as text. To ask the algorithm for it would have QGIS load a layer of that name at the end."""
    if isinstance(value, QgsProcessingOutputLayerDefinition):
        value = value.sink
    if isinstance(value, QgsProperty):
        value = value.valueAsString(context.expressionContext(), "")[0]
    return "" if value is None else str(value)
