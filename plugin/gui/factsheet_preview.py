# SPDX-License-Identifier: GPL-2.0-or-later
"""The preview of a fact sheet in the panel: the page that HTML files hold, less its map."""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtGui import QColor, QPalette
from qgis.PyQt.QtWidgets import QTextBrowser, QWidget

from ..messages import translate
from .preview import open_address

NARROW = "body { font-size: small; } h1 { font-size: large; } h2 { font-size: medium; } table { font-size: small; }"
"""What the panel is too narrow for."""
GROUND, INK = "#ffffff", "#161616"
LEAST_WIDTH = 200
"""Pixels that a chart needs to be told from another; it is as wide as the paper, which style sheets cannot say to it."""


class Paper(QTextBrowser):
    """Shows a page on white paper, whatever the theme. It loads nothing, and opens web links only, in the browser, on a click."""

    def __init__(self, parent: QWidget | None = None, name: str = "", hint: str = "") -> None:
        super().__init__(parent)
        self.setOpenLinks(False)
        self.setAccessibleName(name or translate("gui", "Preview of the fact sheet"))
        self.setMinimumHeight(9 * self.fontMetrics().height())
        paper = QPalette(self.palette())
        for role, colour in ((QPalette.ColorRole.Base, GROUND), (QPalette.ColorRole.Text, INK)):
            paper.setColor(role, QColor(colour))
        self.setPalette(paper)
        self.setStyleSheet(
            f"QTextBrowser {{ background-color: {GROUND}; color: {INK}; }}"
        )  # themes with style sheets heed no palette
        self.anchorClicked.connect(lambda url: open_address(url.toString()))
        self.setPlaceholderText(hint or translate("gui", "Press Preview to read here what the page will say, without its map."))

    def loadResource(self, kind: int, name: QUrl) -> Any:
        """Never what is asked for."""
        return None

    def show_page(self, page: str) -> None:
        """Show an HTML page from its beginning, or from where one was when it is the same sheet told otherwise."""
        place = self.verticalScrollBar().value()
        width = max(LEAST_WIDTH, self.viewport().width() - 2 * int(self.document().documentMargin()))
        charts = page.replace("<figure><img ", f'<figure><img width="{width}" ')
        self.setHtml(charts.replace("</style>", f"{NARROW}</style>", 1))
        self.verticalScrollBar().setValue(place)
