# SPDX-License-Identifier: GPL-2.0-or-later
"""All the features of a source, page after page, and whether they are all there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Protocol

from ..catalog.model import Box
from ..catalog.providers.capabilities import Declined
from ..messages import VigieError, number, translate
from ..network.door import Limits
from ..network.errors import MEGABYTE, NetworkError, OutOfOrder, Refused, TooLarge, TooSlow
from .gathering import WRITING_PERCENT, Gathering
from .pages import Page
from .positions import widened

FIRST_SIZE, SMALLEST_SIZE, LARGEST_SIZE = 1000, 50, 5000
"""Features asked for at once: more while pages are light, fewer when one is too large or too slow."""
LIGHT_BYTES = 2 * MEGABYTE
LIMITS = Limits(stall=60, total=300, maximum=16 * MEGABYTE)
"""Of one page: read in about a second, after which a cancel is heard."""
DEEPEST = 8
MOST_QUARTERS = 400
_REPORT = re.compile(r"<(?:\w+:)?(ExceptionText|ServiceException)\b[^>]*>(.*?)</", re.DOTALL)
_MARKUP = re.compile(r"<!\[CDATA\[|\]\]>|<[^>]*>")


class Source(Protocol):
    """A service that gives the features of a layer by numbered pages. `host` names it; `default` is the number of features that it
    says it gives when it is not told how many, None when it does not say.
    """

    host: str
    default: int | None

    def page(self, start: int, size: int, box: Box | None = None) -> Page:
        """At most `size` features after the first `start`; only those in a part of what was to be copied, when `box` is given.
        Raises `Declined` when the service refuses, another `NetworkError` when it gives no answer.
        """

    def count(self, box: Box | None = None) -> int | None:
        """How many features the service says there are; None when it does not say."""

    def complete(self, gathering: Gathering, ending: Ending) -> bool:
        """Gather the features that pages left out in another way, if there is one; whether all that it asked for came."""


@dataclass
class Ending:
    """How a walk over pages ended: "end" (an empty page, or the service said that it was the last), "repeats" (a page brought
    nothing new) or "refused" (the service declined, as `told`).

    `counted` is how many features the service said there are, `largest` the size of the largest page, `last` and `asked` what
    the last page with features had and what was asked for; `overlaps` counts the features that came again on pages that brought
    new ones too.
    """

    counted: int | None
    why: str = ""
    largest: int = 0
    last: int = 0
    asked: int = FIRST_SIZE
    overlaps: int = 0
    told: str = ""


def no_layer(host: str, layer: str) -> VigieError:
    """The error for a layer that a service does not have."""
    sentence = translate("remote", "{host} has no layer “{layer}” any more: look for it again in the search.")
    return VigieError(sentence.format(host=host, layer=layer or "–"))


def told_by(error: NetworkError) -> NetworkError:
    """`Declined` with the server's own words when the answer that made the error holds an exception report; else the error."""
    found = _REPORT.search(error.detail) if isinstance(error, (Refused, OutOfOrder)) else None
    if found is None:
        return error
    said = unescape(_MARKUP.sub(" ", found[2]))
    return Declined(error.host, " ".join(said.split()), error.detail)


def gather(source: Source, gathering: Gathering) -> tuple[int | None, str]:
    """Gather all that a source gives: page after page and, when that leaves some out, in its other way. How many features the
    service said there are, and a sentence when some are missing, or may be.
    """
    ending = walk(source, gathering)
    if not _is_short(source, gathering, ending):
        return ending.counted, ""
    sound = source.complete(gathering, ending)
    if sound and (ending.counted is None or gathering.read >= ending.counted):
        return ending.counted, ""
    return ending.counted, _missing(source, gathering, ending)


def walk(source: Source, gathering: Gathering) -> Ending:
    """Gather the pages of a source, one after another, until nothing new comes."""
    ending, start, size = Ending(source.count()), 0, FIRST_SIZE
    while not ending.why:
        report(gathering, ending)
        try:
            page, size = _ask(source, start, size)
        except Declined as error:
            if not start:
                raise
            ending.why, ending.told = "refused", error.sentence
            break
        _take(page, size, gathering, ending)
        start += len(page.rows)
        if len(page.rows) == size and len(page.body) < LIGHT_BYTES:
            size = min(2 * size, LARGEST_SIZE)
    return ending


