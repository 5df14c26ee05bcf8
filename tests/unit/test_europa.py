# SPDX-License-Identifier: GPL-2.0-or-later
"""data.europa.eu. No answer was recorded: those here are written in the shape of its published contract."""

import json
from pathlib import Path

import pytest
import replay
import requests
from hypothesis import given, settings
from vigie_territoriale.plugin.catalog.model import Entry, Query
from vigie_territoriale.plugin.catalog.provider import Endpoint
from vigie_territoriale.plugin.catalog.providers.europa import DataEuropa
from vigie_territoriale.plugin.messages import Silent
from vigie_territoriale.plugin.network.door import Door
from vigie_territoriale.plugin.network.errors import NotAsAnnounced, OutOfOrder, Refused

DATA = Path(__file__).resolve().parents[1] / "data" / "api" / "europa"
SEARCHED = json.loads((DATA / "search.json").read_text(encoding="utf-8"))
DATASET = json.loads((DATA / "dataset.json").read_text(encoding="utf-8"))
BASE = "/api/hub/search"
ID = "5d13a8b6634f41070a43dff3"


def door():
    return Door(requests.Session(), Silent())


def provider(address):
    return DataEuropa(Endpoint("europa", "data.europa.eu", "europa", f"{address}{BASE}/"))


@pytest.fixture
def server():
    with replay.Replay() as found:
        yield found


def bodies(server):
    return [json.loads(request.body) for request in server.requests]


def results(count, received):
    """An answer with `received` datasets out of `count`."""
    rows = [{"id": f"id-{number}", "title": {"fr": "T"}, "country": {"id": "fr"}} for number in range(received)]
    return {"result": {"count": count, "results": rows}}


def test_search(server):
    server.route("POST", f"{BASE}/search", SEARCHED)
    found = provider(server.address).search(Query("catalogue", page=2, size=10), door())
    asked = bodies(server)[0]
    includes = asked.pop("includes")
    assert {"id", "title.fr", "title.en", "country", "distributions.format"} <= set(includes)
    assert "distributions" not in includes
    assert asked == {
        "q": "catalogue",
        "limit": 10,
        "page": 1,
        "filters": ["dataset"],
        "facets": {"country": ["fr"]},
        "facetOperator": "OR",
        "facetGroupOperator": "AND",
        "sort": ["relevance+desc"],
    }
    assert server.requests[0].headers["content-type"] == "application/json"
    assert [entry.id for entry in found.entries] == [ID, "sans-titre"]
    assert found.total == 23
    assert found.facets == {"format": {"csv": 12, "wfs": 3}, "producer": {"data.gouv.fr": 9}}


def test_an_entry(server):
    server.route("POST", f"{BASE}/search", SEARCHED)
    entry, bare = provider(server.address).search(Query("catalogue"), door()).entries
    assert (entry.title, entry.description) == ("Catalogue des données", "All the datasets")
    assert (entry.source, entry.kind, entry.complete) == ("europa", "dataset", False)
    assert (entry.producer, entry.keywords) == ("data.gouv.fr", ("catalogue",))
    assert (entry.licence, entry.licence_url) == ("https://www.etalab.gouv.fr/licence",) * 2
    assert (entry.published, entry.modified) == ("2019-06-26", "2025-04-07")
    assert entry.period == ("2019-01-01", "2025-04-07")
    assert entry.box == (5.5, 44.2, 6.9, 45.1)
    assert entry.page == f"http://data.europa.eu/88u/dataset/{ID}"
    assert entry.formats == ("csv", "wfs", "pdf")
    assert entry.identifiers[:2] == (ID, f"https://www.data.gouv.fr/fr/datasets/{ID}/")
    assert (bare.title, bare.producer, bare.box, bare.licence) == ("sans-titre", "A catalogue", None, "")


def test_facets_box_and_sort_are_asked(server):
    server.route("POST", f"{BASE}/search", results(0, 0))
    facets = {"format": ("wfs", "csv"), "coverage": ("territory",)}
    query = Query("", box=(5.5, 44.2, 6.9, 45.1), facets=facets, sort="modified", size=1000)
    found = provider(server.address).search(query, door())
    asked = bodies(server)[0]
    assert asked["facets"] == {"country": ["fr"], "format": ["WFS_SRVC", "CSV"]}
    assert asked["searchParams"] == {"boundingBox": {"minLon": 5.5, "minLat": 44.2, "maxLon": 6.9, "maxLat": 45.1}}
    assert asked["sort"] == ["modified+desc"]
    assert asked["limit"] == 100
    assert (found.entries, found.total, found.more) == ((), 0, False)
    provider(server.address).search(Query("", box=(5.5, 44.2, 6.9, 45.1), sort="title"), door())
    provider(server.address).search(Query("", facets={"format": ("csv", "unknown")}), door())
    assert bodies(server)[2]["facets"] == {"country": ["fr"]}
    assert "searchParams" not in bodies(server)[1]
    assert bodies(server)[1]["sort"] == ["title.fr+asc"]


