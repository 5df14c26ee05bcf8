# SPDX-License-Identifier: GPL-2.0-or-later
"""What the plugin costs QGIS at its start: import and `initGui`, in the real desktop where it was not loaded yet.

Run by scripts/startup.sh inside QGIS (``qgis --code``). Ends QGIS itself.
"""

import os
import sys
import time
import traceback
from pathlib import Path

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtWidgets import QApplication
from qgis.utils import iface, unloadPlugin

sys.path.append(str(Path(os.environ["VIGIE_ROOT"]) / "tests" / "data"))
from watchdog import Watchdog

NAME = "vigie_territoriale"
OUT = Path(os.environ["VIGIE_STARTUP_OUT"])


def timed(step):
    start = time.perf_counter()
    given = step()
    return given, 1000 * (time.perf_counter() - start)


def measure():
    assert not any(name.split(".")[0] == NAME for name in sys.modules), "it is loaded already"
    before = set(sys.modules)
    package, imported = timed(lambda: __import__(NAME))
    plugin, made = timed(lambda: package.classFactory(iface))
    _, shown = timed(plugin.initGui)
    held = Watchdog()
    while QgsApplication.processingRegistry().providerById("vigie") is None:
        QApplication.processEvents()
    held.stop()
    yield f"until the provider is there, the interface thread was held {held.worst}"
    fresh = sorted(name for name in set(sys.modules) - before if not name.startswith(NAME))
    plugin.unload()
    heavy = [
        name for name in ("pandas", "shapely", "scipy", "matplotlib", "jinja2", "owslib", "lxml", "requests") if name in fresh
    ]
    yield f"import {imported:.0f} ms, classFactory {made:.0f} ms, initGui {shown:.0f} ms: {imported + made + shown:.0f} ms in all"
    yield f"{len(fresh)} modules of others were imported; of those that are heavy: {', '.join(heavy) or 'none'}"


def run():
    try:
        text = "\n".join(measure())
    except Exception:
        text = traceback.format_exc()
    OUT.write_text(text + "\n", encoding="utf-8")
    unloadPlugin(NAME)
    QgsApplication.instance().exit(0)


QTimer.singleShot(2000, run)
