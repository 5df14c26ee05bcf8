# SPDX-License-Identifier: GPL-2.0-or-later
"""The page of the fact sheet, by clicks and keys: preview, sections, export."""

import threading

import pytest
from lxml import html
from qgis.core import QgsApplication
from qgis.PyQt.QtCore import Qt, QUrl
from qgis.PyQt.QtGui import QTextDocument
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication
from vigie_territoriale.plugin.gui.factsheet_page import FactSheetPage
from vigie_territoriale.plugin.gui.factsheet_preview import Paper
from vigie_territoriale.plugin.messages import VigieError
from vigie_territoriale.plugin.reports.template import PORTRAIT, template_of

from .conftest import wait_for
from .test_dock import choose, dock  # noqa: F401 (a fixture)

SECTIONS = template_of(PORTRAIT).optional


def preview(dock):  # noqa: F811
    QTest.mouseClick(dock.factsheet_page.preview, Qt.MouseButton.LeftButton)
    assert dock.busy
    wait_for(lambda: not dock.busy, 60)
    drawn(dock)


def drawn(dock):  # noqa: F811
    wait_for(lambda: not dock.factsheet_page._drawing.busy)


def test_the_preview_is_made_in_the_background_and_says_what_the_file_will(dock, watchdog, tmp_path, monkeypatch):  # noqa: F811
    monkeypatch.setattr("vigie_territoriale.plugin.gui.factsheet_work.QDesktopServices.openUrl", lambda url: None)
    choose(dock, "embrun")
    page = dock.factsheet_page
    assert page.paper.toPlainText() == "" and "Press Preview" in page.paper.placeholderText()
    dock.show()
    dock.tabs.setCurrentIndex(3)
    with watchdog("preview of a fact sheet"):
        preview(dock)
    told = page.paper.toPlainText()
    assert told.startswith("Embrun") and "Identity" in told and "Licence Ouverte" in told
    path = tmp_path / "embrun.html"
    page.select("html", path)
    QTest.mouseClick(page._make, Qt.MouseButton.LeftButton)
    wait_for(lambda: not dock.busy, 60)
    headings = [heading.text for heading in html.fromstring(path.read_text(encoding="utf-8")).findall(".//h2")]
    assert headings and {heading for heading in headings if heading not in told} == {"Situation", "Map of an indicator"}
    assert told.count("\ufffc") == 1  # the chart, and no map
    dock.hide()


def test_sections_are_chosen_and_the_preview_follows_without_computing_anew(dock, monkeypatch):  # noqa: F811
    choose(dock, "embrun")
    preview(dock)
    page, threads = dock.factsheet_page, []
    whole = page.paper.toPlainText()
    monkeypatch.setattr(
        "vigie_territoriale.plugin.gui.factsheet_work.make_factsheet", lambda *what, **more: pytest.fail("computed again")
    )
    from vigie_territoriale.plugin.gui import factsheet_page as module

    render = module.factsheet_html
    monkeypatch.setattr(module, "factsheet_html", lambda *what: threads.append(threading.current_thread()) or render(*what))
    page._list.setCurrentRow(SECTIONS.index("programmes"))
    QTest.keyClick(page._list, Qt.Key.Key_Space)
    drawn(dock)
    assert "programmes" not in page.sections and page._sections.whole_title == "Sections (13 of 14)"
    assert "Programmes it benefits from" in whole and "Programmes it benefits from" not in page.paper.toPlainText()
    assert threads and threading.main_thread() not in threads


@pytest.mark.parametrize("kind", ["html", "pdf"])
def test_the_file_has_the_sections_that_are_chosen(dock, tmp_path, monkeypatch, kind):  # noqa: F811
    monkeypatch.setattr("vigie_territoriale.plugin.gui.factsheet_work.QDesktopServices.openUrl", lambda url: None)
    choose(dock, "embrun")
    page = dock.factsheet_page
    sizes = []
    for sections in (SECTIONS, ("identity",)):
        page.choose_sections(sections)
        path = tmp_path / f"{len(sections)}.{kind}"
        page.select(kind, path)
        QTest.mouseClick(page._make, Qt.MouseButton.LeftButton)
        wait_for(lambda: not dock.busy, 60)
        sizes.append(path.stat().st_size)
    assert sizes[1] < sizes[0] / 2
    if kind == "html":
        made = html.fromstring(path.read_text(encoding="utf-8"))
        assert [heading.text for heading in made.findall(".//h2")] == ["Identity", "Sources, dates and licences"]
        assert not made.findall(".//img")


