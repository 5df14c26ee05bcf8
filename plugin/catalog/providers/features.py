# SPDX-License-Identifier: GPL-2.0-or-later
"""OGC API Features read as a catalogue: each collection is an entry. Links are followed; no path is guessed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from ...messages import VigieError, translate
from ..model import Entry, Preview, Resource
from .capabilities import MOST_KEYWORDS, base_address, crs_codes, features_preview, sane_box
from .listed import MOST_ENTRIES, PREVIEW_ROWS, Listed, Listing, plain, web_address

if TYPE_CHECKING:
    from ...network.door import Answer, Door
    from ..provider import Endpoint

MOST_PAGES = 50
_JSON = {"Accept": "application/json"}
_GEOJSON = {"Accept": "application/geo+json, application/json"}
_DATA = ("data", "http://www.opengis.net/def/rel/ogc/1.0/data")


@dataclass(frozen=True)
class Collections(Listing):
    """The collections of a service, and the addresses of their features by id."""

    items: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Link:
    rel: str
    href: str
    type: str
    title: str

    @property
    def is_json(self) -> bool:
        return "json" in self.type.lower()


class OgcApiFeatures(Listed):
    """OGC API Features, at the address of its landing page, or of its list of collections.

    The resource of an entry has the address of the landing page, and the id of the collection as its layer.
    """

    def __init__(self, endpoint: Endpoint) -> None:
        super().__init__(endpoint)
        self.base = base_address(endpoint.address)

    def _read(self, door: Door) -> Collections:
        entries: dict[str, Entry] = {}
        items: dict[str, str] = {}
        for answer, page in self._pages(door):
            shared = links_of(page, answer)
            for collection in _listed(page.get("collections")):
                identifier, links = plain(collection.get("id")), links_of(collection, answer)
                features = _features_address(links)
                if identifier and features and identifier not in entries and len(entries) < MOST_ENTRIES:
                    entries[identifier] = self._entry(identifier, collection, links, shared, page)
                    items[identifier] = features
        return Collections(tuple(entries.values()), items)

    def _pages(self, door: Door) -> Iterator[tuple[Answer, Mapping[str, Any]]]:
        """The pages of the list of collections, in their order."""
        answer, page = _ask(door, self.base)
        if "collections" not in page:
            answer, page = _ask(door, self._collections_address(answer, page))
        seen = {self.base, answer.url}
        for _ in range(MOST_PAGES):
            yield answer, page
            following = best_link(links_of(page, answer), "next")
            if not following or following in seen:
                return
            seen.add(following)
            answer, page = _ask(door, following)

    def _collections_address(self, answer: Answer, landing: Mapping[str, Any]) -> str:
        address = best_link(links_of(landing, answer), *_DATA)
        if not address:
            sentence = translate(
                "catalog",
                "{host} does not answer as an OGC API Features service: it links to no collections. Check the address and the "
                "kind of this source.",
            )
            raise VigieError(sentence.format(host=answer.host), f"{answer.url}: {answer.body[:200]!r}")
        return address

    def _entry(
        self, identifier: str, collection: Mapping[str, Any], links: list[_Link], shared: list[_Link], page: Mapping[str, Any]
    ) -> Entry:
        title = " ".join(plain(collection.get("title")).split()) or identifier
        licence = next((link for link in (*links, *shared) if link.rel == "license"), None)
        words = collection.get("keywords")
        return Entry(
            id=identifier,
            title=title,
            description=plain(collection.get("description")),
            licence=(licence.title or licence.href) if licence else plain(collection.get("license")),
            licence_url=licence.href if licence else "",
            keywords=tuple(filter(None, map(plain, words)))[:MOST_KEYWORDS] if isinstance(words, list) else (),
            page=next((link.href for link in links if link.rel in ("describedby", "about") and "html" in link.type), "")
            or next((link.href for link in links if link.rel in ("alternate", "self") and "html" in link.type), ""),
            resources=(Resource("oapif", self.base, layer=identifier, title=title, crs=_crs(collection, page)),),
            source=self._endpoint.id,
            kind="oapif",
            period=_period(collection),
            box=_box(collection),
            formats=("oapif",),
        )

    def preview(self, entry: Entry, door: Door) -> Preview | None:
        """The attributes of the first features of a collection, and how many there are where the service says."""
        listing = self.listing(door)
        layer = next((resource.layer for resource in entry.resources if resource.kind == "oapif"), "")
        address = listing.items.get(layer) if isinstance(listing, Collections) else None
        if not address:
            return None
        answer = door.get(with_parameters(address, limit=PREVIEW_ROWS), headers=_GEOJSON)
        if answer.is_page:
            answer = door.get(with_parameters(address, limit=PREVIEW_ROWS, f="json"), headers=_GEOJSON)
        return features_preview(answer.json(), answer)


def _ask(door: Door, address: str) -> tuple[Answer, Mapping[str, Any]]:
    """The JSON object at an address, in the way of the standard first, then with the parameter that most servers know."""
    answer = door.get(address, headers=_JSON)
    if answer.is_page:
        answer = door.get(with_parameters(address, f="json"), headers=_JSON)
    document = answer.json()
    return answer, document if isinstance(document, Mapping) else {}


def with_parameters(address: str, **parameters: Any) -> str:
    """The address with these parameters in place of its own of the same names."""
    parts = urlsplit(address)
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in parameters]
    return urlunsplit(parts._replace(query=urlencode([*kept, *parameters.items()], safe="/:,"), fragment=""))


def _listed(values: Any) -> Iterator[Mapping[str, Any]]:
    for value in values if isinstance(values, list) else ():
        if isinstance(value, Mapping):
            yield value


def links_of(thing: Mapping[str, Any], answer: Answer) -> list[_Link]:
    """The links of an object that lead to the web; relative ones are relative to where the object came from."""
    found = []
    for link in _listed(thing.get("links")):
        rel, href = plain(link.get("rel")), plain(link.get("href"))
        try:
            address = web_address(urljoin(answer.url, href)) if href else ""
        except ValueError:  # what urljoin says of a bad port or a bad IPv6 address
            address = ""
        if address:
            found.append(_Link(rel, address, plain(link.get("type")), plain(link.get("title"))))
    return found


def best_link(links: Iterable[_Link], *rels: str) -> str:
    """The address of the link of that relation, the one in JSON where there are several."""
    known = sorted((link for link in links if link.rel in rels), key=lambda link: (not link.is_json, bool(link.type)))
    return known[0].href if known else ""


def _features_address(links: list[_Link]) -> str:
    known = [link for link in links if link.rel == "items"]
    known.sort(key=lambda link: ("geo+json" not in link.type.lower(), not link.is_json, bool(link.type)))
    return known[0].href if known else ""


def _crs(collection: Mapping[str, Any], page: Mapping[str, Any]) -> tuple[str, ...]:
    """The coordinate systems of a collection, the one of its storage first; "#/crs" stands for those of the whole service."""
    own, common = collection.get("crs"), page.get("crs")
    names: list[Any] = [collection.get("storageCrs")]
    for name in own if isinstance(own, list) else ():
        names.extend(common if name == "#/crs" and isinstance(common, list) else [name])
    return crs_codes(names)


def _box(collection: Mapping[str, Any]) -> tuple | None:
    """The first box of a collection; one with heights has six numbers."""
    extent = collection.get("extent")
    spatial = extent.get("spatial") if isinstance(extent, Mapping) else None
    boxes = spatial.get("bbox") if isinstance(spatial, Mapping) else None
    first = boxes[0] if isinstance(boxes, list) and boxes else None
    if not isinstance(first, list) or (isinstance(spatial.get("crs"), str) and not _degrees(spatial["crs"])):
        return None
    if len(first) == 6:
        first = [first[0], first[1], first[3], first[4]]
    return sane_box(*first) if len(first) == 4 else None


def _degrees(crs: str) -> bool:
    return "CRS84" in crs or crs_codes([crs]) == ("CRS:84",)


def _period(collection: Mapping[str, Any]) -> tuple[str, str]:
    extent = collection.get("extent")
    temporal = extent.get("temporal") if isinstance(extent, Mapping) else None
    intervals = temporal.get("interval") if isinstance(temporal, Mapping) else None
    first = intervals[0] if isinstance(intervals, list) and intervals else None
    if not isinstance(first, list) or len(first) != 2:
        return "", ""
    start, end = (plain(moment).partition("T")[0] for moment in first)
    return start, end
