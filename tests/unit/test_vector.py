# SPDX-License-Identifier: GPL-2.0-or-later
"""Vector files as people publish them, described and copied; what is written is read back by sqlite3 and by GDAL."""

import gzip
import json
import sqlite3
import threading
import zipfile
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import shapely
from osgeo import gdal, ogr, osr
from vigie_territoriale.plugin.files import vector_source
from vigie_territoriale.plugin.files.cut import Cut
from vigie_territoriale.plugin.files.model import Options
from vigie_territoriale.plugin.files.output import Output
from vigie_territoriale.plugin.files.vector import VectorFile
from vigie_territoriale.plugin.messages import Cancelled, Silent, VigieError

gdal.UseExceptions()
ogr.UseExceptions()
osr.UseExceptions()

GAP = (6.0794, 44.5594)
POINT = {"type": "Point", "coordinates": list(GAP)}
SQUARE = [[[6, 44], [6.1, 44], [6.1, 44.1], [6, 44.1], [6, 44]]]
EMPTY = {"type": "GeometryCollection", "geometries": []}

ESRI_LAMBERT = (
    'PROJCS["RGF_1993_Lambert_93",GEOGCS["GCS_RGF_1993",DATUM["D_RGF_1993",SPHEROID["GRS_1980",6378137.0,298.257222101]],'
    'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Lambert_Conformal_Conic"],'
    'PARAMETER["False_Easting",700000.0],PARAMETER["False_Northing",6600000.0],PARAMETER["Central_Meridian",3.0],'
    'PARAMETER["Standard_Parallel_1",49.0],PARAMETER["Standard_Parallel_2",44.0],PARAMETER["Latitude_Of_Origin",46.5],'
    'UNIT["Meter",1.0]]'
)


@pytest.fixture
def opened(cog, contours):
    def make(path, kind="", **options):
        return VectorFile(path, kind or path.suffix[1:], Options(**options), cog, contours)

    return make


@pytest.fixture
def hautes_alpes(cog, contours):
    return Cut(cog.territory("departement:05"), cog, contours)


@pytest.fixture
def copy(tmp_path):
    """Copy a layer (the first); what was copied, and the rows of the table as sqlite3 gives them."""

    def run(file, cut=None, layer=None, progress=None):
        layer = layer or file.describe(Silent()).layers[0].name
        path = tmp_path / "out" / "copy.gpkg"
        with Output(path) as output:
            copied = file.copy(layer, cut, output, progress or Silent())
        with closing(sqlite3.connect(path)) as connection:
            connection.row_factory = sqlite3.Row
            return copied, [dict(row) for row in connection.execute(f'SELECT * FROM "{copied.table}" ORDER BY fid')]

    return run


def shapes(tmp_path, table=0):
    """Geometries of a table of the copy, as GDAL reads them."""
    dataset = gdal.OpenEx(str(tmp_path / "out" / "copy.gpkg"))
    layer = dataset.GetLayer(table)
    found = []
    for feature in layer:
        geometry = feature.GetGeometryRef()
        found.append(None if geometry is None else geometry.ExportToIsoWkt())
    return found


def names_in(folder):
    return {path.name for path in folder.iterdir()}


def collection(*features, **members):
    """A GeoJSON document; each feature is (properties, geometry) or a whole feature."""
    whole = [
        feature if isinstance(feature, dict) else {"type": "Feature", "properties": feature[0], "geometry": feature[1]}
        for feature in features
    ]
    return {"type": "FeatureCollection", **members, "features": whole}


def geojson(path, *features, **members):
    path.write_text(json.dumps(collection(*features, **members), ensure_ascii=False), encoding="utf-8")
    return path


def made(path, driver, rows, crs="EPSG:4326", kind=ogr.wkbPoint, fields=(("nom", ogr.OFTString),), options=(), layer="lieux"):
    """A file written by GDAL; each row is (values, WKT or None)."""
    reference = None
    if crs:
        reference = osr.SpatialReference()
        reference.SetFromUserInput(crs)
        reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    dataset = gdal.GetDriverByName(driver).Create(str(path), 0, 0, 0, gdal.GDT_Unknown)
    table = dataset.CreateLayer(layer, reference, kind, list(options))
    for name, type_ in fields:
        table.CreateField(ogr.FieldDefn(name, type_))
    for values, wkt in rows:
        feature = ogr.Feature(table.GetLayerDefn())
        for (name, _), value in zip(fields, values):
            feature[name] = value
        if wkt:
            feature.SetGeometry(ogr.CreateGeometryFromWkt(wkt))
        table.CreateFeature(feature)
    return path


# Rows, text and fields


def test_geojson_is_described_and_copied_whole(tmp_path, opened, copy):
    path = geojson(tmp_path / "écoles.geojson", *(({"nom": f"École {n}", "code": "05061"}, POINT) for n in range(12)))
    layer = opened(path).describe(Silent()).layers[0]
    assert (layer.name, layer.rows, layer.geometry, layer.crs, layer.encoding) == ("écoles", 12, "Point", "EPSG:4326", "utf-8")
    assert [(field.name, field.type) for field in layer.fields] == [("nom", "text"), ("code", "text")]
    assert layer.sample == tuple((f"École {n}", "05061") for n in range(10))
    assert layer.placing == "own"
    copied, rows = copy(opened(path))
    assert (copied.rows, copied.read, copied.announced, copied.partial, copied.notes) == (12, 12, 12, "", ())
    assert [row["nom"] for row in rows] == [f"École {n}" for n in range(12)]


