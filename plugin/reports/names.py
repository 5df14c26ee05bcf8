# SPDX-License-Identifier: GPL-2.0-or-later
"""Names of territories within sentences: articles, plurals, elision. The rules and their exceptions are data (resources/language)."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from ..messages import language
from ..territory.model import COUNTRY, Territory, Unit

LANGUAGES = Path(__file__).resolve().parents[2] / "resources" / "language"
PEERS = "peers"


@cache
def _rules(code: str) -> dict[str, Any]:
    return json.loads((LANGUAGES / f"{code}.json").read_text(encoding="utf-8"))


def rules() -> dict[str, Any]:
    """The rules, words and sentences of the user's language; English where there are none of it."""
    return _rules("fr" if language() == "fr" else "en")


def of(unit: Unit) -> str:
    """A name after "of": *d’Embrun*, *du Dévoluy*, *des Hautes-Alpes*."""
    return _of_french(unit) if language() == "fr" else f"of {_the_english(unit)}"


def of_territory(territory: Territory) -> str:
    """A territory after "of": its name if it is one unit, else *du territoire (Embrun, Gap)*."""
    return of(territory.units[0]) if len(territory.units) == 1 else of_set(territory.name)


def of_set(name: str) -> str:
    """What is no unit, after "of": *du territoire (Bassin de vie)*."""
    return f"{rules()['words']['of_set']} ({name})"


def the(unit: Unit) -> str:
    """A unit as the subject or the object of a sentence: *la commune d’Embrun*, *la région Provence-Alpes-Côte d'Azur*."""
    return _the_french(unit) if language() == "fr" else _the_english(unit)


def subject(unit: Unit) -> str:
    """The same at the beginning of a sentence."""
    name = the(unit)
    return name[:1].upper() + name[1:]


def pronoun(unit: Unit) -> str:
    """He, she or it."""
    return rules()["words"][gender(unit)]


def gender(unit: Unit) -> str:
    """The gender of what a unit is, "m", "f" or "n"."""
    if unit.level == COUNTRY:
        return "f" if language() == "fr" else "n"
    if unit.level == "set":
        return "m" if language() == "fr" else "n"
    kind = rules()["kinds"].get(_kind(unit))
    return kind["gender"] if kind else "f" if language() == "fr" else "n"


def _kind(unit: Unit) -> str:
    if unit.zone == "com" and unit.level in ("departement", "region"):
        return "collectivity"
    return unit.kind if unit.level == "epci" else unit.level


def _bare(unit: Unit) -> str:
    """The name of an EPCI without the letters that tell its kind."""
    return unit.name.partition(" ")[2] if unit.level == "epci" and unit.name.startswith(f"{unit.kind} ") else unit.name


def _peers(name: str) -> str:
    """*communes of 500 to 1,999 inhabitants*, but *EPCI*, whose letters stay capitals."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def _the_english(unit: Unit) -> str:
    known = rules()
    if unit.level == COUNTRY:
        return known["words"]["france"]
    if unit.level == PEERS:
        return _peers(unit.name)
    kind = known["kinds"].get(_kind(unit))
    if kind is None:
        return f"the {unit.name}" if unit.name.startswith(tuple(known["named_kinds"])) else unit.name
    return f"the {kind['word']} of {unit.name}" if kind["joins"] == "of" else f"the {kind['word']} {_bare(unit)}"


def _the_french(unit: Unit) -> str:
    known = rules()
    if unit.level in (COUNTRY, PEERS):
        return known["words"]["france"] if unit.level == COUNTRY else known["words"]["peers"] + _peers(unit.name)
    kind = known["kinds"].get(_kind(unit))
    if kind is None:  # a métropole, whose name may begin with what it is
        if not unit.name.startswith(tuple(known["named_kinds"])):
            return unit.name
        return f"l’{unit.name}" if elides(unit.name) else f"la {unit.name}"
    article = "le" if kind["gender"] == "m" else "la"
    name = _of_name(unit) if kind["joins"] == "of" else _bare(unit)
    return f"{article} {kind['word']} {name}"


def _of_french(unit: Unit) -> str:
    if unit.level in ("commune", "departement", "region"):
        return _of_name(unit)
    if unit.level == PEERS:
        return rules()["words"]["of_peers"] + _peers(unit.name)
    name = _the_french(unit)
    if name.startswith("le "):
        return f"du {name[3:]}"
    if name.startswith(("la ", "l’")):
        return f"de {name}"
    return f"d’{name}" if elides(name) else f"de {name}"


def _of_name(unit: Unit) -> str:
    known = rules()
    if unit.level == "commune" and unit.code in known["names"]:
        return known["names"][unit.code]
    for article, codes in known.get(f"{unit.level}s", {}).items():
        if unit.code in codes:
            return f"{article}{unit.name}" if article.endswith("’") else f"{article} {unit.name}"
    first, _, rest = unit.name.partition(" ")
    if first in known["articles"] and rest:
        return f"{known['articles'][first]} {rest}"
    return f"d’{unit.name}" if elides(unit.name, unit.departement or "") else f"de {unit.name}"


def elides(name: str, departement: str = "") -> bool:
    """Whether *de* loses its vowel before a French name. An *h* is silent but in the exceptions and in the départements whose names are
    Germanic; a *y* is a vowel before a consonant.
    """
    known = rules()
    if name.startswith(tuple(known["kept_articles"])) and re.match(r"(?:La|Los|Las) |L['’]", name):
        return False
    word = re.split(r"[\s'’-]", name, maxsplit=1)[0]
    if word in known["sounded"]:
        return False
    first, second = word[:1].lower(), word[1:2].lower()
    if first == "h":
        return departement not in known["sounded_h_departements"]
    if first == "y":
        return word in known["silent_y"] or second not in known["silent"] or not second
    return first in known["silent"]
