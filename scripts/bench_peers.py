# SPDX-License-Identifier: GPL-2.0-or-later
"""The peers of the indicator engine, each in a process and an environment of its own: see bench_indicators.py, which runs them.

``bench_peers.py FOLDER WORK WAY`` does one work once, from the files of the folder to a CSV, and prints seconds. ``WORK`` "make" writes
the points of a file of coordinates as a GeoPackage.
"""

from __future__ import annotations

import sys
import time
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


def duckdb_way(folder: Path, work: str, out: Path) -> None:
    duckdb_connection().execute(f"COPY ({QUERIES[work].format(folder=folder)}) TO '{out}' (HEADER)")


def geopandas_way(folder: Path, _work: str, out: Path) -> None:
    import geopandas

    points, communes = (geopandas.read_file(folder / name) for name in ("points.gpkg", "communes.gpkg"))
    counted = geopandas.sjoin(points, communes, predicate="intersects").groupby("code").size()
    counted.rename("n").to_csv(out)


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
    else:
        start = time.perf_counter()
        {"duckdb": duckdb_way, "geopandas": geopandas_way}[way](where, asked, where / f"{asked}-{way}.csv")
        print(time.perf_counter() - start)
