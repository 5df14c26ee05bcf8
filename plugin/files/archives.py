# SPDX-License-Identifier: GPL-2.0-or-later
"""Archives taken apart with distrust: sizes are counted as bytes come out, names of members never reach the disk as they
are, and what is unpacked appears only when it is whole.
"""

from __future__ import annotations

import bz2
import contextlib
import errno
import gzip
import importlib
import json
import lzma
import os
import re
import shutil
import stat
import struct
import tarfile
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import BinaryIO

from ..locks import Lock
from ..messages import Progress, VigieError, number, reason, translate
from .kinds import Member
from .member_names import placed
from .signatures import NoData, Sparing, archive_kind, files_of, head_of, no_data, opened_zip

PIECE_BYTES = 1 << 18
_COMPRESSED = {"gz": gzip.open, "bz2": bz2.open, "xz": lzma.open}
_ENDING = re.compile(r"\.(zip|7z|tar|gz|gzip|bz2|xz)$", re.IGNORECASE)
_SHORT_ENDING = re.compile(r"\.(tgz|tbz2?|txz)$", re.IGNORECASE)
_DAMAGE = (zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, struct.error, EOFError, ValueError, RecursionError)


@dataclass(frozen=True)
class Limits:
    """What an archive may give: bytes in all, files, archives in archives, and times its own size once `spared` bytes are
    passed.
    """

    total: int = 8_000_000_000
    files: int = 10_000
    depth: int = 3
    ratio: int = 200
    spared: int = 100_000_000


LIMITS = Limits()


def unpack(path: Path, folder: Path, progress: Progress, limits: Limits = LIMITS, name: str = "") -> tuple[Member, ...]:
    """The files that an archive holds, those of the archives in it included; the file itself when it is none.

    `folder` is for this archive alone: it is unpacked there once, and again only when it has changed; what was unpacked of
    an earlier version goes. `name` is the file name that the source gives. Workbooks, KMZ and GTFS files stay as they are.
    Raises a `VigieError` (damaged, protected by a password, too large, hostile, a full disk...) and `Cancelled`; nothing is
    left of what was begun.
    """
    name = name or path.name
    kind = archive_kind(path, head_of(path, name), name)
    if not kind:
        return (Member(path, name),)
    try:
        told = path.stat()
        folder.mkdir(parents=True, exist_ok=True)
        with Lock(folder / "lock", progress):
            whole = folder / f"{told.st_size:x}-{told.st_mtime_ns:x}"
            kept = _kept(whole)
            return _unpacked(path, name, kind, whole, progress, limits) if kept is None else kept
    except OSError as error:
        raise _unwritten(name, folder, error) from error
    finally:
        with contextlib.suppress(OSError):  # it goes when nothing is in it
            folder.rmdir()


def _unpacked(path: Path, name: str, kind: str, whole: Path, progress: Progress, limits: Limits) -> tuple[Member, ...]:
    """Unpack beside `whole`, then give it that name; the lock is held."""
    _tidy(whole.parent)
    begun = whole.parent / "part"
    store = _Store(begun, name, path.stat().st_size, progress, limits)
    try:
        begun.mkdir()
        _open(path, name, kind, store, "", 1)
        places = placed([inner for _, inner in store.members])
        index = []
        for (numbered, inner), place in zip(store.members, places):
            target = begun / place
            target.parent.mkdir(parents=True, exist_ok=True)
            numbered.rename(target)
            index.append((place, inner, target.stat().st_size))
        _index_of(whole).write_text(json.dumps(index), encoding="utf-8")
        begun.rename(whole)
    except BaseException:
        _tidy(whole.parent)
        raise
    return tuple(Member(whole / place, inner) for place, inner, _ in index)


def _kept(whole: Path) -> tuple[Member, ...] | None:
    """What was unpacked before, when all of it is still there."""
    try:
        index = json.loads(_index_of(whole).read_text(encoding="utf-8"))
        intact = all((whole / place).stat().st_size == size for place, _, size in index)
        return tuple(Member(whole / place, name) for place, name, _ in index) if intact else None
    except (OSError, ValueError, TypeError):
        return None


def _index_of(whole: Path) -> Path:
    return whole.with_name(f"{whole.name}.json")


def _tidy(folder: Path) -> None:
    """Remove all but the lock: other versions, and what was left by a kill. What Windows keeps open stays."""
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        elif path.name != "lock":
            with contextlib.suppress(PermissionError):
                path.unlink()


