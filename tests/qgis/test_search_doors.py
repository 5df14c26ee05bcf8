# SPDX-License-Identifier: GPL-2.0-or-later
"""The other doors to the search: the algorithm, QGIS's locator, QGIS's search of layers by their metadata."""

import csv
import gzip
import io
import json
import threading
import time
from pathlib import Path

import pytest
import replay
import servers
import vigie_territoriale
from qgis.core import (
    Qgis,
    QgsApplication,
    QgsFeedback,
    QgsLocator,
    QgsLocatorContext,
    QgsLocatorResult,
    QgsMetadataSearchContext,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.gui import QgsLayerMetadataResultsModel
from qgis.PyQt.QtCore import QCoreApplication, QModelIndex, QThread, QTimer
from vigie_territoriale.plugin.catalog.endpoints import Choices, embedded_endpoints
from vigie_territoriale.plugin.catalog.federation import Federation
from vigie_territoriale.plugin.catalog.model import Entry, Page, Resource
from vigie_territoriale.plugin.catalog.provider import Endpoint
from vigie_territoriale.plugin.catalog.ranking import Ranking
from vigie_territoriale.plugin.gui.locator import MOST, SearchFilter
from vigie_territoriale.plugin.gui.panel import Panel
from vigie_territoriale.plugin.gui.search_page import SearchPage
from vigie_territoriale.plugin.layers import metadata_search
from vigie_territoriale.plugin.layers.metadata_search import LayerMetadataSearch, direct_resource, result_of
from vigie_territoriale.plugin.messages import VigieError
from vigie_territoriale.plugin.network.session import session
from vigie_territoriale.plugin.observatory import Observatory
from vigie_territoriale.plugin.processing.search import SearchAlgorithm, read_facets, split_sources
from vigie_territoriale.plugin.territory.cog import fold

from .conftest import wait_for

OGC = Path(__file__).resolve().parents[1] / "data" / "api" / "ogc"
XML = {"Content-Type": "text/xml"}


def recorded(name):
    return gzip.decompress((OGC / name).read_bytes())


# vigie:search


class Told(QgsProcessingFeedback):
    """A feedback that keeps what it is told."""

    def __init__(self):
        super().__init__(False)
        self.warnings, self.infos = [], []

    def pushWarning(self, text):
        self.warnings.append(text)

    def pushInfo(self, text):
        self.infos.append(text)


@pytest.fixture
def server():
    """A WFS of Géo2France, recorded; and a source that always fails."""
    with replay.Replay() as made:
        made.route(
            "GET", "/ows", (200, XML, recorded("capabilities-geo2france-2-0-0.xml.gz")), {"SERVICE": "WFS", "map": ["/a,b:c"]}
        )
        made.route("GET", "/many", (200, XML, recorded("geoplateforme-wfs-getcapabilities.xml.gz")))
        for method in ("GET", "POST"):
            made.route(method, "/broken", (404, {}, b"gone"))
        yield made


@pytest.fixture
def run(qgis_app, tmp_path):
    observatory = Observatory(lambda progress, authcfg: session(progress.feedback, authcfg), tmp_path / "profile")

    def run(feedback=None, **parameters):
        algorithm = SearchAlgorithm(observatory).create()
        context = QgsProcessingContext()
        feedback = feedback or Told()
        parameters = {"OUTPUT": str(tmp_path / "résultats.json"), **parameters}
        algorithm.prepare(parameters, context, feedback)
        return algorithm.processAlgorithm(parameters, context, feedback), feedback

    return run


def wfs(server):
    return f"wfs:{server.address}/ows?map=/a,b:c"


def read(results):
    return json.loads(Path(results["OUTPUT"]).read_text(encoding="utf-8"))


def test_json(run, server):
    results, feedback = run(QUERY="communes", SOURCES=f"curated, {wfs(server)}", TERRITORY="region:32", LIMIT=7)
    found = read(results)
    assert set(found) == {"query", "entries", "sources", "facets"}
    assert found["query"]["territory"] == "region:32"
    assert results["COUNT"] == len(found["entries"]) == 7
    assert results["FAILED"] == 0
    assert [(source["id"], source["state"]) for source in found["sources"]] == [("curated", "done"), (wfs(server), "done")]
    assert all(set(source) == {"id", "title", "state", "message", "seconds", "found", "total"} for source in found["sources"])
    layers = [entry for entry in found["entries"] if entry["kind"] == "wfs"]
    assert layers
    for entry in layers:
        assert entry["address"] == f"{server.address}/ows?map=/a,b:c"
        assert entry["layer"] == entry["id"]
        assert entry["loadable"] is True
        assert entry["source"] == wfs(server)
        assert set(entry["resources"][0]) == {"kind", "address", "layer", "title", "size", "date"}
        assert entry["origins"][0]["source"] == wfs(server)
        west, south, east, north = entry["box"]
        assert west < east and south < north
    datasets = [entry for entry in found["entries"] if entry["source"] == "curated"]
    assert all(entry["kind"] == "dataset" and entry["producer"] and entry["licence"] for entry in datasets)
    assert found["facets"]["source"].keys() == {"curated", wfs(server)}
    assert not feedback.warnings
    assert [request.params["SERVICE"] for request in server.requests] == [["WFS"]]
    assert not list(Path(results["OUTPUT"]).parent.glob("*.part"))


def test_csv(run, server, tmp_path):
    results, _ = run(QUERY="communes", SOURCES=f"curated;{wfs(server)}", LIMIT=6, OUTPUT=str(tmp_path / "a" / "b.CSV"))
    content = Path(results["OUTPUT"]).read_bytes()
    assert content.startswith(b"\xef\xbb\xbfid,title,producer,licence,source,kind,address,layer,loadable\r\n")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert len(rows) == results["COUNT"] == 6
    assert {row["loadable"] for row in rows} == {"yes"}
    assert any(row["address"].endswith("map=/a,b:c") and row["layer"] for row in rows)


def test_facets_sort_and_limit(run, server):
    many = f"wfs:{server.address}/many"
    everything = read(run(SOURCES=many, LIMIT=1000)[0])
    assert len(everything["entries"]) == everything["sources"][0]["found"] == everything["sources"][0]["total"] > 3 * 50
    some = read(run(SOURCES=many, LIMIT=5, SORT="title")[0])
    titles = [entry["title"] for entry in some["entries"]]
    assert titles == sorted(titles, key=fold)
    assert (len(titles), some["sources"][0]["found"]) == (5, 50)  # a whole page was looked at, whatever the limit
    assert read(run(SOURCES=many, FACETS="format=CSV")[0])["entries"] == []
    both = read(run(SOURCES=f"{many};curated", FACETS="source=curated;loadable=Yes", LIMIT=1000)[0])
    assert {entry["source"] for entry in both["entries"]} == {"curated"}
    covered = read(run(SOURCES=many, FACETS="coverage=territory", TERRITORY="departement:974", LIMIT=1000)[0])
    assert 0 < len(covered["entries"]) < len(everything["entries"])
    assert all(west < 56 and east > 55 for west, _, east, _ in (entry["box"] for entry in covered["entries"]))
    assert sum(request.path == "/many" for request in server.requests) == 1  # a list is read once


def test_a_source_that_fails_is_a_warning_and_all_of_them_an_error(run, server):
    broken = f"csw:{server.address}/broken"
    results, feedback = run(SOURCES=f"curated;{broken}")
    assert results["FAILED"] == 1
    assert "no longer has this" in feedback.warnings[0]
    state = read(results)["sources"][1]
    assert (state["state"], state["found"], state["total"]) == ("failed", 0, None)
    assert "no longer has this" in state["message"]
    with pytest.raises(QgsProcessingException, match=r"No source has answered.*no longer has this"):
        run(SOURCES=broken)


@pytest.mark.parametrize(
    ("parameters", "told"),
    [
        ({"TERRITORY": "commune:99999"}, "99999"),
        ({"SOURCES": "nobody"}, "Unknown source “nobody”"),
        ({"SOURCES": "wfs:nowhere"}, "kind:address"),
        ({"FACETS": "colour=blue"}, r"Unknown facet “colour”: choose among theme, producer, .*, source"),
        ({"FACETS": "format"}, "write facet=value"),
        ({"FACETS": "freshness=yesterday"}, "last_30_days"),
        ({"FACETS": "coverage=territory"}, "TERRITORY"),
        ({"OUTPUT": "/tmp/x.html"}, r"\.json or \.csv"),
        ({"OUTPUT": "/proc/x.json", "SOURCES": "curated"}, "cannot be written"),
    ],
)
def test_what_is_wrong_is_a_sentence(run, parameters, told):
    with pytest.raises(QgsProcessingException, match=told) as caught:
        run(**parameters)
    assert "Traceback" not in str(caught.value)


def test_a_temporary_output_is_json(run):
    results, _ = run(SOURCES="curated", OUTPUT="TEMPORARY_OUTPUT")
    assert results["OUTPUT"].endswith(".json")
    assert read(results)["entries"]


@pytest.mark.parametrize("where", ["main thread", "other thread"])
def test_the_algorithm_hears_a_cancel(run, where, tmp_path):
    """In the main thread, QGIS must go on working: nothing else would cancel."""
    with replay.Replay() as silent:
        release = threading.Event()
        silent.route("GET", "/ows", lambda request: release.wait(20) and b"")
        feedback = Told()
        kept = []

        def work():
            try:
                run(feedback, SOURCES=f"wfs:{silent.address}/ows")
            except QgsProcessingException as error:
                kept.append(str(error))

        start = time.monotonic()
        if where == "main thread":
            QTimer.singleShot(500, feedback.cancel)
            work()
        else:
            thread = threading.Thread(target=work)
            thread.start()
            threading.Timer(0.5, feedback.cancel).start()
            wait_for(lambda: not thread.is_alive())
        assert time.monotonic() - start < 2.5
        release.set()
    assert kept == ["Cancelled."]
    assert not (tmp_path / "résultats.json").exists()


def test_a_certificate_is_settled_in_the_main_thread_of_qgis_process(run, tmp_path):
    """Without its events, the main thread and that of the search would wait for each other for ever."""
    import faults

    start = time.monotonic()
    secure = faults.fault_server(faults.self_signed(tmp_path))
    with secure as (address, _), pytest.raises(QgsProcessingException, match="certificate of 127"):
        run(SOURCES=f"wfs:{address}/ok")
    assert time.monotonic() - start < 10


def test_the_help_lists_the_sources(observatory):
    algorithm = SearchAlgorithm(observatory).create()
    for endpoint in embedded_endpoints():
        assert f"{endpoint.id} – {endpoint.title}" in algorithm.shortHelpString()
    flags = Qgis.ProcessingParameterFlag.Optional
    optional = {one.name() for one in algorithm.parameterDefinitions() if one.flags() & flags}
    assert optional == {"QUERY", "SOURCES", "FACETS", "TERRITORY"}
    assert {one.name() for one in algorithm.outputDefinitions()} == {"OUTPUT", "COUNT", "FAILED"}


def test_a_wrong_list_of_sources_is_told_in_the_help(qgis_app, tmp_path):
    (tmp_path / "endpoints.json").write_text("{", encoding="utf-8")
    algorithm = SearchAlgorithm(Observatory(lambda progress, authcfg: session(), tmp_path)).create()
    assert "endpoints.json, line 1" in algorithm.shortHelpString()


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("", []),
        ("datagouv", ["datagouv"]),
        ("datagouv,europa; geo-ide\nsandre", ["datagouv", "europa", "geo-ide", "sandre"]),
        ("datagouv europa,  nobody", ["datagouv", "europa", "nobody"]),
        ("wfs:http://a/ows?MAP=/x,y:z", ["wfs:http://a/ows?MAP=/x,y:z"]),
        ("wfs:http://a/ows?MAP=/x,y,csw:http://b/csw", ["wfs:http://a/ows?MAP=/x,y", "csw:http://b/csw"]),
        ("wfs:http://a/ows?L=datagouv-x,y,datagouv", ["wfs:http://a/ows?L=datagouv-x,y", "datagouv"]),
        ("geo-ide, wfs:http://a/x,geo-ide-y", ["geo-ide", "wfs:http://a/x,geo-ide-y"]),
        ("wfs:http://a/ows?LAYERS=a,datagouv;", ["wfs:http://a/ows?LAYERS=a,datagouv"]),
        ("WFS:http://a/x;wfs:http://a/x;wfs:http://a/x", ["WFS:http://a/x", "wfs:http://a/x"]),
        ("datagouv:http://a/api,datagouv", ["datagouv:http://a/api", "datagouv"]),
        (" ,; ", []),
    ],
)
def test_sources_are_split_as_they_are_written(written, found):
    assert split_sources(written, [endpoint.id for endpoint in embedded_endpoints()]) == found


