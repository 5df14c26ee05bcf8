# SPDX-License-Identifier: GPL-2.0-or-later
"""Names of archives made into names that every system takes, so that the files of one dataset keep one name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import sha256
from itertools import chain

LONGEST_STEM, LONGEST_FOLDER = 50, 40
"""Windows takes 260 characters in all, and the profile folder already has more than 100."""
_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[<>:"|?*\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]')


def placed(names: Sequence[str]) -> list[str]:
    """A path below a folder for each name of a member (with slashes, without ``..``), in the same order.

    No two differ by case only. Files of one folder whose names differ by their ending only, whatever their case, still do
    (a shapefile stays one); endings are in lower case.
    """
    splits = [_split(name) for name in names]
    used = {
        "/".join(parts[:depth])
        for split in splits
        for parts in [split[1].lower().split("/")]
        for depth in range(1, len(parts) + 1)
    }
    sets: dict[tuple[str, str], _Sets] = {}
    folders: dict[str, str] = {}
    paths = [""] * len(names)
    for place in sorted(range(len(names)), key=lambda place: splits[place][0]):  # so that files of one spelling follow each other
        spelling, folder, stem, ending = splits[place]
        prefix = f"{folders.setdefault(folder.lower(), folder)}/" if folder else ""
        paths[place] = sets.setdefault((folder.lower(), stem.lower()), _Sets(f"{prefix}{stem}")).join(spelling, ending, used)
    return paths


class _Sets:
    """Datasets of one name in one folder: those of another spelling, or that come twice, get a number."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._spellings: list[str] = []

    def join(self, spelling: str, ending: str, used: set[str]) -> str:
        """The path of one more file: in the first set of its spelling, else in any, that has no such ending yet."""
        count = len(self._spellings)
        own = [place for place in range(count) if self._spellings[place] == spelling]
        place = next(
            place
            for place in chain(own, range(count), range(count, count + len(used) + 1))
            if self._at(place, ending) not in used
        )
        self._spellings.extend([spelling] * (place + 1 - count))
        used.add(self._at(place, ending))
        return f"{self._path}{f'_{place + 1}' if place else ''}{ending}"

    def _at(self, place: int, ending: str) -> str:
        return f"{self._path}{f'_{place + 1}' if place else ''}{ending}".lower()


def _split(name: str) -> tuple[str, str, str, str]:
    """The spelling of a name without its ending, and its folder, stem and ending made safe; the ending is one or two short
    extensions, in lower case.
    """
    whole, _, last = name.rpartition("/")
    found = re.fullmatch(r"(.+?)((?:\.[A-Za-z0-9_-]{1,10}){0,2})", _safe(last), re.DOTALL)
    stem, ending = found[1], found[2].lower()
    short = stem[:LONGEST_STEM].rstrip(" .") or "_"
    return f"{whole}/{last[: len(last) - len(ending)]}", _folder(whole), short, ending


def _folder(path: str) -> str:
    """A folder made safe; one that is too deep becomes a digest, which keeps its ending (``.gdb``)."""
    safe = "/".join(_safe(part)[:LONGEST_STEM].rstrip(" .") for part in path.split("/") if part)
    if len(safe) <= LONGEST_FOLDER:
        return safe
    return sha256(safe.lower().encode()).hexdigest()[:16] + re.search(r"(\.[A-Za-z0-9]{1,8})?$", safe)[0]


def _safe(part: str) -> str:
    """A name that Windows takes."""
    cleaned = _FORBIDDEN.sub("_", part).strip(" ").rstrip(" .") or "_"
    return f"_{cleaned}" if _RESERVED.match(cleaned) else cleaned
