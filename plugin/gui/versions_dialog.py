# SPDX-License-Identifier: GPL-2.0-or-later
"""The versions of a harmonised layer that its store keeps: shown again, compared, removed."""

from __future__ import annotations

from collections.abc import Sequence

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QMessageBox,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ..messages import date, number, translate
from ..store.registry import Registered

VERSION = int(Qt.ItemDataRole.UserRole)


class VersionsDialog(QDialog):
    """Emits `add_requested` and `compare_requested` with a `Registered`, `remove_requested` with the numbers of versions."""

    add_requested = pyqtSignal(object)
    compare_requested = pyqtSignal(object)
    remove_requested = pyqtSignal(object)

    def __init__(self, title: str, versions: Sequence[Registered], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(translate("gui", "Versions of a Layer"))
        self.resize(520, 320)
        self._busy = False
        self._told = QLabel(self)
        self._told.setWordWrap(True)
        self._told.setTextFormat(Qt.TextFormat.PlainText)
        self._title = title
        self.tree = QTreeWidget(self)
        self.tree.setRootIsDecorated(False)
        self.tree.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.tree.setAccessibleName(translate("gui", "Versions that are kept"))
        self.tree.setHeaderLabels(
            [translate("gui", "Version"), translate("gui", "Data of"), translate("gui", "Kept on"), translate("gui", "Rows")]
        )
        self.tree.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        role = QDialogButtonBox.ButtonRole.ActionRole
        self.add: QPushButton = buttons.addButton(translate("gui", "Add to the Map"), role)
        self.compare: QPushButton = buttons.addButton(translate("gui", "What Changed Since"), role)
        self.remove: QPushButton = buttons.addButton(translate("gui", "Remove…"), role)
        layout = QVBoxLayout(self)
        layout.addWidget(self._told)
        layout.addWidget(self.tree, 1)
        layout.addWidget(buttons)
        buttons.rejected.connect(self.reject)
        self.tree.itemSelectionChanged.connect(self._enable)
        self.tree.itemDoubleClicked.connect(lambda *_: self.add.click())
        self.add.clicked.connect(lambda *_: self.add_requested.emit(self._chosen()[0]))
        self.compare.clicked.connect(lambda *_: self.compare_requested.emit(self._chosen()[0]))
        self.remove.clicked.connect(self._remove)
        self.show_versions(versions)

    def show_versions(self, versions: Sequence[Registered]) -> None:
        """List these, the last one first."""
        self.tree.clear()
        for place, row in enumerate(versions):
            name = number(row.version) if place else translate("gui", "{version} (in use)").format(version=number(row.version))
            item = QTreeWidgetItem(self.tree, [name, date(row.date), _moment(row.fetched), number(row.rows)])
            item.setData(0, VERSION, (place == 0, row))
            item.setTextAlignment(3, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        told = (
            translate("gui", "{title}: earlier versions are kept by refreshes. They take room, and can be removed.")
            if len(versions) > 1
            else translate("gui", "{title}: there is no earlier version. Refreshes keep one each time the data have changed.")
        )
        self._told.setText(told.format(title=self._title))
        if self.tree.topLevelItemCount():
            self.tree.setCurrentItem(self.tree.topLevelItem(min(1, len(versions) - 1)))
        self._enable()

    def set_busy(self, busy: bool) -> None:
        """Whether something is being made: nothing else can be asked meanwhile."""
        self._busy = busy
        self._enable()

    def _chosen(self) -> list[Registered]:
        """The earlier versions that are chosen."""
        rows = [item.data(0, VERSION) for item in self.tree.selectedItems()]
        return [row for last, row in rows if not last]

    def _enable(self) -> None:
        chosen = self._chosen() if not self._busy else []
        self.add.setEnabled(len(chosen) == 1)
        self.compare.setEnabled(len(chosen) == 1)
        self.remove.setEnabled(bool(chosen))

    def _remove(self) -> None:
        chosen = self._chosen()
        question = translate("gui", "Remove {count} earlier versions of “{title}”? Their rows are deleted from the store.")
        if self._confirm(question.format(count=number(len(chosen)), title=self._title)):
            self.remove_requested.emit([row.version for row in chosen])

    def _confirm(self, question: str) -> bool:
        """Ask; no is what Return answers."""
        yes, no = QMessageBox.StandardButton.Yes, QMessageBox.StandardButton.No
        box = QMessageBox(QMessageBox.Icon.Question, self.windowTitle(), "", yes | no, self)
        box.setText(question)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setDefaultButton(no)
        return box.exec() == yes


def _moment(written: str) -> str:
    """A day and the hour of an ISO time, as people write them."""
    day, _, hour = written.partition("T")
    return f"{date(day)} {hour[:5]}".strip()
