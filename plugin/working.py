# SPDX-License-Identifier: GPL-2.0-or-later
"""Files that are written whole or not at all; folders for those of work under way: they go with it, and those of a process that was
killed are swept by the next one.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from .locks import Lock
from .messages import VigieError, reason, translate

PREFIX = "vigie-work-"


def write_whole(path: Path, content: bytes) -> None:
    """Write a file in one step: what was there stays whole until the new one is. A missing folder is made. A `VigieError` says why it
    cannot be written; nothing is left then.
    """
    part = path.with_name(f"{path.name}.{uuid.uuid4().hex[:8]}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(part, path)  # noqa: PTH105 (one call on every system)
    except OSError as error:
        with suppress(OSError):  # part of its path may be no folder
            part.unlink(missing_ok=True)
        raise VigieError(translate("working", "{file} cannot be written: {why}.").format(file=path, why=reason(error))) from error


@contextmanager
def working_folder(inside: Path | None = None) -> Iterator[Path]:
    """A new folder below `inside` (made if it is missing; None: where the system keeps temporary files), held by a lock beside it.

    Raises an OSError where it cannot be made.
    """
    base = inside or Path(tempfile.gettempdir())
    base.mkdir(parents=True, exist_ok=True)
    sweep(base)
    folder = base / f"{PREFIX}{uuid.uuid4().hex}"
    with Lock(_lock_of(folder)):  # before the folder: one without a lock is nobody's
        try:
            folder.mkdir(mode=0o700)
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)  # what Windows keeps open is left to a sweep


def sweep(base: Path) -> None:
    """Remove the working folders below `base` that nobody holds. Those of other users of the machine stay."""
    for folder in {path.with_suffix("") for path in base.glob(f"{PREFIX}*")}:
        lock = Lock(_lock_of(folder))
        with suppress(PermissionError):
            if lock.acquire():
                shutil.rmtree(folder, ignore_errors=True)
                lock.release()


def _lock_of(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.lock")
