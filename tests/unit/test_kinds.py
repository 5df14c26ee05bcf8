# SPDX-License-Identifier: GPL-2.0-or-later
"""What files are, told by their content, and which of them make one dataset."""

import gzip
import io
import json
import sqlite3
import struct
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from vigie_territoriale.plugin.files.archives import unpack
from vigie_territoriale.plugin.files.kinds import Member, datasets_of, kind_of
from vigie_territoriale.plugin.files.signatures import NoData
from vigie_territoriale.plugin.messages import Silent, VigieError


def zipped(**members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return buffer.getvalue()


def zip_of(names, body=b"a,b\n1,2\n"):
    return zipped(**dict.fromkeys(names, body))


def ole(stream):
    """An OLE document whose directory has one stream."""
    head = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))
    head[30:32], head[48:52] = struct.pack("<H", 9), struct.pack("<I", 1)
    return bytes(head) + bytes(512) + stream.encode("utf-16-le").ljust(512, b"\0")


SHP = b"\0\0\x27\x0a" + bytes(96)
DBF = (
    bytes([3, 126, 6, 1])
    + struct.pack("<IHH", 1, 65, 5)
    + bytes(20)
    + b"CODE".ljust(11, b"\0")
    + b"C"
    + bytes(20)
    + b"\r"
    + b" 0506"
    + b"\x1a"
)
GTFS = [f"{name}.txt" for name in ("agency", "stops", "routes", "trips", "stop_times")]
FEATURES = {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": None, "properties": {"type": "Topology"}}]}


SEEDS = [
    zip_of(["a.shp", "b/c.csv"]),
    zip_of(["[Content_Types].xml", "xl/workbook.xml"]),
    gzip.compress(b"code;nom\n1;2\n"),
    ole("Workbook"),
    DBF,
    b'<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs"><a/></wfs:FeatureCollection>',
    b"<ServiceExceptionReport><ServiceException>Trop tard</ServiceException></ServiceExceptionReport>",
    json.dumps(FEATURES).encode(),
    b'{"error": {"message": "non"}}',
    "code;nom\n05061;Évry\n".encode("utf-16"),
]


@pytest.fixture
def write(tmp_path):
    def work(body, name="file"):
        path = tmp_path / "content"
        path.write_bytes(body if isinstance(body, bytes) else body.encode())
        return kind_of(path, name=name)

    return work


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("code;nom\n05061;Gap\n", "csv"),
        ("\ufeffcode\tnom\n05061\tGap\n", "csv"),
        ("code;nom\n05061;Évry\n".encode("cp1252"), "csv"),
        ("code;nom\n05061;Évry\n".encode("utf-16"), "csv"),
        ("code;nom\n05061;Évry\n".encode("utf-16-le"), "csv"),
        ("code\n05061\n05170\n", "csv"),
        ("a;b;c", "csv"),
        ("[code];[nom]\n05061;Gap\n", "csv"),
        ("[nom];[code]\nGap;05061\n", "csv"),
        ("{code};{nom}\n05061;Gap\n", "csv"),
        ("<5 ans;nom\n1;2\n", "csv"),
        ("BM;MZ\n1;2\n", "csv"),
        ("PK;nom\n1;2\n", "csv"),
        ("BZh;nom\n1;2\n", "csv"),
        ('[{"code": "05061"}]', "json"),
        ("[]", "json"),
        ('{"data": [{"code": "05061"}], "message": "ok"}', "json"),
        ('{"code": "05061"}\n{"code": "05170"}\n', "json"),
        (json.dumps(FEATURES), "geojson"),
        (json.dumps(dict(reversed(FEATURES.items()))), "geojson"),
        ("\ufeff" + json.dumps(FEATURES, indent=1), "geojson"),
        ('{"crs": {"type": "name"}, "features": [' + '{"a": [1, 2]},' * 9000, "geojson"),
        ('{"type": "Feature", "geometry": null}', "geojson"),
        ('{"type": "Point", "coordinates": [6, 44]}', "geojson"),
        ('{"type": "Point", "name": "arrêt"}', "json"),
        ('{"type": "Feature", "geometry": null}\n{"type": "Feature", "geometry": null}\n', "geojsonl"),
        ('{"type": "Topology", "objects": {}, "arcs": []}', "topojson"),
        ('{"displayFieldName": "", "geometryType": "esriGeometryPoint", "fields": [], "features": []}', "esrijson"),
        ('<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document/></kml>', "kml"),
        ('<gpx version="1.1"><wpt/></gpx>', "gpx"),
        ('<!-- export --><osm version="0.6"><node id="1"/></osm>', "osm"),
        ('<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs/2.0" xmlns:gml="http://www.opengis.net/gml/3.2"/>', "gml"),
        ("<lignes><ligne><code>05061</code></ligne></lignes>", "xml"),
        ('<?xml version="1.0" encoding="UTF-16"?><lignes/>'.encode("utf-16"), "xml"),
        ("!table\n!version 300\nDefinition Table\n Type NATIVE\n", "tab"),
        ("Version 300\nCharset \"WindowsLatin1\"\nColumns 1\n code char(5)\nData\n", "mif"),
        ("  0\nSECTION\n  2\nHEADER\n", "dxf"),
        (SHP, "shp"),
        (DBF, "dbf"),
        (b"PAR1" + bytes(20) + b"PAR1", "parquet"),
        (b"fgb\x03fgb\0", "fgb"),
        (ole("Workbook"), "xls"),
        (zip_of(["[Content_Types].xml", "xl/workbook.xml"]), "xlsx"),
        (zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet", **{"content.xml": b""}), "ods"),
        (zip_of(["doc.kml", "files/icon.png"]), "kmz"),
        (zip_of(GTFS), "gtfs"),
        (zip_of(["feed/" + name for name in GTFS]), "zip"),
        (zip_of(["a.shp", "a.dbf"]), "zip"),
        (b"\x1f\x8b\x08" + bytes(20), "gz"),
        (bytes(257) + b"ustar" + bytes(300), "tar"),
    ],
)  # fmt: skip
def test_kinds_by_content(write, body, kind):
    assert write(body, "content") == kind
    assert write(body, "announced.csv") == kind