def test_gzip_is_read_and_nothing_is_written_beside_it(tmp_path, opened, copy):
    path = tmp_path / "lieux.geojson.gz"
    many = [({"nom": "Gap", "n": n, "long": "x" * 500}, POINT) for n in range(3000)]
    path.write_bytes(gzip.compress(json.dumps(collection(*many)).encode()))
    copied, _ = copy(opened(path, "geojson"))
    assert (copied.name, copied.rows) == ("lieux", 3000)
    assert names_in(tmp_path) == {"lieux.geojson.gz", "out"}


def test_values_keep_their_types(tmp_path, opened, copy):
    properties = {
        "entier": 5_000_000_000, "réel": 1.5, "vrai": True, "texte": "05061", "jour": "2024-05-01", "liste": ["a", 'é"'],
        "nombres": [1, 2], "objet": {"a": [1]}, "rien": None, "quand": "2024-05-01T10:20:30Z",
    }  # fmt: skip
    path = geojson(tmp_path / "t.geojson", (properties, POINT), ({"entier": 1}, POINT))
    types = {field.name: field.type for field in opened(path).describe(Silent()).layers[0].fields}
    assert types == {
        "entier": "integer", "réel": "real", "vrai": "boolean", "texte": "text", "jour": "date", "liste": "text",
        "nombres": "text", "objet": "text", "rien": "text", "quand": "datetime",
    }  # fmt: skip
    _, rows = copy(opened(path))
    first = rows[0]
    assert (first["entier"], first["réel"], first["vrai"], first["texte"], first["rien"]) == (
        5_000_000_000,
        1.5,
        1,
        "05061",
        None,
    )
    assert (first["jour"], first["quand"][:19]) == ("2024-05-01", "2024-05-01T10:20:30")
    assert (json.loads(first["liste"]), json.loads(first["nombres"]), json.loads(first["objet"])) == (
        ["a", 'é"'],
        [1, 2],
        {"a": [1]},
    )
    assert all(rows[1][name] is None for name in properties if name != "entier")


def test_lists_that_are_no_json_become_json(tmp_path, opened, copy):
    fields = (("noms", ogr.OFTStringList), ("rangs", ogr.OFTIntegerList))
    path = made(tmp_path / "l.geojsonl", "GeoJSONSeq", [((["a,b", "c"], [1, 2]), "POINT (6 44)")], fields=fields)
    _, rows = copy(opened(path))
    assert (json.loads(rows[0]["noms"]), json.loads(rows[0]["rangs"])) == (["a,b", "c"], [1, 2])


def test_names_that_a_table_cannot_have_are_changed_and_told(tmp_path, opened, copy):
    long = "Nombre de résidences principales dont le statut d'occupation est propriétaire — 2021"
    path = geojson(tmp_path / "n.geojson", ({"fid": 7, "geom": "x", "Nom": "a", "NOM": "b", long: 3, 'l"a': 1}, POINT))
    layer = opened(path).describe(Silent()).layers[0]
    names = [(field.name, field.title) for field in layer.fields]
    assert names == [("fid_2", "fid"), ("geom_2", "geom"), ("Nom", ""), ("NOM_2", "NOM"), (long, ""), ('l"a', "")]
    _, rows = copy(opened(path))
    assert [rows[0][name] for name, _ in names] == [7, "x", "a", "b", 3, 1]


def test_identifiers_of_features_are_kept_when_they_are_not_just_numbers(tmp_path, opened, copy):
    features = [{"type": "Feature", "id": 900719925474099 + n, "properties": {"a": n}, "geometry": POINT} for n in (5, 3)]
    copied, rows = copy(opened(geojson(tmp_path / "osm.geojson", *features)))
    assert [field.name for field in copied.fields] == ["id", "a"]
    assert sorted((row["id"], row["a"]) for row in rows) == [(900719925474102, 3), (900719925474104, 5)]
    numbered = geojson(tmp_path / "n.geojson", *({**feature, "id": n} for n, feature in enumerate(features)))
    assert [field.name for field in opened(numbered).describe(Silent()).layers[0].fields] == ["a"]


def test_tables_without_geometry_and_without_rows(tmp_path, opened, copy):
    path = made(tmp_path / "t.gpkg", "GPKG", [], kind=ogr.wkbMultiPolygon, layer="vide")
    dataset = gdal.OpenEx(str(path), gdal.OF_VECTOR | gdal.OF_UPDATE)
    table = dataset.CreateLayer("table", None, ogr.wkbNone)
    table.CreateField(ogr.FieldDefn("code"))
    feature = ogr.Feature(table.GetLayerDefn())
    feature["code"] = "01004"
    table.CreateFeature(feature)
    dataset.CreateLayer("layer_styles", None, ogr.wkbNone)
    dataset = table = feature = None
    layers = opened(path).describe(Silent()).layers
    assert [(layer.name, layer.rows, layer.geometry, layer.crs) for layer in layers] == [
        ("vide", 0, "MultiPolygon", "EPSG:4326"), ("table", 1, "", ""),
    ]  # fmt: skip
    assert layers[1].warnings == ()
    copied, rows = copy(opened(path), layer="table")
    assert (copied.rows, rows[0]["code"], "geom" in rows[0]) == (1, "01004", False)
    assert copy(opened(path), layer="vide")[0].rows == 0


# Geometries


