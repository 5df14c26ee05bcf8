# SPDX-License-Identifier: GPL-2.0-or-later
"""The cache of downloads against a real local server."""

import hashlib
import json
import os
import threading
import time

import file_server
import pytest
import requests
from vigie_territoriale.plugin.locks import Lock, is_held
from vigie_territoriale.plugin.messages import Cancelled, Silent, VigieError, set_language
from vigie_territoriale.plugin.network import cache as module
from vigie_territoriale.plugin.network import download, errors
from vigie_territoriale.plugin.network.cache import Cache
from vigie_territoriale.plugin.network.door import Door, Limits


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setattr(download, "PIECE_BYTES", 1000)
    monkeypatch.setattr("vigie_territoriale.plugin.network.door.BACK_OFF_SECONDS", 0.01)
    with file_server.running() as running:
        yield running


@pytest.fixture
def door():
    return Door(requests.Session(), Silent())


@pytest.fixture
def cache(tmp_path):
    return Cache(tmp_path / "téléchargements")


def names(cache):
    return sorted(path.name for path in cache.folder.iterdir())


def without_uses(cache):
    return [name for name in names(cache) if not name.endswith(".use")]


def test_what_is_kept_says_where_it_comes_from(server, door, cache):
    server.files["/export"] = b"a;b\n" * 700
    server.headers = {
        "Content-Disposition": "attachment; filename*=UTF-8''..%2Fdonn%C3%A9es%202026.CSV",
        "Content-Type": "text/csv; charset=utf-8",
        "Last-Modified": "Mon, 01 Jun 2026 00:00:00 GMT",
    }
    kept = cache.fetch(door, f"{server.address}/export", Silent())
    assert kept.path.read_bytes() == server.files["/export"]
    assert (kept.size, kept.sha256) == (2800, hashlib.sha256(server.files["/export"]).hexdigest())
    assert kept.etag == f'"{hashlib.md5(server.files["/export"]).hexdigest()}"'
    assert (kept.modified, kept.media_type) == (server.headers["Last-Modified"], "text/csv; charset=utf-8")
    assert kept.name == "données 2026.CSV"
    assert kept.path.name.isascii() and kept.path.suffix == ".csv"
    assert kept.fetched.startswith(time.strftime("%Y-%m-", time.gmtime())) and not kept.note
    assert cache.find(f"{server.address}/export") == kept


@pytest.mark.parametrize(
    ("disposition", "path", "name"),
    [
        ("", "/x/communes%2004.zip", "communes 04.zip"),
        ('attachment; filename="C:\\\\temp\\\\a.csv"', "/x", "a.csv"),
        ('attachment; filename="../../etc/passwd"', "/x", "passwd"),
        ("attachment; filename=é.csv".encode().decode("latin-1"), "/x", "é.csv"),
        ("attachment", "/dossier/", ""),
    ],
)
def test_names_have_no_folder(server, door, cache, disposition, path, name):
    server.files[path] = b"x"
    server.headers = {"Content-Disposition": disposition} if disposition else {}
    assert cache.fetch(door, f"{server.address}{path}", Silent()).name == name


def test_an_unchanged_file_is_not_sent_again_and_a_changed_one_replaces_it(server, door, cache):
    server.files["/a"] = b"one"
    first = cache.fetch(door, f"{server.address}/a", Silent(), suffix=".csv")
    assert cache.fetch(door, f"{server.address}/a", Silent(), suffix=".csv") == first
    assert len(server.asked) == 2
    server.files["/a"] = b"two"
    second = cache.fetch(door, f"{server.address}/a", Silent(), suffix=".csv")
    assert second.path.read_bytes() == b"two"
    assert first.path.read_bytes() == b"one"  # whoever reads it is not disturbed
    for _ in range(3):
        cache.release(second)
    cache.shrink()
    assert without_uses(cache) == [second.path.name, f"{second.path.name[:24]}.json"]


@pytest.mark.parametrize("status", [503, 500])
def test_what_is_kept_is_given_when_the_source_is_out_of_order(server, door, cache, status):
    server.files["/a"] = b"one"
    first = cache.fetch(door, f"{server.address}/a", Silent())
    server.status = status
    again = cache.fetch(door, f"{server.address}/a", Silent())
    assert again.path == first.path
    assert f"The copy that was downloaded on {first.fetched[:10]} is used." in again.note
    assert again.note.startswith("127.0.0.1")
    set_language("fr")
    assert "/".join(reversed(first.fetched[:10].split("-"))) in cache.fetch(door, f"{server.address}/a", Silent()).note


