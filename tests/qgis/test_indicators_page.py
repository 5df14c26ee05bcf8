# SPDX-License-Identifier: GPL-2.0-or-later
"""The page of indicators: roles bound to layers, definitions of one's own, the table tied to the map."""

import json
import shutil
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from qgis.core import QgsApplication, QgsFeature, QgsGeometry, QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QAbstractButton, QAbstractItemView, QComboBox, QDialog, QLineEdit, QPlainTextEdit
from vigie_territoriale.plugin import messages
from vigie_territoriale.plugin.gui import own_definitions
from vigie_territoriale.plugin.gui.dock import Dock
from vigie_territoriale.plugin.gui.indicator_builder import IndicatorBuilder
from vigie_territoriale.plugin.gui.results_table import MapLink, ResultsTable
from vigie_territoriale.plugin.indicators.definition import DEFINITIONS, load_definition
from vigie_territoriale.plugin.indicators.listing import NAME, VALUE, listing_of
from vigie_territoriale.plugin.layers.bindings import Bindings

from .conftest import OWN_LAYER, wait_for

SCOPE = "vigie_territoriale"
GAP = "POINT(6.08 44.56)"


@pytest.fixture
def dock(qgis_iface, qgis_new_project, observatory, tmp_path):
    made = Dock(qgis_iface, QgsProject.instance(), observatory, tmp_path / "profil été")
    wait_for(lambda: not made.busy)
    made.territory_box.choose("epci:200067825")
    made.resize(450, 900)
    yield made
    made.dismiss()
    made.deleteLater()
    shutil.rmtree(observatory.folder / "indicators", ignore_errors=True)


@pytest.fixture
def page(dock):
    return dock.indicators_page


def layer_of(name, geometry="Point", wkts=(GAP,), fields="field=places:integer&field=state:string"):
    layer = QgsVectorLayer(f"{geometry}?crs=EPSG:4326&{fields}", name, "memory")
    features = []
    for place, wkt in enumerate(wkts):
        feature = QgsFeature(layer.fields())
        feature.setAttribute(0, place + 1)
        feature.setGeometry(QgsGeometry.fromWkt(wkt))
        features.append(feature)
    layer.dataProvider().addFeatures(features)
    QgsProject.instance().addMapLayer(layer)
    return layer


def choice(page, role):
    return page.roles._choices[role]


def offered(page):
    return {role for role, widget in page._choices.items() if not widget.isHidden()}


def compute(dock):
    QTest.mouseClick(dock.indicators_page._compute, Qt.MouseButton.LeftButton)
    wait_for(lambda: not dock.busy)


def cells(page):
    model = page.table.model
    return [[model.index(row, column).data() for column in range(model.columnCount())] for row in range(model.rowCount())]


def result_layer():
    return next(one for one in QgsProject.instance().mapLayers().values() if one.customProperty("vigie_territoriale/indicator"))


# Roles


def test_a_layer_of_the_user_takes_the_place_of_the_catalogue(dock, page):
    own = layer_of("Mes guichets", wkts=(GAP, GAP))
    page.select("france-services-per-10000", "commune")
    assert choice(page, "france-services").combo.currentText() == "The catalogue’s data"
    compute(dock)
    whole = {row[0]: row[1] for row in cells(page)}
    page.set_own_layer(own, "france-services")
    assert page._layers.title() == "Layers of mine (1)"
    compute(dock)
    mine = {row[0]: row[1] for row in cells(page)}
    assert mine != whole and mine["Châteauvieux"] == "0.00"
    assert "“Mes guichets” is used in place of “france-services”" in page._credits.text()


def test_only_roles_that_a_layer_can_play_are_offered(page):
    page.select("france-services-distance")
    assert offered(page) == {"france-services", "town-halls", "zones"}
    page.select("petites-villes-de-demain-share")
    assert offered(page) == {"zones"}
    page.select("features-count")
    assert offered(page) == {"features", "zones"}


