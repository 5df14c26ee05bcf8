# SPDX-License-Identifier: GPL-2.0-or-later
"""The table of results: only what is seen is asked for, so that the whole country scrolls and sorts at once; tied to the map."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from qgis.core import QgsApplication, QgsCoordinateTransform, QgsProject, QgsRectangle, QgsVectorLayer
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QAbstractTableModel, QItemSelection, QItemSelectionModel, QModelIndex, QObject, Qt, pyqtSignal
from qgis.PyQt.QtGui import QFont, QKeyEvent, QKeySequence, QResizeEvent
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from ..indicators.listing import NAME, RANK, REMARK, VALUE, Listing
from ..messages import Progress, number, translate
from ..working import write_whole
from .buttons import tool_button
from .search_lanes import Lane

RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_MOST_RUNS = 300
"""Of how many runs of rows a selection may be: Qt compares each with each. Beyond, what is selected goes to the top, as one run."""


_LEAST_REMARK = 64
"""Of how many pixels the column of remarks is at least."""


_ARROW = 40
"""Of how many pixels the margins of a header are, and the arrow that says how it sorts."""


class ResultModel(QAbstractTableModel):
    """A `Listing`, in the order that a header asks for. Qt's own sorting would ask Python half a million times for the communes
    of the country: here, arrays are sorted.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.listing: Listing | None = None
        self.order = np.zeros(0, dtype=int)
        self._place = self.order
        self._bold = QFont()
        self._bold.setBold(True)

    def show(self, listing: Listing | None) -> None:
        """Show a result as it is given; None: nothing."""
        self.beginResetModel()
        self.listing = listing
        self._set_order(np.arange(len(listing) if listing is not None else 0))
        self.endResetModel()

    def _set_order(self, order: np.ndarray) -> None:
        self.order = order
        self._place = np.empty(len(order), dtype=int)
        self._place[order] = np.arange(len(order))

    def raise_rows(self, rows: np.ndarray) -> None:
        """Show these rows of the listing first; in themselves they stay in the order of the others."""
        raised = np.zeros(len(self.order), dtype=bool)
        raised[rows] = True
        self.beginResetModel()
        self._set_order(self.order[np.argsort(~raised[self.order], kind="stable")])
        self.endResetModel()

    def places(self, rows: np.ndarray) -> np.ndarray:
        """Where rows of the listing are shown, ascending."""
        return np.sort(self._place[rows])

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 (as Qt has it)
        """One a zone or comparator."""
        return 0 if parent.isValid() else len(self.order)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 (as Qt has it)
        """Those that say something."""
        return 0 if parent.isValid() or self.listing is None else len(self.listing.columns)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What Qt asks of a cell that is seen."""
        if not index.isValid() or self.listing is None:
            return None
        row, column = int(self.order[index.row()]), self.listing.columns[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.listing.text(row, column)
        if role == Qt.ItemDataRole.FontRole:
            return self._bold if self.listing.comparator[row] else None
        if role == Qt.ItemDataRole.TextAlignmentRole and column in (VALUE, RANK):
            return RIGHT
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The names of the columns."""
        if orientation != Qt.Orientation.Horizontal or self.listing is None or section >= len(self.listing.columns):
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.listing.header(self.listing.columns[section])
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """By a column, what is missing last; by none: as it was given."""
        if self.listing is None:
            return
        self.beginResetModel()
        if 0 <= column < len(self.listing.columns):
            self._set_order(self.listing.order(self.listing.columns[column], order == Qt.SortOrder.DescendingOrder))
        else:
            self._set_order(np.arange(len(self.listing)))
        self.endResetModel()


