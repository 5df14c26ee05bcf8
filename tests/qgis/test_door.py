# SPDX-License-Identifier: GPL-2.0-or-later
"""The door over QGIS's network, in front of a server on which everything goes wrong, and behind a proxy with a password."""

import threading
import time

import faults
import pytest
from qgis.core import QgsFeedback, QgsNetworkAccessManager, QgsSettings
from vigie_territoriale.plugin.feedback import FeedbackProgress
from vigie_territoriale.plugin.messages import Cancelled, Silent
from vigie_territoriale.plugin.network import errors
from vigie_territoriale.plugin.network.door import Door, Limits, Pace
from vigie_territoriale.plugin.network.session import session

from .conftest import wait_for

QUICK = Limits(stall=2, total=3, maximum=2_000_000)


@pytest.fixture(scope="module")
def server():
    with faults.fault_server() as (address, running):
        yield address, running


@pytest.fixture
def door(qgis_app):
    return Door(session(), Silent())


def in_a_thread(work):
    """What `work` gives in another thread, as all requests of the desktop are made."""
    kept = []

    def run():
        try:
            kept.append(work())
        except Exception as error:
            kept.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    wait_for(lambda: not thread.is_alive())  # the main thread stays awake, as that of the desktop
    if isinstance(kept[0], Exception):
        raise kept[0]
    return kept[0]


@pytest.fixture(params=["main thread", "other thread"])
def run(request):
    return in_a_thread if request.param == "other thread" else lambda work: work()


FAULTS = [
    ("404", errors.NotFound, 2),
    ("403", errors.Refused, 2),
    ("400", errors.Refused, 2),
    ("429-long", errors.Busy, 2),
    ("500", errors.OutOfOrder, 4),
    ("503", errors.Busy, 4),
    ("cut", errors.Unreachable, 5),
    ("drip", errors.TooSlow, 5),
    ("silence", errors.TooSlow, 5),
    ("bomb", errors.TooLarge, 3),
    ("large", errors.TooLarge, 3),
    ("reset", errors.Unreachable, 5),
    ("redirect", errors.NotAsAnnounced, 5),
    ("to-a-file", errors.NotAsAnnounced, 2),
    ("429-absurd", errors.Busy, 4),
    ("empty-gzip", errors.NotFound, 2),
]


@pytest.mark.parametrize(("path", "kind", "seconds"), FAULTS, ids=[row[0] for row in FAULTS])
def test_each_fault_is_the_right_error_in_time(server, door, run, path, kind, seconds):
    start = time.monotonic()
    with pytest.raises(kind) as caught:
        run(lambda: door.get(f"{server[0]}/{path}", limits=QUICK))
    assert time.monotonic() - start < seconds
    assert "127.0.0.1" in caught.value.sentence
    assert caught.value.detail


def test_a_page_is_no_document(server, door):
    answer = door.get(f"{server[0]}/html")
    for read in (answer.json, answer.xml):
        with pytest.raises(errors.NotAsAnnounced):
            read()


def test_entities_are_refused(server, door):
    with pytest.raises(errors.NotAsAnnounced):
        door.get(f"{server[0]}/entities").xml()


def test_what_is_announced_counts_less_than_what_is_sent(server, door):
    assert door.get(f"{server[0]}/wrong-type").json() == {"ok": True}


def test_a_body_of_several_members_is_read_whole(server, door):
    assert door.get(f"{server[0]}/members").json() == {"ok": True}


def test_credentials_are_shown_to_their_own_machine_only(qgis_app):
    made = session(None, "abc1234", "https://sig.example:8443/ows?MAP=x")
    for address, shown in (
        ("https://sig.example:8443/other", "abc1234"),
        ("https://SIG.example:8443/", "abc1234"),
        ("https://sig.example/", ""),
        ("http://sig.example:8443/", ""),
        ("https://sig.example:8443@evil.example/", ""),
        ("https://sig.example:84430/", ""),
        ("https://evil.example/https://sig.example:8443/", ""),
    ):
        assert made.get_adapter(address)._authcfg == shown, address


