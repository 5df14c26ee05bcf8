# SPDX-License-Identifier: GPL-2.0-or-later
"""The indicator engine: arrays in, arrays out.

Each kind of indicator gives two numbers a commune, a numerator and a denominator. A larger zone adds up both over its
communes before dividing: its value is its own, never a mean of means.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Union

import numpy as np

from ..harmonize.dataset import GEOGRAPHIC_CRS, Dataset, Provenance
from ..messages import Progress, VigieError, number, translate
from ..requirements import pandas as require_pandas
from ..requirements import shapely as require_shapely
from ..territory.cog import Cog
from ..territory.contours import GENERALISATION_METRES, MAINLAND_CRS, Contours, legal_crs
from ..territory.crs import ellipsoid, to_geographic, transform, transform_xy
from ..territory.model import Territory, Unit, told_apart
from .definition import CONTOURS_ROLE, FEATURES_ROLE, Definition
from .inputs import LayerData
from .spatial import zone_of_each, zones_of_points

if TYPE_CHECKING:
    import pandas as pd

Input = Union[Dataset, LayerData]

STRAYED_METRES = 1000.0
"""How far outside of its (generalised) commune a position may lie before it is taken for an error of the source."""

MINIMUM_COVERAGE = 0.95
"""Share of a zone's population that must be known for the zone to have a value; below it, the value is missing."""


@dataclass
class Facts:
    """What is known of every commune, in the order of `codes` (INSEE codes).

    The value of a zone is ``scale * sum(numerator) / sum(denominator)`` over its known communes, or the plain sum of
    numerators where `denominator` is None. `known` is False where the sources say nothing: missing is not zero.
    `by_population` says that numerators or denominators count the inhabitants of the geographic code.
    """

    codes: list[str]
    numerator: np.ndarray
    denominator: np.ndarray | None
    known: np.ndarray
    scale: float = 1.0
    notes: list[str] = field(default_factory=list)
    by_population: bool = False


@dataclass(frozen=True)
class Result:
    """An indicator with its values.

    `zones` and `comparators` are frames with columns level, code, name, value, numerator, denominator, coverage (share of
    the population that is known, 0 to 1), flag (why a value is missing or partial; empty when whole). `layers` are the names
    of the user's.
    """

    definition: Definition
    territory: str
    level: str
    zones: pd.DataFrame
    comparators: pd.DataFrame
    sources: tuple[Provenance, ...]
    layers: tuple[str, ...]
    notes: tuple[str, ...]
    computed: str


@dataclass(frozen=True)
class Context:
    """What the engine works with besides the layers: the geographic code, and contours when a kind asks for them."""

    cog: Cog
    contours: Contours
    territory: Territory
    located: dict = field(default_factory=dict)
    """The commune of each feature of the layers that were placed, and what was to be said: many indicators share them."""


def units_of(frame: pd.DataFrame) -> Iterator[tuple[str, str, str]]:
    """Level, code and name of the rows of `zones` or `comparators`."""
    return zip(frame["level"], frame["code"], frame["name"])


def compute(definition: Definition, level: str, inputs: Mapping[str, Input], context: Context, progress: Progress) -> Result:
    """`definition` over `inputs` (by role), for the units of `level` that the territory touches.

    Comparators are the territory as a whole, the départements and régions it lies in, and France: each where the
    sources cover it. Raises a `VigieError` when a layer is missing or of the wrong kind, `Cancelled` when told to stop.
    """
    if level not in definition.levels:
        raise VigieError(
            translate("indicators", "“{indicator}” is not defined by {level}: choose among {levels}.").format(
                indicator=definition.title, level=level, levels=", ".join(definition.levels)
            )
        )
    missing = [role for role in definition.roles if role not in inputs]
    if missing:
        raise VigieError(
            translate("indicators", "“{indicator}” needs a layer for “{role}”: choose one of yours (LAYERS={role}=…).").format(
                indicator=definition.title, role=missing[0]
            )
        )
    progress.step(0, definition.title)
    facts = _KINDS[definition.compute["kind"]](definition, inputs, context, progress)
    progress.step(80, definition.title)
    units = [(unit, context.cog.members(unit.level, unit.code)) for unit in context.cog.groups(context.territory, level)]
    zones = _aggregate(facts, context.cog, units)
    compared = _whole(context) + (_comparators(context) if definition.comparators else [])
    comparators = _aggregate(facts, context.cog, compared)
    used = [inputs[role] for role in definition.roles]
    notes = [*_replaced(definition, inputs), *facts.notes, *_of_unknown_year(facts, context.cog, compared, units)]
    return Result(
        definition=definition,
        territory=context.territory.key,
        level=level,
        zones=zones,
        comparators=comparators,
        sources=tuple(item.provenance for item in used if isinstance(item, Dataset)),
        layers=tuple(item.name for item in used if isinstance(item, LayerData)),
        notes=tuple(notes),
        computed=datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
    )


