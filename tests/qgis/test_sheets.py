# SPDX-License-Identifier: GPL-2.0-or-later
"""Fact sheets and comparisons as files: pages that are looked at, an atlas, spreadsheets."""

import csv
import json
import subprocess
import time
import unicodedata
import zipfile
from pathlib import Path

import pytest
from lxml import html
from osgeo import ogr
from PIL import Image
from vigie_territoriale.plugin import messages
from vigie_territoriale.plugin.messages import Cancelled, Silent, VigieError
from vigie_territoriale.plugin.reports import layout as layouts
from vigie_territoriale.plugin.reports.export import Maps, export_factsheet, export_sheets, write_map_files
from vigie_territoriale.plugin.reports.factsheet import make_factsheet
from vigie_territoriale.plugin.store.geopackage import GeoPackage

LONGEST = "Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson"


def resident_megabytes():
    line = next(line for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def rows_of(spreadsheet):
    opened = ogr.Open(str(spreadsheet))  # it must outlive its layer
    return [feature.items() for feature in opened.GetLayer(0)]


def text_of(pdf):
    """The words of a PDF; letters that were drawn as one (ff) are two again."""
    written = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout
    return unicodedata.normalize("NFKC", written)


def test_an_atlas_of_communes_is_one_file_and_memory_stays_flat(observatory, run_algorithm, tmp_path, capsys):
    output = tmp_path / "atlas.pdf"
    run_algorithm("vigie:factsheet", {"TERRITORY": "commune:05061", "FORMAT": "pdf", "OUTPUT": str(tmp_path / "one.pdf")})
    before, start = resident_megabytes(), time.monotonic()
    results, said, _ = run_algorithm("vigie:factsheet", {"TERRITORY": "epci:200067825", "ATLAS": True, "OUTPUT": str(output)})
    assert results is not None, said
    assert results["COUNT"] == 17
    with capsys.disabled():
        took, grown = time.monotonic() - start, resident_megabytes() - before
        print(f"\n17 fact sheets in one PDF: {took:.1f} s, {grown:.0f} MB more")
    assert grown < 150
    text = text_of(output)
    for code in observatory.cog.members("epci", "200067825"):
        name = observatory.cog.unit("commune", code).name
        assert f"{name} – Portrait of a territory – 1/" in text
    assert not list(tmp_path.glob("*.part*"))


def test_an_atlas_is_cancelled_and_leaves_nothing(observatory, tmp_path):
    sheet = make_factsheet(observatory, observatory.cog.territory("commune:05046"), "embedded", Silent())

    class Impatient(Silent):
        def step(self, percent, text=""):
            if percent >= 50:
                raise Cancelled

    with pytest.raises(Cancelled):
        export_sheets([sheet, sheet], ["a", "b"], None, tmp_path / "atlas.pdf", Impatient())
    assert not list(tmp_path.iterdir())


def test_atlas_is_pdf_only(run_algorithm, tmp_path):
    results, said, _ = run_algorithm(
        "vigie:factsheet", {"TERRITORY": "epci:200067825", "ATLAS": True, "OUTPUT": str(tmp_path / "a.html")}
    )
    assert results is None and "ATLAS makes one PDF" in said


@pytest.mark.parametrize("template", ["portrait", "services", "programmes"])
def test_the_longest_name_is_whole_on_every_page(observatory, run_algorithm, tmp_path, template):
    """Pages become images: nothing is drawn in the margins but maps' frames, and the name is there as often as it was written."""
    output = tmp_path / "fiche.pdf"
    results, said, _ = run_algorithm(
        "vigie:factsheet", {"TERRITORY": "commune:51513", "TEMPLATE": template, "FORMAT": "pdf", "OUTPUT": str(output)}
    )
    assert results is not None, said
    text = text_of(output)
    assert LONGEST in text.splitlines()[0]
    subprocess.run(["pdftoppm", "-r", "50", "-gray", output, tmp_path / "page"], check=True)
    pages = sorted(tmp_path.glob("page*.pgm"))
    assert len(pages) == int(text.rsplit("/", 1)[1].split()[0])
    for page in pages:
        image = Image.open(page)
        edge = int(image.width * (layouts.MARGIN - 2) / layouts.PAGE_WIDTH)
        for box in ((0, 0, edge, image.height), (image.width - edge, 0, image.width, image.height)):
            assert image.crop(box).getextrema() == (255, 255), page.name


def test_maps_of_a_sheet(observatory, qgis_app, tmp_path):
    territory = observatory.cog.territory("epci:200067825")
    sheet = make_factsheet(observatory, territory, "embedded", Silent())
    files = write_map_files(observatory, sheet, territory, {}, GeoPackage(tmp_path / "maps.gpkg"))
    plans = Maps(files).of(sheet, territory.key)
    assert set(plans) == {"situation-map", "indicator-map"}
    export_factsheet(sheet, files, "html", tmp_path / "fiche.html")
    page = html.fromstring((tmp_path / "fiche.html").read_text(encoding="utf-8"))
    pictures = page.findall(".//figure/img")
    assert len(pictures) == 3 and all(one.get("alt") and one.get("src").startswith("data:image/png;base64,") for one in pictures)


@pytest.mark.parametrize("table", ["french", "rfc4180"])
def test_figures_as_csv(observatory, run_algorithm, tmp_path, table):
    messages.set_language("en")
    output = tmp_path / "fiche.csv"
    results, said, _ = run_algorithm("vigie:factsheet", {"TERRITORY": "commune:05046", "TABLE": table, "OUTPUT": str(output)})
    assert results is not None, said
    with output.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter=";" if table == "french" else ","))
    found = next(row for row in rows if row["Indicator"] == "population-change" and row["Code"] == "05046")
    assert float(found["Value"].replace(",", ".")) == pytest.approx(100 * 77 / 6335)
    assert ("," in found["Value"]) == (table == "french")


