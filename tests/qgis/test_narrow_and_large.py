# SPDX-License-Identifier: GPL-2.0-or-later
"""The panel in 300 pixels, on a small screen, with letters as they are and twice as large."""

import pytest
from qgis.PyQt.QtCore import QPoint, Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QMainWindow, QWidget
from vigie_territoriale.plugin.gui.page_tabs import LOOKS, PageTabs

from .test_dock import dock  # noqa: F401 (a fixture)

FRENCH = (
    ("/search.svg", "Recherche"),
    ("/mActionAddLayer.svg", "Couches"),
    ("/mActionCalculateField.svg", "Indicateurs"),
    ("/mActionNewReport.svg", "Fiche"),
)


@pytest.fixture
def letters():
    """Sets how large the letters of all widgets are, in points, until the end of the test."""
    before = QApplication.font()

    def of(points):
        font = QApplication.font()
        font.setPointSizeF(points)
        QApplication.setFont(font)

    yield of
    QApplication.setFont(before)


@pytest.fixture
def tabs(letters):
    letters(9)
    made = PageTabs()
    for icon, title in FRENCH:
        made.add_page(QWidget(), icon, title)
    made.show()
    yield made
    made.deleteLater()


def seen(tabs, width):
    tabs.resize(width, 200)
    QTest.qWait(20)
    bar = tabs.tabBar()
    assert bar.tabRect(bar.count() - 1).right() <= tabs.width(), "all tabs are in sight"
    return [bar.seen(place) for place in range(bar.count())]


@pytest.mark.parametrize("width", [292, 360, 420, 683])
def test_titles_are_whole(tabs, width):
    assert seen(tabs, width) == [title for _, title in FRENCH]


def test_icons_come_where_there_is_room(tabs):
    looks = []
    for width in (683, 340, 292, 262, 200):
        seen(tabs, width)
        looks.append(LOOKS.index(tabs.look))
    assert looks == sorted(looks) and looks[0] == 0
    assert seen(tabs, 683) == [title for _, title in FRENCH] and not tabs.tabIcon(0).isNull()


def test_where_titles_have_no_room_icons_tell_them(tabs, letters):
    letters(18)
    QTest.qWait(20)
    assert seen(tabs, 292) == [""] * 4
    for place, (_, title) in enumerate(FRENCH):
        assert not tabs.tabIcon(place).isNull()
        assert title in tabs.tabToolTip(place) and tabs.tabBar().accessibleTabName(place) == title == tabs.title(place)
    tabs.explain(1, "Choose a <territory>.")
    assert "Couches" in tabs.tabToolTip(1) and "Choose a &lt;territory&gt;." in tabs.tabToolTip(1)
    letters(9)
    QTest.qWait(20)
    assert seen(tabs, 292) == [title for _, title in FRENCH]


@pytest.fixture
def small(dock, letters):  # noqa: F811
    """The dock in a window as high as a small screen leaves room for, at 300 pixels."""

    def of(points, height=640):
        letters(points)
        window = QMainWindow()
        window.resize(1366, height)
        window.setCentralWidget(QWidget())
        window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
        window.show()
        dock.territory_box.choose("epci:200067825")
        dock.show_page(1)
        window.resizeDocks([dock], [300], Qt.Orientation.Horizontal)
        QTest.qWait(50)
        windows.append(window)
        return dock

    windows = []
    yield of
    for window in windows:
        window.removeDockWidget(dock)
        dock.setParent(None)


def test_with_usual_letters_nothing_but_the_page_scrolls(small):
    shown = small(9)
    assert shown.width() <= 300
    assert shown.widget().verticalScrollBar().maximum() == 0


def test_on_a_small_screen_at_125_percent_too(small):
    """1366 × 768 then are 1093 × 614, of which the window's bars leave 490."""
    shown = small(9, 490)
    shown._status.setText("Ce qui est dit en bas, de plusieurs lignes. " * 8)
    QTest.qWait(50)
    assert shown.height() <= 490
    assert shown.widget().verticalScrollBar().maximum() == 0
    assert shown.pages.height() >= 12 * shown.fontMetrics().height()


def test_with_letters_twice_as_large_pages_keep_room_and_all_is_reached(small):
    shown = small(18)
    area = shown.widget()
    assert shown.height() <= 640
    assert shown.pages.height() >= 16 * shown.fontMetrics().height()
    assert area.verticalScrollBar().maximum() > 0 and area.horizontalScrollBar().maximum() == 0
    assert area.widget().width() <= area.viewport().width(), "nothing is cut at the side"
    area.ensureWidgetVisible(shown.help)
    assert shown.help.mapTo(area, QPoint(0, 0)).y() < area.height()