@pytest.mark.parametrize(
    ("geometries", "expected", "missing"),
    [
        ([POINT, POINT], "Point", 0),
        ([POINT, EMPTY, None], "Point", 2),
        ([POINT, {"type": "MultiPoint", "coordinates": [[6, 44], [7, 45]]}], "MultiPoint", 0),
        ([{"type": "Polygon", "coordinates": SQUARE}, {"type": "MultiPolygon", "coordinates": [SQUARE]}], "MultiPolygon", 0),
        ([{"type": "LineString", "coordinates": SQUARE[0]}], "LineString", 0),
        ([POINT, {"type": "Polygon", "coordinates": SQUARE}], "Mixed", 0),
        ([{"type": "GeometryCollection", "geometries": [POINT, POINT]}], "MultiPoint", 0),
        ([{"type": "GeometryCollection", "geometries": [POINT, {"type": "Polygon", "coordinates": SQUARE}]}], "Mixed", 0),
        ([POINT, {"type": "Point", "coordinates": ["a", "b"]}], "Point", 1),
        ([POINT, {"type": "Point", "coordinates": [1e400, 44]}], "Point", 1),
    ],
)
def test_geometries_of_a_layer_become_of_one_kind(tmp_path, opened, copy, geometries, expected, missing):
    path = geojson(tmp_path / "g.geojson", *(({"n": n}, geometry) for n, geometry in enumerate(geometries)))
    layer = opened(path).describe(Silent()).layers[0]
    assert (layer.geometry, layer.rows) == (expected, len(geometries))
    assert bool(missing) == any(f"{missing} rows of {len(geometries)} have no geometry" in told for told in layer.warnings)
    _, rows = copy(opened(path))
    assert [row["n"] for row in rows] == list(range(len(geometries)))
    assert sum(row["geom"] is None for row in rows) == missing
    kinds = {wkt.split("(")[0].strip() for wkt in shapes(tmp_path) if wkt}
    assert kinds == {expected.upper()} or expected == "Mixed"


def test_only_text_coordinates_make_a_table_that_says_so(tmp_path, opened, copy):
    path = geojson(tmp_path / "h.geojson", ({"nom": "Point"}, {"type": "Point", "coordinates": ["a", "b"]}))
    layer = opened(path).describe(Silent()).layers[0]
    assert (layer.geometry, layer.rows) == ("", 1)
    assert "1 rows of 1 have no geometry" in layer.warnings[0]
    assert copy(opened(path))[1][0]["nom"] == "Point"


@pytest.mark.parametrize(
    ("wkts", "kind", "written"),
    [
        (["POINT Z (6 44 0)", "POINT Z (7 45 0)"], ogr.wkbPoint25D, ["POINT (6 44)", "POINT (7 45)"]),
        (["POINT Z (6 44 0)", "POINT Z (7 45 900)"], ogr.wkbPoint25D, ["POINT Z (6 44 0)", "POINT Z (7 45 900)"]),
        (["POINT ZM (6 44 3 8)"], ogr.wkbPointZM, ["POINT Z (6 44 3)"]),
        (["POINT M (6 44 8)"], ogr.wkbPointM, ["POINT (6 44)"]),
        (["LINESTRING Z (6 44 0,7 45 9)", "MULTILINESTRING Z ((6 44 1,7 45 9))"], ogr.wkbUnknown,
         ["MULTILINESTRING Z ((6 44 0,7 45 9))", "MULTILINESTRING Z ((6 44 1,7 45 9))"]),
    ],
)  # fmt: skip
def test_heights_are_kept_when_there_are_some_and_measures_dropped(tmp_path, opened, copy, wkts, kind, written):
    path = made(tmp_path / "z.gpkg", "GPKG", [(("a",), wkt) for wkt in wkts], kind=kind)
    copy(opened(path))
    assert shapes(tmp_path) == written


def test_curves_become_lines_and_say_so(tmp_path, opened, copy):
    path = made(
        tmp_path / "c.gpkg", "GPKG", [(("a",), "CURVEPOLYGON (CIRCULARSTRING (6 44,7 45,8 44,7 43,6 44))")], kind=ogr.wkbUnknown
    )
    copied, _ = copy(opened(path))
    assert copied.geometry == "Polygon"
    assert "Curves became lines." in copied.notes
    assert shapely.from_wkt(shapes(tmp_path)[0]).area == pytest.approx(3.1416, rel=1e-3)


def test_polygons_that_are_not_valid_are_kept_and_counted(tmp_path, opened, copy, hautes_alpes):
    bow = {"type": "Polygon", "coordinates": [[[6, 44.5], [6.2, 44.7], [6.2, 44.5], [6, 44.7], [6, 44.5]]]}
    short = {"type": "Polygon", "coordinates": [[[6, 44.5], [6.1, 44.6], [6, 44.5]]]}
    path = geojson(
        tmp_path / "b.geojson", ({"n": 1}, bow), ({"n": 2}, short), ({"n": 3}, {"type": "Polygon", "coordinates": SQUARE})
    )
    copied, rows = copy(opened(path))
    assert [row["geom"] is None for row in rows] == [False] * 3
    assert "2 polygons are not valid; they are kept as they are." in copied.notes
    assert shapes(tmp_path)[0] == "POLYGON ((6.0 44.5,6.2 44.7,6.2 44.5,6.0 44.7,6.0 44.5))"
    _, rows = copy(opened(path), hautes_alpes)
    assert [row["n"] for row in rows] == [1, 2]


# Coordinate reference systems


