# SPDX-License-Identifier: GPL-2.0-or-later
"""OGC API Records against a local server: from the landing page to the entries. Real servers: test_catalogues.py."""

import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st
from replay import Replay
from vigie_territoriale.plugin.catalog.model import Entry, Query
from vigie_territoriale.plugin.catalog.provider import Endpoint
from vigie_territoriale.plugin.catalog.providers.records import OgcApiRecords
from vigie_territoriale.plugin.messages import Silent, VigieError
from vigie_territoriale.plugin.network.door import Door
from vigie_territoriale.plugin.network.errors import NotAsAnnounced, Refused

RECORD = {
    "id": "haies",
    "type": "Feature",
    "time": {"interval": ["2018-01-01", ".."]},
    "geometry": {"type": "Polygon", "coordinates": [[[-2, 47], [-1, 47], [-1, 48], [-2, 48], [-2, 47]]]},
    "properties": {
        "type": "http://purl.org/dc/dcmitype/Dataset",
        "title": "Haies  bocagères",
        "description": "Linéaire de haies.",
        "created": "2021-03-01T10:00:00Z",
        "updated": "2025-09-30",
        "keywords": ["haie", "bocage", 3, None, {}],
        "themes": [
            {"concepts": [{"id": "lc", "title": "Occupation du sol"}, {"id": "agriculture"}, "x"], "scheme": "https://a.fr"}
        ],
        "contacts": [
            {"name": "Une personne", "organization": "Guichet", "roles": ["pointOfContact"]},
            {"organization": "Office de la haie", "roles": [{"name": "owner"}]},
        ],
        "license": "etalab-2.0",
        "formats": [{"name": "GeoPackage"}, {"mediaType": "text/csv"}, "ESRI Shapefile", {}],
        "externalIds": [{"scheme": "doi", "value": "10.1/2"}, "autre"],
    },
    "links": [
        {"rel": "self", "href": "haies?f=json", "type": "application/geo+json"},
        {"rel": "alternate", "href": "haies?f=html", "type": "text/html"},
        {
            "rel": "item",
            "href": "https://a.fr/wfs?service=WFS&request=GetCapabilities",
            "type": "OGC:WFS",
            "title": "Haies",
            "name": "ms:h",
        },
        {"rel": "enclosure", "href": "/haies.gpkg", "type": "application/geopackage+sqlite3", "title": "Le fichier"},
        {"rel": "download", "href": "https://a.fr/telecharger", "type": "application/zip"},
        {"rel": "http://www.opengis.net/def/rel/ogc/1.0/data", "href": "https://a.fr/api/collections/haies/items"},
        {"rel": "related", "href": "https://a.fr/notice", "type": "text/html"},
        {"rel": "related", "href": "https://a.fr/tout.csv"},
        {"rel": "item", "href": "https://a.fr/{gabarit}"},
        {"rel": "item", "href": "file:///etc/passwd"},
        {"rel": "preview", "href": "https://a.fr/apercu.zip"},
        {"rel": "license", "href": "https://www.etalab.gouv.fr/licence"},
        "x",
    ],
}


@pytest.fixture
def server():
    with Replay() as replay:
        yield replay


def records(address):
    return OgcApiRecords(Endpoint("there", "There", "records", address, timeout=5))


def door():
    return Door(requests.Session(), Silent())


def found(features, matched=None, following="", **more):
    links = [{"rel": "next", "href": following, "type": "application/geo+json"}] if following else []
    counted = {} if matched is None else {"numberMatched": matched}
    return {"type": "FeatureCollection", "features": features, "links": links, **counted, **more}


def numbered(numbers):
    return [{"id": f"r{number}", "properties": {"title": f"R {number}"}} for number in numbers]


def test_a_whole_record(server):
    server.route("GET", "/c/items", found([RECORD], 1))
    (entry,) = records(f"{server.address}/c/items").search(Query(), door()).entries
    assert entry == Entry(
        id="haies",
        title="Haies bocagères",
        description="Linéaire de haies.",
        producer="Office de la haie",
        licence="Licence Ouverte 2.0",
        licence_url="https://www.etalab.gouv.fr/licence",
        theme="Occupation du sol",
        keywords=("haie", "bocage", "3", "Occupation du sol", "agriculture", "x"),
        page=f"{server.address}/c/haies?f=html",
        source="there",
        published="2021-03-01",
        modified="2025-09-30",
        period=("2018-01-01", ""),
        box=(-2, 47, -1, 48),
        formats=("gpkg", "csv", "shp"),
        identifiers=("haies", "10.1/2", "autre"),
        resources=entry.resources,
    )
    assert [(resource.kind, resource.address, resource.layer) for resource in entry.resources] == [
        ("wfs", "https://a.fr/wfs", "ms:h"),
        ("gpkg", f"{server.address}/haies.gpkg", ""),
        ("zip", "https://a.fr/telecharger", ""),
        ("oapif", "https://a.fr/api", "haies"),
        ("csv", "https://a.fr/tout.csv", ""),
    ]
    there = records(server.address)
    assert there.details(entry, door()) == entry
    assert there.preview(entry, door()) is None


