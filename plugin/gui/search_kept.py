# SPDX-License-Identifier: GPL-2.0-or-later
"""The button beside the box of the search: favourites and recent searches."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QMenu, QToolButton, QWidget

from ..catalog.kept import KeptSearches
from ..catalog.model import Entry
from ..messages import VigieError, number, translate

LONGEST = 60


class KeptMenu(QToolButton):
    """Emits `words_chosen` with the words of a recent search, `favourites_chosen`, and `failed` with a `VigieError`."""

    words_chosen = pyqtSignal(str)
    favourites_chosen = pyqtSignal()
    failed = pyqtSignal(object)

    def __init__(self, kept: KeptSearches, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kept = kept
        self.setIcon(QgsApplication.getThemeIcon("/mIconHistory.svg"))
        name = translate("gui", "Favourites and recent searches")
        self.setToolTip(name)
        self.setAccessibleName(name)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self.fill)
        self.setMenu(self._menu)

    def fill(self) -> None:
        """Show what is kept by now."""
        menu = self._menu
        menu.clear()
        favourites = self._asked(lambda: self._kept.favourites, ())
        recent = self._asked(lambda: self._kept.recent, ())
        shown = translate("gui", "Favourites ({count})").format(count=number(len(favourites)))
        action = menu.addAction(QgsApplication.getThemeIcon("/mIconFavorites.svg"), shown)
        action.triggered.connect(lambda *_: self.favourites_chosen.emit())
        action.setEnabled(bool(favourites))
        menu.addSection(translate("gui", "Recent searches"))
        for text in recent:
            short = f"{text[:LONGEST]}…" if len(text) > LONGEST else text
            menu.addAction(short.replace("&", "&&")).triggered.connect(lambda *_, text=text: self.words_chosen.emit(text))
        if not recent:
            menu.addAction(translate("gui", "None yet")).setEnabled(False)
        else:
            menu.addAction(translate("gui", "Forget Recent Searches")).triggered.connect(
                lambda *_: self._asked(self._kept.forget)
            )

    def note(self, text: str) -> None:
        """Some words are searched for."""
        self._asked(lambda: self._kept.note(text))

    def is_favourite(self, entry: Entry) -> bool:
        """Whether an entry is a favourite."""
        return self._asked(lambda: self._kept.is_favourite(entry), False)

    def set_favourite(self, entry: Entry, on: bool) -> None:
        """Make an entry a favourite, or no more."""
        self._asked(lambda: self._kept.set_favourite(entry, on))

    @property
    def favourites(self) -> tuple[Entry, ...]:
        """The favourites; none when they cannot be read."""
        return self._asked(lambda: self._kept.favourites, ())

    def _asked(self, do: Callable[[], Any], otherwise: Any = None) -> Any:
        try:
            return do()
        except VigieError as error:
            self.failed.emit(error)
            return otherwise
