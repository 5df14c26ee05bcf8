# SPDX-License-Identifier: GPL-2.0-or-later
"""vigie:refresh: bring the datasets of a store up to date, and say what changed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterNumber,
)

from ..harmonize.recipe import EMBEDDED, LIVE
from ..messages import VigieError, translate
from ..refreshing import FAILED, LOADED, REFUSED, UPDATED, Refreshed, gathered, refresh
from ..settings import Settings
from ..store.connections import store_of
from ..store.geopackage import GeoPackage
from ..working import write_whole
from .algorithm import OUTPUT, SOURCE, TERRITORY, VigieAlgorithm

DATASETS, STORE, ACCEPT, KEEP, REPORT = "DATASETS", "STORE", "ACCEPT", "KEEP", "REPORT"
AS_LOADED = "as loaded"


class RefreshAlgorithm(VigieAlgorithm):
    """Refreshes datasets of the store; fails when one of them could not be, once the others are done."""

    NAME = "refresh"

    def displayName(self) -> str:
        """The name that users read."""
        return translate("processing", "Refresh the store")

    def shortHelpString(self) -> str:
        """What it does."""
        return translate(
            "processing",
            "Asks the sources of the datasets of a store for newer data, keeps the earlier ones as dated snapshots, and gives what "
            "was added, removed, moved or changed. A source whose structure has changed is refused, and the old data stay. Made for "
            "scheduled tasks: one line a dataset is written to the log, and the algorithm fails (exit code 1) when a dataset was "
            "refused or could not be had, once all the others are done and OUTPUT and REPORT are written.",
        )

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare the parameters."""
        self.add_text(
            DATASETS,
            translate("processing", "Datasets"),
            translate(
                "processing",
                "Entries of the catalogue or layers of the store, apart by commas; empty: all that the store holds. An entry that it "
                "lacks is loaded for TERRITORY.",
            ),
        )
        self.add_territory()
        self.make_optional(TERRITORY)
        self.add_text(
            STORE,
            translate("processing", "Store"),
            translate(
                "processing",
                "A GeoPackage, or postgis:connection/schema with the name of a connection of QGIS; empty: the one that is chosen in QGIS's options.",
            ),
        )
        self.addParameter(
            QgsProcessingParameterEnum(
                SOURCE,
                translate("processing", "Source"),
                [AS_LOADED, EMBEDDED, LIVE],
                defaultValue=AS_LOADED,
                usesStaticStrings=True,
            )
        )
        self.addParameter(
            QgsProcessingParameterBoolean(
                ACCEPT, translate("processing", "Accept sources whose structure has changed"), defaultValue=False
            )
        )
        self.addParameter(
            QgsProcessingParameterNumber(
                KEEP, translate("processing", "Versions to keep of each dataset (empty: all)"), optional=True, minValue=1
            )
        )
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                OUTPUT,
                translate("processing", "What changed"),
                QgsProcessing.SourceType.TypeVector,
                optional=True,
                createByDefault=True,
            )
        )
        self.addParameter(
            QgsProcessingParameterFileDestination(
                REPORT, translate("processing", "Report"), "JSON (*.json)", optional=True, createByDefault=False
            )
        )
        for name, title in (
            (UPDATED.upper(), translate("processing", "Number of datasets updated or loaded")),
            ("CHANGES", translate("processing", "Number of rows that changed")),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, title))

    def perform(self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> dict:
        """Refresh, write, then fail if something was not refreshed."""
        written = self.text(parameters, TERRITORY, context)
        territory = self._observatory.cog.territory(written) if written else None
        wanted = [name.strip() for name in self.text(parameters, DATASETS, context).split(",") if name.strip()]
        source = self.parameterAsEnumString(parameters, SOURCE, context)
        store = store_of(self.text(parameters, STORE, context) or Settings().store, self._observatory.folder / "vigie.gpkg")
        if isinstance(store, GeoPackage):
            self._files.add(store.path)
        self.refuse_own_files(parameters, context, [OUTPUT, REPORT])
        results = refresh(
            self._observatory,
            store,
            wanted,
            territory,
            "" if source == AS_LOADED else source,
            self.progress(feedback),
            self.parameterAsBool(parameters, ACCEPT, context),
        )
        if parameters.get(KEEP) is not None:
            store.prune(self.parameterAsInt(parameters, KEEP, context))
        for result in results:
            (feedback.pushWarning if result.status in (REFUSED, FAILED) else feedback.pushInfo)(result.line)
        answer = self._written(results, parameters, context, feedback)
        _fail_for(results)
        return answer

    def _written(
        self, results: Sequence[Refreshed], parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict:
        table, geometry = gathered(results)
        answer = {
            UPDATED.upper(): sum(result.status in (UPDATED, LOADED) for result in results),
            "CHANGES": len(table),
        }
        if parameters.get(OUTPUT):
            answer[OUTPUT] = self.write(OUTPUT, parameters, context, table, geometry, feedback)
        report = self.parameterAsFileOutput(parameters, REPORT, context)
        if report:
            text = json.dumps([result.as_dict() for result in results], ensure_ascii=False, indent=1)
            write_whole(Path(report).absolute(), text.encode("utf-8", "replace"))
            answer[REPORT] = report
        return answer


def _fail_for(results: Sequence[Refreshed]) -> None:
    """A `VigieError` that names what was not refreshed."""
    lost = [result.layer for result in results if result.status in (REFUSED, FAILED)]
    if lost:
        raise VigieError(
            translate(
                "processing",
                "{count} of {all} datasets could not be refreshed ({names}): what the store held of them stays. See the log.",
            ).format(count=len(lost), all=len(results), names=", ".join(lost))
        )
