# SPDX-License-Identifier: GPL-2.0-or-later
"""Layers of ours in a project: own group, style, metadata with licence and producer. The user's layers are not touched.

Everything here runs on the thread that owns the project.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from qgis.core import (
    Qgis,
    QgsAbstractMetadataBase,
    QgsLayerMetadata,
    QgsLayerTree,
    QgsLayerTreeGroup,
    QgsLayerTreeNode,
    QgsMapLayer,
    QgsProject,
    QgsVectorLayer,
)

from ..catalog.themes import BASE_MAPS, theme_name
from ..harmonize.dataset import Provenance
from ..indicators.engine import Result
from ..messages import VigieError, date, number, translate
from ..store.tables import lineage, source_line
from .marks import INDICATOR_LAYER, OWN_LAYER, STORED, THEME, TITLE, VERSION, mark_of, mark_results
from .metadata import set_date
from .styles import style_of_difference, style_of_entry, style_of_result, territory_style

GROUP = "Vigie territoriale"
TERRITORY_MARK = "territory"
DIFFERENCE_MARK = "difference"


class Stored(NamedTuple):
    """Where a harmonised layer is kept: its name in the store, its data source and its provider in QGIS."""

    name: str
    source: str
    provider: str


def plain_vector() -> QgsVectorLayer.LayerOptions:
    """Opens a layer without the default style that lies beside its file or in its database: whoever writes there could put code into it."""
    return QgsVectorLayer.LayerOptions(False)


def open_layer(source: str, name: str, provider: str = "ogr") -> QgsVectorLayer:
    """A layer of our store; a `VigieError` when QGIS cannot open it."""
    layer = QgsVectorLayer(source, name, provider, plain_vector())
    if not layer.isValid():
        raise VigieError(translate("layers", "“{layer}” cannot be opened: {source}.").format(layer=name, source=source))
    return layer


def entry_layer(stored: Stored, provenance: Provenance, style: dict, theme: str = "") -> QgsVectorLayer:
    """The layer of a harmonised dataset, styled and described; it goes to the group of its theme, if it has one."""
    layer = open_layer(stored.source, _dated(provenance.title, provenance.date), stored.provider)
    renderer = style_of_entry(layer, style)
    if renderer is not None:
        layer.setRenderer(renderer)
    layer.setMetadata(metadata_of(provenance))
    layer.setCustomProperty(OWN_LAYER, provenance.entry)
    layer.setCustomProperty(THEME, theme)
    layer.setCustomProperty(STORED, stored.name)
    return layer


def snapshot_layer(stored: Stored, provenance: Provenance, style: dict, theme: str, version: int) -> QgsVectorLayer:
    """The layer of an earlier version of a harmonised dataset, beside that of the last one: no refresh replaces it."""
    layer = entry_layer(stored, provenance, style, theme)
    name = translate("layers", "{title} ({date}, version {version})").format(
        title=provenance.title, date=date(provenance.date), version=version
    )
    layer.setName(name)
    layer.removeCustomProperty(STORED)
    layer.setCustomProperty(VERSION, version)
    layer.setCustomProperty(TITLE, f"{provenance.title} / {version}")
    return layer


def stored_layers(project: QgsProject) -> dict[str, list[QgsVectorLayer]]:
    """The harmonised layers of a project, by their names in the store."""
    found: dict[str, list[QgsVectorLayer]] = {}
    for layer in project.mapLayers().values():
        if isinstance(layer, QgsVectorLayer) and mark_of(layer) and layer.customProperty(STORED):
            found.setdefault(layer.customProperty(STORED), []).append(layer)
    return found


def show_refreshed(layer: QgsVectorLayer, title: str, when: str, told: str) -> None:
    """Draw the new rows of a layer of ours, of the data of `when` (ISO), and note `told` in its history. Its style stays, and so
    does its name if the user gave it one.
    """
    layer.dataProvider().reloadData()
    if re.fullmatch(rf"{re.escape(title)} \([^()]*\)", layer.name()):
        layer.setName(_dated(title, when))
    metadata = layer.metadata()
    metadata.addHistoryItem(told)
    set_date(metadata, Qgis.MetadataDateType.Published, when)
    layer.setMetadata(metadata)
    layer.triggerRepaint()


def difference_layer(source: str, name: str) -> QgsVectorLayer:
    """What a refresh changed, drawn by the kind of change; a table when nothing has a position."""
    layer = open_layer(source, name)
    renderer = style_of_difference(layer)
    if renderer is not None:
        layer.setRenderer(renderer)
    layer.setCustomProperty(OWN_LAYER, DIFFERENCE_MARK)
    return layer


def _dated(title: str, when: str) -> str:
    return f"{title} ({date(when)})"


def territory_layer(source: str, name: str, credit: str, communes: int = 1) -> QgsVectorLayer:
    """The layer of the contour of a territory of that many communes; `credit` is that of the contours."""
    layer = open_layer(source, name)
    metadata = QgsLayerMetadata()
    metadata.setTitle(name)
    metadata.setRights([credit])
    layer.setMetadata(metadata)
    layer.setRenderer(territory_style(communes))
    layer.setCustomProperty(OWN_LAYER, TERRITORY_MARK)
    return layer


def result_layer(source: str, result: Result) -> QgsVectorLayer:
    """The map of an indicator over the wide table of results, named after the user's layers that it comes from."""
    title = " – ".join([result.definition.title, *result.layers])
    layer = open_layer(source, f"{title} ({result.definition.unit})")
    layer.setRenderer(style_of_result(result))
    layer.setMetadata(metadata_of_result(result))
    layer.setCustomProperty(OWN_LAYER, result.definition.id)
    layer.setCustomProperty(INDICATOR_LAYER, result.level)
    mark_results(layer, [result.definition.id], result.computed)
    return layer


