# SPDX-License-Identifier: GPL-2.0-or-later
"""In which format, and into which file, something is written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from qgis.gui import QgsFileWidget
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QComboBox, QFormLayout, QWidget

from ..messages import translate
from ..reports.export import format_of
from ..reports.spreadsheet import FRENCH, RFC_4180, TableFormat
from .layers_page import narrow

_RFC = "csv rfc4180"


class OutputChoice(QWidget):
    """A format and a file whose name says it. Emits `changed`. `folder` is where files go unless told otherwise."""

    changed = pyqtSignal()

    def __init__(self, kinds: Sequence[str], folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder, self._name = folder, "fiche"
        self.format = QComboBox(self)
        self.format.setAccessibleName(translate("gui", "Format"))
        narrow(self.format)
        for kind in kinds:
            if kind == "csv":
                self.format.addItem(translate("gui", "CSV for French spreadsheets"), "csv")
                self.format.addItem(translate("gui", "CSV (RFC 4180)"), _RFC)
            else:
                self.format.addItem(kind.upper(), kind)
        self.format.setToolTip(
            translate("gui", "CSV for French spreadsheets: semicolons and decimal commas; RFC 4180: commas and decimal points.")
        )
        self.file = QgsFileWidget(self)
        self.file.setStorageMode(QgsFileWidget.StorageMode.SaveFile)
        self.file.lineEdit().setAccessibleName(translate("gui", "File"))
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.addRow(translate("gui", "Format"), self.format)
        form.addRow(translate("gui", "File"), self.file)
        self.file.fileChanged.connect(lambda *_: self.changed.emit())
        self.format.currentIndexChanged.connect(lambda *_: self.suggest())
        self.suggest()

    @property
    def kind(self) -> str:
        """The format: html, pdf, ods or csv."""
        return self.format.currentData().partition(" ")[0]

    @property
    def table(self) -> TableFormat:
        """How a CSV is written."""
        return RFC_4180 if self.format.currentData() == _RFC else FRENCH

    @property
    def path(self) -> Path:
        """The file."""
        return Path(self.file.filePath().strip())

    @property
    def problem(self) -> str:
        """What is wrong with the file, in a sentence; empty where nothing is."""
        if not self.path.is_absolute():
            return translate("gui", "Give the whole path of the file to make.")
        if format_of(self.path) != self.kind:
            return translate("gui", "Give a name that ends in .{format}.").format(format=self.kind)
        return ""

    def name_after(self, name: str) -> None:
        """Suggest a file of that name, without its ending."""
        self._name = name
        self.suggest()

    def select(self, kind: str, path: Path) -> None:
        """Choose a format and a file."""
        self.format.setCurrentIndex(self.format.findData(kind))
        self.file.setFilePath(str(path))

    def suggest(self) -> None:
        """A file in the folder, of that name and format."""
        self.file.setFilter(f"{self.kind.upper()} (*.{self.kind})")
        self.file.setFilePath(str(self._folder / f"{self._name}.{self.kind}"))
        self.changed.emit()
