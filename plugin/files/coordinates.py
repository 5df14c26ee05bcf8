# SPDX-License-Identifier: GPL-2.0-or-later
"""Coordinates as tables write them: which columns, which numbers, in which coordinate system.

A system is guessed by trying: the sample is brought to longitude and latitude from each system in use in France, as it is and
with its axes swapped; the one wins that puts the most rows in their own territory (by their codes), then in the part of France
where that system is used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ..requirements import pandas as require_pandas
from ..requirements import shapely as require_shapely
from ..territory.cog import fold
from ..territory.contours import MAINLAND_CRS
from ..territory.crs import FARTHEST, GEOGRAPHIC, transform
from .codes import words_of

if TYPE_CHECKING:
    import pandas as pd

MAINLAND = (-5.7, 41.2, 10.0, 51.4)
ANTILLES, GUYANE, REUNION = (-63.4, 14.2, -60.6, 18.4), (-54.8, 2.0, -51.3, 6.2), (55.0, -21.6, 56.1, -20.6)
MAYOTTE, SAINT_PIERRE = (44.8, -13.3, 45.5, -12.4), (-56.7, 46.5, -55.9, 47.4)
CALEDONIA, POLYNESIA, WALLIS = (163.0, -23.0, 168.7, -19.3), (-155.0, -28.0, -134.0, -7.5), (-178.6, -14.6, -175.9, -13.0)
FRANCE = (MAINLAND, ANTILLES, GUYANE, REUNION, MAYOTTE, SAINT_PIERRE, CALEDONIA, POLYNESIA, WALLIS)
"""Boxes of longitudes and latitudes where France lies, with its coastal waters."""

USED: dict[str, tuple[tuple[float, float, float, float], ...]] = {
    GEOGRAPHIC: FRANCE,
    MAINLAND_CRS: (MAINLAND,),
    **{f"EPSG:{3900 + zone}": ((MAINLAND[0], zone - 1.2, MAINLAND[2], zone + 1.2),) for zone in range(42, 51)},
    "EPSG:27572": (MAINLAND,),
    "EPSG:3857": FRANCE,
    "EPSG:5490": (ANTILLES,),
    "EPSG:2972": (GUYANE,),
    "EPSG:2975": (REUNION,),
    "EPSG:4471": (MAYOTTE,),
    "EPSG:4467": (SAINT_PIERRE,),
}
"""Where each coordinate system that tables come in is used; the ones tried first come first."""

NOT_USED = "?"
"""What a row names where it names no system of `USED`."""

_NAMES = (
    (re.compile(r"\bcc ?(4[2-9]|50)\b"), "EPSG:39{}"),
    (re.compile(r"epsg ?(\d{4,5})\b"), "EPSG:{}"),
    (re.compile(r"^(\d{4,5})(?: 0)?$"), "EPSG:{}"),
    (re.compile(r"(?:lamb\w*?|\bl) ?93\b"), MAINLAND_CRS),
    (re.compile(r"(?:lamb\w*?|\bl) ?(?:ii|2) ?e"), "EPSG:27572"),
    (re.compile(r"rgaf09|utm ?(?:zone ?)?n?20"), "EPSG:5490"),
    (re.compile(r"rgfg95|utm ?(?:zone ?)?n?22"), "EPSG:2972"),
    (re.compile(r"rgr92|utm ?(?:zone ?)?s?40"), "EPSG:2975"),
    (re.compile(r"rgm04|utm ?(?:zone ?)?s?38"), "EPSG:4471"),
    (re.compile(r"rgspm06|utm ?(?:zone ?)?n?21"), "EPSG:4467"),
    (re.compile(r"wgs ?84|crs ?84"), GEOGRAPHIC),
    (re.compile(r"mercator"), "EPSG:3857"),
)
"""How systems are named in columns, and in the names of columns."""

_LONGITUDE = re.compile(r"x?(?:lon|long|lng|longi|longitude)(?:x|deg|dd|wgs\d*)?")
_LATITUDE = re.compile(r"y?(?:lat|lati|latitude)(?:y|deg|dd|wgs\d*)?")
_BEFORE = r"(?:coord|coordonnees?|lamb|lambert|l93|l2e?|utm|min|pos|loc|geo|gps|centro|cen|c)?"
_AFTER = r"(?:l?93|l2e?|lamb\w*|utm\w*|wgs\d*|coord|centre|m|et|min|cc\d*)?"
_X, _Y = re.compile(rf"{_BEFORE}x{_AFTER}|easting|abscisse"), re.compile(rf"{_BEFORE}y{_AFTER}|northing|ordonnee")
_SYSTEM_WORDS = {"epsg", "crs", "srs", "srid", "projection", "systeme", "referentiel", "sourcecoordet", "sourcecoord", "proj"}

TRIED = 300
"""Rows on which systems are tried."""

NEAR_DEGREES = 0.02
"""How far from its territory (some two kilometres) a point may lie and still count as being in it."""


class Pair(NamedTuple):
    """Two columns that go together."""

    x: str
    y: str
    degrees: bool


class System(NamedTuple):
    """A coordinate system that fits, whether x and y must be swapped, and the shares of rows at home and in France."""

    crs: str
    swapped: bool
    home: float
    france: float

    @property
    def fits(self) -> bool:
        """Whether it puts most rows where they can be."""
        return self.home >= 0.5 or self.france >= 0.5


def pairs(columns: Iterable[str]) -> list[Pair]:
    """The pairs of columns whose names say coordinates; longitudes and latitudes first."""
    axes: dict[tuple, dict[str, list[str]]] = {}
    for column in columns:
        axis, degrees, rest = _axis(words_of(column))
        if axis:
            axes.setdefault((not degrees, rest), {"x": [], "y": []})[axis].append(column)
    found = [
        Pair(x, y, not metric)
        for (metric, _), sides in sorted(axes.items(), key=lambda item: item[0][0])
        for x, y in zip(sides["x"], sides["y"])
    ]
    if not any(pair.degrees for pair in found):
        lone = {side: [c for (metric, _), sides in axes.items() if not metric for c in sides[side]] for side in "xy"}
        if len(lone["x"]) == len(lone["y"]) == 1:
            found.insert(0, Pair(lone["x"][0], lone["y"][0], True))
    return found


def _axis(words: Sequence[str]) -> tuple[str, bool, tuple[str, ...]]:
    """Which axis a name says ("" for none), whether in degrees, and the words that do not say it."""
    for degrees, patterns in ((True, {"x": _LONGITUDE, "y": _LATITUDE}), (False, {"x": _X, "y": _Y})):
        for axis, pattern in patterns.items():
            said = [word for word in words if pattern.fullmatch(word)]
            if said:
                return axis, degrees, tuple(word for word in words if word not in said and word not in ("x", "y"))
    return "", False, ()


def numbers(values: pd.Series) -> np.ndarray:
    """Numbers written with a point or a comma, spaces between thousands allowed; NaN for what is none."""
    values = values.astype(object)
    found, left = np.full(len(values), np.nan), values.notna().to_numpy(dtype=bool, copy=True)  # pandas 3 gives it read-only
    for clean in (_as_it_is, _with_point, _without_spaces):  # the costly ways only for what the others leave
        if left.any():
            found[left] = require_pandas().to_numeric(clean(values[left]), errors="coerce").to_numpy(dtype=float)
            left &= np.isnan(found)
    return found


def _as_it_is(texts: pd.Series) -> pd.Series:
    return texts


def _with_point(texts: pd.Series) -> pd.Series:
    return texts.astype(str).str.replace(",", ".", regex=False)


def _without_spaces(texts: pd.Series) -> pd.Series:
    return _with_point(texts).str.replace(r"\s", "", regex=True)


def usable(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Which coordinates can be a position: both finite, and not (0, 0), which stands for nothing."""
    return (np.abs(x) < FARTHEST) & (np.abs(y) < FARTHEST) & ~((x == 0) & (y == 0))


