# SPDX-License-Identifier: GPL-2.0-or-later
"""Delimited text, streamed: blocks of whole records, most of them read by pandas, the odd ones record by record.

A block is *regular* when its quotes are where the grammar wants them and all its records have as many fields as there are
columns: numpy then finds its fields, so that rows can be left out before anything is decoded. Any other block goes through
Python's csv reader, which gives the same fields for regular ones.
"""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..messages import Progress, VigieError, translate
from ..requirements import pandas as require_pandas
from .grid import SPACES, Body, Wanted
from .heading import HEAD_ROWS, find_heading
from .model import Options
from .text_format import Damage, Text, find_format, guess_separator, lines_of, long_fields, separator_of
from .types import holds_codes, without_fraction

if TYPE_CHECKING:
    import pandas as pd

LONGEST_RECORD = 5000
"""Lines that a record may hold: beyond, its quote is taken as one that is never closed."""

LONGEST_LINE = 1 << 28
"""Bytes that a line may hold."""

UNCLOSED = 20
"""Quotes never closed after which all quotes are taken as they stand."""

_QUOTE, _FEED, _RETURN = b'"\n\r'
_LONGEST_CODE = 40
_DECISIONS = 500_000  # different codes of which it is remembered whether they are wanted
_HEAD_BYTES = 1 << 17
_TAIL = 1 << 16  # bytes of the end, where there may be notes below the table


