# SPDX-License-Identifier: GPL-2.0-or-later
"""What pages hold, where it is, and what is made of them; and that no feature is ever lost in silence."""

import json
import random
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from osgeo import ogr
from vigie_territoriale.plugin.catalog.providers.capabilities import Declined
from vigie_territoriale.plugin.files.cut import Cut
from vigie_territoriale.plugin.files.model import Field
from vigie_territoriale.plugin.files.output import Output
from vigie_territoriale.plugin.messages import Silent, VigieError
from vigie_territoriale.plugin.network.door import Answer
from vigie_territoriale.plugin.network.errors import NotAsAnnounced, OutOfOrder, Refused, TooLarge
from vigie_territoriale.plugin.remote import gathering as gatherings
from vigie_territoriale.plugin.remote import paging
from vigie_territoriale.plugin.remote.columns import Columns
from vigie_territoriale.plugin.remote.gathering import Announced, Gathering
from vigie_territoriale.plugin.remote.pages import Page, read_geojson, read_page
from vigie_territoriale.plugin.remote.positions import box_in, choose, northing_first, place, swap, widened
from vigie_territoriale.plugin.territory.crs import transform


def answer(body):
    body = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Answer("https://sig.example/wfs", 200, {}, body, size=len(body))


def feature(identifier, geometry=None, **properties):
    return {"type": "Feature", "id": identifier, "geometry": geometry, "properties": properties}


def point(*position):
    return {"type": "Point", "coordinates": list(position)}


def collection(*features, **members):
    return {"type": "FeatureCollection", "features": list(features), **members}


# Fields


@pytest.mark.parametrize("values, announced, kind, read", [
    ([1, 2, None], "", "integer", [1, 2, None]),
    ([1, 2.5], "", "real", [1.0, 2.5]),
    ([1, 2], "real", "real", [1.0, 2.0]),
    ([1, "01004"], "integer", "text", ["1", "01004"]),
    (["01004"], "", "text", ["01004"]),
    ([2**63], "", "text", [str(2**63)]),
    ([True, False], "", "boolean", [True, False]),
    ([True, 2], "", "text", ["true", "2"]),
    ([1, 2], "text", "text", ["1", "2"]),
    ([None], "", "text", [None]),
    ([None], "date", "date", [None]),
    (["2024-01-31Z", "2024-02-01"], "", "date", ["2024-01-31", "2024-02-01"]),
    (["2024-01-31", "2024-02-01T10:00:00.5+02:00"], "", "datetime", ["2024-01-31T00:00:00", "2024-02-01T10:00:00.5+02:00"]),
    (["2024-13-31"], "date", "text", ["2024-13-31"]),
    (["2024-01-31"], "text", "text", ["2024-01-31"]),
    ([{"a": ["é"]}, [1]], "", "text", ['{"a": ["é"]}', "[1]"]),
    (["\ud800x"], "", "text", ["?x"]),
])  # fmt: skip
def test_the_type_of_a_field_is_that_of_all_its_values(values, announced, kind, read):
    columns = Columns([Field("a", announced)] if announced else [])
    for value in values:
        columns.see([{"a": value}])
    assert columns.fields == (Field("a", kind),)
    assert columns.table({"a": value} for value in values)["a"].tolist() == read


def test_names_that_a_geopackage_does_not_take_are_numbered(tmp_path):
    columns = Columns()
    records = [{"fid": 5, "Geom": "x", "Nom": "a", "nom": "b", "nom_2": "c"}, {"fid": 5}]
    columns.see(records)
    names = {"fid_2": "fid", "Geom_2": "Geom", "Nom": "", "nom_2": "nom", "nom_2_2": "nom_2"}
    assert {known.name: known.title for known in columns.fields} == names
    with Output(tmp_path / "a.gpkg") as output:
        output.append(output.create("a", columns.fields), columns.table(records), None)
    source = ogr.Open(str(tmp_path / "a.gpkg"))
    rows = [row.items() for row in source.GetLayer(0)]
    assert rows == [
        {"fid_2": 5, "Geom_2": "x", "Nom": "a", "nom_2": "b", "nom_2_2": "c"}, dict.fromkeys(names) | {"fid_2": 5},
    ]  # fmt: skip


