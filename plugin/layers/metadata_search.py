# SPDX-License-Identifier: GPL-2.0-or-later
"""The search from QGIS's own search of layers by their metadata: the layers of services that QGIS opens as they are.

QGIS's browser asks without words when it is opened and filters by itself; its locator asks with words.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from qgis.core import (
    Qgis,
    QgsAbstractLayerMetadataProvider,
    QgsAbstractMetadataBase,
    QgsBox3d,
    QgsCoordinateReferenceSystem,
    QgsDataSourceUri,
    QgsFeedback,
    QgsGeometry,
    QgsLayerMetadata,
    QgsLayerMetadataProviderResult,
    QgsLayerMetadataSearchResults,
    QgsMetadataSearchContext,
    QgsPolygon,
    QgsRectangle,
)

from ..feedback import log
from ..messages import Cancelled, VigieError

if TYPE_CHECKING:
    from ..catalog.federation import Federation, Findings
    from ..catalog.model import Entry, Resource
    from ..catalog.provider import Endpoint

SECONDS = 8.0
CLOSING_SECONDS = 1.0
TURN_SECONDS = 0.05
PAGE_SIZE = 50
PROVIDERS = {"wfs": "WFS", "oapif": "OAPIF", "wms": "wms", "wmts": "wms"}
"""Protocols whose layers QGIS opens as they are, best first -> its provider."""
ASKED = ("geoplateforme", "csw", "records", *PROVIDERS)
"""Kinds of sources that tell a service and a layer without being asked for details."""
_MARKS = re.compile(r"<[^<>]*>")
PREFERRED_CRS = ("EPSG:3857", "EPSG:2154", "EPSG:4326", "CRS:84")


class _Watched:
    """The `Progress`, and the feedback, of one search: it can be stopped from anywhere, and touches nothing of QGIS's, since
    a thread that waits for a certificate may outlive the search.
    """

    def __init__(self) -> None:
        self.findings: Findings | None = None
        self.error: VigieError | None = None
        self._stop = threading.Event()

    @property
    def feedback(self) -> _Watched:
        """What cancels a request on its way."""
        return self

    def isCanceled(self) -> bool:
        """Whether nobody waits any more."""
        return self._stop.is_set()

    def stop(self) -> None:
        """Nobody waits any more."""
        self._stop.set()

    def hear(self) -> None:
        """Raise `Cancelled` when nobody waits any more."""
        if self._stop.is_set():
            raise Cancelled

    def step(self, percent: float, text: str = "") -> None:
        """The same: nobody looks at the progress."""
        self.hear()

    def keep(self, findings: Findings) -> None:
        """Keep what was found so far."""
        self.findings = findings


class LayerMetadataSearch(QgsAbstractLayerMetadataProvider):
    """Answers with the layers of enabled sources. Keep a reference, `close` it, then unregister it."""

    def __init__(self, federation: Callable[[], Federation]) -> None:
        super().__init__()
        self._federation = federation
        self._running: set[_Watched] = set()
        self._closed = False

    def id(self) -> str:
        """The stable id."""
        return "vigie"

    def search(
        self,
        context: QgsMetadataSearchContext,
        text: str = "",
        extent: QgsRectangle | None = None,
        feedback: QgsFeedback | None = None,
    ) -> QgsLayerMetadataSearchResults:
        """What came in 8 seconds; in the thread of who asks. An exception must not leave it: QGIS would stop."""
        results = QgsLayerMetadataSearchResults()
        watched = _Watched()
        self._running.add(watched)
        try:
            self._wait(watched, text.strip(), feedback)
            if feedback is None or not feedback.isCanceled():
                self._fill(results, watched, QgsRectangle() if extent is None else extent)
        except Exception as error:  # the boundary of the thread
            log(repr(error), Qgis.MessageLevel.Critical)
        finally:
            watched.stop()
            self._running.discard(watched)
        return results

    def close(self) -> None:
        """Stop what is running: QGIS destroys this object next."""
        self._closed = True
        for watched in tuple(self._running):
            watched.stop()
        end = time.monotonic() + CLOSING_SECONDS
        while self._running and time.monotonic() < end:
            time.sleep(TURN_SECONDS)

    def _wait(self, watched: _Watched, text: str, feedback: QgsFeedback | None) -> None:
        """Ask in a thread, and wait as long as one waits."""
        thread = threading.Thread(target=self._ask, args=(watched, text), name="vigie-metadata", daemon=True)
        end = time.monotonic() + SECONDS
        thread.start()
        while thread.is_alive() and not watched.isCanceled():
            thread.join(TURN_SECONDS)
            if self._closed or time.monotonic() > end or (feedback is not None and feedback.isCanceled()):
                watched.stop()

    def _ask(self, watched: _Watched, text: str) -> None:
        from ..catalog.model import Query

        try:
            federation = self._federation()
            sources = [endpoint.id for endpoint in federation.endpoints if endpoint.enabled and endpoint.kind in ASKED]
            federation.ask(Query(text, size=PAGE_SIZE), sources).next(watched, watched.keep)
        except Cancelled:
            return  # what was kept is all there is
        except VigieError as error:
            watched.error = error
        except Exception as error:  # the boundary of the thread
            log(repr(error), Qgis.MessageLevel.Critical)

    def _fill(self, results: QgsLayerMetadataSearchResults, watched: _Watched, extent: QgsRectangle) -> None:
        if watched.error is not None:
            results.addError(watched.error.sentence)
        if watched.findings is None:
            return
        endpoints = {endpoint.id: endpoint for endpoint in self._federation().endpoints}
        for state in watched.findings.sources:
            if state.message:
                results.addError(f"{state.title}: {state.message}")
        for entry in watched.findings.entries:
            inside = extent.isEmpty() or (entry.box is not None and extent.intersects(QgsRectangle(*entry.box)))
            resource = direct_resource(entry)
            if resource is not None and inside:
                results.addMetadata(result_of(entry, resource, endpoints))


def direct_resource(entry: Entry) -> Resource | None:
    """The service of an entry that QGIS opens best as it is; None when it has none whose layer is known."""
    known = [resource for resource in entry.resources if resource.kind in PROVIDERS and resource.layer and resource.address]
    order = list(PROVIDERS)
    return min(known, key=lambda resource: order.index(resource.kind), default=None)


def result_of(entry: Entry, resource: Resource, endpoints: Mapping[str, Endpoint]) -> QgsLayerMetadataProviderResult:
    """What QGIS shows of an entry, and opens. Credentials go to the machine of their source only."""
    crs = _crs(resource)
    result = QgsLayerMetadataProviderResult(metadata_of_entry(entry, crs))
    result.setDataProviderName(PROVIDERS[resource.kind])
    endpoint = endpoints.get(entry.source)
    own = endpoint is not None and urlsplit(endpoint.address).netloc == urlsplit(resource.address).netloc
    result.setUri(data_source(resource, endpoint.authcfg if own else ""))
    features = resource.kind in ("wfs", "oapif")
    result.setLayerType(Qgis.LayerType.Vector if features else Qgis.LayerType.Raster)
    result.setGeometryType(Qgis.GeometryType.Unknown)
    result.setAuthid(crs)
    if entry.box is not None:
        polygon = QgsPolygon()
        if polygon.fromWkt(QgsGeometry.fromRect(QgsRectangle(*entry.box)).asWkt()):
            result.setGeographicExtent(polygon)
    return result


def metadata_of_entry(entry: Entry, crs: str) -> QgsLayerMetadata:
    """Title, words, extent, producer, licence and links, where QGIS keeps them. QGIS shows them as HTML, and escapes nothing."""
    metadata = QgsLayerMetadata()
    metadata.setType("dataset")
    metadata.setIdentifier(_plain(entry.id))
    metadata.setTitle(_plain(entry.title))
    metadata.setAbstract(_plain(entry.description))
    words = [word for word in map(_plain, entry.keywords) if word]
    metadata.setKeywords({"vigie": words} if words else {})
    if entry.theme:
        metadata.setCategories([_plain(entry.theme)])
    metadata.setRights([_plain(entry.producer)] if entry.producer else [])
    metadata.setLicenses([_plain(entry.licence)] if entry.licence else [])
    links = ((entry.title, entry.page), (entry.licence, entry.licence_url))
    metadata.setLinks(
        [QgsAbstractMetadataBase.Link(_plain(name), "WWW:LINK", _quoted(address)) for name, address in links if address]
    )
    metadata.setCrs(QgsCoordinateReferenceSystem(crs))
    if entry.box is not None:
        spatial = QgsLayerMetadata.SpatialExtent()
        spatial.extentCrs = QgsCoordinateReferenceSystem("EPSG:4326")
        west, south, east, north = entry.box
        spatial.bounds = QgsBox3d(west, south, 0, east, north, 0)
        extent = QgsLayerMetadata.Extent()
        extent.setSpatialExtents([spatial])
        metadata.setExtent(extent)
    return metadata


def _plain(text: str) -> str:
    """A text without marks: they would be obeyed."""
    return _MARKS.sub(" ", text).replace("<", "‹").strip()


def _quoted(address: str) -> str:
    """An address that can stand between quotes."""
    return re.sub(r"[\s\"'<>]", lambda found: quote(found.group()), address)


def data_source(resource: Resource, authcfg: str = "") -> str:
    """The data source of a resource, as QGIS's provider of its protocol reads it."""
    features = resource.kind in ("wfs", "oapif")
    uri = QgsDataSourceUri()
    for name, value in (_features(resource) if features else _images(resource)).items():
        uri.setParam(name, value)
    if authcfg:
        uri.setAuthConfigId(authcfg)
    return uri.uri(False) if features else bytes(uri.encodedUri()).decode()


