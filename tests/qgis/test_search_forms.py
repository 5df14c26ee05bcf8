# SPDX-License-Identifier: GPL-2.0-or-later
"""What is done with the results of a search besides adding them: forms, favourites, recent words, dragging; and many of them."""

import json
import sys
from types import ModuleType

import pytest
from qgis.core import QgsMimeDataUtils, QgsProject
from qgis.gui import QgsDockWidget
from qgis.PyQt.QtCore import QMimeData, Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication
from vigie_territoriale.plugin.catalog.kept import KeptSearches
from vigie_territoriale.plugin.catalog.model import Entry, Resource
from vigie_territoriale.plugin.gui import panel as panels
from vigie_territoriale.plugin.gui.bringing import wanted_form
from vigie_territoriale.plugin.gui.dropping import DropHandler, mime_of
from vigie_territoriale.plugin.gui.panel import Panel
from vigie_territoriale.plugin.gui.search_forms import MOST_FORMS, fill_forms, forms_of
from vigie_territoriale.plugin.gui.search_results import CARD
from vigie_territoriale.plugin.messages import Silent, VigieError

from .conftest import wait_for
from .test_dock import dock, names  # noqa: F401 (a fixture)
from .test_plugin import Iface
from .test_search_page import Fake, Sources, calm, choose, entries, made, search, shown  # noqa: F401 (a fixture)

RESOURCES = (
    Resource("csv", "https://x.example/a.csv", title="Bancs & chaises", size=1_234_567),
    Resource("wms", "https://x.example/ows", layer="bancs"),
    Resource("wfs", "https://x.example/ows", layer="bancs"),
    Resource("page", "https://x.example"),
)


def heard(signal):
    found = []
    signal.connect(lambda *what: found.append(what))
    return found


def texts(menu):
    return [action.text() for action in menu.actions() if action.text()]


def test_the_forms_of_an_entry_come_best_first(made):  # noqa: F811
    page = made(a=Fake([Entry("1", "Bancs", source="a", resources=RESOURCES)]))
    search(page, "bancs")
    calm(page)
    choose(page, 0)
    page._forms.aboutToShow.emit()
    assert texts(page._forms) == [
        "WFS – bancs, copied", "WFS – bancs, live on its server", "CSV – Bancs && chaises – 1.2 MB, copied",
        "WMS – bancs, live on its server", "Choose What Is Added…",
    ]  # fmt: skip
    asked, chosen = heard(page.form_requested), heard(page.choose_requested)
    for place in (1, 2, 3):
        [action for action in page._forms.actions() if action.text()][place].trigger()
    assert [(resource.kind, live) for _, resource, live in asked] == [("wfs", True), ("csv", False), ("wms", True)]
    page._forms.actions()[-1].trigger()
    assert chosen[0][0].id == "1"


def test_many_forms_are_not_all_listed(made):  # noqa: F811
    many = tuple(Resource("csv", f"https://x.example/{place}.csv", title="t" * 300) for place in range(60))
    page = made(a=Fake([Entry("1", "Bancs", source="a", resources=many)]))
    menu = page._forms
    fill_forms(menu, forms_of(Entry("1", "Bancs", resources=many), False), lambda form: None, None)
    assert len(menu.actions()) == MOST_FORMS + 1 and menu.actions()[-1].text() == "and 35 more"
    assert max(map(len, texts(menu))) < 90


def test_a_harmonised_layer_is_added_as_its_copy_or_its_live_source(dock):  # noqa: F811
    dock.territory_box.choose("epci:200067825")
    page = dock.search_page
    search(page, "france services")
    calm(page)
    choose(page, shown(page).index("france-services"))
    page._forms.aboutToShow.emit()
    assert texts(page._forms) == ["Embedded copy of 2024-08-01", "Live source of the producer"]
    asked = heard(page.add_requested)
    page._forms.actions()[0].trigger()
    assert asked == [("france-services", "embedded")]
    wait_for(lambda: not dock.busy)
    assert "France Services (2024-08-01)" in names()


def test_a_form_that_is_gone_is_told(observatory, tmp_path):
    sources = Sources(observatory, {"a": Fake([])})
    entry = Entry("1", "Bancs", source="a", resources=RESOURCES)
    sources.targets = lambda entry, territory, progress: observatory.targets.__func__(sources, entry, territory, progress)
    sources.cog, sources.loader = observatory.cog, observatory.loader
    wanted = wanted_form(sources, entry, RESOURCES[2], True, None, Silent())
    assert wanted.target.resource == RESOURCES[2] and wanted.live is True
    with pytest.raises(VigieError, match="has no csv of this address any more"):
        wanted_form(sources, entry, Resource("csv", "https://x.example/b.csv"), False, None, Silent())