def test_facets_are_read_as_they_are_written():
    assert read_facets(" format = CSV, geojson ;licence=Licence Ouverte 2.0; format=wfs,csv;;") == {
        "format": ("csv", "geojson", "wfs"),
        "licence": ("Licence Ouverte 2.0",),
    }
    assert read_facets("") == {}
    with pytest.raises(VigieError):
        read_facets("=csv")


# The locator


def found_in(entries, gate=None, **fields):
    """A federation of one source for each list of entries; the second one waits for `gate`."""

    class Fake:
        def __init__(self, number, given):
            self.number, self.given, self.asked = number, given, []

        def search(self, query, door):
            self.asked.append(query)
            while gate is not None and self.number and not gate.is_set():
                door.hear()
                time.sleep(0.01)
            return Page(tuple(self.given))

    class Cogless:
        def territory(self, key):
            raise VigieError("none")

    providers = {
        f"s{number}": (
            Endpoint(f"s{number}", f"Source {number}", fields.get("kind", "wfs"), "https://h.example/ows"),
            Fake(number, given),
        )
        for number, given in enumerate(entries)
    }
    return Federation(providers, lambda endpoint, progress: progress, Ranking(Cogless()))


def layer(name, source="s0", kind="wfs", **fields):
    resource = Resource(kind, "https://h.example/ows", layer=name, crs=("EPSG:2154",))
    return Entry(**{"id": name, "title": f"Couche {name}", "source": source, "kind": kind, "resources": (resource,), **fields})


