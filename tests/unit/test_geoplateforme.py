# SPDX-License-Identifier: GPL-2.0-or-later
"""The search of layers of the Géoplateforme.

No answer was recorded: those here are written in the documented shape, with some names of layers that were published.
"""

import json
from pathlib import Path

import pytest
import replay
import requests
from hypothesis import given, settings
from vigie_territoriale.plugin.catalog.model import Entry, Query
from vigie_territoriale.plugin.catalog.provider import Endpoint
from vigie_territoriale.plugin.catalog.providers.geoplateforme import GeoplateformeSearch
from vigie_territoriale.plugin.messages import Silent
from vigie_territoriale.plugin.network.door import Door
from vigie_territoriale.plugin.network.errors import NotAsAnnounced

DATA = Path(__file__).resolve().parents[1] / "data" / "api" / "geoplateforme"
INDEX = "/recherche/api/indexes/geoplateforme"
SUGGESTED = json.loads((DATA / "suggest.json").read_text(encoding="utf-8"))
DOCUMENTS = json.loads((DATA / "documents.json").read_text(encoding="utf-8"))


def door():
    return Door(requests.Session(), Silent())


def provider(address):
    return GeoplateformeSearch(Endpoint("geopf", "Géoplateforme", "geoplateforme", f"{address}{INDEX}/"))


@pytest.fixture
def server():
    with replay.Replay() as found:
        yield found


def suggested(**values):
    """One suggestion, with some fields changed."""
    return {**SUGGESTED[0], "source": {**SUGGESTED[0]["source"], **values}}


def test_suggestions(server):
    server.route("GET", f"{INDEX}/suggest", SUGGESTED)
    found = provider(server.address).search(Query(" communes "), door())
    assert [request.params for request in server.requests] == [
        {"text": ["communes"], "fields": ["title,layer_name,description,keywords,theme"], "size": ["50"]}
    ]
    assert [(entry.kind, entry.resources[0].layer) for entry in found.entries] == [
        ("wfs", "ADMINEXPRESS-COG-CARTO-PE.2025:commune"),
        ("wmts", "ADMINEXPRESS-COG-CARTO-PE.2025"),
        ("wms", "ADMINEXPRESS-COG-CARTO-PE.2025"),
        ("tms", "PLAN.IGN"),
        ("wfs", "attestations"),
    ]
    assert [entry.resources[0].address for entry in found.entries[:4]] == [
        "https://data.geopf.fr/wfs/ows",
        "https://data.geopf.fr/wmts",
        "https://data.geopf.fr/wms-r/wms",
        "https://data.geopf.fr/tms/1.0.0/PLAN.IGN",
    ]
    assert (found.total, found.more) == (5, False)


def test_an_entry(server):
    server.route("GET", f"{INDEX}/suggest", SUGGESTED)
    entry, world, image = provider(server.address).search(Query("communes"), door()).entries[:3]
    assert (entry.id, entry.source) == ("00000000-0000-4000-8000-000000000001", "geopf")
    assert entry.title == "ADMIN EXPRESS COG CARTO PE 2025 - commune"
    assert (entry.producer, entry.licence, entry.theme) == ("IGN, Insee", "Licence Ouverte 2.0", "Administratif")
    assert (entry.published, entry.modified, entry.period) == ("2025-03-18", "", ("2024", "2025"))
    assert entry.box == (-63.28, -21.53, 55.94, 51.12)
    assert entry.keywords == ("Limites", "Communes")
    assert entry.formats == ("wfs",)
    assert entry.identifiers == (entry.id,)
    assert (entry.complete, entry.loadable) == (True, True)
    resource = entry.resources[0]
    assert (resource.kind, resource.crs, resource.mode) == ("wfs", ("EPSG:4326", "EPSG:2154"), "live")
    assert (world.box, world.producer, world.licence) == (None, "IGN", "")
    assert image.producer == "Institut géographique"


def test_suggestions_are_cut_into_pages(server):
    rows = [suggested(id=f"id-{number}") for number in range(50)]
    server.route("GET", f"{INDEX}/suggest", rows)
    source = provider(server.address)
    pages = [source.search(Query("communes", page=page, size=20), door()) for page in (1, 2, 3, 4)]
    assert [[entry.id for entry in page.entries] for page in pages] == [
        [f"id-{number}" for number in range(start, min(start + 20, 50))] for start in (0, 20, 40, 60)
    ]
    assert [page.more for page in pages] == [True, True, False, False]
    assert {page.total for page in pages} == {None}
    assert {request.params["size"][0] for request in server.requests} == {"50"}


