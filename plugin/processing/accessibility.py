# SPDX-License-Identifier: GPL-2.0-or-later
"""vigie:accessibility: from where services are reached in so many minutes, and by how many people."""

from __future__ import annotations

from collections.abc import Sequence

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterExpression,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterNumber,
    QgsProcessingParameterVectorLayer,
    QgsVectorLayer,
)

from ..access import Access, People, Services, access, people_of_communes, people_of_layer, services_of_dataset, services_of_layer
from ..layers.marks import PARTIAL
from ..layers.reading import LayerReading
from ..messages import Progress, Stretch, VigieError, number, translate
from ..remote.isochrones import DETOUR, NETWORK, PROFILES, SPEED_KMH, STRAIGHT, check
from ..territory.contours import Contours
from ..territory.model import Territory
from .algorithm import ACCEPT_PARTIAL, OUTPUT, SOURCE, TERRITORY, VigieAlgorithm

ENTRY = "ENTRY"
SERVICES = "SERVICES"
MINUTES = "MINUTES"
PROFILE = "PROFILE"
METHOD = "METHOD"
SPEED = "SPEED"
DETOUR_FACTOR = "DETOUR"
POPULATION = "POPULATION"
WEIGHT = "WEIGHT"
OUTPUT_TABLE = "OUTPUT_TABLE"
SHARE = "SHARE"


