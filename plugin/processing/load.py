# SPDX-License-Identifier: GPL-2.0-or-later
"""vigie:load: a dataset, whatever it is and wherever it was found, cut to a territory."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from qgis.core import (
    QgsFeature,
    QgsFeatureSink,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingUtils,
    QgsVectorLayer,
)

from ..catalog.targets import Target
from ..files.model import Copied
from ..harmonize.dataset import Dataset
from ..layers.files import written_to
from ..layers.loaded import dress, titled
from ..layers.metadata import described
from ..layers.project import metadata_of
from ..layers.services import live_source
from ..layers.styles import style_of_entry
from ..loading import Loaded
from ..messages import Progress, Stretch, VigieError, number, translate
from ..store.tables import lineage, source_line
from ..territory.contours import legal_crs
from ..territory.model import Territory
from .algorithm import OUTPUT, SOURCE, TERRITORY
from .fitting import geometry_type, package_options, refuse_long_texts
from .target import ENTRY, KIND, URL, TargetAlgorithm

MODE = "MODE"
AUTO, COPY, LIVE_MODE = MODES = ("auto", "copy", "live")
COUNT, ROWS_READ, ROWS_KEPT, ANNOUNCED, PARTIAL, PROVENANCE = (
    "COUNT",
    "ROWS_READ",
    "ROWS_KEPT",
    "ANNOUNCED",
    "PARTIAL",
    "PROVENANCE",
)
LIVE_SOURCE = "LIVE_SOURCE"
BATCH = 1000


class LoadAlgorithm(TargetAlgorithm):
    """A dataset of the curated catalogue, harmonised; or anything that was found, as it is. Cut to the territory."""

    NAME = "load"

    def displayName(self) -> str:
        """The name that users read."""
        return translate("processing", "Load a dataset")

    def shortHelpString(self) -> str:
        """What it does, and which harmonised entries there are."""
        entries = "\n".join(f"{entry.id} – {entry.title}" for entry in self._observatory.catalogue.entries())
        text = translate(
            "processing",
            "Loads a dataset and cuts it to the territory: an entry of the curated catalogue, brought to a common schema with "
            "today's commune codes; an entry of another catalogue; or the address of a file or of a service. Services of features "
            "are read whole: what was announced is compared with what was read, and a partial copy says so. Producer, licence, date "
            "and what was done are written in the log and in the layer's metadata.\n\nHarmonised entries:\n{entries}",
        )
        return text.format(entries=entries)

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare the parameters."""
        self.add_target()
        mode = QgsProcessingParameterEnum(
            MODE, translate("processing", "Mode"), list(MODES), defaultValue=AUTO, usesStaticStrings=True
        )
        mode.setHelp(
            translate(
                "processing",
                "copy: the rows are written to OUTPUT; live: the layer stays on its service (LIVE_SOURCE); auto: live for images, copy "
                "for the rest.",
            )
        )
        self.addParameter(mode)
        self.add_source()
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                OUTPUT, translate("processing", "Layer"), QgsProcessing.SourceType.TypeVector, optional=True, createByDefault=True
            )
        )
        for name, title in (
            (COUNT, translate("processing", "Number of rows")),
            (ROWS_READ, translate("processing", "Number of rows read")),
            (ROWS_KEPT, translate("processing", "Number of rows kept")),
            (ANNOUNCED, translate("processing", "Number of rows announced by the source")),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, title))
        for name, title in (
            (PARTIAL, translate("processing", "Why the layer is partial (empty when it is whole)")),
            (PROVENANCE, translate("processing", "Provenance (JSON)")),
            (LIVE_SOURCE, translate("processing", "Data source of a live layer")),
        ):
            self.addOutput(QgsProcessingOutputString(name, title))

    def perform(self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> dict:
        """Load, cut, write."""
        written = self.text(parameters, TERRITORY, context)
        territory = self._observatory.cog.territory(written) if written else None
        entry = self.text(parameters, ENTRY, context)
        if entry and entry in {one.id for one in self._observatory.catalogue.entries()}:
            return self._harmonised(entry, territory, parameters, context, feedback)
        if entry and ":" not in entry:
            self._observatory.catalogue.recipe(entry)  # says which entries there are
        progress = self.progress(feedback)
        target = self.target(parameters, context, progress, territory)
        mode = self.parameterAsEnumString(parameters, MODE, context)
        if mode == LIVE_MODE or (mode == AUTO and target.is_image):
            return self._live(target, territory, parameters, context, progress)
        return self._copied(target, territory, parameters, context, feedback)

    # Harmonised

    def _harmonised(
        self,
        entry: str,
        territory: Territory | None,
        parameters: dict,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict:
        if self.text(parameters, URL, context) or self.text(parameters, KIND, context):
            raise VigieError(translate("processing", "Give either ENTRY or URL: the dataset to read."))
        if territory is None:
            territory = self._observatory.cog.territory("france")
        source = self.parameterAsEnumString(parameters, SOURCE, context)
        dataset = self._observatory.load(entry, territory, source, self.progress(feedback))
        provenance = dataset.provenance
        feedback.pushInfo(source_line(provenance))
        self._tell(provenance.rows_read, provenance.rows_kept, len(dataset), feedback)
        for line in lineage(provenance):
            feedback.pushWarning(line)
        destination = self.write(OUTPUT, parameters, context, dataset.table, dataset.geometry, feedback)
        self.style_when_loaded(context, destination, provenance.title, lambda layer: _describe(layer, dataset))
        return {
            OUTPUT: destination,
            COUNT: len(dataset),
            ROWS_READ: provenance.rows_read,
            ROWS_KEPT: provenance.rows_kept,
            PARTIAL: "",
            PROVENANCE: json.dumps(provenance.as_dict(), ensure_ascii=False),
        }

    @staticmethod
    def _tell(read: int, kept: int, here: int, feedback: QgsProcessingFeedback) -> None:
        feedback.pushInfo(
            translate("processing", "{read} rows read, {kept} kept, {here} in the territory.").format(
                read=number(read), kept=number(kept), here=number(here)
            )
        )

    # As it is

    def _copied(
        self,
        target: Target,
        territory: Territory | None,
        parameters: dict,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict:
        self.refuse_own_files(parameters, context, [OUTPUT])
        options = self.options(parameters, context, target)
        progress = self.progress(feedback)
        layers = (options.layer,) if options.layer else ()
        with self._observatory.loader.working_folder() as folder:
            path = folder / "loaded.gpkg"
            loaded = self._observatory.loader.copy(target, options, territory, path, Stretch(progress, 0, 80), layers)
            table = loaded.tables[0]
            destination = self._sink(path, table, parameters, context, Stretch(progress, 80, 100))
        about = target.about(loaded.fetched, (*loaded.notes, *table.notes))
        feedback.pushInfo(about.credit)
        for note in (*loaded.notes, *table.notes):
            feedback.pushInfo(note)
        if table.partial:
            feedback.pushWarning(table.partial)
        self._tell(table.read, table.rows, table.rows, feedback)
        self.style_when_loaded(context, destination, titled(about.title, table), lambda layer: dress(layer, table, about))
        return {
            OUTPUT: destination,
            COUNT: table.rows,
            ROWS_READ: table.read,
            ROWS_KEPT: table.rows,
            ANNOUNCED: table.announced,
            PARTIAL: table.partial,
            PROVENANCE: json.dumps(_provenance(target, loaded, table), ensure_ascii=False),
        }

    def _sink(self, path: Path, table: Copied, parameters: dict, context: QgsProcessingContext, progress: Progress) -> str:
        """Put the rows of a table into the output; its id or address is returned."""
        layer = QgsVectorLayer(f"{path}|layername={table.table}", table.name, "ogr")
        if not layer.isValid():
            raise QgsProcessingException(layer.error().summary())
        fields = layer.fields()
        fields.remove(0)  # the number that GeoPackage gives; a column of the source may be called fid
        written = written_to(parameters.get(OUTPUT), context)
        file = written.file if written else None
        kind = geometry_type(table.geometry, layer.wkbType(), file)
        refuse_long_texts(layer.getFeatures(), file)
        self._make_folder(parameters, OUTPUT, context)
        options = package_options(fields, file)
        sink, destination = self.parameterAsSink(
            parameters, OUTPUT, context, fields, kind, layer.crs(), createOptions={"layerOptions": options}, layerOptions=options
        )
        if sink is None:
            raise QgsProcessingException(self.invalidSinkError(parameters, OUTPUT))
        done, batch = 0, []
        for feature in layer.getFeatures():
            feature.setAttributes(feature.attributes()[1:])
            batch.append(feature)
            if len(batch) == BATCH:
                done += _poured(sink, batch)
                progress.step(100 * done / max(table.rows, 1))
        done += _poured(sink, batch)
        sink.flushBuffer()
        if done != table.rows:
            raise VigieError(
                translate("processing", "{done} of {rows} rows could be written to OUTPUT: choose a GeoPackage.").format(
                    done=number(done), rows=number(table.rows)
                )
            )
        return destination

    # Live

    def _live(
        self, target: Target, territory: Territory | None, parameters: dict, context: QgsProcessingContext, progress: Progress
    ) -> dict:
        if not target.is_service:
            raise VigieError(translate("processing", "A file cannot stay live: use MODE=copy."))
        options = self.options(parameters, context, target)
        resources = self._observatory.loader.resources(target, options, (), progress)
        if len(resources) > 1:
            raise VigieError(
                translate("processing", "{address} has several layers: name one as the option layer, among {names}.").format(
                    address=target.resource.address, names=", ".join(one.layer for one in resources)
                )
            )
        resource = self._observatory.loader.described(resources[0], target, progress)
        crs = legal_crs(territory.communes[0]) if territory else ""
        source = live_source(resource, crs, target.endpoint.authcfg if target.endpoint else "")
        written = QgsProcessingUtils.encodeProviderKeyAndUri(source.provider, source.uri)
        about = target.about()
        details = QgsProcessingContext.LayerDetails(about.title, context.project(), OUTPUT)
        if context.project() is not None:
            context.addLayerToLoadOnCompletion(written, details)
            self.style_when_loaded(context, written, about.title, lambda layer: layer.setMetadata(described(about, layer.crs())))
        return {
            OUTPUT: "",
            LIVE_SOURCE: written,
            COUNT: 0,
            PARTIAL: "",
            PROVENANCE: json.dumps(asdict(about), ensure_ascii=False),
        }


def _poured(sink: QgsFeatureSink, batch: list[QgsFeature]) -> int:
    """Put the batch into the sink and empty it; how many rows that were."""
    size = len(batch)
    if size and not sink.addFeatures(batch, QgsFeatureSink.Flag.FastInsert):
        raise VigieError(
            translate("processing", "OUTPUT cannot be written: check that the disk is not full, or choose a GeoPackage."),
            sink.lastError(),
        )
    batch.clear()
    return size


def _provenance(target: Target, loaded: Loaded, table: Copied) -> dict:
    """Where a copy comes from and what was done to it, as plain JSON types."""
    about = asdict(target.about(loaded.fetched, (*loaded.notes, *table.notes)))
    counts = {name: getattr(table, name) for name in ("announced", "read", "rows", "partial", "geometry", "crs")}
    return {**about, "kind": target.resource.kind, "layer": table.name, **counts}


def _describe(layer: QgsVectorLayer, dataset: Dataset) -> None:
    renderer = style_of_entry(layer, dataset.style)
    if renderer is not None:
        layer.setRenderer(renderer)
    layer.setMetadata(metadata_of(dataset.provenance))
