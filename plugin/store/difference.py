# SPDX-License-Identifier: GPL-2.0-or-later
"""What changed between two versions of a dataset: added, removed, moved, with other attributes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..requirements import pandas as require_pandas
from ..requirements import shapely as require_shapely
from ..territory.crs import ellipsoid
from .registry import plain_texts, row_hashes
from .rows import multi_parts

if TYPE_CHECKING:
    import pandas as pd

KEYS: dict[str, tuple[str, ...]] = {
    "service": ("id",),
    "perimeter": ("id",),
    "measure": ("commune", "variable", "period"),
}
"""The columns that tell a row from all others, by common schema."""
TOLERANCE_METRES = 1.0
"""What moved by less did not move: sources round coordinates in several ways."""
ADDED, REMOVED, MOVED, CHANGED, MOVED_CHANGED = "added", "removed", "moved", "changed", "moved and changed"


@dataclass(frozen=True)
class Difference:
    """What `compare` found.

    `table` has one row for each thing that changed: the columns of the key, `name` where there is one, `change` (one of `ADDED`,
    `REMOVED`, `MOVED`, `CHANGED`, `MOVED_CHANGED`), `metres` (how far it moved; NaN when it did not, or has a position in one version only) and `fields` (which attributes
    changed, apart by commas). `geometry` goes with it: where each is, or was (array of shapely in EPSG:4326; None for tables without).
    `attributes` has one row an attribute that changed: the columns of the key, `field`, `before`, `after` (texts, None where missing).
    `unchanged` counts the others. `keyed` is whether rows were told apart by their key; `duplicates` are the rows of both versions
    whose key is missing or stands more than once in one of them: they are compared as wholes, as all are without a key.
    """

    table: pd.DataFrame
    geometry: np.ndarray | None
    attributes: pd.DataFrame
    unchanged: int
    keyed: bool
    duplicates: int

    @property
    def counts(self) -> dict[str, int]:
        """How many rows were added, removed, moved, changed (one that moved and changed is counted in both), and unchanged."""
        change = self.table["change"]
        several = {name: int(change.isin([name, MOVED_CHANGED]).sum()) for name in (MOVED, CHANGED)}
        return {
            ADDED: int((change == ADDED).sum()),
            REMOVED: int((change == REMOVED).sum()),
            **several,
            "unchanged": self.unchanged,
        }


def compare(
    old: pd.DataFrame,
    old_geometry: np.ndarray | None,
    new: pd.DataFrame,
    new_geometry: np.ndarray | None,
    key: Sequence[str] = (),
    tolerance: float = TOLERANCE_METRES,
) -> Difference:
    """The difference between two versions of a table with their geometries (arrays of shapely in EPSG:4326, None allowed).

    Rows of the same `key` are the same thing; without a key that both tables have, identical rows are. What moved by `tolerance`
    metres or less did not move: points on the ellipsoid, lines and polygons by the farthest that their outline went.
    """
    keyed = bool(key) and all(column in table.columns for column in key for table in (old, new))
    pairs, alone, loose = _matched(old, new, tuple(key) if keyed else ())
    same = _identical(old, old_geometry, loose[0], new, new_geometry, loose[1])
    removed, added = (
        np.sort(np.concatenate([rows, np.setdiff1d(rest, paired)])) for rows, rest, paired in zip(alone, loose, same)
    )
    attributes, fields = _attributes(old, new, pairs, key if keyed else ())
    metres = _metres(old_geometry, new_geometry, pairs)
    moved = ~(metres <= tolerance)
    differ = moved | (fields != "")
    change = np.where(moved, np.where(fields != "", MOVED_CHANGED, MOVED), CHANGED)[differ]
    kept = tuple(rows[differ] for rows in pairs)
    table = _table(old, new, removed, kept[1], added, tuple(key) if keyed else tuple(new.columns))
    table["change"] = [REMOVED] * len(removed) + change.tolist() + [ADDED] * len(added)
    nowhere = np.full(len(removed), np.nan), np.full(len(added), np.nan)
    table["metres"] = np.concatenate([nowhere[0], np.where(moved, metres, np.nan)[differ], nowhere[1]])
    table["fields"] = [""] * len(removed) + fields[differ].tolist() + [""] * len(added)
    geometry = _shapes((old_geometry, removed), (new_geometry, kept[1]), (new_geometry, added))
    duplicates = len(loose[0]) + len(loose[1]) if keyed else 0
    unchanged = int((~differ).sum()) + len(same[0])
    return Difference(table, geometry, attributes, unchanged, keyed, duplicates)


_Rows = "tuple[np.ndarray, np.ndarray]"  # positions in the old table and in the new one


def _matched(old: pd.DataFrame, new: pd.DataFrame, key: tuple[str, ...]) -> tuple[_Rows, _Rows, _Rows]:
    """Rows that have one key in both tables (as pairs), rows whose key is in one table only, and rows without a key of their own."""
    pandas = require_pandas()
    if not key:
        none = np.array([], dtype=int)
        return (none, none), (none, none), (np.arange(len(old)), np.arange(len(new)))
    codes, found = pandas.factorize(np.concatenate([_keys(old, key), _keys(new, key)]))
    places, once = [], np.ones(len(found), dtype=bool)
    parts = codes[: len(old)], codes[len(old) :]
    for part in parts:
        once &= np.bincount(part[part >= 0], minlength=len(found)) <= 1
    for part in parts:
        own = np.flatnonzero((part >= 0) & once[part])
        place = np.full(len(found), -1)
        place[part[own]] = own
        places.append(place)
    first, second = places
    both = np.flatnonzero((first >= 0) & (second >= 0))
    both = both[np.argsort(second[both], kind="stable")]
    alone = first[(first >= 0) & (second < 0)], second[(second >= 0) & (first < 0)]
    loose = tuple(np.flatnonzero((part < 0) | ~once[part]) for part in parts)
    return (first[both], second[both]), alone, loose


def _keys(table: pd.DataFrame, key: tuple[str, ...]) -> np.ndarray:
    """One text a row (array of object), None where a part of the key is missing."""
    parts = [plain_texts(table[column]) for column in key]
    if len(parts) == 1:
        return parts[0]
    return np.array([None if None in row else "\x1f".join(row) for row in zip(*parts)], dtype=object)


def _identical(
    old: pd.DataFrame,
    old_geometry: np.ndarray | None,
    old_rows: np.ndarray,
    new: pd.DataFrame,
    new_geometry: np.ndarray | None,
    new_rows: np.ndarray,
) -> _Rows:
    """Among these rows, those that are the same in both tables, each taken once."""
    pandas = require_pandas()
    columns = [column for column in new.columns if column in old.columns]
    frames = []
    for table, geometry, rows in ((old, old_geometry, old_rows), (new, new_geometry, new_rows)):
        hashes = row_hashes(table[columns].iloc[rows], None if geometry is None else geometry[rows])
        frame = pandas.DataFrame({"hash": hashes, "place": rows})
        frame["turn"] = frame.groupby("hash").cumcount()
        frames.append(frame)
    both = frames[0].merge(frames[1], on=["hash", "turn"], suffixes=("_old", "_new"))
    return both["place_old"].to_numpy(int), both["place_new"].to_numpy(int)


def _attributes(old: pd.DataFrame, new: pd.DataFrame, pairs: _Rows, key: Sequence[str]) -> tuple[pd.DataFrame, np.ndarray]:
    """The attributes that differ within pairs of rows, and for each pair which ones (array of texts)."""
    pandas = require_pandas()
    fields = np.full(len(pairs[0]), "", dtype=object)
    frames = []
    for column in dict.fromkeys((*new.columns, *old.columns)):
        if column in key:
            continue
        before, after = (_values(table, column)[rows] for table, rows in zip((old, new), pairs))
        differ = np.flatnonzero(before != after)
        texts = tuple(plain_texts(pandas.Series(values[differ], dtype=object)) for values in (before, after))
        real = texts[0] != texts[1]  # NaN is not equal to itself, nor 1 to "1"
        differ = differ[real]
        fields[differ] = np.where(fields[differ] == "", "", fields[differ] + ", ") + str(column)
        frame = new[list(key)].iloc[pairs[1][differ]].reset_index(drop=True)
        frames.append(frame.assign(field=str(column), before=texts[0][real], after=texts[1][real]))
    empty = pandas.DataFrame(columns=[*key, "field", "before", "after"])
    frames = [frame for frame in frames if len(frame)]
    return pandas.concat(frames, ignore_index=True) if frames else empty, fields


def _values(table: pd.DataFrame, column: str) -> np.ndarray:
    """A column as plain objects, None where it is missing or the table lacks it."""
    if column not in table.columns:
        return np.full(len(table), None, dtype=object)
    values = table[column].astype(object)
    return values.where(values.notna(), None).to_numpy(object)


def _table(
    old: pd.DataFrame, new: pd.DataFrame, removed: np.ndarray, kept: np.ndarray, added: np.ndarray, shown: Iterable[str]
) -> pd.DataFrame:
    """What names the rows that changed."""
    columns = dict.fromkeys((*shown, *(["name"] if "name" in new.columns else [])))
    parts = [table.reindex(columns=list(columns)).iloc[rows] for table, rows in ((old, removed), (new, kept), (new, added))]
    whole = require_pandas().concat([part.astype(object) for part in parts], ignore_index=True)
    return whole.rename(columns={name: f"{name}_" for name in ("change", "metres", "fields")})


def _shapes(*parts: tuple[np.ndarray | None, np.ndarray]) -> np.ndarray | None:
    if all(geometry is None for geometry, _ in parts):
        return None
    return np.concatenate([np.full(len(rows), None) if shapes is None else shapes[rows] for shapes, rows in parts])


def _metres(old: np.ndarray | None, new: np.ndarray | None, pairs: _Rows) -> np.ndarray:
    """How far each pair moved: 0 where it did not, NaN where there is a position in one version only."""
    metres = np.zeros(len(pairs[0]))
    if old is None and new is None:
        return metres
    shapely = require_shapely()
    first, second = (
        np.full(len(rows), None, dtype=object) if shapes is None else multi_parts(shapes[rows])
        for shapes, rows in zip((old, new), pairs)
    )
    nowhere = tuple(shapely.is_missing(shapes) | shapely.is_empty(shapes) for shapes in (first, second))
    metres[nowhere[0] != nowhere[1]] = np.nan
    differ = np.flatnonzero(~nowhere[0] & ~nowhere[1])
    differ = differ[~shapely.equals_exact(first[differ], second[differ])]
    points = (shapely.get_type_id(first[differ]) == 0) & (shapely.get_type_id(second[differ]) == 0)
    for rows, measure in ((differ[points], _between_points), (differ[~points], _between_shapes)):
        if len(rows):
            metres[rows] = measure(first[rows], second[rows])
    return metres


def _between_points(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    shapely = require_shapely()
    ends = (axis(shapes) for shapes in (first, second) for axis in (shapely.get_x, shapely.get_y))
    return np.asarray(ellipsoid().inv(*ends)[2])


def _between_shapes(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """The farthest that a vertex lies from the other shape, in metres on the plane that touches the ellipsoid there."""
    shapely = require_shapely()
    west, south, east, north = shapely.bounds(first).T
    centre = np.column_stack([(west + east) / 2, (south + north) / 2])
    return shapely.hausdorff_distance(*(_on_plane(shapely.normalize(shapes), centre) for shapes in (first, second)))


def _on_plane(shapes: np.ndarray, centre: np.ndarray) -> np.ndarray:
    """Shapes in degrees as metres east and north of their `centre` (array of longitude, latitude)."""
    shapely, globe = require_shapely(), ellipsoid()
    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    latitude = np.radians(centre[:, 1])
    across = globe.a / np.sqrt(1 - globe.es * np.sin(latitude) ** 2)
    along = across * (1 - globe.es) / (1 - globe.es * np.sin(latitude) ** 2)
    scale = np.column_stack([across * np.cos(latitude), along])
    return shapely.set_coordinates(shapes.copy(), np.radians(xy - centre[owner]) * scale[owner])
