# SPDX-License-Identifier: GPL-2.0-or-later
"""Areas from which points are reached in so many minutes: of the Géoplateforme's navigation service, or circles.

The service is known from documentation only (`ENDPOINT.verification`). What it answered is kept on disk, each answer as soon as it
came: the same question is not asked twice, and a run that was stopped goes on where it was.
"""

from __future__ import annotations

import datetime
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np

from ..catalog.provider import Endpoint
from ..messages import Progress, VigieError, date, number, translate
from ..network.door import Door, Limits, host_of
from ..network.errors import MEGABYTE, Busy, NetworkError, NotAsAnnounced, OutOfOrder, TooSlow, Unreachable
from ..requirements import shapely as require_shapely
from ..territory.crs import ellipsoid

CAR, PEDESTRIAN = "car", "pedestrian"
PROFILES = (CAR, PEDESTRIAN)
STRAIGHT, NETWORK = "straight", "network"
DEPARTURE, ARRIVAL = "departure", "arrival"

ENDPOINT = Endpoint(
    id="geoplateforme-navigation",
    title="Géoplateforme (IGN)",
    kind="isochrones",
    address="https://data.geopf.fr/navigation/isochrone",
    licence="Licence Ouverte 2.0",
    rate=5,
    timeout=20,
)
"""Five requests a second for each address; beyond, this service alone is blocked for 5 s."""

RESOURCE = "bdtopo-valhalla"
LIMITS = Limits(stall=ENDPOINT.timeout, total=2 * ENDPOINT.timeout, maximum=5 * MEGABYTE)
FILE = "isochrones.sqlite"
STEPS = 100_000
"""Points are told apart, and asked for, by steps of 1e-5 degree: a metre."""

MOST_POINTS = 2000
"""Asked for at once: seven minutes at the pace of the service."""
MOST_MINUTES = 120
MOST_COORDINATES = 200_000

SILENT_IN_A_ROW, FAILED_IN_A_ROW = 3, 10
"""After so many points without an answer, or with a wrong one, the others are not asked."""

FASTEST_KMH = {CAR: 130.0, PEDESTRIAN: 10.0}
"""No point of an area is farther than one gets at that speed in a straight line."""
NEAR_METRES = 3000.0
"""How far a point may be from the road on which its area begins."""

SPEED_KMH = {CAR: 50.0, PEDESTRIAN: 4.0}
DETOUR = 1.3
"""Roads are about 1.3 times as long as the straight line, on average (F. Héran, « Des distances à vol d'oiseau aux distances réelles »,
Flux 76-77, 2009). Speeds are round figures: between those of streets and of country roads; a walk with its crossings."""
CORNERS = 72


class Reach(Protocol):
    """What tells the areas from which points are reached."""

    def terms(self, profile: str) -> dict[str, str | float]:
        """Of which kind it is (`reach`: `STRAIGHT` or `NETWORK`), with `speed_kmh` and `detour`, NaN where roads tell them."""

    def areas(self, points: np.ndarray, minutes: float, profile: str, progress: Progress) -> tuple[np.ndarray, list[str]]:
        """The area of each of `points` (array of shapely points in EPSG:4326, None allowed): array of shapely (multi)polygons in
        EPSG:4326, None where it is not known; and what is to be said of them: where they come from, then what is missing. `profile` is
        one of `PROFILES`.

        Raises a `VigieError` when nothing can be asked, `Cancelled` when told to stop.
        """


