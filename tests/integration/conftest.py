# SPDX-License-Identifier: GPL-2.0-or-later
"""Whole programs, started as a user starts them; what they write is read without the product's code."""

import json
import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OWN_LAYER = ROOT / "tests" / "data" / "stations-service-04-05.geojson"
COG = ROOT / "tests" / "data" / "cog2026-communes.csv.gz"
SAMPLES = ROOT / "resources" / "samples"


def run(*command, **environment):
    """A program's result; its environment is that of a shell which knows nothing of the test runner."""
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("QGIS_", "PYTHONPATH", "QT_", "COV", "PYTEST"))
    }
    return subprocess.run(
        [str(part) for part in command], cwd=ROOT, env={**clean, **environment}, capture_output=True, text=True, timeout=300
    )


def connection_settings(server, user):
    """The lines of QGIS's settings for a connection named “reseau” to the database of the tests, under its group."""
    kept = {
        "host": server.folder, "port": 5432, "database": "test", "username": user, "saveUsername": "true", "sslmode": "SslDisable",
    }  # fmt: skip
    return "\n".join(f"connections\\reseau\\{name}={value}" for name, value in kept.items())


@pytest.fixture(scope="session")
def vigie():
    """Runs an algorithm with scripts/vigie and gives its parsed answer, or the failed process."""

    def run_algorithm(name, **parameters):
        arguments = [f"{key}={value}" for key, value in parameters.items()]
        return run("scripts/vigie", "--json", "run", name, "--", *arguments, LC_ALL="C.UTF-8")

    return run_algorithm


def answer(process):
    assert process.returncode == 0, process.stdout + process.stderr
    return json.loads(process.stdout[process.stdout.index("{") :])["results"]
