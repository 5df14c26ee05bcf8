# SPDX-License-Identifier: GPL-2.0-or-later
"""Words as they are searched: accents and case ignored, French stop words left out, plurals and endings brought together."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from ..requirements import snowballstemmer, stop_words
from ..territory.cog import fold

SHORTEST_BEGINNING = 3


@lru_cache(maxsize=1)
def _stops() -> frozenset[str]:
    return frozenset(fold(word) for word in stop_words().get_stop_words("fr")) | frozenset("dlsnmtcj")


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The stem of a folded word, by Snowball's French stemmer."""
    return fold(snowballstemmer().stemmer("french").stemWord(word))


def stems(text: str) -> list[str]:
    """The stems of the words of `text` that mean something; all of them when none does."""
    words = fold(text).split()
    return [stem(word) for word in words if word not in _stops()] or [stem(word) for word in words]


@lru_cache(maxsize=5_000)
def _stem_set(text: str) -> frozenset[str]:
    """The stems of a text, kept: the same entries are judged again each time a source answers."""
    return frozenset(stems(text))


def score(wanted: list[str], title: str, more: str = "") -> float:
    """How well a text answers the stems `wanted`: 0 (none of them) to 1 (all of them in the title).

    A stem found in `more` (description, keywords, producer) counts for less than one found in the title.
    """
    weights = weigh(wanted, _stem_set(title), _stem_set(more))
    return sum(weights) / len(weights) if weights else 1.0


def weigh(wanted: list[str], titled: Collection[str], others: Collection[str]) -> list[float]:
    """What each stem of `wanted` counts for against the stems of a title and those of the rest: 0 where it is in neither."""
    return [1.0 if word in titled else 0.5 if word in others else _begins(word, titled, others) for word in wanted]


def _begins(word: str, titled: Collection[str], others: Collection[str]) -> float:
    """What a word that is the beginning of another counts for: it may still be being typed."""
    if len(word) < SHORTEST_BEGINNING:
        return 0.0
    if any(other.startswith(word) for other in titled):
        return 0.7
    return 0.3 if any(other.startswith(word) for other in others) else 0.0
