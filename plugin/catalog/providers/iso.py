# SPDX-License-Identifier: GPL-2.0-or-later
"""Records of metadata catalogues read into entries: ISO 19139 (gmd), ISO 19115-3 (mdb) and Dublin Core (csw:Record).

ISO 19115-3 keeps most of the names of ISO 19139 and spreads them over other namespaces, so one reader, which looks at local
names only, reads both. OWSLib has a reader for each, but the versions that QGIS comes with lack the second, and the first
fails on records with translations (a PT_Locale without its encoding) and leaves out what is written as a link (gmx:Anchor).
OWSLib reads Dublin Core.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qsl, unquote, urlsplit

from lxml import etree
from owslib.catalogue.csw2 import CswRecord

from ...territory.cog import fold
from ..model import FILES, SERVICES, Box, Entry, Resource
from .reading import LONGEST_ADDRESS, asked_layer, service_address, web

NAME_LENGTH = 500
TEXT_LENGTH = 20_000
LICENCE_LENGTH = 200
MOST_RESOURCES = 300
MOST_KEYWORDS = 100
MOST_IDENTIFIERS = 20
MOST_OF_ANY = 1_000

_HREF = "{http://www.w3.org/1999/xlink}href"
_ROLES = ("owner", "publisher", "custodian", "pointOfContact")
_SERVICE_WORDS = (
    (re.compile(r"wfs"), "wfs"),
    (re.compile(r"wmts"), "wmts"),
    (re.compile(r"wms"), "wms"),
    (re.compile(r"(?:^|\W)tms(?:\W|$)"), "tms"),
    (re.compile(r"ogc[ :-]*api[ :-]*features|oapi-?f\b|oapif"), "oapif"),
    (re.compile(r"xyz"), "xyz"),
    (re.compile(r"atom"), "atom"),
    (re.compile(r"csw|wcs|wps|sos|sensorthings|ogc[ :-]*api"), "api"),
)
_FORMATS = (
    ("geopackage", "gpkg"), ("geoparquet", "parquet"), ("geojson", "geojson"), ("geo+json", "geojson"), ("shape", "shp"),
    ("shp", "shp"), ("spreadsheetml", "xlsx"), ("ms-excel", "xls"), ("opendocument.spreadsheet", "ods"), ("google-earth.kmz", "kmz"),
    ("google-earth.kml", "kml"), ("comma separated", "csv"), ("gml", "gml"), ("html", "page"), ("pdf", "pdf"),
)  # fmt: skip
_MORE_FILES = ("pdf", "doc", "docx", "odt", "tif", "tiff", "jp2", "png", "jpg", "jpeg", "qgz", "qgs", "rar")
_PAGES = ("html", "htm", "php", "do", "aspx", "jsp")

_OPEN_LICENCE = r"(?:licence[\s-]+ouverte|open[\s-]+licen[cs]e|etalab)"
_LICENCES = (
    (re.compile(_OPEN_LICENCE, re.I), "Licence Ouverte"),
    (re.compile(r"\bodbl\b|open database licen[cs]e", re.I), "ODbL"),
    (re.compile(r"\bcc[\s-]?0\b|creativecommons\.org/publicdomain/zero", re.I), "CC0"),
    (re.compile(r"(?:\bcc|creative\s*commons|creativecommons\.org/licenses)[\s/-]*(by(?:[\s/-]+(?:nc|nd|sa)\b)*)", re.I), "CC "),
)
_OPEN_VERSION = re.compile(_OPEN_LICENCE + r"\W{0,5}(?:version|v)?\W{0,3}([12])(?:\.0)?(?!\d)", re.I)
_VERSION = re.compile(r"\W{0,8}(?:version|v)?\W{0,3}(\d\.\d)(?!\d)", re.I)
_NO_LICENCE = re.compile(
    r"(?:pas de restriction|no limitation)|article.*(?:restriction|restreindre)|restriction d.acc[eè]s", re.I
)
_REUSE = re.compile(r"licen[cs]e|utilisation|réutilis|reuse|open\s?data|données ouvertes", re.I)
_CODES = {
    "copyright", "patent", "patentPending", "trademark", "license", "licence", "intellectualPropertyRights", "restricted",
    "otherRestrictions", "unrestricted", "licenceUnrestricted", "licenceEndUser", "licenceDistributor", "private", "statutory",
    "confidential", "SBU", "in-confidence",
}  # fmt: skip
"""Restriction codes of ISO 19115: they say that there is a restriction, not which."""
_ADDRESS = re.compile(r"https?://[^\s<>\"')\]]+[^\s<>\"')\].,;:]", re.I)
_DATE = re.compile(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?(?=$|[T\sZ+]|-\d\d:)")


def entry_of(record: etree._Element) -> Entry | None:
    """The entry that a record describes, without its source; None when it is no record, or has neither name nor id.

    ISO records are whole (`complete`); Dublin Core ones are not.
    """
    name = _name(record)
    if name in ("MD_Metadata", "MI_Metadata"):
        return _iso_entry(record)
    return _dublin_core_entry(record) if name in ("Record", "SummaryRecord", "BriefRecord") else None


def resource_of(address: str, protocol: str = "", name: str = "", title: str = "") -> Resource | None:
    """What a link of a record leads to; None when its address is not one of the web.

    `protocol` is the protocol or the media type that the record gives ("OGC:WFS", "WWW:DOWNLOAD-1.0-http--download",
    "text/csv"...), `name` the name in the service or of the file, `title` what people read.
    """
    address = web(address)
    if not address:
        return None
    title, name = _line(title or name), _line(name)
    kind = _kind(address, protocol.lower(), title.lower())
    if kind == "oapif":
        return _collection(address, title)
    if kind not in ("wfs", "wms", "wmts"):
        return Resource(kind=kind, address=address, title=title)
    layer = name or asked_layer(address)
    if len(layer.split()) > (1 if kind == "wfs" else 3):
        layer = ""  # a title: names of types have no blanks, names of layers have few
    return Resource(kind=kind, address=service_address(address), title=title or layer, layer=layer)


def _collection(address: str, title: str) -> Resource:
    """The collection of an OGC API - Features that an address leads to, or the whole of it."""
    landing, _, rest = address.partition("#")[0].partition("?")[0].partition("/collections")
    return Resource(kind="oapif", address=landing, title=title, layer=unquote(rest.strip("/").partition("/")[0]))


def kind_of_format(text: str) -> str:
    """The kind of resource that a written format, an extension or a media type means; empty when it means none."""
    text = text.strip().lower()[:NAME_LENGTH]
    if text.lstrip(".") in (*FILES, *_MORE_FILES, *SERVICES):
        return text.lstrip(".")
    known = next((kind for word, kind in _FORMATS if word in text), "")
    if known or not text:
        return known
    words = re.split(r"[^a-z0-9]+", text)
    return next((word for word in words if word in FILES or word in ("wfs", "wms", "wmts", "atom")), "")


def recognised_licence(text: str, address: str = "") -> str:
    """The usual name of the licence that a text or its address speaks of; empty when it is none of the well-known ones."""
    for place in (text, address):
        found = [(match.start(), name, match) for pattern, name in _LICENCES for match in [pattern.search(place)] if match]
        if found:
            _, name, match = min(found, key=lambda row: row[0])
            return _versioned(name, match, place, address)
    return ""


def iso_date(text: str) -> str:
    """The day, month or year that a date or an instant begins with, as ISO text; empty when it is none."""
    match = _DATE.match(text.strip())
    return match.group(0) if match else ""


def sane_box(west: object, south: object, east: object, north: object) -> Box | None:
    """A box in degrees (EPSG:4326) from numbers or texts; None when they make none.

    Swapped sides are put right; boxes over the 180th meridian, and empty worlds, are no boxes.
    """
    try:
        box = [float(str(side).strip().replace(",", ".")) for side in (west, south, east, north)]
    except ValueError:
        return None
    west, south, east, north = min(box[0], box[2]), min(box[1], box[3]), max(box[0], box[2]), max(box[1], box[3])
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        return None
    if box[0] > box[2] and east - west > 180:
        return None
    return None if west == south == east == north == 0 else (west, south, east, north)


# ISO 19139 and ISO 19115-3


def _iso_entry(record: etree._Element) -> Entry | None:
    subject = next(_found(record, "{*}identificationInfo/*"), etree.Element("none"))
    citation = next(_found(subject, "{*}citation/{*}CI_Citation"), etree.Element("none"))
    codes = _codes(citation)
    own = _first(record, "{*}fileIdentifier", "{*}metadataIdentifier/{*}MD_Identifier/{*}code")
    title = _first(citation, "{*}title")
    identifier = own or next(iter(codes), "") or title
    if not identifier:
        return None
    theme, keywords = _keywords(subject)
    licence, licence_url = _licence(_constraints(subject))
    published, modified = _dates(citation)
    linkage = _first(record, "{*}metadataLinkage/{*}CI_OnlineResource/{*}linkage")
    return Entry(
        id=identifier,
        title=title or identifier,
        description=_paragraphs(_text(next(_found(subject, "{*}abstract"), None))),
        producer=_producer(record, subject),
        licence=licence,
        licence_url=licence_url,
        theme=theme,
        keywords=keywords,
        page=web(linkage),
        resources=_resources(record, subject),
        kind=_level(record, subject),
        published=published,
        modified=modified,
        period=_period(subject),
        box=_box(subject),
        identifiers=_unique((own, *codes), MOST_IDENTIFIERS),
    )


def _codes(citation: etree._Element) -> list[str]:
    """Identifiers of the resource, alone and, when their space is an address, within it."""
    codes = []
    for identifier in _found(citation, "{*}identifier/*"):
        code, space = _first(identifier, "{*}code"), _first(identifier, "{*}codeSpace")
        codes.append(code)
        if code and web(space) and not web(code):
            codes.append(f"{space.rstrip('/')}/{code}")
    return [code for code in codes if code]


def _producer(record: etree._Element, subject: etree._Element) -> str:
    """The organisation that answers for the resource, else for its record."""
    for where, path in (
        (subject, "{*}pointOfContact/*"),
        (subject, "{*}citation/{*}CI_Citation/{*}citedResponsibleParty/*"),
        (record, "{*}contact/*"),
    ):
        parties = []
        for party in _found(where, path):
            role = _code(next(_found(party, "{*}role"), None))
            organisation = _first(party, "{*}organisationName", "{*}party/{*}CI_Organisation/{*}name")
            if organisation:
                parties.append((_ROLES.index(role) if role in _ROLES else len(_ROLES), organisation))
        if parties:
            return min(parties, key=lambda party: party[0])[1]
    return ""


def _keywords(subject: etree._Element) -> tuple[str, tuple[str, ...]]:
    """The theme (of INSPIRE, else the first ISO topic category) and all keywords."""
    themes, words = [], []
    for group in _found(subject, "{*}descriptiveKeywords/{*}MD_Keywords"):
        thesaurus = fold(_first(group, "{*}thesaurusName/{*}CI_Citation/{*}title"))
        for keyword in _found(group, "{*}keyword"):
            word = _line(_text(keyword))
            words.append(word)
            if ("inspire" in thesaurus and "them" in thesaurus) or "inspire.ec.europa.eu/theme/" in _href(keyword):
                themes.append(word)
    themes += [_line(_text(topic)) for topic in _found(subject, "{*}topicCategory")]
    return next((theme for theme in themes if theme), ""), _unique(words, MOST_KEYWORDS)


def _constraints(subject: etree._Element) -> Iterator[tuple[str, str]]:
    """Texts and addresses of the constraints on use, free texts before citations."""
    for constraint in _found(subject, "{*}resourceConstraints/*"):
        for name in ("useLimitation", "otherConstraints", "useConstraints"):
            for element in _found(constraint, "{*}" + name):
                yield _text(element), _href(element)
        for citation in _found(constraint, "{*}reference/{*}CI_Citation"):
            yield _first(citation, "{*}title"), _first(citation, "{*}onlineResource/{*}CI_OnlineResource/{*}linkage")


def _licence(constraints: Iterable[tuple[str, str]]) -> tuple[str, str]:
    """The licence and its address: a well-known one, else the text that speaks of use, cut."""
    given = [(text if text not in _CODES else "", href) for text, href in constraints]
    texts = [(text, web(href) or _address_in(text)) for text, href in given if text or href]
    for text, address in texts:
        name = recognised_licence(text, address)
        if name:
            return name, address
    texts = [(text, address) for text, address in texts if text and not _NO_LICENCE.search(text)]
    text, address = next((row for row in texts if _REUSE.search(row[0])), next(iter(texts), ("", "")))
    return _cut(_line(text, TEXT_LENGTH), LICENCE_LENGTH), address


def _dates(citation: etree._Element) -> tuple[str, str]:
    """When the resource was published (else created), and when it last changed."""
    dates: dict[str, str] = {}
    for date in _found(citation, "{*}date/{*}CI_Date"):
        kind, day = _code(next(_found(date, "{*}dateType"), None)), iso_date(_first(date, "{*}date"))
        if day:
            dates[kind] = max(dates.get(kind, ""), day)
    published = dates.get("publication") or dates.get("creation") or ""
    return published, max(dates.get("revision") or "", dates.get("lastUpdate") or "") or published


def _period(subject: etree._Element) -> tuple[str, str]:
    """First and last day that the resource speaks of; an open end is empty."""
    begins, ends = [], []
    for extent in _nested(subject, "EX_TemporalExtent"):
        for element in extent.iter("{*}beginPosition", "{*}endPosition", "{*}timePosition"):
            day = iso_date(element.text or "")
            within = _name(element.getparent().getparent()) if element.getparent() is not None else ""
            if _name(element) == "beginPosition" or (_name(element) == "timePosition" and within != "end"):
                begins.append(day)
            if _name(element) == "endPosition" or (_name(element) == "timePosition" and within != "begin"):
                ends.append(day)
    return min((day for day in begins if day), default=""), "" if "" in ends else max(ends, default="")


def _box(subject: etree._Element) -> Box | None:
    """The box around all boxes of the resource, in degrees."""
    boxes = []
    for element in _nested(subject, "EX_GeographicBoundingBox"):
        sides = ("westBoundLongitude", "southBoundLatitude", "eastBoundLongitude", "northBoundLatitude")
        box = sane_box(*(_first(element, "{*}" + side) for side in sides))
        if box:
            boxes.append(box)
    if not boxes:
        return None
    wests, souths, easts, norths = zip(*boxes)
    return min(wests), min(souths), max(easts), max(norths)


def _level(record: etree._Element, subject: etree._Element) -> str:
    level = next(_found(record, "{*}hierarchyLevel"), None)
    if level is None:
        level = next(_found(record, "{*}metadataScope/{*}MD_MetadataScope/{*}resourceScope"), None)
    return _entry_kind(_code(level) or ("service" if _name(subject) == "SV_ServiceIdentification" else ""))


def _entry_kind(level: str) -> str:
    """What an entry is, from the level of its record: a dataset, a service, or the level itself."""
    return "dataset" if level.lower() in ("", "dataset", "series") else level[:NAME_LENGTH]


def _resources(record: etree._Element, subject: etree._Element) -> tuple[Resource, ...]:
    links = [link for holder in _nested(record, "onLine") for link in _found(holder, "{*}CI_OnlineResource")]
    protocol = _first(subject, "{*}serviceType")
    found = []
    for link in links:
        found.append(_linked(link, ""))
    for link in _found(subject, "{*}containsOperations/*/{*}connectPoint/{*}CI_OnlineResource"):
        found.append(_linked(link, protocol))
    unique = {(one.kind, one.address, one.layer): one for one in reversed(found[:MOST_OF_ANY]) if one}
    return tuple(reversed(unique.values()))[:MOST_RESOURCES]


def _linked(link: etree._Element, protocol: str) -> Resource | None:
    """The resource of a CI_OnlineResource."""
    return resource_of(
        _first(link, "{*}linkage"),
        _first(link, "{*}protocol") or protocol,
        _first(link, "{*}name"),
        _first(link, "{*}description", "{*}name"),
    )


# Dublin Core


def _dublin_core_entry(record: etree._Element) -> Entry | None:
    known = CswRecord(_without_boxes(record))
    identifiers = [found["identifier"] for found in known.identifiers]
    identifier = known.identifier or known.title
    if not identifier:
        return None
    rights = [text for text in (known.license, *known.rights, known.accessrights) if text]
    licence, licence_url = _licence((text, text) for text in rights)
    links = [(link["url"], link["protocol"], link["name"], link["description"]) for link in known.uris]
    links += [(link["url"], link["scheme"], "", "") for link in known.references]
    resources = [resource_of(*(part or "" for part in link)) for link in links[:MOST_RESOURCES] if not _is_picture(link)]
    description = known.abstract or _first(record, "{*}description")
    modified = iso_date(known.modified or known.date or "")
    return Entry(
        id=_line(identifier),
        title=_line(known.title or identifier),
        description=_paragraphs(description),
        producer=_line(known.publisher or known.creator or known.contributor or ""),
        licence=licence,
        licence_url=licence_url,
        keywords=_unique((_line(subject or "") for subject in known.subjects[:MOST_OF_ANY]), MOST_KEYWORDS),
        resources=tuple(dict.fromkeys(resource for resource in resources if resource)),
        kind=_entry_kind(_line(known.type or "").rpartition("/")[2]),
        published=iso_date(known.issued or known.created or ""),
        modified=modified,
        box=_corners(record),
        formats=_unique((kind_of_format(_text(text)) for text in _found(record, "{*}format")), MOST_KEYWORDS),
        identifiers=_unique((_line(text or "") for text in identifiers[:MOST_OF_ANY]), MOST_IDENTIFIERS),
        complete=False,
    )


def _without_boxes(record: etree._Element) -> etree._Element:
    """A copy for OWSLib, which fails on boxes that are not numbers."""
    record = copy.deepcopy(record)
    for element in list(record.iterfind("*")):
        if _name(element) in ("BoundingBox", "WGS84BoundingBox"):
            record.remove(element)
    return record


def _is_picture(link: tuple[str | None, ...]) -> bool:
    return any((part or "").startswith(("image/", "thumbnail", "large_thumbnail")) for part in link[1:3])


def _corners(record: etree._Element) -> Box | None:
    """The box of a Dublin Core record, in degrees.

    ows:WGS84BoundingBox is in longitudes then latitudes. ows:BoundingBox is in latitudes then longitudes, as EPSG:4326 says;
    but GeoNetwork writes longitudes first, and the eastern one in the lower corner, by which it is known.
    """
    for name in ("WGS84BoundingBox", "BoundingBox"):
        for element in _found(record, "{*}" + name):
            lower, upper = _first(element, "{*}LowerCorner").split(), _first(element, "{*}UpperCorner").split()
            if len(lower) != 2 or len(upper) != 2:
                continue
            crs = element.get("crs", "")
            eastern_first = _number(lower[0]) > _number(upper[0])
            if name == "WGS84BoundingBox" or eastern_first or "CRS84" in crs:
                box = sane_box(lower[0], lower[1], upper[0], upper[1])
            elif not crs or "4326" in crs:
                box = sane_box(lower[1], lower[0], upper[1], upper[0])
            else:
                box = None
            if box:
                return box
    return None


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")


# Links


def _kind(address: str, protocol: str, title: str) -> str:
    """The kind of resource behind an address: from the protocol, then from the address, at last from the title. Both texts
    are in lower case.
    """
    parts = urlsplit(address)
    queried = {key.lower(): value.lower() for key, value in parse_qsl(parts.query)}
    esri = _esri(parts.path)
    if esri and (not protocol or "esri" in protocol or "link" in protocol or "download" in protocol):
        return esri
    if protocol and not protocol.startswith(("www:", "http", "file", "ftp")) and "/" not in protocol:
        service = _service(protocol)
        if service:
            return service
    if queried.get("request", "").startswith("get") and queried["request"] not in ("getcapabilities", "getlegendgraphic"):
        made = _made(queried, protocol)
        if made:
            return made
    several = "map" in queried or parts.path.lower().endswith("/ows")  # one address for all services of a server
    service = _service_of_address(parts.path, queried) or (_service(title) if several else "")
    return service or ("page" if parts.fragment.startswith("/") else _file(parts.path, protocol))


def _esri(path: str) -> str:
    path = path.lower()
    if re.search(r"/rest/services/.*/featureserver(/|$)", path):
        return "esri-features"
    return "esri-map" if re.search(r"/rest/services/.*/mapserver(/|$)", path) else ""


def _service(text: str) -> str:
    return next((kind for pattern, kind in _SERVICE_WORDS if pattern.search(text)), "")


def _made(queried: dict[str, str], protocol: str) -> str:
    """The kind of what a ready-made request answers: a file of features, or a record, which is there to be read."""
    if queried["request"] in ("getrecordbyid", "getrecords"):
        return "page"
    return kind_of_format(queried.get("outputformat", "")) or kind_of_format(protocol.rpartition("www:download:")[2])


def _service_of_address(path: str, queried: dict[str, str]) -> str:
    service = _service(queried.get("service", "")) if queried.get("service") else ""
    if service:
        return service
    path = path.lower()
    if re.search(r"/collections/[^/]+(/items)?/?$", path):
        return "oapif"
    if "atomfeed" in path or path.endswith(".atom"):
        return "atom"
    *folders, last = path.split("/")
    return next((name for name in ("wfs", "wms", "wmts") if name == last or (name in folders and "." not in last)), "")


def _file(path: str, protocol: str) -> str:
    """A format, "page", or "file" for a download of an unknown format."""
    extension = path.rpartition("/")[2].lower().rpartition(".")[2] if "." in path.rpartition("/")[2] else ""
    if extension in FILES or extension in _MORE_FILES:
        return extension
    if "download:" in protocol or ("/" in protocol and not protocol.startswith("http")):
        return kind_of_format(protocol.rpartition("download:")[2]) or "file"
    return "file" if "download" in protocol and extension not in _PAGES else "page"


# Words


def _versioned(name: str, match: re.Match, text: str, address: str) -> str:
    """The name of a licence with its version, where the text or the address tells it."""
    if name == "Licence Ouverte":
        version = _OPEN_VERSION.search(text) or _OPEN_VERSION.search(address)
        return f"{name} {version.group(1)}.0" if version else name
    if name == "CC ":
        name += "-".join(re.findall(r"[a-z]+", match.group(1).lower())).upper()
    version = _VERSION.match(text, match.end())
    return f"{name} {version.group(1)}" if version else name


def _address_in(text: str) -> str:
    found = _ADDRESS.search(text)
    return web(found.group(0)) if found else ""


def _name(element: etree._Element | None) -> str:
    """The local name of an element; comments and the like have none."""
    return etree.QName(element).localname if element is not None and isinstance(element.tag, str) else ""


def _found(element: etree._Element, path: str) -> Iterator[etree._Element]:
    """Elements at a path, as many as are looked at."""
    for count, found in enumerate(element.iterfind(path)):
        if count == MOST_OF_ANY:
            return
        yield found


def _nested(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Descendants of that local name, as many as are looked at."""
    for count, found in enumerate(element.iter("{*}" + name)):
        if count == MOST_OF_ANY:
            return
        yield found


