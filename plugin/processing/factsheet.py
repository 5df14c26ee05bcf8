# SPDX-License-Identifier: GPL-2.0-or-later
"""vigie:factsheet: the fact sheet of a territory as HTML, PDF, or a table of its figures; or those of all its communes."""

from __future__ import annotations

from pathlib import Path

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterString,
    QgsProcessingParameterVectorLayer,
    QgsProcessingUtils,
)
from qgis.PyQt.QtCore import QCoreApplication, QThread

from ..feedback import Answering
from ..indicators.definition import CONTOURS_ROLE, choose
from ..indicators.inputs import LayerData
from ..layers.files import files_read
from ..layers.reading import LayerReading
from ..messages import Progress, Stretch, VigieError, number, translate
from ..reports.atlas import atlas_of
from ..reports.export import ALL_FORMATS, export_factsheet, export_sheets, format_of, write_map_files
from ..reports.factsheet import MAPS, make_factsheet
from ..reports.perimeter import Perimeter, perimeter_of
from ..reports.spreadsheet import FRENCH, RFC_4180
from ..reports.template import PORTRAIT, embedded_templates, template_of
from ..reports.template import SECTIONS as ALL_SECTIONS
from ..settings import Settings
from ..store.connections import store_of
from ..store.geopackage import GeoPackage
from ..territory.model import COUNTRY, Territory
from .algorithm import ACCEPT_PARTIAL, OUTPUT, SOURCE, TERRITORY, VigieAlgorithm

FORMAT = "FORMAT"
TEMPLATE = "TEMPLATE"
ZONES = "ZONES"
SECTIONS = "SECTIONS"
ATLAS = "ATLAS"
NARRATIVE = "NARRATIVE"
TABLE = "TABLE"
COUNT = "COUNT"
TABLES = {"french": FRENCH, "rfc4180": RFC_4180}
ALL_MAPS = "map"
"""Stands for all maps, as it did when there was one."""


