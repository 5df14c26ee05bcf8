# SPDX-License-Identifier: GPL-2.0-or-later
"""Services and perimeters: raw rows, some at a time, to rows of a common schema.

Every row that is read is kept, or rejected with a reason. A row that names several communes and is made one row each (`explode`)
counts as many times.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from ..files.codes import COMMUNE, Codes, mapped
from ..files.cut import Cut
from ..files.grid import Wanted
from ..files.types import moment
from ..messages import Progress, Stretch, number, translate
from ..requirements import pandas as require_pandas
from ..territory.cog import Cog
from ..territory.contours import Contours
from .checks import Harvest, check
from .columns import INSEE_CODE, Rule, typed
from .dataset import SCHEMAS
from .filters import columns_of, passes, texts
from .outside import Ceiling
from .positions import (
    APPROXIMATE,
    EXACT,
    communes_at,
    contours_of,
    middles,
    raw_columns,
    shapes_of_rows,
)
from .reading import RawFile, read_rows
from .recipe import POSITION, Recipe, Source, is_approximate
from .rejected import Rejected

if TYPE_CHECKING:
    import pandas as pd

    from ..files.model import Rows

_BY = "\0by"
"""The column, until duplicates are gone, by which one of them is chosen."""


class Harvesting:
    """One run of a recipe. `notes` are sentences on what was done."""

    def __init__(
        self, recipe: Recipe, source: Source, cog: Cog, contours: Contours | None, cut: Cut | None, rejected: Rejected
    ) -> None:
        self._recipe, self._source = recipe, source
        self._cog, self._contours = cog, contours
        self._cut = None if cut is None or cut.whole else cut
        self._rejected = rejected
        self._ceiling = None if recipe.trusted else Ceiling()
        self._rules = [Rule(name, written) for name, written in source.columns.items()]
        self._extra = [Rule(name, written) for name, written in source.extra.items()]
        self._key = "commune" if recipe.schema == "service" else "communes"
        self._read = self._unknown = 0
        self._counts: Counter = Counter()
        self._told: dict[str, None] = {}
        if contours is None and (source.locate or source.geometry["kind"] == "communes" or is_approximate(source.geometry)):
            raise ValueError("contours are needed for a geometry made of communes")

    def run(self, files: Sequence[RawFile], progress: Progress) -> tuple[pd.DataFrame, np.ndarray | None, int]:
        """The rows in the common schema, their geometry (in EPSG:4326), and how many rows were read."""
        tables, shapes = [], []
        for place, file in enumerate(files):
            part = Stretch(progress, 90 * place / len(files), 90 * (place + 1) / len(files))
            notes: tuple[str, ...] = ()
            for rows in read_rows(file, self._cog, self._contours, part, self._raw_columns, self._wanted):
                table, geometry = self._made(rows)
                tables.append(table)
                shapes.append(geometry)
                notes = rows.notes
            self._told.update(dict.fromkeys(notes))
        pandas = require_pandas()
        table = pandas.concat(tables, ignore_index=True) if tables else pandas.DataFrame(columns=self._names, dtype=object)
        geometry = np.concatenate(shapes) if shapes and shapes[0] is not None else None
        harvest = Harvest(table, geometry, self._read, self._unknown)
        self._deduplicate(harvest)
        self._place(harvest)
        self._told.update(dict.fromkeys(check(self._source.checks, harvest, self._contours, self._rejected)))
        return self._finished(harvest), harvest.geometry, self._read

    @property
    def notes(self) -> list[str]:
        """What was done to the rows, in sentences."""
        sentences = {
            "located": translate(
                "harmonize", "{count} rows have no code: their commune is the one whose contour ({source}) they lie in."
            ),
            "exploded": translate("harmonize", "{count} rows name several values: each value is made a row of its own."),
            "numbered": translate("harmonize", "{count} rows have the identifier of an earlier one: a number is added to it."),
            "approximate": translate(
                "harmonize", "{count} rows are placed at the middle of their commune: their position is approximate."
            ),
        }
        source = self._contours.credit if self._contours else ""
        counted = [
            text.format(count=number(self._counts[key]), source=source.rstrip("."))
            for key, text in sentences.items()
            if self._counts[key]
        ]
        unread = [
            translate("harmonize", "{count} values of “{column}” are not understood: they are left empty.").format(
                count=number(count), column=key[1]
            )
            for key, count in self._counts.items()
            if isinstance(key, tuple)
        ]
        return [*self._told, *counted, *unread]

    @cached_property
    def _names(self) -> list[str]:
        """The columns of the result, and the one that duplicates are chosen by."""
        position = [POSITION] if is_approximate(self._source.geometry) else []
        return [*SCHEMAS[self._recipe.schema], *(rule.name for rule in self._extra), *position]

    @cached_property
    def _raw_columns(self) -> set[str]:
        source = self._source
        named = {name for rule in (*self._rules, *self._extra) for name in rule.raw}
        named |= raw_columns(source.geometry) | columns_of(source.rows)
        return (
            named
            | {one["column"] for one in (source.explode,) if one}
            | {source.deduplicate[n] for n in ("by",) if n in source.deduplicate}
        )

    @cached_property
    def _wanted(self) -> Wanted | None:
        """The raw rows that may be kept, by the code of their commune as it is written; None when one column does not tell."""
        rule = next((rule for rule in self._rules if rule.name == "commune"), None)
        if self._cut is None or self._key != "commune" or rule is None or set(rule.told) - {"from", "as"} or len(rule.raw) > 1:
            return None
        if rule.kind != "commune" or self._source.explode.get("column") == rule.raw[0]:
            return None
        codes, communes = Codes(rule.raw[0], COMMUNE, self._cog), self._territory

        def may_keep(written: pd.Series) -> np.ndarray:
            units = codes.current(written)
            return (units.isna() | units.isin(communes)).to_numpy(dtype=bool)

        return Wanted(rule.raw[0], may_keep)

    @cached_property
    def _territory(self) -> set[str]:
        return set() if self._cut is None else set(self._cut.territory.communes)

    # --- some rows

    def _made(self, rows: Rows) -> tuple[pd.DataFrame, np.ndarray | None]:
        """Rows of the common schema out of raw ones, with their geometry."""
        self._rejected.add(self._outside, rows.left_out)
        self._read += rows.left_out
        raw, places = rows.table, np.arange(len(rows.table))
        passed = passes(self._source.rows, raw)
        self._rejected.add_raw(translate("harmonize", "left out by the recipe"), raw, ~passed)
        self._read += int((~passed).sum())
        raw, places = raw[passed].reset_index(drop=True), places[passed]
        raw, places = self._exploded(raw, places)
        self._read += len(raw)
        if self._ceiling is not None:
            self._ceiling.hear(len(raw))
        table, kept = self._table(raw)
        if self._source.locate:
            self._locate(table, shapes_of_rows(self._source.geometry, raw, rows, places))
        kept &= self._valid(table, kept)
        table, raw, places = table[kept].reset_index(drop=True), raw[kept].reset_index(drop=True), places[kept]
        geometry = shapes_of_rows(self._source.geometry, raw, rows, places)
        if self._ceiling is not None:
            self._ceiling.add(table, geometry)
        return table, geometry

    @property
    def _outside(self) -> str:
        return translate("harmonize", "outside of the territory")

    def _exploded(self, raw: pd.DataFrame, places: np.ndarray) -> tuple[pd.DataFrame, np.ndarray]:
        """One row for each value of a column that holds several."""
        rule = self._source.explode
        if not rule or raw.empty:
            return raw, places
        found = [_values(text, rule) for text in texts(raw[rule["column"]])]
        counts = np.array([len(values) for values in found])
        self._counts["exploded"] += int((counts > 1).sum())
        if self._ceiling is not None:
            self._ceiling.hear(int(counts.sum()))
        index = np.repeat(np.arange(len(raw)), counts)
        exploded = raw.iloc[index].reset_index(drop=True)
        exploded[rule["column"]] = require_pandas().Series([value for values in found for value in values], dtype=object)
        return exploded, places[index]

    def _table(self, raw: pd.DataFrame) -> tuple[pd.DataFrame, np.ndarray]:
        """The columns of the common schema, absent ones being empty, and which rows are kept."""
        columns: dict[str, object] = {}
        kept = np.ones(len(raw), dtype=bool)
        misread = {}
        for rule in (*self._rules, *self._extra):
            columns[rule.name], bad = rule.values(raw, self._cog)
            if rule.unknown == "reject":
                misread[rule.name] = bad & kept
                kept &= ~bad
            elif rule.unknown == "empty" and bad.any():
                self._counts["unread", rule.name] += int(bad.sum())
        names = [*SCHEMAS[self._recipe.schema], *(rule.name for rule in self._extra)]
        pandas = require_pandas()
        empty = pandas.Series([None] * len(raw), index=raw.index, dtype=object)
        constants = self._source.constants
        made = {name: columns.get(name, constants.get(name, empty)) for name in names}
        table = pandas.DataFrame(made, index=raw.index, columns=names, dtype=object)
        if "by" in self._source.deduplicate:
            table[_BY] = mapped(texts(raw[self._source.deduplicate["by"]]), lambda text: (moment(text) or ("",))[0]).fillna("")
        for name, bad in misread.items():
            reason = translate("harmonize", "a value of “{column}” that is not understood").format(column=name)
            self._rejected.add_rows(reason, table, bad)
        return table, kept

    def _locate(self, table: pd.DataFrame, shapes: np.ndarray | None) -> None:
        """Give rows without a known commune the one where they lie."""
        missing = table["commune"].isna().to_numpy(dtype=bool)
        if shapes is None or not missing.any():
            return
        found = communes_at(shapes[missing], self._contours)
        self._counts["located"] += int(sum(code is not None for code in found))
        communes = table["commune"].to_numpy(dtype=object, copy=True)
        communes[missing] = found
        table["commune"] = communes

    def _valid(self, table: pd.DataFrame, kept: np.ndarray) -> np.ndarray:
        """Which rows have a known commune and an identifier, and concern the territory; the others are noted with the reason."""
        named = table[self._key].notna().to_numpy(dtype=bool)
        self._unknown += int((kept & ~named).sum())
        self._rejected.add_rows(translate("harmonize", "no known commune code"), table, kept & ~named)
        kept = kept & named
        if self._cut is not None:
            inside = self._inside(table[self._key])
            self._rejected.add_rows(self._outside, table, kept & ~inside)
            kept &= inside
        identified = table["id"].notna().to_numpy(dtype=bool)
        self._rejected.add_rows(translate("harmonize", "no identifier"), table, kept & ~identified)
        return kept & identified

    def _inside(self, codes: pd.Series) -> np.ndarray:
        own = self._territory
        if self._key == "commune":
            return codes.isin(own).to_numpy(dtype=bool)
        found = mapped(codes, lambda written: written is not None and not own.isdisjoint(written.split()))
        return (found == True).to_numpy(dtype=bool)  # noqa: E712 - a missing value is neither

    # --- all rows

    def _deduplicate(self, harvest: Harvest) -> None:
        rule = {"key": ["id"], "keep": "first", **self._source.deduplicate}
        table, keep = harvest.table, rule["keep"]
        if keep == "merge":
            self._merge(harvest, rule["key"])
            return
        if keep == "all":
            self._number(harvest)
            return
        order = np.arange(len(table))
        if "by" in rule:
            order = table[_BY].sort_values(kind="stable").index.to_numpy()
        repeated = table.iloc[order].duplicated(subset=rule["key"], keep=keep).to_numpy(dtype=bool)
        extra = np.zeros(len(table), dtype=bool)
        extra[order] = repeated
        same = translate("harmonize", "same identifier as an earlier row")
        if self._source.deduplicate:
            same = translate("harmonize", "same {columns} as another row").format(columns=", ".join(rule["key"]))
        self._rejected.add_rows(same, table, extra)
        harvest.keep(~extra)
        harvest.table = harvest.table.drop(columns=[_BY], errors="ignore")

    def _number(self, harvest: Harvest) -> None:
        """Rows of one identifier are told apart by their rank: those that follow the first get ``/2``, ``/3``..."""
        ids = harvest.table["id"]
        rank = ids.groupby(ids, sort=False).cumcount() + 1
        self._counts["numbered"] += int((rank > 1).sum())
        numbered = [one if place == 1 else f"{one}/{place}" for one, place in zip(ids, rank)]
        harvest.table = harvest.table.assign(id=require_pandas().Series(numbered, index=ids.index, dtype=object))

    def _merge(self, harvest: Harvest, key: list[str]) -> None:
        """One row for all those of one key, with the communes of them all; its other values are those of the first row."""
        table = harvest.table
        extra = table.duplicated(subset=key).to_numpy(dtype=bool)
        groups = table.groupby(key, sort=False, dropna=False)[self._key]
        united = groups.transform(lambda codes: " ".join(sorted({code for text in codes for code in text.split()})))
        reason = translate("harmonize", "joined to an earlier row, whose communes are completed")
        self._rejected.add_rows(reason, table, extra)
        if self._key == "communes" and len(table):
            harvest.table = table.assign(communes=united.astype(object))
        harvest.keep(~extra)

    def _place(self, harvest: Harvest) -> None:
        """Positions that come from communes."""
        rule, table = self._source.geometry, harvest.table
        if rule["kind"] == "communes":
            harvest.geometry = contours_of(table[self._key].tolist(), self._contours)
            if self._ceiling is not None:
                self._ceiling.weigh(harvest.geometry)
        if not is_approximate(rule):
            return
        shapes = np.full(len(table), None, dtype=object) if harvest.geometry is None else harvest.geometry
        missing = np.array([shape is None for shape in shapes], dtype=bool)
        shapes[missing] = middles(table[self._key][missing].tolist(), self._contours)
        found = np.array([shape is not None for shape in shapes], dtype=bool)
        self._counts["approximate"] += int((missing & found).sum())
        position = np.where(missing, APPROXIMATE, EXACT).astype(object)
        position[~found] = None
        harvest.table = table.assign(**{POSITION: position})
        harvest.geometry = shapes

    def _finished(self, harvest: Harvest) -> pd.DataFrame:
        table = harvest.table[self._names]
        return table.assign(**{rule.name: typed(table[rule.name], rule.kind) for rule in self._extra})


def _values(text: str | None, rule: dict) -> list[str | None]:
    if text is None:
        return [None]
    if "codes" in rule:
        found = [code.upper() for code in INSEE_CODE.findall(text)]
    else:
        found = [part.strip() for part in text.split(rule["separator"]) if part.strip()]
    return list(dict.fromkeys(found)) or [text]
