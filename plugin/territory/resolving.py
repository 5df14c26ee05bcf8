# SPDX-License-Identifier: GPL-2.0-or-later
"""One written code, postcode, SIREN or name, of any vintage: what it is today, and why."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from typing import NamedTuple

from ..messages import VigieError, translate
from .cog import Cog, fold
from .history import Bearer, Former
from .model import level_word
from .spelling import accented, bare, check_level, code_of, name_parts, without_article

KEPT, PADDED, RECASED = "kept", "padded", "recased"
MERGED, DELEGATED, DISTRICT, RENAMED, FORMER = "merged", "delegated", "district", "renamed-code", "former"
POSTAL, SIREN, NAME = "postal", "siren", "name"
SPLIT, AMBIGUOUS, UNKNOWN, EMPTY = "split", "ambiguous", "unknown", "empty"

STATUSES = (
    KEPT, PADDED, RECASED, MERGED, DELEGATED, DISTRICT, RENAMED, FORMER, POSTAL, SIREN, NAME, SPLIT, AMBIGUOUS, UNKNOWN, EMPTY,
)  # fmt: skip
"""What became of a code. With a code of today: *kept* as written; *padded*: zeros put back, decimals or spaces taken off; *recased*:
put in capitals; *merged* into another; *delegated*: a delegated or associated commune of another; *district* of Paris, Lyon or
Marseille; *renamed-code*: the same commune under another code; *former*: an old code of a commune of which the data at hand do not
tell whether it merged or was renumbered; *postal*, *siren*, *name*: found by a postcode, a SIREN or a name. Without: *split* among
several; *ambiguous*; *unknown*; *empty*."""

UNRESOLVED = (SPLIT, AMBIGUOUS, UNKNOWN, EMPTY)
"""Those without a code of today."""

INSEE_KIND, POSTCODE_KIND, SIREN_KIND, NAME_KIND = "insee", "postcode", "siren", "name"
KINDS = (INSEE_KIND, POSTCODE_KIND, SIREN_KIND, NAME_KIND)
"""What a column may hold: codes of the geographic code (SIREN for EPCI), postcodes, SIREN of collectivities, names."""

OLDEST = 1943
"""The first year of the geographic code."""

# The data at hand begin in 2019: the reforms of départements and régions are those of the laws of 10 July 1964, 15 May 1975 and 16
# January 2015, in force on 1 January of the years below.
_DIVIDED = {
    "75": (1968, "Seine", ("75", "92", "93", "94")),
    "78": (1968, "Seine-et-Oise", ("78", "91", "92", "93", "94", "95")),
}
_CREATED = {
    "departement": {**dict.fromkeys(("91", "92", "93", "94", "95"), 1968), "2A": 1976, "2B": 1976},
    "region": dict.fromkeys(("27", "28", "32", "44", "75", "76", "84"), 2016),
}

_COMMUNE = re.compile(r"\d{5}|2[AB]\d{3}")
_REMEMBERED = 200_000


class Share(NamedTuple):
    """A unit of today that a code may stand for, and the share of the population of all of them that it has (0 to 1; None where that
    is not known, or where only one of them is meant).
    """

    code: str
    name: str
    share: float | None = None


class Resolution(NamedTuple):
    """Today's `code` of what was written, None where there is none that is sure; a `status` of `STATUSES`; the reason in a sentence
    ("" where there is nothing to say); the units among which it was divided, or of which one is meant.
    """

    code: str | None
    status: str
    reason: str = ""
    candidates: tuple[Share, ...] = ()


class Resolver:
    """Reads values of one column.

    `vintage` is the year of the geographic code that they are of, None when it is not known; `level` one of `LEVELS`; `kind` one of
    `KINDS`. A `VigieError` says what does not go together.
    """

    def __init__(self, cog: Cog, vintage: int | None = None, level: str = "commune", kind: str = INSEE_KIND) -> None:
        _check(cog, vintage, level, kind)
        self.cog, self.vintage, self.level, self.kind = cog, vintage, level, kind
        readers = {POSTCODE_KIND: self._postcode, NAME_KIND: self._name, SIREN_KIND: self._siren}
        levels = {"commune": self._commune, "epci": self._epci, "departement": self._large, "region": self._large}
        self._reader = readers.get(kind, levels[level])
        self._beside: frozenset[str | None] = frozenset()
        self.asks_beside = (level, kind) == ("commune", INSEE_KIND) and vintage is not None and cog.history.unsure(vintage)
        """Whether what else a column holds may tell what a code of it is: see `read_beside`."""
        self.resolve = lru_cache(maxsize=_REMEMBERED)(self._resolve)
        """What a text (see `spelling.bare`) is today."""

    def read_beside(self, values: Iterable[object]) -> None:
        """Note all that the column holds, before it is read: a commune that has rows of its own is apart from one that may have held
        it, where the data at hand do not tell.
        """
        if self.asks_beside:
            self._beside = frozenset(self.cog.current(code_of(bare(value), "commune")) for value in set(values))
            self.resolve.cache_clear()

    def read(self, value: object) -> Resolution:
        """What a value of any type is today."""
        return self.resolve(bare(value))

    def _resolve(self, text: str) -> Resolution:
        return self._reader(text) if text else Resolution(None, EMPTY)

    def _commune(self, text: str) -> Resolution:
        code = code_of(text, "commune")
        divided = self._divided(code)
        if divided.status in (SPLIT, AMBIGUOUS):
            return divided
        current = self.cog.current(code)
        if current == code:
            return Resolution(code, _rewritten(text, code), divided.reason)
        if current is not None:
            return self._gone(code, current)
        if not _COMMUNE.fullmatch(code):
            return _unknown(translate("vintages", "it is not written as the code of a commune"))
        if self._by_postcode.get(code):
            return _unknown(translate("vintages", "it is a postcode, and the code of no commune that is known here"))
        return _unknown(translate("vintages", "no commune has or had that code, as far as the data at hand tell"))

    def _gone(self, code: str, current: str) -> Resolution:
        """A code that is no commune's today."""
        into = f"{self.cog.unit('commune', current).name} ({current})"
        if self.cog.is_district(code):
            return Resolution(current, DISTRICT, translate("vintages", "municipal district of {into}").format(into=into))
        former = self.cog.history.former[code]
        part = code in self.cog.subdivisions and (self.vintage is None or (former.by or 0) <= self.vintage)
        if former.kind == RENAMED and not (part and self.vintage):
            status, told = RENAMED, translate("vintages", "old code of {into}, which was renumbered")
        elif part:
            status, told = DELEGATED, translate("vintages", "{name}, delegated or associated commune of {into}")
        elif former.kind == FORMER:
            status, told = (
                FORMER,
                translate("vintages", "old code in {into}: the data do not tell whether it merged or was renumbered"),
            )
        else:
            status, told = MERGED, translate("vintages", "{name} merged into {into}")
        return Resolution(current, status, told.format(name=former.name, into=into) + _when(former))

    def _divided(self, code: str) -> Resolution:
        """The code of a commune that others have left since: split, ambiguous, or what there is to say of it."""
        pieces = self.cog.history.pieces(code)
        if not pieces:
            return Resolution(code, KEPT)
        if self.vintage is None:
            told = translate(
                "vintages",
                "at some time between {first} and {year} this code also held {names}: without the year of the codes it is taken as "
                "today's",
            )
            first = min(piece.merged or piece.first or OLDEST for piece in pieces)
            year = max(piece.apart for piece in pieces)
            return Resolution(code, KEPT, told.format(first=first, year=year, names=self._names(piece.piece for piece in pieces)))
        held = {piece.piece: piece.held(self.vintage) for piece in pieces}
        apart = [piece for piece, known in held.items() if known is None and piece in self._beside]
        held.update(dict.fromkeys(apart, False))
        possible = [piece for piece, known in held.items() if known is not False]
        if not possible:
            told = translate(
                "vintages", "taken as apart from {names}, which has rows of its own: the data at hand do not tell it"
            )
            return Resolution(code, KEPT, told.format(names=self._names(apart)) if apart else "")
        candidates = self._shares([self.cog.current(code), *possible])
        if None in held.values():
            told = translate("vintages", "the data at hand do not tell whether in {year} this code also held {names}")
            names = ", ".join(share.name for share in candidates[1:])
            return Resolution(None, AMBIGUOUS, told.format(year=self.vintage, names=names), _unshared(candidates))
        told = translate("vintages", "split since among {names}").format(names=", ".join(share.name for share in candidates))
        return Resolution(None, SPLIT, told, candidates)

    def _names(self, codes: Iterable[str]) -> str:
        return ", ".join(self.cog.unit("commune", code).name for code in codes)

    def _shares(self, codes: Iterable[str]) -> tuple[Share, ...]:
        units = [self.cog.unit("commune", code) for code in codes]
        return _shares({unit.code: unit.population for unit in units}, {unit.code: unit.name for unit in units})

    def _epci(self, text: str) -> Resolution:
        code = code_of(text, "epci")
        units = self.cog.units("epci")
        if code in units:
            return Resolution(code, _rewritten(text, code))
        heirs = self.cog.history.epci_successors.get(code)
        if not heirs:
            return _unknown(
                translate("vintages", "no EPCI has that SIREN, nor had in the vintages at hand ({years})").format(
                    years=", ".join(map(str, self.cog.history.vintages))
                )
            )
        shares = _shares(heirs, {heir: units[heir].name for heir in heirs})
        if len(shares) == 1:
            told = translate("vintages", "its communes are in {into} now").format(into=shares[0].name)
            return Resolution(shares[0].code, MERGED, told)
        names = ", ".join(share.name for share in shares)
        return Resolution(None, SPLIT, translate("vintages", "split since among {names}").format(names=names), shares)

    def _large(self, text: str) -> Resolution:
        code = code_of(text, self.level)
        units = self.cog.units(self.level)
        if code in units:
            return self._before(code) or Resolution(code, _rewritten(text, code))
        if self.level == "departement" and code == "20":
            halves = [units["2A"], units["2B"]]
            shares = _shares({unit.code: unit.population for unit in halves}, {unit.code: unit.name for unit in halves})
            return Resolution(None, SPLIT, translate("vintages", "Corse was divided in 1976 into 2A and 2B"), shares)
        return _unknown(translate("vintages", "no {level} has that code today").format(level=level_word(self.level)))

    def _before(self, code: str) -> Resolution | None:
        """What the code of a département or région of today was in the vintage, where a reform has changed it since."""
        units, vintage = self.cog.units(self.level), self.vintage
        if vintage is None:
            return None
        year, name, heirs = _DIVIDED.get(code, (0, "", ())) if self.level == "departement" else (0, "", ())
        if vintage < year:
            told = translate("vintages", "before {year} it was the {name}, divided since among {names}")
            names = ", ".join(units[heir].name for heir in heirs)
            shares = tuple(Share(heir, units[heir].name) for heir in heirs)
            return Resolution(None, SPLIT, told.format(year=year, name=name, names=names), shares)
        created = _CREATED[self.level].get(code, 0)
        if vintage < created:
            return _unknown(
                translate("vintages", "{name} has had that code since {year} only").format(name=units[code].name, year=created)
            )
        return None

    def _postcode(self, text: str) -> Resolution:
        found = self._by_postcode.get(code_of(text, "commune"), [])
        if not found:
            return _unknown(translate("vintages", "no commune has that postcode: CEDEX and special ones lead to none"))
        return self._one(found, POSTAL, translate("vintages", "several communes share that postcode"))

    def _siren(self, text: str) -> Resolution:
        code = "".join(text.split())
        if self.level == "epci":
            return self._epci(text)
        commune = self.cog.history.sirens.get(code)
        if commune is not None:
            found = self._commune(commune)
            return found if found.code is None else found._replace(status=SIREN)
        if code in self.cog.units("epci"):
            return _unknown(translate("vintages", "it is the SIREN of an EPCI"))
        return _unknown(translate("vintages", "no commune has that SIREN, nor had in the vintages at hand"))

    def _name(self, text: str) -> Resolution:
        if self.level != "commune":
            return self._large_name(text, translate("vintages", "several bear that name"))
        found = {bearer: self._borne(bearer) for bearer in self.cog.history.named(text, self.vintage)}
        current = {bearer: self.cog.current(bearer.code) or "" for bearer in found}
        spelled = self._as_spelled(text, current)
        codes = sorted({current[bearer] for bearer in spelled})
        if len(codes) != 1:
            return self._one(codes, NAME, translate("vintages", "several bear or bore that name, or a part of them does"))
        answers = [found[bearer] for bearer in spelled]
        for answer in answers:
            if answer.code is None:
                return answer
        return Resolution(codes[0], NAME, self._why(text, codes[0], set(current.values())) or answers[0].reason)

    def _borne(self, bearer: Bearer) -> Resolution:
        """What the commune that bore a name is today."""
        unit = self.cog.units("commune").get(bearer.code)
        if not bearer.part or unit is None:
            return self._commune(bearer.code)
        if fold(bearer.name) == fold(unit.name):
            return Resolution(unit.code, NAME)
        parts = {(part.code, part.name) for part in self.cog.parts(unit.code)}
        told = translate("vintages", "{name}, delegated or associated commune of {into}")
        if bearer[:2] not in parts:
            told = translate("vintages", "{name} merged into {into}")
        return Resolution(unit.code, NAME, told.format(name=bearer.name, into=f"{unit.name} ({unit.code})"))

    def _as_spelled(self, text: str, current: Mapping[Bearer, str]) -> list[Bearer]:
        """Of homonyms but for their accents, those that are written as the text is; all of them where it does not tell."""
        written = accented(text)
        same = [bearer for bearer in current if written and accented(bearer.name) == written]
        return same or list(current)

    def _why(self, text: str, code: str, homonyms: set[str]) -> str:
        """Why the commune of that code, where other communes bear or bore that name, or their parts."""
        told = translate("vintages", "taken by its spelling: {names} is written otherwise")
        if homonyms == {code} and self.vintage is not None:
            told = translate(
                "vintages", "taken for the commune of {year}: others bore that name or have a part of it, now {names}"
            )
            homonyms = {self.cog.current(bearer.code) or "" for bearer in self.cog.history.ever_named(text)}
        others = sorted(homonyms - {code})
        names = ", ".join(f"{self.cog.unit('commune', other).name} ({other})" for other in others)
        return told.format(year=self.vintage, names=names) if others else ""

    def _large_name(self, text: str, several: str) -> Resolution:
        """A name of a unit larger than a commune; one that is younger than the vintage is unknown."""
        found = self._one(self._named(text), NAME, several)
        if found.code is None or self.level == "epci" or (before := self._before(found.code)) is None:
            return found
        return before if before.status == UNKNOWN else _unknown(before.reason)

    def _named(self, text: str) -> list[str]:
        """Codes of the larger units of that name."""
        return self._by_name.get(without_article(name_parts(text)[0]), [])

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for code, unit in self.cog.units(self.level).items():
            found.setdefault(without_article(name_parts(unit.name)[0]), []).append(code)
        return found

    @cached_property
    def _by_postcode(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for code, unit in self.cog.units("commune").items():
            for postcode in unit.postcodes:
                found.setdefault(postcode, []).append(code)
        return found

    def _one(self, codes: list[str], status: str, several: str, reason: str = "") -> Resolution:
        """The only code, or that there are several, or none."""
        if len(codes) == 1:
            return Resolution(codes[0], status, reason)
        if not codes:
            return _unknown(translate("vintages", "nothing bears that name"))
        units = self.cog.units(self.level)
        return Resolution(None, AMBIGUOUS, several, tuple(Share(code, units[code].name) for code in codes))


def _check(cog: Cog, vintage: int | None, level: str, kind: str) -> None:
    check_level(level)
    if kind not in KINDS:
        raise VigieError(
            translate("vintages", "Unknown kind of codes “{kind}”: choose one of {kinds}.").format(
                kind=kind, kinds=", ".join(KINDS)
            )
        )
    if (kind == POSTCODE_KIND and level != "commune") or (kind == SIREN_KIND and level not in ("commune", "epci")):
        raise VigieError(
            translate(
                "vintages", "{kind} and {level} do not go together: choose another level, or another kind of codes."
            ).format(kind=kind, level=level_word(level))
        )
    if vintage is not None and not OLDEST <= vintage <= cog.vintage:
        raise VigieError(
            translate(
                "vintages", "{vintage} is no vintage that is known here: write a year from {first} to {last}, or nothing."
            ).format(vintage=vintage, first=OLDEST, last=cog.vintage)
        )


def _rewritten(text: str, code: str) -> str:
    """The status of a code of today, by how it was written."""
    if text == code:
        return KEPT
    return RECASED if text.upper() == code else PADDED


def _unknown(reason: str) -> Resolution:
    return Resolution(None, UNKNOWN, reason)


def _when(former: Former) -> str:
    """When a code ended, after what is said of it."""
    if former.by is None:
        return ""
    return f", {former.by}" if former.after == former.by - 1 else f", {former.after}–{former.by}"


def _shares(populations: Mapping[str, int | None], names: Mapping[str, str]) -> tuple[Share, ...]:
    """Units with their shares of the population of all; without, where one is not known or nobody lives there."""
    total = sum(people or 0 for people in populations.values())
    known = total and None not in populations.values()
    return tuple(
        Share(code, names[code], people / total if known and people is not None else None) for code, people in populations.items()
    )


def _unshared(shares: Iterable[Share]) -> tuple[Share, ...]:
    return tuple(share._replace(share=None) for share in shares)
