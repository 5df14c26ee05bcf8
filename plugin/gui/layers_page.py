# SPDX-License-Identifier: GPL-2.0-or-later
"""The page of layers: the catalogue of harmonised ones, to tick and add; and those that the project holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from qgis.core import QgsProject
from qgis.PyQt.QtCore import QMimeData, Qt, pyqtSignal
from qgis.PyQt.QtGui import QKeyEvent, QShowEvent
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ..catalog.curated import CuratedCatalogue, frequency_in_words, state_in_words
from ..catalog.model import Entry
from ..catalog.themes import theme_name
from ..harmonize.recipe import EMBEDDED, LIVE
from ..messages import VigieError, labelled, localised, number, translate
from ..territory.model import Territory
from .blurb import Blurb
from .dropping import mime_of
from .filter_box import FilterBox
from .loaded_page import LoadedPage
from .network_page import NetworkPage
from .page_tabs import PageTabs
from .search_lanes import Lane

MOST_UNFOLDED = 15
"""Entries that are listed at once; of more, the themes only."""


ENTRY = int(Qt.ItemDataRole.UserRole)


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


class CatalogueTree(QTreeWidget):
    """Entries by theme, to tick and to drag. Emits `taken` when Return is pressed."""

    taken = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setColumnCount(2)
        self.setUniformRowHeights(True)
        self.setIndentation(14)
        self.setAccessibleName(translate("gui", "Harmonised layers"))
        self.setHeaderLabels([translate("gui", "Layer"), translate("gui", "Rows")])
        self.headerItem().setToolTip(
            1,
            translate("gui", "Rows in the territory, in the embedded copies. Sources of the network are not asked: not counted."),
        )
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(7 * self.fontMetrics().height())
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)

    def mimeData(self, items: Sequence[QTreeWidgetItem]) -> QMimeData:
        """The entries that are dragged, as QGIS passes them on."""
        return mime_of([item.data(0, ENTRY) for item in items if item.data(0, ENTRY) is not None])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return adds."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.taken.emit()
        else:
            super().keyPressEvent(event)

    def entry_items(self) -> list[QTreeWidgetItem]:
        """The items of entries, not those of themes."""
        themes = map(self.topLevelItem, range(self.topLevelItemCount()))
        return [theme.child(place) for theme in themes for place in range(theme.childCount())]


class LayersPage(QWidget):
    """Emits `add_requested` with the id of an entry and the mode, `several_requested` with a list of such pairs; `loaded` is the page of
    the layers of the project, which emits the rest.
    """

    add_requested = pyqtSignal(str, str)
    several_requested = pyqtSignal(object)
    failed = pyqtSignal(object)

    def __init__(self, project: QgsProject, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._catalogue: CuratedCatalogue | None = None
        self._count: Callable[..., Mapping[str, int | None]] | None = None
        self._territory: Territory | None = None
        self._counts: Mapping[str, int | None] | None = None
        self._counting = Lane()
        self._ticked: dict[str, Entry] = {}
        self.tabs = PageTabs(self)
        self.tabs.setDocumentMode(True)
        self.tabs.add_page(self._build_catalogue(), "/mActionAddLayer.svg", translate("gui", "Catalogue"))
        self.loaded = LoadedPage(project, self)
        self.tabs.add_page(self.loaded, "/mIconQgsProjectFile.svg", translate("gui", "Project"))
        self.network = NetworkPage(self)
        self.tabs.add_page(self.network, "/mIconCloud.svg", translate("gui", "Network"))
        self._refresh = self.loaded.refresh
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 4, 6, 6)
        layout.addWidget(self.tabs)
        self.loaded.counted.connect(self._title_loaded)
        self._title_loaded(len(self.loaded._layers))
        self._filter.textChanged.connect(self._fill)
        self._filter.left.connect(self._tree.setFocus)
        self._tree.currentItemChanged.connect(lambda *_: self._describe())
        self._tree.itemChanged.connect(self._tick)
        self._tree.itemDoubleClicked.connect(lambda *_: self._request_current())
        self._tree.taken.connect(self._request)
        self._source.currentIndexChanged.connect(lambda *_: self._describe())
        self._add.clicked.connect(lambda *_: self._request())

    def _build_catalogue(self) -> QWidget:
        page = QWidget(self)
        self._filter = FilterBox(page)
        self._filter.setShowSearchIcon(True)
        self._filter.setPlaceholderText(translate("gui", "Find a layer"))
        self._filter.setAccessibleName(translate("gui", "Find a layer"))
        self._tree = CatalogueTree(page)
        self._about = Blurb(translate("gui", "What the chosen layer is"), page)
        self._source = source_combo(page)
        self._add = QPushButton(translate("gui", "Add to the Project"), page)
        self._add.setEnabled(False)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._filter)
        layout.addWidget(self._tree, 1)
        layout.addWidget(self._about)
        layout.addWidget(self._source)
        layout.addWidget(self._add)
        return page

    # What the dock calls

    def set_entries(self, entries: Sequence[Entry], catalogue: CuratedCatalogue) -> None:
        """The catalogue is ready: list its entries by theme."""
        self._catalogue = catalogue
        self._show(entries)

    def set_counter(self, count: Callable[..., Mapping[str, int | None]]) -> None:
        """What counts the rows of a territory (see `Observatory.counts`); it is called in the background."""
        self._count = count

    def set_territory(self, territory: Territory) -> None:
        """Count in this territory, once the page is seen."""
        self._territory, self._counts = territory, None
        self._counting.drop()
        self._show_counts()
        if self.isVisible():
            self._start_counting()

    def select(self, entry_id: str) -> None:
        """Make an entry the current one."""
        for item in self._tree.entry_items():
            if item.data(0, ENTRY).id == entry_id:
                self._tree.setCurrentItem(item)

    def tick(self, entry_id: str, on: bool = True) -> None:
        """Tick an entry that is listed, as if by hand."""
        for item in self._tree.entry_items():
            if item.data(0, ENTRY).id == entry_id:
                item.setCheckState(0, Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    def clear_ticks(self) -> None:
        """What was ticked has been added."""
        self._ticked = {}
        self._show_ticks()

    def dismiss(self) -> None:
        """The page is going away."""
        self._counting.drop()
        self.loaded.dismiss()

    # Listing

    def showEvent(self, event: QShowEvent) -> None:
        """Count when the page is first seen for a territory."""
        super().showEvent(event)
        self._start_counting()

    def _title_loaded(self, count: int) -> None:
        title = translate("gui", "Project")
        self.tabs.set_title(1, f"{title} ({number(count)})" if count else title)

    def _fill(self, text: str) -> None:
        if self._catalogue is not None:
            self._show(self._catalogue.search(text))

    def _show(self, entries: Sequence[Entry]) -> None:
        self._tree.blockSignals(True)
        self._tree.clear()
        themes: dict[str, QTreeWidgetItem] = {}
        for entry in entries:
            if entry.theme not in themes:
                themes[entry.theme] = QTreeWidgetItem(self._tree, [theme_name(entry.theme)])
                themes[entry.theme].setFlags(
                    Qt.ItemFlag.ItemIsEnabled
                    | Qt.ItemFlag.ItemIsSelectable
                    | Qt.ItemFlag.ItemIsUserCheckable
                    | Qt.ItemFlag.ItemIsAutoTristate
                )
            item = QTreeWidgetItem(themes[entry.theme], [entry.title])
            item.setData(0, ENTRY, entry)
            item.setToolTip(0, f"{entry.title}\n{entry.description}")
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for theme in themes.values():
            theme.setText(0, f"{theme.text(0)} ({theme.childCount()})")
        self._tree.blockSignals(False)
        if len(entries) <= MOST_UNFOLDED:
            self._tree.expandAll()
        self._show_ticks()
        self._show_counts()
        self._describe()
        if not entries:
            self._about.setText(translate("gui", "No layer answers these words: try fewer."))

    def _show_ticks(self) -> None:
        self._tree.blockSignals(True)
        for item in self._tree.entry_items():
            ticked = item.data(0, ENTRY).id in self._ticked
            item.setCheckState(0, Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        self._tree.blockSignals(False)
        self._name_button()

    def _tick(self, item: QTreeWidgetItem, column: int) -> None:
        entry = item.data(0, ENTRY)
        if column or entry is None:
            return
        if item.checkState(0) == Qt.CheckState.Checked:
            self._ticked[entry.id] = entry
        else:
            self._ticked.pop(entry.id, None)
        self._name_button()

    def _name_button(self) -> None:
        count = len(self._ticked)
        several = translate("gui", "Add {count} Layers").format(count=number(count))
        self._add.setText(several if count > 1 else translate("gui", "Add to the Project"))
        self._add.setEnabled(bool(count) or self._current() is not None)
        self._add.setToolTip("\n".join(entry.title for entry in self._ticked.values()))

    # Counting

    def _start_counting(self) -> None:
        """Count the rows of the embedded copies in the territory, unless that is done or being done."""
        territory, count = self._territory, self._count
        if territory is None or count is None or self._counts is not None or self._counting.busy:
            return

        def done(counts: Mapping[str, int | None]) -> None:
            self._counts = counts
            self._show_counts()
            self._describe()

        def failed(error: VigieError) -> None:
            self._counts = {}
            self._show_counts()
            self.failed.emit(error)

        title = translate("gui", "Vigie: counting the rows in {territory}").format(territory=territory.name)
        self._counting.run(title, lambda progress, tell: count(territory, progress), done, failed, self._show_counts)
        self._show_counts()

    def _show_counts(self) -> None:
        self._tree.blockSignals(True)
        for item in self._tree.entry_items():
            text, told = self._counted(item.data(0, ENTRY))
            item.setText(1, text)
            item.setToolTip(1, told)
            item.setData(0, Qt.ItemDataRole.AccessibleTextRole, f"{item.text(0)}, {told}" if told else item.text(0))
        self._tree.blockSignals(False)

    def _counted(self, entry: Entry) -> tuple[str, str]:
        """How many rows an entry has in the territory, in short and in a sentence."""
        if self._territory is None:
            return "", ""
        if entry.resource(EMBEDDED) is None:
            return "", translate("gui", "Not counted: its source would have to be asked.")
        if self._counts is None:
            return ("…", translate("gui", "Counting…")) if self._counting.busy else ("", "")
        count = self._counts.get(entry.id)
        if count is None:
            return "–", translate("gui", "The embedded copy does not cover the territory.")
        return number(count), translate("gui", "{count} rows in the territory.").format(count=number(count))

    # The chosen entry

    def _current(self) -> Entry | None:
        item = self._tree.currentItem()
        return item.data(0, ENTRY) if item is not None else None

    def _mode(self, entry: Entry) -> str:
        """The source that is added: the chosen one, or the only one there is."""
        chosen = self._source.currentData()
        return chosen if entry.resource(chosen) else entry.resources[0].mode

    def _describe(self) -> None:
        entry = self._current()
        self._name_button()
        if entry is None or self._catalogue is None:
            self._about.setText(translate("gui", "Choose a layer to see what it is; tick several to add them together."))
            self._about.setToolTip("")
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
        counted = self._counted(entry)[1]
        if counted:
            lines.append(labelled(translate("gui", "Territory"), counted))
        self._about.setText("\n".join(lines))
        self._about.setToolTip("\n\n".join(localised(defect) for defect in recipe.known_defects))

    def _request(self) -> None:
        """Add what is ticked; else the current entry."""
        wanted = [(entry.id, self._mode(entry)) for entry in self._ticked.values()]
        if len(wanted) > 1:
            self.several_requested.emit(wanted)
        elif wanted:
            self.add_requested.emit(*wanted[0])
        else:
            self._request_current()

    def _request_current(self) -> None:
        entry = self._current()
        if entry is not None:
            self.add_requested.emit(entry.id, self._mode(entry))

    def mode_of(self, entry_id: str) -> str:
        """The source by which an entry is added, as the page has it now; nothing when the catalogue does not have it."""
        known = {entry.id: entry for entry in self._catalogue.entries()} if self._catalogue is not None else {}
        return self._mode(known[entry_id]) if entry_id in known else ""
