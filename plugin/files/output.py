# SPDX-License-Identifier: GPL-2.0-or-later
"""The GeoPackage that a copy is written to, before it becomes the user's or joins the store."""

from __future__ import annotations

import re
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

import numpy as np

from ..messages import VigieError, translate
from ..requirements import shapely as require_shapely
from ..territory.crs import reference
from .model import BOOLEAN, DATE, DATETIME, INTEGER, MIXED, REAL, TEXT, Field

if TYPE_CHECKING:
    import pandas as pd
    from osgeo import gdal, ogr

LONGEST_NAME = 60


class Output:
    """A new GeoPackage at `path`, used in a ``with``: whole when it ends well, gone when it does not."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.dataset: gdal.Dataset | None = None

    def __enter__(self) -> Output:
        from osgeo import gdal, ogr

        gdal.UseExceptions()
        ogr.UseExceptions()
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.dataset = gdal.GetDriverByName("GPKG").Create(str(self.path), 0, 0, 0, gdal.GDT_Unknown)
            self.dataset.StartTransaction()
        except (OSError, RuntimeError) as error:
            raise self._unwritable(error) from error
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Commit, or leave nothing behind."""
        if error is not None:
            self._abandon()
            return
        try:
            self.dataset.CommitTransaction()
        except RuntimeError as failure:
            raise self._unwritable(failure) from failure
        finally:
            self.dataset = None  # closes the file

    def _abandon(self) -> None:
        """Undo and close. GDAL then misses the tables that it had still to index: what it says of that is not heard."""
        from osgeo import gdal

        gdal.PushErrorHandler(lambda *_: gdal.ErrorReset())
        try:
            self.dataset.RollbackTransaction()
        finally:
            self.dataset = None
            gdal.PopErrorHandler()
            self.path.unlink(missing_ok=True)

    def free_name(self, wanted: str) -> str:
        """A name of table like `wanted` that SQL takes without quotes, and that is not taken yet."""
        stem = re.sub(r"\W+", "_", wanted.lower()).strip("_")[:LONGEST_NAME] or "layer"
        taken = {self.dataset.GetLayer(place).GetName().lower() for place in range(self.dataset.GetLayerCount())}
        names = (stem, *(f"{stem}_{count}" for count in range(2, len(taken) + 3)))
        return next(name for name in names if name not in taken)

    def create(self, name: str, fields: tuple[Field, ...], geometry: str = "", crs: str = "") -> ogr.Layer:
        """An empty table. `geometry` is spelled as in `Layer`, `crs` is an authority code or WKT (x before y)."""
        from osgeo import ogr

        system = reference(crs) if geometry and crs else None
        kind = ogr.wkbNone if not geometry else ogr.wkbUnknown if geometry == MIXED else getattr(ogr, f"wkb{geometry}")
        taken = {field.name.lower() for field in fields}
        names = [f"FID={_free('fid', taken)}", f"GEOMETRY_NAME={_free('geom', taken)}"]
        layer = self.dataset.CreateLayer(name, system, kind, names)
        for field in fields:
            layer.CreateField(_definition(field))
        return layer

    def append(self, layer: ogr.Layer, table: pd.DataFrame, geometry: np.ndarray | None) -> None:
        """Rows of plain values, in the order of the layer's fields, with their geometries (array of shapely, None allowed)."""
        from osgeo import ogr

        definition = layer.GetLayerDefn()
        columns = [table[name].astype(object).where(table[name].notna(), None).tolist() for name in table.columns]
        shapes = [None] * len(table) if geometry is None else require_shapely().to_wkb(geometry)
        try:
            for values, shape in zip(zip(*columns) if columns else [()] * len(table), shapes):
                feature = ogr.Feature(definition)
                for place, value in enumerate(values):
                    if type(value) is str:  # saves SetField the search for the right function
                        feature.SetFieldString(place, value)
                    elif type(value) is int:
                        feature.SetFieldInteger64(place, value)
                    elif value is not None:
                        feature.SetField(place, value)
                if shape is not None:
                    feature.SetGeometryDirectly(ogr.CreateGeometryFromWkb(shape))
                layer.CreateFeature(feature)
        except RuntimeError as error:
            raise self._unwritable(error) from error

    def add(self, layer: ogr.Layer, feature: ogr.Feature) -> None:
        """Write one feature."""
        try:
            layer.CreateFeature(feature)
        except RuntimeError as error:
            raise self._unwritable(error) from error

    def _unwritable(self, error: Exception) -> VigieError:
        return VigieError(
            translate(
                "files", "{folder} cannot be written to: check that the disk is not full and that you may write there."
            ).format(folder=self.path.parent),
            str(error),
        )


def _free(wanted: str, taken: set[str]) -> str:
    """A name of column like `wanted` that no field has."""
    return next(name for name in (wanted, *(f"{wanted}_{count}" for count in range(2, len(taken) + 3))) if name not in taken)


def _definition(field: Field) -> ogr.FieldDefn:
    from osgeo import ogr

    types = {TEXT: ogr.OFTString, INTEGER: ogr.OFTInteger64, REAL: ogr.OFTReal, DATE: ogr.OFTDate, DATETIME: ogr.OFTDateTime,
             BOOLEAN: ogr.OFTInteger}  # fmt: skip
    definition = ogr.FieldDefn(field.name, types[field.type])
    if field.type == BOOLEAN:
        definition.SetSubType(ogr.OFSTBoolean)
    if field.title:
        definition.SetAlternativeName(field.title)
    return definition
