# SPDX-License-Identifier: GPL-2.0-or-later
"""The coordinate reference system of a vector layer: as its authority names it, else as its coordinates tell."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ..messages import translate
from ..territory.crs import GEOGRAPHIC, reference
from .coordinates import guess_system

if TYPE_CHECKING:
    from osgeo import osr

Box = tuple[float, float, float, float]
"""xmin, ymin, xmax, ymax."""

WORLD: Box = (-180.0, -90.0, 180.0, 90.0)

FRENCH = (
    "EPSG:4326", "EPSG:2154", *(f"EPSG:{3900 + zone}" for zone in range(42, 51)), "EPSG:27572", "EPSG:27561", "EPSG:27562",
    "EPSG:27563", "EPSG:27564", "EPSG:5490", "EPSG:4559", "EPSG:2972", "EPSG:2975", "EPSG:4471", "EPSG:3857", "EPSG:4171",
    "EPSG:4258", "EPSG:3035", "EPSG:32630", "EPSG:32631", "EPSG:32632", "EPSG:25830", "EPSG:25831", "EPSG:25832",
    "EPSG:2969", "EPSG:2970", "EPSG:2971", "EPSG:2973",
)  # fmt: skip
"""What systems that do not give an EPSG code are compared with, such as those of ESRI's .prj and of IGNF."""

_SAME = [
    "CRITERION=EQUIVALENT_EXCEPT_AXIS_ORDER_GEOGCRS",
    "IGNORE_DATA_AXIS_TO_SRS_AXIS_MAPPING=YES",
    "IGNORE_COORDINATE_EPOCH=YES",
]

_SWAPPED: Box = (41.0, -6.0, 51.6, 10.0)
"""Mainland France, when latitude comes before longitude."""


ENOUGH = 0.95
"""The share of positions that must lie where a system says."""


Known = tuple[np.ndarray, np.ndarray]
"""Positions (n × 2), and the contour of the commune that each is in (array of shapely in EPSG:4326, None allowed)."""


class Found(NamedTuple):
    """A system (authority code, WKT, or empty), whether x and y must be exchanged, and what the user is to know."""

    crs: str
    swapped: bool = False
    warnings: tuple[str, ...] = ()


def find_crs(declared: osr.SpatialReference | None, positions: np.ndarray, given: str, known: Known | None) -> Found:
    """The system of a layer whose file says `declared`, and whose features lie at `positions` (n × 2, a sample of them).

    `given` is what the user says, which wins. Positions in degrees cannot lie outside of the world, whatever the file says.
    `known` are features whose commune is known.
    """
    own = identify(declared)
    if given:
        asked = identify(reference(given))
        if own and own != asked:
            sentence = translate(
                "vector", "The file says that its coordinates are in {own}: they are taken for {given}, as asked."
            )
            return Found(asked, warnings=(sentence.format(own=_short(own), given=_short(asked)),))
        return Found(asked)
    if not len(positions):
        return Found(own)
    if own and (not declared.IsGeographic() or _lie(positions, WORLD)):
        swapped = own == GEOGRAPHIC and _lie(positions, _SWAPPED)
        return Found(own, swapped, _swapped_sentence() if swapped else ())
    return _guess(own, positions, known)


def _guess(own: str, positions: np.ndarray, known: Known | None) -> Found:
    if _lie(positions, WORLD):
        crs, swapped = GEOGRAPHIC, _lie(positions, _SWAPPED)
    else:
        tried, homes = known or (positions, None)
        system = guess_system(tried[:, 0], tried[:, 1], homes)
        crs, swapped = (system.crs, system.swapped) if system is not None and system.fits else ("", False)
    if not crs:
        sentence = translate("vector", "The coordinate reference system is not known: give it (option crs, such as EPSG:2154).")
        return Found("", warnings=(sentence,))
    sentence = (
        translate(
            "vector", "The file says {own}, in which its coordinates cannot be: they are taken for {crs}. Check on the map."
        )
        if own
        else translate(
            "vector", "The file does not say its coordinate reference system: by its coordinates, {crs}. Check on the map."
        )
    )
    return Found(crs, swapped, (sentence.format(own=_short(own), crs=crs), *(_swapped_sentence() if swapped else ())))


def _swapped_sentence() -> tuple[str]:
    return (
        translate("vector", "x and y (longitude and latitude) are exchanged in the file: they were put right. Check on the map."),
    )


def _lie(positions: np.ndarray, extent: Box) -> bool:
    """Whether nearly all positions lie in the extent: a few may be (0, 0), or mistyped."""
    inside = ((positions >= extent[:2]) & (positions <= extent[2:])).all(axis=1)
    return bool(inside.mean() >= ENOUGH)


def _short(crs: str) -> str:
    return crs if len(crs) < 30 else reference(crs).GetName()


def identify(declared: osr.SpatialReference | None) -> str:
    """The EPSG code of a system ("EPSG:2154"), else that of another authority, else its WKT; empty for none or a local one.

    A vertical system, and a datum shift written into the definition (TOWGS84), are left aside.
    """
    from osgeo import osr

    if declared is None or declared.IsLocal() or declared.GetName().lower().startswith("undefined"):
        return ""
    plain = declared.Clone()
    if plain.IsCompound():
        plain.StripVertical()
    if plain.GetAuthorityName(None) == "EPSG":
        return f"EPSG:{plain.GetAuthorityCode(None)}"
    wkt = plain.ExportToWkt(["FORMAT=WKT1_GDAL"])
    if "TOWGS84" in wkt:
        plain = osr.SpatialReference(re.sub(r",TOWGS84\[[^]]*\]", "", wkt))
    known = next((code for code in FRENCH if plain.IsSame(reference(code), _SAME)), "")
    if known:
        return known
    matches = [match for match, confidence in plain.FindMatches() if confidence >= 90 and match.GetAuthorityName(None) == "EPSG"]
    if matches:
        return f"EPSG:{matches[0].GetAuthorityCode(None)}"
    authority, code = plain.GetAuthorityName(None), plain.GetAuthorityCode(None)
    return f"{authority}:{code}" if authority and code else plain.ExportToWkt(["FORMAT=WKT2_2019"])
