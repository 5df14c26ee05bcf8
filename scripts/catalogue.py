#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Write docs/catalogue.md, the list of the curated catalogue, from its recipes."""

from __future__ import annotations

import sys
from pathlib import Path

from vigie_territoriale.plugin import messages
from vigie_territoriale.plugin.catalog.curated import THEMES, frequency_in_words
from vigie_territoriale.plugin.catalog.themes import theme_name
from vigie_territoriale.plugin.harmonize.recipe import RECIPES, Recipe, Source, load_recipe

PAGE = Path(__file__).resolve().parent.parent / "docs" / "catalogue.md"

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
    sys.stdout.write(f"{PAGE}\n")
