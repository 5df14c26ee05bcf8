# SPDX-License-Identifier: GPL-2.0-or-later
"""A layer of the user's own as the engine takes it: arrays, with what is needed to say where they come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from ..harmonize.readers import points_of
from ..requirements import shapely as require_shapely


@dataclass(frozen=True)
class LayerData:
    """The positions of a layer, in the CRS `crs` (WKT or authority code), and values of its features.

    `shapes`: array of shapely (None where a feature has none); None for a layer of plain points, whose x and y are then `xy`: an
    array (n, 2), NaN where a feature has none. A table has neither: its rows are placed by `communes`, their INSEE codes.
    `codes`, `names`: of zones. Each is an array, or None where the layer has no such field. `values`: arrays by the expression that
    gives them, None or NaN where a feature has no value. `source`: where it is read, without credentials.
    """

    name: str
    shapes: np.ndarray | None
    crs: str
    codes: np.ndarray | None = None
    xy: np.ndarray | None = None
    values: Mapping[str, np.ndarray] = field(default_factory=dict)
    communes: np.ndarray | None = None
    names: np.ndarray | None = None
    source: str = ""

    @property
    def is_table(self) -> bool:
        """Whether it has no geometry at all."""
        return self.shapes is None and self.xy is None

    @cached_property
    def geometry(self) -> np.ndarray:
        """Array of shapely, None where a feature has none."""
        if self.is_table:
            return np.full(len(self), None, dtype=object)
        return points_of(self.xy) if self.shapes is None else self.shapes

    def places(self) -> np.ndarray:
        """One point for each feature as an array (n, 2): itself, or one inside a line or an area; NaN where it has none."""
        if self.xy is not None:
            return self.xy
        shapely = require_shapely()
        usable = np.isfinite(shapely.bounds(self.geometry)).all(axis=1)  # bounds are NaN for no geometry and for an empty one
        points = shapely.point_on_surface(np.where(usable, self.geometry, None))
        return np.column_stack((shapely.get_x(points), shapely.get_y(points)))

    def __len__(self) -> int:
        return len(next(column for column in (self.xy, self.shapes, self.communes) if column is not None))
