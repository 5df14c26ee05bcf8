# SPDX-License-Identifier: GPL-2.0-or-later
"""ArcGIS REST services as a catalogue. The documents are written in the shape of those of ArcGIS Server 10.7."""

import json

import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st
from replay import Replay, junk, spoilt, survives
from vigie_territoriale.plugin.catalog.model import Query
from vigie_territoriale.plugin.catalog.provider import Endpoint
from vigie_territoriale.plugin.catalog.providers import esri
from vigie_territoriale.plugin.catalog.providers.capabilities import Declined
from vigie_territoriale.plugin.catalog.providers.esri import EsriRest
from vigie_territoriale.plugin.messages import Silent, VigieError
from vigie_territoriale.plugin.network.door import Answer, Door
from vigie_territoriale.plugin.network.errors import NotAsAnnounced

ROOT = {
    "currentVersion": 10.71,
    "folders": ["Eau", "Été 2024", "Fermé"],
    "services": [
        {"name": "Communes", "type": "FeatureServer"},
        {"name": "Geocodage", "type": "GeocodeServer"},
        {"name": "Ortho", "type": "ImageServer"},
        {"name": "Communes", "type": "FeatureServer"},
        {"name": "../../admin", "type": "MapServer"},
        {"type": "MapServer"},
    ],
}
EAU = {"folders": [], "services": [{"name": "Eau/Zones", "type": "MapServer"}, {"name": "Eau/Panne", "type": "FeatureServer"}]}
SUMMER = {"folders": [], "services": []}
REFUSED = {"error": {"code": 499, "message": "Token Required", "details": ["Ask for a token", "Token Required"]}}
COMMUNES = {
    "serviceDescription": "Limites <i>communales</i>",
    "description": "Autre",
    "copyrightText": "Licence Ouverte 2.0, https://www.etalab.gouv.fr/licence-ouverte",
    "documentInfo": {"Title": "Limites", "Author": "DREAL PACA", "Keywords": "limites, communes,"},
    "spatialReference": {"wkid": 102100, "latestWkid": 3857},
    "fullExtent": {"xmin": 601113.2, "ymin": 5478121.0, "xmax": 790363.8, "ymax": 5653000.0,
                   "spatialReference": {"wkid": 102100, "latestWkid": 3857}},
    "editingInfo": {"lastEditDate": 1714564800000},
    "layers": [{"id": 0, "name": "Communes", "parentLayerId": -1, "subLayerIds": None, "type": "Feature Layer"},
               {"id": "1", "name": "wrong id"}, {"name": "no id"}, 3],
    "tables": [{"id": 4, "name": "  Populations\n légales"}],
}  # fmt: skip
ZONES = {
    "serviceDescription": "",
    "copyrightText": "Agence de l’eau",
    "documentInfo": {"Title": "", "Author": ""},
    "spatialReference": {"wkid": 4171},
    "initialExtent": {"xmin": "NaN", "ymin": 1, "xmax": 2, "ymax": 3},
    "layers": [
        {"id": 0, "name": "Zonages", "parentLayerId": -1, "subLayerIds": [1], "type": "Group Layer"},
        {"id": 1, "name": "Zones humides", "parentLayerId": 0, "subLayerIds": None},
        {"id": 2, "name": "", "parentLayerId": -1},
    ],
}
QUERY = {
    "objectIdFieldName": "OBJECTID",
    "fields": [
        {"name": "OBJECTID", "type": "esriFieldTypeOID"}, {"name": "INSEE", "type": "esriFieldTypeString"},
        {"name": "MAJ", "type": "esriFieldTypeDate"}, {"name": "SHAPE", "type": "esriFieldTypeGeometry"},
    ],
    "features": [
        {"attributes": {"OBJECTID": 1, "INSEE": "05061", "MAJ": 1714564800000}},
        {"attributes": {"OBJECTID": 2, "INSEE": "2A004", "MAJ": None}},
        {"attributes": 3},
    ],
}  # fmt: skip


def provider(address):
    return EsriRest(Endpoint("there", "There", "esri", address))


def door():
    return Door(requests.Session(), Silent())


def serve(server):
    """A directory of services; everything is asked for in JSON."""
    base = "/arcgis/rest/services"
    pages = {
        "": ROOT, "/Eau": EAU, "/Été 2024": SUMMER, "/Fermé": REFUSED, "/Communes/FeatureServer": COMMUNES,
        "/Eau/Zones/MapServer": ZONES, "/Eau/Panne/FeatureServer": (404, {}, "gone"),
    }  # fmt: skip
    for path, page in pages.items():
        server.route("GET", f"{base}{path}", page, {"f": "json"})
    return f"{server.address}{base}"


