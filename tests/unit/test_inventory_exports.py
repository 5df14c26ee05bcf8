# SPDX-License-Identifier: GPL-2.0-or-later
"""The inventory as DCAT-AP and ISO 19139, read by rdflib, OWSLib and lxml: what the profiles demand, and nothing that is private."""

import importlib
import json

import pytest
import rdflib
from lxml import etree
from owslib.iso import MD_Metadata
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, RDFS, SKOS, XSD
from vigie_territoriale.plugin import messages
from vigie_territoriale.plugin.inventory import dcat
from vigie_territoriale.plugin.inventory.iso import GCO, GMD, iso_19139
from vigie_territoriale.plugin.inventory.model import FieldFacts, Held, Inventory, Suspicion
from vigie_territoriale.plugin.inventory.vocabularies import eu_theme, iso_topic, licence_iri
from vigie_territoriale.plugin.messages import VigieError

VCARD = rdflib.Namespace("http://www.w3.org/2006/vcard/ns#")
EVIL = '</script><script>alert(1)</script> & "quotes" \\ <http://x> . \x00\x1b {{ 1 }} é\u2028 ]]>'
EU_CODES = {"AGRI", "ECON", "EDUC", "ENER", "ENVI", "GOVE", "HEAL", "INTR", "JUST", "REGI", "SOCI", "TECH", "TRAN", "OP_DATPRO"}
ISO_TOPICS = {
    "farming", "biota", "boundaries", "climatologyMeteorologyAtmosphere", "economy", "elevation", "environment",
    "geoscientificInformation", "health", "imageryBaseMapsEarthCover", "intelligenceMilitary", "inlandWaters", "location", "oceans",
    "planningCadastre", "society", "structure", "transportation", "utilitiesCommunication",
}  # fmt: skip
HELD = (
    Held(
        "/srv/secret place/pistes.gpkg|pistes", "Pistes cyclables", "/srv/secret place/pistes.gpkg", "GPKG", "Mobilité", "mobility",
        "LineString", "EPSG:2154", (900000, 6400000, 910000, 6410000), (5.5, 44.6, 5.7, 44.8), 12, "2026-03-01",
        (FieldFacts("a", "String"), FieldFacts("courriel_agent", "String")), "Licence Ouverte 2.0", "Service SIG <sig@exemple.fr>", "Le réseau.",
        (Suspicion("courriel_agent", "email", True, 3, 12),), 12,
    ),
    Held("/srv/b.csv", EVIL, "/srv/b.csv", licence=EVIL, contact=EVIL, description=EVIL, theme=EVIL),
    Held("postgresql://db:5432/sig/s.t", "", "x", theme="other", licence="Convention n° 3", contact="Jean <a b@exemple.fr>"),
    Held("/srv/lost.shp", "lost", "/srv/lost.shp", problem="It cannot be read."),
)  # fmt: skip


@pytest.fixture(params=["en", "fr"])
def graph(request):
    messages.set_language(request.param)
    return rdflib.Graph().parse(data=dcat.json_ld(dcat.catalogue(Inventory(HELD), "Syndicat <de> l'été")), format="json-ld")


def literals(graph, subject, predicate):
    return [one for one in graph.objects(subject, predicate) if isinstance(one, rdflib.Literal) and str(one).strip()]


