# SPDX-License-Identifier: GPL-2.0-or-later
"""Columns of codes of any vintage brought to today's, with a report of what was changed and what could not be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..messages import labelled, number
from ..requirements import pandas as require_pandas
from .cog import Cog
from .resolving import INSEE_KIND, KEPT, STATUSES, UNRESOLVED, Resolution, Resolver
from .spelling import bare

if TYPE_CHECKING:
    import pandas as pd

LISTED = 20_000
"""Different written codes that a report holds at most: a column of anything else than codes must not fill the memory."""

EXAMPLES = 5


class Report:
    """What became of the codes of a column: how many rows by status (`counts`), and each written code that is not plainly kept.

    `resolver` is what reads them; `unlisted` counts the rows of codes that are over `LISTED`.
    """

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        self.counts: Counter[str] = Counter()
        self.unlisted = 0
        self._rows: Counter[str] = Counter()

    @property
    def total(self) -> int:
        """How many rows were read."""
        return sum(self.counts.values())

    @property
    def resolved(self) -> int:
        """How many rows have a code of today."""
        return self.total - sum(self.counts[status] for status in UNRESOLVED)

    def add(self, written: str, resolution: Resolution, rows: int) -> None:
        """Count `rows` in which `written` was read as `resolution`."""
        self.counts[resolution.status] += rows
        if not written or (resolution.status == KEPT and not resolution.reason):
            return
        if written in self._rows or len(self._rows) < LISTED:
            self._rows[written] += rows
        else:
            self.unlisted += rows

    def examples(self, status: str, limit: int = EXAMPLES) -> list[str]:
        """The most frequent codes of a status, as they were written."""
        found = ((rows, text) for text, rows in self._rows.items() if self.resolver.resolve(text).status == status)
        return [text for _, text in sorted(found, key=lambda pair: (-pair[0], pair[1]))[:limit]]

    def changes(self) -> list[dict[str, Any]]:
        """The written codes that are not plainly kept, by status then code: what they became, rows, reason, candidates."""
        found = []
        for text, rows in self._rows.items():
            code, status, reason, candidates = self.resolver.resolve(text)
            among = [share._asdict() for share in candidates]
            found.append({"written": text, "code": code, "status": status, "rows": rows, "reason": reason, "candidates": among})
        return sorted(found, key=lambda change: (STATUSES.index(change["status"]), change["written"]))

    def as_dict(self) -> dict[str, Any]:
        """The report as plain JSON types."""
        resolver = self.resolver
        return {
            "level": resolver.level,
            "kind": resolver.kind,
            "vintage": resolver.vintage,
            "frame": resolver.cog.vintage,
            "source": resolver.cog.source,
            "rows": self.total,
            "counts": {status: self.counts[status] for status in STATUSES if self.counts[status]},
            "changes": self.changes(),
            "rows_not_listed": self.unlisted,
        }

    def sentences(self) -> list[str]:
        """One line a status: how many rows, with examples and the reason of the first."""
        told = []
        for status in STATUSES:
            if not self.counts[status]:
                continue
            shown = self.examples(status)
            line = labelled(status, number(self.counts[status]))
            if shown and status != KEPT:
                reason = self.resolver.resolve(shown[0]).reason
                line += f" ({', '.join(shown)}{': ' + reason if reason and len(shown) == 1 else ''})"
            told.append(line)
        return told


class Normalized(NamedTuple):
    """Codes of a column, aligned with it: `code` (array of str, None where there is none that is sure), `status` (array of
    `STATUSES`), and the `report`.
    """

    code: np.ndarray
    status: np.ndarray
    report: Report


def normalize(
    codes: pd.Series | Sequence[Any],
    vintage: int | None,
    cog: Cog,
    level: str = "commune",
    kind: str = INSEE_KIND,
) -> Normalized:
    """Today's codes for a column of str, int, float or None that were written in `vintage` (None: not known).

    `level` is one of `LEVELS`; `kind` says what the column holds (`resolving.KINDS`): a postcode is never taken for a code unless it
    is said to be one. A `VigieError` says what does not go together.
    """
    resolver = Resolver(cog, vintage, level, kind)
    resolver.read_beside(codes)
    report = Report(resolver)
    code, status = normalize_with(resolver, codes, report)
    return Normalized(code, status, report)


def normalize_with(resolver: Resolver, codes: pd.Series | Sequence[Any], report: Report) -> tuple[np.ndarray, np.ndarray]:
    """The same for one piece of a column; what is found is added to the `report`. `Resolver.read_beside` is for the whole column."""
    pandas = require_pandas()
    series = codes if isinstance(codes, pandas.Series) else pandas.Series(list(codes), dtype=object)
    places, different = pandas.factorize(series.to_numpy(dtype=object))
    code = np.full(len(different) + 1, None, dtype=object)
    status = np.full(len(different) + 1, None, dtype=object)
    texts = [*(bare(value) for value in different), ""]
    rows = np.bincount(places + 1, minlength=len(texts))
    for place, (text, count) in enumerate(zip(texts, (*rows[1:], rows[0]))):
        found = resolver.resolve(text)
        code[place], status[place] = found.code, found.status
        if count:
            report.add(text, found, int(count))
    return code[places], status[places]
