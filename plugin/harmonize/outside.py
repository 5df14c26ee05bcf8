# SPDX-License-Identifier: GPL-2.0-or-later
"""What a recipe that comes from outside (a file of the user's, a shared catalogue) may not do.

A recipe has no code. What is left to fear is that it has files of this computer read, has requests sent to machines of the local
network, or fills memory and disk. Nothing is resolved here: names are read, not asked.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import numpy as np

from ..messages import VigieError, number, translate
from ..requirements import shapely as require_shapely

if TYPE_CHECKING:
    import pandas as pd

LARGEST_DOCUMENT = 1_000_000
"""Bytes of a recipe, whoever wrote it."""

MOST_RECODED = 10_000
"""Values of a table that recodes, in a recipe from outside."""

MOST_ROWS = 3_000_000
"""Rows that a recipe from outside may give."""

MOST_BYTES = 2_000_000_000
"""Bytes that those rows may hold."""

LEAST_PORT = 1024
"""The first port that anyone may serve on; below, only those of the web are asked."""

REFUSED_FUNCTIONS = frozenset(
    ("load_layer", "eval", "eval_template", "env", "exif", "exif_geotag", "file_exists", "file_size", "is_directory", "is_file")
)
"""Functions of QGIS's expressions that open files or addresses, look at this computer, or hide what they ask."""

_WEB_PORTS = (80, 443)
_UNICAST = ipaddress.ip_network("2000::/3")
"""The numbers of public machines: those in which a number of version 4 is wrapped (64:ff9b::/96, ::ffff:0:0/96...) are outside."""

_POINT_BYTES = 16
_LOCAL = re.compile(
    r"(?:.*\.)?(?:localhost|localdomain|local|internal|intranet|lan|home|corp|private|home\.arpa|onion|test|invalid|example)"
)
_NUMERIC = re.compile(r"\d+|0x[0-9a-f]*", re.IGNORECASE)
_NAME = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9-]{2,63}\.?")


def check_address(address: str) -> None:
    """A `VigieError` unless the address is https, of a host that is public by its name or number, without a password."""
    why = _why_refused(address)
    if why:
        raise VigieError(
            translate("outside", "The address “{address}” is not used: {why}.").format(address=address[:200], why=why)
        )


def _why_refused(address: str) -> str:
    if re.search(r"[\s\\\x00-\x1f\x7f]", address):
        return translate("outside", "it holds spaces, backslashes or control characters")
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return translate("outside", "it is no address")
    if parts.scheme != "https":
        return translate("outside", "a recipe from outside may only use https")
    if "@" in parts.netloc:
        return translate("outside", "it holds a user name or a password")
    if "{" in parts.netloc or "}" in parts.netloc:
        return translate("outside", "only its path may depend on the département")
    if port is not None and port < LEAST_PORT and port not in _WEB_PORTS:
        return translate("outside", "port {port} is not one of the web").format(port=port)
    if not is_public(host):
        return translate("outside", "a recipe from outside may only use public machines, named in full")
    return ""


def is_public(host: str) -> bool:
    """Whether a host is public by its name or number. Names are not resolved: those that cannot be public are known."""
    host = unicodedata.normalize("NFKC", host).lower().rstrip(".")
    if "%" in host:
        return False
    try:
        number_of = ipaddress.ip_address(host)
    except ValueError:
        return _is_public_name(host)
    if isinstance(number_of, ipaddress.IPv6Address):
        wrapped = number_of.sixtofour is not None or number_of.teredo is not None
        return number_of in _UNICAST and number_of.is_global and not wrapped
    return number_of.is_global and not number_of.is_multicast


def _is_public_name(host: str) -> bool:
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return False
    last = host.rpartition(".")[2]
    return bool(_NAME.fullmatch(host)) and not _LOCAL.fullmatch(host) and not _NUMERIC.fullmatch(last)


class Ceiling:
    """What a recipe from outside may give; a `VigieError` when it gives more."""

    def __init__(self, rows: int = MOST_ROWS, size: int = MOST_BYTES) -> None:
        self._rows, self._size = rows, size
        self._given = self._bytes = 0

    def hear(self, count: int) -> None:
        """A `VigieError` when so many rows more are too many."""
        if self._given + count > self._rows:
            raise VigieError(
                translate("outside", "This recipe gives more than {count} rows: one that comes from outside may not.").format(
                    count=number(self._rows)
                )
            )

    def add(self, table: pd.DataFrame, geometry: np.ndarray | None) -> None:
        """Count rows, and what they hold."""
        self.hear(len(table))
        self._given += len(table)
        self._bytes += int(sum(table[name].dropna().astype(str).str.len().sum() for name in table.columns))
        self.weigh(geometry)

    def weigh(self, geometry: np.ndarray | None) -> None:
        """Count what geometries hold."""
        if geometry is not None:
            self._bytes += int(require_shapely().get_num_coordinates(geometry).sum()) * _POINT_BYTES
        if self._bytes > self._size:
            raise VigieError(
                translate("outside", "This recipe gives more than {size} MB: one that comes from outside may not.").format(
                    size=number(self._size // 1_000_000)
                )
            )
