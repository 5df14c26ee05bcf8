# SPDX-License-Identifier: GPL-2.0-or-later
"""Processes killed while they download and unpack: the cache holds only what is whole, and goes on."""

import gzip
import io
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from hashlib import sha256
from pathlib import Path

import file_server
import pytest
import requests
from vigie_territoriale.plugin.files.archives import unpack
from vigie_territoriale.plugin.messages import Silent
from vigie_territoriale.plugin.network.cache import Cache
from vigie_territoriale.plugin.network.door import Door

MORTAL = Path(__file__).resolve().parents[1] / "data" / "mortal.py"
KILLS = 50


class Mortals:
    """Children of a process that has imported all they need: they start in a millisecond, to be killed."""

    def __init__(self, folder, urls):
        self.folder, self.urls = folder, urls
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        self.parent = subprocess.Popen(
            [sys.executable, str(MORTAL)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True
        )

    def start(self, at=0):
        self.parent.stdin.write(json.dumps({"folder": str(self.folder), "urls": self.urls, "at": at}) + "\n")
        self.parent.stdin.flush()
        return int(self.parent.stdout.readline())

    def end(self):
        return int(self.parent.stdout.readline())


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)  # see mortal.py
    with file_server.running() as running:
        yield running


@pytest.fixture
def mortals(server, tmp_path):
    children = Mortals(tmp_path / "cache", [f"{server.address}/{name}" for name in ("a.zip", "b.csv.gz", "c.csv")])
    yield children
    children.parent.stdin.close()
    children.parent.wait()
    children.parent.stdout.close()


class World:
    """What the server gives, of which it publishes new versions; `unpacked` is what each file must give."""

    def __init__(self, server, seed):
        self.server, self.random = server, random.Random(seed)
        self.unpacked = {}

    def publish(self, name):
        lines = "".join(f"{self.random.random()}\n" for _ in range(1500)).encode()
        members = {"d/a.csv": lines, "d/b.csv": lines[:5000]} if name == "a.zip" else {name.replace(".gz", ""): lines}
        body = lines if name == "c.csv" else gzip.compress(lines, mtime=0)
        if name == "a.zip":
            buffer = io.BytesIO()
            with zipfile.ZipFile(buffer, "w") as archive:
                for member, text in members.items():
                    archive.writestr(member, text)
            body = buffer.getvalue()
        self.server.files[f"/{name}"] = body
        self.unpacked[sha256(body).hexdigest()] = (body, members)

    def check(self, mortals):
        """All that the cache shows is a whole version; a copy of it goes on to the last one."""
        for url in mortals.urls:
            kept = Cache(mortals.folder).find(url)
            if kept is not None:
                body, members = self.unpacked[kept.sha256]
                assert kept.path.read_bytes() == body
                self.check_content(kept, members)
        copy = mortals.folder.with_name("copy")
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(mortals.folder, copy)
        cache, door = Cache(copy), Door(requests.Session(), Silent())
        for url in mortals.urls:
            kept = cache.fetch(door, url, Silent())
            assert kept.path.read_bytes() == self.server.files[f"/{url.rpartition('/')[2]}"]
            found = unpack(kept.path, kept.content, Silent(), name=kept.name)
            assert {member.name: member.path.read_bytes() for member in found} == self.unpacked[kept.sha256][1]
            cache.release(kept)
        cache.shrink()
        assert not [path for path in copy.iterdir() if path.name.endswith((".part", ".mark", ".lock", ".use"))]
        assert len([path for path in copy.iterdir() if path.suffix == ".json"]) == len(mortals.urls)

    def check_content(self, kept, members):
        for whole in kept.content.iterdir() if kept.content.is_dir() else ():
            if whole.is_dir() and whole.name != "part":
                found = {
                    str(path.relative_to(whole).as_posix()): path.read_bytes() for path in whole.rglob("*") if path.is_file()
                }
                assert found == members


def test_the_cache_survives_kills_at_random(server, mortals):
    world = World(server, 20260601)
    names = [url.rpartition("/")[2] for url in mortals.urls]
    for name in names:
        world.publish(name)
    mortals.folder.mkdir()
    ends = []
    for _ in range(KILLS):
        server.dribble = 0.001
        pid = mortals.start()
        time.sleep(world.random.uniform(0, 0.25))
        os.kill(pid, signal.SIGKILL)
        ends.append(mortals.end())
        server.dribble = 0
        world.check(mortals)
        if world.random.random() < 0.7:
            world.publish(world.random.choice(names))
    assert ends == [-signal.SIGKILL] * KILLS


def test_the_cache_survives_a_death_before_each_change_of_the_disk(server, mortals):
    """First with nothing kept, then with a version that another replaces."""
    world = World(server, 1)
    names = ["a.zip"]
    mortals.urls = mortals.urls[:1]
    for kept in (False, True):
        ends, at = [], 0
        while not ends or ends[-1] == 9:
            at += 1
            shutil.rmtree(mortals.folder, ignore_errors=True)
            mortals.folder.mkdir()
            for name in names:
                world.publish(name)
            if kept:
                mortals.start(at=1_000_000)
                assert mortals.end() == 0
                for name in names:
                    world.publish(name)
            mortals.start(at=at)
            ends.append(mortals.end())
            world.check(mortals)
        assert ends[-1] == 0 and at > 30
