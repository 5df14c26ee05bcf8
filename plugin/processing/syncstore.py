# SPDX-License-Identifier: GPL-2.0-or-later
"""vigie:syncstore: copies between a GeoPackage of one's own and the shared store, both ways, of what is newer."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFileDestination,
)

from ..messages import VigieError, translate
from ..settings import Settings
from ..store.connections import store_of
from ..store.contours import KeptContours
from ..store.geopackage import GeoPackage
from ..store.postgis import PostGis
from ..store.syncing import BOTH, COPIED_LOCAL, COPIED_SHARED, DIRECTIONS, FAILED, LEFT, Synced, sync
from ..working import write_whole
from .algorithm import VigieAlgorithm

DATASETS, STORE, LOCAL, DIRECTION, REPORT = "DATASETS", "STORE", "LOCAL", "DIRECTION", "REPORT"


class SyncStoreAlgorithm(VigieAlgorithm):
    """Makes two stores alike; fails when something could not be copied, once the rest is."""

    NAME = "syncstore"

    def displayName(self) -> str:
        """The name that users read."""
        return translate("processing", "Synchronise with the shared store")

    def shortHelpString(self) -> str:
        """What it does."""
        return translate(
            "processing",
            "Copies harmonised datasets, precise contours and kept figures between a GeoPackage of yours and a store shared in PostgreSQL: "
            "what is newer, with its provenance; the earlier data stay as snapshots. What was copied from the shared store is there "
            "without a network. Run again, it copies nothing. Who may only read the shared store gets what is newer there.",
        )

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare the parameters."""
        self.add_text(
            STORE,
            translate("processing", "Shared store"),
            translate(
                "processing",
                "postgis:connection/schema with the name of a connection of QGIS; empty: the one that is chosen in QGIS's options.",
            ),
        )
        self.add_text(
            LOCAL, translate("processing", "Store of yours"), translate("processing", "A GeoPackage; empty: that of the profile.")
        )
        self.addParameter(
            QgsProcessingParameterEnum(
                DIRECTION, translate("processing", "Direction"), list(DIRECTIONS), defaultValue=BOTH, usesStaticStrings=True
            )
        )
        self.add_text(
            DATASETS,
            translate("processing", "Datasets"),
            translate(
                "processing",
                "Entries of the catalogue or layers, apart by commas; empty: all, with the precise contours and the figures.",
            ),
        )
        self.addParameter(
            QgsProcessingParameterFileDestination(
                REPORT, translate("processing", "Report"), "JSON (*.json)", optional=True, createByDefault=False
            )
        )
        for name, title in (
            ("TO_LOCAL", translate("processing", "Number of copies from the shared store")),
            ("TO_SHARED", translate("processing", "Number of copies to the shared store")),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, title))

    def perform(self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> dict:
        """Copy, report, then fail if something was not copied."""
        shared = store_of(self.text(parameters, STORE, context) or Settings().store, self._observatory.folder / "vigie.gpkg")
        if not isinstance(shared, PostGis):
            told = translate(
                "processing", "{store} is not shared: give STORE as postgis:connection/schema, or choose it in QGIS's options."
            )
            raise VigieError(told.format(store=shared.title))
        local = store_of(self.text(parameters, LOCAL, context), self._observatory.folder / "vigie.gpkg")
        if not isinstance(local, GeoPackage):
            raise VigieError(translate("processing", "LOCAL is no GeoPackage: give the path of one (.gpkg)."))
        contours = KeptContours(self._observatory.folder)
        self._files.update((local.path, contours.path))
        self.refuse_own_files(parameters, context, [REPORT])
        wanted = [name.strip() for name in self.text(parameters, DATASETS, context).split(",") if name.strip()]
        direction = self.parameterAsEnumString(parameters, DIRECTION, context)
        results = sync(local, shared, contours, direction, wanted, self.progress(feedback))
        for result in results:
            (feedback.pushWarning if result.status in (LEFT, FAILED) else feedback.pushInfo)(result.line)
        answer = {
            "TO_LOCAL": sum(result.status == COPIED_LOCAL for result in results),
            "TO_SHARED": sum(result.status == COPIED_SHARED for result in results),
        }
        report = self.parameterAsFileOutput(parameters, REPORT, context)
        if report:
            text = json.dumps([result.as_dict() for result in results], ensure_ascii=False, indent=1)
            write_whole(Path(report).absolute(), text.encode("utf-8", "replace"))
            answer[REPORT] = report
        _fail_for(results)
        return answer


def _fail_for(results: Sequence[Synced]) -> None:
    """A `VigieError` that names what was not copied."""
    lost = [result.name for result in results if result.status == FAILED]
    if lost:
        told = translate("processing", "{count} of {all} could not be copied ({names}): they are as they were. See the log.")
        raise VigieError(told.format(count=len(lost), all=len(results), names=", ".join(lost)))
