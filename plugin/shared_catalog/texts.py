# SPDX-License-Identifier: GPL-2.0-or-later
"""What a text inside a style or a project could do: call functions, lead to files or machines, run scripts."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Collection, Mapping
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any
from urllib.parse import urlsplit

from lxml import etree, html

from ..harmonize.outside import REFUSED_FUNCTIONS, is_public

_GAP = r"(?:\s|/\*.*?\*/|--[^\n]*\n)*"
_CALLS = re.compile(rf"(?<![A-Za-z0-9_])(?:{'|'.join(sorted(REFUSED_FUNCTIONS))}){_GAP}\(", re.IGNORECASE | re.DOTALL)
_ANYWHERE = re.compile(
    r"[a-z][a-z0-9+.-]{1,20}://|\bfile:\S|/vsi[a-z]|(?:^|['\"])\\\\(?:\\|[a-z0-9._-]{2,}\\)|(?<![a-z0-9])[a-z]:[\\/]"
    r"|\bjavascript:|\bdata:[a-z]+/",
    re.IGNORECASE,
)
"""Beginnings of addresses and paths, wherever in a text."""
_PATH = re.compile(r"\s*(?:/+[^/\s*]|~[/\\]|\.\.?[/\\])")
_CONNECTION = re.compile(r"\b(?:dbname|password|hostaddr|sslcert|authcfg)\s*=", re.IGNORECASE)
_WRITES_MARKS = re.compile(r"'[^']*<[^']*'|\bchar\s*\(", re.IGNORECASE)
"""In an expression: text that would become marks of HTML."""
_BUILT_IN = re.compile(r"[A-Za-z0-9_-]{1,60}(?:/[A-Za-z0-9 _.-]{1,80})?\.svg")
_DRAWN = frozenset(
    ("svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "defs", "lineargradient", "radialgradient", "stop",
     "clippath", "title", "desc", "text", "tspan", "symbol", "metadata", "namedview"),
)  # fmt: skip
_WORDS = frozenset(
    ("p", "b", "i", "u", "em", "strong", "small", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "div", "span", "table",
     "thead", "tbody", "tr", "td", "th", "a", "sub", "sup", "pre", "code", "blockquote", "font", "center", "html", "body"),
)  # fmt: skip
_LOOKS = frozenset(("class", "id", "style", "align", "valign", "width", "height", "border", "colspan", "rowspan", "color", "size", "href",
                    "cellpadding", "cellspacing", "bgcolor", "title"))  # fmt: skip
LARGEST_PICTURE = 500_000


def calls_refused(text: str, also: Collection[str] = ()) -> bool:
    """Whether a text, read as an expression of QGIS, calls a function that opens files or addresses, or looks at the computer; or one of
    those whose names are in `also`.
    """
    if _CALLS.search(text):
        return True
    named = "|".join(re.escape(name) for name in sorted(also))
    return bool(named) and re.search(rf"(?<![A-Za-z0-9_])(?:{named}){_GAP}\(", text, re.IGNORECASE | re.DOTALL) is not None


def anything_calls_refused(document: Any, also: Collection[str] = ()) -> bool:
    """The same of all the texts of a JSON document."""
    if isinstance(document, str):
        return calls_refused(document, also)
    if isinstance(document, Mapping):
        return any(anything_calls_refused(value, also) for value in document.values())
    return isinstance(document, list) and any(anything_calls_refused(value, also) for value in document)


def leads_elsewhere(text: str, allowed: Collection[str] = ()) -> bool:
    """Whether a text holds an address, the path of a file or a connection, but for those under the roots of `allowed`."""
    if not (_ANYWHERE.search(text) or _PATH.match(text) or _CONNECTION.search(text)):
        return False
    return not any(is_under(text.strip(), root) for root in allowed)


def is_under(written: str, root: str) -> bool:
    """Whether a path or an address lies under a root (a folder, or an address with its path); nothing is resolved on the disk, and
    what climbs or hides (``..``, percent signs in paths) lies nowhere.
    """
    if not root or "\x00" in written or "|" in written:
        return False
    if re.match(r"[a-z][a-z0-9+.-]*://", root, re.IGNORECASE):
        return _address_under(written, root)
    windows = bool(re.match(r"[A-Za-z]:[\\/]|\\\\", root))
    kind = PureWindowsPath if windows else PurePosixPath
    if windows != bool(re.match(r"[A-Za-z]:[\\/]|\\\\", written)):
        return False
    path, folder = kind(written), kind(root)
    if ".." in path.parts or ".." in folder.parts or not path.is_absolute() or (windows and ":" in written[2:]):
        return False
    return path == folder or folder in path.parents


def _address_under(written: str, root: str) -> bool:
    try:
        asked, base = urlsplit(written), urlsplit(root)
        same = (asked.scheme.lower(), asked.hostname, asked.port) == (base.scheme.lower(), base.hostname, base.port)
    except ValueError:
        return False
    if not same or "@" in asked.netloc or ".." in asked.path or "%2e" in asked.path.lower() or "\\" in written:
        return False
    folder = base.path.rstrip("/")
    return asked.path == folder or asked.path.startswith(f"{folder}/")


def is_private(address: str) -> bool:
    """Whether an address is one of a machine that is not public, or not of https."""
    try:
        parts = urlsplit(address)
        return parts.scheme != "https" or "@" in parts.netloc or not is_public(parts.hostname or "")
    except ValueError:
        return True


def is_harmless_picture(written: str) -> bool:
    """Whether the picture of a symbol is one of QGIS's own (``gpsicons/plane.svg``), or embedded and holds shapes only."""
    if not written or _BUILT_IN.fullmatch(written):
        return ".." not in written
    if not written.startswith("base64:") or len(written) > LARGEST_PICTURE:
        return False
    try:
        content = base64.b64decode(written[7:], validate=True)
    except (binascii.Error, ValueError):
        return False
    if content.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        return True
    return _is_drawing(content)


