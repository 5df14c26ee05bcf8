#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The indicator engine beside its peers: QGIS's own algorithms, DuckDB's spatial extension, GeoPandas. Started by ``make bench``.

Contours are the real ones of the country's communes, other data is made from a fixed seed, once, in build/bench. Each way does the whole
work, from files to a table, in a process of its own; medians of ``RUNS`` runs. The peers live in build/bench/peers, which this script
makes with pip. Prints seconds and ratios, compares the figures, and writes build/bench/results.json.
"""

from __future__ import annotations

import csv
import json
import math
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from vigie_territoriale.plugin.indicators.inputs import LayerData

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "build" / "bench"
PEERS = FOLDER / "peers"
LIBRARIES = ["geopandas==1.1.1", "duckdb==1.5.5", "duckdb-extension-spatial==1.5.5"]
RUNS = int(os.environ.get("RUNS", "3"))
SEED = 2026
POINTS, PARCELS, FEATURES, SERVICES = 2_500_000, 300_000, 300_000, 20_000
GROWTH = (100_000, 1_000_000, 10_000_000)
AT_MOST = {
    ("points", "native"): 1 / 5, ("points", "duckdb"): 0.6, ("points", "geopandas"): 0.6,
    ("area", "native"): 1 / 8, ("area", "duckdb"): 0.6,
    ("nearest", "native"): 1 / 5,
    ("ten", "one"): 10 / 3,
}  # fmt: skip
"""What our time may be of that of a peer; of DuckDB and GeoPandas, the faster counts."""


def peers() -> Path:
    python = PEERS / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", PEERS], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", *LIBRARIES], check=True)
    return python


# The data


def make_data() -> None:
    """What is missing of the files in build/bench."""
    import numpy as np
    import shapely
    from vigie_territoriale.plugin.territory.cog import Cog
    from vigie_territoriale.plugin.territory.contours import Contours
    from vigie_territoriale.plugin.territory.crs import transform

    FOLDER.mkdir(parents=True, exist_ok=True)
    cog, contours = Cog(), Contours.embedded()
    mainland = np.array([not code.startswith("97") for code in contours.codes])
    codes, shapes = contours.codes[mainland], contours.shapes[mainland]
    people = np.array([cog.unit("commune", code).population or 1 for code in codes], dtype=float) + 200
    middles = shapely.get_coordinates(shapely.point_on_surface(shapes))
    flat = transform(shapes, "EPSG:4326", "EPSG:2154")
    flat_middles = shapely.get_coordinates(transform(shapely.points(middles), "EPSG:4326", "EPSG:2154"))

    def around(centres: np.ndarray, count: int, spread: float, seed: int) -> np.ndarray:
        rng = np.random.default_rng(seed)
        chosen = rng.choice(len(centres), count, p=people / people.sum())
        return centres[chosen] + rng.normal(0, spread, (count, 2))

    write("communes.gpkg", shapes, "EPSG:4326", codes)
    write("communes2154.gpkg", flat, "EPSG:2154", codes)
    corner = around(flat_middles, PARCELS, 2500, SEED + 1)
    size = np.random.default_rng(SEED + 2).uniform(30, 300, (PARCELS, 2))
    write("parcels.gpkg", shapely.box(*corner.T, *(corner + size).T), "EPSG:2154")
    write("features.gpkg", shapely.points(around(flat_middles, FEATURES, 2500, SEED + 3)), "EPSG:2154")
    write("services.gpkg", shapely.points(around(flat_middles, SERVICES, 1500, SEED + 4)), "EPSG:2154")
    for name, count in (("points", POINTS), *((f"points{count}", count) for count in GROWTH)):
        if not (FOLDER / f"{name}.gpkg").exists():
            np.save(FOLDER / f"{name}.npy", around(middles, count, 0.02, SEED))
            subprocess.run([peers(), ROOT / "scripts" / "bench_peers.py", FOLDER, "make", name], check=True)
            (FOLDER / f"{name}.npy").unlink()


def write(name: str, shapes: np.ndarray, crs: str, codes: Sequence[str] | None = None) -> None:
    import pandas
    from osgeo import gdal, ogr, osr
    from vigie_territoriale.plugin.store.rows import append_rows

    path = FOLDER / name
    if path.exists():
        return
    gdal.UseExceptions()
    reference = osr.SpatialReference()
    reference.SetFromUserInput(crs)
    opened = gdal.GetDriverByName("GPKG").Create(str(path), 0, 0, 0, gdal.GDT_Unknown)
    kind = ogr.wkbPoint if shapes[0].geom_type == "Point" else ogr.wkbMultiPolygon if codes is not None else ogr.wkbPolygon
    layer = opened.CreateLayer(path.stem, reference, kind, ["GEOMETRY_NAME=geom"])
    layer.CreateField(ogr.FieldDefn("code", ogr.OFTString))
    opened.StartTransaction()
    append_rows(layer, pandas.DataFrame({"code": range(len(shapes)) if codes is None else codes}).astype(str), shapes)
    opened.CommitTransaction()


# Our way, and QGIS's own


def ours(work: str, times: int = 1) -> None:
    """One work with the product, over the layers as QGIS has them."""
    import pandas
    from qgis.core import QgsVectorLayer
    from vigie_territoriale.plugin.indicators.definition import load_definition
    from vigie_territoriale.plugin.indicators.distances import nearest_km
    from vigie_territoriale.plugin.layers.reading import LayerReading
    from vigie_territoriale.plugin.messages import Silent
    from vigie_territoriale.plugin.network.session import session
    from vigie_territoriale.plugin.observatory import Observatory
    from vigie_territoriale.plugin.territory.crs import transform

    def read(name: str, expressions: tuple[str, ...] = ()) -> LayerData:
        return LayerReading.of(QgsVectorLayer(str(FOLDER / name), name, "ogr")).read(Silent(), expressions)

    if work == "nearest":
        start, target = (transform(read(name).geometry, "EPSG:2154", "EPSG:4326") for name in ("features.gpkg", "services.gpkg"))
        pandas.DataFrame({"km": nearest_km(start, target, "EPSG:2154")}).to_csv(FOLDER / "nearest-vigie.csv")
        return
    observatory = Observatory(lambda progress, endpoint: session(), FOLDER / "profile")
    france = observatory.cog.territory("france")
    name = {"area": "parcels.gpkg", "ten": "points1000000.gpkg", "one": "points1000000.gpkg"}.get(work, f"{work}.gpkg")
    kinds = {"area": ["covered-area"], "ten": TEN, "one": ["sum"]}.get(work, ["count"])
    definitions = [definition(kind) for kind in kinds]
    expressions = tuple(dict.fromkeys(text for path in definitions for text in load_definition(Path(path)).expressions))
    results = observatory.study(definitions, france, "commune", {"features": read(name, expressions)}, "embedded", Silent())
    results[0].zones[["code", "value"]].to_csv(FOLDER / f"{work}-vigie.csv", index=False)


TEN = ["count", "sum", "mean", "median", "min", "max", "stdev", "distinct", "quantile", "shannon"]


def definition(kind: str) -> str:
    """The file of a definition of that aggregate."""
    texts = {"fr": kind, "en": kind}
    asked = {"kind": "aggregate", "layer": "features", "aggregate": kind}
    if kind not in ("count", "covered-area"):
        asked["value"] = '"v"'
    document = {
        "id": kind, "version": 1, "title": texts, "description": texts, "unit": texts, "method": texts, "theme": "own", "decimals": 1,
        "compute": asked, "levels": ["commune"], "comparators": False, "style": {"ramp": "Blues"},
    }  # fmt: skip
    path = FOLDER / f"definition-{kind}.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return str(path)


NATIVE = {
    "points": ("native:countpointsinpolygon", {"POLYGONS": "communes.gpkg", "POINTS": "points.gpkg"}),
    "area": ("native:calculatevectoroverlaps", {"INPUT": "communes2154.gpkg", "LAYERS": ["parcels.gpkg"]}),
    "nearest": ("native:joinbynearest", {"INPUT": "features.gpkg", "INPUT_2": "services.gpkg", "NEIGHBORS": 1}),
}


def native(work: str) -> None:
    """One work with QGIS's own algorithm."""
    from qgis.analysis import QgsNativeAlgorithms
    from qgis.core import QgsApplication, QgsProcessingContext, QgsProcessingFeedback

    QgsApplication.processingRegistry().addProvider(QgsNativeAlgorithms())
    name, given = NATIVE[work]

    def path(value: object) -> object:
        if isinstance(value, list):
            return [path(item) for item in value]
        return str(FOLDER / value) if isinstance(value, str) else value

    parameters = {key: path(value) for key, value in given.items()}
    out = FOLDER / f"{work}-native.gpkg"
    out.unlink(missing_ok=True)
    parameters["OUTPUT"] = str(out)
    algorithm = QgsApplication.processingRegistry().algorithmById(name)
    _, good = algorithm.run(parameters, QgsProcessingContext(), QgsProcessingFeedback(False))
    if not good:
        raise SystemExit(f"{name} failed")


