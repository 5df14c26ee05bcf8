# SPDX-License-Identifier: GPL-2.0-or-later
"""data.gouv.fr: its datasets and its dataservices, searched with facets (API v2), and the first rows of its tables."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ...messages import date, labelled, translate
from ...network.errors import NotAsAnnounced, NotFound
from ...territory.cog import fold
from ...territory.model import COUNTRY, LEVELS
from ..model import SERVICES, Entry, Page, Preview, Query, Resource
from .reading import (
    MOST_ITEMS,
    SPELLINGS,
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
    from ...network.door import Door
    from ..provider import Endpoint

TABULAR = "https://tabular-api.data.gouv.fr/api"
UNKNOWN = "unknown"
"""The value of a facet that wants what catalogues say nothing of: no source can be asked for it."""
WINDOW = 10_000
"""The search refuses to go further than this row."""
RESOURCES = 50
RESOURCE_PAGES = 20
PREVIEW_ROWS = 20
LONGEST_CELL = 500

LICENCES = {
    "lov2": ("Licence Ouverte 2.0", "https://www.etalab.gouv.fr/wp-content/uploads/2017/04/ETALAB-Licence-Ouverte-v2.0.pdf"),
    "fr-lo": ("Licence Ouverte 1.0", "https://www.etalab.gouv.fr/wp-content/uploads/2014/05/Licence_Ouverte.pdf"),
    "odc-odbl": ("ODbL 1.0", "https://opendatacommons.org/licenses/odbl/1-0/"),
    "odc-by": ("ODC-By 1.0", "https://opendatacommons.org/licenses/by/1-0/"),
    "odc-pddl": ("PDDL 1.0", "https://opendatacommons.org/licenses/pddl/1-0/"),
    "cc-by": ("CC BY", "https://opendefinition.org/licenses/cc-by/"),
    "cc-by-sa": ("CC BY-SA", "https://opendefinition.org/licenses/cc-by-sa/"),
    "cc-zero": ("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
    "other-open": ("", ""),
    "other-at": ("", ""),
    "other-pd": ("", ""),
    "notspecified": ("", ""),
}
"""Ids of licences -> title and address. Those without a title are no proper names: `licence_title` says them."""

_FRESHNESS = ("last_30_days", "last_12_months", "last_3_years")
_PACKED_ID = re.compile(r"[0-9a-f]{24}\W+(?=\w)")
_ZONE = re.compile(r"fr:(\w+):(\w+)")
_RESOURCE_ID = re.compile(r"[\w-]{1,80}")


def licence_title(identifier: str) -> str:
    """How the licence of that id is called, in the user's language where it has no proper name."""
    titles = {
        "other-open": translate("catalog", "Other open licence"),
        "other-at": translate("catalog", "Other open licence with attribution"),
        "other-pd": translate("catalog", "Public domain"),
        "notspecified": translate("catalog", "Licence not specified"),
    }
    return titles.get(identifier) or LICENCES.get(identifier, ("", ""))[0] or identifier


