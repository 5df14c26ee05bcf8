# SPDX-License-Identifier: GPL-2.0-or-later
"""What a text is: XML by its root, JSON by its top-level names, else rows. Errors of services are told from data."""

from __future__ import annotations

import json
import re
from pathlib import Path

from lxml import etree

from ..messages import translate
from .signatures import NoData, no_data

SMALL_BYTES = 64_000
"""Errors of services are never longer; data that is as short may still be data."""
LONGEST_QUOTE = 300
_SEPARATORS = ";,\t|"
_SIGN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+')
_PAGE = re.compile(r"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]", re.IGNORECASE)
_GEOMETRIES = ("Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection")
_DESCRIPTIONS = {"md_metadata", "mi_metadata", "metadata", "rdf", "getrecordsresponse", "getrecordbyidresponse", "qgis", "schema",
                 "styledlayerdescriptor", "pamdataset", "fc_featurecatalogue", "qgis-layer-definition"}  # fmt: skip
_POINTERS = {"ogrvrtdatasource", "vrtdataset", "gdal_wms", "gdal_wmts", "ogrwfsdatasource", "ogrwfslayer"}
_REFUSED_ROOTS = {
    **dict.fromkeys(_DESCRIPTIONS, "description"),
    **dict.fromkeys(_POINTERS, "pointer"),
    **dict.fromkeys(("html", "head", "body"), "page"),
    "svg": "image",
    "publicationdelivery": "netex",
}
_ERROR_NAMES = {"error", "errors", "exception", "exceptions", "fault", "message", "detail", "title"}
_BESIDE_ERRORS = {"status", "statuscode", "code", "errorcode", "errormessage", "timestamp", "path", "type", "instance", "details",
                  "success", "help", "requestid", "traceid", "description", "errordescription", "ok", "reason"}  # fmt: skip


def text_of(head: bytes) -> str | None:
    """The text that a file begins with, None when it is none. UTF-16 is told by its mark or its zeros; in other encodings
    only ASCII is sure.
    """
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace")
    if head.startswith(b"\xef\xbb\xbf"):
        return head.decode("utf-8-sig", "replace")
    even, odd = head[0:2000:2], head[1:2000:2]
    for encoding, high, low in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if len(high) > 1 and high.count(0) > 0.7 * len(high) and 0 not in low:
            return head.decode(encoding, "replace")
    strange = sum(byte < 9 or 13 < byte < 27 for byte in head)
    return None if strange > len(head) / 200 else head.decode("latin-1")


def xml_kind(path: Path, text: str, name: str) -> str:
    """The kind of a text that begins with a tag: "kml", "gpx", "gml", "osm", else "xml"; "" when it is no XML. Raises
    `NoData` with what a service says when it is an error.
    """
    root = _root(path)
    if root is None:
        if _PAGE.search(text[:4000]):
            raise no_data("page", name)
        return ""
    label = re.split("[}:]", root.tag)[-1].lower()  # a prefix that is not declared stays in the name
    if label in ("exceptionreport", "serviceexceptionreport", "serviceexception"):
        raise service_error(_exception_text(path, text), name)
    if label.endswith("capabilities"):
        raise no_data("service", name)
    if label in _REFUSED_ROOTS:
        raise no_data(_REFUSED_ROOTS[label], name)
    if label == "osm" and "<remark>" in text and not re.search("<(node|way|relation)[ >]", text):
        raise service_error(re.search("<remark>([^<]*)", text)[1], name)
    if label in ("kml", "gpx", "osm"):
        return label
    spaces = [space for space in root.nsmap.values() if space]
    return "gml" if any(space.startswith("http://www.opengis.net/gml") for space in spaces) else "xml"


def json_kind(path: Path, text: str, name: str) -> str:
    """The kind of a text that begins with a brace or a bracket: "geojson", "geojsonl" (a feature a line), "topojson",
    "esrijson", else "json"; "" when it is no JSON. Raises `NoData` with what a service says when it is an error.
    """
    if not re.match(r'\s*(\{\s*["}]|\[\s*[\[{"\]\d\-tfn])', text) or re.match(r"\s*\[[^\]\n]*\]\s*[;,\t|]", text):
        return ""
    if text.lstrip().startswith("["):
        return "json"
    found, closed = _top_level(text)
    kind = found.get("type", "")
    if kind == "Topology" or "arcs" in found:
        return "topojson"
    if kind == "Feature" and closed:
        return "geojsonl"
    if kind in ("Feature", "FeatureCollection") or (kind in _GEOMETRIES and ("coordinates" in found or "geometries" in found)):
        return "geojson"
    if "features" in found:
        return "esrijson" if "geometryType" in found or "fields" in found else "geojson"
    said = _said_error(path)
    if said is not None:
        raise service_error(said, name)
    return "json"


