#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The indicator engine beside its peers: QGIS's own algorithms, DuckDB's spatial extension, GeoPandas. Started by ``make bench``.

Contours are the real ones of the country's communes, other data is made from a fixed seed, once, in build/bench. Each way does the whole
work, from files to a table, in a process of its own, whose clock starts when its libraries are loaded (QGIS with its algorithms, the
modules of the product, those of the peers). Ways are run by turns, so that what else the machine does weighs on all; medians of ``RUNS``
runs (3), of the works named in ``WORKS`` (all). The peers live in build/bench/peers, which this script makes with pip. Prints seconds and
ratios, says of each whether what is asked is met, compares the figures, and writes build/bench/results.json.
"""

from __future__ import annotations

import contextlib
import csv
import json
import math
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from importlib import metadata
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from vigie_territoriale.plugin.indicators.inputs import LayerData
    from vigie_territoriale.plugin.messages import Progress

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "build" / "bench"
PEERS = FOLDER / "peers"
LIBRARIES = ["geopandas==1.1.1", "duckdb==1.5.5", "duckdb-extension-spatial==1.5.5"]
RUNS = int(os.environ.get("RUNS", "3"))
SEED = 2026
POINTS, PARCELS, FEATURES, SERVICES = 2_500_000, 300_000, 300_000, 20_000
GROWTH = (100_000, 1_000_000, 10_000_000)
WAYS = {
    "points": ("vigie", "native", "duckdb", "geopandas"),
    "area": ("vigie", "native", "duckdb"),
    "nearest": ("vigie", "native"),
}
AT_MOST = {"points": (1 / 5, 0.6), "area": (1 / 8, 0.6), "nearest": (1 / 5, None)}
"""What our time may be of that of QGIS's own algorithm, and of the faster of the others."""
TEN_AT_MOST = 1 / 3
MEGABYTES_AT_MOST = 1500
SECONDS_AT_MOST = 1.0
"""Within which a cancel is heard."""


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


def ours(work: str, progress: Progress) -> None:
    """One work with the product, over the layers as QGIS has them."""
    import pandas
    from qgis.core import QgsVectorLayer
    from vigie_territoriale.plugin.indicators.definition import load_definition
    from vigie_territoriale.plugin.indicators.distances import nearest_km
    from vigie_territoriale.plugin.layers.reading import LayerReading
    from vigie_territoriale.plugin.network.session import session
    from vigie_territoriale.plugin.observatory import Observatory
    from vigie_territoriale.plugin.territory.crs import transform_xy

    def read(name: str, expressions: tuple[str, ...] = ()) -> LayerData:
        return LayerReading.of(QgsVectorLayer(str(FOLDER / name), name, "ogr")).read(progress, expressions)

    if work == "nearest":
        places = (transform_xy(read(name).xy, "EPSG:2154", "EPSG:4326") for name in ("features.gpkg", "services.gpkg"))
        kilometres = nearest_km(*places, "EPSG:2154", progress)
        pandas.DataFrame({"km": kilometres}).to_csv(FOLDER / "nearest-vigie.csv")
        return
    observatory = Observatory(lambda progress, endpoint: session(), FOLDER / "profile")
    france = observatory.cog.territory("france")
    name = {"area": "parcels.gpkg", "ten": "points1000000.gpkg", "one": "points1000000.gpkg"}.get(work, f"{work}.gpkg")
    kinds = {"area": ["covered-area"], "ten": TEN, "one": ["sum"]}.get(work, ["count"])
    definitions = [definition(kind) for kind in kinds]
    expressions = tuple(
        dict.fromkeys(text for path in definitions for text in load_definition(Path(path)).expressions("features"))
    )
    results = observatory.study(definitions, france, "commune", {"features": read(name, expressions)}, "embedded", progress)
    results[0].zones[["code", "value"]].to_csv(FOLDER / f"{work}-vigie.csv", index=False)


TEN = ["count", "sum", "mean", "median", "min", "max", "stdev", "distinct", "quantile", "shannon"]


def definition(kind: str) -> str:
    """The file of a definition of that aggregate."""
    texts = {"fr": kind, "en": kind}
    asked = {"kind": "aggregate", "layer": "features", "aggregate": kind}
    if kind == "quantile":
        asked["quantile"] = 0.9
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
    from qgis.core import QgsApplication, QgsProcessingContext, QgsProcessingFeedback

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


