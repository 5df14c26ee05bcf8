# SPDX-License-Identifier: GPL-2.0-or-later
"""Work in the background: how it ends, and that nothing of Qt's outlives it."""

import gc
import threading
import weakref

import pytest
from qgis.core import QgsApplication
from vigie_territoriale.plugin.gui.work import Work
from vigie_territoriale.plugin.messages import Cancelled, VigieError

from .conftest import wait_for


def cancelled(progress):
    raise Cancelled


def refused(progress):
    try:
        raise OSError("the disk is full")
    except OSError as error:
        raise VigieError("the file cannot be written") from error


def unforeseen(progress):
    return 1 / 0


@pytest.fixture
def no_collection():
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.parametrize(
    ("work", "end"),
    [
        (lambda progress: threading.current_thread() is not threading.main_thread(), True),
        (cancelled, "cancelled"),
        (refused, "the file cannot be written"),
        (unforeseen, "An unexpected error stopped this work: division by zero. The details are in the log."),
    ],
    ids=["done", "cancelled", "failed", "unforeseen"],
)
def test_what_ends_is_let_go_at_once(qgis_app, no_collection, work, end):
    """The garbage collector may run in any thread: it must find no object of Qt's, which would be deleted there."""
    ends = []
    made = Work("test", work, ends.append, lambda error: ends.append(error.sentence), lambda: ends.append("cancelled"))
    feedback = weakref.ref(made._feedback)
    QgsApplication.taskManager().addTask(made)
    wait_for(lambda: ends)
    assert ends == [end]
    del made
    wait_for(lambda: feedback() is None, seconds=3)
