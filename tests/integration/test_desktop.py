# SPDX-License-Identifier: GPL-2.0-or-later
"""The main job by hand in the real desktop, in French, under a virtual screen."""

from .conftest import ROOT, run

OUT = ROOT / "build" / "desktop"


def test_the_main_job_by_hand():
    process = run("scripts/desktop.sh")
    assert process.returncode == 0, process.stdout + process.stderr
    pictures = sorted(path.name for path in OUT.glob("*.png"))
    assert {"01-dock.png", "07-unloaded.png", "08-search-results.png", "10-sources.png"} <= set(pictures)
    assert "Portrait de territoire" in (OUT / "fiche.html").read_text(encoding="utf-8")
    log = (OUT / "qgis.log").read_text(encoding="utf-8", errors="replace")
    assert "Traceback" not in log
    print((OUT / "gaps.txt").read_text(encoding="utf-8"))
