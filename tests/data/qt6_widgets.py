# SPDX-License-Identifier: GPL-2.0-or-later
"""Run as a program: our widgets over PyQt6, made, used by keys and drawn. A process loads one binding only.

What they take from QGIS is stood in for by the class of Qt that it is over: what is looked at here is our use of Qt.
"""

import importlib
import sys
import types
from pathlib import Path
from typing import ClassVar

from PyQt6 import sip
from PyQt6.QtCore import QObject, Qt, pyqtSignal
from PyQt6.QtGui import QIcon
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QAbstractButton, QApplication, QGroupBox, QLineEdit, QScrollArea, QWidget


class FilterLineEdit(QLineEdit):
    def setShowSearchIcon(self, shown):
        pass


class CollapsibleGroupBox(QGroupBox):
    def setCollapsed(self, collapsed):
        pass

    setSaveCollapsedState = setSettingGroup = setCollapsed

    def isCollapsed(self):
        return False


class FileWidget(QWidget):
    fileChanged = pyqtSignal(str)
    StorageMode = types.SimpleNamespace(SaveFile=3)

    def __init__(self, parent=None):
        super().__init__(parent)
        self._path, self._line = "", QLineEdit(self)

    def lineEdit(self):
        return self._line

    def setStorageMode(self, mode):
        pass

    def setFilter(self, text):
        pass

    def filePath(self):
        return self._path

    def setFilePath(self, path):
        self._path = path
        self.fileChanged.emit(path)


class Settings:
    """What is kept, for as long as the program runs."""

    kept: ClassVar[dict] = {}

    def value(self, key, default=None, type=None):
        return self.kept.get(key, default)

    def setValue(self, key, value):
        self.kept[key] = value

    def contains(self, key):
        return key in self.kept


class Anything(QObject):
    """A class of QGIS that is named, but not used here."""


def stand_in():
    """``qgis`` over PyQt6."""
    qgis = types.ModuleType("qgis")
    qt = types.ModuleType("qgis.PyQt")
    qt.__path__, qgis.__path__ = [], []
    sys.modules.update({"qgis": qgis, "qgis.PyQt": qt, "qgis.PyQt.sip": sip})
    for name in ("QtCore", "QtGui", "QtWidgets", "QtNetwork", "QtTest"):
        sys.modules[f"qgis.PyQt.{name}"] = importlib.import_module(f"PyQt6.{name}")
    core, gui = types.ModuleType("qgis.core"), types.ModuleType("qgis.gui")
    core.QgsApplication = types.SimpleNamespace(getThemeIcon=lambda name: QIcon())
    core.Qgis = types.SimpleNamespace(MessageLevel=types.SimpleNamespace(Info=0, Warning=1, Critical=2))
    core.QgsSettings = Settings
    gui.QgsFilterLineEdit, gui.QgsCollapsibleGroupBox = FilterLineEdit, CollapsibleGroupBox
    gui.QgsFileWidget, gui.QgsScrollArea = FileWidget, QScrollArea
    for module in (core, gui):
        module.__getattr__ = lambda name: Anything if name.startswith("Qgs") else (_ for _ in ()).throw(AttributeError(name))
    sys.modules.update({"qgis.core": core, "qgis.gui": gui})


def drawn(widget, width=300, height=500):
    widget.resize(width, height)
    widget.show()
    QApplication.processEvents()
    assert not widget.grab().isNull()
    print(type(widget).__name__)


def press(widget, *keys):
    for key in keys:
        QTest.keyClick(widget, key)


def territory():
    from vigie_territoriale.plugin.gui.territory_box import TerritoryBox
    from vigie_territoriale.plugin.territory.cog import Cog

    box, chosen = TerritoryBox(), []
    box.chosen.connect(chosen.append)
    box.set_cog(Cog())
    drawn(box)
    QTest.keyClicks(box.findChild(QLineEdit), "gap tallard")
    box.show_answers()
    press(box.findChild(QLineEdit), Qt.Key.Key_Return)
    assert chosen[0].key == "epci:200067825"
    drawn(box)
    return chosen[0]


def home():
    from vigie_territoriale.plugin.gui.home_page import HomePage

    page, asked = HomePage(), []
    page.way_asked.connect(asked.append)
    drawn(page)
    page.findChild(QAbstractButton).click()
    assert len(asked) == 1


def factsheet(chosen):
    from vigie_territoriale.plugin.gui.factsheet_page import FactSheetPage

    page, asked = FactSheetPage(Path.cwd()), []
    page.make_requested.connect(lambda *what: asked.append(what))
    page.set_territory(chosen)
    page.select("pdf", Path.cwd() / "sheet.pdf")
    drawn(page)
    page._make.click()
    assert asked[0][0].kind == "pdf"


def help_window():
    from vigie_territoriale.plugin.gui.help import HelpWindow, show_help

    owner = QWidget()
    window = show_help(owner, "search")
    assert show_help(owner, "layers") is window
    drawn(window, 820, 600)
    window.close()
    QApplication.processEvents()
    assert owner.findChild(HelpWindow) is None or sip.isdeleted(window)


def tour():
    from vigie_territoriale.plugin.gui.tour import Step, Tour

    host = QWidget()
    host.resize(300, 600)
    first = QLineEdit(host)
    host.show()
    ended = []
    made = Tour(host, [Step("One", "first", lambda: first), Step("Two", "second", lambda: host, first.rect)])
    made.ended.connect(lambda: ended.append(True))
    made.begin()
    press(made, Qt.Key.Key_Right, Qt.Key.Key_Left)
    assert made.place == 0
    drawn(host, 340, 600)
    press(made, Qt.Key.Key_Escape)
    assert ended == [True]


if __name__ == "__main__":
    stand_in()
    application = QApplication([])
    chosen = territory()
    home()
    factsheet(chosen)
    help_window()
    tour()
    print("ok")
