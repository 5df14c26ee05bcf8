# SPDX-License-Identifier: GPL-2.0-or-later
"""The dock, by clicks and keys."""

import hashlib
from dataclasses import replace

import pytest
from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QListWidget, QMainWindow, QWidget
from vigie_territoriale.plugin.gui.dock import Dock
from vigie_territoriale.plugin.layers.marks import OWN_LAYER as OWN_LAYER_MARK
from vigie_territoriale.plugin.messages import Silent
from vigie_territoriale.plugin.settings import Settings

from .conftest import OWN_LAYER, wait_for


@pytest.fixture
def dock(qgis_iface, qgis_new_project, observatory, tmp_path):
    made = Dock(qgis_iface, QgsProject.instance(), observatory, tmp_path / "profil été")
    wait_for(lambda: not made.busy)
    yield made
    made.dismiss()
    made.deleteLater()


def choose(dock, text):
    search = dock.territory_box._search
    search.clear()
    QTest.keyClicks(search, text)
    QTest.keyClick(search, Qt.Key.Key_Return)


def cells(page):
    """The texts of the table of results, row by row."""
    model = page.table.model
    return [[model.index(row, column).data() for column in range(model.columnCount())] for row in range(model.rowCount())]


def names():
    return sorted(layer.name() for layer in QgsProject.instance().mapLayers().values())


def test_nothing_can_be_done_without_a_territory(dock):
    assert not any(dock.tabs.isTabEnabled(place) for place in (1, 2, 3))
    choose(dock, "zzzz")
    assert dock.territory_box.territory is None
    answers = dock.territory_box.findChild(QListWidget)
    assert "Nothing by that name" in answers.item(0).text()


def test_the_arrow_down_leads_to_the_answers(dock):
    search = dock.territory_box._search
    QTest.keyClick(search, Qt.Key.Key_Down)  # where there are no answers, nothing happens
    QTest.keyClicks(search, "gap")
    wait_for(lambda: dock.territory_box._answers.count() > 1)
    QTest.keyClick(search, Qt.Key.Key_Down)
    answers = dock.territory_box._answers
    assert answers.currentRow() == 0
    QTest.keyClick(answers, Qt.Key.Key_Down)
    QTest.keyClick(answers, Qt.Key.Key_Return)
    assert dock.territory_box.territory is not None
    assert dock.territory_box.territory.name in answers.item(1).text()


def test_territories_are_found_by_name_code_and_siren(dock):
    for text, key in (("gap tallard", "epci:200067825"), ("05046", "commune:05046"), ("210500617", "commune:05061")):
        choose(dock, text)
        assert dock.territory_box.territory.key == key
    assert all(dock.tabs.isTabEnabled(place) for place in range(4))


def test_several_territories_can_be_joined(dock):
    choose(dock, "embrun")
    dock.territory_box._add.setChecked(True)
    choose(dock, "gap")
    assert dock.territory_box.territory.key == "commune:05046,commune:05061"


def test_a_layer_is_found_and_added(dock):
    choose(dock, "gap tallard")
    page = dock.layers_page
    QTest.keyClicks(page._filter, "guichet")
    page.select("france-services")
    QTest.mouseClick(page._add, Qt.MouseButton.LeftButton)
    assert dock.busy
    wait_for(lambda: not dock.busy)
    assert names() == ["CA Gap-Tallard-Durance", "France Services (2024-08-01)"]
    QTest.mouseClick(page._add, Qt.MouseButton.LeftButton)
    wait_for(lambda: not dock.busy)
    assert len(names()) == 2


def test_a_source_that_does_not_cover_is_told(dock, qgis_iface):
    choose(dock, "quimper")
    dock.layers_page.select("town-halls")
    QTest.mouseClick(dock.layers_page._add, Qt.MouseButton.LeftButton)
    wait_for(lambda: not dock.busy)
    assert "does not cover Quimper" in dock._status.text()
    assert names() == []


