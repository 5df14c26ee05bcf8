# SPDX-License-Identifier: GPL-2.0-or-later
"""Coordinates from one reference system to another, for whole arrays; areas and lengths on the ellipsoid."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from ..messages import VigieError, translate
from ..requirements import shapely as require_shapely

if TYPE_CHECKING:
    import pyproj

GEOGRAPHIC = "EPSG:4326"


@lru_cache(maxsize=64)
def _transformer(source: str, target: str) -> pyproj.Transformer:
    import pyproj

    return pyproj.Transformer.from_crs(source, target, always_xy=True)


@lru_cache(maxsize=1)
def ellipsoid() -> pyproj.Geod:
    """The GRS80 ellipsoid, on which French legal distances are measured."""
    import pyproj

    return pyproj.Geod(ellps="GRS80")


def transform(shapes: np.ndarray, source: str, target: str) -> np.ndarray:
    """Geometries (array of shapely, None allowed) from CRS `source` to `target` (authority codes or WKT).

    Coordinates are in the order x, y (longitude, latitude). Raises a `VigieError` when a CRS is unknown.
    """
    import pyproj

    shapely = require_shapely()
    source, target = str(source), str(target)  # pyproj takes a numpy string for a number
    try:
        if pyproj.CRS.from_user_input(source) == pyproj.CRS.from_user_input(target):
            return shapes
        transformer = _transformer(source, target)
    except pyproj.exceptions.ProjError as error:
        raise VigieError(
            translate("crs", "Unknown coordinate reference system “{crs}”: set the right one on the layer.").format(
                crs=source[:80] or "–"
            ),
            str(error),
        ) from error
    return shapely.transform(shapes, lambda xy: np.column_stack(transformer.transform(xy[:, 0], xy[:, 1])))


def to_geographic(shapes: np.ndarray, source: str) -> np.ndarray:
    """Geometries in longitude, latitude (EPSG:4326)."""
    return transform(shapes, source, GEOGRAPHIC)


def area_km2(shape: object) -> float:
    """Area on the ellipsoid, in km², of a (multi)polygon in EPSG:4326."""
    return abs(ellipsoid().geometry_area_perimeter(shape)[0]) / 1e6
