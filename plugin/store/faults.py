# SPDX-License-Identifier: GPL-2.0-or-later
"""What goes wrong with a database, told apart by what GDAL says of it."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

from ..messages import reason, translate

if TYPE_CHECKING:
    from osgeo import gdal

_FULL = (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC))


def why(error: Exception) -> str:
    """Why a GeoPackage cannot be read or written, and what to do, as the end of a sentence."""
    told = str(error).lower()
    if isinstance(error, OSError) and error.errno not in _FULL:
        return reason(error)
    for words, sentence in (
        (("locked", "busy"), translate("store", "another program holds it; close that one, or try again in a moment")),
        (("is full", "disk i/o error", "no space", "too large"), translate("store", "the disk is full or does not answer; make room")),
        (("readonly", "read-only", "unable to open", "permission", "update access"),
         translate("store", "it may only be read; ask for the right to write to it and to its folder")),
        (("not recognized", "not a database", "malformed", "no such file"),
         translate("store", "it is missing, damaged or no GeoPackage; restore it from a copy, or move it away")),
    ):  # fmt: skip
        if any(word in told for word in words):
            return sentence
    return translate("store", "check that its folder exists and may be written to, and that the disk is not full")


def abandon(opened: gdal.Dataset) -> None:
    """Undo the transaction under way. GDAL counts a commit that failed as done: the database is then told itself."""
    from osgeo import gdal

    gdal.PushErrorHandler(lambda *_: gdal.ErrorReset())
    try:
        _undone(opened)
    finally:
        gdal.PopErrorHandler()


def _undone(opened: gdal.Dataset) -> bool:
    """Whether one of the two ways was accepted; neither is when the database is gone, which then undoes by itself."""
    for undo in (opened.RollbackTransaction, lambda: opened.ExecuteSQL("ROLLBACK")):
        try:
            undo()
        except RuntimeError:
            continue
        return True
    return False
