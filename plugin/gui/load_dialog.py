# SPDX-License-Identifier: GPL-2.0-or-later
"""What a file or a service holds, how it is read, and what is to be added of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from qgis.core import Qgis, QgsCoordinateReferenceSystem
from qgis.gui import QgsProjectionSelectionWidget, QgsScrollArea, QgsSpinBox
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QFrame,
    QHeaderView,
    QLabel,
    QPushButton,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ..catalog.targets import MOST_COPIED, Target
from ..feedback import log
from ..files.model import Description, Layer, Options, main_layer
from ..messages import VigieError, number, translate
from ..territory.model import Territory
from .bringing import Wanted
from .folding_form import FoldingForm, folding_box
from .keyboard import follow_reading, name_parts
from .layers_page import narrow
from .search_lanes import Lane

if TYPE_CHECKING:
    from ..loading import Loader

ENCODINGS = ("utf-8", "utf-8-sig", "cp1252", "latin-1", "cp850", "utf-16")
SEPARATORS = (";", ",", "\t", "|")
GUESS = ""
NAME, ROWS, KIND = range(3)
WIDEST_COLUMN = 240


class LoadDialog(QDialog):
    """Emits `accepted_load` with a `Wanted`. `targets` are the ways to get the dataset, the best first."""

    accepted_load = pyqtSignal(object)

    def __init__(
        self, loader: Loader, targets: Sequence[Target], territory: Territory | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._loader, self._targets, self._territory = loader, list(targets), territory
        self._lane = Lane()
        self._description: Description | None = None
        self.setWindowTitle(translate("gui", "Add to the Project"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(940, 660)
        self._build()
        self._connect()
        follow_reading(self)
        self._choose()

    def _build(self) -> None:
        entry = self._targets[0].entry
        self._title = QLabel(entry.title if entry else self._targets[0].about().title, self)
        self._title.setWordWrap(True)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        font = self._title.font()
        font.setBold(True)
        self._title.setFont(font)
        self.resources = QComboBox(self)
        self.resources.setAccessibleName(translate("gui", "File or service"))
        narrow(self.resources)
        for target in self._targets:
            self.resources.addItem(_resource_words(target))
        self.warnings = QLabel(self)
        self.warnings.setWordWrap(True)
        self.warnings.setTextFormat(Qt.TextFormat.PlainText)
        self.warnings.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        top = QFormLayout()
        top.addRow(translate("gui", "File or service"), self.resources)
        splitter = QSplitter(Qt.Orientation.Horizontal, self)
        splitter.addWidget(self._build_layers())
        splitter.addWidget(self._build_sample())
        splitter.setStretchFactor(0, 2)
        splitter.setStretchFactor(1, 3)
        splitter.setMinimumHeight(9 * self.fontMetrics().height())
        self.cut = QCheckBox(self)
        self.cut.setChecked(self._territory is not None)
        self.cut.setVisible(self._territory is not None)
        if self._territory is not None:
            self.cut.setText(translate("gui", "Only what concerns {territory}").format(territory=self._territory.name))
        self.live = QCheckBox(translate("gui", "Leave it on its server (drawn live, not copied)"), self)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.add = self.buttons.addButton(translate("gui", "Add"), QDialogButtonBox.ButtonRole.AcceptRole)
        content = QWidget(self)  # it scrolls: large letters would push the buttons off a small screen
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._title)
        column.addLayout(top)
        column.addWidget(splitter, 1)
        column.addWidget(self.warnings)
        column.addWidget(self._build_options())
        column.addWidget(self.cut)
        column.addWidget(self.live)
        scroll = QgsScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(content)
        layout = QVBoxLayout(self)
        layout.addWidget(scroll, 1)
        layout.addWidget(self.buttons)

    def _build_layers(self) -> QWidget:
        self.layers = QTreeWidget(self)
        self.layers.setRootIsDecorated(False)
        self.layers.setAccessibleName(translate("gui", "Layers and tables"))
        self.layers.setHeaderLabels([translate("gui", "Layer"), translate("gui", "Rows"), translate("gui", "Geometry")])
        header = self.layers.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(ROWS, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(KIND, QHeaderView.ResizeMode.ResizeToContents)
        return self.layers

    def _build_sample(self) -> QWidget:
        self.sample = QTableWidget(self)
        self.sample.setAccessibleName(translate("gui", "First rows"))
        self.sample.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.sample.setAlternatingRowColors(True)
        self.sample.setWordWrap(False)
        header = self.sample.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setMaximumSectionSize(WIDEST_COLUMN)
        self.sample.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        return self.sample

    def _build_options(self) -> QWidget:
        box = folding_box(translate("gui", "How It Is Read"), self)
        inside = QWidget(box)  # unfolding the box shows all that it holds itself, rows that are out of the form too
        QVBoxLayout(box).addWidget(inside)
        self.encoding, self.separator, self.decimal = QComboBox(inside), QComboBox(inside), QComboBox(inside)
        self.encoding.setEditable(True)
        for combo, values in ((self.encoding, ENCODINGS), (self.separator, SEPARATORS), (self.decimal, (",", "."))):
            combo.addItem(translate("gui", "Guess"), GUESS)
            for value in values:
                combo.addItem(_separator_words(value), value)
        self.header = QgsSpinBox(inside)
        self.header.setRange(-1, 1000)
        self.header.setSpecialValueText(translate("gui", "Guess"))
        self.header.setClearValue(-1)
        self.header.setValue(-1)
        self.header.setToolTip(translate("gui", "The row that names the columns, counted from 1; 0 when there is none."))
        self.place = QComboBox(inside)
        for words, value in (
            (translate("gui", "Guess"), GUESS),
            (translate("gui", "No position: a table"), "none"),
            (translate("gui", "Two columns of coordinates"), "xy"),
            (translate("gui", "A column of text (WKT, GeoJSON, latitude and longitude)"), "text"),
            (translate("gui", "A column of territory codes"), "code"),
        ):
            self.place.addItem(words, value)
        self.x, self.y, self.geometry, self.code = (QComboBox(inside) for _ in range(4))
        self.crs = QgsProjectionSelectionWidget(inside)
        self.crs.setOptionVisible(QgsProjectionSelectionWidget.CrsOption.CrsNotSet, True)
        self.crs.setNotSetText(translate("gui", "Guess"))
        self.crs.setCrs(QgsCoordinateReferenceSystem())
        self.again = QPushButton(translate("gui", "Read Again"), inside)
        form = QFormLayout(inside)
        form.setContentsMargins(0, 0, 0, 0)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self._rows = (
            (translate("gui", "Encoding"), self.encoding),
            (translate("gui", "Separator"), self.separator),
            (translate("gui", "Decimal sign"), self.decimal),
            (translate("gui", "Row of names"), self.header),
            (translate("gui", "Position"), self.place),
            (translate("gui", "X, longitude"), self.x),
            (translate("gui", "Y, latitude"), self.y),
            (translate("gui", "Column of geometry"), self.geometry),
            (translate("gui", "Column of codes"), self.code),
            (translate("gui", "Coordinate system"), self.crs),
        )
        self._form = FoldingForm(form)
        for words, widget in self._rows:
            widget.setAccessibleName(words)
            label = QLabel(words, inside)
            label.setBuddy(widget)
            self._form.add(words, label, widget)
        self._show_columns()
        for combo in (self.encoding, self.separator, self.decimal, self.place, self.x, self.y, self.geometry, self.code):
            narrow(combo)
        form.addRow(self.again)
        name_parts(box)
        box.setCollapsed(True)
        self.options_box = box
        return box

    def _connect(self) -> None:
        self.resources.currentIndexChanged.connect(lambda *_: self._choose())
        self.layers.currentItemChanged.connect(lambda *_: self._show_layer())
        self.layers.itemChanged.connect(lambda *_: self._enable())
        self.place.currentIndexChanged.connect(lambda *_: self._show_columns())
        self.again.clicked.connect(lambda *_: self._read())
        self.buttons.rejected.connect(self.reject)
        self.add.clicked.connect(lambda *_: self._accept())

    # Reading

    @property
    def target(self) -> Target:
        """The way that is chosen."""
        return self._targets[self.resources.currentIndex()]

    @property
    def busy(self) -> bool:
        """Whether the target is being read."""
        return self._lane.busy

    def options(self) -> Options:
        """What the user says of the file."""
        encoding = self.encoding.currentText().strip()
        given = {
            "encoding": encoding if encoding != self.encoding.itemText(0) else "",
            "separator": self.separator.currentData(),
            "decimal": self.decimal.currentData(),
            "header_row": self.header.value() if self.header.value() >= 0 else None,
            "place": self.place.currentData(),
            "crs": self.crs.crs().authid() if self.crs.crs().isValid() else "",
        }
        columns = {"xy": {"x": self.x, "y": self.y}, "text": {"geometry": self.geometry}, "code": {"code": self.code}}
        for name, combo in columns.get(self.place.currentData(), {}).items():
            given[name] = combo.currentText()
        return Options(**given)

    def _choose(self) -> None:
        """Another way to get the dataset: what was said of it last time is said again."""
        options = self._loader.memory.of(self.target.resource.address)
        self.encoding.setCurrentText(options.encoding or self.encoding.itemText(0))
        for combo, value in ((self.separator, options.separator), (self.decimal, options.decimal), (self.place, options.place)):
            combo.setCurrentIndex(max(0, combo.findData(value)))
        self.header.setValue(-1 if options.header_row is None else options.header_row)
        self.crs.setCrs(QgsCoordinateReferenceSystem(options.crs))
        for combo, value in (
            (self.x, options.x),
            (self.y, options.y),
            (self.geometry, options.geometry),
            (self.code, options.code),
        ):
            combo.clear()
            combo.addItem(value)
        self.options_box.setVisible(not self.target.is_service)
        self.live.setVisible(self.target.is_service)
        self.live.setChecked(self.target.is_image)
        self.live.setEnabled(not self.target.is_image)
        self._show_columns()
        self._read()

    def _read(self) -> None:
        target, options = self.target, self.options()
        self._description = None
        self.layers.clear()
        self.sample.clear()
        self.sample.setRowCount(0)
        self.warnings.setText(translate("gui", "Reading what it holds…"))
        self._lane.run(
            translate("gui", "Vigie: reading what a file holds"),
            lambda progress, tell: self._loader.describe(target, options, progress),
            done=self._take,
            failed=self._fail,
            cancelled=lambda: self.warnings.setText(translate("gui", "Cancelled.")),
        )
        self._enable()

    def _fail(self, error: VigieError) -> None:
        log(error.detail or error.sentence, Qgis.MessageLevel.Warning)
        self.warnings.setText(error.sentence)
        self._enable()

    def _take(self, description: Description) -> None:
        self._description = description
        main = main_layer(description) if description.layers else ""
        for layer in description.layers:
            item = QTreeWidgetItem([layer.name, number(layer.rows), _geometry_words(layer)])
            item.setTextAlignment(ROWS, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(NAME, Qt.CheckState.Checked if layer.name == main else Qt.CheckState.Unchecked)
            self.layers.addTopLevelItem(item)
            if layer.name == main:
                self.layers.setCurrentItem(item)
        if self.target.is_service and not self.target.is_image:
            self.live.setChecked(any(layer.rows is None or layer.rows > MOST_COPIED for layer in description.layers))
        self._show_warnings()
        self._enable()

    # Showing

    def _layer(self) -> Layer | None:
        place = self.layers.indexOfTopLevelItem(self.layers.currentItem()) if self.layers.currentItem() else -1
        return self._description.layers[place] if self._description is not None and place >= 0 else None

    def _show_layer(self) -> None:
        layer = self._layer()
        if layer is None:
            return
        names = [field.name for field in layer.fields]
        self.sample.setColumnCount(len(names))
        self.sample.setHorizontalHeaderLabels(names)
        self.sample.setRowCount(len(layer.sample))
        for row, values in enumerate(layer.sample):
            for column, value in enumerate(values):
                self.sample.setItem(row, column, QTableWidgetItem("" if value is None else value))
        self.sample.resizeColumnsToContents()
        for combo in (self.x, self.y, self.geometry, self.code):
            chosen = combo.currentText()
            combo.clear()
            combo.addItems(names)
            combo.setCurrentIndex(max(0, combo.findText(chosen or layer.code_field)))
        self._show_warnings()

    def _show_warnings(self) -> None:
        layer = self._layer()
        said = [
            *(self._description.warnings if self._description else ()),
            *((_reading_words(layer), *layer.warnings) if layer else ()),
        ]
        self.warnings.setText("\n".join(filter(None, said)))

    def _show_columns(self) -> None:
        """Only the columns that the chosen way of placing asks for."""
        chosen = self.place.currentData()
        ways = {self.x: "xy", self.y: "xy", self.geometry: "text", self.code: "code"}
        self._form.show(words for words, widget in self._rows if ways.get(widget, chosen) == chosen)

    def _ticked(self) -> tuple[str, ...]:
        items = (self.layers.topLevelItem(place) for place in range(self.layers.topLevelItemCount()))
        return tuple(item.text(NAME) for item in items if item.checkState(NAME) == Qt.CheckState.Checked)

    def _enable(self) -> None:
        ready = self._description is not None and (bool(self._ticked()) or self.target.is_image)
        self.add.setEnabled(ready and not self.busy)
        self.again.setEnabled(not self.busy)

    # Ending

    def _accept(self) -> None:
        options = self.options()
        self._remember(options)
        cut = self.cut.isChecked() and self._territory is not None
        self.accepted_load.emit(Wanted(self.target, options, self._ticked(), cut, self.live.isChecked()))
        self.accept()

    def _remember(self, options: Options) -> None:
        """Read it like that next time. A disk that refuses is no reason not to add."""
        try:
            self._loader.memory.keep(self.target.resource.address, options)
        except VigieError as error:
            log(error.sentence, Qgis.MessageLevel.Warning)

    def done(self, result: int) -> None:
        """The dialog goes away: what it reads is no longer wanted."""
        self._lane.drop()
        super().done(result)


def _resource_words(target: Target) -> str:
    """A way to get the dataset, in a line."""
    resource = target.resource
    size = translate("gui", "{size} MB").format(size=number(resource.size / 1e6, 1)) if resource.size else ""
    name = resource.title or resource.layer or resource.address
    return " – ".join(filter(None, (resource.kind or "?", name, size)))


def _separator_words(value: str) -> str:
    return translate("gui", "Tabulation") if value == "\t" else value


def _geometry_words(layer: Layer) -> str:
    if not layer.geometry:
        return translate("gui", "table")
    names = {
        "Point": translate("gui", "points"),
        "LineString": translate("gui", "lines"),
        "Polygon": translate("gui", "polygons"),
    }
    return names.get(layer.geometry.replace("Multi", "").replace("25D", ""), translate("gui", "mixed"))


def _reading_words(layer: Layer) -> str:
    """How a table was read, in a line; nothing for a layer that says it itself."""
    said = []
    if layer.encoding:
        said.append(translate("gui", "encoding {encoding}").format(encoding=layer.encoding))
    if layer.separator:
        said.append(translate("gui", "separator {separator}").format(separator=_separator_words(layer.separator)))
    if layer.decimal:
        said.append(translate("gui", "decimal sign {sign}").format(sign=layer.decimal))
    if layer.header_row:
        said.append(translate("gui", "names on row {row}").format(row=layer.header_row))
    if layer.code_field:
        said.append(translate("gui", "codes ({kind}) in {field}").format(kind=layer.code_kind, field=layer.code_field))
    if layer.crs and layer.placing != "own":
        said.append(translate("gui", "coordinates in {crs}").format(crs=layer.crs))
    return translate("gui", "Read with: {how}.").format(how=", ".join(said)) if said else ""
