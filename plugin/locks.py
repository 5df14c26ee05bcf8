# SPDX-License-Identifier: GPL-2.0-or-later
"""One at a time among threads and processes: QGIS may be opened twice, and each may die at any moment."""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path
from types import TracebackType

from .messages import Progress, Silent

try:
    import fcntl
except ImportError:  # Windows
    import msvcrt

WAIT_SECONDS = 0.05


class Lock:
    """A file that one holder at a time holds: whoever dies lets go of it, because the system does. ``with`` waits for it.

    The file is made when the lock is taken and goes with it. Raises an OSError where it cannot be made.
    """

    def __init__(self, path: Path, progress: Progress | None = None) -> None:
        self.path = path
        self._progress = progress or Silent()
        self._descriptor: int | None = None

    def acquire(self) -> bool:
        """Take it if it is free; whether it is ours."""
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        if _held(descriptor) and self._is_still(descriptor):
            self._descriptor = descriptor
            return True
        os.close(descriptor)
        return False

    def wait(self) -> None:
        """Take it once it is free; `Cancelled` when the user gives up."""
        while not self.acquire():
            self._progress.hear()
            time.sleep(WAIT_SECONDS)

    def release(self) -> None:
        """Let go of it."""
        if os.name == "nt":  # no open file can be removed: the next holder may have it, which then removes it
            os.close(self._descriptor)
            with contextlib.suppress(PermissionError):
                self.path.unlink(missing_ok=True)
        else:
            self.path.unlink(missing_ok=True)
            os.close(self._descriptor)
        self._descriptor = None

    def __enter__(self) -> Lock:
        self.wait()
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.release()

    def _is_still(self, descriptor: int) -> bool:
        """Whether the file that was locked is the one at `path`: its last holder may have removed it meanwhile."""
        try:
            return os.path.samestat(os.stat(self.path), os.fstat(descriptor))  # noqa: PTH116 (compared with a descriptor)
        except FileNotFoundError:
            return False


def is_held(path: Path) -> bool:
    """Whether somebody holds the lock at `path`; one that its holder left by dying is removed."""
    probe = Lock(path)
    if probe.acquire():
        probe.release()
        return False
    return True


def _held(descriptor: int) -> bool:
    """Lock an open file without waiting; False when another holds it."""
    try:
        if os.name == "nt":
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True
