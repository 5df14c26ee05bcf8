# SPDX-License-Identifier: GPL-2.0-or-later
"""Publications as they come, each once.

Those are the same that have one name in one feed, or one page (its scheme, its last slash, its fragment and what tells where readers
come from do not count), or, from different feeds, one publisher, title and day: a feed that announces a title twice means two things by it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode, urlsplit

from ..territory.cog import fold
from .model import Publication

_TRACKING = ("utm_", "xtor", "at_medium", "at_campaign", "mtm_", "pk_", "fbclid", "gclid")


def page_key(page: str) -> str:
    """What a page is known by."""
    try:
        parts = urlsplit(page.strip())
        host = (parts.hostname or "").removeprefix("www.") + (f":{parts.port}" if parts.port else "")
    except (ValueError, AttributeError):
        return ""
    if not host:
        return ""
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if not name.startswith(_TRACKING)]
    return f"{host}{parts.path.rstrip('/')}?{urlencode(sorted(kept))}"


def joined(earlier: Publication, later: Publication) -> Publication:
    """One publication that was read twice: the later reading speaks, what it does not tell comes from the earlier one."""
    told = {
        name: getattr(later, name) or getattr(earlier, name)
        for name in (
            "title",
            "page",
            "summary",
            "publisher",
            "author",
            "published",
            "updated",
            "theme",
            "kind",
            "levels",
            "keywords",
        )
    }
    days = [day for day in (earlier.seen, later.seen) if day]
    return replace(
        later,
        **told,
        seen=min(days, default=""),
        mentions=later.mentions,
        feeds=_both(earlier.feeds, later.feeds),
        ids=_both(earlier.ids, later.ids),
    )


class Merged:
    """Publications by what they are known by; `changed` are those that were added or are not as they were."""

    def __init__(self, publications: Iterable[Publication] = ()) -> None:
        self._kept: dict[int, Publication] = {}
        self._keys: dict[tuple, int] = {}
        self._of: dict[int, set[tuple]] = {}
        self._titles: dict[tuple, set[int]] = {}
        self._next = 0
        for publication in publications:
            self.add(publication)

    @property
    def publications(self) -> list[Publication]:
        """Each once, in the order in which they came."""
        return [self._kept[place] for place in sorted(self._kept)]

    def add(self, publication: Publication) -> None:
        """One more reading. It may show that two that were apart are the same."""
        keys, place = keys_of(publication), self._next
        self._next += 1
        while others := {self._keys[key] for key in keys if key in self._keys} | self._namesakes(publication):
            other = max(others)
            earlier = self._kept.pop(other)
            keys |= self._of.pop(other)
            self._titles[_title(earlier)].discard(other)
            for key in [key for key in keys if self._keys.get(key) == other]:
                del self._keys[key]
            publication = joined(earlier, publication)
            keys |= keys_of(publication)
            place = min(place, other)
        self._kept[place], self._of[place] = publication, keys
        self._keys.update(dict.fromkeys(keys, place))
        self._titles.setdefault(_title(publication), set()).add(place)

    def _namesakes(self, publication: Publication) -> set[int]:
        title = _title(publication)
        places = self._titles.get(title, ()) if title else ()
        return {place for place in places if set(self._kept[place].feeds).isdisjoint(publication.feeds)}


def keys_of(publication: Publication) -> set[tuple]:
    """What a publication is known by."""
    keys: set[tuple] = {("id", name) for name in publication.ids}
    page = page_key(publication.page)
    if page:
        keys.add(("page", page))
    if not keys:  # nothing but its words tells what it is
        keys.add(("words", publication.feeds[:1], fold(publication.title), publication.day))
    return keys


def _title(publication: Publication) -> tuple:
    title = fold(publication.title)
    return (fold(publication.publisher), title, publication.day) if title and publication.day else ()


def _both(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))
