# SPDX-License-Identifier: GPL-2.0-or-later
"""The page of the search: one box over all sources, results as they come, what they are."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from qgis.core import Qgis, QgsApplication, QgsProject
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QModelIndex, Qt, QTimer, pyqtSignal
from qgis.PyQt.QtGui import QAction, QIcon, QKeySequence
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ..catalog.federation import FAILED, WAITING, Findings, SourceState
from ..catalog.kept import KeptSearches
from ..catalog.model import Entry, Query
from ..feedback import FeedbackProgress, log
from ..harmonize.recipe import EMBEDDED, LIVE
from ..messages import VigieError, number, translate
from ..observatory import Observatory
from ..publications.model import ENTRY_KIND
from ..territory.cog import Cog
from ..territory.model import Territory
from .filter_box import FilterBox
from .layers_page import narrow
from .preview import (
    CoverageBand,
    PreviewPanel,
    best_address,
    citation,
    facts,
    is_web,
    open_address,
)
from .search_filters import FacetTree, FoldedBox, SourceRows
from .search_forms import Form, fill_forms, forms_of
from .search_kept import KeptMenu
from .search_lanes import Asked, Favourites, Lane
from .search_results import ENTRY, CardDelegate, ResultList, Results, curated_id, key_of
from .search_words import Places, several, source_words, summary_words
from .sources_dialog import SourcesDialog

SETTLE_MILLISECONDS = 300
TICK_MILLISECONDS = 1000


class SearchPage(QWidget):
    """Emits `add_requested` with the id of a harmonised dataset and a mode, `load_requested` and `choose_requested` with another
    entry to add (as fits it best, or as the user chooses), `form_requested` with an entry, one of its resources and whether that stays
    live, `newer_requested` with one whose copy may be of an earlier version, `failed` with a `VigieError`, and `moved` when a
    search begins, goes on (with percents) or ends. `canvas` is asked for when there is something to draw.
    """

    add_requested = pyqtSignal(str, str)
    load_requested = pyqtSignal(object)
    choose_requested = pyqtSignal(object)
    form_requested = pyqtSignal(object, object, bool)
    newer_requested = pyqtSignal(object)
    failed = pyqtSignal(object)
    moved = pyqtSignal(float)

    def __init__(
        self,
        observatory: Observatory,
        canvas: Callable[[], QgsMapCanvas],
        project: QgsProject,
        kept: KeptSearches,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._observatory = observatory
        self._kept = kept
        self._territory: Territory | None = None
        self._places: Places | None = None
        self._asked: Asked | None = None
        self._findings = Findings()
        self._pending: set[str] | None = set()  # ids of the sources that are being asked; None while they are not known
        self._retries: list[str] = []
        self._since = 0.0
        self._detailed: dict[tuple[str, str], Entry] = {}
        self._current: tuple[str, str] | None = None
        self._why_not = ""
        self._stale = False
        self._wanted = False
        self._search, self._refining, self._reading, self._rows_lane = Lane(), Lane(), Lane(), Lane()
        self._band = CoverageBand(canvas, project)
        self._dialog: SourcesDialog | None = None
        self._build()
        self._connect()
        self._show_entry(None)

    # What the dock calls

    def set_cog(self, cog: Cog) -> None:
        """The geographic code is ready: search from now on."""
        self._places = Places(cog)
        self.results.set_cog(cog)
        if self._wanted:
            self.ask()

    def search(self, text: str) -> None:
        """Ask for `text`, as soon as the page is ready."""
        self.box.setText(text)
        self.ask()

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

    @property
    def why_not(self) -> str:
        """Why nothing can be added now; empty when it can."""
        return self._why_not

    def found(self, source: str, entry_id: str) -> Entry | None:
        """An entry that is shown, by its source and the id it has there."""
        return self.results.found(source, entry_id)

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
        self.box = FilterBox(self)
        self.box.setShowSearchIcon(True)
        self.box.setPlaceholderText(translate("gui", "Search all sources (Return to ask)"))
        self.box.setAccessibleName(translate("gui", "Words to search in all sources"))
        self.kept = KeptMenu(self._kept, self)
        self.facets = FacetTree(self)
        self._clear = QPushButton(translate("gui", "Clear the Filters"), self)
        self.filters = FoldedBox(translate("gui", "Filters"), self, "filters")
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
        self.sort.setMinimumContentsLength(4)
        self._choose = QPushButton(translate("gui", "Sources…"), self)
        row = QHBoxLayout()
        row.addWidget(self.sort, 1)
        row.addWidget(self._choose)
        self.sources = SourceRows(self)
        self.states = FoldedBox(translate("gui", "Sources"), self, "sources")
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
        layout.setContentsMargins(6, 6, 6, 6)
        layout.setSpacing(4)
        top = QHBoxLayout()
        top.setSpacing(2)
        top.addWidget(self.box, 1)
        top.addWidget(self.kept)
        layout.addLayout(top)
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
        self.list.setMinimumHeight(6 * self.fontMetrics().height() + 20)
        self.more = QPushButton(translate("gui", "More Results"), upper)
        self.more.hide()
        self.add = QPushButton(translate("gui", "Add"), upper)
        choose = translate("gui", "Choose what is added, and how it is read")
        self.choose = _tool("/mActionOptions.svg", choose, upper)
        self._forms = QMenu(translate("gui", "Add As"), upper)
        self._forms.aboutToShow.connect(self._fill_forms)
        self.choose.setMenu(self._forms)
        self.choose.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        self.star = _tool("/mIconFavorites.svg", translate("gui", "Keep among the favourites"), upper, checkable=True)
        self.unfold = _tool("/mActionIdentify.svg", translate("gui", "Show what the entry is"), upper, checkable=True)
        self.unfold.setChecked(True)
        self.rows = _tool("/mActionOpenTable.svg", translate("gui", "See the first rows"), upper, checkable=True)
        self.map = _tool("/extents.svg", translate("gui", "Show the coverage on the map"), upper, checkable=True)
        self._add_as = self._action(translate("gui", "Add As"), lambda: None)
        self._add_as.setMenu(self._forms)
        self._favourite = self._action(translate("gui", "Keep among the Favourites"), self.star.click)
        self._favourite.setCheckable(True)
        self._favourite.setShortcut(QKeySequence("Ctrl+D"))
        self._page = self._action(translate("gui", "Open the Page"), lambda: open_address(self._entry().page))
        self._address = self._action(translate("gui", "Copy the Address"), lambda: self._copy(best_address(self._entry())))
        self._cite = self._action(translate("gui", "Copy the Citation"), lambda: self._copy(citation(self._entry())))
        self._cite.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        self.newer = self._action(translate("gui", "Is There a Newer Version?"), lambda: self.newer_requested.emit(self._entry()))
        actions = QHBoxLayout()
        actions.setSpacing(2)
        actions.addWidget(self.add)
        actions.addWidget(self.choose)
        actions.addStretch(1)
        for button in (self.star, self.unfold, self.rows, self.map):
            actions.addWidget(button)
        self._actions = QWidget(upper)
        self._actions.setLayout(actions)
        actions.setContentsMargins(0, 0, 0, 0)
        layout = QVBoxLayout(upper)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._count)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.more)
        layout.addWidget(self._actions)
        return upper

    def _action(self, text: str, run: Callable[[], Any]) -> QAction:
        action = QAction(text, self.list)
        action.triggered.connect(lambda *_: run())
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
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
        self.kept.words_chosen.connect(self.search)
        self.kept.favourites_chosen.connect(self.show_favourites)
        self.kept.failed.connect(self.failed)
        self.star.clicked.connect(self._keep)
        self.list.left.connect(self.box.setFocus)
        self.box.left.connect(self._enter_list)
        self.facets.changed.connect(self._filtered)
        self._clear.clicked.connect(lambda *_: self.facets.clear_wanted())
        self.sort.currentIndexChanged.connect(lambda *_: self._refine())
        self._choose.clicked.connect(self._choose_sources)
        self.sources.retry.connect(self._retry)
        self.more.clicked.connect(lambda *_: self._listen(None))
        self.list.selectionModel().currentChanged.connect(lambda index, _: self._select(index))
        self.list.taken.connect(self._activate)
        self.add.clicked.connect(lambda *_: self._request())
        self.choose.clicked.connect(lambda *_: self._choose_form())
        self.unfold.toggled.connect(lambda *_: self._show_entry(self._entry()))
        self.rows.toggled.connect(self._show_rows)
        self.map.toggled.connect(lambda *_: self._show_band())

    # Asking

    def ask(self) -> None:
        """Ask all sources, as soon as the page is ready; a search that is running is abandoned."""
        if self._places is None:
            self._wanted = True
            return
        query = self._query()
        self.kept.note(query.text)
        self._begin(Asked(self._observatory, query))

    def show_favourites(self) -> None:
        """Show what the user keeps; nobody is asked until one of them is looked at."""
        if self._places is None:
            return
        self.box.clear()
        self._begin(Favourites(self._observatory, self._query(), self.kept.favourites))

    def _begin(self, asked: Asked) -> None:
        self._retries.clear()
        self._refining.drop()
        self._detailed = {}
        self._findings = Findings()
        self._stale = False
        self._asked = asked
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

    def _enter_list(self) -> None:
        """The arrow down leads from the box to the results."""
        self.list.setFocus()
        if not self.list.currentIndex().isValid() and self.results.rowCount():
            self.list.setCurrentIndex(self.results.index(0, 0))

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
            text = self._nothing_found()
        else:
            text = self._counted(count)
        self._count.setText(text)

    def _counted(self, count: int) -> str:
        if isinstance(self._asked, Favourites):
            return several(count, translate("gui", "{count} favourite"), translate("gui", "{count} favourites"))
        return several(count, translate("gui", "{count} result"), translate("gui", "{count} results"))

    def _nothing_found(self) -> str:
        """Why there is nothing: the words, or sources that have failed; for one reason as a rule, such as a proxy."""
        states = self._findings.sources
        reasons = {state.message for state in states if state.state == FAILED}
        if not reasons:
            return translate("gui", "Nothing was found: try fewer or other words.")
        failed = sum(state.state == FAILED for state in states)
        told = translate("gui", "Nothing was found, but {failed} of {all} sources did not answer.").format(
            failed=number(failed), all=number(len(states))
        )
        return f"{told} {next(iter(reasons))}" if len(reasons) == 1 else told

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
        self.rows.setChecked(False)
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
            covered = " – ".join(part for part in (self.results.coverage(entry), self._places.words(entry.coverage)) if part)
            self.panel.details.show_entry(entry, facts(entry, self._titles(), covered), told)
        self._show_actions()
        self._show_band()

    def _show_actions(self) -> None:
        entry = self._entry()
        curated = entry is not None and bool(curated_id(entry))
        self._actions.setVisible(entry is not None)
        useless = entry is not None and entry.loadable is False
        self.add.setEnabled(entry is not None and not useless and not self._why_not)
        nothing = translate("gui", "It has no file and no service that can be loaded: open its page.")
        self.add.setToolTip(nothing if useless else self._why_not)
        self.choose.setEnabled(self.add.isEnabled())
        self._add_as.setEnabled(self.add.isEnabled())
        kept = entry is not None and self.kept.is_favourite(entry)
        for one in (self.star, self._favourite):
            one.setChecked(kept)
            one.setEnabled(entry is not None)
        self.newer.setEnabled(self.add.isEnabled() and not curated)
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

    def _show_rows(self, on: bool) -> None:
        """Show the first rows in place of what the entry is."""
        if on:
            self.unfold.setChecked(True)
            self._read_rows()
        else:
            self._rows_lane.drop()
            self.panel.forget_rows()

    def _read_rows(self) -> None:
        entry, asked = self._entry(), self._asked
        if entry is None or asked is None or asked.federation is None:
            return
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
        """Add what can be added, open the page of a publication; else show what it is."""
        entry = self._entry()
        if entry is not None and entry.kind == ENTRY_KIND:
            open_address(entry.page)
            return
        if self.add.isEnabled() and entry is not None and entry.loadable:
            self._request()
        elif entry is not None:
            self.unfold.setChecked(True)
            if not entry.complete and not self._reading.busy:
                self._settle.start()

    def _request(self) -> None:
        entry = self._entry()
        if entry is None or not self.add.isEnabled():
            return
        if curated_id(entry):
            self.add_requested.emit(curated_id(entry), EMBEDDED if entry.resource(EMBEDDED) else LIVE)
        else:
            self.load_requested.emit(entry)

    def _keep(self, on: bool) -> None:
        """The current entry becomes a favourite, or is none any more."""
        entry = self._entry()
        if entry is not None:
            self.kept.set_favourite(entry, on)
        self._show_actions()

    def _fill_forms(self) -> None:
        entry = self._entry()
        if entry is None:
            self._forms.clear()
            return
        curated = bool(curated_id(entry))
        choose = None if curated else lambda: self.choose_requested.emit(entry)
        fill_forms(self._forms, forms_of(entry, curated), lambda form: self._take_form(entry, form), choose)

    def _choose_form(self) -> None:
        """Open the dialog of all that an entry holds; of a harmonised one, the menu."""
        entry = self._entry()
        if entry is not None and curated_id(entry):
            self.choose.showMenu()
        elif entry is not None:
            self.choose_requested.emit(entry)

    def _take_form(self, entry: Entry, form: Form) -> None:
        if form.live is None:
            self.add_requested.emit(curated_id(entry), form.resource.mode)
        else:
            self.form_requested.emit(entry, form.resource, form.live)

    @staticmethod
    def _copy(text: str) -> None:
        QApplication.clipboard().setText(text)

    def _choose_sources(self) -> None:
        """Open the list of sources; it does not block the window."""
        if self._dialog is not None:
            self._dialog.raise_()
            return
        try:
            self._dialog = SourcesDialog(self._observatory, self._places.words, self)
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