def once(work: str, way: str) -> None:
    """One run of one way, in this process; prints seconds and the peak of memory in MB."""
    from qgis.core import QgsApplication

    application = QgsApplication([], False)
    application.initQgis()
    start = time.perf_counter()
    ours(work) if way == "vigie" else native(work)
    print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000, flush=True)
    os._exit(0)  # QGIS takes its time to end


# The comparison


def measured(work: str, way: str, runs: int = RUNS) -> tuple[float, float]:
    """Median seconds and MB of a way."""
    if way in ("duckdb", "geopandas"):
        command = [peers(), ROOT / "scripts" / "bench_peers.py", FOLDER, work, way]
    else:
        command = [sys.executable, __file__, work, way]
    answers = []
    for _ in range(runs):
        done = subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True)
        answers.append([float(part) for part in done.stdout.split()[-2 if way in ("vigie", "native") else -1 :]])
    seconds = statistics.median(answer[0] for answer in answers)
    return seconds, max(answer[-1] for answer in answers) if len(answers[0]) > 1 else float("nan")


def table(path: Path) -> dict[str, float]:
    with path.open(newline="", encoding="utf-8") as file:
        return {row[0]: float(row[1]) if row[1] else math.nan for row in list(csv.reader(file))[1:]}


def same(work: str, way: str) -> str:
    """How far the figures of a way are from ours, at most."""
    mine, theirs = table(FOLDER / f"{work}-vigie.csv"), table(FOLDER / f"{work}-{way}.csv")
    scale = 1e6 if work == "area" else 1
    sure = [code for code in mine if not math.isnan(mine[code])]  # a divided commune whose parts have one contour has no figure
    worst = max(abs(mine[code] * scale - theirs.get(code, 0)) for code in sure)
    return f"largest difference of a commune, of {len(sure)}: {worst:.6g}"


