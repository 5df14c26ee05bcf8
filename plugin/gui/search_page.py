# SPDX-License-Identifier: GPL-2.0-or-later
"""The page of the search: one box over all sources, results as they come, what they are."""

from __future__ import annotations

import html
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

from qgis.core import Qgis, QgsApplication, QgsProject
from qgis.gui import QgsCollapsibleGroupBox, QgsFilterLineEdit, QgsMapCanvas
from qgis.PyQt.QtCore import QModelIndex, QRect, QRectF, QSize, Qt, QTimer, pyqtSignal
from qgis.PyQt.QtGui import QAction, QIcon, QKeyEvent, QPainter, QPalette, QStandardItemModel, QTextOption
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QListView,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ..catalog.curated import SOURCE as CURATED
from ..catalog.federation import FAILED, WAITING, Federation, Findings, Search, SourceState
from ..catalog.model import FACETS, Box, Entry, Query
from ..catalog.ranking import LOADABLE_NAMES, Ranking
from ..feedback import FeedbackProgress, log
from ..harmonize.recipe import EMBEDDED
from ..messages import Progress, VigieError, number, translate
from ..observatory import Observatory
from ..territory.cog import Cog
from ..territory.model import Territory
from .layers_page import narrow, theme_name
from .preview import (
    CoverageBand,
    PreviewPanel,
    best_address,
    citation,
    entry_date,
    facts,
    format_words,
    is_web,
    kind_words,
    one_line,
    open_address,
)
from .sources_dialog import SourcesDialog
from .work import Work

SLOW_SECONDS = 5
SETTLE_MILLISECONDS = 300
TICK_MILLISECONDS = 1000
MOST_VALUES = 12
MOST_PLACES = 6
ENTRY = int(Qt.ItemDataRole.UserRole)
CARD = ENTRY + 1
FACET, VALUE = ENTRY, ENTRY + 1
CHOSEN_TERRITORY = "territory"


def several(count: int, one: str, many: str, **more: str) -> str:
    """One of two sentences, whether it is one thing or several, with the number (and `more`)."""
    return (one if count < 2 else many).format(count=number(count), **more)


def facet_name(facet: str) -> str:
    """A facet in words."""
    names = {
        "theme": translate("gui", "Theme"),
        "producer": translate("gui", "Producer"),
        "licence": translate("gui", "Licence"),
        "format": translate("gui", "Format"),
        "freshness": translate("gui", "Freshness"),
        "coverage": translate("gui", "Coverage"),
        "loadable": translate("gui", "Loadable"),
        "kind": translate("gui", "Kind"),
        "source": translate("gui", "Source"),
    }
    return names[facet]


def coverage_words(value: str) -> str:
    """How much of the chosen territory is covered."""
    names = {
        CHOSEN_TERRITORY: translate("gui", "The territory, whole or in part"),
        "whole": translate("gui", "Whole territory"),
        "part": translate("gui", "Part of the territory"),
        "none": translate("gui", "Not the territory"),
    }
    return names.get(value, translate("gui", "Not known"))


def loadable_words(value: str) -> str:
    """Whether it can become a layer or a table."""
    names = {"yes": translate("gui", "Loadable"), "no": translate("gui", "Not loadable")}
    return names.get(value, translate("gui", "Not known yet"))


def freshness_words(value: str) -> str:
    """How long ago it was changed."""
    names = {
        "last_30_days": translate("gui", "Less than 30 days"),
        "last_12_months": translate("gui", "Less than 12 months"),
        "last_3_years": translate("gui", "Less than 3 years"),
        "older": translate("gui", "More than 3 years"),
    }
    return names.get(value, translate("gui", "Not known"))


def value_words(facet: str, value: str, sources: Mapping[str, str]) -> str:
    """A value of a facet in words; `sources` are titles by id."""
    words: dict[str, Callable[[str], str]] = {
        "coverage": coverage_words,
        "format": format_words,
        "freshness": freshness_words,
        "kind": kind_words,
        "loadable": loadable_words,
        "source": lambda source: sources.get(source, source),
        "theme": theme_name,
    }
    if value == "unknown":
        return translate("gui", "Not known")
    return one_line(words[facet](value) if facet in words else value)


