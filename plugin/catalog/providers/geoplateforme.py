# SPDX-License-Identifier: GPL-2.0-or-later
"""The search of layers of the Géoplateforme (data.geopf.fr): what its WFS, WMS, WMTS and TMS services hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ...network.errors import NotAsAnnounced
from ...territory.cog import fold
from ..model import Box, Entry, Page, Query, Resource
from .reading import bounds, day, document, items, mapping, service_address, text, texts, web

if TYPE_CHECKING:
    from ...network.door import Door
    from ..provider import Endpoint

TYPES = ("wfs", "wms", "wmts", "tms")
FIELDS = "title,layer_name,description,keywords,theme"
MOST = 50
"""Suggestions are asked by that many, and have no pages: only the first ones can be had."""
SHORTEST = 3
"""The source suggests nothing for fewer letters."""


class GeoplateformeSearch:
    """Layers. `endpoint.address` is that of the index: ``https://data.geopf.fr/recherche/api/indexes/geoplateforme``.

    A text is suggested for in titles, names, descriptions, keywords and themes. When one protocol is wanted (facets kind or
    format), it is searched for in titles, which has pages. Layers that are closed, or are a test, are left out of the answer,
    hence pages of fewer entries than asked. The source cannot sort; no text is no question: nothing is asked.
    """

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._address = endpoint.address.rstrip("/")

    def search(self, query: Query, door: Door) -> Page:
        """One page of layers; an empty one, of unknown total, without a text. Raises a `NetworkError`."""
        wanted = _types(query)
        sought = query.text.strip()[:200]
        if len(sought) < SHORTEST:
            return Page(())
        if not wanted:
            return Page((), total=0)
        if len(wanted) == 1:
            return self._titles(sought, wanted[0], query, door)
        return self._suggestions(sought, wanted, query, door)

    def _suggestions(self, sought: str, wanted: tuple[str, ...], query: Query, door: Door) -> Page:
        parameters = {"text": sought, "fields": FIELDS, "size": MOST}
        answer = door.get(f"{self._address}/suggest", parameters)
        found = answer.json()
        if not isinstance(found, list):
            raise NotAsAnnounced(answer.host, f"{answer.url}: no list of suggestions: {answer.body[:200]!r}")
        entries = self._entries((mapping(row).get("source") for row in items(found, MOST)), wanted)
        first = (max(1, query.page) - 1) * max(1, query.size)
        last = first + max(1, query.size)
        return Page(entries[first:last], len(entries) if len(found) < MOST else None, len(entries) > last)

    def _titles(self, sought: str, wanted: str, query: Query, door: Door) -> Page:
        page, size = max(1, query.page), max(1, min(query.size, MOST))
        body = {"title": sought, "type": wanted.upper(), "open": True}
        answer = door.post(f"{self._address}?page={page}&size={size}", json=body)
        found = document(answer).get("documents")
        if not isinstance(found, list):
            raise NotAsAnnounced(answer.host, f"{answer.url}: no list of documents: {answer.body[:200]!r}")
        return Page(self._entries(items(found, size), (wanted,)), None, len(found) >= size)

    def _entries(self, rows: Iterable[Any], wanted: tuple[str, ...]) -> tuple[Entry, ...]:
        found = (_entry(mapping(row), self._endpoint.id) for row in rows)
        return tuple({entry.id: entry for entry in found if entry is not None and entry.kind in wanted}.values())

    def details(self, entry: Entry, door: Door) -> Entry:
        """The entry itself: the search said all there is."""
        return entry

    def preview(self, entry: Entry, door: Door) -> None:
        """Nothing: the services themselves have the rows."""
        return


def _types(query: Query) -> tuple[str, ...]:
    """The protocols that the facets kind and format leave."""
    return tuple(
        kind for kind in TYPES if all(kind in query.facets[facet] for facet in ("kind", "format") if query.facets.get(facet))
    )


def _entry(row: Mapping[str, Any], source: str) -> Entry | None:
    """A layer as the index describes it; None when it is closed, a test, or cannot be reached."""
    kind = text(row.get("type"), 50).lower().partition("-")[0]
    layer, title, address = text(row.get("layer_name"), 500), text(row.get("title"), 1000), web(row.get("url"))
    if row.get("open") is not True or kind not in TYPES or not layer or not address or _is_test(layer, title):
        return None
    years = texts(row.get("production_years")) or texts(row.get("production_year"))
    identifier = text(row.get("id"), 200)
    return Entry(
        id=identifier or f"{kind}:{layer}",
        title=title or layer,
        description=text(row.get("description")),
        producer=_producer(row),
        licence=text(row.get("licence"), 500),
        theme=text(row.get("theme"), 200),
        keywords=texts(row.get("keywords")),
        resources=(Resource(kind, service_address(address), title=title, layer=layer, crs=texts(row.get("srs"), 100)),),
        source=source,
        kind=kind,
        published=day(row.get("publication_date")),
        period=(day(min(years)), day(max(years))) if years else ("", ""),
        box=_box(row.get("extent")),
        formats=(kind,),
        identifiers=(identifier,) if identifier else (),
    )


def _is_test(layer: str, title: str) -> bool:
    """Whether a layer was made to try the platform: its users cannot delete them all."""
    return any(name.startswith("zzz") or "test" in name.split() for name in (fold(layer), fold(title)))


def _producer(row: Mapping[str, Any]) -> str:
    attribution = text(mapping(row.get("attribution")).get("title"), 500)
    return ", ".join(texts(row.get("producers"))) or text(row.get("producer"), 500) or attribution or "IGN"


def _box(extent: Any) -> Box | None:
    """What a layer covers; None for the whole world, which is what the platform writes when it does not know."""
    box = bounds(extent)
    return None if box is None or (box[2] - box[0] > 359 and box[3] - box[1] > 179) else box
