# SPDX-License-Identifier: GPL-2.0-or-later
"""Which features lie in which zones, and how much of them: whole arrays, in threads, by parts that can be stopped between.

All coordinates are plane here: the caller brings both sides into one CRS, a legal projected one where it measures. Memory is
bounded by parts of `PART` candidates, besides the coordinates themselves.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

import numpy as np

from ..messages import Progress
from ..requirements import pandas as require_pandas
from ..requirements import shapely as require_shapely

PART = 400_000
"""Candidates that are tested at once."""
MOST_THREADS = 4
MOST_STRIPS = 100_000


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
    points = np.flatnonzero(np.isfinite(xy).all(axis=1))
    if not len(usable) or not len(points):
        return np.empty(0, dtype=int), np.empty(0, dtype=int)
    boxes = boxes[usable]
    low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    points = points[((xy[points] >= low) & (xy[points] <= high)).all(axis=1)]
    width, height = (high - low) + 1e-9
    strip = max(float(np.median(boxes[:, 3] - boxes[:, 1])), height / MOST_STRIPS)
    pitch = 2 * width  # of the strips along the one line on which all points are sorted

    def line(x: np.ndarray, strips: np.ndarray) -> np.ndarray:
        return strips * pitch + (x - low[0])

    keys = line(xy[points, 0], np.floor((xy[points, 1] - low[1]) / strip))
    order = np.argsort(keys, kind="stable")
    keys, points = keys[order], points[order]
    x, y = (np.ascontiguousarray(xy[points, axis]) for axis in (0, 1))
    del order
    first, last = (np.floor((boxes[:, side] - low[1]) / strip).astype(int) for side in (1, 3))
    owner = np.repeat(np.arange(len(usable)), last - first + 1)
    strips = np.arange(len(owner)) - np.repeat(np.cumsum(last - first + 1) - (last - first + 1), last - first + 1) + first[owner]
    hair = 1e-9 * width
    starts = np.searchsorted(keys, line(boxes[owner, 0], strips) - hair)
    ends = np.searchsorted(keys, line(boxes[owner, 2], strips) + hair, side="right")
    del keys
    shapely.prepare(zones[usable])

    def test(span: slice) -> tuple[np.ndarray, np.ndarray]:
        """The points in the zones of some runs of candidates."""
        lengths = np.maximum(ends[span] - starts[span], 0)
        owners = np.repeat(owner[span], lengths)
        rows = _runs(starts[span], lengths)
        inside = (y[rows] >= boxes[owners, 1]) & (y[rows] <= boxes[owners, 3])
        rows, owners = rows[inside], owners[inside]
        inside = shapely.intersects_xy(zones[usable[owners]], x[rows], y[rows])
        return points[rows[inside]], usable[owners[inside]]

    try:
        found = list(_in_threads(test, _spans(owner, np.maximum(ends - starts, 0)), progress))
    finally:
        shapely.destroy_prepared(zones[usable])
    rows, places = zip(*found)
    return np.concatenate(rows), np.concatenate(places)


def zone_of_each(count: int, rows: np.ndarray, places: np.ndarray) -> np.ndarray:
    """The one zone of each of `count` points, -1 outside of all: on a border, the first zone in the order given."""
    zone = np.full(count, -1)
    order = np.argsort(places, kind="stable")[::-1]
    zone[rows[order]] = places[order]
    return zone


def pieces_in_zones(
    shapes: np.ndarray, zones: np.ndarray, progress: Progress, partition: bool = False
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What of each shape lies in each zone: places of the shapes, places of the zones, and the pieces (array of shapely).

    `shapes`: array of shapely lines or polygons, `zones`: of polygons, both in one plane, None and empty ones allowed. Invalid
    ones are made valid. Pieces that have nothing of their shape's dimension in the zone are left out. With `partition`, zones do not
    overlap and a line along their border is in the first of them only. Raises `Cancelled`.
    """
    shapely = require_shapely()
    shapes, zones = _valid(shapes), _valid(zones)
    tree = shapely.STRtree(shapes)
    usable = np.flatnonzero(np.isfinite(shapely.bounds(zones)).all(axis=1))
    shapely.prepare(zones[usable])

    def cut(part: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        places, rows = tree.query(zones[part], predicate="intersects")
        places = part[places]
        pieces = shapes[rows]
        across = ~shapely.contains_properly(zones[places], pieces)
        pieces[across] = shapely.intersection(zones[places[across]], pieces[across])
        kept = np.where(shapely.get_dimensions(shapes[rows]) == 1, shapely.length(pieces), shapely.area(pieces)) > 0
        return rows[kept], places[kept], pieces[kept]

    size = max(1, min(1000, len(usable) // 8))
    parts = (usable[start : start + size] for start in range(0, len(usable), size))
    try:
        found = list(_in_threads(cut, [(part, len(part)) for part in parts], progress))
    finally:
        shapely.destroy_prepared(zones[usable])
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


def covered_area(places: np.ndarray, pieces: np.ndarray, count: int, progress: Progress) -> np.ndarray:
    """The area of each of `count` zones that its pieces cover, what several cover counted once; in the square of their unit."""
    shapely = require_shapely()
    order = np.argsort(places, kind="stable")
    places, pieces = places[order], pieces[order]
    zones, starts, several = np.unique(places, return_index=True, return_counts=True)
    area = np.zeros(count)
    alone = several == 1
    area[zones[alone]] = shapely.area(pieces[starts[alone]])

    def join(part: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        rows = _runs(starts[part], several[part])
        # a collection a zone, each joined in one call: a loop would come back to Python for every zone
        together = shapely.geometrycollections(pieces[rows], indices=np.repeat(np.arange(len(part)), several[part]))
        return zones[part], shapely.area(shapely.union_all(together[:, None], axis=1))

    joined = np.flatnonzero(~alone)
    parts = [joined[start : start + 500] for start in range(0, len(joined), 500)]
    for some, areas in _in_threads(join, [(part, len(part)) for part in parts], progress):
        area[some] = areas
    return area


def _valid(shapes: np.ndarray) -> np.ndarray:
    shapely = require_shapely()
    wrong = ~shapely.is_valid(shapes) & ~shapely.is_missing(shapes)
    if wrong.any():
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


def _in_threads(work: Callable, parts: list[tuple], progress: Progress) -> Iterator:
    """The answers of `work` to each part, in order; GEOS lets go of Python's lock. A few parts are under way at once, so that
    a cancel is soon heard.
    """
    done, total = 0, max(sum(size for _, size in parts), 1)
    waiting = iter(parts)
    threads = min(MOST_THREADS, os.cpu_count() or 1)
    with ThreadPoolExecutor(threads, thread_name_prefix="vigie-spatial") as pool:
        running = [(pool.submit(work, part), size) for part, size in islice(waiting, threads)]
        while running:
            future, size = running.pop(0)
            answer = future.result()
            running += [(pool.submit(work, part), more) for part, more in islice(waiting, 1)]
            done += size
            progress.step(100 * done / total, "")
            yield answer
