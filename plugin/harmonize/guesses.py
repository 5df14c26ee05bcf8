# SPDX-License-Identifier: GPL-2.0-or-later
"""What figures of a file are, and where its rows lie, for the assistant.

Counts of merged communes are added up: a column is taken for one when its name and its values both allow it, else for a rate
without a weight, which merged communes do not get. A figure that is lacking is seen; one that is wrong is not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ..files.codes import words_of
from ..messages import translate
from ..territory.carry import COUNT, RATE
from ..territory.cog import fold
from .recipe import TERRITORIES

if TYPE_CHECKING:
    import pandas as pd

    from ..territory.cog import Cog

_RATE_WORDS = {
    "taux", "tx", "part", "parts", "pct", "pourcentage", "pourcent", "percent", "share", "rate", "ratio", "prop", "proportion", "densite", "dens",
    "indice", "index", "indicateur", "prix", "moy", "moyen", "moyenne", "moyens", "moyennes", "mean", "avg", "average", "med", "median", "mediane",
    "decile", "quartile", "quantile", "centile", "gini", "ecart", "rang", "score", "note", "evolution", "evol", "variation", "par", "per",
    "niveau", "esperance", "intensite", "rotation",
}  # fmt: skip
_RATE_ENDS = ("taux", "part", "prop", "prix", "moy", "moyen", "moyenne", "med", "median", "mediane", "pct", "ratio", "indice")
_RATE_STARTS = ("taux", "part", "prop", "prix", "moy", "med", "dens", "indic", "pct")
_RATE_CODES = re.compile(
    r"(?:[dq][1-9]|rd|tp60|pimp|pact|ptsa|pcho|pben|ppen|ppat|ppsoc|ppfam|ppmini|pplogt|s80s20|gi)[a-z]{0,3}\d*"
)
"""Names of Insee: deciles and quartiles (D121), their ratio (RD21), poverty (TP6021), shares of incomes (PACT21)."""

_COUNT_WORDS = {
    "nb", "nbre", "nombre", "effectif", "effectifs", "pop", "population", "total", "count", "habitants", "menages", "logements", "emplois",
    "montant",
}  # fmt: skip
_COUNT_STARTS = ("nb", "nombre", "effectif", "population", "pmun")

LEAST_COMMUNES = 30
"""How many figures tell whether they grow with the population of communes."""

_GROWS, _FLAT = 0.5, 0.1
"""Correlations: from which figures grow with the population, and under which they do not."""

_COUNTRY = 90
"""How many départements make the whole country, nearly."""


class Kind(NamedTuple):
    """What a measure is, `COUNT` or `RATE`, and why it is thought so (a sentence)."""

    kind: str
    why: str


def kind_by_name(name: str, whole: bool) -> Kind:
    """The kind of a column of numbers by its name; `whole` says whether they are all whole."""
    if _tells_rate(name):
        return Kind(RATE, translate("assistant", "by its name"))
    if not _tells_count(name):
        return _doubtful()
    return Kind(COUNT, translate("assistant", "by its name")) if whole else _doubtful()


def kind_by_values(name: str, values: pd.Series, people: pd.Series) -> Kind:
    """The same by the figures too; `people` is the population of the commune of each (NaN where it is not known)."""
    if _tells_rate(name):
        return kind_by_name(name, True)
    whole = bool((values % 1 == 0).all())
    if not whole and values.between(-100, 100).all():
        return Kind(RATE, translate("assistant", "its values have decimals and lie within 100"))
    known = people.notna() & values.notna()
    if int(known.sum()) < LEAST_COMMUNES:
        return kind_by_name(name, whole)
    values, people = values[known], people[known]
    rank = values.rank().corr(people.rank())
    if rank >= _GROWS and _slope(values, people) >= _GROWS and (whole or _tells_count(name)):
        return Kind(COUNT, translate("assistant", "its values grow with the population of communes"))
    if not rank >= _FLAT:
        return Kind(RATE, translate("assistant", "its values do not grow with the population of communes"))
    return kind_by_name(name, whole)


def covered(communes: Iterable[str], cog: Cog) -> list[str]:
    """The territories, as a recipe writes them, in which rows of these communes (today's codes) lie: the country, whole régions, and
    départements.
    """
    units = {code: unit for code, unit in cog.units("departement").items() if f"departement:{code}" in TERRITORIES}
    found = {cog.unit("commune", code).departement for code in set(communes)} & set(units)
    if not found or len(found) >= _COUNTRY:
        return ["france"]
    of_region = Counter(unit.region for unit in units.values())
    whole = {region for region, count in Counter(units[code].region for code in found).items() if count == of_region[region]}
    regions = sorted(region for region in whole if region is not None and of_region[region] > 1)
    return [
        *(f"region:{code}" for code in regions),
        *(f"departement:{code}" for code in sorted(found) if units[code].region not in regions),
    ]


def is_row_number(name: str, values: Sequence[str]) -> bool:
    """Whether a column is without a name, or named as one that numbers rows, and does number them."""
    if not re.fullmatch(r"column_\d+|unnamed:? ?\d*|field_?\d+|index|row|ligne", name.lower()):
        return False
    try:
        numbers = np.array(values, dtype=float)
    except ValueError:
        return False
    return len(numbers) > 1 and bool((np.diff(numbers) == 1).all())


def _doubtful() -> Kind:
    return Kind(RATE, translate("assistant", "nothing tells that it adds up"))


def _tells_rate(name: str) -> bool:
    words = words_of(name)
    ends = any(re.sub(r"\d+$", "", word).endswith(_RATE_ENDS) for word in words)
    codes = any(_RATE_CODES.fullmatch(word) for word in words)
    return "%" in name or bool(set(words) & _RATE_WORDS) or fold(name).startswith(_RATE_STARTS) or ends or codes


def _tells_count(name: str) -> bool:
    return bool(set(words_of(name)) & _COUNT_WORDS) or fold(name).startswith(_COUNT_STARTS)


def _slope(values: pd.Series, people: pd.Series) -> float:
    """By how much figures grow when the population does: 1 when they double with it, 0 when they stay."""
    some = (values > 0) & (people > 0)
    across, up = np.log(people[some].to_numpy(float)), np.log(values[some].to_numpy(float))
    return float(np.polyfit(across, up, 1)[0]) if len(across) > 1 and np.ptp(across) > 0 else 0.0
