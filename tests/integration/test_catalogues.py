# SPDX-License-Identifier: GPL-2.0-or-later
"""Catalogues asked over HTTP: a real pycsw and a real pygeoapi, which serve the recorded records of French catalogues.

What they should find is worked out here from the records, by XPath.
"""

import json

import pytest
import requests
from catalogue_servers import DUBLIN_CORE, ROOT, N, pycsw_server, pygeoapi_server, recorded_records
from vigie_territoriale.plugin.catalog.model import Query
from vigie_territoriale.plugin.catalog.provider import Endpoint
from vigie_territoriale.plugin.catalog.providers.csw import CSW, Csw, _Way
from vigie_territoriale.plugin.catalog.providers.features import OgcApiFeatures
from vigie_territoriale.plugin.catalog.providers.records import OgcApiRecords
from vigie_territoriale.plugin.messages import Silent, VigieError
from vigie_territoriale.plugin.network.door import Door
from vigie_territoriale.plugin.network.errors import Refused

DROME = (4.6, 44.1, 5.9, 45.4)
STATIONS = ROOT / "tests" / "data" / "stations-service-04-05.geojson"


@pytest.fixture(scope="module")
def pycsw(tmp_path_factory):
    with pycsw_server(tmp_path_factory.mktemp("servers") / "pycsw", [record for _, record in recorded_records()]) as served:
        yield served


@pytest.fixture(scope="module")
def pygeoapi(tmp_path_factory):
    records = [as_geojson(record) for _, record in recorded_records() if record.tag != DUBLIN_CORE]
    with pygeoapi_server(tmp_path_factory.mktemp("servers") / "pygeoapi", records, STATIONS) as address:
        yield address, records


def door():
    return Door(requests.Session(), Silent())


def csw(address):
    return Csw(Endpoint("real", "Real", "csw", address))


def first(record, path):
    found = record.xpath(f"string({path})", namespaces=N)
    return " ".join(found.split())


def identifier(record):
    if record.tag == DUBLIN_CORE:
        return record.findtext("{http://purl.org/dc/elements/1.1/}identifier")
    return first(record, "gmd:fileIdentifier/gco:CharacterString")


def level(record):
    if record.tag == DUBLIN_CORE:
        return record.findtext("{http://purl.org/dc/elements/1.1/}type")
    return first(record, "gmd:hierarchyLevel/*/@codeListValue")


def boxes(record):
    """west, south, east, north of the boxes of an ISO record, sides put right."""
    for box in record.iter("{http://www.isotc211.org/2005/gmd}EX_GeographicBoundingBox"):
        west, east, south, north = (float(text) for text in box.xpath("*/gco:Decimal/text()", namespaces=N))
        yield min(west, east), min(south, north), max(west, east), max(south, north)


def meets(one, other):
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def everything(provider, query_of):
    """All pages of a question, and what the first said of their number."""
    pages = [provider.search(query_of(1), door())]
    while pages[-1].more:
        assert len(pages) < 50
        pages.append(provider.search(query_of(len(pages) + 1), door()))
    return [entry for page in pages for entry in page.entries], pages[0].total


def test_pycsw_gives_all_pages_once(pycsw):
    address, records = pycsw
    assert len(records) > 20
    for size in (7, 20):
        entries, total = everything(csw(address), lambda page, size=size: Query(page=page, size=size))
        assert total == len(records)
        assert sorted(entry.id for entry in entries) == sorted(map(identifier, records))
        assert all(entry.complete for entry in entries), "ISO records are whole"


def test_pycsw_that_gives_few_records_at_a_time(tmp_path):
    with pycsw_server(tmp_path / "pycsw", [record for _, record in recorded_records()], maximum=4) as (address, records):
        entries, total = everything(csw(address), lambda page: Query(page=page, size=10))
    assert total == len(records)
    assert sorted(entry.id for entry in entries) == sorted(map(identifier, records))


@pytest.mark.parametrize(
    "text", ["plan urbanisme", "Arrêté préfectoral", "l’eau", "COMBLES", "n_bruit", "aucunefichenalecontient"]
)
def test_pycsw_finds_the_words(pycsw, text):
    address, records = pycsw
    words = [word.lower() for word in text.replace("’", " ").split() if len(word) > 1]
    expected = set()
    for record in records:
        whole = " ".join(
            [*record.itertext("*"), *record.xpath("//@xlink:href", namespaces={"xlink": "http://www.w3.org/1999/xlink"})]
        ).lower()
        if all(word in whole for word in words):
            expected.add(identifier(record))
    entries, total = everything(csw(address), lambda page: Query(text=text, page=page, size=5))
    assert {entry.id for entry in entries} <= expected
    assert total == len(entries)
    titled = {
        identifier(record) for record in records for title in [title_of(record)] if all(word in title.lower() for word in words)
    }
    assert titled <= {entry.id for entry in entries}
    assert bool(entries) == (text != "aucunefichenalecontient")


