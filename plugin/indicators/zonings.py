# SPDX-License-Identifier: GPL-2.0-or-later
"""The smallest zones that figures are made for: communes, which larger units add up, or polygons of the user's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ..harmonize.dataset import GEOGRAPHIC_CRS, Dataset
from ..messages import Progress, VigieError, translate
from ..requirements import shapely as require_shapely
from ..territory.cog import Cog
from ..territory.contours import Contours, legal_crs
from ..territory.crs import to_geographic, transform
from ..territory.model import Territory, Unit
from ..territory.spelling import bare, code_of
from .inputs import LayerData
from .refusals import wrong_kind
from .spatial import pieces_in_zones

if TYPE_CHECKING:
    from collections.abc import Sequence

OWN = "zones"
"""The level of the user's own zones, and the role of the layer or table that holds them."""


@dataclass(frozen=True, eq=False)
class Zoning:
    """Zones in the order of `codes` (text, unique).

    `shapes`: array of (multi)polygons in `crs` (their own: straight edges of one system are curves in another), None where a zone has none; `systems`: the legal projected CRS of each, where it
    is measured; `population`: inhabitants, NaN where they are not known; `disjoint`: no two zones overlap, so that a feature lies in
    one only; `placing`: which of them features are placed in; `generalised`: borders are approximate.
    """

    level: str
    codes: list[str]
    shapes: np.ndarray
    systems: np.ndarray
    population: np.ndarray
    placing: np.ndarray
    disjoint: bool
    generalised: bool
    crs: str = GEOGRAPHIC_CRS

    @property
    def own(self) -> bool:
        """Whether these are the user's."""
        return self.level == OWN

    def areas(self) -> np.ndarray:
        """The area of each zone in km², in its legal CRS; 0 where it has no shape."""
        areas = np.zeros(len(self.codes))
        for system in sorted(set(self.systems)):
            here = self.systems == system
            areas[here] = np.nan_to_num(require_shapely().area(transform(self.shapes[here], self.crs, system)) / 1e6)
        return areas

    def points(self) -> np.ndarray:
        """A point inside each zone in EPSG:4326, None for one without a shape."""
        return to_geographic(require_shapely().point_on_surface(self.shapes), self.crs)


def communes(cog: Cog, contours: Contours) -> Zoning:
    """All communes of today."""
    units = cog.units("commune")
    codes = list(units)
    own = set(contours.codes)
    return Zoning(
        level="commune",
        codes=codes,
        shapes=contours.of(codes),
        systems=np.array([legal_crs(code) for code in codes]),
        population=np.array([np.nan if unit.population is None else unit.population for unit in units.values()], dtype=float),
        placing=np.array([code in own for code in codes], dtype=bool),
        disjoint=True,
        generalised=contours.generalised,
    )


def own_zones(layer: LayerData, communes: Zoning) -> tuple[Zoning, list[Unit]]:
    """The polygons of a layer of the user's, and their names. A `VigieError` when it has none, or two with one code."""
    shapely = require_shapely()
    shapes = layer.geometry
    polygons = np.isfinite(shapely.bounds(shapes)).all(axis=1) & (shapely.get_dimensions(shapes) == 2)
    if not polygons.any():
        raise VigieError(
            translate(
                "indicators", "“{layer}” holds no polygon: zones are polygons, or a table of communes and their groups."
            ).format(layer=layer.name)
        )
    shapes = shapely.make_valid(shapes[polygons])
    written = np.arange(1, len(layer) + 1) if layer.codes is None else layer.codes
    rows = np.flatnonzero(polygons)
    codes = [_text(code) or f"#{row + 1}" for row, code in zip(rows, np.asarray(written, dtype=object)[polygons])]
    repeated = (
        next((code for place, code in enumerate(codes) if code in codes[:place]), None) if len(set(codes)) < len(codes) else None
    )
    if repeated is not None:
        raise VigieError(
            translate("indicators", "“{layer}” has several zones with the code “{code}”: give each its own.").format(
                layer=layer.name, code=repeated
            )
        )
    names = codes if layer.names is None else [_text(name) or code for name, code in zip(layer.names[polygons], codes)]
    placed = np.flatnonzero(~shapely.is_missing(communes.shapes))
    nearest = shapely.STRtree(communes.shapes[placed]).nearest(to_geographic(shapely.point_on_surface(shapes), layer.crs))
    zoning = Zoning(
        level=OWN,
        codes=codes,
        shapes=shapes,
        systems=communes.systems[placed[nearest]],
        population=np.full(len(codes), np.nan),
        placing=np.ones(len(codes), dtype=bool),
        disjoint=False,
        generalised=False,
        crs=layer.crs,
    )
    return zoning, [Unit(OWN, code, name) for code, name in zip(codes, names)]


