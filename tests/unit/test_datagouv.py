# SPDX-License-Identifier: GPL-2.0-or-later
"""data.gouv.fr, on recorded objects.

No page of search was recorded: those here are made of recorded datasets, put into the documented shape (resources as a link,
facets as lists of buckets whose first one is the total). What is asked is checked against the documentation.
"""

import json
from pathlib import Path

import pytest
import replay
import requests
from hypothesis import given, settings
from vigie_territoriale.plugin.catalog.model import Entry, Preview, Query
from vigie_territoriale.plugin.catalog.provider import Endpoint
from vigie_territoriale.plugin.catalog.providers import datagouv, reading
from vigie_territoriale.plugin.catalog.providers.datagouv import DataGouv, DataServices
from vigie_territoriale.plugin.messages import Silent
from vigie_territoriale.plugin.network.door import Door
from vigie_territoriale.plugin.network.errors import NotAsAnnounced, NotFound
from vigie_territoriale.plugin.territory.model import Territory, Unit

DATA = Path(__file__).resolve().parents[1] / "data" / "api" / "datagouv"
DATASET = json.loads((DATA / "dataset.json").read_text(encoding="utf-8"))
RECORDED = json.loads((DATA / "datasets.json").read_text(encoding="utf-8"))
SERVICES = json.loads((DATA / "dataservices.json").read_text(encoding="utf-8"))
TABLE = json.loads((DATA / "tabular.json").read_text(encoding="utf-8"))
BUS, HOUSING, ADDRESSES = "612904755f59b6818346ea4d", "5fa9901b0d72fc70afa686ec", "613a1108a962ea8114b25369"
FACETS = {
    "format": [{"name": "all", "count": 9}, {"name": "csv", "count": 5}, {"name": "shp", "count": 2}, {"name": "shapefile", "count": 1}],
    "license": [{"name": "all", "count": 9}, {"name": "lov2", "count": 6}, {"name": "unheard-of", "count": 1}],
    "organization_id_with_name": [
        {"name": "all", "count": 9},
        {"name": "534fff81a3a7292c64a77e5c|Insee | national", "count": 4},
        {"name": "534fff81a3a7292c64a77e5d - Ville de Gap", "count": 2},
        {"name": "Sans identifiant", "count": 1},
    ],
    "last_update": [
        {"name": "all", "count": 9},
        {"name": "last_30_days", "count": 1},
        {"name": "last_12_months", "count": 3},
        {"name": "last_3_years", "count": 7},
    ],
    "tag": [{"name": "all", "count": 9}, {"name": "transport", "count": 3}],
}  # fmt: skip


def listed(row):
    """A dataset as the search lists it."""
    link = {"rel": "subsection", "href": "https://www.data.gouv.fr/api/2/x", "type": "GET", "total": 3}
    return {**row, "resources": link, "community_resources": link}


def page_of(rows, total=None, following=None):
    return {"data": rows, "page": 1, "page_size": 20, "total": len(rows) if total is None else total,
            "next_page": following, "previous_page": None, "facets": FACETS}  # fmt: skip


def recorded(identifier):
    return next(row for row in RECORDED if row["dataset"]["id"] == identifier)


def door():
    return Door(requests.Session(), Silent())


def endpoint(address):
    return Endpoint("data-gouv", "data.gouv.fr", "datagouv", f"{address}/api/2/")


def territory(*units):
    return Territory(tuple(units), ())


@pytest.fixture
def server():
    with replay.Replay() as found:
        yield found


def only(server):
    assert len(server.requests) == 1
    return server.requests[0]


def details_of(server, dataset, resources, tabular=datagouv.TABULAR):
    """The details of a dataset whose resources are served in one page."""
    path = f"/api/2/datasets/{dataset['id']}/"
    server.route("GET", path, listed(dataset), {"page": None})
    answer = {"data": resources, "page": 1, "page_size": 50, "total": len(resources), "next_page": None}
    server.route("GET", f"{path}resources/", answer, {"page": "1", "page_size": "50"})
    return DataGouv(endpoint(server.address), tabular).details(Entry(dataset["id"], "", source="data-gouv"), door())


