# SPDX-License-Identifier: GPL-2.0-or-later
"""How codes and names are written in files, and how the geographic code writes them."""

from __future__ import annotations

import re
import unicodedata

from ..messages import VigieError, translate
from .cog import fold
from .model import LEVELS

_NOTHING = ("None", "nan", "NULL", "<NA>", "NaT")
_DECIMALS = re.compile(r"\.0+")
_ARTICLES = ("le", "la", "les", "l")
_ARTICLE_AFTER = re.compile(r"^(.+?)(?:\s*\((le|la|les|l['’])\)|,\s*(le|la|les|l['’]))$", re.IGNORECASE)
_DEPARTEMENT_AFTER = re.compile(r"^(.+?)\s*\((\d{2,3}|2[ABab])\)$")


def bare(value: object) -> str:
    """A value of any column as a text without spaces around it; "" where there is nothing (None, NaN, QGIS's NULL).

    The decimals that a spreadsheet adds to a whole number are dropped: 1001.0 is "1001".
    """
    text = str(value).strip()
    if text in _NOTHING:
        return ""
    head, point, tail = text.partition(".")
    return head if point and head.isdigit() and _DECIMALS.fullmatch(point + tail) else text


def code_of(text: str, level: str) -> str:
    """A code as the geographic code writes those of `level`: in capitals, without spaces, with the zeros that begin it.

    "1001" and "2a004" are 01001 and 2A004 for a commune; "5" and "005" are 05 for a département or a région.
    """
    code = "".join(text.split()).upper()
    if level == "commune":
        return code.zfill(5)
    return code.lstrip("0").zfill(2) if level in ("departement", "region") else code


def check_level(level: str) -> None:
    """A `VigieError` when there is no such level."""
    if level not in LEVELS:
        raise VigieError(
            translate("territory", "Unknown level “{level}”: choose one of {levels}.").format(
                level=level, levels=", ".join(LEVELS)
            )
        )


def name_parts(text: str) -> tuple[str, str]:
    """A written name as the folded one and the département that follows it, if any: "Havre (Le)" → "le havre", ""; "Saint-Denis (93)"
    → "saint denis", "93".
    """
    name, departement = _parts(text)
    return fold(name), departement


def _parts(text: str) -> tuple[str, str]:
    """A written name with its article before it, and the département that follows it."""
    departement = ""
    if found := _DEPARTEMENT_AFTER.match(text):
        text, departement = found[1], found[2].upper()
    if found := _ARTICLE_AFTER.match(text):
        text = f"{found[2] or found[3]} {found[1]}"
    return text, departement


def accented(text: str) -> str:
    """A written name as `name_parts` folds it, but with its accents; "" where it does not tell whether it has any, since it is all in
    capitals or in small letters without one.
    """
    name = unicodedata.normalize("NFC", _parts(text)[0])
    words = "".join(letter if letter.isalnum() else " " for letter in name.casefold()).split()
    tells = not name.isascii() or not (name.isupper() or name.islower())
    return " ".join(words) if tells else ""


def without_article(folded: str) -> str:
    """A folded name without the article that begins it."""
    first, _, rest = folded.partition(" ")
    return rest if first in _ARTICLES and rest else folded
