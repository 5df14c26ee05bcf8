# SPDX-License-Identifier: GPL-2.0-or-later
"""Features copied from services that misbehave: whole and each once, or marked partial; nothing when a page fails."""

import json
from dataclasses import fields, replace

import numpy as np
import pytest
import requests
import shapely
from feature_servers import Esri, Faults, Oapif, Tabular, Wfs, expected_box, positions, properties
from osgeo import ogr
from replay import Replay
from vigie_territoriale.plugin.catalog.model import Resource
from vigie_territoriale.plugin.files.cut import Cut
from vigie_territoriale.plugin.files.output import Output
from vigie_territoriale.plugin.messages import Cancelled, Silent, VigieError
from vigie_territoriale.plugin.network import door as doors
from vigie_territoriale.plugin.network.door import Door
from vigie_territoriale.plugin.network.errors import NotAsAnnounced, OutOfOrder
from vigie_territoriale.plugin.remote import paging
from vigie_territoriale.plugin.remote.features import copy_features, describe_features
from vigie_territoriale.plugin.remote.tabular import fetch_table
from vigie_territoriale.plugin.territory.crs import transform

TERRITORY = "epci:200067825"


def shown(value):
    """A service by what is wrong with it."""
    if not isinstance(value, Faults):
        return None
    plain = {field.name: field.default for field in fields(value)}
    wrong = (f"{name}={was}" for name, was in vars(value).items() if name != "asked" and was != plain[name])
    return f"{type(value).__name__}({', '.join(wrong)})"


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr(doors, "BACK_OFF_SECONDS", 0.01)


@pytest.fixture
def door():
    return Door(requests.Session(), Silent())


@pytest.fixture(scope="module")
def cut(cog, contours):
    return Cut(cog.territory(TERRITORY), cog, contours)


class Copy:
    """Copies layers of services, and reads what was written without the product."""

    def __init__(self, folder, door):
        self.path, self.door = folder / "copie.gpkg", door

    def __call__(self, service, cut=None, progress=None):
        with Replay() as server:
            server.route("GET", ".*", service)
            server.route("POST", ".*", service)
            service.address = server.address
            kind, address, layer = {
                Wfs: ("wfs", f"{server.address}/wfs", "essai:equipements"),
                Oapif: ("oapif", f"{server.address}/api/", "equipements"),
                Esri: ("esri-features", f"{server.address}/rest/services/Essai/FeatureServer", "0"),
            }[next(base for base in (Wfs, Oapif, Esri) if isinstance(service, base))]
            self.resource = Resource(kind, address, layer=layer, title="Équipements")
            return self.run(progress or Silent(), cut)

    def run(self, progress, cut):
        with Output(self.path) as output:
            return copy_features(self.resource, cut, self.door, output, progress)

    def rows(self):
        """Attributes and geometries (array of shapely) of what was written."""
        source = ogr.Open(str(self.path))
        layer = source.GetLayer(0)
        features = list(layer)
        wkb = [
            None if feature.GetGeometryRef() is None else bytes(feature.GetGeometryRef().ExportToWkb()) for feature in features
        ]
        return [feature.items() for feature in features], shapely.from_wkb(np.array(wkb, dtype=object))


@pytest.fixture
def copy(tmp_path, door):
    return Copy(tmp_path, door)


class Describe(Copy):
    def run(self, progress, cut):
        return describe_features(self.resource, self.door, progress)


