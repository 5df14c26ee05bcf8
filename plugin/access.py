# SPDX-License-Identifier: GPL-2.0-or-later
"""Who of a territory reaches services in so many minutes: areas, and shares of the population. Pure."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from .harmonize.dataset import Dataset
from .harmonize.readers import points_of
from .indicators.distances import FASTEST_KMH, nearest_km
from .indicators.inputs import LayerData
from .indicators.spatial import zone_of_each, zones_of_points
from .messages import Progress, Stretch, VigieError, number, translate
from .product import product_version
from .requirements import pandas as require_pandas
from .requirements import shapely as require_shapely
from .territory.cog import Cog
from .territory.contours import Contours, legal_crs
from .territory.crs import GEOGRAPHIC, transform, transform_xy
from .territory.model import Territory

if TYPE_CHECKING:
    import pandas as pd

    from .remote.isochrones import Reach

MOST_CIRCLES = 50_000
UNITED = 500
"""Areas that are united at once, between two looks at whether to stop."""
SIDE_DEGREES = 5.0
"""How far around a part of the territory the nearest service is searched for."""


@dataclass(frozen=True)
class Services:
    """Where services are: array of shapely points in EPSG:4326. `covered` are the communes for which the source claims to be
    complete, None for all; `source` is how it is quoted.
    """

    title: str
    points: np.ndarray
    source: str
    covered: frozenset[str] | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class People:
    """Where people live: points (array (n, 2) in EPSG:4326), how many (floats, NaN where not known), and in which commune; `source` is
    how they are quoted.
    """

    xy: np.ndarray
    count: np.ndarray
    commune: np.ndarray
    notes: tuple[str, ...] = ()
    source: str = ""


@dataclass
class Access:
    """`areas`: one row a threshold, with its polygon in `shapes` (EPSG:4326); `table`: one row for the territory, each of its EPCI and
    communes; both say method, sources, notes, computation date and product version in each row. `partial` is a sentence when areas of
    services are missing: shares are then at least what is said; `nothing`, when all of them are, says so in its place.
    """

    areas: pd.DataFrame
    shapes: np.ndarray
    table: pd.DataFrame
    notes: list[str] = field(default_factory=list)
    partial: str = ""
    nothing: str = ""


def services_of_dataset(dataset: Dataset, cog: Cog) -> Services:
    """The points of a harmonised dataset of services; a `VigieError` when it is of another kind."""
    provenance = dataset.provenance
    if dataset.schema != "service" or dataset.geometry is None:
        raise VigieError(
            translate(
                "access", "“{title}” is no layer of services with positions: choose another entry, or a layer of yours."
            ).format(title=provenance.title)
        )
    points = _placed(require_shapely().point_on_surface(dataset.geometry))
    covered = frozenset(cog.territory(",".join(provenance.coverage)).communes)
    source = f"{provenance.title}, {provenance.producer}, {provenance.date}, {provenance.licence}"
    return Services(provenance.title, points, source, covered, (*provenance.notes, *_unplaced(len(dataset), len(points))))


def services_of_layer(layer: LayerData) -> Services:
    """The features of a layer of the user's, each at one point."""
    points = _placed(points_of(transform_xy(layer.places(), layer.crs, GEOGRAPHIC)))
    notes = (*_unplaced(len(layer), len(points)), *_taken_inside(layer))
    return Services(layer.name, points, _quoted(layer), None, notes)


def _quoted(layer: LayerData) -> str:
    """How a layer of the user's is quoted: no one says its date nor its licence."""
    told = translate("access", "{layer}, read from {source}")
    return told.format(layer=layer.name, source=layer.source or "–")


def _taken_inside(layer: LayerData) -> list[str]:
    """What is said of lines and areas, which count at one point of theirs."""
    if layer.shapes is None:
        return []
    count = int((require_shapely().get_dimensions(layer.geometry) > 0).sum())
    told = translate(
        "access", "{layer}: {count} lines or areas are taken at one point inside each: an approximation for large ones."
    )
    return [told.format(layer=layer.name, count=number(count))] if count else []


def _placed(points: np.ndarray) -> np.ndarray:
    return points[np.isfinite(require_shapely().bounds(points)).all(axis=1)]


def _unplaced(count: int, placed: int) -> list[str]:
    told = translate("access", "{count} services have no position: they are left out.")
    return [told.format(count=number(count - placed))] if count > placed else []


