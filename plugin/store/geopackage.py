# SPDX-License-Identifier: GPL-2.0-or-later
"""The product's own GeoPackage: harmonised layers, results, provenance. It never writes into another file."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..harmonize.dataset import Dataset
from ..locks import WAIT_SECONDS, Lock
from ..messages import Progress, Silent, VigieError, translate
from .faults import abandon, why
from .registry import Registered
from .results import RESULTS as RESULTS
from .rows import raise_errors, write_layer
from .store import Store

if TYPE_CHECKING:
    import pandas as pd
    from osgeo import gdal, ogr

WRITER_SECONDS = 60.0
"""How long another writer of ours is waited for."""
BUSY_MILLISECONDS = 5000
"""How long readers and other programs that hold the file are waited for."""
CACHE_KILOBYTES = 256_000
"""What SQLite keeps in memory before it takes the file from its readers: up to there, they are held only while it commits."""


class GeoPackage(Store):
    """A GeoPackage of ours. Each write is one transaction: after a failure the file is as it was before.

    Its journal is the plain one (write-ahead logging does not work on network folders). The last version of a dataset is the
    table of that name; an earlier one is renamed ``name__v1``.
    """

    provider = "ogr"

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def title(self) -> str:
        """The file."""
        return str(self.path)

    def source(self, name: str) -> str:
        """``path|layername=name``."""
        return f"{self.path}|layername={name}"

    def write(self, name: str, table: pd.DataFrame, geometry: np.ndarray | None = None, title: str = "") -> str:
        """`table` as the layer `name`, in place of an earlier one, without snapshots; its data source is returned.

        `geometry`: array of shapely in EPSG:4326, None allowed; without it a table is made. A `VigieError` says why the
        file cannot be written.
        """
        with self._transaction() as opened:
            self._forget(opened, {name})
            _write(opened, name, table, geometry, title)
        return self.source(name)

    def adopt(self, working: Path, names: Mapping[str, str]) -> dict[str, str]:
        """Copy tables of another GeoPackage (its name -> ours), each in place of an earlier one, all of them or none.

        Their data sources are returned, by their name in `working`.
        """
        from osgeo import gdal

        with self._transaction() as opened:
            source = gdal.OpenEx(str(working), gdal.OF_VECTOR | gdal.OF_READONLY, allowed_drivers=["GPKG"])
            self._forget(opened, set(names.values()))
            for table, name in names.items():
                _copy_layer(source.GetLayerByName(table), opened, name)
        return {table: self.source(name) for table, name in names.items()}

    def _exists(self) -> bool:
        return self.path.exists()

    def _table(self, name: str, version: int, last: bool) -> str:
        return name if last else f"{name}__v{version}"

    def _put(self, opened: gdal.Dataset, fresh: Registered, before: Registered | None, dataset: Dataset) -> None:
        written = self._table(fresh.layer, fresh.version, False)
        self._remove(opened, written)
        _write(opened, written, dataset.table, dataset.geometry, fresh.title)
        if before is None:
            self._remove(opened, fresh.layer)
        else:
            _rename(opened, fresh.layer, self._table(before.layer, before.version, False))
        _rename(opened, written, fresh.layer)

    def _remove(self, opened: gdal.Dataset, table: str) -> None:
        place = next((place for place in range(opened.GetLayerCount()) if opened.GetLayer(place).GetName() == table), None)
        if place is not None:
            opened.DeleteLayer(place)

    def _opened(self) -> gdal.Dataset:
        try:
            opened = self._open(update=False)
        except RuntimeError:
            if not Path(f"{self.path}-journal").exists():
                raise
            self._open(update=True)  # undoes what a writer had begun when it was killed: who only reads may not
            opened = self._open(update=False)
        opened.StartTransaction()
        return opened

    def _open(self, update: bool) -> gdal.Dataset:
        from osgeo import gdal

        raise_errors()
        mode = gdal.OF_UPDATE if update else gdal.OF_READONLY
        return gdal.OpenEx(str(self.path), gdal.OF_VECTOR | mode, allowed_drivers=["GPKG"])

    @contextmanager
    def _transaction(self, progress: Progress = Silent()) -> Iterator[gdal.Dataset]:  # noqa: B008 (it has no state)
        opened, made = None, False
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self._alone(progress):
                try:
                    made = self._make()
                    opened = self._open(update=True)
                    for pragma in (f"cache_size = -{CACHE_KILOBYTES}", f"busy_timeout = {BUSY_MILLISECONDS}"):
                        opened.ReleaseResultSet(opened.ExecuteSQL(f"PRAGMA {pragma}"))
                    opened.StartTransaction()
                    self._migrate(opened)
                    yield opened
                    opened.CommitTransaction()
                except BaseException:
                    if opened is not None:
                        abandon(opened)
                        opened = None  # closes the file
                    if made:
                        with suppress(PermissionError):  # Windows: still open
                            self.path.unlink(missing_ok=True)
                    raise
        except (RuntimeError, OSError) as error:
            raise self._unwritable(error) from error

    @contextmanager
    def _alone(self, progress: Progress = Silent()) -> Iterator[None]:  # noqa: B008 (it has no state)
        """One writer of ours at a time, in all the QGIS that are open."""
        lock, end = Lock(self.path.with_name(f"{self.path.name}.lock")), time.monotonic() + WRITER_SECONDS
        while not lock.acquire():
            if time.monotonic() > end:
                raise VigieError(
                    translate("store", "{file} is being written by another QGIS: try again once it has ended.").format(
                        file=self.path
                    )
                )
            progress.hear()
            time.sleep(WAIT_SECONDS)
        try:
            yield
        finally:
            lock.release()

    def _make(self) -> bool:
        """Make the file where there is none; whether it did.

        Under another name first, so that a kill leaves no half of one, and with our layout: GDAL does not read a GeoPackage
        that has no table.
        """
        from osgeo import gdal

        if self.path.exists():
            return False
        raise_errors()
        part = self.path.with_name(f"{self.path.stem}.part.gpkg")
        part.unlink(missing_ok=True)
        try:
            created = gdal.GetDriverByName("GPKG").Create(str(part), 0, 0, 0, gdal.GDT_Unknown)
            self._migrate(created)
            del created  # closes the file
            os.replace(part, self.path)  # noqa: PTH105 (one call on every system)
        finally:
            part.unlink(missing_ok=True)
        return True

    def _unwritable(self, error: Exception) -> VigieError:
        return VigieError(
            translate("store", "{file} cannot be written: {why}. Nothing in it was changed.").format(
                file=self.path, why=why(error)
            ),
            str(error),
        )

    def _unreadable(self, error: Exception) -> VigieError:
        return VigieError(translate("store", "{file} cannot be read: {why}.").format(file=self.path, why=why(error)), str(error))


def _write(opened: gdal.Dataset, name: str, table: pd.DataFrame, geometry: np.ndarray | None, title: str) -> None:
    options = ["SPATIAL_INDEX=NO"]  # else GDAL would index a table that was rolled back, or under a name that it lost
    if title:
        options.append(f"IDENTIFIER={title} ({name})")
    write_layer(opened, name, table, geometry, options)
    if geometry is not None:
        _index(opened, name)


def _copy_layer(source: ogr.Layer, opened: gdal.Dataset, name: str) -> None:
    """Feature by feature: `Dataset.CopyLayer` opens a transaction of its own, and ogr2ogr is five times slower within one."""
    from osgeo import ogr

    definition = source.GetLayerDefn()
    options = ["FID=fid", "GEOMETRY_NAME=geom", "SPATIAL_INDEX=NO"]
    layer = opened.CreateLayer(name, source.GetSpatialRef(), source.GetGeomType(), options)
    for place in range(definition.GetFieldCount()):
        layer.CreateField(definition.GetFieldDefn(place))
    for feature in source:
        copy = ogr.Feature(layer.GetLayerDefn())
        copy.SetFrom(feature)
        copy.SetFID(feature.GetFID())
        layer.CreateFeature(copy)
    if source.GetGeomType() != ogr.wkbNone:
        _index(opened, name)


def _index(opened: gdal.Dataset, name: str) -> None:
    opened.ReleaseResultSet(opened.ExecuteSQL("SELECT CreateSpatialIndex('{}', 'geom')".format(name.replace("'", "''"))))


def _rename(opened: gdal.Dataset, old: str, new: str) -> None:
    """GDAL renames the index and the entries of the GeoPackage with the table."""
    old, new = (name.replace('"', '""') for name in (old, new))
    opened.ExecuteSQL(f'ALTER TABLE "{old}" RENAME TO "{new}"')
