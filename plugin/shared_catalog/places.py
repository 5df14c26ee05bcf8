# SPDX-License-Identifier: GPL-2.0-or-later
"""Where a catalogue lies: an address, a file or a folder (a share, a working copy of Git), a table of PostgreSQL; how it is read there;
and which places its layers lead to.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from ..messages import VigieError, reason, translate
from .model import CURATED, FILE, LARGEST, POSTGIS, RECIPE, SHARED_FILE, SharedLayer, Style
from .styles import LARGEST_STYLE
from .texts import is_private, is_under

if TYPE_CHECKING:
    from ..network.door import Door

WEB, FOLDER, TABLE = "web", "folder", "table"
DEFAULT_TABLE = "vigie.catalogue"
OPENED = frozenset(
    (".gpkg", ".geojson", ".json", ".shp", ".fgb", ".tif", ".tiff", ".jp2", ".csv", ".parquet", ".kml", ".gml", ".gpx")
)
"""Files of a share that are opened as layers: none that leads to other files or addresses by its nature."""
COPIED = frozenset((".geojson", ".json", ".csv", ".kml", ".gml", ".gpx"))
"""Those that may name addresses, which GDAL would ask (the schema of a GML, the CRS of a GeoJSON): they are copied by our own reading,
which forbids the network.
"""
_CONNECTION = re.compile(r"postgis:([^/]+)(?:/([^./]+)\.([^./]+))?")


@dataclass(frozen=True)
class Place:
    """Where a catalogue lies, as it was written. Of a table: `connection` of QGIS, `schema` and `table`."""

    kind: str
    written: str
    connection: str = ""
    schema: str = ""
    table: str = ""

    @property
    def root(self) -> str:
        """What lies under it needs no permission: whoever gave the place meant it. The folder of a document, the machine of an
        address, a connection.
        """
        if self.kind == WEB:
            return machine_of(self.written)
        return f"postgis:{self.connection}" if self.kind == TABLE else str(pure(self.written).parent)


def place_of(written: str) -> Place:
    """The place that is written as an address, a path, or ``postgis:connection/schema.table``. A `VigieError` says what is wrong."""
    text = written.strip().strip('"')
    table = _CONNECTION.fullmatch(text)
    if table is not None:
        schema, name = (table[2], table[3]) if table[2] else DEFAULT_TABLE.split(".")
        return Place(TABLE, text, table[1].strip(), schema, name)
    if re.match(r"https?://", text, re.IGNORECASE):
        if "@" in urlsplit(text).netloc or not urlsplit(text).hostname:
            told = translate(
                "shared_catalog", "Take the name and the password out of the address: choose credentials of QGIS instead."
            )
            raise VigieError(told)
        return Place(WEB, text)
    if not text or re.match(r"[A-Za-z][A-Za-z0-9+.-]+:", text):
        told = translate(
            "shared_catalog", "“{written}” is no place of a catalogue: give an address (https://…), a path, or {example}."
        )
        raise VigieError(told.format(written=text[:200], example="postgis:connection/schema.table"))
    path = Path(text).expanduser().absolute()
    return Place(FOLDER, str(path if path.suffix.lower() == ".json" else path / FILE))


class Reader:
    """Reads catalogues and their styles. `door` asks addresses, `table(place)` gives the last document of a table of PostgreSQL."""

    def __init__(self, door: Callable[[], Door], table: Callable[[Place], bytes]) -> None:
        self._door, self._table = door, table

    def document(self, place: Place) -> bytes:
        """The bytes of the document. Raises a `VigieError` that says why there is none."""
        if place.kind == WEB:
            return self._fetched(place.written, LARGEST)
        return self._table(place) if place.kind == TABLE else read_file(Path(place.written), LARGEST)

    def style(self, place: Place, style: Style) -> bytes:
        """The bytes of a style that lies beside the document; raises as `document` does."""
        if place.kind == WEB:
            return self._fetched(urljoin(place.written, style.file), LARGEST_STYLE)
        if place.kind == TABLE:
            raise VigieError(translate("shared_catalog", "A catalogue in a table has its styles inside, not in files."))
        return read_file(Path(place.written).parent / style.file, LARGEST_STYLE)

    def _fetched(self, address: str, most: int) -> bytes:
        from ..network.door import Limits  # requests is heavy, and most catalogues lie on shares

        return self._door().get(address, limits=Limits(maximum=most)).body


def read_file(path: Path, most: int) -> bytes:
    """The bytes of a file of a sensible size; a `VigieError` says why it cannot be read."""
    try:
        with path.open("rb") as stream:
            content = stream.read(most + 1)
    except OSError as error:
        raise VigieError(translate("documents", "{file} cannot be read: {why}.").format(file=path, why=reason(error))) from error
    if len(content) > most:
        raise VigieError(translate("shared_catalog", "{file} is too large.").format(file=path))
    return content


# Where its layers lead


def machine_of(address: str) -> str:
    """The machine of an address, with how it is asked: ``https://host:port``."""
    parts = urlsplit(address)
    return f"{parts.scheme.lower()}://{parts.netloc.lower()}"


