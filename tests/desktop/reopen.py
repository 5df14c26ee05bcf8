# SPDX-License-Identifier: GPL-2.0-or-later
"""The project of the walk, opened by a QGIS in which the plugin is disabled: nothing of it is missing, nothing complains.

Run by scripts/desktop.sh inside QGIS (``qgis --code``), which it closes. What went wrong is in ``reopen.txt``.
"""

import os
import sys
from pathlib import Path

from qgis.core import Qgis, QgsApplication, QgsExpression, QgsExpressionContext, QgsExpressionContextUtils, QgsProject
from qgis.utils import iface, plugins

sys.path.append(str(Path(os.environ["VIGIE_ROOT"]) / "tests" / "desktop"))
from driver import OUT, Script, begin

NAME = "vigie_territoriale"
WRONG = (Qgis.MessageLevel.Warning, Qgis.MessageLevel.Critical)


class Reopen(Script):
    """Open the project, and look at what QGIS says of it."""

    def run(self):
        assert NAME not in plugins and not any(name.split(".")[0] == NAME for name in sys.modules)
        assert QgsApplication.processingRegistry().providerById("vigie") is None
        iface.mainWindow().resize(1366, 768)
        logged = []
        QgsApplication.messageLog().messageReceived.connect(lambda *message: logged.append(message))
        self.step("open the project")
        assert iface.addProject(str(OUT / "projet.qgz"))
        yield lambda: not iface.mapCanvas().isDrawing()
        project = QgsProject.instance()
        layers = project.mapLayers().values()
        assert len(layers) > 8, len(layers)
        assert all(layer.isValid() for layer in layers), [layer.source() for layer in layers if not layer.isValid()]
        told = [item.text() for item in iface.messageBar().items() if item.level() in WRONG]
        assert told == [], told
        wrong = [message for message in logged if message[2] in WRONG]
        assert wrong == [], wrong
        self.step("what is kept in the project")
        assert not project.isDirty()
        assert project.readEntry(NAME, "roles/features", "")[0] in project.mapLayers()
        context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(None))
        assert QgsExpression("@vigie_territory_name").evaluate(context), "a variable of the project"
        assert QgsExpression("vigie_indicator('features-count', '05061')").evaluate(context) is None
        yield lambda: not iface.mapCanvas().isDrawing()
        self.picture("14-without-plugin")


begin(Reopen, "reopen.txt")
