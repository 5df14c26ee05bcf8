# SPDX-License-Identifier: GPL-2.0-or-later
"""Files that algorithms write themselves."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

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


def csv_of(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Some columns of rows as RFC 4180, with the mark that makes spreadsheets read UTF-8, and nothing that they take for a formula."""
    text = io.StringIO()
    table = csv.DictWriter(text, columns, lineterminator="\r\n")
    table.writeheader()
    for row in rows:
        table.writerow({name: _inert(str(row[name])) for name in columns})
    return text.getvalue().encode("utf-8-sig", "replace")


def _inert(text: str) -> str:
    """The text as a spreadsheet takes for no formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
