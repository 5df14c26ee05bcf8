# SPDX-License-Identifier: GPL-2.0-or-later
"""The product's own GeoPackage: harmonised layers, results, provenance. It never writes into another file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..harmonize.dataset import GEOGRAPHIC_CRS, Dataset
from ..messages import VigieError, translate
from ..requirements import shapely as require_shapely
from ..working import working_folder
from .tables import provenance_table

if TYPE_CHECKING:
    import pandas as pd
    from osgeo import gdal, ogr

PROVENANCE = "vigie_provenance"
RESULTS = "vigie_results"
MARK = "vigie_"


class GeoPackage:
    """A GeoPackage of ours. Each `write` is one transaction: after a failure the file is as it was before."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, name: str, table: pd.DataFrame, geometry: np.ndarray | None = None, title: str = "") -> str:
        """`table` as the layer `name`, in place of an earlier one; its data source is returned (``path|layername=…``).

        `geometry`: array of shapely in EPSG:4326, None allowed; without it a table is made. A `VigieError` says why the
        file cannot be written.
        """
        with self._transaction() as opened:
            _write_layer(opened, name, table, geometry, title)
        return f"{self.path}|layername={name}"

    def save(self, name: str, dataset: Dataset) -> str:
        """A harmonised dataset as the layer `name`, and its provenance in the table of provenances."""
        with self._transaction() as opened:
            _write_layer(opened, name, dataset.table, dataset.geometry, dataset.provenance.title)
            known = opened.GetLayerByName(PROVENANCE)
            row = provenance_table([dataset.provenance])
            row.insert(0, "layer", name)
            if known is None:
                _write_layer(opened, PROVENANCE, row, None, "Provenance")
            else:
                known.SetAttributeFilter("layer = '{}'".format(name.replace("'", "''")))
                for feature in list(known):
                    known.DeleteFeature(feature.GetFID())
                known.SetAttributeFilter(None)
                _append(known, row, None)
        return f"{self.path}|layername={name}"

    def adopt(self, working: Path, names: Mapping[str, str]) -> dict[str, str]:
        """Copy tables of another GeoPackage (its name -> ours), each in place of an earlier one, all of them or none.

        Their data sources are returned, by their name in `working`.
        """
        from osgeo import gdal

        with self._transaction() as opened:
            source = gdal.OpenEx(str(working), gdal.OF_VECTOR | gdal.OF_READONLY, allowed_drivers=["GPKG"])
            for table, name in names.items():
                _delete(opened, name)
                _copy_layer(source.GetLayerByName(table), opened, name)
        return {table: f"{self.path}|layername={name}" for table, name in names.items()}

    def drop(self, names: Iterable[str]) -> None:
        """Remove these tables, those that are there."""
        if not self.path.exists():
            return
        with self._transaction() as opened:
            for name in names:
                _delete(opened, name)

    @contextmanager
    def _transaction(self) -> Iterator[gdal.Dataset]:
        from osgeo import gdal

        gdal.UseExceptions()
        existed = self.path.exists()
        opened = None
        try:
            if not existed:
                self._make()
            opened = gdal.OpenEx(str(self.path), gdal.OF_VECTOR | gdal.OF_UPDATE, allowed_drivers=["GPKG"])
            opened.StartTransaction()
            yield opened
            opened.CommitTransaction()
        except BaseException as error:
            if opened is not None:
                opened.RollbackTransaction()
                opened = None  # closes the file
                if not existed:
                    self.path.unlink(missing_ok=True)
            if isinstance(error, (RuntimeError, OSError)):
                raise self._unwritable(error) from error
            raise

    def _make(self) -> None:
        """Make the file elsewhere, then give it its place: killed in between, there is no file that nothing can open."""
        from osgeo import gdal

        with working_folder(self.path.parent) as folder:
            made = folder / self.path.name
            gdal.GetDriverByName("GPKG").Create(str(made), 0, 0, 0, gdal.GDT_Unknown)  # closed at once: nobody keeps it
            made.replace(self.path)

    def _unwritable(self, error: Exception) -> VigieError:
        return VigieError(
            translate(
                "store",
                "{file} cannot be written: check that the folder exists and may be written to, that the disk is not full, and "
                "that no other program holds the file.",
            ).format(file=self.path),
            str(error),
        )


