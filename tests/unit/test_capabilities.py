# SPDX-License-Identifier: GPL-2.0-or-later
"""WMS, WMTS and WFS as catalogues: recorded capabilities, hostile ones, big ones, and the list that all listed sources share."""

import concurrent.futures
import gzip
import random
import time
import types
from pathlib import Path

import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from replay import Replay, survives
from vigie_territoriale.plugin.catalog import text
from vigie_territoriale.plugin.catalog.model import Entry, Query
from vigie_territoriale.plugin.catalog.provider import Endpoint
from vigie_territoriale.plugin.catalog.providers import capabilities, listed
from vigie_territoriale.plugin.catalog.providers.capabilities import Wfs, Wms, Wmts
from vigie_territoriale.plugin.messages import Silent, VigieError
from vigie_territoriale.plugin.network.door import Answer, Door
from vigie_territoriale.plugin.network.errors import NotAsAnnounced

DATA = Path(__file__).resolve().parents[1] / "data" / "api" / "ogc"
KINDS = {"WMS_Capabilities": Wms, "WMT_MS_Capabilities": Wms, "WFS_Capabilities": Wfs, "Capabilities": Wmts}
REPORTS = ("exception-report-2-0-0.xml", "service-exception-report-1-0-0.xml", "service-exception-report-1-3-0.xml")
OTHERS = {
    "PLAN_IGN.xml": "TileMap",
    "geoplateforme-ancien-autoconf-wxs.xml": "ViewContext",
    "insee-wfs-table-hits.xml": "FeatureCollection",
}
ALL = sorted(path.name.removesuffix(".gz") for path in DATA.iterdir() if ".xml" in path.name)
SERVICES = [name for name in ALL if name not in REPORTS and name not in OTHERS]
MANY = 2_000


def recorded(name):
    path = DATA / name
    return path.read_bytes() if path.exists() else gzip.decompress((DATA / f"{name}.gz").read_bytes())


def provider(kind, address="http://127.0.0.1/ows"):
    return kind(Endpoint("there", "There", kind.__name__.lower(), address))


def door():
    return Door(requests.Session(), Silent())


class Bytes:
    """A door behind which the same bytes always are."""

    def __init__(self, body):
        self.body, self.asked = body, 0

    def get(self, url, params=None, headers=None, limits=None):
        self.asked += 1
        return Answer("http://there.example/ows", 200, {}, self.body)


def entries(kind, body):
    return provider(kind).search(Query(size=100_000), Bytes(body)).entries


@pytest.fixture(autouse=True)
def no_library_sends(monkeypatch):
    """OWSLib has one way out: it must not be taken."""

    def sent(*arguments, **keywords):
        raise AssertionError(f"sent behind the door's back: {arguments}")

    monkeypatch.setattr("owslib.util.requests", types.SimpleNamespace(request=sent, get=sent, post=sent))
    monkeypatch.setattr("owslib.util.openURL", sent)


def xpath(root, path):
    """XPath by local names: `a/b` for //*[local-name()='a']/*[local-name()='b']."""
    return root.xpath("//" + "/".join(f"*[local-name()='{step}']" for step in path.split("/")))


# Recorded documents


@pytest.mark.parametrize("name", SERVICES)
def test_recorded_services(name):
    body = recorded(name)
    root = etree.fromstring(body)
    kind = KINDS[etree.QName(root).localname]
    holder, naming = {Wms: ("Layer", "Name"), Wfs: ("FeatureType", "Name"), Wmts: ("Contents/Layer", "Identifier")}[kind]
    named = {part.text.strip(): part.getparent() for part in xpath(root, f"{holder}/{naming}")}
    with Replay() as server:
        server.route("GET", "/ows", body, {"REQUEST": "GetCapabilities", "SERVICE": kind.__name__.upper()})
        there = provider(kind, f"{server.address}/ows")
        found = there.search(Query(size=10_000), door()).entries
        assert len(server.requests) == 1
    assert sorted(entry.id for entry in found) == sorted(named)
    assert len(found) > 0
    for entry in found:
        element = named[entry.id]
        title = next(iter(element.xpath("*[local-name()='Title']/text()")), "").strip()
        assert entry.title == (" ".join(title.split()) or entry.id)
        assert (entry.source, entry.kind, entry.formats, entry.complete) == ("there", kind.__name__.lower(), (entry.kind,), True)
        (resource,) = entry.resources
        assert (resource.layer, resource.address) == (entry.id, f"{server.address}/ows")
        assert 0 < len(resource.crs) <= 30
        assert all(code.startswith(("EPSG:", "IGNF:", "CRS:84", "ESRI:")) for code in resource.crs)
        west, south, east, north = entry.box
        assert -180 <= west <= east <= 180
        assert -90 <= south <= north <= 90
        assert entry.licence.lower() not in ("none", "aucun", "no conditions apply", "licences")
        assert "\n" not in entry.title