class DataGouv:
    """Datasets. `endpoint.address` is the base of the API, ``https://www.data.gouv.fr/api/2``; `tabular` that of its tables.

    The facets format, licence, theme (as a tag, when there is one only), freshness and coverage (only where the territory
    is asked for: producers seldom say the zone) are asked of the source. A producer, "older" and "unknown" cannot be. Since
    the search says neither formats nor themes, the datasets found by them are said to have those that were asked for.
    """

    def __init__(self, endpoint: Endpoint, tabular: str = TABULAR) -> None:
        self._endpoint, self._tabular = endpoint, tabular.rstrip("/")
        self._address = endpoint.address.rstrip("/")

    def search(self, query: Query, door: Door) -> Page:
        """One page of datasets, without their resources. Beyond the 10 000th row the source answers nothing: an empty page.

        Raises a `NetworkError`.
        """
        wanted = _parameters(query, ("format", "licence", "theme", "freshness", "coverage"))
        if query.sort == "modified":
            wanted["sort"] = "-last_update"
        theme = query.facets["theme"][0] if "tag" in wanted else ""
        formats = tuple(query.facets["format"]) if "format" in wanted else ()

        def read(row: Mapping[str, Any]) -> Entry:
            entry = _dataset(row)
            return replace(entry, source=self._endpoint.id, theme=theme, formats=entry.formats or formats)

        return _search(f"{self._address}/datasets/search/", wanted, query, read, door)

    def details(self, entry: Entry, door: Door) -> Entry:
        """The dataset with its resources, 1 000 at most; a note says when there are more. Raises a `NetworkError`."""
        address = f"{self._address}/datasets/{quote(entry.id, safe='')}/"
        answer = door.get(address)
        whole_entry = _dataset(document(answer))
        if not whole_entry.id:
            raise NotAsAnnounced(answer.host, f"{answer.url}: no dataset: {answer.body[:200]!r}")
        rows, total = self._rows(f"{address}resources/", door)
        notes = whole_entry.notes
        if total is not None and total > len(rows):
            note = translate("catalog", "Only the first {count} of its {total} resources are listed.")
            notes += (note.format(count=len(rows), total=total),)
        resources = tuple(resource for row in rows for resource in _resources(row, self._tabular))
        return replace(
            whole_entry,
            id=entry.id,
            source=entry.source,
            theme=entry.theme,
            origins=entry.origins,
            resources=resources,
            formats=tuple(dict.fromkeys(resource.kind for resource in resources)),
            notes=notes,
            complete=True,
        )

    def _rows(self, address: str, door: Door) -> tuple[list[Mapping[str, Any]], int | None]:
        """The resources as the source writes them, documentation last, and how many it says there are."""
        rows: list = []
        total = None
        for number in range(1, RESOURCE_PAGES + 1):
            answer = door.get(address, {"page": number, "page_size": RESOURCES})
            page = document(answer)
            found = items(page.get("data"), RESOURCES)
            rows += found
            total = whole(page.get("total"))
            if not found or not page.get("next_page"):
                break
        return sorted(map(mapping, rows), key=lambda row: row.get("type") == "documentation"), total

    def preview(self, entry: Entry, door: Door) -> Preview | None:
        """The first rows of the first resource that the source has read as a table; None when it has read none, or no longer
        has it. Raises a `NetworkError` otherwise.
        """
        table = next((resource for resource in entry.resources if resource.kind == "tabular"), None)
        if table is None:
            return None
        try:
            answer = door.get(f"{table.address}data/", {"page": 1, "page_size": PREVIEW_ROWS})
        except NotFound:
            return None
        return _preview(document(answer))


class DataServices:
    """Dataservices: programming interfaces that are described, and that cannot be loaded. Same address as `DataGouv`.

    The source sorts them by relevance only; the facet freshness is asked of it.
    """

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint

    def search(self, query: Query, door: Door) -> Page:
        """One page of dataservices, complete. Raises a `NetworkError`."""

        def read(row: Mapping[str, Any]) -> Entry:
            return replace(_dataservice(row), source=self._endpoint.id)

        address = f"{self._endpoint.address.rstrip('/')}/dataservices/search/"
        return _search(address, _parameters(query, ("freshness",)), query, read, door)

    def details(self, entry: Entry, door: Door) -> Entry:
        """The entry itself: the search said all there is."""
        return entry

    def preview(self, entry: Entry, door: Door) -> None:
        """Nothing: an interface has no rows."""
        return


def _search(
    address: str,
    parameters: dict[str, Any],
    query: Query,
    read: Callable[[Mapping[str, Any]], Entry],
    door: Door,
) -> Page:
    page, size = max(1, query.page), max(1, min(query.size, MOST_ITEMS))
    if page * size > WINDOW:
        return Page(())
    answer = door.get(address, {**parameters, "page": page, "page_size": size})
    found = document(answer)
    if not isinstance(found.get("data"), list):
        raise NotAsAnnounced(answer.host, f"{answer.url}: no list of results: {answer.body[:200]!r}")
    entries = tuple(entry for row in items(found["data"], size) if (entry := read(mapping(row))).id)
    total = whole(found.get("total"))
    more = bool(found.get("next_page")) and (page + 1) * size <= WINDOW
    return Page(entries, total, more, _facets(mapping(found.get("facets"))))


