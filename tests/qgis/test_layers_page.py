# SPDX-License-Identifier: GPL-2.0-or-later
"""The page of layers, by clicks and keys: the catalogue with its ticks and counts, and the layers that the project holds."""

import threading
import time
from dataclasses import replace

import pytest
from qgis.core import QgsApplication, QgsLayoutItemLabel, QgsPrintLayout, QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QMainWindow, QMessageBox, QWidget
from vigie_territoriale.plugin.catalog.about import About
from vigie_territoriale.plugin.files.model import Copied
from vigie_territoriale.plugin.gui.layers_page import ENTRY, LayersPage
from vigie_territoriale.plugin.gui.versions_dialog import VersionsDialog
from vigie_territoriale.plugin.layers.loaded import dress
from vigie_territoriale.plugin.layers.marks import STORED, mark
from vigie_territoriale.plugin.layers.ours import (
    COPY,
    CREDITS,
    DIFFERENCE,
    HARMONISED,
    INDICATOR,
    SNAPSHOT,
    TERRITORY,
    copied_files,
    our_layers,
    project_credits,
)
from vigie_territoriale.plugin.messages import Silent, VigieError
from vigie_territoriale.plugin.refreshing import Newer

from .conftest import OWN_LAYER, wait_for
from .test_dock import add, choose, dock, names, of_entry  # noqa: F401 (a fixture)

GAP = "epci:200067825"


@pytest.fixture
def page(qgis_app, qgis_new_project, observatory):
    made = LayersPage(QgsProject.instance())
    made.set_entries(observatory.catalogue.entries(), observatory.catalogue)
    made.resize(300, 600)
    yield made
    made.dismiss()
    made.deleteLater()
    wait_for(lambda: QgsApplication.taskManager().countActiveTasks() == 0)


def item_of(page, entry):
    return next(item for item in page._tree.entry_items() if item.data(0, ENTRY).id == entry)


def heard(signal):
    found = []
    signal.connect(lambda *what: found.append(what))
    return found


def test_several_layers_are_ticked_and_added_together(dock):  # noqa: F811
    choose(dock, "gap tallard")
    page = dock.layers_page
    QTest.keyClicks(page._filter, "ville")
    page.tick("petites-villes-de-demain")
    page._filter.clear()
    page.tick("france-services")
    assert page._add.text() == "Add 2 Layers"
    QTest.mouseClick(page._add, Qt.MouseButton.LeftButton)
    wait_for(lambda: not dock.busy)
    assert len(of_entry("petites-villes-de-demain")) == len(of_entry("france-services")) == 1
    assert dock._status.text().startswith("2 layers added, 4 rows.")
    assert not page._ticked and page._add.text() == "Add to the Project"
    dock._undo.click()
    assert names() == []


def test_one_that_cannot_be_had_does_not_stop_the_others(dock):  # noqa: F811
    choose(dock, "quimper")
    page = dock.layers_page
    for entry in ("town-halls", "france-services"):
        page.tick(entry)
    QTest.mouseClick(page._add, Qt.MouseButton.LeftButton)
    wait_for(lambda: not dock.busy)
    assert of_entry("france-services") and not of_entry("town-halls")
    assert "1 layers added" in dock._status.text() and "1 could not be added" in dock._status.text()
    assert "does not cover Quimper" in dock._status.text()


def test_a_theme_is_ticked_whole_and_a_part_of_it_shows(page):
    theme = page._tree.topLevelItem(0)
    theme.setCheckState(0, Qt.CheckState.Checked)
    assert len(page._ticked) == theme.childCount() == 8
    page.tick("france-services", False)
    assert theme.checkState(0) == Qt.CheckState.PartiallyChecked and len(page._ticked) == 7
    asked = heard(page.several_requested)
    page._add.click()
    (wanted,) = asked[0]
    assert dict(wanted)["town-halls"] == "embedded" and "france-services" not in dict(wanted)


def test_the_catalogue_by_keyboard_alone(page):
    page.show()
    QApplication.setActiveWindow(page)
    page._filter.setFocus()
    QTest.keyClicks(page._filter, "guichet")
    QTest.keyClick(page._filter, Qt.Key.Key_Down)
    assert QApplication.focusWidget() is page._tree
    while page._current() is None or page._current().id != "france-services":
        before = page._tree.currentItem()
        QTest.keyClick(page._tree, Qt.Key.Key_Down)
        assert page._tree.currentItem() is not before
    QTest.keyClick(page._tree, Qt.Key.Key_Space)
    assert list(page._ticked) == ["france-services"]
    one = heard(page.add_requested)
    QTest.keyClick(page._tree, Qt.Key.Key_Return)
    assert one == [("france-services", "embedded")]
    page._filter.setFocus()
    reached = []
    for _ in range(6):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        reached.append(QApplication.focusWidget())
    for widget in (page._tree, page._about, page._source, page._add):
        assert widget in reached
    assert [reached.index(widget) for widget in (page._tree, page._about, page._source, page._add)] == [0, 1, 2, 3]