def test_search_asks_text_and_page_and_reads_entries(server):
    rows = [listed(DATASET), *(listed(row["dataset"]) for row in RECORDED)]
    server.route("GET", "/api/2/datasets/search/", page_of(rows, total=41, following="https://elsewhere.example/"))
    found = DataGouv(endpoint(server.address)).search(Query("transport à Gap", page=2, size=10), door())
    asked = only(server)
    assert asked.params == {"q": ["transport à Gap"], "page": ["2"], "page_size": ["10"]}
    assert (found.total, found.more, len(found.entries)) == (41, True, 6)
    entry = found.entries[0]
    assert (entry.id, entry.source, entry.kind) == ("5d13a8b6634f41070a43dff3", "data-gouv", "dataset")
    assert (entry.title, entry.producer) == ("Catalogue des données de data.gouv.fr", "data.gouv.fr")
    assert entry.markup == "markdown"
    assert "**La liste des jeux de données" in entry.description
    assert entry.licence == "Licence Ouverte 2.0"
    assert entry.licence_url.endswith("ETALAB-Licence-Ouverte-v2.0.pdf")
    assert (entry.published, entry.modified) == ("2019-06-26", "2025-04-07")
    assert entry.page == "https://www.data.gouv.fr/fr/datasets/catalogue-des-donnees-de-data-gouv-fr/"
    assert (entry.complete, entry.loadable, entry.formats) == (False, None, ())
    bus = next(entry for entry in found.entries if entry.id == BUS)
    assert bus.producer == "Durance Luberon Verdon Agglomération"
    assert "dlva" in bus.keywords
    assert bus.identifiers == (
        BUS,
        "0c5ad935-272e-4d9e-b0db-cdcb1a5309b8",
        "https://trouver.datasud.fr/dataset/lignes-dautocars-urbains-et-interurbains-de-la-dlva",
    )


def test_search_without_text_or_facet_asks_a_page_only(server):
    server.route("GET", "/api/2/datasets/search/", page_of([]))
    found = DataGouv(endpoint(server.address)).search(Query(), door())
    assert only(server).params == {"page": ["1"], "page_size": ["20"]}
    assert (found.entries, found.total, found.more) == ((), 0, False)


def test_facets_are_asked_of_the_source(server):
    server.route("GET", "/api/2/datasets/search/", page_of([listed(DATASET)]))
    facets = {
        "format": ("shp", "csv"),
        "licence": ("Licence Ouverte 2.0", "ODbL 1.0", "Licence Not Known"),
        "theme": ("Transition écologique",),
        "freshness": ("last_30_days", "last_3_years"),
        "coverage": ("territory",),
        "producer": ("Insee",),
    }
    place = territory(Unit("epci", "200067825", "CA Gap"), Unit("commune", "05061", "Gap"))
    found = DataGouv(endpoint(server.address)).search(Query("x", place, facets=facets, sort="modified"), door())
    asked = dict(only(server).params)
    formats = asked.pop("format")
    assert formats[0] == "shp"
    assert {"shp", "shapefile", "csv"} <= set(formats)
    assert asked == {
        "q": ["x"],
        "license": ["lov2|odc-odbl"],
        "tag": ["transition-ecologique"],
        "last_update_range": ["last_3_years"],
        "geozone": ["fr:epci:200067825|fr:commune:05061"],
        "sort": ["-last_update"],
        "page": ["1"],
        "page_size": ["20"],
    }
    assert found.entries[0].theme == "Transition écologique"
    assert found.entries[0].formats == ("shp", "csv")


@pytest.mark.parametrize(
    ("level", "code", "zone"),
    [("departement", "05", "fr:departement:05"), ("region", "93", "fr:region:93"), ("france", "", "country:fr")],
)
def test_zone_of_each_level(server, level, code, zone):
    server.route("GET", "/api/2/datasets/search/", page_of([]))
    query = Query("x", territory(Unit(level, code, "")), facets={"coverage": ("territory",)})
    DataGouv(endpoint(server.address)).search(query, door())
    assert only(server).params["geozone"] == [zone]