class Watched:
    """A progress that keeps the longest time during which it heard nothing, and cancels after so many seconds."""

    def __init__(self, cancel_after: float = math.inf) -> None:
        self.start = self.last = time.perf_counter()
        self.longest = 0.0
        self.cancel_after = cancel_after
        self.cancelled: float | None = None

    def hear(self) -> None:
        from vigie_territoriale.plugin.messages import Cancelled

        now = time.perf_counter()
        self.longest, self.last = max(self.longest, now - self.last), now
        if now - self.start > self.cancel_after:
            self.cancelled = self.start + self.cancel_after
            raise Cancelled

    def step(self, percent: float, text: str = "") -> None:
        self.hear()


def once(work: str, way: str, cancel_after: float = math.inf) -> None:
    """One run of one way, in this process; prints seconds, those of processors, the peak of memory in MB, the longest time between two
    signs of progress, and how long a cancel took to end the work.
    """
    import pandas  # noqa: F401  loaded before the clock starts, as the libraries of the others are
    from qgis.analysis import QgsNativeAlgorithms
    from qgis.core import QgsApplication
    from vigie_territoriale.plugin import observatory, reference  # noqa: F401
    from vigie_territoriale.plugin.indicators import facts  # noqa: F401
    from vigie_territoriale.plugin.layers import reading  # noqa: F401
    from vigie_territoriale.plugin.messages import Cancelled

    application = QgsApplication([], False)
    application.initQgis()
    provider = QgsNativeAlgorithms()
    QgsApplication.processingRegistry().addProvider(provider)
    watched, before = Watched(cancel_after), time.process_time()
    with contextlib.suppress(Cancelled):
        ours(work, watched) if way == "vigie" else native(work)
    end, used = time.perf_counter(), time.process_time() - before
    late = 0.0 if watched.cancelled is None else end - watched.cancelled
    longest = max(watched.longest, end - watched.last) if way == "vigie" else 0.0
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(end - watched.start, used, memory, longest, late, flush=True)
    os._exit(0)  # QGIS takes its time to end


# The comparison


def run(work: str, way: str, *more: str) -> list[float]:
    """What one run tells: seconds, those of processors, MB, and of ours the longest silence and the lateness of a cancel."""
    if way in ("duckdb", "geopandas"):
        command = [peers(), ROOT / "scripts" / "bench_peers.py", FOLDER, work, way]
    else:
        command = [sys.executable, __file__, work, way, *more]
    done = subprocess.run([str(part) for part in command], check=False, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{work} {way}: {done.stderr}")
    return [float(part) for part in done.stdout.splitlines()[-1].split()]


def medians(pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], dict[str, float]]:
    """The median of what each pair of a work and a way tells, over runs by turns."""
    told = {pair: [] for pair in pairs}
    for _ in range(RUNS):
        for pair in pairs:
            told[pair].append(run(*pair))
    names = ("seconds", "processor_seconds", "megabytes", "longest_silence")
    found = {pair: dict(zip(names, map(statistics.median, zip(*rows)))) for pair, rows in told.items()}
    for (work, way), values in found.items():
        print(f"{work}: {way} {values['seconds']:.2f} s ({values['processor_seconds']:.2f} s of processors)", flush=True)
    return found


def table(path: Path, column: str = "") -> dict[str, float]:
    """A column, the second one as a rule, by the first."""
    with path.open(newline="", encoding="utf-8") as file:
        head, *rows = csv.reader(file)
    place = head.index(column) if column else 1
    return {row[0]: float(row[place]) if row[place] else math.nan for row in rows}


def same(work: str, way: str) -> str:
    """How far the figures of a way are from ours, at most."""
    mine, theirs = table(FOLDER / f"{work}-vigie.csv"), table(FOLDER / f"{work}-{way}.csv")
    scale = 1e6 if work == "area" else 1
    sure = [code for code in mine if not math.isnan(mine[code])]  # a divided commune whose parts have one contour has no figure
    worst = max(abs(mine[code] * scale - theirs.get(code, 0)) for code in sure)
    largest = max(theirs.values())
    return f"largest difference of a commune, of {len(sure)}: {worst:.3g} (largest figure {largest:.6g})"


def same_nearest() -> str:
    """How far QGIS's distances in the plane are from ours on the ellipsoid, at most, as a share."""
    import numpy as np
    from osgeo import gdal

    gdal.UseExceptions()
    opened = gdal.OpenEx(str(FOLDER / "nearest-native.gpkg"))  # its layers live as long as it does
    theirs = np.concatenate([batch["distance"] for batch in opened.GetLayer(0).GetArrowStreamAsNumPy()]) / 1000
    mine = np.array(list(table(FOLDER / "nearest-vigie.csv").values()))
    return f"largest difference of {len(mine)} distances: {(abs(mine - theirs) / np.maximum(theirs, 0.001)).max():.2%}"


