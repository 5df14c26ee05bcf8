#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Open the QGIS desktop with the plugin, in a profile of its own (build/profile). Further arguments go to QGIS.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/environment.sh"
vigie_enable
exec qgis --nologo --noversioncheck --profiles-path "$vigie_profile" "$@"
