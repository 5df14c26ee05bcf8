# SPDX-License-Identifier: GPL-2.0-or-later
"""Themes and licences as catalogues write them: of the European Union, of ISO 19115, of those who publish licences."""

from __future__ import annotations

import re

from ..catalog.themes import OTHER, theme_name, theme_of
from ..territory.cog import fold

EU_THEMES = "http://publications.europa.eu/resource/authority/data-theme/"

_THEMES = {
    "services": ("GOVE", "utilitiesCommunication"),
    "programmes": ("REGI", "planningCadastre"),
    "zonings": ("REGI", "planningCadastre"),
    "population": ("SOCI", "society"),
    "boundaries": ("GOVE", "boundaries"),
    "mobility": ("TRAN", "transportation"),
    "risks": ("ENVI", "geoscientificInformation"),
    "environment": ("ENVI", "environment"),
    "planning": ("REGI", "planningCadastre"),
    "economy": ("ECON", "economy"),
    "health": ("HEAL", "health"),
    "culture": ("EDUC", "society"),
    "basemaps": ("REGI", "imageryBaseMapsEarthCover"),
}
"""Of each theme of ours: the code of the data themes of the EU, and that of the topic categories of ISO 19115."""

_LICENCES = (
    (r" cc0 | cc zero ", "https://creativecommons.org/publicdomain/zero/1.0/"),
    (r" (?:cc )?by sa(?: 4 0)? ", "https://creativecommons.org/licenses/by-sa/4.0/"),
    (r" cc by(?: 4 0)? | creative commons attribution ", "https://creativecommons.org/licenses/by/4.0/"),
    (r" odbl(?: 1 0)? | open database licen[cs]e ", "https://spdx.org/licenses/ODbL-1.0"),
    (r" (?:licence ouverte|open licence|etalab|lov2|fr lo)(?: etalab)?(?: version)?(?: v?2 0| 2)? | lov2 ",
     "https://spdx.org/licenses/etalab-2.0"),
)  # fmt: skip
_RESTRICTED = re.compile(r" (nc|nd|non ?commercial\w*|no derivatives?) | [13] 0 ")


def theme_key(theme: str) -> str:
    """The theme of ours that a text is: its key, its name, or what it speaks of."""
    named = {fold(theme_name(key)): key for key in _THEMES}
    return theme if theme in _THEMES else named.get(fold(theme)) or theme_of(theme)


def eu_theme(theme: str) -> str:
    """The IRI of the EU's data theme; empty for other data."""
    code = _THEMES.get(theme_key(theme), ("",))[0]
    return f"{EU_THEMES}{code}" if code else ""


def iso_topic(theme: str) -> str:
    """The topic category of ISO 19115; empty for other data."""
    return _THEMES.get(theme_key(theme), ("", ""))[1]


def licence_iri(licence: str) -> str:
    """The address of a licence whose name is known in the version in force, or that is written as an address; else empty."""
    if re.fullmatch(r"https?://[^\s\"<>\\^`{|}]+", licence):
        return licence
    words = f" {fold(licence)} "
    if _RESTRICTED.search(words.replace(" odbl 1 0 ", " odbl ").replace(" cc0 1 0 ", " cc0 ")):
        return ""
    return next((address for pattern, address in _LICENCES if re.search(pattern, words)), "")


def theme_words(theme: str) -> str:
    """A theme in words; empty for other data."""
    return "" if theme == OTHER else theme_name(theme)
