# SPDX-License-Identifier: GPL-2.0-or-later
"""What the values of the features of a zone are together: whole columns, one number a group.

Missing values (NaN, None) are left out. A group without a value has none (NaN): that is not zero. Formulas are those of the
usual statistics; quantiles interpolate between neighbours, the deviation is that of a whole population, not of a sample.
"""

from __future__ import annotations

import numpy as np

from ..requirements import pandas as require_pandas

NUMERIC = frozenset(("median", "quantile", "min", "max", "stdev"))
"""Of numbers; "distinct" and "shannon" take any value."""
KINDS = NUMERIC | {"distinct", "shannon"}


def summarise(kind: str, groups: np.ndarray, values: np.ndarray, count: int, quantile: float = 0.5) -> np.ndarray:
    """One number for each of `count` groups (float, NaN where a group has no value).

    `groups`: the group of each value, -1 for none. `kind` is one of `KINDS`: "distinct" counts the different values (0 where there
    is none), "shannon" is the index of their diversity in nats.
    """
    pandas = require_pandas()
    values = pandas.Series(values)
    kept = (groups >= 0) & values.notna().to_numpy()
    values, groups = values[kept], groups[kept]
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


def _spread(answers: object, count: int, missing: float = np.nan) -> np.ndarray:
    return answers.reindex(range(count), fill_value=missing).to_numpy(float)
