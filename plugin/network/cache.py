# SPDX-License-Identifier: GPL-2.0-or-later
"""Files that were downloaded, kept from one day to the next: given again when their source cannot be reached, never half of
one, never more of them than there is room for.

Each address has a mark, ``<key>.json``, which names the file it vouches for (``<key>-<digest>.csv``): replacing the mark is
the one moment when an address changes its file, so that a kill leaves the old file or the new one. What no mark names is
swept. An address is changed under its lock; whoever uses a file holds a lock of its own beside it.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timezone
from hashlib import sha256
from pathlib import Path

from ..locks import Lock, is_held
from ..messages import Progress, date, translate
from .door import Door, Limits
from .download import LIMITS, MAXIMUM_BYTES, Mark, bring, digest_of, kept_in, mark_of, matches, verify
from .errors import Busy, NetworkError, OutOfOrder, TooSlow, Unreachable

MAXIMUM_CACHE_BYTES = 5_000_000_000
STALE_PART_SECONDS = 7 * 24 * 3600.0
_KEY_DIGITS, _DIGEST_DIGITS = 24, 12
_SUFFIX = re.compile(r"(\.[a-z0-9]{1,8}){0,2}$")
_LOCAL = "-local.d"
_OURS = re.compile(f"[0-9a-f]{{{_KEY_DIGITS}}}[-.]")


@dataclass(frozen=True)
class Kept:
    """A whole file of the cache.

    `fetched` is when it came (ISO, UTC); `etag` and `modified` tell its version at the source, `name` is the file name that the
    source gives, `media_type` the type it announces. `note` is a sentence when the source could not be reached and this is
    what was kept. `content` is where the file may be unpacked: it goes when the file does.
    """

    path: Path
    url: str
    size: int
    sha256: str
    fetched: str
    etag: str = ""
    modified: str = ""
    name: str = ""
    media_type: str = ""
    note: str = ""

    @property
    def content(self) -> Path:
        """The folder for what is made out of the file."""
        return self.path.with_name(f"{self.path.name}.d")

    @property
    def mark(self) -> Mark:
        """What its source said of it."""
        return Mark(self.url, self.etag, self.modified, self.size, self.name, self.media_type)


class Cache:
    """The files kept in `folder`, at most `maximum_bytes` of them, none over `largest_bytes`; several threads and processes may
    share it.
    """

    def __init__(self, folder: Path, maximum_bytes: int = MAXIMUM_CACHE_BYTES) -> None:
        self.folder, self.maximum_bytes = folder, maximum_bytes
        self.largest_bytes = MAXIMUM_BYTES
        self._guard = threading.Lock()
        self._uses: dict[str, tuple[Lock, int]] = {}

    def fetch(
        self,
        door: Door,
        url: str,
        progress: Progress,
        checksum: str = "",
        suffix: str = "",
        maximum: int = MAXIMUM_BYTES,
        limits: Limits = LIMITS,
    ) -> Kept:
        """The file at `url`, downloaded unless what is kept is still what its source gives; in use until it is released.

        `suffix` ends its name on the disk (else that of its source does). Each request may take the seconds of `limits`. When the source cannot be reached, what is kept is
        given with a note. Raises as `download` does.
        """
        key = _key(url, suffix)
        with kept_in(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            with Lock(self._lock_of(key), progress):
                most = min(maximum, self.largest_bytes)
                kept = self._fetched(door, url, key, progress, checksum, suffix, most, limits)
                self._use(key)
                os.utime(self._mark_of(key))  # what was used last goes last
            self.shrink()
        return kept

    def find(self, url: str, suffix: str = "") -> Kept | None:
        """What is kept of `url`, None when there is nothing; asks nobody."""
        return self._read(_key(url, suffix), url)

    def newer(self, door: Door, url: str, suffix: str = "") -> bool | None:
        """Whether the source has another version than the one that is kept; None when nothing is kept, or nothing tells."""
        kept = self.find(url, suffix)
        if kept is None:
            return None
        try:
            answer = door.head(url, headers={"Accept-Encoding": "identity", **kept.mark.condition})
        except NetworkError:
            return None
        if answer.status == 304:
            return False
        length = answer.headers.get("Content-Length", "")
        said = Mark.of(answer, url, int(length) if re.fullmatch("[0-9]{1,15}", length) else 0)
        for now, then in ((said.etag, kept.etag), (said.modified, kept.modified)):
            if now and then:
                return now != then
        return True if said.size not in (0, kept.size) else None  # another file may have the same size

    @contextmanager
    def unpacking(self, path: Path) -> Iterator[Path]:
        """The folder for what is unpacked of a file of the user's, in use within the block; it is kept as downloads are."""
        key = _key(str(path), _LOCAL)
        with kept_in(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            with Lock(self._lock_of(key)):
                self._use(key)
        try:
            yield self.folder / f"{key}{_LOCAL}"
        finally:
            self._release(key)

    def release(self, kept: Kept) -> None:
        """A file that was fetched is no longer in use: it may go when room is wanted."""
        self._release(kept.path.name[:_KEY_DIGITS])

    def _release(self, key: str) -> None:
        with self._guard:
            use, count = self._uses.pop(key)
            if count > 1:
                self._uses[key] = (use, count - 1)
            else:
                use.release()

    def size(self) -> int:
        """Bytes on the disk, with what was unpacked and what is under way."""
        return sum(_size(path) for paths in self._groups().values() for path in paths)

    def shrink(self) -> int:
        """Sweep what is stale, then remove what was used longest ago until the rest fits; the bytes removed. What is in use
        stays.
        """
        return self._shrunk(self.maximum_bytes)

    def clear(self) -> int:
        """Remove all that is not in use; the bytes removed."""
        return self._shrunk(0)

    def _fetched(
        self,
        door: Door,
        url: str,
        key: str,
        progress: Progress,
        checksum: str,
        suffix: str,
        maximum: int,
        limits: Limits,
    ) -> Kept:
        """See `fetch`; the lock of `key` is held."""
        kept, part = self._read(key, url), self.folder / f"{key}.part"
        try:
            brought = bring(door, url, part, progress, kept.mark if kept else Mark(url), maximum, limits)
        except (Unreachable, TooSlow, OutOfOrder, Busy) as error:
            if kept is None:
                raise
            return replace(kept, note=_note(error, kept))
        if brought is None and kept is not None and matches(kept.path, checksum):
            return kept
        if brought is None:  # damaged here, or the sum is that of another version
            brought = bring(door, url, part, progress, Mark(url), maximum, limits)
        verify(part, checksum, url)
        return self._keep(part, brought, key, suffix)

    def _keep(self, part: Path, brought: Mark, key: str, suffix: str) -> Kept:
        """Give a whole part its name, then its mark; the file it takes the place of goes."""
        digest = digest_of(part)
        ending = suffix or _SUFFIX.search(brought.name.lower())[0]
        path = self.folder / f"{key}-{digest[:_DIGEST_DIGITS]}{ending}"
        now = datetime.now(timezone.utc).isoformat(timespec="seconds")
        kept = Kept(
            path, brought.url, brought.size, digest, now, brought.etag, brought.modified, brought.name, brought.media_type
        )
        if path.exists() and digest_of(path) == digest:  # the same bytes, perhaps in use: Windows would not let them be replaced
            part.unlink()
        else:
            os.replace(part, path)  # noqa: PTH105 (one call on every system)
        written = self.folder / f"{key}.mark"
        written.write_text(json.dumps({**asdict(kept), "path": path.name}), encoding="utf-8")
        os.replace(written, self._mark_of(key))  # noqa: PTH105
        mark_of(part).unlink(missing_ok=True)
        return kept

    def _read(self, key: str, url: str | None = None) -> Kept | None:
        """What the mark of `key` vouches for; None when there is none, or its file is not what it says."""
        try:
            known = json.loads(self._mark_of(key).read_text(encoding="utf-8"))
            kept = Kept(**{**known, "path": self.folder / known["path"]})
        except (OSError, ValueError, TypeError, KeyError):
            return None
        whole = kept.path.parent == self.folder and kept.path.name.startswith(f"{key}-") and kept.path.is_file()
        return kept if whole and _size(kept.path) == kept.size and url in (None, kept.url) else None

    def _use(self, key: str) -> None:
        with self._guard:
            use, count = self._uses.get(key) or (Lock(self.folder / f"{key}.{uuid.uuid4().hex}.use"), 0)
            if not count:
                use.wait()
            self._uses[key] = (use, count + 1)

    def _groups(self) -> dict[str, list[Path]]:
        """All that is in the folder and is ours, by key."""
        groups: dict[str, list[Path]] = {}
        for path in self.folder.iterdir() if self.folder.is_dir() else ():
            if _OURS.match(path.name):
                groups.setdefault(path.name[:_KEY_DIGITS], []).append(path)
        return groups

    def _shrunk(self, maximum: int) -> int:
        freed = sum(self._remove(key, self._stale) for key, paths in self._groups().items() if any(map(self._stale, paths)))
        excess = self.size() - maximum
        for key in sorted(self._groups(), key=self._last_used):
            if excess <= 0:
                break
            gone = self._remove(key, lambda path: True)
            freed, excess = freed + gone, excess - gone
        return freed

    def _remove(self, key: str, doomed: Callable[[Path], bool]) -> int:
        """Remove what is doomed of one address, unless someone uses or fetches it; the bytes removed."""
        lock = Lock(self._lock_of(key))
        if not lock.acquire():
            return 0
        try:
            paths = [path for path in self._groups().get(key, ()) if path != lock.path]
            if any(is_held(path) for path in paths if path.suffix == ".use"):
                return 0
            first = self._mark_of(key)  # it goes before what it vouches for
            return sum(_removed(path) for path in sorted(paths, key=lambda path: path != first) if doomed(path))
        finally:
            lock.release()

    def _stale(self, path: Path) -> bool:
        """Whether nothing vouches for a file: left by a kill, replaced by a newer version, or begun long ago and given up."""
        key = path.name[:_KEY_DIGITS]
        if path.name.startswith(f"{key}.part"):
            return _age(path) > STALE_PART_SECONDS
        if path.suffix in (".lock", ".use"):
            return not is_held(path)
        if path.name == f"{key}{_LOCAL}":
            return False
        kept = self._read(key)
        return kept is None or path not in (self._mark_of(key), kept.path, kept.content)

    def _last_used(self, key: str) -> float:
        return max(
            (
                time.time() - _age(path)
                for path in (self._mark_of(key), self.folder / f"{key}.part", self.folder / f"{key}{_LOCAL}")
                if path.exists()
            ),
            default=0,
        )

    def _mark_of(self, key: str) -> Path:
        return self.folder / f"{key}.json"

    def _lock_of(self, key: str) -> Path:
        return self.folder / f"{key}.lock"


def _key(url: str, suffix: str) -> str:
    return sha256(f"{url}\n{suffix}".encode()).hexdigest()[:_KEY_DIGITS]


def _note(error: NetworkError, kept: Kept) -> str:
    used = translate("network", "The copy that was downloaded on {date} is used.").format(date=date(kept.fetched[:10]))
    return f"{error.sentence} {used}"


def _size(path: Path) -> int:
    """Bytes of a file, or of all files in a folder; 0 for what has just been removed."""
    if path.is_dir():
        return sum(_size(Path(folder, name)) for folder, _, names in os.walk(path) for name in names)
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _age(path: Path) -> float:
    """Seconds since a file was changed; 0 for what has just been removed."""
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _removed(path: Path) -> int:
    """Remove a file or a folder; the bytes that went. What Windows keeps open stays for another time."""
    before = _size(path)
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(PermissionError):
            path.unlink(missing_ok=True)
    return before - _size(path)
