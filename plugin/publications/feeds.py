# SPDX-License-Identifier: GPL-2.0-or-later
"""The official feeds that come with the product: data, checked by a JSON Schema."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..documents import load_document
from ..messages import localised, translate

EMBEDDED = Path(__file__).resolve().parents[2] / "resources" / "catalog" / "publications.json"


@dataclass(frozen=True)
class Feed:
    """A feed. `theme` and `kind` are those of its publications that tell none, `levels` the kinds of territory that all of them
    speak of. `verification` is "recording" (tested on a recorded answer of that feed) or "documentation" (never met).
    """

    id: str
    title: str
    publisher: str
    address: str
    theme: str = ""
    kind: str = "news"
    levels: tuple[str, ...] = ()
    verification: str = "documentation"
    note: str = ""
    enabled: bool = True

    @property
    def state(self) -> str:
        """What is known of its address, as a sentence."""
        if self.verification == "recording":
            return translate("publications", "Tested on a recorded answer; never called from here.")
        return translate("publications", "Address known from documentation, never verified: say so if it fails.")


def embedded_feeds(path: Path = EMBEDDED) -> list[Feed]:
    """The feeds of a list; a `VigieError` names the line that is wrong."""
    return [_feed(row) for row in load_document(path, "publications")["feeds"]]


def _feed(row: dict) -> Feed:
    texts = {name: row[name] if isinstance(row[name], str) else localised(row[name]) for name in ("title", "note") if name in row}
    return Feed(**{**row, **texts, "levels": tuple(row.get("levels", ()))})
