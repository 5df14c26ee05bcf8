# SPDX-License-Identifier: GPL-2.0-or-later
"""Which rows of a raw table a recipe takes: conditions on columns, written as data."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from ..files.codes import mapped
from ..files.coordinates import numbers
from ..files.types import moment
from ..territory.cog import fold
from .patterns import LONGEST_TEXT, compile_pattern

if TYPE_CHECKING:
    import pandas as pd

_ORDERS: dict[str, Callable[[np.ndarray, object], np.ndarray]] = {
    "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal,
}  # fmt: skip


def columns_of(rule: dict) -> set[str]:
    """The raw columns that a filter reads."""
    nested = [columns_of(one) for kind in ("all", "any") for one in rule.get(kind, ())]
    return set().union(*nested, {rule["column"]} if "column" in rule else set())


def passes(rule: dict, table: pd.DataFrame) -> np.ndarray:
    """Which rows of text (None or NaN where there is nothing) pass (array of bool). A missing value equals nothing, is ordered
    with nothing, contains and matches nothing; it is different from everything. Case and accents do not count in "contains".
    """
    if not rule:
        return np.ones(len(table), dtype=bool)
    if "all" in rule:
        return np.logical_and.reduce([passes(one, table) for one in rule["all"]])
    if "any" in rule:
        return np.logical_or.reduce([passes(one, table) for one in rule["any"]])
    return _condition(rule, texts(table[rule["column"]]))


def texts(values: pd.Series) -> pd.Series:
    """A raw column as stripped text, None where it is empty."""
    return mapped(values, lambda value: None if value is None or value != value else str(value).strip() or None)


def _condition(rule: dict, values: pd.Series) -> np.ndarray:
    kind, value = rule["is"], rule.get("value")
    if kind in ("empty", "not empty"):
        return (values.isna() if kind == "empty" else values.notna()).to_numpy(dtype=bool)
    if kind in _ORDERS:
        return _ordered(values, kind, value)
    if kind == "contains":
        part = fold(str(value))
        return (mapped(values, lambda text: part in fold(text or "")) == True).to_numpy(dtype=bool)  # noqa: E712 - as below
    if kind == "matches":
        pattern = compile_pattern(str(value))
        found = mapped(values, lambda text: text is not None and len(text) <= LONGEST_TEXT and bool(pattern.fullmatch(text)))
        return (found == True).to_numpy(dtype=bool)  # noqa: E712 - a missing value is neither
    among = {str(one) for one in (value if isinstance(value, list) else [value])}
    inside = values.isin(among).to_numpy(dtype=bool)
    return ~inside if kind in ("!=", "not in") else inside


def _ordered(values: pd.Series, kind: str, value: str | float) -> np.ndarray:
    """Dates are compared as dates when the value is one, everything else as numbers."""
    day = moment(value) if isinstance(value, str) else None
    if day is None:
        found = numbers(values)
        with np.errstate(invalid="ignore"):
            return _ORDERS[kind](found, float(str(value).replace(",", ".")))
    dates = mapped(values, lambda text: (moment(text or "") or ("",))[0])
    known = dates.notna().to_numpy(dtype=bool) & (dates != "").to_numpy(dtype=bool)
    return known & _ORDERS[kind](dates.where(known, "").to_numpy(dtype=str), day[0])
