# SPDX-License-Identifier: GPL-2.0-or-later
"""What scrolls up and down only: it is never narrower than what it holds."""

from __future__ import annotations

from qgis.gui import QgsScrollArea
from qgis.PyQt.QtCore import QEvent, QObject, QSize, Qt
from qgis.PyQt.QtWidgets import QFrame, QWidget

LEAST_HEIGHT = 150


class Tight(QWidget):
    """What an `Upright` holds: as high as it must be. Qt would ask how high it would like to be, and scroll before it has to."""

    def heightForWidth(self, width: int) -> int:
        """The least, with lines broken at this width."""
        return self.layout().minimumHeightForWidth(width)


class Upright(QgsScrollArea):
    """Scrolls what is too high. The keyboard goes to what it holds, which then scrolls into sight."""

    def __init__(self, content: Tight, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(content)

    def minimumSizeHint(self) -> QSize:
        """As wide as the content must be, with the bar beside it where there is one."""
        bar = self.verticalScrollBar()
        return QSize(self.widget().minimumSizeHint().width() + (bar.width() if bar.isVisible() else 0), LEAST_HEIGHT)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The content asks for another size: so does this."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)