@pytest.mark.parametrize("words", ["", "  ", "ab"])
def test_too_short_a_text_asks_nothing(server, words):
    found = provider(server.address).search(Query(words), door())
    assert (found.entries, found.total, found.more) == ((), None, False)
    assert server.requests == []


@pytest.mark.parametrize("facets", [{"kind": ("wfs",)}, {"format": ("wfs", "csv")}, {"kind": ("wfs", "wms"), "format": ("wfs",)}])
def test_one_protocol_is_searched_by_page(server, facets):
    server.route("POST", INDEX, DOCUMENTS)
    found = provider(server.address).search(Query("communes", facets=facets, page=3, size=3), door())
    asked = server.requests[0]
    assert asked.params == {"page": ["3"], "size": ["3"]}
    assert json.loads(asked.body) == {"title": "communes", "type": "WFS", "open": True}
    assert asked.headers["content-type"] == "application/json"
    assert [entry.resources[0].layer for entry in found.entries] == ["ADMINEXPRESS-COG-CARTO-PE.2025:commune", "attestations"]
    assert (found.total, found.more) == (None, True)
    assert provider(server.address).search(Query("communes", facets=facets, size=4), door()).more is False


def test_several_protocols_are_chosen_among_suggestions(server):
    server.route("GET", f"{INDEX}/suggest", SUGGESTED)
    found = provider(server.address).search(Query("communes", facets={"format": ("wms", "tms")}), door())
    assert [entry.kind for entry in found.entries] == ["wms", "tms"]


def test_other_formats_are_not_here(server):
    found = provider(server.address).search(Query("communes", facets={"format": ("csv",)}), door())
    assert (found.entries, found.total) == ((), 0)
    assert server.requests == []


@pytest.mark.parametrize(
    "values",
    [
        {"open": False},
        {"open": "true"},
        {"open": None},
        {"layer_name": "zzz"},
        {"title": "ZZZ essai"},
        {"title": "Un test : ne pas utiliser"},
        {"layer_name": "couche-TEST-2"},
        {"layer_name": ""},
        {"type": "DOWNLOAD"},
        {"type": None},
        {"url": "data.geopf.fr/wfs"},
        {"url": None},
    ],
)
def test_layers_left_out(server, values):
    server.route("GET", f"{INDEX}/suggest", [suggested(**values), suggested(id="good", title="Attestations et contestations")])
    found = provider(server.address).search(Query("communes"), door())
    assert [entry.id for entry in found.entries] == ["good"]


def test_wms_of_images_and_of_vectors_are_wms(server):
    server.route("GET", f"{INDEX}/suggest", [suggested(type="WMS-VECTOR", id=""), suggested(type="WMTS-TMS", id="")])
    found = provider(server.address).search(Query("communes"), door())
    layer = "ADMINEXPRESS-COG-CARTO-PE.2025:commune"
    assert [(entry.id, entry.kind) for entry in found.entries] == [(f"wms:{layer}", "wms"), (f"wmts:{layer}", "wmts")]


def test_nothing_more_to_say():
    entry = Entry("a", "A")
    source = provider("http://127.0.0.1:9")
    assert source.details(entry, door()) is entry
    assert source.preview(entry, door()) is None


@pytest.mark.parametrize("answer", [{}, {"documents": {}}, 3, "x"])
def test_another_document_is_refused(server, answer):
    server.route("GET", f"{INDEX}/suggest", (200, {}, json.dumps(answer)))
    server.route("POST", INDEX, (200, {}, json.dumps(answer)))
    for facets in ({}, {"kind": ("wfs",)}):
        with pytest.raises(NotAsAnnounced):
            provider(server.address).search(Query("communes", facets=facets), door())


@settings(deadline=None, max_examples=200)
@given(replay.spoilt(SUGGESTED[:3]))
def test_any_suggestion_is_survived(document):
    found = replay.survives(lambda: provider("https://x.example").search(Query("communes"), replay.Canned(document)))
    for entry in found.entries if found else ():
        assert entry.id
        assert entry.title
        assert entry.resources[0].address.startswith(("http://", "https://"))


@settings(deadline=None, max_examples=100)
@given(replay.spoilt(DOCUMENTS) | replay.junk())
def test_any_document_is_survived(document):
    query = Query("communes", facets={"kind": ("wfs",)})
    replay.survives(lambda: provider("https://x.example").search(query, replay.Canned(document)))
