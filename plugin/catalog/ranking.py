# SPDX-License-Identifier: GPL-2.0-or-later
"""Which of the entries found come first, what they have in common (facets), and which are the same dataset found twice."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from ..messages import VigieError
from ..territory.cog import Cog, fold
from .model import FACETS, SERVICES, Entry, Origin, Query
from .text import score, stems

if TYPE_CHECKING:
    from ..territory.model import Territory

LOADABLE_NAMES = {True: "yes", False: "no", None: "unknown"}
FRESHNESS = (("last_30_days", 30), ("last_12_months", 365), ("last_3_years", 1096))
_COVERAGE_WEIGHTS = {"whole": 1.0, "part": 0.6, "unknown": 0.3, "none": 0.0}
_FRESHNESS_WEIGHTS = {"last_30_days": 1.0, "last_12_months": 0.8, "last_3_years": 0.5, "older": 0.2, "unknown": 0.3}
_LOADABLE_WEIGHTS = {True: 1.0, None: 0.4, False: 0.0}
TEXT_WEIGHT, COVERAGE_WEIGHT, LOADABLE_WEIGHT, FRESHNESS_WEIGHT, PLACE_WEIGHT = 3.0, 1.5, 1.0, 0.5, 0.02
BOX_TOLERANCE_DEGREES = 0.02
_WORLDWIDE = re.compile(r"^https?://|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|^[0-9a-f]{24,}$")
"""Identifiers that nothing else bears: addresses, UUIDs, long hexadecimal keys."""
_TOGETHER = (
    ("description", "markup"), ("producer",), ("licence", "licence_url"), ("theme",), ("published",), ("modified",), ("box",),
    ("coverage",),
)  # fmt: skip
"""What an entry may take from another one: each field with those that say how it is to be read."""


class Ranking:
    """Judges entries for a question. `today` dates freshness."""

    def __init__(self, cog: Cog, today: datetime.date | None = None) -> None:
        self._cog = cog
        self._today = today or datetime.date.today()
        self._communes: dict[str, frozenset[str]] = {}
        self._shares: dict[tuple, str] = {}

    def coverage(self, entry: Entry, query: Query) -> str:
        """How much of the question's territory the entry covers: "whole", "part", "none" or "unknown".

        By the territories that its catalogue writes; else by boxes in degrees, where a small neighbour may pass for a part.
        """
        if query.territory is None:
            return "unknown"
        share = self._shared(entry.coverage, query.territory) if entry.coverage else ""
        if share:
            return share
        if entry.box is not None and query.box is not None:
            return _overlap(entry.box, query.box)
        return "unknown"

    def _shared(self, coverage: tuple[str, ...], territory: Territory) -> str:
        """How much of a territory the written ones cover; nothing when none of them is known. Computed once: a country has
        35 000 communes, and a search hundreds of entries.
        """
        key = (coverage, territory.key, len(territory.communes))
        if key not in self._shares:
            covered = frozenset().union(*map(self._written, coverage))
            wanted = set(territory.communes)
            self._shares[key] = _share(len(wanted & covered), len(wanted)) if covered else ""
        return self._shares[key]

    def _written(self, key: str) -> frozenset[str]:
        """The communes of a written territory; none for one that the geographic code does not know."""
        if key not in self._communes:
            try:
                self._communes[key] = frozenset(self._cog.territory(key).communes)
            except VigieError:  # catalogues write zones of their own, such as cantons
                self._communes[key] = frozenset()
        return self._communes[key]

    def freshness(self, entry: Entry) -> str:
        """How long ago the entry was modified (or published): a name of `FRESHNESS`, "older" or "unknown"."""
        date = _day(entry.modified or entry.published)
        if date is None:
            return "unknown"
        age = (self._today - date).days
        return next((name for name, days in FRESHNESS if age <= days), "older")

    def values(self, entry: Entry, query: Query) -> dict[str, tuple[str, ...]]:
        """The values of an entry for each facet; "unknown" where its catalogue says nothing."""
        kinds = {resource.kind for resource in entry.resources if resource.kind != "page"} | set(entry.formats)
        said = {
            "theme": (entry.theme,),
            "producer": (entry.producer,),
            "licence": (entry.licence,),
            "format": tuple(sorted(kinds)),
            "freshness": (self.freshness(entry),),
            "coverage": (self.coverage(entry, query),),
            "loadable": (LOADABLE_NAMES[entry.loadable],),
            "kind": (entry.kind,),
            "source": tuple(dict.fromkeys([entry.source, *(origin.source for origin in entry.origins)])),
        }
        return {facet: tuple(value or "unknown" for value in values) or ("unknown",) for facet, values in said.items()}

    def keeps(self, values: Mapping[str, Sequence[str]], wanted: Mapping[str, Sequence[str]]) -> bool:
        """Whether an entry of those values has one of the values wanted, for every facet."""
        return all(
            any(_matches(facet, value, one) for value in values[facet] for one in kept) for facet, kept in wanted.items() if kept
        )

    def facets(self, entries: Iterable[Entry], query: Query) -> dict[str, dict[str, int]]:
        """How many entries have each value; each facet counts what the *other* facets keep, so that it tells what choosing
        another of its values would give. Values that are chosen together (written otherwise) are counted together, as they are
        written most often.
        """
        judged = [self.values(entry, query) for entry in entries]
        counts = {}
        for facet in FACETS:
            others = {name: kept for name, kept in query.facets.items() if name != facet}
            kept = [values[facet] for values in judged if self.keeps(values, others)]
            spellings = Counter(value for values in kept for value in values)
            written = {_same(value): value for value, _ in reversed(spellings.most_common())}
            counter = Counter(name for values in kept for name in dict.fromkeys(map(_same, values)))
            counts[facet] = {written[name]: count for name, count in counter.most_common()}
        return counts

    def order(self, entries: Sequence[Entry], query: Query) -> list[Entry]:
        """What passes the facets of the question, best first. `entries` are in the order of their sources."""
        kept = [(place, entry) for place, entry in enumerate(entries) if self.keeps(self.values(entry, query), query.facets)]
        if query.sort == "title":
            return [entry for _, entry in sorted(kept, key=lambda pair: fold(pair[1].title))]
        if query.sort == "modified":
            return [entry for _, entry in sorted(kept, key=lambda pair: pair[1].modified or pair[1].published, reverse=True)]
        wanted = stems(query.text)
        return [entry for _, entry in sorted(kept, key=lambda pair: -self._score(pair[1], query, wanted, pair[0]))]

    def _score(self, entry: Entry, query: Query, wanted: list[str], place: int) -> float:
        more = " ".join((entry.description[:2000], entry.producer, *entry.keywords))
        return (
            TEXT_WEIGHT * score(wanted, entry.title, more)
            + COVERAGE_WEIGHT * _COVERAGE_WEIGHTS[self.coverage(entry, query)]
            + LOADABLE_WEIGHT * _LOADABLE_WEIGHTS[entry.loadable]
            + FRESHNESS_WEIGHT * _FRESHNESS_WEIGHTS[self.freshness(entry)]
            - PLACE_WEIGHT * min(place, 50)
        )


class Merged:
    """Entries as they come, each dataset once: those that share an identifier, or title, producer, cover and date, or are one
    layer of one service, become one with all its origins. The first found speaks; what it does not know comes from the others.
    """

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._groups: list[tuple[Entry, set[tuple]] | None] = []
        self._places: dict[tuple, int] = {}
        self._titles: dict[tuple, set[int]] = {}
        for entry in entries:
            self.add(entry)

    @property
    def entries(self) -> list[Entry]:
        """What was found so far, in the order in which it came."""
        return [group[0] for group in self._groups if group is not None]

    def add(self, entry: Entry) -> None:
        """One more entry. It may show that two that were apart are the same."""
        entry = replace(entry, origins=entry.origins or (_origin(entry),))
        keys, place = set(_keys(entry)), len(self._groups)
        taken: set[tuple] = set()
        self._groups.append(None)
        while others := ({self._places[key] for key in keys if key in self._places} | self._namesakes(entry)) - {place}:
            other = min(others)
            known, its_keys = self._groups[other]
            self._groups[other] = None
            entry = _joined(known, entry) if other < place else _joined(entry, known)
            place = min(place, other)
            taken |= its_keys
            keys |= its_keys | set(_keys(entry))
            self._places.update(dict.fromkeys(taken, place))
        self._groups[place] = (entry, keys)
        self._places.update(dict.fromkeys(keys, place))
        self._titles.setdefault(_title(entry), set()).add(place)

    def _namesakes(self, entry: Entry) -> set[int]:
        """Where the datasets of its title, producer, cover and date are, but for those of a catalogue that it is in too: one
        that has a title twice means two datasets by it.
        """
        title, sources = _title(entry), {origin.source for origin in entry.origins}
        groups = ((place, self._groups[place]) for place in self._titles.get(title, ()) if title)
        return {
            place
            for place, group in groups
            if group and _title(group[0]) == title and sources.isdisjoint(origin.source for origin in group[0].origins)
        }


def merge(entries: Iterable[Entry]) -> list[Entry]:
    """The entries, each dataset once (see `Merged`)."""
    return Merged(entries).entries


def _keys(entry: Entry) -> list[tuple]:
    main = entry.main
    if entry.kind in SERVICES and main is not None:
        return [(entry.kind, main.address, main.layer)]
    keys: list[tuple] = [("id", origin.source, origin.id) for origin in (*entry.origins, _origin(entry))]
    names = (name.strip().casefold().rstrip("/") for name in (entry.id, *entry.identifiers))
    return keys + [("identifier", name) for name in names if _WORLDWIDE.search(name)]


def _title(entry: Entry) -> tuple:
    """What a dataset is called, by whom, of where and when; empty where a title such as "PLU" says nothing without it."""
    cover = tuple(sorted(entry.coverage)) or (entry.box and tuple(round(bound, 1) for bound in entry.box))
    if entry.kind in SERVICES or not (entry.title and entry.producer and cover):
        return ()
    return _same(entry.title), _same(entry.producer), cover, (entry.published or entry.modified)[:10]


def _origin(entry: Entry) -> Origin:
    return Origin(entry.source, entry.id, entry.page)


def _joined(first: Entry, other: Entry) -> Entry:
    """The first entry, with what only the other one knows."""
    gaps = {
        name: getattr(other, name)
        for names in _TOGETHER
        if not getattr(first, names[0]) and getattr(other, names[0])
        for name in names
    }
    return replace(
        first,
        origins=tuple(dict.fromkeys((*first.origins, *other.origins))),
        identifiers=tuple(dict.fromkeys((*first.identifiers, *other.identifiers))),
        formats=tuple(dict.fromkeys((*first.formats, *other.formats))),
        **gaps,
    )


def _matches(facet: str, value: str, kept: str) -> bool:
    if facet == "coverage" and kept == "territory":
        return value in ("whole", "part")
    return _same(value) == _same(kept)


@lru_cache(maxsize=20_000)
def _same(value: str) -> str:
    """What values that differ by accents, case or signs only have in common; signs count where there is nothing else."""
    return fold(value) or value


def _share(found: int, wanted: int) -> str:
    return "whole" if found == wanted else "part" if found else "none"


def _overlap(box: tuple, wanted: tuple) -> str:
    west, south, east, north = box
    if wanted[0] > east or wanted[2] < west or wanted[1] > north or wanted[3] < south:
        return "none"
    slack = BOX_TOLERANCE_DEGREES
    inside = wanted[0] >= west - slack and wanted[1] >= south - slack and wanted[2] <= east + slack and wanted[3] <= north + slack
    return "whole" if inside else "part"


def _day(text: str) -> datetime.date | None:
    """The date of an ISO day, month or year; None for anything else."""
    parts = text[:10].split("-")
    try:
        numbers = [int(part) for part in parts]
        return datetime.date(numbers[0], *[*numbers[1:3], 1, 1][:2])
    except (ValueError, OverflowError):
        return None
