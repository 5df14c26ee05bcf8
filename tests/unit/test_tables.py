# SPDX-License-Identifier: GPL-2.0-or-later
"""Files of tables: described, and copied whole or cut, from every format."""

import json
import zipfile
from pathlib import Path

import pytest
from osgeo import gdal, ogr
from vigie_territoriale.plugin.files import spreadsheets, tables
from vigie_territoriale.plugin.files.cut import Cut
from vigie_territoriale.plugin.files.model import BOOLEAN, DATE, INTEGER, REAL, TEXT, Field, Options
from vigie_territoriale.plugin.files.output import Output
from vigie_territoriale.plugin.files.tables import TableFile
from vigie_territoriale.plugin.messages import Cancelled, Silent, VigieError
from workbooks import workbook

CSV = "code_insee;nom;population;taux;ouverture;pmr\n01004;Ambérieu;14000;1,5;31/12/2024;oui\n05061;Gap;41 000;s;01/02/2023;non\n05046;Embrun;6100;2,25;;oui\n"


@pytest.fixture
def file(tmp_path, cog, contours):
    def make(content, name="services.csv", **options):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return TableFile(path, path.suffix[1:], Options(**options), cog, contours)

    return make


@pytest.fixture
def copy(tmp_path):
    """Copies a table: what `copy` gives, and the rows of the GeoPackage."""

    def run(file, layer="", cut=None):
        target = tmp_path / "copy.gpkg"
        target.unlink(missing_ok=True)
        with Output(target) as output:
            copied = file.copy(layer, cut, output, Silent())
        dataset = ogr.Open(str(target))
        table = dataset.GetLayerByName(copied.table)
        rows = [
            {**feature.items(), "geom": feature.GetGeometryRef() and feature.GetGeometryRef().ExportToWkt()} for feature in table
        ]
        return copied, rows

    return run


def cut_to(written, cog, contours):
    return Cut(cog.territory(written), cog, contours)


def test_what_a_csv_holds(file):
    description = file(CSV).describe(Silent())
    layer = description.layers[0]
    assert (description.kind, layer.name, layer.rows, layer.encoding, layer.separator) == ("csv", "services", 3, "utf-8", ";")
    assert (layer.decimal, layer.header_row, layer.code_field, layer.code_kind) == (",", 1, "code_insee", "commune")
    assert [field.type for field in layer.fields] == [TEXT, TEXT, INTEGER, REAL, DATE, BOOLEAN]
    assert layer.sample[2] == ("05046", "Embrun", "6100", "2,25", None, "oui")
    assert "secrecy" in " ".join(layer.warnings)


def test_a_copy_is_typed(file, copy):
    copied, rows = copy(file(CSV, place="none"))
    assert (copied.rows, copied.read, copied.partial, copied.geometry) == (3, 3, "", "")
    assert [row["code_insee"] for row in rows] == ["01004", "05061", "05046"]
    assert [row["population"] for row in rows] == [14000, 41000, 6100]
    assert [row["taux"] for row in rows] == [1.5, None, 2.25]
    assert [row["ouverture"] for row in rows] == ["2024/12/31", "2023/02/01", None]
    assert [row["pmr"] for row in rows] == [1, 0, 1]


def test_a_copy_cut_by_codes(file, copy, cog, contours):
    copied, rows = copy(file(CSV, place="none"), cut=cut_to("departement:05", cog, contours))
    assert [row["code_insee"] for row in rows] == ["05061", "05046"]
    assert (copied.rows, copied.read) == (2, 3)
    assert "code_insee" in " ".join(copied.notes)


def test_types_are_those_of_the_rows_kept(file, copy, cog, contours):
    text = "code_insee;numero\n01004;douze\n05061;12\n05046;13\n"
    copied, _ = copy(file(text, place="none"), cut=cut_to("departement:05", cog, contours))
    assert copied.fields == (Field("code_insee", TEXT), Field("numero", INTEGER))


def test_a_copy_cut_by_position(file, copy, cog, contours):
    text = "nom;longitude;latitude\nGap;6,08;44,56\nParis;2,35;48,85\n"
    copied, rows = copy(file(text), cut=cut_to("departement:05", cog, contours))
    assert [(row["nom"], row["geom"]) for row in rows] == [("Gap", "POINT (6.08 44.56)")]
    assert (copied.geometry, copied.crs, copied.read) == ("Point", "EPSG:4326", 2)


