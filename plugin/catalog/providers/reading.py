# SPDX-License-Identifier: GPL-2.0-or-later
"""JSON and addresses from outside, read with distrust: what is missing or of another type than expected is left out."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from ...network.errors import NotAsAnnounced
from ..model import FILES, SERVICES, Box

if TYPE_CHECKING:
    from ...network.door import Answer

MOST_ITEMS = 500
MOST_KEYWORDS = 50
MOST_POSITIONS = 200_000
LONGEST_TEXT = 20_000
LONGEST_ADDRESS = 4_000
_LARGEST_INTEGER = 2**53
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?(?=$|[T ])")

SPELLINGS = {
    "shapefile": "shp",
    "esri shapefile": "shp",
    "esri shapefile (shp)": "shp",
    "geopackage": "gpkg",
    "geo json": "geojson",
    "excel": "xls",
    "ogc:wfs": "wfs",
    "ogc:wms": "wms",
    "ogc:wmts": "wmts",
    "wfs_srvc": "wfs",
    "wms_srvc": "wms",
    "wmts_srvc": "wmts",
    "html": "page",
    "htm": "page",
    "www": "page",
    "page web": "page",
    "web page": "page",
    "url": "page",
    "www:link": "page",
    "gzip": "gz",
    "csv.gz": "gz",
}
"""Formats as producers write them -> kinds of resources."""
MIMES = {
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "text/plain": "txt",
    "text/html": "page",
    "text/xml": "xml",
    "application/xml": "xml",
    "application/json": "json",
    "application/geo+json": "geojson",
    "application/vnd.geo+json": "geojson",
    "application/gml+xml": "gml",
    "application/gpx+xml": "gpx",
    "application/vnd.google-earth.kml+xml": "kml",
    "application/vnd.google-earth.kmz": "kmz",
    "application/geopackage+sqlite3": "gpkg",
    "application/vnd.ms-excel": "xls",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.apache.parquet": "parquet",
    "application/zip": "zip",
    "application/x-zip-compressed": "zip",
    "application/gzip": "gz",
    "application/pdf": "pdf",
}
_REQUEST_PARAMETERS = frozenset(
    ("service", "request", "version", "typename", "typenames", "layer", "layers", "styles", "style", "format", "outputformat",
     "srsname", "srs", "crs", "bbox", "width", "height", "count", "maxfeatures", "startindex", "transparent", "tilematrix",
     "tilematrixset", "tilerow", "tilecol", "resulttype", "namespace", "exceptions", "acceptversions", "sections")
)  # fmt: skip


def mapping(value: Any) -> Mapping[str, Any]:
    """`value` when it is a JSON object, else an empty one."""
    return value if isinstance(value, dict) else {}


def items(value: Any, most: int = MOST_ITEMS) -> list:
    """The first items of `value` when it is a JSON list, else none."""
    return value[:most] if isinstance(value, list) else []


def text(value: Any, longest: int = LONGEST_TEXT) -> str:
    """`value` when it is a text or an integer, cut, in characters that can be written down; else nothing."""
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return ""
    if isinstance(value, int) and abs(value) > _LARGEST_INTEGER:
        return ""
    return str(value)[:longest].replace("\x00", "").encode("utf-8", "replace").decode().strip()


def texts(value: Any, most: int = MOST_KEYWORDS) -> tuple[str, ...]:
    """The texts of a JSON list, or the one text, without repetition."""
    found = (text(item, 500) for item in (items(value) if isinstance(value, list) else [value]))
    return tuple(dict.fromkeys(item for item in found if item))[:most]


def whole(value: Any) -> int | None:
    """`value` when it is a count: an integer that is not negative."""
    good = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _LARGEST_INTEGER
    return value if good else None


def day(value: Any) -> str:
    """The day, the month or the year that an ISO date begins with, else nothing."""
    found = _DATE.match(text(value))
    return found.group() if found else ""


def web(value: Any) -> str:
    """`value` when it is an address of the web (http or https), else nothing."""
    address = text(value, LONGEST_ADDRESS)
    if _CONTROLS.search(address):
        return ""
    try:
        parts = urlsplit(address)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return ""
    return address if good else ""


def service_address(address: str) -> str:
    """The address of an OGC service without the parameters of a request; others (``map=``) are part of the address."""
    parts = urlsplit(address)
    kept = [
        (name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name.lower() not in _REQUEST_PARAMETERS
    ]
    return urlunsplit(parts._replace(query=urlencode(kept, safe="/:,"), fragment=""))


def asked_layer(address: str) -> str:
    """The one layer that a request to an OGC service names, if it does."""
    for name, value in parse_qsl(urlsplit(address).query):
        if name.lower() in ("typename", "typenames", "layer", "layers") and "," not in value:
            return text(value, 500)
    return ""


def kind_of(declared: Any, mime: Any, address: str) -> str:
    """The kind of a resource, by its declared format, else by its type (MIME), else by its address; "page" if nothing says."""
    written = text(declared, 100).lower().lstrip(".")
    if written:
        return SPELLINGS.get(written, written)
    found = MIMES.get(text(mime, 200).lower().partition(";")[0].strip())
    return found or _kind_by_address(address) or "page"


def _kind_by_address(address: str) -> str:
    parts = urlsplit(address)
    parameters = {name.lower(): value.lower() for name, value in parse_qsl(parts.query)}
    if parameters.get("service") in SERVICES:
        return parameters["service"]
    suffix = parts.path.rpartition(".")[2].lower()
    return suffix if suffix in FILES else ""


def bounds(geometry: Any) -> Box | None:
    """What a GeoJSON object of any type covers, in degrees (EPSG:4326); None when it has no position, too many, or one that is
    no longitude and latitude.
    """
    positions = list(_positions(geometry))
    if not positions or len(positions) > MOST_POSITIONS:
        return None
    box = tuple(choose(axis) for choose in (min, max) for axis in zip(*positions))
    return box if box[0] >= -180 and box[1] >= -90 and box[2] <= 180 and box[3] <= 90 else None


def _positions(geometry: Any) -> Iterator[tuple[float, float]]:
    """The positions of a GeoJSON object, one more than `MOST_POSITIONS` at most."""
    waiting, count = [geometry], 0
    while waiting and count <= MOST_POSITIONS:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting += [value[name] for name in ("coordinates", "geometries", "geometry", "features") if name in value]
        elif _is_position(value):
            count += 1
            yield float(value[0]), float(value[1])
        elif isinstance(value, list):
            waiting += [item for item in value if isinstance(item, (dict, list))]


def _is_position(value: Any) -> bool:
    return isinstance(value, list) and len(value) >= 2 and all(_is_coordinate(number) for number in value[:2])


def _is_coordinate(number: Any) -> bool:
    if isinstance(number, bool) or not isinstance(number, (int, float)):
        return False
    return abs(number) <= _LARGEST_INTEGER and math.isfinite(number)


def document(answer: Answer) -> Mapping[str, Any]:
    """The JSON object of an answer; raises `NotAsAnnounced` when it is none."""
    found = answer.json()
    if not isinstance(found, dict):
        raise NotAsAnnounced(answer.host, f"{answer.url}: no JSON object: {answer.body[:200]!r}")
    return found
