# SPDX-License-Identifier: GPL-2.0-or-later
"""Downloads against a real local server."""

import hashlib
import io
import random
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests
from vigie_territoriale.plugin.messages import Cancelled, Silent, VigieError
from vigie_territoriale.plugin.network import download as module
from vigie_territoriale.plugin.network import errors
from vigie_territoriale.plugin.network.door import Door
from vigie_territoriale.plugin.network.download import download


class Files(BaseHTTPRequestHandler):
    """Serves `server.files` (path -> bytes) by pieces, with an ETag that follows the content; notes what is asked."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        server = self.server
        server.asked.append(dict(self.headers))
        body = server.files.get(self.path)
        if body is None:
            self.answer(404, b"no")
            return
        tag = f'"{hashlib.md5(body).hexdigest()}"'
        if self.headers.get("If-None-Match") == tag:
            self.answer(304, b"", ETag=tag)
            return
        asked = re.match(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
        valid = self.headers.get("If-Range") in (None, tag)
        if asked and valid and server.pieces:
            start, end = int(asked[1]), min(int(asked[2]), len(body) - 1)
            if server.cut_at is not None and start >= server.cut_at:
                self.close_connection = True
                self.connection.close()
                return
            self.answer(206, body[start : end + 1], ETag=tag, Content_Range=f"bytes {start}-{end}/{len(body)}")
        else:
            self.answer(200, body, ETag=tag)

    def answer(self, status, body, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setattr(module, "PIECE_BYTES", 1000)
    monkeypatch.setattr("vigie_territoriale.plugin.network.door.BACK_OFF_SECONDS", 0.01)
    running = ThreadingHTTPServer(("127.0.0.1", 0), Files)
    running.files, running.asked, running.pieces, running.cut_at = {}, [], True, None
    running.address = f"http://127.0.0.1:{running.server_port}"
    threading.Thread(target=running.serve_forever, args=(0.02,), daemon=True).start()
    yield running
    running.shutdown()
    running.server_close()


@pytest.fixture
def door():
    return Door(requests.Session(), Silent())


def names(folder):
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


@pytest.mark.parametrize("pieces", [True, False])
@pytest.mark.parametrize("size", [1, 999, 1000, 1001, 4321])
def test_a_whole_file(server, door, tmp_path, pieces, size):
    server.pieces = pieces
    server.files["/data.csv"] = bytes(random.Random(size).randbytes(size))
    folder = tmp_path / "téléchargements"
    path = download(door, f"{server.address}/data.csv", folder, Silent(), ".csv")
    assert path.read_bytes() == server.files["/data.csv"]
    assert names(folder) == [path.name, f"{path.name}.json"]
    assert len(server.asked) == (-(-size // 1000) if pieces else 1)


def test_what_has_not_changed_is_not_sent_again(server, door, tmp_path):
    server.files["/a"] = b"one" * 1000
    path = download(door, f"{server.address}/a", tmp_path, Silent())
    before = len(server.asked)
    assert download(door, f"{server.address}/a", tmp_path, Silent()) == path
    assert len(server.asked) == before + 1
    server.files["/a"] = b"two"
    assert download(door, f"{server.address}/a", tmp_path, Silent()).read_bytes() == b"two"


def test_what_was_cut_is_taken_up_where_it_stopped(server, door, tmp_path):
    server.files["/a"], server.cut_at = random.Random(1).randbytes(5500), 3000
    with pytest.raises(errors.Unreachable):
        download(door, f"{server.address}/a", tmp_path, Silent())
    assert [name for name in names(tmp_path) if not name.endswith((".part", ".json"))] == []
    server.cut_at, before = None, len(server.asked)
    assert download(door, f"{server.address}/a", tmp_path, Silent()).read_bytes() == server.files["/a"]
    assert [headers["Range"] for headers in server.asked[before:]] == ["bytes=3000-3999", "bytes=4000-4999", "bytes=5000-5999"]


def test_a_file_that_changed_meanwhile_is_begun_again(server, door, tmp_path):
    server.files["/a"], server.cut_at = random.Random(1).randbytes(5500), 3000
    with pytest.raises(errors.Unreachable):
        download(door, f"{server.address}/a", tmp_path, Silent())
    server.files["/a"], server.cut_at = random.Random(2).randbytes(3300), None
    assert download(door, f"{server.address}/a", tmp_path, Silent()).read_bytes() == server.files["/a"]


def test_a_checksum_is_verified(server, door, tmp_path):
    server.files["/a"] = b"x" * 2500
    good = hashlib.sha1(server.files["/a"]).hexdigest()
    assert download(door, f"{server.address}/a", tmp_path, Silent(), checksum=f"SHA1:{good}").exists()
    with pytest.raises(errors.NotAsAnnounced):
        download(door, f"{server.address}/a", tmp_path / "b", Silent(), checksum="sha1:" + "0" * 40)
    assert not [name for name in names(tmp_path / "b") if not name.endswith(".json")]


def test_cancel_keeps_what_came(server, door, tmp_path):
    class Stop:
        def step(self, percent, text=""):
            if percent > 50:
                raise Cancelled

        def hear(self):
            pass

    server.files["/a"] = bytes(4000)
    with pytest.raises(Cancelled):
        download(door, f"{server.address}/a", tmp_path, Stop())
    before = len(server.asked)
    download(door, f"{server.address}/a", tmp_path, Silent())
    assert server.asked[before]["Range"] != "bytes=0-999"


@pytest.mark.parametrize(
    ("body", "kind"),
    [(b"<!DOCTYPE html><html>login</html>", errors.NotAsAnnounced), (b"", errors.NotAsAnnounced), (None, errors.NotFound)],
)
def test_what_is_no_data_is_refused(server, door, tmp_path, body, kind):
    server.pieces = bool(body)
    if body is not None:
        server.files["/a"] = body
    with pytest.raises(kind):
        download(door, f"{server.address}/a", tmp_path, Silent())
    assert not names(tmp_path)


@pytest.mark.parametrize("pieces", [True, False])
def test_too_much_is_refused(server, door, tmp_path, pieces):
    server.files["/a"], server.pieces = bytes(5000), pieces
    with pytest.raises(errors.TooLarge, match="more than"):
        download(door, f"{server.address}/a", tmp_path, Silent(), maximum=2000)
    assert len(server.asked) == 1


def test_a_folder_that_cannot_be_written_is_a_sentence(server, door, tmp_path):
    server.files["/a"] = b"x"
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(VigieError, match="could not be kept"):
        download(door, f"{server.address}/a", tmp_path / "file" / "folder", Silent())


def test_live_sources_are_harmonised_from_the_network(server, tmp_path, monkeypatch):
    """The live path end to end, the addresses pointed at a local server that answers as documented."""
    from vigie_territoriale.plugin.observatory import Observatory

    answers = {
        "/api/1/datasets/r/1fa831ec-d912-4277-8b95-a8b998bf951e": b"id_pvd,insee_com,lib_com,date_signature\np,05170,Tallard,10/05/2021\n"
    }

    class Session(requests.Session):
        def send(self, request, **options):
            answer = requests.Response()
            answer.status_code = 200
            answer.raw = io.BytesIO(answers[request.url.removeprefix("https://www.data.gouv.fr")])
            return answer

    observatory = Observatory(lambda progress, authcfg: Session(), tmp_path)
    territory = observatory.cog.territory("epci:200067825")
    dataset = observatory.load("petites-villes-de-demain", territory, "live", Silent())
    assert dataset.provenance.mode == "live"
    assert dataset.table["date"].tolist() == ["2021-05-10"]