def test_rows_without_a_known_code_are_cut_by_position(file, copy, cog, contours):
    """Even where all rows of a chunk are such rows."""
    known = "".join(
        f"{code};{x};{y}\n" for code, x, y in (("05061", 6.08, 44.56), ("75056", 2.35, 48.85), ("13055", 5.37, 43.3)) * 5
    )
    text = "code_insee;longitude;latitude\n" + known.replace("05061", "01053", 5) + ";6.08;44.56\n;2.35;48.85\n"
    copied, rows = copy(file(text), cut=cut_to("departement:05", cog, contours))
    assert [(row["code_insee"], row["geom"]) for row in rows] == [(None, "POINT (6.08 44.56)")]
    assert copied.read == 17


def test_a_table_that_cannot_be_cut_is_kept_whole(file, copy, cog, contours):
    copied, rows = copy(file("nom;valeur\na;1\nb;2\n"), cut=cut_to("departement:05", cog, contours))
    assert len(rows) == 2
    assert "is kept whole" in " ".join(copied.notes)


def test_rows_too_many_to_hold_are_read_twice(file, copy, cog, contours, monkeypatch):
    text = "code_insee;n\n" + "".join(f"{code};{n}\n" for n, code in enumerate(["05061", "01004", "05046"] * 100))
    wholes = [copy(file(text, place="none"))[1], copy(file(text, place="none"), cut=cut_to("departement:05", cog, contours))[1]]
    monkeypatch.setattr(tables, "HELD_CELLS", 10)
    assert [
        copy(file(text, place="none"))[1],
        copy(file(text, place="none"), cut=cut_to("departement:05", cog, contours))[1],
    ] == wholes
    assert len(wholes[1]) == 200


def test_a_column_named_as_those_of_the_geopackage(file, copy):
    _, rows = copy(file("fid;geom;FID_2\n7;a;b\n7;c;d\n"))
    assert [(row["fid"], row["FID_2"]) for row in rows] == [(7, "b"), (7, "d")]


def test_columns_without_name_nor_value_are_dropped(file, copy):
    copied, _ = copy(file("a;b;;\n1;2;;\n3;4;;\n"))
    assert [field.name for field in copied.fields] == ["a", "b"]
    copied, _ = copy(file("a;b;;\n1;2;;\n3;4;5;\n"))
    assert [field.name for field in copied.fields] == ["a", "b", "column_3"]


def test_an_unknown_table_is_told(file, tmp_path):
    with pytest.raises(VigieError, match="no table named “x”: its tables are services"), Output(tmp_path / "o.gpkg") as output:
        file(CSV).copy("x", None, output, Silent())
    assert not (tmp_path / "o.gpkg").exists()


def test_cancelling_leaves_nothing(file, tmp_path):
    class Impatient(Silent):
        def step(self, percent, text=""):
            raise Cancelled

    with pytest.raises(Cancelled), Output(tmp_path / "o.gpkg") as output:
        file(CSV).copy("", None, output, Impatient())
    assert not (tmp_path / "o.gpkg").exists()


SHEETS = {
    "À savoir": [["Quelques remarques"], [None], ["La population est présentée ici par sexe et selon cinq grandes classes d'âge, au 1er janvier."]],
    "Données": [["Population légale"], [None], ["Code", "Libellé", "Taux", "Jour", "Erreur"], ["CODGEO", "LIBGEO", "TAUX", "JOUR", "ERREUR"],
                ["01004", "Ambérieu", 9.7818559556786706, '<c s="1"><v>44197</v></c>', '<c t="e"><v>#N/A</v></c>'],
                ["05061", "Gap", 3, '<c s="1"><v>45000</v></c>', 12]],
    "Vide": [],
}  # fmt: skip


def test_what_a_workbook_holds(file, tmp_path, copy):
    source = file(workbook(tmp_path / "w.xlsx", SHEETS), "livre.xlsx", place="none")
    description = source.describe(Silent())
    assert description.warnings == ("Sheets without a table: À savoir.",)
    assert [(layer.name, layer.rows, layer.header_row, layer.code_field) for layer in description.layers] == [
        ("Données", 2, 4, "CODGEO")
    ]
    copied, rows = copy(source, "Données")
    assert copied.fields == (Field("CODGEO", TEXT, "Code"), Field("LIBGEO", TEXT, "Libellé"), Field("TAUX", REAL, "Taux"),
                             Field("JOUR", DATE, "Jour"), Field("ERREUR", INTEGER, "Erreur"))  # fmt: skip
    assert rows[0]["CODGEO"] == "01004" and rows[0]["TAUX"] == pytest.approx(9.78185595567867) and rows[0]["ERREUR"] is None
    assert [row["JOUR"] for row in rows] == ["2021/01/01", "2023/03/15"]


