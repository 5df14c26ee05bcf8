# SPDX-License-Identifier: GPL-2.0-or-later
"""The ways to a territory besides the search, the home, and what the panel remembers: by clicks and keys."""

import time

import pytest
from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsFeature,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.gui import QgsMapMouseEvent, QgsMapTool, QgsRubberBand
from qgis.PyQt.QtCore import QEvent, QPoint, Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QAbstractButton, QApplication, QLineEdit, QMainWindow, QMenu, QPushButton, QToolTip, QWidget
from vigie_territoriale.plugin.gui.dock import Dock
from vigie_territoriale.plugin.gui.map_tools import nowhere
from vigie_territoriale.plugin.gui.step_button import StepButton
from vigie_territoriale.plugin.settings import LONGEST_TERRITORY, RECENT, Settings

from .conftest import wait_for

GAP, PARIS, TURIN, CAYENNE = (6.0786, 44.5594), (2.35, 48.853), (7.68, 45.07), (-52.32, 4.93)


@pytest.fixture
def dock(qgis_iface, qgis_new_project, observatory, tmp_path):
    made = open_dock(qgis_iface, observatory, tmp_path)
    yield made
    close_dock(made)


def open_dock(iface, observatory, folder):
    dock = Dock(iface, QgsProject.instance(), observatory, folder / "profil été")
    wait_for(lambda: not dock.busy)
    return dock


def close_dock(dock):
    dock.dismiss()
    dock.deleteLater()


def read_contours(dock):
    dock.tools.places.read_ahead()
    wait_for(lambda: dock.tools.places.known)


def view(canvas, position, crs="EPSG:2154"):
    """Show a square around a position in degrees; the pixel where it is drawn."""
    canvas.resize(400, 400)
    target = QgsCoordinateReferenceSystem(crs)
    canvas.setDestinationCrs(target)
    transform = QgsCoordinateTransform(
        QgsCoordinateReferenceSystem("EPSG:4326"), target, QgsProject.instance().transformContext()
    )
    point = transform.transform(QgsPointXY(*position))
    half = 0.2 if target.isGeographic() else 20_000
    canvas.setExtent(QgsRectangle(point.x() - half, point.y() - half, point.x() + half, point.y() + half))
    drawn = canvas.getCoordinateTransform().transform(point)
    return QPoint(round(drawn.x()), round(drawn.y()))


def mouse(canvas, kind, pixel, button=Qt.MouseButton.LeftButton, modifiers=Qt.KeyboardModifier.NoModifier):
    return QgsMapMouseEvent(canvas, kind, pixel, button, button, modifiers)


def click(canvas, pixel, **keys):
    canvas.mapTool().canvasReleaseEvent(mouse(canvas, QEvent.Type.MouseButtonRelease, pixel, **keys))


def move(canvas, pixel):
    canvas.mapTool().canvasMoveEvent(mouse(canvas, QEvent.Type.MouseMove, pixel, Qt.MouseButton.NoButton))


def bands(canvas):
    return [item for item in canvas.scene().items() if isinstance(item, QgsRubberBand)]


def select_rectangle(iface, *bounds, crs="EPSG:4326", kind="Polygon"):
    layer = QgsVectorLayer(f"{kind}?crs={crs}", "Étude", "memory")
    feature = QgsFeature()
    feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(*bounds)))
    layer.dataProvider().addFeatures([feature])
    QgsProject.instance().addMapLayer(layer)
    layer.selectAll()
    iface.setActiveLayer(layer)
    return layer


# Recent and favourite territories


def test_the_last_territories_are_offered_the_last_one_first(dock):
    box = dock.territory_box
    for key in ("commune:05061", "departement:05", "commune:05061"):
        box.choose(key)
    assert [territory.key for territory in box.recent()] == ["commune:05061", "departement:05"]
    box.known_menu.aboutToShow.emit()
    actions = {action.text(): action for action in box.known_menu.actions()}
    actions["Hautes-Alpes"].trigger()
    assert box.territory.key == "departement:05"
    actions["Forget the Recent Ones"].trigger()
    assert box.recent() == []
    box.fill_known()
    assert [action.isEnabled() for action in box.known_menu.actions()] == [False]


