# SPDX-License-Identifier: GPL-2.0-or-later
"""The product in QGIS's options; the page itself is loaded when they are opened."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from qgis.gui import QgsOptionsPageWidget, QgsOptionsWidgetFactory
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QWidget

if TYPE_CHECKING:
    from ..observatory import Observatory
    from ..settings import Settings

ICON = Path(__file__).resolve().parents[2] / "resources" / "icons" / "vigie.svg"
NAME = "Vigie territoriale"


class OptionsFactory(QgsOptionsWidgetFactory):
    """Gives QGIS the page when its options are opened."""

    def __init__(self, settings: Settings, observatory: Callable[[], Observatory]) -> None:
        super().__init__(NAME, QIcon(str(ICON)), "vigie_territoriale")
        self._settings, self._observatory = settings, observatory

    def createWidget(self, parent: QWidget) -> QgsOptionsPageWidget:
        """A fresh page."""
        from .options_page import OptionsPage

        return OptionsPage(self._settings, self._observatory, parent)
