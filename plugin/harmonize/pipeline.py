# SPDX-License-Identifier: GPL-2.0-or-later
"""From raw files to a harmonised dataset, as a recipe says."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..messages import localised, translate
from ..requirements import pandas as require_pandas
from ..requirements import shapely as require_shapely
from ..territory.carry import COMMUNE, TWICE, Measure, carry
from ..territory.cog import Cog
from ..territory.contours import Contours
from ..territory.crs import to_geographic
from ..territory.resolving import EMPTY, UNKNOWN
from ..territory.spelling import code_of
from .dataset import SCHEMAS, Dataset, Provenance, Rejection, StructureChanged
from .readers import read_raw
from .recipe import Part, Recipe, Source

if TYPE_CHECKING:
    import pandas as pd

_INSEE_CODE = re.compile(r"\b(?:\d{5}|2[AB]\d{3})\b", re.IGNORECASE)
_FRENCH_DATE = re.compile(r"^(\d{1,2})[-/](\d{1,2})[-/](\d{4})$")
_EXAMPLES = 5


@dataclass
class _Rejected:
    """Rows left out, by reason, while a recipe runs."""

    counts: Counter = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=dict)

    def add(self, reason: str, rows: Iterable[object]) -> None:
        shown = self.examples.setdefault(reason, [])
        for row in rows:
            self.counts[reason] += 1
            if len(shown) < _EXAMPLES:
                shown.append(str(row))

    def as_tuple(self) -> tuple[Rejection, ...]:
        return tuple(Rejection(reason, count, tuple(self.examples[reason])) for reason, count in self.counts.items() if count)


def harmonize(
    recipe: Recipe, source: Source, files: Sequence[tuple[Part, Path]], cog: Cog, contours: Contours | None = None
) -> Dataset:
    """The dataset that `recipe` makes of the raw `files` (the parts of `source` with where they lie).

    Codes become those of the current geographic code. `contours` are needed for a geometry of kind "communes". Raises a
    `VigieError` when a file is unreadable or lacks a column that the recipe names.
    """
    rejected = _Rejected()
    notes = [localised(note) for note in (*recipe.known_defects, *source.notes)]
    if recipe.schema == "measure":
        table, read, kept = _measures(source, files, cog, rejected, notes)
        geometry = None
    else:
        table, geometry, read = _rows(recipe, source, files, cog, contours, rejected)
        kept = len(table)
    provenance = Provenance(
        entry=recipe.id,
        title=recipe.title,
        producer=recipe.producer,
        licence=recipe.licence["title"],
        licence_url=recipe.licence["url"],
        page=recipe.page,
        source=" ".join(dict.fromkeys(part.address for part, _ in files)),
        mode=source.mode,
        date=source.date,
        computed=datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        recipe_version=recipe.version,
        checksum=_checksum(path for _, path in files),
        coverage=source.coverage,
        rows_read=read,
        rows_kept=kept,
        rejections=rejected.as_tuple(),
        notes=tuple(notes),
    )
    return Dataset(recipe.schema, table, provenance, geometry, recipe.style)


def _checksum(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _rows(
    recipe: Recipe,
    source: Source,
    files: Sequence[tuple[Part, Path]],
    cog: Cog,
    contours: Contours | None,
    rejected: _Rejected,
) -> tuple[pd.DataFrame, np.ndarray | None, int]:
    pandas = require_pandas()
    tables, shapes = [], []
    for part, path in files:
        raw, geometry, crs = read_raw(path, part.reader)
        _require_columns(raw, source, path)
        tables.append(_table(recipe, source, raw, cog))
        shapes.append(_raw_geometry(source, raw, geometry, crs))
    table = pandas.concat(tables, ignore_index=True)
    geometry = np.concatenate(shapes) if shapes and shapes[0] is not None else None
    read = len(table)

    keep = _valid(recipe, table, rejected)
    table = table[keep].reset_index(drop=True)
    geometry = None if geometry is None else geometry[keep]
    if source.geometry["kind"] == "communes":
        if contours is None:
            raise ValueError("contours are needed for a geometry made of communes")
        geometry = contours.dissolve([codes.split() for codes in table["communes"]])
    return table, geometry, read


def _require_columns(raw: pd.DataFrame, source: Source, path: Path) -> None:
    wanted = {name for rule in source.columns.values() for name in _raw_names(rule)}
    wanted |= {source.geometry[axis] for axis in ("x", "y") if axis in source.geometry}
    missing = sorted(wanted - set(raw.columns))
    if missing:
        raise StructureChanged(
            translate(
                "harmonize",
                "{file} no longer has the expected columns ({missing}): its structure has changed, and the recipe must be "
                "adapted before it can be used.",
            ).format(file=path.name, missing=", ".join(missing)),
            f"columns found: {list(raw.columns)}",
        )


def _raw_names(rule: str | dict) -> list[str]:
    names = rule if isinstance(rule, str) else rule["from"]
    return [names] if isinstance(names, str) else names


def _table(recipe: Recipe, source: Source, raw: pd.DataFrame, cog: Cog) -> pd.DataFrame:
    """The columns of the common schema; absent ones are there, empty."""
    pandas = require_pandas()
    table = pandas.DataFrame(index=raw.index)
    for column in SCHEMAS[recipe.schema]:
        if column in source.columns:
            table[column] = _column(source.columns[column], raw, cog)
        else:
            table[column] = source.constants.get(column)
    return table.astype(object).where(table.notna(), None)


def _column(rule: str | dict, raw: pd.DataFrame, cog: Cog) -> pd.Series:
    options = rule if isinstance(rule, dict) else {}
    names = _raw_names(rule)
    texts = [_texts(raw[name]) for name in names]
    for place, prefix in enumerate(options.get("prefixes", ())):
        texts[place] = texts[place].map(lambda text, prefix=prefix: f"{prefix}{text}" if text else text)
    if len(texts) == 1:
        values = texts[0]
    else:
        separator = options.get("separator", " ")
        values = texts[0].combine(texts[1], lambda a, b: separator.join(filter(None, (a, b))) or None)
        for more in texts[2:]:
            values = values.combine(more, lambda a, b: separator.join(filter(None, (a, b))) or None)
    if "recode" in options:
        values = values.map(lambda text: options["recode"].get(text, text))
    kind = options.get("as", "text")
    if kind == "commune":
        return values.map(lambda text: _commune(text, cog))
    if kind == "communes":
        return values.map(lambda text: _communes(text, cog))
    if kind == "date":
        return values.map(_date)
    return values


def _texts(values: pd.Series) -> pd.Series:
    """A raw column as stripped text, None where it is empty."""
    return values.map(lambda value: None if value is None or value != value else str(value).strip() or None)


def _commune(text: str | None, cog: Cog) -> str | None:
    """Today's commune for a code as files write it: the leading zero that a spreadsheet dropped is put back."""
    return None if text is None else cog.current(code_of(text, "commune"))