def test_only_so_many_are_remembered_and_none_that_is_too_long(dock):
    settings = Settings()
    for number in range(RECENT + 3):
        settings.add_recent(f"departement:{number + 10}")
    settings.add_recent(",".join(["commune:05061"] * LONGEST_TERRITORY))
    assert settings.recent == [f"departement:{number}" for number in range(22, 12, -1)]


def test_the_star_keeps_a_territory_by_keyboard(dock):
    box = dock.territory_box
    box.choose("epci:200067825")
    assert box._star.accessibleName() == "Add to the favourites"
    QTest.keyClick(box._star, Qt.Key.Key_Space)
    assert Settings().favourites == ["epci:200067825"] and box._star.isChecked()
    assert box._star.accessibleName() == "Remove from the favourites"
    box.choose("commune:05046")
    assert not box._star.isChecked()
    box.fill_known()
    titles = [action.text() for action in box.known_menu.actions()]
    assert titles.index("Favourites") < titles.index("CA Gap-Tallard-Durance") < titles.index("Recent") < titles.index("Embrun")
    assert titles.count("CA Gap-Tallard-Durance") == 1
    box.choose("epci:200067825")
    QTest.keyClick(box._star, Qt.Key.Key_Space)
    assert Settings().favourites == []


def test_a_territory_of_another_vintage_is_passed_over(dock):
    Settings().add_recent("commune:99999")
    Settings().add_recent("commune:05061")
    assert [territory.key for territory in dock.territory_box.recent()] == ["commune:05061"]


def test_a_long_name_is_cut_in_words(dock):
    codes = dock._observatory.cog.members("departement", "05")
    dock.territory_box.choose(",".join(f"commune:{code}" for code in codes))
    assert dock.territory_box._name.text().endswith(f"and {len(codes) - 4} more")
    assert "Embrun" in dock.territory_box._name.toolTip()


# On the map


@pytest.mark.parametrize(
    ("position", "crs", "key"),
    [
        (GAP, "EPSG:2154", "commune:05061"),
        (GAP, "EPSG:3857", "commune:05061"),
        (PARIS, "EPSG:4326", "commune:75056"),
        (PARIS, "EPSG:32631", "commune:75056"),
        (CAYENNE, "EPSG:2972", "commune:97302"),
    ],
)
def test_a_click_chooses_the_commune_in_any_crs(dock, qgis_canvas, position, crs, key):
    read_contours(dock)
    pixel = view(qgis_canvas, position, crs)
    dock.tools.pick.click()
    assert qgis_canvas.mapTool() is dock.tools.pick_tool and dock.tools.pick.isChecked()
    click(qgis_canvas, pixel)
    assert dock.territory_box.territory.key == key
    assert qgis_canvas.mapTool() is not dock.tools.pick_tool and not dock.tools.pick.isChecked()


def test_the_pointer_names_and_outlines_the_commune(dock, qgis_canvas, observatory):
    read_contours(dock)
    pixel = view(qgis_canvas, GAP)
    dock.tools.pick_on_map()
    move(qgis_canvas, pixel)
    assert QToolTip.text() == "Gap – Commune 05061"
    (band,) = bands(qgis_canvas)
    transform = QgsCoordinateTransform(
        QgsCoordinateReferenceSystem("EPSG:4326"), QgsCoordinateReferenceSystem("EPSG:2154"), QgsProject.instance()
    )
    outline = QgsGeometry()
    outline.fromWkb(observatory.contours.of(["05061"])[0].wkb)
    outline.transform(transform)
    assert band.asGeometry().symDifference(outline).area() < 1e-6 * outline.area()
    dock.tools.pick_tool.give_back()
    assert bands(qgis_canvas) == []


def test_the_pointer_is_followed_at_once(dock, qgis_canvas):
    """However fast it moves over communes: each move in much less than a tenth of a second."""
    read_contours(dock)
    pixel = view(qgis_canvas, GAP)
    dock.tools.pick_on_map("region")
    longest = 0.0
    for step in range(100, -1, -1):
        start = time.perf_counter()
        move(qgis_canvas, pixel + QPoint(step, step))
        longest = max(longest, time.perf_counter() - start)
    print(f"longest move: {1000 * longest:.0f} ms")
    assert longest < 0.1
    wait_for(lambda: bands(qgis_canvas))


