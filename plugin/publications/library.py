# SPDX-License-Identifier: GPL-2.0-or-later
"""The library as one service: feeds read side by side, what they announce kept, and found again without network."""

from __future__ import annotations

import datetime
import re
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ..catalog.model import Entry
from ..locks import Lock
from ..messages import Apart, Cancelled, Progress, Silent, VigieError, reason, translate
from ..network.cache import Cache
from ..network.door import Limits
from ..network.errors import NotAsAnnounced
from ..territory.cog import Cog
from .feeds import Feed, embedded_feeds
from .finding import find
from .kept import Shelf, load_shelf, save_shelf
from .mentions import RULES, Mentions
from .merging import Merged, keys_of
from .model import ENTRY_KIND, FACETS, SORTS, Found, Publication, Wanted, secure
from .reading import publications_of

if TYPE_CHECKING:
    from ..network.door import Door

FILE = "publications.json"
MOST_KEPT = 20_000
"""How many publications are kept: beyond, the oldest go."""
MAXIMUM_BYTES = 20_000_000
"""How large a feed may be."""
LIMITS = Limits(stall=20, total=120)
"""What one request for a feed may take."""
PARALLEL = 6
TURN_SECONDS = 0.1
_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")


@dataclass(frozen=True)
class FeedState:
    """How a feed was read: how many publications it `announced`; `message` is a sentence when it was not read (`failed`), or when
    an earlier download stands for it; `detail` is for the log.
    """

    feed: Feed
    announced: int = 0
    failed: bool = False
    message: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Refreshed:
    """What a refresh did: the state of each feed, how many publications are `new`, how many are kept in all."""

    states: tuple[FeedState, ...]
    new: int
    kept: int