@pytest.mark.parametrize(
    ("licence", "linked", "expected"),
    [
        ("CC-BY-4.0", {}, ("CC BY 4.0", "")),
        ("ODbL-1.0", {}, ("ODbL 1.0", "")),
        (
            "https://creativecommons.org/licenses/by-sa/4.0/",
            {},
            ("CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/"),
        ),
        (
            "other",
            {"rel": "license", "href": "https://a.fr/l", "title": "Licence Ouverte v2.0"},
            ("Licence Ouverte 2.0", "https://a.fr/l"),
        ),
        ("Usage interne", {}, ("Usage interne", "")),
        (None, {"rel": "license", "href": "https://a.fr/l"}, ("https://a.fr/l", "https://a.fr/l")),
        (None, {}, ("", "")),
    ],
)
def test_licences(server, licence, linked, expected):
    server.route("GET", "/items", found([{"id": "a", "properties": {"license": licence}, "links": [linked]}]))
    (entry,) = records(f"{server.address}/items").search(Query(), door()).entries
    assert (entry.licence, entry.licence_url) == expected


def catalogue(server, name):
    return {
        "id": name, "itemType": "record",
        "links": [
            {"rel": "items", "href": f"{server.address}/collections/{name}/items?f=html", "type": "text/html"},
            {"rel": "items", "href": f"/collections/{name}/items", "type": "application/geo+json"},
        ],
    }  # fmt: skip


def test_from_the_landing_page(server):
    server.route(
        "GET",
        "/",
        {
            "links": [
                {"rel": "data", "href": "/all?f=html", "type": "text/html"},
                {"rel": "data", "href": "/all", "type": "application/json"},
            ]
        },
    )
    server.route(
        "GET",
        "/all",
        {"collections": [{"id": "villes", "itemType": "feature"}, catalogue(server, "a"), catalogue(server, "b"), 3]},
    )
    server.route("GET", "/collections/a/items", found(numbered([1, 2]), 5))
    server.route("GET", "/collections/b/items", found(numbered([7]), 1))
    there = records(f"{server.address}/")
    page = there.search(Query(size=2), door())
    assert [entry.id for entry in page.entries] == ["r1", "r2", "r7"]
    assert (page.total, page.more) == (6, True)
    there.search(Query(size=2), door())
    assert len(server.requests) == 6, "where the catalogues are is asked once"
    assert "application/geo+json" in server.requests[0].headers["accept"]


def test_a_landing_page_without_links(server):
    server.route("GET", "/", {"title": "x"})
    server.route("GET", "/collections", {"collections": [{"id": "a", "itemType": "record"}]})
    server.route("GET", "/collections/a/items", found(numbered([1])))
    page = records(server.address).search(Query(), door())
    assert [entry.id for entry in page.entries] == ["r1"]
    assert (page.total, page.more) == (None, False)


def test_the_address_of_a_collection(server):
    server.route("GET", "/collections/a", catalogue(server, "a"))
    server.route("GET", "/collections/a/items", found(numbered([1]), 1))
    assert len(records(f"{server.address}/collections/a").search(Query(), door()).entries) == 1


def test_no_catalogue(server):
    server.route("GET", "/", {"links": []})
    server.route("GET", "/collections", {"collections": [{"id": "villes", "itemType": "feature"}]})
    with pytest.raises(VigieError, match="has no catalogue of records"):
        records(server.address).search(Query(), door())


def test_what_is_asked(server):
    server.route("GET", "/items", found(numbered([1]), 1))
    wanted = Query(text=" haies, bocage ", box=(-2, 47, -1, 48.5), facets={"coverage": ("territory",)}, size=7, sort="title")
    records(f"{server.address}/items").search(wanted, door())
    assert server.requests[-1].params == {
        "q": ["haies bocage"], "limit": ["7"], "bbox": ["-2.000000,47.000000,-1.000000,48.500000"], "sortby": ["title"],
    }  # fmt: skip
    records(f"{server.address}/items").search(Query(box=(1, 2, 3, 4)), door())
    assert server.requests[-1].params == {"limit": ["20"]}


