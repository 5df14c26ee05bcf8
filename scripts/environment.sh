# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced by the scripts that start QGIS: a profile of its own, the plugin linked into it, and the virtual environment's
# packages (shapely 2) on QGIS's Python path. It changes nothing outside of the repository.
vigie_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
vigie_profile=${VIGIE_PROFILE:-$vigie_root/build/profile}
vigie_plugins=$vigie_root/build/plugins

mkdir -p "$vigie_plugins" "$vigie_profile"
ln -sfn ../.. "$vigie_plugins/vigie_territoriale"

vigie_python=$(echo "$vigie_root"/.venv/lib/python3*/site-packages)
export PYTHONPATH=$vigie_plugins:$vigie_python${PYTHONPATH:+:$PYTHONPATH}
export QGIS_PLUGINPATH=$vigie_plugins
export QGIS_CUSTOM_CONFIG_PATH=$vigie_profile
# Without a screen, draw into memory.
if [ -z "${DISPLAY:-}" ] && [ -z "${WAYLAND_DISPLAY:-}" ]; then
  export QT_QPA_PLATFORM=${QT_QPA_PLATFORM:-offscreen}
fi
# A desktop session gives this folder; a bare machine does not, and Qt then complains at each start.
if [ -z "${XDG_RUNTIME_DIR:-}" ]; then
  export XDG_RUNTIME_DIR=$vigie_root/build/runtime
  mkdir -p -m 700 "$XDG_RUNTIME_DIR"
fi

# Enabling costs a start of QGIS: do it once a profile.
vigie_enable() {
  local ini=$vigie_profile/profiles/default/QGIS/QGIS3.ini
  if ! grep -qs '^vigie_territoriale=true' "$ini"; then
    qgis_process plugins enable vigie_territoriale >/dev/null
  fi
}
