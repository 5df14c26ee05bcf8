# SPDX-License-Identifier: GPL-2.0-or-later
"""The results of a search as a list of cards."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Any, NamedTuple

from qgis.PyQt.QtCore import QMimeData, QModelIndex, QRect, QRectF, QSize, Qt, pyqtSignal
from qgis.PyQt.QtGui import QKeyEvent, QPainter, QPalette, QStandardItemModel, QTextOption
from qgis.PyQt.QtWidgets import (
    QApplication,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ..catalog.curated import SOURCE as CURATED
from ..catalog.model import Entry, Query
from ..catalog.ranking import Ranking
from ..territory.cog import Cog
from .contrast import softened
from .dropping import mime_of
from .preview import (
    entry_date,
    format_words,
    kind_words,
    one_line,
)
from .search_words import coverage_words, loadable_words, short_coverage

ENTRY = int(Qt.ItemDataRole.UserRole)
CARD = ENTRY + 1


def curated_id(entry: Entry) -> str:
    """The id of the harmonised dataset that an entry is, wherever else it was found; empty when it is none."""
    found = {origin.source: origin.id for origin in entry.origins}
    return entry.id if entry.source == CURATED else found.get(CURATED, "")


def key_of(entry: Entry) -> tuple[str, str]:
    """What tells an entry from all others."""
    return entry.source, entry.id


class Card(NamedTuple):
    """The lines of a result."""

    title: str
    producer: str
    date: str
    more: str


class Results(QStandardItemModel):
    """The entries found, best first. Lines of cards are made when they are seen.

    The rows are Qt's: a view counts them thousands of times, and a count in Python would wait for the thread that searches.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[Entry, ...] = ()
        self._query = Query()
        self._ranking: Ranking | None = None
        self._cards: dict[tuple[str, str], Card] = {}

    def set_cog(self, cog: Cog) -> None:
        """The geographic code is ready: coverage can be judged."""
        self._ranking = Ranking(cog)

    def show(self, entries: tuple[Entry, ...], query: Query) -> None:
        """Show these entries, found by that query."""
        self.beginResetModel()
        self._entries, self._query = entries, query
        self._cards = {}
        self.blockSignals(True)
        self.setRowCount(len(entries))
        self.setColumnCount(1)
        self.blockSignals(False)
        self.endResetModel()

    def row_of(self, key: tuple[str, str]) -> int:
        """Where an entry is, be it found elsewhere as well by now; or -1."""
        for row, entry in enumerate(self._entries):
            if key_of(entry) == key or any((origin.source, origin.id) == key for origin in entry.origins):
                return row
        return -1

    def found(self, source: str, entry_id: str) -> Entry | None:
        """An entry that is shown, by its source and the id it has there."""
        row = self.row_of((source, entry_id))
        return self._entries[row] if row >= 0 else None

    def mimeTypes(self) -> list[str]:
        """What is dragged is said as QGIS's browser says it."""
        return mime_of(()).formats()

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """The entries that are dragged."""
        return mime_of([index.data(ENTRY) for index in indexes])

    def data(self, index: QModelIndex, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        """Texts of an entry; those are plain, and the tooltip is escaped."""
        if not index.isValid() or index.row() >= len(self._entries):
            return None
        entry = self._entries[index.row()]
        if role == ENTRY:
            return entry
        if role == Qt.ItemDataRole.DisplayRole:
            return one_line(entry.title)
        if role == Qt.ItemDataRole.ToolTipRole:
            return "".join(f"<p>{html.escape(part)}</p>" for part in (*self._card(entry), kind_words(entry.kind)) if part)
        if role == CARD:
            return self._card(entry)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (*self._card(entry), kind_words(entry.kind)) if part)
        return None

    def coverage(self, entry: Entry) -> str:
        """How much of the territory of the question an entry covers, in words; empty without a territory."""
        value = self._covered(entry)
        return "" if value == "unknown" else coverage_words(value)

    def _covered(self, entry: Entry) -> str:
        if self._ranking is None or self._query.territory is None:
            return "unknown"
        return self._ranking.coverage(entry, self._query)

    def _card(self, entry: Entry) -> Card:
        key = key_of(entry)
        if key not in self._cards:
            kinds = dict.fromkeys([*(resource.kind for resource in entry.resources if resource.kind != "page"), *entry.formats])
            formats = ", ".join(format_words(kind) for kind in list(kinds)[:4]) or kind_words(entry.kind)
            parts = (short_coverage(self._covered(entry)), loadable_words(entry.loadable), formats, one_line(entry.licence))
            more = " · ".join(part for part in parts if part)
            self._cards[key] = Card(one_line(entry.title), one_line(entry.producer), entry_date(entry), more)
        return self._cards[key]


class CardDelegate(QStyledItemDelegate):
    """Draws a result on three lines: title; producer and date; coverage, format and licence. In the colours of the palette."""

    margin = 4

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        """The same for all."""
        return QSize(80, 3 * option.fontMetrics.height() + 2 * self.margin + 2)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        """The background of the style, then the lines."""
        drawn = QStyleOptionViewItem(option)
        self.initStyleOption(drawn, index)
        drawn.text = ""
        style = drawn.widget.style() if drawn.widget is not None else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, drawn, painter, drawn.widget)
        chosen = bool(drawn.state & QStyle.StateFlag.State_Selected)
        roles = QPalette.ColorRole
        strong = drawn.palette.color(roles.HighlightedText if chosen else roles.Text)
        soft = strong if chosen else softened(strong, drawn.palette.color(roles.Base))
        card = index.data(CARD)
        box = drawn.rect.adjusted(self.margin + 2, self.margin, -self.margin - 2, -self.margin)
        painter.save()
        bold = drawn.font
        bold.setBold(True)
        painter.setFont(bold)
        painter.setPen(strong)
        self._line(painter, box, 0, card.title)
        bold.setBold(False)
        painter.setFont(bold)
        painter.setPen(soft)
        width = painter.fontMetrics().horizontalAdvance(card.date)
        self._line(painter, box, 1, card.date, Qt.AlignmentFlag.AlignRight)
        self._line(painter, box.adjusted(0, 0, -width - 8 if width else 0, 0), 1, card.producer)
        self._line(painter, box, 2, card.more)
        painter.restore()

    @staticmethod
    def _line(painter: QPainter, box: QRect, place: int, text: str, side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft) -> None:
        height = painter.fontMetrics().height()
        line = QRect(box.left(), box.top() + place * (height + 1), box.width(), height)
        elided = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, line.width())
        flow = QTextOption(side | Qt.AlignmentFlag.AlignVCenter)
        flow.setWrapMode(QTextOption.WrapMode.NoWrap)
        painter.drawText(QRectF(line), elided, flow)


class ResultList(QListView):
    """A list whose entries are taken by a double click or by Return, whatever a single click does on this system; they can be dragged.
    Emits `left` at Escape.
    """

    taken = pyqtSignal()
    left = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDragEnabled(True)
        self.setDragDropMode(QListView.DragDropMode.DragOnly)
        self.doubleClicked.connect(lambda *_: self.taken.emit())

    def lay_out(self) -> None:
        """Place the entries now, so that the list can be scrolled."""
        self.executeDelayedItemsLayout()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return takes the current entry."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.taken.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