def test_bindings_are_kept_in_the_project_restored_and_forgotten(dock, page, tmp_path):
    project = QgsProject.instance()
    project.addMapLayer(QgsVectorLayer(str(OWN_LAYER), "Stations", "ogr"))
    (own,) = project.mapLayers().values()
    page.select("features-count")
    project.setDirty(False)
    page.set_own_layer(own)
    assert project.isDirty()
    assert project.readEntry(SCOPE, "roles/features")[0] == own.id()
    path = tmp_path / "étude.qgz"
    assert project.write(str(path))
    project.clear()
    assert choice(page, "features").layer is None and not page._compute.isEnabled()
    assert project.read(str(path))
    assert choice(page, "features").layer.name() == "Stations" and page._compute.isEnabled()
    assert not project.isDirty()
    project.removeMapLayer(next(iter(project.mapLayers())))
    assert project.entryList(SCOPE, "roles") == [] and not page._compute.isEnabled()


def test_a_role_that_was_not_shown_is_forgotten_too(dock, page):
    project = QgsProject.instance()
    own = layer_of("Bancs")
    Bindings(project).bind("benches", own)
    assert Bindings(project).layer("benches") == own
    project.removeMapLayer(own.id())
    assert Bindings(project).roles() == []


def test_contours_are_remembered_too(dock, tmp_path):
    project = QgsProject.instance()
    wkt = "POLYGON((6 44, 6.5 44, 6.5 45, 6 45, 6 44))"
    path = tmp_path / "communes.geojson"
    feature = {"type": "Feature", "properties": {"insee": "05061"}, "geometry": json.loads(QgsGeometry.fromWkt(wkt).asJson())}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    layer = QgsVectorLayer(str(path), "Communes 2026", "ogr")
    project.addMapLayer(layer)
    wait_for(lambda: not dock._suggested_contours.isHidden())
    assert dock._contours.currentLayer() is None
    dock._suggested_contours.use.click()
    assert dock._contours.currentLayer() == layer and dock._suggested_contours.isHidden()
    assert project.write(str(tmp_path / "p.qgs"))
    project.clear()
    assert dock._contours.currentLayer() is None
    assert project.read(str(tmp_path / "p.qgs"))
    assert dock._contours.currentLayer().name() == "Communes 2026"


def test_a_guess_is_only_a_suggestion(page):
    page.select("pharmacies-per-10000")
    suggestion = choice(page, "pharmacies").suggestion
    assert suggestion.isHidden()
    own = layer_of("Pharmacies de garde")
    wait_for(lambda: not suggestion.isHidden())
    assert suggestion._text.text() == "Suggested: Pharmacies de garde"
    assert "pharmacie" in suggestion.use.toolTip()
    assert choice(page, "pharmacies").layer is None
    suggestion.use.click()
    assert choice(page, "pharmacies").layer == own and suggestion.isHidden()


def test_own_zones_give_a_level(page):
    page.select("features-count")
    levels = [page._level.itemData(place) for place in range(page._level.count())]
    zones = layer_of("Quartiers", "Polygon", ["POLYGON((6 44, 7 44, 7 45, 6 45, 6 44))"])
    page.set_own_layer(zones, "zones")
    assert [page._level.itemData(place) for place in range(page._level.count())] == [*levels, "zones"]
    page.set_own_layer(layer_of("Bancs"))
    page.select("features-count", "zones")
    asked = []
    page.compute_requested.disconnect()
    page.compute_requested.connect(lambda *what: asked.append(what))
    QTest.mouseClick(page._compute, Qt.MouseButton.LeftButton)
    assert asked[0][:2] == ("features-count", "zones") and asked[0][3]["zones"] == zones
    QgsProject.instance().removeMapLayer(zones.id())
    assert [page._level.itemData(place) for place in range(page._level.count())] == levels


# Definitions of one's own


