# SPDX-License-Identifier: GPL-2.0-or-later
"""Two QGIS desktops with profiles of their own, on virtual screens, that share one store: what one refreshes, the other sees."""

import json
import os
import subprocess
import time

import made
import pytest
from postgres_server import PostgresServer
from vigie_territoriale.plugin.harmonize.dataset import Dataset
from vigie_territoriale.plugin.store.postgis import PostGis

from .conftest import ROOT, connection_settings

USERS = {"writer": "bob", "reader": "alice"}
LAYER = "petites_villes_de_demain_departement_05"
PATIENCE_SECONDS = 150


@pytest.fixture
def server():
    running = PostgresServer()
    yield running
    running.close()


@pytest.fixture
def shared(server):
    store = PostGis(server.connection)
    store.save("first", made.services(1))
    store.drop(["first"])
    server.sql("CREATE ROLE bob LOGIN; CREATE ROLE alice LOGIN; GRANT vigie_contributor TO bob; GRANT vigie_reader TO alice")
    return PostGis(server.connection_of("bob"))


def profile(folder, server, user):
    """The settings of a QGIS that opens on its window alone, with the plugin and a connection."""
    settings = folder / "profiles" / "default" / "QGIS" / "QGIS3.ini"
    settings.parent.mkdir(parents=True)
    lines = connection_settings(server, user)
    settings.write_text(
        f"[PostgreSQL]\n{lines}\n\n[PythonPlugins]\nvigie_territoriale=true\n\n[app]\nFirstRunVersionFlag=99999\n\n"
        "[qgis]\ncheckVersion=false\nshowTips=false\n\n[vigie_territoriale]\ntour_done=true\n",
        encoding="utf-8",
    )
    return folder


def desk(member, server, folder, out):
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("QGIS_", "PYTHONPATH", "QT_", "COV", "PYTEST"))
    }
    environment = {
        **clean, "VIGIE_PROFILE": str(profile(folder / member, server, USERS[member])), "VIGIE_MEMBER": member,
        "VIGIE_DESKTOP_OUT": str(out), "VIGIE_STORE": "postgis:reseau/vigie", "LC_ALL": "C.UTF-8",
    }  # fmt: skip
    with (out / f"{member}.log").open("w") as log:
        return subprocess.Popen([ROOT / "scripts" / "member.sh"], env=environment, stdout=log, stderr=log)


def test_what_one_desktop_refreshes_the_other_one_sees(server, shared, tmp_path):
    out = tmp_path / "out"
    out.mkdir()

    def word(name):
        end = time.monotonic() + PATIENCE_SECONDS
        while not (out / f"{name}.json").exists():
            for ended in out.glob("*-ended.json"):
                assert not json.loads(ended.read_text())["failure"], ended.read_text()
            assert time.monotonic() < end, [(path.name, path.read_text()[-2000:]) for path in out.glob("*.log")]
            time.sleep(0.1)
        return json.loads((out / f"{name}.json").read_text(encoding="utf-8"))

    members = [desk(member, server, tmp_path, out) for member in USERS]
    try:
        first = word("writer-added")
        table, geometry = shared.read(LAYER)
        poorer = shared.dataset(LAYER)
        shared.save(LAYER, Dataset("perimeter", table.iloc[:-1], poorer.provenance, None if geometry is None else geometry[:-1]))
        (out / "poorer.json").write_text("{}")
        before, after, seen = word("reader-added"), word("writer-refreshed"), word("reader-refreshed")
        ends = [word(f"{member}-ended")["failure"] for member in USERS]
    finally:
        for member in members:
            member.terminate()
            member.wait()
    assert ends == ["", ""]
    assert "alice" in before["source"]
    assert before["rows"] == first["rows"] - 1 > 0
    assert after["rows"] == seen["rows"] == first["rows"], "she sees it without having opened it again"
    assert "1 of 1 layers have newer data" in after["status"]
    assert "You may read test, vigie, but not write to it" in seen["status"]
    assert server.sql("SELECT version, author FROM vigie.vigie_snapshots ORDER BY 1") == [
        ["1", "bob"],
        ["2", "bob"],
        ["3", "bob"],
    ]
