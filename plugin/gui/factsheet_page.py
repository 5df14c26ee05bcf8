# SPDX-License-Identifier: GPL-2.0-or-later
"""The page of the fact sheet: sections, preview, format, file, make."""

from __future__ import annotations

from pathlib import Path

from qgis.gui import QgsFileWidget
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QComboBox, QFormLayout, QLabel, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from ..messages import number, translate
from ..reports.export import FORMATS, format_of
from ..reports.factsheet import FactSheet
from ..reports.html import factsheet_html
from ..reports.template import PORTRAIT, template_of
from ..reports.titles import section_title
from ..territory.cog import fold
from ..territory.model import Territory
from .factsheet_preview import Paper
from .layers_page import source_combo
from .search_filters import FoldedBox
from .search_lanes import Lane

SECTION = int(Qt.ItemDataRole.UserRole)


class FactSheetPage(QWidget):
    """Emits `make_requested` with the format, the mode and the path, `preview_requested` with the mode, and `failed` with a `VigieError`.
    `folder` is where sheets go unless told otherwise. `compare_place` is where what compares territories goes.
    """

    make_requested = pyqtSignal(str, str, object)
    preview_requested = pyqtSignal(str)
    failed = pyqtSignal(object)

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._name = "fiche"
        self._sheet: FactSheet | None = None
        self._drawing = Lane()
        self._format = QComboBox(self)
        for kind in FORMATS:
            self._format.addItem(kind.upper(), kind)
        self._format.setAccessibleName(translate("gui", "Format"))
        self._source = source_combo(self)
        self._file = QgsFileWidget(self)
        self._file.setStorageMode(QgsFileWidget.StorageMode.SaveFile)
        self.setWhatsThis(
            translate(
                "gui",
                "Identity, programmes, services, indicators with the département, the région and France, map, and for every figure its "
                "source, date and method.",
            )
        )
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.addRow(translate("gui", "Source"), self._source)
        sections = self._build_sections()
        self.preview = QPushButton(translate("gui", "Preview"), self)
        self._told = QLabel(self)
        self._told.setWordWrap(True)
        self._told.setTextFormat(Qt.TextFormat.PlainText)
        self.paper = Paper(self)
        output = QFormLayout()
        output.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        output.addRow(translate("gui", "Format"), self._format)
        output.addRow(translate("gui", "File"), self._file)
        self._make = QPushButton(translate("gui", "Make and Open"), self)
        self.compare_place = QVBoxLayout()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.setSpacing(4)
        layout.addLayout(form)
        layout.addWidget(sections)
        layout.addWidget(self.preview)
        layout.addWidget(self._told)
        layout.addWidget(self.paper, 1)
        layout.addLayout(self.compare_place)
        layout.addLayout(output)
        layout.addWidget(self._make)
        self.setTabOrder(self.paper, self._format)
        self._file.fileChanged.connect(lambda *_: self._check())
        self._format.currentIndexChanged.connect(lambda *_: self._suggest())
        self._source.currentIndexChanged.connect(lambda *_: self.forget_sheet())
        self._list.itemChanged.connect(lambda *_: self._choose_sections())
        self.preview.clicked.connect(lambda *_: self.preview_requested.emit(self._source.currentData()))
        self._make.clicked.connect(self._request)
        self.forget_sheet()
        self._choose_sections()

    def _build_sections(self) -> QWidget:
        self._sections = FoldedBox("", self)
        self._list = QListWidget(self._sections)
        self._list.setAccessibleName(translate("gui", "Sections of the fact sheet"))
        self._list.setWordWrap(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setMinimumHeight(5 * self.fontMetrics().height())
        for section in template_of(PORTRAIT).optional:
            item = QListWidgetItem(section_title(section), self._list)
            item.setData(SECTION, section)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked)
        QVBoxLayout(self._sections).addWidget(self._list)
        return self._sections

    @property
    def sections(self) -> tuple[str, ...]:
        """The sections that are wanted, in their order."""
        items = map(self._list.item, range(self._list.count()))
        return tuple(item.data(SECTION) for item in items if item.checkState() == Qt.CheckState.Checked)

    def choose_sections(self, sections: tuple[str, ...]) -> None:
        """Tick these sections and no other."""
        for item in map(self._list.item, range(self._list.count())):
            wanted = item.data(SECTION) in sections
            item.setCheckState(Qt.CheckState.Checked if wanted else Qt.CheckState.Unchecked)

    def set_territory(self, territory: Territory) -> None:
        """Suggest a file named after the territory."""
        self._name = fold(territory.name).replace(" ", "-")[:60]
        self.forget_sheet()
        self._suggest()

    def select(self, kind: str, path: Path) -> None:
        """Choose a format and a file."""
        self._format.setCurrentIndex(self._format.findData(kind))
        self._file.setFilePath(str(path))

    def show_sheet(self, sheet: FactSheet) -> None:
        """Show the preview of a sheet, in the sections that are wanted."""
        self._sheet = sheet
        self._draw()

    def forget_sheet(self) -> None:
        """What was previewed holds no more."""
        self._sheet = None
        self._drawing.drop()
        self.paper.clear()
        self._told.hide()

    def dismiss(self) -> None:
        """The page is going away."""
        self._drawing.drop()

    def _draw(self) -> None:
        """Make the page again, in the background."""
        if self._sheet is None:
            return
        sheet = self._sheet.only(self.sections)

        def done(page: str) -> None:
            self.paper.show_page(page)
            self._told.show()
            self._told.setText(translate("gui", "The map is drawn in the file only."))

        title = translate("gui", "Vigie: drawing the fact sheet")
        self._drawing.run(title, lambda progress, tell: factsheet_html(sheet, {}), done, self.failed.emit)

    def _choose_sections(self) -> None:
        count = len(self.sections)
        told = translate("gui", "Sections ({count} of {all})").format(count=number(count), all=number(self._list.count()))
        self._sections.set_title(told)
        self._check()
        self._draw()

    def _suggest(self) -> None:
        kind = self._format.currentData()
        self._file.setFilter("HTML (*.html)" if kind == "html" else "PDF (*.pdf)")
        self._file.setFilePath(str(self._folder / f"{self._name}.{kind}"))

    def _check(self) -> None:
        """A sheet needs a section, and a file with a whole path and a name that says the format."""
        path, kind = Path(self._file.filePath().strip()), self._format.currentData()
        problem = ""
        if not self.sections:
            problem = translate("gui", "Choose one section at least.")
        elif not path.is_absolute():
            problem = translate("gui", "Give the whole path of the file to make.")
        elif format_of(path) != kind:
            problem = translate("gui", "Give a name that ends in .{format}.").format(format=kind)
        self._make.setEnabled(not problem)
        self._make.setToolTip(problem)

    def _request(self) -> None:
        self.make_requested.emit(self._format.currentData(), self._source.currentData(), Path(self._file.filePath().strip()))
