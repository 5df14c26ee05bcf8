# SPDX-License-Identifier: GPL-2.0-or-later
"""vigie:catalogue: the catalogue that a network shares, checked, compared or published from the layers of a project."""

from __future__ import annotations

from pathlib import Path

from qgis.core import (
    Qgis,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterMultipleLayers,
)

from ..layers.shared import foreign_functions
from ..layers.sharing import collect, published, read_shared_table, with_rights, write_shared_table
from ..messages import Progress, VigieError, number, translate
from ..shared_catalog.authoring import ERROR, Collected, Draft, Finding, Header, check_catalogue, draft, publish, without
from ..shared_catalog.changes import compare, contents
from ..shared_catalog.model import SharedCatalogue, read_catalogue
from ..shared_catalog.places import Place, place_of, read_file
from ..shared_catalog.projects import LARGEST_PROJECT, clean_project
from ..shared_catalog.styles import clean_style
from ..working import write_whole
from .algorithm import LAYERS, OUTPUT, VigieAlgorithm

MODE, PLACE, AGAINST = "MODE", "PLACE", "AGAINST"
VALIDATE, DIFF, PUBLISH, CLEAN = "validate", "diff", "publish", "clean"
ID, TITLE, OWNER, LEAVE_OUT, ALLOWED = "ID", "TITLE", "OWNER", "LEAVE_OUT", "ALLOWED"
STYLES, PROJECTS = (".qml", ".sld"), (".qgs", ".qgz")
VERSION, PROBLEMS, CHANGES = "VERSION", "PROBLEMS", "CHANGES"


