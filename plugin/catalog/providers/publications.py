# SPDX-License-Identifier: GPL-2.0-or-later
"""The library of publications as one of the sources. It asks the network nothing: the library is refreshed elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ..model import Entry, Page, Preview, Query
from ..provider import Endpoint
from .listed import answer

if TYPE_CHECKING:
    from ...network.door import Door


class Publications:
    """What the library keeps, found by its words. `entries` gives all of it."""

    def __init__(self, endpoint: Endpoint, entries: Callable[[], Sequence[Entry]]) -> None:
        self._endpoint, self._entries = endpoint, entries

    def search(self, query: Query, door: Door) -> Page:
        """The publications in which all words of the query are found."""
        return answer([replace(entry, source=self._endpoint.id) for entry in self._entries()], query)

    def details(self, entry: Entry, door: Door) -> Entry:
        """Nothing more is known."""
        return entry

    def preview(self, entry: Entry, door: Door) -> Preview | None:
        """A publication has no rows."""
        return None
