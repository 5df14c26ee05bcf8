# SPDX-License-Identifier: GPL-2.0-or-later
"""The one model of a dataset, wherever it was found; of a question; and of the answer of a source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..territory.model import Territory

Box = tuple  # (west, south, east, north) in degrees, EPSG:4326

SERVICES = ("wfs", "oapif", "wms", "wmts", "esri-features", "esri-map", "tms", "xyz", "vector-tiles")
FILES = (
    "csv", "tsv", "txt", "xls", "xlsx", "ods", "xml", "json", "geojson", "kml", "kmz", "gpx", "shp", "gml", "gpkg", "parquet",
    "gtfs", "zip", "7z", "gz", "tar",
)  # fmt: skip
LOADABLE = frozenset((*SERVICES, *FILES, "embedded"))
"""Kinds of resources that can become a layer or a table."""

FACETS = ("theme", "producer", "licence", "format", "freshness", "coverage", "loadable", "kind", "source")
SORTS = ("relevance", "modified", "title")


@dataclass(frozen=True)
class Resource:
    """One way to get a dataset.

    `kind` is a format or a protocol, in lower case (see `SERVICES` and `FILES`; "page" for a web page, "api" for a
    programming interface). `address` is a URL, without the parameters of a request for a service, or the name of an embedded
    file; `layer` the name within a service. `size` is in bytes; `checksum` is written ``sha1:…``. `notes` are known defects.

    What a service says of a layer, where it was asked: `styles` (names, or addresses for vector tiles) and `formats` (MIME
    types), the default first; `scales`, the denominators of the largest and of the smallest scale at which it draws (0: no
    limit); `tiles`, its sets of tiles with their coordinate systems; `zooms`, its first and last levels of tiles.
    """

    kind: str
    address: str
    mode: str = "live"
    date: str = ""
    verification: str = ""
    title: str = ""
    layer: str = ""
    size: int | None = None
    checksum: str = ""
    crs: tuple[str, ...] = ()
    schema: str = ""
    notes: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    scales: tuple[float, float] = (0.0, 0.0)
    tiles: tuple[tuple[str, str], ...] = ()
    zooms: tuple[int, int] | None = None

    @property
    def loadable(self) -> bool:
        """Whether it can become a layer or a table."""
        return self.kind in LOADABLE


@dataclass(frozen=True)
class Origin:
    """Where a dataset was found: the id of the source, the id it has there, its page."""

    source: str
    id: str
    page: str = ""


@dataclass(frozen=True)
class Entry:
    """A dataset found in a catalogue, or a layer found in a service.

    `id` is unique within its `source` (an id of endpoint). `kind` is "dataset", "dataservice", "service", or the protocol of
    a layer ("wfs", "wms"...). `coverage` holds written territories, `box` what it covers in degrees. Dates are ISO text (day,
    month or year); `period` is what the data speak of. `formats` are kinds of resources, known before the resources are.
    `identifiers` are the names under which other catalogues may know it (UUID, remote address). `complete` is False until the
    provider's `details` was asked. `markup` says how `description` is written: "text", "markdown" or "html".
    """

    id: str
    title: str
    description: str = ""
    producer: str = ""
    licence: str = ""
    theme: str = ""
    keywords: tuple[str, ...] = ()
    page: str = ""
    schema: str = ""
    coverage: tuple[str, ...] = ()
    resources: tuple[Resource, ...] = ()
    source: str = ""
    kind: str = "dataset"
    markup: str = "text"
    licence_url: str = ""
    published: str = ""
    modified: str = ""
    period: tuple[str, str] = ("", "")
    box: Box | None = None
    formats: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    complete: bool = True
    origins: tuple[Origin, ...] = ()

    def resource(self, mode: str) -> Resource | None:
        """The first resource of that mode ("embedded" or "live"), if there is one."""
        return next((resource for resource in self.resources if resource.mode == mode), None)

    @property
    def loadable(self) -> bool | None:
        """Whether it can become a layer or a table; None when nothing is known of its resources yet."""
        kinds = {resource.kind for resource in self.resources} | set(self.formats)
        return bool(kinds & LOADABLE) if kinds or self.complete else None

    @property
    def main(self) -> Resource | None:
        """The resource that best makes a layer: services of features, then files, then images."""
        order = {
            kind: place for place, kind in enumerate(("embedded", "wfs", "oapif", "gpkg", "geojson", "esri-features", *FILES))
        }
        known = [resource for resource in self.resources if resource.loadable]
        return min(known, key=lambda resource: order.get(resource.kind, len(order)), default=None)


@dataclass(frozen=True)
class Query:
    """A question. `facets` are the values wanted, by facet (any of the values, all of the facets); `page` counts from 1.

    `territory` and its `box` put first what covers it; they exclude nothing, unless the facet "coverage" says so.
    """

    text: str = ""
    territory: Territory | None = None
    box: Box | None = None
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = "relevance"
    page: int = 1
    size: int = 20


@dataclass(frozen=True)
class Page:
    """What one source answers: entries in its own order, how many there are in all (None when it does not say), whether
    there is a next page, and its facets (facet -> value -> count) where it has some.
    """

    entries: tuple[Entry, ...]
    total: int | None = None
    more: bool = False
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Preview:
    """The first rows of a resource as text, with the names of its fields and, where it is known, the number of all rows."""

    fields: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: int | None = None
