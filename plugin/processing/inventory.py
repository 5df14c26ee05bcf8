# SPDX-License-Identifier: GPL-2.0-or-later
"""vigie:inventory: what one holds, in a project, a folder, a file or a schema of PostgreSQL, as a table and as catalogues read it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterNumber,
)

from ..inventory.completion import completed, completion_of
from ..inventory.databases import schema_inventory
from ..inventory.files import SECONDS, file_inventory, folder_inventory
from ..inventory.folders import MOST_FILES
from ..inventory.model import Inventory, merged, personal_text
from ..inventory.reading import SAMPLE
from ..layers.holdings import Reading, project_inventory, readings_of
from ..messages import Progress, Stretch, VigieError, labelled, number, translate
from ..reports.inventory import FORMATS, Exports, write
from ..store.connections import database_of
from .algorithm import VigieAlgorithm

PROJECT = "PROJECT"
FOLDER = "FOLDER"
FILE = "FILE"
DATABASE = "DATABASE"
COMPLETED = "COMPLETED"
PUBLISHER = "PUBLISHER"
TITLE = "TITLE"
ROWS_LOOKED_AT = "SAMPLE"
FILE_SECONDS = "SECONDS"
MOST = "MOST"
FORMAT = "FORMAT"
CSV = "OUTPUT"
JSONLD = "OUTPUT_JSONLD"
TURTLE = "OUTPUT_TURTLE"
METADATA = "OUTPUT_METADATA"
COUNT = "COUNT"
UNREAD = "UNREAD"
SUSPECTED = "SUSPECTED"
_NAMED = 50


class InventoryAlgorithm(VigieAlgorithm):
    """The datasets that one holds, described, completed and exported. Nothing is sent anywhere."""

    NAME = "inventory"

    def __init__(self, observatory: object) -> None:
        super().__init__(observatory)
        self._readings: list[Reading] = []
        self._connection: tuple[str, str] | None = None

    def displayName(self) -> str:
        """The name that users read."""
        return translate("processing", "Inventory of one's own data")

    def shortHelpString(self) -> str:
        """What it does, and does not."""
        return translate(
            "processing",
            "Walks the open project, a folder, a file such as a GeoPackage, or a schema of PostgreSQL, and tells of each dataset: title, "
            "theme (guessed), geometry, extent, rows, coordinate system, last change, fields and how far they are filled, licence and "
            "contact where metadata say them, and what may be personal data, by the names of fields and by the rows looked at. That is "
            "a suspicion, to be checked: no value is written, and nothing is sent anywhere. Data are only read; services are not asked "
            "for their rows.\n\nComplete title, theme, licence, contact and description in the CSV and give it back in COMPLETED: a new "
            "walk keeps them. DCAT-AP and ISO 19139 are made to be published: they tell neither paths nor connections nor suspicions.",
        )

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare the parameters."""
        self.addParameter(
            QgsProcessingParameterBoolean(PROJECT, translate("processing", "Layers of the open project"), defaultValue=False)
        )
        behaviour = QgsProcessingParameterFile.Behavior
        for name, title, kind in (
            (FOLDER, translate("processing", "Folder, with those in it"), behaviour.Folder),
            (FILE, translate("processing", "GeoPackage, or another file"), behaviour.File),
        ):
            self.addParameter(QgsProcessingParameterFile(name, title, kind, optional=True))
        self.add_text(
            DATABASE,
            translate("processing", "Schema of PostgreSQL"),
            translate("processing", "Written as postgis:connection/schema, the connection being one that QGIS keeps."),
        )
        completed_by_hand = QgsProcessingParameterFile(
            COMPLETED, translate("processing", "Completed by hand"), behaviour.File, optional=True
        )
        completed_by_hand.setHelp(
            translate(
                "processing", "An earlier CSV of this inventory with the cells that you filled in, or the JSON of its dialog."
            )
        )
        self.addParameter(completed_by_hand)
        self.add_text(
            PUBLISHER,
            translate("processing", "Publisher"),
            translate("processing", "The name of your organisation: DCAT-AP wants it."),
        )
        self.add_text(TITLE, translate("processing", "Title of the catalogue"), "")
        self._add_limits()
        self.addParameter(
            QgsProcessingParameterEnum(
                FORMAT, translate("processing", "Sort of CSV"), list(FORMATS), defaultValue="rfc4180", usesStaticStrings=True
            )
        )
        self.addParameter(QgsProcessingParameterFileDestination(CSV, translate("processing", "Inventory"), "CSV (*.csv)"))
        for name, title, kind in (
            (JSONLD, translate("processing", "DCAT-AP as JSON-LD"), "JSON-LD (*.jsonld *.json)"),
            (TURTLE, translate("processing", "DCAT-AP as Turtle"), "Turtle (*.ttl)"),
        ):
            self.addParameter(QgsProcessingParameterFileDestination(name, title, kind, optional=True, createByDefault=False))
        self.addParameter(
            QgsProcessingParameterFolderDestination(
                METADATA, translate("processing", "Folder for ISO 19139 and QMD"), optional=True, createByDefault=False
            )
        )
        self.addOutput(QgsProcessingOutputNumber(COUNT, translate("processing", "Number of datasets")))
        self.addOutput(QgsProcessingOutputNumber(UNREAD, translate("processing", "Number of datasets that could not be read")))
        self.addOutput(
            QgsProcessingOutputNumber(SUSPECTED, translate("processing", "Number of datasets to be checked for personal data"))
        )

    def _add_limits(self) -> None:
        for name, title, value, most in (
            (ROWS_LOOKED_AT, translate("processing", "Rows looked at in each dataset"), SAMPLE, 1_000_000),
            (FILE_SECONDS, translate("processing", "Seconds for each file or table"), SECONDS, 3600),
            (MOST, translate("processing", "Most files"), MOST_FILES, 1_000_000),
        ):
            parameter = QgsProcessingParameterNumber(name, title, defaultValue=value, minValue=1, maxValue=most)
            parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
            self.addParameter(parameter)

    def check(self, parameters: dict, context: QgsProcessingContext) -> None:
        """Look at the project and at QGIS's connections, on the main thread."""
        if self.parameterAsBool(parameters, PROJECT, context):
            project = context.project()
            if project is None or not project.mapLayers():
                raise VigieError(translate("processing", "PROJECT is checked, but no project with layers is open."))
            self._readings = readings_of(project)
        written = self.text(parameters, DATABASE, context)
        self._connection = database_of(written) if written else None
        if not self._sources(parameters, context):
            raise VigieError(translate("processing", "There is nothing to walk: give PROJECT, FOLDER, FILE or DATABASE."))

    def _sources(self, parameters: dict, context: QgsProcessingContext) -> list[Callable[[Progress], Inventory]]:
        """What is to be walked, the one that knows most of its datasets first."""
        sample = self.parameterAsInt(parameters, ROWS_LOOKED_AT, context)
        seconds = float(self.parameterAsInt(parameters, FILE_SECONDS, context))
        most = self.parameterAsInt(parameters, MOST, context)
        folder, file = self.text(parameters, FOLDER, context), self.text(parameters, FILE, context)
        found: list[Callable[[Progress], Inventory]] = []
        if self._readings:
            found.append(lambda progress: project_inventory(self._readings, progress, sample, seconds))
        if folder:
            found.append(lambda progress: folder_inventory(Path(folder), progress, sample, seconds, most))
        if file:
            found.append(lambda progress: file_inventory(Path(file), progress, sample, seconds))
        if self._connection is not None:
            connection, schema = self._connection
            found.append(lambda progress: schema_inventory(connection, schema, progress, sample, seconds))
        return found

    def perform(self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> dict:
        """Walk, complete, write."""
        exports = self._exports(parameters, context)
        written = self.text(parameters, COMPLETED, context)
        if written:
            self._files.add(Path(written).absolute())
            for name, file in ((CSV, exports.csv), (JSONLD, exports.json_ld), (TURTLE, exports.turtle)):
                if file is not None:
                    self.refuse_read(name, file)
        completion = completion_of(Path(written)) if written else {}
        progress, sources = self.progress(feedback), self._sources(parameters, context)
        inventory = merged(
            [
                walk(Stretch(progress, 95 * place / len(sources), 95 * (place + 1) / len(sources)))
                for place, walk in enumerate(sources)
            ]
        )
        inventory = completed(inventory, completion)
        missing = len(set(completion) - {held.identity for held in inventory.datasets})
        if missing:
            told = translate("processing", "{count} datasets that were completed are not in this inventory.")
            feedback.pushWarning(told.format(count=number(missing)))
        for sentence in write(inventory, exports, Stretch(progress, 95, 100)):
            feedback.pushWarning(sentence)
        return self._answer(inventory, exports, feedback)

    def _exports(self, parameters: dict, context: QgsProcessingContext) -> Exports:
        def path(name: str) -> Path | None:
            written = self.parameterAsString(parameters, name, context)
            return Path(self.parameterAsFileOutput(parameters, name, context)).absolute() if written else None

        exports = Exports(
            path(CSV),
            self.parameterAsEnumString(parameters, FORMAT, context),
            path(JSONLD),
            path(TURTLE),
            path(METADATA),
            self.text(parameters, PUBLISHER, context),
            self.text(parameters, TITLE, context),
        )
        if (exports.json_ld or exports.turtle) and not exports.publisher:
            raise VigieError(translate("processing", "DCAT-AP wants to know who publishes the catalogue: fill in PUBLISHER."))
        return exports

    def _answer(self, inventory: Inventory, exports: Exports, feedback: QgsProcessingFeedback) -> dict:
        suspected = [held for held in inventory.datasets if held.suspicions]
        for note in inventory.notes:
            feedback.pushWarning(note)
        for held in inventory.unread[:_NAMED]:
            feedback.pushWarning(labelled(held.location, held.problem))
        for held in suspected[:_NAMED]:
            feedback.pushInfo(labelled(held.title, personal_text(held)))
        answers = {CSV: exports.csv, JSONLD: exports.json_ld, TURTLE: exports.turtle, METADATA: exports.metadata}
        return {
            **{name: str(path) for name, path in answers.items() if path is not None and path.exists()},
            COUNT: len(inventory.datasets),
            UNREAD: len(inventory.unread),
            SUSPECTED: len(suspected),
        }
