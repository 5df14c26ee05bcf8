# SPDX-License-Identifier: GPL-2.0-or-later
"""Results and provenance as flat tables, and the polygons of territories: what is stored, exported and mapped."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from ..harmonize.dataset import Provenance
from ..indicators.engine import Result
from ..messages import date, number
from ..product import product_version
from ..requirements import pandas as require_pandas
from ..territory.cog import Cog
from ..territory.contours import Contours
from ..territory.model import Territory, Unit

if TYPE_CHECKING:
    import pandas as pd


def column_of(indicator: str) -> str:
    """The column of an indicator in the wide table: its id with underscores, as SQL and expressions like it."""
    return indicator.replace("-", "_")


def territory_table(cog: Cog, contours: Contours, territory: Territory, level: str) -> tuple[pd.DataFrame, np.ndarray]:
    """The units of `level` that the territory touches, with polygons in EPSG:4326 (None where there is no contour).

    Columns: code, name, level, population, communes (how many it has), inside (how many of them are in the territory),
    contours ("generalised" or "precise").
    """
    pairs = [(unit, cog.members(unit.level, unit.code)) for unit in cog.groups(territory, level)]
    return unit_table(pairs, territory, contours), contours.dissolve([members for _, members in pairs])


def unit_table(pairs: Sequence[tuple[Unit, Sequence[str]]], territory: Territory, contours: Contours) -> pd.DataFrame:
    """The columns of `territory_table` for units and the communes that each holds; polygons of the user's hold none."""
    units, members = [unit for unit, _ in pairs], [codes for _, codes in pairs]
    wanted = set(territory.communes)
    return require_pandas().DataFrame(
        {
            "code": [unit.code for unit in units],
            "name": [unit.name for unit in units],
            "level": [unit.level for unit in units],
            "population": require_pandas().array([unit.population for unit in units], dtype="Int64"),
            "communes": [len(codes) for codes in members],
            "inside": [len(wanted.intersection(codes)) for codes in members],
            "contours": ["precise" if contours.precise(codes) else "generalised" for codes in members],
        }
    )


def outline_table(territory: Territory) -> pd.DataFrame:
    """The one row that goes with the contour of a whole territory."""
    return require_pandas().DataFrame({"name": [territory.name]})


def wide_table(results: Sequence[Result]) -> pd.DataFrame:
    """One row a zone, with three columns an indicator: its value (the label of a class), its coverage and its flag.

    All results must be of the same territory and level.
    """
    table = results[0].zones[["level", "code", "name"]].copy()
    for result in results:
        column = column_of(result.definition.id)
        label = result.zones["label"]
        table[column] = (label.where(label != "", None) if result.definition.is_class else result.zones["value"]).to_numpy()
        table[f"{column}_coverage"] = result.zones["coverage"].to_numpy()
        table[f"{column}_flag"] = result.zones["flag"].to_numpy()
    return table


def long_table(results: Iterable[Result]) -> pd.DataFrame:
    """One row a zone or comparator and an indicator, with numerator, denominator, coverage, flag, method and sources."""
    pandas = require_pandas()
    frames = []
    for result in results:
        for role, frame in (("zone", result.zones), ("comparator", result.comparators)):
            rows = frame.copy()
            rows.insert(0, "indicator", result.definition.id)
            rows.insert(1, "version", result.definition.version)
            rows.insert(2, "role", role)
            rows["territory"] = result.territory
            rows["unit"] = result.definition.unit
            rows["method"] = result.definition.method
            rows["date"] = result.date
            rows["contours"] = result.contours
            rows["formula"] = json.dumps(result.definition.compute, ensure_ascii=False)
            rows["layers"] = "; ".join(result.origins)
            rows["product"] = product_version()
            rows["sources"] = "; ".join(source_line(source) for source in result.sources) or "; ".join(result.layers)
            rows["notes"] = " ".join(result.notes)
            rows["computed"] = result.computed
            frames.append(rows)
    return pandas.concat(frames, ignore_index=True)


def source_line(provenance: Provenance) -> str:
    """A source as it is quoted: title, producer, date, licence."""
    return f"{provenance.title}, {provenance.producer}, {date(provenance.date)}, {provenance.licence}"


def provenance_table(provenances: Iterable[Provenance]) -> pd.DataFrame:
    """One row a dataset; lists as readable text, rejections as JSON."""
    rows = []
    for provenance in provenances:
        row = provenance.as_dict()
        row["coverage"] = ", ".join(provenance.coverage)
        row["notes"] = " ".join(provenance.notes)
        row["rows_rejected"] = sum(rejection.count for rejection in provenance.rejections)
        row["rejections"] = json.dumps(row["rejections"], ensure_ascii=False)
        rows.append(row)
    return require_pandas().DataFrame(rows)


def lineage(provenance: Provenance) -> list[str]:
    """What was done to the data, in lines that a person reads."""
    rejected = [f"{number(rejection.count)} – {rejection.reason}" for rejection in provenance.rejections]
    return [*rejected, *provenance.notes]
