# SPDX-License-Identifier: GPL-2.0-or-later
"""What the product adds to QGIS's window: a button, a menu entry, a shortcut and the dock; and how it takes them away."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from qgis.core import QgsProject
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QAction, QIcon, QKeySequence
from qgis.PyQt.QtWidgets import QApplication, QMenu

from ..messages import translate
from .ahead import Ahead
from .dropping import DropHandler

if TYPE_CHECKING:
    from qgis.gui import QgisInterface

    from ..observatory import Observatory
    from .dock import Dock

NAME = "Vigie territoriale"
DOCK = f"{__package__}.dock"
SHORTCUT = "Ctrl+Alt+V"
ICON = Path(__file__).resolve().parents[2] / "resources" / "icons" / "vigie.svg"


class Panel:
    """The dock is made when it is first shown, so that nothing is loaded at start-up."""

    def __init__(self, iface: QgisInterface, project: QgsProject, observatory: Callable[[], Observatory], folder: Path) -> None:
        self._iface = iface
        self._project = project
        self._observatory = observatory
        self._folder = folder
        self._action: QAction | None = None
        self._dock: Dock | None = None
        self._drops: DropHandler | None = None
        self._ahead: Ahead | None = None
        self._there = self._wanted = False
        self._waiting: list[Callable[[Dock], None]] = []

    def register(self) -> None:
        """Add the button, the menu entry and the shortcut."""
        self._action = QAction(QIcon(str(ICON)), NAME, self._iface.mainWindow())
        self._action.setObjectName("vigie_territoriale_panel")
        self._action.setCheckable(True)
        self._action.setToolTip(
            translate("gui", "{name}: territory, harmonised layers, indicators, fact sheet ({shortcut})").format(
                name=NAME, shortcut=QKeySequence(SHORTCUT).toString(QKeySequence.SequenceFormat.NativeText)
            )
        )
        self._action.toggled.connect(self._show)
        self._action.triggered.connect(self._enter)
        self._iface.registerMainWindowAction(self._action, SHORTCUT)
        self._iface.addToolBarIcon(self._action)
        self._iface.addPluginToWebMenu(NAME, self._action)
        self._drops = DropHandler(self._drop)
        self._iface.registerCustomDropHandler(self._drops)

    def unregister(self) -> None:
        """Take everything away, and stop what is running."""
        self._waiting = []
        if self._ahead is not None:
            self._ahead.close()
            self._ahead = None
        if self._drops is not None:
            self._iface.unregisterCustomDropHandler(self._drops)
            self._drops = None
        if self._dock is not None:
            self._dock.dismiss()
            self._iface.removeDockWidget(self._dock)
            self._dock.setParent(None)
            self._dock.deleteLater()
            self._dock = None
        if self._action is not None:
            menus = [menu for menu in self._iface.mainWindow().findChildren(QMenu) if self._action in menu.actions()]
            self._iface.removePluginWebMenu(NAME, self._action)
            for menu in menus:  # QGIS hides an empty menu but keeps it
                if menu.isEmpty():
                    menu.deleteLater()
            self._iface.removeToolBarIcon(self._action)
            self._iface.unregisterMainWindowAction(self._action)
            self._action.deleteLater()
            self._action = None

    def _drop(self, source: str, entry: str) -> None:
        """Something of ours was dropped on QGIS: it was dragged from the dock, if there is one."""
        if self._dock is not None:
            self._dock.drop(source, entry)

    @property
    def dock(self) -> Dock | None:
        """The dock, once it was shown."""
        return self._dock

    def show_search(self, text: str) -> None:
        """Show the dock, and search for `text` there."""

        def search(dock: Dock) -> None:
            dock.show_page(0)
            dock.search_page.search(text)

        self._when_shown(search)

    def show_factsheet(self, written: str) -> None:
        """Show the dock with a written territory, ready to make its fact sheet; what is unknown is told."""
        self._when_ready(lambda dock: dock.show_territory(written, dock.factsheet_page))

    def use_layer(self, identifier: str) -> None:
        """Show the indicators, with a layer of the project as the user's own."""

        def use(dock: Dock) -> None:
            layer = self._project.mapLayer(identifier)
            if layer is not None:
                dock.use_layer(layer)

        self._when_ready(use)

    def refresh_layer(self, name: str) -> None:
        """Refresh the harmonised layer of that name in the store."""
        self._when_ready(lambda dock: dock.refresh_layers(name))

    def _when_ready(self, then: Callable[[Dock], None]) -> None:
        """Show the dock, and call `then` once it is ready."""
        self._when_shown(lambda dock: dock.when_ready(lambda: then(dock)))

    def _when_shown(self, then: Callable[[Dock], None]) -> None:
        self._waiting.append(then)
        self._show(True)

    def read_ahead(self) -> None:
        """Import what the dock is made of, on another thread."""
        if self._ahead is None:
            self._ahead = Ahead(DOCK, self._is_there)

    def _is_there(self) -> None:
        self._there = True
        if self._wanted:
            self._show(True)

    def _show(self, visible: bool) -> None:
        """Show the dock, once its modules are there: the window does not wait for them."""
        self._wanted = visible
        if self._dock is None:
            if not visible:
                return
            # from the beginning of its import a module is among those of Python: to import it as well would hold the window
            if not self._there and not hasattr(sys.modules.get(DOCK), "Dock"):
                self.read_ahead()
                return
            self._make()
        self._dock.setUserVisible(visible)
        waiting, self._waiting = self._waiting, []
        for each in waiting:
            each(self._dock)

    def _enter(self, opened: bool) -> None:
        """The user opened the dock: the keyboard goes there, unless she is elsewhere by the time that it is ready."""
        if opened:
            before = QApplication.focusWidget()
            self._when_ready(lambda dock: QApplication.focusWidget() is before and dock.take_keyboard())

    def _make(self) -> None:
        from .dock import Dock

        self._dock = Dock(self._iface, self._project, self._observatory(), self._folder)
        self._dock.visibilityChanged.connect(self._follow)
        self._iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self._dock)

    def _follow(self, _visible: bool) -> None:
        """Keep the button as the dock is (a dock behind another tab counts as open)."""
        if self._action is not None and self._dock is not None:
            self._action.blockSignals(True)
            self._action.setChecked(not self._dock.isHidden())
            self._action.blockSignals(False)