def _take(page: Page, size: int, gathering: Gathering, ending: Ending) -> None:
    """Gather one page, and see whether it is the last."""
    got = len(page.rows)
    if ending.counted is None:
        ending.counted = page.matched
    if not got:
        ending.why = "end"
        return
    new = gathering.add(page)
    ending.last, ending.asked, ending.largest = got, size, max(ending.largest, got)
    if not new:
        ending.why = "repeats"
        return
    ending.overlaps += got - new
    if page.more is False and (ending.counted is None or gathering.read >= ending.counted):
        ending.why = "end"


def report(gathering: Gathering, ending: Ending) -> None:
    """Say how far the work is; raises `Cancelled` when told to stop."""
    done = WRITING_PERCENT * min(1.0, gathering.read / ending.counted) if ending.counted else 0
    gathering.progress.step(done, f"{gathering.announced.name} ({number(gathering.read)})")


def _ask(source: Source, start: int, size: int, box: Box | None = None) -> tuple[Page, int]:
    """A page, and how many features were asked for in the end."""
    while True:
        try:
            return source.page(start, size, box), size
        except (TooLarge, TooSlow):
            if size <= SMALLEST_SIZE:
                raise
            size = max(SMALLEST_SIZE, size // 2)


def quarter(source: Source, gathering: Gathering, box: Box, ending: Ending) -> bool:
    """Gather what the four quarters of a box give, and the quarters of those that are too full for one page; whether each part
    came whole. The counts of the service do not tell: parts overlap, and may hold what lies just out of the box.
    """
    waiting, requests = [(part, 1) for part in _quarters(box)], 0
    while waiting:
        part, depth = waiting.pop(0)
        if requests >= MOST_QUARTERS or depth > DEEPEST:
            return False
        requests += 1
        report(gathering, ending)
        try:
            page, size = _ask(source, 0, LARGEST_SIZE, _within(widened(part), box))
        except Declined:
            return False
        gathering.add(page)
        if len(page.rows) >= min(size, ending.largest):
            waiting += [(smaller, depth + 1) for smaller in _quarters(part)]
    return True


def _within(part: Box, box: Box) -> Box:
    return (max(part[0], box[0]), max(part[1], box[1]), min(part[2], box[2]), min(part[3], box[3]))


def _quarters(box: Box) -> Iterator[Box]:
    west, south, east, north = box
    middle, centre = (west + east) / 2, (south + north) / 2
    for left, right in ((west, middle), (middle, east)):
        for low, high in ((south, centre), (centre, north)):
            yield left, low, right, high


def _may_be_capped(source: Source, ending: Ending) -> bool:
    """Whether the size of the last page looks like the most that a service gives at once: what was asked for, what it says is its
    default, or a round number.
    """
    got = ending.last
    return got > 0 and (got >= ending.asked or got == source.default or got % 100 == 0)


def _is_short(source: Source, gathering: Gathering, ending: Ending) -> bool:
    """Whether features are missing, or may be."""
    if ending.counted is None:
        return bool(ending.overlaps) or (ending.why != "end" and _may_be_capped(source, ending))
    return gathering.read < ending.counted or (gathering.read > ending.counted and bool(ending.overlaps))


def _missing(source: Source, gathering: Gathering, ending: Ending) -> str:
    """A sentence on the features that are missing, or may be."""
    if ending.counted is None:
        text = translate(
            "remote",
            "{host} does not say how many features there are and gave {read}, which may not be all: some may be missing. Copy a "
            "smaller territory.",
        )
    elif ending.why == "refused":
        text = translate(
            "remote",
            "{host} announced {announced} features and gave {read}, then refused to go on. {told} Copy a smaller territory.",
        )
    elif ending.overlaps:
        text = translate(
            "remote",
            "{host} announced {announced} features and gave {read} different ones, some of them several times: it does not keep its "
            "order from one page to the next. Others may be missing. Copy a smaller territory.",
        )
    elif ending.why == "repeats":
        text = translate(
            "remote",
            "{host} announced {announced} features and gave {read}: it stops there, and sends the same ones again when it is asked "
            "for the next. The others are missing. Copy a smaller territory.",
        )
    else:
        text = translate(
            "remote",
            "{host} announced {announced} features and gave only {read}: the others are missing. Copy a smaller territory.",
        )
    return text.format(host=source.host, announced=number(ending.counted), read=number(gathering.read), told=ending.told)
