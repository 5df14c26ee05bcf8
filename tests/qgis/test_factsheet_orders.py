# SPDX-License-Identifier: GPL-2.0-or-later
"""What the page of the fact sheet asks for: templates, files of all kinds, the atlas, the layout in the project, comparisons."""

import csv
import json

import pytest
from lxml import html
from qgis.core import QgsApplication, QgsLayoutItemMap, QgsLayoutItemPicture, QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication
from vigie_territoriale.plugin.gui import factsheet_work as work
from vigie_territoriale.plugin.gui.factsheet_page import FactSheetPage
from vigie_territoriale.plugin.gui.work import Here
from vigie_territoriale.plugin.messages import VigieError
from vigie_territoriale.plugin.reports import comparison
from vigie_territoriale.plugin.reports.template import TEMPLATES, template_of
from vigie_territoriale.plugin.settings import Settings
from vigie_territoriale.plugin.store.geopackage import GeoPackage

from .conftest import wait_for
from .test_dock import choose, dock  # noqa: F401 (a fixture)

LONGEST = "commune:51513"
"""Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson."""


@pytest.fixture(autouse=True)
def opened(monkeypatch):
    found = []
    monkeypatch.setattr("vigie_territoriale.plugin.gui.factsheet_work.QDesktopServices.openUrl", found.append)
    return found


@pytest.fixture
def network(tmp_path):
    """The template of a network, as a file."""
    document = json.loads((TEMPLATES / "programmes.json").read_text(encoding="utf-8"))
    document.update(id="reseau", title={"fr": "Fiche du réseau", "en": "Sheet of the network"})
    document["sections"] = [section for section in document["sections"] if section["kind"] != "narrative"]
    path = tmp_path / "réseau été.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def click(dock, button, seconds=90):  # noqa: F811
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    wait_for(lambda: not dock.busy, seconds)


def only(dock, *sections):  # noqa: F811
    """A sheet that is quickly made."""
    dock.factsheet_page.choose_sections(sections)


def test_a_template_is_chosen_and_remembered(qgis_app, tmp_path, observatory):
    page = FactSheetPage(tmp_path)
    assert [page.templates._combo.itemData(place) for place in range(3)] == ["portrait", "programmes", "services"]
    page.templates._combo.setFocus()
    QTest.keyClick(page.templates._combo, Qt.Key.Key_Down)
    assert page.templates.written == "programmes" and page.wanted.sections == template_of("programmes").optional
    again = FactSheetPage(tmp_path)
    assert again.templates.written == "programmes" and again.sections == template_of("programmes").optional


def test_a_template_from_a_file(qgis_app, tmp_path, network):
    page = FactSheetPage(tmp_path)
    page.templates.choose(str(network))
    assert page.templates.template.id == "reseau" and not page.sentences.isEnabled()
    assert page.sentences.toolTip() == "This template has no sentences."
    assert FactSheetPage(tmp_path).templates.template.id == "reseau"
    network.unlink()
    again = FactSheetPage(tmp_path)
    assert again.templates.written == "portrait"
    failures = []
    again.failed.connect(failures.append)
    again.templates.choose(str(network))  # it is still in the list, until it is asked for
    assert len(failures) == 1 and again.templates.written == "portrait"
    assert again.templates._combo.findData(str(network)) < 0 and Settings().template_files == []


@pytest.mark.parametrize("text", ["{", '{"id": "x", "version": 1, "title": {"en": "x"}, "sections": [{"kind": "nonsense"}]}'])
def test_a_broken_template_is_refused_in_a_sentence(qgis_app, tmp_path, text):
    page, failures = FactSheetPage(tmp_path), []
    page.failed.connect(failures.append)
    broken = tmp_path / "broken.json"
    broken.write_text(text, encoding="utf-8")
    page.templates.choose(str(broken))
    assert len(failures) == 1 and "broken.json" in failures[0].sentence
    assert page.templates.written == "portrait" and page.templates._combo.count() == 3


