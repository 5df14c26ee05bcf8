# SPDX-License-Identifier: GPL-2.0-or-later
"""Help at the right place, first steps that can be skipped, failures with their details, and entries in the menus of layers."""

import gc
import re
import subprocess
import sys
import weakref

import pytest
import vigie_territoriale
from qgis.core import Qgis, QgsApplication, QgsFeature, QgsProject, QgsVectorLayer
from qgis.gui import QgsGui, QgsMapLayerActionContext, QgsMessageBar, QgsMessageViewer
from qgis.PyQt.QtCore import Qt, QUrl
from qgis.PyQt.QtGui import QImage
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QMainWindow, QPushButton, QWidget
from vigie_territoriale.plugin import guide
from vigie_territoriale.plugin.gui.dock_tour import guide_place, offer_tour
from vigie_territoriale.plugin.gui.help import HelpWindow, show_help
from vigie_territoriale.plugin.gui.layer_actions import territory_of
from vigie_territoriale.plugin.gui.panel import Panel
from vigie_territoriale.plugin.gui.telling import show_details, tell_failure
from vigie_territoriale.plugin.gui.tour import Tour
from vigie_territoriale.plugin.messages import VigieError, set_language
from vigie_territoriale.plugin.settings import Settings

from .conftest import ROOT, wait_for
from .test_dock import add, choose, dock, names  # noqa: F401 (a fixture)
from .test_plugin import Iface


@pytest.fixture(scope="session")
def pages(tmp_path_factory):
    made = tmp_path_factory.mktemp("aide") / "help"
    subprocess.run([sys.executable, ROOT / "scripts" / "guide.py", made], check=True, capture_output=True)
    return made


@pytest.fixture
def bundled(pages, monkeypatch):
    monkeypatch.setattr(guide, "FOLDER", pages)
    return pages


@pytest.fixture
def shown(dock):  # noqa: F811
    """The dock, at its place in a window."""
    window = QMainWindow()
    window.resize(1000, 700)
    window.setCentralWidget(QWidget())
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
    window.show()
    window.resizeDocks([dock], [300], Qt.Orientation.Horizontal)
    QTest.qWait(50)
    yield dock
    window.removeDockWidget(dock)
    dock.setParent(None)


# Help


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_place_opens_further_down(qgis_app, bundled, language):
    set_language(language)
    owner = QWidget()
    window = show_help(owner, guide.START)
    offsets = []
    for place in guide.PLACES[1:]:
        assert show_help(owner, place) is window
        QTest.qWait(20)
        offsets.append(window.browser.verticalScrollBar().value())
    assert offsets == sorted(set(offsets)) and offsets[0] > 0
    assert "vigie_indicator" in window.browser.toPlainText()
    assert window.browser.horizontalScrollBar().maximum() == 0
    window.close()


def test_pictures_of_the_guide_are_shown(qgis_app, bundled):
    owner = QWidget()
    window = show_help(owner, guide.SEARCH)
    images = re.findall(r'<img src="([^"]+)"', window.browser.document().toHtml())
    assert len(images) > 3
    for name in images:
        found = window.browser.source().resolved(QUrl(name)).toLocalFile()
        assert not QImage(found).isNull(), name
    window.close()


def test_the_button_opens_the_page_one_is_on(shown, bundled):
    choose(shown, "gap tallard")
    for page, place in (
        (shown.search_page, "search"),
        (shown.layers_page, "layers"),
        (shown.indicators_page, "indicators"),
        (shown.factsheet_page, "factsheet"),
    ):
        shown.show_page(shown.tab_of(page))
        assert guide_place(shown) == place
    QTest.mouseClick(shown.help, Qt.MouseButton.LeftButton)
    window = shown.findChild(HelpWindow)
    assert window.browser.source().fragment() == "factsheet"
    window.close()


def test_a_copy_without_guide_says_so(qgis_app, monkeypatch, tmp_path):
    monkeypatch.setattr(guide, "FOLDER", tmp_path)
    owner = QWidget()
    window = show_help(owner, guide.SEARCH)
    assert "make guide" in window.browser.toPlainText()
    window.close()


