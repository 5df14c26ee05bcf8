# SPDX-License-Identifier: GPL-2.0-or-later
"""Refreshing what the store holds: is there newer, what changed, and is it still the same kind of thing.

It imports no QGIS. A dataset that is refused or that fails keeps its rows.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from .catalog.model import Resource
from .catalog.targets import Target
from .harmonize.dataset import Dataset, StructureChanged
from .harmonize.recipe import LIVE
from .messages import Progress, Stretch, VigieError, date, labelled, number, translate
from .requirements import pandas as require_pandas
from .requirements import shapely as require_shapely
from .store.difference import ADDED, CHANGED, KEYS, MOVED, REMOVED, Difference, compare
from .store.registry import Registered, content_of, shared_name

if TYPE_CHECKING:
    import pandas as pd

    from .observatory import Observatory
    from .store.store import Store
    from .territory.model import Territory

    Rows = tuple[pd.DataFrame, np.ndarray | None]

UNCHANGED, UPDATED, LOADED, REFUSED, FAILED = "unchanged", "updated", "loaded", "refused", "failed"

FEWEST_ROWS = 10
"""Below that, shares say nothing."""
LEAST_ROWS_LEFT = 0.5
LEAST_IDENTIFIERS_LEFT = 0.1
MOST_NEW_REJECTIONS = 0.2


@dataclass(frozen=True)
class Refreshed:
    """What became of one dataset. `status` is `UNCHANGED`, `UPDATED`, `LOADED` (it was not in the store), `REFUSED` or `FAILED`;
    `sentence` says it to the user. `date` is that of the data that the store now holds.
    """

    layer: str
    dataset: str
    title: str
    status: str
    sentence: str
    date: str = ""
    difference: Difference | None = field(default=None, repr=False)

    @property
    def line(self) -> str:
        """One line for a log."""
        return labelled(f"{self.title} ({self.layer})", self.sentence)

    def as_dict(self) -> dict:
        """The same as plain JSON types, with every attribute that changed."""
        names = ("layer", "dataset", "title", "status", "sentence", "date")
        told = {name: getattr(self, name) for name in names}
        if self.difference is not None:
            told["counts"] = self.difference.counts
            told["keyed"], told["duplicates"] = self.difference.keyed, self.difference.duplicates
            told["attributes"] = json.loads(self.difference.attributes.to_json(orient="records", force_ascii=False))
        return told


def refresh(
    observatory: Observatory,
    store: Store,
    wanted: Sequence[str],
    territory: Territory | None,
    mode: str,
    progress: Progress,
    accept: bool = False,
) -> list[Refreshed]:
    """Refresh the datasets of the store: those `wanted` (entries of the catalogue or layers; none: all), those cut to `territory`
    when one is given. An entry that the store lacks is loaded for the territory.

    `mode` is "embedded", "live", or empty: as each was loaded. With `accept`, a source whose structure seems to have changed is
    taken as it is. Each dataset is one transaction; `Cancelled` leaves those that were done. A store that may only be read is asked
    for nothing: a `VigieError` says so. What somebody else refreshes meanwhile is waited for, then taken as it is.
    """
    refused = store.refusal()
    if refused:
        raise VigieError(refused)
    rows, missing = _chosen(store.datasets(), wanted, territory)
    if missing and territory is None:
        raise VigieError(
            translate("refreshing", "The store has no {names}: check the names, or give the territory to load them for.").format(
                names=", ".join(missing)
            )
        )
    results = []
    for place, row in enumerate([*rows, *missing]):
        part = Stretch(progress, 100 * place / len(rows + missing), 100 * (place + 1) / len(rows + missing))
        if isinstance(row, str):
            results.append(_loaded(observatory, store, row, territory, mode or LIVE, part))
        else:
            results.append(_refreshed(observatory, store, row, mode or row.mode, part, accept))
    return results


class Newer(NamedTuple):
    """Whether the source of a layer has something newer (None: not known), and a sentence that says it."""

    newer: bool | None
    sentence: str


def look_for_newer(
    observatory: Observatory, store: Store, stored: Sequence[str], copied: Mapping[str, str], progress: Progress
) -> dict[str, Newer]:
    """Whether there is newer, of the layers `stored` (by their names in the store) and of files that were `copied` (address -> when
    it was fetched, ISO); by those names and addresses. Nothing is downloaded. A source that cannot be asked is not known, and
    says why; `Cancelled` is raised.
    """
    registry = {row.layer: row for row in store.datasets()} if stored else {}
    found: dict[str, Newer] = {}
    wanted = [*stored, *copied]
    for place, name in enumerate(wanted):
        part = Stretch(progress, 100 * place / len(wanted), 100 * (place + 1) / len(wanted))
        row = registry.get(name)
        part.step(0, row.title if row else name)
        try:
            if name in copied:
                found[name] = _newer_file(observatory, name, copied[name], part)
            elif row is None:
                gone = translate("refreshing", "It is not kept in {store} any more.")
                found[name] = Newer(None, gone.format(store=store.title))
            else:
                found[name] = _newer_dataset(observatory, row, part)
        except VigieError as error:
            found[name] = Newer(None, error.sentence)
    return found


def _newer_dataset(observatory: Observatory, row: Registered, progress: Progress) -> Newer:
    sources = observatory.catalogue.recipe(row.dataset).sources
    if row.mode != LIVE:
        copy = sources.get(row.mode)
        if copy is not None and copy.date > row.date:
            told = translate("refreshing", "A copy of {date} now comes with the software: refresh the layer to have it.")
            return Newer(True, told.format(date=date(copy.date)))
        told = translate("refreshing", "It is the last copy that comes with the software, of {date}.").format(date=date(row.date))
        if LIVE in sources:
            told += " " + translate("refreshing", "The live source of the producer may have newer data.")
        return Newer(False, told)
    territory, made = observatory.cog.territory(row.territory), _moment(row.fetched)
    return _said(observatory.newer(row.dataset, territory, made, row.checksum, progress), row.fetched)


def _newer_file(observatory: Observatory, address: str, fetched: str, progress: Progress) -> Newer:
    answer, kept = observatory.loader.newer(Target(Resource("", address)), progress)
    if fetched and kept and _moment(kept) > _moment(fetched):
        answer = True  # it was downloaded again since
    return _said(answer, fetched)


def _moment(text: str) -> datetime:
    """An ISO date or time; of UTC unless it says otherwise."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


