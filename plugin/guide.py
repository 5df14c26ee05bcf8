# SPDX-License-Identifier: GPL-2.0-or-later
"""Where the bundled guide is, as pages made of docs/ by scripts/guide.py. They open in a browser and in our help window."""

from __future__ import annotations

from pathlib import Path

from .messages import language

FOLDER = Path(__file__).resolve().parents[1] / "resources" / "help"
START, TERRITORY, SEARCH, ADDING, LAYERS, INDICATORS, FACTSHEET = (
    "start",
    "territory",
    "search",
    "adding",
    "layers",
    "indicators",
    "factsheet",
)
NETWORK, PROJECT, OPTIONS, PROCESSING = "network", "project", "options", "processing"
PLACES = (START, TERRITORY, SEARCH, ADDING, LAYERS, NETWORK, INDICATORS, FACTSHEET, PROJECT, OPTIONS, PROCESSING)
"""The places that help is asked for; each guide has an anchor for each."""


def page() -> Path | None:
    """The guide in the user's language, else in English; None when it was not made."""
    pages = (FOLDER / f"guide.{spoken}.html" for spoken in (language(), "en"))
    return next((path for path in pages if path.exists()), None)


def address(place: str) -> str:
    """The address of a place of the guide; nothing when there is no guide."""
    found = page()
    return f"{found.as_uri()}#{place}" if found else ""