def test_an_indicator_over_a_layer_of_the_user(dock):
    before = hashlib.sha256(OWN_LAYER.read_bytes()).hexdigest()
    own = QgsVectorLayer(str(OWN_LAYER), "Stations", "ogr")
    QgsProject.instance().addMapLayer(own)
    choose(dock, "gap tallard")
    page = dock.indicators_page
    page.select("features-count", "commune")
    page.set_own_layer(own)
    QTest.mouseClick(page._compute, Qt.MouseButton.LeftButton)
    wait_for(lambda: not dock.busy)
    rows = cells(page)
    assert len(rows) == 18
    assert rows[0][:2] == ["CA Gap-Tallard-Durance", "9"]
    assert "Number of features of my layer – Stations (features)" in names()
    assert hashlib.sha256(OWN_LAYER.read_bytes()).hexdigest() == before
    page.table.view.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    assert cells(page)[1][0] == "Gap"


def test_an_indicator_over_a_partial_layer_is_refused_unless_it_is_accepted(dock):
    whole, own = (QgsVectorLayer(str(OWN_LAYER), name, "ogr") for name in ("Whole", "Bancs (partial: 3 of 9)"))
    own.setCustomProperty("vigie_territoriale/partial", "9 announced, 3 read.")
    QgsProject.instance().addMapLayers([whole, own])
    choose(dock, "gap tallard")
    page = dock.indicators_page
    page.select("features-count", "commune")
    page.set_own_layer(whole)
    assert page._partial.isHidden()
    page.set_own_layer(own)
    assert not page._partial.isHidden() and "9 announced" in page._partial.toolTip()
    QTest.mouseClick(page._compute, Qt.MouseButton.LeftButton)
    assert not dock.busy and "9 announced, 3 read" in dock._status.text()
    page._partial.setChecked(True)
    QTest.mouseClick(page._compute, Qt.MouseButton.LeftButton)
    wait_for(lambda: not dock.busy)
    assert "Number of features of my layer – Bancs (partial: 3 of 9) (features)" in names()
    page.set_own_layer(whole)
    page.set_own_layer(own)
    assert not page.accepts_partial


def test_an_indicator_over_a_layer_needs_one(dock):
    choose(dock, "gap tallard")
    dock.indicators_page.select("features-count")
    assert not dock.indicators_page._compute.isEnabled()
    dock.indicators_page.select("population-change")
    assert dock.indicators_page._compute.isEnabled()


def test_comparators_come_first_and_missing_ones_say_why(dock):
    choose(dock, "gap tallard")
    dock.indicators_page.select("france-services-distance")
    QTest.mouseClick(dock.indicators_page._compute, Qt.MouseButton.LeftButton)
    wait_for(lambda: not dock.busy)
    shown = cells(dock.indicators_page)
    rows = {row[0]: (row[1], row[-1]) for row in shown}
    assert shown[0][0] == "CA Gap-Tallard-Durance"
    assert rows["CA Gap-Tallard-Durance"] == ("1.2", "")
    assert rows["Provence-Alpes-Côte d'Azur"][0] == "–"
    assert "not enough data" in rows["Provence-Alpes-Côte d'Azur"][1]
    assert "Mairies" not in dock.indicators_page._credits.text()
    assert "Licence Ouverte 2.0" in dock.indicators_page._credits.text()


@pytest.mark.parametrize("kind", ["html", "pdf"])
def test_a_fact_sheet(dock, tmp_path, kind, monkeypatch):
    opened = []
    monkeypatch.setattr("vigie_territoriale.plugin.gui.factsheet_work.QDesktopServices.openUrl", opened.append)
    choose(dock, "embrun")
    path = tmp_path / "fiches été" / f"embrun.{kind}"
    dock.factsheet_page.select(kind, path)
    QTest.mouseClick(dock.factsheet_page._make, Qt.MouseButton.LeftButton)
    wait_for(lambda: not dock.busy)
    assert path.read_bytes()[:5] == (b"%PDF-" if kind == "pdf" else b"<!DOC")
    assert opened[0].toLocalFile() == str(path)


