# SPDX-License-Identifier: GPL-2.0-or-later
"""Sources that give the list of all they have: it is read once, kept for a while, and searched here."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ...territory.cog import fold
from ..model import Entry, Page, Preview, Query
from ..text import stems, weigh

if TYPE_CHECKING:
    from ...network.door import Door
    from ..provider import Endpoint

AGE_SECONDS = 3600.0
"""How long a list is kept before it is read again."""
MOST_ENTRIES = 10_000
"""How many entries are kept of one source."""
PREVIEW_ROWS = 10
MOST_FIELDS = 200
LONGEST_CELL = 500
LONGEST_TEXT = 10_000


@dataclass(frozen=True)
class Listing:
    """All that a source has. Providers add what they need to ask for more."""

    entries: tuple[Entry, ...]


class Listed:
    """What providers of such sources have in common. Threads may share one: the list is read by one of them only.

    A provider says how the list is read, in `_read`; it may raise any `VigieError`, and then nothing is kept.
    """

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._lock = threading.Lock()
        self._kept: tuple[float, Listing] | None = None

    def search(self, query: Query, door: Door) -> Page:
        """One page of the entries in which all the words of the query are found."""
        return answer(self.listing(door).entries, query)

    def details(self, entry: Entry, door: Door) -> Entry:
        """The same entry: the list says all."""
        return entry

    def preview(self, entry: Entry, door: Door) -> Preview | None:
        """Nothing, for protocols of images."""
        return None

    def forget(self) -> None:
        """Read the list again at the next search."""
        self._kept = None

    def listing(self, door: Door) -> Listing:
        """All that the source has, as it was read at most `AGE_SECONDS` ago."""
        with self._lock:
            kept = self._kept
            if kept is None or time.monotonic() - kept[0] > AGE_SECONDS:
                kept = (time.monotonic(), self._read(door))
                self._kept = kept
            return kept[1]

    def _read(self, door: Door) -> Listing:
        raise NotImplementedError


@dataclass(frozen=True)
class _Words:
    """What is searched of an entry: the stems of its title and name, those of the rest, and its title to sort by."""

    titled: frozenset
    others: frozenset
    title: str


@lru_cache(maxsize=30_000)
def _words(title: str, name: str, keywords: tuple[str, ...], description: str) -> _Words:
    # The pieces of a name such as "adminexpress:commune_2024" are words too: fold() parts them.
    return _Words(frozenset(stems(f"{title} {name}")), frozenset(stems(" ".join((*keywords, description)))), fold(title))


def answer(entries: Iterable[Entry], query: Query) -> Page:
    """One page of those of `entries` that have every word of the query, as `text.score` weighs them: best first, then by
    title; or as `query.sort` says. All of them when the query has no words. The facets and the territory of the query are
    left to the caller.
    """
    wanted = stems(query.text)
    found = []
    for entry in entries:
        words = _words(entry.title, entry.id, entry.keywords, entry.description)
        weights = weigh(wanted, words.titled, words.others)
        if all(weights):
            found.append((-sum(weights), words.title, entry))
    found.sort(key=lambda row: row[1] if query.sort == "title" else row[:2])
    if query.sort == "modified":
        found.sort(key=lambda row: row[2].modified, reverse=True)
    size = max(1, query.size)
    start = (max(1, query.page) - 1) * size
    return Page(tuple(row[2] for row in found[start : start + size]), len(found), start + size < len(found))


def preview_of(records: Iterable[Any], total: Any = None, fields: Iterable[str] = ()) -> Preview:
    """The first rows of records, which should be mappings from names of fields to JSON values; others are left out.

    Geometries are not shown. `fields` are those known beforehand, in their order.
    """
    rows = [record for record in records if isinstance(record, Mapping)][:PREVIEW_ROWS]
    spatial = {name for row in rows for name, value in row.items() if _is_geometry(value)}
    names = dict.fromkeys((*fields, *(name for row in rows for name in row if name not in spatial)))
    kept = [name for name in names if isinstance(name, str)][:MOST_FIELDS]
    known = total if isinstance(total, int) and not isinstance(total, bool) and total >= 0 else None
    return Preview(tuple(map(_encodable, kept)), tuple(tuple(cell(row.get(name)) for name in kept) for row in rows), known)


def _is_geometry(value: Any) -> bool:
    return isinstance(value, Mapping) and "type" in value and ("coordinates" in value or "geometries" in value)


def cell(value: Any) -> str:
    """A JSON value as a table shows it, cut where it is too long."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, (Mapping, list)):
        return _encodable(str(value)[:LONGEST_CELL])
    try:
        return _encodable(json.dumps(value, ensure_ascii=False, default=str)[:LONGEST_CELL])
    except (ValueError, RecursionError):  # nested deeper than can be written
        return "…"


def plain(value: Any) -> str:
    """`value` if it is a text, without spaces around it and no longer than a page; else nothing."""
    return _encodable(value.strip()[:LONGEST_TEXT]) if isinstance(value, str) else ""


def _encodable(text: str) -> str:
    """JSON may hold halves of characters, which no file takes."""
    return text.encode("utf-8", "replace").decode("utf-8")


def web_address(value: Any) -> str:
    """`value` if it is the address of a page or of a service on the web; else nothing."""
    text = plain(value)
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    return text if parts.scheme in ("http", "https") and parts.netloc and not any(part.isspace() for part in text) else ""
