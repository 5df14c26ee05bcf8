# SPDX-License-Identifier: GPL-2.0-or-later
"""Columns of the common schema, made of the raw ones: joined, split, recoded, typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from ..files.codes import COMMUNE, EPCI, mapped, read_code
from ..files.coordinates import numbers
from ..files.types import moment
from ..messages import VigieError, translate
from ..requirements import pandas as require_pandas
from .filters import texts
from .recipe import SAMPLES

if TYPE_CHECKING:
    import pandas as pd

    from ..territory.cog import Cog

INSEE_CODE = re.compile(r"\b(?:\d{5}|2[AB]\d{3})\b", re.IGNORECASE)
"""An INSEE code within a text."""

SIREN = re.compile(r"\b\d{9}\b")
"""The SIREN of an EPCI or of a commune within a text."""

TRUTHS = {
    **dict.fromkeys(("oui", "o", "true", "t", "vrai", "yes", "y", "1", "x"), "true"),
    **dict.fromkeys(("non", "n", "false", "f", "faux", "no", "0"), "false"),
}
"""How files write yes and no, in lower case."""

_DTYPES = {"integer": "Int64", "boolean": "Int64", "real": "float64", "number": "float64"}


@dataclass(frozen=True)
class Rule:
    """How one column is made; `written` is what the recipe says of it: a raw column, or an object."""

    name: str
    written: str | dict

    @property
    def told(self) -> dict:
        """The rule as an object."""
        return self.written if isinstance(self.written, dict) else {"from": self.written}

    @property
    def raw(self) -> list[str]:
        """The raw columns that are read."""
        source = self.told["from"]
        return [source] if isinstance(source, str) else source

    @property
    def kind(self) -> str:
        """What its values become."""
        return self.told.get("as", "text")

    @property
    def unknown(self) -> str:
        """What is done with a value that is not understood: "keep", "empty" or "reject"."""
        return self.told.get("unknown", "empty" if self.kind in _DTYPES else "keep")

    @cached_property
    def recodes(self) -> Mapping[str, str] | None:
        """The table of replacements, None when there is none."""
        told = self.told.get("recode_file")
        return self.told.get("recode") if told is None else _read_recodes(told)

    def values(self, raw: pd.DataFrame, cog: Cog) -> tuple[pd.Series, np.ndarray]:
        """The values as text (None where there is none), and which of those that were there were not understood.

        Whole numbers, reals and booleans are written as ``12``, ``12.5``, ``true``; dates in ISO; codes are today's.
        """
        found = self._joined(raw)
        bad = np.zeros(len(found), dtype=bool)
        if self.recodes is not None:
            table = self.recodes
            bad |= (found.notna() & ~found.isin(table)).to_numpy(dtype=bool)
            found = mapped(found, lambda text: table.get(text, text))
        read = self._reader(cog)
        if read is not None:
            given = mapped(found, read)
            misread = (found.notna() & given.isna()).to_numpy(dtype=bool)
            keeps = self.kind == "date" and self.unknown == "keep"
            found, bad = given.where(given.notna(), found) if keeps else given, bad | misread
        elif self.kind in ("integer", "real", "number"):
            given = _written_numbers(found, self.kind)
            found, bad = given, bad | (found.notna() & given.isna()).to_numpy(dtype=bool)
        if self.unknown == "empty":
            found = found.where(~bad, None)
        return found.astype(object).where(found.notna(), None), bad

    def _reader(self, cog: Cog) -> Callable[[str], str | None] | None:
        return {
            "commune": lambda text: read_code(text, COMMUNE, cog),
            "communes": lambda text: communes_in(text, cog),
            "epci": lambda text: _members(text, cog),
            "date": lambda text: (moment(text) or (None,))[0],
            "boolean": lambda text: TRUTHS.get(text.casefold()),
        }.get(self.kind)

    def _joined(self, raw: pd.DataFrame) -> pd.Series:
        """The raw columns, each with what comes before it, apart by the separator; or a part of the only one."""
        parts = [texts(raw[name]) for name in self.raw]
        for place, prefix in enumerate(self.told.get("prefixes", ())[: len(parts)]):
            parts[place] = mapped(parts[place], lambda text, prefix=prefix: f"{prefix}{text}")
        if "split" in self.told:
            cut = self.told["split"]
            parts = [mapped(one, lambda text: _part(text, cut["separator"], cut["part"])) for one in parts]
        if len(parts) == 1:
            return parts[0]
        separator = self.told.get("separator", " ")
        joined = [separator.join(filter(None, row)) or None for row in zip(*parts)]
        return require_pandas().Series(joined, index=raw.index, dtype=object)


def typed(values: pd.Series, kind: str) -> pd.Series:
    """Texts as `Rule.values` gives them, as the values of a column of their own: whole numbers (yes and no are 1 and 0), reals,
    else text.
    """
    if kind not in _DTYPES:
        return values
    if kind == "boolean":
        values = values.map({"true": "1", "false": "0"})
    found = require_pandas().to_numeric(values.astype(object), errors="coerce")
    return found.astype("float64").astype(_DTYPES[kind])


def communes_in(text: str, cog: Cog) -> str | None:
    """Today's communes for every INSEE code found in a text such as ``Gap (05061)``, apart by spaces."""
    found = {cog.current(code.upper()) for code in INSEE_CODE.findall(text)} - {None}
    return " ".join(sorted(found)) or None


def _members(text: str, cog: Cog) -> str | None:
    """Today's communes of every EPCI or commune whose SIREN is found in a text, and of every INSEE code found there, apart by spaces."""
    found = {commune for siren in SIREN.findall(text) for commune in cog.members(EPCI, siren) or cog.of_siren(siren)}
    found.update((communes_in(text, cog) or "").split())
    return " ".join(sorted(found)) or None


def _part(text: str, separator: str, place: int) -> str | None:
    """The part of a text at a place counted from 1, or from the end when it is negative; None where there is none."""
    parts = [part.strip() for part in text.split(separator)]
    index = place - 1 if place > 0 else place
    return (parts[index] or None) if -len(parts) <= index < len(parts) else None


def _written_numbers(values: pd.Series, kind: str) -> pd.Series:
    found = numbers(values)
    finite = np.isfinite(found)
    whole = finite & (np.floor(np.where(finite, found, 0)) == found) & (np.abs(np.where(finite, found, 0)) < 2**53)
    usable = whole if kind == "integer" else finite
    written = [
        None if not good else str(int(number)) if good_whole else repr(float(number))
        for number, good, good_whole in zip(found, usable, whole)
    ]
    return require_pandas().Series(written, index=values.index, dtype=object)


def _read_recodes(told: dict) -> dict[str, str]:
    """A table of replacements of the embedded samples; a `VigieError` when it lacks a column."""
    pandas = require_pandas()
    try:
        table = pandas.read_csv(SAMPLES / told["file"], dtype=str, keep_default_na=False, sep=None, engine="python")
        return dict(zip(table[told["key"]], table[told["value"]]))
    except (OSError, ValueError, KeyError) as error:
        raise VigieError(
            translate("harmonize", "The table of codes {file} cannot be read with columns {key} and {value}.").format(**told),
            str(error),
        ) from error