def people_of_communes(territory: Territory, cog: Cog, contours: Contours) -> People:
    """All inhabitants of each commune at one point inside it."""
    codes = np.array(territory.communes, dtype=object)
    points = contours.points(codes)
    shapely = require_shapely()
    xy = np.column_stack((shapely.get_x(points), shapely.get_y(points)))
    told = translate("access", "Inhabitants ({year}) are counted at one point of their commune: an approximation in wide ones.")
    year = cog.population_period(territory.communes)
    note = told.format(year=year)
    units = (cog.unit("commune", code) for code in codes)
    people = np.array([np.nan if unit.population is None else unit.population for unit in units], dtype=float)
    return People(xy, people, codes, (note,), f"{cog.source}, {year}, {cog.licence}")


def people_of_layer(layer: LayerData, weight: str, territory: Territory, contours: Contours, progress: Progress) -> People:
    """The points of a layer, each of so many inhabitants (an expression among `layer.values`; empty: one each), by commune of the
    territory; those outside are left out. A `VigieError` when the weight is no number, or less than nothing.
    """
    codes = np.array(territory.communes, dtype=object)
    xy = transform_xy(layer.places(), layer.crs, GEOGRAPHIC)
    count = _numbers(layer.values[weight], weight) if weight else np.ones(len(layer))
    places = zone_of_each(len(layer), *zones_of_points(xy, contours.of(codes), progress))
    inside = places >= 0
    told = translate("access", "{layer}: {read} points read, {used} in the territory, {without} of which without a weight.")
    note = told.format(
        layer=layer.name, read=number(len(layer)), used=number(int(inside.sum())),
        without=number(int(np.isnan(count[inside]).sum())),
    )  # fmt: skip
    return People(xy[inside], count[inside], codes[places[inside]], (note, *_taken_inside(layer)), _quoted(layer))


def _numbers(values: np.ndarray, expression: str) -> np.ndarray:
    try:
        numbers = np.array([np.nan if value is None else value for value in values], dtype=float)
    except (TypeError, ValueError) as error:
        raise VigieError(
            translate("access", "“{expression}” gives weights that are no numbers: use to_real() or another field.").format(
                expression=expression
            ),
            str(error),
        ) from error
    if (numbers < 0).any():
        raise VigieError(translate("access", "“{expression}” gives weights below 0.").format(expression=expression))
    return numbers


def access(
    services: Services,
    people: People,
    territory: Territory,
    minutes: Sequence[float],
    profile: str,
    reach: Reach,
    cog: Cog,
    contours: Contours,
    progress: Progress,
) -> Access:
    """Areas from which a service is reached within each of `minutes`, and who lives in them. A larger threshold holds a smaller one.

    A `VigieError` says so when the source says nothing of the territory, `Cancelled` when told to stop.
    """
    thresholds = sorted(set(minutes))
    if not thresholds:
        raise VigieError(translate("access", "No number of minutes was given: write for instance 10,20."))
    if services.covered is not None and services.covered.isdisjoint(territory.communes):
        raise VigieError(
            translate("access", "“{title}” does not cover {territory}: nothing can be said of it.").format(
                title=services.title, territory=territory.name
            )
        )
    near = services.points[_around(services.points, territory, contours, FASTEST_KMH[profile] * thresholds[-1] / 60)]
    if len(near) > MOST_CIRCLES:
        raise VigieError(
            translate(
                "access", "{count} services are in and around {territory}, {most} at most: choose a smaller territory."
            ).format(count=number(len(near)), territory=territory.name, most=number(MOST_CIRCLES))
        )
    told = translate(
        "access", "{title}: {all} services, {near} of which within {km} km of the territory: only these are looked at."
    )
    km = FASTEST_KMH[profile] * thresholds[-1] / 60
    notes = [
        services.source,
        told.format(title=services.title, all=number(len(services.points)), near=number(len(near)), km=number(km)),
        *services.notes, *people.notes, *_edges(services, territory, contours, cog),
    ]  # fmt: skip
    shapes, how, missing, why = [], [], 0, ""
    for place, threshold in enumerate(thresholds):
        part = Stretch(progress, 90 * place / len(thresholds), 90 * (place + 1) / len(thresholds))
        found, said = reach.areas(near, threshold, profile, part)
        notes += said
        how.append(said[0])
        known = [area for area in found if area is not None]
        if len(found) - len(known) > missing:
            missing, why = len(found) - len(known), " ".join(said[1:])
        shapes.append(_united([*known, *shapes[-1:]], progress))
    partial = nothing = ""
    if missing and all(shape is None for shape in shapes):
        told = translate("access", "None of the areas of {count} services could be had. {why}")
        nothing = told.format(count=number(len(near)), why=why)
    if missing:
        told = translate(
            "access", "Partial: the areas of {missing} services of {all} are missing, so that shares are at least these. {why}"
        )
        partial = told.format(missing=number(missing), all=number(len(near)), why=why)
    progress.step(90)
    inside = np.array([_inside(shape, people.xy) for shape in shapes])
    table = _table(services, people, inside, thresholds, territory, cog, contours, partial)
    shares = table.iloc[0]
    areas = require_pandas().DataFrame(
        {
            "minutes": thresholds,
            "profile": profile,
            "services": len(near),
            "missing": missing,
            "population": [shares["population"] * shares[column] / 100 for column in map(share_column, thresholds)],
            "share": [shares[column] for column in map(share_column, thresholds)],
            "remark": partial,
        }
    )
    told = {
        **reach.terms(profile),
        "sources": "; ".join(dict.fromkeys(filter(None, (services.source, people.source, contours.credit)))),
        "notes": " ".join(dict.fromkeys(note for note in notes if note not in (services.source, *how))),
        "computed": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "product": product_version(),
    }
    areas, table = areas.assign(method=how, **told), table.assign(method=" ".join(how), **told)
    return Access(areas, np.array([*shapes, None], dtype=object)[:-1], table, notes, partial, nothing)


