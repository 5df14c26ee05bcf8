# SPDX-License-Identifier: GPL-2.0-or-later
"""A few bubbles that show where things are, one after another; they can be left at any time. Plain Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from qgis.PyQt.QtCore import QEvent, QObject, QPoint, QRect, Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPalette, QPen, QShowEvent
from qgis.PyQt.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ..messages import translate

MARGIN = 8
WIDEST = 360
FRAME = ("#000091", "#ffffff")
"""A dark colour and a light one."""


class Step(NamedTuple):
    """What a bubble says, and of what: a widget, and which part of it (None: the whole). `show` brings it to light first."""

    title: str
    text: str
    widget: Callable[[], QWidget]
    part: Callable[[], QRect] | None = None
    show: Callable[[], None] | None = None


class _Frame(QWidget):
    """A line around what is shown; clicks go through."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Dark and light, to be seen on any theme."""
        painter = QPainter(self)
        dark, light = FRAME
        for colour, width in ((light, 4), (dark, 2)):
            pen = QPen(QColor(colour))
            pen.setWidth(width)
            painter.setPen(pen)
            painter.drawRect(self.rect().adjusted(2, 2, -3, -3))
        painter.end()


class Tour(QFrame):
    """Shows `steps` over `host`, and emits `ended` once, when all were seen or when it is left."""

    ended = pyqtSignal()

    def __init__(self, host: QWidget, steps: Sequence[Step]) -> None:
        super().__init__(host)
        self._host, self._steps, self._place = host, steps, 0
        self._frame = _Frame(host)
        self.setObjectName("vigie_territoriale_tour")
        self.setFrameShape(QFrame.Shape.Box)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.ToolTipBase)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(translate("gui", "First steps"))
        self._title, self._text, self._count = QLabel(self), QLabel(self), QLabel(self)
        font = self._title.font()
        font.setBold(True)
        self._title.setFont(font)
        for label in (self._title, self._text):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        for label in (self._title, self._text, self._count):
            label.setForegroundRole(QPalette.ColorRole.ToolTipText)
        self.skip = QPushButton(translate("gui", "Skip"), self)
        self.back = QPushButton(translate("gui", "Back"), self)
        self.next = QPushButton(self)
        self.skip.clicked.connect(lambda *_: self.leave())
        self.back.clicked.connect(lambda *_: self._go(-1))
        self.next.clicked.connect(lambda *_: self._go(1))
        row = QHBoxLayout()
        row.addWidget(self._count)
        row.addStretch(1)
        for button in (self.skip, self.back, self.next):
            row.addWidget(button)
        layout = QVBoxLayout(self)
        for widget in (self._title, self._text):
            layout.addWidget(widget)
        layout.addLayout(row)
        host.installEventFilter(self)

    @property
    def place(self) -> int:
        """Which step is shown, from 0."""
        return self._place

    def begin(self) -> None:
        """Show the first step."""
        self._go(0)
        self.show()
        self._frame.show()
        self.raise_()
        self.next.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """End now."""
        if self._frame is not None:
            self._host.removeEventFilter(self)
            self._frame.deleteLater()
            self._frame = None
            self.hide()
            self.ended.emit()
            self.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves; arrows go on and back."""
        moves = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif event.key() in moves:
            self._go(moves[event.key()])
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The host has another size: move along."""
        if event.type() == QEvent.Type.Resize and self._frame is not None:
            self._settle()
        return False

    def showEvent(self, event: QShowEvent) -> None:
        """Sizes are known once it is shown."""
        super().showEvent(event)
        self._settle()

    def _go(self, move: int) -> None:
        place = self._place + move
        if place >= len(self._steps):
            self.leave()
            return
        self._place = max(0, place)
        step = self._steps[self._place]
        if step.show is not None:
            step.show()
        self._title.setText(step.title)
        self._text.setText(step.text)
        self._count.setText(f"{self._place + 1}/{len(self._steps)}")
        self.back.setEnabled(self._place > 0)
        last = self._place == len(self._steps) - 1
        self.next.setText(translate("gui", "Done") if last else translate("gui", "Next"))
        self.skip.setVisible(not last)
        self.setAccessibleDescription(f"{step.title}. {step.text}")
        self._settle()

    def _settle(self) -> None:
        """Put the frame around what is shown, and the bubble under it, above it where there is no room, else over it."""
        step = self._steps[self._place]
        widget = step.widget()
        part = step.part() if step.part is not None else widget.rect()
        target = QRect(widget.mapTo(self._host, part.topLeft()), part.size()).intersected(self._host.rect())
        self._frame.setGeometry(target.adjusted(-4, -4, 4, 4).intersected(self._host.rect()))
        width = max(180, min(WIDEST, self._host.width() - 2 * MARGIN))
        height = max(self.layout().heightForWidth(width), self.layout().minimumSize().height())
        below, above = target.bottom() + MARGIN, target.top() - MARGIN - height
        top = below if below + height <= self._host.height() else max(MARGIN, above)
        left = min(max(MARGIN, target.left()), max(MARGIN, self._host.width() - MARGIN - width))
        self.setGeometry(QRect(QPoint(left, top), QPoint(left + width - 1, top + height - 1)))
        self._frame.raise_()
        self.raise_()
