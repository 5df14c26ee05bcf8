# SPDX-License-Identifier: GPL-2.0-or-later
"""Measures by commune carried from one vintage of the geographic code to today's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ..messages import VigieError, number, translate
from ..requirements import pandas as require_pandas
from .cog import Cog
from .resolving import AMBIGUOUS, DELEGATED, DISTRICT, EMPTY, INSEE_KIND, SPLIT, UNKNOWN, Resolver
from .spelling import bare, code_of
from .vintages import Report, normalize_with

if TYPE_CHECKING:
    import pandas as pd

COUNT, RATE = "count", "rate"
TWICE = "twice"
"""The status of a row that its commune already counts: a municipal district beside its commune, a delegated one beside its own."""

COMMUNE = "commune"
"""The column of today's codes in what is carried."""

NAMED = 10


class Measure(NamedTuple):
    """A column of figures: a `count` (inhabitants, euros, km²: what adds up), or a `rate` (share, mean, median: what does not) with
    the column of its denominator, `weight`, where one is known.
    """

    name: str
    kind: str = COUNT
    weight: str | None = None


@dataclass(frozen=True)
class CarryReport:
    """What became of the figures.

    `codes` reports on the codes. `status` (array, one a row) is that of each row's code, or `TWICE`. `split`: today's codes of the
    communes whose rows were left out because others have left them since. `shared`: communes of today that hold an estimate, a share
    of a divided commune. By measure: `partial`, communes of today without a figure since that of one of their parts is missing;
    `refused`, those without one since a rate without a denominator cannot be averaged; `unread`, how many texts are no numbers.
    `repeated`: codes written in several rows, which are added up.
    """

    codes: Report
    status: np.ndarray
    split: tuple[str, ...]
    shared: tuple[str, ...]
    partial: Mapping[str, tuple[str, ...]]
    refused: Mapping[str, tuple[str, ...]]
    unread: Mapping[str, int]
    repeated: tuple[str, ...]

    def sentences(self, cog: Cog) -> list[str]:
        """What a user has to know of the figures; the report of the codes has sentences of its own."""
        told = []
        twice = int((self.status == TWICE).sum())
        lost = int(((self.status == UNKNOWN) | (self.status == EMPTY)).sum())
        if lost:
            told.append(translate("carry", "{rows} rows have no known code of commune.").format(rows=number(lost)))
        if twice:
            told.append(
                translate("carry", "{rows} rows were left out: their commune counts them already.").format(rows=number(twice))
            )
        if self.split:
            told.append(
                translate("carry", "No figure for communes that were divided since: {names}.").format(
                    names=_names(self.split, cog)
                )
            )
        if self.shared:
            told.append(translate("carry", "Estimates, shared by population: {names}.").format(names=_names(self.shared, cog)))
        if self.repeated:
            told.append(translate("carry", "Codes in several rows, added up: {codes}.").format(codes=_few(self.repeated)))
        for measure, codes in self.partial.items():
            sentence = translate("carry", "“{measure}”: no figure where that of a part is missing: {names}.")
            told.append(sentence.format(measure=measure, names=_names(codes, cog)))
        for measure, codes in self.refused.items():
            sentence = translate(
                "carry",
                "“{measure}” is a rate without a stated denominator: it is not averaged over communes that merged ({names}). Name the "
                "column of its denominator to have it there.",
            )
            told.append(sentence.format(measure=measure, names=_names(codes, cog)))
        for measure, rows in self.unread.items():
            told.append(
                translate("carry", "“{measure}”: {rows} values are no numbers.").format(measure=measure, rows=number(rows))
            )
        return told


class Carried(NamedTuple):
    """Figures by commune of today: a `table` with the columns `COMMUNE` and one a measure (float, NaN where missing), sorted by code;
    and what became of them.
    """

    table: pd.DataFrame
    report: CarryReport


def carry(
    table: pd.DataFrame, column: str, measures: Sequence[Measure], vintage: int | None, cog: Cog, share: bool = False
) -> Carried:
    """Figures of a table by commune of `vintage` (None: not known), whose codes are in `column`, brought to today's communes.

    Counts of communes that merged are added up; rates are averaged by their denominator, and are refused without one. Missing is not
    zero: a commune has no figure as soon as that of one of its parts is missing, or (where the vintage is at hand) has no row. A
    commune that was divided since is left out; with `share`, where the vintage is known, its counts go to those it was split among by
    their population of today, and are reported as estimates. Without a vintage, or where the data at hand do not tell it of that one, a
    commune counts as divided when the table has no row for the one that left it. A `VigieError` names a column that is not there.
    """
    _check(table, [column], measures)
    return Carrier(table[column], vintage, cog, share).carry(table, measures)


