# SPDX-License-Identifier: GPL-2.0-or-later
"""Makes archives that mean harm, or that were badly made: each function writes one at `path`, and gives it back.

Whoever unpacks them must write nothing outside of its folder and give up with a sentence; `ESCAPE` is the name that none of
them may ever make anywhere. Bombs are streamed: ten gigabytes of zeros take a fraction of a second to make.
"""

from __future__ import annotations

import bz2
import functools
import io
import lzma
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROWS = b"code;nom\n05061;Gap\n04070;Digne-les-Bains\n"
ESCAPE = "escaped.csv"
GIGABYTE = 1 << 30
BLOCK = 1 << 24
STORED, DEFLATED = 0, 8
ENCRYPTED, UTF8 = 1, 1 << 11
MADE_ON_UNIX = 3
FULL_16, FULL_32 = 0xFFFF, 0xFFFFFFFF


# Zips, written by bytes: what a tidy library would refuse to write.


@dataclass(frozen=True)
class Entry:
    """A file of a zip: its name as bytes, what is stored for it, and what the headers tell of it."""

    name: bytes
    stored: bytes
    size: int
    crc: int
    method: int = STORED
    flags: int = 0
    mode: int = stat.S_IFREG | 0o644

    @classmethod
    def of(cls, name: str | bytes, data: bytes = ROWS, **told: int) -> Entry:
        """A file that is stored as it is; a name of text is written in UTF-8, and the entry says so."""
        if isinstance(name, str):
            name, told = name.encode(), {"flags": UTF8, **told}
        return cls(name, data, len(data), zlib.crc32(data), **told)

    def local(self) -> bytes:
        """The header that stands before the data."""
        head = struct.pack("<4s5H3L2H", b"PK\x03\x04", *self._middle(), len(self.name), len(self._extra()))
        return head + self.name + self._extra()

    def central(self, offset: int) -> bytes:
        """The line of the table of contents, for a local header at `offset`."""
        sizes = (len(self.name), len(self._extra()), 0, 0, 0, self.mode << 16, offset)
        head = struct.pack("<4s6H3L5H2L", b"PK\x01\x02", MADE_ON_UNIX << 8 | 45, *self._middle(), *sizes)
        return head + self.name + self._extra()

    def _middle(self) -> tuple[int, ...]:
        sizes = (FULL_32, FULL_32) if self._extra() else (len(self.stored), self.size)
        return 45, self.flags, self.method, 0, 0x21, self.crc, *sizes

    def _extra(self) -> bytes:
        large = self.size >= FULL_32 or len(self.stored) >= FULL_32
        return struct.pack("<2H2Q", 1, 16, self.size, len(self.stored)) if large else b""


def contents(offsets: list[tuple[Entry, int]], start: int) -> bytes:
    """The table of contents of a zip, that begins at `start`, and what ends the file."""
    table = b"".join(entry.central(offset) for entry, offset in offsets)
    many = len(offsets) >= FULL_16
    end = b""
    if many:
        end += struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, len(offsets), len(offsets), len(table), start)
        end += struct.pack("<4sLQL", b"PK\x06\x07", 0, start + len(table), 1)
    count = FULL_16 if many else len(offsets)
    return table + end + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(table), start, 0)


def write_zip(path: Path, *entries: Entry) -> Path:
    """A zip of these entries."""
    offsets = []
    with path.open("wb") as file:
        for entry in entries:
            offsets.append((entry, file.tell()))
            file.write(entry.local() + entry.stored)
        file.write(contents(offsets, file.tell()))
    return path


def good_zip(path: Path) -> Path:
    """Nothing wrong: a table, in a folder."""
    return write_zip(path, Entry.of("data/communes.csv"), Entry.of("data/lisez-moi.txt", b"Bonjour\n"))


def zip_slip(path: Path) -> Path:
    """Names that climb out of the folder."""
    return write_zip(path, Entry.of(f"../{ESCAPE}"), Entry.of(f"data/../../{ESCAPE}"), Entry.of("communes.csv"))


def zip_absolute(path: Path, folder: Path) -> Path:
    """A name that is the absolute path of a file of `folder`."""
    return write_zip(path, Entry.of((folder / ESCAPE).as_posix()), Entry.of("communes.csv"))


def zip_windows_paths(path: Path) -> Path:
    """Names with drive letters, backslashes and a network share."""
    names = (f"C:\\{ESCAPE}", f"C:/{ESCAPE}", f"C:{ESCAPE}", f"..\\{ESCAPE}", f"\\\\server\\share\\{ESCAPE}")
    return write_zip(path, *map(Entry.of, names), Entry.of("communes.csv"))


