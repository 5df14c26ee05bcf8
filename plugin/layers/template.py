# SPDX-License-Identifier: GPL-2.0-or-later
"""A project to start from: groups, variables and a page layout that fills itself in. Native items only: it needs no plugin."""

from __future__ import annotations

import uuid
from contextlib import suppress
from pathlib import Path

from qgis.core import (
    Qgis,
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsLayoutItem,
    QgsLayoutItemLabel,
    QgsLayoutItemLegend,
    QgsLayoutItemMap,
    QgsLayoutItemScaleBar,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsPrintLayout,
    QgsProject,
    QgsProjectMetadata,
    QgsRectangle,
    QgsReferencedRectangle,
    QgsSettings,
    QgsTextFormat,
)
from qgis.PyQt.QtCore import QRectF, Qt
from qgis.PyQt.QtGui import QColor, QFont

from ..messages import VigieError, reason, translate
from .marks import OWN_LAYER
from .project import GROUP
from .variables import CODE, CREDITS, KEY, NAME

FILE = "Vigie territoriale.qgz"
FRANCE = QgsRectangle(99_000, 6_046_000, 1_243_000, 7_111_000)
"""The mainland, in Lambert-93."""
CRS = "EPSG:2154"
FONT = "Open Sans"
SYSTEM_FOLDER = "project_templates"


def templates_folder() -> Path:
    """Where QGIS looks for the user's templates."""
    return Path(
        QgsSettings().value("qgis/projectTemplateDir", "", type=str) or Path(QgsApplication.qgisSettingsDirPath()) / SYSTEM_FOLDER
    )


def install_template(folder: Path) -> Path:
    """Write the template into `folder`. A `VigieError` when there is one of that name, which is left as it is, or when it cannot be
    written.
    """
    target = folder / FILE
    if target.exists():
        raise VigieError(
            translate(
                "layers", "“{file}” is already in {folder}: it was left as it is. Rename or delete it to have a new one."
            ).format(file=FILE, folder=folder)
        )
    temporary = folder / f"{uuid.uuid4().hex}.qgz"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not template().write(str(temporary)):
            raise PermissionError(str(folder))
        temporary.rename(target)
    except OSError as error:
        raise VigieError(
            translate("layers", "The template cannot be written into {folder}: {why}.").format(folder=folder, why=reason(error))
        ) from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
    return target


def template() -> QgsProject:
    """The project: groups, variables, a layout."""
    project = QgsProject()
    project.setCrs(QgsCoordinateReferenceSystem(CRS))
    project.setEllipsoid("EPSG:7019")
    project.viewSettings().setDefaultViewExtent(QgsReferencedRectangle(FRANCE, project.crs()))
    project.setCustomVariables({NAME: "", CODE: "", KEY: "", CREDITS: ""})
    metadata = QgsProjectMetadata()
    metadata.setTitle("Vigie territoriale")
    metadata.setAbstract(translate("layers", "Territorial observation: choose a territory in the panel, then add layers."))
    project.setMetadata(metadata)
    root = project.layerTreeRoot()
    root.addGroup(translate("layers", "My layers"))
    root.addGroup(GROUP).setCustomProperty(OWN_LAYER, "group")
    root.addGroup(translate("layers", "Base maps"))
    project.layoutManager().addLayout(_layout(project))
    return project


def _layout(project: QgsProject) -> QgsPrintLayout:
    """An A4 page in landscape: title, map, legend, scale, credits and date, filled in by the variables of the project."""
    layout = QgsPrintLayout(project)
    layout.initializeDefaults()
    layout.setName(translate("layers", "Vigie: map, A4"))
    layout.pageCollection().page(0).setPageSize(QgsLayoutSize(297, 210, Qgis.LayoutUnit.Millimeters))
    drawn = QgsLayoutItemMap(layout)
    layout.addLayoutItem(drawn)
    drawn.attemptSetSceneRect(QRectF(10, 24, 205, 166))
    drawn.setCrs(QgsCoordinateReferenceSystem(CRS))
    drawn.zoomToExtent(FRANCE)
    drawn.setFrameEnabled(True)
    title = _label(layout, f"[% coalesce(nullif(@{NAME}, ''), @project_title) %]", QRectF(10, 9, 277, 12), 18)
    title.setVAlign(Qt.AlignmentFlag.AlignVCenter)
    dated = translate("layers", "Map of {date}").format(date="[% format_date(now(), 'dd/MM/yyyy') %]")
    _label(layout, f"[% @{CREDITS} %]", QRectF(10, 192, 205, 12), 6.5)
    _label(layout, dated, QRectF(220, 192, 67, 6), 6.5).setHAlign(Qt.AlignmentFlag.AlignRight)
    legend = QgsLayoutItemLegend(layout)
    layout.addLayoutItem(legend)
    legend.setLinkedMap(drawn)
    legend.setAutoUpdateModel(True)
    legend.setLegendFilterByMapEnabled(True)
    legend.attemptMove(QgsLayoutPoint(220, 24, Qgis.LayoutUnit.Millimeters))
    scale = QgsLayoutItemScaleBar(layout)
    layout.addLayoutItem(scale)
    scale.setStyle("Single Box")
    scale.setLinkedMap(drawn)
    scale.setUnits(Qgis.DistanceUnit.Kilometers)
    scale.setUnitLabel("km")
    scale.setNumberOfSegmentsLeft(0)
    scale.setNumberOfSegments(2)
    scale.setSegmentSizeMode(Qgis.ScaleBarSegmentSizeMode.FitWidth)  # at any scale of the map
    scale.setMinimumBarWidth(30)
    scale.setMaximumBarWidth(60)
    scale.setTextFormat(_format(7.5))
    scale.setHeight(1.5)
    scale.update()
    scale.setReferencePoint(QgsLayoutItem.ReferencePoint.LowerLeft)
    scale.attemptMove(QgsLayoutPoint(12, 188, Qgis.LayoutUnit.Millimeters))
    return layout


def _format(size: float) -> QgsTextFormat:
    written = QgsTextFormat()
    written.setFont(QFont(FONT))
    written.setSize(size)
    written.setSizeUnit(Qgis.RenderUnit.Points)
    written.setColor(QColor("#161616"))
    return written


def _label(layout: QgsPrintLayout, text: str, rectangle: QRectF, size: float) -> QgsLayoutItemLabel:
    label = QgsLayoutItemLabel(layout)
    label.setText(text)
    label.setTextFormat(_format(size))
    layout.addLayoutItem(label)
    label.attemptSetSceneRect(rectangle)
    return label
