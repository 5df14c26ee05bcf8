# SPDX-License-Identifier: GPL-2.0-or-later
from contextlib import contextmanager
from pathlib import Path

import pytest
import vigie_territoriale
from qgis.core import QgsApplication, QgsProcessingContext, QgsProcessingFeedback, QgsProject, QgsSettings
from qgis.PyQt.QtTest import QTest
from vigie_territoriale.plugin import messages
from vigie_territoriale.plugin.gui.work import keep_threads
from vigie_territoriale.plugin.layers.expressions import evaluate
from vigie_territoriale.plugin.network.session import session
from vigie_territoriale.plugin.observatory import Observatory
from vigie_territoriale.plugin.settings import Settings
from watchdog import Watchdog

ROOT = Path(__file__).resolve().parents[2]
OWN_LAYER = ROOT / "tests" / "data" / "stations-service-04-05.geojson"


@pytest.fixture(autouse=True)
def english():
    messages.set_language("en")


@pytest.fixture(autouse=True)
def new_user(qgis_app):
    """Nothing is remembered of the tests before: neither territories, nor pages, nor folded groups."""
    for key in ("recent", "favourites", "page", "template", "template_files"):
        QgsSettings().remove(f"vigie_territoriale/{key}")
    QgsSettings().remove("QgsCollapsibleGroupBox/vigie_territoriale")


@pytest.fixture(scope="session", autouse=True)
def threads_stay(qgis_app):
    keep_threads()  # as the plugin has it in the desktop


@pytest.fixture(scope="session")
def observatory(qgis_app, tmp_path_factory):
    return Observatory(lambda progress, authcfg: session(), tmp_path_factory.mktemp("downloads"), evaluate=evaluate)


@pytest.fixture
def run_algorithm(qgis_app):
    """Runs an algorithm: its results (None when it failed), what it said, and its context, emptied at the end.

    Without that, a failed run keeps its layers: QGIS holds for ever the frames that an exception went by.
    """
    plugin = vigie_territoriale.classFactory(None)
    plugin.initProcessing()
    used = []

    def run(name, parameters, project=None):
        context, feedback = QgsProcessingContext(), QgsProcessingFeedback(False)
        project = project or QgsProject()
        context.setProject(project)
        used.append((context, project))
        results, good = QgsApplication.processingRegistry().algorithmById(name).run(parameters, context, feedback)
        return (results if good else None), feedback.htmlLog(), context

    yield run
    for context, project in used:
        context.temporaryLayerStore().removeAllMapLayers()
        project.clear()
    plugin.unload()


@pytest.fixture
def watchdog(capsys):
    """Watches a step: tells how long the interface thread was held, and by what; a second is too long on any machine."""

    @contextmanager
    def watch(step):
        watched = Watchdog()
        try:
            yield
            QTest.qWait(50)  # what the step has left to draw
        finally:
            watched.stop()
        with capsys.disabled():
            print(f"\n{step}: the interface thread was held {watched.worst}")
        assert watched.worst.seconds < 1

    return watch


def wait_for(condition, seconds=30):
    """Let QGIS work until the condition holds."""
    for _ in range(int(seconds * 50)):
        if condition():
            return
        QTest.qWait(20)
    raise AssertionError(f"nothing after {seconds} s")


@pytest.fixture(scope="session", autouse=True)
def tour_was_seen(qgis_app):
    Settings().tour_done = True
