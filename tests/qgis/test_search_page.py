# SPDX-License-Identifier: GPL-2.0-or-later
"""The page of the search, its preview and its list of sources, by clicks and keys."""

import threading
import time
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from faults import fault_server, served
from qgis.core import QgsApplication, QgsCoordinateReferenceSystem, QgsProject
from qgis.gui import QgsRubberBand
from qgis.PyQt.QtCore import QEvent, QPoint, Qt, QUrl
from qgis.PyQt.QtGui import QColor, QPalette
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QMainWindow, QPushButton, QToolButton, QWidget
from vigie_territoriale.plugin.catalog.endpoints import Choices
from vigie_territoriale.plugin.catalog.federation import Federation
from vigie_territoriale.plugin.catalog.kept import KeptSearches
from vigie_territoriale.plugin.catalog.model import Entry, Origin, Page, Preview, Resource
from vigie_territoriale.plugin.catalog.provider import Endpoint
from vigie_territoriale.plugin.catalog.ranking import Ranking
from vigie_territoriale.plugin.gui import preview as preview_module
from vigie_territoriale.plugin.gui.dock import Dock
from vigie_territoriale.plugin.gui.preview import (
    citation,
    facts,
    is_web,
    licence_demands,
    open_address,
    resource_facts,
    safe_html,
    size_words,
)
from vigie_territoriale.plugin.gui.search_filters import FACET, VALUE
from vigie_territoriale.plugin.gui.search_page import SearchPage
from vigie_territoriale.plugin.gui.search_results import ENTRY
from vigie_territoriale.plugin.gui.search_words import Places
from vigie_territoriale.plugin.gui.sources_dialog import SourcesDialog, choices_of, own_id
from vigie_territoriale.plugin.messages import VigieError
from vigie_territoriale.plugin.network.door import Door, Limits
from vigie_territoriale.plugin.network.session import session
from vigie_territoriale.plugin.observatory import Observatory

from .conftest import wait_for


class Fake:
    """A source whose pages are given; it may wait for a gate, or fail for a while."""

    def __init__(self, *pages, gate=None, failures=0, details=None, rows=None, more=None):
        self.pages, self.gate, self.failures, self.more = pages, gate, failures, more
        self.full, self.rows = details, rows
        self.asked, self.detailed, self.threads = [], [], set()

    def search(self, query, door):
        self.asked.append(query)
        self.threads.add(threading.current_thread())
        while self.gate is not None and not self.gate.wait(0.02):
            door.hear()
        if self.failures:
            self.failures -= 1
            raise VigieError("the machine is out of order", "detail for the log")
        place = query.page - 1
        entries = self.pages[place] if place < len(self.pages) else ()
        return Page(tuple(entries), sum(map(len, self.pages)), place + 1 < len(self.pages))

    def details(self, entry, door):
        self.detailed.append(entry.id)
        self.threads.add(threading.current_thread())
        if isinstance(self.full, Exception):
            raise self.full
        return replace(self.full or entry, complete=True)

    def preview(self, entry, door):
        self.threads.add(threading.current_thread())
        return self.rows


class Sources:
    """As much of the observatory as the page uses, over fake sources."""

    def __init__(self, observatory, providers, open_door=lambda endpoint, progress: progress):
        self._observatory = observatory
        endpoints = {name: Endpoint(name, f"Source {name}", "csw", "https://x.example") for name in providers}
        pairs = {name: (endpoints[name], provider) for name, provider in providers.items()}
        self.federation = Federation(pairs, open_door, Ranking(observatory.cog))
        self.box = observatory.box


def entries(source, count, start=0, **more):
    return [
        Entry(
            f"{source}-{place:05}", f"Zones d'activité {source} {place}", source=source, producer=f"DDT {source} {place}", **more
        )
        for place in range(start, start + count)
    ]


@pytest.fixture
def made(qgis_iface, qgis_new_project, observatory, tmp_path):
    """Makes pages over fake sources, and puts them away."""
    pages = []

    def make(open_door=lambda endpoint, progress: progress, **providers):
        page = SearchPage(
            Sources(observatory, providers, open_door),
            qgis_iface.mapCanvas,
            QgsProject.instance(),
            KeptSearches(tmp_path / "searches.json"),
        )
        page.set_cog(observatory.cog)
        page.resize(320, 700)
        page.show()
        pages.append(page)
        return page

    yield make
    for page in pages:
        page.dismiss()
        page.deleteLater()
    wait_for(lambda: QgsApplication.taskManager().countActiveTasks() == 0)


def search(page, text):
    page.box.clear()
    page.box.setFocus()
    QTest.keyClicks(page.box, text)
    QTest.keyClick(page.box, Qt.Key.Key_Return)


def calm(page):
    wait_for(lambda: not page.busy and not page._refining.busy and not page._stale)


def shown(page):
    return [page.results.index(row, 0).data(ENTRY).id for row in range(page.results.rowCount())]


def choose(page, row):
    index = page.results.index(row, 0)
    page.list.scrollTo(index)
    QTest.mouseClick(page.list.viewport(), Qt.MouseButton.LeftButton, pos=page.list.visualRect(index).center())
    return index.data(ENTRY)


def row_text(page, source):
    return page.sources._rows[source][0].text()


def told(page):
    return page.panel.details.toPlainText()


def test_typing_asks_nothing_and_return_asks(made):
    source = Fake(entries("a", 3))
    page = made(a=source)
    QTest.keyClicks(page.box, "zone")
    QTest.qWait(400)
    assert source.asked == [] and not page.busy
    QTest.keyClick(page.box, Qt.Key.Key_Return)
    assert page.busy
    calm(page)
    assert [query.text for query in source.asked] == ["zone"]
    assert len(shown(page)) == 3
    assert threading.main_thread() not in source.threads