def test_a_directory():
    with Replay() as server:
        address = serve(server)
        page = provider(f"{address}/?f=pjson&token=abc").search(Query(), door())
        assert all(request.params == {"f": ["json"], "token": ["abc"]} for request in server.requests)
        assert len(server.requests) == 7
    found = {entry.id: entry for entry in page.entries}
    assert set(found) == {
        "Communes/FeatureServer/0", "Communes/FeatureServer/4", "Eau/Zones/MapServer/1", "Eau/Zones/MapServer/2", "Fermé",
        "Eau/Panne/FeatureServer",
    }  # fmt: skip
    communes = found["Communes/FeatureServer/0"]
    assert (communes.title, communes.theme, communes.producer) == ("Communes", "Limites", "DREAL PACA")
    assert (communes.kind, communes.formats, communes.source, communes.complete) == (
        "esri-features", ("esri-features",), "there", True,
    )  # fmt: skip
    assert (communes.description, communes.markup) == ("Limites <i>communales</i>", "text")
    assert communes.licence.startswith("Licence Ouverte 2.0")
    assert communes.licence_url == "https://www.etalab.gouv.fr/licence-ouverte"
    assert communes.keywords == ("limites", "communes")
    assert communes.modified == "2024-05-01"
    assert communes.box == pytest.approx((5.4, 44.1, 7.1, 45.2), abs=0.1)
    (resource,) = communes.resources
    assert (resource.kind, resource.layer, resource.crs) == ("esri-features", "0", ("EPSG:3857",))
    assert resource.address == f"{address}/Communes/FeatureServer?token=abc"
    assert found["Communes/FeatureServer/4"].title == "Populations légales"
    zones = found["Eau/Zones/MapServer/1"]
    assert (zones.theme, zones.kind, zones.producer, zones.licence, zones.box) == (
        "Zonages", "esri-map", "Agence de l’eau", "", None,
    )  # fmt: skip
    assert zones.resources[0].crs == ("EPSG:4171",)
    assert found["Eau/Zones/MapServer/2"].title == "Eau/Zones/MapServer/2"


def test_what_does_not_answer_is_said():
    with Replay() as server:
        page = provider(serve(server)).search(Query(), door())
    closed = next(entry for entry in page.entries if entry.id == "Fermé")
    gone = next(entry for entry in page.entries if entry.id == "Eau/Panne/FeatureServer")
    assert closed.notes == ("127.0.0.1 answers with an error: “Token Required Ask for a token”.",)
    assert gone.notes == ("127.0.0.1 no longer has this at that address.",)
    assert (closed.kind, closed.loadable, closed.resources) == ("service", False, ())


def test_nothing_answers():
    with Replay() as server:
        server.route("GET", "/s", {"services": [{"name": "a", "type": "MapServer"}], "folders": []})
        server.route("GET", "/s/a/MapServer", REFUSED)
        with pytest.raises(Declined, match="Token Required"):
            provider(f"{server.address}/s").search(Query(), door())


@pytest.mark.parametrize("end", ["", "/", "/0", "?f=html"])
def test_one_service_as_an_address(end):
    with Replay() as server:
        address = serve(server)
        page = provider(f"{address}/Eau/Zones/MapServer{end}").search(Query(), door())
    assert [entry.id for entry in page.entries] == ["Eau/Zones/MapServer/2", "Eau/Zones/MapServer/1"]
    assert {entry.resources[0].address for entry in page.entries} == {f"{address}/Eau/Zones/MapServer"}


def test_a_folder_as_an_address():
    with Replay() as server:
        page = provider(f"{serve(server)}/Eau").search(Query("zones humides"), door())
    assert [entry.id for entry in page.entries] == ["Eau/Zones/MapServer/1"]


def test_directories_without_end(monkeypatch):
    monkeypatch.setattr(esri, "MOST_SERVICES", 3)
    monkeypatch.setattr(esri, "MOST_FOLDERS", 2)
    with Replay() as server:
        services = {"services": [{"name": f"F/{number}", "type": "MapServer"} for number in range(9)]}
        server.route("GET", "/s", {"folders": [f"F{number}" for number in range(9)], "services": []})
        server.route("GET", "/s/F0", {"services": []})
        server.route("GET", "/s/F1", services)
        server.route("GET", "/s/F/[0-9]/MapServer", {"layers": [{"id": 0, "name": "x"}]})
        assert provider(f"{server.address}/s").search(Query(), door()).total == 3