def test_rows_are_counted_in_the_territory_and_what_is_not_is_said(page, observatory):
    threads = set()

    def count(territory, progress):
        threads.add(threading.current_thread())
        return observatory.counts(territory, progress)

    page.set_counter(count)
    page.set_territory(observatory.cog.territory(GAP))
    assert not threads and item_of(page, "france-services").text(1) == "", "not before it is seen"
    page.show()
    assert item_of(page, "france-services").text(1) == "…"
    wait_for(lambda: page._counts is not None)
    assert threading.main_thread() not in threads
    gap = observatory.cog.territory(GAP)
    expected = len(observatory.load("france-services", gap, "embedded", Silent()))
    item = item_of(page, "france-services")
    assert item.text(1) == str(expected) and f"{expected} rows" in item.data(0, Qt.ItemDataRole.AccessibleTextRole)
    live = next(entry for entry in page._catalogue.entries() if entry.resource("embedded") is None)
    assert item_of(page, live.id).text(1) == "" and "Not counted" in item_of(page, live.id).toolTip(1)
    page.select(live.id)
    assert "Territory: Not counted" in page._about.text()
    page.set_territory(observatory.cog.territory("commune:29232"))
    wait_for(lambda: page._counts is not None)
    assert item_of(page, "town-halls").text(1) == "–" and "does not cover" in item_of(page, "town-halls").toolTip(1)
    assert item_of(page, "action-coeur-de-ville").text(1) == "1"


def test_counting_that_fails_is_told_and_another_territory_stops_it(page, observatory):
    gate = threading.Event()

    def slow(territory, progress):
        while not gate.wait(0.02):
            progress.hear()
        raise VigieError("the copies cannot be read")

    page.set_counter(slow)
    failed = heard(page.failed)
    page.set_territory(observatory.cog.territory(GAP))
    page.show()
    first = page._counting._work
    page.set_territory(observatory.cog.territory("commune:05061"))
    assert page._counting._work is not first
    gate.set()
    wait_for(lambda: failed)
    assert [error.sentence for (error,) in failed] == ["the copies cannot be read"]
    assert not page._counting.busy


def test_nothing_is_in_the_project_and_the_page_says_what_to_do(page):
    loaded = page.loaded
    assert "tick some in the catalogue" in loaded.about.text() and page.tabs.title(1) == "Project"
    assert not loaded.check.isEnabled() and not loaded.credits.isEnabled() and not loaded.versions.isEnabled()
    QgsProject.instance().addMapLayer(QgsVectorLayer(str(OWN_LAYER), "À moi", "ogr"))
    QTest.qWait(20)
    assert loaded.tree.topLevelItemCount() == 0, "hers is none of ours"


def copy_layer(name, address="https://x.example/a.csv", fetched="2026-01-02T03:04:05+00:00"):
    layer = QgsVectorLayer(str(OWN_LAYER), name, "ogr")
    about = About(name, name, producer="Ministère", licence="ODbL 1.0", modified="2026-02-01", address=address, fetched=fetched)
    dress(layer, Copied("t", "t", 3, 3), about)
    mark(layer, about, name)
    return layer


def test_the_layers_of_the_project_are_listed_with_date_and_source(page):
    project = QgsProject.instance()
    project.addMapLayer(copy_layer("Bancs publics"))
    wait_for(lambda: page.loaded.tree.topLevelItemCount() == 1)
    assert page.tabs.title(1) == "Project (1)"
    page.loaded.tree.setCurrentItem(page.loaded.tree.topLevelItem(0))
    told = page.loaded.about.text()
    for part in (
        "Copy of a file",
        "Ministère",
        "ODbL 1.0",
        "data of 2026-02-01",
        "fetched on 2026-01-02",
        "https://x.example/a.csv",
    ):
        assert part in told
    assert copied_files(project) == {"https://x.example/a.csv": "2026-01-02T03:04:05+00:00"}
    page.loaded.set_newer({"https://x.example/a.csv": Newer(True, "Its source has another version.")})
    assert page.loaded.tree.topLevelItem(0).text(1) == "yes" and "another version" in page.loaded.about.text()
    project.removeAllMapLayers()
    wait_for(lambda: page.loaded.tree.topLevelItemCount() == 0)


