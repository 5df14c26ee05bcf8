# SPDX-License-Identifier: GPL-2.0-or-later
"""Where a zone stands among others: ranks, quantiles, and the peers of its level and size."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ..messages import number, translate
from ..requirements import pandas as require_pandas
from ..territory.model import Unit

if TYPE_CHECKING:
    import pandas as pd

SIZES = {
    "commune": (500, 2_000, 3_500, 5_000, 10_000, 20_000, 50_000, 100_000),
    "epci": (5_000, 15_000, 30_000, 50_000, 100_000, 300_000),
    "departement": (250_000, 500_000, 1_000_000),
}
"""The least inhabitants of each size class but the first, after the strata that the DGCL publishes local finances by. Régions are one
class."""


def size_classes(level: str, units: Sequence[Unit]) -> pd.Series:
    """The place of the size class of each unit of a level, by its code; NaN where its population is not known."""
    people = np.array([np.nan if unit.population is None else unit.population for unit in units], dtype=float)
    places = np.searchsorted(SIZES.get(level, ()), people, side="right")
    return require_pandas().Series(np.where(np.isnan(people), np.nan, places), index=[unit.code for unit in units])


def size_class_name(level: str, place: int) -> str:
    """How the units of a size class are called."""
    bounds = SIZES.get(level, ())
    what = {
        "commune": translate("indicators", "Communes"),
        "epci": translate("indicators", "EPCI"),
        "departement": translate("indicators", "Départements"),
        "region": translate("indicators", "Régions"),
    }[level]
    if not bounds:
        return what
    if place == 0:
        return translate("indicators", "{what} under {most} inhabitants").format(what=what, most=number(bounds[0]))
    if place == len(bounds):
        return translate("indicators", "{what} of {least} inhabitants and more").format(what=what, least=number(bounds[-1]))
    return translate("indicators", "{what} of {least} to {most} inhabitants").format(
        what=what, least=number(bounds[place - 1]), most=number(bounds[place] - 1)
    )


def ranked(
    zones: pd.DataFrame, country: pd.DataFrame | None, peers: pd.DataFrame | None = None, classes: pd.Series | None = None
) -> pd.DataFrame:
    """`zones` with the place of each among all units of its level (`country`), or among the zones where there is no such whole, and
    among its peers (their figures by the size class that `classes` gives each unit): see `Result`. The highest value is the first,
    equal ones share a rank; what has no value has none.
    """
    whole = zones if country is None else country
    standing = _standing(whole).set_index("code").reindex(zones["code"])
    found = zones.assign(**{name: standing[name].array for name in ("rank", "ranked", "quantile")})
    if country is None or peers is None or classes is None:
        return found
    alike = country.groupby(country["code"].map(classes))["value"]
    standing = country[["code"]].assign(rank=alike.rank(ascending=False, method="min"), ranked=alike.transform("count"))
    standing = standing.set_index("code").reindex(zones["code"])
    group = peers.reindex(classes.reindex(zones["code"]))
    return found.assign(
        peers=group["name"].fillna("").to_numpy(),
        peers_value=group["value"].to_numpy(float),
        peers_rank=standing["rank"].astype("Int64").array,
        peers_ranked=standing["ranked"].astype("Int64").array,
    )


def _standing(frame: pd.DataFrame) -> pd.DataFrame:
    """Rank, among how many, and quantile of each row of a frame with columns code and value."""
    value = frame["value"]
    return frame[["code"]].assign(
        rank=value.rank(ascending=False, method="min").astype("Int64"),
        ranked=require_pandas().array(np.where(value.notna(), value.notna().sum(), 0), dtype="Int64"),
        quantile=value.rank(pct=True, method="max"),
    )
