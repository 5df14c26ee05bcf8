# SPDX-License-Identifier: GPL-2.0-or-later
"""The main job by hand in the real desktop: clicks and keys on the dock, a picture after each step.

Run by scripts/desktop.sh inside QGIS (``qgis --code``). Ends QGIS itself; what went wrong is in ``result.txt``.
"""

import gzip
import json
import os
import sys
import threading
import time
import traceback
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from qgis.core import QgsApplication, QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import QCoreApplication, QObject, QPoint, QPointF, Qt, QTimer, QUrl, pyqtSlot
from qgis.PyQt.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QListWidget
from qgis.utils import iface, plugins, unloadPlugin

OUT = Path(os.environ["VIGIE_DESKTOP_OUT"])
ROOT = Path(os.environ["VIGIE_ROOT"])
sys.path.append(str(ROOT / "tests" / "data"))
from vigie_territoriale.plugin.gui.indicator_builder import IndicatorBuilder  # noqa: E402
from vigie_territoriale.plugin.gui.layers_page import ENTRY  # noqa: E402
from vigie_territoriale.plugin.gui.load_dialog import LoadDialog  # noqa: E402
from vigie_territoriale.plugin.gui.options_page import OptionsPage  # noqa: E402
from vigie_territoriale.plugin.layers.marks import OWN_LAYER, STORED  # noqa: E402
from vigie_territoriale.plugin.messages import Silent  # noqa: E402
from vigie_territoriale.plugin.settings import Settings  # noqa: E402
from watchdog import Watchdog  # noqa: E402

LIMIT_SECONDS = 60
GAP_SECONDS = 0.1


RECORD = {
    "id": "annuaire-lycees",
    "type": "Feature",
    "geometry": None,
    "properties": {
        "title": "Annuaire de l’éducation : lycées de Provence-Alpes-Côte d’Azur",
        "description": "Adresse, coordonnées et services des lycées de la région, à la rentrée 2024.",
        "type": "dataset",
        "updated": "2024-09-02",
        "license": "Licence Ouverte 2.0",
        "themes": [{"concepts": [{"id": "Éducation"}]}],
        "contacts": [{"organization": "Ministère de l’Éducation nationale", "roles": ["publisher"]}],
    },
}


class Service(BaseHTTPRequestHandler):
    """The WFS of the INSEE, as it was recorded; a catalogue of one record, and the file that it leads to."""

    folder = ROOT / "tests" / "data" / "api" / "ogc"
    file = ROOT / "tests" / "data" / "files" / "04_services" / "annuaire-education-lycees-paca-2024.csv.gz"

    def do_GET(self):
        if self.path.startswith("/records"):
            address = f"http://{self.headers['Host']}/annuaire-education-lycees-paca-2024.csv"
            record = {**RECORD, "links": [{"rel": "item", "type": "text/csv", "href": address, "title": "Lycées (csv)"}]}
            kind, body = "application/geo+json", json.dumps({"type": "FeatureCollection", "features": [record]}).encode()
        elif self.path.endswith(".csv"):
            kind, body = "text/csv", gzip.decompress(self.file.read_bytes())
        elif "GetCapabilities" in self.path:
            kind, body = "text/xml", gzip.decompress((self.folder / "insee-wfs-getcapabilities.xml.gz").read_bytes())
        else:
            kind, body = "application/json", (self.folder / "insee-wfs-table-data.json").read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


def limit_sources(observatory):
    """Leave only the embedded catalogue, and a WFS and a catalogue on this machine: the walk asks nothing of the world."""
    from vigie_territoriale.plugin.catalog.endpoints import Choices, embedded_endpoints
    from vigie_territoriale.plugin.catalog.provider import Endpoint

    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    records = Endpoint("catalogue", "Catalogue régional", "records", f"{address}/records", verification="user")
    own = Endpoint("insee", "INSEE (WFS)", "wfs", f"{address}/wfs", verification="user")
    others = tuple(endpoint.id for endpoint in embedded_endpoints() if endpoint.id not in ("curated", "publications"))
    observatory.choose_sources(Choices(own=(own, records), disabled=others))


