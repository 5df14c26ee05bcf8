# SPDX-License-Identifier: GPL-2.0-or-later
"""Where the rows of a source are: coordinates, shapes of the file or written as text, contours of communes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ..files.codes import mapped
from ..files.coordinates import NOT_USED, System, numbers, placed, placed_by_row, usable, used_system
from ..files.written import Written, find_written
from ..messages import VigieError, translate
from ..requirements import shapely as require_shapely
from ..territory.crs import GEOGRAPHIC, to_geographic

if TYPE_CHECKING:
    import pandas as pd

    from ..files.model import Rows
    from ..territory.contours import Contours

EXACT, APPROXIMATE = "source", "commune"
"""What the column `POSITION` tells of a row."""


def raw_columns(rule: dict) -> set[str]:
    """The raw columns that a rule of geometry reads."""
    return {rule[name] for name in ("x", "y", "crs_column", "column") if name in rule}


def shapes_of_rows(rule: dict, table: pd.DataFrame, rows: Rows, kept: np.ndarray) -> np.ndarray | None:
    """The geometry in EPSG:4326 of each row of `table` (None for none); `kept` are their places among the `rows` that were read.

    None when positions come from communes, or when there is none.
    """
    if rule["kind"] == "xy":
        return _points(rule, table)
    if rule["kind"] == "text":
        return _texts(rule, table)
    if rule["kind"] == "source":
        if rows.geometry is None:
            return np.full(len(table), None, dtype=object)
        if not rows.crs:
            raise VigieError(translate("harmonize", "Nothing tells the coordinate system of the shapes: give the reader a crs."))
        return _earthly(to_geographic(rows.geometry[kept], rows.crs))
    return None


def _points(rule: dict, table: pd.DataFrame) -> np.ndarray:
    x, y = numbers(table[rule["x"]]), numbers(table[rule["y"]])
    points = np.full(len(table), None, dtype=object)
    there = usable(x, y)
    if "crs_column" in rule:
        systems = mapped(table[rule["crs_column"]][there], used_system)
        systems = systems.where(systems != NOT_USED, rule.get("crs", NOT_USED)).fillna(rule.get("crs", NOT_USED))
        points[there] = placed_by_row(x[there], y[there], systems.to_numpy(dtype=object), GEOGRAPHIC)
    else:
        points[there] = placed(x[there], y[there], rule["crs"], GEOGRAPHIC)
    return _earthly(points)


def _texts(rule: dict, table: pd.DataFrame) -> np.ndarray:
    found = find_written(table, [rule["column"]])
    if not found:
        return np.full(len(table), None, dtype=object)
    written = Written(rule["column"], found[0].way, "Mixed", found[0].filled, found[0].crs)
    system = System(found[0].crs or rule["crs"], rule.get("latitude_first", False), 0.0, 1.0)
    return _earthly(written.read(table, system, GEOGRAPHIC)[0])


def _earthly(shapes: np.ndarray) -> np.ndarray:
    """Shapes, None for those that are nowhere on earth."""
    bounds = require_shapely().bounds(shapes)
    with np.errstate(invalid="ignore"):
        inside = (
            np.isfinite(bounds).all(axis=1)
            & (np.abs(bounds[:, ::2]) <= 180).all(axis=1)
            & (np.abs(bounds[:, 1::2]) <= 90).all(axis=1)
        )
    found = np.asarray(shapes, dtype=object).copy()
    found[~inside] = None
    return found


def communes_at(shapes: np.ndarray, contours: Contours) -> np.ndarray:
    """The commune in whose contour a point of each shape lies (INSEE code, None for none)."""
    shapely = require_shapely()
    found = np.full(len(shapes), None, dtype=object)
    there = np.flatnonzero(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)))
    points, communes = shapely.STRtree(contours.shapes).query(shapely.point_on_surface(shapes[there]), predicate="within")
    found[there[points]] = contours.codes[communes]
    return found


def middles(communes: Sequence[str | None], contours: Contours) -> np.ndarray:
    """A point in the first commune of each row (codes apart by spaces); None where it has no contour."""
    first = [None if codes is None else codes.split()[0] for codes in communes]
    different = sorted({code for code in first if code is not None})
    points = dict(zip(different, contours.points(different)))
    found = np.full(len(first), None, dtype=object)
    for place, code in enumerate(first):
        found[place] = points.get(code)
    return found


def contours_of(communes: Sequence[str], contours: Contours) -> np.ndarray:
    """The contour of the communes of each row (codes apart by spaces)."""
    different = list(dict.fromkeys(communes))
    shapes = dict(zip(different, contours.dissolve([codes.split() for codes in different])))
    found = np.full(len(communes), None, dtype=object)
    for place, codes in enumerate(communes):
        found[place] = shapes[codes]
    return found
