# SPDX-License-Identifier: GPL-2.0-or-later
"""Square and hexagonal grids whose cells are the same whatever territory they are made for.

Cells are counted from the origin of a projected CRS. QGIS draws them, by blocks that are counted from there too; what it draws is
brought onto the exact lattice, so that neighbours share their corners to the last bit.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ..messages import VigieError, number, translate
from ..requirements import shapely as require_shapely
from .contours import Contours, legal_crs
from .crs import GEOGRAPHIC, transform

SQUARE, HEXAGON = "square", "hexagon"
KINDS = (SQUARE, HEXAGON)

SMALLEST_METRES, LARGEST_METRES = 10, 1_000_000
MOST_CELLS = 1_000_000
BLOCK = 64
"""Columns and rows that are drawn at once: an even number, since QGIS shifts every second column of hexagons."""


class Extent(NamedTuple):
    """What is given to QGIS to draw a block, in the CRS of the grid."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True)
class Grid:
    """A grid of `size` whole metres over the projected CRS `crs` (authority code); the size of a hexagon is between two opposite
    sides, which lie east-west.
    """

    kind: str
    size: int
    crs: str

    def __post_init__(self) -> None:
        if not SMALLEST_METRES <= self.size <= LARGEST_METRES:
            raise VigieError(
                translate("grids", "A grid of {size} m is not made: choose a size from {smallest} to {largest} m.").format(
                    size=number(self.size), smallest=number(SMALLEST_METRES), largest=number(LARGEST_METRES)
                )
            )

    @property
    def lattice(self) -> tuple[float, float]:
        """The steps east and north on whose multiples all corners lie."""
        return (self.size, self.size) if self.kind == SQUARE else (self.size / math.sqrt(12), self.size / 2)

    @property
    def columns(self) -> float:
        """Metres from one column to the next."""
        return self.size if self.kind == SQUARE else 3 * self.lattice[0]

    @property
    def cell_area(self) -> float:
        """Square metres of a cell."""
        return self.size * self.columns

    def blocks(self, parts: np.ndarray) -> list[Extent]:
        """The blocks in which the cells are that meet one of `parts`: array of shapely polygons in the grid's CRS, None allowed.

        A `VigieError` says so when that would be more than `MOST_CELLS`.
        """
        shapely = require_shapely()
        area = float(np.nansum(shapely.area(parts)))
        if area > MOST_CELLS * self.cell_area:
            smallest = math.ceil(self.size * math.sqrt(area / (MOST_CELLS * self.cell_area)))
            raise VigieError(
                translate(
                    "grids",
                    "This grid would have some {count} cells, more than {most}: choose cells of {smallest} m or more, or a smaller "
                    "territory.",
                ).format(count=number(area / self.cell_area), most=number(MOST_CELLS), smallest=number(smallest))
            )
        boxes = shapely.bounds(parts)
        boxes = boxes[np.isfinite(boxes).all(axis=1)]
        margin = self.size  # a hexagon reaches into the next column, and half a row down
        width, height = BLOCK * self.columns, BLOCK * self.size
        first = np.floor((boxes[:, :2] - margin) / (width, height)).astype(int)
        last = np.floor((boxes[:, 2:] + margin) / (width, height)).astype(int)
        wanted = set()
        for (west, south), (east, north) in zip(first.tolist(), last.tolist()):
            wanted |= {(column, row) for column in range(west, east + 1) for row in range(south, north + 1)}
        # half a cell less than the block, for QGIS rounds the numbers of columns and rows up
        return [
            Extent(
                column * width,
                (row + 1) * height - (BLOCK - 0.5) * self.size,
                column * width + (BLOCK - 0.5) * self.columns,
                (row + 1) * height,
            )
            for column, row in sorted(wanted)
        ]

    def exact(self, cells: np.ndarray) -> np.ndarray:
        """Cells as QGIS draws them (array of shapely polygons), their corners brought onto the lattice."""
        return require_shapely().transform(cells, lambda xy: np.round(xy / self.lattice) * self.lattice)

    def codes(self, cells: np.ndarray) -> np.ndarray:
        """The code of each cell (array of str), which tells CRS, size and place: CRS2154RES1000mN6389000E954000, as INSPIRE names
        squares, with the northing and easting of the south-west corner. Hexagons have HEX, and those of their middle in whole metres.
        """
        west, south, east, north = require_shapely().bounds(cells).T
        east_step, north_step = self.lattice
        if self.kind == SQUARE:
            name, eastings = "RES", np.round(west / self.size).astype(int) * self.size
            northings = np.round(south / self.size).astype(int) * self.size
        else:
            name, eastings = "HEX", np.floor(np.round((west + east) / 2 / east_step) * east_step).astype(int)
            northings = np.floor(np.round((south + north) / 2 / north_step) * north_step).astype(int)
        start = f"CRS{self.crs.rpartition(':')[2]}{name}{self.size}m"
        return np.array([f"{start}N{north}E{east}" for north, east in zip(northings, eastings)], dtype=object)


def grids(kind: str, size: int, communes: Sequence[str], contours: Contours) -> list[tuple[Grid, np.ndarray]]:
    """A grid for each legal CRS in which these communes (INSEE codes) lie, with their polygons in it.

    A `VigieError` says so when none has a contour.
    """
    placed = [code for code in communes if contours.has(code)]
    if not placed:
        raise VigieError(translate("grids", "No commune of this territory has a contour: no grid can be made."))
    systems: dict[str, list[str]] = {}
    for code in placed:
        systems.setdefault(legal_crs(code), []).append(code)
    return [(Grid(kind, size, crs), _valid(transform(contours.of(codes), GEOGRAPHIC, crs))) for crs, codes in systems.items()]


def over(cells: np.ndarray, parts: np.ndarray, clip: bool) -> tuple[np.ndarray, np.ndarray]:
    """The places of the cells that share an area with `parts` (valid polygons in the same CRS), and their polygons; with `clip`, what
    of them is in the parts.
    """
    shapely = require_shapely()
    west, south, east, north = shapely.total_bounds(cells)
    boxes = shapely.bounds(parts)
    parts = parts[(boxes[:, 0] <= east) & (boxes[:, 2] >= west) & (boxes[:, 1] <= north) & (boxes[:, 3] >= south)]
    rows, places = shapely.STRtree(parts).query(cells, predicate="intersects")
    shapely.prepare(parts)
    whole = shapely.contains_properly(parts[places], cells[rows])
    shapely.destroy_prepared(parts)
    pieces = cells[rows]
    pieces[~whole] = shapely.intersection(cells[rows[~whole]], parts[places[~whole]])
    areas = shapely.area(pieces) > 0
    rows, pieces = rows[areas], pieces[areas]
    if not clip:
        kept = np.unique(rows)
        return kept, cells[kept]
    polygons, owners = shapely.get_parts(pieces, return_index=True)
    flat = shapely.get_dimensions(polygons) == 2
    polygons, owners = polygons[flat], rows[owners[flat]]
    order = np.argsort(owners, kind="stable")
    kept, starts = np.unique(owners[order], return_index=True)
    clipped = np.empty(len(kept), dtype=object)
    for place, (start, end) in enumerate(zip(starts, [*starts[1:], len(order)])):
        several = polygons[order[start:end]]
        clipped[place] = several[0] if len(several) == 1 else shapely.union_all(several)
    return kept, clipped


def _valid(shapes: np.ndarray) -> np.ndarray:
    shapely = require_shapely()
    wrong = ~shapely.is_valid(shapes)
    shapes[wrong] = shapely.make_valid(shapes[wrong])
    return shapes
