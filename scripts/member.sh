#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A member of a network at her QGIS desktop, on a virtual screen (tests/desktop/member.py): VIGIE_PROFILE, VIGIE_MEMBER, VIGIE_DESKTOP_OUT and
# VIGIE_STORE say who, and where.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/environment.sh"
unset QT_QPA_PLATFORM
exec xvfb-run -a -s '-screen 0 1366x768x24' \
  timeout 240 qgis --nologo --noversioncheck --lang en --profiles-path "$vigie_profile" --code "$here/../tests/desktop/member.py"
