# SPDX-License-Identifier: GPL-2.0-or-later
"""A piece of reading that is given some seconds, and can be cancelled though a library does not hear."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from ..messages import Apart, Cancelled, Progress

_TURN = 0.1
_Answer = TypeVar("_Answer")


class TooSlow(Exception):
    """The seconds have passed."""


def watched(work: Callable[[Progress], _Answer], seconds: float, progress: Progress) -> _Answer:
    """What `work` answers. Raises `TooSlow` after `seconds`, `Cancelled` within a tenth of a second of being told; the thread at work
    is then left behind: it only reads, and ends at its next step or with the call that it is in.
    """
    stop = threading.Event()
    answers: list[_Answer] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            answers.append(work(Apart(progress, stop)))
        except BaseException as error:  # handed to who waits
            errors.append(error)

    thread = threading.Thread(target=run, name="vigie-inventory", daemon=True)
    end = time.monotonic() + seconds
    thread.start()
    try:
        while thread.is_alive():
            thread.join(_TURN)
            progress.hear()
            if thread.is_alive() and time.monotonic() > end:
                raise TooSlow
    except (Cancelled, TooSlow):
        stop.set()
        raise
    if errors:
        raise errors[0]
    return answers[0]
