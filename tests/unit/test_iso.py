# SPDX-License-Identifier: GPL-2.0-or-later
"""Records of metadata catalogues: every recorded one, against XPath with full namespaces; well-formed and broken ones."""

import copy
from collections import Counter
from urllib.parse import urlsplit

import pytest
from catalogue_servers import DUBLIN_CORE, GMD, recorded, recorded_records
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from vigie_territoriale.plugin.catalog.model import Entry
from vigie_territoriale.plugin.catalog.providers.iso import (
    entry_of,
    iso_date,
    kind_of_format,
    recognised_licence,
    resource_of,
    sane_box,
)

N = {
    "gmd": "http://www.isotc211.org/2005/gmd",
    "gco": "http://www.isotc211.org/2005/gco",
    "gmx": "http://www.isotc211.org/2005/gmx",
    "srv": "http://www.isotc211.org/2005/srv",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dct": "http://purl.org/dc/terms/",
    "ows": "http://www.opengis.net/ows",
}
RECORDS = recorded_records()
ISO = [pytest.param(record, id=f"{name}-{number}") for number, (name, record) in enumerate(RECORDS) if record.tag == GMD]
DC = [pytest.param(record, id=f"{name}-{number}") for number, (name, record) in enumerate(RECORDS) if record.tag == DUBLIN_CORE]
CITATION = "gmd:identificationInfo/*/gmd:citation/gmd:CI_Citation/"


def values(record, path):
    """The texts, on one line, that a path with namespaces finds; empty ones left out."""
    found = record.xpath(path, namespaces=N)
    texts = [one if isinstance(one, str) else "".join(one.itertext()) for one in found]
    return [" ".join(text.split()) for text in texts if text.strip()]


def strings(record, path):
    """The main texts of elements: strings and links, not translations."""
    return values(record, f"{path}/gco:CharacterString | {path}/gmx:Anchor")


def by_title(title):
    (record,) = [record for _, record in RECORDS if strings(record, CITATION + "gmd:title")[:1] == [title]]
    return entry_of(record)


def test_all_recorded_records_are_here():
    assert (len(ISO), len(DC)) == (18, 10)


@pytest.mark.parametrize("record", ISO)
class TestIso19139:
    def test_names(self, record):
        entry = entry_of(record)
        assert entry.id == strings(record, "gmd:fileIdentifier")[0]
        assert entry.title == strings(record, CITATION + "gmd:title")[0]
        assert entry.description.split() == strings(record, "gmd:identificationInfo/*/gmd:abstract")[0].split()
        assert entry.markup == "text"
        assert entry.complete
        assert entry.identifiers[0] == entry.id
        assert set(strings(record, CITATION + "gmd:identifier/*/gmd:code")) <= set(entry.identifiers)
        assert not set(strings(record, "gmd:parentIdentifier")) & set(entry.identifiers)

    def test_producer(self, record):
        parties = record.xpath("gmd:identificationInfo/*/gmd:pointOfContact/gmd:CI_ResponsibleParty", namespaces=N)
        by_role = {}
        for party in parties:
            role = party.xpath("string(gmd:role/gmd:CI_RoleCode/@codeListValue)", namespaces=N)
            by_role.setdefault(role, (strings(party, "gmd:organisationName") or [""])[0])
        ranked = [by_role[role] for role in ("owner", "publisher", "custodian", "pointOfContact") if by_role.get(role)]
        assert entry_of(record).producer == (ranked or list(by_role.values()))[0]

    def test_dates(self, record):
        dates = {}
        for date in record.xpath(CITATION + "gmd:date/gmd:CI_Date", namespaces=N):
            kind = date.xpath("string(gmd:dateType/*/@codeListValue)", namespaces=N)
            dates[kind] = max(dates.get(kind, ""), values(date, "gmd:date/gco:Date | gmd:date/gco:DateTime")[0][:10])
        entry = entry_of(record)
        assert entry.published == dates.get("publication", dates.get("creation", ""))
        assert entry.modified == dates.get("revision", entry.published)

    def test_keywords(self, record):
        words = strings(record, "gmd:identificationInfo/*/gmd:descriptiveKeywords/gmd:MD_Keywords/gmd:keyword")
        entry = entry_of(record)
        assert entry.keywords == tuple(dict.fromkeys(words))
        assert entry.theme in {*words, *values(record, "gmd:identificationInfo/*/gmd:topicCategory/*"), ""}

    def test_box(self, record):
        boxes = []
        for box in record.xpath("gmd:identificationInfo//gmd:EX_GeographicBoundingBox", namespaces=N):
            sides = [float(box.xpath(f"string(gmd:{side}/gco:Decimal)", namespaces=N)) for side in (
                "westBoundLongitude", "eastBoundLongitude", "southBoundLatitude", "northBoundLatitude")]  # fmt: skip
            boxes.append((*sorted(sides[:2]), *sorted(sides[2:])))
        if not boxes:
            assert entry_of(record).box is None
            return
        wests, easts, souths, norths = zip(*boxes)
        assert entry_of(record).box == (min(wests), min(souths), max(easts), max(norths))

    def test_kind(self, record):
        level = record.xpath("string(gmd:hierarchyLevel/gmd:MD_ScopeCode/@codeListValue)", namespaces=N)
        assert entry_of(record).kind == {"series": "dataset"}.get(level, level)

    def test_resources(self, record):
        online = "gmd:distributionInfo//gmd:onLine/gmd:CI_OnlineResource"
        entry = entry_of(record)
        hosts = {urlsplit(address).hostname for address in values(record, f"{online}/gmd:linkage/gmd:URL")}
        assert {urlsplit(resource.address).hostname for resource in entry.resources} == hosts
        for protocol, kind in (("OGC:WFS", "wfs"), ("OGC:WMS", "wms"), ("OGC:WMTS", "wmts")):
            declared = record.xpath(f"{online}[starts-with(normalize-space(gmd:protocol), '{protocol}')]", namespaces=N)
            layers = {(strings(link, "gmd:name") or [""])[0] for link in declared}
            layers = {layer for layer in layers if " " not in layer}
            assert layers <= {resource.layer for resource in entry.resources if resource.kind == kind}
        for resource in entry.resources:
            assert "request=" not in resource.address.lower() or resource.kind not in ("wfs", "wms", "wmts")