class Carrier:
    """Rows of figures, of which only the `codes` are known at first: what each one counts for (see `carry`).

    By row (arrays): `current` is the commune of today, `status` that of the code, or `TWICE`; `kept` are the rows that count,
    `divided` those of communes that were divided since. The others have no known code, or are counted by their commune.
    """

    def __init__(self, codes: pd.Series, vintage: int | None, cog: Cog, share: bool = False) -> None:
        self._cog, self._share = cog, share
        self._resolver = Resolver(cog, vintage, "commune", INSEE_KIND)
        self._resolver.read_beside(codes)
        self._codes = Report(self._resolver)
        self.current, status = normalize_with(self._resolver, codes, self._codes)
        self._written = np.array([code_of(bare(value), "commune") for value in codes], dtype=object)
        self.status = _twice(self._written, self.current, status, vintage)
        divided = (self.status == SPLIT) | (self.status == AMBIGUOUS)
        kept = np.array([code is not None for code in self.current], dtype=bool) & (self.status != TWICE)
        if vintage is None:
            left = _left(set(self._written[kept]), set(self.current[kept]), cog)
            apart = np.isin(self._written, list(left)) & kept
            divided, kept = divided | apart, kept & ~apart
        self.divided, self.kept = divided, kept
        self._wholes = _wholes(vintage, cog)

    def carry(self, table: pd.DataFrame, measures: Sequence[Measure], places: np.ndarray | None = None) -> Carried:
        """The figures of a table, whose rows are all of them, or those at these places: a file of one row a variable has several
        tables. Whether a commune was divided is told by all rows, whether a part has no figure by those of the table.
        """
        _check(table, [], measures)
        pandas = require_pandas()
        places = np.arange(len(self.status)) if places is None else places
        written, current, status, kept = (one[places] for one in (self._written, self.current, self.status, self.kept))
        rows = pandas.DataFrame({COMMUNE: current[kept], "weight_of": 1.0}, index=np.flatnonzero(kept))
        shares = _shares(written, status == SPLIT, set(self._written), self._resolver) if self._share else []
        estimates = pandas.DataFrame(shares, columns=[COMMUNE, "weight_of", "row"]).astype({"weight_of": float}).set_index("row")
        lost = set(written[self.divided[places]]) - {written[row] for row in estimates.index}
        figures = _Figures(table, rows, estimates, _short(set(written[kept]), self._wholes))
        values = {measure.name: figures.of(measure) for measure in measures}
        done = pandas.DataFrame(values, index=figures.communes).rename_axis(COMMUNE).reset_index()
        again = pandas.Series(written[kept], dtype=object).value_counts()
        report = CarryReport(
            self._codes,
            status,
            tuple(sorted({self._cog.current(code) for code in lost})),
            tuple(sorted(set(estimates[COMMUNE]))),
            {name: found for name, found in figures.partial.items() if found},
            {name: found for name, found in figures.refused.items() if found},
            {name: count for name, count in figures.unread.items() if count},
            tuple(sorted(again.index[again > 1])),
        )
        return Carried(done, report)


def _check(table: pd.DataFrame, columns: Sequence[str], measures: Sequence[Measure]) -> None:
    wanted = [*columns, *(name for measure in measures for name in (measure.name, measure.weight) if name is not None)]
    missing = [name for name in wanted if name not in table.columns]
    if missing:
        raise VigieError(
            translate("carry", "There is no column “{column}”: columns are {columns}.").format(
                column=missing[0], columns=", ".join(map(str, table.columns))
            )
        )


def _twice(written: np.ndarray, current: np.ndarray, status: np.ndarray, vintage: int | None) -> np.ndarray:
    """The statuses, `TWICE` for the rows that the row of their commune counts already.

    A delegated commune is one only where the vintage is known: else its row may be of before it merged.
    """
    own = set(written[np.equal(written, current)])
    parts = (status == DISTRICT) | (status == DELEGATED if vintage is not None else False)
    return np.where(parts & np.isin(current.astype(str), list(own)), TWICE, status).astype(object)


def _left(written: set[str], present: set[str], cog: Cog) -> set[str]:
    """Of codes of an unknown vintage, those that still hold a commune which has no row of its own."""
    return {code for code in written if any(piece.piece not in present for piece in cog.history.pieces(code))}


