# SPDX-License-Identifier: GPL-2.0-or-later
"""A result as a table that people read, sort, copy and export. Made once, in the background; what is shown is then only looked up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from ..messages import language, number, translate
from ..requirements import pandas as require_pandas
from ..territory.cog import fold
from ..territory.model import told_apart
from .engine import Result, units_of

if TYPE_CHECKING:
    import pandas as pd

NAME, VALUE, RANK, REMARK = range(4)
"""The columns."""

_STANDING = ("rank", "ranked", "quantile", "peers", "peers_value", "peers_rank", "peers_ranked")
"""What a result says of where a zone stands among others."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""With what a text begins that a spreadsheet would run as a formula."""


@dataclass(frozen=True)
class Listing:
    """The rows of a result: the territory and its comparators first, then the zones.

    `frame` has the columns of the result and `role` ("comparator" or "zone"); the rest is by row of it. `keys` sorts each column:
    floats, NaN where there is nothing to sort.
    """

    unit: str
    decimals: int
    frame: pd.DataFrame
    names: list[str]
    values: np.ndarray
    labels: list[str]
    ranks: list[str]
    flags: list[str]
    comparator: np.ndarray
    keys: tuple[np.ndarray, ...]

    def __len__(self) -> int:
        return len(self.names)

    @cached_property
    def lines(self) -> list[str]:
        """Each row as it is copied; made when the listing is."""
        return [_line(self._cells(row, str(code))) for row, code in enumerate(self.frame["code"])]

    @cached_property
    def columns(self) -> tuple[int, ...]:
        """The columns that say something."""
        said = ((RANK, any(self.ranks)), (REMARK, any(self.flags)))
        return (NAME, VALUE, *(column for column, good in said if good))

    def header(self, column: int) -> str:
        """What a column is called."""
        return (translate("gui", "Territory"), self.unit, translate("gui", "Rank"), translate("gui", "Remark"))[column]

    def text(self, row: int, column: int) -> str:
        """A cell as people read it."""
        if column == VALUE:
            return self.labels[row] or number(self.values[row], self.decimals)
        return (self.names, self.values, self.ranks, self.flags)[column][row]

    @cached_property
    def longest(self) -> str:
        """The longest name."""
        return max(self.names, key=len, default="")

    def widest(self, column: int) -> list[str]:
        """Texts among which the widest of a column of numbers is."""
        return self._widest[column == RANK]

    @cached_property
    def _widest(self) -> tuple[list[str], list[str]]:
        """Of values, of ranks."""
        known = self.values[np.isfinite(self.values)]
        extremes = [known.min(), known.max()] if len(known) else []
        values = [max(self.labels, key=len, default=""), *(number(value, self.decimals) for value in extremes)]
        return values, [max(self.ranks, key=len, default="")]

    def order(self, column: int, descending: bool = False) -> np.ndarray:
        """The rows as that column sorts them, what is missing last; equal ones stay in their order."""
        key = self.keys[column]
        return np.argsort(-key if descending else key, kind="stable")

    def tabs(self, rows: Iterable[int]) -> str:
        """These rows as spreadsheets take them from the clipboard: apart by tabs, numbers whole, with the decimal sign of the
        user's language.
        """
        titles = [self.header(NAME), translate("gui", "Code"), *(self.header(column) for column in self.columns[1:])]
        return "\n".join([_line(titles), *(self.lines[row] for row in rows)])

    def _cells(self, row: int, code: str) -> Iterator[str]:
        yield from (self.names[row], code)
        for column in self.columns[1:]:
            yield self._plain(row) if column == VALUE else self.text(row, column)

    def _plain(self, row: int) -> str:
        if self.labels[row]:
            return self.labels[row]
        value = self.values[row]
        text = "" if value != value else f"{value:.15g}"
        return text.replace(".", ",") if language() == "fr" else text

    def csv(self, spreadsheet: bool) -> bytes:
        """All columns and rows: as French spreadsheets open it (semicolons, decimal commas, BOM), else by RFC 4180."""
        if not spreadsheet:
            return self.frame.to_csv(index=False, lineterminator="\r\n").encode("utf-8")
        texts = self.frame.select_dtypes(exclude="number").columns
        safe = self.frame.assign(**{name: self.frame[name].map(_harmless, na_action="ignore") for name in texts})
        return safe.to_csv(index=False, sep=";", decimal=",", lineterminator="\r\n").encode("utf-8-sig")


def _line(cells: Iterable[str]) -> str:
    return "\t".join(_harmless(" ".join(cell.split())) for cell in cells)


def _harmless(cell: object) -> object:
    """A text that a spreadsheet runs as a formula is led by an apostrophe; numbers stay."""
    if not isinstance(cell, str) or not cell.startswith(_FORMULA) or _is_number(cell):
        return cell
    return f"'{cell}"


def _is_number(text: str) -> bool:
    try:
        float(text.replace(",", "."))
    except ValueError:
        return False
    return True


def listing_of(result: Result) -> Listing:
    """The table of a result. Columns that some results have are shown when they are there: `label` in place of the number where it
    is not empty, `rank` and `ranked` as in "3 / 27". Classes have no rank: their numbers are names, or how frequent the most frequent is.
    """
    pandas = require_pandas()
    parts = [frame.assign(role=role) for role, frame in (("comparator", result.comparators), ("zone", result.zones))]
    frame = pandas.concat(parts, ignore_index=True)
    frame = frame[["role", *(name for name in frame.columns if name != "role")]]
    if result.definition.is_class:
        frame = frame.drop(columns=[*_STANDING], errors="ignore")
    told = told_apart(units_of(frame))
    names = [told[level, code] for level, code, _ in units_of(frame)]
    values = frame["value"].to_numpy(float)
    labels, flags = _texts(frame, "label"), _texts(frame, "flag")
    position = _numbers(frame, "rank")
    ranks = [_rank(*pair) for pair in zip(position, _numbers(frame, "ranked"))]
    by_value = values if np.isfinite(values).any() else _alphabetical(labels)
    listing = Listing(
        unit=result.definition.unit,
        decimals=result.definition.decimals,
        frame=frame,
        names=names,
        values=values,
        labels=labels,
        ranks=ranks,
        flags=flags,
        comparator=(frame["role"] == "comparator").to_numpy(),
        keys=(_alphabetical(names), by_value, position, _alphabetical(flags)),
    )
    _ = listing.lines  # now, in the background: 35 000 lines take a quarter of a second
    return listing


def _texts(frame: pd.DataFrame, name: str) -> list[str]:
    """A column of texts, empty where there is none."""
    if name not in frame:
        return [""] * len(frame)
    return [value if isinstance(value, str) else "" for value in frame[name]]


def _numbers(frame: pd.DataFrame, name: str) -> np.ndarray:
    """A column of numbers, NaN where there is none."""
    if name not in frame:
        return np.full(len(frame), np.nan)
    return require_pandas().to_numeric(frame[name], errors="coerce").astype("Float64").to_numpy(float, na_value=np.nan)


def _rank(rank: float, ranked: float) -> str:
    if rank != rank:
        return ""
    return number(rank) if ranked != ranked else f"{number(rank)} / {number(ranked)}"


def _alphabetical(texts: list[str]) -> np.ndarray:
    """What sorts texts as people do, without accents nor case; NaN for an empty one."""
    folded = np.array([fold(text) for text in texts], dtype=object)
    if not len(folded):
        return np.zeros(0)
    key = np.unique(folded, return_inverse=True)[1].astype(float)
    key[folded == ""] = np.nan
    return key