def test_accents_and_encodings():
    """The same service, in three encodings and two versions."""
    names = (
        "capabilities-brgm-1-1-1-iso-8859-15.xml",
        "capabilities-brgm-1-1-1-utf-16.xml",
        "capabilities-brgm-1-3-0.xml",
    )
    for name in names:
        found = {entry.id: entry for entry in entries(Wms, recorded(name))}
        layer = found["SCAN_D_GEOL50"]
        assert layer.title == "Carte géologique image de la France au 1/50 000e"
        assert layer.theme == "Cartes géologiques"
        assert layer.producer == "BRGM"
        assert layer.licence == ""
        assert "Geologie" in layer.keywords
        assert layer.page.startswith("http://www.geocatalogue.fr/api-public/")
        assert layer.resources[0].crs[0] == "EPSG:2154"
        assert layer.box == pytest.approx((-12.2064, 40.681, 11.894, 52.1672))


def test_boxes_are_those_of_the_document():
    root = etree.fromstring(recorded("geoplateforme-wfs-getcapabilities.xml"))
    corners = [
        [float(number) for corner in element.xpath("*[local-name()='WGS84BoundingBox']/*/text()") for number in corner.split()]
        for element in xpath(root, "FeatureType")
    ]
    found = entries(Wfs, recorded("geoplateforme-wfs-getcapabilities.xml"))
    assert sorted(entry.box for entry in found) == sorted(map(tuple, corners))


@pytest.mark.parametrize("version", ["1-0-0", "1-1-0"])
def test_wfs_of_pigma(version):
    found = {entry.id: entry for entry in entries(Wfs, recorded(f"capabilities-pigma-{version}.xml"))}
    entry = found["cd16:comptages_routiers_l"]
    assert entry.producer == ("GIP ATGeRi" if version == "1-1-0" else "")
    assert entry.description.startswith("Représentation des moyennes journalières")
    assert entry.keywords == ("features", "comptages_routiers_l")
    assert entry.page == "https://www.pigma.org/geonetwork?uuid=4d840710-3f09-4f48-aa31-d2c4c0ee6fda"
    assert entry.resources[0].crs[0] == "EPSG:2154"
    assert entry.box == pytest.approx((-0.4906, 45.1755, 0.9779, 46.1435), abs=1e-4)


def test_licence_of_the_service():
    (entry,) = entries(Wmts, recorded("geoplateforme-ign.xml"))
    assert entry.licence.startswith("Conditions Générales d'Utilisation disponibles ici : http://professionnels.ign.fr/")
    assert entry.licence_url.startswith("http://professionnels.ign.fr/doc/")
    assert entry.producer == "IGN"


@pytest.mark.parametrize("kind", [Wms, Wmts, Wfs])
@pytest.mark.parametrize("name", REPORTS)
def test_exception_reports_are_quoted(kind, name):
    with Replay() as server:
        server.route("GET", "/ows", recorded(name))
        with pytest.raises(VigieError, match=r"127\.0\.0\.1 answers with an error: “msW.SDispatch.*”") as raised:
            provider(kind, f"{server.address}/ows").search(Query(), door())
        assert len(server.requests) == len(kind.versions)
    assert len(raised.value.sentence) < 260


def test_a_long_report_is_cut():
    body = f"<ServiceExceptionReport><ServiceException>{'é' * 5000}</ServiceException></ServiceExceptionReport>".encode()
    with pytest.raises(capabilities.Declined) as raised:
        entries(Wms, body)
    assert raised.value.sentence.count("é") == 200


@pytest.mark.parametrize("kind", [Wms, Wmts, Wfs])
@pytest.mark.parametrize("name", OTHERS)
def test_other_documents_are_named(kind, name):
    with pytest.raises(VigieError, match=f"“{OTHERS[name]}” where the capabilities of a {kind.service} service"):
        entries(kind, recorded(name))


