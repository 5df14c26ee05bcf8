#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The main job, end to end, into build/demo.  ONLINE=1 asks the live sources; TERRITORY=epci:... takes another territory.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/environment.sh"
arguments=()
[ "${ONLINE:-0}" = 1 ] && arguments+=(--live)
[ -n "${TERRITORY:-}" ] && arguments+=(--territory "$TERRITORY")
exec /usr/bin/python3 "$here/demo.py" "${arguments[@]}"