def test_sentences_are_switched_off_in_one_click(qgis_app, tmp_path):
    page = FactSheetPage(tmp_path)
    assert page.sentences.isChecked() and "narrative" in page.sections
    page.sentences.click()
    assert "narrative" not in page.sections
    page.choose_sections(("narrative", "identity"))
    assert page.sentences.isChecked() and page.sections == ("narrative", "identity")


@pytest.mark.parametrize(("kind", "delimiter"), [("csv", ";"), ("csv rfc4180", ",")])
def test_figures_as_csv(dock, tmp_path, opened, kind, delimiter):  # noqa: F811
    choose(dock, "embrun")
    path = tmp_path / "chiffres.csv"
    only(dock, "indicators", "identity")
    dock.factsheet_page.select(kind, path)
    click(dock, dock.factsheet_page._make)
    rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines(), delimiter=delimiter))
    assert rows[0][:2] == ["Section", "Indicator"] and {len(row) for row in rows} == {12}
    assert any(("," if delimiter == ";" else ".") in row[6] for row in rows[1:])
    assert opened[0].toLocalFile() == str(path) and "chiffres.csv" in dock._status.text()


def test_figures_as_ods_by_the_template_that_is_chosen(dock, tmp_path):  # noqa: F811
    choose(dock, "embrun")
    dock.factsheet_page.templates.choose("services")
    path = tmp_path / "chiffres.ods"
    dock.factsheet_page.select("ods", path)
    click(dock, dock.factsheet_page._make)
    assert path.read_bytes()[:2] == b"PK"


def test_drawing_for_a_project_that_is_closed_is_given_up(dock, tmp_path, monkeypatch):  # noqa: F811
    choose(dock, "embrun")
    only(dock, "identity")
    dock.factsheet_page.select("pdf", tmp_path / "fiche.pdf")
    ended, export = [], work.export_factsheet

    def closed(*what, **more):
        QgsProject.instance().clear()
        try:
            export(*what, **more)
        finally:
            ended.append(True)

    monkeypatch.setattr(work, "export_factsheet", closed)
    click(dock, dock.factsheet_page._make)
    wait_for(lambda: bool(ended))
    assert dock._status.text() == "Cancelled: the project was closed." and not list(tmp_path.glob("fiche*"))
    wait_for(lambda: QgsApplication.taskManager().countActiveTasks() == 0)


def test_work_on_the_main_thread_is_listed_and_its_errors_are_told(qgis_app):
    ends = []

    def run(work_of_it):
        ends.clear()
        here = Here("Vigie", work_of_it, ends.append, lambda error: ends.append(error.sentence), lambda: ends.append("cancelled"))
        here.start()
        assert QgsApplication.taskManager().countActiveTasks() == 1
        return here

    def fail(progress):
        raise VigieError("no room")

    for work_of_it, end in ((lambda progress: 7, 7), (fail, "no room"), (lambda progress: 1 / 0, "unexpected")):
        run(work_of_it)
        wait_for(lambda: bool(ends))
        assert ends == [end] or (end == "unexpected" and end in ends[0])
    here = run(lambda progress: 7)
    here.cancel()
    wait_for(lambda: bool(ends))
    assert ends == ["cancelled"]
    here = run(lambda progress: 7)
    here.abandon()
    del here
    wait_for(lambda: QgsApplication.taskManager().countActiveTasks() == 0)
    assert not ends


@pytest.mark.parametrize("kind", ["html", "pdf"])
def test_making_a_file_leaves_the_window_alive(dock, tmp_path, watchdog, kind):  # noqa: F811
    choose(dock, "gap tallard")
    path = tmp_path / f"fiche.{kind}"
    dock.factsheet_page.select(kind, path)
    with watchdog(f"a fact sheet as {kind}"):
        click(dock, dock.factsheet_page._make)
    assert path.stat().st_size > 10_000


