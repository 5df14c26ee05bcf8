# SPDX-License-Identifier: GPL-2.0-or-later
"""data.europa.eu: what other European portals know of France, and the European institutions' French records."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ...network.errors import NotAsAnnounced, Refused
from ..model import Entry, Page, Query, Resource
from .datagouv import UNKNOWN, WINDOW
from .reading import (
    LONGEST_TEXT,
    MOST_ITEMS,
    MOST_KEYWORDS,
    asked_layer,
    bounds,
    day,
    document,
    items,
    kind_of,
    mapping,
    service_address,
    text,
    texts,
    web,
    whole,
)

if TYPE_CHECKING:
    from ...network.door import Answer, Door
    from ..provider import Endpoint

COUNTRY = "fr"
LANGUAGES = ("fr", "en")
MOST = 100
FILE_TYPES = {"wfs": "WFS_SRVC", "wms": "WMS_SRVC", "wmts": "WMTS_SRVC"}
"""Kinds whose code in the European list of file types is not their name in capitals."""
INCLUDED = (
    "id",
    "title.fr",
    "title.en",
    "description.fr",
    "description.en",
    "keywords",
    "publisher",
    "creator",
    "country",
    "catalog.title",
    "issued",
    "modified",
    "temporal",
    "spatial",
    "identifier",
    "resource",
    "landing_page",
    "access_right",
    "distributions.format",
    "distributions.license",
)
"""What the search is to send: whole records weigh hundreds of kilobytes."""
_SORTS = {"relevance": "relevance+desc", "modified": "modified+desc", "title": "title.fr+asc"}
_FACETS = {"format": "format", "publisher": "producer", "license": "licence"}
_SERVICES = ("wfs", "wms", "wmts")
_DATAGOUV = re.compile(r"https?://(?:www\.)?data\.gouv\.fr/.*datasets/([0-9a-f]{24})/?")


class DataEuropa:
    """Datasets of France. `endpoint.address` is the base of the API, ``https://data.europa.eu/api/hub/search``.

    The facets format and coverage are asked of the source. It was seen to refuse facets, to send fewer results than asked,
    and to forget the page: a refusal is followed by a question without facets, other countries are left out, and there is
    more as long as the count says so. `details` says the resources.
    """

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._address = endpoint.address.rstrip("/")

    def search(self, query: Query, door: Door) -> Page:
        """One page of datasets, without their resources; an empty one beyond the 10 000th. Raises a `NetworkError`."""
        page, size = max(1, query.page), max(1, min(query.size, MOST))
        if page * size > WINDOW:
            return Page(())
        answer, filtered = self._ask(_body(query, page, size), door)
        result = mapping(document(answer).get("result"))
        if not isinstance(result.get("results"), list):
            raise NotAsAnnounced(answer.host, f"{answer.url}: no list of results: {answer.body[:200]!r}")
        rows = [mapping(row) for row in items(result["results"], size)]
        entries = (_dataset(row) for row in rows if _country(row) in ("", COUNTRY))
        count = whole(result.get("count"))
        return Page(
            tuple(replace(entry, source=self._endpoint.id) for entry in entries if entry.id),
            count if filtered else None,
            _more(count, page, size, len(rows)) and (page + 1) * size <= WINDOW,
            _facets(result.get("facets")) if filtered else {},
        )

    def _ask(self, body: dict[str, Any], door: Door) -> tuple[Answer, bool]:
        """The answer to a search, and whether its facets were heard."""
        address = f"{self._address}/search"
        try:
            return door.post(address, json=body), True
        except Refused:
            simple = {name: value for name, value in body.items() if not name.startswith("facet")}
            return door.post(address, json=simple), False

    def details(self, entry: Entry, door: Door) -> Entry:
        """The dataset with its resources. Raises a `NetworkError`."""
        answer = door.get(f"{self._address}/datasets/{quote(entry.id, safe='')}")
        row = mapping(document(answer).get("result"))
        if not text(row.get("id"), 500):
            raise NotAsAnnounced(answer.host, f"{answer.url}: no dataset: {answer.body[:200]!r}")
        found = (_resource(mapping(distribution)) for distribution in items(row.get("distributions")))
        resources = tuple(resource for resource in found if resource is not None)
        landing = [web(mapping(page).get("resource")) for page in items(row.get("landing_page"))]
        resources += tuple(Resource("page", address) for address in landing if address)
        return replace(
            _dataset(row),
            id=entry.id,
            source=entry.source,
            theme=entry.theme,
            origins=entry.origins,
            resources=resources,
            formats=tuple(dict.fromkeys(resource.kind for resource in resources)),
            complete=True,
        )

    def preview(self, entry: Entry, door: Door) -> None:
        """Nothing: the portal holds no rows."""
        return


def _body(query: Query, page: int, size: int) -> dict[str, Any]:
    """The question as the source reads it; its pages count from 0."""
    facets = {"country": [COUNTRY]}
    formats = query.facets.get("format", ())
    if formats and UNKNOWN not in formats:
        facets["format"] = [FILE_TYPES.get(kind, kind.upper()) for kind in formats]
    body: dict[str, Any] = {
        "q": query.text.strip()[:500],
        "limit": size,
        "page": page - 1,
        "filters": ["dataset"],
        "facets": facets,
        "facetOperator": "OR",
        "facetGroupOperator": "AND",
        "sort": [_SORTS.get(query.sort, _SORTS["relevance"])],
        "includes": list(INCLUDED),
    }
    if query.box and query.facets.get("coverage") == ("territory",):
        box = dict(zip(("minLon", "minLat", "maxLon", "maxLat"), query.box))
        body["searchParams"] = {"boundingBox": box}
    return body


def _more(count: int | None, page: int, size: int, received: int) -> bool:
    """Whether there is a next page. When fewer results came than are left, pages are taken to be as long as what came."""
    if not received or count is None:
        return received >= size
    before = (page - 1) * size
    if received == min(size, count - before):
        return before + received < count
    return page * received < count


def _facets(found: Any) -> dict[str, dict[str, int]]:
    """The facets of an answer under our names."""
    facets: dict[str, dict[str, int]] = {}
    for facet in map(mapping, items(found)):
        name = _FACETS.get(text(facet.get("id"), 50))
        counts: dict[str, int] = {}
        for item in map(mapping, items(facet.get("items"))):
            value, count = _value(name, item), whole(item.get("count"))
            if value and count:
                counts[value] = counts.get(value, 0) + count
        if name and counts:
            facets[name] = counts
    return facets


def _value(facet: str | None, item: Mapping[str, Any]) -> str:
    if facet == "format":
        return _format(item)
    return in_french(item.get("title")) or text(item.get("id"), 500)


def _format(found: Mapping[str, Any]) -> str:
    """The kind of resource of a European file type."""
    written = text(found.get("id"), 100) or text(found.get("label"), 100)
    return kind_of(written.rpartition("/")[2], "", "") if written else ""


def in_french(found: Any) -> str:
    """The text of a ``{"fr": ..., "en": ...}`` object in French, else in English, else in any language; or the text itself."""
    if not isinstance(found, dict):
        return text(found)
    texts_found = {name: text(value) for name, value in found.items()}
    preferred = (texts_found.get(language, "") for language in LANGUAGES)
    return next((value for value in (*preferred, *texts_found.values()) if value), "")


def _country(row: Mapping[str, Any]) -> str:
    return text(mapping(row.get("country")).get("id"), 20).lower()


def _dataset(row: Mapping[str, Any]) -> Entry:
    """A dataset as the source writes it; without id when it has none."""
    identifier = text(row.get("id"), 500)
    distributions = [mapping(distribution) for distribution in items(row.get("distributions"))]
    licence, licence_url = _licence(mapping(distribution.get("license")) for distribution in distributions)
    periods = [mapping(period) for period in items(row.get("temporal"), 1)]
    found = (_format(mapping(distribution.get("format"))) for distribution in distributions)
    return Entry(
        id=identifier,
        title=in_french(row.get("title"))[:1000] or identifier,
        description=in_french(row.get("description"))[:LONGEST_TEXT],
        producer=_producer(row),
        licence=licence,
        licence_url=licence_url,
        keywords=_keywords(row.get("keywords")),
        page=web(row.get("resource")),
        published=day(row.get("issued")),
        modified=day(row.get("modified")),
        period=(day(periods[0].get("gte")), day(periods[0].get("lte"))) if periods else ("", ""),
        box=bounds({"geometries": row.get("spatial")}),
        formats=tuple(dict.fromkeys(kind for kind in found if kind)),
        identifiers=_identifiers(row, identifier),
        complete=False,
    )


def _producer(row: Mapping[str, Any]) -> str:
    parties = (row.get("publisher"), *items(row.get("creator"), 1))
    named = next((name for name in (text(mapping(party).get("name"), 500) for party in parties) if name), "")
    return named or in_french(mapping(row.get("catalog")).get("title"))[:500]


def _licence(found: Iterable[Mapping[str, Any]]) -> tuple[str, str]:
    """Title and address of the first licence that has one; its label is often its own address."""
    for licence in found:
        names = [in_french(licence.get(name))[:500] for name in ("label", "id")]
        addresses = [web(licence.get(name)) for name in ("la_url", "resource", "id", "label")]
        title = _first(names, lambda name: bool(name) and not web(name)) or _first(names, bool)
        if title:
            return title, _first(addresses, bool)
    return "", ""


def _first(values: Iterable[str], good: Callable[[str], bool]) -> str:
    return next((value for value in values if good(value)), "")


def _keywords(found: Any) -> tuple[str, ...]:
    """The keywords in French or in no language; all of them when there are none."""
    words = [mapping(word) for word in items(found)]
    french = [word for word in words if text(word.get("language"), 10) in ("", "fr")]
    return texts([in_french(word.get("label")) or text(word.get("id"), 200) for word in french or words], MOST_KEYWORDS)


def _identifiers(row: Mapping[str, Any], identifier: str) -> tuple[str, ...]:
    """The names of a dataset here and where it comes from; that of data.gouv.fr is taken out of its addresses."""
    landing = [text(mapping(page).get("resource"), 1000) for page in items(row.get("landing_page"))]
    known = [identifier, *texts(row.get("identifier")), *landing]
    known += [found.group(1) for name in known if (found := _DATAGOUV.fullmatch(name))]
    return tuple(dict.fromkeys(name for name in known if name))[:MOST_ITEMS]


def _resource(row: Mapping[str, Any]) -> Resource | None:
    """A distribution as a resource; None when it has no address."""
    addresses = (*texts(row.get("download_url")), *texts(row.get("access_url")))
    address = _first(map(web, addresses), bool)
    if not address:
        return None
    kind = kind_of(_format(mapping(row.get("format"))), row.get("media_type"), address)
    main = Resource(
        kind,
        address,
        date=day(row.get("modified")) or day(row.get("issued")),
        title=in_french(row.get("title"))[:1000],
        size=whole(row.get("byte_size")),
        checksum=_checksum(mapping(row.get("checksum"))),
    )
    if kind not in _SERVICES:
        return main
    return replace(main, address=service_address(address), layer=asked_layer(address), size=None, checksum="")


def _checksum(found: Mapping[str, Any]) -> str:
    """``sha1:…`` out of a value and the address of an algorithm in the SPDX list."""
    name = text(found.get("algorithm"), 200).rpartition("_")[2].rpartition("/")[2].lower()
    value = text(found.get("checksum_value"), 200).lower()
    return f"{name}:{value}" if re.fullmatch(r"[a-z0-9-]{2,20}:[0-9a-f]{8,128}", f"{name}:{value}") else ""