def test_results_land_as_each_source_answers_and_the_choice_stays(made):
    gate = threading.Event()
    page = made(quick=Fake(entries("quick", 30)), late=Fake(entries("late", 30, modified="2026-11-01"), gate=gate))
    page.sort.setCurrentIndex(page.sort.findData("modified"))
    search(page, "zones activite")
    wait_for(lambda: page.results.rowCount() == 30)
    assert page.busy
    assert "asking" in row_text(page, "late") and "found 30 of 30" in row_text(page, "quick")
    assert "1 answered" in page.states.whole_title and "1 asked" in page.states.whole_title
    entry = choose(page, 12)
    top = page.list.visualRect(page.list.currentIndex()).top()
    gate.set()
    calm(page)
    assert page.results.rowCount() == 60
    assert page.list.currentIndex().data(ENTRY).id == entry.id
    assert page.list.currentIndex().row() > 12, "the late ones come first"
    assert abs(page.list.visualRect(page.list.currentIndex()).top() - top) <= 1
    assert entry.title in told(page)
    assert page.states.whole_title == "2 sources: 2 answered"


def test_a_slow_source_is_told(made, monkeypatch):
    monkeypatch.setattr("vigie_territoriale.plugin.gui.search_words.SLOW_SECONDS", 0.5)
    gate = threading.Event()
    page = made(late=Fake(entries("late", 1), gate=gate))
    search(page, "zone")
    wait_for(lambda: page.states.whole_title == "1 source: 1 slow")
    assert "slow: asking for" in row_text(page, "late")
    gate.set()
    calm(page)
    assert page.states.whole_title == "1 source: 1 answered"


def test_nothing_found_because_sources_failed_is_said_so(made):
    page = made(a=Fake(failures=1), b=Fake(failures=1), c=Fake([]))
    search(page, "zone")
    calm(page)
    assert page._count.text() == "Nothing was found, but 2 of 3 sources did not answer. the machine is out of order"
    search(page, "zone")
    calm(page)
    assert page._count.text() == "Nothing was found: try fewer or other words."


def test_a_failed_source_spoils_nothing_and_is_asked_again(made):
    source = Fake(entries("bad", 2), failures=1)
    page = made(good=Fake(entries("good", 2)), bad=source)
    search(page, "zone")
    calm(page)
    assert len(shown(page)) == 2
    assert "failed: the machine is out of order" in row_text(page, "bad")
    assert page.states.whole_title == "2 sources: 1 answered, 1 failed"
    page.states.setCollapsed(False)
    again = page.sources._rows["bad"][1]
    assert again.isVisible() and not page.sources._rows["good"][1].isVisible()
    again.setFocus()
    QTest.keyClick(again, Qt.Key.Key_Space)
    calm(page)
    assert len(shown(page)) == 4
    assert not again.isVisible()
    assert len(source.asked) == 2


def test_asking_again_while_others_answer_waits_for_them(made):
    gate = threading.Event()
    bad = Fake(entries("bad", 1), failures=1)
    page = made(bad=bad, late=Fake(entries("late", 1), gate=gate))
    search(page, "zone")
    wait_for(lambda: "bad" in page.sources._rows and "failed" in row_text(page, "bad"))
    page.sources._rows["bad"][1].click()
    assert not page.sources._rows["bad"][1].isVisible()
    gate.set()
    wait_for(lambda: len(shown(page)) == 2)
    calm(page)


def test_filters_refine_without_asking(made, observatory):
    source = Fake(
        [*entries("a", 20, formats=("wfs",)), *entries("a", 5, start=20, formats=("csv",), theme="Eau & <b>milieux</b>")]
    )
    page = made(a=source)
    page.set_territory(observatory.cog.territory("epci:200067825"))
    search(page, "zone")
    calm(page)
    page.filters.setCollapsed(False)
    tree = page.facets
    texts = {(item.data(0, FACET), child.data(0, VALUE)): (child.text(0), child.text(1)) for item in tree._facet_items()
             for child in map(item.child, range(item.childCount()))}  # fmt: skip
    assert texts["format", "csv"] == ("CSV", "5")
    assert texts["theme", "Eau & <b>milieux</b>"] == ("Eau & <b>milieux</b>", "5")
    assert texts["source", "a"][0] == "Source a"
    assert texts["loadable", "yes"] == ("Yes", "25")
    assert ("coverage", "unknown") not in texts, "nothing is known of it: no facet"
    assert sum(facet == "producer" for facet, _ in texts) == 12
    tree.check("format", "csv")
    calm(page)
    assert len(shown(page)) == 5
    assert page.filters.whole_title == "Filters (1)"
    page._clear.click()
    calm(page)
    assert len(shown(page)) == 25
    assert len(source.asked) == 1


def test_the_sort_and_the_territory_refine_too(made, observatory):
    found = [
        Entry("1", "Beta", source="a", coverage=("departement:29",), modified="2020"),
        Entry("2", "Alpha", source="a", coverage=("departement:05",), modified="2010"),
        Entry("3", "Gamma", source="a", coverage=("france",), modified="2026-11-20"),
    ]
    source = Fake(found)
    page = made(a=source)
    search(page, "")
    calm(page)
    page.sort.setCurrentIndex(page.sort.findData("title"))
    calm(page)
    assert shown(page) == ["2", "1", "3"]
    page.sort.setCurrentIndex(page.sort.findData("modified"))
    calm(page)
    assert shown(page) == ["3", "1", "2"]
    page.set_territory(observatory.cog.territory("commune:05061"))
    page.sort.setCurrentIndex(page.sort.findData("relevance"))
    calm(page)
    assert shown(page) == ["3", "2", "1"]
    cards = [page.results._card(page.results.index(row, 0).data(ENTRY)).more for row in range(3)]
    assert [card.split(" · ")[0] for card in cards] == ["Covers all", "Covers all", "Elsewhere"]
    assert len(source.asked) == 1


