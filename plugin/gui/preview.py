# SPDX-License-Identifier: GPL-2.0-or-later
"""What an entry is, shown with distrust: its description comes from anybody. Nothing of it runs, and nothing is fetched."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import lxml.html
from lxml import etree
from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsGeometry,
    QgsProject,
    QgsRectangle,
)
from qgis.gui import QgsMapCanvas, QgsRubberBand
from qgis.PyQt.QtCore import Qt, QUrl
from qgis.PyQt.QtGui import (
    QColor,
    QDesktopServices,
    QFont,
    QImage,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextDocumentFragment,
    QTextFormat,
    QTextOption,
)
from qgis.PyQt.QtWidgets import QAbstractItemView, QLabel, QTableWidget, QTableWidgetItem, QTextBrowser, QVBoxLayout, QWidget

from ..catalog.licences import licence_demands
from ..catalog.model import Box, Entry, Preview, Resource
from ..feedback import log
from ..messages import date, labelled, number, translate

LONGEST_DESCRIPTION = 50_000
MOST_RESOURCES = 50
KEPT_TAGS = frozenset(
    ("a", "b", "blockquote", "br", "code", "dd", "div", "dl", "dt", "em", "h4", "h5", "h6", "hr", "i", "li", "ol", "p", "pre", "s",
     "span", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "u", "ul")
)  # fmt: skip
EMPTIED_TAGS = frozenset(
    ("applet", "audio", "base", "button", "canvas", "embed", "form", "frame", "frameset", "head", "iframe", "img", "input", "link",
     "math", "meta", "noembed", "noframes", "noscript", "object", "option", "script", "select", "source", "style", "svg", "template",
     "textarea", "title", "video", "xmp")
)  # fmt: skip
_HEADINGS = {"h1": "h4", "h2": "h4", "h3": "h4"}


def is_web(address: str) -> bool:
    """Whether it is the address of a page or a service on the web: all that is ever opened."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def open_address(address: str) -> bool:
    """Open a web address in the user's browser; other addresses are refused."""
    return is_web(address) and QDesktopServices.openUrl(QUrl(address.strip()))


def safe_html(text: str) -> str:
    """What of an HTML description is only text: a few tags without attributes, and links to the web."""
    parser = lxml.html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    source = text[:LONGEST_DESCRIPTION].encode("utf-8", "replace")
    try:
        body = lxml.html.document_fromstring(source, parser=parser).find("body")
    except etree.ParserError:  # it holds nothing to show
        return ""
    if body is None:
        return ""
    for element in list(body.iterdescendants()):
        _tame(element)
    inside = "".join(etree.tostring(child, method="html", encoding="unicode") for child in body)
    return html.escape(body.text or "") + inside


def _tame(element: lxml.html.HtmlElement) -> None:
    """Leave of an element what a reader needs: its text, its role, its address."""
    name = element.tag if isinstance(element.tag, str) else ""
    if element.getparent() is None:  # within what was already taken away
        return
    if not name or name in EMPTIED_TAGS:
        element.drop_tree()
        return
    name = _HEADINGS.get(name, name)
    address = element.get("href", "") if name == "a" else ""
    element.attrib.clear()
    if name not in KEPT_TAGS:
        element.drop_tag()
        return
    element.tag = name
    if is_web(address):
        element.set("href", address.strip())


def size_words(size: int | None) -> str:
    """A size in bytes as people say it; nothing when it is not known."""
    if size is None or size < 0:
        return ""
    if size < 1000:
        return translate("gui", "{size} bytes").format(size=number(size))
    units = (
        (1e9, translate("gui", "{size} GB")),
        (1e6, translate("gui", "{size} MB")),
        (1e3, translate("gui", "{size} kB")),
    )
    unit, written = next((unit, written) for unit, written in units if size >= unit)
    return written.format(size=number(size / unit, 1 if size < 10 * unit else 0))


def one_line(text: str) -> str:
    """`text` without line breaks."""
    return " ".join(text.split())