@pytest.mark.parametrize(
    ("crs", "expected"),
    [
        (ESRI_LAMBERT, "EPSG:2154"),
        ("IGNF:LAMB93", "EPSG:2154"),
        ("IGNF:RGF93CC45", "EPSG:3945"),
        ("EPSG:5698", "EPSG:2154"),
        ("OGC:CRS84", "EPSG:4326"),
        ("EPSG:2975", "EPSG:2975"),
        ("+proj=lcc +lat_0=46.5 +lon_0=3 +lat_1=49 +lat_2=44 +x_0=700000 +y_0=6600000 +ellps=GRS80 +towgs84=0,0,0,0,0,0,0 +units=m", "EPSG:2154"),
        ("EPSG:3035", "EPSG:3035"),
    ],
)  # fmt: skip
def test_a_system_is_named_by_its_epsg_code(tmp_path, opened, crs, expected):
    wkt = "POINT (6 44)" if expected == "EPSG:4326" else "POINT (940000 6390000)"
    path = made(tmp_path / "c.gpkg", "GPKG", [(("a",), wkt)], crs=crs)
    layer = opened(path).describe(Silent()).layers[0]
    assert layer.crs == expected or (crs.startswith("+") and "Lambert" in layer.crs)
    assert layer.warnings == ()


def test_a_prj_of_esri_is_lambert_93(tmp_path, opened):
    path = made(tmp_path / "e.shp", "ESRI Shapefile", [(("a",), "POINT (940000 6390000)")], crs="EPSG:2154")
    (tmp_path / "e.prj").write_text(ESRI_LAMBERT)
    assert opened(path).describe(Silent()).layers[0].crs == "EPSG:2154"


def test_a_geojson_says_its_system(tmp_path, opened, copy):
    member = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2154"}}
    path = geojson(tmp_path / "l.geojson", ({}, {"type": "Point", "coordinates": [940000, 6390000]}), crs=member)
    copied, _ = copy(opened(path))
    assert copied.crs == "EPSG:2154"
    with closing(sqlite3.connect(tmp_path / "out" / "copy.gpkg")) as connection:
        assert connection.execute("SELECT srs_id FROM gpkg_geometry_columns").fetchall() == [(2154,)]


@pytest.mark.parametrize(
    ("position", "expected"),
    [
        ((940000, 6390000), "EPSG:2154"), (GAP, "EPSG:4326"), ((1_950_000, 3_260_000), "EPSG:3944"),
        ((890_000, 1_950_000), "EPSG:27572"), ((340_000, 7_650_000), "EPSG:2975"), ((520_000, 8_580_000), "EPSG:4471"),
        ((640_000, 1_780_000), "EPSG:27572"), ((350_000, 540_000), "EPSG:2972"), ((676_000, 5_550_000), "EPSG:3857"),
    ],
)  # fmt: skip
def test_without_a_prj_the_system_is_told_by_the_coordinates(tmp_path, opened, copy, position, expected):
    wkt = f"POINT ({position[0]} {position[1]})"
    path = made(tmp_path / "s.shp", "ESRI Shapefile", [(("a",), wkt)] * 30 + [(("b",), "POINT (0 0)")], crs=None)
    copied, _ = copy(opened(path))
    assert copied.crs == expected
    assert f"does not say its coordinate reference system: by its coordinates, {expected}" in copied.notes[0]


def test_a_geojson_in_metres_that_says_nothing_is_not_in_degrees(tmp_path, opened):
    path = geojson(tmp_path / "m.geojson", ({}, {"type": "Point", "coordinates": [940000, 6390000]}))
    layer = opened(path).describe(Silent()).layers[0]
    assert layer.crs == "EPSG:2154"
    assert "The file says EPSG:4326, in which its coordinates cannot be" in layer.warnings[0]


def test_the_user_says_the_system(tmp_path, opened):
    path = made(tmp_path / "s.shp", "ESRI Shapefile", [(("a",), "POINT (1 1)")], crs=None)
    layer = opened(path, crs="EPSG:3945").describe(Silent()).layers[0]
    assert (layer.crs, layer.warnings) == ("EPSG:3945", ())
    own = geojson(tmp_path / "g.geojson", ({}, POINT))
    layer = opened(own, crs="EPSG:4171").describe(Silent()).layers[0]
    assert layer.crs == "EPSG:4171"
    assert "EPSG:4326: they are taken for EPSG:4171" in layer.warnings[0]
    with pytest.raises(VigieError, match="Unknown coordinate reference system “EPSG:1”"):
        opened(own, crs="EPSG:1").describe(Silent())


def test_coordinates_that_are_nowhere_have_no_system(tmp_path, opened, copy):
    path = made(tmp_path / "s.shp", "ESRI Shapefile", [(("a",), "POINT (1e8 1e8)")], crs=None)
    copied, rows = copy(opened(path))
    assert copied.crs == ""
    assert "not known: give it" in copied.notes[0]
    assert len(rows) == 1


def test_exchanged_axes_are_put_right(tmp_path, opened, copy):
    path = geojson(tmp_path / "s.geojson", ({}, {"type": "Point", "coordinates": [44.5594, 6.0794]}))
    copied, _ = copy(opened(path))
    assert "x and y (longitude and latitude) are exchanged" in copied.notes[0]
    assert shapes(tmp_path) == ["POINT (6.0794 44.5594)"]


# Insets


