# SPDX-License-Identifier: GPL-2.0-or-later
"""Small buttons with an icon of QGIS's."""

from __future__ import annotations

from collections.abc import Callable

from qgis.core import QgsApplication
from qgis.PyQt.QtWidgets import QToolButton, QWidget


def tool_button(parent: QWidget, icon: str, name: str, do: Callable[[], None]) -> QToolButton:
    """A flat button with an icon of QGIS's theme; its name is its tooltip, and what is read aloud."""
    button = QToolButton(parent)
    button.setIcon(QgsApplication.getThemeIcon(icon))
    button.setAutoRaise(True)
    button.setToolTip(name)
    button.setAccessibleName(name)
    button.clicked.connect(lambda *_: do())
    return button
