#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Measure the main steps, the cut of a large csv, the recipe of a large source, indicators beside their peers, and in the shared store; print tables, write build/bench/*.json.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/environment.sh"
/usr/bin/python3 "$here/bench.py"
/usr/bin/python3 "$here/bench_cut.py"
/usr/bin/python3 "$here/bench_recipe.py"
QT_QPA_PLATFORM=offscreen /usr/bin/python3 "$here/bench_indicators.py"
QT_QPA_PLATFORM=offscreen /usr/bin/python3 "$here/bench_shared.py"
"$here/startup.sh"
