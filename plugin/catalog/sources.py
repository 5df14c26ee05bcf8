# SPDX-License-Identifier: GPL-2.0-or-later
"""Which provider speaks the protocol of each kind of source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from .curated import CuratedCatalogue
from .model import Entry, Query, Resource
from .provider import Endpoint, Provider
from .providers.capabilities import Wfs, Wms, Wmts
from .providers.csw import Csw
from .providers.curated import Curated
from .providers.datagouv import DataGouv, DataServices
from .providers.esri import EsriRest
from .providers.europa import DataEuropa
from .providers.features import OgcApiFeatures
from .providers.geoplateforme import GeoplateformeSearch
from .providers.listed import MOST_ENTRIES
from .providers.publications import Publications
from .providers.records import OgcApiRecords

if TYPE_CHECKING:
    from ..network.door import Door

PROVIDERS: dict[str, Callable[[Endpoint], Provider]] = {
    "csw": Csw,
    "datagouv": DataGouv,
    "dataservices": DataServices,
    "esri": EsriRest,
    "europa": DataEuropa,
    "geoplateforme": GeoplateformeSearch,
    "oapif": OgcApiFeatures,
    "records": OgcApiRecords,
    "wfs": Wfs,
    "wms": Wms,
    "wmts": Wmts,
}


def providers_of(
    endpoints: Iterable[Endpoint], catalogue: CuratedCatalogue, publications: Callable[[], Sequence[Entry]] = tuple
) -> dict[str, tuple[Endpoint, Provider]]:
    """Each source with its provider, by the id of the source, in the order given. `publications` gives those of the library."""
    return {endpoint.id: (endpoint, provider_of(endpoint, catalogue, publications)) for endpoint in endpoints}


def provider_of(endpoint: Endpoint, catalogue: CuratedCatalogue, publications: Callable[[], Sequence[Entry]] = tuple) -> Provider:
    """The provider of a source."""
    if endpoint.kind == "curated":
        return Curated(endpoint, catalogue)
    if endpoint.kind == "publications":
        return Publications(endpoint, publications)
    return PROVIDERS[endpoint.kind](endpoint)


def layers_of(service: Resource, door: Door) -> list[Resource]:
    """All the layers that a service has, of the same protocol; raises what its provider does."""
    kind = service.kind.partition("-")[0]
    provider = PROVIDERS[kind](Endpoint(service.address, service.address, kind, service.address))
    entries = provider.search(Query(size=MOST_ENTRIES), door).entries
    return [resource for entry in entries for resource in entry.resources if resource.kind == service.kind]