@pytest.fixture
def locator(qgis_app):
    made = QgsLocator()
    results = []
    made.foundResult.connect(lambda result: results.append(QgsLocatorResult(result)))  # the one that is given does not last
    yield made, results
    made.cancel()


def registered(locator, federation, shown=None):
    found = SearchFilter(lambda: federation, (shown if shown is not None else []).append)
    locator.registerFilter(found)
    return found


def test_the_locator_finds_and_opens_the_dock(locator):
    made, results = locator
    shown = []
    federation = found_in([[layer("a", title="Écoles <b>&</b>", producer="IGN"), layer("b")]])
    found = registered(made, federation, shown)
    made.fetchResults("vig couche a", QgsLocatorContext())
    wait_for(lambda: len(results) == 2 and not made.isRunning())
    assert [result.displayString for result in results] == ["Couche b", "Écoles <b>&</b>"]  # the first answers the words
    assert results[1].description == "IGN"
    assert not results[0].icon.isNull()
    assert results[0].filter is found
    found.triggerResult(results[1])
    assert shown == ["Écoles <b>&</b>"]
    assert found.fetchResultsDelay() == 400
    assert found.prefix() == "vig"


def test_nothing_is_asked_without_the_prefix_or_for_a_few_letters(locator):
    made, results = locator
    asked = []

    def federation():
        asked.append(QThread.currentThread())
        return found_in([[layer("a")]])

    made.registerFilter(SearchFilter(federation, asked.append))
    for text in ("vig", "vig ab", "couche", "vig   "):
        made.fetchResults(text, QgsLocatorContext())
        wait_for(lambda: not made.isRunning())
    assert asked == []
    made.fetchResults("vig abc", QgsLocatorContext())
    wait_for(lambda: not made.isRunning() and asked)
    assert asked[0] != QCoreApplication.instance().thread()
    assert len(results) == 1


