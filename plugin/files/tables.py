# SPDX-License-Identifier: GPL-2.0-or-later
"""Tables of files (delimited text, workbooks, JSON and XML records): described, and copied whole or cut to a territory.

Types are exact over the rows that are kept: they are looked at while rows go by, and rows are written at the end. Rows beyond
`HELD_CELLS` are not held in memory: the source is read a second time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    pass

KINDS = ("csv", "xls", "xlsx", "ods", "json", "xml")
"""Kinds of files that are read here."""

HELD_CELLS = 2_000_000
SAMPLE_ROWS = 10

_NONE_WANTED = "nothing"
