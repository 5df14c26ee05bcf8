# SPDX-License-Identifier: GPL-2.0-or-later
"""vigie:preview: what a dataset holds, before anything is loaded, as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFileDestination,
)

from ..files.model import Description, Layer
from ..messages import VigieError, translate
from ..working import write_whole
from .algorithm import OUTPUT, TERRITORY
from .target import TargetAlgorithm

LAYER_COUNT = "LAYERS"


class PreviewAlgorithm(TargetAlgorithm):
    """The layers of a dataset with their rows, fields and first rows, and what was guessed."""

    NAME = "preview"

    def displayName(self) -> str:
        """The name that users read."""
        return translate("processing", "Preview a dataset")

    def shortHelpString(self) -> str:
        """What it does."""
        return translate(
            "processing",
            "Tells what a file or a service holds: its layers, their exact number of rows, fields, coordinate system and first "
            "rows, and what was guessed (encoding, separator, decimal sign, row of names, column of territory codes). Guesses are "
            "corrected by OPTIONS. Nothing is loaded.",
        )

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare the parameters."""
        self.add_target()
        self.addParameter(QgsProcessingParameterFileDestination(OUTPUT, translate("processing", "Preview"), "JSON (*.json)"))
        self.addOutput(QgsProcessingOutputNumber(LAYER_COUNT, translate("processing", "Number of layers")))

    def perform(self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> dict:
        """Describe, and write."""
        path = Path(self.parameterAsFileOutput(parameters, OUTPUT, context)).absolute()
        if path.suffix.lower() != ".json":
            raise VigieError(translate("processing", "OUTPUT is named {file}: a preview ends in .json.").format(file=path.name))
        progress = self.progress(feedback)
        written_territory = self.text(parameters, TERRITORY, context)
        territory = self._observatory.cog.territory(written_territory) if written_territory else None
        target = self.target(parameters, context, progress, territory)
        self.refuse_read(OUTPUT, path)
        loader = self._observatory.loader
        description = loader.describe(target, self.options(parameters, context, target), progress)
        for warning in description.warnings:
            feedback.pushWarning(warning)
        write_whole(path, json.dumps(written(description), ensure_ascii=False, indent=1).encode("utf-8", "replace"))
        return {OUTPUT: str(path), LAYER_COUNT: len(description.layers)}


def written(description: Description) -> dict[str, Any]:
    """A description as it is written in JSON."""
    warnings = dict.fromkeys((*description.warnings, *(warning for layer in description.layers for warning in layer.warnings)))
    return {"kind": description.kind, "layers": [_layer(layer) for layer in description.layers], "warnings": list(warnings)}


def _layer(layer: Layer) -> dict[str, Any]:
    """A layer; what it has not (the geometry of a table, the encoding of a database) is null."""
    names = [field.name for field in layer.fields]
    plain = {name: value if value not in ("", ()) else None for name, value in asdict(layer).items()}
    return {
        **plain,
        "fields": [{"name": field.name, "type": field.type, "title": field.title} for field in layer.fields],
        "sample": [dict(zip(names, row)) for row in layer.sample],
        "warnings": list(layer.warnings),
    }
