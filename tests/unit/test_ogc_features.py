# SPDX-License-Identifier: GPL-2.0-or-later
"""OGC API Features as a catalogue: links are followed, whatever the paths are."""

import copy

import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st
from replay import Replay, junk, spoilt, survives
from vigie_territoriale.plugin.catalog.model import Query
from vigie_territoriale.plugin.catalog.provider import Endpoint
from vigie_territoriale.plugin.catalog.providers import features
from vigie_territoriale.plugin.catalog.providers.features import OgcApiFeatures
from vigie_territoriale.plugin.messages import Silent, VigieError
from vigie_territoriale.plugin.network.door import Answer, Door
from vigie_territoriale.plugin.network.errors import NotAsAnnounced

HTML = (200, {"Content-Type": "text/html"}, "<!DOCTYPE html><html><body>The same for people</body></html>")
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
LAMBERT = "http://www.opengis.net/def/crs/EPSG/0/2154"
LANDING = {
    "title": "Référentiels",
    "links": [
        {"rel": "self", "type": "application/json", "href": "."},
        {"rel": "data", "type": "text/html", "href": "/somewhere/people"},
        {"rel": "data", "type": "application/json", "href": "/somewhere/else?lang=fr", "title": "Collections"},
    ],
}
COMMUNES = {
    "id": "communes",
    "title": "Communes\n et arrondissements",
    "description": "Limites <b>administratives</b>",
    "keywords": ["limites", 3, "Insee"],
    "storageCrs": LAMBERT,
    "crs": ["#/crs", "http://www.opengis.net/def/crs/EPSG/0/27572"],
    "extent": {
        "spatial": {"bbox": [[5.4, 44.1, 7.1, 45.2], [1, 2, 3, 4]], "crs": CRS84},
        "temporal": {"interval": [["2024-01-01T00:00:00Z", None]]},
    },
    "links": [
        {"rel": "items", "type": "text/html", "href": "/people/communes"},
        {"rel": "items", "type": "application/geo+json", "href": "../things/communes?token=a%26b"},
        {"rel": "license", "href": "https://www.etalab.gouv.fr/licence-ouverte", "title": "Licence Ouverte 2.0"},
        {"rel": "describedby", "type": "text/html", "href": "https://a.example/fiche"},
    ],
}
COLLECTIONS = {
    "links": [{"rel": "license", "href": "https://a.example/cgu"}],
    "crs": [CRS84, LAMBERT],
    "collections": [
        COMMUNES,
        {
            "id": "routes", "extent": {"spatial": {"bbox": [[1, 2, -50, 3, 4, 900]]}},
            "links": [{"rel": "items", "href": "/things/routes"}, {"rel": "alternate", "type": "text/html", "href": "/r.html"}],
        },
        {"id": "coverage", "links": [{"rel": "coverage", "href": "/c"}]},
        {"id": "nothing"},
        {"title": "No id", "links": [{"rel": "items", "href": "/x"}]},
        {"id": "routes", "title": "Twice", "links": [{"rel": "items", "href": "/x"}]},
    ],
}  # fmt: skip


def provider(address):
    return OgcApiFeatures(Endpoint("there", "There", "oapif", address))


def door():
    return Door(requests.Session(), Silent())


def serve(server, landing=LANDING, collections=COLLECTIONS):
    server.route("GET", "/api/?", landing)
    server.route("GET", "/somewhere/else", collections, {"lang": "fr"})
    return provider(f"{server.address}/api")


