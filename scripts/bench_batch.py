#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""vigie-batch by 1, 2 and more workers: seconds in all, the largest memory of a worker, and that figures are the same.

.venv/bin/python scripts/bench_batch.py [workers...]        POINTS=1000000 (default: 300000)
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "build" / "bench"
sys.path[:0] = [str(ROOT / "build" / "plugins"), str(ROOT / "tests" / "data")]


def main() -> None:
    import batch_data
    import pandas

    points = int(os.environ.get("POINTS", "300000"))
    folder = FOLDER / f"batch-{points}"
    if not folder.exists():
        folder.mkdir(parents=True)
        batch_data.make(folder, points=points, shops=5_000)
    wanted = [path for path in batch_data.definitions(folder) if Path(path).stem in ("of-sum", "of-median", "to-shops", "length")]
    given = [
        f"--source={one.role}={one.address}" for one in batch_data.sources(folder) if one.role in ("points", "shops", "lines")
    ]
    first = None
    for workers in [int(text) for text in sys.argv[1:]] or [1, 2, 3]:
        output = folder / f"by-{workers}.csv"
        command = [
            ROOT / "scripts" / "vigie-batch", f"--definitions={','.join(wanted)}", f"--workers={workers}", f"--output={output}",
            f"--report={output}.json", *given,
        ]  # fmt: skip
        subprocess.run([str(part) for part in command], check=True, stderr=subprocess.DEVNULL)
        report = json.loads(Path(f"{output}.json").read_text(encoding="utf-8"))
        peak = max(part["peak_megabytes"] for part in report["parts"])
        read = sum(part["read"].get("points", 0) for part in report["parts"])
        table = pandas.read_csv(output, dtype={"code": str})
        first = table if first is None else first
        apart = (table["value"] - first["value"]).abs().max()
        print(
            f"{workers} workers: {report['wall_seconds']:.1f} s, peak of a worker {peak:.0f} MB, {read / points:.2f} times the points read, "
            f"figures apart by {apart:.1g} at most",
            flush=True,
        )


if __name__ == "__main__":
    main()
