# SPDX-License-Identifier: GPL-2.0-or-later
"""Files from the network to disk, by pieces: taken up again where they stopped, checked, and whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import BinaryIO

from ..messages import Progress, VigieError, reason, translate
from .door import Answer, Door, Limits, host_of
from .errors import MEGABYTE, NotAsAnnounced, TooLarge

PIECE_BYTES = 8 * MEGABYTE
MAXIMUM_BYTES = 2_000 * MEGABYTE
LIMITS = Limits(stall=30, total=3600, maximum=MAXIMUM_BYTES)
"""Of one piece; a server that gives no pieces must send the whole within them."""
_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)")
_ALGORITHMS = ("sha256", "sha1", "md5")


@dataclass
class _Mark:
    """What is known of a file that was downloaded, or of one that is under way; kept beside it as JSON."""

    url: str
    version: str = ""
    size: int | None = None

    @classmethod
    def read(cls, path: Path, url: str) -> _Mark:
        """The mark of an earlier download of that address; an empty one when there is none."""
        try:
            known = cls(**json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return cls(url)
        return known if known.url == url else cls(url)


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
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not _fetch(door, url, target, part, progress, maximum):
            return target
        _verify(part, checksum, url)
        os.replace(_mark_of(part), _mark_of(target))  # noqa: PTH105 (one call on every system)
        os.replace(part, target)  # noqa: PTH105
    except OSError as error:
        raise VigieError(
            translate("network", "The download could not be kept in {folder}: {why}.").format(folder=folder, why=reason(error))
        ) from error
    return target


def _mark_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.json")


def _fetch(door: Door, url: str, target: Path, part: Path, progress: Progress, maximum: int) -> bool:
    """Bring `part` to its end; False when `target` is still what its source gives."""
    kept = _Mark.read(_mark_of(target), url) if target.exists() else _Mark(url)
    mark = _Mark.read(_mark_of(part), url)
    done = part.stat().st_size if part.exists() and mark.version else 0
    limits = replace(LIMITS, maximum=min(maximum, LIMITS.maximum))
    while True:
        progress.step(100 * done / mark.size if mark.size else 0, host_of(url))
        with tempfile.TemporaryFile(dir=part.parent) as piece:
            answer = door.get(url, headers=_headers(done, mark, kept), limits=limits, sink=piece)
            if answer.status == 304:
                return False
            done, mark = _add(piece, answer, url, done, part, maximum)
        if done >= mark.size:
            return True


def _add(piece: BinaryIO, answer: Answer, url: str, done: int, part: Path, maximum: int) -> tuple[int, _Mark]:
    """Put a piece at its place in `part`; how much there is of it now, and what it is part of."""
    found = _RANGE.match(answer.headers.get("Content-Range", "")) if answer.status == 206 else None
    start = int(found[1]) if found else 0  # without pieces: the whole file, perhaps another version than the one begun
    size = int(found[3]) if found else answer.size
    if not answer.size or (found and start != done) or (start == 0 and answer.is_page):
        raise NotAsAnnounced(answer.host, f"{url}: {answer.size} bytes at {start}, {done} were asked for")
    if size > maximum:
        raise TooLarge(answer.host, maximum, url)
    mark = _Mark(url, _version(answer), size)
    _mark_of(part).write_text(json.dumps(asdict(mark)), encoding="utf-8")
    with part.open("r+b" if start else "wb") as stream:
        stream.seek(start)
        piece.seek(0)
        shutil.copyfileobj(piece, stream)
        stream.truncate()
    return start + answer.size, mark


def _headers(done: int, mark: _Mark, kept: _Mark) -> dict[str, str]:
    """Asks for the next piece; for nothing at all when what is kept has not changed."""
    headers = {"Accept-Encoding": "identity", "Range": f"bytes={done}-{done + PIECE_BYTES - 1}"}
    if done:
        return {**headers, "If-Range": mark.version}
    if kept.version.startswith(('"', "W/")):
        headers["If-None-Match"] = kept.version
    elif kept.version:
        headers["If-Modified-Since"] = kept.version
    return headers


def _version(answer: Answer) -> str:
    """What tells one version of a file from another: its ETag, else its date; nothing for a weak ETag without a date, which
    does not vouch for every byte.
    """
    tag, date = answer.headers.get("ETag", ""), answer.headers.get("Last-Modified", "")
    return tag if tag.startswith('"') else date


def _verify(path: Path, checksum: str, url: str) -> None:
    algorithm, _, expected = checksum.lower().partition(":")
    if algorithm not in _ALGORITHMS or not expected:
        return
    digest = hashlib.new(algorithm, usedforsecurity=False)
    with path.open("rb") as stream:
        while piece := stream.read(1 << 20):
            digest.update(piece)
    if digest.hexdigest() != expected.strip():
        path.unlink()
        raise NotAsAnnounced(host_of(url), f"{url}: {algorithm} is {digest.hexdigest()}, not {expected}")
