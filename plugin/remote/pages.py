# SPDX-License-Identifier: GPL-2.0-or-later
"""Pages of features as services answer them, read into plain rows: GeoJSON, GML, Esri's JSON. GDAL reads bytes already here."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from lxml import etree

from ..catalog.providers.capabilities import crs_code, document
from ..catalog.providers.esri import moment_of
from ..files.model import BOOLEAN, INTEGER, REAL, Field
from ..network.errors import NotAsAnnounced
from ..requirements import shapely as require_shapely

if TYPE_CHECKING:
    from osgeo import gdal, ogr
    from shapely import Geometry

    from ..network.door import Answer

_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
_GENERATED = re.compile(r"(?:.*\.)?fid-[-_0-9a-f]+")
"""Ids that GeoServer makes anew for each answer, where a table has no key."""
_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")
_REAL = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_TRUTH = {"true": True, "1": True, "false": False, "0": False}


@dataclass(frozen=True)
class Rows:
    """Features: their ids ("" where they have none that lasts), their values by field, their geometries (array of shapely, None
    allowed) with x before y. `crs` is what the page says of itself ("" if nothing), `broken` counts geometries that cannot be read.
    """

    ids: tuple[str, ...]
    records: tuple[Mapping[str, Any], ...]
    shapes: np.ndarray
    crs: str = ""
    broken: int = 0

    def __len__(self) -> int:
        return len(self.records)


NO_ROWS = Rows((), (), np.empty(0, dtype=object))


@dataclass(frozen=True)
class Page:
    """What one request gave: `rows`, and the `body` from which `read` gives them again. `matched` is how many features the server
    says there are in all, `more` whether it says that others follow (None: it does not say).
    """

    rows: Rows
    body: bytes
    read: Callable[[bytes], Rows] = field(repr=False)
    matched: int | None = None
    more: bool | None = None


def read_page(answer: Answer, fields: Iterable[Field] = ()) -> Page:
    """GeoJSON, or GML when it is XML; `fields` give their types to the texts of GML. Raises `Declined` on an exception report,
    `NotAsAnnounced` on anything else.
    """
    if answer.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        return _gml_page(answer, {known.name: known.type for known in fields})
    return geojson_page(answer, answer.json())


def geojson_page(answer: Answer, found: Any) -> Page:
    """The page of an answer whose JSON was `found`; raises `NotAsAnnounced` when it is no collection of features."""
    if not isinstance(found, Mapping) or not isinstance(found.get("features"), list):
        raise NotAsAnnounced(answer.host, f"{answer.url}: no list of features in {answer.body[:200]!r}")
    matched = next((found[name] for name in ("numberMatched", "totalFeatures") if is_count(found.get(name))), None)
    return Page(_geojson_rows(found), answer.body, read_geojson, matched)


def is_count(value: Any) -> bool:
    """Whether `value` is a number of features."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def read_geojson(body: bytes) -> Rows:
    """The rows of a page of GeoJSON that was read before."""
    return _geojson_rows(json.loads(body.decode("utf-8-sig")))


def _geojson_rows(collection: Mapping[str, Any]) -> Rows:
    features = [feature for feature in collection["features"] if isinstance(feature, Mapping)]
    records = tuple(_record(feature.get("properties")) for feature in features)
    geometries = [feature.get("geometry") for feature in features]
    shapes, broken = _shapes((there is not None, None if there is None else _json_shape(there)) for there in geometries)
    return Rows(tuple(_lasting(feature.get("id")) for feature in features), records, shapes, _declared(collection), broken)


def _record(properties: Any) -> Mapping[str, Any]:
    return properties if isinstance(properties, Mapping) else {}


def _lasting(identifier: Any) -> str:
    """An id as text; nothing for one that the next answer would not give again."""
    if isinstance(identifier, bool) or not isinstance(identifier, (str, int)):
        return ""
    written = str(identifier)
    return "" if _GENERATED.fullmatch(written) else written


def _declared(collection: Mapping[str, Any]) -> str:
    """The coordinate system that a collection names in the way of GeoJSON before 2016."""
    named = collection.get("crs")
    properties = named.get("properties") if isinstance(named, Mapping) else None
    return crs_code(properties.get("name")) if isinstance(properties, Mapping) else ""


def _json_shape(geometry: Any) -> Geometry | None:
    shapely = require_shapely()
    try:
        return shapely.geometry.shape(geometry)
    # What shapely raises for what is no geometry, by where it stumbles.
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError, shapely.errors.ShapelyError):
        return None


def _shapes(made: Iterable[tuple[bool, Geometry | None]]) -> tuple[np.ndarray, int]:
    """Geometries as an array, None for the empty ones, and how many could not be read; each with whether there was one."""
    shapely = require_shapely()
    found = list(made)
    shapes = np.empty(len(found), dtype=object)
    shapes[:] = [shape for _, shape in found]
    given = np.array([there for there, _ in found], dtype=bool)
    empty = shapely.is_empty(shapes)
    sound = np.isfinite(shapely.bounds(shapes)).all(axis=1)  # False for none and for an empty one
    shapes[~sound] = None
    return shapes, int((given & ~sound & ~empty).sum())


def _ogr_shape(geometry: ogr.Geometry) -> Geometry | None:
    """A geometry of GDAL; curves become lines."""
    shapely = require_shapely()
    try:
        if geometry.HasCurveGeometry():
            geometry = geometry.GetLinearGeometry()
        return shapely.from_wkb(bytes(geometry.ExportToIsoWkb()))
    except (RuntimeError, shapely.errors.ShapelyError):
        return None


