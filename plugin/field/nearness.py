# SPDX-License-Identifier: GPL-2.0-or-later
"""Whether a geometry that was written by another program, in degrees or with fewer digits, is still the same."""

from __future__ import annotations

from .model import Value


def near(one: Value, other: Value, tolerance: float) -> bool:
    """Whether two geometries (WKB, one CRS) have the same vertices in the same order, within `tolerance` in its units."""
    if one is None or other is None or one == other:
        return one == other
    import shapely

    first, second = shapely.from_wkb([one, other], on_invalid="ignore")
    if first is None or second is None:
        return False
    if shapely.equals_exact(first, second, tolerance):
        return True
    plain = shapely.normalize(shapely.force_2d([first, second]))  # RFC 7946 turns rings its own way
    return bool(shapely.equals_exact(plain[0], plain[1], tolerance))
