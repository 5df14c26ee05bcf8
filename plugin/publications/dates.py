# SPDX-License-Identifier: GPL-2.0-or-later
"""Days of publication: those of mainland France, whatever way a feed writes them."""

from __future__ import annotations

import calendar
import datetime
import email.utils
import re
import time

from ..requirements import pandas
from ..territory.cog import fold

EARLIEST_YEAR = 1946
LATEST_DAYS = 366
"""How far ahead of today a date may be: beyond, it is a mistake."""
ZONE = "Europe/Paris"
_MONTHS = (
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
)
_FRENCH = re.compile(rf"\b(\d{{1,2}})(?:er)? ({'|'.join(_MONTHS)}) (\d{{4}})\b")
_NUMBERS = re.compile(r"(?<!\d)(\d{1,2})[/.](\d{1,2})[/.](\d{4})(?!\d)")
_ISO_DAY = re.compile(r"\s*(\d{4})-(\d{2})-(\d{2})(?!\d)")
_ZONED = re.compile(r"(?:Z|[+-]\d{2}:?\d{2}|\b(?:[A-Z]{1,5}T|UTC?|[A-IK-Z]))\s*$")
_HOUR = re.compile(r"\d:\d{2}")


def day_of(written: str | None, parsed: time.struct_time | None, today: datetime.date) -> str:
    """The ISO day of a date as it is written; empty when it cannot be read, or is absurd.

    `parsed` is what feedparser read, in UTC. A time without a zone is that of France: its day is as written. A time with one
    is brought to France, where midnight is the day before in UTC.
    """
    text = str(written or "")[:100]
    day = _written_in_france(text)
    parsed = parsed or email.utils.parsedate(text)  # feedparser wants a zone in the dates of mails
    if day is None and parsed is not None:
        day = _day(parsed, bool(_HOUR.search(text) and _ZONED.search(text)))
    if day is None or day.year < EARLIEST_YEAR or day > today + datetime.timedelta(LATEST_DAYS):
        return ""
    return day.isoformat()


def _written_in_france(text: str) -> datetime.date | None:
    """The day of ``02/08/2023 - 15:00`` or of ``mercredi 2 août 2023``, and of ISO without a zone."""
    numbers = _NUMBERS.search(text)
    if numbers:
        return _date(int(numbers[3]), int(numbers[2]), int(numbers[1]))
    french = _FRENCH.search(fold(text))
    if french:
        return _date(int(french[3]), _MONTHS.index(french[2]) + 1, int(french[1]))
    iso = _ISO_DAY.match(text)
    if iso and not (_HOUR.search(text) and _ZONED.search(text)):
        return _date(int(iso[1]), int(iso[2]), int(iso[3]))
    return None


def _date(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def _day(parsed: time.struct_time | tuple, zoned: bool) -> datetime.date | None:
    try:
        plain = datetime.date(*parsed[:3])
        if not zoned:
            return plain
        return pandas().Timestamp(calendar.timegm(parsed), unit="s", tz="UTC").tz_convert(ZONE).date()
    except (ValueError, OverflowError, TypeError):  # the year 0, or a date beyond what is counted in nanoseconds
        return None