def test_results_come_as_each_source_answers_each_once(locator):
    made, results = locator
    gate = threading.Event()
    registered(made, found_in([[layer("a")], [layer("a", "s1"), layer("z", "s1")]], gate))
    made.fetchResults("vig couche", QgsLocatorContext())
    wait_for(lambda: len(results) == 1)
    assert made.isRunning()
    gate.set()
    wait_for(lambda: not made.isRunning())
    assert [result.displayString for result in results] == ["Couche a", "Couche z"]


def test_the_locator_gives_a_few_results_only(locator):
    made, results = locator
    registered(made, found_in([[layer(str(number)) for number in range(MOST + 20)]]))
    made.fetchResults("vig couche", QgsLocatorContext())
    wait_for(lambda: results and not made.isRunning())
    assert len(results) == MOST


def test_the_locator_is_cancelled_and_survives_all(locator):
    made, results = locator
    gate = threading.Event()
    registered(made, found_in([[layer("a")], [layer("z", "s1")]], gate))
    made.fetchResults("vig couche", QgsLocatorContext())
    wait_for(lambda: len(results) == 1)
    start = time.monotonic()
    made.cancelWithoutBlocking()
    wait_for(lambda: not made.isRunning())
    assert time.monotonic() - start < 1
    assert len(results) == 1
    said = []
    QgsApplication.messageLog().messageReceived.connect(said.append)

    def broken():
        raise ZeroDivisionError

    def wrong():
        raise VigieError("endpoints.json, line 3: no.")

    for federation in (broken, wrong):
        SearchFilter(federation, said.append).fetchResults("couche", QgsLocatorContext(), QgsFeedback())
    wait_for(lambda: len(said) >= 2)
    assert any("ZeroDivisionError" in text for text in said)
    assert any("endpoints.json, line 3" in text for text in said)


