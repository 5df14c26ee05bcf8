# SPDX-License-Identifier: GPL-2.0-or-later
"""A fact sheet from figures to file, in two steps: data for the map, then the page; on any thread, but for what is drawn as a layout of
QGIS, which the main thread does.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path

from qgis.core import QgsPrintLayout, QgsProject, QgsVectorLayer

from ..harmonize.dataset import Dataset
from ..indicators.engine import Result
from ..indicators.inputs import LayerData
from ..layers.marks import OWN_LAYER, mark_of
from ..layers.project import Stored, add_to_group, entry_layer, result_layer, territory_layer
from ..messages import Progress, Silent, VigieError, translate
from ..observatory import Observatory
from ..requirements import pandas as require_pandas
from ..requirements import shapely as require_shapely
from ..store.geopackage import GeoPackage
from ..store.tables import outline_table, territory_table, wide_table
from ..territory.cog import Cog
from ..territory.contours import Contours
from ..territory.crs import GEOGRAPHIC, transform
from ..territory.model import Territory, together
from ..working import write_whole
from .factsheet import NAMES_SHOWN, FactSheet, some_names
from .html import factsheet_html
from .layout import (
    MapPlan,
    Turn,
    View,
    background_layer,
    export_atlas,
    export_pdf,
    framed,
    plan_map,
    sheet_layout,
    situation_layer,
)
from .map_image import export_map
from .spreadsheet import RFC_4180, TableFormat, csv_bytes, figures_table, write_ods

SILENT = Silent()
MOST_AROUND = 8_000
"""Communes that are drawn around a territory."""
WIDEST, NARROWEST = 2.2, 1.1
FORMATS = ("html", "pdf")
ALL_FORMATS = (*FORMATS, "ods", "csv")
_SUFFIXES = {".html": "html", ".htm": "html", ".pdf": "pdf", ".ods": "ods", ".csv": "csv"}


def format_of(path: Path) -> str | None:
    """The format that the name of a file says, None when it is no name for a fact sheet."""
    return _SUFFIXES.get(path.suffix.lower())


@dataclass(frozen=True)
class MapFiles:
    """Data sources of the layers of maps: zones with results, the contour of each territory, the communes around (empty where they
    would be too many), services by their datasets; the credit of the contours; what the maps of each territory (by its key) are framed on;
    `mapped` is the indicator that is mapped.
    """

    zones: str
    territory: str
    background: str
    services: tuple[tuple[str, Dataset], ...]
    credit: str
    views: Mapping[str, View]
    mapped: Result


def write_map_files(
    observatory: Observatory,
    sheet: FactSheet,
    territory: Territory,
    layers: Mapping[str, LayerData],
    store: GeoPackage,
    prefix: str = "map_",
) -> MapFiles | None:
    """The layers that the maps of a fact sheet need, in `store`; None when nothing can be mapped, or no map is wanted. `layers`, by
    role, may give contours. The names of their tables begin with `prefix`.
    """
    if sheet.mapped is None or not sheet.maps:
        return None
    return write_maps(observatory, [territory], sheet.results, sheet.mapped, sheet.datasets, layers, store, prefix)


def write_maps(
    observatory: Observatory,
    territories: Sequence[Territory],
    results: Sequence[Result],
    mapped: Result,
    datasets: Sequence[Dataset],
    layers: Mapping[str, LayerData],
    store: GeoPackage,
    prefix: str = "map_",
) -> MapFiles | None:
    """The layers that the maps of several territories share, in `store`; `results` and `datasets` are of them all."""
    whole = territories[0] if len(territories) == 1 else together(territories)
    cog, contours = observatory.cog, observatory.contours_among(layers, whole)
    zones, shapes = territory_table(cog, contours, whole, "commune")
    if all(shape is None for shape in shapes):
        return None
    wide = wide_table(results).drop(columns=["level", "name"])
    outlines = require_pandas().concat([outline_table(one).assign(key=one.key) for one in territories], ignore_index=True)
    placed = [one for one in datasets if one.schema == "service" and one.geometry is not None and len(one)]
    views = {one.key: view_of(cog, contours, one) for one in territories if contours.main_part(cog, one)[1]}
    return MapFiles(
        zones=store.write(f"{prefix}zones", zones.merge(wide, on="code", how="left"), shapes),
        territory=store.write(f"{prefix}territory", outlines, contours.dissolve([one.communes for one in territories])),
        background=_background(observatory, whole, views.values(), store, prefix),
        services=tuple((store.write(f"{prefix}{one.provenance.entry}", one.table, one.geometry), one) for one in placed),
        credit=contours.credit,
        views=views,
        mapped=mapped,
    )


def view_of(cog: Cog, contours: Contours, territory: Territory) -> View:
    """The part of the territory that one map can show: that of its communes with most inhabitants which share a legal CRS.

    A `VigieError` says so when none of them has a contour.
    """
    crs, shown = contours.main_part(cog, territory)
    if not shown:
        raise VigieError(
            translate("reports", "No commune of {territory} has a contour: there is no map of it.").format(
                territory=territory.name
            )
        )
    bounds = require_shapely().total_bounds(transform(contours.of(shown), GEOGRAPHIC, crs))
    return View(crs, tuple(bounds), len(shown), _apart(cog, territory, shown))


def _apart(cog: Cog, territory: Territory, shown: Sequence[str]) -> str:
    """What the map does not show, by name: communes, or départements where they are whole or many."""
    left = set(territory.communes).difference(shown)
    larger, smaller = [], []
    for unit in cog.groups(territory, "departement"):
        members = left.intersection(cog.members("departement", unit.code))
        whole = len(members) > NAMES_SHOWN or (len(members) > 1 and members.issuperset(cog.members("departement", unit.code)))
        if whole:
            larger.append(unit.name)
        else:
            smaller += [cog.unit("commune", code).name for code in sorted(members)]
    return some_names([*larger, *smaller])


def export_factsheet(
    sheet: FactSheet,
    files: MapFiles | None,
    kind: str,
    path: Path,
    table: TableFormat = RFC_4180,
    progress: Progress = SILENT,
) -> None:
    """Write the fact sheet as one of `ALL_FORMATS`, a PDF on the main thread only. Raises a `VigieError` when it cannot be written.
    `table` says how a CSV is written.
    """
    if kind == "csv":
        write_whole(path, csv_bytes(*figures_table(sheet), table))
        return
    if kind == "ods":
        write_ods(path, sheet.title, *figures_table(sheet))
        return
    maps = Maps(files) if files else None
    plans = maps.of(sheet, next(iter(files.views))) if maps and files and files.views else {}
    if kind == "pdf":
        project = QgsProject()
        project.addMapLayers(maps.layers if maps else [])
        export_pdf(project, sheet, plans, path, progress)
        return
    with tempfile.TemporaryDirectory(prefix="vigie-") as folder:
        images = {name: Path(folder) / f"{name}.png" for name in plans}
        for name, image in images.items():
            export_map(plans[name], image)
        apart = next((plan.view.apart for plan in plans.values()), "")
        write_whole(path, factsheet_html(sheet, images, apart).encode("utf-8"))


def add_layout(project: QgsProject, sheet: FactSheet, files: MapFiles | None, progress: Progress = SILENT) -> QgsPrintLayout:
    """Add the fact sheet to a project of the user's as a layout to modify, with its layers in a group of their own, hidden. Both bear a
    name that no layout has yet. On the main thread. Nothing is added before all is made: raises `Cancelled`.
    """
    maps = Maps(files) if files is not None and files.views else None
    plans = maps.of(sheet, next(iter(files.views))) if maps and files else {}
    layout = sheet_layout(project, sheet, plans, None, progress)
    name = _free_name(project, f"{sheet.title} – {sheet.name}" if sheet.name else sheet.title)
    if maps:
        for layer in maps.layers:
            if not mark_of(layer):
                layer.setCustomProperty(OWN_LAYER, "layout")
        add_to_group(project, name, maps.layers).setItemVisibilityChecked(False)
    layout.setName(name)
    project.layoutManager().addLayout(layout)
    return layout


def _free_name(project: QgsProject, wanted: str) -> str:
    taken = {layout.name() for layout in project.layoutManager().layouts()}
    names = chain([wanted], (f"{wanted} ({place})" for place in count(2)))
    return next(name for name in names if name not in taken)


class Maps:
    """The layers of maps, and the plans of the maps of each territory."""

    def __init__(self, files: MapFiles) -> None:
        self._files = files
        communes = max(view.communes for view in files.views.values()) if files.views else 1
        self._outline = territory_layer(files.territory, translate("reports", "Territory"), files.credit, communes)
        self._zones = result_layer(files.zones, files.mapped)
        self._background = [background_layer(files.background or files.zones)]
        self._place = situation_layer(files.territory, files.credit)
        self._services = [
            entry_layer(Stored("", source, "ogr"), dataset.provenance, dataset.style) for source, dataset in files.services
        ]

    @property
    def layers(self) -> list[QgsVectorLayer]:
        """All the layers."""
        return [self._outline, self._place, *self._services, self._zones, *self._background]

    def of(self, sheet: FactSheet, key: str) -> dict[str, MapPlan]:
        """The plans of the maps of a sheet, by their kinds; `key` is that of its territory. Those of the sheet before are then its
        own, for they share their layers.
        """
        view = self._files.views.get(key)
        if view is None:
            return {}
        if len(self._files.views) > 1:
            for layer in (self._outline, self._place):
                layer.setSubsetString("\"key\" = '{}'".format(key.replace("'", "''")))
        self._outline.setName(sheet.title)
        wanted = set(sheet.maps)
        layers = {
            "situation-map": ([self._place, *self._background], [self._place], _around(view)),
            "services-map": ([self._outline, *self._services, *self._background], self._services, 1.0),
            "indicator-map": ([self._outline, self._zones, *self._background], [self._zones], 1.0),
        }
        return {
            kind: plan_map(drawn, legend, view, wider)
            for kind, (drawn, legend, wider) in layers.items()
            if kind in wanted and legend
        }


def export_sheets(
    sheets: Sequence[FactSheet], keys: Sequence[str], files: MapFiles | None, path: Path, progress: Progress
) -> int:
    """Write the fact sheets of several territories (their `keys`) as one PDF, on the main thread. Their number is returned. Raises
    `Cancelled`.
    """
    project = QgsProject()
    maps = Maps(files) if files else None
    project.addMapLayers(maps.layers if maps else [])

    def turn(place: int) -> Turn:
        return lambda: (sheets[place], maps.of(sheets[place], keys[place]) if maps else {})

    return export_atlas(project, [turn(place) for place in range(len(sheets))], path, progress)


def _around(view: View) -> float:
    """How many times wider than usual the map of situation is."""
    return 4.0 if view.communes == 1 else 1.8


def _background(observatory: Observatory, territory: Territory, views: Iterable[View], store: GeoPackage, prefix: str) -> str:
    """The communes that the maps of situation show, on pages as wide as `WIDEST` times their height and as `NARROWEST` times."""
    shapely = require_shapely()
    frames = []
    for view in views:
        extent = framed(view, _around(view))
        width, height = extent.width(), extent.height()
        extent.grow(max(height * WIDEST - width, width / NARROWEST - height, 0) / 2)
        box = shapely.box(extent.xMinimum(), extent.yMinimum(), extent.xMaximum(), extent.yMaximum())
        frames.append(transform(shapely.segmentize([box], width / 10), view.crs, GEOGRAPHIC)[0])
    contours, cog = observatory.contours, observatory.cog
    codes = sorted(set(contours.codes[contours.meeting(frames)[1]]))
    if len(codes) > len(territory.communes) + MOST_AROUND:
        return ""
    around = Territory(tuple(cog.unit("commune", code) for code in codes), tuple(codes))
    return store.write(f"{prefix}background", *territory_table(cog, contours, around, "commune"))
