# SPDX-License-Identifier: GPL-2.0-or-later
"""Precise contours: fetched from servers that answer as documented, checked, kept, used, and joined without slivers."""

import copy
import json

import contour_servers
import numpy as np
import pytest
import requests
import shapely
from replay import Replay
from vigie_territoriale.plugin.catalog.addresses import written_resource
from vigie_territoriale.plugin.catalog.targets import Target
from vigie_territoriale.plugin.files.model import Options
from vigie_territoriale.plugin.messages import Cancelled, Silent, VigieError
from vigie_territoriale.plugin.observatory import Observatory
from vigie_territoriale.plugin.reference import Reference, contour_sources
from vigie_territoriale.plugin.store.contours import KeptContours
from vigie_territoriale.plugin.store.tables import territory_table
from vigie_territoriale.plugin.territory.contours import Contours, legal_crs
from vigie_territoriale.plugin.territory.coverage import joined, refuse_unfit
from vigie_territoriale.plugin.territory.crs import area_km2, transform

GAP = "epci:200067825"
BOTH = ("04", "05")
SERVE = {
    "admin-express": contour_servers.serve_wfs,
    "geo-api": contour_servers.serve_api,
    "contour-files": contour_servers.serve_files,
}


@pytest.fixture(scope="module")
def alps():
    return contour_servers.dense("04", "05", "26", "38", "84")


@pytest.fixture
def make(tmp_path, cog, contours):
    """An observatory of its own, which asks the sources of the test."""

    def made(address, *kinds):
        observatory = Observatory(lambda progress, endpoint: requests.Session(), tmp_path)
        observatory.__dict__.update(cog=cog, contours=contours)
        path = contour_servers.sources(tmp_path, address, *kinds)
        observatory.__dict__["reference"] = Reference(
            lambda: cog, lambda: contours, lambda: observatory.loader, KeptContours(tmp_path), path
        )
        return observatory

    return made


def given_alps(cog, alps, change=lambda codes, shapes: None, keep="05"):
    """The contours of a département, changed by the test."""
    features = [feature for feature in alps if feature["properties"]["code"].startswith(keep)]
    codes = np.array([feature["properties"]["code"] for feature in features], dtype=object)
    shapes = shapely.from_geojson([json.dumps(feature["geometry"]) for feature in features])
    change(codes, shapes)
    return Contours.given(codes, shapes, "mine", cog)


def test_the_sources_of_the_product():
    found = contour_sources()
    assert [source.id for source in found] == ["admin-express", "geo-api", "contour-files"]
    assert {source.verification for source in found} == {"documentation"}
    assert [source.by_departement for source in found] == [False, True, False]


@pytest.mark.parametrize("kind", SERVE)
def test_each_source_gives_the_communes_of_the_territory(make, alps, cog, kind):
    territory = cog.territory(GAP)
    with Replay() as replay:
        SERVE[kind](replay, alps)
        observatory = make(replay.address, kind)
        assert observatory.contours_for(territory, Silent()) is observatory.contours
        assert not observatory.reference.has_precise(territory)
        fetched = observatory.contours_for(territory, Silent(), fetch=True)
    assert set(fetched.codes) == {code for one in BOTH for code in cog.members("departement", one)}
    assert not fetched.generalised
    assert "communes of 2026" in fetched.credit
    assert ("simplified to 5 m" in fetched.credit) == (kind != "admin-express")
    again = make("http://127.0.0.1:9", kind)  # another session, without network
    kept = again.contours_for(territory, Silent())
    assert kept.credit == fetched.credit
    by_code = {f["properties"]["code"]: shapely.from_geojson(json.dumps(f["geometry"])) for f in alps}
    for code in territory.communes:
        assert kept.of([code])[0].equals(by_code[code])
    assert again.contours_among({}, territory) is kept
    assert again.reference.has_precise(cog.territory("departement:05"))
    assert again.contours_among({}, cog.territory("region:93")) is again.contours  # not covered: the embedded ones


