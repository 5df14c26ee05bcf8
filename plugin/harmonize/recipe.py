# SPDX-License-Identifier: GPL-2.0-or-later
"""Recipes: how a raw public file becomes a harmonised dataset. They are data (JSON), checked against a schema."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..documents import load_document
from ..messages import localised

RECIPES = Path(__file__).resolve().parents[2] / "resources" / "catalog" / "recipes"
SAMPLES = Path(__file__).resolve().parents[2] / "resources" / "samples"

EMBEDDED = "embedded"
LIVE = "live"


@dataclass(frozen=True)
class Part:
    """One file of a source: its address (URL template, or file name for an embedded copy), how to read it, and the
    period it speaks of when the recipe has several.
    """

    address: str
    reader: dict
    period: str = ""


@dataclass(frozen=True)
class Source:
    """Where the raw rows are.

    `mode` is "embedded" or "live". `columns` maps the common schema to the raw columns. `coverage` holds written
    territories. `verification` is "sample" (run in tests on that very file) or "documentation" (never run).
    """

    mode: str
    date: str
    coverage: tuple[str, ...]
    verification: str
    parts: tuple[Part, ...]
    columns: dict
    geometry: dict
    constants: dict
    notes: tuple[dict, ...] = ()

    @property
    def per_departement(self) -> bool:
        """Whether the address has to be asked once for each département."""
        return any("{departement}" in part.address for part in self.parts)


@dataclass(frozen=True)
class Recipe:
    """A valid recipe. Texts are mappings of language to text; the properties give them in the user's language."""

    id: str
    version: int
    schema: str
    titles: dict
    descriptions: dict
    theme: str
    keywords: tuple[str, ...]
    producer: str
    licence: dict
    page: str
    style: dict
    known_defects: tuple[dict, ...]
    sources: dict[str, Source]

    @property
    def title(self) -> str:
        """The title in the user's language."""
        return localised(self.titles)

    @property
    def description(self) -> str:
        """The description in the user's language."""
        return localised(self.descriptions)


def load_recipe(path: Path) -> Recipe:
    """The recipe of a JSON file; a `VigieError` names the line and the field that are wrong."""
    document = load_document(path, "recipe")
    sources = {mode: _source(mode, document, document[mode]) for mode in (EMBEDDED, LIVE) if mode in document}
    return Recipe(
        id=document["id"],
        version=document["version"],
        schema=document["schema"],
        titles=document["title"],
        descriptions=document["description"],
        theme=document["theme"],
        keywords=tuple(document.get("keywords", ())),
        producer=document["producer"],
        licence=document["licence"],
        page=document["page"],
        style=document.get("style", {}),
        known_defects=tuple(document.get("known_defects", ())),
        sources=sources,
    )


def _source(mode: str, document: dict, source: dict) -> Source:
    reader = source.get("reader", {})
    parts = tuple(
        Part(part["file" if mode == EMBEDDED else "url"], {**reader, **part.get("reader", {})}, part.get("period", ""))
        for part in source["parts"]
    )
    return Source(
        mode=mode,
        date=source["date"],
        coverage=tuple(source["coverage"]),
        verification=source["verification"],
        parts=parts,
        columns=source.get("columns", document.get("columns", {})),
        geometry=source.get("geometry", document.get("geometry", {"kind": "none"})),
        constants=document.get("constants", {}),
        notes=tuple(source.get("notes", ())),
    )
