# SPDX-License-Identifier: GPL-2.0-or-later
"""Geometries written as text in one column of a table: WKT, EWKT, GeoJSON, or a pair of numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from ..messages import VigieError
from ..requirements import shapely as require_shapely
from ..territory.crs import GEOGRAPHIC, transform
from .coordinates import System, numbers, placed, usable
from .model import MIXED

if TYPE_CHECKING:
    import pandas as pd

WKT, GEOJSON, PAIR = "wkt", "geojson", "pair"

POINT, MULTIPOINT = "Point", "MultiPoint"

LOOKED_AT = 500
"""Values of a column that are looked at."""

_PATTERNS = {
    WKT: re.compile(
        r"\s*(?:SRID\s*=\s*(\d+)\s*;)?\s*((?:MULTI)?(?:POINT|LINESTRING|POLYGON)|GEOMETRYCOLLECTION)\s*(?:ZM?|M)?\s*(?:\(|EMPTY)",
        re.IGNORECASE,
    ),
    GEOJSON: re.compile(r'\s*\{.*"coordinates"\s*:\s*\[', re.DOTALL),
    PAIR: re.compile(
        r"\s*[\[(]?\s*(?:(-?\d+(?:\.\d+)?)\s*[,;|\s]\s*(-?\d+(?:\.\d+)?)|(-?\d+,\d+)\s*[;|\s]\s*(-?\d+,\d+))\s*[\])]?\s*"
    ),
}  # fmt: skip
_NESTED = re.compile(r"geometrycollection|\"geometr(?:ies|y)\"", re.IGNORECASE)
_DEEPEST = 50
"""Collections within collections: GEOS reads them by recursion, and a text made for it would make the whole program crash."""
_EMPTY_POSITION = re.compile(r"[\[,]\s*\[\s*\]")
"""An empty array in an array: GEOS 3.11 takes it for a position, and crashes."""

_FAMILIES = {"Point": MULTIPOINT, "LineString": "MultiLineString", "Polygon": "MultiPolygon"}


@dataclass(frozen=True)
class Written:
    """A column of geometries. `way` is `WKT`, `GEOJSON` or `PAIR`; `geometry` their kind; `filled` the share of rows that have
    one; `crs` the system that they tell themselves, else empty.
    """

    column: str
    way: str
    geometry: str
    filled: float
    crs: str = ""

    @property
    def certain(self) -> bool:
        """Whether it can be nothing but geometries: a pair of numbers can be something else."""
        return self.way != PAIR

    def middles(self, table: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The middle of each geometry as it is written (x, or first number; y, or second), and which rows have one."""
        if self.way == PAIR:
            x, y = _pairs(table[self.column])
        else:
            bounds = require_shapely().bounds(_parsed(table[self.column], self.way)[0])
            x, y = (bounds[:, 0] + bounds[:, 2]) / 2, (bounds[:, 1] + bounds[:, 3]) / 2
        return x, y, usable(x, y)

    def read(self, table: pd.DataFrame, system: System, crs: str) -> tuple[np.ndarray, int]:
        """The geometries (array of shapely in `crs`, None for none), and how many are left out, being of another kind."""
        if self.way == PAIR:
            x, y = _pairs(table[self.column])
            there = usable(x, y)
            points = np.full(len(table), None, dtype=object)
            first, second = (y, x) if system.swapped else (x, y)
            points[there] = placed(first[there], second[there], system.crs, crs)
            return points, 0
        shapely = require_shapely()
        shapes, told = _parsed(table[self.column], self.way)
        shapes = shapely.force_2d(shapes)
        if system.swapped:
            shapes = shapely.transform(shapes, lambda xy: xy[:, ::-1])
        for source in {name for name in told if name}:
            rows = told == source
            shapes[rows] = transform(shapes[rows], source, crs)
        rows = told == ""
        shapes[rows] = transform(shapes[rows], system.crs, crs)
        shapes[~np.isfinite(shapely.bounds(shapes)).all(axis=1)] = None
        return _of_kind(shapes, self.geometry)


