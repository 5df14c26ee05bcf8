# SPDX-License-Identifier: GPL-2.0-or-later
"""vigie:territory: the polygons of a territory."""

from __future__ import annotations

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFeatureSink,
)

from ..messages import number, translate
from ..store.tables import territory_table
from .algorithm import LEVEL, OUTPUT, TERRITORY, VigieAlgorithm

FETCH = "FETCH"


class TerritoryAlgorithm(VigieAlgorithm):
    """One polygon for each unit of a level that a territory touches."""

    NAME = "territory"

    def displayName(self) -> str:
        """The name that users read."""
        return translate("processing", "Polygons of a territory")

    def shortHelpString(self) -> str:
        """What it does."""
        return translate(
            "processing",
            "Gives one polygon for each commune, EPCI, département or région of a territory, with its code, name and population "
            "(2026 geographic code). The embedded contours are generalised: good for maps, not for measuring near a border. Precise ones "
            "are fetched when FETCH is checked; they are kept, and used from then on by all algorithms.",
        )

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare the parameters."""
        self.add_territory()
        self.add_level()
        fetch = QgsProcessingParameterBoolean(FETCH, translate("processing", "Fetch precise contours"), defaultValue=False)
        fetch.setHelp(
            translate(
                "processing",
                "Those of the territory’s départements, from the Géoplateforme, else from geo.api.gouv.fr, else from contour files.",
            )
        )
        self.addParameter(fetch)
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                OUTPUT, translate("processing", "Territory"), QgsProcessing.SourceType.TypeVectorPolygon
            )
        )

    def perform(self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> dict:
        """Write the polygons."""
        cog = self._observatory.cog
        territory = cog.territory(self.parameterAsString(parameters, TERRITORY, context))
        fetch = self.parameterAsBool(parameters, FETCH, context)
        contours = self._observatory.contours_for(territory, self.progress(feedback), fetch)
        feedback.pushInfo(contours.credit)
        level = self.parameterAsEnumString(parameters, LEVEL, context)
        table, geometry = territory_table(cog, contours, territory, level)
        missing = [name for name, shape in zip(table["name"], geometry) if shape is None]
        if missing:
            feedback.pushWarning(
                translate("processing", "{count} units have no contour: {names}.").format(
                    count=number(len(missing)), names=", ".join(missing[:20])
                )
            )
        return {OUTPUT: self.write(OUTPUT, parameters, context, table, geometry, feedback), "COUNT": len(table)}
