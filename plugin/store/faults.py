# SPDX-License-Identifier: GPL-2.0-or-later
"""What goes wrong with a database, told apart by what GDAL says of it."""

from __future__ import annotations

import errno
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..messages import reason, translate

if TYPE_CHECKING:
    from osgeo import gdal

_FULL = (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC))


def why(error: Exception) -> str:
    """Why a GeoPackage cannot be read or written, and what to do, as the end of a sentence."""
    if isinstance(error, OSError) and error.errno not in _FULL:
        return reason(error)
    known = (
        (("locked", "busy"), translate("store", "another program holds it; close that one, or try again in a moment")),
        (("is full", "disk i/o error", "no space", "too large"), _full()),
        (("readonly", "read-only", "unable to open", "permission", "update access"),
         translate("store", "it may only be read; ask for the right to write to it and to its folder")),
        (("not recognized", "not a database", "malformed", "no such file"),
         translate("store", "it is missing, damaged or no GeoPackage; restore it from a copy, or move it away")),
    )  # fmt: skip
    general = translate("store", "check that its folder exists and may be written to, and that the disk is not full")
    return _told(error, known, general)


def why_postgres(error: Exception) -> str:
    """Why a database of PostgreSQL cannot be read or written, and what to do, as the end of a sentence."""
    known = (
        (("lock timeout",), translate("store", "someone else is writing to it; try again in a moment")),
        (("no space", "disk full"), _full()),
        (("permission denied", "read-only transaction", "must be owner"),
         translate("store", "the server refuses the right to do so; ask its administrator")),
        (("depend",), translate("store", "views of others use its present columns; remove them first")),
        (("authentication", "password", "pg_hba"), translate("store", "the server does not accept the user or the password")),
        (("fatal:  role", "fatal:  database", "le rôle", "la base de données"),
         translate("store", "the server knows no such user or database; check the connection")),
        (("connect", "terminating", "server closed", "shutting down", "starting up", "ssl"),
         translate("store", "the server does not answer, or has stopped; try again once it runs")),
    )  # fmt: skip
    return _told(error, known, translate("store", "the server refused; see the log"))


def _full() -> str:
    return translate("store", "the disk is full or does not answer; make room")


def _told(error: Exception, known: Iterable[tuple[tuple[str, ...], str]], general: str) -> str:
    """The first sentence one of whose words is in what was said."""
    said = str(error).lower()
    return next((sentence for words, sentence in known if any(word in said for word in words)), general)


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
