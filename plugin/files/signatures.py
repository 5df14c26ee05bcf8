# SPDX-License-Identifier: GPL-2.0-or-later
"""What a file is by its first bytes: archives, office documents, databases, and all that is no data."""

from __future__ import annotations

import io
import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..messages import VigieError, reason, translate

HEAD_BYTES = 1 << 16
LONGEST_READ = 20_000_000
"""More than the list of files of any archive that is accepted here takes."""
ARCHIVES = ("zip", "7z", "gz", "bz2", "xz", "tar")
GTFS_FILES = {"stops.txt", "routes.txt", "trips.txt", "stop_times.txt"}
_PROBED_XML = 3

_MAGIC = (
    (b"\x1f\x8b\x08", "gz"),
    (b"BZh91AY&SY", "bz2"),
    (b"\xfd7zXZ\0", "xz"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"PAR1", "parquet"),
    (b"fgb\x03", "fgb"),
)
_REFUSED = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"II*\0", "image"),
    (b"MM\0*", "image"),
    (b"{\\rtf", "document"),
    (b"\x7fELF", "program"),
    (b"#!", "program"),
    (b"\xcf\xfa\xed\xfe", "program"),
    (b"\xca\xfe\xba\xbe", "program"),
    (b"Rar!", "rar"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"\x1f\x9d", "compress"),
)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_DBF_VERSIONS = (0x02, 0x03, 0x30, 0x31, 0x32, 0x43, 0x63, 0x83, 0x8B, 0xCB, 0xF5)


class NoData(VigieError):
    """A file that holds no data that the product reads. `document`: it is one of those that come beside data (a notice, an
    image, a description), which nobody misses.
    """

    def __init__(self, sentence: str, detail: str = "", document: bool = False) -> None:
        super().__init__(sentence, detail)
        self.document = document


class Sparing(io.FileIO):
    """A file to be read by libraries that believe what it says of itself: never `LONGEST_READ` bytes or more at once."""

    def read(self, size: int = -1) -> bytes:
        """As a file does; raises ValueError when that much is asked for."""
        if size is None or size < 0:
            size = os.fstat(self.fileno()).st_size - self.tell()
        if size >= LONGEST_READ:
            raise ValueError(f"{size} bytes asked for at once")
        return super().read(size)


def head_of(path: Path, name: str = "") -> bytes:
    """The first `HEAD_BYTES` bytes; a `VigieError` when the file cannot be read."""
    with _sparing(path, name) as stream:
        return stream.read(HEAD_BYTES)


def archive_kind(path: Path, head: bytes, name: str = "") -> str:
    """One of `ARCHIVES` when a file is to be unpacked, else "". Workbooks, KMZ and GTFS files are ZIP files to be read as
    they are.
    """
    if head.startswith(_ZIP):
        kind = zip_kind(path, name or path.name)
        return kind if kind == "zip" else ""
    kind = next((kind for magic, kind in _MAGIC if head.startswith(magic)), "tar" if head[257:262] == b"ustar" else "")
    return kind if kind in ARCHIVES else ""


def binary_kind(path: Path, head: bytes, name: str, announced: str = "") -> str:
    """The kind of a file that is no text, "" when it may be one. Raises `NoData`."""
    refused = next((kind for magic, kind in _REFUSED if head.startswith(magic)), "")
    if not refused and ((head[:4] == b"RIFF" and head[8:12] == b"WEBP") or (head[:2] == b"BM" and head[6:10] == bytes(4))):
        refused = "image"
    if refused or (head[:2] == b"MZ" and b"\0" in head[:64]):
        raise no_data(refused or "program", name)
    if head.startswith(_ZIP):
        return zip_kind(path, name, announced)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _ole_kind(path, head, name)
    if head.startswith(b"SQLite format 3\0"):
        return "gpkg" if head[68:72] in (b"GPKG", b"GP10", b"GP11") or b"gpkg_contents" in head else "sqlite"
    if head.startswith(b"\0\0\x27\x0a"):
        return "shp"
    if _is_dbf(head):
        return "dbf"
    return next((kind for magic, kind in _MAGIC if head.startswith(magic)), "tar" if head[257:262] == b"ustar" else "")


@contextmanager
def opened_zip(path: Path, name: str) -> Iterator[zipfile.ZipFile]:
    """A ZIP file; `NoData` when it is damaged, or has far too many files."""
    with _sparing(path, name) as stream:
        try:
            archive = zipfile.ZipFile(stream)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError) as error:
            raise no_data("damaged", name, str(error)) from error
        with archive:
            yield archive


