# SPDX-License-Identifier: GPL-2.0-or-later
"""Where the territory is chosen: a search, its answers, and what is chosen."""

from __future__ import annotations

import html

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import Qt, QTimer, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QHBoxLayout,
    QLabel,
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
from .layers_page import FilterBox

DELAY_MILLISECONDS = 150
ANSWERS_SHOWN = 8
NAMES_SHOWN = 4


def short_name(territory: Territory) -> str:
    """Its name; of a territory of many units, the first ones and how many more."""
    if len(territory.units) <= NAMES_SHOWN + 1:
        return territory.name
    names = ", ".join(unit.name for unit in territory.units[:NAMES_SHOWN])
    return translate("gui", "{names} and {count} more").format(names=names, count=number(len(territory.units) - NAMES_SHOWN))


class TerritoryBox(QWidget):
    """Emits `chosen` with a `Territory`. What is typed before `set_cog` is answered then."""

    chosen = pyqtSignal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cog: Cog | None = None
        self._territory: Territory | None = None
        self._search = FilterBox(self)
        self._search.setShowSearchIcon(True)
        self._search.setPlaceholderText(translate("gui", "Commune, EPCI, département, région, code or SIREN"))
        self._search.setAccessibleName(translate("gui", "Search for a territory"))
        self._answers = QListWidget(self)
        self._answers.setAccessibleName(translate("gui", "Territories found"))
        self._answers.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._answers.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._answers.hide()
        self._name = QLabel(self)
        self._name.setWordWrap(True)
        self._name.setTextFormat(Qt.TextFormat.PlainText)
        font = self._name.font()
        font.setBold(True)
        self._name.setFont(font)
        self._name.hide()
        self._about = QLabel(translate("gui", "Choose a territory to begin."), self)
        self._about.setWordWrap(True)
        self._about.setTextFormat(Qt.TextFormat.PlainText)
        self._add = QToolButton(self)
        self._add.setIcon(QgsApplication.getThemeIcon("/symbologyAdd.svg"))
        self._add.setText(translate("gui", "Add to the selection"))
        self._add.setAccessibleName(translate("gui", "Add to the selection"))
        self._add.setCheckable(True)
        self._add.setToolTip(translate("gui", "When this is down, the next territory is added to those already chosen."))
        self._add.hide()
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
        self._star = QToolButton(self)
        self._star.setIcon(QgsApplication.getThemeIcon("/mIconFavorites.svg"))
        self._star.setCheckable(True)
        self._star.hide()
        self._star.clicked.connect(self._mark)
        search = QHBoxLayout()
        search.addWidget(self._search, 1)
        search.addWidget(self._known)
        row = QHBoxLayout()
        row.addWidget(self._name, 1)
        for button in (self._star, self._add):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(search)
        layout.addWidget(self._answers)
        layout.addLayout(row)
        layout.addWidget(self._about)
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

    @property
    def territory(self) -> Territory | None:
        """What is chosen."""
        return self._territory

    def set_cog(self, cog: Cog) -> None:
        """The geographic code is ready: answer from now on."""
        self._cog = cog
        self._known.setEnabled(True)
        self.show_answers()

    def insert(self, widget: QWidget) -> None:
        """Put a widget between the search and what is chosen."""
        self.layout().insertWidget(self.layout().indexOf(self._answers) + 1, widget)

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
                action.triggered.connect(lambda *_, key=territory.key: self.choose(key))
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

    def choose(self, written: str, remember: bool = True) -> None:
        """Choose a written territory, as if it had been clicked; `remember` it among the recent ones."""
        self._territory = self._cog.territory(written)
        if remember:
            self._settings.add_recent(self._territory.key)
        self._search.blockSignals(True)
        self._search.clear()
        self._search.blockSignals(False)
        self._answers.hide()
        self._name.setText(short_name(self._territory))
        self._name.setToolTip("" if self._name.text() == self._territory.name else _wrapped(self._territory.name))
        self._about.setText(self._description(self._territory))
        self._add.setChecked(False)
        for widget in (self._name, self._add, self._star):
            widget.show()
        self._show_star()
        self.chosen.emit(self._territory)

    def add(self, written: str) -> None:
        """Add a written territory to the one that is chosen, if there is one."""
        self.choose(f"{self._territory.key},{written}" if self._territory is not None else written)

    def _mark(self, favourite: bool) -> None:
        self._settings.set_favourite(self._territory.key, favourite)
        self._show_star()

    def _show_star(self) -> None:
        """Whether the territory is a favourite; in words too, for a star that is down looks much as one that is not."""
        favourite = self._territory.key in self._settings.favourites
        self._star.setChecked(favourite)
        name = translate("gui", "Remove from the favourites") if favourite else translate("gui", "Add to the favourites")
        self._star.setAccessibleName(name)
        self._star.setToolTip(name)

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
            if self._add.isChecked():
                self.add(key)
            else:
                self.choose(key)

    def _label(self, match: Match) -> str:
        unit = match.unit
        where = self._cog.units("departement").get(unit.departement) if unit.level == "commune" else None
        parts = [unit.name, f"{where.name} {unit.code}" if where else f"{kind_name(unit)} {unit.code}"]
        if match.through:
            parts.append(translate("gui", "formerly or part: {name}").format(name=match.through))
        return " – ".join(parts)

    def _description(self, territory: Territory) -> str:
        kinds = ", ".join(dict.fromkeys(kind_name(unit) for unit in territory.units))
        return translate("gui", "{kind} – {communes} communes – {people} inhabitants ({year})").format(
            kind=kinds,
            communes=number(len(territory.communes)),
            people=number(self._cog.population(territory.communes)),
            year=self._cog.population_period(territory.communes),
        )


def _wrapped(text: str) -> str:
    """A tooltip that wraps; its markup is text."""
    return f"<p>{html.escape(text)}</p>"