@pytest.mark.parametrize("name", SERVICES)
def test_truncated_documents(name):
    body = recorded(name)
    with pytest.raises(NotAsAnnounced):
        entries(KINDS[etree.QName(etree.fromstring(body)).localname], body[: len(body) * 2 // 3])


@pytest.mark.parametrize(
    "body",
    [
        b"<!DOCTYPE html><html><body>Portal</body></html>",
        b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><WMS_Capabilities version="1.3.0">&f;</WMS_Capabilities>',
        b"", b"{}", b"\xff\xfe<", b'<WMS_Capabilities version="1.3.0"/>',
    ],
)  # fmt: skip
def test_what_is_no_capabilities(body):
    with pytest.raises(NotAsAnnounced):
        entries(Wms, body)


# Addresses and versions


@pytest.mark.parametrize(
    ("given_address", "base"),
    [
        ("/ows", "/ows"),
        ("/ows?", "/ows"),
        ("/ows?SERVICE=WFS&REQUEST=GetCapabilities", "/ows"),
        ("/ows?service=wms&Version=1.1.1&request=getcapabilities&", "/ows"),
        ("/ows?MAP=/data/gap été.map", "/ows?MAP=/data/gap+%C3%A9t%C3%A9.map"),
        ("/ows?request=GetCapabilities&map=/a/b.map&key=1%262", "/ows?map=/a/b.map&key=1%262"),
        (" /ows?typeNames=a:b&MAP=x#top", "/ows?MAP=x"),
    ],
)
def test_addresses(given_address, base):
    with Replay() as server:
        server.route("GET", "/ows", recorded("capabilities-geo2france-2-0-0.xml"))
        there = provider(Wfs, given_address.replace("/ows", f"{server.address}/ows", 1))
        page = there.search(Query(), door())
        (request,) = server.requests
    assert page.entries[0].resources[0].address == f"{server.address}{base}"
    asked = {name.lower(): values for name, values in request.params.items()}
    assert (asked.pop("service"), asked.pop("request"), asked.pop("version")) == (["WFS"], ["GetCapabilities"], ["2.0.0"])
    assert asked.keys() <= {"map", "key"}
    assert asked.get("map", ["x"])[0] in ("x", "/a/b.map", "/data/gap été.map")
    assert asked.get("key", ["1&2"]) == ["1&2"]


def test_a_capabilities_document_as_an_address():
    with Replay() as server:
        server.route("GET", "/1.0.0/WMTSCapabilities.xml", recorded("geoplateforme-ign.xml"))
        there = provider(Wmts, f"{server.address}/1.0.0/WMTSCapabilities.xml")
        assert there.search(Query(), door()).total == 1
        assert server.requests[0].params == {}


@pytest.mark.parametrize(("kind", "address"), [(Wms, "http://["), (Wmts, ""), (Wfs, "file:///etc/passwd"), (Wms, "x y")])
def test_no_address_at_all(kind, address):
    with pytest.raises(VigieError):
        provider(kind, address).search(Query(), door())


@pytest.mark.parametrize("refusal", [recorded(REPORTS[0]), (400, {}, recorded(REPORTS[0]))])
def test_an_older_version_is_asked_for_when_the_newer_is_refused(refusal):
    with Replay() as server:
        server.route("GET", "/ows", refusal, {"VERSION": "2.0.0"})
        server.route("GET", "/ows", recorded("capabilities-pigma-1-1-0.xml"), {"VERSION": "1.1.0"})
        assert provider(Wfs, f"{server.address}/ows").search(Query(), door()).total == 3
    with Replay() as server:
        server.route("GET", "/ows", refusal, {"VERSION": "1.3.0"})
        server.route("GET", "/ows", recorded("capabilities-brgm-1-1-1-utf-16.xml"), {"VERSION": "1.1.1"})
        assert provider(Wms, f"{server.address}/ows").search(Query(), door()).total == 5


# What services say, and what is not to be believed

WMS = """<WMS_Capabilities version="1.3.0" xmlns="http://www.opengis.net/wms" xmlns:xlink="http://www.w3.org/1999/xlink">
<Service><Name>WMS</Name><Title>All</Title><Fees>Licence Ouverte 2.0 (https://www.etalab.gouv.fr/licence-ouverte).</Fees>
<AccessConstraints> None </AccessConstraints><ContactInformation><ContactPersonPrimary><ContactOrganization>DDT 05
</ContactOrganization></ContactPersonPrimary></ContactInformation></Service><Capability>{}</Capability></WMS_Capabilities>"""
BOX = (
    "<EX_GeographicBoundingBox><westBoundLongitude>{}</westBoundLongitude><eastBoundLongitude>{}</eastBoundLongitude>"
    "<southBoundLatitude>{}</southBoundLatitude><northBoundLatitude>{}</northBoundLatitude></EX_GeographicBoundingBox>"
)


def layers(body):
    return {entry.id: entry for entry in entries(Wms, WMS.format(body).encode())}


def test_groups_are_themes():
    found = layers(
        f"""<Layer><Title>Root</Title><CRS>EPSG:2154 EPSG:4326</CRS>{BOX.format(5, 7, 44, 45)}
        <Layer><Title> Eau
          et milieux </Title><Layer><Name>rivers</Name><Title/><Abstract>&lt;b&gt;Cours&lt;/b&gt; d’eau</Abstract>
        <CRS>epsg:27572</CRS><CRS>AUTO:42001</CRS>{BOX.format(6, 6.5, 44.1, 44.2)}</Layer></Layer>
        <Layer><Name>named</Name><Title>Named group</Title><Layer><Name>inside</Name><Title>Inside</Title></Layer></Layer>
        <Layer><Name>rivers</Name><Title>Again</Title></Layer><Layer><Title>No name</Title></Layer></Layer>"""
    )
    assert set(found) == {"rivers", "named", "inside"}
    assert found["rivers"].theme == "Eau et milieux"
    assert found["rivers"].title == "rivers"
    assert (found["rivers"].description, found["rivers"].markup) == ("<b>Cours</b> d’eau", "text")
    assert found["rivers"].box == (6, 44.1, 6.5, 44.2)
    assert found["rivers"].resources[0].crs == ("EPSG:2154", "EPSG:4326", "EPSG:27572")
    assert (found["named"].theme, found["inside"].theme) == ("Root", "Named group")
    assert found["inside"].box == (5, 44, 7, 45)
    assert found["inside"].licence.startswith("Licence Ouverte 2.0")
    assert found["inside"].licence_url == "https://www.etalab.gouv.fr/licence-ouverte"
    assert found["inside"].producer == "DDT 05"


@pytest.mark.parametrize(
    "sides",
    [
        ("-inf", "inf", "-inf", "inf"), ("nan", "1", "2", "3"), ("7", "5", "44", "45"), ("5", "7", "45", "44"),
        ("-200", "0", "1", "2"), ("1", "2", "3", "91"), ("", "2", "3", "4"), ("ouest", "2", "3", "4"), ("1e400", "2", "3", "4"),
    ],
)  # fmt: skip
def test_boxes_that_are_not_on_earth(sides):
    found = layers(f"<Layer><Name>a</Name>{BOX.format(*sides)}</Layer><Layer><Name>b</Name>{BOX.format(1, 2, 3, 4)}</Layer>")
    assert found["a"].box is None
    assert found["b"].box == (1, 3, 2, 4)


def test_one_bad_layer_does_not_take_the_others_with_it():
    found = layers(
        """<Layer queryable="yes" fixedWidth="x"><Name>a</Name><Style/><Dimension name="time"/><MetadataURL/><DataURL/>
        <Attribution><LogoURL/></Attribution><MinScaleDenominator>x</MinScaleDenominator><BoundingBox CRS="EPSG:x"/>
        <CRS/><CRS>urn:ogc:def:crs:EPSG::</CRS><KeywordList><Keyword/><Keyword>eau</Keyword></KeywordList></Layer>
        <Layer><Name> </Name></Layer><!-- x --><?x y?><Layer><Name>b</Name><MetadataURL type="TC211"><Format>text/xml</Format>
        <OnlineResource xlink:href="javascript:alert(1)"/></MetadataURL></Layer>"""
    )
    assert set(found) == {"a", "b"}
    assert found["a"].keywords == ("eau",)
    assert (found["a"].resources[0].crs, found["b"].page) == ((), "")


def test_metadata_for_people_come_first():
    link = '<MetadataURL type="x"><Format>{}</Format><OnlineResource xlink:href="{}"/></MetadataURL>'
    body = f"<Layer><Name>a</Name>{link.format('text/xml', 'https://a.example/x')}{link.format('text/html', 'https://a.example/h')}</Layer>"
    assert layers(body)["a"].page == "https://a.example/h"


def test_a_service_cannot_have_more_than_so_many_layers(monkeypatch):
    monkeypatch.setattr(capabilities, "MOST_ENTRIES", 10)
    assert len(layers("".join(f"<Layer><Name>{number}</Name></Layer>" for number in range(50)))) == 10


def test_layers_within_layers_without_end():
    depth = 100
    found = layers("".join(f"<Layer><Name>{number}</Name>" for number in range(depth)) + "</Layer>" * depth)
    assert 0 < len(found) < depth


WMTS = """<Capabilities version="1.0.0" xmlns="http://www.opengis.net/wmts/1.0" xmlns:ows="http://www.opengis.net/ows/1.1"
xmlns:xlink="http://www.w3.org/1999/xlink"><Contents>{}<TileMatrixSet><ows:Identifier>PM</ows:Identifier>
<ows:SupportedCRS>urn:ogc:def:crs:EPSG::3857</ows:SupportedCRS><TileMatrix/></TileMatrixSet><TileMatrixSet>
<ows:Identifier>PM</ows:Identifier><ows:SupportedCRS>EPSG:2154</ows:SupportedCRS></TileMatrixSet><TileMatrixSet/>
</Contents></Capabilities>"""


def test_wmts_that_owslib_would_refuse():
    found = entries(
        Wmts,
        WMTS.format(
            """<Layer><ows:Identifier>a</ows:Identifier><Style/><ResourceURL/><TileMatrixSetLink/><ows:BoundingBox/>
            <TileMatrixSetLink><TileMatrixSet>PM</TileMatrixSet></TileMatrixSetLink>
            <TileMatrixSetLink><TileMatrixSet>PM</TileMatrixSet></TileMatrixSetLink>
            <TileMatrixSetLink><TileMatrixSet>gone</TileMatrixSet></TileMatrixSetLink>
            <ows:WGS84BoundingBox><ows:LowerCorner>1 2</ows:LowerCorner></ows:WGS84BoundingBox>
            <ows:Metadata xlink:href="https://a.example/m"/></Layer>
            <Layer><ows:Identifier>a</ows:Identifier></Layer><Layer/>"""
        ).encode(),
    )
    (entry,) = found
    assert (entry.id, entry.title, entry.page, entry.box) == ("a", "a", "https://a.example/m", None)
    assert entry.resources[0].crs == ("EPSG:3857",)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("EPSG:2154", "EPSG:2154"), ("epsg:2154", "EPSG:2154"), ("urn:ogc:def:crs:EPSG::2154", "EPSG:2154"),
        ("urn:x-ogc:def:crs:EPSG:2154", "EPSG:2154"), ("urn:ogc:def:crs:EPSG:6.9:4326", "EPSG:4326"),
        ("http://www.opengis.net/def/crs/EPSG/0/2154", "EPSG:2154"), ("https://www.opengis.net/def/crs/EPSG/0/2154/", "EPSG:2154"),
        ("http://www.opengis.net/gml/srs/epsg.xml#4326", "EPSG:4326"), ("urn:EPSG:geographicCRS:4326", "EPSG:4326"),
        ("http://www.opengis.net/def/crs/OGC/1.3/CRS84", "CRS:84"), ("urn:ogc:def:crs:OGC:1.3:CRS84", "CRS:84"),
        ("CRS:84", "CRS:84"), ("IGNF:LAMB93", "IGNF:LAMB93"), ("urn:ogc:def:crs:IGNF::LAMB93", "IGNF:LAMB93"),
        ("AUTO:42001", ""), ("EPSG:0", ""), ("EPSG:", ""), ("2154", ""), ("EPSG:²", ""), ("", ""), (None, ""), (2154, ""),
        ("EPSG:2154' OR 1=1", ""), ("CRS:83", ""),
    ],
)  # fmt: skip
def test_coordinate_systems(written, code):
    assert capabilities.crs_code(written) == code