def written(path, **changes):
    document = json.loads((DEFINITIONS / "features-count.json").read_text(encoding="utf-8"))
    document.update({"id": "bancs", "title": {"fr": "Bancs", "en": "Benches"}, **changes})
    document["compute"] = changes.get(
        "compute", {"kind": "aggregate", "layer": "benches", "aggregate": "sum", "value": '"places"'}
    )
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def test_an_imported_definition_is_listed_computed_exported_and_removed(dock, page, tmp_path, monkeypatch):
    source = written(tmp_path / "shared.json")
    page._menu.import_from(source)
    assert page._choice.currentText() == "Own indicators – Benches" and not page._compute.isEnabled()
    assert page._method.text().endswith('\nValue: "places"')
    own = layer_of("Bancs", wkts=(GAP, GAP, GAP))
    wait_for(lambda: "fields that are asked: places" in choice(page, "benches").suggestion.use.toolTip())
    choice(page, "benches").suggestion.use.click()
    assert choice(page, "benches").layer == own
    compute(dock)
    assert {row[0]: row[1] for row in cells(page)}["Gap"] == "6"
    page._menu.export_to(tmp_path / "out.json")
    assert (tmp_path / "out.json").read_bytes() == source.read_bytes()
    asked = []
    monkeypatch.setattr(page._menu, "_confirm", lambda question: asked.append(question) or True)
    page._menu.remove.trigger()
    assert "Remove “Benches”" in asked[0]
    assert page._choice.findData("bancs") < 0 and source.exists()


def test_an_id_that_exists_is_replaced_once_confirmed(page, tmp_path, monkeypatch):
    page._menu.import_from(written(tmp_path / "one.json"))
    again = written(tmp_path / "two.json", title={"fr": "Sièges", "en": "Seats"})
    answers = [False, True]
    monkeypatch.setattr(page._menu, "_confirm", lambda question: answers.pop(0))
    page._menu.import_from(again)
    assert page.definitions["bancs"].title == "Benches"
    page._menu.import_from(again)
    assert page.definitions["bancs"].title == "Seats" and not answers


def test_the_question_is_answered_no_by_return(page, monkeypatch):
    shown = []

    def answer(box):
        shown.append((box.text(), box.textFormat(), box.standardButton(box.defaultButton())))
        return own_definitions.QMessageBox.StandardButton.No

    monkeypatch.setattr(own_definitions.QMessageBox, "exec", answer)
    assert not page._menu._confirm("<b>x</b>?")
    assert shown == [("<b>x</b>?", Qt.TextFormat.PlainText, own_definitions.QMessageBox.StandardButton.No)]


def test_a_broken_file_is_listed_with_its_error(dock, page, observatory, tmp_path, monkeypatch):
    page._menu.import_from(written(tmp_path / "one.json"))
    (observatory.folder / "indicators" / "abîmé.json").write_text('{"id": "x"}', encoding="utf-8")
    page.reload()
    assert page._choice.findData("bancs") > 0
    page._choice.setCurrentIndex(page._choice.count() - 1)
    assert page._choice.currentText() == "Own indicators – abîmé.json (cannot be used)"
    assert "abîmé.json" in page._wrong.text() and not page._wrong.isHidden() and not page._compute.isEnabled()
    monkeypatch.setattr(page._menu, "_confirm", lambda question: True)
    page._menu.remove.trigger()
    assert page._choice.findText("abîmé", Qt.MatchFlag.MatchContains) < 0
    page.select("bancs")
    assert page._wrong.isHidden()


def test_a_definition_made_of_what_is_not_there_says_so(page, tmp_path):
    page._menu.import_from(written(tmp_path / "one.json", compute={"kind": "ratio", "of": ["nothing", "features-count"]}))
    assert "nothing" in page._wrong.text() and not page._compute.isEnabled()


