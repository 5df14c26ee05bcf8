# SPDX-License-Identifier: GPL-2.0-or-later
"""Which template a fact sheet is made of: one of ours, or a file; what was chosen last is remembered for the user."""

from __future__ import annotations

from pathlib import Path

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QWidget

from ..messages import VigieError, translate
from ..reports.template import PORTRAIT, Template, embedded_templates, template_of
from ..settings import Settings
from .buttons import tool_button
from .layers_page import narrow


class TemplateChoice(QWidget):
    """Emits `changed` when `template` is another one, and `failed` with a `VigieError` when a file is refused: the one before stays."""

    changed = pyqtSignal()
    failed = pyqtSignal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = Settings()
        self._combo = QComboBox(self)
        self._combo.setAccessibleName(translate("gui", "Template of the fact sheet"))
        narrow(self._combo)
        for template in sorted(embedded_templates().values(), key=lambda one: one.id != PORTRAIT):
            self._combo.addItem(template.title, template.id)
        for file in self._settings.template_files:
            self._list_file(file)
        self._open = tool_button(self, "/mActionFileOpen.svg", translate("gui", "Template from a File…"), lambda: self.ask_file())
        self._open.setText("…")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._combo, 1)
        layout.addWidget(self._open)
        self.setFocusProxy(self._combo)
        self._template = template_of(PORTRAIT)
        self._written = PORTRAIT
        self._restore()
        self._combo.currentIndexChanged.connect(lambda *_: self._take())

    @property
    def template(self) -> Template:
        """The one that is chosen, read and checked."""
        return self._template

    @property
    def written(self) -> str:
        """Its id, or its file."""
        return self._written

    def choose(self, written: str) -> None:
        """Choose a template by its id or file, as if it had been clicked; a file that is refused is told."""
        place = self._combo.findData(written)
        if place < 0:
            try:
                template_of(written)
            except VigieError as error:
                self.failed.emit(error)
                return
            self._list_file(written)
            self._settings.template_files = [written, *(one for one in self._settings.template_files if one != written)]
            place = self._combo.findData(written)
        self._combo.setCurrentIndex(place)

    def ask_file(self) -> None:
        """Let the user choose a file; the window answers meanwhile."""
        folder = str(Path(self._written).parent) if self._written.lower().endswith(".json") else ""
        dialog = QFileDialog(self, translate("gui", "Template of Fact Sheets"), folder, translate("gui", "Templates (*.json)"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.choose)
        dialog.open()

    def _list_file(self, file: str) -> None:
        self._combo.addItem(Path(file).name, file)
        self._combo.setItemData(self._combo.count() - 1, file, Qt.ItemDataRole.ToolTipRole)

    def _restore(self) -> None:
        """The one of last time, if it can still be read."""
        place = self._combo.findData(self._settings.template)
        if place < 0:
            return
        try:
            self._template = template_of(self._settings.template)
        except VigieError:  # the file is gone or was changed: the portrait, until the user chooses
            return
        self._written = self._settings.template
        self._combo.setCurrentIndex(place)
        self._tell()

    def _take(self) -> None:
        """What was chosen in the list; a file that is no good any more is told, and forgotten."""
        written = self._combo.currentData()
        if written == self._written:
            return
        try:
            self._template = template_of(written)
        except VigieError as error:
            self._forget(written)
            self.failed.emit(error)
            return
        self._written = self._settings.template = written
        self._tell()
        self.changed.emit()

    def _forget(self, file: str) -> None:
        """Take a file out of the list; the template stays the one before."""
        self._combo.blockSignals(True)
        self._combo.removeItem(self._combo.findData(file))
        self._combo.setCurrentIndex(self._combo.findData(self._written))
        self._combo.blockSignals(False)
        self._settings.template_files = [one for one in self._settings.template_files if one != file]

    def _tell(self) -> None:
        """What the template is for, where it says so."""
        about = self._template.description
        self._combo.setToolTip(
            about if self._written in embedded_templates() else "\n".join(filter(None, (about, self._written)))
        )