def test_a_place_that_cannot_be_written_is_told(dock, tmp_path, monkeypatch):
    monkeypatch.setattr("vigie_territoriale.plugin.gui.factsheet_work.QDesktopServices.openUrl", lambda url: None)
    (tmp_path / "file").write_text("x", encoding="utf-8")
    choose(dock, "embrun")
    for kind in ("html", "pdf"):
        dock.factsheet_page.select(kind, tmp_path / "file" / f"x.{kind}")
        QTest.mouseClick(dock.factsheet_page._make, Qt.MouseButton.LeftButton)
        wait_for(lambda: not dock.busy)
        assert "cannot be written" in dock._status.text()


def test_cancel_leaves_the_project_as_it_was(dock):
    choose(dock, "provence alpes cote d azur")
    dock.layers_page.select("density-grid")
    QTest.mouseClick(dock.layers_page._add, Qt.MouseButton.LeftButton)
    dock.stop()
    wait_for(lambda: not dock.busy)
    assert names() == []
    assert "Cancelled" in dock._status.text()
    assert QgsApplication.taskManager().countActiveTasks() == 0


def test_closing_the_project_in_the_middle_is_harmless(dock):
    choose(dock, "gap tallard")
    dock.layers_page.select("france-services")
    QTest.mouseClick(dock.layers_page._add, Qt.MouseButton.LeftButton)
    assert dock.busy
    QgsProject.instance().clear()
    assert not dock.busy
    wait_for(lambda: QgsApplication.taskManager().countActiveTasks() == 0)
    QTest.qWait(200)
    assert names() == []
    assert "project was closed" in dock._status.text()
    QTest.mouseClick(dock.layers_page._add, Qt.MouseButton.LeftButton)
    wait_for(lambda: not dock.busy)
    assert len(names()) == 2


def test_closing_the_project_ends_an_inventory_that_needs_no_territory(dock):
    dock.inventory.click()
    dialog = dock.holdings.dialog
    dialog.walk_requested.emit("project", "")
    assert dock.busy and not dialog.walk.isEnabled()
    QgsProject.instance().clear()
    assert not dock.busy and dialog.walk.isEnabled()
    wait_for(lambda: QgsApplication.taskManager().countActiveTasks() == 0)
    assert "project was closed" in dock._status.text()


def test_an_inventory_that_is_opened_while_something_is_made_waits(dock):
    choose(dock, "gap tallard")
    dock.layers_page.select("france-services")
    QTest.mouseClick(dock.layers_page._add, Qt.MouseButton.LeftButton)
    dock.inventory.click()
    assert not dock.holdings.dialog.walk.isEnabled()
    wait_for(lambda: not dock.busy)
    assert dock.holdings.dialog.walk.isEnabled()


def test_an_inventory_that_is_opened_before_all_is_read_waits(qgis_iface, qgis_new_project, observatory, tmp_path):
    made = Dock(qgis_iface, QgsProject.instance(), observatory, tmp_path)
    wait_for(lambda: made._work is not None)
    made.inventory.click()
    early = made.holdings.dialog.walk.isEnabled()
    wait_for(lambda: not made.busy)
    late = made.holdings.dialog.walk.isEnabled()
    made.dismiss()
    made.deleteLater()
    assert (early, late) == (False, True)


def test_an_unexpected_error_is_a_sentence_without_traceback(dock, monkeypatch):
    choose(dock, "embrun")
    monkeypatch.setattr(dock._observatory, "load", lambda *arguments: 1 / 0)
    dock.layers_page.select("france-services")
    QTest.mouseClick(dock.layers_page._add, Qt.MouseButton.LeftButton)
    wait_for(lambda: not dock.busy)
    assert "unexpected error" in dock._status.text()
    assert "Traceback" not in dock._status.text()


