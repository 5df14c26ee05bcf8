# SPDX-License-Identifier: GPL-2.0-or-later
"""Publications as they come, each once.

Those are the same that have one name in one feed, or one page (its scheme, its last slash, its fragment and what tells where readers
come from do not count), or, from different feeds, one publisher, title and day: a feed that announces a title twice means two things by it,
unless it gives one of them neither name nor page. Pages that were left, and words of what has neither, are kept among the names, so that
all comes together again when it is read again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode, urlsplit

from ..territory.cog import fold
from .model import Publication

_WORDS = "words|"
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
        ids=tuple(name for name in dict.fromkeys((*_names(earlier), *_names(later))) if name not in _named(told["page"])),
    )


class Merged:
    """Publications by what they are known by; `changed` are those that were added or are not as they were."""

    def __init__(self, publications: Iterable[Publication] = ()) -> None:
        self._kept: dict[int, Publication] = {}
        self._keys: dict[str, int] = {}
        self._of: dict[int, set[str]] = {}
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
        return {place for place in places if _may_be_one(self._kept[place], publication)}


def keys_of(publication: Publication) -> set[str]:
    """What a publication is known by."""
    return set(_names(publication))


def _names(publication: Publication) -> tuple[str, ...]:
    """Its names, its page, else its words."""
    names = (*publication.ids, *_named(publication.page))
    return names or (f"{_WORDS}{fold(publication.publisher)}|{fold(publication.title)}|{publication.day}",)


def _named(page: str) -> tuple[str, ...]:
    """A page as a name among `ids`."""
    key = page_key(page)
    return (f"page|{key}",) if key else ()


def _may_be_one(one: Publication, other: Publication) -> bool:
    """Whether two of one title may be the same thing."""
    nameless = any(all(name.startswith(_WORDS) for name in _names(each)) for each in (one, other))
    return nameless or set(one.feeds).isdisjoint(other.feeds)


def _title(publication: Publication) -> tuple:
    title = fold(publication.title)
    return (fold(publication.publisher), title, publication.day) if title and publication.day else ()


def _both(*several: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for one in several for value in one))