def metadata_of(provenance: Provenance) -> QgsLayerMetadata:
    """Title, producer, licence, date, address and lineage, where QGIS keeps them: layouts can print them."""
    metadata = QgsLayerMetadata()
    metadata.setType("dataset")
    metadata.setIdentifier(provenance.entry)
    metadata.setTitle(provenance.title)
    metadata.setAbstract(
        translate("layers", "{kept} rows kept of {read} read; data of {date}; source: {source}").format(
            kept=number(provenance.rows_kept),
            read=number(provenance.rows_read),
            date=date(provenance.date),
            source=provenance.source,
        )
    )
    metadata.setRights([source_line(provenance)])
    metadata.setLicenses([provenance.licence])
    contact = QgsAbstractMetadataBase.Contact(provenance.producer)
    contact.organization = provenance.producer
    contact.role = "owner"
    metadata.setContacts([contact])
    link = QgsAbstractMetadataBase.Link(provenance.title, "WWW:LINK", provenance.page)
    licence = QgsAbstractMetadataBase.Link(provenance.licence, "WWW:LINK", provenance.licence_url)
    metadata.setLinks([link, licence])
    metadata.setHistory(
        [
            translate("layers", "Harmonised on {when} by Vigie territoriale (recipe {recipe}, version {version}).").format(
                when=date(provenance.computed), recipe=provenance.entry, version=provenance.recipe_version
            ),
            *lineage(provenance),
        ]
    )
    set_date(metadata, Qgis.MetadataDateType.Published, provenance.date)
    return metadata


def metadata_of_result(result: Result) -> QgsLayerMetadata:
    """The method of an indicator and the credits of all its sources."""
    metadata = QgsLayerMetadata()
    metadata.setType("dataset")
    metadata.setIdentifier(result.definition.id)
    metadata.setTitle(result.definition.title)
    metadata.setAbstract(f"{result.definition.description}\n{result.definition.method}")
    metadata.setRights([source_line(source) for source in result.sources] or list(result.layers))
    metadata.setLicenses(list(dict.fromkeys(source.licence for source in result.sources)))
    metadata.setLinks([QgsAbstractMetadataBase.Link(s.title, "WWW:LINK", s.page) for s in result.sources])
    metadata.setHistory(
        [translate("layers", "Computed on {when} by Vigie territoriale.").format(when=date(result.computed)), *result.notes]
    )
    return metadata


def add_to_group(project: QgsProject, subgroup: str, layers: Sequence[QgsMapLayer]) -> QgsLayerTreeGroup:
    """Add `layers` to the group of ours that is called `subgroup`, those that have a theme to the group of that theme inside
    it; groups are made where they are missing.

    A layer of ours with the same meaning that is already there is replaced. Layers and groups that are not ours stay as they are,
    even inside ours.
    """
    inner = _own_group(_own_group(project.layerTreeRoot(), GROUP), subgroup)
    for layer in layers:
        for node in inner.findLayers():
            old = node.layer()
            if old is not None and mark_of(old) and _meaning(old) == _meaning(layer):
                project.removeMapLayer(old.id())
        if layer.customProperty(INDICATOR_LAYER):
            _hide_indicators(inner)
        theme = layer.customProperty(THEME)
        group = _theme_group(inner, theme) if theme else inner
        project.addMapLayer(layer, False)
        group.insertLayer(_place(group, _rank(layer)), layer)
    return inner


