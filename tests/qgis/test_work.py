# SPDX-License-Identifier: GPL-2.0-or-later
"""Work in the background: how it ends, and that nothing of Qt's outlives it."""

import gc
import threading
import weakref

import pytest
from qgis.core import QgsApplication, QgsCoordinateReferenceSystem, QgsCoordinateTransform, QgsPointXY, QgsProject
from qgis.PyQt.QtTest import QTest
from vigie_territoriale.plugin.gui.work import Work, keep_threads
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


def test_a_coordinate_system_first_named_by_a_work_is_good_for_ever(qgis_app):
    """Without `keep_threads`, QGIS lets the thread end, and transforms nothing any more from a system that it named first."""
    pool = QgsApplication.taskManager().threadPool()
    pool.setExpiryTimeout(50)
    keep_threads()
    named = []
    work = Work("test", lambda progress: QgsCoordinateReferenceSystem("EPSG:27582").isValid(), named.append, print, print)
    QgsApplication.taskManager().addTask(work)
    wait_for(lambda: named)

    def moved(target):
        systems = QgsCoordinateReferenceSystem("EPSG:27582"), QgsCoordinateReferenceSystem(target)
        return QgsCoordinateTransform(*systems, QgsProject.instance()).transform(QgsPointXY(600000, 2200000))

    assert moved("EPSG:2154").x() != 600000
    QTest.qWait(500)
    assert moved("EPSG:3857").x() != 600000
