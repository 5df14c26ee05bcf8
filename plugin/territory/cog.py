# SPDX-License-Identifier: GPL-2.0-or-later
"""The *Code officiel géographique* embedded in the product: units, membership, former codes, search."""

from __future__ import annotations

import gzip
import heapq
import json
import unicodedata
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from ..messages import VigieError, number, translate
from .model import COUNTRY, LEVELS, Match, Part, Territory, Unit

if TYPE_CHECKING:
    from .history import History

RESOURCE = Path(__file__).resolve().parents[2] / "resources" / "cog" / "cog-2026.json.gz"

COMPARATORS = 3
"""More units of one level than that say nothing of a territory that lies across them."""

SUGGESTIONS = 3

_RANK = {level: rank for rank, level in enumerate(reversed(LEVELS))}
_ABBREVIATIONS = {"st": "saint", "ste": "sainte"}


def fold(text: str) -> str:
    """`text` as names are compared: no accents, no case, words apart by one space, *St* as *Saint*."""
    plain = unicodedata.normalize("NFKD", text).casefold().replace("œ", "oe").replace("æ", "ae")
    plain = unicodedata.normalize("NFKD", plain)
    words = "".join(letter if letter.isalnum() else " " for letter in plain if not unicodedata.combining(letter)).split()
    return " ".join(_ABBREVIATIONS.get(word, word) for word in words)


