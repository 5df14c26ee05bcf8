# SPDX-License-Identifier: GPL-2.0-or-later
"""Types of the columns of a table of text: found over all the rows that go by, then given to their values.

A column has a type when all its values agree on it, else it stays text. Codes that look like numbers stay text: when one
value has a leading zero, or when the name of the column says that it holds codes and none has a fraction.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import numpy as np

from ..messages import translate
from ..requirements import pandas as require_pandas
from .codes import words_of
from .model import BOOLEAN, DATE, DATETIME, INTEGER, REAL, TEXT, Field

if TYPE_CHECKING:
    import pandas as pd

SECRET = frozenset({"s", "S", "(s)", "secret", "Secret"})
"""What statisticians write where a figure is secret."""

MISSING = SECRET | frozenset({
    "NA", "na", "N/A", "n/a", "ND", "nd", "n.d.", "N.D.", "NC", "nc", "-", "–", "—", "..", "...", "NULL", "null", "None", "nan", "NaN",
    "#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#VALEUR!", "#NAME?", "#NOM?", "#NUM!", "#NOMBRE!", "#NULL!",
})  # fmt: skip
"""What is written where a number or a date is missing."""

_CODE_WORDS = frozenset(
    [
        "code",
        "codes",
        "cod",
        "codgeo",
        "codpost",
        "insee",
        "depcom",
        "com",
        "commune",
        "dep",
        "departement",
        "reg",
        "region",
        "epci",
        "idcom",
        "iddep",
        "idreg",
        "idepci",
        "numcom",
        "numdep",
        "numepci",
        "aav",
        "iris",
        "qpv",
        "siren",
        "siret",
        "nic",
        "finess",
        "nofinesset",
        "nofinessej",
        "rna",
        "uai",
        "uic",
        "cp",
        "postal",
        "postcode",
        "zip",
        "zipcode",
        "cedex",
        "tel",
        "telephone",
        "phone",
        "portable",
        "mobile",
        "fax",
        "naf",
        "ape",
        "nafape",
        "tva",
        "parcelle",
        "section",
        "canton",
        "arrondissement",
    ]
)
_COUNT_WORDS = frozenset(
    [
        "nb",
        "nbre",
        "nombre",
        "taux",
        "tx",
        "part",
        "prop",
        "proportion",
        "pct",
        "pourcentage",
        "pop",
        "population",
        "total",
        "somme",
        "montant",
        "surface",
        "superficie",
        "revenu",
        "prix",
        "effectif",
        "effectifs",
        "moyenne",
        "mediane",
        "densite",
        "distance",
        "longueur",
        "hauteur",
        "score",
        "rang",
        "indice",
        "count",
        "area",
        "sum",
        "mean",
    ]
)
_SPACES = " \u00a0\u202f\u2009"
_WHOLE = rf"[1-9]\d{{0,2}}(?:[{_SPACES}]\d{{3}})+|0|[1-9]\d{{0,%d}}"
_UNIT = rf"(?:[{_SPACES}]?(?P<unit>€|%|EUR))?"
_TRUE, _FALSE = ("oui", "true", "vrai", "yes"), ("non", "false", "faux", "no")
_TRUTHS = {**dict.fromkeys(_TRUE, 1), **dict.fromkeys(_FALSE, 0)}
_PLAIN = re.compile(r"[1-9][0-9]{0,14}|0").fullmatch
_FRACTION = re.compile(r"[.,]\d*[1-9]")
_FLOAT_CODE = re.compile(r"(\d{3,})\.0")
_INTERNATIONAL = re.compile(r"\+\d{10,}")
_YEAR_FIRST = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}(?:[.,]\d+)?))?\s?(Z|[+-]\d{2}(?::?\d{2})?)?")


def _number_pattern(sign: str) -> re.Pattern:
    """A number whose decimal sign is `sign` (a dot or a comma; none: a whole number)."""
    if not sign:
        return re.compile(rf"[+\-−]?(?:{_WHOLE % 17}){_UNIT}")
    sign = re.escape(sign)
    return re.compile(rf"[+\-−]?(?:(?:{_WHOLE % 14})(?:{sign}\d*)?|{sign}\d+)(?:[eE][+-]\d{{1,3}})?{_UNIT}")


_NUMBERS = {"": _number_pattern(""), ".": _number_pattern("."), ",": _number_pattern(",")}


def holds_codes(name: str) -> bool:
    """Whether a column named so holds codes (INSEE, postcodes, SIREN, telephones…), which are no numbers."""
    words = [word.rstrip("0123456789") for word in words_of(name)]
    return any(word in _CODE_WORDS for word in words) and not any(word in _COUNT_WORDS for word in words)


def without_fraction(values: pd.Series) -> pd.Series:
    """Codes that a spreadsheet took for numbers, without the fraction it gave them: ``1004.0`` is ``1004``."""
    found = values.str.endswith(".0", na=False)
    return values.where(~found, values.str.replace(_FLOAT_CODE.pattern + "$", r"\1", regex=True)) if found.any() else values


def moment(text: str) -> tuple[str, str] | None:
    """The date and the time (ISO, the latter empty where there is none) of a text, None when it is no date.

    The year comes first, or the day does, as people write in France.
    """
    day, _, time = text.replace("T", " ", 1).partition(" ")
    first = _YEAR_FIRST.fullmatch(day)
    parts = first.groups() if first else tuple(reversed((_DAY_FIRST.fullmatch(day) or _NEVER).groups()))
    clock = _TIME.fullmatch(time.strip()) if time else None
    if not parts or (time and clock is None):
        return None
    try:
        date = datetime.date(*map(int, parts)).isoformat()
        return date, _iso_time(clock) if clock else ""
    except ValueError:
        return None


_NEVER = re.fullmatch("", "")  # a match without groups


def _iso_time(clock: re.Match) -> str:
    hour, minute, second, zone = clock.groups()
    seconds = float((second or "0").replace(",", "."))
    if int(hour) > 23 or int(minute) > 59 or seconds >= 60:
        raise ValueError(clock.group())
    zone = "+00:00" if zone == "Z" else f"{zone[:3]}:{zone[-2:] if len(zone) > 3 else '00'}" if zone else ""
    return f"{int(hour):02}:{minute}:{f'{seconds:06.3f}' if seconds % 1 else f'{int(seconds):02}'}{zone}"


class Column:
    """What the values of one column can be, after those seen so far."""

    def __init__(self, name: str, decimal: str) -> None:
        self.name = name
        self.filled = False
        self.markers: set[str] = set()
        self.unit: str | None = None
        self._midnight = True
        self._certain = False  # a value other than a marker was seen
        self._codes = holds_codes(name)
        self._fraction = False
        signs = ("", decimal) if decimal else ("", ".", ",")
        self._tests: dict[str, Callable[[str], bool]] = {f"number{sign}": self._number(sign) for sign in signs}
        self._tests |= {BOOLEAN: lambda text: text.casefold() in _TRUTHS, DATE: self._is_moment}

    @property
    def open(self) -> bool:
        """Whether it may still be something else than text."""
        return bool(self._tests)

    @property
    def type(self) -> str:
        """The type on which all the values seen agree."""
        if not self._certain or not self._tests:
            return TEXT
        kind = next(iter(self._tests))
        if kind == DATE:
            return DATE if self._midnight else DATETIME
        if kind.startswith("number") and self._codes and not self._fraction:
            return TEXT
        return kind if kind == BOOLEAN else INTEGER if kind == "number" else REAL

    @property
    def decimal(self) -> str:
        """The decimal sign of a column of reals."""
        return next(iter(self._tests)).replace("number", "") if self.type == REAL else ""

    def see(self, values: Iterable[str]) -> None:
        """Look at the different values of some rows."""
        values = set(values)
        self.filled = self.filled or bool(values)
        if not self._tests or not values:
            return
        markers = values & MISSING
        self.markers |= markers
        values -= markers
        self._certain = self._certain or bool(values)
        if self.markers:
            self._tests.pop(BOOLEAN, None)
        others = {text for text in values if not _PLAIN(text)}  # the others are numbers, whatever the decimal sign
        if len(others) < len(values):
            self._tests.pop(BOOLEAN, None)
            self._tests.pop(DATE, None)
            if self.unit:
                self._tests.clear()
            self.unit = ""
        for kind in list(self._tests):
            if not all(map(self._tests[kind], others)):
                del self._tests[kind]

    def _number(self, sign: str) -> Callable[[str], bool]:
        pattern = _NUMBERS[sign]

        def matches(text: str) -> bool:
            found = pattern.fullmatch(text)
            if not found or (text[0] == "+" and _INTERNATIONAL.match(text)):
                return False
            if self._codes and not self._fraction:
                self._fraction = bool(_FRACTION.search(text))
            unit = found["unit"] or ""
            if self.unit is None:
                self.unit = unit
            return unit == self.unit

        return matches

    def _is_moment(self, text: str) -> bool:
        found = moment(text)
        if found and found[1].split("+")[0] not in ("", "00:00:00"):
            self._midnight = False
        return found is not None

    def give(self, values: np.ndarray) -> np.ndarray:
        """Texts (None or NaN where there are none) as values of the type: objects, None where nothing is known."""
        kind = self.type
        if kind == TEXT:
            return values
        places, uniques = require_pandas().factorize(values)
        convert = {INTEGER: self._integer, REAL: self._real, BOOLEAN: lambda text: _TRUTHS[text.casefold()],
                   DATE: lambda text: moment(text)[0], DATETIME: _datetime}[kind]  # fmt: skip
        converted = np.empty(len(uniques) + 1, dtype=object)
        converted[:-1] = [None if text in MISSING else convert(text) for text in uniques]
        return converted[places]  # a missing value is at place -1: the last one, None

    def _plain(self, text: str) -> str:
        plain = text.removesuffix(self.unit) if self.unit else text
        for space in _SPACES:
            plain = plain.replace(space, "")
        return plain.replace("−", "-")

    def _integer(self, text: str) -> int:
        return int(text if text.isdigit() else self._plain(text))

    def _real(self, text: str) -> float:
        text = text.replace(",", ".")
        try:
            return float(text)
        except ValueError:
            return float(self._plain(text))


def _datetime(text: str) -> str:
    date, time = moment(text)
    return f"{date}T{time or '00:00:00'}"


class Typing:
    """The types of the columns of a table, as its rows go by.

    `decimal` is the decimal sign when the user says it; else each column tells its own.
    """

    def __init__(self, fields: tuple[Field, ...], decimal: str = "") -> None:
        self._fields = fields
        self.columns = {field.name: Column(field.name, decimal) for field in fields}

    def see(self, frame: pd.DataFrame) -> None:
        """Look at rows: texts, None or NaN where there are none."""
        unique = require_pandas().unique
        for name, column in self.columns.items():
            if column.open or not column.filled:
                column.see(value for value in unique(frame[name].to_numpy()) if isinstance(value, str))

    def fields(self) -> tuple[Field, ...]:
        """The columns with the types of the rows seen."""
        return tuple(Field(field.name, self.columns[field.name].type, field.title) for field in self._fields)

    def give(self, frame: pd.DataFrame, names: Iterable[str]) -> pd.DataFrame:
        """Rows of text as typed values (objects, None where there is none), in those columns only."""
        given = {name: self.columns[name].give(frame[name].to_numpy()) for name in names}
        return require_pandas().DataFrame(given, index=frame.index, dtype=object)

    def decimal(self) -> str:
        """The decimal sign of most reals of the table, empty when it has none."""
        signs = Counter(column.decimal for column in self.columns.values() if column.decimal)
        return max(signs, key=lambda sign: (signs[sign], sign == ","), default="")

    def notes(self) -> list[str]:
        """What was made of the values, in sentences for the user."""
        typed = [column for column in self.columns.values() if column.type != TEXT]
        secret = [column.name for column in typed if column.markers & SECRET]
        marked = [column for column in typed if column.markers - SECRET]
        units = [column for column in typed if column.unit]
        notes = []
        if secret:
            notes.append(
                translate("files", "“s” stands for figures under statistical secrecy, left empty, in: {columns}.").format(
                    columns=", ".join(secret)
                )
            )
        if marked:
            markers = sorted(set().union(*(column.markers - SECRET for column in marked)))
            notes.append(
                translate("files", "{markers} stand for missing values, left empty, in: {columns}.").format(
                    markers=" ".join(f"“{marker}”" for marker in markers), columns=", ".join(column.name for column in marked)
                )
            )
        notes += [
            translate("files", "Numbers of “{column}” are in {unit}; the sign is not kept in the values.").format(
                column=column.name, unit=column.unit
            )
            for column in units
        ]
        return notes
