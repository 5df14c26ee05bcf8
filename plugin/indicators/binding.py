# SPDX-License-Identifier: GPL-2.0-or-later
"""Which layer of the user's may play a role: guessed from names of layers and of fields, for her to decide."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..messages import translate
from ..territory.cog import fold
from .definition import CONTOURS_ROLE, FEATURES_ROLE

ZONES_ROLE = "zones"
"""The role of the polygons of the user's own for which figures are made."""

ZONES_LEVEL = "zones"
"""The level of the polygons that play it."""

AREAS = "area"
"""The geometry of a candidate that has areas."""

_OF_COMMUNES = ("commune", "communes", "admin express", "adminexpress", "bdtopo commune")
_OF_ZONES = ("quartier", "qpv", "zone", "secteur", "bassin", "iris", "perimetre", "territoire", "carroyage", "carreau", "maille")
_SHORTEST = 3


@dataclass(frozen=True)
class Candidate:
    """A layer that may play a role. `geometry` is `AREAS` or anything else, `coded` whether it has a field of INSEE codes."""

    id: str
    name: str
    fields: tuple[str, ...]
    geometry: str
    coded: bool


@dataclass(frozen=True)
class Guess:
    """A layer that seems to fit, and why in a sentence."""

    id: str
    name: str
    why: str


def guess(role: str, called: str, asked: Sequence[str], candidates: Iterable[Candidate]) -> Guess | None:
    """The layer that seems to fit a role best; None when nothing tells.

    `called` is what the role is called in words, `asked` are the fields that the indicator asks of the layer.
    """
    candidates = list(candidates)
    if role == CONTOURS_ROLE:
        return _best([(_contours(one), one) for one in candidates])
    if role == ZONES_ROLE:
        return _best([(_zones(one), one) for one in candidates])
    wanted = _words(f"{role.replace('-', ' ')} {called}" if role != FEATURES_ROLE else "")
    scored = [(_fit(wanted, asked, one), one) for one in candidates]
    best = _best([pair for pair in scored if pair[0][0] > 0])
    if best is None and role == FEATURES_ROLE and len(candidates) == 1 and not asked:
        return Guess(candidates[0].id, candidates[0].name, translate("indicators", "It is the only layer that fits."))
    return best


Score = tuple[int, str]


def _best(scored: Sequence[tuple[Score, Candidate]]) -> Guess | None:
    """The best; None when two are as good, or none is any good."""
    good = sorted((pair for pair in scored if pair[0][0] > 0), key=lambda pair: -pair[0][0])
    if not good or (len(good) > 1 and good[1][0][0] == good[0][0][0]):
        return None
    (_, why), one = good[0]
    return Guess(one.id, one.name, why)


def _contours(one: Candidate) -> Score:
    if one.geometry != AREAS or not one.coded or not _has(one.name, _OF_COMMUNES):
        return 0, ""
    return 1, translate("indicators", "Its name speaks of communes, and it has a field of INSEE codes.")


def _zones(one: Candidate) -> Score:
    if one.geometry != AREAS or not _has(one.name, _OF_ZONES):
        return 0, ""
    return 1, translate("indicators", "Its name speaks of zones.")


def _fit(wanted: frozenset[str], asked: Sequence[str], one: Candidate) -> Score:
    """Words that the names share, and fields that are asked; a layer that lacks one of these does not fit."""
    fields = {name.casefold() for name in one.fields}
    if any(name.casefold() not in fields for name in asked):
        return 0, ""
    common = sorted(wanted & _words(one.name))
    if common:
        told = translate("indicators", "Its name speaks of “{words}”.").format(words=", ".join(common))
        return 10 * len(common) + len(asked), told
    if asked:
        return len(asked), translate("indicators", "It has the fields that are asked: {fields}.").format(fields=", ".join(asked))
    return 0, ""


def _has(name: str, signs: Iterable[str]) -> bool:
    text = f" {fold(name)} "
    return any(f" {sign} " in text or f" {sign}s " in text for sign in signs)


def _words(text: str) -> frozenset[str]:
    """The words that tell, without accents, case nor plural."""
    return frozenset(word.rstrip("sx") for word in fold(text).split() if len(word) > _SHORTEST and word not in _EMPTY)


_EMPTY = frozenset(
    ("pour", "dans", "avec", "from", "with", "layer", "couche", "features", "entites", "donnees", "data", "france")
)