def test_formatted_cells_beside_a_table_and_marked_notes_below_are_no_data(file, tmp_path, copy):
    """INSEE: the title of a group of columns does not spread over empty cells that only have a border."""
    empty = ['<c s="1"/>'] * 8
    sheet = [
        ["DEP", "Nom", "Ensemble", None, *empty],
        [None, None, "0 à 19 ans", "Total", *empty],
        *([f"{place:02}", "a", place, place, *empty] for place in range(1, 20)),
        ["Source : Insee", *[None] * 3, *empty],
        [" (*) Population de 1990", *[None] * 3, *empty],
    ]
    workbook(tmp_path / "a.xlsx", {"1990": sheet})
    table = file((tmp_path / "a.xlsx").read_bytes(), "b.xlsx")
    (layer,) = table.describe(Silent()).layers
    assert [field.name for field in layer.fields] == ["DEP", "Nom", "Ensemble – 0 à 19 ans", "Ensemble – Total"]
    assert layer.rows == 19
    assert "(*) Population de 1990" in " ".join(layer.warnings)
    assert (copy(table)[0].rows, copy(table)[0].read) == (19, 19)


def test_an_ods_holds_the_same(file, copy, tmp_path):
    path = tmp_path / "made.ods"
    made = gdal.GetDriverByName("ODS").Create(str(path), 0, 0, 0, gdal.GDT_Unknown)
    layer = made.CreateLayer("feuille")
    for name, kind in (("code", ogr.OFTString), ("taux", ogr.OFTReal), ("jour", ogr.OFTDate)):
        layer.CreateField(ogr.FieldDefn(name, kind))
    for values in (("01004", 0.1, "2024/02/29"), ("05061", 2.5, "2024/03/01")):
        feature = ogr.Feature(layer.GetLayerDefn())
        for place, value in enumerate(values):
            feature.SetField(place, value)
        layer.CreateFeature(feature)
    feature = layer = made = None  # closes the file
    copied, rows = copy(file(path.read_bytes(), "feuilles.ods", place="none"), "feuille")
    assert [field.type for field in copied.fields] == [TEXT, REAL, DATE]
    assert [(row["code"], row["taux"], row["jour"]) for row in rows] == [
        ("01004", 0.1, "2024/02/29"),
        ("05061", 2.5, "2024/03/01"),
    ]


def test_settings_of_gdal_are_put_back(file, tmp_path):
    before = gdal.GetConfigOption("OGR_XLSX_HEADERS")
    file(workbook(tmp_path / "w.xlsx", SHEETS), "livre.xlsx").describe(Silent())
    assert gdal.GetConfigOption("OGR_XLSX_HEADERS") == before


