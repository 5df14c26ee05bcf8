# SPDX-License-Identifier: GPL-2.0-or-later
"""Chromium without a window, and what checks pages in it: axe-core and html-validate, of build/web (scripts/web.sh)."""

import json
import shutil
import subprocess
import tempfile
from pathlib import Path

from lxml import html

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ROOT / "build" / "web" / "node_modules"
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NARROW = 320
"""Pixels: a telephone, or a page enlarged four times (WCAG 1.4.10)."""
CHECK = """
<script>%(axe)s</script>
<script>
async function checked() {
  const asked = {runOnly: {type: "tag", values: %(tags)s}, resultTypes: ["violations", "incomplete"]};
  const seen = {title: document.title, scripts: document.scripts.length};
  seen.screen = await axe.run(document, asked);
  document.documentElement.style.width = "%(narrow)dpx";
  seen.beyond = document.body.scrollWidth - document.body.clientWidth;
  document.documentElement.style.width = "";
  for (const style of document.querySelectorAll("style")) style.textContent = style.textContent.replaceAll("@media print", "@media screen");
  seen.print = await axe.run(document, asked);
  for (const media of ["screen", "print"])
    for (const kind of ["violations", "incomplete"])
      seen[media][kind] = seen[media][kind].map(one => [one.id, one.help, one.nodes.map(node => node.html.slice(0, 200))]);
  const result = document.createElement("pre");
  result.id = "checked";
  result.textContent = JSON.stringify(seen);
  document.body.append(result);
}
checked();
</script>
"""


def program() -> str:
    """The browser."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    assert found, f"no Chromium: install one of {', '.join(NAMES)} (scripts/setup.sh does on Debian)"
    return found


def chromium(*arguments: str) -> str:
    """What it writes; it reaches no network, and keeps nothing."""
    with tempfile.TemporaryDirectory(prefix="vigie-chromium-") as profile:
        options = (
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", "--no-first-run",
            "--host-resolver-rules=MAP * ~NOTFOUND", f"--user-data-dir={profile}",
        )  # fmt: skip
        process = subprocess.run([program(), *options, *arguments], capture_output=True, text=True, timeout=120, check=False)
    assert process.returncode == 0, process.stderr
    return process.stdout


def looked_at(page: Path, folder: Path) -> dict:
    """What axe-core finds on a page, on the screen and on paper; how wide it is on a narrow screen; its title, and its scripts."""
    text = page.read_text(encoding="utf-8")
    axe = (TOOLS / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
    assert text.count("</body>") == 1 and "</script" not in axe
    copy = folder / page.name
    check = CHECK % {"axe": axe, "tags": json.dumps(TAGS), "narrow": NARROW}
    copy.write_text(text.replace("</body>", f"{check}</body>"), encoding="utf-8")
    written = chromium("--window-size=1280,900", "--virtual-time-budget=100000", "--dump-dom", copy.as_uri())
    found = html.fromstring(written).get_element_by_id("checked")
    return json.loads(found.text_content())


def printed(page: Path, target: Path) -> Path:
    """The page as a PDF, as Chromium prints it."""
    chromium("--no-pdf-header-footer", f"--print-to-pdf={target}", page.as_uri())
    return target


def validated(pages: list[Path], folder: Path) -> list[str]:
    """What the validator says of pages, a line a fault; it writes into `folder`, since it ends before a pipe is read."""
    config, report = ROOT / "tests" / "web" / "htmlvalidate.json", folder / "validated.json"
    command = [TOOLS / ".bin" / "html-validate", "--config", config, "--formatter", f"json={report}", *pages]
    process = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert process.returncode in (0, 1), process.stderr
    return [
        f"{Path(one['filePath']).name}:{told['line']}: {told['ruleId']}: {told['message']}"
        for one in json.loads(report.read_text(encoding="utf-8"))
        for told in one["messages"]
    ]
