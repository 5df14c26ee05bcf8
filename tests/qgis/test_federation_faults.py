# SPDX-License-Identifier: GPL-2.0-or-later
"""A federated search over QGIS's network, among sources on which everything goes wrong; and behind a proxy with a password."""

import gzip
import json
import threading
import time
import uuid
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import catalogue_servers
import faults
import pytest
import replay
from qgis.core import QgsFeedback, QgsNetworkAccessManager, QgsSettings
from vigie_territoriale.plugin.catalog.endpoints import KINDS, OURS, Choices, embedded_endpoints, written_endpoint
from vigie_territoriale.plugin.catalog.federation import DONE, FAILED, WAITING, Federation
from vigie_territoriale.plugin.catalog.model import Query
from vigie_territoriale.plugin.catalog.provider import Endpoint
from vigie_territoriale.plugin.catalog.ranking import Ranking
from vigie_territoriale.plugin.catalog.sources import providers_of
from vigie_territoriale.plugin.feedback import FeedbackProgress
from vigie_territoriale.plugin.messages import Cancelled
from vigie_territoriale.plugin.network.door import Door, Limits, Pace
from vigie_territoriale.plugin.network.session import session
from vigie_territoriale.plugin.observatory import Observatory

from .conftest import wait_for

API = Path(__file__).resolve().parents[1] / "data" / "api"
XML = {"Content-Type": "text/xml"}
TIMEOUT = 2.0
MAXIMUM = 2_000_000


def recorded(name):
    return gzip.decompress((API / "ogc" / name).read_bytes())


@dataclass(frozen=True)
class Heard:
    """What `told` was given, and when."""

    seconds: float
    findings: object

    @property
    def states(self):
        return {state.id: state.state for state in self.findings.sources}


def in_the_background(search, feedback=None, only=None):
    """All that was heard of one page, and its end: as the dock does it, in another thread than the one that stays awake."""
    feedback = feedback or QgsFeedback()
    heard, end, start = [], [], time.monotonic()

    def run():
        try:
            search.next(FeedbackProgress(feedback), lambda found: heard.append(Heard(time.monotonic() - start, found)), only)
            end.append(None)
        except BaseException as error:
            end.append(error)
        end.append(time.monotonic() - start)

    thread = threading.Thread(target=run)
    thread.start()
    wait_for(lambda: not thread.is_alive(), 60)
    if isinstance(end[0], Exception) and not isinstance(end[0], Cancelled):
        raise end[0]
    return heard, end[0], end[1]


# Faults


@pytest.fixture(scope="module")
def wrong():
    with faults.fault_server() as (address, running):
        yield address, running


@pytest.fixture(scope="module")
def secure(tmp_path_factory):
    with faults.fault_server(faults.self_signed(tmp_path_factory.mktemp("certificate"))) as (address, _):
        yield address


@pytest.fixture
def good():
    """A WFS that answers at once."""
    with replay.Replay() as server:
        server.route("GET", "/ows", (200, XML, recorded("capabilities-geo2france-2-0-0.xml.gz")))
        yield f"wfs:{server.address}/ows"


PAGE = "sent a web page, or something else, in place of data"
FAULTS = {
    # path: (state, words of its sentence, seconds at most)
    "404": (FAILED, "no longer has this at that address", 2),
    "403": (FAILED, "asks for a right of access", 2),
    "400": (FAILED, "refuses this request", 2),
    "429-long": (FAILED, "receives too many requests: try again in 120 s", 2),
    "500": (FAILED, "is out of order (answer 500)", 4),
    "503": (FAILED, "receives too many requests, or is being maintained", 4),
    "cut": (FAILED, "cannot be reached", 5),
    "drip": (FAILED, "is too slow", 8),
    "silence": (FAILED, "is too slow", 4),
    "html": (FAILED, PAGE, 2),
    "bomb": (FAILED, "sends more than 2 MB", 4),
    "large": (FAILED, "sends more than 2 MB", 4),
    "entities": (FAILED, PAGE, 2),
    "redirect": (FAILED, PAGE, 4),
    "reset": (FAILED, "cannot be reached", 5),
    "wrong-type": (FAILED, PAGE, 2),  # JSON where capabilities were expected, announced as an image
}


def on_another_name(address):
    """The same machine under another name: what it asks to wait for holds for all that has its name."""
    return address.replace("127.0.0.1", "localhost")


