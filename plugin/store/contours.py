# SPDX-License-Identifier: GPL-2.0-or-later
"""Precise contours that were fetched, kept for when there is no network: a table for each source and département."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..harmonize.readers import frame_of
from ..messages import VigieError, translate
from ..requirements import pandas as require_pandas
from ..requirements import shapely as require_shapely
from .geopackage import GeoPackage

if TYPE_CHECKING:
    import pandas as pd

PREFIX = "contours_"
NAME = PREFIX + "{source}_{departement}"
FILE = "contours.gpkg"


class KeptContours:
    """Contours of communes in a GeoPackage of their own in `folder`: a département is replaced whole, in one transaction."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE

    def save(
        self,
        source: str,
        departement: str,
        codes: Sequence[str],
        shapes: np.ndarray,
        credit: str,
        vintage: int,
        simplified: float,
        fetched: str,
    ) -> None:
        """Keep the communes of a département: INSEE codes of the geographic code `vintage`, polygons in EPSG:4326, of a source
        (an id, and how it is quoted) that simplified them to so many metres, fetched that day (ISO).
        """
        table = require_pandas().DataFrame(
            {"code": list(codes), "source": credit, "vintage": vintage, "simplified": float(simplified), "fetched": fetched}
        )
        GeoPackage(self.path).write(_name(source, departement), table, shapes, credit)

    def tables(self) -> dict[str, tuple[int, str]]:
        """The vintage, and the day (ISO) on which it was fetched, of each table that is kept."""
        if not self.path.exists():
            return {}
        with _Opened(self.path) as opened:
            return opened.tables()

    def table(self, name: str) -> tuple[pd.DataFrame, np.ndarray]:
        """A table as it is kept: the columns of `save`, and polygons in EPSG:4326."""
        with _Opened(self.path) as opened:
            return opened.table(name)

    def put(self, name: str, table: pd.DataFrame, shapes: np.ndarray) -> None:
        """Keep a table that `table` gave elsewhere."""
        GeoPackage(self.path).write(name, table, shapes, str(table["source"].iloc[0]))

    def has(self, source: str, departements: Sequence[str], vintage: int) -> bool:
        """Whether all these départements are kept, of that source and vintage."""
        if not departements or not self.path.exists():
            return False
        with _Opened(self.path) as opened:
            return all(opened.vintage(_name(source, one)) == vintage for one in departements)

    def read(self, source: str, departements: Sequence[str]) -> tuple[list[str], np.ndarray, str]:
        """INSEE codes, polygons in EPSG:4326, and the credit of these départements, which are kept."""
        codes: list[str] = []
        shapes: list[bytes] = []
        credits: dict[str, None] = {}
        with _Opened(self.path) as opened:
            for departement in departements:
                for code, credit, shape in opened.rows(_name(source, departement)):
                    codes.append(code)
                    shapes.append(shape)
                    credits[credit] = None
        return codes, np.asarray(require_shapely().from_wkb(shapes), dtype=object), "; ".join(credits)


def _name(source: str, departement: str) -> str:
    return NAME.format(source=source.replace("-", "_"), departement=departement.lower())


class _Opened:
    """The file, opened to be read; what GDAL says against it becomes a sentence."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> _Opened:
        from osgeo import gdal

        gdal.UseExceptions()
        try:
            self._dataset = gdal.OpenEx(str(self._path), gdal.OF_VECTOR | gdal.OF_READONLY, allowed_drivers=["GPKG"])
        except RuntimeError as error:
            raise self._unreadable(error) from error
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: object) -> None:
        self._dataset = None  # closes the file
        if isinstance(error, RuntimeError):
            raise self._unreadable(error) from error

    def vintage(self, table: str) -> int | None:
        """The vintage of a table, None when there is no such table."""
        layer = self._dataset.GetLayerByName(table)
        feature = layer.GetNextFeature() if layer is not None else None
        return None if feature is None else feature["vintage"]

    def tables(self) -> dict[str, tuple[int, str]]:
        """The vintage and the day of each table of contours."""
        found = {}
        for place in range(self._dataset.GetLayerCount()):
            layer = self._dataset.GetLayer(place)
            feature = layer.GetNextFeature() if layer.GetName().startswith(PREFIX) else None
            if feature is not None:
                found[layer.GetName()] = int(feature["vintage"]), str(feature["fetched"])
        return found

    def table(self, name: str) -> tuple[pd.DataFrame, np.ndarray]:
        """Attributes and shapes of a table."""
        return frame_of(self._dataset.GetLayerByName(name))

    def rows(self, table: str) -> list[tuple[str, str, bytes]]:
        """Code, credit and shape (WKB) of each row."""
        layer = self._dataset.GetLayerByName(table)
        return [(feature["code"], feature["source"], bytes(feature.GetGeometryRef().ExportToWkb())) for feature in layer]

    def _unreadable(self, error: Exception) -> VigieError:
        sentence = translate(
            "store", "The contours that were kept cannot be read: remove the file {file}, then fetch them again."
        )
        return VigieError(sentence.format(file=self._path), str(error))