Zone = tuple[Unit, Sequence[str]]


def _whole(context: Context) -> list[Zone]:
    territory = context.territory
    if len(territory.units) == 1:
        return [(territory.units[0], territory.communes)]
    return [(Unit("set", territory.key, territory.name), territory.communes)]


def _comparators(context: Context) -> list[Zone]:
    return [(unit, context.cog.members(unit.level, unit.code)) for unit in context.cog.above(context.territory)]


def _replaced(definition: Definition, inputs: Mapping[str, Input]) -> list[str]:
    """A note for each layer of the user's that takes the place of what the indicator's texts speak of."""
    told = translate("indicators", "“{layer}” is used in place of “{role}”, placed by position.")
    own = ((role, inputs[role]) for role in definition.roles if role != FEATURES_ROLE)
    return [told.format(layer=layer.name, role=role) for role, layer in own if isinstance(layer, LayerData)]


def _of_unknown_year(facts: Facts, cog: Cog, compared: Sequence[Zone], zones: Sequence[Zone]) -> list[str]:
    """A note on figures that count inhabitants of communes whose population is of a year that is not known.

    It names the territory and its comparators, or larger zones that the territory touches.
    """
    if not facts.by_population:
        return []
    undated = cog.undated.intersection(np.array(facts.codes, dtype=object)[facts.known])
    touched = [[pair for pair in pairs if not undated.isdisjoint(pair[1])] for pairs in (compared, zones)]
    counted = touched[0] or touched[1]
    if not counted:
        return []
    names = told_apart((unit.level, unit.code, unit.name) for unit, _ in counted).values()
    members = undated.intersection(code for _, codes in counted for code in codes)
    places = {cog.unit("commune", code).departement for code in members}
    told = translate("indicators", "Inhabitants counted in {zones} are those of {year}, but in {places} their year is not known.")
    where = ", ".join(cog.unit("departement", code).name for code in sorted(places))
    return [told.format(zones=", ".join(names), year=cog.population_year, places=where)]


def _aggregate(facts: Facts, cog: Cog, pairs: Sequence[Zone]) -> pd.DataFrame:
    """One row a zone: sums over its known communes, its value where enough of its population is known."""
    pandas = require_pandas()
    place = {code: index for index, code in enumerate(facts.codes)}
    members = np.array([place[code] for _, codes in pairs for code in codes], dtype=int)
    group = np.repeat(np.arange(len(pairs)), [len(codes) for _, codes in pairs])
    size = len(pairs)

    def total(values: np.ndarray) -> np.ndarray:
        return np.bincount(group, weights=values[members], minlength=size)

    population = _population(cog, facts.codes)
    inhabited = np.nan_to_num(population)
    count, known_count = total(np.ones(len(facts.codes))), total(facts.known.astype(float))
    people, known_people = total(inhabited), total(np.where(facts.known, inhabited, 0.0))
    coverage = np.divide(known_people, people, out=np.divide(known_count, np.maximum(count, 1)), where=people > 0)
    numerator = total(np.where(facts.known, facts.numerator, 0.0))
    if facts.denominator is None:
        denominator = np.full(size, np.nan)
        value = numerator.copy()
    else:
        denominator = total(np.where(facts.known, facts.denominator, 0.0))
        value = np.divide(numerator * facts.scale, denominator, out=np.full(size, np.nan), where=denominator > 0)
    empty = coverage < MINIMUM_COVERAGE
    value[empty] = np.nan
    unknown = known_count == 0
    return pandas.DataFrame(
        {
            "level": [unit.level for unit, _ in pairs],
            "code": [unit.code for unit, _ in pairs],
            "name": [unit.name for unit, _ in pairs],
            "value": value,
            "numerator": np.where(unknown, np.nan, numerator),
            "denominator": np.where(unknown, np.nan, denominator),
            "coverage": coverage,
            "flag": [_flag(*row) for row in zip(value, coverage, unknown, denominator)],
        }
    )


