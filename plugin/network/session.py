# SPDX-License-Identifier: GPL-2.0-or-later
"""The one HTTP door: a `requests.Session` that sends through QGIS's network.

So QGIS's proxy, certificates, stored credentials, cache, user agent and network logger apply to everything.
"""

from __future__ import annotations

import io
import tempfile
import time
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import BinaryIO
from urllib.parse import urlsplit

import requests
from qgis.core import QgsApplication, QgsFeedback, QgsNetworkAccessManager
from qgis.PyQt.QtCore import QByteArray, QCoreApplication, QEventLoop, QThread, QTimer, QUrl
from qgis.PyQt.QtNetwork import QNetworkProxy, QNetworkReply, QNetworkRequest
from requests.adapters import BaseAdapter

from ..messages import Cancelled
from .door import BadCredentials, Limits, OverLimit

WATCH_MILLISECONDS = 50
SPOOLED_BYTES = 16_000_000
"""Longer bodies are kept in a temporary file instead of memory."""
MAXIMUM_REDIRECTS = 10
_PROXY_FAULTS = (
    QNetworkReply.NetworkError.ProxyConnectionRefusedError,
    QNetworkReply.NetworkError.ProxyConnectionClosedError,
    QNetworkReply.NetworkError.ProxyNotFoundError,
    QNetworkReply.NetworkError.ProxyTimeoutError,
    QNetworkReply.NetworkError.ProxyAuthenticationRequiredError,
    QNetworkReply.NetworkError.UnknownProxyError,
)


class _Exchange:
    """One request and its answer, in a thread of its own event loop; stops when it takes too long, is too large, or is no
    longer wanted.

    `QgsBlockingNetworkRequest` would do, but now and then it never comes back from a cancel (seen with QGIS 3.40.6), and it
    follows no relative redirect.
    """

    def __init__(self, limits: Limits, feedback: QgsFeedback | None) -> None:
        self.body = tempfile.SpooledTemporaryFile(SPOOLED_BYTES)  # noqa: SIM115 (it is the raw body of the response)
        self.stopped = ""
        self._received = 0
        self._limits, self._feedback = limits, feedback
        self._end = time.monotonic() + limits.total
        self._last = time.monotonic()
        self._loop = QEventLoop()  # made first: it gives a thread of Python what Qt's timers need

    def run(self, send: Callable[[QgsNetworkAccessManager], QNetworkReply]) -> QNetworkReply:
        """The finished reply to what `send` sends; its bytes are in `body`."""
        self._reply = send(QgsNetworkAccessManager.instance())
        self._reply.readyRead.connect(self._read)
        self._reply.finished.connect(self._loop.quit)
        timer = QTimer()
        timer.timeout.connect(self._watch)
        timer.start(WATCH_MILLISECONDS)
        if not self._reply.isFinished():
            self._loop.exec()
        timer.stop()
        self._read()
        return self._reply

    def _read(self) -> None:
        if self._reply.isOpen() and not self.stopped:
            piece = bytes(self._reply.readAll())
            self.body.write(piece)
            self._received += len(piece)
            self._last = time.monotonic()
            if self._received > self._limits.maximum:
                self._stop("too large")

    def _watch(self) -> None:
        now = time.monotonic()
        if self._feedback is not None and self._feedback.isCanceled():
            self._stop("cancelled")
        elif now > self._end or now - self._last > self._limits.stall:
            self._stop("too late")

    def _stop(self, why: str) -> None:
        self.stopped = self.stopped or why
        self._reply.abort()