def test_algorithms_lead_to_the_guide(qgis_app, bundled):
    plugin = vigie_territoriale.classFactory(None)
    plugin.initProcessing()
    for algorithm in QgsApplication.processingRegistry().providerById("vigie").algorithms():
        assert algorithm.helpUrl().endswith("guide.en.html#processing")
    plugin.unload()


def test_each_page_says_what_it_is_for(dock):  # noqa: F811
    for widget in (dock.territory_box, dock.search_page, dock.layers_page, dock.indicators_page, dock.factsheet_page):
        assert len(widget.whatsThis()) > 40


# First steps


@pytest.fixture
def newcomer():
    Settings().tour_done = False
    yield
    Settings().tour_done = True


def test_the_tour_is_walked_by_keys_and_shown_once(shown, newcomer):
    tour = offer_tour(shown, Settings())
    assert tour.isVisible() and tour.next.hasFocus()
    boxes = []
    for place in range(6):
        assert tour.place == place
        assert shown.widget().rect().contains(tour.geometry()), place
        boxes.append(tour._frame.geometry())
        if 1 <= place <= 4:
            tabs = shown.tabs.tabBar()
            where = tabs.mapFrom(shown.widget(), boxes[-1].center())
            assert tabs.isVisible() and tabs.tabRect(place - 1).contains(where), place
        QTest.keyClick(tour.next, Qt.Key.Key_Space)
    assert Settings().tour_done and not tour.isVisible()
    assert len({(box.x(), box.y()) for box in boxes}) == 6
    assert shown.pages.currentWidget() is shown.home, "no territory was chosen meanwhile"
    assert offer_tour(shown, Settings()) is None


@pytest.mark.parametrize("way", ["escape", "button"])
def test_the_tour_can_be_skipped(shown, newcomer, way):
    tour = offer_tour(shown, Settings())
    ended = []
    tour.ended.connect(lambda: ended.append(True))
    if way == "escape":
        QTest.keyClick(tour.next, Qt.Key.Key_Escape)
    else:
        QTest.mouseClick(tour.skip, Qt.MouseButton.LeftButton)
    assert ended == [True] and Settings().tour_done
    QApplication.sendPostedEvents(None, 52)
    assert shown.findChild(Tour) is None


def test_the_tour_goes_back_and_follows_the_size(shown, newcomer):
    tour = offer_tour(shown, Settings())
    QTest.keyClick(tour.next, Qt.Key.Key_Right)
    QTest.keyClick(tour.next, Qt.Key.Key_Left)
    assert tour.place == 0 and not tour.back.isEnabled()
    shown.window().resize(1300, 400)
    QTest.qWait(50)
    assert shown.widget().rect().contains(tour.geometry())
    tour.leave()


def test_a_hidden_dock_has_no_tour(dock, newcomer):  # noqa: F811
    assert offer_tour(dock, Settings()) is None and not Settings().tour_done


# Failures


def test_a_failure_has_its_details_behind_a_button(qgis_app):
    bar, said = QgsMessageBar(), []
    QgsApplication.messageLog().messageReceived.connect(lambda text, tag, level: said.append((text, tag)))
    tell_failure(bar, "Vigie", VigieError("“<b>x</b>” failed.", "the <b>trace</b>"))
    item = bar.currentItem()
    assert "&lt;b&gt;" in item.text() and item.level() == Qgis.MessageLevel.Warning
    (button,) = [one for one in item.findChildren(QPushButton) if one.text() == "Details"]
    assert ("the <b>trace</b>", "Vigie") in said
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    (window,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, QgsMessageViewer) and one.isVisible()]
    window.close()
    tell_failure(bar, "Vigie", VigieError("No detail."))
    assert bar.currentItem().text() == "No detail." and not [
        one for one in bar.currentItem().findChildren(QPushButton) if one.text() == "Details"
    ]
    assert ("No detail.", "Vigie") in said


