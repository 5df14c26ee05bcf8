# SPDX-License-Identifier: GPL-2.0-or-later
"""WMS, WMTS and WFS read as catalogues: each layer that a service announces in its capabilities is an entry.

The door fetches, OWSLib reads. What OWSLib has no use for here is taken out of the document first (styles, tile limits,
thousands of coordinate systems: most of its time), and what it would stumble on too, so that one bad layer is left out or
loses a field, and does not take the whole service with it.
"""

from __future__ import annotations

import math
import re
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from lxml import etree

from ...messages import VigieError, translate
from ...network.errors import NetworkError, NotAsAnnounced, Refused
from ...territory.cog import fold
from ..model import Box, Entry, Preview, Resource
from .listed import MOST_ENTRIES, PREVIEW_ROWS, Listed, Listing, plain, preview_of, web_address

if TYPE_CHECKING:
    from ...network.door import Answer, Door
    from ..provider import Endpoint

MOST_CRS = 30
MOST_KEYWORDS = 50
MOST_STYLES = 20
ABSURD_SCALE = 1e10
HINT_TO_SCALE = 1 / (0.00028 * math.sqrt(2))
"""From the diagonal of a pixel in metres to a scale, a pixel being 0.28 mm wide."""
DEEPEST = 12
LONGEST_REPORT = 200
LONGEST_LICENCE = 300

# Where a service has more coordinate systems than are kept, these stay: France's, its overseas', and the web's.
_FIRST_CRS = (
    "EPSG:2154", "EPSG:4326", "EPSG:3857", "CRS:84", "EPSG:5490", "EPSG:2972", "EPSG:2975", "EPSG:4471", "EPSG:4467",
    "EPSG:32620", "EPSG:4171", "EPSG:4258", "EPSG:3035", "EPSG:27572", *(f"EPSG:{code}" for code in range(3942, 3951)),
    *(f"EPSG:{code}" for code in range(9842, 9851)),
)  # fmt: skip
_RANK = {code: rank for rank, code in enumerate(_FIRST_CRS)}
_AUTHORITIES = {"EPSG", "CRS", "OGC", "IGNF", "ESRI"}
_CRS_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"([a-z]+):([^:]+)",
        r"urn:(?:x-)?ogc:def:crs:([a-z]+):(?:[^:]*:)?([^:]+)",
        r"urn:([a-z]+):[a-z]*crs:([^:]+)",
        r"https?://[^/]+/def/crs/([a-z]+)/[^/]+/([^/]+)/?",
        r"https?://[^/]+/gml/srs/([a-z]+)\.xml#([^#]+)",
    )
)

_OGC_PARAMETERS = {
    "service", "request", "version", "acceptversions", "acceptformats", "sections", "updatesequence", "layer", "layers", "style",
    "styles", "crs", "srs", "srsname", "bbox", "width", "height", "format", "transparent", "typename", "typenames", "namespaces",
    "outputformat", "count", "maxfeatures", "startindex", "resulttype", "propertyname", "filter", "featureid", "resourceid",
    "exceptions", "bgcolor", "tilematrixset", "tilematrix", "tilerow", "tilecol", "storedquery_id",
}  # fmt: skip

_NO_LICENCE = {
    "", "none", "no", "aucun", "aucune", "aucune contrainte", "aucune restriction", "aucune condition", "sans", "sans objet",
    "no conditions apply", "no condition apply", "no conditions apply to access and use", "no limitations",
    "no limitations apply", "no restrictions", "conditions unknown", "unknown", "inconnu", "inconnue", "non renseigne", "null",
    "n a", "na", "nc", "licence", "licences", "license", "licenses", "otherrestrictions", "other restrictions", "free",
}  # fmt: skip

