# SPDX-License-Identifier: GPL-2.0-or-later
"""Pages of fact sheets as QGIS layouts: every text fits where it is written, whatever it is, and none is taken for more than a text."""

import dataclasses
import subprocess
import unicodedata

import pytest
from PIL import Image
from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsFeature,
    QgsFillSymbol,
    QgsGeometry,
    QgsLayoutItemLabel,
    QgsLayoutItemLegend,
    QgsLayoutItemMap,
    QgsProject,
    QgsRendererCategory,
    QgsVectorLayer,
)
from vigie_territoriale.plugin.messages import Silent
from vigie_territoriale.plugin.reports import layout as layouts
from vigie_territoriale.plugin.reports.export import Maps, export_sheets, write_map_files
from vigie_territoriale.plugin.reports.factsheet import make_factsheet, make_factsheets
from vigie_territoriale.plugin.reports.template import PNG_MIME, Logo, template_of
from vigie_territoriale.plugin.store.geopackage import GeoPackage

LONG = "Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson"
UNBROKEN = "Llanfairpwllgwyngyll" * 10
NASTY = "<script>alert(1)</script> <b>fat</b> {{7*7}} [% 7*7 %] [%= 7*7 %]"


def plans_of(observatory, sheet, territory, project, folder):
    files = write_map_files(observatory, sheet, territory, {}, GeoPackage(folder / "maps.gpkg"))
    if files is None:
        return {}
    maps = Maps(files)
    project.addMapLayers(maps.layers)
    return maps.of(sheet, territory.key)


def overflowing(layout):
    """The labels whose text is larger than their frame, and the items that leave the margins of their page or lie over another."""
    told = []
    for label in (item for item in layout.items() if isinstance(item, QgsLayoutItemLabel)):
        needed, frame = label.sizeForText(), label.rect()
        if needed.width() > frame.width() + 0.01 or needed.height() > frame.height() + 0.01:
            told.append((label.text(), needed, frame))
    kinds = (QgsLayoutItemLabel, QgsLayoutItemMap, QgsLayoutItemLegend, layouts.QgsLayoutItemPicture, layouts.QgsLayoutFrame)
    boxes = [(item, item.mapRectToScene(item.rect())) for item in layout.items() if isinstance(item, kinds)]
    gap = 10.0  # between pages
    solid = [(box.top(), item) for item, box in boxes if not isinstance(item, QgsLayoutItemLabel)]
    for top, item in solid:
        heading = isinstance(item, layouts.QgsLayoutFrame) and item.multiFrame().contentTextFormat().size() == layouts.HEADING
        if heading and not any(
            top < other and top // (layouts.PAGE_HEIGHT + gap) == other // (layouts.PAGE_HEIGHT + gap) for other, _ in solid
        ):
            told.append(("left alone", item.displayName()))
    for place, (item, box) in enumerate(boxes):
        top = box.top() % (layouts.PAGE_HEIGHT + gap)
        inside = box.left() >= layouts.MARGIN - 0.1 and box.right() <= layouts.PAGE_WIDTH - layouts.MARGIN + 0.1
        if not inside or top < layouts.MARGIN - 0.1 or top + box.height() > layouts.PAGE_HEIGHT - layouts.MARGIN + 5.1:
            told.append((type(item).__name__, item.displayName(), box))
        for other, its in boxes[place + 1 :]:
            shared = box.intersected(its)
            if shared.width() > 0.1 and shared.height() > 0.1:
                told.append((item.displayName(), other.displayName(), shared))
    return told


@pytest.mark.parametrize("template", ["portrait", "services", "programmes"])
@pytest.mark.parametrize("written", ["commune:51513", "epci:200071751", "commune:97611", "commune:22016", "region:84"])
def test_all_fits_in_its_place(observatory, qgis_app, tmp_path, template, written):
    territory, project = observatory.cog.territory(written), QgsProject()
    sheet = make_factsheet(observatory, territory, "embedded", Silent(), template=template_of(template))
    layout = layouts.sheet_layout(project, sheet, plans_of(observatory, sheet, territory, project, tmp_path), tmp_path, Silent())
    assert not overflowing(layout)
    project.clear()


