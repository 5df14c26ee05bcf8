# SPDX-License-Identifier: GPL-2.0-or-later
"""Territories as value objects: what they are called, which communes they hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from ..messages import translate

LEVELS = ("commune", "epci", "departement", "region")
"""Administrative levels, smallest first; they are also the prefixes of written territories (``epci:200067825``)."""

COUNTRY = "france"


class Unit(NamedTuple):
    """One administrative unit of the current *Code officiel géographique*.

    `code` is text (INSEE code, or SIREN for an EPCI). `population` is the municipal population, or None where none is
    published. `kind` is CC, CA, CU, METRO... for an EPCI and empty elsewhere.
    """

    level: str
    code: str
    name: str
    population: int | None = None
    siren: str | None = None
    kind: str = ""
    funding: str = ""
    departement: str | None = None
    region: str | None = None
    epci: str | None = None
    postcodes: tuple[str, ...] = ()
    zone: str = ""

    @property
    def key(self) -> str:
        """How the unit is written in parameters, such as ``commune:05061``."""
        return COUNTRY if self.level == COUNTRY else f"{self.level}:{self.code}"


class Part(NamedTuple):
    """A part of a commune that is no commune itself: `kind` is "commune-deleguee", "commune-associee" or
    "arrondissement-municipal".
    """

    code: str
    name: str
    kind: str


class Match(NamedTuple):
    """An answer of the search: the unit, and the former or smaller unit whose name or code led to it, if any."""

    unit: Unit
    through: str = ""


class Territory(NamedTuple):
    """What the user works on: one unit or several, and the current communes they hold (INSEE codes, sorted, unique)."""

    units: tuple[Unit, ...]
    communes: tuple[str, ...]

    @property
    def key(self) -> str:
        """How the territory is written in parameters."""
        return ",".join(unit.key for unit in self.units)

    @property
    def name(self) -> str:
        """The names of its units."""
        return ", ".join(unit.name for unit in self.units)

    @property
    def level(self) -> str:
        """The level of its units, or ``set`` when they differ."""
        levels = {unit.level for unit in self.units}
        return levels.pop() if len(levels) == 1 else "set"


def together(territories: Iterable[Territory]) -> Territory:
    """One territory that holds several."""
    several = list(territories)
    units = dict.fromkeys(unit for one in several for unit in one.units)
    return Territory(tuple(units), tuple(sorted({code for one in several for code in one.communes})))


def level_word(level: str) -> str:
    """A level in a word of the user's language, as it is written after a name."""
    words = {
        "commune": translate("territory", "commune"),
        "epci": "EPCI",
        "departement": translate("territory", "département"),
        "region": translate("territory", "région"),
    }
    return words.get(level, level)


def told_apart(units: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str], str]:
    """Names that tell units apart, by level and code; `units` are levels, codes and names.

    A name that comes again is followed by its level, as in "Mayenne (département)", and by its code where that is not enough.
    """
    unique = {(level, code): name for level, code, name in units}
    names = Counter(unique.values())
    levels = Counter((level, name) for (level, _), name in unique.items())
    told = {}
    for (level, code), name in unique.items():
        word = level_word(level) if levels[level, name] == 1 else f"{level_word(level)} {code}"
        told[level, code] = name if names[name] == 1 else f"{name} ({word})"
    return told
