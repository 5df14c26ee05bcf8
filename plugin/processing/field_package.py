# SPDX-License-Identifier: GPL-2.0-or-later
"""vigie:fieldpackage: layers taken to the field in one folder, with what is needed to bring them back."""

from __future__ import annotations

import json
from pathlib import Path

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsGeometry,
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsVectorLayer,
)

from ..field.desk import Desk
from ..field.report import page
from ..layers.field_package import Packaged, Wanted, make_package
from ..messages import VigieError, number, translate
from ..territory.crs import GEOGRAPHIC
from ..working import write_whole
from .algorithm import TERRITORY, VigieAlgorithm

EDITABLE = "EDITABLE"
READ_ONLY = "READ_ONLY"
BUFFER = "BUFFER"
KEYS = "KEYS"
WHO = "WHO"
LARGEST = "LARGEST"
FOLDER = "FOLDER"
REPORT = "REPORT"
PACKAGE = "PACKAGE"
COUNT = "COUNT"
SIZE = "SIZE"
SEGMENTS = 16
DESK = "field"
"""The folder of packages in the product's."""


class FieldPackageAlgorithm(VigieAlgorithm):
    """A folder for QField, Mergin Maps or QGIS, and its snapshot on the desk."""

    NAME = "fieldpackage"

    def flags(self) -> QgsProcessingAlgorithm.Flag:
        """On the main thread: it makes a project, and reads layers of the user's with their forms."""
        return super().flags() | QgsProcessingAlgorithm.Flag.FlagNoThreading

    def displayName(self) -> str:
        """The name that users read."""
        return translate("processing", "Package for the field")

    def shortHelpString(self) -> str:
        """What it does."""
        return translate(
            "processing",
            "Copies layers, cut to a territory and what surrounds it, into one folder: a project, a GeoPackage, the files that features name. "
            "It opens in QField, Mergin Maps and QGIS, without this product and without network. Forms, lists of values, constraints, "
            "default values and styles go along; actions, macros and Python do not.\n\nEach feature gets an identity (vigie_uuid), and a "
            "snapshot stays on this computer: vigie:fieldreturn compares with it what comes back. Your layers are only read.\n\nGive each "
            "tablet a package of its own, or its name at the return.",
        )

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare the parameters."""
        kind = QgsProcessing.SourceType.TypeVector
        self.addParameter(
            QgsProcessingParameterMultipleLayers(
                EDITABLE, translate("processing", "Layers to edit in the field"), kind, optional=True
            )
        )
        self.addParameter(
            QgsProcessingParameterMultipleLayers(
                READ_ONLY, translate("processing", "Layers to look at only"), kind, optional=True
            )
        )
        self.add_territory()
        self.make_optional(TERRITORY)
        self.addParameter(
            QgsProcessingParameterNumber(
                BUFFER,
                translate("processing", "Metres around the territory"),
                QgsProcessingParameterNumber.Type.Double,
                500,
                False,
                0,
                100_000,
            )
        )
        self.add_text(
            KEYS,
            translate("processing", "Own keys (layer=field, apart by semicolons)"),
            translate(
                "processing",
                "The field that is filled and unique in a layer, by its name: needed where its file has no lasting ids.",
            ),
        )
        self.add_text(WHO, translate("processing", "Taken by"), translate("processing", "For the journal."))
        self.addParameter(
            QgsProcessingParameterNumber(
                LARGEST, translate("processing", "Largest size (MB)"), QgsProcessingParameterNumber.Type.Double, 500, False, 1
            )
        )
        self.addParameter(QgsProcessingParameterFolderDestination(FOLDER, translate("processing", "Folder of the package (new)")))
        self.addParameter(
            QgsProcessingParameterFileDestination(
                REPORT, translate("processing", "Report"), "HTML (*.html);;JSON (*.json)", optional=True, createByDefault=False
            )
        )
        self.addOutput(QgsProcessingOutputString(PACKAGE, translate("processing", "Identity of the package")))
        self.addOutput(QgsProcessingOutputNumber(COUNT, translate("processing", "Number of features")))
        self.addOutput(QgsProcessingOutputNumber(SIZE, translate("processing", "Size in bytes")))

    def perform(self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> dict:
        """Copy, check, keep."""
        wanted, desk, progress = (
            self._wanted(parameters, context, feedback),
            Desk(self._observatory.folder / DESK),
            self.progress(feedback),
        )
        with desk.held(progress):
            made = make_package(wanted, desk, progress)
        for sentence in made.warnings:
            feedback.pushWarning(sentence)
        for one in made.manifest.layers:
            feedback.pushInfo(f"{one.name}: {number(one.count)}")
        told = translate("processing", "Opened cold in another place: every layer is whole, nothing leads outside. {size} MB.")
        feedback.pushInfo(told.format(size=number(made.manifest.size / 1e6, 1)))
        results = {FOLDER: str(wanted.folder), PACKAGE: made.manifest.id, SIZE: made.manifest.size}
        report = self.parameterAsFileOutput(parameters, REPORT, context)
        if report:
            write_whole(Path(report), _report(made, report))
            results[REPORT] = report
        return {**results, COUNT: sum(one.count for one in made.manifest.layers)}

    def _wanted(self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> Wanted:
        lists = [self.parameterAsLayerList(parameters, name, context) or [] for name in (EDITABLE, READ_ONLY)]
        editable, read_only = ([layer for layer in layers if isinstance(layer, QgsVectorLayer)] for layers in lists)
        for name, layers in zip((EDITABLE, READ_ONLY), (editable, read_only)):
            given = parameters.get(name) or []
            if len(layers) < (len(given) if isinstance(given, (list, tuple)) else 1):
                raise VigieError(translate("processing", "A layer of {name} cannot be read: check the paths.").format(name=name))
        folder = self.text(parameters, FOLDER, context)
        written = self.text(parameters, TERRITORY, context)
        wanted = Wanted(
            editable, read_only, Path(folder), self.text(parameters, WHO, context), written, project=context.project()
        )
        wanted.buffer = self.parameterAsDouble(parameters, BUFFER, context)
        wanted.largest = int(self.parameterAsDouble(parameters, LARGEST, context) * 1e6)
        wanted.keys = _keys(self.text(parameters, KEYS, context), [*editable, *read_only])
        if written:
            wanted.area, wanted.area_crs = self._area(written, wanted.buffer, feedback)
        return wanted

    def _area(
        self, written: str, metres: float, feedback: QgsProcessingFeedback
    ) -> tuple[QgsGeometry, QgsCoordinateReferenceSystem]:
        """The territory with its surroundings, and the system that it is in: the legal one of its main part."""
        territory = self._observatory.cog.territory(written)
        contours = self._observatory.reference.contours(territory)
        main, communes = contours.main_part(self._observatory.cog, territory)
        outline = contours.dissolve([communes])[0]
        if outline is None:
            raise VigieError(
                translate("processing", "{territory} has no contour: leave TERRITORY empty.").format(territory=territory.key)
            )
        if len(communes) < len(territory.communes):
            told = translate(
                "processing",
                "{count} communes are left out: no contour, or far from the main part. Make them a package of their own.",
            )
            feedback.pushWarning(told.format(count=number(len(territory.communes) - len(communes))))
        area, crs = QgsGeometry(), QgsCoordinateReferenceSystem(main)
        area.fromWkb(outline.wkb)
        area.transform(QgsCoordinateTransform(QgsCoordinateReferenceSystem(GEOGRAPHIC), crs, QgsCoordinateTransformContext()))
        return area.buffer(metres, SEGMENTS), crs


def _keys(written: str, layers: list[QgsVectorLayer]) -> dict[str, str]:
    keys = {}
    for part in filter(None, (part.strip() for part in written.split(";"))):
        name, _, field = (piece.strip() for piece in part.partition("="))
        ids = [layer.id() for layer in layers if name in (layer.name(), layer.id())]
        if len(ids) != 1 or not field:
            told = translate(
                "processing", "“{part}” is not understood in KEYS: write layer=field, with the name of a layer of the package."
            )
            raise VigieError(told.format(part=part))
        keys[ids[0]] = field
    return keys


def _report(made: Packaged, path: str) -> bytes:
    layers = [
        {"layer": one.name, "editable": one.editable, "features": one.count, "crs": one.crs, "key": one.key_field or "vigie_uuid"}
        for one in made.manifest.layers
    ]
    if path.lower().endswith(".json"):
        document = {"package": made.manifest.id, "date": made.manifest.date, "who": made.manifest.who, "size": made.manifest.size}
        return json.dumps({**document, "layers": layers, "warnings": made.warnings}, ensure_ascii=False, indent=1).encode()
    title = translate("processing", "Package for the field")
    size = translate("processing", "{size} MB, opened cold in another place.").format(size=number(made.manifest.size / 1e6, 1))
    rows = [list(one.values()) for one in layers]
    return page(title, [(translate("processing", "Layers"), list(layers[0]), rows)], [size, *made.warnings]).encode()
