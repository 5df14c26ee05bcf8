# SPDX-License-Identifier: GPL-2.0-or-later
"""What lies in a file that the product wrote, as GDAL sees it without the product's store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from osgeo import gdal
from vigie_territoriale.plugin.harmonize.readers import frame_of

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    import pandas as pd


def read_ogr(path: Path, layer: str) -> tuple[pd.DataFrame, np.ndarray, str]:
    """The attributes of a layer as they are typed, shapely geometries, CRS as WKT ("" if none); LookupError if it is not there."""
    gdal.UseExceptions()
    source = gdal.OpenEx(str(path), gdal.OF_VECTOR | gdal.OF_READONLY)
    if layer not in [source.GetLayer(index).GetName() for index in range(source.GetLayerCount())]:
        raise LookupError(layer)
    opened = source.GetLayerByName(layer)
    frame, geometry = frame_of(opened)
    reference = opened.GetSpatialRef()
    return frame, geometry, reference.ExportToWkt(["FORMAT=WKT2_2019"]) if reference else ""
