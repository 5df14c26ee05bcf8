# SPDX-License-Identifier: GPL-2.0-or-later
"""Files from the network to disk, by pieces: taken up again where they stopped, checked, and whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from email.message import Message
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

from ..messages import Progress, VigieError, reason, translate
from .door import Answer, Door, Limits, host_of
from .errors import MEGABYTE, NotAsAnnounced, Refused, TooLarge

PIECE_BYTES = 8 * MEGABYTE
MAXIMUM_BYTES = 2_000 * MEGABYTE
LIMITS = Limits(stall=30, total=3600, maximum=MAXIMUM_BYTES)
"""Of one piece; a server that gives no pieces must send the whole within them."""
_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)")
NO_SUCH_PIECE = 416
LONGEST_NAME = 150
_ALGORITHMS = ("sha256", "sha1", "md5")


@dataclass(frozen=True)
class Mark:
    """What its source says of a file that was downloaded, or is under way; kept beside it as JSON.

    `etag` and `modified` tell its version, `name` is its file name, `media_type` what it is announced as.
    """

    url: str
    etag: str = ""
    modified: str = ""
    size: int = 0
    name: str = ""
    media_type: str = ""

    @classmethod
    def read(cls, path: Path, url: str) -> Mark:
        """The mark of an earlier download of that address; an empty one when there is none."""
        try:
            known = cls(**json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return cls(url)
        return known if known.url == url and isinstance(known.size, int) else cls(url)

    @classmethod
    def of(cls, answer: Answer, url: str, size: int) -> Mark:
        """What an answer says of the file of `size` bytes in all."""
        headers = answer.headers
        return cls(url, headers.get("ETag", ""), headers.get("Last-Modified", ""), size,
                   _file_name(headers.get("Content-Disposition", ""), answer.url), headers.get("Content-Type", ""))  # fmt: skip

    @property
    def version(self) -> str:
        """What vouches for every byte: a strong ETag, else the date; nothing for a weak ETag without a date."""
        return self.etag if self.etag.startswith('"') else self.modified

    @property
    def condition(self) -> dict[str, str]:
        """The headers that ask for the file only when it has changed."""
        if self.etag:
            return {"If-None-Match": self.etag}
        return {"If-Modified-Since": self.modified} if self.modified else {}

    def write(self, path: Path) -> None:
        """Keep it at `path`."""
        path.write_text(json.dumps(asdict(self)), encoding="utf-8")


def download(
    door: Door, url: str, folder: Path, progress: Progress, suffix: str = "", checksum: str = "", maximum: int = MAXIMUM_BYTES
) -> Path:
    """The body of `url` in a file of `folder`, which is named after the address and appears only when it is whole.

    A file that has not changed at its source is not sent again; one that was cut is taken up where it stopped. `checksum`,
    written ``sha1:…``, ``sha256:…`` or ``md5:…``, is verified. Raises a `NetworkError` (out of order, a page in place of
    data, more than `maximum` bytes...), a `VigieError` when it cannot be written, `Cancelled` when told to stop.
    """
    name = f"{hashlib.sha256(url.encode()).hexdigest()[:24]}{suffix}"
    target, part = folder / name, folder / f"{name}.part"
    with kept_in(folder):
        folder.mkdir(parents=True, exist_ok=True)
        known = Mark.read(mark_of(target), url) if target.exists() else Mark(url)
        brought = bring(door, url, part, progress, known, maximum)
        if brought is None:
            return target
        verify(part, checksum, url)
        mark_of(target).unlink(missing_ok=True)  # before the file changes: killed here, it is downloaded again
        os.replace(part, target)  # noqa: PTH105 (one call on every system)
        os.replace(mark_of(part), mark_of(target))  # noqa: PTH105
    return target


@contextmanager
def kept_in(folder: Path) -> Iterator[None]:
    """Turns what the system refuses into a sentence."""
    try:
        yield
    except OSError as error:
        raise VigieError(
            translate("network", "The download could not be kept in {folder}: {why}.").format(folder=folder, why=reason(error))
        ) from error


def mark_of(path: Path) -> Path:
    """The file that holds the mark of `path`."""
    return path.with_name(f"{path.name}.json")


def bring(
    door: Door,
    url: str,
    part: Path,
    progress: Progress,
    known: Mark,
    maximum: int = MAXIMUM_BYTES,
    limits: Limits = LIMITS,
) -> Mark | None:
    """Bring the file `part` to its end from where it stopped; None when `known`, the version that is kept, is still what the
    source gives. One call at a time a file. Raises as `download` does, and OSError.
    """
    mark = Mark.read(mark_of(part), url)
    done = part.stat().st_size if part.exists() and mark.version else 0
    whole = bool(done) and done == mark.size  # and given to nobody: its source tells whether it is still of today
    if whole or done > mark.size:
        known, done = mark if whole else known, 0
    limits = replace(limits, maximum=min(maximum, LIMITS.maximum))
    while True:
        progress.step(100 * done / mark.size if mark.size else 0, host_of(url))
        with tempfile.TemporaryFile(dir=part.parent) as piece:
            answer = _ask(door, url, done, _headers(done, mark, known), limits, piece)
            if answer is None:
                done = 0
                continue
            if answer.status == 304 and whole:
                return mark
            if answer.status == 304 and not done and known.condition:
                part.unlink(missing_ok=True)  # of no version that can be taken up
                mark_of(part).unlink(missing_ok=True)
                return None
            done, mark = _add(piece, answer, mark, done, part, maximum)
        if done >= mark.size:
            return mark


def _ask(door: Door, url: str, done: int, headers: dict[str, str], limits: Limits, piece: BinaryIO) -> Answer | None:
    """The answer, None when there is no such piece any more: the file has become shorter."""
    try:
        return door.get(url, headers=headers, limits=limits, sink=piece)
    except Refused as error:
        if error.status == NO_SUCH_PIECE and done:
            return None
        raise


def _add(piece: BinaryIO, answer: Answer, mark: Mark, done: int, part: Path, maximum: int) -> tuple[int, Mark]:
    """Put a piece at its place in `part`; how much there is of it now, and what it is part of."""
    start, size = _place(answer, mark.url, done)
    if size > maximum:
        raise TooLarge(answer.host, maximum, mark.url)
    told = Mark.of(answer, mark.url, size)
    if not start:  # the old part first: killed in between, no byte of another version is taken for one of this
        part.unlink(missing_ok=True)
        told.write(mark_of(part))
    elif size != mark.size or told.version not in ("", mark.version):
        part.unlink()
        raise NotAsAnnounced(answer.host, f"{mark.url}: a piece of {told}, not of {mark}")
    with part.open("r+b" if start else "wb") as stream:
        stream.seek(start)
        piece.seek(0)
        shutil.copyfileobj(piece, stream)
        stream.truncate()
        stream.flush()
        os.fsync(stream.fileno())
    return start + answer.size, mark if start else told


def _place(answer: Answer, url: str, done: int) -> tuple[int, int]:
    """Where a piece begins, and the size of the whole; raises `NotAsAnnounced` when it is not what was asked for."""
    wrong = NotAsAnnounced(answer.host, f"{url}: {answer.status}, {answer.size} bytes, {done} were kept: {answer.headers}")
    if not answer.size or answer.status not in (200, 206):
        raise wrong
    if answer.status == 200:  # the whole file, perhaps another version than the one begun
        start, end, size = 0, answer.size - 1, answer.size
    else:
        found = _RANGE.fullmatch(answer.headers.get("Content-Range", ""))
        start, end, size = (int(text) for text in found.groups()) if found else (-1, -1, -1)
    if start not in (0, done) or end - start + 1 != answer.size or (start == 0 and answer.is_page):
        raise wrong
    return start, size


def _headers(done: int, mark: Mark, known: Mark) -> dict[str, str]:
    """Asks for the next piece; for nothing at all when what is kept has not changed; for the whole file when nothing tells
    whether two pieces are of the same version.
    """
    headers = {"Accept-Encoding": "identity"}
    if done and not mark.version:
        return headers
    headers["Range"] = f"bytes={done}-{done + PIECE_BYTES - 1}"
    return {**headers, "If-Range": mark.version} if done else {**headers, **known.condition}


def _file_name(disposition: str, url: str) -> str:
    """The name that a source gives to a file, without any folder: that of its Content-Disposition, else of its address."""
    header = Message()
    header["Content-Disposition"] = re.sub(r"[\r\n]", " ", disposition)
    name = header.get_filename() or unquote(urlsplit(url).path)
    with suppress(UnicodeError):  # bytes of UTF-8 that HTTP reads as Latin-1
        name = name.encode("latin-1").decode("utf-8")
    return "".join(sign for sign in re.split(r"[/\\]", name)[-1] if sign.isprintable())[-LONGEST_NAME:].strip()


def verify(path: Path, checksum: str, url: str) -> None:
    """Compare a file with its checksum; the file goes when it has another. Raises `NotAsAnnounced`."""
    if not matches(path, checksum):
        path.unlink()
        raise NotAsAnnounced(host_of(url), f"{url}: not the file of {checksum}")


def matches(path: Path, checksum: str) -> bool:
    """Whether a file has that checksum, written as in `download`; true when there is none, or none that is known here."""
    algorithm, _, expected = checksum.lower().partition(":")
    return algorithm not in _ALGORITHMS or not expected or digest_of(path, algorithm) == expected.strip()


def digest_of(path: Path, algorithm: str = "sha256") -> str:
    """The digest of a file, in hexadecimal digits."""
    digest = hashlib.new(algorithm, usedforsecurity=False)
    with path.open("rb") as stream:
        while piece := stream.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()
