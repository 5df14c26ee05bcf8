# SPDX-License-Identifier: GPL-2.0-or-later
"""What licences demand of those who reuse data, in words."""

from __future__ import annotations

import re

from ..messages import translate
from ..territory.cog import fold


def licence_demands(licence: str, address: str = "") -> str:
    """What a licence demands of those who reuse the data, in words."""
    words = f" {fold(licence)} {fold(address)} "
    if not words.strip():
        return translate("gui", "No licence is written: ask the producer before any reuse.")
    own_terms = re.search(r" (other|autre|nc|nd|non ?commercial\w*|noncommercial|no derivatives?|pas de modification) ", words)
    known = next((sentence for pattern, sentence in _demands() if re.search(pattern, words)), "")
    return known if known and not own_terms else translate("gui", "Read its terms before any reuse.")


def _demands() -> tuple[tuple[str, str], ...]:
    """Patterns of folded names and addresses of licences, the strictest first, with what these demand."""
    return (
        (
            r" (licence|license) mobilites? | mobility licen[cs]e ",
            translate("gui", "Free reuse: name the source, and share what you derive or correct with its producer and with all."),
        ),
        (
            r" odbl | open database licen[cs]e | licenses odbl ",
            translate("gui", "Free reuse: name the source, and share a derived database under the same licence."),
        ),
        (
            r" cc by sa | licenses by sa | share ?alike | partage dans les memes conditions ",
            translate("gui", "Free reuse: name the author, and share what is derived under the same licence."),
        ),
        (
            r" cc0 | cc zero | publicdomain | public domain | domaine public ",
            translate("gui", "Free reuse, without condition."),
        ),
        (
            r" cc by | licenses by | creative commons attribution ",
            translate("gui", "Free reuse: name the author, link to the licence, and say what was changed."),
        ),
        (
            r" licence ouverte | open licen[cs]e | etalab | lov\d | fr lo ",
            translate("gui", "Free reuse, commercial or not: name the source and the date of its last update."),
        ),
    )