def test_bombs_and_damaged_workbooks_are_refused(file, tmp_path, monkeypatch):
    content = workbook(tmp_path / "w.xlsx", SHEETS)
    with pytest.raises(VigieError, match="damaged"):
        file(content[: len(content) // 2], "coupe.xlsx").describe(Silent())
    with pytest.raises(VigieError, match="damaged"):
        file(b"no workbook", "texte.xlsx").describe(Silent())
    with pytest.raises(VigieError, match="damaged"):
        file(b"no workbook", "texte.xls").describe(Silent())
    monkeypatch.setattr(spreadsheets, "UNPACKED", 1000)
    with pytest.raises(VigieError, match="once unpacked"):
        file(content, "bombe.xlsx").describe(Silent())


def test_a_sheet_cut_short_is_told(file, tmp_path):
    whole = workbook(tmp_path / "w.xlsx", SHEETS)
    with zipfile.ZipFile(tmp_path / "w.xlsx") as package, zipfile.ZipFile(tmp_path / "short.xlsx", "w") as short:
        for name in package.namelist():
            content = package.read(name)
            short.writestr(name, content[:-60] if name.endswith("sheet2.xml") else content)
    assert whole
    with pytest.raises(VigieError, match="damaged"):
        file((tmp_path / "short.xlsx").read_bytes(), "short.xlsx").describe(Silent())


RECORDS = [
    {
        "code_insee": "01004",
        "nom": "Ambérieu",
        "lieu": {"lat": 45.96, "lon": 5.35},
        "services": ["poste", "mairie"],
        "ouvert": True,
    },
    {"code_insee": 5061, "nom": None, "lieu": {"lat": 44.56, "lon": 6.08}, "effectif": 12},
]


@pytest.mark.parametrize(
    "content",
    [
        json.dumps(RECORDS),
        json.dumps({"meta": {"tags": [{"a": 1}]}, "reponse": {"total": 2, "data": RECORDS}}),
        "\n".join(map(json.dumps, RECORDS)),
    ],
)
def test_records_of_json(file, copy, content):
    source = file(content, "lieux.json")
    layer = source.describe(Silent()).layers[0]
    assert (layer.rows, layer.separator, layer.header_row, layer.placing) == (2, "", None, "xy")
    _, rows = copy(source)
    assert [(row["code_insee"], row["nom"], row["lieu.lat"]) for row in rows] == [
        ("01004", "Ambérieu", 45.96),
        ("5061", None, 44.56),
    ]
    assert json.loads(rows[0]["services"]) == ["poste", "mairie"]
    assert [(row["ouvert"], row["effectif"]) for row in rows] == [(1, None), (None, 12)]


def test_rows_of_json(file, copy):
    _, rows = copy(file('[["code", "n"], ["01004", 1], ["05061", null]]', "lignes.json", place="none"))
    assert [(row["code"], row["n"]) for row in rows] == [("01004", 1), ("05061", None)]


def test_json_that_databases_do_not_take(file, copy):
    copied, rows = copy(file('[{"a": "x\\u0000y\\ud800z", "A": 1}]', "mal.json"))
    assert [field.name for field in copied.fields] == ["a", "A_2"]
    assert rows[0]["a"] == "x\ufffdy\ufffdz"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [('{"a": 1}', "no list of records"), ("[1, 2]", "no list of records"), ('[{"a": 1}', "damaged"), ("[" * 100_000, "damaged")],
)
def test_json_without_a_table(file, content, sentence):
    with pytest.raises(VigieError, match=sentence):
        file(content, "mal.json").describe(Silent())


XML = """<?xml version="1.0" encoding="ISO-8859-1"?>
<pdv_liste><info><source>État</source></info>
<pdv id="01004001" cp="01500"><adresse>596 AVENUE DE TRÉVOUX</adresse><prix nom="Gazole" valeur="1.7"/><prix nom="SP98" valeur="1.9"/></pdv>
<pdv id="05061001" cp="05000"><adresse>RUE</adresse><prix nom="Gazole" valeur="1.8"/></pdv>
</pdv_liste>"""


def test_rows_of_xml(file, copy):
    copied, rows = copy(file(XML.encode("latin-1"), "prix.xml", place="none"))
    assert [(row["id"], row["cp"], row["adresse"]) for row in rows] == [
        ("01004001", "01500", "596 AVENUE DE TRÉVOUX"),
        ("05061001", "05000", "RUE"),
    ]
    assert json.loads(rows[0]["prix"]) == [{"nom": "Gazole", "valeur": "1.7"}, {"nom": "SP98", "valeur": "1.9"}]
    assert copied.rows == 2


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ('<!DOCTYPE r [<!ENTITY e "x">]><r><a b="1">&e;</a><a b="2"/></r>', "declares entities"),
        ('<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]><r><a b="1">&e;</a><a b="2"/></r>', "declares entities"),
        ("<r><a>", "damaged"),
        ("<r/>", "no list of records"),
    ],
)
def test_xml_that_is_refused(file, content, sentence):
    with pytest.raises(VigieError, match=sentence):
        file(content, "mal.xml").describe(Silent())


def test_a_workbook_with_rows_far_apart_where_exceptions_are_enabled(cog, contours):
    """GDAL complains of the gap, which is harmless: the last row of the sheet, the millionth, is empty."""
    path = Path(__file__).resolve().parents[1] / "data/files/09_malformes/gnui-eaux-baignades.xlsx"
    ogr.UseExceptions()
    (layer,) = TableFile(path, "xlsx", Options(), cog, contours).describe(Silent()).layers
    assert layer.rows == 14