def test_a_level_is_picked_and_its_outline_follows(dock, qgis_canvas):
    read_contours(dock)
    pixel = view(qgis_canvas, GAP)
    actions = {action.text(): action for action in dock.tools.pick.menu().actions()}
    actions["Pick an EPCI"].trigger()
    move(qgis_canvas, pixel)
    assert QToolTip.text().startswith("CA Gap-Tallard-Durance")
    wait_for(lambda: bands(qgis_canvas))
    click(qgis_canvas, pixel)
    assert dock.territory_box.territory.key == "epci:200067825"
    assert actions["Pick an EPCI"].isChecked()


def test_the_right_button_offers_the_levels(dock, qgis_canvas):
    read_contours(dock)
    pixel = view(qgis_canvas, GAP)
    dock.tools.pick_on_map()
    place = dock.tools.pick_tool.place_at(dock.tools.pick_tool.toMapCoordinates(pixel))
    menu = dock.tools.pick_tool.menu(place)
    names = [action.text() for action in menu.actions()]
    assert [name.split(" – ")[0] for name in names] == [
        "Gap",
        "CA Gap-Tallard-Durance",
        "Hautes-Alpes",
        "Provence-Alpes-Côte d'Azur",
    ]
    menu.actions()[2].trigger()
    assert dock.territory_box.territory.key == "departement:05"


def test_ctrl_adds_and_goes_on(dock, qgis_canvas):
    read_contours(dock)
    dock.territory_box.choose("commune:05046")
    pixel = view(qgis_canvas, GAP)
    dock.tools.pick_on_map()
    click(qgis_canvas, pixel, modifiers=Qt.KeyboardModifier.ControlModifier)
    assert dock.territory_box.territory.key == "commune:05046,commune:05061"
    assert qgis_canvas.mapTool() is dock.tools.pick_tool


def test_escape_and_another_tool_give_the_map_back(dock, qgis_canvas):
    read_contours(dock)
    before, other = QgsMapTool(qgis_canvas), QgsMapTool(qgis_canvas)
    qgis_canvas.setMapTool(before)
    pixel = view(qgis_canvas, GAP)
    dock.tools.here.click()
    move(qgis_canvas, pixel)
    QTest.keyClick(qgis_canvas, Qt.Key.Key_Escape)
    assert qgis_canvas.mapTool() is before and not dock.tools.here.isChecked() and bands(qgis_canvas) == []
    dock.tools.here.click()
    move(qgis_canvas, pixel)
    qgis_canvas.setMapTool(other)
    assert not dock.tools.here.isChecked() and bands(qgis_canvas) == []
    dock.tools.pick.click()
    dock.tools.pick.click()
    assert qgis_canvas.mapTool() is other
    qgis_canvas.unsetMapTool(other)


def test_outside_of_france_it_says_so(dock, qgis_canvas):
    read_contours(dock)
    pixel = view(qgis_canvas, TURIN)
    dock.tools.pick_on_map()
    move(qgis_canvas, pixel)
    assert QToolTip.text() == nowhere() and bands(qgis_canvas) == []
    click(qgis_canvas, pixel)
    assert dock._status.text() == nowhere() and dock.territory_box.territory is None
    qgis_canvas.setDestinationCrs(QgsCoordinateReferenceSystem())
    click(qgis_canvas, pixel)
    assert "no coordinate reference system" in dock._status.text()
    dock.tools.pick_tool.give_back()


def test_without_a_map_it_says_so(dock, qgis_canvas, monkeypatch):
    """As on the welcome page of QGIS."""
    monkeypatch.setattr(qgis_canvas, "window", lambda: Shown())
    monkeypatch.setattr(qgis_canvas, "isVisible", lambda: False)
    before = qgis_canvas.mapTool()
    for button in (dock.tools.pick, dock.tools.here):
        button.click()
        assert "The map is not shown" in dock._status.text() and not button.isChecked()
    assert qgis_canvas.mapTool() is before


