# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes that are hindered, cut or killed: a clear sentence, nothing lost, only whole things."""

import json
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import made
import pytest
from vigie_territoriale.plugin.messages import VigieError
from vigie_territoriale.plugin.store import geopackage
from vigie_territoriale.plugin.store.geopackage import GeoPackage

MORTAL = Path(__file__).resolve().parents[1] / "data" / "mortal_store.py"
KILLS = 50
ENOUGH = 5
"""Versions that are written between the kills, for these to have something to harm."""
NOBODY = 65534


@pytest.fixture
def store(tmp_path):
    made_store = GeoPackage(tmp_path / "vigie.gpkg")
    made_store.save("bakeries", made.services(3))
    return made_store


@pytest.fixture
def open_folder():
    """A folder that any user reaches."""
    folder = Path(tempfile.mkdtemp(prefix="vigie_store_"))
    yield folder
    shutil.rmtree(folder)


def check(store, rows=3):
    """The store holds the first version, whole, and takes the next one."""
    with sqlite3.connect(store.path) as opened:
        assert opened.execute("pragma integrity_check").fetchone() == ("ok",)
    assert [(row.version, row.rows) for row in store.datasets()] == [(1, rows)]
    assert len(store.read("bakeries")[0]) == rows
    before = store.path.read_bytes()
    copy = GeoPackage(store.path.with_name("copy.gpkg"))
    copy.path.write_bytes(before)
    copy.save("bakeries", made.services(5))
    assert [(row.version, row.rows) for row in copy.snapshots("bakeries")] == [(2, 5), (1, rows)]
    copy.path.unlink()