_KEPT = {
    "WMS_Capabilities": {"Service", "Capability"},
    "WMT_MS_Capabilities": {"Service", "Capability"},
    "WFS_Capabilities": {"Service", "Capability", "ServiceIdentification", "ServiceProvider", "FeatureTypeList"},
    "Capabilities": {"ServiceIdentification", "ServiceProvider", "Contents"},
    "Service": {"Name", "Title", "AccessConstraints", "Fees", "ContactInformation"},
    "ContactInformation": {"ContactPersonPrimary"},
    "ContactPersonPrimary": {"ContactOrganization"},
    "ServiceIdentification": {"AccessConstraints", "Fees"},
    "ServiceProvider": {"ProviderName"},
    "Capability": {"Layer"},
    "Contents": {"Layer", "TileMatrixSet"},
    "FeatureTypeList": {"FeatureType"},
    "Layer": {"Name", "Identifier", "Title", "Abstract", "SRS", "CRS", "LatLonBoundingBox", "EX_GeographicBoundingBox",
              "WGS84BoundingBox", "TileMatrixSetLink", "Layer"},
    "FeatureType": {"Name", "Title", "Abstract", "SRS", "DefaultSRS", "OtherSRS", "DefaultCRS", "OtherCRS", "WGS84BoundingBox"},
    "EX_GeographicBoundingBox": {"westBoundLongitude", "southBoundLatitude", "eastBoundLongitude", "northBoundLatitude"},
    "WGS84BoundingBox": {"LowerCorner", "UpperCorner"},
    "TileMatrixSetLink": {"TileMatrixSet"},
    "TileMatrixSet": {"Identifier", "SupportedCRS"},
}  # fmt: skip
_CRS_TAGS = {"SRS", "CRS", "DefaultSRS", "OtherSRS", "DefaultCRS", "OtherCRS"}
_BOX_TAGS = {"LatLonBoundingBox", "LatLongBoundingBox", "EX_GeographicBoundingBox", "WGS84BoundingBox"}
_OWS = "{http://www.opengis.net/ows/1.1}"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"


class Declined(NetworkError):
    """The service answered with an exception report; the sentence quotes it."""

    def __init__(self, host: str, text: str, detail: str = "") -> None:
        sentence = translate("catalog", "{host} answers with an error: “{text}”.")
        super().__init__(host, sentence.format(host=host, text=text[:LONGEST_REPORT]), detail or text)


# Addresses, coordinate systems, boxes, licences


