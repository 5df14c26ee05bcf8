#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Times of the main steps, medians of three runs: see bench_indicators.py for what has peers. Started by ``make bench``."""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from qgis.core import QgsApplication
from vigie_territoriale.plugin.messages import Silent
from vigie_territoriale.plugin.network.session import session
from vigie_territoriale.plugin.observatory import Observatory
from vigie_territoriale.plugin.territory.cog import Cog
from vigie_territoriale.plugin.territory.contours import Contours

ROOT = Path(__file__).resolve().parent.parent


def median(work: Callable[[], object], runs: int = 3) -> float:
    """Seconds that the work takes."""
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def measure(folder: Path) -> dict[str, float]:
    """Seconds of each step."""
    observatory = Observatory(lambda progress, authcfg: session(), folder)
    country = observatory.cog.territory("france")
    rates = ["france-services-per-10000", "population-change", "france-services-distance-centre"]

    def study() -> object:
        return observatory.study(rates, country, "commune", {}, "embedded", Silent())

    study()  # recipes run once, and are kept
    return {
        "read the geographic code": median(Cog),
        "read the contours": median(Contours.embedded),
        "three indicators by commune, whole country": median(study),
    }


def main() -> int:
    application = QgsApplication([], False)
    application.initQgis()
    with tempfile.TemporaryDirectory() as temporary:
        seconds = measure(Path(temporary))
    for what, value in seconds.items():
        print(f"{value:8.3f} s  {what}")
    target = ROOT / "build" / "bench" / "steps.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps({"seconds": seconds}, indent=2) + "\n", encoding="utf-8")
    application.exitQgis()
    return 0


if __name__ == "__main__":
    sys.exit(main())
