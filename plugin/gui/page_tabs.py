# SPDX-License-Identifier: GPL-2.0-or-later
"""The tabs of the panel, whose titles are whole: with icons where there is room, else without, else icons that tell their title."""

from __future__ import annotations

import html
from typing import NamedTuple

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QEvent, QSize, Qt
from qgis.PyQt.QtGui import QIcon, QResizeEvent, QShowEvent
from qgis.PyQt.QtWidgets import QApplication, QProxyStyle, QStyle, QStyleOption, QStyleOptionTab, QTabBar, QTabWidget, QWidget

LEAST_WIDTH = 200
THEMED = "QTabBar::tab {{ padding-left: {side}px; padding-right: {side}px; min-width: 0px; }}"
"""A margin in the words of style sheets, where a theme of QGIS draws the tabs."""


class Look(NamedTuple):
    """How tabs are shown: with icons, with titles, and with how many pixels beside a title, both sides together (None: those of the
    style, up to 24).
    """

    icons: bool
    titles: bool
    margin: int | None = None


LOOKS = (Look(True, True), Look(False, True), Look(False, True, 12), Look(False, True, 5), Look(True, False))
"""From that which takes most room to that which takes least."""


class NarrowTabs(QProxyStyle):
    """The style of the system, with less room around the titles of tabs where that is asked for.

    It stands right upon that style: QGIS puts one of its own between (QgsAppStyle), through which a style does not ask back what we
    say, and would cut the titles within its own margins.
    """

    def __init__(self, parent: QWidget) -> None:
        shown = QApplication.style()
        base = shown.baseStyle() if isinstance(shown, QProxyStyle) else shown
        super().__init__(base.objectName())
        self.setParent(parent)
        self.margin: int | None = None

    def pixelMetric(self, metric: QStyle.PixelMetric, option: QStyleOption | None = None, widget: QWidget | None = None) -> int:
        """That of the style, but for that margin."""
        if self.margin is not None and metric == QStyle.PixelMetric.PM_TabBarTabHSpace:
            return self.margin
        return super().pixelMetric(metric, option, widget)


class TitleBar(QTabBar):
    """A bar that tells what of its titles is seen."""

    def seen(self, place: int) -> str:
        """The title of a tab as it is drawn, cut or not."""
        option = QStyleOptionTab()
        self.initStyleOption(option, place)
        return option.text


class PageTabs(QTabWidget):
    """The pages of the panel. Tab titles are never cut: a `Look` is chosen by the room and the size of letters."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._titles: list[str] = []
        self._icons: list[QIcon] = []
        self._needed: list[int] = []
        self._look: Look | None = None
        self.setTabBar(TitleBar(self))
        self._style = NarrowTabs(self)
        self.tabBar().setStyle(self._style)
        self.setElideMode(Qt.TextElideMode.ElideRight)
        self.setUsesScrollButtons(False)
        self.setMinimumWidth(LEAST_WIDTH)  # titles go rather than hold the dock wide

    def add_page(self, page: QWidget, icon: str, title: str) -> None:
        """One more page, with an icon of QGIS's theme."""
        self._titles.append(title)
        self._icons.append(QgsApplication.getThemeIcon(icon))
        place = self.addTab(page, title)
        self._look = None
        self.tabBar().setAccessibleTabName(place, title)
        self.explain(place, "")
        self._needed = []

    def set_title(self, place: int, title: str) -> None:
        """Change a title."""
        if title == self._titles[place]:
            return
        self._titles[place] = title
        self.tabBar().setAccessibleTabName(place, title)
        self.explain(place, "")
        self._needed, self._look = [], None
        self._fit()

    def title(self, place: int) -> str:
        """The title of a page, shown or not."""
        return self._titles[place]

    @property
    def look(self) -> Look | None:
        """How the tabs are shown, once they are."""
        return self._look

    def explain(self, place: int, why: str) -> None:
        """Let the tooltip of a tab say its title, and `why` it cannot be opened."""
        told = (self._titles[place], why)
        self.setTabToolTip(place, "".join(f"<p>{html.escape(text)}</p>" for text in told if text))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, another look."""
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """The style is known for good."""
        super().showEvent(event)
        self._needed = []
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Larger letters, another style."""
        super().changeEvent(event)
        if self.isVisible() and event.type() in (
            QEvent.Type.FontChange,
            QEvent.Type.StyleChange,
            QEvent.Type.ApplicationFontChange,
        ):
            self._needed = []
            self._fit()

    def _fit(self) -> None:
        """Take the first look for which there is room."""
        if not self._titles:
            return
        if not self._needed:
            self._needed = [self._width_of(look) for look in LOOKS]
        fitting = (look for look, needed in zip(LOOKS, self._needed) if needed <= self.width())
        self._apply(next(fitting, LOOKS[-1]))

    def _width_of(self, look: Look) -> int:
        self._apply(look)
        return self.tabBar().sizeHint().width()

    def _apply(self, look: Look) -> None:
        if look == self._look:
            return
        self._look = look
        self._style.margin = look.margin
        themed = look.margin is not None and "QTabBar::tab" in QApplication.instance().styleSheet()
        self.tabBar().setStyleSheet(THEMED.format(side=(look.margin or 0) // 2) if themed else "")
        side = self.style().pixelMetric(QStyle.PixelMetric.PM_SmallIconSize)
        self.setIconSize(QSize(side, side))
        for place, (icon, title) in enumerate(zip(self._icons, self._titles)):
            self.setTabIcon(place, icon if look.icons else QIcon())
            self.setTabText(place, title if look.titles else "")