def test_fields_of_earlier_editions_are_known(make, alps, cog):
    with Replay() as replay:
        contour_servers.serve_wfs(replay, alps, ("nom", "insee_com", "insee_dep"))
        fetched = make(replay.address, "admin-express").contours_for(cog.territory("departement:05"), Silent(), fetch=True)
    assert set(fetched.codes) == set(cog.members("departement", "05"))


def test_the_next_source_is_asked_when_one_fails(make, alps, cog):
    with Replay() as replay:
        replay.route("GET", "/wfs/ows", (404, {}, "gone"))
        contour_servers.serve_api(replay, alps)
        fetched = make(replay.address, "admin-express", "geo-api").contours_for(cog.territory(GAP), Silent(), fetch=True)
    assert "API Découpage administratif" in fetched.credit


def test_bad_contours_are_refused_and_what_was_kept_stays(make, alps, cog, tmp_path):
    territory = cog.territory("departement:05")
    with Replay() as replay:
        contour_servers.serve_api(replay, alps)
        first = make(replay.address, "geo-api").contours_for(territory, Silent(), fetch=True)
    lacking = [feature for feature in alps if feature["properties"]["code"] != "05061"]
    with Replay() as replay:
        contour_servers.serve_api(replay, lacking)
        observatory = make(replay.address, "geo-api")
        with pytest.raises(VigieError, match=r"No source gave precise contours of Hautes-Alpes.*missing \(1\): Gap"):
            observatory.contours_for(territory, Silent(), fetch=True)
        assert observatory.contours_for(territory, Silent()).credit == first.credit


def test_partial_copies_are_refused(make, alps, cog):
    with Replay() as replay:
        contour_servers.serve_wfs(replay, alps, matched=len(alps) + 500)
        with pytest.raises(VigieError, match="No source gave"):
            make(replay.address, "admin-express").contours_for(cog.territory("departement:05"), Silent(), fetch=True)


def test_other_columns_are_refused(make, alps, cog):
    others = copy.deepcopy(alps)
    for feature in others:
        feature["properties"] = {"colour": "red"}
    with Replay() as replay:
        contour_servers.serve_files(replay, others)
        with pytest.raises(VigieError, match="one of the columns code"):
            make(replay.address, "contour-files").contours_for(cog.territory("departement:05"), Silent(), fetch=True)


def test_what_is_too_large_or_nowhere_is_said(make, cog):
    with pytest.raises(VigieError, match="for 15 at most"):
        make("http://127.0.0.1:9", "geo-api").contours_for(cog.territory("france"), Silent(), fetch=True)
    with pytest.raises(VigieError, match="where Polynésie française lies is not known"):
        make("http://127.0.0.1:9", "admin-express").contours_for(cog.territory("departement:987"), Silent(), fetch=True)


def test_a_cancel_passes_and_keeps_nothing(make, alps, cog, tmp_path):
    class Stopping(Silent):
        def step(self, percent, text=""):
            if percent > 50:
                raise Cancelled

    with Replay() as replay:
        contour_servers.serve_api(replay, alps)
        with pytest.raises(Cancelled):
            make(replay.address, "geo-api").contours_for(cog.territory(GAP), Stopping(), fetch=True)
    assert not KeptContours(tmp_path).path.exists()


def test_a_damaged_file_is_said(make, alps, cog, tmp_path):
    territory = cog.territory("departement:05")
    KeptContours(tmp_path).path.write_bytes(b"SQLite format 3\0" + b"x" * 5000)
    with pytest.raises(VigieError, match=r"contours\.gpkg, then fetch them again"):
        make("http://127.0.0.1:9", "geo-api").contours_for(territory, Silent())


def test_another_vintage_is_not_used(make, alps, cog, contours, tmp_path):
    codes = cog.members("departement", "05")
    KeptContours(tmp_path).save("geo-api", "05", codes, contours.of(codes), "old", cog.vintage - 1, 5, "2025-01-01")
    observatory = make("http://127.0.0.1:9", "geo-api")
    assert observatory.contours_for(cog.territory("departement:05"), Silent()) is observatory.contours


