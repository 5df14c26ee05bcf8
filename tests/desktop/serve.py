# SPDX-License-Identifier: GPL-2.0-or-later
"""A QGIS Server for the desktop: its address goes to the file that is given; it ends with the one who reads standard input."""

import sys
import tempfile
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "data"))
import servers

with tempfile.TemporaryDirectory() as folder, servers.qgis_server(folder) as address:
    target = Path(sys.argv[1])
    whole = target.with_suffix(".part")
    whole.write_text(address, encoding="utf-8")
    whole.replace(target)
    sys.stdin.read()
