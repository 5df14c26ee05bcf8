# SPDX-License-Identifier: GPL-2.0-or-later
"""Every widget of every page and dialog: it has a name to be read out, the keyboard reaches it, from top to bottom, and nothing is
told by a colour alone.
"""

from collections.abc import Sequence

import pytest
from qgis.core import QgsProject
from qgis.gui import QgsCollapsibleGroupBox
from qgis.PyQt.QtCore import QPoint, QRect, Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QListView,
    QMainWindow,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QWidget,
)
from vigie_territoriale.plugin.catalog.endpoints import Choices, embedded_endpoints
from vigie_territoriale.plugin.configuration import Configuration
from vigie_territoriale.plugin.gui.catalogues_dialog import CataloguesDialog
from vigie_territoriale.plugin.gui.configuration_dialog import ImportDialog
from vigie_territoriale.plugin.gui.help import HelpWindow
from vigie_territoriale.plugin.gui.holdings_dialog import HoldingsDialog
from vigie_territoriale.plugin.gui.indicator_builder import IndicatorBuilder
from vigie_territoriale.plugin.gui.options_page import OptionsPage
from vigie_territoriale.plugin.gui.publishing_dialog import PublishingDialog
from vigie_territoriale.plugin.gui.search_words import Places
from vigie_territoriale.plugin.gui.sources_dialog import SourcesDialog
from vigie_territoriale.plugin.gui.tour import Step, Tour
from vigie_territoriale.plugin.inventory.model import Held, Inventory
from vigie_territoriale.plugin.settings import Settings

from .conftest import wait_for
from .test_dock import add, dock  # noqa: F401 (a fixture)
from .test_layers_page import versions  # noqa: F401 (a fixture)
from .test_loading import dialog, server  # noqa: F401 (fixtures)

USED = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QTabBar,
)
"""What a user works with."""
EPCI = "epci:200067825"


def inner(widget):
    """Whether it is a part of another one that has the name and the keyboard: the line of a combo box, the arrows of tabs."""
    parent = widget.parentWidget()
    return (
        widget.objectName().startswith("qt_")
        or isinstance(parent, (QComboBox, QAbstractSpinBox, QLineEdit, QTabBar, QAbstractItemView))
        or type(widget).__name__ == "QHeaderView"
        or (isinstance(parent, QAbstractItemView) and isinstance(widget, QAbstractButton))
    )


def used(top):
    """What is seen of it and can be worked with."""
    return [widget for kind in USED for widget in top.findChildren(kind) if widget.isVisibleTo(top) and not inner(widget)]


def buddies(top):
    return {label.buddy(): label.text() for label in top.findChildren(QLabel) if label.buddy() is not None}


def told(widget, labels):
    """What is read out."""
    text = widget.text() if isinstance(widget, QAbstractButton) else ""
    if isinstance(widget, QTabBar):
        return all(widget.accessibleTabName(place) or widget.tabText(place) for place in range(widget.count()))
    return widget.accessibleName() or text or labels.get(widget, "")


def check_names(top):
    labels = buddies(top)
    nameless = [widget for widget in used(top) if not told(widget, labels)]
    assert nameless == [], [(type(one).__name__, type(one.parentWidget()).__name__, one.objectName()) for one in nameless]
    untold = [
        widget
        for widget in used(top)
        if isinstance(widget, QAbstractButton)
        and not widget.text()
        and not widget.toolTip()
        and not widget.findChildren(QLabel)  # which are its text
        and widget.objectName() != "collapseButton"  # the title beside it says what it unfolds
    ]
    assert untold == [], [(widget.accessibleName(), type(widget.parentWidget()).__name__) for widget in untold]


def check_reach(top):
    """All that can be used is reached by Tab, in the order in which it is read."""
    out = [widget for widget in used(top) if widget.isEnabled() and not widget.focusPolicy() & Qt.FocusPolicy.TabFocus]
    out = [widget for widget in out if not isinstance(widget.parentWidget(), QgsCollapsibleGroupBox)]  # its box is reached
    assert out == [], [(widget, widget.accessibleName(), widget.focusPolicy()) for widget in out]
    chain = order(top)
    back = [
        (name_of(first), name_of(second), place(first, top), place(second, top))
        for first, second in zip(chain, chain[1:])
        if above(place(second, top), place(first, top))
    ]
    assert back == [], back


def order(top):
    """What Tab goes through, from the first one on."""
    wanted = set(used(top))
    found, widget = [], top.nextInFocusChain()
    while widget is not top and len(found) < 1000:
        if widget in wanted and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            found.append(widget)
        widget = widget.nextInFocusChain()
    return found


def place(widget, top):
    return QRect(widget.mapTo(top, QPoint(0, 0)), widget.size())


def above(one, other):
    """Whether it is read before the other: it ends above it, or is at its left in the same line."""
    if one.bottom() <= other.top() + 2:
        return one.left() < other.right()  # else it begins another column
    overlap = min(one.bottom(), other.bottom()) - max(one.top(), other.top())
    return overlap > min(one.height(), other.height()) / 2 and one.right() <= other.left() + 2


def name_of(widget):
    return widget.accessibleName() or getattr(widget, "text", str)() or type(widget).__name__


def check_colours(top):
    """No cell has a colour, or a picture, without words."""
    roles = (Qt.ItemDataRole.BackgroundRole, Qt.ItemDataRole.ForegroundRole, Qt.ItemDataRole.DecorationRole)
    for view in top.findChildren(QAbstractItemView):
        model = view.model()
        rows = range(min(model.rowCount(), 50)) if model is not None else ()
        columns = 1 if isinstance(view, QListView) else model.columnCount() if model is not None else 0
        for index in (model.index(row, column) for row in rows for column in range(columns)):
            if any(index.data(role) is not None for role in roles):
                assert index.data(), (view.accessibleName(), index.row(), index.column())