@dataclass(frozen=True)
class StraightLine:
    """Circles on the ellipsoid: minutes at a `speed` (km/h; None: that of the profile in `SPEED_KMH`) on roads that are `detour` times as
    long as the straight line.
    """

    speed: float | None = None
    detour: float = DETOUR

    def kilometres(self, minutes: float, profile: str) -> float:
        """The radius of the circles."""
        speed = self.speed or SPEED_KMH[profile]
        if not speed > 0 or not self.detour >= 1:
            raise VigieError(
                translate("isochrones", "A straight line needs a speed above 0 km/h and a detour factor of 1 or more.")
            )
        return minutes / 60 * speed / self.detour

    def terms(self, profile: str) -> dict[str, str | float]:
        """See `Reach`."""
        return {"reach": STRAIGHT, "speed_kmh": self.speed or SPEED_KMH[profile], "detour": self.detour}

    def areas(self, points: np.ndarray, minutes: float, profile: str, progress: Progress) -> tuple[np.ndarray, list[str]]:
        """See `Reach`."""
        shapely = require_shapely()
        check(minutes, profile)
        km = self.kilometres(minutes, profile)
        placed = np.flatnonzero(np.isfinite(shapely.bounds(points)).all(axis=1))
        found = np.full(len(points), None, dtype=object)
        angles = np.linspace(0, 360, CORNERS, endpoint=False)
        for start in range(0, len(placed), 10_000):
            progress.step(100 * start / len(placed))
            some = placed[start : start + 10_000]
            x, y = (np.repeat(axis(points[some]), CORNERS) for axis in (shapely.get_x, shapely.get_y))
            x, y, _ = ellipsoid().fwd(x, y, np.tile(angles, len(some)), np.full(len(x), km * 1000))
            found[some] = shapely.polygons(np.column_stack((x, y)).reshape(len(some), CORNERS, 2))
        told = translate(
            "isochrones",
            "Straight line: {minutes} min at {speed} km/h, on roads {detour} times as long as the straight line, are a circle of {km} km. "
            "That is an approximation: neither relief, nor rivers, nor the speeds of roads are in it.",
        )
        speed = self.speed or SPEED_KMH[profile]
        return found, [
            told.format(
                minutes=_short(minutes), speed=_short(speed), detour=number(self.detour, 2), km=number(km, 1)
            )
        ]  # fmt: skip


class Isochrones:
    """Areas by road, asked through `door` and kept in `folder`. `direction`: `ARRIVAL` (from where a point is reached) or `DEPARTURE`
    (what is reached from it).
    """

    def __init__(self, door: Door, folder: Path, address: str = ENDPOINT.address, direction: str = ARRIVAL) -> None:
        self._door, self._path, self._address, self._direction = door, folder / FILE, address, direction

    def terms(self, profile: str) -> dict[str, str | float]:
        """See `Reach`."""
        return {"reach": NETWORK, "speed_kmh": float("nan"), "detour": float("nan")}

    def areas(self, points: np.ndarray, minutes: float, profile: str, progress: Progress) -> tuple[np.ndarray, list[str]]:
        """See `Reach`. What fails is None, counted and told; after several failures in a row the rest is not asked."""
        check(minutes, profile)
        places = _places(points)
        question = _Question(round(minutes * 60), profile, self._direction, RESOURCE)
        with _kept(self._path) as kept:
            known = kept.read(question, {place for place in places if place is not None})
            unknown = list(dict.fromkeys(place for place in places if place is not None and place not in known))
            if len(unknown) > MOST_POINTS:
                raise VigieError(
                    translate(
                        "isochrones",
                        "{count} points would have to be asked for, {most} at most at once: choose a smaller territory or fewer services, "
                        "or the straight line.",
                    ).format(count=number(len(unknown)), most=number(MOST_POINTS))
                )
            asked, failures = self._ask(unknown, question, kept, progress)
        found = np.full(len(points), None, dtype=object)
        for row, place in enumerate(places):
            if place in known:
                found[row] = known[place].area
            elif place in asked:
                found[row] = asked[place]
        return found, _notes(question, known, asked, failures, len(unknown), places)

    def _ask(
        self, unknown: Sequence[_Place], question: _Question, kept: _Kept, progress: Progress
    ) -> tuple[dict[_Place, Any], list[NetworkError]]:
        """The areas of these places, each kept as it comes, and what failed. Stops when failures follow one another."""
        found: dict[_Place, Any] = {}
        failures: list[NetworkError] = []
        silent = wrong = 0
        for count, place in enumerate(unknown):
            progress.step(100 * count / len(unknown))
            if silent >= SILENT_IN_A_ROW or wrong >= FAILED_IN_A_ROW:
                break
            try:
                found[place] = self._area(place, question)
            except NetworkError as error:
                failures.append(error)
                silent = silent + 1 if isinstance(error, (Unreachable, TooSlow, Busy, OutOfOrder)) else 0
                wrong += 1
                continue
            silent = wrong = 0
            kept.write(question, place, found[place])
        return found, failures

    def _area(self, place: _Place, question: _Question) -> Any:
        params = {
            "point": f"{place.x:.5f},{place.y:.5f}",
            "resource": question.resource,
            "costType": "time",
            "costValue": question.seconds,
            "timeUnit": "second",
            "profile": question.profile,
            "direction": question.direction,
            "crs": "EPSG:4326",
            "geometryFormat": "geojson",
        }
        answer = self._door.get(self._address, params=params, limits=LIMITS)
        try:
            return read_area(answer.json(), place.x, place.y, question.seconds / 60, question.profile)
        except ValueError as error:
            raise NotAsAnnounced(host_of(answer.url), f"{answer.url}: {error}: {answer.body[:200]!r}") from error


