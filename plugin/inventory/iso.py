# SPDX-License-Identifier: GPL-2.0-or-later
"""A dataset as ISO 19139, which QGIS 3.40 does not write: elements in the order of its schemas. Neither paths, nor connections, nor what may
be personal data is told.
"""

from __future__ import annotations

from datetime import UTC, datetime

from lxml import etree

from ..messages import language
from .dcat import EMAIL
from .model import RASTER, Held, clean, summary
from .vocabularies import iso_topic, licence_iri, theme_words

GMD = "http://www.isotc211.org/2005/gmd"
GCO = "http://www.isotc211.org/2005/gco"
_NAMES = {"gmd": GMD, "gco": GCO, "gmx": "http://www.isotc211.org/2005/gmx", "xlink": "http://www.w3.org/1999/xlink"}
_CODES = "http://standards.iso.org/iso/19139/resources/gmxCodelists.xml"


def iso_19139(held: Held, publisher: str = "", day: str = "") -> bytes:
    """The metadata of a dataset; `day` (ISO) is theirs, today when it is empty. What is not known is nil, with the reason unknown."""
    root = etree.Element(f"{{{GMD}}}MD_Metadata", nsmap=_NAMES)
    tongue = "fre" if language() == "fr" else "eng"
    _text(root, "fileIdentifier", held.uuid)
    _language(root, tongue)
    _code(root, "characterSet", "MD_CharacterSetCode", "utf8")
    _code(root, "hierarchyLevel", "MD_ScopeCode", "dataset")
    _contact(root, "contact", clean(held.contact) or clean(publisher))
    _date(root, "dateStamp", day or datetime.now(UTC).date().isoformat())
    _text(root, "metadataStandardName", "ISO 19115")
    _text(root, "metadataStandardVersion", "2003/Cor.1:2006")
    if held.crs.startswith("EPSG:"):
        identifier = _path(root, "referenceSystemInfo", "MD_ReferenceSystem", "referenceSystemIdentifier", "RS_Identifier")
        _text(identifier, "code", held.crs[5:])
        _text(identifier, "codeSpace", "EPSG")
    _identification(_path(root, "identificationInfo", "MD_DataIdentification"), held, publisher, tongue)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _identification(parent: etree._Element, held: Held, publisher: str, tongue: str) -> None:
    citation = _path(parent, "citation", "CI_Citation")
    _text(citation, "title", clean(held.title) or held.uuid)
    if held.modified:
        date = _path(citation, "date", "CI_Date")
        _date(date, "date", held.modified)
        _code(date, "dateType", "CI_DateTypeCode", "revision")
    else:
        _nil(citation, "date")
    _text(_path(citation, "identifier", "MD_Identifier"), "code", held.uuid)
    _text(parent, "abstract", clean(held.description) or summary(held))
    _contact(parent, "pointOfContact", clean(held.contact) or clean(publisher))
    words = theme_words(held.theme)
    if words:
        keywords = _path(parent, "descriptiveKeywords", "MD_Keywords")
        _text(keywords, "keyword", clean(words))
        _code(keywords, "type", "MD_KeywordTypeCode", "theme")
    if held.licence:
        limits = _path(parent, "resourceConstraints", "MD_LegalConstraints")
        _code(limits, "useConstraints", "MD_RestrictionCode", "otherRestrictions")
        _text(limits, "otherConstraints", " ".join(dict.fromkeys(filter(None, (clean(held.licence), licence_iri(held.licence))))))
    kind = "grid" if held.geometry == RASTER else "vector" if held.geometry else "textTable"
    _code(parent, "spatialRepresentationType", "MD_SpatialRepresentationTypeCode", kind)
    _language(parent, tongue)
    _code(parent, "characterSet", "MD_CharacterSetCode", "utf8")
    topic = iso_topic(held.theme)
    if topic:
        etree.SubElement(_child(parent, "topicCategory"), f"{{{GMD}}}MD_TopicCategoryCode").text = topic
    if held.box is not None:
        box = _path(parent, "extent", "EX_Extent", "geographicElement", "EX_GeographicBoundingBox")
        west, south, east, north = held.box
        sides = (
            ("westBoundLongitude", west),
            ("eastBoundLongitude", east),
            ("southBoundLatitude", south),
            ("northBoundLatitude", north),
        )
        for name, value in sides:
            etree.SubElement(_child(box, name), f"{{{GCO}}}Decimal").text = f"{value:.6f}"


def _contact(parent: etree._Element, name: str, contact: str) -> None:
    if not contact:
        _nil(parent, name)
        return
    party = _path(parent, name, "CI_ResponsibleParty")
    found = EMAIL.search(contact)
    _text(party, "organisationName", EMAIL.sub("", contact).strip(" ,;:<>()[]-–") or contact)
    if found:
        address = _path(party, "contactInfo", "CI_Contact", "address", "CI_Address")
        _text(address, "electronicMailAddress", found[0])
    _code(party, "role", "CI_RoleCode", "pointOfContact")


def _child(parent: etree._Element, name: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{GMD}}}{name}")


def _path(parent: etree._Element, *names: str) -> etree._Element:
    for name in names:
        parent = _child(parent, name)
    return parent


def _text(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(_child(parent, name), f"{{{GCO}}}CharacterString").text = text


def _date(parent: etree._Element, name: str, day: str) -> None:
    etree.SubElement(_child(parent, name), f"{{{GCO}}}Date").text = day


def _code(parent: etree._Element, name: str, listed: str, value: str) -> None:
    code = etree.SubElement(_child(parent, name), f"{{{GMD}}}{listed}")
    code.set("codeList", f"{_CODES}#{listed}")
    code.set("codeListValue", value)
    code.text = value


def _language(parent: etree._Element, tongue: str) -> None:
    code = etree.SubElement(_child(parent, "language"), f"{{{GMD}}}LanguageCode")
    code.set("codeList", "http://www.loc.gov/standards/iso639-2/")
    code.set("codeListValue", tongue)
    code.text = tongue


def _nil(parent: etree._Element, name: str) -> None:
    _child(parent, name).set(f"{{{GCO}}}nilReason", "unknown")
