# SPDX-License-Identifier: GPL-2.0-or-later
"""vigie:indicators: documented figures over the catalogue and the user's own layers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterString,
    QgsVectorLayer,
)

from ..indicators.dating import checked_date, dated
from ..indicators.definition import choose, in_order
from ..indicators.engine import Result, units_of
from ..indicators.zonings import OWN
from ..layers.marks import mark_results
from ..layers.project import metadata_of_result
from ..layers.pushdown import taken
from ..layers.styles import style_of_result
from ..messages import Stretch, VigieError, labelled, number, translate
from ..settings import Settings
from ..store.connections import store_of
from ..store.geopackage import GeoPackage
from ..store.tables import long_table, wide_table
from ..territory.model import told_apart
from .algorithm import LEVEL, OUTPUT, SOURCE, TERRITORY, VigieAlgorithm

DEFINITIONS = "DEFINITIONS"
OUTPUT_TABLE = "OUTPUT_TABLE"
KEEP = "KEEP"
DATE = "DATE"


class IndicatorsAlgorithm(VigieAlgorithm):
    """Indicators by commune, EPCI, département or région, with their comparators."""

    NAME = "indicators"

    def displayName(self) -> str:
        """The name that users read."""
        return translate("processing", "Compute indicators")

    def shortHelpString(self) -> str:
        """What it does, and which definitions there are."""
        known = "\n".join(f"{definition.id} – {definition.title}" for definition in self._observatory.definitions.values())
        text = translate(
            "processing",
            "Computes indicators from harmonised layers and from layers of yours, which are only read. Missing is not zero: a zone "
            "without data has no value, and says why. The table also holds the territory as a whole, its départements, régions and "
            "France, where the data covers them.\n\nDefinitions:\n{known}",
        )
        return text.format(known=known)

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare the parameters."""
        definitions = QgsProcessingParameterString(
            DEFINITIONS, translate("processing", "Definitions (ids or .json files, apart by commas)")
        )
        self.addParameter(definitions)
        self.add_territory()
        self.add_level(OWN)
        self.add_layers()
        self.add_source()
        keep = QgsProcessingParameterBoolean(KEEP, translate("processing", "Keep the figures in the store"), defaultValue=False)
        keep.setHelp(
            translate(
                "processing",
                "The store that is chosen in QGIS's options keeps figures by the date of their data, for charts of their evolution. Not "
                "unless it is asked: a script, a model or a trial writes nothing but its outputs, and others may share the store.",
            )
        )
        self.addParameter(keep)
        self.add_text(
            DATE,
            translate("processing", "Date of the data of your own layers"),
            translate(
                "processing",
                "By ISO: 2022, 2022-06 or 2022-06-30. Figures are kept under it, so that those of several years make a series. Empty: the "
                "date that the metadata of the layer tell (the end of the period, else when it was revised, published or created), else the "
                "day of the computation. Data of the catalogue have dates of their own.",
            ),
        )
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                OUTPUT, translate("processing", "Indicators"), QgsProcessing.SourceType.TypeVectorPolygon
            )
        )
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                OUTPUT_TABLE,
                translate("processing", "Table with comparators, methods and sources"),
                QgsProcessing.SourceType.TypeVector,
                None,
                True,
                False,
            )
        )

    def check(self, parameters: dict, context: QgsProcessingContext) -> None:
        """Note where the user's layers are, so that they can be read from another thread.

        Roles are those of the definitions; outputs take the place of nothing that is read.
        """
        self._readings = self.bind_layers(parameters, context)
        self._wanted = self.parameterAsString(parameters, DEFINITIONS, context).split(",")
        self._wanted = [item.strip() for item in self._wanted if item.strip()]
        if self._readings:
            definitions = self._observatory.definitions
            self.refuse_unknown_roles(self._readings, in_order(choose(self._wanted, definitions), definitions))
        self._files.update(Path(item) for item in self._wanted if item.endswith(".json"))
        self._store = None
        if self.parameterAsBool(parameters, KEEP, context):
            self._store = store_of(Settings().store, self._observatory.folder / "vigie.gpkg")
            if isinstance(self._store, GeoPackage):
                self._files.add(self._store.path)
        self._date = checked_date(self.text(parameters, DATE, context))
        self.refuse_own_files(parameters, context, (OUTPUT, OUTPUT_TABLE))

    def perform(self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> dict:
        """Compute and write."""
        refused = self._store.refusal() if self._store is not None else ""
        if refused:  # before the work, not after it
            raise VigieError(refused)
        observatory, progress = self._observatory, self.progress(feedback)
        territory = observatory.cog.territory(self.parameterAsString(parameters, TERRITORY, context))
        level = self.parameterAsEnumString(parameters, LEVEL, context)
        asked = in_order(choose(self._wanted, observatory.definitions), observatory.definitions)
        layers = taken(self._readings, asked, level, progress)
        mode = self.parameterAsEnumString(parameters, SOURCE, context)
        entry = self.zones_entry(parameters, context)
        if entry:
            layers[OWN] = observatory.dataset(entry, territory, mode, progress, other_mode=True)
        results = observatory.study(self._wanted, territory, level, layers, mode, progress)
        if not results:
            raise VigieError(translate("processing", "No indicator was given: write the id of one at least."))
        results = dated(results, self._dates, self._date)
        for result in results:
            _report(result, feedback)
        zones, geometry = observatory.zones(layers, territory, level)
        wide = zones[["code", "population"]].merge(wide_table(results), on="code", how="left")
        first = ["level", "code", "name", "population"]
        wide = wide[first + [column for column in wide.columns if column not in first]]
        destination = self.write(OUTPUT, parameters, context, wide, geometry, feedback)
        self.style_when_loaded(context, destination, results[0].definition.title, lambda layer: _describe(layer, results))
        answer = {OUTPUT: destination, "COUNT": len(wide)}
        if parameters.get(OUTPUT_TABLE):
            answer[OUTPUT_TABLE] = self.write(OUTPUT_TABLE, parameters, context, long_table(results), None, feedback)
        if self._store is not None:
            count = self._store.keep(results, Stretch(progress, 99, 100))
            told = translate("processing", "{count} figures kept in {store}.")
            feedback.pushInfo(told.format(count=number(count), store=self._store.title))
        return answer


def _report(result: Result, feedback: QgsProcessingFeedback) -> None:
    definition = result.definition
    feedback.pushInfo(f"{definition.title} ({definition.unit}) – {definition.method}")
    names = told_apart(units_of(result.comparators))
    for row in result.comparators.itertuples():
        remark = f" – {row.flag}" if row.flag else ""
        told = row.label or number(row.value, definition.decimals)
        feedback.pushInfo(f"  {labelled(names[row.level, row.code], told)}{remark}")
    for note in result.notes:
        feedback.pushWarning(note)


def _describe(layer: QgsVectorLayer, results: Sequence[Result]) -> None:
    result = results[0]
    layer.setRenderer(style_of_result(result))
    layer.setMetadata(metadata_of_result(result))
    mark_results(layer, [each.definition.id for each in results], result.computed)