def test_details_are_plain_text(qgis_app):
    owner = QWidget()
    show_details(owner, "Vigie", "Sentence.\n\n<img src=x>")
    (window,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, QgsMessageViewer) and one.isVisible()]
    texts = [child.toPlainText() for child in window.findChildren(QWidget) if hasattr(child, "toPlainText")]
    assert "Sentence.\n\n<img src=x>" in texts
    window.close()


# Menus of layers


@pytest.fixture
def loaded(qgis_new_project):
    iface = Iface()
    plugin = vigie_territoriale.classFactory(iface)
    plugin.initGui()
    yield iface, plugin
    plugin.unload()


def communes(*codes, fields="field=insee_com:string"):
    layer = QgsVectorLayer(f"Point?crs=EPSG:4326&{fields}", "Mine", "memory")
    made = []
    for values in codes:
        feature = QgsFeature(layer.fields())
        feature.setAttributes([values] if isinstance(values, (str, int)) else list(values))
        made.append(feature)
    layer.dataProvider().addFeatures(made)
    QgsProject.instance().addMapLayer(layer)
    return layer


def actions_of(layer):
    actions = QgsGui.mapLayerActionRegistry().mapLayerActions(
        layer, Qgis.MapLayerActionTarget.SingleFeature, QgsMapLayerActionContext()
    )
    return [action for action in actions if action.text() == "Fact Sheet of This Commune"]


def test_a_feature_of_a_commune_leads_to_its_fact_sheet(loaded):
    _, plugin = loaded
    layer = communes("05046")
    (action,) = actions_of(layer)
    action.triggerForFeature(layer, next(layer.getFeatures()), QgsMapLayerActionContext())
    dock = plugin._panel.dock  # noqa: F811
    wait_for(lambda: dock.territory_box.territory is not None)
    assert dock.territory_box.territory.key == "commune:05046"
    assert dock.tabs.currentIndex() == dock.tab_of(dock.factsheet_page)
    wait_for(lambda: not dock.busy)
    layer = communes("99999")
    action.triggerForFeature(layer, next(layer.getFeatures()), QgsMapLayerActionContext())
    assert "Unknown territory" in dock._status.text() and dock.territory_box.territory.key == "commune:05046"


def test_layers_without_codes_have_no_such_action(loaded):
    assert actions_of(communes(fields="field=name:string")) == []
    assert len(actions_of(communes(fields="field=CODE_INSEE:string"))) == 1


@pytest.mark.parametrize(
    ("fields", "values", "written"),
    [
        ("field=insee:string", ["2a004"], "commune:2A004"),
        ("field=insee:integer", [5061], "commune:05061"),
        ("field=insee:string", [None], ""),
        ("field=name:string", ["Gap"], ""),
        ("field=code:string&field=level:string", ["200067825", "epci"], "epci:200067825"),
        ("field=code:string&field=level:string", ["05061", "own"], "commune:05061"),
    ],
)
def test_the_territory_of_a_feature(qgis_new_project, fields, values, written):
    layer = communes(values, fields=fields)
    assert territory_of(next(layer.getFeatures())) == written


def entry(iface, text):
    return next(action for action in iface.tree if action.text() == text)


def test_a_layer_is_used_as_that_of_an_indicator(loaded):
    iface, plugin = loaded
    iface.active = communes("05046")
    entry(iface, "Vigie: Use as Layer of an Indicator").trigger()
    dock = plugin._panel.dock  # noqa: F811
    wait_for(lambda: dock.territory_box.ready and not dock.busy)
    choose(dock, "embrun")  # it is asked for first
    assert dock.tabs.currentIndex() == dock.tab_of(dock.indicators_page)
    assert dock.indicators_page.roles.bound()["features"] is iface.active
    assert dock.indicators_page.indicator == "features-count"
    dock.indicators_page.select("features-per-km2")
    entry(iface, "Vigie: Use as Layer of an Indicator").trigger()
    assert dock.indicators_page.indicator == "features-per-km2"
    iface.active = None
    entry(iface, "Vigie: Use as Layer of an Indicator").trigger()


