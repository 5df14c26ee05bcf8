# SPDX-License-Identifier: GPL-2.0-or-later
"""What a user keeps of her searches: favourite entries and recent words, in a file of her own. Data, checked by a JSON Schema."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from ..documents import load_document
from ..messages import VigieError, reason, translate
from .model import Entry, Resource

MOST_RECENT = 15
MOST_FAVOURITES = 500
MOST_RESOURCES = 200
LONGEST_DESCRIPTION = 4000
_ENTRY = (
    "source", "id", "title", "description", "producer", "licence", "licence_url", "theme", "page", "schema", "kind", "markup",
    "published", "modified", "keywords", "coverage", "formats", "box",
)  # fmt: skip
_RESOURCE = (
    "kind", "address", "mode", "date", "title", "layer", "size", "checksum", "crs", "schema", "styles", "formats",
)  # fmt: skip


@dataclass(frozen=True)
class Kept:
    """Favourites, the last one first, and the words that were searched for, the last ones first."""

    favourites: tuple[Entry, ...] = ()
    recent: tuple[str, ...] = ()


class KeptSearches:
    """Reads and writes the file at `path`. What it holds is read once; each change is written at once, whole or not at all.

    Every method raises a `VigieError` when the file cannot be read or written: a file with a mistake is never written over.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    @cached_property
    def _read(self) -> Kept:
        if not self._path.exists():
            return Kept()
        document = load_document(self._path, "searches")
        return Kept(tuple(map(_entry, document.get("favourites", ()))), tuple(document.get("recent", ())))

    @property
    def favourites(self) -> tuple[Entry, ...]:
        """The favourite entries; their details are to be asked again."""
        return self._read.favourites

    @property
    def recent(self) -> tuple[str, ...]:
        """The words that were searched for."""
        return self._read.recent

    def is_favourite(self, entry: Entry) -> bool:
        """Whether an entry is among the favourites."""
        return any(_same(one, entry) for one in self._read.favourites)

    def set_favourite(self, entry: Entry, on: bool) -> None:
        """Make an entry a favourite, or no more."""
        others = tuple(one for one in self._read.favourites if not _same(one, entry))
        if on and len(others) >= MOST_FAVOURITES:
            raise VigieError(
                translate("catalog", "There are {count} favourites already: remove some first.").format(count=len(others))
            )
        self._write(replace(self._read, favourites=(_shortened(entry), *others) if on else others))

    def note(self, text: str) -> None:
        """Some words were searched for."""
        text = " ".join(text.split())
        if text and self._read.recent[:1] != (text,):
            others = [one for one in self._read.recent if one.casefold() != text.casefold()]
            self._write(replace(self._read, recent=(text, *others)[:MOST_RECENT]))

    def forget(self) -> None:
        """Forget the words that were searched for; favourites stay."""
        self._write(replace(self._read, recent=()))

    def _write(self, kept: Kept) -> None:
        document = {"version": 1, "recent": kept.recent, "favourites": [_row(entry) for entry in kept.favourites]}
        temporary = self._path.with_name(f"{self._path.name}.part")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")
            os.replace(temporary, self._path)  # noqa: PTH105 (one call on every system)
        except OSError as error:
            with suppress(OSError):  # part of its path may be no folder
                temporary.unlink(missing_ok=True)
            raise VigieError(
                translate("catalog", "{file} cannot be written: {why}.").format(file=self._path, why=reason(error))
            ) from error
        self.__dict__["_read"] = kept


def _same(one: Entry, other: Entry) -> bool:
    return (one.source, one.id) == (other.source, other.id)


def _shortened(entry: Entry) -> Entry:
    """What is kept of an entry; it is asked for again when it is looked at."""
    return _entry(_row(entry))


def _row(entry: Entry) -> dict[str, Any]:
    row = _filled(entry, _ENTRY)
    if "description" in row:
        row["description"] = row["description"][:LONGEST_DESCRIPTION]
    row["resources"] = [_filled(one, _RESOURCE) for one in entry.resources[:MOST_RESOURCES]]
    return row


def _filled(thing: Entry | Resource, names: tuple[str, ...]) -> dict[str, Any]:
    values = {name: getattr(thing, name) for name in names}
    return {name: value for name, value in values.items() if value not in ("", (), None)}


def _entry(row: dict[str, Any]) -> Entry:
    whole = {**_tuples(row), "resources": tuple(Resource(**_tuples(one)) for one in row.get("resources", ()))}
    return Entry(**whole, complete=False)


def _tuples(row: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
