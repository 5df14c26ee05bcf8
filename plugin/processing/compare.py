# SPDX-License-Identifier: GPL-2.0-or-later
"""vigie:compare: territories side by side."""

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
)

from ..indicators.definition import choose
from ..messages import VigieError, translate
from ..reports.comparison import AVERAGE, FIRST, compare, write_comparison
from ..reports.template import PORTRAIT, template_of
from .algorithm import OUTPUT, SOURCE, VigieAlgorithm
from .factsheet import FORMAT, TABLE, TABLES

TERRITORIES = "TERRITORIES"
INDICATORS = "INDICATORS"
REFERENCE = "REFERENCE"
MARK = "BOM"
COUNT = "COUNT"
FORMATS = ("html", "csv", "ods")


class CompareAlgorithm(VigieAlgorithm):
    """Indicators in rows, territories in columns."""

    NAME = "compare"

    def displayName(self) -> str:
        """The name that users read."""
        return translate("processing", "Compare territories")

    def shortHelpString(self) -> str:
        """What it does."""
        return translate(
            "processing",
            "Puts territories side by side: their indicators, the difference with the first one or with their mean, their ranks, and which "
            "one is better where the definition of the indicator says whether more is better. Territories of different levels are compared "
            "by rates, not by totals.",
        )

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare the parameters."""
        territories = QgsProcessingParameterString(
            TERRITORIES, translate("processing", "Territories (two at least, apart by commas)")
        )
        territories.setHelp(
            translate("processing", "Written as commune:05061, epci:200067825, departement:05, region:93 or france.")
        )
        self.addParameter(territories)
        self.add_text(
            INDICATORS,
            translate("processing", "Indicators (ids or .json files, apart by commas)"),
            translate("processing", "Empty: those of the portrait of a territory."),
        )
        self.addParameter(
            QgsProcessingParameterEnum(
                REFERENCE,
                translate("processing", "Differences with"),
                [FIRST, AVERAGE],
                defaultValue=FIRST,
                usesStaticStrings=True,
            )
        )
        self.addParameter(
            QgsProcessingParameterEnum(
                FORMAT, translate("processing", "Format"), list(FORMATS), defaultValue="html", usesStaticStrings=True
            )
        )
        table = QgsProcessingParameterEnum(
            TABLE, translate("processing", "CSV"), list(TABLES), defaultValue="french", usesStaticStrings=True
        )
        table.setHelp(translate("processing", "french: semicolons and decimal commas; rfc4180: commas and decimal points."))
        self.addParameter(table)
        self.addParameter(
            QgsProcessingParameterBoolean(
                MARK, translate("processing", "CSV that begins with the mark of UTF-8"), defaultValue=True
            )
        )
        self.add_layers()
        self.add_source()
        self.addParameter(
            QgsProcessingParameterFileDestination(
                OUTPUT, translate("processing", "Comparison"), "HTML (*.html);;CSV (*.csv);;ODS (*.ods)"
            )
        )

    def check(self, parameters: dict, context: QgsProcessingContext) -> None:
        """The file and the indicators that are asked for, and where the user's layers are."""
        written = [part.strip() for part in self.text(parameters, INDICATORS, context).split(",") if part.strip()]
        self._indicators = written or list(template_of(PORTRAIT).indicators)
        definitions = choose(self._indicators, self._observatory.definitions)
        self._files.update(Path(item) for item in written if item.endswith(".json"))
        self._path = Path(self.parameterAsFileOutput(parameters, OUTPUT, context)).absolute()
        self._kind = self.parameterAsEnumString(parameters, FORMAT, context)
        if parameters.get(OUTPUT) == QgsProcessing.TEMPORARY_OUTPUT:
            self._path = self._path.with_suffix(f".{self._kind}")
        suffix = self._path.suffix.lower()
        named = {".htm": "html"}.get(suffix, suffix[1:])
        if parameters.get(FORMAT) is None and named in FORMATS:
            self._kind = named
        if named != self._kind:
            raise VigieError(
                translate("processing", "FORMAT is {kind}, but OUTPUT is named {file}: make them agree.").format(
                    kind=self._kind, file=self._path.name
                )
            )
        self._readings = self.bind_layers(parameters, context)
        self.refuse_unknown_roles(self._readings, definitions)
        self.refuse_read(OUTPUT, self._path)

    def perform(self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> dict:
        """Compute and write."""
        observatory, progress = self._observatory, self.progress(feedback)
        written = (part.strip() for part in self.text(parameters, TERRITORIES, context).split(","))
        territories = [observatory.cog.territory(part) for part in written if part]
        layers = {role: reading.read(progress) for role, reading in self._readings.items()}
        mode = self.parameterAsEnumString(parameters, SOURCE, context)
        reference = self.parameterAsEnumString(parameters, REFERENCE, context)
        made = compare(observatory, territories, self._indicators, mode, progress, reference, layers)
        for sentence in (*made.left_out, *made.notes):
            feedback.pushWarning(sentence)
        form = TABLES[self.parameterAsEnumString(parameters, TABLE, context)]
        write_comparison(made, self._kind, self._path, form._replace(mark=self.parameterAsBool(parameters, MARK, context)))
        return {OUTPUT: str(self._path), COUNT: len(made.rows)}
