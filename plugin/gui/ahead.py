# SPDX-License-Identifier: GPL-2.0-or-later
"""Modules imported in the background, so that QGIS does not wait for them at its start."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from contextlib import suppress

from qgis.core import QgsApplication, QgsTask

from ..turns import SHORT_TURNS

LONGEST_MILLISECONDS = 10_000


class Ahead(QgsTask):
    """Imports a module on another thread, then calls `then` on the main one, unless it was closed meanwhile."""

    def __init__(self, name: str, then: Callable[[], None]) -> None:
        super().__init__(name, QgsTask.Flag.Hidden | QgsTask.Flag.Silent)
        self._name, self._then = name, then
        QgsApplication.taskManager().addTask(self)

    def run(self) -> bool:
        """On the worker thread."""
        with suppress(Exception), SHORT_TURNS:  # `then` imports it again, and says what is wrong where QGIS shows it
            importlib.import_module(self._name)
        return True

    def finished(self, result: bool) -> None:
        """On the main thread."""
        then, self._then = self._then, None
        if then is not None:
            then()

    def close(self) -> None:
        """Call nobody, and wait for the import to end: QGIS forgets the modules of a plugin that it unloads."""
        if self._then is not None:
            self._then = None
            self.waitForFinished(LONGEST_MILLISECONDS)
