# SPDX-License-Identifier: GPL-2.0-or-later
"""What the user does with definitions of her own: write, change, import, export, remove."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QAction
from qgis.PyQt.QtWidgets import QFileDialog, QMenu, QMessageBox, QToolButton, QWidget

from ..indicators.definition import DEFINITIONS, Definition
from ..indicators.drafting import draft_of
from ..indicators.own import Broken, OwnDefinitions, Taken
from ..messages import VigieError, translate

FILES = "JSON (*.json)"


class OwnMenu(QToolButton):
    """A button with a menu. Emits `changed` with the id of the definition to show (empty: any), `build_requested` with the definition to
    begin with (or None) and whether it is that one which is changed, and `failed` with a `VigieError`.
    """

    changed = pyqtSignal(str)
    build_requested = pyqtSignal(object, bool)
    failed = pyqtSignal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._own: OwnDefinitions | None = None
        self._chosen: Definition | Broken | None = None
        self.setIcon(QgsApplication.getThemeIcon("/mActionOptions.svg"))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        name = translate("gui", "Indicators of your own: write, import, export, remove")
        self.setToolTip(name)
        self.setAccessibleName(name)
        menu = QMenu(self)
        self.new = self._action(menu, translate("gui", "New Indicator…"), lambda: self.build_requested.emit(None, False))
        self.like = self._action(
            menu, translate("gui", "New from This One…"), lambda: self.build_requested.emit(self._chosen, False)
        )
        self.change = self._action(menu, translate("gui", "Edit…"), lambda: self.build_requested.emit(self._chosen, True))
        menu.addSeparator()
        self.bring = self._action(menu, translate("gui", "Import a Definition…"), self._ask_import)
        self.export = self._action(menu, translate("gui", "Export…"), self._ask_export)
        menu.addSeparator()
        self.remove = self._action(menu, translate("gui", "Remove"), self._remove)
        self.setMenu(menu)

    def _action(self, menu: QMenu, text: str, do: Callable[[], None]) -> QAction:
        action = menu.addAction(text)
        action.triggered.connect(lambda *_: do())
        return action

    def set_own(self, own: OwnDefinitions) -> None:
        """Where definitions of the user's are kept."""
        self._own = own

    def follow(self, chosen: Definition | Broken | None) -> None:
        """What is chosen now: what can be done with it is enabled."""
        self._chosen = chosen
        known = isinstance(chosen, Definition)
        ours = known and self._own.path(chosen.id) is not None
        drafted = known and draft_of(chosen) is not None
        self.like.setEnabled(drafted)
        self.change.setEnabled(ours and drafted)
        self.export.setEnabled(known)
        self.remove.setEnabled(ours or isinstance(chosen, Broken))

    def _ask_import(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, translate("gui", "Import a Definition"), "", FILES)
        if path:
            self.import_from(Path(path))

    def import_from(self, path: Path) -> None:
        """Copy a definition into the user's own; one that she has is replaced once she confirms."""
        try:
            try:
                made = self._own.add(path)
            except Taken as taken:
                if not self._confirm(translate("gui", "{taken} Replace it?").format(taken=taken.sentence)):
                    return
                made = self._own.add(path, replace=True)
        except VigieError as error:
            self.failed.emit(error)
            return
        self.changed.emit(made.id)

    def _ask_export(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, translate("gui", "Export the Definition"), f"{self._chosen.id}.json", FILES)
        if path:
            self.export_to(Path(path if path.lower().endswith(".json") else f"{path}.json"))

    def export_to(self, path: Path) -> None:
        """Write the file of the definition that is chosen, to be shared."""
        try:
            self._own.export(self._own.path(self._chosen.id) or DEFINITIONS / f"{self._chosen.id}.json", path)
        except VigieError as error:
            self.failed.emit(error)

    def _remove(self) -> None:
        broken = isinstance(self._chosen, Broken)
        path = self._chosen.path if broken else self._own.path(self._chosen.id)
        name = path.name if broken else self._chosen.title
        if not self._confirm(translate("gui", "Remove “{name}” from your indicators? Its file is deleted.").format(name=name)):
            return
        try:
            self._own.remove(path)
        except VigieError as error:
            self.failed.emit(error)
            return
        self.changed.emit("")

    def _confirm(self, question: str) -> bool:
        """Ask; no is what Return answers."""
        yes, no = QMessageBox.StandardButton.Yes, QMessageBox.StandardButton.No
        box = QMessageBox(QMessageBox.Icon.Question, translate("gui", "Own Indicators"), "", yes | no, self)
        box.setText(question)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setDefaultButton(no)
        return box.exec() == yes