def test_what_is_kept_is_given_without_network(server, cache):
    server.files["/a"] = b"one"
    url = f"{server.address}/a"
    cache.fetch(Door(requests.Session(), Silent()), url, Silent())

    class Offline(requests.Session):
        error = requests.ConnectionError

        def send(self, request, **options):
            raise self.error("no network")

    for error in (requests.ConnectionError, requests.Timeout, requests.exceptions.ProxyError):
        session = Offline()
        session.error = error
        assert cache.fetch(Door(session, Silent()), url, Silent()).note
        with pytest.raises(errors.NetworkError):
            cache.fetch(Door(session, Silent()), f"{url}b", Silent())
        assert cache.newer(Door(session, Silent()), url) is None


def test_a_source_that_took_its_file_back_says_so(server, door, cache):
    server.files["/a"] = b"one"
    cache.fetch(door, f"{server.address}/a", Silent())
    server.files.clear()
    with pytest.raises(errors.NotFound):
        cache.fetch(door, f"{server.address}/a", Silent())


def test_a_damaged_file_is_downloaded_again(server, door, cache):
    server.files["/a"] = b"x" * 1500
    kept = cache.fetch(door, f"{server.address}/a", Silent())
    kept.path.write_bytes(b"x" * 3)
    assert cache.find(kept.url) is None
    assert cache.fetch(door, kept.url, Silent()).path.read_bytes() == server.files["/a"]
    kept.path.write_bytes(b"y" * 1500)
    good = f"sha256:{kept.sha256}"
    assert cache.fetch(door, kept.url, Silent(), checksum=good).path.read_bytes() == server.files["/a"]
    with pytest.raises(errors.NotAsAnnounced):
        cache.fetch(door, kept.url, Silent(), checksum="sha1:" + "0" * 40)


@pytest.mark.parametrize("written", ["", "{", "[]", '{"path": "../x"}', "null", '{"path": 3}'])
def test_a_damaged_mark_is_none(server, door, cache, written):
    server.files["/a"] = b"one"
    kept = cache.fetch(door, f"{server.address}/a", Silent())
    cache.release(kept)
    (cache.folder / f"{kept.path.name[:24]}.json").write_text(written, encoding="utf-8")
    assert cache.find(kept.url) is None
    cache.shrink()
    assert names(cache) == []


def test_a_mark_vouches_for_no_file_elsewhere(server, door, cache, tmp_path):
    server.files["/a"] = b"one"
    kept = cache.fetch(door, f"{server.address}/a", Silent())
    (tmp_path / "other").write_bytes(b"two")
    mark = cache.folder / f"{kept.path.name[:24]}.json"
    mark.write_text(json.dumps({**json.loads(mark.read_text("utf-8")), "path": "../other"}), encoding="utf-8")
    assert cache.find(kept.url) is None


def test_newer_asks_without_downloading(server, door, cache):
    url = f"{server.address}/a"
    assert cache.newer(door, url) is None
    server.files["/a"] = b"one"
    cache.fetch(door, url, Silent())
    before = len(server.asked)
    assert cache.newer(door, url) is False
    server.files["/a"] = b"two"
    assert cache.newer(door, url) is True
    assert [asked["method"] for asked in server.asked[before:]] == ["HEAD", "HEAD"]
    server.files.clear()
    assert cache.newer(door, url) is None


def test_newer_without_etag(server, door, cache):
    server.files["/a"], server.versions = b"one", False
    server.headers = {"Last-Modified": "Mon, 01 Jun 2026 00:00:00 GMT"}
    url = f"{server.address}/a"
    cache.fetch(door, url, Silent())
    assert cache.newer(door, url) is False
    server.headers = {"Last-Modified": "Tue, 02 Jun 2026 00:00:00 GMT"}
    assert cache.newer(door, url) is True


def test_newer_by_size_only(server, door, cache):
    server.files["/a"], server.versions = b"one", False
    url = f"{server.address}/a"
    cache.fetch(door, url, Silent())
    server.files["/a"] = b"three"
    assert cache.newer(door, url) is True
    server.files["/a"] = b"six"
    assert cache.newer(door, url) is None  # the size alone does not say that nothing changed


def filled(server, door, cache, count):
    """`count` files of 1000 bytes, the first the one used longest ago."""
    kept = []
    for number in range(count):
        server.files[f"/{number}"] = bytes([65 + number]) * 1000
        kept.append(cache.fetch(door, f"{server.address}/{number}", Silent(), suffix=".txt"))
        mark = cache.folder / f"{kept[-1].path.name[:24]}.json"
        os.utime(mark, (1_000_000 + number, 1_000_000 + number))
    return kept


def test_room_is_made_from_what_was_used_longest_ago(server, door, cache):
    kept = filled(server, door, cache, 4)
    for one in kept[:3]:
        cache.release(one)
    cache.release(cache.fetch(door, kept[0].url, Silent(), suffix=".txt"))  # used now
    cache.maximum_bytes = cache.size() - 500
    assert cache.shrink() >= 1000
    assert [one.path.exists() for one in kept] == [True, False, True, True]
    cache.maximum_bytes = 0
    cache.shrink()
    assert [one.path.exists() for one in kept] == [False, False, False, True]  # the last one is in use


