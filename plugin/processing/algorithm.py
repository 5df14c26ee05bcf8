# SPDX-License-Identifier: GPL-2.0-or-later
"""What all algorithms share: parameters, errors as sentences, progress."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from pathlib import Path
from traceback import clear_frames
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeatureSink,
    QgsMapLayer,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingFeedback,
    QgsProcessingLayerPostProcessorInterface,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterString,
    QgsProcessingUtils,
    QgsVectorLayer,
)
from qgis.PyQt.QtGui import QIcon

from ..feedback import FeedbackProgress
from ..guide import PROCESSING, address
from ..harmonize.recipe import EMBEDDED, LIVE
from ..indicators.definition import CONTOURS_ROLE, Definition
from ..indicators.zonings import OWN
from ..layers.dating import date_of_layer
from ..layers.features import crs_of, features_of, fields_of, wkb_type_of
from ..layers.files import family, files_read, same_file, written_to
from ..layers.reading import LayerReading
from ..messages import Cancelled, VigieError, reason, translate
from ..observatory import Observatory
from ..territory.model import LEVELS

if TYPE_CHECKING:
    import pandas as pd

ICON = Path(__file__).resolve().parents[2] / "resources" / "icons" / "vigie.svg"

TERRITORY = "TERRITORY"
LEVEL = "LEVEL"
SOURCE = "SOURCE"
LAYERS = "LAYERS"
ACCEPT_PARTIAL = "ACCEPT_PARTIAL"
OUTPUT = "OUTPUT"


def in_sentences(step: Callable[..., Any]) -> Callable[..., Any]:
    """A step of an algorithm whose errors reach the user as one sentence; its last argument is the feedback.

    QGIS keeps the exceptions that cross it for ever, with the variables of all functions on their way: a refused layer
    would stay open, and its file locked on Windows, until QGIS ends. So they leave with empty hands.
    """

    @wraps(step)
    def told(*arguments: Any) -> Any:
        try:
            return step(*arguments)
        except VigieError as error:
            sentence, way = error.sentence, error.__traceback__
            if error.detail:
                arguments[-1].pushDebugInfo(error.detail)
        except Cancelled as error:
            sentence, way = translate("processing", "Cancelled."), error.__traceback__
        except QgsProcessingException as error:
            sentence, way = str(error), error.__traceback__
        clear_frames(way)
        del arguments, way
        raise QgsProcessingException(sentence)

    return told


class VigieAlgorithm(QgsProcessingAlgorithm):
    """An algorithm over the observatory. Subclasses implement `perform`; their errors reach the user as one sentence."""

    NAME = ""

    def __init__(self, observatory: Observatory) -> None:
        super().__init__()
        self._observatory = observatory
        self._styler: LayerStyler | None = None
        self._files: set[Path] = set()

    def createInstance(self) -> VigieAlgorithm:
        """A fresh copy, over the same observatory."""
        return type(self)(self._observatory)

    def name(self) -> str:
        """The stable id."""
        return self.NAME

    def helpUrl(self) -> str:
        """The bundled guide, on the algorithms."""
        return address(PROCESSING)

    def icon(self) -> QIcon:
        """The product's icon."""
        return QIcon(str(ICON))

    @in_sentences
    def prepareAlgorithm(self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> bool:
        """Prepare, always on the main thread."""
        self.check(parameters, context)
        return True

    @in_sentences
    def processAlgorithm(self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> dict:
        """Run."""
        return self.perform(parameters, context, feedback)

    @in_sentences
    def postProcessAlgorithm(self, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> dict:
        """Finish, always on the main thread."""
        self.finish()
        return {}

    def check(self, parameters: dict, context: QgsProcessingContext) -> None:
        """What must be looked at on the main thread, before the work; raises `VigieError`."""

    def perform(self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> dict:
        """The work itself; raises `VigieError` or `Cancelled`."""
        raise NotImplementedError(self.NAME)

    def finish(self) -> None:
        """What must be done on the main thread, after the work."""

    def add_territory(self) -> None:
        """The parameter that says which territory."""
        parameter = QgsProcessingParameterString(TERRITORY, translate("processing", "Territory"))
        parameter.setHelp(
            translate(
                "processing",
                "Written as commune:05061, epci:200067825, departement:05 or region:93; several apart by commas; france for the country.",
            )
        )
        self.addParameter(parameter)

    def add_text(self, name: str, title: str, told: str) -> None:
        """An optional text, with what it is for."""
        parameter = QgsProcessingParameterString(name, title, optional=True)
        parameter.setHelp(told)
        self.addParameter(parameter)

    def make_optional(self, name: str) -> None:
        """Let a parameter be left empty."""
        parameter = self.parameterDefinition(name)
        parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.Flag.FlagOptional)

    def text(self, parameters: dict, name: str, context: QgsProcessingContext) -> str:
        """A text parameter without spaces around it."""
        return (self.parameterAsString(parameters, name, context) or "").strip()

    def add_level(self, *more: str) -> None:
        """The parameter that says by which units; `more` levels than the administrative ones."""
        self.addParameter(
            QgsProcessingParameterEnum(
                LEVEL, translate("processing", "Level"), [*LEVELS, *more], defaultValue="commune", usesStaticStrings=True
            )
        )

    def add_source(self) -> None:
        """The parameter that chooses between embedded copies and live sources."""
        parameter = QgsProcessingParameterEnum(
            SOURCE, translate("processing", "Source"), [EMBEDDED, LIVE], defaultValue=EMBEDDED, usesStaticStrings=True
        )
        parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
        parameter.setHelp(
            translate("processing", "embedded: the dated copies that come with the product; live: the producers' own addresses.")
        )
        self.addParameter(parameter)

    def add_layers(self) -> None:
        """The parameter that binds layers of the user's to roles."""
        layers = QgsProcessingParameterString(
            LAYERS, translate("processing", "Own layers (role=layer, apart by semicolons)"), optional=True
        )
        layers.setHelp(
            translate(
                "processing",
                "For instance features=/data/benches.gpkg|layername=benches;contours=/data/communes.gpkg. A layer of the project is "
                "given by its id or name. Roles: features (a layer of yours), contours (precise contours of communes, with their "
                "INSEE code), zones (your own zones: polygons, a table of INSEE codes and groups, or the id of perimeters of the "
                "catalogue, such as living-areas), or the id of a catalogue entry to put a "
                "layer of yours in its place.",
            )
        )
        self.addParameter(layers)
        partial = QgsProcessingParameterBoolean(
            ACCEPT_PARTIAL, translate("processing", "Accept layers that are partial"), defaultValue=False
        )
        partial.setFlags(partial.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
        partial.setHelp(
            translate(
                "processing",
                "A layer that was loaded in part (its name says so) gives wrong figures: it is refused, unless this is checked.",
            )
        )
        self.addParameter(partial)

    def bind_layers(self, parameters: dict, context: QgsProcessingContext) -> dict[str, LayerReading]:
        """The layers of ``role=layer;role=layer``, by role; a `VigieError` names the part that is wrong.

        The files that they are read from are kept, to be refused as outputs, and the dates that their metadata tell.
        """
        readings, self._dates = {}, []
        known = {entry.id for entry in self._observatory.catalogue.entries()}
        written = self.parameterAsString(parameters, LAYERS, context) or ""
        for part in filter(None, (part.strip() for part in written.split(";"))):
            role, separator, source = part.partition("=")
            if not separator or not role.strip() or not source.strip():
                raise VigieError(
                    translate(
                        "processing", "“{part}” is not understood: write role=layer, for instance features=/data/benches.gpkg."
                    ).format(part=part)
                )
            if role.strip() in readings:
                told = translate("processing", "LAYERS names two layers for the role “{role}”: give one.")
                raise VigieError(told.format(role=role.strip()))
            if role.strip() == OWN and source.strip() in known:
                continue  # perimeters of the catalogue, see `zones_entry`
            layer = QgsProcessingUtils.mapLayerFromString(source.strip(), context, True, QgsProcessingUtils.LayerHint.Vector)
            if not isinstance(layer, QgsVectorLayer):
                raise VigieError(
                    translate(
                        "processing", "No readable vector layer at “{source}” (role {role}): check the path, or the file."
                    ).format(source=source.strip(), role=role.strip())
                )
            readings[role.strip()] = LayerReading.of(
                layer, self.parameterAsBool(parameters, ACCEPT_PARTIAL, context), role.strip()
            )
            if context.project() is None or context.project().mapLayer(layer.id()) is None:
                layer.loadDefaultMetadata()  # as the desktop does for what one opens
            if role.strip() != OWN:  # the date of zones is not that of the data
                self._dates.append((layer.name(), date_of_layer(layer)))
            self._files |= files_read(layer, context.project())
        return readings

    def zones_entry(self, parameters: dict, context: QgsProcessingContext) -> str:
        """The entry of the catalogue whose perimeters are the zones (``zones=living-areas``); empty where there is none."""
        known = {entry.id for entry in self._observatory.catalogue.entries()}
        written = self.parameterAsString(parameters, LAYERS, context) or ""
        pairs = (part.partition("=") for part in written.split(";"))
        return next((source.strip() for role, _, source in pairs if role.strip() == OWN and source.strip() in known), "")

    def refuse_unknown_roles(self, roles: Iterable[str], definitions: Sequence[Definition]) -> None:
        """A `VigieError` names a role of a layer of the user's that none of the definitions knows."""
        known = sorted({CONTOURS_ROLE, OWN}.union(*(definition.roles for definition in definitions)))
        for role in roles:
            if role not in known:
                raise VigieError(
                    translate("processing", "Unknown role “{role}” in LAYERS: choose among {known}.").format(
                        role=role, known=", ".join(known)
                    )
                )

    def refuse_own_files(self, parameters: dict, context: QgsProcessingContext, outputs: Sequence[str]) -> None:
        """A `VigieError` when one of these outputs would take the place of a file that is read, or of another output."""
        taken = []
        for name in outputs:
            written = written_to(parameters.get(name), context)
            if written is None:
                continue
            self.refuse_read(name, written.file)
            for other, before in taken:
                apart = written.table and before.table and written.table != before.table
                if not apart and same_file(written.file, before.file):
                    raise VigieError(
                        translate("processing", "{name} and {other} are the same file: choose another one for {name}.").format(
                            name=name, other=other
                        )
                    )
            taken.append((name, written))

    def read_layer(self, value: object, context: QgsProcessingContext) -> QgsVectorLayer | None:
        """The layer that a parameter gives, in whatever way; None where it is something else. The files that it is read from are
        kept, to be refused as outputs.
        """
        if isinstance(value, QgsProcessingFeatureSourceDefinition):
            value = value.source.valueAsString(context.expressionContext(), "")[0]
        layer = value if isinstance(value, QgsVectorLayer) else QgsProcessingUtils.mapLayerFromString(str(value), context)
        if not isinstance(layer, QgsVectorLayer):
            return None
        self._files |= files_read(layer, context.project())
        return layer

    def refuse_read(self, name: str, file: Path) -> None:
        """A `VigieError` when the output `name` would be written into a file that is read."""
        if any(same_file(member, read) for member in family(file) for read in self._files):
            raise VigieError(
                translate("processing", "{name} is a file of yours that is read here: choose another one.").format(name=name)
            )

    def progress(self, feedback: QgsProcessingFeedback) -> FeedbackProgress:
        """The feedback as the services take it."""
        return FeedbackProgress(feedback)

    def write(
        self,
        name: str,
        parameters: dict,
        context: QgsProcessingContext,
        table: pd.DataFrame,
        geometry: np.ndarray | None,
        feedback: QgsProcessingFeedback,
        crs: str = "",
    ) -> str:
        """Put the rows into the output of that name; its id or address is returned. A missing folder is made. `crs` is that of the
        geometries, if it is not EPSG:4326.
        """
        self._make_folder(parameters, name, context)
        system = QgsCoordinateReferenceSystem(crs) if crs else crs_of(geometry)
        sink, destination = self.parameterAsSink(parameters, name, context, fields_of(table), wkb_type_of(geometry), system)
        if sink is None:
            raise QgsProcessingException(self.invalidSinkError(parameters, name))
        for feature in features_of(table, geometry):
            if feedback.isCanceled():
                raise Cancelled
            if not sink.addFeature(feature, QgsFeatureSink.Flag.FastInsert):
                raise QgsProcessingException(self.writeFeatureError(sink, parameters, name))
        sink.flushBuffer()
        return destination

    def _make_folder(self, parameters: dict, name: str, context: QgsProcessingContext) -> None:
        written = written_to(parameters.get(name), context)
        if written is None:
            return
        folder = written.file.parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise VigieError(
                translate("processing", "{name} cannot be written into {folder}: {why}. Choose another folder.").format(
                    name=name, folder=folder, why=reason(error)
                )
            ) from error

    def style_when_loaded(
        self, context: QgsProcessingContext, destination: str, name: str, style: Callable[[QgsMapLayer], None]
    ) -> None:
        """Name the output and have `style` applied to it, if it is going to be loaded into a project."""
        if context.willLoadLayerOnCompletion(destination):
            details = context.layerToLoadOnCompletionDetails(destination)
            details.name = name
            self._styler = LayerStyler(style)
            details.setPostProcessor(self._styler)


class LayerStyler(QgsProcessingLayerPostProcessorInterface):
    """Applies a function to a layer once it is in the project, on the main thread."""

    _kept: ClassVar[list] = []  # QGIS does not own post-processors made in Python

    def __init__(self, style: Callable[[QgsMapLayer], None]) -> None:
        super().__init__()
        self._style = style
        LayerStyler._kept[:] = [*LayerStyler._kept[-9:], self]

    def postProcessLayer(self, layer: QgsMapLayer, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> None:
        """Style and describe the layer."""
        if isinstance(layer, QgsMapLayer):
            self._style(layer)
            layer.triggerRepaint()
