# SPDX-License-Identifier: GPL-2.0-or-later
"""The datasets of files: of a folder, or of one GeoPackage."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ..files.kinds import kind_of
from ..files.model import Options
from ..files.signatures import NoData
from ..files.tables import KINDS as TABLE_KINDS
from ..files.tables import TableFile
from ..files.vector_crs import identify
from ..files.vector_source import DRIVERS, opened
from ..messages import Cancelled, Progress, VigieError, number, quoted, translate
from ..territory.cog import Cog
from ..territory.contours import Contours
from .folders import MOST_FILES, RASTERS, TABLES, walk
from .model import RASTER, Held, Inventory, clean, file_identity
from .reading import SAMPLE, Sampled, geographic_box, guessed_theme, layer_facts, table_fields, with_sample
from .sidecars import qmd_beside, with_qmd
from .watch import TooSlow, watched

if TYPE_CHECKING:
    from osgeo import gdal

SECONDS = 20.0
"""Given to each file, unless told otherwise."""

RASTER_DRIVERS = ("GTiff", "JP2OpenJPEG", "AAIGrid")
SEVERAL = ("gpkg", "sqlite", "spatialite", "gdb", "kml", "kmz", "gpx", "gml", "xls", "xlsx", "ods", "dxf")
"""Kinds of files that may hold several layers, which their names tell apart."""

_NO_DATA_ENDINGS = (".json", ".db", ".gml")
"""Endings that other files have too: one that is no dataset is not told."""


def folder_inventory(
    root: Path, progress: Progress, sample: int = SAMPLE, seconds: float = SECONDS, most: int = MOST_FILES
) -> Inventory:
    """The datasets below a folder, `most` files at most, each read for some `seconds` and some rows (`sample`) looked at.

    A file that cannot be read is in the inventory with its `problem`. Raises a `VigieError` when the folder itself cannot be read.
    """
    found = watched(lambda part: walk(root, most, part), float("inf"), progress)
    datasets: list[Held] = []
    for place, (path, parts) in enumerate(found.files):
        told = translate("inventory", "{place} of {count}: {name}")
        progress.step(
            100 * place / len(found.files), told.format(place=number(place + 1), count=number(len(found.files)), name=path.name)
        )
        datasets += file_datasets(path, parts, progress, sample, seconds, root)
    progress.step(100)
    return Inventory(tuple(datasets), tuple(found.notes))


def file_inventory(path: Path, progress: Progress, sample: int = SAMPLE, seconds: float = SECONDS) -> Inventory:
    """The datasets of one file, such as a GeoPackage. A `VigieError` when there is no such file."""
    if not path.exists():
        raise VigieError(translate("inventory", "There is no file {file}: choose another one.").format(file=quoted(str(path))))
    progress.step(0, path.name)
    return Inventory(tuple(file_datasets(path, (), progress, sample, seconds)))


def file_datasets(
    path: Path, parts: tuple[Path, ...], progress: Progress, sample: int, seconds: float, root: Path | None = None
) -> list[Held]:
    """The datasets of a file and its parts; one with a `problem` when it cannot be read, none when it holds no data. `root` is the
    folder that is walked.
    """
    bare = Held(file_identity(path), clean(path.stem), str(path.resolve()), group=_group(path, root), modified=_day(path, parts))
    found: list[Held] = []
    try:
        watched(lambda part: found.extend(_read(path, bare, sample, part)), seconds, progress)
        return found
    except TooSlow:
        told = translate("inventory", "Not read within {seconds} s: give more seconds to each file.")
        if found:  # layers that were read in time are kept
            told = translate("inventory", "The rest of the file was not read within {seconds} s: give more seconds to each file.")
        return [*found, replace(_themed(bare), problem=told.format(seconds=number(seconds)))]
    except NoData as error:
        if path.suffix.lower() in _NO_DATA_ENDINGS or error.document:
            return []
        return [replace(_themed(bare), problem=_told(error))]
    except VigieError as error:
        return [*found, replace(_themed(bare), problem=_told(error))]
    except Cancelled:
        raise
    except (OSError, RuntimeError, ValueError, sqlite3.Error) as error:
        return [*found, replace(_themed(bare), problem=_told(VigieError("", str(error))))]


def _told(error: VigieError) -> str:
    """Why a file was not read, without what libraries quote of it: that may be data about people."""
    if error.detail or not error.sentence:
        return translate("inventory", "It cannot be read: it is damaged, locked, or not what its name says.")
    return error.sentence


def _group(path: Path, root: Path | None) -> str:
    return path.resolve().relative_to(root.resolve()).parent.as_posix().strip(".") if root is not None else ""


def _day(path: Path, parts: tuple[Path, ...]) -> str:
    """The last change of a file or its parts, in universal time; empty when the system does not say it."""
    try:
        last = max(part.stat().st_mtime for part in (path, *parts))
    except OSError:
        return ""
    return datetime.fromtimestamp(last, UTC).date().isoformat()


def _themed(held: Held) -> Held:
    return replace(held, theme=held.theme or guessed_theme(held.group, held.title))


def _read(path: Path, bare: Held, sample: int, progress: Progress) -> Iterator[Held]:
    """The datasets of a file, one by one."""
    ending = path.suffix.lower()
    if ending in RASTERS:
        yield _themed(with_qmd(_raster(path, bare), qmd_beside(path)))
        return
    kind = "gdb" if path.is_dir() else kind_of(path)
    if kind in DRIVERS:
        yield from map(_themed, _vectors(path, kind, bare, sample, progress))
    elif kind in TABLE_KINDS and ending in TABLES:
        yield from map(_themed, _tables(path, kind, bare, sample, progress))
    elif ending not in _NO_DATA_ENDINGS:
        told = translate("inventory", "Files of the kind {kind} are not read.").format(kind=quoted(kind))
        yield replace(_themed(bare), problem=told)


def _vectors(path: Path, kind: str, bare: Held, sample: int, progress: Progress) -> Iterator[Held]:
    with opened(path, kind) as source:
        beside = qmd_beside(path)
        known = _geopackage_facts(source.dataset) if kind == "gpkg" else {}
        for place in range(source.dataset.GetLayerCount()):
            progress.hear()
            layer = source.dataset.GetLayer(place)
            own = known.get(layer.GetName(), {})
            held = _named(bare, path, kind, layer.GetName(), source.dataset.GetDriver().ShortName)
            held = replace(
                held,
                title=own.get("title") or held.title,
                description=own.get("description", ""),
                modified=own.get("modified") or held.modified,
            )
            held = layer_facts(layer, held, sample, progress.hear)
            layer = None
            yield with_qmd(held, own.get("qmd") or beside)


def _named(bare: Held, path: Path, kind: str, layer: str, form: str) -> Held:
    if kind not in SEVERAL:
        return replace(bare, form=form)
    return replace(bare, identity=file_identity(path, layer), title=clean(layer) or bare.title, form=form)


def _geopackage_facts(dataset: gdal.Dataset) -> dict[str, dict]:
    """What a GeoPackage says of its tables: title, description, day of the last change, metadata of QGIS."""
    facts = {
        row[0]: {
            "title": "" if row[1] in (None, row[0]) else clean(row[1]), "description": clean(row[2]), "modified": str(row[3] or "")[:10].replace("/", "-")
        }
        for row in sql_rows(dataset, "SELECT table_name, identifier, description, last_change FROM gpkg_contents")
    }  # fmt: skip
    tables = {row[0] for row in sql_rows(dataset, "SELECT name FROM sqlite_master WHERE name LIKE 'gpkg_metadata%'")}
    if {"gpkg_metadata", "gpkg_metadata_reference"} <= tables:
        query = (
            "SELECT r.table_name, m.metadata FROM gpkg_metadata_reference r JOIN gpkg_metadata m ON m.id = r.md_file_id "
            "WHERE m.md_standard_uri LIKE '%qgis%' AND r.reference_scope = 'table' AND length(m.metadata) < 1000000"
        )
        for table, document in sql_rows(dataset, query):
            facts.setdefault(table, {})["qmd"] = str(document or "").encode()
    return facts


def sql_rows(dataset: gdal.Dataset, query: str) -> list[tuple]:
    """What a query answers, as texts; None where there is nothing."""
    answer = dataset.ExecuteSQL(query)
    if answer is None:
        return []
    try:
        count = answer.GetLayerDefn().GetFieldCount()
        return [
            tuple(feature.GetFieldAsString(place) if feature.IsFieldSetAndNotNull(place) else None for place in range(count))
            for feature in answer
        ]
    finally:
        dataset.ReleaseResultSet(answer)


@cache
def _places() -> tuple[Cog, Contours]:
    return Cog(), Contours.embedded()


def _tables(path: Path, kind: str, bare: Held, sample: int, progress: Progress) -> Iterator[Held]:
    beside = qmd_beside(path)
    read = TableFile(path, kind, Options(), *_places())
    for layer in read.describe(progress).layers:
        sampled = Sampled()
        for rows in read.rows(layer.name, progress):
            frame = rows.table.head(sample - sampled.rows)
            for cells in frame.to_dict("records"):
                sampled.see(cells)
            if sampled.rows >= sample:
                break
        held = replace(_named(bare, path, kind, layer.name, kind.upper()), rows=layer.rows)
        if layer.placing in ("own", "xy", "text"):  # codes of territories give it contours, which are not its own
            held = replace(held, geometry=layer.geometry, crs=layer.crs)
        held = with_qmd(held, beside)
        yield with_sample(held, table_fields((one.name, one.type, one.title) for one in layer.fields), sampled)


def _raster(path: Path, bare: Held) -> Held:
    with _quiet_rasters():
        from osgeo import gdal

        drivers = [name for name in RASTER_DRIVERS if gdal.GetDriverByName(name) is not None]
        image = gdal.OpenEx(str(path.resolve()), gdal.OF_RASTER | gdal.OF_READONLY, allowed_drivers=drivers)
        left, across, skew, top, turn, down = image.GetGeoTransform()
        crs = identify(image.GetSpatialRef())
        placed = (left, across, skew, top, turn, down) != (0, 1, 0, 0, 0, 1)
        corners = [
            (left + x * across + y * skew, top + x * turn + y * down)
            for x in (0, image.RasterXSize)
            for y in (0, image.RasterYSize)
        ]
        xs, ys = zip(*corners)
        extent = (min(xs), min(ys), max(xs), max(ys)) if placed else None
        told = translate("inventory", "{width} × {height} pixels, {bands} bands.")
        note = told.format(width=number(image.RasterXSize), height=number(image.RasterYSize), bands=number(image.RasterCount))
        form = image.GetDriver().ShortName
    return replace(
        bare, form=form, geometry=RASTER, crs=crs, extent=extent, box=geographic_box(extent, crs), notes=(*bare.notes, note)
    )


@contextmanager
def _quiet_rasters() -> Iterator[None]:
    """Errors of GDAL are raised, nothing is written beside the image, nothing is asked of the network; in this thread only."""
    from osgeo import gdal

    gdal.UseExceptions()
    settings = {
        "GDAL_PAM_ENABLED": "NO",
        "GDAL_HTTP_PROXY": "http://127.0.0.1:1",
        "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
    }
    before = {name: gdal.GetThreadLocalConfigOption(name) for name in settings}
    for name, value in settings.items():
        gdal.SetThreadLocalConfigOption(name, value)
    gdal.PushErrorHandler(_unheard())
    try:
        yield
    finally:
        gdal.PopErrorHandler()
        for name, value in before.items():
            gdal.SetThreadLocalConfigOption(name, value)


def _unheard() -> Callable[[int, int, str], None]:
    """Errors are raised; warnings about an image tell nobody anything here."""
    return lambda _level, _number, _message: None
