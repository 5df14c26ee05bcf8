# SPDX-License-Identifier: GPL-2.0-or-later
"""Which features lie in which zones, and how much of them: whole arrays, in threads, by parts that can be stopped between.

All coordinates are plane here: the caller brings both sides into one CRS, a legal projected one where it measures. Memory is
bounded by parts of `PART` candidates, besides the coordinates themselves.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from ..messages import Progress
from ..requirements import pandas as require_pandas
from ..requirements import shapely as require_shapely

if TYPE_CHECKING:
    import shapely

PART = 400_000
"""Candidates that are tested at once."""
MOST_THREADS = 4
AHEAD = 4
"""Parts that are handed out for each thread: a long one keeps no other thread waiting."""
HEARD_SECONDS = 0.2
"""How often a cancel is listened for while a part is under way."""
MOST_STRIPS = 100_000
ZONES = 250
"""Zones that shapes are cut by at once."""
ASKED = 10_000
"""Points of which the nearest target is sought at once."""
TESTED = 10_000
"""Shapes of which it is tested at once whether they are valid."""


def zones_of_points(xy: np.ndarray, zones: np.ndarray, progress: Progress) -> tuple[np.ndarray, np.ndarray]:
    """Pairs (place of the point, place of the zone) of all points in or on the border of a zone, by zone.

    `xy`: array (n, 2) of floats, those that are not finite being nowhere; `zones`: array of shapely (multi)polygons, None and
    empty ones allowed, which may overlap. Raises `Cancelled` when told to stop.

    Points are sorted once, by strips as high as the middle zone and by x in each: a zone then finds those of its box by two
    searches a strip, and only these are tested.
    """
    shapely = require_shapely()
    boxes = shapely.bounds(zones)
    usable = np.flatnonzero(np.isfinite(boxes).all(axis=1))
    if not len(usable) or not len(xy):
        return np.empty(0, dtype=int), np.empty(0, dtype=int)
    boxes = boxes[usable]
    low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    near = np.ones(len(xy), dtype=bool)
    for axis in (0, 1):  # what is not finite is not near; a column at once, for rows of two would be slow to look at
        near &= (xy[:, axis] >= low[axis]) & (xy[:, axis] <= high[axis])
    points = np.flatnonzero(near)
    del near
    progress.hear()
    width, height = (high - low) + 1e-9
    strip = max(float(np.median(boxes[:, 3] - boxes[:, 1])), height / MOST_STRIPS)
    pitch = 2 * width  # of the strips along the one line on which all points are sorted

    def line(x: np.ndarray, strips: np.ndarray) -> np.ndarray:
        return strips * pitch + (x - low[0])

    keys = xy[points, 1]
    progress.hear()
    keys -= low[1]
    keys /= strip
    np.floor(keys, out=keys)
    progress.hear()
    keys = line(xy[points, 0], keys)
    progress.hear()
    order = _aside(partial(np.argsort, keys, kind="stable"), progress)
    keys = keys[order]
    progress.hear()
    points = points[order]
    progress.hear()
    del order
    x = xy[points, 0]
    progress.hear()
    y = xy[points, 1]
    progress.hear()
    first, last = (np.floor((boxes[:, side] - low[1]) / strip).astype(int) for side in (1, 3))
    owner = np.repeat(np.arange(len(usable)), last - first + 1)
    strips = np.arange(len(owner)) - np.repeat(np.cumsum(last - first + 1) - (last - first + 1), last - first + 1) + first[owner]
    hair = 1e-9 * width
    starts = np.searchsorted(keys, line(boxes[owner, 0], strips) - hair)
    ends = np.searchsorted(keys, line(boxes[owner, 2], strips) + hair, side="right")
    del keys

    def test(span: slice) -> tuple[np.ndarray, np.ndarray]:
        """The points in the zones of some runs of candidates."""
        lengths = np.maximum(ends[span] - starts[span], 0)
        owners = np.repeat(owner[span], lengths)
        rows = _runs(starts[span], lengths)
        inside = (y[rows] >= boxes[owners, 1]) & (y[rows] <= boxes[owners, 3])
        rows, owners = rows[inside], owners[inside]
        with _prepared(zones[usable[owner[span.start] : owner[span.stop - 1] + 1]]):
            inside = shapely.intersects_xy(zones[usable[owners]], x[rows], y[rows])
        return points[rows[inside]], usable[owners[inside]]

    found = list(_in_threads(test, _spans(owner, np.maximum(ends - starts, 0)), progress))
    rows, places = (np.concatenate(part) for part in zip(*found))
    progress.hear()
    return rows, places


def zone_of_each(count: int, rows: np.ndarray, places: np.ndarray) -> np.ndarray:
    """The one zone of each of `count` points, -1 outside of all: on a border, the first zone in the order given."""
    zone = np.full(count, -1)
    if (places[1:] < places[:-1]).any():
        order = np.argsort(places, kind="stable")
        rows, places = rows[order], places[order]
    zone[rows[::-1]] = places[::-1]
    return zone


def nearest_points(xy: np.ndarray, targets: np.ndarray, progress: Progress) -> np.ndarray:
    """The place among `targets` of the nearest to each point: arrays (n, 2) and (m, 2) of finite x and y in one plane, m not 0.
    Raises `Cancelled`.

    Points are asked for by strips, and along each: what the tree looked at for one is then still at hand for the next.
    """
    shapely = require_shapely()
    tree = shapely.STRtree(shapely.points(targets), node_capacity=4)  # half the time of the usual 10, when points are sought
    high = np.ptp(targets[:, 1]) / np.sqrt(len(targets)) or 1.0
    order = np.lexsort((xy[:, 0], np.floor(xy[:, 1] / high)))
    parts = [(order[start : start + ASKED], ASKED) for start in range(0, len(order), ASKED)]
    nearest = np.zeros(len(xy), dtype=int)
    for part, places in _in_threads(lambda part: (part, tree.nearest(shapely.points(xy[part]))), parts, progress):
        nearest[part] = places
    return nearest


def pieces_in_zones(
    shapes: np.ndarray, zones: np.ndarray, progress: Progress, partition: bool = False
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What of each shape lies in each zone: places of the shapes, places of the zones, and the pieces (array of shapely).

    `shapes`: array of shapely lines or polygons, `zones`: of polygons, both in one plane, None and empty ones allowed. Invalid
    ones are made valid. Pieces that have nothing of their shape's dimension in the zone are left out. With `partition`, zones do not
    overlap and a line along their border is in the first of them only. Raises `Cancelled`.
    """
    shapely = require_shapely()
    shapes, zones = _valid(shapes, progress), _valid(zones, progress)
    tree = shapely.STRtree(shapes)

    def cut(part: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        places, rows, across = _met(tree, zones[part])
        places = part[places]
        pieces = shapes[rows]
        pieces[across] = shapely.intersection(zones[places[across]], pieces[across])
        kept = np.where(shapely.get_dimensions(shapes[rows]) == 1, shapely.length(pieces), shapely.area(pieces)) > 0
        return rows[kept], places[kept], pieces[kept]

    found = list(_in_threads(cut, _parts(zones), progress))
    if not found:
        return np.empty(0, dtype=int), np.empty(0, dtype=int), np.empty(0, dtype=object)
    rows, places, pieces = (np.concatenate(part) for part in zip(*found))
    if partition:
        pieces = _shared_once(rows, places, pieces)
        kept = shapely.length(pieces) > 0
        rows, places, pieces = rows[kept], places[kept], pieces[kept]
    return rows, places, pieces


def _shared_once(rows: np.ndarray, places: np.ndarray, pieces: np.ndarray) -> np.ndarray:
    """The pieces without what an earlier zone has of the same line."""
    shapely = require_shapely()
    pandas = require_pandas()
    table = pandas.DataFrame({"row": rows, "place": places, "piece": np.arange(len(rows))}).sort_values(["row", "place"])
    table = table[table["row"].duplicated(keep=False)]
    pairs = table.merge(table, on="row", suffixes=("", "_2"))
    pairs = pairs[pairs["place"] < pairs["place_2"]]
    both = shapely.intersection(pieces[pairs["piece"]], pieces[pairs["piece_2"]])
    pairs = pairs[shapely.length(both) > 0]
    pieces = pieces.copy()
    for first, second in zip(pairs["piece"], pairs["piece_2"]):  # few: lines that follow a border
        pieces[second] = shapely.difference(pieces[second], pieces[first])
    return pieces


def covered_areas(shapes: np.ndarray, zones: np.ndarray, progress: Progress) -> np.ndarray:
    """The area of each zone that shapes cover, what several cover counted once; in the square of their unit.

    `shapes`, `zones`: arrays of shapely polygons in one plane, None and empty ones allowed. Invalid ones are made valid, zones may
    overlap. Raises `Cancelled`.

    In each zone, shapes whose box meets that of no other are taken as they are, and the others joined by groups. What lies wholly
    inside is not cut; what crosses the border is cut all at once, for a cut of many shapes costs little more than that of one.
    """
    shapes, zones = _valid(shapes, progress), _valid(zones, progress)
    tree = require_shapely().STRtree(shapes)

    def measure(part: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        places, rows, across = _met(tree, zones[part])
        return part, _areas(shapes[rows], rows, zones[part], places, across)

    area = np.zeros(len(zones))
    for part, areas in _in_threads(measure, _parts(zones), progress):
        area[part] = areas
    return area


def _areas(shapes: np.ndarray, rows: np.ndarray, zones: np.ndarray, places: np.ndarray, across: np.ndarray) -> np.ndarray:
    """The areas of zones covered by the shapes that meet them: pairs by place of the zone, `rows` telling shapes apart; those that are
    not `across` lie inside.
    """
    shapely = require_shapely()
    first, second = _boxes_that_meet(shapes, rows, places)
    lone = ~_covered_by_another(shapes, first, second)
    first, second = (np.cumsum(lone) - 1)[np.stack((first, second))[:, lone[first] & lone[second]]]
    shapes, places, across = shapes[lone], places[lone], across[lone]
    group = _groups(first, second, len(shapes))
    order = np.argsort(group, kind="stable")
    heads, starts, sizes = np.unique(group[order], return_index=True, return_counts=True)
    joined, owner = shapes[heads], places[heads]
    several = sizes > 1
    if several.any():
        # a collection a group, each joined in one call: a loop would come back to Python for every group
        members = order[_runs(starts[several], sizes[several])]
        together = shapely.geometrycollections(shapes[members], indices=np.repeat(np.arange(several.sum()), sizes[several]))
        joined[several] = shapely.union_all(together[:, None], axis=1)
    cut = np.logical_or.reduceat(across[order], starts) if len(starts) else np.empty(0, dtype=bool)
    area = np.bincount(owner[~cut], weights=shapely.area(joined[~cut]), minlength=len(zones)).astype(float)
    parts, of = shapely.get_parts(joined[cut], return_index=True)
    polygons = shapely.get_dimensions(parts) == 2
    cut_zones, index = np.unique(owner[cut][of[polygons]], return_inverse=True)
    if len(cut_zones):  # groups do not meet, so that they make a valid multipolygon
        multiple = shapely.multipolygons(parts[polygons], indices=index)
        area[cut_zones] += shapely.area(shapely.intersection(zones[cut_zones], multiple))
    return area


def _boxes_that_meet(shapes: np.ndarray, rows: np.ndarray, places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pairs, both ways round, of members (a shape in a zone) of one zone whose boxes meet."""
    distinct, at, which = np.unique(rows, return_index=True, return_inverse=True)
    first, second = require_shapely().STRtree(shapes[at]).query(shapes[at])
    once = first < second
    first, second = first[once], second[once]
    times = np.bincount(which, minlength=len(distinct))
    starts = np.cumsum(times) - times
    one = np.argsort(which, kind="stable")[_runs(starts[first], times[first])]  # the first shape in each of its zones
    sought = places[one] * len(distinct) + np.repeat(second, times[first])
    keys = places * len(distinct) + which
    order = np.argsort(keys)
    found = np.minimum(np.searchsorted(keys, sought, sorter=order), len(keys) - 1)
    both = keys[order[found]] == sought if len(keys) else np.empty(0, dtype=bool)
    one, other = one[both], order[found[both]]
    return np.concatenate((one, other)), np.concatenate((other, one))


def _covered_by_another(shapes: np.ndarray, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Which shapes lie in another of their pairs; of equal ones, the first stays."""
    shapely = require_shapely()
    boxes = shapely.bounds(shapes)
    one, other = boxes[first], boxes[second]
    within = ((one[:, :2] <= other[:, :2]) & (one[:, 2:] >= other[:, 2:])).all(axis=1)
    within &= (first < second) | (one != other).any(axis=1)
    within[within] = shapely.contains(shapes[first[within]], shapes[second[within]])
    covered = np.zeros(len(shapes), dtype=bool)
    covered[second[within]] = True
    return covered


def _groups(first: np.ndarray, second: np.ndarray, count: int) -> np.ndarray:
    """The lowest member of the group of each of `count` things, from pairs both ways round of those that hold together."""
    group = np.arange(count)
    if not len(first):
        return group
    order = np.argsort(first, kind="stable")
    first, second = first[order], second[order]
    starts = np.flatnonzero(np.diff(first, prepend=-1))
    while True:
        lower = group.copy()
        lower[first[starts]] = np.minimum(group[first[starts]], np.minimum.reduceat(group[second], starts))
        lower = lower[lower]
        if (lower == group).all():
            return group
        group = lower


def _met(tree: shapely.STRtree, zones: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Pairs of a zone and a shape of the tree that meet, by zone: their places, and whether the shape is not wholly inside."""
    shapely = require_shapely()
    places, rows = tree.query(zones)
    zones_of, shapes = zones[places], tree.geometries[rows]
    with _prepared(zones):
        met = shapely.contains_properly(zones_of, shapes)
        across = ~met
        met[across] = shapely.intersects(zones_of[across], shapes[across])
    return places[met], rows[met], across[met]


@contextmanager
def _prepared(zones: np.ndarray) -> Iterator[None]:
    """Zones made ready for many questions by the one thread that asks them: prepared shapes are not to be shared."""
    shapely = require_shapely()
    shapely.prepare(zones)
    try:
        yield
    finally:
        shapely.destroy_prepared(zones)


def _parts(zones: np.ndarray) -> list[tuple[np.ndarray, int]]:
    """The places of the zones that have a surface, by parts, and how many these are."""
    usable = np.flatnonzero(np.isfinite(require_shapely().bounds(zones)).all(axis=1))
    size = max(1, min(ZONES, len(usable) // 8))
    parts = [usable[start : start + size] for start in range(0, len(usable), size)]
    return [(part, len(part)) for part in parts]


def _valid(shapes: np.ndarray, progress: Progress) -> np.ndarray:
    shapely = require_shapely()
    parts = [(slice(start, start + TESTED), TESTED) for start in range(0, len(shapes), TESTED)]
    tests = list(_in_threads(lambda part: ~(shapely.is_valid(shapes[part]) | shapely.is_missing(shapes[part])), parts, progress))
    wrong = np.flatnonzero(np.concatenate(tests)) if tests else []
    if len(wrong):
        shapes = shapes.copy()
        shapes[wrong] = shapely.make_valid(shapes[wrong])
    return shapes


def _runs(starts: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """The places of all runs, one after the other."""
    before = np.cumsum(lengths) - lengths
    return np.arange(lengths.sum()) + np.repeat(starts - before, lengths)


def _spans(owner: np.ndarray, lengths: np.ndarray) -> list[tuple[slice, int]]:
    """Slices of runs of about `PART` candidates, and how many; those of a zone stay together: threads share no prepared shape."""
    ends = np.append(np.flatnonzero(np.diff(owner)) + 1, len(owner))
    total = np.concatenate([[0], np.cumsum(lengths)])
    spans, start = [], 0
    while start < len(owner):
        end = ends[max(np.searchsorted(total[ends], total[start] + PART, side="right") - 1, np.searchsorted(ends, start + 1))]
        spans.append((slice(start, end), int(total[end] - total[start])))
        start = end
    return spans


def _aside(work: Callable, progress: Progress) -> object:
    """The answer of a long call of numpy, which lets go of Python's lock, while a cancel is listened for."""
    pool = ThreadPoolExecutor(1, thread_name_prefix="vigie-spatial")
    try:
        return _heard(pool.submit(work), progress)
    finally:
        pool.shutdown(wait=False)


def _heard(future: Future, progress: Progress) -> object:
    while not future.done():
        wait([future], HEARD_SECONDS)
        progress.hear()
    return future.result()


def _in_threads(work: Callable, parts: list[tuple], progress: Progress) -> Iterator:
    """The answers of `work` to each part, in order; GEOS lets go of Python's lock. A cancel is heard while parts are under way: what a
    thread is at then ends in its own time, and is forgotten.
    """

    def quiet(part: object) -> object:
        with np.errstate(invalid="ignore"):  # GEOS 3.11 raises that flag of the processor for no reason
            return work(part)

    done, total = 0, max(sum(size for _, size in parts), 1)
    waiting = iter(parts)
    threads = min(MOST_THREADS, os.cpu_count() or 1)
    pool = ThreadPoolExecutor(threads, thread_name_prefix="vigie-spatial")
    try:
        running = deque((pool.submit(quiet, part), size) for part, size in islice(waiting, AHEAD * threads))
        while running:
            future, size = running.popleft()
            answer = _heard(future, progress)
            running.extend((pool.submit(quiet, part), more) for part, more in islice(waiting, 1))
            done += size
            progress.step(100 * done / total, "")
            yield answer
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
