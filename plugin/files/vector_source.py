# SPDX-License-Identifier: GPL-2.0-or-later
"""A vector file opened by GDAL with distrust: by the drivers of its kind only, without network, writing nothing beside it."""

from __future__ import annotations

import re
import shutil
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..messages import VigieError, translate
from ..working import working_folder
from .text_facts import TextFacts, text_facts, write_as_utf8

if TYPE_CHECKING:
    from osgeo import gdal

DRIVERS = {
    "geojson": ("GeoJSON",),
    "geojsonl": ("GeoJSONSeq", "GeoJSON"),
    "topojson": ("TopoJSON",),
    "esrijson": ("ESRIJSON",),
    "kml": ("LIBKML", "KML"),
    "kmz": ("LIBKML", "KML"),
    "gpx": ("GPX",),
    "gml": ("GML",),
    "shp": ("ESRI Shapefile",),
    "dbf": ("ESRI Shapefile",),
    "gdb": ("OpenFileGDB",),
    "gpkg": ("GPKG",),
    "sqlite": ("SQLite",),
    "spatialite": ("SQLite",),
    "tab": ("MapInfo File",),
    "mif": ("MapInfo File",),
    "mapinfo": ("MapInfo File",),
    "fgb": ("FlatGeobuf",),
    "parquet": ("Parquet",),
    "arrow": ("Arrow",),
}
"""The drivers that may read each kind of file, the preferred one first: GDAL guesses no other."""

JSON_KINDS = ("geojson", "geojsonl", "topojson", "esrijson")
TEXT_KINDS = (*JSON_KINDS, "kml", "gpx", "gml")
"""Kinds whose text is UTF-8 unless they say otherwise, which GDAL does not check."""

_OPEN_OPTIONS = {
    "geojson": ("ARRAY_AS_STRING=YES", "FEATURE_SERVER_PAGING=NO"),
    "gml": ("DOWNLOAD_SCHEMA=NO", "WRITE_GFS=NO"),
    "sqlite": ("LIST_ALL_TABLES=YES",),
    "spatialite": ("LIST_ALL_TABLES=YES",),
}

_CONFIGURATION = {
    # GDAL fetches, for instance, the CRS that a GeoJSON links to: every request is sent where nothing listens.
    "GDAL_HTTP_PROXY": "http://127.0.0.1:1",
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
    "CPL_VSIL_GZIP_WRITE_PROPERTIES": "NO",
    "GML_PARSER": "EXPAT",
    "GML_SKIP_RESOLVE_ELEMS": "ALL",
    "OGR_SQLITE_LIST_VIRTUAL_OGR": "NO",
}

_SQLITE_KINDS = ("gpkg", "sqlite", "spatialite")

_OF_A_GEOMETRY = re.compile(r"coord|geometry|point|polygon|linestring", re.IGNORECASE)
"""Errors of GDAL about one geometry: its row is read without it, and counted."""

_HARMLESS_MODULES = {
    "rtree", "rtree_i32", "fts3", "fts4", "fts5", "geopoly",
    "virtualspatialindex", "virtualelementary", "virtualknn", "virtualknn2",
}  # fmt: skip
"""Virtual tables of SQLite that read nothing but the file they are in."""


LARGEST_KML = 1 << 30
"""Bytes of a KML in a KMZ, once decompressed, that are not read: GDAL holds it all in memory."""


@dataclass(frozen=True)
class Source:
    """A vector file that is open: `encoding` is that of its text where it is known; `told` what GDAL and we have to say of
    it; `facts` what its text says, None for a binary file.
    """

    dataset: gdal.Dataset
    encoding: str
    told: list[str]
    facts: TextFacts | None


@contextmanager
def opened(path: Path, kind: str, encoding: str = "") -> Iterator[Source]:
    """The file at `path`, of a `kind` of `DRIVERS`; `encoding` is that of its text, empty to find it out.

    Within the block, errors of GDAL are `VigieError`s, and the settings of GDAL are ours, in this thread only.
    """
    told: list[str] = []
    with _guarded(path, told), working_folder() as folder:
        if kind in _SQLITE_KINDS and path.is_file() and _writes_ahead(path):
            path = _snapshot(path, folder)
        _check(path, kind)
        if kind == "kmz":
            path, kind = _unpacked_kml(path, folder), "kml"
        if kind in TEXT_KINDS:
            yield _open_text(path, kind, encoding, folder, told)
            return
        options = list(_OPEN_OPTIONS.get(kind, ()))
        if kind in ("shp", "dbf"):
            options += _shapefile_encoding(path, encoding, told)
        dataset = _open(str(path.resolve()), kind, options)
        metadata = dataset.GetLayer(0).GetMetadata("SHAPEFILE") if kind in ("shp", "dbf") else {}
        yield Source(dataset, metadata.get("SOURCE_ENCODING", "").lower(), told, None)


