# SPDX-License-Identifier: GPL-2.0-or-later
"""The HTTP door over QGIS's network, against a real local server."""

import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest
import requests
from qgis.core import QgsFeedback
from qgis.PyQt.QtCore import QCoreApplication
from vigie_territoriale.plugin.messages import Cancelled, Silent, VigieError
from vigie_territoriale.plugin.network.door import Door
from vigie_territoriale.plugin.network.download import download
from vigie_territoriale.plugin.network.session import session


class Handler(BaseHTTPRequestHandler):
    seen: ClassVar[list] = []

    def do_GET(self):
        Handler.seen.append((self.command, self.path, dict(self.headers)))
        if self.path == "/slow":
            threading.Event().wait(3)
        if self.path == "/brief":
            threading.Event().wait(0.05)
        status = 503 if self.path == "/busy" else 200
        body = "é;1\n".encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/csv; charset=utf-8")
        self.send_header("Content-Length", str(len(body) + (1000 if self.path == "/cut" else 0)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    do_HEAD = do_GET

    def do_POST(self):
        length = int(self.headers["Content-Length"])
        Handler.seen.append((self.command, self.path, self.rfile.read(length)))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="module")
def server():
    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()


def test_get_goes_through_qgis(server, qgis_app):
    answer = session().get(f"{server}/a", params={"q": "é à"}, headers={"X-Fields": "data{id}"})
    assert (answer.status_code, answer.text, answer.headers["Content-Type"]) == (200, "é;1\n", "text/csv; charset=utf-8")
    method, path, headers = Handler.seen[-1]
    assert (method, path) == ("GET", "/a?q=%C3%A9+%C3%A0")
    assert "QGIS" in headers["User-Agent"]
    assert headers["X-Fields"] == "data{id}"


def test_post(server, qgis_app):
    assert session().post(f"{server}/p", data="corps é".encode()).text == "ok"
    assert Handler.seen[-1] == ("POST", "/p", "corps é".encode())


def test_head_gets_no_body(server, qgis_app):
    answer = Door(session(), Silent()).head(f"{server}/a", headers={"X-Fields": "x"})
    assert (answer.status, answer.body, answer.headers["Content-Length"]) == (200, b"", "5")
    assert Handler.seen[-1][0] == "HEAD"


def test_errors_are_those_of_requests(server, qgis_app):
    assert session().get(f"{server}/busy").status_code == 503
    with pytest.raises(requests.ConnectionError):
        session().get("http://127.0.0.1:9/")
    with pytest.raises(requests.exceptions.InvalidSchema):
        session().delete(f"{server}/x")


def test_a_body_that_is_cut_is_no_answer(server, qgis_app, tmp_path):
    with pytest.raises(requests.ConnectionError):
        session().get(f"{server}/cut")
    with pytest.raises(VigieError, match="cannot be reached"):
        download(Door(session(), Silent()), f"{server}/cut", tmp_path, Silent())
    assert not [path for path in tmp_path.iterdir() if path.suffix not in (".part", ".json")]


def test_a_cancelled_request_is_no_empty_answer(server, qgis_app):
    feedback = QgsFeedback()
    timer = threading.Timer(0.3, feedback.cancel)
    timer.start()
    with pytest.raises(Cancelled):
        session(feedback).get(f"{server}/slow")


def test_download_through_qgis(server, qgis_app, tmp_path):
    assert download(Door(session(), Silent()), f"{server}/a", tmp_path, Silent()).read_text(encoding="utf-8") == "é;1\n"
    with pytest.raises(VigieError, match="too many requests"):
        download(Door(session(), Silent()), f"{server}/busy", tmp_path, Silent())


def test_a_busy_window_does_not_lose_the_answers_of_a_worker(server, qgis_app):
    """PyQt hears of the end of a reply in the window's thread, by its place in memory, where the next reply may be by then."""
    answers, errors = [], []

    def work():
        for _ in range(100):
            try:
                answers.append(session().get(f"{server}/brief").text)
            except Exception as error:
                errors.append(error)

    worker = threading.Thread(target=work)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "excepthook", lambda kind, error, trace: errors.append(error))  # of slots: it would end the program
        worker.start()
        while worker.is_alive():
            worker.join(0.12)  # the window is busy
            QCoreApplication.processEvents()
    assert not errors
    assert answers == ["é;1\n"] * 100
