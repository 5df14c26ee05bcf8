# SPDX-License-Identifier: GPL-2.0-or-later
"""A large button with a title and a sentence, as wide as there is room."""

from __future__ import annotations

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QSize, Qt
from qgis.PyQt.QtGui import QKeyEvent
from qgis.PyQt.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

ICON_SIZE = 24


class StepButton(QToolButton):
    """A large button: an icon (of QGIS's theme, or none), what it does, and a sentence about it; both wrap."""

    def __init__(self, icon: str, title: str, about: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(title)
        self.setAccessibleDescription(about)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        drawn = QLabel(self)
        if icon:
            drawn.setPixmap(QgsApplication.getThemeIcon(icon).pixmap(QSize(ICON_SIZE, ICON_SIZE)))
        drawn.setVisible(bool(icon))
        self._title, self._about = QLabel(title, self), QLabel(about, self)
        font = self._title.font()
        font.setBold(True)
        self._title.setFont(font)
        texts = QVBoxLayout()
        texts.setSpacing(1)
        for label in (self._title, self._about):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            texts.addWidget(label)
        for label in (drawn, self._title, self._about):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        row.addWidget(drawn, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(texts, 1)

    def sizeHint(self) -> QSize:
        """As high as its texts are at this width."""
        layout = self.layout()
        return QSize(layout.sizeHint().width(), layout.heightForWidth(max(self.width(), self.minimumSizeHint().width())))

    def minimumSizeHint(self) -> QSize:
        """As narrow as the dock may be."""
        return QSize(180, self.layout().heightForWidth(max(self.width(), 180)))

    def resizeEvent(self, event: object) -> None:
        """Its texts wrap otherwise at another width."""
        super().resizeEvent(event)
        self.updateGeometry()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return presses it, as the space bar does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)