class Delimited:
    """A table of delimited text, as `files.grid.Table` says. `separator` and `encoding` are guessed where options do not say."""

    def __init__(self, path: Path, options: Options, progress: Progress) -> None:
        self.name = path.stem
        self._text = Text(path, find_format(path, options.encoding, progress.hear))
        self.encoding = self._text.form.encoding
        first = Blocks(self._text, "").next()
        head = first[: first.rfind(b"\n", 0, _HEAD_BYTES) + 1] or first
        self.separator = (
            separator_of(options.separator) if options.separator else guess_separator(head.decode("utf-8", "replace"))
        )
        self._start(options.header_row)

    def _start(self, header_row: int | None) -> None:
        """Read the first records, find the heading among them, and where the data begins."""
        blocks = Blocks(self._text, self.separator)
        first = blocks.next()
        reader = RecordReader(first, blocks, self.separator)
        records, ends = [], [0]
        with long_fields():
            for record in reader:
                records.append([cell.strip(SPACES) for cell in record])
                ends.append(reader.taken)
                if len(records) == HEAD_ROWS:
                    break
        if header_row is not None and header_row > len(records):
            raise VigieError(
                translate("files", "Row {row} cannot name the columns: header_row is {most} at most here.").format(
                    row=header_row, most=len(records)
                )
            )
        self.heading = find_heading(records, header_row)
        self._data_at = ends[min(self.heading.first, len(records))]
        row = self.heading.row
        self._header = first[ends[row - 1] : ends[row]].rstrip(b"\r\n") if 0 < row <= len(records) else b""
        names = [field.name for field in self.heading.fields]
        self._fraction = [
            name
            for place, name in enumerate(names)
            if holds_codes(name) and any(row[place].endswith(".0") for row in records[self.heading.first :] if place < len(row))
        ]
        self._body, self._damage, self._unclosed = Body(self.heading, self.separator), Damage(), 0
        self._blocks = blocks

    def chunks(self, progress: Progress, wanted: Wanted | None = None) -> Iterator[pd.DataFrame]:
        """Its rows, in frames of text (None or NaN where there is nothing); those that are not wanted are left out, but for
        some of irregular blocks.
        """
        self._decided: dict[bytes, bool] = {}
        for block, fields in self._passage(progress):
            yield self._finished(self._regular(block, fields, wanted) if fields is not None else self._irregular(block))

    def count(self, progress: Progress) -> int:
        """Its number of rows, by a passage that gives none."""
        for block, fields in self._passage(progress):
            if fields is None:
                self._irregular(block)
            else:
                self._data_rows(block, fields)
        return self._body.rows

    def _passage(self, progress: Progress) -> Iterator[tuple[bytes, np.ndarray | None]]:
        """The blocks of its data: those that are regular with where their fields end, the others and the last one without."""
        self._body, self._damage, self._unclosed = Body(self.heading, self.separator), Damage(), 0
        self._blocks = blocks = Blocks(self._text, self.separator)
        blocks.skip(self._data_at)
        while block := blocks.next():
            progress.step(100 * self._text.at / max(1, self._text.size))
            if blocks.ended and (cut := block.rfind(b"\n", 0, max(0, len(block) - _TAIL)) + 1):
                blocks.put_back(block[cut:])
                block = block[:cut]
            fields = None if blocks.ended else regular_fields(block, self.separator, self.heading.width, self._quotes)
            if fields is not None:
                end = int(fields[-1, -1]) + 1
                blocks.put_back(block[end:])
                block = block[:end]
            self._damage.see(block)
            yield block, fields

    def rows(self) -> int:
        """How many rows of data were read by the last passage of `chunks`, wanted or not."""
        return self._body.rows

    def notes(self) -> list[str]:
        """What that passage left out or found, in sentences for the user."""
        notes = [*self._body.notes(), *self._damage.notes()]
        if self._unclosed:
            notes.append(
                translate(
                    "files",
                    "{count} quotes are opened and never closed: they were taken as they stand, check the rows around them.",
                ).format(count=self._unclosed)
            )
        return notes

    @property
    def _quotes(self) -> bool:
        return self._unclosed < UNCLOSED

    @property
    def _names(self) -> list[str]:
        return [field.name for field in self.heading.fields]

    def _irregular(self, block: bytes) -> pd.DataFrame:
        reader = RecordReader(block, self._blocks, self.separator, self._quotes, UNCLOSED - self._unclosed)
        with long_fields():
            records = list(reader)
        self._unclosed += reader.unclosed
        return self._body.frame(records, last=self._blocks.ended)

    def _regular(self, block: bytes, fields: np.ndarray, wanted: Wanted | None) -> pd.DataFrame:
        starts = _starts(fields)
        kept = self._data_rows(block, fields)
        if wanted is not None and wanted.column in self._names:
            kept &= self._wanted(block, starts, fields, wanted)
        if not kept.all():
            ends = fields[:, -1] + 1
            block = b"".join([block[start:end] for start, end in zip(starts[kept].tolist(), ends[kept].tolist())])
        return self._parsed(block)

    def _data_rows(self, block: bytes, fields: np.ndarray) -> np.ndarray:
        """Which rows are neither empty nor the header again; they are counted."""
        starts = _starts(fields)
        kept = np.ones(len(starts), dtype=bool)
        lengths = fields[:, -1] - starts
        bare = fields.shape[1] - 1  # the separators alone
        for row in np.flatnonzero(lengths <= bare + 1).tolist():
            if block[starts[row] : fields[row, -1]].rstrip(b"\r") == self.separator.encode() * bare:
                kept[row] = False
        size = len(self._header)
        for row in np.flatnonzero((lengths == size) | (lengths == size + 1)).tolist() if size else ():
            if block[starts[row] : fields[row, -1]].rstrip(b"\r") == self._header:
                kept[row] = False
                self._body.repeated += 1
        self._body.rows += int(kept.sum())
        return kept

    def _wanted(self, block: bytes, starts: np.ndarray, fields: np.ndarray, wanted: Wanted) -> np.ndarray:
        """Which rows may be wanted, by one of their fields as it is written."""
        place = self._names.index(wanted.column)
        begins = fields[:, place - 1] + 1 if place else starts
        found = _distinct(np.frombuffer(block, dtype=np.uint8), begins, fields[:, place])
        if found is None:
            return np.ones(len(starts), dtype=bool)
        places, uniques = found
        fresh = [field for field in uniques if field not in self._decided]
        if fresh:
            written = require_pandas().Series([_value(field) for field in fresh], dtype=object)
            self._decided.update(zip(fresh, wanted.keeps(written.where(written != "", None)).tolist()))
        if len(self._decided) > _DECISIONS:
            self._decided = {field: self._decided[field] for field in uniques}
        return np.array([self._decided[field] for field in uniques], dtype=bool)[places]

    def _parsed(self, block: bytes) -> pd.DataFrame:
        names = self._names
        if not block:
            return require_pandas().DataFrame(columns=names, dtype=object)
        frame = require_pandas().read_csv(
            io.BytesIO(block), header=None, names=names, sep=self.separator, dtype=object, keep_default_na=False, na_values=[""],
            skip_blank_lines=False, index_col=False, engine="c", low_memory=False, encoding="utf-8",
            quoting=csv.QUOTE_MINIMAL if self._quotes else csv.QUOTE_NONE,
        )  # fmt: skip
        if self._has_spaces(block):
            for name in names:
                stripped = frame[name].str.strip(SPACES)
                frame[name] = stripped.where(stripped != "", None)
        return frame

    def _has_spaces(self, block: bytes) -> bool:
        """Whether a value may begin or end with a space."""
        mark = self.separator.encode()
        signs = [b"\xc2\xa0", b"\xe2\x80\xaf", b"\t" if mark != b"\t" else b'"']
        edges = (mark, b"\n", b'"')
        signs += [b" " + edge for edge in (*edges, b"\r")] + [edge + b" " for edge in edges]
        return block[:1] == b" " or any(sign in block for sign in signs)

    def _finished(self, frame: pd.DataFrame) -> pd.DataFrame:
        for name in self._fraction:
            frame[name] = without_fraction(frame[name])
        return frame


