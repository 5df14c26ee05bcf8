# SPDX-License-Identifier: GPL-2.0-or-later
"""How the rows of a table get a position: coordinates, a geometry written as text, or the contour that their code names.

What is tried, in this order: what the user says; lines and polygons written as text; longitudes and latitudes; X and Y in metres;
points written as text; codes of territories. A table is joined to contours by itself only when it looks like one row a territory:
its column of codes has a telling name, the sample has at most `ROWS_A_TERRITORY` rows a code, and no column is of years or months
(a polygon repeated for each year would be a heavy layer of no use).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from ..messages import VigieError, number, translate
from ..requirements import pandas as require_pandas
from ..requirements import shapely as require_shapely
from ..territory.cog import Cog
from ..territory.contours import Contours, legal_crs
from ..territory.crs import GEOGRAPHIC, transform
from ..territory.model import LEVELS
from .codes import COMMUNE, IRIS, LOOKED_AT, QPV, Codes, guess_codes, mapped, no_column, words_of
from .coordinates import (
    NOT_USED,
    System,
    at_home,
    degrees,
    france_boxes,
    guess_system,
    in_boxes,
    named_system,
    numbers,
    pairs,
    placed,
    placed_by_row,
    system_column,
    usable,
    used_system,
)  # fmt: skip
from .written import POINT, Written, find_written

if TYPE_CHECKING:
    import pandas as pd

    from .cut import Cut
    from .model import Options

NONE, XY, TEXT, CODE = "none", "xy", "text", "code"
"""Ways to get a position, as `Options.place` and `Placement.kind` say them."""

ROWS_A_TERRITORY = 1.2

KNOWN_CODES = 0.9
"""The share of codes that must be known for a table to be joined to contours by itself."""

FAR_METRES, FAR_DEGREES = 1000.0, 0.0125
"""From where on a point is told to be far from the commune that its code names (a kilometre, or about that)."""

MULTIPOLYGON = "MultiPolygon"

_TIME_WORDS = {"annee", "annees", "an", "year", "millesime", "periode", "period", "trimestre", "mois", "time", "month"}
_ADDRESS_WORDS = {"adresse", "adresses", "address", "voie", "rue", "adr", "libvoie"}
_SEXAGESIMAL = re.compile(r"\d+\s*°\s*\d+")


class Placement:
    """How rows get a position. `kind` is `XY`, `TEXT` or `CODE`, `columns` those that are read, `geometry` the kind of geometry
    ("Point", "MultiPolygon"… or `MIXED`), `crs` the authority code (or WKT) of what `place` gives.
    """

    kind = ""

    def __init__(self, columns: tuple[str, ...], crs: str, geometry: str, told: Sequence[str] = ()) -> None:
        self.columns, self.crs, self.geometry = columns, crs, geometry
        self._told = tuple(told)
        self._counts: Counter = Counter()

    def place(self, chunk: pd.DataFrame) -> np.ndarray:
        """The geometry of each row (array of shapely in `crs`, None for a row without a position)."""
        raise NotImplementedError

    def notes(self) -> tuple[str, ...]:
        """What is to be known of the positions, with how many rows are concerned of those placed so far."""
        sentences = {
            "none": translate("placing", "{count} rows have no position."),
            "zero": translate("placing", "{count} rows lie at (0, 0), which is no position: they have none."),
            "other": translate("placing", "{count} rows have a geometry of another kind than the first ones: it is left out."),
            "brought": translate("placing", "{count} rows were in another coordinate system: they were brought to {crs}."),
            "abroad": translate("placing", "{count} rows lie out of France."),
            "far": translate("placing", "{count} rows lie more than a kilometre away from the commune that their code names."),
            "unknown": translate("placing", "{count} rows have no code that is known: they have no contour."),
            "bare": translate("placing", "{count} rows name a territory that has no contour."),
        }
        counted = (
            text.format(count=number(self._counts[key]), crs=self.crs) for key, text in sentences.items() if self._counts[key]
        )
        return (*self._told, *counted)


class Checked(Placement):
    """Positions that are checked: in France, and near the commune that the codes of the rows name."""

    def __init__(
        self, columns: tuple[str, ...], crs: str, geometry: str, told: Sequence[str], codes: Codes | None, contours: Contours
    ) -> None:
        super().__init__(columns, crs, geometry, told)
        self._codes = codes if codes is not None and codes.level == COMMUNE else None
        self._contours = contours
        self._homes: dict[str, tuple] = {}

    def _check(self, chunk: pd.DataFrame, shapes: np.ndarray) -> np.ndarray:
        shapely = require_shapely()
        there = ~shapely.is_missing(shapes)
        shown = shapes[there]
        self._counts["none"] += int((~there).sum())
        if self.geometry == POINT:
            x, y = shapely.get_x(shown), shapely.get_y(shown)
        else:
            bounds = shapely.bounds(shown)
            x, y = (bounds[:, 0] + bounds[:, 2]) / 2, (bounds[:, 1] + bounds[:, 3]) / 2
        self._counts["abroad"] += int((~in_boxes(x, y, france_boxes(self.crs))).sum())
        if self._codes is not None and self.geometry == POINT:
            self._counts["far"] += self._far(self._codes.units(chunk)[there], x, y)
        return shapes

    def _far(self, communes: pd.Series, x: np.ndarray, y: np.ndarray) -> int:
        """How many points are far from the commune of their row. Most lie in a circle of its contour, or near that circle: only
        the others are compared with the contour itself.
        """
        shapely = require_shapely()
        limit = FAR_DEGREES if self.crs == GEOGRAPHIC else FAR_METRES
        places, different = require_pandas().factorize(communes)
        self._learn([code for code in different if code not in self._homes])
        homes = [self._homes[code] for code in different]
        middles = np.array([home[:3] for home in homes], dtype=float).reshape(-1, 3)[places]
        doubtful = (np.hypot(x - middles[:, 0], y - middles[:, 1]) > middles[:, 2] + limit) & (places >= 0)
        shapes = np.array([home[3] for home in homes], dtype=object)[places[doubtful]]
        near = shapely.dwithin(shapes, shapely.points(x[doubtful], y[doubtful]), limit)
        return int((~near & ~shapely.is_missing(shapes)).sum())

    def _learn(self, codes: list[str]) -> None:
        """The circle (x, y, radius) within the contour of each commune, and that contour, prepared."""
        shapely = require_shapely()
        shapes = transform(self._contours.of(codes), GEOGRAPHIC, self.crs)
        shapely.prepare(shapes)
        middles = shapely.point_on_surface(shapes)
        with np.errstate(invalid="ignore"):  # GEOS warns of some, but its distances are right
            radii = shapely.distance(middles, shapely.boundary(shapes))
        self._homes.update(zip(codes, zip(shapely.get_x(middles), shapely.get_y(middles), radii, shapes)))


class ByCoordinates(Checked):
    """Points from two columns. `systems` gives the coordinate system of each row where it is not the same for all."""

    kind = XY

    def __init__(
        self,
        columns: tuple[str, str],
        system: System,
        crs: str,
        told: Sequence[str],
        codes: Codes | None,
        contours: Contours,
        systems: Callable[[pd.DataFrame], pd.Series] | None = None,
    ) -> None:
        super().__init__(columns, crs, POINT, told, codes, contours)
        self._system, self._systems = system, systems

    def place(self, chunk: pd.DataFrame) -> np.ndarray:
        """Points, None where there is no number or (0, 0)."""
        x, y = (numbers(chunk[column]) for column in self.columns)
        self._counts["zero"] += int(((x == 0) & (y == 0)).sum())
        there = usable(x, y)
        if self._system.swapped:
            x, y = y, x
        points = np.full(len(chunk), None, dtype=object)
        if self._systems is None:
            points[there] = placed(x[there], y[there], self._system.crs, self.crs)
        else:
            systems = self._systems(chunk[there]).fillna(self._system.crs).to_numpy(dtype=object)
            if self.crs != GEOGRAPHIC:
                self._counts["brought"] += int(((systems != self.crs) & (systems != NOT_USED)).sum())
            points[there] = placed_by_row(x[there], y[there], systems, self.crs)
        self._check(chunk, points)
        return points


class ByText(Checked):
    """Geometries written in one column."""

    kind = TEXT

    def __init__(
        self, written: Written, system: System, crs: str, told: Sequence[str], codes: Codes | None, contours: Contours
    ) -> None:
        super().__init__((written.column,), crs, written.geometry, told, codes, contours)
        self._written, self._system = written, system

    def place(self, chunk: pd.DataFrame) -> np.ndarray:
        """Geometries, None where there is none or one of another kind."""
        shapes, other = self._written.read(chunk, self._system, self.crs)
        self._counts["other"] += other
        return self._check(chunk, shapes)


class ByCode(Placement):
    """The contour that the code of each row names."""

    kind = CODE

    def __init__(self, codes: Codes, contours: Contours) -> None:
        super().__init__(codes.columns, GEOGRAPHIC, MULTIPOLYGON, (contours.credit,))
        self._codes, self._contours = codes, contours
        self._shapes: dict[str, object] = {}

    def place(self, chunk: pd.DataFrame) -> np.ndarray:
        """Multipolygons in EPSG:4326, None for a row without a known code."""
        units = self._codes.of(chunk)
        new = [code for code in units.dropna().unique() if code not in self._shapes]
        members = [self._codes.cog.members(self._codes.kind, code) for code in new]
        self._shapes.update(zip(new, _multi(self._contours.dissolve(members))))
        shapes = mapped(units, self._shapes.get).to_numpy(dtype=object)
        missing = require_shapely().is_missing(shapes)
        self._counts["unknown"] += int(units.isna().sum())
        self._counts["bare"] += int(missing.sum() - units.isna().sum())
        return shapes


def _multi(shapes: np.ndarray) -> np.ndarray:
    shapely = require_shapely()
    single = shapely.get_type_id(shapes) == shapely.GeometryType.POLYGON
    shapes[single] = [shapely.multipolygons([shape]) for shape in shapes[single]]
    return shapes


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
    if text is not None and text.geometry not in (POINT, "MultiPoint"):
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
    from dataclasses import replace

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

    def by_text(self) -> Placement | None:
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
