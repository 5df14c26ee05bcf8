# SPDX-License-Identifier: GPL-2.0-or-later
"""A fact sheet as one HTML file: nothing to load beside it, no script."""

from __future__ import annotations

import base64
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from ..messages import number
from .factsheet import FactSheet
from .words import headings

TEMPLATES = Path(__file__).resolve().parents[2] / "resources" / "templates"


def factsheet_html(sheet: FactSheet, image: Path | None, apart: str = "") -> str:
    """The page; `image` is a PNG of the map, `apart` what it does not show. All that comes from data is escaped."""
    environment = Environment(loader=FileSystemLoader(str(TEMPLATES)), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.get_template("factsheet.html.j2").render(
        sheet=sheet,
        words=headings(sheet, apart),
        number=number,
        image=base64.b64encode(image.read_bytes()).decode("ascii") if image else "",
    )
