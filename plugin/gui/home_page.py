# SPDX-License-Identifier: GPL-2.0-or-later
"""What the panel shows while no territory is chosen: the steps to come, as large buttons, and the territories chosen last."""

from __future__ import annotations

from collections.abc import Sequence

from qgis.gui import QgsScrollArea
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QKeyEvent
from qgis.PyQt.QtWidgets import QFrame, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ..messages import translate
from ..territory.model import Territory
from .keyboard import follow_reading
from .step_button import StepButton
from .territory_box import short_name

SEARCH, PICK, SELECTION = "search", "pick", "selection"
SHOWN = 5


class HomePage(QgsScrollArea):
    """Emits `way_asked` with the way to a territory ("search", "pick" or "selection"), `page_asked` with the number of a page of
    the panel, and `chosen` with a written territory.
    """

    way_asked = pyqtSignal(str)
    page_asked = pyqtSignal(int)
    chosen = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        content = QWidget(self)
        self._layout = QVBoxLayout(content)
        self._layout.addWidget(_heading(translate("gui", "1. Choose a territory"), content))
        self.ways = {
            way: self._step(icon, title, about, lambda *_, way=way: self.way_asked.emit(way))
            for way, icon, title, about in (
                (SEARCH, "/search.svg", translate("gui", "Search"), translate("gui", "By name, INSEE code or SIREN.")),
                (
                    PICK,
                    "/mActionCapturePoint.svg",
                    translate("gui", "Pick on the Map"),
                    translate("gui", "A commune, an EPCI, a département or a région."),
                ),
                (
                    SELECTION,
                    "/mActionFromSelectedFeature.svg",
                    translate("gui", "From the Selected Features"),
                    translate("gui", "The communes that they cover, in the active layer."),
                ),
            )
        }
        self._recent_title = _heading(translate("gui", "Recent territories"), content)
        self._recent = QVBoxLayout()
        self._recent.setSpacing(0)
        self._layout.addWidget(self._recent_title)
        self._layout.addLayout(self._recent)
        self._layout.addWidget(_heading(translate("gui", "2. Find data, and add them"), content))
        self.pages = {
            page: self._step(icon, title, about, lambda *_, page=page: self.page_asked.emit(page))
            for page, icon, title, about in (
                (
                    0,
                    "/mActionFilter2.svg",
                    translate("gui", "Search Data"),
                    translate("gui", "In all catalogues at once."),
                ),
                (
                    1,
                    "/mActionAddLayer.svg",
                    translate("gui", "Add Layers"),
                    translate("gui", "Services, programmes, zonings, population."),
                ),
            )
        }
        self._layout.addWidget(_heading(translate("gui", "3. Compute, and hand over"), content))
        self.pages[2] = self._step(
            "/mActionCalculateField.svg",
            translate("gui", "Compute Indicators"),
            translate("gui", "Over public data and over your layers; then a fact sheet."),
            lambda *_: self.page_asked.emit(2),
        )
        self._layout.addStretch(1)
        self.setWidget(content)
        self.show_recent(())

    def show_recent(self, territories: Sequence[Territory]) -> None:
        """List the territories chosen last."""
        while self._recent.count():
            button = self._recent.takeAt(0).widget()
            button.setParent(None)
            button.deleteLater()
        for territory in territories[:SHOWN]:
            button = RecentButton(short_name(territory), self.widget())
            button.clicked.connect(lambda *_, key=territory.key: self.chosen.emit(key))
            self._recent.addWidget(button)
        follow_reading(self)
        self._recent_title.setVisible(bool(territories))

    def _step(self, icon: str, title: str, about: str, do: object) -> StepButton:
        button = StepButton(icon, title, about, self)
        button.clicked.connect(do)
        self._layout.addWidget(button)
        return button


class RecentButton(QPushButton):
    """A territory in a line, cut where the dock is narrow."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._name = name
        self.setFlat(True)
        self.setStyleSheet("text-align: left; padding: 3px 8px")  # no style aligns the text of a button otherwise
        self.setAccessibleName(translate("gui", "Choose {name} as the territory").format(name=name))
        self.setToolTip(self.accessibleName())
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def resizeEvent(self, event: object) -> None:
        """Cut the name anew."""
        super().resizeEvent(event)
        shown = self.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, self.width() - 16)
        self.setText(shown.replace("&", "&&"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return presses it, as the space bar does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


def _heading(text: str, parent: QWidget) -> QLabel:
    label = QLabel(text, parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
