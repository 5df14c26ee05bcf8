# SPDX-License-Identifier: GPL-2.0-or-later
"""Frames as rows of OGR's layers, in our GeoPackage and in PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from ..harmonize.dataset import GEOGRAPHIC_CRS
from ..requirements import shapely as require_shapely
from ..territory.crs import reference

if TYPE_CHECKING:
    import pandas as pd
    from osgeo import gdal, ogr


def raise_errors() -> None:
    """Have GDAL raise what goes wrong: its two modules are told apart in GDAL 3.6."""
    from osgeo import gdal, ogr

    gdal.UseExceptions()
    ogr.UseExceptions()


def write_layer(
    opened: gdal.Dataset, name: str, table: pd.DataFrame, geometry: np.ndarray | None, options: Sequence[str] = ()
) -> ogr.Layer:
    """A new table `name`, without an index of positions; `options` are those of the driver."""
    from osgeo import ogr

    system = reference(GEOGRAPHIC_CRS) if geometry is not None else None
    kind = getattr(ogr, f"wkb{geometry_label(geometry)}")
    layer = opened.CreateLayer(name, system, kind, ["FID=fid", "GEOMETRY_NAME=geom", *options])
    for column in table.columns:
        layer.CreateField(ogr.FieldDefn(str(column), _field_type(table[column], ogr)))
    append_rows(layer, table, geometry)
    return layer


def add_columns(layer: ogr.Layer, table: pd.DataFrame) -> None:
    """The columns of `table` that a layer has not, added to it."""
    from osgeo import ogr

    definition = layer.GetLayerDefn()
    for column in table.columns:
        if definition.GetFieldIndex(str(column)) < 0:
            layer.CreateField(ogr.FieldDefn(str(column), _field_type(table[column], ogr)))


def append_rows(layer: ogr.Layer, table: pd.DataFrame, geometry: np.ndarray | None) -> None:
    """Write the rows, and see that they have left GDAL."""
    from osgeo import ogr

    definition = layer.GetLayerDefn()
    places = [definition.GetFieldIndex(str(column)) for column in table.columns]
    shapes = well_known_binaries(geometry, len(table))
    for values, shape in zip(plain_rows(table), shapes):
        feature = ogr.Feature(definition)
        for place, value in zip(places, values):
            if value is not None:
                feature.SetField(place, value)
        if shape is not None:
            feature.SetGeometryDirectly(ogr.CreateGeometryFromWkb(shape))
        layer.CreateFeature(feature)
    layer.SyncToDisk()


@contextmanager
def by_copy() -> Iterator[None]:
    """Have GDAL write rows to a table of PostgreSQL that is there by COPY, ten times faster, as it does to a new one."""
    from osgeo import gdal

    before = gdal.GetThreadLocalConfigOption("PG_USE_COPY")
    gdal.SetThreadLocalConfigOption("PG_USE_COPY", "YES")
    try:
        yield
    finally:
        gdal.SetThreadLocalConfigOption("PG_USE_COPY", before)


def replace_rows(layer: ogr.Layer, table: pd.DataFrame) -> None:
    """Put these rows in the place of all those that a table without geometry has."""
    for feature in list(layer):
        layer.DeleteFeature(feature.GetFID())
    append_rows(layer, table, None)


def geometry_label(geometry: np.ndarray | None) -> str:
    """The type that holds all the geometries, as OGR and QGIS spell it after their prefix: Point, MultiPolygon..."""
    if geometry is None:
        return "None"
    dimension = int(require_shapely().get_dimensions(geometry).max(initial=-1))
    return {-1: "MultiPolygon", 0: "Point", 1: "MultiLineString", 2: "MultiPolygon"}[dimension]


def _field_type(values: pd.Series, ogr: Any) -> int:
    kind = values.dtype.kind
    if kind in "iu":
        return ogr.OFTInteger64
    return ogr.OFTReal if kind == "f" else ogr.OFTString


def well_known_binaries(geometry: np.ndarray | None, size: int) -> list[bytes | None]:
    """Geometries as WKB, polygons and lines as multi-parts, so that all rows of a layer are of one type."""
    return [None] * size if geometry is None else list(require_shapely().to_wkb(multi_parts(geometry)))


def multi_parts(geometry: np.ndarray) -> np.ndarray:
    """The geometries, lines and polygons as multi-parts."""
    shapely = require_shapely()
    kinds = shapely.get_type_id(geometry)
    whole = geometry.copy()
    for kind, make in ((1, shapely.multilinestrings), (3, shapely.multipolygons)):
        for place in np.flatnonzero(kinds == kind):
            whole[place] = make([geometry[place]])
    return whole


def plain_rows(table: pd.DataFrame) -> Iterator[tuple]:
    """The rows as plain Python values, None where a value is missing."""
    columns = [[None if value is None or value != value else value for value in _python(table[name])] for name in table.columns]
    return zip(*columns)


def _python(values: pd.Series) -> list:
    if values.dtype.name == "Int64":
        return values.astype(object).where(values.notna(), None).tolist()
    return values.tolist()