def test_france_first_where_there_are_too_many_systems():
    codes = capabilities.crs_codes(f"EPSG:{number}" for number in range(2000, 6000))
    assert len(codes) == 30
    assert codes[:3] == ("EPSG:2154", "EPSG:4326", "EPSG:3857")
    assert capabilities.crs_codes(["EPSG:4326", "x", "EPSG:2154", "EPSG:4326"]) == ("EPSG:4326", "EPSG:2154")


# Spoilt documents

SMALL = {
    Wms: recorded("capabilities-brgm-1-3-0.xml"),
    Wfs: recorded("capabilities-pigma-1-1-0.xml"),
    Wmts: recorded("geoplateforme-ign.xml"),
}


def spoil(body, seed):
    """The document with some elements moved, emptied, doubled, renamed or filled with junk, and attributes likewise."""
    chance = random.Random(seed)
    root = etree.fromstring(body)
    inside = [element for element in root.iter() if isinstance(element.tag, str) and element.getparent() is not None]
    for element in chance.sample(inside, chance.randint(1, 40)):
        change = chance.choice(("remove", "text", "empty", "attribute", "copy", "rename", "nest"))
        parent = element.getparent()
        if parent is None:
            continue
        if change == "remove":
            parent.remove(element)
        elif change == "text":
            element.text = chance.choice(("", "x", "-inf", "1 2 3", "http://[", "EPSG:" + "9" * 400, "é" * 50_000))
        elif change == "empty":
            element[:] = []
        elif change == "attribute":
            for name in list(element.attrib) or ["version"]:
                element.set(name, chance.choice(("", "x", "9", "javascript:x")))
        elif change == "copy":
            parent.append(etree.fromstring(etree.tostring(element)))
        elif change == "rename":
            element.tag = chance.choice(inside).tag
        else:
            element.append(etree.fromstring(etree.tostring(parent)))
    return etree.tostring(root, encoding="utf-8")


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(list(SMALL)), st.integers(0, 10**9))
def test_spoilt_documents(kind, seed):
    page = survives(lambda: provider(kind).search(Query(size=1000), Bytes(spoil(SMALL[kind], seed))))
    for entry in page.entries if page else ():
        assert entry.id
        assert entry.title
        assert entry.box is None or entry.box == capabilities.sane_box(*entry.box)
        assert len(entry.resources[0].crs) <= 30
        assert not entry.page or entry.page.startswith("http")