def test_collections():
    with Replay() as server:
        found = {entry.id: entry for entry in serve(server).search(Query(), door()).entries}
        assert [request.path for request in server.requests] == ["/api", "/somewhere/else"]
        assert all("application/json" in request.headers["accept"] for request in server.requests)
        base = f"{server.address}/api"
        page = f"{server.address}/r.html"
    assert set(found) == {"communes", "routes"}
    communes, routes = found["communes"], found["routes"]
    assert communes.title == "Communes et arrondissements"
    assert (communes.description, communes.markup) == ("Limites <b>administratives</b>", "text")
    assert communes.box == (5.4, 44.1, 7.1, 45.2)
    assert (communes.licence, communes.licence_url) == ("Licence Ouverte 2.0", "https://www.etalab.gouv.fr/licence-ouverte")
    assert communes.keywords == ("limites", "Insee")
    assert communes.page == "https://a.example/fiche"
    assert communes.period == ("2024-01-01", "")
    (resource,) = communes.resources
    assert (resource.kind, resource.address, resource.layer) == ("oapif", base, "communes")
    assert resource.crs == ("EPSG:2154", "CRS:84", "EPSG:27572")
    assert (routes.title, routes.box, routes.page) == ("routes", (1, 2, 3, 4), page)
    assert routes.licence == routes.licence_url == "https://a.example/cgu"
    assert (routes.source, routes.kind, routes.formats, routes.complete) == ("there", "oapif", ("oapif",), True)


def test_a_server_that_speaks_to_people_first():
    with Replay() as server:
        server.route("GET", "/api", LANDING, {"f": "json"})
        server.route("GET", "/api", HTML)
        server.route("GET", "/somewhere/else", COLLECTIONS, {"lang": "fr", "f": "json"})
        server.route("GET", "/somewhere/else", HTML)
        assert provider(f"{server.address}/api").search(Query(), door()).total == 2


def test_the_list_itself_as_an_address():
    with Replay() as server:
        server.route("GET", "/collections", COLLECTIONS)
        assert provider(f"{server.address}/collections?key=1").search(Query(), door()).total == 2
        assert len(server.requests) == 1
        assert server.requests[0].params == {"key": ["1"]}


def numbered(first, count, following):
    links = [{"rel": "next", "type": "application/json", "href": following}] if following else []
    collections = [
        {"id": f"c{number}", "links": [{"rel": "items", "href": f"/i/{number}"}]} for number in range(first, first + count)
    ]
    return {"collections": collections, "links": links}


def test_pages_are_followed():
    with Replay() as server:
        server.route("GET", "/somewhere/else", numbered(0, 10, "/somewhere/else/2"))
        server.route("GET", "/somewhere/else/2", numbered(10, 10, "3?offset=20"))
        server.route("GET", "/somewhere/3|/somewhere/else/3", numbered(20, 5, None), {"offset": "20"})
        assert serve(server).search(Query(), door()).total == 25


@pytest.mark.parametrize("following", ["/somewhere/else?lang=fr", "/other"])
def test_pages_that_go_round(following):
    with Replay() as server:
        server.route("GET", "/other", numbered(5, 5, "/somewhere/else?lang=fr"))
        there = serve(server, collections=numbered(0, 5, following))
        assert there.search(Query(), door()).total == (5 if "lang" in following else 10)


def test_pages_without_end(monkeypatch):
    monkeypatch.setattr(features, "MOST_PAGES", 4)
    with Replay() as server:
        server.route("GET", "/n/[0-9]+", lambda request: numbered(int(request.path[3:]), 1, f"/n/{int(request.path[3:]) + 1}"))
        assert provider(f"{server.address}/n/0").search(Query(), door()).total == 4


@pytest.mark.parametrize("landing", [{}, [], "x", {"links": 3}, {"links": [{"rel": "data", "href": "ftp://a.example/"}]}])
def test_what_is_no_landing_page(landing):
    with Replay() as server:
        server.route("GET", "/api", (200, {"Content-Type": "application/json"}, landing if landing != "x" else '"x"'))
        with pytest.raises(VigieError, match="does not answer as an OGC API Features service"):
            provider(f"{server.address}/api").search(Query(), door())


def test_a_page_in_place_of_json():
    with Replay() as server:
        server.route("GET", "/api", HTML)
        with pytest.raises(NotAsAnnounced):
            provider(f"{server.address}/api").search(Query(), door())


ITEMS = {
    "type": "FeatureCollection",
    "numberMatched": 372,
    "features": [
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [6, 44]}, "properties": {"code": "05061", "nom": "Gap"}},
        {"type": "Feature", "geometry": None, "properties": {"code": "05023", "nom": "Briançon", "maj": None}},
    ],
}


