# SPDX-License-Identifier: GPL-2.0-or-later
"""The search from QGIS's own search of layers by their metadata: the layers of services that QGIS opens as they are.

QGIS's browser asks without words when it is opened and filters by itself; its locator asks with words.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from qgis.core import (
    Qgis,
    QgsAbstractLayerMetadataProvider,
    QgsCoordinateReferenceSystem,
    QgsFeedback,
    QgsGeometry,
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
DIRECT = ("wfs", "oapif", "wms", "wmts")
"""Protocols whose layers QGIS opens as they are told, best first."""
ASKED = ("geoplateforme", "csw", "records", *DIRECT)
"""Kinds of sources that tell a service and a layer without being asked for details."""


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
    from ..catalog.providers.listed import web_address

    known = [
        resource for resource in entry.resources if resource.kind in DIRECT and resource.layer and web_address(resource.address)
    ]
    return min(known, key=lambda resource: DIRECT.index(resource.kind), default=None)


def result_of(entry: Entry, resource: Resource, endpoints: Mapping[str, Endpoint]) -> QgsLayerMetadataProviderResult:
    """What QGIS shows of an entry, and opens. Credentials go to the machine of their source only."""
    from ..catalog.about import About
    from .metadata import described
    from .services import live_source

    endpoint = endpoints.get(entry.source)
    own = endpoint is not None and urlsplit(endpoint.address).netloc == urlsplit(resource.address).netloc
    source = live_source(resource, authcfg=endpoint.authcfg if own else "")
    result = QgsLayerMetadataProviderResult(described(About.of(entry), QgsCoordinateReferenceSystem()))
    result.setDataProviderName(source.provider)
    result.setUri(source.uri)
    result.setLayerType(source.kind)
    result.setGeometryType(Qgis.GeometryType.Unknown)
    result.setAuthid(source.crs)
    if entry.box is not None:
        polygon = QgsPolygon()
        if polygon.fromWkt(QgsGeometry.fromRect(QgsRectangle(*entry.box)).asWkt()):
            result.setGeographicExtent(polygon)
    return result
