#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Install what the targets of the Makefile need: QGIS 3.40 or later, the test servers and tools, and a virtual
# environment (.venv) over the system's Python packages. Debian 12/13 and Ubuntu; elsewhere it says what to install.
# A second run only checks, and takes a second or two.
set -euo pipefail

cd "$(dirname "$0")/.."
root=$PWD
venv=$root/.venv
stamp=$venv/.setup-stamp
system_python=/usr/bin/python3
qgis_minimum=3.40

[ -r /etc/os-release ] && . /etc/os-release

# What it is for: the desktop and its fonts; servers for the integration tests; translation; building shapely; looking at PDFs.
qgis_packages=(
  qgis python3-qgis
  qgis-server-bin qgis-server-wms qgis-server-wfs qgis-server-wfs3 qgis-server-wmts
)
packages=(
  "${qgis_packages[@]}" fonts-open-sans fonts-dejavu-core
  xvfb xauth xdotool openssl
  postgresql postgis
  qttools5-dev-tools qttranslations5-l10n
  python3-venv python3-dev gcc g++ libgeos-dev
  python3-pandas python3-matplotlib python3-jinja2 python3-requests python3-owslib python3-odf
  poppler-utils zip unzip make git locales
)
# Looking at pages in a browser (Ubuntu has Chromium as a snap only, which is not for this script to install), and npm, which
# need not be Debian's.
[ "${ID:-}" != debian ] || packages+=(chromium-headless-shell)
command -v npm >/dev/null 2>&1 || packages+=(nodejs npm)

say() { printf 'setup: %s\n' "$*"; }

fail() {
  printf 'setup: %s\n' "$@" >&2
  exit 1
}

other_systems() {
  fail "this script installs on Debian 12, Debian 13 and Ubuntu only (found: ${PRETTY_NAME:-unknown system})." \
    "Install by hand: QGIS $qgis_minimum or later with its Python bindings, qgis_mapserver, Xvfb, PostgreSQL with PostGIS," \
    "the Qt tool lrelease, the headers of GEOS and Python, a C compiler, pandas, matplotlib, Jinja2," \
    "Chromium, Node.js 18 or later with npm;" \
    "then run this script again with VIGIE_SKIP_SYSTEM=1 to make the virtual environment."
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null 2>&1; then
    sudo "$@"
  else
    fail "installing packages needs root or sudo: run as root, or ask for: apt-get install ${packages[*]}"
  fi
}

apt() { as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o Dpkg::Use-Pty=0 "$@"; }

candidate_is_recent() {
  local version
  version=$(LC_ALL=C apt-cache policy qgis | sed -n 's/^  Candidate: //p')
  [ -n "$version" ] && dpkg --compare-versions "${version#*:}" ge "$qgis_minimum"
}

# The mirror that already serves this machine's own suite, so that a site with a mirror of its own stays on it.
debian_mirror() {
  LC_ALL=C apt-cache policy | sed -n "s/^ *[0-9]* \(http[^ ]*\) $VERSION_CODENAME\/main .*/\1/p" | head -n 1
}

enable_backports() {
  local suite=$VERSION_CODENAME-backports mirror
  mirror=$(debian_mirror)
  [ -n "$mirror" ] || fail "no apt source serves $VERSION_CODENAME/main: repair /etc/apt/sources.list first."
  say "enabling $suite, which has QGIS $qgis_minimum"
  printf 'deb %s %s main\n' "$mirror" "$suite" | as_root tee /etc/apt/sources.list.d/vigie-backports.list >/dev/null
  apt update
}

enable_qgis_ubuntu() {
  say "enabling the QGIS project's own LTR archive for Ubuntu $VERSION_CODENAME"
  apt install -y --no-install-recommends ca-certificates wget
  as_root mkdir -p /etc/apt/keyrings
  as_root wget -qO /etc/apt/keyrings/qgis-archive-keyring.gpg https://download.qgis.org/downloads/qgis-archive-keyring.gpg ||
    fail "could not fetch the key of the QGIS archive: this Ubuntu has no QGIS $qgis_minimum of its own, and needs that archive."
  printf 'deb [signed-by=/etc/apt/keyrings/qgis-archive-keyring.gpg] https://qgis.org/ubuntu-ltr %s main\n' "$VERSION_CODENAME" |
    as_root tee /etc/apt/sources.list.d/vigie-qgis.list >/dev/null
  apt update
}

system_is_ready() {
  [ "$(installed "${packages[@]}" | wc -l)" -eq "${#packages[@]}" ] &&
    dpkg --compare-versions "$(dpkg-query -W -f '${Version}' qgis | sed 's/^[0-9]*://')" ge "$qgis_minimum" &&
    [ -n "$(installed 'postgresql-*-postgis-3')" ]
}

# Names of the installed packages that match a pattern; nothing, and no failure, when there are none.
installed() {
  { dpkg-query -W -f '${Package} ${db:Status-Status}\n' "$@" 2>/dev/null || true; } | sed -n 's/ installed$//p'
}

# PostGIS comes as one package a version of PostgreSQL: postgresql-15-postgis-3 and the like.
install_postgis() {
  local version
  version=$(installed 'postgresql-[0-9]*' | sed -n 's/^postgresql-\([0-9]*\)$/\1/p' | sort -V | tail -n 1)
  apt install -y --no-install-recommends "postgresql-$version-postgis-3"
}

install_system() {
  command -v apt-get >/dev/null 2>&1 || other_systems
  case "${ID:-}" in debian | ubuntu) ;; *) other_systems ;; esac
  apt update
  local target=()
  if ! candidate_is_recent; then
    case "$ID" in
      debian) enable_backports && target=(-t "$VERSION_CODENAME-backports") ;;
      ubuntu) enable_qgis_ubuntu ;;
    esac
  fi
  LC_ALL=C apt-cache policy qgis "${target[@]}" | sed -n 's/^  Candidate: /setup: QGIS /p'
  # Only QGIS comes from backports; everything else from the stable suite.
  [ "${#target[@]}" -eq 0 ] || apt install -y --no-install-recommends "${target[@]}" "${qgis_packages[@]}"
  apt install -y --no-install-recommends "${packages[@]}"
  install_postgis
  system_is_ready || fail "apt finished, yet QGIS $qgis_minimum or one of the packages is missing: see its messages above."
}

fingerprint() {
  { cat "$root/requirements-dev.txt" "$root/scripts/setup.sh"; "$system_python" -VV; geos-config --version; } | sha256sum | cut -d' ' -f1
}

make_environment() {
  say "making the virtual environment in .venv (shapely is built against the system's GEOS: under a minute)"
  rm -rf "$venv"
  "$system_python" -m venv --system-site-packages "$venv"
  mkdir -p "$venv/share"
  ln -sfn /usr/share/proj "$venv/share/proj" # where pyproj looks for its data
  # A wheel of shapely brings its own GEOS, whose symbols mix with those of QGIS: build it on the system's.
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-binary shapely -r requirements-dev.txt
  fingerprint >"$stamp"
}

if [ "${VIGIE_SKIP_SYSTEM:-0}" != 1 ]; then
  command -v dpkg-query >/dev/null 2>&1 || other_systems
  system_is_ready || install_system
fi
if [ ! -f "$stamp" ] || [ "$(cat "$stamp")" != "$(fingerprint)" ]; then
  make_environment
fi
scripts/web.sh
say "ready: QGIS $(dpkg-query -W -f '${Version}' qgis 2>/dev/null || echo '(installed by hand)'), $("$venv/bin/python" -c 'import shapely; print("shapely", shapely.__version__, "on GEOS", shapely.geos_version_string)')"
