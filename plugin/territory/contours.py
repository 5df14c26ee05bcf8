# SPDX-License-Identifier: GPL-2.0-or-later
"""Contours of the country's communes, and of the larger units dissolved from them.

The embedded ones are generalised (about 31 points a commune, steps of some 600 m): good for picking and for maps. They
carry `generalised` so that whoever counts or measures with them can say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..messages import VigieError, translate
from ..requirements import shapely as require_shapely
from .cog import Cog
from .coverage import joined
from .model import Territory
from .spelling import bare, code_of

if TYPE_CHECKING:
    import shapely

RESOURCE = Path(__file__).resolve().parents[2] / "resources" / "cog" / "contours-2026.npz"

GENERALISATION_METRES = 100.0
"""How far an embedded border may lie from the true one; see docs/architecture.md for how this was measured."""

MOST_UNIONS = 3_000
"""Of how many groups the union is kept: more than there are EPCI, départements and régions."""

LEGAL_CRS = {
    "971": "EPSG:5490", "972": "EPSG:5490", "973": "EPSG:2972", "974": "EPSG:2975", "976": "EPSG:4471",
    "977": "EPSG:5490", "978": "EPSG:5490",
}  # fmt: skip
"""Legal projected CRS of the overseas territories (decree 2006-272, amended in 2019), by the first digits of INSEE codes."""

MAINLAND_CRS = "EPSG:2154"


def legal_crs(commune: str) -> str:
    """The legal projected CRS (authority code) where the commune of that INSEE code lies."""
    return LEGAL_CRS.get(commune[:3], MAINLAND_CRS)


class Contours:
    """Polygons of communes in EPSG:4326 (longitude, latitude), in the order of `codes`.

    `codes`: INSEE codes, array of str; `shapes`: array of (multi)polygons of the same length. `source` names them;
    `generalised` says that borders are approximate. `beyond` are contours for the communes that these lack: they give shapes,
    but place nothing, since their borders are others.
    """

    def __init__(
        self, codes: Sequence[str], shapes: np.ndarray, source: str, generalised: bool, beyond: Contours | None = None
    ) -> None:
        self.codes = np.asarray(codes, dtype=object)
        self.shapes = np.asarray(shapes, dtype=object)
        self.source = source
        self.generalised = generalised
        self._beyond = beyond
        self._position = {code: place for place, code in enumerate(self.codes)}
        self._unions: dict[tuple[str, ...], shapely.Geometry] = {}

    @classmethod
    def given(cls, codes: Sequence[str], shapes: np.ndarray, source: str, cog: Cog) -> Contours:
        """Contours that the user gives, in EPSG:4326, taken as precise; codes of former communes become today's.

        The parts of one commune, such as islands in rows of their own or communes that merged, are joined. A `VigieError`
        says so when none of the codes is a commune's.
        """
        shapely = require_shapely()
        shapes = np.asarray(shapes, dtype=object)
        usable = np.isfinite(shapely.bounds(shapes)).all(axis=1)  # bounds are NaN for no geometry and for an empty one
        parts: dict[str, list] = {}
        for code, shape in zip(np.asarray(codes, dtype=object)[usable], shapes[usable]):
            current = cog.current(code_of(bare(code), "commune"))
            if current is not None:
                parts.setdefault(current, []).append(shape)
        if not parts:
            raise VigieError(
                translate("territory", "“{layer}” holds no contours of communes: it needs a field of INSEE codes.").format(
                    layer=source
                )
            )
        joined = np.empty(len(parts), dtype=object)
        for place, several in enumerate(parts.values()):
            joined[place] = several[0] if len(several) == 1 else shapely.union_all(shapely.make_valid(several))
        return cls(list(parts), joined, source, generalised=False)

    @classmethod
    def embedded(cls, path: Path = RESOURCE) -> Contours:
        """The contours that come with the product; reading them takes about a third of a second."""
        shapely = require_shapely()
        codes, points, offsets = _stored(path)
        shapes = shapely.from_ragged_array(shapely.GeometryType.MULTIPOLYGON, points, offsets)
        return cls(codes, shapes, "Etalab, IGN (COG 2026)", generalised=True)

    @property
    def credit(self) -> str:
        """Whose they are, and whether they are generalised, as it is printed."""
        told = (
            translate("territory", "Contours: {source}, generalised.")
            if self.generalised
            else translate("territory", "Contours: {source}.")
        )
        return told.format(source=self.source)

    def has(self, code: str) -> bool:
        """Whether that commune has a contour here, or beyond."""
        return code in self._position or (self._beyond is not None and self._beyond.has(code))

    def precise(self, codes: Iterable[str]) -> bool:
        """Whether all these communes have contours whose borders are not approximate."""
        return not self.generalised and all(code in self._position for code in codes)

    def cover(self, codes: Iterable[str], cog: Cog) -> bool:
        """Whether the contours of these communes together are their territory: one that lacks its contour is still within that of
        the commune which it left.
        """
        own = set(codes)
        parents = {split["code"]: split["parent"] for split in cog.splits if not self.has(split["code"])}
        known = all(self.has(code) or code in parents for code in own)
        return bool(own) and known and all((child in own) == (parent in own) for child, parent in parents.items())

    def around(self, codes: Sequence[str]) -> list[str]:
        """The communes outside of these that share a length of border with one of them, sorted: a common corner is not enough."""
        shapely = require_shapely()
        inside = self.of(codes)
        rows, places = self._tree.query(inside, predicate="intersects")
        own = set(codes)
        outside = np.array([code not in own for code in self.codes[places]], dtype=bool)
        rows, places = rows[outside], places[outside]
        shared = shapely.length(shapely.intersection(shapely.boundary(inside[rows]), self.shapes[places]))
        return sorted(set(self.codes[places[shared > 0]]))

    def at(self, longitude: float, latitude: float) -> str | None:
        """The commune (INSEE code) whose contour holds that position; on a border, the first of both. None where there is none."""
        _, places = self.meeting(require_shapely().points([[longitude, latitude]]))
        return self.codes[places.min()] if len(places) else None

    def meeting(self, shapes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Pairs of all shapes (array of shapely in EPSG:4326) and the communes whose contour they meet: places of both."""
        rows, places = self._tree.query(shapes, predicate="intersects")
        return rows, places

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return require_shapely().STRtree(self.shapes)

    def doubtful(self, cog: Cog) -> set[str]:
        """Communes where a position cannot be trusted: those without a contour (overseas collectivities included), and
        those whose contour still holds one that has left them.
        """
        missing = {code for code in cog.units("commune") if not self.has(code)}
        return missing | {split["parent"] for split in cog.splits if split["code"] in missing}

    def of(self, codes: Iterable[str]) -> np.ndarray:
        """The polygon of each commune, None for one without a contour."""
        codes = list(codes)
        shapes = np.empty(len(codes), dtype=object) if self._beyond is None else self._beyond.of(codes)
        for place, code in enumerate(codes):
            position = self._position.get(code)
            if position is not None:
                shapes[place] = self.shapes[position]
        return shapes

    def dissolve(self, groups: Sequence[Sequence[str]]) -> np.ndarray:
        """One polygon for each group of communes; None where no commune of the group has a contour.

        Neighbours share their borders, so that the union leaves no slivers: precise ones may differ by a hair. A group that lies
        partly beyond the precise contours is of the generalised ones alone, for the borders of both do not meet.
        """
        shapes = np.empty(len(groups), dtype=object)
        for place, codes in enumerate(groups):
            shapes[place] = self._dissolved(tuple(codes))
        return shapes

    def _dissolved(self, codes: tuple[str, ...]) -> shapely.Geometry | None:
        """The polygon of one group; a union is kept, since the same départements come back sheet after sheet."""
        if self._beyond is not None and not self.precise(codes):
            return self._beyond.dissolve([codes])[0]
        if codes not in self._unions:
            parts = [shape for shape in self.of(codes) if shape is not None]
            if len(parts) < 2:
                return parts[0] if parts else None
            if len(self._unions) >= MOST_UNIONS:
                self._unions.clear()
            self._unions[codes] = require_shapely().union_all(parts) if self.generalised else joined(parts)
        return self._unions[codes]

    def main_part(self, cog: Cog, territory: Territory) -> tuple[str, list[str]]:
        """The legal CRS in which most inhabitants of the territory live, and the communes that are mapped in it.

        Communes without a contour are not mapped. Where nothing is, the list is empty.
        """
        parts: dict[str, list[str]] = {}
        for code in territory.communes:
            if self.has(code):
                parts.setdefault(legal_crs(code), []).append(code)
        if not parts:
            return legal_crs(territory.communes[0]), []
        return max(parts.items(), key=lambda part: cog.population(part[1]) or 0)

    def points(self, codes: Iterable[str]) -> np.ndarray:
        """A point inside each commune (the middle of its contour as a rule); None for one without a contour."""
        return require_shapely().point_on_surface(self.of(codes))


