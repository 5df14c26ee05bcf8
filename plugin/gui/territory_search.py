# SPDX-License-Identifier: GPL-2.0-or-later
"""A search for territories, with its answers, and those that the user knows already."""

from __future__ import annotations

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import Qt, QTimer, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ..messages import VigieError, number, translate
from ..reports.factsheet import kind_name
from ..settings import Settings
from ..territory.cog import Cog
from ..territory.model import Match, Territory
from .filter_box import FilterBox

DELAY_MILLISECONDS = 150
ANSWERS_SHOWN = 8
NAMES_SHOWN = 4


def short_name(territory: Territory) -> str:
    """Its name; of a territory of many units, the first ones and how many more."""
    if len(territory.units) <= NAMES_SHOWN + 1:
        return territory.name
    names = ", ".join(unit.name for unit in territory.units[:NAMES_SHOWN])
    return translate("gui", "{names} and {count} more").format(names=names, count=number(len(territory.units) - NAMES_SHOWN))


class TerritorySearch(QWidget):
    """Emits `taken` with a written territory. What is typed before `set_cog` is answered then."""

    taken = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None, name: str = "") -> None:
        super().__init__(parent)
        self._cog: Cog | None = None
        self._search = FilterBox(self)
        self._search.setShowSearchIcon(True)
        self._search.setPlaceholderText(translate("gui", "Commune, EPCI, département, région, code or SIREN"))
        self._search.setAccessibleName(name or translate("gui", "Search for a territory"))
        self._answers = QListWidget(self)
        self._answers.setAccessibleName(translate("gui", "Territories found"))
        self._answers.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._answers.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._answers.hide()
        self._settings = Settings()
        self._known = QToolButton(self)
        self._known.setIcon(QgsApplication.getThemeIcon("/mActionHistory.svg"))
        self._known.setAccessibleName(translate("gui", "Favourite and recent territories"))
        self._known.setToolTip(self._known.accessibleName())
        self._known.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._known.setEnabled(False)
        self.known_menu = QMenu(self._known)
        self.known_menu.aboutToShow.connect(self.fill_known)
        self._known.setMenu(self.known_menu)
        row = QHBoxLayout()
        row.addWidget(self._search, 1)
        row.addWidget(self._known)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row)
        layout.addWidget(self._answers)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DELAY_MILLISECONDS)
        self._timer.timeout.connect(self.show_answers)
        self._search.textChanged.connect(self._timer.start)
        self._search.returnPressed.connect(self._take_first)
        self._search.left.connect(self._enter_answers)
        self._answers.itemActivated.connect(self._take)
        self._answers.itemClicked.connect(self._take)

    @property
    def ready(self) -> bool:
        """Whether it can answer."""
        return self._cog is not None

    def take(self, written: str) -> None:
        """A written territory was chosen among the answers, or among those that are known."""
        self.clear()
        self.taken.emit(written)

    def clear(self) -> None:
        """Forget what was typed, and its answers."""
        self._search.blockSignals(True)
        self._search.clear()
        self._search.blockSignals(False)
        self._answers.hide()

    def set_cog(self, cog: Cog) -> None:
        """The geographic code is ready: answer from now on."""
        self._cog = cog
        self._known.setEnabled(True)
        self.show_answers()

    def focus_search(self) -> None:
        """Let the user type a territory."""
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def recent(self) -> list[Territory]:
        """The territories chosen last, as today's code knows them; those that it does not are left out."""
        return self._read(self._settings.recent)

    def fill_known(self) -> None:
        """List the favourites, then the recent territories that are none of them."""
        menu = self.known_menu
        menu.clear()
        favourites = self._read(self._settings.favourites)
        marked = {territory.key for territory in favourites}
        recent = [territory for territory in self.recent() if territory.key not in marked]
        for title, territories in (
            (translate("gui", "Favourites"), favourites),
            (translate("gui", "Recent"), recent),
        ):
            if territories:
                menu.addSection(title)
            for territory in territories:
                action = menu.addAction(short_name(territory).replace("&", "&&"))
                action.setToolTip(territory.name)
                action.triggered.connect(lambda *_, key=territory.key: self.take(key))
        if recent:
            menu.addSeparator()
            menu.addAction(translate("gui", "Forget the Recent Ones")).triggered.connect(self._settings.forget_recent)
        if not favourites and not recent:
            told = translate("gui", "None yet: those that you choose come here, and those that you mark with the star.")
            menu.addAction(told).setEnabled(False)

    def _read(self, keys: list[str]) -> list[Territory]:
        """Written territories; what is no territory of today's code is passed over, since the profile may be of another vintage."""
        found = []
        for key in keys if self._cog else ():
            try:
                found.append(self._cog.territory(key))
            except VigieError:
                continue
        return found

    def show_answers(self) -> None:
        """List what answers the text, best first."""
        text = self._search.text().strip()
        self._answers.clear()
        matches = self._cog.search(text, 30) if self._cog and text else []
        for match in matches:
            item = QListWidgetItem(self._label(match))
            item.setData(Qt.ItemDataRole.UserRole, match.unit.key)
            item.setToolTip(item.text())
            self._answers.addItem(item)
        if text and self._cog and not matches:
            item = QListWidgetItem(translate("gui", "Nothing by that name or code."))
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self._answers.addItem(item)
        rows = min(max(self._answers.count(), 1), ANSWERS_SHOWN)
        self._answers.setFixedHeight(rows * max(self._answers.sizeHintForRow(0), 18) + 2 * self._answers.frameWidth() + 2)
        self._answers.setVisible(bool(text))

    def _enter_answers(self) -> None:
        """The arrow down leads from the box to the answers."""
        if not self._answers.isHidden():
            self._answers.setFocus()
            self._answers.setCurrentRow(max(0, self._answers.currentRow()))

    def _take_first(self) -> None:
        self.show_answers()
        if self._answers.count():
            self._take(self._answers.item(0))

    def _take(self, item: QListWidgetItem) -> None:
        key = item.data(Qt.ItemDataRole.UserRole)
        if key:
            self.take(key)

    def _label(self, match: Match) -> str:
        unit = match.unit
        where = self._cog.units("departement").get(unit.departement) if unit.level == "commune" else None
        parts = [unit.name, f"{where.name} {unit.code}" if where else f"{kind_name(unit)} {unit.code}"]
        if match.through:
            parts.append(translate("gui", "formerly or part: {name}").format(name=match.through))
        return " – ".join(parts)
