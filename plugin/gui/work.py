# SPDX-License-Identifier: GPL-2.0-or-later
"""Work in the background: a QGIS task with progress and cancel, whose end comes back to the main thread."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from functools import partial
from typing import Any

from qgis.core import QgsApplication, QgsFeedback, QgsProxyProgressTask, QgsTask
from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal

from ..feedback import Answering, FeedbackProgress
from ..messages import Cancelled, VigieError, translate
from ..turns import SHORT_TURNS


class _Feedback(QgsFeedback):
    """A feedback that also passes on what is being done."""

    told = pyqtSignal(str)

    def setProgressText(self, text: str) -> None:
        """Called as that of Processing is."""
        self.told.emit(text)


def unexpected(error: Exception) -> VigieError:
    """The sentence for an error that nobody foresaw; its trace goes to the log."""
    return VigieError(
        translate("gui", "An unexpected error stopped this work: {error}. The details are in the log.").format(error=error),
        "".join(traceback.format_exception(type(error), error, error.__traceback__)),
    )


def keep_threads() -> None:
    """Let the threads of QGIS's tasks live as long as QGIS, instead of 30 idle seconds.

    QGIS 3.40 breaks a coordinate system everywhere, for as long as it runs, when the thread that named it first ends while
    another one uses it: layers are then drawn where their own numbers say, as if nothing had to be transformed.
    """
    QgsApplication.taskManager().threadPool().setExpiryTimeout(-1)


class Work(QgsTask):
    """Runs ``work(progress)`` on another thread; then one of the three callbacks on the main thread.

    `done(result)` when it succeeded, `failed(error)` with a `VigieError`, `cancelled()` when the user stopped it. `told`
    says what it is at.
    """

    told = pyqtSignal(str)

    def __init__(
        self,
        title: str,
        work: Callable[[FeedbackProgress], Any],
        done: Callable[[Any], None],
        failed: Callable[[VigieError], None],
        cancelled: Callable[[], None],
    ) -> None:
        super().__init__(title, QgsTask.Flag.CanCancel)
        self._feedback = _Feedback()
        self._feedback.progressChanged.connect(self.setProgress)
        self._feedback.told.connect(self.told)
        self._work, self._done, self._failed, self._cancelled = work, done, failed, cancelled
        self._result: Any = None
        self._error: VigieError | None = None

    def run(self) -> bool:
        """On the worker thread. An exception must not leave it: QGIS would stop."""
        try:
            with SHORT_TURNS:
                self._result = self._work(FeedbackProgress(self._feedback))
        except Cancelled:
            return False
        except VigieError as error:
            self._error = error
            return False
        except Exception as error:  # the boundary of the thread: whatever it is, it goes to the log and to the user
            self._error = unexpected(error)
            return False
        return not self._feedback.isCanceled()

    def start(self) -> None:
        """Hand it to QGIS's task manager."""
        QgsApplication.taskManager().addTask(self)

    def cancel(self) -> None:
        """Tell the work to stop at its next step."""
        self._feedback.cancel()
        super().cancel()

    def abandon(self) -> None:
        """Cancel, and call nobody at the end: those who would be called are going away."""
        self._done = self._failed = lambda _: None
        self._cancelled = lambda: None
        self.cancel()

    def finished(self, result: bool) -> None:
        """On the main thread. The error is let go: its trace holds this work, and the garbage collector would take their ring,
        the feedback in it, apart in any thread, which Qt does not survive.
        """
        error, self._error = self._error, None
        if result:
            self._done(self._result)
        elif error is not None and not self._feedback.isCanceled():
            self._failed(error)
        else:
            self._cancelled()


class Here(QObject):
    """Work that only the main thread may do (layouts): the window answers between its steps. Used as `Work` is, and listed with its
    progress and its Cancel in QGIS's task manager too.
    """

    told = pyqtSignal(str)
    progressChanged = pyqtSignal(float)  # noqa: N815 (as QgsTask has it)

    def __init__(
        self,
        title: str,
        work: Callable[[FeedbackProgress], Any],
        done: Callable[[Any], None],
        failed: Callable[[VigieError], None],
        cancelled: Callable[[], None],
    ) -> None:
        super().__init__()
        self._title = title
        self._feedback = _Feedback()
        self._feedback.progressChanged.connect(self._move)
        self._feedback.told.connect(self.told)
        self._work, self._done, self._failed, self._cancelled = work, done, failed, cancelled
        self._shown: QgsProxyProgressTask | None = None

    def start(self) -> None:
        """Begin as soon as the window has drawn what it has to."""
        self._shown = QgsProxyProgressTask(self._title, True)
        self._shown.canceled.connect(self.cancel)
        QgsApplication.taskManager().addTask(self._shown)
        QTimer.singleShot(0, lambda: self._run())  # which keeps it alive, should it be abandoned before

    def cancel(self) -> None:
        """Tell the work to stop at its next step."""
        self._feedback.cancel()

    def abandon(self) -> None:
        """Cancel, and call nobody at the end."""
        self._done = self._failed = lambda _: None
        self._cancelled = lambda: None
        self.cancel()

    def _move(self, percent: float) -> None:
        self.progressChanged.emit(percent)
        if self._shown is not None:
            self._shown.setProxyProgress(percent)

    def _run(self) -> None:
        """What cannot be foreseen goes to the log and to the user, as for `Work`; the error is let go at the end, as there."""
        good = False
        try:
            progress = Answering(FeedbackProgress(self._feedback))
            progress.hear()
            end = partial(self._done, self._work(progress))
            good = True
        except Cancelled:
            end = self._cancelled
        except VigieError as error:
            end = partial(self._failed, error)
        except Exception as error:  # the boundary of the interface
            end = partial(self._failed, unexpected(error))
        shown, self._shown = self._shown, None
        shown.finalize(good)
        if not good and self._feedback.isCanceled():
            end = self._cancelled
        try:
            end()
        finally:
            del end