@contextmanager
def _quiet() -> Iterator[None]:
    """GDAL raises, and prints nothing."""
    from osgeo import gdal, ogr

    gdal.UseExceptions()
    ogr.UseExceptions()
    gdal.PushErrorHandler("CPLQuietErrorHandler")
    try:
        yield
    finally:
        gdal.PopErrorHandler()


# GML


def _gml_page(answer: Answer, types: Mapping[str, str]) -> Page:
    root = document(answer)
    said = root.get("numberMatched") or ""
    matched = int(said) if said.isdigit() and said.isascii() and len(said) < 16 else None

    def read(body: bytes) -> Rows:
        return _gml_rows(body, types)

    # GDAL would look for the schema at the address or in the file that the document names.
    for name in ("schemaLocation", "noNamespaceSchemaLocation"):
        root.attrib.pop(f"{_XSI}{name}", None)
    body = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    try:
        members = any("member" in etree.QName(part).localname.lower() for part in root if isinstance(part.tag, str))
        rows = read(body) if members else NO_ROWS
    except RuntimeError as error:
        raise NotAsAnnounced(answer.host, f"{answer.url}: no GML: {error}: {answer.body[:200]!r}") from error
    return Page(rows, body, read, matched)


def _gml_rows(body: bytes, types: Mapping[str, str]) -> Rows:
    options = ["DOWNLOAD_SCHEMA=NO", "WRITE_GFS=NO", "EXPOSE_GML_ID=YES", "EXPOSE_FID=YES"]
    with _opened(body, "gml", "GML", options) as layer:
        rows = _ogr_rows(layer, ("gml_id", "fid"))
    records = tuple(
        {name: _typed(value, types.get(name)) for name, value in record.items() if name != "gml_id"} for record in rows.records
    )
    return replace(rows, records=records)


def _typed(value: Any, wanted: str | None) -> Any:
    """A text of GML in the type that the schema of the service gives to its field, where it can be read so."""
    if not isinstance(value, str):
        return value
    if wanted == INTEGER and _WHOLE.fullmatch(value):
        return int(value)
    if wanted == REAL and _REAL.fullmatch(value):
        return float(value)
    if wanted == BOOLEAN:
        return _TRUTH.get(value.lower(), value)
    return value


# Esri's JSON


def read_esri(body: bytes, key: str, dates: Collection[str] = ()) -> Rows:
    """The rows of a page of Esri's JSON, whose ids are in the field `key`; the fields `dates` hold milliseconds since 1970. Raises
    RuntimeError when GDAL cannot read it.
    """
    with _opened(body, "json", "ESRIJSON", []) as layer:
        rows = _ogr_rows(layer, ())
    records = tuple(
        {name: _moment(value) if name in dates else value for name, value in record.items()} for record in rows.records
    )
    return replace(rows, ids=tuple(_lasting(record.get(key)) for record in records), records=records)


def _moment(value: Any) -> Any:
    """Milliseconds as an ISO moment in UTC; GDAL gives them as text before its version 3.7, as a moment after."""
    if isinstance(value, str) and _WHOLE.fullmatch(value):
        value = int(value)
    return f"{moment_of(value)}Z" if moment_of(value) else value


# By GDAL


@contextmanager
def _opened(body: bytes, suffix: str, driver: str, options: list[str]) -> Iterator[ogr.Layer | None]:
    """The first layer of a document, read by that driver and no other; None when it has none."""
    from osgeo import gdal

    folder = f"/vsimem/{uuid.uuid4().hex}"
    name = f"{folder}/page.{suffix}"
    before = gdal.GetThreadLocalConfigOption("GML_FIELDTYPES", None)
    gdal.SetThreadLocalConfigOption("GML_FIELDTYPES", "ALWAYS_STRING")  # else "05061" becomes the number 5061
    source: gdal.Dataset | None = None
    with _quiet():
        gdal.FileFromMemBuffer(name, body)
        try:
            source = gdal.OpenEx(name, gdal.OF_VECTOR, allowed_drivers=[driver], open_options=options)
            yield source.GetLayer(0) if source.GetLayerCount() else None
        finally:
            source = None  # the file is read until then
            for left in gdal.ReadDir(folder) or ():
                gdal.Unlink(f"{folder}/{left}")
            gdal.SetThreadLocalConfigOption("GML_FIELDTYPES", before)


def _ogr_rows(layer: ogr.Layer | None, keys: Iterable[str]) -> Rows:
    """The features of a layer. The first of the fields `keys` that there is holds their ids."""
    from osgeo import ogr

    features = [] if layer is None else list(layer)
    records = tuple(_plain(feature, ogr) for feature in features)
    geometries = [feature.GetGeometryRef() for feature in features]
    shapes, broken = _shapes((there is not None, None if there is None else _ogr_shape(there)) for there in geometries)
    key = next((name for name in keys if records and name in records[0]), "")
    reference = layer.GetSpatialRef() if layer is not None else None
    authority = reference.GetAuthorityName(None) if reference is not None else None
    crs = crs_code(f"{authority}:{reference.GetAuthorityCode(None)}") if authority else ""
    return Rows(tuple(_lasting(record.get(key)) for record in records), records, shapes, crs, broken)


def _plain(feature: ogr.Feature, ogr: Any) -> dict[str, Any]:
    values = feature.items()
    for place in range(feature.GetFieldCount()):
        definition = feature.GetFieldDefnRef(place)
        value = values[definition.GetName()]
        if definition.GetType() in (ogr.OFTDate, ogr.OFTDateTime) and value:
            values[definition.GetName()] = value.replace("/", "-").replace(" ", "T", 1)
    return values