class Shown:
    def isVisible(self):
        return True


def test_a_click_before_the_contours_are_read_is_answered(dock, qgis_canvas, watchdog):
    pixel = view(qgis_canvas, GAP)
    with watchdog("reading the contours for the map tools"):
        dock.tools.pick_on_map()
        click(qgis_canvas, pixel)
        assert "click again in a moment" in dock._status.text()
        wait_for(lambda: dock.tools.places.known)
    click(qgis_canvas, pixel)
    assert dock.territory_box.territory.key == "commune:05061"


# What is here


def test_what_is_here_tells_units_and_programmes(dock, qgis_canvas):
    dock.territory_box.choose("epci:200067825")
    dock.layers_page.select("action-coeur-de-ville")
    QTest.mouseClick(dock.layers_page._add, Qt.MouseButton.LeftButton)
    wait_for(lambda: not dock.busy)
    read_contours(dock)
    pixel = view(qgis_canvas, GAP)
    dock.tools.here.click()
    click(qgis_canvas, pixel)
    card = dock.tools.here_card
    wait_for(lambda: "Reading" not in card.text())
    for told in ("Gap\nCommune 05061 – 41,293 inhabitants", "200067825", "Département 05", "Région 93", "Action cœur de ville"):
        assert told.casefold() in card.text().casefold(), (told, card.text())
    assert dock.pages.currentWidget() is dock.tools.cards
    QTest.keyClick(card._copy, Qt.Key.Key_Space)
    assert QApplication.clipboard().text().startswith("Gap – Commune 05061 – 41,293 inhabitants\nCA Gap-Tallard-Durance – ")
    buttons = card.findChildren(StepButton)
    assert buttons[0].accessibleName() == "Choose Gap (Commune) as the territory"
    QTest.keyClick(buttons[2], Qt.Key.Key_Space)
    assert dock.territory_box.territory.key == "departement:05"
    assert dock.pages.currentWidget() is dock.tabs and card.isHidden()


def test_a_programme_elsewhere_in_the_commune_is_told_apart(dock):
    read_contours(dock)
    layer = QgsVectorLayer("Polygon?crs=EPSG:2154&field=programme&field=communes&field=name", "QPV", "memory")
    transform = QgsCoordinateTransform(
        QgsCoordinateReferenceSystem("EPSG:4326"), QgsCoordinateReferenceSystem("EPSG:2154"), QgsProject.instance()
    )
    features = []
    for name, x, communes in (
        ("<b>Ici</b>", GAP[0], "05061"),
        ("Loin", GAP[0] + 0.02, "05046 05061"),
        ("Ailleurs", GAP[0], "105061"),
    ):
        feature = QgsFeature(layer.fields())
        feature.setAttributes(["QPV", communes, name])
        shape = QgsGeometry.fromRect(QgsRectangle(x - 0.001, GAP[1] - 0.001, x + 0.001, GAP[1] + 0.001))
        shape.transform(transform)
        feature.setGeometry(shape)
        features.append(feature)
    layer.dataProvider().addFeatures(features)
    QgsProject.instance().addMapLayer(layer)
    dock.tools.show_place(dock.tools.places.place(*GAP))
    card = dock.tools.here_card
    wait_for(lambda: "Reading" not in card.text())
    assert "• QPV – <b>Ici</b>\n• QPV – Loin (elsewhere in the commune)" in card.text()
    assert "Ailleurs" not in card.text()
    assert card._programmes.textFormat() == Qt.TextFormat.PlainText
    QTest.keyClick(card, Qt.Key.Key_Escape)
    assert card.isHidden() and dock.pages.currentWidget() is dock.home


def test_the_menu_of_the_map_asks_what_is_here(dock, qgis_canvas):
    pixel = view(qgis_canvas, GAP)
    menu = QMenu()
    qgis_canvas.contextMenuAboutToShow.emit(menu, mouse(qgis_canvas, QEvent.Type.MouseButtonPress, pixel))
    (action,) = menu.actions()
    assert action.text() == "Vigie: What Is Here"
    action.trigger()
    wait_for(lambda: not dock.tools.here_card.isHidden())
    assert "Gap\nCommune 05061" in dock.tools.here_card.text()
    wait_for(lambda: "No layer of this project tells programmes" in dock.tools.here_card.text())