def test_an_own_definition_may_be_made_of_another(dock, page, tmp_path):
    page._menu.import_from(written(tmp_path / "one.json"))
    ratio = {"kind": "ratio", "of": ["bancs", "features-count"]}
    page._menu.import_from(written(tmp_path / "two.json", id="seats-per-bench", compute=ratio))
    own = layer_of("Bancs", wkts=(GAP, GAP, GAP))
    assert not page._compute.isEnabled()
    page.set_own_layer(own, "benches")
    page.set_own_layer(own)
    compute(dock)
    assert {row[0]: row[1] for row in cells(page)}["Gap"] == "2"


def test_what_cannot_be_imported_or_written_is_told(dock, page, tmp_path):
    (tmp_path / "no.json").write_text("[]", encoding="utf-8")
    page._menu.import_from(tmp_path / "no.json")
    assert "no.json" in dock._status.text()
    page._menu.import_from(DEFINITIONS / "features-count.json")
    assert "of the library" in dock._status.text()
    page.select("features-count")
    page._menu.export_to(tmp_path / "no.json" / "x.json")
    assert "cannot be written" in dock._status.text()


def test_only_what_can_be_done_is_enabled(page, tmp_path):
    menu = page._menu

    def enabled():
        return [action.text() for action in (menu.like, menu.change, menu.export, menu.remove) if action.isEnabled()]

    page.select("features-count")
    assert enabled() == ["New from This One…", "Export…"]
    page.select("population-change")
    assert enabled() == ["Export…"]
    menu.import_from(written(tmp_path / "one.json"))
    assert enabled() == ["New from This One…", "Edit…", "Export…", "Remove"]


# The builder


@pytest.fixture
def builder(dock, page):
    def make(base=None, change=False):
        page.build_requested.emit(base, change)
        return dock.findChildren(IndicatorBuilder)[-1]

    return make


def shown(builder):
    return {name for name, (_, widget) in builder._rows.items() if not widget.isHidden()}


def pick(combo, data):
    combo.setCurrentIndex(combo.findData(data))


def test_drafted_texts_follow_the_choices_in_french_too(builder):
    """Qt gives the no-break spaces of French quotes back as spaces: that is not the user's writing."""
    messages.set_language("fr")
    made = builder()
    pick(made.aggregate, "sum")
    made.expressions["value"].setExpression("a")
    assert "Sum of «\u00a0a\u00a0»" in made.draft().method
    pick(made.aggregate, "mean")
    assert made.draft().method.startswith("Mean of «\u00a0a\u00a0»")
    made.method.setPlainText("Comptés à la main")
    pick(made.aggregate, "sum")
    assert made.draft().method == "Comptés à la main"
    made.again.click()
    assert made.draft().method.startswith("Sum of «\u00a0a\u00a0»")


def test_fields_are_shown_where_they_make_sense(builder):
    made = builder()
    always = shown(made) - {"value", "weight", "filter", "per", "times", "quantile"}
    for aggregate, fields in (
        ("count", {"filter", "per", "times"}),
        ("weighted-mean", {"value", "weight", "filter", "times"}),
        ("quantile", {"value", "filter", "quantile"}),
        ("share", {"weight", "filter", "times"}),
    ):
        pick(made.aggregate, aggregate)
        assert shown(made) == always | fields
    assert {"layer", "role"} <= always
    pick(made.data, "france-services")
    assert not {"layer", "role"} & shown(made) and not made.comparators.isHidden()


def test_what_is_wrong_is_said_while_one_writes(builder):
    made = builder()
    assert "Give the indicator a title." in made.problems.text() and not made.save.isEnabled()
    made.title.setText("Places assises")
    assert made.problems.text() == "" and made.problems.isHidden() and made.save.isEnabled()
    assert not made.preview.isEnabled()
    made.layer.setLayer(layer_of("Bancs"))
    assert made.preview.isEnabled()
    pick(made.aggregate, "sum")
    assert "Choose the value" in made.problems.text()
    made.expressions["value"].setExpression('"places" +')
    assert "Value: the expression cannot be read" in made.problems.text()
    made.expressions["value"].setExpression('"seats"')
    assert "Value: there is no field “seats”." in made.problems.text()
    made.expressions["value"].setExpression('"places"')
    made.unit.setText("places")
    assert made.problems.text() == ""
    made.role.setText("Mes bancs")
    assert "small letters" in made.problems.text()
    made.role.setText("benches")
    pick(made.aggregate, "length")
    assert "“Length” needs a layer of lines." in made.problems.text()


