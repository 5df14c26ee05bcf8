# SPDX-License-Identifier: GPL-2.0-or-later
"""A fact sheet from figures to file, in two steps: data for the map (any thread), then the page (the main thread, where
QGIS draws layouts).
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qgis.core import QgsProject

from ..indicators.inputs import LayerData
from ..layers.project import result_layer, territory_layer
from ..messages import VigieError, translate
from ..observatory import Observatory
from ..requirements import shapely as require_shapely
from ..store.geopackage import GeoPackage
from ..store.tables import outline_table, territory_table, wide_table
from ..territory.cog import Cog
from ..territory.contours import Contours
from ..territory.crs import GEOGRAPHIC, transform
from ..territory.model import Territory
from ..working import write_whole
from .factsheet import NAMES_SHOWN, FactSheet, some_names
from .html import factsheet_html
from .layout import MapPlan, View, background_layer, export_map, export_pdf, plan_map

FORMATS = ("html", "pdf")
_SUFFIXES = {".html": "html", ".htm": "html", ".pdf": "pdf"}


def format_of(path: Path) -> str | None:
    """The format that the name of a file says, None when it is no name for a fact sheet."""
    return _SUFFIXES.get(path.suffix.lower())


@dataclass(frozen=True)
class MapFiles:
    """Data sources of the layers of a map: zones with results, the territory's contour, the communes around (empty for the
    country); the credit of the contours; what the map is framed on.
    """

    zones: str
    territory: str
    background: str
    credit: str
    view: View


def write_map_files(
    observatory: Observatory, sheet: FactSheet, territory: Territory, layers: Mapping[str, LayerData], store: GeoPackage
) -> MapFiles | None:
    """The layers that the map of a fact sheet needs, in `store`; None when nothing can be mapped, or no map is wanted. `layers`, by role, may
    give contours.
    """
    if sheet.mapped is None or "map" not in sheet.sections:
        return None
    cog, contours = observatory.cog, observatory.contours_among(layers, territory)
    zones, shapes = territory_table(cog, contours, territory, "commune")
    if all(shape is None for shape in shapes):
        return None
    results = wide_table(sheet.results).drop(columns=["level", "name"])
    return MapFiles(
        zones=store.write("map_zones", zones.merge(results, on="code", how="left"), shapes),
        territory=store.write("map_territory", outline_table(territory), contours.dissolve([territory.communes])),
        background=_background(observatory, territory, store),
        credit=contours.credit,
        view=view_of(cog, contours, territory),
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


def export_factsheet(sheet: FactSheet, files: MapFiles | None, kind: str, path: Path) -> None:
    """Write the fact sheet as "html" or "pdf". On the main thread only. Raises a `VigieError` when it cannot be written."""
    project = QgsProject()
    plan = _plan(project, sheet, files) if files else None
    if kind == "pdf":
        export_pdf(sheet, plan, path)
        return
    with tempfile.TemporaryDirectory(prefix="vigie-") as folder:
        image = Path(folder) / "map.png" if plan else None
        if plan and image:
            export_map(plan, image)
        write_whole(path, factsheet_html(sheet, image, plan.view.apart if plan else "").encode("utf-8"))


def _plan(project: QgsProject, sheet: FactSheet, files: MapFiles) -> MapPlan:
    outline = territory_layer(files.territory, sheet.title, files.credit, files.view.communes)
    zones = result_layer(files.zones, sheet.mapped)
    layers = [outline, zones, *([background_layer(files.background)] if files.background else [])]
    project.addMapLayers(layers)
    return plan_map(project, layers, zones, files.view)


def _background(observatory: Observatory, territory: Territory, store: GeoPackage) -> str:
    """The communes of the départements that the territory touches, where some of them are not its own."""
    cog = observatory.cog
    departements = [unit.key for unit in cog.groups(territory, "departement")]
    around = cog.territory(",".join(departements)) if departements else territory
    if len(around.communes) == len(territory.communes):
        return ""
    return store.write("map_background", *territory_table(cog, observatory.contours, around, "commune"))
