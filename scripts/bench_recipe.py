#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Harmonise the services of a département out of 2.8 million rows in the layout of the BPE: our way, and GeoPandas' (pandas' where it
is not installed), each in a process of its own.

The file is made from a fixed seed and kept in build/bench. GeoPandas is looked for in build/bench/geopandas, an environment of its
own that ``python3 -m venv build/bench/geopandas && build/bench/geopandas/bin/pip install geopandas`` makes. Prints seconds and peak
memory, and writes build/bench/recipe.json. Started by ``make bench``.
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
ROWS = 2_800_000
ROWS_AT_ONCE = 200_000
GEOPANDAS = FOLDER / "geopandas" / "bin" / "python"

COLUMNS = (
    "AN", "APET", "NOMRS", "CNOMRS", "NUMVOIE", "INDREP", "TYPVOIE", "LIBVOIE", "CADR", "CODPOS", "DEPCOM", "DEP", "REG", "LIBCOM",
    "DOM", "SDOM", "TYPEQU", "SIRET", "STATUT_DIFFUSION", "CANTINE", "INTERNAT", "RPI", "EP", "CL_PGE", "SECT", "ACCES_LIBRE",
    "CAPACITE", "NBSALLES", "NB_PDC", "LAMBERT_X", "LAMBERT_Y", "LONGITUDE", "LATITUDE", "QUALITE_XY", "EPSG", "QUALITE_GEOLOC",
    "TR_DIST_PRECISION", "DCIRIS", "QUALI_IRIS", "IRISEE", "QP2024", "QP2015", "QVA", "ZUS", "EPCI", "UU2020", "BV2022", "AAV2020",
    "DENS3", "DENS7",
)  # fmt: skip
"""The columns of the BPE of 2025."""

