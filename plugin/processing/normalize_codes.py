# SPDX-License-Identifier: GPL-2.0-or-later
"""vigie:normalizecodes: codes of any vintage in a layer of the user's brought to today's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from qgis.core import (
    QgsFeature,
    QgsFeatureRequest,
    QgsFeatureSink,
    QgsField,
    QgsFields,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeatureSource,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterNumber,
    QgsProcessingUtils,
)
from qgis.PyQt.QtCore import QMetaType

from ..messages import VigieError, number, translate
from ..territory.resolving import INSEE_KIND, KINDS, OLDEST, Resolver
from ..territory.vintages import Report, normalize_with
from ..working import write_whole
from .algorithm import LEVEL, OUTPUT, VigieAlgorithm
from .writing import csv_of

INPUT = "INPUT"
FIELD = "FIELD"
VINTAGE = "VINTAGE"
KIND = "KIND"
REPORT = "REPORT"
COUNT = "COUNT"
RESOLVED = "RESOLVED"

CODE_FIELD = "code_cog"
STATUS_FIELD = "code_status"
COLUMNS = ("written", "code", "status", "rows", "reason", "candidates")

AT_ONCE = 20_000
"""Features held in memory at one time."""


class NormalizeCodesAlgorithm(VigieAlgorithm):
    """The same features with today's code of each, how it was found, and a report."""

    NAME = "normalizecodes"

    def displayName(self) -> str:
        """The name that users read."""
        return translate("processing", "Bring codes of territories to today's")

    def shortHelpString(self) -> str:
        """What it does."""
        return translate(
            "processing",
            "Adds to each feature the 2026 code of its commune, EPCI, département or région (code_cog), and how it was found "
            "(code_status): codes that lost their zeros, merged, delegated and renumbered communes, municipal districts. Nothing is "
            "guessed: a code that stands for several has none, and the report says which. Say the year of the codes where you know it: "
            "communes that were divided since cannot be told otherwise. Postcodes are taken for codes only if you say that they are "
            "postcodes.",
        )

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare the parameters."""
        self.addParameter(
            QgsProcessingParameterFeatureSource(
                INPUT, translate("processing", "Layer or table"), [QgsProcessing.SourceType.TypeVector]
            )
        )
        self.addParameter(
            QgsProcessingParameterField(FIELD, translate("processing", "Field of codes"), parentLayerParameterName=INPUT)
        )
        self.addParameter(
            QgsProcessingParameterNumber(
                VINTAGE,
                translate("processing", "Year of the geographic code (empty: not known)"),
                QgsProcessingParameterNumber.Type.Integer,
                None,
                True,
                OLDEST,
            )
        )
        self.add_level()
        self.addParameter(
            QgsProcessingParameterEnum(
                KIND,
                translate("processing", "What the field holds"),
                list(KINDS),
                defaultValue=INSEE_KIND,
                usesStaticStrings=True,
            )
        )
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                OUTPUT, translate("processing", "With today's codes"), QgsProcessing.SourceType.TypeVector
            )
        )
        self.addParameter(
            QgsProcessingParameterFileDestination(
                REPORT, translate("processing", "Report"), "JSON (*.json);;CSV (*.csv)", None, True, False
            )
        )
        self.addOutput(QgsProcessingOutputNumber(COUNT, translate("processing", "Number of features")))
        self.addOutput(QgsProcessingOutputNumber(RESOLVED, translate("processing", "Number of features with a code of today")))

    def check(self, parameters: dict, context: QgsProcessingContext) -> None:
        """Note the files of the input, and refuse to write into them."""
        self.read_layer(parameters[INPUT], context)
        self.refuse_own_files(parameters, context, (OUTPUT, REPORT))
        self._report = self._report_file(parameters, context)

    def _report_file(self, parameters: dict, context: QgsProcessingContext) -> Path | None:
        written = self.parameterAsFileOutput(parameters, REPORT, context)
        if not written:
            return None
        path = Path(written).absolute()
        if path.suffix.lower() not in (".json", ".csv"):
            raise VigieError(
                translate("processing", "REPORT is named {file}: a report ends in .json or .csv.").format(file=path.name)
            )
        self.refuse_read(REPORT, path)
        return path

    def perform(self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> dict:
        """Read, normalise and write, some thousands of features at a time."""
        source = self.parameterAsSource(parameters, INPUT, context)
        if source is None:
            raise QgsProcessingException(self.invalidSourceError(parameters, INPUT))
        given = parameters.get(VINTAGE) not in (None, "")
        resolver = Resolver(
            self._observatory.cog,
            self.parameterAsInt(parameters, VINTAGE, context) if given else None,
            self.parameterAsEnumString(parameters, LEVEL, context),
            self.parameterAsEnumString(parameters, KIND, context),
        )
        report = Report(resolver)
        destination = self._rewrite(source, parameters, context, report, feedback)
        for sentence in report.sentences():
            feedback.pushInfo(sentence)
        if self._report is not None:
            write_whole(self._report, _csv(report) if self._report.suffix.lower() == ".csv" else _json(report))
        announced = source.featureCount()
        if announced > report.total:
            feedback.pushWarning(
                translate("processing", "INPUT announces {announced} features, {read} could be read: check the layer.").format(
                    announced=number(announced), read=number(report.total)
                )
            )
        answer = {OUTPUT: destination, COUNT: report.total, RESOLVED: report.resolved}
        return {**answer, REPORT: str(self._report)} if self._report is not None else answer

    def _rewrite(
        self,
        source: QgsProcessingFeatureSource,
        parameters: dict,
        context: QgsProcessingContext,
        report: Report,
        feedback: QgsProcessingFeedback,
    ) -> str:
        """Write the features with their codes into the output, whose id or address is returned; the report is filled."""
        self._make_folder(parameters, OUTPUT, context)
        fields = _fields(source.fields())
        sink, destination = self.parameterAsSink(parameters, OUTPUT, context, fields, source.wkbType(), source.sourceCrs())
        if sink is None:
            raise QgsProcessingException(self.invalidSinkError(parameters, OUTPUT))
        place = source.fields().lookupField(self.parameterAsString(parameters, FIELD, context))
        if report.resolver.asks_beside:
            report.resolver.read_beside(source.uniqueValues(place))
        progress = self.progress(feedback)
        for features in _pieces(source):
            progress.step(100 * report.total / max(source.featureCount(), report.total + 1))
            codes, statuses = normalize_with(report.resolver, [feature.attribute(place) for feature in features], report)
            for feature, code, status in zip(features, codes, statuses):
                attributes = [*feature.attributes(), code, status]
                feature.setFields(fields)
                feature.setAttributes(attributes)
            if not sink.addFeatures(features, QgsFeatureSink.Flag.FastInsert):
                raise QgsProcessingException(self.writeFeatureError(sink, parameters, OUTPUT))
        sink.flushBuffer()
        return destination


def _fields(own: QgsFields) -> QgsFields:
    """The fields of the input and ours; where one of that name is there already, ours gets a number."""
    added = QgsFields()
    added.append(QgsField(CODE_FIELD, QMetaType.Type.QString))
    added.append(QgsField(STATUS_FIELD, QMetaType.Type.QString))
    return QgsProcessingUtils.combineFields(own, added)


def _pieces(source: QgsProcessingFeatureSource) -> Iterator[list[QgsFeature]]:
    """The features of a source, some at a time; a geometry that is not valid is kept as it is."""
    found = source.getFeatures(QgsFeatureRequest(), QgsProcessingFeatureSource.Flag.FlagSkipGeometryValidityChecks)
    while features := list(islice(found, AT_ONCE)):
        yield features


def _json(report: Report) -> bytes:
    return json.dumps(report.as_dict(), ensure_ascii=False, indent=1).encode("utf-8", "replace")


def _csv(report: Report) -> bytes:
    rows = []
    for change in report.changes():
        among = "; ".join(
            share["code"] if share["share"] is None else f"{share['code']} {share['share']:.4f}" for share in change["candidates"]
        )
        rows.append({**change, "code": change["code"] or "", "candidates": among})
    return csv_of(COLUMNS, rows)
