# SPDX-License-Identifier: GPL-2.0-or-later
"""The indicator engine: arrays in, arrays out.

Most kinds of indicators give two numbers a commune, a numerator and a denominator. A larger zone adds up both over its
communes before dividing: its value is its own, never a mean of means. What cannot be added up (a median) is made of the
features of each zone anew.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Union

import numpy as np

from ..harmonize.dataset import Dataset, Provenance
from ..messages import Progress, Stretch, VigieError, number, translate
from ..requirements import pandas as require_pandas
from ..territory.model import COUNTRY, LEVELS, Territory, Unit, told_apart
from .aggregates import majority, summarise
from .comparing import ranked, size_class_name, size_classes
from .definition import FEATURES_ROLE, Definition
from .facts import Facts, Samples, Summaries
from .inputs import LayerData
from .kinds import KINDS
from .placing import Context, Input
from .pushed import Refused, RemoteLayer, at_hand
from .pushed import facts as pushed_facts
from .zonings import OWN, Zoning, members_of, own_groups, own_zones, perimeter_groups

if TYPE_CHECKING:
    import pandas as pd

MINIMUM_COVERAGE = 0.95
"""Share of a zone's population that must be known for the zone to have a value; below it, the value is missing."""

PEERS = "peers"
"""The level of the group of all units of the same level and size."""