def own_groups(table: LayerData, cog: Cog) -> tuple[list[tuple[Unit, list[str]]], list[str]]:
    """The groups of communes of a table of the user's (`places`: INSEE codes; `codes`, `names`: those of the groups), each with its
    communes, and what is to be said. A `VigieError` when no code is a commune's.
    """
    members: dict[str, dict[str, None]] = {}
    names, unknown, groups_of = {}, [], {}
    labels = table.codes if table.names is None else table.names
    for written, group, name in zip(table.communes, table.codes, labels):
        code, group = cog.current(code_of(bare(written), "commune")), _text(group)
        if code is None:
            unknown.append(_text(written))
        elif group:
            members.setdefault(group, {})[code] = None
            groups_of.setdefault(code, {})[group] = None
            names.setdefault(group, _text(name) or group)
    if not members:
        raise VigieError(
            translate("indicators", "“{layer}” names no commune: a table of zones needs a field of INSEE codes.").format(
                layer=table.name
            )
        )
    notes = []
    if unknown:
        told = translate("indicators", "{layer}: {count} codes are of no commune, they are left out: {codes}.")
        notes.append(told.format(layer=table.name, count=len(unknown), codes=", ".join(code or "–" for code in unknown[:10])))
    several = [cog.unit("commune", code).name for code, groups in groups_of.items() if len(groups) > 1]
    if several:
        told = translate("indicators", "{layer}: {count} communes are in several groups and count in each: {names}.")
        notes.append(told.format(layer=table.name, count=len(several), names=", ".join(several[:10])))
    return [(Unit(OWN, group, names[group], cog.population(list(codes))), list(codes)) for group, codes in members.items()], notes


def perimeter_groups(perimeters: Dataset, territory: Territory, cog: Cog) -> list[tuple[Unit, list[str]]]:
    """The perimeters of a harmonised dataset that hold a commune of the territory, each with its communes. A `VigieError` when it has
    none.
    """
    if perimeters.schema != "perimeter":
        raise wrong_kind(perimeters, "perimeter")
    own = set(territory.communes)
    rows = zip(perimeters.table["id"], perimeters.table["name"], perimeters.table["communes"])
    groups = [(_text(code), _text(name) or _text(code), (members or "").split()) for code, name, members in rows]
    if all(len(members) < 2 for *_, members in groups):
        groups = _by_category(perimeters, groups)
    touched = [
        (Unit(OWN, code, name, cog.population(members)), members) for code, name, members in groups if not own.isdisjoint(members)
    ]
    if not touched:
        raise VigieError(
            translate("indicators", "No perimeter of “{layer}” touches {territory}.").format(
                layer=perimeters.provenance.title, territory=territory.name
            )
        )
    return touched


def _by_category(perimeters: Dataset, groups: list[tuple[str, str, list[str]]]) -> list[tuple[str, str, list[str]]]:
    """Of a list of single communes, the communes of each category, such as a massif; without categories, all in one."""
    found: dict[str, list[str]] = {}
    for category, (_, _, members) in zip(perimeters.table["category"], groups):
        found.setdefault(_text(category) or perimeters.provenance.title, []).extend(members)
    return [(category, category, list(dict.fromkeys(members))) for category, members in found.items()]


def _text(value: object) -> str:
    if value is None or value != value:
        return ""
    whole = isinstance(value, (float, np.floating)) and float(value).is_integer()
    return str(int(value) if whole else value).strip()


class Overlay(NamedTuple):
    """What zones share with communes: places of the zones and of the communes, and the shared part of each."""

    zones: np.ndarray
    communes: np.ndarray
    of_zone: np.ndarray
    of_commune: np.ndarray


def overlay(zoning: Zoning, communes: Zoning, progress: Progress) -> Overlay:
    """The parts of communes in each zone, by areas in their legal CRS; what of a zone lies in no commune counts in no part."""
    shapely = require_shapely()
    parts = []
    for system in sorted(set(zoning.systems)):
        here, there = (
            np.flatnonzero((zones.systems == system) & ~shapely.is_missing(zones.shapes)) for zones in (zoning, communes)
        )
        flat, around = (transform(zones.shapes[some], zones.crs, system) for zones, some in ((zoning, here), (communes, there)))
        rows, places, pieces = pieces_in_zones(around, flat, progress)
        areas = shapely.area(pieces)
        whole = np.bincount(places, weights=areas, minlength=len(here))
        parts.append((here[places], there[rows], areas / whole[places], areas / shapely.area(around)[rows]))
    return Overlay(*(np.concatenate(column) for column in zip(*parts)))


def members_of(pairs: Sequence[tuple[Unit, Sequence[str]]], zoning: Zoning) -> tuple[np.ndarray, np.ndarray]:
    """For each zone of a list of units and their members: the places of the members in `zoning`, and the place of their unit."""
    place = {code: index for index, code in enumerate(zoning.codes)}
    members = np.array([place[code] for _, codes in pairs for code in codes], dtype=int)
    return members, np.repeat(np.arange(len(pairs)), [len(codes) for _, codes in pairs])
