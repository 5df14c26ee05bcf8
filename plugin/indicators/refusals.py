# SPDX-License-Identifier: GPL-2.0-or-later
"""The sentences that refuse a layer or zones that an indicator cannot use."""

from __future__ import annotations

from ..harmonize.dataset import Dataset
from ..messages import VigieError, translate
from .inputs import LayerData


def wrong_kind(item: Dataset | LayerData, schema: str) -> VigieError:
    """The layer is not of the schema that the kind needs."""
    name = item.provenance.title if isinstance(item, Dataset) else item.name
    return VigieError(
        translate(
            "indicators", "“{layer}” cannot be used here: a harmonised “{schema}” dataset of the catalogue is needed."
        ).format(layer=name, schema=schema)
    )


def of_communes_only(indicator: str) -> VigieError:
    """The indicator is known of whole communes, and zones are not made of them."""
    return VigieError(
        translate(
            "indicators",
            "“{indicator}” is known of whole communes only: give zones as a table of communes and their groups, or choose another level.",
        ).format(indicator=indicator)
    )