@dataclass(frozen=True)
class Result:
    """An indicator with its values.

    `zones` and `comparators` are frames with columns level, code, name, value, label (in place of a number where the indicator tells
    classes), numerator, denominator, coverage (share of the population that is known, 0 to 1), flag (why a value is missing or partial;
    empty when whole). `zones` has more: rank (1: the highest), ranked (among how many), quantile (which share of these is not higher), and
    peers (those of the same level and size), peers_value, peers_rank, peers_ranked. `country` is the same for all units of the level,
    where they are compared. `layers` are the names of the user's, `origins` where these are read and how much they hold; `contours` says
    whose borders were used.
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
    contours: str = ""
    country: pd.DataFrame | None = None
    origins: tuple[str, ...] = ()
    data_date: str = ""

    @property
    def date(self) -> str:
        """The date of the data (ISO): that of the newest source; where all layers are the user's, `data_date`, or the day of computation
        where that is not known.
        """
        newest = max((source.date.partition("T")[0] for source in self.sources if source.date), default="")
        return newest or self.data_date or self.computed[:10]


def units_of(frame: pd.DataFrame) -> Iterator[tuple[str, str, str]]:
    """Level, code and name of the rows of `zones` or `comparators`."""
    return zip(frame["level"], frame["code"], frame["name"])


AnyFacts = Union[Facts, Samples, Summaries]

Zone = tuple[Unit, Sequence[str]]
"""A unit, and the codes of its members in a zoning."""


def compute(
    definition: Definition,
    level: str,
    inputs: Mapping[str, Input | RemoteLayer],
    context: Context,
    progress: Progress,
    done: Mapping[str, Result] | None = None,
) -> Result:
    """`definition` over `inputs` (by role), for the units of `level` that the territory touches, or for the zones of the user's that
    `inputs` has as "zones". One that is made of other indicators takes them from `done`, the results by id.

    Comparators are the territory as a whole, the départements and régions it lies in, France, and the peers of the territory (all units
    of its level and size): each where the sources cover it. Raises a `VigieError` when a layer is missing or of the wrong kind,
    `Cancelled` when told to stop.
    """
    return compute_each(definition, level, inputs, context, [context.territory], progress, [done or {}])[0]


def compute_each(
    definition: Definition,
    level: str,
    inputs: Mapping[str, Input | RemoteLayer],
    context: Context,
    territories: Sequence[Territory],
    progress: Progress,
    done: Sequence[Mapping[str, Result]],
) -> list[Result]:
    """The result that `compute` gives of each of `territories`, with its own in `done`, from facts that are made once: notes on what was
    read are those of the territory of `context`, which holds them all, and layers of the user's are complete for it.
    """
    check_inputs(definition, level, inputs)
    if definition.needs:
        return [_derived(definition, _parts(definition, parts, context, progress)) for parts in done]
    progress.step(0, definition.title)
    try:
        return _computed(definition, level, inputs, context, territories, progress)
    except Refused as why:
        return _computed(definition, level, at_hand(inputs, str(why), progress), context, territories, progress)


def _computed(
    definition: Definition,
    level: str,
    inputs: Mapping[str, Input | RemoteLayer],
    context: Context,
    territories: Sequence[Territory],
    progress: Progress,
) -> list[Result]:
    half = 40 if level == OWN else 80
    facts = facts_of(definition, inputs, context.communes, context, Stretch(progress, 0, half))
    places = [replace(context, territory=territory) for territory in territories]
    asked = [zones_asked(level, inputs, place) for place in places]
    zoning = asked[0][0]
    own = facts_of(definition, inputs, zoning, context, Stretch(progress, half, 80)) if zoning.own else facts
    progress.step(80, definition.title)
    zones = _by_zones(own, definition, zoning, [units for _, units, _ in asked])
    compared = [_whole(place) + (_comparators(place) if definition.comparators else []) for place in places]
    comparators = _by_zones(facts, definition, context.communes, compared)
    comparators = [_protected(definition, *frames) for frames in zip(zones, comparators)]
    standing: tuple[pd.DataFrame | None, ...] = (None,)
    if definition.comparators and level in LEVELS and not definition.least:
        every, classes = _country(level, context)
        wanted = {one for frame in zones for one in classes.reindex(frame["code"]).dropna()}
        peers = _peers(facts, definition, context, level, wanted)
        standing = (_by_zone(facts, definition, context.communes, every), peers, classes)
    used = [inputs[role] for role in (*definition.roles, *([OWN] if level == OWN else []))]
    undated = _undated(facts, context)
    results = []
    if not definition.is_class:
        zones = _ranked_each(zones, standing)
    for place, (_, units, told), of_zones, of_comparators, pairs in zip(places, asked, zones, comparators, compared):
        progress.hear()
        notes = [
            *_replaced(definition, inputs),
            *told,
            *own.notes,
            *_inhabitants(facts, context),
            *_of_unknown_year(undated, place, pairs, units),
        ]
        results.append(
            Result(
                definition=definition,
                territory=place.territory.key,
                level=level,
                zones=of_zones,
                comparators=of_comparators,
                sources=tuple(item.provenance for item in used if isinstance(item, Dataset)),
                layers=tuple(item.name for item in used if not isinstance(item, Dataset)),
                origins=tuple(_origin(item) for item in used if not isinstance(item, Dataset)),
                notes=tuple(dict.fromkeys(notes)),
                computed=datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
                contours=_contours_used(place),
                country=standing[0],
            )
        )
    return results


def _protected(definition: Definition, zones: pd.DataFrame, comparators: pd.DataFrame) -> pd.DataFrame:
    """The comparators; where a zone is hidden, all but the territory are hidden too: its other parts could be taken away from them."""
    if not definition.least or not (zones["flag"] == _hidden_flag(definition.least)).any():
        return comparators
    beside = comparators["value"].notna() & (np.arange(len(comparators)) > 0)
    return _hide(comparators, beside.to_numpy(), definition.least)


def check_inputs(definition: Definition, level: str, inputs: Mapping[str, Input]) -> None:
    """Raises a `VigieError` when a definition is not for this level, or lacks a layer."""
    if level not in definition.levels and not (level == OWN and "commune" in definition.levels):
        raise VigieError(
            translate("indicators", "“{indicator}” is not defined by {level}: choose among {levels}.").format(
                indicator=definition.title, level=level, levels=", ".join(definition.levels)
            )
        )
    wanted = (*definition.roles, *([OWN] if level == OWN else []))
    missing = [role for role in wanted if role not in inputs]
    if missing:
        raise VigieError(
            translate("indicators", "“{indicator}” needs a layer for “{role}”: choose one of yours (LAYERS={role}=…).").format(
                indicator=definition.title, role=missing[0]
            )
        )


def facts_of(
    definition: Definition, inputs: Mapping[str, Input], zoning: Zoning, context: Context, progress: Progress
) -> AnyFacts:
    """What `definition` tells of every zone, before larger ones are made of them: those that parts of the work gave, else made here."""
    facts = context.made.get((definition.id, zoning.level))
    if facts is None:
        remote = isinstance(inputs.get(definition.compute.get("layer")), RemoteLayer)
        facts = (pushed_facts if remote else KINDS[definition.compute["kind"]])(definition, inputs, zoning, context, progress)
    if definition.least and isinstance(facts, Facts) and facts.features is None:
        raise VigieError(
            translate(
                "indicators", "“{indicator}” cannot be hidden where it is made of few features: its kind does not count them."
            ).format(indicator=definition.title)
        )
    return facts


def zones_asked(level: str, inputs: Mapping[str, Input], context: Context) -> tuple[Zoning, list[Zone], list[str]]:
    """The zones of a level: what they are made of, each with its members, and what is to be said."""
    if level != OWN:
        units = [(unit, context.cog.members(unit.level, unit.code)) for unit in context.cog.groups(context.territory, level)]
        return context.communes, units, []
    layer = inputs[OWN]
    if isinstance(layer, Dataset):
        return context.communes, perimeter_groups(layer, context.territory, context.cog), []
    if layer.is_table:
        groups, notes = own_groups(layer, context.cog)
        return context.communes, groups, notes
    if id(layer) not in context.kept:
        context.kept[id(layer)] = (layer, own_zones(layer, context.communes))
    zoning, units = context.kept[id(layer)][1]
    return zoning, [(unit, [unit.code]) for unit in units], []


def _origin(layer: LayerData | RemoteLayer) -> str:
    told = translate("indicators", "{layer}: {count} features, {crs}, read from {source}")
    return told.format(layer=layer.name, count=number(len(layer)), crs=layer.crs[:80] or "–", source=layer.source or "–")


def _contours_used(context: Context) -> str:
    """Whose borders the figures were made with, and in which projections areas and distances were measured."""
    if "systems" not in context.kept:
        context.kept["systems"] = dict(zip(context.communes.codes, context.communes.systems))
    systems = sorted({context.kept["systems"][code] for code in context.territory.communes})
    told = translate("indicators", "{contours} Measured in {systems}.")
    return told.format(contours=context.contours.credit, systems=", ".join(systems))


def _ranked_each(several: Sequence[pd.DataFrame], standing: Sequence[pd.DataFrame | pd.Series | None]) -> list[pd.DataFrame]:
    """`ranked` of each frame. Where all are compared with one whole, the order is made once, and each frame takes its rows."""
    if len(several) == 1 or standing[0] is None:
        return [ranked(zones, *standing) for zones in several]
    together = ranked(require_pandas().concat(several, ignore_index=True), *standing)
    ends = np.cumsum([len(zones) for zones in several])
    return [together.iloc[end - len(zones) : end].reset_index(drop=True) for zones, end in zip(several, ends)]


# Indicators made of others


def _parts(definition: Definition, done: Mapping[str, Result], context: Context, progress: Progress) -> list[Result]:
    """The results that an indicator is made of, those of now and those that were kept."""
    if not definition.parts:
        return [done[wanted] for wanted in definition.needs]
    parts = []
    for name, date in definition.parts:
        progress.hear()
        if date and context.earlier is None:
            raise VigieError(
                translate("indicators", "“{indicator}” asks for figures of {date}: none are kept here.").format(
                    indicator=definition.title, date=date
                )
            )
        parts.append(context.earlier(done[name], date) if date and context.earlier else done[name])
    return parts


def _derived(definition: Definition, parts: Sequence[Result]) -> Result:
    """An indicator made of others, zone by zone: where one has no value, it has none, and says why."""
    first = parts[0]
    combine = _class if definition.compute["kind"] == "typology" else _combined
    frames = {}
    for name in ("zones", "comparators", "country"):
        given = [getattr(part, name) for part in parts]
        frames[name] = None if any(frame is None for frame in given) else combine(definition, given)
    zones = frames["zones"]
    if definition.compute["kind"] != "typology":
        zones = ranked(zones, frames["country"])
    return Result(
        definition=definition,
        territory=first.territory,
        level=first.level,
        zones=zones,
        comparators=frames["comparators"],
        sources=tuple({source.entry: source for part in parts for source in part.sources}.values()),
        layers=tuple(dict.fromkeys(layer for part in parts for layer in part.layers)),
        notes=tuple(dict.fromkeys(note for part in parts for note in part.notes)),
        computed=first.computed,
        contours=first.contours,
        country=frames["country"],
        origins=tuple(dict.fromkeys(origin for part in parts for origin in part.origins)),
    )


_OWN_COLUMNS = ["level", "code", "name", "value", "label", "numerator", "denominator", "coverage", "flag"]


def _aligned(frames: Sequence[pd.DataFrame]) -> list[pd.DataFrame]:
    """The frames with the rows of the first, in its order."""
    keys = ["level", "code"]
    first = frames[0][_OWN_COLUMNS]
    return [first, *(first[keys].merge(frame[_OWN_COLUMNS], on=keys, how="left") for frame in frames[1:])]


def _first_flag(frames: Sequence[pd.DataFrame]) -> np.ndarray:
    """Why a value is missing or partial: what the first part that says something says."""
    flags = np.full(len(frames[0]), "", dtype=object)
    for frame in frames:
        flags = np.where(flags != "", flags, frame["flag"].fillna("").to_numpy(object))
    return flags


def _combined(definition: Definition, frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    one, other = _aligned(frames)
    before, after = other["value"].to_numpy(float), one["value"].to_numpy(float)
    kind, times = definition.compute["kind"], definition.compute.get("times", 1.0)
    top = after if kind == "ratio" else after - before
    if kind == "difference":
        value = top * times
    else:
        value = np.divide(top * times, before, out=np.full(len(one), np.nan), where=before != 0)
    flag = _first_flag((one, other))
    nothing = np.where(np.isnan(value), translate("indicators", "not applicable: divided by nothing"), "")
    flag = np.where(flag != "", flag, nothing)
    below = np.nan if kind == "difference" else before
    coverage = np.minimum(one["coverage"], other["coverage"])
    return one.assign(value=value, label="", numerator=top, denominator=below, coverage=coverage, flag=flag)


def _class(definition: Definition, frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """The first class all of whose thresholds hold; its place from 0 on is the value, its name the label."""
    frames = _aligned(frames)
    one = frames[0]
    values = {needed: frame["value"].to_numpy(float) for needed, frame in zip(definition.needs, frames)}
    known = np.all([np.isfinite(given) for given in values.values()], axis=0)
    chosen = np.full(len(one), -1)
    for place, conditions in enumerate(definition.conditions):
        holds = known & (chosen < 0)
        for asked in conditions:
            given = values[asked["of"]]
            holds &= (given >= asked.get("from", -np.inf)) & (given < asked.get("below", np.inf))
        chosen[holds] = place
    names = np.array([*definition.labels, ""], dtype=object)
    none = translate("indicators", "not applicable: in no class")
    flag = np.where(known & (chosen < 0), none, _first_flag(frames))
    coverage = np.min([frame["coverage"].to_numpy(float) for frame in frames], axis=0)
    value = np.where(chosen < 0, np.nan, chosen).astype(float)
    return one.assign(value=value, label=names[chosen], numerator=np.nan, denominator=np.nan, coverage=coverage, flag=flag)


# Who is compared


def _whole(context: Context) -> list[Zone]:
    territory = context.territory
    if len(territory.units) == 1:
        return [(territory.units[0], territory.communes)]
    return [(Unit("set", territory.key, territory.name), territory.communes)]


def _comparators(context: Context) -> list[Zone]:
    """What the territory is compared with."""
    key = ("comparators", context.territory.key)
    if key not in context.kept:
        context.kept[key] = _found_comparators(context)
    return list(context.kept[key])


def _found_comparators(context: Context) -> list[Zone]:
    cog, units = context.cog, context.territory.units
    above = [(unit, cog.members(unit.level, unit.code)) for unit in cog.above(context.territory)]
    if len(units) != 1 or units[0].level not in LEVELS:
        return above
    level = units[0].level
    classes = _country(level, context)[1]
    asked = classes.get(units[0].code, np.nan)
    if (classes == asked).sum() > 1:
        last = 1 if above and above[-1][0].level == COUNTRY else 0
        above.insert(len(above) - last, _peers_of(level, asked, context))
    return above


def _country(level: str, context: Context) -> tuple[list[Zone], pd.Series]:
    """All units of a level, but those of the overseas collectivities, which statistics do not count, and the size class of each."""
    key = ("country", level)
    if key not in context.kept:
        counted = set(context.cog.country())
        every = ((unit, context.cog.members(level, unit.code)) for unit in context.cog.units(level).values())
        pairs = [(unit, members) for unit, members in every if counted.issuperset(members)]
        context.kept[key] = (pairs, size_classes(level, [unit for unit, _ in pairs]))
    return context.kept[key]


def _peers_of(level: str, asked: float, context: Context) -> Zone:
    """All units of a size class as one zone."""
    key = ("peers", level, int(asked))
    if key not in context.kept:
        every, classes = _country(level, context)
        codes = [code for (_, members), alike in zip(every, classes.to_numpy() == asked) if alike for code in members]
        context.kept[key] = (Unit(PEERS, f"{level}:{int(asked)}", size_class_name(level, int(asked))), codes)
    return context.kept[key]


def _peers(facts: AnyFacts, definition: Definition, context: Context, level: str, wanted: set[float]) -> pd.DataFrame:
    """The figures of the groups of these size classes, each as a whole of its own, by the class."""
    asked = sorted(wanted)
    pairs = [_peers_of(level, one, context) for one in asked]
    return _by_zone(facts, definition, context.communes, pairs).set_axis(asked)


# What is to be said


def _replaced(definition: Definition, inputs: Mapping[str, Input]) -> list[str]:
    """A note for each layer of the user's that takes the place of what the indicator's texts speak of."""
    told = translate("indicators", "“{layer}” is used in place of “{role}”, placed by position.")
    own = ((role, inputs[role]) for role in definition.roles if role not in (FEATURES_ROLE, *definition.own_roles))
    return [told.format(layer=layer.name, role=role) for role, layer in own if not isinstance(layer, Dataset)]


def _inhabitants(facts: AnyFacts, context: Context) -> list[str]:
    if not facts.by_population:
        return []
    told = translate("indicators", "Inhabitants: municipal populations of {year} (Insee), geographic code of {code}.")
    return [told.format(year=context.cog.population_year, code=context.cog.vintage)]


def _undated(facts: AnyFacts, context: Context) -> frozenset[str]:
    """The communes that figures count inhabitants of whose year is not known."""
    if not facts.by_population:
        return frozenset()
    known = np.array(context.communes.codes, dtype=object)[facts.known >= MINIMUM_COVERAGE]
    return frozenset(context.cog.undated.intersection(known))


def _of_unknown_year(undated: frozenset[str], context: Context, compared: Sequence[Zone], zones: Sequence[Zone]) -> list[str]:
    """A note on figures that count inhabitants of `undated` communes.

    It names the territory and its comparators, or larger zones that the territory touches.
    """
    key = ("undated", undated, *((unit.level, unit.code, len(codes)) for unit, codes in (*compared, *zones)))
    if key not in context.kept:
        context.kept[key] = _told_undated(undated, context, compared, zones)
    return context.kept[key]


def _told_undated(undated: frozenset[str], context: Context, compared: Sequence[Zone], zones: Sequence[Zone]) -> list[str]:
    cog = context.cog
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


# From the smallest zones to larger ones


def _by_zones(facts: AnyFacts, definition: Definition, zoning: Zoning, several: Sequence[Sequence[Zone]]) -> list[pd.DataFrame]:
    """`_by_zone` of several lists, which often have zones in common: these are made once. Not where figures may be hidden, since which
    ones are depends on the others of the list.
    """
    if len(several) == 1 or definition.least:
        return [_by_zone(facts, definition, zoning, pairs) for pairs in several]
    unique = {(pair[0].level, pair[0].code): pair for pairs in several for pair in pairs}
    frame = _by_zone(facts, definition, zoning, list(unique.values()))
    place = {key: row for row, key in enumerate(unique)}
    rows = [[place[unit.level, unit.code] for unit, _ in pairs] for pairs in several]
    return [frame.iloc[taken].reset_index(drop=True) for taken in rows]


def _by_zone(facts: AnyFacts, definition: Definition, zoning: Zoning, pairs: Sequence[Zone]) -> pd.DataFrame:
    """One row a zone: its value where enough of its population is known."""
    pandas = require_pandas()
    members, group = members_of(pairs, zoning)
    size = len(pairs)

    def total(values: np.ndarray) -> np.ndarray:
        return np.bincount(group, weights=values[members], minlength=size).astype(float)  # of nothing numpy counts whole numbers

    inhabited = np.zeros(len(zoning.codes)) if zoning.own else np.nan_to_num(zoning.population)
    count, known_count = total(np.ones(len(zoning.codes))), total(facts.known)
    people, known_people = total(inhabited), total(facts.known * inhabited)
    coverage = np.divide(known_people, people, out=np.divide(known_count, np.maximum(count, 1)), where=people > 0)
    unknown = total((facts.known > 0).astype(float)) == 0
    usable = facts.known >= MINIMUM_COVERAGE
    missing = (coverage < MINIMUM_COVERAGE) | unknown
    if isinstance(facts, Facts):
        value, numerator, denominator, features = _divided(facts, usable, total)
        label = np.full(size, "", dtype=object)
    else:
        numerator, denominator = np.full((2, size), np.nan)
        if isinstance(facts, Summaries):
            asked = usable[members] & ~missing[group]
            value, label, features = facts.of([members[asked & (group == place)] for place in range(size)])
        else:
            value, label, features = _summarised(facts, usable, definition, pairs, zoning)
    for column in (value, numerator, denominator):
        column[missing] = np.nan  # of what is withheld nothing is told: its parts would give it away
    label[missing] = ""
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
            "label": label,
            "numerator": numerator,
            "denominator": denominator,
            "coverage": coverage,
            "flag": [_flag(*row, nothing) for row in zip(value, coverage, unknown)],
        }
    )
    if features is None or not definition.least:
        return frame
    passing = getattr(facts, "passing", None)
    few = [features] if passing is None else [features, total(passing), features - total(passing)]
    return _masked(frame, features, np.any([(some > 0) & (some < definition.least) for some in few], axis=0), definition.least)


def _divided(
    facts: Facts, usable: np.ndarray, total: Callable[[np.ndarray], np.ndarray]
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray | None]:
    """Value, numerator and denominator of each zone, and how many features these are made of."""
    numerator = total(np.where(usable, facts.numerator, 0.0))
    value, denominator = numerator * facts.scale, np.full(len(numerator), np.nan)
    if facts.denominator is not None:
        denominator = total(np.where(usable, facts.denominator, 0.0))
        value = np.divide(numerator * facts.scale, denominator, out=np.full(len(numerator), np.nan), where=denominator > 0)
    features = None if facts.features is None else total(np.where(usable, facts.features, 0.0))
    if facts.without is not None:
        value[(features == 0) & (total(np.where(usable, facts.without, 0.0)) > 0)] = (
            np.nan
        )  # there are features, and no value: that is not 0
    return value, numerator, denominator, features


def _summarised(
    samples: Samples, usable: np.ndarray, definition: Definition, pairs: Sequence[Zone], zoning: Zoning
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Value and label of each zone over its own features, and how many these are. Zones may share members: they are taken by turns."""
    asked = definition.compute
    kind = "distinct" if asked["kind"] == "basket" else asked["aggregate"]
    value, features, label = np.full(len(pairs), np.nan), np.zeros(len(pairs)), np.full(len(pairs), "", dtype=object)
    good = usable[samples.zones]
    sample_zones, values = samples.zones[good], samples.values[good]
    place = {code: index for index, code in enumerate(zoning.codes)}
    waiting = list(range(len(pairs)))
    while waiting:
        zone_of, later = np.full(len(zoning.codes), -1), []
        for zone in waiting:
            own = [place[code] for code in pairs[zone][1]]
            if (zone_of[own] >= 0).any():
                later.append(zone)
            else:
                zone_of[own] = zone
        groups = zone_of[sample_zones]
        here = np.setdiff1d(waiting, later)
        if kind == "majority":
            names, shares = majority(groups, values, len(pairs))
            value[here], label[here] = 100 * shares[here], names[here]
        else:
            value[here] = summarise(kind, groups, values, len(pairs), asked.get("quantile", 0.5))[here]
        features[here] = np.bincount(groups[groups >= 0], minlength=len(pairs))[here]
        waiting = later
    return value, label, features


