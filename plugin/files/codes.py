# SPDX-License-Identifier: GPL-2.0-or-later
"""Which column of a table holds codes of territories, of which kind, and what today's code of each is.

Values decide first: the share of them that are known codes of a kind, today's or former. Names decide where values cannot:

- A postcode is no INSEE code, although half of the postcodes are somebody's INSEE code (05000 is none, 05100 is): a column
  whose name says postal is never taken, and one without a telling name is not either when most of its values end in 0, as
  nine postcodes in ten do and one INSEE code in ten.
- Whole numbers are known codes of communes two times in five, and of départements always: without a telling name, a column
  must hold five different codes of five characters, nearly all known, to be one of communes; one of départements or régions
  must have a telling name, and so must one of IRIS, which SIREN numbers look like.
- Where the name says no more than "code" or "id", the names of the territories in another column settle it: a column of numbers
  that count from 10001 on is one of known communes of the Aube.

The finest kind wins: commune, IRIS, EPCI, QPV, département, région; a commune that is only the seat, the chef-lieu or the
origin of something comes last.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ..messages import VigieError, translate
from ..requirements import pandas as require_pandas
from ..territory.cog import Cog, fold
from ..territory.spelling import code_of

if TYPE_CHECKING:
    import pandas as pd

    from .model import Options

COMMUNE, IRIS, EPCI, QPV, DEPARTEMENT, REGION = "commune", "iris", "epci", "qpv", "departement", "region"
KINDS = (COMMUNE, IRIS, EPCI, QPV, DEPARTEMENT, REGION)
"""Kinds of codes, the finest first."""

LOOKED_AT = 5000
"""Rows of a sample that are looked at."""

BESIDE_NAMES = 0.8
"""The share of rows whose territory must be named in another column."""
NAMES_LOOKED_AT = 200

TELLING, WEAK, SILENT, REFUSED = 2, 1, 0, -1
"""How well a name says that its column holds codes of a kind."""

_WRITTEN = {
    COMMUNE: (r"COM(?:MUNE|D|A)?|ARM|INSEE|CODGEO|FR", r"\d{4,5}|2[AB]\d{3}"),
    IRIS: (r"IRIS", r"\d{8,9}|2[AB]\d{7}"),
    EPCI: (r"EPCI|SIREN", r"\d{9}"),
    QPV: (r"QPV?", r"Q[PN](?:0\d\d|02[AB]|9[78]\d)(?:\d{3}|\d{2}[A-Z])"),
    DEPARTEMENT: (r"DEP(?:ARTEMENT)?|FR", r"\d{1,3}|0?2[AB]"),
    REGION: (r"REG(?:ION)?|FR", r"\d{1,3}"),
}
"""How a code of each kind is written: what may come before it, and its characters (upper case)."""

_PATTERNS = {
    kind: re.compile(rf"((?:(?:19|20)\d\d-)?(?:{prefix})[-_:/]*)?({code})(?:\.0+)?") for kind, (prefix, code) in _WRITTEN.items()
}

_NOTHING = {"", "NULL", "NONE", "NAN", "NA", "N/A", "ND", "-", "S"}
"""What stands for no value."""

_POSTAL = {"cp", "postal", "postale", "postaux", "postcode", "zip", "codpos", "codepostal", "codpostal", "cpostal", "cedex"}
_COMMUNE_CODES = {
    "insee", "codgeo", "depcom", "dccom", "citycode", "codinsee", "codeinsee", "inseecom", "cominsee", "codecommune",
    "codecom", "codcom", "numcom", "cog", "comcode",
}  # fmt: skip
_COMMUNE_WORDS = {"commune", "communes", "com", "municipalite", "city"}
_CODE_WORDS = {"code", "codes", "cod", "num", "numero", "id", "no", "c"}
_IDENTIFIERS = {"num", "numero", "id", "no", "n", "c"}
_NEUTRAL = {"geo", "geocode", "codegeo", "ini", "fin", "territoire"}
_SECONDARY = {
    "siege", "chef", "cheflieu", "prefecture", "naissance", "ancien", "ancienne", "anc", "ini", "limitrophe", "historique",
    "origine", "destination",
}  # fmt: skip
_EPCI_WORDS = {"epci", "interco", "intercommunalite", "numepci", "codepci", "codeepci", "ept", "groupement"}
_IRIS_WORDS = {"iris", "dciris", "codeiris", "codiris", "irisee"}
_DEPARTEMENT_WORDS = {
    "dep", "dept", "dpt", "departement", "departements", "numdep", "coddep", "codedep", "codedept", "codedepartement", "depcode",
}  # fmt: skip
_REGION_WORDS = {"reg", "region", "regions", "numreg", "codreg", "codereg", "coderegion", "regcode"}


def words_of(name: str) -> list[str]:
    """The words of a column's name, folded: "codeInseeCommune", "CODE_INSEE_COMMUNE" → code, insee, commune; no years."""
    parted = re.sub(r"(?<=[a-zà-ÿ])(?=[A-Z])", " ", name)
    return [word for word in fold(parted).split() if not word.isdigit()]