class QgisAdapter(BaseAdapter):
    """Sends each request with QGIS's network manager, in whatever thread it is called."""

    def __init__(self, feedback: QgsFeedback | None = None, authcfg: str = "") -> None:
        super().__init__()
        self._feedback = feedback
        self._authcfg = authcfg

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: float | tuple[float, float] | None = None,
        verify: bool | str = True,
        cert: str | None = None,
        proxies: dict | None = None,
    ) -> requests.Response:
        """The answer to `request`, within its `limits` (an attribute, see `Limits`); QGIS decides on certificates and
        proxies, so those arguments are not used.

        Raises `Cancelled` when the feedback was cancelled, and the exceptions of requests when no answer came.
        """
        limits = getattr(request, "limits", Limits())
        return _off_the_main_thread(lambda: self._exchange(request, limits))

    def _exchange(self, request: requests.PreparedRequest, limits: Limits) -> requests.Response:
        exchange = _Exchange(limits, self._feedback)
        reply = exchange.run(lambda manager: self._send(manager, request))
        try:
            if exchange.stopped == "cancelled":
                raise Cancelled
            if exchange.stopped == "too late":
                raise requests.Timeout(f"no whole answer in {limits.total} s, or nothing for {limits.stall} s")
            if exchange.stopped == "too large":
                raise OverLimit(f"more than {limits.maximum} bytes")
            exchange.body.seek(0)
            return _response(request, reply, exchange.body, limits)
        finally:
            _let_go(reply)

    def _send(self, manager: QgsNetworkAccessManager, request: requests.PreparedRequest) -> QNetworkReply:
        outgoing = QNetworkRequest(QUrl(request.url))
        for name, value in request.headers.items():
            if name.lower() not in ("user-agent", "accept-encoding", "connection"):
                outgoing.setRawHeader(_bytes(name), _bytes(value))
        # Asked for by us, so that it is decompressed by us: Qt would do so without any limit of size.
        plain = request.headers.get("Accept-Encoding") == "identity"
        outgoing.setRawHeader(b"Accept-Encoding", b"identity" if plain else b"gzip")
        attributes = QNetworkRequest.Attribute
        outgoing.setAttribute(attributes.CacheLoadControlAttribute, QNetworkRequest.CacheLoadControl.PreferNetwork)
        policies = QNetworkRequest.RedirectPolicy  # credentials do not follow to another machine
        policy = policies.SameOriginRedirectPolicy if self._authcfg else policies.NoLessSafeRedirectPolicy
        outgoing.setAttribute(attributes.RedirectPolicyAttribute, policy)
        outgoing.setMaximumRedirectsAllowed(MAXIMUM_REDIRECTS)
        manage = QgsApplication.authManager()
        if self._authcfg and not _succeeded(manage.updateNetworkRequest(outgoing, self._authcfg)):
            raise BadCredentials(f"the credentials {self._authcfg} cannot be used")
        if request.method == "GET":
            reply = manager.get(outgoing)
        elif request.method == "HEAD":
            reply = manager.head(outgoing)
        elif request.method == "POST":
            reply = manager.post(outgoing, QByteArray(_bytes(request.body or b"")))
        else:
            raise requests.exceptions.InvalidSchema(f"{request.method} is not sent by this product")
        if self._authcfg and not _succeeded(manage.updateNetworkReply(reply, self._authcfg)):
            reply.abort()
        return reply

    def close(self) -> None:
        """Nothing is kept open."""


def _succeeded(answer: bool | tuple) -> bool:
    """QGIS's bindings give the outcome alone, or before what was changed."""
    return bool(answer[0] if isinstance(answer, tuple) else answer)


def _let_go(reply: QNetworkReply) -> None:
    """Have the main thread delete a reply.

    PyQt notes there that it is gone, by its place in memory. Deleted in another thread, it is noted later, when the next reply may
    be at that place: that one would be taken for deleted while it is read.
    """
    reply.setParent(None)
    reply.moveToThread(QCoreApplication.instance().thread())
    reply.deleteLater()


def _off_the_main_thread(work: Callable[[], requests.Response]) -> requests.Response:
    """What `work` gives, in a thread of its own when this is the main one (of qgis_process: the desktop never waits there).

    QGIS settles certificates and passwords on the main thread, which must stay awake for that.
    """
    if QThread.currentThread() != QCoreApplication.instance().thread():
        return work()
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(work)
        while not future.done():
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents, WATCH_MILLISECONDS)
            wait([future], WATCH_MILLISECONDS / 1000)
        return future.result()


