# SPDX-License-Identifier: GPL-2.0-or-later
"""The page of indicators: choose one, bind a layer of one's own, compute, read the table."""

from __future__ import annotations

import html
from collections.abc import Sequence

from qgis.core import Qgis, QgsProject, QgsVectorLayer
from qgis.gui import QgsCollapsibleGroupBox, QgsMapLayerComboBox
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ..catalog.themes import theme_name
from ..indicators.definition import FEATURES_ROLE, Definition
from ..indicators.engine import Result, units_of
from ..layers.marks import partial_of
from ..messages import number, translate
from ..store.tables import source_line
from ..territory.model import told_apart
from .layers_page import narrow, source_combo


def level_name(level: str) -> str:
    """A level in words."""
    names = {
        "commune": translate("gui", "By commune"),
        "epci": translate("gui", "By EPCI"),
        "departement": translate("gui", "By département"),
        "region": translate("gui", "By région"),
    }
    return names.get(level, level)


def _folded(title: str, content: QWidget, parent: QWidget) -> QgsCollapsibleGroupBox:
    """A box that folds, closed at first."""
    box = QgsCollapsibleGroupBox(title, parent)
    QVBoxLayout(box).addWidget(content)
    box.setCollapsed(True)
    return box


class NumberItem(QTableWidgetItem):
    """A cell that shows a formatted number and sorts by its value; missing values last."""

    def __init__(self, value: float, decimals: int) -> None:
        super().__init__(number(value, decimals))
        self._value = value if value == value else float("-inf")
        self.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def __lt__(self, other: QTableWidgetItem) -> bool:
        return self._value < other._value if isinstance(other, NumberItem) else super().__lt__(other)


