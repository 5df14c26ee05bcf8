# SPDX-License-Identifier: GPL-2.0-or-later
"""Contours of communes as a coverage: joined without slivers, and checked before they are believed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ..messages import Progress, VigieError, number, translate
from ..requirements import shapely as require_shapely
from .crs import GEOGRAPHIC, area_km2, ellipsoid, transform

if TYPE_CHECKING:
    from shapely import Geometry

    from .cog import Cog
    from .contours import Contours
    from .model import Unit

SLIVER_METRES = 10.0
"""A hole that is thinner is no land between communes, but a gap: sources are simplified to 5 m at most."""

BORDER_METRES = 50.0
"""How far the borders of a commune may lie from the embedded ones, on average all around it. Those of région 93, twice as dense,
lie at 3 m (median), 21 m at worst."""

TOTAL_SHARE = 0.03
"""By how much the area of a département may differ from that of the embedded contours."""

FAULT_SHARE = 0.001
"""How much of the area may be overlaps, or gaps."""

GAP_METRES = 50.0
"""What is narrower between communes is taken for a gap; a few inlets of the sea are."""

SHARED_SHARE = 0.5
"""How much of the embedded contour a contour covers at least; with a wrong coordinate system it lies elsewhere."""

MOST_NAMED = 8


def joined(parts: Sequence[Geometry]) -> Geometry:
    """The union, in degrees, of neighbours whose borders differ by less than `SLIVER_METRES`: no sliver is left as a hole."""
    shapely = require_shapely()
    shape = shapely.union_all(parts)
    whole = [_without_slivers(part) for part in shapely.get_parts(shape)]
    return whole[0] if len(whole) == 1 else shapely.multipolygons(whole)


def _without_slivers(polygon: Geometry) -> Geometry:
    rings = require_shapely().get_rings(polygon)
    kept = [ring for ring in rings[1:] if not _is_sliver(ring)]
    return polygon if len(kept) == len(rings) - 1 else require_shapely().Polygon(rings[0], kept)


def _is_sliver(ring: Geometry) -> bool:
    area, around = ellipsoid().geometry_area_perimeter(require_shapely().polygons(ring))
    return 2 * abs(area) < SLIVER_METRES * around


def refuse_unfit(contours: Contours, unit: Unit, cog: Cog, embedded: Contours, crs: str, progress: Progress) -> None:
    """A `VigieError` says why contours (EPSG:4326, today's codes) are not those of the communes of `unit`, a département whose
    legal projected system is `crs`: one is missing, is no valid polygon, lies elsewhere, has another area than the embedded, generalised one; or they overlap, or leave
    gaps.
    """
    codes = cog.members(unit.level, unit.code)
    shapes = contours.of(codes)
    tests = (
        (require_shapely().is_missing, translate("coverage", "these communes are missing")),
        (_not_polygonal, translate("coverage", "these communes are no valid polygons")),
        (lambda found: _elsewhere(found, embedded.of(codes)), translate("coverage", "these communes lie elsewhere")),
        (
            lambda found: _other_area(found, codes, cog, embedded),
            translate("coverage", "these communes have another area than in the embedded contours"),
        ),
    )
    for test, why in tests:
        progress.hear()
        faulty = test(shapes)
        if faulty.any():
            names = [cog.unit("commune", code).name for code, wrong in zip(codes, faulty) if wrong]
            told = ", ".join(names[:MOST_NAMED]) + ("…" if len(names) > MOST_NAMED else "")
            raise _unfit(contours, unit, f"{why} ({number(len(names))}): {told}")
    progress.hear()
    _refuse_faults(contours, transform(shapes, GEOGRAPHIC, crs), unit)


def _unfit(contours: Contours, unit: Unit, why: str) -> VigieError:
    sentence = translate("coverage", "The contours of {source} do not fit {unit}: {why}.")
    return VigieError(sentence.format(source=contours.source, unit=unit.name, why=why))


def _not_polygonal(shapes: np.ndarray) -> np.ndarray:
    shapely = require_shapely()
    return ~np.isin(shapely.get_type_id(shapes), (3, 6)) | ~shapely.is_valid(shapes) | shapely.is_empty(shapes)


def _elsewhere(shapes: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Which do not lie over the embedded ones; those without one are not judged."""
    shapely = require_shapely()
    with np.errstate(invalid="ignore"):  # GEOS 3.11 raises the flag for shapes that lie apart
        shared = shapely.area(shapely.intersection(shapes, known))  # NaN without an embedded contour
    return shared < SHARED_SHARE * shapely.area(known)


def _other_area(shapes: np.ndarray, codes: Sequence[str], cog: Cog, embedded: Contours) -> np.ndarray:
    """Which have not the area of the embedded ones; those without one, or that another one left, are not judged."""
    doubtful = embedded.doubtful(cog)
    judged = np.array([code not in doubtful for code in codes], dtype=bool)
    wrong = np.zeros(len(codes), dtype=bool)
    total = known_total = 0.0
    for place in np.flatnonzero(judged):
        signed, around = ellipsoid().geometry_area_perimeter(shapes[place])
        area, known = abs(signed) / 1e6, area_km2(embedded.of([codes[place]])[0])
        wrong[place] = abs(area - known) > around * BORDER_METRES / 1e6
        total, known_total = total + area, known_total + known
    return wrong | (judged & (abs(total - known_total) > TOTAL_SHARE * known_total))


def _refuse_faults(contours: Contours, shapes: np.ndarray, unit: Unit) -> None:
    """Overlaps and gaps, measured in metres; those that are left are too thin to be seen."""
    shapely = require_shapely()
    union = shapely.union_all(shapes)
    overlaps = shapely.area(shapes).sum() - union.area
    closed = shapely.buffer(shapely.buffer(union, GAP_METRES / 2, quad_segs=2), -GAP_METRES / 2, quad_segs=2)
    for area, why in (
        (overlaps, translate("coverage", "its communes overlap, over {share} % of its area")),
        (closed.area - union.area, translate("coverage", "there are gaps between its communes, over {share} % of its area")),
    ):
        if area > FAULT_SHARE * union.area:
            raise _unfit(contours, unit, why.format(share=number(100 * area / union.area, 2)))
