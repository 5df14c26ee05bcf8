# SPDX-License-Identifier: GPL-2.0-or-later
"""The file of the library: JSON, replaced whole, so that a kill leaves what was there or what is new."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

from ..messages import VigieError, reason, translate
from .model import Publication

VERSION = 1
_LISTS = frozenset(("levels", "keywords", "mentions", "feeds", "ids"))
_NAMES = frozenset(one.name for one in fields(Publication))


@dataclass(frozen=True)
class Shelf:
    """What is kept: publications, the latest first; when each feed was last read (ISO, UTC), by its id; `rules` are those by
    which names of places were found.
    """

    publications: tuple[Publication, ...] = ()
    read: Mapping[str, str] = field(default_factory=dict)
    rules: str = ""


def load_shelf(path: Path) -> Shelf:
    """What is kept at `path`; nothing when there is no file. A `VigieError` when it cannot be read, or is not ours."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return Shelf()
    except OSError as error:
        raise VigieError(
            translate("publications", "{file} cannot be read: {why}.").format(file=path, why=reason(error))
        ) from error
    try:
        document = json.loads(content)
        if document["version"] != VERSION:
            raise ValueError(document["version"])
        publications = tuple(_publication(row) for row in document["publications"])
        return Shelf(publications, {str(name): str(day) for name, day in document["read"].items()}, str(document["rules"]))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise VigieError(
            translate(
                "publications",
                "{file} is not a library of this version: remove it, then refresh the publications to make it again.",
            ).format(file=path),
            repr(error),
        ) from error


def save_shelf(shelf: Shelf, path: Path) -> None:
    """Replace the file; a `VigieError` when it cannot be written."""
    rows = [{name: value for name, value in asdict(one).items() if value} for one in shelf.publications]
    document = {"version": VERSION, "rules": shelf.rules, "read": dict(shelf.read), "publications": rows}
    part = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("w", encoding="utf-8", errors="replace") as stream:
            json.dump(document, stream, ensure_ascii=False)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(part, path)  # noqa: PTH105 (one call on every system)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise VigieError(
            translate("publications", "{file} cannot be written: {why}.").format(file=path, why=reason(error))
        ) from error


def _publication(row: dict) -> Publication:
    if not set(row) <= _NAMES:
        raise ValueError(sorted(row))
    for name, value in row.items():
        good = (
            isinstance(value, list) and all(isinstance(one, str) for one in value) if name in _LISTS else isinstance(value, str)
        )
        if not good:
            raise TypeError(name)
    return Publication(**{name: tuple(value) if name in _LISTS else value for name, value in row.items()})
