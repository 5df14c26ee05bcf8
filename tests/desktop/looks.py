# SPDX-License-Identifier: GPL-2.0-or-later
"""Pictures of every page and dialog, to be looked at: three themes of QGIS, letters as they are and twice as large, 300 pixels and
half of a small screen.

``scripts/desktop.sh looks`` runs it; pictures land in build/desktop/looks.
"""

import os
import sys
from pathlib import Path

from qgis.core import QgsApplication
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

THEMES = ("default", "Night Mapping", "Blend of Gray")
WIDTHS = (300, 683)


class Looks(Walk):
    """The pages with something in them, then each under every theme."""

    def run(self):
        (OUT / "looks").mkdir()
        own = yield from self.open_window()
        dock = yield from self.open_dock()
        observatory = plugins["vigie_territoriale"].observatory
        for theme in THEMES:
            yield from self.under(theme, [dock], lambda name: self.grab(f"{name}-home", dock))
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
        for theme in THEMES:
            yield from self.under(theme, [dock, *dialogs.values()], lambda name: self.all_of(name, dock, dialogs))

    def all_of(self, name, dock, dialogs):
        """Every page, and every dialog."""
        pages = (("search", SEARCH), ("layers", LAYERS), ("indicators", INDICATORS), ("factsheet", FACTSHEET))
        for page, place in pages:
            dock.tabs.setCurrentIndex(place)
            QApplication.processEvents()
            self.grab(f"{name}-{page}", dock)
            if page == "layers":
                dock.layers_page.tabs.setCurrentIndex(1)
                QApplication.processEvents()
                self.grab(f"{name}-loaded", dock)
                dock.layers_page.tabs.setCurrentIndex(0)
        if not name.endswith("300"):
            for title, dialog in dialogs.items():
                self.grab(f"{name}-{title}", dialog)

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

    def under(self, theme, widgets, grab):
        """Under a theme, in each size of letters and each width."""
        QgsApplication.setUITheme(theme)
        usual = QApplication.font()
        sheet = QApplication.instance().styleSheet()
        for factor in (1, 2):
            if factor > 1:
                large = QApplication.font()
                large.setPointSizeF(factor * usual.pointSizeF())
                QApplication.setFont(large)
                QApplication.instance().setStyleSheet(sheet + f"\n* {{ font-size: {large.pointSizeF()}pt; }}")
            for width in WIDTHS:
                iface.mainWindow().resizeDocks([widgets[0]], [width], Qt.Orientation.Horizontal)
                for _ in range(4):
                    yield lambda: True
                grab(f"{theme.replace(' ', '-')}-{factor}-{width}")
        QApplication.setFont(usual)
        QApplication.instance().setStyleSheet(sheet)

    def grab(self, name, widget):
        """A picture of it."""
        QApplication.processEvents()
        self.picture(f"looks/{name}", widget)


if __name__ == "__main__":
    begin(Looks, "looks.txt")