class Boxes:
    """What the embedded contours of communes span, in degrees. No geometry is built: a search asks for a box while the window is
    drawn, and tens of thousands of geometries would make each garbage collection hold it longer.
    """

    def __init__(self, path: Path = RESOURCE) -> None:
        codes, points, (rings, polygons, parts) = _stored(path)
        starts = rings[polygons[parts[:-1]]]  # the points of a commune follow one another
        self._low, self._high = np.minimum.reduceat(points, starts), np.maximum.reduceat(points, starts)
        self._position = {code: place for place, code in enumerate(codes)}

    def around(self, communes: Iterable[str]) -> tuple[float, float, float, float] | None:
        """What these communes (INSEE codes) span together: west, south, east, north; None where none has a contour."""
        places = [self._position[code] for code in communes if code in self._position]
        if not places:
            return None
        west, south = self._low[places].min(axis=0).tolist()
        east, north = self._high[places].max(axis=0).tolist()
        return west, south, east, north


def _stored(path: Path) -> tuple[list[str], np.ndarray, tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """The resource: INSEE codes, points (longitude, latitude) of all rings, and shapely's offsets of rings, polygons, communes."""
    with np.load(path, allow_pickle=False) as stored:
        scale = 10.0 ** int(stored["decimals"])
        points = np.column_stack([np.cumsum(stored[axis], dtype=np.int64) / scale for axis in ("x", "y")])
        rings, polygons, parts = (np.concatenate([[0], np.cumsum(stored[name])]) for name in ("rings", "polygons", "parts"))
        return stored["codes"].tolist(), points, (rings, polygons, parts)
