# SPDX-License-Identifier: GPL-2.0-or-later
"""How every request of the product is made: limits, retries, pace, and answers that are read with distrust. Pure: it only
knows a `requests.Session`, which goes through QGIS's network.
"""

from __future__ import annotations

import email.utils
import json
import re
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, BinaryIO
from urllib.parse import urlsplit

import requests
from lxml import etree

from ..messages import Progress
from .errors import (
    MEGABYTE,
    Busy,
    NetworkError,
    NotAsAnnounced,
    NotFound,
    OutOfOrder,
    ProxyFault,
    Refused,
    TooLarge,
    TooSlow,
    Unreachable,
    Untrusted,
)

TRIES = 3
LONGEST_WAIT_SECONDS = 10.0
BACK_OFF_SECONDS = 0.5
PATIENCE_STEP_SECONDS = 0.05
COPIED_BYTES, SNIFFED_BYTES = 1 << 18, 1024


@dataclass(frozen=True)
class Limits:
    """What one request may take: seconds without a byte, seconds in all, bytes once decompressed."""

    stall: float = 20.0
    total: float = 60.0
    maximum: int = 30 * MEGABYTE

    def stretched(self, patience: float) -> Limits:
        """The same, with that many times the seconds."""
        return replace(self, stall=self.stall * patience, total=self.total * patience)


class OverLimit(requests.RequestException):
    """The adapter stopped because the answer passed `Limits.maximum`."""


class BadCredentials(requests.RequestException):
    """The adapter could not use the credentials that were chosen."""


class Pace:
    """At most so many requests a second to each host, whatever the thread. `rates`: host -> requests a second."""

    def __init__(self, rates: Mapping[str, float]) -> None:
        self._rates = dict(rates)
        self._next: dict[str, float] = {}
        self._lock = threading.Lock()

    def delay(self, host: str) -> float:
        """Book the next place for `host`, and say how many seconds away it is."""
        rate = self._rates.get(host)
        with self._lock:
            now = time.monotonic()
            place = max(now, self._next.get(host, 0.0))
            if rate:
                self._next[host] = place + 1.0 / rate
            return place - now

    def hold(self, host: str, seconds: float) -> None:
        """Nobody asks `host` anything for that long: it said so."""
        with self._lock:
            self._next[host] = max(self._next.get(host, 0.0), time.monotonic() + seconds)