class AccessibilityAlgorithm(VigieAlgorithm):
    """Areas from which services are reached, and shares of the population."""

    NAME = "accessibility"

    def displayName(self) -> str:
        """The name that users read."""
        return translate("processing", "Access to services")

    def shortHelpString(self) -> str:
        """What it does, and how."""
        text = translate(
            "processing",
            "Tells from where services are reached within so many minutes, and what share of the population lives there. Services are an "
            "entry of the catalogue or a layer of yours; those around the territory count too.\n\nMETHOD=straight needs no network: a "
            "circle, at {car} km/h by car or {pedestrian} on foot, on roads {detour} times as long as the straight line. That is an "
            "approximation. METHOD=network asks the Géoplateforme (IGN) for each service, five times a second at most; answers are kept, and "
            "not asked for again. Its address comes from documentation.\n\nInhabitants are counted at one point of their commune, or at the "
            "points of a layer of yours. The table has the territory, its EPCI and communes: for a commune the distance to the nearest "
            "service (on the ellipsoid) and the smallest threshold within which half of its people are. Both outputs say method, sources and "
            "date in each row. When areas are missing, "
            "shares would be too low: this is refused, unless accepted.",
        )
        return text.format(car=number(SPEED_KMH["car"]), pedestrian=number(SPEED_KMH["pedestrian"]), detour=number(DETOUR, 1))

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare the parameters."""
        self.add_territory()
        self.add_text(
            ENTRY,
            translate("processing", "Services of the catalogue"),
            translate("processing", "The id of an entry, for instance france-services. Or leave it empty and give SERVICES."),
        )
        vectors = [QgsProcessing.SourceType.TypeVectorAnyGeometry]
        self.addParameter(
            QgsProcessingParameterVectorLayer(SERVICES, translate("processing", "Services of yours"), vectors, optional=True)
        )
        self.add_text(
            MINUTES, translate("processing", "Minutes"), translate("processing", "One number or several, apart by commas.")
        )
        self.parameterDefinition(MINUTES).setDefaultValue("10,20")
        for name, title, options in (
            (PROFILE, translate("processing", "By car or on foot"), list(PROFILES)),
            (METHOD, translate("processing", "Method"), [STRAIGHT, NETWORK]),
        ):
            self.addParameter(QgsProcessingParameterEnum(name, title, options, defaultValue=options[0], usesStaticStrings=True))
        self._add_numbers()
        self.addParameter(
            QgsProcessingParameterVectorLayer(
                POPULATION, translate("processing", "Points where people live"), vectors, optional=True
            )
        )
        self.addParameter(
            QgsProcessingParameterExpression(
                WEIGHT, translate("processing", "Inhabitants of each point"), parentLayerParameterName=POPULATION, optional=True
            )
        )
        self.add_source()
        partial = QgsProcessingParameterBoolean(
            ACCEPT_PARTIAL, translate("processing", "Accept that areas or rows are missing"), defaultValue=False
        )
        partial.setFlags(partial.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
        self.addParameter(partial)
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                OUTPUT, translate("processing", "Areas reached"), QgsProcessing.SourceType.TypeVectorPolygon
            )
        )
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                OUTPUT_TABLE,
                translate("processing", "Table by commune, EPCI and territory"),
                QgsProcessing.SourceType.TypeVector,
                None,
                True,
                False,
            )
        )
        self.addOutput(
            QgsProcessingOutputNumber(SHARE, translate("processing", "Share of the population within the last threshold"))
        )

    def _add_numbers(self) -> None:
        double = QgsProcessingParameterNumber.Type.Double
        for parameter in (
            QgsProcessingParameterNumber(
                SPEED, translate("processing", "Straight line: km/h (empty: as said above)"), double, None, True, 1, 130
            ),
            QgsProcessingParameterNumber(
                DETOUR_FACTOR, translate("processing", "Straight line: detour factor"), double, DETOUR, False, 1, 5
            ),
        ):
            parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
            self.addParameter(parameter)

    def check(self, parameters: dict, context: QgsProcessingContext) -> None:
        """Note where the user's layers are, so that they can be read from another thread."""
        accept = self.parameterAsBool(parameters, ACCEPT_PARTIAL, context)
        self._readings: dict[str, LayerReading] = {}
        for name in (SERVICES, POPULATION):
            if not parameters.get(name):
                continue
            layer = self.read_layer(parameters[name], context)
            if layer is None:
                told = translate("processing", "No readable vector layer is given as {name}: check the path, or the file.")
                raise VigieError(told.format(name=name))
            self._readings[name] = LayerReading.of(layer, accept)
        if bool(self.text(parameters, ENTRY, context)) == (SERVICES in self._readings):
            raise VigieError(translate("processing", "Give either ENTRY or SERVICES: where the services are."))
        if self.text(parameters, WEIGHT, context) and POPULATION not in self._readings:
            raise VigieError(translate("processing", "WEIGHT is given without POPULATION: give the layer of points too."))
        self._minutes = _minutes(
            self.text(parameters, MINUTES, context), self.parameterAsEnumString(parameters, PROFILE, context)
        )
        self.refuse_own_files(parameters, context, (OUTPUT, OUTPUT_TABLE))

    def perform(self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> dict:
        """Compute and write."""
        observatory, progress = self._observatory, self.progress(feedback)
        territory = observatory.cog.territory(self.parameterAsString(parameters, TERRITORY, context))
        contours = observatory.contours_for(territory, progress)
        services = self._services(parameters, context, territory, Stretch(progress, 0, 10))
        people = self._people(parameters, context, territory, contours, Stretch(progress, 10, 15))
        part = Stretch(progress, 15, 95)
        network = self.parameterAsEnumString(parameters, METHOD, context) == NETWORK
        speed = self.parameterAsDouble(parameters, SPEED, context) if parameters.get(SPEED) not in (None, "") else None
        reach = observatory.reach(network, part, speed, self.parameterAsDouble(parameters, DETOUR_FACTOR, context))
        profile = self.parameterAsEnumString(parameters, PROFILE, context)
        found = access(services, people, territory, self._minutes, profile, reach, observatory.cog, contours, part)
        for note in found.notes:
            feedback.pushInfo(note)
        accepted = self.parameterAsBool(parameters, ACCEPT_PARTIAL, context)
        if found.nothing and not accepted:
            told = translate("processing", "{nothing} Run it again later, or choose METHOD=straight, which needs no network.")
            raise VigieError(told.format(nothing=found.nothing))
        if found.partial and not accepted:
            told = translate(
                "processing",
                "{partial} What was answered is kept: run it again later, or choose METHOD=straight, or ACCEPT_PARTIAL=true.",
            )
            raise VigieError(told.format(partial=found.partial))
        return self._written(found, parameters, context, feedback)

    def _written(self, found: Access, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> dict:
        if found.partial:
            feedback.pushWarning(found.partial)
        for row in found.areas.itertuples():
            told = translate("processing", "Within {minutes} min: {share} % of the population.")
            feedback.pushInfo(told.format(minutes=f"{row.minutes:g}", share=number(row.share, 1)))
        destination = self.write(OUTPUT, parameters, context, found.areas, found.shapes, feedback)
        if found.partial:
            title = translate("processing", "Areas reached (partial)")
            self.style_when_loaded(context, destination, title, lambda layer: _mark_partial(layer, found.partial))
        answer = {OUTPUT: destination, SHARE: float(found.areas["share"].iloc[-1]), "COUNT": len(found.areas)}
        if parameters.get(OUTPUT_TABLE):
            answer[OUTPUT_TABLE] = self.write(OUTPUT_TABLE, parameters, context, found.table, None, feedback)
        return answer

    def _services(self, parameters: dict, context: QgsProcessingContext, territory: Territory, progress: Progress) -> Services:
        if SERVICES in self._readings:
            return services_of_layer(self._readings[SERVICES].read(progress))
        entry = self.text(parameters, ENTRY, context)
        mode = self.parameterAsEnumString(parameters, SOURCE, context)
        dataset = self._observatory.dataset(entry, territory, mode, progress, other_mode=True)
        return services_of_dataset(dataset, self._observatory.cog)

    def _people(
        self,
        parameters: dict,
        context: QgsProcessingContext,
        territory: Territory,
        contours: Contours,
        progress: Progress,
    ) -> People:
        if POPULATION not in self._readings:
            return people_of_communes(territory, self._observatory.cog, contours)
        weight = self.text(parameters, WEIGHT, context)
        layer = self._readings[POPULATION].read(progress, [weight] if weight else [])
        return people_of_layer(layer, weight, territory, contours, progress)


def _minutes(written: str, profile: str) -> Sequence[float]:
    """The numbers of a text; a `VigieError` when one is none."""
    numbers = []
    for part in filter(None, (part.strip() for part in written.split(","))):
        try:
            numbers.append(float(part))
        except ValueError as error:
            told = translate("processing", "“{part}” is no number of minutes: write for instance 10,20.")
            raise VigieError(told.format(part=part)) from error
        check(numbers[-1], profile)
    return numbers


def _mark_partial(layer: QgsVectorLayer, why: str) -> None:
    layer.setCustomProperty(PARTIAL, why)
