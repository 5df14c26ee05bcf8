# SPDX-License-Identifier: GPL-2.0-or-later
"""The table of figures as a file, by the end of its name: written whole or not at all."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..indicators.engine import Result
from ..messages import VigieError, translate
from ..requirements import pyarrow as require_pyarrow
from ..store.rows import raise_errors, write_layer
from ..store.tables import long_table
from ..working import working_folder, write_whole

if TYPE_CHECKING:
    import pandas as pd

    from .sources import Source

LAYER = "indicators"


def check_output(path: Path, sources: Sequence[Source]) -> None:
    """A `VigieError` when a file of that name cannot be made, or is one that is read."""
    if path.suffix.lower() not in _WRITERS:
        raise VigieError(
            translate("batch", "{file}: what is written is told by the end of its name, one of {known}.").format(
                file=path, known=", ".join(_WRITERS)
            )
        )
    if path.suffix.lower() == ".parquet":
        require_pyarrow()
    if any(Path(source.address).resolve() == path.resolve() for source in sources):
        raise VigieError(translate("batch", "{file} is read: give another name to what is written.").format(file=path))


def write_results(results: Sequence[Result], path: Path) -> int:
    """Write the long table (the columns of vigie:indicators' OUTPUT_TABLE); returns its number of rows."""
    table = long_table(results)
    write_whole(path, _WRITERS[path.suffix.lower()](table))
    return len(table)


def _csv(table: pd.DataFrame) -> bytes:
    return table.to_csv(index=False, lineterminator="\n").encode()


def _parquet(table: pd.DataFrame) -> bytes:
    require_pyarrow()
    buffer = io.BytesIO()
    table.to_parquet(buffer, engine="pyarrow", index=False)
    return buffer.getvalue()


def _geopackage(table: pd.DataFrame) -> bytes:
    from osgeo import gdal

    raise_errors()
    with working_folder() as folder:
        made = folder / "figures.gpkg"
        opened = gdal.GetDriverByName("GPKG").Create(str(made), 0, 0, 0, gdal.GDT_Unknown)
        opened.StartTransaction()
        write_layer(opened, LAYER, table, None)
        opened.CommitTransaction()
        del opened
        return made.read_bytes()


_WRITERS: dict[str, Callable[[pd.DataFrame], bytes]] = {".csv": _csv, ".gpkg": _geopackage, ".parquet": _parquet}
