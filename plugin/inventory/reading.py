# SPDX-License-Identifier: GPL-2.0-or-later
"""One layer of GDAL, or one table of text, described: a bounded sample of its rows is looked at, nothing is written."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from ..catalog.themes import theme_of
from ..files.vector_crs import identify
from ..messages import VigieError
from ..territory.crs import GEOGRAPHIC, transform_xy
from .model import Box, FieldFacts, Held, clean
from .personal import LONGEST, suspect

if TYPE_CHECKING:
    from osgeo import ogr

SAMPLE = 1000
"""Rows looked at, unless told otherwise."""

_HEARD_EVERY = 100
_EDGE = 21
"""Points along each side of an extent that is brought to degrees: its sides are no straight lines there."""


@dataclass
class Sampled:
    """What was seen of some rows: their number, and the texts of each field that has a value."""

    rows: int = 0
    values: dict[str, list[str]] = field(default_factory=dict)

    def see(self, cells: Mapping[str, object]) -> None:
        """Look at one more row; None, NaN and blank texts are no value."""
        self.rows += 1
        for name, cell in cells.items():
            kept = self.values.setdefault(name, [])
            text = "" if cell is None or cell != cell else str(cell)[:LONGEST].strip()
            if text:
                kept.append(text)

    def filled(self, name: str) -> float | None:
        """The share of the rows that have a value; None when no row was seen."""
        return len(self.values.get(name, ())) / self.rows if self.rows else None


def with_sample(held: Held, fields: Sequence[FieldFacts], sampled: Sampled) -> Held:
    """The dataset with its fields, how far they are filled, and what may be personal in them."""
    columns = {one.name: sampled.values.get(one.name, []) for one in fields}
    return replace(
        held,
        fields=tuple(replace(one, filled=sampled.filled(one.name)) for one in fields),
        suspicions=suspect(columns, {one.name: one.alias for one in fields}),
        looked_at=sampled.rows,
    )


def layer_facts(layer: ogr.Layer, held: Held, sample: int, hear: Callable[[], None], rows: int | None = None) -> Held:
    """`held` completed by what a layer of GDAL says; `rows` is their number where it is already known."""
    from osgeo import ogr

    definition = layer.GetLayerDefn()
    hear()
    count = layer.GetFeatureCount() if rows is None else rows
    hear()
    crs = identify(layer.GetSpatialRef()) if definition.GetGeomFieldCount() else ""
    geometry = _geometry_name(layer.GetGeomType())
    extent = _extent(layer) if definition.GetGeomFieldCount() and count else None
    hear()
    fields = [_field(definition.GetFieldDefn(place)) for place in range(definition.GetFieldCount())]
    sampled, kinds = Sampled(values={one.name: [] for one in fields}), set()
    readable = [
        (place, one.name) for place, one in enumerate(fields) if definition.GetFieldDefn(place).GetType() != ogr.OFTBinary
    ]
    layer.ResetReading()
    while sampled.rows < sample and (feature := layer.GetNextFeature()) is not None:
        if sampled.rows % _HEARD_EVERY == 0:
            hear()
        sampled.see(
            {name: feature.GetFieldAsString(place) if feature.IsFieldSetAndNotNull(place) else None for place, name in readable}
        )
        shape = feature.GetGeometryRef()
        kinds |= {_geometry_name(shape.GetGeometryType())} if shape is not None else set()
    kept = [one for place, one in enumerate(fields) if definition.GetFieldDefn(place).GetType() != ogr.OFTBinary]
    told = with_sample(held, kept, sampled)
    if layer.GetFIDColumn():
        key = FieldFacts(clean(layer.GetFIDColumn()), "Integer64", "", 1.0 if sampled.rows else None)
        told = replace(told, fields=(key, *told.fields))
    return replace(
        told,
        geometry=geometry if geometry not in ("", "Unknown") else ", ".join(sorted(kinds)),
        crs=crs,
        extent=extent,
        box=geographic_box(extent, crs),
        rows=count if count >= 0 else None,
    )


def _field(definition: ogr.FieldDefn) -> FieldFacts:
    return FieldFacts(clean(definition.GetName()), definition.GetTypeName(), clean(definition.GetAlternativeName()))


def _geometry_name(kind: int) -> str:
    from osgeo import ogr

    flat = ogr.GT_Flatten(kind)
    if flat == ogr.wkbNone:
        return ""
    return "Unknown" if flat == ogr.wkbUnknown else ogr.GeometryTypeToName(flat).replace(" ", "")


def _extent(layer: ogr.Layer) -> Box | None:
    """Where the features lie; None where none has a position. GDAL raises when it cannot tell."""
    try:
        west, east, south, north = layer.GetExtent()
    except RuntimeError:
        return None
    box = (west, south, east, north)
    return box if all(map(math.isfinite, box)) and east >= west and north >= south else None


def geographic_box(extent: Box | None, crs: str) -> Box | None:
    """An extent in degrees: west, south, east, north; None where it, or its system, is not known."""
    if extent is None or not crs:
        return None
    west, south, east, north = extent
    xs, ys = np.linspace(west, east, _EDGE), np.linspace(south, north, _EDGE)
    sides = [np.column_stack([xs, np.full(_EDGE, y)]) for y in (south, north)]
    sides += [np.column_stack([np.full(_EDGE, x), ys]) for x in (west, east)]
    try:
        moved = transform_xy(np.vstack(sides), crs, GEOGRAPHIC)
    except VigieError:  # a system that is not known places nothing
        return None
    if not np.isfinite(moved).all():
        return None
    (left, low), (right, high) = moved.min(axis=0), moved.max(axis=0)
    if left < -180.001 or right > 180.001 or low < -90.001 or high > 90.001:
        return None
    return tuple(round(float(value), 6) for value in (left, low, right, high))


def guessed_theme(*texts: str) -> str:
    """The theme that group, folder, name or title speak of, the most telling first."""
    return theme_of(*(text.replace("_", " ") for text in texts if text))


def table_fields(names: Iterable[tuple[str, str, str]]) -> list[FieldFacts]:
    """Fields from their names, types and titles."""
    return [FieldFacts(clean(name), kind, clean(title)) for name, kind, title in names]
