# SPDX-License-Identifier: GPL-2.0-or-later
"""The rules of docs/architecture.md: who may import whom, and what nobody may do."""

import ast
from pathlib import Path

import pytest

PLUGIN = Path(__file__).resolve().parents[2] / "plugin"
PURE = (
    "territory", "batch", "catalog", "field", "files", "harmonize", "indicators", "inventory", "publications", "remote", "shared_catalog",
)  # fmt: skip
PURE_MODULES = (
    "access",
    "configuration",
    "guide",
    "reference",
    "store/contours",
    "documents",
    "layers/code_fields",
    "layers/palette",
    "loading",
    "locks",
    "messages",
    "network/cache",
    "network/door",
    "network/download",
    "network/errors",
    "observatory",
    "product",
    "refreshing",
    "reports/charts",
    "reports/comparison",
    "reports/factsheet",
    "reports/html",
    "reports/names",
    "reports/narrative",
    "reports/spreadsheet",
    "reports/template",
    "reports/titles",
    "reports/words",
    "requirements",
    "store/difference",
    "store/faults",
    "store/geopackage",
    "store/postgis",
    "store/registry",
    "store/results",
    "store/rows",
    "store/store",
    "store/syncing",
    "store/tables",
    "turns",
    "working",
)
BASE = {
    "documents",
    "feedback",
    "guide",
    "locks",
    "messages",
    "product",
    "requirements",
    "turns",
    "working",
}
SERVICES = {
    "access",
    "catalog",
    "field",
    "files",
    "harmonize",
    "indicators",
    "inventory",
    "loading",
    "observatory",
    "publications",
    "refreshing",
    "remote",
    "shared_catalog",
    "territory",
}
MAY_IMPORT = {
    "territory": set(),
    "catalog": {"territory", "harmonize", "network"},
    "field": set(),
    "files": {"territory"},
    "harmonize": {"territory", "files"},
    "remote": {"territory", "catalog", "files", "network"},
    "indicators": {"territory", "harmonize"},
    "inventory": {"territory", "catalog", "files", "store"},
    "publications": {"territory", "catalog", "network"},
    "shared_catalog": {"territory", "catalog", "harmonize", "network"},
    "network": set(),
    "batch": SERVICES | {"store", "layers"},
    "store": {"territory", "files", "harmonize", "indicators"},
    "layers": SERVICES | {"store"},
    "reports": SERVICES | {"store", "layers"},
    "processing": SERVICES | {"store", "layers", "reports", "settings"},
    "gui": SERVICES | {"store", "layers", "reports", "settings", "configuration"},
}
FILES = sorted(path for path in PLUGIN.rglob("*.py") if "vendor" not in path.parts)


def relative(path):
    return path.relative_to(PLUGIN).with_suffix("").as_posix()


def imports(path):
    """Top names of absolute imports, and rooms of relative ones, wherever in the file."""
    outside, rooms = set(), set()
    depth = len(path.relative_to(PLUGIN).parts)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            outside |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            outside.add(node.module.split(".")[0])
        elif isinstance(node, ast.ImportFrom) and node.level == depth:
            rooms.add(node.module.split(".")[0])
    return outside, rooms


@pytest.mark.parametrize("path", FILES, ids=relative)
def test_pure_rooms_import_no_qgis(path):
    name = relative(path)
    if name.split("/")[0] in PURE or name in PURE_MODULES:
        assert not imports(path)[0] & {"qgis", "PyQt5", "PyQt6"}


def test_pure_modules_exist():
    assert {relative(path) for path in FILES} >= set(PURE_MODULES)


@pytest.mark.parametrize("path", FILES, ids=relative)
def test_arrows_go_one_way(path):
    room = path.relative_to(PLUGIN).parts[0]
    if room in MAY_IMPORT:
        assert imports(path)[1] <= MAY_IMPORT[room] | BASE | {room}


@pytest.mark.parametrize("path", FILES, ids=relative)
def test_nobody_reaches_for_globals(path):
    text = path.read_text(encoding="utf-8")
    assert "utils import iface" not in text
    if relative(path) != "plugin":
        assert "QgsProject.instance()" not in text


@pytest.mark.parametrize("path", FILES, ids=relative)
def test_only_the_door_opens_the_network(path):
    outside, _ = imports(path)
    assert not outside & {"socket", "http", "urllib3", "httplib2", "ftplib"}
    text = path.read_text(encoding="utf-8")
    for forbidden in ("urlopen", "requests.get(", "requests.post(", "requests.request(", "verify=False", "/vsicurl"):
        assert forbidden not in text
    if relative(path).split("/")[0] != "network":
        assert "QgsNetworkAccessManager" not in text
        assert "QgsBlockingNetworkRequest" not in text


def test_starting_the_plugin_imports_nothing_heavy():
    """__init__, plugin.py and panel.py load at start-up: at module level they import neither libraries nor rooms."""
    for name in (
        "__init__.py",
        "plugin/plugin.py",
        "plugin/gui/panel.py",
        "plugin/gui/options.py",
        "plugin/settings.py",
        "plugin/messages.py",
    ):
        tree = ast.parse((PLUGIN.parent / name).read_text(encoding="utf-8"))
        for node in tree.body:
            names = {alias.name.split(".")[0] for alias in node.names} if isinstance(node, ast.Import) else set()
            if isinstance(node, ast.ImportFrom):
                names = {(node.module or "").split(".")[0]}
            assert not names & {
                "pandas",
                "numpy",
                "shapely",
                "requests",
                "osgeo",
                "matplotlib",
                "jinja2",
                "observatory",
                "loading",
                "files",
                "remote",
            }, name


def test_qgis_never_loads_what_is_for_several_machines():
    for path in FILES:
        if relative(path).split("/")[0] != "batch":
            assert "batch" not in imports(path)[1], relative(path)
