# SPDX-License-Identifier: GPL-2.0-or-later
"""Downloads against a real local server."""

import hashlib
import io
import random

import file_server
import pytest
import requests
from vigie_territoriale.plugin.messages import Cancelled, Silent, VigieError
from vigie_territoriale.plugin.network import download as module
from vigie_territoriale.plugin.network import errors
from vigie_territoriale.plugin.network.door import Door
from vigie_territoriale.plugin.network.download import download


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setattr(module, "PIECE_BYTES", 1000)
    monkeypatch.setattr("vigie_territoriale.plugin.network.door.BACK_OFF_SECONDS", 0.01)
    with file_server.running() as running:
        yield running


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


def test_pieces_without_a_version_are_not_put_together(server, door, tmp_path):
    server.files["/a"], server.versions = random.Random(1).randbytes(5500), False
    assert download(door, f"{server.address}/a", tmp_path, Silent()).read_bytes() == server.files["/a"]
    assert [headers.get("Range") for headers in server.asked] == ["bytes=0-999", None]


def test_a_file_that_became_shorter_is_begun_again(server, door, tmp_path):
    """By a server that does not know If-Range: it answers that there is no such piece."""
    server.files["/a"], server.cut_at = random.Random(1).randbytes(5500), 3000
    server.headers = {"Last-Modified": "Mon, 01 Jun 2026 00:00:00 GMT"}
    server.versions = False
    url = f"{server.address}/a"
    part = tmp_path / f"{hashlib.sha256(url.encode()).hexdigest()[:24]}.part"
    part.write_bytes(bytes(3000))
    module.Mark(url, modified="Sun, 31 May 2026 00:00:00 GMT", size=5500).write(module.mark_of(part))
    server.files["/a"], server.cut_at, server.knows_if_range = b"short", None, False
    assert download(door, url, tmp_path, Silent()).read_bytes() == b"short"


def test_a_piece_of_another_version_is_not_put_to_the_first(server, door, tmp_path):
    """By a server that does not know If-Range."""
    url = f"{server.address}/a"
    part = tmp_path / f"{hashlib.sha256(url.encode()).hexdigest()[:24]}.part"
    part.write_bytes(bytes(3000))
    module.Mark(url, etag='"old"', size=5500).write(module.mark_of(part))
    server.files["/a"], server.knows_if_range = b"x" * 5500, False
    with pytest.raises(errors.NotAsAnnounced):
        download(door, url, tmp_path, Silent())
    assert download(door, url, tmp_path, Silent()).read_bytes() == server.files["/a"]


@pytest.mark.parametrize("changed", [False, True])
def test_a_part_that_a_kill_left_whole_is_taken_if_its_source_has_not_changed(server, door, tmp_path, changed):
    server.files["/a"] = b"x" * 2500
    url = f"{server.address}/a"
    part = tmp_path / f"{hashlib.sha256(url.encode()).hexdigest()[:24]}.part"
    part.write_bytes(server.files["/a"])
    module.Mark(url, etag=f'"{hashlib.md5(server.files["/a"]).hexdigest()}"', size=2500).write(module.mark_of(part))
    if changed:
        server.files["/a"] = b"y" * 1500
    assert download(door, url, tmp_path, Silent()).read_bytes() == server.files["/a"]
    assert len(server.asked) == (2 if changed else 1)


def test_a_body_shorter_than_it_says_is_cut(server, door, tmp_path):
    server.files["/a"], server.pieces, server.missing = b"x" * 500, False, 100
    with pytest.raises(errors.Unreachable):
        download(door, f"{server.address}/a", tmp_path, Silent())
    assert not names(tmp_path)


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