def share_column(minutes: float) -> str:
    """The column of the share of the population within so many minutes."""
    return "within_" + f"{minutes:g}".replace(".", "_")


def _around(points: np.ndarray, territory: Territory, contours: Contours, km: float) -> np.ndarray:
    """Which points lie within so many km of a commune of the territory."""
    shapely = require_shapely()
    near = np.zeros(len(points), dtype=bool)
    for crs, codes in _systems(territory.communes).items():
        shapes = contours.of(codes)
        here = _beside(points, shapes)
        if here.any():
            tree = shapely.STRtree(transform(shapes, GEOGRAPHIC, crs))
            rows, _ = tree.query(transform(points[here], GEOGRAPHIC, crs), predicate="dwithin", distance=km * 1000)
            near[np.flatnonzero(here)[rows]] = True
    return near


def _beside(points: np.ndarray, shapes: np.ndarray) -> np.ndarray:
    """Which points lie on the same side of the world as some shapes: no projection holds the others."""
    shapely = require_shapely()
    west, south, east, north = shapely.total_bounds(shapes)
    x, y = shapely.get_x(points), shapely.get_y(points)
    side = SIDE_DEGREES
    return (x > west - side) & (x < east + side) & (y > south - side) & (y < north + side)


def _systems(communes: Sequence[str]) -> dict[str, list[str]]:
    """Communes by the legal CRS in which they lie."""
    systems: dict[str, list[str]] = {}
    for code in communes:
        systems.setdefault(legal_crs(code), []).append(code)
    return systems


def _edges(services: Services, territory: Territory, contours: Contours, cog: Cog) -> list[str]:
    """What the source does not cover of the territory, and of its neighbours."""
    if services.covered is None:
        return []
    notes = []
    without = set(territory.communes) - services.covered
    if without:
        told = translate("access", "{count} communes of the territory are not covered by the source: nothing is said of them.")
        notes.append(told.format(count=number(len(without))))
    beyond = set(contours.around(territory.communes)) - services.covered
    if beyond:
        names = ", ".join(cog.unit("commune", code).name for code in sorted(beyond)[:5])
        told = translate(
            "access",
            "{count} neighbouring communes are not covered by the source ({names}…): services that lie there are not counted.",
        )
        notes.append(told.format(count=number(len(beyond)), names=names))
    return notes


def _united(areas: Sequence[Any], progress: Progress) -> Any:
    """One polygon of all, None of none; by parts, so that a cancel is heard."""
    shapely = require_shapely()
    while len(areas) > 1:
        united = []
        for start in range(0, len(areas), UNITED):
            progress.hear()
            united.append(shapely.union_all(areas[start : start + UNITED]))
        areas = united
    return next(iter(areas), None)


