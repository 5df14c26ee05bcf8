# SPDX-License-Identifier: GPL-2.0-or-later
"""The bundled help: both languages have the places that are asked for, links and pictures lead somewhere, and it is small."""

import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import pytest
from lxml import html
from vigie_territoriale.plugin import guide
from vigie_territoriale.plugin.messages import set_language

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("aide été") / "help"
    subprocess.run([sys.executable, ROOT / "scripts" / "guide.py", made], check=True, capture_output=True)
    return made


def pages(folder):
    return {path.name: html.parse(str(path)) for path in folder.glob("*.html")}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_place_is_in_both_guides_before_a_heading(folder, language):
    page = pages(folder)[f"guide.{language}.html"]
    names = page.xpath("//a/@name")
    assert sorted(names) == sorted(guide.PLACES)
    text = (folder / f"guide.{language}.html").read_text(encoding="utf-8")
    for name in names:
        assert re.search(rf'<a name="{name}"></a></p>\s*<h2', text), name


def test_links_and_pictures_lead_somewhere(folder):
    found = pages(folder)
    for name, page in found.items():
        for link in page.xpath("//a/@href"):
            target, _, fragment = unquote(link).partition("#")
            if re.match("[a-z]+:", target):
                continue
            other = found[target or name]
            assert not fragment or fragment in other.xpath("//@id") + other.xpath("//a/@name"), (name, link)
        for picture in page.xpath("//img/@src"):
            assert (folder / picture).stat().st_size < 100_000, picture
    assert "guide.fr.html" in found and "add-an-indicator.html" in found


@pytest.mark.parametrize("name", ["README.md", "docs/guide.fr.md", "docs/guide.en.md"])
def test_documents_name_every_algorithm_and_no_number_of_indicators(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "plugin" / "processing").glob("*.py")]
    names = {found for source in sources for found in re.findall(r'^    NAME = "(\w+)"', source, re.MULTILINE)}
    assert len(names) > 12 and not [one for one in sorted(names) if f"`vigie:{one}`" not in text]
    counted = r"(\d+|[Ss]even|[Ff]ive|sept|[Cc]inq) (ready )?(indicat(or|eur)s|definitions)|There are \d+ \(|Il y en a \d+ \("
    assert not re.search(counted, text)


def test_it_is_small_and_holds_no_script(folder):
    assert sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) < 1_500_000
    for path in folder.glob("*.html"):
        assert "<script" not in path.read_text(encoding="utf-8")


def test_the_address_is_that_of_the_language(folder, monkeypatch):
    monkeypatch.setattr(guide, "FOLDER", folder)
    set_language("fr")
    assert guide.address("search") == f"{(folder / 'guide.fr.html').as_uri()}#search"
    set_language("de")
    assert guide.address("search").endswith("guide.en.html#search")
    monkeypatch.setattr(guide, "FOLDER", folder / "none")
    assert guide.address("search") == ""