class FactSheetAlgorithm(VigieAlgorithm):
    """Identity, programmes, services, indicators and maps of a territory, as a template asks for them."""

    NAME = "factsheet"

    def displayName(self) -> str:
        """The name that users read."""
        return translate("processing", "Fact sheet of a territory")

    def shortHelpString(self) -> str:
        """What it does, and which templates there are."""
        known = "\n".join(f"{one.id} – {one.title}" for one in embedded_templates().values())
        text = translate(
            "processing",
            "Makes the fact sheet of a territory: identity, programmes it benefits from, services, indicators with the département, "
            "the région and France, maps, and for every figure its source, date and method. A template says which sections there are: "
            "one of those below, or a .json file of yours, with your logo beside it.\n\nTemplates:\n{known}",
        )
        return text.format(known=known)

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare the parameters."""
        self.add_territory()
        self.make_optional(TERRITORY)
        zones = QgsProcessingParameterVectorLayer(
            ZONES,
            translate("processing", "Own perimeter (polygons)"),
            [QgsProcessing.SourceType.TypeVectorPolygon],
            optional=True,
        )
        zones.setHelp(
            translate(
                "processing",
                "In place of a territory: the sheet is that of the communes of which the polygons cover more than half, or which hold more "
                "than half of a polygon. It says how much of the polygons lies in them.",
            )
        )
        self.addParameter(zones)
        self.addParameter(
            QgsProcessingParameterString(
                TEMPLATE, translate("processing", "Template (id or .json file)"), PORTRAIT, optional=True
            )
        )
        self.addParameter(
            QgsProcessingParameterEnum(
                FORMAT, translate("processing", "Format"), list(ALL_FORMATS), defaultValue="html", usesStaticStrings=True
            )
        )
        self.addParameter(
            QgsProcessingParameterEnum(
                SECTIONS,
                translate("processing", "Sections (sources are always quoted)"),
                [*ALL_SECTIONS, ALL_MAPS],
                allowMultiple=True,
                defaultValue=list(ALL_SECTIONS),
                usesStaticStrings=True,
            )
        )
        atlas = QgsProcessingParameterBoolean(ATLAS, translate("processing", "One sheet for each commune"), defaultValue=False)
        atlas.setHelp(
            translate("processing", "The fact sheets of all the communes of the territory, one after another in one PDF.")
        )
        self.addParameter(atlas)
        self.addParameter(
            QgsProcessingParameterBoolean(
                NARRATIVE, translate("processing", "With sentences made of the figures"), defaultValue=True
            )
        )
        table = QgsProcessingParameterEnum(
            TABLE, translate("processing", "CSV"), list(TABLES), defaultValue="french", usesStaticStrings=True
        )
        table.setHelp(translate("processing", "french: semicolons and decimal commas; rfc4180: commas and decimal points."))
        self.addParameter(table)
        self.add_layers()
        self.add_source()
        self.addParameter(
            QgsProcessingParameterFileDestination(
                OUTPUT, translate("processing", "Fact sheet"), "HTML (*.html);;PDF (*.pdf);;ODS (*.ods);;CSV (*.csv)"
            )
        )

    def check(self, parameters: dict, context: QgsProcessingContext) -> None:
        """The template and the file that are asked for, and where the user's layers are.

        Roles are those of the indicators of the sheet; it takes the place of nothing that is read.
        """
        written = self.text(parameters, TEMPLATE, context) or PORTRAIT
        self._template = template_of(written)
        if written.lower().endswith(".json"):
            self._files.add(Path(written))
        self._choose_file(parameters, context)
        self._zones = self._read_zones(parameters, context)
        self._readings = self.bind_layers(parameters, context)
        self.refuse_unknown_roles(self._readings, choose(self._template.indicators, self._observatory.definitions))
        self.refuse_read(OUTPUT, self._path)
        kept = any(section.kind == "evolution" and section.indicators for section in self._template.sections)
        self._store = store_of(Settings().store, self._observatory.folder / "vigie.gpkg") if kept else None

    def _read_zones(self, parameters: dict, context: QgsProcessingContext) -> LayerReading | None:
        """The polygons of the own perimeter, if it is given; either it or a territory is."""
        layer = self.parameterAsVectorLayer(parameters, ZONES, context)
        if bool(layer) == bool(self.text(parameters, TERRITORY, context)):
            raise VigieError(translate("processing", "Give TERRITORY, or ZONES (polygons of yours): one of both."))
        if layer is None:
            return None
        self._files |= files_read(layer, context.project())
        return LayerReading.of(layer, self.parameterAsBool(parameters, ACCEPT_PARTIAL, context))

    def _choose_file(self, parameters: dict, context: QgsProcessingContext) -> None:
        """The format follows from the file's name when it is not given; both together must agree. No other name is taken."""
        self._path = Path(self.parameterAsFileOutput(parameters, OUTPUT, context)).absolute()
        self._kind = self.parameterAsEnumString(parameters, FORMAT, context)
        if parameters.get(OUTPUT) == QgsProcessing.TEMPORARY_OUTPUT:
            self._path = self._path.with_suffix(f".{self._kind}")
        else:
            named = format_of(self._path)
            if named is None:
                raise VigieError(
                    translate("processing", "OUTPUT is named {file}: a fact sheet ends in .html, .pdf, .ods or .csv.").format(
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
        if self.parameterAsBool(parameters, ATLAS, context) and self._kind != "pdf":
            raise VigieError(translate("processing", "ATLAS makes one PDF: give FORMAT=pdf, or a file that ends in .pdf."))

    def perform(self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> dict:
        """Compute, and draw a PDF if this is the main thread, the only one where layouts may be drawn.

        QGIS does not report failures of `postProcessAlgorithm`, so that it draws only what could not be drawn here.
        """
        observatory, self._feedback = self._observatory, feedback
        mode = self.parameterAsEnumString(parameters, SOURCE, context)
        self._table = TABLES[self.parameterAsEnumString(parameters, TABLE, context)]
        progress = self.progress(feedback)
        layers = {role: reading.read(progress) for role, reading in self._readings.items()}
        territory, perimeter = self._territory(parameters, context, layers, progress)
        atlas = self.parameterAsBool(parameters, ATLAS, context)
        narrative = self.parameterAsBool(parameters, NARRATIVE, context)
        wanted = set(self.parameterAsEnumStrings(parameters, SECTIONS, context))
        kinds = wanted.union(MAPS) if ALL_MAPS in wanted else wanted
        maps = GeoPackage(Path(QgsProcessingUtils.generateTempFilename("vigie-factsheet.gpkg", context)))
        if atlas:
            self._sheets, self._keys, self._maps = atlas_of(
                observatory,
                territory,
                mode,
                Stretch(progress, 0, 60),
                layers,
                self._template,
                kinds,
                self._store,
                maps,
                narrative,
            )
        else:
            sheet = make_factsheet(
                observatory, territory, mode, progress, layers, template=self._template, narrative=narrative, store=self._store
            ).only(kinds)
            self._sheets, self._keys = [sheet if perimeter is None else perimeter.sheet(sheet)], [territory.key]
            drawn = self._kind in ("html", "pdf")
            self._maps = write_map_files(observatory, sheet, territory, layers, maps) if drawn else None
        here = QThread.currentThread() == QCoreApplication.instance().thread()
        self._drawn = here or self._kind != "pdf"
        if self._drawn:
            self._draw()
        return {OUTPUT: str(self._path), COUNT: len(self._sheets)}

    def _territory(
        self, parameters: dict, context: QgsProcessingContext, layers: dict[str, LayerData], progress: Progress
    ) -> tuple[Territory, Perimeter | None]:
        """The territory that is written, or that of the communes which the polygons of ZONES mean."""
        observatory = self._observatory
        if self._zones is None:
            return observatory.cog.territory(self.parameterAsString(parameters, TERRITORY, context)), None
        data = self._zones.read(progress)
        contours = (
            observatory.contours
            if CONTOURS_ROLE not in layers
            else observatory.contours_among(layers, observatory.cog.territory(COUNTRY))
        )
        perimeter = perimeter_of(data, contours, observatory.cog, progress)
        for sentence in perimeter.told:
            self._feedback.pushInfo(sentence)
        return observatory.cog.territory(perimeter.written), perimeter

    def finish(self) -> None:
        """Draw the pages, when the figures were computed on another thread."""
        if not self._drawn:
            self._draw()

    def _draw(self) -> None:
        if len(self._keys) > 1:
            progress = Stretch(self.progress(self._feedback), 60, 100)
            count = export_sheets(self._sheets, self._keys, self._maps, self._path, Answering(progress))
            self._feedback.pushInfo(translate("processing", "{count} fact sheets in one PDF.").format(count=number(count)))
        else:
            export_factsheet(self._sheets[0], self._maps, self._kind, self._path, self._table)