@pytest.mark.parametrize("record", DC)
def test_dublin_core(record):
    entry = entry_of(record)
    assert entry.id == values(record, "dc:identifier")[0]
    assert entry.title == values(record, "dc:title")[0]
    assert entry.kind == {"series": "dataset"}.get(values(record, "dc:type")[0], values(record, "dc:type")[0])
    assert entry.modified == values(record, "dc:date")[0][:10]
    assert entry.keywords == tuple(dict.fromkeys(values(record, "dc:subject")))
    assert not entry.complete
    assert {resource.address.rstrip("?") for resource in entry.resources} == {
        address.rstrip("?") for address in values(record, "dc:URI") if address.startswith("http")
    }
    corners = values(record, "ows:BoundingBox/ows:LowerCorner") + values(record, "ows:BoundingBox/ows:UpperCorner")
    if corners:
        numbers = [[float(number) for number in corner.split()] for corner in corners]
        longitudes, latitudes = zip(*numbers)  # GeoNetwork's order, whatever the name of the system
        assert entry.box == (min(longitudes), min(latitudes), max(longitudes), max(latitudes))
    else:
        assert entry.box is None
    assert entry.licence not in ("otherRestrictions", "copyright", "intellectualPropertyRights")


def test_the_register_of_parcels():
    """The longest of the recorded records: six boxes, a licence as a link, a hundred links."""
    entry = by_title("RPG")
    kinds = Counter(resource.kind for resource in entry.resources)
    assert (entry.licence, entry.licence_url) == (
        "Licence Ouverte",
        "https://www.etalab.gouv.fr/wp-content/uploads/2018/11/open-licence.pdf",
    )
    assert entry.period == ("2007-01-01", "2025-01-01")
    assert entry.box == (-63.15, -21.4, 55.85, 51.1)
    assert kinds["wfs"] > 20 and kinds["wms"] > 10 and kinds["wmts"] > 10 and kinds["csv"] == 3
    feature_type = next(resource for resource in entry.resources if resource.layer == "RPG.LATEST:parcelles_graphiques")
    assert feature_type.address == "https://data.geopf.fr/wfs/ows"


def test_map_files_stay_in_addresses():
    entry = by_title("SCoT (Schéma de cohérence territoriale) en région Hauts-de-France")
    services = [resource for resource in entry.resources if resource.kind == "wfs"]
    assert [resource.layer for resource in services] == ["scot_en_cours", "scot_approuves", "scot_archives"]
    assert {resource.address for resource in services} == {
        "https://qgisserver.hautsdefrance.fr/cgi-bin/qgis_mapserv.fcgi?MAP=/var/www/data/qgis/applications/limites_admin.qgz"
    }
    made = [resource for resource in entry.resources if resource.kind == "csv"]
    assert len(made) == 3 and all("request=GetFeature" in resource.address for resource in made)


