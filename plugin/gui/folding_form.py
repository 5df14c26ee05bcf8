# SPDX-License-Identifier: GPL-2.0-or-later
"""What folds: boxes, and a form of which some rows are shown. The others are out of it, since a row that is only hidden leaves a gap
(until Qt 6.4).
"""

from __future__ import annotations

from collections.abc import Iterable

from qgis.gui import QgsCollapsibleGroupBox
from qgis.PyQt.QtWidgets import QFormLayout, QLabel, QToolButton, QWidget


def folding_box(title: str, parent: QWidget) -> QgsCollapsibleGroupBox:
    """A box that folds, whose button says what it folds."""
    box = QgsCollapsibleGroupBox(title, parent)
    for button in box.findChildren(QToolButton):
        button.setAccessibleName(title)
    return box


class FoldingForm:
    """Rows by name, in the order in which they were added, inside a layout that holds others above them."""

    def __init__(self, form: QFormLayout) -> None:
        self._form = form
        self._rows: dict[str, tuple[QLabel, QWidget]] = {}
        self._shown: list[str] = []
        self._place: int | None = None

    def add(self, name: str, label: QLabel, field: QWidget) -> None:
        """One more row, hidden at first."""
        self._rows[name] = (label, field)
        label.hide()
        field.hide()

    def __contains__(self, name: str) -> bool:
        return name in self._rows

    def show(self, names: Iterable[str]) -> bool:
        """Show these rows, in that order, where the form ended when rows were first shown. Whether they are others than before."""
        wanted = [name for name in names if name in self._rows]
        if wanted == self._shown:
            return False
        if self._place is None:
            self._place = self._form.rowCount()
        for name in self._shown:
            self._form.takeRow(self._rows[name][1])
        for offset, name in enumerate(wanted):
            self._form.insertRow(self._place + offset, *self._rows[name])
        for name, widgets in self._rows.items():
            for widget in widgets:
                widget.setVisible(name in wanted)
        self._shown = wanted
        return True

    @property
    def shown(self) -> list[str]:
        """The rows that are shown, from top to bottom."""
        return list(self._shown)