def test_what_the_source_cannot_filter_is_not_asked(server):
    server.route("GET", "/api/2/datasets/search/", page_of([]))
    facets = {
        "freshness": ("last_30_days", "older"),
        "theme": ("Eau", "Air"),
        "licence": ("Licence inconnue",),
        "coverage": ("france",),
    }
    query = Query("x", territory(Unit("commune", "05061", "Gap")), facets=facets, sort="title")
    DataGouv(endpoint(server.address)).search(query, door())
    assert only(server).params == {"q": ["x"], "page": ["1"], "page_size": ["20"]}


def test_the_unknown_is_not_asked(server):
    server.route("GET", "/api/2/datasets/search/", page_of([listed(DATASET)]))
    wanted = {
        "format": ("csv", "unknown"),
        "theme": ("unknown",),
        "licence": ("ODbL 1.0", "unknown"),
        "freshness": ("last_30_days", "unknown"),
    }
    found = DataGouv(endpoint(server.address)).search(Query("x", facets=wanted), door())
    assert only(server).params == {"q": ["x"], "page": ["1"], "page_size": ["20"]}
    assert (found.entries[0].theme, found.entries[0].formats) == ("", ())


def test_territory_alone_filters_nothing(server):
    server.route("GET", "/api/2/datasets/search/", page_of([]))
    DataGouv(endpoint(server.address)).search(Query("x", territory(Unit("commune", "05061", "Gap"))), door())
    assert "geozone" not in only(server).params


def test_the_window_of_the_search_is_respected(server):
    server.route("GET", "/api/2/datasets/search/", page_of([listed(DATASET)], total=50_000, following="next"))
    provider = DataGouv(endpoint(server.address))
    assert provider.search(Query("x", page=499, size=20), door()).more is True
    assert provider.search(Query("x", page=500, size=20), door()).more is False
    beyond = provider.search(Query("x", page=501, size=20), door())
    assert (beyond.entries, beyond.total, beyond.more) == ((), None, False)
    assert len(server.requests) == 2


def test_facets_are_read_without_their_total(server):
    server.route("GET", "/api/2/datasets/search/", page_of([listed(DATASET)]))
    found = DataGouv(endpoint(server.address)).search(Query("x"), door())
    assert found.facets == {
        "format": {"csv": 5, "shp": 3},
        "licence": {"Licence Ouverte 2.0": 6, "unheard-of": 1},
        "producer": {"Insee | national": 4, "Ville de Gap": 2, "Sans identifiant": 1},
        "freshness": {"last_30_days": 1, "last_12_months": 3, "last_3_years": 7, "older": 2},
    }


def test_defects_zones_and_geometry_of_a_dataset(server):
    row = {
        **DATASET,
        "archived": "2024-05-01T00:00:00",
        "harvest": {"archived_at": "2025-02-03T04:05:06", "uri": "https://x.example/1"},
        "access_type": "restricted",
        "deprecated": True,
        "organization": None,
        "owner": {"first_name": "Jeanne", "last_name": "Dupont"},
        "license": {"id": "local", "title": "Licence locale", "url": "https://x.example/licence"},
        "temporal_coverage": {"start": "2020", "end": "2021-12-31"},
        "spatial": {
            "zones": [
                "fr:commune:05061@1942-01-01", {"id": "fr:departement:2A"}, "fr:region:93", "fr:epci:200067825", "country:fr",
                "fr:iris:050610101", "country-group:ue", 7, "fr:commune:05061",
            ],
            "geom": {"type": "MultiPolygon", "coordinates": [[[[5.5, 44.2], [6.9, 45.1]]], [[[4.0, 43.0], [5.0, 44.0]]]]},
        },
    }  # fmt: skip
    server.route("GET", "/api/2/datasets/search/", page_of([row]))
    entry = DataGouv(endpoint(server.address)).search(Query("x"), door()).entries[0]
    assert entry.coverage == ("commune:05061", "departement:2A", "region:93", "epci:200067825", "france")
    assert entry.box == (4.0, 43.0, 6.9, 45.1)
    assert entry.period == ("2020", "2021-12-31")
    assert entry.producer == "Jeanne Dupont"
    assert (entry.licence, entry.licence_url) == ("Licence locale", "https://x.example/licence")
    assert entry.notes == (
        "Its origin no longer publishes it (since 2025-02-03).",
        "Its producer has archived it (since 2024-05-01).",
        "Its producer calls it obsolete.",
        "Access to it is restricted.",
    )
    assert entry.formats == ("csv",)