def fit_columns(view: QTableView, listing: Listing) -> None:
    """Numbers as wide as they are, then names as far as there is room, then remarks: sentences, which tooltips show whole."""
    header, metrics = view.horizontalHeader(), view.fontMetrics()
    header.setTextElideMode(Qt.TextElideMode.ElideRight)
    room = view.viewport().width()
    for place, column in enumerate(listing.columns):
        if column in (VALUE, RANK):
            widest = max(metrics.horizontalAdvance(text) for text in listing.widest(column))
            titled = min(metrics.horizontalAdvance(listing.header(column)) + _ARROW, 0.4 * view.viewport().width())
            width = int(min(max(1.15 * widest + 16, titled), 170))
            header.setSectionResizeMode(place, QHeaderView.ResizeMode.Interactive)
            header.resizeSection(place, width)
            room -= width
    name = int(1.15 * metrics.horizontalAdvance(listing.longest)) + 16
    for place, column in enumerate(listing.columns):
        if column == REMARK:
            header.setSectionResizeMode(place, QHeaderView.ResizeMode.Interactive)
            header.resizeSection(place, max(_LEAST_REMARK, room - name))
        elif column == NAME:
            header.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)


class ResultView(QTableView):
    """Ctrl+C emits `copy_asked`, another width `resized`."""

    copy_asked = pyqtSignal()
    resized = pyqtSignal()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns follow the width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.resized.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy is ours: Qt would copy one cell."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_asked.emit()
            event.accept()
        else:
            super().keyPressEvent(event)