def base_address(address: str) -> str:
    """The address of a service with the parameters of its vendor only (MAP, a key...), as it is given to QGIS."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:  # no address at all: the door says so when it is asked
        return address.strip()
    own = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name.lower() not in _OGC_PARAMETERS]
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(own, safe="/:,"), ""))


def crs_code(text: Any) -> str:
    """A coordinate system as "EPSG:2154", "CRS:84" or "IGNF:LAMB93", however it is written; nothing when it is not known."""
    return _crs_code(text.strip()) if isinstance(text, str) else ""


@lru_cache(maxsize=10_000)
def _crs_code(written: str) -> str:
    matches = (pattern.fullmatch(written) for pattern in _CRS_FORMS)
    return next((code for code in (_code(match[1].upper(), match[2]) for match in matches if match) if code), "")


def _code(authority: str, code: str) -> str:
    if authority in ("OGC", "CRS"):
        return "CRS:84" if code.upper() in ("84", "CRS84") else ""
    if authority not in _AUTHORITIES or not re.fullmatch(r"[A-Za-z0-9_.\-]{1,40}", code):
        return ""
    if authority == "EPSG" and not (code.isdigit() and code.isascii() and int(code)):
        return ""
    return f"{authority}:{code}"


def crs_codes(texts: Iterable[Any]) -> tuple[str, ...]:
    """The coordinate systems that are known, each once, in their order; at most `MOST_CRS`, those of France first then."""
    codes = list(dict.fromkeys(code for code in map(crs_code, texts) if code))
    if len(codes) > MOST_CRS:
        codes.sort(key=lambda code: _RANK.get(code, len(_RANK)))
    return tuple(codes[:MOST_CRS])


def sane_box(*corners: Any) -> Box | None:
    """(west, south, east, north) in degrees when the four are numbers that make a box on Earth; else None."""
    try:
        west, south, east, north = (float(corner) for corner in corners)
    except (TypeError, ValueError, OverflowError):
        return None
    if not all(math.isfinite(corner) for corner in (west, south, east, north)):
        return None
    return (west, south, east, north) if -180 <= west <= east <= 180 and -90 <= south <= north <= 90 else None


def licence_of(*texts: Any) -> tuple[str, str]:
    """The licence that the first meaningful text says, and its address where it gives one: ("", "") when none means anything."""
    for text in texts:
        words = " ".join(plain(text).split())
        if fold(words) not in _NO_LICENCE and words.strip("-.0 "):
            address = re.search(r"https?://[^\s<>\"]+", words)
            return words[:LONGEST_LICENCE], web_address(address.group().rstrip(".,;)")) if address else ""
    return "", ""


# The document, before OWSLib reads it


@dataclass(frozen=True)
class _Noted:
    """What is read of a layer beside OWSLib, which leaves it out or reads it in some versions only."""

    keywords: tuple[str, ...] = ()
    page: str = ""
    formats: tuple[str, ...] = ()
    box: Box | None = None
    styles: tuple[str, ...] = ()
    scales: tuple[float, float] = (0.0, 0.0)


@dataclass
class _Trimmer:
    """Trims a document in place. `naming` is the tag of the name of a layer; `noted` is by name.

    `scales` are those of the layers met, which the layers inside them inherit.
    """

    naming: str
    noted: dict[str, _Noted] = field(default_factory=dict)
    scales: dict[Any, tuple[float, float]] = field(default_factory=dict)
    count: int = 0

    def trim(self, element: Any, depth: int = 0) -> None:
        """Leave in `element` only what is read of it, whatever is deeper than layers ever are left out."""
        kept = _KEPT.get(_local(element), ())
        for child in list(element):
            tag = _local(child)
            if tag not in kept or depth > DEEPEST or not self._sound(child, tag):
                element.remove(child)
            elif len(child) or tag == "Layer":
                self.trim(child, depth + 1)

    def _sound(self, element: Any, tag: str) -> bool:
        """Whether OWSLib can read that element; layers are mended where they can be."""
        if tag in ("Layer", "FeatureType"):
            return self._mend(element, tag)
        if tag in _BOX_TAGS:
            return _box(element) is not None
        if tag == "TileMatrixSet" and _local(element.getparent()) == "Contents":
            return bool(_text(element, "Identifier") and crs_code(_text(element, "SupportedCRS")))
        return True

    def _mend(self, element: Any, tag: str) -> bool:
        self.count += 1
        if self.count > MOST_ENTRIES:
            return False
        element.attrib.clear()
        self.scales[element] = _scales(element, self.scales.get(element.getparent(), (0.0, 0.0)))
        named = _child(element, self.naming)
        for other in [child for child in element if child is not named and _local(child) == self.naming]:
            element.remove(other)
        name = _text(element, self.naming)
        if name and name not in self.noted:
            named.text = name
            self.noted[name] = _note(element, self.scales[element])
        elif tag == "FeatureType" or self.naming == "Identifier":
            return False
        elif named is not None:
            element.remove(named)
        if not _text(element, "Title") and name:
            _add(element, etree.QName(named).namespace if tag == "FeatureType" else etree.QName(element).namespace, "Title", name)
        _mend_crs(element)
        _mend_links(element)
        return True


def _note(element: Any, scales: tuple[float, float]) -> _Noted:
    words = [
        word for child in element if _local(child) in ("KeywordList", "Keywords") for word in _keywords(child)
    ]  # one element a word, or words with commas in WFS 1.0.0
    addresses = [
        (_text(child, "Format") or child.get("format", ""), web_address(_link(child)))
        for child in element
        if _local(child) in ("MetadataURL", "Metadata")
    ]
    pages = sorted((address for address in addresses if address[1]), key=lambda address: "html" not in address[0])
    listed = _child(element, "OutputFormats")
    formats = _texts(element if listed is None else listed, "Format")
    boxes = (_box(child) for child in element if _local(child) in _BOX_TAGS)
    return _Noted(
        tuple(dict.fromkeys(words))[:MOST_KEYWORDS],
        pages[0][1] if pages else "",
        formats,
        next(filter(None, boxes), None),
        _tile_styles(element),
        scales,
    )


def _tile_styles(element: Any) -> tuple[str, ...]:
    """The styles of a layer of tiles, the default first; WMS, whose default style has no name, has no identifiers of styles."""
    styles = [child for child in element if _local(child) == "Style" and _text(child, "Identifier")]
    styles.sort(key=lambda style: plain(style.get("isDefault")).lower() not in ("true", "1"))
    return tuple(_text(style, "Identifier") for style in styles)[:MOST_STYLES]


def _scales(element: Any, inherited: tuple[float, float]) -> tuple[float, float]:
    """The denominators of the largest and smallest scales of a layer (0: no limit), by WMS 1.3.0, or by the hint of 1.1.1,
    which is the diagonal of a pixel in metres.
    """
    hint = _child(element, "ScaleHint")
    if hint is not None:
        largest, smallest = (_positive(hint.get(name)) * HINT_TO_SCALE for name in ("min", "max"))
    else:
        largest, smallest = (_positive(_text(element, f"{name}ScaleDenominator")) for name in ("Min", "Max"))
    known = largest or inherited[0], smallest or inherited[1]
    return known if not known[1] or known[0] < known[1] else (0.0, 0.0)


def _positive(text: Any) -> float:
    """A number above 0 and not absurd; else 0, which is no limit."""
    try:
        value = float(text)
    except (TypeError, ValueError):
        return 0.0
    return value if 0 < value < ABSURD_SCALE else 0.0


def _keywords(element: Any) -> Iterator[str]:
    own = [element.text or ""] if _local(element) == "Keywords" else []
    for text in (*re.split(r"[,;]", own[0] if own else ""), *(child.text for child in element if _local(child) == "Keyword")):
        yield from (word for word in (plain(part) for part in (text or "").splitlines()) if word)


def _link(element: Any) -> str:
    """The address that a MetadataURL gives: an attribute, its text, or a part of it, by protocol and version."""
    inner = _child(element, "OnlineResource")
    return element.get(_XLINK) or (inner.get(_XLINK) if inner is not None else None) or element.text or ""


def _mend_crs(element: Any) -> None:
    """Write the known coordinate systems of a layer as codes, one an element; take out the others."""
    found = [child for child in element if _local(child) in _CRS_TAGS]
    codes = crs_codes(code for child in found for code in (child.text or "").split())
    for child in found[len(codes) :]:
        element.remove(child)
    for child, code in zip(found, codes):
        child.text = code
    for code in codes[len(found) :]:
        _add(element, etree.QName(found[0]).namespace, _local(found[0]), code)


def _mend_links(element: Any) -> None:
    """Leave one link of a layer to each of its sets of tiles."""
    seen: set[str] = set()
    for link in [child for child in element if _local(child) == "TileMatrixSetLink"]:
        for child in list(link):
            name = plain(child.text) if _local(child) == "TileMatrixSet" else ""
            if not name or name in seen:
                link.remove(child)
            seen.add(name)
        if not len(link):
            element.remove(link)


def _box(element: Any) -> Box | None:
    tag = _local(element)
    if tag in ("LatLonBoundingBox", "LatLongBoundingBox"):
        return sane_box(*(element.get(name) for name in ("minx", "miny", "maxx", "maxy")))
    if tag == "EX_GeographicBoundingBox":
        sides = ("westBoundLongitude", "southBoundLatitude", "eastBoundLongitude", "northBoundLatitude")
        return sane_box(*(_text(element, side) for side in sides))
    corners = [_text(element, corner).split() for corner in ("LowerCorner", "UpperCorner")]
    return sane_box(*corners[0], *corners[1]) if [len(corner) for corner in corners] == [2, 2] else None


def _local(element: Any) -> str:
    """The name of an element without its namespace; nothing for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _child(element: Any, tag: str) -> Any:
    return next((child for child in element if _local(child) == tag), None)


