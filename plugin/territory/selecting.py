# SPDX-License-Identifier: GPL-2.0-or-later
"""The territory that features stand for: which communes their areas, lines and points are taken to mean.

The rule, by the kind of a feature:

- an **area** means the communes with which it shares more than half of the smaller: the features together cover more than half
  of the commune, or the commune holds more than half of the feature. Borders that differ by a hair bring in no neighbour, and a
  feature that is smaller than a commune still means one;
- a **line** means the communes it runs through over more than `CROSSED_METRES`, and the one that holds more than half of it;
- a **point** means the commune that holds it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ..messages import Progress, number, translate
from ..requirements import shapely as require_shapely
from .contours import GENERALISATION_METRES, Contours, legal_crs
from .crs import GEOGRAPHIC, to_geographic, transform
from .model import COUNTRY, Territory

if TYPE_CHECKING:
    from .cog import Cog

MOSTLY = 0.5
"""A commune and an area that share more than that of the smaller one go together."""

CROSSED_METRES = GENERALISATION_METRES
"""A shorter way through a commune says nothing: borders are no surer than that."""

EQUAL_AREA = "EPSG:6933"
"""The same area everywhere on earth, overseas included."""

AREA, LENGTH, POINTS = "area", "length", "points"
"""What `Selection.covered` is a share of."""

_PIECES = 256
"""Into how many straight pieces the longest way across the features is divided, for a straight line of one CRS is curved in another."""
_PART = 200
"""Intersections that are computed between two looks at whether the user has cancelled."""
_NAMED = 8


class Touched(NamedTuple):
    """A commune (INSEE code) that features touch, and the share of its area (0 to 1) that they cover; NaN for lines and points."""

    code: str
    share: float


class Selection(NamedTuple):
    """The communes that features mean, and those that they only touch; each by falling share.

    `covered`: the share (0 to 1) of the features' `measure` ("area", "length" or "points", that of the widest kind there is)
    which lies in the communes taken; NaN where nothing has a position. `without` features have no position that can be used.
    """

    taken: tuple[Touched, ...]
    left: tuple[Touched, ...]
    covered: float
    measure: str
    without: int

    def sentence(self, cog: Cog) -> str:
        """What is taken: communes, inhabitants, and how much of the features lies in them."""
        codes = [touched.code for touched in self.taken]
        told = translate("selecting", "{communes} communes, {people} inhabitants: they hold {share} % of {measure}.")
        measures = {
            AREA: translate("selecting", "the selected area"),
            LENGTH: translate("selecting", "the selected length"),
            POINTS: translate("selecting", "the selected points"),
        }
        return told.format(
            communes=number(len(codes)),
            people=number(cog.population(codes)),
            share=number(100 * self.covered),
            measure=measures[self.measure],
        )

    def details(self, cog: Cog, most: int = _NAMED) -> list[str]:
        """Who is taken, the least covered first, and who is left, the most covered first: `most` of each by name, with how much of
        it is covered. Then the features set aside.
        """
        lines = []
        for label, group in (
            (translate("selecting", "Taken: {names}."), self.taken[::-1]),
            (translate("selecting", "Touched, but left out: {names}."), self.left),
        ):
            if group:
                lines.append(label.format(names=_names(group, cog, most)))
        if self.without:
            told = translate("selecting", "{count} features have no position: they are not counted.")
            lines.append(told.format(count=number(self.without)))
        return lines


def _names(group: Sequence[Touched], cog: Cog, most: int) -> str:
    def told(touched: Touched) -> str:
        name = cog.unit("commune", touched.code).name
        return name if touched.share != touched.share else f"{name} ({_percent(touched.share)})"

    names = [told(touched) for touched in group[:most]]
    if len(group) > most:
        names.append(translate("selecting", "and {count} more").format(count=number(len(group) - most)))
    return ", ".join(names)


def _percent(share: float) -> str:
    """A share in percent; what is little is not told as nothing."""
    if 0 < share < 0.005:
        return translate("selecting", "under 1 %")
    return translate("selecting", "{share} %").format(share=number(100 * share))


def select(shapes: np.ndarray, crs: str, contours: Contours, cog: Cog, progress: Progress) -> Selection:
    """The communes that features mean, by the rule above.

    `shapes`: array of shapely in `crs` (authority code or WKT), None and empty ones allowed. A commune without a contour goes
    with the one that it left, when that is taken by its area. Raises `Cancelled`, and a `VigieError` for an unknown CRS.
    """
    areas, lines, points, without = _sorted(shapes, crs)
    shares: dict[str, float] = {}
    taken: set[str] = set()
    covered, measure = float("nan"), AREA if len(areas) else LENGTH if len(lines) else POINTS
    for found, choose in ((points, _of_points), (lines, _of_lines), (areas, _of_areas)):
        if len(found):
            touched, chosen, covered = choose(found, contours, progress)
            shares.update(touched)
            taken |= chosen
    if len(areas):
        taken |= {split["code"] for split in cog.splits if split["parent"] in taken and not contours.has(split["code"])}
    return Selection(
        _falling((code, shares.get(code, float("nan"))) for code in taken),
        _falling(item for item in shares.items() if item[0] not in taken),
        covered,
        measure,
        without,
    )


def _falling(touched: Iterable[tuple[str, float]]) -> tuple[Touched, ...]:
    return tuple(sorted((Touched(*item) for item in touched), key=lambda one: (-np.nan_to_num(one.share, nan=-1), one.code)))


def _sorted(shapes: np.ndarray, crs: str) -> tuple[np.ndarray, np.ndarray, np.ndarray, int]:
    """Areas, lines and points in degrees, valid, out of their collections; and how many features have no position."""
    shapely = require_shapely()
    shapes = np.asarray(shapes, dtype=object)
    bounds = shapely.bounds(shapes)
    known = np.isfinite(bounds).all(axis=1)
    parts = _parts(shapes[known])
    if not len(parts):
        return parts, parts, parts, len(shapes)
    west, south, east, north = shapely.total_bounds(parts)
    step = max(east - west, north - south) / _PIECES
    parts = to_geographic(shapely.segmentize(parts, step) if step > 0 else parts, crs)
    placed = np.isfinite(shapely.bounds(parts)).all(axis=1)
    parts = parts[placed]
    dimensions = shapely.get_dimensions(parts)
    areas = _valid(parts[dimensions == 2])
    return (
        areas[shapely.area(areas) > 0],
        parts[dimensions == 1],
        shapely.get_parts(parts[dimensions == 0]),
        int((~known).sum() + (~placed).sum()),
    )


def _parts(shapes: np.ndarray) -> np.ndarray:
    """The shapes, with the parts of collections in place of these."""
    shapely = require_shapely()
    gathered = shapely.get_type_id(shapes) == shapely.GeometryType.GEOMETRYCOLLECTION
    while gathered.any():
        shapes = np.concatenate([shapes[~gathered], shapely.get_parts(shapes[gathered])])
        gathered = shapely.get_type_id(shapes) == shapely.GeometryType.GEOMETRYCOLLECTION
    return shapes[~shapely.is_empty(shapes)]


def _valid(areas: np.ndarray) -> np.ndarray:
    """Areas that can be computed with; one that is but a line is empty."""
    shapely = require_shapely()
    areas = areas.copy()
    for place in np.flatnonzero(~shapely.is_valid(areas)):  # few, if any
        parts = shapely.get_parts(shapely.make_valid(areas[place]))
        areas[place] = shapely.union_all(parts[shapely.get_dimensions(parts) == 2])
    return areas


Chosen = tuple[dict[str, float], set[str], float]
"""What features of one kind touch (share by commune), which communes they mean, and the share of them that lies in these."""


def _of_points(points: np.ndarray, contours: Contours, progress: Progress) -> Chosen:
    progress.hear()
    rows, places = contours.meeting(points)
    order = np.lexsort((places, rows))  # on a border, the first commune
    rows, first = np.unique(rows[order], return_index=True)
    codes = set(contours.codes[places[order][first]].tolist())
    return dict.fromkeys(codes, float("nan")), codes, len(rows) / len(points)


def _of_lines(lines: np.ndarray, contours: Contours, progress: Progress) -> Chosen:
    """By parts of one legal projection each, that of the first commune that a line meets."""
    shapely = require_shapely()
    rows, places = contours.meeting(lines)
    codes = contours.codes[places]
    crs_of = np.full(len(lines), legal_crs(""), dtype=object)
    crs_of[rows[::-1]] = [legal_crs(code) for code in codes[::-1]]
    through: dict[str, float] = {}
    taken: set[str] = set()
    inside = total = 0.0
    for crs in np.unique(crs_of):
        own = crs_of[rows] == crs
        plane, zones = transform(lines, GEOGRAPHIC, crs), transform(contours.of(codes[own]), GEOGRAPHIC, crs)
        pieces = _intersections(plane[rows[own]], zones, progress)
        lengths, wholes = shapely.length(pieces), shapely.length(plane)
        for code, length in zip(codes[own], lengths):
            through[code] = through.get(code, 0.0) + float(length)
        taken |= set(codes[own][lengths > MOSTLY * wholes[rows[own]]].tolist())
        taken |= {code for code in through if through[code] > CROSSED_METRES}
        kept = np.array([code in taken for code in codes[own]], dtype=bool)
        inside += _length_once(rows[own][kept], pieces[kept], progress)
        total += float(wholes[crs_of == crs].sum())
    return dict.fromkeys(through, float("nan")), taken, inside / total if total else float("nan")


def _length_once(rows: np.ndarray, pieces: np.ndarray, progress: Progress) -> float:
    """The length of the pieces of lines (`rows` says of which); what runs along a border, and so is in both communes, counts once."""
    shapely = require_shapely()
    order = np.argsort(rows, kind="stable")
    _, starts, counts = np.unique(rows[order], return_index=True, return_counts=True)
    pieces = pieces[order]
    length = float(shapely.length(pieces[starts[counts == 1]]).sum())
    for start, count in zip(starts[counts > 1], counts[counts > 1]):
        progress.hear()
        length += float(shapely.length(shapely.union_all(pieces[start : start + count])))
    return length


def _of_areas(areas: np.ndarray, contours: Contours, progress: Progress) -> Chosen:
    shapely = require_shapely()
    rows, places = contours.meeting(areas)
    met, places = np.unique(places, return_inverse=True)
    communes = transform(contours.shapes[met], GEOGRAPHIC, EQUAL_AREA)
    areas = _valid(transform(areas, GEOGRAPHIC, EQUAL_AREA))
    whole = shapely.union_all(areas)
    inside = _inside(communes, shapely.get_parts(whole), progress)
    shares = inside / shapely.area(communes)
    held = _held(areas, communes, rows, places, progress)
    taken = (shares > MOSTLY) | held
    touched = (inside > 0) | held
    codes = contours.codes[met]
    return (
        dict(zip(codes[touched].tolist(), shares[touched].tolist())),
        set(codes[taken].tolist()),
        float(inside[taken].sum() / shapely.area(whole)),
    )


def _inside(communes: np.ndarray, parts: np.ndarray, progress: Progress) -> np.ndarray:
    """The area of each commune that lies in the parts, which lie apart from one another."""
    shapely = require_shapely()
    shapely.prepare(parts)
    places, rows = shapely.STRtree(parts).query(communes, predicate="intersects")
    shared = shapely.area(communes)[places]
    crossed = np.flatnonzero(~shapely.contains_properly(parts[rows], communes[places]))
    shared[crossed] = shapely.area(_intersections(communes[places[crossed]], parts[rows[crossed]], progress))
    return np.bincount(places, shared, len(communes))


def _held(areas: np.ndarray, communes: np.ndarray, rows: np.ndarray, places: np.ndarray, progress: Progress) -> np.ndarray:
    """Which communes hold more than half of one of the areas."""
    shapely = require_shapely()
    sizes = shapely.area(areas)
    fits = shapely.area(communes)[places] > MOSTLY * sizes[rows]
    rows, places = rows[fits], places[fits]
    shared = shapely.area(_intersections(areas[rows], communes[places], progress))
    held = np.zeros(len(communes), dtype=bool)
    held[places[shared > MOSTLY * sizes[rows]]] = True
    return held


def _intersections(shapes: np.ndarray, others: np.ndarray, progress: Progress) -> np.ndarray:
    """What each shape shares with the one at its place; by parts that can be stopped between."""
    found = np.empty(len(shapes), dtype=object)
    for start in range(0, len(shapes), _PART):
        progress.step(100 * start / len(shapes))
        part = slice(start, start + _PART)
        with np.errstate(invalid="ignore"):  # GEOS 3.11 raises the flag for shapes that lie apart
            found[part] = require_shapely().intersection(shapes[part], others[part])
    return found


def written(codes: Collection[str], cog: Cog) -> str:
    """These communes (INSEE codes) as a territory is written, by the largest units that they hold whole; see `Cog.territory`."""
    rest, keys = set(codes), []
    if rest.issuperset(cog.country()):
        keys.append(COUNTRY)
        rest.difference_update(cog.country())
    for level in ("region", "departement", "epci"):
        for unit in cog.groups(Territory((), tuple(sorted(rest))), level):
            members = cog.members(level, unit.code)
            if len(members) > 1 and rest.issuperset(members):
                keys.append(unit.key)
                rest.difference_update(members)
    return ",".join([*keys, *(f"commune:{code}" for code in sorted(rest))])