@pytest.mark.parametrize(
    ("title", "licence", "address"),
    [
        ("Zones basses du littoral à la cote des PHMA", "Licence Ouverte 2.0", ""),
        ("Plan local d'urbanisme de la commune de Combles", "Licence Ouverte 1.0", "http://www.data.gouv.fr/Licence-Ouverte-Open-Licence"),
        ("Atlas de la Biodiversité dans les Communes", "Données ouvertes", ""),
    ],
)  # fmt: skip
def test_licences_of_recorded_records(title, licence, address):
    entry = by_title(title)
    assert (entry.licence, entry.licence_url) == (licence, address)


@pytest.mark.parametrize(
    ("text", "address", "name"),
    [
        ("Licence Ouverte v2.0 (Etalab)", "", "Licence Ouverte 2.0"),
        ("« Licence Ouverte / Open Licence » Version 1.0", "", "Licence Ouverte 1.0"),
        ("Licence Ouverte 2", "", "Licence Ouverte 2.0"),
        ("Licence Ouverte 2017", "", "Licence Ouverte"),
        ("Licence Ouverte (compatible CC-BY 2.0)", "", "Licence Ouverte"),
        ("Conditions", "https://www.etalab.gouv.fr/licence-ouverte-v2.0.pdf", "Licence Ouverte 2.0"),
        ("Open Database License (ODbL) 1.0", "", "ODbL"),
        ("ODbL 1.0", "", "ODbL 1.0"),
        ("Licence ODbL v1.0", "", "ODbL 1.0"),
        ("CC BY-NC-SA 4.0", "", "CC BY-NC-SA 4.0"),
        ("", "https://creativecommons.org/licenses/by-sa/3.0/fr/", "CC BY-SA 3.0"),
        ("Creative Commons BY", "", "CC BY"),
        ("CC0 1.0", "", "CC0 1.0"),
        ("Usage interdit", "https://exemple.fr", ""),
        ("", "", ""),
    ],
)
def test_recognised_licences(text, address, name):
    assert recognised_licence(text, address) == name


@pytest.mark.parametrize(
    ("link", "kind", "address", "layer"),
    [
        (("https://a.fr/wfs?service=WFS&request=GetCapabilities", "OGC:WFS-1.0.0-http-get-capabilities", "n_a"), "wfs", "https://a.fr/wfs", "n_a"),
        (("https://a.fr/x?service=wms&layers=l", "", ""), "wms", "https://a.fr/x", "l"),
        (("https://a.fr/x", "OGC:WMTS", "l"), "wmts", "https://a.fr/x", "l"),
        (("https://a.fr/x", "OGC:WFS", "Un titre entier"), "wfs", "https://a.fr/x", ""),
        (("https://a.fr/WMS/198/Atlas?", "", ""), "wms", "https://a.fr/WMS/198/Atlas", ""),
        (("https://a.fr/rest/services/A/FeatureServer/0", "ESRI:REST", "a"), "esri-features", "https://a.fr/rest/services/A/FeatureServer/0", ""),
        (("https://a.fr/rest/services/A/MapServer", "", ""), "esri-map", "https://a.fr/rest/services/A/MapServer", ""),
        (("https://a.fr/api/collections/haies/items?f=json", "", ""), "oapif", "https://a.fr/api", "haies"),
        (("https://a.fr/api", "OGC API - Features", ""), "oapif", "https://a.fr/api", ""),
        (("https://a.fr/d", "WWW:DOWNLOAD:application/vnd.geo+json", ""), "geojson", "https://a.fr/d", ""),
        (("https://a.fr/d", "WWW:DOWNLOAD-1.0-http--download", ""), "file", "https://a.fr/d", ""),
        (("https://a.fr/d.zip?x=1", "WWW:LINK-1.0-http--link", ""), "zip", "https://a.fr/d.zip?x=1", ""),
        (("https://a.fr/d.CSV", "", ""), "csv", "https://a.fr/d.CSV", ""),
        (("https://a.fr/d", "text/csv", ""), "csv", "https://a.fr/d", ""),
        (("https://a.fr/page.html", "WWW:DOWNLOAD-1.0-http--download", ""), "page", "https://a.fr/page.html", ""),
        (("https://a.fr/flux.atom", "", ""), "atom", "https://a.fr/flux.atom", ""),
        (("https://a.fr/flux", "INSPIRE Atom", ""), "atom", "https://a.fr/flux", ""),
        (("https://a.fr/csw?SERVICE=CSW&REQUEST=GetCapabilities", "", ""), "api", "https://a.fr/csw?SERVICE=CSW&REQUEST=GetCapabilities", ""),
    ],
)  # fmt: skip
def test_links(link, kind, address, layer):
    resource = resource_of(*link)
    assert (resource.kind, resource.address, resource.layer) == (kind, address, layer)


