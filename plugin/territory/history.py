# SPDX-License-Identifier: GPL-2.0-or-later
"""What the geographic code was before: communes and EPCI of older vintages, mergers, divisions, names, SIREN."""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from .spelling import name_parts, without_article

if TYPE_CHECKING:
    from .cog import Cog


class Former(NamedTuple):
    """A code that is no commune's today. `kind`: "merged", "renamed-code" (the same commune under another code), or "former" where
    the data at hand tell neither. It was still in use in the vintage `after` and no more in `by` (None where not known).
    """

    code: str
    name: str
    kind: str
    after: int | None
    by: int | None


class Piece(NamedTuple):
    """A commune of today, `piece`, that was once a part of `code` (a code of that time).

    It joined in the year `merged`; both were one commune in the vintages from `first` to `last`, and are two from `apart` on.
    None where the data at hand do not tell.
    """

    code: str
    piece: str
    merged: int | None
    first: int | None
    last: int | None
    apart: int

    def held(self, vintage: int) -> bool | None:
        """Whether the code held the piece in that vintage; None where the data at hand do not tell."""
        if vintage >= self.apart or (self.merged is not None and vintage < self.merged):
            return False
        joined = self.first is not None and vintage >= self.first
        joined = joined or (self.merged is not None and vintage > self.merged)
        return True if joined and self.last is not None and vintage <= self.last else None


class History:
    """The older vintages, told by what differs from today's `cog`. Reading the resource takes some milliseconds."""

    def __init__(self, cog: Cog, path: Path) -> None:
        with gzip.open(path, "rt", encoding="utf-8") as stream:
            document = json.load(stream)
        self._cog = cog
        self._changes: dict[str, dict] = document["changes"]
        self.vintages: tuple[int, ...] = tuple(document["vintages"])
        self.former = {row[0]: Former(*row) for row in zip(*(document["former"][name] for name in Former._fields))}
        self._tables: dict[int | None, tuple[dict[str, set[str]], dict[str, set[str]]]] = {}
        self._pieces: dict[str, list[Piece]] = defaultdict(list)
        for row in zip(*(document["splits"][name] for name in Piece._fields)):
            self._pieces[row[0]].append(Piece(*row))

    def pieces(self, code: str) -> list[Piece]:
        """Communes of today that the commune of that code held once, beside what the code is today."""
        return self._pieces.get(code, [])

    def _change(self, vintage: int) -> dict:
        return self._changes.get(str(vintage), {})

    def communes(self, vintage: int) -> dict[str, str]:
        """Names by code of the communes of a vintage at hand (one of `vintages`)."""
        change = self._change(vintage)
        absent = set(change.get("absent", ()))
        today = {code: unit.name for code, unit in self._cog.units("commune").items() if code not in absent}
        return {**today, **change.get("names", {})}

    def epci(self, vintage: int) -> dict[str, str]:
        """Names by SIREN of the EPCI of a vintage at hand."""
        change = self._change(vintage)
        absent = set(change.get("epci_absent", ()))
        changed = change.get("epci", {})
        return {**{code: unit.name for code, unit in self._cog.units("epci").items() if code not in absent}, **changed}

    def epci_of(self, vintage: int) -> dict[str, str | None]:
        """The SIREN of the EPCI of each commune of a vintage at hand, by the commune's code then; None for none."""
        units, changed = self._cog.units("commune"), self._change(vintage).get("epci_of", {})
        return {code: changed[code] if code in changed else units[code].epci for code in self.communes(vintage)}

    @cached_property
    def sirens(self) -> dict[str, str]:
        """The code of each commune, of its time, by SIREN: today's and those of the vintages at hand."""
        found = {siren: code for change in self._changes.values() for siren, code in change["sirens"].items()}
        return {**found, **{unit.siren: code for code, unit in self._cog.units("commune").items() if unit.siren}}

    @cached_property
    def epci_successors(self) -> dict[str, dict[str, int]]:
        """For each EPCI that is none today: today's EPCI of its communes, with how many inhabitants of today lived in it.

        Its communes are those of the last vintage at hand that has it. A commune that is in no EPCI today is left out.
        """
        today = self._cog.units("epci")
        last = {siren: vintage for vintage in self.vintages for siren in self.epci(vintage) if siren not in today}
        found: dict[str, dict[str, int]] = {siren: defaultdict(int) for siren in last}
        for vintage in set(last.values()):
            members = {
                (siren, self._cog.current(code))
                for code, siren in self.epci_of(vintage).items()
                if last.get(siren or "") == vintage
            }
            for siren, code in members:
                unit = self._cog.units("commune")[code]
                if unit.epci:
                    found[siren][unit.epci] += unit.population or 0
        return found

    def named(self, text: str, vintage: int | None) -> tuple[str, ...]:
        """Codes of the communes of that name, with or without its article, sorted: those of `vintage` where it is at hand, else
        those that bear it today, else those that ever did (codes of any vintage). A département may follow: "Saint-Denis (93)".
        """
        folded, departement = name_parts(text)
        first = (vintage,) if vintage in self.vintages else ()
        for when in (*first, self.vintages[-1], None):
            for table, key in zip(self._names(when), (folded, without_article(folded))):
                kept = sorted(code for code in table.get(key, ()) if code.startswith(departement))
                if kept:
                    return tuple(kept)
        return ()

    def _names(self, vintage: int | None) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
        """Codes by folded names, with the article and without: of a vintage at hand, or of them all and of what merged before."""
        if vintage not in self._tables:
            self._tables[vintage] = _table(self.communes(vintage).items() if vintage else self._ever())
        return self._tables[vintage]

    def _ever(self) -> set[tuple[str, str]]:
        named = {(code, name) for vintage in self.vintages for code, name in self.communes(vintage).items()}
        named |= {(former.code, former.name) for former in self.former.values() if former.name}
        return named | set(self._cog.subdivisions.items())


def _table(named: Iterable[tuple[str, str]]) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    exact: dict[str, set[str]] = defaultdict(set)
    bare: dict[str, set[str]] = defaultdict(set)
    for code, name in named:
        folded = name_parts(name)[0]
        exact[folded].add(code)
        bare[without_article(folded)].add(code)
    return exact, bare