def _parameters(query: Query, supported: tuple[str, ...]) -> dict[str, Any]:
    """The parameters of a search but its page: the text, and those of the facets that the source knows."""
    found: dict[str, Any] = {"q": query.text.strip()[:500]}
    writers = {
        "format": ("format", _formats),
        "licence": ("license", _licences),
        "theme": ("tag", _tag),
        "freshness": ("last_update_range", _range),
    }
    for facet in supported:
        if query.facets.get(facet) and facet in writers and UNKNOWN not in query.facets[facet]:
            name, write = writers[facet]
            found[name] = write(query.facets[facet])
    if "coverage" in supported and query.facets.get("coverage") == ("territory",) and query.territory:
        found["geozone"] = "|".join(
            "country:fr" if unit.level == COUNTRY else f"fr:{unit.level}:{unit.code}" for unit in query.territory.units
        )
    return {name: value for name, value in found.items() if value}


def _formats(kinds: Iterable[str]) -> list[str]:
    """The ways in which producers write these kinds."""
    return [written for kind in kinds for written in (kind, *(other for other, known in SPELLINGS.items() if known == kind))]


def _licences(titles: Iterable[str]) -> str:
    """The ids of these licences, by title or id; the source joins them by a bar."""
    wanted = set(titles)
    return "|".join(identifier for identifier in LICENCES if {identifier, licence_title(identifier)} & wanted)


def _tag(themes: Iterable[str]) -> str:
    """The theme as tags are written. Several tags would all be wanted at once: not what several themes mean."""
    tags = [fold(theme).replace(" ", "-") for theme in themes]
    return tags[0] if len(tags) == 1 else ""


def _range(values: Iterable[str]) -> str:
    """The widest of these ranges, which holds the others; nothing when older datasets are wanted too."""
    wanted = set(values)
    if not wanted <= set(_FRESHNESS):
        return ""
    return max(wanted, key=_FRESHNESS.index)


