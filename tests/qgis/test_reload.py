# SPDX-License-Identifier: GPL-2.0-or-later
"""Ten times loaded, used and unloaded: whatever can be counted is as it was."""

import gc
import threading
from collections import Counter

import pytest
import vigie_territoriale
from qgis.core import QgsApplication, QgsExpression, QgsProject, QgsTask, QgsVectorLayer
from qgis.gui import QgsGui
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QCoreApplication, QEvent, QObject, QTranslator
from qgis.PyQt.QtWidgets import QApplication
from vigie_territoriale.plugin import plugin as module
from vigie_territoriale.plugin.messages import language, translate

from .conftest import wait_for
from .test_plugin import Iface

TIMES = 10
PROJECT_SIGNALS = ("cleared", "readProject", "layersAdded", "layersRemoved", "layersWillBeRemoved", "crsChanged", "writeProject")


def settle():
    """Let everything that was put off happen."""
    for _ in range(3):
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QCoreApplication.processEvents()
        gc.collect()


def receivers(owner, names):
    """How many listen to each of these signals."""
    return {name: owner.receivers(getattr(owner, name)) for name in names if hasattr(owner, name)}


def _is_ours(thread):
    """Not one of Qt's, nor one that answers for a server of a test before, which ends in its own time."""
    return not isinstance(thread, threading._DummyThread) and "process_request_thread" not in thread.name


def counted(iface, layer):
    """All that a plugin may leave behind."""
    alive = Counter(
        type(found).__name__
        for found in gc.get_objects()
        if isinstance(found, (QObject, QgsTask))
        and type(found).__module__.startswith("vigie_territoriale")
        and not sip.isdeleted(found)
    )
    return {
        "iface": iface.left(),
        "providers": sorted(provider.id() for provider in QgsApplication.processingRegistry().providers()),
        "metadata providers": len(QgsApplication.layerMetadataProviderRegistry().layerMetadataProviders()),
        "functions": sorted(function.name() for function in QgsExpression.Functions()),
        "feature actions": len(QgsGui.mapLayerActionRegistry().mapLayerActions(layer)),
        "translators": len(QCoreApplication.instance().findChildren(QTranslator)),
        "language": (language(), translate("gui", "Layers")),
        "tasks": QgsApplication.taskManager().countActiveTasks(),
        "threads": sorted(thread.name for thread in threading.enumerate() if _is_ours(thread)),
        "project": receivers(QgsProject.instance(), PROJECT_SIGNALS),
        "layer": receivers(layer, ("customPropertyChanged", "dataChanged", "afterCommitChanges", "dataSourceChanged")),
        "manager": receivers(QgsApplication.taskManager(), ("statusChanged", "allTasksFinished", "taskAdded")),
        "children": Counter(
            type(child).__name__
            for child in iface.window.children()
            if type(child).__name__ not in ("QLayout", "QMainWindowLayout")
        ),
        "top": len([widget for widget in QApplication.topLevelWidgets() if not sip.isdeleted(widget)]),
        "ours": alive,
    }


def use(iface, plugin):
    """Open the dock, and leave it while it is at work."""
    next(iter(iface.actions)).trigger()
    dock = next(iter(iface.docks))
    dock.help.click()
    return dock


@pytest.fixture
def iface(qgis_app):
    return Iface()


@pytest.fixture
def layer(qgis_new_project):
    made = QgsVectorLayer("Point?crs=EPSG:4326&field=code_insee:string", "Communes", "memory")
    QgsProject.instance().addMapLayer(made)
    return made


@pytest.mark.parametrize("patient", [True, False], ids=["at rest", "at work"])
def test_ten_times_loaded_used_and_unloaded(iface, layer, patient):
    """The first time may leave what Qt and Python keep once (a layout of docks, threads of QGIS); the others nothing."""
    settle()
    before = counted(iface, layer)["ours"]  # of other tests
    counts = []
    for _ in range(TIMES):
        plugin = vigie_territoriale.classFactory(iface)
        plugin.initGui()
        dock = use(iface, plugin)
        if patient:
            wait_for(lambda dock=dock: not dock.busy)
        del dock
        plugin.unload()
        del plugin
        wait_for(lambda: QgsApplication.taskManager().countActiveTasks() == 0)
        settle()
        counts.append(counted(iface, layer))
    assert counts[0]["iface"] == [] and counts[0]["tasks"] == 0
    assert not counts[0]["ours"] - before
    for later in counts[1:]:
        assert later == counts[0]


def test_nothing_is_left_after_one_load(iface, layer):
    """Compared with before, not with an earlier load."""
    settle()
    before = counted(iface, layer)
    plugin = vigie_territoriale.classFactory(iface)
    plugin.initGui()
    wait_for(lambda: QgsApplication.processingRegistry().providerById("vigie") is not None)
    during = counted(iface, layer)
    plugin.unload()
    del plugin
    settle()
    for name in ("providers", "metadata providers", "functions", "feature actions", "project", "layer"):
        assert during[name] != before[name], name
    del during  # it holds what was registered
    settle()
    assert counted(iface, layer) == before


def test_the_language_goes_with_the_plugin(qgis_app, monkeypatch, tmp_path):
    """Whether or not the translations are compiled, no translator of ours is left installed."""
    installed = []
    monkeypatch.setattr(module.QCoreApplication, "installTranslator", installed.append)
    monkeypatch.setattr(module.QCoreApplication, "removeTranslator", installed.remove)
    monkeypatch.setattr(QTranslator, "load", lambda *arguments: True)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    (tmp_path / "i18n").mkdir()
    (tmp_path / "i18n" / "vigie_territoriale_fr.qm").write_bytes(b"")
    monkeypatch.setenv("VIGIE_LANGUAGE", "fr")
    plugin = vigie_territoriale.classFactory(None)
    assert len(installed) == 1 and language() == "fr"
    plugin.unload()
    assert installed == [] and language() == "en"


def test_unloading_amid_the_imports_waits_for_them_and_registers_nothing(iface, monkeypatch):
    """QGIS forgets the modules of a plugin that it unloads: nobody may be importing them then."""
    from vigie_territoriale.plugin.gui import ahead

    began, done = threading.Event(), []

    def slow(name):
        began.set()
        threading.Event().wait(0.3)
        done.append(name)

    monkeypatch.setattr(ahead.importlib, "import_module", slow)
    plugin = vigie_territoriale.classFactory(iface)
    plugin.initGui()
    assert began.wait(10)
    plugin.unload()
    assert done == ["vigie_territoriale.plugin.processing.provider"]
    settle()
    assert QgsApplication.processingRegistry().providerById("vigie") is None


def test_what_cannot_be_imported_is_said_where_qgis_shows_it(qgis_app):
    from vigie_territoriale.plugin.gui.ahead import Ahead

    said = []
    task = Ahead("vigie_territoriale.nothing", lambda: said.append("then"))
    wait_for(lambda: said == ["then"])
    task.close()