class Report:
    """Rows of what is asked, printed as they come."""

    def __init__(self) -> None:
        self.rows: list[dict] = []

    def add(self, work: str, against: str, value: float, at_most: float, unit: str = "") -> None:
        met = value <= at_most
        self.rows.append({"work": work, "against": against, "value": value, "at_most": at_most, "unit": unit, "met": met})
        print(f"{'met    ' if met else 'NOT MET'} {work}, {against}: {value:.3f}{unit}, at most {at_most:.3f}{unit}", flush=True)


def compare(work: str, report: Report) -> dict:
    """One work with ours and its peers."""
    found = medians([(work, way) for way in WAYS[work]])
    mine = found[work, "vigie"]["seconds"]
    of_native, of_others = AT_MOST[work]
    report.add(work, f"ratio to {NATIVE[work][0]}", mine / found[work, "native"]["seconds"], of_native)
    others = {way: found[work, way]["seconds"] for way in WAYS[work] if way not in ("vigie", "native")}
    if others:
        faster = min(others, key=others.get)
        report.add(work, f"ratio to {faster}, the faster of {', '.join(others)}", mine / others[faster], of_others)
    for way in others:
        print(f"  {way}: {same(work, way)}", flush=True)
    if work == "nearest":
        print(f"  native: {same_nearest()}", flush=True)
    return {way: values for (_, way), values in found.items()}


def grow(report: Report) -> dict:
    """The growth of time with the number of points, the peak of memory and how soon a cancel is heard of the largest."""
    found = {count: medians([(f"points{count}", "vigie")])[f"points{count}", "vigie"] for count in GROWTH}
    for few, many in pairwise(GROWTH):
        allowed = many * math.log(many) / (few * math.log(few))
        times = found[many]["seconds"] / found[few]["seconds"]
        report.add(f"{many} points", f"times the time of {few}; n log n is {allowed:.1f} times", times, allowed)
    most = GROWTH[-1]
    largest = found[most]
    report.add(f"{most} points", "peak of memory", largest["megabytes"], MEGABYTES_AT_MOST, " MB")
    report.add(
        f"{most} points", "longest time that a cancel is not listened for", largest["longest_silence"], SECONDS_AT_MOST, " s"
    )
    late = []
    for share in (0.1, 0.35, 0.6, 0.85):
        late.append(run(f"points{most}", "vigie", str(share * largest["seconds"]))[4])
    report.add(f"{most} points", "longest time from a cancel to the end", max(late), SECONDS_AT_MOST, " s")
    return {"growth": found, "cancelled_after": late}


def machine() -> dict:
    """What the figures were measured on and with."""
    from osgeo import gdal
    from qgis.core import Qgis

    told = subprocess.run(
        [peers(), ROOT / "scripts" / "bench_peers.py", FOLDER, "versions", "-"], check=True, capture_output=True
    )
    model = [line for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines() if line.startswith("model name")]
    return {
        "processors": os.cpu_count(),
        "processor": model[0].partition(":")[2].strip() if model else platform.processor(),
        "gigabytes": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1),
        "load": os.getloadavg()[0],
        "python": platform.python_version(),
        "qgis": Qgis.version(),
        "gdal": gdal.__version__,
        "shapely": metadata.version("shapely"),
        "peers": json.loads(told.stdout),
    }


def main() -> None:
    make_data()
    asked = os.environ.get("WORKS", "points,area,nearest,ten,growth").split(",")
    report, measured = Report(), {}
    for work in WAYS:
        if work in asked:
            measured[work] = compare(work, report)
    if "ten" in asked:
        found = medians([("one", "vigie"), ("ten", "vigie")])
        one, ten = (found[work, "vigie"]["seconds"] for work in ("one", "ten"))
        measured["ten"] = {work: values for (work, _), values in found.items()}
        report.add("ten indicators over a layer", "ratio to ten times one", ten / one / 10, TEN_AT_MOST)
    if "growth" in asked:
        measured["growth"] = grow(report)
    print(f"{sum(row['met'] for row in report.rows)} of {len(report.rows)} met")
    document = {"machine": machine(), "runs": RUNS, "asked": report.rows, "measured": measured}
    (FOLDER / "results.json").write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        once(sys.argv[1], sys.argv[2], *map(float, sys.argv[3:]))
    else:
        main()
