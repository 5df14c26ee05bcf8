#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Do the main job by hand in the real QGIS desktop, in French, on a virtual screen; pictures land in build/desktop.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
export VIGIE_PROFILE=$here/../build/desktop-profile
. "$here/environment.sh"
unset QT_QPA_PLATFORM
export VIGIE_ROOT=$vigie_root VIGIE_DESKTOP_OUT=$vigie_root/build/desktop
rm -rf "$VIGIE_DESKTOP_OUT" "$VIGIE_PROFILE"
mkdir -p "$VIGIE_DESKTOP_OUT" "$VIGIE_PROFILE"
(export QT_QPA_PLATFORM=offscreen; vigie_enable)
# No tour, no news, no crash report: only the window.
ini=$vigie_profile/profiles/default/QGIS/QGIS3.ini
printf '\n[app]\nFirstRunVersionFlag=99999\n\n[qgis]\ncheckVersion=false\nshowTips=false\n\n[locale]\noverrideFlag=true\nuserLocale=fr\n\n[vigie_territoriale]\ntour_done=true\n' >>"$ini"
xvfb-run -a -s '-screen 0 1600x900x24' \
  timeout 300 qgis --nologo --noversioncheck --lang fr --profiles-path "$vigie_profile" --code "$here/../tests/desktop/walk.py" \
  >"$VIGIE_DESKTOP_OUT/qgis.log" 2>&1 || true
cat "$VIGIE_DESKTOP_OUT/result.txt" 2>/dev/null || { tail -n 40 "$VIGIE_DESKTOP_OUT/qgis.log"; exit 1; }
grep -qx ok "$VIGIE_DESKTOP_OUT/result.txt"
