# SPDX-License-Identifier: GPL-2.0-or-later
"""What the store remembers of each version of a dataset."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np

from ..harmonize.dataset import SCHEMAS, Dataset, Provenance, Rejection
from ..requirements import pandas as require_pandas
from ..requirements import shapely as require_shapely
from .rows import multi_parts, plain_rows

if TYPE_CHECKING:
    import pandas as pd

LONGEST_NAME = 50
_TYPES = {"int": "int64", "float": "float64", "str": "object"}


@dataclass(frozen=True)
class Registered:
    """One version of a dataset: the last one is the table `layer`, earlier ones are its snapshots.

    `dataset` is the entry of the catalogue, `schema` its common schema, `version` counts from 1. `date` is that of the data,
    `fetched` when it was made (both ISO). `checksum` is that of the files of the source, `content` that of the rows (empty: not
    known). `west`, `south`, `east` and `north` are degrees, NaN without a position. `territory` is what the table is cut to,
    `coverage` what the source covers (written territories). `provenance` is all of it, as JSON.
    """

    layer: str
    dataset: str
    schema: str
    version: int
    title: str
    producer: str
    licence: str
    date: str
    fetched: str
    checksum: str
    content: str
    recipe_version: int
    mode: str
    territory: str
    coverage: str
    rows: int
    west: float
    south: float
    east: float
    north: float
    provenance: str


def registered(layer: str, dataset: Dataset, version: int) -> Registered:
    """What is remembered of a dataset that is saved as the table `layer`."""
    told = dataset.provenance
    west, south, east, north = _box(dataset.geometry)
    return Registered(
        layer=layer,
        dataset=told.entry,
        schema=dataset.schema,
        version=version,
        title=told.title,
        producer=told.producer,
        licence=told.licence,
        date=told.date,
        fetched=told.computed,
        checksum=told.checksum,
        content=content_of(dataset.table, dataset.geometry),
        recipe_version=told.recipe_version,
        mode=told.mode,
        territory=told.territory,
        coverage=",".join(told.coverage),
        rows=len(dataset),
        west=west,
        south=south,
        east=east,
        north=north,
        provenance=json.dumps(told.as_dict(), ensure_ascii=False),
    )


def _box(geometry: np.ndarray | None) -> tuple[float, float, float, float]:
    shapely = require_shapely()
    placed = [] if geometry is None else geometry[~(shapely.is_missing(geometry) | shapely.is_empty(geometry))]
    return tuple(float(value) for value in shapely.total_bounds(placed)) if len(placed) else (np.nan,) * 4


def content_of(table: pd.DataFrame, geometry: np.ndarray | None) -> str:
    """A digest of the rows, whatever their order."""
    return sha256(np.sort(row_hashes(table, geometry)).tobytes() + "\x1f".join(map(str, table.columns)).encode()).hexdigest()


def row_hashes(table: pd.DataFrame, geometry: np.ndarray | None) -> np.ndarray:
    """A number of 64 bits for each row (array of uint64); what is missing is one thing, a whole number is an integer."""
    pandas = require_pandas()
    plain = pandas.DataFrame({str(name): plain_texts(table[name]) for name in table.columns}, index=range(len(table)))
    if geometry is not None:
        plain["geometry of the row"] = require_shapely().to_wkb(multi_parts(geometry), hex=True)
    plain = plain.astype(object).where(plain.notna(), "\x00")
    return pandas.util.hash_pandas_object(plain, index=False).to_numpy("uint64")


def plain_texts(values: pd.Series) -> np.ndarray:
    """A column as text, None where it is missing (array of object): what a store gives back equals what was written to it."""
    plain = values.astype(object).where(values.notna(), None)
    return np.array([None if value is None else _text(value) for value in plain.tolist()], dtype=object)


def _text(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def as_table(rows: Iterable[Registered]) -> pd.DataFrame:
    """The registry as a table, one row a version."""
    rows = list(rows)
    types = {field.name: _TYPES[str(field.type)] for field in fields(Registered)}
    columns = {name: [getattr(row, name) for row in rows] for name in types}
    return require_pandas().DataFrame(columns).astype(types)


def from_table(table: pd.DataFrame) -> list[Registered]:
    """The registry out of its table, as a store gives it back."""
    kinds = {field.name: {"int": int, "float": float, "str": str}[str(field.type)] for field in fields(Registered)}
    empty = {int: 0, float: np.nan, str: ""}
    rows = plain_rows(table[list(kinds)])
    return [
        Registered(*(empty[kind] if value is None else kind(value) for kind, value in zip(kinds.values(), row))) for row in rows
    ]


def from_provenance(told: dict, rows: int, columns: Iterable[str], box: tuple[float, float, float, float]) -> Registered:
    """What is known of a table of a store of layout 1, which had a table of provenances (`told` is a row of it) and no registry.

    `columns` are those of the table, `box` its extent in degrees.
    """
    schema = next((name for name, wanted in SCHEMAS.items() if set(wanted) <= set(columns)), "")
    texts = {name: str(told[name]) for name in ("layer", "title", "producer", "licence", "date", "checksum", "mode", "territory")}
    return Registered(
        **texts,
        dataset=str(told["entry"]),
        schema=schema,
        version=1,
        fetched=str(told["computed"]),
        content="",
        recipe_version=int(told["recipe_version"]),
        coverage=str(told["coverage"]).replace(", ", ","),
        rows=rows,
        **dict(zip(("west", "south", "east", "north"), box)),
        provenance=json.dumps(told, ensure_ascii=False, default=str),
    )


def provenance_of(row: Registered) -> Provenance:
    """The provenance that a row of the registry remembers; of a store of layout 1 too, which wrote its lists as texts."""
    told = json.loads(row.provenance)
    coverage, notes, rejections = (told.get(name) or () for name in ("coverage", "notes", "rejections"))
    if isinstance(rejections, str):
        rejections = json.loads(rejections)
    known = {name: told[name] for name in (field.name for field in fields(Provenance)) if told.get(name) is not None}
    return Provenance(
        **{
            **known,
            "coverage": tuple(coverage.replace(", ", ",").split(",")) if isinstance(coverage, str) else tuple(coverage),
            "notes": (notes,) if isinstance(notes, str) else tuple(notes),
            "rejections": tuple(Rejection(one["reason"], one["count"], tuple(one.get("examples", ()))) for one in rejections),
        }
    )


def shared_name(entry: str, territory: str) -> str:
    """The name under which all keep an entry cut to a (written) territory."""
    layer = re.sub("[^a-z0-9]+", "_", f"{entry}__{territory}".lower()).strip("_")
    if len(layer) > LONGEST_NAME:
        layer = f"{layer[: LONGEST_NAME - 9]}_{content_of(require_pandas().DataFrame({'': [layer]}), None)[:8]}"
    return layer


def current(rows: Iterable[Registered]) -> dict[str, Registered]:
    """The last version of each layer, by the name of the layer."""
    return {row.layer: row for row in sorted(rows, key=lambda row: row.version)}
