# SPDX-License-Identifier: GPL-2.0-or-later
"""Projects of QGIS that come from a network (.qgs, .qgz), without what could run, ask machines or read files of this computer."""

from __future__ import annotations

import io
import ntpath
import posixpath
import re
import zipfile
import zlib
from collections.abc import Collection

from lxml import etree

from ..messages import number, translate
from .markup import Stripped, local, parsed, refused, remove, written
from .styles import Clean, clean_layer
from .texts import calls_refused, is_harmless_page, is_harmless_picture, is_under, leads_elsewhere

LARGEST_PROJECT = 30_000_000
"""Bytes of a project, once unpacked."""
MOST_MEMBERS = 50
MOST_TIMES = 200
"""How many times larger than its archive a project may be."""

PROVIDERS = frozenset(("ogr", "gdal", "postgres", "postgresraster", "wms", "WFS", "OAPIF", "arcgisfeatureserver", "arcgismapserver",
                       "xyzvectortiles", "vectortile", "memory", "spatialite"))  # fmt: skip
"""Providers whose sources are only opened: those of queries and of scripts (virtual, delimitedtext...) are left out."""

_CODE = frozenset(("Macros", "ExpressionFunctions", "pythonCode", "Actions", "QmlFile", "projectActions"))
_PASSWORD = re.compile(r"\s*\b(?:password|user|username)\s*=\s*('(?:[^'\\]|\\.)*'|\"[^\"]*\"|[^\s&|]+)", re.IGNORECASE)
_SOURCE_PATH = re.compile(r"^\s*(?:file:///?)?((?:/|[A-Za-z]:[\\/]|\\\\|\.{1,2}[\\/])[^|?]*)")
_RELATIVE = re.compile(r"^(\.{1,2}[\\/][^|?]*)")
_ADDRESS = re.compile(r"https?://[^\s'\"&|]+", re.IGNORECASE)
_HOST = re.compile(r"\bhost(?:addr)?\s*=\s*'?([^\s']+)", re.IGNORECASE)


def clean_project(
    content: bytes, name: str, allowed: Collection[str] = (), folder: str = "", functions: Collection[str] = ()
) -> Clean:
    """A project, packed as it came, without what could do harm; `allowed` are roots (folders, addresses, ``postgresql://host``) that the
    user allowed: layers that lie elsewhere are left out. Relative paths begin at `folder`, where the project lies, and become whole; without
    one they lead nowhere. `functions` are the names of functions of other software, which expressions may not call.

    Raises a `VigieError` when it is no project, is too large, or declares entities.
    """
    packed = content.startswith(b"PK")
    stripped = Stripped(functions)
    inner = _unpacked(content, name, stripped) if packed else content
    root = parsed(inner, name, LARGEST_PROJECT)
    if local(root) != "qgis":
        raise refused(name, translate("shared_catalog", "it is no project of QGIS"))
    _clean_code(root, stripped)
    _make_whole(root, folder)
    _clean_layers(root, stripped, allowed)
    _clean_layouts(root, stripped, allowed)
    _clean_rest(root, stripped, allowed)
    cleaned = written(root)
    return Clean(_packed(cleaned) if packed else cleaned, stripped.sentences())