def _features(resource: Resource) -> dict[str, str]:
    if resource.kind == "oapif":  # QGIS wants the landing page
        return {"url": re.sub(r"/collections/?(?=$|\?)", "/", resource.address), "typename": resource.layer}
    return {
        "url": resource.address,
        "typename": resource.layer,
        "version": "auto",
        "restrictToRequestBBOX": "1",
        **({"srsname": _crs(resource)} if resource.crs else {}),
    }


def _images(resource: Resource) -> dict[str, str]:
    common = {
        "contextualWMSLegend": "0",
        "crs": _crs(resource),
        "dpiMode": "7",
        "format": "image/png",
        "layers": resource.layer,
        "styles": "",
    }
    if resource.kind == "wms":
        return {**common, "url": resource.address}
    return {**common, "tileMatrixSet": "", "url": _capabilities(resource.address)}  # empty: QGIS takes what the layer has


def _capabilities(address: str) -> str:
    """The address of the capabilities of a WMTS, which QGIS wants whole."""
    path, _, query = address.partition("?")
    if path.lower().endswith(".xml"):
        return address
    own = f"{query.rstrip('&')}&" if query else ""
    return f"{path}?{own}SERVICE=WMTS&REQUEST=GetCapabilities&VERSION=1.0.0"


def _crs(resource: Resource) -> str:
    """The coordinate system to open a resource in: features' own; for images the web's or France's where it can be."""
    features = resource.kind in ("wfs", "oapif")
    wanted = [code for code in resource.crs if code.startswith("EPSG:")] if features else PREFERRED_CRS
    known = next((code for code in wanted if code in resource.crs), "")
    return known or (resource.crs[0] if resource.crs else "EPSG:4326" if features else "EPSG:3857")
