# SPDX-License-Identifier: GPL-2.0-or-later
"""vigie:factsheet: the fact sheet of a territory as HTML or PDF."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFileDestination,
    QgsProcessingUtils,
)
from qgis.PyQt.QtCore import QCoreApplication, QThread

from ..indicators.definition import choose
from ..messages import VigieError, translate
from ..reports.export import FORMATS, export_factsheet, format_of, write_map_files
from ..reports.factsheet import DEFAULT_INDICATORS, make_factsheet
from ..reports.factsheet import SECTIONS as ALL_SECTIONS
from ..store.geopackage import GeoPackage
from .algorithm import OUTPUT, SOURCE, TERRITORY, VigieAlgorithm

FORMAT, SECTIONS = "FORMAT", "SECTIONS"


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
            "Makes the fact sheet of a territory: identity, programmes it benefits from, services, indicators with the département, "
            "the région and France, a map, and for every figure its source, date and method.",
        )

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare the parameters."""
        self.add_territory()
        self.addParameter(
            QgsProcessingParameterEnum(
                FORMAT, translate("processing", "Format"), list(FORMATS), defaultValue="html", usesStaticStrings=True
            )
        )
        self.addParameter(
            QgsProcessingParameterEnum(
                SECTIONS,
                translate("processing", "Sections (sources are always quoted)"),
                list(ALL_SECTIONS),
                allowMultiple=True,
                defaultValue=list(ALL_SECTIONS),
                usesStaticStrings=True,
            )
        )
        self.add_layers()
        self.add_source()
        self.addParameter(
            QgsProcessingParameterFileDestination(OUTPUT, translate("processing", "Fact sheet"), "HTML (*.html);;PDF (*.pdf)")
        )

    def check(self, parameters: dict, context: QgsProcessingContext) -> None:
        """The file that is asked for, and where the user's layers are.

        Roles are those of the indicators of the sheet; it takes the place of nothing that is read.
        """
        self._choose_file(parameters, context)
        self._readings = self.bind_layers(parameters, context)
        self.refuse_unknown_roles(self._readings, choose(DEFAULT_INDICATORS, self._observatory.definitions))
        self.refuse_read(OUTPUT, self._path)

    def _choose_file(self, parameters: dict, context: QgsProcessingContext) -> None:
        """The format follows from the file's name when it is not given; both together must agree. No other name is taken."""
        self._path = Path(self.parameterAsFileOutput(parameters, OUTPUT, context)).absolute()
        self._kind = self.parameterAsEnumString(parameters, FORMAT, context)
        if parameters.get(OUTPUT) == QgsProcessing.TEMPORARY_OUTPUT:
            self._path = self._path.with_suffix(f".{self._kind}")
            return
        named = format_of(self._path)
        if named is None:
            raise VigieError(
                translate("processing", "OUTPUT is named {file}: a fact sheet ends in .html or .pdf.").format(
                    file=self._path.name
                )
            )
        if parameters.get(FORMAT) is None:
            self._kind = named
        elif named != self._kind:
            raise VigieError(
                translate("processing", "FORMAT is {kind}, but OUTPUT is named {file}: make them agree.").format(
                    kind=self._kind, file=self._path.name
                )
            )

    def perform(self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> dict:
        """Compute, and draw the page if this is the main thread, the only one where layouts may be drawn.

        QGIS does not report failures of `postProcessAlgorithm`, so that it draws only what could not be drawn here.
        """
        observatory = self._observatory
        territory = observatory.cog.territory(self.parameterAsString(parameters, TERRITORY, context))
        mode = self.parameterAsEnumString(parameters, SOURCE, context)
        progress = self.progress(feedback)
        layers = {role: reading.read(progress) for role, reading in self._readings.items()}
        wanted = self.parameterAsEnumStrings(parameters, SECTIONS, context)
        sections = tuple(section for section in ALL_SECTIONS if section in wanted)
        self._sheet = replace(make_factsheet(observatory, territory, mode, progress, layers), sections=sections)
        store = GeoPackage(Path(QgsProcessingUtils.generateTempFilename("vigie-factsheet.gpkg", context)))
        self._files = write_map_files(observatory, self._sheet, territory, layers, store)
        self._drawn = QThread.currentThread() == QCoreApplication.instance().thread()
        if self._drawn:
            self._draw()
        return {OUTPUT: str(self._path)}

    def finish(self) -> None:
        """Draw the page, when the figures were computed on another thread."""
        if not self._drawn:
            self._draw()

    def _draw(self) -> None:
        export_factsheet(self._sheet, self._files, self._kind, self._path)