def title_of(record):
    if record.tag == DUBLIN_CORE:
        return record.findtext("{http://purl.org/dc/elements/1.1/}title")
    return first(record, "gmd:identificationInfo/*/gmd:citation/*/gmd:title/*")


def test_pycsw_filters_by_the_territory(pycsw):
    """Latitudes first, as EPSG:4326 says: in the other order, the Drôme would be in the sea off Somalia, and match nothing
    but the records that go that far."""
    address, records = pycsw
    inside = {identifier(record) for record in records for box in list(boxes(record))[:1] if meets(box, DROME)}
    outside = {
        identifier(record) for record in records if list(boxes(record)) and not any(meets(box, DROME) for box in boxes(record))
    }
    wanted = Query(box=DROME, facets={"coverage": ("territory",)}, size=50)
    found = {entry.id for entry in csw(address).search(wanted, door()).entries}
    assert inside and outside
    assert inside <= found
    assert not outside & found
    assert len(csw(address).search(Query(box=DROME, size=50), door()).entries) == len(records)


@pytest.mark.parametrize(("kind", "levels"), [("service", {"service"}), ("dataset", {"dataset", "series"})])
def test_pycsw_filters_by_kind(pycsw, kind, levels):
    address, records = pycsw
    page = csw(address).search(Query(facets={"kind": (kind,)}, size=50), door())
    assert {entry.id for entry in page.entries} == {identifier(record) for record in records if level(record) in levels}
    assert {entry.kind for entry in page.entries} == {kind}


def test_pycsw_sorts_by_date(pycsw):
    """The latest records first: pycsw takes the date of the record for dct:modified."""
    address, records = pycsw
    stamps = {identifier(record): first(record, "gmd:dateStamp/*")[:10] for record in records if record.tag != DUBLIN_CORE}
    entries = csw(address).search(Query(sort="modified", size=50), door()).entries
    found = [stamps[entry.id] for entry in entries if entry.id in stamps]
    assert len(found) == len(stamps)
    assert found == sorted(found, reverse=True)


def test_pycsw_asked_by_get(pycsw):
    class NoPost(Door):
        def post(self, url, **more):
            raise Refused("127.0.0.1", 405, f"{url}: 405")

    address, _ = pycsw
    for query in (
        Query(size=50, text="plan & d'urbanisme"),
        Query(size=50, box=DROME, facets={"coverage": ("territory",), "kind": ("dataset",)}),
        Query(size=3, page=2, sort="modified"),
    ):
        by_get = csw(address).search(query, NoPost(requests.Session(), Silent()))
        by_post = csw(address).search(query, door())
        assert by_get == by_post
    assert by_post.total > 20


def test_pycsw_gives_the_iso_record_of_a_dublin_core_one(pycsw):
    address, _ = pycsw
    provider = csw(address)
    provider._way = _Way(schema=CSW)
    page = provider.search(Query(text="Combles"), door())
    (entry,) = [entry for entry in page.entries if entry.title.endswith("Combles")]
    assert not entry.complete
    iso = next(one for one in csw(address).search(Query(text="Combles"), door()).entries if one.id == entry.id)
    assert entry.box == pytest.approx(iso.box, abs=0.01), "latitudes come first in the Dublin Core of pycsw"
    assert provider.details(entry, door()) == iso
    with pytest.raises(VigieError, match="no longer has the record"):
        provider.details(type(entry)(id="nowhere", title="Nowhere", complete=False), door())


def test_pycsw_says_what_it_refuses(pycsw):
    address, _ = pycsw
    provider = csw(address)
    provider._way = _Way(schema="http://exemple.fr/schema")
    with pytest.raises(VigieError, match=r"refuses the question: .*outputSchema"):
        provider.search(Query(), door())


def test_pycsw_takes_what_looks_like_xml_for_text(pycsw):
    address, _ = pycsw
    for text in ("<ogc:Literal>", "]]>", "&amp;", "' OR 1=1 --", '"', "%", "\\", "é\x00è"):
        page = csw(address).search(Query(text=text, size=50), door())
        assert page.total is not None


# pygeoapi