def _said(newer: bool | None, fetched: str) -> Newer:
    sentences = {
        True: translate("refreshing", "Its source has another version than the one of {date}."),
        False: translate("refreshing", "It is what its source gives today (fetched on {date})."),
        None: translate("refreshing", "Its source does not tell whether it has changed since {date}."),
    }
    return Newer(newer, sentences[newer].format(date=date(fetched.partition("T")[0])))


def changes_between(old: Registered, before: Rows, new: Registered, after: Rows) -> Refreshed:
    """What differs between the rows of two versions of a dataset (tables and geometries, as a store gives them), as a refresh tells it."""
    (table, shapes), (later, outlines) = before, after
    difference = compare(table, shapes, later, outlines, KEYS[new.schema])
    return Refreshed(new.layer, new.dataset, new.title, UPDATED, _counted(difference, new.date), new.date, difference)


def gathered(results: Sequence[Refreshed]) -> tuple[pd.DataFrame, np.ndarray]:
    """All that changed as one layer: its columns are layer, dataset, change, key, name, fields and metres; its geometries points on
    what changed when all are not of one kind (array of shapely in EPSG:4326, None allowed).
    """
    pandas, shapely = require_pandas(), require_shapely()
    columns = ["layer", "dataset", "change", "key", "name", "fields", "metres"]
    tables, shapes = [pandas.DataFrame({name: [] for name in columns}, dtype=object)], [np.array([], dtype=object)]
    for result in results:
        if result.difference is None:
            continue
        table = result.difference.table
        key = [name for name in table.columns if name not in ("change", "metres", "fields", "name")]
        texts = table[key].astype(object).where(table[key].notna(), "").astype(str).agg(" ".join, axis=1) if len(table) else []
        frame = table.reindex(columns=["change", "name", "fields", "metres"])
        tables.append(frame.assign(layer=result.layer, dataset=result.dataset, key=texts)[columns].astype(object))
        geometry = result.difference.geometry
        shapes.append(np.full(len(table), None, dtype=object) if geometry is None else geometry)
    geometry = np.concatenate(shapes)
    if len(set(shapely.get_dimensions(geometry[~shapely.is_missing(geometry)]))) > 1:
        geometry = shapely.point_on_surface(geometry)
    return pandas.concat(tables, ignore_index=True).astype({"metres": "float64"}), geometry