def test_favourites_are_kept_and_shown_without_asking(made, tmp_path):  # noqa: F811
    source = Fake(entries("a", 5, formats=("csv",)))
    page = made(a=source)
    search(page, "zone")
    calm(page)
    assert not page.star.isEnabled() and page._count.text() == "5 results"
    kept = choose(page, 3)
    QTest.mouseClick(page.star, Qt.MouseButton.LeftButton)
    assert page.star.isChecked() and page._favourite.isChecked()
    choose(page, 1)
    assert not page.star.isChecked()
    page.kept.fill()
    assert texts(page.kept.menu())[0] == "Favourites (1)"
    count = len(source.asked)
    page.kept.menu().actions()[0].trigger()
    calm(page)
    assert shown(page) == [kept.id] and page._count.text() == "1 favourite" and len(source.asked) == count
    assert page.box.text() == ""
    choose(page, 0)
    wait_for(lambda: kept.id in source.detailed)
    page.list.setFocus()
    page._favourite.trigger()
    assert not page.star.isChecked() and KeptSearches(tmp_path / "searches.json").favourites == ()
    page.facets.check("format", "csv")
    calm(page)
    assert shown(page) == [kept.id]


def test_recent_words_are_asked_again_or_forgotten(made, tmp_path):  # noqa: F811
    page = made(a=Fake(entries("a", 2)))
    for text in ("gares & haltes", "zones", "gares & haltes"):
        search(page, text)
        calm(page)
    page.kept.fill()
    assert texts(page.kept.menu())[2:] == ["gares && haltes", "zones", "Forget Recent Searches"]
    next(action for action in page.kept.menu().actions() if action.text() == "zones").trigger()
    calm(page)
    assert page.box.text() == "zones"
    page.kept.fill()
    page.kept.menu().actions()[-1].trigger()
    page.kept.fill()
    assert texts(page.kept.menu())[2:] == ["None yet"]
    assert KeptSearches(tmp_path / "searches.json").recent == ()


def test_a_broken_file_of_favourites_hinders_no_search(made, tmp_path):  # noqa: F811
    (tmp_path / "searches.json").write_text("{", encoding="utf-8")
    page = made(a=Fake(entries("a", 2)))
    failed = heard(page.failed)
    search(page, "zone")
    calm(page)
    assert len(shown(page)) == 2 and "searches.json, line 1" in failed[0][0].sentence
    choose(page, 0)
    QTest.mouseClick(page.star, Qt.MouseButton.LeftButton)
    assert not page.star.isChecked() and (tmp_path / "searches.json").read_text(encoding="utf-8") == "{"