def test_too_many_fields():
    with pytest.raises(VigieError, match="more than 1000 fields"):
        Columns().see([{f"a{number}": 1 for number in range(1001)}])


# Pages


def test_geojson_page():
    page = read_page(answer(collection(
        feature("a.1", point(6, 44, 900), nom="é"), feature(2, {"type": "Point", "coordinates": ["a", "b"]}),
        feature("a.fid--1b2dbd23_195385017a1_-1d1f", {"type": "Point", "coordinates": []}), {"type": "Feature"}, None,
        numberMatched=12, crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2154"}},
    )))  # fmt: skip
    assert page.rows.ids == ("a.1", "2", "", "")
    assert page.rows.records == ({"nom": "é"}, {}, {}, {})
    assert [shape and shape.wkt for shape in page.rows.shapes] == ["POINT Z (6 44 900)", None, None, None]
    assert (page.matched, page.rows.crs, page.rows.broken) == (12, "EPSG:2154", 1)
    assert page.read(page.body).records == page.rows.records


@pytest.mark.parametrize("geometry", [
    "x", {}, {"type": "X", "coordinates": [1, 2]}, {"type": ["Point"], "coordinates": [1, 2]}, {"type": "Polygon"},
    {"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]}, {"type": "LineString", "coordinates": [[0, 0]]},
    {"type": "Polygon", "coordinates": [[[0, 0, 1], [1, 1], [1, 0, 1], [0, 0, 1]]]}, {"type": "Point", "coordinates": [1, None]},
    {"type": "Point", "coordinates": {"a": 1}}, {"type": "GeometryCollection", "geometries": 3},
    {"type": "Point", "coordinates": [1e400, 2]}, {"type": "Point", "coordinates": [1, 2, 3, 4]}, [1, 2], 3, True,
])  # fmt: skip
def test_what_is_no_geometry(geometry):
    rows = read_page(answer(collection(feature("1", geometry, nom="a")))).rows
    assert (rows.shapes.tolist(), rows.broken, rows.records) == ([None], 1, ({"nom": "a"},))


@pytest.mark.parametrize("body", [b"[]", b"{}", b"\x00", b'{"features": 3}', b"<html>", b"<a>&b;</a>", b"{" * 10_000, b"<a/"])
def test_what_is_no_page(body):
    with pytest.raises(NotAsAnnounced):
        read_page(answer(body))


def test_a_report_in_place_of_a_page():
    with pytest.raises(Declined, match="Trop"):
        read_page(answer(b"<ExceptionReport><Exception><ExceptionText>Trop</ExceptionText></Exception></ExceptionReport>"))


GML = """<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs/2.0" xmlns:gml="http://www.opengis.net/gml/3.2"
 xmlns:ms="http://ms" numberMatched="{matched}">{members}</wfs:FeatureCollection>"""
CURVE = (
    '<gml:Curve srsName="urn:ogc:def:crs:EPSG::2154"><gml:segments><gml:ArcString><gml:posList>0 0 1 1 2 0</gml:posList>'
    "</gml:ArcString></gml:segments></gml:Curve>"
)
POINT = '<gml:Point srsName="urn:ogc:def:crs:EPSG::4326"><gml:pos>44.5 6.1</gml:pos></gml:Point>'


def member(shape, **values):
    fields = "".join(f"<ms:{name}>{value}</ms:{name}>" for name, value in values.items())
    return f"<wfs:member><ms:lieu><ms:geom>{shape}</ms:geom>{fields}</ms:lieu></wfs:member>"


def test_gml_page():
    fields = [Field("insee", "text"), Field("nombre", "integer"), Field("part", "real"), Field("vrai", "boolean")]
    members = member(POINT, insee="05061", nombre="12", part="1.5", vrai="true") + member(POINT, nombre="n.c.")
    page = read_page(answer(GML.format(matched="unknown", members=members).encode()), fields)
    assert page.matched is None
    assert page.rows.crs == "EPSG:4326"
    assert page.rows.records[0] == {"insee": "05061", "nombre": 12, "part": 1.5, "vrai": True}
    assert page.rows.records[1]["nombre"] == "n.c."
    assert page.rows.shapes[0].wkt == "POINT (6.1 44.5)"


def test_gml_curves_become_lines():
    page = read_page(answer(GML.format(matched=1, members=member(CURVE, a="1")).encode()))
    assert page.rows.shapes[0].geom_type == "LineString"
    assert shapely.get_num_coordinates(page.rows.shapes[0]) > 10


def test_gml_without_features():
    assert len(read_page(answer(GML.format(matched=0, members="").encode())).rows) == 0


@pytest.mark.parametrize("error, declined", [
    (Refused("h", 400, "u: 400 <ows:ExceptionText><![CDATA[Trop &amp; trop]]></ows:ExceptionText>"), True),
    (OutOfOrder("h", 500, "u: 500 <ServiceException code='x'>\n Non </ServiceException>"), True),
    (OutOfOrder("h", 500, "u: 500 x"), False),
    (TooLarge("h", 1, "<ExceptionText>x</ExceptionText>"), False),
], ids=repr)  # fmt: skip
def test_reports_that_come_with_a_failure(error, declined):
    told = paging.told_by(error)
    assert isinstance(told, Declined) is declined
    assert not declined or told.sentence in ("h answers with an error: “Trop & trop”.", "h answers with an error: “Non”.")


# Positions


def moved(points, crs):
    return transform(shapely.points(points), "EPSG:4326", crs)


PLACES = [(6.08, 44.56), (6.64, 44.9), (5.9, 44.3)]
REUNION = [(55.4, -21.0), (55.6, -21.2)]
ALPS = (5.4, 44.1, 7.1, 45.2)


@pytest.mark.parametrize("shapes, candidates, box, expected", [
    (moved(PLACES, "EPSG:2154"), ("EPSG:2154",), ALPS, ("EPSG:2154", False, True)),
    (swap(moved(PLACES, "EPSG:2154")), ("EPSG:2154",), ALPS, ("EPSG:2154", True, True)),
    (moved(PLACES, "EPSG:2154"), ("", "EPSG:4326", "EPSG:2154"), ALPS, ("EPSG:2154", False, True)),
    (moved(PLACES, "EPSG:4326"), ("EPSG:2154", "CRS:84"), ALPS, ("EPSG:4326", False, True)),
    (swap(moved(PLACES, "EPSG:4326")), ("EPSG:4326",), ALPS, ("EPSG:4326", True, True)),
    (swap(moved(PLACES, "EPSG:4326")), ("EPSG:4326",), None, ("EPSG:4326", False, True)),
    (moved(PLACES, "EPSG:4326"), ("EPSG:2154", "EPSG:4326"), None, ("EPSG:4326", False, True)),
    (moved(REUNION, "EPSG:2975"), ("EPSG:2154", "EPSG:2975"), (55.2, -21.4, 55.9, -20.8), ("EPSG:2975", False, True)),
    (swap(moved(REUNION, "EPSG:4326")), ("EPSG:4326",), (55.2, -21.4, 55.9, -20.8), ("EPSG:4326", True, True)),
    (moved(PLACES, "IGNF:LAMB93"), ("IGNF:LAMB93",), ALPS, ("IGNF:LAMB93", False, True)),
    (moved(PLACES, "EPSG:2154"), ("EPSG:2154",), (55.2, -21.4, 55.9, -20.8), ("EPSG:2154", False, False)),
    (np.array([None, None]), ("EPSG:2154",), ALPS, ("EPSG:2154", False, True)),
    (moved(PLACES, "EPSG:4326"), ("EPSG:0",), ALPS, ("", False, False)),
])  # fmt: skip
def test_place(shapes, candidates, box, expected):
    assert place(shapes, candidates, box) == expected


def test_swap_keeps_heights():
    shapes = np.array([shapely.Point(1, 2, 3), shapely.Point(4, 5), None])
    assert [shape and shape.wkt for shape in swap(shapes)] == ["POINT Z (2 1 3)", "POINT (5 4)", None]


@pytest.mark.parametrize("offered, territory, expected", [
    (("EPSG:4326", "EPSG:2154"), "commune:05061", "EPSG:2154"),
    (("EPSG:4326", "EPSG:2154", "EPSG:2975"), "commune:97411", "EPSG:2975"),
    (("EPSG:3857", "EPSG:4326"), "commune:05061", "EPSG:3857"),
    (("EPSG:4326", "EPSG:3857"), "commune:05061", "EPSG:4326"),
    (("EPSG:4326", "EPSG:2154"), "", "EPSG:2154"),
    (("IGNF:RGR92UTM40S",), "", "IGNF:RGR92UTM40S"),
    (("EPSG:3945", "EPSG:2154"), "", "EPSG:3945"),
    (("ESRI:1", "EPSG:4326"), "", "EPSG:4326"),
    (("ESRI:1",), "", ""),
    ((), "", ""),
])  # fmt: skip
def test_choose(cog, contours, offered, territory, expected):
    assert choose(offered, Cut(cog.territory(territory), cog, contours) if territory else None) == expected


@pytest.mark.parametrize("crs, first", [
    ("EPSG:4326", True), ("EPSG:2154", False), ("EPSG:3035", True), ("EPSG:3857", False), ("EPSG:2975", False), ("CRS:84", False),
    ("IGNF:LAMB93", False), ("EPSG:5490", False), ("EPSG:3945", False), ("EPSG:4171", True),
])  # fmt: skip
def test_northing_first(crs, first):
    assert northing_first(crs) is first


@pytest.mark.parametrize("box", [ALPS, (-5.2, 41.3, 9.6, 51.1), (6, 44, 6, 44)])
def test_box_in(box):
    west, south, east, north = box_in(box, "EPSG:2154")
    grid = [(x, y) for x in np.linspace(box[0], box[2], 30) for y in np.linspace(box[1], box[3], 30)]
    xy = shapely.get_coordinates(moved(grid, "EPSG:2154"))
    room = 50 if box == ALPS else 3000  # its sides are cut in twenty straight lines
    assert (xy >= (west - room, south - room)).all()
    assert (xy <= (east + room, north + room)).all()


def test_box_in_out_of_use():
    assert box_in((55, -21, 56, -20), "EPSG:2154") is None
    assert box_in(None, "EPSG:2154") is None
    assert box_in((-180, -90, 180, 90), "EPSG:2154")[0] > -1_000_000


@pytest.mark.parametrize("code", ["05061", "2A004", "29155", "59183", "97411"])
def test_a_widened_box_stands_a_server_that_turns_two_corners(cog, contours, code):
    """From Lambert-93 (or UTM) to degrees and back, all that is in the département is still there."""
    cut = Cut(cog.territory(f"departement:{cog.units('commune')[code].departement}"), cog, contours)
    legal = choose(("EPSG:2154", "EPSG:2975"), cut)
    for source, target in ((legal, "EPSG:4326"), ("EPSG:4326", legal)):
        west, south, east, north = widened(cut.box(source))
        corners = transform(shapely.points([(west, south), (east, north)]), source, target)
        turned = shapely.box(*shapely.get_coordinates(corners).ravel())
        assert turned.covers(shapely.box(*cut.box(target)))


# Put together


@pytest.fixture
def gather(tmp_path):
    def made(*pages, **announced):
        found = Gathering(Announced("sig.example", "Lieux", **{"crs": ("EPSG:4326",), **announced}), tmp_path, Silent())
        for page in pages:
            found.add(page if isinstance(page, Page) else read_page(answer(page)))
        return found

    return made


def test_each_feature_once(gather):
    first = collection(feature("1", point(1, 1), a=1), feature("2", point(1, 1), a=1), feature("2", point(1, 1), a=1))
    found = gather(first, collection(feature("3", point(1, 1), a=1), feature("1", point(1, 1), a=1)))
    assert (found.read, found.repeats) == (3, 2)


def test_without_ids_what_they_hold_tells(gather):
    """Twins on one page are two; on two pages, one that comes again."""
    twins = collection(feature(None, point(1, 1), a=1), feature(None, point(1, 1), a=1), feature(None, point(1, 2), a=1))
    found = gather(twins, collection(feature(None, point(1, 1), a=1), feature(None, None, a=1)))
    assert (found.read, found.repeats) == (4, 1)


SQUARE = [[[0, 0], [1, 0], [1, 1], [0, 0]]]


@pytest.mark.parametrize("geometries, kind", [
    ([point(0, 0), point(1, 1)], "Point"),
    ([point(0, 0), {"type": "MultiPoint", "coordinates": [[1, 1]]}], "MultiPoint"),
    ([{"type": "Polygon", "coordinates": SQUARE}, {"type": "MultiPolygon", "coordinates": [SQUARE]}, None], "MultiPolygon"),
    ([{"type": "Polygon", "coordinates": SQUARE}, point(0, 0)], "Mixed"),
    ([{"type": "GeometryCollection", "geometries": [point(0, 0)]}], "GeometryCollection"),
    ([None], "Polygon"),
])  # fmt: skip
def test_the_geometry_of_a_layer(gather, tmp_path, geometries, kind):
    found = gather(
        *(collection(feature(str(number), shape, n=number)) for number, shape in enumerate(geometries)), geometry="Polygon"
    )
    with Output(tmp_path / "a.gpkg") as output:
        copied = found.write(output, None, "", None)
    assert copied.geometry == kind
    source = ogr.Open(str(tmp_path / "a.gpkg"))
    layer = source.GetLayer(0)
    expected = ogr.wkbUnknown if kind == "Mixed" else getattr(ogr, f"wkb{kind}")
    assert layer.GetGeomType() == expected
    shapes = [item.GetGeometryRef() for item in layer]
    assert [shape is None for shape in shapes] == [shape is None for shape in geometries]


def test_cut_by_codes(gather, cog, contours, tmp_path):
    """Codes of communes say more than positions, which are elsewhere here."""
    cut = Cut(cog.territory("epci:200067825"), cog, contours)
    inside, outside = list(cut.territory.communes)[:10], ["29019", "35238", "33063", "13055", "05023"]
    rows = [feature(code, point(2.3, 48.8), code_insee=code) for code in inside + outside]
    with Output(tmp_path / "a.gpkg") as output:
        copied = gather(collection(*rows)).write(output, cut, "", len(rows))
    assert (copied.rows, copied.read, copied.announced) == (10, 15, 15)
    assert any("code_insee" in note for note in copied.notes)


def test_points_are_not_cut_by_the_code_of_their_departement(gather, cog, contours, tmp_path):
    cut = Cut(cog.territory("commune:05061"), cog, contours)
    rows = [feature("1", point(6.0793, 44.5595), departement="05"), feature("2", point(6.64, 44.9), departement="05")]
    with Output(tmp_path / "a.gpkg") as output:
        assert gather(collection(*rows)).write(output, cut, "", 2).rows == 1


def square(x, y, side=0.01):
    return {"type": "Polygon", "coordinates": [[[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]]}


def test_parcels_are_cut_by_their_position_when_their_code_is_larger(gather, cog, contours, tmp_path):
    cut = Cut(cog.territory("commune:05061"), cog, contours)
    rows = [feature("1", square(6.07, 44.55), departement="05"), feature("2", square(6.64, 44.9), departement="05")]
    with Output(tmp_path / "a.gpkg") as output:
        assert gather(collection(*rows)).write(output, cut, "", 2).rows == 1


def test_the_first_page_may_have_no_geometry(gather, tmp_path):
    found = gather(
        collection(feature("1", None)), collection(feature("2", point(944_000, 6_389_000))), crs=("EPSG:2154",), box=ALPS
    )
    with Output(tmp_path / "a.gpkg") as output:
        copied = found.write(output, None, "", 2)
    assert (copied.geometry, copied.crs, copied.notes) == ("Point", "EPSG:2154", ())


def test_a_table_that_nothing_cuts_is_told(gather, cog, contours, tmp_path):
    cut = Cut(cog.territory("commune:05061"), cog, contours)
    with Output(tmp_path / "a.gpkg") as output:
        copied = gather(collection(feature("1", None, nom="a")), geometry="").write(output, cut, "", 1)
    assert (copied.rows, copied.geometry, copied.crs) == (1, "", "")
    assert copied.notes == ("Nothing in this layer tells which rows are in Gap: all are kept.",)


def test_geometries_that_cannot_be_read_are_told(gather, tmp_path):
    broken = {"type": "Point", "coordinates": ["a", "b"]}
    with Output(tmp_path / "a.gpkg") as output:
        copied = gather(collection(feature("1", point(6, 44)), feature("2", broken))).write(output, None, "", 2)
    assert copied.rows == 2
    assert copied.notes == ("1 features have a geometry that cannot be read: they are kept without it.",)


def test_a_service_without_end(gather, monkeypatch):
    monkeypatch.setattr(gatherings, "MAXIMUM_BYTES", 300)
    found = gather(collection(feature("1", point(0, 0))))
    with pytest.raises(TooLarge):
        for number in range(2, 10):
            found.add(read_page(answer(collection(feature(str(number), point(0, 0))))))


# Nothing is lost in silence


@dataclass
class Fake:
    """A source in memory that may cap, shuffle, ignore or refuse where to start, send pages again, stop early, and say a wrong
    number or none; parts of it are right.
    """

    count_: int
    cap: int
    shuffled: bool
    start: str
    again: int
    stops: int
    says: str
    ids: bool
    seed: int
    host: str = "sig.example"
    default: int = 0
    asked: int = 0
    pages: dict = field(default_factory=dict)

    def count(self, box=None):
        return {"truth": self.count_, "nothing": None}[self.says]

    def inside(self, box):
        west, _, east, _ = box or (-1, 0, 1e9, 0)
        return [place for place in range(self.count_) if west <= place <= east]

    def page(self, start, size, box=None):
        self.asked += 1
        places = self.inside(box)
        if self.shuffled:
            random.Random(self.seed + self.asked).shuffle(places)
        if box is None:
            if start and self.start == "refused":
                raise Declined(self.host, "startIndex")
            start = 0 if self.start == "ignored" else start
            start = max(0, start - self.cap) if self.asked == self.again else start
            places = places[: self.stops]
        rows = [
            feature(str(place) if self.ids else None, point(place, 0), n=place) for place in places[start:][: min(size, self.cap)]
        ]
        return read_page(answer(collection(*rows)))

    def complete(self, gathering, ending):
        return paging.quarter(self, gathering, (0.0, -0.5, float(self.count_), 0.5), ending)


@settings(max_examples=60, deadline=None)
@given(
    st.builds(
        Fake,
        count_=st.integers(0, 120),
        cap=st.integers(1, 60),
        shuffled=st.booleans(),
        start=st.sampled_from(["right", "ignored", "refused"]),
        again=st.integers(0, 6),
        stops=st.sampled_from([10**6, 50, 7]),
        says=st.just("truth"),
        ids=st.booleans(),
        seed=st.integers(0, 1000),
    )
)
def test_a_copy_that_is_not_partial_is_whole(source):
    with tempfile.TemporaryDirectory() as folder:
        found = Gathering(Announced("sig.example", "Lieux"), Path(folder), Silent())
        counted, partial = paging.gather(source, found)
        assert counted == source.count_
        given_back = {record["n"] for path, read, rows in found._spool for record in _chosen(read(path.read_bytes()), rows)}
        assert len(given_back) == found.read  # each once
        assert partial or given_back == set(range(source.count_))


def _chosen(rows, places):
    return [rows.records[row] for row in places]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 120), st.integers(1, 60), st.sampled_from(["right", "ignored", "refused"]), st.booleans())
def test_when_nothing_is_said_of_the_number(count, cap, start, shuffled):
    source = Fake(count, cap, shuffled, start, 0, 10**6, "nothing", True, 1)
    source.default = cap
    with tempfile.TemporaryDirectory() as folder:
        found = Gathering(Announced("sig.example", "Lieux"), Path(folder), Silent())
        counted, partial = paging.gather(source, found)
        assert counted is None
        assert partial or found.read == count


def test_read_geojson_reads_what_was_kept():
    body = json.dumps(collection(feature("1", point(1, 2), a=1))).encode()
    assert read_geojson(b"\xef\xbb\xbf" + body).records == ({"a": 1},)
