# SPDX-License-Identifier: GPL-2.0-or-later
"""The layers of ours that a project holds: what each is, and the credits of all. On the thread that owns the project."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from qgis.core import Qgis, QgsLayoutItemLabel, QgsLayoutPoint, QgsLayoutSize, QgsMapLayer, QgsPrintLayout, QgsProject
from qgis.PyQt.QtCore import Qt

from .marks import ADDRESS, FETCHED, INDICATOR_LAYER, STORED, VERSION, mark_of
from .project import DIFFERENCE_MARK, TERRITORY_MARK

HARMONISED, SNAPSHOT, COPY, LIVE, INDICATOR, DIFFERENCE, TERRITORY = (
    "harmonised", "snapshot", "copy", "live", "indicator", "difference", "territory",
)  # fmt: skip
"""What a layer of ours may be."""
CREDITS = "vigie_territoriale_credits"
"""The id of the label of a layout that holds our credits."""


class Ours(NamedTuple):
    """A layer of ours, as its metadata tell it. `date` is that of the data, `fetched` when they came (ISO, empty: not known)."""

    id: str
    name: str
    kind: str
    producer: str
    licence: str
    date: str
    fetched: str
    source: str
    stored: str
    history: tuple[str, ...]


def our_layers(project: QgsProject) -> list[Ours]:
    """The layers of ours in a project, in the order of its tree; those that the tree does not show last."""
    return [_told(layer) for layer in _in_order(project)]


def _in_order(project: QgsProject) -> list[QgsMapLayer]:
    shown = [node.layer() for node in project.layerTreeRoot().findLayers() if node.layer() is not None]
    ids = {layer.id() for layer in shown}
    others = [layer for name, layer in project.mapLayers().items() if name not in ids]
    return [layer for layer in (*shown, *others) if mark_of(layer)]


def _kind(layer: QgsMapLayer) -> str:
    marked = mark_of(layer)
    for kind, holds in (
        (DIFFERENCE, marked == DIFFERENCE_MARK),
        (TERRITORY, marked == TERRITORY_MARK),
        (HARMONISED, bool(layer.customProperty(STORED))),
        (SNAPSHOT, bool(layer.customProperty(VERSION))),
        (INDICATOR, bool(layer.customProperty(INDICATOR_LAYER))),
        (COPY, layer.providerType() in ("ogr", "postgres")),
    ):
        if holds:
            return kind
    return LIVE


def _told(layer: QgsMapLayer) -> Ours:
    metadata = layer.metadata()
    dates = [metadata.dateTime(kind) for kind in (Qgis.MetadataDateType.Revised, Qgis.MetadataDateType.Published)]
    day = next((when.date().toString(Qt.DateFormat.ISODate) for when in dates if when.isValid()), "")
    links = [link.url for link in metadata.links() if link.url]
    return Ours(
        layer.id(),
        layer.name(),
        _kind(layer),
        ", ".join(contact.organization or contact.name for contact in metadata.contacts()),
        ", ".join(metadata.licenses()),
        day,
        layer.customProperty(FETCHED, "") or "",
        layer.customProperty(ADDRESS, "") or next(iter(links), ""),
        layer.customProperty(STORED, "") or "",
        tuple(metadata.history()),
    )


def copied_files(project: QgsProject) -> dict[str, str]:
    """The addresses of the files that layers of ours are copies of, and when the oldest copy of each was fetched (ISO)."""
    found: dict[str, str] = {}
    for layer in _in_order(project):
        address, fetched = layer.customProperty(ADDRESS, ""), layer.customProperty(FETCHED, "")
        if _kind(layer) == COPY and address and fetched:
            found[address] = min(fetched, found.get(address, fetched))
    return found


def credits_of(layers: Iterable[QgsMapLayer]) -> list[str]:
    """The sources of layers as they are quoted (title, producer, date, licence), each once."""
    return list(dict.fromkeys(right for layer in layers for right in layer.metadata().rights() if right))


def project_credits(project: QgsProject) -> list[str]:
    """The sources of all layers of ours in a project."""
    return credits_of(_in_order(project))


def put_credits(layout: QgsPrintLayout, lines: Iterable[str]) -> None:
    """Write the credits into a label of a layout, at the foot of its first page unless that label is already there."""
    text = "\n".join(lines).replace("[%", "[ %")  # what comes from data is never an expression
    found = layout.itemById(CREDITS)
    if isinstance(found, QgsLayoutItemLabel):
        found.setText(text)
        found.refresh()
        return
    label = QgsLayoutItemLabel(layout)
    label.setId(CREDITS)
    label.setText(text)
    shape = label.textFormat()
    shape.setSize(7)
    shape.setSizeUnit(Qgis.RenderUnit.Points)
    label.setTextFormat(shape)
    layout.addLayoutItem(label)
    page, height = layout.pageCollection().page(0).pageSize(), 4.0 + 3.0 * (text.count("\n") + 1)
    unit = Qgis.LayoutUnit.Millimeters
    label.attemptMove(QgsLayoutPoint(5, page.height() - height - 5, unit))
    label.attemptResize(QgsLayoutSize(page.width() - 10, height, unit))
