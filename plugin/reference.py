# SPDX-License-Identifier: GPL-2.0-or-later
"""Precise contours of communes: fetched from the first source that gives good ones, checked, kept, and used from then on.

They are fetched by whole départements, so that what is kept serves all the territories there.
"""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from .catalog.model import Resource
from .catalog.targets import Target
from .documents import load_document
from .files.model import Options
from .messages import Progress, Stretch, VigieError, date, localised, number, translate
from .requirements import shapely as require_shapely
from .store.contours import KeptContours
from .territory.cog import Cog
from .territory.contours import Contours, legal_crs
from .territory.coverage import refuse_unfit
from .territory.crs import to_geographic
from .territory.model import Territory, Unit

if TYPE_CHECKING:
    from .loading import Loaded, Loader

SOURCES = Path(__file__).resolve().parents[1] / "resources" / "catalog" / "contours.json"

MOST_DEPARTEMENTS = 15
"""No more are fetched at once: the largest région has 13."""


@dataclass(frozen=True)
class ContourSource:
    """Where contours of communes are. `address` may hold ``{departement}`` and ``{vintage}``; `codes` are the columns that may
    hold INSEE codes; `simplified` is to how many metres borders were simplified, 0 when they were not.
    """

    id: str
    title: str
    producer: str
    licence: str
    kind: str
    address: str
    codes: tuple[str, ...]
    simplified: float
    verification: str
    layer: str = ""

    @property
    def by_departement(self) -> bool:
        """Whether it has an address for each département."""
        return "{departement}" in self.address


def contour_sources(path: Path = SOURCES) -> list[ContourSource]:
    """The sources of a file, in the order in which they are asked; a `VigieError` names the line that is wrong."""
    rows = load_document(path, "contours")["sources"]
    return [
        ContourSource(
            row["id"], localised(row["title"]), row["producer"], row["licence"], row["kind"], row["address"],
            tuple(row["codes"]), row["simplified"], row["verification"], row.get("layer", ""),
        )
        for row in rows
    ]  # fmt: skip


class Reference:
    """The contours of communes: the `embedded` ones, and those in `kept`, brought by `loader`. All are read on first use."""

    def __init__(
        self,
        cog: Callable[[], Cog],
        embedded: Callable[[], Contours],
        loader: Callable[[], Loader],
        kept: KeptContours,
        sources: Path = SOURCES,
    ) -> None:
        self._cog, self._embedded, self._loader, self._kept = cog, embedded, loader, kept
        self._path = sources
        self._last: tuple[tuple, Contours] | None = None

    @cached_property
    def _sources(self) -> list[ContourSource]:
        return contour_sources(self._path)

    def has_precise(self, territory: Territory) -> bool:
        """Whether precise contours of the whole territory are kept."""
        return self._source(territory) is not None

    def contours(self, territory: Territory) -> Contours:
        """The precise contours that are kept of the territory, completed by the embedded ones elsewhere; the embedded ones, which
        are generalised, when it is not covered. A `VigieError` says so when what is kept cannot be read.
        """
        source = self._source(territory)
        if source is None:
            return self._embedded()
        departements = _codes(self._departements(territory))
        key = (source.id, *departements, self._kept.path.stat().st_mtime_ns)
        if self._last is None or self._last[0] != key:
            codes, shapes, credit = self._kept.read(source.id, departements)
            self._last = key, Contours(codes, shapes, credit, generalised=False, beyond=self._embedded())
        return self._last[1]

    def fetch(self, territory: Territory, progress: Progress) -> Contours:
        """Fetch the contours of the territory's départements from the first source that gives good ones, and keep them.

        A `VigieError` tells what each source answered when none does; nothing that is kept is lost.
        """
        departements = self._departements(territory)
        if len(departements) > MOST_DEPARTEMENTS:
            sentence = translate(
                "reference", "{territory} spans {count} départements: precise contours are fetched for {most} at most."
            )
            raise VigieError(
                sentence.format(territory=territory.name, count=number(len(departements)), most=number(MOST_DEPARTEMENTS))
            )
        failures: list[VigieError] = []
        for source in self._sources:
            try:
                good = self._bring(source, departements, Stretch(progress, 0, 95))
            except VigieError as error:
                failures.append(error)
                continue
            progress.step(95, source.title)
            self._save(source, good)
            return self.contours(territory)
        sentence = translate("reference", "No source gave precise contours of {territory}. {why}")
        raise VigieError(
            sentence.format(territory=territory.name, why=" ".join(error.sentence for error in failures)),
            "\n".join(error.detail for error in failures if error.detail),
        )

    def _source(self, territory: Territory) -> ContourSource | None:
        """The best source of which all départements of the territory are kept. Sources are not mixed: their borders differ."""
        if not self._kept.path.exists():
            return None
        departements = _codes(self._departements(territory))
        kept = (one for one in self._sources if self._kept.has(one.id, departements, self._cog().vintage))
        return next(kept, None)

    def _departements(self, territory: Territory) -> list[Unit]:
        return self._cog().groups(territory, "departement")

    def _bring(self, source: ContourSource, departements: Sequence[Unit], progress: Progress) -> list[tuple[Unit, Contours]]:
        """Fetch the départements from a source, and check them; the contours in which each one is."""
        batches = [[one] for one in departements] if source.by_departement else _by_place(departements, self._cog())
        good: list[tuple[Unit, Contours]] = []
        with tempfile.TemporaryDirectory() as folder:
            for place, batch in enumerate(batches):
                part = Stretch(progress, 100 * place / len(batches), 100 * (place + 1) / len(batches))
                part.step(0, source.title)
                found = self._copied(source, batch, Path(folder) / f"{place}.gpkg", Stretch(part, 0, 80))
                for unit in batch:
                    part.step(80, unit.name)
                    refuse_unfit(found, unit, self._cog(), self._embedded(), _crs(unit, self._cog()), part)
                    good.append((unit, found))
        return good

    def _save(self, source: ContourSource, good: Iterable[tuple[Unit, Contours]]) -> None:
        today = datetime.datetime.now(datetime.timezone.utc).date().isoformat()
        vintage = self._cog().vintage
        credit = _credit(source, today, vintage)
        for unit, found in good:
            codes = self._cog().members("departement", unit.code)
            self._kept.save(source.id, unit.code, codes, found.of(codes), credit, vintage, source.simplified, today)

    def _copied(self, source: ContourSource, batch: Sequence[Unit], path: Path, progress: Progress) -> Contours:
        """The communes that a source has in some départements, with today's codes."""
        territory = self._cog().territory(",".join(unit.key for unit in batch))
        if source.kind == "wfs" and not any(self._embedded().has(code) for code in territory.communes):
            raise VigieError(
                translate("reference", "{source}: where {territory} lies is not known, so that it cannot be asked for.").format(
                    source=source.title, territory=territory.name
                )
            )
        address = source.address.format(departement=batch[0].code, vintage=self._cog().vintage)
        target = Target(Resource(source.kind, address, title=source.title, layer=source.layer))
        loaded = self._loader().copy(target, Options(), territory, path, progress)
        codes, shapes = _read(loaded, source)
        wanted = set(territory.communes)
        inside = np.array([self._cog().current(code) in wanted for code in codes], dtype=bool)
        return Contours.given(codes[inside], shapes[inside], source.title, self._cog())