# From selected features


def test_selected_features_are_shown_before_they_are_taken(dock, qgis_iface):
    select_rectangle(qgis_iface, 5.9, 44.4, 6.3, 44.7)
    QTest.keyClick(dock.tools.from_selection, Qt.Key.Key_Space)
    assert dock.busy and not dock.tools.from_selection.isEnabled()
    wait_for(lambda: not dock.busy)
    card = dock.tools.selection_card
    assert "50 communes" in card.text() and "84 % of the selected area" in card.text()
    assert "Touched, but left out: Le Noyer (47 %)" in card.text()
    assert dock.territory_box.territory is None and dock.pages.currentWidget() is dock.tools.cards
    QTest.keyClick(card._choose, Qt.Key.Key_Space)
    assert len(dock.territory_box.territory.communes) == 50
    assert "epci:200067320" in dock.territory_box.territory.key  # held whole
    assert dock.pages.currentWidget() is dock.tabs


def test_what_cannot_be_taken_says_what_to_do(dock, qgis_iface, monkeypatch):
    def told():
        dock.tools.take_selection()
        assert not dock.busy
        return dock._status.text()

    with monkeypatch.context() as patched:
        patched.setattr(qgis_iface, "activeLayer", lambda: None)
        assert "No layer is active" in told()
    layer = select_rectangle(qgis_iface, 5.9, 44.4, 6.3, 44.7)
    layer.setCrs(QgsCoordinateReferenceSystem())
    assert "“Étude” has no coordinate reference system" in told()
    layer.removeSelection()
    assert "Nothing is selected in “Étude”" in told()
    table = QgsVectorLayer("None?field=code", "Tableau", "memory")
    QgsProject.instance().addMapLayer(table)
    qgis_iface.setActiveLayer(table)
    assert "“Tableau” has no features on the map" in told()
    select_rectangle(qgis_iface, 7.66, 45.05, 7.68, 45.07)
    dock.tools.take_selection()
    wait_for(lambda: not dock.busy)
    assert "mean no commune" in dock.tools.selection_card.text() and not dock.tools.selection_card._choose.isEnabled()


def test_a_selection_can_be_cancelled(dock, qgis_iface):
    select_rectangle(qgis_iface, -4, 42, 8, 50)
    dock.tools.take_selection()
    dock.stop()
    wait_for(lambda: not dock.busy)
    assert "Cancelled" in dock._status.text() and dock.tools.selection_card.isHidden()


# The home


def test_the_home_is_there_until_a_territory_is_chosen(dock):
    assert dock.pages.currentWidget() is dock.home
    dock.territory_box.choose("commune:05061")
    assert dock.pages.currentWidget() is dock.tabs


def test_its_steps_by_keyboard(dock, qgis_canvas, qgis_iface, monkeypatch):
    window = QMainWindow()
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
    window.show()
    QTest.keyClick(dock.home.ways["pick"], Qt.Key.Key_Return)
    assert qgis_canvas.mapTool() is dock.tools.pick_tool
    dock.tools.pick_tool.give_back()
    monkeypatch.setattr(qgis_iface, "activeLayer", lambda: None)
    QTest.keyClick(dock.home.ways["selection"], Qt.Key.Key_Return)
    assert "No layer is active" in dock._status.text()
    window.activateWindow()
    QTest.keyClick(dock.home.ways["search"], Qt.Key.Key_Space)
    assert dock.focusWidget() is dock.territory_box._search or window.focusWidget() is dock.territory_box._search
    QTest.keyClick(dock.home.pages[2], Qt.Key.Key_Return)
    assert "Choose a territory first: “Indicators” opens then." in dock._status.text()
    dock.territory_box.choose("commune:05061")
    assert dock.tabs.currentIndex() == 2 and dock.pages.currentWidget() is dock.tabs
    window.removeDockWidget(dock)
    dock.setParent(None)


