# SPDX-License-Identifier: GPL-2.0-or-later
"""Public transport timetables (GTFS), as two layers: the stops with their departures, the lines with their trips.

**Period**: from the first to the last day on which a service runs, within the dates of feed_info.txt where it has some.

**A day**: figures are means over all the days of one sort in the period, days without service included: weekdays (Monday to Friday), Saturdays,
Sundays. They are missing when the period has no such day.

**Departures** of a stop: the times at which a vehicle leaves it with passengers allowed to board: the last stop of a trip, and those where
boarding is forbidden (pickup_type 1), do not count. A station has those of its platforms together.

**Trips** of a line: both directions together. A trip of frequencies.txt counts once for each of its runs.

**First and last departure** of a line: from the first stops of its trips, on any day; after midnight, hours go on to 25 and more.

**Headway** of a line: on weekdays, in the direction that has the most trips, minutes between the first and the last departure over mean trips less
one; missing when there is no more than one trip.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..messages import Stretch, VigieError, date, number, translate
from ..requirements import pandas as require_pandas
from ..requirements import shapely as require_shapely
from ..territory.crs import GEOGRAPHIC
from .gtfs_feed import ENCODINGS, Files, Timetable, places, read_timetable
from .gtfs_lines import Runs, line_figures, line_shapes
from .gtfs_service import Calendar, read_calendar
from .model import INTEGER, REAL, TEXT, Copied, Description, Field, Layer, Options, Rows

if TYPE_CHECKING:
    import pandas as pd

    from ..messages import Progress
    from .cut import Cut
    from .grid import Wanted
    from .output import Output

STOPS, LINES = "stops", "lines"
"""The layers of a feed."""

DECIMALS = 2
"""Decimals of means."""

SHOWN = 10
"""Rows of a sample that is shown."""

STOP_COLUMNS = (
    "stop_id",
    "stop_name",
    "stop_code",
    "stop_lat",
    "stop_lon",
    "location_type",
    "parent_station",
    "wheelchair_boarding",
)
ROUTE_COLUMNS = ("route_id", "route_type", "agency_id", "route_short_name", "route_long_name", "route_color", "route_text_color")
TRIP_COLUMNS = ("trip_id", "route_id", "service_id", "direction_id", "shape_id")


@dataclass(frozen=True)
class _Feed:
    """A feed once read: rows and geometries of its layers, which stops each line serves (n × 2: places of line and stop), and what is to be said."""

    stops: pd.DataFrame
    lines: pd.DataFrame
    points: np.ndarray
    shapes: np.ndarray
    served: np.ndarray
    notes: tuple[str, ...]
    warnings: tuple[str, ...]


class GtfsFeed:
    """A GTFS feed, a zip or a folder: an `Opened` of `files.model`. `today` is the day on which it is looked at."""

    def __init__(self, path: Path, options: Options, today: datetime.date | None = None) -> None:
        self.path = path
        self.options = options
        self.today = today or datetime.date.today()
        self._read: _Feed | None = None

    def describe(self, progress: Progress) -> Description:
        """See `Opened.describe`."""
        feed = self._feed(progress)
        layers = (
            _layer(STOPS, feed.stops, _stop_fields(), "Point", self._placeless(feed.points)),
            _layer(LINES, feed.lines, _line_fields(), "MultiLineString", self._placeless(feed.shapes)),
        )
        return Description("gtfs", layers, (*feed.notes, *feed.warnings))

    def rows(self, layer: str, progress: Progress, wanted: Wanted | None = None) -> Iterator[Rows]:
        """See `Opened.rows`: all stops, or all lines, at once."""
        feed = self._feed(progress)
        frame, shapes = (feed.lines, feed.shapes) if layer == LINES else (feed.stops, feed.points)
        texts = frame.astype(object).where(frame.notna(), None)
        texts = texts.apply(lambda column: column.map(lambda value: None if value is None else str(value)))
        yield Rows(texts, shapes, GEOGRAPHIC, notes=(*feed.notes, *feed.warnings))

    def copy(self, layer: str, cut: Cut | None, output: Output, progress: Progress) -> Copied:
        """See `Opened.copy`: the stops in the territory, the lines that serve one of them."""
        if layer not in (STOPS, LINES):
            raise VigieError(
                translate("gtfs", "{file} has no layer “{layer}”: its layers are stops and lines.").format(
                    file=self.path.name, layer=layer
                )
            )
        feed = self._feed(Stretch(progress, 0, 80))
        inside, notes = self._inside(feed, cut)
        if layer == STOPS:
            rows, shapes, fields, geometry, kept = feed.stops, feed.points, _stop_fields(), "Point", inside
        else:
            rows, shapes, fields, geometry = feed.lines, feed.shapes, _line_fields(), "MultiLineString"
            kept = np.ones(len(rows), dtype=bool)
            if cut is not None and not cut.whole:
                kept = np.isin(np.arange(len(rows)), feed.served[inside[feed.served[:, 1]], 0])
                notes = (*notes, translate("gtfs", "Lines that serve a stop of the territory are kept whole."))
        progress.step(80, layer)
        table = output.free_name(layer)
        output.append(output.create(table, fields, geometry, GEOGRAPHIC), rows[kept], shapes[kept])
        told = (*feed.notes, *feed.warnings, *self._placeless(shapes[kept]), *notes)
        return Copied(table, layer, int(kept.sum()), len(rows), len(rows), geometry, GEOGRAPHIC, fields, notes=told)

    def _inside(self, feed: _Feed, cut: Cut | None) -> tuple[np.ndarray, tuple[str, ...]]:
        """Which stops are in the territory, and how that was told."""
        everything = np.ones(len(feed.stops), dtype=bool)
        if cut is None:
            return everything, ()
        counts: Counter = Counter()
        kept = cut.keeps(feed.stops, None, feed.points, GEOGRAPHIC, counts)
        if kept is None:
            sentence = translate("gtfs", "{territory} has no contour: the timetable is kept whole.")
            return everything, (sentence.format(territory=cut.territory.name),)
        return kept, cut.notes(None, counts)

    def _placeless(self, shapes: np.ndarray) -> tuple[str, ...]:
        count = int(require_shapely().is_missing(shapes).sum())
        if not count:
            return ()
        return (
            translate("gtfs", "{count} rows of {rows} have no position.").format(count=number(count), rows=number(len(shapes))),
        )

    def _feed(self, progress: Progress) -> _Feed:
        if self._read is None:
            encodings = (self.options.encoding,) if self.options.encoding else ENCODINGS
            for encoding in encodings:
                try:
                    with Files(self.path, encoding) as files:
                        self._read = _read(files, self.today, encoding, progress)
                    break
                except UnicodeDecodeError as error:
                    if encoding == encodings[-1]:
                        raise VigieError(
                            translate("gtfs", "{file} cannot be read as {encoding}: give its encoding.").format(
                                file=self.path.name, encoding=encoding
                            ),
                            str(error),
                        ) from error
        return self._read


def _layer(name: str, rows: pd.DataFrame, fields: tuple[Field, ...], geometry: str, warnings: tuple[str, ...]) -> Layer:
    shown = rows.head(SHOWN).itertuples(index=False, name=None)
    sample = tuple(tuple(None if value is None or value != value else str(value) for value in row) for row in shown)
    return Layer(name, len(rows), fields, geometry, GEOGRAPHIC, placing="own", sample=sample, warnings=warnings)


def _stop_fields() -> tuple[Field, ...]:
    return (
        Field("stop_id", TEXT, translate("gtfs", "Identifier")),
        Field("name", TEXT, translate("gtfs", "Name")),
        Field("code", TEXT, translate("gtfs", "Code")),
        Field("parent", TEXT, translate("gtfs", "Station")),
        Field("type", TEXT, translate("gtfs", "Type")),
        Field("wheelchair", TEXT, translate("gtfs", "Wheelchair access")),
        Field("lines", TEXT, translate("gtfs", "Lines")),
        Field("line_count", INTEGER, translate("gtfs", "Number of lines")),
        Field("departures_weekday", REAL, translate("gtfs", "Departures a weekday")),
        Field("departures_saturday", REAL, translate("gtfs", "Departures a Saturday")),
        Field("departures_sunday", REAL, translate("gtfs", "Departures a Sunday")),
    )


def _line_fields() -> tuple[Field, ...]:
    return (
        Field("route_id", TEXT, translate("gtfs", "Identifier")),
        Field("short_name", TEXT, translate("gtfs", "Line")),
        Field("long_name", TEXT, translate("gtfs", "Name")),
        Field("type", TEXT, translate("gtfs", "Type")),
        Field("agency", TEXT, translate("gtfs", "Network")),
        Field("color", TEXT, translate("gtfs", "Colour")),
        Field("text_color", TEXT, translate("gtfs", "Colour of the text")),
        Field("trips_weekday", REAL, translate("gtfs", "Trips a weekday")),
        Field("trips_saturday", REAL, translate("gtfs", "Trips a Saturday")),
        Field("trips_sunday", REAL, translate("gtfs", "Trips a Sunday")),
        Field("first_departure", TEXT, translate("gtfs", "First departure")),
        Field("last_departure", TEXT, translate("gtfs", "Last departure")),
        Field("headway", REAL, translate("gtfs", "Minutes between departures")),
        Field("drawn", TEXT, translate("gtfs", "How it is drawn")),
    )


def _read(files: Files, today: datetime.date, encoding: str, progress: Progress) -> _Feed:
    stops, routes, trips = (
        files.table(name, columns, needed)
        for name, columns, needed in (
            ("stops.txt", STOP_COLUMNS, 1),
            ("routes.txt", ROUTE_COLUMNS, 2),
            ("trips.txt", TRIP_COLUMNS, 3),
        )
    )
    if not len(stops) or not len(routes):
        raise VigieError(translate("gtfs", "{file} is no GTFS feed: it has no stops or no routes.").format(file=files.path.name))
    calendar = read_calendar(files)
    timetable = read_timetable(files, trips["trip_id"], stops["stop_id"], progress)
    progress.step(70)
    runs = Runs.of(files, trips, routes, calendar, timetable)
    route = runs.route[timetable.trip]
    served = _pairs(route[route >= 0], timetable.stop[route >= 0], len(stops))
    points = _points(stops)
    progress.step(80)
    shapes, drawn = line_shapes(files, trips, len(routes), runs, timetable, points)
    lines = _line_rows(files, routes, line_figures(len(routes), runs), drawn)
    stop_rows = _stop_rows(stops, lines, served, runs, timetable)
    notes, warnings = _told(calendar, today, timetable, encoding, files.path.name)
    return _Feed(stop_rows, lines, points, shapes, served, notes, warnings)


def _told(
    calendar: Calendar, today: datetime.date, timetable: Timetable, encoding: str, name: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is said of a feed: notes, and warnings."""
    notes, warnings = [], []
    if np.isnat(calendar.first):
        warnings.append(translate("gtfs", "The timetable has no day of service: departures and trips are not counted."))
    else:
        first, last = date(str(calendar.first)), date(str(calendar.last))
        notes.append(translate("gtfs", "Timetable from {first} to {last}.").format(first=first, last=last))
        if calendar.last < np.datetime64(today, "D"):
            warnings.append(
                translate("gtfs", "The timetable has expired: it ended on {last}. Look for a newer one.").format(last=last)
            )
    if timetable.unknown:
        warnings.append(
            translate(
                "gtfs", "{count} rows of the timetable are of trips or stops that the feed lacks: they do not count."
            ).format(count=number(timetable.unknown))
        )
    if not len(timetable.trip):
        warnings.append(translate("gtfs", "The timetable is empty: departures and trips are not counted."))
    if encoding == ENCODINGS[-1]:
        warnings.append(
            translate("gtfs", "{file} is not UTF-8, as it should be: it was read as {encoding}. Check the accents.").format(
                file=name, encoding=encoding
            )
        )
    return tuple(notes), tuple(warnings)


