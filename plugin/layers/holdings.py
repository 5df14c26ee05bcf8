# SPDX-License-Identifier: GPL-2.0-or-later
"""The layers of the open project as datasets of an inventory, and QGIS's own metadata of a dataset."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsDataSourceUri,
    QgsFeatureRequest,
    QgsMapLayer,
    QgsProject,
    QgsProviderRegistry,
    QgsRasterLayer,
    QgsVectorLayer,
    QgsVectorLayerFeatureSource,
    QgsWkbTypes,
)
from qgis.PyQt.QtXml import QDomDocument

from ..catalog.about import About
from ..inventory.databases import table_inventory
from ..inventory.files import SECONDS, SEVERAL
from ..inventory.model import RASTER, FieldFacts, Held, Inventory, clean, file_identity
from ..inventory.reading import SAMPLE, Sampled, geographic_box, guessed_theme, with_sample
from ..inventory.vocabularies import theme_key
from ..messages import Progress, number, translate
from .dating import date_of_layer
from .metadata import described

LOCAL = ("ogr", "memory", "delimitedtext", "spatialite", "gdal")
"""Providers that read this computer or its shares; the others are not asked for their rows."""

_HEARD_EVERY = 100
_MARKS = re.compile(r"<[^<>]*>")


@dataclass(frozen=True)
class Reading:
    """A layer as it was on the main thread, and what is left to read in the worker."""

    held: Held
    read: Callable[[Held, int, float, Progress], Held]


def readings_of(project: QgsProject) -> list[Reading]:
    """The layers of a project that hold or show data; on the main thread. No service is asked."""
    groups = {node.layerId(): _group(node) for node in project.layerTreeRoot().findLayers()}
    layers = sorted(project.mapLayers().values(), key=lambda layer: (groups.get(layer.id(), ""), layer.name()))
    return [_reading(layer, groups.get(layer.id(), "")) for layer in layers]


def project_inventory(readings: list[Reading], progress: Progress, sample: int = SAMPLE, seconds: float = SECONDS) -> Inventory:
    """What those layers hold: `sample` rows of each are looked at, within some `seconds`; in a worker."""
    datasets = []
    for place, reading in enumerate(readings):
        progress.step(100 * place / len(readings), reading.held.title)
        datasets.append(reading.read(reading.held, sample, seconds, progress))
    progress.step(100)
    return Inventory(tuple({held.identity: held for held in reversed(datasets)}.values()))


def qmd_of(held: Held) -> bytes:
    """The metadata of a dataset as QGIS loads them (QMD). Neither paths nor what may be personal data is told."""
    about = About(
        clean(held.title) or held.uuid, held.uuid, clean(held.description), clean(held.contact), clean(held.licence),
        modified=held.modified, theme=theme_key(held.theme), box=held.box,
    )  # fmt: skip
    document = QDomDocument("qgis")
    root = document.createElement("qgis")
    document.appendChild(root)
    described(about, QgsCoordinateReferenceSystem(held.crs)).writeMetadataXml(root, document)
    return bytes(document.toByteArray(2))


def _group(node: object) -> str:
    names, parent = [], node.parent()
    while parent is not None and parent.parent() is not None:
        names.append(parent.name())
        parent = parent.parent()
    return "/".join(reversed(names))


def _reading(layer: QgsMapLayer, group: str) -> Reading:
    held = _told(layer, group)
    if not layer.isValid():
        return Reading(held, _broken)
    if layer.providerType() == "postgres":
        uri = QgsDataSourceUri(layer.source())
        if uri.table() and not uri.table().startswith("("):
            return Reading(held, _of_table(uri.connectionInfo(True), uri.schema() or "public", uri.table()))
    if layer.providerType() not in LOCAL:
        return Reading(held, _elsewhere)
    if isinstance(layer, QgsVectorLayer):
        held = replace(held, rows=layer.featureCount() if layer.featureCount() >= 0 else None)
        return Reading(held, _of_source(QgsVectorLayerFeatureSource(layer), layer.fields().names()))
    return Reading(held, lambda told, _sample, _seconds, _progress: _placed(told))


def _told(layer: QgsMapLayer, group: str) -> Held:
    """What the project knows of a layer."""
    metadata = layer.metadata()
    identity, location, changed = _place(layer)
    title = _plain(metadata.title()) or layer.name()
    contacts = [
        " ".join(filter(None, (_plain(one.organization) or _plain(one.name), _plain(one.email)))) for one in metadata.contacts()
    ]
    licences = [_plain(text) for text in (*metadata.licenses(), *metadata.rights()) if text.strip()]
    extent = layer.extent() if layer.isSpatial() else None
    known = extent is not None and not extent.isNull() and extent.isFinite()
    return Held(
        identity,
        clean(title),
        location,
        layer.providerType(),
        clean(group),
        guessed_theme(*map(_plain, metadata.categories()), group, title, layer.name()),
        _geometry(layer),
        layer.crs().authid() if layer.isSpatial() else "",
        (extent.xMinimum(), extent.yMinimum(), extent.xMaximum(), extent.yMaximum()) if known else None,
        modified=date_of_layer(layer) or changed,
        fields=_fields(layer) if isinstance(layer, QgsVectorLayer) else (),
        licence=next(iter(licences), ""),
        contact=next(iter(filter(None, contacts)), ""),
        description=_plain(metadata.abstract()),
    )


def _plain(text: str) -> str:
    return clean(_MARKS.sub(" ", text or ""))


def _fields(layer: QgsVectorLayer) -> tuple[FieldFacts, ...]:
    return tuple(FieldFacts(clean(field.name()), field.typeName(), clean(field.alias())) for field in layer.fields())


def _geometry(layer: QgsMapLayer) -> str:
    if isinstance(layer, QgsVectorLayer):
        return QgsWkbTypes.displayString(QgsWkbTypes.flatType(layer.wkbType())) if layer.isSpatial() else ""
    return RASTER if isinstance(layer, QgsRasterLayer) else layer.type().name


def _place(layer: QgsMapLayer) -> tuple[str, str, str]:
    """The identity of a layer, where it is (without credentials), and the day of its last change where a file tells it."""
    provider, parts = layer.providerType(), QgsProviderRegistry.instance().decodeUri(layer.providerType(), layer.source())
    path = parts.get("path")
    if provider in LOCAL and isinstance(path, str) and Path(path).is_absolute() and "://" not in path:
        file = Path(path)
        name = str(parts.get("layerName") or "") or _only_layer(layer)
        day = time.strftime("%Y-%m-%d", time.gmtime(file.stat().st_mtime)) if file.exists() else ""
        return file_identity(file, name if _holds_several(file) else ""), str(file.resolve()), day
    address = str(parts.get("url") or QgsDataSourceUri(layer.source()).param("url") or "")
    if address.startswith(("http://", "https://")):
        told = urlsplit(address)
        server = (told.hostname or "") + (f":{told.port}" if told.port else "")
        named = str(parts.get("typename") or parts.get("layers") or layer.name())
        shown = f"{told.scheme}://{server}{told.path}"
        return f"{shown}|{named}", shown, ""
    return f"project:{layer.id()}", translate("inventory", "in the project ({provider})").format(provider=provider or "–"), ""


def _only_layer(layer: QgsMapLayer) -> str:
    """The layer that a source names no layer of."""
    listed = layer.dataProvider().subLayers() if layer.dataProvider() is not None else []
    return listed[0].split("!!::!!")[1] if listed and listed[0].count("!!::!!") > 1 else ""


def _holds_several(file: Path) -> bool:
    return file.suffix.lower().lstrip(".") in SEVERAL or file.suffix.lower() == ".db"


def _placed(held: Held) -> Held:
    return replace(held, box=geographic_box(held.extent, held.crs))


def _broken(held: Held, _sample: int, _seconds: float, _progress: Progress) -> Held:
    return replace(held, problem=translate("inventory", "The layer is broken: its source is gone or refused."))


def _elsewhere(held: Held, _sample: int, _seconds: float, _progress: Progress) -> Held:
    note = translate("inventory", "On a service: its rows were not read.")
    return replace(_placed(held), notes=(*held.notes, note))


def _of_table(connection: str, schema: str, table: str) -> Callable[[Held, int, float, Progress], Held]:
    """A table of PostgreSQL, which is asked itself; the project's own words are kept."""

    def read(held: Held, sample: int, seconds: float, progress: Progress) -> Held:
        asked = table_inventory(connection, schema, table, progress, sample, seconds)
        aliases = {one.name: one.alias for one in held.fields}
        fields = tuple(replace(one, alias=aliases.get(one.name) or one.alias) for one in asked.fields)
        names = ("title", "group", "theme", "licence", "contact", "description", "modified")
        own = {name: getattr(held, name) for name in names if getattr(held, name)}
        return replace(asked, **own, fields=fields)

    return read