def _text(element: Any, tag: str) -> str:
    child = _child(element, tag)
    return plain(child.text) if child is not None else ""


def _texts(element: Any, tag: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(plain(child.text) for child in element if _local(child) == tag))


def _add(element: Any, namespace: str | None, tag: str, text: str = "") -> Any:
    child = etree.SubElement(element, f"{{{namespace}}}{tag}" if namespace else tag)
    child.text = text
    return child


def _unique_sets(root: Any) -> None:
    contents = _child(root, "Contents")
    seen: set[str] = set()
    for child in [] if contents is None else [child for child in contents if _local(child) == "TileMatrixSet"]:
        name = _text(child, "Identifier")
        if name in seen:
            contents.remove(child)
        seen.add(name)


def _complete(root: Any) -> None:
    """Add, empty, the sections without which OWSLib does not read a document."""
    kind, own = _local(root), etree.QName(root).namespace
    if kind == "Capabilities":
        if _child(root, "Contents") is None:
            _add(root, own, "Contents")
    elif kind != "WFS_Capabilities" or _version(root).startswith("1.0"):
        for tag, inner in (("Service", "Keywords"), ("Capability", "Request")):
            section = _child(root, tag)
            _add(_add(root, own, tag) if section is None else section, own, inner)
    else:
        etree.SubElement(root, f"{_OWS}OperationsMetadata")


# What the services answer


