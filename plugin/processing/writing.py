# SPDX-License-Identifier: GPL-2.0-or-later
"""Files that algorithms write themselves."""

from __future__ import annotations

from pathlib import Path

from ..messages import VigieError, reason, translate


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; a missing folder is made. A `VigieError` says why it cannot be written."""
    temporary = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(content)
        temporary.replace(path)
    except OSError as error:
        if temporary.exists():
            temporary.unlink()
        raise VigieError(
            translate("processing", "{file} cannot be written: {why}.").format(file=path, why=reason(error))
        ) from error
