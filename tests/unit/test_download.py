# SPDX-License-Identifier: GPL-2.0-or-later
"""Downloads against a real local server."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests
from vigie_territoriale.plugin.messages import Silent, VigieError
from vigie_territoriale.plugin.network import download as module
from vigie_territoriale.plugin.network.download import download


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        status, body = {
            "/data.csv": (200, b"a,b\n1,2\n"),
            "/page": (200, b"<!DOCTYPE html><html>login</html>"),
            "/empty": (200, b""),
            "/big": (200, b"x" * 5000),
        }.get(self.path, (404, b"no"))
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="module")
def server():
    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()


def test_a_whole_file(server, tmp_path):
    path = download(requests.Session(), f"{server}/data.csv", tmp_path / "téléchargements", Silent(), ".csv")
    assert path.read_bytes() == b"a,b\n1,2\n"
    assert [item.name for item in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize(("path", "sentence"), [("/page", "web page"), ("/empty", "web page"), ("/absent", "answer 404")])
def test_what_is_no_data_is_refused(server, tmp_path, path, sentence):
    with pytest.raises(VigieError, match=sentence):
        download(requests.Session(), server + path, tmp_path, Silent())
    assert not list(tmp_path.iterdir())


def test_too_much_is_refused(server, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "MAXIMUM_BYTES", 1000)
    with pytest.raises(VigieError, match="more than"):
        download(requests.Session(), f"{server}/big", tmp_path, Silent())


def test_a_dead_server_is_a_sentence(tmp_path):
    with pytest.raises(VigieError, match="cannot be reached"):
        download(requests.Session(), "http://127.0.0.1:9/x", tmp_path, Silent())


def test_live_sources_are_harmonised_from_the_network(server, tmp_path, monkeypatch):
    """The live path end to end, the addresses pointed at a local server that answers as documented."""
    from vigie_territoriale.plugin.observatory import Observatory

    answers = {
        "/api/1/datasets/r/1fa831ec-d912-4277-8b95-a8b998bf951e": b"id_pvd,insee_com,lib_com,date_signature\np,05170,Tallard,10/05/2021\n"
    }

    class Session(requests.Session):
        def get(self, url, **options):
            answer = requests.Response()
            answer.status_code = 200
            answer._content = answers[url.removeprefix("https://www.data.gouv.fr")]
            return answer

    observatory = Observatory(lambda progress: Session(), tmp_path)
    territory = observatory.cog.territory("epci:200067825")
    dataset = observatory.load("petites-villes-de-demain", territory, "live", Silent())
    assert dataset.provenance.mode == "live"
    assert dataset.table["date"].tolist() == ["2021-05-10"]
