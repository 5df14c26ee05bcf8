# SPDX-License-Identifier: GPL-2.0-or-later
"""Layers of a project as a network's catalogue tells them, for its author: sources without credentials, styles, names of fields,
metadata. On the main thread; the project is only read.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from qgis.core import (
    Qgis,
    QgsApplication,
    QgsDataSourceUri,
    QgsLayerTree,
    QgsLayerTreeGroup,
    QgsMapLayer,
    QgsProject,
    QgsProviderConnectionException,
    QgsProviderRegistry,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtXml import QDomDocument

from ..catalog.endpoints import without_secrets
from ..messages import Progress, translate
from ..shared_catalog.authoring import ERROR, WARNING, Collected, relative_to
from ..shared_catalog.model import POSTGIS, SHARED_FILE, SharedCatalogue, read_catalogue
from ..shared_catalog.places import FOLDER, TABLE, Place, pure
from ..store.connections import libpq_of
from ..store.shared_table import read_table, write_table
from .metadata import plain

if TYPE_CHECKING:
    from ..observatory import Observatory

Fault = tuple[str, str]
_KINDS = {Qgis.GeometryType.Point: "point", Qgis.GeometryType.Line: "line", Qgis.GeometryType.Polygon: "area"}


def collect(project: QgsProject, layers: Sequence[QgsMapLayer], place: Place) -> list[Collected]:
    """These layers of a project as its author shares them, in a catalogue that goes to `place`; themes are the names of their groups."""
    themes = _themes(project.layerTreeRoot())
    return [_collected(layer, themes.get(layer.id(), ""), place) for layer in layers]


def with_rights(layers: Sequence[Collected], place: Place, progress: Progress) -> list[Collected]:
    """The same, with what databases and disks say of who may read them; they are asked: not on the main thread."""
    found = []
    for count, layer in enumerate(layers):
        progress.step(100 * count / len(layers), layer.title)
        source, faults = layer.source or {}, []
        if source.get("kind") == POSTGIS:
            faults = _table_rights(source)
        elif source.get("kind") == SHARED_FILE:
            path = pure(source["path"])
            faults = _file_rights(source["path"] if path.is_absolute() else str(pure(place.root) / source["path"]))
        found.append(replace(layer, faults=(*layer.faults, *faults)))
    return found


def published(observatory: Observatory, place: Place, progress: Progress) -> SharedCatalogue | None:
    """The catalogue that is published at a place; None where nothing is yet."""
    if place.kind == FOLDER and not Path(place.written).exists():
        return None
    if place.kind == TABLE:
        content = read_table(libpq_of(place.connection), place.schema, place.table, missing_is_none=True)
        return None if content is None else read_catalogue(content, place.table)
    reader = observatory.shared_reader(progress, read_shared_table)
    return read_catalogue(reader.document(place), Path(place.written).name or place.written)


def read_shared_table(place: Place) -> bytes:
    """The last document of a table that a connection of QGIS leads to."""
    return read_table(libpq_of(place.connection), place.schema, place.table)


def write_shared_table(place: Place, version: str, content: bytes, before: str) -> None:
    """Publish a document into a table that a connection of QGIS leads to (see `write_table`)."""
    write_table(libpq_of(place.connection), place.schema, place.table, version, content, before)


def _themes(group: QgsLayerTreeGroup, name: str = "") -> dict[str, str]:
    """The name of the group that each layer (its id) is in."""
    found = {}
    for child in group.children():
        if QgsLayerTree.isGroup(child):
            found.update(_themes(child, child.name()))
        elif QgsLayerTree.isLayer(child):
            found[child.layerId()] = name
    return found


def _collected(layer: QgsMapLayer, theme: str, place: Place) -> Collected:
    source, faults = _source(layer, place)
    metadata = layer.metadata()
    contacts = metadata.contacts()
    licences = [text for text in (*metadata.licenses(), *metadata.rights()) if text.strip()]
    published = metadata.dateTime(Qgis.MetadataDateType.Published) or metadata.dateTime(Qgis.MetadataDateType.Revised)
    links = [link.url for link in metadata.links() if link.url.startswith(("https://", "http://"))]
    vector = isinstance(layer, QgsVectorLayer)
    return Collected(
        title=plain(metadata.title() or layer.name())[:5000] or layer.id(),
        source=source,
        theme=plain(theme),
        style=style_of(layer),
        description=plain(metadata.abstract())[:5000],
        keywords=tuple(plain(word)[:100] for words in metadata.keywords().values() for word in words if word.strip())[:50],
        producer=plain(contacts[0].organization or contacts[0].name)[:300] if contacts else "",
        licence=plain(licences[0])[:300] if licences else "",
        date=published.date().toString(Qt.DateFormat.ISODate) if published.isValid() else "",
        page=next((link for link in links if not set(link) & set(" \"'<>")), ""),
        crs=layer.crs().authid() if layer.crs().isValid() else "",
        geometry=(_KINDS.get(layer.geometryType(), "") if layer.isSpatial() else "none") if vector else "",
        aliases={field.name(): field.alias() for field in layer.fields() if field.alias()} if vector else {},
        scales=(layer.maximumScale(), layer.minimumScale()) if layer.hasScaleBasedVisibility() else (0.0, 0.0),
        faults=tuple(faults),
    )


def style_of(layer: QgsMapLayer) -> bytes:
    """The style of a layer as QML: symbols, labels, fields, forms and map tips, without where its data come from."""
    document = QDomDocument()
    layer.exportNamedStyle(document)
    return document.toByteArray().data()


def _source(layer: QgsMapLayer, place: Place) -> tuple[dict[str, Any] | None, list[Fault]]:
    provider = layer.providerType()
    if provider == "postgres":
        return _table(layer)
    if provider in ("ogr", "gdal"):
        return _file(layer, place)
    readers = {
        "WFS": _features, "OAPIF": _features, "wms": _images, "arcgisfeatureserver": _esri, "arcgismapserver": _esri,
        "xyzvectortiles": _images,
    }  # fmt: skip
    if provider not in readers:
        told = translate("layers", "Layers of the provider “{provider}” are not shared: save it where members read it.")
        return None, [(ERROR, told.format(provider=provider))]
    return readers[provider](layer)


# Databases


def _table(layer: QgsVectorLayer) -> tuple[dict | None, list[Fault]]:
    uri = QgsDataSourceUri(layer.source())
    if uri.table().startswith("(") or uri.sql():
        told = translate("layers", "It is a query, or has a filter: make a view of the database, and share that.")
        return None, [(ERROR, told)]
    name = _connection_to(uri)
    if not name:
        told = translate(
            "layers", "No connection of QGIS leads to its database: make one, under the name that members give to theirs."
        )
        return None, [(ERROR, told)]
    source = {"kind": "postgis", "connection": name, "schema": uri.schema() or "public", "table": uri.table()}
    for key, value in (("column", uri.geometryColumn()), ("key", uri.keyColumn())):
        if value:
            source[key] = value
    faults = [(WARNING, _left_out())] if uri.password() else []
    authentication = _authentication(uri.authConfigId())
    if authentication:
        source["authentication"] = authentication
    return source, faults


def _connection_to(uri: QgsDataSourceUri) -> str:
    """The connection of QGIS that leads to the database of a layer, by its name."""
    metadata = QgsProviderRegistry.instance().providerMetadata("postgres")
    wanted = _database(uri)
    for name, connection in metadata.connections(False).items():
        if _database(QgsDataSourceUri(connection.uri())) == wanted:
            return name
    return ""


def _database(uri: QgsDataSourceUri) -> tuple[str, ...]:
    return uri.service(), uri.host().lower(), uri.port() or "5432", uri.database()


_READERS = (
    "SELECT count(*) FROM pg_class, aclexplode(coalesce(relacl, acldefault('r', relowner))) AS granted "
    "WHERE privilege_type = 'SELECT' AND grantee <> relowner AND"
)


def _table_rights(source: dict) -> list[Fault]:
    """Whether others than the owner may read a table, as the server says."""
    name = source["connection"]
    table = ".".join('"{}"'.format(source[part].replace('"', '""')) for part in ("schema", "table")).replace("'", "''")
    query = " ".join((_READERS, f"pg_class.oid = '{table}'::regclass"))
    try:
        connection = QgsProviderRegistry.instance().providerMetadata("postgres").createConnection(name)
        rows = connection.executeSql(query)
    except QgsProviderConnectionException as error:
        told = translate("layers", "The rights on its table could not be read through “{connection}”: {why}")
        return [(WARNING, told.format(connection=name, why=str(error)[:200]))]
    if rows and rows[0][0]:
        return []
    return [(ERROR, translate("layers", "Nobody but its owner may read its table: grant SELECT to the role of the members."))]


def _authentication(identifier: str) -> str:
    """The name of an authentication configuration, which members have under the same one; never what it holds."""
    if not identifier:
        return ""
    known = QgsApplication.authManager().availableAuthMethodConfigs()
    return known[identifier].name() if identifier in known else ""


def _left_out() -> str:
    return translate("layers", "A user name or a password was left out.")


# Files


def _file(layer: QgsMapLayer, place: Place) -> tuple[dict | None, list[Fault]]:
    parts = QgsProviderRegistry.instance().decodeUri(layer.providerType(), layer.source())
    path = parts.get("path", "")
    if not path or parts.get("vsiPrefix") or path.startswith("/vsi") or "://" in path:
        return None, [(ERROR, translate("layers", "It is no plain file: save it where members read it."))]
    if parts.get("subset"):
        return None, [(ERROR, translate("layers", "It has a filter: save what it shows as a file of its own."))]
    source = {"kind": "file", "path": relative_to(path, place)}
    if parts.get("layerName"):
        source["layer"] = parts["layerName"]
    return source, []


def _file_rights(path: str) -> list[Fault]:
    """Whether others than the owner may read a file."""
    try:
        others = os.name == "nt" or Path(path).stat().st_mode & (stat.S_IRGRP | stat.S_IROTH)
    except OSError:
        return [(ERROR, translate("layers", "Its file is not there."))]
    return [] if others else [(ERROR, translate("layers", "Nobody but its owner may read its file."))]


# Services


def _service(kind: str, address: str, identifier: str, **more: Any) -> tuple[dict | None, list[Fault]]:
    faults = []
    safe = without_secrets(address)
    if safe != address:
        faults.append((ERROR, translate("layers", "Its address holds a password or a key: use an authentication configuration.")))
    source = {"kind": kind, "address": safe, **{key: value for key, value in more.items() if value}}
    if identifier:
        authentication = _authentication(identifier)
        if authentication:
            source["authentication"] = authentication
        else:
            faults.append((ERROR, translate("layers", "Its authentication configuration has no name here: make it again.")))
    if urlsplit(safe).scheme not in ("http", "https"):
        return None, [*faults, (ERROR, translate("layers", "Its address is not one of the web."))]
    return source, faults


def _features(layer: QgsVectorLayer) -> tuple[dict | None, list[Fault]]:
    uri = QgsDataSourceUri(layer.source())
    if uri.sql() or layer.subsetString():
        return None, [(ERROR, translate("layers", "It has a filter, which a catalogue does not carry: take it away."))]
    kind = "wfs" if layer.providerType() == "WFS" else "oapif"
    made = _service(kind, uri.param("url"), uri.authConfigId(), layer=uri.param("typename"), crs=_crs(layer))
    if uri.password() or uri.username():
        made[1].append((ERROR, translate("layers", "Its source holds a password: use an authentication configuration.")))
    return made


def _esri(layer: QgsMapLayer) -> tuple[dict | None, list[Fault]]:
    uri = QgsDataSourceUri(layer.source())
    if layer.providerType() == "arcgismapserver":
        return _service("esri-map", uri.param("url"), uri.authConfigId(), layer=uri.param("layer"), crs=_crs(layer))
    base, _, name = uri.param("url").rstrip("/").rpartition("/")
    return _service("esri-features", base, uri.authConfigId(), layer=name, crs=_crs(layer))


def _images(layer: QgsMapLayer) -> tuple[dict | None, list[Fault]]:
    """WMS, WMTS and tiles: their sources are written as the query of an address."""
    asked = {name: values[0] for name, values in parse_qs(layer.source(), keep_blank_values=True).items()}
    address, identifier = asked.get("url", ""), asked.get("authcfg", "")
    if layer.providerType() == "xyzvectortiles":
        styles = [asked["styleUrl"]] if asked.get("styleUrl") else []
        made = _service("vector-tiles", address, identifier, styles=styles)
    elif asked.get("type") == "xyz":
        made = _service("xyz", address, identifier)
    else:
        kind = "wmts" if asked.get("tileMatrixSet") else "wms"
        styles = [asked["styles"]] if asked.get("styles") else []
        formats = [asked["format"]] if asked.get("format") else []
        made = _service(kind, address, identifier, layer=asked.get("layers", ""), crs=_crs(layer), formats=formats, styles=styles)
    if asked.get("password") or asked.get("username"):
        made[1].append((ERROR, translate("layers", "Its source holds a password: use an authentication configuration.")))
    return made


def _crs(layer: QgsMapLayer) -> list[str]:
    return [layer.crs().authid()] if layer.crs().authid() else []
