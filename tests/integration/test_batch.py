# SPDX-License-Identifier: GPL-2.0-or-later
"""vigie-batch as a region runs it: several processes, one killed half-way, a scheduler of its own, a database."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

import batch_data
import numpy as np
import pandas as pd
import pytest
import requests
from postgres_server import PostgresServer
from vigie_territoriale.plugin.batch.expressions import evaluate
from vigie_territoriale.plugin.messages import Silent
from vigie_territoriale.plugin.observatory import Observatory
from vigie_territoriale.plugin.store.tables import long_table

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("of-sum", "of-median", "per-10000", "to-shops", "length")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("batch")
    batch_data.make(made)
    return made


@pytest.fixture(scope="module")
def wanted(folder):
    return [path for path in batch_data.definitions(folder) if Path(path).stem in NAMES]


@pytest.fixture(scope="module")
def sources(folder):
    return [one for one in batch_data.sources(folder) if one.role in ("points", "shops", "lines")]


@pytest.fixture(scope="module")
def one_process(folder, wanted, sources):
    """The long table that one process of the engine gives of a territory."""
    observatory = Observatory(lambda progress, endpoint: requests.Session(), folder / "profile", evaluate=evaluate)

    def table(territory, level):
        layers = batch_data.read_whole(sources, wanted, observatory)
        return long_table(observatory.study(wanted, observatory.cog.territory(territory), level, layers, "embedded", Silent()))

    return table


def command(folder, wanted, sources, output, *more):
    given = [f"--source={one.role}={one.address}|{one.layer}" for one in sources]
    return [
        "scripts/vigie-batch", f"--definitions={','.join(wanted)}", f"--output={output}", f"--report={output}.json", "--language=en", *given,
        *more,
    ]  # fmt: skip


@contextmanager
def started(arguments):
    """A program, ended at the latest with the test; its messages are read as they come."""
    program = subprocess.Popen(
        [str(part) for part in arguments], cwd=ROOT, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        yield program
    finally:
        program.kill()
        program.wait()
        program.stderr.close()


def same_figures(path, expected):
    """The table on disk has the figures of one process, to 1e-9."""
    found = pd.read_csv(
        path, dtype={"code": str, "peers": str}, keep_default_na=False, na_values={name: [""] for name in NUMBERS}
    )
    assert list(found) == list(expected)
    assert len(found) == len(expected) > 100
    for name in ("indicator", "role", "level", "code", "name", "flag", "territory", "method", "formula", "layers"):
        assert found[name].tolist() == expected[name].tolist(), name
    for name in NUMBERS:
        np.testing.assert_allclose(found[name], expected[name].astype(float), rtol=1e-9, atol=1e-9, equal_nan=True)


NUMBERS = (
    "value",
    "numerator",
    "denominator",
    "coverage",
    "rank",
    "ranked",
    "quantile",
    "peers_value",
    "peers_rank",
    "peers_ranked",
)


def wall(path):
    return json.loads(Path(f"{path}.json").read_text(encoding="utf-8"))["wall_seconds"]


def test_three_workers_of_which_one_is_killed(folder, wanted, sources, one_process, capsys):
    output, alone = folder / "three.csv", folder / "one.csv"
    with started(command(folder, wanted, sources, output, "--level=epci", "--workers=3")) as batch:
        killed = 0
        for line in batch.stderr:
            told = re.match(r"(\d+)/(\d+) .*\(.*:(\d+)\)$", line.strip())
            if told and not killed and int(told[1]) >= int(told[2]) / 2:
                killed = int(told[3])
                os.kill(killed, signal.SIGKILL)
        assert batch.wait() == 0 and killed
    report = json.loads(Path(f"{output}.json").read_text(encoding="utf-8"))
    assert report["lost_workers"] == 1 and len(report["workers"]) >= 3 and len(report["parts"]) == 101
    same_figures(output, one_process("france", "epci"))
    with started(command(folder, wanted, sources, alone, "--level=epci", "--workers=1")) as batch:
        assert batch.stderr.read() and batch.wait() == 0
    same_figures(
        alone, pd.read_csv(output, dtype={"code": str}, keep_default_na=False, na_values={name: [""] for name in NUMBERS})
    )
    with capsys.disabled():
        print(f"\nvigie-batch: 3 workers, one killed, {wall(output):.1f} s; 1 worker {wall(alone):.1f} s")


def test_a_scheduler_of_ones_own_that_loses_a_worker(folder, wanted, sources, one_process, tmp_path):
    """As on several machines: no one starts the lost worker again. Its part goes to another, and so does the job, if it alone had it."""
    output = tmp_path / "figures.csv"
    with ExitStack() as running:
        about = tmp_path / "scheduler.json"
        ours = ["--scheduler-file", about]
        running.enter_context(started(["scripts/vigie-batch", "scheduler", "--host", "127.0.0.1", "--port", "0", *ours]))
        until(about.exists)
        address = json.loads(about.read_text(encoding="utf-8"))["address"]
        workers = [running.enter_context(started(["scripts/vigie-batch", "worker", address, "--no-nanny"])) for _ in range(3)]
        until(lambda: worker_count(address) == 3)
        more = ["--territory=region:93,region:84", "--level=commune", f"--scheduler={address}"]
        batch = running.enter_context(started(command(folder, wanted, sources, output, *more)))
        lines = []
        for line in batch.stderr:
            lines.append(line)
            if re.match(r"6/\d+ ", line):
                workers[0].send_signal(signal.SIGKILL)
        assert batch.wait() == 0, lines
    assert json.loads(Path(f"{output}.json").read_text(encoding="utf-8"))["lost_workers"] == 1
    same_figures(output, one_process("region:93,region:84", "commune"))


def worker_count(address):
    told = "import sys, distributed; c = distributed.Client(sys.argv[1]); print(len(c.scheduler_info()['workers']))"
    return int(subprocess.run([sys.executable, "-c", told, address], capture_output=True, text=True, check=True).stdout)


def until(holds, seconds=60):
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.2)


def test_layers_of_a_database_are_read_by_parts(folder, wanted, sources, one_process, tmp_path):
    server = PostgresServer()
    try:
        for source in sources:
            subprocess.run(
                ["ogr2ogr", "-f", "PostgreSQL", f"PG:{server.connection}", source.address, "-nln", source.layer, "-lco", "GEOMETRY_NAME=geom"],
                check=True, capture_output=True,
            )  # fmt: skip
        output = tmp_path / "figures.csv"
        there = [f"--source={one.role}=PG:{server.connection}|{one.layer}" for one in sources]
        given = command(folder, wanted, [], output, "--territory=departement:05", "--level=epci", "--workers=0", *there)
        done = subprocess.run([str(part) for part in given], cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    finally:
        server.close()
    found, expected = pd.read_csv(output, dtype={"code": str}), one_process("departement:05", "epci")
    for name in ("value", "numerator", "denominator", "coverage"):
        np.testing.assert_allclose(found[name], expected[name], rtol=1e-9, atol=1e-9, equal_nan=True)
    read = {
        role: count
        for part in json.loads(Path(f"{output}.json").read_text(encoding="utf-8"))["parts"]
        for role, count in part["read"].items()
    }
    assert read["points"] < 600


def test_a_mistake_is_one_sentence_and_nothing_is_written(folder, wanted, sources, tmp_path):
    given = command(folder, wanted, sources[:1], tmp_path / "figures.csv", "--territory=departement:05", "--workers=2")
    done = subprocess.run([str(part) for part in given], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1 and done.stderr.count("\n") == 1 and "needs a layer for “shops”" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_batch_that_is_interrupted_writes_nothing(folder, wanted, sources, tmp_path):
    with started(command(folder, wanted, sources, tmp_path / "figures.csv", "--workers=2")) as batch:
        for line in batch.stderr:
            if line.startswith("3/"):
                os.killpg(batch.pid, signal.SIGINT)  # as a terminal does
                break
        assert "Cancelled" in batch.stderr.read() and batch.wait() == 130
    assert list(tmp_path.iterdir()) == []
