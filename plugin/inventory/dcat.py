# SPDX-License-Identifier: GPL-2.0-or-later
"""The inventory as a catalogue of DCAT-AP 3: JSON-LD, and Turtle where rdflib is there. Neither paths, nor connections, nor what may be
personal data is published.
"""

from __future__ import annotations

import importlib
import json
import re
from urllib.parse import quote

from ..messages import VigieError, language, translate
from .model import Held, Inventory, clean, summary
from .vocabularies import eu_theme, licence_iri, theme_words

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "geo": "http://www.opengis.net/ont/geosparql#",
}
_LANGUAGES = "http://publications.europa.eu/resource/authority/language/"
EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})*\.[a-zA-Z]{2,24}")
_CRS = re.compile(r"EPSG:(\d+)")


def catalogue(inventory: Inventory, publisher: str, title: str = "") -> dict:
    """The catalogue as JSON-LD that reads nothing from elsewhere. DCAT-AP wants a publisher: a `VigieError` where there is none."""
    publisher = clean(publisher)
    if not publisher:
        raise VigieError(
            translate("inventory", "DCAT-AP wants to know who publishes the catalogue: write the name of your organisation.")
        )
    title = clean(title) or translate("inventory", "Datasets held by {publisher}").format(publisher=publisher)
    agent = f"urn:x-vigie:agent:{quote(publisher, safe='')}"
    told = [_dataset(held, agent) for held in inventory.datasets]
    return {
        "@context": CONTEXT,
        "@graph": [
            {
                "@id": f"urn:x-vigie:catalogue:{quote(publisher, safe='')}",
                "@type": "dcat:Catalog",
                "dct:title": _text(title),
                "dct:description": _text(translate("inventory", "Inventory made with Vigie territoriale.")),
                "dct:publisher": {"@id": agent},
                "dct:language": {"@id": f"{_LANGUAGES}{'FRA' if language() == 'fr' else 'ENG'}", "@type": "dct:LinguisticSystem"},
                "dcat:dataset": [{"@id": one["@id"]} for one in told],
            },
            {"@id": agent, "@type": "foaf:Agent", "foaf:name": _text(publisher)},
            *told,
        ],
    }


def json_ld(document: dict) -> bytes:
    """The catalogue as a file: nothing in it is taken for markup where it is put into a page."""
    text = json.dumps(document, ensure_ascii=False, indent=1)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return (text + "\n").encode("utf-8", "replace")


def turtle(document: dict) -> bytes | None:
    """The catalogue as Turtle; None where rdflib, which not every QGIS has, is missing."""
    try:
        rdflib = importlib.import_module("rdflib")
    except ImportError:
        return None
    graph = rdflib.Graph().parse(data=json_ld(document).decode(), format="json-ld")
    return graph.serialize(format="turtle", encoding="utf-8")


def _dataset(held: Held, publisher: str) -> dict:
    told = {
        "@id": f"urn:uuid:{held.uuid}",
        "@type": "dcat:Dataset",
        "dct:identifier": held.uuid,
        "dct:title": _text(clean(held.title) or held.uuid),
        "dct:description": _text(clean(held.description) or summary(held)),
        "dct:publisher": {"@id": publisher},
    }
    theme, words = eu_theme(held.theme), theme_words(held.theme)
    if theme:
        told["dcat:theme"] = {"@id": theme, "@type": "skos:Concept"}
    if words:
        told["dcat:keyword"] = _text(clean(words))
    if held.modified:
        told["dct:modified"] = {"@value": held.modified, "@type": "xsd:date"}
    if _CRS.fullmatch(held.crs):
        told["dct:conformsTo"] = {
            "@id": f"http://www.opengis.net/def/crs/EPSG/0/{held.crs[5:]}", "@type": "dct:Standard"
        }  # fmt: skip
    if held.box is not None:
        told["dct:spatial"] = {"@type": "dct:Location", "dcat:bbox": {"@value": _polygon(held.box), "@type": "geo:wktLiteral"}}
    if held.licence:
        told["dct:license"] = _licence(clean(held.licence))
    if held.contact:
        told["dcat:contactPoint"] = _contact(clean(held.contact))
    return told


def _licence(licence: str) -> dict:
    address = licence_iri(licence)
    return {**({"@id": address} if address else {}), "@type": "dct:LicenseDocument", "rdfs:label": _text(licence)}


def _contact(contact: str) -> dict:
    found = EMAIL.search(contact)
    name = EMAIL.sub("", contact).strip(" ,;:<>()[]-–") or contact
    told = {"@type": "vcard:Kind", "vcard:fn": name}
    if found:
        told["vcard:hasEmail"] = {"@id": f"mailto:{quote(found[0], safe='@.+-_')}"}
    return told


def _polygon(box: tuple[float, float, float, float]) -> str:
    west, south, east, north = box
    corners = ((west, south), (east, south), (east, north), (west, north), (west, south))
    return f"POLYGON(({', '.join(f'{x} {y}' for x, y in corners)}))"


def _text(text: str) -> dict:
    return {"@value": text, "@language": "fr" if language() == "fr" else "en"}
