# SPDX-License-Identifier: GPL-2.0-or-later
"""What comes back, as tablets leave it: read from a copy, so that nothing of it is written, with the edits of its write-ahead log."""

from __future__ import annotations

import json
import shutil
import sqlite3
import struct
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from ..messages import VigieError, quoted, reason, translate

MARK = "vigie-package.json"
"""The file of a package that tells which one it is."""
TABLE = "vigie_package"
"""The table of its GeoPackage that tells the same, for one that comes back alone."""
SUFFIXES = (".gpkg", ".geojson", ".json", ".csv")
WAL_HEADER, FRAME_HEADER = 32, 24


@dataclass
class Returned:
    """A file of rows, copied to where it may be opened: `file`. `folder` is where attachments are; `package` which package it tells to
    be of; `whole` whether a row that is missing was deleted (a file of rows may be a selection); `warnings` in sentences.
    """

    file: Path
    folder: Path
    package: str = ""
    whole: bool = False
    warnings: list[str] = field(default_factory=list)


def receive(path: Path, working: Path) -> Returned:
    """The return at `path`: the folder of a package, or a GeoPackage, GeoJSON or CSV file; copied into `working`.

    A `VigieError` says why it cannot be read: nothing there, damaged, copied in part.
    """
    file, marked = (_in_folder(path), path / MARK) if path.is_dir() else (path, path.parent / MARK)
    if file.suffix.lower() not in SUFFIXES:
        told = translate("field", "“{file}” is no return: give the folder of a package, a GeoPackage, a GeoJSON or a CSV file.")
        raise VigieError(told.format(file=path))
    returned = Returned(working / file.name, path if path.is_dir() else file.parent, _told_package(marked))
    try:
        shutil.copyfile(file, returned.file)
        if file.suffix.lower() == ".gpkg":
            for beside in ("-wal", "-journal"):
                if file.with_name(file.name + beside).exists():
                    shutil.copyfile(file.with_name(file.name + beside), working / (file.name + beside))
    except OSError as error:
        told = translate("field", "“{file}” cannot be read: {why}.")
        raise VigieError(told.format(file=file, why=reason(error))) from error
    if file.suffix.lower() == ".gpkg":
        returned.warnings += list(_merge(returned.file))
        returned.package = _package_of(returned.file) or returned.package
        returned.whole = True
    return returned


def _in_folder(folder: Path) -> Path:
    """The one GeoPackage of the folder of a package."""
    found = sorted(folder.glob("*.gpkg"))
    if len(found) != 1:
        told = translate(
            "field", "“{folder}” holds {count} GeoPackages where a package has one: copy the whole folder from the tablet again."
        )
        raise VigieError(told.format(folder=folder, count=len(found)))
    return found[0]


def _told_package(mark: Path) -> str:
    try:
        told = json.loads(mark.read_text(encoding="utf-8"))
    except (OSError, ValueError):  # the GeoPackage tells too, and so do the keys
        return ""
    return str(told.get("package", "")) if isinstance(told, dict) else ""


def _merge(file: Path) -> Iterator[str]:
    """Bring the write-ahead log into the copy of a GeoPackage; what is doubtful is told. A `VigieError` when it is damaged."""
    log = file.with_name(f"{file.name}-wal")
    with file.open("rb") as stream:
        head = stream.read(100)
    written_ahead = len(head) == 100 and head[18] == 2
    frames = _frames(log) if log.exists() else None
    try:
        with closing(sqlite3.connect(file)) as opened:
            if opened.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                raise sqlite3.DatabaseError("quick_check")
            if not opened.execute("SELECT 1 FROM sqlite_master WHERE name = 'gpkg_contents'").fetchone():
                raise sqlite3.DatabaseError("no gpkg_contents")
            merged = opened.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
            opened.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        told = translate(
            "field", "“{file}” is damaged or was copied in part: copy it from the tablet again, with all files beside it."
        )
        raise VigieError(told.format(file=file.name), str(error)) from error
    if frames is not None and (frames.cut or frames.count > merged[1]):
        told = translate(
            "field", "The last edits in {file} are not whole: close the project on the tablet, copy the folder again, compare."
        )
        yield told.format(file=quoted(log.name))
    elif frames is None and written_ahead:
        told = translate(
            "field", "{file} may have had a “-wal” file beside it on the tablet: its last edits would be missing here."
        )
        yield told.format(file=quoted(file.name))


@dataclass(frozen=True)
class _Frames:
    count: int
    cut: bool


def _frames(log: Path) -> _Frames | None:
    """How many pages a write-ahead log holds since it was last begun, and whether its end is missing."""
    data = log.read_bytes()
    if len(data) < WAL_HEADER:
        return None if not data else _Frames(0, True)
    page = struct.unpack(">I", data[8:12])[0]
    salt, size, count = data[16:24], FRAME_HEADER + (page or 1), 0
    while WAL_HEADER + (count + 1) * size <= len(data):
        start = WAL_HEADER + count * size
        if data[start + 8 : start + 16] != salt:
            return _Frames(count, False)  # what follows is of before
        count += 1
    return _Frames(count, (len(data) - WAL_HEADER) % size != 0)


def _package_of(file: Path) -> str:
    with closing(sqlite3.connect(file)) as opened:
        if not opened.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (TABLE,)).fetchone():
            return ""
        row = opened.execute("SELECT id FROM vigie_package").fetchone()
        return str(row[0]) if row else ""


def attachment(folder: Path, written: str) -> Path | None:
    """The file that a returned feature names, relative to the folder of its package; None where it is not there, or leads outside."""
    if not written or len(written) > 4096 or "\0" in written:
        return None
    root = folder.resolve()
    path = (root / written.replace("\\", "/")).resolve()
    return path if root in path.parents and path.is_file() else None


def place_for(source: Path, folder: Path, planned: Mapping[Path, Path] | None = None) -> Path:
    """Where to copy an attachment: under its own name, with a number where another file has it already, or is `planned` to have it
    (place -> its source). The same file has one place.
    """
    planned, number, place, content = planned or {}, 1, folder / source.name, source.read_bytes()
    while (place in planned or place.exists()) and planned.get(place, place).read_bytes() != content:
        number += 1
        place = folder / f"{source.stem}-{number}{source.suffix}"
    return place
