# SPDX-License-Identifier: GPL-2.0-or-later
"""The dock: a territory on top, then the search, layers, indicators and the fact sheet. Thin: the work is done by the services."""

from __future__ import annotations

import hashlib
import html
import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from qgis.core import Qgis, QgsApplication, QgsCoordinateTransform, QgsMapLayer, QgsProject, QgsRectangle, QgsVectorLayer
from qgis.gui import QgsDockWidget, QgsMapLayerComboBox, QgsScrollArea
from qgis.PyQt.QtCore import Qt, QUrl
from qgis.PyQt.QtGui import QDesktopServices, QIcon, QPainter
from qgis.PyQt.QtWidgets import (
    QFrame,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ..catalog.model import Entry
from ..catalog.targets import Target, in_one_action
from ..feedback import FeedbackProgress, log
from ..harmonize.dataset import Dataset
from ..indicators.definition import CONTOURS_ROLE, FEATURES_ROLE, Definition, expressions_of, in_order
from ..indicators.engine import Result
from ..indicators.inputs import LayerData
from ..layers.marks import mark_of
from ..layers.project import (
    TERRITORY_MARK,
    Stored,
    add_to_group,
    difference_layer,
    entry_layer,
    refuse_edited,
    remove_layers,
    result_layer,
    show_refreshed,
    stored_layers,
    territory_layer,
)
from ..layers.reading import LayerReading
from ..layers.variables import note_result, note_territory
from ..messages import Progress, Stretch, VigieError, date, labelled, number, translate
from ..observatory import Observatory
from ..refreshing import FAILED, REFUSED, UNCHANGED, UPDATED, Refreshed, gathered, layer_name, refresh
from ..reports.export import export_factsheet, write_map_files
from ..reports.factsheet import make_factsheet
from ..settings import Settings
from ..store.connections import store_of
from ..store.geopackage import RESULTS, GeoPackage
from ..store.store import Store
from ..store.tables import column_of, long_table, outline_table, territory_table, wide_table
from ..territory.contours import Contours
from ..territory.model import Territory
from .bringing import Brought, Wanted, bring
from .dock_tour import explain, guide_place, offer_tour
from .factsheet_page import FactSheetPage
from .help import help_button
from .indicators_page import IndicatorsPage
from .layers_page import LayersPage, narrow
from .load_dialog import LoadDialog
from .search_page import SearchPage
from .telling import tell_failure
from .territory_box import TerritoryBox
from .work import Work, unexpected

if TYPE_CHECKING:
    from qgis.gui import QgisInterface

TITLE = "Vigie territoriale"
COUNT = "features-count"
"""The indicator that counts the features of a layer."""


class Dock(QgsDockWidget):
    """Joins the pages to the observatory. `folder` holds the product's own files."""

    def __init__(self, iface: QgisInterface, project: QgsProject, observatory: Observatory, folder: Path) -> None:
        super().__init__(TITLE, iface.mainWindow())
        self.setObjectName("vigie_territoriale_dock")
        self._iface = iface
        self._project = project
        self._observatory = observatory
        self._store = GeoPackage(folder / "vigie.gpkg")
        self._work: Work | None = None
        self._added: list[str] = []
        self._waiting: list[Callable[[], None]] = []

        self.territory_box = TerritoryBox(self)
        self.search_page = SearchPage(observatory, lambda: iface.mapCanvas(), project, self)
        self.layers_page = LayersPage(self)
        self.indicators_page = IndicatorsPage(project, self)
        self.factsheet_page = FactSheetPage(folder / "fiches", self)
        self.tabs = QTabWidget(self)
        self.tabs.setElideMode(Qt.TextElideMode.ElideRight)
        self.tabs.setUsesScrollButtons(False)
        self._session = uuid.uuid4().hex
        for page, title in (
            (self.search_page, translate("gui", "Search")),
            (self.layers_page, translate("gui", "Layers")),
            (self.indicators_page, translate("gui", "Indicators")),
            (self.factsheet_page, translate("gui", "Fact sheet")),
        ):
            scroll = QgsScrollArea(self.tabs)
            scroll.setWidgetResizable(True)
            scroll.setFrameShape(QFrame.Shape.NoFrame)
            scroll.setWidget(page)
            self.tabs.addTab(scroll, title)
        self._build()
        explain(self)
        self._enable()

        self.territory_box.chosen.connect(self._take_territory)
        self.search_page.add_requested.connect(self._add_entry)
        self.search_page.load_requested.connect(self._load_entry)
        self.search_page.choose_requested.connect(self._choose_resource)
        self.search_page.newer_requested.connect(self._look_for_newer)
        self.search_page.failed.connect(self._fail)
        self.search_page.moved.connect(self._follow_search)
        self.layers_page.add_requested.connect(self._add_entry)
        self.layers_page.refresh_requested.connect(self.refresh_layers)
        self.indicators_page.compute_requested.connect(self._compute)
        self.factsheet_page.make_requested.connect(self._make_factsheet)
        project.cleared.connect(self._forget_project)
        self._run(translate("gui", "Vigie: reading the geographic code"), self._prepare, self._ready)

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
        layout.addWidget(self.territory_box)
        layout.addLayout(contours)
        self._status = QLabel(self)
        self._status.setWordWrap(True)
        self._status.setTextFormat(Qt.TextFormat.PlainText)
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
        content = QWidget(self)
        layout = QVBoxLayout(content)
        layout.addWidget(territory)
        layout.addWidget(self.tabs, 1)
        status = QHBoxLayout()
        status.addWidget(self._status, 1)
        status.addWidget(self._undo)
        self.help = help_button(self, lambda: guide_place(self), content)
        status.addWidget(self.help)
        layout.addLayout(status)
        layout.addWidget(self._running)
        self.setWidget(content)

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
        self.search_page.dismiss()
        if self._work is not None:
            self._work.abandon()
            self._work = None

    def _forget_project(self) -> None:
        """The project was closed: what was being made for it must not land in the next one."""
        self._session = uuid.uuid4().hex
        self.indicators_page.clear_result()
        self._undo.hide()
        if self._work is not None and self.territory_box.territory is not None:
            self._work.abandon()
            self._rest(translate("gui", "Cancelled: the project was closed."))

    def _rest(self, status: str = "") -> None:
        """Nothing runs any more."""
        self._work = None
        self._status.setText(status)
        self._enable()

    def _enable(self) -> None:
        """What can be used now: the search once the geographic code is there, the other pages once a territory is chosen."""
        ready, chosen = self.territory_box.ready, self.territory_box.territory is not None
        self.tabs.setEnabled(ready)
        for place, page in enumerate((self.layers_page, self.indicators_page, self.factsheet_page), 1):
            self.tabs.setTabEnabled(place, chosen)
            page.setEnabled(not self.busy)
        unchosen = "" if chosen else translate("gui", "Choose a territory to begin.")
        self._fetch.setEnabled(chosen and not self.busy)
        self.search_page.allow_adding(translate("gui", "Something is being made: wait, or cancel it.") if self.busy else unchosen)
        self._running.setVisible(self.busy or self.search_page.busy)
        self._stop.setEnabled(ready)  # without the geographic code nothing can be done

    def _follow_search(self, percent: float) -> None:
        """Show how far the search is, unless something else is running."""
        if not self.busy:
            self._bar.setValue(int(percent))
        self._running.setVisible(self.busy or self.search_page.busy)

    @property
    def busy(self) -> bool:
        """Whether something is being made; a search does not count."""
        return self._work is not None

    def _run(self, title: str, work: Callable[[FeedbackProgress], Any], done: Callable[[Any], None]) -> None:
        """Start `work` in the background, one at a time; what fails is said in the message bar."""
        if self._work is not None:
            return

        def end(then: Callable[[], None]) -> None:
            self._rest()
            then()

        def finish(result: Any) -> None:
            try:
                done(result)
            except VigieError as error:
                self._fail(error)
            except Exception as error:  # the boundary of the interface: a sentence, and the details in the log
                self._fail(unexpected(error))

        self._work = Work(
            title,
            work,
            done=lambda result: end(lambda: finish(result)),
            failed=lambda error: end(lambda: self._fail(error)),
            cancelled=lambda: end(lambda: self._status.setText(translate("gui", "Cancelled: nothing was changed."))),
        )
        self._work.progressChanged.connect(lambda percent: self._bar.setValue(int(percent)))
        self._work.told.connect(lambda text: self._say(f"{title} – {text}"))
        self._undo.hide()
        self._status.setText(title)
        self._bar.setValue(0)
        self._enable()
        QgsApplication.taskManager().addTask(self._work)

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

    def _bind(self, **layers: QgsVectorLayer | None) -> dict[str, LayerReading] | None:
        """The user's layers by role, the contours among them, ready to be read from another thread; None, with a message,
        when one of them cannot be used or a layer of ours is being edited.
        """
        chosen = {**layers, CONTOURS_ROLE: self._contours.currentLayer()}
        try:
            refuse_edited(self._project)
            accepted = {FEATURES_ROLE} if self.indicators_page.accepts_partial else set()
            return {role: LayerReading.of(layer, role in accepted, role) for role, layer in chosen.items() if layer is not None}
        except VigieError as error:
            self._fail(error)
            return None

    def _prepare(self, progress: FeedbackProgress) -> tuple:
        observatory = self._observatory
        observatory.warm()
        return observatory.cog, observatory.catalogue.entries(), list(observatory.definitions.values())

    def _ready(self, prepared: tuple) -> None:
        cog, entries, definitions = prepared
        self.layers_page.set_entries(entries, self._observatory.catalogue)
        self.indicators_page.set_definitions(definitions)
        self.territory_box.set_cog(cog)
        self.search_page.set_cog(cog)
        self._enable()
        self.indicators_page.prefer_level(Settings().level)
        waiting, self._waiting = self._waiting, []
        for each in waiting:
            each()
        offer_tour(self, Settings())

    def when_ready(self, then: Callable[[], None]) -> None:
        """Call `then` once territories can be chosen."""
        if self.territory_box.ready:
            then()
        else:
            self._waiting.append(then)

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
        self.show_page(page)

    def use_layer(self, layer: QgsVectorLayer) -> None:
        """Choose a layer of the user's for the indicator; where the one that is chosen takes none, for one that counts features."""
        page = self.indicators_page
        chosen = self._observatory.definitions.get(page.indicator)
        if chosen is None or FEATURES_ROLE not in chosen.roles:
            page.select(COUNT)
        page.set_own_layer(layer)
        self.show_page(page)

    def show_page(self, page: QWidget) -> None:
        """Bring a page to the front."""
        self.tabs.setCurrentIndex(self.tab_of(page))

    def _take_territory(self, territory: Territory) -> None:
        self._enable()
        self._name_contours()
        self.search_page.set_territory(territory)
        self.factsheet_page.set_territory(territory)

    def _add_entry(self, entry_id: str, mode: str) -> None:
        territory = self.territory_box.territory
        readings = self._bind()
        if readings is None:
            return
        store = self._harmonised_store()
        if store is None:
            return
        own = store is self._store
        table = self._table_name(entry_id, mode, territory.key) if own else layer_name(entry_id, territory)
        outline = self._table_name("territory", territory.key)

        def work(progress: FeedbackProgress) -> tuple[Dataset, Stored, Outline]:
            dataset = self._observatory.load(entry_id, territory, mode, Stretch(progress, 0, 80))
            contours = self._observatory.contours_among(_read(readings, Stretch(progress, 80, 90)), territory)
            stored = Stored(table, store.save(table, dataset), store.provider)
            return dataset, stored, self._write_outline(outline, territory, contours)

        def done(made: tuple[Dataset, Stored, Outline]) -> None:
            dataset, stored, contour = made
            theme = self._observatory.catalogue.recipe(entry_id).theme
            layer = entry_layer(stored, dataset.provenance, dataset.style, theme)
            self._show_layers(territory, contour, layer)
            text = translate("gui", "{title}: {count} rows added.").format(
                title=dataset.provenance.title, count=number(len(dataset))
            )
            self._tell(" ".join([text, *dataset.provenance.notes]))

        self._run(
            translate("gui", "Vigie: loading {entry}").format(entry=self._observatory.catalogue.recipe(entry_id).title),
            work,
            done,
        )

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
                self._added = [layer.id()]
                add_to_group(self._project, translate("gui", "Refreshes"), [layer])
                self._undo.show()
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
        note_territory(self._project, territory)
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

    def _compute(self, indicator: str, level: str, mode: str, own: QgsVectorLayer | None) -> None:
        territory = self.territory_box.territory
        readings = self._bind(**{FEATURES_ROLE: own})
        if readings is None:
            return
        name = self._table_name(column_of(indicator), level, territory.key, mode, own.id() if own is not None else "")
        outline = self._table_name("territory", territory.key)

        def work(progress: FeedbackProgress) -> tuple[Result, str, Outline]:
            observatory = self._observatory
            asked = in_order([observatory.definitions[indicator]], observatory.definitions)
            layers = _read(readings, Stretch(progress, 0, 20), asked)
            contours = observatory.contours_among(layers, territory)
            results = observatory.study([indicator], territory, level, layers, mode, Stretch(progress, 20, 90))
            zones, shapes = territory_table(observatory.cog, contours, territory, level)
            values = wide_table(results).drop(columns=["level", "name"])
            source = self._store.write(name, zones.merge(values, on="code"), shapes, results[0].definition.title)
            self._store.write(f"{RESULTS}_{name}", long_table(results))
            return results[0], source, self._write_outline(outline, territory, contours)

        def done(made: tuple[Result, str, Outline]) -> None:
            result, source, contour = made
            layer = result_layer(source, result)
            layer.setBlendMode(QPainter.CompositionMode.CompositionMode_Multiply)  # the user's layers below stay readable
            self._show_layers(territory, contour, layer)
            note_result(self._project, result)
            self.indicators_page.show_result(result)

        self._run(
            translate("gui", "Vigie: computing {indicator}").format(indicator=self._observatory.definitions[indicator].title),
            work,
            done,
        )

    def _make_factsheet(self, kind: str, mode: str, path: Path) -> None:
        territory = self.territory_box.territory
        readings = self._bind()
        if readings is None:
            return
        store = GeoPackage(self._store.path.with_name("factsheet.gpkg"))

        def work(progress: FeedbackProgress) -> tuple:
            layers = _read(readings, Stretch(progress, 0, 10))
            sheet = make_factsheet(self._observatory, territory, mode, Stretch(progress, 10, 90), layers)
            return sheet, write_map_files(self._observatory, sheet, territory, layers, store)

        def done(made: tuple) -> None:
            sheet, files = made
            export_factsheet(sheet, files, kind, path)
            self._tell(translate("gui", "The fact sheet is in {file}.").format(file=path.name))
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

        self._run(translate("gui", "Vigie: fact sheet of {territory}").format(territory=territory.name), work, done)


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
