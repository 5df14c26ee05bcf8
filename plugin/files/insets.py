# SPDX-License-Identifier: GPL-2.0-or-later
"""Overseas départements that a map drew beside mainland France, and whose file pretends that they lie there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..messages import number, translate
from ..requirements import shapely as require_shapely
from ..territory.crs import to_geographic

if TYPE_CHECKING:
    import pandas as pd

    from ..territory.cog import Cog
    from ..territory.contours import Contours
    from .codes import Codes

OVERSEAS = ("971", "972", "973", "974", "976")

NORTHERNMOST = 30.0
"""Latitude, in degrees, that no overseas département reaches."""

ATLANTIC = (-6.0, 43.0, -2.5, 47.0)
"""Longitudes and latitudes between which insets are drawn as a rule."""

OFFSHORE = 0.25
"""Degrees from any commune at which a feature is at sea."""


def warn_by_codes(table: pd.DataFrame, positions: np.ndarray, codes: Codes, crs: str, cog: Cog) -> str:
    """A sentence when rows with codes of overseas départements lie in Europe; empty when none does.

    `table` has the columns of `codes`, `positions` (n × 2, in `crs`) the place of each row.
    """
    overseas = np.array([_departement(unit, codes.level, cog) in OVERSEAS for unit in codes.units(table)], dtype=bool)
    if not overseas.any():
        return ""
    latitudes = require_shapely().get_y(to_geographic(require_shapely().points(positions[overseas]), crs))
    moved = int((latitudes > NORTHERNMOST).sum())
    if not moved:
        return ""
    return translate(
        "vector",
        "Overseas départements are drawn as insets beside mainland France ({count} codes): their positions are false. Count "
        "and cut them by their codes.",
    ).format(count=number(moved))


def warn_by_position(positions: np.ndarray, contours: Contours) -> str:
    """A sentence when features (`positions`: n × 2, longitude and latitude) lie at sea, where insets are drawn; else empty."""
    shapely = require_shapely()
    beside = positions[((positions >= ATLANTIC[:2]) & (positions <= ATLANTIC[2:])).all(axis=1)]
    if not len(beside):
        return ""
    near = shapely.STRtree(contours.shapes).query(shapely.buffer(shapely.points(beside), OFFSHORE), predicate="intersects")[0]
    count = len(beside) - len(np.unique(near))
    if not count:
        return ""
    return translate(
        "vector",
        "{count} features lie at sea, west of mainland France: if they are overseas départements drawn as insets, their "
        "positions are false.",
    ).format(count=number(count))


def _departement(unit: str | None, level: str, cog: Cog) -> str:
    """The first three characters of a commune of the unit; those of an overseas département are its code."""
    members = [] if unit is None else cog.members(level, unit)
    return members[0][:3] if members else ""