def test_details_of_a_recorded_dataset(server):
    entry = details_of(server, DATASET, DATASET["resources"])
    assert [request.path.rsplit("/", 2)[1] for request in server.requests] == [DATASET["id"], "resources"]
    assert (entry.id, entry.source, entry.complete, entry.loadable) == (DATASET["id"], "data-gouv", True, True)
    assert entry.formats == ("csv", "parquet")
    hosted = entry.resources[0]
    raw = DATASET["resources"][0]
    assert (hosted.kind, hosted.address, hosted.title) == ("csv", raw["latest"], raw["title"])
    assert hosted.checksum == "sha1:ac6f302f0f3fe34604fc65c6e24259f6a1874cb7"
    assert (hosted.size, hosted.date, hosted.notes) == (raw["filesize"], "2025-04-07", ())
    made = entry.resources[1]
    assert made.kind == "parquet"
    assert made.address == raw["extras"]["analysis:parsing:parquet_url"]
    assert made.size == raw["extras"]["analysis:parsing:parquet_size"]


def test_details_of_harvested_datasets(server):
    row = recorded(HOUSING)
    entry = details_of(server, row["dataset"], row["resources"])
    assert [resource.kind for resource in entry.resources] == ["pdf", "json", "csv", "tabular"]
    table = entry.resources[-1]
    assert table.address == "https://tabular-api.data.gouv.fr/api/resources/63f39717-e5c9-4d70-a0d5-544773c1d742/"
    assert entry.resources[2].address == row["resources"][2]["url"]
    row = recorded(ADDRESSES)
    entry = details_of(server, row["dataset"], row["resources"])
    assert [resource.kind for resource in entry.resources] == ["shp", "csv"]
    row = recorded(BUS)
    entry = details_of(server, row["dataset"], row["resources"])
    assert [(resource.kind, resource.notes) for resource in entry.resources] == [
        ("gtfs", ("Its source does not answer (checked on 2024-07-24).",))
    ]
    assert entry.resources[0].checksum == "sha1:7b7cd3744643d3dce3f5b8a4cd3c788b5526610b"


def resource(**values):
    return {"id": "r-1", "title": "R", "filetype": "remote", "type": "main", "format": "", "mime": "", "extras": {}, **values}


