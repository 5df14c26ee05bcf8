# SPDX-License-Identifier: GPL-2.0-or-later
"""Layers of ArcGIS REST services (FeatureServer, MapServer): by pages, or by lists of the ids of their objects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote, urlencode

from ..catalog.model import Box, Resource
from ..catalog.providers.capabilities import Declined
from ..catalog.providers.esri import checked, crs_of, objects
from ..catalog.providers.listed import plain
from ..files.model import DATE, DATETIME, INTEGER, REAL, TEXT, Field
from ..messages import translate
from ..network.door import host_of
from ..network.errors import NotAsAnnounced, OutOfOrder, Refused
from ..territory.contours import legal_crs
from ..territory.crs import GEOGRAPHIC
from .gathering import Announced, Gathering
from .pages import NO_ROWS, Page, Rows, is_count, read_esri
from .paging import FIRST_SIZE, LIMITS, Ending, report, told_by
from .positions import choose, output_crs, widened

if TYPE_CHECKING:
    from ..files.cut import Cut
    from ..network.door import Answer, Door

_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_TYPES = {
    **dict.fromkeys(("esriFieldTypeOID", "esriFieldTypeSmallInteger", "esriFieldTypeInteger", "esriFieldTypeBigInteger"), INTEGER),
    "esriFieldTypeSingle": REAL, "esriFieldTypeDouble": REAL, "esriFieldTypeDate": DATETIME, "esriFieldTypeDateOnly": DATE,
}  # fmt: skip
_GEOMETRIES = {
    "esriGeometryPoint": "Point", "esriGeometryMultipoint": "MultiPoint", "esriGeometryPolyline": "MultiLineString",
    "esriGeometryPolygon": "MultiPolygon",
}  # fmt: skip


@dataclass
class EsriLayer:
    """A layer of a service, as a `paging.Source`. `own` are the parameters of its address, `key` the field of the ids of objects."""

    door: Door
    address: str
    host: str
    name: str
    own: Mapping[str, str]
    key: str = ""
    fields: tuple[Field, ...] = ()
    geometry: str = ""
    native: str = ""
    default: int | None = None
    pages: bool = True
    crs: str = ""
    limits: Box | None = None

    @property
    def announced(self) -> Announced:
        """What is known before the first page."""
        return Announced(self.host, self.name, self.fields, self.geometry, (self.crs, self.native))

    def aim(self, cut: Cut | None) -> None:
        """Choose the coordinate system, and what part to ask for."""
        legal = legal_crs(cut.territory.communes[0]) if cut is not None else ""
        self.crs = choose(tuple(filter(None, (self.native, legal, GEOGRAPHIC))), cut)
        if cut is not None and self.geometry and cut.mapped and not cut.whole:
            self.limits = widened(cut.box(output_crs(self.crs)))

    def count(self, box: Box | None = None) -> int | None:
        """As `paging.Source` says."""
        try:
            found = checked(self._get({**self._filter(), "returnCountOnly": "true"})).get("count")
        except (Declined, Refused):
            return None
        return found if is_count(found) else None

    def page(self, start: int, size: int, box: Box | None = None) -> Page:
        """As `paging.Source` says, of what is copied as a whole."""
        parameters = {**self._filter(), **self._wanted()}
        if self.key:
            parameters["orderByFields"] = self.key
        if self.pages:
            parameters.update({"resultOffset": start, "resultRecordCount": size})
        elif start:
            raise Declined(self.host, translate("remote", "this version of the server does not give pages"))
        return self._read(self._get(parameters))

    def complete(self, gathering: Gathering, ending: Ending) -> bool:
        """As `paging.Source` says, by the list of the ids of all objects."""
        try:
            listed = checked(self._get({**self._filter(), "returnIdsOnly": "true"})).get("objectIds")
        except (Declined, Refused):
            return False
        ids = [number for number in listed if is_count(number)] if isinstance(listed, list) else []
        batch = min(self.default or FIRST_SIZE, FIRST_SIZE)
        for first in range(0, len(ids), batch):
            report(gathering, ending)
            chosen = ",".join(map(str, ids[first : first + batch]))
            form = urlencode({**self.own, **self._wanted(), "objectIds": chosen, "f": "json"})
            gathering.add(self._read(self.door.post(f"{self.address}/query", data=form, headers=_FORM, limits=LIMITS)))
        return bool(ids) and gathering.read >= len(ids)

    def _wanted(self) -> dict[str, Any]:
        wanted = {"outFields": "*", "returnGeometry": "true" if self.geometry else "false"}
        return {**wanted, "outSR": _number(self.crs)} if self.geometry and self.crs else wanted

    def _filter(self) -> dict[str, Any]:
        if self.limits is None:
            return {"where": "1=1"}
        return {
            "where": "1=1", "geometry": ",".join(f"{corner:.9g}" for corner in self.limits), "geometryType": "esriGeometryEnvelope",
            "inSR": _number(self.crs), "spatialRel": "esriSpatialRelIntersects",
        }  # fmt: skip

    def _get(self, parameters: Mapping[str, Any]) -> Answer:
        try:
            return self.door.get(f"{self.address}/query", params={**self.own, **parameters, "f": "json"}, limits=LIMITS)
        except (Refused, OutOfOrder) as error:
            raise told_by(error) from error

    def _read(self, answer: Answer) -> Page:
        found = checked(answer)
        if not isinstance(found.get("features"), list):
            raise NotAsAnnounced(answer.host, f"{answer.url}: no list of features in {answer.body[:200]!r}")
        key, dates = self.key, {known.name for known in self.fields if known.type == DATETIME}

        def read(body: bytes) -> Rows:
            return read_esri(body, key, dates)

        try:
            rows = read(answer.body) if found["features"] else NO_ROWS
        except RuntimeError as error:
            raise NotAsAnnounced(answer.host, f"{answer.url}: {error}: {answer.body[:200]!r}") from error
        return Page(rows, answer.body, read, more=True if found.get("exceededTransferLimit") is True else None)


def open_esri(resource: Resource, door: Door) -> EsriLayer:
    """Read what a service says of one of its layers. Raises `Declined` when the service refuses, another `NetworkError` when it
    does not answer.
    """
    base, _, query = resource.address.partition("?")
    address = f"{base.rstrip('/')}/{quote(resource.layer, safe='')}" if resource.layer else base.rstrip("/")
    own = {name: value for name, value in parse_qsl(query) if name.lower() != "f"}
    found = checked(door.get(address, params={**own, "f": "json"}))
    known = {
        plain(part.get("name")): part for part in objects(found.get("fields")) if part.get("type") != "esriFieldTypeGeometry"
    }
    fields = tuple(_field(name, part) for name, part in known.items() if name)
    key = next(
        (name for name, part in known.items() if part.get("type") == "esriFieldTypeOID"), plain(found.get("objectIdField"))
    )
    extent = found.get("extent")
    advanced = found.get("advancedQueryCapabilities")
    most = found.get("maxRecordCount")
    return EsriLayer(
        door,
        address,
        host_of(address),
        plain(found.get("name")) or resource.title or resource.layer,
        own,
        key,
        fields,
        _GEOMETRIES.get(plain(found.get("geometryType")), ""),
        crs_of(extent.get("spatialReference")) if isinstance(extent, Mapping) else "",
        most if is_count(most) and most else None,
        not isinstance(advanced, Mapping) or advanced.get("supportsPagination") is not False,
    )


def _field(name: str, part: Mapping[str, Any]) -> Field:
    alias = plain(part.get("alias"))
    return Field(name, _TYPES.get(plain(part.get("type")), TEXT), alias if alias != name else "")


def _number(crs: str) -> str:
    """A coordinate system as Esri numbers it."""
    return crs.partition(":")[2]
