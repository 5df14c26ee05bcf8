# SPDX-License-Identifier: GPL-2.0-or-later
"""The fact sheet of a perimeter of the user's: that of the communes which its polygons mean, and how far they are the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..indicators.inputs import LayerData
from ..messages import Progress, VigieError, number, translate
from ..territory.cog import Cog
from ..territory.contours import Contours
from ..territory.selecting import select, written
from .factsheet import Fact, FactSheet, Figure, Section
from .names import of_set


@dataclass(frozen=True)
class Perimeter:
    """Its name, its communes as a territory is written, and sentences on how much of it lies in them and who is left out."""

    name: str
    written: str
    told: tuple[str, ...]

    def sheet(self, sheet: FactSheet) -> FactSheet:
        """The sheet of these communes under the name of the perimeter: its identity, and its limits, say what the figures are of."""
        label = translate("reports", "Own perimeter")
        fact = Fact(label, self.told[0], self.name)
        kind = translate("reports", "Own perimeter, by its communes: {communes}").format(communes=sheet.title)
        return replace(
            sheet,
            title=self.name,
            of_title=of_set(self.name),
            kind=kind,
            identity=(fact, *sheet.identity),
            missing=(*self.told, *sheet.missing),
            columns=self._columns(sheet.columns),
            sections=tuple(self._section(section, fact) for section in sheet.sections),
            figures=tuple(self._figures(sheet, fact)),
        )

    def _columns(self, columns: tuple[str, ...]) -> tuple[str, ...]:
        return (self.name, *columns[1:]) if columns else ()

    def _figures(self, sheet: FactSheet, fact: Fact) -> Iterator[Figure]:
        """The rows of tables, those of the communes together under the name of the perimeter; the first one says what they are of."""
        if not sheet.figures:
            return
        first = sheet.figures[0]
        own = (first.level, first.code)
        yield Figure(first.section, "", fact.label, *own, self.name, None, fact.value, "", "", fact.source)
        for figure in sheet.figures:
            yield replace(figure, name=self.name) if (figure.level, figure.code) == own else figure

    def _section(self, section: Section, fact: Fact) -> Section:
        if section.kind == "indicators":
            return replace(section, columns=self._columns(section.columns))
        if section.kind == "identity":
            return replace(section, facts=(fact, *section.facts))
        return replace(section, lines=(*self.told, *section.lines)) if section.kind == "missing" else section


def perimeter_of(zones: LayerData, contours: Contours, cog: Cog, progress: Progress) -> Perimeter:
    """The communes that the polygons of a layer mean, by the rule of `territory.selecting`. A `VigieError` when there are none."""
    selection = select(zones.geometry, zones.crs, contours, cog, progress)
    if not selection.taken:
        raise VigieError(
            translate("reports", "The polygons of “{layer}” mean no commune: check where they lie.").format(layer=zones.name)
        )
    told = translate(
        "reports",
        "Communes that stand for “{layer}”: {count}, which hold {share} % of its area. The figures are those of whole communes, not of the "
        "polygons themselves.",
    ).format(layer=zones.name, count=number(len(selection.taken)), share=number(100 * selection.covered))
    return Perimeter(zones.name, written([one.code for one in selection.taken], cog), (told, *selection.details(cog)))
