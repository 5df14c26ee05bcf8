# SPDX-License-Identifier: GPL-2.0-or-later
"""The chart of a result: drawn in the background, shown as wide as there is room, saved as a picture."""

from __future__ import annotations

import html
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from qgis.PyQt.QtCore import QByteArray, QRectF, QSize, Qt, QTimer, pyqtSignal
from qgis.PyQt.QtGui import QPainter, QPaintEvent
from qgis.PyQt.QtSvg import QSvgRenderer
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ..indicators.engine import Result
from ..messages import Progress, VigieError, translate
from ..working import write_whole
from .buttons import tool_button
from .layers_page import narrow
from .search_lanes import Lane

if TYPE_CHECKING:
    import pandas as pd

RANKING, DISTRIBUTION, EVOLUTION = "ranking", "distribution", "evolution"
SVG, PNG = "svg", "png"
WAIT_MILLISECONDS = 250
"""Between the last change of the selection and a new chart."""


def draw(kind: str, result: Result, code: str, series: Callable[[], pd.DataFrame], fmt: str) -> tuple[bytes, str]:
    """The picture of a chart, with the sentence that says what it shows. matplotlib is heavy: not on the main thread."""
    from ..reports import charts

    title, definition = result.definition.title, result.definition
    if kind == EVOLUTION:
        frame = series()
        if frame.empty:
            raise VigieError(translate("gui", "No figures of this indicator were kept yet: keep them at each date of the data."))
        told = charts.evolution_alt(frame, title, definition.unit, definition.decimals)
        return charts.evolution(frame, title, definition.unit, fmt, definition.decimals), told
    if kind == DISTRIBUTION:
        return charts.distribution(result, code or None, fmt), charts.distribution_alt(result, code)
    return charts.ranking(result, fmt, code), charts.ranking_alt(result, code)