def _chosen(
    known: Sequence[Registered], wanted: Sequence[str], territory: Territory | None
) -> tuple[list[Registered], list[str]]:
    """The rows of the registry that are meant, and the entries that it lacks."""
    near = [row for row in known if territory is None or row.territory == territory.key]
    if not wanted:
        return near, []
    missing = [name for name in wanted if not any(name in (row.dataset, row.layer) for row in near)]
    return [row for row in near if row.dataset in wanted or row.layer in wanted], missing


def layer_name(entry: str, territory: Territory) -> str:
    """The name under which a store keeps an entry cut to a territory: the same for all who share it."""
    return shared_name(entry, territory.key)


def _loaded(observatory: Observatory, store: Store, entry: str, territory: Territory, mode: str, progress: Progress) -> Refreshed:
    layer = layer_name(entry, territory)
    try:
        with store.turn(layer, progress) as waited:
            row = _row(store, layer) if waited else None
            if row is not None:
                return _of_others(row, LOADED)
            dataset = observatory.load(entry, territory, mode, progress, fresh=True)
            store.save(layer, dataset, progress)
    except VigieError as error:
        return Refreshed(layer, entry, entry, FAILED, error.sentence)
    sentence = translate("refreshing", "{count} rows loaded, data of {date}.").format(
        count=number(len(dataset)), date=date(dataset.provenance.date)
    )
    return Refreshed(layer, entry, dataset.provenance.title, LOADED, sentence, dataset.provenance.date)


def _refreshed(observatory: Observatory, store: Store, row: Registered, mode: str, progress: Progress, accept: bool) -> Refreshed:
    try:
        with store.turn(row.layer, progress) as waited:
            now = _row(store, row.layer) if waited else None
            if now is not None and now.fetched != row.fetched:
                return _made_meanwhile(store, row, now)
            row = now or row
            territory = observatory.cog.territory(row.territory)
            dataset = observatory.load(row.dataset, territory, mode, Stretch(progress, 0, 70), fresh=True)
            return _taken(store, row, dataset, accept, progress)
    except StructureChanged as error:
        return _kept(row, REFUSED, error.sentence)
    except VigieError as error:
        return _kept(row, FAILED, error.sentence)


def _row(store: Store, layer: str) -> Registered | None:
    """What the store now holds under that name."""
    return next(iter(store.snapshots(layer)), None)


def _made_meanwhile(store: Store, row: Registered, now: Registered) -> Refreshed:
    """What somebody else made of a dataset while we waited, told as a refresh of ours would be."""
    if now.version == row.version:
        return _of_others(now, UNCHANGED)
    changed = changes_between(row, store.read(row.layer, row.version), now, store.read(now.layer, now.version))
    return replace(changed, sentence=f"{_of_others(now, UPDATED).sentence} {changed.sentence}")


def _of_others(row: Registered, status: str) -> Refreshed:
    told = translate("refreshing", "Someone else has just refreshed it: {count} rows, data of {date}.")
    sentence = told.format(count=number(row.rows), date=date(row.date))
    return Refreshed(row.layer, row.dataset, row.title, status, sentence, row.date)


def _kept(row: Registered, status: str, why: str) -> Refreshed:
    stays = translate("refreshing", "The data of {date} stay.").format(date=date(row.date))
    return Refreshed(row.layer, row.dataset, row.title, status, f"{why} {stays}", row.date)


