# SPDX-License-Identifier: GPL-2.0-or-later
"""Run as a program: what the plugin says of Qt, looked up in a binding of Python. A process loads one binding only.

``qt_members.py resolve PyQt6 folder`` prints, as JSON, where a name of Qt's or a member of a class is not there;
``qt_members.py names PyQt5`` prints the names of the attributes of all classes.
"""

import ast
import importlib
import json
import sys
from pathlib import Path

MODULES = ("QtCore", "QtGui", "QtWidgets", "QtNetwork", "QtSvg", "QtXml", "QtPrintSupport", "QtTest")


def imported(tree):
    """Names that a file takes from Qt, with the module of each; and the names under which it has whole modules."""
    classes = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("qgis.PyQt"):
            module = node.module[len("qgis.PyQt") :].lstrip(".")
            for alias in node.names:
                classes[alias.asname or alias.name] = (module, alias.name, node.lineno)
    return classes


def chain(node):
    """``A.b.c`` as a list, when it begins with a name."""
    names = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    return [node.id, *reversed(names)] if isinstance(node, ast.Name) else []


def lookup(binding, module, name):
    """What a file takes from Qt: a class, or a module."""
    if not module:
        return importlib.import_module(f"{binding}.{name}")
    return getattr(importlib.import_module(f"{binding}.{module}"), name)


def problems(binding, path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    taken, found = imported(tree), []
    known = {}
    for name, (module, real, line) in taken.items():
        try:
            known[name] = lookup(binding, module, real)
        except (ImportError, AttributeError):
            found.append(f"{path}:{line}: {module}.{real}")
    for node in ast.walk(tree):
        names = chain(node)
        if len(names) > 1 and names[0] in known:
            value = known[names[0]]
            for member in names[1:]:
                if not hasattr(value, member):
                    found.append(f"{path}:{node.lineno}: {'.'.join(names)}")
                    break
                value = getattr(value, member)
    return found + own_members(tree, known, path)


def own_members(tree, known, path):
    """What classes over classes of Qt say of themselves that neither they nor Qt have."""
    found = []
    for made in (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)):
        bases = [known.get(base.id) for base in made.bases if isinstance(base, ast.Name)]
        if not bases or len(bases) != len(made.bases) or not all(isinstance(base, type) for base in bases):
            continue
        own = [node for node in ast.walk(made) if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "self"]
        given = {node.attr for node in own if isinstance(node.ctx, ast.Store)}
        given |= {node.name for node in made.body if isinstance(node, ast.FunctionDef)}
        given |= {target.id for node in made.body if isinstance(node, ast.Assign) for target in node.targets}
        for node in own:
            if node.attr not in given and not any(hasattr(base, node.attr) for base in bases):
                found.append(f"{path}:{node.lineno}: {made.name}: self.{node.attr}")
    return found


def attributes(binding):
    names = set()
    for module in MODULES:
        try:
            loaded = importlib.import_module(f"{binding}.{module}")
        except ImportError:  # not in every package
            continue
        for found in vars(loaded).values():
            names |= set(dir(found)) if isinstance(found, type) else set()
    return names


if __name__ == "__main__":
    if sys.argv[1] == "resolve":
        files = [path for path in sorted(Path(sys.argv[3]).rglob("*.py")) if "vendor" not in path.parts]
        print(json.dumps([problem for path in files for problem in problems(sys.argv[2], path)]))
    else:
        print(json.dumps(sorted(attributes(sys.argv[2]))))
