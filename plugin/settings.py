# SPDX-License-Identifier: GPL-2.0-or-later
"""What the user set in QGIS's options, kept in her profile."""

from __future__ import annotations

from qgis.core import QgsSettings

CACHE_MEGABYTES = (100, 100_000)
"""Least and most room for downloads."""
DEFAULT_CACHE_MEGABYTES = 5_000
_PREFIX = "vigie_territoriale"


class Settings:
    """Typed access; a value that makes no sense is the default."""

    @property
    def cache_megabytes(self) -> int:
        """Most room that downloads may take, in MB."""
        value = QgsSettings().value(f"{_PREFIX}/cache_megabytes", DEFAULT_CACHE_MEGABYTES, type=int)
        low, high = CACHE_MEGABYTES
        return value if low <= value <= high else DEFAULT_CACHE_MEGABYTES

    @property
    def store(self) -> str:
        """Where harmonised layers are kept, as `store_of` reads it; empty: in the GeoPackage of the profile."""
        return QgsSettings().value(f"{_PREFIX}/store", "", type=str)

    @store.setter
    def store(self, written: str) -> None:
        QgsSettings().setValue(f"{_PREFIX}/store", written)

    @cache_megabytes.setter
    def cache_megabytes(self, value: int) -> None:
        QgsSettings().setValue(f"{_PREFIX}/cache_megabytes", int(value))