def test_an_atlas_is_cancelled_then_made(dock, tmp_path, monkeypatch):  # noqa: F811
    choose(dock, "serre poncon")
    page = dock.factsheet_page
    only(dock, "identity")
    path = tmp_path / "atlas.pdf"
    assert not page.atlas.isEnabled()  # HTML is chosen
    page.select("pdf", path)
    page.atlas.click()
    assert page.atlas.isChecked()
    drawn = []
    export = work.export_sheets

    def cancelled(sheets, keys, files, path, progress):
        dock.stop()
        return export(sheets, keys, files, path, progress)

    monkeypatch.setattr(work, "export_sheets", cancelled)
    click(dock, page._make)
    wait_for(lambda: isinstance(dock._work, Here) or not dock.busy)
    wait_for(lambda: not dock.busy)
    assert not list(tmp_path.glob("atlas*")) and "Cancelled" in dock._status.text()
    monkeypatch.setattr(work, "export_sheets", lambda *what: drawn.append(what) or export(*what))
    click(dock, page._make)
    wait_for(lambda: not dock.busy)
    assert path.read_bytes()[:4] == b"%PDF" and len(drawn) == 1
    assert f"{len(drawn[0][0])} fact sheets are in atlas.pdf." in dock._status.text() and len(drawn[0][0]) > 5
    wait_for(lambda: QgsApplication.taskManager().countActiveTasks() == 0)


def test_a_commune_has_no_atlas(qgis_app, observatory, tmp_path):
    page = FactSheetPage(tmp_path)
    page.set_territory(observatory.cog.territory(LONGEST))
    page.select("pdf", tmp_path / "x.pdf")
    assert not page.atlas.isEnabled()


def test_the_layout_is_in_the_project_twice_and_stands_alone(dock, qgis_iface, tmp_path, monkeypatch, watchdog):  # noqa: F811
    shown = []
    monkeypatch.setattr(qgis_iface, "openLayoutDesigner", shown.append, raising=False)
    choose(dock, "embrun")
    only(dock, "identity", "situation-map", "indicator-map", "charts")
    project = QgsProject.instance()
    for turn in range(2):
        with watchdog(f"layout {turn + 1} in the project"):
            click(dock, dock.factsheet_page.layout_button)
    names = sorted(layout.name() for layout in project.layoutManager().layouts())
    assert len(names) == 2 and names[1] == f"{names[0]} (2)" and names[0].startswith("Embrun – ")
    assert [layout.name() for layout in shown] == names
    group = project.layerTreeRoot().findGroup(names[0])
    assert group is not None and not group.itemVisibilityChecked()
    sources = [layer.source() for layer in project.mapLayers().values()]
    assert len(sources) == len(set(sources)) + 2  # the contour is drawn in two ways, in each layout
    assert all("vigie.gpkg" in source for source in sources)
    path = tmp_path / "projet.qgz"
    assert project.write(str(path))
    reopened = QgsProject()
    assert reopened.read(str(path))
    for layout in reopened.layoutManager().layouts():
        maps = [item for item in layout.items() if isinstance(item, QgsLayoutItemMap)]
        assert len(maps) == 2 and all(len(one.layers()) >= 2 for one in maps)
        pictures = [item for item in layout.items() if isinstance(item, QgsLayoutItemPicture)]
        assert pictures and all(one.picturePath().startswith("base64:") for one in pictures)
        assert not any(one.isMissingImage() for one in pictures)
    assert all(layer.isValid() for layer in reopened.mapLayers().values())
    reopened.clear()


def test_a_layout_without_maps_adds_no_layer(dock, qgis_iface, monkeypatch):  # noqa: F811
    monkeypatch.setattr(qgis_iface, "openLayoutDesigner", lambda layout: None, raising=False)
    choose(dock, "embrun")
    only(dock, "identity")
    click(dock, dock.factsheet_page.layout_button)
    wait_for(lambda: not dock.busy)
    assert len(QgsProject.instance().layoutManager().layouts()) == 1 and not QgsProject.instance().mapLayers()


