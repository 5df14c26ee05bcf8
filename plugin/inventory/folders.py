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
    """What is below `root`, in the order of names. A `VigieError` when it cannot be read at all."""
    if not root.is_dir():
        raise VigieError(
            translate("inventory", "{folder} is no folder that can be read: choose another one.").format(folder=quoted(str(root)))
        )
    found, refused, outside, archives = Walk(), [], [], 0
    real = os.path.realpath(root)
    seen = {_place(real)}
    waiting = [(Path(root), 0)]
    while waiting and len(found.files) < most:
        folder, depth = waiting.pop()
        progress.step(0, translate("inventory", "{count} files found").format(count=number(len(found.files))))
        try:
            entries = _entries(folder, progress)
        except OSError as error:
            if folder == Path(root):
                raise VigieError(
                    translate("inventory", "{folder} cannot be read: {reason}.").format(
                        folder=quoted(str(root)), reason=reason(error)
                    ),
                    str(error),
                ) from error
            refused.append(f"{folder} ({reason(error)})")
            continue
        names = {entry.name.lower(): Path(entry.path) for entry in entries}
        folders = []
        for entry in entries:
            progress.hear()
            kind = _kind(entry, real, seen)
            if kind == "outside":
                outside.append(entry.path)
            elif kind == "folder" and depth < DEEPEST:
                folders.append((Path(entry.path), depth + 1))
            elif kind == "folder":
                refused.append(f"{entry.path} ({translate('inventory', 'too deep')})")
            elif kind == "file":
                archives += Path(entry.name).suffix.lower() in ARCHIVES
                parts = _parts(entry.name, names)
                if parts is not None and len(found.files) < most:
                    found.files.append((Path(entry.path), parts))
        waiting.extend(reversed(folders))
    found.notes += _notes(found, refused, outside, archives, most)
    return found


def _entries(folder: Path, progress: Progress) -> list[os.DirEntry]:
    entries = []
    with os.scandir(folder) as listed:
        for entry in listed:
            progress.hear()
            entries.append(entry)
    return sorted(entries, key=lambda entry: entry.name)


def _kind(entry: os.DirEntry, root: str, seen: set) -> str:
    """ "file", "folder", "outside" for a link that leads out of the walk, or nothing for what was seen or is neither."""
    try:
        linked = entry.is_symlink()
        if linked and os.path.commonpath([os.path.realpath(entry.path), root]) != root:
            return "outside"
        if entry.is_dir() and not entry.name.lower().endswith(".gdb"):
            place = _place(entry.path)
            if place in seen:
                return ""
            seen.add(place)
            return "folder"
        return "" if linked or not (entry.is_file() or entry.is_dir()) else "file"
    except (OSError, ValueError):  # a broken link, or one to another drive
        return "outside"


def _place(path: str) -> tuple[int, int]:
    """What tells a folder from any other, whatever its name."""
    told = os.stat(path)
    return told.st_dev, told.st_ino


def _parts(name: str, beside: dict[str, Path]) -> tuple[Path, ...] | None:
    """The files that go with a file of data; None for one that is none by itself."""
    stem, ending = os.path.splitext(name.lower())
    if name.startswith(("._", "~$")) or ending not in VECTORS | TABLES | RASTERS:
        return None
    if ending == ".dbf" and f"{stem}.shp" in beside:
        return None
    return tuple(beside[f"{stem}{part}"] for part in PARTS.get(ending, ()) if f"{stem}{part}" in beside)


def _notes(found: Walk, refused: list[str], outside: list[str], archives: int, most: int) -> list[str]:
    notes = []
    if refused:
        told = translate("inventory", "{count} folders could not be read: {names}.")
        notes.append(told.format(count=number(len(refused)), names=_listed(refused)))
    if outside:
        told = translate("inventory", "{count} links lead out of the folder, or nowhere, and were not followed: {names}.")
        notes.append(told.format(count=number(len(outside)), names=_listed(outside)))
    if archives:
        told = translate("inventory", "{count} archives were not opened: unpack those that matter.")
        notes.append(told.format(count=number(archives)))
    if len(found.files) >= most:
        told = translate("inventory", "The walk stopped at {count} files: raise the limit, or walk smaller folders.")
        notes.append(told.format(count=number(most)))
    return notes


def _listed(names: list[str]) -> str:
    return ", ".join(names[:_NAMED]) + (" …" if len(names) > _NAMED else "")