def _starts(fields: np.ndarray) -> np.ndarray:
    """Where the rows of a regular block begin."""
    return np.concatenate(([0], fields[:-1, -1] + 1))


def _distinct(data: np.ndarray, begins: np.ndarray, ends: np.ndarray) -> tuple[np.ndarray, list[bytes]] | None:
    """The different fields between those offsets of `data`, and which one each row has; None when they are too long."""
    lengths = ends - begins
    longest = int(lengths.max(initial=0))
    if longest > _LONGEST_CODE:
        return None
    size = max(8, -(-longest // 8) * 8)
    columns = np.arange(size)
    cells = data[np.minimum(begins[:, None] + columns, len(data) - 1)]
    cells[columns >= lengths[:, None]] = 0
    if size == 8:  # as numbers, which are faster to tell apart
        places, uniques = require_pandas().factorize(cells.view(np.uint64).ravel())
        return places, uniques.view("S8").tolist()
    places, uniques = require_pandas().factorize(cells.view(f"S{size}").ravel().astype(object))
    return places, uniques.tolist()


def _value(field: bytes) -> str:
    """The value of a field of a regular block, as it is written."""
    text = field.decode("utf-8", "replace").rstrip("\r")
    if text.startswith('"'):
        text = text[1:-1].replace('""', '"')
    return text.strip(SPACES)


def regular_fields(block: bytes, separator: str, width: int, quotes: bool = True) -> np.ndarray | None:
    """Where the fields of the whole records of a block end (offsets, of shape rows × `width`); None when it is not regular.

    A quote that opens a field must come after a separator or a line end (or be one of two), and one that closes it before
    one: then what lies between an odd quote and the next is quoted, whatever reads it.
    """
    if b"\r" in block and block.count(b"\r") != block.count(b"\r\n"):
        return None
    data, mark = np.frombuffer(block, dtype=np.uint8), ord(separator)
    quoted = quotes and b'"' in block
    special = (data == mark) | (data == _FEED)
    marks = np.flatnonzero(special | (data == _QUOTE) if quoted else special)
    kinds = data[marks]
    if quoted:
        are_quotes = kinds == _QUOTE
        if not _well_placed(data, marks[are_quotes], mark):
            return None
        outside = ~are_quotes & (np.cumsum(are_quotes) % 2 == 0)
        marks, kinds = marks[outside], kinds[outside]
    feeds = np.flatnonzero(kinds == _FEED)
    if not len(feeds):
        return None
    count = int(feeds[-1]) + 1
    if count != len(feeds) * width or not (feeds == np.arange(width - 1, count, width)).all():
        return None
    return marks[:count].reshape(-1, width)


def _well_placed(data: np.ndarray, quotes: np.ndarray, mark: int) -> bool:
    opening, closing = quotes[::2], quotes[1::2]
    before = data[opening[opening > 0] - 1]
    after = data[closing + 1]  # a block ends with a line feed, so there is one
    return bool(
        ((before == mark) | (before == _FEED) | (before == _QUOTE)).all()
        and ((after == mark) | (after == _FEED) | (after == _RETURN) | (after == _QUOTE)).all()
    )


class Blocks:
    """Whole lines of a text, about 8 MB at a time. Fields wrapped for spreadsheets (``="01004"``) are unwrapped."""

    def __init__(self, text: Text, separator: str) -> None:
        self._path = text.path
        self._pieces = text.pieces()
        self._rest = self._back = b""
        self._wrapped = re.compile(rb"(^|[\n" + re.escape(separator.encode()) + rb'])="(?!")')
        self._following = self._read()

    @property
    def ended(self) -> bool:
        """Whether nothing follows the block last given."""
        return not self._following and not self._back

    def next(self) -> bytes:
        """The next block, ended by a line feed; no byte at the end."""
        block, self._back = self._back + self._following, b""
        self._following = self._read()
        return block

    def put_back(self, lines: bytes) -> None:
        """Have those lines given again, before the others."""
        self._back = lines + self._back

    def skip(self, size: int) -> None:
        """Leave out that many bytes, which the first block holds."""
        self._following = self._following[size:] or self._read()

    def _read(self) -> bytes:
        parts = [self._rest]
        for piece in self._pieces:
            cut = piece.rfind(b"\n") + 1
            if cut:
                self._rest = piece[cut:]
                return self._unwrapped(b"".join([*parts, piece[:cut]]))
            parts.append(piece)
            if sum(map(len, parts)) > LONGEST_LINE:
                raise self._no_lines()
        self._rest = b""
        last = b"".join(parts)
        return self._unwrapped(last + b"\n") if last else b""

    def _unwrapped(self, block: bytes) -> bytes:
        return self._wrapped.sub(rb'\1"', block) if b'="' in block else block

    def _no_lines(self) -> VigieError:
        return VigieError(
            translate("files", "{file} is no table: one of its lines is longer than {size} MB.").format(
                file=self._path.name, size=LONGEST_LINE >> 20
            )
        )


class _Unclosed(Exception):
    """The end of the text, or many lines, came within a quoted field."""


class RecordReader:
    """The records of a block, and of the lines that follow it when a record goes on there: lists of texts.

    A quote that is never closed is taken as it stands, and so are all after `patience` of them. `taken` is how many bytes
    the records given so far hold, and `unclosed` how many such quotes were met.
    """

    def __init__(self, block: bytes, blocks: Blocks, separator: str, quotes: bool = True, patience: int = UNCLOSED) -> None:
        self._lines = deque(lines_of(block.decode("utf-8", "replace")))
        self._blocks, self._separator, self._quotes, self._patience = blocks, separator, quotes, patience
        self._held: list[str] = []
        self.taken = 0
        self.unclosed = 0

    def __iter__(self) -> Iterator[list[str]]:
        while self._lines:
            try:
                for record in self._reader(iter(self._next_line, None)):
                    yield self._release(record)
            except (_Unclosed, csv.Error):  # an error of grammar: text after a quote that should have closed a field
                first, *others = self._held
                self._lines.extendleft(reversed(others))
                self._held = [first]
                self.unclosed += bool(others) or first.count('"') % 2
                yield self._release(next(csv.reader([first], delimiter=self._separator, quoting=self._lenient(others, first))))

    def _lenient(self, others: list[str], first: str) -> int:
        """How to read a line that is wrong: with its quotes when they go by two, else as if it had none."""
        return csv.QUOTE_NONE if others or first.count('"') % 2 else csv.QUOTE_MINIMAL

    def _release(self, record: list[str]) -> list[str]:
        self.taken += sum(len(line.encode()) for line in self._held)
        self._held = []
        return record

    def _reader(self, lines: Iterator[str]) -> Iterator[list[str]]:
        quotes = self._quotes and self.unclosed < self._patience
        return csv.reader(lines, delimiter=self._separator, strict=True, quoting=csv.QUOTE_MINIMAL if quotes else csv.QUOTE_NONE)

    def _next_line(self) -> str | None:
        """The next line, None where the block ends between two records."""
        if len(self._held) > LONGEST_RECORD:
            raise _Unclosed
        if not self._lines:
            if not self._held:
                return None
            self._lines.extend(lines_of(self._blocks.next().decode("utf-8", "replace")))
            if not self._lines:
                raise _Unclosed
        self._held.append(self._lines.popleft())
        return self._held[-1]