def test_overseas_insets_are_told_by_codes(tmp_path, opened):
    inset = {"type": "Point", "coordinates": [-4.2, 45.4]}
    rows = [({"insee_com": "05061"}, POINT), ({"insee_com": "97105"}, inset), ({"insee_com": "97411"}, inset)]
    layer = opened(geojson(tmp_path / "i.geojson", *rows)).describe(Silent()).layers[0]
    assert (layer.code_field, layer.code_kind) == ("insee_com", "commune")
    assert any("drawn as insets beside mainland France (2 codes)" in told for told in layer.warnings)
    true = [({"insee_com": "05061"}, POINT), ({"insee_com": "97105"}, {"type": "Point", "coordinates": [-61.73, 16.0]})]
    assert opened(geojson(tmp_path / "t.geojson", *true)).describe(Silent()).layers[0].warnings == ()


def topology(path, *positions):
    points = [{"type": "Point", "coordinates": list(position), "properties": {"lib": "é"}} for position in positions]
    path.write_text(
        json.dumps({"type": "Topology", "arcs": [], "objects": {"zonage": {"type": "GeometryCollection", "geometries": points}}})
    )
    return path


def test_a_topojson_is_in_degrees_and_its_insets_are_told(tmp_path, opened):
    layer = opened(topology(tmp_path / "a.topojson", GAP, (-4.2, 45.4))).describe(Silent()).layers[0]
    assert (layer.name, layer.rows, layer.crs) == ("zonage", 2, "EPSG:4326")
    assert any("1 features lie at sea" in told and "insets" in told for told in layer.warnings)
    quiet = opened(topology(tmp_path / "b.topojson", GAP)).describe(Silent()).layers[0]
    assert len(quiet.warnings) == 1
    metres = opened(topology(tmp_path / "c.topojson", (940000, 6390000))).describe(Silent()).layers[0]
    assert metres.crs == "EPSG:2154"


# Encodings


@pytest.mark.parametrize(
    ("written", "cpg", "language", "said", "warned"),
    [
        ("utf-8", "UTF-8", 0, "utf-8", False),
        ("utf-8", None, 0, "utf-8", True),
        ("cp1252", None, 0, "cp1252", True),
        ("cp1252", None, 0x57, "", False),
        ("utf-8", "ISO-8859-1", 0, "utf-8", True),
        ("cp1252", "UTF-8", 0, "cp1252", True),
        ("cp1252", "1252", 0, "", False),
    ],
)
def test_encodings_of_shapefiles(tmp_path, opened, copy, written, cpg, language, said, warned):
    names = ["Forêt de Boscodon", "L'Épine", "Château-Ville-Vieille", "Bréziers"]
    path = made(
        tmp_path / "e.shp", "ESRI Shapefile", [((name,), "POINT (6 44)") for name in names],
        options=[f"ENCODING={'UTF-8' if written == 'utf-8' else 'CP1252'}"],
    )  # fmt: skip
    (tmp_path / "e.cpg").unlink(missing_ok=True)
    if cpg:
        (tmp_path / "e.cpg").write_text(cpg)
    content = bytearray((tmp_path / "e.dbf").read_bytes())
    content[29] = language
    (tmp_path / "e.dbf").write_bytes(content)
    described = opened(path).describe(Silent())
    assert bool(described.warnings) == warned
    assert not said or described.layers[0].encoding == said
    _, rows = copy(opened(path))
    assert [row["nom"] for row in rows] == names


def test_the_user_says_the_encoding_of_a_shapefile(tmp_path, opened, copy):
    path = made(tmp_path / "e.shp", "ESRI Shapefile", [(("é",), "POINT (6 44)")], options=["ENCODING=CP850"])
    (tmp_path / "e.cpg").unlink(missing_ok=True)
    _, rows = copy(opened(path, encoding="cp850"))
    assert rows[0]["nom"] == "é"


def test_json_that_is_no_utf_8_is_read_and_told(tmp_path, opened, copy):
    text = json.dumps(collection(({"nom": "Forêt – Épine"}, POINT)), ensure_ascii=False)
    path = tmp_path / "l.geojson"
    path.write_bytes(text.encode("cp1252"))
    copied, rows = copy(opened(path))
    assert rows[0]["nom"] == "Forêt – Épine"
    assert "l.geojson is not UTF-8, as it should be: it was read as cp1252" in copied.notes[0]
    path.write_bytes(text.encode("utf-16"))
    assert copy(opened(path))[1][0]["nom"] == "Forêt – Épine"
    path.write_bytes(text.encode("mac-roman"))
    assert copy(opened(path, encoding="mac-roman"))[1][0]["nom"] == "Forêt – Épine"
    path.write_bytes(text.encode().replace("–".encode(), b"\xe2\x80") + b" ")
    assert "Forêt" in copy(opened(path))[1][0]["nom"] or "ForÃªt" in copy(opened(path))[1][0]["nom"]


def test_garbled_accents_are_told(tmp_path, opened):
    path = geojson(
        tmp_path / "g.geojson", ({"nom": "Hautes-Alpes"}, POINT), ({"nom": "ForÃªt"}, POINT), ({"nom": "Ch\ufffdteau"}, POINT)
    )
    assert "Accents are garbled in the text of g.geojson itself (2 times)." in opened(path).describe(Silent()).warnings


# Kinds


