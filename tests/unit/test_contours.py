# SPDX-License-Identifier: GPL-2.0-or-later
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from vigie_territoriale.plugin.messages import VigieError
from vigie_territoriale.plugin.territory.contours import RESOURCE, Boxes, Contours, legal_crs
from vigie_territoriale.plugin.territory.crs import area_km2, ellipsoid, to_geographic, transform

MISSING = {"12218", "14581", "15031", "15035", "15047", "15171", "49126", "69114"}


def test_resource(contours, cog):
    assert RESOURCE.stat().st_size < 5_000_000
    assert set(cog.country()) - set(contours.codes) == MISSING
    assert shapely.is_valid(contours.shapes).all()
    assert contours.generalised


def test_boxes_are_those_of_the_contours(contours, cog):
    boxes = Boxes()
    for code, bounds in zip(contours.codes, shapely.bounds(contours.shapes)):
        assert boxes.around([code]) == tuple(bounds)
    for key in ("epci:200067825", "region:93", "departement:974", "commune:05061, commune:97411", "france"):
        communes = cog.territory(key).communes
        assert boxes.around(communes) == tuple(shapely.total_bounds(contours.of(communes)))
    assert boxes.around(["12218"]) is None
    assert boxes.around([]) is None
    assert boxes.around(["12218", "05061"]) == boxes.around(["05061"])


def test_areas_are_plausible(contours, cog):
    """Official areas (Insee): Hautes-Alpes 5 548.7 km², Paris 105.4; the generalised ones come near."""
    alps = area_km2(contours.dissolve([cog.members("departement", "05")])[0])
    assert alps == pytest.approx(5548.7, rel=0.03)
    assert area_km2(contours.of(["75056"])[0]) == pytest.approx(105.4, rel=0.05)


def test_dissolving_leaves_no_slivers(contours, cog):
    codes = cog.members("departement", "05")
    whole = contours.dissolve([codes])[0]
    assert whole.geom_type in ("Polygon", "MultiPolygon")
    assert sum(area_km2(shape) for shape in contours.of(codes)) == pytest.approx(area_km2(whole), rel=1e-6)


def test_points_lie_inside(contours, cog):
    codes = cog.members("departement", "05")
    assert shapely.contains(contours.of(codes), contours.points(codes)).all()


def test_missing_contours_are_none(contours, cog):
    assert contours.of(["12218", "05061"])[0] is None
    assert contours.dissolve([["12218"]])[0] is None
    assert "15141" in contours.doubtful(cog)  # its contour still holds four communes that left it


def test_given_contours_take_former_codes(contours, cog):
    shape = contours.of(["05061"])[0]
    given_ones = Contours.given(["5061", "93059"], np.array([shape, shape], dtype=object), "mine", cog)
    assert list(given_ones.codes) == ["05061", "93066"]
    assert not given_ones.generalised
    with pytest.raises(VigieError, match="mine"):
        Contours.given(["x"], np.array([shape], dtype=object), "mine", cog)


def test_legal_crs():
    assert [legal_crs(code) for code in ("05061", "2A004", "97105", "97209", "97302", "97411", "97611")] == [
        "EPSG:2154", "EPSG:2154", "EPSG:5490", "EPSG:5490", "EPSG:2972", "EPSG:2975", "EPSG:4471",
    ]  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(
    st.sampled_from(["05061", "97105", "97302", "97411", "97611", "2A004"]),
    st.floats(-0.1, 0.1),
    st.floats(-0.1, 0.1),
)
def test_legal_projections_keep_distances_and_come_back(contours, code, east, north):
    start = contours.points([code])[0]
    end = shapely.Point(start.x + east, start.y + north)
    pair = np.array([start, end], dtype=object)
    projected = transform(pair, "EPSG:4326", legal_crs(code))
    geodesic = ellipsoid().inv(start.x, start.y, end.x, end.y)[2]
    assert shapely.distance(projected[0], projected[1]) == pytest.approx(geodesic, rel=3e-3, abs=0.01)
    back = to_geographic(projected, legal_crs(code))
    assert shapely.distance(back, pair).max() < 1e-7


def test_unknown_crs_is_a_sentence():
    with pytest.raises(VigieError, match="Unknown coordinate reference system"):
        transform(np.array([shapely.Point(0, 0)], dtype=object), "EPSG:0", "EPSG:4326")


def test_several_rows_of_one_commune_are_joined(cog):
    """Islands in rows of their own, communes that merged: 01033 and 01091 are parts of 01033 since 2019."""
    boxes = np.array(
        [shapely.box(0, 0, 1, 1), shapely.box(2, 0, 3, 1), shapely.box(1, 0, 2, 1), None, shapely.Point()], dtype=object
    )
    given_ones = Contours.given(["01033", "01091", "05061", "05061", "05061"], boxes, "mine", cog)
    assert list(given_ones.codes) == ["01033", "05061"]
    assert [shape.area for shape in given_ones.of(["01033", "05061"])] == [2, 1]
    crossed = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    joined = Contours.given(["05061", "05061"], np.array([crossed, shapely.box(4, 0, 5, 1)], dtype=object), "mine", cog)
    assert joined.of(["05061"])[0].area == 1.5


def test_no_contour_no_trust(contours, cog):
    """Communes of the overseas collectivities have none: a position says nothing of them."""
    assert contours.doubtful(cog) >= {"98735", "97801", "97502"} | MISSING


@pytest.mark.parametrize(
    ("written", "crs", "count"),
    [
        ("france", "EPSG:2154", 34738),
        ("commune:05061,commune:97411", "EPSG:2975", 1),
        ("commune:05061,commune:97101", "EPSG:5490", 1),
        ("departement:976", "EPSG:4471", 17),
        ("commune:05061,commune:15031", "EPSG:2154", 1),
        ("commune:15031", "EPSG:2154", 0),
    ],
)
def test_the_main_part_is_where_most_people_live(contours, cog, written, crs, count):
    found, communes = contours.main_part(cog, cog.territory(written))
    assert (found, len(communes)) == (crs, count)