class Picture(QWidget):
    """An SVG as large as there is room, in its proportions. Emits `asked` when it is double-clicked or opened by the keyboard."""

    asked = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._renderer = QSvgRenderer(self)
        self.content = b""
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_content(self, content: bytes, told: str) -> None:
        """Show a picture; `told` says what it shows."""
        self.content = content
        self._renderer.load(QByteArray(content))
        self.setAccessibleName(told)
        self.setToolTip(f"<p>{html.escape(told)}</p>")
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        """Its proportions are those of the picture."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As the picture has it."""
        size = self._renderer.defaultSize()
        return round(width * size.height() / size.width()) if size.width() > 0 else 0

    def sizeHint(self) -> QSize:
        """As wide as it is now."""
        width = max(self.width(), 200)
        return QSize(width, self.heightForWidth(width))

    def mouseDoubleClickEvent(self, event: object) -> None:
        """Asks for a larger one."""
        self.asked.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it in its proportions, at the top."""
        size = self._renderer.defaultSize()
        if size.width() <= 0 or size.height() <= 0:
            return
        scale = min(self.width() / size.width(), self.height() / size.height())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._renderer.render(painter, QRectF(0, 0, size.width() * scale, size.height() * scale))
        painter.end()


class IndicatorChart(QWidget):
    """Chooses a chart and shows it. Emits `saved` with the path of a picture, and `failed` with a `VigieError`.

    `history` gives the kept figures of a result and of one zone of it, from another thread.
    """

    saved = pyqtSignal(object)
    failed = pyqtSignal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.history: Callable[[Result, str], pd.DataFrame] | None = None
        self._result: Result | None = None
        self._code = ""
        self._shown: tuple | None = None
        self._lane, self._saving = Lane(), Lane()
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(WAIT_MILLISECONDS)
        self._wait.timeout.connect(self.refresh)
        self.kind = QComboBox(self)
        self.kind.setAccessibleName(translate("gui", "Chart"))
        self.kind.addItem(translate("gui", "Ranking of the zones"), RANKING)
        self.kind.addItem(translate("gui", "Distribution of the zones"), DISTRIBUTION)
        self.kind.addItem(translate("gui", "Evolution"), EVOLUTION)
        narrow(self.kind)
        self.enlarge = tool_button(self, "/mActionZoomIn.svg", translate("gui", "Show the chart in a window"), self._enlarge)
        self.save = tool_button(self, "/mActionSaveMapAsImage.svg", translate("gui", "Save the picture…"), self._ask_file)
        self.said = QLabel(self)
        self.said.setWordWrap(True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.picture = Picture(self)
        bar = QHBoxLayout()
        bar.addWidget(self.kind, 1)
        bar.addWidget(self.enlarge)
        bar.addWidget(self.save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(bar)
        layout.addWidget(self.said)
        layout.addWidget(self.picture)
        self.kind.currentIndexChanged.connect(lambda *_: self.refresh())
        self.picture.asked.connect(self._enlarge)
        self._say("")

    def show_result(self, result: Result | None) -> None:
        """Draw another result; None: forget the one that is shown."""
        self._lane.drop()
        self._result, self._code, self._shown = result, "", None
        self._say("")
        self.refresh()

    def highlight(self, code: str) -> None:
        """Mark a zone; empty: none."""
        if code != self._code:
            self._code = code
            self._wait.start()

    def forget(self) -> None:
        """Draw anew when it is asked next: more figures were kept."""
        self._shown = None
        self.refresh()

    def refresh(self) -> None:
        """Draw what is asked for, if it is seen and not there yet."""
        kind, result, code = self.kind.currentData(), self._result, self._code
        wanted = (kind, id(result), code)
        if result is None or not self.isVisible() or wanted == self._shown:
            return
        self._shown = wanted
        self._say(translate("gui", "Drawing…"), keep=bool(self.picture.content))

        def work(progress: Progress, tell: Callable) -> tuple[bytes, str]:
            return draw(kind, result, code, lambda: self.history(result, code), SVG)

        self._lane.run(translate("gui", "Vigie: drawing a chart"), work, lambda made: self._show(*made), self._refuse)

    def showEvent(self, event: object) -> None:
        """It is drawn when it is first seen."""
        super().showEvent(event)
        self.refresh()

    def _show(self, content: bytes, told: str) -> None:
        self._say("", keep=True)
        self.picture.show_content(content, told)
        self.picture.show()
        for button in (self.enlarge, self.save):
            button.setEnabled(True)

    def _refuse(self, error: VigieError) -> None:
        self._say(error.sentence)

    def _say(self, text: str, keep: bool = False) -> None:
        """Say something below the choice; the picture goes, unless it is kept."""
        self.said.setText(text)
        self.said.setVisible(bool(text))
        if not keep:
            self.picture.content = b""
            self.picture.hide()
            for button in (self.enlarge, self.save):
                button.setEnabled(False)

    def _enlarge(self) -> None:
        """A window of its own, as large as one wants."""
        dialog = QDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(self._result.definition.title)
        picture = Picture(dialog)
        picture.show_content(self.picture.content, self.picture.accessibleName())
        QVBoxLayout(dialog).addWidget(picture)
        dialog.resize(900, min(picture.heightForWidth(900), 900))
        dialog.show()

    def _ask_file(self) -> None:
        path, kind = QFileDialog.getSaveFileName(
            self, translate("gui", "Save the Chart"), "", "SVG (*.svg);;PNG (*.png)", "SVG (*.svg)"
        )
        if path:
            wanted = PNG if kind.startswith("PNG") else SVG
            named = path.lower().endswith((f".{SVG}", f".{PNG}"))
            self.save_to(Path(path if named else f"{path}.{wanted}"))

    def save_to(self, path: Path) -> None:
        """Save the chart that is shown: as PNG where the name says so, else as SVG."""
        kind, result, code = self.kind.currentData(), self._result, self._code
        fmt = PNG if path.suffix.lower() == f".{PNG}" else SVG

        def work(progress: Progress, tell: Callable) -> None:
            write_whole(path, draw(kind, result, code, lambda: self.history(result, code), fmt)[0])

        title = translate("gui", "Vigie: saving a chart")
        self._saving.run(title, work, lambda _: self.saved.emit(path), self.failed.emit)

    def dismiss(self) -> None:
        """Cancel what is being drawn: the chart is going away."""
        self._wait.stop()
        self._lane.drop()
        self._saving.drop()
