# SPDX-License-Identifier: GPL-2.0-or-later
"""The one HTTP door: a `requests.Session` that sends through QGIS's network.

So QGIS's proxy, certificates, stored credentials, cache, user agent and network logger apply to everything.
"""

from __future__ import annotations

import io

import requests
from qgis.core import QgsBlockingNetworkRequest, QgsFeedback
from qgis.PyQt.QtCore import QByteArray, QUrl
from qgis.PyQt.QtNetwork import QNetworkRequest
from requests.adapters import BaseAdapter

from ..messages import Cancelled


class QgisAdapter(BaseAdapter):
    """Sends each request with a `QgsBlockingNetworkRequest`, in whatever thread it is called."""

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
        """The answer to `request`; QGIS decides on time-outs, certificates and proxies, so those arguments are not used.

        Raises `Cancelled` when the feedback was cancelled, `requests.Timeout` or `requests.ConnectionError` when no
        answer came.
        """
        sender = QgsBlockingNetworkRequest()
        if self._authcfg:
            sender.setAuthCfg(self._authcfg)
        outgoing = QNetworkRequest(QUrl(request.url))
        for name, value in request.headers.items():
            if name.lower() not in ("user-agent", "accept-encoding", "connection"):
                outgoing.setRawHeader(_bytes(name), _bytes(value))
        if request.method == "GET":
            code = sender.get(outgoing, False, self._feedback)
        elif request.method == "POST":
            code = sender.post(outgoing, QByteArray(_bytes(request.body or b"")), False, self._feedback)
        else:
            raise requests.exceptions.InvalidSchema(f"{request.method} is not sent by this product")
        if self._feedback is not None and self._feedback.isCanceled():
            raise Cancelled
        reply = sender.reply()
        status = reply.attribute(QNetworkRequest.Attribute.HttpStatusCodeAttribute)
        cut = code != QgsBlockingNetworkRequest.ErrorCode.NoError and status is not None and int(status) < 400
        if status is None or cut:
            if code == QgsBlockingNetworkRequest.ErrorCode.TimeoutError:
                raise requests.Timeout(sender.errorMessage())
            raise requests.ConnectionError(sender.errorMessage() or "no answer")
        response = requests.Response()
        response.status_code = int(status)
        response.url = request.url
        response.request = request
        response.headers.update(
            {bytes(name).decode("latin-1"): bytes(reply.rawHeader(name)).decode("latin-1") for name in reply.rawHeaderList()}
        )
        response.headers.pop("Content-Encoding", None)  # Qt has already decompressed the body
        response.encoding = requests.utils.get_encoding_from_headers(response.headers)
        response.raw = io.BytesIO(bytes(reply.content()))
        return response

    def close(self) -> None:
        """Nothing is kept open."""


def session(feedback: QgsFeedback | None = None, authcfg: str = "") -> requests.Session:
    """A session whose every request goes through QGIS; `feedback` cancels, `authcfg` is an id of QGIS's credentials."""
    made = requests.Session()
    made.trust_env = False
    adapter = QgisAdapter(feedback, authcfg)
    made.mount("https://", adapter)
    made.mount("http://", adapter)
    return made


def _bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode("utf-8")
