# SPDX-License-Identifier: GPL-2.0-or-later
"""Joins the page of the fact sheet to the services: previews, files, atlases, layouts in the project, comparisons."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from qgis.core import QgsProject
from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtGui import QDesktopServices

from ..feedback import FeedbackProgress
from ..indicators.inputs import LayerData
from ..layers.reading import LayerReading
from ..messages import Progress, Stretch, number, translate
from ..observatory import Observatory
from ..reports.atlas import atlas_of
from ..reports.comparison import Comparison, compare, comparison_html, write_comparison
from ..reports.export import add_layout, export_factsheet, export_sheets, write_map_files
from ..reports.factsheet import FactSheet, make_factsheet
from ..reports.template import PORTRAIT, template_of
from ..settings import Settings
from ..store.connections import store_of
from ..store.geopackage import GeoPackage
from ..territory.model import Territory
from .comparison_box import Compare
from .factsheet_page import FactSheetPage, Order, Wanted
from .work import Here, Work

if TYPE_CHECKING:
    from qgis.gui import QgisInterface

    from ..store.store import Store

Layers = Mapping[str, LayerData]


class Lent(NamedTuple):
    """What the dock lends: its one piece of work at a time (of the kind that is given), its messages, the territory, the layers of the
    user's ready to be read (None, with a message, when they are not), how these are read, and names of tables.
    """

    run: Callable[..., None]
    tell: Callable[[str], None]
    territory: Callable[[], Territory]
    bind: Callable[[], dict[str, LayerReading] | None]
    read: Callable[[Mapping[str, LayerReading], Progress], dict[str, LayerData]]
    table_name: Callable[..., str]


class FactSheetWork:
    """Does what the page asks. `own` is the product's GeoPackage, where the layers of layouts are kept."""

    def __init__(
        self,
        page: FactSheetPage,
        iface: QgisInterface,
        project: QgsProject,
        observatory: Observatory,
        own: GeoPackage,
        lent: Lent,
    ) -> None:
        self._page, self._iface, self._project, self._observatory, self._own, self._lent = (
            page, iface, project, observatory, own, lent,
        )  # fmt: skip
        page.preview_requested.connect(self.preview)
        page.make_requested.connect(self.make)
        page.layout_requested.connect(self.add_layout)
        page.comparison.asked.connect(self.compare)

    def preview(self, wanted: Wanted) -> None:
        """Show in its page what the fact sheet will say; all its sections are made, so that ticks need no more work."""
        territory = self._lent.territory()

        def done(sheet: FactSheet) -> None:
            if self._lent.territory() is territory:  # another one may have been chosen meanwhile
                self._page.show_sheet(sheet)

        self._run(self._title(territory), lambda layers, progress: self._sheet(wanted, territory, layers, progress), done)

    def make(self, order: Order) -> None:
        """Make a file and open it."""
        if order.atlas:
            self._make_atlas(order)
            return
        territory, maps = self._lent.territory(), self._maps()

        def work(layers: Layers, progress: Progress) -> tuple:
            sheet = self._sheet(order.wanted, territory, layers, Stretch(progress, 0, 85)).only(order.wanted.sections)
            drawn = order.kind in ("html", "pdf")
            files = write_map_files(self._observatory, sheet, territory, layers, maps) if drawn else None
            if order.kind != "pdf":
                export_factsheet(sheet, files, order.kind, order.path, order.table)
            return sheet, files

        def done(made: tuple) -> None:
            if order.kind == "pdf":
                self._draw(
                    territory,
                    lambda progress: export_factsheet(*made, "pdf", order.path, progress=progress),
                    lambda _: self._open(order),
                )
            else:
                self._open(order)

        self._run(self._title(territory), work, done)

    def _make_atlas(self, order: Order) -> None:
        territory, maps = self._lent.territory(), self._maps()

        def work(layers: Layers, progress: Progress) -> tuple:
            template, mode, sections = order.wanted
            return atlas_of(
                self._observatory, territory, mode, progress, layers, template, sections, self._kept(wanted=order.wanted), maps
            )

        def done(made: tuple) -> None:
            self._draw(
                territory, lambda progress: export_sheets(*made, order.path, progress), lambda count: self._open(order, count)
            )

        self._run(self._title(territory), work, done)

    def add_layout(self, wanted: Wanted) -> None:
        """Add the fact sheet to the project as a layout, and open it."""
        territory = self._lent.territory()
        prefix = self._lent.table_name("layout", territory.key, datetime.now().isoformat()) + "_"

        def work(layers: Layers, progress: Progress) -> tuple:
            sheet = self._sheet(wanted, territory, layers, Stretch(progress, 0, 85)).only(wanted.sections)
            return sheet, write_map_files(self._observatory, sheet, territory, layers, self._own, prefix)

        def added(layout: Any) -> None:
            told = translate("gui", "The layout “{name}” is in the project: modify it as you like; save the project to keep it.")
            self._lent.tell(told.format(name=layout.name()))
            self._iface.openLayoutDesigner(layout)

        self._run(
            self._title(territory),
            work,
            lambda made: self._draw(territory, lambda progress: add_layout(self._project, *made, progress), added),
        )

    def compare(self, asked: Compare) -> None:
        """Show a comparison, or make its file and open it."""
        territory, wanted = self._lent.territory(), self._page.wanted
        indicators = wanted.template.indicators or template_of(PORTRAIT).indicators

        def work(layers: Layers, progress: Progress) -> str:
            several = [territory, *map(self._observatory.cog.territory, asked.others)]
            made: Comparison = compare(self._observatory, several, indicators, wanted.mode, progress, asked.reference, layers)
            if asked.path is None:
                return comparison_html(made)
            write_comparison(made, asked.kind, asked.path, asked.table)
            return ""

        def done(page: str) -> None:
            if asked.path is not None:
                self._lent.tell(translate("gui", "The comparison is in {file}.").format(file=asked.path.name))
                QDesktopServices.openUrl(QUrl.fromLocalFile(str(asked.path)))
            elif self._lent.territory() is territory and self._page.comparison.keys == asked.others:
                self._page.comparison.show_page(page)

        self._run(translate("gui", "Vigie: comparing territories"), work, done)

    def _run(self, title: str, work: Callable[[Layers, Progress], Any], done: Callable[[Any], None]) -> None:
        """Read the user's layers, then work, in the background."""
        readings = self._lent.bind()
        if readings is None:
            return

        def whole(progress: FeedbackProgress) -> Any:
            return work(self._lent.read(readings, Stretch(progress, 0, 10)), Stretch(progress, 10, 100))

        self._lent.run(title, whole, done, Work)

    def _draw(self, territory: Territory, work: Callable[[Progress], Any], done: Callable[[Any], None]) -> None:
        """Draw layouts, which only the main thread may do."""
        title = translate("gui", "Vigie: drawing the pages of {territory}; QGIS may answer late").format(territory=territory.name)
        self._lent.run(title, work, done, Here)

    def _sheet(self, wanted: Wanted, territory: Territory, layers: Layers, progress: Progress) -> FactSheet:
        return make_factsheet(
            self._observatory, territory, wanted.mode, progress, layers, template=wanted.template, store=self._kept(wanted)
        )

    def _kept(self, wanted: Wanted) -> Store | None:
        """Where figures are kept, if the template shows how they evolved."""
        if not any(section.kind == "evolution" and section.indicators for section in wanted.template.sections):
            return None
        written = Settings().store
        return store_of(written, self._own.path) if written else self._own

    def _maps(self) -> GeoPackage:
        """Where the layers of the maps of a file are kept until it is made."""
        return GeoPackage(self._own.path.with_name("factsheet.gpkg"))

    def _title(self, territory: Territory) -> str:
        return translate("gui", "Vigie: fact sheet of {territory}").format(territory=territory.name)

    def _open(self, order: Order, count: int = 1) -> None:
        told = translate("gui", "The fact sheet is in {file}.")
        if order.atlas:
            told = translate("gui", "{count} fact sheets are in {file}.")
        self._lent.tell(told.format(file=order.path.name, count=number(count)))
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(order.path)))
