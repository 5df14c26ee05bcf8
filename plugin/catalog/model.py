# SPDX-License-Identifier: GPL-2.0-or-later
"""The one model of a dataset, wherever it was found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Resource:
    """One way to get a dataset: `kind` is the format or protocol, `address` a URL or the name of an embedded file."""

    kind: str
    address: str
    mode: str
    date: str
    verification: str


@dataclass(frozen=True)
class Entry:
    """A dataset found in a catalogue. `coverage` holds written territories; `resources` the ways to get it."""

    id: str
    title: str
    description: str
    producer: str
    licence: str
    theme: str
    keywords: tuple[str, ...]
    page: str
    schema: str
    coverage: tuple[str, ...]
    resources: tuple[Resource, ...]
    source: str

    def resource(self, mode: str) -> Resource | None:
        """The resource of that mode ("embedded" or "live"), if there is one."""
        return next((resource for resource in self.resources if resource.mode == mode), None)