def test_the_catalogue_says_what_each_source_is_worth(dock):
    choose(dock, "embrun")
    page = dock.layers_page
    asked = []
    page.add_requested.disconnect()
    page.add_requested.connect(lambda *what: asked.append(what))
    page.select("density-grid")
    page._source.setCurrentIndex(page._source.findData("live"))
    assert "No live source: the embedded copy is used." in page._about.text()
    assert "Copy of 2026, verified" in page._about.text()
    QTest.mouseClick(page._add, Qt.MouseButton.LeftButton)
    page._source.setCurrentIndex(page._source.findData("embedded"))
    page.select("ort")
    assert "No embedded copy: the live source is used." in page._about.text()
    assert "verified on a real file of 2024" in page._about.text()
    assert "Licence to be confirmed" in page._about.toolTip()
    QTest.mouseClick(page._add, Qt.MouseButton.LeftButton)
    assert asked == [("density-grid", "embedded"), ("ort", "live")]
    page.select("crte")
    assert "never verified" in page._about.text()
    QTest.keyClicks(page._filter, "zzz")
    assert "try fewer" in page._about.text()


def test_dozens_of_layers_are_listed_by_theme(dock):
    choose(dock, "gap")
    tree = dock.layers_page._tree
    themes = [tree.topLevelItem(place) for place in range(tree.topLevelItemCount())]
    assert themes[0].text(0) == f"Services and equipment ({themes[0].childCount()})"
    assert sum(theme.childCount() for theme in themes) == len(dock._observatory.catalogue.entries())
    assert not any(theme.isExpanded() for theme in themes)
    QTest.keyClicks(dock.layers_page._filter, "recensement")
    assert all(tree.topLevelItem(place).isExpanded() for place in range(tree.topLevelItemCount()))


def press_compute(dock):
    QTest.mouseClick(dock.indicators_page._compute, Qt.MouseButton.LeftButton)
    wait_for(lambda: not dock.busy)


def memory_layer(name, *points):
    layer = QgsVectorLayer("Point?crs=EPSG:4326", name, "memory")
    features = [QgsFeature() for _ in points]
    for feature, (x, y) in zip(features, points):
        feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(x, y)))
    layer.dataProvider().addFeatures(features)
    QgsProject.instance().addMapLayer(layer)
    return layer


def results():
    return [layer for layer in QgsProject.instance().mapLayers().values() if layer.customProperty("vigie_territoriale/indicator")]


def test_results_of_two_layers_and_of_two_territories_stay_apart(dock):
    """Tables were named after the indicator and the beginning of the territory only."""
    dock.indicators_page.select("features-count")
    gap = (6.08, 44.56)
    one, two = memory_layer("one", gap), memory_layer("two", gap, gap)
    many = [f"commune:{code}" for code in ("05061", "05001", "05003", "05004", "05005", "05006", "05007", "05008", "05009")]
    for keys in (many[:8], many):
        dock.territory_box.choose(",".join(keys))
        for own in (one, two):
            dock.indicators_page.set_own_layer(own)
            press_compute(dock)
    assert len(results()) == len({layer.source() for layer in results()}) == 4
    assert sorted((layer.name(), layer.featureCount()) for layer in results()) == [
        (f"Number of features of my layer – {name} (features)", size) for name in ("one", "two") for size in (8, 9)
    ]
    assert {layer.name().split()[-2]: layer.maximumValue(layer.fields().indexOf("features_count")) for layer in results()} == {
        "one": 1,
        "two": 2,
    }


def test_another_project_keeps_its_figures(dock, tmp_path):
    choose(dock, "gap tallard")
    dock.indicators_page.select("population-change")
    press_compute(dock)
    first = results()[0].source()
    QgsProject.instance().clear()
    press_compute(dock)
    assert results()[0].source() != first
    press_compute(dock)
    assert len(results()) == 1


def test_a_result_that_is_being_edited_is_not_replaced(dock):
    choose(dock, "gap tallard")
    dock.indicators_page.select("population-change")
    press_compute(dock)
    layer = results()[0]
    layer.startEditing()
    press_compute(dock)
    assert "is being edited" in dock._status.text()
    assert layer.isEditable() and layer in results()
    layer.rollBack()
    press_compute(dock)
    assert "being edited" not in dock._status.text()


