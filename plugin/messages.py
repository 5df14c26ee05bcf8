# SPDX-License-Identifier: GPL-2.0-or-later
"""What the product says to its users: errors, progress, and the hook that translates.

Pure rooms speak too, and must not import Qt: they call `translate`, which answers in English until the composition
root hands it Qt's translator. The literal strings given to it are what ``make i18n`` collects.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Protocol


class VigieError(Exception):
    """An error a user can act on.

    `sentence` says what is wrong, where, and what to do; `detail` is for the log.
    """

    def __init__(self, sentence: str, detail: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.detail = detail


class Cancelled(Exception):
    """The user cancelled: never to be taken for an empty answer."""


class Progress(Protocol):
    """What a long piece of work reports to; both raise `Cancelled` when the user has cancelled."""

    def step(self, percent: float, text: str = "") -> None:
        """Say how far the work is (0 to 100) and what it is at."""

    def hear(self) -> None:
        """Say nothing, but stop when told to."""


class Silent:
    """A `Progress` for work that nobody watches."""

    def step(self, percent: float, text: str = "") -> None:
        """Say nothing, never cancel."""

    def hear(self) -> None:
        """Never cancel."""


class Stretch:
    """A `Progress` for one part of a longer piece of work, from `start` to `end` percent of it. It never goes back: pieces of the part
    may each count from nothing.
    """

    def __init__(self, whole: Progress, start: float, end: float) -> None:
        self._whole, self._start, self._end = whole, start, end
        self._reached = 0.0

    @property
    def feedback(self) -> object:
        """The feedback of the whole work, if it has one: what cancels a request on its way."""
        return getattr(self._whole, "feedback", None)

    def step(self, percent: float, text: str = "") -> None:
        """Report to the whole work."""
        self._reached = max(self._reached, percent)
        self._whole.step(self._start + (self._end - self._start) * self._reached / 100, text)

    def hear(self) -> None:
        """Stop when the whole work is told to."""
        self._whole.hear()


class Apart:
    """The `Progress` of one of several pieces of work that run at once: it stops when the whole of them does, once `stop` is set."""

    def __init__(self, whole: Progress, stop: threading.Event) -> None:
        self.feedback = getattr(whole, "feedback", None)
        self._stop = stop

    def step(self, percent: float, text: str = "") -> None:
        """Say nothing, but stop when told to."""
        self.hear()

    def hear(self) -> None:
        """Stop when told to."""
        if self._stop.is_set():
            raise Cancelled


_state: dict = {"translate": lambda context, text: text, "language": "en"}


def set_language(language: str, translator: Callable[[str, str], str] | None = None) -> None:
    """Choose the language ("fr", "en"...) of data titles, and the function (context, English text) -> text."""
    _state["language"] = language
    _state["translate"] = translator or (lambda context, text: text)


def language() -> str:
    """The two-letter language in which the user is spoken to."""
    return _state["language"]


def translate(context: str, text: str) -> str:
    """`text`, an English literal, in the user's language. Format it afterwards."""
    return _state["translate"](context, text)


def reason(error: OSError) -> str:
    """Why the system refused a file, in the user's language where the reason is a common one."""
    reasons = (
        (FileNotFoundError, translate("messages", "it does not exist")),
        (PermissionError, translate("messages", "access is denied")),
        (IsADirectoryError, translate("messages", "it is a folder")),
        (NotADirectoryError, translate("messages", "part of its path is not a folder")),
    )
    return next((text for kind, text in reasons if isinstance(error, kind)), error.strerror or str(error))


class Note(str):
    """A sentence that tells numbers. Of several parts of a work, it can be told of all: `template` is the text as it is formatted with
    `values`, whole numbers among which may be added up.
    """

    template: str
    values: dict[str, int | str]

    @classmethod
    def of(cls, template: str, **values: int | str) -> Note:
        """The sentence, whole numbers as people write them."""
        told = {name: number(value) if isinstance(value, int) else value for name, value in values.items()}
        note = cls(template.format(**told))
        note.template, note.values = template, values
        return note


def localised(texts: Mapping[str, str]) -> str:
    """The text of a ``{"fr": ..., "en": ...}`` mapping in the user's language, else in English, else any."""
    return texts.get(language()) or texts.get("en") or next(iter(texts.values()), "")


def number(value: float | None, decimals: int = 0) -> str:
    """`value` as people write it: thousands apart, decimal comma in French; an en dash when there is none."""
    if value is None or value != value:
        return "–"
    text = f"{value:,.{decimals}f}"
    if float(text.replace(",", "")) == 0:
        text = text.lstrip("-")
    if language() == "fr":
        text = text.replace(",", "\u202f").replace(".", ",")
    return text.replace("-", "\u2212")


def labelled(label: str, text: str) -> str:
    """A label and what it says, with the colon of the user's language."""
    return f"{label}\u00a0: {text}" if language() == "fr" else f"{label}: {text}"


def quoted(text: str) -> str:
    """A name in the quotes of the user's language."""
    return f"«\u00a0{text}\u00a0»" if language() == "fr" else f"“{text}”"


def date(text: str | None) -> str:
    """An ISO date (day, month or year; a time is left out) as people write it; other texts stay as they are."""
    day = (text or "").partition("T")[0]
    parts = day.split("-")
    if len(parts) > 3 or not all(part.isdigit() for part in parts):
        return text or ""
    return "/".join(reversed(parts)) if language() == "fr" else day
