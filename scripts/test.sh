#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Run the tests. Arguments: none (all), or tiers among: unit qgis integration.
#   unit         pure rooms, with QGIS hidden
#   qgis         in PyQGIS, without a window
#   integration  whole programs: qgis_process, the demo, the package, the real desktop
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
export VIGIE_PROFILE=${VIGIE_PROFILE:-$here/../build/test-profile}
. "$here/environment.sh"
cd "$vigie_root"
tiers=("$@")
[ ${#tiers[@]} -gt 0 ] || tiers=(unit qgis integration)
python=$vigie_root/.venv/bin/python
rm -f .coverage .coverage.*
for tier in "${tiers[@]}"; do
  echo "== tests/$tier"
  case $tier in
    unit) COVERAGE_FILE=.coverage.unit PYTHONPATH=$vigie_plugins "$python" -m pytest -p no:pytest_qgis -n auto --dist worksteal --cov=plugin --cov-report= tests/unit ;;
    qgis) COVERAGE_FILE=.coverage.qgis QT_QPA_PLATFORM=offscreen QT_FONT_DPI=96 "$python" -m pytest --cov=plugin --cov-report= tests/qgis ;;
    integration) "$python" -m pytest -p no:pytest_qgis tests/integration ;;
  esac
done
if compgen -G '.coverage.*' >/dev/null; then
  "$python" -m coverage combine -q
  "$python" -m coverage report --format=total | sed 's/^/coverage of plugin\/, %: /'
fi
