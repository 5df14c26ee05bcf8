# SPDX-License-Identifier: GPL-2.0-or-later
"""vigie:factsheet: the fact sheet of a territory as HTML or PDF."""

from __future__ import annotations

from pathlib import Path

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFileDestination,
    QgsProcessingUtils,
)

from ..messages import translate
from ..reports.export import FORMATS, export_factsheet, write_map_files
from ..reports.factsheet import make_factsheet
from ..store.geopackage import GeoPackage
from .algorithm import OUTPUT, SOURCE, TERRITORY, VigieAlgorithm

FORMAT = "FORMAT"


class FactSheetAlgorithm(VigieAlgorithm):
    """Identity, programmes, services, indicators and map of a territory on a page."""

    NAME = "factsheet"

    def displayName(self) -> str:
        """The name that users read."""
        return translate("processing", "Fact sheet of a territory")

    def shortHelpString(self) -> str:
        """What it does."""
        return translate(
            "processing",
            "Makes the fact sheet of a territory: identity, programmes it benefits from, services, indicators with the department, "
            "the region and France, a map, and for every figure its source, date and method.",
        )

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare the parameters."""
        self.add_territory()
        self.addParameter(
            QgsProcessingParameterEnum(
                FORMAT, translate("processing", "Format"), list(FORMATS), defaultValue="html", usesStaticStrings=True
            )
        )
        self.add_source()
        self.addParameter(
            QgsProcessingParameterFileDestination(
                OUTPUT, translate("processing", "Fact sheet"), "HTML (*.html);;PDF (*.pdf)"
            )
        )

    def run(self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> dict:
        """Compute; the page itself is drawn on the main thread, in `postProcessAlgorithm`."""
        observatory = self._observatory
        territory = observatory.cog.territory(self.parameterAsString(parameters, TERRITORY, context))
        mode = self.parameterAsEnumString(parameters, SOURCE, context)
        self._kind = self.parameterAsEnumString(parameters, FORMAT, context)
        self._path = Path(self.parameterAsFileOutput(parameters, OUTPUT, context))
        self._commune = territory.communes[0]
        self._sheet = make_factsheet(observatory, territory, mode, self.progress(feedback))
        store = GeoPackage(Path(QgsProcessingUtils.generateTempFilename("vigie-factsheet.gpkg", context)))
        self._files = write_map_files(observatory, self._sheet, territory, store)
        return {OUTPUT: str(self._path)}

    def postProcessAlgorithm(self, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> dict:
        """Draw the page, where QGIS allows layouts to be drawn."""
        self._guard(lambda: export_factsheet(self._sheet, self._files, self._commune, self._kind, self._path), feedback)
        return {}