def rows_kind(text: str, name: str) -> str:
    """The kind of a text that is neither XML nor JSON: "tab", "mif", "dxf", else "csv". Raises `NoData` for a single line
    without columns: a message, no table.
    """
    if text.lower().startswith("!table"):
        if re.search(r'type\s+"raster"', text, re.IGNORECASE):
            raise no_data("description", name)
        return "tab"
    if re.match(r"\s*version\s+\d+\s", text, re.IGNORECASE) and re.search(
        r"^\s*columns\s+\d+", text, re.IGNORECASE | re.MULTILINE
    ):
        return "mif"
    if re.match(r"\s*0\s*\r?\n\s*SECTION\s*\r?\n", text):
        return "dxf"
    lines = text.split("\n", 2)
    if not any(line.strip() for line in lines[1:]) and not any(sign in lines[0] for sign in _SEPARATORS):
        raise service_error(text, name)
    return "csv"


def is_table(text: str) -> bool:
    """Whether the first lines of a text have the same number of columns, at least two."""
    lines = [line for line in text.splitlines()[:20] if line.strip()][:6]
    counts = [{line.count(sign) for line in lines} for sign in _SEPARATORS]
    return len(lines) > 1 and any(len(count) == 1 and 0 not in count for count in counts)


def service_error(said: str, name: str) -> NoData:
    """The error for a file that is the message of a service."""
    sentence = translate("files", "{file} holds no data, but a message of its source: “{message}”")
    message = " ".join(said.split())
    return NoData(sentence.format(file=name, message=message[:LONGEST_QUOTE] + "…" * (len(message) > LONGEST_QUOTE)))


def _root(path: Path) -> etree._Element | None:
    """The root of an XML document, of which no more is read; None when it is none."""
    options = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
    try:
        with path.open("rb") as stream:
            return next((element for _, element in etree.iterparse(stream, events=("start",), **options)), None)
    except etree.XMLSyntaxError:
        return None


def _exception_text(path: Path, text: str) -> str:
    """What the exception report of an OGC service says; `text` is its beginning, read without care for its encoding."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    try:
        with path.open("rb") as stream:
            root = etree.fromstring(stream.read(SMALL_BYTES), parser)
    except etree.XMLSyntaxError:
        root = None
    return re.sub("<[^>]*>", " ", text) if root is None else " ".join(root.itertext())


def _top_level(text: str) -> tuple[dict[str, str], bool]:
    """The names of the object that a text begins with, with their values ("" but for texts and numbers), as far as it
    goes; and whether another object follows it.
    """
    found: dict[str, str] = {}
    depth, name, expected = 0, "", True
    for match in _SIGN.finditer(text):
        sign = match[0]
        if sign in "{[":
            if depth == 0 and found:
                return found, True
            depth += 1
        elif sign in "}]":
            depth -= 1
        elif depth == 1 and sign == ":":
            expected = False
        elif depth == 1 and sign == ",":
            expected = True
        elif depth == 1 and expected:
            name = sign.strip('"')
            found[name] = ""
        elif depth == 1:
            found[name] = sign.strip('"')
    return found, False


def _said_error(path: Path) -> str | None:
    """What a JSON document says when all that it holds is an error, else None."""
    if path.stat().st_size > SMALL_BYTES:
        return None
    try:
        document = json.loads(path.read_bytes())
    except (ValueError, RecursionError):  # damaged: whoever reads it says where
        return None
    if not isinstance(document, dict):
        return None
    names = {re.sub(r"[^a-z]", "", name.lower()) for name in document}
    if not names & _ERROR_NAMES or names - _ERROR_NAMES - _BESIDE_ERRORS:
        return None
    return json.dumps(document, ensure_ascii=False) if len(_texts(document)) != 1 else _texts(document)[0]


def _texts(value: object) -> list[str]:
    """All the texts of a JSON value that are sentences."""
    if isinstance(value, dict):
        return [text for item in value.values() for text in _texts(item)]
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    return [value] if isinstance(value, str) and " " in value else []
