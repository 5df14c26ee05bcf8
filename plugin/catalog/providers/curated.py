# SPDX-License-Identifier: GPL-2.0-or-later
"""The embedded curated catalogue as one of the sources. It asks the network nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..curated import CuratedCatalogue
from ..model import Entry, Page, Preview, Query
from ..provider import Endpoint
from .listed import answer

if TYPE_CHECKING:
    from ...network.door import Door


class Curated:
    """The recipes, found by their words."""

    def __init__(self, endpoint: Endpoint, catalogue: CuratedCatalogue) -> None:
        self._endpoint, self._catalogue = endpoint, catalogue

    def search(self, query: Query, door: Door) -> Page:
        """The entries in which all words of the query are found."""
        entries = [replace(entry, source=self._endpoint.id) for entry in self._catalogue.entries()]
        return answer(entries, query)

    def details(self, entry: Entry, door: Door) -> Entry:
        """Nothing more is known."""
        return entry

    def preview(self, entry: Entry, door: Door) -> Preview | None:
        """The harmonised rows are seen once they are loaded."""
        return None