@pytest.mark.parametrize(
    ("name", "driver", "kind"),
    [
        ("a.kml", "LIBKML", "kml"), ("a.gpx", "GPX", "gpx"), ("a.gml", "GML", "gml"), ("a.tab", "MapInfo File", "tab"),
        ("a.fgb", "FlatGeobuf", "fgb"), ("a.sqlite", "SQLite", "sqlite"), ("a.geojsonl", "GeoJSONSeq", "geojsonl"),
        ("a.gpkg", "GPKG", "gpkg"), ("a.shp", "ESRI Shapefile", "shp"), ("a.geojson", "GeoJSON", "geojson"),
    ],
)  # fmt: skip
def test_kinds_of_files(tmp_path, opened, copy, name, driver, kind):
    field = "Name" if driver == "LIBKML" else "name"
    layer = "waypoints" if driver == "GPX" else "lieux"
    path = made(tmp_path / name, driver, [(("Forêt",), "POINT (6.0794 44.5594)"), (("Épine",), "POINT (6 44)")],
                fields=() if driver == "GPX" else ((field, ogr.OFTString),), layer=layer) if driver != "GPX" else gpx(tmp_path / name)  # fmt: skip
    before = names_in(tmp_path)
    described = opened(path, kind).describe(Silent())
    assert [(layer.rows, layer.geometry, layer.crs) for layer in described.layers] == [(2, "Point", "EPSG:4326")]
    assert names_in(tmp_path) == before
    _, rows = copy(opened(path, kind))
    assert [row.get(field, row.get("name")) for row in rows] == ["Forêt", "Épine"]
    assert not set(rows[0]) & {"tessellate", "visibility", "drawOrder"}


def gpx(path):
    points = "".join(f'<wpt lat="44.5" lon="6.07"><name>{name}</name></wpt>' for name in ("Forêt", "Épine"))
    path.write_text(
        f'<?xml version="1.0" encoding="UTF-8"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">{points}</gpx>',
        encoding="utf-8",
    )
    return path


KML = (
    '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>{extra}<Folder><name>lieux</name>'
    '<Placemark><name>Forêt</name><ExtendedData><Data name="pop"><value>12</value></Data></ExtendedData><Point><coordinates>6,44,0'
    "</coordinates></Point></Placemark></Folder></Document></kml>"
)


def test_kmz_is_unpacked_under_a_ceiling(tmp_path, opened, copy, monkeypatch):
    path = tmp_path / "k.kmz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("images/a.kml", "no")
        archive.writestr("doc.kml", KML.format(extra=""))
    copied, rows = copy(opened(path))
    assert (copied.name, copied.rows, rows[0]["Name"], rows[0]["pop"]) == ("lieux", 1, "Forêt", "12")
    monkeypatch.setattr(vector_source, "LARGEST_KML", 100)
    with pytest.raises(VigieError, match="too large once decompressed"):
        opened(path).describe(Silent())
    path.write_bytes(b"PK\x03\x04 no zip")
    with pytest.raises(VigieError, match=r"k\.kmz cannot be read"):
        opened(path).describe(Silent())


def test_a_missing_driver_is_named(tmp_path, opened, monkeypatch):
    monkeypatch.setitem(vector_source.DRIVERS, "parquet", ("NoSuchDriver",))
    path = tmp_path / "a.parquet"
    path.write_bytes(b"PAR1")
    with pytest.raises(VigieError, match="lacks the driver NoSuchDriver"):
        opened(path).describe(Silent())


def test_tables_of_esri(tmp_path, opened, copy):
    """A .dbf alone, a geodatabase that is none, a file of a kind that is not read, and the JSON of Esri."""
    made(tmp_path / "t.shp", "ESRI Shapefile", [(("Forêt",), None)], crs=None, kind=ogr.wkbNone)
    _, rows = copy(opened(tmp_path / "t.dbf"))
    assert rows[0]["nom"] == "Forêt"
    (tmp_path / "a.gdb").mkdir()
    with pytest.raises(VigieError, match=r"a\.gdb cannot be read"):
        opened(tmp_path / "a.gdb").describe(Silent())
    with pytest.raises(VigieError, match="files of the kind “dxf” are not"):
        opened(tmp_path / "a.dxf").describe(Silent())
    answer = {
        "geometryType": "esriGeometryPoint", "spatialReference": {"wkid": 2154},
        "fields": [{"name": "nom", "type": "esriFieldTypeString"}],
        "features": [{"attributes": {"nom": "Épine"}, "geometry": {"x": 940000, "y": 6390000}}],
    }  # fmt: skip
    (tmp_path / "e.json").write_text(json.dumps(answer))
    copied, rows = copy(opened(tmp_path / "e.json", "esrijson"))
    assert (copied.crs, copied.geometry, rows[0]["nom"]) == ("EPSG:2154", "Point", "Épine")


@pytest.mark.parametrize(
    "content", [b"", b"\x00" * 100, b'{"type": "FeatureCollection", "features": [{"type":', b"<html></html>"]
)
def test_what_is_no_geojson_is_refused(tmp_path, opened, content):
    path = tmp_path / "x.geojson"
    path.write_bytes(content)
    with pytest.raises(VigieError, match=r"x\.geojson cannot be read"):
        opened(path).describe(Silent())


def test_a_kind_is_read_by_its_driver_only(tmp_path, opened):
    source = geojson(tmp_path / "secret.geojson", ({"a": 1}, POINT))
    path = tmp_path / "v.geojson"
    path.write_text(
        f'<OGRVRTDataSource><OGRVRTLayer name="secret"><SrcDataSource>{source}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>'
    )
    for kind in ("geojson", "gml", "kml", "gpkg", "shp"):
        with pytest.raises(VigieError, match="cannot be read"):
            opened(path, kind).describe(Silent())
    with pytest.raises(VigieError, match="no such file"):
        opened(tmp_path / "none.geojson").describe(Silent())


