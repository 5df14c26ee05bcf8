# SPDX-License-Identifier: GPL-2.0-or-later
"""What a collectivity is: its kind and status, what it holds and lies in, its people, its area, its neighbours, its powers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from ..messages import translate
from .cog import Cog
from .contours import Contours
from .crs import area_km2
from .model import COUNTRY, LEVELS, Part, Territory, Unit

NEW_COMMUNE = "commune-nouvelle"
ORDINARY_SIREN = "21"
"""How the SIREN of a commune begins, unless its legal person is a new one."""


@dataclass(frozen=True)
class Grouping:
    """A larger unit that a collectivity lies in: how many of its communes do, and what share of its people (0 to 1, None where
    populations are not known).
    """

    unit: Unit
    communes: int
    share: float | None


@dataclass(frozen=True)
class DensityClass:
    """A class of the density grid: how many communes of the collectivity are in it, with what share of its people."""

    name: str
    communes: int
    share: float | None


@dataclass(frozen=True)
class Competence:
    """A power that a grouping exercises; `mandatory` is None where the source does not say it."""

    code: str
    name: str
    category: str = ""
    mandatory: bool | None = None


@dataclass(frozen=True)
class Syndicate:
    """A mixed syndicate that a grouping belongs to; `kind` is its legal nature, as the source spells it."""

    siren: str
    name: str
    kind: str = ""


@dataclass(frozen=True)
class Powers:
    """What the EPCI of that SIREN does in place of its communes, and the syndicates it has joined. `fetched` is the day it was
    asked (ISO); `note` is a sentence when the source could not be asked again.
    """

    siren: str
    competences: tuple[Competence, ...]
    syndicates: tuple[Syndicate, ...]
    fetched: str
    note: str = ""


@dataclass(frozen=True)
class Identity:
    """What a collectivity is.

    `kind` is "commune", "commune-nouvelle", "departement", "region", "france", or CC, CA, CU, METRO, MET69. `status` is a
    sentence on a status that is not the ordinary one. `communes` are those it holds, `groupings` what it lies in. `seat` is the
    chef-lieu of a département or région, `seat_of` the départements and régions that a commune is the chef-lieu of. `parts` and
    `former` (codes) are those of a commune. `area_km2` is measured on the ellipsoid, None where contours lack. `neighbours` are of
    its own level, None where contours lack. `powers` is None where they are not known; `notes` say why, and other limits.
    """

    unit: Unit
    kind: str
    status: str
    communes: tuple[Unit, ...]
    groupings: tuple[Grouping, ...]
    seat: Unit | None
    seat_of: tuple[Unit, ...]
    parts: tuple[Part, ...]
    former: tuple[str, ...]
    population_period: str
    area_km2: float | None
    generalised: bool
    density: tuple[DensityClass, ...]
    neighbours: tuple[Unit, ...] | None
    powers: Powers | None = None
    notes: tuple[str, ...] = ()


def identity(
    unit: Unit, cog: Cog, contours: Contours, embedded: Contours, density: Mapping[str, str], powers: Powers | None = None
) -> Identity:
    """What `unit` is. Its area is that of `contours`, its neighbours those of the `embedded` ones, which cover the country;
    `density` gives the class of each commune (INSEE code), `powers` those of the EPCI that it is or lies in.
    """
    codes = cog.members(unit.level, unit.code)
    neighbours = _neighbours(unit, codes, cog, embedded)
    area = _area(codes, cog, contours)
    groupings = _groupings(unit, codes, cog)
    return Identity(
        unit=unit,
        kind=kind_of(unit, cog),
        status=_status(unit),
        communes=tuple(cog.unit("commune", code) for code in codes),
        groupings=tuple(groupings),
        seat=cog.seat(unit),
        seat_of=tuple(one.unit for one in groupings if unit.level == "commune" and cog.seat(one.unit) == unit),
        parts=cog.parts(unit.code) if unit.level == "commune" else (),
        former=cog.former(unit.code) if unit.level == "commune" else (),
        population_period=cog.population_period(codes),
        area_km2=area,
        generalised=not contours.precise(codes),
        density=tuple(_density(codes, cog, density)),
        neighbours=neighbours,
        powers=powers,
        notes=(*_notes(unit, area, neighbours), *_lacking(unit, classed=any(code in density for code in codes))),
    )


def powers_holder(unit: Unit) -> str:
    """The SIREN of the EPCI whose powers concern a unit: itself, or that of a commune; empty when there is none."""
    return unit.code if unit.level == "epci" else (unit.epci or "") if unit.level == "commune" else ""


def kind_of(unit: Unit, cog: Cog) -> str:
    """The kind of a unit, as `Identity.kind` spells it.

    A commune nouvelle has delegated communes, or none any more: then it holds the territory of former communes and its SIREN is
    that of a new legal person. Communes that merged before the law of 2010 kept theirs.
    """
    if unit.level != "commune":
        return unit.kind or unit.level
    delegated = any(part.kind == "commune-deleguee" for part in cog.parts(unit.code))
    renewed = bool(cog.former(unit.code)) and bool(unit.siren) and not unit.siren.startswith(ORDINARY_SIREN)
    return NEW_COMMUNE if delegated or (renewed and unit.zone == "metro") else "commune"


def _status(unit: Unit) -> str:
    """A status of its own, which the law gives; empty for the ordinary one."""
    paris = translate("identity", "Ville de Paris: one collectivity, commune and département at once.")
    corsica = translate("identity", "Collectivité de Corse: one collectivity in place of the région and its two départements.")
    alsace = translate("identity", "Collectivité européenne d’Alsace: one collectivity for the two départements of Alsace.")
    single = translate("identity", "One collectivity with the powers of a département and of a région.")
    mayotte = translate("identity", "Mayotte: one collectivity with the powers of a département and of a région.")
    overseas = translate("identity", "Overseas collectivity, which is no département and no région.")
    sui_generis = translate("identity", "New Caledonia: a collectivity of its own kind.")
    no_people = translate("identity", "Territory without permanent inhabitants, administered by the State.")
    special = translate("identity", "Métropole with a special status.")
    statuses = {
        ("commune", "75056"): paris, ("departement", "75"): paris,
        ("region", "94"): corsica, ("departement", "2A"): corsica, ("departement", "2B"): corsica,
        ("departement", "67"): alsace, ("departement", "68"): alsace,
        ("region", "02"): single, ("departement", "972"): single, ("region", "03"): single, ("departement", "973"): single,
        ("region", "06"): mayotte, ("departement", "976"): mayotte,
        ("departement", "69"): translate(
            "identity",
            "Two collectivities share it: the métropole de Lyon, which has the powers of a département, and the département du "
            "Rhône outside of it.",
        ),
        ("epci", "200046977"): translate(
            "identity", "Métropole de Lyon: a collectivity with the powers of a département on its territory."
        ),
        ("epci", "200054781"): special, ("epci", "200054807"): special,
    }  # fmt: skip
    if unit.zone == "com" and unit.level in ("departement", "region"):
        return {"988": sui_generis, "984": no_people, "989": no_people}.get(unit.code, overseas)
    return statuses.get((unit.level, unit.code), "")


def _groupings(unit: Unit, codes: list[str], cog: Cog) -> list[Grouping]:
    """The units of each higher level that it lies in, the one with most of its people first."""
    if unit.level == COUNTRY:
        return []
    whole, found = cog.population(codes), []
    territory = Territory((unit,), tuple(codes))
    for level in LEVELS[LEVELS.index(unit.level) + 1 :]:
        here = []
        for larger in cog.groups(territory, level):
            inside = [code for code in codes if getattr(cog.unit("commune", code), level) == larger.code]
            people = cog.population(inside)
            here.append(Grouping(larger, len(inside), people / whole if whole and people is not None else None))
        found += sorted(here, key=lambda grouping: -(grouping.share or 0))
    return found


def _area(codes: list[str], cog: Cog, contours: Contours) -> float | None:
    if not contours.cover(codes, cog):
        return None
    return float(sum(area_km2(shape) for shape in contours.of(codes) if shape is not None))


def _density(codes: list[str], cog: Cog, density: Mapping[str, str]) -> list[DensityClass]:
    whole = cog.population(codes)
    counts = Counter(density[code] for code in codes if code in density)
    found = []
    for name, count in counts.items():
        people = cog.population(code for code in codes if density.get(code) == name)
        found.append(DensityClass(name, count, people / whole if whole and people is not None else None))
    return sorted(found, key=lambda one: -(one.share or 0))


def _neighbours(unit: Unit, codes: list[str], cog: Cog, embedded: Contours) -> tuple[Unit, ...] | None:
    if unit.level == COUNTRY:
        return ()
    if not embedded.cover(codes, cog):
        return None
    around = embedded.around(codes)
    if unit.level == "commune":
        return tuple(cog.unit("commune", code) for code in around)
    larger = {getattr(cog.unit("commune", code), unit.level) for code in around} - {None, unit.code}
    return tuple(cog.unit(unit.level, code) for code in sorted(larger))


def _notes(unit: Unit, area: float | None, neighbours: tuple[Unit, ...] | None) -> list[str]:
    notes = []
    if area is None:
        notes.append(translate("identity", "Area: not known, since one of its communes has no contour of its own."))
    if neighbours is None:
        notes.append(translate("identity", "Neighbours: not known, since one of its communes has no contour of its own."))
    if unit.level == "epci":
        notes.append(
            translate("identity", "Seat: not known, since the geographic code tells it for départements and régions only.")
        )
    return notes


def _lacking(unit: Unit, classed: bool) -> list[str]:
    """What the sources do not tell: a SIREN, density classes (`classed`: whether there are some)."""
    notes = []
    if unit.siren is None and unit.level != COUNTRY:
        notes.append(
            translate(
                "identity",
                "SIREN: not known. The data at hand tell those of EPCI and of communes, but for the overseas collectivities.",
            )
        )
    if not classed:
        notes.append(translate("identity", "Density classes: not known, since the density grid has none of its communes."))
    return notes