def named_system(text: object) -> str | None:
    """The authority code of a system that a text names, such as "LAMBERT_93", "2154" or "RGR92_UTM_40S"; None for another."""
    plain = fold(str(text))
    return next((code.format(*match.groups()) for pattern, code in _NAMES if (match := pattern.search(plain))), None)


def used_system(text: object) -> str:
    """The system of `USED` that a text names, `NOT_USED` for any other."""
    named = named_system(text)
    return named if named in USED else NOT_USED


def system_column(sample: pd.DataFrame, rows: np.ndarray) -> str:
    """The column that names the system of each row, by the `rows` that have coordinates (array of bool); "" for none."""
    for column in sample.columns:
        if set(words_of(column)) & _SYSTEM_WORDS:
            values = sample[column][rows]
            known = values.dropna().map(used_system) != NOT_USED
            if len(values) and known.sum() >= 0.8 * len(values):
                return column
    return ""


def degrees(x: np.ndarray, y: np.ndarray) -> bool:
    """Whether coordinates can be degrees, in one order or the other."""
    return (
        bool(len(x))
        and float(np.mean((np.abs(x) <= 180) & (np.abs(y) <= 180) & (np.minimum(np.abs(x), np.abs(y)) <= 90))) >= 0.95
    )


def guess_system(
    x: np.ndarray,
    y: np.ndarray,
    homes: np.ndarray | None,
    given: str = "",
    hint: str | None = None,
    near: tuple[float, float, float, float] | None = None,
) -> System | None:
    """The system of coordinates (arrays of finite numbers), and whether they are swapped; None when none fits.

    `homes` are where each row is known to be (array of shapely in EPSG:4326, None allowed), `given` the system when it is known,
    `hint` the one that a name suggests, `near` a box of longitudes and latitudes where rows are likely to lie.
    """
    if not len(x):
        return None
    candidates = [given] if given else [crs for crs in USED if (crs == GEOGRAPHIC) == degrees(x, y)]
    chosen = np.unique(np.linspace(0, len(x) - 1, min(len(x), TRIED)).astype(int))
    x, y, homes = x[chosen], y[chosen], None if homes is None else homes[chosen]
    tried = []
    for rank, crs in enumerate(candidates):
        for swapped in (False, True):
            points = placed(y if swapped else x, x if swapped else y, crs, GEOGRAPHIC)
            system = System(crs, swapped, at_home(points, homes), _share_in(points, USED.get(crs, FRANCE)))
            around = _share_in(points, (near,)) if near else 0.0
            tried.append(
                ((round(system.home, 1), round(system.france, 1), crs == hint, round(around, 1), not swapped, -rank), system)
            )
    return max(tried)[1]