class _Store:
    """Where members go while an archive is unpacked: numbered files in `folder`, of which `members` gives the names."""

    def __init__(self, folder: Path, name: str, size: int, progress: Progress, limits: Limits) -> None:
        self.folder, self.name, self.limits = folder, name, limits
        self.members: list[tuple[Path, str]] = []
        self._size, self._progress = size, progress
        self._bytes = self._files = self._expected = 0

    def expect(self, files: int, size: int) -> None:
        """An archive announces that much: believed for what is shown, and to refuse early."""
        self._expected += size
        self._refuse_files(self._files + files)

    def open(self, name: str) -> _Writer:
        """A new file for the member of that name."""
        self._files += 1
        self._refuse_files(self._files)
        path = self.folder / str(self._files)
        self.members.append((path, self.safe(name)))
        return _Writer(path, self.count)

    def copy(self, name: str, stream: BinaryIO) -> None:
        """Put what `stream` gives into a new file."""
        with contextlib.closing(self.open(name)) as writer:
            while piece := self.read(stream):
                writer.write(piece)

    def read(self, stream: BinaryIO) -> bytes:
        """The next bytes of a member."""
        with self.reading():
            return stream.read(PIECE_BYTES)

    def count(self, size: int) -> None:
        """So many bytes more; refuses what passes the limits."""
        self._bytes += size
        bomb = self._bytes > self.limits.spared and self._bytes > self.limits.ratio * self._size
        if bomb or self._bytes > self.limits.total:
            sentence = translate(
                "files", "{file} swells to more than {size} MB once unpacked: refused. Unpack it yourself if you trust it."
            )
            raise NoData(sentence.format(file=self.name, size=number(self._bytes // 1_000_000)))
        self._progress.step(min(100.0, 100 * self._bytes / self._expected) if self._expected else 0, self.name)

    def safe(self, name: str) -> str:
        """The name of a member with slashes; refuses one that leads out of the folder."""
        parts = name.replace("\\", "/").split("/")
        if not parts[0] or re.match("[A-Za-z]:", name) or ".." in parts:
            raise self.refusal(
                translate("files", "{file} holds “{name}”, which would be written outside of its folder: refused."), name
            )
        return unicodedata.normalize("NFC", "/".join(part for part in parts if part not in ("", ".")))

    def refusal(self, sentence: str, member: str = "") -> NoData:
        """The error for this archive, about one of its members."""
        return NoData(sentence.format(file=self.name, name=member[:100]))

    @contextlib.contextmanager
    def reading(self) -> Iterator[None]:
        """Turns what the libraries say of a damaged archive into a sentence."""
        try:
            yield
        except _DAMAGE as error:
            raise no_data("damaged", self.name, repr(error)) from error
        except NotImplementedError as error:
            sentence = translate("files", "{file} is compressed in a way that is not read: unpack it, and open what it holds.")
            raise NoData(sentence.format(file=self.name), str(error)) from error
        except OSError as error:
            if error.errno is not None:
                raise
            raise no_data("damaged", self.name, str(error)) from error

    def _refuse_files(self, count: int) -> None:
        if count > self.limits.files:
            sentence = translate("files", "{file} holds more than {count} files: refused. Unpack it yourself if you trust it.")
            raise NoData(sentence.format(file=self.name, count=number(self.limits.files)))


class _Writer:
    """A new file whose bytes are counted before they are written. It has the methods that py7zr asks of one."""

    def __init__(self, path: Path, count: Callable[[int], None]) -> None:
        self._stream, self._count = path.open("w+b"), count

    def write(self, piece: bytes) -> int:
        """Count and write."""
        self._count(len(piece))
        return self._stream.write(piece)

    def read(self, size: int | None = None) -> bytes:
        """What was written."""
        return self._stream.read(size)

    def seek(self, offset: int, whence: int = 0) -> int:
        """As files do."""
        return self._stream.seek(offset, whence)

    def flush(self) -> None:
        """As files do."""
        self._stream.flush()

    def size(self) -> int:
        """Bytes written."""
        self._stream.flush()
        return os.fstat(self._stream.fileno()).st_size

    def close(self) -> None:
        """As files do."""
        self._stream.close()


def _open(path: Path, name: str, kind: str, store: _Store, prefix: str, depth: int) -> None:
    """Unpack an archive into `store`, then the archives that it holds."""
    if depth > store.limits.depth:
        raise store.refusal(translate("files", "{file} holds archives in archives in archives: refused. Unpack it yourself."))
    first = len(store.members)
    if kind in _COMPRESSED:
        _decompress(path, name, kind, store, prefix)
    else:
        {"zip": _unzip, "tar": _untar, "7z": _un7z}[kind](path, store, prefix)
    found, store.members = store.members[first:], store.members[:first]
    for member, inner in found:
        inner_kind = _inner_kind(member)
        if not inner_kind:
            store.members.append((member, inner))
            continue
        same = kind in _COMPRESSED and inner_kind == "tar"  # .tar.gz is one archive
        parent, _, last = inner.rpartition("/")
        inside = parent if inner_kind in _COMPRESSED else "" if same and depth == 1 else _ENDING.sub("", inner)
        _open(member, last, inner_kind, store, f"{inside}/" if inside else "", depth + (not same))
        member.unlink()


def _inner_kind(path: Path) -> str:
    """The kind of an archive in an archive; a damaged one or a document stays, for whoever reads it to say so."""
    try:
        return archive_kind(path, head_of(path))
    except NoData:
        return ""


def _decompress(path: Path, name: str, kind: str, store: _Store, prefix: str) -> None:
    inner = _SHORT_ENDING.sub(".tar", name) if _SHORT_ENDING.search(name) else _ENDING.sub("", name)
    with store.reading():
        stream = _COMPRESSED[kind](path, "rb")
    with stream:
        store.copy(f"{prefix}{inner}", stream)


def _unzip(path: Path, store: _Store, prefix: str) -> None:
    with opened_zip(path, store.name) as archive:
        members = files_of(archive)
        store.expect(len(members), sum(info.file_size for info in members))
        _refuse_overlaps(members, store)
        for info in members:
            if info.flag_bits & 0x1:
                raise no_data("password", store.name)
            if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG):
                raise _link(store, info.filename)
            with store.reading():
                stream = archive.open(info)
            with stream:
                store.copy(f"{prefix}{store.safe(_zip_name(info))}", stream)


def _refuse_overlaps(members: Sequence[zipfile.ZipInfo], store: _Store) -> None:
    """Two members that are the same bytes: how a small file swells to petabytes."""
    end = 0
    for info in sorted(members, key=lambda info: info.header_offset):
        if info.header_offset < end:
            raise no_data("damaged", store.name, f"{info.filename} overlaps another member")
        end = info.header_offset + 30 + info.compress_size  # 30: a local header without its name


def _zip_name(info: zipfile.ZipInfo) -> str:
    """A name as it was meant. Without the mark of UTF-8 it is UTF-8 all the same (macOS), else in the code page of a French
    Windows, which zipfile takes for that of the United States.
    """
    if info.flag_bits & 0x800:
        return info.orig_filename
    return _decoded(info.orig_filename.encode("cp437", "replace"), "cp850")


def _decoded(name: bytes, otherwise: str) -> str:
    try:
        return name.decode("utf-8")
    except UnicodeDecodeError:
        return name.decode(otherwise, "replace")


def _untar(path: Path, store: _Store, prefix: str) -> None:
    with Sparing(path) as stream, store.reading():
        with tarfile.open(fileobj=stream, mode="r:", encoding="utf-8", errors="surrogateescape") as archive:
            last = -1
            while (member := archive.next()) is not None:
                if member.offset <= last:
                    raise tarfile.ReadError("members do not follow each other")
                last = member.offset
                name = _decoded(member.name.encode("utf-8", "surrogateescape"), "cp1252")
                if member.isfile():
                    store.copy(f"{prefix}{store.safe(name)}", archive.extractfile(member))
                elif not member.isdir():
                    raise _link(store, name)
            stream.seek(archive.offset)
        if stream.read(tarfile.BLOCKSIZE) != bytes(tarfile.BLOCKSIZE):  # the library takes any damage for the end
            raise tarfile.ReadError("the end is missing")


def _un7z(path: Path, store: _Store, prefix: str) -> None:
    py7zr = _py7zr(store)
    damage = (py7zr.exceptions.ArchiveError, py7zr.exceptions.AbsolutePathError, KeyError, IndexError, TypeError, AttributeError)
    try:
        with Sparing(path) as stream, store.reading(), py7zr.SevenZipFile(stream) as archive:
            if archive.needs_password():
                raise no_data("password", store.name)
            members = [info for info in archive.list() if not info.is_directory]
            store.expect(len(members), sum(info.uncompressed or 0 for info in members))
            for info in members:
                store.safe(info.filename)
                if not info.is_file:
                    raise _link(store, info.filename)
            archive.extract(targets=[info.filename for info in members], factory=_Writers(store, prefix))
    except py7zr.exceptions.PasswordRequired as error:
        raise no_data("password", store.name) from error
    except damage as error:
        raise no_data("damaged", store.name, repr(error)) from error


class _Writers:
    """Makes the files that py7zr writes to."""

    def __init__(self, store: _Store, prefix: str) -> None:
        self._store, self._prefix = store, prefix

    def create(self, name: str) -> _Writer:
        """A new file."""
        return self._store.open(f"{self._prefix}{self._store.safe(name)}")


def _py7zr(store: _Store) -> ModuleType:
    try:
        module = importlib.import_module("py7zr")
        if hasattr(module, "WriterFactory") or hasattr(module.io, "WriterFactory"):
            return module
        why = f"py7zr {module.__version__} is too old"
    except ImportError as error:
        why = str(error)
    sentence = translate(
        "files",
        "{file} is a 7z archive, for which this QGIS lacks the library py7zr (1.0 or later): unpack it, and open what it holds.",
    )
    raise NoData(sentence.format(file=store.name), why)


def _link(store: _Store, name: str) -> NoData:
    return store.refusal(translate("files", "{file} holds a link or a device (“{name}”): refused. Unpack it yourself."), name)


def _unwritten(name: str, folder: Path, error: OSError) -> VigieError:
    if error.errno == errno.ENOSPC:
        sentence = translate("files", "{file} could not be unpacked in {folder}: the disk is full. Make room, then try again.")
    else:
        sentence = translate("files", "{file} could not be unpacked in {folder}: {why}.")
    return VigieError(sentence.format(file=name, folder=folder, why=reason(error)), str(error))
