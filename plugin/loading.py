# SPDX-License-Identifier: GPL-2.0-or-later
"""Whatever was found, from its source to tables: described first, then copied whole or cut to a territory.

It imports no QGIS: the door of each source is handed in.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from .catalog.addresses import LOCAL
from .catalog.described import described
from .catalog.model import Resource
from .catalog.provider import Endpoint
from .catalog.sources import layers_of
from .catalog.targets import FEATURES, IMAGES, MOST_COPIED, Target, refuse_unloadable
from .files.cut import Cut
from .files.memory import Memory
from .files.model import MOST_NAMED, Copied, Description, Opened, Options, main_layer
from .files.opening import open_file
from .files.output import Output
from .messages import Progress, Stretch, VigieError, number, translate
from .network.cache import Cache
from .network.door import Door
from .remote.extract import extract, says_how_to_read, table_of
from .remote.features import copy_features, count_features, describe_features
from .territory.cog import Cog
from .territory.contours import Contours
from .territory.model import Territory
from .working import working_folder

MOST_LAYERS = 30
"""Of how many layers of a service the features are counted, when none is named."""


@dataclass(frozen=True)
class Loaded:
    """Tables of the GeoPackage at `path`, made out of `target`. `fetched` is when it was asked of its source (ISO); `notes` say
    what was done.
    """

    path: Path
    target: Target
    tables: tuple[Copied, ...]
    fetched: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Located:
    """A file on the disk, and the folder where it may be unpacked. `name` is the one that its source gives, `fetched` when it was
    asked of it; `note` is a sentence when it could not be asked again.
    """

    path: Path
    folder: Path
    name: str = ""
    note: str = ""
    fetched: str = ""


class Loader:
    """Describes and copies what was found. `open_door` makes the door of an endpoint (None: of any address) for one piece of
    work; `cog` and `contours` give the reference data, read on first use; `cut` gives what to cut to a territory by.
    """

    def __init__(
        self,
        open_door: Callable[[Progress, Endpoint | None], Door],
        cache: Cache,
        memory: Memory,
        cog: Callable[[], Cog],
        contours: Callable[[], Contours],
        cut: Callable[[Territory], Cut],
    ) -> None:
        self.cache, self.memory = cache, memory
        self._open_door, self._cog, self._contours, self._cut_to = open_door, cog, contours, cut

    def describe(self, target: Target, options: Options, progress: Progress) -> Description:
        """What the target holds: layers with their exact number of rows, fields, first rows, and what was guessed.

        Raises a `VigieError` when it cannot be had or read, `Cancelled` when told to stop.
        """
        refuse_unloadable(target)
        resource = target.resource
        if resource.kind in IMAGES:
            return Description(resource.kind, (), (translate("loading", "The server draws it: there are no rows to count."),))
        if resource.kind in FEATURES:
            door = self._open_door(progress, target.endpoint)
            named = self.resources(target, options, (), progress)
            parts = _parts(progress, 0, len(named))
            return Description(resource.kind, tuple(describe_features(one, door, part) for one, part in zip(named, parts)))
        with self._opened(target, options, Stretch(progress, 0, 50)) as (opened, notes, _):
            found = opened.describe(Stretch(progress, 50, 100))
        return replace(found, warnings=(*notes, *found.warnings))

    def copy(
        self,
        target: Target,
        options: Options,
        territory: Territory | None,
        path: Path,
        progress: Progress,
        layers: Sequence[str] = (),
    ) -> Loaded:
        """Copy layers of the target (those named, else its main one) into a new GeoPackage at `path`, cut to the territory.

        All of them or nothing. Raises as `describe` does.
        """
        refuse_unloadable(target)
        if target.resource.kind in IMAGES:
            sentence = translate("loading", "“{title}” is drawn by its server, and cannot be copied: add it live.")
            raise VigieError(sentence.format(title=target.about().title))
        cut = self._cut(territory)
        with Output(path) as output:
            if target.resource.kind in FEATURES:
                return self._copy_features(target, options, layers, cut, output, progress)
            return self._copy_file(target, options, layers, cut, output, progress)

    def stays_live(self, target: Target, options: Options, territory: Territory | None, progress: Progress) -> bool:
        """Whether a service is better left on its server: it draws, or has many features in the territory, or does not say."""
        if target.resource.kind in IMAGES:
            return True
        cut = self._cut(territory)
        door = self._open_door(progress, target.endpoint)
        counts = [count_features(one, cut, door) for one in self.resources(target, options, (), progress)]
        return any(count is None or count > MOST_COPIED for count in counts)

    def _cut(self, territory: Territory | None) -> Cut | None:
        return None if territory is None else self._cut_to(territory)

    def working_folder(self) -> AbstractContextManager[Path]:
        """A folder for a copy until it is where it goes, used in a ``with``; what a kill leaves of it is swept by the next one."""
        return working_folder(self.cache.folder / "work")

    def newer(self, target: Target, progress: Progress) -> tuple[bool | None, str]:
        """Whether its source has another version of a file than the one that is kept (None: nothing tells), and when that one was
        fetched (ISO; nothing when none is kept, as of services). Nothing is downloaded.
        """
        address = target.resource.address
        kept = self.cache.find(address)
        if kept is None:
            return None, ""
        return self.cache.newer(self._open_door(progress, target.endpoint), address), kept.fetched

    def described(self, resource: Resource, target: Target, progress: Progress) -> Resource:
        """A layer of a service with what the service says of it: coordinate systems, styles, formats, scales, tiles."""
        return described(resource, self._open_door(progress, target.endpoint))

    def json(self, address: str, target: Target, progress: Progress) -> Any:
        """The JSON document at an address, such as the style of vector tiles."""
        return self._open_door(progress, target.endpoint).get(address).json()

    # Services

    def resources(self, target: Target, options: Options, layers: Sequence[str], progress: Progress) -> list[Resource]:
        """The layers of a service that are meant: those named, else that of the options or of the target, else all it has.

        A `VigieError` when they are too many to be meant.
        """
        resource, name = target.resource, options.layer or target.resource.layer
        if layers:
            return [replace(resource, layer=one) for one in layers]
        if name or resource.kind not in ("wfs", "oapif", "wms", "wmts"):
            return [replace(resource, layer=name)]
        found = layers_of(resource, self._open_door(progress, target.endpoint))
        if not found:
            raise VigieError(translate("loading", "{address} has no layer.").format(address=resource.address))
        if len(found) > MOST_LAYERS:
            sentence = translate("loading", "{address} has {count} layers: name one as the option layer, for instance {example}.")
            raise VigieError(
                sentence.format(address=resource.address, count=number(len(found)), example=found[0].layer),
                "\n".join(one.layer for one in found),
            )
        return found

    def _copy_features(
        self, target: Target, options: Options, layers: Sequence[str], cut: Cut | None, output: Output, progress: Progress
    ) -> Loaded:
        wanted = self.resources(target, options, layers, progress)
        if len(wanted) > 1 and not layers:
            raise VigieError(
                translate("loading", "{address} has several layers: name one as the option layer, among {names}.").format(
                    address=target.resource.address, names=", ".join(one.layer for one in wanted)
                )
            )
        tables = []
        for resource, part in zip(wanted, _parts(progress, 0, len(wanted))):
            tables.append(copy_features(resource, cut, self._open_door(part, target.endpoint), output, part))
        return Loaded(output.path, target, tuple(tables), _now())

    # Files

    @contextmanager
    def _opened(self, target: Target, options: Options, progress: Progress) -> Iterator[tuple[Opened, tuple[str, ...], str]]:
        """The file opened, what is to be said of it, and when it was fetched; it stays in the cache meanwhile."""
        with self.located(target, Stretch(progress, 0, 80)) as place:
            named = replace(target.resource, title=place.name or target.resource.title)
            opened = self._open(place.path, place.folder, named, options, Stretch(progress, 80, 100))
            yield opened, (place.note,) if place.note else (), place.fetched

    @contextmanager
    def located(self, target: Target, progress: Progress) -> Iterator[Located]:
        """Where the file of a target lies: that of the disk, else the one of the cache, where it stays meanwhile. Raises as `describe`
        does.
        """
        resource = target.resource
        if resource.mode == LOCAL:
            path = Path(resource.address)
            with self.cache.unpacking(path) as folder:
                yield Located(path, folder)
            return
        kept = self.cache.fetch(self._open_door(progress, target.endpoint), resource.address, progress, resource.checksum)
        try:
            yield Located(kept.path, kept.content, kept.name, kept.note, kept.fetched)
        finally:
            self.cache.release(kept)

    def _open(self, path: Path, folder: Path, resource: Resource, options: Options, progress: Progress) -> Opened:
        return open_file(
            path,
            kind=resource.kind,
            name=resource.title,
            options=options,
            cog=self._cog(),
            contours=self._contours(),
            folder=folder,
            progress=progress,
        )

    def _copy_file(
        self, target: Target, options: Options, layers: Sequence[str], cut: Cut | None, output: Output, progress: Progress
    ) -> Loaded:
        told: tuple[str, ...] = ()
        if not layers and self._may_ask_rows(target, options, cut):
            try:
                return self._copy_rows(target, options, cut, output, progress)
            except _NotAsked as error:
                told = (error.sentence, translate("loading", "The whole file was downloaded instead."))
        with self._opened(target, options, Stretch(progress, 0, 40)) as (opened, notes, fetched):
            wanted, others = (layers, ()) if layers else _main(opened, options, Stretch(progress, 40, 50))
            parts = _parts(progress, 50, len(wanted))
            tables = tuple(opened.copy(name, cut, output, part) for name, part in zip(wanted, parts))
        return Loaded(output.path, target, tables, fetched or _now(), (*told, *notes, *others))

    def _may_ask_rows(self, target: Target, options: Options, cut: Cut | None) -> bool:
        """Whether the rows of a territory can be asked for, and the file is not here already."""
        if cut is None or cut.whole or says_how_to_read(options) or self.cache.find(target.resource.address):
            return False
        return table_of(target.resource, target.entry) is not None

    def _copy_rows(self, target: Target, options: Options, cut: Cut, output: Output, progress: Progress) -> Loaded:
        """Copy the rows of a territory that the tabular API of data.gouv.fr gives; `_NotAsked` when it does not give them."""
        resource = target.resource
        with working_folder(output.path.parent) as folder:
            try:
                table, part = table_of(resource, target.entry), Stretch(progress, 0, 50)
                found = extract(table, options, cut, self._open_door(part, None), folder, part)
            except VigieError as error:
                raise _NotAsked(error.sentence, error.detail) from error
            opened = self._open(found.path, folder / "unpacked", replace(resource, kind="csv"), options, progress)
            (name,) = (layer.name for layer in opened.describe(Stretch(progress, 50, 60)).layers)
            copied = opened.copy(name, cut if found.announced else None, output, Stretch(progress, 60, 100))
        partial = ""
        if copied.read < found.announced:
            partial = translate(
                "loading", "{announced} rows were announced, and only {read} came: the others are missing."
            ).format(announced=number(found.announced), read=number(copied.read))
        return Loaded(
            output.path, target, (replace(copied, announced=found.announced, partial=partial),), _now(), (found.note,)
        )  # fmt: skip


class _NotAsked(VigieError):
    """The rows of a territory were not to be had: the file is."""


def _parts(progress: Progress, start: float, count: int) -> list[Stretch]:
    """What is left of the work from `start` percent, in equal parts."""
    size = (100 - start) / max(count, 1)
    return [Stretch(progress, start + size * place, start + size * (place + 1)) for place in range(count)]


def _main(opened: Opened, options: Options, progress: Progress) -> tuple[list[str], tuple[str, ...]]:
    """The layer that is meant when none is named, and a note that names those which are left."""
    description = opened.describe(progress)
    main = main_layer(description, options)
    left = [layer.name for layer in description.layers if layer.name != main]
    if not left:
        return [main], ()
    told = translate("loading", "Only “{main}” was loaded; the file also holds {others}.")
    names = ", ".join(left[:MOST_NAMED]) + ("…" if len(left) > MOST_NAMED else "")
    return [main], (told.format(main=main, others=names),)


def _now() -> str:
    return datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")
