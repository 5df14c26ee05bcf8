# SPDX-License-Identifier: GPL-2.0-or-later
"""QGIS 4 comes with Qt 6: no unscoped enum, no call that is gone, and our widgets run over PyQt6.

PyQt6 is asked in processes of its own. Enums of QGIS are looked up in the QGIS that runs.
"""

import ast
import enum
import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
import qgis.core
import qgis.gui

ROOT = Path(__file__).resolve().parents[2]
FILES = [path for path in sorted((ROOT / "plugin").rglob("*.py")) if "vendor" not in path.parts]
MEMBERS = ROOT / "tests" / "data" / "qt_members.py"


def run(*arguments):
    process = subprocess.run(
        [sys.executable, *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={
            **os.environ,
            "QT_QPA_PLATFORM": "offscreen",
            "PYTHONPATH": os.pathsep.join([str(ROOT / "build" / "plugins"), *sys.path]),
        },
    )
    assert process.returncode == 0, process.stdout + process.stderr
    return process.stdout


@cache
def names_of(binding):
    return frozenset(json.loads(run(MEMBERS, "names", binding)))


def tree_of(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def chain(node):
    names = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    return [node.id, *reversed(names)] if isinstance(node, ast.Name) else []


def test_every_member_of_qt_is_in_qt_6():
    assert json.loads(run(MEMBERS, "resolve", "PyQt6", ROOT / "plugin")) == []


def test_what_is_not_in_qt_6_is_found(tmp_path):
    """The test above can fail."""
    (tmp_path / "old.py").write_text(
        "from qgis.PyQt.QtCore import Qt, QRegExp\nfrom qgis.PyQt.QtWidgets import QFrame\n"
        "a = Qt.AlignRight\nb = Qt.AlignmentFlag.AlignRight\nc = QFrame.Box\n"
        "class A(QFrame):\n    def f(self):\n        self.x = 1\n        return self.x, self.StyledPanel, self.setFrameShape\n",
        encoding="utf-8",
    )
    found = json.loads(run(MEMBERS, "resolve", "PyQt6", tmp_path))
    said = [problem.partition("old.py:")[2] for problem in found]
    assert said == ["1: QtCore.QRegExp", "3: Qt.AlignRight", "5: QFrame.Box", "9: A: self.StyledPanel"]


def test_no_call_is_gone_in_qt_6():
    """Names of methods that all of PyQt5 has and none of PyQt6, unless QGIS or we have them."""
    ours = {node.name for path in FILES for node in ast.walk(tree_of(path)) if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
    ours |= {
        name
        for module in (qgis.core, qgis.gui)
        for found in vars(module).values()
        if isinstance(found, type)
        for name in vars(found)  # not what they have of PyQt5
    }
    gone = names_of("PyQt5") - names_of("PyQt6") - ours - set(dir(int)) | {"exec_"}
    assert "print_" in gone
    called = [
        f"{path.relative_to(ROOT)}:{node.lineno}: {node.func.attr}"
        for path in FILES
        if "qgis" in path.read_text(encoding="utf-8")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in gone
        and node.func.attr[0].islower()
    ]
    assert called == []


def unscoped(tree):
    """Members of enums of QGIS that are named without their enum, and names that QGIS does not have."""
    taken = {
        alias.asname or alias.name: getattr(module, alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for module in (qgis.core, qgis.gui)
        if node.module == module.__name__
        for alias in node.names
    }
    for node in ast.walk(tree):
        names = chain(node)
        if len(names) < 2 or names[0] not in taken:
            continue
        owner, value = None, taken[names[0]]
        for name in names[1:]:
            if isinstance(value, enum.Enum) or not hasattr(value, name):
                break  # of an instance
            owner, value = value, getattr(value, name)
        member = isinstance(value, enum.Enum) or (isinstance(value, int) and type(value) not in (int, bool))
        if member and owner is not type(value):
            yield f"{node.lineno}: {'.'.join(names)}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT / "plugin").as_posix())
def test_enums_of_qgis_are_named_with_their_enum(path):
    assert list(unscoped(tree_of(path))) == []


def test_an_enum_without_its_name_is_found():
    text = "from qgis.core import Qgis, QgsTask\na = QgsTask.CanCancel\nb = QgsTask.Flag.CanCancel\nc = Qgis.Warning\nd = Qgis.MessageLevel.Warning\n"
    assert list(unscoped(ast.parse(text))) == ["2: QgsTask.CanCancel", "4: Qgis.Warning"]


def test_our_widgets_run_over_qt_6():
    said = run(ROOT / "tests" / "data" / "qt6_widgets.py").split()
    assert said[-1] == "ok" and {"TerritoryBox", "HomePage", "FactSheetPage", "HelpWindow", "QWidget"} <= set(said)