def test_pages_without_end(made):
    source = Fake(*(entries("a", 20, start=20 * place) for place in range(3)))
    page = made(a=source)
    search(page, "zone")
    calm(page)
    for count in (20, 40):
        assert len(shown(page)) == count and page.more.isVisible()
        QTest.keyClick(page.more, Qt.Key.Key_Space)
        calm(page)
    assert len(shown(page)) == 60 and not page.more.isVisible()
    assert [query.page for query in source.asked] == [1, 2, 3]


def test_the_results_of_an_abandoned_search_never_land(made):
    class Stubborn(Fake):
        """A source that does not hear of the cancel."""

        def search(self, query, door):
            self.asked.append(query)
            self.gate.wait(20)
            return Page(tuple(entries(query.text, 5)), 5)

    gate = threading.Event()
    page = made(a=Stubborn(gate=gate), b=Fake(entries("b", 1)))
    search(page, "first")
    wait_for(lambda: page.results.rowCount() == 1)
    search(page, "second")
    assert page.results.rowCount() == 0
    gate.set()
    calm(page)
    wait_for(lambda: QgsApplication.taskManager().countActiveTasks() == 0)
    QTest.qWait(100)
    assert not any(name.startswith("first") for name in shown(page))
    assert sum(name.startswith("second") for name in shown(page)) == 5


def test_cancel_keeps_what_was_found(made):
    gate = threading.Event()
    source = Fake(entries("late", 2), gate=gate)
    page = made(quick=Fake(entries("quick", 2)), late=source)
    search(page, "zone")
    wait_for(lambda: page.results.rowCount() == 2)
    page.stop()
    calm(page)
    assert page._count.text() == "Cancelled."
    assert "cancelled before it answered" in row_text(page, "late")
    gate.set()
    page.states.setCollapsed(False)
    assert page.sources._rows["late"][1].isVisible()
    page.sources._rows["late"][1].click()
    calm(page)
    assert len(shown(page)) == 4


def test_a_search_that_cannot_begin_is_told(made):
    page = made(a=Fake())
    errors = []
    page.failed.connect(errors.append)

    class Broken:
        @property
        def federation(self):
            raise VigieError("the list of sources is wrong, line 3")

    page._observatory = Broken()
    search(page, "zone")
    wait_for(lambda: errors)
    assert errors[0].sentence == "the list of sources is wrong, line 3"
    assert page._count.text() == errors[0].sentence


@pytest.mark.parametrize(("sources", "results"), [(12, 20), (4, 500)])
def test_a_search_does_not_hold_the_interface(made, observatory, tmp_path, watchdog, sources, results):
    """The first search reads what it needs on the way; how long each step held the thread, and what did, is told."""
    long = "Un long texte sur les zones d'activité et leurs voisines. " * 30
    names = [f"s{source}" for source in range(sources)]
    page = made(
        **{name: Fake(entries(name, results, description=long, coverage=("region:93",), formats=("wfs",))) for name in names}
    )
    fresh = Observatory(lambda progress, endpoint: session(), tmp_path)
    page._observatory.box = fresh.box
    page.filters.setCollapsed(False)
    page.states.setCollapsed(False)
    page.set_territory(observatory.cog.territory("region:93"))
    QTest.qWait(200)  # it is there before it is used
    for step in ("first search", "second search"):
        with watchdog(f"{step}, {sources} sources of {results}"):
            search(page, "zones activite")
            calm(page)
        assert page.results.rowCount() == sources * results
    with watchdog(f"filter, {sources} sources of {results}"):
        page.facets.check("source", "s1")
        calm(page)
    assert page.results.rowCount() == results


class Hits(BaseHTTPRequestHandler):
    """Writes down what it is asked."""

    def do_GET(self):
        self.server.hits.append(self.path)
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_POST = do_GET

    def log_message(self, *arguments):
        pass


@pytest.fixture
def hits():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hits)
    server.hits = []
    with served(server):
        yield f"http://127.0.0.1:{server.server_port}", server.hits


HOSTILE = """<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><link rel="stylesheet" href="{url}/a.css"><script>alert(1)</script>
<style>p {{ background: url({url}/b.png) }}</style><p onclick="x()" style="background-image:url({url}/c.png)">Bon<b>jour</b> &amp;
&lt;script&gt; &f;</p><img src="{url}/d.png" onerror="x()"><img src="data:image/png;base64,iVBORw0KGgo="><img src="{file}">
<iframe src="{url}/e"></iframe><table background="{url}/f.png"><tr><td>cell</td></tr></table><svg><image href="{url}/g"/></svg>
<a href="javascript:alert(1)">bad</a> <a href="file:///etc/passwd">worse</a> <a href="https://good.example/x">good</a>"""


