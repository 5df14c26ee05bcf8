# SPDX-License-Identifier: GPL-2.0-or-later
"""Personal data suspected by the names of fields and by values, which are counted and forgotten."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from ..territory.cog import fold
from .model import Suspicion

LONGEST = 2000
"""Characters of a value that are looked at."""

SHARE_OF_NAMES = 0.5
FEWEST_NAMES = 5
"""A field holds names of people when half of its values, five at least, begin or end with a common first name."""

SHARE_OF_NUMBERS = 0.05
"""Any number may have the right key by chance, one of a hundred: a social security number is suspected when more of the values have it, or the
field is named so.
"""

_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Ý])")
_NAMES = tuple(
    (kind, re.compile(rf" (?:{pattern}) "))
    for kind, pattern in (
        ("name", r"prenoms?|first ?name|last ?name|surname|family name|civilite|patronyme|nomprenom|"
                 r"noms? (?:de )?(?:famille|naissance|naiss|usage|usuel|patronymique|jeune fille|marital|prenoms?)|"
                 r"proprietaires?|beneficiaires?|demandeurs?|locataires?"),
        ("birth", r"(?:date|dates|dt|dat|jour|annee) (?:de )?nais(?:s|sance)?|naissance|naiss|datenaissance|ddn|birth ?date|birthday|"
                  r"date of birth|nee? le"),
        ("email", r"e ?mails?|mails?|mel|courriels?|adresse electronique"),
        ("phone", r"tel|tels|tel\d|telephones?|phones?|portable|gsm|numero de tel"),
        ("nir", r"nir|nss|(?:num|no|numero) (?:de )?secu|securite sociale|num(?:ero)? ss|insee individu"),
        ("iban", r"iban|rib|bic"),
    )
)  # fmt: skip
_LONE_NAME = re.compile(r" noms?(?: complet)? ")
_PEOPLE = {"birth", "nir", "name"}

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})*\.[a-zA-Z]{2,24}(?!\w)")
_PHONE = re.compile(r"(?:(?:\+|00)\s?33[\s.\-]?(?:\(0\))?\s?|0)[1-9](?:[\s.\-]?\d\d){4}")
_NIR = re.compile(r"[1-478]\d\d(?:0[1-9]|1[0-2]|[2-9]\d)(?:\d\d|2[AB])\d{8}")
_IBAN = re.compile(r"[A-Z]{2}\d\d[A-Z0-9]{11,30}")
_SPACES = re.compile(r"[\s\u00a0\u202f]+")
_FIRST_NAMES = frozenset(
    ["jean", "marie", "pierre", "michel", "andre", "philippe", "alain", "bernard", "jacques", "daniel", "nathalie", "isabelle", "sylvie", "catherine", "martine", "christine", "francoise", "valerie", "sandrine", "stephanie", "veronique", "sophie", "celine", "chantal", "patricia", "anne", "brigitte", "julie", "monique", "aurelie", "nicole", "laurence", "annie", "emilie", "dominique", "virginie", "corinne", "elodie", "christelle", "camille", "caroline", "lea", "sarah", "florence", "laetitia", "audrey", "helene", "laura", "manon", "michele", "cecile", "christiane", "beatrice", "claire", "nadine", "delphine", "pauline", "karine", "melanie", "marion", "chloe", "jacqueline", "elisabeth", "evelyne", "marine", "claudine", "anais", "lucie", "nicolas", "christophe", "patrick", "laurent", "frederic", "thierry", "julien", "sebastien", "olivier", "eric", "david", "pascal", "thomas", "stephane", "alexandre", "christian", "francois", "gerard", "vincent", "antoine", "guillaume", "maxime", "jerome", "herve", "romain", "bruno", "didier", "anthony", "franck", "kevin", "fabrice", "gilles", "cedric", "gregory", "benoit", "mathieu", "quentin", "mickael", "hugo", "sylvain", "emmanuel", "mohamed", "fatima", "yves", "rene", "marcel", "claude", "henri", "serge", "guy", "roger", "robert", "denis", "louis", "georges", "paul", "jeanne", "denise", "suzanne", "louise", "simone", "yvonne"]
)  # fmt: skip

_PLACES = frozenset(
    [
        "saint",
        "sainte",
        "rue",
        "avenue",
        "place",
        "boulevard",
        "chemin",
        "impasse",
        "square",
        "allee",
        "cours",
        "quai",
        "ecole",
        "college",
        "lycee",
        "salle",
        "stade",
        "gymnase",
        "parc",
        "centre",
        "maison",
        "hotel",
        "hopital",
        "bibliotheque",
        "mediatheque",
        "eglise",
        "cafe",
    ]
)
"""Words of names of places, which are often those of people."""


def suspect(columns: Mapping[str, Sequence[str]], titles: Mapping[str, str] | None = None) -> tuple[Suspicion, ...]:
    """What may be personal in some columns: their names, `titles` (aliases) and values, texts without the empty ones."""
    named = {name: _kinds_of_name(name, (titles or {}).get(name, "")) for name in columns}
    people = any(kinds & _PEOPLE for kinds in named.values())
    found = []
    for name, values in columns.items():
        kinds = named[name] | ({"name"} if people and _LONE_NAME.fullmatch(_words(name)) else set())
        counts = _counts(values)
        if "nir" not in kinds and counts["nir"] < SHARE_OF_NUMBERS * len(values):
            counts["nir"] = 0
        found += [
            Suspicion(name, kind, kind in kinds, counts.get(kind, 0), len(values))
            for kind, _ in _NAMES
            if kind in kinds or counts.get(kind)
        ]
    return tuple(found)


def _words(name: str) -> str:
    return f" {fold(_CAMEL.sub(' ', name).replace('_', ' '))} "


def _kinds_of_name(*names: str) -> set[str]:
    return {kind for name in names for kind, pattern in _NAMES if pattern.search(_words(name))}


def _counts(values: Sequence[str]) -> dict[str, int]:
    """How many values look like each kind."""
    tests: dict[str, Callable[[str], object]] = {
        "email": _EMAIL.search, "phone": lambda text: _PHONE.fullmatch(text.strip()), "nir": is_nir, "iban": is_iban,
    }  # fmt: skip
    counts = {kind: sum(bool(test(value[:LONGEST])) for value in values) for kind, test in tests.items()}
    names = sum(_is_name(value[:LONGEST]) for value in values)
    if names >= FEWEST_NAMES and names >= SHARE_OF_NAMES * len(values):
        counts["name"] = names
    return counts


def is_nir(text: str) -> bool:
    """Whether a text is a social security number whose key is right."""
    digits = _SPACES.sub("", text).upper()
    if not _NIR.fullmatch(digits):
        return False
    body, key = digits[:13].replace("2A", "19").replace("2B", "18"), int(digits[13:])
    return 97 - int(body) % 97 == key


def is_iban(text: str) -> bool:
    """Whether a text is the number of a bank account whose key is right."""
    written = _SPACES.sub("", text).upper()
    if not _IBAN.fullmatch(written):
        return False
    return int("".join(str(int(sign, 36)) for sign in written[4:] + written[:4])) % 97 == 1


def _is_name(text: str) -> bool:
    words = fold(text).split()
    return 1 <= len(words) <= 4 and not _PLACES.intersection(words) and (words[0] in _FIRST_NAMES or words[-1] in _FIRST_NAMES)
