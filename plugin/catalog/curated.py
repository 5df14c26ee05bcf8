# SPDX-License-Identifier: GPL-2.0-or-later
"""The curated catalogue: the datasets that a recipe can harmonise."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from urllib.parse import urlsplit

from ..harmonize.recipe import EMBEDDED, Part, Recipe, Source
from ..messages import VigieError, date, translate
from ..territory.cog import fold
from .model import FILES, Entry, Resource

SOURCE = "curated"

THEMES = (
    "services",
    "health",
    "culture",
    "mobility",
    "environment",
    "programmes",
    "zonings",
    "population",
    "planning",
    "economy",
)
"""The themes of entries, in the order in which they are listed."""

_WRAPPERS = ("zip", "gz", "7z", "tar")
"""Formats in which a file of any other one may be wrapped."""


class CuratedCatalogue:
    """Recipes seen as entries of a catalogue, in the order of their themes and titles."""

    def __init__(self, recipes: Mapping[str, Recipe]) -> None:
        self._recipes = recipes
        self._lent: dict[str, Recipe] = {}

    def lend(self, recipe: Recipe) -> None:
        """Know a recipe of a network, without listing it: it is in the catalogue of its own."""
        self._lent[recipe.id] = recipe

    def entries(self) -> list[Entry]:
        """Every entry that can be added, with texts in the user's language."""
        entries = (_entry(recipe) for recipe in self._recipes.values())
        return sorted(
            (entry for entry in entries if entry.resources), key=lambda entry: (THEMES.index(entry.theme), fold(entry.title))
        )

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
        recipe = self._recipes.get(entry_id) or self._lent.get(entry_id)
        if recipe is None:
            raise VigieError(
                translate("catalog", "Unknown entry “{id}”: the catalogue has {known}.").format(
                    id=entry_id, known=", ".join(self._recipes)
                )
            )
        return recipe


def state_in_words(source: Source) -> str:
    """What is known of a source: whether, and on what, it was verified."""
    if source.mode == EMBEDDED:
        return translate("gui", "Copy of {date}, verified on this file.").format(date=date(source.date))
    if source.sample:
        sentence = translate("catalog", "Live source, verified on a real file of {date}: tell us if its structure has changed.")
        return sentence.format(date=date(source.sample["date"]))
    return translate("gui", "Address known from documentation, never verified: say so if it fails.")


def frequency_in_words(recipe: Recipe) -> str:
    """How often its source changes; empty where that is not known."""
    return {
        "continuous": translate("catalog", "updated continuously"),
        "daily": translate("catalog", "updated every day"),
        "weekly": translate("catalog", "updated every week"),
        "monthly": translate("catalog", "updated every month"),
        "quarterly": translate("catalog", "updated every quarter"),
        "yearly": translate("catalog", "updated every year"),
        "irregular": translate("catalog", "updated from time to time"),
        "never": translate("catalog", "no longer updated"),
    }.get(recipe.frequency, "")


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
    """A resource that is found again each time has the page of its dataset for address."""
    resources = tuple(
        Resource(_kind(part), part.address or recipe.page, mode, source.date, source.verification)
        for mode, source in recipe.sources.items()
        for part in source.parts
        if part.address or part.find
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
