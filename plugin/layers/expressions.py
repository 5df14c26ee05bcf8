# SPDX-License-Identifier: GPL-2.0-or-later
"""QGIS expressions over tables and features: what indicators are made of. Any thread may ask."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from qgis.core import (
    NULL,
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransformContext,
    QgsDistanceArea,
    QgsExpression,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsFeature,
    QgsFields,
)

from ..harmonize.outside import REFUSED_FUNCTIONS
from ..messages import VigieError, translate
from ..territory.crs import GEOGRAPHIC
from .features import features_of, fields_of

if TYPE_CHECKING:
    import pandas as pd


REFUSED = REFUSED_FUNCTIONS
"""What an expression may not call: a definition may come from anyone."""

BY_CHANCE = frozenset(("rand", "randf", "uuid"))
"""Functions that answer otherwise each time: nobody could compute the figure again."""
PLANE = frozenset(("area", "perimeter"))
"""Functions that measure in the units of the layer."""


def evaluate(expression: str, table: pd.DataFrame, geometry: np.ndarray | None) -> np.ndarray:
    """What an expression gives for each row (array of objects, None where NULL); see `Evaluator` for what it raises."""
    asked = Evaluator([expression], fields_of(table))
    return asked.of(features_of(table, geometry))[expression]


def field_of(expression: str) -> str | None:
    """The one field that an expression is, None when it is more than that."""
    parsed = QgsExpression(expression)
    return parsed.rootNode().name() if parsed.isField() else None


class Evaluator:
    """Expressions over the features of a layer with these fields and that CRS; ``$area``, ``$length`` and ``$perimeter`` are in metres on
    the GRS80 ellipsoid, whatever the CRS. A `VigieError` names the one that is wrong, or the field that it
    lacks.
    """

    def __init__(self, expressions: Sequence[str], fields: QgsFields, crs: str = GEOGRAPHIC) -> None:
        self._context = QgsExpressionContext()
        self._context.appendScope(QgsExpressionContextUtils.globalScope())
        self._context.setFields(fields)
        self._parsed = {}
        measured = QgsDistanceArea()
        measured.setSourceCrs(QgsCoordinateReferenceSystem(crs), QgsCoordinateTransformContext())
        measured.setEllipsoid("EPSG:7019")
        for written in expressions:
            parsed = QgsExpression(written)
            if parsed.hasParserError():
                raise _wrong(written, parsed.parserErrorString())
            called = {name.lower() for name in parsed.referencedFunctions()}
            if hidden := sorted(REFUSED & called):
                told = translate("layers", "{function}() is not allowed in an indicator: it looks at more than the layer")
                raise _wrong(written, told.format(function=hidden[0]))
            if random := sorted(BY_CHANCE & called):
                told = translate("layers", "{function}() is not allowed in an indicator: it answers otherwise each time")
                raise _wrong(written, told.format(function=random[0]))
            unknown = [name for name in parsed.referencedColumns() if name != "*" and fields.lookupField(name) < 0]
            if unknown:
                known = ", ".join(field.name() for field in fields)
                told = translate("layers", "there is no field {field}; there are {known}")
                raise _wrong(written, told.format(field=unknown[0], known=known))
            plane = sorted(PLANE & called)
            if plane and measured.sourceCrs().isGeographic():
                told = translate("layers", "{function}() would measure in degrees here: write ${function}")
                raise _wrong(written, told.format(function=plane[0]))
            parsed.setGeomCalculator(measured)
            parsed.setAreaUnits(Qgis.AreaUnit.SquareMeters)
            parsed.setDistanceUnits(Qgis.DistanceUnit.Meters)
            if not parsed.prepare(self._context):
                raise _wrong(written, parsed.evalErrorString())
            self._parsed[written] = parsed

    @property
    def expressions(self) -> list[str]:
        """Those that are asked."""
        return list(self._parsed)

    @property
    def columns(self) -> set[str]:
        """The fields that are asked for; with "*" in it: all."""
        return set().union(*(parsed.referencedColumns() for parsed in self._parsed.values()))

    def of(self, features: Iterable[QgsFeature]) -> dict[str, np.ndarray]:
        """The answers of each expression, in the order of the features."""
        answers: dict[str, list] = {written: [] for written in self._parsed}
        for feature in features:
            self.add(feature, answers)
        return {written: np.array([*values, None], dtype=object)[:-1] for written, values in answers.items()}

    def add(self, feature: QgsFeature, answers: dict[str, list]) -> None:
        """One more answer of each expression."""
        self._context.setFeature(feature)
        for written, parsed in self._parsed.items():
            value = parsed.evaluate(self._context)
            if parsed.hasEvalError():
                raise _wrong(written, parsed.evalErrorString())
            answers[written].append(None if value == NULL else value)


def _wrong(written: str, why: str) -> VigieError:
    return VigieError(
        translate("layers", "The expression “{expression}” is wrong: {why}.").format(
            expression=written[:200], why=why.strip().rstrip(".").replace("\n", " ")
        )
    )
