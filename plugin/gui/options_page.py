# SPDX-License-Identifier: GPL-2.0-or-later
"""The page of the product in QGIS's options: how much room downloads may take."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from qgis.gui import QgsOptionsPageWidget, QgsSpinBox
from qgis.PyQt.QtGui import QHideEvent
from qgis.PyQt.QtWidgets import QFormLayout, QGroupBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ..messages import Progress, number, translate
from ..settings import CACHE_MEGABYTES, Settings
from .search_lanes import Lane

if TYPE_CHECKING:
    from ..observatory import Observatory


class OptionsPage(QgsOptionsPageWidget):
    """Shows the cache of downloads, bounds it and empties it."""

    def __init__(self, settings: Settings, observatory: Callable[[], Observatory], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings, self._observatory = settings, observatory
        self._lane = Lane()
        box = QGroupBox(translate("gui", "Downloads"), self)
        self.size = QLabel(box)
        self.limit = QgsSpinBox(box)
        self.limit.setRange(*CACHE_MEGABYTES)
        self.limit.setSingleStep(100)
        self.limit.setSuffix(translate("gui", " MB"))
        self.limit.setValue(settings.cache_megabytes)
        self.limit.setAccessibleName(translate("gui", "Most room for downloads"))
        self.empty = QPushButton(translate("gui", "Empty"), box)
        self.empty.setToolTip(translate("gui", "Downloads that nothing uses are removed; layers already added are kept."))
        self.empty.clicked.connect(lambda *_: self._measure(clear=True))
        used = QHBoxLayout()
        used.addWidget(self.size, 1)
        used.addWidget(self.empty)
        form = QFormLayout(box)
        form.addRow(translate("gui", "Room taken"), used)
        form.addRow(translate("gui", "At most"), self.limit)
        layout = QVBoxLayout(self)
        layout.addWidget(box)
        layout.addStretch(1)
        self._measure()

    def apply(self) -> None:
        """Keep what was chosen, and bound the cache accordingly from now on."""
        self._settings.cache_megabytes = self.limit.value()
        self._observatory().loader.cache.maximum_bytes = self.limit.value() * 1_000_000

    def hideEvent(self, event: QHideEvent) -> None:
        """The options are closed: nobody waits for the size any more."""
        self._lane.drop()
        super().hideEvent(event)

    def _measure(self, clear: bool = False) -> None:
        """Show how much room is taken, once it was emptied when it is to be."""
        cache = self._observatory().loader.cache

        def work(progress: Progress, tell: Callable) -> int:
            if clear:
                cache.clear()
            return cache.size()

        self.size.setText("…")
        self._lane.run(
            translate("gui", "Vigie: measuring the downloads"),
            work,
            done=lambda taken: self.size.setText(translate("gui", "{size} MB").format(size=number(taken / 1e6, 1))),
            failed=lambda error: self.size.setText(error.sentence),
        )