def _shares(written: np.ndarray, split: np.ndarray, own: set[str], resolver: Resolver) -> list[tuple[str, float, int]]:
    """Communes of today among which each divided row is shared: code, share, place of the row. A row whose parts have rows of their
    own is not shared: they would be counted twice. `own` are the codes that have rows.
    """
    shared = []
    for row in np.flatnonzero(split):
        candidates = resolver.resolve(written[row]).candidates
        if own.isdisjoint({candidate.code for candidate in candidates} - {written[row]}):
            shared += [(candidate.code, candidate.share, int(row)) for candidate in candidates if candidate.share is not None]
    return shared


def _wholes(vintage: int | None, cog: Cog) -> Mapping[str, set[str]]:
    """The communes of a vintage by the commune of today that they are in; nothing where it is not at hand."""
    parts: dict[str, set[str]] = defaultdict(set)
    if vintage in cog.history.vintages:
        for code in cog.history.communes(vintage):
            today = cog.current(code)
            if today is not None:
                parts[today].add(code)
    return parts


def _short(rows: set[str], wholes: Mapping[str, set[str]]) -> set[str]:
    """Communes of today of which a part has no row, and another one has."""
    return {code for code, whole in wholes.items() if not whole.isdisjoint(rows) and not whole <= rows}


class _Figures:
    """Measures added up by commune: `rows` (index: places in the table) are those that count whole, `estimates` those that are shared
    out; `short` are the communes of which a part has no row.
    """

    def __init__(self, table: pd.DataFrame, rows: pd.DataFrame, estimates: pd.DataFrame, short: set[str]) -> None:
        pandas = require_pandas()
        self._table, self._rows, self._short = table, rows, short
        self._all = pandas.concat([rows, estimates])
        self.communes = sorted(set(self._all[COMMUNE]))
        self.partial: dict[str, tuple[str, ...]] = {}
        self.refused: dict[str, tuple[str, ...]] = {}
        self.unread: dict[str, int] = {}

    def of(self, measure: Measure) -> pd.Series:
        """The figures of a measure by commune of today."""
        values = self._numbers(measure.name)
        return self._count(measure, values) if measure.kind == COUNT else self._rate(measure, values)

    def _numbers(self, name: str) -> pd.Series:
        pandas = require_pandas()
        raw = self._table[name].reset_index(drop=True)
        values = pandas.to_numeric(raw, errors="coerce").astype(float)
        texts = raw[values.isna()]
        self.unread[name] = sum(bool(bare(text)) for text in texts)
        return values

    def _count(self, measure: Measure, values: pd.Series) -> pd.Series:
        parts = values.reindex(self._all.index) * self._all["weight_of"]
        return self._whole(measure, parts.groupby(self._all[COMMUNE].to_numpy()))

    def _rate(self, measure: Measure, values: pd.Series) -> pd.Series:
        keys = self._rows[COMMUNE].to_numpy()
        values = values.reindex(self._rows.index)
        sizes = values.groupby(keys).size()
        alone = self._whole(measure, values.groupby(keys)).where(sizes == 1)
        if measure.weight is None:
            several = values.groupby(keys).count()[sizes > 1]
            self.refused[measure.name] = tuple(several.index[several > 0])
            self.partial[measure.name] = tuple(code for code in self.partial[measure.name] if sizes[code] == 1)
            return alone
        weights = self._numbers(measure.weight).reindex(self._rows.index)
        products = (values * weights).where(weights != 0, 0.0)  # nobody there: its rate, missing as a rule, weighs nothing
        total = weights.groupby(keys).sum(min_count=1)
        mean = self._whole(measure, products.groupby(keys)) / total.where(total > 0)
        return alone.where(sizes == 1, mean)

    def _whole(self, measure: Measure, groups: pd.core.groupby.SeriesGroupBy) -> pd.Series:
        """Sums of groups without anything missing; the groups of which only a part is known are noted."""
        sums, known = groups.sum(min_count=1), groups.count()
        lacking = (known < groups.size()) | known.index.isin(list(self._short))
        self.partial[measure.name] = tuple(sums.index[lacking & (known > 0)])
        return sums.mask(lacking)


def _names(codes: Sequence[str], cog: Cog) -> str:
    return _few([f"{cog.unit('commune', code).name} ({code})" for code in codes])


def _few(texts: Sequence[str]) -> str:
    """The first ones, and how many more there are."""
    shown = ", ".join(texts[:NAMED])
    if len(texts) <= NAMED:
        return shown
    return translate("carry", "{shown} and {count} more").format(shown=shown, count=number(len(texts) - NAMED))