@dataclass(frozen=True)
class Answer:
    """A whole answer of a source; `url` is where it came from in the end. When it was written to a file, `body` is only its
    beginning, of `size` bytes in all.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    encoding: str = "utf-8"
    size: int = 0

    @property
    def host(self) -> str:
        """The machine that was asked."""
        return host_of(self.url)

    @property
    def text(self) -> str:
        """The body as text; bytes that are none are replaced."""
        return self.body.decode(self.encoding or "utf-8", "replace")

    @property
    def is_page(self) -> bool:
        """Whether it is a web page, whatever its announced type."""
        return self.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:15].lower().startswith((b"<!doctype html", b"<html"))

    def json(self) -> Any:
        """The JSON it holds; raises `NotAsAnnounced` when it is none."""
        try:
            return json.loads(self.body.decode("utf-8-sig"))
        except (ValueError, RecursionError) as error:
            raise NotAsAnnounced(self.host, f"{self.url}: {error}: {self.body[:200]!r}") from error

    def xml(self) -> bytes:
        """The XML document it holds, without its document type, for a parser that we do not command.

        Raises `NotAsAnnounced` when it is a page, is not well formed, or declares entities.
        """
        if self.is_page:
            raise NotAsAnnounced(self.host, f"{self.url}: {self.body[:200]!r}")
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            root = etree.fromstring(self.body, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise NotAsAnnounced(self.host, f"{self.url}: {error}") from error
        declared = root.getroottree().docinfo.internalDTD
        if declared is not None and any(True for _ in declared.iterentities()):
            raise NotAsAnnounced(self.host, f"{self.url}: the document declares entities")
        return etree.tostring(root, encoding="utf-8", xml_declaration=True)


class Door:
    """Asks sources through `session`; safe to make one a thread. `progress` cancels, `pace` is shared by all doors, `limits`
    hold for the requests that bring none. `patience` multiplies the seconds of all limits.
    """

    def __init__(
        self,
        session: requests.Session,
        progress: Progress,
        pace: Pace | None = None,
        limits: Limits | None = None,
        patience: float = 1.0,
    ) -> None:
        self._session, self._progress, self._pace = session, progress, pace or Pace({})
        self._limits, self._patience = limits or Limits(), patience

    def get(
        self,
        url: str,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        limits: Limits | None = None,
        sink: BinaryIO | None = None,
    ) -> Answer:
        """The answer to a GET; its body goes to the file `sink`, in place of what is there, when one is given. Raises a
        `NetworkError`, or `Cancelled`.
        """
        return self._ask(requests.Request("GET", url, params=params, headers=headers), limits, sink)

    def head(self, url: str, headers: Mapping[str, str] | None = None, limits: Limits | None = None) -> Answer:
        """What a source says of a file without sending it; raises as `get` does."""
        return self._ask(requests.Request("HEAD", url, headers=headers), limits)

    def post(
        self,
        url: str,
        json: Any = None,
        data: str | bytes | None = None,
        headers: Mapping[str, str] | None = None,
        limits: Limits | None = None,
    ) -> Answer:
        """The answer to a POST of a JSON document, or of `data`."""
        return self._ask(requests.Request("POST", url, json=json, data=data, headers=headers), limits)

    def _ask(self, request: requests.Request, wanted: Limits | None, sink: BinaryIO | None = None) -> Answer:
        limits = (wanted or self._limits).stretched(self._patience)
        try:
            prepared = self._session.prepare_request(request)
        except (requests.RequestException, ValueError) as error:
            raise Unreachable(str(request.url)[:100], str(error)) from error
        if urlsplit(prepared.url).scheme not in ("http", "https"):
            raise Unreachable(prepared.url[:100], "neither http nor https")
        prepared.limits = limits
        for attempt in range(1, TRIES + 1):
            try:
                return self._once(prepared, limits, sink)
            except (Unreachable, OutOfOrder, Busy) as error:
                wait = self._wait(error, attempt)
                if wait is None:
                    raise
                self._sleep(wait)
        raise AssertionError("the last attempt answers or raises")

    def _wait(self, error: NetworkError, attempt: int) -> float | None:
        """Seconds before the next attempt, None when there is none: a proxy and a certificate do not mend themselves."""
        if attempt == TRIES or isinstance(error, (ProxyFault, Untrusted)):
            return None
        if isinstance(error, Busy) and error.seconds is not None:
            return error.seconds if error.seconds <= LONGEST_WAIT_SECONDS else None
        return BACK_OFF_SECONDS * 2 ** (attempt - 1)

    def _sleep(self, seconds: float) -> None:
        """Wait, and hear the cancel meanwhile."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self._progress.hear()
            time.sleep(min(left, PATIENCE_STEP_SECONDS))
        self._progress.hear()

    def _once(self, prepared: requests.PreparedRequest, limits: Limits, sink: BinaryIO | None) -> Answer:
        host = host_of(prepared.url)
        self._sleep(self._pace.delay(host))
        try:
            response = self._session.send(
                prepared, timeout=(limits.stall, limits.total), allow_redirects=True, stream=sink is not None
            )
            if sink is not None and response.status_code < 400:
                body, size = self._sunk(response, sink, limits)
            else:
                body, size = response.content, len(response.content)
        except requests.RequestException as error:
            raise _unanswered(host, prepared.url, limits, error) from error
        if size < _announced_size(response):
            raise Unreachable(host, f"{prepared.url}: cut at {size} bytes")
        if size > limits.maximum:
            raise TooLarge(host, limits.maximum, prepared.url)
        if response.status_code >= 400:
            raise self._denied(host, response)
        encoding = response.encoding or "utf-8"
        return Answer(response.url or prepared.url, response.status_code, response.headers, body, encoding, size)

    def _sunk(self, response: requests.Response, sink: BinaryIO, limits: Limits) -> tuple[bytes, int]:
        """Write the body to `sink`; its beginning, and how many bytes it has (one too many means more than the limit)."""
        sink.seek(0)
        sink.truncate()
        beginning, size = b"", 0
        for piece in response.iter_content(COPIED_BYTES):
            self._progress.hear()
            beginning = beginning or piece[:SNIFFED_BYTES]
            sink.write(piece)
            size += len(piece)
            if size > limits.maximum:
                break
        return beginning, size

    def _denied(self, host: str, response: requests.Response) -> NetworkError:
        status, detail = response.status_code, f"{response.url}: {response.status_code} {response.text[:2000]}"
        if status == 407:
            return ProxyFault(detail)
        if status in (404, 410):
            return NotFound(host, detail)
        if status in (429, 503):
            seconds = _retry_after(response.headers.get("Retry-After"))
            if seconds and seconds <= LONGEST_WAIT_SECONDS:
                self._pace.hold(host, seconds)
            return Busy(host, seconds, detail)
        if status >= 500:
            return OutOfOrder(host, status, detail)
        return Refused(host, status, detail)


def host_of(url: str) -> str:
    """The machine of an address, as it is named to users."""
    return urlsplit(url).hostname or url[:100]


def _unanswered(host: str, url: str, limits: Limits, error: requests.RequestException) -> NetworkError:
    detail = f"{url}: {error}"
    if isinstance(error, BadCredentials):
        return Refused(host, 401, detail)
    if isinstance(error, OverLimit):
        return TooLarge(host, limits.maximum, detail)
    if isinstance(error, requests.Timeout):
        return TooSlow(host, detail)
    if isinstance(error, requests.exceptions.ProxyError):
        return ProxyFault(detail)
    if isinstance(error, requests.exceptions.SSLError):
        return Untrusted(host, detail)
    if isinstance(error, (requests.TooManyRedirects, requests.exceptions.ContentDecodingError)):
        return NotAsAnnounced(host, detail)
    return Unreachable(host, detail)


def _announced_size(response: requests.Response) -> int:
    """Bytes that the body must have, 0 when nothing tells: requests lets a body pass that was cut."""
    told = response.headers.get("Content-Length", "")
    bodiless = response.status_code == 304 or (response.request is not None and response.request.method == "HEAD")
    return int(told) if re.fullmatch("[0-9]{1,15}", told) and not bodiless and "Content-Encoding" not in response.headers else 0


def _retry_after(text: str | None) -> float | None:
    """Seconds that a Retry-After header asks for, written as a number or as a date."""
    if not text:
        return None
    if re.fullmatch(r"[0-9]{1,9}", text.strip()):
        return float(text)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(text).timestamp() - time.time())
    except (TypeError, ValueError, OverflowError):  # neither a number nor a date: as if nothing had been said
        return None
