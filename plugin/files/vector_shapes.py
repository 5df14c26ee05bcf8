# SPDX-License-Identifier: GPL-2.0-or-later
"""The geometries of a vector layer: what a pass over all of them finds, and how each is written so that a layer is of one kind.

Measures (M) are dropped; heights are kept where one at least is not 0. Curves become lines, surfaces made of patches or of triangles
multipolygons, a collection of one dimension a multi-geometry. What is empty, or has a coordinate that is not finite, is no geometry.
Single and multiple geometries of one dimension make a layer of multiple ones; several dimensions make one of `MIXED`. Polygons that
are not valid stay as they are.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from .model import MIXED

if TYPE_CHECKING:
    from osgeo import ogr

POSITIONS = 4000
"""How many positions of a layer are kept at most, evenly spread over its rows."""

_FAMILIES = ("Point", "LineString", "Polygon")
_COLLECTIONS = ("MultiPoint", "MultiLineString", "MultiPolygon")


@dataclass
class Survey:
    """What was seen of the geometries of a layer: how many `rows`, how many of them have no geometry (`missing`), the `kinds` of
    geometries (OGR's, without Z nor M) and their `dimensions` (0 to 2), whether `heights` are worth keeping, whether features are
    just `numbered` from 0 or 1, and `positions` of some.
    """

    rows: int = 0
    missing: int = 0
    kinds: set[int] = field(default_factory=set)
    dimensions: set[int] = field(default_factory=set)
    heights: bool = False
    numbered: bool = True
    positions: list[tuple[float, float]] = field(default_factory=list)
    _step: int = 1

    def see(self, feature: ogr.Feature) -> tuple[float, float] | None:
        """Take one more feature into account; its position, None when it has none."""
        self.numbered = self.numbered and feature.GetFID() in (self.rows, self.rows + 1)
        self.rows += 1
        geometry = feature.GetGeometryRef()
        box = None if geometry is None else finite_box(geometry)
        if box is None:
            self.missing += 1
            return None
        self._see_kind(geometry)
        position = (box[0] + box[1]) / 2, (box[2] + box[3]) / 2
        if (self.rows - 1) % self._step == 0:
            self.positions.append(position)
            if len(self.positions) > POSITIONS:
                self.positions, self._step = self.positions[::2], self._step * 2
        return position

    def _see_kind(self, geometry: ogr.Geometry) -> None:
        from osgeo import ogr

        kind = geometry.GetGeometryType()
        flat = ogr.GT_Flatten(kind)
        if flat not in self.kinds or flat == ogr.wkbGeometryCollection:
            self.kinds.add(flat)
            self.dimensions |= dimensions_of(geometry)
        if not self.heights and ogr.GT_HasZ(kind):
            self.heights = any(math.isfinite(height) and height != 0 for height in geometry.GetEnvelope3D()[4:])

    @property
    def spread(self) -> np.ndarray:
        """Centres of geometries, n × 2, `POSITIONS` at most."""
        return np.array(self.positions, dtype=float).reshape(-1, 2)

    @property
    def curved(self) -> bool:
        """Whether there are curves, which become lines."""
        from osgeo import ogr

        return any(ogr.GT_IsNonLinear(kind) for kind in self.kinds)

    def geometry(self, declared: int) -> str:
        """The geometry of the layer, as `files.model.Layer` spells it; `declared` is OGR's type, used when nothing was seen."""
        from osgeo import ogr

        single = {getattr(ogr, f"wkb{name}"): name for name in _FAMILIES}
        if not self.dimensions:
            known = {**single, **{getattr(ogr, f"wkb{name}"): name for name in _COLLECTIONS}}
            return known.get(ogr.GT_GetLinear(ogr.GT_Flatten(declared)), "")
        if len(self.dimensions) > 1:
            return MIXED
        names = _FAMILIES if all(ogr.GT_GetLinear(kind) in single for kind in self.kinds) else _COLLECTIONS
        return names[next(iter(self.dimensions))]


def finite_box(geometry: ogr.Geometry) -> tuple[float, float, float, float] | None:
    """xmin, xmax, ymin, ymax; None for a geometry that is empty or is not finite."""
    if geometry.IsEmpty():
        return None
    box = geometry.GetEnvelope()
    return box if all(map(math.isfinite, box)) else None


def dimensions_of(geometry: ogr.Geometry) -> set[int]:
    """0 for points, 1 for lines, 2 for surfaces: more than one for a mixed collection."""
    from osgeo import ogr

    if ogr.GT_Flatten(geometry.GetGeometryType()) != ogr.wkbGeometryCollection:
        return {geometry.GetDimension()}
    found: set[int] = set()
    for place in range(geometry.GetGeometryCount()):
        part = geometry.GetGeometryRef(place)
        if not part.IsEmpty():
            found |= dimensions_of(part)
    return found


def written(geometry: ogr.Geometry | None, kind: str, heights: bool, swapped: bool) -> ogr.Geometry | None:
    """A geometry as the layer of `kind` (see `Survey.geometry`) takes it; None for none. The one given may be changed."""
    if geometry is None or finite_box(geometry) is None:
        return None
    geometry = geometry.Clone()
    if geometry.HasCurveGeometry(True):
        geometry = geometry.GetLinearGeometry()
    geometry.SetMeasured(False)
    geometry.Set3D(heights)
    if swapped:
        geometry.SwapXY()
    if kind != MIXED:
        return _forced(geometry, kind)
    return _forced(geometry, "MultiPolygon") if _is_patched(geometry) else geometry


def _is_patched(geometry: ogr.Geometry) -> bool:
    from osgeo import ogr

    flat = ogr.GT_Flatten(geometry.GetGeometryType())
    return ogr.GT_IsSubClassOf(flat, ogr.wkbPolyhedralSurface) or flat == ogr.wkbTriangle


def _forced(geometry: ogr.Geometry, kind: str) -> ogr.Geometry:
    from osgeo import ogr

    target = getattr(ogr, f"wkb{kind}")
    if ogr.GT_Flatten(geometry.GetGeometryType()) == target:
        return geometry
    if _is_patched(geometry) or target == ogr.wkbMultiPolygon:
        return ogr.ForceToMultiPolygon(geometry)
    return ogr.ForceToMultiLineString(geometry) if target == ogr.wkbMultiLineString else ogr.ForceToMultiPoint(geometry)
