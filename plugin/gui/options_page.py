# SPDX-License-Identifier: GPL-2.0-or-later
"""The page of the product in QGIS's options: where harmonised layers are kept, how much room downloads may take."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from qgis.gui import QgsOptionsPageWidget, QgsSpinBox
from qgis.PyQt.QtGui import QHideEvent
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QFormLayout,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ..messages import Progress, number, translate
from ..settings import CACHE_MEGABYTES, Settings
from ..store.connections import PREFIX, connection_of, connections
from ..store.postgis import SCHEMA
from .search_lanes import Lane

if TYPE_CHECKING:
    from ..observatory import Observatory


class OptionsPage(QgsOptionsPageWidget):
    """Chooses the store of harmonised layers; shows the cache of downloads, bounds it and empties it."""

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
        layout.addWidget(self._stores())
        layout.addWidget(box)
        layout.addStretch(1)
        self._measure()

    def _stores(self) -> QGroupBox:
        """Where harmonised layers are kept: the profile, or a schema behind one of QGIS's connections."""
        box = QGroupBox(translate("gui", "Store of harmonised layers"), self)
        self.store = QComboBox(box)
        self.store.setAccessibleName(translate("gui", "Kept in"))
        self.store.addItem(translate("gui", "GeoPackage of your profile"), "")
        for name in connections():
            self.store.addItem(f"PostgreSQL – {name}", name)
        self.schema = QLineEdit(SCHEMA, box)
        self.schema.setAccessibleName(translate("gui", "Schema"))
        self.schema.setToolTip(translate("gui", "It is made by the first layer that is added, if you may make one."))
        kept, schema = connection_of(self._settings.store)
        if kept:
            if self.store.findData(kept) < 0:  # the connection was removed: it is still what is chosen
                self.store.addItem(f"PostgreSQL – {kept}", kept)
            self.store.setCurrentIndex(self.store.findData(kept))
            self.schema.setText(schema)
        self.store.currentIndexChanged.connect(self._enable_schema)
        self._enable_schema()
        form = QFormLayout(box)
        form.addRow(translate("gui", "Kept in"), self.store)
        form.addRow(translate("gui", "Schema"), self.schema)
        return box

    def _enable_schema(self) -> None:
        self.schema.setEnabled(bool(self.store.currentData()))

    def apply(self) -> None:
        """Keep what was chosen, and bound the cache accordingly from now on."""
        name = self.store.currentData()
        self._settings.store = f"{PREFIX}{name}/{self.schema.text().strip() or SCHEMA}" if name else ""
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