def test_refresh_is_offered_on_harmonised_layers_and_refreshes_that_one(loaded):
    iface, plugin = loaded
    communes("05046")
    assert iface.offered == []
    next(iter(iface.actions)).trigger()
    dock = plugin._panel.dock  # noqa: F811
    wait_for(lambda: dock.territory_box.ready and not dock.busy)
    choose(dock, "gap tallard")
    iface.active = add(dock, "france-services")
    add(dock, "density-grid")
    assert [layer for action, layer in iface.offered].count(iface.active.id()) == 1 and len(iface.offered) == 2
    entry(iface, "Vigie: Refresh This Layer").trigger()
    wait_for(lambda: not dock.busy)
    assert "0 of 1 layers have newer data" in dock._status.text()


def test_adding_layers_sets_the_variables_of_the_project(dock):  # noqa: F811
    choose(dock, "gap tallard")
    layer = add(dock, "france-services")
    told = QgsProject.instance().customVariables()
    assert (told["vigie_territory_name"], told["vigie_territory_code"]) == ("CA Gap-Tallard-Durance", "200067825")
    assert layer.metadata().rights()[0] in told["vigie_credits"]
    dock._undo.click()
    assert layer is not None and QgsProject.instance().customVariables()["vigie_credits"] == ""


def test_the_level_of_the_options_is_proposed(qgis_iface, qgis_new_project, observatory, tmp_path):
    from vigie_territoriale.plugin.gui.dock import Dock
    from vigie_territoriale.plugin.settings import LEVEL

    Settings().set(LEVEL, "epci")
    made = Dock(qgis_iface, QgsProject.instance(), observatory, tmp_path)
    wait_for(lambda: not made.busy)
    assert made.indicators_page._level.currentData() == "epci"
    made.dismiss()
    made.deleteLater()
    Settings().set(LEVEL, "commune")


def test_a_failure_that_is_told_keeps_nothing_of_where_it_went_by(qgis_app):
    """The button of details must not hold the error: its frames hold layers, which would be closed after GDAL."""
    bar = QgsMessageBar()

    class Held:
        pass

    def fail():
        held = Held()
        seen.append(weakref.ref(held))
        raise VigieError("Sentence.", "Details.")

    seen = []
    try:
        fail()
    except VigieError as error:
        tell_failure(bar, "Vigie", error)
    gc.collect()
    assert seen[0]() is None
    bar.clearWidgets()


@pytest.mark.parametrize("elsewhere", [False, True])
def test_the_keyboard_goes_to_the_dock_that_is_opened(dock, qgis_iface, observatory, tmp_path, monkeypatch, elsewhere):  # noqa: F811
    taken, waiting, before, after = [], [], QWidget(), QWidget()
    monkeypatch.setattr(dock, "take_keyboard", lambda: taken.append(1))
    monkeypatch.setattr(dock, "when_ready", waiting.append)
    panel = Panel(qgis_iface, QgsProject.instance(), lambda: observatory, tmp_path)
    panel._dock = dock
    monkeypatch.setattr(QApplication, "focusWidget", lambda: before)
    panel._enter(True)
    monkeypatch.setattr(QApplication, "focusWidget", lambda: after if elsewhere else before)
    waiting[0]()
    assert bool(taken) != elsewhere


def test_the_keyboard_comes_back_when_the_work_is_done(shown):
    shown.territory_box.choose("epci:200067825")
    shown.show_page(1)
    shown.layers_page.select("france-services")
    shown.layers_page._add.setFocus()
    QTest.keyClick(shown.layers_page._add, Qt.Key.Key_Space)
    assert shown.busy and QApplication.focusWidget() is None
    wait_for(lambda: not shown.busy)
    assert QApplication.focusWidget() is shown.layers_page._add


def test_the_keyboard_goes_to_the_territory_then_to_the_pages(shown):
    shown.take_keyboard()
    assert shown.territory_box.isAncestorOf(QApplication.focusWidget())
    shown.territory_box.choose("epci:200067825")
    shown.take_keyboard()
    assert QApplication.focusWidget() is shown.tabs.tabBar()
