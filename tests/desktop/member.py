# SPDX-License-Identifier: GPL-2.0-or-later
"""A member of a network at her desktop, for tests/integration/test_shared_desktops.py: adds a layer of the shared store, by clicks on the dock;
the one who writes then refreshes it, the other one looks.

Run inside QGIS (``qgis --code``) with ``VIGIE_MEMBER`` (writer or reader) and ``VIGIE_DESKTOP_OUT``, where both leave word for each other and
for the test. Ends QGIS itself.
"""

import json
import os
import time
import traceback
from pathlib import Path

from qgis.core import QgsProject
from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtTest import QTest
from qgis.utils import iface, plugins

OUT, MEMBER = Path(os.environ["VIGIE_DESKTOP_OUT"]), os.environ["VIGIE_MEMBER"]
ENTRY = "petites-villes-de-demain"
LIMIT_SECONDS = 90


def tell(word, **what):
    """Leave word, whole."""
    part = OUT / f"{word}.part"
    part.write_text(json.dumps(what), encoding="utf-8")
    part.rename(OUT / f"{word}.json")


def told(word):
    return (OUT / f"{word}.json").exists()


def steps():
    main = iface.mainWindow()
    main.findChild(object, "vigie_territoriale_panel").trigger()
    dock = plugins["vigie_territoriale"]._panel.dock
    yield lambda: not dock.busy
    search = dock.territory_box._search
    QTest.keyClicks(search, "hautes-alpes")
    QTest.keyClick(search, Qt.Key.Key_Return)
    yield lambda: dock.territory_box.territory is not None
    if MEMBER == "reader":
        yield lambda: told("poorer")
    dock.tabs.setCurrentIndex(1)
    dock.layers_page.select(ENTRY)
    yield lambda: True
    QTest.mouseClick(dock.layers_page._add, Qt.MouseButton.LeftButton)
    yield lambda: not dock.busy
    (layer,) = [one for one in QgsProject.instance().mapLayers().values() if one.providerType() == "postgres"]
    tell(f"{MEMBER}-added", rows=len(list(layer.getFeatures())), source=layer.source(), status=dock._status.text())
    if MEMBER == "writer":
        yield lambda: told("reader-added")
    else:
        yield lambda: told("writer-refreshed")
    QTest.mouseClick(dock.layers_page._refresh, Qt.MouseButton.LeftButton)
    yield lambda: not dock.busy
    layer.reload()
    tell(f"{MEMBER}-refreshed", rows=len(list(layer.getFeatures())), status=dock._status.text())
    yield lambda: not iface.mapCanvas().isDrawing()
    main.grab().save(str(OUT / f"{MEMBER}.png"))


class Walk:
    """The steps, one after another; each yields what it waits for."""

    def __init__(self):
        self.steps, self.waiting, self.deadline = steps(), None, 0.0
        self.timer = QTimer()
        self.timer.timeout.connect(self.advance)
        self.timer.start(50)

    def advance(self):
        try:
            if self.waiting is not None and not self.waiting():
                assert time.monotonic() < self.deadline, f"nothing after {LIMIT_SECONDS} s"
                return
            self.waiting = next(self.steps)
            self.deadline = time.monotonic() + LIMIT_SECONDS
        except StopIteration:
            self.end("")
        except BaseException:
            self.end(traceback.format_exc())

    def end(self, failure):
        tell(f"{MEMBER}-ended", failure=failure)
        QgsProject.instance().setDirty(False)
        os._exit(1 if failure else 0)


walk = None


def begin():
    global walk
    walk = Walk()


QTimer.singleShot(1500, begin)
