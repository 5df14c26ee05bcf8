# SPDX-License-Identifier: GPL-2.0-or-later
"""What is done with layers that are already in the project: is there newer, which versions are kept, what changed between two."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from qgis.core import QgsMapLayer, QgsProject

from ..feedback import FeedbackProgress
from ..layers.ours import copied_files
from ..layers.project import Stored, difference_layer, snapshot_layer, stored_layers
from ..messages import VigieError, date, number, translate
from ..observatory import Observatory
from ..refreshing import Newer, changes_between, gathered, look_for_newer
from ..store.geopackage import GeoPackage
from ..store.registry import Registered, provenance_of
from .loaded_page import LoadedPage
from .versions_dialog import VersionsDialog

if TYPE_CHECKING:
    from ..store.store import Store


class Host(NamedTuple):
    """What the dock lends: its one piece of work at a time, its messages, its stores, and its way to add layers."""

    run: Callable[[str, Callable[[FeedbackProgress], Any], Callable[[Any], None]], None]
    tell: Callable[[str], None]
    add: Callable[[str, Sequence[QgsMapLayer]], None]
    store: Callable[[], Store | None]
    table_name: Callable[..., str]


class LayerWork:
    """Joins the page of loaded layers to the services. `own` is the product's GeoPackage, where what is shown is written."""

    def __init__(self, page: LoadedPage, project: QgsProject, observatory: Observatory, own: GeoPackage, host: Host) -> None:
        self._page, self._project, self._observatory, self._own, self._host = page, project, observatory, own, host
        self._dialog: VersionsDialog | None = None
        page.check_requested.connect(self.look_for_newer)
        page.versions_requested.connect(self.show_versions)
        page.told.connect(lambda text: host.tell(text))

    def dismiss(self) -> None:
        """The dock is going away."""
        if self._dialog is not None:
            self._dialog.close()

    def set_busy(self, busy: bool) -> None:
        """Whether something is being made."""
        if self._dialog is not None:
            self._dialog.set_busy(busy)

    def look_for_newer(self) -> None:
        """Ask the sources of the layers of the project; nothing is downloaded."""
        stored, copied = sorted(stored_layers(self._project)), copied_files(self._project)
        store = self._host.store()
        if store is None:
            return

        def done(newer: dict[str, Newer]) -> None:
            self._page.set_newer(newer)
            answers = [answer.newer for answer in newer.values()]
            unknown = answers.count(None)
            told = translate("gui", "{newer} of {all} sources have newer data.")
            more = translate("gui", "{newer} of {all} sources have newer data, {unknown} do not tell.")
            counts = {"newer": number(answers.count(True)), "all": number(len(answers)), "unknown": number(unknown)}
            self._host.tell((more if unknown else told).format(**counts))

        self._host.run(
            translate("gui", "Vigie: looking for newer data"),
            lambda progress: look_for_newer(self._observatory, store, stored, copied, progress),
            done,
        )

    def show_versions(self, name: str, title: str) -> None:
        """Open the list of the versions of a layer of the store; it does not block the window."""
        store = self._host.store()
        if store is None:
            return

        def show(versions: list[Registered]) -> None:
            if not versions:
                gone = translate("gui", "“{layer}” is not kept in {store} any more.")
                raise VigieError(gone.format(layer=title, store=store.title))
            self.dismiss()
            dialog = VersionsDialog(versions[0].title, versions, self._page)
            dialog.add_requested.connect(lambda row: self._add(store, row))
            dialog.compare_requested.connect(lambda row: self._compare(store, row))
            dialog.remove_requested.connect(lambda numbers: self._remove(store, name, numbers))
            dialog.finished.connect(lambda *_: self._forget(dialog))
            self._dialog = dialog
            dialog.show()

        self._host.run(
            translate("gui", "Vigie: reading the versions of {layer}").format(layer=title),
            lambda progress: store.snapshots(name),
            show,
        )

    def _forget(self, dialog: VersionsDialog) -> None:
        if self._dialog is dialog:
            self._dialog = None

    def _add(self, store: Store, row: Registered) -> None:
        """Show an earlier version: a copy of its rows, which stays when the store lets go of them."""
        table = self._host.table_name(row.layer, "version", str(row.version))

        def work(progress: FeedbackProgress) -> str:
            rows, geometry = store.read(row.layer, row.version)
            progress.step(50)
            return self._own.write(table, rows, geometry, row.title)

        def done(source: str) -> None:
            recipe = _recipe(self._observatory, row.dataset)
            style, theme = (recipe.style, recipe.theme) if recipe else ({}, "")
            stored = Stored(table, source, self._own.provider)
            layer = snapshot_layer(stored, provenance_of(row), style, theme, row.version)
            self._host.add(translate("gui", "Earlier versions"), [layer])
            self._host.tell(translate("gui", "{layer} added.").format(layer=layer.name()))

        self._host.run(translate("gui", "Vigie: adding an earlier version of {layer}").format(layer=row.title), work, done)

    def _compare(self, store: Store, row: Registered) -> None:
        """Show what the last version changed since an earlier one."""
        table = self._host.table_name("difference", row.layer, datetime.now().isoformat())

        def work(progress: FeedbackProgress) -> tuple[str, str]:
            last = store.snapshots(row.layer)[0]
            before = store.read(row.layer, row.version)
            progress.step(30)
            found = changes_between(row, before, last, store.read(row.layer, last.version))
            progress.step(70)
            rows, geometry = gathered([found])
            return found.sentence, self._own.write(table, rows, geometry) if len(rows) else ""

        def done(made: tuple[str, str]) -> None:
            sentence, source = made
            if source:
                name = translate("gui", "{layer}: changes since {date} (version {version})")
                name = name.format(layer=row.title, date=date(row.date), version=number(row.version))
                self._host.add(translate("gui", "Refreshes"), [difference_layer(source, name)])
            self._host.tell(sentence)

        self._host.run(translate("gui", "Vigie: comparing versions of {layer}").format(layer=row.title), work, done)

    def _remove(self, store: Store, name: str, numbers: list[int]) -> None:
        def work(progress: FeedbackProgress) -> tuple[int, list[Registered]]:
            return store.discard(name, numbers), store.snapshots(name)

        def done(made: tuple[int, list[Registered]]) -> None:
            count, versions = made
            if self._dialog is not None:
                self._dialog.show_versions(versions)
            self._host.tell(translate("gui", "{count} earlier versions removed.").format(count=number(count)))

        self._host.run(translate("gui", "Vigie: removing earlier versions"), work, done)


def _recipe(observatory: Observatory, entry: str) -> Any:
    """The recipe of an entry; None when the catalogue does not have it any more."""
    try:
        return observatory.catalogue.recipe(entry)
    except VigieError:
        return None
