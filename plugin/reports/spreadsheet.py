# SPDX-License-Identifier: GPL-2.0-or-later
"""Figures as tables for spreadsheets: CSV of the two sorts that they read, and ODS, which GDAL writes wherever QGIS is."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from ..messages import translate
from ..working import working_folder, write_whole
from .factsheet import FactSheet

Cell = str | float | int | None
"""A text, a number, or nothing: what is missing is empty, never 0."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\u2212", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""The last four are signs of full width, which spreadsheets set to Japanese or Chinese take for the others."""


class TableFormat(NamedTuple):
    """How a CSV is written: what parts the cells, the mark of decimals, whether it begins with the mark of UTF-8."""

    separator: str
    decimal: str
    mark: bool = True


RFC_4180 = TableFormat(",", ".")
FRENCH = TableFormat(";", ",")


def csv_bytes(columns: Sequence[str], rows: Sequence[Sequence[Cell]], form: TableFormat = RFC_4180) -> bytes:
    """Rows as a CSV in UTF-8. No text is taken for a formula by a spreadsheet; numbers are whole, as they were computed."""
    text = io.StringIO()
    table = csv.writer(text, delimiter=form.separator, lineterminator="\r\n")
    table.writerow([inert(name) for name in columns])
    for row in rows:
        table.writerow([_written(cell, form) for cell in row])
    return text.getvalue().encode("utf-8-sig" if form.mark else "utf-8", "replace")


def _written(cell: Cell, form: TableFormat) -> str:
    if cell is None or cell != cell:
        return ""
    if isinstance(cell, str):
        return inert(cell)
    return repr(cell if isinstance(cell, int) else float(cell)).replace(".", form.decimal)


def inert(text: str) -> str:
    """The text as a spreadsheet takes for no formula, whatever spaces it begins with."""
    return f"'{text}" if text.lstrip().startswith(_FORMULA) or text.startswith(_FORMULA) else text


def write_ods(path: Path, title: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
    """Rows as the sheet `title` of an OpenDocument spreadsheet: numbers are numbers, texts are texts (none is a formula). Whole or not at
    all; a `VigieError` says why it cannot be written.
    """
    from osgeo import gdal, ogr

    gdal.UseExceptions()
    numeric = [any(isinstance(row[place], int | float) for row in rows) for place in range(len(columns))]
    with working_folder() as folder:
        made = folder / "table.ods"
        opened = ogr.GetDriverByName("ODS").CreateDataSource(str(made))
        layer = opened.CreateLayer(_sheet_name(title))
        for name, number in zip(columns, numeric):
            layer.CreateField(ogr.FieldDefn(name, ogr.OFTReal if number else ogr.OFTString))
        for row in rows:
            feature = ogr.Feature(layer.GetLayerDefn())
            for place, cell in enumerate(row):
                if cell is not None and cell == cell:
                    feature.SetField(place, _no_formula(cell) if isinstance(cell, str) else float(cell))
            layer.CreateFeature(feature)
        feature = layer = opened = None  # which writes it
        write_whole(path, made.read_bytes())


def _no_formula(text: str) -> str:
    """GDAL writes a text that begins with "of:=" as a formula."""
    return f"'{text}" if text.lstrip().lower().startswith(("of:=", "=")) else text


def _sheet_name(title: str) -> str:
    """A name that all spreadsheets take: no signs of addresses, 31 letters at most."""
    kept = "".join(" " if letter in "[]*?:/\\'" else letter for letter in title).strip()
    return kept[:31] or "1"


def figures_table(sheet: FactSheet) -> tuple[list[str], list[list[Cell]]]:
    """The figures of a fact sheet as columns and rows, each with its date and source."""
    columns = [
        translate("reports", "Section"), translate("reports", "Indicator"), translate("reports", "Subject"), translate("reports", "Level"),
        translate("reports", "Code"), translate("reports", "Territory"), translate("reports", "Value"), translate("reports", "Text"),
        translate("reports", "Unit"), translate("reports", "Date"), translate("reports", "Source"), translate("reports", "Remark"),
    ]  # fmt: skip
    rows = [
        [
            one.section, one.indicator, one.label, one.level, one.code, one.name, one.value, one.text, one.unit, one.date, one.source,
            one.remark,
        ]
        for one in sheet.figures
    ]  # fmt: skip
    return columns, rows
