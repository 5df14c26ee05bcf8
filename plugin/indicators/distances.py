# SPDX-License-Identifier: GPL-2.0-or-later
"""How far the nearest is: in km, or in minutes, from communes, from places or from points that count inhabitants."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from ..harmonize.dataset import GEOGRAPHIC_CRS, Dataset
from ..messages import Note, Progress, Silent, VigieError, number, translate
from ..requirements import shapely as require_shapely
from ..territory.contours import MAINLAND_CRS, legal_crs
from ..territory.crs import ellipsoid, to_geographic, transform, transform_xy
from .definition import CONTOURS_ROLE, Definition
from .facts import Facts
from .inputs import LayerData
from .placing import Context, Input, condition, covered, evaluated, numbers, place, planar_distance, positions
from .refusals import wrong_kind
from .spatial import nearest_points, zones_of_points
from .zonings import Zoning

STRAYED_METRES = 1000.0
"""How far outside of its (generalised) commune a position may lie before it is taken for an error of the source."""


class Starts(NamedTuple):
    """Where distances are measured from: points in EPSG:4326 (None where there is none), how much each weighs (NaN: not known), and
    its zone. `known`: which part of each zone has its starts.
    """

    points: np.ndarray
    weights: np.ndarray
    zones: np.ndarray
    known: np.ndarray


def nearest(definition: Definition, inputs: Mapping[str, Input], zoning: Zoning, context: Context, progress: Progress) -> Facts:
    """Distance in km from each start to the nearest point of a layer, zones weighing starts by their inhabitants; or the share
    of these that are within so many km of one.
    """
    asked, notes = definition.compute, []
    targets = _with_points(inputs[asked["layer"]])
    starts = _starts(definition, inputs, zoning, context, notes, progress)
    points, system_of = _targets(targets, asked, context, notes, progress)
    system = zoning.systems[starts.zones]
    kilometres = np.full(len(starts.points), np.nan)
    placed = ~require_shapely().is_missing(starts.points)
    systems = sorted(set(system[placed]), key=lambda crs: crs != MAINLAND_CRS)
    for done, crs in enumerate(systems):
        progress.step(20 + 50 * done / len(systems), definition.title)
        here, there = placed & (system == crs), system_of == crs
        if there.any():
            kilometres[here] = _km(starts.points[here], points[there], crs, progress)
    value = kilometres if asked["kind"] == "nearest" else np.where(np.isnan(kilometres), np.nan, kilometres <= asked["km"])
    facts = _weighed(definition, value, starts, targets, zoning, context, notes, progress)
    facts.farthest = np.zeros(len(zoning.codes))
    np.maximum.at(facts.farthest, starts.zones[placed], np.where(np.isnan(kilometres), np.inf, kilometres)[placed])
    return facts


def _km(starts: np.ndarray, targets: np.ndarray, crs: str, progress: Progress) -> np.ndarray:
    if (require_shapely().get_dimensions(targets) > 0).any():
        return nearest_shape_km(starts, targets, crs)
    return nearest_km(starts, targets, crs, progress)


def reach(definition: Definition, inputs: Mapping[str, Input], zoning: Zoning, context: Context, progress: Progress) -> Facts:
    """Share of the inhabitants who are within so many minutes of a feature of a layer. It is known of the territory only: each feature
    costs a question to the service that tells how far one gets.
    """
    asked, notes = definition.compute, []
    if context.reach is None:
        raise VigieError(
            translate("indicators", "“{indicator}” needs travel times, which are not here.").format(indicator=definition.title)
        )
    targets = _with_points(inputs[asked["layer"]])
    starts = _starts(definition, inputs, zoning, context, notes, progress)
    asked_of = np.full(len(zoning.codes), zoning.own) | np.isin(zoning.codes, context.territory.communes)
    wanted = np.flatnonzero(~require_shapely().is_missing(starts.points) & asked_of[starts.zones])
    asked_from = Starts(*(column[wanted] for column in starts[:3]), starts.known)
    points, system_of = _targets(targets, asked, context, notes, progress)
    if (require_shapely().get_dimensions(points) > 0).any():
        notes.append(translate("indicators", "Travel times are those to one point of each line or area."))
        points = require_shapely().point_on_surface(points)
    farthest = FASTEST_KMH[asked["profile"]] * asked["minutes"] / 60
    points = points[_within_reach(points, system_of, asked_from, zoning.systems[asked_from.zones], farthest)]
    areas, told = context.reach.areas(points, asked["minutes"], asked["profile"], progress)
    notes += told
    shapely = require_shapely()
    xy = np.column_stack([axis(asked_from.points) for axis in (shapely.get_x, shapely.get_y)])
    rows, _ = zones_of_points(xy, areas, progress)
    inside = np.isin(np.arange(len(wanted)), rows)
    value = np.full(len(starts.points), np.nan)
    value[wanted] = np.where(inside, 1.0, np.nan if shapely.is_missing(areas).any() else 0.0)  # an area that lacks might hold it
    return _weighed(definition, value, starts, targets, zoning, context, notes, progress)


FASTEST_KMH = {"car": 130.0, "pedestrian": 6.0}
"""Nobody gets farther in an hour, as the crow flies: what lies beyond is not asked for."""


def _within_reach(points: np.ndarray, system_of: np.ndarray, starts: Starts, system: np.ndarray, km: float) -> np.ndarray:
    """Which points lie within `km` of a start, as the crow flies."""
    near = np.zeros(len(points), dtype=bool)
    for crs in sorted(set(system_of) & set(system)):
        here, there = system_of == crs, system == crs
        near[here] = nearest_km(points[here], starts.points[there], crs) <= km
    return near


def _weighed(
    definition: Definition, value: np.ndarray, starts: Starts, targets: Input, zoning: Zoning, context: Context, notes: list[str],
    progress: Progress,
) -> Facts:  # fmt: skip
    """The mean of a value of each start, weighed; a share of inhabitants in %."""
    good = np.isfinite(value) & np.isfinite(starts.weights)
    size, zones, weights = len(zoning.codes), starts.zones[good], starts.weights[good]
    known = np.minimum(starts.known, covered(targets, zoning, context, progress))
    weight = np.bincount(zones, weights=weights, minlength=size)
    every = np.bincount(starts.zones, weights=np.nan_to_num(starts.weights), minlength=size)
    known = known * np.where(
        np.bincount(zones, minlength=size) > 0, np.divide(weight, every, out=np.ones(size), where=every > 0), 0.0
    )
    top = np.bincount(zones, weights=weights * value[good], minlength=size)
    return Facts(top, weight, known, 1.0 if definition.compute["kind"] == "nearest" else 100.0, notes, by_population=True)


def _starts(
    definition: Definition, inputs: Mapping[str, Input], zoning: Zoning, context: Context, notes: list[str], progress: Progress
) -> Starts:
    asked = definition.compute
    every = np.arange(len(zoning.codes))
    if asked["from"] == CONTOURS_ROLE:
        if zoning.own:
            notes.append(translate("indicators", "Each zone is measured from a point inside it."))
            return Starts(zoning.points(), np.ones(len(every)), every, np.ones(len(every)))
        starts = Starts(zoning.points(), zoning.population, every, np.where(np.isnan(zoning.population), 0.0, 1.0))
        return _told_without(starts, context, notes)
    item = _with_points(inputs[asked["from"]])
    if "weight" in asked:
        return _weighted_points(item, asked["weight"], zoning, context, notes, progress)
    places = context.communes
    first = _first_points(item, context, notes, progress)
    known = np.where(np.isnan(places.population), 0.0, covered(item, places, context, progress))
    if not zoning.own:
        return _told_without(Starts(first, places.population, every, known), context, notes, known > 0)
    usable = np.flatnonzero(~require_shapely().is_missing(first))
    shapely = require_shapely()
    xy = np.column_stack([axis(first[usable]) for axis in (shapely.get_x, shapely.get_y)])
    rows, zones = zones_of_points(transform_xy(xy, GEOGRAPHIC_CRS, zoning.crs), zoning.shapes, progress)
    return Starts(first[usable[rows]], places.population[usable[rows]], zones, covered(item, zoning, context, progress))


def _told_without(starts: Starts, context: Context, notes: list[str], allowed: np.ndarray | None = None) -> Starts:
    """The same, after a note on the communes of the territory that have none."""
    without = require_shapely().is_missing(starts.points) & context.told_of(context.communes)
    count = int((without if allowed is None else without & allowed).sum())
    if count:
        told = translate("indicators", "{count} communes of the territory have no known starting point.")
        notes.append(Note.of(told, count=count))
    return starts


def _weighted_points(item: Input, weight: str, zoning: Zoning, context: Context, notes: list[str], progress: Progress) -> Starts:
    """All points of a layer, which an expression weighs (inhabitants, as a rule)."""
    placed = place(item, zoning, context, notes, progress)
    weights = numbers(evaluated(item, weight, context), weight)
    if (weights[placed.rows] < 0).any():
        raise VigieError(translate("indicators", "“{expression}” gives weights under 0.").format(expression=weight))
    points = np.append(_points(item), None)[placed.rows]
    good = ~require_shapely().is_missing(points)
    known = covered(item, zoning, context, progress)
    return Starts(points[good], weights[placed.rows[good]], placed.zones[good], known)


def _points(item: Input) -> np.ndarray:
    """A point in EPSG:4326 for each row, None where it has none."""
    xy = positions(item)
    found = np.full(len(xy), None, dtype=object)
    good = np.isfinite(xy).all(axis=1)
    found[good] = require_shapely().points(xy[good])
    return found


def _targets(
    item: Input, asked: Mapping, context: Context, notes: list[str], progress: Progress
) -> tuple[np.ndarray, np.ndarray]:
    """The features of a layer in EPSG:4326 that have a position and pass the filter, and the legal CRS of each; those outside of every
    commune have that of the nearest: a border does not end the world.
    """
    shapely, communes = require_shapely(), context.communes
    points = _points(item)
    keep = ~shapely.is_missing(points) & condition(item, asked.get("filter"), context)
    if isinstance(item, Dataset):
        system = np.array([legal_crs(code) if code else MAINLAND_CRS for code in item.table["commune"]])
        return points[keep], system[keep]
    placed = place(item, communes, context, notes, progress)
    system = np.full(len(points), "", dtype=communes.systems.dtype)
    system[placed.rows] = communes.systems[placed.zones]
    lost = np.flatnonzero(keep & (system == ""))
    if len(lost):
        known = np.flatnonzero(~shapely.is_missing(communes.shapes))
        system[lost] = communes.systems[known[shapely.STRtree(communes.shapes[known]).nearest(points[lost])]]
    wide = item.xy is None and (shapely.get_dimensions(item.geometry[keep]) > 0).any()
    return to_geographic(item.geometry[keep], item.crs) if wide else points[keep], system[keep]


def nearest_shape_km(starts: np.ndarray, targets: np.ndarray, crs: str) -> np.ndarray:
    """Distance on the GRS80 ellipsoid, in km, from each start (array of shapely points) to the nearest place of the targets (of
    shapely of any kind); 0 inside of an area. All in EPSG:4326; the nearest place is sought in the projected `crs`.
    """
    shapely = require_shapely()
    flat, shapes = (transform(some, GEOGRAPHIC_CRS, crs) for some in (starts, targets))
    chosen = shapely.STRtree(shapes).nearest(flat)
    ways = shapely.shortest_line(flat, shapes[chosen])
    ends = transform_xy(shapely.get_coordinates(ways)[1::2], crs, GEOGRAPHIC_CRS)
    metres = ellipsoid().inv(*shapely.get_coordinates(starts).T, *ends.T)[2]
    return np.where(shapely.intersects(shapes[chosen], flat), 0.0, np.asarray(metres) / 1000.0)


def nearest_km(starts: np.ndarray, targets: np.ndarray, crs: str, progress: Progress | None = None) -> np.ndarray:
    """Distance on the GRS80 ellipsoid, in km, from each start to its nearest target.

    `starts`, `targets`: points in EPSG:4326, as arrays of shapely or as arrays (n, 2) of x and y. The nearest is searched for in the
    projected `crs`. Raises `Cancelled`.
    """
    from_xy, to_xy = (points if points.ndim == 2 else require_shapely().get_coordinates(points) for points in (starts, targets))
    moved = [transform_xy(xy, GEOGRAPHIC_CRS, crs) for xy in (from_xy, to_xy)]
    chosen = to_xy[nearest_points(*moved, progress or Silent())]
    return np.asarray(ellipsoid().inv(*from_xy.T, *chosen.T)[2]) / 1000.0


def _first_points(item: Input, context: Context, notes: list[str], progress: Progress) -> np.ndarray:
    """The first point of each commune, None where there is none or where it lies far outside of its commune."""
    communes = context.communes
    placed = place(item, communes, context, notes, progress)
    points = _points(item)[placed.rows]
    good = ~require_shapely().is_missing(points)
    points, zones = points[good], placed.zones[good]
    starts = np.full(len(communes.codes), None, dtype=object)
    starts[zones[::-1]] = points[::-1]
    strayed = _strayed(starts, communes)
    starts[strayed] = None
    told_of = strayed & context.told_of(communes)
    named = [context.cog.unit("commune", code).name for code in np.array(communes.codes)[told_of]]
    if named:
        notes.append(
            translate(
                "indicators", "The position given for {names} lies more than {distance} m outside of the commune: left out."
            ).format(names=", ".join(named), distance=number(STRAYED_METRES))
        )
    return starts


def _strayed(points: np.ndarray, zoning: Zoning) -> np.ndarray:
    """Which points lie further than `STRAYED_METRES` from the contour of their commune."""
    shapely = require_shapely()
    strayed = np.zeros(len(points), dtype=bool)
    judged = ~shapely.is_missing(points) & ~shapely.is_missing(zoning.shapes)
    for system in sorted(set(zoning.systems[judged])):
        here = judged & (zoning.systems == system)
        pairs = (transform(values[here], GEOGRAPHIC_CRS, system) for values in (points, zoning.shapes))
        strayed[here] = planar_distance(*pairs) > STRAYED_METRES
    return strayed


def _with_points(item: Input) -> Input:
    """The layer, if its rows have positions."""
    lacks = item.is_table if isinstance(item, LayerData) else item.schema != "service" or item.geometry is None
    if lacks:
        raise wrong_kind(item, "service")
    return item