def _points(stops: pd.DataFrame) -> np.ndarray:
    """Points of stops (array of shapely), None for one without a position; (0, 0) is none."""
    pandas = require_pandas()
    x, y = (pandas.to_numeric(stops[name], errors="coerce").to_numpy(float) for name in ("stop_lon", "stop_lat"))
    usable = (np.abs(x) <= 180) & (np.abs(y) <= 90) & ~((x == 0) & (y == 0))
    points = np.full(len(stops), None, dtype=object)
    points[usable] = require_shapely().points(x[usable], y[usable])
    return points


def _stop_rows(stops: pd.DataFrame, lines: pd.DataFrame, served: np.ndarray, runs: Runs, timetable: Timetable) -> pd.DataFrame:
    pandas = require_pandas()
    index = pandas.Index(stops["stop_id"])
    parent = places(stops["parent_station"], index)
    kinds = {
        "": translate("gtfs", "stop"), "0": translate("gtfs", "stop"), "1": translate("gtfs", "station"),
        "2": translate("gtfs", "entrance"), "3": translate("gtfs", "node"), "4": translate("gtfs", "boarding area"),
    }  # fmt: skip
    access = {"1": translate("gtfs", "yes"), "2": translate("gtfs", "no")}
    leaving = timetable.boards & ~timetable.last
    departures = [
        _with_parts(np.bincount(timetable.stop[leaving], weight[timetable.trip[leaving]], len(stops)), parent) * counted
        for weight, counted in zip(runs.trip_weights.T, runs.counted)
    ]
    names, counts = _lines_of(served, parent, lines, len(stops))
    return pandas.DataFrame(
        {
            "stop_id": stops["stop_id"],
            "name": _or_none(stops["stop_name"]),
            "code": _or_none(stops["stop_code"]),
            "parent": _or_none(stops["parent_station"]),
            "type": stops["location_type"].map(kinds),
            "wheelchair": stops["wheelchair_boarding"].map(access),
            "lines": names,
            "line_count": counts,
            "departures_weekday": departures[0].round(DECIMALS),
            "departures_saturday": departures[1].round(DECIMALS),
            "departures_sunday": departures[2].round(DECIMALS),
        }
    )