def test_unit_and_method_are_drafted_until_they_are_written(builder):
    made = builder()
    made.layer.setLayer(layer_of("Bancs"))
    assert (made.unit.text(), made.method.toPlainText()) == ("features", "Number of features of “Bancs”.")
    pick(made.per, "inhabitants")
    made.times.setValue(1000)
    assert made.unit.text() == "features per 1,000 inhabitants"
    made.unit.setText("bancs")
    made.times.setValue(100)
    assert made.unit.text() == "bancs" and "Multiplied by 100." in made.method.toPlainText()
    made.again.click()
    assert made.unit.text() == "features per 100 inhabitants"


def test_a_preview_shows_the_figures_that_the_indicator_gives(dock, page, builder):
    layer = layer_of("Bancs", wkts=(GAP, GAP, "POINT(5.96 44.46)"))
    made = builder()
    made.title.setText("Places assises")
    made.layer.setLayer(layer)
    pick(made.aggregate, "sum")
    made.expressions["value"].setExpression('"places"')
    made.unit.setText("places")
    before = set(QgsProject.instance().mapLayers())
    QTest.mouseClick(made.preview, Qt.MouseButton.LeftButton)
    wait_for(lambda: not made.shown.isHidden())
    previewed = [[made.model.index(row, column).data() for column in range(2)] for row in range(made.model.rowCount())]
    assert len(previewed) == 5 and set(QgsProject.instance().mapLayers()) == before
    assert not dock._store.path.exists()
    assert "3 features read" in made.said.text()
    made.save.click()
    assert page._choice.currentText() == "Own indicators – Places assises"
    page.set_own_layer(layer)
    compute(dock)
    rows = {row[0]: row[1] for row in cells(page)}
    assert {name: rows[name] for name, _ in previewed} == dict(previewed)
    assert previewed[0] == ["Gap", "3"] and rows["CA Gap-Tallard-Durance"] == "6"


def test_a_preview_over_the_catalogue(builder):
    made = builder()
    made.title.setText("Guichets")
    pick(made.data, "france-services")
    assert not made.wrong() and made.preview.isEnabled()
    made.expressions["filter"].setExpression('"nope" = 1')
    assert "there is no field “nope”" in made.problems.text()
    made.expressions["filter"].setExpression('"category" is not null or true')
    QTest.mouseClick(made.preview, Qt.MouseButton.LeftButton)
    wait_for(lambda: not made.shown.isHidden())
    assert made.model.index(0, 0).data() == "Gap"


def test_a_preview_that_fails_says_why_and_one_that_is_closed_is_forgotten(builder):
    made = builder()
    made.title.setText("x")
    made.layer.setLayer(layer_of("Bancs"))
    pick(made.aggregate, "sum")
    made.expressions["value"].setExpression("'a'")
    made.unit.setText("x")
    QTest.mouseClick(made.preview, Qt.MouseButton.LeftButton)
    wait_for(lambda: made.stop.isHidden())
    assert "no numbers" in made.said.text() and made.preview.isEnabled()
    QTest.mouseClick(made.preview, Qt.MouseButton.LeftButton)
    made.reject()
    wait_for(lambda: QgsApplication.taskManager().countActiveTasks() == 0)


