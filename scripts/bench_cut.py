#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Cut a large csv to a département: our way, ogr2ogr's and that of a loop over pandas' chunks, each in a process of its own.

The file (1 GB by default) is made from a fixed seed and kept in build/bench: rows like those of the BPE and Sirene, over all
communes of the country. Prints seconds and peak memory, and writes build/bench/cut.json. Started by ``make bench``.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).resolve().parent.parent / "build" / "bench"
DEPARTEMENT = "05"
ROWS_AT_ONCE = 200_000
WAYS = ("vigie", "ogr2ogr", "pandas")


def make_file(path: Path, size: int) -> None:
    """Rows of made-up establishments until the file has that many bytes."""
    from vigie_territoriale.plugin.territory.cog import Cog

    units = Cog().units("commune")
    codes = np.array(sorted(units), dtype=object)
    names = np.array([units[code].name for code in codes], dtype=object)
    random = np.random.default_rng(2026)
    streets = np.array(
        ["RUE DE LA GARE", "AVENUE JEAN JAURÈS", "CHEMIN DES ÉCOLES", "PLACE DE L'ÉGLISE", "ROUTE DE LYON"], dtype=object
    )
    partial = path.with_suffix(".part")
    with partial.open("w", encoding="utf-8") as stream:
        stream.write("SIRET;NOMRS;NUMVOIE;LIBVOIE;CODPOS;LIBCOM;DEPCOM;TYPEQU;LAMBERT_X;LAMBERT_Y;EFFECTIF;DATE_CREATION\n")
        while stream.tell() < size:
            where = random.integers(0, len(codes), ROWS_AT_ONCE)
            columns = (
                random.integers(10**13, 10**14, ROWS_AT_ONCE),
                np.char.add("ETABLISSEMENT ", random.integers(0, 10**6, ROWS_AT_ONCE).astype(str)),
                random.integers(1, 200, ROWS_AT_ONCE),
                streets[random.integers(0, len(streets), ROWS_AT_ONCE)],
                random.integers(1000, 98000, ROWS_AT_ONCE).astype(str).astype(object),
                names[where],
                codes[where],
                np.char.add("B", random.integers(101, 399, ROWS_AT_ONCE).astype(str)),
                random.uniform(120_000, 1_240_000, ROWS_AT_ONCE).round(2),
                random.uniform(6_050_000, 7_110_000, ROWS_AT_ONCE).round(2),
                random.integers(0, 500, ROWS_AT_ONCE),
                np.datetime64("1980-01-01") + random.integers(0, 16_000, ROWS_AT_ONCE),
            )
            stream.writelines(";".join(map(str, row)) + "\n" for row in zip(*columns))
    partial.replace(path)


def vigie(source: Path, target: Path, territory: str = f"departement:{DEPARTEMENT}") -> int:
    """Rows kept by our way."""
    from vigie_territoriale.plugin.files.cut import Cut
    from vigie_territoriale.plugin.files.model import Options
    from vigie_territoriale.plugin.files.output import Output
    from vigie_territoriale.plugin.files.tables import TableFile
    from vigie_territoriale.plugin.messages import Silent
    from vigie_territoriale.plugin.territory.cog import Cog
    from vigie_territoriale.plugin.territory.contours import Contours

    cog, contours = Cog(), Contours.embedded()
    cut = Cut(cog.territory(territory), cog, contours)
    with Output(target) as output:
        return TableFile(source, "csv", Options(place="none"), cog, contours).copy("", cut, output, Silent()).rows


def vigie_whole(source: Path, target: Path) -> int:
    """Rows copied by our way, all of them."""
    return vigie(source, target, "france")


def ogr2ogr(source: Path, target: Path) -> int:
    """Rows kept by ogr2ogr, by the beginning of the code."""
    where = f"DEPCOM LIKE '{DEPARTEMENT}%'"
    subprocess.run(["ogr2ogr", "-f", "GPKG", str(target), f"CSV:{source}", "-where", where, "-nln", "kept"], check=True)
    return _count(target)


def pandas(source: Path, target: Path) -> int:
    """Rows kept by a loop over chunks of pandas, written by GDAL."""
    import pandas

    part = target.with_suffix(".csv")
    chunks = pandas.read_csv(source, sep=";", dtype=str, chunksize=ROWS_AT_ONCE)
    pandas.concat(chunk[chunk["DEPCOM"].str.startswith(DEPARTEMENT)] for chunk in chunks).to_csv(part, index=False)
    subprocess.run(["ogr2ogr", "-f", "GPKG", str(target), str(part), "-nln", "kept"], check=True)
    return _count(target)


def _count(path: Path) -> int:
    from osgeo import ogr

    dataset = ogr.Open(str(path))
    return dataset.GetLayer(0).GetFeatureCount()


def measure(way: str, source: Path) -> dict[str, float]:
    """Seconds, those of the processor, peak memory (MB) and rows of one way, in a process of its own."""
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
        start = time.perf_counter()
        child = subprocess.Popen([sys.executable, __file__, "--way", way, "--source", str(source), "--target", f"{folder}/kept.gpkg"], stdout=subprocess.PIPE)  # fmt: skip
        said = child.stdout.read()
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - start
    if status:
        sys.exit(f"{way} failed")
    processor = usage.ru_utime + usage.ru_stime
    peak = max(usage.ru_maxrss, int(said.split()[1])) / 1024
    return {"seconds": seconds, "processor": processor, "megabytes": peak, "rows": int(said.split()[0])}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=float, default=1.0, help="size of the file, in GB")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--whole", action="store_true", help="also copy the whole file our way")
    parser.add_argument("--way", help=argparse.SUPPRESS)
    parser.add_argument("--source", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--target", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.way:
        import resource

        rows = globals()[arguments.way](arguments.source, arguments.target)
        print(rows, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    source = FOLDER / f"establishments-{arguments.size:g}gb.csv"
    if not source.exists():
        make_file(source, int(arguments.size * 1e9))
    ways = (*WAYS, "vigie_whole") if arguments.whole else WAYS
    results = {}
    for way in ways:
        runs = [measure(way, source) for _ in range(arguments.runs)]
        results[way] = {key: statistics.median(run[key] for run in runs) for key in runs[0]}
    print(f"{source.name}: cut to département {DEPARTEMENT}, medians of {arguments.runs}")
    for way, result in results.items():
        ratio = result["seconds"] / results["pandas"]["seconds"]
        print(
            f"  {way:12} {result['seconds']:7.1f} s (processor {result['processor']:.1f} s) {result['megabytes']:7.0f} MB "
            f"{result['rows']:9.0f} rows, {ratio:.2f} times the seconds of pandas"
        )
    (FOLDER / "cut.json").write_text(json.dumps({"bytes": source.stat().st_size, **results}, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
