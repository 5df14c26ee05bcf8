# SPDX-License-Identifier: GPL-2.0-or-later
"""What is known of every zone, by kind of indicator: two numbers to add up, or the features themselves."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np


@dataclass
class Facts:
    """Two numbers for each zone, in the order of the codes of its zoning.

    The value of a larger zone is ``scale * sum(numerator) / sum(denominator)`` over its known members, or the plain sum of
    numerators where `denominator` is None. `known`: which part of each (0 to 1) the sources tell of: missing is not zero.
    `by_population` says that numerators or denominators count the inhabitants of the geographic code.
    """

    numerator: np.ndarray
    denominator: np.ndarray | None
    known: np.ndarray
    scale: float = 1.0
    notes: list[str] = field(default_factory=list)
    by_population: bool = False
    features: np.ndarray | None = None
    """How many features each number is made of, where that is known."""


@dataclass
class Samples:
    """The features themselves, for what cannot be added up: `zones` is the place of a zone for each of `values`.

    `values` are floats (NaN: missing), or of any type (None: missing) where they are only told apart. A feature that lies in several
    zones comes several times.
    """

    zones: np.ndarray
    values: np.ndarray
    known: np.ndarray
    notes: list[str] = field(default_factory=list)
    by_population: bool = False
<<<<<<< HEAD
=======


@dataclass(frozen=True)
class Context:
    """What the engine works with besides the layers: the geographic code, and contours when a kind asks for them."""

    cog: Cog
    contours: Contours
    territory: Territory
    evaluate: Callable[[str, object, np.ndarray | None], np.ndarray] | None = None
    """What an expression of QGIS gives for each row of a table (expression, frame, geometries or None)."""
    located: dict = field(default_factory=dict)
    """The commune of each feature of the layers that were placed, and what was to be said: many indicators share them."""


def _codes(cog: Cog) -> list[str]:
    return list(cog.units("commune"))


def population_of(cog: Cog, codes: Sequence[str]) -> np.ndarray:
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
    places = commune_places(item, context, codes, notes, progress)
    return np.bincount(places[places >= 0], minlength=len(codes)).astype(float)


def commune_places(item: Input, context: Context, codes: Sequence[str], notes: list[str], progress: Progress) -> np.ndarray:
    """The place in `codes` of the commune of each row or feature, -1 where it has none.

    A row of a dataset has its code. A feature lies where its point does, or a point inside a line or an area; on a border, the
    lowest code wins. What cannot be placed, and what lies so near to a generalised border that its commune is uncertain, is written
    into `notes`.
    """
    index = require_pandas().Index(codes)
    if isinstance(item, Dataset):
        return index.get_indexer(require_pandas().Index(item.table["commune"].to_numpy(object)))
    if id(item) not in context.located:
        context.located[id(item)] = (item, *_located(item, context, progress))  # kept, so that no other layer gets its number
    _, zone, told = context.located[id(item)]
    notes += told
    return np.append(index.get_indexer(context.contours.codes), -1)[zone]


def _located(layer: LayerData, context: Context, progress: Progress) -> tuple[np.ndarray, list[str]]:
    """The place of each feature among the contours, -1 outside of all, and what is to be said."""
    contours = context.contours
    xy = transform_xy(layer.places(), layer.crs, GEOGRAPHIC_CRS)
    usable = np.isfinite(xy).all(axis=1)
    order = np.argsort(contours.codes.astype(str))
    found = zone_of_each(len(layer), *zones_of_points(xy, contours.shapes[order], progress))
    progress.hear()
    zone = np.append(order, -1)[found]
    inside = np.append(np.isin(contours.codes.astype(str), context.territory.communes), False)[zone]
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
    progress.hear()
    if contours.generalised:
        notes += _near_borders(xy[inside], zone[inside], contours)
    return zone, notes


def _near_borders(xy: np.ndarray, places: np.ndarray, contours: Contours) -> list[str]:
    """A note on how many of the points, which lie in the contours at `places`, are too near to a border to be sure of. Of very many, a
    part is looked at.
    """
    looked = np.arange(len(xy))
    if len(xy) > MOST_LOOKED_AT:
        looked = np.sort(np.random.default_rng(0).choice(len(xy), MOST_LOOKED_AT, replace=False))
    share = len(xy) / max(len(looked), 1)
    near = round(share * _count_near(require_shapely().points(xy[looked]), places[looked], contours))
    if not near:
        return []
    told = translate(
        "indicators",
        "Contours of communes are generalised: {near} features lie within {metres} m of a border, where the commune is "
        "uncertain. Give precise contours (LAYERS=contours=…) to settle them.",
    )
    about = translate("indicators", "about {count}") if share > 1 else "{count}"
    return [told.format(near=about.format(count=number(near)), metres=number(GENERALISATION_METRES))]


def _count_near(points: np.ndarray, places: np.ndarray, contours: Contours) -> int:
    shapely = require_shapely()
    systems = np.array([legal_crs(code) for code in contours.codes])[places]
    near = 0
    for system in sorted(set(systems)):
        here = systems == system
        distinct, which = np.unique(places[here], return_inverse=True)
        edges = shapely.boundary(transform(contours.shapes[distinct], GEOGRAPHIC_CRS, system))
        metres = _distance(transform(points[here], GEOGRAPHIC_CRS, system), edges[which])
        near += int((metres < GENERALISATION_METRES).sum())
    return near


def _distance(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Planar distance of pairs; GEOS 3.11 raises the processor's "invalid" flag for no reason."""
    with np.errstate(invalid="ignore"):
        return require_shapely().distance(first, second)


