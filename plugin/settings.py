# SPDX-License-Identifier: GPL-2.0-or-later
"""What the user set in QGIS's options, kept in her profile; an administrator overrides it by environment variables, or gives
other defaults in QGIS's global settings file.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

from qgis.core import QgsSettings

from .messages import translate
from .territory.model import LEVELS

CACHE_MEGABYTES = (100, 100_000)
"""Least and most room for downloads."""
DEFAULT_CACHE_MEGABYTES = 5_000
RECENT = 10
"""Territories that are remembered."""
MOST_FAVOURITES = 100
LONGEST_TERRITORY = 4_000
"""Characters of a written territory that is remembered: some three hundred communes."""
DOWNLOAD_MEGABYTES = (1, 2_000)
"""Least and most size of one download."""
SILENCE_SECONDS = (5, 300)
"""Least and most time without a word of a server."""
DEFAULT_SILENCE_SECONDS = 20
LANGUAGES = ("", "fr", "en")
"""That of QGIS, or another one."""
TEMPLATES_KEPT = 8
"""Files of templates of fact sheets that are remembered."""
_GROUP = "vigie_territoriale"
_TOUR = f"{_GROUP}/tour_done"


@dataclass(frozen=True)
class Setting:
    """One setting: its name, its default, the values that it may take (a range of whole numbers, or a list; none: any text)."""

    name: str
    default: Any
    allowed: tuple = ()

    @property
    def key(self) -> str:
        """Where QGIS keeps it."""
        return f"{_GROUP}/{self.name}"

    @property
    def variable(self) -> str:
        """The environment variable that overrides it."""
        return f"VIGIE_{self.name.upper()}"

    @property
    def is_number(self) -> bool:
        """Whether it is a whole number."""
        return isinstance(self.default, int)

    def read(self, written: object) -> Any:
        """What was written, as a value; None when it makes no sense."""
        if not self.is_number:
            text = "" if written is None else str(written)
            return text if not self.allowed or text in self.allowed else None
        try:
            value = int(str(written))
        except ValueError:
            return None
        return value if self.allowed[0] <= value <= self.allowed[1] else None


STORE = Setting("store", "")
CACHE = Setting("cache_megabytes", DEFAULT_CACHE_MEGABYTES, CACHE_MEGABYTES)
DOWNLOAD = Setting("download_megabytes", DOWNLOAD_MEGABYTES[1], DOWNLOAD_MEGABYTES)
SILENCE = Setting("silence_seconds", DEFAULT_SILENCE_SECONDS, SILENCE_SECONDS)
LEVEL = Setting("level", LEVELS[0], LEVELS)
LANGUAGE = Setting("language", "", LANGUAGES)
CATALOGUES = Setting("catalogues", "")
"""Places of shared catalogues that an administrator gives, apart by semicolons. No choice of the user's: hers are in a list of their
own.
"""
ALL = (STORE, CACHE, DOWNLOAD, SILENCE, LEVEL, LANGUAGE)
BY_NAME = {setting.name: setting for setting in ALL}


class Settings:
    """Typed access; a value that makes no sense is the default."""

    def get(self, setting: Setting) -> Any:
        """The value in force: that of the environment, else the user's, else that of QGIS's global settings file, else the
        default.
        """
        for written in (os.environ.get(setting.variable), QgsSettings().value(setting.key, None)):
            value = None if written is None else setting.read(written)
            if value is not None:
                return value
        return setting.default

    def set(self, setting: Setting, value: object) -> None:
        """Keep what the user chose; what is as it was is not written, so that defaults of an administrator stay in force."""
        if not self.override(setting) and value != self.get(setting):
            QgsSettings().setValue(setting.key, value)

    def override(self, setting: Setting) -> str:
        """The environment variable that overrides a setting; empty when none does."""
        written = os.environ.get(setting.variable)
        return setting.variable if written is not None and setting.read(written) is not None else ""

    def ignored(self) -> list[str]:
        """Sentences on environment variables whose values make no sense."""
        told = translate(
            "settings", "The environment variable {name} is ignored: “{value}” is not one of its values ({allowed})."
        )
        sentences = []
        for setting in ALL:
            written = os.environ.get(setting.variable)
            if written is not None and setting.read(written) is None:
                allowed = (
                    f"{setting.allowed[0]}–{setting.allowed[1]}"
                    if setting.is_number
                    else ", ".join(filter(None, setting.allowed))
                )
                sentences.append(told.format(name=setting.variable, value=written, allowed=allowed))
        return sentences

    @property
    def cache_megabytes(self) -> int:
        """Most room that downloads may take, in MB."""
        return self.get(CACHE)

    @cache_megabytes.setter
    def cache_megabytes(self, value: int) -> None:
        self.set(CACHE, int(value))

    @property
    def store(self) -> str:
        """Where harmonised layers are kept, as `store_of` reads it; empty: in the GeoPackage of the profile."""
        return self.get(STORE)

    @store.setter
    def store(self, written: str) -> None:
        self.set(STORE, written)

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
        return QgsSettings().value(f"{_GROUP}/page", "", type=str)

    @page.setter
    def page(self, name: str) -> None:
        QgsSettings().setValue(f"{_GROUP}/page", name)

    @property
    def template(self) -> str:
        """The template of fact sheets that was chosen last: its id or its file; empty: none yet."""
        return QgsSettings().value(f"{_GROUP}/template", "", type=str)

    @template.setter
    def template(self, written: str) -> None:
        QgsSettings().setValue(f"{_GROUP}/template", written)

    @property
    def template_files(self) -> list[str]:
        """The files of templates that the user has chosen, the last one first."""
        text = QgsSettings().value(f"{_GROUP}/template_files", "", type=str)
        return [one for one in dict.fromkeys(text.split("\n")) if one][:TEMPLATES_KEPT]

    @template_files.setter
    def template_files(self, files: list[str]) -> None:
        QgsSettings().setValue(f"{_GROUP}/template_files", "\n".join(files[:TEMPLATES_KEPT]))

    @property
    def level(self) -> str:
        """The level that is proposed first for indicators."""
        return self.get(LEVEL)

    @property
    def language(self) -> str:
        """The two-letter language of the product; empty: that of QGIS."""
        return self.get(LANGUAGE)

    @property
    def limits(self) -> tuple[int, int]:
        """Seconds without a word after which a server is given up, and most bytes of one download."""
        return self.get(SILENCE), self.get(DOWNLOAD) * 1_000_000

    @property
    def catalogues(self) -> list[str]:
        """The places of shared catalogues that an administrator gives."""
        return [place.strip() for place in self.get(CATALOGUES).split(";") if place.strip()]

    @property
    def tour_done(self) -> bool:
        """Whether the first-run tour was seen or skipped."""
        return QgsSettings().value(_TOUR, False, type=bool)

    @tour_done.setter
    def tour_done(self, done: bool) -> None:
        QgsSettings().setValue(_TOUR, done)

    def _keep(self, key: str, territories: list[str], most: int) -> None:
        short = [one for one in territories if len(one) <= LONGEST_TERRITORY]
        QgsSettings().setValue(f"{_GROUP}/{key}", ";".join(short[:most]))


def _territories(key: str, most: int) -> list[str]:
    """Written territories; a comma joins the members of one, a semicolon parts them."""
    text = QgsSettings().value(f"{_GROUP}/{key}", "", type=str)
    return [one for one in dict.fromkeys(text.split(";")) if one and len(one) <= LONGEST_TERRITORY][:most]
