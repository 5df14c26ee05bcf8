# SPDX-License-Identifier: GPL-2.0-or-later
"""Layers that stay on a service: the one place where the sources of QGIS's providers are written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qgis.core import (
    Qgis,
    QgsDataSourceUri,
    QgsMapBoxGlStyleConversionContext,
    QgsMapBoxGlStyleConverter,
    QgsMapLayer,
    QgsRasterLayer,
    QgsVectorLayer,
    QgsVectorTileLayer,
)

from ..catalog.about import About
from ..catalog.providers.listed import web_address
from ..catalog.themes import theme_of
from ..messages import VigieError, translate
from ..territory.cog import fold
from ..territory.crs import reference_of, same_crs
from .marks import mark
from .metadata import described, plain
from .styles import style_of_theme

if TYPE_CHECKING:
    from ..catalog.model import Resource

PROVIDERS = {
    "wfs": "WFS", "oapif": "OAPIF", "esri-features": "arcgisfeatureserver", "wms": "wms", "wmts": "wms", "esri-map": "arcgismapserver",
    "xyz": "wms", "tms": "wms", "vector-tiles": "xyzvectortiles",
}  # fmt: skip
"""QGIS's provider of each protocol."""

FEATURES = frozenset(("wfs", "oapif", "esri-features"))
IMAGES_CRS = ("EPSG:3857", "EPSG:2154", "EPSG:4326", "CRS:84")
VECTOR_TILES = re.compile(r"\.(pbf|mvt)(\?|$)", re.IGNORECASE)
SUPPOSED_FEATURES = 2000
"""For the style: to count those of a service takes as long as it pleases."""
DEEPEST_ZOOM = 18
"""Of tiles whose service does not say."""


@dataclass(frozen=True)
class LiveSource:
    """A layer of a service as QGIS opens it: its provider, data source and coordinate system (an authority code).

    `scales` are the denominators of the largest and smallest scales at which it draws (0: no limit). `style` is the address of
    the style of vector tiles, which the caller fetches.
    """

    provider: str
    uri: str
    crs: str
    kind: Qgis.LayerType
    scales: tuple[float, float] = (0.0, 0.0)
    style: str = ""


def live_source(resource: Resource, territory_crs: str = "", authcfg: str = "") -> LiveSource:
    """How QGIS opens a layer of a service; nothing is asked of it.

    `territory_crs` is preferred where the service offers it; `authcfg` is an id of QGIS's authentication store. What the
    service says of the layer (`catalog.described`) makes the source right: tiles have one style and format each. A `VigieError`
    says so when QGIS cannot open it.
    """
    if resource.kind not in PROVIDERS:
        raise VigieError(translate("layers", "“{kind}” is not a service that QGIS opens.").format(kind=resource.kind))
    if not web_address(resource.address):
        raise VigieError(
            translate("layers", "“{address}” is not an address of the web (http or https): this layer cannot be opened.").format(
                address=resource.address[:200]
            )
        )
    kind = "vector-tiles" if resource.kind in ("xyz", "tms") and _is_vector_tiles(resource) else resource.kind
    crs = "EPSG:3857" if kind in ("xyz", "tms", "vector-tiles") else _crs(resource, territory_crs)
    parts = _WRITERS[kind](resource, crs)
    uri = QgsDataSourceUri()
    for name, value in parts.items():
        uri.setParam(name, value)
    if authcfg:
        uri.setAuthConfigId(authcfg)
    written = uri.uri(False) if kind in FEATURES or kind == "esri-map" else bytes(uri.encodedUri()).decode()
    layer_type = Qgis.LayerType.Vector if kind in FEATURES else Qgis.LayerType.Raster
    if kind == "vector-tiles":
        layer_type = Qgis.LayerType.VectorTile
    return LiveSource(PROVIDERS[kind], written, crs, layer_type, resource.scales, parts.get("styleUrl", ""))


