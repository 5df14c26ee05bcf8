# SPDX-License-Identifier: GPL-2.0-or-later
"""The layers of ours that the project holds: what they are, whether there is newer, their versions and their credits."""

from __future__ import annotations

from collections.abc import Mapping

from qgis.core import QgsApplication, QgsPrintLayout, QgsProject
from qgis.PyQt.QtCore import Qt, QTimer, pyqtSignal
from qgis.PyQt.QtGui import QAction, QShowEvent
from qgis.PyQt.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QPushButton,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ..layers.ours import (
    COPY,
    DIFFERENCE,
    HARMONISED,
    INDICATOR,
    LIVE,
    SNAPSHOT,
    TERRITORY,
    Ours,
    our_layers,
    project_credits,
    put_credits,
)
from ..messages import date, labelled, number, translate
from ..refreshing import Newer
from .blurb import Blurb

LAYER = int(Qt.ItemDataRole.UserRole)


def kind_of_layer(kind: str) -> str:
    """What a layer of ours is, in words."""
    return {
        HARMONISED: translate("gui", "Harmonised layer"),
        SNAPSHOT: translate("gui", "Earlier version"),
        COPY: translate("gui", "Copy of a file or service"),
        LIVE: translate("gui", "Live: it stays on its server"),
        INDICATOR: translate("gui", "Indicator"),
        DIFFERENCE: translate("gui", "What a refresh changed"),
        TERRITORY: translate("gui", "Contour of the territory"),
    }[kind]


