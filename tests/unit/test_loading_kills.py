# SPDX-License-Identifier: GPL-2.0-or-later
"""Processes killed while they load: the cache and the store open, and hold whole things only; what is left is swept."""

import io
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from contextlib import closing
from pathlib import Path

import file_server
import pytest
from vigie_territoriale.plugin.network.cache import Cache

MORTAL = Path(__file__).resolve().parents[1] / "data" / "mortal_loader.py"
KILLS = 50
LONGEST_SECONDS = 1.0
NAMES = ("lieux.csv", "lieux.zip", "lieux.geojson")


class Mortals:
    """Children of a process that has imported all they need, to be killed."""

    def __init__(self, folder, urls):
        self.order = {"folder": str(folder), "urls": urls}
        temporary = folder / "temporary"
        temporary.mkdir(parents=True)
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "TMPDIR": str(temporary)}
        self.parent = subprocess.Popen(
            [sys.executable, str(MORTAL)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True
        )

    def start(self, once=False):
        self.parent.stdin.write(json.dumps({**self.order, "once": once}) + "\n")
        self.parent.stdin.flush()
        return int(self.parent.stdout.readline())

    def end(self):
        return int(self.parent.stdout.readline())


class World:
    """What the server gives: versions of files, each of rows that bear its number; `rows` is how many rows each has."""

    def __init__(self, server):
        self.server, self.rows, self.bodies = server, {}, {}

    def publish(self, name):
        version = len(self.rows) + 1
        self.rows[version] = count = 400 + 37 * version
        csv = "code_insee,version\n" + f"05061,{version}\n" * count
        body = csv.encode()
        if name.endswith(".zip"):
            buffer = io.BytesIO()
            with zipfile.ZipFile(buffer, "w") as archive:
                archive.writestr("lieux.csv", csv)
            body = buffer.getvalue()
        elif name.endswith(".geojson"):
            point = {"type": "Point", "coordinates": [6, 44.5]}
            feature = {"type": "Feature", "geometry": point, "properties": {"version": version}}
            body = json.dumps({"type": "FeatureCollection", "features": [feature] * count}).encode()
        self.server.files[f"/{name}"] = body
        self.bodies.setdefault(name, {})[version] = body

    def check_cache(self, folder, urls):
        for url in urls:
            kept = Cache(folder / "downloads").find(url)
            if kept is not None:
                assert kept.path.read_bytes() in self.bodies[url.rpartition("/")[2]].values()

    def check_store(self, path):
        """Versions of the tables that it registers, by name; it opens as any program would open it."""
        if not path.exists():
            return {}
        with closing(sqlite3.connect(path)) as database:
            assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            listed = database.execute("SELECT table_name FROM gpkg_contents WHERE table_name NOT LIKE 'vigie\\_%' ESCAPE '\\'")
            names = [name for (name,) in listed]
            found = {
                name: database.execute(f'SELECT version, count(*) FROM "{name}" GROUP BY version').fetchall() for name in names
            }
        assert set(names) <= {name.replace(".", "_") for name in NAMES}
        assert all(len(versions) == 1 and self.rows[versions[0][0]] == versions[0][1] for versions in found.values()), found
        return {name: versions[0][0] for name, versions in found.items()}


@pytest.fixture
def server():
    with file_server.running() as running:
        yield running


@pytest.fixture
def mortals(server, tmp_path):
    children = Mortals(tmp_path / "product", [f"{server.address}/{name}" for name in NAMES])
    yield children
    children.parent.stdin.close()
    children.parent.wait()
    children.parent.stdout.close()


def test_the_store_survives_kills_at_random(server, mortals, tmp_path):
    world, chance, product = World(server), random.Random(20261125), tmp_path / "product"
    for name in NAMES:
        world.publish(name)
    mortals.start(once=True)  # the parent's own first round is not to be measured
    assert mortals.end() == 0
    began = time.monotonic()
    mortals.start(once=True)
    assert mortals.end() == 0
    longest = min(LONGEST_SECONDS, 1.3 * (time.monotonic() - began))
    ends, seen = [], set()
    for kill in range(KILLS):
        if kill % 5 == 0:  # the store has still to be made
            for path in product.glob("store.gpkg*"):
                path.unlink()
        pid = mortals.start()
        time.sleep(chance.uniform(0, longest))
        os.kill(pid, signal.SIGKILL)
        ends.append(mortals.end())
        world.check_cache(product, mortals.order["urls"])
        seen |= set(world.check_store(product / "store.gpkg").values())
        world.publish(chance.choice(NAMES))
    assert ends == [-signal.SIGKILL] * KILLS
    assert len(seen) >= KILLS / 10, "hardly anything was loaded: the children were killed too early"
    mortals.start(once=True)
    assert mortals.end() == 0
    latest = {name.replace(".", "_"): max(versions) for name, versions in world.bodies.items()}
    assert world.check_store(product / "store.gpkg") == latest
    assert sorted(path.name for path in product.iterdir()) == ["downloads", "store.gpkg", "temporary"]
    assert not list((product / "temporary").iterdir())
    assert not list((product / "downloads/work").iterdir())
