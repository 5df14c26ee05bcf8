# SPDX-License-Identifier: GPL-2.0-or-later
"""The fields of a vector layer: which are copied, under which name, as which type, and their values as text."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..messages import translate
from .model import BOOLEAN, DATE, DATETIME, INTEGER, REAL, TEXT, Field

if TYPE_CHECKING:
    from osgeo import ogr

RESERVED = ("fid", "geom")
"""Columns that each table of a GeoPackage of ours has."""

KML_STYLE = ("altitudemode", "tessellate", "extrude", "visibility", "draworder", "icon")
"""Fields by which GDAL tells how features of a KML are drawn."""

IDENTIFIER = "id"
"""The column for identifiers of features that are numbers: GDAL gives them beside the fields."""


@dataclass(frozen=True)
class Columns:
    """The columns that are made of a layer's fields.

    `fields` are theirs; `places` the field of the layer that each comes from, -1 for the identifier of the feature; `lists` those (places in
    `fields`) whose values are lists, written as JSON; `count` how many fields the layer has; `left_out` names fields that are not copied.
    """

    fields: tuple[Field, ...]
    places: tuple[int, ...]
    lists: frozenset[int]
    count: int
    left_out: tuple[str, ...] = ()

    @classmethod
    def of(cls, definition: ogr.FeatureDefn, kind: str, identified: bool) -> Columns:
        """The columns for a layer of a file of that kind; `identified`: its features have identifiers of their own."""
        from osgeo import ogr

        names = [definition.GetFieldDefn(place).GetName().lower() for place in range(definition.GetFieldCount())]
        found = [(-1, IDENTIFIER, INTEGER, "")] if identified and IDENTIFIER not in names else []
        left_out, lists = [], set()
        for place in range(definition.GetFieldCount()):
            field = definition.GetFieldDefn(place)
            name = field.GetName()
            if kind in ("kml", "kmz") and name.lower() in KML_STYLE:
                continue
            if field.GetType() == ogr.OFTBinary:
                left_out.append(name)
                continue
            if field.GetType() in _lists():
                lists.add(len(found))
            found.append((place, name, _type(field), field.GetAlternativeName()))
        taken: set[str] = set(RESERVED)
        fields = []
        for _, name, type_, title in found:
            free = _free(name, taken)
            fields.append(Field(free, type_, title or (name if free != name else "")))
        return cls(
            tuple(fields), tuple(place for place, *_ in found), frozenset(lists), definition.GetFieldCount(), tuple(left_out)
        )

    @property
    def mapping(self) -> list[int]:
        """The column that each field of the layer goes to, -1 for none and for lists: as OGR wants it."""
        targets = {place: column for column, place in enumerate(self.places) if column not in self.lists}
        return [targets.get(place, -1) for place in range(self.count)]

    def text(self, feature: ogr.Feature, column: int) -> str | None:
        """A value as text, None where there is nothing."""
        place = self.places[column]
        if place < 0:
            return str(feature.GetFID())
        if not feature.IsFieldSetAndNotNull(place):
            return None
        if column in self.lists:
            return list_text(feature, place)
        value = feature.GetFieldAsString(place)
        if isinstance(value, (bytes, bytearray)):  # GDAL does so when it is no UTF-8
            value = bytes(value).decode("utf-8", "replace")
        if self.fields[column].type == BOOLEAN:
            return "true" if value == "1" else "false"
        return value


def list_text(feature: ogr.Feature, place: int) -> str:
    """A list of values as JSON."""
    return json.dumps(feature.GetField(place), ensure_ascii=False)


def _lists() -> tuple[int, ...]:
    from osgeo import ogr

    return ogr.OFTIntegerList, ogr.OFTInteger64List, ogr.OFTRealList, ogr.OFTStringList


def _type(field: ogr.FieldDefn) -> str:
    from osgeo import ogr

    if field.GetSubType() == ogr.OFSTBoolean:
        return BOOLEAN if field.GetType() == ogr.OFTInteger else TEXT
    known = {ogr.OFTInteger: INTEGER, ogr.OFTInteger64: INTEGER, ogr.OFTReal: REAL, ogr.OFTDate: DATE, ogr.OFTDateTime: DATETIME}
    return known.get(field.GetType(), TEXT)


def _free(name: str, taken: set[str]) -> str:
    """A name that no other column has, whatever the case; it is then taken."""
    free, count = name or translate("vector", "column"), 1
    stem = free
    while free.lower() in taken:
        count += 1
        free = f"{stem}_{count}"
    taken.add(free.lower())
    return free
