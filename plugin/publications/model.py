# SPDX-License-Identifier: GPL-2.0-or-later
"""What a publication is, what is asked of the library, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..messages import translate

if TYPE_CHECKING:
    from ..territory.model import Territory, Unit

KINDS = ("statistics", "study", "dataset", "guide", "decision", "news")
"""Kinds of resources."""

SORTS = ("date", "relevance", "title")

ENTRY_KIND = "publication"
"""The kind of entry of the catalogue that a publication is."""

FACETS = ("theme", "level", "kind", "publisher", "author")


@dataclass(frozen=True)
class Publication:
    """Something that an official publisher announces. All texts are plain.

    `page` is its web address at the producer's, empty where the feed gives none. `published` and `updated` are ISO days in
    mainland France, empty where the feed tells none; `seen` is the day on which it was first read. `levels` are the kinds of
    territory that it speaks of, `mentions` the units that it names (``commune:05061``). `feeds` are those in which it was
    found, `ids` its names there, written ``feed|id``.
    """

    title: str
    page: str = ""
    summary: str = ""
    publisher: str = ""
    author: str = ""
    published: str = ""
    updated: str = ""
    seen: str = ""
    theme: str = ""
    kind: str = ""
    levels: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()

    @property
    def day(self) -> str:
        """The day that it is of, as far as its feed tells."""
        return self.published or self.updated


@dataclass(frozen=True)
class Wanted:
    """A question to the library: words, and filters that must all hold (any of the values of each).

    `facets` are values by facet (see `FACETS`); `since` and `until` are ISO days, months or years, included, and leave out
    what has no date; `territory` keeps what names it, one of its communes, or an EPCI, département or région that it lies in.
    """

    text: str = ""
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    since: str = ""
    until: str = ""
    territory: Territory | None = None
    sort: str = "date"
    limit: int = 200


@dataclass(frozen=True)
class Hit:
    """A publication that answers, and the units of the territory that it names, the smallest first."""

    publication: Publication
    units: tuple[Unit, ...] = ()


@dataclass(frozen=True)
class Found:
    """The first hits, how many there are in all, and how many each value of each facet would keep, were it chosen in place of
    the values of its facet.
    """

    hits: tuple[Hit, ...]
    total: int
    facets: Mapping[str, Mapping[str, int]]


def kind_name(kind: str) -> str:
    """A kind of resource in words."""
    return {
        "statistics": translate("publications", "Statistics"),
        "study": translate("publications", "Study"),
        "dataset": translate("publications", "Dataset"),
        "guide": translate("publications", "Guide"),
        "decision": translate("publications", "Decision or consultation"),
        "news": translate("publications", "News"),
    }.get(kind, kind)


def secure(page: str) -> str:
    """The address at which a page is opened: over https only."""
    return f"https://{page[7:]}" if page.lower().startswith("http://") else page
