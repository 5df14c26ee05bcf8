# SPDX-License-Identifier: GPL-2.0-or-later
"""A store that remembers: harmonised datasets under names that stay, earlier versions as snapshots, a registry of all; figures by
the date of their data.

What is common to a GeoPackage and to a schema of PostgreSQL, both written through GDAL. Each write is one transaction: the
rows, the registry and the migration of an earlier layout come together, or nothing does.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from ..harmonize.dataset import Dataset
from ..harmonize.readers import frame_of
from ..indicators.engine import Result
from ..messages import Progress, Silent, VigieError, translate
from ..requirements import pandas as require_pandas
from .faults import abandon
from .registry import Registered, as_table, current, from_provenance, from_table, provenance_of, registered
from .results import AUTHOR, COLUMNS, INDEX, KEY, LAST, RESULTS, SUPERSEDED, adopted, empty_table, kept_table, series_of, where
from .rows import add_columns, append_rows, by_copy, replace_rows, write_layer
from .tables import provenance_table

if TYPE_CHECKING:
    import pandas as pd
    from osgeo import gdal, ogr

PROVENANCE = "vigie_provenance"
REGISTRY = "vigie_registry"
LAYOUT = "vigie_layout"
LAYOUT_VERSION = 3
"""The layout of the store. 1: tables and their provenances. 2: a registry and snapshots too. 3: results by the date of their data."""

CONTOURS = "contours"
"""The schema, in the registry, of tables that hold precise contours: they are no dataset of the catalogue."""

ROWS_AT_ONCE = 2000
"""How many rows are written before a cancel is heard."""


class Store(ABC):
    """Tables under names that stay, and what is known of each. See `GeoPackage` and `PostGis`."""

    # What a store gives

    def save(self, name: str, dataset: Dataset, progress: Progress = Silent()) -> str:  # noqa: B008 (it has no state)
        """A harmonised dataset as the layer `name`; its data source for QGIS is returned.

        When its rows differ from those that are there, these become a snapshot; else only what is known of them is noted. A
        `VigieError` says why the store cannot be written; it is then as it was before. Another writer is waited for: `Cancelled`
        when the user gives up.
        """
        with self._transaction(progress) as opened:
            known = self._known(opened)
            before = current(known).get(name)
            fresh = registered(name, dataset, before.version + 1 if before else 1)
            same = before is not None and before.content == fresh.content
            if same:
                fresh = replace(fresh, version=before.version)
                known.remove(before)
            else:
                self._put(opened, fresh, before, dataset)
            self._enter(opened, fresh, known, dataset, not same)
        return self.source(name)

    def refusal(self) -> str:
        """Why nothing may be written here, as a sentence that says what to do; empty when it may be tried."""
        return ""

    @contextmanager
    def turn(self, name: str, progress: Progress) -> Iterator[bool]:
        """Whoever refreshes the layer `name` does so in here: where a store is shared, one after the other. Gives whether another
        one was waited for; `Cancelled` when the user gives up.
        """
        progress.hear()
        yield False

    def datasets(self) -> list[Registered]:
        """The last version of each dataset, by the name of its layer."""
        return [row for row in self._last() if row.schema != CONTOURS]

    def contours(self) -> list[Registered]:
        """The last version of each table of precise contours, by its name."""
        return [row for row in self._last() if row.schema == CONTOURS]

    def _last(self) -> list[Registered]:
        if not self._exists():
            return []
        with self._reading() as opened:
            return sorted(current(self._known(opened)).values(), key=lambda row: row.layer)

    def dataset(self, name: str) -> Dataset | None:
        """The last version of the layer `name` with its provenance, without a style; None when there is no such layer."""
        row = next((row for row in self._last() if row.layer == name), None)
        if row is None:
            return None
        table, geometry = self.read(name, row.version)
        return Dataset(row.schema, table, provenance_of(row), geometry)

    def snapshots(self, name: str) -> list[Registered]:
        """All versions of the layer `name`, the last one first."""
        if not self._exists():
            return []
        with self._reading() as opened:
            return self._versions(opened, name)

    def read(self, name: str, version: int | None = None) -> tuple[pd.DataFrame, np.ndarray | None]:
        """The rows of a version of the layer `name` (None: the last one), and their geometries in EPSG:4326 (array of shapely,
        None for a table without). A `VigieError` when there is no such version.
        """
        with self._reading() as opened:
            known = {row.version: row for row in self._versions(opened, name)}
            last = max(known, default=0)
            wanted = last if version is None else version
            if wanted not in known:
                raise VigieError(
                    translate("store", "{store} has no version {version} of “{name}”.").format(
                        store=self.title, version=wanted, name=name
                    )
                )
            layer = opened.GetLayerByName(self._table(name, wanted, wanted == last))
            table, geometry = frame_of(layer)
            return table, geometry if layer.GetGeometryColumn() else None

    def keep(self, results: Iterable[Result], progress: Progress = Silent()) -> int:  # noqa: B008 (it has no state)
        """Keep the figures of results (zones and comparators) in the table `vigie_results`, all or none; how many they are.

        The same figure of data of the same date takes the place of the earlier one. A `VigieError` says why the store cannot be
        written; it is then as it was before, as it is when `Cancelled` is raised.
        """
        return self.merge([kept_table(result) for result in results], progress)

    def merge(self, tables: Sequence[pd.DataFrame], progress: Progress = Silent()) -> int:  # noqa: B008 (it has no state)
        """The same for figures as `figures` gives them, each key once a table."""
        count = sum(map(len, tables))
        if count:
            with self._transaction(progress) as opened, by_copy():
                self._append(opened, tables, progress)
        return count

    def figures(self) -> pd.DataFrame:
        """All figures that are kept, a row a key: see `results.COLUMNS`, and the columns of later engines."""
        if not self._exists():
            return empty_table()
        with self._reading() as opened:
            layer = opened.GetLayerByName(RESULTS)
            if layer is None or layout_of(opened) < 3:
                return empty_table()
            table = frame_of(layer)[0].drop(columns=[AUTHOR], errors="ignore")
        table[list(KEY)] = table[list(KEY)].fillna("")
        table = table.astype({name: kind for name, kind in COLUMNS.items() if kind != "object"}).infer_objects()
        ordered = table.sort_values("computed", kind="stable", na_position="first")
        return ordered.drop_duplicates(list(KEY), keep="last", ignore_index=True)

    def _append(self, opened: gdal.Dataset, tables: Sequence[pd.DataFrame], progress: Progress) -> None:
        """Put these figures into the table of results, in place of those of the same keys."""
        layer, end = opened.GetLayerByName(RESULTS), _single(opened, LAST) or 0
        count, written = sum(map(len, tables)), 0
        for table in tables:
            last = end
            add_columns(layer, table)
            for start in range(0, len(table), ROWS_AT_ONCE):
                progress.step(100 * written / count)
                append_rows(layer, table.iloc[start : start + ROWS_AT_ONCE], None)
                written += len(table.iloc[start : start + ROWS_AT_ONCE])
            progress.hear()
            end = _single(opened, LAST)
            opened.ReleaseResultSet(opened.ExecuteSQL(SUPERSEDED.format(last=int(last), end=int(end))))

    def series(self, indicator: str, level: str, codes: Sequence[str]) -> pd.DataFrame:
        """The figures of an indicator that were kept of zones of a level, by date, zones in the order of `codes`.

        Columns: level, code, name, period (the date of the data, ISO), value (NaN where missing), flag (why), coverage, version (of
        the definition), break (whether that version, or the layers of the user's, are not those of the date before), unit, sources, computed. Of several figures
        of one date, that of the last version is given, the last one computed.
        """
        if not self._exists():
            return series_of(empty_table(), codes)
        with self._reading() as opened:
            layer = opened.GetLayerByName(RESULTS)
            if layer is None or layout_of(opened) < 3:
                return series_of(empty_table(), codes)
            layer.SetAttributeFilter(where(indicator, level, codes))
            return series_of(frame_of(layer)[0].reindex(columns=list(empty_table())), codes)

    def prune(self, keep: int) -> int:
        """Keep the last `keep` versions of each layer (1: no snapshot), and those that others made where one may not remove them; how
        many snapshots went.
        """
        if not self._exists():
            return 0
        with self._transaction() as opened:
            known = self._known(opened)
            old = [row for layer in current(known) for row in _newest_first(known, layer)[max(keep, 1) :]]
            old = self._removable(opened, old)
            self._erase(opened, old, known)
        return len(old)

    def discard(self, name: str, versions: Iterable[int]) -> int:
        """Remove these versions of the layer `name`, but never the last one; how many snapshots went."""
        if not self._exists():
            return 0
        wanted = set(versions)
        with self._transaction() as opened:
            known = self._known(opened)
            old = [row for row in _newest_first(known, name)[1:] if row.version in wanted]
            self._erase(opened, old, known)
        return len(old)

    def drop(self, names: Iterable[str]) -> None:
        """Remove these layers with their snapshots, and tables that are no dataset; those that are there."""
        if not self._exists():
            return
        with self._transaction() as opened:
            self._forget(opened, set(names))

    @property
    @abstractmethod
    def title(self) -> str:
        """How the store is named to the user."""

    @abstractmethod
    def source(self, name: str) -> str:
        """The data source of a layer, for QGIS."""

    provider: str
    """The provider of QGIS that opens its layers."""

    # What each store does its own way

    _options: tuple[str, ...] = ()
    """What GDAL's driver is told of every table that is made."""

    @abstractmethod
    def _exists(self) -> bool:
        """Whether there is anything to read."""

    @abstractmethod
    def _transaction(self, progress: Progress = Silent()) -> AbstractContextManager[gdal.Dataset]:  # noqa: B008
        """The store opened by one writer at a time, in the present layout; what is done is kept whole, or not at all. `progress`
        is heard while another writer is waited for.
        """

    @abstractmethod
    def _opened(self) -> gdal.Dataset:
        """The store opened for reading, in a transaction that sees one state of it."""

    @abstractmethod
    def _table(self, name: str, version: int, last: bool) -> str:
        """The table that holds a version of a layer."""

    @abstractmethod
    def _put(self, opened: gdal.Dataset, fresh: Registered, before: Registered | None, dataset: Dataset) -> None:
        """Write a new version, and leave the one `before` it as a snapshot."""

    @abstractmethod
    def _remove(self, opened: gdal.Dataset, table: str) -> None:
        """Remove a table or a view, if it is there."""

    @abstractmethod
    def _unreadable(self, error: Exception) -> VigieError:
        """Why the store cannot be read."""

    # What all stores do alike

    @contextmanager
    def _reading(self) -> Iterator[gdal.Dataset]:
        opened = None
        try:
            opened = self._opened()
            self._refuse_newer(opened)
            yield opened
        except (RuntimeError, OSError) as error:
            raise self._unreadable(error) from error
        finally:
            if opened is not None:
                abandon(opened)

    def _known(self, opened: gdal.Dataset) -> list[Registered]:
        """All versions of all layers; those of a store of layout 1 are found in its provenances."""
        layer = opened.GetLayerByName(REGISTRY)
        return _known_of_layout_1(opened) if layer is None else from_table(frame_of(layer)[0])

    def _versions(self, opened: gdal.Dataset, name: str) -> list[Registered]:
        return _newest_first(self._known(opened), name)

    def _enter(self, opened: gdal.Dataset, fresh: Registered, others: list[Registered], dataset: Dataset, changed: bool) -> None:
        """Note a version beside the `others` of all layers, and its provenance; `changed` when its rows were `_put`."""
        self._note(opened, [*others, fresh])
        self._note_provenance(opened, fresh.layer, dataset)

    def _removable(self, opened: gdal.Dataset, rows: list[Registered]) -> list[Registered]:
        """Those of these versions that the user may remove."""
        return rows

    def _erase(self, opened: gdal.Dataset, gone: list[Registered], known: list[Registered]) -> None:
        """Remove versions that are not the last ones of their layers."""
        for row in gone:
            self._remove(opened, self._table(row.layer, row.version, False))
        self._note(opened, [row for row in known if row not in gone])

    def _note(self, opened: gdal.Dataset, rows: Iterable[Registered]) -> None:
        """Write the registry."""
        replace_rows(opened.GetLayerByName(REGISTRY), as_table(rows))

    def _forget(self, opened: gdal.Dataset, names: set[str]) -> None:
        """Remove these tables, with the snapshots and the rows of the registry of those that are datasets."""
        known = self._known(opened)
        gone = [row for row in known if row.layer in names]
        for name in names:
            self._remove(opened, name)
        for row in gone:
            self._remove(opened, self._table(row.layer, row.version, False))
        if gone:
            self._note(opened, [row for row in known if row not in gone])

    def _note_provenance(self, opened: gdal.Dataset, name: str, dataset: Dataset) -> None:
        """One row a layer in the table of provenances."""
        row = provenance_table([dataset.provenance])
        row.insert(0, "layer", name)
        layer = opened.GetLayerByName(PROVENANCE)
        if layer is None:
            write_layer(opened, PROVENANCE, row, None, self._options)
            return
        others = frame_of(layer)[0]
        replace_rows(layer, require_pandas().concat([others[others["layer"] != name], row], ignore_index=True))

    def _migrate(self, opened: gdal.Dataset) -> None:
        """Bring the store to the present layout, in the transaction under way."""
        self._refuse_newer(opened)
        found = layout_of(opened)
        if found == LAYOUT_VERSION:
            return
        if found < 2:
            write_layer(opened, REGISTRY, as_table(_known_of_layout_1(opened)), None, self._options)
        self._make_results(opened)
        layout, layer = require_pandas().DataFrame({"version": [LAYOUT_VERSION]}), opened.GetLayerByName(LAYOUT)
        if layer is None:
            write_layer(opened, LAYOUT, layout, None, self._options)
        else:
            replace_rows(layer, layout)

    def _make_results(self, opened: gdal.Dataset) -> None:
        """The table of results, with the rows of an earlier one of that name."""
        earlier = opened.GetLayerByName(RESULTS)
        rows = None if earlier is None else adopted(frame_of(earlier)[0])
        if rows is not None:
            self._remove(opened, RESULTS)
        write_layer(opened, RESULTS, empty_table() if rows is None else rows, None, self._options)
        opened.ReleaseResultSet(opened.ExecuteSQL(INDEX))

    def _newest(self) -> int:
        """The last layout that is known."""
        return LAYOUT_VERSION

    def _refuse_newer(self, opened: gdal.Dataset) -> None:
        found = layout_of(opened)
        if found > self._newest():
            raise VigieError(
                translate(
                    "store",
                    "{store} was made by a later version of Vigie territoriale: update the plugin. Nothing was changed.",
                ).format(store=self.title),
                f"layout {found}; this version knows {self._newest()}",
            )


def _newest_first(rows: Iterable[Registered], name: str) -> list[Registered]:
    return sorted((row for row in rows if row.layer == name), key=lambda row: -row.version)


def _single(opened: gdal.Dataset, query: str) -> Any:
    """The one value that a query gives."""
    answer = opened.ExecuteSQL(query)
    value = answer.GetNextFeature().GetField(0)
    opened.ReleaseResultSet(answer)
    return value


def layout_of(opened: gdal.Dataset) -> int:
    """The layout of a store; 1 is that of before layouts were noted."""
    layer = opened.GetLayerByName(LAYOUT)
    return 1 if layer is None else int(frame_of(layer)[0]["version"].max())


def _known_of_layout_1(opened: gdal.Dataset) -> list[Registered]:
    told = opened.GetLayerByName(PROVENANCE)
    found = []
    for row in [] if told is None else frame_of(told)[0].to_dict("records"):
        layer = opened.GetLayerByName(row["layer"])
        if layer is not None:
            definition = layer.GetLayerDefn()
            columns = [definition.GetFieldDefn(place).GetName() for place in range(definition.GetFieldCount())]
            found.append(from_provenance(row, layer.GetFeatureCount(), columns, _extent(layer)))
    return found


def _extent(layer: ogr.Layer) -> tuple[float, float, float, float]:
    """West, south, east, north; NaN where nothing has a position."""
    if not layer.GetGeometryColumn():
        return (np.nan,) * 4
    try:
        west, east, south, north = layer.GetExtent()
    except RuntimeError:  # no row has a position
        return (np.nan,) * 4
    return west, south, east, north
