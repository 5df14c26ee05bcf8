# SPDX-License-Identifier: GPL-2.0-or-later
"""Which communes selected features mean; the oracle is one commune after another, on the ellipsoid."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from vigie_territoriale.plugin.messages import Cancelled, Silent, VigieError
from vigie_territoriale.plugin.territory.crs import ellipsoid, transform
from vigie_territoriale.plugin.territory.selecting import AREA, LENGTH, POINTS, select, written

DEGREES = "EPSG:4326"


def array(*shapes):
    found = np.empty(len(shapes), dtype=object)
    found[:] = shapes
    return found


def square(x, y, size):
    return shapely.box(x - size / 2, y - size / 2, x + size / 2, y + size / 2)


def area(shape):
    return sum(abs(ellipsoid().geometry_area_perimeter(part)[0]) for part in shapely.get_parts(shape) if part.area)


def codes(touched):
    return {one.code for one in touched}


# The contours


@settings(max_examples=60)
@given(st.floats(-5.2, 9.7), st.floats(41.2, 51.2))
def test_the_commune_at_a_position_is_the_one_whose_contour_holds_it(contours, x, y):
    point = shapely.Point(x, y)
    near = np.flatnonzero(shapely.intersects(contours.shapes, point))
    assert contours.at(x, y) == (contours.codes[near[0]] if len(near) else None)


def test_positions_at_sea_and_abroad_are_in_no_commune(contours):
    assert contours.at(6.0786, 44.5594) == "05061"
    assert contours.at(55.45, -20.88) == "97411"
    for x, y in ((-4.0, 46.0), (7.68, 45.07), (180.0, 90.0), (math.inf, 0.0), (math.nan, math.nan)):
        assert contours.at(x, y) is None


# Areas


corner = st.tuples(st.floats(-1.0, 7.0), st.floats(43.7, 49.5))


@settings(max_examples=25)
@given(st.lists(st.tuples(corner, st.floats(0.005, 0.25)), min_size=1, max_size=4))
def test_areas_mean_the_communes_that_share_more_than_half_of_the_smaller(contours, cog, squares):
    shapes = array(*(square(*middle, size) for middle, size in squares))
    found = select(shapes, DEGREES, contours, cog, Silent())
    union = shapely.union_all(shapes)
    met = np.flatnonzero(shapely.intersects(contours.shapes, union))
    missing = {split["code"] for split in cog.splits if not contours.has(split["code"])}
    assert codes(found.taken) - missing | codes(found.left) <= set(contours.codes[met])
    assert not codes(found.taken) & codes(found.left)
    told = {one.code: one.share for one in (*found.taken, *found.left)}
    inside = 0.0
    for place in met:
        code, shape = contours.codes[place], contours.shapes[place]
        share = area(shapely.intersection(shape, union)) / area(shape)
        assert told.get(code, 0.0) == pytest.approx(share, abs=2e-3)
        held = max(area(shapely.intersection(shape, one)) / area(one) for one in shapes)
        if abs(share - 0.5) > 0.005 and abs(held - 0.5) > 0.005:
            assert (code in codes(found.taken)) == (share > 0.5 or held > 0.5), code
        if code in codes(found.taken):
            inside += share * area(shape)
    assert found.measure == AREA and found.without == 0
    assert found.covered == pytest.approx(inside / area(union), abs=5e-3)


@settings(max_examples=15)
@given(corner, st.floats(0.05, 0.2), st.floats(0.2, 0.8))
def test_an_area_in_two_pieces_covers_the_same(contours, cog, middle, size, cut):
    whole = square(*middle, size)
    west, south, east, north = whole.bounds
    halves = array(
        shapely.box(west, south, west + cut * size, north),
        None,
        shapely.box(west + cut * size, south, east, north),
        shapely.Point(),
    )
    one, two = (select(shapes, DEGREES, contours, cog, Silent()) for shapes in (array(whole), halves))
    assert two.without == 2
    assert {item.code: pytest.approx(item.share, abs=1e-6) for item in (*one.taken, *one.left)} == {
        item.code: item.share for item in (*two.taken, *two.left)
    }


def test_the_same_from_another_crs(contours, cog):
    shapes = array(square(6.08, 44.56, 0.3))
    wanted = select(shapes, DEGREES, contours, cog, Silent())
    moved = transform(shapely.segmentize(shapes, 0.01), DEGREES, "EPSG:2154")
    found = select(moved, "EPSG:2154", contours, cog, Silent())
    assert codes(found.taken) == codes(wanted.taken) and len(found.taken) > 5
    assert found.covered == pytest.approx(wanted.covered, abs=1e-4)


def test_the_contours_of_an_epci_mean_its_communes(contours, cog):
    """Whatever its borders' precision: buffered by 150 m either way, none comes in or goes out."""
    own = cog.members("epci", "200067825")
    shape = transform(contours.dissolve([own]), DEGREES, "EPSG:2154")
    for metres in (-150, 0, 150):
        found = select(shapely.buffer(shape, metres), "EPSG:2154", contours, cog, Silent())
        assert codes(found.taken) == set(own)
    assert found.left and max(one.share for one in found.left) < 0.2
    assert [one.share for one in found.left] == sorted((one.share for one in found.left), reverse=True)
    assert "17 communes" in found.sentence(cog) and "% of the selected area." in found.sentence(cog)
    taken, left = found.details(cog, most=2)
    assert taken.startswith("Taken: ") and "and 15 more" in taken
    assert left.startswith("Touched, but left out: ") and "%" in left