def _first(element: etree._Element, *paths: str) -> str:
    """The first text on one line at one of the paths; empty when there is none."""
    return next((text for path in paths for found in _found(element, path) for text in [_line(_text(found))] if text), "")


def _text(element: etree._Element | None) -> str:
    """What an element says, itself or in its child (a string, a link, a date, a number, an address, a code); French comes
    first among the translations that are there when the main text is empty.
    """
    if element is None:
        return ""
    texts = [element.text or ""] + [child.text or "" for child in element.iterchildren("*") if _name(child) != "PT_FreeText"]
    translated = [
        (found.get("locale", "").lower() != "#fr", found.text or "") for found in _nested(element, "LocalisedCharacterString")
    ]
    texts += [text for _, text in sorted(translated, key=lambda row: row[0])]
    return next((text.strip() for text in texts if text.strip()), "")


def _code(element: etree._Element | None) -> str:
    """The value of a code list that an element holds; its text where the attribute is missing."""
    child = next(element.iterchildren("*"), None) if element is not None else None
    return "" if child is None else _line(child.get("codeListValue") or child.text or "")


def _href(element: etree._Element) -> str:
    child = next(element.iterchildren("*"), None)
    return "" if child is None else child.get(_HREF, "")


def _line(text: str, longest: int = LONGEST_ADDRESS) -> str:
    """The text on one line, cut."""
    return " ".join(text[: longest * 2].split())[:longest]


def _paragraphs(text: str) -> str:
    """The text with its line breaks, without indentation, cut."""
    return re.sub(r"[^\S\n]+", " ", text[: TEXT_LENGTH * 2]).replace("\n ", "\n").strip()[:TEXT_LENGTH]


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def _unique(texts: Iterable[str], most: int) -> tuple[str, ...]:
    """The texts that say something, each once, in their order, cut."""
    return tuple(dict.fromkeys(text[:NAME_LENGTH] for text in texts if text))[:most]
