# SPDX-License-Identifier: GPL-2.0-or-later
"""From a dataset to what is loaded of it: which of its resources, in which order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from ..messages import VigieError, translate
from ..territory.cog import Cog
from ..territory.model import Territory
from .about import About
from .model import LOADABLE, Entry, Resource
from .provider import Endpoint

FEATURES = ("wfs", "oapif", "esri-features")
"""Protocols of services that give features."""
IMAGES = ("wms", "wmts", "tms", "xyz", "esri-map", "vector-tiles")
"""Protocols of services that draw: there is nothing to copy."""
MOST_COPIED = 20_000
"""A service of more features than that stays on its server, unless the user wants otherwise."""
PREFERRED = (
    "wfs", "oapif", "gpkg", "geojson", "esri-features", "gtfs", "shp", "zip", "parquet", "kml", "kmz", "gml", "gpx", "csv", "tsv",
    "xlsx", "ods", "xls", "json", "gz", "7z", "tar", "txt", "xml",
)  # fmt: skip
"""Ways to get a dataset, the best first."""
FEWEST_DEPARTEMENTS = 13
"""Twelve files may be those of the months of a year."""
_DEPARTEMENT = re.compile(r"(?<![0-9A-Za-z])(?:0[1-9]|[1-8][0-9]|9[0-5]|2[AB]|97[1-6])(?![0-9A-Za-z])", re.IGNORECASE)


@dataclass(frozen=True)
class Target:
    """What is to be loaded: one resource of an entry, or an address that the user wrote (`entry` is None).

    `endpoint` has credentials for it, if any; `departement` is set when the file is that of one of the territory's départements.
    """

    resource: Resource
    entry: Entry | None = None
    endpoint: Endpoint | None = None
    departement: str = ""

    @property
    def is_image(self) -> bool:
        """Whether it is drawn by its server."""
        return self.resource.kind in IMAGES

    @property
    def is_service(self) -> bool:
        """Whether it can stay where it is, and be drawn from there."""
        return self.resource.kind in (*FEATURES, *IMAGES)

    def about(self, fetched: str = "", notes: tuple[str, ...] = ()) -> About:
        """What its layers are to tell."""
        if self.entry is not None:
            return About.of(self.entry, self.resource, fetched, notes)
        name = self.resource.title or self.resource.layer or self.resource.address
        return About(title=name, address=self.resource.address, fetched=fetched, notes=notes)


def refuse_unloadable(target: Target) -> None:
    """A `VigieError` when the target is a page, a programming interface, or something else that cannot become a layer."""
    resource = target.resource
    if resource.kind and resource.kind not in LOADABLE and not target.is_service:
        page = (target.entry.page if target.entry else "") or resource.address
        raise VigieError(
            translate("catalog", "“{title}” cannot become a layer ({kind}): open its page, {page}.").format(
                title=target.about().title, kind=resource.kind, page=page
            )
        )


def targets_of(entry: Entry, territory: Territory | None, endpoint: Endpoint | None, cog: Cog) -> list[Target]:
    """The ways to get a dataset, the best first: features of services, then files, then images; where there is one file a
    département, those of the territory first and the others last. A `VigieError` says so when there is none.
    """
    found = [resource for resource in entry.resources if resource.loadable and resource.mode != "embedded"]
    if not found:
        raise VigieError(
            translate("catalog", "“{title}” has no file and no service that can be loaded: open its page, {page}.").format(
                title=entry.title, page=entry.page
            )
        )
    ranks = {kind: place for place, kind in enumerate(PREFERRED)}
    mine = {unit.code for unit in cog.groups(territory, "departement")} if territory is not None else set()
    parts = departement_files(found)
    rows = []
    for place, resource in enumerate(found):
        code = parts.get(place, "")
        order = (code not in mine, bool(code), ranks.get(resource.kind, len(ranks)))
        rows.append((order, Target(resource, entry, _of_machine(endpoint, resource), code if code in mine else "")))
    return [target for _, target in sorted(rows, key=lambda row: row[0])]


def in_one_action(targets: Sequence[Target]) -> list[Target]:
    """What is added when the user asks for the dataset and says nothing more: the best way; where there is one file a
    département, those of the territory.
    """
    best = targets[0]
    alike = [target for target in targets if target.departement and target.resource.kind == best.resource.kind]
    return alike if best.departement else [best]


def departement_files(resources: Sequence[Resource]) -> dict[int, str]:
    """The département that each file speaks of (by its place), where there is one file a département: their names differ by its
    code only, and by enough codes to be no months.
    """
    families: dict[tuple[str, str], dict[int, str]] = {}
    for place, resource in enumerate(resources):
        name = unquote(urlsplit(resource.address).path.rpartition("/")[2])
        for written in dict.fromkeys((resource.title, name)):
            for found in _DEPARTEMENT.finditer(written):
                rest = f"{written[: found.start()]}*{written[found.end() :]}"
                families.setdefault((resource.kind, rest), {})[place] = found[0].upper()
    told: dict[int, str] = {}
    for family in families.values():
        if len(set(family.values())) >= FEWEST_DEPARTEMENTS:
            told.update(family)
    return told


def _of_machine(endpoint: Endpoint | None, resource: Resource) -> Endpoint | None:
    """The endpoint, whose credentials serve on its own machine only."""
    same = endpoint is not None and urlsplit(endpoint.address).netloc == urlsplit(resource.address).netloc
    return endpoint if same else None