def test_from_the_box_to_the_list_and_back_by_keys(made):  # noqa: F811
    page = made(a=Fake(entries("a", 5, formats=("csv",))))
    QApplication.setActiveWindow(page)
    search(page, "zone")
    calm(page)
    QTest.keyClick(page.box, Qt.Key.Key_Down)
    assert QApplication.focusWidget() is page.list and page.list.currentIndex().row() == 0
    QTest.keyClick(page.list, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert page.star.isChecked()
    QTest.keyClick(page.list, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert "Zones d'activité a 0" in QApplication.clipboard().text()
    QTest.keyClick(page.list, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is page.box


def test_cards_say_all_in_their_tooltip(made, observatory):  # noqa: F811
    page = made(a=Fake(entries("a", 1, licence="<b>ODbL</b>", formats=("csv",), coverage=("departement:05",))))
    page.set_territory(observatory.cog.territory("commune:05061"))
    search(page, "zone")
    calm(page)
    index = page.results.index(0, 0)
    assert index.data(CARD).more == "Covers all · Loadable · CSV · <b>ODbL</b>"
    told = index.data(Qt.ItemDataRole.ToolTipRole)
    assert "DDT a 0" in told and "&lt;b&gt;ODbL" in told and "<b>" not in told and "Dataset" in told


def dropped(data, handler):
    for uri in QgsMimeDataUtils.decodeUriList(data):
        assert uri.layerType == "custom"
        if handler.canHandleCustomUriCanvasDrop(uri, None):
            handler.handleCustomUriCanvasDrop(uri, None)


def test_what_is_dragged_names_its_entry_and_no_more(made):  # noqa: F811
    found = [Entry("a:1/é", "Titre", source="wfs:https://x.example/ows"), Entry("2", "T", source="a")]
    page = made(a=Fake(found))
    search(page, "")
    calm(page)
    data = page.results.mimeData([page.results.index(row, 0) for row in range(2)])
    assert set(data.formats()) >= set(page.results.mimeTypes()) and page.list.dragEnabled()
    heard_of = []
    dropped(data, DropHandler(lambda *what: heard_of.append(what)))
    assert sorted(heard_of) == sorted((entry.source, entry.id) for entry in found)


@pytest.mark.parametrize("written", ["", "{", "[1, 2]", '["a"]', '["a", "b", "c"]', '{"a": "b"}', "null"])
def test_what_others_write_is_not_heard(written, qgis_app):
    uri = QgsMimeDataUtils.Uri()
    uri.layerType, uri.providerKey, uri.uri = "custom", "vigie_territoriale", written
    handler = DropHandler(lambda *what: pytest.fail(f"heard {what}"))
    handler.handleCustomUriDrop(uri)
    uri.providerKey, uri.uri = "other", '["curated", "france-services"]'
    assert not handler.canHandleCustomUriCanvasDrop(uri, None) and not handler.handleCustomUriCanvasDrop(uri, None)
    assert isinstance(mime_of([]), QMimeData)


def test_an_entry_that_is_dropped_is_added(dock, monkeypatch):  # noqa: F811
    page = dock.search_page
    search(page, "france services")
    calm(page)
    dock.drop("curated", "france-services")
    assert not dock.busy and dock._status.text() == "Choose a territory to begin."
    dock.territory_box.choose("epci:200067825")
    dock.drop("curated", "france-services")
    assert dock.busy
    dock.drop("curated", "town-halls")
    assert "wait, or cancel it" in dock._status.text()
    wait_for(lambda: not dock.busy)
    assert names() == ["CA Gap-Tallard-Durance", "France Services (2024-08-01)"]
    asked = []
    monkeypatch.setattr(dock, "_load_entry", asked.append)
    dock.search_page._observatory = Sources(dock._observatory, {"a": Fake(entries("a", 3))})
    search(page, "zone")
    calm(page)
    dock.drop("a", "a-00001")
    dock.drop("a", "nobody found it")
    dock.drop("curated", "unknown")
    assert [entry.id for entry in asked] == ["a-00001"]


def test_entries_of_the_catalogue_are_dragged_too(dock):  # noqa: F811
    tree = dock.layers_page._tree
    item = next(item for item in tree.entry_items() if item.text(0) == "France Services")
    heard_of = []
    dropped(tree.mimeData([item]), DropHandler(lambda *what: heard_of.append(what)))
    assert heard_of == [("curated", "france-services")] and tree.dragEnabled()
    dropped(tree.mimeData([tree.topLevelItem(0)]), DropHandler(lambda *what: pytest.fail("a theme is no entry")))


def test_a_drop_before_the_dock_was_opened_is_harmless(observatory, tmp_path):
    iface = Iface()
    panel = Panel(iface, QgsProject.instance(), lambda: observatory, tmp_path)
    panel.register()
    (handler,) = iface.drops
    uri = QgsMimeDataUtils.Uri()
    uri.layerType, uri.providerKey, uri.uri = "custom", "vigie_territoriale", json.dumps(["curated", "france-services"])
    handler.handleCustomUriDrop(uri)
    assert panel.dock is None
    panel.unregister()
    assert not iface.drops


def test_the_dock_waits_for_the_end_of_its_import(observatory, tmp_path, monkeypatch):
    """A module is in sys.modules from the beginning of its import on: to import it again would hold the window."""
    begun = []
    monkeypatch.setitem(sys.modules, panels.DOCK, ModuleType(panels.DOCK))
    monkeypatch.setattr(panels, "Ahead", lambda name, then: begun.append(then) or name)
    panel = Panel(Iface(), QgsProject.instance(), lambda: observatory, tmp_path)
    monkeypatch.setattr(panel, "_make", lambda: setattr(panel, "_dock", QgsDockWidget()))
    for visible in (True, False, True):
        panel._show(visible)
    assert len(begun) == 1 and panel.dock is None
    begun[0]()
    assert panel.dock.isVisible()
    panel.dock.close()


def test_two_thousand_results_hold_nobody_up(made, observatory, watchdog):  # noqa: F811
    long = "Un titre très long, sans fin, " * 10
    found = [
        Entry(f"{place}", f"{long}{place}", long, long, long, source="a", coverage=("departement:05",), formats=("csv", "wfs"))
        for place in range(2000)
    ]
    page = made(a=Fake(found))
    page.set_territory(observatory.cog.territory("epci:200067825"))
    for entry in found[:200]:
        page.kept._kept.set_favourite(entry, True) if entry.id in ("1", "2") else None
    with watchdog("2,000 results"):
        search(page, "titre")
        wait_for(lambda: page.results.rowCount() == 2000)
        calm(page)
    with watchdog("from end to end of 2,000 results"):
        QTest.keyClick(page.list, Qt.Key.Key_End)
        QTest.keyClick(page.list, Qt.Key.Key_Home)
        choose(page, 1)
        page._forms.aboutToShow.emit()
    assert page.star.isChecked() and page.list.horizontalScrollBar().maximum() == 0
    page.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert not page.grab().isNull() and page.list.horizontalScrollBar().maximum() == 0
