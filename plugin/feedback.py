# SPDX-License-Identifier: GPL-2.0-or-later
"""QGIS's feedback as the product's `Progress`, and the log."""

from __future__ import annotations

from qgis.core import Qgis, QgsFeedback, QgsMessageLog
from qgis.PyQt.QtCore import QCoreApplication

from .messages import Cancelled, Progress

LOG_TAG = "Vigie"


class FeedbackProgress:
    """Reports steps to a `QgsFeedback`, and raises `Cancelled` once it is cancelled."""

    def __init__(self, feedback: QgsFeedback) -> None:
        self.feedback = feedback
        self._told = ""

    def hear(self) -> None:
        """Raise `Cancelled` once it is cancelled."""
        if self.feedback.isCanceled():
            raise Cancelled

    def step(self, percent: float, text: str = "") -> None:
        """Set the progress (0 to 100), and what is being done where the feedback shows it."""
        self.hear()
        self.feedback.setProgress(percent)
        if text and text != self._told and hasattr(self.feedback, "setProgressText"):
            self.feedback.setProgressText(text)
            self._told = text


class Answering:
    """A progress that lets the window answer at each step, so that Cancel is heard on the main thread too."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    def step(self, percent: float, text: str = "") -> None:
        """Report."""
        QCoreApplication.processEvents()
        self._progress.step(percent, text)

    def hear(self) -> None:
        """Stop when told to."""
        QCoreApplication.processEvents()
        self._progress.hear()


def log(message: str, level: Qgis.MessageLevel = Qgis.MessageLevel.Info) -> None:
    """Write to the *Vigie* tab of QGIS's log; from any thread."""
    QgsMessageLog.logMessage(message, LOG_TAG, level)