def test_hundreds_of_layers_and_long_names_hold_nobody_up(page, watchdog):
    layer = copy_layer("Un nom très long, sans fin, " * 20)
    layers = [layer.clone() for _ in range(300)]
    page.tabs.setCurrentIndex(1)
    page.show()
    page.resize(280, 500)
    QTest.qWait(50)
    QgsProject.instance().addMapLayers(layers)
    start = time.perf_counter()
    page.loaded.refill()
    seconds = time.perf_counter() - start
    print(f"300 layers listed in {1000 * seconds:.0f} ms")
    assert seconds < 0.1
    assert page.loaded.tree.horizontalScrollBar().maximum() == 0
    page.loaded.tree.setCurrentItem(page.loaded.tree.topLevelItem(0))
    assert page.loaded.about.height() <= 7 * page.fontMetrics().lineSpacing() and page.width() == 280
    page.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert not page.grab().isNull() and page.minimumSizeHint().width() <= 280


def test_newer_data_are_looked_for_when_asked_only(dock, monkeypatch):  # noqa: F811
    asked = []
    monkeypatch.setattr(
        "vigie_territoriale.plugin.gui.layer_work.look_for_newer",
        lambda observatory, store, stored, copied, progress: asked.append((stored, copied))
        or {stored[0]: Newer(None, "No answer.")},
    )
    choose(dock, "gap tallard")
    layer = add(dock, "france-services")
    loaded = dock.layers_page.loaded
    loaded.refill()
    assert not asked
    QTest.mouseClick(loaded.check, Qt.MouseButton.LeftButton)
    assert dock.busy
    wait_for(lambda: not dock.busy)
    assert asked == [([layer.customProperty(STORED)], {})]
    states = [loaded.tree.topLevelItem(place).text(1) for place in range(2)]
    assert sorted(states) == ["", "not known"]
    assert dock._status.text() == "0 of 1 sources have newer data, 1 do not tell."


def test_one_layer_is_refreshed(dock):  # noqa: F811
    choose(dock, "gap tallard")
    add(dock, "france-services")
    add(dock, "town-halls")
    loaded = dock.layers_page.loaded
    loaded.refill()
    assert not loaded.refresh_one.isEnabled()
    rows = [loaded.tree.topLevelItem(place) for place in range(loaded.tree.topLevelItemCount())]
    loaded.tree.setCurrentItem(next(row for row in rows if row.text(0).startswith("Town halls")))
    assert loaded.refresh_one.isEnabled()
    loaded.refresh_one.trigger()
    wait_for(lambda: not dock.busy)
    assert "0 of 1 layers have newer data" in dock._status.text() and "Town halls" in dock._status.text()
    loaded.refresh_all.trigger()
    wait_for(lambda: not dock.busy)
    assert "0 of 2 layers" in dock._status.text()


@pytest.fixture
def versions(dock):  # noqa: F811
    """The dock with a layer of three versions, the first and the last of which are alike; and their dialog."""
    choose(dock, "gap tallard")
    layer = add(dock, "france-services")
    name = layer.customProperty(STORED)
    dataset = dock._observatory.load("france-services", dock.territory_box.territory, "embedded", Silent())
    older = dataset.table.iloc[1:].reset_index(drop=True)
    earlier = replace(dataset.provenance, date="2023-05-06")
    dock._store.save(name, replace(dataset, table=older, geometry=dataset.geometry[1:], provenance=earlier))
    dock._store.save(name, dataset)
    loaded = dock.layers_page.loaded
    loaded.refill()
    rows = [loaded.tree.topLevelItem(place) for place in range(loaded.tree.topLevelItemCount())]
    loaded.tree.setCurrentItem(next(row for row in rows if row.text(0) == layer.name()))
    QTest.mouseClick(loaded.versions, Qt.MouseButton.LeftButton)
    wait_for(lambda: not dock.busy)
    (dialog,) = dock.findChildren(VersionsDialog)
    yield dock, layer, name, dialog
    dock._layer_work.dismiss()