@pytest.mark.parametrize("markup", ["html", "markdown", "text"])
def test_a_hostile_description_loads_and_runs_nothing(made, hits, tmp_path, markup):
    url, seen = hits
    picture = tmp_path / "local.png"
    page_picture = QWidget().grab()
    assert page_picture.save(str(picture))
    hostile = (
        HOSTILE.format(url=url, file=picture)
        + f"\n\n![x]({url}/h.png) ![y]({picture}) [k](javascript:x) [good](https://good.example/x)"
    )
    entry = Entry("1", f"<img src='{url}/t.png'><b>Titre</b>", hostile, f"<img src='{url}/p.png'>", "<script>", source="a", markup=markup,
                  notes=(f"<img src='{url}/n.png'>",), page="javascript:alert(1)",
                  resources=(Resource("csv", "file:///etc/passwd", title=f"<img src='{url}/r.png'>"),))  # fmt: skip
    page = made(a=Fake([entry]))
    search(page, "")
    calm(page)
    choose(page, 0)
    details = page.panel.details
    QTest.qWait(300)
    page.grab()
    assert seen == []
    text = told(page)
    assert "<b>Titre</b>" in text and "Bon" in text
    assert ("alert(1)</script>" in text) == (markup != "html")
    assert "root:" not in text
    if markup == "html":
        assert "<script>" in text, "what was escaped stays text"
    for kind, name in ((2, f"{url}/z.png"), (2, "data:image/png;base64,AA"), (2, str(picture)), (3, f"{url}/z.css")):
        loaded = details.loadResource(kind, QUrl(name))
        assert (loaded.width(), loaded.height()) == (1, 1)
    assert not page._page.isEnabled()
    assert seen == []


def links(browser):
    found, block = set(), browser.document().begin()
    while block.isValid():
        pieces = block.begin()
        while not pieces.atEnd():
            found.add(pieces.fragment().charFormat().anchorHref())
            pieces += 1
        block = block.next()
    return found - {""}


def test_only_web_links_are_opened(made, monkeypatch):
    opened = []
    monkeypatch.setattr(preview_module.QDesktopServices, "openUrl", lambda url: opened.append(url.toString()) or True)
    entry = Entry("1", "T", "[a](https://good.example/a) [b](file:///etc/passwd) [c](javascript:x) [d](/x)", source="a",
                  markup="markdown", page="https://good.example/page", licence="Licence Ouverte 2.0", licence_url="ftp://x.example")  # fmt: skip
    page = made(a=Fake([entry]))
    search(page, "")
    calm(page)
    choose(page, 0)
    details = page.panel.details
    assert {"https://good.example/a", "https://good.example/page"} <= links(details)
    assert "ftp://x.example" not in links(details)
    for link in sorted(links(details)):
        details.anchorClicked.emit(QUrl(link))
    details.anchorClicked.emit(QUrl("#place"))
    assert sorted(opened) == ["https://good.example/a", "https://good.example/page"]
    page._page.trigger()
    assert len(opened) == 3
    assert not open_address("file:///etc/passwd")


def test_titles_are_plain_text(made):
    title = "<b>Gras</b> &amp; <img src='http://x.example/y.png'>\n2e ligne"
    page = made(a=Fake([Entry("1", title, source="a")]))
    search(page, "")
    calm(page)
    index = page.results.index(0, 0)
    assert index.data() == "<b>Gras</b> &amp; <img src='http://x.example/y.png'> 2e ligne"
    tip = index.data(Qt.ItemDataRole.ToolTipRole)
    assert "<b>" not in tip and "<img" not in tip and "&lt;b&gt;" in tip
    assert page._count.textFormat() == page.sources._rows["a"][0].textFormat() == Qt.TextFormat.PlainText


def test_details_are_read_once_the_choice_settles(made):
    full = Entry(
        "a-00002", "Zones complètes", "Tout est dit", source="a", resources=(Resource("csv", "https://x.example/a.csv"),)
    )
    source = Fake(entries("a", 3, complete=False), details=full)
    page = made(a=source)
    search(page, "")
    calm(page)
    for row in (0, 1, 2):
        choose(page, row)
    assert "Reading the details" in told(page) and source.detailed == []
    wait_for(lambda: "Tout est dit" in told(page))
    assert source.detailed == ["a-00002"], "only the last one"
    assert threading.main_thread() not in source.threads
    choose(page, 1)
    choose(page, 2)
    QTest.qWait(400)
    assert "Tout est dit" in told(page) and source.detailed.count("a-00002") == 1


def test_details_that_cannot_be_read_are_told(made):
    page = made(a=Fake(entries("a", 1, complete=False), details=VigieError("no longer there", "404")))
    search(page, "")
    calm(page)
    choose(page, 0)
    wait_for(lambda: "no longer there" in told(page))


def test_first_rows(made):
    rows = Preview(("code", "nom"), (("05061", "Gap"), ("05046", "<b>Embrun</b>")), 1234)
    source = Fake(entries("a", 2), rows=rows)
    page = made(a=source)
    search(page, "")
    calm(page)
    choose(page, 0)
    QTest.mouseClick(page.rows, Qt.MouseButton.LeftButton)
    table = page.panel.rows
    wait_for(lambda: table.rowCount() == 2)
    assert [table.horizontalHeaderItem(column).text() for column in range(2)] == ["code", "nom"]
    assert table.item(1, 1).text() == "<b>Embrun</b>" and "&lt;b&gt;" in table.item(1, 1).toolTip()
    assert page.panel._told.text() == "2 rows of 1,234"
    assert not page.panel.details.isVisible()
    QTest.mouseClick(page.rows, Qt.MouseButton.LeftButton)
    assert page.panel.details.isVisible() and not table.isVisible()
    QTest.mouseClick(page.rows, Qt.MouseButton.LeftButton)
    wait_for(lambda: table.isVisible())
    choose(page, 1)
    assert table.rowCount() == 0 and not table.isVisible() and not page.rows.isChecked()
    source.rows = None
    QTest.mouseClick(page.rows, Qt.MouseButton.LeftButton)
    wait_for(lambda: "cannot be had" in page.panel._told.text())


def bands(canvas):
    return [item for item in canvas.scene().items() if isinstance(item, QgsRubberBand)]


