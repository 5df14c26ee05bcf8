# SPDX-License-Identifier: GPL-2.0-or-later
"""The ways to a territory besides the search: on the map, from selected features, and what is at a place."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from qgis.core import QgsApplication, QgsPointXY, QgsProject
from qgis.gui import QgsMapCanvas, QgsMapMouseEvent, QgsScrollArea
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtGui import QAction, QActionGroup
from qgis.PyQt.QtWidgets import QFrame, QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from ..feedback import FeedbackProgress
from ..layers.programmes import Programme, programme_layers, programmes_at
from ..layers.selected import SelectedFeatures
from ..messages import Stretch, VigieError, translate
from ..observatory import Observatory
from ..territory.model import Unit
from ..territory.selecting import Selection, select
from .map_tools import Place, Places, PlaceTool, nowhere
from .territory_box import TerritoryBox
from .territory_cards import HereCard, SelectionCard
from .work import Work

if TYPE_CHECKING:
    from qgis.gui import QgisInterface

Run = Callable[[str, Callable[[FeedbackProgress], Any], Callable[[Any], None]], None]


class TerritoryTools(QWidget):
    """A row of buttons, and `cards` to be shown elsewhere. Emits `told` with what the user should know, `failed` with a `VigieError`, and
    `opened` and `closed` when one of the `cards` has something to show, or no more.

    `run(title, work, done)` does work in the background, one piece at a time. `dismiss` leaves the map as it was.
    """

    told = pyqtSignal(str)
    failed = pyqtSignal(object)
    opened = pyqtSignal()
    closed = pyqtSignal()

    def __init__(
        self,
        iface: QgisInterface,
        project: QgsProject,
        observatory: Observatory,
        box: TerritoryBox,
        run: Run,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._iface, self._project, self._observatory, self._box, self._run = iface, project, observatory, box, run
        self._reading: Work | None = None
        self._waiting: QgsPointXY | None = None
        self.places = Places(observatory, self)
        self.here_card, self.selection_card = HereCard(), SelectionCard()
        self.cards = _scrolled(self.here_card, self.selection_card)
        self._canvas: QgsMapCanvas = iface.mapCanvas()
        self.pick_tool = PlaceTool(self._canvas, project, self.places, offers_levels=True)
        self.here_tool = PlaceTool(self._canvas, project, self.places, offers_levels=False)
        self.pick = self._button(
            "/mActionCapturePoint.svg",
            translate("gui", "Pick on the Map"),
            translate(
                "gui",
                "Pick on the Map: click the territory; with Ctrl it is added to those chosen, with the right button its EPCI, "
                "département or région can be chosen. Escape stops.",
            ),
        )
        self.from_selection = self._button(
            "/mActionFromSelectedFeature.svg",
            translate("gui", "From the Selected Features"),
            translate("gui", "From the Selected Features: the communes that those of the active layer cover."),
        )
        self.here = self._button(
            "/mActionIdentify.svg",
            translate("gui", "What Is Here"),
            translate("gui", "What Is Here: click the map to know the commune, what it lies in, and its programmes."),
        )
        self._build()
        self._connect()
        self.enable(False)

    def _button(self, icon: str, name: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setIcon(QgsApplication.getThemeIcon(icon))
        button.setText(name)
        button.setAccessibleName(name)
        button.setToolTip(tip)
        button.setAutoRaise(True)
        return button

    def _build(self) -> None:
        for button, tool in ((self.pick, self.pick_tool), (self.here, self.here_tool)):
            button.setCheckable(True)
            tool.setButton(button)
        self.pick.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        self.pick.setMenu(self._levels())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for button in (self.pick, self.from_selection, self.here):
            row.addWidget(button)
        row.addStretch(1)

    def _levels(self) -> QMenu:
        """What a click on the map picks."""
        menu, group = QMenu(self.pick), QActionGroup(self)
        for level, name in (
            ("commune", translate("gui", "Pick a Commune")),
            ("epci", translate("gui", "Pick an EPCI")),
            ("departement", translate("gui", "Pick a Département")),
            ("region", translate("gui", "Pick a Région")),
        ):
            action = menu.addAction(name)
            action.setCheckable(True)
            action.setChecked(level == self.pick_tool.level)
            action.triggered.connect(lambda *_, level=level: self.pick_on_map(level))
            group.addAction(action)
        return menu

    def _connect(self) -> None:
        self.pick.clicked.connect(lambda checked: self.pick_on_map() if checked else self.pick_tool.give_back())
        self.here.clicked.connect(lambda checked: self.ask_on_map() if checked else self.here_tool.give_back())
        self.from_selection.clicked.connect(lambda *_: self.take_selection())
        self.pick_tool.clicked.connect(self._pick)
        self.pick_tool.chosen.connect(lambda unit: self._choose(unit.key))
        self.here_tool.clicked.connect(lambda place, _: self.show_place(place))
        for tool in (self.pick_tool, self.here_tool):
            tool.missed.connect(self.told)
            tool.deactivated.connect(self._forget_hint)
        self.places.failed.connect(self.failed)
        self.places.ready.connect(self._show_waiting)
        for card in (self.here_card, self.selection_card):
            card.chosen.connect(self._choose)
            card.closed.connect(self.closed)
        self._box.chosen.connect(self._put_away)
        self._canvas.contextMenuAboutToShow.connect(self._extend_menu)

    def _forget_hint(self) -> None:
        """The map is another tool's: what was said of this one is over."""
        self.told.emit("")

    def enable(self, ready: bool, busy: bool = False) -> None:
        """Whether territories can be chosen; a selection is read only when nothing else is being made."""
        for button in (self.pick, self.here):
            button.setEnabled(ready)
        self.from_selection.setEnabled(ready and not busy)

    def dismiss(self) -> None:
        """Leave the map as it was, and cancel what is running."""
        self._canvas.contextMenuAboutToShow.disconnect(self._extend_menu)
        for tool in (self.pick_tool, self.here_tool):
            tool.release()
        self.places.dismiss()
        if self._reading is not None:
            self._reading.abandon()
            self._reading = None

    def pick_on_map(self, level: str = "") -> None:
        """Let the user click a territory on the map; of that level from now on, if one is given."""
        self.pick_tool.level = level or self.pick_tool.level
        self._take(self.pick_tool, translate("gui", "Click the territory on the map; Escape stops."))

    def ask_on_map(self) -> None:
        """Let the user click a place on the map, to know what is there."""
        self._take(self.here_tool, translate("gui", "Click the map to know what is there; Escape stops."))

    def _take(self, tool: PlaceTool, hint: str) -> None:
        """Give the map to a tool, if there is a map: QGIS shows its welcome page until a project is opened."""
        if self._canvas.window().isVisible() and not self._canvas.isVisible():
            for button in (self.pick, self.here):
                button.setChecked(False)
            self.failed.emit(
                VigieError(translate("gui", "The map is not shown: open or create a project, or add a layer, first."))
            )
            return
        tool.take()
        self._canvas.setFocus()
        self.told.emit(hint)

    def take_selection(self) -> None:
        """Show what the selected features of the active layer mean; a card asks before it is taken."""
        try:
            features = SelectedFeatures.of(self._iface.activeLayer())
        except VigieError as error:
            self.failed.emit(error)
            return

        def work(progress: FeedbackProgress) -> Selection:
            shapes = features.read(Stretch(progress, 0, 30))
            observatory = self._observatory
            return select(shapes, features.crs, observatory.contours, observatory.cog, Stretch(progress, 30, 100))

        def done(selection: Selection) -> None:
            self.here_card.hide()
            self.opened.emit()
            self.selection_card.show_selection(selection, self._observatory.cog, features.name)

        title = translate("gui", "Vigie: communes under the selected features of {layer}").format(layer=features.name)
        self._run(title, work, done)

    def show_place(self, place: Place) -> None:
        """Tell what is at a place."""
        self.selection_card.hide()
        self.opened.emit()
        self.here_card.show_place(place)
        layers = programme_layers(self._project, place.longitude, place.latitude)
        if self._reading is not None:
            self._reading.abandon()

        def done(programmes: list[Programme]) -> None:
            self._reading = None
            self.here_card.show_programmes(programmes, len(layers))

        def failed(error: VigieError) -> None:
            self._reading = None
            self.here_card.put_away()
            self.failed.emit(error)

        def cancelled() -> None:
            self._reading = None
            self.here_card.put_away()

        code = place.commune.code
        title = translate("gui", "Vigie: programmes of {name}").format(name=place.commune.name)
        self._reading = Work(title, lambda progress: programmes_at(layers, code, progress), done, failed, cancelled)
        QgsApplication.taskManager().addTask(self._reading)

    def _pick(self, place: Place, add: bool) -> None:
        unit: Unit = place.unit(self.pick_tool.level) or place.commune
        self._choose(unit.key, add)

    def _choose(self, written: str, add: bool = False) -> None:
        """Take a territory; one that is added leaves the tool where it is, for the next one."""
        if not add:
            self.pick_tool.give_back()
            self.here_tool.give_back()
        if add:
            self._box.add(written)
        else:
            self._box.choose(written)

    def _put_away(self, *_: object) -> None:
        """A territory was chosen, whichever way: the cards have done their part."""
        for card in (self.here_card, self.selection_card):
            card.put_away()

    def _extend_menu(self, menu: QMenu, event: QgsMapMouseEvent) -> None:
        """Offer what is here in the menu of the map."""
        if not self.here.isEnabled():
            return
        point = event.mapPoint()
        action: QAction = menu.addAction(
            QgsApplication.getThemeIcon("/mActionIdentify.svg"), translate("gui", "Vigie: What Is Here")
        )
        action.triggered.connect(lambda *_: self._ask(point))

    def _ask(self, point: QgsPointXY) -> None:
        """What is at a position of the map, as soon as the contours are read."""
        if not self.places.known:
            self._waiting = point
            self.places.read_ahead()
            return
        place = self.here_tool.place_at(point)
        if place is not None and place.commune is not None:
            self.show_place(place)
        elif place is not None:
            self.failed.emit(VigieError(nowhere()))  # in the bar over the map: the panel may be hidden

    def _show_waiting(self) -> None:
        point, self._waiting = self._waiting, None
        if point is not None:
            self._ask(point)


def _scrolled(*cards: QWidget) -> QgsScrollArea:
    """The cards, one below another, in an area that scrolls where they are too high."""
    area = QgsScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    content = QWidget(area)
    layout = QVBoxLayout(content)
    for card in cards:
        layout.addWidget(card)
    layout.addStretch(1)
    area.setWidget(content)
    return area
