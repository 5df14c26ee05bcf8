# SPDX-License-Identifier: GPL-2.0-or-later
"""The tabs of the panel, whose titles stay whole in a dock of 300 pixels."""

from __future__ import annotations

from qgis.gui import QgsProxyStyle
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QStyle, QStyleOption, QTabWidget, QWidget

MARGIN = 5
"""Pixels beside a title, both sides together; styles have up to 24."""
LEAST_WIDTH = 200


class NarrowTabs(QgsProxyStyle):
    """The style of QGIS, with less room around the titles of tabs."""

    def pixelMetric(self, metric: QStyle.PixelMetric, option: QStyleOption | None = None, widget: QWidget | None = None) -> int:
        """That of the style, but for that margin."""
        if metric == QStyle.PixelMetric.PM_TabBarTabHSpace:
            return MARGIN
        return super().pixelMetric(metric, option, widget)


class PageTabs(QTabWidget):
    """The pages of the panel."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._style = NarrowTabs(self)
        self.tabBar().setStyle(self._style)
        self.setElideMode(Qt.TextElideMode.ElideRight)
        self.setUsesScrollButtons(False)
        self.setMinimumWidth(LEAST_WIDTH)  # titles are cut rather than hold the dock wide
