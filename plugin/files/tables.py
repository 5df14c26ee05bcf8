# SPDX-License-Identifier: GPL-2.0-or-later
"""Tables of files (delimited text, workbooks, JSON and XML records): described, and copied whole or cut to a territory.

Types are exact over the rows that are kept: they are looked at while rows go by, and rows are written at the end. Rows beyond
`HELD_CELLS` are not held in memory: the source is read a second time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..messages import Progress, Silent, Stretch, VigieError, translate
from ..territory.cog import Cog
from ..territory.contours import Contours
from .codes import Codes, guess_codes
from .cut import BY_CODE, Cut
from .delimited import Delimited
from .grid import Table, Wanted
from .model import Copied, Description, Field, Layer, Options
from .placing import Placement, guess_placement
from .records import read_json, read_xml
from .spreadsheets import Workbook
from .types import Typing

if TYPE_CHECKING:
    import pandas as pd

    from .output import Output

KINDS = ("csv", "xls", "xlsx", "ods", "json", "xml")
"""Kinds of files that are read here."""

HELD_CELLS = 2_000_000
SAMPLE_ROWS = 10

_NONE_WANTED = "nothing"