def _version(root: Any) -> str:
    return plain(root.get("version"))


def read_report(root: Any, answer: Answer) -> None:
    """Raise `Declined` when the document is an exception report, of any version of any service."""
    if _local(root) not in ("ServiceExceptionReport", "ServiceException", "ExceptionReport"):
        return
    texts = [" ".join(plain(part.text).split()) for part in root.iter() if _local(part) in ("ServiceException", "ExceptionText")]
    codes = [part.get("exceptionCode") or part.get("code") or "" for part in root.iter() if isinstance(part.tag, str)]
    said = " ".join(filter(None, texts)) or " ".join(filter(None, codes)) or _local(root)
    raise Declined(answer.host, said, f"{answer.url}: {said}")


def document(answer: Answer) -> Any:
    """The root of the document that a service answered; raises `Declined`, or `NotAsAnnounced`."""
    root = etree.fromstring(answer.xml())
    read_report(root, answer)
    return root


@dataclass(frozen=True)
class Layers(Listing):
    """The layers of a service; for WFS, its version and the formats in which it gives features, by type ("" for all)."""

    version: str = ""
    formats: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class _Service(Listed):
    """What the three protocols have in common. `versions` are asked for in turn while the service refuses."""

    service = ""
    versions: tuple[str, ...] = ()
    roots: tuple[str, ...] = ()
    naming = "Name"

    def __init__(self, endpoint: Endpoint) -> None:
        super().__init__(endpoint)
        self.base = base_address(endpoint.address)

    def _read(self, door: Door) -> Layers:
        answer, root = self.capabilities(door)
        version = _version(root)
        formats = operation_formats(root)
        trimmer = _Trimmer(self.naming)
        trimmer.trim(root)
        _unique_sets(root)
        _complete(root)
        try:
            service = self._owslib(version, etree.tostring(root))
            entries = tuple(self._entries(service, trimmer.noted, formats))
        # OWSLib raises whatever a document that is not what it expects makes it stumble on.
        except (
            AttributeError,
            IndexError,
            KeyError,
            TypeError,
            ValueError,
            RecursionError,
            NotImplementedError,
            SyntaxError,
        ) as error:
            raise NotAsAnnounced(answer.host, f"{answer.url}: {error!r}") from error
        offered = {name: noted.formats for name, noted in trimmer.noted.items() if noted.formats}
        return Layers(entries, version, {"": formats, **offered})

    def capabilities(self, door: Door) -> tuple[Answer, Any]:
        """The capabilities as the service answers them, and their root."""
        refusal: NetworkError | None = None
        for version in self.versions:
            try:
                answer = door.get(self.base, params=self._parameters(version))
                root = document(answer)
            except (Declined, Refused) as error:
                refusal = refusal or error
                continue
            if _local(root) not in self.roots:
                sentence = translate(
                    "catalog",
                    "{host} answers with “{found}” where the capabilities of a {service} service were expected: check the "
                    "address and the kind of this source.",
                )
                raise VigieError(sentence.format(host=answer.host, found=_local(root), service=self.service), answer.url)
            return answer, root
        raise refusal or AssertionError("a protocol has versions")

    def _parameters(self, version: str) -> dict[str, str]:
        return {"SERVICE": self.service, "REQUEST": "GetCapabilities", "VERSION": version}

    def _owslib(self, version: str, xml: bytes) -> Any:
        raise NotImplementedError

    def _codes(self, service: Any, content: Any) -> tuple[str, ...]:
        return crs_codes(getattr(option, "id", option) for option in content.crsOptions)

    def _producer(self, provider: Any) -> str:
        return " ".join(plain(getattr(provider, "name", "")).split())

    def _tiles(self, service: Any, content: Any) -> tuple[tuple[str, str], ...]:
        """The sets of tiles of a layer, with their coordinate systems."""
        return ()

    def _entries(self, service: Any, noted: Mapping[str, _Noted], formats: tuple[str, ...]) -> Iterator[Entry]:
        stated, provider = getattr(service, "identification", None), getattr(service, "provider", None)
        licence, licence_url = licence_of(getattr(stated, "accessconstraints", ""), getattr(stated, "fees", ""))
        kind, producer = self.service.lower(), self._producer(provider)
        for name, content in service.contents.items():
            more = noted.get(name, _Noted())
            title = " ".join(plain(content.title).split()) or name
            yield Entry(
                id=name,
                title=title,
                description=plain(content.abstract),
                producer=producer,
                licence=licence,
                licence_url=licence_url,
                theme=_theme(content),
                keywords=more.keywords,
                page=more.page,
                resources=(
                    Resource(kind, self.base, layer=name, title=title, crs=self._codes(service, content), styles=more.styles,
                             formats=more.formats or formats, scales=more.scales, tiles=self._tiles(service, content)),
                ),
                source=self._endpoint.id,
                kind=kind,
                box=more.box or sane_box(*(getattr(content, "boundingBoxWGS84", None) or ())),
                formats=(kind,),
            )  # fmt: skip


