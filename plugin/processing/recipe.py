# SPDX-License-Identifier: GPL-2.0-or-later
"""vigie:recipe: a first recipe for a file, or what an existing recipe makes of it."""

from __future__ import annotations

import json
from pathlib import Path

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
)

from ..catalog.targets import Target
from ..files.model import main_layer
from ..harmonize.assistant import MEASURE, PERIMETER, SERVICE, Draft, Told, draft, settled
from ..harmonize.dataset import Dataset
from ..harmonize.pipeline import harmonize
from ..harmonize.reading import RawFile
from ..harmonize.recipe import EMBEDDED, LIVE, RECIPES, Recipe, load_recipe
from ..messages import Progress, Stretch, VigieError, localised, number, translate
from ..observatory import DATAGOUV
from ..working import write_whole
from .algorithm import OUTPUT, TERRITORY
from .target import TargetAlgorithm

SCHEMA = "SCHEMA"
CHECK = "CHECK"
SCHEMAS = (SERVICE, PERIMETER, MEASURE)
READ, KEPT, REJECTED = "READ", "KEPT", "REJECTED"


class RecipeAlgorithm(TargetAlgorithm):
    """Drafts the recipe of a dataset, or runs one on it and tells the rows read, kept and rejected."""

    NAME = "recipe"

    def displayName(self) -> str:
        """The name that users read."""
        return translate("processing", "Write or check a recipe")

    def shortHelpString(self) -> str:
        """What it does."""
        return translate(
            "processing",
            "Writes a first recipe for a file: how its columns become those of the common schema, by their names and values, with what "
            "was guessed of the file and what is missing. Read it over before it is used. With CHECK, an existing recipe is checked and "
            "run on the file instead: rows read, kept and rejected are told, with the reasons.",
        )

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare the parameters."""
        self.add_target()
        schema = QgsProcessingParameterEnum(SCHEMA, translate("processing", "Common schema"), list(SCHEMAS), False, SERVICE)
        schema.setUsesStaticStrings(True)
        self.addParameter(schema)
        check = QgsProcessingParameterFile(CHECK, translate("processing", "Recipe to check"), extension="json", optional=True)
        self.addParameter(check)
        output = QgsProcessingParameterFileDestination(
            OUTPUT, translate("processing", "Recipe"), "JSON (*.json)", optional=True, createByDefault=False
        )
        output.setFlags(output.flags() | QgsProcessingParameterDefinition.Flag.FlagOptional)
        self.addParameter(output)
        for name, title in (
            (READ, translate("processing", "Rows read")),
            (KEPT, translate("processing", "Rows kept")),
            (REJECTED, translate("processing", "Rows rejected")),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, title))

    def perform(self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> dict:
        """Draft and write, or check; the draft is checked too."""
        progress = self.progress(feedback)
        target = self.target(parameters, context, progress)
        check = self.parameterAsFile(parameters, CHECK, context)
        written = self.parameterAsFileOutput(parameters, OUTPUT, context)
        if bool(check) == bool(written):
            raise VigieError(translate("processing", "Give either OUTPUT, to write a recipe, or CHECK, to run one."))
        if check:
            recipe = load_recipe(Path(check), trusted=Path(check).resolve().parent == RECIPES)
            return self._told(self._run(recipe, target, parameters, context, progress), feedback)
        path = Path(written).absolute()
        if path.suffix.lower() != ".json":
            raise VigieError(translate("processing", "OUTPUT is named {file}: a recipe ends in .json.").format(file=path.name))
        self.refuse_read(OUTPUT, path)
        drafted, warnings = self._draft(target, parameters, context, Stretch(progress, 0, 30))
        made = self._run(_recipe(drafted.unfiltered), target, parameters, context, Stretch(progress, 30, 70))
        drafted = settled(drafted, made, self._observatory.cog)
        for line in drafted.guesses():
            feedback.pushInfo(line)
        for sentence in (*warnings, *(localised(defect) for defect in drafted.document["known_defects"])):
            feedback.pushWarning(sentence)
        figures = self._told(
            self._run(_recipe(drafted.document), target, parameters, context, Stretch(progress, 70, 100)), feedback
        )
        content = _content(drafted.document)
        write_whole(path, content + b"\n")
        return {OUTPUT: str(path), **figures}

    def _draft(
        self, target: Target, parameters: dict, context: QgsProcessingContext, progress: Progress
    ) -> tuple[Draft, list[str]]:
        """A first draft, and what is to be said of the file. A table of measures uses no contours: it does not credit them."""
        options = self.options(parameters, context, target)
        description = self._observatory.loader.describe(target, options, progress)
        name = main_layer(description, options)
        layer = next(layer for layer in description.layers if layer.name == name)
        schema = self.parameterAsEnumString(parameters, SCHEMA, context)
        unused = self._observatory.contours.credit if schema == MEASURE else ""
        return draft(description, layer, told_of(target), schema), [one for one in layer.warnings if one != unused]

    def _run(
        self, recipe: Recipe, target: Target, parameters: dict, context: QgsProcessingContext, progress: Progress
    ) -> Dataset:
        """What the recipe makes of the file, cut to the territory if one is given."""
        observatory = self._observatory
        source = recipe.sources.get(LIVE) or recipe.sources[EMBEDDED]
        written = self.text(parameters, TERRITORY, context)
        area = observatory.cog.territory(written) if written else None
        cut = None if area is None else observatory.cut(area)
        with observatory.loader.located(target, Stretch(progress, 0, 40)) as place:
            file = RawFile(source.parts[0], place.path, place.folder)
            part = Stretch(progress, 40, 100)
            return harmonize(recipe, source, [file], observatory.cog, observatory.contours, cut, part)

    def _told(self, dataset: Dataset, feedback: QgsProcessingFeedback) -> dict:
        """The figures of a run, told to the user too."""
        provenance = dataset.provenance
        rejected = sum(one.count for one in provenance.rejections)
        feedback.pushInfo(
            translate("processing", "{read} rows read: {kept} kept, {rejected} rejected.").format(
                read=number(provenance.rows_read), kept=number(provenance.rows_kept), rejected=number(rejected)
            )
        )
        for one in provenance.rejections:
            feedback.pushInfo(f"{number(one.count)} – {one.reason} ({' / '.join(one.examples)})")
        for note in provenance.notes:
            feedback.pushInfo(note)
        return {READ: provenance.rows_read, KEPT: provenance.rows_kept, REJECTED: rejected}


def _content(document: dict) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=2).encode("utf-8", "replace")


def _recipe(document: dict) -> Recipe:
    return load_recipe(_content(document), trusted=False)


def told_of(target: Target) -> Told:
    """What a target tells of its dataset, as the assistant takes it."""
    about, entry, resource = target.about(), target.entry, target.resource
    of_datagouv = entry is not None and entry.source == DATAGOUV
    return Told(
        title=Path(about.title).name if entry is None else about.title,
        abstract=about.abstract,
        producer=about.producer,
        licence=about.licence,
        licence_url=about.licence_url,
        modified=about.modified,
        address=resource.address,
        page=about.page,
        keywords=about.keywords,
        dataset=entry.id if of_datagouv else "",
        resource=resource.title if of_datagouv else "",
    )
