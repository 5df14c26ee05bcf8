# SPDX-License-Identifier: GPL-2.0-or-later
"""Zones made of whole communes: the units of a level, or the groups of a table (SCoT, PETR, bassins de vie...)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..messages import VigieError, number, translate
from ..requirements import pandas as require_pandas
from ..requirements import shapely as require_shapely
from .cog import Cog
from .contours import Contours, legal_crs
from .crs import GEOGRAPHIC, transform
from .model import Territory
from .resolving import UNRESOLVED
from .spelling import bare
from .vintages import normalize

if TYPE_CHECKING:
    import pandas as pd

NAMED = 20
"""Communes that a sentence names at most."""


class Zone(NamedTuple):
    """Communes (INSEE codes, sorted) under one code and name."""

    code: str
    name: str
    communes: tuple[str, ...]


class Zones(NamedTuple):
    """Zones in the order of their codes; `remarks` tell what of the table is in none of them, and what of the territory."""

    zones: list[Zone]
    remarks: list[str]


def zones_of_level(level: str, territory: Territory, cog: Cog) -> Zones:
    """What of each unit of `level` lies in the territory; a remark names the units that reach beyond it."""
    own, zones, cut = set(territory.communes), [], []
    for unit in cog.groups(territory, level):
        members = cog.members(unit.level, unit.code)
        inside = tuple(sorted(own.intersection(members)))
        zones.append(Zone(unit.code, unit.name, inside))
        cut += [unit.name] if len(inside) < len(members) else []
    told = translate("zoning", "{count} zones are cut by the border of the territory: {names}.")
    alone = own.difference(*(zone.communes for zone in zones))
    return Zones(zones, [*([_named(told, cut)] if cut else []), *_without(alone, cog)])


def zones_of_table(
    codes: Sequence[Any],
    groups: Sequence[Any],
    names: Sequence[Any] | None,
    vintage: int | None,
    territory: Territory,
    cog: Cog,
) -> Zones:
    """The communes of the territory by the groups of a table: INSEE codes of `vintage` (None: not known), the code of the group of
    each, its name if there is one; all of any type.

    A `VigieError` names the communes that are in several groups, and says so when the table has none of the territory.
    """
    normalized = normalize(codes, vintage, cog)
    found: dict[str, dict[str, None]] = {}  # the groups of each commune
    titles: dict[str, str] = {}
    nameless = 0
    for place, (code, group) in enumerate(zip(normalized.code, map(bare, groups))):
        if code is None:
            continue
        if not group:
            nameless += 1
            continue
        found.setdefault(code, {})[group] = None
        titles[group] = titles.get(group) or (bare(names[place]) if names is not None else "")
    _refuse_shared(found, cog)
    own = set(territory.communes)
    members: dict[str, list[str]] = {}
    for code, (group,) in found.items():
        if code in own:
            members.setdefault(group, []).append(code)
    if not members:
        raise VigieError(
            translate("zoning", "No row of the table is a commune of {territory}: choose the field of INSEE codes.").format(
                territory=territory.name
            )
        )
    zones = [Zone(group, titles[group] or group, tuple(sorted(members[group]))) for group in sorted(members)]
    remarks = _unresolved(normalized.report)
    if nameless:
        told = translate("zoning", "{count} rows of the table have no group: their communes are in no zone.")
        remarks.append(told.format(count=number(nameless)))
    outside = len(found.keys() - own)
    if outside:
        told = translate("zoning", "{count} communes of the table lie outside of the territory: they are left out.")
        remarks.append(told.format(count=number(outside)))
    return Zones(zones, [*remarks, *_without(own - found.keys(), cog)])


def _refuse_shared(found: dict[str, dict[str, None]], cog: Cog) -> None:
    shared = [code for code, several in found.items() if len(several) > 1]
    if not shared:
        return
    examples = [f"{cog.unit('commune', code).name} ({code}: {', '.join(found[code])})" for code in sorted(shared)[:NAMED]]
    raise VigieError(
        translate(
            "zoning",
            "{count} communes are in several groups: {examples}. A commune may be in one zone only (one that has merged holds the former "
            "ones): correct the table.",
        ).format(count=number(len(shared)), examples="; ".join(examples))
    )


def _unresolved(report: Any) -> list[str]:
    """What became of codes that are not plainly kept; those that lead nowhere first."""
    lost = sum(report.counts[status] for status in UNRESOLVED)
    if not lost:
        return []
    examples = [text for status in UNRESOLVED for text in report.examples(status)]
    told = translate("zoning", "{count} rows of the table have no code of a commune of today ({examples}): they are in no zone.")
    return [told.format(count=number(lost), examples=", ".join(examples) or "–")]


def _without(codes: set[str], cog: Cog) -> list[str]:
    told = translate("zoning", "{count} communes of the territory are in no zone: {names}.")
    return [_named(told, [cog.unit("commune", code).name for code in sorted(codes)])] if codes else []


def _named(sentence: str, names: Sequence[str]) -> str:
    more = "…" if len(names) > NAMED else ""
    return sentence.format(count=number(len(names)), names=", ".join(names[:NAMED]) + more)


def zone_table(zones: Sequence[Zone], kind: str, cog: Cog, contours: Contours) -> tuple[pd.DataFrame, np.ndarray]:
    """One row a zone, with its polygon in EPSG:4326 (None where no commune has a contour).

    Columns: code, name, kind, communes (how many), population (None where not known), area_km2 (in the legal CRS of its communes; None
    where there is no polygon), members (INSEE codes apart by spaces).
    """
    pandas = require_pandas()
    shapes = contours.dissolve([zone.communes for zone in zones])
    areas = [None if shape is None else _square_metres(zone, shape, contours) / 1e6 for zone, shape in zip(zones, shapes)]
    table = pandas.DataFrame(
        {
            "code": [zone.code for zone in zones],
            "name": [zone.name for zone in zones],
            "kind": kind,
            "communes": [len(zone.communes) for zone in zones],
            "population": pandas.array([cog.population(zone.communes) for zone in zones], dtype="Int64"),
            "area_km2": np.array(areas, dtype=float),
            "members": [" ".join(zone.communes) for zone in zones],
        }
    )
    return table, shapes


def _square_metres(zone: Zone, shape: object, contours: Contours) -> float:
    """The area of a zone, each of its parts in the legal CRS where it lies."""
    systems: dict[str, list[str]] = {}
    for code in zone.communes:
        systems.setdefault(legal_crs(code), []).append(code)
    parts = [shape] if len(systems) == 1 else contours.dissolve(list(systems.values()))
    shapely = require_shapely()
    moved = [transform(np.array([part]), GEOGRAPHIC, crs)[0] for part, crs in zip(parts, systems) if part is not None]
    return float(np.sum(shapely.area(moved)))


def cell_table(codes: np.ndarray, kind: str, areas: np.ndarray) -> pd.DataFrame:
    """The same columns for cells of a grid: their code is their name, what lives in them is not known; `areas` in square metres."""
    pandas = require_pandas()
    return pandas.DataFrame(
        {
            "code": codes,
            "name": codes,
            "kind": kind,
            "communes": pandas.array([None] * len(codes), dtype="Int64"),
            "population": pandas.array([None] * len(codes), dtype="Int64"),
            "area_km2": areas / 1e6,
            "members": None,
        }
    )
