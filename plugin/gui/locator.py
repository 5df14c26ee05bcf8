# SPDX-License-Identifier: GPL-2.0-or-later
"""The search from QGIS's locator (Ctrl+K): ``vig`` and some words. What is chosen opens in the dock."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from qgis.core import Qgis, QgsFeedback, QgsLocatorContext, QgsLocatorFilter, QgsLocatorResult
from qgis.PyQt.QtGui import QIcon

from ..feedback import FeedbackProgress, log
from ..messages import Cancelled, VigieError, translate

if TYPE_CHECKING:
    from ..catalog.federation import Federation, Findings
    from ..catalog.model import Entry

ICON = Path(__file__).resolve().parents[2] / "resources" / "icons" / "vigie.svg"
DELAY_MILLISECONDS = 400
SHORTEST = 3
MOST = 30
PAGE_SIZE = 20
LONGEST_LINE = 120


class SearchFilter(QgsLocatorFilter):
    """Asks the enabled sources; `federation` gives them, `show` opens the dock with a text. Only with its prefix, unless the
    user decides otherwise: each word that is typed for something else must not go to fifteen servers.
    """

    def __init__(self, federation: Callable[[], Federation], show: Callable[[str], None]) -> None:
        super().__init__()
        self._federation, self._show = federation, show
        self.setFetchResultsDelay(DELAY_MILLISECONDS)
        self.setUseWithoutPrefix(False)

    def clone(self) -> SearchFilter:
        """The copy that works, in a thread of its own."""
        return SearchFilter(self._federation, self._show)

    def name(self) -> str:
        """The stable id."""
        return "vigie_territoriale"

    def displayName(self) -> str:
        """The name that users read."""
        return translate("gui", "Vigie territoriale: datasets")

    def prefix(self) -> str:
        """What calls it."""
        return "vig"

    def fetchResults(self, text: str, context: QgsLocatorContext, feedback: QgsFeedback) -> None:
        """Give results as each source answers. An exception must not leave it: QGIS would stop."""
        from ..catalog.model import Query

        if len(text.strip()) < SHORTEST or feedback.isCanceled():
            return
        given: set[tuple[str, str]] = set()
        try:
            search = self._federation().ask(Query(text.strip(), size=PAGE_SIZE))
            search.next(FeedbackProgress(feedback), lambda findings: self._give(findings, given))
        except Cancelled:
            return  # another letter was typed
        except VigieError as error:
            log(error.sentence, Qgis.MessageLevel.Warning)
        except Exception as error:  # the boundary of the thread
            log(repr(error), Qgis.MessageLevel.Critical)

    def _give(self, findings: Findings, given: set[tuple[str, str]]) -> None:
        """Give what was not given yet, best first, up to `MOST`. What is found again is known by any of its origins."""
        for place, entry in enumerate(findings.entries):
            names = {(origin.source, origin.id) for origin in entry.origins}
            if len(given) < MOST and not names & given:
                given.add((entry.source, entry.id))
                self.resultFetched.emit(self._result(entry, place))

    def _result(self, entry: Entry, place: int) -> QgsLocatorResult:
        title = _line(entry.title)
        result = QgsLocatorResult(self, title, entry.title)
        result.description = _line(" · ".join(filter(None, (entry.producer, entry.licence))))
        result.icon = QIcon(str(ICON))
        result.score = max(0.0, 1 - place / 1000)
        return result

    def triggerResult(self, result: QgsLocatorResult) -> None:
        """Search for the chosen dataset in the dock."""
        data = result.userData  # a value or a method, by QGIS's version
        self._show(str(data() if callable(data) else data))


def _line(text: str) -> str:
    """One short line. The locator draws plain text: nothing to escape."""
    return " ".join(text.split())[:LONGEST_LINE]
