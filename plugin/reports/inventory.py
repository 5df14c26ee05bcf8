# SPDX-License-Identifier: GPL-2.0-or-later
"""An inventory as files: CSV, DCAT-AP (JSON-LD, Turtle), ISO 19139 with the QMD that QGIS loads beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from ..inventory.dcat import catalogue, json_ld, turtle
from ..inventory.iso import iso_19139
from ..inventory.model import COLUMNS, Held, Inventory, file_identity, row_of
from ..layers.holdings import qmd_of
from ..messages import Progress, VigieError, quoted, translate
from ..territory.cog import fold
from ..working import write_whole
from .spreadsheet import FRENCH, RFC_4180, TableFormat, csv_bytes

FORMATS: dict[str, TableFormat] = {"rfc4180": RFC_4180, "french": FRENCH}


@dataclass(frozen=True)
class Exports:
    """What to write, None where it is not wanted; `metadata` is a folder, `form` a key of `FORMATS`."""

    csv: Path | None = None
    form: str = "rfc4180"
    json_ld: Path | None = None
    turtle: Path | None = None
    metadata: Path | None = None
    publisher: str = ""
    title: str = ""


def write(inventory: Inventory, exports: Exports, progress: Progress) -> list[str]:
    """Write each file whole or not at all; what is to be told is returned. Raises a `VigieError` where one cannot be written."""
    _refuse_held(inventory, exports)
    told = []
    document = None
    if exports.json_ld is not None or exports.turtle is not None:
        document = catalogue(inventory, exports.publisher, exports.title)
    if exports.csv is not None:
        write_whole(exports.csv, csv_bytes(COLUMNS, [row_of(held) for held in inventory.datasets], FORMATS[exports.form]))
    progress.hear()
    if exports.json_ld is not None:
        write_whole(exports.json_ld, json_ld(document))
    if exports.turtle is not None:
        made = turtle(document)
        if made is None:
            told.append(
                translate(
                    "inventory",
                    "Turtle was not written: this QGIS lacks the Python library rdflib. The JSON-LD says the same; most tools read it.",
                )
            )
        else:
            write_whole(exports.turtle, made)
    if exports.metadata is not None:
        for place, held in enumerate(inventory.datasets):
            progress.step(100 * place / len(inventory.datasets))
            name = file_name(held)
            write_whole(exports.metadata / f"{name}.xml", iso_19139(held, exports.publisher))
            write_whole(exports.metadata / f"{name}.qmd", qmd_of(held))
    return told


def _refuse_held(inventory: Inventory, exports: Exports) -> None:
    """A `VigieError` when a file would take the place of a dataset of the inventory."""
    for target in filter(None, (exports.csv, exports.json_ld, exports.turtle)):
        file = file_identity(target)
        if any(held.identity == file or held.identity.startswith(f"{file}|") for held in inventory.datasets):
            raise VigieError(
                translate("inventory", "{file} is a dataset of the inventory: choose another file.").format(
                    file=quoted(target.name)
                )
            )


def file_name(held: Held) -> str:
    """A name for the metadata of a dataset that every system takes, and no other dataset has."""
    words = re.sub(r"[^a-z0-9]+", "-", fold(held.title)).strip("-")[:50].strip("-")
    return f"{words or 'dataset'}-{held.uuid}"
