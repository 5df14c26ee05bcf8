# SPDX-License-Identifier: GPL-2.0-or-later
"""How long the interface thread is held between two beats of a timer, and by what."""

import gc
import sys
import threading
import time
import traceback
from pathlib import Path
from typing import NamedTuple

from qgis.PyQt.QtCore import Qt, QTimer

BEAT_MILLISECONDS = 10
LOOK_SECONDS = 0.005
SUSPECT_SECONDS = 0.04
DEPTH = 4
MOST_TOLD = 6
OURS = "vigie_territoriale"


class Gap(NamedTuple):
    """A late beat: the seconds that passed, those that the interface thread computed, those that all threads did, those of
    garbage collections, the longest in which Python's lock was not to be had; and what the threads were seen at.
    """

    seconds: float
    here: float
    everywhere: float
    collecting: float
    locked: float
    seen: tuple[str, ...]

    @property
    def ours(self):
        """What of the product was seen at work on the interface thread."""
        return [stack for stack in self.seen if OURS in stack]

    def __str__(self):
        here, everywhere, collecting, locked = (f"{1000 * part:.0f} ms" for part in self[1:5])
        told = (
            f"{self.seconds * 1000:.0f} ms: {here} computed here, {everywhere} in all threads, {collecting} collecting garbage, "
        )
        left = len(self.seen) - MOST_TOLD
        more = [f"and {left} others"] if left > 0 else []
        return "\n    ".join([f"{told}{locked} locked by one call", *self.seen[:MOST_TOLD], *more])


class Watchdog:
    """Watches from its making to `stop`; `gaps` are the beats since the last `forget`, late or not.

    A thread looks at the others every 5 ms. It needs Python's lock as the interface thread does: when it is late itself, one
    call kept the lock meanwhile, and what it sees next is where that call was made. Looking at the stacks may keep a variable of
    another thread for an instant after its function has ended, and a file be closed too late: `look` is then `late_interface`.
    """

    def __init__(self, look=None):
        self._stacks = look or _stacks
        self._lock = threading.Lock()
        self._began: float | None = None
        gc.callbacks.append(self._collected)
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self.forget()
        self._over = threading.Event()
        self._looker = threading.Thread(target=self._look, daemon=True)
        self._looker.start()
        self._timer.start(BEAT_MILLISECONDS)

    def forget(self):
        """Begin anew."""
        self.gaps = []
        self._mark()

    def stop(self):
        """Let go."""
        self._timer.stop()
        self._over.set()
        self._looker.join()
        gc.callbacks.remove(self._collected)

    @property
    def worst(self):
        """The largest gap."""
        return max(self.gaps)

    def _mark(self):
        with self._lock:
            self._seen = []
            self._collecting = self._locked = 0.0
            self._at = time.perf_counter(), time.thread_time(), time.process_time()

    def _beat(self):
        now = time.perf_counter(), time.thread_time(), time.process_time()
        spent = [after - before for after, before in zip(now, self._at)]
        with self._lock:
            seen = tuple(dict.fromkeys(self._seen)) if spent[0] > SUSPECT_SECONDS else ()
            began, self._began = self._began, None
            if began is not None:  # it is over, but its thread could not say so yet
                self._collecting += now[0] - max(began, self._at[0])
            self.gaps.append(Gap(*spent, self._collecting, self._locked, seen))
        self._mark()

    def _look(self):
        before = time.perf_counter()
        while not self._over.wait(LOOK_SECONDS):
            now = time.perf_counter()
            told = self._stacks(now - self._at[0])
            with self._lock:
                self._locked = max(self._locked, now - before - LOOK_SECONDS)
                self._seen += told
            before = time.perf_counter()

    def _collected(self, phase, _info):
        if phase == "start":
            self._began = time.perf_counter()
            return
        began, self._began = self._began, None  # taken at once: a beat may come in between
        if began is not None:
            self._collecting += time.perf_counter() - began


def late_interface(seconds):
    """Where the interface thread is, once it is late: its innermost frames, then those of the product that called them."""
    if seconds < SUSPECT_SECONDS:
        return []
    frame = sys._current_frames().get(threading.main_thread().ident)
    if frame is None:
        return []
    frames, told = traceback.walk_stack(frame), []
    for place, (each, line) in enumerate(frames):
        path = Path(each.f_code.co_filename)
        if place < DEPTH or (OURS in path.parts and len(told) < 3 * DEPTH):
            told.append(f"{OURS + '/' if OURS in path.parts else ''}{path.parent.name}/{path.name}:{line} {each.f_code.co_name}")
    return [" < ".join(told)]


def _stacks(_seconds):
    """Where all threads are but this one."""
    names = {threading.main_thread().ident: "interface"}
    own = threading.get_ident()
    return [f"{names.get(thread, 'thread')}: {_stack(frame)}" for thread, frame in sys._current_frames().items() if thread != own]


def _stack(frame):
    """The innermost frames of a thread, the innermost first."""
    told = []
    while frame is not None and len(told) < DEPTH:
        path = Path(frame.f_code.co_filename)
        told.append(f"{path.parent.name}/{path.name}:{frame.f_lineno} {frame.f_code.co_name}")
        frame = frame.f_back
    return " < ".join(told)
