# SPDX-License-Identifier: GPL-2.0-or-later
"""Which zone each row or feature lies in, and for which zones a source claims to be complete."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Protocol, Union

import numpy as np

from ..harmonize.dataset import GEOGRAPHIC_CRS, Dataset
from ..messages import Note, Progress, VigieError, number, translate
from ..requirements import pandas as require_pandas
from ..requirements import shapely as require_shapely
from ..territory.cog import Cog
from ..territory.contours import GENERALISATION_METRES, Contours
from ..territory.crs import transform, transform_xy
from ..territory.model import Territory
from ..territory.spelling import bare, code_of
from .inputs import LayerData
from .spatial import zone_of_each, zones_of_points
from .zonings import Overlay, Zoning, communes, overlay

if TYPE_CHECKING:
    import pandas as pd

    from .engine import Result
    from .facts import Facts, Samples

Input = Union[Dataset, LayerData]

MOST_LOOKED_AT = 50_000
"""Of how many points the distance to a border is measured."""


class Reach(Protocol):
    """What tells how far one gets in so many minutes."""

    def areas(self, points: np.ndarray, minutes: float, profile: str, progress: Progress) -> tuple[np.ndarray, list[str]]:
        """The area (shapely, EPSG:4326; None where it is not known) around each point, and what is to be said."""


@dataclass(frozen=True)
class Context:
    """What the engine works with besides the layers.

    `evaluate`: what an expression of QGIS gives for each row of a table (expression, frame, geometries or None). `reach`: what tells
    how far one gets. `earlier`: what gives the figures of a result that were kept of a date. `kept`: the zone of each feature of the layers
    that were placed, which many indicators share; contexts of other territories may share it too.

    Of a part of a larger work: `places` are the communes that are at hand, `counted` the zones whose features are told of. Of the whole
    of it: `made` are the facts that its parts gave, by indicator and level of the zoning.
    """

    cog: Cog
    contours: Contours
    territory: Territory
    evaluate: Callable[[str, pd.DataFrame, np.ndarray | None], np.ndarray] | None = None
    reach: Reach | None = None
    earlier: Callable[[Result, str], Result] | None = None
    kept: dict = field(default_factory=dict)
    places: Zoning | None = None
    counted: frozenset[str] | None = None
    made: Mapping[tuple[str, str], Facts | Samples] = field(default_factory=dict)

    @property
    def communes(self) -> Zoning:
        """All communes of today, or those that are at hand."""
        if self.places is not None:
            return self.places
        key = ("communes", id(self.contours))
        if key not in self.kept:
            self.kept[key] = (communes(self.cog, self.contours), self.contours)
        return self.kept[key][0]

    def told_of(self, zoning: Zoning) -> np.ndarray:
        """Which zones the notes count features of (array of bool)."""
        if self.counted is not None:
            return np.isin(zoning.codes, list(self.counted))
        return np.ones(len(zoning.codes), dtype=bool) if zoning.own else np.isin(zoning.codes, self.territory.communes)

    def overlay(self, zoning: Zoning, progress: Progress) -> Overlay:
        """What zones of the user's share with communes."""
        key = ("overlay", id(zoning))
        if key not in self.kept:
            self.kept[key] = (zoning, overlay(zoning, self.communes, progress))
        return self.kept[key][1]


class Placed(NamedTuple):
    """Pairs: the place of a row or feature, and the place of a zone that it lies in."""

    rows: np.ndarray
    zones: np.ndarray

    def only(self, kept: np.ndarray) -> Placed:
        """The pairs of the rows that are kept (array of bool, one a row)."""
        good = kept[self.rows]
        return Placed(self.rows[good], self.zones[good])


def covered(item: Input, zoning: Zoning, context: Context, progress: Progress) -> np.ndarray:
    """Which part of each zone (0 to 1) the source claims to be complete for: its coverage; for a layer of the user's the territory, or
    all of her own zones.
    """
    if not isinstance(item, Dataset) and zoning.own:
        return np.ones(len(zoning.codes))
    if isinstance(item, Dataset):
        complete = set(context.cog.territory(",".join(item.provenance.coverage)).communes)
    else:
        complete = set(context.territory.communes) - (set() if item.is_table else context.contours.doubtful(context.cog))
    known = np.array([code in complete for code in context.communes.codes], dtype=float)
    if not zoning.own:
        return known
    shared = context.overlay(zoning, progress)
    parts = np.bincount(shared.zones, weights=known[shared.communes] * shared.of_zone, minlength=len(zoning.codes))
    return np.minimum(parts, 1.0)


