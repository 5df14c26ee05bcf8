# SPDX-License-Identifier: GPL-2.0-or-later
"""Layers of GDAL into pandas frames, their geometries into shapely's."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np

from ..messages import Progress, VigieError, translate
from ..requirements import pandas as require_pandas
from ..requirements import shapely as require_shapely

_POINT = np.dtype([("order", "u1"), ("kind", "<u4"), ("x", "<f8"), ("y", "<f8")])
"""A point as GDAL writes it."""

EXACT = 2.0**53
"""Whole numbers from this on are not all floats."""

if TYPE_CHECKING:
    import pandas as pd
    from osgeo import ogr


def frame_of(layer: ogr.Layer) -> tuple[pd.DataFrame, np.ndarray]:
    """All features of an OGR layer, by its Arrow stream: attributes as a frame, geometries as shapely (None where null).

    Texts are str, missing values None or NaN. Attribute and spatial filters set on the layer apply.
    """
    frame, geometry, xy = columns_of(layer)
    return frame, points_of(xy) if geometry is None else geometry


def columns_of(
    layer: ogr.Layer, wanted: Collection[str] | None = None, progress: Progress | None = None
) -> tuple[pd.DataFrame, np.ndarray | None, np.ndarray | None]:
    """The same with the `wanted` attributes only, the column of identifiers being one (None: all but that). A layer of nothing but plain points has no geometries but an array
    (n, 2) of x and y, NaN where null or empty: millions of them take a tenth of the memory, and no time. Raises `Cancelled`.
    """
    pandas = require_pandas()
    definition = layer.GetLayerDefn()
    names = [definition.GetFieldDefn(index).GetName() for index in range(definition.GetFieldCount())]
    if wanted is not None and layer.GetFIDColumn():
        names.append(layer.GetFIDColumn())
    names = [name for name in names if wanted is None or name in wanted]
    column = layer.GetGeometryColumn() or "wkb_geometry"
    frames, positions = [], []
    with _booleans_as_numbers(definition) as booleans:
        for batch in layer.GetArrowStreamAsNumPy():  # with the FID: GDAL 3.6 gives no geometry when no other column is asked for
            if progress is not None:
                progress.hear()
            size = len(next(iter(batch.values()))) if batch else 0
            columns = {name: _plain(batch[name], name in booleans) for name in names if name in batch}
            frames.append(pandas.DataFrame(columns, index=range(size)))
            if column in batch:
                xy = _xy(batch[column])
                positions.append(shapes_of(_wkb(batch[column])) if xy is None else xy)
    frame = pandas.concat(frames, ignore_index=True) if frames else pandas.DataFrame(columns=names)
    if not positions:
        return frame, np.full(len(frame), None, dtype=object), None
    if all(part.ndim == 2 for part in positions):
        return frame, None, np.concatenate(positions)
    return frame, np.concatenate([points_of(part) if part.ndim == 2 else part for part in positions]), None


@contextmanager
def _booleans_as_numbers(definition: ogr.FeatureDefn) -> Iterator[set[str]]:
    """The names of the yes-or-no fields, numbers meanwhile: GDAL 3.6 forgets a yes when it writes the next one."""
    from osgeo import ogr

    fields = [definition.GetFieldDefn(index) for index in range(definition.GetFieldCount())]
    booleans = [field for field in fields if field.GetSubType() == ogr.OFSTBoolean]
    for field in booleans:
        field.SetSubType(ogr.OFSTNone)
    try:
        yield {field.GetName() for field in booleans}
    finally:
        for field in booleans:
            field.SetSubType(ogr.OFSTBoolean)


def points_of(xy: np.ndarray) -> np.ndarray:
    """Points (array of shapely) of x and y; None where they are NaN."""
    there = ~np.isnan(xy).any(axis=1)
    points = np.full(len(xy), None, dtype=object)
    points[there] = require_shapely().points(xy[there])
    return points


def shapes_of(binaries: np.ndarray) -> np.ndarray:
    """Geometries (array of shapely, None kept) of well-known binaries; curves and surfaces made of patches, which shapely
    does not know, become lines and polygons. A `VigieError` when one of them is no geometry.
    """
    shapely = require_shapely()
    try:
        return shapely.from_wkb(binaries)
    except shapely.errors.GEOSException:
        try:
            return shapely.from_wkb(np.array([None if item is None else _simple(item) for item in binaries], dtype=object))
        except (RuntimeError, shapely.errors.GEOSException) as error:
            raise VigieError(
                translate("readers", "A geometry is damaged: mend it with QGIS's “Fix geometries”."), str(error)
            ) from error


def _simple(binary: bytes) -> bytes:
    """The geometry as GDAL approximates it without curves, patches nor triangles."""
    from osgeo import gdal, ogr

    gdal.UseExceptions()
    geometry = ogr.CreateGeometryFromWkb(binary)
    if ogr.GT_IsSubClassOf(geometry.GetGeometryType(), ogr.wkbPolyhedralSurface) or geometry.GetGeometryName() == "TRIANGLE":
        geometry = ogr.ForceToMultiPolygon(geometry)
    return bytes(geometry.GetLinearGeometry().ExportToIsoWkb())


def _plain(values: np.ndarray, boolean: bool = False) -> np.ndarray:
    """A column of the stream as pandas likes it: texts decoded, masked numbers as NaN."""
    mask = np.ma.getmaskarray(values)
    data = np.ma.getdata(values)
    if boolean:
        data = data != 0
    if data.dtype.kind in "SO":
        texts = [value.decode("utf-8", "replace") if isinstance(value, bytes) else value for value in data.tolist()]
        return np.where(mask, None, _objects(texts))
    if not mask.any():
        return data
    if data.dtype.kind in "iub" and (np.abs(data[~mask].astype(float)) < EXACT).all():
        return np.where(mask, np.nan, data.astype(float))
    return np.where(mask, None, data.astype(object))


def _objects(values: list) -> np.ndarray:
    """An array of these objects, lists among them too."""
    made = np.empty(len(values), dtype=object)
    made[:] = values
    return made


def _xy(values: np.ndarray) -> np.ndarray | None:
    """The x and y of well-known binaries that are all plain points; None when one of them is anything else."""
    data, mask = np.ma.getdata(values), np.ma.getmaskarray(values)
    if data.dtype.kind == "O":  # of several lengths, or some are null
        mask = mask | np.array([value is None or not len(value) for value in data], dtype=bool)
        raw = b"".join(bytes(_POINT.itemsize) if hidden else bytes(value) for value, hidden in zip(data, mask))
        if len(raw) != len(data) * _POINT.itemsize:
            return None
        data = np.frombuffer(raw, dtype=_POINT)
    elif data.dtype.kind != "V" or data.dtype.itemsize != _POINT.itemsize:
        return None
    read = np.ascontiguousarray(data).view(_POINT)
    if not ((read["order"] == 1) & (read["kind"] == 1) | mask).all():
        return None
    xy = np.column_stack((read["x"], read["y"]))
    xy[mask] = np.nan
    return xy


def _wkb(values: np.ndarray) -> np.ndarray:
    """Well-known binaries as objects, None for none; GDAL gives bytes of one common length as an array of void."""
    binaries = np.ma.getdata(values).astype(object)
    binaries[np.ma.getmaskarray(values) | (binaries == b"")] = None
    return binaries
