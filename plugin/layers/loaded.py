# SPDX-License-Identifier: GPL-2.0-or-later
"""Layers of ours over tables of our store that hold any dataset: drawn, labelled and described. On the main thread."""

from __future__ import annotations

from dataclasses import replace

from qgis.core import (
    Qgis,
    QgsPalLayerSettings,
    QgsTextBufferSettings,
    QgsTextFormat,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
)
from qgis.PyQt.QtGui import QColor

from ..catalog.about import About
from ..catalog.themes import OTHER
from ..files.model import MIXED, TEXT, Copied
from ..messages import VigieError, number, translate
from ..territory.cog import fold
from .marks import mark
from .metadata import described, plain
from .styles import THEME_COLOURS, style_of_theme

NAMING = ("nom", "name", "libelle", "intitule", "titre", "title", "label", "denomination", "raison sociale", "toponyme", "lib")
"""Words that the names of fields that name things begin with, the best first."""
MOST_LABELS = 2000
LABEL_SCALES = {0: 50_000, 1: 25_000, 2: 200_000}
"""Denominators of the smallest scales at which points, lines and areas are labelled."""
DIMENSIONS = ("Point", "LineString", "Polygon")
DRAWN = ", ".join(f"'{prefix}{kind.upper()}'" for kind in DIMENSIONS for prefix in ("", "MULTI"))


def loaded_layers(copied: Copied, source: str, about: About) -> list[QgsVectorLayer]:
    """The layers of a copy, whose table is at `source` (``path|layername=…``): one, or one for each of points, lines and areas
    where they are mixed, and a table of the rows that cannot be drawn beside these.

    They are read-only: what refreshes the table would lose edits. A copy that is partial says so in the name of its layers,
    and in their metadata. Raises a `VigieError` when the table cannot be opened.
    """
    base = " ".join(plain(about.title).split()) or copied.name or translate("layers", "Layer without a title")
    counts, column = _geometries(source) if copied.geometry else ([0, 0, 0, 0], "")
    about = replace(about, notes=(*about.notes, *copied.notes, *_undrawn_notes(counts[3], copied.geometry)))
    if copied.geometry not in (MIXED, "GeometryCollection"):
        return [_layer(copied, source, about, base)]
    words = (translate("layers", "points"), translate("layers", "lines"), translate("layers", "areas"))
    present = [place for place in range(3) if counts[place]]
    layers = []
    for place in present:
        name = f"{base} – {words[place]}" if len(present) > 1 else base
        layers.append(_layer(copied, f"{source}|geometrytype={DIMENSIONS[place]}", about, name))
    if counts[3] or not layers:
        name = translate("layers", "{title} – not drawn").format(title=base) if layers else base
        kind = f'ST_GeometryType("{column}")'
        layers.append(_layer(copied, f"{source}|subset={kind} IS NULL OR {kind} NOT IN ({DRAWN})", about, name))
    return layers


def _geometries(source: str) -> tuple[list[int], str]:
    """How many points, lines, areas, and rows that QGIS draws none of (without a geometry, or with a collection) a table holds;
    and its column of geometries.
    """
    from osgeo import gdal, ogr

    gdal.UseExceptions()
    path, _, table = source.partition("|layername=")
    kinds = {getattr(ogr, f"wkb{prefix}{kind}"): place for place, kind in enumerate(DIMENSIONS) for prefix in ("", "Multi")}
    counts = [0, 0, 0, 0]
    try:
        opened = gdal.OpenEx(path, gdal.OF_VECTOR | gdal.OF_READONLY, allowed_drivers=["GPKG"])
        layer = opened.GetLayerByName(table)
        if layer is None:
            raise RuntimeError(f"no table {table}")
        for kind, count in layer.GetGeometryTypes().items():
            counts[kinds.get(ogr.GT_Flatten(kind), 3)] += count
        return counts, layer.GetGeometryColumn()
    except RuntimeError as error:
        raise VigieError(
            translate("layers", "“{layer}” cannot be opened: {source}.").format(layer=table, source=source), str(error)
        ) from error


def _undrawn_notes(count: int, geometry: str) -> tuple[str, ...]:
    if not count:
        return ()
    if geometry in (MIXED, "GeometryCollection"):
        told = translate(
            "layers", "{count} rows have no position, or mix points, lines and areas: they are in a table, and are not drawn."
        )
    else:
        told = translate("layers", "{count} rows have no position: they are in the table, and are not drawn.")
    return (told.format(count=number(count)),)


def _layer(copied: Copied, source: str, about: About, name: str) -> QgsVectorLayer:
    layer = QgsVectorLayer(source, titled(name, copied), "ogr")
    if not layer.isValid():
        raise VigieError(translate("layers", "“{layer}” cannot be opened: {source}.").format(layer=name, source=source))
    dress(layer, copied, about)
    mark(layer, about, f"{name} / {copied.name}", copied.partial)
    layer.setReadOnly(True)
    return layer


def dress(layer: QgsVectorLayer, copied: Copied, about: About) -> None:
    """Draw, label and describe a layer that holds a copy, wherever it is."""
    for field in copied.fields:
        place = layer.fields().lookupField(field.name)
        if field.title and place >= 0:
            layer.setFieldAlias(place, plain(field.title))
    naming = naming_field(copied)
    if naming:
        layer.setDisplayExpression(f'"{naming}"')
    renderer = style_of_theme(layer, about.theme, layer.featureCount())
    if renderer is not None:
        layer.setRenderer(renderer)
        _label(layer, naming, about.theme)
    layer.setMetadata(described(about, layer.crs(), copied.partial))


def titled(name: str, copied: Copied) -> str:
    """The name of a layer, which says when rows are missing."""
    if not copied.partial:
        return name
    if copied.announced is None:
        return translate("layers", "{title} (partial)").format(title=name)
    counts = {"read": number(copied.read), "announced": number(copied.announced)}
    return translate("layers", "{title} (partial: {read} of {announced})").format(title=name, **counts)


def naming_field(copied: Copied) -> str:
    """The field that names the rows: a text whose name, else whose title, begins as those do; nothing when there is none."""
    texts = [field for field in copied.fields if field.type == TEXT and '"' not in field.name]
    for word in NAMING:
        for written in ("name", "title"):
            found = [field.name for field in texts if f"{fold(getattr(field, written))} ".startswith(f"{word} ")]
            if found:
                return found[0]
    return ""


def _label(layer: QgsVectorLayer, naming: str, theme: str) -> None:
    """Labels at scales where they can be read, with a white edge; written but not shown where there are too many."""
    if not naming:
        return
    text = QgsTextFormat()
    text.setSize(8)
    text.setColor(QColor(THEME_COLOURS.get(theme, THEME_COLOURS[OTHER])).darker(150))
    edge = QgsTextBufferSettings()
    edge.setEnabled(True)
    edge.setSize(0.8)
    edge.setColor(QColor("#ffffff"))
    text.setBuffer(edge)
    settings = QgsPalLayerSettings()
    settings.fieldName = naming
    settings.setFormat(text)
    if layer.geometryType() == Qgis.GeometryType.Point:
        settings.placement = Qgis.LabelPlacement.OrderedPositionsAroundPoint
        settings.offsetType = Qgis.LabelOffsetType.FromSymbolBounds
        settings.dist = 0.5
    settings.scaleVisibility = True
    settings.minimumScale = LABEL_SCALES[int(layer.geometryType())]
    layer.setLabeling(QgsVectorLayerSimpleLabeling(settings))
    layer.setLabelsEnabled(layer.featureCount() <= MOST_LABELS)
