# SPDX-License-Identifier: GPL-2.0-or-later
"""What an inventory tells of each dataset."""

from __future__ import annotations

import re
import unicodedata
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from ..catalog.themes import theme_name
from ..messages import labelled, number, translate

EDITABLE = ("title", "theme", "licence", "contact", "description")
"""What is completed by hand."""

RASTER = "Raster"

COLUMNS = (
    "identity", "title", "theme", "licence", "contact", "description", "group", "format", "location", "geometry", "crs",
    "xmin", "ymin", "xmax", "ymax", "west", "south", "east", "north", "rows", "modified", "fields", "personal_data", "notes",
)  # fmt: skip

_LIBPQ = re.compile(r"(\w+)\s*=\s*('(?:[^'\\]|\\.)*'|\S+)")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class FieldFacts:
    """A field; `filled` is the share (0 to 1) of the rows looked at that have a value, None when none was looked at."""

    name: str
    type: str
    alias: str = ""
    filled: float | None = None


@dataclass(frozen=True)
class Suspicion:
    """Why a field may hold personal data: its name, or `values` of the `looked_at` values that there are in the rows looked at. No
    value is kept.
    """

    field: str
    kind: str
    by_name: bool
    values: int
    looked_at: int


@dataclass(frozen=True)
class Held:
    """One dataset. `identity` is the same at each walk; `location` is shown, and bears no credentials. `extent` is xmin, ymin, xmax,
    ymax in `crs`, `box` west, south, east, north in degrees; `rows` and `modified` (ISO day) are None and empty when unknown.
    `looked_at` is the number of rows that field shares and suspicions are told from. `problem` says why it could not be read.
    """

    identity: str
    title: str
    location: str
    form: str = ""
    group: str = ""
    theme: str = ""
    geometry: str = ""
    crs: str = ""
    extent: Box | None = None
    box: Box | None = None
    rows: int | None = None
    modified: str = ""
    fields: tuple[FieldFacts, ...] = ()
    licence: str = ""
    contact: str = ""
    description: str = ""
    suspicions: tuple[Suspicion, ...] = ()
    looked_at: int = 0
    notes: tuple[str, ...] = ()
    problem: str = ""

    @property
    def uuid(self) -> str:
        """An identifier that can be published: it tells nothing of where the dataset is."""
        return str(uuid.uuid5(uuid.NAMESPACE_URL, self.identity))


@dataclass(frozen=True)
class Inventory:
    """The datasets found, in the order of their identity; `notes` say what was left out."""

    datasets: tuple[Held, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def unread(self) -> tuple[Held, ...]:
        """Those that could not be read."""
        return tuple(one for one in self.datasets if one.problem)


def merged(inventories: Iterable[Inventory]) -> Inventory:
    """Several inventories as one. A dataset that is in two is told by the first, completed by what only the other knows."""
    found: dict[str, Held] = {}
    notes: list[str] = []
    for inventory in inventories:
        notes.extend(inventory.notes)
        for held in inventory.datasets:
            before = found.get(held.identity)
            found[held.identity] = held if before is None else _both(before, held)
    return Inventory(tuple(sorted(found.values(), key=lambda one: one.identity)), tuple(dict.fromkeys(notes)))


def _both(first: Held, second: Held) -> Held:
    if first.problem and not second.problem:
        first, second = second, first
    names = ("group", "theme", "crs", "extent", "box", "rows", "modified", "fields", "licence", "contact", "description")
    return replace(
        first, **{name: getattr(second, name) for name in names if not getattr(first, name) and getattr(first, name) != 0}
    )


def file_identity(path: Path, layer: str = "") -> str:
    """The identity of a dataset in a file: its path with slashes, links followed, and the layer where the file may hold several."""
    name = unicodedata.normalize("NFC", path.resolve().as_posix())
    return f"{name}|{unicodedata.normalize('NFC', layer)}" if layer else name


def database_identity(connection: str, schema: str, table: str) -> str:
    """The identity of a table of PostgreSQL: its server, database, schema and name; neither user nor password."""
    known = {key: _unquoted(value) for key, value in _LIBPQ.findall(connection)}
    if "service" in known and "host" not in known:
        return f"postgresql:service={known['service']}/{schema}.{table}"
    return f"postgresql://{known.get('host', 'localhost')}:{known.get('port', '5432')}/{known.get('dbname', '')}/{schema}.{table}"


def _unquoted(value: str) -> str:
    return re.sub(r"\\(.)", r"\1", value[1:-1]) if value.startswith("'") else value


def clean(text: object) -> str:
    """A text without control characters, which neither XML nor tables take."""
    return _CONTROL.sub("", str(text or "")).strip()


def row_of(held: Held) -> list[str | float | int | None]:
    """A dataset as the cells of `COLUMNS`."""
    return [
        held.identity,
        *(clean(theme_name(text) if name == "theme" else text) for name in EDITABLE for text in (getattr(held, name),)),
        held.group,
        held.form,
        held.location,
        held.geometry,
        held.crs,
        *(held.extent or (None,) * 4),
        *(held.box or (None,) * 4),
        held.rows,
        held.modified,
        fields_text(held),
        personal_text(held),
        " ".join(filter(None, (held.problem, *held.notes))),
    ]


def fields_text(held: Held) -> str:
    """The fields in words: name, alias, type, share filled."""
    return "; ".join(_field_text(field) for field in held.fields)


def _field_text(field: FieldFacts) -> str:
    alias = f" – {field.alias}" if field.alias and field.alias != field.name else ""
    share = "" if field.filled is None else f", {number(100 * field.filled)}\u00a0%"
    return f"{field.name}{alias} ({field.type}{share})"


def personal_text(held: Held) -> str:
    """What may be personal data, in words: kinds, fields and counts, never a value; empty when nothing lets suspect any."""
    told = [_suspicion_text(one) for one in held.suspicions]
    return labelled(translate("inventory", "To be checked, perhaps personal"), "; ".join(told)) if told else ""


def _suspicion_text(one: Suspicion) -> str:
    if one.values:
        text = translate("inventory", "{kind} (field {field}: {count} of {total} values looked at)")
    else:
        text = translate("inventory", "{kind} (field {field}: by its name only)")
    return text.format(kind=kind_name(one.kind), field=one.field, count=number(one.values), total=number(one.looked_at))


def kind_name(kind: str) -> str:
    """A kind of personal data in words."""
    return {
        "name": translate("inventory", "names of people"),
        "email": translate("inventory", "e-mail addresses"),
        "phone": translate("inventory", "phone numbers"),
        "nir": translate("inventory", "social security numbers"),
        "birth": translate("inventory", "dates of birth"),
        "iban": translate("inventory", "bank accounts"),
    }[kind]


def summary(held: Held) -> str:
    """What a dataset is, from what was read, for who has not described it."""
    parts = [theme_name(held.theme)] if held.theme else []
    parts.append(held.geometry or translate("inventory", "table"))
    if held.rows is not None:
        parts.append(translate("inventory", "{count} rows").format(count=number(held.rows)))
    parts += [held.crs] if held.crs and len(held.crs) < 40 else []
    parts += (
        [labelled(translate("inventory", "fields"), ", ".join(field.name for field in held.fields[:30]))] if held.fields else []
    )
    return clean(", ".join(parts))