def _unpacked(content: bytes, name: str, stripped: Stripped) -> bytes:
    """The project inside an archive; sizes are counted as bytes come out, whatever the archive announces."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if len(members) > MOST_MEMBERS:
                raise refused(name, translate("shared_catalog", "its archive holds too many files"))
            projects = [member for member in members if member.filename.lower().endswith(".qgs")]
            if len(projects) != 1:
                raise refused(name, translate("shared_catalog", "its archive does not hold one project"))
            for _ in range(len(members) - 1):
                stripped.note(translate("shared_catalog", "a file beside the project in its archive"))
            ceiling = min(LARGEST_PROJECT, MOST_TIMES * len(content))
            with archive.open(projects[0]) as stream:
                inner = stream.read(ceiling + 1)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, ValueError, zlib.error) as error:
        raise refused(name, translate("shared_catalog", "its archive cannot be read"), str(error)) from error
    if len(inner) > ceiling:
        told = translate("shared_catalog", "it becomes larger than {size} MB once unpacked")
        raise refused(name, told.format(size=number(ceiling / 1e6, 1)))
    return inner


def _packed(project: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("project.qgs", project)
    return made.getvalue()


def _clean_code(root: etree._Element, stripped: Stripped) -> None:
    for element in list(root.iter()):
        if local(element) in _CODE and element.getparent() is not None:
            if "".join(element.itertext()).strip() or len(element):
                stripped.note(translate("shared_catalog", "macros or functions in Python"))
            remove(element)


def _make_whole(root: etree._Element, folder: str) -> None:
    """Write the relative paths of layers from the root of the disk: nothing is looked up there."""
    for source in root.iter("datasource"):
        found = _RELATIVE.match(source.text or "")
        if found is not None and folder:
            system = ntpath if re.match(r"[A-Za-z]:[\\/]|\\\\", folder) else posixpath
            source.text = system.normpath(system.join(folder, found[1])) + source.text[found.end() :]


def _clean_layers(root: etree._Element, stripped: Stripped, allowed: Collection[str]) -> None:
    gone = set()
    for layer in list(root.iter("maplayer")):
        why = _layer_fault(layer, allowed)
        if why:
            stripped.note(why)
            gone.add(layer.findtext("id") or layer.get("id") or "")
            remove(layer)
            continue
        source = layer.find("datasource")
        if source is not None and source.text and _PASSWORD.search(source.text):
            stripped.note(translate("shared_catalog", "a user name or a password in the source of a layer"))
            source.text = _PASSWORD.sub("", source.text)
        kept = [(each, each.getparent().index(each)) for each in layer if local(each) in _SOURCES]
        for each, _ in kept:
            layer.remove(each)
        clean_layer(layer, stripped, allowed, None)
        for each, place in kept:
            layer.insert(place, each)
    for node in list(root.iter("layer-tree-layer")):
        if node.get("id") in gone:
            remove(node)
        else:
            node.attrib.pop("source", None)


_SOURCES = ("datasource", "resourceMetadata", "srs", "extent", "wgs84extent", "provider", "map-layer-style-manager")


def _layer_fault(layer: etree._Element, allowed: Collection[str]) -> str:
    provider = layer.findtext("provider") or ""
    source = layer.findtext("datasource") or ""
    if layer.get("type") == "plugin" or layer.get("embedded") == "1":
        return translate("shared_catalog", "a layer of another project, or of a plugin")
    if provider not in PROVIDERS and not (layer.get("type") == "annotation" or layer.get("type") == "group"):
        return translate("shared_catalog", "a layer whose source could run something")
    if re.search(r"/vsi|\bPYTHON\b|<\s*(?:OGR)?VRT|\.vrt\b", source, re.IGNORECASE):
        return translate("shared_catalog", "a layer whose source leads to other sources")
    if not _is_allowed_source(provider, source, allowed):
        return translate("shared_catalog", "a layer that lies in a place which you have not allowed")
    return ""


def _is_allowed_source(provider: str, source: str, allowed: Collection[str]) -> bool:
    if provider == "memory" or not source:
        return True
    hosts = _HOST.findall(source)
    if provider.startswith("postgres"):
        return bool(hosts) and all(f"postgresql://{host}" in allowed for host in hosts)
    addresses = _ADDRESS.findall(source)
    if addresses:
        return all(any(is_under(address, root) for root in allowed) for address in addresses)
    path = _SOURCE_PATH.match(source)
    return path is not None and any(is_under(path[1], root) for root in allowed)


def _clean_layouts(root: etree._Element, stripped: Stripped, allowed: Collection[str]) -> None:
    """Items of layouts: pictures are QGIS's own or embedded, pages of HTML are left out."""
    for item in list(root.iter("LayoutItem", "LayoutMultiFrame")):
        picture = item.get("file")
        if picture and not is_harmless_picture(picture) and not _under(picture, allowed):
            stripped.note(translate("shared_catalog", "a picture that is fetched from a file or an address"))
            item.set("file", "")
        for data in list(item.iter("Option")):
            parent = data.getparent()
            if parent.get("name") == "properties" and data.get("name") in (
                "dataDefinedSource",
                "pictureSource",
                "dataDefinedUrl",
            ):
                stripped.note(translate("shared_catalog", "a picture that is fetched from a file or an address"))
                remove(data)
        page = " ".join((item.get("html", ""), item.get("labelText", "") if item.get("htmlState") not in (None, "0") else ""))
        if item.get("url") or not is_harmless_page(page) or calls_refused(item.get("html", ""), stripped.functions):
            stripped.note(translate("shared_catalog", "a page inside a layout"))
            for name in ("url", "html", "labelText"):
                item.attrib.pop(name, None)


def _under(text: str, allowed: Collection[str]) -> bool:
    return any(is_under(text, root) for root in allowed)


_QUIET = ("srs", "spatialrefsys", "resourceMetadata", "datasource", "projectMetadata", "homePath", "wkt")


def _clean_rest(root: etree._Element, stripped: Stripped, allowed: Collection[str]) -> None:
    """Every text of the project outside its layers: no refused function, no path of elsewhere."""
    layers = root.find("projectlayers")
    inside = set(layers.iter()) if layers is not None else set()
    for element in root.iter():
        if element in inside or local(element) in _QUIET or any(local(above) in _QUIET for above in element.iterancestors()):
            continue
        for name, value in list(element.attrib.items()):
            if _is_harmful(value, allowed, stripped.functions):
                stripped.note(translate("shared_catalog", "a path, an address or an expression that leads out of the project"))
                element.set(name, "")
        if element.text and _is_harmful(element.text, allowed, stripped.functions):
            stripped.note(translate("shared_catalog", "a path, an address or an expression that leads out of the project"))
            element.text = ""


def _is_harmful(text: str, allowed: Collection[str], functions: Collection[str]) -> bool:
    if text.startswith("base64:") and is_harmless_picture(text):
        return False
    return calls_refused(text, functions) or leads_elsewhere(text, allowed)