def _of_source(source: QgsVectorLayerFeatureSource, names: list[str]) -> Callable[[Held, int, float, Progress], Held]:
    def read(held: Held, sample: int, seconds: float, progress: Progress) -> Held:
        sampled, end = Sampled(values={name: [] for name in names}), time.monotonic() + seconds
        request = QgsFeatureRequest().setLimit(sample).setFlags(QgsFeatureRequest.Flag.NoGeometry)
        for feature in source.getFeatures(request):
            if sampled.rows % _HEARD_EVERY == 0:
                progress.hear()
                if time.monotonic() > end:
                    break
            sampled.see({name: _text(cell) for name, cell in zip(names, feature.attributes())})
        told = with_sample(_placed(held), held.fields, sampled)
        if held.rows is not None and sampled.rows < min(sample, held.rows):
            note = translate("inventory", "Only {count} rows were looked at.").format(count=number(sampled.rows))
            told = replace(told, notes=(*told.notes, note))
        return told

    return read


def _text(cell: object) -> str | None:
    """A value as text; None for a missing one and for bytes."""
    if cell is None or (hasattr(cell, "isNull") and cell.isNull()) or type(cell).__name__ == "QByteArray":
        return None
    return cell.toString("yyyy-MM-dd") if hasattr(cell, "toString") else str(cell)