class Library:
    """The publications kept in `folder`. `open_door` makes a door for one piece of work, `cache` keeps downloads."""

    def __init__(
        self, folder: Path, cog: Callable[[], Cog], cache: Cache, open_door: Callable[[Progress], Door], feeds: Path | None = None
    ) -> None:
        self.path = folder / FILE
        self._cog, self._cache, self._open_door, self._feeds = cog, cache, open_door, feeds
        self._guard = threading.Lock()
        self._read: tuple[tuple, Shelf] | None = None
        self._mentions: Mentions | None = None

    @property
    def feeds(self) -> list[Feed]:
        """The official feeds, in the order of the list."""
        return embedded_feeds(self._feeds) if self._feeds else embedded_feeds()

    @property
    def shelf(self) -> Shelf:
        """What is kept, as the file is now (another QGIS may have refreshed it), with the names of places of today's rules. A
        `VigieError` when it is not ours.
        """
        with self._guard:
            try:
                status = self.path.stat()
            except FileNotFoundError:
                return Shelf()
            except OSError as error:
                raise VigieError(
                    translate("publications", "{file} cannot be read: {why}.").format(file=self.path, why=reason(error))
                ) from error
            mark = (status.st_ino, status.st_mtime_ns, status.st_size)
            if self._read is None or self._read[0] != mark:
                self._read = mark, self._of_today(load_shelf(self.path))
            return self._read[1]

    @property
    def date(self) -> str:
        """The day on which a feed was last read, ISO; empty when none ever was."""
        return max(self.shelf.read.values(), default="")[:10]

    def find(self, wanted: Wanted) -> Found:
        """What of the library answers; asks nobody. A `VigieError` names a facet, an order or a date that does not exist."""
        _check(wanted)
        return find(self.shelf.publications, wanted, self._cog())

    def entries(self) -> list[Entry]:
        """All publications as the one search box shows them: they open their page, and cannot be loaded."""
        return [entry_of(one) for one in self.shelf.publications]

    def refresh(self, progress: Progress, only: Sequence[str] = ()) -> Refreshed:
        """Read the enabled feeds, or those of these ids, and keep what they announce. A feed that fails spoils nothing.

        Raises a `VigieError` for an unknown id or a library that cannot be written; `Cancelled`, and then nothing is changed.
        """
        chosen = self._chosen(only)
        states, found = self._all_read(chosen, progress)
        progress.step(90, translate("publications", "Names of places"))
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with Lock(self.path.with_name(f"{FILE}.lock"), progress):
            before = self.shelf
            after = self._shelved(before, found, [state.feed.id for state in states if not state.failed], progress)
            save_shelf(after, self.path)
        known = {key for one in before.publications for key in keys_of(one)}
        new = sum(known.isdisjoint(keys_of(one)) for one in after.publications)
        return Refreshed(tuple(states), new, len(after.publications))

    def _chosen(self, only: Sequence[str]) -> list[Feed]:
        feeds = {feed.id: feed for feed in self.feeds}
        unknown = [name for name in only if name not in feeds]
        if unknown:
            raise VigieError(
                translate("publications", "Unknown feed “{id}”: choose among {known}.").format(
                    id=unknown[0], known=", ".join(feeds)
                )
            )
        return [feeds[name] for name in dict.fromkeys(only)] if only else [feed for feed in feeds.values() if feed.enabled]

    def _all_read(self, feeds: Sequence[Feed], progress: Progress) -> tuple[list[FeedState], list[Publication]]:
        """Each feed in a thread; the states in the order of the feeds."""
        stop = threading.Event()
        apart = Apart(progress, stop)
        with ThreadPoolExecutor(PARALLEL, "vigie-feeds") as pool:
            futures = {pool.submit(self._one, feed, apart): feed for feed in feeds}
            try:
                self._wait(futures, progress)
            finally:
                stop.set()
                waiting = set(futures)
                while waiting:  # QGIS may need this thread to settle a certificate or a password that one of them waits for
                    waiting = wait(waiting, TURN_SECONDS).not_done
                    with suppress(Cancelled):
                        progress.hear()
        rows = [future.result() for future in futures]
        return [state for state, _ in rows], [one for _, found in rows for one in found]

    @staticmethod
    def _wait(futures: dict[Future, Feed], progress: Progress) -> None:
        waiting = set(futures)
        while waiting:
            progress.hear()
            ready, waiting = wait(waiting, TURN_SECONDS, FIRST_COMPLETED)
            for future in ready:
                progress.step(90 * (len(futures) - len(waiting)) / len(futures), futures[future].title)

    def _one(self, feed: Feed, progress: Progress) -> tuple[FeedState, list[Publication]]:
        """One feed, in a thread; whatever happens to it becomes its state."""
        try:
            kept = self._cache.fetch(
                self._open_door(progress), feed.address, progress, suffix=".xml", maximum=MAXIMUM_BYTES, limits=LIMITS
            )
            try:
                content = kept.path.read_bytes()
            finally:
                self._cache.release(kept)
            found = publications_of(content, feed, progress, datetime.date.today(), kept.media_type)
            return FeedState(feed, len(found), message=kept.note), found
        except Cancelled:
            return FeedState(feed, failed=True, message=translate("publications", "Cancelled.")), []
        except VigieError as error:
            return FeedState(feed, failed=True, message=error.sentence, detail=error.detail), []
        except Exception as error:  # a feed that nobody foresaw must not spoil the others
            told = NotAsAnnounced(urlsplit(feed.address).hostname or feed.address, f"{feed.address}: {error!r}")
            return FeedState(feed, failed=True, message=told.sentence, detail=told.detail), []

    def _shelved(self, before: Shelf, found: Iterable[Publication], read: Iterable[str], progress: Progress) -> Shelf:
        """What was kept with what was found, each once, the latest first, with the places that they name."""
        now = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")
        known = {_words(one): one.mentions for one in before.publications}
        merged = Merged(reversed(before.publications))
        for one in found:
            progress.hear()
            merged.add(one)
        latest = sorted(merged.publications, key=lambda one: (one.day or one.seen, one.seen), reverse=True)[:MOST_KEPT]
        return Shelf(self._with_mentions(latest, known, progress), {**before.read, **dict.fromkeys(read, now)}, self._rules)

    @property
    def _rules(self) -> str:
        return f"{RULES}/{self._cog().vintage}"

    def _of_today(self, shelf: Shelf) -> Shelf:
        """The same, with names of places looked for again where the rules, or the geographic code, are not those of today."""
        return shelf if shelf.rules == self._rules else replace(
            shelf, rules=self._rules, publications=self._with_mentions(shelf.publications, {}, Silent())
        )  # fmt: skip

    def _with_mentions(
        self, publications: Iterable[Publication], known: Mapping[tuple, tuple[str, ...]], progress: Progress
    ) -> tuple[Publication, ...]:
        self._mentions = self._mentions or Mentions(self._cog())
        named = []
        for one in publications:
            progress.hear()
            words = _words(one)
            named.append(replace(one, mentions=known[words] if words in known else self._mentions.of(*words)))
        return tuple(named)


def entry_of(publication: Publication) -> Entry:
    """A publication as an entry of the catalogue: its page is all it has."""
    one = publication
    return Entry(
        id=one.ids[0] if one.ids else one.page or one.title,
        title=one.title,
        description=one.summary,
        producer=one.publisher,
        theme=one.theme,
        keywords=one.keywords,
        page=secure(one.page),
        kind=ENTRY_KIND,
        coverage=one.mentions,
        published=one.published,
        modified=one.updated or one.published,
        identifiers=(one.page,) if one.page else (),
    )


def _words(publication: Publication) -> tuple[str, ...]:
    """What names of places are looked for in."""
    return publication.title, publication.summary, " ; ".join(publication.keywords)


def _check(wanted: Wanted) -> None:
    unknown = [name for name in wanted.facets if name not in FACETS]
    if unknown:
        raise VigieError(
            translate("publications", "Unknown filter “{name}”: choose among {known}.").format(
                name=unknown[0], known=", ".join(FACETS)
            )
        )
    if wanted.sort not in SORTS:
        raise VigieError(
            translate("publications", "Unknown order “{name}”: choose among {known}.").format(
                name=wanted.sort, known=", ".join(SORTS)
            )
        )
    for written in filter(None, (wanted.since, wanted.until)):
        if not _DATE.fullmatch(written):
            raise VigieError(
                translate("publications", "“{date}” is no date: write it as 2026, 2026-11 or 2026-11-25.").format(date=written)
            )
