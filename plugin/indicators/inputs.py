# SPDX-License-Identifier: GPL-2.0-or-later
"""A layer of the user's own as the engine takes it: arrays, with what is needed to say where they come from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class LayerData:
    """The geometries of a layer.

    `geometry`: array of shapely (None where a feature has none), coordinates in the CRS `crs` (WKT or authority code).
    `codes`: the field of identifiers of zones (only for a layer of
    contours), else None.
    """

    name: str
    geometry: np.ndarray
    crs: str
    codes: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.geometry)