def _aggregate(definition: Definition, inputs: Mapping[str, Input], context: Context, progress: Progress) -> Facts | Samples:
    """A number made of the features of a layer: see `definition.compute` and docs/add-an-indicator.md."""
    codes, notes = _codes(context.cog), []
    item, asked = inputs[definition.compute["layer"]], definition.compute
    kind = asked["aggregate"]
    if kind in ("covered-area", "covered-share", "length"):
        return _inside(definition, item, context, progress)
    place = commune_places(item, context, codes, notes, progress)
    progress.hear()
    kept = place >= 0
    passes = _condition(item, asked["filter"], context) if "filter" in asked else np.ones(len(place), dtype=bool)
    known = _covered(item, context, codes)
    if kind != "share":
        kept &= passes
    if kind in SUMMARIES:
        values = _values(item, asked, "value", context)
        return Samples(
            codes, np.where(kept, place, -1), _numbers(values, asked["value"]) if kind in NUMERIC else values, known, notes
        )

    def added(weights: np.ndarray) -> np.ndarray:
        good = kept & np.isfinite(weights)
        return np.bincount(place[good], weights=weights[good], minlength=len(codes))

    ones = np.ones(len(place))
    features = added(ones)
    if kind == "count":
        return _per(Facts(codes, features, None, known, 1.0, notes, features=features), asked, context)
    weight = _numbers(_values(item, asked, "weight", context), asked["weight"]) if "weight" in asked else ones
    if kind == "share":
        return Facts(
            codes, added(np.where(passes, weight, 0.0)), added(weight), known, asked.get("times", 100.0), notes, features=features
        )
    value = _numbers(_values(item, asked, "value", context), asked["value"])
    without = int((kept & ~np.isfinite(value)).sum())
    if without:
        told = translate("indicators", "{count} features have no value of {value}: they are left out.")
        notes.append(told.format(count=number(without), value=asked["value"]))
    features = added(np.where(np.isfinite(value), 1.0, np.nan))
    if kind == "sum":
        return _per(Facts(codes, added(value), None, known, 1.0, notes, features=features), asked, context)
    weight = np.where(np.isfinite(value), weight, np.nan)
    return Facts(codes, added(value * weight), added(weight), known, asked.get("times", 1.0), notes, features=features)


def _per(facts: Facts, asked: Mapping, context: Context) -> Facts:
    """The same for so many inhabitants or km²."""
    facts.scale = asked.get("times", 1.0)
    if asked.get("per") == "inhabitants":
        population = population_of(context.cog, facts.codes)
        facts.known = facts.known & ~np.isnan(population)
        facts.denominator, facts.by_population = np.nan_to_num(population), True
    elif asked.get("per") == "km2":
        facts.denominator = _areas(context, facts.codes)
        facts.known = facts.known & (facts.denominator > 0)
    return facts


