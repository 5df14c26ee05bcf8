# SPDX-License-Identifier: GPL-2.0-or-later
"""Of which date figures are that are made of layers of the user's, which no catalogue dates; and whether two of them are one series."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..messages import VigieError, translate
from .engine import Result

_ISO = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
_DATE_IN_NAME = re.compile(r"[\W_]*(?<!\d)(?:19|20)\d\d(?:[-_.]?\d\d){0,2}(?!\d)", re.ASCII)


def checked_date(written: str) -> str:
    """A date of ISO (2022, 2022-06 or 2022-06-30) as it is written, empty for none; a `VigieError` when it is another text."""
    text = written.strip()
    found = _ISO.fullmatch(text)
    try:
        if found:
            datetime.date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        found = None
    if text and not found:
        told = translate("indicators", "“{text}” is no date: write 2022, 2022-06 or 2022-06-30.")
        raise VigieError(told.format(text=text))
    return text


def dated(results: Sequence[Result], layers: Iterable[tuple[str, str]], given: str = "") -> list[Result]:
    """The results, those over layers of the user's with the date of their data: the one that is `given`, else the newest of their layers
    (`layers`: names with ISO dates, empty where not known).
    """
    known = [(name, date) for name, date in layers if date]
    return [
        replace(result, data_date=given or max((date for name, date in known if name in result.layers), default=""))
        if result.layers
        else result
        for result in results
    ]


def series_name(layers: Sequence[str]) -> str:
    """What the layers of a figure are called in all years: “Bornes 2022” and “bornes_2024” are one series, “Bancs” is another."""
    return "; ".join(" ".join(_DATE_IN_NAME.sub(" ", name).split()).strip(" _-").casefold() for name in layers)