def test_the_panel_opens_on_the_search(qgis_iface, qgis_new_project, observatory, tmp_path, monkeypatch):
    """From the first time, when the geographic code is not read yet: the question waits for it."""
    asked = []
    monkeypatch.setattr(SearchPage, "_listen", lambda page, only: asked.append(page._asked.wanted.text))
    panel = Panel(qgis_iface, QgsProject.instance(), lambda: observatory, tmp_path)
    panel.register()
    try:
        for text in ("écoles", "communes"):
            panel.show_search(text)
            assert not panel.dock.isHidden() and panel.dock.tabs.currentIndex() == 0
            wait_for(lambda: not panel.dock.busy)
            assert asked[-1] == text
            panel.dock.territory_box.choose("commune:05061")
            panel.dock.tabs.setCurrentIndex(2)
        assert asked == ["écoles", "communes"]
    finally:
        panel.unregister()


# Layer metadata search


def metadata_of(provider, text="", extent=None, feedback=None):
    return provider.search(QgsMetadataSearchContext(), text, extent or QgsRectangle(), feedback)


def test_only_what_opens_as_it_is_is_told(qgis_app):
    page = Resource("page", "https://h.example/")
    csv_file = Resource("csv", "https://h.example/x.csv")
    entries = [
        layer("features", box=(5.0, 44.0, 7.0, 45.0), description='<img src="file:///x">Texte <b>gras', keywords=("eau", "<i>"),
              producer="IGN", licence="ODbL 1.0", licence_url="https://odbl.example/?a='b", page="https://page.example/"),
        layer("image", kind="wms"),
        layer("file", kind="dataset", resources=(csv_file, page)),
        layer("nameless", kind="dataset", resources=(Resource("wfs", "https://h.example/ows"),)),
        layer("both", kind="dataset", resources=(page, Resource("wms", "https://a/", layer="i"), Resource("wfs", "https://a/", layer="f"))),
        layer("curated", kind="dataset", resources=(Resource("csv", "x.csv.gz", mode="embedded"),)),
    ]  # fmt: skip
    results = metadata_of(LayerMetadataSearch(lambda: found_in([entries])))
    found = {result.identifier(): result for result in results.metadata()}
    assert set(found) == {"features", "image", "both"}
    assert not results.errors()
    assert {name: (one.dataProviderName(), one.layerType()) for name, one in found.items()} == {
        "features": ("WFS", Qgis.LayerType.Vector),
        "image": ("wms", Qgis.LayerType.Raster),
        "both": ("WFS", Qgis.LayerType.Vector),
    }
    one = found["features"]
    assert (one.title(), one.abstract(), one.rights(), one.licenses()) == (
        "Couche features",
        "Texte  gras",
        ["Couche features, IGN, ODbL 1.0"],
        ["ODbL 1.0"],
    )
    assert one.keywords() == {"vigie": ["eau"], "gmd:topicCategory": ["Environment, water and nature"]}
    assert [link.url for link in one.links()] == ["https://page.example/", "https://odbl.example/?a=%27b"]
    assert one.geographicExtent().boundingBox().toString(0) == "5,44 : 7,45"
    (spatial,) = one.extent().spatialExtents()
    assert spatial.extentCrs.authid() == "EPSG:4326"
    assert one.authid() == "EPSG:2154"