def inhabitants(zoning: Zoning, context: Context, notes: list[str], progress: Progress) -> np.ndarray:
    """Municipal population of each zone, NaN where it is not known. Of the user's zones it is an estimate, and `notes` says so: the
    inhabitants of communes are shared out by area.
    """
    if not zoning.own:
        return zoning.population
    shared = context.overlay(zoning, progress)
    people = context.communes.population[shared.communes] * shared.of_commune
    told = translate("indicators", "Inhabitants of the zones are estimated: those of each commune are shared out by area.")
    if told not in notes:
        notes.append(told)
    found = np.bincount(shared.zones, weights=people, minlength=len(zoning.codes))
    found[np.setdiff1d(np.arange(len(zoning.codes)), shared.zones)] = np.nan
    return found


def place(item: Input, zoning: Zoning, context: Context, notes: list[str], progress: Progress) -> Placed:
    """The zones of each row or feature.

    A row of a dataset or of a table has the code of its commune. A feature lies where its point does, or a point inside a line or an
    area; on the border of several zones, it is in the first of them by code. What cannot be placed, and what lies so near to a
    generalised border that its commune is uncertain, is written into `notes`.
    """
    by_code = isinstance(item, Dataset) or item.is_table
    if by_code and not zoning.own:
        return _by_code(item, zoning, context, notes)
    key = (id(item), id(zoning))
    if key not in context.kept:
        context.kept[key] = (item, zoning, *_located(item, zoning, context, progress))  # kept, lest another gets their numbers
    *_, found, told = context.kept[key]
    notes += told
    return found


def _by_code(item: Input, zoning: Zoning, context: Context, notes: list[str]) -> Placed:
    pandas = require_pandas()
    if isinstance(item, Dataset):
        codes = item.table["commune"].to_numpy(object)
    else:
        written = pandas.Series(item.communes)
        known = {code: context.cog.current(code_of(bare(code), "commune")) for code in written.dropna().unique()}
        codes = written.map(known).to_numpy(object)
    zone = pandas.Index(zoning.codes).get_indexer(pandas.Index(codes))
    if isinstance(item, LayerData):
        inside = np.append(context.told_of(zoning), False)[zone]
        told = translate(
            "indicators", "{layer}: {read} rows read, {used} in the territory, {outside} outside, {unknown} of no known commune."
        )
        outside = int(((zone >= 0) & ~inside).sum())
        unknown = int((zone < 0).sum())
        notes.append(Note.of(told, layer=item.name, read=len(item), used=int(inside.sum()), outside=outside, unknown=unknown))
    rows = np.flatnonzero(zone >= 0)
    return Placed(rows, zone[rows])


def positions(item: Input, crs: str = GEOGRAPHIC_CRS) -> np.ndarray:
    """One point in `crs` for each row or feature as an array (n, 2), NaN where it has none."""
    shapely = require_shapely()
    if isinstance(item, LayerData):
        return transform_xy(item.places(), item.crs, crs)
    if item.geometry is None or item.schema != "service":
        raise VigieError(
            translate(
                "indicators", "“{layer}” tells of whole communes: nothing can be said of zones that are not made of them."
            ).format(layer=item.provenance.title)
        )
    return transform_xy(np.column_stack((shapely.get_x(item.geometry), shapely.get_y(item.geometry))), GEOGRAPHIC_CRS, crs)


def _located(item: Input, zoning: Zoning, context: Context, progress: Progress) -> tuple[Placed, list[str]]:
    """The zones of each feature, and what is to be said."""
    xy = positions(item, zoning.crs)
    usable = np.isfinite(xy).all(axis=1)
    order = np.flatnonzero(zoning.placing)
    order = order[np.argsort(np.array(zoning.codes)[order], kind="stable")]
    rows, places = zones_of_points(xy, zoning.shapes[order], progress)
    progress.hear()
    if zoning.disjoint:
        zone = np.append(order, -1)[zone_of_each(len(xy), rows, places)]
        rows = np.flatnonzero(zone >= 0)
        found = Placed(rows, zone[rows])
        inside = np.append(context.told_of(zoning), False)[zone]
    else:
        found = _once_on_borders(xy, rows, places, zoning.shapes[order])
        found = Placed(found.rows, order[found.zones])
        inside = np.isin(np.arange(len(xy)), found.rows[context.told_of(zoning)[found.zones]])
    told = (
        translate(
            "indicators", "{layer}: {read} features read, {used} in the zones, {outside} outside, {empty} without geometry."
        )
        if zoning.own
        else translate(
            "indicators", "{layer}: {read} features read, {used} in the territory, {outside} outside, {empty} without geometry."
        )
    )
    notes = [
        Note.of(
            told,
            layer=item.name if isinstance(item, LayerData) else item.provenance.title,
            read=len(xy),
            used=int(inside.sum()),
            outside=int((usable & ~inside).sum()),
            empty=int((~usable).sum()),
        )
    ]
    progress.hear()
    if zoning.generalised:
        notes += _near_borders(xy, found.only(inside), zoning, progress)
    return found, notes


