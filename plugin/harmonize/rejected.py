# SPDX-License-Identifier: GPL-2.0-or-later
"""Rows that are left out while a recipe runs: how many for each reason, and a few of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from .dataset import Rejection

if TYPE_CHECKING:
    import pandas as pd

EXAMPLES = 5
"""How many rows are shown for each reason."""


@dataclass
class Rejected:
    """Rows left out, by reason."""

    counts: Counter = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=dict)

    def add(self, reason: str, count: int, examples: Iterable[object] = ()) -> None:
        """That many rows more, some of which are shown."""
        if count:
            self.counts[reason] += count
            shown = self.examples.setdefault(reason, [])
            shown.extend(str(one) for one in islice(examples, EXAMPLES - len(shown)))

    def add_rows(self, reason: str, table: pd.DataFrame, rows: np.ndarray) -> None:
        """Rows (array of bool) of a table in a common schema."""
        self.add(reason, int(rows.sum()), (label(row) for row in table[rows].head(EXAMPLES).to_dict("records")))

    def add_raw(self, reason: str, table: pd.DataFrame, rows: np.ndarray) -> None:
        """Rows (array of bool) of a table as it was read: their first values are shown."""
        shown = table[rows].head(EXAMPLES).itertuples(index=False, name=None)
        self.add(reason, int(rows.sum()), (" ".join(str(v) for v in row[:4] if v is not None and v == v) for row in shown))

    def as_tuple(self) -> tuple[Rejection, ...]:
        """What is written into the provenance."""
        return tuple(Rejection(reason, count, tuple(self.examples[reason])) for reason, count in self.counts.items())


def label(row: dict) -> str:
    """How a row of a common schema is shown."""
    return " ".join(str(value) for value in (row.get("id"), row.get("name")) if value)
