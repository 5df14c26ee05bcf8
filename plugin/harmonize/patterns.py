# SPDX-License-Identifier: GPL-2.0-or-later
"""Regular expressions of recipes, which come from anywhere: only those are taken that no text can make slow.

The engine tries every way in which a pattern can match a text. Here these ways are counted before the pattern is compiled: the
choices of its repetitions and alternatives, multiplied. A pattern that has too many, or a construction whose ways are not counted
(a look-around, a reference to a group, an inner flag), is refused.
"""

from __future__ import annotations

import re

from ..messages import VigieError, translate

LONGEST = 200
"""Characters of a pattern."""

LONGEST_TEXT = 1000
"""Characters of a text that is compared; a longer one never matches."""

MOST_WAYS = 20_000
"""Ways in which a pattern may match a text."""

DEEPEST = 20
"""Groups within groups."""

_REPEATED = re.compile(r"([*+?])|\{(\d{1,4})(?:(,)(\d{0,4}))?\}")
_GROUP = re.compile(r"\((?:\?:|\?P<[A-Za-z_][A-Za-z0-9_]*>|(?!\?))")
_CLASS = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]")
_SIMPLE = re.compile(r"\\[dDwWsS]|\\[^A-Za-z0-9]|\.|[^\\\[\](){}*+?|^$]")


def compile_pattern(written: str) -> re.Pattern:
    """The expression, to be used with `fullmatch` on texts of at most `LONGEST_TEXT` characters.

    A `VigieError` says why it is not taken.
    """
    if len(written) > LONGEST:
        raise _refused(written[:40] + "…", translate("patterns", "it is longer than {count} characters").format(count=LONGEST))
    try:
        _Counter(written).whole()
        return re.compile(written)
    except (re.error, OverflowError, RecursionError) as error:
        raise _refused(written, str(error)) from error


def _refused(written: str, why: str) -> VigieError:
    return VigieError(translate("patterns", "the pattern “{pattern}” is not taken: {why}").format(pattern=written, why=why))


class _Counter:
    """Walks through a pattern and counts in how many ways it can match."""

    def __init__(self, written: str) -> None:
        self._written, self._at = written, 0

    def whole(self) -> None:
        self._alternatives(0)
        if self._at < len(self._written):
            raise self._unknown()

    def _alternatives(self, depth: int) -> int:
        """The ways of alternatives up to a closing parenthesis or to the end."""
        if depth > DEEPEST:
            raise self._slow()
        ways = self._sequence(depth)
        while self._written.startswith("|", self._at):
            self._at += 1
            ways += self._sequence(depth)
        return self._few(ways)

    def _sequence(self, depth: int) -> int:
        ways = 1
        while self._at < len(self._written) and self._written[self._at] not in "|)":
            ways = self._few(ways * self._repeated(self._item(depth)))
        return ways

    def _item(self, depth: int) -> int:
        """The ways of one character, class or group."""
        group = _GROUP.match(self._written, self._at)
        if group:
            self._at = group.end()
            ways = self._alternatives(depth + 1)
            if not self._written.startswith(")", self._at):
                raise self._unknown()
            self._at += 1
            return ways
        found = _CLASS.match(self._written, self._at) or _SIMPLE.match(self._written, self._at)
        if not found:
            raise self._unknown()
        self._at = found.end()
        return 1

    def _repeated(self, ways: int) -> int:
        """The ways of an item, once its repetition (if any) is read."""
        found = _REPEATED.match(self._written, self._at)
        if not found:
            return ways
        self._at = found.end()
        if self._written[self._at : self._at + 1] in ("?", "+"):
            raise self._unknown()  # lazy or possessive
        least, most = _bounds(found)
        if ways > 1 and most > DEEPEST:
            raise self._slow()
        return self._few(ways**most * (most - least + 1)) if ways > 1 else self._few(most - least + 1)

    def _few(self, ways: int) -> int:
        if ways > MOST_WAYS:
            raise self._slow()
        return ways

    def _slow(self) -> VigieError:
        return _refused(
            self._written,
            translate("patterns", "some texts would take too long to compare; use one * or + at most, and none within another"),
        )

    def _unknown(self) -> VigieError:
        return _refused(
            self._written,
            translate(
                "patterns",
                "character {place} is not understood; it may hold letters, classes such as [0-9] or \\d, groups, | and * + ? {{2,4}}",
            ).format(place=self._at + 1),
        )


def _bounds(found: re.Match) -> tuple[int, int]:
    sign, least, comma, most = found.groups()
    if sign:
        return {"*": (0, LONGEST_TEXT), "+": (1, LONGEST_TEXT), "?": (0, 1)}[sign]
    if not comma:
        return int(least), int(least)
    return int(least), max(int(least), int(most)) if most else LONGEST_TEXT