def _facets(found: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    """The facets of an answer under our names; `freshness` ranges hold one another, but "older"."""
    facets = {
        "format": _buckets(found.get("format"), lambda name: SPELLINGS.get(name, name)),
        "licence": _buckets(found.get("license"), licence_title),
        "producer": _buckets(found.get("organization_id_with_name"), _unpacked),
        "freshness": _freshness(found.get("last_update")),
    }
    return {name: counts for name, counts in facets.items() if counts}


def _buckets(found: Any, rename: Callable[[str], str] = str) -> dict[str, int]:
    """Value -> count, without the total ("all"), under names that `rename` gives."""
    counts: dict[str, int] = {}
    for bucket in map(mapping, items(found)):
        name, count = text(bucket.get("name"), 500), whole(bucket.get("count"))
        if name and name != "all" and count:
            renamed = rename(name)
            counts[renamed] = counts.get(renamed, 0) + count
    return counts


def _unpacked(packed: str) -> str:
    """The name of an organisation out of ``id|name``."""
    identifier, bar, name = packed.partition("|")
    return (name.strip() or identifier) if bar else _PACKED_ID.sub("", packed, count=1)


def _freshness(found: Any) -> dict[str, int]:
    counts = {name: count for name, count in _buckets(found).items() if name in _FRESHNESS}
    totals = [whole(mapping(bucket).get("count")) for bucket in items(found) if mapping(bucket).get("name") == "all"]
    if totals and totals[0] is not None and "last_3_years" in counts and totals[0] > counts["last_3_years"]:
        counts["older"] = totals[0] - counts["last_3_years"]
    return counts


def _dataset(row: Mapping[str, Any]) -> Entry:
    """A dataset as the source writes it; without id when it has none."""
    harvest, spatial, period = (mapping(row.get(name)) for name in ("harvest", "spatial", "temporal_coverage"))
    licence, licence_url = _licence(row.get("license"))
    identifier = text(row.get("id"), 200)
    known = (identifier, *(text(harvest.get(name), 1000) for name in ("remote_id", "uri", "dct_identifier", "remote_url")))
    embedded = [_kind(mapping(resource)) for resource in items(row.get("resources"))]
    return Entry(
        id=identifier,
        title=text(row.get("title"), 1000) or text(row.get("slug"), 1000) or identifier,
        description=text(row.get("description")),
        markup="markdown",
        producer=_producer(row),
        licence=licence,
        licence_url=licence_url,
        keywords=texts(row.get("tags")),
        page=web(row.get("page")),
        published=day(row.get("created_at")),
        modified=day(row.get("last_update")) or day(row.get("last_modified")),
        period=(day(period.get("start")), day(period.get("end"))),
        coverage=_coverage(spatial.get("zones")),
        box=bounds(spatial.get("geom")),
        formats=tuple(dict.fromkeys(embedded)),
        identifiers=tuple(dict.fromkeys(name for name in known if name)),
        notes=_notes(row),
        complete=False,
    )


def _producer(row: Mapping[str, Any]) -> str:
    owner = mapping(row.get("owner"))
    person = " ".join(name for name in (text(owner.get("first_name"), 200), text(owner.get("last_name"), 200)) if name)
    return text(mapping(row.get("organization")).get("name"), 500) or person


def _licence(found: Any) -> tuple[str, str]:
    """Title and address of a licence, which the source writes as an id or as an object."""
    full = mapping(found)
    identifier = text(full.get("id"), 200) if full else text(found, 200)
    title = licence_title(identifier) if identifier in LICENCES else text(full.get("title"), 500) or identifier
    return title, web(full.get("url")) or LICENCES.get(identifier, ("", ""))[1]


def _coverage(zones: Any) -> tuple[str, ...]:
    """Written territories out of ids of zones, which may be objects and carry a date (``@1942-01-01``)."""
    found = []
    for zone in items(zones):
        written = text(mapping(zone).get("id"), 200) if isinstance(zone, dict) else text(zone, 200)
        written = written.partition("@")[0]
        parts = _ZONE.fullmatch(written)
        if written == "country:fr":
            found.append(COUNTRY)
        elif parts and parts.group(1) in LEVELS:
            found.append(f"{parts.group(1)}:{parts.group(2)}")
    return tuple(dict.fromkeys(found))


def _notes(row: Mapping[str, Any]) -> tuple[str, ...]:
    """What is wrong with a dataset or a dataservice, in the user's language."""
    gone = mapping(row.get("harvest")).get("archived_at")
    archived = row.get("archived") or row.get("archived_at")
    notes = []
    if gone:
        notes.append(_since(day(gone), translate("catalog", "Its origin no longer publishes it")))
    if archived:
        notes.append(_since(day(archived), translate("catalog", "Its producer has archived it")))
    if row.get("deprecated") is True:
        notes.append(translate("catalog", "Its producer calls it obsolete."))
    if row.get("access_type") == "restricted":
        notes.append(translate("catalog", "Access to it is restricted."))
    if row.get("access_type") == "open_with_account":
        notes.append(translate("catalog", "An account is needed to get it."))
    return tuple(notes)


def _since(when: str, sentence: str) -> str:
    if not when:
        return f"{sentence}."
    return translate("catalog", "{sentence} (since {date}).").format(sentence=sentence, date=date(when))


def _checked(when: str, sentence: str) -> str:
    if not when:
        return f"{sentence}."
    return translate("catalog", "{sentence} (checked on {date}).").format(sentence=sentence, date=date(when))


def _kind(row: Mapping[str, Any]) -> str:
    return kind_of(row.get("format"), row.get("mime"), web(row.get("url")))


def _resources(row: Mapping[str, Any], tabular: str) -> list[Resource]:
    """A resource as the source writes it, with what its crawler made of it (Parquet, GeoJSON, table, layer of a service)."""
    extras, address, kind = mapping(row.get("extras")), web(row.get("url")), _kind(row)
    if row.get("filetype") == "file":
        address = web(row.get("latest")) or address
    if not address:
        return []
    main = Resource(
        kind,
        address,
        date=day(row.get("last_modified")),
        title=text(row.get("title"), 1000),
        size=whole(row.get("filesize")) or whole(extras.get("analysis:content-length")),
        checksum=_checksum(row, extras),
        schema=text(mapping(row.get("schema")).get("name"), 200),
        notes=_defects(extras),
    )
    if kind in SERVICES:
        main = replace(main, address=service_address(address), layer=asked_layer(address), size=None, checksum="")
    return [*_with_layer(main, mapping(extras.get("analysis:parsing:ogc_metadata"))), *_derived(row, main, extras, tabular)]


def _with_layer(main: Resource, found: Mapping[str, Any]) -> list[Resource]:
    """The resource, with the layer that the crawler saw in the service: its own, or as another resource."""
    detected, kind = mapping(found.get("detected_layer")), text(found.get("format"), 20).lower()
    layer = text(detected.get("name"), 500)
    if kind not in ("wfs", "wms") or not layer:
        return [main]
    service = replace(
        main, kind=kind, address=service_address(main.address), layer=layer, crs=texts(detected.get("default_crs"), 1),
        size=None, checksum="",
    )  # fmt: skip
    return [service] if main.kind == kind else [main, service]


def _derived(row: Mapping[str, Any], main: Resource, extras: Mapping[str, Any], tabular: str) -> Iterator[Resource]:
    made = day(extras.get("analysis:parsing:finished_at"))
    for kind in ("parquet", "geojson"):
        address = web(extras.get(f"analysis:parsing:{kind}_url"))
        if address and kind != main.kind:
            size = whole(extras.get(f"analysis:parsing:{kind}_size"))
            yield Resource(kind, address, date=made, title=main.title, size=size, schema=main.schema)
    identifier = text(row.get("id"), 200)
    if extras.get("analysis:parsing:parsing_table") and _RESOURCE_ID.fullmatch(identifier) and not _status(extras):
        yield Resource("tabular", f"{tabular}/resources/{identifier}/", date=made, title=main.title, schema=main.schema)


def _checksum(row: Mapping[str, Any], extras: Mapping[str, Any]) -> str:
    """``sha1:…`` of the hosted file, else the one that the crawler computed (a SHA-1)."""
    hosted = mapping(row.get("checksum"))
    pair = (text(hosted.get("type"), 20).lower(), text(hosted.get("value"), 200).lower())
    computed = text(extras.get("analysis:checksum"), 200).lower()
    name, value = pair if all(pair) else ("sha1", computed)
    return f"{name}:{value}" if re.fullmatch(r"[0-9a-f]{8,128}", value) else ""


def _status(extras: Mapping[str, Any]) -> int | None:
    """The HTTP error that the crawler met, if it met one."""
    status = whole(extras.get("check:status"))
    return status if status and status >= 400 else None


def _defects(extras: Mapping[str, Any]) -> tuple[str, ...]:
    notes, status = [], _status(extras)
    if status or extras.get("check:available") is False:
        sentence = translate("catalog", "Its source does not answer")
        if status:
            sentence = translate("catalog", "Its source answers with the error {status}").format(status=status)
        notes.append(_checked(day(extras.get("check:date")), sentence))
    error = text(extras.get("analysis:parsing:error"), 200)
    if error:
        notes.append(labelled(translate("catalog", "data.gouv.fr could not read it as a table"), error))
    return tuple(notes)


def _dataservice(row: Mapping[str, Any]) -> Entry:
    licence, licence_url = _licence(row.get("license"))
    identifier = text(row.get("id"), 200)
    limit = text(row.get("rate_limiting"), 300)
    places = (
        ("api", "base_api_url", text(row.get("title"), 1000)),
        ("page", "technical_documentation_url", translate("catalog", "Technical documentation")),
        ("page", "business_documentation_url", translate("catalog", "Documentation for users")),
        ("page", "machine_documentation_url", translate("catalog", "Description for programs (OpenAPI)")),
    )
    resources = tuple(Resource(kind, web(row.get(name)), title=title) for kind, name, title in places if web(row.get(name)))
    notes = _notes(row)
    if limit:
        notes += (labelled(translate("catalog", "Limit of use"), limit),)
    return Entry(
        id=identifier,
        title=text(row.get("title"), 1000) or text(row.get("slug"), 1000) or identifier,
        description=text(row.get("description")),
        markup="markdown",
        kind="dataservice",
        producer=_producer(row),
        licence=licence,
        licence_url=licence_url,
        keywords=texts(row.get("tags")),
        page=web(row.get("self_web_url")),
        published=day(row.get("created_at")),
        modified=day(row.get("metadata_modified_at")),
        resources=resources,
        formats=tuple(dict.fromkeys(resource.kind for resource in resources)),
        identifiers=(identifier,) if identifier else (),
        notes=notes,
    )


def _preview(found: Mapping[str, Any]) -> Preview:
    rows = [mapping(row) for row in items(found.get("data"), PREVIEW_ROWS)]
    fields = [name for name in dict.fromkeys(name for row in rows for name in row) if name != "__id"][:MOST_ITEMS]
    return Preview(
        tuple(text(name, 500) for name in fields),
        tuple(tuple(_cell(row.get(name)) for name in fields) for row in rows),
        whole(mapping(found.get("meta")).get("total")),
    )


def _cell(value: Any) -> str:
    """A value as text; what is no simple value as JSON, or an ellipsis when it is too deep to be written."""
    if value is None:
        return ""
    try:
        return text(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False), LONGEST_CELL)
    except RecursionError:
        return "…"
