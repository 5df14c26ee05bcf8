# SPDX-License-Identifier: GPL-2.0-or-later
"""The files of data below a folder: links are followed inside it only, each place once."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from ..files.kinds import PARTS
from ..messages import Progress, VigieError, number, quoted, reason, translate

MOST_FILES = 20_000
DEEPEST = 40
_NAMED = 20

VECTORS = {
    ".shp", ".dbf", ".tab", ".mif", ".gpkg", ".sqlite", ".db", ".geojson", ".geojsonl", ".topojson", ".json", ".kml", ".kmz", ".gpx",
    ".gml", ".fgb", ".parquet", ".gdb",
}  # fmt: skip
TABLES = {".csv", ".tsv", ".xls", ".xlsx", ".ods"}
RASTERS = {".tif", ".tiff", ".jp2", ".asc"}
ARCHIVES = {".zip", ".7z", ".gz", ".tgz", ".bz2", ".xz", ".tar", ".rar"}


@dataclass
class Walk:
    """The files and file geodatabases found, with their parts, and sentences about what was left out."""

    files: list[tuple[Path, tuple[Path, ...]]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def walk(root: Path, most: int, progress: Progress) -> Walk:
    """What is below `root`, `most` files at most, in the order of names. A `VigieError` when it cannot be read at all."""
    if not root.is_dir():
        raise VigieError(
            translate("inventory", "{folder} is no folder that can be read: choose another one.").format(folder=quoted(str(root)))
        )
    walker = _Walker(root, most, progress)
    try:
        waiting = walker.visit(root, 0)
    except OSError as error:
        told = translate("inventory", "{folder} cannot be read: {reason}.")
        raise VigieError(told.format(folder=quoted(str(root)), reason=reason(error)), str(error)) from error
    while waiting and not walker.full:
        folder, depth = waiting.pop()
        told = translate("inventory", "{count} files found")
        progress.step(0, told.format(count=number(len(walker.files))))
        try:
            waiting += walker.visit(folder, depth)
        except OSError as error:
            walker.refused.append(f"{folder} ({reason(error)})")
    return Walk(walker.files, _notes(walker))


class _Walker:
    """What was met on the way: files of data, folders that were refused, links that lead out, archives."""

    def __init__(self, root: Path, most: int, progress: Progress) -> None:
        self.most, self._progress = most, progress
        self._root = os.path.realpath(root)
        self._seen = {_place(Path(root))}
        self.files: list[tuple[Path, tuple[Path, ...]]] = []
        self.refused: list[str] = []
        self.outside: list[str] = []
        self.archives = 0

    @property
    def full(self) -> bool:
        """Whether there are as many files as are wanted."""
        return len(self.files) >= self.most

    def visit(self, folder: Path, depth: int) -> list[tuple[Path, int]]:
        """Take the files of a folder; the folders in it are given back, the last one first."""
        entries = _entries(folder, self._progress)
        names = {entry.name.lower(): Path(entry.path) for entry in entries}
        folders = []
        for entry in entries:
            self._progress.hear()
            kind = self._kind(entry)
            if kind == "folder" and depth < DEEPEST:
                folders.append((Path(entry.path), depth + 1))
            elif kind == "folder":
                self.refused.append(f"{entry.path} ({translate('inventory', 'too deep')})")
            elif kind == "outside":
                self.outside.append(entry.path)
            elif kind == "file":
                self._take(entry, names)
        return folders[::-1]

    def _take(self, entry: os.DirEntry, names: dict[str, Path]) -> None:
        self.archives += Path(entry.name).suffix.lower() in ARCHIVES
        parts = _parts(entry.name, names)
        if parts is not None and not self.full:
            self.files.append((Path(entry.path), parts))

    def _kind(self, entry: os.DirEntry) -> str:
        """What an entry is: "file", "folder", "outside" for a link that leads out of the walk; empty for what was seen or is neither."""
        try:
            linked = entry.is_symlink()
            if linked and os.path.commonpath([os.path.realpath(entry.path), self._root]) != self._root:
                return "outside"
            if entry.is_dir() and not entry.name.lower().endswith(".gdb"):
                place = _place(Path(entry.path))
                if place in self._seen:
                    return ""
                self._seen.add(place)
                return "folder"
            return "" if linked or not (entry.is_file() or entry.is_dir()) else "file"
        except (OSError, ValueError):  # a broken link, or one to another drive
            return "outside"


def _entries(folder: Path, progress: Progress) -> list[os.DirEntry]:
    entries = []
    with os.scandir(folder) as listed:
        for entry in listed:
            progress.hear()
            entries.append(entry)
    return sorted(entries, key=lambda entry: entry.name)


def _place(path: Path) -> tuple[int, int]:
    """What tells a folder from any other, whatever its name."""
    told = path.stat()
    return told.st_dev, told.st_ino


def _parts(name: str, beside: dict[str, Path]) -> tuple[Path, ...] | None:
    """The files that go with a file of data; None for one that is none by itself."""
    stem, ending = Path(name.lower()).stem, Path(name.lower()).suffix
    if name.startswith(("._", "~$")) or ending not in VECTORS | TABLES | RASTERS:
        return None
    if ending == ".dbf" and f"{stem}.shp" in beside:
        return None
    return tuple(beside[f"{stem}{part}"] for part in PARTS.get(ending, ()) if f"{stem}{part}" in beside)


def _notes(walker: _Walker) -> list[str]:
    notes = []
    if walker.refused:
        told = translate("inventory", "{count} folders could not be read: {names}.")
        notes.append(told.format(count=number(len(walker.refused)), names=_listed(walker.refused)))
    if walker.outside:
        told = translate("inventory", "{count} links lead out of the folder, or nowhere, and were not followed: {names}.")
        notes.append(told.format(count=number(len(walker.outside)), names=_listed(walker.outside)))
    if walker.archives:
        told = translate("inventory", "{count} archives were not opened: unpack those that matter.")
        notes.append(told.format(count=number(walker.archives)))
    if walker.full:
        told = translate("inventory", "The walk stopped at {count} files: raise the limit, or walk smaller folders.")
        notes.append(told.format(count=number(walker.most)))
    return notes


def _listed(names: list[str]) -> str:
    return ", ".join(names[:_NAMED]) + (" …" if len(names) > _NAMED else "")
