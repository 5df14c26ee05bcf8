# SPDX-License-Identifier: GPL-2.0-or-later
"""Checks of quality that a recipe asks for: a failure refuses the dataset, is noted, or leaves rows out, as their severity says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..files.coordinates import FRANCE, in_boxes, numbers
from ..messages import VigieError, number, translate
from ..requirements import shapely as require_shapely
from .rejected import Rejected

if TYPE_CHECKING:
    import pandas as pd

    from ..territory.contours import Contours

ERROR, WARNING, REJECT = "error", "warning", "reject"
"""Severities."""

METRES_OF_A_DEGREE = 75_000.0
"""Of longitude in France, about: a tolerance in metres is never made narrower by it."""

NEAR_METRES = 1000.0
"""How far from its commune a point may lie, unless a check says otherwise: contours are generalised."""


@dataclass
class Harvest:
    """What a recipe gave so far: rows in a common schema, their shapes in EPSG:4326 (None: no geometry), how many rows were read,
    and how many had no known commune.
    """

    table: pd.DataFrame
    geometry: np.ndarray | None
    read: int
    unknown: int

    def keep(self, rows: np.ndarray) -> None:
        """Keep those rows only (array of bool)."""
        self.table = self.table[rows].reset_index(drop=True)
        self.geometry = None if self.geometry is None else self.geometry[rows]


def check(checks: Sequence[dict], harvest: Harvest, contours: Contours | None, rejected: Rejected) -> list[str]:
    """Do all checks in their order; notes for the failures that are only told. Rows left out leave the harvest, and join the
    rejected. A `VigieError` when a check that refuses the dataset fails.
    """
    notes = []
    for told in checks:
        severity = told.get("severity", ERROR)
        if told["check"] in _OF_ALL:
            sentence = _OF_ALL[told["check"]](told, harvest)
        else:
            bad = _of_rows(told, harvest, contours)
            if severity == REJECT:
                rejected.add_rows(_reason(told), harvest.table, bad)
                harvest.keep(~bad)
                continue
            few = int(bad.sum()) <= told.get("most", 0) * len(bad)
            sentence = (
                ""
                if few
                else translate("checks", "{count} rows: {reason}.").format(count=number(int(bad.sum())), reason=_reason(told))
            )
        if sentence and severity == ERROR:
            raise VigieError(
                translate("checks", "The data are refused by a check of their recipe. {sentence}").format(sentence=sentence)
            )
        notes += [sentence] if sentence else []
    return notes


def _reason(told: dict) -> str:
    sentences = {
        "required": translate("checks", "nothing in “{column}”"),
        "unique": translate("checks", "a value of “{column}” that another row has"),
        "known": translate("checks", "a value of “{column}” that is not in the list"),
        "range": translate("checks", "a value of “{column}” out of its range"),
        "in-france": translate("checks", "a position out of France"),
        "in-commune": translate("checks", "a position away from its commune"),
    }
    return sentences[told["check"]].format(column=told.get("column", ""))


# Checks of the whole: a sentence when they fail, else empty.


def _rows(told: dict, harvest: Harvest) -> str:
    least, most = told.get("minimum", 0), told.get("maximum", harvest.read)
    if least <= harvest.read <= most:
        return ""
    return translate("checks", "{count} rows were read, where {least} to {most} are expected.").format(
        count=number(harvest.read), least=number(least), most=number(most) if "maximum" in told else "…"
    )


def _missing(told: dict, harvest: Harvest) -> str:
    empty = int(harvest.table[told["column"]].isna().sum())
    if empty <= told["most"] * len(harvest.table):
        return ""
    return translate("checks", "“{column}” is empty in {count} rows of {all}.").format(
        column=told["column"], count=number(empty), all=number(len(harvest.table))
    )


def _known_communes(told: dict, harvest: Harvest) -> str:
    if harvest.unknown <= told.get("most", 0) * harvest.read:
        return ""
    return translate("checks", "{count} rows of {all} have no known commune code.").format(
        count=number(harvest.unknown), all=number(harvest.read)
    )


_OF_ALL = {"rows": _rows, "missing": _missing, "known-commune": _known_communes}


# Checks of each row: which rows fail (array of bool).


def _of_rows(told: dict, harvest: Harvest, contours: Contours | None) -> np.ndarray:
    kind = told["check"]
    if kind == "in-france":
        return _abroad(harvest.geometry, len(harvest.table))
    if kind == "in-commune":
        return _away(harvest, contours, told.get("metres", NEAR_METRES))
    values = harvest.table[told["column"]]
    if kind == "required":
        return values.isna().to_numpy(dtype=bool)
    there = values.notna().to_numpy(dtype=bool)
    if kind == "unique":
        return there & values.duplicated().to_numpy(dtype=bool)
    if kind == "known":
        return there & ~values.astype(str).isin(told["values"]).to_numpy(dtype=bool)
    found = numbers(values)
    with np.errstate(invalid="ignore"):
        inside = (found >= told.get("minimum", -np.inf)) & (found <= told.get("maximum", np.inf))
    return there & ~inside


def _abroad(geometry: np.ndarray | None, size: int) -> np.ndarray:
    if geometry is None:
        return np.zeros(size, dtype=bool)
    bounds = require_shapely().bounds(geometry)
    x, y = (bounds[:, 0] + bounds[:, 2]) / 2, (bounds[:, 1] + bounds[:, 3]) / 2
    with np.errstate(invalid="ignore"):
        return np.isfinite(x) & ~in_boxes(x, y, FRANCE)


def _away(harvest: Harvest, contours: Contours | None, metres: float) -> np.ndarray:
    if harvest.geometry is None or contours is None:
        return np.zeros(len(harvest.table), dtype=bool)
    shapely = require_shapely()
    communes = harvest.table["commune" if "commune" in harvest.table else "communes"]
    homes = contours.of([None if codes is None else codes.split()[0] for codes in communes])
    known = ~shapely.is_missing(homes) & ~shapely.is_missing(harvest.geometry)
    shapely.prepare(homes)
    with np.errstate(invalid="ignore"):  # GEOS warns of some, but its distances are right
        return known & ~shapely.dwithin(harvest.geometry, homes, metres / METRES_OF_A_DEGREE)