def _response(request: requests.PreparedRequest, reply: QNetworkReply, body: BinaryIO, limits: Limits) -> requests.Response:
    status = reply.attribute(QNetworkRequest.Attribute.HttpStatusCodeAttribute)
    whole = reply.error() == QNetworkReply.NetworkError.NoError
    if status is None or (not whole and int(status) < 400):
        raise _failure(request.url, reply.error(), reply.errorString())
    response = requests.Response()
    response.status_code = int(status)
    response.url = reply.url().toString()
    response.request = request
    response.headers.update(
        {bytes(name).decode("latin-1"): bytes(reply.rawHeader(name)).decode("latin-1") for name in reply.rawHeaderList()}
    )
    encoding = response.headers.pop("Content-Encoding", "")
    response.encoding = requests.utils.get_encoding_from_headers(response.headers)
    plain = encoding.strip().lower() in ("", "identity")
    if not plain:
        response.headers.pop("Content-Length", None)  # that of the body as it was sent
    response.raw = body if plain else io.BytesIO(_decompressed(body.read(), encoding, limits.maximum))
    return response


def _failure(url: str, error: QNetworkReply.NetworkError, said: str) -> Exception:
    """The exception of requests for an exchange that ended without an answer."""
    errors = QNetworkReply.NetworkError
    by_proxy = (errors.ConnectionRefusedError, errors.HostNotFoundError, errors.UnknownNetworkError)
    if error in _PROXY_FAULTS or (error in by_proxy and _by_proxy(url)):
        return requests.exceptions.ProxyError(said)
    if error in (errors.TimeoutError, errors.OperationCanceledError):
        return requests.Timeout(said)
    if error == errors.SslHandshakeFailedError:
        return requests.exceptions.SSLError(said)
    if error in (errors.TooManyRedirectsError, errors.InsecureRedirectError, errors.ProtocolUnknownError):
        return requests.TooManyRedirects(said)
    return requests.ConnectionError(said or "no answer")


def _by_proxy(url: str) -> bool:
    """Whether QGIS is set to ask a proxy for that address: what is refused then is refused by the proxy."""
    manager = QgsNetworkAccessManager.instance()
    spared = any(url.startswith(start) for start in (*manager.excludeList(), *manager.noProxyList()) if start)
    kinds = QNetworkProxy.ProxyType
    return not spared and manager.fallbackProxy().type() in (kinds.HttpProxy, kinds.HttpCachingProxy, kinds.Socks5Proxy)


def _decompressed(body: bytes, encoding: str, maximum: int) -> bytes:
    """The body as it was before it was compressed; never more than `maximum` bytes of it are made."""
    if encoding.strip().lower() not in ("gzip", "x-gzip", "deflate"):
        raise requests.exceptions.ContentDecodingError(f"unknown encoding {encoding[:40]}")
    plain = b""
    while body:  # a body may be made of several members
        decoder = zlib.decompressobj(zlib.MAX_WBITS | 32)
        try:
            plain += decoder.decompress(body, maximum + 1 - len(plain))
        except zlib.error as error:
            raise requests.exceptions.ContentDecodingError(str(error)) from error
        if len(plain) > maximum:
            raise OverLimit(f"more than {maximum} bytes once decompressed")
        if not decoder.eof:
            raise requests.ConnectionError("the compressed body is cut")
        body = decoder.unused_data
    return plain


def session(feedback: QgsFeedback | None = None, authcfg: str = "", address: str = "") -> requests.Session:
    """A session whose every request goes through QGIS; `feedback` cancels. `authcfg` is an id of QGIS's credentials, shown to
    the machine of `address` only: a document may name any other.
    """
    made = requests.Session()
    made.trust_env = False
    made.mount("https://", QgisAdapter(feedback))
    made.mount("http://", QgisAdapter(feedback))
    if authcfg:
        parts = urlsplit(address)
        made.mount(f"{parts.scheme}://{parts.netloc}/", QgisAdapter(feedback, authcfg))
    return made


def _bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode("utf-8")
