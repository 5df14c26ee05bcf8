# SPDX-License-Identifier: GPL-2.0-or-later
"""Figures kept over the years: what the table of results of a store holds, and the series that come out of it.

A figure is known by its indicator and the version of its definition, the zone, the territory that it was computed for and the
date of its data. The same one computed again takes the place of the earlier one; data of another date add.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from ..indicators.dating import series_name
from ..indicators.engine import Result
from ..messages import VigieError, date, translate
from ..requirements import pandas as require_pandas
from .tables import long_table

if TYPE_CHECKING:
    import pandas as pd

    from .store import Store

RESULTS = "vigie_results"
KEY = ("indicator", "version", "role", "level", "territory", "code", "period")
"""The columns that no two rows of the table of results share."""
AUTHOR = "author"
"""In a shared store, who kept a figure."""
INDEX = "CREATE INDEX vigie_results_key ON vigie_results (indicator, version, role, level, territory, code, period)"
LAST = "SELECT max(fid) FROM vigie_results"
SUPERSEDED = (
    "DELETE FROM vigie_results WHERE fid IN (SELECT old.fid FROM vigie_results AS fresh JOIN vigie_results AS old "
    "USING (indicator, version, role, level, territory, code, period) WHERE fresh.fid > {last} AND fresh.fid <= {end} AND old.fid <= {last})"
)
"""What takes away the rows up to `last` whose key a row from there to `end` has: both are said, or PostgreSQL, which knows nothing yet
of rows just written, would read the whole table. Written out: a scan for injections sees that it is of constants."""
COLUMNS = {
    "indicator": "object", "version": "int64", "role": "object", "level": "object", "territory": "object", "code": "object",
    "period": "object", "name": "object", "value": "float64", "numerator": "float64", "denominator": "float64",
    "coverage": "float64", "flag": "object", "unit": "object", "method": "object", "sources": "object", "notes": "object",
    "computed": "object", "series_layers": "object",
}  # fmt: skip
"""The columns of the table of results with their types; those that a later engine adds to the long table are added to it too.
`series_layers`: the names of the user's layers without their years; figures of other layers are another series."""
SERIES = ("level", "code", "name", "period", "value", "flag", "coverage", "version", "break", "unit", "sources", "computed")
FIRST = "first"
"""In place of a date: the first one of which figures were kept."""
FEW_CODES = 200
"""Up to there, the store itself is asked for the rows of these zones only."""


def empty_table() -> pd.DataFrame:
    """A table of results without rows."""
    return require_pandas().DataFrame({name: [] for name in COLUMNS}).astype(COLUMNS)


def kept_table(result: Result) -> pd.DataFrame:
    """The long table of a result as it is kept: one row a zone or comparator, each key once, with the date of the data
    (`period`): see `Result.date`.
    """
    table = long_table([result])
    told = table.pop("date").fillna("").astype(str)
    table["period"] = told.where(told != "", result.date)
    table["series_layers"] = series_name(result.layers)
    rest = [name for name in table.columns if name not in COLUMNS]
    flags = {name: "Int64" for name in rest if table[name].dtype.kind == "b"}
    table = table[[*COLUMNS, *rest]].astype({**COLUMNS, **flags})
    table[list(KEY)] = table[list(KEY)].fillna("")
    return table.drop_duplicates(list(KEY), keep="last", ignore_index=True)


def adopted(table: pd.DataFrame) -> pd.DataFrame | None:
    """The rows of a table of results of before layout 3, whose dates are not known (`period` is empty); None for another table."""
    known = set(KEY) - {"period"}
    if not known <= set(table.columns):
        return None
    whole = table.assign(period="").reindex(columns=list(COLUMNS)).astype(COLUMNS)
    return whole.drop_duplicates(list(KEY), keep="last", ignore_index=True)


def where(indicator: str, level: str, codes: Sequence[str]) -> str:
    """The filter of OGR for the rows of these zones, or for those of the whole level when there are many zones."""
    asked = f"indicator = {_quoted(indicator)} AND level = {_quoted(level)}"
    few = codes and len(codes) <= FEW_CODES
    return f"{asked} AND code IN ({', '.join(map(_quoted, codes))})" if few else asked


def series_of(rows: pd.DataFrame, codes: Sequence[str]) -> pd.DataFrame:
    """The series of zones (in the order of `codes`) out of rows of the table of results, by date: see `Store.series`."""
    place = {code: index for index, code in enumerate(codes)}
    rows = rows[rows["code"].isin(place) & (rows["period"].fillna("") != "")]
    rows = rows.assign(place=rows["code"].map(place)).sort_values(["place", "period", "version", "computed"], kind="stable")
    rows = rows.drop_duplicates(["code", "period"], keep="last", ignore_index=True)
    rows["break"] = _changed(rows, "version") | _changed(rows, "series_layers")
    return rows[list(SERIES)].astype({"version": "int64", "value": "float64", "coverage": "float64"})


