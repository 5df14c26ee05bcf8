# SPDX-License-Identifier: GPL-2.0-or-later
"""Which features lie in which zones, against the same asked of GEOS pair by pair."""

import threading
import time

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from vigie_territoriale.plugin.indicators import spatial
from vigie_territoriale.plugin.messages import Cancelled, Silent

GRID = st.integers(0, 12)  # so that points fall on borders and corners, and shapes share them


@st.composite
def polygons(draw):
    """Rectangles, some with a hole, some in two parts, some invalid, and nothings."""
    kind = draw(st.sampled_from(["box", "box", "hole", "parts", "bow", "empty", "none"]))
    x, y, wide, high = (draw(GRID), draw(GRID), draw(st.integers(1, 6)), draw(st.integers(1, 6)))
    box = shapely.box(x, y, x + wide, y + high)
    if kind == "hole":
        return box.difference(shapely.box(x + wide / 4, y + high / 4, x + wide / 2, y + high / 2))
    if kind == "parts":
        return shapely.MultiPolygon([box, shapely.box(x + 20, y, x + 21, y + 1)])
    if kind == "bow":
        return shapely.Polygon([(x, y), (x + wide, y + high), (x + wide, y), (x, y + high)])
    return {"empty": shapely.Polygon(), "none": None}.get(kind, box)


zones_of = st.lists(polygons(), min_size=1, max_size=12)
points_of = st.lists(st.tuples(st.one_of(GRID, st.floats(-2, 24), st.just(np.nan)), GRID), max_size=40)


def array(shapes):
    made = np.empty(len(shapes), dtype=object)
    made[:] = shapes
    return made


@settings(max_examples=300, deadline=None)
@given(zones_of, points_of)
def test_points_in_zones(shapes, places):
    zones, xy = shapely.make_valid(array(shapes)), np.array(places, dtype=float).reshape(-1, 2)
    rows, found = spatial.zones_of_points(xy, zones, Silent())
    expected = {
        (row, place)
        for row, (x, y) in enumerate(xy.tolist())
        for place, zone in enumerate(zones)
        if zone is not None and not np.isnan(x) and zone.intersects(shapely.Point(x, y))
    }
    assert set(zip(rows.tolist(), found.tolist())) == expected and len(rows) == len(expected)
    one = spatial.zone_of_each(len(xy), rows, found)
    assert one.tolist() == [min((place for at, place in expected if at == row), default=-1) for row in range(len(xy))]


def test_many_parts_give_the_same(monkeypatch):
    rng = np.random.default_rng(1)
    xy = rng.uniform(0, 100, (20_000, 2))
    zones = shapely.box(*(rng.uniform(0, 100, (2, 300))), *(rng.uniform(0, 100, (2, 300))))
    whole = spatial.zones_of_points(xy, zones, Silent())
    monkeypatch.setattr(spatial, "PART", 1000)
    parts = spatial.zones_of_points(xy, zones, Silent())
    assert all((one == other).all() for one, other in zip(whole, parts))
    tree = shapely.STRtree(shapely.points(xy))
    places, rows = tree.query(zones, predicate="intersects")
    assert sorted(zip(rows, places)) == sorted(zip(*parts))


@settings(max_examples=150, deadline=None)
@given(zones_of, zones_of)
def test_areas_covered_are_counted_once(shapes, zones):
    shapes, zones = array(shapes), array(zones)
    _, places, pieces = spatial.pieces_in_zones(shapes, zones, Silent())
    covered = spatial.covered_areas(shapes, zones, Silent())
    valid = [shapely.make_valid(shape) for shape in shapes if shape is not None]
    for place, zone in enumerate(zones):
        whole = shapely.make_valid(zone) if zone is not None else None
        expected = 0.0 if whole is None else shapely.union_all([shape.intersection(whole) for shape in valid]).area
        assert covered[place] == pytest.approx(expected, abs=1e-9)
        sums = sum(0.0 if whole is None else shape.intersection(whole).area for shape in valid)
        assert shapely.area(pieces[places == place]).sum() == pytest.approx(sums, abs=1e-9)
    assert shapes.tolist() == array(shapes).tolist()  # what was given is as it was


@given(st.integers(0, 1000), st.integers(1, 50), st.integers(0, 200))
@settings(max_examples=50, deadline=None)
def test_the_nearest_of_points(seed, targets, count):
    rng = np.random.default_rng(seed)
    to, xy = rng.integers(0, 20, (targets, 2)).astype(float), rng.integers(0, 20, (count, 2)).astype(float)
    distances = np.hypot(*(xy[:, None] - to[None]).transpose(2, 0, 1))
    chosen = spatial.nearest_points(xy, to, Silent())
    assert distances[np.arange(count), chosen].tolist() == distances.min(axis=1).tolist()


