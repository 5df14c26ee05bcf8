# SPDX-License-Identifier: GPL-2.0-or-later
"""The main job by hand in the real desktop: clicks and keys on the dock, a picture after each step.

Run by scripts/desktop.sh inside QGIS (``qgis --code``). Ends QGIS itself; what went wrong is in ``result.txt``.
"""

import os
import time
import traceback
from pathlib import Path

from qgis.core import QgsApplication, QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import QObject, Qt, QTimer, QUrl, pyqtSlot
from qgis.PyQt.QtGui import QDesktopServices
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QListWidget, QPushButton, QTableWidget
from qgis.utils import iface, plugins, unloadPlugin

OUT = Path(os.environ["VIGIE_DESKTOP_OUT"])
ROOT = Path(os.environ["VIGIE_ROOT"])
LIMIT_SECONDS = 60
GAP_MILLISECONDS = 20


class Watchdog:
    """Notes how long the interface thread was held between two beats of a timer."""

    def __init__(self):
        self.step = "start"
        self.gaps = []
        self._last = time.monotonic()
        self._timer = QTimer()
        self._timer.timeout.connect(self._beat)
        self._timer.start(GAP_MILLISECONDS)

    def _beat(self):
        now = time.monotonic()
        if now - self._last > 0.1:
            self.gaps.append((self.step, now - self._last))
        self._last = now


class Walk:
    """The steps, one after another; each generator yields what it waits for."""

    def __init__(self):
        self.watchdog = Watchdog()
        self.steps = self.run()
        self.waiting = None
        self.calm = 0
        self.deadline = 0.0
        self.timer = QTimer()
        self.timer.timeout.connect(self.advance)
        self.timer.start(50)

    def advance(self):
        """Go on when what is waited for has come; end QGIS when all is done or has failed."""
        try:
            if self.waiting is not None and not self.waiting():
                if time.monotonic() > self.deadline:
                    raise AssertionError(f"nothing after {LIMIT_SECONDS} s at step “{self.watchdog.step}”")
                return
            self.waiting = next(self.steps)
            self.deadline = time.monotonic() + LIMIT_SECONDS
        except StopIteration:
            self.end("")
        except BaseException:
            self.end(traceback.format_exc())

    def end(self, failure):
        self.timer.stop()
        gaps = "\n".join(f"{seconds * 1000:.0f} ms at “{step}”" for step, seconds in self.watchdog.gaps)
        (OUT / "gaps.txt").write_text(gaps + "\n", encoding="utf-8")
        (OUT / "result.txt").write_text(failure or "ok\n", encoding="utf-8")
        QgsProject.instance().setDirty(False)
        os._exit(1 if failure else 0)

    def picture(self, name):
        iface.mainWindow().grab().save(str(OUT / f"{name}.png"))
        self.watchdog._last = time.monotonic()  # taking the picture is not the product's doing

    def settled(self):
        """Whether the work is done, and the map was drawn after it."""
        busy = plugins["vigie_territoriale"]._panel.dock.busy or iface.mapCanvas().isDrawing()
        self.calm = 0 if busy else self.calm + 1
        return self.calm > 10

    def step(self, name):
        self.watchdog.step = name

    def run(self):
        main = iface.mainWindow()
        main.resize(1366, 768)
        main.show()
        for name in ("Browser", "mBrowser2", "Browser2"):
            found = main.findChild(object, name)
            if found is not None and hasattr(found, "hide"):
                found.hide()
        opened = []
        QDesktopServices.setUrlHandler("file", Opener(opened).take)
        self.opener = opened

        self.step("base layer")
        own = QgsVectorLayer(str(ROOT / "tests" / "data" / "stations-service-04-05.geojson"), "Stations-service", "ogr")
        QgsProject.instance().addMapLayer(own)
        yield lambda: not iface.mapCanvas().isDrawing()

        self.step("open the dock")
        plugin = plugins["vigie_territoriale"]
        action = main.findChild(object, "vigie_territoriale_panel")
        action.trigger()
        dock = plugin._panel.dock
        yield lambda: not dock.busy
        dock.resize(420, dock.height())
        main.resizeDocks([dock], [420], Qt.Orientation.Horizontal)
        self.picture("01-dock")

        self.step("search a territory")
        search = dock.territory_box._search
        search.setFocus()
        QTest.keyClicks(search, "gap tallard")
        answers = dock.territory_box.findChild(QListWidget)
        yield lambda: answers.count() > 0
        self.picture("02-search")
        self.step("choose a territory")
        QTest.mouseClick(answers.viewport(), Qt.MouseButton.LeftButton, pos=answers.visualItemRect(answers.item(0)).center())
        yield lambda: dock.territory_box.territory is not None
        assert dock.territory_box.territory.key == "epci:200067825", dock.territory_box.territory.key

        for entry in ("petites-villes-de-demain", "france-services"):
            self.step(f"add {entry}")
            dock.layers_page.select(entry)
            yield lambda: True
            if entry == "france-services":
                self.picture("03-layers")
            QTest.mouseClick(dock.layers_page.findChild(QPushButton), Qt.MouseButton.LeftButton)
            assert dock.busy
            yield self.settled
        names = {layer.name() for layer in QgsProject.instance().mapLayers().values()}
        assert any(name.startswith("France services") for name in names), names
        extent = next(layer for layer in QgsProject.instance().mapLayers().values() if layer.name().startswith("CA Gap"))
        iface.setActiveLayer(extent)
        iface.zoomToActiveLayer()
        yield self.settled
        self.picture("04-added")

        dock.tabs.setCurrentIndex(1)
        for indicator in ("france-services-distance", "features-count"):
            self.step(f"compute {indicator}")
            dock.indicators_page.select(indicator)
            dock.indicators_page.set_own_layer(own)
            QTest.mouseClick(dock.indicators_page._compute, Qt.MouseButton.LeftButton)
            assert dock.busy
            yield self.settled
            table = dock.indicators_page.findChild(QTableWidget)
            assert table.rowCount() > 17, table.rowCount()
            self.picture(f"05-{indicator}")

        self.step("cancel")
        QTest.mouseClick(dock.indicators_page._compute, Qt.MouseButton.LeftButton)
        dock.stop()
        yield lambda: not dock.busy

        dock.tabs.setCurrentIndex(2)
        for kind in ("html", "pdf"):
            self.step(f"fact sheet {kind}")
            path = OUT / f"fiche.{kind}"
            dock.factsheet_page.select(kind, path)
            QTest.mouseClick(dock.factsheet_page._make, Qt.MouseButton.LeftButton)
            assert dock.busy
            yield lambda: not dock.busy
            assert path.stat().st_size > 10_000
        self.picture("06-factsheet")

        self.step("save the project")
        project = QgsProject.instance()
        assert project.write(str(OUT / "projet.qgz"))

        self.step("unload")
        assert unloadPlugin("vigie_territoriale")
        yield lambda: not self.leftovers()
        assert QgsApplication.processingRegistry().providerById("vigie") is None
        self.picture("07-unloaded")

    @staticmethod
    def leftovers():
        """Widgets and actions of the product that are still in the window."""
        return [child for child in iface.mainWindow().findChildren(QObject) if child.objectName().lower().startswith("vigie")]


class Opener(QObject):
    """Stands in for the browser that would open the fact sheet."""

    def __init__(self, opened):
        super().__init__()
        self.opened = opened

    @pyqtSlot(QUrl)
    def take(self, url):
        self.opened.append(url.toLocalFile())


walk = None


def begin():
    global walk
    walk = Walk()


QTimer.singleShot(1500, begin)
