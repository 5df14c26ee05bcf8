# SPDX-License-Identifier: GPL-2.0-or-later
"""The user's layers: read the same by every way, and left as they were."""

import hashlib
import shutil

import numpy as np
import pytest
import shapely
from qgis.core import (
    NULL,
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsField,
    QgsGeometry,
    QgsLayerMetadata,
    QgsProject,
    QgsVectorFileWriter,
    QgsVectorLayer,
    QgsVectorLayerJoinInfo,
)
from qgis.PyQt.QtCore import QMetaType
from vigie_territoriale.plugin.harmonize.readers import frame_of
from vigie_territoriale.plugin.layers.reading import LayerReading
from vigie_territoriale.plugin.messages import Cancelled, Silent, VigieError

from .conftest import OWN_LAYER


def checksum(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def own(tmp_path, qgis_app):
    """A layer of the user's, as GeoPackage, shapefile or GeoJSON, in a folder with accents and spaces."""
    folder = tmp_path / "mes données été"
    folder.mkdir()
    shutil.copy(OWN_LAYER, folder / "stations.geojson")
    source = QgsVectorLayer(str(folder / "stations.geojson"), "stations", "ogr")
    for driver, name in (("GPKG", "stations.gpkg"), ("ESRI Shapefile", "stations.shp")):
        options = QgsVectorFileWriter.SaveVectorOptions()
        options.driverName = driver
        QgsVectorFileWriter.writeAsVectorFormatV3(source, str(folder / name), QgsProject.instance().transformContext(), options)
    return folder


def by_qgis(layer):
    return np.array([shapely.from_wkb(bytes(feature.geometry().asWkb())) for feature in layer.getFeatures()], dtype=object)


@pytest.mark.parametrize("name", ["stations.geojson", "stations.gpkg", "stations.shp"])
def test_files_are_read_by_arrow_as_qgis_reads_them(own, name):
    layer = QgsVectorLayer(str(own / name), "stations", "ogr")
    reading = LayerReading.of(layer)
    assert reading.plain is not None
    data = reading.read(Silent())
    assert len(data) == layer.featureCount() == 100
    assert shapely.equals(data.geometry, by_qgis(layer)).all()


def test_a_filter_counts(own):
    layer = QgsVectorLayer(str(own / "stations.gpkg"), "stations", "ogr")
    assert layer.setSubsetString("\"ville\" = 'Gap'")
    reading = LayerReading.of(layer)
    assert len(reading.read(Silent())) == layer.featureCount() < 100
    assert reading.plain["filter"]


def test_edits_that_are_not_saved_count(own):
    layer = QgsVectorLayer(str(own / "stations.gpkg"), "stations", "ogr")
    layer.startEditing()
    feature = QgsFeature(layer.fields())
    feature.setGeometry(QgsGeometry.fromWkt("POINT (6.08 44.56)"))
    assert layer.addFeature(feature)
    reading = LayerReading.of(layer)
    assert reading.plain is None
    assert len(reading.read(Silent())) == 101
    layer.rollBack()


def test_virtual_fields_and_memory_layers_go_through_qgis(own):
    layer = QgsVectorLayer(str(own / "stations.gpkg"), "stations", "ogr")
    layer.addExpressionField("'05061'", QgsField("insee", QMetaType.Type.QString))
    reading = LayerReading.of(layer)
    assert reading.plain is None
    assert set(LayerReading.of(layer, role="contours").read(Silent()).codes) == {"05061"}
    memory = QgsVectorLayer("Point?crs=EPSG:2154", "m", "memory")
    memory.dataProvider().addFeatures([QgsFeature()])
    assert list(LayerReading.of(memory).read(Silent()).geometry) == [None]


def test_the_crs_is_that_of_the_layer(own):
    layer = QgsVectorLayer(str(own / "stations.gpkg"), "stations", "ogr")
    layer.setCrs(QgsCoordinateReferenceSystem("EPSG:2154"))
    assert LayerReading.of(layer).read(Silent()).crs == "EPSG:2154"


def test_layers_that_cannot_be_used_are_a_sentence(own):
    with pytest.raises(VigieError, match="cannot be read"):
        LayerReading.of(QgsVectorLayer(str(own / "absent.gpkg"), "absent", "ogr"))
    with pytest.raises(VigieError, match=r"neither geometry nor a field of INSEE codes.*delimitedtext://"):
        LayerReading.of(QgsVectorLayer("None", "table", "memory"))
    layer = QgsVectorLayer("Point", "sans crs", "memory")
    layer.setCrs(QgsCoordinateReferenceSystem())
    with pytest.raises(VigieError, match="no coordinate reference system"):
        LayerReading.of(layer)


def test_a_layer_that_gives_less_than_it_announces_is_refused(own):
    reading = LayerReading.of(QgsVectorLayer(str(own / "stations.gpkg"), "stations", "ogr"))
    reading.announced = 101
    with pytest.raises(VigieError, match="announces 101 features, but 100"):
        reading.read(Silent())


@pytest.mark.parametrize("name", ["stations.geojson", "stations.gpkg", "stations.shp"])
def test_the_user_file_and_layer_are_left_as_they_were(own, name, observatory):
    before = {path.name: checksum(path) for path in own.iterdir()}
    layer = QgsVectorLayer(str(own / name), "stations", "ogr")
    style, fields = layer.renderer().dump(), layer.fields().names()
    data = LayerReading.of(layer).read(Silent())
    territory = observatory.cog.territory("epci:200067825")
    result = observatory.study(["features-count"], territory, "commune", {"features": data}, "embedded", Silent())[0]
    assert result.zones["value"].sum() == 9
    assert {path.name: checksum(path) for path in own.iterdir()} == before
    assert (layer.renderer().dump(), layer.fields().names(), layer.name()) == (style, fields, "stations")
    assert not layer.isModified()


FIELDS = {"nom": "String", "n": "Integer", "grand": "Integer64", "part": "Real", "vrai": "Integer(Boolean)"}
QUICK = [name for name, told in FIELDS.items() if "Boolean" not in told]
ROWS = [
    ("Forêt d’Œuvre", 1, 2**53 + 1, 0.1, True),
    ("", -7, -(2**62), -2.5, False),
    (None, None, None, None, None),
    ("日本 é", 0, 3, 1e300, True),
]
SHAPES = {
    "points": ["POINT (6 44)", "POINT (-1.5 48.25)", None, "POINT (2 2)"],
    "points with empty ones": ["POINT (6 44)", "POINT EMPTY", None, "POINT (2 2)"],
    "points with heights": ["POINT Z (6 44 100)", "POINT Z (1 2 3)", None, "POINT Z (2 2 2)"],
    "measured lines": ["LINESTRING M (0 0 1, 1 1 2)", "LINESTRING ZM (0 0 1 2, 2 2 3 4)", None, "LINESTRING (0 0, 3 3)"],
    "multipart": ["MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)), ((5 5, 6 5, 6 6, 5 5)))", "MULTIPOLYGON EMPTY", None, "POLYGON ((0 0, 1 0, 1 1, 0 0))"],
    "mixed": ["POINT (6 44)", "LINESTRING (0 0, 1 1)", "POLYGON ((0 0, 4 0, 4 4, 0 0), (2 1, 3 1, 3 2, 2 1))", None],
    "curves": ["CIRCULARSTRING (0 0, 1 1, 2 0)", "COMPOUNDCURVE (CIRCULARSTRING (0 0, 1 1, 2 0), (2 0, 3 0))", None, "LINESTRING (0 0, 1 1)"],
}  # fmt: skip


def made(path, driver, shapes, kind=None, options=(), fields=FIELDS):
    """A file of that driver with the rows above and these geometries."""
    from osgeo import gdal, ogr, osr

    gdal.UseExceptions()
    osr.UseExceptions()
    reference = osr.SpatialReference()
    reference.SetFromUserInput("EPSG:4326")
    opened = gdal.GetDriverByName(driver).Create(str(path), 0, 0, 0, gdal.GDT_Unknown)
    layer = opened.CreateLayer("lieux", reference, ogr.wkbUnknown if kind is None else kind, list(options))
    for name, told in fields.items():
        kept, _, sub = told.partition("(")
        field = ogr.FieldDefn(name, getattr(ogr, f"OFT{kept}"))
        if sub:
            field.SetSubType(getattr(ogr, f"OFST{sub[:-1]}"))
        layer.CreateField(field)
    for row, wkt in zip(ROWS, shapes):
        feature = ogr.Feature(layer.GetLayerDefn())
        for place, value in enumerate(row[: len(fields)]):
            if value is not None:
                feature.SetField(place, value)
        if wkt is not None:
            feature.SetGeometryDirectly(ogr.CreateGeometryFromWkt(wkt))
        layer.CreateFeature(feature)
    del feature, layer, opened
    return QgsVectorLayer(str(path), "lieux", "ogr")


def plain_value(value):
    return None if value is None or value == NULL or value != value else value


def assert_read_the_same(layer, quick=True, fields=None):
    """Both ways give the geometries and values that getFeatures does; the way that is not meant is not taken."""
    names = [field.name() for field in layer.fields()] if fields is None else fields
    expressions = [f'"{name}"' for name in names]
    read = LayerReading.of(layer)
    setattr(read, "_by_qgis" if quick else "_by_arrow", None)
    slow = LayerReading.of(layer)
    slow.plain = None
    features = list(layer.getFeatures())
    assert features or not layer.featureCount()
    for data in (read.read(Silent(), expressions), slow.read(Silent(), expressions)):
        assert len(data) == len(features)
        for feature, shape in zip(features, data.geometry):
            theirs = QgsGeometry(feature.geometry())
            if theirs.isNull() or theirs.isEmpty():
                assert shape is None or shape.is_empty
                continue
            theirs.get().dropMValue()
            theirs = shapely.from_wkb(bytes(theirs.get().segmentize().asWkb()))
            assert shape.has_z == theirs.has_z
            if shape.geom_type == theirs.geom_type and len(shapely.get_coordinates(shape)) == len(
                shapely.get_coordinates(theirs)
            ):
                assert shapely.get_coordinates(shape, include_z=True) == pytest.approx(
                    shapely.get_coordinates(theirs, include_z=True), nan_ok=True, abs=0 if theirs.geom_type == "Point" else 1e-12
                )
            else:  # a curve is cut at other points
                assert shape.hausdorff_distance(theirs) < 1e-2 and shape.length == pytest.approx(theirs.length, rel=1e-3)
        for name, expression in zip(names, expressions):
            mine = [plain_value(value) for value in data.values[expression].tolist()]
            assert mine == [plain_value(feature[name]) for feature in features], name


@pytest.mark.parametrize("shapes", SHAPES)
def test_every_geometry_is_read_the_same_by_both_ways(tmp_path, qgis_app, shapes):
    layer = made(tmp_path / "lieux.gpkg", "GPKG", SHAPES[shapes])
    assert_read_the_same(layer, fields=["fid", *QUICK])
    assert_read_the_same(layer, quick=False)


@pytest.mark.parametrize(
    ("driver", "name", "shapes", "options"),
    [
        ("GPKG", "lieux.gpkg", "mixed", ["FID=identifiant"]),
        ("ESRI Shapefile", "lieux.shp", "points", ["ENCODING=UTF-8"]),
        ("ESRI Shapefile", "lieux.shp", "points", ["ENCODING=ISO-8859-15"]),
        ("GeoJSON", "lieux.geojson", "mixed", []),
        ("GeoJSONSeq", "lieux.geojsonl", "mixed", []),
        ("FlatGeobuf", "lieux.fgb", "points", ["SPATIAL_INDEX=NO"]),
        ("FlatGeobuf", "lieux.fgb", "mixed", ["SPATIAL_INDEX=NO"]),
        ("CSV", "lieux.csv", "mixed", ["GEOMETRY=AS_WKT", "CREATE_CSVT=YES"]),
        ("SQLite", "lieux.sqlite", "mixed", []),
        ("MapInfo File", "lieux.tab", "points", []),
        ("GML", "lieux.gml", "mixed", []),
        ("KML", "lieux.kml", "mixed", []),
    ],
)
def test_every_kind_of_file_is_read_the_same_by_both_ways(tmp_path, qgis_app, driver, name, shapes, options):
    from osgeo import ogr

    fields = {"nom": "String", "n": "Integer", "part": "Real"} if driver in ("MapInfo File", "KML") else FIELDS
    kind = ogr.wkbPoint if shapes == "points" else None
    layer = made(tmp_path / name, driver, SHAPES[shapes], kind, options, fields)
    if not layer.crs().isValid():
        layer.setCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
    kinds = {field.name(): field.typeName() for field in layer.fields()}
    simple = [name for name, kind in kinds.items() if kind not in ("DateTime", "Date", "Time", "Boolean")]
    assert {"nom", "Name"} & set(simple)
    assert_read_the_same(layer, quick=options != ["ENCODING=ISO-8859-15"], fields=simple)


def test_a_filter_gives_the_same_by_both_ways(tmp_path, qgis_app):
    layer = made(tmp_path / "lieux.gpkg", "GPKG", SHAPES["mixed"])
    assert layer.setSubsetString('"n" < 1 OR "nom" LIKE \'For%\'')
    assert layer.featureCount() == 3
    assert_read_the_same(layer, fields=QUICK)
    assert layer.setSubsetString("SELECT * FROM lieux WHERE n = 0")
    assert_read_the_same(layer, quick=False)


def test_dates_booleans_and_documents_are_left_to_qgis(tmp_path, qgis_app):
    from osgeo import gdal, ogr

    layer = made(tmp_path / "lieux.gpkg", "GPKG", SHAPES["points"])
    del layer
    opened = gdal.OpenEx(str(tmp_path / "lieux.gpkg"), gdal.OF_UPDATE)
    lieux = opened.GetLayer(0)
    for name, kind in (("jour", ogr.OFTDate), ("instant", ogr.OFTDateTime), ("brut", ogr.OFTBinary)):
        lieux.CreateField(ogr.FieldDefn(name, kind))
    document = ogr.FieldDefn("document", ogr.OFTString)
    document.SetSubType(ogr.OFSTJSON)
    lieux.CreateField(document)
    feature = lieux.GetNextFeature()
    feature.SetField("jour", "2024/02/29")
    feature.SetField("instant", "2024/02/29 12:34:56")
    feature.SetField("document", '{"a": 1}')
    lieux.SetFeature(feature)
    del feature, lieux, opened
    layer = QgsVectorLayer(str(tmp_path / "lieux.gpkg"), "lieux", "ogr")
    for name in ("vrai", "jour", "instant", "brut", "document"):
        assert_read_the_same(layer, quick=False, fields=[name])
    assert_read_the_same(layer, fields=["nom"])


def test_the_stream_of_the_store_forgets_no_yes(tmp_path, qgis_app):
    """GDAL 3.6 gives all but the first of several as no, see `_booleans_as_numbers`."""
    from osgeo import gdal

    made(tmp_path / "lieux.gpkg", "GPKG", SHAPES["points"])
    opened = gdal.OpenEx(str(tmp_path / "lieux.gpkg"))
    layer = opened.GetLayer(0)
    for _ in range(2):  # the definition of the layer is left as it was
        assert [plain_value(value) for value in frame_of(layer)[0]["vrai"]] == [True, False, None, True]
    layer.SetAttributeFilter("vrai IS NOT NULL")
    assert frame_of(layer)[0]["vrai"].tolist() == [True, False, True]


def test_a_cancel_is_heard_by_both_ways(tmp_path, qgis_app):
    class Stop(Silent):
        def hear(self):
            raise Cancelled

        def step(self, percent, text=""):
            raise Cancelled

    layer = made(tmp_path / "lieux.gpkg", "GPKG", SHAPES["points"])
    for plain in (LayerReading.of(layer).plain, None):
        reading = LayerReading.of(layer)
        reading.plain = plain
        with pytest.raises(Cancelled):
            reading.read(Stop())


def test_what_is_more_than_a_file_is_left_to_qgis(tmp_path, qgis_app):
    """Joins, virtual fields, edits, texts that QGIS decodes, memory and delimited text."""
    path = tmp_path / "lieux.gpkg"
    made(path, "GPKG", SHAPES["mixed"])

    def opened():
        return QgsVectorLayer(str(path), "lieux", "ogr")

    joined, other = opened(), QgsVectorLayer("None?field=cle:integer&field=ajout:string", "ajouts", "memory")
    rows = []
    for key, text in ((1, "un"), (-7, "moins sept")):
        row = QgsFeature(other.fields())
        row.setAttributes([key, text])
        rows.append(row)
    other.dataProvider().addFeatures(rows)
    join = QgsVectorLayerJoinInfo()
    join.setJoinLayer(other)
    join.setJoinFieldName("cle")
    join.setTargetFieldName("n")
    join.setUsingMemoryCache(True)
    assert joined.addJoin(join)
    assert_read_the_same(joined, quick=False)
    assert "moins sept" in LayerReading.of(joined).read(Silent(), ['"ajouts_ajout"']).values['"ajouts_ajout"']

    virtual = opened()
    virtual.addExpressionField('"n" * 2', QgsField("double", QMetaType.Type.Int))
    assert_read_the_same(virtual, quick=False)

    edited = opened()
    assert edited.startEditing()
    first, second, *_ = edited.getFeatures()
    assert edited.changeAttributeValue(first.id(), edited.fields().lookupField("n"), 99)
    assert edited.changeGeometry(second.id(), QgsGeometry.fromWkt("LINESTRING (9 9, 8 8)"))
    assert edited.deleteFeature(list(edited.getFeatures())[-1].id())
    assert_read_the_same(edited, quick=False)
    assert 99 in LayerReading.of(edited).read(Silent(), ['"n"']).values['"n"']
    edited.rollBack()

    memory = QgsVectorLayer("Polygon?crs=EPSG:2154&field=nom:string", "m", "memory")
    feature = QgsFeature(memory.fields())
    feature.setGeometry(QgsGeometry.fromWkt("POLYGON ((0 0, 1 0, 1 1, 0 0))"))
    feature.setAttributes(["é"])
    memory.dataProvider().addFeatures([feature, QgsFeature(memory.fields())])
    assert_read_the_same(memory, quick=False)

    text = tmp_path / "lieux.csv"
    text.write_text("nom;lon;lat\nGap é;6.08;44.56\nnulle part;;\n", encoding="utf-8")
    delimited = QgsVectorLayer(f"{text.as_uri()}?delimiter=;&xField=lon&yField=lat&crs=EPSG:4326", "csv", "delimitedtext")
    assert_read_the_same(delimited, quick=False)


def test_texts_that_qgis_decodes_are_left_to_it(tmp_path, qgis_app):
    made(tmp_path / "lieux.shp", "ESRI Shapefile", SHAPES["points"], 1, ["ENCODING=ISO-8859-1"], {"nom": "String"})
    (tmp_path / "lieux.cpg").write_text("inconnu", encoding="ascii")
    layer = QgsVectorLayer(str(tmp_path / "lieux.shp"), "lieux", "ogr")
    layer.setProviderEncoding("ISO-8859-1")
    assert_read_the_same(layer, quick=False)


CURVED = "CURVEPOLYGON(COMPOUNDCURVE(CIRCULARSTRING(6 44.5, 6.1 44.6, 6.2 44.5), (6.2 44.5, 6 44.5)))"


def test_curves_are_read_by_both_ways(tmp_path, qgis_app):
    from osgeo import gdal, ogr

    gdal.UseExceptions()
    path = tmp_path / "courbes.gpkg"
    made = gdal.GetDriverByName("GPKG").Create(str(path), 0, 0, 0, gdal.GDT_Unknown)
    out = made.CreateLayer("courbes", None, ogr.wkbCurvePolygon)
    for wkt in (CURVED, None, "POLYGON((6 44, 7 44, 7 45, 6 44))"):
        feature = ogr.Feature(out.GetLayerDefn())
        if wkt:
            feature.SetGeometryDirectly(ogr.CreateGeometryFromWkt(wkt))
        out.CreateFeature(feature)
    del feature, out, made
    layer = QgsVectorLayer(str(path), "courbes", "ogr")
    layer.setCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
    quick = LayerReading.of(layer)
    assert quick.plain is not None
    layer.startEditing()
    slow = LayerReading.of(layer)
    assert slow.plain is None
    layer.rollBack()
    for reading in (quick, slow):  # the layer has no column but its geometry: GDAL 3.6 may then give nothing
        shapes = reading.read(Silent()).geometry
        assert [shape is None for shape in shapes] == [False, True, False]
        assert shapes[0].area == pytest.approx(np.pi * 0.1**2 / 2, rel=0.01)  # half a disc
        assert shapes[2].area == pytest.approx(0.5)


def test_open_options_count(tmp_path, qgis_app):
    """A table whose columns of coordinates are named in the options of the layer has no geometry without them."""
    path = tmp_path / "lieux.csv"
    path.write_text("nom,longi,lati\nGap,6.08,44.56\n", encoding="utf-8")
    source = f"{path}|option:X_POSSIBLE_NAMES=longi|option:Y_POSSIBLE_NAMES=lati"
    layer = QgsVectorLayer(source, "lieux", "ogr")
    layer.setCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
    shapes = LayerReading.of(layer).read(Silent()).geometry
    assert [shape.wkt for shape in shapes] == ["POINT (6.08 44.56)"]


class OfDatabase(QgsVectorLayer):
    """A layer that says it comes from a database. To patch methods of a layer would keep it until after QGIS has ended."""

    estimated = True

    def providerType(self):
        return "postgres"

    def source(self):
        return f'dbname=\'sig\' {"estimatedmetadata=true " if self.estimated else ""}table="a"."b" (geom)'


def test_estimated_numbers_of_features_refuse_nothing(own):
    layer = OfDatabase(str(own / "stations.gpkg"), "stations", "ogr")
    assert LayerReading.of(layer).announced < 0
    layer.estimated = False
    assert LayerReading.of(layer).announced == 100


@pytest.mark.parametrize("told", ["property", "metadata"])
def test_a_partial_layer_is_refused_unless_it_is_accepted(own, told):
    layer = QgsVectorLayer(str(own / "stations.gpkg"), "Bancs (partial: 5,000 of 12,000)", "ogr")
    if told == "property":
        layer.setCustomProperty("vigie_territoriale/partial", "12,000 announced, 5,000 read.")
    else:
        metadata = layer.metadata()
        metadata.setConstraints([QgsLayerMetadata.Constraint("12,000 announced, 5,000 read.", "completeness")])
        layer.setMetadata(metadata)
    with pytest.raises(VigieError, match=r"“Bancs \(partial: 5,000 of 12,000\)” is partial.*12,000 announced, 5,000 read"):
        LayerReading.of(layer)
    assert len(LayerReading.of(layer, accept_partial=True).read(Silent())) == 100
