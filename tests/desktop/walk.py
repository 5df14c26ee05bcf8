# SPDX-License-Identifier: GPL-2.0-or-later
"""The main job by hand in the real desktop: clicks and keys on the dock, a picture after each step.

Run by scripts/desktop.sh inside QGIS (``qgis --code``), which it closes. What went wrong is in ``walk.txt``, what held the
interface thread in ``walk.gaps.txt``, how long each step took in ``walk.times.txt``.
"""

import gzip
import json
import os
import sys
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from qgis.core import Qgis, QgsApplication, QgsPointXY, QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import QCoreApplication, QObject, QPoint, QPointF, Qt, QUrl, pyqtSlot
from qgis.PyQt.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QListWidget
from qgis.utils import iface, plugins, unloadPlugin

sys.path.append(str(Path(os.environ["VIGIE_ROOT"]) / "tests" / "desktop"))
from driver import OUT, ROOT, Script, begin
from vigie_territoriale.plugin.gui.indicator_builder import IndicatorBuilder
from vigie_territoriale.plugin.gui.layers_page import ENTRY
from vigie_territoriale.plugin.gui.load_dialog import LoadDialog
from vigie_territoriale.plugin.gui.options_page import OptionsPage
from vigie_territoriale.plugin.layers.marks import OWN_LAYER, STORED
from vigie_territoriale.plugin.messages import Silent
from vigie_territoriale.plugin.settings import Settings

