# SPDX-License-Identifier: GPL-2.0-or-later
"""The main job by hand in the real desktop, in French, under a virtual screen; then its project without the plugin."""

import re

from .conftest import ROOT, run

OUT = ROOT / "build" / "desktop"
GUIDE = ROOT / "docs" / "images"


def test_the_main_job_by_hand():
    process = run("scripts/desktop.sh")
    assert process.returncode == 0, process.stdout + process.stderr
    print(process.stdout)
    for name in ("walk", "reopen"):
        assert (OUT / f"{name}.txt").read_text(encoding="utf-8") == "ok\n"
        assert "Traceback" not in (OUT / f"{name}.log").read_text(encoding="utf-8", errors="replace")
    assert "<title>CA Gap-Tallard-Durance" in (OUT / "fiche.html").read_text(encoding="utf-8")
    assert (OUT / "fiche.pdf").read_bytes().startswith(b"%PDF")
    taken = {path.name for path in OUT.glob("*.png")}
    assert {"01-home.png", "08-search-results.png", "05-table-and-map.png", "14-without-plugin.png"} <= taken


def test_the_pictures_of_the_guide_are_those_of_the_desktop():
    """By name: those that the walk takes, and the first page of its PDF; none that no page shows."""
    texts = "".join(path.read_text(encoding="utf-8") for path in [*(ROOT / "docs").glob("*.md"), ROOT / "README.md"])
    used = set(re.findall(r"images/([\w-]+\.png)", texts))
    assert used == {path.name for path in GUIDE.glob("*.png")}
    scripts = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests" / "desktop").glob("*.py"))
    taken = set(re.findall(r'picture\(f?"([^"{]+)', scripts))
    for name in used - {"fiche-1.png"}:
        assert any(name.startswith(start) for start in taken), name