def test_the_coverage_is_drawn_and_taken_away(made, qgis_iface):
    canvas = qgis_iface.mapCanvas()
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:2154"))
    page = made(a=Fake([
        Entry("1", "Avec", source="a", box=(5.8, 44.3, 6.2, 44.7)), Entry("2", "Sans", source="a"), Entry("3", "Monde", source="a", box=(-180, -90, 180, 90)),
    ]))  # fmt: skip
    search(page, "")
    calm(page)
    page.sort.setCurrentIndex(page.sort.findData("title"))
    calm(page)
    rows = {page.results.index(row, 0).data(ENTRY).id: row for row in range(3)}
    choose(page, rows["1"])
    assert bands(canvas) == []
    QTest.mouseClick(page.map, Qt.MouseButton.LeftButton)
    box = bands(canvas)[0].asGeometry().boundingBox()
    assert 920_000 < box.xMinimum() < box.xMaximum() < 960_000 and 6_355_000 < box.yMinimum() < box.yMaximum() < 6_410_000
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
    assert bands(canvas)[0].asGeometry().boundingBox().xMinimum() == pytest.approx(5.8)
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:2154"))
    choose(page, rows["3"])
    world = bands(canvas)[0].asGeometry().boundingBox()
    assert world.isFinite() and world.width() < 3_000_000
    choose(page, rows["2"])
    assert bands(canvas) == [] and not page.map.isEnabled()
    choose(page, rows["1"])
    assert len(bands(canvas)) == 1
    QTest.mouseClick(page.map, Qt.MouseButton.LeftButton)
    assert bands(canvas) == []
    QTest.mouseClick(page.map, Qt.MouseButton.LeftButton)
    assert len(bands(canvas)) == 1
    page.dismiss()
    assert bands(canvas) == []
    page.dismiss()


def test_copies_and_what_can_be_added(made):
    page = made(a=Fake([Entry("1", "Titre", source="a", producer="IGN", licence="Licence Ouverte 2.0", modified="2026-02-03T10:00:00",
                              page="https://x.example/p", resources=(Resource("wfs", "https://x.example/wfs", layer="l"),))]))  # fmt: skip
    search(page, "")
    calm(page)
    choose(page, 0)
    page._cite.trigger()
    assert QApplication.clipboard().text() == "IGN, “Titre”, version of 2026-02-03, Licence Ouverte 2.0. https://x.example/p"
    page._address.trigger()
    assert QApplication.clipboard().text() == "https://x.example/wfs"
    asked = []
    page.load_requested.connect(lambda entry: asked.append(("load", entry.title)))
    page.choose_requested.connect(lambda entry: asked.append(("choose", entry.title)))
    page.allow_adding("Choose a territory to begin.")
    assert not page.add.isEnabled() and "territory" in page.add.toolTip()
    page.allow_adding("")
    page.add.click()
    page.choose.click()
    page.newer_requested.connect(lambda entry: asked.append(("newer", entry.title)))
    page.newer.trigger()
    assert asked == [("load", "Titre"), ("choose", "Titre"), ("newer", "Titre")]
    assert page.list.contextMenuPolicy() == Qt.ContextMenuPolicy.ActionsContextMenu and len(page.list.actions()) == 6


def test_a_publication_opens_its_page_and_cannot_be_added(made, monkeypatch):
    opened = []
    monkeypatch.setattr(preview_module.QDesktopServices, "openUrl", lambda url: opened.append(url.toString()) or True)
    page = made(a=Fake([Entry("1", "Étude", source="a", kind="publication", page="https://x.example/p")]))
    search(page, "")
    calm(page)
    choose(page, 0)
    assert not page.add.isEnabled()
    page.list.taken.emit()
    assert opened == ["https://x.example/p"]


def test_by_keyboard_alone(made):
    page = made(a=Fake(entries("a", 5, formats=("wfs",)), entries("a", 5, start=5)))
    QApplication.setActiveWindow(page)
    search(page, "zone")
    calm(page)
    reached = []
    for _ in range(12):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        reached.append(QApplication.focusWidget())
    fold = page.filters.findChild(QToolButton)
    for widget in (fold, page.sort, page._choose, page.list, page.more):
        assert widget in reached, widget
    fold.setFocus()
    QTest.keyClick(fold, Qt.Key.Key_Space)
    assert page.facets.isVisible()
    page.facets.setFocus()
    page.facets.setCurrentItem(page.facets._facet_items()[0])
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Space):
        QTest.keyClick(page.facets, key)
    calm(page)
    assert page.facets.wanted
    assert page.facets.currentItem().data(0, VALUE) is not None, "the place is kept after the counts have changed"
    QTest.keyClick(page.facets, Qt.Key.Key_Space)
    calm(page)
    assert not page.facets.wanted
    page.list.setFocus()
    for _ in range(3):
        QTest.keyClick(page.list, Qt.Key.Key_Down)
    assert page.list.currentIndex().row() == 2 or page.list.currentIndex().row() == 3
    page.unfold.setChecked(False)
    assert not page.panel.isVisible()
    added = []
    page.load_requested.connect(added.append)
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    assert len(added) == 1
    page.unfold.setChecked(True)
    tabbed = []
    for _ in range(8):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        tabbed.append(QApplication.focusWidget())
    assert page.panel.details in tabbed