def kind_words(kind: str) -> str:
    """What sort of thing an entry is."""
    names = {
        "dataset": translate("gui", "Dataset"),
        "publication": translate("gui", "Publication"),
        "dataservice": translate("gui", "Programming interface"),
        "service": translate("gui", "Service"),
        "unknown": translate("gui", "Not known"),
    }
    return names.get(kind, format_words(kind))


def format_words(kind: str) -> str:
    """A format or a protocol, as its users write it."""
    names = {
        "api": translate("gui", "Programming interface"),
        "embedded": translate("gui", "Embedded copy"),
        "esri-features": "Esri FeatureServer",
        "esri-map": "Esri MapServer",
        "geojson": "GeoJSON",
        "gpkg": "GeoPackage",
        "oapif": "OGC API Features",
        "page": translate("gui", "Web page"),
        "parquet": "Parquet",
        "shp": "Shapefile",
        "tabular": translate("gui", "Table (interface)"),
        "unknown": translate("gui", "Not known"),
    }
    return names.get(kind, kind.upper())


def day(text: str) -> str:
    """The date of an ISO text, without its time, as people write it."""
    return date(text.partition("T")[0])


def entry_date(entry: Entry) -> str:
    """When it was last changed, else published, as people write it."""
    return day(entry.modified or entry.published)


def best_address(entry: Entry) -> str:
    """The web address that best gives the data, else the page."""
    resources = [entry.main] if entry.main is not None else []
    candidates = [resource.address for resource in (*resources, *entry.resources)]
    return next((address for address in (*candidates, entry.page) if is_web(address)), "")


def citation(entry: Entry) -> str:
    """How to name the source, in one line."""
    parts = [one_line(entry.producer), translate("gui", "“{title}”").format(title=one_line(entry.title))]
    if entry_date(entry):
        parts.append(translate("gui", "version of {date}").format(date=entry_date(entry)))
    parts.append(one_line(entry.licence))
    cited = ", ".join(part for part in parts if part)
    address = entry.page or best_address(entry)
    return f"{cited}. {address}" if address else f"{cited}."


class Fact(NamedTuple):
    """One line about an entry; `address` makes a link of its text."""

    label: str
    text: str
    address: str = ""


def facts(entry: Entry, sources: Mapping[str, str], covered: str) -> list[Fact]:
    """What is known of an entry, but its description and its resources. `sources` are titles by id; `covered` says where."""
    period = " – ".join(day(end) or "…" for end in entry.period) if any(entry.period) else ""
    licence = " – ".join(part for part in (entry.licence, licence_demands(entry.licence, entry.licence_url)) if part)
    known = [
        Fact(translate("gui", "Kind"), kind_words(entry.kind)),
        Fact(translate("gui", "Producer"), entry.producer),
        Fact(translate("gui", "Licence"), licence, entry.licence_url),
        Fact(translate("gui", "Published"), day(entry.published)),
        Fact(translate("gui", "Modified"), day(entry.modified)),
        Fact(translate("gui", "Period"), period),
        Fact(translate("gui", "Coverage"), covered),
        Fact(translate("gui", "Page"), entry.page, entry.page),
    ]
    origins = [
        Fact(translate("gui", "Found in"), sources.get(origin.source, origin.source), origin.page) for origin in entry.origins
    ]
    return [fact for fact in (*known, *origins) if fact.text]


def resource_facts(entry: Entry) -> list[Fact]:
    """The resources of an entry, the first ones when there are many."""
    shown = [_resource_fact(resource) for resource in entry.resources[:MOST_RESOURCES]]
    left = len(entry.resources) - len(shown)
    if left:
        shown.append(Fact("", translate("gui", "and {count} more").format(count=number(left))))
    return shown


def _resource_fact(resource: Resource) -> Fact:
    title = resource.title or resource.layer or resource.address
    parts = (title, size_words(resource.size), day(resource.date), *resource.notes)
    return Fact(format_words(resource.kind), " – ".join(one_line(part) for part in parts if part), resource.address)


def _blank() -> QImage:
    """The image shown in place of any other. Not null: Qt would look for a file of that name."""
    image = QImage(1, 1, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor(0, 0, 0, 0))
    return image


