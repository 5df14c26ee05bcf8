#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Take the pictures of the guides anew from what `make desktop-test` left in build/desktop: those that docs/images holds, and the first
page of the fact sheet. Needs pdftoppm.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
TAKEN = ROOT / "build" / "desktop"
KEPT = ROOT / "docs" / "images"
SHEET = "fiche-1.png"
DOTS_PER_INCH = 60


def keep(source: Path, target: Path) -> None:
    """Of 256 colours, chosen so that none is far from its own and greys stay grey: a quarter of the size, and nobody sees it."""
    with Image.open(source) as image:
        few = image.convert("RGB").quantize(256, method=Image.Quantize.MAXCOVERAGE, kmeans=4, dither=Image.Dither.NONE)
        few.save(target, optimize=True)
    print(f"{target.name}: {target.stat().st_size // 1000} kB")


def main() -> int:
    for target in sorted(KEPT.glob("*.png")):
        if target.name != SHEET:
            keep(TAKEN / target.name, target)
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page"
        command = ["pdftoppm", "-png", "-singlefile", "-r", str(DOTS_PER_INCH), TAKEN / "fiche.pdf", page]
        subprocess.run(command, check=True)
        keep(page.with_suffix(".png"), KEPT / SHEET)
    return 0


if __name__ == "__main__":
    sys.exit(main())