class LoadedPage(QWidget):
    """Emits `refresh_requested` with the name in the store of the layer to refresh (empty: all), `check_requested`, `versions_requested`
    with a name in the store and a title, `told` with a sentence, and `counted` with the number of layers.
    """

    refresh_requested = pyqtSignal(str)
    check_requested = pyqtSignal()
    versions_requested = pyqtSignal(str, str)
    told = pyqtSignal(str)
    counted = pyqtSignal(int)

    def __init__(self, project: QgsProject, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._project = project
        self._newer: dict[str, Newer] = {}
        self._layers: dict[str, Ours] = {}
        self._build()
        self._later = QTimer(self)  # a project adds and removes its layers one by one: all are listed at once
        self._later.setSingleShot(True)
        self._later.timeout.connect(self.refill)
        self._watched = (project.layersAdded, project.layersRemoved, project.readProject)
        for signal in self._watched:
            signal.connect(self._refill_soon)
        project.cleared.connect(self._forget_project)
        self.refill()

    def _build(self) -> None:
        self.tree = QTreeWidget(self)
        self.tree.setRootIsDecorated(False)
        self.tree.setUniformRowHeights(True)
        self.tree.setMinimumHeight(6 * self.fontMetrics().height())
        self.tree.setAlternatingRowColors(True)
        self.tree.setAccessibleName(translate("gui", "Layers of Vigie territoriale in the project"))
        self.tree.setHeaderLabels([translate("gui", "Layer"), translate("gui", "Newer?")])
        self.tree.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.about = Blurb(translate("gui", "What the chosen layer is"), self)
        self.check = QPushButton(translate("gui", "Newer Data?"), self)
        self.check.setToolTip(translate("gui", "Ask the sources of these layers, through the network. Nothing is downloaded."))
        self.refresh = _button("/mActionRefresh.svg", translate("gui", "Refresh the Layers of the Project"), self)
        self.refresh.setToolTip(
            translate(
                "gui",
                "Refresh the Layers of the Project: ask the sources of its harmonised layers for newer data, and show what changed. "
                "Earlier versions are kept.",
            )
        )
        menu = QMenu(self.refresh)
        self.refresh_one = _action(menu, translate("gui", "Refresh This Layer"), self._refresh_current)
        self.refresh_all = _action(menu, translate("gui", "Refresh All"), lambda: self.refresh_requested.emit(""))
        self.refresh.setMenu(menu)
        self.versions = QPushButton(translate("gui", "Versions…"), self)
        self.versions.setToolTip(translate("gui", "The earlier versions that are kept of this layer"))
        self.credits = _button("", translate("gui", "Credits"), self)
        self.credits.setAccessibleName(translate("gui", "Copy the Credits"))
        self.credits.setToolTip(translate("gui", "Copy the sources of all these layers: title, producer, date, licence"))
        self._credits_menu = QMenu(self.credits)
        self._credits_menu.aboutToShow.connect(self._fill_credits_menu)
        self.credits.setMenu(self._credits_menu)
        first, second = QHBoxLayout(), QHBoxLayout()
        first.addWidget(self.check, 1)
        first.addWidget(self.refresh)
        second.addWidget(self.versions, 1)
        second.addWidget(self.credits)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.tree, 1)
        layout.addWidget(self.about)
        layout.addLayout(first)
        layout.addLayout(second)
        self.tree.currentItemChanged.connect(lambda *_: self._describe())
        self.check.clicked.connect(lambda *_: self.check_requested.emit())
        self.refresh.clicked.connect(lambda *_: self.refresh_requested.emit(""))
        self.versions.clicked.connect(self._ask_versions)
        self.credits.clicked.connect(lambda *_: self.copy_credits())

    def dismiss(self) -> None:
        """The page is going away."""
        self._later.stop()
        for signal in self._watched:
            signal.disconnect(self._refill_soon)
        self._project.cleared.disconnect(self._forget_project)

    def showEvent(self, event: QShowEvent) -> None:
        """Layers may have been renamed while nobody looked."""
        super().showEvent(event)
        self._refill_soon()

    def _refill_soon(self, *_: object) -> None:
        self._later.start(0)

    def _forget_project(self) -> None:
        """The project was closed: what was answered of its layers says nothing of those of the next one."""
        self._newer = {}
        self._refill_soon()

    def refill(self) -> None:
        """List the layers of the project; the current one stays current, and what was told of newer data stays with them."""
        current = self.current()
        self._layers = {layer.id: layer for layer in our_layers(self._project)}
        self.tree.clear()
        for layer in self._layers.values():
            item = QTreeWidgetItem(self.tree, [layer.name, self._state(layer)])
            item.setData(0, LAYER, layer.id)
            item.setToolTip(0, layer.name)
            if current is not None and layer.id == current.id:
                self.tree.setCurrentItem(item)
        for button in (self.check, self.credits):
            button.setEnabled(bool(self._layers))
        self.counted.emit(len(self._layers))
        self._describe()

    def set_newer(self, newer: Mapping[str, Newer]) -> None:
        """What the sources answered, by name in the store or by address."""
        self._newer = dict(newer)
        self.refill()

    def forget_newer(self) -> None:
        """What was answered holds no more."""
        self.set_newer({})

    def current(self) -> Ours | None:
        """The chosen layer."""
        item = self.tree.currentItem()
        return self._layers.get(item.data(0, LAYER)) if item is not None else None

    def _answer(self, layer: Ours) -> Newer | None:
        if layer.kind == HARMONISED:
            return self._newer.get(layer.stored)
        return self._newer.get(layer.source) if layer.kind == COPY else None

    def _state(self, layer: Ours) -> str:
        """In a word, so that nothing is told by colour alone."""
        if layer.kind == LIVE:
            return translate("gui", "live")
        answer = self._answer(layer)
        if answer is None:
            return ""
        words = {True: translate("gui", "yes"), False: translate("gui", "no"), None: translate("gui", "not known")}
        return words[answer.newer]

    def _describe(self) -> None:
        layer = self.current()
        self.versions.setEnabled(layer is not None and bool(layer.stored))
        self.refresh_one.setEnabled(layer is not None and bool(layer.stored))
        if not self._layers:
            self.about.setText(
                translate(
                    "gui", "None of our layers is in this project yet: tick some in the catalogue, or add a result of the search."
                )
            )
        elif layer is None:
            self.about.setText(translate("gui", "Choose a layer to see where it comes from."))
        else:
            self.about.setText("\n".join(self._lines(layer)))

    def _lines(self, layer: Ours) -> list[str]:
        parts = [kind_of_layer(layer.kind), layer.producer, layer.licence]
        if layer.date:
            parts.append(translate("gui", "data of {date}").format(date=date(layer.date)))
        if layer.fetched:
            parts.append(translate("gui", "fetched on {date}").format(date=date(layer.fetched.partition("T")[0])))
        lines = [" – ".join(filter(None, parts))]
        if layer.source:
            lines.append(labelled(translate("gui", "Source"), layer.source))
        answer = self._answer(layer)
        if answer is not None:
            lines.append(answer.sentence)
        return lines

    def _refresh_current(self) -> None:
        layer = self.current()
        if layer is not None and layer.stored:
            self.refresh_requested.emit(layer.stored)

    def _ask_versions(self) -> None:
        layer = self.current()
        if layer is not None and layer.stored:
            self.versions_requested.emit(layer.stored, layer.name)

    def copy_credits(self) -> None:
        """The credits of all layers of ours to the clipboard, a line a source."""
        lines = project_credits(self._project)
        QApplication.clipboard().setText("\n".join(lines))
        self.told.emit(translate("gui", "The credits of {count} sources are in the clipboard.").format(count=number(len(lines))))

    def _fill_credits_menu(self) -> None:
        menu = self._credits_menu
        menu.clear()
        _action(menu, translate("gui", "Copy the Credits"), self.copy_credits)
        layouts = self._project.layoutManager().printLayouts()
        for layout in layouts:
            title = translate("gui", "Write Them into the Layout “{name}”").format(name=layout.name())
            _action(menu, title.replace("&", "&&"), lambda layout=layout: self._put_into(layout))
        if not layouts:
            _action(menu, translate("gui", "The project has no layout to write them into"), lambda: None).setEnabled(False)

    def _put_into(self, layout: QgsPrintLayout) -> None:
        put_credits(layout, project_credits(self._project))
        self.told.emit(translate("gui", "The credits are in a label of the layout “{name}”.").format(name=layout.name()))


def _button(icon: str, text: str, parent: QWidget) -> QToolButton:
    button = QToolButton(parent)
    if icon:
        button.setIcon(QgsApplication.getThemeIcon(icon))
    else:
        button.setText(text)
    button.setAccessibleName(text)
    button.setToolTip(text)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
    return button


def _action(menu: QMenu, text: str, run: object) -> QAction:
    action = menu.addAction(text)
    action.triggered.connect(lambda *_: run())
    return action