def test_an_own_indicator_is_changed_and_another_begun_with_it(page, builder, tmp_path):
    page._menu.import_from(written(tmp_path / "one.json"))
    made = builder(page.definitions["bancs"], True)
    assert (made.title.text(), made.role.text(), made.expressions["value"].asExpression()) == ("Benches", "benches", '"places"')
    made.decimals.setValue(2)
    made.save.click()
    changed = page.definitions["bancs"]
    assert (changed.version, changed.decimals, changed.titles) == (2, 2, {"fr": "Bancs", "en": "Benches"})
    made = builder(changed, False)
    made.title.setText("Seats")
    made.save.click()
    assert set(page.definitions) >= {"bancs", "seats"} and page.definitions["seats"].version == 1
    made = builder(changed, False)
    made.export_to(tmp_path / "shared.json")
    assert load_definition(tmp_path / "shared.json").id == "benches"
    made.export_to(tmp_path / "shared.json" / "x.json")
    assert "cannot be written" in made.said.text()
    made.reject()


# The table and the map


@pytest.fixture
def counted(dock, page):
    page.select("features-count", "commune")
    page.set_own_layer(layer_of("Bancs", wkts=(GAP, GAP, "POINT(5.96 44.46)")))
    compute(dock)
    return result_layer()


def names_of(layer):
    return sorted(feature["name"] for feature in layer.selectedFeatures())


def test_rows_select_zones(page, counted):
    view, model = page.table.view, page.table.model
    told = []
    counted.selectionChanged.connect(lambda *_: told.append(1))
    view.sortByColumn(VALUE, Qt.SortOrder.DescendingOrder)
    row = [cell[0] for cell in cells(page)].index("Gap")
    view.selectRow(row)
    assert names_of(counted) == ["Gap"] and told == [1]
    assert page.table._count.text() == "17 zones, 1 selected"
    view.selectAll()
    assert counted.selectedFeatureCount() == 17
    view.clearSelection()
    assert counted.selectedFeatureCount() == 0 and not page.table.zoom.isEnabled()
    view.selectRow(0)
    assert model.index(0, 0).data() == "CA Gap-Tallard-Durance" and counted.selectedFeatureCount() == 0


def test_zones_select_rows_once(page, counted):
    told = []
    page.table.selected.connect(told.append)
    counted.selectByExpression("\"name\" in ('Gap', 'Tallard')")
    rows = page.table.rows()
    assert [page.table.model.listing.names[row] for row in rows] == ["Gap", "Tallard"] and told == []
    page.table.view.sortByColumn(NAME, Qt.SortOrder.DescendingOrder)
    assert [page.table.model.listing.names[row] for row in page.table.rows()] == ["Tallard", "Gap"]
    assert names_of(counted) == ["Gap", "Tallard"]
    counted.removeSelection()
    assert len(page.table.rows()) == 0


def test_zoom_to_the_selected_zones(dock, page, counted):
    canvas = dock._iface.mapCanvas()
    canvas.setDestinationCrs(counted.crs())
    counted.selectByExpression("\"name\" = 'Gap'")
    QTest.mouseClick(page.table.zoom, Qt.MouseButton.LeftButton)
    box = counted.boundingBoxOfSelected()
    assert canvas.extent().contains(box)
    assert canvas.extent().center().distance(box.center()) < 1e-6


def test_a_layer_that_is_removed_is_let_go(dock, page, counted):
    QgsProject.instance().removeMapLayer(counted.id())
    page.table.view.selectAll()
    QTest.mouseClick(page.table.zoom, Qt.MouseButton.LeftButton)
    assert dock._link.layer is None


def test_another_result_takes_the_place_of_the_link(dock, page, counted):
    before = counted.id()
    page.select("population-change", "commune")
    compute(dock)
    page.table.view.selectAll()
    assert QgsProject.instance().mapLayer(before).selectedFeatureCount() == 0
    assert dock._link.layer.selectedFeatureCount() == 17