def _communes(text: str | None, cog: Cog) -> str | None:
    """Today's communes for every INSEE code found in a text such as ``Gap (05061)``, apart by spaces."""
    found = {cog.current(code.upper()) for code in _INSEE_CODE.findall(text or "")} - {None}
    return " ".join(sorted(found)) or None


def _date(text: str | None) -> str | None:
    """An ISO date for a French or an ISO one; anything else stays as it was read."""
    match = _FRENCH_DATE.match(text or "")
    if match:
        day, month, year = (int(part) for part in match.groups())
        return f"{year:04}-{month:02}-{day:02}"
    return text


def _raw_geometry(source: Source, raw: pd.DataFrame, geometry: np.ndarray | None, crs: str) -> np.ndarray | None:
    kind = source.geometry["kind"]
    if kind == "xy":
        pandas, shapely = require_pandas(), require_shapely()
        x, y = (
            pandas.to_numeric(raw[source.geometry[axis]].str.replace(",", ".", regex=False), errors="coerce").to_numpy(float)
            for axis in ("x", "y")
        )
        placed = np.isfinite(x) & np.isfinite(y) & ~((x == 0) & (y == 0))
        points = np.full(len(raw), None, dtype=object)
        points[placed] = shapely.points(x[placed], y[placed])
        return to_geographic(points, source.geometry["crs"])
    if kind == "source" and geometry is not None:
        return to_geographic(geometry, crs)
    return None


def _valid(recipe: Recipe, table: pd.DataFrame, rejected: _Rejected) -> np.ndarray:
    """Which rows are kept; the others are noted with the reason."""
    key = "commune" if recipe.schema == "service" else "communes"
    named = table[key].notna().to_numpy(dtype=bool)
    rejected.add(
        translate("harmonize", "no known commune code"),
        (_label(row) for row in table[~named].to_dict("records")),
    )
    identified = table["id"].notna().to_numpy(dtype=bool)
    rejected.add(translate("harmonize", "no identifier"), (_label(row) for row in table[named & ~identified].to_dict("records")))
    first = ~table["id"].duplicated().to_numpy(dtype=bool)
    rejected.add(
        translate("harmonize", "same identifier as an earlier row"),
        (_label(row) for row in table[named & identified & ~first].to_dict("records")),
    )
    return named & identified & first


def _label(row: dict) -> str:
    return " ".join(str(value) for value in (row.get("id"), row.get("name")) if value)


def _measures(
    source: Source, files: Sequence[tuple[Part, Path]], cog: Cog, rejected: _Rejected, notes: list[str]
) -> tuple[pd.DataFrame, int, int]:
    """Counts by commune, one file a period, brought to today's communes: those of merged communes are added up."""
    pandas = require_pandas()
    variables = [name for name in source.columns if name != "commune"]
    read = kept = 0
    tables = []
    for part, path in files:
        raw, _, _ = read_raw(path, part.reader)
        _require_columns(raw, source, path)
        read += len(raw)
        names = {variable: _raw_names(source.columns[variable])[0] for variable in variables}
        column = _raw_names(source.columns["commune"])[0]
        carried, report = carry(raw, column, [Measure(name) for name in names.values()], None, cog)
        unknown = np.isin(report.status.astype(str), (UNKNOWN, EMPTY))
        rejected.add(translate("harmonize", "no known commune code"), _texts(raw[column])[unknown])
        twice = report.status == TWICE
        rejected.add(translate("harmonize", "municipal district, already counted in its commune"), _texts(raw[column])[twice])
        kept += int((~unknown & ~twice).sum())
        if report.split:
            notes.append(
                translate(
                    "harmonize", "{period}: no figure for the {count} communes of the country that were split since."
                ).format(period=part.period, count=len(report.split))
            )
        for variable, name in names.items():
            if name in report.partial:
                notes.append(
                    translate(
                        "harmonize", "{period}, {variable}: no figure for {count} merged communes, of which a part has none."
                    ).format(period=part.period, variable=variable, count=len(report.partial[name]))
                )
            known = carried[[COMMUNE, name]].dropna()
            tables.append(
                pandas.DataFrame(
                    {"commune": known[COMMUNE], "variable": variable, "period": part.period, "value": known[name].to_numpy(float)}
                )
            )
    return pandas.concat(tables, ignore_index=True), read, kept
