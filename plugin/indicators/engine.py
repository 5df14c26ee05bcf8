# SPDX-License-Identifier: GPL-2.0-or-later
"""The indicator engine: arrays in, arrays out.

Most kinds of indicators give two numbers a commune, a numerator and a denominator. A larger zone adds up both over its
communes before dividing: its value is its own, never a mean of means. What cannot be added up (a median) is made of the
features of each zone anew.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..harmonize.dataset import Dataset, Provenance
from ..messages import Progress, VigieError, number, translate
from ..requirements import pandas as require_pandas
from ..territory.cog import Cog
from ..territory.model import Unit, told_apart
from .aggregates import summarise
from .definition import FEATURES_ROLE, Definition
from .facts import KINDS, Context, Facts, Input, Samples, population_of
from .inputs import LayerData

if TYPE_CHECKING:
    import pandas as pd

MINIMUM_COVERAGE = 0.95
"""Share of a zone's population that must be known for the zone to have a value; below it, the value is missing."""


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


def units_of(frame: pd.DataFrame) -> Iterator[tuple[str, str, str]]:
    """Level, code and name of the rows of `zones` or `comparators`."""
    return zip(frame["level"], frame["code"], frame["name"])


def compute(
    definition: Definition,
    level: str,
    inputs: Mapping[str, Input],
    context: Context,
    progress: Progress,
    done: Mapping[str, Result] | None = None,
) -> Result:
    """`definition` over `inputs` (by role), for the units of `level` that the territory touches. One that is made of other
    indicators takes them from `done`, the results by id.

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
    if definition.needs:
        return _derived(definition, [done[wanted] for wanted in definition.needs])
    progress.step(0, definition.title)
    facts = KINDS[definition.compute["kind"]](definition, inputs, context, progress)
    if definition.least and isinstance(facts, Facts) and facts.features is None:
        raise VigieError(
            translate(
                "indicators", "“{indicator}” cannot be hidden where it is made of few features: its kind does not count them."
            ).format(indicator=definition.title)
        )
    progress.step(80, definition.title)
    units = [(unit, context.cog.members(unit.level, unit.code)) for unit in context.cog.groups(context.territory, level)]
    zones = _by_zone(facts, definition, context.cog, units)
    compared = _whole(context) + (_comparators(context) if definition.comparators else [])
    comparators = _by_zone(facts, definition, context.cog, compared)
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


def _derived(definition: Definition, parts: Sequence[Result]) -> Result:
    """An indicator made of two others, zone by zone: where one has no value, it has none, and says why."""
    first, second = parts

    def combined(one: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
        keys = ["level", "code"]
        both = one.merge(other[[*keys, "value", "coverage", "flag"]], on=keys, how="left", suffixes=("", "_2"))
        before, after = both["value_2"].to_numpy(float), both["value"].to_numpy(float)
        kind, times = definition.compute["kind"], definition.compute.get("times", 1.0)
        top = after if kind == "ratio" else after - before
        if kind == "difference":
            value = top * times
        else:
            value = np.divide(top * times, before, out=np.full(len(both), np.nan), where=before != 0)
        nothing = np.where(np.isnan(value), translate("indicators", "not applicable: divided by nothing"), "")
        flag = np.where(both["flag"] != "", both["flag"], np.where(both["flag_2"].fillna("") != "", both["flag_2"], nothing))
        below = np.nan if kind == "difference" else before
        coverage = np.minimum(both["coverage"], both["coverage_2"])
        return one.assign(value=value, numerator=top, denominator=below, coverage=coverage, flag=flag)

    return Result(
        definition=definition,
        territory=first.territory,
        level=first.level,
        zones=combined(first.zones, second.zones),
        comparators=combined(first.comparators, second.comparators),
        sources=tuple({source.entry: source for part in parts for source in part.sources}.values()),
        layers=tuple(dict.fromkeys(layer for part in parts for layer in part.layers)),
        notes=tuple(dict.fromkeys(note for part in parts for note in part.notes)),
        computed=first.computed,
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


def _by_zone(facts: Facts | Samples, definition: Definition, cog: Cog, pairs: Sequence[Zone]) -> pd.DataFrame:
    """One row a zone: its value where enough of its population is known."""
    pandas = require_pandas()
    place = {code: index for index, code in enumerate(facts.codes)}
    members = np.array([place[code] for _, codes in pairs for code in codes], dtype=int)
    group = np.repeat(np.arange(len(pairs)), [len(codes) for _, codes in pairs])
    size = len(pairs)

    def total(values: np.ndarray) -> np.ndarray:
        return np.bincount(group, weights=values[members], minlength=size)

    inhabited = np.nan_to_num(population_of(cog, facts.codes))
    count, known_count = total(np.ones(len(facts.codes))), total(facts.known.astype(float))
    people, known_people = total(inhabited), total(np.where(facts.known, inhabited, 0.0))
    coverage = np.divide(known_people, people, out=np.divide(known_count, np.maximum(count, 1)), where=people > 0)
    unknown = known_count == 0
    if isinstance(facts, Samples):
        value, features = _summarised(facts, definition, pairs, place)
        numerator = denominator = np.full(size, np.nan)
    else:
        numerator = np.where(unknown, np.nan, total(np.where(facts.known, facts.numerator, 0.0)))
        value, denominator = numerator * facts.scale, np.full(size, np.nan)
        if facts.denominator is not None:
            denominator = np.where(unknown, np.nan, total(np.where(facts.known, facts.denominator, 0.0)))
            value = np.divide(numerator * facts.scale, denominator, out=np.full(size, np.nan), where=denominator > 0)
        features = None if facts.features is None else total(np.where(facts.known, facts.features, 0.0))
    value[(coverage < MINIMUM_COVERAGE) | unknown] = np.nan
    nothing = (
        translate("indicators", "not applicable: no inhabitants")
        if facts.by_population
        else translate("indicators", "not applicable: no feature with a value")
    )
    frame = pandas.DataFrame(
        {
            "level": [unit.level for unit, _ in pairs],
            "code": [unit.code for unit, _ in pairs],
            "name": [unit.name for unit, _ in pairs],
            "value": value,
            "numerator": numerator,
            "denominator": denominator,
            "coverage": coverage,
            "flag": [_flag(*row, nothing) for row in zip(value, coverage, unknown)],
        }
    )
    return frame if features is None or not definition.least else _masked(frame, features, definition.least)


def _summarised(
    samples: Samples, definition: Definition, pairs: Sequence[Zone], place: Mapping[str, int]
) -> tuple[np.ndarray, np.ndarray]:
    """The value of each zone over its own features, and how many these are. Zones may share communes: they are taken by turns."""
    asked = definition.compute
    value, features = np.full(len(pairs), np.nan), np.zeros(len(pairs))
    usable = np.where(samples.known[samples.commune] & (samples.commune >= 0), samples.commune, -1)
    waiting = list(range(len(pairs)))
    while waiting:
        zone_of, later = np.full(len(samples.codes) + 1, -1), []
        for zone in waiting:
            own = [place[code] for code in pairs[zone][1]]
            if (zone_of[own] >= 0).any():
                later.append(zone)
            else:
                zone_of[own] = zone
        groups = zone_of[usable]
        found = summarise(asked["aggregate"], groups, samples.values, len(pairs), asked.get("quantile", 0.5))
        here = np.setdiff1d(waiting, later)
        value[here] = found[here]
        features[here] = np.bincount(groups[groups >= 0], minlength=len(pairs))[here]
        waiting = later
    return value, features


def _masked(frame: pd.DataFrame, features: np.ndarray, least: int) -> pd.DataFrame:
    """Hide the figures that are made of fewer than `least` features; when a single one would be hidden, the next smallest too, for
    the total would give it away.
    """
    hidden = (features > 0) & (features < least)
    others = np.flatnonzero(~hidden & (features > 0))
    if hidden.sum() == 1 and len(frame) > 1 and len(others):
        hidden[others[np.argmin(features[others])]] = True
    frame = frame.copy()
    frame.loc[hidden, ["value", "numerator", "denominator"]] = np.nan
    frame.loc[hidden, "flag"] = translate(
        "indicators", "hidden: confidentiality (fewer than {least} features, or to protect such a zone)"
    ).format(least=least)
    return frame


def _flag(value: float, coverage: float, unknown: bool, nothing: str) -> str:
    if unknown:
        return translate("indicators", "no data")
    if coverage < MINIMUM_COVERAGE:
        return translate("indicators", "not enough data: {share} % of the population is known").format(
            share=number(100 * coverage, 1)
        )
    if np.isnan(value):
        return nothing
    if coverage < 1:
        share = min(100 * coverage, 99.9)  # never rounded up to the whole
        return translate("indicators", "partial: {share} % of the population is known").format(share=number(share, 1))
    return ""
