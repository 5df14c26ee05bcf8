# SPDX-License-Identifier: GPL-2.0-or-later
"""What all tables have in common once they are text: rows of data told from the rest, chunks, wanted rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Protocol

import numpy as np

from ..messages import translate
from ..requirements import pandas as require_pandas
from .heading import HEAD_ROWS, LONG_TEXT, Heading, Row, extent, filled, find_heading, padded
from .text_format import Damage

if TYPE_CHECKING:
    import pandas as pd

    from ..messages import Progress

SPACES = " \t\u00a0\u202f"
"""What is taken off the ends of values."""

CHUNK_ROWS = 50_000

_FOOTER = re.compile(
    r"(?:\(\d\)|\*+|sources?|champ|notes?|lecture|note de lecture|remarques?|avertissement|définitions?|mise à jour|"
    r"n\.?[cd]\.?|s|©|@insee|insee)\s*(?:\(s\))?\s*(?:[:;=]|\b.*(?:insee|secret))",
    re.IGNORECASE,
)

_MARKED = re.compile(r"(?:\((?:\*+|\d)\)|\*+)\s*\S")
"""A text that a mark refers to, such as “(*) population in 1990”."""


@dataclass(frozen=True)
class Wanted:
    """Rows that may be wanted, by the text of one column: `keeps` takes different texts (Series, missing ones too) and tells
    which are (array of bool).
    """

    column: str
    keeps: Callable[[pd.Series], np.ndarray]


class Table(Protocol):
    """A table of text. `encoding` and `separator` are empty where there is none."""

    name: str
    heading: Heading
    encoding: str
    separator: str

    def chunks(self, progress: Progress, wanted: Wanted | None = None) -> Iterator[pd.DataFrame]:
        """Its rows, in frames of text (None or NaN where there is nothing). Rows that are not wanted may be left out."""

    def count(self, progress: Progress) -> int:
        """Its number of rows, by a passage that gives none."""

    def rows(self) -> int:
        """How many rows of data were read by the last passage, wanted or not."""

    def notes(self) -> list[str]:
        """What that passage left out or found, in sentences for the user."""


@dataclass
class Body:
    """The rows of a table as they are read from a grid: what is no data is left out, counted, and said.

    `rows` is how many rows of data were read.
    """

    heading: Heading
    separator: str = ";"
    rows: int = 0
    repeated: int = 0
    short: int = 0
    long: int = 0
    footer: list[str] = field(default_factory=list)

    def frame(self, rows: list[Row], last: bool) -> pd.DataFrame:
        """Those rows as a frame of text, None where there is nothing. `last`: notes below the table may follow."""
        width, header = self.heading.width, self._header
        kept = []
        for row in rows:
            cells = [cell.strip(SPACES) for cell in row]
            if not any(cells):
                continue  # an empty row is no data, and nothing to tell
            if padded(cells, width) == header:
                self.repeated += 1
            else:
                kept.append(self._fitted(cells, len(row)))
        while last and kept and self._is_footer(kept):
            self.footer.insert(0, next(filter(None, kept.pop())))
        self.rows += len(kept)
        self.short += sum(len(row) < width for row in kept)
        table = [[cell or None for cell in row] + [None] * (width - len(row)) for row in kept]
        return require_pandas().DataFrame(table, columns=[column.name for column in self.heading.fields], dtype=object)

    @property
    def _header(self) -> list[str]:
        return [cell.strip(SPACES) for cell in padded(self.heading.cells, self.heading.width)] if self.heading.row else []

    def _fitted(self, cells: list[str], size: int) -> list[str]:
        """Cells beyond the last column are joined to it: nothing is lost."""
        width = self.heading.width
        if size <= width:
            return cells
        extra = any(cells[width:])
        self.long += extra
        return [*cells[: width - 1], self.separator.join(cells[width - 1 :])] if extra else cells[:width]

    def _is_footer(self, rows: list[Row]) -> bool:
        """Whether the last row is a note: one text, that begins as notes do, or that another note follows."""
        cells = [cell for cell in rows[-1] if cell]
        if len(cells) != 1 or self.heading.width < 2 or not rows[-1][0]:
            return False
        usual = max(map(filled, rows[:20]))
        note = bool(self.footer) or len(cells[0]) > LONG_TEXT or bool(_MARKED.match(cells[0]))
        return bool(_FOOTER.match(cells[0])) or (usual > 2 and note)

    def notes(self) -> list[str]:
        """What was left out or mended, in sentences for the user."""
        told = (
            (self.repeated, translate("files", "{count} rows that repeat the names of the columns were left out.")),
            (
                self.short,
                translate("files", "{count} rows have fewer values than there are columns: the last ones are left empty."),
            ),
            (
                self.long,
                translate("files", "{count} rows have more values than there are columns: the last column holds the rest."),
            ),
        )
        notes = [sentence.format(count=count) for count, sentence in told if count]
        if self.footer:
            notes.append(translate("files", "Notes below the table were left out: {notes}").format(notes=" / ".join(self.footer)))
        names = [field.name for field in self.heading.fields]
        unnamed = [name for place, name in enumerate(names, 1) if name == f"column_{place}"]
        if unnamed and len(unnamed) < len(names):
            notes.append(translate("files", "Columns without a name: {names}.").format(names=", ".join(unnamed)))
        return notes


class Grid:
    """A table read from rows of cells. `read` gives all its rows anew each time."""

    encoding = ""
    separator = ""

    def __init__(self, name: str, read: Callable[[], Iterator[Row]], header_row: int | None = None) -> None:
        self.name = name
        self._read = read
        self.head = [[cell.strip(SPACES) for cell in row] for row in islice(read(), HEAD_ROWS)]
        width = max(map(extent, self.head), default=0)  # beyond, spreadsheets keep cells that are formatted and empty
        self.heading = find_heading(self.head, header_row, width)
        self._body, self._damage = Body(self.heading), Damage()

    def chunks(self, progress: Progress, wanted: Wanted | None = None) -> Iterator[pd.DataFrame]:
        """As `Table` says; all rows are given."""
        self._body, self._damage = Body(self.heading), Damage()
        rows = islice(self._read(), self.heading.first, None)
        chunk = list(islice(rows, CHUNK_ROWS))
        while chunk:
            progress.hear()
            following = list(islice(rows, CHUNK_ROWS))
            frame = self._body.frame(chunk, last=not following)
            self._damage.see("\n".join(cell for row in chunk for cell in row).encode())
            yield frame
            chunk = following

    def count(self, progress: Progress) -> int:
        """As `Table` says."""
        return sum(len(frame) for frame in self.chunks(progress))

    def rows(self) -> int:
        """As `Table` says."""
        return self._body.rows

    def notes(self) -> list[str]:
        """As `Table` says."""
        return [*self._body.notes(), *self._damage.notes()]
