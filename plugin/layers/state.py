# SPDX-License-Identifier: GPL-2.0-or-later
"""What a project remembers of the panel: entries of its own that mean nothing without the product, and do no harm."""

from __future__ import annotations

import re

from qgis.core import QgsProject, QgsProjectDirtyBlocker

SCOPE = "vigie_territoriale"
TERRITORY, INDICATOR, LEVEL = "territory", "indicator", "level"
LONGEST = 600_000
"""Characters: all communes of France, one after another."""
_TERRITORY = re.compile(
    r"(france|(commune|epci|departement|region):[0-9AB]{2,9})(,(commune|epci|departement|region):[0-9AB]{2,9})*"
)
_IDENTIFIER = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")


class ProjectState:
    """The entries of one project. On its thread only. What they hold comes from outside: all that is not as it would have been
    written here reads as nothing.
    """

    def __init__(self, project: QgsProject) -> None:
        self._project = project

    @property
    def territory(self) -> str:
        """The territory, as it is written; empty when there is none."""
        return self._read(TERRITORY, _TERRITORY)

    @property
    def indicator(self) -> tuple[str, str]:
        """The id of the last definition, and the level; empty when there are none."""
        return self._read(INDICATOR, _IDENTIFIER), self._read(LEVEL, _IDENTIFIER)

    def keep_territory(self, written: str, quietly: bool = False) -> None:
        """Remember the territory. The project counts as changed when it is another one, unless `quietly`."""
        self._write(TERRITORY, written, quietly)

    def keep_indicator(self, indicator: str, level: str) -> None:
        """Remember what was computed last. That alone is no reason to save: it goes with the next change."""
        self._write(INDICATOR, indicator, True)
        self._write(LEVEL, level, True)

    def _read(self, key: str, shape: re.Pattern) -> str:
        written, _ = self._project.readEntry(SCOPE, key, "")
        return written if len(written) <= LONGEST and shape.fullmatch(written) else ""

    def _write(self, key: str, written: str, quietly: bool) -> None:
        if self._project.readEntry(SCOPE, key, "")[0] == written:
            return
        blocker = QgsProjectDirtyBlocker(self._project) if quietly else None
        self._project.writeEntry(SCOPE, key, written)
        del blocker  # it blocks as long as it lives
