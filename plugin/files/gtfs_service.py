# SPDX-License-Identifier: GPL-2.0-or-later
"""How often the services of a GTFS feed run: its period, and for each service its days of each sort."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..requirements import pandas as require_pandas
from .gtfs_feed import Files, seconds

if TYPE_CHECKING:
    import pandas as pd

WEEKDAY, SATURDAY, SUNDAY = range(3)
"""Sorts of days: Monday to Friday, Saturday, Sunday. A public holiday is a day like those, with the exceptions that the feed gives."""

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

LONGEST_PERIOD = 3660
"""Days of a period, some ten years: a calendar that ends in 2099 ends there."""


@dataclass(frozen=True)
class Calendar:
    """The period of a feed, `first` to `last` day on which one of its services runs (datetime64[D], NaT when none does), and for
    each service (in `services`) how many days of each sort it runs on: `runs`, n × 3. `days` are those of each sort in the period.
    """

    services: pd.Index
    runs: np.ndarray
    first: np.datetime64
    last: np.datetime64

    @property
    def days(self) -> np.ndarray:
        """Days of each sort in the period."""
        if np.isnat(self.first):
            return np.zeros(3, dtype=np.int64)
        return np.bincount(sort_of(np.arange(self.first, self.last + 1)), minlength=3)

    @property
    def counted(self) -> np.ndarray:
        """1 for each sort of days that the period has, NaN for the others: there are no figures for those."""
        return np.where(self.days > 0, 1.0, np.nan)

    @property
    def weights(self) -> np.ndarray:
        """The share of the days of each sort, in the period, on which each service runs: n × 3."""
        return self.runs / np.maximum(self.days, 1)


def read_calendar(files: Files) -> Calendar:
    """The calendar of a feed, from calendar.txt, calendar_dates.txt and, where it narrows the period, feed_info.txt."""
    pandas = require_pandas()
    weekly = files.table("calendar.txt", ("service_id", "start_date", "end_date", *_DAYS), 10)
    exceptions = files.table("calendar_dates.txt", ("service_id", "date", "exception_type"), 3)
    exceptions["day"] = dates(exceptions["date"])
    exceptions = exceptions[exceptions["day"].notna()]
    days = {service: _running(rows) for service, rows in weekly.groupby("service_id", sort=False)}
    for (service, kind), rows in exceptions.groupby(["service_id", "exception_type"], sort=False):
        listed = rows["day"].to_numpy("datetime64[D]")
        known = days.get(service, np.array([], dtype="datetime64[D]"))
        days[service] = np.union1d(known, listed) if kind == "1" else np.setdiff1d(known, listed) if kind == "2" else known
    days = _narrowed(days, files)
    running = [each for each in days.values() if len(each)]
    nothing = np.datetime64("NaT", "D")
    first = min((each[0] for each in running), default=nothing)
    last = max((each[-1] for each in running), default=nothing)
    counts = [np.bincount(sort_of(each), minlength=3) for each in days.values()]
    return Calendar(pandas.Index(list(days), dtype=object), np.array(counts, dtype=np.int64).reshape(-1, 3), first, last)


def _running(rows: pd.DataFrame) -> np.ndarray:
    """The days of one service by calendar.txt, sorted."""
    found = [np.array([], dtype="datetime64[D]")]
    starts, ends = dates(rows["start_date"]), dates(rows["end_date"])
    for start, end, flags in zip(starts, ends, rows[list(_DAYS)].to_numpy()):
        if start == start and end == end and start <= end:  # neither is missing
            first = np.datetime64(start, "D")
            span = np.arange(first, min(np.datetime64(end, "D"), first + LONGEST_PERIOD) + 1)
            found.append(span[(flags == "1")[_weekday(span)]])
    return np.unique(np.concatenate(found))


def _narrowed(days: dict[str, np.ndarray], files: Files) -> dict[str, np.ndarray]:
    """Days within the dates of feed_info.txt; all of them when none would be left."""
    info = files.table("feed_info.txt", ("feed_start_date", "feed_end_date"), 0)
    start, end = dates(info["feed_start_date"]).min(), dates(info["feed_end_date"]).max()
    lowest = np.datetime64("0001-01-01") if start != start else np.datetime64(start, "D")
    highest = np.datetime64("9999-12-31") if end != end else np.datetime64(end, "D")
    kept = {service: each[(each >= lowest) & (each <= highest)] for service, each in days.items()}
    return kept if any(len(each) for each in kept.values()) else days


def dates(texts: pd.Series) -> pd.Series:
    """Dates such as "20240426"; NaT for what is none."""
    return require_pandas().to_datetime(texts, format="%Y%m%d", errors="coerce")


def _weekday(days: np.ndarray) -> np.ndarray:
    """0 for Monday to 6 for Sunday; the first day of 1970 was a Thursday."""
    return (days.astype("datetime64[D]").astype(np.int64) + 3) % 7


def sort_of(days: np.ndarray) -> np.ndarray:
    """The sort of each day: `WEEKDAY`, `SATURDAY` or `SUNDAY`."""
    return np.maximum(_weekday(days) - 4, 0)


def read_frequencies(files: Files) -> pd.DataFrame:
    """Trips that run at intervals: trip_id, start and end in seconds, headway in seconds."""
    table = files.table("frequencies.txt", ("trip_id", "start_time", "end_time", "headway_secs"), 4)
    table["start"], table["end"] = seconds(table["start_time"]), seconds(table["end_time"])
    table["headway"] = require_pandas().to_numeric(table["headway_secs"], errors="coerce").fillna(0).astype(int)
    return table[(table["start"] >= 0) & (table["end"] > table["start"]) & (table["headway"] > 0)]


def run_starts(trips: np.ndarray, starts: np.ndarray, ends: np.ndarray, headways: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each run of trips that leave every `headways` seconds from `starts` until before `ends`: its trip, and when it leaves."""
    counts = -(-(ends - starts) // headways)
    nth = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.repeat(trips, counts), np.repeat(starts, counts) + nth * np.repeat(headways, counts)
