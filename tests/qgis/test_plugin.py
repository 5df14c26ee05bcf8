# SPDX-License-Identifier: GPL-2.0-or-later
"""Load, unload, reload; what is registered and what is left."""

import configparser
import time
from pathlib import Path

import pytest
import vigie_territoriale
from qgis.core import (
    QgsApplication,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputLayerDefinition,
    QgsProject,
    QgsVectorLayer,
)
from qgis.gui import QgsMapCanvas, QgsMessageBar
from qgis.PyQt.QtCore import QCoreApplication, QEvent
from qgis.PyQt.QtWidgets import QApplication, QMainWindow, QMenu
from vigie_territoriale.plugin.gui import panel as panel_module

from .conftest import wait_for

ROOT = Path(__file__).resolve().parents[2]


class Iface:
    """As much of QgisInterface as the panel uses, over a real window, counting what is added and taken away."""

    def __init__(self):
        self.window = QMainWindow()
        self.actions, self.toolbar, self.docks, self.filters, self.options = set(), set(), set(), set(), set()
        self.tree, self.offered, self.active = set(), [], None
        self.canvas, self.bar = QgsMapCanvas(self.window), QgsMessageBar(self.window)
        self.drops = set()
        self.web = self.window.menuBar().addMenu("Web")
        self.canvas = QgsMapCanvas(self.window)

    def mainWindow(self):
        return self.window

    def mapCanvas(self):
        return self.canvas

    def messageBar(self):
        return self.bar

    def activeLayer(self):
        return self.active

    def addCustomActionForLayerType(self, action, menu, kind, everywhere):
        assert menu == ""  # else QGIS makes a menu of that name in its window
        self.tree.add(action)

    def addCustomActionForLayer(self, action, layer):
        assert action in self.tree
        self.offered.append((action, layer.id()))

    def removeCustomActionForLayerType(self, action):
        self.tree.discard(action)
        return True

    def registerMainWindowAction(self, action, shortcut):
        self.actions.add(action)
        return True

    def unregisterMainWindowAction(self, action):
        self.actions.discard(action)
        return True

    def addToolBarIcon(self, action):
        self.toolbar.add(action)

    def removeToolBarIcon(self, action):
        self.toolbar.discard(action)

    def registerLocatorFilter(self, found):
        self.filters.add(found)

    def deregisterLocatorFilter(self, found):
        self.filters.discard(found)

    def registerCustomDropHandler(self, handler):
        self.drops.add(handler)

    def unregisterCustomDropHandler(self, handler):
        self.drops.discard(handler)

    def registerOptionsWidgetFactory(self, factory):
        self.options.add(factory)

    def unregisterOptionsWidgetFactory(self, factory):
        self.options.discard(factory)

    def webMenu(self):
        return self.web

    def addPluginToWebMenu(self, name, action):
        self.web.addMenu(name).addAction(action)

    def removePluginWebMenu(self, name, action):
        for menu in self.web.findChildren(QMenu):  # as QGIS does: the menu is emptied, not destroyed
            menu.removeAction(action)

    def addDockWidget(self, area, dock):
        self.docks.add(dock)
        self.window.addDockWidget(area, dock)

    def removeDockWidget(self, dock):
        self.docks.discard(dock)
        self.window.removeDockWidget(dock)

    def left(self):
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        menus = self.web.findChildren(QMenu)
        return [*self.actions, *menus, *self.toolbar, *self.docks, *self.filters, *self.options, *self.tree, *self.drops]


def test_ten_times_loaded_and_unloaded_leaves_nothing(qgis_app):
    iface = Iface()
    registry = QgsApplication.processingRegistry()
    providers = len(registry.providers())
    children = len(iface.window.children())
    for _ in range(10):
        plugin = vigie_territoriale.classFactory(iface)
        plugin.initGui()
        wait_for(lambda: registry.providerById("vigie") is not None)
        assert len(iface.filters) == 1
        next(iter(iface.actions)).trigger()
        wait_for(lambda: len(iface.docks) == 1)  # its module may still be imported
        plugin.unload()
        QCoreApplication.sendPostedEvents(None, 52)  # deferred deletes
        QCoreApplication.processEvents()
        assert registry.providerById("vigie") is None
        assert iface.left() == []
    assert len(registry.providers()) == providers
    assert len([child for child in iface.window.children() if child.objectName().startswith("vigie")]) == 0
    assert len(iface.window.children()) <= children + 1  # Qt keeps the layout of docks
    plugin.unload()  # twice is harmless


