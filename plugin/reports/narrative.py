# SPDX-License-Identifier: GPL-2.0-or-later
"""Short sentences made from figures, each number with its date. Sentences and grammar are data (resources/language)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

from ..harmonize.dataset import Dataset
from ..indicators.engine import PEERS, Result
from ..messages import date, labelled, number
from ..territory.cog import Cog
from ..territory.model import Territory, Unit
from .names import pronoun, rules, subject, the

POPULATION_CHANGE = "change"
MOST_NAMES = 6


def narrative(
    territory: Territory,
    cog: Cog,
    results: Sequence[Result],
    programmes: Sequence[Dataset],
    services: Sequence[Dataset],
    partial: Set[str] = frozenset(),
) -> list[str]:
    """What the figures of a territory say, in sentences of the user's language. What has no figure has no sentence. `partial` are the
    entries that do not cover all of it.
    """
    unit = territory.units[0] if len(territory.units) == 1 else Unit("set", territory.key, territory.name)
    told = [_people(unit, territory, cog)]
    for result in results:
        told += _figure(result)
        told += _rank(unit, result)
    told += _programmes(unit, programmes)
    told += _services(services, partial)
    return [sentence for sentence in told if sentence]


def _say(name: str, **words: str) -> str:
    return rules()["sentences"][name].format(**words)


def _subject(unit: Unit) -> str:
    return f"{rules()['words']['set']} ({unit.name})" if unit.level == "set" else subject(unit)


def _people(unit: Unit, territory: Territory, cog: Cog) -> str:
    people = cog.population(territory.communes)
    if people is None:
        return ""
    words = rules()["words"]
    told = {
        "subject": _subject(unit),
        "people": number(people),
        "inhabitants": words["inhabitant" if people < 2 else "inhabitants"],
        "year": str(cog.population_year),
        "communes": number(len(territory.communes)),
    }
    if not cog.undated.isdisjoint(territory.communes):
        return _say("people_undated", **told) if set(territory.communes) <= cog.undated else ""
    if not people:
        return _say("nobody", **told)
    return _say("people_group" if len(territory.communes) > 1 else "people", **told)


def _figure(result: Result) -> Iterator[str]:
    """The value of the territory beside those that it is compared with; the change of a population has a sentence of its own."""
    definition, own = result.definition, result.comparators.iloc[0]
    if own["value"] != own["value"] or definition.is_class:
        return
    compared = _compared(result)
    after = rules()["words"]["then"] + compared if compared else ""
    value = float(own["value"])
    if definition.compute["kind"] == POPULATION_CHANGE:
        name = "stayed" if _rounded(value, result) == 0 else "grew" if value > 0 else "fell"
        period = {"start": definition.compute["from"], "end": definition.compute["to"]}
        yield _say(name, value=number(abs(value), definition.decimals), compared=_signed(result), **period)
    else:
        told = {"title": definition.title, "value": number(value, definition.decimals), "unit": definition.unit}
        yield _say("figure", of_date=_of_date(result.date), compared=after, **told)


def _signed(result: Result) -> str:
    """Of a change: those that the territory is compared with, each with its own change."""
    percent = rules()["words"]["percent"]
    others = [labelled(_compared_name(row), _plus(row.value, result) + percent) for row in _others(result)]
    return f" ({', '.join(others)})" if others else ""


def _plus(value: float, result: Result) -> str:
    text = number(value, result.definition.decimals)
    return f"+{text}" if _rounded(value, result) > 0 else text


def _others(result: Result) -> list:
    frame = result.comparators.iloc[1:]
    return list(frame[frame["value"].notna()].itertuples())


def _rounded(value: float, result: Result) -> float:
    return round(float(value), result.definition.decimals)


def _compared(result: Result) -> str:
    """*plus que le département des Hautes-Alpes (1,6) et que la France (1,7)*, as the figures are written."""
    words, own = rules()["words"], _rounded(result.comparators["value"].iloc[0], result)
    groups: dict[str, list[str]] = {"more": [], "less": [], "same": []}
    for row in _others(result):
        other = _rounded(row.value, result)
        name = "more" if own > other else "less" if own < other else "same"
        groups[name].append(f"{_compared_name(row)} ({number(row.value, result.definition.decimals)})")
    told = [_say(name, names=_joined(names, words["than"])) for name, names in groups.items() if names]
    return ", ".join(told)


def _joined(names: Sequence[str], than: str = "") -> str:
    """*a, b and c*; in French *que* comes again before each, and is in the sentence before the first."""
    shown = [names[0], *(f"{than}{name}" for name in names[1:])]
    if len(shown) == 1:
        return shown[0]
    return ", ".join(shown[:-1]) + rules()["words"]["and"] + shown[-1]


def _compared_name(row: object) -> str:
    return the(Unit(row.level, row.code, row.name, zone=""))


def _rank(unit: Unit, result: Result) -> Iterator[str]:
    """Where the territory stands among its peers; only where it is itself a zone of the result."""
    zones = result.zones
    if "peers_rank" not in zones or result.definition.is_class:
        return
    mine = zones[(zones["level"] == unit.level) & (zones["code"] == unit.code)]
    if mine.empty or mine["peers_rank"].isna().iloc[0] or not mine["peers"].iloc[0]:
        return
    row = mine.iloc[0]
    peers = the(Unit(PEERS, "", row["peers"]))
    standing = {"place": _ordinal(int(row["peers_rank"])), "count": number(row["peers_ranked"]), "peers": peers}
    yield _say("rank", pronoun=pronoun(unit), of_date=_of_date(result.date), **standing)


def _ordinal(place: int) -> str:
    words = rules()["words"]
    if place == 1:
        return words["first"]
    if "second" in words and place % 100 not in (11, 12, 13):
        special = {1: "{place}st", 2: "{place}nd", 3: "{place}rd"}.get(place % 10, words["nth"])
        return special.format(place=number(place))
    return words["nth"].format(place=number(place))


def _of_date(iso: str) -> str:
    words, parts = rules()["words"], iso.count("-")
    return words[("of_year", "of_month", "of_date")[min(parts, 2)]].format(date=date(iso))


def _programmes(unit: Unit, datasets: Sequence[Dataset]) -> Iterator[str]:
    """The programmes that the territory benefits from, with the date of each where it is known, else of the source."""
    if not datasets:
        return
    concerned = [dataset for dataset in datasets if len(dataset)]
    told = {"pronoun": pronoun(unit), "concerned": rules()["words"].get(f"concerned_{'f' if _is_feminine(unit) else 'm'}", "")}
    if not concerned:
        names = _joined([f"{one.provenance.title} ({date(one.provenance.date)})" for one in datasets])
        yield _say("no_programme", names=names, **told)
        return
    names = _joined([f"{dataset.provenance.title} ({_signed_on(dataset)})" for dataset in concerned])
    name = "one_programme" if len(concerned) == 1 else "programmes"
    yield _say(name, names=names, count=number(len(concerned)), **told)


def _is_feminine(unit: Unit) -> bool:
    return pronoun(unit) == rules()["words"].get("f")


def _signed_on(dataset: Dataset) -> str:
    dates = sorted({str(one).partition("T")[0] for one in dataset.table["date"] if one})
    words = rules()["words"]
    if not dates:
        return words["listed"].format(of_date=_of_date(dataset.provenance.date))
    first, last = date(dates[0]), date(dates[-1])
    return words["signed" if first == last else "signed_between"].format(date=first, first=first, last=last)


def _services(datasets: Sequence[Dataset], partial: Set[str]) -> Iterator[str]:
    shown = []
    for dataset in datasets[:MOST_NAMES]:
        of_some = rules()["words"]["partial"] if dataset.provenance.entry in partial else ""
        counted = labelled(dataset.provenance.title, number(len(dataset)))
        shown.append(f"{counted} ({of_some}{date(dataset.provenance.date)})")
    if shown:
        yield _say("services", names=", ".join(shown))
