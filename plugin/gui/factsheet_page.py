# SPDX-License-Identifier: GPL-2.0-or-later
"""The page of the fact sheet: template, sections, preview, file, the layout in the project; and what it is compared with."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QCheckBox, QFormLayout, QLabel, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from ..messages import number, translate
from ..reports.export import ALL_FORMATS
from ..reports.factsheet import FactSheet
from ..reports.html import factsheet_html
from ..reports.spreadsheet import TableFormat
from ..reports.template import Template
from ..reports.titles import section_title
from ..territory.cog import Cog, fold
from ..territory.model import Territory
from .comparison_box import ComparisonBox
from .factsheet_preview import Paper
from .layers_page import source_combo
from .output_choice import OutputChoice
from .search_filters import FoldedBox
from .search_lanes import Lane
from .template_choice import TemplateChoice

SECTION = int(Qt.ItemDataRole.UserRole)
SENTENCES = "narrative"


class Wanted(NamedTuple):
    """What a sheet is to be made of: the template, the mode of the sources, the kinds of sections that are kept."""

    template: Template
    mode: str
    sections: tuple[str, ...]


class Order(NamedTuple):
    """A file to make: its format, what it is made of, how a CSV is written, whether there is one sheet for each commune."""

    kind: str
    wanted: Wanted
    path: Path
    table: TableFormat
    atlas: bool


class FactSheetPage(QWidget):
    """Emits `make_requested` with an `Order`, `preview_requested` and `layout_requested` with what is `Wanted`, and `failed` with a
    `VigieError`. `folder` is where sheets go unless told otherwise; `comparison` asks by itself.
    """

    make_requested = pyqtSignal(object)
    preview_requested = pyqtSignal(object)
    layout_requested = pyqtSignal(object)
    failed = pyqtSignal(object)

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._communes = 0
        self._sheet: FactSheet | None = None
        self._drawing = Lane()
        self.templates = TemplateChoice(self)
        self._source = source_combo(self)
        sections = self._build_sections()
        self.sentences = QCheckBox(translate("gui", "Sentences on the figures"), self)
        self.preview = QPushButton(translate("gui", "Preview"), self)
        self._told = QLabel(self)
        self._told.setWordWrap(True)
        self._told.setTextFormat(Qt.TextFormat.PlainText)
        self.paper = Paper(self)
        self.output = OutputChoice(ALL_FORMATS, folder, self)
        self._format, self._file = self.output.format, self.output.file
        self.atlas = QCheckBox(translate("gui", "One page per commune"), self)
        self._make = QPushButton(translate("gui", "Make and Open"), self)
        self.layout_button = QPushButton(translate("gui", "Layout in the Project"), self)
        self.comparison = ComparisonBox(folder, self)
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.addRow(translate("gui", "Template"), self.templates)
        form.addRow(translate("gui", "Source"), self._source)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.setSpacing(4)
        layout.addLayout(form)
        for widget in (sections, self.sentences, self.preview, self._told):
            layout.addWidget(widget)
        layout.addWidget(self.paper, 1)
        for widget in (self.output, self.atlas, self._make, self.layout_button, self.comparison):
            layout.addWidget(widget)
        self.setTabOrder(self.paper, self._format)
        self._explain()
        self._connect()
        self._list_sections()

    def _explain(self) -> None:
        self.setWhatsThis(
            translate(
                "gui",
                "Identity, programmes, services, indicators with the département, the région and France, map, and for every figure its "
                "source, date and method.",
            )
        )
        self.layout_button.setToolTip(
            translate(
                "gui", "Adds the fact sheet to this project as a QGIS layout, with copies of its map layers, for you to modify."
            )
        )

    def _connect(self) -> None:
        self.templates.changed.connect(self._list_sections)
        self.templates.failed.connect(self.failed)
        self.output.changed.connect(self._check)
        self._source.currentIndexChanged.connect(lambda *_: self.forget_sheet())
        self._list.itemChanged.connect(lambda *_: self._choose_sections())
        self.sentences.clicked.connect(self._switch_sentences)
        self.preview.clicked.connect(lambda *_: self.preview_requested.emit(self.wanted))
        self.layout_button.clicked.connect(lambda *_: self.layout_requested.emit(self.wanted))
        self._make.clicked.connect(self._request)
        self.comparison.failed.connect(self.failed)

    def _build_sections(self) -> QWidget:
        self._sections = FoldedBox("", self)
        self._list = QListWidget(self._sections)
        self._list.setAccessibleName(translate("gui", "Sections of the fact sheet"))
        self._list.setWordWrap(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setMinimumHeight(5 * self.fontMetrics().height())
        QVBoxLayout(self._sections).addWidget(self._list)
        return self._sections

    def _list_sections(self) -> None:
        """The sections of the template, all ticked; what was previewed is of another one."""
        self.forget_sheet()
        self._list.blockSignals(True)
        self._list.clear()
        titles = {section.kind: section.title for section in self.templates.template.sections}
        for kind in self.templates.template.optional:
            item = QListWidgetItem(titles[kind] or section_title(kind), self._list)
            item.setData(SECTION, kind)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked)
        self._list.blockSignals(False)
        none = SENTENCES not in self.templates.template.optional
        self.sentences.setEnabled(not none)
        self.sentences.setToolTip(translate("gui", "This template has no sentences.") if none else "")
        self._choose_sections()

    @property
    def wanted(self) -> Wanted:
        """What a sheet is to be made of, as it is chosen now."""
        return Wanted(self.templates.template, self._source.currentData(), self.sections)

    @property
    def sections(self) -> tuple[str, ...]:
        """The sections that are wanted, in their order."""
        return tuple(item.data(SECTION) for item in self._items() if item.checkState() == Qt.CheckState.Checked)

    def choose_sections(self, sections: tuple[str, ...]) -> None:
        """Tick these sections and no other."""
        for item in self._items():
            _tick(item, item.data(SECTION) in sections)

    def set_cog(self, cog: Cog) -> None:
        """The geographic code is ready: territories can be found to compare with."""
        self.comparison.set_cog(cog)

    def set_territory(self, territory: Territory) -> None:
        """Suggest a file named after the territory."""
        name = fold(territory.name).replace(" ", "-")[:60]
        self._communes = len(territory.communes)
        self.forget_sheet()
        self.output.name_after(name)
        self.comparison.set_territory(territory, name)

    def select(self, kind: str, path: Path) -> None:
        """Choose a format and a file."""
        self.output.select(kind, path)

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
        self.comparison.forget()

    def dismiss(self) -> None:
        """The page is going away."""
        self._drawing.drop()

    def _items(self) -> list[QListWidgetItem]:
        return [self._list.item(row) for row in range(self._list.count())]

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

    def _switch_sentences(self, on: bool) -> None:
        """With or without sentences: the tick of their section."""
        for item in self._items():
            if item.data(SECTION) == SENTENCES:
                _tick(item, on)

    def _choose_sections(self) -> None:
        sections = self.sections
        self.sentences.setChecked(SENTENCES in sections)
        told = translate("gui", "Sections ({count} of {all})")
        self._sections.set_title(told.format(count=number(len(sections)), all=number(self._list.count())))
        self._check()
        self._draw()

    def _check(self) -> None:
        """A sheet needs a section, and a file with a whole path and a name that says the format."""
        none = "" if self.sections else translate("gui", "Choose one section at least.")
        problem = none or self.output.problem
        self._make.setEnabled(not problem)
        self._make.setToolTip(problem)
        self.layout_button.setEnabled(not none)
        self.atlas.setEnabled(self.output.kind == "pdf" and self._communes > 1)
        about = translate("gui", "The fact sheets of all the communes of the territory, one after another in one PDF.")
        why = translate("gui", "For a PDF, and a territory of several communes.")
        self.atlas.setToolTip(about if self.atlas.isEnabled() else f"{about} {why}")

    def _request(self) -> None:
        output, atlas = self.output, self.atlas.isEnabled() and self.atlas.isChecked()
        self.make_requested.emit(Order(output.kind, self.wanted, output.path, output.table, atlas))


def _tick(item: QListWidgetItem, on: bool) -> None:
    item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
