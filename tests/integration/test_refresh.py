# SPDX-License-Identifier: GPL-2.0-or-later
"""vigie:refresh as a scheduled task runs it: exit code, one line a dataset, the store read without the product's code."""

import json
import sqlite3

from .conftest import answer


def test_a_scheduled_refresh(vigie, tmp_path):
    store, report = tmp_path / "réseau" / "vigie.gpkg", tmp_path / "report.json"
    common = {"STORE": store, "SOURCE": "embedded", "REPORT": report, "OUTPUT": tmp_path / "changes.gpkg"}
    datasets = "petites-villes-de-demain,legal-populations"
    first = vigie("vigie:refresh", DATASETS=datasets, TERRITORY="departement:05", **common)
    assert answer(first)["UPDATED"] == 2
    with sqlite3.connect(store) as opened:
        rows = opened.execute("select layer, version, rows, territory from vigie_registry order by layer").fetchall()
        counted = [opened.execute(f"select count(*) from {layer}").fetchone()[0] for layer, *_ in rows]
    assert [(version, territory) for _, version, _, territory in rows] == [(1, "departement:05")] * 2
    assert [count for _, _, count, _ in rows] == counted and all(counted)
    again = vigie("vigie:refresh", **common)
    assert answer(again)["CHANGES"] == 0 and answer(again)["UPDATED"] == 0
    assert [told["status"] for told in json.loads(report.read_text(encoding="utf-8"))] == ["unchanged", "unchanged"]


def test_a_refresh_that_fails_has_an_exit_code(vigie, tmp_path):
    store, report = tmp_path / "vigie.gpkg", tmp_path / "report.json"
    failed = vigie("vigie:refresh", DATASETS="petites-villes-de-demain,nothing", TERRITORY="departement:05", STORE=store,
                   SOURCE="embedded", REPORT=report)  # fmt: skip
    assert failed.returncode != 0 and "1 of 2 datasets could not be refreshed" in failed.stdout + failed.stderr
    assert [told["status"] for told in json.loads(report.read_text(encoding="utf-8"))] == ["loaded", "failed"]
