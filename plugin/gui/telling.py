# SPDX-License-Identifier: GPL-2.0-or-later
"""What went wrong, in QGIS's message bar: one sentence, and the details behind a button."""

from __future__ import annotations

import html

from qgis.core import Qgis
from qgis.gui import QgsMessageBar, QgsMessageViewer
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QPushButton, QWidget

from ..feedback import log
from ..messages import VigieError, translate


def tell_failure(bar: QgsMessageBar, title: str, error: VigieError) -> None:
    """Show the sentence until it is closed; the details go to the log, and behind a button *Details*."""
    log(error.detail or error.sentence, Qgis.MessageLevel.Warning)
    if not error.detail:
        bar.pushMessage(title, html.escape(error.sentence), Qgis.MessageLevel.Warning, 0)
        return
    item = bar.createMessage(title, html.escape(error.sentence))
    button = QPushButton(translate("gui", "Details"), item)
    text = (
        f"{error.sentence}\n\n{error.detail}"  # not the error itself: it would keep the frames that it went by, and their layers
    )
    button.clicked.connect(lambda *_: show_details(bar.window(), title, text))
    item.layout().addWidget(button)
    bar.pushWidget(item, Qgis.MessageLevel.Warning, 0)


def show_details(parent: QWidget, title: str, text: str) -> None:
    """A text in a window, plain, to be copied; it goes when it is closed."""
    window = QgsMessageViewer(parent, Qt.WindowType.Dialog, True)
    window.setTitle(title)
    window.setMessageAsPlainText(text)
    window.show()