GAP = (6.0793, 44.5595)
PICK, SEARCH, LAYERS, INDICATORS, FACTSHEET = "commune:05061", 0, 1, 2, 3


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
    """Leave only the embedded catalogue, a WFS and a catalogue as they were recorded, and a QGIS Server, all on this machine: the walk asks nothing of the world."""
    from vigie_territoriale.plugin.catalog.endpoints import Choices, embedded_endpoints
    from vigie_territoriale.plugin.catalog.provider import Endpoint

    recorded = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    recorded.daemon_threads = True
    threading.Thread(target=recorded.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{recorded.server_port}"
    records = Endpoint("catalogue", "Catalogue régional", "records", f"{address}/records", verification="user")
    own = Endpoint("insee", "INSEE (WFS)", "wfs", f"{address}/wfs", verification="user")
    server = Endpoint("serveur", "QGIS Server (WFS)", "wfs", f"{os.environ['VIGIE_SERVER']}/", verification="user")
    others = tuple(endpoint.id for endpoint in embedded_endpoints() if endpoint.id not in ("curated", "publications"))
    observatory.choose_sources(Choices(own=(own, records, server), disabled=others))


class Walk(Script):
    """The day's work."""

    calm = 0
    spared = ("fact sheet",)  # maps and pages are QGIS layouts, which are drawn on the interface thread

    def settled(self):
        """Whether the work is done, and the map was drawn after it."""
        busy = plugins["vigie_territoriale"]._panel.dock.busy or iface.mapCanvas().isDrawing()
        self.calm = 0 if busy else self.calm + 1
        return self.calm > 6

    def run(self):
        opened = []
        self.opener = Opener(opened)
        QDesktopServices.setUrlHandler("file", self.opener.take)
        own = yield from self.open_window()
        plugin = plugins["vigie_territoriale"]
        dock = yield from self.open_dock()
        self.picture("01-home")

        yield from self.choose_territory(dock)
        yield from self.search_all(dock, plugin.observatory)
        yield from self.load_found(dock)
        yield from self.add_harmonised(dock)
        yield from self.drop_layer(dock)
        yield from self.refresh_layers(dock, plugin.observatory)
        yield from self.compute(dock, own)
        yield from self.table_and_map(dock)
        yield from self.write_indicator(dock, own)
        yield from self.cancel(dock)
        yield from self.make_factsheets(dock, opened)
        yield from self.save_and_close(dock)

    def open_window(self):
        """A window of a small laptop, with one layer of the user's."""
        main = iface.mainWindow()
        main.resize(1366, 768)
        main.show()
        for name in ("Browser", "mBrowser2", "Browser2"):
            found = main.findChild(object, name)
            if found is not None and hasattr(found, "hide"):
                found.hide()
        self.step("base layer")
        own = QgsVectorLayer(str(ROOT / "tests" / "data" / "stations-service-04-05.geojson"), "Stations-service", "ogr")
        QgsProject.instance().addMapLayer(own)
        yield lambda: not iface.mapCanvas().isDrawing()
        return own

    def open_dock(self):
        """The dock, by its button."""
        self.step("open the dock")
        main, panel = iface.mainWindow(), plugins["vigie_territoriale"]._panel
        main.findChild(object, "vigie_territoriale_panel").trigger()
        yield lambda: panel.dock is not None and not panel.dock.busy
        panel.dock.resize(420, panel.dock.height())
        main.resizeDocks([panel.dock], [420], Qt.Orientation.Horizontal)
        for _ in range(4):
            yield lambda: True
        return panel.dock

    def choose_territory(self, dock):
        """Pick a commune on the map, then search the EPCI by its name."""
        self.step("pick a territory on the map")
        iface.zoomToActiveLayer()
        yield lambda: not iface.mapCanvas().isDrawing()
        QTest.mouseClick(dock.home.ways["pick"], Qt.MouseButton.LeftButton)
        yield lambda: dock.tools.places.known
        canvas = iface.mapCanvas()
        pixel = canvas.getCoordinateTransform().transform(QgsPointXY(*GAP))  # this map is in degrees
        where = QPoint(round(pixel.x()), round(pixel.y()))
        QTest.mouseMove(canvas.viewport(), where)
        QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=where)
        yield lambda: dock.territory_box.territory is not None
        assert dock.territory_box.territory.key == PICK, dock.territory_box.territory.key
        yield self.settled

        self.step("search a territory")
        search = dock.territory_box._search
        search.setFocus()
        QTest.keyClicks(search, "gap tallard")
        answers = dock.territory_box.findChild(QListWidget)
        yield lambda: answers.count() > 0
        self.picture("02-search")
        self.step("choose a territory")
        QTest.mouseClick(answers.viewport(), Qt.MouseButton.LeftButton, pos=answers.visualItemRect(answers.item(0)).center())
        yield lambda: dock.territory_box.territory.key == "epci:200067825"

    def search_all(self, dock, observatory):
        """Search, filter, read what an entry is and its first rows, open the list of sources."""
        self.step("search all sources")
        limit_sources(observatory)
        dock.tabs.setCurrentIndex(SEARCH)
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
        self.click_result(page, "insee")
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
        self.picture("10-sources", dialog)
        dialog.reject()
        yield lambda: page._dialog is None

    @staticmethod
    def click_result(page, source):
        """Click the first result of a source."""
        rows = range(page.results.rowCount())
        sources = [page.results.index(row, 0).data(Qt.ItemDataRole.UserRole).source for row in rows]
        index = page.results.index(sources.index(source), 0)
        page.list.scrollTo(index)
        QTest.mouseClick(page.list.viewport(), Qt.MouseButton.LeftButton, pos=page.list.visualRect(index).center())

    def load_found(self, dock):
        """Add a layer of a QGIS Server in one action; look into a file that was found, and add what of it concerns the territory."""
        page = dock.search_page
        self.step("search a service")
        page.box.setText("mairies")
        QTest.keyClick(page.box, Qt.Key.Key_Return)
        yield lambda: not page.busy
        yield self.settled
        self.click_result(page, "serveur")
        yield self.settled
        self.step("add from a service")
        QTest.mouseClick(page.add, Qt.MouseButton.LeftButton)
        assert dock.busy
        yield self.settled
        (found,) = layers_named("Mairies de l’été")
        assert found.isValid() and found.featureCount() == 1, (found.featureCount(), dock._status.text())

        self.step("search a file")
        page.box.setText("lycées")  # QTest knows no key for é
        QTest.keyClick(page.box, Qt.Key.Key_Return)
        yield lambda: not page.busy
        yield self.settled
        self.click_result(page, "catalogue")
        yield self.settled
        self.step("look into a file")
        page.choose.click()
        yield lambda: dock.findChild(LoadDialog) is not None
        dialog = dock.findChild(LoadDialog)
        yield lambda: not dialog.busy
        yield self.settled
        assert dialog.layers.topLevelItemCount() == 1, dialog.warnings.text()
        self.picture("11-add-as", dialog)
        dialog.options_box.setCollapsed(False)
        yield self.settled
        self.picture("11-add-as-options", dialog)
        dialog.reject()
        yield lambda: dock.findChild(LoadDialog) is None
        self.step("add a file")
        page.add.click()
        assert dock.busy
        yield self.settled
        (found,) = layers_named("Annuaire de l’éducation")
        iface.setActiveLayer(found)
        iface.zoomToActiveLayer()
        yield self.settled
        self.picture("11-loaded")

    def add_harmonised(self, dock):
        """Add layers of the catalogue."""
        dock.tabs.setCurrentIndex(LAYERS)
        page = dock.layers_page
        for entry in ("petites-villes-de-demain", "france-services"):
            self.step(f"add {entry}")
            page.select(entry)
            yield lambda: page._counts is not None
            if entry == "france-services":
                self.picture("03-layers")
            QTest.mouseClick(page._add, Qt.MouseButton.LeftButton)
            assert dock.busy
            yield self.settled
        assert layers_named("France services")
        iface.setActiveLayer(layers_named("CA Gap")[0])
        iface.zoomToActiveLayer()
        yield self.settled

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
        (layer,) = marked("france-services")
        dataset = observatory.load("france-services", dock.territory_box.territory, "embedded", Silent())
        older = dataset.table.iloc[1:].reset_index(drop=True)
        older.loc[0, "name"] = "Ancien nom"
        dock._store.save(layer.customProperty(STORED), replace(dataset, table=older, geometry=dataset.geometry[1:]))
        self.aside()
        dock.layers_page.tabs.setCurrentIndex(1)
        QTest.mouseClick(dock.layers_page._refresh, Qt.MouseButton.LeftButton)
        assert dock.busy
        yield self.settled
        assert [one.featureCount() for one in marked("difference")] == [2], dock._status.text()
        self.picture("12-refreshed")
        self.step("options")
        page = OptionsPage(Settings(), lambda: observatory)
        page.resize(620, 320)
        yield lambda: not page._lane.busy
        self.picture("13-options", page)
        page.deleteLater()

    def compute(self, dock, own):
        """Indicators, one of them over an own layer: the one that the panel suggests for the role."""
        dock.tabs.setCurrentIndex(INDICATORS)
        page = dock.indicators_page
        for indicator in ("france-services-distance", "features-count"):
            self.step(f"compute {indicator}")
            page.select(indicator)
            if indicator == "features-count":
                suggested = page._choices["features"].suggestion
                yield suggested.isVisible
                QTest.mouseClick(suggested.use, Qt.MouseButton.LeftButton)
                assert page.roles.bound()["features"] is own
            QTest.mouseClick(page._compute, Qt.MouseButton.LeftButton)
            assert dock.busy
            yield self.settled
            assert page.table.model.rowCount() > 17, page.table.model.rowCount()
            self.picture(f"05-{indicator}")
        bound, _ = QgsProject.instance().readEntry("vigie_territoriale", "roles/features", "")
        assert bound == own.id(), bound

    def table_and_map(self, dock):
        """What is selected in the table is on the map, and the other way."""
        self.step("table and map")
        page, layer = dock.indicators_page, dock._link.layer
        view = page.table.view
        view.sortByColumn(1, Qt.SortOrder.DescendingOrder)
        view.selectRow(1)
        assert layer.selectedFeatureCount() == 1
        page._charted.setCollapsed(False)
        yield lambda: bool(page.chart.picture.content)
        yield self.settled
        self.picture("05-table-and-map")
        page._charted.setCollapsed(True)
        wanted = {feature["name"]: feature.id() for feature in layer.getFeatures()}
        layer.selectByIds([wanted["Tallard"]])
        yield lambda: len(page.table.rows()) == 1
        assert view.selectionModel().selectedRows()[0].data() == "Tallard"
        view.clearSelection()
        assert layer.selectedFeatureCount() == 0

    def write_indicator(self, dock, own):
        """The dialog in which an indicator is written, with its preview."""
        self.step("write an indicator")
        dock.indicators_page._menu.new.trigger()
        (builder,) = dock.findChildren(IndicatorBuilder)
        yield builder.isVisible
        builder.title.setText("Stations-service pour 10\u202f000 habitants")
        builder.layer.setLayer(own)
        builder.per.setCurrentIndex(1)
        builder.times.setValue(10_000)
        builder.decimals.setValue(1)
        QTest.mouseClick(builder.preview, Qt.MouseButton.LeftButton)
        yield lambda: not builder.shown.isHidden()
        self.picture("05-builder", builder)
        builder.reject()
        yield self.settled

    def cancel(self, dock):
        """What runs is cancelled."""
        self.step("cancel")
        QTest.mouseClick(dock.indicators_page._compute, Qt.MouseButton.LeftButton)
        dock.stop()
        yield lambda: not dock.busy

    def make_factsheets(self, dock, opened):
        """Preview, then both formats; each is opened once it is there."""
        dock.tabs.setCurrentIndex(FACTSHEET)
        page = dock.factsheet_page
        self.step("preview the fact sheet")
        QTest.mouseClick(page.preview, Qt.MouseButton.LeftButton)
        yield lambda: not dock.busy and bool(page.paper.toPlainText())
        self.picture("06-preview")
        for kind in ("html", "pdf"):
            self.step(f"fact sheet {kind}")
            path = OUT / f"fiche.{kind}"
            page.select(kind, path)
            QTest.mouseClick(page._make, Qt.MouseButton.LeftButton)
            assert dock.busy
            yield lambda: not dock.busy
            assert path.stat().st_size > 10_000
            assert opened[-1] == str(path), opened
        self.picture("06-factsheet")

    def save_and_close(self, dock):
        """Save the project, close it, and take the plugin away."""
        self.step("save the project")
        project = QgsProject.instance()
        assert project.write(str(OUT / "projet.qgz"))
        self.step("close the project")
        assert iface.newProject(False)
        yield self.settled
        assert not dock.busy and dock.indicators_page.result is None
        self.step("unload")
        assert unloadPlugin("vigie_territoriale")
        yield lambda: not self.leftovers()
        assert QgsApplication.processingRegistry().providerById("vigie") is None
        bar = iface.messageBar()
        wrong = [item.text() for item in bar.items() if item.level() in (Qgis.MessageLevel.Warning, Qgis.MessageLevel.Critical)]
        assert wrong == []

    @staticmethod
    def leftovers():
        """Widgets and actions of the product that are still in the window."""
        return [child for child in iface.mainWindow().findChildren(QObject) if child.objectName().lower().startswith("vigie")]


def layers_named(start):
    """The layers of the project whose names begin so."""
    return [layer for layer in QgsProject.instance().mapLayers().values() if layer.name().startswith(start)]


def marked(entry):
    """The layers of ours of an entry."""
    return [layer for layer in QgsProject.instance().mapLayers().values() if layer.customProperty(OWN_LAYER) == entry]


class Opener(QObject):
    """Stands in for the browser that would open the fact sheet."""

    def __init__(self, opened):
        super().__init__()
        self.opened = opened

    @pyqtSlot(QUrl)
    def take(self, url):
        self.opened.append(url.toLocalFile())


if __name__ == "__main__":
    begin(Walk, "walk.txt")