def test_start_up_is_light(qgis_app):
    iface = Iface()
    start = time.perf_counter()
    plugin = vigie_territoriale.classFactory(iface)
    plugin.initGui()
    seconds = time.perf_counter() - start
    print(f"start-up: {seconds * 1000:.0f} ms")
    assert plugin.observatory.__dict__.get("cog") is None
    assert plugin.observatory.__dict__.get("contours") is None
    assert plugin.observatory.__dict__.get("federation") is None
    plugin.unload()


def test_without_a_window_only_the_provider(qgis_app):
    plugin = vigie_territoriale.classFactory(None)
    plugin.initProcessing()
    algorithms = {algorithm.id() for algorithm in QgsApplication.processingRegistry().providerById("vigie").algorithms()}
    assert algorithms == set(STABLE)
    plugin.unload()


@pytest.fixture
def provider(qgis_app):
    plugin = vigie_territoriale.classFactory(None)
    plugin.initProcessing()
    yield QgsApplication.processingRegistry()
    plugin.unload()


STABLE = {
    "vigie:territory": {"TERRITORY", "LEVEL", "FETCH", "OUTPUT"},
    "vigie:collectivity": {"TERRITORY", "LIVE", "OUTPUT"},
    "vigie:catalogue": {"MODE", "PLACE", "AGAINST", "LAYERS", "ID", "TITLE", "OWNER", "LEAVE_OUT", "ALLOWED", "OUTPUT"},
    "vigie:load": {"ENTRY", "URL", "KIND", "TERRITORY", "OPTIONS", "MODE", "SOURCE", "OUTPUT"},
    "vigie:preview": {"ENTRY", "URL", "KIND", "TERRITORY", "OPTIONS", "OUTPUT"},
    "vigie:recipe": {"ENTRY", "URL", "KIND", "TERRITORY", "OPTIONS", "SCHEMA", "CHECK", "OUTPUT"},
    "vigie:indicators": {
        "DEFINITIONS",
        "TERRITORY",
        "LEVEL",
        "LAYERS",
        "ACCEPT_PARTIAL",
        "SOURCE",
        "KEEP",
        "DATE",
        "OUTPUT",
        "OUTPUT_TABLE",
    },
    "vigie:inventory": {
        "PROJECT", "FOLDER", "FILE", "DATABASE", "COMPLETED", "PUBLISHER", "TITLE", "SAMPLE", "SECONDS", "MOST", "FORMAT", "OUTPUT",
        "OUTPUT_JSONLD", "OUTPUT_TURTLE", "OUTPUT_METADATA",
    },
    "vigie:search": {"QUERY", "SOURCES", "FACETS", "TERRITORY", "LIMIT", "SORT", "OUTPUT"},
    "vigie:publications": {"TERRITORY", "QUERY", "THEME", "FILTERS", "SINCE", "UNTIL", "SORT", "LIMIT", "REFRESH", "OUTPUT"},
    "vigie:factsheet": {
        "TERRITORY", "ZONES", "TEMPLATE", "FORMAT", "SECTIONS", "ATLAS", "NARRATIVE", "TABLE", "LAYERS", "ACCEPT_PARTIAL", "SOURCE", "OUTPUT",
    },
    "vigie:compare": {
        "TERRITORIES", "INDICATORS", "REFERENCE", "FORMAT", "TABLE", "BOM", "LAYERS", "ACCEPT_PARTIAL", "SOURCE", "OUTPUT",
    },
    "vigie:refresh": {"DATASETS", "TERRITORY", "STORE", "SOURCE", "ACCEPT", "KEEP", "OUTPUT", "REPORT"},
    "vigie:syncstore": {"STORE", "LOCAL", "DIRECTION", "DATASETS", "REPORT"},
    "vigie:normalizecodes": {"INPUT", "FIELD", "VINTAGE", "LEVEL", "KIND", "OUTPUT", "REPORT"},
    "vigie:zones": {"KIND", "TERRITORY", "SIZE", "CLIP", "TABLE", "CODE_FIELD", "GROUP_FIELD", "NAME_FIELD", "VINTAGE", "OUTPUT"},
    "vigie:fieldpackage": {"EDITABLE", "READ_ONLY", "TERRITORY", "BUFFER", "KEYS", "WHO", "LARGEST", "FOLDER", "REPORT"},
    "vigie:fieldreturn": {
        "RETURNED", "LAYER_TO_WRITE", "APPLY_TO_LAYER", "RULE", "DECISIONS", "DEVICE", "TABLE", "PACKAGE", "CLOCK_FIELD", "AUTHOR_FIELD",
        "MISSING_ARE_DELETED", "ACCEPT_INVALID", "ATTACHMENTS", "RESTORE", "REPORT",
    },
    "vigie:accessibility": {
        "TERRITORY", "ENTRY", "SERVICES", "MINUTES", "PROFILE", "METHOD", "SPEED", "DETOUR", "POPULATION", "WEIGHT", "SOURCE",
        "ACCEPT_PARTIAL", "OUTPUT", "OUTPUT_TABLE",
    },
}  # fmt: skip