def federation_of(written, cog, tmp_path):
    """A federation of sources written as kind:address, with short times."""
    endpoints = [replace(written_endpoint(name), timeout=TIMEOUT, rate=100) for name in written]
    pace = Pace({})

    def open_door(endpoint, progress):
        limits = Limits(stall=endpoint.timeout, total=3 * endpoint.timeout, maximum=MAXIMUM)
        return Door(session(progress.feedback, endpoint.authcfg), progress, pace, limits)

    return Federation(providers_of(endpoints, None), open_door, Ranking(cog))


@pytest.fixture
def ask(qgis_app, observatory, tmp_path):
    def ask(*written):
        return federation_of(written, observatory.cog, tmp_path).ask(Query())

    return ask


def test_every_fault_is_its_own_and_the_good_source_stays(wrong, secure, good, ask):
    """All of them at once: the page of a dead source costs the others nothing."""
    address = wrong[0]
    busy = f"wfs:{on_another_name(address)}/429-long"
    unsigned, nowhere, absent = f"wfs:{secure}/ok", "wfs:http://127.0.0.1:9/", "wfs:http://nowhere.invalid/"
    written = {path: f"wfs:{address}/{path}" for path in FAULTS if path != "429-long"}
    written["429-long"] = busy
    search = ask(*written.values(), unsigned, nowhere, absent, good)
    heard, error, seconds = in_the_background(search)
    assert error is None
    states = {state.id: state for state in search.findings.sources}
    for path, (state, words, most) in FAULTS.items():
        found = states[written[path]]
        print(f"{path}: {found.seconds:.2f} s: {found.message}")
        assert found.state == state, path
        assert words in found.message, path
        assert "127.0.0.1" in found.message or "localhost" in found.message
        assert found.seconds < most, path
        assert "Traceback" not in found.message
        assert found.detail
    for name, words in (
        (unsigned, "certificate of 127.0.0.1 is not trusted"),
        (nowhere, "cannot be reached"),
        (absent, "nowhere.invalid cannot be reached"),
    ):
        assert (states[name].state, words in states[name].message) == (FAILED, True), states[name]
    assert states[good].state == DONE
    assert states[good].found == len(search.findings.entries) > 5
    slowest = max(state.seconds for state in states.values())
    assert seconds < slowest + 2
    assert seconds < 9
    early = next(one for one in heard if one.states[good] == DONE)
    assert early.seconds < 1.5
    assert WAITING in early.states.values()
    for one in heard[heard.index(early) :]:
        assert [entry.id for entry in one.findings.entries] == [entry.id for entry in search.findings.entries]
    assert states[written["silence"]].seconds > 1.5  # it had its time
    print(
        f"{len(states)} sources: {seconds:.2f} s in all, {early.seconds:.2f} s for the good one, {slowest:.2f} s for the slowest"
    )


def test_a_source_that_wants_a_second_gets_it(wrong, good, ask):
    """429 with a short Retry-After: asked again after that second, while the other answers."""
    mark = uuid.uuid4().hex
    slow = f"oapif:{on_another_name(wrong[0])}/429-once?{mark}"
    heard, _, seconds = in_the_background(ask(slow, good))
    first, last = heard[0], heard[-1]
    assert (first.states, first.seconds < 1) == ({slow: WAITING, good: DONE}, True)
    assert 1 <= seconds < 3
    state = next(state for state in last.findings.sources if state.id == slow)
    assert "links to no collections" in state.message  # what it answered then was read
    assert len([path for _, path, *_ in wrong[1].seen if mark in path]) == 2


@pytest.mark.parametrize("kind", sorted(set(KINDS) - set(OURS)))
@pytest.mark.parametrize("path", ["404", "html", "wrong-type", "entities", "cut"])
def test_every_protocol_takes_a_fault_for_what_it_is(wrong, ask, kind, path):
    """Whatever is asked of it, a page, a broken document or another one is no catalogue, and no crash."""
    search = ask(f"{kind}:{wrong[0]}/{path}")
    search.query = replace(search.query, text="communes")
    in_the_background(search)
    (state,) = search.findings.sources
    assert state.state == FAILED, state
    assert "not understood" not in state.message  # the sentence for what nobody foresaw
    assert state.message
    assert not search.findings.entries


def test_a_source_is_asked_again_alone(wrong, good, ask):
    """What answered is left in peace."""
    gone = f"wfs:{wrong[0]}/404?{uuid.uuid4().hex}"
    search = ask(gone, good)
    in_the_background(search)
    found = search.findings.entries
    before = len(wrong[1].seen)
    heard, _, _ = in_the_background(search, only=gone)
    assert [one.states for one in heard] == [{gone: FAILED, good: DONE}]
    assert [path.startswith("/404") for _, path, *_ in wrong[1].seen[before:]] == [True]
    assert search.findings.entries == found