@settings(deadline=None, max_examples=100)
@given(st.sampled_from(list(SMALL)), st.integers(0, 3000), st.binary(max_size=8))
def test_damaged_bytes(kind, place, junk):
    body = SMALL[kind]
    survives(lambda: provider(kind).search(Query(), Bytes(body[:place] + junk + body[place + len(junk) :])))


# The first features of a type


def previewed(server, capabilities_name, layer):
    server.route("GET", "/ows", recorded(capabilities_name), {"REQUEST": "GetCapabilities"})
    there = provider(Wfs, f"{server.address}/ows?MAP=x")
    entry = next(entry for entry in there.search(Query(size=1000), door()).entries if entry.id == layer)
    assert there.details(entry, door()) is entry
    return there.preview(entry, door())


def test_preview_in_json():
    with Replay() as server:
        wanted = {
            "SERVICE": "WFS", "VERSION": "2.0.0", "TYPENAMES": "insee:rectangles_200m_menage_erbm", "COUNT": "10", "MAP": "x",
            "OUTPUTFORMAT": "application/json", "REQUEST": "GetFeature",
        }  # fmt: skip
        server.route("GET", "/ows", DATA / "insee-wfs-table-data.json", wanted)
        preview = previewed(server, "insee-wfs-getcapabilities.xml", "insee:rectangles_200m_menage_erbm")
    assert preview.fields == ("oid", "idk", "men", "men_occ5", "pt_men_occ5")
    assert preview.rows[0] == ("1", "N14390E19203-N14394E19211", "19", "12", "63.1578947368421")
    assert len(preview.rows) == 10
    assert preview.total == 63172


