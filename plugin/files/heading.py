# SPDX-License-Identifier: GPL-2.0-or-later
"""Where a table begins and ends in a grid of text: titles above, names of columns, notes below."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .model import Field

HEAD_ROWS = 200
"""Rows that are looked at to find the heading."""

_NUMBER = re.compile(r"[+\-−]?\d[\d\s.,]*(?:\s?[€%])?|[+\-−]?[.,]\d+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DATE = re.compile(r"\d{1,4}[-/]\d{1,2}[-/]\d{1,4}.*")
_IDENTIFIER = re.compile(r"[A-Z][A-Z0-9_]*")
_LEVELS = 3
LONG_TEXT = 60
"""Characters beyond which a cell is prose."""

Row = Sequence[str]


@dataclass(frozen=True)
class Heading:
    """The columns of a grid. `row` names them (counted from 1; 0: none does) and `first` is the index of the first row of data.

    `unnamed` are the columns to which the grid gives no name; `cells` is the row that names, as it is written.
    """

    fields: tuple[Field, ...]
    row: int
    first: int
    unnamed: frozenset[str] = frozenset()
    cells: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        """How many columns there are."""
        return len(self.fields)


def find_heading(rows: Sequence[Row], forced: int | None = None, width: int = 0) -> Heading:
    """The heading of a table whose first rows are given (texts, empty where there is nothing).

    `width` is how many columns there are; 0: as many as the heading or half of the rows have. `forced` is the row that names
    the columns, when the user says it. Else it is the first row that is about as full as
    those of the table, unless it holds figures. Where that row is a heading's lower level (columns without a name or with the
    same one), the levels above are joined to it. Where the next row holds identifiers (CODGEO, LIBGEO…), these are the
    names, and the labels above are titles.
    """
    width = width or _usual_width(rows, _first_full(rows) if forced is None else max(forced - 1, 0))
    guess = _guess(rows, width)
    if forced is None or forced == guess.row:
        return guess
    if not forced:
        return _heading([""] * width, [""] * width, 0, _firstfilled(rows))
    return _heading(padded(rows[forced - 1], width) if forced <= len(rows) else [""] * width, [""] * width, forced, forced)


def _guess(rows: Sequence[Row], width: int) -> Heading:
    if not rows:
        return _heading([], [], 0, 0)
    place = _first_full(rows)
    while _goes_on(rows, place, width):
        place += 1
    labels, titles = padded(rows[place], width), [""] * width
    if _is_data(rows, place):
        return _heading([""] * width, titles, 0, place)
    if place + 2 < len(rows) and _are_codes(labels, padded(rows[place + 1], width), padded(rows[place + 2], width)):
        return _heading(padded(rows[place + 1], width), labels, place + 2, place + 2)
    levels = _levels_above(rows, place, width)
    return _heading(_joined([*levels, labels]) if levels else labels, titles, place + 1, place + 1, tuple(labels))


def is_table(rows: Sequence[Row], heading: Heading) -> bool:
    """Whether these first rows of a sheet are a table, not a text: documentation has one column, or hardly more."""
    body = [row for row in rows[heading.first :] if filled(row)]
    if not body:
        return heading.row > 0 and len([name for name in heading.fields if name.name not in heading.unnamed]) > 1
    if max(map(extent, rows)) == 1:
        cells = [row[0] for row in rows[heading.first - 1 :] if row and row[0]]
        return len(cells) == len(rows) - max(heading.first - 1, 0) and all(len(cell) < LONG_TEXT for cell in cells)
    return sum(filled(row) > 1 for row in body) * 2 > len(body)


def extent(row: Row) -> int:
    """Up to which column a row is filled."""
    return max((place + 1 for place, cell in enumerate(row) if cell), default=0)


def _usual_width(rows: Sequence[Row], place: int) -> int:
    """How many columns the row that names them has, or half of the rows below."""
    below = sorted((len(row) for row in rows[place + 1 :] if filled(row)), reverse=True)
    return max([*map(len, rows[place : place + 1]), *below[len(below) // 2 : len(below) // 2 + 1]], default=0)


def filled(row: Row) -> int:
    """How many of its cells are."""
    return sum(1 for cell in row if cell)


def padded(row: Row, width: int) -> list[str]:
    """A row cut or completed to that many cells."""
    return [*row[:width], *[""] * (width - len(row))]


def _firstfilled(rows: Sequence[Row]) -> int:
    return next((place for place, row in enumerate(rows) if filled(row)), 0)


def _first_full(rows: Sequence[Row]) -> int:
    """The first row about as full as those of the table."""
    counts = sorted(count for count in map(filled, rows) if count)
    usual = counts[(len(counts) * 9) // 10] if counts else 0
    return next(
        (place for place, row in enumerate(rows) if filled(row) and filled(row) * 2 >= usual and not _says_separator(row)), 0
    )


def _says_separator(row: Row) -> bool:
    """Whether it is the line by which a file tells spreadsheets its separator."""
    return row[0].lower().startswith("sep=") and filled(row) == 1


def _is_figure(cell: str) -> bool:
    return bool(_NUMBER.fullmatch(cell) or _DATE.fullmatch(cell))


def _is_data(rows: Sequence[Row], place: int) -> bool:
    """Whether a row holds figures in most columns where the rows below do: then it is no heading. Years may name columns."""
    below = [row for row in rows[place + 1 :] if filled(row)]
    figures = [_is_figure(cell) and not _YEAR.fullmatch(cell) for cell in rows[place]]
    if not below:
        return sum(figures) * 2 > filled(rows[place])
    columns = [column for column in range(len(rows[place])) if _mostly_figures(_column(below, column))]
    return sum(figures[column] for column in columns) * 2 > len(columns)


def _column(rows: Sequence[Row], place: int) -> list[str]:
    return [row[place] for row in rows if place < len(row) and row[place]]


def _mostly_figures(cells: Sequence[str]) -> bool:
    return bool(cells) and sum(map(_is_figure, cells)) * 2 > len(cells)


def _are_codes(labels: Row, codes: Row, data: Row) -> bool:
    """Whether `codes`, below `labels` and above `data`, are identifiers of the columns."""
    return (
        all(map(_IDENTIFIER.fullmatch, filter(None, codes)))
        and [bool(cell) for cell in codes] == [bool(cell) for cell in labels]
        and len(set(codes)) == len(codes) > 1
        and not all(map(_IDENTIFIER.fullmatch, filter(None, labels)))
        and not all(map(_IDENTIFIER.fullmatch, filter(None, data)))
    )


def _goes_on(rows: Sequence[Row], place: int, width: int) -> bool:
    """Whether a heading goes on in the next row: it names columns left without a name, but not all columns apart."""
    if place + 2 >= len(rows) or filled(rows[place]) == width or _is_data(rows, place) or _is_data(rows, place + 1):
        return False
    upper, lower = padded(rows[place], width), padded(rows[place + 1], width)
    labels = [cell for cell in lower if cell]
    return (
        len(set(labels)) < width
        and any(low and not up for up, low in zip(upper, lower))
        and filled(rows[place + 2]) > len(labels)
    )


def _levels_above(rows: Sequence[Row], place: int, width: int) -> list[list[str]]:
    """The upper levels of a heading, when its lowest one does not name all columns apart."""
    lowest = [cell for cell in padded(rows[place], width) if cell]
    if len(lowest) == width and len(set(lowest)) == width:
        return []
    levels: list[list[str]] = []
    for row in reversed(rows[max(0, place - _LEVELS) : place]):
        if not filled(row) or (extent(row) == 1 and width > 1):
            break
        levels.insert(0, padded(row, width))
    return levels


def _joined(levels: list[list[str]]) -> list[str]:
    """One name a column: “2020 – Hommes”. A label that has labels below it spreads over the empty cells on its right; one that
    has none spreads over columns that would have no name.
    """
    width = len(levels[0])
    parts: list[list[str]] = [[] for _ in range(width)]
    for depth, level in enumerate(levels):
        below = levels[depth + 1 :]
        spread = ""
        for column in range(width):
            has_below = any(row[column] for row in below)
            if level[column]:
                spread = level[column] if has_below else ""
                parts[column].append(level[column])
            elif spread and has_below and not any(row[column] for row in levels[:depth]):
                parts[column].append(spread)
    names = [" – ".join(dict.fromkeys(part)) for part in parts]
    for column in range(1, width):
        names[column] = names[column] or names[column - 1]
    return names


def _heading(names: Row, titles: Row, row: int, first: int, cells: tuple[str, ...] = ()) -> Heading:
    unique = unique_names(names)
    fields = tuple(
        Field(name, title=title if title != name else "") for name, title in zip(unique, (_one_line(title) for title in titles))
    )
    unnamed = frozenset(name for name, given in zip(unique, names) if not _one_line(given))
    return Heading(fields, row, first, unnamed, cells or tuple(names))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def unique_names(names: Sequence[str]) -> list[str]:
    """Names of columns on one line, all different whatever their case; ``column_3`` where there was none."""
    taken: set[str] = set()
    unique = []
    for place, given in enumerate(names):
        name = stem = _one_line(given) or f"column_{place + 1}"
        count = 1
        while name.casefold() in taken:
            count += 1
            name = f"{stem}_{count}"
        taken.add(name.casefold())
        unique.append(name)
    return unique
