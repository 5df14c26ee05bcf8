# SPDX-License-Identifier: GPL-2.0-or-later
"""What the user said of how each file is read, remembered for the next time."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from ..messages import VigieError, reason, translate
from .model import Options

MOST_REMEMBERED = 500


class Memory:
    """Options by address, in a JSON file; the latest `MOST_REMEMBERED` are kept."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def of(self, address: str) -> Options:
        """What was said last of what lies at that address; nothing when nothing was."""
        written = self._read().get(address)
        try:
            return Options.of(written) if isinstance(written, dict) else Options()
        except VigieError:  # written by another version
            return Options()

    def keep(self, address: str, options: Options) -> None:
        """Remember; options that say nothing are forgotten. Raises a `VigieError` when the file cannot be written."""
        known = self._read()
        known.pop(address, None)
        said = {name: value for name, value in asdict(options).items() if value not in ("", None) and name != "layer"}
        if said:
            known[address] = said
        kept = dict(list(known.items())[-MOST_REMEMBERED:])
        temporary = self._path.with_name(f"{self._path.name}.part")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_text(json.dumps(kept, ensure_ascii=False, indent=1), encoding="utf-8")
            temporary.replace(self._path)
        except OSError as error:
            raise VigieError(
                translate("files", "{file} cannot be written: {why}.").format(file=self._path, why=reason(error))
            ) from error

    def _read(self) -> dict:
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):  # nothing was remembered yet, or it was damaged: guesses serve
            return {}
        return found if isinstance(found, dict) else {}