def test_lengths_inside():
    lines = array(
        [shapely.LineString([(-5, 1), (5, 1)]), shapely.LineString([(1, -5), (1, -1)]), shapely.LineString([(0, 2), (0, 3)])]
    )
    rows, _, pieces = spatial.pieces_in_zones(lines, array([shapely.box(0, 0, 4, 4)]), Silent())
    assert dict(zip(rows.tolist(), shapely.length(pieces).tolist())) == {0: 4.0, 2: 1.0}


def test_nothing_in_nothing():
    none = np.empty(0, dtype=object)
    assert [len(part) for part in spatial.zones_of_points(np.empty((0, 2)), none, Silent())] == [0, 0]
    assert [len(part) for part in spatial.pieces_in_zones(none, none, Silent())] == [0, 0, 0]
    assert spatial.covered_areas(none, none, Silent()).tolist() == []
    assert spatial.covered_areas(none, array([shapely.box(0, 0, 1, 1), None]), Silent()).tolist() == [0, 0]
    assert spatial.covered_areas(array([None, shapely.Polygon()]), array([shapely.box(0, 0, 1, 1)]), Silent()).tolist() == [0]


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 60), st.floats(1, 40))
def test_areas_of_crowds_of_any_shape(seed, count, size):
    """Turned quadrilaterals, pentagons and stars, doubles among them, over zones that overlap."""
    rng = np.random.default_rng(seed)
    shapes = []
    for corners in rng.integers(4, 9, count):
        angles = np.sort(rng.uniform(0, 2 * np.pi, corners))
        radius = rng.uniform(0.3, 1, corners) * size
        shapes.append(
            shapely.Polygon(np.column_stack((np.cos(angles), np.sin(angles))) * radius[:, None] + rng.uniform(0, 100, 2))
        )
    shapes = array([*shapes, *shapes[:3]])
    zones = shapely.box(*rng.uniform(0, 60, (2, 9)), *rng.uniform(60, 100, (2, 9)))
    whole = shapely.union_all(shapely.make_valid(shapes))
    assert spatial.covered_areas(shapes, zones, Silent()) == pytest.approx(
        shapely.area(shapely.intersection(whole, zones)), rel=1e-9
    )


@given(st.integers(1, 60), st.lists(st.tuples(st.integers(0, 59), st.integers(0, 59)), max_size=80))
def test_groups_of_what_holds_together(count, pairs):
    pairs = [(a % count, b % count) for a, b in pairs]
    expected = list(range(count))
    for _ in range(count):
        for a, b in pairs:
            expected[a] = expected[b] = min(expected[a], expected[b])
    both = np.array([*pairs, *((b, a) for a, b in pairs)], dtype=int).reshape(-1, 2)
    assert spatial._groups(both[:, 0], both[:, 1], count).tolist() == expected


def test_a_chain_of_many_is_one_group():
    links = np.random.default_rng(1).permutation(20_000)
    first, second = np.concatenate((links[:-1], links[1:])), np.concatenate((links[1:], links[:-1]))
    assert set(spatial._groups(first, second, len(links))) == {0}


def test_a_cancel_is_heard_between_parts(monkeypatch):
    class Stopped(Silent):
        steps = 0

        def step(self, percent, text):
            self.steps += 1
            if self.steps == 2:
                raise Cancelled

    monkeypatch.setattr(spatial, "PART", 10)
    xy = np.random.default_rng(1).uniform(0, 10, (5000, 2))
    zones = shapely.box(np.arange(10), 0, np.arange(10) + 1, 10)
    stopped = Stopped()
    with pytest.raises(Cancelled):
        spatial.zones_of_points(xy, zones, stopped)
    assert stopped.steps == 2


def test_a_cancel_does_not_wait_for_what_threads_are_at():
    """A thread that joins a great heap of shapes cannot be stopped: it is left to itself."""

    class Told(Silent):
        def hear(self):
            raise Cancelled

    def work(part):
        done.wait(10)

    done = threading.Event()
    start = time.monotonic()
    with pytest.raises(Cancelled):
        list(spatial._in_threads(work, [(part, 1) for part in range(50)], Told()))
    assert time.monotonic() - start < 5, "not the ten seconds of the thread"
    done.set()


def test_progress_is_told_and_a_cancel_heard_many_times():
    """Ten million points take longer: the work is cut in the same parts, see scripts/bench_indicators.py."""

    class Watched(Silent):
        def __init__(self):
            self.heard, self.percents = 0, []

        def hear(self):
            self.heard += 1

        def step(self, percent, text=""):
            self.hear()
            self.percents.append(percent)

    rng = np.random.default_rng(1)
    zones = shapely.box(*(grid := np.stack(np.meshgrid(np.arange(60), np.arange(60))).reshape(2, -1)), *(grid + 1))
    watched = Watched()
    rows, _ = spatial.zones_of_points(rng.uniform(0, 60, (1_000_000, 2)), zones, watched)
    assert len(rows) >= 1_000_000
    assert watched.heard > 10 and watched.percents == sorted(watched.percents) and watched.percents[-1] == pytest.approx(100)
