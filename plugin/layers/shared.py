# SPDX-License-Identifier: GPL-2.0-or-later
"""Layers of a network's catalogue in a project: opened where they lie, styled by what is left of their style once it is cleaned, their
fields named, described.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from qgis.core import (
    QgsApplication,
    QgsCredentials,
    QgsDataSourceUri,
    QgsExpression,
    QgsExpressionFunction,
    QgsMapLayer,
    QgsProviderConnectionException,
    QgsProviderRegistry,
    QgsRasterLayer,
    QgsVectorLayer,
)
from qgis.PyQt.QtXml import QDomDocument

from ..catalog.about import About
from ..messages import VigieError, reason, translate
from ..shared_catalog.model import POSTGIS, SHARED_FILE, SharedLayer
from ..shared_catalog.places import COPIED, path_of, pure
from .marks import mark
from .metadata import described, plain
from .project import plain_vector

if TYPE_CHECKING:
    from ..catalog.model import Entry
    from ..shared_catalog.kept import Shelf
    from ..shared_catalog.model import Style
    from ..shared_catalog.places import Place
    from ..shared_catalog.styles import Clean

OURS = "vigie_"
"""How the names of our own functions begin."""
IMAGES = (".tif", ".tiff", ".jp2")
BEGINNINGS = {
    ".gpkg": (b"SQLite format 3\0",), ".shp": (b"\x00\x00\x27\x0a",), ".fgb": (b"fgb",), ".tif": (b"II", b"MM"), ".tiff": (b"II", b"MM"),
    ".jp2": (b"\x00\x00\x00\x0cjP", b"\xff\x4f\xff\x51"), ".parquet": (b"PAR1",),
}  # fmt: skip
"""How files of each kind begin: GDAL goes by the content, whatever a file is called."""
CATEGORIES = (
    QgsMapLayer.StyleCategory.Symbology
    | QgsMapLayer.StyleCategory.Labeling
    | QgsMapLayer.StyleCategory.Diagrams
    | QgsMapLayer.StyleCategory.Rendering
    | QgsMapLayer.StyleCategory.Fields
    | QgsMapLayer.StyleCategory.Forms
    | QgsMapLayer.StyleCategory.MapTips
    | QgsMapLayer.StyleCategory.AttributeTable
    | QgsMapLayer.StyleCategory.GeometryOptions
)
"""What a style of a catalogue sets: neither actions, nor properties of other software, nor relations."""


def foreign_functions() -> frozenset[str]:
    """The functions of expressions that are written in Python, by the user or by plugins: what they do, nobody knows. Ours only read."""
    built_in = QgsExpressionFunction.__module__
    names = (function.name() for function in QgsExpression.Functions() if type(function).__module__ != built_in)
    return frozenset(name for name in names if not name.startswith(OURS))


def authentication_of(layer: SharedLayer) -> str:
    """The id of the authentication configuration that a layer expects by its name; empty when it expects none. A `VigieError` says which
    one is missing.
    """
    wanted = layer.authentication
    if not wanted:
        return ""
    known = QgsApplication.authManager().availableAuthMethodConfigs()
    found = next((identifier for identifier, one in known.items() if one.name() == wanted), "")
    if not found:
        told = translate(
            "layers",
            "“{layer}” needs the authentication configuration “{name}”: make it in QGIS’s options, under this very name.",
        )
        raise VigieError(told.format(layer=layer.title, name=wanted))
    return found


def open_here(layer: SharedLayer, place: Place) -> QgsMapLayer:
    """The layer of a table or of a file; what it may open was asked of `Shelf.why_closed` before. A `VigieError` says why it cannot be
    opened.
    """
    return _table(layer) if layer.kind == POSTGIS else _file(layer, place)


def dress(made: QgsMapLayer, layer: SharedLayer, entry: Entry, styled: tuple[Style, Clean] | None, place: Place) -> list[str]:
    """Style, name and describe a layer that was opened; sentences on what was left out of its style."""
    about = About.of(entry, entry.resources[0] if entry.resources else None)
    title = " ".join(plain(layer.title).split())
    made.setName(title)
    notes = list(_set_style(made, *styled)) if styled is not None else []
    if isinstance(made, QgsVectorLayer):
        fields = made.fields()
        for name, alias in layer.aliases.items():
            if fields.indexOf(name) >= 0:
                made.setFieldAlias(fields.indexOf(name), plain(alias))
    largest, smallest = layer.scales
    if largest or smallest:
        made.setScaleBasedVisibility(True)
        made.setMaximumScale(largest)
        made.setMinimumScale(smallest)
    made.setMetadata(described(about, made.crs()))
    mark(made, about, f"{place.written}#{layer.id}")
    return notes


def _set_style(made: QgsMapLayer, style: Style, clean: Clean) -> tuple[str, ...]:
    document = QDomDocument()
    if not document.setContent(clean.content.decode("utf-8")):
        raise VigieError(translate("layers", "The style “{style}” cannot be read.").format(style=style.id))
    if style.format == "sld":
        done, why = made.readSld(document.documentElement().firstChildElement("NamedLayer"), "")
    else:
        done, why = made.importNamedStyle(document, CATEGORIES)
    if not done:
        return (translate("layers", "The style of “{layer}” is not for such a layer: {why}").format(layer=made.name(), why=why),)
    return clean.notes


def _table(layer: SharedLayer) -> QgsVectorLayer:
    source = layer.source
    name = source["connection"]
    metadata = QgsProviderRegistry.instance().providerMetadata("postgres")
    try:
        connection = metadata.connections(False).get(name)
    except QgsProviderConnectionException as error:
        raise _no_connection(layer, name, str(error)) from error
    if connection is None:
        raise _no_connection(layer, name, "")
    uri = QgsDataSourceUri(connection.uri())
    if uri.password():  # projects have no password of ours: QGIS finds it here, and need not ask
        QgsCredentials.instance().put(uri.connectionInfo(False), uri.username(), uri.password())
        uri.setPassword("")
    uri.setDataSource(source["schema"], source["table"], source.get("column", ""), "", source.get("key", ""))
    made = QgsVectorLayer(uri.uri(False), layer.title, "postgres", plain_vector())
    return _valid(made, layer, translate("layers", "the connection “{name}” does not give it; ask who publishes it for the right to read")
                  .format(name=name))  # fmt: skip


def _no_connection(layer: SharedLayer, name: str, detail: str) -> VigieError:
    told = translate(
        "layers", "“{layer}” needs a connection of QGIS to PostgreSQL named “{name}”: make it, under this very name."
    )
    return VigieError(told.format(layer=layer.title, name=name), detail)


def _file(layer: SharedLayer, place: Place) -> QgsMapLayer:
    path = Path(path_of(layer, place))
    try:
        with path.open("rb") as stream:
            beginning = stream.read(64)
    except OSError as error:
        told = translate("layers", "“{layer}” cannot be opened: {file} – {why}.")
        raise VigieError(told.format(layer=layer.title, file=path, why=reason(error))) from error
    suffix = path.suffix.lower()
    if not beginning.startswith(BEGINNINGS.get(suffix, ())) or "|" in layer.source.get("layer", ""):
        told = translate("layers", "“{layer}” is not opened: {file} is not a file of the kind that its name says.")
        raise VigieError(told.format(layer=layer.title, file=path.name))
    if suffix in IMAGES:
        made: QgsMapLayer = QgsRasterLayer(str(path), layer.title, "gdal", _plain_raster())
    else:
        named = layer.source.get("layer", "")
        made = QgsVectorLayer(f"{path}|layername={named}" if named else str(path), layer.title, "ogr", plain_vector())
    return _valid(made, layer, str(path))


def _plain_raster() -> QgsRasterLayer.LayerOptions:
    """As `plain_vector`, for images."""
    return QgsRasterLayer.LayerOptions(False)


def _valid(made: QgsMapLayer, layer: SharedLayer, why: str) -> QgsMapLayer:
    if not made.isValid():
        told = translate("layers", "“{layer}” cannot be opened: {why}.")
        raise VigieError(told.format(layer=layer.title, why=why), made.error().summary())
    return made


def closed(shelf: Shelf, layer: SharedLayer) -> None:
    """A `VigieError` when a layer may not be opened."""
    why = shelf.why_closed(layer)
    if why:
        raise VigieError(f"{layer.title} – {why}")


def stays_here(layer: SharedLayer) -> bool:
    """Whether a layer is a table or a file that QGIS opens where it is."""
    return layer.kind == POSTGIS or (layer.kind == SHARED_FILE and pure(layer.source["path"]).suffix.lower() not in COPIED)
