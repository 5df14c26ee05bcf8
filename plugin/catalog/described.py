# SPDX-License-Identifier: GPL-2.0-or-later
"""What a service says of one of its layers, asked before it is opened: catalogues seldom know styles, formats and tiles."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..messages import VigieError, translate
from .model import Query
from .provider import Endpoint
from .providers.capabilities import MOST_STYLES, Wfs, Wms, Wmts, crs_code, document
from .providers.features import OgcApiFeatures
from .providers.listed import MOST_ENTRIES, plain, web_address

if TYPE_CHECKING:
    from ..network.door import Door
    from .model import Resource

_READERS = {"wms": Wms, "wmts": Wmts, "wfs": Wfs, "oapif": OgcApiFeatures}
_DEEPEST_ZOOM = 30


def described(resource: Resource, door: Door) -> Resource:
    """The resource with the coordinate systems, styles, formats, scales and tiles that its service says: those of WMS, WMTS,
    WFS and OGC API Features by their capabilities, those of a TMS by the document of its tiles. Others are given back as they are.

    Raises a `VigieError` when the service fails, or has no such layer.
    """
    if resource.kind in _READERS:
        return _by_capabilities(resource, door)
    return _by_tile_map(resource, door) if resource.kind == "tms" and "{z}" not in resource.address else resource


def _by_capabilities(resource: Resource, door: Door) -> Resource:
    reader = _READERS[resource.kind](Endpoint("described", "", resource.kind, resource.address))
    for entry in reader.search(Query(size=MOST_ENTRIES), door).entries:
        if entry.id == resource.layer:
            said = entry.resources[0]
            return replace(
                resource,
                crs=said.crs or resource.crs,
                styles=said.styles,
                formats=said.formats,
                scales=said.scales,
                tiles=said.tiles,
            )
    raise VigieError(
        translate("catalog", "{address} has no layer “{layer}”: it may have been withdrawn. Search for it again.").format(
            address=resource.address, layer=resource.layer
        )
    )


def _by_tile_map(resource: Resource, door: Door) -> Resource:
    """The tiles of a TMS 1.0.0, their address written with {x}, {y} and {z}.

    Rows of images count from the south, as TMS has it; those of vector tiles from the north, as all who serve them do.
    """
    answer = door.get(resource.address)
    root = document(answer)
    tiles = next(iter(root.iterfind("{*}TileFormat")), None)
    extension = plain(tiles.get("extension")) if tiles is not None else ""
    if not re.fullmatch(r"\w{1,10}", extension):
        sentence = translate("catalog", "{host} does not describe its tiles as TMS does: check the address of this layer.")
        raise VigieError(sentence.format(host=answer.host), f"{answer.url}: {answer.body[:200]!r}")
    row = "{y}" if extension in ("pbf", "mvt") else "{-y}"
    linked = (web_address(link.get("href")) for link in root.iterfind("{*}Metadata"))
    styles = [address for address in linked if address.partition("?")[0].endswith(".json")]
    styles.sort(key=lambda address: not address.endswith("/standard.json"))
    system = crs_code(root.findtext("{*}SRS"))
    return replace(
        resource,
        address=f"{resource.address.rstrip('/')}/{{z}}/{{x}}/{row}.{extension}",
        crs=(system,) if system else resource.crs,
        formats=(plain(tiles.get("mime-type")),),
        styles=tuple(styles)[:MOST_STYLES],
        zooms=_zooms(root),
    )


def _zooms(root: Any) -> tuple[int, int] | None:
    written = [plain(level.get("order")) for level in root.iterfind("{*}TileSets/{*}TileSet")]
    levels = [int(order) for order in written if re.fullmatch(r"[0-9]{1,2}", order) and int(order) <= _DEEPEST_ZOOM]
    return (min(levels), max(levels)) if levels else None
