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


class Bearer(NamedTuple):
    """A commune that bears or bore a name. `part`: it is or was one inside of the commune of that `code`, delegated, associated or
    merged since. It bore the name after the year `since` until the year `until` (None where no end is known).
    """

    code: str
    name: str
    part: bool = False
    since: int | None = None
    until: int | None = None

    def bore(self, vintage: int) -> bool:
        """Whether it may have borne the name in that vintage, as far as the data at hand tell."""
        return (self.since is None or vintage > self.since) and (self.until is None or vintage <= self.until)


_OLDER, _EVER = "older", "ever"
_Table = dict[str, set[Bearer]]


class History:
    """The older vintages, told by what differs from today's `cog`. Reading the resource takes some milliseconds."""

    def __init__(self, cog: Cog, path: Path) -> None:
        with gzip.open(path, "rt", encoding="utf-8") as stream:
            document = json.load(stream)
        self._cog = cog
        self._changes: dict[str, dict] = document["changes"]
        self.vintages: tuple[int, ...] = tuple(document["vintages"])
        self.former = {row[0]: Former(*row) for row in zip(*(document["former"][name] for name in Former._fields))}
        self._listed_since: int = document["listed_since"]
        self._older_names: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for code, name, last in zip(*(document["older_names"][column] for column in ("code", "name", "last"))):
            self._older_names[code].append((name, last))
        self._part_names = tuple(zip(document["part_names"]["code"], document["part_names"]["name"]))
        self._tables: dict[int | str, tuple[_Table, _Table]] = {}
        self._pieces: dict[str, list[Piece]] = defaultdict(list)
        for row in zip(*(document["splits"][name] for name in Piece._fields)):
            self._pieces[row[0]].append(Piece(*row))

    def pieces(self, code: str) -> list[Piece]:
        """Communes of today that the commune of that code held once, beside what the code is today."""
        return self._pieces.get(code, [])

    def unsure(self, vintage: int) -> bool:
        """Whether the data at hand do not tell of some code if it held another commune in that vintage."""
        return any(piece.held(vintage) is None for pieces in self._pieces.values() for piece in pieces)

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

    def named(self, text: str, vintage: int | None) -> tuple[Bearer, ...]:
        """The communes of that name, with or without its article, sorted: those of `vintage`; without one, or where none bore it then,
        all that ever did and their parts. A département may follow: "Saint-Denis (93)".

        Of a vintage that is not at hand they are all that may have borne it then: a name that one of them bore until it merged is
        not dropped for that of another.
        """
        return self._named(text, vintage, (self._tables_of(vintage), _EVER))

    def ever_named(self, text: str) -> tuple[Bearer, ...]:
        """The same, of any vintage."""
        return self._named(text, None, (_EVER,))

    def _named(self, text: str, vintage: int | None, order: Iterable[int | str]) -> tuple[Bearer, ...]:
        folded, departement = name_parts(text)
        for when in order:
            for table, key in zip(self._names(when), (folded, without_article(folded))):
                kept = [one for one in table.get(key, ()) if one.code.startswith(departement)]
                if when == _OLDER and vintage is not None:
                    kept = [one for one in kept if one.bore(vintage)]
                if kept:
                    return tuple(sorted(kept, key=lambda one: one[:3]))
        return ()

    def _tables_of(self, vintage: int | None) -> int | str:
        """The names among which those of a vintage are looked for first."""
        if vintage is None:
            return _EVER
        return _OLDER if vintage < self.vintages[0] else vintage

    def _names(self, when: int | str) -> tuple[_Table, _Table]:
        """Bearers by folded names, with the article and without."""
        if when not in self._tables:
            makers = {_OLDER: self._older, _EVER: self._ever}
            self._tables[when] = _table(self._between(when) if isinstance(when, int) else makers[when]())
        return self._tables[when]

    def _between(self, vintage: int) -> set[Bearer]:
        """The communes of a vintage at hand; else of those around it."""
        around = {max(v for v in self.vintages if v <= vintage), min(v for v in self.vintages if v >= vintage)}
        return {Bearer(code, name) for one in around for code, name in self.communes(one).items()}

    def _older(self) -> set[Bearer]:
        """The communes of before the first vintage at hand. Insee's list of mergers tells the end of those since it begins; what was
        no commune in that vintage and is not in the list had ended before, if it ever was one.
        """
        first = self.vintages[0]
        last = {code: (name, None) for code, name in self.communes(first).items()}
        for former in self.former.values():
            if former.name and former.code not in last and (former.after or 0) < first:
                last[former.code] = former.name, former.after or self._listed_since - 1
        found = set()
        for code in {*last, *self._older_names}:
            since = None
            for name, until in self._older_names.get(code, ()):
                found.add(Bearer(code, name, False, since, until))
                since = until
            if code in last:
                found.add(Bearer(code, last[code][0], False, since, last[code][1]))
        told = {bearer[:2] for bearer in found}
        return found | {Bearer(*named, True, None, self._listed_since - 1) for named in self.former_names() - told}

    def _ever(self) -> set[Bearer]:
        communes = {Bearer(code, name) for vintage in self.vintages for code, name in self.communes(vintage).items()}
        return communes | {Bearer(code, name, True) for code, name in self.former_names()}

    def former_names(self) -> set[tuple[str, str]]:
        """Codes and names of what is or was a part of a commune: what merged, delegated and associated communes, districts."""
        parts = {(part.code, part.name) for code in self._cog.units("commune") for part in self._cog.parts(code)}
        merged = {(former.code, former.name) for former in self.former.values() if former.name}
        older = {(code, name) for code, names in self._older_names.items() for name, _ in names}
        return parts | merged | older | set(self._part_names)


def _table(bearers: Iterable[Bearer]) -> tuple[_Table, _Table]:
    exact: _Table = defaultdict(set)
    bare: _Table = defaultdict(set)
    for bearer in bearers:
        folded = name_parts(bearer.name)[0]
        exact[folded].add(bearer)
        bare[without_article(folded)].add(bearer)
    return exact, bare