def test_the_search_needs_no_territory(dock):
    QTest.keyClick(dock.home.pages[0], Qt.Key.Key_Return)
    assert dock.pages.currentWidget() is dock.tabs and dock.tabs.currentIndex() == 0


def test_recent_territories_are_on_the_home(dock, qgis_iface, observatory, tmp_path):
    dock.territory_box.choose("epci:200067825")
    other = open_dock(qgis_iface, observatory, tmp_path / "2")
    (button,) = [
        button for button in other.home.findChildren(QPushButton) if button.accessibleName().startswith("Choose CA Gap-Tallard")
    ]
    QTest.keyClick(button, Qt.Key.Key_Return)
    assert other.territory_box.territory.key == "epci:200067825"
    close_dock(other)


def test_everything_that_takes_the_keyboard_has_a_name(dock):
    dock.territory_box.choose("commune:05061")
    read_contours(dock)
    dock.tools.show_place(dock.tools.places.place(*GAP))
    for room in (dock.territory_box, dock.home, dock.tools.cards):
        for widget in (*room.findChildren(QAbstractButton), *room.findChildren(QLineEdit)):
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not widget.objectName().startswith("qt_"):
                text = widget.text() if isinstance(widget, QAbstractButton) else ""
                assert widget.accessibleName() or text, widget
    wait_for(lambda: dock.tools._reading is None)


# What is remembered


def test_the_territory_is_kept_in_the_project(dock, qgis_iface, observatory, tmp_path):
    project = QgsProject.instance()
    path = str(tmp_path / "projet.qgz")
    assert project.write(path)
    dock.territory_box.choose("epci:200067825")
    assert project.isDirty()
    dock.memory._state.keep_indicator("population-change", "epci")
    assert project.write(path)
    dock.territory_box.choose("epci:200067825")
    assert not project.isDirty()
    dock.territory_box.choose("commune:05046")
    assert project.isDirty()
    assert project.read(path)
    assert dock.territory_box.territory.key == "epci:200067825" and not project.isDirty()
    page = dock.indicators_page
    assert (page._choice.currentData(), page._level.currentData()) == ("population-change", "epci")
    assert Settings().recent[0] == "commune:05046"  # opening a project is no choice
    other = open_dock(qgis_iface, observatory, tmp_path / "2")
    assert other.territory_box.territory.key == "epci:200067825" and not project.isDirty()
    close_dock(other)


def test_a_project_without_the_plugin_holds_entries_only(dock, tmp_path):
    project = QgsProject.instance()
    path = str(tmp_path / "projet.qgs")
    dock.territory_box.choose("epci:200067825")
    assert not project.isDirty()  # nothing was there yet that could be lost
    assert project.write(path)
    other = QgsProject()
    assert other.read(path) and other.error() == ""
    assert other.readEntry("vigie_territoriale", "territory") == ("epci:200067825", True)
    assert other.mapLayers() == {}


def test_an_empty_project_is_not_made_dirty(dock):
    assert not QgsProject.instance().isDirty()
    dock.territory_box.choose("commune:05061")
    dock.memory._state.keep_indicator("population-change", "commune")
    assert not QgsProject.instance().isDirty()


@pytest.mark.parametrize(
    "written", ["commune:99999", "epci:Gap", "<b>x</b>", "0" * 700_000, "commune:05061," * 5, "../../etc/passwd", "05061"]
)
def test_what_another_wrote_into_a_project_does_no_harm(dock, tmp_path, written):
    project = QgsProject.instance()
    project.writeEntry("vigie_territoriale", "territory", written)
    project.writeEntry("vigie_territoriale", "indicator", written[:500])
    path = str(tmp_path / "projet.qgz")
    assert project.write(path)
    start = time.perf_counter()
    assert project.read(path)
    assert time.perf_counter() - start < 2
    assert dock.territory_box.territory is None
    assert ("is not known" in dock._status.text()) == (written == "commune:99999")


