# SPDX-License-Identifier: GPL-2.0-or-later
"""The layers that networks share with their members: by catalogue and theme, to tick and add. Listing asks nothing of anyone."""

from __future__ import annotations

import html
from collections.abc import Sequence
from datetime import datetime, timezone
from typing import NamedTuple

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QKeyEvent, QPalette, QShowEvent
from qgis.PyQt.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ..messages import labelled, number, translate
from ..shared_catalog.kept import Shelf
from ..shared_catalog.model import SharedLayer
from ..territory.cog import fold
from .blurb import Blurb
from .filter_box import FilterBox

MOST_UNFOLDED = 30
"""Layers that are listed at once; of more, the themes only."""
OFFER = int(Qt.ItemDataRole.UserRole)


class Offer(NamedTuple):
    """A layer of a catalogue that is in force."""

    shelf: Shelf
    layer: SharedLayer

    @property
    def key(self) -> tuple[str, str]:
        """What tells it apart from all others."""
        return self.shelf.subscription.place, self.layer.id


class SharedTree(QTreeWidget):
    """Emits `taken` when Return is pressed."""

    taken = pyqtSignal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return adds."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.taken.emit()
        else:
            super().keyPressEvent(event)


class NetworkPage(QWidget):
    """Emits `add_requested` with a list of `Offer`, `manage_requested` and `publish_requested` when the list of catalogues or the assistant of authors is asked for, `shown` when the page is
    first seen.
    """

    add_requested = pyqtSignal(object)
    manage_requested = pyqtSignal()
    publish_requested = pyqtSignal()
    shown = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shelves: list[Shelf] = []
        self._ticked: dict[tuple[str, str], Offer] = {}
        self._told: list[str] = []
        self._folded: list[tuple[Offer, str]] = []
        self.filter = FilterBox(self)
        self.filter.setShowSearchIcon(True)
        self.filter.setPlaceholderText(translate("gui", "Find a layer of your networks"))
        self.filter.setAccessibleName(translate("gui", "Find a layer of your networks"))
        self.tree = SharedTree(self)
        self.tree.setHeaderHidden(True)
        self.tree.setUniformRowHeights(True)
        self.tree.setIndentation(14)
        self.tree.header().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.tree.setAccessibleName(translate("gui", "Layers of networks"))
        self.about = Blurb(translate("gui", "What the chosen layer of a network is"), self)
        self.add = QPushButton(translate("gui", "Add to the Project"), self)
        self.manage = QToolButton(self)
        self.manage.setIcon(QgsApplication.getThemeIcon("/mActionOptions.svg"))
        self.manage.setToolTip(translate("gui", "Catalogues of Networks: add, trust, order and refresh"))
        self.manage.setAccessibleName(translate("gui", "Catalogues of Networks"))
        row = QHBoxLayout()
        row.addWidget(self.add, 1)
        row.addWidget(self.manage)
        self.publish = QToolButton(self)
        self.publish.setIcon(QgsApplication.getThemeIcon("/mActionSharingExport.svg"))
        self.publish.setToolTip(translate("gui", "Publish a Catalogue: from layers of the project, for the members of a network"))
        self.publish.setAccessibleName(translate("gui", "Publish a Catalogue"))
        row.addWidget(self.publish)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(4)
        for widget in (self.filter, self.tree, self.about):
            layout.addWidget(widget, 1 if widget is self.tree else 0)
        layout.addLayout(row)
        self.filter.textChanged.connect(lambda *_: self._fill())
        self.filter.left.connect(self.tree.setFocus)
        self.tree.currentItemChanged.connect(lambda *_: self._describe())
        self.tree.itemChanged.connect(self._tick)
        self.tree.itemDoubleClicked.connect(lambda *_: self._request(current=True))
        self.tree.taken.connect(self._request)
        self.add.clicked.connect(lambda *_: self._request())
        self.manage.clicked.connect(lambda *_: self.manage_requested.emit())
        self.publish.clicked.connect(lambda *_: self.publish_requested.emit())
        self._describe()

    def showEvent(self, event: QShowEvent) -> None:
        """The catalogues that are kept are read when the page is seen."""
        super().showEvent(event)
        self.shown.emit()

    def set_shelves(self, shelves: Sequence[Shelf], told: Sequence[str]) -> None:
        """List the layers of these catalogues; `told` are sentences on those that cannot be shown."""
        self._shelves, self._told = list(shelves), list(told)
        offers = [Offer(shelf, layer) for shelf in shelves for layer in shelf.catalogue.layers]
        self._folded = [(offer, _words(offer)) for offer in offers]
        known = {offer.key: offer for offer in offers}
        self._ticked = {key: known[key] for key in self._ticked if key in known}
        self._fill()

    def clear_ticks(self) -> None:
        """What was ticked has been added."""
        self._ticked = {}
        self._fill()

    def items(self) -> list[QTreeWidgetItem]:
        """The items of layers that are listed."""
        found = []
        for place in range(self.tree.topLevelItemCount()):
            catalogue = self.tree.topLevelItem(place)
            for theme in map(catalogue.child, range(catalogue.childCount())):
                found += [theme.child(row) for row in range(theme.childCount())]
        return found

    def _fill(self) -> None:
        words = fold(self.filter.text()).split()
        offers = [offer for offer, text in self._folded if all(f" {word}" in text for word in words)]
        self.tree.blockSignals(True)
        self.tree.clear()
        catalogues: dict[str, QTreeWidgetItem] = {}
        themes: dict[tuple[str, str], QTreeWidgetItem] = {}
        rows: dict[tuple[str, str], list[QTreeWidgetItem]] = {}
        for shelf in self._shelves:
            top = QTreeWidgetItem([shelf.catalogue.title])
            top.setToolTip(0, _plain(f"{shelf.catalogue.owner}\n{shelf.state}"))
            catalogues[shelf.subscription.place] = top
        for offer in offers:
            key = (offer.shelf.subscription.place, offer.layer.theme)
            if key not in themes:
                themes[key] = QTreeWidgetItem([offer.shelf.catalogue.theme_title(offer.layer.theme)])
                themes[key].setFlags(
                    Qt.ItemFlag.ItemIsEnabled
                    | Qt.ItemFlag.ItemIsSelectable
                    | Qt.ItemFlag.ItemIsUserCheckable
                    | Qt.ItemFlag.ItemIsAutoTristate
                )
                rows[key] = []
            rows[key].append(self._item(offer))
        for key, theme in themes.items():
            theme.addChildren(rows[key])
            theme.setText(0, f"{theme.text(0)} ({number(theme.childCount())})")
            catalogues[key[0]].addChild(theme)
        self.tree.addTopLevelItems(list(catalogues.values()))
        for top in catalogues.values():
            top.setExpanded(True)
        if len(offers) <= MOST_UNFOLDED:
            self.tree.expandAll()
        self.tree.blockSignals(False)
        self._describe()

    def _item(self, offer: Offer) -> QTreeWidgetItem:
        item = QTreeWidgetItem([offer.layer.title])
        item.setData(0, OFFER, offer)
        why = offer.shelf.why_closed(offer.layer)
        item.setToolTip(0, _plain(why or f"{offer.layer.title}\n{offer.layer.description}"))
        if why:
            item.setFlags(Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled)
            item.setForeground(0, self.palette().brush(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text))
        else:
            item.setCheckState(0, Qt.CheckState.Checked if offer.key in self._ticked else Qt.CheckState.Unchecked)
        return item

    def _tick(self, item: QTreeWidgetItem, column: int) -> None:
        offer = item.data(0, OFFER)
        if offer is None:
            return
        if item.checkState(0) == Qt.CheckState.Checked:
            self._ticked[offer.key] = offer
        else:
            self._ticked.pop(offer.key, None)
        self._name_button()

    def _current(self) -> Offer | None:
        item = self.tree.currentItem()
        return item.data(0, OFFER) if item is not None else None

    def _name_button(self) -> None:
        count, current = len(self._ticked), self._current()
        several = translate("gui", "Add {count} Layers").format(count=number(count))
        self.add.setText(several if count > 1 else translate("gui", "Add to the Project"))
        self.add.setEnabled(bool(count) or (current is not None and not current.shelf.why_closed(current.layer)))

    def _describe(self) -> None:
        offer = self._current()
        self._name_button()
        if offer is None:
            self.about.setText("\n".join(self._general()))
            return
        shelf, layer = offer
        lines = [layer.description, " – ".join(filter(None, (layer.producer, layer.licence)))]
        if not layer.licence:
            lines.append(translate("gui", "No licence is written: ask the network before any reuse."))
        if layer.authentication:
            lines.append(labelled(translate("gui", "Authentication configuration"), layer.authentication))
        lines += [shelf.why_closed(layer), shelf.state]
        self.about.setText("\n".join(filter(None, lines)))

    def _general(self) -> list[str]:
        """What is to be said before a layer is chosen: announcements, what cannot be shown, what to do."""
        day = datetime.now(timezone.utc).date().isoformat()
        lines = [*self._told]
        for shelf in self._shelves:
            lines += shelf.catalogue.announcements(day)
            if shelf.subscription.pending or shelf.subscription.failure:
                lines.append(f"{shelf.catalogue.title} – {shelf.state}")
        if not self._shelves:
            lines.append(translate("gui", "No catalogue of a network is trusted yet: add one with the first small button below."))
        return lines or [translate("gui", "Choose a layer to see what it is; tick several to add them together.")]

    def _request(self, current: bool = False) -> None:
        """Ask for what is ticked; else, or when it was clicked twice, for the layer that is chosen."""
        chosen = self._current()
        if (current or not self._ticked) and chosen is not None and not chosen.shelf.why_closed(chosen.layer):
            self.add_requested.emit([chosen])
        elif self._ticked and not current:
            self.add_requested.emit(list(self._ticked.values()))


def _words(offer: Offer) -> str:
    layer = offer.layer
    theme = offer.shelf.catalogue.theme_title(layer.theme)
    return " " + fold(" ".join((layer.title, layer.description, layer.producer, theme, *layer.keywords)))


def _plain(text: str) -> str:
    """A tool tip that is no page, whatever is written in it."""
    return f"<p>{html.escape(text.strip())}</p>".replace("\n", "<br>")