RECIPE = {
    "id": "bpe",
    "version": 1,
    "schema": "service",
    "title": {"fr": "Base permanente des équipements", "en": "Permanent database of facilities"},
    "description": {"fr": "Équipements et services.", "en": "Facilities and services."},
    "theme": "services",
    "producer": "Insee",
    "licence": {"title": "Licence Ouverte 2.0", "url": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"},
    "page": "https://www.insee.fr/fr/statistiques/8217525",
    "reader": {"separator": ";"},
    "columns": {
        "id": {"from": ["SIRET", "TYPEQU", "LAMBERT_X", "LAMBERT_Y"], "separator": "-"},
        "name": "NOMRS",
        "category": "TYPEQU",
        "commune": {"from": "DEPCOM", "as": "commune"},
        "commune_name": "LIBCOM",
        "address": {"from": ["NUMVOIE", "INDREP", "TYPVOIE", "LIBVOIE"]},
        "postcode": "CODPOS",
    },
    "extra": {"capacity": {"from": "CAPACITE", "as": "integer"}},
    "geometry": {"kind": "xy", "x": "LONGITUDE", "y": "LATITUDE", "crs": "EPSG:4326"},
    "checks": [{"check": "in-commune", "metres": 2000, "severity": "warning"}],
    "live": {
        "date": "2025",
        "coverage": ["france"],
        "verification": "documentation",
        "parts": [{"url": "https://www.insee.fr/fr/statistiques/fichier/8217525/BPE25.zip"}],
    },
}


def make_file(path: Path, rows: int) -> None:
    """Made-up facilities in the real layout, each in its commune."""
    from vigie_territoriale.plugin.territory.cog import Cog
    from vigie_territoriale.plugin.territory.contours import Contours

    units, contours = Cog().units("commune"), Contours.embedded()
    codes = np.array([code for code in sorted(units) if contours.has(code)], dtype=object)
    weights = np.array([max(units[code].population or 1, 20) for code in codes], dtype=float)
    boxes = np.array([shape.representative_point().coords[0] for shape in contours.of(codes)])
    random = np.random.default_rng(2026)
    kinds = np.array([f"{letter}{number}" for letter in "ABCDEFG" for number in range(101, 131)], dtype=object)
    streets = np.array(["DE LA GARE", "JEAN JAURÈS", "DES ÉCOLES", "DE L'ÉGLISE", "DE LYON"], dtype=object)
    partial = path.with_suffix(".part")
    with partial.open("w", encoding="utf-8") as stream:
        stream.write(";".join(COLUMNS) + "\n")
        for start in range(0, rows, ROWS_AT_ONCE):
            count = min(ROWS_AT_ONCE, rows - start)
            where = random.choice(len(codes), count, p=weights / weights.sum())
            kind = kinds[random.integers(0, len(kinds), count)]
            sirets = random.integers(10**13, 10**14, count)
            numbers, street = random.integers(1, 200, count), streets[random.integers(0, len(streets), count)]
            x, y = (boxes[where] + random.normal(0, 0.005, (count, 2))).round(6).T
            east = random.uniform(120_000, 1_240_000, (count, 2)).round(2)
            capacity = random.integers(0, 500, count)
            for row in range(count):
                unit = units[codes[where[row]]]
                stream.write(
                    f"2025;85.59A;ETABLISSEMENT {start + row};;{numbers[row]};;RUE;{street[row]};;{(unit.postcodes or ('',))[0]};{unit.code};"
                    f"{unit.departement or ''};{unit.region or ''};{unit.name};{kind[row][0]};{kind[row][:2]};{kind[row]};{sirets[row]};O;"
                    f"X;X;X;X;X;X;X;{capacity[row]};;;{east[row][0]};{east[row][1]};{x[row]};{y[row]};Bonne;2154;1;1;{unit.code}0000;1;_Z;"
                    f"CSZ;CSZ;_Z;_Z;{unit.epci or ''};UU;BV;AAV;3;6\n"
                )
    partial.replace(path)


def vigie(source: Path) -> int:
    """Rows kept by our way."""
    from vigie_territoriale.plugin.files.cut import Cut
    from vigie_territoriale.plugin.harmonize.pipeline import harmonize
    from vigie_territoriale.plugin.harmonize.recipe import load_recipe
    from vigie_territoriale.plugin.territory.cog import Cog
    from vigie_territoriale.plugin.territory.contours import Contours

    cog, contours = Cog(), Contours.embedded()
    cut = Cut(cog.territory(f"departement:{DEPARTEMENT}"), cog, contours)
    recipe = load_recipe(json.dumps(RECIPE).encode(), trusted=False)
    live = recipe.sources["live"]
    dataset = harmonize(recipe, live, [(live.parts[0], source)], cog, contours, cut)
    provenance = dataset.provenance
    if provenance.rows_read != provenance.rows_kept + sum(one.count for one in provenance.rejections):
        sys.exit("rows are lost")
    return len(dataset)


def geopandas(source: Path) -> int:
    """Rows kept by GeoPandas: what a script of a few lines does."""
    import geopandas
    import pandas

    table = pandas.read_csv(source, sep=";", dtype=str)
    table = table[table["DEPCOM"].str.startswith(DEPARTEMENT)].drop_duplicates(["SIRET", "TYPEQU", "LAMBERT_X", "LAMBERT_Y"])
    points = geopandas.points_from_xy(table["LONGITUDE"].astype(float), table["LATITUDE"].astype(float))
    return len(geopandas.GeoDataFrame(table, geometry=points, crs="EPSG:4326"))


def pandas(source: Path) -> int:
    """Rows kept by pandas alone, read whole."""
    import pandas

    table = pandas.read_csv(source, sep=";", dtype=str)
    return len(table[table["DEPCOM"].str.startswith(DEPARTEMENT)].drop_duplicates(["SIRET", "TYPEQU", "LAMBERT_X", "LAMBERT_Y"]))


def measure(way: str, source: Path) -> dict[str, float]:
    """Seconds, peak memory (MB) and rows of one way, in a process of its own."""
    python, environment = sys.executable, dict(os.environ)
    if way == "geopandas":
        python = str(GEOPANDAS)
        environment.pop("PYTHONPATH", None)
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        child = subprocess.Popen([python, __file__, "--way", way, "--source", str(source)], stdout=said, env=environment)
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - start
        said.seek(0)
        rows = said.read()
    if status:
        sys.exit(f"{way} failed")
    return {
        "seconds": seconds,
        "processor": usage.ru_utime + usage.ru_stime,
        "megabytes": usage.ru_maxrss / 1024,
        "rows": int(rows),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--way", help=argparse.SUPPRESS)
    parser.add_argument("--source", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.way:
        print(globals()[arguments.way](arguments.source))
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    source = FOLDER / f"bpe-{arguments.rows}.csv"
    if not source.exists():
        make_file(source, arguments.rows)
    results = {}
    print(f"{source.name} ({source.stat().st_size / 1e6:.0f} MB): département {DEPARTEMENT}, medians of {arguments.runs}")
    for way in ("vigie", "geopandas" if GEOPANDAS.exists() else "pandas"):
        runs = [measure(way, source) for _ in range(arguments.runs)]
        results[way] = {key: statistics.median(run[key] for run in runs) for key in runs[0]}
        print(
            "  {way:10} {seconds:6.1f} s (processor {processor:.1f} s) {megabytes:7.0f} MB {rows:9.0f} rows".format(
                way=way, **results[way]
            )
        )
    (FOLDER / "recipe.json").write_text(json.dumps({"bytes": source.stat().st_size, **results}, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