def test_words_apart_are_asked_one_by_one_when_nothing_has_them_together(server):
    server.route("GET", "/items", found([], 0), {"q": "haies de bretagne"})
    server.route("GET", "/items", found(numbered([1]), 1), {"q": "haies,bretagne"})
    server.route("GET", "/items", found([], 0))
    there = records(f"{server.address}/items")
    assert there.search(Query(text="haies de bretagne"), door()).total == 1
    assert there.search(Query(text="haies"), door()).total == 0
    assert [request.params.get("q") for request in server.requests[1:]] == [["haies de bretagne"], ["haies,bretagne"], ["haies"]]


@pytest.mark.parametrize("name", ["offset", "startindex", "startIndex"])
def test_pages_by_the_parameter_of_the_server(server, name):
    def turn(request):
        start = int(request.params.get(name, ["0"])[0])
        following = f"{server.address}/items?limit=3&{name}={start + 3}&q=x"
        return found(numbered(range(start, min(start + 3, 10))), 10, following)

    server.route("GET", "/items", turn)
    page = records(f"{server.address}/items").search(Query(text="x", size=3, page=4), door())
    assert [entry.id for entry in page.entries] == ["r9"]
    assert (page.total, page.more) == (10, False)
    assert len(server.requests) == 3


def test_pages_by_links(server):
    def turn(request):
        number = int(request.params.get("cursor", ["p1"])[0][1:])
        return found(numbered([number]), None, f"items?cursor=p{number + 1}" if number < 3 else "")

    server.route("GET", "/items", turn)
    there = records(f"{server.address}/items")
    pages = [there.search(Query(size=1, page=number), door()) for number in (1, 2, 3, 4)]
    assert [[entry.id for entry in page.entries] for page in pages] == [["r1"], ["r2"], ["r3"], []]
    assert [page.more for page in pages] == [True, True, False, False]


def test_a_sort_that_is_refused_is_left_out(server):
    server.route("GET", "/items", (400, {}, "sortby?"), {"sortby": "-updated"})
    server.route("GET", "/items", found(numbered([1]), 1))
    assert len(records(f"{server.address}/items").search(Query(sort="modified"), door()).entries) == 1


def test_a_refusal_is_told(server):
    server.route("GET", "/items", (400, {}, "no"), {"limit": "20"})
    server.route("GET", "/items", found([]))
    with pytest.raises(Refused):
        records(f"{server.address}/items").search(Query(), door())


@pytest.mark.parametrize("content", ["<!DOCTYPE html><html></html>", [], "{", {"features": 3, "itemType": 3}])
def test_what_is_no_catalogue(server, content):
    server.route("GET", ".*", content)
    with pytest.raises(NotAsAnnounced):
        records(f"{server.address}/items").search(Query(), door())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10)
    | st.sampled_from(["https://a.fr/x.csv", "http://[", "2024-01-01", "2024-01-01/..", "record", "items", "next", "license"]),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from(["title", "name", "rel", "href", "type", "id", "concepts", "roles", "coordinates", "interval", "value", "links"]),
        inner, max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip
PROPERTIES = st.dictionaries(
    st.sampled_from(["title", "description", "keywords", "themes", "contacts", "providers", "license", "rights", "created", "updated",
                     "time", "formats", "externalIds", "associations", "type"]),
    JSON, max_size=8,
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(
    features=st.lists(
        st.fixed_dictionaries({"id": JSON}, optional={"properties": PROPERTIES | JSON, "links": JSON, "geometry": JSON, "bbox": JSON, "time": JSON})
        | JSON,
        max_size=4,
    ),
    links=JSON,
    matched=JSON,
)  # fmt: skip
def test_any_json_is_read_or_raises_a_sentence(features, links, matched):
    with Replay() as server:
        server.route("GET", ".*", {"features": features, "links": links, "numberMatched": matched})
        try:
            page = records(f"{server.address}/items").search(Query(text="a b", page=1), door())
        except VigieError as error:
            assert error.sentence
            return
    for entry in page.entries:
        assert entry.id and entry.title
        assert all(resource.address.startswith(("http", "HTTP")) for resource in entry.resources)
        assert all(isinstance(text, str) for text in (*entry.keywords, entry.licence, entry.producer, *entry.period))