class ResultsTable(QWidget):
    """The table, with what is done with it above. Emits `selected` with the rows of the listing (array of integers) that the user
    selects, `moved` when others are selected in any way, `zoom_asked`, `keep_asked`, `exported` with the path of a file, and `failed`
    with a `VigieError`.
    """

    selected = pyqtSignal(object)
    moved = pyqtSignal()
    zoom_asked = pyqtSignal()
    keep_asked = pyqtSignal()
    exported = pyqtSignal(object)
    failed = pyqtSignal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = ResultModel(self)
        self._lane = Lane()
        self._quiet = False
        self._kept = np.zeros(0, dtype=int)
        self._build_view()
        self._count = QLabel(self)
        self._count.setTextFormat(Qt.TextFormat.PlainText)
        self._count.setWordWrap(True)
        bar = QHBoxLayout()
        bar.setContentsMargins(0, 0, 0, 0)
        bar.addWidget(self._count, 1)
        self.zoom = tool_button(
            self, "/mActionZoomToSelected.svg", translate("gui", "Zoom to the selected zones"), self.zoom_asked.emit
        )
        self.copy = tool_button(self, "/mActionEditCopy.svg", translate("gui", "Copy the selected rows, or all"), self.copy_rows)
        self.export = tool_button(self, "/mActionFileSave.svg", translate("gui", "Export the table as CSV…"), self._ask_file)
        self.keep = tool_button(
            self,
            "/mIconHistory.svg",
            translate("gui", "Keep the figures in the store, for their evolution"),
            self.keep_asked.emit,
        )
        self.date = QLineEdit(self)
        self.date.setPlaceholderText("2022-06-30")
        self.date.setAccessibleName(translate("gui", "Date of the data"))
        tip = translate("gui", "Of your layer, such as 2022, 2022-06 or 2022-06-30: figures are kept under this date.")
        self.date.setToolTip(f"<p>{tip}</p>")
        self.date.setFixedWidth(self.fontMetrics().horizontalAdvance("2022-06-30") + 24)
        self.date.setMaxLength(10)
        for tool in (self.zoom, self.copy, self.export, self.keep):
            bar.addWidget(tool)
        self._dated = QWidget(self)  # below, or the page would be wider than a narrow dock
        row = QHBoxLayout(self._dated)
        row.setContentsMargins(0, 0, 0, 0)
        label = QLabel(translate("gui", "Date of the data"), self._dated)
        label.setBuddy(self.date)
        row.addWidget(label)
        row.addWidget(self.date)
        row.addStretch(1)
        self._dated.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(bar)
        layout.addWidget(self._dated)
        layout.addWidget(self.view, 1)
        self.model.modelAboutToBeReset.connect(self._keep)
        self.model.modelReset.connect(self._restore)
        self.view.selectionModel().selectionChanged.connect(lambda *_: self._follow())
        self.view.copy_asked.connect(self.copy_rows)
        self.view.resized.connect(self._fit)
        self._follow()

    def _build_view(self) -> None:
        self.view = ResultView(self)
        self.view.setModel(self.model)
        self.view.setAccessibleName(translate("gui", "Results"))
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.view.setTabKeyNavigation(False)
        self.view.setWordWrap(False)
        self.view.setMinimumHeight(220)
        rows = self.view.verticalHeader()
        rows.hide()
        rows.setDefaultSectionSize(self.fontMetrics().height() + 8)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.view.horizontalHeader()
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setHighlightSections(False)
        header.setSelectionModel(
            QItemSelectionModel(self.model, self)
        )  # one of its own: it asks of each row whether it is selected
        self.view.setSortingEnabled(True)

    def show_listing(self, listing: Listing | None) -> None:
        """Show a result, nothing selected; None: forget the one that is shown."""
        self._quiet = True
        self.view.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self._kept = np.zeros(0, dtype=int)
        self.view.clearSelection()
        self.model.show(listing)
        self._quiet = False
        if listing is not None:
            fit_columns(self.view, listing)
        self._follow(tell=False)

    def show_date(self, date: str | None) -> None:
        """Ask for the date of the data under which figures are kept; None where the sources tell it."""
        self.date.setText(date or "")
        self._dated.setVisible(date is not None)

    def _fit(self) -> None:
        if self.model.listing is not None:
            fit_columns(self.view, self.model.listing)

    def rows(self) -> np.ndarray:
        """The rows of the listing that are selected, in the order in which they are shown."""
        ranges = self.view.selectionModel().selection()
        spans = [np.arange(one.top(), one.bottom() + 1) for one in ranges if one.isValid()]
        return self.model.order[np.unique(np.concatenate(spans))] if spans else np.zeros(0, dtype=int)

    def select_rows(self, rows: np.ndarray) -> None:
        """Select rows of the listing, and show the first; nobody is told. Very scattered ones are moved to the top."""
        self._quiet = True
        first, last = _runs(self.model.places(rows))
        if len(first) > _MOST_RUNS:
            self._kept = self._kept[:0]
            self.model.modelAboutToBeReset.disconnect(self._keep)
            self.model.raise_rows(rows)
            self.model.modelAboutToBeReset.connect(self._keep)
            first, last = _runs(self.model.places(rows))
        selection, edge = QItemSelection(), self.model.columnCount() - 1
        for top, bottom in zip(first.tolist(), last.tolist()):
            selection.select(self.model.index(top, 0), self.model.index(bottom, edge))
        self.view.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if len(first):
            self.view.scrollTo(self.model.index(int(first[0]), 0))
        self._quiet = False
        self._follow(tell=False)

    def _keep(self) -> None:
        self._kept = self.rows()

    def _restore(self) -> None:
        """The same rows are selected once they are sorted in another way."""
        if len(self._kept) and self.model.listing is not None:
            self.select_rows(self._kept)

    def _follow(self, tell: bool = True) -> None:
        """Say how many rows are selected, here and to others."""
        if self._quiet:
            return
        listing, rows = self.model.listing, self.rows()
        zones = 0 if listing is None else int((~listing.comparator).sum())
        chosen = 0 if listing is None else int((~listing.comparator[rows]).sum())
        told = translate("gui", "{zones} zones, {chosen} selected") if chosen else translate("gui", "{zones} zones")
        self._count.setText(told.format(zones=number(zones), chosen=number(chosen)))
        self.zoom.setEnabled(chosen > 0)
        self.copy.setEnabled(zones > 0)
        self.export.setEnabled(zones > 0)
        self.keep.setEnabled(zones > 0)
        self.moved.emit()
        if tell:
            self.selected.emit(rows)

    def copy_rows(self) -> None:
        """Put the selected rows, or all, into the clipboard, apart by tabs."""
        if self.model.listing is not None:
            rows = self.rows()
            text = self.model.listing.tabs((rows if len(rows) else self.model.order).tolist())
            QgsApplication.clipboard().setText(text)

    def _ask_file(self) -> None:
        spreadsheet = translate("gui", "CSV for spreadsheets (; and decimal comma)") + " (*.csv)"
        standard = translate("gui", "CSV by the standard (RFC 4180)") + " (*.csv)"
        path, kind = QFileDialog.getSaveFileName(
            self, translate("gui", "Export the Table"), "", ";;".join((spreadsheet, standard)), spreadsheet
        )
        if path:
            self.export_to(Path(path if path.lower().endswith(".csv") else f"{path}.csv"), kind != standard)

    def export_to(self, path: Path, spreadsheet: bool) -> None:
        """Write all rows as CSV, for spreadsheets or by the standard, in the background."""
        listing = self.model.listing

        def work(progress: Progress, tell: Callable) -> None:
            write_whole(path, listing.csv(spreadsheet))

        self._lane.run(
            translate("gui", "Vigie: exporting the table"),
            work,
            lambda _: self.exported.emit(path),
            self.failed.emit,
        )

    def dismiss(self) -> None:
        """Cancel what is being exported: the table is going away."""
        self._lane.drop()