def _is_drawing(content: bytes) -> bool:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        return False
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and any(True for _ in declared.iterentities()):
        return False
    return all(_is_shape(element) for element in root.iter() if isinstance(element.tag, str))


def _is_shape(element: etree._Element) -> bool:
    name = element.tag.rpartition("}")[2].lower()
    foreign = "}" in element.tag and not element.tag.startswith("{http://www.w3.org/2000/svg}")
    if name not in _DRAWN and not foreign:
        return False
    for attribute, value in element.attrib.items():
        own = attribute.rpartition("}")[2].lower()
        fetched = re.search(r"url\s*\(\s*['\"]?\s*(?!#)|@import|javascript:", value, re.IGNORECASE)
        if own.startswith("on") or (own == "href" and not value.startswith("#")) or fetched:
            return False
    return True


def is_harmless_page(text: str) -> bool:
    """Whether an HTML text (a map tip, a label of a layout) holds words, tables and links of https only, and no expression that
    would write other marks.
    """
    if any(_WRITES_MARKS.search(asked) for asked in re.findall(r"\[%(.*?)%\]", text, flags=re.DOTALL)):
        return False
    without = re.sub(r"\[%.*?%\]", " ", text, flags=re.DOTALL)
    if not without.strip():
        return True
    try:
        root = html.fragment_fromstring(without, create_parent="div")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return False
    for element in root.iter():
        if not isinstance(element.tag, str) or element.tag.lower() not in _WORDS:
            return False
        for name, value in element.attrib.items():
            if name.lower() not in _LOOKS or re.search(r"url\s*\(|expression\s*\(|javascript:|@import", value, re.IGNORECASE):
                return False
            if name.lower() == "href" and not value.strip().lower().startswith(("https://", "mailto:", "tel:")):
                return False
    return True
