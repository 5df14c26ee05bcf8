# SPDX-License-Identifier: GPL-2.0-or-later
"""The product's own version, as figures carry it."""

from __future__ import annotations

import configparser
from functools import lru_cache
from pathlib import Path

METADATA = Path(__file__).resolve().parents[1] / "metadata.txt"


@lru_cache(maxsize=1)
def product_version() -> str:
    """The version of the plugin, such as 1.2.0."""
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(METADATA, encoding="utf-8")
    return parser["general"]["version"]