class CatalogueAlgorithm(VigieAlgorithm):
    """Checks a catalogue, tells how two differ, or publishes one."""

    NAME = "catalogue"

    def __init__(self, observatory: object) -> None:
        super().__init__(observatory)
        self._collected: list[Collected] = []

    def displayName(self) -> str:
        """The name that users read."""
        return translate("processing", "Catalogue of a network")

    def shortHelpString(self) -> str:
        """What it does."""
        return translate(
            "processing",
            "The catalogue of layers that a network shares with its members. “validate” checks one and tells what members could not open; "
            "“diff” tells what changed between two; “publish” makes one from layers of the project and writes it into a folder or a table "
            "of PostgreSQL, with the next version number; “clean” writes a copy of a style or of a project that came from a network (.qml, .sld, .qgs, .qgz) without what could "
            "run, read files of this computer or ask machines, and tells what was left out. Credentials are never written: only the names of connections and of "
            "authentication configurations.",
        )

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare the parameters."""
        mode = QgsProcessingParameterEnum(
            MODE, translate("processing", "What to do"), [VALIDATE, DIFF, PUBLISH, CLEAN], False, VALIDATE
        )
        mode.setUsesStaticStrings(True)
        self.addParameter(mode)
        self.add_text(
            PLACE,
            translate("processing", "Place of the catalogue"),
            translate("processing", "An address (https://…), a folder or a file (.json), or postgis:connection/schema.table."),
        )
        self.add_text(
            AGAINST,
            translate("processing", "Place of the catalogue to compare with"),
            translate("processing", "For “diff”: the earlier one, for instance the one that is published."),
        )
        self.addParameter(
            QgsProcessingParameterMultipleLayers(
                LAYERS, translate("processing", "Layers to publish"), Qgis.ProcessingSourceType.MapLayer, optional=True
            )
        )
        for name, title, told in (
            (ID, translate("processing", "Id"), translate("processing", "Small letters, digits and hyphens; that of the published one if empty.")),
            (TITLE, translate("processing", "Title"), translate("processing", "That of the published one if empty.")),
            (OWNER, translate("processing", "Publisher"), translate("processing", "That of the published one if empty.")),
        ):  # fmt: skip
            self.add_text(name, title, told)
        self.addParameter(
            QgsProcessingParameterBoolean(LEAVE_OUT, translate("processing", "Leave out what members could not open"), False)
        )
        self.add_text(
            ALLOWED,
            translate("processing", "Allowed places"),
            translate(
                "processing",
                "For “clean”: folders and addresses that layers of a project may lie in, and postgresql://host, apart by semicolons.",
            ),
        )
        output = QgsProcessingParameterFileDestination(
            OUTPUT, translate("processing", "Clean copy"), optional=True, createByDefault=False
        )
        output.setFlags(output.flags() | QgsProcessingParameterDefinition.Flag.FlagOptional)
        self.addParameter(output)
        self.addOutput(QgsProcessingOutputString(VERSION, translate("processing", "Version")))
        self.addOutput(QgsProcessingOutputNumber(PROBLEMS, translate("processing", "Problems")))
        self.addOutput(QgsProcessingOutputString(CHANGES, translate("processing", "Changes")))

    def check(self, parameters: dict, context: QgsProcessingContext) -> None:
        """Look at the layers, on the main thread."""
        written = self.text(parameters, PLACE, context)
        if not written:
            raise VigieError(translate("processing", "Give PLACE: where the catalogue is, or goes."))
        self._collected = []
        if self.parameterAsEnumString(parameters, MODE, context) == PUBLISH:
            layers = self.parameterAsLayerList(parameters, LAYERS, context)
            if not layers:
                raise VigieError(translate("processing", "Give LAYERS: those of the project that are published."))
            self._collected = collect(context.project(), layers, place_of(written))

    def perform(self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> dict:
        """Validate, compare or publish."""
        progress = self.progress(feedback)
        if self.parameterAsEnumString(parameters, MODE, context) == CLEAN:
            return self._cleaned(parameters, context, feedback)
        place = place_of(self.text(parameters, PLACE, context))
        mode = self.parameterAsEnumString(parameters, MODE, context)
        if mode == VALIDATE:
            return self._validated(place, progress, feedback)
        if mode == DIFF:
            return self._compared(place, self.text(parameters, AGAINST, context), progress, feedback)
        header = Header(*(self.text(parameters, name, context) for name in (ID, TITLE, OWNER)))
        leave_out = self.parameterAsBool(parameters, LEAVE_OUT, context)
        before = published(self._observatory, place, progress)
        collected = with_rights(self._collected, place, progress)
        made = draft(without(collected, place) if leave_out else collected, header, before, place)
        if leave_out:
            kept = draft(collected, header, before, place)
            _tell(kept.findings, feedback)
        else:
            _tell(made.findings, feedback)
        for sentence in publish(made, place, write_shared_table):
            feedback.pushInfo(sentence)
        return _results(made.catalogue, made.findings, _lines(made))

    def _cleaned(self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> dict:
        """A copy of a style or of a project without what could do harm."""
        source = Path(self.text(parameters, PLACE, context))
        written = self.parameterAsFileOutput(parameters, OUTPUT, context)
        if not written or source.suffix.lower() not in (*STYLES, *PROJECTS):
            raise VigieError(
                translate("processing", "Give a .qml, .sld, .qgs or .qgz file as PLACE, and OUTPUT for its clean copy.")
            )
        target = Path(written).absolute()
        if target == source.absolute():
            raise VigieError(translate("processing", "OUTPUT is the file that is read: give another name."))
        allowed = [root.strip() for root in self.text(parameters, ALLOWED, context).split(";") if root.strip()]
        content = read_file(source, LARGEST_PROJECT)
        if source.suffix.lower() in PROJECTS:
            clean = clean_project(content, source.name, allowed, str(source.absolute().parent), foreign_functions())
        else:
            clean = clean_style(content, source.name, source.suffix.lower()[1:], allowed, foreign_functions())
        write_whole(target, clean.content)
        for note in clean.notes:
            feedback.pushWarning(note)
        return {OUTPUT: str(target), PROBLEMS: len(clean.notes), VERSION: "", CHANGES: "\n".join(clean.notes)}

    def _read(self, place: Place, progress: Progress) -> SharedCatalogue:
        reader = self._observatory.shared_reader(progress, read_shared_table)
        return read_catalogue(reader.document(place), Path(place.written).name or place.written)

    def _validated(self, place: Place, progress: Progress, feedback: QgsProcessingFeedback) -> dict:
        """What a catalogue holds, and what is wrong with it for members."""
        catalogue = self._read(place, progress)
        reader = self._observatory.shared_reader(progress, read_shared_table)
        for line in contents(catalogue, place):
            feedback.pushInfo(line)
        findings = check_catalogue(catalogue, place)
        findings += self._observatory.shared.check_styles(catalogue, place, reader, progress)
        _tell(findings, feedback)
        return _results(catalogue, findings, [])

    def _compared(self, place: Place, against: str, progress: Progress, feedback: QgsProcessingFeedback) -> dict:
        if not against:
            raise VigieError(translate("processing", "Give AGAINST: the catalogue to compare with."))
        fresh, before = self._read(place, progress), self._read(place_of(against), progress)
        changes = compare(before, fresh, place_of(against))
        for line in changes.lines or [translate("processing", "Nothing changed.")]:
            feedback.pushInfo(line)
        return _results(fresh, [], list(changes.lines))


def _lines(made: Draft) -> list[str]:
    return list(made.changes.lines) if made.changes is not None else []


def _results(catalogue: SharedCatalogue, findings: list[Finding] | tuple[Finding, ...], lines: list[str]) -> dict:
    return {VERSION: catalogue.version, PROBLEMS: len(findings), CHANGES: "\n".join(lines)}


def _tell(findings: list[Finding] | tuple[Finding, ...], feedback: QgsProcessingFeedback) -> None:
    for finding in findings:
        (feedback.reportError if finding.severity == ERROR else feedback.pushWarning)(finding.line)
    feedback.pushInfo(translate("processing", "Problems: {count}.").format(count=number(len(findings))))
