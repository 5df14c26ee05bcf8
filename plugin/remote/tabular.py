# SPDX-License-Identifier: GPL-2.0-or-later
"""Tables of data.gouv.fr through its tabular API: the rows of a territory, or all of them, as a CSV file."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import urlencode

from ..catalog.providers.reading import document, mapping, whole
from ..messages import Stretch, VigieError, reason, translate
from ..network.door import host_of
from ..network.download import download
from ..network.errors import NotAsAnnounced

if TYPE_CHECKING:
    from ..catalog.model import Resource
    from ..messages import Progress
    from ..network.door import Door

BATCH = 100
"""Values in one address, which must not be too long."""
_SPECIAL = frozenset(',"\\')


def fetch_table(
    resource: Resource, codes_column: str, values: Iterable[str], door: Door, folder: Path, progress: Progress
) -> tuple[Path, int | None]:
    """A CSV file (UTF-8, commas, one row of names) in `folder` with the rows of a "tabular" resource whose `codes_column` holds one
    of `values`, or with all rows when the column is empty; and how many rows the service says these are, None when it does not.

    Raises a `NetworkError` when the service does not answer, a `VigieError` when a value cannot be asked for or the file cannot be
    written, `Cancelled` when told to stop.
    """
    filters = list(_filters(codes_column, values)) if codes_column else [""]
    pieces, announced = [], 0
    for done, asked in enumerate(filters):
        total = whole(mapping(document(door.get(_address(resource, "data/", asked, "page_size=1"))).get("meta")).get("total"))
        announced = None if announced is None or total is None else announced + total
        part = Stretch(progress, 100 * done / len(filters), 100 * (done + 1) / len(filters))
        pieces.append(download(door, _address(resource, "data/csv/", asked), folder, part, ".csv"))
    return (pieces[0] if len(pieces) == 1 else _joined(pieces, folder, host_of(resource.address))), announced


def _filters(column: str, values: Iterable[str]) -> Iterator[str]:
    """Parameters that ask for batches of values; for none when there are none."""
    listed = sorted(set(values))
    refused = next((value for value in listed if not value or _SPECIAL & set(value)), None)
    if refused is not None:
        sentence = translate("remote", "“{value}” is no code: the table cannot be asked for it.")
        raise VigieError(sentence.format(value=refused))
    for first in range(0, max(len(listed), 1), BATCH):
        yield urlencode({f"{column}__in": ",".join(listed[first : first + BATCH])}, safe=",")


def _address(resource: Resource, path: str, *parameters: str) -> str:
    query = "&".join(filter(None, parameters))
    return f"{resource.address.rstrip('/')}/{path}{'?' if query else ''}{query}"


def _joined(pieces: list[Path], folder: Path, host: str) -> Path:
    """One file of several that have the same first line, which it has once."""
    named = hashlib.sha256("".join(piece.name for piece in pieces).encode()).hexdigest()[:24]
    target, part = folder / f"{named}.csv", folder / f"{named}.csv.part"
    names = b""
    try:
        with part.open("wb") as joined:
            for piece in pieces:
                with piece.open("rb") as stream:
                    first = stream.readline().rstrip(b"\r\n")
                    if names and first != names:
                        raise NotAsAnnounced(host, f"columns {first[:200]!r} after {names[:200]!r}")
                    joined.write(b"" if names else first + b"\n")
                    names = first
                    shutil.copyfileobj(stream, joined)
                    _end_line(joined, stream)
        part.replace(target)
    except OSError as error:
        sentence = translate("remote", "The table could not be kept in {folder}: {why}.")
        raise VigieError(sentence.format(folder=folder, why=reason(error))) from error
    return target


def _end_line(joined: BinaryIO, stream: BinaryIO) -> None:
    """End the last line of a piece, when it has none."""
    stream.seek(-1, os.SEEK_END)
    if stream.read(1) != b"\n":
        joined.write(b"\n")