@pytest.mark.parametrize(("script", "kind"), [("CREATE TABLE gpkg_contents (a)", "gpkg"), ("CREATE TABLE t (a)", "sqlite"), ("PRAGMA application_id = 0x47504B47", "gpkg")])  # fmt: skip
def test_databases(tmp_path, script, kind):
    connection = sqlite3.connect(tmp_path / "a.db")
    connection.executescript(f"{script}; CREATE TABLE other (b);")
    connection.close()
    assert kind_of(tmp_path / "a.db") == kind


def test_names_and_announced_formats_settle_what_is_left_open(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(zip_of(["sites.kml", "icon.png"]))
    assert (kind_of(path), kind_of(path, name="a.kmz"), kind_of(path, "KMZ")) == ("zip", "kmz", "kmz")
    path.write_bytes(ole("Other"))
    assert kind_of(path, name="A.XLS") == "xls"


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf \r\n", "is empty"),
        ("<!DOCTYPE html>\n<html lang=fr><head><title>Connexion</title>", "is a web page in place of data"),
        ("<html><body>Portail</body></html>", "is a web page in place of data"),
        ('<?xml version="1.0"?><!DOCTYPE html PUBLIC "x" "http://x/y.dtd"><html xmlns="http://www.w3.org/1999/xhtml"/>', "a web page"),
        ("\n\n  <head><meta charset=utf-8>", "is a web page in place of data"),
        (b"%PDF-1.7 ...", "is a PDF document, not data"),
        (b"\x89PNG\r\n\x1a\n" + bytes(20), "is an image, not data"),
        (b"\xff\xd8\xff\xe0" + bytes(20), "is an image, not data"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "is an image, not data"),
        ('<svg xmlns="http://www.w3.org/2000/svg"/>', "is an image, not data"),
        (b"MZ\x90\0" + bytes(100), "is a program"),
        (b"\x7fELF" + bytes(100), "is a program"),
        (b"#!/bin/sh\nrm -rf /\n", "is a program"),
        (b"Rar!\x1a\x07", "is an archive of a kind that is not read"),
        (b"{\\rtf1 bonjour}", "is a text document"),
        (ole("WordDocument"), "is a text document"),
        (ole("EncryptedPackage"), "is protected by a password"),
        (zip_of(["[Content_Types].xml", "word/document.xml"]), "is a text document"),
        (zip_of(["[Content_Types].xml", "xl/workbook.bin"]), "binary workbook"),
        (zipped(mimetype=b"application/vnd.oasis.opendocument.text", **{"content.xml": b""}), "is a text document"),
        (zipped(), "is empty"),
        (zip_of(["a.csv", "b.csv"])[:-30], "is damaged or cut"),
        (zip_of(["l1.xml", "l2.xml"], b'<PublicationDelivery xmlns="http://www.netex.org.uk/netex">'), "NeTEx"),
        ('<PublicationDelivery xmlns="http://www.netex.org.uk/netex"/>', "NeTEx"),
        ('<WFS_Capabilities version="2.0.0"/>', "is the description of a service"),
        ('<gmd:MD_Metadata xmlns:gmd="http://www.isotc211.org/2005/gmd" xmlns:gml="http://www.opengis.net/gml"/>', "a description of data"),
        ("<OGRVRTDataSource><OGRVRTLayer/></OGRVRTDataSource>", "is a pointer to other files"),
        ('<ows:ExceptionReport xmlns:ows="http://www.opengis.net/ows"><ows:Exception><ows:ExceptionText>No such\n layer</ows:ExceptionText></ows:Exception></ows:ExceptionReport>', "a message of its source: “No such layer”"),
        ('<ServiceExceptionReport><ServiceException code="x">Trop tard</ServiceException></ServiceExceptionReport>', "“Trop tard”"),
        ('<osm><remark> runtime error: Query timed out </remark></osm>', "“runtime error: Query timed out”"),
        ('{"message": "Resource not found"}', "“Resource not found”"),
        ('{"error": {"code": 400, "message": "Invalid URL", "details": []}}', "“Invalid URL”"),
        ('{"help": "x", "success": false, "error": {"__type": "Not Found"}}', "holds no data"),
        ('{"timestamp": "2026", "status": 500, "error": "Internal", "path": "/x"}', "holds no data"),
        ("Service indisponible", "“Service indisponible”"),
        (bytes(range(256)), "in a format that is not read"),
    ],
)  # fmt: skip
def test_what_is_no_data_says_what_it_is(write, body, sentence):
    with pytest.raises(NoData) as caught:
        write(body, "lieux.csv")
    assert caught.value.sentence.startswith("lieux.csv ")
    assert sentence in caught.value.sentence