def _copy_layer(source: ogr.Layer, opened: gdal.Dataset, name: str) -> None:
    """Feature by feature: `Dataset.CopyLayer` opens a transaction of its own, and ogr2ogr is five times slower within one."""
    from osgeo import ogr

    definition = source.GetLayerDefn()
    options = ["FID=fid", "GEOMETRY_NAME=geom", "SPATIAL_INDEX=NO"]  # else GDAL would index a table that was rolled back
    layer = opened.CreateLayer(name, source.GetSpatialRef(), source.GetGeomType(), options)
    for place in range(definition.GetFieldCount()):
        layer.CreateField(definition.GetFieldDefn(place))
    for feature in source:
        copy = ogr.Feature(layer.GetLayerDefn())
        copy.SetFrom(feature)
        copy.SetFID(feature.GetFID())
        layer.CreateFeature(copy)
    if source.GetGeomType() != ogr.wkbNone:
        opened.ReleaseResultSet(opened.ExecuteSQL("SELECT CreateSpatialIndex('{}', 'geom')".format(name.replace("'", "''"))))


def _delete(opened: gdal.Dataset, name: str) -> None:
    place = next((place for place in range(opened.GetLayerCount()) if opened.GetLayer(place).GetName() == name), None)
    if place is not None:
        opened.DeleteLayer(place)


def _write_layer(opened: gdal.Dataset, name: str, table: pd.DataFrame, geometry: np.ndarray | None, title: str) -> None:
    from osgeo import ogr, osr

    options = ["OVERWRITE=YES", "FID=fid"]
    if title:
        options.append(f"IDENTIFIER={title} ({name})")
    reference = None
    if geometry is not None:
        reference = osr.SpatialReference()
        reference.SetFromUserInput(GEOGRAPHIC_CRS)
        reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    layer = opened.CreateLayer(name, reference, getattr(ogr, f"wkb{geometry_label(geometry)}"), options)
    for column in table.columns:
        layer.CreateField(ogr.FieldDefn(str(column), _field_type(table[column], ogr)))
    _append(layer, table, geometry)


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


def _append(layer: ogr.Layer, table: pd.DataFrame, geometry: np.ndarray | None) -> None:
    from osgeo import ogr

    definition = layer.GetLayerDefn()
    shapes = well_known_binaries(geometry, len(table))
    for values, shape in zip(plain_rows(table), shapes):
        feature = ogr.Feature(definition)
        for column, value in zip(table.columns, values):
            if value is not None:
                feature.SetField(str(column), value)
        if shape is not None:
            feature.SetGeometryDirectly(ogr.CreateGeometryFromWkb(shape))
        layer.CreateFeature(feature)


def well_known_binaries(geometry: np.ndarray | None, size: int) -> list[bytes | None]:
    """Geometries as WKB, polygons and lines as multi-parts, so that all rows of a layer are of one type."""
    if geometry is None:
        return [None] * size
    shapely = require_shapely()
    kinds = shapely.get_type_id(geometry)
    whole = geometry.copy()
    for kind, make in ((1, shapely.multilinestrings), (3, shapely.multipolygons)):
        for place in np.flatnonzero(kinds == kind):
            whole[place] = make([geometry[place]])
    return list(shapely.to_wkb(whole))


def plain_rows(table: pd.DataFrame) -> Iterator[tuple]:
    """The rows as plain Python values, None where a value is missing."""
    columns = [[None if value is None or value != value else value for value in _python(table[name])] for name in table.columns]
    return zip(*columns)


def _python(values: pd.Series) -> list:
    if values.dtype.name == "Int64":
        return values.astype(object).where(values.notna(), None).tolist()
    return values.tolist()
