# SPDX-License-Identifier: GPL-2.0-or-later
"""The kinds of indicators: what a definition asks of the layers, for every zone of a zoning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ..harmonize.dataset import GEOGRAPHIC_CRS, Dataset
from ..messages import Note, Progress, VigieError, number, translate
from ..requirements import pandas as require_pandas
from ..requirements import shapely as require_shapely
from ..territory.contours import GENERALISATION_METRES
from ..territory.crs import transform
from .aggregates import KINDS as SUMMARIES
from .aggregates import NUMERIC
from .definition import Definition
from .distances import nearest, reach
from .facts import Facts, Samples
from .inputs import LayerData
from .placing import Context, Input, Placed, condition, covered, evaluated, inhabitants, numbers, place
from .refusals import of_communes_only, wrong_kind
from .spatial import covered_areas, pieces_in_zones
from .zonings import Zoning

INSIDE = frozenset(("covered-area", "covered-share", "length"))
"""The aggregates that measure what lies in a zone."""


def _aggregate(
    definition: Definition, inputs: Mapping[str, Input], zoning: Zoning, context: Context, progress: Progress
) -> Facts | Samples:
    """A number made of the features of a layer: see `definition.compute` and docs/add-an-indicator.md."""
    notes: list[str] = []
    item, asked = inputs[definition.compute["layer"]], definition.compute
    kind, size = asked["aggregate"], len(zoning.codes)
    if kind in INSIDE:
        return _inside(definition, item, zoning, context, progress)
    placed = place(item, zoning, context, notes, progress)
    progress.hear()
    passes = condition(item, asked.get("filter"), context)
    known = covered(item, zoning, context, progress)
    if kind != "share" and "filter" in asked:
        placed = placed.only(passes)
    if isinstance(item, Dataset) and item.schema == "measure":
        told = placed.only(item.table["value"].notna().to_numpy() & passes)
        known = np.where(np.bincount(told.zones, minlength=size) > 0, known, 0.0)  # a commune without a figure has not 0
    if kind in SUMMARIES:
        values = _values(item, asked, "value", context)[placed.rows]
        values = numbers(values, asked["value"]) if kind in NUMERIC else values
        missing = np.zeros(len(item), dtype=bool)
        missing[placed.rows] = require_pandas().isna(values)
        _without_value(missing, asked["value"], placed, zoning, context, notes)
        return Samples(placed.zones, values, known, notes)

    def added(weights: np.ndarray) -> np.ndarray:
        given = weights[placed.rows]
        good = np.isfinite(given)
        return np.bincount(placed.zones[good], weights=given[good], minlength=size)

    features = np.bincount(placed.zones, minlength=size).astype(float)
    if kind == "count":
        return per(Facts(features, None, known, 1.0, notes, features=features), asked, zoning, context, progress)
    ones = np.ones(len(item))
    weight = numbers(_values(item, asked, "weight", context), asked["weight"]) if "weight" in asked else ones
    if (weight < 0).any():
        raise VigieError(translate("indicators", "“{expression}” gives weights under 0.").format(expression=asked["weight"]))
    times = asked.get("times", 1.0)
    if kind == "share":
        times = asked.get("times", 100.0)
        passing = np.bincount(placed.only(passes).zones, minlength=size).astype(float)
        top = added(np.where(passes, weight, 0.0))
        return Facts(top, added(weight), known, times, notes, features=features, passing=passing)
    value = numbers(_values(item, asked, "value", context), asked["value"])
    without = _without_value(~np.isfinite(value), asked["value"], placed, zoning, context, notes)
    features = added(np.where(np.isfinite(value), 1.0, np.nan))
    if kind == "sum":
        facts = Facts(added(value), None, known, 1.0, notes, features=features, without=without)
        return per(facts, asked, zoning, context, progress)
    weight = np.where(np.isfinite(value), weight, np.nan)
    return Facts(added(value * weight), added(weight), known, times, notes, features=features)


def _without_value(
    missing: np.ndarray, value: str, placed: Placed, zoning: Zoning, context: Context, notes: list[str]
) -> np.ndarray:
    """How many features of each zone have no value (`missing`: array of bool, one a feature); those of the territory are told."""
    lacking = placed.only(missing)
    count = len(np.unique(lacking.rows[context.told_of(zoning)[lacking.zones]]))
    if count:
        told = translate("indicators", "{count} features have no value of {value}: they are left out.")
        notes.append(Note.of(told, count=count, value=value))
    return np.bincount(lacking.zones, minlength=len(zoning.codes)).astype(float)


def per(facts: Facts, asked: Mapping, zoning: Zoning, context: Context, progress: Progress) -> Facts:
    """These facts for so many inhabitants or km², where that is asked."""
    facts.scale = asked.get("times", 1.0)
    if asked.get("per") == "inhabitants":
        population = inhabitants(zoning, context, facts.notes, progress)
        facts.known = np.where(np.isnan(population), 0.0, facts.known)
        facts.denominator, facts.by_population = np.nan_to_num(population), True
    elif asked.get("per") == "km2":
        facts.denominator = zoning.areas()
        facts.known = np.where(facts.denominator > 0, facts.known, 0.0)
    return facts


def _inside(definition: Definition, item: Input, zoning: Zoning, context: Context, progress: Progress) -> Facts:
    """Areas (km², what several features cover counted once) or lengths (km) inside of zones, in the legal CRS of each."""
    shapely, asked, notes = require_shapely(), definition.compute, []
    if item.geometry is None or (isinstance(item, LayerData) and item.is_table):
        raise wrong_kind(item, "perimeter")
    lines = asked["aggregate"] == "length"
    shapes, crs = _of_dimension(item, 1 if lines else 2, notes), GEOGRAPHIC_CRS if isinstance(item, Dataset) else item.crs
    if "filter" in asked:
        shapes = np.where(condition(item, asked["filter"], context), shapes, None)
    known = covered(item, zoning, context, progress)
    wanted = (known > 0) & ~shapely.is_missing(zoning.shapes)
    total = np.zeros(len(zoning.codes))
    features = np.zeros(len(zoning.codes)) if lines or definition.least else None  # of areas, counted only where that is asked
    for system in sorted(set(zoning.systems[wanted])):
        here = np.flatnonzero(wanted & (zoning.systems == system))
        zones = transform(zoning.shapes[here], zoning.crs, system)
        near = shapes[_near(shapes, zones if crs == system else transform(zoning.shapes[here], zoning.crs, crs))]
        if not len(near):
            continue
        near = transform(near, crs, system)
        if lines or features is not None:
            _, places, pieces = pieces_in_zones(near, zones, progress, partition=lines and zoning.disjoint)
            features[here] = np.bincount(places, minlength=len(here))
        if lines:
            total[here] = np.bincount(places, shapely.length(pieces) / 1e3, len(here))
        else:
            total[here] = covered_areas(near, zones, progress) / 1e6
    if zoning.generalised:
        told = translate(
            "indicators", "Contours of communes are generalised: what lies within {metres} m of a border is approximate."
        )
        notes.append(told.format(metres=number(GENERALISATION_METRES)))
    known = np.where(wanted, known, 0.0)
    if asked["aggregate"] == "covered-share":
        return Facts(total, zoning.areas(), known, asked.get("times", 100.0), notes, features=features)
    return per(Facts(total, None, known, 1.0, notes, features=features), asked, zoning, context, progress)


def _of_dimension(item: Input, wanted: int, notes: list[str]) -> np.ndarray:
    """The lines or areas of a layer, None in place of others; what these are is told."""
    shapely = require_shapely()
    shapes = item.geometry
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    fit = there & (shapely.get_dimensions(shapes) == wanted)
    mended = int((~shapely.is_valid(shapes[fit])).sum())
    name = item.provenance.title if isinstance(item, Dataset) else item.name
    notes.append(told_of_dimension(name, wanted, len(shapes), int(there.sum()), int(fit.sum()), mended))
    return np.where(fit, shapes, None)


def told_of_dimension(name: str, wanted: int, read: int, there: int, fit: int, mended: int) -> str:
    """What is said of a layer whose lines (1) or areas (2) are `wanted`: of those read, how many are there, fit, and were mended. A
    `VigieError` when there are others only.
    """
    if there and not fit:
        refused = (
            translate("indicators", "“{layer}” holds no line: no length can be measured.")
            if wanted == 1
            else translate("indicators", "“{layer}” holds no area: nothing can be covered.")
        )
        raise VigieError(refused.format(layer=name))
    told = translate(
        "indicators",
        "{layer}: {read} features read, {other} of another kind, {empty} without geometry, {mended} not valid and mended.",
    )
    return Note.of(told, layer=name, read=read, other=there - fit, empty=read - there, mended=mended)


def _near(shapes: np.ndarray, zones: np.ndarray) -> np.ndarray:
    """Which shapes have a box that meets that of all zones, in one CRS; all where zones have none there."""
    shapely = require_shapely()
    west, south, east, north = shapely.total_bounds(zones)
    if not np.isfinite([west, south, east, north]).all():
        return ~shapely.is_missing(shapes)
    boxes = shapely.bounds(shapes)
    return (boxes[:, 2] >= west) & (boxes[:, 0] <= east) & (boxes[:, 3] >= south) & (boxes[:, 1] <= north)


def _values(item: Input, asked: Mapping, name: str, context: Context) -> np.ndarray:
    """What an expression gives for each row or feature."""
    if name not in asked:
        raise VigieError(
            translate("indicators", "The aggregate “{aggregate}” needs “{name}”: write an expression there.").format(
                aggregate=asked["aggregate"], name=name
            )
        )
    return evaluated(item, asked[name], context)


def _basket(definition: Definition, inputs: Mapping[str, Input], zoning: Zoning, context: Context, progress: Progress) -> Samples:
    """How many of several layers have a feature there."""
    notes: list[str] = []
    known = np.ones(len(zoning.codes))
    found = []
    for role in definition.compute["layers"]:
        item = inputs[role]
        found.append(np.unique(place(item, zoning, context, notes, progress).zones))
        known = np.minimum(known, covered(item, zoning, context, progress))
    values = np.repeat(np.array(definition.compute["layers"], dtype=object), [len(zones) for zones in found])
    return Samples(np.concatenate(found), values, known, notes)


def _counts(item: Input, zoning: Zoning, context: Context, notes: list[str], progress: Progress) -> np.ndarray:
    placed: Placed = place(item, zoning, context, notes, progress)
    return np.bincount(placed.zones, minlength=len(zoning.codes)).astype(float)


def _rate(definition: Definition, inputs: Mapping[str, Input], zoning: Zoning, context: Context, progress: Progress) -> Facts:
    """Rows or features per so many inhabitants."""
    item, asked = inputs[definition.compute["layer"]], {"per": "inhabitants", "times": definition.compute["per"]}
    if isinstance(item, Dataset) and (item.schema != "service" or item.geometry is None):
        raise wrong_kind(item, "service")
    notes: list[str] = []
    counts = _counts(item, zoning, context, notes, progress)
    facts = Facts(counts, None, covered(item, zoning, context, progress), notes=notes, features=counts)
    return per(facts, asked, zoning, context, progress)


def _features(definition: Definition, inputs: Mapping[str, Input], zoning: Zoning, context: Context, progress: Progress) -> Facts:
    """Number of rows or features."""
    item, notes = inputs[definition.compute["layer"]], []
    counts = _counts(item, zoning, context, notes, progress)
    return Facts(counts, None, covered(item, zoning, context, progress), notes=notes, features=counts)


def _covered_population(
    definition: Definition, inputs: Mapping[str, Input], zoning: Zoning, context: Context, progress: Progress
) -> Facts:
    """Share of the population that lives in a commune which a perimeter names."""
    item = inputs[definition.compute["layer"]]
    if not isinstance(item, Dataset) or item.schema != "perimeter":
        raise wrong_kind(item, "perimeter")
    if zoning.own:
        raise of_communes_only(definition.title)
    benefiting = {code for row in item.table["communes"] for code in row.split()}
    inside = np.array([code in benefiting for code in zoning.codes], dtype=bool)
    people = np.nan_to_num(zoning.population)
    known = np.where(np.isnan(zoning.population), 0.0, covered(item, zoning, context, progress))
    return Facts(np.where(inside, people, 0.0), people, known, 100.0, by_population=True)


def _measure(definition: Definition, inputs: Mapping[str, Input], zoning: Zoning, context: Context, progress: Progress) -> Facts:
    """Published figures of communes: added up, divided by others, or a rate that others weigh."""
    asked, notes = definition.compute, []
    item = _measures(inputs[asked["layer"]], definition, zoning)
    wanted = [*asked["variables"], *asked.get("by", ()), *([asked["weight"]] if "weight" in asked else [])]
    period = asked.get("period") or _newest(item, wanted)
    notes.append(translate("indicators", "Figures of {period}.").format(period=period))
    top = _figures(item, asked["variables"], period, zoning)
    below = _figures(item, asked["by"], period, zoning) if "by" in asked else None
    if "weight" in asked:
        below = _figures(item, [asked["weight"]], period, zoning)
        top = top * below
    told = np.isfinite(top) & (True if below is None else np.isfinite(below))
    known = np.where(told, covered(item, zoning, context, progress), 0.0)
    below = None if below is None else np.where(told, below, 0.0)
    facts = Facts(np.where(told, top, 0.0), below, known, asked.get("times", 1.0), notes)
    return per(facts, asked, zoning, context, progress) if "per" in asked else facts


def _change(definition: Definition, inputs: Mapping[str, Input], zoning: Zoning, context: Context, progress: Progress) -> Facts:
    """Change of a count between two periods, in % of the first."""
    asked = definition.compute
    item = _measures(inputs[asked["layer"]], definition, zoning)
    before, after = (_figures(item, [asked["variable"]], asked[when], zoning) for when in ("from", "to"))
    told = np.isfinite(before) & np.isfinite(after)
    known = np.where(told, covered(item, zoning, context, progress), 0.0)
    return Facts(np.where(told, after - before, 0.0), np.where(told, before, 0.0), known, 100.0)


def _measures(item: Input, definition: Definition, zoning: Zoning) -> Dataset:
    """The dataset, if it holds figures of communes and zones are made of these."""
    if not isinstance(item, Dataset) or item.schema != "measure":
        raise wrong_kind(item, "measure")
    if zoning.own:
        raise of_communes_only(definition.title)
    return item


def _newest(item: Dataset, variables: Sequence[str]) -> str:
    """The last period for which all these variables are told."""
    table = item.table[item.table["value"].notna()]
    periods = [set(table.loc[table["variable"] == name, "period"]) for name in variables]
    shared = set.intersection(*periods)
    if not shared:
        raise VigieError(
            translate("indicators", "“{layer}” has no figure of {variables} for one and the same year.").format(
                layer=item.provenance.title, variables=", ".join(variables)
            )
        )
    return max(shared)


def _figures(item: Dataset, variables: Sequence[str], period: str, zoning: Zoning) -> np.ndarray:
    """The sum of these variables in each commune, NaN where one of them is missing."""
    table = item.table[(item.table["period"] == period) & item.table["variable"].isin(list(variables))]
    absent = set(variables).difference(table["variable"])
    if absent:
        raise VigieError(
            translate("indicators", "“{layer}” has no figure for {period}.").format(
                layer=item.provenance.title, period=f"{period} ({', '.join(sorted(absent))})"
            )
        )
    grouped = table.groupby("commune")
    whole = (grouped["value"].size() == grouped["value"].count()) & (grouped["variable"].nunique() == len(variables))
    total = grouped["value"].sum().where(whole)
    return total.reindex(zoning.codes).to_numpy(float)


KINDS = {
    "aggregate": _aggregate,
    "basket": _basket,
    "within": nearest,
    "rate": _rate,
    "features": _features,
    "covered-population": _covered_population,
    "measure": _measure,
    "change": _change,
    "nearest": nearest,
    "reach": reach,
}