def test_precise_and_generalised_contours_do_not_mix(make, alps, cog, contours):
    """Of communes beyond the départements that were fetched, shapes are the embedded ones; a larger unit is of one kind."""
    with Replay() as replay:
        contour_servers.serve_api(replay, alps)
        fetched = make(replay.address, "geo-api").contours_for(cog.territory(GAP), Silent(), fetch=True)
    assert fetched.precise(["05061"])
    assert not fetched.precise(["05061", "13055"])
    assert fetched.of(["13055"])[0] is contours.of(["13055"])[0]
    assert fetched.has("13055")
    region, precise = fetched.dissolve([cog.members("region", "93"), cog.members("departement", "05")])
    assert region.equals(contours.dissolve([cog.members("region", "93")])[0])
    assert not precise.equals(contours.dissolve([cog.members("departement", "05")])[0])
    told = [territory_table(cog, fetched, cog.territory(GAP), level)[0]["contours"] for level in ("departement", "region")]
    assert [sorted(set(column)) for column in told] == [["precise"], ["generalised"]]


def shaken(shape, rng):
    """A polygon whose points moved by a metre or so, the last one with the first."""
    rings = [np.asarray(ring.coords) for ring in (shape.exterior, *shape.interiors)]
    moved = [ring[:-1] + rng.normal(0, 1e-5, ring[:-1].shape) for ring in rings]
    return shapely.Polygon(moved[0], moved[1:])


def test_dissolving_leaves_no_slivers(alps, cog):
    """Borders that differ by a few metres, as where each polygon was simplified on its own, leave no hole."""
    exact = given_alps(cog, alps)
    rng = np.random.default_rng(5)
    moved = np.array([shaken(shape, rng) for shape in exact.shapes], dtype=object)
    assert shapely.is_valid(moved).all()
    plain = shapely.union_all(moved)
    holes = sum(len(part.interiors) for part in shapely.get_parts(plain))
    assert holes > 100  # else the test would show nothing
    whole = Contours(exact.codes, moved, "moved", False).dissolve([list(exact.codes)])[0]
    assert sum(len(part.interiors) for part in shapely.get_parts(whole)) == 0
    assert whole.is_valid
    assert area_km2(whole) == pytest.approx(area_km2(exact.dissolve([list(exact.codes)])[0]), rel=1e-3)


def test_a_true_enclave_stays_a_hole():
    ring = [shapely.box(0, 0, 1, 3), shapely.box(1, 0, 2, 1), shapely.box(2, 0, 3, 3), shapely.box(1, 2, 2, 3)]
    whole = joined([shapely.transform(one, lambda xy: 5 + xy / 100) for one in ring])
    assert len(whole.interiors) == 1


def move_all(codes, shapes):
    shapes[:] = shapely.transform(shapes, lambda xy: xy + 1)


def crop_one(codes, shapes):
    place = int(np.flatnonzero(codes == "05061")[0])
    west, south, east, north = shapes[place].bounds
    shapes[place] = shapely.intersection(shapes[place], shapely.box(west, south, east - (east - west) / 4, north))


def drop_one(codes, shapes):
    codes[int(np.flatnonzero(codes == "05061")[0])] = "13055"


def widen_all(codes, shapes):
    shapes[:] = shapely.buffer(shapes, 3e-4)


def narrow_all(codes, shapes):
    shapes[:] = shapely.buffer(shapes, -4e-5)


