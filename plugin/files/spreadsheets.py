# SPDX-License-Identifier: GPL-2.0-or-later
"""Workbooks (xls, xlsx, ods) by GDAL's drivers, which are wherever QGIS is: all cells as text, as they are stored."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ..messages import Progress, VigieError, translate
from .grid import Grid
from .heading import is_table

if TYPE_CHECKING:
    from osgeo import gdal, ogr

UNPACKED = 1 << 30
"""Bytes that the members of a workbook may hold once unpacked."""

_DRIVERS = {"xls": "XLS", "xlsx": "XLSX", "ods": "ODS"}
_HEARD_EVERY = 5000
_HARMLESS = re.compile(r"Invalid row: \d+\.")  # rows that are numbered far apart are read one below the other
_BINARY_NOISE = re.compile(r"-?\d+\.\d{14,}|-?\d\.\d{14,}|-?\d+(?:\.\d+)?E[+-]\d+")


class Workbook:
    """The sheets of a workbook: `tables` are those that hold one, `others` the names of those that hold text only."""

    def __init__(self, path: Path, kind: str, header_row: int | None, progress: Progress) -> None:
        if kind != "xls":
            check_package(path, progress)
        self._path, self._kind, self._progress = path, kind, progress
        self._dataset = self._open()
        self.tables: list[Grid] = []
        self.others: list[str] = []
        for place in range(self._dataset.GetLayerCount()):
            progress.hear()
            sheet = self._dataset.GetLayer(place)
            self._add(sheet, header_row)

    def _add(self, sheet: ogr.Layer, header_row: int | None) -> None:
        with self._told():
            if not sheet.GetFeatureCount() or not sheet.GetLayerDefn().GetFieldCount():
                return
        table = Grid(sheet.GetName(), lambda: self._rows(sheet), header_row)
        if is_table(table.head, table.heading):
            self.tables.append(table)
        elif any(map(any, table.head)):
            self.others.append(table.name)

    def _open(self) -> gdal.Dataset:
        from osgeo import gdal

        driver = _DRIVERS[self._kind]
        if gdal.GetDriverByName(driver) is None:
            raise VigieError(
                translate(
                    "files", "This QGIS cannot read {kind} files: open {file} with a spreadsheet program and save it as csv."
                ).format(kind=self._kind, file=self._path.name),
                f"no GDAL driver {driver}",
            )
        settings = {f"OGR_{driver}_HEADERS": "DISABLE", f"OGR_{driver}_FIELD_TYPES": "STRING"}
        before = {name: gdal.GetThreadLocalConfigOption(name) for name in settings}
        try:
            for name, value in settings.items():
                gdal.SetThreadLocalConfigOption(name, value)
            with self._told():
                dataset = gdal.OpenEx(str(self._path), gdal.OF_VECTOR | gdal.OF_READONLY, allowed_drivers=[driver])
                for place in range(dataset.GetLayerCount()):  # a sheet is read when first asked for, with the settings of then
                    self._progress.hear()
                    dataset.GetLayer(place).GetLayerDefn()
                    dataset.GetLayer(place).GetFeatureCount()
                return dataset
        finally:
            for name, value in before.items():
                gdal.SetThreadLocalConfigOption(name, value)

    def _rows(self, sheet: ogr.Layer) -> Iterator[list[str]]:
        places = range(sheet.GetLayerDefn().GetFieldCount())
        sheet.ResetReading()
        for count, feature in enumerate(sheet):
            if count % _HEARD_EVERY == 0:
                self._progress.hear()
            yield [_cell(feature.GetFieldAsString(place)) for place in places]

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Tell the user when GDAL fails, even where it only says so and goes on."""
        from osgeo import gdal

        gdal.UseExceptions()
        failures: list[str] = []

        def hear(level: int, number: int, message: str) -> None:
            if level >= gdal.CE_Failure and _HARMLESS.match(message):
                gdal.ErrorReset()  # or OGR would raise it, where its exceptions are enabled
            elif level >= gdal.CE_Failure:
                failures.append(message)

        gdal.PushErrorHandler(hear)
        try:
            yield
        except RuntimeError as error:
            raise _damaged(self._path, str(error)) from error
        finally:
            gdal.PopErrorHandler()
        if failures:
            raise _damaged(self._path, failures[0])


def _cell(text: str) -> str:
    """Numbers as they were typed, without the noise of their binary form; what looks like none as it is."""
    return repr(float(text)) if _BINARY_NOISE.fullmatch(text) else text


def check_package(path: Path, progress: Progress) -> None:
    """Refuse a workbook that is damaged, or that would fill the memory once unpacked (`UNPACKED`): a `VigieError`."""
    try:
        with zipfile.ZipFile(path) as package:
            members = package.infolist()
            if sum(member.file_size for member in members) > UNPACKED:
                raise VigieError(
                    translate(
                        "files",
                        "{file} holds more than {size} MB once unpacked, which is too much for a workbook: ask for it as csv.",
                    ).format(file=path.name, size=UNPACKED >> 20)
                )
            for member in members:  # a member that is larger than it says does not have the checksum that it says
                with package.open(member) as stream:
                    while stream.read(1 << 22):
                        progress.hear()
    except (zipfile.BadZipFile, zipfile.zlib.error, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise _damaged(path, str(error)) from error


def _damaged(path: Path, detail: str) -> VigieError:
    return VigieError(
        translate(
            "files",
            "{file} cannot be read: it is damaged, locked by a password, or no workbook. Open it with a spreadsheet program, or ask for another.",
        ).format(file=path.name),
        detail,
    )
