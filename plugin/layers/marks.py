# SPDX-License-Identifier: GPL-2.0-or-later
"""How layers and groups of ours are known in a project, which keeps their custom properties: what bears none is never touched."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from qgis.core import QgsMapLayer

from ..catalog.providers.listed import web_address

if TYPE_CHECKING:
    from ..catalog.about import About

OWN_LAYER = "vigie_territoriale/layer"
"""What a layer holds: an entry, an indicator, a dataset; "group" for a group."""
INDICATOR_LAYER = "vigie_territoriale/indicator"
"""The level of an indicator."""
RESULTS = "vigie_territoriale/results"
"""The ids of the indicators whose figures a layer holds, apart by commas; the user's own copies have it too."""
COMPUTED = "vigie_territoriale/computed"
"""When these were computed (ISO)."""
THEME = "vigie_territoriale/theme"
"""The theme of a dataset; of a group, the one that it gathers."""
TITLE = "vigie_territoriale/title"
"""What tells apart the layers of a dataset, whether they are whole or not."""
STORED = "vigie_territoriale/stored"
"""The name of a harmonised layer in the store."""
ADDRESS = "vigie_territoriale/address"
"""Where the rows of a copy come from."""
FETCHED = "vigie_territoriale/fetched"
"""When a copy was asked of its source (ISO)."""
VERSION = "vigie_territoriale/version"
"""Which earlier version of a harmonised dataset a layer shows."""
PARTIAL = "vigie_territoriale/partial"
"""Why rows of a dataset are missing, in a sentence."""
INCOMPLETE = "completeness"
"""The type of the constraint that says the same in the metadata of the layer."""


def mark(layer: QgsMapLayer, about: About, name: str, partial: str = "") -> None:
    """Make a layer ours: `name` tells apart the layers of one dataset."""
    layer.setCustomProperty(OWN_LAYER, about.identifier or name)
    layer.setCustomProperty(TITLE, name)
    layer.setCustomProperty(THEME, about.theme)
    for name_of_mark, value in ((ADDRESS, web_address(about.address)), (FETCHED, about.fetched)):
        if value:
            layer.setCustomProperty(name_of_mark, value)
    if partial:
        layer.setCustomProperty(PARTIAL, partial)


def mark_results(layer: QgsMapLayer, indicators: Iterable[str], computed: str) -> None:
    """Say which indicators a layer holds, for expressions to find; that makes no layer ours."""
    layer.setCustomProperty(COMPUTED, computed)
    layer.setCustomProperty(RESULTS, ",".join(indicators))


def mark_of(layer: QgsMapLayer) -> str:
    """What a layer of ours holds; nothing for a layer that is not ours."""
    return layer.customProperty(OWN_LAYER, "") or ""


def partial_of(layer: QgsMapLayer) -> str:
    """Why rows of a layer are missing, in a sentence; nothing when it is whole, as far as is known."""
    written = layer.customProperty(PARTIAL, "")
    limits = layer.metadata().constraints()
    return written or next((limit.constraint for limit in limits if limit.type == INCOMPLETE), "")
