#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Measure the main steps and the cut of a large csv; print tables, write build/bench/results.json and cut.json.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/environment.sh"
/usr/bin/python3 "$here/bench.py"
/usr/bin/python3 "$here/bench_cut.py"
