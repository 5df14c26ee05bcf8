# SPDX-License-Identifier: GPL-2.0-or-later
"""The fields of a layer, as the values of all of its pages make them, whatever the service announced."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ..files.model import BOOLEAN, DATE, DATETIME, INTEGER, REAL, TEXT, Field
from ..messages import VigieError, translate
from ..requirements import pandas as require_pandas

if TYPE_CHECKING:
    import pandas as pd

MOST_FIELDS = 1000
_DATE = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])Z?")
_DATETIME = re.compile(rf"{_DATE.pattern[:-2]}[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d(?::?\d\d)?)?")
_LARGEST = 2**63
_TAKEN = {"fid", "geom"}
"""Columns that a GeoPackage has of its own."""


class Columns:
    """Sees the values of pages, then gives the fields and the tables. `announced` are the fields that the service describes."""

    def __init__(self, announced: Iterable[Field] = ()) -> None:
        self._announced = {field.name: field for field in announced}
        self._seen: dict[str, set[str]] = {name: set() for name in self._announced}

    def see(self, records: Iterable[Mapping[str, Any]]) -> None:
        """Take note of the names and types of values."""
        for record in records:
            for name, value in record.items():
                kinds = self._seen.setdefault(name, set())
                if value is not None and kinds != {TEXT}:
                    kinds.add(_kind(value))
        if len(self._seen) > MOST_FIELDS:
            sentence = translate("remote", "This layer has more than {count} fields: it cannot be copied.")
            raise VigieError(sentence.format(count=MOST_FIELDS))

    @property
    def names(self) -> tuple[str, ...]:
        """The names in the source, in the order of `fields`."""
        return tuple(self._seen)

    @property
    def fields(self) -> tuple[Field, ...]:
        """One field a name. A name that a GeoPackage cannot take (used twice but for its capitals, or its own) is numbered; its
        title keeps it.
        """
        taken, found = set(_TAKEN), []
        for name in self._seen:
            free = next(
                new for new in (name, *(f"{name}_{count}" for count in range(2, MOST_FIELDS))) if new.lower() not in taken
            )
            taken.add(free.lower())
            announced = self._announced.get(name, Field(name))
            title = announced.title or (name if free != name else "")
            found.append(Field(free, self._type(name), title))
        return tuple(found)

    def _type(self, name: str) -> str:
        seen, announced = self._seen[name], self._announced.get(name)
        wanted = announced.type if announced else ""
        if not seen or wanted == TEXT:
            return wanted or TEXT
        if seen <= {INTEGER, REAL}:
            return INTEGER if seen == {INTEGER} and wanted != REAL else REAL
        if seen <= {DATE, DATETIME}:
            return DATE if seen == {DATE} and wanted != DATETIME else DATETIME
        return BOOLEAN if seen == {BOOLEAN} else TEXT

    def table(self, records: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
        """The values of records as the fields take them; the columns have the names of the fields."""
        rows = list(records)
        columns = {
            field.name: [_value(row.get(name), field.type) for row in rows] for name, field in zip(self.names, self.fields)
        }
        return require_pandas().DataFrame(columns, index=range(len(rows)), dtype=object)


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return BOOLEAN
    if isinstance(value, int):
        return INTEGER if -_LARGEST <= value < _LARGEST else TEXT
    if isinstance(value, float):
        return REAL
    if isinstance(value, str):
        return DATE if _DATE.fullmatch(value) else DATETIME if _DATETIME.fullmatch(value) else TEXT
    return TEXT


def _value(value: Any, kind: str) -> Any:
    if value is None:
        return None
    if kind == TEXT:
        return as_text(value)
    if kind == DATE:
        return value[:10]
    if kind == DATETIME and len(value) < 12:
        return f"{value[:10]}T00:00:00"
    return float(value) if kind == REAL else value


def as_text(value: Any) -> str:
    """A value as a field of text holds it; what is no simple value as JSON."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")  # JSON may hold halves of characters, which no file takes
    try:
        return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8")
    except RecursionError:
        return "…"
