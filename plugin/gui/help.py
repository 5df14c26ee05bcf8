# SPDX-License-Identifier: GPL-2.0-or-later
"""The bundled guide in a window, opened at the right place. Plain Qt: no web view."""

from __future__ import annotations

from collections.abc import Callable

from qgis.PyQt.QtCore import Qt, QUrl
from qgis.PyQt.QtGui import QKeySequence
from qgis.PyQt.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QToolButton, QVBoxLayout, QWidget

from ..guide import address
from ..messages import translate


class HelpWindow(QDialog):
    """Shows the guide; links to other pages open here, those to the web in the browser. Closing destroys it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(translate("gui", "Vigie territoriale: Guide"))
        self.resize(820, 640)
        self.browser = QTextBrowser(self)
        self.browser.setOpenExternalLinks(True)
        self.browser.setAccessibleName(translate("gui", "Guide"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.back = buttons.addButton(translate("gui", "Back"), QDialogButtonBox.ButtonRole.ActionRole)
        self.back.setEnabled(False)
        self.back.setShortcut(QKeySequence(QKeySequence.StandardKey.Back))
        self.back.clicked.connect(self.browser.backward)
        self.browser.backwardAvailable.connect(self.back.setEnabled)
        buttons.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        layout.addWidget(self.browser, 1)
        layout.addWidget(buttons)

    def open_at(self, place: str) -> None:
        """Show a place of the guide, of `guide.PLACES`."""
        where = address(place)
        if where:
            self.browser.setSource(QUrl(where))
        else:
            self.browser.setPlainText(
                translate("gui", "The guide is not in this copy of the plugin: install it from its zip, or run make guide.")
            )


def show_help(parent: QWidget, place: str) -> HelpWindow:
    """Open the guide at a place, in the window that `parent` already has or in a new one."""
    window = parent.findChild(HelpWindow) or HelpWindow(parent)
    window.open_at(place)
    window.show()
    window.raise_()
    window.activateWindow()
    return window


def help_button(owner: QWidget, place: Callable[[], str], parent: QWidget) -> QToolButton:
    """A button that opens the guide at the place that is asked for then; `owner` keeps the window."""
    button = QToolButton(parent)
    button.setText("?")
    button.setToolTip(translate("gui", "Help: the guide on this page"))
    button.setAccessibleName(button.toolTip())
    button.clicked.connect(lambda *_: show_help(owner, place()))
    return button
