# SPDX-License-Identifier: GPL-2.0-or-later
"""What a shared store and a GeoPackage of one's own hold, made alike: what is newer is copied, with its provenance.

Datasets are the same when they are of one entry of the catalogue and one territory, whatever their tables are called. A store that is
written as one transaction a dataset: a `Cancelled` leaves those that were done.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from ..harmonize.dataset import Dataset, Provenance
from ..messages import Progress, Stretch, VigieError, date, labelled, number, translate
from .registry import Registered, shared_name
from .results import KEY
from .store import CONTOURS

if TYPE_CHECKING:
    import pandas as pd

    from .contours import KeptContours
    from .store import Store

BOTH, TO_LOCAL, TO_SHARED = "both", "to local", "to shared"
DIRECTIONS = (BOTH, TO_LOCAL, TO_SHARED)
SAME, COPIED_LOCAL, COPIED_SHARED, LEFT, FAILED = "same", "copied to local", "copied to shared", "left", "failed"
FIGURES = "figures"


@dataclass(frozen=True)
class Synced:
    """What became of a dataset, of contours or of the figures: `kind` is "dataset", "contours" or "figures"; `status` is `SAME`,
    `COPIED_LOCAL`, `COPIED_SHARED`, `LEFT` (it is newer on one side, whose copy was not asked for or not allowed) or `FAILED`.
    """

    kind: str
    name: str
    title: str
    status: str
    sentence: str
    date: str = ""
    rows: int = 0

    @property
    def line(self) -> str:
        """One line for a log."""
        return labelled(f"{self.title} ({self.name})", self.sentence)

    def as_dict(self) -> dict:
        """The same as plain JSON types."""
        return asdict(self)


def sync(
    local: Store, shared: Store, contours: KeptContours, direction: str, wanted: Sequence[str], progress: Progress
) -> list[Synced]:
    """Copy what is newer between two stores, in one of `DIRECTIONS`: the datasets `wanted` (entries or layers; none: all, with
    precise contours and figures). A `VigieError` when a side may not be read, or not be written though nothing else is asked for.
    """
    refused = shared.refusal() if direction != TO_LOCAL else ""
    if refused and direction == TO_SHARED:
        raise VigieError(refused)
    work = _Sync(local, shared, contours, direction, refused)
    pieces = [*work.datasets(wanted)]
    if not wanted:
        pieces += [*work.contour_tables(), work.figures]
    found = []
    for place, piece in enumerate(pieces):
        part = Stretch(progress, 100 * place / len(pieces), 100 * (place + 1) / len(pieces))
        part.step(0)
        found += piece(part)
    return found


class _Sync:
    """The two sides, and what may go where."""

    def __init__(self, local: Store, shared: Store, contours: KeptContours, direction: str, refused: str) -> None:
        self._local, self._shared, self._contours = local, shared, contours
        self._down, self._up = direction != TO_SHARED, direction != TO_LOCAL and not refused
        self._refused = refused

    def datasets(self, wanted: Sequence[str]) -> Iterator:
        """A piece of work for each dataset of both sides."""
        here, there = _by_dataset(self._local.datasets()), _by_dataset(self._shared.datasets())
        known = list(dict.fromkeys([*there, *here]))
        names = {
            name for rows in (here, there) for key, group in rows.items() for name in (key[0], *(row.layer for row in group))
        }
        missing = [name for name in wanted if name not in names]
        if missing:
            told = translate("syncing", "Neither {local} nor {shared} has {names}: check the names.")
            raise VigieError(told.format(local=self._local.title, shared=self._shared.title, names=", ".join(missing)))
        for key in known:
            mine, theirs = here.get(key, []), there.get(key, [])
            if not wanted or {key[0], *(row.layer for row in (*mine, *theirs))} & set(wanted):
                yield lambda progress, key=key, mine=mine, theirs=theirs: self._dataset(key, mine, theirs, progress)

    def _dataset(
        self, key: tuple[str, str], mine: list[Registered], theirs: list[Registered], progress: Progress
    ) -> list[Synced]:
        progress.step(0, (mine or theirs)[0].title)
        newest = {side: max(rows, key=_age) for side, rows in ((False, mine), (True, theirs)) if rows}
        best = max(newest.values(), key=_age)
        shares = newest.get(True) is best
        source, target = (self._shared, self._local) if shares else (self._local, self._shared)
        name = shared_name(*key)
        behind = [row.layer for row in (mine if shares else theirs) if not _alike(row, best)]
        if not (mine if shares else theirs):
            behind = [name]
        if not behind:
            told = translate("syncing", "The same on both sides, data of {date}.").format(date=date(best.date))
            return [Synced("dataset", best.layer, best.title, SAME, told, best.date, best.rows)]
        if not (self._down if shares else self._up):
            return [Synced("dataset", best.layer, best.title, LEFT, self._left(best.date, shares), best.date, best.rows)]
        return [self._copied(source, target, best, layer, shares, progress) for layer in behind]

    def _copied(self, source: Store, target: Store, best: Registered, layer: str, shares: bool, progress: Progress) -> Synced:
        """Copy the last version of a dataset, which may be newer still by now."""
        try:
            with target.turn(layer, progress) as waited:
                dataset = source.dataset(best.layer)
                now = next(iter(target.snapshots(layer)), None) if waited else None
                if dataset is None or (now is not None and _age(now) >= _age(best)):
                    told = translate("syncing", "Somebody has just changed it: it was left as it is.")
                    return Synced("dataset", layer, best.title, LEFT, told, best.date, best.rows)
                target.save(layer, dataset, progress)
        except VigieError as error:
            return Synced("dataset", layer, best.title, FAILED, error.sentence, best.date)
        return Synced("dataset", layer, best.title, *_told(shares, len(dataset), best.date), best.date, len(dataset))

    def contour_tables(self) -> Iterator:
        """A piece of work for each table of precise contours of both sides."""
        here = self._contours.tables()
        there = {row.layer: (row.recipe_version, row.fetched) for row in self._shared.contours()}
        for name in sorted({*here, *there}):
            yield lambda progress, name=name: [self._contour_table(name, here.get(name), there.get(name), progress)]

    def _contour_table(
        self, name: str, mine: tuple[int, str] | None, theirs: tuple[int, str] | None, progress: Progress
    ) -> Synced:
        title = translate("syncing", "Precise contours")
        progress.step(0, title)
        shares = mine is None or (theirs is not None and theirs > mine)
        _, when = theirs if shares else mine
        if mine == theirs:
            told = translate("syncing", "The same on both sides, fetched on {date}.").format(date=date(when))
            return Synced(CONTOURS, name, title, SAME, told, when)
        if not (self._down if shares else self._up):
            return Synced(CONTOURS, name, title, LEFT, self._left(when, shares), when)
        try:
            if shares:
                table, shapes = self._shared.read(name)
                self._contours.put(name, table, shapes)
            else:
                table, shapes = self._contours.table(name)
                self._shared.save(name, _contour_dataset(name, table, shapes), progress)
        except VigieError as error:
            return Synced(CONTOURS, name, title, FAILED, error.sentence, when)
        return Synced(CONTOURS, name, title, *_told(shares, len(table), when), when, len(table))

    def figures(self, progress: Progress) -> list[Synced]:
        """The figures that one side lacks, or has as they were computed before."""
        title = translate("syncing", "Figures kept")
        progress.step(0, title)
        found = []
        with _failing(found, title):
            here, there = self._local.figures(), self._shared.figures()
            for shares, allowed, fresh in ((True, self._down, _lacking(here, there)), (False, self._up, _lacking(there, here))):
                if not len(fresh):
                    continue
                when = str(fresh["computed"].max())[:10]
                if allowed:
                    count = (self._local if shares else self._shared).merge([fresh], progress)
                    found.append(Synced(FIGURES, FIGURES, title, *_told(shares, count, when), when, count))
                else:
                    found.append(Synced(FIGURES, FIGURES, title, LEFT, self._left(when, shares), when, len(fresh)))
        told = translate("syncing", "The same on both sides.")
        return found or [Synced(FIGURES, FIGURES, title, SAME, told, rows=len(here))]

    def _left(self, when: str, shares: bool) -> str:
        told = (
            translate("syncing", "The shared store has newer data, of {date}: they were not asked for.")
            if shares
            else translate("syncing", "Your store has newer data, of {date}, which were not copied to the shared one.")
        ).format(date=date(when))
        return f"{told} {self._refused}".strip() if not shares else told


@contextmanager
def _failing(found: list[Synced], title: str) -> Iterator[None]:
    try:
        yield
    except VigieError as error:
        found.append(Synced(FIGURES, FIGURES, title, FAILED, error.sentence))


def _by_dataset(rows: Sequence[Registered]) -> dict[tuple[str, str], list[Registered]]:
    """Layers by what they are of: an entry and a territory."""
    found: dict[tuple[str, str], list[Registered]] = {}
    for row in rows:
        found.setdefault((row.dataset, row.territory), []).append(row)
    return found


def _age(row: Registered) -> tuple[str, str]:
    """What is newer is greater: by the date of the data, then by the day on which they were made."""
    return row.date, row.fetched


def _alike(row: Registered, best: Registered) -> bool:
    """Whether there is nothing to copy: the same rows of the same date, or rows that were copied once already."""
    same = bool(row.content) and row.content == best.content and row.date == best.date
    return row is best or same or _age(row) == _age(best)


def _told(shares: bool, count: int, when: str) -> tuple[str, str]:
    told = (
        translate("syncing", "{count} rows copied from the shared store, of {date}.")
        if shares
        else translate("syncing", "{count} rows copied to the shared store, of {date}.")
    )
    return COPIED_LOCAL if shares else COPIED_SHARED, told.format(count=number(count), date=date(when))


def _lacking(target: pd.DataFrame, source: pd.DataFrame) -> pd.DataFrame:
    """The figures of `source` that `target` lacks, or has as they were computed before."""
    known = target[[*KEY, "computed"]].rename(columns={"computed": "known"})
    told = source.merge(known, on=list(KEY), how="left")
    newer = told["known"].isna() | (told["computed"].fillna("") > told["known"].fillna(""))
    return source[newer.to_numpy(dtype=bool)].reset_index(drop=True)


def _contour_dataset(name: str, table: pd.DataFrame, shapes: object) -> Dataset:
    """Contours as a shared store registers them: their credit is the title, the geographic code's vintage the version of the recipe."""
    first = table.iloc[0]
    origin = Provenance(
        entry=name, title=str(first["source"]), producer="", licence="", licence_url="", page="", source="", mode="live",
        date=str(first["fetched"]), computed=str(first["fetched"]), recipe_version=int(first["vintage"]), checksum="", coverage=(),
        rows_read=len(table), rows_kept=len(table),
    )  # fmt: skip
    return Dataset(CONTOURS, table, origin, shapes)
