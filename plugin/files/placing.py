# SPDX-License-Identifier: GPL-2.0-or-later
"""How the rows of a table get a position: coordinates, a geometry written as text, or the contour that their code names.

What is tried, in this order: what the user says; lines and polygons written as text; longitudes and latitudes; X and Y in metres;
points written as text; codes of territories. A table is joined to contours by itself only when it looks like one row a territory:
its column of codes has a telling name, the sample has at most `ROWS_A_TERRITORY` rows a code, and no column is of years or months
(a polygon repeated for each year would be a heavy layer of no use).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from ..messages import VigieError, translate
from ..requirements import shapely as require_shapely
from ..territory.cog import Cog
from ..territory.contours import Contours, legal_crs
from ..territory.crs import GEOGRAPHIC
from ..territory.model import LEVELS
from .codes import COMMUNE, IRIS, LOOKED_AT, QPV, Codes, guess_codes, mapped, no_column, words_of
from .coordinates import (
    NOT_USED,
    System,
    at_home,
    degrees,
    guess_system,
    named_system,
    numbers,
    pairs,
    placed_by_row,
    system_column,
    usable,
    used_system,
)
from .placements import CODE, NONE, TEXT, XY, ByCode, ByCoordinates, ByText, Placement
from .written import MULTIPOINT, POINT, find_written

if TYPE_CHECKING:
    import pandas as pd

    from .cut import Cut
    from .model import Options

ROWS_A_TERRITORY = 1.2

KNOWN_CODES = 0.9
"""The share of codes that must be known for a table to be joined to contours by itself."""

_TIME_WORDS = {"annee", "annees", "an", "year", "millesime", "periode", "period", "trimestre", "mois", "time", "month"}
_ADDRESS_WORDS = {"adresse", "adresses", "address", "voie", "rue", "adr", "libvoie"}
_SEXAGESIMAL = re.compile(r"\d+\s*°\s*\d+")


def guess_placement(sample: pd.DataFrame, options: Options, cut: Cut | None, cog: Cog, contours: Contours) -> Placement | None:
    """How the rows of a table get a position, by a `sample` of them (str, None where there is nothing); None for a table that
    stays one: `unplaced` says why. The territory of `cut` settles what coordinates alone do not tell.

    A `VigieError` says so when what `options` tell cannot be done.
    """
    place = options.place or (XY if options.x or options.y else TEXT if options.geometry else "")
    if place not in ("", NONE, XY, TEXT, CODE):
        raise VigieError(
            translate("placing", "Option “place” is one of none, xy, text, code: “{place}” is not understood.").format(
                place=place
            )
        )
    if place == NONE:
        return None
    guess = _Guess(sample.head(LOOKED_AT), options, cut, cog, contours)
    if place:
        found = {XY: guess.by_coordinates, TEXT: guess.by_text, CODE: guess.by_told_code}[place]()
        if found is None:
            raise VigieError(guess.refusal(place))
        return found
    text = guess.by_text()
    if text is not None and text.geometry not in (POINT, MULTIPOINT) and text.filled >= 0.9:
        return text
    return guess.by_coordinates() or text or guess.by_code()


def unplaced(sample: pd.DataFrame, options: Options, cog: Cog) -> tuple[str, ...]:
    """Why a table has no position, in sentences for the user; none when it says nothing of where its rows are."""
    if options.place == NONE:
        return ()
    sample = sample.head(LOOKED_AT)
    told = []
    sexagesimal = [column for column in sample.columns if _is_sexagesimal(sample[column])]
    if sexagesimal:
        told.append(
            translate(
                "placing",
                "Column “{column}” holds degrees, minutes and seconds, which are not read: convert them to decimal degrees.",
            ).format(column=sexagesimal[0])
        )
    elif any(usable(numbers(sample[pair.x]), numbers(sample[pair.y])).any() for pair in pairs(sample.columns)):
        told.append(
            translate(
                "placing", "Columns of coordinates are in a coordinate system that was not recognised: choose it in the options."
            )
        )
    told += _no_contours(sample, options, cog)
    codes = None if told else guess_codes(sample, options, cog)
    if codes is not None and codes.kind in LEVELS:
        told.append(
            translate(
                "placing",
                "Column “{column}” has codes of territories, but this does not look like one row a territory: to give each row a "
                "contour, choose to place it by code in the options.",
            ).format(column=codes.field)
        )
    if not told and any(set(words_of(column)) & _ADDRESS_WORDS for column in sample.columns):
        told.append(translate("placing", "Rows have addresses but no coordinates: geocode them to place them on the map."))
    return tuple(told)


def _no_contours(sample: pd.DataFrame, options: Options, cog: Cog) -> list[str]:
    kinds = {codes.kind for column in sample.columns if (codes := guess_codes(sample[[column]], _without_code(options), cog))}
    return [
        translate(
            "placing", "Rows are known by {kind}, whose contours do not come with this software: join them to a layer of yours."
        ).format(kind=kind.upper())
        for kind in (IRIS, QPV)
        if kind in kinds
    ]


def _without_code(options: Options) -> Options:
    return replace(options, code="")


def _is_sexagesimal(values: pd.Series) -> bool:
    texts = values.dropna().astype(str)
    return len(texts) > 0 and float(texts.map(lambda text: bool(_SEXAGESIMAL.search(text))).mean()) >= 0.5


@dataclass
class _Guess:
    """A guess at work: what is known of the table, and the ways to place it, None where one does not do."""

    sample: pd.DataFrame
    options: Options
    cut: Cut | None
    cog: Cog
    contours: Contours

    @cached_property
    def codes(self) -> Codes | None:
        return guess_codes(self.sample, self.options, self.cog)

    @cached_property
    def units(self) -> np.ndarray | None:
        """Today's unit of each row, None where it is unknown."""
        return None if self.codes is None else self.codes.units(self.sample).to_numpy(dtype=object)

    @cached_property
    def homes(self) -> np.ndarray | None:
        """Where each row is known to be: the contour of its commune, or the box around its larger unit."""
        if self.codes is None:
            return None
        if self.codes.level == COMMUNE:
            return self.contours.of(self.units)
        shapely = require_shapely()
        boxes = {}
        for unit in {code for code in self.units if code is not None}:
            box = shapely.total_bounds(self.contours.of(self.cog.members(self.codes.level, unit)))
            boxes[unit] = shapely.box(*box) if np.isfinite(box).all() else None
        return np.array([boxes.get(unit) for unit in self.units], dtype=object)

    @cached_property
    def near(self) -> tuple[float, float, float, float] | None:
        return self.cut.box(GEOGRAPHIC) if self.cut is not None and self.cut.mapped and not self.cut.whole else None

    def system(self, x: np.ndarray, y: np.ndarray, rows: np.ndarray, given: str, hint: str | None) -> System | None:
        homes = None if self.homes is None else self.homes[rows]
        return guess_system(x[rows], y[rows], homes, given, hint, self.near)

    # --- two columns

    def by_coordinates(self) -> Placement | None:
        told = self._told_pair()
        for x_column, y_column, named in told or pairs(self.sample.columns):
            found = self._from_pair(x_column, y_column, named or bool(told))
            if found is not None:
                return found
        return None

    def _told_pair(self) -> list[tuple[str, str, bool]]:
        named = [name for name in (self.options.x, self.options.y) if name]
        for name in named:
            if name not in self.sample.columns:
                raise no_column(name, self.sample)
        if len(named) == 1:
            raise VigieError(translate("placing", "Only one column of coordinates is named: name both, x and y."))
        return [(self.options.x, self.options.y, False)] if named else []

    def _from_pair(self, x_column: str, y_column: str, degrees_named: bool) -> Placement | None:
        x, y = numbers(self.sample[x_column]), numbers(self.sample[y_column])
        rows = usable(x, y)
        if (
            rows.mean() < 0.5 * max(self._filled(pair) for pair in (*pairs(self.sample.columns), (x_column, y_column)))
            or not rows.any()
        ):
            return None
        metric = not degrees(x[rows], y[rows])
        column = system_column(self.sample, rows) if metric and not self.options.crs else ""
        if column:
            return self._from_column(x_column, y_column, x, y, rows, column)
        hint = named_system(f"{x_column} {y_column}")
        system = self.system(x, y, rows, self.options.crs, hint)
        by_row = self._from_codes(x_column, y_column, x, y, rows, system) if metric and not self.options.crs else None
        if by_row is not None:
            return by_row
        if not system.fits and not self.options.crs:
            if metric or not degrees_named:
                return None
            system = system._replace(swapped=False)
        told = self._sentences(system, x_column, y_column, guessed=metric and not self.options.crs)
        return ByCoordinates((x_column, y_column), system, system.crs, told, self.codes, self.contours)

    def _filled(self, pair: Sequence) -> float:
        return float(usable(numbers(self.sample[pair[0]]), numbers(self.sample[pair[1]])).mean())

    def _from_column(
        self, x_column: str, y_column: str, x: np.ndarray, y: np.ndarray, rows: np.ndarray, column: str
    ) -> Placement | None:
        """Points whose system is named in a column."""

        def systems(chunk: pd.DataFrame) -> pd.Series:
            return mapped(chunk[column], used_system)

        named = systems(self.sample[rows]).dropna()
        named = named[named != NOT_USED]
        most = str(named.mode()[0])
        first = rows & (systems(self.sample) == most).to_numpy(dtype=bool)
        system = self.system(x, y, first, most, most)
        crs = most if named.nunique() == 1 else GEOGRAPHIC
        told = [
            translate("placing", "The coordinate system of each row is the one that column “{column}” names.").format(
                column=column
            )
        ]
        told += self._sentences(system, x_column, y_column, guessed=False)
        return ByCoordinates((x_column, y_column), system, crs, told, self.codes, self.contours, systems)

    def _from_codes(
        self, x_column: str, y_column: str, x: np.ndarray, y: np.ndarray, rows: np.ndarray, single: System
    ) -> Placement | None:
        """Points each in the legal system of its territory, when that puts as many rows at home as any one system."""
        codes = self.codes
        if codes is None or codes.level not in LEVELS:
            return None

        def systems(chunk: pd.DataFrame) -> pd.Series:
            return mapped(codes.units(chunk), self._legal)

        named = systems(self.sample).to_numpy(dtype=object)
        known = rows & np.array([name is not None for name in named])
        if not known.any():
            return None
        found = {swapped: self._home_by_row(x, y, known, named, swapped) for swapped in (False, True)}
        swapped = found[True] > found[False]
        if found[swapped] < max(0.5, single.home):
            return None
        used, counts = np.unique(named[known].astype(str), return_counts=True)
        system = System(str(used[counts.argmax()]), swapped, found[swapped], 1.0)
        crs = system.crs if len(used) == 1 else GEOGRAPHIC
        told = self._sentences(system, x_column, y_column, guessed=len(used) == 1)
        if len(used) > 1:
            told.append(
                translate(
                    "placing", "Each row is taken to be in the legal coordinate system of its territory: {systems}."
                ).format(systems=", ".join(used))
            )
        return ByCoordinates((x_column, y_column), system, crs, told, codes, self.contours, systems)

    def _legal(self, unit: str) -> str:
        return legal_crs(next(iter(self.cog.members(self.codes.level, unit)), unit))

    def _home_by_row(self, x: np.ndarray, y: np.ndarray, known: np.ndarray, named: np.ndarray, swapped: bool) -> float:
        if swapped:
            x, y = y, x
        return at_home(placed_by_row(x[known], y[known], named[known].astype(str), GEOGRAPHIC), self.homes[known])

    def _sentences(self, system: System, x_column: str, y_column: str, guessed: bool) -> list[str]:
        told = []
        if system.swapped:
            told.append(
                translate("placing", "Columns “{x}” and “{y}” hold each other's coordinates: they were swapped.").format(
                    x=x_column, y=y_column
                )
            )
        if guessed:
            told.append(
                translate("placing", "Coordinates are taken to be in {crs}, guessed from their values.").format(crs=system.crs)
            )
        return told

    # --- one column

    def by_text(self) -> ByText | None:
        if self.options.geometry and self.options.geometry not in self.sample.columns:
            raise no_column(self.options.geometry, self.sample)
        columns = [self.options.geometry] if self.options.geometry else list(self.sample.columns)
        for written in find_written(self.sample, columns):
            x, y, rows = written.middles(self.sample)
            given = self.options.crs or written.crs
            system = self.system(x, y, rows, given, None)
            if not given and not system.fits:
                if not (degrees(x[rows], y[rows]) and (written.certain or self.options.geometry)):
                    continue
                system = system._replace(swapped=False)
            told = []
            if system.swapped and written.certain:
                told.append(
                    translate("placing", "Geometries of column “{column}” have latitudes first: they were swapped.").format(
                        column=written.column
                    )
                )
            return ByText(written, system, system.crs, told, self.codes, self.contours)
        return None

    # --- a code

    def by_told_code(self) -> Placement | None:
        return ByCode(self.codes, self.contours) if self.codes is not None and self.codes.kind in LEVELS else None

    def by_code(self) -> Placement | None:
        placement = self.by_told_code()
        if placement is None or not self.codes.named or self.codes.share < KNOWN_CODES:
            return None
        known = [unit for unit in self.units if unit is not None]
        timed = any(set(words_of(column)) & _TIME_WORDS for column in self.sample.columns)
        return placement if not timed and len(known) <= ROWS_A_TERRITORY * len(set(known)) else None

    def refusal(self, place: str) -> str:
        """Why what the user asked for cannot be done."""
        if place == XY:
            return translate(
                "placing", "No coordinates can be read: name the columns x and y, and their coordinate system, in the options."
            )
        if place == TEXT:
            return translate(
                "placing",
                "No column holds geometries (WKT, GeoJSON, or “latitude, longitude”): name it in the options, with its coordinate system.",
            )
        return translate(
            "placing",
            "No column holds codes of communes, EPCI, départements or régions, the territories whose contours are known: name it in "
            "the options.",
        )