def check(minutes: float, profile: str) -> None:
    """A `VigieError` when that cannot be asked for."""
    if not 0 < minutes <= MOST_MINUTES:
        raise VigieError(
            translate("isochrones", "{minutes} minutes are not computed: choose from 1 to {most}.").format(
                minutes=_short(minutes), most=number(MOST_MINUTES)
            )
        )
    if profile not in PROFILES:
        raise VigieError(
            translate("isochrones", "Unknown profile “{profile}”: choose one of {known}.").format(
                profile=profile, known=", ".join(PROFILES)
            )
        )


def read_area(document: Any, x: float, y: float, minutes: float, profile: str) -> Any:
    """The area (shapely (multi)polygon in EPSG:4326, valid) that an answer of the service holds for the point x, y.

    Raises a `ValueError` that says why when it cannot be that of this point: another profile, no area, one elsewhere, or larger than
    one travels.
    """
    shapely = require_shapely()
    if not isinstance(document, dict) or not isinstance(document.get("geometry"), dict):
        raise ValueError("no geometry")
    if document.get("profile", profile) != profile or document.get("costType", "time") != "time":
        raise ValueError("the answer to another question")
    polygons = _polygons(document["geometry"])
    coordinates = shapely.get_coordinates(polygons)
    try:
        parts = shapely.get_parts(np.where(shapely.is_valid(polygons), polygons, shapely.make_valid(polygons)))
        parts = shapely.get_parts(parts)  # what is made valid may be a collection of multi-parts
        shape = shapely.union_all(parts[shapely.get_dimensions(parts) == 2])
    except shapely.errors.GEOSException as error:
        raise ValueError(str(error)) from error
    if shapely.is_empty(shape) or not shapely.area(shape) > 0:
        raise ValueError("no area")
    reach = FASTEST_KMH[profile] * 1000 * minutes / 60 + NEAR_METRES
    if _metres(x, y, coordinates).max() > reach:
        raise ValueError("larger than one travels")
    nearest = shapely.get_coordinates(shapely.shortest_line(shape, shapely.Point(x, y)))[:1]
    if _metres(x, y, nearest).max() > NEAR_METRES:
        raise ValueError("elsewhere")
    return shape


def _polygons(geometry: dict) -> np.ndarray:
    """The polygons of a geometry of GeoJSON, not yet valid; a `ValueError` when it holds anything else. shapely's own reader may crash on
    a hostile one (seen with GEOS 3.11).
    """
    shapely = require_shapely()
    several = {"Polygon": lambda told: [told], "MultiPolygon": list}.get(str(geometry.get("type")))
    told = geometry.get("coordinates")
    if several is None or not isinstance(told, list):
        raise ValueError("no polygon")
    count, polygons = 0, []
    for rings in several(told):
        if not isinstance(rings, list) or not rings or not all(isinstance(ring, list) for ring in rings):
            raise ValueError("a polygon without rings")
        count += sum(map(len, rings))
        if count > MOST_COORDINATES:
            raise ValueError(f"more than {MOST_COORDINATES} coordinates")
        outer, *holes = ([_degrees(position) for position in ring] for ring in rings)
        if min(map(len, (outer, *holes))) < 4:
            raise ValueError("a ring of less than four positions")
        polygons.append(shapely.Polygon(outer, holes))
    return np.array(polygons, dtype=object)


def _degrees(position: Any) -> tuple[float, float]:
    """Longitude and latitude of a position of GeoJSON; a `ValueError` when they are none."""
    if isinstance(position, list) and len(position) in (2, 3):
        numbers = all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in position[:2])
        if numbers and -180 <= position[0] <= 180 and -90 <= position[1] <= 90:
            return float(position[0]), float(position[1])
    raise ValueError("coordinates that are no degrees")


def _metres(x: float, y: float, others: np.ndarray) -> np.ndarray:
    """From one point to others, on the ellipsoid."""
    size = len(others)
    return np.asarray(ellipsoid().inv(np.full(size, x), np.full(size, y), others[:, 0], others[:, 1])[2])


class _Place(NamedTuple):
    """A point as it is asked for and kept, in steps of 1e-5 degree."""

    east: int
    north: int

    @property
    def x(self) -> float:
        return self.east / STEPS

    @property
    def y(self) -> float:
        return self.north / STEPS


