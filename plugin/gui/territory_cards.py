# SPDX-License-Identifier: GPL-2.0-or-later
"""Two small panels under the territory: what is at a place, and what selected features mean."""

from __future__ import annotations

from collections.abc import Sequence

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QKeyEvent
from qgis.PyQt.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from ..layers.programmes import Programme
from ..messages import number, translate
from ..reports.factsheet import kind_name
from ..territory.cog import Cog
from ..territory.model import Unit
from ..territory.selecting import Selection, written
from .map_tools import Place
from .step_button import StepButton

MOST_PROGRAMMES = 12
LEAST_WIDTH = 60


def _plain(text: str, parent: QWidget) -> QLabel:
    """A text that wraps, and that the mouse can select; its markup is text."""
    label = QLabel(text, parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setMinimumWidth(LEAST_WIDTH)  # Qt would not have a long text as narrow as the dock
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


class Card(QFrame):
    """A panel with a title, which its cross or Escape closes. Emits `closed` then, and when it is put away."""

    closed = pyqtSignal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAccessibleName(title)
        self._title = _plain(title, self)
        font = self._title.font()
        font.setBold(True)
        self._title.setFont(font)
        self._close = QToolButton(self)
        self._close.setIcon(QgsApplication.getThemeIcon("/mIconClose.svg"))
        self._close.setAutoRaise(True)
        self._close.setToolTip(translate("gui", "Close"))
        self._close.setAccessibleName(translate("gui", "Close: {title}").format(title=title))
        self._close.clicked.connect(self.put_away)
        self._copy = QToolButton(self)
        self._copy.setIcon(QgsApplication.getThemeIcon("/mActionEditCopy.svg"))
        self._copy.setAutoRaise(True)
        self._copy.setToolTip(translate("gui", "Copy"))
        self._copy.setAccessibleName(translate("gui", "Copy: {title}").format(title=title))
        self._copy.clicked.connect(lambda *_: QApplication.clipboard().setText(self.copied()))
        row = QHBoxLayout()
        row.addWidget(self._title, 1)
        row.addWidget(self._copy, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(6, 4, 6, 6)
        self._layout.addLayout(row)
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes it."""
        if event.key() == Qt.Key.Key_Escape:
            self.put_away()
        else:
            super().keyPressEvent(event)

    def put_away(self) -> None:
        """Close it, if it is open."""
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def text(self) -> str:
        """All that it says, in lines."""
        return "\n".join(label.text() for label in self.findChildren(QLabel) if label.text())

    def copied(self) -> str:
        """What its copy button gives."""
        return self.text()


class HereCard(Card):
    """The units that hold a place, each to be chosen, and the programmes there. Emits `chosen` with a written territory."""

    chosen = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(translate("gui", "What Is Here"), parent)
        self._units = ""
        self._rows = QWidget(self)
        self._layout.addWidget(self._rows)
        self._programmes = _plain("", self)
        self._layout.addWidget(self._programmes)

    def show_place(self, place: Place) -> None:
        """Tell the units of a place; its programmes are still being read."""
        self._rows.setParent(None)
        self._rows.deleteLater()
        self._rows = QWidget(self)
        rows = QVBoxLayout(self._rows)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(_plain(translate("gui", "Choose one of them as the territory, or close this."), self._rows))
        self._units = "\n".join(f"{unit.name} – {_about(unit)}" for unit in place.units)
        for unit in place.units:
            rows.addWidget(self._button(unit))
        self._layout.insertWidget(1, self._rows)
        self._programmes.setText(translate("gui", "Reading the programmes of the project’s layers…"))
        self.show()
        self._rows.findChild(StepButton).setFocus(Qt.FocusReason.OtherFocusReason)

    def copied(self) -> str:
        """The units, a line each, then the programmes."""
        return f"{self._units}\n{self._programmes.text()}"

    def show_programmes(self, programmes: Sequence[Programme], layers: int) -> None:
        """Tell the programmes that `layers` layers of the project hold there."""
        if not layers:
            text = translate("gui", "No layer of this project tells programmes: add some from the Layers page.")
        elif not programmes:
            text = translate("gui", "No programme here, by the layers of this project.")
        else:
            lines = [_line(programme) for programme in programmes[:MOST_PROGRAMMES]]
            if len(programmes) > MOST_PROGRAMMES:
                more = translate("gui", "and {count} more")
                lines.append(more.format(count=number(len(programmes) - MOST_PROGRAMMES)))
            text = "\n".join([translate("gui", "Programmes, by the layers of this project"), *(f"• {line}" for line in lines)])
        self._programmes.setText(text)

    def _button(self, unit: Unit) -> StepButton:
        button = StepButton("", unit.name, _about(unit), self._rows)
        name = translate("gui", "Choose {name} as the territory").format(name=f"{unit.name} ({kind_name(unit)})")
        button.setAccessibleName(name)
        button.setToolTip(name)
        button.clicked.connect(lambda *_: self.chosen.emit(unit.key))
        return button


def _about(unit: Unit) -> str:
    told = translate("gui", "{kind} {code} – {people} inhabitants")
    return told.format(kind=kind_name(unit), code=unit.code, people=number(unit.population))


def _line(programme: Programme) -> str:
    line = " – ".join(dict.fromkeys(filter(None, (programme.programme, programme.name))))
    return line if programme.here else translate("gui", "{programme} (elsewhere in the commune)").format(programme=line)


class SelectionCard(Card):
    """What selected features mean, before it is taken. Emits `chosen` with a written territory."""

    chosen = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(translate("gui", "From the Selected Features"), parent)
        self._key = ""
        self._sentence, self._details = _plain("", self), _plain("", self)
        self._choose = QPushButton(translate("gui", "Choose Them"), self)
        self._choose.setAccessibleName(translate("gui", "Choose these communes as the territory"))
        self._choose.clicked.connect(lambda *_: self.chosen.emit(self._key))
        for widget in (self._sentence, self._choose, self._details):
            self._layout.addWidget(widget)

    def show_selection(self, selection: Selection, cog: Cog, layer: str) -> None:
        """Tell what the selected features of a layer mean."""
        self._key = written([touched.code for touched in selection.taken], cog)
        self._choose.setEnabled(bool(self._key))
        if self._key:
            self._sentence.setText(f"{layer} – {selection.sentence(cog)}")
        else:
            told = translate("gui", "The features selected in “{layer}” mean no commune: they lie outside of France, or nowhere.")
            self._sentence.setText(told.format(layer=layer))
        self._details.setText("\n".join(selection.details(cog)))
        self._details.setToolTip(
            translate(
                "gui",
                "Taken: communes that share more than half of the smaller of both with the selected areas; communes that lines run "
                "through over more than 100 m; communes that hold points.",
            )
        )
        self.show()
        (self._choose if self._key else self._close).setFocus(Qt.FocusReason.OtherFocusReason)