@pytest.mark.parametrize("paths", [("silence",), ("drip", "silence", "503", "429-long")], ids=["one", "several"])
def test_a_cancel_comes_back_at_once(wrong, good, ask, paths):
    search = ask(good, *(f"wfs:{on_another_name(wrong[0])}/{path}" for path in paths))
    feedback, cancelled = QgsFeedback(), []

    def cancel():
        cancelled.append(time.monotonic())
        feedback.cancel()

    threading.Timer(1.0, cancel).start()
    heard, error, _ = in_the_background(search, feedback)
    after = time.monotonic() - cancelled[0]
    assert isinstance(error, Cancelled)
    assert after < 2
    print(f"cancelled: {after:.2f} s")
    assert heard[-1].states[good] == DONE
    assert search.findings.entries  # what had come stays
    wait_for(lambda: not [thread for thread in threading.enumerate() if thread.name.startswith("vigie-search")], 2)


# Behind a proxy


COLLECTIONS = {
    "collections": [
        {"id": "communes", "title": "Communes", "links": [{"rel": "items", "href": "/things", "type": "application/geo+json"}]}
    ]
}
RECORDS = {
    "collections": [
        {
            "id": "catalogue",
            "itemType": "record",
            "links": [{"rel": "items", "href": "/records/items", "type": "application/geo+json"}],
        }
    ]
}
ITEMS = {
    "numberMatched": 1,
    "features": [{"id": "haies", "type": "Feature", "properties": {"title": "Haies des communes"}, "links": []}],
    "links": [],
}
DIRECTORY = {"folders": ["Eau"], "services": [{"name": "Communes", "type": "FeatureServer"}]}
SERVICE = {"documentInfo": {"Title": "Communes"}, "layers": [{"id": 0, "name": "Communes"}]}


FINDERS = {"datagouv", "dataservices", "geoplateforme", "europa", "csw", "records", "wfs", "oapif", "esri"}
"""Those that have something that answers the words of these tests."""


def document(name):
    return json.loads((API / name).read_text(encoding="utf-8"))


def listed(rows):
    return {"data": rows, "page": 1, "page_size": 20, "total": len(rows), "next_page": None, "previous_page": None, "facets": {}}


@pytest.fixture
def everything():
    """A server that is a source of every kind; and the sources."""
    with replay.Replay() as server:
        dataset = document("datagouv/datasets.json")[0]["dataset"]
        link = {"rel": "subsection", "href": "https://x", "type": "GET", "total": 1}
        server.route("GET", "/api/2/datasets/search/", listed([{**dataset, "resources": link, "community_resources": link}]))
        server.route("GET", "/api/2/dataservices/search/", listed(document("datagouv/dataservices.json")[:1]))
        server.route("GET", "/index/suggest", document("geoplateforme/suggest.json"))
        server.route("POST", "/europa/search", document("europa/search.json"))
        csw = catalogue_servers.recorded("udata-geonetwork-iso19139-page-1.xml")
        server.route("POST", "/csw", (200, XML, csw))
        server.route("GET", "/records/?", RECORDS)
        server.route("GET", "/records/items", ITEMS)
        for service, name in (
            ("WMS", "capabilities-brgm-1-3-0.xml.gz"),
            ("WMTS", "geoplateforme-wmts-getcapabilities.xml.gz"),
            ("WFS", "capabilities-geo2france-2-0-0.xml.gz"),
        ):
            server.route("GET", f"/{service.lower()}", (200, XML, recorded(name)), {"SERVICE": service})
        server.route("GET", "/features/?", COLLECTIONS)
        server.route("GET", "/rest/services", DIRECTORY)
        server.route("GET", "/rest/services/Eau", {"folders": [], "services": []})
        server.route("GET", "/rest/services/Communes/FeatureServer", SERVICE)
        paths = {
            "datagouv": "/api/2", "dataservices": "/api/2", "geoplateforme": "/index", "europa": "/europa", "csw": "/csw",
            "records": "/records", "wms": "/wms", "wmts": "/wmts", "wfs": "/wfs", "oapif": "/features", "esri": "/rest/services",
        }  # fmt: skip
        assert set(paths) == set(KINDS) - set(OURS)
        yield server, [Endpoint(kind, kind, kind, server.address + path, rate=50) for kind, path in paths.items()]


