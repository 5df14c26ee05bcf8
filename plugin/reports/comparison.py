# SPDX-License-Identifier: GPL-2.0-or-later
"""Territories side by side: indicators in rows, territories in columns, with differences, ranks, and which one is better."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np

from ..indicators.definition import Definition
from ..indicators.engine import Result
from ..indicators.inputs import LayerData
from ..layers.palette import COUNT, nature
from ..messages import Progress, Stretch, VigieError, date, labelled, language, number, translate
from ..observatory import Observatory
from ..store.tables import source_line
from ..territory.model import LEVELS, Territory, told_apart
from ..working import write_whole
from .factsheet import shared_notes, some_names
from .html import page
from .spreadsheet import RFC_4180, Cell, TableFormat, csv_bytes, write_ods

FIRST, AVERAGE = "first", "average"
BETTER, WORSE = "better", "worse"
SIDE_BY_SIDE = 4
"""Up to so many territories, a page tells differences too."""
PER_TABLE = 6
"""Territories of a table of a page, which has to fit on paper; more of them make several tables."""


@dataclass(frozen=True)
class Compared:
    """The value of a territory, NaN where there is none (`flag` says why). `difference` is with the reference, NaN where there is none;
    `sense` is "better" or "worse" than it, empty where they are alike or where nothing says which is better. `rank` is its place
    among the territories that have a value (1: the highest), None without one. `label` is that of a class.
    """

    value: float
    label: str
    flag: str
    difference: float
    sense: str
    rank: int | None


@dataclass(frozen=True)
class Row:
    """An indicator over the territories, in their order; `ranked` of them have a value. `reference` is what differences are with."""

    definition: Definition
    cells: tuple[Compared, ...]
    ranked: int
    reference: float
    date: str
    source: str


@dataclass(frozen=True)
class Comparison:
    """Territories (`names` tell them apart) compared. `left_out` are sentences on indicators that cannot be compared, `notes` the limits."""

    territories: tuple[Territory, ...]
    names: tuple[str, ...]
    rows: tuple[Row, ...]
    reference: str
    left_out: tuple[str, ...]
    notes: tuple[str, ...]
    sources: tuple[str, ...]
    language: str
    computed: str


def compare(
    observatory: Observatory,
    territories: Sequence[Territory],
    indicators: Sequence[str],
    mode: str,
    progress: Progress,
    reference: str = FIRST,
    layers: Mapping[str, LayerData] = MappingProxyType({}),
) -> Comparison:
    """Two territories and more by these indicators (ids or paths). Those of different levels are not compared by totals: these are left
    out, and said to be. Raises a `VigieError` for less than two.
    """
    unique = list(dict.fromkeys(territories))
    if len(unique) < 2:
        raise VigieError(
            translate(
                "reports", "Two territories at least are needed to compare: write for instance commune:05061,commune:05046."
            )
        )
    results = _studied(observatory, unique, indicators, mode, progress, layers)
    mixed = len({territory.level for territory in unique}) > 1 or any(territory.level == "set" for territory in unique)
    rows, left_out = [], []
    for several in zip(*results):
        definition = several[0].definition
        if mixed and is_total(definition):
            sentence = translate("reports", "{indicator}: totals of territories of different levels are not compared, rates are.")
            left_out.append(sentence.format(indicator=definition.title))
        else:
            rows.append(_row(several, reference))
    told = told_apart((one.level, one.key, one.name) for one in unique)
    notes = shared_notes((result.definition.title, note) for of_one in results for result in of_one for note in result.notes)
    sources = dict.fromkeys(source_line(source) for of_one in results for result in of_one for source in result.sources)
    return Comparison(
        territories=tuple(unique),
        names=tuple(told[one.level, one.key] for one in unique),
        rows=tuple(rows),
        reference=reference,
        left_out=tuple(left_out),
        notes=tuple(notes),
        sources=tuple(sources),
        language=language(),
        computed=results[0][0].computed if results[0] else "",
    )


def is_total(definition: Definition) -> bool:
    """Whether larger territories have more of it by their size alone: what is counted or summed, and how many kinds there are."""
    kinds = definition.compute["kind"] == "basket" or definition.compute.get("aggregate") in ("distinct", "min", "max")
    return kinds or nature(definition) == COUNT


def _studied(
    observatory: Observatory,
    territories: Sequence[Territory],
    indicators: Sequence[str],
    mode: str,
    progress: Progress,
    layers: Mapping[str, LayerData],
) -> list[list[Result]]:
    """The results of each territory, those of one level together."""
    found: dict[str, list[Result]] = {}
    levels = list(dict.fromkeys(_level(territory) for territory in territories))
    for place, level in enumerate(levels):
        part = Stretch(progress, 100 * place / len(levels), 100 * (place + 1) / len(levels))
        alike = [territory for territory in territories if _level(territory) == level]
        for territory, results in zip(alike, observatory.study_each(indicators, alike, level, layers, mode, part)):
            found[territory.key] = results
    return [found[territory.key] for territory in territories]


def _level(territory: Territory) -> str:
    return territory.level if territory.level in LEVELS and len(territory.units) == 1 else "commune"


def _row(several: Sequence[Result], reference: str) -> Row:
    """The territory as a whole is the first comparator of its result."""
    definition = several[0].definition
    wholes = [result.comparators.iloc[0] for result in several]
    values = np.array([whole["value"] for whole in wholes], dtype=float)
    known = np.isfinite(values) & (not definition.is_class)
    base = np.nan if definition.is_class else _base(values, known, reference)
    cells = []
    for whole, value, has in zip(wholes, values, known):
        difference = value - base if has else np.nan
        rank = 1 + int((values[known] > value).sum()) if has else None
        sense = _sense(definition, value, base)
        cells.append(
            Compared(value if not definition.is_class else np.nan, whole["label"], whole["flag"], difference, sense, rank)
        )
    quoted = "; ".join(dict.fromkeys(source_line(source) for result in several for source in result.sources))
    layers = "; ".join(dict.fromkeys(layer for result in several for layer in result.layers))
    newest = max(result.date for result in several)
    return Row(definition, tuple(cells), int(known.sum()), base, newest, quoted or layers)


def _base(values: np.ndarray, known: np.ndarray, reference: str) -> float:
    """The value of the first territory, or the plain mean of those that have one."""
    if reference == FIRST:
        return float(values[0])
    return float(values[known].mean()) if known.any() else np.nan


def _sense(definition: Definition, value: float, base: float) -> str:
    """Better or worse than the reference, as the values are written: what looks the same is neither."""
    if not definition.better or definition.is_class or np.isnan(value) or np.isnan(base):
        return ""
    difference = round(float(value), definition.decimals) - round(float(base), definition.decimals)
    if difference == 0:
        return ""
    return BETTER if (difference > 0) == (definition.better == "more") else WORSE


# What is written


def write_comparison(comparison: Comparison, kind: str, path: Path, table: TableFormat = RFC_4180) -> None:
    """Write it as HTML ("html"), as an ODS ("ods") or as a CSV; `table` says how a CSV is written. A `VigieError` when it cannot be."""
    if kind == "html":
        write_whole(path, comparison_html(comparison).encode("utf-8"))
    elif kind == "ods":
        write_ods(path, translate("reports", "Comparison of territories"), *comparison_table(comparison))
    else:
        write_whole(path, csv_bytes(*comparison_table(comparison), table))


def comparison_table(comparison: Comparison) -> tuple[list[str], list[list[Cell]]]:
    """The comparison as columns and rows: of each territory its value, its difference, its rank and its remark."""
    columns = [
        translate("reports", "Indicator"), translate("reports", "Title"), translate("reports", "Unit"), translate("reports", "Date"),
        translate("reports", "What is better"), translate("reports", "Source"),
    ]  # fmt: skip
    difference = difference_title(comparison)
    for name in comparison.names:
        columns += [
            f"{name} – {translate('reports', 'value')}", f"{name} – {difference}", f"{name} – {translate('reports', 'rank')}",
            f"{name} – {translate('reports', 'remark')}",
        ]  # fmt: skip
    return columns, [_cells(row) for row in comparison.rows]


def _cells(row: Row) -> list[Cell]:
    definition = row.definition
    found: list[Cell] = [definition.id, definition.title, definition.unit, row.date, better_word(definition), row.source]
    for cell in row.cells:
        told = " ".join(filter(None, (_sense_word(cell.sense), cell.flag)))
        found += [cell.label or _number(cell.value), _number(cell.difference), cell.rank, told]
    return found


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def better_word(definition: Definition) -> str:
    """Whether more is better, in words; that nothing says it, else."""
    words = {"more": translate("reports", "more is better"), "less": translate("reports", "less is better")}
    return words.get(definition.better, translate("reports", "neither"))


def _sense_word(sense: str) -> str:
    return {BETTER: translate("reports", "better"), WORSE: translate("reports", "worse")}.get(sense, "")


def difference_title(comparison: Comparison) -> str:
    """What differences are with."""
    if comparison.reference == AVERAGE:
        return translate("reports", "difference to the mean")
    return translate("reports", "difference to {name}").format(name=comparison.names[0])


def comparison_html(comparison: Comparison) -> str:
    """The comparison as one HTML file, without scripts; all that comes from data is escaped."""
    mean = translate("reports", "Differences are with the plain mean of the territories shown.")
    first = translate("reports", "Differences are with {name}.").format(name=comparison.names[0])
    words = {
        "comparison": translate("reports", "Comparison of territories"),
        "indicator": translate("reports", "Indicator"),
        "unit": translate("reports", "Unit"),
        "compared": mean if comparison.reference == AVERAGE else first,
        "ranks": translate(
            "reports", "Ranks are among the territories shown: 1 is the highest value, which is not always the best."
        ),
        "left_out": translate("reports", "Not compared"),
        "missing": translate("reports", "Limits, and what is missing"),
        "methods": translate("reports", "Methods"),
        "sources": translate("reports", "Sources, dates and licences"),
        "none": translate("reports", "None known."),
        "dash": translate("reports", "A dash means that there is no figure: the reason is given here."),
        "made": translate("reports", "Computed on {when} with Vigie territoriale.").format(when=date(comparison.computed)),
    }
    sources = comparison.sources
    rows = [_written(row, len(comparison.names) <= SIDE_BY_SIDE, sources) for row in comparison.rows]
    parts = _parts(len(comparison.names))
    captions = [_part_title(words["comparison"], *part, len(comparison.names)) for part in parts]
    remarks = [
        f"{row.definition.title}, {labelled(name, cell.flag)}"
        for row in comparison.rows for name, cell in zip(comparison.names, row.cells) if cell.flag
    ]  # fmt: skip
    return page(
        "comparison.html.j2",
        comparison=comparison,
        words=words,
        rows=rows,
        remarks=remarks,
        sources=[f"[{place}] {source}" for place, source in enumerate(sources, 1)],
        parts=list(zip(captions, parts)),
        names=some_names(comparison.names),
    )


def _parts(count: int) -> list[tuple[int, int]]:
    """The territories of each table, from the first to before the last: about as many in each."""
    tables = -(-count // PER_TABLE)
    size = -(-count // tables)
    return [(start, min(start + size, count)) for start in range(0, count, size)]


def _part_title(title: str, start: int, end: int, count: int) -> str:
    if end - start == count:
        return title
    which = translate("reports", "territories {first} to {last} of {count}").format(
        first=number(start + 1), last=number(end), count=number(count)
    )
    return labelled(title, which)


def _written(row: Row, detailed: bool, sources: Sequence[str]) -> dict:
    definition = row.definition
    widest = max((abs(cell.value) for cell in row.cells if not np.isnan(cell.value)), default=0.0)
    marks = " ".join(f"[{place}]" for place, source in enumerate(sources, 1) if source in row.source)
    better = better_word(definition) if definition.better else ""
    return {
        "title": definition.title, "about": " – ".join(filter(None, (definition.unit, date(row.date), better, marks or row.source))),
        "method": definition.method, "cells": list(_written_cells(row, widest, detailed)),
    }  # fmt: skip


def _written_cells(row: Row, widest: float, detailed: bool) -> Iterator[dict]:
    definition = row.definition
    for cell in row.cells:
        known = not np.isnan(cell.value)
        told = number(cell.difference, definition.decimals)
        sign = "+" if known and round(float(cell.difference), definition.decimals) > 0 else ""
        mark = {BETTER: "▲", WORSE: "▼"}.get(cell.sense, "")
        rank = translate("reports", "rank {place} of {count}").format(place=number(cell.rank), count=number(row.ranked))
        yield {
            "value": cell.label or number(cell.value, definition.decimals),
            "difference": f"{sign}{told}" if detailed and known and not np.isnan(cell.difference) else "",
            "sense": cell.sense,
            "word": f"{mark} {_sense_word(cell.sense)}".strip(),
            "rank": rank if cell.rank else "",
            "share": round(100 * abs(cell.value) / widest) if known and widest else 0,
            "negative": known and cell.value < 0,
        }