def test_an_earlier_version_is_shown_with_its_date_beside_the_last_one(versions):
    dock, layer, name, dialog = versions  # noqa: F811
    assert [dialog.tree.topLevelItem(place).text(0) for place in range(3)] == ["3 (in use)", "2", "1"]
    assert dialog.tree.topLevelItem(1).text(1) == "2023-05-06"
    dialog.tree.setCurrentItem(dialog.tree.topLevelItem(0))
    assert not dialog.add.isEnabled() and not dialog.remove.isEnabled(), "the last one is the layer itself"
    dialog.tree.setCurrentItem(dialog.tree.topLevelItem(1))
    QTest.mouseClick(dialog.add, Qt.MouseButton.LeftButton)
    assert dock.busy and not dialog.add.isEnabled()
    wait_for(lambda: not dock.busy)
    shown = {one.name(): one for one in of_entry("france-services")}
    earlier = shown["France Services (2023-05-06, version 2)"]
    assert set(shown) == {layer.name(), earlier.name()} and layer.isValid()
    assert earlier.featureCount() == layer.featureCount() - 1
    assert earlier.renderer().type() == layer.renderer().type() and "Licence Ouverte" in earlier.metadata().rights()[0]
    dock.layers_page._refresh.click()
    wait_for(lambda: not dock.busy)
    assert "of 1 layers" in dock._status.text(), "an earlier version is not refreshed"
    dock._store.discard(name, [2])
    assert QgsVectorLayer(earlier.source(), "again", "ogr").featureCount() == layer.featureCount() - 1, "it is a copy"


def test_what_changed_since_an_earlier_version_is_shown(versions):
    dock, _, _, dialog = versions  # noqa: F811
    dialog.tree.setCurrentItem(dialog.tree.topLevelItem(1))
    QTest.mouseClick(dialog.compare, Qt.MouseButton.LeftButton)
    wait_for(lambda: not dock.busy)
    assert dock._status.text().startswith("1 added, 0 removed")
    (changes,) = of_entry("difference")
    assert changes.name() == "France Services: changes since 2023-05-06 (version 2)" and changes.featureCount() == 1
    dialog.tree.setCurrentItem(dialog.tree.topLevelItem(2))
    QTest.mouseClick(dialog.compare, Qt.MouseButton.LeftButton)
    wait_for(lambda: not dock.busy)
    assert dock._status.text().startswith("0 added, 0 removed, 0 moved, 0 changed")


def test_earlier_versions_are_removed_once_it_is_confirmed(versions, monkeypatch):
    dock, layer, name, dialog = versions  # noqa: F811
    answers = [QMessageBox.StandardButton.No, QMessageBox.StandardButton.Yes]
    monkeypatch.setattr(QMessageBox, "exec", lambda box: answers.pop(0))
    dialog.tree.selectAll()
    assert dialog.remove.isEnabled() and not dialog.add.isEnabled(), "two earlier ones are chosen"
    QTest.mouseClick(dialog.remove, Qt.MouseButton.LeftButton)
    assert not dock.busy and len(dock._store.snapshots(name)) == 3
    QTest.mouseClick(dialog.remove, Qt.MouseButton.LeftButton)
    wait_for(lambda: not dock.busy)
    assert [row.version for row in dock._store.snapshots(name)] == [3]
    assert dialog.tree.topLevelItemCount() == 1 and "no earlier version" in dialog._told.text()
    assert layer.isValid() and layer.featureCount() > 0


def test_a_layer_that_the_store_lost_is_told(dock):  # noqa: F811
    choose(dock, "gap tallard")
    layer = add(dock, "france-services")
    dock._store.drop([layer.customProperty(STORED)])
    dock.layers_page.loaded.versions_requested.emit(layer.customProperty(STORED), "Guichets")
    wait_for(lambda: not dock.busy)
    assert "“Guichets” is not kept in" in dock._status.text()


def test_what_each_layer_is(versions):
    dock, layer, _, dialog = versions  # noqa: F811
    QTest.mouseClick(dialog.add, Qt.MouseButton.LeftButton)
    wait_for(lambda: not dock.busy)
    QTest.mouseClick(dialog.compare, Qt.MouseButton.LeftButton)
    wait_for(lambda: not dock.busy)
    dock.indicators_page.select("population-change", "commune")
    dock.indicators_page._compute.click()
    wait_for(lambda: not dock.busy)
    QgsProject.instance().addMapLayer(copy_layer("Bancs"))
    kinds = sorted(one.kind for one in our_layers(QgsProject.instance()))
    assert kinds == sorted([HARMONISED, SNAPSHOT, DIFFERENCE, TERRITORY, INDICATOR, COPY])
    harmonised = next(one for one in our_layers(QgsProject.instance()) if one.kind == HARMONISED)
    assert harmonised.date == "2024-08-01" and harmonised.stored == layer.customProperty(STORED) and harmonised.producer