def main() -> None:
    make_data()
    results = []
    for work, ways in (
        ("points", ("native", "duckdb", "geopandas")), ("area", ("native", "duckdb")), ("nearest", ("native",)),
    ):  # fmt: skip
        mine, memory = measured(work, "vigie")
        print(f"{work}: vigie {mine:.2f} s, {memory:.0f} MB", flush=True)
        results.append({"work": work, "way": "vigie", "seconds": mine, "megabytes": memory})
        for way in ways:
            seconds, _ = measured(work, way)
            told = same(work, way) if way != "native" else ""
            limit = AT_MOST.get((work, way))
            wanted = f" (at most {limit:.2f})" if limit else ""
            print(f"  {way} {seconds:.2f} s: ratio {mine / seconds:.3f}{wanted}. {told}", flush=True)
            results.append({"work": work, "way": way, "seconds": seconds, "ratio": mine / seconds, "at_most": limit})
    one, _ = measured("one", "vigie")
    ten, _ = measured("ten", "vigie")
    print(
        f"ten indicators over a layer: {ten:.2f} s, one: {one:.2f} s, ratio to ten times one {ten / one / 10:.3f} (at most 0.333)"
    )
    results.append({"work": "ten", "seconds": ten, "one": one, "ratio": ten / one / 10, "at_most": 1 / 3})
    for count in GROWTH:
        seconds, memory = measured(f"points{count}", "vigie")
        print(f"{count} points: {seconds:.2f} s, {memory:.0f} MB, {1e6 * seconds / count:.2f} s a million", flush=True)
        results.append({"work": f"points{count}", "seconds": seconds, "megabytes": memory})
    (FOLDER / "results.json").write_text(json.dumps(results, indent=1), encoding="utf-8")


if __name__ == "__main__":
    once(*sys.argv[1:]) if len(sys.argv) > 1 else main()
