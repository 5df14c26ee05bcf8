# SPDX-License-Identifier: GPL-2.0-or-later
"""OGC API Features: the features of a collection, from link to link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from ..catalog.model import Box, Resource
from ..catalog.provider import Endpoint
from ..catalog.providers.capabilities import crs_code
from ..catalog.providers.features import OgcApiFeatures, best_link, links_of, with_parameters
from ..network.door import host_of
from ..network.errors import OutOfOrder, Refused
from ..territory.contours import LEGAL_CRS, MAINLAND_CRS, legal_crs
from ..territory.crs import GEOGRAPHIC
from .gathering import Announced, Gathering
from .pages import NO_ROWS, Page, geojson_page, read_geojson
from .paging import LIMITS, Ending, no_layer, quarter, told_by
from .positions import widened

if TYPE_CHECKING:
    from ..files.cut import Cut
    from ..network.door import Answer, Door

GEOJSON = {"Accept": "application/geo+json, application/json"}
_PROJECTED = (MAINLAND_CRS, *LEGAL_CRS.values())


@dataclass
class Collection:
    """A collection of a service, as a `paging.Source` whose pages are followed by their links, not by their numbers."""

    door: Door
    address: str
    host: str
    name: str
    offered: tuple[str, ...] = ()
    box: Box | None = None
    default: int | None = None
    crs: str = "CRS:84"
    limits: Box | None = None
    seen: set[str] = field(default_factory=set)
    following: str = ""

    @property
    def announced(self) -> Announced:
        """What is known before the first page."""
        return Announced(self.host, self.name, crs=(self.crs, "CRS:84"), box=self.box)

    def aim(self, cut: Cut | None) -> None:
        """Choose the coordinate system, and what part to ask for, as a box in degrees."""
        legal = legal_crs(cut.territory.communes[0]) if cut is not None else ""
        self.crs = legal if legal in self.offered else self._default()
        if cut is not None and cut.mapped and not cut.whole:
            self.limits = widened(cut.box(GEOGRAPHIC))

    def complete(self, gathering: Gathering, ending: Ending) -> bool:
        """As `paging.Source` says, by parts of the box that holds all that is copied."""
        box = self.limits or (widened(self.box) if self.box is not None else None)
        return box is not None and quarter(self, gathering, box, ending)

    def _default(self) -> str:
        """The coordinate system of the storage where it is a legal projection; else longitude and latitude."""
        first = next(iter(self.offered), "")
        return first if first in _PROJECTED else "CRS:84"

    def count(self, box: Box | None = None) -> int | None:
        """Nothing: the pages say it."""
        return None

    def page(self, start: int, size: int, box: Box | None = None) -> Page:
        """As `paging.Source` says; a page that is not the first is the one that the last answer links to."""
        if start and not self.following:
            return Page(NO_ROWS, b"", read_geojson, more=False)
        address = self._smaller(size) if start else self._first(size, box or self.limits)
        answer = self._get(address)
        if answer.is_page:
            answer = self._get(with_parameters(address, f="json"))
        found = answer.json()
        page = geojson_page(answer, found)
        if box is None:
            self.seen |= {address, self.following}
            self.following = self._next(answer, found)
        rows = replace(page.rows, crs=_content_crs(answer) or page.rows.crs)
        return replace(page, rows=rows, more=bool(self.following))

    def _first(self, size: int, box: Box | None) -> str:
        parameters: dict[str, Any] = {"limit": size}
        if box is not None:
            parameters["bbox"] = ",".join(f"{corner:.9g}" for corner in box)
        if self.crs != "CRS:84":
            authority, _, code = self.crs.partition(":")
            parameters["crs"] = f"http://www.opengis.net/def/crs/{authority}/0/{code}"
        return with_parameters(self.address, **parameters)

    def _smaller(self, size: int) -> str:
        """The link to the next page, with fewer features when it was too large: where it counts features, not pages."""
        known = {name.lower(): value for name, value in parse_qsl(urlsplit(self.following).query)}
        limit = known.get("limit", "")
        counting = {"offset", "startindex"} & set(known)
        if counting and limit.isdigit() and int(limit) > size:
            return with_parameters(self.following, limit=size)
        return self.following

    def _next(self, answer: Answer, found: Mapping[str, Any]) -> str:
        """Where the next page is; nothing when there is none, or when the link comes back to a page that was read.

        A link to another machine is that of a server behind a proxy, which does not know its own name: what it asks for is asked
        of the address of the collection.
        """
        link = best_link(links_of(found, answer), "next")
        if link and urlsplit(link).netloc != urlsplit(self.address).netloc:
            link = urlunsplit(urlsplit(self.address)._replace(query=urlsplit(link).query))
        return "" if link in self.seen else link

    def _get(self, address: str) -> Answer:
        try:
            return self.door.get(address, headers=GEOJSON, limits=LIMITS)
        except (Refused, OutOfOrder) as error:
            raise told_by(error) from error


def _content_crs(answer: Answer) -> str:
    """The coordinate system that an answer says it is in, in the way of the second part of the standard."""
    return crs_code(answer.headers.get("Content-Crs", "").strip().strip("<>"))


def open_oapif(resource: Resource, door: Door) -> Collection:
    """Read what a service says of one of its collections. Raises a `VigieError` when it has no such collection."""
    provider = OgcApiFeatures(Endpoint("", resource.title, "oapif", resource.address))
    listing = provider.listing(door)
    entry = next((entry for entry in listing.entries if entry.id == resource.layer), None)
    if entry is None:
        raise no_layer(host_of(provider.base), resource.layer)
    address = listing.items[entry.id]
    return Collection(door, address, host_of(address), resource.layer, entry.resources[0].crs, entry.box)