def _pairs(routes: np.ndarray, stops: np.ndarray, count: int) -> np.ndarray:
    """The different pairs of line and stop (n × 2); `count` is the number of stops."""
    return np.column_stack(np.divmod(np.unique(routes.astype(np.int64) * count + stops), count))


def _with_parts(figures: np.ndarray, parent: np.ndarray) -> np.ndarray:
    """Figures of stops, those of a platform added to its station, and those of a boarding area to both."""
    whole = figures.copy()
    for _ in range(2):
        moved = np.zeros_like(figures)
        np.add.at(moved, parent[parent >= 0], figures[parent >= 0])
        whole, figures = whole + moved, moved
    return whole


def _lines_of(served: np.ndarray, parent: np.ndarray, lines: pd.DataFrame, count: int) -> tuple[list[str | None], list[int]]:
    """The names of the lines that serve each stop, and how many they are; a station is served by what serves its platforms."""
    pairs = served
    for _ in range(2):
        above = parent[pairs[:, 1]]
        more = pairs[above >= 0, 0], above[above >= 0]
        pairs = _pairs(*(np.concatenate(both) for both in zip(pairs.T, more)), count)
    labels = lines["short_name"].fillna(lines["long_name"]).fillna(lines["route_id"]).tolist()
    found: list[dict[str, None]] = [{} for _ in range(count)]
    routes: list[int] = [0] * count
    for route, stop in pairs.tolist():
        found[stop].setdefault(labels[route])
        routes[stop] += 1
    return [", ".join(names) or None for names in found], routes