def test_what_the_crawler_found_becomes_resources(server):
    extras = {
        "check:status": 200,
        "analysis:parsing:ogc_metadata": {
            "format": "wfs", "version": "2.0.0", "detected_layer": {"name": "ns:couche", "default_crs": "EPSG:2154"},
        },
    }  # fmt: skip
    wfs = "https://x.example/ows?map=/srv/a.map&SERVICE=WFS&REQUEST=GetCapabilities"
    rows = [
        resource(format="ogc:wfs", url=wfs, extras=extras, filesize=12),
        resource(format="page web", url=wfs, extras=extras),
        resource(format="ogc:wms", url="http://x.example/wms?service=WMS&layers=a"),
        resource(
            format="csv",
            url="https://x.example/a.csv",
            schema={"name": "etalab/schema-irve-statique"},
            extras={
                "analysis:parsing:geojson_url": "https://x.example/a.geojson",
                "analysis:parsing:geojson_size": 7,
                "analysis:parsing:parquet_url": "javascript:alert(1)",
                "analysis:parsing:parsing_table": "abc",
                "analysis:parsing:finished_at": "2025-01-02 03:04:05+00",
            },
        ),
        resource(
            format="csv",
            url="https://x.example/b.csv",
            type="documentation",
            extras={
                "check:status": 404,
                "check:date": "2025-03-04",
                "analysis:parsing:parsing_table": "abc",
                "analysis:parsing:error": "bad quote",
            },
        ),
        resource(url="https://x.example/c.GPKG?a=1", mime="application/octet-stream"),
        resource(url="https://x.example/d", mime="application/geo+json; charset=utf-8"),
        resource(url="https://x.example/ows?SERVICE=WMS&request=GetCapabilities", extras={"check:available": False}),
        resource(url="ftp://x.example/e.csv", format="csv"),
    ]
    entry = details_of(server, DATASET, rows, "http://tables.example/api/")
    found = [(one.kind, one.address, one.layer, one.crs) for one in entry.resources]
    service = "https://x.example/ows?map=/srv/a.map"
    assert found == [
        ("wfs", service, "ns:couche", ("EPSG:2154",)),
        ("page", wfs, "", ()),
        ("wfs", service, "ns:couche", ("EPSG:2154",)),
        ("wms", "http://x.example/wms", "a", ()),
        ("csv", "https://x.example/a.csv", "", ()),
        ("geojson", "https://x.example/a.geojson", "", ()),
        ("tabular", "http://tables.example/api/resources/r-1/", "", ()),
        ("gpkg", "https://x.example/c.GPKG?a=1", "", ()),
        ("geojson", "https://x.example/d", "", ()),
        ("wms", "https://x.example/ows", "", ()),
        ("csv", "https://x.example/b.csv", "", ()),
    ]
    assert entry.resources[0].size is None
    assert [one.schema for one in entry.resources[4:7]] == ["etalab/schema-irve-statique"] * 3
    assert (entry.resources[5].size, entry.resources[5].date) == (7, "2025-01-02")
    assert entry.resources[-2].notes == ("Its source does not answer.",)
    assert entry.resources[-1].notes == (
        "Its source answers with the error 404 (checked on 2025-03-04).",
        "data.gouv.fr could not read it as a table: bad quote",
    )


def test_details_asks_for_every_page_of_resources(server):
    path = f"/api/2/datasets/{DATASET['id']}/"
    server.route("GET", path, listed(DATASET))
    server.route("GET", f"{path}resources/", paged(3, 120))
    entry = DataGouv(endpoint(server.address)).details(Entry(DATASET["id"], ""), door())
    asked = [request.params for request in server.requests if request.path.endswith("resources/")]
    assert asked == [{"page": [str(number)], "page_size": ["50"]} for number in (1, 2, 3)]
    assert [one.address for one in entry.resources] == [f"https://x.example/{n}-{i}.csv" for n in (1, 2, 3) for i in range(2)]


def paged(last, total):
    """A responder that gives two resources a page."""

    def answer(request):
        number = int(request.params["page"][0])
        rows = [resource(format="csv", url=f"https://x.example/{number}-{index}.csv") for index in range(2)]
        return {"data": rows, "total": total, "next_page": "https://elsewhere.example/" if number < last else None}

    return answer


def test_details_stops_after_twenty_pages_and_says_so(server):
    path = f"/api/2/datasets/{DATASET['id']}/"
    server.route("GET", path, listed(DATASET))
    server.route("GET", f"{path}resources/", paged(10_000, 20_000))
    entry = DataGouv(endpoint(server.address)).details(Entry(DATASET["id"], ""), door())
    assert len(server.requests) == 21
    assert entry.notes == ("Only the first 40 of its 20000 resources are listed.",)


def test_ids_are_quoted_in_addresses(server):
    server.route("GET", "/api/2/datasets/.*", (404, {}, "none"))
    with pytest.raises(NotFound):
        DataGouv(endpoint(server.address)).details(Entry("../users?a=1", ""), door())
    assert only(server).path == "/api/2/datasets/../users?a=1/"
    assert only(server).params == {}