def test_closing_the_project_forgets_its_figures(dock):
    choose(dock, "gap tallard")
    dock.indicators_page.select("population-change")
    press_compute(dock)
    assert len(cells(dock.indicators_page)) > 17
    QgsProject.instance().clear()
    assert len(cells(dock.indicators_page)) == 0


def test_precise_contours_can_be_given(dock):
    contours = QgsVectorLayer("Polygon?crs=EPSG:4326&field=insee:string(5)", "ADMIN EXPRESS", "memory")
    features = []
    for code, wkt in (
        ("05061", "POLYGON((6 44, 6.5 44, 6.5 45, 6 45, 6 44))"),
        ("05170", "POLYGON((6.5 44, 7 44, 7 45, 6.5 45, 6.5 44))"),
    ):
        feature = QgsFeature(contours.fields())
        feature.setAttributes([code])
        feature.setGeometry(QgsGeometry.fromWkt(wkt))
        features.append(feature)
    contours.dataProvider().addFeatures(features)
    own = memory_layer("mine", (6.9, 44.1))
    QgsProject.instance().addMapLayer(contours)
    dock.territory_box.choose("commune:05061,commune:05170")
    dock._contours.setLayer(contours)
    dock.indicators_page.select("features-count")
    dock.indicators_page.set_own_layer(own)
    press_compute(dock)
    values = {feature["code"]: feature["features_count"] for feature in results()[0].getFeatures()}
    assert values == {"05061": 0, "05170": 1}
    assert "generalised" not in dock.indicators_page._credits.text()
    outline = next(
        layer for layer in QgsProject.instance().mapLayers().values() if layer.metadata().rights() == ["Contours: ADMIN EXPRESS."]
    )
    assert outline.extent().xMaximum() == pytest.approx(7)


def test_names_with_markup_are_shown_as_they_are(dock, qgis_iface, monkeypatch):
    shown = []
    monkeypatch.setattr(dock._iface.messageBar(), "pushMessage", lambda *arguments: shown.append(arguments[1]))
    own = memory_layer("<img src='http://x.example/y.png'><b>x</b>")
    own.setCrs(QgsCoordinateReferenceSystem())
    choose(dock, "gap tallard")
    dock.indicators_page.select("features-count")
    dock.indicators_page.set_own_layer(own)
    press_compute(dock)
    assert dock._status.widget().textFormat() == Qt.TextFormat.PlainText
    assert shown and "<img" not in shown[0] and "&lt;img" in shown[0]


def test_a_fact_sheet_needs_a_whole_path(dock):
    choose(dock, "embrun")
    page = dock.factsheet_page
    assert page._make.isEnabled()
    for text in ("", "  ", "fiche.html"):
        page._file.setFilePath(text)
        assert not page._make.isEnabled()


@pytest.mark.parametrize(("kind", "other"), [("html", "pdf"), ("pdf", "html")])
def test_a_fact_sheet_needs_a_name_of_its_format(dock, tmp_path, kind, other):
    """The name of a GeoPackage must not become that of a page."""
    choose(dock, "embrun")
    page = dock.factsheet_page
    page.select(kind, tmp_path / f"fiche.{kind}")
    assert page._make.isEnabled() and not page._make.toolTip()
    for name in ("u.gpkg", "doc.xls", "fiche", f"fiche.{other}"):
        page._file.setFilePath(str(tmp_path / name))
        assert not page._make.isEnabled()
        assert f".{kind}" in page._make.toolTip()


def test_a_commune_named_like_its_departement_is_told_apart(dock):
    choose(dock, "53147")
    dock.indicators_page.select("population-change")
    press_compute(dock)
    wait_for(lambda: not dock.busy)
    names = [row[0] for row in cells(dock.indicators_page)]
    assert names[:3] == ["Mayenne (commune)", "Mayenne (département)", "Pays de la Loire"]
    assert names[-1] == "Mayenne (commune)"


def test_the_year_of_a_population_is_not_made_up(dock):
    choose(dock, "mayotte")
    assert "256,518 inhabitants (year not known)" in dock.territory_box._description(dock.territory_box.territory)