def test_the_credits_of_the_map_are_copied_in_one_click_and_written_into_a_layout(dock):  # noqa: F811
    choose(dock, "gap tallard")
    add(dock, "france-services")
    project = QgsProject.instance()
    nasty = copy_layer("[% 1 + 1 %] Bancs")
    project.addMapLayer(nasty)
    project.addMapLayer(QgsVectorLayer(str(OWN_LAYER), "À moi", "ogr"))
    loaded = dock.layers_page.loaded
    loaded.refill()
    QApplication.clipboard().clear()
    QTest.mouseClick(
        loaded.credits, Qt.MouseButton.LeftButton, pos=loaded.credits.rect().topLeft() + loaded.credits.rect().center() / 4
    )
    lines = QApplication.clipboard().text().split("\n")
    assert lines == project_credits(project) and len(lines) == 3
    assert any(line.startswith("France Services, Agence nationale") and line.endswith("Licence Ouverte 2.0") for line in lines)
    assert dock._status.text() == "The credits of 3 sources are in the clipboard."
    loaded._fill_credits_menu()
    assert not loaded._credits_menu.actions()[-1].isEnabled()
    layout = QgsPrintLayout(project)
    layout.initializeDefaults()
    layout.setName("Carte A4 & co")
    project.layoutManager().addLayout(layout)
    for _ in range(2):
        loaded._fill_credits_menu()
        loaded._credits_menu.actions()[-1].trigger()
    labels = [item for item in layout.items() if isinstance(item, QgsLayoutItemLabel)]
    assert [label.id() for label in labels] == [CREDITS]
    assert "Licence Ouverte 2.0" in labels[0].currentText() and "1 + 1" in labels[0].currentText(), "data is no expression"
    page = layout.pageCollection().page(0)
    assert labels[0].scenePos().y() + labels[0].rect().height() <= page.pageSize().height()


def test_it_fits_in_300_pixels_with_layers(dock):  # noqa: F811
    window = QMainWindow()
    window.resize(1366, 768)
    window.setCentralWidget(QWidget())
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
    window.show()
    choose(dock, "gap tallard")
    QgsProject.instance().addMapLayer(copy_layer("Un nom très long, sans fin, " * 20))
    dock.layers_page.select("france-services")
    window.resizeDocks([dock], [290], Qt.Orientation.Horizontal)
    dock.tabs.setCurrentIndex(1)
    for place in range(2):
        dock.layers_page.tabs.setCurrentIndex(place)
        QTest.qWait(50)
        assert dock.tabs.widget(1).horizontalScrollBar().maximum() == 0
        assert dock.tabs.widget(1).verticalScrollBar().maximum() == 0, "the buttons are in sight"
    assert dock.width() <= 300
    window.removeDockWidget(dock)
    dock.setParent(None)  # or it would die with the window


def test_every_widget_of_the_page_has_a_name(page):
    page.show()
    for widget in (page._tree, page._filter, page._about, page._source, page.loaded.tree, page.loaded.about, page._refresh,
                   page.loaded.credits):  # fmt: skip
        assert widget.accessibleName()


def test_closing_the_project_closes_what_was_asked_of_it(versions):
    dock, _, name, dialog = versions  # noqa: F811
    loaded = dock.layers_page.loaded
    loaded.set_newer({name: Newer(True, "Newer.")})
    gone = heard(dialog.finished)
    QTest.mouseClick(dialog.compare, Qt.MouseButton.LeftButton)
    assert dock.busy
    QgsProject.instance().clear()
    assert gone and not dock.busy and dock._layer_work._dialog is None
    wait_for(lambda: loaded.tree.topLevelItemCount() == 0)
    assert not loaded._newer and names() == []
    wait_for(lambda: QgsApplication.taskManager().countActiveTasks() == 0)
    assert names() == []


def test_counting_is_cancelled_and_begins_again_when_the_page_is_seen(page, observatory):
    begun = []

    def count(territory, progress):
        begun.append(territory)
        while len(begun) == 1:
            progress.hear()
            time.sleep(0.02)
        return {"france-services": 7}

    page.set_counter(count)
    page.set_territory(observatory.cog.territory(GAP))
    page.show()
    wait_for(lambda: begun)
    page._counting.cancel()
    wait_for(lambda: not page._counting.busy)
    assert item_of(page, "france-services").text(1) == ""
    page.hide()
    page.show()
    wait_for(lambda: page._counts is not None)
    assert item_of(page, "france-services").text(1) == "7" and len(begun) == 2
