#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Measure the main steps, the cut of a large csv and the recipe of a large source; print tables, write build/bench/*.json.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/environment.sh"
/usr/bin/python3 "$here/bench.py"
/usr/bin/python3 "$here/bench_cut.py"
/usr/bin/python3 "$here/bench_recipe.py"
