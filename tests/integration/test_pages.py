# SPDX-License-Identifier: GPL-2.0-or-later
"""The pages that are handed over, in a real browser: valid, accessible on the screen and on paper, harmless, well printed."""

import re
import subprocess

import pytest
from browser import looked_at, printed, validated
from lxml import etree, html

from .conftest import run

SHEETS = ("portrait", "services", "programmes", "own")
OTHERS = ("nasty", "comparison-2", "comparison-4", "comparison-60", "nasty-comparison")
ALL = [
    f"{language}-{name}"
    for language in ("fr", "en")
    for name in (*SHEETS, *(f"{sheet}-bare" for sheet in SHEETS), *OTHERS)
]  # fmt: skip


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """The folder of all pages, and the tools that check them."""
    folder = tmp_path_factory.mktemp("pages")
    make = '. scripts/environment.sh; exec /usr/bin/python3 tests/data/pages.py "$1"'
    for command in (("scripts/web.sh",), ("scripts/i18n.sh",), ("bash", "-c", make, "pages", folder)):
        process = run(*command, LC_ALL="C.UTF-8")
        assert process.returncode == 0, process.stdout + process.stderr
    return folder


def words(pdf):
    """Of each page of a PDF: its width and height, and its words with their boxes, in points."""
    told = subprocess.run(["pdftotext", "-bbox", pdf, "-"], capture_output=True, check=True).stdout
    for page in etree.fromstring(told, etree.XMLParser(recover=True)).iter("{*}page"):
        found = [(one.text or "", *(float(one.get(side)) for side in ("xMin", "yMin", "xMax", "yMax"))) for one in page]
        yield float(page.get("width")), float(page.get("height")), found


def test_all_are_there(pages):
    assert sorted(path.stem for path in pages.glob("*.html")) == sorted(ALL)


def test_the_validator_finds_nothing(pages, tmp_path):
    assert validated(sorted(pages.glob("*.html")), tmp_path) == []


def test_the_checks_find_faults(pages, tmp_path):
    """A page with faults is found to have them, or the tests above and below would prove nothing."""
    bad = tmp_path / "bad.html"
    bad.write_text(
        "<!DOCTYPE html><html><head><title>x</title><style>p { color: #999 } @media print { p { color: #aaa } }</style></head><body>"
        "<p>grey</p><img src='x'><div style='width: 900px'>wide</div></body></html>",
        encoding="utf-8",
    )
    assert any("alt" in line for line in validated([bad], tmp_path))
    (tmp_path / "copies").mkdir()
    seen = looked_at(bad, tmp_path / "copies")
    for media in ("screen", "print"):
        assert {"html-has-lang", "image-alt", "color-contrast"} <= {rule for rule, _, _ in seen[media]["violations"]}
    assert seen["beyond"] > 500


@pytest.mark.parametrize("name", ALL)
def test_a_page_is_accessible_and_runs_nothing(pages, tmp_path, name):
    page = pages / f"{name}.html"
    seen = looked_at(page, tmp_path)
    for media in ("screen", "print"):
        assert not seen[media]["violations"] and not seen[media]["incomplete"], media
    assert seen["beyond"] == 0
    assert seen["scripts"] == 2  # those of the check
    assert seen["title"] == " ".join(html.parse(page).findtext(".//title").split())


@pytest.mark.parametrize("name", [name for name in ALL if not name.endswith("-bare")])
def test_a_page_prints_well(pages, tmp_path, name):
    """On A4, nothing beyond the margins, no heading left alone at the foot of a page, and every word of the tables is there."""
    page = html.parse(pages / f"{name}.html", html.HTMLParser(encoding="utf-8"))
    sheets = list(words(printed(pages / f"{name}.html", tmp_path / "page.pdf")))
    headings = {
        tuple(heading.text_content().split()) for heading in page.iter("h2") if "nasty" not in name
    }  # there, all texts are one
    for width, height, found in sheets:
        assert sorted((round(width), round(height))) == [595, 842]
        assert all(
            left > 20 and right < width - 20 and top > 20 and bottom < height - 20 for _, left, top, right, bottom in found
        )
        last = [word for word, *_ in found]
        assert not any(tuple(last[-len(heading) :]) == heading for heading in headings)
    told = "".join(word for _, _, found in sheets for word, *_ in found)
    for cell in page.xpath("//th | //td"):
        assert all(word in told for word in re.split(r"[\s-]+", cell.text_content()))
