# SPDX-License-Identifier: GPL-2.0-or-later
"""The ways that the rows of a table get a position, once it is known which; positions are checked, and what is odd is counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from ..messages import number, translate
from ..requirements import pandas as require_pandas
from ..requirements import shapely as require_shapely
from ..territory.contours import Contours
from ..territory.crs import GEOGRAPHIC, transform
from .codes import COMMUNE, Codes, mapped
from .coordinates import NOT_USED, System, france_boxes, in_boxes, numbers, placed, placed_by_row, usable
from .written import POINT, Written

if TYPE_CHECKING:
    import pandas as pd

NONE, XY, TEXT, CODE = "none", "xy", "text", "code"
"""Ways to get a position, as `Options.place` and `Placement.kind` say them."""

FAR_METRES, FAR_DEGREES = 1000.0, 0.0125
"""From where on a point is told to be far from the commune that its code names (a kilometre, or about that)."""

MULTIPOLYGON = "MultiPolygon"


class Placement:
    """How rows get a position. `kind` is `XY`, `TEXT` or `CODE`, `columns` those that are read, `geometry` the kind of geometry
    ("Point", "MultiPolygon"… or `MIXED`), `crs` the authority code (or WKT) of what `place` gives.
    """

    kind = ""

    def __init__(self, columns: tuple[str, ...], crs: str, geometry: str, told: Sequence[str] = ()) -> None:
        self.columns, self.crs, self.geometry = columns, crs, geometry
        self._told = tuple(told)
        self._counts: Counter = Counter()

    def place(self, chunk: pd.DataFrame) -> np.ndarray:
        """The geometry of each row (array of shapely in `crs`, None for a row without a position)."""
        raise NotImplementedError

    def notes(self) -> tuple[str, ...]:
        """What is to be known of the positions, with how many rows are concerned of those placed so far."""
        sentences = {
            "none": translate("placing", "{count} rows have no position."),
            "zero": translate("placing", "{count} rows lie at (0, 0), which is no position: they have none."),
            "other": translate("placing", "{count} rows have a geometry of another kind than the first ones: it is left out."),
            "brought": translate("placing", "{count} rows were in another coordinate system: they were brought to {crs}."),
            "abroad": translate("placing", "{count} rows lie out of France."),
            "far": translate("placing", "{count} rows lie more than a kilometre away from the commune that their code names."),
            "unknown": translate("placing", "{count} rows have no code that is known: they have no contour."),
            "bare": translate("placing", "{count} rows name a territory that has no contour."),
        }
        counted = (
            text.format(count=number(self._counts[key]), crs=self.crs) for key, text in sentences.items() if self._counts[key]
        )
        return (*self._told, *counted)


class Checked(Placement):
    """Positions that are checked: in France, and near the commune that the codes of the rows name."""

    def __init__(
        self, columns: tuple[str, ...], crs: str, geometry: str, told: Sequence[str], codes: Codes | None, contours: Contours
    ) -> None:
        super().__init__(columns, crs, geometry, told)
        self._codes = codes if codes is not None and codes.level == COMMUNE else None
        self._contours = contours
        self._homes: dict[str, tuple] = {}

    def _check(self, chunk: pd.DataFrame, shapes: np.ndarray) -> np.ndarray:
        shapely = require_shapely()
        there = ~shapely.is_missing(shapes)
        shown = shapes[there]
        self._counts["none"] += int((~there).sum())
        if self.geometry == POINT:
            x, y = shapely.get_x(shown), shapely.get_y(shown)
        else:
            bounds = shapely.bounds(shown)
            x, y = (bounds[:, 0] + bounds[:, 2]) / 2, (bounds[:, 1] + bounds[:, 3]) / 2
        self._counts["abroad"] += int((~in_boxes(x, y, france_boxes(self.crs))).sum())
        if self._codes is not None and self.geometry == POINT:
            self._counts["far"] += self._far(self._codes.units(chunk)[there], x, y)
        return shapes

    def _far(self, communes: pd.Series, x: np.ndarray, y: np.ndarray) -> int:
        """How many points are far from the commune of their row. Most lie in a circle of its contour, or near that circle: only
        the others are compared with the contour itself.
        """
        shapely = require_shapely()
        limit = FAR_DEGREES if self.crs == GEOGRAPHIC else FAR_METRES
        places, different = require_pandas().factorize(communes)
        if not len(different):
            return 0
        self._learn([code for code in different if code not in self._homes])
        homes = [self._homes[code] for code in different]
        middles = np.array([home[:3] for home in homes], dtype=float).reshape(-1, 3)[places]
        doubtful = (np.hypot(x - middles[:, 0], y - middles[:, 1]) > middles[:, 2] + limit) & (places >= 0)
        shapes = np.array([home[3] for home in homes], dtype=object)[places[doubtful]]
        near = shapely.dwithin(shapes, shapely.points(x[doubtful], y[doubtful]), limit)
        return int((~near & ~shapely.is_missing(shapes)).sum())

    def _learn(self, codes: list[str]) -> None:
        """The circle (x, y, radius) within the contour of each commune, and that contour, prepared."""
        shapely = require_shapely()
        shapes = transform(self._contours.of(codes), GEOGRAPHIC, self.crs)
        shapely.prepare(shapes)
        middles = shapely.point_on_surface(shapes)
        with np.errstate(invalid="ignore"):  # GEOS warns of some, but its distances are right
            radii = shapely.distance(middles, shapely.boundary(shapes))
        self._homes.update(zip(codes, zip(shapely.get_x(middles), shapely.get_y(middles), radii, shapes)))


class ByCoordinates(Checked):
    """Points from two columns. `systems` gives the coordinate system of each row where it is not the same for all."""

    kind = XY

    def __init__(
        self,
        columns: tuple[str, str],
        system: System,
        crs: str,
        told: Sequence[str],
        codes: Codes | None,
        contours: Contours,
        systems: Callable[[pd.DataFrame], pd.Series] | None = None,
    ) -> None:
        super().__init__(columns, crs, POINT, told, codes, contours)
        self._system, self._systems = system, systems

    def place(self, chunk: pd.DataFrame) -> np.ndarray:
        """Points, None where there is no number or (0, 0)."""
        x, y = (numbers(chunk[column]) for column in self.columns)
        self._counts["zero"] += int(((x == 0) & (y == 0)).sum())
        there = usable(x, y)
        if self._system.swapped:
            x, y = y, x
        points = np.full(len(chunk), None, dtype=object)
        if self._systems is None:
            points[there] = placed(x[there], y[there], self._system.crs, self.crs)
        else:
            systems = self._systems(chunk[there]).fillna(self._system.crs).to_numpy(dtype=object)
            if self.crs != GEOGRAPHIC:
                self._counts["brought"] += int(((systems != self.crs) & (systems != NOT_USED)).sum())
            points[there] = placed_by_row(x[there], y[there], systems, self.crs)
        self._check(chunk, points)
        return points


class ByText(Checked):
    """Geometries written in one column; `filled` is the share of rows of the sample that have one."""

    kind = TEXT

    def __init__(
        self, written: Written, system: System, crs: str, told: Sequence[str], codes: Codes | None, contours: Contours
    ) -> None:
        super().__init__((written.column,), crs, written.geometry, told, codes, contours)
        self._written, self._system = written, system
        self.filled = written.filled

    def place(self, chunk: pd.DataFrame) -> np.ndarray:
        """Geometries, None where there is none or one of another kind."""
        shapes, other = self._written.read(chunk, self._system, self.crs)
        self._counts["other"] += other
        return self._check(chunk, shapes)


class ByCode(Placement):
    """The contour that the code of each row names."""

    kind = CODE

    def __init__(self, codes: Codes, contours: Contours) -> None:
        super().__init__(codes.columns, GEOGRAPHIC, MULTIPOLYGON, (contours.credit,))
        self._codes, self._contours = codes, contours
        self._shapes: dict[str, object] = {}

    def place(self, chunk: pd.DataFrame) -> np.ndarray:
        """Multipolygons in EPSG:4326, None for a row without a known code."""
        units = self._codes.of(chunk)
        new = [code for code in units.dropna().unique() if code not in self._shapes]
        members = [self._codes.cog.members(self._codes.kind, code) for code in new]
        self._shapes.update(zip(new, _multi(self._contours.dissolve(members))))
        shapes = mapped(units, self._shapes.get).to_numpy(dtype=object, copy=True)
        missing = require_shapely().is_missing(shapes)
        self._counts["unknown"] += int(units.isna().sum())
        self._counts["bare"] += int(missing.sum() - units.isna().sum())
        return shapes


def _multi(shapes: np.ndarray) -> np.ndarray:
    shapely = require_shapely()
    single = shapely.get_type_id(shapes) == shapely.GeometryType.POLYGON
    shapes[single] = [shapely.multipolygons([shape]) for shape in shapes[single]]
    return shapes
