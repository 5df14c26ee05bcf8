# SPDX-License-Identifier: GPL-2.0-or-later
"""The first-run tour of the dock, its what's-this texts, and which page of the guide goes with which page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from qgis.PyQt.QtCore import QRect
from qgis.PyQt.QtWidgets import QWidget

from ..guide import FACTSHEET, INDICATORS, LAYERS, SEARCH, START
from ..messages import translate
from ..settings import Settings
from .tour import Step, Tour

if TYPE_CHECKING:
    from .dock import Dock


def guide_place(dock: Dock) -> str:
    """The place of the guide for the page that is shown."""
    return next((place for page, place in _places(dock).items() if page.isVisibleTo(dock)), START)


def _places(dock: Dock) -> dict[QWidget, str]:
    return {
        dock.search_page: SEARCH,
        dock.layers_page: LAYERS,
        dock.indicators_page: INDICATORS,
        dock.factsheet_page: FACTSHEET,
    }


def explain(dock: Dock) -> None:
    """Set the what's-this texts (Shift+F1) of the dock."""
    for widget, text in _texts(dock).items():
        widget.setWhatsThis(f"<p>{text}</p>")


def _texts(dock: Dock) -> dict[QWidget, str]:
    return {
        dock.territory_box: translate(
            "gui",
            "The territory you work on: type the name or the code of a commune, EPCI, département or région. Everything below is cut to it.",
        ),
        dock.search_page: translate(
            "gui",
            "Asks all the sources at once, through QGIS’s network. Double-click a result to add it, cut to the territory; the sources are "
            "chosen with Sources…",
        ),
        dock.layers_page: translate(
            "gui", "Layers that are ready to use, with style, licence and date: choose one, and add it to the project."
        ),
        dock.indicators_page: translate(
            "gui",
            "Documented figures by commune or larger zone, from these layers and from yours, which are only read. A figure that is missing is "
            "not zero: its reason is told.",
        ),
        dock.factsheet_page: translate(
            "gui", "A sheet of the territory to hand over, as a page or a PDF: facts, indicators, map, sources and methods."
        ),
    }


def steps(dock: Dock) -> list[Step]:
    """The bubbles: the territory, then each page by its tab, then where help is."""
    texts = _texts(dock)
    shown = [Step(translate("gui", "1. Choose a Territory"), texts[dock.territory_box], lambda: dock.territory_box)]
    titles = {
        dock.search_page: translate("gui", "2. Search Public Data"),
        dock.layers_page: translate("gui", "3. Add Ready-Made Layers"),
        dock.indicators_page: translate("gui", "4. Compute Indicators"),
        dock.factsheet_page: translate("gui", "5. Hand Over a Fact Sheet"),
    }
    shown += [
        Step(title, texts[page], dock.tabs.tabBar, _tab(dock, page), lambda: _bring_tabs(dock)) for page, title in titles.items()
    ]
    told = translate(
        "gui", "This button opens the guide at the page you are on. Shift+F1 and a click tells what something is for."
    )
    return [*shown, Step(translate("gui", "Help Is Here"), told, lambda: dock.help)]


def _tab(dock: Dock, page: QWidget) -> Callable[[], QRect]:
    return lambda: dock.tabs.tabBar().tabRect(dock.tab_of(page))


def _bring_tabs(dock: Dock) -> None:
    """Put the home away, which takes the place of the tabs until a territory is chosen; they have their sizes at once."""
    if dock.pages.currentWidget() is dock.home:
        dock.pages.setCurrentWidget(dock.tabs)
        dock.pages.layout().activate()


def offer_tour(dock: Dock, settings: Settings) -> Tour | None:
    """Begin the tour, if the user has never seen it; it is not shown again once she has ended or skipped it."""
    if settings.tour_done or not dock.isVisible():
        return None

    began = dock.pages.currentWidget()

    def done() -> None:
        settings.tour_done = True
        if began is dock.home and dock.pages.currentWidget() is dock.tabs and dock.territory_box.territory is None:
            dock.pages.setCurrentWidget(dock.home)

    tour = Tour(dock.widget(), steps(dock))
    tour.ended.connect(done)
    tour.begin()
    return tour