def test_preview_of_a_recorded_table(server):
    row = recorded(HOUSING)
    identifier = "63f39717-e5c9-4d70-a0d5-544773c1d742"
    entry = details_of(server, row["dataset"], row["resources"], f"{server.address}/tables")
    wanted = {"page": "1", "page_size": "20"}
    server.route("GET", f"/tables/resources/{identifier}/data/", TABLE, wanted)
    found = DataGouv(endpoint(server.address)).preview(entry, door())
    assert found.fields[:3] == ("dataset.id", "dataset.title", "dataset.slug")
    assert "__id" not in found.fields
    assert (len(found.rows), found.total) == (4, 20)
    first = dict(zip(found.fields, found.rows[0]))
    assert (first["dataset.title"], first["dataset.private"], first["downloads"]) == (
        "Cours d'eau BCAE en Vendée (85)",
        "false",
        "0",
    )
    assert first["description"] == ""
    assert first["extras"].startswith('{"dcat": ')


def test_a_value_too_deep_to_be_written_is_an_ellipsis():
    deep = []
    for _ in range(100_000):
        deep = [deep]
    assert datagouv._preview({"data": [{"a": deep, "b": 1.5}]}).rows == (("…", "1.5"),)


def test_no_preview_without_a_table(server):
    provider = DataGouv(endpoint(server.address))
    assert provider.preview(Entry("a", "A"), door()) is None
    row = recorded(HOUSING)
    entry = details_of(server, row["dataset"], row["resources"], f"{server.address}/tables")
    server.route("GET", "/tables/.*", (404, {}, {"errors": [{"detail": {"message": "not found"}}]}))
    assert provider.preview(entry, door()) is None


def test_dataservices(server):
    rows = [{**SERVICES[0], "self_web_url": "https://www.data.gouv.fr/dataservices/api-sirene/"}, *SERVICES[1:]]
    answer = page_of(rows, total=7, following="next")
    server.route("GET", "/api/2/dataservices/search/", answer, {"format": None, "sort": None})
    facets = {"freshness": ("last_12_months",), "format": ("csv",)}
    provider = DataServices(endpoint(server.address))
    found = provider.search(Query("sirene", facets=facets, sort="modified", size=5), door())
    assert only(server).params == {"q": ["sirene"], "last_update_range": ["last_12_months"], "page": ["1"], "page_size": ["5"]}
    assert (found.total, found.more, len(found.entries)) == (7, True, 3)
    entry = found.entries[0]
    assert (entry.title, entry.kind, entry.source, entry.complete) == ("API Sirene", "dataservice", "data-gouv", True)
    assert entry.loadable is False
    assert entry.page == "https://www.data.gouv.fr/dataservices/api-sirene/"
    assert [(one.kind, one.address.split("?")[0].rsplit("/", 1)[1]) for one in entry.resources] == [
        ("api", "list-apis.jag"),
        ("page", "item-info.jag"),
    ]
    assert entry.notes == (
        "An account is needed to get it.",
        "Limit of use: 30 requêtes par minute pour les usages open data",
    )
    assert provider.details(entry, door()) is entry
    assert provider.preview(entry, door()) is None
    assert len(server.requests) == 1


@pytest.mark.parametrize("answer", [[], 3, {"data": {}}, {"data": None}, {}])
def test_another_document_is_refused(server, answer):
    server.route("GET", "/api/2/.*", answer)
    for provider in (DataGouv(endpoint(server.address)), DataServices(endpoint(server.address))):
        with pytest.raises(NotAsAnnounced):
            provider.search(Query("x"), door())
    with pytest.raises(NotAsAnnounced):
        DataGouv(endpoint(server.address)).details(Entry("a", "A"), door())


def test_licences_have_a_title():
    assert all(datagouv.licence_title(identifier) != identifier for identifier in datagouv.LICENCES)
    assert len({datagouv.licence_title(identifier) for identifier in datagouv.LICENCES}) == len(datagouv.LICENCES)


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Point", "coordinates": [900_000.0, 6_400_000.0]},
        {"type": "Point", "coordinates": [float("nan"), 1]},
        {"type": "Point", "coordinates": []},
        {"type": "Point", "coordinates": [True, False]},
        {"type": "GeometryCollection", "geometries": None},
        [[[["a", "b"]]]],
        None,
        "POINT (1 2)",
    ],
)
def test_no_bounds(geometry):
    assert reading.bounds(geometry) is None


