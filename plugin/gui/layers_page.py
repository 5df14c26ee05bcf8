# SPDX-License-Identifier: GPL-2.0-or-later
"""The page of harmonised layers: find one, read what it is, add it."""

from __future__ import annotations

from collections.abc import Sequence

from qgis.core import QgsApplication
from qgis.gui import QgsFilterLineEdit
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ..catalog.curated import CuratedCatalogue, frequency_in_words, state_in_words
from ..catalog.model import Entry
from ..catalog.themes import theme_name
from ..harmonize.recipe import EMBEDDED, LIVE
from ..messages import localised, translate

MOST_UNFOLDED = 15
"""Entries that are listed at once; of more, the themes only."""


def narrow(combo: QComboBox) -> None:
    """Let a combo box be narrower than its longest item, so that the dock fits beside a map."""
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(8)


def source_combo(parent: QWidget) -> QComboBox:
    """The choice between embedded copies and live sources."""
    combo = QComboBox(parent)
    combo.addItem(translate("gui", "Embedded copy (dated, no network)"), EMBEDDED)
    combo.addItem(translate("gui", "Live source of the producer"), LIVE)
    combo.setAccessibleName(translate("gui", "Source"))
    narrow(combo)
    return combo


class LayersPage(QWidget):
    """Emits `add_requested` with the id of an entry and the mode, and `refresh_requested`."""

    add_requested = pyqtSignal(str, str)
    refresh_requested = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._catalogue: CuratedCatalogue | None = None
        self._filter = QgsFilterLineEdit(self)
        self._filter.setShowSearchIcon(True)
        self._filter.setPlaceholderText(translate("gui", "Find a layer"))
        self._filter.setAccessibleName(translate("gui", "Find a layer"))
        self._tree = QTreeWidget(self)
        self._tree.setHeaderHidden(True)
        self._tree.setAccessibleName(translate("gui", "Harmonised layers"))
        self._about = QLabel(self)
        self._about.setWordWrap(True)
        self._about.setTextFormat(Qt.TextFormat.PlainText)
        self._about.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._source = source_combo(self)
        self._add = QPushButton(translate("gui", "Add to the Project"), self)
        self._add.setEnabled(False)
        self._refresh = QToolButton(self)
        self._refresh.setIcon(QgsApplication.getThemeIcon("/mActionRefresh.svg"))
        self._refresh.setAccessibleName(translate("gui", "Refresh the Layers of the Project"))
        self._refresh.setToolTip(
            translate(
                "gui",
                "Refresh the Layers of the Project: ask the sources of its harmonised layers for newer data, and show what changed. "
                "Earlier versions are kept.",
            )
        )
        layout = QVBoxLayout(self)
        layout.addWidget(self._filter)
        layout.addWidget(self._tree, 1)
        layout.addWidget(self._about)
        layout.addWidget(self._source)
        row = QHBoxLayout()
        row.addWidget(self._add, 1)
        row.addWidget(self._refresh)
        layout.addLayout(row)
        self._filter.textChanged.connect(self._fill)
        self._tree.currentItemChanged.connect(lambda *_: self._describe())
        self._tree.itemDoubleClicked.connect(lambda *_: self._request())
        self._source.currentIndexChanged.connect(lambda *_: self._describe())
        self._add.clicked.connect(self._request)
        self._refresh.clicked.connect(lambda *_: self.refresh_requested.emit())

    def set_entries(self, entries: Sequence[Entry], catalogue: CuratedCatalogue) -> None:
        """The catalogue is ready: list its entries by theme."""
        self._catalogue = catalogue
        self._show(entries)

    def select(self, entry_id: str) -> None:
        """Make an entry the current one."""
        for index in range(self._tree.topLevelItemCount()):
            theme = self._tree.topLevelItem(index)
            for child in (theme.child(place) for place in range(theme.childCount())):
                if child.data(0, Qt.ItemDataRole.UserRole).id == entry_id:
                    self._tree.setCurrentItem(child)

    def _fill(self, text: str) -> None:
        if self._catalogue is not None:
            self._show(self._catalogue.search(text))

    def _show(self, entries: Sequence[Entry]) -> None:
        self._tree.clear()
        themes: dict[str, QTreeWidgetItem] = {}
        for entry in entries:
            if entry.theme not in themes:
                themes[entry.theme] = QTreeWidgetItem(self._tree, [theme_name(entry.theme)])
                themes[entry.theme].setFlags(Qt.ItemFlag.ItemIsEnabled)
            item = QTreeWidgetItem(themes[entry.theme], [entry.title])
            item.setData(0, Qt.ItemDataRole.UserRole, entry)
            item.setToolTip(0, entry.description)
        for theme in themes.values():
            theme.setText(0, f"{theme.text(0)} ({theme.childCount()})")
        if len(entries) <= MOST_UNFOLDED:
            self._tree.expandAll()
        self._describe()
        if not entries:
            self._about.setText(translate("gui", "No layer answers these words: try fewer."))

    def _current(self) -> Entry | None:
        item = self._tree.currentItem()
        return item.data(0, Qt.ItemDataRole.UserRole) if item is not None else None

    def _mode(self, entry: Entry) -> str:
        """The source that is added: the chosen one, or the only one there is."""
        chosen = self._source.currentData()
        return chosen if entry.resource(chosen) else entry.resources[0].mode

    def _describe(self) -> None:
        entry = self._current()
        self._add.setEnabled(entry is not None)
        if entry is None or self._catalogue is None:
            self._about.setText(translate("gui", "Choose a layer to see what it is."))
            return
        recipe, mode = self._catalogue.recipe(entry.id), self._mode(entry)
        about = [entry.producer, entry.licence, frequency_in_words(recipe)]
        lines = [entry.description, " – ".join(filter(None, about))]
        if mode != self._source.currentData():
            lines.append(
                translate("gui", "No embedded copy: the live source is used.")
                if mode == LIVE
                else translate("gui", "No live source: the embedded copy is used.")
            )
        lines.append(state_in_words(recipe.sources[mode]))
        self._about.setText("\n".join(lines))
        self._about.setToolTip("\n\n".join(localised(defect) for defect in recipe.known_defects))

    def _request(self) -> None:
        entry = self._current()
        if entry is not None:
            self.add_requested.emit(entry.id, self._mode(entry))