def _theme(content: Any) -> str:
    """The title of the nearest group that holds a layer."""
    group = getattr(content, "parent", None)
    while group is not None:
        if plain(group.title):
            return " ".join(plain(group.title).split())
        group = group.parent
    return ""


def operation_formats(root: Any) -> tuple[str, ...]:
    """The formats of GetMap, as WMS lists them, or of GetFeature, as WFS 1.1.0 and 2.0.0 do."""
    asked: Any = root
    for tag in ("Capability", "Request", "GetMap"):
        asked = None if asked is None else _child(asked, tag)
    if asked is not None:
        return _texts(asked, "Format")
    operations = _child(root, "OperationsMetadata")
    for operation in [] if operations is None else operations:
        if _local(operation) == "Operation" and operation.get("name") == "GetFeature":
            return tuple(
                plain(value.text)
                for parameter in operation
                if _local(parameter) == "Parameter" and plain(parameter.get("name")).lower() == "outputformat"
                for value in parameter.iter()
                if _local(value) == "Value"
            )
    return ()


class Wms(_Service):
    """Web Map Service 1.3.0, or 1.1.1 where it is older. Layers with a name are entries; groups are themes."""

    service, versions = "WMS", ("1.3.0", "1.1.1")
    roots = ("WMS_Capabilities", "WMT_MS_Capabilities")

    def _owslib(self, version: str, xml: bytes) -> Any:
        from owslib.wms import WebMapService

        return WebMapService(self.base, version="1.3.0" if version.startswith("1.3") else "1.1.1", xml=xml)

    def _codes(self, service: Any, content: Any) -> tuple[str, ...]:
        # OWSLib mixes the systems of a layer with those of its groups, in no order.
        return crs_codes(sorted(content.crsOptions, key=lambda code: (_RANK.get(code, len(_RANK)), code)))


class Wmts(_Service):
    """Web Map Tile Service 1.0.0, at the address of a service or of a capabilities document (….xml)."""

    service, versions, roots, naming = "WMTS", ("1.0.0",), ("Capabilities",), "Identifier"

    def _parameters(self, version: str) -> dict[str, str]:
        return {} if self.base.partition("?")[0].lower().endswith(".xml") else super()._parameters(version)

    def _owslib(self, version: str, xml: bytes) -> Any:
        from owslib.wmts import WebMapTileService

        return WebMapTileService(self.base, version="1.0.0", xml=xml)

    def _codes(self, service: Any, content: Any) -> tuple[str, ...]:
        return crs_codes(crs for _, crs in self._tiles(service, content))

    def _tiles(self, service: Any, content: Any) -> tuple[tuple[str, str], ...]:
        sets = service.tilematrixsets
        return tuple((name, crs_code(sets[name].crs)) for name in content.tilematrixsetlinks if name in sets)


class Wfs(_Service):
    """Web Feature Service 2.0.0, or what it answers or accepts below. The first features are had in JSON, else in GML."""

    service, versions, roots = "WFS", ("2.0.0", "1.1.0"), ("WFS_Capabilities",)

    def _owslib(self, version: str, xml: bytes) -> Any:
        from owslib.wfs import WebFeatureService

        known = next((known for known in ("2.0.0", "1.1.0", "1.0.0") if version.startswith(known[:3])), version)
        return WebFeatureService(self.base, version=known, xml=xml)

    def _producer(self, provider: Any) -> str:
        # WFS 1.0.0 names no organisation: OWSLib gives the name of the service, which is "WFS".
        return "" if (name := super()._producer(provider)) == "WFS" else name

    def preview(self, entry: Entry, door: Door) -> Preview | None:
        """The attributes of the first features of a type, and how many there are where the service says."""
        listing = self.listing(door)
        layer = next((resource.layer for resource in entry.resources if resource.kind == "wfs"), "")
        if not isinstance(listing, Layers) or not layer:
            return None
        latest = listing.version.startswith("2")
        parameters: dict[str, Any] = {"SERVICE": "WFS", "REQUEST": "GetFeature", "VERSION": listing.version}
        parameters.update(
            {"TYPENAMES": layer, "COUNT": PREVIEW_ROWS} if latest else {"TYPENAME": layer, "MAXFEATURES": PREVIEW_ROWS}
        )
        offered = json_format(listing.formats.get(layer) or listing.formats.get("", ()))
        if offered:
            return _json_features(door.get(self.base, params={**parameters, "OUTPUTFORMAT": offered}))
        return _gml_features(door.get(self.base, params=parameters))