def test_territories_are_compared_in_the_panel_and_in_files(dock, tmp_path, opened):  # noqa: F811
    choose(dock, "embrun")
    box = dock.factsheet_page.comparison
    assert not box.preview.isEnabled() and box.preview.toolTip() == "Choose a territory to compare with first."
    QTest.keyClicks(box.search._search, "hautes-alpes")
    QTest.keyClick(box.search._search, Qt.Key.Key_Return)
    QTest.keyClicks(box.search._search, "05061")
    QTest.keyClick(box.search._search, Qt.Key.Key_Return)
    assert box.keys == ("departement:05", "commune:05061") and box.whole_title == "Compare (2 of 3)"
    click(dock, box.preview)
    told = box.paper.toPlainText()
    assert "Embrun" in told and "Hautes-Alpes" in told and "Gap" in told
    for kind, begins in (("html", b"<!DOC"), ("ods", b"PK"), ("csv", b"\xef\xbb\xbf")):
        path = tmp_path / f"comparaison.{kind}"
        box.output.select(kind, path)
        click(dock, box.make)
        assert path.read_bytes().startswith(begins)
    assert len(opened) == 3
    QTest.keyClick(box.others, Qt.Key.Key_Delete)
    assert box.keys == ("departement:05",) and not box.paper.toPlainText()
    choose(dock, "hautes-alpes")
    assert box.keys == ()  # nothing is compared with itself


def test_what_the_library_leaves_out_is_said(dock, monkeypatch):  # noqa: F811
    """Which figures are totals is the library's to say (tests/unit/test_comparison.py)."""
    monkeypatch.setattr(comparison, "is_total", lambda definition: definition.id == "population-change")
    choose(dock, "embrun")
    box = dock.factsheet_page.comparison
    box.add("departement:05")
    click(dock, box.preview)
    assert "totals of territories of different levels are not compared, rates are." in box.paper.toPlainText()


def test_a_layout_that_is_cancelled_leaves_the_project_as_it_was(dock, qgis_iface, monkeypatch):  # noqa: F811
    monkeypatch.setattr(qgis_iface, "openLayoutDesigner", lambda layout: pytest.fail("opened"), raising=False)
    choose(dock, "embrun")
    only(dock, "identity", "situation-map")
    add = work.add_layout

    def stopped(*what):
        dock.stop()
        return add(*what)

    monkeypatch.setattr(work, "add_layout", stopped)
    click(dock, dock.factsheet_page.layout_button)
    wait_for(lambda: not dock.busy)
    project = QgsProject.instance()
    assert "Cancelled" in dock._status.text() and not project.layoutManager().layouts() and not project.mapLayers()


def test_what_cannot_join_a_comparison_is_told(qgis_app, observatory, tmp_path):
    page, failures = FactSheetPage(tmp_path), []
    page.failed.connect(failures.append)
    page.set_cog(observatory.cog)
    page.set_territory(observatory.cog.territory(LONGEST))
    for written in (LONGEST, "commune:05046", "commune:05046", "epci:200067825", "region:93", "region:84"):
        page.comparison.add(written)
    sentences = [error.sentence for error in failures]
    assert [sentence.endswith("is in the comparison already.") for sentence in sentences] == [True, True, False]
    assert sentences[2] == "Up to 4 territories are shown side by side: remove one first." and len(page.comparison.keys) == 3


def test_favourites_and_recent_territories_are_offered_to_compare_with(dock):  # noqa: F811
    choose(dock, "gap tallard")
    Settings().set_favourite("departement:05", True)
    choose(dock, "embrun")
    search = dock.factsheet_page.comparison.search
    search.fill_known()
    actions = {action.text(): action for action in search.known_menu.actions()}
    actions["Hautes-Alpes"].trigger()
    actions["CA Gap-Tallard-Durance"].trigger()
    assert dock.factsheet_page.comparison.keys == ("departement:05", "epci:200067825")
    assert dock.territory_box.territory.key == "commune:05046"


def test_a_comparison_that_fails_is_told(dock, monkeypatch):  # noqa: F811
    def fail(*what):
        raise VigieError("nothing can be compared")

    monkeypatch.setattr(work, "compare", fail)
    choose(dock, "embrun")
    dock.factsheet_page.comparison.add("commune:05061")
    click(dock, dock.factsheet_page.comparison.preview)
    assert dock._status.text() == "nothing can be compared"