def test_bounds_of_every_type():
    point = {"type": "Point", "coordinates": [6, 44, 900]}
    line = {"type": "LineString", "coordinates": [[5, 43], [7, 45]]}
    assert reading.bounds(point) == (6, 44, 6, 44)
    assert reading.bounds({"type": "GeometryCollection", "geometries": [point, line]}) == (5, 43, 7, 45)
    feature = {"type": "Feature", "geometry": line, "properties": {"coordinates": [0, 0]}}
    assert reading.bounds({"type": "FeatureCollection", "features": [feature, feature]}) == (5, 43, 7, 45)


def test_bounds_of_too_many_positions():
    assert reading.bounds({"coordinates": [[1, 2]] * (reading.MOST_POSITIONS + 1)}) is None
    assert reading.bounds({"coordinates": [[1, 2]] * reading.MOST_POSITIONS}) == (1, 2, 1, 2)


@pytest.mark.parametrize(
    "value", ["ftp://a/b", "javascript:x", "http://", "//a/b", "http://[", "http://a:b/", "http://a/\nb", None, 3]
)
def test_no_address_of_the_web(value):
    assert reading.web(value) == ""


def test_texts_can_be_written_down():
    assert datagouv.text("a\ud800\x00b").encode() == b"a?b"
    assert datagouv.text(10**5000) == ""


SEARCHED = page_of([listed(DATASET), {**RECORDED[0]["dataset"], "spatial": {"zones": ["fr:region:93"], "geom": {"coordinates": [[1, 2]]}},
                                       "resources": RECORDED[0]["resources"]}])  # fmt: skip
LISTED = {"id": "x", "data": DATASET["resources"][:1] + RECORDED[1]["resources"], "total": 4, "next_page": None}


@settings(deadline=None, max_examples=150)
@given(replay.spoilt(SEARCHED))
def test_any_answer_to_a_search_is_survived(document):
    found = replay.survives(lambda: DataGouv(endpoint("https://x.example")).search(Query("x"), replay.Canned(document)))
    assert found is None or all(entry.id and entry.title for entry in found.entries)
    replay.survives(lambda: DataServices(endpoint("https://x.example")).search(Query("x"), replay.Canned(document)))


@settings(deadline=None, max_examples=150)
@given(replay.spoilt(page_of(SERVICES)))
def test_any_dataservice_is_survived(document):
    found = replay.survives(lambda: DataServices(endpoint("https://x.example")).search(Query("x"), replay.Canned(document)))
    assert found is None or not any(entry.loadable for entry in found.entries)


@settings(deadline=None, max_examples=150)
@given(replay.spoilt(LISTED))
def test_any_resource_is_survived(document):
    found = replay.survives(lambda: DataGouv(endpoint("https://x.example")).details(Entry("x", "X"), replay.Canned(document)))
    addresses = [one.address for one in found.resources] if found else []
    assert all(address.startswith(("http://", "https://")) for address in addresses)


@settings(deadline=None, max_examples=100)
@given(replay.spoilt(TABLE))
def test_any_table_is_survived(document):
    table = datagouv.Resource("tabular", "https://x.example/")
    found = replay.survives(
        lambda: DataGouv(endpoint("https://x.example")).preview(Entry("x", "X", resources=(table,)), replay.Canned(document))
    )
    if isinstance(found, Preview):
        assert all(len(row) == len(found.fields) and all(isinstance(cell, str) for cell in row) for row in found.rows)


@settings(deadline=None, max_examples=100)
@given(replay.junk())
def test_anything_in_place_of_an_answer_is_survived(document):
    provider = DataGouv(endpoint("https://x.example"))
    replay.survives(lambda: provider.search(Query("x"), replay.Canned(document)))
    replay.survives(lambda: provider.details(Entry("x", "X"), replay.Canned(document)))