def json_format(formats: Iterable[str]) -> str:
    """The name that a service gives to GeoJSON, if it has it."""
    order = ("application/json", "application/geo+json", "application/vnd.geo+json", "geojson", "json")
    known = [name for name in formats if "json" in name.lower() and "jsonp" not in name.lower()]
    return min(known, key=lambda name: order.index(name.lower()) if name.lower() in order else len(order), default="")


def _json_features(answer: Answer) -> Preview:
    if answer.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<" and not answer.is_page:
        document(answer)
    return features_preview(answer.json(), answer)


def features_preview(collection: Any, answer: Answer) -> Preview:
    """The attributes of the features of a GeoJSON collection; `NotAsAnnounced` when it is none."""
    features = collection.get("features") if isinstance(collection, Mapping) else None
    if not isinstance(features, list):
        raise NotAsAnnounced(answer.host, f"{answer.url}: no list of features in {answer.body[:200]!r}")
    total = collection.get("numberMatched")
    records = (feature.get("properties") for feature in features if isinstance(feature, Mapping))
    return preview_of(records, total if isinstance(total, int) else collection.get("totalFeatures"))


def _gml_features(answer: Answer) -> Preview:
    root = document(answer)
    matched = plain(root.get("numberMatched"))
    total = int(matched) if matched.isdigit() and matched.isascii() and len(matched) < 16 else None
    if _local(root) == "FeatureCollection" and not any("member" in _local(part).lower() for part in root):
        return preview_of((), total)
    # GDAL would look for the schema at the address or in the file that the document names.
    for name in ("schemaLocation", "noNamespaceSchemaLocation"):
        root.attrib.pop(f"{_XSI}{name}", None)
    records = _gdal_records(etree.tostring(root, encoding="utf-8", xml_declaration=True))
    if records is None:
        raise NotAsAnnounced(answer.host, f"{answer.url}: no GML: {answer.body[:200]!r}")
    fields, rows = records
    return preview_of(rows, total, fields)


def _gdal_records(gml: bytes) -> tuple[list[str], list[dict[str, Any]]] | None:
    """The names of the fields of a GML document, and its first features; None when GDAL cannot read it."""
    from osgeo import gdal

    folder = f"/vsimem/{uuid.uuid4().hex}"
    options = ["DOWNLOAD_SCHEMA=NO", "WRITE_GFS=NO", "EXPOSE_GML_ID=NO", "EXPOSE_FID=NO"]
    before = gdal.GetThreadLocalConfigOption("GML_FIELDTYPES", None)
    gdal.SetThreadLocalConfigOption("GML_FIELDTYPES", "ALWAYS_STRING")  # else "05061" becomes the number 5061
    gdal.PushErrorHandler("CPLQuietErrorHandler")
    try:
        gdal.FileFromMemBuffer(f"{folder}/features.gml", gml)
        opened = gdal.OpenEx(f"{folder}/features.gml", gdal.OF_VECTOR, allowed_drivers=["GML"], open_options=options)
        layer = opened.GetLayer(0) if opened is not None else None
        if layer is None:
            return None if opened is None else ([], [])
        fields = [definition.GetName() for definition in layer.schema]
        rows = [feature.items() for _, feature in zip(range(PREVIEW_ROWS), layer)]
        return fields, rows
    except RuntimeError:  # what QGIS's GDAL gives instead of None once a plugin has asked it for exceptions
        return None
    finally:
        layer = opened = None  # the file is read until then
        for name in gdal.ReadDir(folder) or ():
            gdal.Unlink(f"{folder}/{name}")
        gdal.PopErrorHandler()
        gdal.SetThreadLocalConfigOption("GML_FIELDTYPES", before)