def _inside(shape: Any, xy: np.ndarray) -> np.ndarray:
    """Which points lie in the polygon."""
    if shape is None:
        return np.zeros(len(xy), dtype=bool)
    shapely = require_shapely()
    shapely.prepare(shape)
    return shapely.intersects_xy(shape, xy[:, 0], xy[:, 1])


def _table(
    services: Services,
    people: People,
    inside: np.ndarray,
    thresholds: Sequence[float],
    territory: Territory,
    cog: Cog,
    contours: Contours,
    partial: str,
) -> pd.DataFrame:
    """The territory, its EPCI, its communes: what lives there, and what share of it within each threshold. `inside`: whether each
    point of people is, by threshold.

    A zone has shares when all its communes are covered and some weight is known. km and minutes are of communes only, from one point
    inside each.
    """
    own = set(territory.communes)
    whole = [("territory", territory.key, territory.name, own, "")]
    for unit in cog.groups(territory, "epci"):
        members = cog.members("epci", unit.code)
        cut = "" if own.issuperset(members) else translate("access", "its communes in the territory only")
        whole.append(("epci", unit.code, unit.name, own.intersection(members), cut))
    sums = _sums(people, inside, territory.communes)
    nearest, smallest = _nearest(services, territory, contours), _smallest(sums, thresholds)
    rows = []
    for level, code, name, members, cut in whole:
        covered = services.covered is None or members <= services.covered
        rows.append((level, code, name, np.nan, np.nan, covered, cut, *sums.loc[sorted(members)].sum()))
    for place, (code, *counted) in enumerate(sums.itertuples(name=None)):
        covered = services.covered is None or code in services.covered
        km, minutes = (nearest[place], smallest[place]) if covered else (np.nan, np.nan)
        rows.append(("commune", code, cog.unit("commune", code).name, km, minutes, covered, "", *counted))
    columns = list(map(share_column, thresholds))
    first = ["level", "code", "name", "km", "minutes", "covered", "cut", "population"]
    table = require_pandas().DataFrame(rows, columns=[*first, *columns])
    table["population"] = table["population"].where(table["population"] > 0)
    for column in columns:
        table[column] = (100 * table[column] / table["population"]).where(table["covered"])
    uncovered = translate("access", "not covered by the source")
    table["remark"] = [
        " ".join(filter(None, (cut, partial if covered else uncovered))) for covered, cut in zip(table["covered"], table["cut"])
    ]
    return table[["level", "code", "name", "population", "km", "minutes", *columns, "remark"]]


def _sums(people: People, inside: np.ndarray, communes: Sequence[str]) -> pd.DataFrame:
    """By commune: the people that are known, and those within each threshold."""
    known = np.isfinite(people.count) & np.isfinite(people.xy).all(axis=1)
    columns = {"known": np.where(known, people.count, 0.0)}
    columns.update((place, np.where(known & row, people.count, 0.0)) for place, row in enumerate(inside))
    table = require_pandas().DataFrame(columns).groupby(people.commune).sum()
    return table.reindex(list(communes), fill_value=0.0)


def _smallest(sums: pd.DataFrame, thresholds: Sequence[float]) -> np.ndarray:
    """The smallest threshold within which at least half of the people of each commune are; NaN beyond all, and where nobody is
    known.
    """
    known = sums["known"].to_numpy()
    found = np.full(len(known), np.nan)
    for place in reversed(range(len(thresholds))):
        found[(known > 0) & (2 * sums[place].to_numpy() >= known)] = thresholds[place]
    return found


def _nearest(services: Services, territory: Territory, contours: Contours) -> np.ndarray:
    """Km on the ellipsoid from a point inside each commune to the nearest service; NaN where there is none."""
    found = dict.fromkeys(territory.communes, np.nan)
    for crs, codes in _systems(territory.communes).items():
        starts = contours.points(codes)
        placed = np.array([start is not None for start in starts], dtype=bool)
        there = services.points[_beside(services.points, starts[placed])] if placed.any() else services.points[:0]
        if len(there):
            found.update(zip(np.array(codes, dtype=object)[placed], nearest_km(starts[placed], there, crs)))
    return np.array([found[code] for code in territory.communes])
