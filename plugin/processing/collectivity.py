# SPDX-License-Identifier: GPL-2.0-or-later
"""vigie:collectivity: what collectivities are, as JSON or CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFileDestination,
)

from ..messages import Stretch, VigieError, translate
from ..territory.identity import Identity
from ..territory.model import Unit
from ..working import write_whole
from .algorithm import OUTPUT, TERRITORY, VigieAlgorithm

LIVE = "LIVE"
COUNT = "COUNT"
FORMATS = (".json", ".csv")


class CollectivityAlgorithm(VigieAlgorithm):
    """The identity of each collectivity of a territory."""

    NAME = "collectivity"

    def displayName(self) -> str:
        """The name that users read."""
        return translate("processing", "Identity of a collectivity")

    def shortHelpString(self) -> str:
        """What it does."""
        return translate(
            "processing",
            "Tells what each collectivity of a territory is: kind and status, communes, EPCI, département and région that it lies in "
            "(with shares of population where it straddles them), SIREN, population, area, density classes, seat, delegated and "
            "associated communes, neighbours; and, when LIVE is checked, the competences and syndicates of its EPCI, as BANATIC "
            "shows them. OUTPUT ends in .json, or in .csv for one row a fact.",
        )

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare the parameters."""
        self.add_territory()
        live = QgsProcessingParameterBoolean(LIVE, translate("processing", "Ask BANATIC for competences"), defaultValue=False)
        live.setHelp(
            translate("processing", "Its pages are known from documentation, and were never verified: say so if it fails.")
        )
        self.addParameter(live)
        self.addParameter(
            QgsProcessingParameterFileDestination(OUTPUT, translate("processing", "Identity"), "JSON (*.json);;CSV (*.csv)")
        )
        self.addOutput(QgsProcessingOutputNumber(COUNT, translate("processing", "Number of collectivities")))

    def perform(self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> dict:
        """Look up, and write."""
        path = Path(self.parameterAsFileOutput(parameters, OUTPUT, context)).absolute()
        if parameters.get(OUTPUT) == QgsProcessing.TEMPORARY_OUTPUT:
            path = path.with_suffix(".json")
        if path.suffix.lower() not in FORMATS:
            raise VigieError(
                translate("processing", "OUTPUT is named {file}: an identity ends in .json or .csv.").format(file=path.name)
            )
        units = self._observatory.cog.territory(self.parameterAsString(parameters, TERRITORY, context)).units
        live = self.parameterAsBool(parameters, LIVE, context)
        progress, found = self.progress(feedback), []
        for place, unit in enumerate(units):
            part = Stretch(progress, 100 * place / len(units), 100 * (place + 1) / len(units))
            found.append(self._observatory.identity(unit, part, live))
            for note in found[-1].notes:
                feedback.pushInfo(f"{unit.name} – {note}")
        write_whole(path, as_csv(found) if path.suffix.lower() == ".csv" else as_json(found))
        return {OUTPUT: str(path), COUNT: len(found)}


def as_json(identities: list[Identity]) -> bytes:
    """Identities as a JSON document; what is not known is null."""
    document = {"collectivities": [written(one) for one in identities]}
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def as_csv(identities: list[Identity]) -> bytes:
    """Identities as a CSV (UTF-8 with its mark, semicolons): one row a fact."""
    stream = io.StringIO(newline="")
    rows = csv.writer(stream, delimiter=";")
    rows.writerow(("level", "code", "name", "fact", "detail", "value"))
    for one in identities:
        for fact, detail, value in _facts("", written(one)):
            rows.writerow((one.unit.level, one.unit.code, one.unit.name, fact, detail, value))
    return stream.getvalue().encode("utf-8-sig")


def _facts(name: str, value: Any) -> Iterator[tuple[str, str, str]]:
    """The plain values of a document: the fact, which one of several, and the value; what is not known is empty."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _facts(f"{name}.{key}" if name else key, inner)
    elif isinstance(value, list):
        for place, inner in enumerate(value, 1):
            for fact, detail, text in _facts(name, inner):
                yield fact, f"{place}.{detail}" if detail else str(place), text
    else:
        yield name, "", "" if value is None else str(value)


def written(identity: Identity) -> dict[str, Any]:
    """An identity as plain JSON types."""
    unit = identity.unit
    return {
        "level": unit.level,
        "code": unit.code,
        "name": unit.name,
        "kind": identity.kind,
        "status": identity.status or None,
        "funding": unit.funding or None,
        "siren": unit.siren,
        "population": unit.population,
        "population_year": identity.population_period,
        "area_km2": None if identity.area_km2 is None else round(identity.area_km2, 3),
        "area_generalised": identity.generalised,
        "density": [asdict(one) for one in identity.density],
        "seat": _named(identity.seat),
        "seat_of": [_named(one) for one in identity.seat_of],
        "communes": {"count": len(identity.communes), "list": [_named(one) for one in identity.communes]},
        "lies_in": [
            {**_named(one.unit), "kind": one.unit.kind or None, "communes": one.communes, "share": one.share}
            for one in identity.groupings
        ],
        "parts": [part._asdict() for part in identity.parts],
        "former_codes": list(identity.former),
        "neighbours": None if identity.neighbours is None else [_named(one) for one in identity.neighbours],
        "powers": None if identity.powers is None else asdict(identity.powers),
        "notes": list(identity.notes),
    }


def _named(unit: Unit | None) -> dict[str, str] | None:
    return None if unit is None else {"level": unit.level, "code": unit.code, "name": unit.name}
