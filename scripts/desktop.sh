#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Do the main job by hand in the real QGIS desktop, in French, on a virtual screen, against servers on this machine; then open its
# project in a QGIS without the plugin. Pictures land in build/desktop; what held the interface thread is printed.
# scripts/desktop.sh looks    instead, takes every page and dialog in three themes, with letters as large as usual and twice as large, into build/desktop/looks
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
export VIGIE_PROFILE=$here/../build/desktop-profile
. "$here/environment.sh"
unset QT_QPA_PLATFORM
export VIGIE_ROOT=$vigie_root VIGIE_DESKTOP_OUT=$vigie_root/build/desktop
out=$VIGIE_DESKTOP_OUT
rm -rf "$out" "$VIGIE_PROFILE"
mkdir -p "$out" "$VIGIE_PROFILE"
# A QGIS Server, which ends with this script: it reads from it.
coproc SERVER { exec /usr/bin/python3 "$here/../tests/desktop/serve.py" "$out/server.address" 2>"$out/server.log"; }
server=$SERVER_PID
finish() {
  eval "exec ${SERVER[1]}>&-" 2>/dev/null || true
  wait "$server" 2>/dev/null || true
}
trap finish EXIT
(export QT_QPA_PLATFORM=offscreen; vigie_enable)
# No tour, no news, no crash report, no question at the end of what lies in a temporary folder: only the window.
ini=$vigie_profile/profiles/default/QGIS/QGIS3.ini
printf '\n[app]\nFirstRunVersionFlag=99999\naskToSaveMemoryLayers=false\n\n[qgis]\ncheckVersion=false\nshowTips=false\n\n[locale]\noverrideFlag=true\nuserLocale=fr\nglobalLocale=fr_FR\n\n[vigie_territoriale]\ntour_done=true\n' >>"$ini"
for _ in $(seq 300); do
  [ ! -f "$out/server.address" ] || break
  sleep 0.2
done
VIGIE_SERVER=$(cat "$out/server.address")
export VIGIE_SERVER

# Run a script in QGIS; it must say that all went well, and QGIS must close as it should.
vigie_drive() {
  local status=0
  xvfb-run -a -s '-screen 0 1600x900x24' \
    timeout 300 qgis --nologo --noversioncheck --lang fr --profiles-path "$vigie_profile" --code "$here/../tests/desktop/$1.py" \
    >"$out/$1.log" 2>&1 || status=$?
  cat "$out/$1.txt" 2>/dev/null || { tail -n 40 "$out/$1.log"; exit 1; }
  cat "$out/$1.gaps.txt"
  grep -qx ok "$out/$1.txt"
  [ "$status" = 0 ] || { echo "QGIS ended with $status"; tail -n 40 "$out/$1.log"; exit 1; }
}

if [ "${1:-}" = looks ]; then
  for theme in default "Night Mapping" "Blend of Gray"; do
    for points in 9 18; do
      printf '\n[UI]\nUITheme=%s\n\n[app]\nfontPointSize=%s\n\n[qgis]\nstylesheet\\fontPointSize=%s\n' "$theme" "$points" "$points" >>"$ini"
      VIGIE_LOOK=${theme// /-}-$points vigie_drive looks
    done
  done
  exit
fi
vigie_drive walk
sed -i 's/^vigie_territoriale=true/vigie_territoriale=false/' "$ini"
vigie_drive reopen
