# SPDX-License-Identifier: GPL-2.0-or-later
"""Figures of a table: one column a variable, one column a variable and a period, or one row a variable."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..files.coordinates import numbers
from ..messages import VigieError, translate
from ..requirements import pandas as require_pandas
from .columns import Rule
from .filters import texts
from .patterns import compile_pattern
from .recipe import Source

if TYPE_CHECKING:
    import pandas as pd

COMMUNE, PERIOD, VARIABLE, VALUE = "commune", "period", "variable", "value"
"""Columns of the common schema of measures; any other name in `columns` is that of a variable."""

RATE = "rate"


@dataclass(frozen=True)
class FigureRule(Rule):
    """How the figures of a variable are read."""

    @property
    def weights(self) -> list[str]:
        """The raw column by which a rate is averaged, if it is told."""
        return [self.told["weight"]] if "weight" in self.told else []

    @property
    def is_rate(self) -> bool:
        """Whether figures of merged communes cannot be added up."""
        return self.told.get("kind") == RATE


@dataclass(frozen=True)
class Figures:
    """Figures of one variable and one period, by row; `weights` are those of a rate (None: there is none)."""

    variable: str
    period: str
    values: pd.Series
    is_rate: bool = False
    weights: pd.Series | None = None


def rules_of(source: Source) -> list[FigureRule]:
    """The columns that a recipe of measures names, the commune included."""
    return [FigureRule(name, written) for name, written in source.columns.items()]


def wide_variable(source: Source, column: str) -> tuple[str, str] | None:
    """The variable and the period ("" for none) that the name of a raw column tells; None when it is no column of figures."""
    if not source.wide:
        return None
    match = compile_pattern(source.wide["pattern"]).fullmatch(column)
    if match is None:
        return None
    named = match.groupdict()
    variable = named.get("variable") or source.wide.get("variable", "")
    variables = source.wide.get("variables")
    if variables is not None and variable not in variables:
        return None
    period = named.get("period") or ""
    period = source.wide.get("century", "20") + period if len(period) == 2 else period
    return (variables or {}).get(variable, variable), period


def figures_of(source: Source, raw: pd.DataFrame, period: str) -> Iterator[Figures]:
    """The figures of all variables and periods of some rows of text; `period` is that of the file.

    A `VigieError` when nothing makes figures.
    """
    rules = {rule.name: rule for rule in rules_of(source)}
    periods = texts(raw[rules[PERIOD].raw[0]]) if PERIOD in rules else None
    found = [*_by_column(source, raw, rules), *_by_row(raw, rules)]
    if not found:
        raise VigieError(
            translate("harmonize", "No column of the file makes a figure: its structure has changed, or the recipe names none.")
        )
    for figures in found:
        if figures.period or periods is None:
            yield Figures(figures.variable, figures.period or period, figures.values, figures.is_rate, figures.weights)
            continue
        for one, values in figures.values.groupby(periods[figures.values.index]):
            weights = None if figures.weights is None else figures.weights[values.index]
            yield Figures(figures.variable, str(one), values, figures.is_rate, weights)


def _by_column(source: Source, raw: pd.DataFrame, rules: dict[str, FigureRule]) -> Iterator[Figures]:
    for name, rule in rules.items():
        if name not in (COMMUNE, PERIOD, VARIABLE, VALUE):
            weights = _numbers(raw[rule.weights[0]]) if rule.weights else None
            yield Figures(name, "", _numbers(raw[rule.raw[0]]), rule.is_rate, weights)
    for column in raw.columns:
        told = wide_variable(source, column)
        if told is not None:
            yield Figures(*told, _numbers(raw[column]), source.wide.get("kind") == RATE)


def _by_row(raw: pd.DataFrame, rules: dict[str, FigureRule]) -> Iterator[Figures]:
    if VARIABLE not in rules or VALUE not in rules:
        return
    value = rules[VALUE]
    weights = _numbers(raw[value.weights[0]]) if value.weights else None
    for variable, values in _numbers(raw[value.raw[0]]).groupby(texts(raw[rules[VARIABLE].raw[0]])):
        yield Figures(str(variable), "", values, value.is_rate, None if weights is None else weights[values.index])


def _numbers(values: pd.Series) -> pd.Series:
    found = numbers(values)
    return require_pandas().Series(np.where(np.isfinite(found), found, np.nan), index=values.index)