@contextmanager
def file_size_limit(size):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def unprivileged():
    """Root may write anywhere: be nobody for a while."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


def test_a_full_disk(store):
    for extra in (0, 20_000, 200_000):
        with file_size_limit(store.path.stat().st_size + extra), pytest.raises(VigieError, match="the disk is full") as told:
            store.save("bakeries", made.services(20_000))
        assert "Nothing in it was changed" in told.value.sentence
        check(store)


def test_a_full_disk_at_the_first_write(tmp_path):
    fresh = GeoPackage(tmp_path / "new.gpkg")
    with file_size_limit(8_000), pytest.raises(VigieError, match=r"the disk is (not )?full"):
        fresh.save("bakeries", made.services(3))
    assert list(tmp_path.iterdir()) == []
    fresh.save("bakeries", made.services(3))
    check(fresh)


@pytest.mark.parametrize("held", ["begin immediate", "begin exclusive"])
def test_a_file_that_another_program_holds(store, monkeypatch, held):
    monkeypatch.setattr(geopackage, "BUSY_MILLISECONDS", 200)
    script = f"import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); c.execute('{held}'); print('held', flush=True); input()"
    other = subprocess.Popen(
        [sys.executable, "-c", script, str(store.path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert other.stdout.readline() == "held\n"
        with pytest.raises(VigieError, match="another program holds it"):
            store.save("bakeries", made.services(5))
    finally:
        other.communicate("\n")
    check(store)


def test_a_reader_that_keeps_the_file_delays_the_commit_and_no_more(store, monkeypatch):
    monkeypatch.setattr(geopackage, "BUSY_MILLISECONDS", 200)
    reader = sqlite3.connect(store.path)
    rows = reader.execute("select * from bakeries")
    rows.fetchone()
    with pytest.raises(VigieError, match="another program holds it"):
        store.save("bakeries", made.services(5))
    assert len(rows.fetchall()) == 2
    reader.close()
    check(store)


def test_readers_go_on_while_a_version_is_written(store, monkeypatch):
    seen = []
    written = GeoPackage._put

    def put(self, opened, *arguments):
        written(self, opened, *arguments)
        seen.append([len(GeoPackage(self.path).read("bakeries")[0]), GeoPackage(self.path).datasets()[0].version])

    monkeypatch.setattr(GeoPackage, "_put", put)
    store.save("bakeries", made.services(20_000))
    assert seen == [[3, 1]]
    assert len(store.read("bakeries")[0]) == 20_000


def test_writers_come_one_after_the_other(store):
    errors = []

    def write(name):
        try:
            for version in range(5):
                GeoPackage(store.path).save(name, made.services(100 + version))
        except VigieError as error:
            errors.append(error)

    threads = [threading.Thread(target=write, args=(f"layer{place}",)) for place in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert {row.layer: (row.version, row.rows) for row in store.datasets()} == {
        "bakeries": (1, 3), **{f"layer{place}": (5, 104) for place in range(4)},
    }  # fmt: skip
    assert not list(store.path.parent.glob("*.lock"))


def test_a_writer_of_ours_is_waited_for_then_named(store, monkeypatch):
    monkeypatch.setattr(geopackage, "WRITER_SECONDS", 0.2)
    with GeoPackage(store.path)._alone(), pytest.raises(VigieError, match="being written by another QGIS"):
        store.save("bakeries", made.services(5))
    check(store)


@pytest.mark.parametrize("what", ["file", "folder", "both"])
def test_a_store_that_may_only_be_read(open_folder, what):
    store = GeoPackage(open_folder / "vigie.gpkg")
    store.save("bakeries", made.services(3))
    store.path.chmod(0o444 if what in ("file", "both") else 0o666)
    open_folder.chmod(0o755 if what in ("folder", "both") else 0o777)
    with unprivileged():
        assert len(store.read("bakeries")[0]) == 3 and store.datasets()[0].rows == 3
        with pytest.raises(VigieError, match=r"cannot be written: (it may only be read|access is denied)"):
            store.save("bakeries", made.services(5))
    store.path.chmod(0o644)
    check(store)


def test_a_damaged_store_is_a_sentence(tmp_path):
    store = GeoPackage(tmp_path / "vigie.gpkg")
    store.path.write_bytes(b"SQLite format 3\0 and then nothing that makes sense" * 50)
    before = store.path.read_bytes()
    with pytest.raises(VigieError, match="cannot be read"):
        store.datasets()
    with pytest.raises(VigieError, match="cannot be written"):
        store.save("bakeries", made.services(3))
    assert store.path.read_bytes() == before


@pytest.fixture
def mortals():
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "OGR_SQLITE_SYNCHRONOUS": "OFF"}  # no power cut here
    parent = subprocess.Popen(
        [sys.executable, str(MORTAL)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True
    )
    yield parent
    parent.stdin.close()
    parent.wait()
    parent.stdout.close()


def test_a_kill_before_the_first_version_leaves_an_empty_store(tmp_path, monkeypatch):
    """GDAL does not open a GeoPackage without any table, if only to read it."""
    write, killed = geopackage._write, GeoPackage(tmp_path / "killed.gpkg")

    def watched(opened, *arguments):
        shutil.copy(tmp_path / "vigie.gpkg", killed.path)
        write(opened, *arguments)

    monkeypatch.setattr(geopackage, "_write", watched)
    GeoPackage(tmp_path / "vigie.gpkg").save("bakeries", made.services(3))
    monkeypatch.undo()
    assert killed.datasets() == []
    with pytest.raises(VigieError, match="no version"):
        killed.read("bakeries")
    killed.save("bakeries", made.services(3))
    check(killed)


def test_the_store_survives_kills_at_random(tmp_path, mortals):
    """From the first write on: each version that shows is whole, the registry tells of what is there, and it goes on."""
    chance, store, ends, reached = random.Random(20261125), GeoPackage(tmp_path / "vigie.gpkg"), [], 0
    measured = GeoPackage(tmp_path / "measured" / "vigie.gpkg")
    for version in (1, 2):
        started = time.perf_counter()
        measured.save("bakeries", made.services(500, str(version)))
        longest = min(2.5 * (time.perf_counter() - started), 0.7)
    while len(ends) < KILLS or (reached <= ENOUGH and len(ends) < 4 * KILLS):
        if len(ends) >= KILLS:
            longest *= 1.1  # a machine that became slower than it was when measured
        mortals.stdin.write(json.dumps({"path": str(store.path), "first": reached + 1}) + "\n")
        mortals.stdin.flush()
        pid = int(mortals.stdout.readline())
        time.sleep(chance.uniform(0, longest))
        os.kill(pid, signal.SIGKILL)
        ends.append(int(mortals.stdout.readline()))
        known = store.snapshots("bakeries")
        assert [row.version for row in known] == list(range(len(known), 0, -1))
        for row in known[:2]:
            table, geometry = store.read("bakeries", row.version)
            assert len(table) == len(geometry) == row.rows == 500
            assert table["name"].str.endswith(f"/{row.checksum}").all()
        reached = len(known)
    assert set(ends) == {-signal.SIGKILL} and reached > ENOUGH
    with sqlite3.connect(store.path) as opened:
        assert opened.execute("pragma integrity_check").fetchone() == ("ok",)
        contents = {name for (name,) in opened.execute("select table_name from gpkg_contents")}
        assert contents == {"bakeries", "vigie_layout", "vigie_provenance", "vigie_registry", "vigie_results"} | {
            f"bakeries__v{version}" for version in range(1, reached)
        }
        assert opened.execute("select count(*) from rtree_bakeries_geom").fetchone() == (500,)
    store.save("bakeries", made.services(3))
    assert {path.name for path in tmp_path.iterdir()} == {"vigie.gpkg", "measured"}
