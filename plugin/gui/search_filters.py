# SPDX-License-Identifier: GPL-2.0-or-later
"""What surrounds the results of a search: boxes that fold, facets to check, a line for each source."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

from qgis.core import QgsApplication
from qgis.gui import QgsCollapsibleGroupBox
from qgis.PyQt.QtCore import QSize, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QGridLayout,
    QHeaderView,
    QLabel,
    QSizePolicy,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from ..catalog.model import FACETS
from ..messages import number, translate
from .search_words import CHOSEN_TERRITORY, facet_name, value_words

FACET = int(Qt.ItemDataRole.UserRole)
VALUE = FACET + 1
MOST_VALUES = 12


class FoldedBox(QgsCollapsibleGroupBox):
    """A box that folds, folded at first, and then as the user left it, where it has a `name` to keep that under; its title is cut
    where the dock is narrow.
    """

    def __init__(self, title: str, parent: QWidget | None = None, name: str = "") -> None:
        super().__init__("", parent)
        self._whole = ""
        self.setObjectName(name)
        self.setSettingGroup("vigie_territoriale")  # else that of the window, which is not the same when all goes away
        self.setSaveCollapsedState(bool(name))
        self.set_title(title)
        self.setCollapsed(True)
        if name:
            self.collapsedStateChanged.connect(self._keep)

    def _keep(self, _folded: bool) -> None:
        """Keep it at once: at the end QGIS does not always destroy what plugins made."""
        self.saveState()

    def set_title(self, title: str) -> None:
        """Change the title."""
        self._whole = title
        self.setToolTip(title)
        self.setAccessibleName(title)
        for button in self.findChildren(QToolButton, "collapseButton"):
            button.setAccessibleName(title)
        self._cut()

    @property
    def whole_title(self) -> str:
        """The title, uncut."""
        return self._whole

    def minimumSizeHint(self) -> QSize:
        """As narrow as may be."""
        return QSize(60, super().minimumSizeHint().height())

    def resizeEvent(self, event: Any) -> None:
        """Cut the title anew."""
        super().resizeEvent(event)
        self._cut()

    def _cut(self) -> None:
        room = max(40, self.width() - 36)
        self.setTitle(self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, room))


class FacetTree(QTreeWidget):
    """Facets with their most frequent values, to check. Emits `changed`; `wanted` holds what is checked."""

    changed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.wanted: dict[str, tuple[str, ...]] = {}
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.header().setStretchLastSection(False)
        self.header().setMinimumSectionSize(20)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.setIndentation(14)
        self.setAccessibleName(translate("gui", "Filters"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(160)
        self.itemChanged.connect(self._take)

    def show_facets(self, facets: Mapping[str, Mapping[str, int]], sources: Mapping[str, str]) -> None:
        """Show these counts; what is checked, unfolded and current stays so."""
        unfolded = {self._name(item) for item in self._facet_items() if item.isExpanded()}
        current = self.currentItem()
        kept = (current.data(0, FACET), current.data(0, VALUE)) if current is not None else None
        place = self.verticalScrollBar().value()
        self.blockSignals(True)
        self.clear()
        for facet in FACETS:
            values = _offered(facet, facets.get(facet, {}), self.wanted.get(facet, ()))
            if values:
                self._add(facet, values, sources, facet in unfolded or facet in self.wanted)
        if kept is not None:
            self._restore(*kept)
        self.blockSignals(False)
        self.verticalScrollBar().setValue(place)

    def clear_wanted(self) -> None:
        """Uncheck all."""
        self.wanted = {}
        self.changed.emit()

    def check(self, facet: str, value: str, on: bool = True) -> None:
        """Check or uncheck a value, as if by hand."""
        for item in self._facet_items():
            for place in range(item.childCount()):
                child = item.child(place)
                if (child.data(0, FACET), child.data(0, VALUE)) == (facet, value):
                    child.setCheckState(0, Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
                    return

    def _facet_items(self) -> list[QTreeWidgetItem]:
        return [self.topLevelItem(place) for place in range(self.topLevelItemCount())]

    @staticmethod
    def _name(item: QTreeWidgetItem) -> str:
        return item.data(0, FACET)

    def _add(self, facet: str, values: Sequence[tuple[str, int]], sources: Mapping[str, str], unfolded: bool) -> None:
        top = QTreeWidgetItem(self, [facet_name(facet)])
        top.setData(0, FACET, facet)
        for value, count in values:
            words = value_words(facet, value, sources)
            item = QTreeWidgetItem(top, [words, number(count)])
            item.setData(0, FACET, facet)
            item.setData(0, VALUE, value)
            item.setToolTip(0, f"<p>{html.escape(words)}</p>")
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            checked = value in self.wanted.get(facet, ())
            item.setCheckState(0, Qt.CheckState.Checked if checked else Qt.CheckState.Unchecked)
        top.setExpanded(unfolded)

    def _restore(self, facet: str, value: str | None) -> None:
        for top in self._facet_items():
            if self._name(top) == facet:
                found = [child for child in map(top.child, range(top.childCount())) if child.data(0, VALUE) == value]
                self.setCurrentItem(found[0] if found else top)

    def _take(self, item: QTreeWidgetItem, column: int) -> None:
        facet, value = item.data(0, FACET), item.data(0, VALUE)
        if value is None:
            return
        others = tuple(kept for kept in self.wanted.get(facet, ()) if kept != value)
        checked = (*others, value) if item.checkState(0) == Qt.CheckState.Checked else others
        self.wanted = {name: kept for name, kept in {**self.wanted, facet: checked}.items() if kept}
        self.changed.emit()


def _offered(facet: str, counts: Mapping[str, int], wanted: Sequence[str]) -> list[tuple[str, int]]:
    """The values of a facet to show: the most frequent ones, and those that are checked; none where nothing is known."""
    values = sorted(counts.items(), key=lambda pair: -pair[1])
    if all(value == "unknown" for value, _ in values) and not wanted:
        return []
    if facet == "coverage" and counts.keys() & {"whole", "part"}:
        values.insert(0, (CHOSEN_TERRITORY, counts.get("whole", 0) + counts.get("part", 0)))
    shown = values[:MOST_VALUES]
    names = {value for value, _ in shown}
    return [*shown, *((value, counts.get(value, 0)) for value in wanted if value not in names)]


class SourceRows(QWidget):
    """A line a source: how it answers, and a button to ask again one that failed. Emits `retry` with its id."""

    retry = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[str, tuple[QLabel, QToolButton]] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(0, 1)

    def show_rows(self, rows: Mapping[str, tuple[str, bool]]) -> None:
        """Show the text of each source, and whether it can be asked again."""
        if list(rows) != list(self._rows):
            self._rebuild(rows)
        for source, (text, again) in rows.items():
            label, button = self._rows[source]
            if label.text() != text:
                label.setText(text)
            button.setVisible(again)

    def _rebuild(self, rows: Mapping[str, tuple[str, bool]]) -> None:
        for pair in self._rows.values():
            for widget in pair:
                self._grid.removeWidget(widget)
                widget.deleteLater()
        self._rows = {source: self._made(place, source) for place, source in enumerate(rows)}

    def _made(self, place: int, source: str) -> tuple[QLabel, QToolButton]:
        label = QLabel(self)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        button = QToolButton(self)
        button.setIcon(QgsApplication.getThemeIcon("/mActionRefresh.svg"))
        button.setToolTip(translate("gui", "Ask this source again"))
        button.setAccessibleName(translate("gui", "Ask this source again"))
        button.clicked.connect(lambda *_: self.retry.emit(source))
        self._grid.addWidget(label, place, 0)
        self._grid.addWidget(button, place, 1, Qt.AlignmentFlag.AlignTop)
        return label, button