def check_whole(copy, copied, count, epsg=2154, announced=True):
    """That all features are there, each once, with what they hold, where they are."""
    assert copied.partial == ""
    assert (copied.rows, copied.read) == (count, count)
    assert copied.announced == (count if announced is True else announced)
    assert (copied.geometry, copied.crs) == ("Point", f"EPSG:{epsg}")
    records, shapes = copy.rows()
    places = [record["rang"] for record in records]
    assert sorted(places) == list(range(count))
    for record in records[:: max(1, count // 50)]:
        known = properties(record["rang"])
        assert (record["code"], record["nom"]) == (known["code"], known["nom"])
        assert record["surface"] == known["surface"]
    expected = np.array(positions(count, epsg))[places]
    assert np.abs(shapely.get_coordinates(shapes) - expected).max() < (1e-6 if epsg == 4326 else 0.01)


# Whole


@pytest.mark.parametrize("service", [
    Wfs(12_000, cap=1000),
    Wfs(12_000, cap=5000),
    Wfs(12_000, cap=5000, version="1.1.0"),
    Wfs(12_000, shuffled=True),
    Wfs(1200),
    Wfs(1200, cap=100, default=100),
    Wfs(1200, cap=100, json=False, version="1.1.0"),
    Wfs(1200, cap=100, refuses_sort=True),
    Wfs(1200, cap=100, error_at=5),
    Wfs(1200, cap=100, ids="none"),
    Wfs(1200, cap=100, ids="generated"),
    Wfs(1200, cap=100, schema=False),
    Wfs(1250, cap=1000, hits=False),
    Wfs(1200, ignores_start=True),
    Wfs(1200, refuses_start=True),
    Wfs(200, announces_json=False),
    Wfs(200, announces_json=False, json=False, version="1.1.0", refuses_sort=True),
], ids=shown)  # fmt: skip
def test_wfs_whole(copy, service):
    announced = None if not service.hits else True
    check_whole(copy, copy(service), service.count, announced=announced)


def test_types_are_those_of_the_schema(copy):
    """In GML, where all is text, as in JSON."""
    for index, service in enumerate((Wfs(60), Wfs(60, json=False, version="1.1.0"))):
        copy.path = copy.path.with_name(f"{index}.gpkg")
        copied = copy(service)
        assert {field.name: field.type for field in copied.fields} == {
            "code": "text", "rang": "integer", "nom": "text", "surface": "real", "ouvert": "boolean", "depuis": "date",
        }  # fmt: skip
        record = next(record for record in copy.rows()[0] if record["rang"] == 7)
        known = {**properties(7), "depuis": "2007/01/15", "ouvert": 1}
        assert record == known


@pytest.mark.parametrize("ids", ["none", "generated", "stable"])
def test_a_service_that_shuffles_is_read_by_parts(copy, ids):
    """No order to ask for: pages overlap. Parts small enough for one page give the rest."""
    service = Wfs(1200, cap=100, shuffled=True, refuses_sort=True, ids=ids)
    check_whole(copy, copy(service), 1200)
    assert any("BBOX" in asked for asked in service.asked)


@pytest.mark.parametrize("service", [Wfs(1200, cap=100, ignores_start=True), Wfs(1200, cap=100, refuses_start=True)], ids=shown)
def test_a_service_without_pages_is_read_by_parts(copy, service):
    check_whole(copy, copy(service), 1200)


def test_a_count_that_is_too_low_is_told(copy):
    copied = copy(Wfs(1200, cap=100, announced=1100))
    check_whole(copy, copied, 1200, announced=1100)
    assert copied.notes == ("127.0.0.1 announced 1,100 features and gave 1,200.",)


def test_pages_grow_while_they_are_light_and_shrink_when_too_large(copy, monkeypatch):
    service = Wfs(4000)
    check_whole(copy, copy(service), 4000)
    assert [int(asked["COUNT"]) for asked in service.asked] == [1000, 2000, 4000, 4000]
    monkeypatch.setattr("vigie_territoriale.plugin.remote.wfs.LIMITS", replace(paging.LIMITS, maximum=50_000))
    copy.path = copy.path.with_name("petit.gpkg")
    service = Wfs(600)
    check_whole(copy, copy(service), 600)
    assert [int(asked["COUNT"]) for asked in service.asked][:4] == [1000, 500, 250, 125]


# Partial


@pytest.mark.parametrize("service, read", [
    (Wfs(1200, cap=100, ignores_start=True, geometry=False), 100),
    (Wfs(1200, cap=100, refuses_start=True, geometry=False), 100),
    (Wfs(1200, cap=100, stops_at=500, geometry=False), 500),
    (Wfs(1200, cap=100, announced=1250), 1200),
    (Wfs(1200, cap=100, stops_at=0, geometry=False), 0),
], ids=shown)  # fmt: skip
def test_wfs_partial(copy, service, read):
    copied = copy(service)
    assert (copied.rows, copied.read) == (read, read)
    assert copied.announced == (service.announced or service.count)
    assert f"gave {'only ' if service.stops_at < 1000 or service.announced else ''}{read:,}" in copied.partial
    assert len({record["rang"] for record in copy.rows()[0]}) == read == len(copy.rows()[0])


def test_a_table_whose_order_changes_is_partial(copy):
    copied = copy(Wfs(1200, cap=100, shuffled=True, refuses_sort=True, geometry=False))
    assert copied.read < 1200 == copied.announced
    assert "does not keep its order" in copied.partial


@pytest.mark.parametrize("announced", [None, "unknown"])
def test_a_page_that_comes_again(copy, announced):
    """The page that it replaces is missing, whatever the count; a count lets it be found by parts."""
    service = Wfs(1200, cap=100, repeated_page=5, announced=announced, geometry=False, hits=announced is None)
    copied = copy(service)
    assert copied.read < 1200
    assert copied.partial


@pytest.mark.parametrize("cap, partial", [(100, True), (97, False)])
def test_an_unknown_count_that_stops_at_a_round_number_may_be_a_cap(copy, cap, partial):
    copied = copy(Wfs(cap, announced="unknown", ignores_start=True, geometry=False, hits=False))
    assert bool(copied.partial) is partial
    assert copied.announced is None


def test_no_features(copy):
    copied = copy(Wfs(1, stops_at=0, announced=0))
    assert (copied.rows, copied.read, copied.announced, copied.partial, copied.geometry) == (0, 0, 0, "", "Point")
    assert [field.name for field in copied.fields] == ["code", "rang", "nom", "surface", "ouvert", "depuis"]


# Nothing


@pytest.mark.parametrize("service, error", [
    (Wfs(1200, cap=100, html_at=5), NotAsAnnounced),
    (Wfs(1200, cap=100, fail_at=5), OutOfOrder),
    (Oapif(1200, cap=100, html_at=5, fail_at=6), OutOfOrder),
    (Oapif(1200, cap=100, fail_at=5), OutOfOrder),
    (Esri(1200, cap=100, html_at=5), NotAsAnnounced),
    (Esri(1200, cap=100, fail_at=5), OutOfOrder),
], ids=shown)  # fmt: skip
def test_a_page_that_fails_fails_the_copy(copy, service, error):
    with pytest.raises(error):
        copy(service)
    assert list(copy.path.parent.iterdir()) == []


def test_an_exception_report_is_quoted(copy):
    with pytest.raises(VigieError, match="Illegal property name: géométrie"):
        copy(Wfs(10, reports="Illegal property name: géométrie"))
    with pytest.raises(VigieError, match="Token Required"):
        copy(Refusing())


class Refusing(Esri):
    def query(self, asked):
        return {"error": {"code": 499, "message": "Token Required"}}


def test_a_layer_that_is_gone(copy):
    service = Wfs(10)
    service.capabilities = lambda parameters: (200, {}, Wfs.capabilities(service, parameters)[2].replace("equipements", "écoles"))
    with pytest.raises(VigieError, match="no layer “essai:equipements” any more"):
        copy(service)


def test_cancel(copy):
    class Stop(Silent):
        steps = 0

        def step(self, percent, text=""):
            self.steps += 1
            if self.steps > 3:
                raise Cancelled

    service = Wfs(1200, cap=100)
    with pytest.raises(Cancelled):
        copy(service, progress=Stop())
    assert len(service.asked) < 5
    assert list(copy.path.parent.iterdir()) == []


def test_a_disk_that_cannot_be_written_to(copy, monkeypatch):
    def full(path, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    with pytest.raises(VigieError, match=r"could not be kept in .*: No space left on device"):
        copy(Wfs(10))


def test_the_schema_that_gml_names_is_not_fetched(copy):
    with Replay() as other:
        service = Wfs(50, json=False, version="1.1.0")
        service.schema_address = f"{other.address}/schema.xsd"
        check_whole(copy, copy(service), 50)
        assert other.requests == []


# Where features are


DEGREES = ("urn:ogc:def:crs:EPSG::4326",)
PLAIN = ("EPSG:4326",)


@pytest.mark.parametrize("crs", [DEGREES, PLAIN, ("http://www.opengis.net/gml/srs/epsg.xml#4326",), ("EPSG:2154",)])
@pytest.mark.parametrize("boxes", ["authority", "xy", "yx"])
@pytest.mark.parametrize("version", ["2.0.0", "1.1.0"])
def test_a_cut_asks_for_a_box_in_the_order_that_the_service_reads(copy, cut, crs, boxes, version):
    service = Wfs(1200, cap=100, crs=crs, boxes=boxes, version=version)
    copied = copy(service, cut)
    epsg = int(copied.crs.rpartition(":")[2])
    inside = expected_inside(cut, 1200)
    assert 0 < len(inside) < 1200
    assert (copied.rows, copied.partial) == (len(inside), "")
    assert copied.read == copied.announced < 1200
    records, shapes = copy.rows()
    assert {record["rang"] for record in records} == inside
    places = [record["rang"] for record in records]
    assert np.abs(shapely.get_coordinates(shapes) - np.array(positions(1200, epsg))[places]).max() < 0.01


def expected_inside(cut, count):
    """Places of the features in the territory, its border widened by what it may be off."""
    points = shapely.points(positions(count))
    territory = cut.contours.dissolve([cut.territory.communes])
    widened = shapely.buffer(transform(territory, "EPSG:4326", "EPSG:2154")[0], 100)
    return set(np.flatnonzero(shapely.intersects(widened, transform(points, "EPSG:4326", "EPSG:2154"))).tolist())


@pytest.mark.parametrize("service, epsg, swapped", [
    (Wfs(200, crs=DEGREES), 4326, False),
    (Wfs(200, crs=DEGREES, answers="yx"), 4326, True),
    (Wfs(200, answers="yx"), 2154, True),
    (Wfs(200, ignores_crs=True), 4326, False),
    (Wfs(200, ignores_crs=True, answers="yx"), 4326, True),
    (Wfs(200, crs=("EPSG:3857", "EPSG:4326")), 3857, False),
    (Wfs(200, crs=DEGREES, json=False, version="1.1.0"), 4326, False),
    (Wfs(200, crs=("EPSG:4326", "EPSG:2154")), 2154, False),
    (Wfs(200, box=(-180, -90, 180, 90)), 2154, False),
    (Wfs(200, box=(-180, -90, 180, 90), ignores_crs=True), 4326, False),
], ids=shown)  # fmt: skip
def test_positions_are_put_right(copy, service, epsg, swapped):
    copied = copy(service)
    check_whole(copy, copied, 200, epsg)
    assert copied.notes == (("127.0.0.1 gives latitude before longitude: this was put right.",) if swapped else ())


def test_positions_out_of_the_announced_box_are_told(copy):
    copied = copy(Wfs(200, box=(55.2, -21.4, 55.9, -20.8)))
    check_whole(copy, copied, 200)
    assert any("Positions do not fall where 127.0.0.1 announces them" in note for note in copied.notes)


@pytest.mark.parametrize("service", [
    Wfs(1200, cap=100, ignores_start=True), Wfs(1200, cap=100, refuses_start=True, crs=DEGREES),
    Wfs(1200, cap=100, shuffled=True, ignores_sort=True), Oapif(1200, cap=100, links="loop"),
], ids=shown)  # fmt: skip
def test_a_cut_is_read_by_parts_too(copy, cut, service):
    copied = copy(service, cut)
    assert (copied.rows, copied.partial) == (len(expected_inside(cut, 1200)), "")
    assert {record["rang"] for record in copy.rows()[0]} == expected_inside(cut, 1200)
    assert copied.rows < copied.read == copied.announced < 1200


def test_the_whole_country_is_no_cut(copy, cog, contours):
    service = Wfs(300)
    check_whole(copy, copy(service, Cut(cog.territory("france"), cog, contours)), 300)
    assert not any("BBOX" in asked for asked in service.asked)


def test_a_table_is_asked_for_without_box_nor_system(copy, cut):
    service = Wfs(120, geometry=False)
    copied = copy(service, cut)
    assert (copied.rows, copied.geometry, copied.crs) == (120, "", "")
    assert not any({"BBOX", "SRSNAME"} & set(asked) for asked in service.asked)
    assert copied.notes == (f"Nothing in this layer tells which rows are in {cut.territory.name}: all are kept.",)


def test_a_cut_elsewhere_gives_nothing(copy, cog, contours):
    copied = copy(Wfs(1200, cap=100), Cut(cog.territory("commune:29019"), cog, contours))
    assert (copied.rows, copied.read, copied.announced, copied.partial) == (0, 0, 0, "")


# OGC API Features


@pytest.mark.parametrize("service", [
    Oapif(12_000, cap=1000),
    Oapif(1200, cap=100, links="elsewhere"),
    Oapif(1200, cap=100, error_at=5),
    Oapif(1200, cap=100, announced="unknown"),
    Oapif(1200, systems=()),
    Oapif(1200, stops_at=700),
    Oapif(1200, cap=100, links="loop"),
], ids=shown)  # fmt: skip
def test_oapif_whole(copy, service):
    """Links that lead nowhere, or stop early, are made up for by parts."""
    check_whole(copy, copy(service), service.count, 4326, None if service.announced else True)


def test_oapif_in_the_projection_of_the_territory(copy, cut):
    for says in (True, False):
        copied = copy(Oapif(1200, cap=100, says_crs=says), cut)
        assert (copied.crs, copied.partial) == ("EPSG:2154", "")
        assert {record["rang"] for record in copy.rows()[0]} == expected_inside(cut, 1200)
        copy.path.unlink()


def test_oapif_partial(copy):
    copied = copy(Oapif(1200, cap=100, announced=1250))
    assert (copied.read, copied.announced) == (1200, 1250)
    assert "gave only 1,200" in copied.partial


# ArcGIS


@pytest.mark.parametrize("service", [
    Esri(12_000, cap=2000),
    Esri(1200, cap=100),
    Esri(1200, cap=100, pagination=False),
    Esri(1200, cap=100, ignores_start=True),
    Esri(1200, cap=100, shuffled=True, ignores_sort=True),
    Esri(1200, cap=100, stops_at=300),
    Esri(1250, cap=1000, says_count=False),
    Esri(1200, cap=100, error_at=5),
], ids=shown)  # fmt: skip
def test_esri_whole(copy, service):
    copied = copy(service)
    check_whole(copy, copied, service.count, announced=True if service.says_count else None)
    assert {field.name: field.type for field in copied.fields}["depuis"] == "datetime"
    assert {field.name: field.title for field in copied.fields}["code"] == "Code"
    assert copy.rows()[0][0]["depuis"] == "2024/01/15 10:00:00+00"


@pytest.mark.parametrize("service", [
    Esri(1200, cap=100, pagination=False, lists_ids=False), Esri(1200, cap=100, ignores_start=True, lists_ids=False),
], ids=shown)  # fmt: skip
def test_esri_partial(copy, service):
    copied = copy(service)
    assert (copied.read, copied.announced) == (100, 1200)
    assert "gave 100" in copied.partial


def test_esri_cut(copy, cut):
    for pagination in (True, False):
        copied = copy(Esri(1200, cap=100, pagination=pagination), cut)
        assert (copied.crs, copied.partial) == ("EPSG:2154", "")
        assert {record["rang"] for record in copy.rows()[0]} == expected_inside(cut, 1200)
        copy.path.unlink()


# Descriptions


@pytest.mark.parametrize("service", [Wfs(1200, cap=100), Oapif(1200), Esri(1200)], ids=shown)
def test_description(tmp_path, door, service):
    layer = Describe(tmp_path, door)(service)
    assert (layer.rows, layer.geometry, layer.placing) == (1200, "Point", "own")
    assert len(layer.sample) == 10
    names = [field.name for field in layer.fields]
    assert [row[names.index("code")] for row in layer.sample] == [properties(place)["code"] for place in range(10)]
    assert layer.sample[2][names.index("surface")] == "1.0"
    assert layer.sample[7][names.index("surface")] is None


@pytest.mark.parametrize("count, rows", [(1200, None), (7, 7)])
def test_description_without_a_count(tmp_path, door, count, rows):
    assert Describe(tmp_path, door)(Wfs(count, hits=False)).rows == rows


# Tables


def table(path):
    import csv

    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize("wanted", [[], range(3), range(250)])
def test_table(tmp_path, door, wanted):
    codes = [properties(place)["code"] for place in wanted]
    with Replay() as server:
        server.route("GET", "/api/resources/r/data/.*", Tabular())
        resource = Resource("tabular", f"{server.address}/api/resources/r/")
        path, announced = fetch_table(resource, "code" if codes else "", codes, door, tmp_path, Silent())
        assert all(len(json.dumps(request.params)) < 2000 for request in server.requests)
    expected = len(codes) or 1200
    assert announced == expected == len(table(path))
    assert {row["code"] for row in table(path)} == set(codes or (properties(place)["code"] for place in range(1200)))


def test_table_without_total_and_without_column(tmp_path, door):
    with Replay() as server:
        server.route("GET", "/api/resources/r/data/.*", Tabular(total=False))
        resource = Resource("tabular", f"{server.address}/api/resources/r/")
        assert fetch_table(resource, "code", ["0000003"], door, tmp_path, Silent())[1] is None
        with pytest.raises(VigieError):
            fetch_table(resource, "insee", ["0000003"], door, tmp_path, Silent())
        with pytest.raises(VigieError, match="is no code"):
            fetch_table(resource, "code", ["a,b"], door, tmp_path, Silent())


def test_the_grid_is_around_the_territory(cut):
    west, south, east, north = expected_box(1200)
    assert west < 6.08 < east
    assert south < 44.56 < north
    assert 0 < len(expected_inside(cut, 1200)) < 1200
