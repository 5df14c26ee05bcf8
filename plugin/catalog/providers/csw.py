# SPDX-License-Identifier: GPL-2.0-or-later
"""Catalogue Service for the Web (CSW) 2.0.2: GeoNetwork, the Géoplateforme, Géo-IDE, pycsw..."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from lxml import etree
from owslib import fes

from ...messages import VigieError, translate
from ...network.errors import NotAsAnnounced, Refused
from ..model import Entry, Page, Preview, Query
from .iso import entry_of
from .reading import service_address

if TYPE_CHECKING:
    from ...network.door import Answer, Door
    from ..provider import Endpoint

CSW = "http://www.opengis.net/cat/csw/2.0.2"
GMD = "http://www.isotc211.org/2005/gmd"
LATITUDE_FIRST = "urn:ogc:def:crs:EPSG::4326"
MOST_WORDS = 10
MOST_REQUESTS = 10
MOST_CHANGES = 5
SENTENCE_LENGTH = 200

_NAMESPACES = {
    "csw": CSW,
    "gmd": GMD,
    "ogc": "http://www.opengis.net/ogc",
    "gml": "http://www.opengis.net/gml",
    "ows": "http://www.opengis.net/ows",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dct": "http://purl.org/dc/terms/",
}
_KINDS = {"dataset": ("dataset", "series"), "service": ("service",), "dataservice": ("service",)}
_NOT_IN_WORDS = re.compile(r"[%?\\*]|[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class CatalogueRefusal(VigieError):
    """The catalogue answered with a report of exceptions. `code` and `locator` are its own words."""

    def __init__(self, host: str, code: str, locator: str, text: str) -> None:
        sentence = translate("catalog", "{host} refuses the question: {reason}")
        reason = " ".join((text or code).split())
        super().__init__(sentence.format(host=host, reason=_cut(reason)), f"{host}: {code} {locator}: {text}")
        self.code, self.locator, self.text = code, locator, text


@dataclass(frozen=True)
class _Way:
    """How a server is asked: the names of types, the schema of the answer, whether it sorts, and whether by POST."""

    types: str = "csw:Record"
    schema: str = GMD
    sorts: bool = True
    post: bool = True


class Csw:
    """Asks for ISO 19139 records, and for Dublin Core ones where a server has no others.

    Boxes are written in latitudes then longitudes, under the name of EPSG:4326 that orders them so.
    """

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._address = service_address(endpoint.address)
        self._host = urlsplit(self._address).hostname or self._address
        self._way = _Way()

    def search(self, query: Query, door: Door) -> Page:
        """Records in which every word of the text is found, by title or latest first.

        A server that gives fewer records at a time than asked for is asked again, so that pages leave nothing out.
        """
        start = (max(query.page, 1) - 1) * query.size + 1
        records: list[etree._Element] = []
        total = following = None
        for _ in range(MOST_REQUESTS):
            results = self._results(query, start + len(records), query.size - len(records), door)
            got = list(results.iterchildren("*"))
            records += got
            total, following = _count(results, "numberOfRecordsMatched"), _count(results, "nextRecord")
            if not got or len(records) >= query.size or (total is not None and start + len(records) > total):
                break
        if total is not None and records:
            total = max(total, start + len(records) - 1)
        entries = [entry for record in records[: query.size] for entry in [entry_of(record)] if entry]
        more = _more(len(records), start + min(len(records), query.size), total, following)
        return Page(entries=tuple(self._own(entry) for entry in entries), total=total, more=more)

    def details(self, entry: Entry, door: Door) -> Entry:
        """The entry read from its ISO record; as it is when the server has no other than Dublin Core."""
        if entry.complete:
            return entry
        parameters = {
            "service": "CSW", "version": "2.0.2", "request": "GetRecordById", "id": entry.id, "outputSchema": GMD,
            "elementSetName": "full",
        }  # fmt: skip
        try:
            root = _read(door.get(self._address, params=parameters))
        except (CatalogueRefusal, Refused) as error:
            if _names(error, "outputschema", "schema"):
                return replace(entry, complete=True)
            raise
        if _local(root) != "GetRecordByIdResponse":
            raise NotAsAnnounced(self._host, f"{self._address}: {_local(root)}")
        found = next((found for record in root.iterchildren("*") for found in [entry_of(record)] if found), None)
        if found is None:
            sentence = translate("catalog", "{host} no longer has the record “{title}”.")
            raise VigieError(sentence.format(host=self._host, title=_cut(entry.title)), entry.id)
        return replace(self._own(found), id=entry.id, origins=entry.origins, complete=True)

    def preview(self, entry: Entry, door: Door) -> Preview | None:
        """None: a catalogue of metadata has no rows."""
        return None

    def _own(self, entry: Entry) -> Entry:
        """The entry of this source, with its page where the address of the server tells it."""
        return replace(entry, source=self._endpoint.id, page=entry.page or self._page(entry.id))

    def _page(self, identifier: str) -> str:
        """The page of a record in GeoNetwork, whose services are at …/srv/<language>/csw; empty elsewhere."""
        match = re.match(r"(https?://.+/srv/[a-z]{3})/csw[^/]*$", self._address.partition("?")[0])
        return f"{match.group(1)}/catalog.search#/metadata/{quote(identifier, safe='')}" if match else ""

    def _results(self, query: Query, start: int, size: int, door: Door) -> etree._Element:
        """The csw:SearchResults of one request, asked as this server understands it."""
        way = self._way
        for _ in range(MOST_CHANGES):
            try:
                root = _read(self._ask(way, query, start, size, door))
            except (CatalogueRefusal, Refused) as error:
                other = _other_way(way, error)
                if other is None:
                    raise _told(error, self._host) from error
                way = other
                continue
            self._way = way
            results = next(root.iterchildren("{*}SearchResults"), None)
            if _local(root) != "GetRecordsResponse" or results is None:
                raise NotAsAnnounced(self._host, f"{self._address}: {_local(root)} in place of GetRecordsResponse")
            return results
        raise NotAsAnnounced(self._host, f"{self._address}: refuses every way of asking")

    def _ask(self, way: _Way, query: Query, start: int, size: int, door: Door) -> Answer:
        if way.post:
            body = etree.tostring(_request(way, query, start, size), encoding="utf-8", xml_declaration=True)
            return door.post(self._address, data=body, headers={"Content-Type": "application/xml"})
        return door.get(self._address, params=_parameters(way, query, start, size))


def _request(way: _Way, query: Query, start: int, size: int) -> etree._Element:
    """The csw:GetRecords document of a question."""
    root = etree.Element(f"{{{CSW}}}GetRecords", nsmap=_NAMESPACES)
    for name, value in (
        ("service", "CSW"),
        ("version", "2.0.2"),
        ("resultType", "results"),
        ("outputFormat", "application/xml"),
        ("outputSchema", way.schema),
        ("startPosition", str(start)),
        ("maxRecords", str(size)),
    ):
        root.set(name, value)
    asked = etree.SubElement(root, f"{{{CSW}}}Query", typeNames=way.types)
    etree.SubElement(asked, f"{{{CSW}}}ElementSetName").text = "full"
    wanted = _filter(query)
    if wanted is not None:
        etree.SubElement(asked, f"{{{CSW}}}Constraint", version="1.1.0").append(wanted)
    if way.sorts:
        asked.append(fes.SortBy([fes.SortProperty(*_order(query))]).toXML())
    return root


def _parameters(way: _Way, query: Query, start: int, size: int) -> dict[str, str]:
    """The same question, as parameters of a GET."""
    parameters = {
        "service": "CSW", "version": "2.0.2", "request": "GetRecords", "resultType": "results", "typeNames": way.types,
        "elementSetName": "full", "outputFormat": "application/xml", "outputSchema": way.schema, "startPosition": str(start),
        "maxRecords": str(size), "namespace": ",".join(f"xmlns({prefix}={uri})" for prefix, uri in _NAMESPACES.items()),
    }  # fmt: skip
    wanted = _filter(query)
    if wanted is not None:
        parameters["constraintLanguage"] = "FILTER"
        parameters["constraint_language_version"] = "1.1.0"
        parameters["constraint"] = etree.tostring(wanted, encoding="unicode")
    if way.sorts:
        name, order = _order(query)
        parameters["sortBy"] = f"{name}:{order[0]}"
    return parameters


def _filter(query: Query) -> etree._Element | None:
    """The ogc:Filter of a question; None when it wants everything."""
    conditions: list[fes.OgcExpression] = [
        fes.PropertyIsLike("csw:AnyText", f"%{word}%", escapeChar="\\", singleChar="?", wildCard="%", matchCase=False)
        for word in _words(query.text)
    ]
    if query.box and "territory" in query.facets.get("coverage", ()):
        west, south, east, north = query.box
        conditions.append(fes.BBox((south, west, north, east), crs=LATITUDE_FIRST))
    kinds = [level for kind in query.facets.get("kind", ()) for level in _KINDS.get(kind, (_clean(kind),)) if level]
    levels = [fes.PropertyIsEqualTo("dc:type", level) for level in dict.fromkeys(kinds)]
    if levels:
        conditions.append(fes.Or(levels) if len(levels) > 1 else levels[0])
    if not conditions:
        return None
    return fes.FilterRequest().setConstraint(fes.And(conditions) if len(conditions) > 1 else conditions[0])


def _words(text: str) -> list[str]:
    """The words to look for, cut at apostrophes; single letters only when there is nothing else."""
    words = _clean(text).replace("’", " ").replace("'", " ").split()
    return [word for word in words if len(word) > 1][:MOST_WORDS] or words[:1]


def _clean(text: str) -> str:
    """The text without the signs that a filter gives a meaning to, and those that XML does not have."""
    return _NOT_IN_WORDS.sub(" ", text)


def _order(query: Query) -> tuple[str, str]:
    """The property to sort by and the direction: without a sort, pages overlap."""
    return ("dct:modified", "DESC") if query.sort == "modified" else ("dc:title", "ASC")


def _read(answer: Answer) -> etree._Element:
    """The root of an answer; raises `CatalogueRefusal` for a report of exceptions, `NotAsAnnounced` for what is no XML."""
    root = etree.fromstring(answer.xml())
    if _local(root) not in ("ExceptionReport", "ServiceExceptionReport"):
        return root
    first = next(root.iter("{*}Exception", "{*}ServiceException"), root)
    text = " ".join(" ".join(found for found in first.itertext() if isinstance(found, str)).split())
    code = first.get("exceptionCode") or first.get("code") or ""
    raise CatalogueRefusal(answer.host, code, first.get("locator", ""), text)


def _other_way(way: _Way, error: VigieError) -> _Way | None:
    """Another way of asking a server that refused one; None when there is none to try."""
    if way.post and not _reports(error):
        return replace(way, post=False)
    if _names(error, "outputschema") and way.schema == GMD:
        return replace(way, schema=CSW, types="csw:Record")
    if _names(error, "typename") and way.types == "csw:Record":
        return replace(way, types="gmd:MD_Metadata")
    if _names(error, "sort") and way.sorts:
        return replace(way, sorts=False)
    return None


def _reports(error: VigieError) -> bool:
    """Whether the server said in its own words what it refuses, be it with a status of 400."""
    return isinstance(error, CatalogueRefusal) or "ExceptionReport" in error.detail


def _names(error: VigieError, *words: str) -> bool:
    """Whether a report of exceptions speaks of one of the words (in lower case)."""
    said = f"{error.locator} {error.text}" if isinstance(error, CatalogueRefusal) else _said(error.detail)
    return any(word in said.lower() for word in words)


def _said(detail: str) -> str:
    """What a report of exceptions in the detail of a `Refused` says: its beginning only was kept."""
    return detail[detail.index("exceptionCode") :] if "exceptionCode" in detail else ""


def _told(error: VigieError, host: str) -> VigieError:
    """The refusal with the words of the server, where a status hid them."""
    code = re.search(r'exceptionCode="([^"]*)"', error.detail)
    if isinstance(error, CatalogueRefusal) or not code:
        return error
    text = re.search(r"ExceptionText>([^<]+)", error.detail)
    return CatalogueRefusal(host, code.group(1), "", text.group(1) if text else "")


def _count(results: etree._Element, name: str) -> int | None:
    """A number in an attribute of the results; None when it is none."""
    text = results.get(name, "").strip()
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else None


def _more(got: int, following: int, total: int | None, announced: int | None) -> bool:
    """Whether there are records from position `following` on. What is announced counts when the total is not known: servers
    announce 0, the number after the last, or any other.
    """
    if not got:
        return False
    return following <= total if total is not None else announced is not None and announced >= following


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname


def _cut(text: str) -> str:
    return text if len(text) <= SENTENCE_LENGTH else text[: SENTENCE_LENGTH - 1].rstrip() + "…"
