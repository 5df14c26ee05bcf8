# SPDX-License-Identifier: GPL-2.0-or-later
"""Where the territory is chosen: a search, its answers, and what is chosen."""

from __future__ import annotations

import html

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from ..messages import number, translate
from ..reports.factsheet import kind_name
from ..territory.model import Territory
from .territory_search import TerritorySearch, short_name


class TerritoryBox(TerritorySearch):
    """Emits `chosen` with a `Territory`. What is typed before `set_cog` is answered then."""

    chosen = pyqtSignal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._territory: Territory | None = None
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
        self._star = QToolButton(self)
        self._star.setIcon(QgsApplication.getThemeIcon("/mIconFavorites.svg"))
        self._star.setCheckable(True)
        self._star.hide()
        self._star.clicked.connect(self._mark)
        row = QHBoxLayout()
        row.addWidget(self._name, 1)
        for button in (self._star, self._add):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self.layout().addLayout(row)
        self.layout().addWidget(self._about)

    @property
    def territory(self) -> Territory | None:
        """What is chosen."""
        return self._territory

    def insert(self, widget: QWidget) -> None:
        """Put a widget between the search and what is chosen."""
        self.layout().insertWidget(self.layout().indexOf(self._answers) + 1, widget)

    def choose(self, written: str, remember: bool = True) -> None:
        """Choose a written territory, as if it had been clicked; `remember` it among the recent ones."""
        self._territory = self._cog.territory(written)
        if remember:
            self._settings.add_recent(self._territory.key)
        self.clear()
        self._name.setText(short_name(self._territory))
        self._name.setToolTip("" if self._name.text() == self._territory.name else _wrapped(self._territory.name))
        self._about.setText(self._description(self._territory))
        self._add.setChecked(False)
        for widget in (self._name, self._add, self._star):
            widget.show()
        self._show_star()
        self.chosen.emit(self._territory)

    def take(self, written: str) -> None:
        """Choose what was found, or add it when that button is down."""
        if self._add.isChecked():
            self.add(written)
        else:
            self.choose(written)

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