@pytest.mark.parametrize(
    "address", ["", "ftp://a.fr/x", "file:///etc/passwd", "javascript:alert(1)", "a.csv", "http://[", "https://"]
)
def test_addresses_that_are_none(address):
    assert resource_of(address, "OGC:WFS") is None


def test_formats():
    written = ["ESRI Shapefile", "GeoPackage", "text/csv", "CSV", ".xlsx", "application/geo+json", "OGC:WMS", "TAB", ""]
    assert [kind_of_format(text) for text in written] == ["shp", "gpkg", "csv", "csv", "xlsx", "geojson", "wms", "", ""]


@pytest.mark.parametrize(
    ("text", "date"),
    [("2024-02-29T10:00:00Z", "2024-02-29"), ("2024-02", "2024-02"), ("2024", "2024"), ("2024-02-29-04:00", "2024-02-29"), ("2024-13-01", ""), ("24/02/2024", ""), ("20240229", "")],
)  # fmt: skip
def test_dates(text, date):
    assert iso_date(text) == date


@pytest.mark.parametrize(
    ("sides", "box"),
    [
        ((1, 2, 3, 4), (1, 2, 3, 4)),
        (("3,5", "50", "1,5", "49"), (1.5, 49, 3.5, 50)),
        ((0, 0, 0, 0), None),
        ((170, -20, -170, -10), None),
        ((-181, 0, 1, 1), None),
        (("nan", 0, 1, 1), None),
        (("inf", 0, 1, 1), None),
        (("", 0, 1, 1), None),
        ((600000, 6800000, 700000, 6900000), None),
    ],
)
def test_boxes(sides, box):
    assert sane_box(*sides) == box


def test_iso_19115_3():
    entry = entry_of(etree.fromstring(recorded("iso19115-3-written.xml")))
    assert entry.id == "b1f0c1de-0000-4000-8000-000000000001"
    assert entry.title == "Haies bocagères"
    assert entry.description == "Linéaire de haies.\n\nDeuxième paragraphe."
    assert entry.producer == "Office de la haie"
    assert (entry.licence, entry.licence_url) == ("ODbL 1.0", "https://opendatacommons.org/licenses/odbl/1-0/")
    assert (entry.theme, entry.keywords) == ("Occupation des terres", ("Occupation des terres", "haie"))
    assert (entry.published, entry.modified) == ("2021-03", "2025-09-30")
    assert entry.period == ("2018-01-01", "")
    assert entry.box == (-2.5, 47.1, -1.0, 48.2)
    assert entry.kind == "dataset"
    assert entry.page == "https://catalogue.exemple.fr/geonetwork/srv/api/records/b1f0c1de"
    assert entry.identifiers == (entry.id, "haies", "https://exemple.fr/id/haies")
    assert [(resource.kind, resource.address, resource.layer) for resource in entry.resources] == [
        ("wfs", "https://exemple.fr/ows?MAP=/srv/haies.map", "ms:haies"),
        ("gpkg", "https://exemple.fr/haies.gpkg", ""),
    ]


def test_dublin_core_in_the_order_of_the_standard():
    record = etree.fromstring(
        '<csw:Record xmlns:csw="http://www.opengis.net/cat/csw/2.0.2" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dct="http://purl.org/dc/terms/" xmlns:ows="http://www.opengis.net/ows"><dc:identifier>a</dc:identifier>'
        "<dc:title>A</dc:title><dc:rights>license</dc:rights><dc:rights>Licence Ouverte 2.0</dc:rights>"
        '<dct:references scheme="OGC:WFS">https://a.fr/wfs?service=WFS</dct:references>'
        '<ows:BoundingBox crs="urn:x-ogc:def:crs:EPSG:6.11:4326"><ows:LowerCorner>48 -5</ows:LowerCorner>'
        "<ows:UpperCorner>49 -4</ows:UpperCorner></ows:BoundingBox></csw:Record>"
    )
    entry = entry_of(record)
    assert (entry.box, entry.licence) == ((-5, 48, -4, 49), "Licence Ouverte 2.0")
    assert [(resource.kind, resource.address) for resource in entry.resources] == [("wfs", "https://a.fr/wfs")]


def test_what_is_no_record():
    for text in ("<a/>", "<MD_Metadata/>", '<Record xmlns="http://www.opengis.net/cat/csw/2.0.2"/>'):
        assert entry_of(etree.fromstring(text)) is None


