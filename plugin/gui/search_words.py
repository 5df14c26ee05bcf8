# SPDX-License-Identifier: GPL-2.0-or-later
"""What the search says: facets, values, places and states of sources, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ..catalog.federation import FAILED, WAITING, SourceState
from ..catalog.themes import theme_name
from ..messages import VigieError, number, translate
from ..territory.cog import Cog
from .preview import (
    format_words,
    kind_words,
    one_line,
)

SLOW_SECONDS = 5
MOST_PLACES = 6
CHOSEN_TERRITORY = "territory"


def several(count: int, one: str, many: str, **more: str) -> str:
    """One of two sentences, whether it is one thing or several, with the number (and `more`)."""
    return (one if count < 2 else many).format(count=number(count), **more)


def facet_name(facet: str) -> str:
    """A facet in words."""
    names = {
        "theme": translate("gui", "Theme"),
        "producer": translate("gui", "Producer"),
        "licence": translate("gui", "Licence"),
        "format": translate("gui", "Format"),
        "freshness": translate("gui", "Freshness"),
        "coverage": translate("gui", "Coverage"),
        "loadable": translate("gui", "Loadable"),
        "kind": translate("gui", "Kind"),
        "source": translate("gui", "Source"),
    }
    return names[facet]


def coverage_words(value: str) -> str:
    """How much of the chosen territory is covered."""
    names = {
        CHOSEN_TERRITORY: translate("gui", "The territory, whole or in part"),
        "whole": translate("gui", "Whole territory"),
        "part": translate("gui", "Part of the territory"),
        "none": translate("gui", "Not the territory"),
    }
    return names.get(value, translate("gui", "Not known"))


def short_coverage(value: str) -> str:
    """How much of the chosen territory is covered, in a word or two for a card."""
    names = {
        "whole": translate("gui", "Covers all"),
        "part": translate("gui", "Covers a part"),
        "none": translate("gui", "Elsewhere"),
    }
    return names.get(value, "")


def loadable_words(loadable: bool | None) -> str:
    """Whether it can become a layer or a table; nothing while it is not known."""
    if loadable is None:
        return ""
    return translate("gui", "Loadable") if loadable else translate("gui", "Not loadable")


def freshness_words(value: str) -> str:
    """How long ago it was changed."""
    names = {
        "last_30_days": translate("gui", "Less than 30 days"),
        "last_12_months": translate("gui", "Less than 12 months"),
        "last_3_years": translate("gui", "Less than 3 years"),
        "older": translate("gui", "More than 3 years"),
    }
    return names.get(value, translate("gui", "Not known"))


def value_words(facet: str, value: str, sources: Mapping[str, str]) -> str:
    """A value of a facet in words; `sources` are titles by id."""
    words: dict[str, Callable[[str], str]] = {
        "coverage": coverage_words,
        "format": format_words,
        "freshness": freshness_words,
        "kind": kind_words,
        "loadable": lambda answer: translate("gui", "Yes") if answer == "yes" else translate("gui", "No"),
        "source": lambda source: sources.get(source, source),
        "theme": theme_name,
    }
    if value == "unknown":
        return translate("gui", "Not known")
    return one_line(words[facet](value) if facet in words else value)


class Places:
    """Written territories by their names, which are kept: a country takes a while to make."""

    def __init__(self, cog: Cog) -> None:
        self._cog = cog
        self._names: dict[str, str] = {}

    def words(self, keys: Sequence[str]) -> str:
        """The names of the first territories; those that are no territories of ours are left out."""
        names = dict.fromkeys(filter(None, map(self._name, keys[: 3 * MOST_PLACES])))
        shown = ", ".join(list(names)[:MOST_PLACES])
        return f"{shown}…" if shown and len(keys) > MOST_PLACES else shown

    def _name(self, key: str) -> str:
        if key not in self._names:
            try:
                self._names[key] = self._cog.territory(key).name
            except VigieError:  # catalogues write zones of their own, such as cantons
                self._names[key] = ""
        return self._names[key]


def source_words(state: SourceState, asking: bool, seconds: float) -> str:
    """How a source does, in a sentence; `asking` for `seconds`."""
    if asking and seconds < SLOW_SECONDS:
        said = translate("gui", "asking… {seconds} s").format(seconds=number(seconds))
    elif asking:
        said = translate("gui", "slow: asking for {seconds} s").format(seconds=number(seconds))
    elif state.state == FAILED:
        said = translate("gui", "failed: {why}").format(why=state.message)
    elif state.state == WAITING:
        said = translate("gui", "cancelled before it answered")
    elif state.more and not state.found:
        said = translate("gui", "more can be asked")
    elif state.total is None:
        said = translate("gui", "found {found}").format(found=number(state.found))
    else:
        said = translate("gui", "found {found} of {total}").format(found=number(state.found), total=number(state.total))
    return f"{state.title} – {said}"


def summary_words(states: Sequence[SourceState], asking: set[str], seconds: float) -> str:
    """How all sources do, in a line."""
    failed = sum(state.state == FAILED and state.id not in asking for state in states)
    waiting = sum(state.state == WAITING and state.id not in asking for state in states)
    answered = len(states) - failed - waiting - len(asking)
    slow = len(asking) if seconds >= SLOW_SECONDS else 0
    counts = (
        (answered, translate("gui", "{count} answered")),
        (len(asking) - slow, translate("gui", "{count} asked")),
        (slow, translate("gui", "{count} slow")),
        (failed, translate("gui", "{count} failed")),
        (waiting, translate("gui", "{count} cancelled")),
    )
    parts = [text.format(count=number(count)) for count, text in counts if count]
    one, many = translate("gui", "{count} source: {parts}"), translate("gui", "{count} sources: {parts}")
    return several(len(states), one, many, parts=", ".join(parts))
