# SPDX-License-Identifier: GPL-2.0-or-later
"""A few lines, which scroll where they are long, so that the buttons below stay in sight."""

from __future__ import annotations

from qgis.PyQt.QtCore import QSize, Qt
from qgis.PyQt.QtGui import QPalette, QResizeEvent
from qgis.PyQt.QtWidgets import QFrame, QLabel, QScrollArea, QSizePolicy, QWidget

MOST_LINES, FEWEST_LINES = 6, 3


class Blurb(QScrollArea):
    """A plain text that can be selected and, being as high as a few lines at most, scrolled with the arrow keys too."""

    def __init__(self, name: str, parent: QWidget | None = None, fewest: int = FEWEST_LINES, most: int = MOST_LINES) -> None:
        super().__init__(parent)
        self._fewest, self._most = fewest, most
        self._label = QLabel(self)
        self._label.setWordWrap(True)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setWidget(self._label)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)
        self.viewport().setBackgroundRole(QPalette.ColorRole.Window)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def text(self) -> str:
        """What it says."""
        return self._label.text()

    def setText(self, text: str) -> None:
        """Say something else, from its beginning."""
        self._label.setText(text)
        self.setAccessibleDescription(text)
        self.verticalScrollBar().setValue(0)
        self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lines break otherwise at another width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        """As high as the text at this width, within bounds."""
        line = self.fontMetrics().lineSpacing()
        height = self._label.heightForWidth(max(self.viewport().width(), 100)) + 2
        return QSize(120, max(self._fewest * line, min(height, self._most * line)))

    def minimumSizeHint(self) -> QSize:
        """The fewest lines."""
        return QSize(60, self._fewest * self.fontMetrics().lineSpacing())