def _masked(frame: pd.DataFrame, features: np.ndarray, hidden: np.ndarray, least: int) -> pd.DataFrame:
    """Hide figures that are made of few features. As long as a total would give hidden ones away (a single zone is hidden, or all that
    are hidden have fewer than `least` features together), the next smallest is hidden too.
    """
    hidden = hidden.copy()
    for zone in np.argsort(features, kind="stable"):
        if not hidden.any() or len(frame) == 1 or (hidden.sum() > 1 and features[hidden].sum() >= least):
            break
        hidden[zone] |= features[zone] > 0
    return _hide(frame, hidden, least)


def _hide(frame: pd.DataFrame, hidden: np.ndarray, least: int) -> pd.DataFrame:
    frame = frame.copy()
    frame.loc[hidden, ["value", "numerator", "denominator"]] = np.nan
    frame.loc[hidden, "label"] = ""
    frame.loc[hidden, "flag"] = _hidden_flag(least)
    return frame


def _hidden_flag(least: int) -> str:
    told = translate("indicators", "hidden: confidentiality (fewer than {least} features, or to protect such a zone)")
    return told.format(least=least)


def _flag(value: float, coverage: float, unknown: bool, nothing: str) -> str:
    if unknown:
        return translate("indicators", "no data")
    if coverage < MINIMUM_COVERAGE:
        return translate("indicators", "not enough data: {share} % of the population is known").format(
            share=number(100 * coverage, 1)
        )
    if np.isnan(value):
        return nothing
    if coverage < 1 - 1e-9:
        share = min(100 * coverage, 99.9)  # never rounded up to the whole
        return translate("indicators", "partial: {share} % of the population is known").format(share=number(share, 1))
    return ""
