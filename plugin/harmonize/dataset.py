# SPDX-License-Identifier: GPL-2.0-or-later
"""What harmonising gives: a table in a common schema, with everything that lets one defend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from ..messages import VigieError

if TYPE_CHECKING:
    import pandas as pd

SCHEMAS: dict[str, tuple[str, ...]] = {
    "service": (
        "id", "name", "category", "commune", "commune_name", "address", "postcode", "phone", "email", "website", "hours",
        "status",
    ),
    "perimeter": ("id", "name", "programme", "category", "communes", "date"),
    "measure": ("commune", "variable", "period", "value"),
}  # fmt: skip
"""Columns of the common schemas. Codes are text; `communes` holds INSEE codes apart by spaces; dates are ISO text;
`value` is a number. Every column but the key may be missing (None)."""

GEOGRAPHIC_CRS = "EPSG:4326"


class StructureChanged(VigieError):
    """A source no longer has the columns that its recipe reads."""


@dataclass(frozen=True)
class Rejection:
    """Rows that were left out for one reason; `examples` are a few of them, as read."""

    reason: str
    count: int
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Provenance:
    """Where a dataset comes from and what was done to it.

    `date` is that of the data (ISO, may be a year or a month), `computed` that of this run. `coverage` holds written
    territories for which the source claims to be complete. ``rows_read == rows_kept + sum of rejections``.
    """

    entry: str
    title: str
    producer: str
    licence: str
    licence_url: str
    page: str
    source: str
    mode: str
    date: str
    computed: str
    recipe_version: int
    checksum: str
    coverage: tuple[str, ...]
    rows_read: int
    rows_kept: int
    rejections: tuple[Rejection, ...] = ()
    notes: tuple[str, ...] = ()
    territory: str = ""

    def as_dict(self) -> dict:
        """The same as plain JSON types."""
        return asdict(self)


@dataclass(frozen=True)
class Dataset:
    """A harmonised table.

    `table`: pandas frame with the columns of its schema. `geometry`: array of shapely geometries in EPSG:4326 of the
    same length (None where a row has no position), or None for a table without geometry.
    """

    schema: str
    table: pd.DataFrame
    provenance: Provenance
    geometry: np.ndarray | None = None
    style: dict = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.table)

    def within(self, communes: Iterable[str], territory: str) -> Dataset:
        """The rows that concern any of these communes (INSEE codes); `territory` is how they are written."""
        wanted = set(communes)
        if self.schema == "perimeter":
            keep = np.array([not wanted.isdisjoint(codes.split()) for codes in self.table["communes"]], dtype=bool)
        else:
            keep = self.table["commune"].isin(wanted).to_numpy(dtype=bool)
        return replace(
            self,
            table=self.table[keep].reset_index(drop=True),
            geometry=None if self.geometry is None else self.geometry[keep],
            provenance=replace(self.provenance, territory=territory),
        )