def test_figures_as_ods(run_algorithm, tmp_path):
    output = tmp_path / "fiche.ods"
    results, said, _ = run_algorithm("vigie:factsheet", {"TERRITORY": "commune:05046", "OUTPUT": str(output)})
    assert results is not None, said
    values = {(row["Indicator"], row["Code"]): row["Value"] for row in rows_of(output)}
    assert float(values["population-change", "05046"]) == pytest.approx(100 * 77 / 6335)  # GDAL takes a column with gaps for text
    with zipfile.ZipFile(output) as opened:
        assert b'office:value-type="float" office:value="1.215469' in opened.read("content.xml")
    assert not values["france-services-distance", "france"]


def test_a_template_that_is_read_is_no_output(run_algorithm, tmp_path):
    template = tmp_path / "mine.json"
    template.write_text(
        json.dumps({"id": "m", "version": 1, "title": {"fr": "x", "en": "x"}, "sections": [{"kind": "identity"}]}),
        encoding="utf-8",
    )
    output = tmp_path / "fiche.html"
    results, said, _ = run_algorithm(
        "vigie:factsheet", {"TERRITORY": "commune:05046", "TEMPLATE": str(template), "OUTPUT": str(output)}
    )
    assert results is not None, said
    page = html.fromstring(output.read_text(encoding="utf-8"))
    assert [heading.text for heading in page.iter("h2")] == ["Identity", "Sources, dates and licences"]
    results, said, _ = run_algorithm(
        "vigie:factsheet", {"TERRITORY": "commune:05046", "TEMPLATE": "nothing", "OUTPUT": str(output)}
    )
    assert results is None and "choose among portrait, programmes, services" in said


@pytest.mark.parametrize("kind", ["html", "csv", "ods"])
def test_compare(run_algorithm, tmp_path, kind):
    output = tmp_path / f"comparaison.{kind}"
    asked = {"TERRITORIES": "commune:05061, departement:05", "INDICATORS": "population-change", "OUTPUT": str(output)}
    results, said, _ = run_algorithm("vigie:compare", asked)
    assert results is not None, said
    assert results["COUNT"] == 1
    if kind == "html":
        assert "1.6" in output.read_text(encoding="utf-8")
    elif kind == "csv":
        assert "1,629297826782506" in output.read_text(encoding="utf-8-sig")
    else:
        (row,) = rows_of(output)
        assert row["Gap – value"] == pytest.approx(1.629297826782506)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"TERRITORIES": "commune:05061"}, "Two territories at least"),
        ({"INDICATORS": "nothing"}, "Unknown indicator “nothing”"),
        ({"OUTPUT": "{folder}/c.pdf"}, "make them agree"),
        ({"FORMAT": "csv"}, "make them agree"),
    ],
)
def test_what_cannot_be_compared(run_algorithm, tmp_path, more, told):
    asked = {"TERRITORIES": "commune:05061,commune:05046", "INDICATORS": "population-change", "OUTPUT": "{folder}/c.html", **more}
    asked["OUTPUT"] = asked["OUTPUT"].format(folder=tmp_path)
    results, said, _ = run_algorithm("vigie:compare", asked)
    assert results is None and told in said
    assert not list(tmp_path.iterdir())


def test_a_pdf_that_cannot_be_written_is_a_sentence(observatory, tmp_path):
    sheet = make_factsheet(observatory, observatory.cog.territory("commune:15031"), "embedded", Silent())
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(VigieError, match="cannot be written"):
        export_sheets([sheet], ["a"], None, tmp_path / "file" / "a.pdf", Silent())