class Walk:
    """The steps, one after another; each generator yields what it waits for."""

    def __init__(self):
        self.watchdog = Watchdog(stacks=False)
        self.name, self.gaps = "start", []
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
                    raise AssertionError(f"nothing after {LIMIT_SECONDS} s at step “{self.name}”")
                return
            self.waiting = next(self.steps)
            self.deadline = time.monotonic() + LIMIT_SECONDS
        except StopIteration:
            self.end("")
        except BaseException:
            self.end(traceback.format_exc())

    def end(self, failure):
        self.timer.stop()
        self.step("end")
        (OUT / "gaps.txt").write_text("\n".join(self.gaps) + "\n", encoding="utf-8")
        (OUT / "result.txt").write_text(failure or "ok\n", encoding="utf-8")
        QgsProject.instance().setDirty(False)
        os._exit(1 if failure else 0)

    def picture(self, name):
        self.step(self.name)
        iface.mainWindow().grab().save(str(OUT / f"{name}.png"))
        self.watchdog.forget()  # taking the picture is not the product's doing

    def settled(self):
        """Whether the work is done, and the map was drawn after it."""
        busy = plugins["vigie_territoriale"]._panel.dock.busy or iface.mapCanvas().isDrawing()
        self.calm = 0 if busy else self.calm + 1
        return self.calm > 10

    def step(self, name):
        """Begin a step; the gaps of the one that ends are kept."""
        self.gaps += [f"“{self.name}”: {gap}" for gap in self.watchdog.gaps if gap.seconds > GAP_SECONDS]
        self.watchdog.forget()
        self.name = name

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

        yield from self.search_all(dock, plugin.observatory)
        yield from self.load_found(dock)

        dock.tabs.setCurrentIndex(1)
        for entry in ("petites-villes-de-demain", "france-services"):
            self.step(f"add {entry}")
            dock.layers_page.select(entry)
            yield lambda: True
            if entry == "france-services":
                self.picture("03-layers")
            QTest.mouseClick(dock.layers_page._add, Qt.MouseButton.LeftButton)
            assert dock.busy
            yield self.settled
        names = {layer.name() for layer in QgsProject.instance().mapLayers().values()}
        assert any(name.startswith("France services") for name in names), names
        extent = next(layer for layer in QgsProject.instance().mapLayers().values() if layer.name().startswith("CA Gap"))
        iface.setActiveLayer(extent)
        iface.zoomToActiveLayer()
        yield self.settled
        self.picture("04-added")

        yield from self.drop_layer(dock)
        yield from self.refresh_layers(dock, plugin.observatory)

        dock.tabs.setCurrentIndex(2)
        for indicator in ("france-services-distance", "features-count"):
            self.step(f"compute {indicator}")
            dock.indicators_page.select(indicator)
            dock.indicators_page.set_own_layer(own)
            QTest.mouseClick(dock.indicators_page._compute, Qt.MouseButton.LeftButton)
            assert dock.busy
            yield self.settled
            table = dock.indicators_page.table.model
            assert table.rowCount() > 17, table.rowCount()
            self.picture(f"05-{indicator}")

        self.step("table and map")
        dock.indicators_page.table.view.sortByColumn(1, Qt.SortOrder.DescendingOrder)
        dock.indicators_page.table.view.selectRow(1)
        assert dock._link.layer.selectedFeatureCount() == 1
        dock.indicators_page._charted.setCollapsed(False)
        yield lambda: bool(dock.indicators_page.chart.picture.content)
        self.picture("05-table-and-map")
        dock.indicators_page.table.view.clearSelection()
        dock.indicators_page._charted.setCollapsed(True)

        self.step("write an indicator")
        dock.indicators_page._menu.new.trigger()
        (builder,) = dock.findChildren(IndicatorBuilder)
        builder.title.setText("Stations-service pour 10\u202f000 habitants")
        builder.layer.setLayer(own)
        builder.per.setCurrentIndex(1)
        builder.times.setValue(10_000)
        builder.decimals.setValue(1)
        QTest.mouseClick(builder.preview, Qt.MouseButton.LeftButton)
        yield lambda: not builder.shown.isHidden()
        builder.grab().save(str(OUT / "05-builder.png"))
        builder.reject()
        yield self.settled

        self.step("cancel")
        QTest.mouseClick(dock.indicators_page._compute, Qt.MouseButton.LeftButton)
        dock.stop()
        yield lambda: not dock.busy

        dock.tabs.setCurrentIndex(3)
        self.step("preview the fact sheet")
        QTest.mouseClick(dock.factsheet_page.preview, Qt.MouseButton.LeftButton)
        yield lambda: not dock.busy and bool(dock.factsheet_page.paper.toPlainText())
        self.picture("06-preview")
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

    def drop_layer(self, dock):
        """Drag an entry of the catalogue onto the map: QGIS passes it to our handler, once."""
        self.step("drag to the map")
        tree, canvas = dock.layers_page._tree, iface.mapCanvas().viewport()
        item = next(one for one in tree.entry_items() if one.data(0, ENTRY).id == "action-coeur-de-ville")
        dragged, left = tree.mimeData([item]), Qt.MouseButton.LeftButton
        for made, where in ((QDragEnterEvent, QPoint(50, 50)), (QDropEvent, QPointF(50, 50))):
            event = made(where, Qt.DropAction.CopyAction, dragged, left, Qt.KeyboardModifier.NoModifier)
            QCoreApplication.sendEvent(canvas, event)
            assert event.isAccepted()
        assert dock.busy
        yield self.settled
        marks = [one.customProperty(OWN_LAYER) for one in QgsProject.instance().mapLayers().values()]
        assert marks.count("action-coeur-de-ville") == 1, marks

    def refresh_layers(self, dock, observatory):
        """Refresh, as if the layer had been added before a counter was opened and another one renamed."""
        self.step("refresh")
        (layer,) = [
            one for one in QgsProject.instance().mapLayers().values() if one.customProperty(OWN_LAYER) == "france-services"
        ]
        dataset = observatory.load("france-services", dock.territory_box.territory, "embedded", Silent())
        older = dataset.table.iloc[1:].reset_index(drop=True)
        older.loc[0, "name"] = "Ancien nom"
        dock._store.save(layer.customProperty(STORED), replace(dataset, table=older, geometry=dataset.geometry[1:]))
        dock.layers_page.tabs.setCurrentIndex(1)
        QTest.mouseClick(dock.layers_page._refresh, Qt.MouseButton.LeftButton)
        assert dock.busy
        yield self.settled
        changes = [one for one in QgsProject.instance().mapLayers().values() if one.customProperty(OWN_LAYER) == "difference"]
        assert [one.featureCount() for one in changes] == [2], dock._status.text()
        self.picture("12-refreshed")
        page = OptionsPage(Settings(), lambda: observatory)
        page.resize(620, 320)
        yield lambda: not page._lane.busy
        page.grab().save(str(OUT / "13-options.png"))
        page.deleteLater()

    def search_all(self, dock, observatory):
        """Search, filter, read what an entry is and its first rows, open the list of sources."""
        self.step("search all sources")
        limit_sources(observatory)
        dock.tabs.setCurrentIndex(0)
        page = dock.search_page
        page.box.setFocus()
        QTest.keyClicks(page.box, "population")
        QTest.keyClick(page.box, Qt.Key.Key_Return)
        assert page.busy
        yield lambda: not page.busy
        assert page.results.rowCount() > 3, page.results.rowCount()
        yield self.settled
        self.picture("08-search-results")
        self.step("filter what was found")
        page.filters.setCollapsed(False)
        page.states.setCollapsed(False)
        page.facets.check("loadable", "yes")
        yield lambda: not page._refining.busy
        yield self.settled
        self.picture("08-search-filters")
        page.filters.setCollapsed(True)
        page.states.setCollapsed(True)

        self.step("read what an entry is")
        sources = [page.results.index(row, 0).data(Qt.ItemDataRole.UserRole).source for row in range(page.results.rowCount())]
        index = page.results.index(sources.index("insee"), 0)
        page.list.scrollTo(index)
        QTest.mouseClick(page.list.viewport(), Qt.MouseButton.LeftButton, pos=page.list.visualRect(index).center())
        assert page.panel.isVisible()
        yield self.settled
        self.picture("09-search-preview")
        page.map.click()
        page.rows.click()
        yield lambda: page.panel.rows.rowCount() > 0
        yield self.settled
        self.picture("09-search-rows")
        page.map.click()

        self.step("list of sources")
        page._choose.click()
        dialog = page._dialog
        dialog.select("insee")
        dialog.test.click()
        yield lambda: dialog.test.isEnabled()
        assert "INSEE (WFS) – " in dialog.told.text()
        self.step(self.name)
        dialog.grab().save(str(OUT / "10-sources.png"))
        self.watchdog.forget()
        dialog.reject()
        yield lambda: page._dialog is None

    def load_found(self, dock):
        """Look into a file that was found, and add what of it concerns the territory."""
        self.step("search a file")
        page = dock.search_page
        page.box.setText("lycées")  # QTest knows no key for é
        QTest.keyClick(page.box, Qt.Key.Key_Return)
        yield lambda: not page.busy
        yield self.settled
        sources = [page.results.index(row, 0).data(Qt.ItemDataRole.UserRole).source for row in range(page.results.rowCount())]
        page.list.setCurrentIndex(page.results.index(sources.index("catalogue"), 0))
        yield self.settled
        self.step("look into a file")
        page.choose.click()
        yield lambda: dock.findChild(LoadDialog) is not None
        dialog = dock.findChild(LoadDialog)
        yield lambda: not dialog.busy
        yield self.settled
        self.step(self.name)
        assert dialog.layers.topLevelItemCount() == 1, dialog.warnings.text()
        dialog.grab().save(str(OUT / "11-add-as.png"))
        dialog.options_box.setCollapsed(False)
        yield self.settled
        dialog.grab().save(str(OUT / "11-add-as-options.png"))
        self.watchdog.forget()
        dialog.reject()
        yield lambda: dock.findChild(LoadDialog) is None
        self.step("add a file")
        page.add.click()
        assert dock.busy
        yield self.settled
        names = {layer.name() for layer in QgsProject.instance().mapLayers().values()}
        assert any("lycées" in name for name in names), (names, dock._status.text())
        found = next(layer for layer in QgsProject.instance().mapLayers().values() if "lycées" in layer.name())
        iface.setActiveLayer(found)
        iface.zoomToActiveLayer()
        yield self.settled
        self.picture("11-loaded")

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
