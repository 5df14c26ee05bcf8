# SPDX-License-Identifier: GPL-2.0-or-later
"""Files from the network to disk, whole or not at all. It only knows a `requests.Session`."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import requests

from ..messages import Progress, VigieError, reason, translate

MEGABYTE = 1_000_000
MAXIMUM_BYTES = 200 * MEGABYTE
TIMEOUT_SECONDS = 60


def download(session: requests.Session, url: str, folder: Path, progress: Progress, suffix: str = "") -> Path:
    """The body of `url` in a file of `folder`, which is named after the address and appears only when it is whole.

    Raises a `VigieError` when the source cannot be reached, refuses, sends a page in place of data, or more than
    `MAXIMUM_BYTES`; `Cancelled` when told to stop.
    """
    host = urlsplit(url).hostname or url
    progress.step(0, host)
    body = _body(session, url, host)
    progress.step(90, host)
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{hashlib.sha256(url.encode()).hexdigest()[:24]}{suffix}"
    handle, temporary = tempfile.mkstemp(dir=folder, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(body)
        Path(temporary).replace(target)
    except OSError as error:
        Path(temporary).unlink(missing_ok=True)
        raise VigieError(
            translate("network", "The download could not be kept in {folder}: {why}.").format(folder=folder, why=reason(error))
        ) from error
    return target


def _body(session: requests.Session, url: str, host: str) -> bytes:
    try:
        answer = session.get(url, timeout=TIMEOUT_SECONDS)
    except requests.Timeout as error:
        raise VigieError(
            translate("network", "{host} is too slow: no answer in time. Try again later, or use the embedded copy.").format(
                host=host
            ),
            f"{url}: {error}",
        ) from error
    except requests.RequestException as error:
        raise VigieError(
            translate(
                "network", "{host} cannot be reached: check the network and QGIS's proxy settings, or use the embedded copy."
            ).format(host=host),
            f"{url}: {error}",
        ) from error
    if answer.status_code >= 400:
        raise VigieError(
            translate("network", "{host} refuses: answer {status}. The address may have changed; use the embedded copy.").format(
                host=host, status=answer.status_code
            ),
            f"{url}: {answer.status_code} {answer.text[:300]}",
        )
    body = answer.content
    if len(body) > MAXIMUM_BYTES:
        raise VigieError(
            translate("network", "{host} sends more than {size} MB: refused.").format(host=host, size=MAXIMUM_BYTES // MEGABYTE),
            url,
        )
    if not body or body.lstrip()[:15].lower().startswith((b"<!doctype html", b"<html")):
        raise VigieError(
            translate(
                "network",
                "{host} sent a web page, or nothing, in place of data: the address may have changed, or the proxy asks "
                "for a password.",
            ).format(host=host),
            url,
        )
    return body