def test_only_sources_that_know_layers_are_asked(qgis_app):
    federation = found_in([[layer("a")]], kind="datagouv")
    assert metadata_of(LayerMetadataSearch(lambda: federation)).metadata() == []
    assert federation._providers["s0"][1].asked == []
    federation = found_in([[layer("a")]], kind="csw")
    assert len(metadata_of(LayerMetadataSearch(lambda: federation), "couche").metadata()) == 1
    assert federation._providers["s0"][1].asked[0].text == "couche"


def test_an_extent_leaves_out_what_is_elsewhere(qgis_app):
    entries = [layer("here", box=(5.0, 44.0, 7.0, 45.0)), layer("there", box=(-5.0, 47.0, -3.0, 48.0)), layer("unknown")]
    provider = LayerMetadataSearch(lambda: found_in([entries]))
    assert [one.identifier() for one in metadata_of(provider, extent=QgsRectangle(6, 44, 6.5, 44.5)).metadata()] == ["here"]
    assert len(metadata_of(provider).metadata()) == 3


def test_the_search_gives_what_came_in_its_time(qgis_app, monkeypatch):
    monkeypatch.setattr(metadata_search, "SECONDS", 0.6)
    gate = threading.Event()
    provider = LayerMetadataSearch(lambda: found_in([[layer("a")], [layer("z", "s1")]], gate))
    start = time.monotonic()
    assert [one.identifier() for one in metadata_of(provider).metadata()] == ["a"]
    assert 0.5 < time.monotonic() - start < 1.2


def test_the_search_does_not_wait_for_a_thread_that_hears_nothing(qgis_app, monkeypatch):
    """One that waits for the main thread, for a certificate, while the main thread waits for the search."""
    monkeypatch.setattr(metadata_search, "SECONDS", 0.5)
    gate = threading.Event()

    def deaf():
        gate.wait(20)
        return found_in([[]])

    start = time.monotonic()
    assert metadata_of(LayerMetadataSearch(deaf)).metadata() == []
    assert time.monotonic() - start < 1
    gate.set()


@pytest.mark.parametrize("how", ["feedback", "close"])
def test_the_search_stops_when_it_is_told_to(qgis_app, how):
    gate, feedback = threading.Event(), QgsFeedback()
    provider = LayerMetadataSearch(lambda: found_in([[layer("a")], [layer("z", "s1")]], gate))
    threading.Timer(0.4, feedback.cancel if how == "feedback" else provider.close).start()
    start = time.monotonic()
    found = metadata_of(provider, feedback=feedback).metadata()
    assert time.monotonic() - start < 1.2
    assert len(found) == (0 if how == "feedback" else 1)


def test_what_fails_is_an_error_of_the_search(qgis_app):
    def wrong():
        raise VigieError("endpoints.json, line 3: no.")

    assert metadata_of(LayerMetadataSearch(wrong)).errors() == ["endpoints.json, line 3: no."]
    federation = found_in([[layer("a")]])
    federation.add(Endpoint("dead", "Dead", "wfs", "https://x/"), None)
    results = metadata_of(LayerMetadataSearch(lambda: federation))
    assert len(results.metadata()) == 1
    assert "Dead answers in a way" in results.errors()[0]


def test_the_model_of_the_browser_shows_the_results(qgis_app):
    """As the panel of layer metadata does: it asks in a thread of its own."""
    provider = LayerMetadataSearch(lambda: found_in([[layer("a"), layer("b", kind="wms")]]))
    registry = QgsApplication.layerMetadataProviderRegistry()
    registry.registerLayerMetadataProvider(provider)
    try:
        model = QgsLayerMetadataResultsModel(QgsMetadataSearchContext())
        model.reloadAsync()
        wait_for(lambda: model.rowCount(QModelIndex()) == 2)
        assert {model.index(row, 0).data() for row in range(2)} == {"a", "b"}
        model.cancel()
    finally:
        provider.close()
        registry.unregisterLayerMetadataProvider(provider)