def test_a_database_that_reads_other_files_is_refused(tmp_path, opened):
    path = made(tmp_path / "a.sqlite", "SQLite", [(("a",), "POINT (6 44)")])
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute(
            "INSERT INTO sqlite_master (type, name, tbl_name, rootpage, sql) VALUES ('table', 'v', 'v', 0, "
            "'CREATE VIRTUAL TABLE v USING \"VirtualText\"(''/etc/passwd'', ''UTF-8'')')"
        )
        connection.commit()
    with pytest.raises(VigieError, match="its table “v” is read from somewhere else"):
        opened(path).describe(Silent())


def test_a_view_of_mapinfo_tables_is_refused(tmp_path, opened):
    path = tmp_path / "s.tab"
    path.write_text('!table\n!version 100\nDefinition Table\nbegin_metadata\n"\\IsSeamless" = "TRUE"\nend_metadata\n')
    with pytest.raises(VigieError, match="is a view of other MapInfo tables"):
        opened(path).describe(Silent())


# Network


@contextmanager
def watched():
    """A server that notes what it is asked: its address, and the paths."""
    seen = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            seen.append(self.path)
            self.send_response(404)
            self.end_headers()

        do_HEAD = do_POST = do_GET

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", seen
    finally:
        server.shutdown()
        server.server_close()


GML = (
    '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE x SYSTEM "{url}/dtd"><wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs" '
    'xmlns:gml="http://www.opengis.net/gml" xmlns:ms="http://ms" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" {attributes} '
    'xsi:schemaLocation="http://ms {url}/wfs?SERVICE=WFS&amp;VERSION=1.1.0&amp;REQUEST=DescribeFeatureType&amp;TYPENAME=ms:a">'
    '<gml:featureMember><ms:a gml:id="a.1"><ms:g><gml:Point srsName="{srs}"><gml:pos>44.5 6.07</gml:pos></gml:Point></ms:g>'
    '<ms:nom xlink:href="{url}/x">Forêt</ms:nom></ms:a></gml:featureMember></wfs:FeatureCollection>'
)


def test_nothing_is_fetched(tmp_path, opened, monkeypatch):
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with watched() as (url, seen):
        link = {"type": "link", "properties": {"href": f"{url}/crs.wkt", "type": "ogcwkt"}}
        path = geojson(tmp_path / "l.geojson", ({"nom": "a"}, POINT), crs=link)
        gdal.OpenEx(str(path), gdal.OF_VECTOR)
        assert seen == ["/crs.wkt"]  # GDAL does fetch it, left to itself
        seen.clear()
        assert opened(path).describe(Silent()).layers[0].rows == 1
        (tmp_path / "a.gml").write_text(GML.format(url=url, srs="urn:ogc:def:crs:EPSG::4326", attributes=""), encoding="utf-8")
        assert opened(tmp_path / "a.gml").describe(Silent()).layers[0].crs == "EPSG:4326"
        (tmp_path / "b.gml").write_text(GML.format(url=url, srs=f"{url}/crs", attributes=""), encoding="utf-8")
        with pytest.raises(VigieError, match=r"b\.gml cannot be read"):
            opened(tmp_path / "b.gml").describe(Silent())
        linked = f'<NetworkLink><Link><href>{url}/n.kml</href></Link></NetworkLink><Style id="s"><IconStyle><Icon><href>{url}/i.png</href></Icon></IconStyle></Style>'
        (tmp_path / "k.kml").write_text(KML.format(extra=linked), encoding="utf-8")
        assert opened(tmp_path / "k.kml").describe(Silent()).layers[0].rows == 1
        topo = json.loads(topology(tmp_path / "t.topojson", GAP).read_text())
        (tmp_path / "t.topojson").write_text(json.dumps({**topo, "crs": link}))
        assert opened(tmp_path / "t.topojson").describe(Silent()).layers[0].rows == 1
        vrt = f"<OGRVRTDataSource><OGRVRTLayer name='a'><SrcDataSource>/vsicurl/{url}/a.geojson</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
        (tmp_path / "v.geojson").write_text(vrt)
        with pytest.raises(VigieError):
            opened(tmp_path / "v.geojson").describe(Silent())
        assert seen == []


def test_settings_of_gdal_are_given_back(tmp_path, opened):
    gdal.SetThreadLocalConfigOption("GML_PARSER", "XERCES")
    try:
        opened(geojson(tmp_path / "a.geojson", ({}, POINT))).describe(Silent())
        with pytest.raises(VigieError):
            opened(tmp_path / "none.geojson").describe(Silent())
        assert gdal.GetThreadLocalConfigOption("GML_PARSER") == "XERCES"
        assert gdal.GetThreadLocalConfigOption("GDAL_HTTP_PROXY") is None
    finally:
        gdal.SetThreadLocalConfigOption("GML_PARSER", None)


# Whole, or told to be partial


def test_a_page_of_a_service_is_partial(tmp_path, opened, copy):
    path = tmp_path / "p.gml"
    text = GML.format(
        url="http://x.invalid", srs="urn:ogc:def:crs:EPSG::4326", attributes='numberMatched="12000" numberReturned="1"'
    )
    path.write_text(text, encoding="utf-8")
    copied, _ = copy(opened(path))
    assert (copied.announced, copied.read) == (12000, 1)
    assert "it has 1 rows of 12,000" in copied.partial
    whole = geojson(tmp_path / "w.geojson", ({}, POINT), numberMatched=1, numberReturned=1)
    assert copy(opened(whole))[0].partial == ""
    page = geojson(tmp_path / "q.geojson", ({}, POINT), numberMatched=7)
    assert "1 rows of 7" in copy(opened(page))[0].partial
    text = GML.format(
        url="http://x.invalid", srs="urn:ogc:def:crs:EPSG::4326", attributes='numberMatched="unknown" next="http://x"'
    )
    path.write_text(text, encoding="utf-8")
    assert "one page of a longer answer" in copy(opened(path))[0].partial


