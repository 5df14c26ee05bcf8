# SPDX-License-Identifier: GPL-2.0-or-later
"""What a source of the catalogue is: an endpoint (data), and a provider (code) that speaks its protocol."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from .model import Entry, Page, Preview, Query

if TYPE_CHECKING:
    from ..network.door import Door


@dataclass(frozen=True)
class Endpoint:
    """A source as it is listed in resources/catalog/endpoints.json, or by the user.

    `kind` chooses the provider; `address` is the base of its requests. `rate` is in requests a second, `timeout` in seconds.
    `coverage` holds written territories. `verification` is "recorded" (run in tests on recorded answers of that source),
    "documentation" (never met) or "user". `authcfg` is an id of QGIS's authentication store.
    """

    id: str
    title: str
    kind: str
    address: str
    licence: str = ""
    coverage: tuple[str, ...] = ("france",)
    rate: float = 5.0
    timeout: float = 20.0
    verification: str = "documentation"
    note: str = ""
    enabled: bool = True
    authcfg: str = ""


class Provider(Protocol):
    """Speaks the protocol of one kind of source. It may be called from several threads, and keeps nothing of a question."""

    def __init__(self, endpoint: Endpoint) -> None: ...

    def search(self, query: Query, door: Door) -> Page:
        """One page of what answers the query. Entries carry ``source=endpoint.id``."""

    def details(self, entry: Entry, door: Door) -> Entry:
        """The entry with its resources and all that is known of it."""

    def preview(self, entry: Entry, door: Door) -> Preview | None:
        """Fields and first rows where they can be had cheaply, else None."""