@pytest.fixture
def through_proxy(qgis_app):
    """Sets QGIS to a proxy, as its options do; set back at the end."""
    settings = QgsSettings()
    names = ("proxyEnabled", "proxyHost", "proxyPort", "proxyType", "proxyUser", "proxyPassword", "noProxyUrls")
    before = {name: settings.value(f"proxy/{name}") for name in names}

    def use(port, user="agent", password="mot de passe"):
        for name, value in zip(names, (True, "127.0.0.1", str(port), "HttpProxy", user, password, [])):
            settings.setValue(f"proxy/{name}", value)
        QgsNetworkAccessManager.instance().setupDefaultProxyAndCache()

    yield use
    for name, value in before.items():
        settings.remove(f"proxy/{name}") if value is None else settings.setValue(f"proxy/{name}", value)
    QgsNetworkAccessManager.instance().setupDefaultProxyAndCache()


@pytest.fixture
def observed(qgis_app, tmp_path, everything):
    """The service itself, as the plugin makes it, whose only sources are those of that server."""
    observatory = Observatory(lambda progress, authcfg: session(getattr(progress, "feedback", None), authcfg), tmp_path / "été")
    observatory.choose_sources(
        Choices(tuple(everything[1]), disabled=tuple(known.id for known in embedded_endpoints() if known.id not in KINDS))
    )
    return observatory


def asked_of(server):
    """(method, path, names of parameters) of what a server saw, in no order."""
    return sorted((one.method, one.path, tuple(sorted(one.params))) for one in server.requests)


def passed(log, address):
    """The same of what a proxy let through; and all that it was asked for is on that server."""
    from urllib.parse import parse_qs, unquote

    allowed = [(method, urlsplit(target)) for method, target, right in log if right]
    assert {f"{target.scheme}://{target.netloc}" for _, target in allowed} == {address}
    return sorted(
        (method, unquote(target.path), tuple(sorted(parse_qs(target.query, keep_blank_values=True))))
        for method, target in allowed
    )


def test_without_a_proxy_every_kind_of_source_answers(everything, observed):
    """The ground for what follows: eleven kinds, each with a result."""
    search = observed.search(Query("communes"))
    in_the_background(search)
    states = {state.id: state for state in search.findings.sources if state.id not in OURS}
    assert {name: (state.state, state.message) for name, state in states.items()} == dict.fromkeys(states, (DONE, ""))
    assert len(states) == len(KINDS) - len(OURS)
    assert {name for name, state in states.items() if state.found} >= FINDERS
    assert {
        endpoint.kind
        for endpoint in everything[1]
        if any(path.startswith(urlsplit(endpoint.address).path) for _, path, _ in asked_of(everything[0]))
    } == set(states)


def test_all_traffic_of_a_search_goes_through_the_proxy(everything, observed, through_proxy):
    server, endpoints = everything
    with faults.proxy() as (port, log):
        through_proxy(port)
        search = observed.search(Query("communes"))
        in_the_background(search)
        entry = next(entry for entry in search.findings.entries if entry.source == "wfs")
        assert entry.origins
    states = {state.id: state for state in search.findings.sources if state.id not in OURS}
    assert {name: (state.state, state.message) for name, state in states.items()} == dict.fromkeys(states, (DONE, ""))
    assert {name for name, state in states.items() if state.found} >= FINDERS
    assert passed(log, server.address) == asked_of(server)
    assert len(server.requests) >= len(endpoints)
    # The proxy closes each connection: a request that did not come from it would keep its own.
    assert {one.headers.get("connection", "").lower() for one in server.requests} == {"close"}
    assert not any("proxy-authorization" in one.headers for one in server.requests)  # the password stops at the proxy
    print(f"{len(server.requests)} requests of {len(endpoints)} kinds of sources, all in the proxy's log")


@pytest.mark.parametrize("how", ["down", "wrong password"])
def test_a_proxy_that_fails_is_one_sentence_for_all(everything, observed, through_proxy, how):
    server, _ = everything
    with faults.proxy() as (port, _):
        if how == "wrong password":
            through_proxy(port, password="faux")
            search = observed.search(Query("communes"))
            _, _, seconds = in_the_background(search)
    if how == "down":
        through_proxy(port)
        search = observed.search(Query("communes"))
        _, _, seconds = in_the_background(search)
    states = [state for state in search.findings.sources if state.id not in OURS]
    assert {state.state for state in states} == {FAILED}
    sentences = {state.message for state in states}
    assert len(sentences) == 1, sentences
    assert "proxy does not let this through" in sentences.pop()
    assert server.requests == []
    assert seconds < 10
