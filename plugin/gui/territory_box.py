# SPDX-License-Identifier: GPL-2.0-or-later
"""Where the territory is chosen: a search, its answers, and what is chosen."""

from __future__ import annotations

from qgis.core import QgsApplication
from qgis.gui import QgsFilterLineEdit
from qgis.PyQt.QtCore import Qt, QTimer, pyqtSignal
from qgis.PyQt.QtWidgets import QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QToolButton, QVBoxLayout, QWidget

from ..messages import number, translate
from ..reports.factsheet import kind_name
from ..territory.cog import Cog
from ..territory.model import Match, Territory

DELAY_MILLISECONDS = 150
ANSWERS_SHOWN = 8


class TerritoryBox(QWidget):
    """Emits `chosen` with a `Territory`. It waits for `set_cog` before it answers."""

    chosen = pyqtSignal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cog: Cog | None = None
        self._territory: Territory | None = None
        self._search = QgsFilterLineEdit(self)
        self._search.setShowSearchIcon(True)
        self._search.setEnabled(False)
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
        row = QHBoxLayout()
        row.addWidget(self._name, 1)
        row.addWidget(self._add)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in (self._search, self._answers):
            layout.addWidget(widget)
        layout.addLayout(row)
        layout.addWidget(self._about)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DELAY_MILLISECONDS)
        self._timer.timeout.connect(self.show_answers)
        self._search.textChanged.connect(self._timer.start)
        self._search.returnPressed.connect(self._take_first)
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
        self._search.setEnabled(True)
        self.show_answers()

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

    def choose(self, written: str) -> None:
        """Choose a written territory, as if it had been clicked."""
        self._territory = self._cog.territory(written)
        self._search.blockSignals(True)
        self._search.clear()
        self._search.blockSignals(False)
        self._answers.hide()
        self._name.setText(self._territory.name)
        self._about.setText(self._description(self._territory))
        self._add.setChecked(False)
        self._add.show()
        self.chosen.emit(self._territory)

    def _take_first(self) -> None:
        self.show_answers()
        if self._answers.count():
            self._take(self._answers.item(0))

    def _take(self, item: QListWidgetItem) -> None:
        key = item.data(Qt.ItemDataRole.UserRole)
        if key:
            added = self._add.isChecked() and self._territory is not None
            self.choose(f"{self._territory.key},{key}" if added else key)

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