def find_written(sample: pd.DataFrame, columns: Iterable[str]) -> list[Written]:
    """The columns that hold geometries, the best first: fuller, of one kind before mixed, lines and polygons before points."""
    found = [written for column in columns if (written := _written(sample[column], column)) is not None]
    return sorted(
        found,
        key=lambda written: (
            not written.certain,
            -round(written.filled, 1),
            written.geometry == MIXED,
            written.geometry == POINT,
        ),
    )


def _written(values: pd.Series, column: str) -> Written | None:
    texts = values.dropna().head(LOOKED_AT).astype(str)
    filled = float(values.notna().mean())
    for way, pattern in _PATTERNS.items():
        matches = [pattern.fullmatch(text) if way == PAIR else pattern.match(text) for text in texts]
        if texts.empty or sum(match is not None for match in matches) < 0.8 * len(texts):
            continue
        if way == PAIR:
            return Written(column, way, POINT, filled)
        shapes, told = _parsed(texts, way)
        systems = {crs for crs in told if crs}
        return Written(column, way, _kind(shapes), filled, systems.pop() if len(systems) == 1 else "")
    return None


def _pairs(values: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """The two numbers of each value; NaN where it is no pair."""
    parts = values.astype(object).where(values.notna(), "").str.extract(f"^{_PATTERNS[PAIR].pattern}$")
    return numbers(parts[0].fillna(parts[2])), numbers(parts[1].fillna(parts[3]))


def _parsed(values: pd.Series, way: str) -> tuple[np.ndarray, np.ndarray]:
    """Geometries (array of shapely, None for what is none), and the system that each tells ("" for none)."""
    shapely = require_shapely()
    texts = [None if value is None or value != value or _is_trap(str(value)) else str(value) for value in values]
    told = np.full(len(texts), "", dtype=object)
    if way == GEOJSON:
        with np.errstate(over="ignore"):  # numbers too large become infinite, and their geometry none
            return shapely.from_geojson(np.array(texts, dtype=object), on_invalid="ignore"), told
    for place, text in enumerate(texts):
        match = _PATTERNS[WKT].match(text or "")
        if match and match[1]:
            told[place] = _system(match[1])
            texts[place] = text.partition(";")[2]
    with np.errstate(over="ignore"):
        return shapely.from_wkt(np.array(texts, dtype=object), on_invalid="ignore"), told


def _is_trap(text: str) -> bool:
    return len(_NESTED.findall(text)) > _DEEPEST or _EMPTY_POSITION.search(text) is not None


@lru_cache(maxsize=100)
def _system(srid: str) -> str:
    """The authority code that an SRID stands for; "" for one that is none, such as 0."""
    code = f"EPSG:{srid}"
    try:
        transform(np.array([require_shapely().Point(0, 0)], dtype=object), code, GEOGRAPHIC)
    except VigieError:
        return ""  # said like a geometry that tells no system
    return code


def _kind(shapes: np.ndarray) -> str:
    """The kind of geometry that a layer of those has: multiple lines and polygons, since the next one may be."""
    kinds = {shape.geom_type for shape in shapes if shape is not None and not shape.is_empty}
    if kinds == {POINT}:
        return POINT
    for single, multiple in _FAMILIES.items():
        if kinds and kinds <= {single, multiple}:
            return multiple
    return MIXED


def _of_kind(shapes: np.ndarray, kind: str) -> tuple[np.ndarray, int]:
    """Geometries brought to one kind, None for those that cannot be; how many those are."""
    if kind == MIXED:
        return shapes, 0
    shapely = require_shapely()
    there = ~shapely.is_missing(shapes)
    names = np.array([shape.geom_type if shape is not None else "" for shape in shapes], dtype=object)
    for single, multiple in _FAMILIES.items():
        if kind == multiple:
            rows = names == single
            shapes[rows] = [getattr(shapely, f"{multiple.lower()}s")([shape]) for shape in shapes[rows]]
            names[rows] = multiple
    if kind == POINT:
        for place in np.flatnonzero(names == MULTIPOINT):
            if len(shapes[place].geoms) == 1:
                shapes[place], names[place] = shapes[place].geoms[0], POINT
    other = there & (names != kind)
    shapes[other] = None
    return shapes, int(other.sum())
