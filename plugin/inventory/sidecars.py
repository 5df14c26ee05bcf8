# SPDX-License-Identifier: GPL-2.0-or-later
"""What QGIS's own metadata (QMD) say of a dataset, beside its file or within its GeoPackage."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from .model import EDITABLE, Held, clean

_MARKS = re.compile(r"<[^<>]*>")
LARGEST = 1_000_000
"""Bytes of a document of metadata that are read."""


def qmd_beside(path: Path) -> bytes:
    """The QMD of a file; empty when there is none that can be read."""
    found = path.with_suffix(".qmd")
    try:
        if not found.is_file() or found.stat().st_size > LARGEST:
            return b""
        return found.read_bytes()
    except OSError:
        return b""


def with_qmd(held: Held, document: bytes) -> Held:
    """The dataset with what a QMD says and nothing else has said before. A document that is damaged, or declares entities, says nothing."""
    from lxml import etree

    if not document.strip() or len(document) > LARGEST or b"<!ENTITY" in document:
        return held
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(document, parser)
    except (etree.XMLSyntaxError, ValueError):
        return held

    def text(path: str) -> str:
        return clean(_MARKS.sub(" ", root.findtext(path) or ""))

    contact = " ".join(filter(None, (text("contact/organization") or text("contact/name"), text("contact/email"))))
    written = {
        "title": text("title"),
        "description": text("abstract"),
        "licence": text("license") or text("rights"),
        "contact": contact,
    }
    return replace(held, **{name: value for name, value in written.items() if value and name in EDITABLE})
