# SPDX-License-Identifier: GPL-2.0-or-later
"""What is known of a file before it is loaded, what the user corrects, and what a copy of it gave."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Protocol

from ..messages import VigieError, translate

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from ..messages import Progress
    from .cut import Cut
    from .grid import Wanted
    from .output import Output

TEXT, INTEGER, REAL, DATE, DATETIME, BOOLEAN = "text", "integer", "real", "date", "datetime", "boolean"
"""Types of fields."""

DECIMALS = ("", ".", ",")

MIXED = "Mixed"
"""The geometry of a layer whose features are not all points, all lines or all polygons."""

MOST_NAMED = 8
"""Of how many layers a sentence gives the names."""


@dataclass(frozen=True)
class Options:
    """What the user says of a file; what is empty is guessed.

    `layer` is a layer, a sheet, or a file of an archive. `header_row` is the row that names the columns, counted from 1 as
    spreadsheets do (0: there is none). `place` is how rows get a position: "none", "xy", "text" (WKT, GeoJSON or
    "latitude, longitude" in one column) or "code". `x`, `y`, `geometry` and `code` are columns; `crs` is that of the
    coordinates, or of a file that does not tell its own.
    """

    layer: str = ""
    encoding: str = ""
    separator: str = ""
    decimal: str = ""
    header_row: int | None = None
    place: str = ""
    x: str = ""
    y: str = ""
    geometry: str = ""
    code: str = ""
    crs: str = ""

    @classmethod
    def of(cls, written: dict) -> Options:
        """Options from a JSON object; a `VigieError` names what is not one."""
        types = {field.name: int if field.name == "header_row" else str for field in fields(cls)}
        for name, value in written.items():
            if name not in types or not isinstance(value, types[name]) or isinstance(value, bool):
                raise VigieError(
                    translate("files", "Option “{name}” is not understood: options are {known} (header_row is a number).").format(
                        name=name, known=", ".join(types)
                    )
                )
        if written.get("decimal", "") not in DECIMALS:
            raise VigieError(
                translate("files", "The decimal sign “{sign}” cannot be used: it is , or .").format(sign=written["decimal"])
            )
        if written.get("header_row", 0) < 0:
            raise VigieError(translate("files", "Option header_row is counted from 1, or is 0 where no row names the columns."))
        return cls(**written)


@dataclass(frozen=True)
class Field:
    """A column: its name in the source, its type (`TEXT`, `INTEGER`...), and a longer title where there is one."""

    name: str
    type: str = TEXT
    title: str = ""


@dataclass(frozen=True)
class Layer:
    """One layer or table of a file.

    `rows` is the exact number of data rows, None when a service does not say it. `geometry` is "Point", "MultiPolygon"…, `MIXED`,
    or empty for a table; `crs` an
    authority code, else WKT. `placing` says where positions come from ("own", "xy", "text", "code", or empty). `code_field`
    holds codes of territories of the kind `code_kind` ("commune", "epci", "departement", "region", "iris", "qpv"). `sample` are
    the first rows as text, None where there is nothing.
    """

    name: str
    rows: int | None
    fields: tuple[Field, ...] = ()
    geometry: str = ""
    crs: str = ""
    encoding: str = ""
    separator: str = ""
    decimal: str = ""
    header_row: int | None = None
    code_field: str = ""
    code_kind: str = ""
    placing: str = ""
    sample: tuple[tuple[str | None, ...], ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Description:
    """What a file holds. `kind` is its format; `warnings` are sentences for the user."""

    kind: str
    layers: tuple[Layer, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Copied:
    """One table of a GeoPackage that a copy made.

    `announced` is how many rows the source said there are (None: it did not), `read` how many it gave, `rows` how many were
    kept. `partial` is a sentence that says why rows are missing, empty when the copy is whole. `notes` tell what was done.
    """

    table: str
    name: str
    rows: int
    read: int
    announced: int | None = None
    geometry: str = ""
    crs: str = ""
    fields: tuple[Field, ...] = ()
    partial: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rows:
    """Some rows of a layer, as they are written: `table` holds text (None or NaN where there is nothing), `geometry` an array of
    shapely in `crs` (None for none), or None for a table.

    `left_out` is how many rows besides were read and not wanted; `notes` are sentences on all that was read so far.
    """

    table: pd.DataFrame
    geometry: np.ndarray | None = None
    crs: str = ""
    left_out: int = 0
    notes: tuple[str, ...] = ()


class Opened(Protocol):
    """A file that can be described and copied, whatever its format."""

    def describe(self, progress: Progress) -> Description:
        """What it holds. Raises a `VigieError` when it cannot be read, `Cancelled` when told to stop."""

    def copy(self, layer: str, cut: Cut | None, output: Output, progress: Progress) -> Copied:
        """Copy one of its layers (a name of `describe`) into a table of `output`, whole or cut to a territory, in bounded
        memory. Raises as `describe` does.
        """

    def rows(self, layer: str, progress: Progress, wanted: Wanted | None = None) -> Iterator[Rows]:
        """The rows of one of its layers (empty: the main one), some at a time, in bounded memory. Those that are not `wanted` may be
        left out. Raises as `describe` does.
        """


def main_layer(description: Description, options: Options | None = None) -> str:
    """The layer that is meant when none is named: the one of the options, else the one with most rows, those with a geometry
    first. A `VigieError` when there is none.
    """
    names = [layer.name for layer in description.layers]
    if options is not None and options.layer:
        if options.layer not in names:
            raise VigieError(
                translate("files", "There is no layer “{layer}”: choose among {names}.").format(
                    layer=options.layer, names=", ".join(names[:MOST_NAMED]) + ("…" if len(names) > MOST_NAMED else "")
                )
            )
        return options.layer
    if not names:
        raise VigieError(translate("files", "There is nothing to load: no table and no layer was found."))
    return max(description.layers, key=lambda layer: (bool(layer.geometry), layer.rows or 0)).name