def _runs(places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The first and the last of each run of ascending places."""
    gaps = np.flatnonzero(np.diff(places) > 1)
    return places[np.append([0], gaps + 1)[: len(places)]], places[np.append(gaps, [-1])[: len(places)]]


class MapLink(QObject):
    """Keeps the selection of a table and that of the layer of its result the same. What one side does moves the other once."""

    def __init__(self, table: ResultsTable, parent: QObject) -> None:
        super().__init__(parent)
        self._table = table
        self._layer: QgsVectorLayer | None = None
        self._features = self._rows = np.zeros(0, dtype=np.int64)
        self._boxes = np.zeros((0, 4))
        self._moving = False
        table.selected.connect(self._select_on_map)

    @property
    def layer(self) -> QgsVectorLayer | None:
        """The layer that is tied, as long as it is there."""
        return self._layer

    def tie(self, layer: QgsVectorLayer, features: np.ndarray, boxes: np.ndarray) -> None:
        """Tie the table to a layer: by row of the listing, the id of the feature (-1: none) and its box in the layer's CRS (west, south,
        east, north; NaN: none).
        """
        self.untie()
        self._layer, self._features, self._boxes = layer, features, boxes
        self._rows = np.argsort(features, kind="stable")
        layer.selectionChanged.connect(self._select_in_table)
        layer.willBeDeleted.connect(self._let_go)

    def untie(self) -> None:
        """Let go of the layer, which stays as it is."""
        if self._layer is not None:
            self._layer.selectionChanged.disconnect(self._select_in_table)
            self._layer.willBeDeleted.disconnect(self._let_go)
            self._layer = None

    def _let_go(self) -> None:
        self._layer = None

    def _select_on_map(self, rows: np.ndarray) -> None:
        if self._layer is None or self._moving:
            return
        ids = self._features[rows]
        self._moving = True
        self._layer.selectByIds(ids[ids >= 0].tolist())
        self._moving = False

    def _select_in_table(self, *_: object) -> None:
        if self._layer is None or self._moving:
            return
        ids = np.array(self._layer.selectedFeatureIds(), dtype=np.int64)
        place = np.searchsorted(self._features, ids, sorter=self._rows)
        found = self._rows[np.minimum(place, len(self._rows) - 1)] if len(self._rows) else place
        self._moving = True
        self._table.select_rows(found[self._features[found] == ids])
        self._moving = False

    def zoom(self, canvas: QgsMapCanvas, project: QgsProject) -> None:
        """Show the selected zones on the map."""
        if self._layer is None:
            return
        boxes = self._boxes[self._table.rows()]
        boxes = boxes[np.isfinite(boxes).all(axis=1)]
        if not len(boxes):
            return
        extent = QgsRectangle(*boxes[:, :2].min(axis=0).tolist(), *boxes[:, 2:].max(axis=0).tolist())
        transform = QgsCoordinateTransform(self._layer.crs(), canvas.mapSettings().destinationCrs(), project.transformContext())
        extent = QgsRectangle(transform.transformBoundingBox(extent))
        extent.scale(1.2)
        canvas.setExtent(extent)
        canvas.refresh()