def test_a_file_that_is_cut_short_is_not_taken_for_whole(tmp_path, opened, copy):
    path = made(tmp_path / "f.fgb", "FlatGeobuf", [((f"n{n}" * 50,), f"POINT ({n / 1000} 44)") for n in range(2000)])
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(VigieError, match="cannot be read"):
        opened(path).describe(Silent())
    path = made(tmp_path / "s.shp", "ESRI Shapefile", [((f"n{n}",), "POINT (6 44)") for n in range(50)])
    (tmp_path / "s.shp").write_bytes((tmp_path / "s.shp").read_bytes()[:700])
    try:
        copied, _ = copy(opened(path))
    except VigieError as error:
        assert "cannot be read" in error.sentence
    else:
        assert copied.partial or any("no geometry" in note for note in copied.notes)


# Cutting


def test_cut_by_codes_then_by_position(tmp_path, opened, copy, hautes_alpes):
    marseille = {"type": "Point", "coordinates": [5.37, 43.3]}
    rows = [
        ({"insee": "05061", "n": 1}, marseille), ({"insee": "13055", "n": 2}, POINT), ({"insee": None, "n": 3}, POINT),
        ({"insee": None, "n": 4}, marseille), ({"insee": None, "n": 5}, None), ({"insee": "05061", "n": 6}, None),
        ({"insee": "05046", "n": 7}, POINT), ({"insee": "13055", "n": 8}, POINT),
    ]  # fmt: skip
    copied, kept = copy(opened(geojson(tmp_path / "c.geojson", *rows)), hautes_alpes)
    assert [row["n"] for row in kept] == [1, 3, 6, 7]
    assert (copied.read, copied.rows, copied.announced) == (8, 4, 8)
    assert any("by the codes of column “insee”" in note for note in copied.notes)
    assert any("1 rows have neither a known code nor a position" in note for note in copied.notes)


def test_cut_by_position_keeps_whole_features_and_agrees_with_shapely(tmp_path, opened, copy, contours, cog, hautes_alpes):
    """Lines across the border are kept whole; those farther than the precision of the contours are what shapely says."""
    lines = [
        shapely.LineString([(5.3 + n * 0.01, 44.2 + m * 0.1), (5.305 + n * 0.01, 44.21 + m * 0.1)])
        for n in range(200)
        for m in range(10)
    ]
    path = geojson(tmp_path / "l.geojson", *(({"n": n}, json.loads(shapely.to_geojson(line))) for n, line in enumerate(lines)))
    copied, rows = copy(opened(path), hautes_alpes)
    exact = shapely.union_all(contours.of(hautes_alpes.territory.communes))
    kept = {row["n"] for row in rows}
    assert {n for n, line in enumerate(lines) if exact.intersects(line)} <= kept
    assert kept <= {n for n, line in enumerate(lines) if exact.buffer(0.003).intersects(line)}
    assert copied.read == 2000
    by_number = {row["n"]: wkt for row, wkt in zip(rows, shapes(tmp_path))}
    assert all(shapely.from_wkt(by_number[n]).equals_exact(lines[n], 1e-9) for n in kept)


def test_the_cut_is_the_same_in_another_system(tmp_path, opened, copy, hautes_alpes):
    rows = [((str(n),), f"POINT ({860_000 + 2000 * (n % 80)} {6_350_000 + 4000 * (n // 80)})") for n in range(2400)]
    path = made(tmp_path / "l.gpkg", "GPKG", rows, crs="EPSG:2154")
    _, kept = copy(opened(path), hautes_alpes)
    shape = hautes_alpes.shape("EPSG:2154")
    expected = [row[0][0] for row in rows if shapely.contains(shape, shapely.from_wkt(row[1]))]
    assert [row["nom"] for row in kept] == expected
    assert 0 < len(expected) < 2400


def test_what_cannot_be_cut_is_kept_whole_and_told(tmp_path, opened, copy, hautes_alpes):
    path = made(tmp_path / "t.gpkg", "GPKG", [(("a",), None), (("b",), None)], crs=None, kind=ogr.wkbNone)
    copied, rows = copy(opened(path), hautes_alpes)
    assert len(rows) == 2
    assert "has neither codes of territories nor positions: it is kept whole" in copied.notes[0]


# Ways out


class Impatient(Silent):
    def __init__(self, after):
        self.left = after

    def hear(self):
        self.left -= 1
        if self.left < 0:
            raise Cancelled

    def step(self, percent, text=""):
        assert 0 <= percent <= 100
        self.hear()


@pytest.mark.parametrize("after", [0, 2, 5, 8])
def test_a_copy_that_is_cancelled_leaves_nothing(tmp_path, opened, copy, after):
    path = geojson(tmp_path / "c.geojson", *(({"n": n}, POINT) for n in range(6000)))
    with pytest.raises(Cancelled):
        copy(opened(path), layer="c", progress=Impatient(after))
    assert not (tmp_path / "out" / "copy.gpkg").exists()


def test_an_unknown_layer_is_named(tmp_path, opened, copy):
    with pytest.raises(VigieError, match="has no layer “b”: its layers are a"):
        copy(opened(geojson(tmp_path / "a.geojson", ({}, POINT))), layer="b")
