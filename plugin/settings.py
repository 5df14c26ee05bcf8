# SPDX-License-Identifier: GPL-2.0-or-later
"""What the user set in QGIS's options, kept in her profile."""

from __future__ import annotations

from qgis.core import QgsSettings

CACHE_MEGABYTES = (100, 100_000)
"""Least and most room for downloads."""
DEFAULT_CACHE_MEGABYTES = 5_000
RECENT = 10
"""Territories that are remembered."""
MOST_FAVOURITES = 100
LONGEST_TERRITORY = 4_000
"""Characters of a written territory that is remembered: some three hundred communes."""
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

    @property
    def recent(self) -> list[str]:
        """The territories chosen last, as they are written, the last one first."""
        return _territories("recent", RECENT)

    def add_recent(self, written: str) -> None:
        """Remember a territory as the last one chosen."""
        self._keep("recent", [written, *(one for one in self.recent if one != written)], RECENT)

    def forget_recent(self) -> None:
        """Remember none of those chosen."""
        self._keep("recent", [], RECENT)

    @property
    def favourites(self) -> list[str]:
        """The territories the user marked, as they are written, in her order."""
        return _territories("favourites", MOST_FAVOURITES)

    def set_favourite(self, written: str, favourite: bool) -> None:
        """Mark a territory as a favourite, or no more."""
        others = [one for one in self.favourites if one != written]
        self._keep("favourites", [*others, written] if favourite else others, MOST_FAVOURITES)

    @property
    def page(self) -> str:
        """The page of the panel that was open last; empty: none yet."""
        return QgsSettings().value(f"{_PREFIX}/page", "", type=str)

    @page.setter
    def page(self, name: str) -> None:
        QgsSettings().setValue(f"{_PREFIX}/page", name)

    def _keep(self, key: str, territories: list[str], most: int) -> None:
        short = [one for one in territories if len(one) <= LONGEST_TERRITORY]
        QgsSettings().setValue(f"{_PREFIX}/{key}", ";".join(short[:most]))


def _territories(key: str, most: int) -> list[str]:
    """Written territories; a comma joins the members of one, a semicolon parts them."""
    text = QgsSettings().value(f"{_PREFIX}/{key}", "", type=str)
    return [one for one in dict.fromkeys(text.split(";")) if one and len(one) <= LONGEST_TERRITORY][:most]