def test_texts_without_end_fit_too(observatory, qgis_app, tmp_path):
    """What a network may write in its template, and names of the user's own zones."""
    territory, project = observatory.cog.territory("commune:05046"), QgsProject()
    sheet = make_factsheet(observatory, territory, "embedded", Silent())
    picture = tmp_path / "logo.png"
    Image.new("RGB", (4000, 30), "blue").save(picture)
    long = f"{LONG} " * 10
    sections = tuple(
        dataclasses.replace(
            one, title=long, lines=tuple(UNBROKEN + long * 100 for _ in one.lines),
            facts=tuple(dataclasses.replace(fact, label=UNBROKEN, value=long) for fact in one.facts),
        )
        for one in sheet.sections
    )  # fmt: skip
    sheet = dataclasses.replace(
        sheet, title=UNBROKEN + long, name=long, owner=long, logo=Logo(picture.read_bytes(), PNG_MIME), sections=sections
    )
    layout = layouts.sheet_layout(project, sheet, plans_of(observatory, sheet, territory, project, tmp_path), tmp_path, Silent())
    assert not overflowing(layout)
    style = layouts.CellStyle(8.5, False, None)
    for part in style.rows([UNBROKEN + long], [30], ()):
        for line in part.cells[0].content().split("\n"):
            assert style._wide(line) <= layouts._inner(30) * style._millimetre
    project.clear()


def test_names_are_texts_and_no_expressions(observatory, qgis_app, tmp_path):
    """Labels, tables and legends of a PDF write what they are given, letter by letter."""
    territory, project = observatory.cog.territory("commune:05046"), QgsProject()
    sheet = make_factsheet(observatory, territory, "embedded", Silent())
    sections = tuple(
        dataclasses.replace(
            one, title=NASTY, lines=tuple(NASTY for _ in one.lines),
            facts=tuple(dataclasses.replace(fact, label=NASTY, value=NASTY) for fact in one.facts),
        )
        for one in sheet.sections
    )  # fmt: skip
    sheet = dataclasses.replace(sheet, title=NASTY, name=NASTY, owner=NASTY, sections=sections)
    layer = QgsVectorLayer("Polygon?crs=EPSG:4326&field=name:string", NASTY, "memory")
    feature = QgsFeature(layer.fields())
    feature.setAttributes([NASTY])
    feature.setGeometry(QgsGeometry.fromWkt("Polygon((6 44, 7 44, 7 45, 6 44))"))
    layer.dataProvider().addFeatures([feature])
    symbol = QgsFillSymbol.createSimple({"color": "#6a6af4"})
    layer.setRenderer(QgsCategorizedSymbolRenderer("name", [QgsRendererCategory(NASTY, symbol, f"{NASTY} class")]))
    project.addMapLayer(layer)
    view = layouts.View("EPSG:2154", (940_000, 6_380_000, 970_000, 6_400_000), 1, NASTY)
    plans = {"situation-map": layouts.plan_map([layer], layer, view)}
    output = tmp_path / "fiche.pdf"
    layouts.export_pdf(project, sheet, plans, output, Silent())
    written = subprocess.run(["pdftotext", "-raw", output, "-"], capture_output=True, text=True, check=True).stdout
    told = subprocess.run(["pdfinfo", output], capture_output=True, text=True, check=True).stdout
    described = dict(line.split(":", 1) for line in told.splitlines() if ":" in line)
    assert described["Title"].strip() == f"{NASTY} – {NASTY}" and described["Author"].strip() == NASTY
    text = "".join(unicodedata.normalize("NFKC", written).split())
    assert "49" not in text.replace(sheet.computed, "")
    assert "<script>alert(1)</script>" in text and "{{7*7}}" in text and "<b>fat</b>" in text
    assert text.count("[%7*7%]") >= 4 and "class" in text
    project.clear()


def test_each_sheet_of_an_atlas_has_its_own_charts(observatory, qgis_app, tmp_path):
    territories = [observatory.cog.territory(f"commune:{code}") for code in ("05061", "05046", "05139")]
    sheets = list(make_factsheets(observatory, territories, "embedded", Silent()))
    drawn = {picture.content for sheet in sheets for section in sheet.sections for picture in section.pictures}
    assert len(drawn) == 3
    export_sheets(sheets, [territory.key for territory in territories], None, tmp_path / "atlas.pdf", Silent())
    subprocess.run(["pdfimages", "-png", tmp_path / "atlas.pdf", tmp_path / "image"], check=True)
    found = {path.read_bytes() for path in tmp_path.glob("image*.png")}
    assert len(found) == 3
