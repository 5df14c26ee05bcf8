#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Install what checks the pages that are handed over (axe-core, html-validate: tests/web) in build/web, at the versions of the
# lock. A second run only checks.
set -euo pipefail
cd "$(dirname "$0")/.."
lock=$PWD/tests/web/package-lock.json
target=$PWD/build/web

ready() { cmp -s "$lock" "$target/.stamp" && [ -f "$target/node_modules/axe-core/axe.min.js" ]; }

ready && exit 0
mkdir -p build
exec 9>build/web.lock
flock 9 # another test run may be installing
ready && exit 0
rm -rf "$target"
mkdir -p "$target"
cp tests/web/package.json "$lock" "$target"
npm ci --prefix "$target" --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error
cp "$lock" "$target/.stamp"
