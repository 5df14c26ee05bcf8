# SPDX-License-Identifier: GPL-2.0-or-later
"""The peers of the indicator engine, each in a process and an environment of its own: see bench_indicators.py, which runs them.

``bench_peers.py FOLDER WORK WAY`` does one work once, from the files of the folder to a CSV, and prints seconds, those of processors, and
the peak of memory in MB; the clock starts when libraries are loaded. ``WORK`` "make" writes the points of a file of coordinates as a
GeoPackage, "versions" prints those of the libraries.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from importlib import metadata
from pathlib import Path


def duckdb_connection() -> object:
    import duckdb
    import duckdb_extension_spatial

    (extension,) = Path(duckdb_extension_spatial.__file__).parent.rglob("spatial.duckdb_extension")
    connection = duckdb.connect()
    connection.execute(f"LOAD '{extension}'")
    return connection


QUERIES = {
    "points": """SELECT z.code, count(*) AS n FROM st_read('{folder}/points.gpkg') p
        JOIN st_read('{folder}/communes.gpkg') z ON st_intersects(z.geom, p.geom) GROUP BY z.code""",
    "area": """SELECT z.code, st_area(st_union_agg(st_intersection(z.geom, p.geom))) AS n FROM st_read('{folder}/parcels.gpkg') p
        JOIN st_read('{folder}/communes2154.gpkg') z ON st_intersects(z.geom, p.geom) GROUP BY z.code""",
}


def duckdb_way(work: str) -> Callable[[Path, Path], object]:
    connection = duckdb_connection()
    return lambda folder, out: connection.execute(f"COPY ({QUERIES[work].format(folder=folder)}) TO '{out}' (HEADER)")


def geopandas_way(_work: str) -> Callable[[Path, Path], object]:
    import geopandas
    import pyogrio  # noqa: F401  what geopandas reads with, and would else import later

    def count(folder: Path, out: Path) -> None:
        points, communes = (geopandas.read_file(folder / name) for name in ("points.gpkg", "communes.gpkg"))
        counted = geopandas.sjoin(points, communes, predicate="intersects").groupby("code").size()
        counted.rename("n").to_csv(out)

    return count


def versions() -> dict[str, str]:
    return {name: metadata.version(name) for name in ("duckdb", "duckdb-extension-spatial", "geopandas", "shapely", "pyogrio")}


def make(folder: Path, name: str) -> None:
    import geopandas
    import numpy

    xy = numpy.load(folder / f"{name}.npy", mmap_mode="r")
    frame = geopandas.GeoDataFrame({"v": numpy.arange(len(xy)) % 1000}, geometry=geopandas.points_from_xy(*xy.T), crs="EPSG:4326")
    frame.to_file(folder / f"{name}.gpkg", driver="GPKG", layer="points")


if __name__ == "__main__":
    where, asked, way = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    if asked == "make":
        make(where, way)
    elif asked == "versions":
        print(json.dumps(versions()))
    else:
        run = {"duckdb": duckdb_way, "geopandas": geopandas_way}[way](asked)
        start, before = time.perf_counter(), time.process_time()
        run(where, where / f"{asked}-{way}.csv")
        used = time.process_time() - before
        print(time.perf_counter() - start, used, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000)
