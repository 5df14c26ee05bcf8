# SPDX-License-Identifier: GPL-2.0-or-later
"""vigie:fieldreturn: what comes back from the field, compared, shown and, on explicit order only, written into a layer of the user's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsGeometry,
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputBoolean,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterVectorLayer,
    QgsVectorLayer,
)

from ..field.desk import Desk
from ..field.model import ADDED, ASK, CHANGED, DELETED, MOVED, RULES
from ..field.report import author_of, document_page, edits_told, read_decisions, show_value
from ..field.returned import receive
from ..layers.field_return import Order, Outcome, bring_back, restore
from ..messages import VigieError, number, translate
from ..working import working_folder, write_whole
from .algorithm import VigieAlgorithm
from .field_package import DESK

RETURNED = "RETURNED"
LAYER_TO_WRITE = "LAYER_TO_WRITE"
APPLY_TO_LAYER = "APPLY_TO_LAYER"
TABLE = "TABLE"
PACKAGE = "PACKAGE"
DEVICE = "DEVICE"
RULE = "RULE"
DECISIONS = "DECISIONS"
CLOCK_FIELD = "CLOCK_FIELD"
AUTHOR_FIELD = "AUTHOR_FIELD"
MISSING_ARE_DELETED = "MISSING_ARE_DELETED"
ACCEPT_INVALID = "ACCEPT_INVALID"
ATTACHMENTS = "ATTACHMENTS"
RESTORE = "RESTORE"
REPORT = "REPORT"
APPLIED, BACKUP, CONFLICTS, OPEN, JOURNAL, RESTORED = "APPLIED", "BACKUP", "CONFLICTS", "OPEN", "JOURNAL", "RESTORED"
COUNTS = {"ADDED": ADDED, "CHANGED": CHANGED, "MOVED": MOVED, "DELETED": DELETED}


class FieldReturnAlgorithm(VigieAlgorithm):
    """The only algorithm that writes into a layer of the user's, and only with `APPLY_TO_LAYER`."""

    NAME = "fieldreturn"

    def flags(self) -> QgsProcessingAlgorithm.Flag:
        """On the main thread: the layer of the user's is edited."""
        return super().flags() | QgsProcessingAlgorithm.Flag.FlagNoThreading

    def displayName(self) -> str:
        """The name that users read."""
        return translate("processing", "Return from the field")

    def shortHelpString(self) -> str:
        """What it does, and what it writes."""
        return (
            translate(
                "processing",
                "Compares what comes back (the folder of a package, its GeoPackage even with its “-wal” file, a GeoJSON or CSV with the keys) with "
                "the snapshot of the package and with your layer today: what was added, moved, changed, deleted; what changed at the office; "
                "conflicts, field by field. Without APPLY_TO_LAYER nothing is written but the report.\n\nAPPLY_TO_LAYER WRITES INTO YOUR LAYER "
                "(LAYER_TO_WRITE), after a copy of all its features that RESTORE brings back: all of the return or nothing, so only layers of "
                "GeoPackage, SpatiaLite and PostgreSQL. It is the only place in this product where a layer of yours is written.\n\nRULE settles "
                "conflicts: ask (nothing is applied while one is open), mine (the office), theirs (the field), both (texts joined, else two "
                'features), newest (by CLOCK_FIELD, where the clock can be believed). DECISIONS come first: a file {"id of the conflict": "mine"}, '
                "or the report in JSON with a “choice” in its conflicts.\n\nThe same return twice changes nothing. Without RETURNED nor RESTORE, "
                "the journal is told.",
            )
            .replace("{{", "{")
            .replace("}}", "}")
        )

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare the parameters."""
        self.add_text(
            RETURNED,
            translate("processing", "What came back"),
            translate(
                "processing",
                "The folder of a package, or a GeoPackage, GeoJSON or CSV file with the keys. Nothing: the journal only.",
            ),
        )
        self.addParameter(
            QgsProcessingParameterVectorLayer(
                LAYER_TO_WRITE,
                translate("processing", "YOUR layer, compared, and written if you say so"),
                [QgsProcessing.SourceType.TypeVector],
                optional=True,
            )
        )
        apply = QgsProcessingParameterBoolean(
            APPLY_TO_LAYER, translate("processing", "WRITE the return INTO THIS LAYER"), defaultValue=False
        )
        apply.setHelp(translate("processing", "After a backup. Unchecked: a preview, nothing is written."))
        self.addParameter(apply)
        self.addParameter(
            QgsProcessingParameterEnum(
                RULE, translate("processing", "Conflicts"), list(RULES), defaultValue=ASK, usesStaticStrings=True
            )
        )
        self.addParameter(QgsProcessingParameterFile(DECISIONS, translate("processing", "Decisions (JSON)"), optional=True))
        self.add_text(
            DEVICE,
            translate("processing", "Name of the tablet"),
            translate(
                "processing",
                "Needed when several tablets took the same package: without it, what was changed twice is a conflict.",
            ),
        )
        self.add_text(TABLE, translate("processing", "Layer of the package"), translate("processing", "Where it cannot be told."))
        self.add_text(
            PACKAGE, translate("processing", "Identity of the package"), translate("processing", "Where it cannot be told.")
        )
        self.add_text(
            CLOCK_FIELD,
            translate("processing", "Field of the last change"),
            translate(
                "processing", "A date and time that the form sets: when each feature was changed; the rule newest needs it."
            ),
        )
        self.add_text(AUTHOR_FIELD, translate("processing", "Field of the author"), translate("processing", "For the report."))
        for name, title in (
            (MISSING_ARE_DELETED, translate("processing", "Rows missing from a GeoJSON or CSV were deleted")),
            (ACCEPT_INVALID, translate("processing", "Apply what breaks constraints or crosses itself too")),
        ):
            self.addParameter(QgsProcessingParameterBoolean(name, title, defaultValue=False))
        self.addParameter(
            QgsProcessingParameterFile(
                ATTACHMENTS,
                translate("processing", "Folder for photos and files"),
                QgsProcessingParameterFile.Behavior.Folder,
                optional=True,
            )
        )
        self.add_text(
            RESTORE,
            translate("processing", "Backup to RESTORE into the layer"),
            translate("processing", "The GeoPackage that a return told of: WRITES the layer as it was before that return."),
        )
        self.addParameter(
            QgsProcessingParameterFileDestination(
                REPORT, translate("processing", "Report"), "JSON (*.json);;HTML (*.html)", optional=True, createByDefault=False
            )
        )
        for name in COUNTS:
            self.addOutput(QgsProcessingOutputNumber(name, name.capitalize()))
        self.addOutput(QgsProcessingOutputNumber(CONFLICTS, translate("processing", "Conflicts")))
        self.addOutput(QgsProcessingOutputNumber(OPEN, translate("processing", "Conflicts that are not settled")))
        self.addOutput(QgsProcessingOutputBoolean(APPLIED, translate("processing", "Whether the layer was written")))
        self.addOutput(QgsProcessingOutputNumber(RESTORED, translate("processing", "Features restored")))
        self.addOutput(QgsProcessingOutputString(BACKUP, translate("processing", "Backup")))
        self.addOutput(QgsProcessingOutputString(JOURNAL, translate("processing", "Journal (JSON)")))

    def perform(self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> dict:
        """Compare, show, and write if told to; or restore; or tell the journal."""
        returned, backup = self.text(parameters, RETURNED, context), self.text(parameters, RESTORE, context)
        if returned and backup:
            raise VigieError(translate("processing", "RETURNED and RESTORE exclude each other: give one."))
        desk = Desk(self._observatory.folder / DESK)
        results: dict[str, Any] = {}
        document: dict[str, Any] = {}
        with desk.held(self.progress(feedback)):
            if backup:
                count, undo = restore(self._layer(parameters, context), Path(backup), desk, self.progress(feedback))
                results = {RESTORED: count, BACKUP: str(undo or "")}
            elif returned:
                outcome = self._bring(Path(returned), desk, parameters, context, feedback)
                results, document = _results(outcome), _document(outcome, self._order_fields(parameters, context))
                self._tell(outcome, feedback)
            journal = desk.journal()
        results[JOURNAL] = json.dumps(journal, ensure_ascii=False)
        report = self.parameterAsFileOutput(parameters, REPORT, context)
        if report:
            document = {**document, "journal": journal}
            text = (
                document_page(document)
                if report.lower().endswith((".html", ".htm"))
                else json.dumps(document, ensure_ascii=False, indent=1)
            )
            write_whole(Path(report), text.encode("utf-8", "replace"))
            results[REPORT] = report
        return results

    def _layer(self, parameters: dict, context: QgsProcessingContext) -> QgsVectorLayer:
        layer = self.parameterAsVectorLayer(parameters, LAYER_TO_WRITE, context)
        if not isinstance(layer, QgsVectorLayer) or not layer.isValid():
            told = translate(
                "processing", "No readable layer in LAYER_TO_WRITE: name the layer of yours that the package came from."
            )
            raise VigieError(told)
        return layer

    def _order_fields(self, parameters: dict, context: QgsProcessingContext) -> tuple[str, str]:
        return self.text(parameters, AUTHOR_FIELD, context), self.text(parameters, CLOCK_FIELD, context)

    def _bring(
        self, returned: Path, desk: Desk, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> Outcome:
        author, clock = self._order_fields(parameters, context)
        decisions, attachments = self.text(parameters, DECISIONS, context), self.text(parameters, ATTACHMENTS, context)
        order = Order(
            self._layer(parameters, context),
            self.parameterAsBool(parameters, APPLY_TO_LAYER, context),
            table=self.text(parameters, TABLE, context),
            package=self.text(parameters, PACKAGE, context),
            device=self.text(parameters, DEVICE, context),
            rule=self.parameterAsEnumString(parameters, RULE, context),
            decisions=read_decisions(Path(decisions)) if decisions else {},
            clock_field=clock,
            author_field=author,
            missing_deleted=self.parameterAsBool(parameters, MISSING_ARE_DELETED, context),
            accept_invalid=self.parameterAsBool(parameters, ACCEPT_INVALID, context),
            attachments=Path(attachments) if attachments else desk.folder / "attachments",
            project=context.project(),
        )
        with working_folder() as working:
            return bring_back(order, receive(returned, working), desk, self.progress(feedback))

    def _tell(self, outcome: Outcome, feedback: QgsProcessingFeedback) -> None:
        for sentence in [*outcome.refusals, *outcome.warnings]:
            feedback.pushWarning(sentence)
        for conflict in outcome.comparison.conflicts[:50]:
            feedback.pushInfo(f"{conflict.id}: {conflict.kind}")
        if outcome.applied and outcome.backup:
            told = translate("processing", "{layer} was written. RESTORE={backup} brings back what was before.")
            feedback.pushInfo(told.format(layer=outcome.kept.name, backup=outcome.backup))
        elif not outcome.applied:
            told = translate("processing", "A preview of {count} edits: nothing was written.")
            feedback.pushInfo(told.format(count=number(len(outcome.comparison.edits))))


def _results(outcome: Outcome) -> dict[str, Any]:
    kinds = [edit.kind for edit in outcome.comparison.edits]
    counts = {name: kinds.count(kind) for name, kind in COUNTS.items()}
    return {
        **counts, CONFLICTS: len(outcome.comparison.conflicts), OPEN: len(outcome.settled.open), APPLIED: outcome.applied,
        BACKUP: str(outcome.backup or ""), PACKAGE: outcome.manifest.id,
    }  # fmt: skip


def _document(outcome: Outcome, fields: tuple[str, str]) -> dict[str, Any]:
    def show(value: Any) -> Any:
        return show_value(value, _wkt)

    def whose(key: str) -> dict[str, Any]:
        return author_of(outcome.returned.get(key), *fields)

    conflicts = [
        {
            "id": one.id, "kind": one.kind, "before": show(one.before), "office": show(one.office), "field": show(one.returned),
            "choice": outcome.settled.by.get(one.id, ""),
        }
        for one in outcome.comparison.conflicts
    ]  # fmt: skip
    return {
        "package": outcome.manifest.id, "layer": outcome.kept.name, "applied": outcome.applied, "backup": str(outcome.backup or ""),
        "edits": edits_told(outcome.comparison.edits, show, whose),
        "office": edits_told(outcome.comparison.office, show, lambda key: {}),
        "conflicts": conflicts, "refusals": outcome.refusals, "warnings": outcome.warnings,
        "wrong_clock": outcome.settled.wrong_clock,
    }  # fmt: skip


def _wkt(value: bytes) -> str:
    geometry = QgsGeometry()
    geometry.fromWkb(value)
    return geometry.asWkt(7)
