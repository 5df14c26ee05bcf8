# SPDX-License-Identifier: GPL-2.0-or-later
"""Territories as value objects: what they are called, which communes they hold."""

from __future__ import annotations

from typing import NamedTuple

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
