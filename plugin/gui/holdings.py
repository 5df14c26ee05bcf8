# SPDX-License-Identifier: GPL-2.0-or-later
"""Joins the dialog of the inventory to the services. What is completed by hand is kept in the product's folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from qgis.core import QgsProject
from qgis.PyQt.QtWidgets import QWidget

from ..feedback import FeedbackProgress
from ..inventory.completion import Completion, completed, completion_json, completion_of
from ..inventory.databases import schema_inventory
from ..inventory.files import file_inventory, folder_inventory
from ..inventory.model import Inventory
from ..layers.holdings import project_inventory, readings_of
from ..messages import VigieError, quoted, translate
from ..reports.inventory import Exports, write
from ..store.connections import connections, database_of
from ..working import write_whole
from .holdings_dialog import DATABASE, FILE, FOLDER, HoldingsDialog

KEPT = "inventory-completion.json"
Run = Callable[[str, Callable[[FeedbackProgress], Any], Callable[[Any], None]], None]


class Holdings:
    """The inventory, from the dock. `run` is its one piece of work at a time, `tell` its messages, `fail` its errors."""

    def __init__(
        self,
        project: QgsProject,
        folder: Path,
        run: Run,
        tell: Callable[[str], None],
        fail: Callable[[VigieError], None],
    ) -> None:
        self._project, self._kept, self._run, self._tell, self._fail = project, folder / KEPT, run, tell, fail
        self.dialog: HoldingsDialog | None = None
        self._busy = False

    def show(self, parent: QWidget) -> None:
        """Open the dialog; it does not block the window."""
        if self.dialog is None:
            self.dialog = HoldingsDialog(connections(), parent)
            self.dialog.walk_requested.connect(self._walk)
            self.dialog.export_requested.connect(self._export)
            self.dialog.completed.connect(self._keep)
            self.dialog.finished.connect(lambda *_: self._forget())
            self.dialog.set_busy(self._busy)
        self.dialog.show()
        self.dialog.raise_()

    def dismiss(self) -> None:
        """The dock is going away."""
        if self.dialog is not None:
            self.dialog.close()

    def set_busy(self, busy: bool) -> None:
        """Whether something is being made."""
        self._busy = busy
        if self.dialog is not None:
            self.dialog.set_busy(busy)

    def _forget(self) -> None:
        self.dialog = None

    def _walk(self, kind: str, which: str) -> None:
        try:
            walk = self._walker(kind, which)
        except VigieError as error:
            self._fail(error)
            return

        def done(inventory: Inventory) -> None:
            if self.dialog is not None:
                self.dialog.show_inventory(inventory)

        self._run(translate("gui", "Vigie: inventory"), lambda progress: completed(walk(progress), self._completion()), done)

    def _walker(self, kind: str, which: str) -> Callable[[FeedbackProgress], Inventory]:
        """What walks; the project and QGIS's connections are looked at here, on the main thread."""
        if kind == FOLDER:
            return lambda progress: folder_inventory(Path(which), progress)
        if kind == FILE:
            return lambda progress: file_inventory(Path(which), progress)
        if kind == DATABASE:
            connection, schema = database_of(which)
            return lambda progress: schema_inventory(connection, schema, progress)
        readings = readings_of(self._project)
        return lambda progress: project_inventory(readings, progress)

    def _completion(self) -> Completion:
        return completion_of(self._kept) if self._kept.exists() else {}

    def _keep(self, identity: str, texts: dict[str, str]) -> None:
        """Keep what was completed; what another QGIS has kept meanwhile stays."""
        try:
            completion = self._completion()
            completion[identity] = {**completion.get(identity, {}), **texts}
            write_whole(self._kept, completion_json(completion))
        except VigieError as error:
            self._fail(error)

    def _export(self, exports: Exports) -> None:
        if self.dialog is None:
            return
        inventory = self.dialog.model.inventory
        target = exports.csv or exports.json_ld or exports.turtle or exports.metadata

        def done(notes: list[str]) -> None:
            told = translate("gui", "The inventory was written to {file}.").format(file=quoted(str(target)))
            self._tell(" ".join(notes) or told)

        self._run(translate("gui", "Vigie: exporting the inventory"), lambda progress: write(inventory, exports, progress), done)