def _once_on_borders(xy: np.ndarray, rows: np.ndarray, places: np.ndarray, shapes: np.ndarray) -> Placed:
    """The pairs without those of a point on the borders of several zones, but the first."""
    shapely = require_shapely()
    several = np.flatnonzero(np.bincount(rows, minlength=len(xy))[rows] > 1)
    if not len(several):
        return Placed(rows, places)
    on_border = several[~shapely.contains_xy(shapes[places[several]], *xy[rows[several]].T)]
    on_border = on_border[np.lexsort((places[on_border], rows[on_border]))]
    again = on_border[1:][rows[on_border[1:]] == rows[on_border[:-1]]]
    kept = np.ones(len(rows), dtype=bool)
    kept[again] = False
    return Placed(rows[kept], places[kept])


def _near_borders(xy: np.ndarray, placed: Placed, zoning: Zoning, progress: Progress) -> list[str]:
    """A note on how many of the points that were placed are too near to a border to be sure of. Of very many, a part is looked at."""
    looked = np.arange(len(placed.rows))
    if len(looked) > MOST_LOOKED_AT:
        looked = np.sort(np.random.default_rng(0).choice(len(looked), MOST_LOOKED_AT, replace=False))
    share = len(placed.rows) / max(len(looked), 1)
    progress.hear()
    near = round(share * _count_near(require_shapely().points(xy[placed.rows[looked]]), placed.zones[looked], zoning))
    if not near:
        return []
    told = translate(
        "indicators",
        "Contours of communes are generalised: {near} features lie within {metres} m of a border, where the commune is "
        "uncertain. Give precise contours (LAYERS=contours=…) to settle them.",
    )
    about = translate("indicators", "about {count}").replace("{count}", "{near}") if share > 1 else "{near}"
    return [Note.of(told.replace("{near}", about), near=near, metres=number(GENERALISATION_METRES))]


def _count_near(points: np.ndarray, places: np.ndarray, zoning: Zoning) -> int:
    shapely = require_shapely()
    near = 0
    for system in sorted(set(zoning.systems[places])):
        here = zoning.systems[places] == system
        distinct, which = np.unique(places[here], return_inverse=True)
        edges = shapely.boundary(transform(zoning.shapes[distinct], zoning.crs, system))
        metres = planar_distance(transform(points[here], zoning.crs, system), edges[which])
        near += int((metres < GENERALISATION_METRES).sum())
    return near


def planar_distance(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Distance of pairs in one plane; GEOS 3.11 raises the processor's "invalid" flag for no reason."""
    with np.errstate(invalid="ignore"):
        return require_shapely().distance(first, second)


def evaluated(item: Input, expression: str, context: Context) -> np.ndarray:
    """What an expression of QGIS gives for each row or feature."""
    if isinstance(item, LayerData):
        return item.values[expression]
    column = expression.strip().strip('"')
    if column in item.table:
        return item.table[column].to_numpy(object)
    if context.evaluate is None:
        raise VigieError(
            translate("indicators", "“{expression}” is an expression of QGIS, which is not here.").format(expression=expression)
        )
    return context.evaluate(expression, item.table, item.geometry)


def condition(item: Input, expression: str | None, context: Context) -> np.ndarray:
    """Which rows or features pass a filter; a missing answer is no. Without one, all do."""
    if expression is None:
        return np.ones(len(item), dtype=bool)
    values = evaluated(item, expression, context)
    if values.dtype == bool:
        return values
    return np.array([value is not None and value == value and bool(value) for value in values], dtype=bool)


def numbers(values: Sequence[object] | np.ndarray, expression: str) -> np.ndarray:
    """Floats, NaN for a missing value; a `VigieError` when some are no numbers."""
    try:
        if isinstance(values, np.ndarray) and values.dtype.kind in "biuf":
            return values.astype(float)
        return np.array([np.nan if value is None else value for value in values], dtype=float)
    except (TypeError, ValueError) as error:
        raise VigieError(
            translate("indicators", "“{expression}” gives values that are no numbers: use to_real() or another field.").format(
                expression=expression
            ),
            str(error),
        ) from error
