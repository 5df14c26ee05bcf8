# SPDX-License-Identifier: GPL-2.0-or-later
"""The page of the fact sheet: format, file, make."""

from __future__ import annotations

from pathlib import Path

from qgis.gui import QgsFileWidget
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QComboBox, QFormLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ..messages import translate
from ..reports.export import FORMATS, format_of
from ..territory.cog import fold
from ..territory.model import Territory
from .layers_page import source_combo


class FactSheetPage(QWidget):
    """Emits `make_requested` with the format, the mode and the path. `folder` is where sheets go unless told otherwise."""

    make_requested = pyqtSignal(str, str, object)

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._name = "fiche"
        self._format = QComboBox(self)
        for kind in FORMATS:
            self._format.addItem(kind.upper(), kind)
        self._format.setAccessibleName(translate("gui", "Format"))
        self._source = source_combo(self)
        self._file = QgsFileWidget(self)
        self._file.setStorageMode(QgsFileWidget.StorageMode.SaveFile)
        self._make = QPushButton(translate("gui", "Make and Open"), self)
        about = QLabel(
            translate(
                "gui",
                "Identity, programmes, services, indicators with the département, the région and France, map, and for every figure its "
                "source, date and method.",
            ),
            self,
        )
        about.setWordWrap(True)
        about.setTextFormat(Qt.TextFormat.PlainText)
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.addRow(translate("gui", "Format"), self._format)
        form.addRow(translate("gui", "Source"), self._source)
        form.addRow(translate("gui", "File"), self._file)
        layout = QVBoxLayout(self)
        layout.addWidget(about)
        layout.addLayout(form)
        layout.addWidget(self._make)
        layout.addStretch(1)
        self._file.fileChanged.connect(lambda *_: self._check())
        self._format.currentIndexChanged.connect(lambda *_: self._suggest())
        self._make.clicked.connect(self._request)

    def set_territory(self, territory: Territory) -> None:
        """Suggest a file named after the territory."""
        self._name = fold(territory.name).replace(" ", "-")[:60]
        self._suggest()

    def select(self, kind: str, path: Path) -> None:
        """Choose a format and a file."""
        self._format.setCurrentIndex(self._format.findData(kind))
        self._file.setFilePath(str(path))

    def _suggest(self) -> None:
        kind = self._format.currentData()
        self._file.setFilter("HTML (*.html)" if kind == "html" else "PDF (*.pdf)")
        self._file.setFilePath(str(self._folder / f"{self._name}.{kind}"))

    def _check(self) -> None:
        """A sheet needs a file with a whole path, and a name that says the format."""
        path, kind = Path(self._file.filePath().strip()), self._format.currentData()
        problem = ""
        if not path.is_absolute():
            problem = translate("gui", "Give the whole path of the file to make.")
        elif format_of(path) != kind:
            problem = translate("gui", "Give a name that ends in .{format}.").format(format=kind)
        self._make.setEnabled(not problem)
        self._make.setToolTip(problem)

    def _request(self) -> None:
        self.make_requested.emit(self._format.currentData(), self._source.currentData(), Path(self._file.filePath().strip()))
