# SPDX-License-Identifier: GPL-2.0-or-later
"""What the panel remembers: in the project, its territory and indicator; for the user, her page."""

from __future__ import annotations

from qgis.core import QgsProject
from qgis.PyQt.QtCore import QObject, pyqtSignal
from qgis.PyQt.QtWidgets import QTabWidget

from ..layers.state import ProjectState
from ..messages import VigieError, translate
from ..settings import Settings
from ..territory.model import Territory
from .indicators_page import IndicatorsPage
from .territory_box import TerritoryBox

PAGES = ("search", "layers", "indicators", "factsheet")


class DockMemory(QObject):
    """Restores what was kept once `start` is called, and whenever a project is opened. Emits `failed` with a `VigieError`.

    Opening a project never makes it count as changed; choosing a territory in one that has a file or layers does. A territory
    that was chosen in a project which had neither is written when that is saved.
    """

    failed = pyqtSignal(object)

    def __init__(
        self, project: QgsProject, box: TerritoryBox, indicators: IndicatorsPage, tabs: QTabWidget, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._project, self._box, self._indicators, self._tabs = project, box, indicators, tabs
        self._state, self._settings = ProjectState(project), Settings()
        self._started = self._restoring = self._paged = False
        box.chosen.connect(self._keep_territory)
        indicators.compute_requested.connect(lambda indicator, level, *_: self._state.keep_indicator(indicator, level))
        tabs.currentChanged.connect(self._keep_page)
        project.readProject.connect(self._open)

    def start(self) -> None:
        """The geographic code and the definitions are there: restore what the open project holds."""
        self._started = True
        self._open()

    def dismiss(self) -> None:
        """Remember no more."""
        self._project.readProject.disconnect(self._open)

    def ask_for(self, page: int) -> None:
        """The user asked for that page, to come with a territory: it replaces the one that she had last."""
        self._settings.page = PAGES[page]

    def keep(self, territory: Territory) -> None:
        """Layers of that territory came into the project: it is the project's, though it was chosen in another one."""
        self._state.keep_territory(territory.key)

    def _open(self, *_: object) -> None:
        """Take the territory and the indicator that the project holds; one without any keeps those of before."""
        if not self._started:
            return
        indicator, level = self._state.indicator
        if indicator:
            self._indicators.select(indicator, level)
        written = self._state.territory
        chosen = self._box.territory
        if not written or (chosen is not None and chosen.key == written):
            return
        self._restoring = True
        try:
            self._box.choose(written, remember=False)
        except VigieError as error:
            told = translate("gui", "The territory kept in this project is not known: {why}").format(why=error.sentence)
            self.failed.emit(VigieError(told, error.detail))
        finally:
            self._restoring = False

    def _keep_territory(self, territory: Territory) -> None:
        if not self._paged:
            self._paged = True
            if self._settings.page in PAGES:
                self._tabs.setCurrentIndex(PAGES.index(self._settings.page))
        if not self._restoring:
            untouched = not self._project.fileName() and not self._project.mapLayers()
            self._state.keep_territory(territory.key, quietly=untouched)

    def _keep_page(self, place: int) -> None:
        if self._paged and 0 <= place < len(PAGES):
            self._settings.page = PAGES[place]