def test_copy_and_export(dock, page, counted, tmp_path):
    view = page.table.view
    view.selectRow([row[0] for row in cells(page)].index("Gap"))
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = [line.split("\t")[:3] for line in QgsApplication.clipboard().text().split("\n")]
    assert copied == [["Territory", "Code", "features"], ["Gap", "05061", "2"]]
    view.clearSelection()
    QTest.mouseClick(page.table.copy, Qt.MouseButton.LeftButton)
    assert len(QgsApplication.clipboard().text().split("\n")) == 19
    page.table.export_to(tmp_path / "table.csv", spreadsheet=True)
    wait_for(lambda: "table.csv" in dock._status.text())
    assert b"Gap;2,0;" in (tmp_path / "table.csv").read_bytes()
    page.table.export_to(tmp_path / "table.csv" / "x.csv", spreadsheet=False)
    wait_for(lambda: "cannot be written" in dock._status.text())


def test_comparators_are_bold(page, counted):
    model = page.table.model
    fonts = [model.index(row, 0).data(Qt.ItemDataRole.FontRole) for row in range(model.rowCount())]
    assert fonts[0].bold() and fonts[1:] == [None] * 17


def country(count=35_000):
    rng = np.random.default_rng(0)
    zones = pd.DataFrame(
        {
            "level": "commune",
            "code": [f"{place:05d}" for place in range(count)],
            "name": [f"Commune {place}" for place in rng.permutation(count)],
            "value": np.where(rng.random(count) < 0.1, np.nan, rng.normal(size=count)),
            "flag": "",
            "rank": np.arange(count),
            "ranked": count,
        }
    )
    return listing_of(
        SimpleNamespace(
            definition=SimpleNamespace(unit="km", decimals=1, is_class=False),
            zones=zones,
            comparators=zones.iloc[:3].assign(level="region"),
        )
    )


def test_the_whole_country_holds_the_window_less_than_a_tenth_of_a_second(qgis_app, watchdog, capsys):
    listing, count = country(), 35_000
    layer = QgsVectorLayer("NoGeometry?field=code:string", "x", "memory")
    features = []
    for place in range(count):
        feature = QgsFeature(layer.fields())
        feature.setAttribute(0, f"{place:05d}")
        features.append(feature)
    _, added = layer.dataProvider().addFeatures(features)
    ids = np.array([-1] * 3 + [feature.id() for feature in added])
    table = ResultsTable()
    link = MapLink(table, table)
    table.resize(450, 500)
    table.show()
    scattered = ids[np.random.default_rng(1).choice(np.arange(3, count + 3), 17_000, replace=False)].tolist()
    steps = {
        "show": lambda: table.show_listing(listing),
        "tie": lambda: link.tie(layer, ids, np.full((count + 3, 4), np.nan)),
        "sort by name": lambda: table.view.sortByColumn(0, Qt.SortOrder.AscendingOrder),
        "sort by value": lambda: table.view.sortByColumn(1, Qt.SortOrder.DescendingOrder),
        "select 17 000 zones on the map": lambda: layer.selectByIds(scattered),
        "sort with them": lambda: table.view.sortByColumn(2, Qt.SortOrder.AscendingOrder),
        "select all rows": table.view.selectAll,
        "clear": table.view.clearSelection,
        "copy": table.copy_rows,
    }
    held = {}
    for name, step in steps.items():
        with watchdog(name):
            step()
        held[name] = table.rows().size
    assert held["select 17 000 zones on the map"] == held["sort with them"] == 17_000
    assert held["select all rows"] == count + 3 and layer.selectedFeatureCount() == 0
    values = [table.model.index(row, 1).data() for row in (0, count + 2)]
    assert values[1] == "–" or table.model.listing is listing
    table.dismiss()


# The chart


@pytest.fixture
def chart(dock, page, counted):
    made = page.chart
    made.setParent(None)
    made.show()
    wait_for(lambda: made.picture.content)
    yield made
    made.close()


