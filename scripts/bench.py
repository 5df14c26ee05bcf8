#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Times of the main steps, and of QGIS's own algorithm for the one that has a peer: points counted in the country's communes.

Medians of three runs, made-up points from a fixed seed, real contours. Started by ``make bench``.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import shapely
from qgis.analysis import QgsNativeAlgorithms
from qgis.core import QgsApplication, QgsProcessingContext, QgsProcessingFeedback, QgsVectorLayer
from vigie_territoriale.plugin.layers.reading import LayerReading
from vigie_territoriale.plugin.messages import Silent
from vigie_territoriale.plugin.network.session import session
from vigie_territoriale.plugin.observatory import Observatory
from vigie_territoriale.plugin.store.geopackage import GeoPackage
from vigie_territoriale.plugin.store.tables import territory_table
from vigie_territoriale.plugin.territory.cog import Cog
from vigie_territoriale.plugin.territory.contours import Contours

ROOT = Path(__file__).resolve().parent.parent
POINTS = 200_000


def median(work: Callable[[], object], runs: int = 3) -> float:
    """Seconds that the work takes."""
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def points_layer(folder: Path) -> Path:
    """Points spread over the mainland, in a GeoPackage."""
    import pandas

    places = np.random.default_rng(2026).uniform((-4.5, 42.5), (8, 51), (POINTS, 2))
    path = folder / "points.gpkg"
    GeoPackage(path).write("points", pandas.DataFrame({"n": range(POINTS)}), shapely.points(places))
    return path


def measure(folder: Path) -> dict[str, float]:
    """Seconds of each step."""
    observatory = Observatory(lambda progress, authcfg: session(), folder)
    country = observatory.cog.territory("france")
    layer = QgsVectorLayer(f"{points_layer(folder)}|layername=points", "points", "ogr")
    communes = territory_table(observatory.cog, observatory.contours, country, "commune")
    zones = QgsVectorLayer(GeoPackage(folder / "zones.gpkg").write("communes", *communes), "communes", "ogr")
    peer = QgsApplication.processingRegistry().algorithmById("native:countpointsinpolygon")
    rates = ["france-services-per-10000", "population-change", "france-services-distance-centre"]

    def study(indicators: list[str], layers: dict) -> object:
        return observatory.study(indicators, country, "commune", layers, "embedded", Silent())

    def theirs() -> object:
        parameters = {"POLYGONS": zones, "POINTS": layer, "FIELD": "n", "OUTPUT": str(folder / "peer.gpkg")}
        return peer.run(parameters, QgsProcessingContext(), QgsProcessingFeedback())

    study(rates, {})  # recipes run once, and are kept
    return {
        "read the geographic code": median(Cog),
        "read the contours": median(Contours.embedded),
        "three indicators by commune, whole country": median(lambda: study(rates, {})),
        f"{POINTS} points counted in 34 867 communes": median(
            lambda: study(["features-count"], {"features": LayerReading.of(layer).read(Silent())})
        ),
        "the same by native:countpointsinpolygon": median(theirs),
    }


def main() -> int:
    application = QgsApplication([], False)
    application.initQgis()
    application.processingRegistry().addProvider(QgsNativeAlgorithms(application.processingRegistry()))
    with tempfile.TemporaryDirectory() as temporary:
        seconds = measure(Path(temporary))
    for what, value in seconds.items():
        print(f"{value:8.3f} s  {what}")
    *_, own, peers = seconds.values()
    print(f"ratio to native:countpointsinpolygon: {own / peers:.2f}")
    target = ROOT / "build" / "bench" / "results.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps({"seconds": seconds, "ratio": own / peers}, indent=2) + "\n", encoding="utf-8")
    application.exitQgis()
    return 0


if __name__ == "__main__":
    sys.exit(main())
