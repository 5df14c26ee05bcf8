# SPDX-License-Identifier: GPL-2.0-or-later
"""The curated catalogue: the datasets that a recipe can harmonise."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from urllib.parse import urlsplit

from ..harmonize.recipe import Part, Recipe
from ..messages import VigieError, translate
from ..territory.cog import fold
from .model import FILES, Entry, Resource

SOURCE = "curated"

_WRAPPERS = ("zip", "gz", "7z", "tar")
"""Formats in which a file of any other one may be wrapped."""


class CuratedCatalogue:
    """Recipes seen as entries of a catalogue, in the order of their themes and titles."""

    def __init__(self, recipes: Mapping[str, Recipe]) -> None:
        self._recipes = recipes

    def entries(self) -> list[Entry]:
        """Every entry, with texts in the user's language."""
        return sorted((_entry(recipe) for recipe in self._recipes.values()), key=lambda entry: (entry.theme, fold(entry.title)))

    def search(self, text: str) -> list[Entry]:
        """Entries in which every word of `text` begins a word, accents and case ignored; those with all words in the
        title first. Everything when `text` is empty.
        """
        words = fold(text).split()
        found = []
        for entry in self.entries():
            title = fold(entry.title)
            whole = fold(" ".join((entry.id, entry.title, entry.description, entry.producer, entry.theme, *entry.keywords)))
            if all(f" {word}" in f" {whole}" for word in words):
                found.append((not all(f" {word}" in f" {title}" for word in words), entry))
        return [entry for _, entry in sorted(found, key=lambda row: row[0])]

    def recipe(self, entry_id: str) -> Recipe:
        """The recipe of an entry; a `VigieError` names the entries there are when it is unknown."""
        recipe = self._recipes.get(entry_id)
        if recipe is None:
            raise VigieError(
                translate("catalog", "Unknown entry “{id}”: the catalogue has {known}.").format(
                    id=entry_id, known=", ".join(self._recipes)
                )
            )
        return recipe


def found_resource(entry: Entry, pattern: str, kind: str = "") -> Resource:
    """The resource of a dataset whose title fits a pattern (``*`` and ``?`` stand for any text and any character; case does not
    count), of that format when one is given: the latest. A `VigieError` names the titles there are when none does.
    """
    titled = [one for one in entry.resources if fnmatchcase(one.title.casefold(), pattern.casefold())]
    fitting = [one for one in titled if not kind or one.kind in (kind, *_WRAPPERS)]
    if not fitting:
        raise VigieError(
            translate("catalog", "“{title}” no longer has a resource named like “{pattern}” ({kind}): it has {titles}.").format(
                title=entry.title,
                pattern=pattern,
                kind=kind or "–",
                titles=", ".join(one.title for one in entry.resources[:8]) or "–",
            )
        )
    return max(fitting, key=lambda one: (one.kind == kind, one.date))


def _kind(part: Part) -> str:
    """The format of a file: as its recipe tells, else by its name."""
    told = part.format or (part.find or {}).get("format", "")
    if told or not part.address:
        return told or "csv"
    suffix = urlsplit(part.address).path.removesuffix(".gz").rpartition(".")[2].lower()
    return suffix if suffix in FILES else "geojson"


def _entry(recipe: Recipe) -> Entry:
    resources = tuple(
        Resource(_kind(part), part.address or recipe.page, mode, source.date, source.verification)
        for mode, source in recipe.sources.items()
        for part in source.parts
    )
    coverage = tuple(dict.fromkeys(key for source in recipe.sources.values() for key in source.coverage))
    return Entry(
        id=recipe.id,
        title=recipe.title,
        description=recipe.description,
        producer=recipe.producer,
        licence=recipe.licence["title"],
        theme=recipe.theme,
        keywords=recipe.keywords,
        page=recipe.page,
        schema=recipe.schema,
        coverage=coverage,
        resources=resources,
        source=SOURCE,
    )