def test_an_unexpected_error_at_the_end_is_a_sentence(dock, monkeypatch):
    def fail(*arguments):
        raise ValueError("boom")

    monkeypatch.setattr("vigie_territoriale.plugin.gui.dock.entry_layer", fail)
    choose(dock, "embrun")
    dock.layers_page.select("france-services")
    QTest.mouseClick(dock.layers_page._add, Qt.MouseButton.LeftButton)
    wait_for(lambda: not dock.busy)
    assert "unexpected error" in dock._status.text() and "boom" in dock._status.text()


def test_it_fits_in_300_pixels(dock):
    window = QMainWindow()
    window.resize(1000, 700)
    window.setCentralWidget(QWidget())
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
    window.show()
    choose(dock, "gap tallard")
    window.resizeDocks([dock], [290], Qt.Orientation.Horizontal)
    for place in range(dock.tabs.count()):
        dock.tabs.setCurrentIndex(place)
        QTest.qWait(50)
        scroll = dock.tabs.widget(place)
        assert scroll.horizontalScrollBar().maximum() == 0, dock.tabs.tabText(place)
    assert dock.width() <= 300
    window.removeDockWidget(dock)
    dock.setParent(None)  # or it would die with the window


def of_entry(entry):
    return [layer for layer in QgsProject.instance().mapLayers().values() if layer.customProperty(OWN_LAYER_MARK) == entry]


def add(dock, entry):
    dock.layers_page.select(entry)
    QTest.mouseClick(dock.layers_page._add, Qt.MouseButton.LeftButton)
    wait_for(lambda: not dock.busy)
    assert of_entry(entry), dock._status.text()
    (layer,) = of_entry(entry)
    return layer


def refresh(dock):
    QTest.mouseClick(dock.layers_page._refresh, Qt.MouseButton.LeftButton)
    wait_for(lambda: not dock.busy)


def test_the_layers_of_the_project_are_refreshed_and_what_changed_is_shown(dock):
    choose(dock, "gap tallard")
    layer = add(dock, "france-services")
    count, renderer = layer.featureCount(), layer.renderer()
    refresh(dock)
    assert "0 of 1 layers have newer data, 0 could not be refreshed" in dock._status.text() and not of_entry("difference")
    name, store = layer.customProperty("vigie_territoriale/stored"), dock._store
    dataset = dock._observatory.load("france-services", dock.territory_box.territory, "embedded", Silent())
    older = dataset.table.iloc[1:].reset_index(drop=True)  # as if it had been loaded before one was opened and another renamed
    older.loc[0, "name"] = "Ancien nom"
    store.save(name, replace(dataset, table=older, geometry=dataset.geometry[1:]))
    layer.setName("Mes guichets")
    refresh(dock)
    assert "1 of 1 layers have newer data" in dock._status.text() and "1 added, 0 removed" in dock._status.text()
    (changes,) = of_entry("difference")
    assert sorted(feature["change"] for feature in changes.getFeatures()) == ["added", "changed"]
    assert {category.value() for category in changes.renderer().categories()} >= {"added", "changed"}
    assert layer.isValid() and layer.featureCount() == count and layer.name() == "Mes guichets"
    assert layer.renderer() is renderer and "added" in layer.metadata().history()[-1]
    assert [row.version for row in store.snapshots(name)] == [3, 2, 1]
    dock._undo.click()
    assert not of_entry("difference") and of_entry("france-services")


def test_nothing_to_refresh_is_told(dock):
    choose(dock, "gap tallard")
    refresh(dock)
    assert "No harmonised layer of this project is kept in" in dock._status.text()


def test_a_store_that_is_no_more_is_told(dock):
    choose(dock, "gap tallard")
    Settings().store = "postgis:gone/vigie"
    try:
        dock.layers_page.select("france-services")
        QTest.mouseClick(dock.layers_page._add, Qt.MouseButton.LeftButton)
        assert not dock.busy and "no connection to PostgreSQL named “gone”" in dock._status.text()
    finally:
        Settings().store = ""
