# SPDX-License-Identifier: GPL-2.0-or-later
"""Rows of a layer by a stable key, and what may be said of two versions of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Union

GEOMETRY = ""
"""The name under which a row holds its geometry (WKB): no field of a layer is nameless."""
UUID_FIELD = "vigie_uuid"
"""The field that tells features apart in a package."""

Value = Union[None, bool, int, float, str, bytes]
Row = Mapping[str, Value]
Rows = Mapping[str, Row]

ADDED, CHANGED, MOVED, DELETED = "added", "changed", "moved", "deleted"
FIELD = "both changed"
DELETED_THERE = "deleted in the field, changed in the office"
DELETED_HERE = "deleted in the office, changed in the field"
DOUBT = "changed again by an unnamed tablet"
"""Kinds of conflicts."""

MINE, THEIRS, BOTH, NEWEST, ASK = "mine", "theirs", "both", "newest", "ask"
RULES = (ASK, MINE, THEIRS, BOTH, NEWEST)
CHOICES = (MINE, THEIRS, BOTH)


@dataclass(frozen=True)
class Edit:
    """What a tablet, or the office, did to one feature. `fields`: name -> (value before, value after), only those that differ.

    A feature that is both moved and changed is `MOVED`: its geometry is one of `fields`.
    """

    key: str
    kind: str
    fields: Mapping[str, tuple[Value, Value]]


@dataclass(frozen=True)
class Conflict:
    """A field (None: the whole feature) that the office and the field hold otherwise than what both started from."""

    key: str
    field: str | None
    kind: str
    before: Value = None
    office: Value = None
    returned: Value = None

    @property
    def id(self) -> str:
        """How decisions name it."""
        return self.key if self.field is None else f"{self.key}/{self.field or 'geometry'}"


@dataclass
class Plan:
    """What is to be done to the office's rows: inserts and deletes by key, updates by key and field. The three are disjoint."""

    inserts: dict[str, dict[str, Value]] = field(default_factory=dict)
    updates: dict[str, dict[str, Value]] = field(default_factory=dict)
    deletes: set[str] = field(default_factory=set)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.inserts or self.updates or self.deletes)

    def over(self, rows: Rows) -> dict[str, dict[str, Value]]:
        """The rows as they are once the plan is carried out."""
        after = {key: {**row, **self.updates.get(key, {})} for key, row in rows.items() if key not in self.deletes}
        return {**after, **{key: dict(row) for key, row in self.inserts.items()}}


def same(one: Value, other: Value) -> bool:
    """Whether two values are one; a number that is none equals itself."""
    return one == other or (one != one and other != other)


def differing(one: Row, other: Row, fields: Iterable[str]) -> dict[str, tuple[Value, Value]]:
    """The fields whose values differ, with both values. What `other` does not hold is not known: it does not differ."""
    return {name: (one.get(name), other[name]) for name in fields if name in other and not same(one.get(name), other[name])}


def to_json(rows: Rows) -> dict[str, dict]:
    """Rows as JSON holds them: bytes as ``{"hex": …}``."""
    return {
        key: {name: {"hex": value.hex()} if isinstance(value, bytes) else value for name, value in row.items()}
        for key, row in rows.items()
    }


def from_json(rows: Mapping[str, Mapping]) -> dict[str, dict[str, Value]]:
    """What `to_json` made, as rows again."""
    return {
        key: {name: bytes.fromhex(value["hex"]) if isinstance(value, dict) else value for name, value in row.items()}
        for key, row in rows.items()
    }


def digest(rows: Rows) -> str:
    """A mark of what rows hold, whatever their order."""
    text = json.dumps(to_json(rows), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