def test_a_message_is_quoted_short(write):
    with pytest.raises(NoData) as caught:
        write(json.dumps({"message": "non " * 500}))
    assert len(caught.value.sentence) < 400


def test_entities_are_not_followed(tmp_path, write):
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    document = f'<!DOCTYPE a [<!ENTITY e SYSTEM "{(tmp_path / "secret").as_uri()}">]><ExceptionReport>&e;</ExceptionReport>'
    with pytest.raises(NoData) as caught:
        write(document)
    assert "secret" not in caught.value.sentence
    bomb = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">' + "".join(f'<!ENTITY {chr(98 + level)} "{f"&{chr(97 + level)};" * 10}">' for level in range(9))  # fmt: skip
    with pytest.raises(NoData) as caught:
        write(f"{bomb}]><ExceptionReport>&j;</ExceptionReport>")
    assert len(caught.value.sentence) < 400


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(st.sampled_from(SEEDS), st.lists(st.tuples(st.integers(0, 10**6), st.binary(max_size=4)), max_size=6))
def test_damage_is_never_more_than_a_sentence(tmp_path, seed, changes):
    body = bytearray(seed)
    for place, replaced in changes:
        start = place % max(1, len(body))
        body[start : start + 2] = replaced
    (tmp_path / "a").write_bytes(body)
    try:
        assert kind_of(tmp_path / "a")
        datasets_of(unpack(tmp_path / "a", tmp_path / "unpacked", Silent()))
    except VigieError as error:
        assert error.sentence


def test_what_cannot_be_read_is_a_sentence(tmp_path):
    with pytest.raises(VigieError, match=r"gone.csv cannot be read: it does not exist"):
        kind_of(tmp_path / "gone.csv")


@pytest.fixture
def members(tmp_path):
    """Files below a folder, as members; bodies are bytes, or text."""

    def work(files):
        made = []
        for name, body in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(body if isinstance(body, bytes) else body.encode())
            made.append(Member(path, name))
        return made

    return work


def told(found):
    return {one.name: (one.kind, sorted(part.name for part in one.parts)) for one in found.datasets}


