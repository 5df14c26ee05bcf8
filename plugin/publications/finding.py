# SPDX-License-Identifier: GPL-2.0-or-later
"""The search of the library: words, crossed filters, and what names a territory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from ..catalog.text import stems, weigh
from ..territory.cog import Cog, fold
from ..territory.model import COUNTRY, LEVELS, Territory, Unit
from .model import FACETS, Found, Hit, Publication, Wanted


def find(publications: Iterable[Publication], wanted: Wanted, cog: Cog) -> Found:
    """What of the library answers, in the order that is asked for; facets count what the other facets keep."""
    words = stems(wanted.text)
    units = _units(wanted.territory, cog) if wanted.territory else {}
    matching: list[tuple[float, Publication]] = []
    for one in publications:
        if not _dated(one, wanted.since, wanted.until) or (wanted.territory and not _names_one(one, wanted.territory, units)):
            continue
        weights = weigh(words, *_stems(one.title, _rest(one)))
        if all(weights):
            matching.append((sum(weights), one))
    values = [_values(one) for _, one in matching]
    kept = [row for row, known in zip(matching, values) if keeps(known, wanted.facets)]
    kept = _ordered(kept, wanted.sort)
    hits = (Hit(one, tuple(units[key] for key in one.mentions if key in units)) for _, one in kept[: max(0, wanted.limit)])
    return Found(tuple(hits), len(kept), _facets(values, wanted.facets))


def keeps(known: Mapping[str, Sequence[str]], wanted: Mapping[str, Sequence[str]]) -> bool:
    """Whether a publication has one of the values wanted, for every facet; accents and case do not count."""
    return all(
        {fold(value) for value in known[facet]} & {fold(value) for value in values} for facet, values in wanted.items() if values
    )


def _units(territory: Territory, cog: Cog) -> dict[str, Unit]:
    """The units whose names speak of a territory, by key: its communes, and what they lie in."""
    around = [unit for level in LEVELS for unit in cog.groups(territory, level)]
    return {unit.key: unit for unit in (*territory.units, *around)}


def _names_one(publication: Publication, territory: Territory, units: Mapping[str, Unit]) -> bool:
    whole = any(unit.level == COUNTRY for unit in territory.units)
    return (whole and "france" in publication.levels) or any(key in units for key in publication.mentions)


def _dated(publication: Publication, since: str, until: str) -> bool:
    """Whether a publication is of the days wanted; what has no date is of none."""
    if not since and not until:
        return True
    day = publication.day
    return bool(day) and (not since or day >= since) and (not until or day[: len(until)] <= until)


def _rest(publication: Publication) -> str:
    return " ".join((publication.summary, publication.publisher, publication.author, *publication.keywords))


@lru_cache(maxsize=40_000)
def _stems(title: str, rest: str) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(stems(title)), frozenset(stems(rest))


def _values(publication: Publication) -> dict[str, tuple[str, ...]]:
    one = publication
    said = {
        "theme": (one.theme,),
        "level": one.levels,
        "kind": (one.kind,),
        "publisher": (one.publisher,),
        "author": (one.author,),
    }
    return {facet: tuple(value for value in said[facet] if value) or ("unknown",) for facet in FACETS}


def _facets(values: Sequence[Mapping[str, Sequence[str]]], wanted: Mapping[str, Sequence[str]]) -> dict[str, dict[str, int]]:
    counts = {}
    for facet in FACETS:
        others = {name: kept for name, kept in wanted.items() if name != facet}
        counter = Counter(value for known in values if keeps(known, others) for value in dict.fromkeys(known[facet]))
        counts[facet] = dict(sorted(counter.items(), key=lambda pair: (-pair[1], fold(pair[0]))))
    return counts


def _ordered(rows: list[tuple[float, Publication]], sort: str) -> list[tuple[float, Publication]]:
    """By title; or the latest first, what has no date last; or the best first, then the latest."""
    if sort == "title":
        return sorted(rows, key=lambda row: fold(row[1].title))
    rows = sorted(rows, key=lambda row: row[1].day, reverse=True)
    return sorted(rows, key=lambda row: -row[0]) if sort == "relevance" else rows