def placed(x: np.ndarray, y: np.ndarray, source: str, target: str) -> np.ndarray:
    """Points (array of shapely) in the system `target`; None for those that cannot be there."""
    shapely = require_shapely()
    points = transform(shapely.points(x, y), source, target)
    if source != target:
        points[~np.isfinite(shapely.get_coordinates(points)).all(axis=1)] = None
    return points


def placed_by_row(x: np.ndarray, y: np.ndarray, systems: np.ndarray, target: str) -> np.ndarray:
    """Points (array of shapely) in the system `target`, each from the system of its row (array of str); None for `NOT_USED`."""
    points = np.full(len(x), None, dtype=object)
    places, different = require_pandas().factorize(systems)
    for place, crs in enumerate(different):
        rows = places == place
        if crs != NOT_USED:
            points[rows] = placed(x[rows], y[rows], crs, target)
    return points


def at_home(points: np.ndarray, homes: np.ndarray | None) -> float:
    """The share of the points whose home is known that lie in it or near; 0 when none is."""
    if homes is None:
        return 0.0
    shapely = require_shapely()
    known = ~shapely.is_missing(homes)
    near = shapely.dwithin(points[known], homes[known], NEAR_DEGREES)
    return float(np.mean(near)) if known.any() else 0.0


def _share_in(points: np.ndarray, boxes: Iterable[tuple[float, float, float, float]]) -> float:
    shapely = require_shapely()
    return float(np.mean(in_boxes(shapely.get_x(points), shapely.get_y(points), boxes)))


def in_boxes(x: np.ndarray, y: np.ndarray, boxes: Iterable[tuple[float, float, float, float]]) -> np.ndarray:
    """Which coordinates lie in one of the boxes (x and y least, x and y most)."""
    inside = np.zeros(len(x), dtype=bool)
    for west, south, east, north in boxes:
        inside |= (x >= west) & (x <= east) & (y >= south) & (y <= north)
    return inside


@lru_cache(maxsize=32)
def france_boxes(crs: str) -> tuple[tuple[float, float, float, float], ...]:
    """The boxes, in a system, around the parts of France where it is used."""
    shapely = require_shapely()
    outlines = shapely.segmentize(shapely.box(*np.array(USED.get(crs, FRANCE)).T), 0.5)
    bounds = shapely.bounds(transform(outlines, GEOGRAPHIC, crs))
    return tuple(tuple(box) for box in bounds[np.isfinite(bounds).all(axis=1)])
