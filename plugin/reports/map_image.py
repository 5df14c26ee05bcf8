# SPDX-License-Identifier: GPL-2.0-or-later
"""A map as an image, on any thread: title, legend, scale, credits. QGIS draws layouts on the main thread only."""

from __future__ import annotations

import math
from pathlib import Path

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsLayerTree,
    QgsLegendModel,
    QgsLegendRenderer,
    QgsLegendSettings,
    QgsLegendStyle,
    QgsMapRendererCustomPainterJob,
    QgsMapSettings,
    QgsRenderContext,
    QgsScaleBarRenderer,
    QgsScaleBarSettings,
    QgsSingleBoxScaleBarRenderer,
    QgsTextRenderer,
)
from qgis.PyQt.QtCore import QPointF, QRectF, QSize
from qgis.PyQt.QtGui import QColor, QImage, QPainter, QPen

from ..messages import VigieError, translate
from .layout import BLUE, GREY, CellStyle, MapPlan, framed, number_format, round_length, text_format, write_legend
from .words import left_out

DPI = 150
WIDTH, HEIGHT = 240.0, 170.0
LEFT, INNER, MAP_WIDTH, LEGEND_WIDTH = 8.0, 224.0, 160.0, 62.0
"""In mm."""
_DOTS = DPI / 25.4


def export_map(plan: MapPlan, path: Path) -> None:
    """The map as a PNG of 240 × 170 mm at 150 dpi, on the thread that made the layers of the plan. A `VigieError` when it cannot be
    written.
    """
    title, high = CellStyle(14, True, BLUE).broken(plan.title, INNER)
    told, low = CellStyle(6.5, False, GREY).broken(" – ".join(filter(None, (left_out(plan.view.apart), plan.credits))), INNER)
    top = 6 + high + 3
    frame = QRectF(LEFT, top, MAP_WIDTH, HEIGHT - 3 - low - 2 - top)
    image = QImage(round(WIDTH * _DOTS), round(HEIGHT * _DOTS), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDotsPerMeterX(round(DPI / 0.0254))
    image.setDotsPerMeterY(round(DPI / 0.0254))
    image.fill(QColor("white"))
    settings = _settings(plan, frame)
    painter = QPainter(image)
    try:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        context = QgsRenderContext.fromMapSettings(settings)
        context.setPainter(painter)
        context.setFlag(Qgis.RenderContextFlag.Antialiasing, True)
        _draw_map(painter, settings, frame)
        _write(context, title, QRectF(LEFT, 6, INNER, high), 14, BLUE, bold=True)
        _write(context, told, QRectF(LEFT, HEIGHT - 3 - low, INNER, low), 6.5, GREY)
        _draw_legend(painter, context, plan, QPointF(LEFT + MAP_WIDTH + 4, top))
        _draw_scale(painter, context, settings, frame)
    finally:
        painter.end()
    if not image.save(str(path), "PNG"):
        raise VigieError(
            translate("reports", "{file} cannot be written: check the folder, and the room on the disk.").format(file=path)
        )


def _settings(plan: MapPlan, frame: QRectF) -> QgsMapSettings:
    settings = QgsMapSettings()
    settings.setLayers(list(plan.layers))
    settings.setDestinationCrs(QgsCoordinateReferenceSystem(plan.view.crs))
    settings.setOutputDpi(DPI)
    settings.setOutputSize(QSize(round(frame.width() * _DOTS), round(frame.height() * _DOTS)))
    settings.setExtent(framed(plan.view, plan.around))
    settings.setBackgroundColor(QColor("white"))
    for flag in (Qgis.MapSettingsFlag.Antialiasing, Qgis.MapSettingsFlag.DrawLabeling):
        settings.setFlag(flag, True)
    return settings


def _draw_map(painter: QPainter, settings: QgsMapSettings, frame: QRectF) -> None:
    drawn = QImage(settings.outputSize(), QImage.Format.Format_ARGB32_Premultiplied)
    drawn.fill(QColor("white"))
    inner = QPainter(drawn)
    QgsMapRendererCustomPainterJob(settings, inner).renderSynchronously()
    inner.end()
    corner = frame.topLeft() * _DOTS
    painter.drawImage(corner, drawn)
    painter.setPen(QPen(QColor("black"), 0.2 * _DOTS))
    painter.drawRect(QRectF(corner, frame.size() * _DOTS))


def _write(context: QgsRenderContext, text: str, place: QRectF, size: float, colour: QColor, bold: bool = False) -> None:
    rectangle = QRectF(place.topLeft() * _DOTS, place.size() * _DOTS)
    QgsTextRenderer.drawText(
        rectangle, 0, Qgis.TextHorizontalAlignment.Left, text.split("\n"), context, text_format(size, bold, colour), True,
        Qgis.TextVerticalAlignment.Top, Qgis.TextRendererFlag.WrapLines,
    )  # fmt: skip


def _draw_legend(painter: QPainter, context: QgsRenderContext, plan: MapPlan, corner: QPointF) -> None:
    root = QgsLayerTree()
    for layer in plan.legend:
        root.addLayer(layer)
    settings = QgsLegendSettings()
    settings.setWrapChar("\n")
    settings.setBoxSpace(0)
    for style, size, bold in ((QgsLegendStyle.Style.Subgroup, 9, True), (QgsLegendStyle.Style.SymbolLabel, 8.5, False)):
        component = settings.style(style)
        component.setTextFormat(text_format(size, bold))
        settings.setStyle(style, component)
    model = QgsLegendModel(root)
    margin = settings.style(QgsLegendStyle.Style.SymbolLabel).margin(QgsLegendStyle.Side.Left)
    write_legend(model, LEGEND_WIDTH, settings.symbolSize().width() + margin)
    renderer = QgsLegendRenderer(model, settings)
    painter.save()
    painter.translate(corner * _DOTS)
    painter.scale(context.scaleFactor(), context.scaleFactor())  # it counts in mm
    renderer.drawLegend(context)
    painter.restore()


def _draw_scale(painter: QPainter, context: QgsRenderContext, settings: QgsMapSettings, frame: QRectF) -> None:
    """A scale bar within the lower left corner of the map, about a quarter of it wide."""
    metres = settings.visibleExtent().width()
    length = round_length(metres / 1000 / 8)
    bar = QgsScaleBarSettings()
    bar.setUnits(Qgis.DistanceUnit.Kilometers)
    bar.setUnitLabel("km")
    bar.setNumberOfSegmentsLeft(0)
    bar.setNumberOfSegments(2)
    bar.setUnitsPerSegment(length)
    bar.setNumericFormat(number_format())
    bar.setTextFormat(text_format(7.5))
    bar.setHeight(1.5)
    given = QgsScaleBarRenderer.ScaleBarContext()
    given.segmentWidth = length * 1000 / metres * frame.width()
    given.scale = settings.scale()
    renderer = QgsSingleBoxScaleBarRenderer()
    size = renderer.calculateBoxSize(context, bar, given)
    given.size = size
    painter.save()
    painter.translate((frame.x() + 1) * _DOTS, (frame.bottom() - 1 - size.height()) * _DOTS)
    painter.fillRect(QRectF(0, 0, math.ceil(size.width() * _DOTS), size.height() * _DOTS), QColor("white"))
    renderer.draw(context, bar, given)
    painter.restore()