def live_layer(source: LiveSource, about: About, style: dict[str, Any] | None = None) -> QgsMapLayer:
    """The layer, described; QGIS asks the service for what it needs, in the calling thread: move the layer to the main one.

    `style` is the content of the style of vector tiles. A `VigieError` says so when QGIS cannot open the layer. Features are not
    filtered: QGIS asks for those in view, and QGIS Server 3.40 dies of a filter by a box besides the one in view.
    """
    name = " ".join(plain(about.title).split()) or translate("layers", "Layer without a title")
    layer = _opened(source, name)
    largest, smallest = source.scales
    if largest or smallest:
        layer.setScaleBasedVisibility(True)
        layer.setMaximumScale(largest)
        layer.setMinimumScale(smallest)
    if style is not None:
        _set_tile_style(layer, style)
    if source.kind == Qgis.LayerType.Vector and (renderer := style_of_theme(layer, about.theme, SUPPOSED_FEATURES)) is not None:
        layer.setRenderer(renderer)
    layer.setMetadata(described(about, layer.crs()))
    mark(layer, about, name)
    return layer


def _opened(source: LiveSource, name: str) -> QgsMapLayer:
    if source.kind == Qgis.LayerType.VectorTile:
        layer: QgsMapLayer = QgsVectorTileLayer(source.uri, name)
    elif source.kind == Qgis.LayerType.Vector:
        layer = QgsVectorLayer(source.uri, name, source.provider)
    else:
        layer = QgsRasterLayer(source.uri, name, source.provider)
    if not layer.isValid():
        raise VigieError(
            translate(
                "layers", "“{layer}” cannot be opened: its service may be down, or may not have it any more. Try again later."
            ).format(layer=name),
            f"{source.provider}: {layer.error().summary()}",
        )
    return layer


def _set_tile_style(layer: QgsVectorTileLayer, style: dict[str, Any]) -> None:
    """Draw vector tiles by a style in the language of MapLibre, without what it keeps elsewhere (sprites)."""
    converter = QgsMapBoxGlStyleConverter()
    if converter.convert(style, QgsMapBoxGlStyleConversionContext()) != QgsMapBoxGlStyleConverter.Result.Success:
        raise VigieError(
            translate("layers", "The style of “{layer}” cannot be read.").format(layer=layer.name()), converter.errorMessage()
        )
    layer.setRenderer(converter.renderer())
    layer.setLabeling(converter.labeling())


# Coordinate systems and formats


def _crs(resource: Resource, territory_crs: str) -> str:
    """The coordinate system to open a layer in, as its service writes it: the territory's; else, of features, a projected one
    (services disagree on the order of degrees), their own first; of images, the web's or France's.
    """
    systems = {code: system for code in resource.crs if (system := reference_of(_known(code))) is not None}
    offered = list(systems)
    features = resource.kind in FEATURES
    wanted = list(IMAGES_CRS)
    if features:
        epsg = [code for code in offered if code.startswith("EPSG:")]
        projected = [code for code in epsg if not systems[code].IsGeographic()]
        wanted = [*(epsg[:1] if epsg[:1] == projected[:1] else []), "EPSG:3857", *projected, *epsg]
    own = [code for code in offered if territory_crs and same_crs(_known(code), territory_crs)]
    choices = (*own, *(code for code in wanted if code in offered), *offered)
    return next(iter(choices), "EPSG:4326" if features else "EPSG:3857")


def _known(code: str) -> str:
    return "OGC:CRS84" if code == "CRS:84" else code


def _is_vector_tiles(resource: Resource) -> bool:
    return bool(VECTOR_TILES.search(resource.address)) or any("protobuf" in name or "mapbox" in name for name in resource.formats)


def _is_imagery(resource: Resource) -> bool:
    """Whether it is a photograph of the ground, which JPEG suits."""
    words = fold(f"{resource.title} {resource.layer}")
    return bool(re.search(r"ortho|photo|satellite|pleiades|spot|imager", words)) and theme_of(words) == "basemaps"


def _format(resource: Resource) -> str:
    """The format of images: PNG, which can be transparent, but for photographs where JPEG is offered."""
    offered = [name for name in resource.formats if name.startswith("image/")]
    order = ("image/jpeg", "image/png") if _is_imagery(resource) else ("image/png", "image/png; mode=8bit", "image/jpeg")
    return next((name for name in order if name in offered), offered[0] if offered else "image/png")