def test_translations_are_read_when_the_main_text_is_empty():
    record = etree.fromstring(
        f'<gmd:MD_Metadata xmlns:gmd="{N["gmd"]}" xmlns:gco="{N["gco"]}"><gmd:fileIdentifier><gco:CharacterString>a'
        "</gco:CharacterString></gmd:fileIdentifier><gmd:identificationInfo><gmd:MD_DataIdentification><gmd:citation>"
        "<gmd:CI_Citation><gmd:title><gco:CharacterString/><gmd:PT_FreeText><gmd:textGroup>"
        '<gmd:LocalisedCharacterString locale="#EN">Hedges</gmd:LocalisedCharacterString></gmd:textGroup><gmd:textGroup>'
        '<gmd:LocalisedCharacterString locale="#FR">Haies</gmd:LocalisedCharacterString></gmd:textGroup></gmd:PT_FreeText>'
        "</gmd:title></gmd:CI_Citation></gmd:citation></gmd:MD_DataIdentification></gmd:identificationInfo></gmd:MD_Metadata>"
    )
    assert entry_of(record).title == "Haies"


def assert_sound(entry):
    """What holds for any entry, whatever it was read from."""
    assert isinstance(entry, Entry)
    assert entry.id and entry.title
    assert len(entry.resources) <= 300 and len(entry.keywords) <= 100 and len(entry.description) <= 20_000
    assert all(resource.address.startswith(("http://", "https://", "HTTP")) for resource in entry.resources)
    assert entry.box is None or (entry.box[0] <= entry.box[2] and entry.box[1] <= entry.box[3])
    assert all(isinstance(text, str) for text in (*entry.keywords, *entry.identifiers, *entry.period, entry.licence, entry.page))


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_records_with_parts_lost_moved_or_replaced(data):
    """A real record in which elements were removed, emptied, repeated, replaced by text or by one another."""
    record = copy.deepcopy(data.draw(st.sampled_from([record for _, record in RECORDS])))
    for _ in range(data.draw(st.integers(1, 12))):
        elements = [element for element in record.iter("*") if element.getparent() is not None]
        if not elements:
            break
        element = elements[data.draw(st.integers(0, len(elements) - 1))]
        other = elements[data.draw(st.integers(0, len(elements) - 1))]
        change = data.draw(st.sampled_from(["remove", "empty", "text", "repeat", "comment", "other"]))
        if change == "remove":
            element.getparent().remove(element)
        elif change == "empty":
            element.clear()
        elif change == "text":
            element.text = data.draw(
                st.text(st.characters(min_codepoint=32, blacklist_categories=("Cs", "Cn", "Co")), max_size=20)
            )
        elif change == "repeat":
            element.getparent().extend([copy.deepcopy(element) for _ in range(5)])
        elif change == "comment":
            element.insert(0, etree.Comment("x"))
        elif other not in element.iterancestors():
            element.append(copy.deepcopy(other))
    entry = entry_of(record)
    if entry is not None:
        assert_sound(entry)


NAMES = st.sampled_from([
    f"{{{uri}}}{name}"
    for uri in (N["gmd"], N["gco"], N["dc"], N["ows"], "http://www.opengis.net/gml/3.2")
    for name in ("identificationInfo", "MD_DataIdentification", "citation", "CI_Citation", "title", "date", "CI_Date", "identifier",
                 "fileIdentifier", "CharacterString", "extent", "EX_GeographicBoundingBox", "EX_TemporalExtent", "beginPosition",
                 "timePosition", "onLine", "CI_OnlineResource", "linkage", "URL", "resourceConstraints", "BoundingBox", "URI",
                 "LowerCorner", "distributionInfo", "subject", "rights", "type", "format")
])  # fmt: skip
TEXTS = st.sampled_from(
    ["", "a", "1", "1 2", "nan 1", "2024-01-01", "https://a.fr/x.csv", "http://[::1", "Licence Ouverte", "x" * 5000]
)


@settings(max_examples=150, deadline=None)
@given(
    root=st.sampled_from([GMD, DUBLIN_CORE]),
    tree=st.recursive(st.tuples(NAMES, TEXTS, st.just([])), lambda inner: st.tuples(NAMES, TEXTS, st.lists(inner, max_size=4)), max_leaves=30),
)  # fmt: skip
def test_any_tree(root, tree):
    def grow(parent, node):
        element = etree.SubElement(parent, node[0], codeListValue=node[1], locale=node[1])
        element.text = node[1]
        for child in node[2]:
            grow(element, child)

    record = etree.Element(root)
    grow(record, tree)
    entry = entry_of(record)
    if entry is not None:
        assert_sound(entry)