def remove_layers(project: QgsProject, layers: Iterable[str]) -> None:
    """Take layers of ours, by their ids, out of a project, and the groups of ours that are left empty: undoes a load.

    Layers that are not ours are left, and so are the tables: other projects may read them (see docs/architecture.md).
    """
    for identifier in layers:
        layer = project.mapLayer(identifier)
        if layer is not None and mark_of(layer):
            project.removeMapLayer(identifier)
    _prune(project.layerTreeRoot())


def _prune(group: QgsLayerTreeGroup) -> None:
    """Take away the groups of ours that hold nothing."""
    for child in list(group.children()):
        if QgsLayerTree.isGroup(child):
            _prune(child)
            if child.customProperty(OWN_LAYER) and not child.children():
                group.removeChildNode(child)


def _hide_indicators(group: QgsLayerTreeGroup) -> None:
    """Choropleths hide one another: only the last one is shown."""
    for node in group.findLayers():
        if node.layer() is not None and node.layer().customProperty(INDICATOR_LAYER):
            node.setItemVisibilityChecked(False)


def _place(group: QgsLayerTreeGroup, rank: int) -> int:
    """Where what has that rank goes so that nothing hides another: points, the territory's contour, themes, lines, perimeters,
    choropleths, images.
    """
    for place, child in enumerate(group.children()):
        if _rank_of_node(child) >= rank:
            return place
    return len(group.children())


def _rank_of_node(node: QgsLayerTreeNode) -> int:
    if QgsLayerTree.isGroup(node):
        return _GROUPS_OF_IMAGES if node.customProperty(THEME) == BASE_MAPS else _GROUPS
    return _rank(node.layer()) if node.layer() is not None else _GROUPS_OF_IMAGES


_GROUPS, _GROUPS_OF_IMAGES = 2, 7


def _rank(layer: QgsMapLayer) -> int:
    if not isinstance(layer, QgsVectorLayer):
        return 6
    if layer.geometryType() == Qgis.GeometryType.Point:
        return 0
    if mark_of(layer) == TERRITORY_MARK:
        return 1
    if layer.customProperty(INDICATOR_LAYER):
        return 5
    return 3 if layer.geometryType() == Qgis.GeometryType.Line else 4


def _own_group(parent: QgsLayerTreeGroup, name: str) -> QgsLayerTreeGroup:
    for child in parent.children():
        if QgsLayerTree.isGroup(child) and child.name() == name and child.customProperty(OWN_LAYER):
            return child
    group = parent.insertGroup(0, name)
    group.setCustomProperty(OWN_LAYER, "group")
    return group


def _theme_group(parent: QgsLayerTreeGroup, theme: str) -> QgsLayerTreeGroup:
    """The group of a theme, whatever it is called by now."""
    for child in parent.children():
        if QgsLayerTree.isGroup(child) and child.customProperty(THEME) == theme:
            return child
    group = parent.insertGroup(_place(parent, _GROUPS_OF_IMAGES if theme == BASE_MAPS else _GROUPS), theme_name(theme))
    group.setCustomProperty(OWN_LAYER, "group")
    group.setCustomProperty(THEME, theme)
    return group


def refuse_edited(project: QgsProject) -> None:
    """A `VigieError` when a layer of ours is being edited: what replaces it would lose the edits."""
    for layer in project.mapLayers().values():
        if isinstance(layer, QgsVectorLayer) and layer.isEditable() and mark_of(layer):
            raise VigieError(
                translate("layers", "“{layer}” is being edited: save or leave its edits first.").format(layer=layer.name())
            )


def _meaning(layer: QgsMapLayer) -> tuple[str, ...]:
    """What a layer of ours shows and by which way, whether it is partial or not."""
    named = layer.customProperty(TITLE) or layer.name()
    return named, mark_of(layer), layer.customProperty(INDICATOR_LAYER, ""), layer.providerType()
