# SPDX-License-Identifier: GPL-2.0-or-later
"""What the user writes by hand, an address or a path, as a resource."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit
from urllib.request import url2pathname

from ..messages import VigieError, translate
from .model import FILES, LOADABLE, SERVICES, Resource
from .providers.reading import asked_layer, kind_of, service_address, web

_COLLECTION = re.compile(r"(.*)/collections(?:/([^/]+)(?:/items.*)?)?/?")

LOCAL = "local"
"""The mode of a resource that lies on the user's disk. Only she gives such: no catalogue does, but that of a network, under a root that she allowed."""


def written_resource(written: str, kind: str = "") -> Resource:
    """The resource at a web address or at a path of the disk (absolute, relative, or ``file://…``).

    `kind` is a protocol or a format; without it, the address tells, else the content. A `VigieError` says what is wrong.
    """
    address, kind = written.strip(), kind.strip().lower()
    if kind and kind not in LOADABLE:
        raise VigieError(
            translate("catalog", "Unknown kind “{kind}”: choose among {known}, or leave it empty.").format(
                kind=kind, known=", ".join((*SERVICES, *FILES))
            )
        )
    if web(address):
        kind = kind or _told(address)
        if kind == "oapif":
            return _collection(service_address(address))
        if kind in SERVICES:
            return Resource(kind, service_address(address), layer=asked_layer(address))
        return Resource(kind, address, title=_name(address))
    path = Path(url2pathname(urlsplit(address).path)) if address.lower().startswith("file://") else Path(address)
    if kind in SERVICES or not address or not path.exists():
        raise VigieError(
            translate("catalog", "“{written}” is neither a web address (http or https) nor a file of this computer.").format(
                written=written
            )
        )
    return Resource(kind, str(path.absolute()), mode=LOCAL, title=path.name)


def _collection(address: str) -> Resource:
    """The OGC API whose landing page, collections, collection or items an address is."""
    parts = urlsplit(address)
    found = _COLLECTION.fullmatch(parts.path)
    if found is None:
        return Resource("oapif", address)
    return Resource("oapif", urlunsplit(parts._replace(path=found[1] or "/")), layer=unquote(found[2] or ""))


def _told(address: str) -> str:
    """The kind that an address tells; empty when it does not."""
    kind = kind_of("", "", address)
    if kind != "page":
        return kind
    path = urlsplit(address).path.lower().rstrip("/")
    patterns = {"/featureserver": "esri-features", "/mapserver": "esri-map", "/wfs": "wfs", "/wms": "wms", "/wmts": "wmts"}
    if "{z}" in address.lower():
        return "xyz"
    if "/collections" in path:
        return "oapif"
    return next((kind for end, kind in patterns.items() if path.endswith(end) or f"{end}/" in path), "")


def _name(address: str) -> str:
    return unquote(urlsplit(address).path.rstrip("/").rpartition("/")[2])
