# SPDX-License-Identifier: GPL-2.0-or-later
"""Layers of the user's that stay in their PostGIS while indicators are made of them: only SELECT is ever sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from qgis.core import (
    NULL,
    Qgis,
    QgsDataSourceUri,
    QgsFeedback,
    QgsFields,
    QgsProviderConnectionException,
    QgsProviderRegistry,
    QgsVectorLayer,
    QgsWkbTypes,
)

from ..feedback import log
from ..harmonize.dataset import GEOGRAPHIC_CRS
from ..indicators.definition import CONTOURS_ROLE, Definition, expressions_of
from ..indicators.inputs import LayerData
from ..indicators.pushdown import Table, column_sql, identifier, look_sql, moved_sql, srids_sql
from ..indicators.pushed import Refused, RemoteLayer, measures_of
from ..indicators.zonings import OWN
from ..messages import Progress, Stretch, VigieError, translate
from ..territory.contours import LEGAL_CRS, MAINLAND_CRS
from ..territory.crs import transform_xy
from .sql import reals_of, translated

if TYPE_CHECKING:
    from .reading import LayerReading

SAME_DEGREES, SAME_METRES = 1e-11, 1e-6
"""How far apart a place may be that the database and we transform."""


@dataclass(frozen=True)
class PostgisTable:
    """A layer that is nothing but a table or view of PostGIS. `uri` has credentials: it is never shown nor logged."""

    uri: str
    schema: str
    name: str
    table: Table
    declared: str
    fields: QgsFields

    @classmethod
    def of(cls, layer: QgsVectorLayer) -> PostgisTable | None:
        """None for what is of another provider, or has edits, joins or virtual fields; made on the thread that owns the layer."""
        if layer.providerType() != "postgres" or layer.isEditable() or layer.vectorJoins() or not layer.isSpatial():
            return None
        provider, uri = layer.dataProvider(), QgsDataSourceUri(layer.source())
        if layer.fields().count() != provider.fields().count() or uri.table().startswith("("):
            return None
        chosen = layer.subsetString().strip()
        if not uri.schema() or ";" in chosen or chosen.lower().startswith("select") or not uri.geometryColumn():
            return None
        key = tuple(provider.fields().at(place).name() for place in provider.pkAttributeIndexes())
        return cls(
            uri=uri.uri(False),
            schema=uri.schema(),
            name=uri.table(),
            table=Table(f"{identifier(uri.schema())}.{identifier(uri.table())}", uri.geometryColumn(), key, 0, chosen),
            declared=QgsWkbTypes.displayString(QgsWkbTypes.flatType(layer.wkbType())).upper(),
            fields=QgsFields(provider.fields()),
        )

    def ask(self, sql: str, progress: Progress) -> list[list]:
        """The rows of a SELECT. Raises `Refused` when the database does not compute it, a `VigieError` when it does not answer,
        `Cancelled` at once when told to stop.
        """
        feedback = getattr(progress, "feedback", None)
        progress.hear()
        try:
            return self._rows(sql, feedback)
        except QgsProviderConnectionException as error:
            progress.hear()
            why = str(error)
        try:
            self._rows("SELECT 1", feedback)
        except QgsProviderConnectionException as error:
            raise VigieError(
                translate(
                    "layers", "The database of “{table}” does not answer: check that it runs and that you may read it."
                ).format(table=self.name)
            ) from error
        raise Refused(why.rpartition("[")[2].strip(" ]\n"))  # what the server says, without the query

    def _rows(self, sql: str, feedback: QgsFeedback | None) -> list[list]:
        connection = QgsProviderRegistry.instance().providerMetadata("postgres").createConnection(self.uri, {})
        return [[None if value == NULL else value for value in row] for row in connection.executeSql(sql, feedback)]


def taken(
    readings: Mapping[str, LayerReading], definitions: Sequence[Definition], level: str, progress: Progress
) -> dict[str, LayerData | RemoteLayer]:
    """The layers of each role, read with what these definitions ask of them. Over zones of the user's, one that is in PostGIS stays
    there if its indicators can be made there.
    """
    own = readings.get(OWN)
    polygons = level == OWN and own is not None and not own.table
    layers: dict[str, LayerData | RemoteLayer] = {}
    for place, (role, reading) in enumerate(readings.items()):
        part = Stretch(progress, 100 * place / len(readings), 100 * (place + 1) / len(readings))
        remote = None
        if polygons and reading.database is not None and role not in (OWN, CONTOURS_ROLE):
            remote = _remote(reading, role, definitions, part)
        layers[role] = remote or reading.read(part, expressions_of(definitions, role))
    return layers


def _remote(reading: LayerReading, role: str, definitions: Sequence[Definition], progress: Progress) -> RemoteLayer | None:
    """The layer where it is; None, and why in the log, when it has to be read."""
    try:
        return _left_there(reading, role, definitions, progress)
    except Refused as why:
        _log_reading(reading.name, str(why))
        return None


def _log_reading(name: str, why: str) -> None:
    log(f"{name} is read, not computed in its database: {why}", Qgis.MessageLevel.Info)


def _left_there(reading: LayerReading, role: str, definitions: Sequence[Definition], progress: Progress) -> RemoteLayer:
    database, expressions = reading.database, expressions_of(definitions, role)
    values = {written: translated(written, database.fields) for written in expressions}
    untold = next((written for written, value in values.items() if value is None), None)
    if untold is not None:
        raise Refused(f"“{untold}” has no equal in SQL")
    measures = {}
    for definition in definitions:
        if role in definition.roles:
            asked = measures_of(definition, values) if definition.compute.get("layer") == role else None
            if asked is None:
                raise Refused(f"“{definition.id}” is not made by SQL")
            measures[definition.id] = asked
    table, srids = _system(database, reading.crs, progress)
    reals = dict.fromkeys(real for written in expressions for real in reals_of(written, database.fields))
    rows, empty, strange, endless, *told = database.ask(look_sql(table, list(reals)), progress)[0]
    extent, shapes = told[:4], told[4:]
    if strange or endless:
        raise Refused("it has collections, curves, or numbers that are not finite")
    if reading.announced not in (-1, rows) or (reading.announced < 0 and database.declared == "GEOMETRY"):
        raise Refused("QGIS filters it by type")
    if rows > empty:
        _check_transformation(database, np.array(extent, dtype=float), reading.crs, table.srid, srids[GEOGRAPHIC_CRS], progress)

    def read(why: str, told: Progress) -> LayerData:
        _log_reading(reading.name, why)
        return reading.read(told, expressions)

    return RemoteLayer(
        name=reading.name,
        crs=reading.crs,
        source=reading.source,
        table=table,
        values=values,
        measures=measures,
        rows=int(rows),
        empty=int(empty),
        shapes=tuple(int(count) for count in shapes),
        srids=srids,
        ask=database.ask,
        read=read,
    )


def _system(database: PostgisTable, crs: str, progress: Progress) -> tuple[Table, dict[str, int]]:
    """The table with the SRID of its geometry, and those of the systems that we work in, as the database numbers them."""
    declared = database.ask(column_sql(database.table, database.schema, database.name), progress)
    if not declared:
        raise Refused("its geometry has no known system")
    kind, srid, authority, code = declared[0]
    if f"{authority}:{code}" != crs:
        raise Refused(f"its system is {authority}:{code} there, {crs} here")
    if kind not in (database.declared, "GEOMETRY"):
        raise Refused(f"it is of {kind} there, of {database.declared} here")
    wanted = (GEOGRAPHIC_CRS, MAINLAND_CRS, *sorted(set(LEGAL_CRS.values())))
    known = database.ask(srids_sql(wanted), progress)
    srids = {f"EPSG:{code}": int(number) for code, number in known}
    if GEOGRAPHIC_CRS not in srids:
        raise Refused("the database does not know EPSG:4326")
    return replace(database.table, srid=int(srid), points=kind == "POINT"), srids


def _check_transformation(
    database: PostgisTable, extent: np.ndarray, crs: str, srid: int, geographic: int, progress: Progress
) -> None:
    """Raises `Refused` unless the database transforms the layer as we do: it may have other grids of datums than we."""
    west, south, east, north = extent
    points = np.array([(x, y) for x in np.linspace(west, east, 4) for y in np.linspace(south, north, 4)])
    ours = transform_xy(points, crs, GEOGRAPHIC_CRS)
    if not np.isfinite(ours).all():
        raise Refused("it reaches beyond where its system is known")
    back = {srid: (crs, points), geographic: (GEOGRAPHIC_CRS, ours)}
    for start, end, (target, near) in (
        (srid, geographic, (GEOGRAPHIC_CRS, SAME_DEGREES)),
        (geographic, srid, (crs, SAME_METRES)),
    ):
        system, given = back[start]
        there = np.array(database.ask(moved_sql(given.tolist(), start, end), progress), dtype=float)
        if not np.allclose(there, transform_xy(given, system, target), rtol=0, atol=near):
            raise Refused("the database transforms it otherwise than QGIS")