def zip_symbolic_link(path: Path) -> Path:
    """A link to the folder above, and a file written through it."""
    return write_zip(path, Entry.of("link", b"..", mode=stat.S_IFLNK | 0o777), Entry.of(f"link/{ESCAPE}"))


def zip_password(path: Path) -> Path:
    """A file that its flag says encrypted, as the old encryption does: twelve bytes before the data."""
    return write_zip(path, Entry(b"communes.csv", bytes(range(12)) + ROWS, len(ROWS), zlib.crc32(ROWS), flags=ENCRYPTED))


def zip_many_files(path: Path, count: int = 100_000) -> Path:
    """Very many empty files."""
    return write_zip(path, *(Entry.of(f"data/{number}.csv", b"") for number in range(count)))


def zip_truncated(path: Path) -> Path:
    """A zip that lacks its end, as a cut download does."""
    good_zip(path)
    path.write_bytes(path.read_bytes()[:-30])
    return path


def zip_damaged(path: Path) -> Path:
    """A zip whose data were changed: the checksum tells."""
    good_zip(path)
    path.write_bytes(path.read_bytes().replace(b"05061", b"05062"))
    return path


ACCENTED = "Données/Évolution été.csv"


def zip_accents(path: Path, encoding: str = "cp437", flags: int = 0) -> Path:
    """A name with accents (`ACCENTED`): in cp437 as Windows writes it, or in UTF-8 with its flag (`UTF8`) or without."""
    return write_zip(path, Entry.of(ACCENTED.encode(encoding), flags=flags))


def zip_same_names(path: Path) -> Path:
    """Names that are one on Windows and macOS, one that is there twice, a file and a folder of one name."""
    names = ("Communes.csv", "communes.csv", "COMMUNES.CSV", "epci.csv", "epci.csv", "zones", "zones/zone.csv")
    return write_zip(path, *(Entry.of(name, ROWS + f"{number:05};{name}\n".encode()) for number, name in enumerate(names)))


RESERVED = ("CON", "aux.txt", "data/nul.csv", "com1.geojson", "LPT9", "ends with a dot.", "ends with a space ", "a:stream.csv",
            'a<b>|"?*.csv', "a\x01b.csv", "é" * 300 + ".csv", "/".join(["folder"] * 60) + "/deep.csv")  # fmt: skip


def zip_reserved_names(path: Path) -> Path:
    """Names that Windows reserves, forbids or finds too long (`RESERVED`)."""
    return write_zip(path, *map(Entry.of, RESERVED))


# Bombs.


@functools.lru_cache(maxsize=1)
def _block() -> bytes:
    """A block of zeros, deflated so that it can be repeated."""
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return squeezer.compress(bytes(BLOCK)) + squeezer.flush(zlib.Z_FULL_FLUSH)