def test_the_comparison_by_keyboard_alone_with_long_names(qgis_app, observatory, tmp_path):
    page = FactSheetPage(tmp_path)
    page.set_cog(observatory.cog)
    page.set_territory(observatory.cog.territory(LONGEST))
    page.comparison.setCollapsed(False)
    page.comparison.add("epci:200067825")
    page.resize(300, 1200)
    page.show()
    QApplication.setActiveWindow(page)
    page.templates._combo.setFocus()
    reached = []
    for _ in range(40):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        reached.append(QApplication.focusWidget())
    box = page.comparison
    wanted = (page.sentences, page.preview, page._make, page.layout_button, box.search._search, box.others, box.preview, box.make)
    places = [reached.index(widget) for widget in wanted]
    assert places == sorted(places) and page.minimumSizeHint().width() <= 300
    assert all(widget.accessibleName() or widget.text() for widget in wanted)
    page.dismiss()
    page.deleteLater()


def perimeter(tmp_path, observatory, code="05046"):
    """The contour of a commune, a little smaller, as a layer of the user's."""
    import shapely

    shape = shapely.buffer(observatory.contours.of([code])[0], -0.002)
    path = tmp_path / "mon périmètre.geojson"
    feature = {"type": "Feature", "properties": {}, "geometry": json.loads(shapely.to_geojson(shape))}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    return path


def test_the_sheet_of_an_own_perimeter_says_what_its_figures_are_of(run_algorithm, observatory, tmp_path):
    zones, path = perimeter(tmp_path, observatory), tmp_path / "fiche.html"
    before = zones.read_bytes()
    results, said, _ = run_algorithm("vigie:factsheet", {"ZONES": str(zones), "SOURCE": "embedded", "OUTPUT": str(path)})
    assert results is not None, said
    page = html.fromstring(path.read_text(encoding="utf-8"))
    assert page.findtext(".//h1").strip() == "mon périmètre"
    text = page.text_content()
    assert "by its communes: Embrun" in text and "hold 100 % of its area" in text
    assert "The figures are those of whole communes, not of the polygons themselves." in text
    assert zones.read_bytes() == before


def test_a_sheet_is_of_a_territory_or_of_zones(run_algorithm, observatory, tmp_path):
    zones = perimeter(tmp_path, observatory)
    for wanted in ({}, {"ZONES": str(zones), "TERRITORY": "commune:05046"}):
        results, said, _ = run_algorithm("vigie:factsheet", {**wanted, "OUTPUT": str(tmp_path / "x.html")})
        assert results is None and "Give TERRITORY, or ZONES" in said
    results, said, _ = run_algorithm("vigie:factsheet", {"ZONES": str(zones), "FORMAT": "csv", "OUTPUT": str(zones)})
    assert results is None


def test_polygons_at_sea_mean_no_commune(run_algorithm, tmp_path):
    layer = tmp_path / "sea.geojson"
    ring = [[-30, 40], [-29, 40], [-29, 41], [-30, 40]]
    feature = {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    layer.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    results, said, _ = run_algorithm("vigie:factsheet", {"ZONES": str(layer), "OUTPUT": str(tmp_path / "x.html")})
    assert results is None and "mean no commune" in said


def test_a_layer_of_a_layout_is_readable(observatory, tmp_path):
    """Names of tables take what a prefix and an entry hold."""
    store = GeoPackage(tmp_path / "été.gpkg")
    territory = observatory.cog.territory("commune:05046")
    from vigie_territoriale.plugin.messages import Silent
    from vigie_territoriale.plugin.reports.export import Maps, write_map_files
    from vigie_territoriale.plugin.reports.factsheet import make_factsheet

    sheet = make_factsheet(observatory, territory, "embedded", Silent(), template=template_of("services"))
    files = write_map_files(observatory, sheet, territory, {}, store, "layout_commune_05046_")
    layers = Maps(files).layers
    assert all(isinstance(layer, QgsVectorLayer) and layer.isValid() and layer.featureCount() for layer in layers)
    assert all("layout_commune_05046_" in layer.source() for layer in layers)