@pytest.mark.parametrize("name", STABLE)
def test_parameters_are_stable_and_documented(provider, name):
    algorithm = provider.algorithmById(name)
    assert {parameter.name() for parameter in algorithm.parameterDefinitions()} == STABLE[name]
    assert algorithm.displayName() and algorithm.shortHelpString()
    assert not algorithm.icon().isNull()


@pytest.mark.parametrize(
    ("name", "parameters", "kind"),
    [
        ("vigie:load", {"ENTRY": "france-services", "TERRITORY": "departement:05"}, "singleSymbol"),
        ("vigie:load", {"ENTRY": "density-grid", "TERRITORY": "departement:05"}, "categorizedSymbol"),
        ("vigie:indicators", {"DEFINITIONS": "population-change", "TERRITORY": "departement:05"}, "RuleRenderer"),
    ],
)
def test_outputs_loaded_into_a_project_are_named_styled_and_described(provider, tmp_path, name, parameters, kind):
    context, feedback, project = QgsProcessingContext(), QgsProcessingFeedback(), QgsProject()
    context.setProject(project)
    output = QgsProcessingOutputLayerDefinition(str(tmp_path / "été.gpkg"), project)
    results, good = provider.algorithmById(name).run({**parameters, "OUTPUT": output}, context, feedback)
    assert good
    details = context.layerToLoadOnCompletionDetails(results["OUTPUT"])
    layer = QgsVectorLayer(results["OUTPUT"], details.name, "ogr")
    details.postProcessor().postProcessLayer(layer, context, feedback)
    assert layer.renderer().type() == kind
    assert layer.metadata().licenses() == ["Licence Ouverte 2.0"]
    assert layer.name() in ("France Services", "Density grid (7 levels)", "Population change, 2019-2023")


def test_metadata_is_what_the_portal_asks():
    parser = configparser.ConfigParser()
    parser.read(ROOT / "metadata.txt", encoding="utf-8")
    general = dict(parser["general"])
    for key in (
        "name",
        "description",
        "version",
        "qgisminimumversion",
        "author",
        "email",
        "about",
        "tracker",
        "repository",
        "homepage",
    ):
        assert general[key]
    assert (general["qgisminimumversion"], general["qgismaximumversion"]) == ("3.40", "4.99")
    assert all(part.isdigit() for part in general["version"].split("."))
    assert "supportsqt6" not in general and "/" not in general["author"]
    assert (ROOT / general["icon"]).exists()
    assert f"## {general['version']}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_dock_waits_for_its_modules_and_does_what_was_asked_meanwhile(qgis_app, qgis_new_project, monkeypatch):
    iface = Iface()
    monkeypatch.setattr(panel_module, "DOCK", "vigie_territoriale.plugin.gui.not_there_yet")
    plugin = vigie_territoriale.classFactory(iface)
    plugin.initGui()
    panel = plugin._panel
    panel.show_search("écoles")
    assert panel.dock is None and len(panel._waiting) == 1, "the window goes on meanwhile"
    wait_for(lambda: panel.dock is not None)
    assert panel.dock.search_page.box.text() == "écoles" and panel._waiting == []
    wait_for(lambda: not panel.dock.busy)
    plugin.unload()


def test_a_dock_that_is_not_wanted_any_more_does_not_come(qgis_app, qgis_new_project, monkeypatch):
    iface = Iface()
    monkeypatch.setattr(panel_module, "DOCK", "vigie_territoriale.plugin.gui.not_there_yet")
    plugin = vigie_territoriale.classFactory(iface)
    plugin.initGui()
    (action,) = iface.actions
    action.trigger()
    action.trigger()
    wait_for(lambda: plugin._panel._there)
    assert plugin._panel.dock is None
    plugin.unload()
