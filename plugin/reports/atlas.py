# SPDX-License-Identifier: GPL-2.0-or-later
"""The fact sheets of all the communes of a territory, and what their maps share."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from ..indicators.inputs import LayerData
from ..messages import Progress, Stretch
from ..observatory import Observatory
from ..store.geopackage import GeoPackage
from ..territory.model import Territory, together
from .export import MapFiles, write_maps
from .factsheet import FactSheet, datasets_of, first_mapped, make_factsheets, over_all
from .template import Template

if TYPE_CHECKING:
    from ..store.store import Store


def atlas_of(
    observatory: Observatory,
    territory: Territory,
    mode: str,
    progress: Progress,
    layers: Mapping[str, LayerData],
    template: Template,
    kinds: Collection[str],
    kept: Store | None,
    maps: GeoPackage,
    narrative: bool = True,
) -> tuple[list[FactSheet], list[str], MapFiles | None]:
    """The sheets of its communes in the sections of these `kinds`, the keys of these communes, and the layers of their maps, written to
    `maps`. `kept` has the figures of evolutions. What `export.export_sheets` takes. Raises `Cancelled`.
    """
    communes = [observatory.cog.territory(unit.key) for unit in observatory.cog.groups(territory, "commune")]
    made = make_factsheets(observatory, communes, mode, Stretch(progress, 0, 95), layers, None, template, narrative, kept)
    sheets, keys = [sheet.only(kinds) for sheet in made], [one.key for one in communes]
    results = over_all(sheets)
    mapped = first_mapped(results)
    if mapped is None or not any(sheet.maps for sheet in sheets):
        return sheets, keys, None
    datasets = datasets_of(observatory, template, together(communes), mode, Stretch(progress, 95, 100), [])
    return sheets, keys, write_maps(observatory, communes, results, mapped, datasets, layers, maps)
