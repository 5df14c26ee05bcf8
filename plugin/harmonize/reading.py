# SPDX-License-Identifier: GPL-2.0-or-later
"""The raw rows of the files of a source, as its recipe says to read them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ..files.opening import open_file
from ..messages import Progress, VigieError, translate
from ..territory.cog import Cog
from .dataset import StructureChanged
from .recipe import Part

if TYPE_CHECKING:
    import pandas as pd

    from ..files.grid import Wanted
    from ..files.model import Rows
    from ..territory.contours import Contours

LOST = "\ufffd"
"""What stands for a character that could not be read."""


class RawFile(NamedTuple):
    """A file of a source: where it lies, and the folder where it may be unpacked for good (None: for this time only)."""

    part: Part
    path: Path
    folder: Path | None = None


def read_rows(
    file: RawFile, cog: Cog, contours: Contours | None, progress: Progress, columns: set[str], wanted: Wanted | None = None
) -> Iterator[Rows]:
    """The rows of a file, some at a time; those that are not `wanted` may be left out.

    Raises a `VigieError` when it cannot be read as the recipe says, or lacks one of the `columns` (raw names).
    """
    options = file.part.options
    with ExitStack() as stack:
        folder = file.folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="vigie-")))
        opened = open_file(
            file.path, file.part.format, options=options, cog=cog, contours=contours, folder=folder, progress=progress
        )
        for rows in opened.rows(options.layer, progress, wanted):
            rows = replace(rows, table=_as_named(rows.table, columns))
            _require(columns, rows.table, file)
            if options.encoding:
                _require_text(rows.table, columns, file)
            yield rows


def _as_named(table: pd.DataFrame, columns: set[str]) -> pd.DataFrame:
    """The table with its columns named as the recipe does: producers change capitals from one edition to the next."""
    folded = {name.casefold(): name for name in columns - set(table.columns)}
    found = {name: folded[name.casefold()] for name in table.columns if name.casefold() in folded}
    return table.rename(columns=found) if len(set(found.values())) == len(found) else table


def _require(columns: set[str], table: pd.DataFrame, file: RawFile) -> None:
    missing = sorted(columns - set(table.columns))
    if missing:
        raise StructureChanged(
            translate(
                "harmonize",
                "{file} no longer has the expected columns ({missing}): its structure has changed, and the recipe must be "
                "adapted before it can be used.",
            ).format(file=file.path.name, missing=", ".join(missing)),
            f"columns found: {list(table.columns)}",
        )


def _require_text(table: pd.DataFrame, columns: set[str], file: RawFile) -> None:
    """Refuse lost characters: the encoding that the recipe fixes is not that of the file."""
    for name in sorted(columns):
        if table[name].astype(object).str.contains(LOST, regex=False, na=False).any():
            raise VigieError(
                translate(
                    "harmonize",
                    "{file} is damaged, or is no longer written in {encoding} (column “{column}”): adapt the recipe, or leave its "
                    "encoding to be guessed.",
                ).format(file=file.path.name, encoding=file.part.options.encoding, column=name)
            )