def _inside(definition: Definition, item: Input, context: Context, progress: Progress) -> Facts:
    """Areas (km², what several features cover counted once) or lengths (km) inside of communes, in the legal CRS of each."""
    codes, notes = _codes(context.cog), []
    asked = definition.compute
    shapes, crs = (item.geometry, GEOGRAPHIC_CRS) if isinstance(item, Dataset) else (item.geometry, item.crs)
    if shapes is None:
        raise _wrong_kind(item, "perimeter")
    if "filter" in asked:
        shapes = np.where(_condition(item, asked["filter"], context), shapes, None)
    lines = asked["aggregate"] == "length"
    shapes = np.where(require_shapely().get_dimensions(shapes) == (1 if lines else 2), shapes, None)
    known = _covered(item, context, codes)
    contours = context.contours.of(codes)
    system_of = np.array([legal_crs(code) for code in codes])
    wanted = known & np.array([shape is not None for shape in contours], dtype=bool)
    total = np.zeros(len(codes))
    features = np.zeros(len(codes)) if lines or definition.least else None  # of areas, counted only where that is asked
    for system in sorted(set(system_of[wanted])):
        here = np.flatnonzero(wanted & (system_of == system))
        zones = transform(contours[here], GEOGRAPHIC_CRS, system)
        near = shapes[_near(shapes, zones if crs == system else transform(contours[here], GEOGRAPHIC_CRS, crs))]
        if not len(near):
            continue
        near = transform(near, crs, system)
        if lines or features is not None:
            _, places, pieces = pieces_in_zones(near, zones, progress, partition=lines)
            features[here] = np.bincount(places, minlength=len(here))
        if lines:
            total[here] = np.bincount(places, require_shapely().length(pieces) / 1e3, len(here))
        else:
            total[here] = covered_areas(near, zones, progress) / 1e6
    if context.contours.generalised:
        told = translate(
            "indicators", "Contours of communes are generalised: what lies within {metres} m of a border is approximate."
        )
        notes.append(told.format(metres=number(GENERALISATION_METRES)))
    known = known & wanted
    if asked["aggregate"] == "covered-share":
        return Facts(codes, total, _areas(context, codes), known, asked.get("times", 100.0), notes, features=features)
    return _per(Facts(codes, total, None, known, 1.0, notes, features=features), asked, context)


def _near(shapes: np.ndarray, zones: np.ndarray) -> np.ndarray:
    """Which shapes have a box that meets that of all zones, in one CRS; all where zones have none there."""
    shapely = require_shapely()
    west, south, east, north = shapely.total_bounds(zones)
    if not np.isfinite([west, south, east, north]).all():
        return ~shapely.is_missing(shapes)
    boxes = shapely.bounds(shapes)
    return (boxes[:, 2] >= west) & (boxes[:, 0] <= east) & (boxes[:, 3] >= south) & (boxes[:, 1] <= north)


def _areas(context: Context, codes: Sequence[str]) -> np.ndarray:
    """The area of each commune in km², in its legal CRS; 0 where it has no contour."""
    contours = context.contours.of(codes)
    system_of = np.array([legal_crs(code) for code in codes])
    areas = np.zeros(len(codes))
    for system in sorted(set(system_of)):
        here = system_of == system
        areas[here] = np.nan_to_num(require_shapely().area(transform(contours[here], GEOGRAPHIC_CRS, system)) / 1e6)
    return areas


def _values(item: Input, asked: Mapping, name: str, context: Context) -> np.ndarray:
    """What an expression gives for each row or feature."""
    if name not in asked:
        raise VigieError(
            translate("indicators", "The aggregate “{aggregate}” needs “{name}”: write an expression there.").format(
                aggregate=asked["aggregate"], name=name
            )
        )
    return _evaluated(item, asked[name], context)


def _evaluated(item: Input, expression: str, context: Context) -> np.ndarray:
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


def _condition(item: Input, expression: str, context: Context) -> np.ndarray:
    """Which rows or features pass a filter; a missing answer is no."""
    values = _evaluated(item, expression, context)
    return np.array([value is not None and value == value and bool(value) for value in values], dtype=bool)


