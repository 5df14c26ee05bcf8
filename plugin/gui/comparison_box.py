# SPDX-License-Identifier: GPL-2.0-or-later
"""The territory beside up to three others: which ones, the preview, the file."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QKeyEvent
from qgis.PyQt.QtWidgets import QComboBox, QFormLayout, QLabel, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from ..messages import VigieError, number, translate
from ..reports.comparison import AVERAGE, FIRST, SIDE_BY_SIDE
from ..reports.spreadsheet import TableFormat
from ..territory.cog import Cog
from ..territory.model import Territory
from .factsheet_preview import Paper
from .layers_page import narrow
from .output_choice import OutputChoice
from .search_filters import FoldedBox
from .territory_search import TerritorySearch, short_name

KEY = int(Qt.ItemDataRole.UserRole)
KINDS = ("html", "ods", "csv")


class Compare(NamedTuple):
    """What is to be compared with the territory (written), with what differences are; and the file to write, None for a preview."""

    others: tuple[str, ...]
    reference: str
    kind: str = ""
    path: Path | None = None
    table: TableFormat | None = None


class ComparisonBox(FoldedBox):
    """Emits `asked` with a `Compare`, and `failed` with a `VigieError`. What is previewed holds until a choice changes."""

    asked = pyqtSignal(object)
    failed = pyqtSignal(object)

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._cog: Cog | None = None
        self._territory: Territory | None = None
        self._told = QLabel(self)
        self._told.setWordWrap(True)
        self._told.setTextFormat(Qt.TextFormat.PlainText)
        self.search = TerritorySearch(self, translate("gui", "Search for a territory to compare with"))
        self.others = _Others(self)
        self._remove = QPushButton(translate("gui", "Remove from the Comparison"), self)
        self._reference = QComboBox(self)
        self._reference.setAccessibleName(translate("gui", "Differences with"))
        self._reference.addItem(translate("gui", "the territory"), FIRST)
        self._reference.addItem(translate("gui", "the plain mean of those shown"), AVERAGE)
        narrow(self._reference)
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.addRow(translate("gui", "Differences with"), self._reference)
        self.preview = QPushButton(translate("gui", "Preview of the Comparison"), self)
        self.paper = Paper(
            self,
            translate("gui", "Preview of the comparison"),
            translate("gui", "Choose up to three territories above, then press Preview."),
        )
        self.paper.setMinimumHeight(14 * self.fontMetrics().height())
        self.output = OutputChoice(KINDS, folder, self)
        self.make = QPushButton(translate("gui", "Make and Open the Comparison"), self)
        layout = QVBoxLayout(self)
        layout.addWidget(self._told)
        layout.addWidget(self.search)
        layout.addWidget(self.others)
        layout.addWidget(self._remove)
        layout.addLayout(form)
        for widget in (self.preview, self.paper, self.output, self.make):
            layout.addWidget(widget)
        self._explain()
        self._connect()
        self._change()

    def _explain(self) -> None:
        self.setWhatsThis(
            translate(
                "gui",
                "Compare: the territory beside up to three others, by the indicators of the template. Territories of different levels are "
                "compared by rates, not by totals: what is left out is said.",
            )
        )
        self.others.setToolTip(translate("gui", "What the territory is compared with; Delete removes one."))

    def _connect(self) -> None:
        self.search.taken.connect(self.add)
        self.others.removed.connect(self._drop)
        self.others.itemSelectionChanged.connect(self._allow)
        self._remove.clicked.connect(self._drop)
        self._reference.currentIndexChanged.connect(lambda *_: self._change())
        self.output.changed.connect(self._allow)
        self.preview.clicked.connect(lambda *_: self.asked.emit(Compare(self.keys, self._reference.currentData())))
        self.make.clicked.connect(self._make)

    @property
    def keys(self) -> tuple[str, ...]:
        """The other territories, as they are written."""
        return tuple(self.others.item(row).data(KEY) for row in range(self.others.count()))

    def set_cog(self, cog: Cog) -> None:
        """The geographic code is ready."""
        self._cog = cog
        self.search.set_cog(cog)

    def set_territory(self, territory: Territory, name: str) -> None:
        """What is compared; `name` is that of the file that is proposed. It is not compared with itself."""
        self._territory = territory
        for row in reversed(range(self.others.count())):
            if self.others.item(row).data(KEY) == territory.key:
                self.others.takeItem(row)
        self.output.name_after(f"{name}-{translate('gui', 'comparison')}")
        self._change()

    def add(self, written: str) -> None:
        """One more territory to compare with; what is too many, or there already, is told."""
        if self._cog is None or self._territory is None:
            return
        try:
            other = self._cog.territory(written)
            self._refuse(other)
        except VigieError as error:
            self.failed.emit(error)
            return
        item = QListWidgetItem(short_name(other), self.others)
        item.setData(KEY, other.key)
        item.setToolTip(other.name)
        self.others.setCurrentItem(item)
        self._change()

    def _refuse(self, other: Territory) -> None:
        if other.key in (self._territory.key, *self.keys):
            raise VigieError(translate("gui", "{territory} is in the comparison already.").format(territory=short_name(other)))
        if self.others.count() >= SIDE_BY_SIDE - 1:
            told = translate("gui", "Up to {count} territories are shown side by side: remove one first.")
            raise VigieError(told.format(count=number(SIDE_BY_SIDE)))

    def show_page(self, page: str) -> None:
        """Show the comparison."""
        self.paper.show_page(page)

    def forget(self) -> None:
        """What was previewed holds no more."""
        self.paper.clear()

    def _drop(self) -> None:
        row = self.others.currentRow()
        if row >= 0:
            self.others.takeItem(row)
            self._change()

    def _change(self) -> None:
        """Other territories are compared: say how many."""
        self.forget()
        self.set_title(translate("gui", "Compare ({count} of {most})").format(
            count=number(self.others.count()), most=number(SIDE_BY_SIDE - 1)))  # fmt: skip
        name = short_name(self._territory) if self._territory else ""
        self._told.setText(translate("gui", "{territory} beside:").format(territory=name))
        self.others.fit()
        self._allow()

    def _allow(self) -> None:
        """What can be done now; what cannot says why."""
        alone = "" if self.others.count() else translate("gui", "Choose a territory to compare with first.")
        self.preview.setEnabled(not alone)
        self.preview.setToolTip(alone)
        problem = alone or self.output.problem
        self.make.setEnabled(not problem)
        self.make.setToolTip(problem)
        self._remove.setEnabled(self.others.currentRow() >= 0)

    def _make(self) -> None:
        output = self.output
        self.asked.emit(Compare(self.keys, self._reference.currentData(), output.kind, output.path, output.table))


class _Others(QListWidget):
    """The other territories. Emits `removed` when Delete is pressed."""

    removed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(translate("gui", "Territories to compare with"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)

    def fit(self) -> None:
        """As high as three rows."""
        self.setFixedHeight((SIDE_BY_SIDE - 1) * (self.fontMetrics().height() + 6) + 2 * self.frameWidth() + 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete removes the current one."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        else:
            super().keyPressEvent(event)
