# SPDX-License-Identifier: GPL-2.0-or-later
"""Independent computation of a few figures, straight from the raw open data files, to check the product against.

Nothing of the product is imported. Every function takes the folder of raw files and/or the table of communes
(``cog2026-communes.csv.gz``, Etalab after Insee, COG 2026). A commune's function returns ``{code: value or None}``;
a group's function takes the list of its communes and returns a ``Figure``. Codes are always text.

``history-2026.json`` was derived from the COG vintages 2019 and 2021 to 2026 (npm @etalab/decoupage-administratif):

* ``former``: former code -> present commune. First the entries of ``cog-2026/communes.json.gz`` that are not a present
  commune (delegated or associated communes, by ``chefLieu``; districts of Paris, Lyon, Marseille, by ``commune``), then
  the ``anciensCodes`` of the present communes. Where both speak (55273, 60455) the first one wins. Every code of the
  vintages 2019 to 2025 is covered. A code that is a present commune is never in it. Left out: the former codes 985xx
  of Mayotte, on which the vintages contradict each other (and which 2026 no longer gives).
* ``splits``: communes that appear in a vintage, that were a delegated commune of another one in the vintage before, and
  whose parent is still a commune; ``first_vintage`` is the first one where they stand alone (there is no vintage 2020).
  When the parent's own code disappears, it is only the chief town that moved (27676, 12218, 14581, 49126, 69114): such
  a code change is in ``former``, not here.
"""

import gzip
import json
import pathlib
import re
import sys
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy
import pandas
from pyproj import Geod
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

HERE = pathlib.Path(__file__).resolve().parent
MINIMAL_COVERAGE = 0.95
Values = dict[str, float | None]


class Figure(NamedTuple):
    """A figure with what it is made of; coverage is the share (0 to 1) of the group's population that is known."""

    value: float | None
    numerator: float
    denominator: float
    coverage: float = 1.0


# ---------------------------------------------------------------- communes and groups


def read_cog(cog: pathlib.Path) -> pandas.DataFrame:
    """Read the table of present communes, by code; population is a float (nan for six uninhabited territories)."""
    table = pandas.read_csv(cog, dtype=str, keep_default_na=False, encoding="utf-8-sig").set_index("code")
    table["population"] = pandas.to_numeric(table["population"].replace("", None))
    return table


def read_history() -> dict:
    """Read the former codes and the splits kept next to this module."""
    return json.loads((HERE / "history-2026.json").read_text(encoding="utf-8"))


def members(table: pandas.DataFrame, level: str, code: str = "") -> list[str]:
    """Codes of a group's communes: level epci, departement, region, or france (all but the overseas collectivities).

    The level is needed: 04 and 93 are both a departement and a region.
    """
    chosen = table["zone"] != "com" if level == "france" else table[level] == code
    return sorted(table.index[chosen])


def present(code: str, table: pandas.DataFrame, history: dict) -> str:
    """Bring a code to the present commune; raises KeyError on an unknown code, rather than losing it."""
    return code if code in table.index else history["former"][code]


def read_features(path: pathlib.Path) -> list[dict]:
    """Read the features of a gzipped GeoJSON file."""
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        return json.load(stream)["features"]


# ---------------------------------------------------------------- 5. population, number of communes


def population(cog: pathlib.Path, codes: Iterable[str]) -> Values:
    """Municipal population of each commune."""
    known = read_cog(cog)["population"].dropna()
    return {code: float(known[code]) if code in known.index else None for code in codes}


STRATA = {
    "commune": [500, 2000, 3500, 5000, 10000, 20000, 50000, 100000],
    "epci": [5000, 15000, 30000, 50000, 100000, 300000],
    "departement": [250000, 500000, 1000000],
}


def peers(cog: pathlib.Path, level: str, code: str) -> list[str]:
    """The communes of all units of the level whose inhabitants are between the same bounds, without the overseas collectivities."""
    table = read_cog(cog)
    table = table[(table["zone"] != "com") & ((level == "commune") | (table.get(level, "") != ""))]
    of = table.index if level == "commune" else table[level]
    people = table.groupby(of)["population"].sum(min_count=1)
    stratum = people.dropna().map(lambda number: sum(number >= bound for bound in STRATA.get(level, ())))
    alike = stratum.index[stratum == stratum[code]]
    return sorted(table.index[of.isin(alike)])


def population_group(cog: pathlib.Path, codes: Iterable[str]) -> tuple[int, int]:
    """Municipal population of a group and its number of communes."""
    values = list(population(cog, codes).values())
    return int(sum(value or 0 for value in values)), len(values)


