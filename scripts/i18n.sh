#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Compile the translations that Qt loads (i18n/*.qm, not kept in git) from i18n/*.ts.
set -euo pipefail
cd "$(dirname "$0")/.."
lrelease=$(command -v lrelease || echo /usr/lib/qt5/bin/lrelease)
for ts in i18n/*.ts; do
  if [ ! -f "${ts%.ts}.qm" ] || [ "$ts" -nt "${ts%.ts}.qm" ]; then
    "$lrelease" -silent "$ts" -qm "${ts%.ts}.qm"
  fi
done
