# SPDX-License-Identifier: GPL-2.0-or-later
"""What is kept of a file: what concerns a territory."""

from __future__ import annotations

from dataclasses import dataclass

from ..territory.cog import Cog
from ..territory.contours import Contours
from ..territory.model import Territory


@dataclass(frozen=True)
class Cut:
    """A territory to cut to, with the geographic code and the contours (EPSG:4326) that know it."""

    territory: Territory
    cog: Cog
    contours: Contours