def deflated(size: int, before: bytes = b"") -> Iterator[bytes]:
    """The deflated bytes of `before` then `size` zeros."""
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -15)
    yield squeezer.compress(before) + squeezer.flush(zlib.Z_FULL_FLUSH)
    for _ in range(size // BLOCK):
        yield _block()
    yield squeezer.compress(bytes(size % BLOCK)) + squeezer.flush()


def checksum(size: int, before: bytes = b"") -> int:
    """The CRC-32 of `before` then `size` zeros: what one zero byte does is linear, and is doubled until `size`."""
    state = zlib.crc32(before) ^ FULL_32
    step = [zlib.crc32(b"\0", 1 << bit ^ FULL_32) ^ FULL_32 for bit in range(32)]

    def after(value: int) -> int:
        return functools.reduce(lambda total, bit: total ^ step[bit] if value >> bit & 1 else total, range(32), 0)

    while size:
        if size & 1:
            state = after(state)
        step = [after(value) for value in step]
        size >>= 1
    return state ^ FULL_32


def zip_zeros(path: Path, size: int = 10 * GIGABYTE, told: int | None = None) -> Path:
    """Ten gigabytes of zeros in ten megabytes; its headers may tell another size (`told`)."""
    told = size if told is None else told
    return write_zip(path, Entry(b"communes.csv", b"".join(deflated(size)), told, checksum(size), DEFLATED))


def gz_zeros(path: Path, size: int = 10 * GIGABYTE, before: bytes = b"") -> Path:
    """The same, in gzip."""
    with path.open("wb") as file:
        file.write(b"\x1f\x8b\x08\0\0\0\0\0\x02\xff")
        file.writelines(deflated(size, before))
        file.write(struct.pack("<2L", checksum(size, before), (size + len(before)) & FULL_32))
    return path


def bz2_zeros(path: Path, size: int = 10 * GIGABYTE) -> Path:
    """The same in bzip2: one stream, again and again."""
    path.write_bytes(bz2.compress(bytes(4 * BLOCK)) * (size // (4 * BLOCK)))
    return path


def xz_zeros(path: Path, size: int = 10 * GIGABYTE) -> Path:
    """The same in xz: one stream, again and again."""
    path.write_bytes(lzma.compress(bytes(4 * BLOCK), preset=0) * (size // (4 * BLOCK)))
    return path


def tar_gz_zeros(path: Path, size: int = 10 * GIGABYTE) -> Path:
    """The same as one file of a tar.gz."""
    member = tarfile.TarInfo("communes.csv")
    member.size = size
    return gz_zeros(path, -(-size // 512) * 512 + 1024, member.tobuf(tarfile.GNU_FORMAT))


def zip_nested_bomb(path: Path, levels: int = 5, width: int = 16, size: int = 100 << 20) -> Path:
    """Zips of zips: `width` at each level, `size` zeros at the bottom of each."""
    zip_zeros(path, size)
    for _ in range(levels):
        inner = path.read_bytes()
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as outer:
            for number in range(width):
                outer.writestr(f"{number}.zip", inner)
    return path


def zip_deep(path: Path, depth: int = 100) -> Path:
    """A zip in a zip in a zip…: small, and too deep, as an archive that holds itself is."""
    good_zip(path)
    for _ in range(depth):
        write_zip(path, Entry.of("inside.zip", path.read_bytes()))
    return path


def zip_overlapping(path: Path, count: int = 250, size: int = 50 << 20) -> Path:
    """`count` files of one and the same data: each quotes the header of the next in a deflate block, then runs into it."""
    kernel = b"".join(deflated(size))
    entries = [Entry(f"{count - 1}.csv".encode(), kernel, size, checksum(size), DEFLATED)]
    headers = entries[0].local()  # what the file before quotes, and all that follow it
    for number in reversed(range(count - 1)):
        quoted = entries[0].local()
        stored = struct.pack("<B2H", 0, len(quoted), len(quoted) ^ FULL_16) + quoted + entries[0].stored
        told = Entry(f"{number}.csv".encode(), stored, size + len(headers), checksum(size, headers), DEFLATED)
        entries.insert(0, told)
        headers = told.local() + headers
    whole = entries[0].local() + entries[0].stored
    offsets = [(entry, len(whole) - len(entry.local()) - len(entry.stored)) for entry in entries]
    path.write_bytes(whole + contents(offsets, len(whole)))
    return path


# Tars.


def write_tar(path: Path, *members: tuple[tarfile.TarInfo, bytes]) -> Path:
    """A tar of these members, compressed as the name of `path` says."""
    compression = path.suffix.lstrip(".")
    with tarfile.open(path, "w" if compression == "tar" else f"w:{compression.replace('tgz', 'gz')}") as archive:
        for member, data in members:
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return path


def member(name: str, kind: bytes = tarfile.REGTYPE, to: str = "", data: bytes = b"") -> tuple[tarfile.TarInfo, bytes]:
    """A member of a tar: a file, or a link `to` something, or a device."""
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.devmajor, info.devminor = kind, to, 1, 3
    return info, data


def good_tar(path: Path) -> Path:
    """Nothing wrong: a table, in a folder."""
    return write_tar(path, member("data", tarfile.DIRTYPE), member("data/communes.csv", data=ROWS))


def tar_slip(path: Path) -> Path:
    """A name that climbs out of the folder."""
    return write_tar(path, member(f"../{ESCAPE}", data=ROWS), member("communes.csv", data=ROWS))


def tar_absolute(path: Path, folder: Path) -> Path:
    """A name that is the absolute path of a file of `folder`."""
    return write_tar(path, member((folder / ESCAPE).as_posix(), data=ROWS), member("communes.csv", data=ROWS))


def tar_symbolic_link(path: Path) -> Path:
    """A link to the folder above, and a file written through it."""
    return write_tar(path, member("link", tarfile.SYMTYPE, ".."), member(f"link/{ESCAPE}", data=ROWS))


def tar_hard_link(path: Path, target: Path) -> Path:
    """A hard link to `target`, and a file of the same name, that would be written into it."""
    return write_tar(path, member("communes.csv", tarfile.LNKTYPE, target.as_posix()), member("communes.csv", data=ROWS))


def tar_devices(path: Path) -> Path:
    """A character device, a block device and a pipe."""
    kinds = {"null": tarfile.CHRTYPE, "disk": tarfile.BLKTYPE, "pipe": tarfile.FIFOTYPE}
    return write_tar(path, *(member(name, kind) for name, kind in kinds.items()), member("communes.csv", data=ROWS))


def tar_truncated(path: Path) -> Path:
    """A tar that was cut in the middle of a file."""
    write_tar(path, member("communes.csv", data=ROWS * 1000))
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    return path