def _flag(value: float, coverage: float, unknown: bool, denominator: float) -> str:
    if unknown:
        return translate("indicators", "no data")
    if coverage < MINIMUM_COVERAGE:
        return translate("indicators", "not enough data: {share} % of the population is known").format(
            share=number(100 * coverage, 1)
        )
    if np.isnan(value) and denominator == 0:
        return translate("indicators", "not applicable: no inhabitants")
    if coverage < 1:
        share = min(100 * coverage, 99.9)  # never rounded up to the whole
        return translate("indicators", "partial: {share} % of the population is known").format(share=number(share, 1))
    return ""


def _codes(cog: Cog) -> list[str]:
    return list(cog.units("commune"))


def _population(cog: Cog, codes: Sequence[str]) -> np.ndarray:
    """Municipal population of each commune, NaN where none is published."""
    units = cog.units("commune")
    return np.array([np.nan if (people := units[code].population) is None else people for code in codes], dtype=float)


def _covered(item: Input, context: Context, codes: Sequence[str]) -> np.ndarray:
    """Which communes the source claims to be complete for: its coverage, or the territory for a layer of the user's."""
    if isinstance(item, Dataset):
        covered = set(context.cog.territory(",".join(item.provenance.coverage)).communes)
    else:
        covered = set(context.territory.communes) - context.contours.doubtful(context.cog)
    return np.array([code in covered for code in codes], dtype=bool)


def _counts(item: Input, context: Context, codes: Sequence[str], notes: list[str], progress: Progress) -> np.ndarray:
    """Rows or features in each commune: by code for a harmonised dataset, by position for a layer."""
    pandas = require_pandas()
    located = item.table["commune"] if isinstance(item, Dataset) else pandas.Series(locate(item, context, notes, progress))
    return located.value_counts().reindex(codes, fill_value=0).to_numpy(float)


def locate(layer: LayerData, context: Context, notes: list[str], progress: Progress) -> np.ndarray:
    """The commune (INSEE code, or None) where each feature of a layer lies.

    A line or an area is placed by a point inside it; on a border, the lowest code wins. What cannot be placed, and what
    lies so near to a generalised border that its commune is uncertain, is written into `notes`.
    """
    if id(layer) not in context.located:
        context.located[id(layer)] = _located(layer, context, progress)
    found, told = context.located[id(layer)]
    notes += told
    return found


def _located(layer: LayerData, context: Context, progress: Progress) -> tuple[np.ndarray, list[str]]:
    contours = context.contours
    xy = transform_xy(layer.places(), layer.crs, GEOGRAPHIC_CRS)
    usable = np.isfinite(xy).all(axis=1)
    order = np.argsort(contours.codes.astype(str))
    zone = zone_of_each(len(layer), *zones_of_points(xy, contours.shapes[order], progress))
    found = np.append(contours.codes[order], None)[zone]
    wanted = np.isin(contours.codes[order].astype(str), context.territory.communes)
    inside = np.append(wanted, False)[zone]
    told = translate(
        "indicators", "{layer}: {read} features read, {used} in the territory, {outside} outside, {empty} without geometry."
    )
    notes = [
        told.format(
            layer=layer.name,
            read=number(len(layer)),
            used=number(int(inside.sum())),
            outside=number(int((usable & ~inside).sum())),
            empty=number(int((~usable).sum())),
        )
    ]
    if contours.generalised:
        _warn_of_borders(require_shapely().points(xy[inside]), order[zone[inside]], contours, notes)
    return found, notes


def _warn_of_borders(points: np.ndarray, places: np.ndarray, contours: Contours, notes: list[str]) -> None:
    """Note how many of the points, which lie in the contours at `places`, are too near to a border to be sure of."""
    shapely = require_shapely()
    systems = np.array([legal_crs(code) for code in contours.codes[places]])
    near = 0
    for system in sorted(set(systems)):
        here = systems == system
        distinct, which = np.unique(places[here], return_inverse=True)
        edges = shapely.boundary(transform(contours.shapes[distinct], GEOGRAPHIC_CRS, system))
        metres = _distance(transform(points[here], GEOGRAPHIC_CRS, system), edges[which])
        near += int((metres < GENERALISATION_METRES).sum())
    if not near:
        return
    notes.append(
        translate(
            "indicators",
            "Contours of communes are generalised: {near} features lie within {metres} m of a border, where the commune is "
            "uncertain. Give precise contours (LAYERS=contours=…) to settle them.",
        ).format(near=number(near), metres=number(GENERALISATION_METRES))
    )


