# SPDX-License-Identifier: GPL-2.0-or-later
"""A fact sheet as one HTML file: nothing to load beside it, no script."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from ..messages import number
from .factsheet import MAPS, FactSheet
from .words import headings, map_caption

TEMPLATES = Path(__file__).resolve().parents[2] / "resources" / "templates"


def page(name: str, **given: object) -> str:
    """The page of a template of ours; all that is given to it is escaped."""
    environment = Environment(loader=FileSystemLoader(str(TEMPLATES)), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.get_template(name).render(number=number, base64=_base64, **given)


def factsheet_html(sheet: FactSheet, images: Mapping[str, Path], apart: str = "") -> str:
    """The page; `images` are PNG of its maps by their kinds, `apart` what they do not show. All that comes from data is escaped."""
    logo = f"data:{sheet.logo.mime};base64,{_base64(sheet.logo.content)}" if sheet.logo else ""
    return page(
        "factsheet.html.j2",
        sheet=sheet,
        words=headings(sheet, apart),
        drawn_later=MAPS,
        images={kind: _base64(images[kind].read_bytes()) if kind in images else "" for kind in MAPS},
        captions={kind: map_caption(sheet, kind) for kind in sheet.maps},
        logo=logo,
    )


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")
