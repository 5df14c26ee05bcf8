# SPDX-License-Identifier: GPL-2.0-or-later
"""What formats of outputs cannot hold: it is told before anything is written, where QGIS would rename, cut or lose it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from qgis.core import Qgis, QgsFeature, QgsFields

from ..files.model import MIXED
from ..messages import VigieError, translate

LONGEST_TEXT = 254
"""Bytes that a text of a shapefile can have."""


def package_options(fields: QgsFields, file: Path | None) -> list[str]:
    """Options of GDAL for the columns that a GeoPackage adds, whose names the fields may have; none where they do not."""
    if file is None or file.suffix.lower() != ".gpkg":
        return []
    taken = {field.name().lower() for field in fields}
    asked = (("FID", "fid"), ("GEOMETRY_NAME", "geom"))
    return [f"{option}={_free(name, taken)}" for option, name in asked if name in taken]


def _free(wanted: str, taken: set[str]) -> str:
    return next(name for count in range(2, len(taken) + 3) if (name := f"{wanted}_{count}") not in taken)


def geometry_type(kind: str, stored: Qgis.WkbType, file: Path | None) -> Qgis.WkbType:
    """The type of geometry of an output for a copy whose geometry is `kind`; `stored` is that of its first rows.

    A `VigieError` says so when the output takes one kind, and the copy has several.
    """
    if kind != MIXED:
        return stored
    if file is None or file.suffix.lower() == ".shp":
        raise VigieError(
            translate(
                "processing",
                "The rows mix points, lines and areas, which OUTPUT cannot hold together: name a GeoPackage, such as layer.gpkg.",
            )
        )
    return Qgis.WkbType.Unknown


def refuse_long_texts(features: Iterable[QgsFeature], file: Path | None) -> None:
    """A `VigieError` when a text is longer than what a shapefile holds: it would be cut."""
    if file is None or file.suffix.lower() != ".shp":
        return
    for feature in features:
        for place, value in enumerate(feature.attributes()):
            if isinstance(value, str) and len(value.encode("utf-8", "replace")) > LONGEST_TEXT:
                raise VigieError(
                    translate(
                        "processing",
                        "A shapefile would cut the texts of “{field}” at {longest} bytes: name a GeoPackage, such as layer.gpkg.",
                    ).format(field=feature.fields().at(place).name(), longest=LONGEST_TEXT)
                )
