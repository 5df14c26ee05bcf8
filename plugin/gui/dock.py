# SPDX-License-Identifier: GPL-2.0-or-later
"""The dock: a territory on top, then the search, layers, indicators and the fact sheet. Thin: the work is done by the services."""

from __future__ import annotations

import hashlib
import html
import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import numpy as np
from qgis.core import Qgis, QgsApplication, QgsCoordinateTransform, QgsMapLayer, QgsProject, QgsRectangle, QgsVectorLayer
from qgis.gui import QgsDockWidget, QgsMapLayerComboBox, QgsScrollArea
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QEvent, Qt, QTimer
from qgis.PyQt.QtGui import QIcon, QPainter, QResizeEvent
from qgis.PyQt.QtWidgets import (
    QApplication,
    QFrame,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ..catalog.curated import SOURCE as CURATED
from ..catalog.kept import KeptSearches
from ..catalog.model import Entry, Resource
from ..catalog.targets import Target, in_one_action
from ..feedback import FeedbackProgress, log
from ..indicators.binding import ZONES_ROLE, guess
from ..indicators.dating import checked_date, dated
from ..indicators.definition import CONTOURS_ROLE, FEATURES_ROLE, Definition, expressions_of, in_order
from ..indicators.engine import Result
from ..indicators.inputs import LayerData
from ..indicators.listing import Listing, listing_of
from ..indicators.own import FOLDER as OWN_FOLDER
from ..indicators.own import OwnDefinitions
from ..layers.bindings import Bindings, candidates, features_by_code
from ..layers.dating import date_of_layer
from ..layers.marks import mark_of
from ..layers.project import (
    TERRITORY_MARK,
    add_to_group,
    difference_layer,
    entry_layer,
    open_layer,
    refuse_edited,
    remove_layers,
    result_layer,
    show_refreshed,
    stored_layers,
    territory_layer,
)
from ..layers.pushdown import taken
from ..layers.reading import LayerReading
from ..layers.variables import note_result, note_territory
from ..messages import Progress, Stretch, VigieError, date, labelled, number, translate
from ..observatory import Observatory
from ..refreshing import FAILED, REFUSED, UNCHANGED, UPDATED, Refreshed, gathered, layer_name, refresh
from ..reports.template import PORTRAIT, template_of
from ..requirements import shapely as require_shapely
from ..settings import Settings
from ..store.connections import store_of
from ..store.geopackage import RESULTS, GeoPackage
from ..store.results import history
from ..store.store import Store
from ..store.tables import column_of, long_table, outline_table, wide_table
from ..territory.cog import Cog
from ..territory.contours import Contours
from ..territory.model import Territory
from .adding import Harvest, harvest
from .blurb import Blurb
from .bringing import Brought, Wanted, bring, wanted_form
from .buttons import tool_button
from .dock_memory import DockMemory
from .dock_tour import explain, guide_place, offer_tour
from .factsheet_page import FactSheetPage
from .factsheet_work import FactSheetWork, Lent
from .help import help_button
from .holdings import Holdings
from .home_page import PICK, SEARCH, SELECTION, HomePage
from .indicator_builder import IndicatorBuilder
from .indicator_roles import Suggestion
from .indicators_page import IndicatorsPage
from .keyboard import follow_reading, name_parts
from .layer_work import Host, LayerWork
from .layers_page import LayersPage, narrow
from .load_dialog import LoadDialog
from .network_work import NetworkWork
from .page_tabs import PageTabs
from .results_table import MapLink
from .search_page import SearchPage
from .telling import tell_failure
from .territory_box import TerritoryBox
from .territory_tools import TerritoryTools
from .upright import Tight, Upright
from .work import Here, Work, unexpected

if TYPE_CHECKING:
    import pandas as pd
    from qgis.gui import QgisInterface

TITLE = "Vigie territoriale"
Page = TypeVar("Page", bound=QWidget)
PAGES = ("search_page", "layers_page", "indicators_page", "factsheet_page")
SEARCH_TAB, LAYERS_TAB, INDICATORS_TAB, FACTSHEET_TAB = range(4)
STATUS_LINES = 4
"""As high as how many lines what is said at the bottom is at most."""
LEAST_LINES, FEWER_LINES = 16, 12
"""As high as how many lines of text the pages are at least; fewer where that lets the dock hold all without scrolling."""
ALL_LINES = 30
"""As high as how many lines what is around the fewer ones is, with them."""
COUNT = "features-count"
"""The indicator that counts the features of a layer."""


class Dock(QgsDockWidget):
    """Joins the pages to the observatory. `folder` holds the product's own files. Pages are made in turns of the event loop, or when
    they are asked for.
    """

    def __init__(self, iface: QgisInterface, project: QgsProject, observatory: Observatory, folder: Path) -> None:
        super().__init__(TITLE, iface.mainWindow())
        self.setObjectName("vigie_territoriale_dock")
        self._iface = iface
        self._project = project
        self._observatory = observatory
        self._store = GeoPackage(folder / "vigie.gpkg")
        self._work: Work | Here | None = None
        self._had_keyboard: QWidget | None = None
        self._added: list[str] = []
        self._waiting: list[Callable[[], None]] = []

        self.holdings = Holdings(project, folder, self._run, self._tell, self._fail)
        self._session = uuid.uuid4().hex
        self._folder = folder
        self._own: OwnDefinitions | None = None
        self.memory: DockMemory | None = None

        self.territory_box = TerritoryBox(self)
        self.tabs = PageTabs(self)
        for icon, title in (
            ("/search.svg", translate("gui", "Search")),
            ("/mActionAddLayer.svg", translate("gui", "Layers")),
            ("/mActionCalculateField.svg", translate("gui", "Indicators")),
            ("/mActionNewReport.svg", translate("tabs", "Fact sheet")),
        ):
            scroll = QgsScrollArea(self.tabs)
            scroll.setWidgetResizable(True)
            scroll.setFrameShape(QFrame.Shape.NoFrame)
            self.tabs.add_page(scroll, icon, title)
        self.home = HomePage(self)
        self.tools = TerritoryTools(iface, project, observatory, self.territory_box, self._run, self)
        self.pages = QStackedWidget(self)
        for page in (self.home, self.tabs, self.tools.cards):
            self.pages.addWidget(page)
        self._build()
        self.territory_box.chosen.connect(self._take_territory)
        self.tools.failed.connect(self._fail)
        self.tools.told.connect(self._hint)
        self.tools.opened.connect(self._show_cards)
        self.tools.closed.connect(self._hide_cards)
        self.home.way_asked.connect(self._go)
        self.home.page_asked.connect(self.show_page)
        self.home.chosen.connect(self.territory_box.choose)
        project.cleared.connect(self._forget_project)
        self._turns: list[Callable[[], object]] = []
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.timeout.connect(self._take_turn)
        self._in_turn(self._read)

    # How it opens: what pages need is read in the background, then they are made one by one, each in a turn of the event loop of its
    # own, so that the window is never held for long

    def _in_turn(self, *steps: Callable[[], object]) -> None:
        """Do these steps after those that wait, one a turn of the event loop."""
        self._turns += steps
        self._turn.start(0)

    def _take_turn(self) -> None:
        self._try(self._turns[0])
        self._turns = self._turns[1:]  # none is left when the dock was dismissed meanwhile
        if self._turns:
            self._turn.start(0)
        else:
            self._enable()

    def _try(self, step: Callable[[], object]) -> None:
        """Do something; what goes wrong is said in the message bar."""
        try:
            step()
        except VigieError as error:
            self._fail(error)
        except Exception as error:  # the boundary of the interface: a sentence, and the details in the log
            self._fail(unexpected(error))

    @cached_property
    def search_page(self) -> SearchPage:
        """The search in all sources."""
        kept = KeptSearches(self._folder / "searches.json")
        page = SearchPage(self._observatory, self._iface.mapCanvas, self._project, kept, self)
        page.add_requested.connect(self._add_entry)
        page.load_requested.connect(self._load_entry)
        page.choose_requested.connect(self._choose_resource)
        page.form_requested.connect(self._load_form)
        page.newer_requested.connect(self._look_for_newer)
        page.failed.connect(self._fail)
        page.moved.connect(self._follow_search)
        return self._put(SEARCH_TAB, page)

    @cached_property
    def layers_page(self) -> LayersPage:
        """The catalogue of harmonised layers, and those of the project."""
        page = LayersPage(self._project, self)
        page.add_requested.connect(self._add_entry)
        page.several_requested.connect(self._add_entries)
        page.failed.connect(self._fail)
        page.loaded.refresh_requested.connect(self.refresh_layers)
        host = Host(self._run, self._tell, self._show_alone, self._harmonised_store, self._table_name)
        self._layer_work = LayerWork(page.loaded, self._project, self._observatory, self._store, host)
        self._network_work = NetworkWork(page.network, self._project, self._observatory, self._store, host, self._add_entries)
        return self._put(LAYERS_TAB, page)

    @cached_property
    def indicators_page(self) -> IndicatorsPage:
        """The indicators, with their table and chart."""
        page = IndicatorsPage(self._project, self)
        self._link = MapLink(page.table, self)
        page.compute_requested.connect(self._compute)
        page.build_requested.connect(self._build_indicator)
        page.failed.connect(self._fail)
        page.table.exported.connect(self._tell_exported)
        page.table.keep_asked.connect(self._keep_figures)
        page.chart.saved.connect(self._tell_saved)
        page.chart.history = self._history
        page.table.zoom_asked.connect(lambda: self._link.zoom(self._iface.mapCanvas(), self._project))
        return self._put(INDICATORS_TAB, page)

    @cached_property
    def factsheet_page(self) -> FactSheetPage:
        """The fact sheet."""
        page = FactSheetPage(self._folder / "fiches", self)
        lent = Lent(self._run, self._tell, lambda: self.territory_box.territory, self._bind, _read, self._table_name)
        self._factsheet_work = FactSheetWork(page, self._iface, self._project, self._observatory, self._store, lent)
        page.failed.connect(self._fail)
        return self._put(FACTSHEET_TAB, page)

    def _put(self, place: int, page: Page) -> Page:
        """Put a page into its tab."""
        self.tabs.widget(place).setWidget(page)
        return page

    def _has(self, page: str) -> bool:
        """Whether a page has been made."""
        return page in self.__dict__

    def _made(self) -> list[QWidget]:
        """The pages that have been made."""
        return [self.__dict__[page] for page in PAGES if self._has(page)]

    def _remember(self) -> None:
        """All pages are there."""
        explain(self)
        self.memory = DockMemory(self._project, self.territory_box, self.indicators_page, self.tabs, self)
        self.memory.failed.connect(self._fail)
        name_parts(self)
        follow_reading(self.widget())

    def _build(self) -> None:
        territory = QGroupBox(translate("gui", "Territory"), self)
        self._contours = QgsMapLayerComboBox(territory)
        self._contours.setProject(self._project)
        self._contours.setFilters(Qgis.LayerFilter.PolygonLayer)
        self._name_contours()
        self._contours.setCurrentIndex(0)
        self._contours.setAccessibleName(translate("gui", "Contours of communes"))
        self._contours.setToolTip(
            translate("gui", "A layer of precise contours, with a field of INSEE codes: counts near borders become exact.")
        )
        narrow(self._contours)
        self._contours.setMinimumContentsLength(3)  # or the dock could not be narrow with large letters
        contours = QHBoxLayout()
        contours.addWidget(QLabel(translate("gui", "Contours"), territory))
        contours.addWidget(self._contours, 1)
        self._fetch = QToolButton(territory)
        self._fetch.setIcon(QgsApplication.getThemeIcon("/mActionRefresh.svg"))
        self._fetch.setText(translate("gui", "Fetch Precise Contours"))
        self._fetch.setAccessibleName(translate("gui", "Fetch Precise Contours"))
        self._fetch.setToolTip(
            translate(
                "gui", "Fetch Precise Contours: those of the territory’s départements, from the network; they are kept for later."
            )
        )
        self._fetch.clicked.connect(self._fetch_contours)
        contours.addWidget(self._fetch)
        layout = QVBoxLayout(territory)
        beside = layout.contentsMargins()
        layout.setContentsMargins(beside.left(), 2, beside.right(), 4)  # small screens have no height to lose
        layout.setSpacing(4)
        self.territory_box.layout().setSpacing(4)
        self.territory_box.insert(self.tools)
        layout.addWidget(self.territory_box)
        layout.addLayout(contours)
        self._suggested_contours = Suggestion(territory)
        self._suggested_contours.taken.connect(lambda layer: self._contours.setLayer(self._project.mapLayer(layer)))
        layout.addWidget(self._suggested_contours)
        self._bindings = Bindings(self._project)
        self._contours.setLayer(self._bindings.layer(CONTOURS_ROLE))
        self._contours.layerChanged.connect(self._keep_contours)
        self._project.readProject.connect(self._restore_contours)
        self._later = QTimer(self)  # an opened project adds its layers one by one: all are looked at once
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._suggest_contours)
        self._project.layersAdded.connect(self._look_for_contours)
        self._project.layersRemoved.connect(self._look_for_contours)
        self._status = Blurb(translate("gui", "What is being done, or was done"), self, 1, STATUS_LINES)
        self._status.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)  # the pages give way
        self._undo = QToolButton(self)
        self._undo.setIcon(QIcon(QgsApplication.getThemeIcon("/mActionUndo.svg")))
        self._undo.setToolTip(translate("gui", "Undo: take what was just added out of the project"))
        self._undo.setAccessibleName(self._undo.toolTip())
        self._undo.clicked.connect(lambda *_: self._undo_load())
        self._undo.hide()
        self._bar = QProgressBar(self)
        self._bar.setRange(0, 100)
        self._stop = QPushButton(translate("gui", "Cancel"), self)
        self._stop.clicked.connect(self.stop)
        self._running = QFrame(self)
        row = QHBoxLayout(self._running)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._bar, 1)
        row.addWidget(self._stop)
        self._running.hide()
        content = Tight(self)
        layout = QVBoxLayout(content)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addWidget(territory)
        layout.addWidget(self.pages, 1)
        status = QHBoxLayout()
        status.addWidget(self._status, 1)
        status.addWidget(self._undo)
        inventory = translate("gui", "Inventory of One’s Own Data")
        self.inventory = tool_button(content, "/mIconFolderHome.svg", inventory, lambda: self.holdings.show(self))
        self.inventory.setAutoRaise(False)  # as those beside it
        status.addWidget(self.inventory)
        self.help = help_button(self, lambda: guide_place(self), content)
        status.addWidget(self.help)
        layout.addLayout(status)
        layout.addWidget(self._running)
        self._keep_room()
        self.setWidget(Upright(content, self))  # with large letters on a small screen the pages would have no room

    def _keep_room(self) -> None:
        """Keep some lines for the pages, however large the letters are."""
        line = self.fontMetrics().height()
        self.pages.setMinimumHeight(line * (FEWER_LINES if self.height() >= ALL_LINES * line else LEAST_LINES))

    def changeEvent(self, event: QEvent) -> None:
        """Other letters were chosen."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self.widget() is not None:
            self._keep_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another height."""
        super().resizeEvent(event)
        if self.widget() is not None:
            self._keep_room()

    def _name_contours(self) -> None:
        """Say which contours are used when no layer gives them."""
        chosen = self.territory_box.territory
        try:
            precise = chosen is not None and self._observatory.reference.has_precise(chosen)
        except VigieError as error:  # what is kept cannot be read: each use of it will say so too
            self._fail(error)
            precise = False
        told = translate("gui", "Precise, fetched") if precise else translate("gui", "Embedded, generalised")
        self._contours.setAllowEmptyLayer(True, told)
        self._contours.update()

    def _keep_contours(self, layer: QgsMapLayer | None) -> None:
        """Remember in the project which layer gives the contours."""
        self._bindings.bind(CONTOURS_ROLE, layer)
        self._suggest_contours()

    def _restore_contours(self, *_: object) -> None:
        """A project was opened: the layer that gave the contours gives them again."""
        self._contours.setLayer(self._bindings.layer(CONTOURS_ROLE))
        self._suggest_contours()

    def _look_for_contours(self, *_: object) -> None:
        """Layers came or went: guess soon."""
        self._later.start(0)

    def _suggest_contours(self) -> None:
        """Say which layer seems to hold precise contours, while none is chosen."""
        chosen = self._contours.currentLayer() is not None
        self._suggested_contours.suggest(None if chosen else guess(CONTOURS_ROLE, "", (), candidates(self._project)))

    def _fetch_contours(self) -> None:
        """Fetch the precise contours of the territory in the background, to be used from then on."""
        territory = self.territory_box.territory

        def done(contours: Contours) -> None:
            self._name_contours()
            self._contours.setCurrentIndex(0)
            self._tell(contours.credit)

        self._run(
            translate("gui", "Vigie: fetching precise contours of {territory}").format(territory=territory.name),
            lambda progress: self._observatory.contours_for(territory, progress, fetch=True),
            done,
        )

    def stop(self) -> None:
        """Cancel what is running; a search last."""
        if self._work is not None:
            self._work.cancel()
        else:
            self.search_page.stop()

    def dismiss(self) -> None:
        """Cancel what is running, for good: the dock is going away."""
        self._project.cleared.disconnect(self._forget_project)
        self._project.readProject.disconnect(self._restore_contours)
        self._project.layersAdded.disconnect(self._look_for_contours)
        self._project.layersRemoved.disconnect(self._look_for_contours)
        self._later.stop()
        self._turn.stop()
        self._turns = []
        for builder in self.findChildren(IndicatorBuilder):
            builder.reject()
        self.holdings.dismiss()
        if self._has("layers_page"):
            self._layer_work.dismiss()
            self._network_work.dismiss()
        if self._has("indicators_page"):
            self._link.untie()
        for page in self._made():
            page.dismiss()
        if self.memory is not None:
            self.memory.dismiss()
        self.tools.dismiss()
        if self._work is not None:
            self._work.abandon()
            self._work = None

    def _forget_project(self) -> None:
        """The project was closed: what was being made for it must not land in the next one."""
        self._session = uuid.uuid4().hex
        if self._has("layers_page"):
            self._layer_work.dismiss()
        if self._has("indicators_page"):
            self.indicators_page.clear_result()
            self._link.untie()
        self._undo.hide()
        if self._work is not None and self.territory_box.ready:  # what is read when the dock opens is of no project
            self._work.abandon()
            self._rest(translate("gui", "Cancelled: the project was closed."))

    def _rest(self, status: str = "") -> None:
        """Nothing runs any more."""
        self._work = None
        self._status.setText(status)
        self._enable()
        before, self._had_keyboard = self._had_keyboard, None
        if before is not None and not sip.isdeleted(before) and QApplication.focusWidget() is None:
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def _enable(self) -> None:
        """What can be used now: the search once the geographic code is there, the other pages once a territory is chosen."""
        ready, chosen = self.territory_box.ready, self.territory_box.territory is not None
        self.home.setEnabled(
            ready
        )  # not the pages: a box that is disabled when it is first drawn keeps the pale colour of its hint
        self.tools.enable(ready, self.busy)
        if chosen and self.pages.currentWidget() is self.home:
            self.pages.setCurrentWidget(self.tabs)
        unchosen = "" if chosen else translate("gui", "Choose a territory to begin.")
        for place in (LAYERS_TAB, INDICATORS_TAB, FACTSHEET_TAB):
            self.tabs.setTabEnabled(place, chosen)
            self.tabs.explain(place, unchosen)
        for page in self._made():
            page.setEnabled(not self.busy or page is self.__dict__.get("search_page"))
        if self._has("layers_page"):
            self._layer_work.set_busy(self.busy)
        self.holdings.set_busy(self.busy)
        self._fetch.setEnabled(chosen and not self.busy)
        if self._has("search_page"):
            making = translate("gui", "Something is being made: wait, or cancel it.")
            self.search_page.allow_adding(making if self.busy else unchosen)
        self._running.setVisible(self.busy or self._searching)
        self._stop.setEnabled(ready)  # without the geographic code nothing can be done

    def show_page(self, place: int) -> None:
        """Show a page of the panel; all but the search need a territory, which is asked for first."""
        if place and self.territory_box.territory is None:
            self.memory.ask_for(place)
            self.territory_box.focus_search()
            self._hint(translate("gui", "Choose a territory first: “{page}” opens then.").format(page=self.tabs.title(place)))
            return
        self.pages.setCurrentWidget(self.tabs)
        self.tabs.setCurrentIndex(place)

    def _show_cards(self) -> None:
        """What is here, or what is selected, takes the place of the pages until it is closed."""
        self.pages.setCurrentWidget(self.tools.cards)
        self.setUserVisible(True)

    def _hide_cards(self) -> None:
        """The pages come back; the home, where there is no territory."""
        self.pages.setCurrentWidget(self.home if self.territory_box.territory is None else self.tabs)

    def _go(self, way: str) -> None:
        """Take one of the ways to a territory that the home offers."""
        {SEARCH: self.territory_box.focus_search, PICK: self.tools.pick_on_map, SELECTION: self.tools.take_selection}[way]()

    def _hint(self, text: str) -> None:
        """Say what to do next, unless it is being said how far some work is."""
        if not self.busy:
            self._status.setText(text)

    def _follow_search(self, percent: float) -> None:
        """Show how far the search is, unless something else is running."""
        if not self.busy:
            self._bar.setValue(int(percent))
        self._running.setVisible(self.busy or self._searching)

    @property
    def _searching(self) -> bool:
        return self._has("search_page") and self.search_page.busy

    @property
    def busy(self) -> bool:
        """Whether something is being made, the dock itself for one; a search does not count."""
        return self._work is not None or bool(self._turns)

    def _run(
        self,
        title: str,
        work: Callable[[FeedbackProgress], Any],
        done: Callable[[Any], None],
        kind: type[Work] | type[Here] = Work,
    ) -> None:
        """Start `work` in the background (or `Here`, on the main thread), one at a time; what fails is said in the message bar."""
        if self._work is not None:
            return

        def end(then: Callable[[], None]) -> None:
            self._rest()
            then()

        self._work = kind(
            title,
            work,
            done=lambda result: end(lambda: self._try(lambda: done(result))),
            failed=lambda error: end(lambda: self._fail(error)),
            cancelled=lambda: end(lambda: self._status.setText(translate("gui", "Cancelled: nothing was changed."))),
        )
        self._work.progressChanged.connect(lambda percent: self._bar.setValue(int(percent)))
        self._work.told.connect(lambda text: self._say(f"{title} – {text}"))
        self._undo.hide()
        self._status.setText(title)
        focus = QApplication.focusWidget()  # a page that is disabled loses it: whoever works by keyboard would have to start anew
        self._had_keyboard = focus if focus is not None and self.isAncestorOf(focus) else None
        self._bar.setValue(0)
        self._enable()
        self._work.start()

    def _say(self, text: str) -> None:
        """What is being done; a late word of what is over is not heard."""
        if self.busy:
            self._status.setText(text)

    def _fail(self, error: VigieError) -> None:
        self._status.setText(error.sentence)
        tell_failure(self._iface.messageBar(), TITLE, error)

    def _tell(self, text: str, more: str = "", warning: bool = False) -> None:
        """Say what was done; `more` of it is said in the dock only."""
        self._status.setText(f"{text} {more}".strip())
        level, seconds = (Qgis.MessageLevel.Warning, 0) if warning else (Qgis.MessageLevel.Success, 6)
        self._iface.messageBar().pushMessage(TITLE, html.escape(text), level, seconds)

    def _table_name(self, *parts: str) -> str:
        """A name of table that SQL takes without quotes. Its digest tells apart what is the same once it is cut, and the
        projects: computing in one changes no figure of another.
        """
        whole = "__".join(parts)
        digest = hashlib.sha256(f"{self._project.fileName() or self._session} {whole}".encode()).hexdigest()[:12]
        return f"{re.sub(r'[^a-z0-9]+', '_', whole.lower()).strip('_')[:44]}_{digest}"

    def _bind(self, layers: Mapping[str, QgsVectorLayer] | None = None) -> dict[str, LayerReading] | None:
        """The user's layers by role, the contours among them, ready to be read from another thread; None, with a message,
        when one of them cannot be used or a layer of ours is being edited.
        """
        layers = layers or {}
        chosen = {**layers, CONTOURS_ROLE: self._contours.currentLayer()}
        try:
            refuse_edited(self._project)
            accepted = set(layers) if self.indicators_page.accepts_partial else set()
            return {role: LayerReading.of(layer, role in accepted, role) for role, layer in chosen.items() if layer is not None}
        except VigieError as error:
            self._fail(error)
            return None

    def _read(self) -> None:
        self._run(translate("gui", "Vigie: reading the geographic code"), self._prepare, self._ready)

    def _prepare(self, progress: FeedbackProgress) -> tuple:
        observatory = self._observatory
        observatory.warm()
        template_of(PORTRAIT)
        return observatory.cog, observatory.catalogue.entries(), list(observatory.definitions.values())

    def _ready(self, prepared: tuple) -> None:
        cog, entries, definitions = prepared
        self._own = OwnDefinitions(self._observatory.folder / OWN_FOLDER, [definition.id for definition in definitions])
        titles = {entry.id: entry.title for entry in entries}
        self._in_turn(
            lambda: self.search_page,
            lambda: self.layers_page,
            lambda: self.indicators_page,
            lambda: self.factsheet_page,
            self._remember,
            lambda: self.search_page.set_cog(cog),
            lambda: self.factsheet_page.set_cog(cog),
            lambda: self.layers_page.set_entries(entries, self._observatory.catalogue),
            lambda: self.layers_page.set_counter(self._observatory.counts),
            lambda: self.indicators_page.set_library(definitions, self._own, titles),
            lambda: self._let_choose(cog),
            self._begin,
        )

    def _let_choose(self, cog: Cog) -> None:
        """All is there: territories can be chosen."""
        self.territory_box.set_cog(cog)
        self.home.show_recent(self.territory_box.recent())
        self._enable()

    def _begin(self) -> None:
        """Go on from what the project and the user's settings hold, then with what was asked for meanwhile."""
        self.memory.start()
        self.indicators_page.prefer_level(Settings().level)
        waiting, self._waiting = self._waiting, []
        for each in waiting:
            each()
        offer_tour(self, Settings())

    def when_ready(self, then: Callable[[], None]) -> None:
        """Call `then` once territories can be chosen."""
        if self.territory_box.ready and not self._turns:
            then()
        else:
            self._waiting.append(then)

    def take_keyboard(self) -> None:
        """Let the user type a territory; once there is one, choose a page."""
        if not self.isVisible():
            return
        if self.territory_box.territory is None:
            self.territory_box.focus_search()
        else:
            self.tabs.tabBar().setFocus(Qt.FocusReason.ShortcutFocusReason)

    def tab_of(self, page: QWidget) -> int:
        """Which tab a page is in."""
        return next(place for place in range(self.tabs.count()) if self.tabs.widget(place).isAncestorOf(page))

    def show_territory(self, written: str, page: QWidget) -> None:
        """Choose a territory, and bring a page to the front; what is unknown is told."""
        try:
            self.territory_box.choose(written)
        except VigieError as error:
            self._fail(error)
            return
        self.show_page(self.tab_of(page))

    def use_layer(self, layer: QgsVectorLayer) -> None:
        """Choose a layer of the user's for the indicator; where the one that is chosen takes none, for one that counts features."""
        page = self.indicators_page
        chosen = page.definitions.get(page.indicator)
        if chosen is None or FEATURES_ROLE not in chosen.roles:
            page.select(COUNT)
        page.set_own_layer(layer)
        self.show_page(self.tab_of(page))

    def _take_territory(self, territory: Territory) -> None:
        self._enable()
        self._name_contours()
        self.search_page.set_territory(territory)
        self.layers_page.set_territory(territory)
        self.factsheet_page.set_territory(territory)

    def _add_entry(self, entry_id: str, mode: str) -> None:
        self._add_entries([(entry_id, mode)])

    def _add_entries(self, wanted: Sequence[tuple[str, str]]) -> None:
        """Add harmonised datasets (id, mode) together; those that cannot be had do not stop the others."""
        territory = self.territory_box.territory
        readings = self._bind()
        if readings is None:
            return
        store = self._harmonised_store()
        if store is None:
            return
        outline = self._table_name("territory", territory.key)

        def table(entry_id: str, mode: str) -> str:
            own = store is self._store
            return self._table_name(entry_id, mode, territory.key) if own else layer_name(entry_id, territory)

        def work(progress: FeedbackProgress) -> tuple[Harvest, Outline]:
            made = harvest(self._observatory, store, table, wanted, territory, Stretch(progress, 0, 80))
            contours = self._observatory.contours_among(_read(readings, Stretch(progress, 80, 90)), territory)
            return made, self._write_outline(outline, territory, contours)

        def done(made: tuple[Harvest, Outline]) -> None:
            added, contour = made
            themes = [self._observatory.catalogue.recipe(dataset.provenance.entry).theme for dataset, _ in added.loaded]
            layers = [
                entry_layer(stored, dataset.provenance, dataset.style, theme)
                for (dataset, stored), theme in zip(added.loaded, themes)
            ]
            self._show_layers(territory, contour, *layers)
            self.layers_page.clear_ticks()
            self._tell(added.headline(), added.notes(), warning=bool(added.lost))

        titles = ", ".join(self._observatory.catalogue.recipe(entry).title for entry, _ in wanted)
        self._run(translate("gui", "Vigie: loading {entry}").format(entry=titles), work, done)

    def _harmonised_store(self) -> Store | None:
        """Where harmonised layers are kept, as the options say; None, with a message, when there is no such place."""
        try:
            written = Settings().store
            return store_of(written, self._store.path) if written else self._store
        except VigieError as error:
            self._fail(error)
            return None

    def refresh_layers(self, only: str = "") -> None:
        """Refresh the harmonised layers of the project, or the one of that name in the store, and show what changed."""
        store, shown = self._harmonised_store(), stored_layers(self._project)
        shown = {name: layers for name, layers in shown.items() if only in ("", name)}
        if store is None or self._bind() is None:
            return
        name = self._table_name("difference", datetime.now().isoformat())

        def work(progress: FeedbackProgress) -> tuple[list[Refreshed], str]:
            wanted = [row.layer for row in store.datasets() if row.layer in shown]
            if not wanted:
                raise VigieError(
                    translate("gui", "No harmonised layer of this project is kept in {store}: add one first.").format(
                        store=store.title
                    )
                )
            results = refresh(self._observatory, store, wanted, None, "", Stretch(progress, 0, 95))
            table, geometry = gathered(results)
            return results, self._store.write(name, table, geometry) if len(table) else ""

        def done(made: tuple[list[Refreshed], str]) -> None:
            results, difference = made
            for result in results:
                log(result.line)
                if result.status in (UPDATED, UNCHANGED):
                    for layer in shown[result.layer]:
                        show_refreshed(layer, result.title, result.date, result.sentence)
            if difference:
                when = date(datetime.now().date().isoformat())
                layer = difference_layer(difference, translate("gui", "What changed on {date}").format(date=when))
                self._show_alone(translate("gui", "Refreshes"), [layer])
            self.layers_page.loaded.forget_newer()
            lost = [result for result in results if result.status in (REFUSED, FAILED)]
            told = translate("gui", "{updated} of {all} layers have newer data, {lost} could not be refreshed.")
            updated = sum(result.status == UPDATED for result in results)
            text = told.format(updated=number(updated), all=number(len(results)), lost=number(len(lost)))
            self._tell(
                text, "\n".join(["", *(labelled(result.title, result.sentence) for result in results)]), warning=bool(lost)
            )

        self._run(translate("gui", "Vigie: refreshing the layers of the project"), work, done)

    def _load_entry(self, entry: Entry) -> None:
        """Add a dataset as fits it best: its main layer, cut to the territory, copied or live."""
        territory = self.territory_box.territory

        def wanted(progress: Progress) -> list[Wanted]:
            targets = self._observatory.targets(entry, territory, progress)
            memory = self._observatory.loader.memory
            return [Wanted(target, memory.of(target.resource.address)) for target in in_one_action(targets)]

        self._bring(entry.title, wanted)

    def _load_form(self, entry: Entry, resource: Resource, live: bool) -> None:
        """Add one resource of a dataset, live on its server or copied."""
        territory, observatory = self.territory_box.territory, self._observatory
        self._bring(entry.title, lambda progress: [wanted_form(observatory, entry, resource, live, territory, progress)])

    def drop(self, source: str, entry_id: str) -> None:
        """Add an entry that was dragged from one of our lists; what none of them shows is not heard."""
        if self.search_page.why_not:
            self._fail(VigieError(self.search_page.why_not))
        elif source == CURATED and self.layers_page.mode_of(entry_id):
            self._add_entry(entry_id, self.layers_page.mode_of(entry_id))
        elif (entry := self.search_page.found(source, entry_id)) is not None:
            self._load_entry(entry)

    def _choose_resource(self, entry: Entry) -> None:
        """Show the ways to get a dataset, and what they hold, for the user to choose."""

        def show(targets: list[Target]) -> None:
            dialog = LoadDialog(self._observatory.loader, targets, self.territory_box.territory, self)
            dialog.accepted_load.connect(lambda wanted: self._bring(targets[0].about().title, lambda progress: [wanted]))
            dialog.show()

        territory = self.territory_box.territory
        self._run(
            translate("gui", "Vigie: reading the details of an entry"),
            lambda progress: self._observatory.targets(entry, territory, progress),
            show,
        )

    def _look_for_newer(self, entry: Entry) -> None:
        """Say whether the source has another version of the file that was downloaded; nothing is downloaded."""
        territory = self.territory_box.territory

        def ask(progress: Progress) -> tuple[bool | None, str]:
            target = in_one_action(self._observatory.targets(entry, territory, progress))[0]
            return self._observatory.loader.newer(target, progress)

        def told(answer: tuple[bool | None, str]) -> None:
            newer, fetched = answer
            if not fetched:
                self._tell(translate("gui", "Nothing of it is kept here: what is added comes from its source."))
                return
            sentences = {
                True: translate("gui", "Its source has another version than the copy of {date}: add it again to have it."),
                False: translate("gui", "The copy of {date} is what its source gives today."),
                None: translate("gui", "A copy of {date} is kept; its source does not tell whether it has changed."),
            }
            self._tell(sentences[newer].format(date=date(fetched)))

        self._run(translate("gui", "Vigie: asking for the version of {entry}").format(entry=entry.title), ask, told)

    def _bring(self, title: str, wanted: Callable[[Progress], list[Wanted]]) -> None:
        """Bring what is wanted into the project, in the background; what is missing of it is said."""
        territory = self.territory_box.territory
        readings = self._bind()
        if readings is None:
            return
        outline = self._table_name("territory", territory.key)

        def work(progress: FeedbackProgress) -> tuple[Brought, Outline]:
            asked = wanted(Stretch(progress, 0, 5))
            contours = self._observatory.contours_among(_read(readings, Stretch(progress, 5, 10)), territory)
            made = bring(self._observatory, self._store, self._table_name, asked, territory, Stretch(progress, 10, 100))
            return made, self._write_outline(outline, territory, contours)

        def done(made: tuple[Brought, Outline]) -> None:
            brought, contour = made
            self._show_layers(territory, contour, *brought.layers())
            self._tell(brought.headline(), brought.notes(), warning=brought.partial)

        self._run(translate("gui", "Vigie: loading {entry}").format(entry=title), work, done)

    def _write_outline(self, name: str, territory: Territory, contours: Contours) -> Outline:
        shape = contours.dissolve([territory.communes])
        return Outline(self._store.write(name, outline_table(territory), shape), contours.credit)

    def _show_layers(self, territory: Territory, outline: Outline, *layers: QgsMapLayer) -> None:
        before = self._project.mapLayers().values()
        contour = territory_layer(outline.source, territory.name, outline.credit)
        outlined = any(mark_of(layer) == TERRITORY_MARK for layer in before)
        if not before:
            self._zoom(contour)
        added = [*layers] if outlined else [*layers, contour]
        self._added = [layer.id() for layer in added]
        add_to_group(self._project, territory.name, [*layers, contour])
        self.memory.keep(territory)
        note_territory(self._project, territory)
        self._undo.show()

    def _show_alone(self, subgroup: str, layers: Sequence[QgsMapLayer]) -> None:
        """Add layers to a group of ours that is none of a territory."""
        self._added = [layer.id() for layer in layers]
        add_to_group(self._project, subgroup, layers)
        self._undo.show()

    def _undo_load(self) -> None:
        """Take what was added last out of the project; its tables stay."""
        remove_layers(self._project, self._added)
        if self.territory_box.territory is not None:
            note_territory(self._project, self.territory_box.territory)
        self._added = []
        self._undo.hide()
        self._status.setText(translate("gui", "Undone: the layers are out of the project."))

    def _zoom(self, layer: QgsVectorLayer) -> None:
        canvas = self._iface.mapCanvas()
        transform = QgsCoordinateTransform(layer.crs(), canvas.mapSettings().destinationCrs(), self._project.transformContext())
        extent = QgsRectangle(transform.transformBoundingBox(layer.extent()))
        extent.scale(1.1)
        canvas.setExtent(extent)
        canvas.refresh()

    def _compute(self, indicator: str, level: str, mode: str, own: Mapping[str, QgsVectorLayer]) -> None:
        territory = self.territory_box.territory
        readings = self._bind(own)
        if readings is None:
            return
        dates = [(layer.name(), date_of_layer(layer)) for role, layer in own.items() if role != ZONES_ROLE]
        bound = [f"{role}={layer.id()}" for role, layer in sorted(own.items())]
        name = self._table_name(column_of(indicator), level, territory.key, mode, *bound)
        outline = self._table_name("territory", territory.key)
        known = self.indicators_page.definitions
        definition = known[indicator]

        def work(progress: FeedbackProgress) -> tuple[Computed, Outline]:
            observatory = self._observatory
            asked = in_order([definition], known)
            layers = taken(readings, asked, level, Stretch(progress, 0, 20))
            contours = observatory.contours_among(layers, territory)
            wanted = [self._own.written(one.id) for one in reversed(asked) if one is definition or self._own.path(one.id)]
            results = observatory.study(wanted, territory, level, layers, mode, Stretch(progress, 20, 90))[:1]
            results = dated(results, dates)
            zones, shapes = observatory.zones(layers, territory, level)
            values = wide_table(results).drop(columns=["level", "name"])
            table = zones.merge(values, on="code")
            source = self._store.write(name, table, shapes, definition.title)
            self._store.write(f"{RESULTS}_{name}", long_table(results))
            computed = _computed(results[0], source, dict(zip(table["code"], shapes)))
            return computed, self._write_outline(outline, territory, contours)

        def done(made: tuple[Computed, Outline]) -> None:
            computed, contour = made
            layer = result_layer(computed.source, computed.result)
            layer.setBlendMode(QPainter.CompositionMode.CompositionMode_Multiply)  # the user's layers below stay readable
            self._show_layers(territory, contour, layer)
            note_result(self._project, computed.result)
            self.indicators_page.show_result(computed.result, computed.listing)
            self._link.tie(layer, computed.features, computed.boxes)

        self._run(translate("gui", "Vigie: computing {indicator}").format(indicator=definition.title), work, done)

    def _build_indicator(self, base: Definition | None, change: bool) -> None:
        """Open the dialog in which an indicator is written."""
        territory = self.territory_box.territory
        builder = IndicatorBuilder(self._observatory, self._own, self._project, territory, base, change, self)
        builder.set_context(*self.indicators_page.chosen, self._contours.currentLayer(), self.indicators_page.roles.bound())
        builder.saved.connect(self.indicators_page.reload)
        builder.saved.connect(lambda _: self._tell(translate("gui", "The indicator is among your own.")))
        builder.show()

    def _keep_figures(self) -> None:
        """Keep the figures that are shown by the date of their data, in the store of the options."""
        store, result = self._harmonised_store(), self.indicators_page.result
        if store is None or result is None:
            return
        try:
            (result,) = dated([result], [], checked_date(self.indicators_page.table.date.text()) or result.date)
        except VigieError as error:
            self._fail(error)
            return

        def done(count: int) -> None:
            self._tell(translate("gui", "{count} figures kept in {store}.").format(count=number(count), store=store.title))
            self.indicators_page.chart.forget()

        title = translate("gui", "Vigie: keeping figures of {indicator}").format(indicator=result.definition.title)
        self._run(title, lambda progress: store.keep([result], progress), done)

    def _history(self, result: Result, code: str) -> pd.DataFrame:
        """The figures that were kept of a result. Any thread may ask; a store that is not there is an error for the chart to say."""
        written = Settings().store
        return history(store_of(written, self._store.path) if written else self._store, result, code)

    def _tell_saved(self, path: Path) -> None:
        self._tell(translate("gui", "The chart is in {file}.").format(file=path.name))

    def _tell_exported(self, path: Path) -> None:
        self._tell(translate("gui", "The table is in {file}.").format(file=path.name))


