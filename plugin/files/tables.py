# SPDX-License-Identifier: GPL-2.0-or-later
"""Tables of files (delimited text, workbooks, JSON and XML records): described, and copied whole or cut to a territory.

Types are exact over the rows that are kept: they are looked at while rows go by, and rows are written at the end. When there
are more than can be held in memory, the source is read a second time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..messages import Progress, Silent, Stretch, VigieError, translate
from ..requirements import pandas as require_pandas
from ..territory.cog import Cog
from ..territory.contours import Contours
from .codes import Codes, guess_codes
from .cut import BY_CODE, Cut
from .delimited import Delimited
from .grid import Table, Wanted
from .model import Copied, Description, Layer, Options, Rows, main_layer
from .placing import Placement, guess_placement, unplaced
from .records import Records, read_json, read_xml
from .spreadsheets import Workbook
from .types import Typing

if TYPE_CHECKING:
    import pandas as pd

    from .model import Field
    from .output import Output

KINDS = ("csv", "xls", "xlsx", "ods", "json", "xml")
"""Kinds of files that are read here."""

HELD_CELLS = 2_000_000
"""Cells of the rows kept that may be held in memory."""

TYPED_ROWS = 5000
"""Rows, at the least, by which `describe` tells types, codes and positions; a copy looks at all of those it keeps."""

SHOWN_ROWS = 10


@dataclass
class _Kept:
    """What is kept of a table: the rows, while they can be held (else None), and which of each chunk they are (None: all)."""

    frames: list[pd.DataFrame] | None = field(default_factory=list)
    masks: list[np.ndarray | None] = field(default_factory=list)
    rows: int = 0
    cells: int = 0

    def add(self, chunk: pd.DataFrame, mask: np.ndarray | None) -> None:
        self.masks.append(mask)
        self.rows += len(chunk)
        self.cells += chunk.size
        if self.frames is None or self.cells > HELD_CELLS:
            self.frames = None
        else:
            self.frames.append(chunk)


class TableFile:
    """A file of one table or several, as `files.model.Opened` says. `kind` is one of `KINDS`."""

    def __init__(self, path: Path, kind: str, options: Options, cog: Cog, contours: Contours) -> None:
        self._path, self._kind, self._options = path, kind, options
        self._cog, self._contours = cog, contours
        self._found: tuple[list[Table], tuple[str, ...]] | None = None

    def describe(self, progress: Progress) -> Description:
        """What it holds: rows are counted to the end; types, codes and positions are told by the first ones."""
        tables, warnings = self._tables(progress)
        layers = []
        for place, table in enumerate(tables):
            part = Stretch(progress, 100 * place / len(tables), 100 * (place + 1) / len(tables))
            layers.append(self._described(table, part))
        return Description(self._kind, tuple(layers), warnings)

    def copy(self, layer: str, cut: Cut | None, output: Output, progress: Progress) -> Copied:
        """Copy a table, whole or cut to a territory. One that nothing allows to cut is kept whole, and the notes say so."""
        table = self._table(layer, progress)
        sample = _sample(table)
        codes = guess_codes(sample, self._options, self._cog)
        typing = Typing(table.heading.fields, self._options.decimal)
        sieve = _Sieve(None if cut is None or cut.whole else cut, codes, self._placement(sample, cut))
        kept = _kept(table, sieve, typing, Stretch(progress, 0, 70))
        announced = table.rows()
        placement = self._placement(sample, cut)  # another one, that tells of the rows kept only
        fields = _fields(table, typing)
        geometry, crs = (placement.geometry, placement.crs) if placement else ("", "")
        name = output.free_name(table.name)
        target = output.create(name, fields, geometry, crs)
        done = 0
        for frame in kept.frames if kept.frames is not None else _again(table, sieve, kept.masks):
            shapes = placement.place(frame) if placement else None
            output.append(target, typing.give(frame, [column.name for column in fields]), shapes)
            done += len(frame)
            progress.step(70 + 30 * done / max(1, kept.rows))
        if (done, table.rows()) != (kept.rows, announced):
            raise VigieError(translate("files", "{file} changed while it was read: try again.").format(file=self._path.name))
        notes = (*table.notes(), *typing.notes(), *self._placed(placement, sample), *sieve.notes())
        return Copied(name, layer, done, announced, None, geometry, crs, fields, notes=notes)

    def rows(self, layer: str, progress: Progress, wanted: Wanted | None = None) -> Iterator[Rows]:
        """See `Opened.rows`."""
        if not layer and len(self._tables(progress)[0]) > 1:
            layer = main_layer(self.describe(progress), self._options)
        table, seen = self._table(layer, progress), 0
        for chunk in table.chunks(progress, wanted):
            read = table.rows() - seen
            seen += read
            yield Rows(chunk, left_out=read - len(chunk), notes=tuple(table.notes()))

    def _described(self, table: Table, progress: Progress) -> Layer:
        sample = _sample(table)
        typing = Typing(table.heading.fields, self._options.decimal)
        typing.see(sample)
        codes = guess_codes(sample, self._options, self._cog)
        placement = self._placement(sample, None)
        rows = table.count(progress)
        fields = _fields(table, typing)
        shown = sample.head(SHOWN_ROWS)[[column.name for column in fields]].astype(object)
        return Layer(
            table.name,
            rows,
            fields,
            placement.geometry if placement else "",
            placement.crs if placement else "",
            table.encoding,
            table.separator,
            typing.decimal(),
            None if isinstance(table, Records) else table.heading.row,
            codes.field if codes else "",
            codes.kind if codes else "",
            placement.kind if placement else "",
            tuple(shown.where(shown.notna(), None).itertuples(index=False, name=None)),
            (*table.notes(), *typing.notes(), *self._placed(placement, sample)),
        )

    def _placement(self, sample: pd.DataFrame, cut: Cut | None) -> Placement | None:
        return guess_placement(sample, self._options, cut, self._cog, self._contours)

    def _placed(self, placement: Placement | None, sample: pd.DataFrame) -> tuple[str, ...]:
        """What is to be known of the positions of the rows, or why they have none."""
        return placement.notes() if placement else unplaced(sample, self._options, self._cog)

    def _table(self, name: str, progress: Progress) -> Table:
        tables, _ = self._tables(progress)
        name = name or self._options.layer
        found = [table for table in tables if table.name == name] or (tables if not name and len(tables) == 1 else [])
        if not found:
            raise VigieError(
                translate("files", "{file} has no table named “{name}”: its tables are {names}.").format(
                    file=self._path.name, name=name, names=", ".join(table.name for table in tables)
                )
            )
        return found[0]

    def _tables(self, progress: Progress) -> tuple[list[Table], tuple[str, ...]]:
        if self._found is None:
            self._found = self._open(progress)
        return self._found

    def _open(self, progress: Progress) -> tuple[list[Table], tuple[str, ...]]:
        """The tables of the file, and sentences about what else it holds."""
        if self._kind == "csv":
            return [Delimited(self._path, self._options, progress)], ()
        if self._kind in ("json", "xml"):
            read = read_json if self._kind == "json" else read_xml
            return [read(self._path, self._options, progress)], ()
        book = Workbook(self._path, self._kind, self._options.header_row, progress)
        if not book.tables:
            raise VigieError(
                translate("files", "{file} holds no table: its sheets are empty, or hold text only.").format(file=self._path.name)
            )
        warning = translate("files", "Sheets without a table: {names}.").format(names=", ".join(book.others))
        return book.tables, (warning,) if book.others else ()


class _Sieve:
    """Which rows of a table are kept: those that concern the territory of `cut` (None: all), when codes or positions tell."""

    def __init__(self, cut: Cut | None, codes: Codes | None, placement: Placement | None) -> None:
        self._cut, self._codes, self._placement = cut, codes, placement
        self._counts: Counter = Counter()
        self._undecided = False
        self._units: frozenset[str] = cut.codes(codes.level) if cut and codes else frozenset()

    @property
    def wanted(self) -> Wanted | None:
        """The rows that may be kept, by the code as it is written; None when one column does not tell."""
        if self._cut is None or self._codes is None or len(self._codes.columns) != 1:
            return None
        return Wanted(self._codes.field, self._may_keep)

    def _may_keep(self, written: pd.Series) -> np.ndarray:
        units = self._codes.units(require_pandas().DataFrame({self._codes.field: written}))
        return (units.isna() | units.isin(self._units)).to_numpy(dtype=bool)

    def keeps(self, chunk: pd.DataFrame) -> np.ndarray | None:
        """Which rows are kept; None for all."""
        if self._cut is None:
            return None
        shapes = self._placement.place(chunk) if self._placement else None
        kept = self._cut.keeps(chunk, self._codes, shapes, self._placement.crs if self._placement else "", self._counts)
        self._undecided = kept is None
        return kept

    def left_out(self, rows: int) -> None:
        """Rows that were left out by their code before `keeps` saw them."""
        self._counts[BY_CODE] += rows

    def notes(self) -> tuple[str, ...]:
        """How rows were told apart, in sentences."""
        if self._cut is None:
            return ()
        if self._undecided:
            return (
                translate("files", "Nothing tells where the rows are: the table is kept whole, not cut to {territory}.").format(
                    territory=self._cut.territory.name
                ),
            )
        return self._cut.notes(self._codes, self._counts)


def _sample(table: Table) -> pd.DataFrame:
    """The first rows of a table."""
    names = [column.name for column in table.heading.fields]
    frames, rows = [], 0
    for frame in table.chunks(Silent()):
        frames.append(frame)
        rows += len(frame)
        if rows >= TYPED_ROWS:
            break
    pandas = require_pandas()
    return pandas.concat(frames, ignore_index=True) if frames else pandas.DataFrame(columns=names, dtype=object)


def _fields(table: Table, typing: Typing) -> tuple[Field, ...]:
    """The columns with their types, less those that have neither a name nor a value."""
    unnamed = table.heading.unnamed
    return tuple(column for column in typing.fields() if column.name not in unnamed or typing.columns[column.name].filled)


def _kept(table: Table, sieve: _Sieve, typing: Typing, progress: Progress) -> _Kept:
    """Go over a table once: which rows are kept, and what types they have."""
    kept, given = _Kept(), 0
    for chunk in table.chunks(progress, sieve.wanted):
        given += len(chunk)
        mask = sieve.keeps(chunk)
        chunk = chunk if mask is None else chunk[mask]
        typing.see(chunk)
        kept.add(chunk, mask)
    sieve.left_out(table.rows() - given)
    return kept


def _again(table: Table, sieve: _Sieve, masks: list[np.ndarray | None]) -> Iterator[pd.DataFrame]:
    """The rows kept, read a second time."""
    for chunk, mask in zip(table.chunks(Silent(), sieve.wanted), masks):
        yield chunk if mask is None else chunk[mask]