def as_geojson(record):
    """A record of OGC API Records from an ISO one, as its producer might publish it."""
    title = title_of(record)
    abstract = first(record, "gmd:identificationInfo/*/gmd:abstract/*")
    west, south, east, north = next(boxes(record), (-5, 41, 9, 51))
    links = []
    for online in record.xpath("//gmd:onLine/gmd:CI_OnlineResource", namespaces=N)[:40]:
        links.append(
            {
                "rel": "item",
                "href": first(online, "gmd:linkage/gmd:URL"),
                "protocol": first(online, "gmd:protocol/*"),
                "name": first(online, "gmd:name/*"),
            }
        )
    return {
        "id": identifier(record),
        "type": "Feature",
        "geometry": {
            "type": "Polygon",
            "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
        },
        "time": {"date": "2024-05-06"},
        "properties": {
            "externalId": identifier(record),
            "type": level(record),
            "title": title,
            "description": abstract,
            "created": "2024-05-06",
            "updated": f"2024-05-{len(title) % 28 + 1:02}",
            "contacts": [{"organization": first(record, "gmd:contact/*/gmd:organisationName/*"), "roles": ["publisher"]}],
            "_metadata-anytext": f"{title} {abstract}",
        },
        "links": links,
    }


def records_at(address):
    return OgcApiRecords(Endpoint("real", "Real", "records", address))


@pytest.mark.parametrize("path", ["", "/", "/collections/records", "/collections/records/items"])
def test_pygeoapi_gives_all_pages_once(pygeoapi, path):
    address, records = pygeoapi
    entries, total = everything(records_at(address + path), lambda page: Query(page=page, size=4))
    assert total == len(records) == 18
    assert sorted(entry.id for entry in entries) == sorted(record["id"] for record in records)


def test_pygeoapi_records(pygeoapi):
    address, records = pygeoapi
    entries = {entry.id: entry for entry in records_at(address).search(Query(size=50), door()).entries}
    for record in records:
        entry, properties = entries[record["id"]], record["properties"]
        assert (entry.title, entry.modified) == (properties["title"], properties["updated"])
        assert entry.producer == properties["contacts"][0]["organization"]
        ring = record["geometry"]["coordinates"][0]
        assert entry.box == (ring[0][0], ring[0][1], ring[2][0], ring[2][1])
        assert entry.period == ("2024-05-06", "2024-05-06")
        assert entry.kind == ("service" if properties["type"] == "service" else "dataset")
    scot = next(entry for entry in entries.values() if entry.title.startswith("SCoT"))
    assert {resource.layer for resource in scot.resources if resource.kind == "wfs"} == {
        "scot_en_cours",
        "scot_approuves",
        "scot_archives",
    }


@pytest.mark.parametrize(("text", "holds"), [("inondation", ["inondation"]), ("urbanisme commune", ["urbanisme", "commune"])])
def test_pygeoapi_finds_the_words(pygeoapi, text, holds):
    """One word is looked for; words that are nowhere side by side are looked for one by one."""
    address, records = pygeoapi
    texts = {record["id"]: record["properties"]["_metadata-anytext"].lower() for record in records}
    entries, total = everything(records_at(address), lambda page: Query(text=text, page=page, size=5))
    assert total == len(entries) > 0
    assert {entry.id for entry in entries} == {name for name, whole in texts.items() if any(word in whole for word in holds)}


def test_pygeoapi_filters_by_the_territory(pygeoapi):
    address, records = pygeoapi
    expected = set()
    for record in records:
        ring = record["geometry"]["coordinates"][0]
        if meets((*ring[0], *ring[2]), DROME):
            expected.add(record["id"])
    found = records_at(address).search(Query(box=DROME, facets={"coverage": ("territory",)}, size=50), door())
    assert {entry.id for entry in found.entries} == expected
    assert 0 < len(expected) < len(records)


@pytest.mark.parametrize("sort", ["title", "modified"])
def test_pygeoapi_sorts(pygeoapi, sort):
    address, _ = pygeoapi
    entries = records_at(address).search(Query(sort=sort, size=50), door()).entries
    values = [getattr(entry, sort) for entry in entries]
    assert values == sorted(values, reverse=sort == "modified")


def test_pygeoapi_without_a_catalogue_at_that_address(pygeoapi):
    address, _ = pygeoapi
    with pytest.raises(VigieError):
        records_at(f"{address}/collections/nowhere").search(Query(), door())


def test_pygeoapi_features(pygeoapi):
    """The same server gives its features: a collection of points, with its fields and its first rows."""
    address, _ = pygeoapi
    provider = OgcApiFeatures(Endpoint("real", "Real", "features", address))
    entry = next(entry for entry in provider.search(Query(text="Stations"), door()).entries if entry.id == "stations")
    (resource,) = entry.resources
    assert (resource.kind, resource.address, resource.layer) == ("oapif", address, "stations")
    features = json.loads(STATIONS.read_text(encoding="utf-8"))["features"]
    preview = provider.preview(entry, door())
    assert preview.total == len(features) == 100
    assert set(features[0]["properties"]) <= set(preview.fields)
    rows = [dict(zip(preview.fields, row)) for row in preview.rows]
    assert [row["ville"] for row in rows] == [feature["properties"]["ville"] for feature in features[: len(rows)]]
    assert all(row["id"].isdigit() for row in rows)