class Cog:
    """The division of the country at one vintage.

    Populations are of `population_year`, but for the communes of `undated`: those are not in the legal populations of that
    year, and the source does not say of which year theirs are.

    Reading the resource takes about a tenth of a second: make one, on first use, and share it.
    """

    def __init__(self, path: Path = RESOURCE) -> None:
        with gzip.open(path, "rt", encoding="utf-8") as stream:
            document = json.load(stream)
        self.vintage: int = document["vintage"]
        self.source: str = document["source"]
        self.producer: str = document["producer"]
        self.licence: str = document["licence"]
        self.population_year: int = document["population"]["year"]
        self.undated: frozenset[str] = frozenset(document["population"]["undated"])
        self.successors: dict[str, str] = document["successors"]
        self.splits: list[dict] = document["splits"]
        self._path = path
        self._document = document
        self._units: dict[str, dict[str, Unit]] = {"commune": _communes(document["communes"])}
        self._members: dict[tuple[str, str], list[str]] = _membership(self._units["commune"].values())
        for level in ("epci", "departement", "region"):
            self._units[level] = self._groups(level, document[level])

    def _groups(self, level: str, columns: dict) -> dict[str, Unit]:
        """Units larger than a commune, their population summed from their communes (None when none has one)."""
        units = {}
        for row in _rows(columns):
            code = row["code"]
            units[code] = Unit(
                level,
                code,
                row["name"],
                self.population(self.members(level, code)),
                siren=code if level == "epci" else None,
                kind=row.get("kind", ""),
                funding=row.get("funding", ""),
                region=row.get("region"),
                zone=row.get("zone", ""),
            )
        return units

    def units(self, level: str) -> dict[str, Unit]:
        """Every unit of a level, by code."""
        return self._units[level]

    def unit(self, level: str, code: str) -> Unit:
        """The unit of that level and code; a `VigieError` when there is none."""
        found = self._units[level].get(code)
        if found is None:
            raise self._unknown(f"{level}:{code}")
        return found

    def members(self, level: str, code: str) -> list[str]:
        """INSEE codes of the communes that a unit holds."""
        if level == COUNTRY:
            return self.country()
        return [code] if level == "commune" else self._members.get((level, code), [])

    def country(self) -> list[str]:
        """INSEE codes of the communes of France as its statistics count it: métropole and DROM, without the COM."""
        return list(self._country)

    @cached_property
    def _country(self) -> tuple[str, ...]:
        return tuple(code for code, unit in self._units["commune"].items() if unit.zone != "com")

    @cached_property
    def _people(self) -> int | None:
        return self.population(self._country)

    def france(self) -> Unit:
        """The country as its statistics count it."""
        return Unit(COUNTRY, COUNTRY, translate("territory", "France (with overseas départements)"), self._people)

    def population(self, codes: Iterable[str]) -> int | None:
        """The municipal population of these communes together; None when none of them has one."""
        known = [people for code in codes if (people := self._units["commune"][code].population) is not None]
        return sum(known) if known else None

    def population_period(self, codes: Iterable[str]) -> str:
        """Of which year the population of these communes is, in words."""
        codes = list(codes)
        undated = self.population(self.undated.intersection(codes))
        if not undated:
            return str(self.population_year)
        if undated == self.population(codes):
            return translate("territory", "year not known")
        return translate("territory", "{year}; year not known for {people} of them").format(
            year=self.population_year, people=number(undated)
        )

    def current(self, code: str) -> str | None:
        """Today's commune for a code of any vintage, municipal districts included; None when it is unknown."""
        return code if code in self._units["commune"] else self.successors.get(code)

    @cached_property
    def history(self) -> History:
        """What the code was before; it lies beside the code, and is read on first use."""
        from .history import History

        return History(self, self._path.with_name(self._path.name.replace("cog-", "history-")))

    @cached_property
    def subdivisions(self) -> dict[str, str]:
        """Names by code of the municipal districts, and of the delegated and associated communes that are no commune."""
        rows = _rows(self._document["subdivisions"])
        return {row["code"]: row["name"] for row in rows if row["code"] not in self._units["commune"]}

    def is_district(self, code: str) -> bool:
        """Whether the code is a municipal district (arrondissement) of Paris, Lyon or Marseille."""
        return code in self._districts

    @cached_property
    def _districts(self) -> set[str]:
        return {part.code for parts in self._parts.values() for part in parts if part.kind == "arrondissement-municipal"}

    def parts(self, commune: str) -> tuple[Part, ...]:
        """The delegated and associated communes of a commune, or its municipal districts, in the order of their codes."""
        return self._parts.get(commune, ())

    @cached_property
    def _parts(self) -> dict[str, tuple[Part, ...]]:
        found: dict[str, list[Part]] = {}
        for row in _rows(self._document["subdivisions"]):
            found.setdefault(row["commune"], []).append(Part(row["code"], row["name"], row["kind"]))
        return {commune: tuple(sorted(parts)) for commune, parts in found.items()}

    def former(self, commune: str) -> tuple[str, ...]:
        """The codes of communes that are no more and whose territory is now in that one, sorted; its municipal districts are not
        among them.
        """
        return self._former.get(commune, ())

    @cached_property
    def _former(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for old, new in self.successors.items():
            if old not in self._districts:
                found.setdefault(new, []).append(old)
        return {new: tuple(sorted(old)) for new, old in found.items()}

    def seat(self, unit: Unit) -> Unit | None:
        """The chef-lieu of a département or of a région; None for other units, of which the source does not tell it, and where it
        names a commune that is none of the unit's.
        """
        code = self._seats.get((unit.level, unit.code))
        return self._units["commune"][code] if code in self.members(unit.level, unit.code) else None

    @cached_property
    def _seats(self) -> dict[tuple[str, str], str]:
        return {(level, row["code"]): row["seat"] for level in ("departement", "region") for row in _rows(self._document[level])}

    def territory(self, written: str) -> Territory:
        """The territory written as ``epci:200067825`` or ``commune:05061,commune:05046``.

        A bare code or SIREN, and ``level:name`` where one name fits, are accepted too. Codes of merged communes become
        today's. Raises a `VigieError` that says which part is unknown.
        """
        parts = [part.strip() for part in written.split(",") if part.strip()]
        if not parts:
            raise VigieError(
                translate("territory", "No territory was given: write for instance epci:200067825 or commune:05061.")
            )
        units = list(dict.fromkeys(self._parse(part) for part in parts))
        communes = sorted({code for unit in units for code in self.members(unit.level, unit.code)})
        return Territory(tuple(units), tuple(communes))

    def _parse(self, part: str) -> Unit:
        level, separator, code = part.partition(":")
        level, code = fold(level), code.strip().upper()
        if fold(part) == COUNTRY:
            return self.france()
        if not separator:
            matches = [match.unit for match in self.search(part, limit=2) if part.upper() in (match.unit.code, match.unit.siren)]
            if len(matches) != 1:
                raise self._unknown(part)
            return matches[0]
        if level not in LEVELS:
            raise VigieError(
                translate("territory", "Unknown level “{level}” in “{part}”: write one of {levels}.").format(
                    level=level, part=part, levels=", ".join(LEVELS)
                )
            )
        units = self._units[level]
        if level in ("departement", "region"):
            code = code.zfill(2)
        if level == "commune":
            code = self.current(code.zfill(5)) or self._by_siren.get(code, code)
        if code in units:
            return units[code]
        named = [unit for unit in units.values() if fold(unit.name) == fold(code)]
        if len(named) == 1:
            return named[0]
        raise self._unknown(part)

    def _unknown(self, part: str) -> VigieError:
        sentence = translate(
            "territory",
            "Unknown territory “{part}”: it is no commune, EPCI, département or région of the {vintage} geographic code.",
        ).format(part=part, vintage=self.vintage)
        near = [f"{match.unit.key} ({match.unit.name})" for match in self.search(part.rpartition(":")[2], SUGGESTIONS)]
        if near:
            sentence += " " + translate("territory", "Did you mean {near}?").format(near=", ".join(dict.fromkeys(near)))
        return VigieError(sentence)

    def of_siren(self, siren: str) -> list[str]:
        """The commune (INSEE code) that has that SIREN, in a list; an empty one when none has."""
        return [self._by_siren[siren]] if siren in self._by_siren else []

    @cached_property
    def _by_siren(self) -> dict[str, str]:
        return {unit.siren: code for code, unit in self._units["commune"].items() if unit.siren}

    @cached_property
    def _index(self) -> tuple[list[str], list[Unit], list[str]]:
        """Folded names, the unit that each leads to, and through what former or smaller one: current units, then those.

        Three columns, for 38 000 rows would weigh on each garbage collection.
        """
        units = [unit for level in LEVELS for unit in self._units[level].values()]
        names, through = [fold(unit.name) for unit in units], [""] * len(units)
        for code, name in sorted(self.history.former_names()):
            unit = self._units["commune"][self.current(code) or ""]
            if name != unit.name:
                names.append(fold(name))
                units.append(unit)
                through.append(f"{name} ({code})")
        return names, units, through

    def search(self, text: str, limit: int = 20) -> list[Match]:
        """Units whose name, code or SIREN answers `text`, best first: accents, case and hyphens do not count.

        Exact codes and names come before beginnings, those before words inside; larger units before smaller ones, and
        populous before empty. Former, delegated and associated communes and municipal districts lead to their commune.
        """
        wanted = fold(text)
        if not wanted:
            return []
        found = self._by_code(text.strip().upper())
        scored = []
        for place, (name, unit, through) in enumerate(zip(*self._index)):
            if wanted not in name:
                continue
            if name == wanted:
                score = 0
            elif name.startswith(wanted):
                score = 1
            elif f" {wanted}" in name:
                score = 2
            else:
                score = 3
            scored.append((score, bool(through), _RANK[unit.level], -(unit.population or 0), unit.code, place, unit, through))
        found += [Match(unit, through) for *_, unit, through in heapq.nsmallest(limit + len(found), scored)]
        unique = {(match.unit.key, match.through): match for match in reversed(found)}
        return list(reversed(unique.values()))[:limit]

    def _by_code(self, code: str) -> list[Match]:
        found = [Match(self._units[level][code]) for level in reversed(LEVELS) if code in self._units[level]]
        if not found and (current := self.successors.get(code) or self._by_siren.get(code)):
            found = [Match(self._units["commune"][current], code if code in self.successors else "")]
        return found

    def groups(self, territory: Territory, level: str) -> list[Unit]:
        """The units of `level` that the territory touches, in the order of their codes.

        At a level above that of a member they are whole units, which may reach outside of the territory.
        """
        if level not in LEVELS:
            raise VigieError(
                translate("territory", "Unknown level “{level}”: choose one of {levels}.").format(
                    level=level, levels=", ".join(LEVELS)
                )
            )
        if level == "commune":
            return [self._units["commune"][code] for code in territory.communes]
        codes = {getattr(self._units["commune"][code], level) for code in territory.communes} - {None}
        return [self._units[level][code] for code in sorted(codes)]

    def above(self, territory: Territory) -> list[Unit]:
        """The départements, régions and the country that the territory lies in: what it is compared with.

        A unit that the territory holds whole is none of them, nor a région that is one département of those. A territory
        across more than `COMPARATORS` units of a level is compared with none of that level.
        """
        own, found = set(territory.communes), []
        for level in ("departement", "region"):
            around = [unit for unit in self.groups(territory, level) if not own.issuperset(self.members(level, unit.code))]
            kept = [self.members(unit.level, unit.code) for unit in found]
            around = [unit for unit in around if self.members(level, unit.code) not in kept]
            found += around if len(around) <= COMPARATORS else []
        return [*found, *([] if own.issuperset(self.country()) else [self.france()])]


def _rows(columns: dict[str, list]) -> Iterable[dict]:
    names = list(columns)
    return (dict(zip(names, values)) for values in zip(*columns.values()))


def _communes(columns: dict[str, list]) -> dict[str, Unit]:
    order = ("code", "name", "population", "siren", "departement", "region", "epci", "postcodes", "zone")
    return {
        code: Unit("commune", code, name, population, siren, "", "", departement, region, epci, tuple(postcodes.split()), zone)
        for code, name, population, siren, departement, region, epci, postcodes, zone in zip(*(columns[key] for key in order))
    }


def _membership(communes: Iterable[Unit]) -> dict[tuple[str, str], list[str]]:
    members: dict[tuple[str, str], list[str]] = {}
    for unit in communes:
        for level in ("epci", "departement", "region"):
            if (code := getattr(unit, level)) is not None:
                members.setdefault((level, code), []).append(unit.code)
    return members