def test_a_chart_is_drawn_when_it_is_seen_and_follows_the_table(page, chart, counted):
    assert chart.picture.content.startswith(b"<?xml") and chart.picture.heightForWidth(300) > 100
    assert "of 17 zones, Gap is first (2)" in chart.picture.accessibleName()
    before = chart.picture.content
    counted.selectByExpression("\"name\" = 'Tallard'")
    wait_for(lambda: "Tallard is number" in chart.picture.accessibleName())
    assert chart.picture.content != before
    chart.kind.setCurrentIndex(1)
    wait_for(lambda: "half of 17 zones" in chart.picture.accessibleName())
    page.clear_result()
    assert chart.picture.content == b"" and not chart.save.isEnabled()


def test_an_evolution_needs_figures_that_were_kept(dock, page, chart):
    chart.kind.setCurrentIndex(2)
    wait_for(lambda: "No figures of this indicator were kept" in chart.said.text())
    assert not chart.save.isEnabled() and chart.picture.isHidden()
    QTest.mouseClick(page.table.keep, Qt.MouseButton.LeftButton)
    wait_for(lambda: not dock.busy and chart.picture.content)
    assert "18 figures kept in" in dock._status.text()
    assert "CA Gap-Tallard-Durance had 3" in chart.picture.accessibleName()


def test_figures_of_a_layer_are_kept_under_the_date_that_is_written(dock, page, chart):
    assert page.table.date.isVisibleTo(page.table) and len(page.table.date.text()) == 10, "the day of the computation"
    page.table.date.setText("l'an dernier")
    QTest.mouseClick(page.table.keep, Qt.MouseButton.LeftButton)
    assert "is no date" in dock._status.text()
    for year in ("2022", "2024-06"):
        page.table.date.setText(year)
        QTest.mouseClick(page.table.keep, Qt.MouseButton.LeftButton)
        wait_for(lambda: not dock.busy)
    kept = dock._history(page.result, "05061")
    assert kept[kept["code"] == "05061"]["period"].tolist() == ["2022", "2024-06"]


def test_a_picture_is_saved(dock, chart, tmp_path):
    for name, start in (("rang.svg", b"<?xml"), ("rang.png", b"\x89PNG")):
        chart.save_to(tmp_path / "été" / name)
        wait_for(lambda name=name: name in dock._status.text())
        assert (tmp_path / "été" / name).read_bytes().startswith(start)
    chart.save_to(tmp_path / "été" / "rang.svg" / "x.svg")
    wait_for(lambda: "cannot be written" in dock._status.text())


def test_a_chart_opens_in_a_window(chart, page):
    QTest.mouseDClick(chart.picture, Qt.MouseButton.LeftButton)
    (window,) = chart.findChildren(QDialog)
    assert window.windowTitle() == "Number of features of my layer" and window.isVisible()
    window.close()


# Hands and ears


def named(widget):
    return widget.accessibleName() or getattr(widget, "text", str)() or widget.toolTip()


def in_turn(first, wanted):
    """Which of these widgets the keyboard goes through from the first, in that order."""
    order, widget = [first], first.nextInFocusChain()
    while widget is not first:
        order += [widget] if widget in wanted else []
        widget = widget.nextInFocusChain()
    return order


def test_everything_has_a_name_and_the_keyboard_goes_from_top_to_bottom(dock, page, builder):
    made = builder()
    kinds = (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QAbstractItemView)
    for top in (page, made):
        nameless = [
            widget
            for kind in kinds
            for widget in top.findChildren(kind)
            if widget.isVisibleTo(top)
            and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
            and not named(widget)
            and not widget.objectName().startswith("qt_")
        ]
        assert nameless == []
    made.reject()
    page.select("features-count")
    wanted = [page._choice, page._menu, page._level, page._source, choice(page, "features").combo, page._compute]
    assert in_turn(page._choice, wanted) == wanted
    made = builder()
    wanted = [
        made.data,
        made.layer,
        made.role,
        made.aggregate,
        made.per,
        made.times,
        made.least,
        made.title,
        made.unit,
        made.method,
    ]
    wanted += [made.again, made.levels["commune"], made.decimals, made.ramp, made.preview, made.save, made.export]
    assert in_turn(made.data, wanted) == wanted
    made.reject()
