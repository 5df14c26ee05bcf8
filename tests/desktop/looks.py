# SPDX-License-Identifier: GPL-2.0-or-later
"""Pictures of every page and dialog, to be looked at: 300 pixels, and half of a small screen.

``scripts/desktop.sh looks`` runs it under three themes of QGIS, with letters as they are and twice as large; pictures land in
build/desktop/looks, named after ``VIGIE_LOOK``.
"""

import os
import sys
from pathlib import Path

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication
from qgis.utils import iface, plugins

sys.path.append(str(Path(os.environ["VIGIE_ROOT"]) / "tests" / "desktop"))
from driver import OUT, begin
from vigie_territoriale.plugin.gui.indicator_builder import IndicatorBuilder
from vigie_territoriale.plugin.gui.load_dialog import LoadDialog
from vigie_territoriale.plugin.gui.options_page import OptionsPage
from vigie_territoriale.plugin.gui.versions_dialog import VersionsDialog
from vigie_territoriale.plugin.settings import Settings
from walk import FACTSHEET, INDICATORS, LAYERS, SEARCH, Walk, marked

WIDTHS = (300, 683)


class Looks(Walk):
    """The pages, with something in them."""

    spared = ("",)  # it is about pictures

    def run(self):
        (OUT / "looks").mkdir(exist_ok=True)
        own = yield from self.open_window()
        dock = yield from self.open_dock()
        observatory = plugins["vigie_territoriale"].observatory
        for width in WIDTHS:
            yield from self.widen(dock, width)
            self.grab(f"{width}-home", dock)
        dock.territory_box.choose("epci:200067825")
        yield from self.search_all(dock, observatory)
        yield from self.load_found(dock)
        yield from self.add_harmonised(dock)
        yield from self.compute(dock, own)
        dock.indicators_page._charted.setCollapsed(False)
        yield lambda: bool(dock.indicators_page.chart.picture.content)
        dock.tabs.setCurrentIndex(FACTSHEET)
        QTest.mouseClick(dock.factsheet_page.preview, Qt.MouseButton.LeftButton)
        yield lambda: not dock.busy and bool(dock.factsheet_page.paper.toPlainText())
        dialogs = yield from self.dialogs(dock, observatory)
        for width in WIDTHS:
            yield from self.widen(dock, width)
            yield from self.all_pages(str(width), dock)
        for title, dialog in dialogs.items():
            self.grab(title, dialog)

    def widen(self, dock, width):
        """Another width of the dock."""
        iface.mainWindow().resizeDocks([dock], [width], Qt.Orientation.Horizontal)
        for _ in range(4):
            yield lambda: True

    def all_pages(self, name, dock):
        """Every page."""
        for page, place in (("search", SEARCH), ("layers", LAYERS), ("indicators", INDICATORS), ("factsheet", FACTSHEET)):
            dock.tabs.setCurrentIndex(place)
            yield lambda: True
            self.grab(f"{name}-{page}", dock)
            if page == "layers":
                dock.layers_page.tabs.setCurrentIndex(1)
                yield lambda: True
                self.grab(f"{name}-loaded", dock)
                dock.layers_page.tabs.setCurrentIndex(0)

    def dialogs(self, dock, observatory):
        """All of them, open at once."""
        page = dock.search_page
        page._choose.click()
        sources = page._dialog
        sources.setModal(False)
        sources.show()
        page.choose.click()
        yield lambda: dock.findChild(LoadDialog) is not None
        load = dock.findChild(LoadDialog)
        yield lambda: not load.busy
        load.options_box.setCollapsed(False)
        dock.indicators_page._menu.new.trigger()
        (builder,) = dock.findChildren(IndicatorBuilder)
        (layer,) = marked("france-services")
        loaded = dock.layers_page.loaded
        rows = map(loaded.tree.topLevelItem, range(loaded.tree.topLevelItemCount()))
        loaded.tree.setCurrentItem(next(row for row in rows if row.text(0) == layer.name()))
        loaded.versions.click()
        yield lambda: dock.findChild(VersionsDialog) is not None
        options = OptionsPage(Settings(), lambda: observatory)
        options.resize(683, 500)
        options.show()
        yield lambda: not options._lane.busy
        return {
            "sources": sources,
            "load": load,
            "builder": builder,
            "versions": dock.findChild(VersionsDialog),
            "options": options,
        }

    def grab(self, name, widget):
        """A picture of it."""
        QApplication.processEvents()
        self.picture(f"looks/{os.environ['VIGIE_LOOK']}-{name}", widget)


if __name__ == "__main__":
    begin(Looks, "looks.txt")
