# SPDX-License-Identifier: GPL-2.0-or-later
"""Maps and pages as QGIS layouts: what is framed, how lengths and numbers are written, where lines break."""

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from qgis.core import Qgis, QgsLayoutItemMap, QgsLayoutItemScaleBar, QgsNumericFormatContext, QgsProject
from qgis.PyQt.QtCore import QRectF, QSizeF
from vigie_territoriale.plugin import messages
from vigie_territoriale.plugin.layers.styles import choropleth, territory_style
from vigie_territoriale.plugin.messages import Silent, VigieError
from vigie_territoriale.plugin.reports import layout as layouts
from vigie_territoriale.plugin.reports.export import Maps, format_of, view_of, write_map_files, write_maps
from vigie_territoriale.plugin.reports.factsheet import first_mapped, make_factsheet, make_factsheets, over_all
from vigie_territoriale.plugin.store.geopackage import GeoPackage
from vigie_territoriale.plugin.territory.crs import GEOGRAPHIC, transform


@pytest.mark.parametrize(
    ("written", "crs", "apart"),
    [
        ("epci:200067825", "EPSG:2154", ""),
        ("commune:05061,commune:97411", "EPSG:2975", "Gap"),
        ("departement:05,departement:974", "EPSG:2975", "Hautes-Alpes"),
        ("commune:05061,commune:15031", "EPSG:2154", "Celles"),
    ],
)
def test_a_map_shows_the_part_that_shares_a_legal_crs(observatory, written, crs, apart):
    view = view_of(observatory.cog, observatory.contours, observatory.cog.territory(written))
    assert (view.crs, view.apart) == (crs, apart)
    west, south, east, north = view.bounds
    assert 0 < east - west < 200_000 and 0 < north - south < 200_000


def test_the_map_of_the_country_names_what_is_elsewhere(observatory):
    view = view_of(observatory.cog, observatory.contours, observatory.cog.territory("france"))
    assert view.apart.startswith("Guadeloupe, Martinique, Guyane, La Réunion, Mayotte, ")
    with pytest.raises(VigieError, match="Celles has a contour"):
        view_of(observatory.cog, observatory.contours, observatory.cog.territory("commune:15031"))


@given(st.floats(1e-3, 1e5))
def test_lengths_of_scale_bars_are_round(length):
    found = layouts.round_length(length)
    assert found <= length * (1 + 1e-12) and found > length / 2.6
    assert f"{found:e}"[0] in "125"


@pytest.mark.parametrize(("language", "written"), [("fr", "1\u202f234,5"), ("en", "1,234.5")])
def test_the_scale_bar_writes_numbers_as_the_rest_and_stays_in_the_frame(qgis_app, language, written):
    messages.set_language(language)
    project = QgsProject()
    layout = layouts._new_layout(project, QSizeF(240, 170))
    drawn = QgsLayoutItemMap(layout)
    layout.addLayoutItem(drawn)
    frame = QRectF(8, 18, 160, 138)
    drawn.attemptSetSceneRect(frame)
    drawn.setCrs(layouts.QgsCoordinateReferenceSystem("EPSG:2154"))
    drawn.zoomToExtent(layouts.QgsRectangle(940_000, 6_380_000, 970_000, 6_400_000))
    layouts._add_scale(layout, drawn, frame)
    scale = next(item for item in layout.items() if isinstance(item, QgsLayoutItemScaleBar))
    assert scale.numericFormat().formatDouble(1234.5, QgsNumericFormatContext()) == written
    assert scale.units() == Qgis.DistanceUnit.Kilometers and scale.unitsPerSegment() == 2
    box = scale.mapRectToScene(scale.rect())
    assert box.bottom() < frame.bottom() and box.left() > frame.left()
    assert box.width() < frame.width() / 2