# Sources, by protocol


def _wfs(resource: Resource, crs: str) -> dict[str, str]:
    """Paging is left to what the service announces: forced on one that has none, it would give the same page for ever."""
    return {
        "url": resource.address,
        "typename": resource.layer,
        "version": "auto",
        "pagingEnabled": "default",
        "restrictToRequestBBOX": "1",
        **({"srsname": crs} if resource.crs else {}),
    }


def _oapif(resource: Resource, crs: str) -> dict[str, str]:
    """QGIS wants the landing page."""
    landing = re.sub(r"/collections/?(?=$|\?)", "/", resource.address)
    return {
        "url": landing,
        "typename": resource.layer,
        "restrictToRequestBBOX": "1",
        **({"srsname": crs} if crs in resource.crs and crs.startswith("EPSG:") else {}),
    }


def _images(resource: Resource, crs: str) -> dict[str, str]:
    return {
        "contextualWMSLegend": "0",
        "crs": crs,
        "dpiMode": "7",
        "featureCount": "10",
        "format": _format(resource),
        "layers": resource.layer,
    }


def _wms(resource: Resource, crs: str) -> dict[str, str]:
    """The default style has no name."""
    return {**_images(resource, crs), "styles": "", "url": resource.address}


def _wmts(resource: Resource, crs: str) -> dict[str, str]:
    """Without a set of tiles or a style, QGIS takes what the layer has."""
    tiles = next((name for name, system in resource.tiles if system == crs), "")
    return {
        **_images(resource, crs),
        "styles": next(iter(resource.styles), ""),
        "tileMatrixSet": tiles,
        "url": _capabilities(resource.address),
    }


def _capabilities(address: str) -> str:
    """The address of the capabilities of a WMTS, which QGIS wants whole."""
    path, _, query = address.partition("?")
    if path.lower().endswith(".xml"):
        return address
    own = f"{query.rstrip('&')}&" if query else ""
    return f"{path}?{own}SERVICE=WMTS&REQUEST=GetCapabilities&VERSION=1.0.0"


def _tiles(resource: Resource, crs: str) -> dict[str, str]:
    """Tiles at an address that holds {x}, {y} or {-y} (rows from the south), and {z}."""
    if not all(part in resource.address for part in ("{x}", "{z}")) or not re.search(r"\{-?y\}", resource.address):
        raise VigieError(
            translate("layers", "“{address}” is no address of tiles: it needs {{x}}, {{y}} and {{z}}.").format(
                address=resource.address[:200]
            )
        )
    first, last = resource.zooms or (0, DEEPEST_ZOOM)
    return {"type": "xyz", "url": resource.address, "zmin": str(first), "zmax": str(last)}


def _vector_tiles(resource: Resource, crs: str) -> dict[str, str]:
    style = next(iter(resource.styles), "")
    return {**_tiles(resource, crs), **({"styleUrl": style} if web_address(style) else {})}


def _esri_features(resource: Resource, crs: str) -> dict[str, str]:
    return {"crs": crs, "url": f"{_without_query(resource)}/{resource.layer}".rstrip("/")}


def _esri_map(resource: Resource, crs: str) -> dict[str, str]:
    return {"crs": crs, "format": "PNG32", "layer": resource.layer, "url": _without_query(resource)}


def _without_query(resource: Resource) -> str:
    """QGIS adds to the path of Esri services: parameters in the address would be in its way."""
    address, _, query = resource.address.partition("?")
    if query:
        raise VigieError(
            translate(
                "layers",
                "“{address}” carries parameters of its own, which QGIS does not send to Esri services: write them in an "
                "authentication configuration of QGIS.",
            ).format(address=address)
        )
    return address.rstrip("/")


_WRITERS = {
    "wfs": _wfs, "oapif": _oapif, "wms": _wms, "wmts": _wmts, "xyz": _tiles, "tms": _tiles, "vector-tiles": _vector_tiles,
    "esri-features": _esri_features, "esri-map": _esri_map,
}  # fmt: skip
