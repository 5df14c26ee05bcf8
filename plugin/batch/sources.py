# SPDX-License-Identifier: GPL-2.0-or-later
"""Layers that are read part by part, by any machine: named as they are written, looked at once, then read by a box.

GDAL reads all but GeoParquet where it has no driver for that (the one of Debian 12): pyarrow does then, if it is there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import numpy as np

from ..harmonize.readers import columns_of, shapes_of
from ..indicators.inputs import LayerData
from ..layers.code_fields import identity_fields
from ..messages import Progress, VigieError, translate
from ..requirements import pandas as require_pandas
from ..requirements import pyarrow as require_pyarrow
from ..requirements import shapely as require_shapely
from ..territory.crs import GEOGRAPHIC
from .expressions import BOOLEAN, INTEGER, REAL, TEXT, Expression, understood

if TYPE_CHECKING:
    import pandas as pd
    from osgeo import gdal, ogr

Box = tuple[float, float, float, float]
"""West, south, east, north, in the CRS of what is read."""

PARQUET = (".parquet", ".geoparquet")
POSTGRES = "PG:"

_BATCH = 65_536


@dataclass(frozen=True)
class Source:
    """Where a layer is: a path, or `POSTGRES` and how to connect; the name of the layer (empty: the first), and a filter in SQL."""

    role: str
    address: str
    layer: str = ""
    subset: str = ""

    @classmethod
    def written(cls, text: str) -> Source:
        """That of ``role=path``, ``role=path|layer`` or, as QGIS has it, ``role=path|layername=layer|subset=SQL``. A `VigieError` when it
        is none, or has a password: a command line and Dask's tasks are no place for one.
        """
        role, found, rest = text.partition("=")
        role = role.strip()
        if not found or not re.fullmatch(r"[\w-]+", role) or not rest.strip():
            raise VigieError(
                translate("batch", "“{written}” is not understood: write role=path, or role=path|layer.").format(written=text)
            )
        rest, _, subset = rest.partition("|subset=")
        address, _, layer = rest.partition("|")
        layer = layer[len("layername=") :] if layer.startswith("layername=") else layer
        if address.upper().startswith(POSTGRES) and re.search(r"\bpassword\s*=|://[^/@]*:[^/@]*@", address, re.IGNORECASE):
            raise VigieError(
                translate(
                    "batch",
                    "The connection of “{role}” holds a password, which others could read: put it into the password file of PostgreSQL "
                    "(~/.pgpass), or name a service (PG:service=…), on each machine.",
                ).format(role=role)
            )
        return cls(role, address.strip(), layer.strip(), subset.strip())

    @property
    def is_database(self) -> bool:
        """Whether it is a table of PostgreSQL."""
        return self.address.upper().startswith(POSTGRES)

    @property
    def shown(self) -> str:
        """As it is told in results."""
        return "|".join(part for part in (self.address, self.layer, self.subset) if part)

    @property
    def name(self) -> str:
        """What the layer is called."""
        return self.layer or (self.role if self.is_database else Path(self.address).stem)


@dataclass(frozen=True)
class PartedLayer:
    """What is known of a layer that is read by parts: how many features it has, its CRS, its fields with their kinds (empty: another
    than expressions know), and those that tell communes and zones.
    """

    origin: Source
    crs: str
    rows: int
    fields: Mapping[str, str]
    identity: Mapping[str, str]
    is_table: bool

    @property
    def name(self) -> str:
        """What it is called."""
        return self.origin.name

    @property
    def source(self) -> str:
        """Where it is read."""
        return self.origin.shown

    def __len__(self) -> int:
        return self.rows

    def expression(self, written: str) -> Expression:
        """What an expression asks of the fields; a `VigieError` names one that only QGIS evaluates."""
        return understood(written, self.fields, self.name)

    def read(self, box: Box | None, expressions: Sequence[str], progress: Progress) -> LayerData:
        """The features whose box meets `box` (None: all), in the order of the source, and what these expressions give for each.

        A `VigieError` when it cannot be read; `Cancelled` when told to stop.
        """
        asked = {written: self.expression(written) for written in expressions}
        fields = {name for expression in asked.values() for name in expression.fields}
        wanted = {*self.identity.values(), *fields}
        read = _by_pyarrow if _needs_pyarrow(self.origin) else _by_gdal
        table, shapes, xy = read(self, None if self.is_table else box, wanted, progress)
        if self.is_table:
            shapes = xy = None
        told = {what: table[name].to_numpy(object) for what, name in self.identity.items()}
        columns = {name: table[name].to_numpy() for name in fields}
        values = {written: expression.of(columns) for written, expression in asked.items()}
        return LayerData(self.name, shapes, self.crs, xy=xy, values=values, source=self.source, **told)


def looked_at(source: Source) -> PartedLayer:
    """What a source holds; no feature is read. A `VigieError` when it cannot be opened or placed."""
    crs, rows, fields, is_table = (_look_by_pyarrow if _needs_pyarrow(source) else _look_by_gdal)(source)
    identity = identity_fields(list(fields), source.role, is_table)
    if is_table and "communes" not in identity:
        raise VigieError(
            translate(
                "batch",
                "“{layer}” has neither geometry nor a field of INSEE codes: nothing can be placed. Name such a field “code_insee”.",
            ).format(layer=source.name)
        )
    if not is_table and not crs:
        raise VigieError(
            translate("batch", "“{layer}” has no coordinate reference system: set it with QGIS or ogr2ogr -a_srs.").format(
                layer=source.name
            )
        )
    return PartedLayer(source, crs, rows, fields, identity, is_table)


# By GDAL


def _opened(source: Source) -> tuple[gdal.Dataset, ogr.Layer]:
    from osgeo import gdal, ogr

    gdal.UseExceptions()
    ogr.UseExceptions()
    if not source.is_database and not Path(source.address).exists():  # nor an address: GDAL would fetch it
        raise _unreadable(source, FileNotFoundError(source.address))
    try:
        opened = gdal.OpenEx(source.address, gdal.OF_VECTOR | gdal.OF_READONLY)
        layer = opened.GetLayerByName(source.layer) if source.layer else opened.GetLayer(0)
    except RuntimeError as error:
        raise _unreadable(source, error) from error
    if layer is None:
        known = ", ".join(opened.GetLayer(place).GetName() for place in range(opened.GetLayerCount()))
        raise VigieError(
            translate("batch", "“{source}” has no layer {layer}; there are {known}.").format(
                source=source.address, layer=source.layer or "–", known=known or "–"
            )
        )
    try:
        layer.SetAttributeFilter(source.subset or None)
    except RuntimeError as error:
        raise _wrong_filter(source, error) from error
    return opened, layer


def _unreadable(source: Source, error: Exception) -> VigieError:
    told = translate("batch", "“{source}” cannot be read: it must be there, under this name, on every machine that computes.")
    return VigieError(told.format(source=source.shown), str(error))


def _wrong_filter(source: Source, error: Exception) -> VigieError:
    told = translate("batch", "The filter of “{layer}” is wrong: {why}.")
    return VigieError(told.format(layer=source.name, why=str(error).strip().rstrip(".")))


def _look_by_gdal(source: Source) -> tuple[str, int, dict[str, str], bool]:
    from osgeo import ogr

    kinds = {ogr.OFTString: TEXT, ogr.OFTInteger: INTEGER, ogr.OFTInteger64: INTEGER, ogr.OFTReal: REAL}
    opened, layer = _opened(source)  # the layer lives as long as what it is of
    try:
        rows, definition = layer.GetFeatureCount(), layer.GetLayerDefn()
        fields = [definition.GetFieldDefn(place) for place in range(definition.GetFieldCount())]
        known = {
            field.GetName(): BOOLEAN if field.GetSubType() == ogr.OFSTBoolean else kinds.get(field.GetType(), "")
            for field in fields
        }
        return _crs_of(layer), rows, known, definition.GetGeomType() == ogr.wkbNone
    except RuntimeError as error:  # some drivers look at a filter only when they use it
        raise (_wrong_filter if source.subset else _unreadable)(source, error) from error
    finally:
        del layer, opened


def _crs_of(layer: ogr.Layer) -> str:
    reference = layer.GetSpatialRef()
    if reference is None:
        return ""
    name, code = reference.GetAuthorityName(None), reference.GetAuthorityCode(None)
    return f"{name}:{code}" if name and code else reference.ExportToWkt()


def _by_gdal(
    parted: PartedLayer, box: Box | None, wanted: Collection[str], progress: Progress
) -> tuple[pd.DataFrame, np.ndarray | None, np.ndarray | None]:
    opened, layer = _opened(parted.origin)
    try:
        if box is not None:
            layer.SetSpatialFilterRect(*box)
        key = layer.GetFIDColumn()
        table, shapes, xy = columns_of(layer, {*wanted, *([key] if key else [])}, progress)
    except RuntimeError as error:
        raise _unreadable(parted.origin, error) from error
    finally:
        del layer, opened
    if key not in table or table[key].is_monotonic_increasing:
        return table, shapes, xy
    order = np.argsort(table[key].to_numpy(), kind="stable")  # an index gives them in an order of its own
    return table.iloc[order], None if shapes is None else shapes[order], None if xy is None else xy[order]


# By pyarrow


def _needs_pyarrow(source: Source) -> bool:
    from osgeo import gdal

    return source.address.lower().endswith(PARQUET) and gdal.GetDriverByName("Parquet") is None


class _Parquet:
    """A GeoParquet file: what its metadata tell."""

    def __init__(self, source: Source) -> None:
        self.arrow: ModuleType = require_pyarrow()
        if source.subset:
            raise VigieError(
                translate("batch", "“{layer}” cannot be filtered: pyarrow, which reads it here, knows no SQL.").format(
                    layer=source.name
                )
            )
        try:
            self.data = self.arrow.dataset.dataset(source.address, format="parquet")
            self.rows = self.data.count_rows()
        except (OSError, self.arrow.ArrowInvalid) as error:
            raise _unreadable(source, error) from error
        geo = json.loads((self.data.schema.metadata or {}).get(b"geo", b"{}"))
        self.geometry = geo.get("primary_column", "")
        self.told = geo.get("columns", {}).get(self.geometry, {})
        if self.geometry and self.told.get("encoding") != "WKB":
            raise VigieError(
                translate(
                    "batch", "The geometries of “{layer}” are not written as WKB: write it anew with GDAL or geopandas."
                ).format(layer=source.name)
            )

    @property
    def crs(self) -> str:
        """The authority code of its system; without one, longitude and latitude (as the format has it)."""
        if "crs" not in self.told:
            return GEOGRAPHIC
        known = (self.told["crs"] or {}).get("id", {})
        code = f"{known['authority']}:{known['code']}" if known else ""
        return GEOGRAPHIC if code == "OGC:CRS84" else code

    def fields(self) -> dict[str, str]:
        """The kinds of its columns."""
        types = self.arrow.types
        tests = {
            BOOLEAN: (types.is_boolean,),
            INTEGER: (types.is_integer,),
            REAL: (types.is_floating,),
            TEXT: (types.is_string, types.is_large_string),
        }
        return {
            field.name: next((kind for kind, of in tests.items() if any(test(field.type) for test in of)), "")
            for field in self.data.schema
            if field.name not in (self.geometry, *self.covering.get("xmin", ())[:1])
        }

    @property
    def covering(self) -> Mapping[str, Sequence[str]]:
        """The columns of the box of each row, where it has them."""
        return self.told.get("covering", {}).get("bbox", {})

    def near(self, box: Box | None) -> object:
        """The filter of rows that files and groups are left out by; None where nothing tells."""
        if box is None or not self.covering:
            return None
        field = {side: self.arrow.compute.field(*path) for side, path in self.covering.items()}
        west, south, east, north = box
        return (
            (field["xmin"] <= east) & (field["xmax"] >= west) & (field["ymin"] <= north) & (field["ymax"] >= south)
        )  # fmt: skip


def _look_by_pyarrow(source: Source) -> tuple[str, int, dict[str, str], bool]:
    file = _Parquet(source)
    return file.crs if file.geometry else "", file.rows, file.fields(), not file.geometry


def _by_pyarrow(
    parted: PartedLayer, box: Box | None, wanted: Collection[str], progress: Progress
) -> tuple[pd.DataFrame, np.ndarray | None, np.ndarray | None]:
    pandas, file = require_pandas(), _Parquet(parted.origin)
    columns = [*wanted, *([file.geometry] if file.geometry else [])]
    frames, parts = [pandas.DataFrame(columns=list(wanted), dtype=object)], [np.empty(0, dtype=object)]
    scanned = file.data.to_batches(columns=columns, filter=file.near(box), batch_size=_BATCH)
    for batch in scanned:
        progress.hear()
        frame = pandas.DataFrame({name: _objects(batch.column(name)) for name in wanted}, index=range(batch.num_rows))
        shapes = np.full(batch.num_rows, None, dtype=object)
        if file.geometry:
            shapes = shapes_of(_objects(batch.column(file.geometry)))
        kept = np.ones(len(shapes), dtype=bool) if box is None else _meets(shapes, box)
        frames.append(frame[kept])
        parts.append(shapes[kept])
    return pandas.concat(frames, ignore_index=True), np.concatenate(parts), None


def _objects(column: object) -> np.ndarray:
    return np.array([*column.to_pylist(), None], dtype=object)[:-1]


def _meets(shapes: np.ndarray, box: Box) -> np.ndarray:
    bounds = require_shapely().bounds(shapes)
    west, south, east, north = box
    return (bounds[:, 0] <= east) & (bounds[:, 2] >= west) & (bounds[:, 1] <= north) & (bounds[:, 3] >= south)