def _line_rows(files: Files, routes: pd.DataFrame, figures: pd.DataFrame, drawn: list[str | None]) -> pd.DataFrame:
    pandas = require_pandas()
    agencies = files.table("agency.txt", ("agency_name", "agency_id"), 1)
    networks = dict(zip(agencies["agency_id"], agencies["agency_name"]))
    only = agencies["agency_name"].iloc[0] if len(agencies) == 1 else None
    rows = pandas.DataFrame(
        {
            "route_id": routes["route_id"],
            "short_name": _or_none(routes["route_short_name"]),
            "long_name": _or_none(routes["route_long_name"]),
            "type": [route_word(kind) for kind in routes["route_type"]],
            "agency": [networks.get(agency, only) for agency in routes["agency_id"]],
            "color": _colours(routes["route_color"]),
            "text_color": _colours(routes["route_text_color"]),
        }
    )
    rows = pandas.concat([rows, figures.round(DECIMALS)], axis=1)
    rows["drawn"] = drawn
    return rows


def _colours(values: pd.Series) -> pd.Series:
    valid = values.str.fullmatch(r"[0-9A-Fa-f]{6}")
    return ("#" + values.str.upper()).where(valid, None)


def _or_none(values: pd.Series) -> pd.Series:
    return values.astype(object).where(values != "", None)


def route_word(code: str) -> str | None:
    """A type of route in a word, by its number, extended ones included (hundreds of GTFS's extension); None for another."""
    words = {
        "0": translate("gtfs", "tram"), "1": translate("gtfs", "metro"), "2": translate("gtfs", "train"),
        "3": translate("gtfs", "bus"), "4": translate("gtfs", "ferry"), "5": translate("gtfs", "cable tram"),
        "6": translate("gtfs", "cable car"), "7": translate("gtfs", "funicular"), "11": translate("gtfs", "trolleybus"),
        "12": translate("gtfs", "monorail"),
    }  # fmt: skip
    extended = {"1": "2", "4": "1", "7": "3", "8": "11", "9": "0", "10": "4", "12": "4", "13": "6", "14": "7"}
    if code in words:
        return words[code]
    if not code.isdigit() or len(code) < 3:
        return None
    others = {"2": translate("gtfs", "coach"), "11": translate("gtfs", "aircraft"), "15": translate("gtfs", "taxi")}
    return others.get(code[:-2]) or words.get(extended.get(code[:-2], ""))
