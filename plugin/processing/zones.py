# SPDX-License-Identifier: GPL-2.0-or-later
"""vigie:zones: what indicators are computed by: grids, units of a level, groups of communes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsFeatureRequest,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingMultiStepFeedback,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterNumber,
    QgsProcessingUtils,
    QgsRectangle,
    QgsReferencedRectangle,
)

from ..messages import Cancelled, VigieError, number, translate
from ..requirements import pandas as require_pandas
from ..requirements import shapely as require_shapely
from ..territory.contours import Contours
from ..territory.crs import GEOGRAPHIC, to_geographic
from ..territory.grids import HEXAGON, KINDS, LARGEST_METRES, SMALLEST_METRES, SQUARE, Extent, Grid, grids, over
from ..territory.model import LEVELS, Territory
from ..territory.resolving import OLDEST
from ..territory.zoning import Zones, cell_table, zone_table, zones_of_level, zones_of_table
from .algorithm import OUTPUT, TERRITORY, VigieAlgorithm

if TYPE_CHECKING:
    import pandas as pd

KIND = "KIND"
SIZE = "SIZE"
CLIP = "CLIP"
TABLE = "TABLE"
CODE_FIELD = "CODE_FIELD"
GROUP_FIELD = "GROUP_FIELD"
NAME_FIELD = "NAME_FIELD"
VINTAGE = "VINTAGE"

GROUPS = "table"
GRID_TYPES = {SQUARE: 2, HEXAGON: 4}
"""How native:creategrid numbers them."""


class ZonesAlgorithm(VigieAlgorithm):
    """Zones of a territory, each with a code that stays the same from one run to the next."""

    NAME = "zones"

    def displayName(self) -> str:
        """The name that users read."""
        return translate("processing", "Zones to compute by")

    def shortHelpString(self) -> str:
        """What it does."""
        return translate(
            "processing",
            "Makes the zones of a territory: squares or hexagons of so many metres, the communes, EPCI, départements or régions, or groups "
            "of communes that a table of yours gives (SCoT, PETR, bassins de vie…).\n\nGrids are of the legal coordinate system; their "
            "cells are counted from its origin, so that a cell has the same place and code whatever the territory. Only those that share "
            "an area with the territory are made. A territory over several legal systems has a grid in each, in one layer of longitudes "
            "and latitudes.\n\nGroups are of the communes inside the territory. Codes of other years become today’s; what has no code, no "
            "group or no row is told. A commune in several groups is refused.",
        )

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare the parameters."""
        kinds = [*KINDS, *LEVELS, GROUPS]
        self.addParameter(
            QgsProcessingParameterEnum(KIND, translate("processing", "Zones"), kinds, defaultValue=SQUARE, usesStaticStrings=True)
        )
        self.add_territory()
        size = QgsProcessingParameterNumber(
            SIZE,
            translate("processing", "Size of cells in metres (of hexagons: between two sides)"),
            QgsProcessingParameterNumber.Type.Integer,
            1000,
            False,
            SMALLEST_METRES,
            LARGEST_METRES,
        )
        self.addParameter(size)
        clip = QgsProcessingParameterBoolean(CLIP, translate("processing", "Cut cells along the territory"), defaultValue=False)
        clip.setHelp(translate("processing", "Cells along the border are then smaller than the others."))
        self.addParameter(clip)
        table = QgsProcessingParameterFeatureSource(
            TABLE, translate("processing", "Table of groups"), [QgsProcessing.SourceType.TypeVector], optional=True
        )
        table.setHelp(translate("processing", "A row a commune, with its INSEE code and the code of its group."))
        self.addParameter(table)
        for name, title in (
            (CODE_FIELD, translate("processing", "Field of INSEE codes")),
            (GROUP_FIELD, translate("processing", "Field of the codes of groups")),
            (NAME_FIELD, translate("processing", "Field of the names of groups")),
        ):
            self.addParameter(QgsProcessingParameterField(name, title, parentLayerParameterName=TABLE, optional=True))
        self.addParameter(
            QgsProcessingParameterNumber(
                VINTAGE,
                translate("processing", "Year of the geographic code (empty: not known)"),
                QgsProcessingParameterNumber.Type.Integer,
                None,
                True,
                OLDEST,
            )
        )
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                OUTPUT, translate("processing", "Zones"), QgsProcessing.SourceType.TypeVectorPolygon
            )
        )

    def check(self, parameters: dict, context: QgsProcessingContext) -> None:
        """Note the files of the table, and refuse to write into them."""
        if parameters.get(TABLE):
            self.read_layer(parameters[TABLE], context)
        self.refuse_own_files(parameters, context, (OUTPUT,))

    def perform(self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> dict:
        """Make the zones and write them."""
        territory = self._observatory.cog.territory(self.parameterAsString(parameters, TERRITORY, context))
        contours = self._observatory.contours_for(territory, self.progress(feedback))
        feedback.pushInfo(contours.credit)
        kind = self.parameterAsEnumString(parameters, KIND, context)
        if kind in KINDS:
            size = self.parameterAsInt(parameters, SIZE, context)
            made = grids(kind, size, territory.communes, contours)
            clip = self.parameterAsBool(parameters, CLIP, context)
            crs = made[0][0].crs if len(made) == 1 else GEOGRAPHIC
            table, geometry = _gridded(made, clip, crs, context, feedback)
            self._tell_without_contour(territory, contours, feedback)
        else:
            crs = GEOGRAPHIC
            zones = self._groups(kind, territory, parameters, context)
            for remark in zones.remarks:
                feedback.pushWarning(remark)
            table, geometry = zone_table(zones.zones, kind, self._observatory.cog, contours)
            empty = table["name"][[shape is None for shape in geometry]].tolist()
            if empty:
                told = translate("processing", "{count} units have no contour: {names}.")
                feedback.pushWarning(told.format(count=number(len(empty)), names=", ".join(empty[:20])))
        return {OUTPUT: self.write(OUTPUT, parameters, context, table, geometry, feedback, crs), "COUNT": len(table)}

    def _tell_without_contour(self, territory: Territory, contours: Contours, feedback: QgsProcessingFeedback) -> None:
        cog = self._observatory.cog
        missing = [cog.unit("commune", code).name for code in territory.communes if not contours.has(code)]
        if missing:
            told = translate(
                "processing", "{count} communes have no contour of their own, no cell is made for them alone: {names}."
            )
            feedback.pushWarning(told.format(count=number(len(missing)), names=", ".join(missing[:20])))

    def _groups(self, kind: str, territory: Territory, parameters: dict, context: QgsProcessingContext) -> Zones:
        cog = self._observatory.cog
        if kind != GROUPS:
            return zones_of_level(kind, territory, cog)
        source = self.parameterAsSource(parameters, TABLE, context)
        if source is None:
            if parameters.get(TABLE):
                raise QgsProcessingException(self.invalidSourceError(parameters, TABLE))
            raise VigieError(translate("processing", "Give TABLE: the layer or table that says which commune is in which group."))
        columns = []
        for parameter in (CODE_FIELD, GROUP_FIELD, NAME_FIELD):
            name = self.parameterAsString(parameters, parameter, context)
            place = source.fields().lookupField(name) if name else -1
            if place < 0 and (name or parameter != NAME_FIELD):
                told = translate("processing", "{parameter} is no field of the table: choose one of {fields}.")
                raise VigieError(told.format(parameter=parameter, fields=", ".join(source.fields().names())))
            columns.append(place)
        request = QgsFeatureRequest().setFlags(QgsFeatureRequest.Flag.NoGeometry)
        rows = [feature.attributes() for feature in source.getFeatures(request)]
        if source.featureCount() > len(rows):
            told = translate("processing", "TABLE announces {announced} rows, {read} could be read: check the layer.")
            raise VigieError(told.format(announced=number(source.featureCount()), read=number(len(rows))))
        given = parameters.get(VINTAGE) not in (None, "")
        vintage = self.parameterAsInt(parameters, VINTAGE, context) if given else None
        codes, groups, names = ([row[place] for row in rows] if place >= 0 else None for place in columns)
        return zones_of_table(codes, groups, names, vintage, territory, cog)


def _gridded(
    made: list[tuple[Grid, np.ndarray]], clip: bool, crs: str, context: QgsProcessingContext, feedback: QgsProcessingFeedback
) -> tuple[pd.DataFrame, np.ndarray]:
    """The cells of all grids as a table and polygons in `crs`."""
    shapely, pandas = require_shapely(), require_pandas()
    tables, shapes = [], []
    blocks = [(grid, parts, extent) for grid, parts in made for extent in grid.blocks(parts)]
    steps = QgsProcessingMultiStepFeedback(max(len(blocks), 1), feedback)
    for place, (grid, parts, extent) in enumerate(blocks):
        steps.setCurrentStep(place)
        if feedback.isCanceled():
            raise Cancelled
        cells = grid.exact(_drawn(grid, extent, context, steps))
        kept, polygons = over(cells, parts, clip)
        tables.append(cell_table(grid.codes(cells[kept]), grid.kind, shapely.area(polygons)))
        shapes.append(to_geographic(polygons, grid.crs) if crs == GEOGRAPHIC else polygons)
    table, geometry = pandas.concat(tables, ignore_index=True), np.concatenate(shapes)
    order = np.argsort(table["code"].to_numpy(str), kind="stable")
    return table.iloc[order].reset_index(drop=True), geometry[order]


def _drawn(grid: Grid, extent: Extent, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> np.ndarray:
    """The cells of a block as QGIS draws them."""
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("native:creategrid")
    if algorithm is None:
        raise VigieError(translate("processing", "QGIS’s own algorithms are not there: start QGIS with them to make grids."))
    system = QgsCoordinateReferenceSystem(grid.crs)
    box = QgsReferencedRectangle(QgsRectangle(extent.west, extent.south, extent.east, extent.north), system)
    asked = {
        "TYPE": GRID_TYPES[grid.kind],
        "EXTENT": box,
        "HSPACING": grid.size,
        "VSPACING": grid.size,
        "CRS": system,
        "OUTPUT": QgsProcessing.TEMPORARY_OUTPUT,
    }
    results, good = algorithm.run(asked, context, feedback)
    if feedback.isCanceled():
        raise Cancelled
    layer = QgsProcessingUtils.mapLayerFromString(results.get("OUTPUT", ""), context) if good else None
    if layer is None:
        raise VigieError(translate("processing", "QGIS could not draw the grid: see the log."))
    cells = require_shapely().from_wkb([bytes(feature.geometry().asWkb()) for feature in layer.getFeatures()])
    context.temporaryLayerStore().removeMapLayer(layer.id())
    return np.asarray(cells, dtype=object)
