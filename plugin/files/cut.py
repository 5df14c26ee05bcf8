# SPDX-License-Identifier: GPL-2.0-or-later
"""What is kept of a file: what concerns a territory."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from ..messages import VigieError, number, translate
from ..requirements import shapely as require_shapely
from ..territory.cog import Cog
from ..territory.contours import GENERALISATION_METRES, Contours, legal_crs
from ..territory.crs import GEOGRAPHIC, transform
from ..territory.model import Territory
from .codes import Codes

if TYPE_CHECKING:
    import pandas as pd
    from shapely import Geometry

BY_CODE, BY_POSITION, UNKNOWN, SHARED = "by code", "by position", "unknown", "shared"
"""How the rows of a table were told apart; keys of the `counts` of `Cut.keeps`."""


@dataclass(frozen=True)
class Cut:
    """A territory to cut to, with the geographic code and the contours (EPSG:4326) that know it."""

    territory: Territory
    cog: Cog
    contours: Contours
    _shapes: dict[str, Geometry] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def whole(self) -> bool:
        """Whether the territory is the whole country: everything is kept, overseas collectivities and rows unknown too."""
        return set(self.territory.communes).issuperset(self.cog.country())

    def codes(self, level: str) -> frozenset[str]:
        """Today's codes of the units of an administrative level ("commune", "epci"...) that the territory touches."""
        return frozenset(unit.code for unit in self.cog.groups(self.territory, level))

    @cached_property
    def mapped(self) -> bool:
        """Whether the territory has a contour, so that positions can be compared with it."""
        return any(self.contours.has(code) for code in self._communes)

    @cached_property
    def _communes(self) -> list[str]:
        """The communes of the territory; one that the contours lack is still within the contour of the one that it left."""
        parents = {split["code"]: split["parent"] for split in self.cog.splits}
        known = (code if self.contours.has(code) else parents.get(code, code) for code in self.territory.communes)
        return sorted(set(known))

    def shape(self, crs: str) -> Geometry:
        """The territory in a CRS (authority code or WKT), prepared. Generalised contours are widened by their precision, so that
        nothing of the territory is left out. A `VigieError` says so when the territory has no contour.
        """
        if crs not in self._shapes:
            shape = self._shape(crs)
            require_shapely().prepare(shape)
            self._shapes[crs] = shape
        return self._shapes[crs]

    def _shape(self, crs: str) -> Geometry:
        shapely = require_shapely()
        parts: dict[str, list[str]] = {}
        for code in self._communes:
            if self.contours.has(code):
                parts.setdefault(legal_crs(code), []).append(code)
        if not parts:
            raise VigieError(
                translate("cut", "{territory} has no contour: files can be cut to it by codes of communes only.").format(
                    territory=self.territory.name
                )
            )
        shapes = []
        for legal, codes in parts.items():
            shape = self.contours.dissolve([codes])
            if self.contours.generalised:
                shape = shapely.buffer(transform(shape, GEOGRAPHIC, legal), GENERALISATION_METRES, quad_segs=4)
                shape = transform(shape, legal, crs)
            else:
                shape = transform(shape, GEOGRAPHIC, crs)
            shapes.append(shape[0])
        return shapes[0] if len(shapes) == 1 else shapely.union_all(shapes)

    def box(self, crs: str) -> tuple[float, float, float, float]:
        """The box (x and y least, x and y most) around `shape` in a CRS."""
        return tuple(float(value) for value in self.shape(crs).bounds)

    def keeps(
        self,
        chunk: pd.DataFrame,
        codes: Codes | None,
        geometry: np.ndarray | None,
        crs: str,
        counts: Counter | None = None,
    ) -> np.ndarray | None:
        """Which rows of a table concern the territory (array of bool); None when nothing tells.

        By the codes of the rows, where they are known; else by their `geometry` (array of shapely in `crs`, None allowed): points
        in the territory, lines and polygons that meet it. When the code is that of a larger unit (a département) that the territory
        shares with others, the position decides if there is one, and the row is kept if there is none. A row with neither code
        nor position is left out. `counts` adds up over chunks how rows were told apart, for `notes`.
        """
        by_position = geometry is not None and self.mapped
        if self.whole:
            return np.ones(len(chunk), dtype=bool)
        if codes is None and not by_position:
            return None
        coded, kept, shared = self._coded(chunk, codes)
        placed = np.zeros(len(chunk), dtype=bool)
        if by_position:
            placed = (~coded | shared) & self._located(geometry)
            kept[placed] = self._meets(geometry[placed], crs)
        if counts is not None:
            unknown, loose = ~coded & ~placed, shared & ~placed
            told = {BY_CODE: coded & ~placed, BY_POSITION: placed, UNKNOWN: unknown, SHARED: loose}
            counts.update({key: int(rows.sum()) for key, rows in told.items()})
        return kept

    def _coded(self, chunk: pd.DataFrame, codes: Codes | None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Which rows have a known code, which of those codes the territory touches, and which it shares with others."""
        if codes is None:
            return tuple(np.zeros(len(chunk), dtype=bool) for _ in range(3))
        units, touched, own = codes.units(chunk), self.codes(codes.level), set(self.territory.communes)
        whole = {code for code in touched if own.issuperset(self.cog.members(codes.level, code))}
        kept = units.isin(touched).to_numpy(dtype=bool, copy=True)  # pandas 3 gives it read-only
        return units.notna().to_numpy(dtype=bool), kept, kept & ~units.isin(whole).to_numpy(dtype=bool)

    def _located(self, geometry: np.ndarray) -> np.ndarray:
        shapely = require_shapely()
        return ~(shapely.is_missing(geometry) | shapely.is_empty(geometry))

    def _meets(self, geometry: np.ndarray, crs: str) -> np.ndarray:
        shapely = require_shapely()
        shape = self.shape(crs)
        points = shapely.get_type_id(geometry) == shapely.GeometryType.POINT
        met = np.zeros(len(geometry), dtype=bool)
        met[points] = shapely.contains_xy(shape, shapely.get_x(geometry[points]), shapely.get_y(geometry[points]))
        met[~points] = shapely.intersects(shape, geometry[~points])
        return met

    def notes(self, codes: Codes | None, counts: Counter) -> tuple[str, ...]:
        """How a table was cut, in sentences; `counts` are those of `keeps`."""
        if self.whole:
            return ()
        told = []
        if codes is not None and counts[BY_CODE]:
            told.append(
                translate("cut", "Cut to {territory} by the codes of column “{column}”.").format(
                    territory=self.territory.name, column=codes.field
                )
            )
        if counts[SHARED]:
            told.append(
                translate(
                    "cut", "{count} rows are kept because their code is that of a larger unit, which lies partly outside."
                ).format(count=number(counts[SHARED]))
            )
        if counts[BY_POSITION]:
            told.append(self._by_position(counts[BY_POSITION]))
        if counts[UNKNOWN]:
            told.append(
                translate("cut", "{count} rows have neither a known code nor a position: they are left out.").format(
                    count=number(counts[UNKNOWN])
                )
            )
        return tuple(told)

    def _by_position(self, count: int) -> str:
        if not self.contours.generalised:
            return translate("cut", "{count} rows were told apart by their position.").format(count=number(count))
        return translate(
            "cut",
            "{count} rows were told apart by their position, with generalised contours: those up to {metres} m outside of the "
            "territory are kept.",
        ).format(count=number(count), metres=number(GENERALISATION_METRES))
