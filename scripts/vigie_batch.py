#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Indicators at the scale of the country, without QGIS: see docs/batch.md. Started by scripts/vigie-batch."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import requests
from vigie_territoriale.plugin.batch.computing import Report, compute
from vigie_territoriale.plugin.batch.expressions import evaluate
from vigie_territoriale.plugin.batch.pools import Pool, own_workers, workers_of
from vigie_territoriale.plugin.batch.sources import Source
from vigie_territoriale.plugin.batch.work import Answer
from vigie_territoriale.plugin.batch.writing import check_output, write_results
from vigie_territoriale.plugin.indicators.zonings import OWN
from vigie_territoriale.plugin.messages import Cancelled, VigieError, number, set_language
from vigie_territoriale.plugin.observatory import Observatory
from vigie_territoriale.plugin.territory.model import LEVELS
from vigie_territoriale.plugin.working import working_folder, write_whole


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    """What was asked on the command line."""
    parser = argparse.ArgumentParser(prog="vigie-batch", description=__doc__)
    add = parser.add_argument
    add("--definitions", required=True, help="ids of the library or .json files, apart by commas")
    add("--territory", default="france", help="such as region:93 or epci:200067825,commune:05061 (default: france)")
    add("--level", default="commune", choices=[*LEVELS, OWN], help="units that figures are made for (default: commune)")
    add("--zones", metavar="PATH|LAYER", help="own polygons, or a table of communes and their groups (level zones)")
    add(
        "--source", action="append", default=[], metavar="ROLE=PATH|LAYER",
        help="a layer: GeoPackage, GeoParquet, anything of GDAL's, or PG:service=…|schema.table; |subset=SQL filters it; the role "
        "“contours” gives contours of communes",
    )  # fmt: skip
    add("--output", required=True, type=Path, help="the table to write: .csv, .gpkg or .parquet")
    add("--report", type=Path, help="how it went, as JSON: seconds, workers, what each part read")
    add(
        "--workers",
        type=int,
        default=os.cpu_count() or 1,
        help="processes of this machine; 0: this one (default: its processors)",
    )
    add("--scheduler", metavar="ADDRESS", help="a Dask scheduler's, in place of workers of this machine: tls://host:8786")
    for name in ("tls-ca", "tls-cert", "tls-key"):
        add(f"--{name}", type=Path, metavar="FILE", help="for a scheduler with TLS")
    add(
        "--open-network",
        action="store_true",
        help="speak to a scheduler without TLS on another machine: anybody there may command it",
    )
    add("--language", default=os.environ.get("LANG", "en")[:2], help="of titles, units and methods: fr or en")
    add("--folder", type=Path, help="the product's folder, with precise contours and downloads (default: a new, empty one)")
    return parser.parse_args(given)


class Terminal:
    """A `Progress` that Ctrl-C cancels."""

    def __init__(self) -> None:
        self.stopped = False
        for signum in (signal.SIGINT, signal.SIGTERM):
            signal.signal(signum, self._stop)

    def _stop(self, *_: object) -> None:
        self.stopped = True

    def step(self, percent: float, text: str = "") -> None:
        self.hear()

    def hear(self) -> None:
        if self.stopped:
            raise Cancelled


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def told(answer: Answer, done: int, of: int) -> None:
    read = ", ".join(f"{role} {number(count)}" for role, count in answer.read.items())
    say(f"{done}/{of} {answer.part.level} {answer.part.name}: {answer.seconds:.1f} s, read {read or '–'} ({answer.worker})")


def pool_of(asked: argparse.Namespace) -> AbstractContextManager[Pool]:
    if asked.scheduler:
        return workers_of(asked.scheduler, (asked.tls_ca, asked.tls_cert, asked.tls_key), asked.open_network)
    return own_workers(asked.workers)


def batch(asked: argparse.Namespace, progress: Terminal) -> None:
    """Compute and write."""
    started = time.perf_counter()
    sources = [Source.written(text) for text in asked.source]
    if asked.zones:
        sources.append(Source.written(f"{OWN}={asked.zones}"))
    check_output(asked.output, sources)
    wanted = [item.strip() for item in asked.definitions.split(",") if item.strip()]
    with working_folder() as temporary:
        observatory = Observatory(lambda progress, endpoint: requests.Session(), asked.folder or temporary, evaluate=evaluate)
        territory = observatory.cog.territory(asked.territory)
        results, report = compute(observatory, wanted, territory, asked.level, sources, pool_of(asked), progress, told)
        rows = write_results(results, asked.output)
    summary(report, rows, asked, time.perf_counter() - started)


def summary(report: Report, rows: int, asked: argparse.Namespace, seconds: float) -> None:
    """Say how it went, and write it where that is asked."""
    document = report.as_dict()
    if asked.report:
        write_whole(asked.report, json.dumps({**document, "wall_seconds": seconds}, indent=1).encode())
    say(
        f"{asked.output}: {number(rows)} rows; {len(report.answers)} parts by {len(document['workers'])} workers, {report.lost} lost; "
        f"wall time {seconds:.1f} s, {report.seconds:.1f} s of it at work"
    )


def main() -> int:
    asked = arguments()
    set_language(asked.language)
    try:
        batch(asked, Terminal())
    except VigieError as error:
        say(error.sentence)
        return 1
    except Cancelled:
        say("Cancelled: nothing was written.")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