@pytest.fixture(scope="module")
def mapserver(tmp_path_factory):
    with servers.qgis_server(tmp_path_factory.mktemp("server")) as address:
        yield address


@pytest.mark.parametrize(
    ("kind", "path"),
    [("wfs", "/"), ("wfs", "/?SERVICE=WFS"), ("oapif", "/wfs3"), ("oapif", "/wfs3/collections"), ("wms", "/"), ("wmts", "/")],
)
def test_a_result_really_opens(qgis_app, mapserver, tmp_path, kind, path):
    """Found on a QGIS Server, opened by QGIS from what the result says, and drawn or read."""
    observatory = Observatory(lambda progress, authcfg: session(), tmp_path)
    own = Endpoint("own", "Own", kind, f"{mapserver}{path}")
    observatory.choose_sources(Choices((own,), disabled=tuple(endpoint.id for endpoint in embedded_endpoints())))
    found = metadata_of(LayerMetadataSearch(lambda: observatory.federation)).metadata()
    results = {result.identifier(): result for result in found if result.identifier() in servers.LAYERS}
    assert set(results) == set(servers.LAYERS)
    for name, result in results.items():
        assert result.title() == servers.LAYERS[name][2]
        if kind in ("wfs", "oapif"):
            opened = QgsVectorLayer(result.uri(), result.title(), result.dataProviderName())
            assert opened.isValid(), result.uri()
            assert len(list(opened.getFeatures())) == len(servers.MAIRIES if name == "mairies" else servers.COMMUNES)
        else:
            opened = QgsRasterLayer(result.uri(), result.title(), result.dataProviderName())
            assert opened.isValid(), result.uri()
            assert opened.crs().authid() == result.authid() == "EPSG:3857"
            block = opened.dataProvider().block(1, opened.extent(), 64, 64)
            assert len({block.value(row, column) for row in range(64) for column in range(64)}) > 1  # not all of one colour


def test_credentials_stay_on_the_machine_of_their_source(qgis_app):
    endpoint = Endpoint("s0", "S", "csw", "https://h.example/csw", authcfg="abc1234")
    for address, sent in (
        ("https://h.example/ows", True),
        ("https://other.example/ows", False),
        ("https://h.example:8443/", False),
    ):
        entry = layer("a", resources=(Resource("wfs", address, layer="a"),))
        assert ("abc1234" in result_of(entry, direct_resource(entry), {"s0": endpoint}).uri()) is sent


# The plugin


class Window:
    """As much of QgisInterface as the plugin uses, counting filters of the locator."""

    def __init__(self, iface):
        self._iface, self.filters = iface, []

    def __getattr__(self, name):
        return getattr(self._iface, name)

    def registerLocatorFilter(self, found):
        self.filters.append(found)

    def deregisterLocatorFilter(self, found):
        self.filters.remove(found)


def test_the_doors_are_opened_and_closed_and_nothing_is_asked(qgis_app, qgis_iface):
    registry = QgsApplication.layerMetadataProviderRegistry()
    before = len(registry.layerMetadataProviders())
    window = Window(qgis_iface)
    for _ in range(3):
        plugin = vigie_territoriale.classFactory(window)
        plugin.initGui()
        assert len(window.filters) == 1
        assert registry.layerMetadataProviderFromId("vigie") is not None
        assert len(registry.layerMetadataProviders()) == before + 1
        assert "federation" not in plugin.observatory.__dict__
        plugin.unload()
        assert window.filters == []
        assert registry.layerMetadataProviderFromId("vigie") is None
        assert len(registry.layerMetadataProviders()) == before
    plugin.unload()


def test_the_plugin_may_go_in_the_middle_of_a_search(qgis_app, qgis_iface):
    plugin = vigie_territoriale.classFactory(Window(qgis_iface))
    plugin.initGui()
    gate = threading.Event()
    plugin.observatory.__dict__["federation"] = found_in([[layer("a")], [layer("z", "s1")]], gate)
    model = QgsLayerMetadataResultsModel(QgsMetadataSearchContext())
    model.reloadAsync()
    wait_for(lambda: plugin._metadata_search._running)
    plugin.unload()
    wait_for(lambda: not [thread for thread in threading.enumerate() if thread.name == "vigie-metadata"])
    model.cancel()
