# SPDX-License-Identifier: GPL-2.0-or-later
"""Zones by parts: each zone is in one part, whole; a part tells the box that its features lie in, and the zones around it."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from ..indicators.zonings import Zoning
from ..requirements import shapely as require_shapely
from ..territory.cog import Cog
from ..territory.crs import GEOGRAPHIC, transform_xy
from .sources import Box

KM_A_DEGREE = 110.5
"""The shortest degree of latitude: a margin made with it is never too narrow."""

LATTICE = 33
MARGIN = 0.02
"""Which share of a box is added on each side when it changes systems: its sides become curves."""

SAME_PLACE = 1e-6
"""How near, in degrees, a place must come back to itself for a change of systems to be believed."""


@dataclass(frozen=True, eq=False)
class Part:
    """The places, in the zoning of that level, of the zones that it answers for, and what is made of them (ids). `whole`: all zones, of
    layers that are read whole.
    """

    level: str
    name: str
    zones: np.ndarray
    definitions: tuple[str, ...]
    whole: bool = False


def parts_of(zoning: Zoning, communes: Zoning, cog: Cog, wanted: Collection[str], definitions: tuple[str, ...]) -> list[Part]:
    """The zones by département: communes, those that are `wanted`; the user's, by the commune that is nearest to a point inside."""
    places = np.arange(len(communes.codes))
    if zoning.own:
        shapely = require_shapely()
        there = np.flatnonzero(~shapely.is_missing(communes.shapes))
        places = there[shapely.STRtree(communes.shapes[there]).nearest(zoning.points())]
    members: dict[str, list[int]] = {}
    asked = set(wanted)
    for zone, place in enumerate(places):
        code = communes.codes[place]
        if zoning.own or code in asked:
            members.setdefault(cog.unit("commune", code).departement or code[:3], []).append(zone)
    return [Part(zoning.level, name, np.array(zones), definitions) for name, zones in sorted(members.items())]


def some(zoning: Zoning, places: np.ndarray) -> Zoning:
    """The zones at these places, in order."""
    taken = {name: getattr(zoning, name)[places] for name in ("shapes", "systems", "population", "placing")}
    return replace(zoning, codes=[zoning.codes[place] for place in places], **taken)


def box_of(boxes: np.ndarray) -> Box | None:
    """What boxes (array (n, 4), NaN for none) span together; None where there is none."""
    there = boxes[np.isfinite(boxes).all(axis=1)]
    if not len(there):
        return None
    return (*there[:, :2].min(axis=0).tolist(), *there[:, 2:].max(axis=0).tolist())


def meeting(boxes: np.ndarray, box: Box | None) -> np.ndarray:
    """Which boxes meet that one (array of bool)."""
    if box is None:
        return np.zeros(len(boxes), dtype=bool)
    west, south, east, north = box
    return (boxes[:, 0] <= east) & (boxes[:, 2] >= west) & (boxes[:, 1] <= north) & (boxes[:, 3] >= south)


def widened(box: Box, km: float) -> Box:
    """The box (degrees) with all that lies within so many km of it, and a little more."""
    west, south, east, north = box
    high = 1.02 * km / KM_A_DEGREE
    farthest = min(max(abs(south - high), abs(north + high)), 89.0)
    wide = high / math.cos(math.radians(farthest))
    return west - wide, south - high, east + wide, north + high


def box_in(box: Box | None, source: str, target: str) -> Box | None:
    """A box of `target` that holds all places of the box of `source`; None (everything) where the change of systems cannot be trusted."""
    if box is None:
        return None
    west, south, east, north = box
    x, y = np.meshgrid(np.linspace(west, east, LATTICE), np.linspace(south, north, LATTICE))
    lattice = np.column_stack((x.ravel(), y.ravel()))
    moved = transform_xy(lattice, source, target)
    if not np.isfinite(moved).all():
        return None
    degrees = transform_xy(lattice, source, GEOGRAPHIC)
    back = transform_xy(moved, target, GEOGRAPHIC)
    if not np.isfinite(back).all() or np.abs(back - degrees).max() > SAME_PLACE:
        return None
    low, high = moved.min(axis=0), moved.max(axis=0)
    more = MARGIN * (high - low) + 1e-9 * np.abs(moved).max()
    return (*(low - more).tolist(), *(high + more).tolist())