def _open_text(path: Path, kind: str, encoding: str, folder: Path, told: list[str]) -> Source:
    facts = text_facts(path)
    actual = encoding or facts.encoding(kind in JSON_KINDS)
    name = str(path.resolve())
    if actual:
        name = str(write_as_utf8(path, actual, folder))
        if not encoding and not actual.startswith("utf-16"):
            told.append(
                translate("vector", "{file} is not UTF-8, as it should be: it was read as {encoding}. Check the accents.").format(
                    file=path.name, encoding=actual
                )
            )
    elif facts.compressed:
        name = f"/vsigzip/{name}"
    if facts.garbled:
        told.append(
            translate("vector", "Accents are garbled in the text of {file} itself ({count} times).").format(
                file=path.name, count=facts.garbled
            )
        )
    return Source(_open(name, kind, list(_OPEN_OPTIONS.get(kind, ()))), actual or "utf-8", told, facts)


def _unpacked_kml(path: Path, folder: Path) -> Path:
    """The KML of a KMZ, its first one, which is doc.kml by custom."""
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.lower().endswith(".kml")]
        if not names:
            raise VigieError(translate("vector", "{file} holds no KML.").format(file=path.name))
        target = folder / f"{path.stem}.kml"
        size = 0
        with archive.open(min(names, key=lambda name: name.lower() != "doc.kml")) as stream, target.open("wb") as out:
            while block := stream.read(1 << 20):
                size += len(block)
                if size > LARGEST_KML:
                    raise VigieError(translate("vector", "{file} is too large once decompressed.").format(file=path.name))
                out.write(block)
    return target


def _open(name: str, kind: str, options: list[str]) -> gdal.Dataset:
    from osgeo import gdal

    drivers = [driver for driver in DRIVERS[kind] if gdal.GetDriverByName(driver) is not None]
    if not drivers:
        raise VigieError(
            translate(
                "vector",
                "This QGIS cannot read files of the kind “{kind}”: its GDAL lacks the driver {driver}. Take another format.",
            ).format(kind=kind, driver=DRIVERS[kind][0])
        )
    return gdal.OpenEx(name, gdal.OF_VECTOR | gdal.OF_READONLY, allowed_drivers=drivers, open_options=options)


@contextmanager
def _guarded(path: Path, told: list[str]) -> Iterator[None]:
    """Errors of GDAL as exceptions and its warnings in `told`; network and side files forbidden, in this thread.

    Exceptions stay enabled, as everywhere in the product: to take them back would silence GDAL for other threads at work.
    """
    from osgeo import gdal, ogr, osr

    for module in (gdal, ogr, osr):
        module.UseExceptions()
    failures: list[str] = []

    def hear(level: int, number: int, message: str) -> None:
        if level >= gdal.CE_Failure and _OF_A_GEOMETRY.search(message):
            gdal.ErrorReset()  # or the feature would be lost for its geometry
        elif level >= gdal.CE_Failure:
            failures.append(message)
        elif level == gdal.CE_Warning and message not in told:
            told.append(message)

    before = {key: gdal.GetThreadLocalConfigOption(key) for key in _CONFIGURATION}
    for key, value in _CONFIGURATION.items():
        gdal.SetThreadLocalConfigOption(key, value)
    gdal.PushErrorHandler(hear)
    try:
        yield
    except (RuntimeError, OSError, EOFError, zlib.error, zipfile.BadZipFile, sqlite3.Error) as error:
        raise unreadable(path, str(error) or "; ".join(dict.fromkeys(failures)) or gdal.GetLastErrorMsg()) from error
    finally:
        gdal.PopErrorHandler()
        for key, value in before.items():
            gdal.SetThreadLocalConfigOption(key, value)


def unreadable(path: Path, detail: str) -> VigieError:
    """The error for a file that GDAL refuses; `detail` is what GDAL says."""
    reason = detail.replace(str(path), path.name).strip()
    return VigieError(
        translate(
            "vector", "{file} cannot be read: it is damaged, or is not of the kind that is announced. GDAL says: {reason}"
        ).format(file=path.name, reason=reason[:300] or "–"),
        detail,
    )