def mapped(values: pd.Series, read: Callable[[str], object]) -> pd.Series:
    """`read` of each value, once for each different one; None for what is missing."""
    pandas = require_pandas()
    places, different = pandas.factorize(values)
    found = np.full(len(different) + 1, None, dtype=object)
    for place, value in enumerate(different):
        found[place] = read(value)
    return pandas.Series(found[places], index=values.index, dtype=object)


@dataclass(frozen=True)
class Codes:
    """The column `field` of a table, whose values are codes of territories of `kind` (one of `KINDS`).

    `departement` is the column that completes codes cut in two (DEP 05, COM 061), else empty. `share` is how many of the
    values of the sample are known codes, from 0 to 1. `prefixes` are what comes before the codes ("", "COM-"); `plain` says that
    nothing else surrounds them, such as spaces. `named` says whether the column's name tells that it holds them.
    """

    field: str
    kind: str
    cog: Cog = field(repr=False)
    departement: str = ""
    share: float = 1.0
    prefixes: frozenset[str] = frozenset({""})
    plain: bool = True
    named: bool = True

    @property
    def level(self) -> str:
        """The administrative level at which its codes can be compared with a territory: an IRIS lies in a commune, a QPV in a
        département.
        """
        return {IRIS: COMMUNE, QPV: DEPARTEMENT}.get(self.kind, self.kind)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are read."""
        return (self.departement, self.field) if self.departement else (self.field,)

    def of(self, table: pd.DataFrame) -> pd.Series:
        """Today's code of each row of a table, None where it has none that is known."""
        values = table[self.field]
        return self.current(_joined(table[self.departement], values) if self.departement else values)

    def current(self, values: pd.Series) -> pd.Series:
        """Today's code for each whole code (str, None allowed), None where it is unknown; that of an IRIS or a QPV as it is."""
        return mapped(values, lambda text: read_code(text, self.kind, self.cog))

    def units(self, table: pd.DataFrame) -> pd.Series:
        """Today's unit of `level` for each row of a table: the commune of an IRIS, the département of a QPV; None unknown."""
        current = self.of(table)
        if self.kind == IRIS:
            return mapped(current, lambda code: self.cog.current(code[:5]))
        if self.kind == QPV:
            return mapped(current, lambda code: _departement(code[2:5], self.cog))
        return current

    def raw_values(self, current_codes: Iterable[str]) -> set[str]:
        """All that may be written in `field` for those codes of today, former communes included. Empty where that cannot be
        listed: codes that are cut in two or are not plain, IRIS and QPV.
        """
        if self.departement or not self.plain or self.kind in (IRIS, QPV):
            return set()
        codes = set(current_codes)
        if self.kind == COMMUNE:
            codes |= {former for former, current in self.cog.successors.items() if current in codes}
        spelled = {form for code in codes for form in _spellings(code, self.kind)}
        return {prefix + form for prefix in self.prefixes for form in spelled}


def read_code(text: object, kind: str, cog: Cog) -> str | None:
    """Today's code for one that is written in a file, None when it is not a known code of that kind."""
    return _reader(kind, cog)(str(text))


def plain_code(text: str, kind: str) -> str:
    """A written code without the prefix that it may have (``COM-05061``); any other text as it is."""
    match = _PATTERNS[kind].fullmatch(_bare(text))
    return text if match is None else match[2]


@lru_cache(maxsize=16)
def _reader(kind: str, cog: Cog) -> Callable[[str], str | None]:
    """Reads codes of a kind, and remembers them by their text alone: the garbage collector would go through keys of more, 120 000 of
    them after a few files, with the window held meanwhile.
    """
    return lru_cache(maxsize=100_000)(partial(_read, kind, cog))


def _read(kind: str, cog: Cog, text: str) -> str | None:
    match = _PATTERNS[kind].fullmatch(_bare(text))
    return None if match is None else _READERS[kind](match[2], cog)


def _bare(text: str) -> str:
    return "".join(text.split()).upper()


def _commune(code: str, cog: Cog) -> str | None:
    return cog.current(code_of(code, COMMUNE))


def _iris(code: str, cog: Cog) -> str | None:
    code = code.zfill(9)
    return code if cog.current(code[:5]) else None


def _epci(code: str, cog: Cog) -> str | None:
    return code if code in cog.units(EPCI) else None


def _departement(code: str, cog: Cog) -> str | None:
    code = code_of(code, DEPARTEMENT)
    return code if code in cog.units(DEPARTEMENT) else None


