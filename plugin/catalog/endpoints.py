# SPDX-License-Identifier: GPL-2.0-or-later
"""The list of sources: the embedded one, and what the user adds, disables and orders. Data, checked by a JSON Schema."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from ..documents import load_document
from ..messages import VigieError, localised, translate
from ..working import write_whole
from .provider import Endpoint

EMBEDDED = Path(__file__).resolve().parents[2] / "resources" / "catalog" / "endpoints.json"
KINDS = (
    "curated", "publications", "datagouv", "dataservices", "geoplateforme", "europa", "csw", "records", "wms", "wmts", "wfs", "oapif", "esri",
)  # fmt: skip
OURS = ("curated", "publications")
"""Kinds that come with the product: they have no address, and are not written by users."""
TITLE_LENGTH = 80
SECRETS = re.compile(r"(?i)([?&](?:[^=&#]*(?:token|key|passw|secret|pwd|signature)[^=&#]*|sig|auth)=)[^&#]*")
LISTED = ("wms", "wmts", "wfs", "oapif", "esri")
"""Kinds that give all they have at once."""


@dataclass(frozen=True)
class Choices:
    """What the user changed: sources of her own, ids of those she disabled or enabled, the order of ids she wants."""

    own: tuple[Endpoint, ...] = ()
    disabled: tuple[str, ...] = ()
    enabled: tuple[str, ...] = ()
    order: tuple[str, ...] = ()


def embedded_endpoints() -> list[Endpoint]:
    """The sources that come with the product."""
    return [_endpoint(row) for row in load_document(EMBEDDED, "endpoints")["endpoints"]]


def load_choices(path: Path) -> Choices:
    """What the user changed, from her file; nothing when there is no file. A `VigieError` names the line that is wrong."""
    if not path.exists():
        return Choices()
    return choices_of_document(load_document(path, "endpoints"))


def choices_of_document(document: dict) -> Choices:
    """What a document that is valid for endpoints.schema.json changes. A `VigieError` refuses an address."""
    own = tuple(replace(_endpoint(row), verification="user") for row in document.get("endpoints", ()))
    lists = (tuple(document.get(name, ())) for name in ("disabled", "enabled", "order"))
    return Choices(own, *lists)


def save_choices(choices: Choices, path: Path) -> None:
    """Write the user's file, whole or not at all."""
    write_whole(path, json.dumps(document_of(choices), ensure_ascii=False, indent=2).encode("utf-8"))


def document_of(choices: Choices) -> dict:
    """The document that says what the user changed; of credentials, only the id of their authentication configuration."""
    rows = [{key: value for key, value in asdict(endpoint).items() if value not in ("", ())} for endpoint in choices.own]
    return {"version": 1, "endpoints": rows, "disabled": choices.disabled, "enabled": choices.enabled, "order": choices.order}


def chosen_endpoints(embedded: Iterable[Endpoint], choices: Choices) -> list[Endpoint]:
    """All sources in the order of the user, each enabled or not as she wants; hers come before ours, or in their place."""
    endpoints = {endpoint.id: endpoint for endpoint in reversed((*choices.own, *embedded))}
    endpoints = dict(reversed(endpoints.items()))
    for name in choices.disabled:
        if name in endpoints:
            endpoints[name] = replace(endpoints[name], enabled=False)
    for name in choices.enabled:
        if name in endpoints:
            endpoints[name] = replace(endpoints[name], enabled=True)
    first = [name for name in dict.fromkeys(choices.order) if name in endpoints]
    return [endpoints[name] for name in (*first, *(name for name in endpoints if name not in first))]


def written_endpoint(written: str) -> Endpoint | None:
    """The source written as ``kind:address``, such as ``wfs:https://…``; None when it is an id.

    Raises a `VigieError` when the address is not a web address.
    """
    kind, separator, address = (part.strip() for part in written.partition(":"))
    kind = kind.lower()
    if not separator or kind not in KINDS or kind in OURS:
        return None
    name = f"{kind}:{address}"
    title = f"{kind} {_known_host(name, address)}{urlsplit(address).path.rstrip('/')}"[:TITLE_LENGTH]
    return Endpoint(id=name, title=title, kind=kind, address=address, verification="user")


def _known_host(written: str, address: str) -> str:
    """The machine of a web address; a `VigieError` when it is none."""
    host = _host(address)
    if not host:
        raise VigieError(
            translate("catalog", "“{written}” is not understood: write kind:address, for instance wfs:https://host/ows.").format(
                written=written
            )
        )
    if "@" in urlsplit(address).netloc:
        raise VigieError(
            translate(
                "catalog", "Take the name and the password out of the address of {host}: choose credentials of QGIS instead."
            ).format(host=host)
        )
    return host


def _host(address: str) -> str:
    """The machine of a web address; nothing when it is none."""
    try:
        parts = urlsplit(address)
        whole = parts.scheme in ("http", "https") and parts.port != 0 and not any(letter.isspace() for letter in address)
    except ValueError:  # a bad port, half an IPv6 address
        return ""
    return (parts.hostname or "") if whole else ""


def without_secrets(address: str) -> str:
    """An address without user name and password, and with the values of parameters that look like secrets taken out."""
    parts = urlsplit(address)
    host = parts.netloc.rpartition("@")[2]
    return SECRETS.sub(r"\1", urlunsplit(parts._replace(netloc=host)))


def rates(endpoints: Sequence[Endpoint]) -> dict[str, float]:
    """Requests a second that each host takes: the slowest of its sources decides."""
    slowest: dict[str, float] = {}
    for endpoint in endpoints:
        host = _host(endpoint.address)
        if host:
            slowest[host] = min(endpoint.rate, slowest.get(host, endpoint.rate))
    return slowest


def _endpoint(row: dict) -> Endpoint:
    texts = {name: row[name] if isinstance(row[name], str) else localised(row[name]) for name in ("title", "note") if name in row}
    coverage = {"coverage": tuple(row["coverage"])} if "coverage" in row else {}
    if row["kind"] not in OURS:
        _known_host(f"{row['kind']}:{row['address']}", row["address"])
    return Endpoint(**{**row, **texts, **coverage})