def _numbers(values: np.ndarray, expression: str) -> np.ndarray:
    """Floats, NaN for a missing value; a `VigieError` when some are no numbers."""
    try:
        return np.array([np.nan if value is None else value for value in values], dtype=float)
    except (TypeError, ValueError) as error:
        raise VigieError(
            translate("indicators", "“{expression}” gives values that are no numbers: use to_real() or another field.").format(
                expression=expression
            ),
            str(error),
        ) from error


def _rate(definition: Definition, inputs: Mapping[str, Input], context: Context, progress: Progress) -> Facts:
    """Rows or features per so many inhabitants."""
    codes, notes = _codes(context.cog), []
    item = _with_places(inputs[definition.compute["layer"]], "service")
    population = population_of(context.cog, codes)
    counts = _counts(item, context, codes, notes, progress)
    known = _covered(item, context, codes) & ~np.isnan(population)
    return Facts(
        codes, counts, np.nan_to_num(population), known, definition.compute["per"], notes, by_population=True, features=counts
    )


def _features(definition: Definition, inputs: Mapping[str, Input], context: Context, progress: Progress) -> Facts:
    """Number of rows or features."""
    codes, notes = _codes(context.cog), []
    item = inputs[definition.compute["layer"]]
    counts = _counts(item, context, codes, notes, progress)
    return Facts(codes, counts, None, _covered(item, context, codes), notes=notes, features=counts)


def _covered_population(definition: Definition, inputs: Mapping[str, Input], context: Context, progress: Progress) -> Facts:
    """Share of the population that lives in a commune which a perimeter names."""
    codes = _codes(context.cog)
    item = inputs[definition.compute["layer"]]
    if not isinstance(item, Dataset) or item.schema != "perimeter":
        raise _wrong_kind(item, "perimeter")
    benefiting = {code for row in item.table["communes"] for code in row.split()}
    population = population_of(context.cog, codes)
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
    """Distance in km from each commune to the nearest point of a layer, zones weighing communes by their population; or the share
    of the population whose commune is within so many km of one.
    """
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
    population = population_of(context.cog, codes)
    known = np.isfinite(kilometres) & allowed & _covered(targets, context, codes) & ~np.isnan(population)
    without = int((allowed & ~placed & np.isin(codes, context.territory.communes)).sum())
    if without:
        notes.append(
            translate("indicators", "{count} communes of the territory have no known starting point.").format(
                count=number(without)
            )
        )
    people = np.nan_to_num(population)
    kilometres = np.where(known, kilometres, 0.0)
    if definition.compute["kind"] == "within":
        near = np.where(kilometres <= definition.compute["km"], people, 0.0)
        return Facts(codes, near, people, known, 100.0, notes, by_population=True)
    return Facts(codes, kilometres * people, people, known, 1.0, notes, by_population=True)


def nearest_km(starts: np.ndarray, targets: np.ndarray, crs: str, progress: Progress | None = None) -> np.ndarray:
    """Distance on the GRS80 ellipsoid, in km, from each start to its nearest target.

    `starts`, `targets`: points in EPSG:4326, as arrays of shapely or as arrays (n, 2) of x and y. The nearest is searched for in the
    projected `crs`. Raises `Cancelled`.
    """
    from_xy, to_xy = (points if points.ndim == 2 else require_shapely().get_coordinates(points) for points in (starts, targets))
    moved = [transform_xy(xy, GEOGRAPHIC_CRS, crs) for xy in (from_xy, to_xy)]
    chosen = to_xy[nearest_points(*moved, progress or Silent())]
    return np.asarray(ellipsoid().inv(*from_xy.T, *chosen.T)[2]) / 1000.0


def _placed(item: Input, context: Context, notes: list[str], progress: Progress) -> tuple[np.ndarray, np.ndarray]:
    """The points of a layer that have a position and a commune, with that commune."""
    shapely = require_shapely()
    if isinstance(item, Dataset):
        points, places = item.geometry, item.table["commune"].to_numpy(object)
    else:
        points = to_geographic(item.geometry, item.crs)
        codes = _codes(context.cog)
        places = np.append(np.array(codes, dtype=object), None)[commune_places(item, context, codes, notes, progress)]
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


KINDS = {
    "aggregate": _aggregate,
    "within": _nearest,
    "rate": _rate,
    "features": _features,
    "covered-population": _covered_population,
    "change": _change,
    "nearest": _nearest,
}
>>>>>>> helper-b
