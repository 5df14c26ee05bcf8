# SPDX-License-Identifier: GPL-2.0-or-later
"""Web Feature Service 2.0 and 1.1: the features of a type, in pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from ..catalog.model import Box, Resource
from ..catalog.provider import Endpoint
from ..catalog.providers.capabilities import (
    Declined,
    Wfs,
    crs_code,
    document,
    json_format,
    operation_formats,
    sane_box,
)
from ..catalog.providers.listed import plain
from ..files.model import BOOLEAN, DATE, DATETIME, INTEGER, MIXED, REAL, TEXT, Field
from ..network.errors import NotAsAnnounced, OutOfOrder, Refused
from .gathering import Announced, Gathering
from .pages import Page, read_page
from .paging import LIMITS, Ending, no_layer, quarter, told_by
from .positions import box_in, choose, northing_first, output_crs, widened

if TYPE_CHECKING:
    from ..files.cut import Cut
    from ..network.door import Answer, Door

MOST_SPELLINGS = 200
_KEY = re.compile(r"(?:cleabs|ogc_fid|gid|fid|object_?id|id|uid|uuid|pk|identifiant|gml_?id|id_.+|.+_id)", re.IGNORECASE)
_TYPES = {
    **dict.fromkeys(("int", "integer", "long", "short", "byte", "nonNegativeInteger", "positiveInteger", "negativeInteger",
                     "nonPositiveInteger", "unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte"), INTEGER),
    **dict.fromkeys(("double", "float", "decimal"), REAL),
    "date": DATE, "dateTime": DATETIME, "boolean": BOOLEAN,
}  # fmt: skip
_GEOMETRIES = {
    "Point": "Point", "MultiPoint": "MultiPoint", "LineString": "LineString", "Curve": "LineString",
    "MultiLineString": "MultiLineString", "MultiCurve": "MultiLineString", "Polygon": "Polygon", "Surface": "Polygon",
    "MultiPolygon": "MultiPolygon", "MultiSurface": "MultiPolygon",
    **dict.fromkeys(("Geometry", "MultiGeometry", "GeometricPrimitive", "GeometricComplex", "GeometricAggregate"), MIXED),
}  # fmt: skip
_GEOMETRY = re.compile(rf"({'|'.join(_GEOMETRIES)})(?:Property|Association)Type")
_FAILURES = (Declined, Refused, NotAsAnnounced)


@dataclass(frozen=True)
class Described:
    """A type of features: its fields, the name and the kind of its geometry (empty for a table)."""

    fields: tuple[Field, ...] = ()
    column: str = ""
    geometry: str = MIXED


@dataclass
class WfsLayer:
    """A type of a service, as a `paging.Source`. `spellings` are its coordinate systems, the default first, as the service writes
    them; `crs` is the one that is asked for, `limits` what is copied, as a box in it.
    """

    door: Door
    address: str
    host: str
    version: str
    name: str
    output: str = ""
    spellings: Mapping[str, str] = field(default_factory=dict)
    box: Box | None = None
    default: int | None = None
    described: Described = field(default_factory=Described)
    crs: str = ""
    limits: Box | None = None
    order: str = ""
    swapped: bool = False
    guessed: bool = False
    first: bool = True

    @property
    def announced(self) -> Announced:
        """What is known before the first page."""
        default = next(iter(self.spellings), "")
        described = self.described
        return Announced(self.host, self.name, described.fields, described.geometry, (self.crs, default), self.box)

    def aim(self, cut: Cut | None) -> None:
        """Choose the coordinate system, and what part to ask for."""
        self.crs = choose(tuple(self.spellings), cut) if self.described.geometry else ""
        if cut is not None and cut.mapped and not cut.whole and self.crs:
            self.limits = widened(cut.box(output_crs(self.crs)))
            self.swapped = self._is_swapped()

    def complete(self, gathering: Gathering, ending: Ending) -> bool:
        """As `paging.Source` says, by parts of the box that holds all that is copied."""
        box = box_in(self.box, self.crs) if self.crs else None
        box = self.limits or (widened(box) if box is not None else None)
        return box is not None and quarter(self, gathering, box, ending)

    def _is_swapped(self) -> bool:
        """Whether the service reads boxes with axes in the other order than its way of writing coordinate systems says: when a
        box is empty, and is not once swapped.
        """
        for swapped in (False, True):
            self.swapped = swapped
            count = self.count()
            if count is None:
                count = len(self.page(0, 1).rows)
            if count:
                return swapped
        return False

    def count(self, box: Box | None = None) -> int | None:
        """As `paging.Source` says, by ``resultType=hits``."""
        parameters = {**self._parameters(box or self.limits), "RESULTTYPE": "hits"}
        try:
            root = document(self._get(parameters))
        except _FAILURES:  # the pages say what is wrong, if they come no more than their number
            return None
        said = next((root.get(name) for name in ("numberMatched", "numberOfFeatures") if root.get(name)), "")
        return int(said) if re.fullmatch(r"[0-9]{1,15}", said) else None

    def page(self, start: int, size: int, box: Box | None = None) -> Page:
        """As `paging.Source` says. What the service refuses of its first page is not asked for again: an order, a format that it
        did not announce.
        """
        ways = [(self.order, self.output)]
        if self.first:
            ways += [("", self.output), ("", "" if self.guessed else self.output)]
        refusal: Declined | None = None
        for order, output in dict.fromkeys(ways):
            try:
                page = self._page(start, size, box or self.limits, order, output)
            except Declined as error:
                refusal = refusal or error
                continue
            self.order, self.output, self.first = order, output, False
            return page
        raise refusal or AssertionError("there is a way")

    def _page(self, start: int, size: int, box: Box | None, order: str, output: str) -> Page:
        latest = self.version.startswith("2")
        parameters: dict[str, Any] = {**self._parameters(box), ("COUNT" if latest else "MAXFEATURES"): size}
        if start or latest:
            parameters["STARTINDEX"] = start
        if order:
            parameters["SORTBY"] = order
        if output:
            parameters["OUTPUTFORMAT"] = output
        return read_page(self._get(parameters), self.described.fields)

    def _parameters(self, box: Box | None) -> dict[str, Any]:
        named = "TYPENAMES" if self.version.startswith("2") else "TYPENAME"
        parameters = {"SERVICE": "WFS", "REQUEST": "GetFeature", "VERSION": self.version, named: self.name}
        spelling = self.spellings.get(self.crs, "")
        if spelling:
            parameters["SRSNAME"] = spelling
        if box is not None:
            west, south, east, north = box
            by_authority = spelling.lower().startswith(("urn:", "http://www.opengis.net/def/crs/"))
            turned = (by_authority and northing_first(self.crs)) != self.swapped
            corners = (south, west, north, east) if turned else box
            parameters["BBOX"] = ",".join([*(f"{corner:.9g}" for corner in corners), spelling])
        return parameters

    def _get(self, parameters: Mapping[str, Any]) -> Answer:
        try:
            return self.door.get(self.address, params=parameters, limits=LIMITS)
        except (Refused, OutOfOrder) as error:
            raise told_by(error) from error


def open_wfs(resource: Resource, door: Door) -> WfsLayer:
    """Read what a service says of one of its types. Raises a `VigieError` when it has no such type, or a `NetworkError`."""
    provider = Wfs(Endpoint("", resource.title, "wfs", resource.address))
    answer, root = provider.capabilities(door)
    kind = _type(root, resource.layer, answer.host)
    offered = [plain(part.text) for part in _found(kind, "OutputFormats/Format")] or operation_formats(root)
    default = _found(root, "Constraint[@name='CountDefault']/DefaultValue", "Constraint[@name='DefaultMaxFeatures']/Value")
    said = plain(default[0].text) if default else ""
    layer = WfsLayer(
        door,
        provider.base,
        answer.host,
        plain(root.get("version")) or "2.0.0",
        plain(_found(kind, "Name")[0].text),
        json_format(offered) if offered else "application/json",
        _spellings(kind),
        _box(kind),
        int(said) if re.fullmatch(r"[0-9]{1,9}", said) else None,
        guessed=not offered,
    )
    layer.described = _describe(layer)
    layer.order = next((known.name for known in layer.described.fields if _is_key(known)), "")
    return layer


def _found(element: Any, *paths: str) -> list[Any]:
    """The elements at the first of the paths that leads somewhere, whatever their namespaces."""
    for path in paths:
        steps = "/".join(re.sub(r"^(\w+)", r"*[local-name()='\1']", step) for step in path.split("/"))
        found = element.xpath(f".//{steps}")
        if found:
            return found
    return []


def _type(root: Any, name: str, host: str) -> Any:
    """The type of that name, or of that name within a namespace; the only type when no name is given."""
    kinds = [(plain(_found(kind, "Name")[0].text), kind) for kind in _found(root, "FeatureType") if _found(kind, "Name")]
    local = [kind for known, kind in kinds if known.rpartition(":")[2] == name.rpartition(":")[2]]
    exact = [kind for known, kind in kinds if known == name] or local or ([kinds[0][1]] if len(kinds) == 1 and not name else [])
    if not exact:
        raise no_layer(host, name)
    return exact[0]


def _spellings(kind: Any) -> dict[str, str]:
    tags = ("DefaultCRS", "DefaultSRS", "SRS", "OtherCRS", "OtherSRS")
    texts = [text for tag in tags for part in _found(kind, tag) for text in plain(part.text).split()][:MOST_SPELLINGS]
    found: dict[str, str] = {}
    for text in texts:
        if code := crs_code(text):
            found.setdefault(code, text)
    return found


def _box(kind: Any) -> Box | None:
    corners = [
        plain(part.text).split() for tag in ("LowerCorner", "UpperCorner") for part in _found(kind, f"WGS84BoundingBox/{tag}")
    ]
    return sane_box(*corners[0], *corners[1]) if [len(corner) for corner in corners] == [2, 2] else None


def _is_key(known: Field) -> bool:
    """Whether a field looks like one whose value is unique, by which pages keep their order."""
    return known.type in (TEXT, INTEGER) and bool(_KEY.fullmatch(known.name))


def _describe(layer: WfsLayer) -> Described:
    """The type, by its XML schema; nothing is known of it when the service gives none that can be read."""
    named = "TYPENAMES" if layer.version.startswith("2") else "TYPENAME"
    parameters = {"SERVICE": "WFS", "REQUEST": "DescribeFeatureType", "VERSION": layer.version, named: layer.name}
    try:
        root = document(layer.door.get(layer.address, params=parameters))
    except (*_FAILURES, OutOfOrder):
        return Described()
    local = layer.name.rpartition(":")[2]
    declared = root.xpath("*[local-name()='element' and @name=$name]", name=local)
    inside = declared[0] if declared else root
    if declared and declared[0].get("type"):
        named_type = declared[0].get("type").rpartition(":")[2]
        inside = next(iter(root.xpath("*[local-name()='complexType' and @name=$name]", name=named_type)), root)
    return _read_schema(inside.xpath(".//*[local-name()='sequence']/*[local-name()='element' and @name]"))


def _read_schema(elements: list[Any]) -> Described:
    described = Described(geometry="" if elements else MIXED)
    for element in elements:
        kind = _declared_type(element)
        geometry = _GEOMETRY.fullmatch(kind)
        if geometry is None:
            known = Field(plain(element.get("name")), _TYPES.get(kind, TEXT))
            described = replace(described, fields=(*described.fields, known))
        elif not described.column:
            described = replace(described, column=plain(element.get("name")), geometry=_GEOMETRIES[geometry[1]])
    return described


def _declared_type(element: Any) -> str:
    """The type of an element without its namespace, or the one that it restricts."""
    restricted = element.xpath(".//*[local-name()='restriction' or local-name()='extension']/@base")
    return (element.get("type") or next(iter(restricted), "")).rpartition(":")[2]