def _distance(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Planar distance of pairs; GEOS 3.11 raises the processor's "invalid" flag for no reason."""
    with np.errstate(invalid="ignore"):
        return require_shapely().distance(first, second)


def _rate(definition: Definition, inputs: Mapping[str, Input], context: Context, progress: Progress) -> Facts:
    """Rows or features per so many inhabitants."""
    codes, notes = _codes(context.cog), []
    item = _with_places(inputs[definition.compute["layer"]], "service")
    population = _population(context.cog, codes)
    counts = _counts(item, context, codes, notes, progress)
    known = _covered(item, context, codes) & ~np.isnan(population)
    return Facts(codes, counts, np.nan_to_num(population), known, definition.compute["per"], notes, by_population=True)


def _features(definition: Definition, inputs: Mapping[str, Input], context: Context, progress: Progress) -> Facts:
    """Number of rows or features."""
    codes, notes = _codes(context.cog), []
    item = inputs[definition.compute["layer"]]
    counts = _counts(item, context, codes, notes, progress)
    return Facts(codes, counts, None, _covered(item, context, codes), notes=notes)


def _covered_population(definition: Definition, inputs: Mapping[str, Input], context: Context, progress: Progress) -> Facts:
    """Share of the population that lives in a commune which a perimeter names."""
    codes = _codes(context.cog)
    item = inputs[definition.compute["layer"]]
    if not isinstance(item, Dataset) or item.schema != "perimeter":
        raise _wrong_kind(item, "perimeter")
    benefiting = {code for row in item.table["communes"] for code in row.split()}
    population = _population(context.cog, codes)
    inside = np.array([code in benefiting for code in codes], dtype=bool)
    people = np.nan_to_num(population)
    known = _covered(item, context, codes) & ~np.isnan(population)
    return Facts(codes, np.where(inside, people, 0.0), people, known, 100.0, by_population=True)


def _change(definition: Definition, inputs: Mapping[str, Input], context: Context, progress: Progress) -> Facts:
    """Change of a count between two periods, in % of the first."""
    codes = _codes(context.cog)
    item = inputs[definition.compute["layer"]]
    if not isinstance(item, Dataset) or item.schema != "measure":
        raise _wrong_kind(item, "measure")
    table = item.table[item.table["variable"] == definition.compute["variable"]]

    def values(period: str) -> np.ndarray:
        rows = table[table["period"] == period].set_index("commune")["value"]
        if rows.empty:
            raise VigieError(
                translate("indicators", "“{layer}” has no figure for {period}.").format(
                    layer=item.provenance.title, period=period
                )
            )
        return rows.reindex(codes).to_numpy(float)

    before, after = values(definition.compute["from"]), values(definition.compute["to"])
    known = np.isfinite(before) & np.isfinite(after) & _covered(item, context, codes)
    return Facts(codes, np.where(known, after - before, 0.0), np.where(known, before, 0.0), known, 100.0)


def _nearest(definition: Definition, inputs: Mapping[str, Input], context: Context, progress: Progress) -> Facts:
    """Distance in km from each commune to the nearest point of a layer; zones weigh communes by their population."""
    codes, notes = _codes(context.cog), []
    targets = _with_places(inputs[definition.compute["layer"]], "service")
    origin = definition.compute["from"]
    if origin == CONTOURS_ROLE:
        starts = context.contours.points(codes)
        allowed = np.ones(len(codes), dtype=bool)
    else:
        item = _with_places(inputs[origin], "service")
        starts = _first_point(item, context, codes, notes, progress)
        allowed = _covered(item, context, codes)
    points, places = _placed(targets, context, notes, progress)
    system_of = np.array([legal_crs(code) for code in codes])
    kilometres = np.full(len(codes), np.nan)
    placed = np.array([start is not None for start in starts], dtype=bool)
    systems = sorted(set(system_of[placed]), key=lambda system: system != MAINLAND_CRS)
    for done, system in enumerate(systems):
        progress.step(20 + 50 * done / len(systems), definition.title)
        here = placed & (system_of == system)
        there = np.array([legal_crs(code) == system for code in places], dtype=bool)
        if there.any():
            kilometres[here] = nearest_km(starts[here], points[there], system)
    population = _population(context.cog, codes)
    known = np.isfinite(kilometres) & allowed & _covered(targets, context, codes) & ~np.isnan(population)
    without = int((allowed & ~placed & np.isin(codes, context.territory.communes)).sum())
    if without:
        notes.append(
            translate("indicators", "{count} communes of the territory have no known starting point.").format(
                count=number(without)
            )
        )
    people = np.nan_to_num(population)
    return Facts(codes, np.where(known, kilometres, 0.0) * people, people, known, 1.0, notes, by_population=True)


def nearest_km(starts: np.ndarray, targets: np.ndarray, crs: str) -> np.ndarray:
    """Distance on the GRS80 ellipsoid, in km, from each start to its nearest target.

    `starts`, `targets`: arrays of shapely points in EPSG:4326. The nearest is searched for in the projected `crs`.
    """
    shapely = require_shapely()
    tree = shapely.STRtree(transform(targets, GEOGRAPHIC_CRS, crs))
    chosen = targets[tree.nearest(transform(starts, GEOGRAPHIC_CRS, crs))]
    metres = ellipsoid().inv(shapely.get_x(starts), shapely.get_y(starts), shapely.get_x(chosen), shapely.get_y(chosen))[2]
    return np.asarray(metres) / 1000.0


def _placed(item: Input, context: Context, notes: list[str], progress: Progress) -> tuple[np.ndarray, np.ndarray]:
    """The points of a layer that have a position and a commune, with that commune."""
    shapely = require_shapely()
    if isinstance(item, Dataset):
        points, places = item.geometry, item.table["commune"].to_numpy(object)
    else:
        points, places = to_geographic(item.geometry, item.crs), locate(item, context, notes, progress)
    keep = np.isfinite(shapely.bounds(points)).all(axis=1) & np.array([place is not None for place in places], dtype=bool)
    return shapely.point_on_surface(points[keep]), places[keep]


def _first_point(item: Input, context: Context, codes: Sequence[str], notes: list[str], progress: Progress) -> np.ndarray:
    """The first point of each commune, None where there is none or where it lies far outside of its commune."""
    points, places = _placed(item, context, notes, progress)
    by_commune = dict(zip(reversed(places), reversed(points)))
    starts = np.full(len(codes), None, dtype=object)
    for position, code in enumerate(codes):
        starts[position] = by_commune.get(code)
    strayed = _strayed(starts, context.contours.of(codes), codes)
    starts[strayed] = None
    named = [context.cog.unit("commune", code).name for code in np.array(codes)[strayed] if code in context.territory.communes]
    if named:
        notes.append(
            translate(
                "indicators", "The position given for {names} lies more than {distance} m outside of the commune: left out."
            ).format(names=", ".join(named), distance=number(STRAYED_METRES))
        )
    return starts


def _strayed(points: np.ndarray, shapes: np.ndarray, codes: Sequence[str]) -> np.ndarray:
    """Which points lie further than `STRAYED_METRES` from the contour of their commune."""
    strayed = np.zeros(len(codes), dtype=bool)
    judged = np.array([p is not None and shape is not None for p, shape in zip(points, shapes)], dtype=bool)
    systems = np.array([legal_crs(code) for code in codes])
    for system in sorted(set(systems[judged])):
        here = judged & (systems == system)
        pairs = (transform(values[here], GEOGRAPHIC_CRS, system) for values in (points, shapes))
        strayed[here] = _distance(*pairs) > STRAYED_METRES
    return strayed


def _with_places(item: Input, schema: str) -> Input:
    if isinstance(item, Dataset) and (item.schema != schema or item.geometry is None):
        raise _wrong_kind(item, schema)
    return item


def _wrong_kind(item: Input, schema: str) -> VigieError:
    name = item.provenance.title if isinstance(item, Dataset) else item.name
    return VigieError(
        translate(
            "indicators", "“{layer}” cannot be used here: a harmonised “{schema}” dataset of the catalogue is needed."
        ).format(layer=name, schema=schema)
    )


_KINDS = {
    "rate": _rate,
    "features": _features,
    "covered-population": _covered_population,
    "change": _change,
    "nearest": _nearest,
}