def flatten_one(codes, shapes):
    shapes[int(np.flatnonzero(codes == "05061")[0])] = shapely.LineString([(6, 44.5), (6.1, 44.6)])


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (move_all, "lie elsewhere"),
        (crop_one, r"another area than in the embedded contours \(1\): Gap"),
        (drop_one, r"missing \(1\): Gap"),
        (widen_all, "overlap"),
        (narrow_all, "gaps between its communes"),
        (flatten_one, r"no valid polygons \(1\): Gap"),
    ],
)
def test_what_is_no_good_coverage_is_refused(alps, cog, contours, change, why):
    with pytest.raises(VigieError, match=why):
        refuse_unfit(given_alps(cog, alps, change), cog.unit("departement", "05"), cog, contours, "EPSG:2154", Silent())


@pytest.mark.parametrize("departement", ["04", "05", "06", "13", "83", "84"])
def test_real_contours_pass(cog, contours, departement):
    """Those of région 93, twice as dense as the embedded ones, by the sea as in the mountains."""
    features = contour_servers.dense(departement)
    refuse_unfit(
        given_alps(cog, features, keep=departement), cog.unit("departement", departement), cog, contours, "EPSG:2154", Silent()
    )


def test_the_embedded_ones_pass_everywhere_but_where_they_lack(cog, contours):
    """Neither small nor overseas départements are refused for their shape."""
    for departement in ("75", "92", "2A", "971", "972", "973", "974", "976", "29", "56", "26"):
        crs = legal_crs(cog.members("departement", departement)[0])
        refuse_unfit(contours, cog.unit("departement", departement), cog, contours, crs, Silent())
    with pytest.raises(VigieError, match=r"missing \(4\)"):
        refuse_unfit(contours, cog.unit("departement", "15"), cog, contours, "EPSG:2154", Silent())


def test_the_engine_and_the_fact_sheet_use_what_is_kept(make, alps, cog):
    from vigie_territoriale.plugin.reports.factsheet import make_factsheet

    territory = cog.territory("departement:05")
    with Replay() as replay:
        contour_servers.serve_api(replay, alps)
        make(replay.address, "geo-api").contours_for(territory, Silent(), fetch=True)
    observatory = make("http://127.0.0.1:9", "geo-api")
    sheet = make_factsheet(observatory, territory, "embedded", Silent(), indicators=["france-services-distance-centre"])
    assert sheet.sources[-1].startswith("Contours: API Découpage administratif")
    area = next(fact for fact in sheet.identity if fact.label == "Area")
    assert "about" not in area.value
    assert "API Découpage administratif" in area.source
    with_comparators = sheet.indicators[0].values
    assert all(value != "–" for value in with_comparators)  # the région and France keep their figures


def test_what_is_loaded_is_cut_by_the_precise_contours_that_are_kept(make, alps, cog, tmp_path):
    """A point 60 m outside of the territory, along its precise border, and one inside."""
    territory = cog.territory("departement:05")
    by_code = {f["properties"]["code"]: shapely.from_geojson(json.dumps(f["geometry"])) for f in alps}
    precise = transform(np.array([shapely.union_all([by_code[code] for code in territory.communes])]), "EPSG:4326", "EPSG:2154")[
        0
    ]
    outside = precise.buffer(60).exterior if precise.geom_type == "Polygon" else precise.buffer(60).geoms[0].exterior
    near = transform(
        np.array([outside.interpolate(0.3, normalized=True), precise.representative_point()]), "EPSG:2154", "EPSG:4326"
    )
    path = tmp_path / "points.csv"
    path.write_text("nom;lon;lat\n" + "".join(f"p{n};{p.x};{p.y}\n" for n, p in enumerate(near)), encoding="utf-8")

    def kept(observatory, name):
        target = Target(written_resource(str(path)))
        return observatory.loader.copy(target, Options(), territory, tmp_path / name, Silent()).tables[0].rows

    with Replay() as replay:
        SERVE["geo-api"](replay, alps)
        observatory = make(replay.address, "geo-api")
        assert kept(observatory, "before.gpkg") == 2, "generalised contours are widened: nothing near the border is lost"
        observatory.contours_for(territory, Silent(), fetch=True)
    assert kept(observatory, "after.gpkg") == 1