def test_a_sheet_needs_a_section(dock):  # noqa: F811
    choose(dock, "embrun")
    page = dock.factsheet_page
    page.choose_sections(())
    assert not page._make.isEnabled() and page._make.toolTip() == "Choose one section at least."
    page.choose_sections(("situation-map",))
    assert page._make.isEnabled() and page.sections == ("situation-map",)


def test_another_territory_or_source_ends_the_preview(dock):  # noqa: F811
    choose(dock, "embrun")
    preview(dock)
    page = dock.factsheet_page
    assert page.paper.toPlainText()
    page._source.setCurrentIndex(1)
    assert not page.paper.toPlainText()
    page._source.setCurrentIndex(0)
    preview(dock)
    choose(dock, "gap")
    assert not page.paper.toPlainText()
    QTest.mouseClick(page.preview, Qt.MouseButton.LeftButton)
    dock.stop()
    wait_for(lambda: not dock.busy)
    assert not page.paper.toPlainText() and "Cancelled" in dock._status.text()


def test_a_preview_that_fails_is_told(dock, monkeypatch):  # noqa: F811
    def fail(*what, **more):
        raise VigieError("nothing can be read")

    monkeypatch.setattr("vigie_territoriale.plugin.gui.factsheet_work.make_factsheet", fail)
    choose(dock, "embrun")
    QTest.mouseClick(dock.factsheet_page.preview, Qt.MouseButton.LeftButton)
    wait_for(lambda: not dock.busy)
    assert dock._status.text() == "nothing can be read" and not dock.factsheet_page.paper.toPlainText()


def test_the_paper_loads_nothing_and_is_white_in_any_theme(qgis_app, monkeypatch):
    opened = []
    monkeypatch.setattr("vigie_territoriale.plugin.gui.preview.QDesktopServices.openUrl", opened.append)
    paper = Paper()
    paper.show_page(
        '<html><head><style>h1{}</style></head><body><img src="file:///etc/hostname"><a href="file:///x">x</a></body></html>'
    )
    kind = QTextDocument.ResourceType.ImageResource.value if hasattr(QTextDocument.ResourceType.ImageResource, "value") else 2
    assert paper.loadResource(kind, QUrl("file:///etc/hostname")) is None
    paper.anchorClicked.emit(QUrl("file:///etc/hostname"))
    assert not opened
    paper.anchorClicked.emit(QUrl("https://x.example"))
    assert len(opened) == 1
    assert paper.palette().base().color().name() == "#ffffff" and paper.palette().text().color().name() == "#161616"


def test_the_page_by_keyboard_alone(qgis_app, tmp_path, observatory):
    page = FactSheetPage(tmp_path)
    page.set_territory(observatory.cog.territory("commune:05046"))
    page.resize(300, 700)
    page.show()
    QApplication.setActiveWindow(page)
    page._source.setFocus()
    reached = []
    for _ in range(12):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        reached.append(QApplication.focusWidget())
    places = [reached.index(widget) for widget in (page.preview, page.paper, page._format, page._make)]
    assert places == sorted(places)
    page.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert not page.grab().isNull() and page.minimumSizeHint().width() <= 300
    page.dismiss()
    page.deleteLater()
    wait_for(lambda: QgsApplication.taskManager().countActiveTasks() == 0)


def test_the_algorithm_takes_sections(run_algorithm, tmp_path):
    path = tmp_path / "fiche.html"
    wanted = {"TERRITORY": "commune:05046", "SOURCE": "embedded", "OUTPUT": str(path)}
    results, said, _ = run_algorithm("vigie:factsheet", {**wanted, "SECTIONS": ["members", "identity"]})
    assert results is not None, said
    made = html.fromstring(path.read_text(encoding="utf-8"))
    assert [heading.text for heading in made.findall(".//h2")] == ["Identity", "Communes", "Sources, dates and licences"]


def test_the_algorithm_takes_the_names_that_sections_had(run_algorithm, tmp_path):
    """When a sheet had one map, it was "map": now it stands for all that the template has, in the order of the template."""
    path = tmp_path / "fiche.html"
    wanted = {"TERRITORY": "commune:05046", "SOURCE": "embedded", "OUTPUT": str(path)}
    results, said, _ = run_algorithm("vigie:factsheet", {**wanted, "SECTIONS": ["map", "missing", "zonings"]})
    assert results is not None, said
    made = html.fromstring(path.read_text(encoding="utf-8"))
    headings = [heading.text for heading in made.findall(".//h2")]
    assert headings == [
        "Situation",
        "Map of an indicator",
        "Zonings",
        "Limits, and what is missing",
        "Sources, dates and licences",
    ]
    assert len(made.findall(".//figure/img")) == 2