def test_layers_that_land_bring_the_territory_of_the_project(dock, tmp_path):
    """One that was chosen in the project before goes with the layers that are added to the next one."""
    dock.territory_box.choose("epci:200067825")
    QgsProject.instance().clear()
    dock.layers_page.select("france-services")
    QTest.mouseClick(dock.layers_page._add, Qt.MouseButton.LeftButton)
    wait_for(lambda: not dock.busy)
    assert QgsProject.instance().readEntry("vigie_territoriale", "territory")[0] == "epci:200067825"


def test_the_page_is_kept_for_the_user(dock, qgis_iface, observatory, tmp_path):
    dock.territory_box.choose("commune:05061")
    dock.tabs.setCurrentIndex(3)
    QgsProject.instance().clear()
    other = open_dock(qgis_iface, observatory, tmp_path / "2")
    assert other.tabs.currentIndex() == 0
    other.territory_box.choose("commune:05061")
    assert other.tabs.currentIndex() == 3
    close_dock(other)


def test_folded_groups_are_kept_for_the_user(qgis_iface, qgis_new_project, observatory, tmp_path):
    def seen(change):
        dock = open_dock(qgis_iface, observatory, tmp_path)
        window = QMainWindow()
        window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
        window.show()
        dock.show_page(0)
        QTest.qWait(50)
        folded = dock.search_page.filters.isCollapsed()
        if change:
            dock.search_page.filters.setCollapsed(not folded)
        window.removeDockWidget(dock)
        dock.setParent(None)
        close_dock(dock)
        QgsApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        return folded

    before = seen(change=True)
    assert seen(change=True) is not before
    assert seen(change=False) is before


# Going away


def test_nothing_is_left_on_the_map(qgis_iface, qgis_canvas, qgis_new_project, observatory, tmp_path):
    def tools():
        return [child for child in qgis_canvas.children() if isinstance(child, QgsMapTool)]

    before, items, listeners = len(tools()), len(qgis_canvas.scene().items()), listening(qgis_canvas)
    for _ in range(3):
        dock = open_dock(qgis_iface, observatory, tmp_path)
        read_contours(dock)
        pixel = view(qgis_canvas, GAP)
        dock.tools.pick_on_map("departement")
        move(qgis_canvas, pixel)
        dock.tools.show_place(dock.tools.places.place(*GAP))
        close_dock(dock)
        QgsApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        wait_for(lambda: QgsApplication.taskManager().countActiveTasks() == 0)
    assert len(tools()) == before and len(qgis_canvas.scene().items()) == items
    assert listening(qgis_canvas) == listeners


def listening(canvas):
    return canvas.receivers(canvas.contextMenuAboutToShow)


@pytest.mark.parametrize("width", [290, 640])
def test_the_home_and_the_cards_fit(dock, width):
    window = QMainWindow()
    window.resize(1300, 700)
    window.setCentralWidget(QWidget())
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
    window.show()
    read_contours(dock)
    window.resizeDocks([dock], [width], Qt.Orientation.Horizontal)
    QTest.qWait(50)
    assert dock.width() <= width + 10
    for button in (*dock.home.ways.values(), *dock.home.pages.values()):
        assert button.height() >= button.layout().heightForWidth(button.width()), button.accessibleName()
        assert button.geometry().right() <= dock.home.viewport().width()
    dock.tools.show_place(dock.tools.places.place(*GAP))
    wait_for(lambda: dock.tools._reading is None)
    QTest.qWait(50)
    assert dock.tools.cards.horizontalScrollBar().maximum() == 0
    window.removeDockWidget(dock)
    dock.setParent(None)


def test_the_titles_of_the_pages_are_whole_in_300_pixels(dock):
    window = QMainWindow()
    window.resize(1300, 700)
    window.setCentralWidget(QWidget())
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
    window.show()
    dock.territory_box.choose("commune:05061")
    window.resizeDocks([dock], [300], Qt.Orientation.Horizontal)
    QTest.qWait(50)
    bar = dock.tabs.tabBar()
    for place in range(bar.count()):
        assert bar.tabRect(place).width() >= bar.fontMetrics().horizontalAdvance(bar.tabText(place)), bar.tabText(place)
    assert bar.tabRect(bar.count() - 1).right() <= dock.tabs.width()
    window.removeDockWidget(dock)
    dock.setParent(None)