def test_numbers_are_not_broken_over_lines(qgis_app):
    messages.set_language("fr")
    style = layouts.CellStyle(8.5, False, None)
    for number in (messages.number(1_234_567), "12\u00a0345\u00a0km²"):
        lines = style._lines(f"Population {number} habitants", max(map(style._wide, ("Population", "habitants", number))))
        assert lines == ["Population", number, "habitants"]


def test_names_break_at_hyphens(qgis_app):
    style = layouts.CellStyle(8.5, False, None)
    text, height = style.broken("Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson (commune)", 40)
    lines = text.split("\n")
    assert len(lines) == 3 and max(map(style._wide, lines)) < 40 * style._millimetre
    assert "".join(lines).replace(" ", "") == "Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson(commune)"
    assert 3 * len(lines) < height < 6 * len(lines)


def test_many_zones_have_thin_outlines(observatory, qgis_app):
    definition = observatory.definitions["population-change"]

    def width(count):
        renderer = choropleth(definition, [float(value) for value in range(count)])
        return renderer.rootRule().children()[0].symbol().symbolLayer(0).strokeWidth()

    assert width(17) == 0.2 and width(1000) == 0.1 and width(3000) < 0.05
    assert territory_style(17).symbol().symbolLayer(0).strokeWidth() == 0.5
    assert territory_style(34875).symbol().symbolLayer(0).strokeWidth() == 0.2


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.html", "html"), ("A.HTM", "html"), ("a.pdf", "pdf"), ("u.gpkg", None), ("doc.xls", None), ("pdf", None)],
)
def test_formats_are_told_by_the_name(tmp_path, name, kind):
    assert format_of(tmp_path / name) == kind


@pytest.mark.parametrize("written", ["commune:51513", "epci:200067825", "departement:05", "commune:97611"])
def test_maps_of_situation_show_what_is_around(observatory, qgis_app, tmp_path, written):
    """On each side of the territory, communes are drawn up to the frame, or there are none (the sea, another country)."""
    territory = observatory.cog.territory(written)
    sheet = make_factsheet(observatory, territory, "embedded", Silent())
    files = write_map_files(observatory, sheet, territory, {}, GeoPackage(tmp_path / "maps.gpkg"))
    drawn = layouts.background_layer(files.background)
    codes = {feature["code"] for feature in drawn.getFeatures()}
    view = files.views[territory.key]
    project, maps = QgsProject(), Maps(files)
    project.addMapLayers(maps.layers)
    for size in (QRectF(8, 18, 160, 138), QRectF(15, 15, 122, layouts.SITUATION_HEIGHT)):
        layout = layouts._new_layout(project, QSizeF(240, 170))
        layouts._add_map(layout, maps.of(sheet, territory.key)["situation-map"], size, QRectF(180, 18, 50, 100))
        shown = next(item for item in layout.items() if isinstance(item, QgsLayoutItemMap)).extent()
        box = shapely.box(shown.xMinimum(), shown.yMinimum(), shown.xMaximum(), shown.yMaximum())
        (frame,) = transform(shapely.segmentize([box], shown.width() / 10), view.crs, GEOGRAPHIC)
        _, places = observatory.contours.meeting([frame])
        assert set(observatory.contours.codes[places]) <= codes
    assert len(codes) > len(territory.communes)
    project.clear()


def test_each_map_of_an_atlas_shows_its_own_territory(observatory, qgis_app, tmp_path):
    territories = [observatory.cog.territory(f"commune:{code}") for code in ("05061", "05046")]
    sheets = list(make_factsheets(observatory, territories, "embedded", Silent()))
    results = over_all(sheets)
    files = write_maps(observatory, territories, results, first_mapped(results), [], {}, GeoPackage(tmp_path / "maps.gpkg"))
    project, maps = QgsProject(), Maps(files)
    project.addMapLayers(maps.layers)
    for territory, sheet in zip(territories, sheets):
        plans = maps.of(sheet, territory.key)
        assert set(plans) == {"situation-map", "indicator-map"}
        for plan in plans.values():
            assert [feature["key"] for feature in plan.layers[0].getFeatures()] == [territory.key]
    project.clear()