def test_cards_are_read_out_and_drawn_in_the_colours_of_the_palette(made):
    page = made(a=Fake(entries("a", 3, licence="Licence Ouverte 2.0", formats=("csv",))))
    dark = QPalette(page.palette())
    for role, colour in (("Base", "#202020"), ("AlternateBase", "#202020"), ("Text", "#f0f0f0"), ("PlaceholderText", "#b0b0b0")):
        dark.setColor(getattr(QPalette.ColorRole, role), QColor(colour))
    page.list.setPalette(dark)
    search(page, "")
    calm(page)
    read = page.results.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "Zones d'activité a" in read and "Licence Ouverte 2.0" in read and "CSV" in read
    image = page.list.viewport().grab().toImage()
    height = page.list.visualRect(page.results.index(0, 0)).height()
    lights = [image.pixelColor(x, y).lightness() for x in range(image.width()) for y in range(height)]
    assert min(lights) < 60 and max(lights) > 180, "light text on a dark ground"
    assert sum(light > 120 for light in lights) < len(lights) / 3


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ("404", "no longer has this"),
        ("500", "out of order"),
        ("html", "web page"),
        ("reset", "cannot be reached"),
        ("entities", "web page"),
    ],
)
def test_over_a_real_server_one_fault_is_one_line(made, fault, sentence):
    class Remote(Fake):
        def __init__(self, address):
            super().__init__(entries("remote", 2))
            self.address = address

        def search(self, query, door):
            answer = door.get(self.address)
            answer.xml() if self.address.endswith("entities") else answer.json()
            return super().search(query, door)

    with fault_server() as (address, server):
        page = made(
            lambda endpoint, progress: Door(
                session(getattr(progress, "feedback", None)), progress, limits=Limits(total=10, stall=5)
            ),
            good=Remote(f"{address}/ok"),
            bad=Remote(f"{address}/{fault}"),
        )
        search(page, "zone")
        calm(page)
    assert len(shown(page)) == 2
    assert sentence in row_text(page, "bad")
    assert len(server.seen) >= 2


def test_a_silent_server_is_cancelled_at_once(made):
    class Silent(Fake):
        def search(self, query, door):
            return door.get(f"{address}/silence")

    with fault_server() as (address, server):
        page = made(lambda endpoint, progress: Door(session(getattr(progress, "feedback", None)), progress), a=Silent())
        search(page, "zone")
        wait_for(lambda: server.seen)
        start = time.perf_counter()
        page.stop()
        calm(page)
        assert time.perf_counter() - start < 2
    assert shown(page) == []


# In the dock


@pytest.fixture
def dock(qgis_iface, qgis_new_project, observatory, tmp_path):
    own = Observatory(lambda progress, authcfg: session(), tmp_path / "own")
    own.__dict__.update(cog=observatory.cog, contours=observatory.contours, catalogue=observatory.catalogue)
    embedded = SourcesDialog(own, ", ".join).endpoints()
    own.choose_sources(Choices(disabled=tuple(endpoint.id for endpoint in embedded if endpoint.id != "curated")))
    made = Dock(qgis_iface, QgsProject.instance(), own, tmp_path / "profil")
    wait_for(lambda: not made.busy)
    yield made
    made.dismiss()
    made.deleteLater()


def test_opening_the_dock_does_not_hold_the_interface(qgis_iface, qgis_new_project, tmp_path, watchdog):
    with watchdog("opening of the dock, which reads all anew"):
        made = Dock(qgis_iface, QgsProject.instance(), Observatory(lambda progress, endpoint: session(), tmp_path), tmp_path)
        made.show()
        wait_for(lambda: not made.busy)
    assert made.tabs.isEnabled()
    made.dismiss()
    made.deleteLater()


def test_the_search_needs_no_territory_and_the_other_pages_do(dock):
    assert dock.tabs.currentIndex() == 0 and dock.tabs.tabText(0) == "Search"
    assert [dock.tabs.isTabEnabled(place) for place in range(4)] == [True, False, False, False]
    page = dock.search_page
    search(page, "france services")
    calm(page)
    assert "france-services" in shown(page)
    choose(page, shown(page).index("france-services"))
    assert not page.add.isEnabled() and page.add.toolTip() == "Choose a territory to begin."
    dock.territory_box.choose("epci:200067825")
    assert all(dock.tabs.isTabEnabled(place) for place in range(4))
    assert page.add.isEnabled()


def test_a_harmonised_layer_is_added_from_the_search(dock):
    dock.territory_box.choose("epci:200067825")
    page = dock.search_page
    search(page, "france services")
    calm(page)
    choose(page, shown(page).index("france-services"))
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    assert dock.busy and not page.add.isEnabled()
    wait_for(lambda: not dock.busy)
    names = sorted(layer.name() for layer in QgsProject.instance().mapLayers().values())
    assert names == ["CA Gap-Tallard-Durance", "France Services (2024-08-01)"]


def test_the_bar_and_its_button_cancel_a_search(dock, observatory):
    gate = threading.Event()
    dock.search_page._observatory = Sources(observatory, {"late": Fake(entries("late", 1), gate=gate)})
    search(dock.search_page, "zone")
    assert not dock._running.isHidden() and not dock.busy
    QTest.mouseClick(dock._stop, Qt.MouseButton.LeftButton)
    wait_for(lambda: not dock.search_page.busy)
    assert dock._running.isHidden()
    assert dock.search_page._count.text() == "Cancelled."