@pytest.fixture
def shown(dock, observatory):  # noqa: F811
    """The dock in a window, with a territory, results, layers and figures; only what is embedded is asked."""
    observatory.choose_sources(Choices(disabled=tuple(one.id for one in embedded_endpoints() if one.id != "curated")))
    window = QMainWindow()
    window.resize(1300, 1500)
    window.setCentralWidget(QWidget())
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
    window.show()
    dock.territory_box.choose(EPCI)
    yield dock
    observatory.choose_sources(Choices())
    window.removeDockWidget(dock)
    dock.setParent(None)


def search_results(dock):  # noqa: F811
    page = dock.search_page
    page.search("services")
    wait_for(lambda: not page.busy and page.results.rowCount() > 2)
    page.filters.setCollapsed(False)
    page.states.setCollapsed(False)
    page.list.setCurrentIndex(page.results.index(0, 0))
    return page


def catalogue(dock):  # noqa: F811
    dock.show_page(1)
    dock.layers_page.select("france-services")
    return dock.layers_page


def loaded(dock):  # noqa: F811
    dock.show_page(1)
    add(dock, "france-services")
    dock.layers_page.tabs.setCurrentIndex(1)
    dock.layers_page.loaded.refill()
    dock.layers_page.loaded.tree.setCurrentItem(dock.layers_page.loaded.tree.topLevelItem(0))
    return dock.layers_page


def figures(dock):  # noqa: F811
    dock.show_page(2)
    page = dock.indicators_page
    page.select("france-services-distance")
    page._compute.click()
    wait_for(lambda: not dock.busy)
    for box in (page._charted, page._layers, page._about_method):
        box.setCollapsed(False)
    wait_for(lambda: bool(page.chart.picture.content))
    return page


def networks(dock):  # noqa: F811
    dock.show_page(1)
    dock.layers_page.tabs.setCurrentIndex(2)
    return dock.layers_page


def sheet(dock):  # noqa: F811
    dock.show_page(3)
    dock.factsheet_page.comparison.setCollapsed(False)
    return dock.factsheet_page


def home(dock):  # noqa: F811
    dock.pages.setCurrentWidget(dock.home)
    dock.home.show_recent(dock.territory_box.recent())
    return dock.home


def whole(dock):  # noqa: F811
    dock.show_page(1)
    return dock.widget()


PAGES = (home, search_results, catalogue, loaded, networks, figures, sheet, whole)


@pytest.mark.parametrize("make", PAGES, ids=lambda make: make.__name__)
@pytest.mark.parametrize("width", [300, 683])
def test_a_page(shown, make, width):
    page = make(shown)
    shown.window().resizeDocks([shown], [width], Qt.Orientation.Horizontal)
    QTest.qWait(50)
    check_names(page)
    check_reach(page)
    check_colours(page)


def opened(made: QWidget) -> QWidget:
    made.show()
    QTest.qWait(50)
    return made


def write_indicator(dock, observatory):  # noqa: F811
    dock.indicators_page.build_requested.emit(None, False)
    return dock.findChildren(IndicatorBuilder)[-1]


def list_sources(dock, observatory):  # noqa: F811
    made = SourcesDialog(observatory, Places(observatory.cog).words, dock)
    for box in made.findChildren(QgsCollapsibleGroupBox):
        box.setCollapsed(False)
    return made


def set_options(dock, observatory):  # noqa: F811
    page = OptionsPage(Settings(), lambda: observatory)
    wait_for(lambda: not page._lane.busy)
    return page


def read_help(dock, observatory):  # noqa: F811
    return HelpWindow(dock)


def first_steps(dock, observatory):  # noqa: F811
    made = Tour(dock.widget(), [Step("One", "Text", dock.widget), Step("Two", "Text", dock.widget)])
    made.begin()
    return made


def import_configuration(dock, observatory):  # noqa: F811
    return ImportDialog("vigie.json", Configuration({}, Choices(), {}), Configuration({}, Choices(), {}), Settings(), dock)


def subscribe(dock, observatory):  # noqa: F811
    return CataloguesDialog(observatory, lambda *_: None, parent=dock)


def publish(dock, observatory):  # noqa: F811
    return PublishingDialog(observatory, QgsProject.instance(), dock)


def take_stock(dock, observatory):  # noqa: F811
    made = HoldingsDialog((), dock)
    made.show_inventory(Inventory((Held("1", "Écoles", "x.gpkg"),)))
    return made


DIALOGS: Sequence = (
    write_indicator,
    list_sources,
    set_options,
    read_help,
    first_steps,
    import_configuration,
    subscribe,
    publish,
    take_stock,
)


@pytest.mark.parametrize("make", DIALOGS, ids=lambda make: make.__name__)
def test_a_dialog(shown, observatory, make):
    made = opened(make(shown, observatory))
    made.resize(made.width(), max(made.height(), 1600))  # nothing is scrolled away
    QTest.qWait(20)
    check_names(made)
    check_reach(made)
    check_colours(made)
    assert made.windowTitle() or not isinstance(made, QDialog)
    made.close()
    made.deleteLater()


def test_the_dialog_of_what_is_added(dialog):  # noqa: F811
    dialog.options_box.setCollapsed(False)
    QTest.qWait(50)
    for check in (check_names, check_reach, check_colours):
        check(dialog)


def test_the_dialog_of_versions(versions):  # noqa: F811
    made = versions[-1]
    QTest.qWait(50)
    for check in (check_names, check_reach, check_colours):
        check(made)
