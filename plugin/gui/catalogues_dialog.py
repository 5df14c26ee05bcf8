# SPDX-License-Identifier: GPL-2.0-or-later
"""The catalogues of the networks that a member belongs to: added, ordered, looked at, trusted once she has seen what they hold."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from qgis.gui import QgsAuthConfigSelect
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QTextBrowser,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ..configuration import INDICATORS, keep_indicators
from ..guide import NETWORK
from ..layers.shared import foreign_functions
from ..messages import Progress, VigieError, date, translate
from ..settings import LEVEL, Settings
from ..shared_catalog.kept import Proposal, Subscription
from ..shared_catalog.markup import Stripped
from ..shared_catalog.places import machine_of
from ..shared_catalog.texts import anything_calls_refused
from ..working import write_whole
from .buttons import tool_button
from .folding_form import folding_box
from .help import help_button
from .keyboard import follow_reading, name_parts
from .search_lanes import Lane

if TYPE_CHECKING:
    from ..observatory import Observatory
    from ..shared_catalog.places import Place

PLACE = int(Qt.ItemDataRole.UserRole)


class TrustDialog(QDialog):
    """Shows what a version holds and changes, and the places to allow one by one; OK trusts it."""

    def __init__(self, proposal: Proposal, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(translate("gui", "Trust “{title}”?").format(title=proposal.catalogue.title))
        self.resize(560, 460)
        about = QLabel(
            translate(
                "gui",
                "A catalogue holds no program, and nothing in it is opened before you add it. Trust it if you know who publishes it.",
            ),
            self,
        )
        about.setWordWrap(True)
        self.text = QTextBrowser(self)
        self.text.setAccessibleName(translate("gui", "What the catalogue holds"))
        self.text.setOpenLinks(False)
        self.text.setPlainText("\n".join(_lines(proposal)))
        self.roots = QListWidget(self)
        self.roots.setAccessibleName(translate("gui", "Places to allow"))
        for root in proposal.to_allow:
            item = QListWidgetItem(root, self.roots)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            known = root in proposal.subscription.allowed
            item.setCheckState(Qt.CheckState.Checked if known else Qt.CheckState.Unchecked)
        allow = QLabel(translate("gui", "Places outside of the web that it leads to: tick those that may be opened."), self)
        allow.setWordWrap(True)
        self.buttons = QDialogButtonBox(self)
        self.accept_button = self.buttons.addButton(translate("gui", "Trust"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.refuse_button = self.buttons.addButton(translate("gui", "Refuse"), QDialogButtonBox.ButtonRole.DestructiveRole)
        self.later_button = self.buttons.addButton(translate("gui", "Decide Later"), QDialogButtonBox.ButtonRole.RejectRole)
        self.later_button.setDefault(True)
        self.refuse_button.setVisible(bool(proposal.subscription.pending))
        self.refused = False
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.refuse_button.clicked.connect(lambda *_: self._refuse())
        layout = QVBoxLayout(self)
        layout.addWidget(about)
        layout.addWidget(self.text, 2)
        layout.addWidget(allow)
        layout.addWidget(self.roots, 1)
        layout.addWidget(self.buttons)
        allow.setVisible(bool(proposal.to_allow))
        self.roots.setVisible(bool(proposal.to_allow))

    def _refuse(self) -> None:
        self.refused = True
        self.reject()

    def allowed(self) -> list[str]:
        """The places that are ticked."""
        items = map(self.roots.item, range(self.roots.count()))
        return [item.text() for item in items if item.checkState() == Qt.CheckState.Checked]


def _lines(proposal: Proposal) -> list[str]:
    lines = [proposal.catalogue.title, *proposal.contents]
    if proposal.changes is not None:
        lines += ["", translate("gui", "What changed since the version that you trust:"), *proposal.changes.lines]
    if proposal.stripped:
        lines += ["", translate("gui", "Of its styles, when they are used:"), *proposal.stripped]
    if proposal.catalogue.contacts:
        lines += ["", translate("gui", "Contacts:"), *proposal.catalogue.contacts]
    return lines


FACTSHEETS = "factsheets"
"""The folder of templates that networks share, inside the product's own."""