def test_it_fits_in_300_pixels_with_results(dock, observatory):
    long = "Un titre très long, sans fin, " * 10
    found = [
        Entry(f"{place}", f"{long}{place}", long * 5, long, long, source="a", coverage=("departement:05",), box=(5, 44, 6, 45),
              resources=(Resource("csv", "https://x.example/" + "a" * 300, title=long),), page="https://x.example/" + "b" * 300,
              origins=(Origin("a", f"{place}"),), theme=long)
        for place in range(30)
    ]  # fmt: skip
    rows = Preview(tuple(f"field_{place}" for place in range(40)), (tuple(long for _ in range(40)),))
    dock.search_page._observatory = Sources(observatory, {"a": Fake(found, rows=rows), "b": Fake(failures=1)})
    window = QMainWindow()
    window.resize(1000, 900)
    window.setCentralWidget(QWidget())
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
    window.show()
    dock.territory_box.choose("epci:200067825")
    page = dock.search_page
    search(page, "titre")
    calm(page)
    choose(page, 0)
    page.filters.setCollapsed(False)
    page.states.setCollapsed(False)
    for item in page.facets._facet_items():
        item.setExpanded(True)
    page.rows.click()
    wait_for(lambda: page.panel.rows.rowCount() == 1)
    window.resizeDocks([dock], [290], Qt.Orientation.Horizontal)
    QTest.qWait(100)
    assert dock.width() <= 300
    assert dock.tabs.widget(0).horizontalScrollBar().maximum() == 0
    for widget in (page.list, page.facets, page.panel.details):
        assert widget.horizontalScrollBar().maximum() == 0, widget
    for child in page.findChildren(QPushButton) + page.findChildren(QToolButton):
        if child.isVisible():
            right = child.mapTo(page, QPoint(child.width(), 0)).x()
            assert right <= page.width(), child.text()
    window.removeDockWidget(dock)
    dock.setParent(None)  # or it would die with the window


def test_what_an_unloaded_page_was_doing_stops(qgis_iface, observatory, qgis_new_project, tmp_path):
    gate = threading.Event()
    dock = Dock(qgis_iface, QgsProject.instance(), observatory, tmp_path)
    wait_for(lambda: not dock.busy)
    dock.search_page._observatory = Sources(observatory, {"late": Fake(entries("late", 1), gate=gate)})
    search(dock.search_page, "zone")
    dock.dismiss()
    dock.deleteLater()
    QApplication.sendPostedEvents(None, int(QEvent.Type.DeferredDelete))
    wait_for(lambda: QgsApplication.taskManager().countActiveTasks() == 0)


# The dialog of sources


@pytest.fixture
def own(observatory, tmp_path):
    """An observatory on a folder of its own, and how to make another one on it."""

    def make():
        made = Observatory(lambda progress, authcfg: session(getattr(progress, "feedback", None), authcfg), tmp_path / "été")
        made.__dict__.update(cog=observatory.cog, contours=observatory.contours, catalogue=observatory.catalogue)
        return made

    return make


def press(dialog, role):
    QTest.mouseClick(dialog.buttons.button(role), Qt.MouseButton.LeftButton)


def fill(dialog, title, kind, address):
    dialog.title.setText(title)
    dialog.kind.setCurrentIndex(dialog.kind.findData(kind))
    dialog.address.setText(address)
    dialog.add.click()


def test_sources_are_added_disabled_ordered_and_kept(own):
    dialog = SourcesDialog(own(), Places(own().cog).words)
    before = [endpoint.id for endpoint in dialog.endpoints()]
    assert before[0] == "curated" and len(before) > 10
    fill(dialog, "Mon département & co", "wfs", "ftp://x.example")
    assert "not understood" in dialog.told.text()
    fill(dialog, "Mon département & co", "wfs", " https://x.example/ows?map=1 ")
    fill(dialog, "Mon département & co", "csw", "https://y.example/csw")
    assert [endpoint.id for endpoint in dialog.endpoints()][:2] == ["mon-departement-co-2", "mon-departement-co"]
    dialog.select("datagouv")
    assert not dialog.remove.isEnabled()
    dialog.tree.currentItem().setCheckState(0, Qt.CheckState.Unchecked)
    dialog.up.click()
    dialog.select("europa")
    dialog.tree.currentItem().setCheckState(0, Qt.CheckState.Checked)
    dialog.select("mon-departement-co-2")
    dialog.down.click()
    press(dialog, dialog.buttons.StandardButton.Ok)
    again = own()
    kept = {endpoint.id: endpoint for endpoint in again.federation.endpoints}
    assert list(kept)[:4] == ["mon-departement-co", "mon-departement-co-2", "datagouv", "curated"]
    assert (kept["datagouv"].enabled, kept["europa"].enabled, kept["datasud"].enabled) == (False, True, True)
    assert kept["mon-departement-co"].address == "https://x.example/ows?map=1"
    second = SourcesDialog(again, Places(again.cog).words)
    assert [endpoint.id for endpoint in second.endpoints()] == list(kept)
    second.select("mon-departement-co-2")
    second.tree.currentItem().setCheckState(0, Qt.CheckState.Unchecked)
    second.select("mon-departement-co")
    second.remove.click()
    press(second, second.buttons.StandardButton.Ok)
    last = {endpoint.id: endpoint for endpoint in own().federation.endpoints}
    assert "mon-departement-co" not in last and not last["mon-departement-co-2"].enabled
    assert last["mon-departement-co-2"].verification == "user"


def test_cancel_keeps_the_sources_as_they_were(own):
    dialog = SourcesDialog(own(), ", ".join)
    dialog.select("datagouv")
    dialog.tree.currentItem().setCheckState(0, Qt.CheckState.Unchecked)
    press(dialog, dialog.buttons.StandardButton.Cancel)
    assert own().choices == Choices()


def test_a_source_is_tested_in_the_background(own, hits):
    url, seen = hits
    observatory = own()
    dialog = SourcesDialog(observatory, ", ".join)
    dialog.select("curated")
    dialog.test.click()
    wait_for(lambda: dialog.test.isEnabled())
    assert f"It answers: {len(observatory.catalogue.entries())} entries" in dialog.told.text()
    fill(dialog, "Rien", "csw", f"{url}/csw")
    dialog.test.click()
    assert not dialog.test.isEnabled()
    wait_for(lambda: dialog.test.isEnabled())
    assert seen and "Rien – " in dialog.told.text() and "It answers" not in dialog.told.text()
    assert all(endpoint.enabled is False for endpoint in observatory.federation.endpoints if endpoint.id.startswith("test-"))
    press(dialog, dialog.buttons.StandardButton.Cancel)