def _region(code: str, cog: Cog) -> str | None:
    code = code_of(code, REGION)
    return code if code in cog.units(REGION) else None


def _qpv(code: str, cog: Cog) -> str | None:
    return code if _departement(code[2:5], cog) else None


_READERS: dict[str, Callable[[str, Cog], str | None]] = {
    COMMUNE: _commune, IRIS: _iris, EPCI: _epci, QPV: _qpv, DEPARTEMENT: _departement, REGION: _region,
}  # fmt: skip


def _spellings(code: str, kind: str) -> set[str]:
    """A code as files write it: with or without its leading zeros, Corsica in either case."""
    forms = {code, code.lower(), code.lstrip("0")}
    if kind == DEPARTEMENT:
        forms |= {code.zfill(3), code.zfill(3).lower()}
    return forms


def _joined(departements: pd.Series, communes: pd.Series) -> pd.Series:
    """INSEE codes from their two halves; overseas ones overlap where the first has three digits and the second too."""
    pandas = require_pandas()
    pairs = departements.astype(object).str.strip() + " " + communes.astype(object).str.strip()  # None where one is missing
    return mapped(pandas.Series(pairs, index=communes.index, dtype=object), _join)


def _join(pair: str) -> str | None:
    first, _, second = pair.partition(" ")
    if not second.isdigit() or len(second) > 3 or not first:
        return None
    first = first.lstrip("0").zfill(2).upper()
    return (first[:2] if len(second) == 3 else first) + second.zfill(5 - len(first))


def guess_codes(sample: pd.DataFrame, options: Options, cog: Cog) -> Codes | None:
    """The column of territory codes of a table, by a `sample` of its rows (str, None where there is nothing); None when it has
    none. `options.code` names it instead; a `VigieError` says so when it is no column, or holds no codes.
    """
    sample = sample.head(LOOKED_AT)
    if options.code:
        return _told(sample, options.code, cog)
    found = [candidate for place, column in enumerate(sample.columns) for candidate in _candidates(sample, column, place, cog)]
    if not any(candidate.codes.level == COMMUNE for candidate in found):
        departements = [candidate.codes for candidate in found if candidate.codes.kind == DEPARTEMENT]
        split = _split(sample, departements, list(sample.columns), cog)
        if split is not None:
            return split
    return min(found, key=lambda candidate: candidate.order).codes if found else None


class _Candidate(NamedTuple):
    codes: Codes
    order: tuple


def _told(sample: pd.DataFrame, column: str, cog: Cog) -> Codes:
    """The column that the user names, of the kind that most of its values have."""
    if column not in sample.columns:
        raise no_column(column, sample)
    counts = _counted(sample[column])
    found = [_Seen.of(counts, kind, cog) for kind in KINDS]
    best = max(found, key=lambda seen: (seen.share, _named(column, seen.kind)))
    if not best.share or (best.kind in (DEPARTEMENT, REGION) and _named(column, best.kind) < TELLING):
        departements = [
            codes for name in sample.columns for _, codes in _of_kind(sample, name, _counted(sample[name]), DEPARTEMENT, cog)
        ]
        split = _split(sample, departements, [column], cog)
        if split is not None:
            return split
    if best.share:
        return best.codes(column, cog, named=True)
    raise VigieError(
        translate(
            "codes", "Column “{column}” holds no known code of commune, IRIS, EPCI, QPV, département or région: choose another."
        ).format(column=column)
    )


def no_column(column: str, sample: pd.DataFrame) -> VigieError:
    """The error for a column that the user names and that a table does not have."""
    return VigieError(
        translate("codes", "There is no column “{column}”: columns are {columns}.").format(
            column=column, columns=", ".join(str(name) for name in sample.columns)
        )
    )


class _Seen(NamedTuple):
    """What was seen of a column, read as codes of a kind: texts by how they are written, and how many of them are known."""

    kind: str
    share: float
    known: int
    whole: bool
    postal: bool
    prefixes: frozenset[str]
    plain: bool

    @classmethod
    def of(cls, counts: pd.Series, kind: str, cog: Cog) -> _Seen:
        """What the values of a column, counted by `_counted`, are as codes of a kind."""
        known = [text for text in counts.index if read_code(text, kind, cog)]
        codes = [_PATTERNS[kind].fullmatch(_bare(text))[2] for text in known]
        total = int(counts.sum())
        plain = [text.upper().endswith(code) and _bare(text) == text.upper() for text, code in zip(known, codes)]
        return cls(
            kind,
            int(counts[known].sum()) / total if total else 0.0,
            len(known),
            all(len(code) == 5 for code in codes),
            len(codes) >= 5 and sum(code.endswith("0") for code in codes) > 0.6 * len(codes),
            frozenset(text[: -len(code)] for text, code, clean in zip(known, codes, plain) if clean),
            all(plain),
        )

    def codes(self, column: str, cog: Cog, named: bool) -> Codes:
        """The column as what was seen of it."""
        return Codes(column, self.kind, cog, share=self.share, prefixes=self.prefixes, plain=self.plain, named=named)


