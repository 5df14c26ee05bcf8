# SPDX-License-Identifier: GPL-2.0-or-later
"""The order in which the keyboard goes through widgets, and the names of the parts of those that are made of several. Plain Qt."""

from __future__ import annotations

from collections.abc import Iterator

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QFormLayout,
    QGridLayout,
    QLabel,
    QLayout,
    QLayoutItem,
    QLineEdit,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QWidget,
)

_WHOLE = (QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit)
"""What the keyboard takes as one, whatever it is made of."""


def follow_reading(top: QWidget) -> None:
    """Let Tab go through what is inside of a widget as it is read: Qt's own order is that in which widgets were made. Layouts say how
    it is read, shown or not.
    """
    chain = [widget for widget in _read(top) if widget.focusPolicy() & Qt.FocusPolicy.TabFocus]
    for first, second in zip(chain, chain[1:]):
        QWidget.setTabOrder(first, second)


def _read(widget: QWidget) -> Iterator[QWidget]:
    """A widget, and those inside of it in their order."""
    yield widget
    if isinstance(widget, _WHOLE):
        return
    yield from widget.findChildren(QAbstractButton, "collapseButton", Qt.FindChildOption.FindDirectChildrenOnly)
    if widget.layout() is not None and not isinstance(widget, QStackedWidget):
        for item in _items(widget.layout()):
            yield from _read_item(item)
    for inner in _inner(widget):
        yield from _read(inner)


def _inner(widget: QWidget) -> list[QWidget]:
    """What a widget holds that is in no layout of its own."""
    if isinstance(widget, QTabWidget):
        return [widget.tabBar(), *map(widget.widget, range(widget.count()))]
    if isinstance(widget, (QSplitter, QStackedWidget)):
        return list(map(widget.widget, range(widget.count())))
    if isinstance(widget, QScrollArea) and widget.widget() is not None:
        return [widget.widget()]
    return []


def _read_item(item: QLayoutItem) -> Iterator[QWidget]:
    if item.widget() is not None:
        yield from _read(item.widget())
    elif item.layout() is not None:
        for inner in _items(item.layout()):
            yield from _read_item(inner)


def _items(layout: QLayout) -> list[QLayoutItem]:
    """From top to bottom, and in a line from the first to the last: forms and grids list what was added last at their end."""
    places = range(layout.count())
    if isinstance(layout, QFormLayout):
        places = sorted(places, key=lambda place: _row(layout, place))
    elif isinstance(layout, QGridLayout):
        places = sorted(places, key=lambda place: layout.getItemPosition(place)[:2])
    return list(map(layout.itemAt, places))


def _row(form: QFormLayout, place: int) -> tuple[int, bool]:
    row, role = form.getItemPosition(place)
    return row, role == QFormLayout.ItemRole.FieldRole


def name_parts(top: QWidget) -> None:
    """Give the label of a row to the boxes and buttons that its widget is made of, where they have no name of their own."""
    for label in top.findChildren(QLabel):
        whole = label.buddy()
        parts = [part for kind in (QLineEdit, QComboBox, QAbstractButton) for part in whole.findChildren(kind)] if whole else []
        for part in parts:
            if not part.accessibleName() and not (isinstance(part, QAbstractButton) and part.text()):
                part.setAccessibleName(label.text())
