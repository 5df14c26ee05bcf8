# SPDX-License-Identifier: GPL-2.0-or-later
"""Maps and fact sheets as QGIS layouts, with native items only, exported to PNG and PDF."""

from __future__ import annotations

import base64
import math
import re
import struct
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from qgis.core import (
    Qgis,
    QgsAbstractLayoutIterator,
    QgsBasicNumericFormat,
    QgsCoordinateReferenceSystem,
    QgsFillSymbol,
    QgsLayoutExporter,
    QgsLayoutFrame,
    QgsLayoutItem,
    QgsLayoutItemLabel,
    QgsLayoutItemLegend,
    QgsLayoutItemManualTable,
    QgsLayoutItemMap,
    QgsLayoutItemPage,
    QgsLayoutItemPicture,
    QgsLayoutItemScaleBar,
    QgsLayoutMeasurement,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsLegendModel,
    QgsLegendStyle,
    QgsMapLayerLegendUtils,
    QgsPrintLayout,
    QgsProject,
    QgsRectangle,
    QgsRenderContext,
    QgsSingleSymbolRenderer,
    QgsTableCell,
    QgsTextFormat,
    QgsTextRenderer,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QRectF, QSizeF, Qt
from qgis.PyQt.QtGui import QColor, QFont

from ..messages import Cancelled, Progress, VigieError, number, translate
from .factsheet import MAPS, Fact, FactSheet, Picture, Section
from .template import SVG_MIME
from .words import headings, map_caption

MARGIN = 15.0
PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0
CONTENT = PAGE_WIDTH - 2 * MARGIN
FONT = "Open Sans"
MAP_HEIGHT, SITUATION_HEIGHT, CHART_WIDTH = 108.0, 58.0, 160.0
HEADING = 12.5
"""Points, of the letters of a heading."""
CELL_MARGIN = 0.8
GRID = 0.2
_BREAKS = re.compile(r"(?<= )|(?<=[^\W\d]-)")  # after spaces that may break, and after the hyphens of names but not of dates
BLUE = QColor("#000091")
GREY = QColor("#3a3a3a")


class View(NamedTuple):
    """What a map is framed on: its CRS, bounds in it (x and y from, x and y to), how many communes lie there, and which
    parts of the territory lie elsewhere (names, empty for none).
    """

    crs: str
    bounds: tuple[float, float, float, float]
    communes: int
    apart: str


@dataclass(frozen=True)
class MapPlan:
    """What a map shows: the layers from top to bottom, those to explain in the legend, the part that is framed."""

    layers: Sequence[QgsVectorLayer]
    legend: Sequence[QgsVectorLayer]
    view: View
    title: str
    credits: str
    around: float = 1.0
    """How many times wider than usual it is framed."""


Turn = Callable[[], tuple[FactSheet, Mapping[str, MapPlan]]]
"""Makes a sheet and the plans of its maps, when its turn has come."""


def plan_map(
    layers: Sequence[QgsVectorLayer], mapped: QgsVectorLayer | Sequence[QgsVectorLayer], view: View, around: float = 1.0
) -> MapPlan:
    """The plan of a map of `mapped` (one layer, or several), framed on `view`; credits come from the metadata."""
    shown = [mapped] if isinstance(mapped, QgsVectorLayer) else list(mapped)
    rights = dict.fromkeys(right for layer in layers for right in layer.metadata().rights())
    return MapPlan(layers, shown, view, shown[0].name(), " – ".join(rights), around)


def background_layer(source: str) -> QgsVectorLayer:
    """Neighbouring communes in light grey, to set a territory in its surroundings."""
    layer = QgsVectorLayer(source, translate("reports", "Neighbouring communes"), "ogr")
    symbol = QgsFillSymbol.createSimple({"color": "#f6f6f6", "outline_color": "#cecece", "outline_width": "0.15"})
    layer.setRenderer(QgsSingleSymbolRenderer(symbol))
    return layer


def situation_layer(source: str, credit: str) -> QgsVectorLayer:
    """Where a territory is: filled, to be seen from afar; `credit` is that of the contours."""
    layer = QgsVectorLayer(source, translate("reports", "Territory"), "ogr")
    symbol = QgsFillSymbol.createSimple({"color": "#6a6af4", "outline_color": "#000091", "outline_width": "0.4"})
    layer.setRenderer(QgsSingleSymbolRenderer(symbol))
    metadata = layer.metadata()
    metadata.setRights([credit])
    layer.setMetadata(metadata)
    return layer


def export_pdf(project: QgsProject, sheet: FactSheet, plans: Mapping[str, MapPlan], path: Path, progress: Progress) -> int:
    """The fact sheet as an A4 PDF, with its maps by their kinds; its number of pages is returned."""
    _describe(project, sheet)
    with tempfile.TemporaryDirectory(prefix="vigie-") as folder:
        layout = sheet_layout(project, sheet, plans, Path(folder), progress)
        progress.hear()
        _whole(path, lambda temporary: QgsLayoutExporter(layout).exportToPdf(temporary, _pdf_settings()))
        return layout.pageCollection().pageCount()


def export_atlas(project: QgsProject, sheets: Sequence[Turn], path: Path, progress: Progress) -> int:
    """The fact sheets one after another in one A4 PDF: each is made when its turn comes, and forgotten. Its number of sheets is
    returned. Raises `Cancelled`.
    """

    def export(temporary: str) -> QgsLayoutExporter.ExportResult:
        result, error = QgsLayoutExporter.exportToPdf(book, temporary, _pdf_settings())
        if book.stopped is not None:
            raise book.stopped
        if error:
            raise OSError(error)
        return result

    with tempfile.TemporaryDirectory(prefix="vigie-") as folder:
        book = _Book(project, sheets, progress, Path(folder))
        _whole(path, export)
    return len(sheets)


def _describe(project: QgsProject, sheet: FactSheet) -> None:
    """What readers of PDF show as title and author; QGIS would name the user of the computer."""
    metadata = project.metadata()
    metadata.setTitle(f"{sheet.title} – {sheet.name or headings(sheet)['factsheet']}")
    metadata.setAuthor(sheet.owner or "Vigie territoriale")
    project.setMetadata(metadata)


class _Book(QgsAbstractLayoutIterator):
    """Layouts that QGIS's exporter asks for one by one. What stops it is kept: an exception must not cross QGIS."""

    def __init__(self, project: QgsProject, sheets: Sequence[Turn], progress: Progress, folder: Path) -> None:
        super().__init__()
        self._project, self._sheets, self._progress, self._folder = project, sheets, progress, folder
        self._place, self._layout = -1, None
        self.stopped: Exception | None = None

    def beginRender(self) -> bool:
        """Before the first one."""
        self._place = -1
        return True

    def endRender(self) -> bool:
        """After the last one."""
        self._layout = None
        return True

    def count(self) -> int:
        """How many there are."""
        return len(self._sheets)

    def next(self) -> bool:
        """Make the next one; False when there is none left, or when it cannot be made."""
        self._place += 1
        if self._place >= len(self._sheets):
            return False
        self._layout = None
        try:
            self._progress.step(100 * self._place / len(self._sheets))
            self._layout = sheet_layout(self._project, *self._sheets[self._place](), self._folder, self._progress)
        except (VigieError, Cancelled) as error:
            self.stopped = error
            return False
        return True

    def layout(self) -> QgsPrintLayout:
        """The one that is drawn."""
        return self._layout

    def filePath(self, base: str, extension: str) -> str:
        """All go into one file."""
        return base


def _pdf_settings() -> QgsLayoutExporter.PdfExportSettings:
    settings = QgsLayoutExporter.PdfExportSettings()
    settings.dpi = 200
    settings.textRenderFormat = Qgis.TextRenderFormat.AlwaysText  # text that can be searched and read aloud
    return settings


def sheet_layout(
    project: QgsProject, sheet: FactSheet, plans: Mapping[str, MapPlan], folder: Path | None, progress: Progress
) -> QgsPrintLayout:
    """The fact sheet as a layout of A4 pages in `project`, which must outlive it; its items are all native. `plans` of maps by their
    kinds. Its pictures are files of `folder`, since QGIS would keep those that are written in the layout in its cache of images;
    without a folder they are written in it, which then stands alone. It hears whether it is cancelled before each section.
    """
    plan = next(iter(plans.values()), None)
    layout = _new_layout(project, QSizeF(PAGE_WIDTH, PAGE_HEIGHT))
    layout.setName(sheet.title)
    words = headings(sheet, plan.view.apart if plan else "")
    flow = _Flow(layout, Path(tempfile.mkdtemp(dir=folder)) if folder else None)  # no name of a picture comes again
    if sheet.owner:
        flow.owner(sheet)
    flow.text(sheet.title, 20, bold=True, colour=BLUE)
    flow.text(f"{sheet.kind} – {sheet.name or words['factsheet']}", 11, colour=GREY)
    flow.text(words["made"], 8, colour=GREY)
    for section in sheet.sections:
        progress.hear()
        _put(flow, sheet, section, plans, words)
    progress.hear()
    flow.footers(f"{sheet.title} – {sheet.name or words['factsheet']}")
    return layout


def _put(flow: _Flow, sheet: FactSheet, section: Section, plans: Mapping[str, MapPlan], words: Mapping[str, str]) -> None:
    """One section, under its heading."""
    if section.kind in MAPS:
        if section.kind in plans:
            height = SITUATION_HEIGHT if section.kind == "situation-map" else MAP_HEIGHT
            flow.heading(section.title)
            flow.map(plans[section.kind], map_caption(sheet, section.kind), height)
            if words["apart"]:
                flow.text(words["apart"], 8, colour=GREY)
        return
    flow.heading(section.title)
    if section.indicators:
        flow.indicators(section, words)
    elif section.kind == "members":
        rows = [[unit.code, unit.name, number(unit.population)] for unit in sheet.members]
        flow.table([words["code"], words["name"], words["population"]], rows, [30, 100, 50], right=(2,))
    elif section.kind == "methods" and sheet.methods:
        flow.table(None, [[title, method] for title, method in sheet.methods], [55, 125])
    else:
        _put_plain(flow, section, words)


def _put_plain(flow: _Flow, section: Section, words: Mapping[str, str]) -> None:
    """Charts, facts or sentences; a word where there are none."""
    for picture in section.pictures:
        flow.picture(picture)
    if section.facts:
        flow.facts(section.facts)
    if section.kind == "narrative" and section.lines:
        flow.text("\n".join(section.lines), 10)
    elif not section.pictures and not section.facts:
        nothing = words["nothing_missing"] if section.kind == "missing" else words["none"]
        flow.table(None, [[line] for line in section.lines or (nothing,)], [CONTENT])


def _whole(path: Path, export: Callable[[str], QgsLayoutExporter.ExportResult]) -> None:
    """Export to a file beside `path`, which takes its name only when it is whole."""
    temporary = path.with_name(f"{path.stem}.part{path.suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        result = export(str(temporary))
        if result != QgsLayoutExporter.ExportResult.Success:
            raise OSError(f"layout export answered {result}")
        temporary.replace(path)
    except OSError as error:
        raise VigieError(
            translate(
                "reports", "{file} cannot be written: check that the folder may be written to and that no program holds it."
            ).format(file=path),
            str(error),
        ) from error
    finally:
        if temporary.exists():
            temporary.unlink()


def _new_layout(project: QgsProject, size: QSizeF) -> QgsPrintLayout:
    layout = QgsPrintLayout(project)
    layout.initializeDefaults()
    layout.pageCollection().page(0).setPageSize(QgsLayoutSize(size.width(), size.height(), Qgis.LayoutUnit.Millimeters))
    return layout


def text_format(size: float, bold: bool = False, colour: QColor | None = None) -> QgsTextFormat:
    """How text is written: `size` in points."""
    font = QFont(FONT)
    font.setBold(bold)
    made = QgsTextFormat()
    made.setFont(font)
    made.setNamedStyle("Bold" if bold else "Regular")
    made.setSize(size)
    made.setSizeUnit(Qgis.RenderUnit.Points)
    made.setColor(colour or QColor("#161616"))
    return made


def inert(text: str) -> str:
    """The text as QGIS takes for no expression, since it may come from data."""
    return text.replace("[%", "[ %")


def _label(
    layout: QgsPrintLayout, text: str, rectangle: QRectF, size: float, bold: bool = False, colour: QColor | None = None
) -> QgsLayoutItemLabel:
    label = QgsLayoutItemLabel(layout)
    label.setText(inert(text))
    label.setTextFormat(text_format(size, bold, colour))
    label.setMarginX(0)
    label.setMarginY(0)
    layout.addLayoutItem(label)
    label.attemptSetSceneRect(rectangle)
    return label


def framed(view: View, around: float = 1.0) -> QgsRectangle:
    """What a map shows at least, in the CRS of its view: so many times more than usual."""
    extent = QgsRectangle(*view.bounds)
    extent.scale(around * (1.1 if view.communes > 1 else 3))  # a commune alone is shown among its neighbours
    return extent


def _add_map(layout: QgsPrintLayout, plan: MapPlan, frame: QRectF, legend_frame: QRectF) -> None:
    drawn = QgsLayoutItemMap(layout)
    layout.addLayoutItem(drawn)
    drawn.attemptSetSceneRect(frame)
    drawn.setCrs(QgsCoordinateReferenceSystem(plan.view.crs))
    drawn.setLayers(list(plan.layers))
    drawn.setKeepLayerSet(True)
    drawn.zoomToExtent(framed(plan.view, plan.around))
    drawn.setFrameEnabled(True)
    drawn.setFrameStrokeWidth(QgsLayoutMeasurement(0.2, Qgis.LayoutUnit.Millimeters))

    legend = QgsLayoutItemLegend(layout)
    layout.addLayoutItem(legend)
    legend.setLinkedMap(drawn)
    legend.setAutoUpdateModel(False)
    root = legend.model().rootGroup()
    root.removeAllChildren()
    for layer in plan.legend:
        root.addLayer(layer)
    for style, size, bold in (
        (QgsLegendStyle.Style.Subgroup, 9, True),
        (QgsLegendStyle.Style.SymbolLabel, 8.5, False),
    ):
        component = legend.style(style)
        component.setTextFormat(text_format(size, bold))
        legend.setStyle(style, component)
    legend.setWrapString("\n")
    legend.setLegendFilterByMapEnabled(False)
    write_legend(legend.model(), legend_frame.width(), _beside(legend))
    legend.setBoxSpace(0)
    legend.adjustBoxSize()
    legend.attemptMove(QgsLayoutPoint(legend_frame.x(), legend_frame.y(), Qgis.LayoutUnit.Millimeters))

    _add_scale(layout, drawn, frame)


def _beside(legend: QgsLayoutItemLegend) -> float:
    """The mm that the symbols of a legend take beside their names."""
    margin = legend.style(QgsLegendStyle.Style.SymbolLabel).margin(QgsLegendStyle.Side.Left)
    return legend.symbolWidth() + margin + 2 * legend.boxSpace()


def write_legend(model: QgsLegendModel, width: float, beside: float) -> None:
    """The names of layers and classes in lines that fit in `width` mm, symbols taking `beside` mm; QGIS would take them for
    expressions.
    """
    titles, labels = CellStyle(9, True, None), CellStyle(8.5, False, None)
    for node in model.rootGroup().findLayers():
        lines = model.layerLegendNodes(node)
        alone = len(lines) == 1 and lines[0].isEmbeddedInParent()  # beside its symbol
        style, room = (labels, width - beside) if alone else (titles, width)
        node.setCustomProperty("legend/title-label", style.broken(inert(node.layer().name()), room)[0])
        for place, line in enumerate(lines):
            told = labels.broken(inert(str(line.data(Qt.ItemDataRole.DisplayRole) or "")), width - beside)[0]
            QgsMapLayerLegendUtils.setLegendNodeUserLabel(node, place, told)
        model.refreshLayerLegend(node)


def _add_scale(layout: QgsPrintLayout, drawn: QgsLayoutItemMap, frame: QRectF) -> None:
    """A scale bar within the lower left corner of the map, about a quarter of it wide."""
    scale = QgsLayoutItemScaleBar(layout)
    layout.addLayoutItem(scale)
    scale.setStyle("Single Box")
    scale.setLinkedMap(drawn)
    scale.setUnits(Qgis.DistanceUnit.Kilometers)
    scale.setUnitLabel("km")
    scale.setNumberOfSegmentsLeft(0)
    scale.setNumberOfSegments(2)
    scale.setUnitsPerSegment(round_length(drawn.extent().width() / 1000 / 8))
    scale.setNumericFormat(number_format())
    scale.setTextFormat(text_format(7.5))
    scale.setHeight(1.5)
    scale.setBackgroundEnabled(True)
    scale.update()
    scale.setReferencePoint(QgsLayoutItem.ReferencePoint.LowerLeft)
    scale.attemptMove(QgsLayoutPoint(frame.x() + 1, frame.bottom() - 1, Qgis.LayoutUnit.Millimeters))


def round_length(length: float) -> float:
    """The largest of 1, 2, 5, 10, 20, 50... (or 0.5, 0.2, 0.1...) that is no longer than `length`, a positive number."""
    power = 10.0 ** math.floor(math.log10(length))
    return next((step * power for step in (5, 2) if step * power <= length), power)


def number_format() -> QgsBasicNumericFormat:
    """Numbers as `messages.number` writes them."""
    written = number(1234.5, 1)
    made = QgsBasicNumericFormat()
    made.setThousandsSeparator(written[1])
    made.setDecimalSeparator(written[-2])
    return made


class _Flow:
    """Puts blocks one under another over as many pages as it takes."""

    def __init__(self, layout: QgsPrintLayout, folder: Path | None) -> None:
        self._layout, self._folder = layout, folder
        self._pictures = 0
        self._page = 0
        self._y = MARGIN
        self._heading = ""

    @property
    def _bottom(self) -> float:
        return PAGE_HEIGHT - MARGIN - 6

    def _top_of_page(self) -> float:
        pages = self._layout.pageCollection()
        return pages.page(self._page).pos().y()

    def _new_page(self) -> None:
        page = QgsLayoutItemPage(self._layout)
        page.setPageSize(QgsLayoutSize(PAGE_WIDTH, PAGE_HEIGHT, Qgis.LayoutUnit.Millimeters))
        self._layout.pageCollection().addPage(page)
        self._page += 1
        self._y = MARGIN

    def _take(self, height: float) -> QRectF:
        """A rectangle of that height at the current place, on the next page when it does not fit."""
        self._head(height)
        if self._y + height > self._bottom and self._y > MARGIN:
            self._new_page()
        rectangle = QRectF(MARGIN, self._top_of_page() + self._y, CONTENT, height)
        self._y += height
        return rectangle

    def text(self, text: str, size: float, bold: bool = False, colour: QColor | None = None) -> None:
        """A paragraph, wrapped."""
        self.table(None, [[text]], [CONTENT], size=size, bold=bold, colour=colour)

    def heading(self, text: str) -> None:
        """A heading, placed with what comes after it: it is never left alone at the foot of a page."""
        self._heading = text

    def _head(self, room: float) -> None:
        """Place the heading that waits for a block of `room` mm, on the next page when both do not fit on this one."""
        if not self._heading:
            return
        text, self._heading = self._heading, ""
        _, height = CellStyle(HEADING, True, BLUE).broken(text, CONTENT)
        if self._y + 3 + height + 2 * CELL_MARGIN + 1 + room > self._bottom and self._y > MARGIN:
            self._new_page()
        self._y += 3
        self.text(text, HEADING, bold=True, colour=BLUE)

    def owner(self, sheet: FactSheet) -> None:
        """The network whose sheet it is, with its logo."""
        if sheet.logo is None:
            self.text(sheet.owner, 10, colour=GREY)
            return
        text, height = CellStyle(10, False, GREY).broken(sheet.owner, CONTENT - 49)
        block = self._take(max(16, height) + 2)
        kind = QgsLayoutItemPicture.Format.FormatSVG if sheet.logo.mime == SVG_MIME else QgsLayoutItemPicture.Format.FormatRaster
        self._drawn(sheet.logo.content, kind, QRectF(block.x(), block.y(), 45, 16))
        _label(self._layout, text, QRectF(block.x() + 49, block.y(), CONTENT - 49, height), 10, colour=GREY)

    def picture(self, picture: Picture) -> None:
        """A chart, as wide as the page unless it is too tall for it."""
        width, height = struct.unpack(">II", picture.content[16:24])
        room = self._bottom - MARGIN
        scale = min(CHART_WIDTH / width, room / height)
        block = self._take(height * scale + 2)
        self._drawn(
            picture.content, QgsLayoutItemPicture.Format.FormatRaster, QRectF(block.x(), block.y(), width * scale, height * scale),
            picture.alt,
        )  # fmt: skip

    def _drawn(self, content: bytes, kind: QgsLayoutItemPicture.Format, frame: QRectF, name: str = "") -> None:
        item = QgsLayoutItemPicture(self._layout)
        if self._folder is None:
            item.setPicturePath(f"base64:{base64.b64encode(content).decode('ascii')}", kind)
        else:
            item.setPicturePath(self._kept(content, kind))  # with its format, QGIS would keep the picture in its cache of images
        item.setResizeMode(QgsLayoutItemPicture.ResizeMode.Zoom)
        item.setPictureAnchor(QgsLayoutItem.ReferencePoint.UpperLeft)
        item.setId(name[:100])
        self._layout.addLayoutItem(item)
        item.attemptSetSceneRect(frame)

    def _kept(self, content: bytes, kind: QgsLayoutItemPicture.Format) -> str:
        """The file of a picture."""
        self._pictures += 1
        file = self._folder / f"{self._pictures}.{'svg' if kind == QgsLayoutItemPicture.Format.FormatSVG else 'png'}"
        file.write_bytes(content)
        return str(file)

    def facts(self, facts: Sequence[Fact]) -> None:
        """Labels, values and sources."""
        self.table(None, [[fact.label, fact.value, fact.source] for fact in facts], [55, 95, 30])

    def indicators(self, section: Section, words: Mapping[str, str]) -> None:
        """Indicators in rows, the territory and its comparators in columns."""
        first = 52.0 if len(section.columns) < 8 else 38.0  # as wide as "Sisteronais-" leaves
        width = (CONTENT - first) / max(1, len(section.columns))
        rows = [[f"{row.title}\n({row.unit})", *row.values] for row in section.indicators]
        right = tuple(range(1, len(section.columns) + 1))
        self.table([words["indicator"], *section.columns], rows, [first, *[width] * len(section.columns)], right=right)
        remarks = [f"{row.title} – {row.remark}" for row in section.indicators if row.remark]
        self.text("\n".join([words["dash"], *remarks]), 7, colour=GREY)

    def map(self, plan: MapPlan, caption: str, height: float) -> None:
        """The map, so many mm high, with its legend, its caption and its credits."""
        credits, low = CellStyle(5.5, False, GREY).broken(plan.credits, CONTENT)
        _, high = CellStyle(9, False, None).broken(caption, CONTENT)
        self._head(high + 2 * CELL_MARGIN + 1 + height + low + 3)
        self.text(caption, 9)
        block = self._take(height + low + 3)
        _add_map(
            self._layout,
            plan,
            QRectF(block.x(), block.y(), 122, height),
            QRectF(block.x() + 126, block.y(), 54, height),
        )
        _label(self._layout, credits, QRectF(block.x(), block.y() + height + 1, CONTENT, low), 5.5, colour=GREY)

    def table(
        self,
        header: Sequence[str] | None,
        rows: Sequence[Sequence[str]],
        widths: Sequence[float],
        right: Sequence[int] = (),
        size: float = 8.5,
        bold: bool = False,
        colour: QColor | None = None,
    ) -> None:
        """A table over as many pages as it takes; the header comes again on each."""
        style = CellStyle(size, bold, colour)
        top = style.heading().rows(header, widths, right) if header else []
        room = self._bottom - MARGIN - _height(top) - 60  # for a heading of several lines
        body = [part for row in rows for part in style.rows(row, widths, right, room)]
        self._head(_height([*top, *body[:1]]))
        while body:
            count = self._fitting([*top, *body]) - len(top)
            if count < 1:
                self._new_page()
                count = max(1, self._fitting([*top, *body]) - len(top))
            shown = [*top, *body[:count]]
            table = _table(self._layout, shown, widths, style, lines=len(widths) > 1)
            frame = QgsLayoutFrame(self._layout, table)
            table.addFrame(frame)
            frame.attemptSetSceneRect(self._take(_height(shown)))
            body = body[count:]

    def _fitting(self, rows: Sequence[_Row]) -> int:
        """How many of the rows the rest of the page holds."""
        room, used = self._bottom - self._y, _height([])
        for count, row in enumerate(rows):
            used += _height([row]) - _height([])
            if used > room:
                return count
        return len(rows)

    def footers(self, text: str) -> None:
        """Title and number at the foot of each page; a title that is longer than the line is cut there, being whole on the first."""
        pages = self._layout.pageCollection()
        style = CellStyle(7.5, False, GREY)
        for place in range(pages.pageCount()):
            y = pages.page(place).pos().y() + PAGE_HEIGHT - MARGIN
            number_of = f" – {place + 1}/{pages.pageCount()}"
            label = _label(
                self._layout, style.shortened(text, number_of, CONTENT), QRectF(MARGIN, y, CONTENT, 5), 7.5, colour=GREY
            )
            label.setHAlign(Qt.AlignmentFlag.AlignRight)


@dataclass(frozen=True)
class _Row:
    """Cells whose text is already broken into lines, and the height in mm of the tallest text."""

    cells: list[QgsTableCell]
    height: float


def _inner(width: float) -> float:
    """What a column of that outer width in mm leaves to its text."""
    return width - 2 * CELL_MARGIN - GRID


def _height(rows: Sequence[_Row]) -> float:
    return sum(row.height + 2 * CELL_MARGIN + GRID for row in rows) + GRID + 0.5


class CellStyle:
    """How the text of a table is written; breaks it into lines, since a QGIS table does not tell its own height."""

    def __init__(self, size: float, bold: bool, colour: QColor | None, fill: QColor | None = None) -> None:
        self._size, self._fill = size, fill
        self.format = text_format(size, bold, colour)
        self._context = QgsRenderContext()
        self._context.setScaleFactor(300 / 25.4)
        self._millimetre = self._context.convertToPainterUnits(1, Qgis.RenderUnit.Millimeters)
        self._em = self._wide("\u2014")

    def heading(self) -> CellStyle:
        """The style of the header of such a table."""
        return CellStyle(min(self._size, 7.5), True, None, QColor("#f5f5fe"))

    def rows(self, texts: Sequence[str], widths: Sequence[float], right: Sequence[int], room: float = PAGE_HEIGHT) -> list[_Row]:
        """A row of cells: `widths` in mm, `right` the columns that align right. What would be taller than `room` mm is several rows."""
        columns = [self._lines(text, 0.97 * _inner(width) * self._millimetre) for text, width in zip(texts, widths)]
        first = self._tall(["x"])
        most = 1 + max(0, int((room - _height([_Row([], first)])) / (self._tall(["x", "x"]) - first)))
        tallest = max(map(len, columns))
        return [self._row([lines[start : start + most] for lines in columns], right) for start in range(0, tallest, most)]

    def _row(self, columns: Sequence[list[str]], right: Sequence[int]) -> _Row:
        cells = []
        for place, lines in enumerate(columns):
            cell = QgsTableCell("\n".join(lines))
            cell.setTextFormat(self.format)
            cell.setHorizontalAlignment(Qt.AlignmentFlag.AlignRight if place in right else Qt.AlignmentFlag.AlignLeft)
            if self._fill is not None:
                cell.setBackgroundColor(self._fill)
            cells.append(cell)
        return _Row(cells, max(map(self._tall, columns)))

    def broken(self, text: str, width: float) -> tuple[str, float]:
        """The text in lines no wider than `width` mm, and their height in mm."""
        lines = self._lines(text, 0.97 * width * self._millimetre)
        return "\n".join(lines), self._tall(lines) + 0.5

    def shortened(self, text: str, after: str, width: float) -> str:
        """The text and what comes `after` it in one line no wider than `width` mm: of a longer text, its beginning."""
        room = 0.97 * width * self._millimetre
        if self._wide(text + after) <= room:
            return text + after
        kept = self._beginning(text, room - self._wide(f"…{after}"))
        return f"{text[:kept].rstrip()}…{after}"

    def _tall(self, lines: list[str]) -> float:
        """In mm."""
        return QgsTextRenderer.textHeight(self._context, self.format, lines, Qgis.TextLayoutMode.Rectangle) / self._millimetre

    def _wide(self, text: str) -> float:
        """In units of the painter."""
        return QgsTextRenderer.textWidth(self._context, self.format, [text])

    def _beginning(self, text: str, room: float) -> int:
        """How many letters of the text are no wider than `room`: one at least."""
        low, high = 1, max(1, len(text))
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self._wide(text[:middle]) <= room else (low, middle - 1)
        return low

    def _lines(self, text: str, room: float) -> list[str]:
        """`text` in lines no wider than `room`, broken after spaces and hyphens, and anywhere in a word that is wider by itself."""
        lines = []
        for paragraph in text.split("\n"):
            line = ""
            for piece in self._pieces(paragraph, room):
                if line and self._wide((line + piece).rstrip()) > room:
                    lines.append(line.rstrip())
                    line = piece
                else:
                    line += piece
            lines.append(line.rstrip())
        return lines

    def _pieces(self, paragraph: str, room: float) -> Iterator[str]:
        for piece in _BREAKS.split(paragraph):
            rest = piece
            while len(rest) * self._em > room and self._wide(rest.rstrip()) > room and len(rest) > 1:
                count = self._beginning(rest, room)
                yield rest[:count]
                rest = rest[count:]
            yield rest


def _table(
    layout: QgsPrintLayout, rows: Sequence[_Row], widths: Sequence[float], style: CellStyle, lines: bool
) -> QgsLayoutItemManualTable:
    table = QgsLayoutItemManualTable.create(layout)
    table.setShowGrid(lines)  # the contents last: each change of a table that has some lays it out anew
    table.setVerticalGrid(False)
    table.setGridColor(QColor("#dddddd"))
    table.setGridStrokeWidth(GRID)
    table.setCellMargin(CELL_MARGIN)
    table.setContentTextFormat(style.format)
    table.setIncludeTableHeader(False)
    table.setColumnWidths([_inner(width) for width in widths])
    table.setRowHeights([row.height for row in rows])
    table.setTableContents([row.cells for row in rows])
    layout.addMultiFrame(table)
    return table
