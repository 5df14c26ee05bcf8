# SPDX-License-Identifier: GPL-2.0-or-later
"""Any file, or archive of files, opened by the reader of its format."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..messages import Progress, Silent, Stretch, VigieError, labelled, translate
from ..territory.cog import Cog
from ..territory.contours import Contours
from .archives import unpack
from .cut import Cut
from .gtfs import GtfsFeed
from .kinds import DataFile, datasets_of
from .model import Copied, Description, Layer, Opened, Options, Rows, main_layer
from .output import Output
from .tables import KINDS as TABLES
from .tables import TableFile
from .vector import VectorFile

if TYPE_CHECKING:
    from .grid import Wanted


def open_file(
    path: Path,
    kind: str = "",
    name: str = "",
    options: Options | None = None,
    cog: Cog | None = None,
    contours: Contours | None = None,
    folder: Path | None = None,
    progress: Progress | None = None,
) -> Opened:
    """What is at `path`, whatever its format; archives are unpacked below `folder`, which is theirs alone.

    `kind` is the format that is announced, `name` the file name that the source gives: both only help where the content does
    not tell. Raises a `VigieError` when it holds no data, is damaged or hostile; `Cancelled` when told to stop.
    """
    options, progress = options or Options(), progress or Silent()
    cog, contours = cog or Cog(), contours or Contours.embedded()
    members = unpack(path, folder or path.with_name(f"{path.name}.d"), progress, name=name or path.name)
    found = datasets_of(members, kind)
    parts = [_Part(one, _reader(one, options, cog, contours)) for one in found.datasets]
    return _Dataset(parts, found.notes)


def _reader(file: DataFile, options: Options, cog: Cog, contours: Contours) -> Opened:
    if file.kind == "gtfs":
        return GtfsFeed(file.path, options)
    reader = TableFile if file.kind in TABLES else VectorFile
    return reader(file.path, file.kind, options, cog, contours)


class _Part:
    """One dataset of a file. Its layers are named as the source names the file, whose name in the cache is another."""

    def __init__(self, file: DataFile, opened: Opened) -> None:
        self.file, self.opened = file, opened
        self.stem = Path(file.name).name.partition(".")[0] or file.name
        self._own = file.path.name.partition(".")[0]

    def shown(self, layer: str) -> str:
        """A layer as the user knows it."""
        return self.stem if layer == self._own else layer

    def layers(self, found: Sequence[Layer]) -> list[Layer]:
        """The layers by the names that the user knows."""
        return [replace(layer, name=self.shown(layer.name)) for layer in found]


class _Dataset:
    """Everything that a file holds, as one `Opened`."""

    def __init__(self, parts: Sequence[_Part], notes: Sequence[str]) -> None:
        self._parts, self._notes = parts, notes
        self._places: dict[str, tuple[_Part, str]] = {}

    def describe(self, progress: Progress) -> Description:
        """See `Opened.describe`. Where there are several datasets, one that cannot be read is told, and the others are given."""
        self._places = {}
        layers: list[Layer] = []
        warnings, failures = list(self._notes), []
        for place, part in enumerate(self._parts):
            stretch = Stretch(progress, 100 * place / len(self._parts), 100 * (place + 1) / len(self._parts))
            try:
                found = part.opened.describe(stretch)
            except VigieError as error:
                if len(self._parts) == 1:
                    raise
                failures.append(labelled(part.file.name, error.sentence))
                continue
            warnings += [*part.file.warnings, *found.warnings]
            layers += self._named(part, found.layers)
        if failures and not layers:
            raise VigieError(translate("files", "Nothing in this archive can be read. {why}").format(why=" ".join(failures)))
        kinds = dict.fromkeys(part.file.kind for part in self._parts)
        return Description("+".join(kinds), tuple(layers), tuple(dict.fromkeys((*warnings, *failures))))

    def copy(self, layer: str, cut: Cut | None, output: Output, progress: Progress) -> Copied:
        """See `Opened.copy`."""
        if layer not in self._places:
            self.describe(Stretch(progress, 0, 40))
        if layer not in self._places:
            raise VigieError(
                translate("files", "There is no layer “{layer}”: choose among {names}.").format(
                    layer=layer, names=", ".join(self._places)
                )
            )
        part, own = self._places[layer]
        return replace(part.opened.copy(own, cut, output, Stretch(progress, 40, 100)), name=layer)

    def rows(self, layer: str, progress: Progress, wanted: Wanted | None = None) -> Iterator[Rows]:
        """See `Opened.rows`."""
        if len(self._parts) == 1:
            part = self._parts[0]
            own = "" if layer == part.stem else layer
        else:
            found = self.describe(Stretch(progress, 0, 40))
            part, own = self._places[main_layer(found, Options(layer=layer))]
        for rows in part.opened.rows(own, progress, wanted):
            yield replace(rows, notes=(*self._notes, *rows.notes))

    def _named(self, part: _Part, found: Sequence[Layer]) -> list[Layer]:
        """The layers of a part, each by a name of its own."""
        named = []
        for layer, own in zip(part.layers(found), found):
            name = layer.name if layer.name not in self._places else f"{part.stem} – {layer.name}"
            while name in self._places:
                name += " (2)"
            self._places[name] = (part, own.name)
            named.append(replace(layer, name=name))
        return named
