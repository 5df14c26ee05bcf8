# SPDX-License-Identifier: GPL-2.0-or-later
"""Which administrative units a text names. It would rather miss a name than take a word for one.

A name is read whole, at the bounds of words: the longest one at each place, never as a piece of a compound ("Gap-Tallard"); its
capitals count, its accents do not; *Le*, *La*, *Les* and *L'* belong to it, contracted too ("du Havre"). Some names are sure,
the others need a proof elsewhere in the text:

- a name of one word that is a French word too (`ambiguous-names.json`) is none where a capital tells nothing: at the start of a
  sentence, in a title in capitals;
- nor after another word with a capital, which may be a first name ("Élisabeth Borne");
- nor, anywhere, where it is mostly something else ("Orange", "Nord");
- of communes of one name, only one that has ten times as many inhabitants as the next is sure, and none where the text proves
  another; one that bears the name of a département or région is not sure, unless it is all of it (Paris): "la Vienne" and "en
  Mayenne" are départements, "à Vienne" is the commune.

Proofs are the number of the département in brackets, a postcode, "commune de", "ville de" or "département de" before the name (except
among namesakes), or a sure name of the EPCI, département or région of the unit, or of another commune of its EPCI.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from ..territory.cog import Cog, fold
from ..territory.model import LEVELS, Unit

RULES = 1
"""Grows with these rules: what was found by earlier ones is looked for again."""
WORDS = Path(__file__).resolve().parents[2] / "resources" / "catalog" / "ambiguous-names.json"
DOMINANT = 10
_ARTICLES = {
    "le": ("le", "du", "au"), "la": ("la",), "les": ("les", "des", "aux"), "l": ("l",),
}  # fmt: skip
_LINKS = frozenset(("a", "au", "aux", "d", "dans", "de", "des", "du", "en", "entre", "et", "l", "la", "le", "les", "ou", "par", "pour", "sur", "vers"))  # fmt: skip
_BEFORE = {
    "commune": frozenset(("commune", "ville", "mairie", "maire", "municipalite", "chu")),
    "epci": frozenset(("communaute", "communes", "agglomeration", "agglo", "metropole", "intercommunalite", "urbaine", "cc", "ca", "cu", "epci")),
    "departement": frozenset(("departement", "departemental", "prefecture", "prefet")),
    "region": frozenset(("region", "regional")),
}  # fmt: skip
_BEFORE_DEPARTEMENTS = frozenset(("l", "la", "le", "les", "du", "des", "au", "aux", "en"))
_KINDS_OF_EPCI = re.compile(r"(?:CC|CA|CU)\s+(?:de la |de l['’]|du |des |de |d['’])?|Métropole\s+(?=\S)")
_NUMBER = re.compile(r"\((\d[\dAB]\d?)\)")
_POSTCODE = re.compile(r"(?<!\d)\d{5}(?!\d)")
_WORD = re.compile(r"[^\W_]+")
_JOINT = re.compile(r"[ \u00a0\u202f'’\-‐‑–]{1,3}$")
_HYPHENS = "-‐‑"
_SENTENCE_ENDS = '.!?:;•–—|«"“/\n'


class _Word(NamedTuple):
    folded: str
    start: int
    end: int
    capital: bool


class _Name(NamedTuple):
    """A name as it is looked for: its folded words without article, those that begin with a capital, the article it wants."""

    words: tuple[str, ...]
    capitals: tuple[bool, ...]
    article: str
    units: tuple[Unit, ...]


class _Candidate(NamedTuple):
    """A unit that a name at a place of a text may be, and whether it is sure to be."""

    unit: Unit
    sure: bool


class Mentions:
    """Finds names of units of a geographic code. The index is made at the first text."""

    def __init__(self, cog: Cog) -> None:
        self._cog = cog

    def of(self, *texts: str) -> tuple[str, ...]:
        """The units that these texts of one publication name, as keys (``commune:05061``), the smallest first."""
        places = [place for text in texts for place in self._places(text)]
        whole = " ".join(texts)
        numbers = set(_NUMBER.findall(whole)) | set(_POSTCODE.findall(whole))
        found: set[Unit] = set()
        for place in places:
            sure = {one.unit for other in places if other is not place for one in other if one.sure}
            proven = [one.unit for one in place if not one.sure and self._proven(one.unit, sure, numbers)]
            if len(proven) == 1:
                found.update(proven)
            else:
                found.update(one.unit for one in place if one.sure)
        ordered = sorted(found, key=lambda unit: (LEVELS.index(unit.level), unit.code))
        return tuple(unit.key for unit in ordered)

    def _proven(self, unit: Unit, sure: set[Unit], numbers: set[str]) -> bool:
        """Whether the rest of the text speaks of where a unit is."""
        departements, regions, epcis = self._around(unit)
        if numbers & (departements | set(unit.postcodes)):
            return True
        around = {("departement", code) for code in departements} | {("region", code) for code in regions}
        around |= {("epci", code) for code in epcis}
        if unit.level != "commune":
            around = {pair for pair in around if LEVELS.index(pair[0]) > LEVELS.index(unit.level)}
        return any(
            (one.level, one.code) in around or (one.level == "commune" and one.epci in epcis) for one in sure if one != unit
        )

    def _around(self, unit: Unit) -> tuple[set[str], set[str], set[str]]:
        """The départements, régions and EPCI of a unit."""
        members = (
            [unit] if unit.level == "commune" else [self._communes[code] for code in self._cog.members(unit.level, unit.code)]
        )
        return tuple({getattr(one, level) for one in members} - {None} for level in ("departement", "region", "epci"))

    @cached_property
    def _communes(self) -> dict[str, Unit]:
        return self._cog.units("commune")

    @cached_property
    def _ambiguous(self) -> tuple[frozenset[str], frozenset[str]]:
        document = json.loads(WORDS.read_text(encoding="utf-8"))
        return frozenset(document["words"]), frozenset(document["always"])

    @cached_property
    def _names(self) -> dict[str, list[_Name]]:
        """All names by their first word, the longest first."""
        grouped: dict[tuple, list[Unit]] = defaultdict(list)
        for level in LEVELS:
            for unit in self._cog.units(level).values():
                key = _written(unit)
                if key[0]:
                    grouped[key].append(unit)
        index: dict[str, list[_Name]] = defaultdict(list)
        for (words, capitals, article), units in grouped.items():
            index[words[0]].append(_Name(words, capitals, article, tuple(units)))
        for names in index.values():
            names.sort(key=lambda name: (-len(name.words), not name.article))
        return dict(index)

    def _places(self, text: str) -> Iterator[list[_Candidate]]:
        words = [_Word(fold(match[0]), *match.span(), match[0][:1].isupper()) for match in _WORD.finditer(text)]
        shouted = _shouted(words)
        place = 0
        while place < len(words):
            length, units = self._at(text, words, place)
            if units:
                yield self._judged(text, words, place, length, units, shouted)
            place += max(1, length)

    def _at(self, text: str, words: list[_Word], place: int) -> tuple[int, list[tuple[_Name, Unit]]]:
        """How many words the longest name at a place has, and the units of that name there (none: the place is no name)."""
        found: list[tuple[_Name, Unit]] = []
        length = 0
        for name in self._names.get(words[place].folded, ()):
            if found and len(name.words) < length:
                break
            if _matches(name, text, words, place):
                length = len(name.words)
                found += [(name, unit) for unit in name.units]
        return (length, found) if found and not _hyphened(text, words, place, length) else (length, [])

    def _judged(
        self, text: str, words: list[_Word], place: int, length: int, found: list[tuple[_Name, Unit]], shouted: bool
    ) -> list[_Candidate]:
        """The units that a name may be at a place, each as sure as it is."""
        kind, article = _kind_before(words, place), place > 0 and words[place - 1].folded in _BEFORE_DEPARTEMENTS
        levels, single = {unit.level for _, unit in found}, length == 1
        candidates = []
        for level in LEVELS:
            units = [unit for _, unit in found if unit.level == level]
            if not units or (level == "epci" and kind != "epci" and (single or levels - {"epci"})):
                continue
            told = kind == level and len(units) == 1
            sure = told or not (single and self._doubtful(text, words, place, level, shouted))
            first = _dominant(units)
            for unit in units:
                good = sure and unit == first and not self._other_level(unit, [one for _, one in found], kind, article)
                candidates.append(_Candidate(unit, good))
        return candidates

    def _other_level(self, unit: Unit, found: list[Unit], kind: str, article: bool) -> bool:
        """Whether a name that is one of a commune and one of a larger unit, which is more than it, is rather that of the other."""
        if unit.level == "commune":
            larger = [one for one in found if one.level in ("departement", "region")]
            larger = [one for one in larger if self._cog.members(one.level, one.code) != [unit.code]]
            return bool(larger) and kind != "commune" and (article or any(one.level == "region" for one in larger))
        communes = [one for one in found if one.level == "commune" and self._cog.members(unit.level, unit.code) != [one.code]]
        return unit.level == "departement" and bool(communes) and kind != unit.level and not article

    def _doubtful(self, text: str, words: list[_Word], place: int, level: str, shouted: bool) -> bool:
        """Whether a name of one word may be another word."""
        common, always = self._ambiguous
        word, before = words[place], words[place - 1] if place else None
        if word.folded in always:
            return True
        start = place
        if before and any(before.folded in forms for forms in _ARTICLES.values()):
            start = place - 1
        if word.folded in common and (shouted or _begins(text, words, start)):
            return True
        if level != "commune" or before is None or not before.capital or before.folded in _LINKS:
            return False
        return text[before.end : word.start].strip() == ""


def _written(unit: Unit) -> tuple[tuple[str, ...], tuple[bool, ...], str]:
    """The words of the name of a unit, which of them have a capital, and its article."""
    name = _KINDS_OF_EPCI.sub("", unit.name, count=1) if unit.level == "epci" else unit.name
    words = [(fold(match[0]), match[0][:1].isupper()) for match in _WORD.finditer(name)]
    article = words[0][0] if len(words) > 1 and words[0][0] in _ARTICLES else ""
    if article:
        words = words[1:]
    return tuple(word for word, _ in words), tuple(capital for _, capital in words), "" if unit.level == "epci" else article


def _matches(name: _Name, text: str, words: list[_Word], place: int) -> bool:
    end = place + len(name.words)
    if end > len(words):
        return False
    for offset, (folded, capital) in enumerate(zip(name.words, name.capitals)):
        word = words[place + offset]
        if word.folded != folded or (capital and not word.capital):
            return False
        if offset and not _JOINT.match(text[words[place + offset - 1].end : word.start]):
            return False
    return not name.article or bool(place and words[place - 1].folded in _ARTICLES[name.article])


def _hyphened(text: str, words: list[_Word], place: int, length: int) -> bool:
    """Whether the name is a piece of a compound."""
    start, end = words[place].start, words[place + length - 1].end
    before = start > 1 and text[start - 1] in _HYPHENS and text[start - 2].isalnum()
    return before or (text[end : end + 1] in tuple(_HYPHENS) and text[end + 1 : end + 2].isalnum())


def _kind_before(words: list[_Word], place: int) -> str:
    """The level that the words before a name tell ("communauté de communes du …"); empty when none does."""
    start = place
    while start and place - start < 3 and words[start - 1].folded in _LINKS:
        start -= 1
    word = words[start - 1].folded if start else ""
    return next((level for level, kinds in _BEFORE.items() if word in kinds), "")


def _dominant(namesakes: list[Unit]) -> Unit | None:
    """The one of several namesakes that is far larger than the others, if there is one."""
    ordered = sorted(namesakes, key=lambda unit: -(unit.population or 0))
    alone = len(ordered) == 1 or (ordered[0].population or 0) >= DOMINANT * max(1, ordered[1].population or 0)
    return ordered[0] if alone else None


def _begins(text: str, words: list[_Word], place: int) -> bool:
    """Whether a sentence begins at a word."""
    before = text[: words[place].start].rstrip(" \t\u00a0\u202f’'(")
    return not before or before[-1] in _SENTENCE_ENDS


def _shouted(words: list[_Word]) -> bool:
    """Whether capitals tell nothing in a text: most of its long words have one."""
    long = [word for word in words if word.end - word.start > 3 and not word.folded.isdigit()]
    return len(long) >= 4 and sum(word.capital for word in long) > 0.7 * len(long)