GML = """<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs" xmlns:gml="http://www.opengis.net/gml" xmlns:asp="http://a/"
xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" numberMatched="412" xsi:schemaLocation="http://a/ {address}/schema.xsd">
{members}</wfs:FeatureCollection>"""
MEMBER = """<gml:featureMember><asp:asp_rpg2010 gml:id="f.{0}"><asp:the_geom><gml:Point srsName="EPSG:2154"><gml:pos>9{0} 1</gml:pos>
</gml:Point></asp:the_geom><asp:code>0{0}</asp:code><asp:surf>{0}.5</asp:surf><asp:nom>Blé d’été</asp:nom></asp:asp_rpg2010>
</gml:featureMember>"""


def test_preview_in_gml():
    """The type says that it has no JSON; the schema that the answer names is not fetched."""
    from osgeo import gdal

    with Replay() as server:
        gml = GML.format(address=server.address, members="".join(MEMBER.format(number) for number in range(1, 16)))
        wanted = {
            "REQUEST": "GetFeature",
            "VERSION": "1.1.0",
            "TYPENAME": "asp:asp_rpg2010",
            "MAXFEATURES": "10",
            "OUTPUTFORMAT": None,
        }
        server.route("GET", "/ows", gml.encode(), wanted)
        preview = previewed(server, "capabilities-pigma-1-1-0.xml", "asp:asp_rpg2010")
        assert [request.path for request in server.requests] == ["/ows", "/ows"]
    assert preview.fields == ("code", "surf", "nom")
    assert len(preview.rows) == 10
    assert preview.rows[0] == ("01", "1.5", "Blé d’été")
    assert preview.total == 412
    assert not gdal.ReadDirRecursive("/vsimem/")


def test_preview_of_nothing():
    preview = capabilities._gml_features(Answer("http://h/", 200, {}, recorded("insee-wfs-table-hits.xml")))
    assert (preview.fields, preview.rows, preview.total) == ((), (), 63172)


@pytest.mark.parametrize("capabilities_name", ["insee-wfs-getcapabilities.xml", "capabilities-pigma-1-1-0.xml"])
@pytest.mark.parametrize(
    ("body", "error", "said"),
    [
        (recorded(REPORTS[0]), capabilities.Declined, "Invalid WFS request"),
        (b"<html><body>login</body></html>", NotAsAnnounced, "web page"),
        (b"<a/>", NotAsAnnounced, "something else"),
        (b"{}", NotAsAnnounced, "something else"),
        (b"[1]", NotAsAnnounced, "something else"),
        (b'{"features": 3}', NotAsAnnounced, "something else"),
        (b"", NotAsAnnounced, "something else"),
    ],
)
def test_preview_gone_wrong(capabilities_name, body, error, said):
    from osgeo import gdal

    layer = "asp:asp_rpg2010" if "pigma" in capabilities_name else "insee:rectangles_200m_menage_erbm"
    with Replay() as server:
        server.route("GET", "/ows", body, {"REQUEST": "GetFeature"})
        with pytest.raises(error, match=said):
            previewed(server, capabilities_name, layer)
    assert not gdal.ReadDirRecursive("/vsimem/")