def test_a_shapefile_is_one_dataset(members):
    found = datasets_of(
        members(
            {
                "Dép/communes.shp": SHP,
                "Dép/communes.DBF": DBF,
                "Dép/communes.shx": SHP,
                "Dép/communes.prj": "GEOGCS[]",
                "Dép/communes.cpg": "UTF-8",
                "Dép/communes.shp.xml": "<metadata/>",
                "Dép/autres.dbf": DBF,
                "lisez-moi.txt": "Ces données\nsont ouvertes\n",
                "licence.pdf": b"%PDF",
                "carte.png": b"\x89PNG",
                "communes.qml": "<qgis/>",
                "__MACOSX/Dép/._communes.shp": bytes(20),
                ".DS_Store": bytes(20),
            }
        )
    )
    assert told(found) == {
        "Dép/autres.dbf": ("dbf", []),
        "Dép/communes.shp": ("shp", ["communes.DBF", "communes.cpg", "communes.prj", "communes.shp.xml", "communes.shx"]),
    }
    assert not found.notes and not any(one.warnings for one in found.datasets)


def test_parts_that_lack_are_told(members):
    found = datasets_of(members({"a.shp": SHP, "b.shx": SHP, "b.prj": "GEOGCS[]", "c.csv": "a;b\n1;2\n"}))
    assert told(found) == {"a.shp": ("shp", []), "c.csv": ("csv", [])}
    assert [warning.split(" came without its ")[1][:4] for warning in found.datasets[0].warnings] == [".shx", ".dbf", ".prj"]
    assert found.notes == ("b.prj, b.shx: parts of a shapefile without their .shp file, left out.",)


def test_a_damaged_shapefile_is_told(members):
    found = datasets_of(members({"a.shp": b"\1\2\3" + bytes(50), "a.dbf": DBF, "a.shx": SHP, "b.csv": "a;b\n1;2\n"}))
    assert set(told(found)) == {"a.dbf", "b.csv"}
    assert any("a.shp is in a format that is not read" in note for note in found.notes)


def test_several_datasets(members):
    found = datasets_of(
        members(
            {
                "COM.csv": "a;b\n1;2\n",
                "codes.txt": "a;b\n1;2\n",
                "dictionnaire.txt": "La colonne a est le code.\nLa colonne b, non.\nFin.\n",
                "data.geojson": json.dumps(FEATURES),
                "geo.tab": "!table\n!version 300\nType NATIVE\n",
                "geo.dat": DBF,
                "geo.map": bytes(20),
                "geo.id": bytes(8),
                "zones.mif": "Version 300\nColumns 1\n a char(5)\nData\n",
                "zones.mid": '"a"\n',
                "schema.xsd": '<schema xmlns="http://www.w3.org/2001/XMLSchema"/>',
                "broken.xlsx": zip_of(["xl/workbook.xml"])[:-20],
                "style.sld": "<StyledLayerDescriptor/>",
                "fiche.xml": "<MD_Metadata/>",
            }
        )
    )
    assert told(found) == {
        "codes.txt": ("csv", []),
        "COM.csv": ("csv", []),
        "data.geojson": ("geojson", []),
        "geo.tab": ("tab", ["geo.dat", "geo.id", "geo.map"]),
        "zones.mif": ("mif", ["zones.mid"]),
    }
    assert found.notes == ("broken.xlsx is damaged or cut: download it again.",)


def test_folders_that_are_datasets(members, tmp_path):
    files = {f"réseau/{name}": "a,b\n1,2\n" for name in GTFS}
    files |= {"bd.gdb/a00000001.gdbtable": bytes(40), "bd.gdb/gdb": bytes(8), "bd.gdb/a00000001.gdbtablx": bytes(40)}
    files["sites.csv"] = "a;b\n1;2\n"
    found = datasets_of(members(files))
    assert [(one.name, one.kind, one.path) for one in found.datasets] == [
        ("bd.gdb", "gdb", tmp_path / "bd.gdb"),
        ("réseau", "gtfs", tmp_path / "réseau"),
        ("sites.csv", "csv", tmp_path / "sites.csv"),
    ]


def test_one_file_says_itself_what_it_is(members):
    assert told(datasets_of(members({"a": "x;y\n1;2\n"}))) == {"a": ("csv", [])}
    with pytest.raises(VigieError, match=r"a.pdf is a PDF document"):
        datasets_of(members({"a.pdf": b"%PDF"}))


def test_no_dataset_at_all_is_a_sentence(members):
    with pytest.raises(VigieError, match=r"no data in this archive, which holds: a.pdf, b.png"):
        datasets_of(members({"a.pdf": b"%PDF", "b.png": b"\x89PNG"}))
    with pytest.raises(VigieError, match="damaged or cut"):
        datasets_of(members({"a.pdf": b"%PDF", "b.xlsx": zip_of(["xl/workbook.xml"])[:-20]}))
