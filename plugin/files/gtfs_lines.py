# SPDX-License-Identifier: GPL-2.0-or-later
"""The lines of a GTFS feed: how many trips they run, between which hours, and how they are drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..messages import translate
from ..requirements import pandas as require_pandas
from ..requirements import shapely as require_shapely
from .gtfs_feed import MISSING, Files, Timetable, places
from .gtfs_service import WEEKDAY, Calendar, read_frequencies, run_starts

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Runs:
    """How trips run. For each trip: its `route` and its `direction` (places and numbers, `MISSING` where unknown), its runs a day
    of each sort (`trip_weights`, n × 3), and its runs in the whole period (`total`). For each run of a trip: its `trip`, and the seconds at which it `start`s
    (`MISSING` where the timetable does not say), and its share of the days of each sort (`weights`, m × 3). `counted` is that of the calendar.
    """

    route: np.ndarray
    direction: np.ndarray
    trip_weights: np.ndarray
    total: np.ndarray
    trip: np.ndarray
    start: np.ndarray
    weights: np.ndarray
    counted: np.ndarray

    @classmethod
    def of(cls, files: Files, trips: pd.DataFrame, routes: pd.DataFrame, calendar: Calendar, timetable: Timetable) -> Runs:
        """The runs of the trips of a feed."""
        pandas = require_pandas()
        service = places(trips["service_id"], calendar.services)
        known = service >= 0
        weights = np.zeros((len(trips), 3))
        weights[known] = calendar.weights[service[known]]
        days = np.zeros(len(trips))
        days[known] = calendar.runs.sum(axis=1)[service[known]]
        trip, start = _starts(files, trips, timetable)
        counts = np.bincount(trip, minlength=len(trips))
        return cls(
            places(trips["route_id"], pandas.Index(routes["route_id"])),
            pandas.to_numeric(trips["direction_id"], errors="coerce").fillna(MISSING).to_numpy(np.int64),
            weights * counts[:, None],
            days * counts,
            trip,
            start,
            weights[trip],
            calendar.counted,
        )


def _starts(files: Files, trips: pd.DataFrame, timetable: Timetable) -> tuple[np.ndarray, np.ndarray]:
    """Each run: its trip, and when it leaves the first stop."""
    trip, start = timetable.trip[timetable.first], timetable.departure[timetable.first]
    frequencies = read_frequencies(files)
    place = places(frequencies["trip_id"], require_pandas().Index(trips["trip_id"]))
    repeated = np.isin(place, trip)
    rows, place = frequencies[repeated], place[repeated]
    if not len(rows):
        return trip, start
    once = ~np.isin(trip, place)
    more_trips, more_starts = run_starts(place, rows["start"].to_numpy(), rows["end"].to_numpy(), rows["headway"].to_numpy())
    return np.concatenate([trip[once], more_trips]), np.concatenate([start[once], more_starts])


def line_figures(count: int, runs: Runs) -> pd.DataFrame:
    """For each of `count` lines: trips a day of each sort, first and last departure, headway (see `gtfs` for what they are)."""
    pandas = require_pandas()
    route = runs.route[runs.trip]
    on_line = route >= 0
    trips = [
        np.bincount(route[on_line], weight[on_line], count) * counted for weight, counted in zip(runs.weights.T, runs.counted)
    ]
    table = pandas.DataFrame(
        {"route": route, "direction": runs.direction[runs.trip], "start": runs.start, "weekday": runs.weights[:, WEEKDAY]}
    )
    timed = table[on_line & (runs.start != MISSING) & (runs.weights.sum(axis=1) > 0)]
    spans = timed.groupby("route")["start"].agg(["min", "max"]).reindex(range(count))
    return pandas.DataFrame(
        {
            "trips_weekday": trips[0],
            "trips_saturday": trips[1],
            "trips_sunday": trips[2],
            "first_departure": [_clock(value) for value in spans["min"]],
            "last_departure": [_clock(value) for value in spans["max"]],
            "headway": _headways(timed[timed["weekday"] > 0]).reindex(range(count)).to_numpy(float),
        }
    )


def _headways(timed: pd.DataFrame) -> pd.Series:
    """Minutes between departures of each line, in the direction that has the most trips."""
    by_direction = timed.groupby(["route", "direction"]).agg(
        first=("start", "min"), last=("start", "max"), trips=("weekday", "sum")
    )
    fullest = by_direction.sort_values("trips", ascending=False, kind="stable").groupby(level="route").head(1)
    fullest = fullest[fullest["trips"] > 1].droplevel("direction")
    return (fullest["last"] - fullest["first"]) / 60 / (fullest["trips"] - 1)


def _clock(value: float) -> str | None:
    if value != value:
        return None
    minutes = int(value) // 60
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def line_shapes(
    files: Files, trips: pd.DataFrame, count: int, runs: Runs, timetable: Timetable, points: np.ndarray
) -> tuple[np.ndarray, list[str | None]]:
    """How each of `count` lines is drawn (array of shapely multilines, None), and in which way, in words.

    In each direction, the course that the most trips of the period follow: that of shapes.txt, else straight lines between `points`, the
    positions of stops.
    """
    shapely = require_shapely()
    courses = _read_shapes(files, _fullest(_trip_table(runs, trips["shape_id"].to_numpy(object))))
    shape = np.array([value if value in courses else None for value in trips["shape_id"]], dtype=object)
    traced = _fullest(_trip_table(runs, shape))
    straight = _straight(runs, traced, timetable, points)
    parts: dict[int, dict] = {}
    ways: dict[int, set[bool]] = {}
    for (route, _), name in traced.items():
        parts.setdefault(route, {})[name] = courses[name]
        ways.setdefault(route, set()).add(True)
    for (route, direction), line in straight.items():
        parts.setdefault(route, {})[direction] = line
        ways.setdefault(route, set()).add(False)
    words = {
        (True,): translate("gtfs", "shape of the producer"),
        (False,): translate("gtfs", "straight lines between stops"),
        (False, True): translate("gtfs", "shape of the producer, and straight lines between stops"),
    }
    shapes = np.full(count, None, dtype=object)
    for route, lines in parts.items():
        shapes[route] = shapely.multilinestrings(list(lines.values()))
    return shapes, [words.get(tuple(sorted(ways.get(route, ())))) for route in range(count)]


def _trip_table(runs: Runs, course: np.ndarray) -> pd.DataFrame:
    """Trips of a line with their course (None left out), and how often they run; those of a feed without days count alike."""
    total = runs.total if runs.total.any() else np.ones(len(runs.total))
    table = require_pandas().DataFrame({"route": runs.route, "direction": runs.direction, "course": course, "total": total})
    return table[(table["route"] >= 0) & table["course"].notna() & (table["course"] != "")]


def _fullest(table: pd.DataFrame) -> dict[tuple[int, int], object]:
    """The most followed course of each line and direction."""
    sums = table.groupby(["route", "direction", "course"], sort=True)["total"].sum().reset_index()
    best = sums.sort_values("total", ascending=False, kind="stable").drop_duplicates(["route", "direction"])
    return {(row.route, row.direction): row.course for row in best.sort_values(["route", "direction"]).itertuples(index=False)}


def _read_shapes(files: Files, wanted: dict) -> dict[str, object]:
    """The lines of shapes.txt that are wanted, those that have two points at least."""
    pandas, shapely = require_pandas(), require_shapely()
    names = pandas.Index(sorted(set(wanted.values())), dtype=object)
    columns = ("shape_id", "shape_pt_lon", "shape_pt_lat", "shape_pt_sequence")
    parts = []
    for chunk in files.chunks("shapes.txt", columns, 4):
        place = places(chunk["shape_id"], names)
        known = chunk[place >= 0]
        numbers = (pandas.to_numeric(known[column], errors="coerce").to_numpy(float) for column in columns[1:])
        parts.append(np.column_stack([place[place >= 0], *numbers]))
    rows = np.concatenate(parts) if parts else np.empty((0, 4))
    rows = rows[np.isfinite(rows).all(axis=1)]
    rows = rows[np.lexsort((rows[:, 3], rows[:, 0]))]
    place, counts = np.unique(rows[:, 0].astype(int), return_counts=True)
    enough = np.isin(rows[:, 0], place[counts > 1])
    order = np.unique(rows[enough, 0].astype(int), return_inverse=True)
    lines = shapely.linestrings(rows[enough, 1:3], indices=order[1].ravel())
    return {names[where]: line for where, line in zip(order[0], np.atleast_1d(lines))}


def _straight(runs: Runs, traced: dict, timetable: Timetable, points: np.ndarray) -> dict[tuple[int, int], object]:
    """Straight lines between the stops of the most followed pattern, for lines and directions that have no shape."""
    shapely = require_shapely()
    if not len(timetable.trip):
        return {}
    trip = timetable.trip[timetable.first]
    starts = np.flatnonzero(timetable.first)
    ends = np.append(starts[1:], len(timetable.trip))
    patterns = np.full(len(runs.route), None, dtype=object)
    drawn = {(route, direction) for route, direction in traced}
    for each, start, end in zip(trip, starts, ends):
        if (runs.route[each], runs.direction[each]) not in drawn:
            patterns[each] = timetable.stop[start:end].tobytes()
    lines = {}
    for key, pattern in _fullest(_trip_table(runs, patterns)).items():
        stops = points[np.frombuffer(pattern, dtype=timetable.stop.dtype)]
        placed = stops[~shapely.is_missing(stops)]
        if len(placed) > 1:
            lines[key] = shapely.linestrings(shapely.get_coordinates(placed))
    return lines
