# SPDX-License-Identifier: GPL-2.0-or-later
"""What one holds, as a table: found again by a filter, completed by hand, exported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from qgis.core import QgsApplication, QgsSettings
from qgis.gui import QgsFilterLineEdit
from qgis.PyQt.QtCore import QAbstractTableModel, QModelIndex, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from ..catalog.themes import theme_name
from ..inventory.completion import LONGEST
from ..inventory.model import EDITABLE, Held, Inventory, clean, fields_text, personal_text
from ..inventory.vocabularies import theme_key
from ..messages import date, number, translate
from ..reports.inventory import FORMATS, Exports
from ..territory.cog import fold
from .keyboard import follow_reading

PROJECT, FOLDER, FILE, DATABASE = "project", "folder", "file", "database"
PUBLISHER = "vigie_territoriale/publisher"
_EDITED = len(EDITABLE)


class HoldingsModel(QAbstractTableModel):
    """The datasets of an inventory; the columns of `EDITABLE` come first and can be changed. Emits `completed` with an identity and its
    texts.
    """

    completed = pyqtSignal(str, dict)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._held: list[Held] = []
        self._words: list[str] = []
        self._shown: list[int] = []
        self._text, self._sorted = "", (0, Qt.SortOrder.AscendingOrder)
        self._titles = [
            translate("gui", "Title"),
            translate("gui", "Theme"),
            translate("gui", "Licence"),
            translate("gui", "Contact"),
            translate("gui", "Description"),
            translate("gui", "Geometry"),
            translate("gui", "Rows"),
            translate("gui", "Coordinate system"),
            translate("gui", "Last change"),
            translate("gui", "Perhaps personal"),
            translate("gui", "Where"),
            translate("gui", "Fields"),
            translate("gui", "Notes"),
        ]

    def show_inventory(self, inventory: Inventory) -> None:
        """Show these datasets in place of the others."""
        self._held = list(inventory.datasets)
        self._words = [self._searched(held) for held in self._held]
        self._arrange()

    @property
    def inventory(self) -> Inventory:
        """The datasets, as completed."""
        return Inventory(tuple(self._held))

    def filter(self, text: str) -> None:
        """Show only the datasets that hold all of these words, in any column."""
        self._text = text
        self._arrange()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Put the rows in the order of a column; those without a value come last."""
        self._sorted = column, order
        self._arrange()

    def _arrange(self) -> None:
        self.beginResetModel()
        words, (column, order) = fold(self._text).split(), self._sorted
        shown = [place for place, text in enumerate(self._words) if all(word in text for word in words)]
        keys = {place: self._key(self._held[place], column) for place in shown}
        known = sorted((place for place in shown if keys[place] is not None), key=keys.__getitem__)
        if order == Qt.SortOrder.DescendingOrder:
            known.reverse()
        self._shown = known + [place for place in shown if keys[place] is None]
        self.endResetModel()

    def _searched(self, held: Held) -> str:
        """The texts of a dataset as the filter looks into them, kept: each letter that is typed asks them all."""
        return fold(" ".join((*self._cells(held), held.identity, held.group)))

    def _key(self, held: Held, column: int) -> Any:
        if column == _EDITED + 1:
            return held.rows
        if column == _EDITED + 3:
            return held.modified or None
        return fold(held.title if column == 0 else self._cells(held)[column]) or None

    def _cells(self, held: Held) -> tuple[str, ...]:
        return (
            held.title,
            theme_name(held.theme),
            held.licence,
            held.contact,
            held.description,
            held.geometry,
            number(held.rows),
            held.crs if len(held.crs) < 40 else "WKT",
            date(held.modified),
            personal_text(held),
            held.location,
            fields_text(held),
            " ".join(filter(None, (held.problem, *held.notes))),
        )

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        """How many datasets are shown."""
        return 0 if parent is not None and parent.isValid() else len(self._shown)

    def columnCount(self, parent: QModelIndex | None = None) -> int:
        """How many columns there are."""
        return 0 if parent is not None and parent.isValid() else len(self._titles)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The titles of the columns."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._titles[section]
        return None

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell as text."""
        if not index.isValid():
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self._cells(self._held[self._shown[index.row()]])[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:  # as plain text: cells come from files
            return self._cells(self._held[self._shown[index.row()]])[index.column()].replace("<", "‹")
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == _EDITED + 1:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        """The first columns can be changed."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.isValid() and index.column() < _EDITED else flags

    def setData(self, index: QModelIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Complete a dataset by hand; an empty text changes nothing."""
        text = clean(value)[:LONGEST]
        if role != Qt.ItemDataRole.EditRole or not self.flags(index) & Qt.ItemFlag.ItemIsEditable or not text:
            return False
        place, name = self._shown[index.row()], EDITABLE[index.column()]
        if text == self.data(index):
            return False
        written = theme_key(text) if name == "theme" and theme_name(theme_key(text)) == text else text
        self._held[place] = replace(self._held[place], **{name: written})
        self._words[place] = self._searched(self._held[place])
        self.dataChanged.emit(index, index)
        self.completed.emit(self._held[place].identity, {name: written})
        return True


class HoldingsDialog(QDialog):
    """Emits `walk_requested` with a kind of source and which one, `export_requested` with `Exports`, `completed` with an identity and
    texts.
    """

    walk_requested = pyqtSignal(str, str)
    export_requested = pyqtSignal(object)
    completed = pyqtSignal(str, dict)

    def __init__(self, connections: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(translate("gui", "Inventory of One’s Own Data"))
        self.resize(900, 520)
        self._busy = False
        self.model = HoldingsModel(self)
        self.model.completed.connect(self.completed)
        self.walk = QPushButton(QgsApplication.getThemeIcon("/mActionRefresh.svg"), translate("gui", "Walk"), self)
        self.walk.setMenu(self._walks(connections))
        self.filter = QgsFilterLineEdit(self)
        self.filter.setShowSearchIcon(True)
        self.filter.setPlaceholderText(translate("gui", "Filter"))
        self.filter.setAccessibleName(translate("gui", "Filter the datasets"))
        self.filter.textChanged.connect(self._filter)
        self.table = QTableView(self)
        self.table.setModel(self.model)
        self.table.setAccessibleName(translate("gui", "Datasets that are held"))
        self.table.setSortingEnabled(True)
        self.table.setAlternatingRowColors(True)
        self.table.setWordWrap(False)
        self.table.setTabKeyNavigation(False)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.horizontalHeader().setStretchLastSection(True)
        self.table.verticalHeader().hide()
        letter = self.fontMetrics().averageCharWidth()
        for column, letters in enumerate((28, 24, 20, 20, 28, 12, 10, 18, 14, 40, 50, 50)):
            self.table.setColumnWidth(column, letters * letter)
        self.table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        self.told = QLabel(self)
        self.told.setWordWrap(True)
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.publisher = QLineEdit(str(QgsSettings().value(PUBLISHER, "") or ""), self)
        self.publisher.setAccessibleName(translate("gui", "Publisher of the catalogue"))
        self.publisher.setPlaceholderText(translate("gui", "Name of your organisation"))
        self.publisher.textChanged.connect(lambda *_: self._enable())
        self.form = QComboBox(self)
        self.form.setAccessibleName(translate("gui", "Sort of CSV"))
        for name, title in zip(FORMATS, (translate("gui", "CSV (RFC 4180)"), translate("gui", "CSV (French spreadsheets)"))):
            self.form.addItem(title, name)
        self.csv = QPushButton(translate("gui", "Export the CSV…"), self)
        self.dcat = QPushButton(translate("gui", "Export DCAT-AP…"), self)
        self.metadata = QPushButton(translate("gui", "Export ISO 19139…"), self)
        self.dcat.setToolTip(translate("gui", "JSON-LD or Turtle, for catalogues. It needs the name of your organisation."))
        self.csv.clicked.connect(lambda *_: self._export_csv())
        self.dcat.clicked.connect(lambda *_: self._export_dcat())
        self.metadata.clicked.connect(lambda *_: self._export_metadata())
        self._lay_out()
        self.show_inventory(Inventory())

    def _lay_out(self) -> None:
        first, last = QHBoxLayout(), QHBoxLayout()
        first.addWidget(self.walk)
        first.addWidget(self.filter, 1)
        last.addWidget(self.form)
        last.addWidget(self.csv)
        last.addWidget(self.publisher, 1)
        last.addWidget(self.dcat)
        last.addWidget(self.metadata)
        for button in (self.walk, self.csv, self.dcat, self.metadata):
            button.setAutoDefault(False)  # Return ends the editing of a cell, and nothing else
        layout = QVBoxLayout(self)
        layout.addLayout(first)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.told)
        layout.addLayout(last)
        follow_reading(self)

    def _walks(self, connections: Sequence[str]) -> QMenu:
        menu = QMenu(self)
        menu.addAction(translate("gui", "The Project")).triggered.connect(lambda *_: self.walk_requested.emit(PROJECT, ""))
        menu.addAction(translate("gui", "A Folder…")).triggered.connect(lambda *_: self._ask_folder())
        menu.addAction(translate("gui", "A GeoPackage…")).triggered.connect(lambda *_: self._ask_file())
        for name in connections:
            title = translate("gui", "A Schema of {connection}…").format(connection=name.replace("&", "&&"))
            menu.addAction(title).triggered.connect(lambda *_, name=name: self._ask_schema(name))
        return menu

    def show_inventory(self, inventory: Inventory) -> None:
        """Show what was found."""
        self.model.show_inventory(inventory)
        counts = {
            "count": number(len(inventory.datasets)),
            "unread": number(len(inventory.unread)),
            "suspected": number(sum(bool(held.suspicions) for held in inventory.datasets)),
        }
        if inventory.datasets or inventory.notes:
            told = translate(
                "gui", "{count} datasets, {unread} that could not be read, {suspected} to be checked for personal data."
            ).format(**counts)
        else:
            told = translate("gui", "Walk the project, a folder, a GeoPackage or a schema. Data are read only, nothing is sent.")
        self.told.setText(" ".join((told, *inventory.notes)))
        self._enable()

    def set_busy(self, busy: bool) -> None:
        """Whether something is being made: nothing else can be asked meanwhile."""
        self._busy = busy
        self._enable()

    def _filter(self, text: str) -> None:
        self.model.filter(text)

    def _enable(self) -> None:
        ready = not self._busy and bool(self.model.inventory.datasets)
        self.walk.setEnabled(not self._busy)
        self.csv.setEnabled(ready)
        self.metadata.setEnabled(ready)
        self.dcat.setEnabled(ready and bool(self.publisher.text().strip()))

    def _ask_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, translate("gui", "Folder to Walk"))
        if folder:
            self.walk_requested.emit(FOLDER, folder)

    def _ask_file(self) -> None:
        file, _ = QFileDialog.getOpenFileName(self, translate("gui", "GeoPackage to Walk"), "", "GeoPackage (*.gpkg)")
        if file:
            self.walk_requested.emit(FILE, file)

    def _ask_schema(self, connection: str) -> None:
        schema, good = QInputDialog.getText(
            self, self.windowTitle(), translate("gui", "Schema"), QLineEdit.EchoMode.Normal, "public"
        )
        if good and schema.strip():
            self.walk_requested.emit(DATABASE, f"postgis:{connection}/{schema.strip()}")

    def _export_csv(self) -> None:
        file = self._ask_name(translate("gui", "Export the Inventory"), ".csv", "CSV (*.csv)")
        if file is not None:
            self.export_requested.emit(Exports(csv=file, form=self.form.currentData()))

    def _export_dcat(self) -> None:
        file = self._ask_name(
            translate("gui", "Export the Catalogue"),
            ".jsonld",
            "JSON-LD (*.jsonld);;Turtle (*.ttl)",
            (".jsonld", ".json", ".ttl"),
        )
        if file is None:
            return
        publisher = self.publisher.text().strip()
        QgsSettings().setValue(PUBLISHER, publisher)
        kind = "turtle" if file.suffix.lower() == ".ttl" else "json_ld"
        self.export_requested.emit(Exports(publisher=publisher, **{kind: file}))

    def _export_metadata(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, translate("gui", "Folder for the Metadata"))
        if folder:
            self.export_requested.emit(Exports(metadata=Path(folder), publisher=self.publisher.text().strip()))

    def _ask_name(self, title: str, ending: str, kinds: str, endings: Sequence[str] = ()) -> Path | None:
        file, _ = QFileDialog.getSaveFileName(self, title, "", kinds)
        if not file:
            return None
        path = Path(file)
        return path if path.suffix.lower() in (endings or (ending,)) else path.with_name(f"{path.name}{ending}")
