# SPDX-License-Identifier: GPL-2.0-or-later
"""Pages put together: each feature once, counted; kept on disk until all have come, then written as one table."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..files.codes import Codes, guess_codes
from ..files.model import MIXED, Copied, Field, Layer, Options
from ..messages import Progress, number, translate
from ..network.download import MAXIMUM_BYTES
from ..network.errors import TooLarge
from ..requirements import shapely as require_shapely
from .columns import Columns
from .pages import NO_ROWS, Page, Rows
from .positions import place, swap

if TYPE_CHECKING:
    import pandas as pd

    from ..catalog.model import Box
    from ..files.cut import Cut
    from ..files.output import Output

SAMPLE_ROWS = 1000
WRITING_PERCENT = 90.0
"""How far the work is when all pages have come."""
_DIGEST_BYTES = 16
_SINGLE = {"Point": "MultiPoint", "LineString": "MultiLineString", "Polygon": "MultiPolygon"}


@dataclass(frozen=True)
class Announced:
    """What a service says of a layer before it gives features: the machine, the name, the fields, the geometry (as `Layer` spells
    it, empty for a table), the coordinate systems in which features may come (the one asked for first), and the box in degrees.
    """

    host: str
    name: str
    fields: tuple[Field, ...] = ()
    geometry: str = MIXED
    crs: tuple[str, ...] = ()
    box: Box | None = None


@dataclass
class Gathering:
    """The different features that pages gave. `read` counts them, `repeats` those that came again."""

    announced: Announced
    folder: Path
    progress: Progress
    read: int = 0
    repeats: int = 0
    broken: int = 0
    _keys: set[bytes] = field(default_factory=set)
    _spool: list[tuple[Path, Callable[[bytes], Rows], np.ndarray]] = field(default_factory=list)
    _bytes: int = 0
    _geometries: set[int] = field(default_factory=set)
    _sample: Rows | None = None
    _located: Rows | None = None

    def __post_init__(self) -> None:
        self._columns = Columns(self.announced.fields)

    def add(self, page: Page) -> int:
        """Keep the features of a page that have not come before; how many they are."""
        rows = page.rows
        new = np.array([place for place, key in enumerate(_keys(rows)) if self._is_new(key)], dtype=int)
        self.repeats += len(rows) - len(new)
        if not len(new):
            return 0
        self._bytes += len(page.body)
        if self._bytes > MAXIMUM_BYTES:
            raise TooLarge(self.announced.host, MAXIMUM_BYTES, self.announced.name)
        path = self.folder / f"{len(self._spool)}.page"
        path.write_bytes(page.body)
        self._spool.append((path, page.read, new))
        self._columns.see(rows.records[place] for place in new)
        kinds = set(require_shapely().get_type_id(rows.shapes[new]).tolist()) - {-1}
        self._geometries |= kinds
        self.read += len(new)
        self.broken += rows.broken
        self._sample = self._sample or rows
        self._located = self._located or (rows if kinds else None)
        return len(new)

    def _is_new(self, key: bytes) -> bool:
        size = len(self._keys)
        self._keys.add(key)
        return len(self._keys) > size

    @property
    def geometry(self) -> str:
        """The one kind of geometry of all features, the collected kind where single ones come with it; `MIXED` else."""
        names = {require_shapely().GeometryType(kind).name for kind in self._geometries}
        found = {_SPELLED[name] for name in names}
        if not found:
            return self.announced.geometry
        collected = {_SINGLE.get(name, name) for name in found}
        return found.pop() if len(found) == 1 else collected.pop() if len(collected) == 1 else MIXED

    def placed(self) -> tuple[str, bool, bool]:
        """As `positions.place`, of the first page with geometries, among what it says of itself and what was asked for."""
        sample = self._located or NO_ROWS
        return place(sample.shapes, (sample.crs, *self.announced.crs, "EPSG:4326"), self.announced.box)

    def describe(self, rows: int | None, sample: int, warnings: tuple[str, ...] = ()) -> Layer:
        """What is known of the layer after some of its features, `sample` of which are shown."""
        crs, _, _ = self.placed()
        table = self._columns.table(self._sample.records[:sample] if self._sample else ())
        shown = table.astype(object).where(table.notna(), None)
        geometry = self.geometry
        return Layer(
            self.announced.name,
            rows,
            self._columns.fields,
            geometry,
            crs if geometry else "",
            placing="own" if geometry else "",
            sample=tuple(tuple(None if value is None else str(value) for value in row) for row in shown.to_numpy()),
            warnings=warnings,
        )

    def write(self, output: Output, cut: Cut | None, partial: str, counted: int | None) -> Copied:
        """Write into a new table of `output` what was gathered, less what the cut leaves out. `counted` is how many features the
        service said there are, `partial` why some are missing.
        """
        crs, swapped, fits = self.placed()
        fields, geometry = self._columns.fields, self.geometry
        name = output.free_name(self.announced.name)
        layer = output.create(name, fields, geometry, crs)
        codes, counts, kept = self._codes(cut), Counter(), 0
        for done, (path, read, places) in enumerate(self._spool):
            self.progress.step(WRITING_PERCENT + (100 - WRITING_PERCENT) * done / len(self._spool), self.announced.name)
            rows = read(path.read_bytes())
            table, shapes = self._columns.table(rows.records[row] for row in places), rows.shapes[places]
            shapes = swap(shapes) if swapped else shapes
            inside = cut.keeps(table, codes, shapes if geometry else None, crs, counts) if cut is not None else None
            if inside is not None:
                table, shapes = table[inside], shapes[inside]
            output.append(layer, table, _collected(shapes, geometry) if geometry else None)
            kept += len(table)
        cutting = self._cutting(cut, codes, counts)
        told = (*self._notes(counted, swapped, fits), *cutting)
        crs = crs if geometry else ""
        return Copied(name, self.announced.name, kept, self.read, counted, geometry, crs, fields, partial, told)

    def _codes(self, cut: Cut | None) -> Codes | None:
        """The field of codes of territories, by which the cut is made where there is one."""
        if cut is None or self._sample is None:
            return None
        return guess_codes(as_texts(self._columns.table(self._sample.records[:SAMPLE_ROWS])), Options(), cut.cog)

    def _cutting(self, cut: Cut | None, codes: Codes | None, counts: Counter) -> tuple[str, ...]:
        """How the layer was cut, in sentences."""
        if cut is None or counts or cut.whole or not self.read:
            return cut.notes(codes, counts) if cut is not None else ()
        sentence = translate("remote", "Nothing in this layer tells which rows are in {territory}: all are kept.")
        return (sentence.format(territory=cut.territory.name),)

    def _notes(self, counted: int | None, swapped: bool, fits: bool) -> Iterator[str]:
        host = self.announced.host
        if counted is not None and self.read > counted:
            yield translate("remote", "{host} announced {announced} features and gave {read}.").format(
                host=host, announced=number(counted), read=number(self.read)
            )
        if swapped:
            yield translate("remote", "{host} gives latitude before longitude: this was put right.").format(host=host)
        if not fits:
            sentence = translate(
                "remote", "Positions do not fall where {host} announces them: look at the layer on the map before using it."
            )
            yield sentence.format(host=host)
        if self.broken:
            sentence = translate("remote", "{count} features have a geometry that cannot be read: they are kept without it.")
            yield sentence.format(count=number(self.broken))


_SPELLED = {
    "POINT": "Point", "LINESTRING": "LineString", "LINEARRING": "LineString", "POLYGON": "Polygon", "MULTIPOINT": "MultiPoint",
    "MULTILINESTRING": "MultiLineString", "MULTIPOLYGON": "MultiPolygon", "GEOMETRYCOLLECTION": "GeometryCollection",
}  # fmt: skip


def as_texts(table: pd.DataFrame) -> pd.DataFrame:
    """A table with each value as text, None where there is none."""
    return table.apply(lambda column: [None if value is None or value != value else str(value) for value in column]).astype(
        object
    )


def _keys(rows: Rows) -> Iterator[bytes]:
    """What tells each feature from the others: its id, else all that it holds. Features of one page that hold the same are told
    apart by their rank.
    """
    ranks: Counter[bytes] = Counter()
    for row, identifier in enumerate(rows.ids):
        key = _digest(f"id {identifier}".encode("utf-8", "replace")) if identifier else _content(rows, row)
        ranks[key] += not identifier
        yield key if ranks[key] < 2 else _digest(key + str(ranks[key]).encode())


def _content(rows: Rows, place: int) -> bytes:
    shape: Any = rows.shapes[place]
    written = json.dumps(rows.records[place], sort_keys=True, default=str).encode("utf-8", "replace")
    return _digest(written + (shape.wkb if shape is not None else b""))


def _digest(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=_DIGEST_BYTES).digest()


def _collected(shapes: np.ndarray, geometry: str) -> np.ndarray:
    """Geometries with single ones made collections where the layer is of these."""
    single = next((name for name, many in _SINGLE.items() if many == geometry), "")
    shapely = require_shapely()
    kinds = shapely.get_type_id(shapes)
    alone = np.isin(kinds, [shapely.GeometryType[single.upper()].value]) if single else np.zeros(len(shapes), dtype=bool)
    if not alone.any():
        return shapes
    collect = {"Point": shapely.multipoints, "LineString": shapely.multilinestrings, "Polygon": shapely.multipolygons}[single]
    many = shapes.copy()
    many[alone] = collect(shapes[alone], indices=np.arange(alone.sum()))
    return many