def _taken(store: Store, row: Registered, dataset: Dataset, accept: bool, progress: Progress) -> Refreshed:
    """Compare with what the store holds, and save unless it is another kind of thing."""
    told = dataset.provenance
    if content_of(dataset.table, dataset.geometry) == row.content:
        store.save(row.layer, dataset, progress)
        sentence = translate("refreshing", "Unchanged, data of {date}.").format(date=date(told.date))
        return Refreshed(row.layer, row.dataset, told.title, UNCHANGED, sentence, told.date)
    old, shapes = store.read(row.layer)
    difference = compare(old, shapes, dataset.table, dataset.geometry, KEYS[dataset.schema])
    wrong = () if accept else tuple(_suspicions(row, old, shapes, dataset, difference))
    if wrong:
        changed = translate("refreshing", "The structure of the source has changed: {what}.").format(what="; ".join(wrong))
        return _kept(row, REFUSED, changed)
    store.save(row.layer, dataset, progress)
    status = UPDATED if len(difference.table) else UNCHANGED
    return Refreshed(row.layer, row.dataset, told.title, status, _counted(difference, told.date), told.date, difference)


def _counted(difference: Difference, when: str) -> str:
    counts = {name: number(count) for name, count in difference.counts.items()}
    sentence = translate(
        "refreshing", "{added} added, {removed} removed, {moved} moved, {changed} changed, {unchanged} unchanged, data of {date}."
    ).format(
        added=counts[ADDED], removed=counts[REMOVED], moved=counts[MOVED], changed=counts[CHANGED], unchanged=counts["unchanged"],
        date=date(when),
    )  # fmt: skip
    if difference.duplicates:
        twice = translate("refreshing", "{count} rows without an identifier of their own were compared as wholes.")
        sentence += " " + twice.format(count=number(difference.duplicates))
    return sentence


def _suspicions(
    row: Registered, old: pd.DataFrame, shapes: np.ndarray | None, dataset: Dataset, difference: Difference
) -> list[str]:
    """Why the new rows are not what the old ones were, each as a part of a sentence; none when they are."""
    new = dataset.table
    found = []
    if len(old) and not len(new):
        return [translate("refreshing", "it has no row left for this territory")]
    if len(old) >= FEWEST_ROWS:
        if len(new) < LEAST_ROWS_LEFT * len(old):
            fell = translate("refreshing", "its rows fell from {before} to {after}")
            found.append(fell.format(before=number(len(old)), after=number(len(new))))
        elif len(old) - difference.counts[REMOVED] < LEAST_IDENTIFIERS_LEFT * len(old):
            found.append(translate("refreshing", "nearly none of its identifiers is the same"))
        found += _emptied(old, shapes, dataset)
    before, after = _rejected_before(row), _rejected(dataset.provenance.rows_read, dataset.provenance.rows_kept)
    if after > before + MOST_NEW_REJECTIONS:
        more = translate("refreshing", "{after} % of its rows are rejected, {before} % before ({reasons})")
        reasons = ", ".join(rejection.reason for rejection in dataset.provenance.rejections)
        found.append(more.format(after=number(100 * after), before=number(100 * before), reasons=reasons))
    return found


def _emptied(old: pd.DataFrame, shapes: np.ndarray | None, dataset: Dataset) -> list[str]:
    """Columns, and positions, that were mostly there and are no more."""
    found = []
    new = dataset.table
    empty = [name for name in old.columns if name in new and old[name].notna().mean() > 0.5 and not new[name].notna().any()]
    if empty:
        found.append(translate("refreshing", "columns are empty ({columns})").format(columns=", ".join(empty)))
    if _placed(shapes) > 0.5 and _placed(dataset.geometry) < _placed(shapes) / 2:
        found.append(translate("refreshing", "its rows have lost their positions"))
    return found


def _placed(shapes: np.ndarray | None) -> float:
    """The share of rows that have a position."""
    return 0.0 if shapes is None or not len(shapes) else float(np.mean([shape is not None for shape in shapes]))


def _rejected(read: int, kept: int) -> float:
    """The share of the rows of a source that were left out."""
    return 1 - kept / read if read else 0.0


def _rejected_before(row: Registered) -> float:
    told = json.loads(row.provenance)
    return _rejected(int(told["rows_read"]), int(told["rows_kept"]))
