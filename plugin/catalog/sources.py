# SPDX-License-Identifier: GPL-2.0-or-later
"""Which provider speaks the protocol of each kind of source."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from .curated import CuratedCatalogue
from .provider import Endpoint, Provider
from .providers.capabilities import Wfs, Wms, Wmts
from .providers.csw import Csw
from .providers.curated import Curated
from .providers.datagouv import DataGouv, DataServices
from .providers.esri import EsriRest
from .providers.europa import DataEuropa
from .providers.features import OgcApiFeatures
from .providers.geoplateforme import GeoplateformeSearch
from .providers.records import OgcApiRecords

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


def providers_of(endpoints: Iterable[Endpoint], catalogue: CuratedCatalogue) -> dict[str, tuple[Endpoint, Provider]]:
    """Each source with its provider, by the id of the source, in the order given."""
    return {endpoint.id: (endpoint, provider_of(endpoint, catalogue)) for endpoint in endpoints}


def provider_of(endpoint: Endpoint, catalogue: CuratedCatalogue) -> Provider:
    """The provider of a source."""
    return Curated(endpoint, catalogue) if endpoint.kind == "curated" else PROVIDERS[endpoint.kind](endpoint)
