# SPDX-License-Identifier: GPL-2.0-or-later
"""What is told of a dataset, where QGIS keeps it: layouts print the credits. QGIS shows metadata as HTML, and escapes nothing."""

from __future__ import annotations

import re
from urllib.parse import quote

from qgis.core import (
    Qgis,
    QgsAbstractMetadataBase,
    QgsBox3d,
    QgsCoordinateReferenceSystem,
    QgsLayerMetadata,
)
from qgis.PyQt.QtCore import QDateTime, Qt

from ..catalog.about import About
from ..catalog.providers.listed import web_address
from ..catalog.themes import theme_name
from ..messages import date, translate
from .marks import INCOMPLETE

_MARKS = re.compile(r"<[^<>]*>")


def plain(text: str) -> str:
    """A text without marks: they would be obeyed."""
    return _MARKS.sub(" ", text).replace("<", "‹").strip()


def described(about: About, crs: QgsCoordinateReferenceSystem, partial: str = "") -> QgsLayerMetadata:
    """Title, words, producer, licence and what it demands, dates, links, lineage and extent; `partial` says why rows are missing."""
    metadata = QgsLayerMetadata()
    metadata.setType("dataset")
    metadata.setIdentifier(plain(about.identifier))
    metadata.setTitle(plain(about.title))
    metadata.setAbstract(plain(about.abstract))
    words = [word for word in map(plain, about.keywords) if word]
    metadata.setKeywords({"vigie": words} if words else {})
    metadata.setCategories([plain(theme_name(about.theme))] if about.theme else [])
    metadata.setRights([plain(about.credit)])
    metadata.setLicenses([plain(about.licence)] if about.licence else [])
    limits = ((plain(about.demands), "use"), (plain(partial), INCOMPLETE))
    metadata.setConstraints([QgsLayerMetadata.Constraint(text, kind) for text, kind in limits if text])
    metadata.setContacts(_contacts(about))
    links = ((about.title, about.page), (translate("layers", "Source"), about.address), (about.licence, about.licence_url))
    metadata.setLinks(
        [QgsAbstractMetadataBase.Link(plain(name), "WWW:LINK", _quoted(to)) for name, to in links if web_address(to)]
    )
    metadata.setHistory([*_fetched(about), *(plain(note) for note in about.notes), *([plain(partial)] if partial else [])])
    for kind, written in ((Qgis.MetadataDateType.Published, about.published), (Qgis.MetadataDateType.Revised, about.modified)):
        set_date(metadata, kind, written)
    metadata.setCrs(crs)
    if about.box is not None:
        metadata.setExtent(_extent(about.box))
    return metadata


def set_date(metadata: QgsLayerMetadata, kind: Qgis.MetadataDateType, written: str) -> None:
    """Keep a date in ISO text; one that is not a day is left out."""
    moment = QDateTime.fromString(written, Qt.DateFormat.ISODate)
    if moment.isValid():
        metadata.setDateTime(kind, moment)


def _contacts(about: About) -> list[QgsAbstractMetadataBase.Contact]:
    if not about.producer:
        return []
    contact = QgsAbstractMetadataBase.Contact(plain(about.producer))
    contact.organization = plain(about.producer)
    contact.role = "owner"
    return [contact]


def _fetched(about: About) -> list[str]:
    if not about.fetched:
        return []
    told = translate("layers", "Fetched on {when} by Vigie territoriale from {address}.")
    return [told.format(when=date(about.fetched.partition("T")[0]), address=plain(about.address) or "–")]


def _quoted(address: str) -> str:
    """An address that can stand between quotes."""
    return re.sub(r"[\s\"'<>]", lambda found: quote(found.group()), address)


def _extent(box: tuple) -> QgsLayerMetadata.Extent:
    spatial = QgsLayerMetadata.SpatialExtent()
    spatial.extentCrs = QgsCoordinateReferenceSystem("EPSG:4326")
    west, south, east, north = box
    spatial.bounds = QgsBox3d(west, south, 0, east, north, 0)
    extent = QgsLayerMetadata.Extent()
    extent.setSpatialExtents([spatial])
    return extent
