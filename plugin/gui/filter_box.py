# SPDX-License-Identifier: GPL-2.0-or-later
"""A box of words above a list."""

from __future__ import annotations

from qgis.gui import QgsFilterLineEdit
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QKeyEvent


class FilterBox(QgsFilterLineEdit):
    """A box that emits `left` when the arrow down is pressed, which leads to the list below."""

    left = pyqtSignal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down goes to the list."""
        if event.key() == Qt.Key.Key_Down:
            self.left.emit()
        else:
            super().keyPressEvent(event)