def path_of(layer: SharedLayer, place: Place) -> str:
    """The path of a layer that is a file, whole; a relative one begins at the folder of the catalogue."""
    written = layer.source["path"]
    if _is_absolute(written):
        return written
    base = place.root if place.kind == FOLDER else ""
    return str(pure(base) / written)


def pure(written: str) -> PurePath:
    """A path by the rules of the system that it was written on: members read of shares what others wrote."""
    return (PureWindowsPath if re.match(r"[A-Za-z]:[\\/]|\\\\", written) else PurePosixPath)(written)


def _is_absolute(written: str) -> bool:
    return PurePosixPath(written).is_absolute() or PureWindowsPath(written).is_absolute() or written.startswith("\\")


def root_of(layer: SharedLayer, place: Place) -> str:
    """Where a layer leads, as it is shown to who trusts a catalogue; empty for what comes with this software or asks public machines
    by a recipe.
    """
    if layer.kind in (CURATED, RECIPE):
        return ""
    if layer.kind == POSTGIS:
        return f"postgis:{layer.source['connection']}"
    if layer.kind != SHARED_FILE:
        return machine_of(layer.source["address"])
    written = path_of(layer, place)
    share = re.match(r"\\\\[^\\/]+[\\/][^\\/]+", written)
    return share[0] if share else str(pure(written).parent)


def roots_of(layer: SharedLayer, place: Place) -> list[str]:
    """All places that a layer leads to: where it lies, and the machines of styles that are addresses (those of vector tiles)."""
    styles = [style for style in layer.source.get("styles", ()) if re.match("https?://", style, re.IGNORECASE)]
    return list(dict.fromkeys(filter(None, [root_of(layer, place), *map(machine_of, styles)])))


def needs_permission(root: str, place: Place) -> bool:
    """Whether a member has to allow a root: folders, machines that are not public and plain http, but for those of the place that she
    gave. Connections are hers: made by her, with her rights.
    """
    if not root or root.startswith("postgis:"):
        return False
    if "://" in root:
        return is_private(root) and root != place.root
    return place.kind != FOLDER or not is_under(root, place.root)


def why_closed(layer: SharedLayer, place: Place, allowed: Collection[str]) -> str:
    """Why a layer is not opened, in a sentence; empty when it may be. Nothing is asked."""
    if layer.kind == SHARED_FILE:
        why = _why_no_file(layer, place)
        if why:
            return why
    elif layer.kind not in (POSTGIS, CURATED, RECIPE) and "@" in urlsplit(layer.source["address"]).netloc:
        return translate("shared_catalog", "Its address holds a user name or a password: it is not used.")
    for root in roots_of(layer, place):
        if needs_permission(root, place) and root not in allowed:
            told = translate("shared_catalog", "It lies in {root}, which you have not allowed: see the catalogue in the options.")
            return told.format(root=root)
    return ""


def _why_no_file(layer: SharedLayer, place: Place) -> str:
    written = layer.source["path"]
    if not _is_absolute(written) and place.kind != FOLDER:
        return translate("shared_catalog", "Its path begins at the folder of the catalogue, which lies in none.")
    path = path_of(layer, place)
    folder = place.root if not _is_absolute(written) else root_of(layer, place)
    suffix = PureWindowsPath(path).suffix.lower()
    if not is_under(path, folder) or re.search(r"/vsi|[|?*\x00-\x1f]", path) or "\\\\?\\" in path or "\\\\.\\" in path:
        return translate("shared_catalog", "Its path leads out of its folder: it is not opened.")
    if suffix not in OPENED:
        return translate("shared_catalog", "Files of the kind “{suffix}” are not opened from a catalogue.").format(
            suffix=suffix or "–"
        )
    return ""
