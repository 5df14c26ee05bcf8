# SPDX-License-Identifier: GPL-2.0-or-later
"""Harmonised datasets loaded one after another: the part that runs in the background."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from ..harmonize.dataset import Dataset
from ..layers.project import Stored
from ..messages import Progress, Stretch, VigieError, labelled, number, translate
from ..observatory import Observatory
from ..store.store import Store
from ..territory.model import Territory


@dataclass
class Harvest:
    """What was loaded and where it is kept, and the sentences of what could not be (title, why)."""

    loaded: list[tuple[Dataset, Stored]] = field(default_factory=list)
    lost: list[tuple[str, str]] = field(default_factory=list)

    def headline(self) -> str:
        """How many rows of what were added, and what was not."""
        if len(self.loaded) == 1 and not self.lost:
            ((dataset, _),) = self.loaded
            told = translate("gui", "{title}: {count} rows added.")
            return told.format(title=dataset.provenance.title, count=number(len(dataset)))
        rows = sum(len(dataset) for dataset, _ in self.loaded)
        told = translate("gui", "{layers} layers added, {rows} rows.")
        partly = translate("gui", "{layers} layers added, {rows} rows; {lost} could not be added.")
        counts = {"layers": number(len(self.loaded)), "rows": number(rows), "lost": number(len(self.lost))}
        return (partly if self.lost else told).format(**counts)

    def notes(self) -> str:
        """What is to be known of the rows, and why some layers are missing."""
        if len(self.loaded) == 1 and not self.lost:
            return " ".join(self.loaded[0][0].provenance.notes)
        known = [labelled(dataset.provenance.title, " ".join(dataset.provenance.notes)) for dataset, _ in self.loaded
                 if dataset.provenance.notes]  # fmt: skip
        return "\n".join([*(labelled(title, why) for title, why in self.lost), *known])


def harvest(
    observatory: Observatory,
    store: Store,
    table: Callable[[str, str], str],
    wanted: Sequence[tuple[str, str]],
    territory: Territory,
    progress: Progress,
) -> Harvest:
    """Load entries (id, mode) for a territory into the store, each under the name that `table` gives it; not on the main thread.

    One that fails does not stop the others; alone, or when all do, its `VigieError` is raised. From a store that may only be read
    comes what it holds.
    """
    made, refused = Harvest(), store.refusal()
    for place, (entry, mode) in enumerate(wanted):
        part = Stretch(progress, 100 * place / len(wanted), 100 * (place + 1) / len(wanted))
        title = observatory.catalogue.recipe(entry).title
        part.step(0, title)
        try:
            name = table(entry, mode)
            if refused:
                made.loaded.append(
                    (_held(observatory, store, name, entry, refused), Stored(name, store.source(name), store.provider))
                )
                continue
            dataset = observatory.load(entry, territory, mode, part)
            made.loaded.append((dataset, Stored(name, store.save(name, dataset, part), store.provider)))
        except VigieError as error:
            if len(wanted) == 1:
                raise
            made.lost.append((title, error.sentence))
    if not made.loaded:
        raise VigieError(" ".join(why for _, why in made.lost))
    return made


def _held(observatory: Observatory, store: Store, name: str, entry: str, refused: str) -> Dataset:
    """What a store that may only be read holds of an entry."""
    dataset = store.dataset(name)
    if dataset is None:
        told = translate("gui", "It is not in {store} yet, for this territory.").format(store=store.title)
        raise VigieError(f"{told} {refused}")
    return replace(dataset, style=observatory.catalogue.recipe(entry).style)