def places_words(cog: Cog, keys: Sequence[str]) -> str:
    """Written territories by their names; those that are no territories of ours are left out."""
    names = []
    for key in keys[: 3 * MOST_PLACES]:
        try:
            names.append(cog.territory(key).name)
        except VigieError:  # catalogues write zones of their own, such as cantons
            continue
    shown = ", ".join(dict.fromkeys(names[:MOST_PLACES]))
    return f"{shown}…" if shown and len(keys) > MOST_PLACES else shown


def curated_id(entry: Entry) -> str:
    """The id of the harmonised dataset that an entry is, wherever else it was found; empty when it is none."""
    found = {origin.source: origin.id for origin in entry.origins}
    return entry.id if entry.source == CURATED else found.get(CURATED, "")


def key_of(entry: Entry) -> tuple[str, str]:
    """What tells an entry from all others."""
    return entry.source, entry.id


class Asked:
    """One question and its answers. `wanted` is how they are to be shown; it is set on the main thread, where the methods are
    not called: they take their time.
    """

    def __init__(self, observatory: Observatory, query: Query) -> None:
        self.wanted = query
        self.federation: Federation | None = None
        self.search: Search | None = None
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


class Telling(Work):
    """A work that tells what it has found before its end."""

    found = pyqtSignal(object, object)


class Lane:
    """One piece of work at a time in the background: the next one takes the place of the one that runs."""

    def __init__(self) -> None:
        self._work: Telling | None = None

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

        made = Telling(
            title,
            lambda progress: work(progress, made.found.emit),
            partial(end, done),
            partial(end, failed),
            partial(end, cancelled),
        )
        if heard is not None:
            made.found.connect(heard)
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
            return f"<p>{html.escape(entry.title)}</p>"
        if role == CARD:
            return self._card(entry)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in self._card(entry) if part)
        return None

    def coverage(self, entry: Entry) -> str:
        """How much of the territory of the question an entry covers, in words; empty without a territory."""
        if self._ranking is None or self._query.territory is None:
            return ""
        value = self._ranking.coverage(entry, self._query)
        return "" if value == "unknown" else coverage_words(value)

    def _card(self, entry: Entry) -> Card:
        key = key_of(entry)
        if key not in self._cards:
            kinds = dict.fromkeys([*(resource.kind for resource in entry.resources if resource.kind != "page"), *entry.formats])
            formats = ", ".join(format_words(kind) for kind in list(kinds)[:4]) or kind_words(entry.kind)
            loadable = loadable_words(LOADABLE_NAMES[entry.loadable]) if entry.loadable is not None else ""
            parts = (self.coverage(entry), loadable, formats, one_line(entry.licence))
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
        soft = strong if chosen else drawn.palette.color(roles.PlaceholderText)
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
    """A list whose entries are taken by a double click or by Return, whatever a single click does on this system."""

    taken = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.doubleClicked.connect(lambda *_: self.taken.emit())

    def lay_out(self) -> None:
        """Place the entries now, so that the list can be scrolled."""
        self.executeDelayedItemsLayout()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return takes the current entry."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.taken.emit()
        else:
            super().keyPressEvent(event)