def test_what_another_session_uses_stays(server, door, cache):
    kept = filled(server, door, cache, 2)
    other = Cache(cache.folder)
    assert other.clear() == 0
    cache.release(kept[0])
    assert other.clear() > 1000
    assert [one.path.exists() for one in kept] == [False, True]
    cache.release(kept[1])
    other.clear()
    assert names(cache) == [] and cache.size() == 0


def test_a_fetch_makes_room(server, door, cache):
    cache.maximum_bytes = 2500
    for one in range(5):
        server.files[f"/{one}"] = bytes(1000)
        cache.release(cache.fetch(door, f"{server.address}/{one}", Silent()))
    cache.shrink()
    assert 1000 < cache.size() <= 2500


def test_what_was_unpacked_goes_with_the_file(server, door, cache):
    server.files["/a"] = b"one"
    kept = cache.fetch(door, f"{server.address}/a", Silent())
    kept.content.mkdir()
    (kept.content / "data.csv").write_bytes(bytes(5000))
    assert cache.size() > 5000
    cache.shrink()
    assert kept.content.exists()
    cache.release(kept)
    assert cache.clear() > 5000
    assert names(cache) == []


def test_files_of_others_stay(cache):
    cache.folder.mkdir()
    (cache.folder / "notes.txt").write_text("mine", encoding="utf-8")
    cache.clear()
    assert names(cache) == ["notes.txt"]


def test_parts_that_were_given_up_go(server, door, cache):
    server.files["/a"], server.cut_at = bytes(5000), 3000
    with pytest.raises(errors.Unreachable):
        cache.fetch(door, f"{server.address}/a", Silent())
    cache.shrink()
    assert [name.partition(".")[2] for name in names(cache)] == ["part", "part.json"]
    old = time.time() - module.STALE_PART_SECONDS - 60
    for path in cache.folder.iterdir():
        os.utime(path, (old, old))
    assert cache.shrink() > 3000
    assert names(cache) == []


def test_many_at_once_get_one_whole_file(server, cache, monkeypatch):
    server.files["/a"], server.dribble = os.urandom(20_000), 0.002
    url, got = f"{server.address}/a", []

    def fetch():
        mine = Cache(cache.folder)  # as another process would
        got.append(mine.fetch(Door(requests.Session(), Silent()), url, Silent()).path.read_bytes())

    threads = [threading.Thread(target=fetch) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == [server.files["/a"]] * 6
    assert sum("If-None-Match" not in asked for asked in server.asked) == 20  # pieces, each asked for once


def test_waiting_for_another_can_be_cancelled(server, door, cache):
    class Stop(Silent):
        def hear(self):
            raise Cancelled

    url = f"{server.address}/a"
    cache.folder.mkdir()
    with Lock(cache.folder / f"{module._key(url, '')}.lock"), pytest.raises(Cancelled):
        cache.fetch(door, url, Stop())


def test_a_folder_that_cannot_be_written_is_a_sentence(server, door, tmp_path):
    server.files["/a"] = b"x"
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(VigieError, match="could not be kept"):
        Cache(tmp_path / "file" / "folder").fetch(door, f"{server.address}/a", Silent())


def test_a_lock_has_one_holder(tmp_path):
    path, inside, most = tmp_path / "lock", [], []

    def work():
        for _ in range(30):
            with Lock(path):
                inside.append(1)
                most.append(len(inside))
                time.sleep(0.0005)
                inside.pop()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(most) == {1} and len(most) == 120
    assert not path.exists()


def test_a_lock_left_by_the_dead_is_free(tmp_path):
    path = tmp_path / "lock"
    path.write_bytes(b"")
    assert not is_held(path)
    with Lock(path):
        assert is_held(path)


def test_a_file_over_the_users_limit_is_refused(server, door, cache):
    server.files["/a"] = bytes(5000)
    cache.largest_bytes = 2500
    with pytest.raises(errors.TooLarge):
        cache.fetch(door, f"{server.address}/a", Silent())
    cache.largest_bytes = 5000
    assert cache.fetch(door, f"{server.address}/a", Silent()).size == 5000


def test_patience_multiplies_the_seconds_of_all_limits():
    asked = []

    class Recorder(requests.adapters.HTTPAdapter):
        def send(self, request, timeout=None, **more):
            asked.append((timeout, request.limits))
            raise requests.ConnectionError

    session = requests.Session()
    session.mount("http://", Recorder())
    own = Limits(stall=10, total=30, maximum=7)
    patient = Door(session, Silent(), patience=3)
    for limits in (None, own):
        with pytest.raises(errors.Unreachable):
            patient.get("http://host.example/", limits=limits)
    assert {timeout for timeout, _ in asked} == {(60, 180), (30, 90)}
    assert {limits.maximum for _, limits in asked} == {Limits().maximum, 7}