def _changed(rows: pd.DataFrame, column: str) -> pd.Series:
    """Whether a column is not as at the date before; where one of both is not known, as of figures kept by an earlier release, it is."""
    before = rows.groupby("code")[column].shift()
    return (before.notna() & rows[column].notna() & (before != rows[column])).astype(bool)


def history(store: Store, result: Result, code: str = "") -> pd.DataFrame:
    """The series of a zone of a result (none: of its territory alone), then those of its comparators, as `Store.series` gives them:
    what the chart of evolution draws.
    """
    zones = result.zones[result.zones["code"] == code]
    wanted = [(row.level, row.code) for frame in (zones, result.comparators) for row in frame.itertuples()]
    wanted = list(dict.fromkeys(wanted))
    frames = [store.series(result.definition.id, level, [each]) for level, each in wanted]
    return require_pandas().concat(frames, ignore_index=True) if frames else series_of(empty_table(), [])


def earlier(store: Store, result: Result, written: str) -> Result:
    """A result with the figures that were kept of an earlier date in place of its own: those of the newest date that begins with `written`
    (2022, 2022-06…), or of the "first". Zones of which none was kept, or by another version of the definition, or before layers
    changed, have no value, and say why. A `VigieError` says so where there is none at all.
    """
    series = {
        level: store.series(result.definition.id, level, list(rows["code"]))
        for level, rows in require_pandas().concat([result.zones, result.comparators])[["level", "code"]].groupby("level")
    }
    of_zones = series[result.level] if result.level in series else series_of(empty_table(), [])
    period = _period(of_zones, result, written)
    if not period:
        raise VigieError(
            translate(
                "store",
                "{store} keeps no figure of “{indicator}” of {date} for these zones: compute it from data of that date, and keep it.",
            ).format(store=store.title, indicator=result.definition.title, date=_said(written))
        )
    used = of_zones[of_zones["period"] == period]
    told = translate("store", "{indicator}: figures of {date}, kept by {store}, computed on {computed}. {sources}").format(
        indicator=result.definition.title, date=date(period), store=store.title,
        computed=", ".join(sorted({date(when.partition("T")[0]) for when in used["computed"].dropna()})),
        sources="; ".join(sorted(set(used["sources"].dropna()) - {""})),
    )  # fmt: skip
    return replace(
        result,
        zones=_of_period(result.zones, series, period, result.definition.version),
        comparators=_of_period(result.comparators, series, period, result.definition.version),
        country=None,
        sources=(),
        notes=(told,),
        data_date=period,
    )


def _period(series: pd.DataFrame, result: Result, written: str) -> str:
    """The date of the kept figures that are meant; empty when there are none."""
    usable = series[series["version"] == result.definition.version]["period"]
    if written == FIRST:
        return min(usable, default="")
    return max((period for period in usable if period.startswith(written)), default="")


def _of_period(frame: pd.DataFrame, series: dict[str, pd.DataFrame], period: str, version: int) -> pd.DataFrame:
    """The rows of a frame of zones or comparators with what was kept of that date."""
    pandas = require_pandas()
    kept = pandas.concat(list(series.values()), ignore_index=True)
    of_date = kept[kept["period"] == period]
    broken = kept[kept["break"] & (kept["period"] > period)][["level", "code"]].drop_duplicates().assign(broken=True)
    keys = frame[["level", "code", "name"]]
    found = keys.merge(of_date[["level", "code", "value", "coverage", "flag", "version"]], on=["level", "code"], how="left")
    found = found.merge(broken, on=["level", "code"], how="left")
    other = found["version"].notna() & (found["version"] != version)
    why = np.select(
        [found["version"].isna(), other | found["broken"].notna()],
        [
            translate("store", "no figure kept of {date}").format(date=date(period)),
            translate("store", "series broken since {date}: the definition or the layers changed").format(date=date(period)),
        ],
        found["flag"].fillna(""),
    )
    value = np.where((found["version"].isna() | other | found["broken"].notna()), np.nan, found["value"])
    coverage = found["coverage"].fillna(0.0)
    return keys.assign(value=value, label="", numerator=np.nan, denominator=np.nan, coverage=coverage.to_numpy(), flag=why)


def _said(written: str) -> str:
    return translate("store", "the first date") if written == FIRST else written


def _quoted(text: str) -> str:
    return "'{}'".format(text.replace("'", "''"))
