# SPDX-License-Identifier: GPL-2.0-or-later
"""Files that algorithms write themselves."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any


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
