# SPDX-License-Identifier: GPL-2.0-or-later
"""What the values of the features of a zone are together: whole columns, one number a group.

Missing values (NaN, None) are left out. A group without a value has none (NaN): that is not zero. Formulas are those of the
usual statistics; quantiles interpolate between neighbours, the deviation is that of a whole population, not of a sample.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..requirements import pandas as require_pandas

if TYPE_CHECKING:
    import pandas as pd

NUMERIC = frozenset(("median", "quantile", "min", "max", "stdev"))
"""Of numbers; "distinct" and "shannon" take any value."""
KINDS = NUMERIC | {"distinct", "shannon", "majority"}


def summarise(kind: str, groups: np.ndarray, values: np.ndarray, count: int, quantile: float = 0.5) -> np.ndarray:
    """One number for each of `count` groups (float, NaN where a group has no value).

    `groups`: the group of each value, -1 for none. `kind` is one of `KINDS` but "majority": "distinct" counts the different values (0 where there
    is none), "shannon" is the index of their diversity in nats.
    """
    values, groups = _known(groups, values)
    grouped = values.groupby(groups)
    if kind == "distinct":
        return _spread(grouped.nunique(), count, 0.0)
    if kind == "shannon":
        sizes = values.groupby([groups, values]).size()
        share = sizes / sizes.groupby(level=0).transform("sum")
        return _spread((-share * np.log(share)).groupby(level=0).sum().abs(), count)
    answers = {
        "median": grouped.median,
        "quantile": lambda: grouped.quantile(quantile),
        "min": grouped.min,
        "max": grouped.max,
        "stdev": lambda: grouped.std(ddof=0),
    }
    return _spread(answers[kind](), count)


def majority(groups: np.ndarray, values: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """The most frequent value of each of `count` groups (text, empty where a group has none), and which share (0 to 1) of its values
    it is, NaN where it has none. Of equally frequent ones, the first in the order of their texts.
    """
    values, groups = _known(groups, values)
    sizes = values.map(_written).groupby([groups, values.map(_written)]).size()
    names, shares = np.full(count, "", dtype=object), np.full(count, np.nan)
    if not len(sizes):
        return names, shares
    best = sizes.groupby(level=0).idxmax()  # groups are sorted by text: the first of the largest
    found = best.index.to_numpy(int)
    names[found] = [value for _, value in best]
    shares[found] = sizes.loc[list(best)].to_numpy() / sizes.groupby(level=0).sum().to_numpy()
    return names, shares


def _written(value: object) -> str:
    whole = isinstance(value, (float, np.floating)) and float(value).is_integer()
    return str(int(value) if whole else value)


def _known(groups: np.ndarray, values: np.ndarray) -> tuple[pd.Series, np.ndarray]:
    """The values that are there and of a group, and their groups."""
    values = require_pandas().Series(values)
    kept = (groups >= 0) & values.notna().to_numpy()
    return values[kept], groups[kept]


def _spread(answers: object, count: int, missing: float = np.nan) -> np.ndarray:
    return answers.reindex(range(count), fill_value=missing).to_numpy(float)
