# SPDX-License-Identifier: GPL-2.0-or-later
"""Layers of ours in a project: own group, style, metadata with licence and producer. The user's layers are not touched.

Everything here runs on the thread that owns the project.
"""

from __future__ import annotations

from collections.abc import Sequence

from qgis.core import (
    Qgis,
    QgsAbstractMetadataBase,
    QgsLayerMetadata,
    QgsLayerTree,
    QgsLayerTreeGroup,
    QgsProject,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QDateTime, Qt

from ..harmonize.dataset import Provenance
from ..indicators.engine import Result
from ..messages import VigieError, date, number, translate
from ..store.tables import lineage, source_line
from .styles import choropleth, style_of_entry, territory_style

GROUP = "Vigie territoriale"
OWN_LAYER = "vigie_territoriale/layer"
INDICATOR_LAYER = "vigie_territoriale/indicator"
TERRITORY_MARK = "territory"


def open_layer(source: str, name: str) -> QgsVectorLayer:
    """A layer of our store; a `VigieError` when QGIS cannot open it."""
    layer = QgsVectorLayer(source, name, "ogr")
    if not layer.isValid():
        raise VigieError(translate("layers", "“{layer}” cannot be opened: {source}.").format(layer=name, source=source))
    return layer


def entry_layer(source: str, provenance: Provenance, style: dict) -> QgsVectorLayer:
    """The layer of a harmonised dataset, styled and described."""
    layer = open_layer(source, f"{provenance.title} ({date(provenance.date)})")
    renderer = style_of_entry(layer, style)
    if renderer is not None:
        layer.setRenderer(renderer)
    layer.setMetadata(metadata_of(provenance))
    layer.setCustomProperty(OWN_LAYER, provenance.entry)
    return layer


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
    """The choropleth of an indicator over the wide table of results, named after the user's layers that it comes from."""
    title = " – ".join([result.definition.title, *result.layers])
    layer = open_layer(source, f"{title} ({result.definition.unit})")
    layer.setRenderer(choropleth(result.definition, result.zones["value"].tolist()))
    layer.setMetadata(metadata_of_result(result))
    layer.setCustomProperty(OWN_LAYER, result.definition.id)
    layer.setCustomProperty(INDICATOR_LAYER, result.level)
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
    _set_published(metadata, provenance.date)
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


def _set_published(metadata: QgsLayerMetadata, date: str) -> None:
    moment = QDateTime.fromString(date, Qt.DateFormat.ISODate)
    if moment.isValid():
        metadata.setDateTime(Qgis.MetadataDateType.Published, moment)


def add_to_group(project: QgsProject, subgroup: str, layers: Sequence[QgsVectorLayer]) -> QgsLayerTreeGroup:
    """Add `layers` to the group of ours that is called `subgroup`; groups are made where they are missing.

    A layer of ours with the same name and meaning that is already there is replaced.
    """
    root = project.layerTreeRoot()
    group = _own_group(root, GROUP)
    inner = _own_group(group, subgroup)
    for layer in layers:
        for node in inner.findLayers():
            old = node.layer()
            if old is not None and _meaning(old) == _meaning(layer):
                project.removeMapLayer(old.id())
        if layer.customProperty(INDICATOR_LAYER):
            _hide_indicators(inner)
        project.addMapLayer(layer, False)
        inner.insertLayer(_place(inner, layer), layer)
    return inner


def _hide_indicators(group: QgsLayerTreeGroup) -> None:
    """Choropleths hide one another: only the last one is shown."""
    for node in group.findLayers():
        if node.layer() is not None and node.layer().customProperty(INDICATOR_LAYER):
            node.setItemVisibilityChecked(False)


def _place(group: QgsLayerTreeGroup, layer: QgsVectorLayer) -> int:
    """Where a layer goes so that none hides another: points, the territory's contour, perimeters, choropleths."""
    for place, child in enumerate(group.children()):
        if not QgsLayerTree.isLayer(child) or child.layer() is None or _rank(child.layer()) >= _rank(layer):
            return place
    return len(group.children())


def _rank(layer: QgsVectorLayer) -> int:
    if layer.geometryType() == Qgis.GeometryType.Point:
        return 0
    if _mark(layer) == TERRITORY_MARK:
        return 1
    return 3 if layer.customProperty(INDICATOR_LAYER) else 2


def _own_group(parent: QgsLayerTreeGroup, name: str) -> QgsLayerTreeGroup:
    for child in parent.children():
        if QgsLayerTree.isGroup(child) and child.name() == name and child.customProperty(OWN_LAYER):
            return child
    group = parent.insertGroup(0, name)
    group.setCustomProperty(OWN_LAYER, "group")
    return group


def refuse_edited(project: QgsProject) -> None:
    """A `VigieError` when a layer of ours is being edited: what replaces it would lose the edits."""
    for layer in project.mapLayers().values():
        if isinstance(layer, QgsVectorLayer) and layer.isEditable() and _mark(layer):
            raise VigieError(
                translate("layers", "“{layer}” is being edited: save or leave its edits first.").format(layer=layer.name())
            )


def _meaning(layer: QgsVectorLayer) -> tuple[str, str, str]:
    return layer.name(), _mark(layer), layer.customProperty(INDICATOR_LAYER, "")


def _mark(layer: QgsVectorLayer) -> str:
    return layer.customProperty(OWN_LAYER, "")
