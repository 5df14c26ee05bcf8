#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Write docs/catalogue.md and docs/indicators.md: the curated catalogue and the library of indicators, from their definitions."""

from __future__ import annotations

import sys
from pathlib import Path

from vigie_territoriale.plugin import messages
from vigie_territoriale.plugin.catalog.curated import THEMES, frequency_in_words
from vigie_territoriale.plugin.catalog.themes import theme_name
from vigie_territoriale.plugin.harmonize.recipe import RECIPES, Recipe, Source, load_recipe
from vigie_territoriale.plugin.indicators.definition import embedded_definitions

PAGE = Path(__file__).resolve().parent.parent / "docs" / "catalogue.md"
INDICATORS = PAGE.with_name("indicators.md")

INDICATORS_HEAD = """# The library of indicators

Made by `scripts/catalogue.py` from `resources/indicators`: do not write here. How to write another: [add an indicator](add-an-indicator.md).

{count} definitions. Layers: entries of [the catalogue](catalogue.md), or `features`, a layer of the user's. Those whose layer has no embedded copy ask its live
source, which was never asked by the tests.

| id | indicateur | indicator | unit | layers |
|---|---|---|---|---|
"""

HEAD = """# The curated catalogue

Made by `scripts/catalogue.py` from `resources/catalog/recipes`: do not write here.

{count} entries. State: *copy of DATE*: embedded, run by the tests on that very file; *live, sample of DATE*: a real file of that source is
run by the tests, its address is not asked by them; *live, documentation*: never run, known from documentation.
"""


def page() -> str:
    """The whole document."""
    messages.set_language("en")
    recipes = [load_recipe(path, trusted=True) for path in sorted(RECIPES.glob("*.json"))]
    parts = [HEAD.format(count=len(recipes))]
    for theme in THEMES:
        rows = [_row(recipe) for recipe in recipes if recipe.theme == theme]
        head = f"## {theme_name(theme)}\n\n| id | title | producer | licence | updates | state |\n|---|---|---|---|---|---|\n"
        parts.append(head + "\n".join(rows) + "\n")
    return "\n".join(parts)


def indicators_page() -> str:
    """The whole document of the indicators."""
    definitions = embedded_definitions().values()
    rows = [
        f"| {one.id} | {one.titles['fr']} | {one.titles['en']} | {one.units['en']} | {', '.join(one.roles or one.needs)} |"
        for one in definitions
    ]
    return INDICATORS_HEAD.format(count=len(rows)) + "\n".join(rows) + "\n"


def _row(recipe: Recipe) -> str:
    title = f"[{recipe.titles['fr']}]({recipe.page})"
    states = "; ".join(_state(source) for source in recipe.sources.values())
    updates = frequency_in_words(recipe).replace("updated ", "") or "not known"
    return f"| {recipe.id} | {title} | {recipe.producer} | {recipe.licence['title']} | {updates} | {states} |"


def _state(source: Source) -> str:
    if source.mode == "embedded":
        return f"copy of {source.date}"
    return f"live, sample of {source.sample['date']}" if source.sample else "live, documentation"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    INDICATORS.write_text(indicators_page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE}\n{INDICATORS}\n")