def _codes(units: Iterable[Unit]) -> list[str]:
    return [unit.code for unit in units]


def _crs(departement: Unit, cog: Cog) -> str:
    return legal_crs(cog.members("departement", departement.code)[0])


def _by_place(departements: Sequence[Unit], cog: Cog) -> list[list[Unit]]:
    """Départements that lie in one legal coordinate system, so that a box around them holds no ocean."""
    places: dict[str, list[Unit]] = {}
    for unit in departements:
        places.setdefault(_crs(unit, cog), []).append(unit)
    return list(places.values())


def _credit(source: ContourSource, fetched: str, vintage: int) -> str:
    told = translate("reference", "{title} ({producer}, {licence}), fetched on {date}, communes of {vintage}")
    credit = told.format(
        title=source.title, producer=source.producer, licence=source.licence, date=date(fetched), vintage=vintage
    )
    if source.simplified:
        credit += translate("reference", ", simplified to {metres} m").format(metres=number(source.simplified))
    return credit


def _read(loaded: Loaded, source: ContourSource) -> tuple[np.ndarray, np.ndarray]:
    """INSEE codes and polygons (EPSG:4326, made valid, one a part) of what was copied; a `VigieError` when it is partial, or of
    another kind.
    """
    from osgeo import gdal

    table = loaded.tables[0]
    if table.partial:
        raise VigieError(table.partial)
    column = next((name for name in source.codes for field in table.fields if field.name == name), None)
    if column is None or not table.geometry:
        sentence = translate("reference", "{source} does not give contours with one of the columns {columns} any more.")
        raise VigieError(sentence.format(source=source.title, columns=", ".join(source.codes)))
    gdal.UseExceptions()
    dataset = gdal.OpenEx(str(loaded.path), gdal.OF_VECTOR | gdal.OF_READONLY, allowed_drivers=["GPKG"])
    codes, shapes = [], []
    for feature in dataset.GetLayerByName(table.table):
        geometry = feature.GetGeometryRef()
        if geometry is not None and feature[column]:
            codes.append(str(feature[column]).strip().upper().zfill(5))
            shapes.append(bytes(geometry.ExportToWkb()))
    shapely = require_shapely()
    flat = shapely.force_2d(shapely.from_wkb(np.array(shapes, dtype=object)))
    parts, rows = shapely.get_parts(shapely.make_valid(to_geographic(flat, table.crs)), return_index=True)
    areas = shapely.get_dimensions(parts) == 2  # what is made valid may leave lines behind
    return np.array(codes, dtype=object)[rows[areas]], parts[areas]
