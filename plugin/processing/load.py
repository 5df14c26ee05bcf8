# SPDX-License-Identifier: GPL-2.0-or-later
"""vigie:load: a harmonised dataset of the catalogue, cut to a territory."""

from __future__ import annotations

import json

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterString,
    QgsVectorLayer,
)

from ..harmonize.dataset import Dataset
from ..layers.project import metadata_of
from ..layers.styles import style_of_entry
from ..messages import number, translate
from ..store.tables import lineage, source_line
from .algorithm import OUTPUT, SOURCE, TERRITORY, VigieAlgorithm

ENTRY = "ENTRY"


class LoadAlgorithm(VigieAlgorithm):
    """A dataset of the curated catalogue, harmonised and cut to a territory."""

    NAME = "load"

    def displayName(self) -> str:
        """The name that users read."""
        return translate("processing", "Load a harmonised layer")

    def shortHelpString(self) -> str:
        """What it does, and which entries there are."""
        entries = "\n".join(f"{entry.id} – {entry.title}" for entry in self._observatory.catalogue.entries())
        text = translate(
            "processing",
            "Brings a public dataset to a common schema, with today's commune codes, and cuts it to the territory. Producer, "
            "licence, date and what was left out are written in the log and in the layer's metadata.\n\nEntries:\n{entries}",
        )
        return text.format(entries=entries)

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare the parameters."""
        self.addParameter(QgsProcessingParameterString(ENTRY, translate("processing", "Entry of the catalogue")))
        self.add_territory()
        self.add_source()
        self.addParameter(
            QgsProcessingParameterFeatureSink(OUTPUT, translate("processing", "Layer"), QgsProcessing.SourceType.TypeVector)
        )

    def perform(self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> dict:
        """Load, harmonise, cut, write."""
        territory = self._observatory.cog.territory(self.parameterAsString(parameters, TERRITORY, context))
        entry = self.parameterAsString(parameters, ENTRY, context).strip()
        mode = self.parameterAsEnumString(parameters, SOURCE, context)
        dataset = self._observatory.load(entry, territory, mode, self.progress(feedback))
        provenance = dataset.provenance
        feedback.pushInfo(source_line(provenance))
        feedback.pushInfo(
            translate("processing", "{read} rows read, {kept} kept, {here} in the territory.").format(
                read=number(provenance.rows_read), kept=number(provenance.rows_kept), here=number(len(dataset))
            )
        )
        for line in lineage(provenance):
            feedback.pushWarning(line)
        destination = self.write(OUTPUT, parameters, context, dataset.table, dataset.geometry, feedback)
        self.style_when_loaded(context, destination, provenance.title, lambda layer: _describe(layer, dataset))
        return {
            OUTPUT: destination,
            "COUNT": len(dataset),
            "ROWS_READ": provenance.rows_read,
            "ROWS_KEPT": provenance.rows_kept,
            "PROVENANCE": json.dumps(provenance.as_dict(), ensure_ascii=False),
        }


def _describe(layer: QgsVectorLayer, dataset: Dataset) -> None:
    renderer = style_of_entry(layer, dataset.style)
    if renderer is not None:
        layer.setRenderer(renderer)
    layer.setMetadata(metadata_of(dataset.provenance))