class _Question(NamedTuple):
    """What is asked of a point."""

    seconds: int
    profile: str
    direction: str
    resource: str


class _Known(NamedTuple):
    """An area that was kept, and on which day (ISO) it was asked for."""

    area: Any
    fetched: str


def _places(points: np.ndarray) -> list[_Place | None]:
    """None where a point has no position on earth."""
    shapely = require_shapely()
    xy = np.column_stack((shapely.get_x(points), shapely.get_y(points)))
    good = (np.abs(xy) <= (180, 90)).all(axis=1)
    steps = np.round(np.where(good[:, None], xy, 0) * STEPS).astype(int).tolist()
    return [_Place(*step) if there else None for step, there in zip(steps, good)]


class _Kept:
    """The table of the areas that are kept, open."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        connection.execute(
            "CREATE TABLE IF NOT EXISTS area (east INTEGER, north INTEGER, seconds INTEGER, profile TEXT, direction TEXT, resource TEXT, "
            "fetched TEXT NOT NULL, shape BLOB NOT NULL, PRIMARY KEY (east, north, seconds, profile, direction, resource))"
        )

    def read(self, question: _Question, places: set[_Place]) -> dict[_Place, _Known]:
        """What is kept of these places; a shape that cannot be read is as none."""
        shapely = require_shapely()
        asked = "SELECT shape, fetched FROM area WHERE (east, north, seconds, profile, direction, resource) = (?, ?, ?, ?, ?, ?)"
        found = {}
        for place in places:
            row = self._connection.execute(asked, (*place, *question)).fetchone()
            shape = shapely.from_wkb(row[0], on_invalid="ignore") if row and isinstance(row[0], bytes) else None
            if shape is not None:
                found[place] = _Known(shape, str(row[1]))
        return found

    def write(self, question: _Question, place: _Place, area: Any) -> None:
        """Keep one area: a transaction of its own."""
        today = datetime.datetime.now(datetime.timezone.utc).date().isoformat()
        row = (*place, *question, today, require_shapely().to_wkb(area))
        self._connection.execute("INSERT OR REPLACE INTO area VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)


@contextmanager
def _kept(path: Path) -> Iterator[_Kept]:
    """The file, opened; a `VigieError` when it is damaged, or cannot be written."""
    connection = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=10, isolation_level=None)
        yield _Kept(connection)
    except (sqlite3.Error, OSError) as error:
        sentence = translate(
            "isochrones",
            "The isochrones that were kept cannot be read or written ({why}): make room on the disk, close what else uses the file {file}, or "
            "remove it.",
        )
        raise VigieError(sentence.format(why=error, file=path), repr(error)) from error
    finally:
        if connection is not None:
            connection.close()


def _notes(
    question: _Question,
    known: dict[_Place, _Known],
    asked: dict[_Place, Any],
    failures: Sequence[NetworkError],
    wanted: int,
    places: Sequence[_Place | None],
) -> list[str]:
    """Where the areas come from, and which are missing."""
    told = translate(
        "isochrones",
        "By road: {source}, BD TOPO, {licence}; {minutes} min, {profile}, without traffic. {asked} points asked for now, {kept} kept.",
    )
    profiles = {CAR: translate("isochrones", "by car"), PEDESTRIAN: translate("isochrones", "on foot")}
    notes = [
        told.format(
            source=ENDPOINT.title, licence=ENDPOINT.licence, minutes=_short(question.seconds / 60),
            profile=profiles[question.profile], asked=number(len(asked)), kept=number(len(known)),
        )
    ]  # fmt: skip
    if known:
        first = min(one.fetched for one in known.values())
        notes[0] += " " + translate("isochrones", "The oldest of those kept is of {date}.").format(date=date(first))
    if wanted > len(asked):
        why = Counter(error.sentence for error in failures)
        missing = translate("isochrones", "{count} points have no area, {skipped} of which were not asked for: {why}")
        notes.append(
            missing.format(
                count=number(wanted - len(asked)),
                skipped=number(wanted - len(asked) - len(failures)),
                why=" ".join(f"{sentence} ({number(count)})" for sentence, count in why.most_common()),
            )
        )
    lost = sum(place is None for place in places)
    if lost:
        notes.append(translate("isochrones", "{count} points have no position.").format(count=number(lost)))
    return notes


def _short(value: float) -> str:
    return number(value, 0 if value % 1 == 0 else 1)