class _InertDocument(QTextDocument):
    """A document that loads nothing while it is read."""

    def loadResource(self, kind: int, name: QUrl) -> Any:
        return _blank()


def description_fragment(entry: Entry, font: QFont) -> QTextDocumentFragment:
    """The description in its markup, made safe."""
    text = entry.description[:LONGEST_DESCRIPTION]
    document = _InertDocument()
    document.setDefaultFont(font)
    if entry.markup == "markdown":
        features = QTextDocument.MarkdownFeature
        document.setMarkdown(text, features(features.MarkdownNoHTML | features.MarkdownDialectGitHub))
    elif entry.markup == "html":
        document.setHtml(safe_html(text))
    else:
        document.setPlainText(text)
    _soften_headings(document)
    return QTextDocumentFragment(document)


def _soften_headings(document: QTextDocument) -> None:
    """Headings in bold at the size of the text: the dock is narrow."""
    size = QTextCharFormat()
    size.setProperty(QTextFormat.Property.FontSizeAdjustment, 0)
    size.setFontWeight(QFont.Weight.Bold)
    block = document.begin()
    while block.isValid():
        if block.blockFormat().headingLevel():
            cursor = QTextCursor(block)
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(size)
        block = block.next()


class Details(QTextBrowser):
    """Shows an entry. It loads nothing at all, and opens web links only, in the browser, on a click."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setOpenLinks(False)
        self.setAccessibleName(translate("gui", "What the chosen entry is"))
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.anchorClicked.connect(lambda url: open_address(url.toString()))

    def loadResource(self, kind: int, name: QUrl) -> Any:
        """Never what is asked for."""
        return _blank()

    def show_entry(self, entry: Entry, known: list[Fact], remark: str = "") -> None:
        """The entry in full; `remark` says what is being done about it, or what failed."""
        self.clear()
        cursor = self.textCursor()
        cursor.insertText(one_line(entry.title), self._format(bold=True))
        if remark:
            self._paragraph(cursor, remark, self._format(italic=True))
        for note in entry.notes:
            self._paragraph(cursor, one_line(note), self._format(italic=True))
        for fact in known:
            self._fact(cursor, fact)
        if entry.description.strip():
            self._heading(cursor, translate("gui", "Description"))
            cursor.insertBlock(QTextBlockFormat(), QTextCharFormat())
            cursor.insertFragment(description_fragment(entry, self.font()))
        resources = resource_facts(entry)
        if resources:
            self._heading(cursor, translate("gui", "Resources ({count})").format(count=number(len(entry.resources))))
        for fact in resources:
            self._fact(cursor, fact)
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def _format(self, bold: bool = False, italic: bool = False, address: str = "") -> QTextCharFormat:
        made = QTextCharFormat()
        made.setFontWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
        made.setFontItalic(italic)
        if is_web(address):
            made.setAnchor(True)
            made.setAnchorHref(address.strip())
            made.setForeground(self.palette().link())
            made.setFontUnderline(True)
        return made

    def _paragraph(self, cursor: QTextCursor, text: str, shape: QTextCharFormat, above: float = 2) -> None:
        spaced = QTextBlockFormat()
        spaced.setTopMargin(above)
        cursor.insertBlock(spaced, QTextCharFormat())
        cursor.insertText(text, shape)

    def _heading(self, cursor: QTextCursor, text: str) -> None:
        self._paragraph(cursor, text, self._format(bold=True), 8)

    def _fact(self, cursor: QTextCursor, fact: Fact) -> None:
        self._paragraph(cursor, labelled(fact.label, "") if fact.label else "", self._format(bold=True))
        cursor.insertText(one_line(fact.text), self._format(address=fact.address))


class PreviewPanel(QWidget):
    """What an entry is; in its place its first rows, once they are asked for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.details = Details(self)
        self.details.setMinimumHeight(90)
        self._told = QLabel(self)
        self._told.setWordWrap(True)
        self._told.setTextFormat(Qt.TextFormat.PlainText)
        self.rows = QTableWidget(self)
        self.rows.setAccessibleName(translate("gui", "First rows"))
        self.rows.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.rows.setTabKeyNavigation(False)
        self.rows.verticalHeader().hide()
        self.rows.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 6)
        self.rows.setMinimumHeight(60)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.details, 1)
        layout.addWidget(self._told)
        layout.addWidget(self.rows, 1)
        self.forget_rows()

    def forget_rows(self) -> None:
        """Show what the entry is."""
        self.rows.clear()
        self.rows.setRowCount(0)
        self.rows.setColumnCount(0)
        self.rows.hide()
        self._told.hide()
        self.details.show()

    def tell(self, text: str) -> None:
        """Say how it stands with the rows."""
        self.forget_rows()
        self._told.setText(text)
        self._told.show()

    def show_rows(self, preview: Preview | None) -> None:
        """The first rows, or that there are none to be had."""
        if preview is None or not preview.fields:
            self.tell(translate("gui", "The first rows of this entry cannot be had without loading it."))
            return
        known = translate("gui", "{shown} rows of {total}").format(shown=number(len(preview.rows)), total=number(preview.total))
        short = translate("gui", "The first {shown} rows").format(shown=number(len(preview.rows)))
        self.tell(short if preview.total is None else known)
        self.rows.setColumnCount(len(preview.fields))
        self.rows.setRowCount(len(preview.rows))
        for column, name in enumerate(preview.fields):
            self.rows.setHorizontalHeaderItem(column, QTableWidgetItem(one_line(name)))
        for place, row in enumerate(preview.rows):
            for column, value in enumerate(row):
                item = QTableWidgetItem(one_line(value))
                item.setToolTip(f"<p>{html.escape(value)}</p>" if value else "")
                self.rows.setItem(place, column, item)
        self.rows.resizeColumnsToContents()
        for column in range(self.rows.columnCount()):
            self.rows.setColumnWidth(column, min(self.rows.columnWidth(column), 200))
        self.details.hide()
        self.rows.show()