class IndicatorsPage(QWidget):
    """Emits `compute_requested` with the id of a definition, a level, a mode and a layer of the user's (or None)."""

    compute_requested = pyqtSignal(str, str, str, object)

    def __init__(self, project: QgsProject, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._definitions: dict[str, Definition] = {}
        self._choice = QComboBox(self)
        self._choice.setAccessibleName(translate("gui", "Indicator"))
        narrow(self._choice)
        self._level = QComboBox(self)
        self._level.setAccessibleName(translate("gui", "Level"))
        self._own = QgsMapLayerComboBox(self)
        self._own.setProject(project)
        self._own.setFilters(Qgis.LayerFilter.HasGeometry)
        self._own.setAllowEmptyLayer(True)
        narrow(self._own)
        self._own.setAccessibleName(translate("gui", "Own layer"))
        self._own_label = QLabel(translate("gui", "Own layer"), self)
        self._partial = QCheckBox(translate("gui", "Compute although this layer is partial"), self)
        self._source = source_combo(self)
        self._method = QLabel(self)
        self._method.setWordWrap(True)
        self._method.setTextFormat(Qt.TextFormat.PlainText)
        self._compute = QPushButton(translate("gui", "Compute"), self)
        self._table = QTableWidget(0, 3, self)
        self._table.setAccessibleName(translate("gui", "Results"))
        self._table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self._table.verticalHeader().hide()
        self._table.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 8)
        self._table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._table.setMinimumHeight(220)
        self._table.hide()
        self._credits = QLabel(self)
        self._credits.setWordWrap(True)
        self._credits.setTextFormat(Qt.TextFormat.PlainText)
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.addRow(translate("gui", "Indicator"), self._choice)
        form.addRow(translate("gui", "Level"), self._level)
        form.addRow(self._own_label, self._own)
        form.addRow(self._partial)
        form.addRow(translate("gui", "Source"), self._source)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(_folded(translate("gui", "Method"), self._method, self))
        layout.addWidget(self._compute)
        layout.addWidget(self._table, 1)
        self._about = _folded(translate("gui", "Sources and notes"), self._credits, self)
        self._about.setCollapsed(False)
        self._about.hide()
        layout.addWidget(self._about)
        layout.addStretch(0)
        self._choice.currentIndexChanged.connect(lambda *_: self._describe())
        self._own.layerChanged.connect(lambda *_: self._describe())
        self._compute.clicked.connect(self._request)

    def set_definitions(self, definitions: Sequence[Definition]) -> None:
        """The definitions are ready: list them by theme."""
        self._definitions = {definition.id: definition for definition in definitions}
        self._choice.clear()
        for definition in sorted(definitions, key=lambda item: (item.theme == "own", theme_name(item.theme), item.title)):
            self._choice.addItem(f"{theme_name(definition.theme)} – {definition.title}", definition.id)
        self._describe()

    def select(self, indicator: str, level: str = "commune") -> None:
        """Choose an indicator and a level."""
        self._choice.setCurrentIndex(self._choice.findData(indicator))
        self._level.setCurrentIndex(self._level.findData(level))

    @property
    def indicator(self) -> str:
        """The id of the indicator that is chosen."""
        return self._choice.currentData() or ""

    def prefer_level(self, level: str) -> None:
        """Propose a level first, where the indicator is known at it."""
        self._level.setCurrentIndex(max(0, self._level.findData(level)))

    def set_own_layer(self, layer: QgsVectorLayer) -> None:
        """Choose the layer of the user's."""
        self._own.setLayer(layer)

    def show_result(self, result: Result) -> None:
        """The territory and its comparators first, then the zones; a zone without a value says why."""
        definition = result.definition
        headers = [translate("gui", "Territory"), definition.unit, translate("gui", "Remark")]
        self._table.setSortingEnabled(False)
        self._table.setHorizontalHeaderLabels(headers)
        self._table.setRowCount(0)
        names = told_apart((*units_of(result.comparators), *units_of(result.zones)))
        for frame, bold in ((result.comparators, True), (result.zones, False)):
            for row in frame.itertuples():
                self._add_row(names[row.level, row.code], row.value, row.flag, definition.decimals, bold)
        header = self._table.horizontalHeader()
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)  # as given, until a header is clicked
        self._table.setSortingEnabled(True)
        self._table.resizeColumnToContents(1)
        self._table.setColumnHidden(2, not any(result.zones["flag"]) and not any(result.comparators["flag"]))
        self._table.show()
        sources = [source_line(source) for source in result.sources] or list(result.layers)
        self._about.show()
        self._credits.setText("\n".join([*sources, *result.notes]))

    def clear_result(self) -> None:
        """Forget the figures that are shown."""
        self._table.setRowCount(0)
        self._table.hide()
        self._about.hide()

    def _add_row(self, name: str, value: float, flag: str, decimals: int, bold: bool) -> None:
        place = self._table.rowCount()
        self._table.insertRow(place)
        for column, item in enumerate((QTableWidgetItem(name), NumberItem(value, decimals), QTableWidgetItem(flag))):
            if bold:
                font = item.font()
                font.setBold(True)
                item.setFont(font)
            item.setToolTip(item.text())
            self._table.setItem(place, column, item)

    def _definition(self) -> Definition | None:
        return self._definitions.get(self._choice.currentData())

    def _needs_layer(self) -> bool:
        definition = self._definition()
        return definition is not None and FEATURES_ROLE in definition.roles

    def _describe(self) -> None:
        definition = self._definition()
        if definition is None:
            return
        level = self._level.currentData()
        if [self._level.itemData(place) for place in range(self._level.count())] != list(definition.levels):
            self._level.clear()
            for item in definition.levels:
                self._level.addItem(level_name(item), item)
            self._level.setCurrentIndex(max(0, self._level.findData(level)))
        own = self._needs_layer()
        self._own.setVisible(own)
        self._own_label.setVisible(own)
        self._warn_of_partial(self._own.currentLayer() if own else None)
        self._method.setText(definition.method)
        self._compute.setEnabled(not own or self._own.currentLayer() is not None)
        self._compute.setToolTip("" if self._compute.isEnabled() else translate("gui", "Choose a layer of yours first."))

    @property
    def accepts_partial(self) -> bool:
        """Whether the layer of the user's may be partial."""
        return self._partial.isChecked()

    def _warn_of_partial(self, layer: QgsVectorLayer | None) -> None:
        """Offer to compute from a partial layer, and say why it is; accepted for one layer, it is not for another."""
        why = partial_of(layer) if layer is not None else ""
        self._partial.setChecked(False)
        self._partial.setVisible(bool(why))
        self._partial.setToolTip(f"<p>{html.escape(why)}</p>" if why else "")

    def _request(self) -> None:
        own = self._own.currentLayer() if self._needs_layer() else None
        self.compute_requested.emit(self._choice.currentData(), self._level.currentData(), self._source.currentData(), own)