def take_over(observatory: Observatory, proposal: Proposal, allowed: Collection[str], settings: Settings) -> list[str]:
    """Take over what a catalogue that was just trusted shares besides layers, and say what: sources to search (on machines that need no
    permission, or are `allowed`), indicators that neither call functions of other software nor take the place of the user's own,
    templates of fact sheets, and what it proposes where the user has chosen nothing; and what was left out.
    """
    told, catalogue, left = [], proposal.catalogue, Stripped(foreign_functions())
    closed = set(proposal.to_allow) - set(allowed)
    fresh = {}
    for one in catalogue.endpoints:
        if machine_of(one.address) in closed:
            left.note(translate("shared_catalog", "a source to search on a machine that you did not allow"))
        else:
            fresh[f"{catalogue.id}-{one.id}"] = one
    if fresh:
        before = observatory.choices
        own = [one for one in before.own if one.id not in fresh]
        own += [replace(one, id=name, verification="user") for name, one in fresh.items()]
        observatory.choose_sources(replace(before, own=tuple(own)))
        told.append(translate("gui", "Its sources are among those of the search."))
    if _take_indicators(observatory.folder / INDICATORS, proposal, left):
        told.append(translate("gui", "Its indicators are among yours, the next time that the panel is made."))
    for name, sheet in catalogue.factsheets.items():
        path = observatory.folder / FACTSHEETS / f"{catalogue.id}-{name}.json"
        write_whole(path, json.dumps(sheet, ensure_ascii=False, indent=2).encode("utf-8", "replace"))
        settings.template_files = list(dict.fromkeys([str(path), *settings.template_files]))
    if catalogue.factsheets:
        told.append(translate("gui", "Its templates of fact sheets are among yours, the next time that the panel is made."))
    territory = catalogue.defaults.get("territory")
    if territory and not settings.recent:
        settings.add_recent(territory)
    if "level" in catalogue.defaults and settings.get(LEVEL) == LEVEL.default:
        settings.set(LEVEL, catalogue.defaults["level"])
    return [*told, *left.sentences()]


def _take_indicators(folder: Path, proposal: Proposal, left: Stripped) -> bool:
    """Whether some of its indicators were taken; `left` hears of the others."""
    wanted = {}
    for name, definition in proposal.catalogue.indicators.items():
        if anything_calls_refused(definition["compute"], left.functions):
            left.note(translate("shared_catalog", "an expression that opens files or looks at the computer"))
        else:
            wanted[name] = definition
    before = proposal.before.indicators if proposal.before is not None else {}
    yours = keep_indicators(folder, wanted, before)
    for name in yours:
        left.note(translate("shared_catalog", "an indicator whose id is that of one of yours, “{id}”").format(id=name))
    return len(wanted) > len(yours)


