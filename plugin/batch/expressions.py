# SPDX-License-Identifier: GPL-2.0-or-later
"""The expressions of QGIS that mean the same without it: a field, and conditions on fields. All others are refused by name.

Conditions compare fields with what is written out: texts for equality, whole numbers, and decimal ones for order only (QGIS calls numbers
equal that are near). A missing value makes a comparison neither true nor false, as in QGIS.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ..messages import VigieError, translate
from ..requirements import pandas as require_pandas

if TYPE_CHECKING:
    import pandas as pd

TEXT, INTEGER, REAL, BOOLEAN = "text", "integer", "real", "boolean"

_TOKEN = re.compile(
    r"""\s*(?:(?P<field>"(?:[^"]|"")+")|(?P<text>'(?:[^'\\]|'')*')|(?P<real>-?\d{1,15}\.\d{1,15}(?!\w))|(?P<integer>-?\d{1,15}(?![\w.]))"""
    r"""|(?P<word>[^\W\d]\w*)|(?P<sign><=|>=|<>|!=|=|<|>|\(|\)|,))"""
)
_RESERVED = frozenset(
    [
        "null",
        "true",
        "false",
        "and",
        "or",
        "not",
        "is",
        "in",
        "like",
        "ilike",
        "between",
        "case",
        "when",
        "then",
        "else",
        "end",
        "if",
    ]
)  # words that are no fields unless they are quoted
_COMPARISONS: Mapping[str, Callable] = {
    "=": operator.eq, "<>": operator.ne, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_EQUALITY = ("=", "<>", "!=")


class _Differs(Exception):
    """It may not mean the same here."""


class _Truth(NamedTuple):
    """Where a condition holds, and where it does not (arrays of bool); where it is neither, it is not known."""

    yes: np.ndarray
    no: np.ndarray


Columns = Mapping[str, np.ndarray]
Condition = Callable[[Columns], _Truth]


@dataclass(frozen=True)
class Expression:
    """An expression that is understood: the fields it asks for, and what it gives for their columns (arrays, None or NaN: missing)."""

    fields: tuple[str, ...]
    condition: Condition | None = None

    def of(self, columns: Columns) -> np.ndarray:
        """The column of a field; of a condition True, False or None."""
        if self.condition is None:
            return columns[self.fields[0]]
        truth = self.condition(columns)
        answers = np.full(len(truth.yes), None, dtype=object)
        answers[truth.yes], answers[truth.no] = True, False
        return answers


def understood(written: str, kinds: Mapping[str, str], layer: str) -> Expression:
    """The expression over a layer of that name with fields of these kinds (`TEXT`, `INTEGER`, `REAL`, `BOOLEAN`; empty: of others). A
    `VigieError` names one that only QGIS evaluates, or the field that is not there.
    """
    try:
        return _Reader(written, kinds, layer).expression()
    except _Differs:
        raise VigieError(
            translate(
                "batch",
                "“{expression}” of “{layer}” is an expression that only QGIS evaluates: make it a column of the layer or of a view, or compare "
                "fields with texts and numbers.",
            ).format(expression=written, layer=layer)
        ) from None


def evaluate(written: str, table: pd.DataFrame, geometry: np.ndarray | None) -> np.ndarray:
    """What an expression gives for each row of a table: what the engine asks of QGIS in the desktop."""
    types = require_pandas().api.types
    kinds = {name: REAL if types.is_float_dtype(table[name]) else TEXT if table[name].dtype == object else "" for name in table}
    expression = understood(written, kinds, translate("batch", "the data of the catalogue"))
    return expression.of({name: table[name].to_numpy() for name in expression.fields})


class _Reader:
    """Reads an expression word by word."""

    def __init__(self, written: str, kinds: Mapping[str, str], layer: str) -> None:
        self._kinds, self._layer = kinds, layer
        self._tokens, self._place = _tokens(written), 0
        self._fields: dict[str, None] = {}

    def expression(self) -> Expression:
        if len(self._tokens) == 1:
            return Expression((self._field(),))
        condition = self._any()
        if self._place < len(self._tokens):
            raise _Differs
        return Expression(tuple(self._fields), condition)

    def _next(self) -> tuple[str, str]:
        if self._place >= len(self._tokens):
            raise _Differs
        self._place += 1
        return self._tokens[self._place - 1]

    def _is_next(self, *written: str) -> bool:
        """Whether these words or signs come next, which are then read."""
        found = [
            text.lower() for kind, text in self._tokens[self._place : self._place + len(written)] if kind in ("word", "sign")
        ]
        if found != list(written):
            return False
        self._place += len(written)
        return True

    def _any(self) -> Condition:
        conditions = [self._all()]
        while self._is_next("or"):
            conditions.append(self._all())
        return conditions[0] if len(conditions) == 1 else lambda columns: _either([each(columns) for each in conditions])

    def _all(self) -> Condition:
        conditions = [self._not()]
        while self._is_next("and"):
            conditions.append(self._not())
        if len(conditions) == 1:
            return conditions[0]
        return lambda columns: _opposite(_either([_opposite(each(columns)) for each in conditions]))

    def _not(self) -> Condition:
        if self._is_next("not"):
            denied = self._not()
            return lambda columns: _opposite(denied(columns))
        if self._is_next("("):
            inside = self._any()
            if not self._is_next(")"):
                raise _Differs
            return inside
        return self._test()

    def _test(self) -> Condition:
        field = self._field()
        if self._is_next("is", "not", "null"):
            return lambda columns: _opposite(_missing(columns[field]))
        if self._is_next("is", "null"):
            return lambda columns: _missing(columns[field])
        if self._is_next("not", "in"):
            among = self._among(field)
            return lambda columns: _opposite(among(columns))
        if self._is_next("in"):
            return self._among(field)
        if self._kinds[field] == BOOLEAN:
            return lambda columns: _compared(columns[field], operator.eq, True)
        kind, sign = self._next()
        if kind != "sign" or sign not in _COMPARISONS:
            raise _Differs
        value = self._value(field, sign)
        return lambda columns: _compared(columns[field], _COMPARISONS[sign], value)

    def _among(self, field: str) -> Condition:
        if not self._is_next("("):
            raise _Differs
        values = [self._value(field, "=")]
        while self._is_next(","):
            values.append(self._value(field, "="))
        if not self._is_next(")"):
            raise _Differs
        return lambda columns: _either([_compared(columns[field], operator.eq, value) for value in values])

    def _value(self, field: str, sign: str) -> str | int | float:
        """What a field is compared with, where both have the same order and equality as in QGIS."""
        (kind, text), of = self._next(), self._kinds[field]
        if kind == of == TEXT and sign in _EQUALITY:
            return text[1:-1].replace("''", "'")
        whole = kind == of == INTEGER
        if kind in (INTEGER, REAL) and of in (INTEGER, REAL) and (whole or sign not in _EQUALITY):
            return int(text) if kind == INTEGER else float(text)
        raise _Differs

    def _field(self) -> str:
        """The field that comes next, found as QGIS does: as it is written, else whatever its capitals."""
        kind, text = self._next()
        if kind not in ("field", "word") or (kind == "word" and text.lower() in _RESERVED):
            raise _Differs
        name = text[1:-1].replace('""', '"') if kind == "field" else text
        found = name if name in self._kinds else next((one for one in self._kinds if one.lower() == name.lower()), None)
        if found is None:
            raise VigieError(
                translate("batch", "“{layer}” has no field {field}; there are {known}.").format(
                    layer=self._layer, field=name, known=", ".join(self._kinds)
                )
            )
        if not self._kinds[found]:
            raise _Differs
        self._fields[found] = None
        return found


def _tokens(written: str) -> list[tuple[str, str]]:
    found, place, end = [], 0, len(written.rstrip())
    while place < end:
        token = _TOKEN.match(written, place)
        if token is None:
            raise _Differs
        found.append((token.lastgroup, token.group(token.lastgroup)))
        place = token.end()
    return found


def _missing(values: np.ndarray) -> _Truth:
    missing = np.asarray(require_pandas().isna(values), dtype=bool)
    return _Truth(missing, ~missing)


def _compared(values: np.ndarray, compare: Callable, value: object) -> _Truth:
    missing = _missing(values).yes
    holds = np.zeros(len(values), dtype=bool)
    holds[~missing] = np.asarray(compare(values[~missing], value), dtype=bool)
    return _Truth(holds, ~holds & ~missing)


def _opposite(truth: _Truth) -> _Truth:
    return _Truth(truth.no, truth.yes)


def _either(several: list[_Truth]) -> _Truth:
    return _Truth(np.logical_or.reduce([one.yes for one in several]), np.logical_and.reduce([one.no for one in several]))