class Computed(NamedTuple):
    """A result as it is shown: its layer's data source, its table, and by row of that the feature and its box."""

    result: Result
    source: str
    listing: Listing
    features: np.ndarray
    boxes: np.ndarray


def _computed(result: Result, source: str, shapes: Mapping[str, Any]) -> Computed:
    """What the table and the map need of a result; `shapes` are by code of zone. Not on the main thread: it takes its time."""
    listing = listing_of(result)
    codes, zone = listing.frame["code"].tolist(), ~listing.comparator
    features = np.where(zone, features_by_code(open_layer(source, result.definition.id), codes), -1)
    found = np.array([shapes.get(code) if own else None for code, own in zip(codes, zone)], dtype=object)
    return Computed(result, source, listing, features, require_shapely().bounds(found))


class Outline(NamedTuple):
    """The stored contour of a territory: its data source, and the credit of the contours it comes from."""

    source: str
    credit: str


def _read(
    readings: Mapping[str, LayerReading], progress: Progress, definitions: Sequence[Definition] = ()
) -> dict[str, LayerData]:
    """The layers, read one after another, with what these definitions ask of them."""
    layers = {}
    for place, (role, reading) in enumerate(readings.items()):
        part = Stretch(progress, 100 * place / len(readings), 100 * (place + 1) / len(readings))
        layers[role] = reading.read(part, expressions_of(definitions, role))
    return layers
