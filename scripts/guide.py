#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Make the bundled help out of docs/: resources/help/*.html (not kept in git), and their pictures, made small.

scripts/guide.py [folder]    does nothing when it is newer than all that it is made of
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import markdown
from markdown.extensions.toc import TocExtension, slugify_unicode
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
LEFT_OUT = {"architecture.md"}
WIDEST = 660
COLOURS = 128
STYLE = """
body { font-family: sans-serif; max-width: 46em; margin: 1em auto; line-height: 1.4; }
code, pre { font-family: monospace; } pre { white-space: pre-wrap; }
table { border-collapse: collapse; } td, th { padding: 3px 8px; border: 1px solid #b0b0b0; text-align: left; }
""".strip()
PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head><meta charset="utf-8"><title>{title}</title><style>{style}</style></head>
<body>
{body}
</body>
</html>
"""


def language_of(name: str) -> str:
    return name.split(".")[1] if name.count(".") == 2 else "en"


def html_of(path: Path, pages: set[str]) -> str:
    """A document as a page; links to others lead to their pages, those to what is not bundled become text."""
    text = path.read_text(encoding="utf-8")
    body = markdown.markdown(text, extensions=["tables", "sane_lists", TocExtension(slugify=slugify_unicode)])

    def link(found: re.Match) -> str:
        target, _, fragment = found[1].partition("#")
        if target in pages:
            return f'<a href="{target.removesuffix(".md")}.html{"#" + fragment if fragment else ""}">{found[2]}</a>'
        return found[0] if re.match(r"[a-z]+:|#", found[1]) else found[2]

    body = re.sub(r'<a href="([^"]*)">(.*?)</a>', link, body, flags=re.DOTALL)
    title = next(line.lstrip("# ") for line in text.splitlines() if line.startswith("# "))
    return PAGE.format(language=language_of(path.name), title=title, style=STYLE, body=body)


def shrink(source: Path, target: Path) -> None:
    """A picture no wider than the text, with few colours."""
    with Image.open(source) as image:
        height = round(image.height * min(1, WIDEST / image.width))
        small = image.convert("RGB").resize((min(image.width, WIDEST), height), Image.Resampling.LANCZOS)
        small.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, kmeans=4, dither=Image.Dither.NONE).save(target, optimize=True)


def make(folder: Path) -> None:
    documents = [path for path in sorted(DOCS.glob("*.md")) if path.name not in LEFT_OUT]
    names = {path.name for path in documents}
    pages = {path.with_suffix(".html").name: html_of(path, names) for path in documents}
    pictures = sorted({name for page in pages.values() for name in re.findall(r'src="images/([^"/]+)"', page)})
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "images").mkdir(parents=True)
    for name in pictures:
        shrink(DOCS / "images" / name, folder / "images" / name)
    for name, page in pages.items():
        (folder / name).write_text(page, encoding="utf-8")
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(f"{folder.name}: {len(pages)} pages, {len(pictures)} pictures, {size / 1e6:.1f} MB")


def main(folder: Path) -> int:
    made_of = [*DOCS.glob("*.md"), *DOCS.glob("images/*"), Path(__file__)]
    last = folder / "guide.en.html"
    if not last.exists() or last.stat().st_mtime < max(path.stat().st_mtime for path in made_of):
        make(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "resources" / "help"))