def test_gdal_may_raise_or_not(monkeypatch):
    """It gives None, or raises once another plugin has asked it to: here, both."""
    from osgeo import gdal

    def raises(*arguments, **keywords):
        raise RuntimeError("not recognized as a supported file format")

    gml = GML.format(address="http://h", members=MEMBER.format(1)).encode()
    assert capabilities._gdal_records(gml)[0] == ["code", "surf", "nom"]
    for opened in (raises, lambda *arguments, **keywords: None):
        monkeypatch.setattr(gdal, "OpenEx", opened)
        assert capabilities._gdal_records(gml) is None
        assert not gdal.ReadDirRecursive("/vsimem/")
    assert gdal.GetThreadLocalConfigOption("GML_FIELDTYPES", None) is None


def test_geometries_are_not_columns():
    body = b"""{"features": [{"properties": {"a": 1, "g": {"type": "Point", "coordinates": [1, 2]}, "b": [1, "x"], "c": true}},
    {"properties": null}, 3, {"properties": {"d": null, "a": 2.50}}], "totalFeatures": "unknown"}"""
    preview = capabilities._json_features(Answer("http://h/", 200, {}, body))
    assert preview.fields == ("a", "b", "c", "d")
    assert preview.rows == (("1", '[1, "x"]', "true", ""), ("2.5", "", "", ""))
    assert preview.total is None


def test_images_have_no_preview():
    there, body = provider(Wms), Bytes(recorded("capabilities-brgm-1-3-0.xml"))
    assert there.preview(there.search(Query(), body).entries[0], body) is None


# The list, kept and searched


def test_the_list_is_read_once_by_all_threads(monkeypatch):
    class Slow(Bytes):
        def get(self, *arguments, **keywords):
            time.sleep(0.2)
            return super().get(*arguments, **keywords)

    there, body = provider(Wms), Slow(recorded("capabilities-brgm-1-3-0.xml"))
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        totals = list(pool.map(lambda number: there.search(Query("géologique"), body).total, range(8)))
    assert len(set(totals)) == 1
    assert totals[0] > 0
    assert body.asked == 1
    there.forget()
    there.search(Query(), body)
    assert body.asked == 2
    monkeypatch.setattr(listed, "AGE_SECONDS", -1.0)
    there.search(Query(), body)
    assert body.asked == 3


def test_a_failure_is_not_kept():
    there, body = provider(Wms), Bytes(b"<html>")
    for _ in range(2):
        with pytest.raises(NotAsAnnounced):
            there.search(Query(), body)
    body.body = recorded("capabilities-brgm-1-3-0.xml")
    assert there.search(Query(), body).total == 7


def some(*titles, **fields):
    return tuple(Entry(id=f"n{number}", title=title, **fields) for number, title in enumerate(titles))


def titles(page):
    return [entry.title for entry in page.entries]


def test_answers():
    known = (
        *some("Forêts publiques", "Forêt privée", "Cours d’eau"),
        Entry(id="ign:foret_2", title="Zones", keywords=("Publiques",), modified="2024-05-01"),
        Entry(id="x", title="Autres", description="Forêts et zones publiques", modified="2025"),
    )
    assert titles(listed.answer(known, Query("FORETS"))) == ["Forêt privée", "Forêts publiques", "Zones", "Autres"]
    assert titles(listed.answer(known, Query("forêts publiques"))) == ["Forêts publiques", "Zones", "Autres"]
    assert listed.answer(known, Query("forêts introuvables")).total == 0
    assert titles(listed.answer(known, Query("for"))) == ["Forêt privée", "Forêts publiques", "Zones", "Autres"]
    assert listed.answer(known, Query("   ")).total == 5
    assert titles(listed.answer(known, Query())) == ["Autres", "Cours d’eau", "Forêt privée", "Forêts publiques", "Zones"]
    assert titles(listed.answer(known, Query("forêts", sort="title")))[0] == "Autres"
    assert titles(listed.answer(known, Query("forêts", sort="modified")))[:2] == ["Autres", "Zones"]
    page = listed.answer(known, Query(page=2, size=2))
    assert (titles(page), page.total, page.more) == (["Forêt privée", "Forêts publiques"], 5, True)
    assert not listed.answer(known, Query(page=3, size=2)).more
    assert listed.answer(known, Query(page=9, size=2)).entries == ()
    assert len(listed.answer(known, Query(page=-1, size=0)).entries) == 1


WORDS = st.lists(
    st.sampled_from(
        ["forêt", "forêts", "eau", "eaux", "la", "de", "cours", "d’eau", "zone", "zonage", "Gap", "publics", "r", "bo"]
    ),
    max_size=6,
)


@settings(deadline=None, max_examples=300)
@given(WORDS, WORDS, WORDS)
def test_an_entry_is_kept_when_every_word_is_somewhere(query, title, description):
    entry = Entry(id="0", title=" ".join(title) or "-", description=" ".join(description))
    wanted = text.stems(" ".join(query))
    somewhere = all(text.score([word], f"{entry.title} {entry.id}", entry.description) for word in wanted)
    assert bool(listed.answer([entry], Query(text=" ".join(query))).entries) == somewhere