# ---------------------------------------------------------------- 1. France Services per 10,000 inhabitants


def count_france_services(samples: pathlib.Path, cog: pathlib.Path) -> dict[str, int]:
    """Rows of the France Services directory (antennas and buses included) by present commune."""
    table, history = read_cog(cog), read_history()
    rows = pandas.read_csv(samples / "france-services-20240801.csv.gz", dtype=str)
    return rows["insee_com"].map(lambda code: present(code, table, history)).value_counts().to_dict()


def france_services_group(samples: pathlib.Path, cog: pathlib.Path, codes: Iterable[str]) -> Figure:
    """France Services per 10,000 inhabitants of a group: sum of the rows on sum of the populations."""
    codes = set(codes)
    counts = count_france_services(samples, cog)
    total = sum(counts.get(code, 0) for code in codes)
    inhabitants = population_group(cog, codes)[0]
    return Figure(10000 * total / inhabitants if inhabitants else None, total, inhabitants)


def france_services(samples: pathlib.Path, cog: pathlib.Path, codes: Iterable[str]) -> dict[str, Figure]:
    """France Services per 10,000 inhabitants of each commune, as figures; value None in an uninhabited commune."""
    counts = count_france_services(samples, cog)
    return {
        code: Figure(10000 * counts.get(code, 0) / people if people else None, counts.get(code, 0), people or 0)
        for code, people in population(cog, codes).items()
    }


# ---------------------------------------------------------------- 2. distance from the town hall to France Services


def distance_km(samples: pathlib.Path, cog: pathlib.Path, codes: Iterable[str]) -> Values:
    """Ellipsoidal distance in km from each town hall to the nearest France Services point, all pairs tried."""
    table, history = read_cog(cog), read_history()
    services = pandas.read_csv(samples / "france-services-20240801.csv.gz", dtype=str)
    lons, lats = services["longitude"].astype(float).to_numpy(), services["latitude"].astype(float).to_numpy()
    halls = {
        present(feature["properties"]["code_insee"], table, history): feature["geometry"]["coordinates"]
        for feature in read_features(samples / "mairies-04-05-2026.geojson.gz")
        if feature["geometry"]
    }
    geod, values = Geod(ellps="GRS80"), {}
    for code in codes:
        values[code] = None
        if code in halls:
            lon, lat = halls[code]
            metres = geod.inv(numpy.full_like(lons, lon), numpy.full_like(lats, lat), lons, lats)[2]
            values[code] = float(metres.min()) / 1000
    return values


def distance_km_group(samples: pathlib.Path, cog: pathlib.Path, codes: Iterable[str]) -> Figure:
    """Population-weighted mean distance over the communes that have one; None when under 95 % of the population do."""
    people = {code: value or 0 for code, value in population(cog, codes).items()}
    distances = {code: value for code, value in distance_km(samples, cog, people).items() if value is not None}
    weighted = sum(people[code] * value for code, value in distances.items())
    covered, everyone = sum(people[code] for code in distances), sum(people.values())
    coverage = covered / everyone if everyone else 0.0
    return Figure(weighted / covered if covered and coverage >= MINIMAL_COVERAGE else None, weighted, covered, coverage)


# ---------------------------------------------------------------- 3. share of the population in a programme


def programme_communes(samples: pathlib.Path, cog: pathlib.Path, programme: str) -> set[str]:
    """Present communes of a programme (pvd or acv); names may have brackets of their own, codes are five signs."""
    table, history = read_cog(cog), read_history()
    found: set[str] = set()
    for feature in read_features(samples / f"anct-2024-{programme}.geojson.gz"):
        codes = re.findall(r"\((\d[\dAB]\d{3})\)", feature["properties"]["liste_geo"])
        if not codes:
            raise ValueError(feature["properties"]["liste_geo"])
        found.update(present(code, table, history) for code in codes)
    return found


def programme_share(samples: pathlib.Path, cog: pathlib.Path, programme: str, codes: Iterable[str]) -> Values:
    """100 for each commune in the programme, 0 for the others, None where nobody lives."""
    inside = programme_communes(samples, cog, programme)
    return {code: (100.0 if code in inside else 0.0) if people else None for code, people in population(cog, codes).items()}