def test_the_rules_of_dcat_ap(graph):
    """Mandatory properties, classes and vocabularies of DCAT-AP 3.0.0, by its tables."""
    (catalogue,) = graph.subjects(RDF.type, DCAT.Catalog)
    datasets = list(graph.subjects(RDF.type, DCAT.Dataset))
    assert len(datasets) == len(HELD) and set(graph.objects(catalogue, DCAT.dataset)) == set(datasets)
    for one in (catalogue, *datasets):
        assert isinstance(one, rdflib.URIRef)
        assert literals(graph, one, DCTERMS.title) and literals(graph, one, DCTERMS.description)
        (publisher,) = graph.objects(one, DCTERMS.publisher)
        assert (publisher, RDF.type, FOAF.Agent) in graph and literals(graph, publisher, FOAF.name)
    for theme in graph.objects(None, DCAT.theme):
        assert str(theme).removeprefix("http://publications.europa.eu/resource/authority/data-theme/") in EU_CODES
        assert (theme, RDF.type, SKOS.Concept) in graph
    for licence in graph.objects(None, DCTERMS.license):
        assert (licence, RDF.type, DCTERMS.LicenseDocument) in graph and literals(graph, licence, RDFS.label)
    for contact in graph.objects(None, DCAT.contactPoint):
        assert (contact, RDF.type, VCARD.Kind) in graph and literals(graph, contact, VCARD.fn)
        assert all(str(mail).startswith("mailto:") for mail in graph.objects(contact, VCARD.hasEmail))
    for place in graph.objects(None, DCTERMS.spatial):
        assert (place, RDF.type, DCTERMS.Location) in graph
        (box,) = graph.objects(place, DCAT.bbox)
        assert str(box.datatype) == "http://www.opengis.net/ont/geosparql#wktLiteral"
    for day in graph.objects(None, DCTERMS.modified):
        assert day.datatype == XSD.date
    (tongue,) = graph.objects(catalogue, DCTERMS.language)
    assert (
        str(tongue)
        == f"http://publications.europa.eu/resource/authority/language/{'FRA' if messages.language() == 'fr' else 'ENG'}"
    )


def test_what_is_told_of_one_dataset(graph):
    one = rdflib.URIRef(f"urn:uuid:{HELD[0].uuid}")
    assert [str(text) for text in graph.objects(one, DCTERMS.title)] == ["Pistes cyclables"]
    assert str(graph.value(one, DCAT.theme)).endswith("/TRAN")
    assert str(graph.value(one, DCTERMS.conformsTo)) == "http://www.opengis.net/def/crs/EPSG/0/2154"
    assert str(graph.value(one, DCTERMS.license)) == "https://spdx.org/licenses/etalab-2.0"
    assert str(graph.value(graph.value(one, DCAT.contactPoint), VCARD.hasEmail)) == "mailto:sig@exemple.fr"
    assert (
        str(graph.value(graph.value(one, DCTERMS.spatial), DCAT.bbox))
        == "POLYGON((5.5 44.6, 5.7 44.6, 5.7 44.8, 5.5 44.8, 5.5 44.6))"
    )


def test_nothing_private_and_no_markup_is_published():
    text = dcat.json_ld(dcat.catalogue(Inventory(HELD), "Moi")).decode()
    for private in ("/srv", "secret", "postgresql", "suspect", "perhaps personal"):
        assert private not in text
    assert not set("<>&\u2028\x00\x1b") & set(text)
    titles = [one["dct:title"]["@value"] for one in json.loads(text)["@graph"] if one["@type"] == "dcat:Dataset"]
    assert titles[1].startswith('</script><script>alert(1)</script> & "quotes"')
    assert all(isinstance(one, str) for one in json.loads(text)["@context"].values()), "nothing is read from elsewhere"


def test_no_iri_can_be_broken(graph):
    for triple in graph:
        for term in triple:
            if isinstance(term, rdflib.URIRef):
                assert not set(' <>"{}|\\^`\n') & set(term) and ":" in term


def test_turtle_says_the_same_or_nothing_without_rdflib(graph, monkeypatch):
    document = dcat.catalogue(Inventory(HELD), "Syndicat <de> l'été")
    from rdflib.compare import isomorphic

    assert isomorphic(rdflib.Graph().parse(data=dcat.turtle(document), format="turtle"), graph)
    real = importlib.import_module

    def missing(name, *more):
        if name == "rdflib":
            raise ImportError(name)
        return real(name, *more)

    monkeypatch.setattr(importlib, "import_module", missing)
    assert dcat.turtle(document) is None


def test_a_catalogue_wants_a_publisher():
    with pytest.raises(VigieError, match="who publishes"):
        dcat.catalogue(Inventory(HELD), " \x00")