class CataloguesDialog(QDialog):
    """The list of catalogues. `given` are places that an administrator gives."""

    def __init__(
        self,
        observatory: Observatory,
        read_table: Callable[[Place], bytes],
        given: Sequence[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._observatory, self._read_table, self._given = observatory, read_table, list(given)
        self._lane = Lane()
        self.setWindowTitle(translate("gui", "Catalogues of Networks"))
        self.resize(760, 460)
        self._build()
        self._show_list()
        name_parts(self)
        follow_reading(self)

    def _build(self) -> None:
        self.tree = QTreeWidget(self)
        self.tree.setRootIsDecorated(False)
        self.tree.setAccessibleName(translate("gui", "Catalogues"))
        self.tree.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.tree.setHeaderLabels(
            [translate("gui", "Catalogue"), translate("gui", "State"), translate("gui", "Seen on"), translate("gui", "Place")]
        )
        self.tree.currentItemChanged.connect(lambda *_: self._enable())
        self.tree.itemChanged.connect(self._tick)
        self.up = tool_button(self, "/mActionArrowUp.svg", translate("gui", "Move up"), lambda: self._move(-1))
        self.down = tool_button(self, "/mActionArrowDown.svg", translate("gui", "Move down"), lambda: self._move(1))
        self.look = self._button(translate("gui", "Look at It…"), self._look)
        self.refresh = self._button(translate("gui", "Refresh"), self._refresh)
        self.remove = self._button(translate("gui", "Remove"), self._remove)
        row = QHBoxLayout()
        for widget in (self.up, self.down, self.look, self.refresh, self.remove):
            row.addWidget(widget)
        row.addStretch(1)
        self.told = QLabel(self)
        self.told.setWordWrap(True)
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.tree, 1)
        layout.addLayout(row)
        layout.addWidget(self.told)
        layout.addWidget(self._build_form())
        foot = QHBoxLayout()
        foot.addWidget(self.buttons, 1)
        foot.addWidget(help_button(self, lambda: NETWORK, self))
        layout.addLayout(foot)

    def _build_form(self) -> QWidget:
        box = folding_box(translate("gui", "Add a catalogue"), self)
        self.place = QLineEdit(box)
        self.place.setPlaceholderText(translate("gui", "https://…, a folder, or postgis:connection/schema.table"))
        self.place.setAccessibleName(translate("gui", "Place of the catalogue"))
        browse = QPushButton(translate("gui", "Browse…"), box)
        browse.setAutoDefault(False)
        browse.clicked.connect(lambda *_: self._browse())
        row = QHBoxLayout()
        row.addWidget(self.place, 1)
        row.addWidget(browse)
        self.authentication = QgsAuthConfigSelect(box)
        self.add = QPushButton(translate("gui", "Add to the List"), box)
        self.add.setAutoDefault(False)
        self.add.clicked.connect(lambda *_: self._add())
        form = QFormLayout(box)
        form.addRow(translate("gui", "Place"), row)
        form.addRow(translate("gui", "Credentials"), self.authentication)
        form.addRow("", self.add)
        return box

    def _button(self, text: str, run: Callable[[], None]) -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        button.clicked.connect(lambda *_: run())
        return button

    def done(self, result: int) -> None:
        """The dialog closes: what is being read is abandoned."""
        self._lane.drop()
        super().done(result)

    # The list

    def subscriptions(self) -> list[Subscription]:
        """The catalogues, in order."""
        try:
            return self._observatory.shared.subscriptions(self._given)
        except VigieError as error:
            self.told.setText(error.sentence)
            return []

    def _show_list(self, current: str = "") -> None:
        self.tree.blockSignals(True)
        self.tree.clear()
        for one in self.subscriptions():
            item = QTreeWidgetItem(self.tree, [one.name, _state(one), date(one.fetched.partition("T")[0]), one.place])
            item.setData(0, PLACE, one)
            item.setCheckState(0, Qt.CheckState.Checked if one.enabled else Qt.CheckState.Unchecked)
            if one.place == current:
                self.tree.setCurrentItem(item)
        for column in range(self.tree.columnCount()):
            self.tree.resizeColumnToContents(column)
            self.tree.setColumnWidth(column, min(self.tree.columnWidth(column) + 8, 260))
        self.tree.blockSignals(False)
        self._enable()

    def current(self) -> Subscription | None:
        """The catalogue that is chosen."""
        item = self.tree.currentItem()
        return item.data(0, PLACE) if item is not None else None

    def _enable(self) -> None:
        one, count = self.current(), self.tree.topLevelItemCount()
        place = self.tree.indexOfTopLevelItem(self.tree.currentItem()) if one is not None else -1
        self.up.setEnabled(place > 0)
        self.down.setEnabled(-1 < place < count - 1)
        self.refresh.setEnabled(one is not None and not self._lane.busy)
        self.remove.setEnabled(one is not None and not one.given and not self._lane.busy)
        self.look.setEnabled(one is not None and bool(one.pending or one.trusted) and not self._lane.busy)
        if one is not None and not self._lane.busy:
            self.told.setText(one.failure)

    def _doing(self, change: Callable[[], object], current: str) -> None:
        """Change the list; what goes wrong is said here."""
        try:
            change()
        except VigieError as error:
            self.told.setText(error.sentence)
            return
        self._show_list(current)

    def _tick(self, item: QTreeWidgetItem, column: int) -> None:
        one = item.data(0, PLACE)
        if column == 0 and one is not None:
            on = item.checkState(0) == Qt.CheckState.Checked
            self._doing(lambda: self._observatory.shared.enable(one.place, on), one.place)

    def _move(self, step: int) -> None:
        place, one = self.tree.indexOfTopLevelItem(self.tree.currentItem()), self.current()
        self._doing(lambda: self._observatory.shared.move(one.place, place + step), one.place)

    def _remove(self) -> None:
        one = self.current()
        self._doing(lambda: self._observatory.shared.remove(one.place), "")

    def _browse(self) -> None:
        title = translate("gui", "A Catalogue of a Network")
        path, _ = QFileDialog.getOpenFileName(self, title, str(Path.home()), "JSON (*.json)")
        if path:
            self.place.setText(path)

    def _add(self) -> None:
        made: list[Subscription] = []
        written, authcfg = self.place.text(), self.authentication.configId()
        self._doing(lambda: made.append(self._observatory.shared.add(written, authcfg)), written)
        if made:
            self.place.clear()
            self.authentication.setConfigId("")
            self._show_list(made[0].place)
            self._refresh()

    # What is read

    def _refresh(self) -> None:
        """Look at the place of the catalogue that is chosen, in the background; what waits is then shown."""
        one = self.current()

        def work(progress: Progress, tell: Callable) -> Subscription:
            reader = self._observatory.shared_reader(progress, self._read_table, one.place, one.authcfg)
            return self._observatory.shared.refresh(one, reader, progress=progress)

        def done(seen: Subscription) -> None:
            self._show_list(seen.place)
            if seen.failure:
                self.told.setText(seen.failure)
            elif seen.pending:
                self._look()
            else:
                self.told.setText(translate("gui", "“{title}” is up to date.").format(title=seen.name))

        def failed(error: VigieError) -> None:
            self._show_list(one.place)
            self.told.setText(error.sentence)

        self._lane.run(translate("gui", "Vigie: reading a catalogue"), work, done, failed, lambda: self._show_list(one.place))
        self.told.setText(translate("gui", "Reading {place}…").format(place=one.place))
        self._enable_none()

    def _enable_none(self) -> None:
        for button in (self.refresh, self.remove, self.look):
            button.setEnabled(False)

    def _look(self) -> None:
        """Show what waits for the member."""
        one = self.current()
        try:
            proposal = self._observatory.shared.proposal(one)
        except VigieError as error:
            self.told.setText(error.sentence)
            return
        if proposal is None:
            return
        dialog = TrustDialog(proposal, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._trust(proposal, dialog.allowed()))
        dialog.rejected.connect(lambda: self._refuse(proposal) if dialog.refused else None)
        self.trust_dialog = dialog
        dialog.open()

    def _trust(self, proposal: Proposal, allowed: Sequence[str]) -> None:
        told: list[str] = []

        def change() -> None:
            self._observatory.shared.trust(proposal, allowed)
            told.extend(take_over(self._observatory, proposal, allowed, Settings()))

        self._doing(change, proposal.subscription.place)
        if told:
            self.told.setText(" ".join(told))

    def _refuse(self, proposal: Proposal) -> None:
        self._doing(lambda: self._observatory.shared.refuse(proposal), proposal.subscription.place)


def _state(one: Subscription) -> str:
    if one.failure:
        return translate("gui", "Not refreshed")
    if one.pending:
        return translate("gui", "To be accepted")
    if one.trusted:
        return translate("gui", "Trusted")
    return translate("gui", "Refused") if one.refused else translate("gui", "Not read yet")
