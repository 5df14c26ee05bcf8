# SPDX-License-Identifier: GPL-2.0-or-later
"""What drives the real desktop: steps that wait for each other, pictures of the window, and what held the interface thread."""

import os
import sys
import time
import traceback
from pathlib import Path

from qgis.core import QgsProject
from qgis.PyQt.QtCore import QTimer
from qgis.utils import iface

OUT = Path(os.environ["VIGIE_DESKTOP_OUT"])
ROOT = Path(os.environ["VIGIE_ROOT"])
sys.path.append(str(ROOT / "tests" / "data"))
from watchdog import Watchdog, late_interface  # noqa: E402

LIMIT_SECONDS = 60
GAP_SECONDS = 0.1
HELD_SECONDS = 0.2
"""How long the product may compute on the interface thread at a stretch, on a machine as slow as those of continuous integration."""


class Script:
    """Steps, one after another: the generator `run` yields what it waits for. QGIS is closed at the end; `result` is the file that
    says how it ended. Steps whose names begin with `spared` may hold the window.
    """

    spared: tuple[str, ...] = ()

    def __init__(self, result):
        self.result = OUT / result
        self.watchdog = Watchdog(late_interface)
        self.name, self.gaps, self.held = "start", [], []
        self.began = self.since = time.monotonic()
        self.times = []
        self.steps = self.run()
        self.waiting = None
        self.deadline = 0.0
        self.timer = QTimer()
        self.timer.timeout.connect(self.advance)
        self.timer.start(50)

    def run(self):
        """The steps."""
        raise NotImplementedError

    def advance(self):
        """Go on when what is waited for has come; close QGIS when all is done or has failed."""
        try:
            if self.waiting is not None and not self.waiting():
                if time.monotonic() > self.deadline:
                    raise AssertionError(f"nothing after {LIMIT_SECONDS} s at step “{self.name}”")
                return
            self.waiting = next(self.steps)
            self.deadline = time.monotonic() + LIMIT_SECONDS
        except StopIteration:
            self.end("")
        except BaseException:
            self.end(traceback.format_exc())

    def end(self, failure):
        """Write how it went, and close QGIS: as a user does, or at once after a failure."""
        self.timer.stop()
        self.step("end")
        self.watchdog.stop()
        told = [f"{seconds:5.1f} s  {name}" for name, seconds in self.times]
        self.result.with_suffix(".times.txt").write_text("\n".join(told) + "\n", encoding="utf-8")
        self.result.with_suffix(".gaps.txt").write_text("".join(f"{gap}\n" for gap in self.gaps), encoding="utf-8")
        if self.held and not failure:
            failure = "\n".join(["the product held the window:", *self.held, ""])
        self.result.write_text(failure or "ok\n", encoding="utf-8")
        QgsProject.instance().setDirty(False)
        if failure:
            os._exit(1)
        iface.actionExit().trigger()

    def step(self, name):
        """Begin a step; the gaps of the one that ends are kept."""
        late = [gap for gap in self.watchdog.gaps if gap.seconds > GAP_SECONDS]
        self.gaps += [f"“{self.name}”: {gap}" for gap in late]
        if not self.name.startswith(self.spared):
            self.held += [f"“{self.name}”: {gap}" for gap in late if gap.ours and gap.here > HELD_SECONDS]
        now = time.monotonic()
        self.times.append((self.name, now - self.since))
        self.name, self.since = name, now
        self.watchdog.forget()

    def aside(self):
        """What was done since the last beat is the test's own doing: it counts for nobody."""
        self.watchdog.forget()

    def picture(self, name, widget=None):
        """A picture of the window, or of another widget; what was seen until then counts for the step."""
        self.step(self.name)
        (widget or iface.mainWindow()).grab().save(str(OUT / f"{name}.png"))
        self.aside()


_running = []
"""The script that runs: nobody else holds it."""


def begin(script, result):
    """Run a `Script` as soon as QGIS is there."""
    QTimer.singleShot(1500, lambda: _running.append(script(result)))
