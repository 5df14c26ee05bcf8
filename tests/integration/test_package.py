# SPDX-License-Identifier: GPL-2.0-or-later
"""The release zip: what is in it, what the portal's scan says, and that it works where only QGIS is."""

import os
import subprocess
import zipfile

import pytest

from .conftest import ROOT, run


@pytest.fixture(scope="module")
def package():
    process = run("make", "--no-print-directory", "package")
    assert process.returncode == 0, process.stdout + process.stderr
    return next((ROOT / "build").glob("vigie_territoriale-*.zip"))


def test_content(package):
    assert package.stat().st_size < 20_000_000
    with zipfile.ZipFile(package) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
    assert {name.split("/")[0] for name in names} == {"vigie_territoriale"}
    inside = {name.removeprefix("vigie_territoriale/") for name in names}
    assert {"__init__.py", "metadata.txt", "LICENSE", "README.md", "i18n/vigie_territoriale_fr.qm"} <= inside
    assert {"resources/help/guide.fr.html", "resources/help/guide.en.html", "resources/help/images/02-search.png"} <= inside
    assert {"plugin/vendor/__init__.py", "plugin/vendor/fastjsonschema/LICENSE", "plugin/vendor/feedparser/LICENSE"} <= inside
    for name in inside:
        assert not name.startswith(("tests/", "scripts/", "build/", ".", "docs/"))
        assert not name.endswith((".pyc", ".so", ".dll", ".exe", ".sh", ".bat"))
        assert "__pycache__" not in name and "\\" not in name and ".." not in name


def test_the_portals_scan_finds_nothing(package):
    scan = run("bash", "-c", 'PATH="$PWD/.venv/bin:$PATH" scripts/portal_scan.sh build/package/vigie_territoriale')
    assert scan.returncode == 0, scan.stdout


def test_it_validates_recipes_with_its_own_copy_of_the_validator(package, tmp_path):
    """Installed from the zip, with none of the development packages on the path."""
    with zipfile.ZipFile(package) as archive:
        archive.extractall(tmp_path)
    check = """
import sys
from vigie_territoriale.plugin.documents import load_document
from vigie_territoriale.plugin.harmonize.recipe import RECIPES, load_recipe
from vigie_territoriale.plugin.messages import VigieError
from vigie_territoriale.plugin.requirements import fastjsonschema, shapely
assert fastjsonschema().__name__.startswith("vigie_territoriale.plugin.vendor")
print(len([load_recipe(path, trusted=True) for path in RECIPES.glob("*.json")]))
try:
    print("shapely", shapely().__version__)
except VigieError as error:
    print(error.sentence)
"""
    process = run("/usr/bin/python3", "-c", check, PYTHONPATH=str(tmp_path))
    assert process.returncode == 0, process.stderr
    lines = process.stdout.splitlines()
    assert int(lines[0]) == len(list((ROOT / "resources" / "catalog" / "recipes").glob("*.json"))) >= 40
    assert lines[1].startswith(("shapely 2", "This needs the Python library shapely 2"))


def test_it_reads_feeds_with_its_own_copy_of_the_parser(package, tmp_path):
    with zipfile.ZipFile(package) as archive:
        archive.extractall(tmp_path)
    check = """
import datetime, sys
from vigie_territoriale.plugin.messages import Silent
from vigie_territoriale.plugin.publications.feeds import embedded_feeds
from vigie_territoriale.plugin.publications.reading import publications_of
from vigie_territoriale.plugin.requirements import feedparser
found = publications_of(sys.stdin.buffer.read(), embedded_feeds()[0], Silent(), datetime.date(2026, 1, 1))
assert feedparser().__name__.startswith("vigie_territoriale.plugin.vendor")
assert not {"feedparser", "sgmllib"} & set(sys.modules)
print(len(found))
"""
    feed = ROOT / "tests" / "data" / "feeds" / "geoservices-ign-actualites.xml"
    with feed.open("rb") as stream:
        process = subprocess.run(
            ["/usr/bin/python3", "-c", check],
            stdin=stream,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": str(tmp_path)},
        )
    assert (process.returncode, process.stdout) == (0, "4\n"), process.stderr
