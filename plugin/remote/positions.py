# SPDX-License-Identifier: GPL-2.0-or-later
"""In which coordinate system features are asked for, and whether they came in it, x before y."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from ..catalog.model import Box
from ..messages import VigieError
from ..requirements import shapely as require_shapely
from ..territory.contours import MAINLAND_CRS, legal_crs
from ..territory.crs import GEOGRAPHIC, reference_of, to_geographic, transform

if TYPE_CHECKING:
    from ..files.cut import Cut

SAMPLE = 200
ENOUGH = 0.9
"""Share of a sample that must fall where the service says its features are."""
MARGIN_DEGREES = 0.2
ROOM = 0.15
"""By how much boxes are widened before they are asked for, as a share of their larger side. A server that brings a box to the
system of its storage by two of its corners (QGIS Server does) otherwise loses what lies along its sides: Lambert-93 turns the
meridian by up to 6 degrees in France, that is by a tenth of the other side."""
LEAST = 1e-4
"""Degrees around the box of a single point."""
WORLD = (-180.0, -90.0, 180.0, 90.0)


def output_crs(crs: str) -> str:
    """The code under which a layer is written: with x before y, CRS:84 is EPSG:4326."""
    return GEOGRAPHIC if crs == "CRS:84" else crs


def northing_first(crs: str) -> bool:
    """Whether the authority of a coordinate system puts latitude, or northing, before longitude or easting."""
    system = reference_of(crs) if crs.startswith("EPSG:") else None
    return system is not None and bool(system.EPSGTreatsAsLatLong() or system.EPSGTreatsAsNorthingEasting())


def choose(offered: Sequence[str], cut: Cut | None) -> str:
    """The code among those `offered` (the default first) in which features are asked for.

    The legal projection of the territory, or without one that of the mainland when the default is in degrees or unknown; else
    the default; else any that is known. Empty when none is.
    """
    if cut is not None:
        legal = legal_crs(cut.territory.communes[0])
        if legal in offered:
            return legal
    known = [crs for crs in offered if reference_of(crs) is not None]
    if known and known[0] == offered[0] and reference_of(known[0]).IsProjected():
        return known[0]
    return MAINLAND_CRS if cut is None and MAINLAND_CRS in known else (known[0] if known else "")


def box_in(box: Box | None, crs: str) -> Box | None:
    """A box in degrees as one in `crs` that holds it, less what lies out of where that system is used; None when nothing is left."""
    system = reference_of(crs)
    area = system.GetAreaOfUse() if system is not None else None
    if box is None or area is None:
        return None
    west, south = max(box[0] - LEAST, area.west_lon_degree - 1), max(box[1] - LEAST, area.south_lat_degree - 1)
    east, north = min(box[2] + LEAST, area.east_lon_degree + 1), min(box[3] + LEAST, area.north_lat_degree + 1)
    if west >= east or south >= north:
        return None
    shapely = require_shapely()
    outline = shapely.segmentize(shapely.box(west, south, east, north), max(east - west, north - south) / 20)
    found = shapely.bounds(transform(np.array([outline], dtype=object), GEOGRAPHIC, output_crs(crs)))[0]
    if not np.isfinite(found).all():
        return None
    return tuple(float(side) for side in found)


def widened(box: Box) -> Box:
    """The box to ask for, when all that is in `box` is wanted."""
    west, south, east, north = box
    room = ROOM * max(east - west, north - south)
    return (west - room, south - room, east + room, north + room)


def place(shapes: np.ndarray, candidates: Iterable[str], box: Box | None) -> tuple[str, bool, bool]:
    """In which of the `candidates` (codes, the likeliest first) geometries are, whether their axes are swapped, and whether that
    puts them in `box`, in degrees, where the service announces them (None: anywhere on Earth).

    Each candidate is tried as it is and swapped; the first that fits is right. When none does, the first stands.
    """
    shapely = require_shapely()
    bounds = shapely.bounds(shapes)
    bounds = bounds[np.isfinite(bounds).all(axis=1)][:SAMPLE]
    codes = [crs for crs in dict.fromkeys(map(output_crs, filter(None, candidates))) if reference_of(crs) is not None]
    for crs in codes if len(bounds) else ():
        for swapped, columns in ((False, (0, 1, 2, 3)), (True, (1, 0, 3, 2))):
            if _fits(bounds[:, columns], crs, box or WORLD):
                return crs, swapped, True
    return (codes[0] if codes else ""), False, not len(bounds)


def _fits(bounds: np.ndarray, crs: str, box: Box) -> bool:
    """Whether nearly all of the bounds, taken to be in `crs`, touch the box."""
    degrees = (np.abs(bounds) <= (180, 90, 180, 90)).all(axis=1).mean() >= ENOUGH
    if degrees != bool(reference_of(crs).IsGeographic()):
        return False  # a projected position within 180 m of its origin is in degrees, and no degree is over 180
    shapely = require_shapely()
    try:
        moved = shapely.bounds(to_geographic(shapely.box(*bounds.T), crs))
    except VigieError:
        return False
    west, south, east, north = moved.T
    touching = (
        (west <= box[2] + MARGIN_DEGREES) & (east >= box[0] - MARGIN_DEGREES)
        & (south <= box[3] + MARGIN_DEGREES) & (north >= box[1] - MARGIN_DEGREES)
    )  # fmt: skip
    return bool((touching & np.isfinite(moved).all(axis=1)).mean() >= ENOUGH)


def swap(shapes: np.ndarray) -> np.ndarray:
    """Geometries with x in place of y; heights stay."""
    shapely = require_shapely()
    swapped = shapes.copy()
    for high in (False, True):
        some = shapely.has_z(shapes) == high
        swapped[some] = shapely.transform(shapes[some], lambda xyz: xyz[:, [1, 0, *range(2, xyz.shape[1])]], include_z=high)
    return swapped