def test_without_facets_when_they_are_refused(server):
    rows = [{"id": name, "title": name, "country": {"id": name}} for name in ("fr", "de")]
    answer = {"result": {"count": 2, "results": rows, "facets": SEARCHED["result"]["facets"]}}
    server.route("POST", f"{BASE}/search", (400, {}, "Bad Request"), body=lambda body: b"facets" in body)
    server.route("POST", f"{BASE}/search", answer, body=lambda body: b"facet" not in body)
    found = provider(server.address).search(Query("eau"), door())
    assert [sorted(set(asked) & {"q", "facets", "facetOperator"}) for asked in bodies(server)] == [
        ["facetOperator", "facets", "q"],
        ["q"],
    ]
    assert [entry.id for entry in found.entries] == ["fr"]
    assert (found.total, found.facets) == (None, {})


def test_refusals_and_failures_are_told(server):
    server.route("POST", f"{BASE}/search", (403, {}, "no"))
    with pytest.raises(Refused):
        provider(server.address).search(Query("eau"), door())
    server.route("GET", f"{BASE}/datasets/.*", (500, {}, "x"))
    with pytest.raises(OutOfOrder):
        provider(server.address).details(Entry("a", "A"), door())


@pytest.mark.parametrize(
    ("count", "received", "page", "more"),
    [
        (45, 20, 1, True),
        (45, 20, 2, True),
        (45, 5, 3, False),
        (40, 20, 2, False),
        (45, 10, 1, True),  # capped at ten
        (45, 10, 4, True),
        (45, 0, 5, False),
        (None, 20, 1, True),
        (None, 3, 1, False),
        (100_000, 20, 499, True),
        (100_000, 20, 500, False),
    ],
)
def test_whether_there_is_more(server, count, received, page, more):
    server.route("POST", f"{BASE}/search", results(count, received))
    found = provider(server.address).search(Query("eau", page=page, size=20), door())
    assert (len(found.entries), found.more) == (received, more)


def test_the_window_of_the_search_is_respected(server):
    found = provider(server.address).search(Query("eau", page=501, size=20), door())
    assert (found.entries, found.more, server.requests) == ((), False, [])


def test_details(server):
    server.route("GET", f"{BASE}/datasets/{ID}", DATASET)
    found = provider(server.address).details(Entry(ID, "", source="europa", theme="Données"), door())
    assert [request.params for request in server.requests] == [{}]
    assert (found.id, found.source, found.theme, found.complete) == (ID, "europa", "Données", True)
    assert [(one.kind, one.address, one.layer, one.title) for one in found.resources] == [
        ("csv", "https://www.data.gouv.fr/api/1/datasets/r/4babf5f2-6a9c-45b5-9144-ca5eae6a7a6d", "", "Jeux de données"),
        ("wfs", "https://example.org/ows?map=/srv/a.map", "ns:couche", "Layer"),
        ("geojson", "https://example.org/data", "", "Sans format"),
        ("page", "https://www.data.gouv.fr/datasets/catalogue-des-donnees/", "", ""),
    ]
    csv = found.resources[0]
    assert (csv.size, csv.date) == (1234, "2025-04-07")
    assert csv.checksum == "sha1:ac6f302f0f3fe34604fc65c6e24259f6a1874cb7"
    assert provider(server.address).preview(found, door()) is None


def test_ids_are_quoted_in_addresses(server):
    server.route("GET", f"{BASE}/datasets/a/b\\?c", DATASET)
    assert provider(server.address).details(Entry("a/b?c", "A"), door()).id == "a/b?c"


@pytest.mark.parametrize("answer", [{}, [], {"result": {}}, {"result": {"results": {}}}, 3])
def test_another_document_is_refused(server, answer):
    server.route("POST", ".*", answer)
    server.route("GET", ".*", answer)
    with pytest.raises(NotAsAnnounced):
        provider(server.address).search(Query("eau"), door())
    with pytest.raises(NotAsAnnounced):
        provider(server.address).details(Entry("a", "A"), door())


@settings(deadline=None, max_examples=200)
@given(replay.spoilt(SEARCHED) | replay.junk())
def test_any_answer_to_a_search_is_survived(document):
    found = replay.survives(lambda: provider("https://x.example").search(Query("x"), replay.Canned(document)))
    assert found is None or all(entry.id and entry.title for entry in found.entries)


@settings(deadline=None, max_examples=200)
@given(replay.spoilt(DATASET) | replay.junk())
def test_any_dataset_is_survived(document):
    found = replay.survives(lambda: provider("https://x.example").details(Entry("x", "X"), replay.Canned(document)))
    addresses = [one.address for one in found.resources] if found else []
    assert all(address.startswith(("http://", "https://")) for address in addresses)
