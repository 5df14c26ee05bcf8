# SPDX-License-Identifier: GPL-2.0-or-later
"""A box of words above a list."""

from __future__ import annotations

from qgis.gui import QgsFilterLineEdit
from qgis.PyQt.QtCore import QEvent, Qt, pyqtSignal
from qgis.PyQt.QtGui import QKeyEvent, QPalette, QShowEvent

HINT_ALPHA = 160
"""How opaque the hint of an empty box is, of 255: Qt has half, which is not contrast enough to be read."""


class FilterBox(QgsFilterLineEdit):
    """A box that emits `left` when the arrow down is pressed, which leads to the list below."""

    left = pyqtSignal()

    def changeEvent(self, event: QEvent) -> None:
        """The hint is as dark as it should be: QGIS leaves it pale in a box that was disabled when it was first drawn."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange and self.isEnabled():
            self._darken_hint()

    def showEvent(self, event: QShowEvent) -> None:
        """The theme is known."""
        super().showEvent(event)
        self._darken_hint()

    def _darken_hint(self) -> None:
        palette = self.palette()
        hint = palette.color(QPalette.ColorGroup.Active, QPalette.ColorRole.Text)
        hint.setAlpha(HINT_ALPHA)
        palette.setColor(QPalette.ColorRole.PlaceholderText, hint)
        self.setPalette(palette)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down goes to the list."""
        if event.key() == Qt.Key.Key_Down:
            self.left.emit()
        else:
            super().keyPressEvent(event)