@pytest.mark.parametrize("path", ["429-once", "500-once"])
def test_what_passes_is_asked_again(server, door, path):
    start = time.monotonic()
    assert door.get(f"{server[0]}/{path}?{time.time()}").json() == {"ok": True}
    assert time.monotonic() - start >= (1 if path == "429-once" else 0.4)


def test_relative_redirects_are_followed(server, door):
    assert door.get(f"{server[0]}/moved").json()["ok"]
    assert server[1].seen[-1][1] == "/elsewhere"


def test_post_sends_json(server, door):
    assert door.post(f"{server[0]}/post", json={"q": "é"}).json()["ok"]
    method, path, headers, _ = server[1].seen[-1]
    assert (method, path) == ("POST", "/post")
    assert headers["Content-Type"] == "application/json"


def test_no_machine_and_no_address(door):
    with pytest.raises(errors.Unreachable, match=r"127\.0\.0\.1"):
        door.get("http://127.0.0.1:9/", limits=QUICK)
    for address in ("", "nothing", "ftp://127.0.0.1/", "http://", "http://[::1"):
        with pytest.raises(errors.Unreachable):
            door.get(address, limits=QUICK)


@pytest.mark.parametrize("path", ["silence", "drip", "429-once"])
def test_cancel_is_heard_at_once(server, qgis_app, run, path):
    feedback = QgsFeedback()
    threading.Timer(0.5, feedback.cancel).start()
    start = time.monotonic()
    with pytest.raises(Cancelled):
        run(lambda: Door(session(feedback), FeedbackProgress(feedback)).get(f"{server[0]}/{path}?{time.time()}-cancel"))
        if path == "429-once":
            raise AssertionError("not cancelled")
    assert time.monotonic() - start < 2.5


def test_pace(server, qgis_app):
    pace = Pace({"127.0.0.1": 10})
    door = Door(session(), Silent(), pace)
    start = len(server[1].seen)
    threads = [threading.Thread(target=lambda: Door(session(), Silent(), pace).get(f"{server[0]}/ok")) for _ in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(3):
        door.get(f"{server[0]}/ok")
    for thread in threads:
        thread.join()
    moments = sorted(moment for *_, moment in server[1].seen[start:])
    assert len(moments) == 6
    assert moments[-1] - moments[0] > 0.4


def test_a_certificate_that_nobody_signed(door, tmp_path, run):
    with faults.fault_server(faults.self_signed(tmp_path)) as (address, _), pytest.raises(errors.Untrusted, match="certificate"):
        run(lambda: door.get(f"{address}/ok", limits=QUICK))


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


def test_all_goes_through_the_proxy(server, through_proxy, run):
    with faults.proxy() as (port, log):
        through_proxy(port)
        assert run(lambda: Door(session(), Silent()).get(f"{server[0]}/proxied", limits=QUICK)).json()["ok"]
        assert run(lambda: Door(session(), Silent()).post(f"{server[0]}/proxied", json={}, limits=QUICK)).json()["ok"]
    passed = [(method, target) for method, target, allowed in log if allowed]
    assert passed == [("GET", f"{server[0]}/proxied"), ("POST", f"{server[0]}/proxied")]


def test_a_wrong_password_and_a_dead_proxy_are_one_sentence(server, through_proxy, run):
    with faults.proxy() as (port, _):
        through_proxy(port, password="faux")
        with pytest.raises(errors.ProxyFault, match="proxy"):
            run(lambda: Door(session(), Silent()).get(f"{server[0]}/x", limits=QUICK))
    through_proxy(port)
    for address in (server[0], "https://www.data.gouv.fr"):
        with pytest.raises(errors.ProxyFault, match="proxy"):
            run(lambda address=address: Door(session(), Silent()).get(f"{address}/x", limits=QUICK))