def programme_share_group(samples: pathlib.Path, cog: pathlib.Path, programme: str, codes: Iterable[str]) -> Figure:
    """Share (in %) of a group's population that lives in a commune of the programme."""
    inside = programme_communes(samples, cog, programme)
    people = {code: value or 0 for code, value in population(cog, codes).items()}
    part, everyone = sum(value for code, value in people.items() if code in inside), sum(people.values())
    return Figure(100 * part / everyone if everyone else None, part, everyone)


# ---------------------------------------------------------------- 4. population change from 2019 to 2023


def legal_population(samples: pathlib.Path, cog: pathlib.Path, year: int) -> dict[str, int]:
    """Municipal population (PMUN) of a year by present commune, without the communes whose territory was split since."""
    table, history = read_cog(cog), read_history()
    rows = pandas.read_csv(samples / f"population-legale-{year}.csv.gz", sep=";", dtype=str, encoding="utf-8-sig")
    raw = dict(zip(rows["COM"], rows["PMUN"].astype(int)))
    if len(raw) != len(rows) or {"75056", "13055", "69123"} & set(raw):
        raise ValueError("a code twice, or Paris, Lyon, Marseille beside their districts")
    sums: dict[str, int] = {}
    for code, people in raw.items():
        sums[present(code, table, history)] = sums.get(present(code, table, history), 0) + people
    for split in history["splits"]:
        if split["code"] not in raw:
            sums.pop(split["code"], None)
            sums.pop(split["parent"], None)
    return sums


def population_change(samples: pathlib.Path, cog: pathlib.Path, codes: Iterable[str]) -> Values:
    """Population change from 2019 to 2023 of each commune, in %; None when unknown or when 2019 is nil."""
    before, after = legal_population(samples, cog, 2019), legal_population(samples, cog, 2023)
    return {c: 100 * (after[c] - before[c]) / before[c] if before.get(c) and c in after else None for c in codes}


def population_change_group(samples: pathlib.Path, cog: pathlib.Path, codes: Iterable[str]) -> Figure:
    """Population change of a group over the communes known at both dates; None when under 95 % of its people are."""
    people = {code: value or 0 for code, value in population(cog, codes).items()}
    before, after = legal_population(samples, cog, 2019), legal_population(samples, cog, 2023)
    known = [code for code in people if code in before and code in after]
    start, end = sum(before[code] for code in known), sum(after[code] for code in known)
    everyone = sum(people.values())
    coverage = sum(people[code] for code in known) / everyone if everyone else 0.0
    return Figure(100 * (end - start) / start if start and coverage >= MINIMAL_COVERAGE else None, end - start, start, coverage)


# ---------------------------------------------------------------- 6. points in communes


def points_in_communes(points: Iterable[tuple[float, float]], contours: Mapping[str, BaseGeometry]) -> dict[str, int]:
    """Number of (lon, lat) points in each commune, by a plain double loop; on a border the lowest code wins."""
    counts = dict.fromkeys(sorted(contours), 0)
    for lon, lat in points:
        for code in counts:
            if contours[code].covers(Point(lon, lat)):
                counts[code] += 1
                break
    return counts


# ---------------------------------------------------------------- print


def main(samples: pathlib.Path, cog: pathlib.Path) -> None:
    """Print the figures of a few groups and of each commune of CA Gap-Tallard-Durance."""
    table = read_cog(cog)
    zones = [("epci", "200067825"), ("departement", "04"), ("departement", "05"), ("region", "93"), ("france", "")]
    for level, zone in zones:
        codes = members(table, level, zone)
        print(level, zone, "population, communes", population_group(cog, codes))
        print("  france services /10,000", france_services_group(samples, cog, codes))
        print("  distance km            ", distance_km_group(samples, cog, codes))
        print("  pvd %                  ", programme_share_group(samples, cog, "pvd", codes))
        print("  acv %                  ", programme_share_group(samples, cog, "acv", codes))
        print("  change 2019-2023 %     ", population_change_group(samples, cog, codes))
    codes = members(table, "epci", "200067825")
    rates, distances = france_services(samples, cog, codes), distance_km(samples, cog, codes)
    pvd, acv = (programme_share(samples, cog, programme, codes) for programme in ("pvd", "acv"))
    change, people = population_change(samples, cog, codes), population(cog, codes)
    for c in codes:
        print(c, table.at[c, "nom"], people[c], *rates[c][:2], distances[c], pvd[c], acv[c], change[c], sep=" | ")


if __name__ == "__main__":
    main(
        pathlib.Path(sys.argv[1]) if sys.argv[1:] else HERE.parents[1] / "resources" / "samples", HERE / "cog2026-communes.csv.gz"
    )