class FoldedBox(QgsCollapsibleGroupBox):
    """A box that folds, folded at first; its title is cut where the dock is narrow."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._whole = ""
        self.set_title(title)
        for button in self.findChildren(QToolButton):
            button.setAccessibleName(title)
        self.setCollapsed(True)

    def set_title(self, title: str) -> None:
        """Change the title."""
        self._whole = title
        self.setToolTip(title)
        self.setAccessibleName(title)
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
        self.setMinimumHeight(180)
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


def source_words(state: SourceState, asking: bool, seconds: float) -> str:
    """How a source does, in a sentence; `asking` for `seconds`."""
    if asking and seconds < SLOW_SECONDS:
        said = translate("gui", "asking… {seconds} s").format(seconds=number(seconds))
    elif asking:
        said = translate("gui", "slow: asking for {seconds} s").format(seconds=number(seconds))
    elif state.state == FAILED:
        said = translate("gui", "failed: {why}").format(why=state.message)
    elif state.state == WAITING:
        said = translate("gui", "cancelled before it answered")
    elif state.more and not state.found:
        said = translate("gui", "more can be asked")
    elif state.total is None:
        said = translate("gui", "found {found}").format(found=number(state.found))
    else:
        said = translate("gui", "found {found} of {total}").format(found=number(state.found), total=number(state.total))
    return f"{state.title} – {said}"


def summary_words(states: Sequence[SourceState], asking: set[str], seconds: float) -> str:
    """How all sources do, in a line."""
    failed = sum(state.state == FAILED and state.id not in asking for state in states)
    waiting = sum(state.state == WAITING and state.id not in asking for state in states)
    answered = len(states) - failed - waiting - len(asking)
    slow = len(asking) if seconds >= SLOW_SECONDS else 0
    counts = (
        (answered, translate("gui", "{count} answered")),
        (len(asking) - slow, translate("gui", "{count} asked")),
        (slow, translate("gui", "{count} slow")),
        (failed, translate("gui", "{count} failed")),
        (waiting, translate("gui", "{count} cancelled")),
    )
    parts = [text.format(count=number(count)) for count, text in counts if count]
    one, many = translate("gui", "{count} source: {parts}"), translate("gui", "{count} sources: {parts}")
    return several(len(states), one, many, parts=", ".join(parts))


class SearchPage(QWidget):
    """Emits `add_requested` with the id of a harmonised dataset and a mode, `failed` with a `VigieError`, and `moved` when a
    search begins, goes on (with percents) or ends. `canvas` is asked for when there is something to draw.
    """

    add_requested = pyqtSignal(str, str)
    failed = pyqtSignal(object)
    moved = pyqtSignal(float)

    def __init__(
        self, observatory: Observatory, canvas: Callable[[], QgsMapCanvas], project: QgsProject, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._observatory = observatory
        self._territory: Territory | None = None
        self._cog: Cog | None = None
        self._asked: Asked | None = None
        self._findings = Findings()
        self._pending: set[str] | None = set()  # ids of the sources that are being asked; None while they are not known
        self._retries: list[str] = []
        self._since = 0.0
        self._detailed: dict[tuple[str, str], Entry] = {}
        self._current: tuple[str, str] | None = None
        self._why_not = ""
        self._stale = False
        self._search, self._refining, self._reading, self._rows_lane = Lane(), Lane(), Lane(), Lane()
        self._band = CoverageBand(canvas, project)
        self._dialog: SourcesDialog | None = None
        self._build()
        self._connect()
        self._show_entry(None)

    # What the dock calls

    def set_cog(self, cog: Cog) -> None:
        """The geographic code is ready: search from now on."""
        self._cog = cog
        self.results.set_cog(cog)

    def set_territory(self, territory: Territory) -> None:
        """What covers the territory comes first, from now on."""
        self._territory = territory
        self._refine()

    def allow_adding(self, why_not: str) -> None:
        """Whether harmonised layers can be added; `why_not` says why they cannot."""
        self._why_not = why_not
        self._show_actions()

    @property
    def busy(self) -> bool:
        """Whether sources are being asked."""
        return self._search.busy

    def stop(self) -> None:
        """Cancel the search that is running; what was found stays."""
        self._retries.clear()
        self._search.cancel()

    def dismiss(self) -> None:
        """Stop all for good: the page is going away."""
        self._asked = None
        self._settle.stop()
        self._tick.stop()
        for lane in (self._search, self._refining, self._reading, self._rows_lane):
            lane.drop()
        self._band.clear()
        if self._dialog is not None:
            self._dialog.dismiss()

    # How it looks

    def _build(self) -> None:
        self.box = QgsFilterLineEdit(self)
        self.box.setShowSearchIcon(True)
        self.box.setPlaceholderText(translate("gui", "Search all sources (Return to ask)"))
        self.box.setAccessibleName(translate("gui", "Words to search in all sources"))
        self.facets = FacetTree(self)
        self._clear = QPushButton(translate("gui", "Clear the Filters"), self)
        self.filters = FoldedBox(translate("gui", "Filters"), self)
        inside = QVBoxLayout(self.filters)
        inside.addWidget(self.facets)
        inside.addWidget(self._clear)
        self.sort = QComboBox(self)
        self.sort.setAccessibleName(translate("gui", "Sort"))
        for words, value in (
            (translate("gui", "Best first"), "relevance"),
            (translate("gui", "Latest first"), "modified"),
            (translate("gui", "By title"), "title"),
        ):
            self.sort.addItem(words, value)
        narrow(self.sort)
        self._choose = QPushButton(translate("gui", "Sources…"), self)
        row = QHBoxLayout()
        row.addWidget(self.sort, 1)
        row.addWidget(self._choose)
        self.sources = SourceRows(self)
        self.states = FoldedBox(translate("gui", "Sources"), self)
        QVBoxLayout(self.states).addWidget(self.sources)
        self.states.hide()
        self._splitter = QSplitter(Qt.Orientation.Vertical, self)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self._build_list())
        self.panel = PreviewPanel(self)
        self._splitter.addWidget(self.panel)
        self._splitter.setStretchFactor(0, 1)
        self._splitter.setStretchFactor(1, 1)
        layout = QVBoxLayout(self)
        layout.addWidget(self.box)
        layout.addWidget(self.filters)
        layout.addLayout(row)
        layout.addWidget(self.states)
        layout.addWidget(self._splitter, 1)

    def _build_list(self) -> QWidget:
        upper = QWidget(self)
        self._count = QLabel(translate("gui", "Write a few words, then press Return: all sources are asked."), upper)
        self._count.setWordWrap(True)
        self._count.setTextFormat(Qt.TextFormat.PlainText)
        self.results = Results(self)
        self.list = ResultList(upper)
        self.list.setModel(self.results)
        self.list.setItemDelegate(CardDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setAlternatingRowColors(True)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.list.setAccessibleName(translate("gui", "Results"))
        self.list.setMinimumHeight(3 * CardDelegate.margin + 7 * self.fontMetrics().height())
        self.more = QPushButton(translate("gui", "More Results"), upper)
        self.more.hide()
        self.add = QPushButton(translate("gui", "Add to the Project"), upper)
        self.unfold = _tool("/mActionIdentify.svg", translate("gui", "Show what the entry is"), upper, checkable=True)
        self.unfold.setChecked(True)
        self.rows = _tool("/mActionOpenTable.svg", translate("gui", "See the first rows"), upper)
        self.map = _tool("/extents.svg", translate("gui", "Show the coverage on the map"), upper, checkable=True)
        self._page = self._action(translate("gui", "Open the Page"), lambda: open_address(self._entry().page))
        self._address = self._action(translate("gui", "Copy the Address"), lambda: self._copy(best_address(self._entry())))
        self._cite = self._action(translate("gui", "Copy the Citation"), lambda: self._copy(citation(self._entry())))
        actions = QHBoxLayout()
        actions.setSpacing(2)
        actions.addWidget(self.add)
        actions.addStretch(1)
        for button in (self.unfold, self.rows, self.map):
            actions.addWidget(button)
        self._actions = QWidget(upper)
        self._actions.setLayout(actions)
        actions.setContentsMargins(0, 0, 0, 0)
        layout = QVBoxLayout(upper)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._count)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.more)
        layout.addWidget(self._actions)
        return upper

    def _action(self, text: str, run: Callable[[], Any]) -> QAction:
        action = QAction(text, self.list)
        action.triggered.connect(lambda *_: run())
        self.list.addAction(action)
        return action

    def _connect(self) -> None:
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MILLISECONDS)
        self._settle.timeout.connect(self._read_details)
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MILLISECONDS)
        self._tick.timeout.connect(self._show_sources)
        self.box.returnPressed.connect(self.ask)
        self.facets.changed.connect(self._filtered)
        self._clear.clicked.connect(lambda *_: self.facets.clear_wanted())
        self.sort.currentIndexChanged.connect(lambda *_: self._refine())
        self._choose.clicked.connect(self._choose_sources)
        self.sources.retry.connect(self._retry)
        self.more.clicked.connect(lambda *_: self._listen(None))
        self.list.selectionModel().currentChanged.connect(lambda index, _: self._select(index))
        self.list.taken.connect(self._activate)
        self.add.clicked.connect(lambda *_: self._request())
        self.unfold.toggled.connect(lambda *_: self._show_entry(self._entry()))
        self.rows.clicked.connect(lambda *_: self._read_rows())
        self.map.toggled.connect(lambda *_: self._show_band())

    # Asking

    def ask(self) -> None:
        """Ask all sources; a search that is running is abandoned."""
        if self._cog is None:
            return
        self._retries.clear()
        self._refining.drop()
        self._detailed = {}
        self._findings = Findings()
        self._stale = False
        self._asked = Asked(self._observatory, self._query())
        self._show_findings(self._findings, self._asked.wanted)
        self._listen(None)

    def _query(self) -> Query:
        facets = dict(self.facets.wanted)
        return Query(self.box.text().strip(), self._territory, None, facets, self.sort.currentData())

    def _listen(self, only: str | None) -> None:
        """Ask the next page, and show what comes as it comes."""
        asked = self._asked
        if asked is None:
            return
        self._since = time.monotonic()
        known = self._findings.sources
        pending = {only} if only else {state.id for state in known if state.more and state.state != FAILED}
        self._pending = pending if known else None
        self._search.run(
            translate("gui", "Vigie: searching"),
            lambda progress, tell: asked.ask(progress, tell, only),
            done=lambda _: self._ended(),
            failed=self._search_failed,
            cancelled=lambda: self._ended(translate("gui", "Cancelled.")),
            heard=lambda findings, query: self._take(asked, findings, query),
            moved=self._progress,
        )
        self._tick.start()
        self.more.hide()
        self._show_sources()
        self._say()
        self.moved.emit(0.0)

    def _progress(self, percent: float) -> None:
        if self.busy:
            self.moved.emit(percent)

    def _take(self, asked: Asked, findings: Findings, query: Query) -> None:
        """Something was found, or is shown otherwise; what an abandoned question finds is not heard."""
        if asked is not self._asked:
            return
        self._log_failures(findings.sources)
        self._findings = findings
        if self._search.busy:
            waiting = {state.id for state in findings.sources if state.state == WAITING}
            self._pending = waiting if self._pending is None else self._pending & waiting
        self._show_findings(findings, query)
        self._refine_again()

    def _log_failures(self, states: Sequence[SourceState]) -> None:
        known = {state.detail for state in self._findings.sources}
        for state in states:
            if state.detail and state.detail not in known:
                log(f"{state.title}: {state.detail}", Qgis.MessageLevel.Warning)

    def _ended(self, remark: str = "") -> None:
        """The sources that were asked have answered, or the user cancelled."""
        self._pending = set()
        self._tick.stop()
        self._show_sources()
        self._say(remark)
        self.more.setVisible(self._findings.more)
        self.moved.emit(100.0)
        if self._retries:
            self._listen(self._retries.pop(0))

    def _search_failed(self, error: VigieError) -> None:
        self._retries.clear()
        self._ended(error.sentence)
        self.failed.emit(error)

    def _retry(self, source: str) -> None:
        """Ask a source again: at once, or when those that are being asked have answered."""
        if not self.busy:
            self._listen(source)
        elif source not in self._retries:
            self._retries.append(source)
            self._show_sources()

    def _filtered(self) -> None:
        count = sum(len(kept) for kept in self.facets.wanted.values())
        title = translate("gui", "Filters")
        self.filters.set_title(f"{title} ({number(count)})" if count else title)
        self._clear.setEnabled(bool(count))
        self._refine()

    def _refine(self) -> None:
        """Show what was found otherwise; the sources are not asked. In the background: thousands take a while to sort."""
        asked = self._asked
        if asked is None:
            return
        asked.wanted = replace(self._query(), text=asked.wanted.text)
        if self._refining.busy or asked.search is None:
            self._stale = True
            return
        self._stale = False
        self._refining.run(
            translate("gui", "Vigie: sorting what was found"),
            lambda progress, tell: asked.refine(tell),
            done=lambda _: self._refine_again(),
            failed=self.failed.emit,
            heard=lambda findings, query: self._take(asked, findings, query),
        )

    def _refine_again(self) -> None:
        """What was wanted meanwhile."""
        if self._stale:
            self._refine()

    # Showing

    def _show_findings(self, findings: Findings, query: Query) -> None:
        """Show the entries; the current one stays current, and where it is on the screen."""
        kept, bar = self._current, self.list.verticalScrollBar()
        before = self.list.visualRect(self.list.currentIndex()).top() if self.list.currentIndex().isValid() else None
        place = bar.value()
        self.list.selectionModel().blockSignals(True)
        self.results.show(findings.entries, query)
        row = self.results.row_of(kept) if kept is not None else -1
        if row >= 0:
            self.list.setCurrentIndex(self.results.index(row, 0))
            self._current = key_of(self.list.currentIndex().data(ENTRY))
        self.list.selectionModel().blockSignals(False)
        self.list.lay_out()
        if row >= 0 and before is not None:
            bar.setValue(bar.value() + self.list.visualRect(self.list.currentIndex()).top() - before)
        else:
            bar.setValue(place)
        if row < 0:
            self._select(QModelIndex())
        self.facets.show_facets(findings.facets, self._titles())
        self._show_sources()
        self._say()

    def _say(self, remark: str = "") -> None:
        count = self.results.rowCount()
        if remark:
            text = remark
        elif self.busy and not count:
            text = translate("gui", "Searching…")
        elif not count and self.facets.wanted:
            text = translate("gui", "Nothing passes the filters.")
        elif not count:
            text = translate("gui", "Nothing was found: try fewer or other words.")
        else:
            text = several(count, translate("gui", "{count} result"), translate("gui", "{count} results"))
        self._count.setText(text)

    def _titles(self) -> dict[str, str]:
        return {state.id: state.title for state in self._findings.sources}

    def _show_sources(self) -> None:
        """The line of each source, and of all."""
        states = self._findings.sources
        self.states.setVisible(bool(states))
        seconds, pending = time.monotonic() - self._since, self._pending or set()
        rows = {}
        for state in states:
            asking = state.id in pending
            queued = state.id in self._retries
            again = not asking and not queued and (state.state == FAILED or (state.state == WAITING and not self.busy))
            rows[state.id] = (source_words(state, asking, seconds), again)
        self.sources.show_rows(rows)
        if states:
            self.states.set_title(summary_words(states, pending, seconds))

    # The chosen entry

    def _entry(self) -> Entry | None:
        """The chosen entry, as it is best known."""
        entry = self.list.currentIndex().data(ENTRY)
        if entry is None:
            return None
        detailed = self._detailed.get(key_of(entry))
        return replace(detailed, origins=entry.origins) if detailed is not None else entry

    def _select(self, index: QModelIndex) -> None:
        entry = index.data(ENTRY) if index.isValid() else None
        key = key_of(entry) if entry is not None else None
        if key == self._current and key is not None:
            return
        self._current = key
        self._settle.stop()
        self._reading.drop()
        self._rows_lane.drop()
        self.panel.forget_rows()
        self._show_entry(self._entry())
        if entry is not None and not entry.complete and key not in self._detailed:
            self._settle.start()

    def _show_entry(self, entry: Entry | None, remark: str = "") -> None:
        """What the entry is, what can be done with it, where it is."""
        self.panel.setVisible(entry is not None and self.unfold.isChecked())
        if entry is None:
            self.panel.details.clear()
        else:
            waits = not entry.complete and not remark and key_of(entry) not in self._detailed
            told = translate("gui", "Reading the details…") if waits else remark
            covered = " – ".join(part for part in (self.results.coverage(entry), places_words(self._cog, entry.coverage)) if part)
            self.panel.details.show_entry(entry, facts(entry, self._titles(), covered), told)
        self._show_actions()
        self._show_band()

    def _show_actions(self) -> None:
        entry = self._entry()
        curated = entry is not None and bool(curated_id(entry))
        self._actions.setVisible(entry is not None)
        self.add.setEnabled(curated and not self._why_not)
        later = translate("gui", "Only harmonised layers can be added yet: services and files come with the next version.")
        self.add.setToolTip(self._why_not if curated else later)
        self.rows.setEnabled(entry is not None and not curated)
        self.map.setEnabled(entry is not None and entry.box is not None)
        self._page.setEnabled(entry is not None and is_web(entry.page))
        self._address.setEnabled(entry is not None and bool(best_address(entry)))
        self._cite.setEnabled(entry is not None)

    def _show_band(self) -> None:
        entry = self._entry()
        self._band.show(entry.box if entry is not None and self.map.isChecked() else None)

    def _read_details(self) -> None:
        entry, asked = self._entry(), self._asked
        if entry is None or asked is None or asked.federation is None:
            return
        self._reading.run(
            translate("gui", "Vigie: reading the details of an entry"),
            lambda progress, tell: asked.federation.details(entry, progress),
            done=lambda detailed: self._take_details(asked, entry, detailed),
            failed=lambda error: self._details_failed(entry, error),
        )

    def _take_details(self, asked: Asked, entry: Entry, detailed: Entry) -> None:
        if asked is self._asked:
            self._detailed[key_of(entry)] = detailed
            if self._current == key_of(entry):
                self._show_entry(self._entry())

    def _details_failed(self, entry: Entry, error: VigieError) -> None:
        log(error.detail or error.sentence, Qgis.MessageLevel.Warning)
        if self._current == key_of(entry):
            self._show_entry(self._entry(), error.sentence)

    def _read_rows(self) -> None:
        entry, asked = self._entry(), self._asked
        if entry is None or asked is None or asked.federation is None:
            return
        self.unfold.setChecked(True)
        self.panel.tell(translate("gui", "Reading the first rows…"))

        def read(progress: FeedbackProgress, tell: Callable) -> tuple:
            detailed = asked.federation.details(entry, progress)
            return detailed, asked.federation.preview(detailed, progress)

        def done(answer: tuple) -> None:
            self._take_details(asked, entry, answer[0])
            self.panel.show_rows(answer[1])

        def failed(error: VigieError) -> None:
            log(error.detail or error.sentence, Qgis.MessageLevel.Warning)
            self.panel.tell(error.sentence)

        self._rows_lane.run(translate("gui", "Vigie: reading the first rows"), read, done, failed)

    def _activate(self) -> None:
        """Add what can be added; else show what it is."""
        entry = self._entry()
        if entry is not None and curated_id(entry) and not self._why_not:
            self._request()
        elif entry is not None:
            self.unfold.setChecked(True)
            if not entry.complete and not self._reading.busy:
                self._settle.start()

    def _request(self) -> None:
        entry = self._entry()
        if entry is not None and self.add.isEnabled():
            self.add_requested.emit(curated_id(entry), EMBEDDED)

    @staticmethod
    def _copy(text: str) -> None:
        QApplication.clipboard().setText(text)

    def _choose_sources(self) -> None:
        """Open the list of sources; it does not block the window."""
        if self._dialog is not None:
            self._dialog.raise_()
            return
        try:
            self._dialog = SourcesDialog(self._observatory, self._cog, self)
        except VigieError as error:
            self.failed.emit(error)
            return
        self._dialog.finished.connect(self._forget_dialog)
        self._dialog.open()

    def _forget_dialog(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None


def _tool(icon: str, text: str, parent: QWidget, checkable: bool = False) -> QToolButton:
    button = QToolButton(parent)
    button.setIcon(QIcon(QgsApplication.getThemeIcon(icon)))
    button.setToolTip(text)
    button.setAccessibleName(text)
    button.setCheckable(checkable)
    return button