def test_choices_are_what_differs_from_the_embedded_list():
    one, two = (
        Endpoint("one", "One", "csw", "https://1.example"),
        Endpoint("two", "Two", "csw", "https://2.example", enabled=False),
    )
    mine = Endpoint("mine", "Mine", "wfs", "https://3.example", verification="user")
    changed = [mine, replace(two, enabled=True), replace(one, enabled=False)]
    assert choices_of(changed, [one, two]) == Choices((mine,), ("one",), ("two",), ("mine", "two", "one"))


@pytest.mark.parametrize(
    ("title", "taken", "made_id"),
    [
        ("Géo Bretagne", (), "geo-bretagne"),
        ("Géo Bretagne", ("geo-bretagne", "geo-bretagne-2"), "geo-bretagne-3"),
        ("…", (), "source"),
        ("漢字", ("source",), "source-2"),
        ("x" * 90, (), "x" * 40),
    ],
)
def test_ids_of_own_sources(title, taken, made_id):
    assert own_id(title, taken) == made_id


# Words


@pytest.mark.parametrize(
    ("licence", "address", "word"),
    [
        ("Licence Ouverte / Open Licence version 2.0", "", "last update"),
        ("lov2", "", "last update"),
        ("", "https://www.etalab.gouv.fr/licence-ouverte-open-licence", "last update"),
        ("Open Data Commons Open Database License (ODbL)", "", "derived database"),
        ("CC-BY-4.0", "", "what was changed"),
        ("Creative Commons Attribution 4.0", "", "what was changed"),
        ("", "https://creativecommons.org/licenses/by/4.0/", "what was changed"),
        ("cc-by-sa", "", "what is derived"),
        ("Creative Commons Attribution Share-Alike", "", "what is derived"),
        ("CC0 1.0", "", "without condition"),
        ("CC-BY-NC-4.0", "", "Read its terms"),
        ("CC BY-ND 4.0", "", "Read its terms"),
        ("Other open licence", "", "Read its terms"),
        ("Conditions générales d'utilisation", "", "Read its terms"),
        ("", "", "ask the producer"),
    ],
)
def test_what_a_licence_demands(licence, address, word):
    assert word in licence_demands(licence, address)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("<p>Bon<b>jour</b></p>", "<p>Bon<b>jour</b></p>"),
        ("<h1>T</h1>", "<h4>T</h4>"),
        ("a &amp; b &lt;script&gt;", "<p>a &amp; b &lt;script&gt;</p>"),
        ("<p onclick='x()' style='a' class='b'>t</p>", "<p>t</p>"),
        ("<script>x</script>t<style>y</style>", "<p>t</p>"),
        ("<IFRAME src='http://x'>f</IFRAME><p>t</p>", "<p>t</p>"),
        ("<svg><script>x</script></svg><p>t</p>", "<p>t</p>"),
        ("<center><font color='red'>t</font></center>", "t"),
        ("<a href=' https://x.example/a?b=1&amp;c '>t</a>", '<a href="https://x.example/a?b=1&amp;c">t</a>'),
        ("<a href='JaVaScript:x'>t</a>", "<a>t</a>"),
        ("<a href='data:text/html,x'>t</a>", "<a>t</a>"),
        ("<a href='http://['>t</a>", "<a>t</a>"),
        ("<img src='x' onerror='y'><p>t</p>", "<p>t</p>"),
        ("<p>t<!-- c --><?php x ?></p>", "<p>t</p>"),
        ("<object><embed src='x'></object>t", "t"),
        ("", ""),
        ("<!-- only -->", ""),
    ],
)
def test_html_is_made_safe(given, expected):
    assert safe_html(given).replace("\n", "") == expected


def test_deep_and_odd_html_is_survived():
    assert "script" not in safe_html("<b>" * 5000 + "<script>x</script>")
    assert "t" in safe_html("t\x00\ud800")
    assert safe_html("<?xml version='1.0' encoding='latin-1'?><p>é</p>") == "<p>é</p>"


@pytest.mark.parametrize(
    ("size", "words"),
    [(None, ""), (-1, ""), (999, "999 bytes"), (1500, "1.5 kB"), (25_000_000, "25 MB"), (3_200_000_000, "3.2 GB")],
)
def test_sizes(size, words):
    assert size_words(size) == words


def test_facts_of_an_entry(observatory):
    entry = Entry(
        "1", "Titre\n2", producer="IGN", licence="ODbL", published="2020-01-02", modified="2024", period=("2019", ""), source="a",
        origins=(Origin("a", "1", "https://x.example/1"), Origin("b", "9")), coverage=("departement:05", "canton:1"),
        resources=tuple(Resource("csv", f"https://x.example/{place}", size=2000, notes=("broken since 2024",)) for place in range(60)),
    )  # fmt: skip
    known = facts(entry, {"a": "Source A"}, Places(observatory.cog).words(entry.coverage))
    said = [(fact.label, fact.text) for fact in known]
    assert ("Period", "2019 – …") in said and ("Coverage", "Hautes-Alpes") in said
    assert ("Found in", "Source A") in said and ("Found in", "b") in said
    assert next(text for label, text in said if label == "Licence").startswith("ODbL – Free reuse")
    resources = resource_facts(entry)
    assert len(resources) == 51 and resources[-1].text == "and 10 more"
    assert "2.0 kB" in resources[0].text and "broken since 2024" in resources[0].text
    assert citation(Entry("1", "T")) == "“T”."
    assert not any(map(is_web, ("", "file:///x", "http://", "javascript:x", "//x.example", "http://[")))
