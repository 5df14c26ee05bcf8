#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Measure what the plugin costs QGIS at its start, in the real desktop on a virtual screen. Argument: how many times (3).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
export VIGIE_PROFILE=$here/../build/startup-profile
. "$here/environment.sh"
unset QT_QPA_PLATFORM
export VIGIE_ROOT=$vigie_root VIGIE_STARTUP_OUT=$vigie_root/build/startup.txt
rm -rf "$VIGIE_PROFILE"
mkdir -p "$VIGIE_PROFILE/profiles/default/QGIS"
printf '[app]\nFirstRunVersionFlag=99999\n\n[qgis]\ncheckVersion=false\nshowTips=false\n' >"$VIGIE_PROFILE/profiles/default/QGIS/QGIS3.ini"
for _ in $(seq "${1:-3}"); do
  rm -f "$VIGIE_STARTUP_OUT"
  xvfb-run -a -s '-screen 0 1366x768x24' timeout 120 \
    qgis --nologo --noversioncheck --profiles-path "$vigie_profile" --code "$here/../tests/desktop/startup.py" >/dev/null 2>&1 || true
  cat "$VIGIE_STARTUP_OUT"
done