@pytest.mark.parametrize(
    ("licence", "address"),
    [
        ("Licence Ouverte / Open Licence version 2.0", "https://spdx.org/licenses/etalab-2.0"),
        ("lov2", "https://spdx.org/licenses/etalab-2.0"),
        ("ODbL 1.0", "https://spdx.org/licenses/ODbL-1.0"),
        ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
        ("CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/"),
        ("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("CC BY-NC 4.0", ""), ("CC BY-SA 3.0", ""), ("Licence Ouverte 1.0", ""), ("Convention", ""),
        ("https://exemple.fr/licence", "https://exemple.fr/licence"), ("javascript:alert(1)", ""), ("https://x y", ""),
    ],
)  # fmt: skip
def test_licences(licence, address):
    assert licence_iri(licence) == address


def test_every_theme_is_in_the_vocabularies():
    from vigie_territoriale.plugin.catalog.themes import _names

    for theme, name in _names().items():
        assert (eu_theme(theme).rpartition("/")[2] or "") in EU_CODES | {""}
        assert (iso_topic(theme) or "society") in ISO_TOPICS
        if theme not in ("own", "other"):
            assert eu_theme(theme) == eu_theme(name) != "" and iso_topic(name)


ORDER = {
    "MD_Metadata": "fileIdentifier language characterSet parentIdentifier hierarchyLevel hierarchyLevelName contact dateStamp "
    "metadataStandardName metadataStandardVersion dataSetURI locale spatialRepresentationInfo referenceSystemInfo "
    "metadataExtensionInfo identificationInfo contentInfo distributionInfo dataQualityInfo",
    "MD_DataIdentification": "citation abstract purpose credit status pointOfContact resourceMaintenance graphicOverview resourceFormat "
    "descriptiveKeywords resourceSpecificUsage resourceConstraints aggregationInfo spatialRepresentationType spatialResolution language "
    "characterSet topicCategory environmentDescription extent supplementalInformation",
    "CI_Citation": "title alternateTitle date edition editionDate identifier",
    "CI_Date": "date dateType",
    "CI_ResponsibleParty": "individualName organisationName positionName contactInfo role",
    "MD_LegalConstraints": "useLimitation accessConstraints useConstraints otherConstraints",
    "EX_GeographicBoundingBox": "extentTypeCode westBoundLongitude eastBoundLongitude southBoundLatitude northBoundLatitude",
    "RS_Identifier": "authority code codeSpace version",
    "MD_Keywords": "keyword type thesaurusName",
}
NEEDED = {
    "MD_Metadata": {"contact", "dateStamp", "identificationInfo", "language"},
    "MD_DataIdentification": {"citation", "abstract", "language"},
    "CI_Citation": {"title", "date"},
    "CI_ResponsibleParty": {"role"},
}
"""Sequences and mandatory elements of the schemas gmd (metadataEntity, identification, citation, constraints, extent)."""


@pytest.mark.parametrize("held", HELD, ids=lambda held: held.title[:8] or "untitled")
def test_iso_19139_follows_its_schemas(held):
    root = etree.fromstring(iso_19139(held, "Syndicat", "2026-11-25"))
    assert root.tag == f"{{{GMD}}}MD_Metadata"
    for element in root.iter():
        name = etree.QName(element).localname
        children = [etree.QName(child).localname for child in element]
        if name in ORDER:
            known = ORDER[name].split()
            places = [known.index(child) for child in children]
            assert places == sorted(places)
        assert NEEDED.get(name, set()) <= set(children)
        if etree.QName(element).namespace == GCO and not children:
            assert (element.text or "").strip()
        if not children and etree.QName(element).namespace == GMD and not (element.text or "").strip():
            assert element.get(f"{{{GCO}}}nilReason") == "unknown"
    text = etree.tostring(root, encoding="unicode")
    assert "/srv" not in text and "postgresql" not in text and "suspect" not in text


def test_owslib_reads_it():
    read = MD_Metadata(etree.fromstring(iso_19139(HELD[0], "Syndicat", "2026-11-25")))
    (info,) = read.identificationinfo
    assert (read.identifier, read.datestamp, read.hierarchy) == (HELD[0].uuid, "2026-11-25", "dataset")
    assert (info.title, info.abstract, info.topiccategory) == ("Pistes cyclables", "Le réseau.", ["transportation"])
    assert (info.bbox.minx, info.bbox.miny, info.bbox.maxx, info.bbox.maxy) == ("5.500000", "44.600000", "5.700000", "44.800000")
    assert (info.contact[0].organization, info.contact[0].email) == ("Service SIG", "sig@exemple.fr")
    assert read.referencesystem.code == "2154" and info.date[0].date == "2026-03-01"
    assert "etalab-2.0" in info.otherconstraints[0]
