# SPDX-License-Identifier: GPL-2.0-or-later
"""The assistant of a catalogue's author: which layers of the project, what members could not open, what changed, and the publication."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from qgis.core import QgsMapLayer, QgsProject
from qgis.gui import QgsSpinBox
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTextBrowser,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
)

from ..guide import NETWORK
from ..layers.marks import mark_of
from ..layers.sharing import collect, published, with_rights, write_shared_table
from ..messages import Progress, Stretch, VigieError, labelled, number, translate
from ..shared_catalog.authoring import ERROR, Collected, Draft, Finding, Header, draft, publish, without
from ..shared_catalog.model import REFRESH_HOURS
from ..shared_catalog.places import Place, place_of
from .help import help_button
from .keyboard import follow_reading
from .search_lanes import Lane

if TYPE_CHECKING:
    from ..observatory import Observatory

LAYER = int(Qt.ItemDataRole.UserRole)


class PublishingDialog(QDialog):
    """Looks first (nothing is written), then publishes what was looked at. The project is only read."""

    def __init__(self, observatory: Observatory, project: QgsProject, parent: object = None) -> None:
        super().__init__(parent)
        self._observatory, self._project = observatory, project
        self._lane = Lane()
        self._made: tuple[Place, Draft] | None = None
        self.setWindowTitle(translate("gui", "Publish a Catalogue"))
        self.resize(760, 640)
        self._build()
        self._list_layers()
        self._enable()
        follow_reading(self)

    def _build(self) -> None:
        self.place, self.title, self.owner = QLineEdit(self), QLineEdit(self), QLineEdit(self)
        self.place.setPlaceholderText(translate("gui", "a folder that members read, or postgis:connection/schema.table"))
        self.place.setAccessibleName(translate("gui", "Place"))
        self.browse = QPushButton(translate("gui", "Browse…"), self)
        self.browse.setAutoDefault(False)
        self.browse.clicked.connect(lambda *_: self._browse())
        row = QHBoxLayout()
        row.addWidget(self.place, 1)
        row.addWidget(self.browse)
        self.hours = QgsSpinBox(self)
        self.hours.setRange(1, 8760)
        self.hours.setValue(REFRESH_HOURS)
        self.hours.setClearValue(REFRESH_HOURS)
        form = QFormLayout()
        form.addRow(translate("gui", "Place"), row)
        for title, widget in (
            (translate("gui", "Title"), self.title),
            (translate("gui", "Publisher"), self.owner),
            (translate("gui", "Hours between two looks of members"), self.hours),
        ):
            form.addRow(title, widget)
            widget.setAccessibleName(title)
        for edit in (self.title, self.owner):
            edit.setPlaceholderText(translate("gui", "that of the published one"))
        self.tree = QTreeWidget(self)
        self.tree.setRootIsDecorated(False)
        self.tree.setAccessibleName(translate("gui", "Layers to publish"))
        self.tree.setHeaderLabels([translate("gui", "Layer"), translate("gui", "Theme"), translate("gui", "For members")])
        self.tree.header().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self.leave_out = QCheckBox(translate("gui", "Leave out what members could not open"), self)
        self.text = QTextBrowser(self)
        self.text.setAccessibleName(translate("gui", "What is published, and what changes"))
        self.text.setOpenLinks(False)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.check = self.buttons.addButton(translate("gui", "Check"), QDialogButtonBox.ButtonRole.ActionRole)
        self.publish = self.buttons.addButton(translate("gui", "Publish"), QDialogButtonBox.ButtonRole.ActionRole)
        self.buttons.rejected.connect(self.reject)
        self.check.clicked.connect(lambda *_: self._check())
        self.publish.clicked.connect(lambda *_: self._publish())
        foot = QHBoxLayout()
        foot.addWidget(self.buttons, 1)
        foot.addWidget(help_button(self, lambda: NETWORK, self))
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(self.tree, 2)
        layout.addWidget(self.leave_out)
        layout.addWidget(self.text, 1)
        layout.addLayout(foot)
        for edit in (self.place, self.title, self.owner):
            edit.textChanged.connect(lambda *_: self._changed())
        self.tree.itemChanged.connect(lambda *_: self._changed())
        self.leave_out.toggled.connect(lambda *_: self._changed())
        self.hours.valueChanged.connect(lambda *_: self._changed())

    def _list_layers(self) -> None:
        """The layers of the project in the order of their tree; those of ours are not proposed."""
        for node in self._project.layerTreeRoot().findLayers():
            layer = node.layer()
            if layer is None or mark_of(layer):
                continue
            parent = node.parent()
            theme = parent.name() if parent.parent() is not None else ""
            item = QTreeWidgetItem(self.tree, [layer.name(), theme, ""])
            item.setData(0, LAYER, layer.id())
            item.setCheckState(0, Qt.CheckState.Unchecked)
        for column in (0, 1):
            self.tree.resizeColumnToContents(column)

    def tick(self, layer: str) -> None:
        """Tick a layer (its id), as if by hand."""
        for item in self._items():
            if item.data(0, LAYER) == layer:
                item.setCheckState(0, Qt.CheckState.Checked)

    def done(self, result: int) -> None:
        """The dialog closes: what is being looked at is abandoned."""
        self._lane.drop()
        super().done(result)

    def _items(self) -> list[QTreeWidgetItem]:
        return [self.tree.topLevelItem(place) for place in range(self.tree.topLevelItemCount())]

    def _ticked(self) -> list[QgsMapLayer]:
        """The layers that are ticked and still in the project."""
        ticked = [item.data(0, LAYER) for item in self._items() if item.checkState(0) == Qt.CheckState.Checked]
        return [layer for layer in map(self._project.mapLayer, ticked) if layer is not None]

    def _changed(self) -> None:
        """What was looked at is not what would be published any more."""
        self._made = None
        self._enable()

    def _enable(self) -> None:
        ready = bool(self._ticked()) and bool(self.place.text().strip()) and not self._lane.busy
        self.check.setEnabled(ready)
        self.publish.setEnabled(ready and self._made is not None)

    def _browse(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, translate("gui", "A Folder That Members Read"), str(Path.home()))
        if folder:
            self.place.setText(folder)

    def _say(self, lines: list[str]) -> None:
        self.text.setPlainText("\n".join(lines))

    # Checking and publishing

    def _check(self) -> None:
        """Collect the layers here, then look at them and at what is published in the background."""
        try:
            place = place_of(self.place.text())
            collected = collect(self._project, self._ticked(), place)
        except VigieError as error:
            self._say([error.sentence])
            return
        header = Header("", self.title.text().strip(), self.owner.text().strip(), self.hours.value())
        leave_out = self.leave_out.isChecked()

        def work(progress: Progress, tell: Callable) -> tuple[Draft, tuple[Finding, ...]]:
            layers = with_rights(collected, place, Stretch(progress, 0, 60))
            before = published(self._observatory, place, Stretch(progress, 60, 90))
            if before is None and not header.title:
                raise VigieError(translate("gui", "Nothing is published there yet: give the catalogue a title."))
            whole = draft(layers, header, before, place)
            return (draft(without(layers, place), header, before, place) if leave_out else whole), whole.findings

        def checked(found: tuple[Draft, tuple[Finding, ...]]) -> None:
            made, findings = found
            self._made = (place, made)
            self._show(made, findings, collected)
            self._enable()

        self._run(translate("gui", "Vigie: checking layers for members"), work, checked)

    def _show(self, made: Draft, findings: tuple[Finding, ...], collected: list[Collected]) -> None:
        self.tree.blockSignals(True)
        named = dict(zip((layer.id() for layer in self._ticked()), collected))
        for item in self._items():
            layer = named.get(item.data(0, LAYER))
            mine = [] if layer is None else [one for one in findings if one.layer == layer.title]
            fine = "" if layer is None else translate("gui", "Nothing to say")
            item.setText(2, " ".join(one.sentence for one in mine) or fine)
        self.tree.blockSignals(False)
        errors = sum(one.severity == ERROR for one in findings)
        lines = [labelled(translate("gui", "Version"), made.catalogue.version)]
        lines.append(
            translate("gui", "Layers: {count}. Errors: {errors}. Warnings: {warnings}.").format(
                count=number(len(made.catalogue.layers)), errors=number(errors), warnings=number(len(findings) - errors)
            )
        )
        if made.changes is not None:
            lines += ["", translate("gui", "What changes for members:"), *made.changes.lines]
        self._say(lines)

    def _publish(self) -> None:
        """Write what was looked at."""
        place, made = self._made

        def done(said: list[str]) -> None:
            self._made = None
            self._say(said)
            self._enable()

        self._run(
            translate("gui", "Vigie: publishing a catalogue"),
            lambda progress, tell: publish(made, place, write_shared_table),
            done,
        )

    def _run(self, title: str, work: Callable, done: Callable) -> None:
        def failed(error: VigieError) -> None:
            self._say([error.sentence])
            self._enable()

        self._lane.run(title, work, done, failed, self._enable)
        self._say([title])
        self._enable()