def _check(path: Path, kind: str) -> None:
    """Refuse a file that would have GDAL open other ones."""
    if kind not in DRIVERS:
        raise VigieError(
            translate("vector", "{file} cannot be read: files of the kind “{kind}” are not. Look for another format.").format(
                file=path.name, kind=kind
            )
        )
    if not path.is_file() and not (kind == "gdb" and path.is_dir()):
        raise VigieError(translate("vector", "{file} cannot be read: there is no such file.").format(file=path.name))
    if kind in _SQLITE_KINDS:
        _check_sqlite(path)
    elif kind in ("tab", "mapinfo") and path.suffix.lower() == ".tab":
        text = path.read_bytes()[:1_000_000].lower()
        if re.search(rb'isseamless"\s*=\s*"true|^\s*open\s+table\s', text, re.MULTILINE):
            raise VigieError(translate("vector", "{file} is a view of other MapInfo tables: load those.").format(file=path.name))


def _writes_ahead(path: Path) -> bool:
    """Whether a database of SQLite is in WAL mode: whoever opens it, even to read, writes two files beside it."""
    with path.open("rb") as stream:
        return stream.read(20)[18:] == b"\x02\x02"


def _snapshot(path: Path, folder: Path) -> Path:
    """A copy of a database and of what is not yet in it, made while nobody writes."""
    pending = path.with_name(f"{path.name}-wal")
    before = [_version(file) for file in (path, pending)]
    for file in (path, pending):
        if file.exists():
            shutil.copyfile(file, folder / file.name)
    if before != [_version(file) for file in (path, pending)]:
        raise VigieError(
            translate("vector", "{file} is being written by another program: try again when it is done.").format(file=path.name)
        )
    return folder / path.name


def _version(file: Path) -> tuple[int, int]:
    return (file.stat().st_size, file.stat().st_mtime_ns) if file.exists() else (0, 0)


def _check_sqlite(path: Path) -> None:
    """Refuse a database with virtual tables that read something else, such as VirtualText."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        tables = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%'").fetchall()
    for name, sql in tables:
        module = re.search(r"\bUSING\s+[\"'`\[]?(\w+)", sql, re.IGNORECASE)
        if module is None or module[1].lower() not in _HARMLESS_MODULES:
            raise VigieError(
                translate("vector", "{file} is refused: its table “{table}” is read from somewhere else than the file.").format(
                    file=path.name, table=name
                )
            )


def _shapefile_encoding(path: Path, encoding: str, told: list[str]) -> list[str]:
    """The open option for the text of a shapefile: as the user says, else as its bytes do, else as its .cpg or .dbf does.

    Accented text that decodes as UTF-8 is UTF-8, whatever is written beside it: other encodings hardly ever do.
    """
    if encoding:
        return [f"ENCODING={encoding}"]
    table = sibling(path, ".dbf")
    if table is None:
        return []
    declared = _declared(path, table)
    facts = text_facts(table, _header_size(table))
    if facts.ascii:
        return []
    if facts.looks_utf8:
        actual = "UTF-8"
    elif declared and not _is_utf8(declared):
        return []
    else:
        actual = "CP1252"
    if not declared or _is_utf8(declared) != _is_utf8(actual):
        told.append(
            translate("vector", "The encoding of {file} is {told}: it was read as {encoding}. Check the accents.").format(
                file=table.name,
                told=translate("vector", "announced as {encoding}").format(encoding=declared)
                if declared
                else translate("vector", "not told"),
                encoding=actual,
            )
        )
    return [f"ENCODING={actual}"]


def _declared(path: Path, table: Path) -> str:
    """The encoding that a .cpg, or the 30th byte of a .dbf, announces; empty when there is none."""
    page = sibling(path, ".cpg")
    text = page.read_bytes()[:40].decode("ascii", "replace").strip() if page else ""
    if text:
        return text
    with table.open("rb") as stream:
        page_code = stream.read(30)[29:]
    return f"LDID/{page_code[0]}" if page_code.strip(b"\0") else ""


def _header_size(table: Path) -> int:
    with table.open("rb") as stream:
        return int.from_bytes(stream.read(10)[8:], "little")


def _is_utf8(encoding: str) -> bool:
    return encoding.upper().replace("-", "").replace("_", "") in ("UTF8", "65001")


def sibling(path: Path, suffix: str) -> Path | None:
    """The file of the same name with another suffix, in either case; None when there is none."""
    for candidate in (path.with_suffix(suffix), path.with_suffix(suffix.upper())):
        if candidate.is_file():
            return candidate
    return None
