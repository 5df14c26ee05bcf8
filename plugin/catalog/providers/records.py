# SPDX-License-Identifier: GPL-2.0-or-later
"""OGC API - Records: catalogues of metadata in GeoJSON (pygeoapi, GeoNetwork, pycsw 3...)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from ...messages import VigieError, translate
from ...network.errors import NotAsAnnounced, Refused
from ..model import Entry, Page, Preview, Query, Resource
from .iso import kind_of_format, recognised_licence, resource_of, sane_box
from .reading import bounds, day, document, items, mapping, text, texts, web, whole

if TYPE_CHECKING:
    from ...network.door import Door
    from ..provider import Endpoint

MOST_COLLECTIONS = 5
MOST_LINKS = 200
MOST_STEPS = 50
SHORTEST_WORD = 3
NAME_LENGTH = 500

_JSON = {"Accept": "application/geo+json, application/json;q=0.9"}
_PLACES = ("offset", "startindex", "start")
_ROLES = ("owner", "publisher", "custodian", "pointOfContact", "pointofcontact")
_DATA = ("item", "items", "data", "enclosure", "download", "service", "describes", "distribution")
_NOT_DATA = {
    "self", "collection", "root", "parent", "alternate", "next", "prev", "license", "preview", "icon", "thumbnail", "service-desc",
    "service-doc", "conformance", "queryables", "profile", "type",
}  # fmt: skip


class OgcApiRecords:
    """`endpoint.address` is a landing page, or the address of one collection of records or of its items.

    A landing page with several catalogues is asked for the same page of each, so that a page of entries holds more.
    """

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._places: tuple[str, ...] = ()

    def search(self, query: Query, door: Door) -> Page:
        """Records that hold the text; where none does, those that hold any of its words.

        The standard wants the words of a text side by side, hence the second question.
        """
        if not self._places:
            self._places = self._collections(door)
        pages = [self._page(place, query, door) for place in self._places]
        totals = [page.total for page in pages]
        return Page(
            entries=tuple(entry for page in pages for entry in page.entries),
            total=None if None in totals else sum(total or 0 for total in totals),
            more=any(page.more for page in pages),
        )

    def details(self, entry: Entry, door: Door) -> Entry:
        """The entry: the search has told everything."""
        return replace(entry, complete=True)

    def preview(self, entry: Entry, door: Door) -> Preview | None:
        """None: a catalogue of metadata has no rows."""
        return None

    # From the landing page to the items

    def _collections(self, door: Door) -> tuple[str, ...]:
        """The addresses of the items of each collection of records."""
        address = self._endpoint.address
        found, url = self._json(address, {}, door)
        if isinstance(found.get("features"), list):
            return (address,)
        if found.get("itemType") or (found.get("id") and _link(found, url, "items")):
            return (_items_address(found, url),)
        listed = found
        if not isinstance(found.get("collections"), list):
            listed, url = self._json(_link(found, url, "data") or url.partition("?")[0].rstrip("/") + "/collections", {}, door)
        places = [_items_address(one, url) for one in map(mapping, items(listed.get("collections"))) if _is_catalogue(one)]
        if not places:
            sentence = translate("catalog", "{host} has no catalogue of records at this address.")
            raise VigieError(sentence.format(host=urlsplit(address).hostname or address), url)
        return tuple(places[:MOST_COLLECTIONS])

    def _json(self, address: str, parameters: Mapping[str, Any], door: Door) -> tuple[Mapping[str, Any], str]:
        """A JSON object, and the address that it came from in the end."""
        answer = door.get(address, params=parameters, headers=_JSON)
        return document(answer), answer.url

    # The items

    def _page(self, place: str, query: Query, door: Door) -> Page:
        words = " ".join(query.text.replace(",", " ").split())
        page = self._asked(place, query, words, door)
        several = [word for word in words.split() if len(word) >= SHORTEST_WORD]
        if " " in words and several and not page.entries and not page.total:
            page = self._asked(place, query, ",".join(several), door)
        return page

    def _asked(self, place: str, query: Query, words: str, door: Door) -> Page:
        """One page of the items that answer `words`."""
        parameters: dict[str, Any] = {"limit": query.size, **({"q": words} if words else {})}
        if query.box and "territory" in query.facets.get("coverage", ()):
            parameters["bbox"] = ",".join(f"{side:.6f}" for side in query.box)
        if query.sort == "title":
            parameters["sortby"] = "title"
        if query.sort == "modified":
            parameters["sortby"] = "-updated"
        try:
            found, url = self._json(place, parameters, door)
        except Refused:
            if not parameters.pop("sortby", ""):
                raise
            found, url = self._json(place, parameters, door)
        found, url = self._turned(found, url, query, door)
        if not isinstance(found.get("features"), list):
            raise NotAsAnnounced(urlsplit(place).hostname or place, f"{url}: no features")
        features = items(found.get("features"), max(query.size, 1))
        entries = [entry for feature in features for entry in [_entry(mapping(feature), url)] if entry]
        total = whole(found.get("numberMatched"))
        before = (max(query.page, 1) - 1) * query.size + len(features)
        more = bool(features) and (before < total if total is not None else bool(_link(found, url, "next")))
        return Page(tuple(replace(entry, source=self._endpoint.id) for entry in entries), total, more)

    def _turned(self, found: Mapping[str, Any], url: str, query: Query, door: Door) -> tuple[Mapping[str, Any], str]:
        """The page wanted, from the first one. The standard has no parameter for the place of a page: the link to the next one
        tells which the server has; where it has none that is understood, links are followed.
        """
        wanted = max(query.page, 1)
        if wanted == 1:
            return found, url
        following = _link(found, url, "next")
        jump = _jump(following, query.size, wanted)
        if jump:
            return self._json(jump, {}, door)
        for _ in range(min(wanted - 1, MOST_STEPS)):
            if not following:
                return {**found, "features": []}, url
            found, url = self._json(following, {}, door)
            following = _link(found, url, "next")
        return found, url


def _jump(following: str, size: int, wanted: int) -> str:
    """The address of page `wanted`, made from that of page 2; empty when nothing in it says where page 2 begins."""
    scheme, host, path, query, _ = urlsplit(following)
    pairs = parse_qsl(query, keep_blank_values=True)
    if not any(name.lower() in _PLACES and value == str(size) for name, value in pairs):
        return ""
    pairs = [(name, str((wanted - 1) * size) if name.lower() in _PLACES else value) for name, value in pairs]
    return urlunsplit((scheme, host, path, urlencode(pairs), ""))


def _is_catalogue(collection: Mapping[str, Any]) -> bool:
    return text(collection.get("itemType")).lower().rpartition("/")[2] in ("record", "records")


def _items_address(collection: Mapping[str, Any], url: str) -> str:
    """Where the items of a collection are: by its link, else by the standard."""
    address = _link(collection, url, "items")
    if address:
        return address
    base = url.partition("?")[0].rstrip("/")
    return f"{base}/{text(collection.get('id'))}/items" if base.endswith("/collections") else f"{base}/items"


def _link(found: Mapping[str, Any], url: str, relation: str) -> str:
    """The address that a document links to by a relation, in JSON rather than as a page; empty when there is none."""
    rows = [link for link in map(mapping, items(found.get("links"), MOST_LINKS)) if _relation(link) == relation]
    rows = [link for link in rows if "json" in text(link.get("type"))] or [link for link in rows if not link.get("type")]
    rows = [link for link in rows if "jsonfg" not in text(link.get("type")) and "ld+json" not in text(link.get("type"))] or rows
    return next((address for link in rows for address in [_absolute(link, url)] if address), "")


def _relation(link: Mapping[str, Any]) -> str:
    """The relation of a link, without the address of its register."""
    return text(link.get("rel"), NAME_LENGTH).lower().rpartition("/")[2]


def _absolute(link: Mapping[str, Any], url: str) -> str:
    address = text(link.get("href"))
    if not address or "{" in address:
        return ""
    try:
        return web(urljoin(url, address))
    except ValueError:
        return ""


# Records


def _entry(feature: Mapping[str, Any], url: str) -> Entry | None:
    """The entry of a record; None when it has no id."""
    properties = mapping(feature.get("properties"))
    identifier = text(feature.get("id"), NAME_LENGTH) or text(properties.get("identifier"), NAME_LENGTH)
    if not identifier:
        return None
    links = [
        mapping(link) for place in (feature.get("links"), properties.get("associations")) for link in items(place, MOST_LINKS)
    ]
    licence, licence_url = _licence(properties, links, url)
    created, updated = _dates(properties)
    return Entry(
        id=identifier,
        title=" ".join(text(properties.get("title"), NAME_LENGTH).split()) or identifier,
        description=text(properties.get("description")),
        producer=_producer(properties),
        licence=licence,
        licence_url=licence_url,
        theme=next(_concepts(properties), ""),
        keywords=tuple(dict.fromkeys((*texts(properties.get("keywords")), *_concepts(properties)))),
        page=_html(links, url),
        resources=tuple(dict.fromkeys(resource for link in links for resource in [_resource(link, url)] if resource)),
        kind=_kind(text(properties.get("type"), NAME_LENGTH)),
        published=created,
        modified=updated or created,
        period=_period(feature, properties),
        box=_box(feature),
        formats=_formats(properties),
        identifiers=tuple(dict.fromkeys((identifier, *_others(properties)))),
    )


def _kind(written: str) -> str:
    """What a record describes; a type may be written as an address."""
    kind = written.lower().rstrip("/").rpartition("/")[2]
    return "dataset" if kind in ("", "dataset", "series") else kind


def _dates(properties: Mapping[str, Any]) -> tuple[str, str]:
    """When the resource was created and last updated; the names of the draft of the standard too."""
    created = day(properties.get("created")) or day(properties.get("published")) or day(properties.get("record-created"))
    return created, day(properties.get("updated")) or day(properties.get("record-updated"))


def _producer(properties: Mapping[str, Any]) -> str:
    """The organisation that answers for the resource, by its role."""
    found = []
    for contact in map(mapping, [*items(properties.get("contacts")), *items(properties.get("providers"))]):
        roles = [text(mapping(role).get("name") if isinstance(role, dict) else role) for role in items(contact.get("roles"))]
        rank = min((_ROLES.index(role) for role in roles if role in _ROLES), default=len(_ROLES))
        name = text(contact.get("organization"), NAME_LENGTH) or text(contact.get("name"), NAME_LENGTH)
        if name:
            found.append((rank, name))
    return min(found, key=lambda row: row[0])[1] if found else text(properties.get("publisher"), NAME_LENGTH)


def _concepts(properties: Mapping[str, Any]) -> Iterator[str]:
    """The concepts of the themes, by their titles."""
    for theme in map(mapping, items(properties.get("themes"))):
        for concept in items(theme.get("concepts")):
            known = mapping(concept)
            name = text(known.get("title"), NAME_LENGTH) or text(known.get("id"), NAME_LENGTH) or text(concept, NAME_LENGTH)
            if name:
                yield name


def _licence(properties: Mapping[str, Any], links: list[Mapping[str, Any]], url: str) -> tuple[str, str]:
    """The licence and its address; a written licence may be a name, an identifier of SPDX, or an address."""
    written = text(properties.get("license"), NAME_LENGTH) or text(properties.get("rights"), NAME_LENGTH)
    linked = next((link for link in links if _relation(link) == "license"), {})
    address = web(written) or _absolute(linked, url)
    names = (written if not web(written) else "", text(linked.get("title"), NAME_LENGTH))
    known = next((name for one in (*names, address) for name in [recognised_licence(one)] if name), "")
    spdx = {"etalab-2.0": "Licence Ouverte 2.0", "odbl-1.0": "ODbL 1.0"}.get(written.lower(), "")
    return spdx or known or next((name for name in names if name), address), address


def _period(feature: Mapping[str, Any], properties: Mapping[str, Any]) -> tuple[str, str]:
    """First and last day, from an interval, a date or an instant; open ends are empty."""
    time = feature.get("time") if feature.get("time") is not None else properties.get("time")
    if isinstance(time, str):
        time = {"interval": time.split("/")} if "/" in time else {"date": time}
    known = mapping(time)
    ends = items(known.get("interval"), 2)
    if len(ends) == 2:
        return day(ends[0]), day(ends[1])
    moment = day(known.get("date")) or day(known.get("timestamp"))
    return moment, moment


def _box(feature: Mapping[str, Any]) -> tuple | None:
    """What the record covers, in degrees."""
    sides = items(feature.get("bbox"), 6)
    if len(sides) == 4 and all(isinstance(side, (int, float)) for side in sides):
        return sane_box(*sides)
    return bounds(feature.get("geometry"))


def _formats(properties: Mapping[str, Any]) -> tuple[str, ...]:
    names = []
    for one in items(properties.get("formats")):
        known = mapping(one)
        names.append(text(one) or text(known.get("name")) or text(known.get("mediaType")))
    return tuple(dict.fromkeys(kind for kind in map(kind_of_format, names) if kind))


def _others(properties: Mapping[str, Any]) -> Iterator[str]:
    """Other identifiers of the resource."""
    for one in [*items(properties.get("externalIds"), 20), *items(properties.get("externalId"), 20)]:
        value = text(mapping(one).get("value"), NAME_LENGTH) or text(one, NAME_LENGTH)
        if value:
            yield value


def _resource(link: Mapping[str, Any], url: str) -> Resource | None:
    """What a link leads to, when it leads to the data: by its relation, else by what it is."""
    relation, address = _relation(link), _absolute(link, url)
    if not address or relation in _NOT_DATA:
        return None
    title = text(link.get("title"), NAME_LENGTH)
    protocol = text(link.get("protocol"), NAME_LENGTH) or text(link.get("type"), NAME_LENGTH)
    resource = resource_of(address, protocol, text(link.get("name"), NAME_LENGTH), title or text(link.get("description")))
    if resource and (relation in _DATA or resource.loadable):
        return resource
    return None


def _html(links: list[Mapping[str, Any]], url: str) -> str:
    """The page of the record, or the one about the resource."""
    for relation in ("canonical", "alternate", "about", "landing-page", "describedby"):
        for link in links:
            if _relation(link) == relation and "html" in text(link.get("type")):
                return _absolute(link, url)
    return ""