class CoverageBand:
    """The box of an entry over the map. `canvas` is asked for when there is something to draw."""

    def __init__(self, canvas: Callable[[], QgsMapCanvas], project: QgsProject) -> None:
        self._canvas, self._project = canvas, project
        self._band: QgsRubberBand | None = None
        self._box: Box | None = None

    @property
    def shown(self) -> bool:
        """Whether something is drawn."""
        return self._band is not None

    def show(self, box: Box | None) -> None:
        """Draw the box (degrees) in place of what was drawn; nothing when there is none."""
        if box is None:
            self.clear()
            return
        if self._band is None:
            canvas = self._canvas()
            self._band = QgsRubberBand(canvas, Qgis.GeometryType.Polygon)
            colour = QColor(canvas.palette().highlight().color())
            self._band.setStrokeColor(colour)
            colour.setAlpha(40)
            self._band.setFillColor(colour)
            self._band.setWidth(2)
            canvas.destinationCrsChanged.connect(self._draw)
        self._box = box
        self._draw()

    def clear(self) -> None:
        """Take away what was drawn."""
        if self._band is not None:
            canvas = self._canvas()
            canvas.destinationCrsChanged.disconnect(self._draw)
            canvas.scene().removeItem(self._band)
            self._band = None

    def _draw(self) -> None:
        target = self._canvas().mapSettings().destinationCrs()
        degrees = QgsCoordinateReferenceSystem("EPSG:4326")
        shape = drawn_box(self._box, target)
        try:
            shape.transform(QgsCoordinateTransform(degrees, target, self._project.transformContext()))
        except QgsCsException as error:  # the map's projection does not reach there
            log(f"{self._box}: {error}", Qgis.MessageLevel.Warning)
            shape = QgsGeometry()
        self._band.setToGeometry(shape)


def drawn_box(box: Box, target: QgsCoordinateReferenceSystem) -> QgsGeometry:
    """The box as a polygon in degrees, cut to where the target is used, so that the whole world can be drawn on any map."""
    whole = QgsRectangle(*box)
    cut = whole.intersect(target.bounds()) if not target.bounds().isEmpty() else whole
    return QgsGeometry.fromRect(whole if cut.isEmpty() else cut).densifyByCount(12)