def test_an_area_smaller_than_a_commune_means_it(contours, cog):
    found = select(array(square(6.0786, 44.5594, 0.001)), DEGREES, contours, cog, Silent())
    assert codes(found.taken) == {"05061"} and found.left == ()
    assert found.covered == pytest.approx(1)
    assert "under 1 %" in found.details(cog)[0]


def test_what_left_a_commune_and_has_no_contour_goes_with_it(contours, cog):
    split = next(split for split in cog.splits if not contours.has(split["code"]) and contours.has(split["parent"]))
    found = select(contours.of([split["parent"]]), DEGREES, contours, cog, Silent())
    assert {split["code"], split["parent"]} <= codes(found.taken)


def test_shapes_that_are_not_as_they_should_be(contours, cog):
    bow = shapely.Polygon([(6.0, 44.5), (6.1, 44.6), (6.1, 44.5), (6.0, 44.6)])
    flat = shapely.Polygon([(6.0, 44.5), (6.1, 44.5), (6.0, 44.5)])
    gathered = shapely.GeometryCollection([square(6.08, 44.56, 0.2), shapely.GeometryCollection([shapely.Point(2.35, 48.85)])])
    assert codes(select(array(bow), DEGREES, contours, cog, Silent()).taken)
    assert select(array(flat), DEGREES, contours, cog, Silent()).taken == ()
    found = select(array(gathered), DEGREES, contours, cog, Silent())
    assert {"75056", "05061"} <= codes(found.taken) and found.measure == AREA
    with pytest.raises(VigieError, match="Unknown coordinate reference system"):
        select(array(bow), "EPSG:999999", contours, cog, Silent())


def test_what_is_abroad_or_nowhere_means_nothing(contours, cog):
    for shape in (square(7.68, 45.07, 0.01), shapely.Point(7.68, 45.07), shapely.LineString([(7.6, 45.0), (7.7, 45.1)])):
        found = select(array(shape), DEGREES, contours, cog, Silent())
        assert found.taken == found.left == () and found.covered == 0
    found = select(array(None, shapely.Point()), DEGREES, contours, cog, Silent())
    assert found.taken == () and found.without == 2 and math.isnan(found.covered)


# Points and lines


def test_points_mean_the_communes_that_hold_them(contours, cog):
    points = array(shapely.Point(6.0786, 44.5594), shapely.MultiPoint([(6.08, 44.56), (7.68, 45.07)]), shapely.Point(2.35, 48.85))
    found = select(points, DEGREES, contours, cog, Silent())
    assert codes(found.taken) == {"05061", "75056"} and found.left == ()
    assert found.measure == POINTS and found.covered == pytest.approx(3 / 4)
    assert "75 % of the selected points" in found.sentence(cog)
    assert found.details(cog) == ["Taken: Paris, Gap."]


@settings(max_examples=15)
@given(corner, corner)
def test_lines_mean_the_communes_they_run_through(contours, cog, start, end):
    end = (start[0] + (end[0] - 3) / 40, start[1] + (end[1] - 46) / 40)
    line = shapely.segmentize(shapely.LineString([start, end]), 0.001)
    found = select(array(line), DEGREES, contours, cog, Silent())
    whole = ellipsoid().geometry_length(line)
    for place in np.flatnonzero(shapely.intersects(contours.shapes, line)):
        piece = shapely.intersection(contours.shapes[place], line)
        metres = sum(ellipsoid().geometry_length(part) for part in shapely.get_parts(piece))
        if abs(metres - 100) > 5 and abs(metres - whole / 2) > 5:
            assert (contours.codes[place] in codes(found.taken)) == (metres > 100 or metres > whole / 2)
    assert found.measure == LENGTH


def test_a_line_along_a_border_counts_once(contours, cog):
    """The border that Gap shares with a neighbour is in both."""
    gap, other = contours.of(["05061", contours.around(["05061"])[0]])
    border = shapely.line_merge(shapely.intersection(shapely.boundary(gap), shapely.boundary(other)))
    found = select(array(border), DEGREES, contours, cog, Silent())
    assert len(found.taken) == 2 and found.covered == pytest.approx(1, abs=1e-3)


def test_a_cancel_is_heard(contours, cog):
    class Stopped(Silent):
        def step(self, percent, text=""):
            raise Cancelled

        def hear(self):
            raise Cancelled

    for shape in (square(6.08, 44.56, 0.3), shapely.Point(6.08, 44.56), shapely.LineString([(6.0, 44.5), (6.3, 44.7)])):
        with pytest.raises(Cancelled):
            select(array(shape), DEGREES, contours, cog, Stopped())


# How it is written


@pytest.mark.parametrize("key", ["epci:200067825", "region:93", "departement:05", "commune:75056", "france"])
def test_communes_are_written_by_the_largest_units_that_they_hold(cog, key):
    assert written(cog.territory(key).communes, cog) == key


@settings(max_examples=20)
@given(data=st.data())
def test_written_communes_read_back_the_same(cog, data):
    keys = st.sampled_from([unit.key for level in ("epci", "departement") for unit in cog.units(level).values() if level])
    singles = st.sampled_from(sorted(cog.units("commune"))).map(lambda code: f"commune:{code}")
    chosen = data.draw(st.lists(st.one_of(keys, singles), min_size=1, max_size=5))
    wanted = cog.territory(",".join(chosen)).communes
    assert cog.territory(written(wanted, cog)).communes == wanted
