# SPDX-License-Identifier: GPL-2.0-or-later
"""Measures: raw rows of figures to figures by commune of today. How figures are carried there is told by `territory.carry`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from ..files.codes import COMMUNE, mapped, plain_code
from ..messages import Progress, Stretch, number, translate
from ..requirements import pandas as require_pandas
from ..territory.carry import COUNT, RATE, TWICE, Carrier, Measure
from .columns import Rule
from .figures import Figures, figures_of, rules_of, wide_variable
from .filters import columns_of, passes, texts
from .reading import RawFile, read_rows
from .recipe import Source
from .rejected import Rejected

if TYPE_CHECKING:
    import pandas as pd

    from ..territory.cog import Cog


class Measuring:
    """One run of a recipe of measures. `read` and `kept` count rows, the others are `rejected`; `notes` are sentences on what has no
    figure.
    """

    def __init__(self, source: Source, cog: Cog, rejected: Rejected) -> None:
        self._source, self._cog, self._rejected = source, cog, rejected
        self.read = self.kept = 0
        self.notes: list[str] = []

    def run(self, files: Sequence[RawFile], progress: Progress) -> pd.DataFrame:
        """Figures by commune, variable and period. A file has one period, or columns that tell it."""
        tables: list[pd.DataFrame] = []
        for place, file in enumerate(files):
            part = Stretch(progress, 100 * place / len(files), 100 * (place + 1) / len(files))
            tables += self._of_file(file, part)
        return require_pandas().concat(tables, ignore_index=True)

    def _of_file(self, file: RawFile, progress: Progress) -> Iterator[pd.DataFrame]:
        raw, left_out = self._raw(file, progress)
        self.read += left_out + len(raw)
        self._rejected.add(translate("harmonize", "left out by the recipe"), left_out)
        codes = mapped(texts(raw[Rule(COMMUNE, self._source.columns[COMMUNE]).raw[0]]), lambda text: plain_code(text, COMMUNE))
        carrier = Carrier(codes, file.part.vintage, self._cog)
        self._count(carrier, codes)
        divided: set[str] = set()
        for figures in _of_same_rows(figures_of(self._source, raw, file.part.period)):
            places = raw.index.get_indexer(figures[0].values.index)
            yield from self._carried(figures, carrier, places, divided)
        if divided:
            sentence = translate(
                "harmonize", "{period}: no figure for the {count} communes of the country that were split since."
            )
            self.notes.append(sentence.format(period=file.part.period or self._source.date, count=number(len(divided))))

    def _raw(self, file: RawFile, progress: Progress) -> tuple[pd.DataFrame, int]:
        """The columns of a file that make figures, and how many rows its recipe leaves out."""
        source = self._source
        columns = {name for rule in rules_of(source) for name in (*rule.raw, *rule.weights)} | columns_of(source.rows)
        frames, left_out = [], 0
        for rows in read_rows(file, self._cog, None, progress, columns):
            passed = passes(source.rows, rows.table)
            left_out += int((~passed).sum())
            wide = {name for name in rows.table.columns if wide_variable(source, name)}
            frames.append(rows.table.loc[passed, [name for name in rows.table.columns if name in columns | wide]])
        return require_pandas().concat(frames, ignore_index=True), left_out

    def _count(self, carrier: Carrier, codes: pd.Series) -> None:
        """Which rows are kept, and why the others are not."""
        twice, divided = carrier.status == TWICE, carrier.divided
        unknown = ~(carrier.kept | twice | divided)
        self.kept += int(carrier.kept.sum())
        for reason, rows in (
            (translate("harmonize", "no known commune code"), unknown),
            (translate("harmonize", "already counted in its commune"), twice),
            (translate("harmonize", "a commune that was split since"), divided),
        ):
            self._rejected.add(reason, int(rows.sum()), codes[rows].dropna())

    def _carried(
        self, figures: Sequence[Figures], carrier: Carrier, places: np.ndarray, divided: set[str]
    ) -> Iterator[pd.DataFrame]:
        """Figures of the same rows, whose places are told; communes that were `divided` are added."""
        pandas = require_pandas()
        columns: dict[str, pd.Series] = {}
        measures = []
        for place, one in enumerate(figures):
            weight = None if one.weights is None or not one.is_rate else f"weight {place}"
            columns[f"value {place}"] = one.values
            columns.update({} if weight is None else {weight: one.weights})
            measures.append(Measure(f"value {place}", RATE if one.is_rate else COUNT, weight))
        table, report = carrier.carry(pandas.DataFrame(columns), measures, places)
        divided.update(report.split)
        for measure, one in zip(measures, figures):
            self._tell(one, {*report.partial.get(measure.name, ()), *report.refused.get(measure.name, ())})
            known = table[table[measure.name].notna()]
            told = {"commune": known[COMMUNE], "variable": one.variable, "period": one.period, "value": known[measure.name]}
            yield pandas.DataFrame(told)

    def _tell(self, figures: Figures, lacking: set[str]) -> None:
        if not lacking:
            return
        sentence = translate(
            "harmonize",
            "“{variable}”: no figure for {count} communes that merged (a part is missing, or a rate has no weight).",
        )
        self.notes.append(sentence.format(variable=figures.variable, count=number(len(lacking))))


def _of_same_rows(found: Iterable[Figures]) -> Iterator[list[Figures]]:
    """Figures that follow one another and have the same rows, together: they are carried at once."""
    together: list[Figures] = []
    for figures in found:
        if together and not together[0].values.index.equals(figures.values.index):
            yield together
            together = []
        together.append(figures)
    if together:
        yield together