@pytest.mark.parametrize(
    ("body", "error", "said"),
    [
        (REFUSED, Declined, "Token Required Ask for a token"),
        ({"error": "x" * 900}, Declined, "“x{200}”"),
        ({}, VigieError, "does not answer as a directory"),
        ([], NotAsAnnounced, "something else"),
        ("<html>login", NotAsAnnounced, "web page"),
    ],
)
def test_what_is_no_directory(body, error, said):
    with Replay() as server:
        server.route("GET", "/s", body)
        with pytest.raises(error, match=said):
            provider(f"{server.address}/s").search(Query(), door())


def previewed(server, body):
    wanted = {"where": "1=1", "outFields": "*", "resultRecordCount": "10", "returnGeometry": "false", "f": "json"}
    server.route("GET", "/s/x/FeatureServer", COMMUNES)
    server.route("GET", "/s/x/FeatureServer/0/query", body, wanted)
    there = provider(f"{server.address}/s/x/FeatureServer")
    entry = next(entry for entry in there.search(Query(), door()).entries if entry.title == "Communes")
    assert there.details(entry, door()) is entry
    return there.preview(entry, door())


def test_preview():
    with Replay() as server:
        preview = previewed(server, QUERY)
    assert preview.fields == ("OBJECTID", "INSEE", "MAJ")
    assert preview.rows == (("1", "05061", "2024-05-01T12:00:00"), ("2", "2A004", ""))
    assert preview.total is None


@pytest.mark.parametrize(("body", "error"), [(REFUSED, Declined), ({}, NotAsAnnounced), ("<html>", NotAsAnnounced)])
def test_preview_gone_wrong(body, error):
    with Replay() as server, pytest.raises(error):
        previewed(server, body)


def test_maps_have_no_preview():
    with Replay() as server:
        there = provider(f"{serve(server)}/Eau/Zones/MapServer")
        assert there.preview(there.search(Query(), door()).entries[0], door()) is None


@pytest.mark.parametrize(
    ("reference", "code"),
    [
        ({"wkid": 102100, "latestWkid": 3857}, "EPSG:3857"), ({"wkid": 102100}, "EPSG:3857"), ({"wkid": 2154}, "EPSG:2154"),
        ({"wkid": 102110}, "EPSG:2154"), ({"wkid": 102002}, "ESRI:102002"), ({"wkt": "PROJCS[]"}, ""), ({"wkid": "2154"}, ""),
        ({"wkid": True}, ""), ({"wkid": -1}, ""), (None, ""), ({"wkid": 10**400}, ""),
    ],
)  # fmt: skip
def test_coordinate_systems(reference, code):
    assert esri.crs_of(reference) == code


@pytest.mark.parametrize(
    ("sides", "system", "box"),
    [
        ((1, 2, 3, 4), "EPSG:4326", (1, 2, 3, 4)),
        ((-20037508.342789244, -30e6, 20037508.342789244, 30e6), "EPSG:3857", (-180, -85.0511, 180, 85.0511)),
        ((600000, 6300000, 700000, 6400000), "EPSG:2154", None),
        ((5, 2, 3, 4), "EPSG:4326", None),
        ((None, 2, 3, 4), "EPSG:3857", None),
        (("NaN", 2, 3, 4), "EPSG:3857", None),
        ((float("nan"), 2, 3, 4), "EPSG:3857", None),
    ],
)
def test_boxes(sides, system, box):
    found = esri._box(dict(zip(("xmin", "ymin", "xmax", "ymax"), sides)), system)
    assert found == (pytest.approx(box, abs=1e-3) if box else None)


class Documents:
    """A door behind which each kind of address has its JSON document."""

    def __init__(self, directory, service, rows):
        self.directory, self.service, self.rows = directory, service, rows

    def get(self, url, params=None, headers=None, limits=None):
        found = self.rows if url.endswith("/query") else self.service if url.endswith("Server") else self.directory
        return Answer(url, 200, {}, json.dumps(found).encode())


@settings(deadline=None, max_examples=200)
@given(
    st.one_of(spoilt(ROOT), junk(), st.just(ROOT)),
    st.one_of(spoilt(COMMUNES), spoilt(ZONES), junk()),
    st.one_of(spoilt(QUERY), junk()),
)
def test_spoilt_documents(directory, service, rows):
    there, documents = provider("https://there.example/s"), Documents(directory, service, rows)
    page = survives(lambda: there.search(Query(), documents))
    for entry in page.entries if page else ():
        assert entry.id
        assert entry.title
        survives(lambda entry=entry: there.preview(entry, documents))


def test_the_documents_above_are_sound():
    there, documents = provider("https://there.example/s"), Documents(ROOT, COMMUNES, QUERY)
    page = there.search(Query("communes"), documents)
    assert len(there.preview(page.entries[0], documents).rows) == 2
