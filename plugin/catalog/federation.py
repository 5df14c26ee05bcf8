# SPDX-License-Identifier: GPL-2.0-or-later
"""One question asked to all sources side by side: answers are merged as they come, and a dead source spoils nothing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ..messages import Apart, Cancelled, Progress, VigieError, translate
from ..turns import SHORT_TURNS
from .model import Entry, Page, Preview, Query
from .provider import Endpoint, Provider
from .ranking import Merged, Ranking

if TYPE_CHECKING:
    from ..network.door import Door

PARALLEL = 40
TURN_SECONDS = 0.1
LOOKED_AT = 100
WAITING, DONE, FAILED = "waiting", "done", "failed"


@dataclass(frozen=True)
class SourceState:
    """How one source answers: `state` is "waiting", "done" or "failed"; `message` says why it failed, `detail` is for the
    log; `found` entries were given so far, of `total` (None when it does not say); `more` is True when it has a next page.
    """

    id: str
    title: str
    state: str = WAITING
    message: str = ""
    detail: str = ""
    seconds: float = 0.0
    found: int = 0
    total: int | None = None
    more: bool = False


@dataclass(frozen=True)
class Findings:
    """What was found so far: entries that pass the facets, best first; how each source does; the facets of all that was
    found (facet -> value -> count).
    """

    entries: tuple[Entry, ...] = ()
    sources: tuple[SourceState, ...] = ()
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @property
    def more(self) -> bool:
        """Whether a source has a next page."""
        return any(source.more for source in self.sources)


class Federation:
    """All sources behind one box. `open_door` makes the door of a source for one piece of work."""

    def __init__(
        self,
        providers: dict[str, tuple[Endpoint, Provider]],
        open_door: Callable[[Endpoint, Progress], Door],
        ranking: Ranking,
    ) -> None:
        self._providers = providers
        self._open_door = open_door
        self._ranking = ranking

    @property
    def endpoints(self) -> list[Endpoint]:
        """The sources, in the order of the user."""
        return [endpoint for endpoint, _ in self._providers.values()]

    def ask(self, query: Query, sources: Sequence[str] | None = None) -> Search:
        """A search of `query` in the enabled sources, or in those of these ids; nothing is sent before its `next`.

        Raises a `VigieError` for an unknown id.
        """
        if sources is None:
            chosen = [endpoint for endpoint in self.endpoints if endpoint.enabled]
        else:
            chosen = [self._known(source)[0] for source in dict.fromkeys(sources)]
        return Search(self, query, chosen)

    def add(self, endpoint: Endpoint, provider: Provider) -> None:
        """One more source, for as long as this federation lives."""
        self._providers.setdefault(endpoint.id, (endpoint, provider))

    def details(self, entry: Entry, progress: Progress) -> Entry:
        """The entry with its resources and all that its source knows of it."""
        if entry.complete:
            return entry
        endpoint, provider = self._known(entry.source)
        return replace(provider.details(entry, self._open_door(endpoint, progress)), origins=entry.origins)

    def entry(self, source: str, entry_id: str, progress: Progress) -> Entry:
        """An entry by its source and the id it has there, with all that is known of it. A `VigieError` when it is not there."""
        endpoint, provider = self._known(source)
        door = self._open_door(endpoint, progress)
        bare = Entry(entry_id, entry_id, source=source, complete=False)
        found = provider.details(bare, door)
        if not found.resources:  # a source that tells all in its list
            page = provider.search(Query(entry_id, size=LOOKED_AT), door)
            found = next((provider.details(one, door) for one in page.entries if one.id == entry_id), bare)
        if found is bare:
            raise VigieError(translate("catalog", "{title} has no entry “{id}”.").format(title=endpoint.title, id=entry_id))
        return found

    def preview(self, entry: Entry, progress: Progress) -> Preview | None:
        """Fields and first rows, where they can be had cheaply."""
        endpoint, provider = self._known(entry.source)
        return provider.preview(entry, self._open_door(endpoint, progress))

    def order(self, entries: Sequence[Entry], query: Query, sources: Sequence[SourceState]) -> Findings:
        """What of the entries passes the facets of the query, best first."""
        shown = self._ranking.order(entries, query)
        return Findings(tuple(shown), tuple(sources), self._ranking.facets(entries, query))

    def page(self, source: str, query: Query, progress: Progress) -> Page:
        """One page of one source."""
        endpoint, provider = self._known(source)
        return provider.search(query, self._open_door(endpoint, progress))

    def _known(self, source: str) -> tuple[Endpoint, Provider]:
        if source not in self._providers:
            raise VigieError(
                translate("catalog", "Unknown source “{id}”: choose among {known}, or write kind:address.").format(
                    id=source, known=", ".join(self._providers)
                )
            )
        return self._providers[source]


class Search:
    """One question, page after page. `findings` hold what was found so far. `refine` may be called while `next` runs in another
    thread; two `next` may not run at once.
    """

    def __init__(self, federation: Federation, query: Query, endpoints: Sequence[Endpoint]) -> None:
        self._federation = federation
        self.query = query
        self._lock = threading.Lock()
        self._turn = 0
        self._pages: dict[str, int] = {}
        self._found = Merged()
        self._states = {endpoint.id: SourceState(endpoint.id, endpoint.title, more=True) for endpoint in endpoints}
        self.findings = Findings(sources=tuple(self._states.values()))

    def next(
        self, progress: Progress, told: Callable[[Findings], None] = lambda findings: None, only: str | None = None
    ) -> Findings:
        """Ask the next page of every source that has one (or of `only`, after a failure), side by side.

        `told` is called, in the calling thread, each time a source has answered. Raises `Cancelled`; a source that fails
        does not.
        """
        query, asked = self._begin(only)
        if not asked:
            return self.findings
        stop = threading.Event()
        worker = Apart(progress, stop)
        with SHORT_TURNS, ThreadPoolExecutor(min(PARALLEL, len(asked)), "vigie-search") as pool:
            futures = {pool.submit(self._one, state, replace(query, page=number), worker): state.id for state, number in asked}
            try:
                self._gather(futures, query, progress, told)
            finally:
                stop.set()
                _see_out(futures, progress)
        return self.findings

    def refine(self, query: Query) -> Findings:
        """The same findings under other facets or another order; nothing is asked.

        The next `next` asks for the first page of the new question, of every source that has more than what was found.
        """
        with self._lock:
            if not _same_pages(query, self.query):
                self._pages.clear()
                self._states = {source: _reopened(state) for source, state in self._states.items()}
            self.query = query
        return self._ordered()

    def _begin(self, only: str | None) -> tuple[Query, list[tuple[SourceState, int]]]:
        """The question as it is now, and the sources to ask with the page to ask each of them."""
        with self._lock:
            more = [source for source, state in self._states.items() if state.more and state.state != FAILED]
            asked = more if only is None else [only]
            for source in asked:
                self._states[source] = replace(self._states[source], state=WAITING, message="", detail="", more=True)
            return self.query, [(self._states[source], self._pages.get(source, 0) + 1) for source in asked]

    def _gather(self, futures: dict[Future, str], query: Query, progress: Progress, told: Callable[[Findings], None]) -> None:
        waiting = set(futures)
        while waiting:
            progress.hear()
            ready, waiting = wait(waiting, TURN_SECONDS, FIRST_COMPLETED)
            for future in ready:
                state, page = future.result()
                self._take(state, page, query)
            if ready:
                findings = self._ordered()
                progress.step(100 * (len(futures) - len(waiting)) / len(futures), "")
                told(findings)

    def _take(self, state: SourceState, page: Page | None, query: Query) -> None:
        """Keep what a source answered to `query`. When the question was refined meanwhile, its pages are yet to be asked."""
        with self._lock:
            for entry in page.entries if page else ():
                self._found.add(entry)
            if not _same_pages(query, self.query):
                state = _reopened(state)
            elif page is not None:
                self._pages[state.id] = self._pages.get(state.id, 0) + 1
            self._states[state.id] = state

    def _ordered(self) -> Findings:
        """What was found, by the question of now. The latest to begin decides what `findings` are."""
        with self._lock:
            self._turn += 1
            turn, query, entries, states = self._turn, self.query, self._found.entries, tuple(self._states.values())
        findings = self._federation.order(entries, query, states)
        with self._lock:
            if turn == self._turn:
                self.findings = findings
        return findings

    def _one(self, before: SourceState, query: Query, progress: Progress) -> tuple[SourceState, Page | None]:
        """One page of one source, in a thread; whatever happens to it becomes its state."""
        start = time.monotonic()
        try:
            page = self._federation.page(before.id, query, progress)
        except Cancelled:
            return replace(before, state=FAILED, message=translate("catalog", "Cancelled.")), None
        except VigieError as error:
            return self._failed(before, start, error), None
        except Exception as error:  # a source that answers nonsense must not spoil the others
            told = translate("catalog", "{title} answers in a way that is not understood: {error}.")
            sentence = told.format(title=before.title, error=type(error).__name__)
            return self._failed(before, start, VigieError(sentence, repr(error))), None
        found = before.found + len(page.entries)
        seconds = time.monotonic() - start
        return replace(before, state=DONE, seconds=seconds, found=found, total=page.total, more=page.more), page

    @staticmethod
    def _failed(before: SourceState, start: float, error: VigieError) -> SourceState:
        seconds = time.monotonic() - start
        return replace(before, state=FAILED, message=error.sentence, detail=error.detail, seconds=seconds, more=False)


def _same_pages(query: Query, other: Query) -> bool:
    """Whether two questions have the same pages at their sources."""
    return (query.facets, query.sort) == (other.facets, other.sort)


def _see_out(futures: Iterable[Future], progress: Progress) -> None:
    """Wait for the threads, which were told to stop. `progress` is heard meanwhile: QGIS may need the calling thread to settle a
    certificate or a password that one of them waits for.
    """
    waiting = set(futures)
    while waiting:
        waiting = wait(waiting, TURN_SECONDS).not_done
        with suppress(Cancelled):
            progress.hear()


def _reopened(state: SourceState) -> SourceState:
    """A source may have more under another question, unless it has already given all it has."""
    exhausted = state.state != DONE or (state.total is not None and state.found >= state.total)
    return state if exhausted else replace(state, more=True, found=0)
