# SPDX-License-Identifier: GPL-2.0-or-later
"""Coordinates from one reference system to another, for whole arrays; areas and lengths on the ellipsoid.

GDAL transforms: its objects may be made in any thread. Those of pyproj crash on Debian 13 when QGIS's worker threads end.
"""

from __future__ import annotations

import re
import struct
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from ..messages import VigieError, translate
from ..requirements import shapely as require_shapely

if TYPE_CHECKING:
    import pyproj
    from osgeo import osr

GEOGRAPHIC = "EPSG:4326"

_WRITTEN = re.compile(
    r"[A-Z][A-Z_]+\s*\[|[A-Za-z]{2}\w*:[\w.+-]+$|urn:ogc:def:crs|https?://(www\.)?opengis\.net/def/crs", re.IGNORECASE
)
"""WKT, or a code: GDAL would open anything else as a file, or ask the network for it."""

FARTHEST = 1e9
"""No coordinate on earth is larger, in any unit; PROJ may turn for ever on one that is."""

PART = 500_000
"""Coordinates that are moved at once: what bounds the memory besides the answer."""

_LINE = struct.Struct("<BII")
"""What stands before the coordinates of a line, as GDAL reads and writes it: order of bytes, kind, number of points."""


@lru_cache(maxsize=1)
def ellipsoid() -> pyproj.Geod:
    """The GRS80 ellipsoid, on which French legal distances are measured."""
    import pyproj

    return pyproj.Geod(ellps="GRS80")


def transform(shapes: np.ndarray, source: str, target: str) -> np.ndarray:
    """Geometries (array of shapely, None allowed) from CRS `source` to `target` (authority codes or WKT).

    Coordinates are in the order x, y (longitude, latitude); those that cannot be transformed become infinite. Raises a
    `VigieError` when a CRS is unknown.
    """
    transformation = _transformation(source, target)
    if transformation is None:
        return shapes
    return require_shapely().transform(shapes, lambda xy: _moved(transformation, xy))


def transform_xy(xy: np.ndarray, source: str, target: str) -> np.ndarray:
    """The same for an array (n, 2) of x and y, NaN where there is no position."""
    transformation = _transformation(source, target)
    return xy if transformation is None else _moved(transformation, xy)


def _transformation(source: str, target: str) -> osr.CoordinateTransformation | None:
    """None where nothing has to be moved."""
    from osgeo import osr

    if source == target:
        return None
    start, end = reference(source), reference(target)
    return None if start.IsSame(end) else osr.CoordinateTransformation(start, end)


def _moved(transformation: osr.CoordinateTransformation, xy: np.ndarray) -> np.ndarray:
    moved = np.full(xy.shape, np.inf)
    for start in range(0, len(xy), PART):
        part = xy[start : start + PART]
        earthly = (np.abs(part) < FARTHEST).all(axis=1)
        if earthly.any():
            moved[start : start + PART][earthly] = _transformed(transformation, part[earthly])
    return moved


@lru_cache(maxsize=1000)
def same_crs(first: str, second: str) -> bool:
    """Whether two codes name one coordinate system, as IGNF:LAMB93 and EPSG:2154 do; False when one is not known."""
    if first == second:
        return True
    one, other = reference_of(first), reference_of(second)
    return one is not None and other is not None and bool(one.IsSame(other))


def reference_of(crs: str) -> osr.SpatialReference | None:
    """The system of a code or WKT, x before y; None when there is none."""
    try:
        return reference(crs)
    except VigieError:
        return None


def reference(crs: str) -> osr.SpatialReference:
    """The system of that authority code or WKT, x before y; a `VigieError` when there is none."""
    from osgeo import osr

    osr.UseExceptions()
    found = osr.SpatialReference()
    try:
        if not _WRITTEN.match(str(crs)):
            raise RuntimeError("neither a code nor WKT")
        found.SetFromUserInput(str(crs))
    except RuntimeError as error:
        raise VigieError(
            translate("crs", "Unknown coordinate reference system “{crs}”: set the right one on the layer.").format(
                crs=str(crs)[:80] or "–"
            ),
            str(error),
        ) from error
    found.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return found


def _transformed(transformation: osr.CoordinateTransformation, xy: np.ndarray) -> np.ndarray:
    """The coordinates transformed, as the points of a line: GDAL moves an array, where it would be given each point as an object.
    One that is refused fails the whole line: halves are tried until it stands alone.
    """
    from osgeo import ogr

    ogr.UseExceptions()
    binary = _LINE.pack(1, ogr.wkbLineString, len(xy)) + np.ascontiguousarray(xy, dtype="<f8").tobytes()
    line = ogr.CreateGeometryFromWkb(binary)
    try:
        line.Transform(transformation)
    except RuntimeError:
        if len(xy) == 1:
            return np.full((1, 2), np.inf)
        half = len(xy) // 2
        return np.vstack([_transformed(transformation, part) for part in (xy[:half], xy[half:])])
    return np.frombuffer(line.ExportToWkb(ogr.wkbNDR), dtype="<f8", offset=_LINE.size).reshape(-1, 2)


def to_geographic(shapes: np.ndarray, source: str) -> np.ndarray:
    """Geometries in longitude, latitude (EPSG:4326)."""
    return transform(shapes, source, GEOGRAPHIC)


def area_km2(shape: object) -> float:
    """Area on the ellipsoid, in km², of a (multi)polygon in EPSG:4326."""
    return abs(ellipsoid().geometry_area_perimeter(shape)[0]) / 1e6
