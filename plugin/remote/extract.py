# SPDX-License-Identifier: GPL-2.0-or-later
"""The rows of a territory asked of data.gouv.fr's tabular API, in place of a large file of the whole country."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..catalog.providers.reading import document, items, mapping
from ..files.codes import guess_codes
from ..files.model import Options
from ..messages import VigieError, translate
from ..network.door import host_of
from ..requirements import pandas as require_pandas
from .tabular import fetch_table

if TYPE_CHECKING:
    from ..catalog.model import Entry, Resource
    from ..files.codes import Codes
    from ..files.cut import Cut
    from ..messages import Progress
    from ..network.door import Door

LARGE_BYTES = 20_000_000
"""A file of that many bytes is worth asking for its rows."""
MOST_VALUES = 2_000
"""Spellings of codes that are asked for."""
FIRST_ROWS = 50
"""What the interface gives at once."""
_TEXTS = ("csv", "tsv", "txt")


@dataclass(frozen=True)
class Extract:
    """A CSV file (UTF-8) with rows of a table; `announced` is how many the service says these are, `note` which ones, in a sentence."""

    path: Path
    announced: int
    note: str


def table_of(resource: Resource, entry: Entry | None) -> Resource | None:
    """The table that data.gouv.fr has made of a large delimited file; None when it is small, or has none that is surely its own."""
    if entry is None or resource.kind not in _TEXTS or (resource.size or 0) < LARGE_BYTES:
        return None
    files = [one for one in entry.resources if one.title == resource.title and one.kind == resource.kind]
    tables = [one for one in entry.resources if one.title == resource.title and one.kind == "tabular"]
    return tables[0] if len(files) == len(tables) == 1 else None


def says_how_to_read(options: Options) -> bool:
    """Whether the user says of the file what does not hold for its table."""
    return replace(options, place="", x="", y="", geometry="", code="", crs="") != Options()


def extract(table: Resource, options: Options, cut: Cut, door: Door, folder: Path, progress: Progress) -> Extract:
    """The rows of a "tabular" resource whose code is in the territory of `cut`, in a file of `folder`.

    Raises a `VigieError` when no column allows to ask for them, or when the service does not say how many they are, a
    `NetworkError` when it does not answer; `Cancelled` when told to stop.
    """
    progress.step(0, host_of(table.address))
    codes = _codes(table, options, cut, door)
    values = codes.raw_values(cut.codes(codes.level)) if codes and codes.share == 1 else set()
    if not 0 < len(values) <= MOST_VALUES:
        sentence = translate("remote", "{host} cannot be asked for the rows of {territory} only: no column of codes allows it.")
        raise VigieError(sentence.format(host=host_of(table.address), territory=cut.territory.name))
    path, announced = fetch_table(table, codes.field, values, door, folder, progress)
    if announced is None:
        sentence = translate("remote", "{host} does not say how many rows {territory} has.")
        raise VigieError(sentence.format(host=host_of(table.address), territory=cut.territory.name))
    note = translate(
        "remote",
        "Only the rows whose “{column}” is a code of {territory} were asked of {host}, with the types that it gives to columns; rows "
        "without a code are not among them.",
    )
    return Extract(path, announced, note.format(column=codes.field, territory=cut.territory.name, host=host_of(table.address)))


def _codes(table: Resource, options: Options, cut: Cut, door: Door) -> Codes | None:
    """The column of codes, told by the first rows. Columns of numbers are passed over: their codes have lost their zeros."""
    found = mapping(document(door.get(f"{table.address.rstrip('/')}/data/", {"page": 1, "page_size": FIRST_ROWS})))
    rows = [mapping(row) for row in items(found.get("data"), FIRST_ROWS)]
    names = dict.fromkeys(name for row in rows for name in row)
    texts = {
        name: [row.get(name) or None for row in rows]
        for name in names
        if all(isinstance(row.get(name), (str, type(None))) for row in rows)
    }
    return guess_codes(require_pandas().DataFrame(texts, dtype=object), options, cut.cog)