def test_preview():
    with Replay() as server:
        there = serve(server)
        entries = {entry.id: entry for entry in there.search(Query(), door()).entries}
        server.route("GET", "/things/communes", ITEMS, {"limit": "10", "token": "a&b", "f": None})
        server.route("GET", "/things/routes", HTML, {"f": None, "limit": "10"})
        server.route("GET", "/things/routes", {"features": []}, {"f": "json", "limit": "10"})
        preview = there.preview(entries["communes"], door())
        assert preview.fields == ("code", "nom", "maj")
        assert preview.rows == (("05061", "Gap", ""), ("05023", "Briançon", ""))
        assert preview.total == 372
        empty = there.preview(entries["routes"], door())
        assert (empty.fields, empty.rows, empty.total) == ((), (), None)
        assert there.details(entries["routes"], door()) is entries["routes"]


def test_preview_of_a_collection_that_is_gone():
    now = [COLLECTIONS]
    with Replay() as server:
        there = serve(server, collections=lambda request: now[-1])
        entry = there.search(Query(), door()).entries[0]
        there.forget()
        now.append({"collections": []})
        assert there.preview(entry, door()) is None


def test_preview_gone_wrong():
    with Replay() as server:
        there = serve(server)
        entry = next(entry for entry in there.search(Query(), door()).entries if entry.id == "communes")
        server.route("GET", "/things/communes", {"code": "InvalidParameterValue"})
        with pytest.raises(NotAsAnnounced):
            there.preview(entry, door())


@pytest.mark.parametrize(
    ("extent", "box"),
    [
        ({"spatial": {"bbox": [[1, 2, 3, 4]]}}, (1, 2, 3, 4)),
        ({"spatial": {"bbox": [[1, 2, 3, 4]], "crs": "http://www.opengis.net/def/crs/OGC/0/CRS84h"}}, (1, 2, 3, 4)),
        ({"spatial": {"bbox": [[700000, 6300000, 900000, 6500000]], "crs": LAMBERT}}, None),
        ({"spatial": {"bbox": [[1, 2, 3, 4]], "crs": LAMBERT}}, None),
        ({"spatial": {"bbox": [[None, 2, 3, 4]]}}, None),
        ({"spatial": {"bbox": [[3, 2, 1, 4]]}}, None),
        ({"spatial": {"bbox": [["nan", 2, 3, 4]]}}, None),
        ({"spatial": {"bbox": [1, 2, 3, 4]}}, None),
        ({"spatial": {"bbox": [[1, 2, 3]]}}, None),
        ({"spatial": 4}, None),
        (None, None),
    ],
)
def test_boxes(extent, box):
    assert features._box({"extent": extent}) == box


class Documents:
    """A door behind which each address has its JSON document."""

    def __init__(self, **documents):
        self.documents = documents

    def get(self, url, params=None, headers=None, limits=None):
        import json

        name = next((name for name in self.documents if name in url), "api")
        return Answer(f"https://there.example/{name}", 200, {}, json.dumps(self.documents[name]).encode())


@settings(deadline=None, max_examples=200)
@given(st.one_of(spoilt(COLLECTIONS), junk()), st.one_of(spoilt(LANDING), st.just(LANDING)), st.one_of(spoilt(ITEMS), junk()))
def test_spoilt_documents(collections, landing, items):
    there = provider("https://there.example/api")
    documents = Documents(api=landing, somewhere=collections, things=items)
    page = survives(lambda: there.search(Query(), documents))
    for entry in page.entries if page else ():
        assert entry.id
        assert entry.title
        survives(lambda entry=entry: there.preview(entry, documents))


def test_the_documents_above_are_sound():
    there = provider("https://there.example/api")
    documents = Documents(api=copy.deepcopy(LANDING), somewhere=COLLECTIONS, things=ITEMS)
    page = there.search(Query("communes"), documents)
    assert there.preview(page.entries[0], documents).total == 372