# How long it takes

VOCABULARY = [
    "communes",
    "forêts",
    "routes",
    "zones",
    "risques",
    "inondation",
    "bâtiments",
    "parcelles",
    "adresses",
    "transports",
    "écoles",
    "hôpitaux",
    "patrimoine",
    "agriculture",
    "artificialisation",
    "littoral",
    "montagne",
    "réseaux",
    "énergie",
    "déchets",
    "périmètres",
    "habitat",
    "emploi",
    "population",
]


def sentence(chance, count):
    return " ".join(chance.choices(VOCABULARY, k=count))


def big_wms():
    """What a GeoServer with all of EPSG writes: 6 000 coordinate systems above 2 000 layers with styles."""
    chance = random.Random(1)
    systems = "".join(f"<CRS>EPSG:{number}</CRS>" for number in range(2000, 8000))
    style = '<Style><Name>s{0}</Name><Title>Style</Title><LegendURL width="20" height="20"><Format>image/png</Format>'
    style += '<OnlineResource xlink:href="https://a.example/legend"/></LegendURL></Style>'
    each = "".join(
        f'<Layer queryable="1"><Name>espace:couche_{number}</Name><Title>{sentence(chance, 6)}</Title>'
        f"<Abstract>{sentence(chance, 50)}</Abstract><KeywordList><Keyword>{sentence(chance, 1)}</Keyword>"
        f"<Keyword>features</Keyword></KeywordList><CRS>EPSG:2154</CRS><CRS>CRS:84</CRS>{BOX.format(4, 8, 43, 46)}"
        f'<BoundingBox CRS="EPSG:2154" minx="1" miny="2" maxx="3" maxy="4"/>{style.format(1)}{style.format(2)}</Layer>'
        for number in range(MANY)
    )
    return WMS.format(f"<Request/><Layer><Title>Root</Title>{systems}{each}</Layer>").encode()


def big_wfs():
    chance = random.Random(2)
    each = "".join(
        f"<FeatureType><Name>espace:couche_{number}</Name><Title>{sentence(chance, 6)}</Title>"
        f"<Abstract>{sentence(chance, 50)}</Abstract><ows:Keywords><ows:Keyword>features</ows:Keyword>"
        f"<ows:Keyword>couche_{number}</ows:Keyword></ows:Keywords><DefaultCRS>urn:ogc:def:crs:EPSG::2154</DefaultCRS>"
        "<ows:WGS84BoundingBox><ows:LowerCorner>4 43</ows:LowerCorner><ows:UpperCorner>8 46</ows:UpperCorner>"
        '</ows:WGS84BoundingBox><MetadataURL xlink:href="https://a.example/m"/></FeatureType>'
        for number in range(MANY)
    )
    return (
        '<WFS_Capabilities version="2.0.0" xmlns="http://www.opengis.net/wfs/2.0" xmlns:ows="http://www.opengis.net/ows/1.1" '
        'xmlns:xlink="http://www.w3.org/1999/xlink"><ows:ServiceIdentification><ows:Title>t</ows:Title></ows:ServiceIdentification>'
        f"<ows:OperationsMetadata/><FeatureTypeList>{each}</FeatureTypeList></WFS_Capabilities>"
    ).encode()


def seconds(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


@pytest.mark.parametrize(("kind", "made"), [(Wms, big_wms), (Wfs, big_wfs)])
def test_two_thousand_layers(kind, made, capsys):
    body = made()
    entries(kind, SMALL[kind])  # what is imported once, and the vocabulary
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        there = provider(kind)
        reading = pool.submit(seconds, lambda: there.listing(Bytes(body))).result()
        bare = pool.submit(seconds, lambda: there._owslib(etree.fromstring(body).get("version"), body)).result()
        first = pool.submit(seconds, lambda: there.search(Query("forêts communes"), Bytes(body))).result()
        second = min(pool.submit(seconds, lambda: there.search(Query("routes"), Bytes(body))).result() for _ in range(3))
        missing = pool.submit(seconds, lambda: there.search(Query("zzz forêts"), Bytes(body))).result()
        total = there.search(Query(), Bytes(body)).total
    with capsys.disabled():
        print(
            f"\n{kind.__name__}, {MANY} layers, {len(body) / 1e6:.1f} MB: read in {reading:.2f} s (OWSLib alone {bare:.2f} s), "
            f"first search {first * 1000:.0f} ms, second {second * 1000:.0f} ms, nothing found {missing * 1000:.0f} ms"
        )
    assert total == MANY
    assert reading < 15
    assert second < 1
