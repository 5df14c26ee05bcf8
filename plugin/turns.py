# SPDX-License-Identifier: GPL-2.0-or-later
"""How threads share Python, so that the one that draws the window does not wait for those that compute."""

from __future__ import annotations

import sys
import threading
from types import TracebackType

SHORT_SECONDS = 0.001


class ShortTurns:
    """While one lasts (``with SHORT_TURNS:``, any number at once), a thread that computes leaves Python to others after 1 ms.

    Python's usual turn is 5 ms. Showing results makes Qt call Python some fifty times, and each call waits for a turn when
    another thread computes: that held the window up to half a second. The setting is the whole process's, so the usual one
    comes back with the end of the last.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._count = 0
        self._usual = 0.0

    def __enter__(self) -> None:
        with self._lock:
            if not self._count:
                self._usual = sys.getswitchinterval()
                sys.setswitchinterval(min(SHORT_SECONDS, self._usual))
            self._count += 1

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        with self._lock:
            self._count -= 1
            if not self._count:
                sys.setswitchinterval(self._usual)


SHORT_TURNS = ShortTurns()