def files_of(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The members of a ZIP file that are no folder."""
    return [info for info in archive.infolist() if not info.filename.endswith(("/", "\\"))]


def zip_kind(path: Path, name: str, announced: str = "") -> str:
    """What a ZIP file is: "xlsx", "ods", "kmz", "gtfs", else "zip". Raises `NoData`."""
    with opened_zip(path, name) as archive:
        members = {info.filename.replace("\\", "/").lower(): info for info in files_of(archive)}
        if not members:
            raise no_data("empty", name)
        if "mimetype" in members and "content.xml" in members:
            if b"opendocument.spreadsheet" in _beginning(archive, members["mimetype"]):
                return "ods"
            raise no_data("document", name)
        if "[content_types].xml" in members:
            return _office_kind(set(members), name)
        called_kmz = "kmz" in (announced.lower(), name.lower().rpartition(".")[2])
        if "doc.kml" in members or (called_kmz and any(inner.endswith(".kml") for inner in members)):
            return "kmz"
        if set(members) >= GTFS_FILES:
            return "gtfs"
        documents = [info for inner, info in members.items() if inner.endswith(".xml")]
        if len(documents) == len(members) and any(_is_netex(archive, info) for info in documents[:_PROBED_XML]):
            raise no_data("netex", name)
    return "zip"


def no_data(what: str, name: str, detail: str = "") -> NoData:
    """The error for a file that is `what` ("pdf", "image", "program", "damaged"...)."""
    nouns = {
        "pdf": translate("files", "a PDF document"),
        "image": translate("files", "an image"),
        "document": translate("files", "a text document or a presentation"),
        "program": translate("files", "a program"),
        "part": translate("files", "a part of another file"),
        "description": translate("files", "a description of data (metadata, style, schema)"),
        "pointer": translate("files", "a pointer to other files"),
    }
    if what in nouns:
        sentence = translate("files", "{file} is {what}, not data: look for another file of this dataset.")
        return NoData(sentence.format(file=name, what=nouns[what]), detail, document=True)
    if what in ("rar", "zstd", "compress"):
        sentence = translate(
            "files", "{file} is an archive of a kind that is not read ({kind}): unpack it and open what it holds."
        )
        return NoData(sentence.format(file=name, kind=what), detail)
    sentences = {
        "page": translate(
            "files", "{file} is a web page in place of data: the address may have changed, or the network asks for a password."
        ),
        "empty": translate("files", "{file} is empty: its source gave nothing. Try again later, or tell its producer."),
        "damaged": translate("files", "{file} is damaged or cut: download it again."),
        "netex": translate("files", "{file} holds NeTEx timetables, which are not read: look for the GTFS file of this dataset."),
        "service": translate("files", "{file} is the description of a service, not data: add the service itself by its address."),
        "password": translate("files", "{file} is protected by a password: take the protection off, then open it again."),
        "xlsb": translate("files", "{file} is a binary workbook (.xlsb), which is not read: save it as .xlsx, then open that."),
        "unknown": translate("files", "{file} is in a format that is not read: look for another format of this dataset."),
    }
    return NoData(sentences[what].format(file=name), detail)


def _sparing(path: Path, name: str) -> Sparing:
    try:
        return Sparing(path)
    except OSError as error:
        raise unreadable(name or path.name, error) from error


def unreadable(name: str, error: OSError) -> VigieError:
    """The error for a file that the system does not let be read."""
    return VigieError(translate("files", "{file} cannot be read: {why}.").format(file=name, why=reason(error)), str(error))


def _is_netex(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bool:
    return b"PublicationDelivery" in _beginning(archive, info)


def _beginning(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """The first bytes of a member; nothing when it cannot be read: unpacking it says why."""
    try:
        with archive.open(info) as stream:
            return stream.read(4096)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError, ValueError):
        return b""


def _office_kind(names: set[str], name: str) -> str:
    """What an Office Open XML document is."""
    if "xl/workbook.bin" in names:
        raise no_data("xlsb", name)
    if not any(path.startswith("xl/") for path in names):
        raise no_data("document", name)
    return "xlsx"


def _ole_kind(path: Path, head: bytes, name: str) -> str:
    """What an OLE document is, by the names in its directory: "xls", or no data."""
    sector = 1 << min(head[30], 16)
    with path.open("rb") as stream:
        stream.seek((int.from_bytes(head[48:52], "little") + 1) * sector)
        directory = stream.read(4096)
    if "EncryptedPackage".encode("utf-16-le") in directory:
        raise no_data("password", name)
    if any(stream.encode("utf-16-le") in directory for stream in ("Workbook", "Book\0")) or name.lower().endswith(".xls"):
        return "xls"
    raise no_data("document", name)


def _is_dbf(head: bytes) -> bool:
    """Whether it is a dBASE table: a version, a date, and a list of fields that ends where it says."""
    if len(head) < 33 or head[0] not in _DBF_VERSIONS or not (head[2] <= 12 and head[3] <= 31):
        return False
    length = int.from_bytes(head[8:10], "little")
    return any(end >= 32 and head[end : end + 1] == b"\r" for end in (length - 1, length - 2, length - 264))
