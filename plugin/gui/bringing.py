# SPDX-License-Identifier: GPL-2.0-or-later
"""Bringing what was found to the project: the part that runs in the background, then the layers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from qgis.core import QgsMapLayer
from qgis.PyQt.QtCore import QCoreApplication

from ..catalog.about import About
from ..catalog.model import Entry, Resource
from ..catalog.targets import Target
from ..files.model import Copied, Options
from ..layers.loaded import loaded_layers
from ..layers.services import live_layer, live_source
from ..messages import Progress, Stretch, VigieError, labelled, number, translate
from ..observatory import Observatory
from ..store.geopackage import GeoPackage
from ..territory.contours import legal_crs
from ..territory.model import Territory


@dataclass(frozen=True)
class Wanted:
    """What the user asks for: layers of a target (none named: its main one), read with options, cut to her territory or not; live
    or copied (None: what fits).
    """

    target: Target
    options: Options = field(default_factory=Options)
    layers: tuple[str, ...] = ()
    cut: bool = True
    live: bool | None = None


def wanted_form(
    observatory: Observatory, entry: Entry, resource: Resource, live: bool, territory: Territory | None, progress: Progress
) -> Wanted:
    """One resource of an entry, live on its server or copied; not on the main thread. A `VigieError` when it has it no more."""
    targets = observatory.targets(entry, territory, progress)
    same = [one for one in targets if _names(one.resource) == _names(resource)]
    if not same:
        gone = translate("gui", "“{title}” has no {kind} of this address any more: search for it again.")
        raise VigieError(gone.format(title=entry.title, kind=resource.kind), resource.address)
    return Wanted(same[0], observatory.loader.memory.of(resource.address), live=live)


def _names(resource: Resource) -> tuple[str, str, str]:
    return resource.kind, resource.address, resource.layer


@dataclass
class Brought:
    """What was brought: tables of the store with what they tell, and layers that stay on their service."""

    tables: list[tuple[Copied, str, About]] = field(default_factory=list)
    live: list[QgsMapLayer] = field(default_factory=list)

    def layers(self) -> list[QgsMapLayer]:
        """The layers, on the main thread."""
        return [*self.live, *(layer for table in self.tables for layer in loaded_layers(table[0], table[1], table[2]))]

    def headline(self) -> str:
        """How many rows were added of what, and what is missing, in a few words."""
        said = []
        for copied, _, about in self.tables:
            said += [
                labelled(about.title, translate("gui", "rows added: {count}.").format(count=number(copied.rows))),
                copied.partial,
            ]
        said += [labelled(layer.name(), translate("gui", "added live: it stays on its server.")) for layer in self.live]
        return " ".join(filter(None, said))

    def notes(self) -> str:
        """What is to be known of the rows; the metadata of the layers say it too."""
        return " ".join(dict.fromkeys(note for copied, _, about in self.tables for note in (*about.notes, *copied.notes)))

    @property
    def partial(self) -> bool:
        """Whether rows are missing from one of the tables."""
        return any(copied.partial for copied, _, _ in self.tables)


def bring(
    observatory: Observatory,
    store: GeoPackage,
    table_name: Callable[..., str],
    wanted: Sequence[Wanted],
    territory: Territory | None,
    progress: Progress,
) -> Brought:
    """Copy into the store, or open live, all that is wanted; not on the main thread. All of a target or nothing of it."""
    brought = Brought()
    for place, one in enumerate(wanted):
        part = Stretch(progress, 100 * place / len(wanted), 100 * (place + 1) / len(wanted))
        limits = territory if one.cut else None
        if _is_live(observatory, one, limits, Stretch(part, 0, 10)):
            brought.live += _live(observatory, one, territory, Stretch(part, 10, 100))
        else:
            brought.tables += _copied(observatory, store, table_name, one, limits, Stretch(part, 10, 100))
    return brought


def _is_live(observatory: Observatory, wanted: Wanted, territory: Territory | None, progress: Progress) -> bool:
    """Whether it stays on its server: as the user says, else as fits its size."""
    if wanted.target.is_image:
        return True
    if wanted.live is not None or not wanted.target.is_service:
        return bool(wanted.live)
    return observatory.loader.stays_live(wanted.target, wanted.options, territory, progress)


def _copied(
    observatory: Observatory,
    store: GeoPackage,
    table_name: Callable[..., str],
    wanted: Wanted,
    territory: Territory | None,
    progress: Progress,
) -> list[tuple[Copied, str, About]]:
    target = wanted.target
    with observatory.loader.working_folder() as folder:
        working = folder / "working.gpkg"
        loaded = observatory.loader.copy(target, wanted.options, territory, working, Stretch(progress, 0, 85), wanted.layers)
        key = territory.key if territory else ""
        names = {table.table: table_name("loaded", target.resource.address, table.name, key) for table in loaded.tables}
        sources = store.adopt(working, names)
    several = len(loaded.tables) > 1
    rows = []
    for table in loaded.tables:
        about = target.about(loaded.fetched, loaded.notes)
        rows.append((table, sources[table.table], about.named(table.name) if several else about))
    return rows


def _live(observatory: Observatory, wanted: Wanted, territory: Territory | None, progress: Progress) -> list[QgsMapLayer]:
    """Layers made here, where their providers ask the service what they need, and given to the main thread."""
    target = wanted.target
    crs = legal_crs(territory.communes[0]) if territory is not None else ""
    made = []
    for resource in observatory.loader.resources(target, wanted.options, wanted.layers, progress):
        described = observatory.loader.described(resource, target, progress)
        source = live_source(described, crs, target.endpoint.authcfg if target.endpoint else "")
        style = observatory.loader.json(source.style, target, progress) if source.style else None
        layer = live_layer(source, target.about(), style)
        layer.moveToThread(QCoreApplication.instance().thread())
        made.append(layer)
    return made