def _counted(values: pd.Series) -> pd.Series:
    """How many rows have each text, those that say that there is nothing left out."""
    counts = values.dropna().astype(str).value_counts()
    return counts[[_bare(text) not in _NOTHING for text in counts.index]]


def _candidates(sample: pd.DataFrame, column: str, place: int, cog: Cog) -> Iterable[_Candidate]:
    words, counts = set(words_of(column)), _counted(sample[column])
    for rank, kind in enumerate(KINDS):
        for name, codes in _of_kind(sample, column, counts, kind, cog):
            yield _Candidate(codes, (bool(words & _SECONDARY), rank, -name, len(words) > 3, -round(codes.share, 1), place))


def _of_kind(sample: pd.DataFrame, column: str, counts: pd.Series, kind: str, cog: Cog) -> Iterable[tuple[int, Codes]]:
    """The column as codes of a kind with how well its name says so, if its name and values allow."""
    name = _named(column, kind)
    if name == REFUSED:
        return
    seen = _Seen.of(counts, kind, cog)
    if not seen.share:
        return
    if _says_nothing(column, kind):
        if _beside_names(sample.head(NAMES_LOOKED_AT), column, kind, cog):
            yield WEAK, seen.codes(column, cog, named=True)
    elif _convincing(seen, name):
        yield name, seen.codes(column, cog, named=name > SILENT or kind == EPCI)


def _says_nothing(column: str, kind: str) -> bool:
    """Whether the name of a column fits any number, and its values too."""
    words = set(words_of(column))
    return bool(words) and (words <= _IDENTIFIERS if kind == COMMUNE else kind in (DEPARTEMENT, REGION) and words <= _CODE_WORDS)


def _beside_names(sample: pd.DataFrame, column: str, kind: str, cog: Cog) -> bool:
    """Whether another column holds the names of the territories of a kind that the values of a column are codes of."""
    named = {code: fold(unit.name) for code, unit in cog.units(kind).items()}
    names = mapped(sample[column].dropna(), lambda text: named.get(read_code(text, kind, cog)))
    others = (mapped(sample.loc[names.index, other], lambda text: fold(str(text))) for other in sample.columns if other != column)
    return any(float((other == names).mean()) >= BESIDE_NAMES for other in others)


def _convincing(seen: _Seen, name: int) -> bool:
    """Whether values are codes of a kind, given how well their column's name says so."""
    if name == TELLING or seen.kind == QPV:
        return seen.share >= (0.8 if seen.kind in (DEPARTEMENT, REGION) else 0.5)
    if seen.kind in (IRIS, DEPARTEMENT, REGION) or seen.postal:
        return False
    if name == WEAK:
        return seen.share >= 0.8
    if seen.kind == EPCI:
        return seen.share >= 0.9 and seen.known >= 3
    return seen.share >= 0.97 and seen.known >= 5 and seen.whole


def _named(column: str, kind: str) -> int:
    words = set(words_of(column))
    if kind == COMMUNE:
        return _named_commune(words)
    telling = {IRIS: _IRIS_WORDS, EPCI: _EPCI_WORDS, DEPARTEMENT: _DEPARTEMENT_WORDS, REGION: _REGION_WORDS, QPV: {"qpv", "qp"}}
    if words & telling[kind]:
        return TELLING
    return WEAK if kind == EPCI and "siren" in words else SILENT


def _named_commune(words: set[str]) -> int:
    if words & _POSTAL:
        return REFUSED
    if words & (_DEPARTEMENT_WORDS | _REGION_WORDS | _EPCI_WORDS | _IRIS_WORDS):
        return SILENT
    if words & _COMMUNE_CODES or (words & _COMMUNE_WORDS and words & _CODE_WORDS):
        return TELLING
    return WEAK if words and words <= _COMMUNE_WORDS | _CODE_WORDS | _NEUTRAL | _SECONDARY else SILENT


def _split(sample: pd.DataFrame, departements: list[Codes], columns: list[str], cog: Cog) -> Codes | None:
    """INSEE codes cut in two: a column of départements, and one of the three last digits."""
    for first in departements:
        for second in columns:
            words = set(words_of(second))
            if second == first.field or not words & (_COMMUNE_WORDS | _COMMUNE_CODES) or _named_commune(words) <= SILENT:
                continue
            seen = _Seen.of(_counted(_joined(sample[first.field], sample[second])), COMMUNE, cog)
            if seen.share >= 0.9:
                return Codes(second, COMMUNE, cog, departement=first.field, share=seen.share)
    return None
