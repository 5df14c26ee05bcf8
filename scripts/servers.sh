#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Install the catalogue servers of the integration tests (pycsw, pygeoapi) in build/servers-venv, apart from the system's
# packages: their versions of numpy, lxml or shapely are not those of QGIS. A second run only checks.
set -euo pipefail
unset PYTHONPATH # pip would take the packages of the development environment for installed ones
cd "$(dirname "$0")/.."
venv=$PWD/build/servers-venv
stamp=$venv/.stamp

ready() { [ -f "$stamp" ] && cmp -s requirements-servers.txt "$stamp" && [ -x "$venv/bin/python" ]; }

ready && exit 0
mkdir -p build
exec 9>build/servers-venv.lock
flock 9 # another test run may be installing
ready && exit 0
rm -rf "$venv"
/usr/bin/python3 -m venv "$venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check -r requirements-servers.txt
cp requirements-servers.txt "$stamp"
