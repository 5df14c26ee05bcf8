#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Measure the main steps; print a table and write build/bench/results.json.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/environment.sh"
exec /usr/bin/python3 "$here/bench.py"
