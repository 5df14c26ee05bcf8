# SPDX-License-Identifier: GPL-2.0-or-later
"""Tools on the map that know the commune under the pointer, whatever the map's coordinate system."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from qgis.core import (
    Qgis,
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
)
from qgis.gui import QgsMapCanvas, QgsMapMouseEvent, QgsMapTool, QgsRubberBand
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, QPoint, Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor, QKeyEvent
from qgis.PyQt.QtWidgets import QMenu, QToolTip

from ..feedback import FeedbackProgress
from ..messages import translate
from ..observatory import Observatory
from ..reports.factsheet import kind_name
from ..requirements import shapely as require_shapely
from ..territory.contours import Contours
from ..territory.crs import GEOGRAPHIC
from ..territory.model import LEVELS, Unit
from .work import Work

OUTLINE, OUTLINE_FILL = QColor(0, 90, 170), QColor(0, 90, 170, 40)
OUTLINE_WIDTH = 2
COARSENESS = {"commune": 0.0, "epci": 0.0, "departement": 0.001, "region": 0.003}
"""By how many degrees the outline of a unit is simplified: it is drawn while the pointer moves."""


class Place(NamedTuple):
    """A position in degrees and the units that hold it, from the commune to the région; none outside of the contours."""

    longitude: float
    latitude: float
    units: tuple[Unit, ...]

    @property
    def commune(self) -> Unit | None:
        """The commune; None outside of the contours."""
        return self.units[0] if self.units else None

    def unit(self, level: str) -> Unit | None:
        """The unit of that level; None where there is none (a commune that is in no EPCI)."""
        return next((unit for unit in self.units if unit.level == level), None)


def nowhere() -> str:
    """Where no commune is, in words."""
    return translate("gui", "No commune here: this is outside of France, or where its contours are not known.")


class Places(QObject):
    """Tells places from positions. The contours are read ahead, off the interface; `ready` says when, `failed` why not."""

    ready = pyqtSignal()
    failed = pyqtSignal(object)
    outlined = pyqtSignal(str, object)

    def __init__(self, observatory: Observatory, parent: QObject) -> None:
        super().__init__(parent)
        self._observatory = observatory
        self._contours: Contours | None = None
        self._outlines: dict[str, QgsGeometry] = {}
        self._wanted: Unit | None = None
        self._work: Work | None = None

    @property
    def known(self) -> bool:
        """Whether the contours are read."""
        return self._contours is not None

    def read_ahead(self) -> None:
        """Read the contours, unless they are there or being read."""
        if self._contours is None:
            title = translate("gui", "Vigie: reading the contours of communes")
            self._start(title, lambda progress: _read(self._observatory), self._keep)

    def place(self, longitude: float, latitude: float) -> Place:
        """The place of a position in degrees, in well under a millisecond. The contours must be `known`."""
        code = self._contours.at(longitude, latitude)
        cog = self._observatory.cog
        territory = cog.territory(f"commune:{code}") if code else None
        units = tuple(unit for level in LEVELS for unit in cog.groups(territory, level)) if territory else ()
        return Place(longitude, latitude, units)

    def outline(self, unit: Unit) -> QgsGeometry | None:
        """The outline of a unit in degrees; None while it is being made, and `outlined` follows with its key."""
        if unit.level == "commune":
            return _geometry(self._contours.of([unit.code])[0])
        self._wanted = unit
        if unit.key not in self._outlines:
            self._make_outline()
        return self._outlines.get(unit.key)

    def dismiss(self) -> None:
        """Cancel what is running, for good."""
        self._wanted = None
        if self._work is not None:
            self._work.abandon()
            self._work = None

    def _make_outline(self) -> None:
        unit = self._wanted
        members, coarseness = self._observatory.cog.members(unit.level, unit.code), COARSENESS[unit.level]

        def work(progress: FeedbackProgress) -> QgsGeometry:
            shape = self._contours.dissolve([members])[0]
            return _geometry(require_shapely().simplify(shape, coarseness) if coarseness else shape)

        def done(outline: QgsGeometry) -> None:
            self._outlines[unit.key] = outline
            self.outlined.emit(unit.key, outline)
            if self._wanted is not None and self._wanted.key not in self._outlines:
                self._make_outline()

        self._start(translate("gui", "Vigie: drawing {name}").format(name=unit.name), work, done)

    def _start(self, title: str, work: Callable[[FeedbackProgress], object], done: Callable[[object], None]) -> None:
        """One at a time: what is asked for meanwhile is started at its end, if it is still wanted."""
        if self._work is not None:
            return

        def end(then: Callable[[], None]) -> None:
            self._work = None
            then()

        self._work = Work(
            title,
            work,
            done=lambda result: end(lambda: done(result)),
            failed=lambda error: end(lambda: self.failed.emit(error)),
            cancelled=lambda: end(lambda: None),
        )
        QgsApplication.taskManager().addTask(self._work)

    def _keep(self, contours: Contours) -> None:
        self._contours = contours
        self.ready.emit()


def _read(observatory: Observatory) -> Contours:
    contours = observatory.contours
    contours.at(0.0, 0.0)  # builds the tree of boxes
    return contours


def _geometry(shape: object) -> QgsGeometry:
    geometry = QgsGeometry()
    geometry.fromWkb(require_shapely().to_wkb(shape))
    return geometry


class PlaceTool(QgsMapTool):
    """Shows the unit under the pointer, and says what was clicked.

    `clicked` gives a `Place` that has a commune, and whether Ctrl was held; `chosen` a unit of the menu of the right button (with
    `offers_levels`); `missed` why nothing was clicked. Escape gives the map back to the tool before.
    """

    clicked = pyqtSignal(object, bool)
    chosen = pyqtSignal(object)
    missed = pyqtSignal(str)

    def __init__(self, canvas: QgsMapCanvas, project: QgsProject, places: Places, offers_levels: bool) -> None:
        super().__init__(canvas)
        self.level = "commune"
        self._canvas, self._project, self._places, self._offers_levels = canvas, project, places, offers_levels
        self._band: QgsRubberBand | None = None
        self._shown = ""
        self._before: QgsMapTool | None = None
        self.setCursor(Qt.CursorShape.CrossCursor)
        places.outlined.connect(self._draw_late)

    def take(self) -> None:
        """Take the map; the tool that had it gets it back."""
        before = self._canvas.mapTool()
        if before is not self:
            self._before = before
            self._canvas.setMapTool(self)
        self._places.read_ahead()

    def give_back(self) -> None:
        """Give the map back to the tool that had it, if it is still there."""
        if self._canvas.mapTool() is not self:
            return
        if self._before is not None and not sip.isdeleted(self._before):
            self._canvas.setMapTool(self._before)
        else:
            self._canvas.unsetMapTool(self)

    def release(self) -> None:
        """Leave the map for good."""
        self.give_back()
        self._places.outlined.disconnect(self._draw_late)
        self._wipe()
        self.deleteLater()

    def deactivate(self) -> None:
        """Another tool has the map: nothing of this one stays on it."""
        self._wipe()
        super().deactivate()

    def place_at(self, point: QgsPointXY) -> Place | None:
        """The place of a position of the map; None, said through `missed`, when it cannot be told yet or at all."""
        crs = self._canvas.mapSettings().destinationCrs()
        if not crs.isValid():
            self.missed.emit(translate("gui", "The map has no coordinate reference system: set that of the project first."))
            return None
        if not self._places.known:
            self._places.read_ahead()
            self.missed.emit(translate("gui", "The contours are being read: click again in a moment."))
            return None
        transform = QgsCoordinateTransform(crs, QgsCoordinateReferenceSystem(GEOGRAPHIC), self._project.transformContext())
        try:
            moved = transform.transform(point)
        except QgsCsException:  # where the system of the map does not reach
            return Place(float("nan"), float("nan"), ())
        return self._places.place(moved.x(), moved.y())

    def canvasMoveEvent(self, event: QgsMapMouseEvent) -> None:
        """Name what is under the pointer, and draw its outline."""
        if not self._places.known or not self._canvas.mapSettings().destinationCrs().isValid():
            return
        place = self.place_at(event.mapPoint())
        unit = place.unit(self.level) or place.commune
        told = _named(unit) if unit is not None else nowhere()
        QToolTip.showText(self._canvas.mapToGlobal(event.pixelPoint() + QPoint(12, 12)), told, self._canvas)
        self._show(unit)

    def canvasReleaseEvent(self, event: QgsMapMouseEvent) -> None:
        """The left button clicks a place; the right one offers its levels."""
        place = self.place_at(event.mapPoint())
        if place is None:
            return
        if place.commune is None:
            self.missed.emit(nowhere())
        elif event.button() == Qt.MouseButton.RightButton and self._offers_levels:
            self.menu(place).exec(self._canvas.mapToGlobal(event.pixelPoint()))
        elif event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit(place, bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))

    def menu(self, place: Place) -> QMenu:
        """The units that hold a place, to choose one of them."""
        menu = QMenu(self._canvas)
        menu.aboutToHide.connect(menu.deleteLater)
        for unit in place.units:
            menu.addAction(_named(unit)).triggered.connect(lambda *_, unit=unit: self.chosen.emit(unit))
        return menu

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape gives the map back."""
        if event.key() == Qt.Key.Key_Escape:
            self.give_back()
            event.accept()
        else:
            super().keyPressEvent(event)

    def _show(self, unit: Unit | None) -> None:
        key = unit.key if unit is not None else ""
        if key == self._shown:
            return
        self._wipe()
        self._shown = key
        outline = self._places.outline(unit) if unit is not None else None
        if outline is not None:
            self._draw(outline)

    def _draw_late(self, key: str, outline: QgsGeometry) -> None:
        """An outline came: draw it, if the pointer is still there."""
        if key == self._shown and self._canvas.mapTool() is self:
            self._draw(outline)

    def _draw(self, outline: QgsGeometry) -> None:
        self._band = self._band or QgsRubberBand(self._canvas, Qgis.GeometryType.Polygon)
        self._band.setStrokeColor(OUTLINE)
        self._band.setFillColor(OUTLINE_FILL)
        self._band.setWidth(OUTLINE_WIDTH)
        self._band.setToGeometry(outline, QgsCoordinateReferenceSystem(GEOGRAPHIC))

    def _wipe(self) -> None:
        self._shown = ""
        if self._band is not None:
            self._canvas.scene().removeItem(self._band)
            self._band = None


def _named(unit: Unit) -> str:
    """A unit in a line: its name, kind and code."""
    return f"{unit.name} – {kind_name(unit)} {unit.code}"
