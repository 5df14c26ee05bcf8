# SPDX-License-Identifier: GPL-2.0-or-later
"""The work of the search in the background: one question, and lanes where the latest piece of work counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QObject, pyqtSignal

from ..catalog.federation import Federation, Findings, Search
from ..catalog.model import Box, Entry, Query
from ..feedback import FeedbackProgress
from ..messages import Progress, VigieError
from ..observatory import Observatory
from ..territory.model import Territory
from .work import Work


class Asked:
    """One question and its answers. `wanted` is how they are to be shown; it is set on the main thread, where the methods are
    not called: they take their time.
    """

    def __init__(self, observatory: Observatory, query: Query) -> None:
        self.wanted = query
        self.federation: Federation | None = None
        self.search: Search | Shelf | None = None
        self._observatory = observatory
        self._box: tuple[Territory | None, Box | None] = (None, None)

    def ask(self, progress: Progress, tell: Callable[[Findings, Query], None], only: str | None) -> None:
        """Ask the next page of all sources, or of one; tell what is found each time a source has answered."""
        if self.search is None:
            self.federation = self._observatory.federation
            self.search = self.federation.ask(self._boxed())
            self._tell(tell)
        self.search.next(progress, lambda _: self._tell(tell), only)

    def refine(self, tell: Callable[[Findings, Query], None]) -> None:
        """Tell what was found, as it is wanted now; nothing is asked."""
        self.search.refine(self._boxed())
        self._tell(tell)

    def _tell(self, tell: Callable[[Findings, Query], None]) -> None:
        tell(self.search.findings, self.search.query)

    def _boxed(self) -> Query:
        wanted = self.wanted
        if wanted.territory is not self._box[0]:
            self._box = (wanted.territory, self._observatory.box(wanted.territory))
        return replace(wanted, box=self._box[1])


class Shelf:
    """Entries that are there already, as if a search had found them."""

    def __init__(self, federation: Federation, entries: Sequence[Entry], query: Query) -> None:
        self._federation, self._entries = federation, entries
        self.refine(query)

    def refine(self, query: Query) -> None:
        """Show them under other facets or in another order."""
        self.query = query
        self.findings = self._federation.order(self._entries, query, ())


class Favourites(Asked):
    """The favourites, shown as answers are. They are asked nothing until one of them is looked at."""

    def __init__(self, observatory: Observatory, query: Query, entries: Sequence[Entry]) -> None:
        super().__init__(observatory, query)
        self._entries = entries

    def ask(self, progress: Progress, tell: Callable[[Findings, Query], None], only: str | None) -> None:
        """Tell what they are."""
        self.federation = self._observatory.federation
        self.search = Shelf(self.federation, self._entries, self._boxed())
        self._tell(tell)


class Voice(QObject):
    """Brings to the main thread what a work finds before its end. No part of the work: Python would then take their ring
    apart in any thread, which Qt does not survive.
    """

    found = pyqtSignal(object, object)


class Lane:
    """One piece of work at a time in the background: the next one takes the place of the one that runs."""

    def __init__(self) -> None:
        self._work: Work | None = None

    @property
    def busy(self) -> bool:
        """Whether something is running."""
        return self._work is not None

    def run(
        self,
        title: str,
        work: Callable[[FeedbackProgress, Callable], Any],
        done: Callable[[Any], None],
        failed: Callable[[VigieError], None],
        cancelled: Callable[[], None] = lambda: None,
        heard: Callable[[Any, Any], None] | None = None,
        moved: Callable[[float], None] | None = None,
    ) -> None:
        """Start `work(progress, tell)`; what was running is abandoned. `heard` is given what the work tells, `moved` how far
        it is; like the others, on the main thread.
        """
        self.drop()

        def end(then: Callable, *arguments: Any) -> None:
            self._work = None
            then(*arguments)

        voice = Voice()
        if heard is not None:
            voice.found.connect(heard)
        made = Work(
            title,
            lambda progress: work(progress, voice.found.emit),
            partial(end, done),
            partial(end, failed),
            partial(end, cancelled),
        )
        if moved is not None:
            made.progressChanged.connect(moved)
        self._work = made
        QgsApplication.taskManager().addTask(made)

    def cancel(self) -> None:
        """Stop what is running, and say so at its end."""
        if self._work is not None:
            self._work.cancel()

    def drop(self) -> None:
        """Stop what is running; nobody hears of it again."""
        if self._work is not None:
            self._work.abandon()
            self._work = None
