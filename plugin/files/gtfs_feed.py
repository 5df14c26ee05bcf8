# SPDX-License-Identifier: GPL-2.0-or-later
"""The files of a GTFS feed, in a zip or a folder, as frames of text; its timetable as arrays of whole numbers.

A row of stop_times.txt becomes 17 bytes: five million of them fit in 85 MB, whatever their texts.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from ..messages import VigieError, number, translate
from ..requirements import pandas as require_pandas

if TYPE_CHECKING:
    import pandas as pd

    from ..messages import Progress

CHUNK = 200_000
"""Rows that are read at once."""

LARGEST = 8 << 30
"""Bytes of a feed, once decompressed, that are not read."""

ENCODINGS = ("utf-8-sig", "cp1252")
"""GTFS is UTF-8; some feeds are not."""

MISSING = -1
"""A time, or the place of a row in another table, that is not known."""


class Files:
    """The text files of a feed, by name; in a zip they may lie in a folder."""

    def __init__(self, path: Path, encoding: str) -> None:
        self.path = path
        self.encoding = encoding

    def __enter__(self) -> Files:
        self._archive = None
        try:
            if self.path.is_dir():
                self._names = {file.name.lower(): str(file) for file in sorted(self.path.iterdir())}
            else:
                self._archive = zipfile.ZipFile(self.path)
                self._names = self._members(self._archive)
        except (OSError, zipfile.BadZipFile) as error:
            raise self.unreadable(str(error)) from error
        return self

    def __exit__(self, *_: object) -> None:
        if self._archive is not None:
            self._archive.close()

    def _members(self, archive: zipfile.ZipFile) -> dict[str, str]:
        """Files by name, those the least deep first; the sizes that a zip announces are those at which its reader stops."""
        if sum(member.file_size for member in archive.infolist()) > LARGEST:
            raise VigieError(translate("gtfs", "{file} is too large once decompressed.").format(file=self.path.name))
        deepest_first = sorted(archive.namelist(), key=lambda name: -name.count("/"))
        return {name.rpartition("/")[2].lower(): name for name in deepest_first if not name.startswith("__MACOSX")}

    def unreadable(self, detail: str) -> VigieError:
        """The error for a feed that is damaged."""
        return VigieError(
            translate("gtfs", "{file} cannot be read as a GTFS feed: it is damaged. Download it again.").format(
                file=self.path.name
            ),
            detail,
        )

    def chunks(self, name: str, columns: tuple[str, ...], needed: int) -> Iterator[pd.DataFrame]:
        """Rows of a file as text ("" where there is nothing, NaN in a row that is short), by `CHUNK`, with these columns, empty where the
        file lacks them.

        The first `needed` columns must be there, if the file is; a feed without the file gives nothing.
        """
        pandas = require_pandas()
        if name not in self._names:
            return
        wanted = set(columns)
        try:
            with self._open(name) as stream:
                for chunk in pandas.read_csv(
                    stream,
                    encoding=self.encoding,
                    dtype=str,
                    keep_default_na=False,
                    skipinitialspace=True,
                    index_col=False,
                    chunksize=CHUNK,
                    usecols=lambda column: column.strip() in wanted,
                ):
                    chunk.columns = [column.strip() for column in chunk.columns]
                    missing = [column for column in columns[:needed] if column not in chunk]
                    if missing:
                        raise VigieError(
                            translate("gtfs", "{file}: {table} lacks the column {columns}.").format(
                                file=self.path.name, table=name, columns=", ".join(missing)
                            )
                        )
                    yield chunk.reindex(columns=list(columns), fill_value="")
        except pandas.errors.EmptyDataError:
            return
        except UnicodeDecodeError:
            raise
        except (OSError, EOFError, ValueError, RuntimeError, zlib.error, zipfile.BadZipFile) as error:
            raise self.unreadable(f"{name}: {error}") from error

    def table(self, name: str, columns: tuple[str, ...], needed: int) -> pd.DataFrame:
        """All the rows of a file, as `chunks` gives them, with "" in short rows and no space around."""
        pandas = require_pandas()
        parts = list(self.chunks(name, columns, needed))
        if not parts:
            return pandas.DataFrame({column: pandas.Series([], dtype=object) for column in columns})
        whole = pandas.concat(parts, ignore_index=True).fillna("")
        return whole.apply(lambda column: column.str.strip())

    @contextmanager
    def _open(self, name: str) -> Iterator[BinaryIO]:
        if self._archive is not None:
            with self._archive.open(self._names[name]) as stream:
                yield stream
        else:
            with Path(self._names[name]).open("rb") as stream:
                yield stream


@dataclass(frozen=True)
class Timetable:
    """Rows of stop_times.txt, in the order of trips and of stops along each: places of `trip` and `stop` in their tables (int32),
    seconds of `departure` since noon less twelve hours (int32, `MISSING`), and whether one may board (`boards`).

    `first` and `last` mark the first and the last row of each trip. `unknown` counts rows of no known trip or stop.
    """

    trip: np.ndarray
    stop: np.ndarray
    departure: np.ndarray
    boards: np.ndarray
    first: np.ndarray
    last: np.ndarray
    unknown: int


def read_timetable(files: Files, trips: pd.Series, stops: pd.Series, progress: Progress) -> Timetable:
    """The timetable of a feed; `trips` and `stops` are their identifiers."""
    trip_index, stop_index = require_pandas().Index(trips), require_pandas().Index(stops)
    columns = ("trip_id", "stop_id", "stop_sequence", "departure_time", "arrival_time", "pickup_type")
    parts: list[tuple[np.ndarray, ...]] = []
    unknown = read = 0
    for chunk in files.chunks("stop_times.txt", columns, 3):
        read += len(chunk)
        progress.step(10, translate("gtfs", "{rows} rows of the timetable").format(rows=number(read)))
        trip, stop = places(chunk["trip_id"], trip_index), places(chunk["stop_id"], stop_index)
        departure = seconds(chunk["departure_time"])
        if (departure == MISSING).any():
            departure = np.where(departure == MISSING, seconds(chunk["arrival_time"]), departure)
        sequence = require_pandas().to_numeric(chunk["stop_sequence"], errors="coerce").fillna(0).to_numpy(np.int32)
        known = (trip >= 0) & (stop >= 0)
        unknown += int((~known).sum())
        boards = _mapped(chunk["pickup_type"], lambda text: text.strip() != "1", True).astype(bool)
        parts.append(tuple(values[known] for values in (trip, stop, departure, boards, sequence)))
    if not parts:
        empty = np.array([], dtype=np.int32)
        return Timetable(empty, empty, empty, empty.astype(bool), empty.astype(bool), empty.astype(bool), 0)
    trip, stop, departure, boards, sequence = (np.concatenate(columns) for columns in zip(*parts))
    order = np.lexsort((sequence, trip))
    trip = trip[order]
    change = trip[1:] != trip[:-1]
    ends = np.ones(min(len(trip), 1), dtype=bool)
    first, last = np.concatenate([ends, change]), np.concatenate([change, ends])
    return Timetable(trip, stop[order], departure[order], boards[order], first, last, unknown)


def places(values: pd.Series, index: pd.Index) -> np.ndarray:
    """The place of each identifier in an index (int32), `MISSING` where it is not there. Repeated identifiers count once."""
    unique = ~index.duplicated()
    order = np.append(np.flatnonzero(unique), MISSING)
    kept = index[unique]
    codes, different = require_pandas().factorize(values)
    found = kept.get_indexer([str(value).strip() for value in different])
    return order[np.append(found, MISSING)[codes]].astype(np.int32)


def seconds(times: pd.Series) -> np.ndarray:
    """Times such as "25:10:00" in seconds (int32), `MISSING` for what is none."""
    return _mapped(times, _seconds, MISSING)


def _mapped(values: pd.Series, read: Callable[[str], int], missing: int) -> np.ndarray:
    """`read` of each text (int32), once for each different one; `missing` for NaN, to which pandas gives the code -1."""
    codes, different = require_pandas().factorize(values)
    return np.array([*(read(str(value)) for value in different), missing], dtype=np.int32)[codes]


def _seconds(text: str) -> int:
    match = re.fullmatch(r"\s*(\d{1,3}):([0-5]?\d):([0-5]?\d)\s*", text)
    return MISSING if match is None else int(match[1]) * 3600 + int(match[2]) * 60 + int(match[3])
