# SPDX-License-Identifier: GPL-2.0-or-later
"""The library: feeds of a local server read, merged, kept through kills and failures, searched, given to the one search box."""

import json
import multiprocessing
import os
import signal
import time
from dataclasses import replace

import faults
import feeds
import file_server
import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st
from vigie_territoriale.plugin.catalog.federation import Federation
from vigie_territoriale.plugin.catalog.model import Query
from vigie_territoriale.plugin.catalog.provider import Endpoint
from vigie_territoriale.plugin.catalog.providers.publications import Publications
from vigie_territoriale.plugin.catalog.ranking import Ranking
from vigie_territoriale.plugin.messages import Cancelled, Silent, VigieError
from vigie_territoriale.plugin.network.cache import Cache
from vigie_territoriale.plugin.network.door import Door, Limits
from vigie_territoriale.plugin.observatory import Observatory
from vigie_territoriale.plugin.publications import library as library_module
from vigie_territoriale.plugin.publications.kept import Shelf, load_shelf, save_shelf
from vigie_territoriale.plugin.publications.library import Library
from vigie_territoriale.plugin.publications.merging import Merged, keys_of, page_key
from vigie_territoriale.plugin.publications.model import Publication, Wanted, secure


@pytest.fixture
def server():
    with file_server.running() as running:
        yield running


@pytest.fixture
def make(tmp_path, cog):
    def made(address, *names):
        def door(progress):
            return Door(requests.Session(), progress, limits=Limits(stall=2, total=5))

        return Library(tmp_path, lambda: cog, Cache(tmp_path / "downloads"), door, feeds.listed(tmp_path, address, *names))

    return made


def titles(found):
    return [hit.publication.title for hit in found.hits]


def test_feeds_are_read_merged_and_found_again_without_network(make, server, cog):
    twice = ("La santé à Gap", "https://a.example/1?utm_source=rss", "g1", "2026-02-01")
    server.files = {
        "/one": feeds.rss(twice, ("Le chômage", "https://a.example/2", "g2", "2026-03-01")).encode(),
        "/two": feeds.rss(("La santé à Gap", "http://www.a.example/1/#top", "", "2026-02-01")).encode(),
        "/three": feeds.rss(("La santé à Gap", "https://b.example/autre", "", "2026-02-01")).encode(),
    }
    made = make(server.address, "one", "two", "three")
    assert made.date == "" and made.find(Wanted()).total == 0
    done = made.refresh(Silent())
    assert [(state.announced, state.failed) for state in done.states] == [(2, False), (1, False), (1, False)]
    assert (done.new, done.kept) == (2, 2)
    again = make("http://127.0.0.1:9", "one", "two", "three")  # nobody answers there
    assert titles(again.find(Wanted())) == ["Le chômage", "La santé à Gap"]
    (gap,) = again.find(Wanted(territory=cog.territory("commune:05061"))).hits
    assert [unit.name for unit in gap.units] == ["Gap"] and set(gap.publication.feeds) == {"one", "two", "three"}
    assert again.date == time.strftime("%Y-%m-%d", time.gmtime())


def test_what_a_feed_no_longer_announces_is_kept_and_what_it_corrects_is_corrected(make, server):
    made = make(server.address, "one")
    server.files["/one"] = feeds.rss(("Un", "https://a.example/1", "g1", "2026-02-01"), ("Deux", "", "g2", "2026-02-02")).encode()
    made.refresh(Silent())
    server.files["/one"] = feeds.rss(
        ("Un, corrigé", "https://a.example/un", "g1", ""), ("Trois", "", "g3", "2026-02-03")
    ).encode()
    done = made.refresh(Silent())
    assert (done.new, done.kept) == (1, 3)
    assert titles(made.find(Wanted())) == ["Trois", "Deux", "Un, corrigé"]
    corrected = made.find(Wanted(text="corrigé")).hits[0].publication
    assert (corrected.page, corrected.published) == ("https://a.example/un", "2026-02-01")


def test_an_unchanged_feed_is_not_sent_again(make, server):
    made = make(server.address, "one")
    server.files["/one"] = feeds.rss(("Un", "https://a.example/1", "g1", "2026-02-01")).encode()
    made.refresh(Silent())
    server.asked.clear()
    done = made.refresh(Silent())
    assert (done.new, done.kept, done.states[0].announced) == (0, 1, 1)
    assert server.asked[-1].get("If-None-Match")


def test_a_feed_that_fails_spoils_nothing(make, server, tmp_path):
    server.files["/good"] = feeds.rss(("Un", "https://a.example/1")).encode()
    server.files["/bomb"] = feeds.BOMB.encode()
    server.files["/page"] = b"<!DOCTYPE html><html><body>Portail</body></html>"
    done = make(server.address, "gone", "bomb", "good", "page").refresh(Silent())
    assert [state.failed for state in done.states] == [True, True, False, True]
    assert all(state.message for state in done.states if state.failed) and done.kept == 1


@pytest.mark.parametrize(
    ("fault", "told"),
    [("redirect", "in place of data"), ("to-a-file", "127.0.0.1"), ("html", "in place of data"), ("entities", "in place of data"),
     ("cut", "127.0.0.1"), ("reset", "127.0.0.1")],
)  # fmt: skip
def test_hostile_servers(make, fault, told):
    with faults.fault_server() as (address, _):
        (state,) = make(address, fault).refresh(Silent()).states
    assert state.failed and told in state.message


def test_a_feed_that_is_too_large_is_refused(make, server, monkeypatch):
    monkeypatch.setattr(library_module, "MAXIMUM_BYTES", 10_000)
    server.files["/one"] = feeds.rss(*[("Titre" * 50,)] * 100).encode()
    (state,) = make(server.address, "one").refresh(Silent()).states
    assert state.failed


def test_an_earlier_download_stands_for_a_dead_source(make, server):
    made = make(server.address, "one")
    server.files["/one"] = feeds.rss(("Un", "https://a.example/1")).encode()
    made.refresh(Silent())
    server.status = 500
    (state,) = made.refresh(Silent()).states
    assert not state.failed and "downloaded on" in state.message


def test_a_cancel_is_heard_and_changes_nothing(make, server):
    server.files["/one"] = feeds.rss(("Un", "https://a.example/1")).encode()
    made = make(server.address, "one")
    made.refresh(Silent())
    before = made.path.read_bytes()
    server.dribble, server.files["/slow"] = 0.5, b"x" * 4_000  # the plain session hears nothing before the end of its answer
    start = time.monotonic()

    class Soon(Silent):
        def hear(self):
            if time.monotonic() > start + 0.5:
                raise Cancelled

    with pytest.raises(Cancelled):
        make(server.address, "one", "slow").refresh(Soon())
    assert time.monotonic() - start < 6 and made.path.read_bytes() == before


def test_unknown_feeds_filters_orders_and_dates_are_sentences(make):
    made = make("http://127.0.0.1:9", "one")
    with pytest.raises(VigieError, match="Unknown feed “two”: choose among one"):
        made.refresh(Silent(), ["two"])
    for wanted, told in (
        (Wanted(facets={"colour": ("x",)}), "Unknown filter"),
        (Wanted(sort="size"), "Unknown order"),
        (Wanted(since="hier"), "is no date"),
    ):
        with pytest.raises(VigieError, match=told):
            made.find(wanted)


def _write_for_ever(path):
    shelf = Shelf(tuple(Publication(f"Titre {number}", seen="2026-01-01") for number in range(2_000)), {"one": "2026-01-01"}, "1")
    while True:
        save_shelf(shelf, path)


def test_a_kill_leaves_a_whole_file(tmp_path):
    path = tmp_path / "publications.json"
    for delay in (0.15, 0.2, 0.27):
        writer = multiprocessing.get_context("fork").Process(target=_write_for_ever, args=(path,))
        writer.start()
        time.sleep(delay)
        os.kill(writer.pid, signal.SIGKILL)
        writer.join()
        assert len(load_shelf(path).publications) in (0, 2_000)


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"version": 9}', '{"version": 1, "read": {}, "rules": "", "publications": [{"title": 3}]}']
)
def test_a_file_that_is_not_ours_is_a_sentence(tmp_path, content):
    path = tmp_path / "publications.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(VigieError, match="is not a library of this version: remove it"):
        load_shelf(path)


texts = st.text(max_size=20)
publications = st.builds(
    Publication, title=st.text(min_size=1, max_size=20), page=texts, summary=texts, author=texts, published=st.dates().map(str),
    seen=st.dates().map(str), levels=st.lists(texts, max_size=2).map(tuple), ids=st.lists(texts, max_size=2).map(tuple),
)  # fmt: skip


@given(rows=st.lists(publications, max_size=5).map(tuple))
def test_what_is_kept_comes_back(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("kept") / "p.json"
    save_shelf(Shelf(rows, {"a": "2026-01-01T00:00:00+00:00"}, "1/2026"), path)
    assert load_shelf(path) == Shelf(rows, {"a": "2026-01-01T00:00:00+00:00"}, "1/2026")


# Each publication once

few = st.builds(
    lambda title, page, day, feed, name: Publication(
        title, page and f"https://a.example/{page}", publisher="Insee", published=day, seen="2026-01-01", feeds=(feed,),
        ids=(f"{feed}|{name}",) if name else (),
    ),
    st.sampled_from("AB"), st.sampled_from(["", "1", "2"]), st.sampled_from(["", "2026-01-01", "2026-01-02"]), st.sampled_from("xy"),
    st.sampled_from(["", "g", "h"]),
)  # fmt: skip


@given(st.lists(few, max_size=12))
def test_merging_again_changes_nothing(found):
    once = Merged(found).publications
    assert len(Merged([*once, *found]).publications) <= len(once)
    known = [key for one in once for key in keys_of(one)]
    assert len(known) == len(set(known))
    assert {name for one in once for name in one.ids} >= {name for one in found for name in one.ids}
    assert {page_key(one.page) for one in once} <= {page_key(one.page) for one in found}
    kept = Merged(once)
    for one in found:
        kept.add(one)
    assert len(Merged(kept.publications).publications) == len(kept.publications)


@given(st.lists(few, max_size=8))
def test_those_that_share_a_name_or_a_page_are_one_whatever_their_order(found):
    """Against groups made by joining whatever shares a key, until nothing does."""
    found = [one for one in found if one.ids or one.page]
    found = [replace(one, title=f"{one.title}{place}") for place, one in enumerate(found)]  # no namesakes: pages and ids alone
    groups = [{place} for place in range(len(found))]
    for first in range(len(found)):
        for second in range(first):
            if keys_of(found[first]) & keys_of(found[second]):
                one, other = (next(group for group in groups if place in group) for place in (first, second))
                if one is not other:
                    one |= other
                    groups.remove(other)
    assert len(Merged(found).publications) == len(Merged(reversed(found)).publications) == len(groups)


def test_a_feed_that_announces_a_title_twice_means_two_things():
    pair = [
        Publication("Communiqué", f"https://a.example/{n}", publisher="X", published="2026-01-01", feeds=("x",)) for n in (1, 2)
    ]
    assert len(Merged(pair).publications) == 2
    other = Publication("COMMUNIQUE", "https://b.example/", publisher="x", published="2026-01-01", feeds=("y",))
    assert len(Merged([pair[0], other]).publications) == 1


@pytest.mark.parametrize(
    ("page", "key"),
    [
        ("https://www.A.example/x/?utm_source=rss&b=2&a=1#top", "a.example/x?a=1&b=2"),
        ("http://a.example:8080/x", "a.example:8080/x?"),
        ("https://[broken", ""),
        ("", ""),
    ],
)
def test_page_keys(page, key):
    assert page_key(page) == key


# The search


@pytest.fixture
def filled(make, tmp_path, cog):
    rows = [
        Publication("Les services de santé des communes", "http://a.example/1", "À Gap", "Drees", "Jeanne", "2026-03-01",
                    seen="2026-03-02", theme="health", kind="study", levels=("commune",), mentions=(), feeds=("one",)),
        Publication("L’emploi en région", "https://a.example/2", "Provence-Alpes-Côte d’Azur", "Insee", "", "2025-12-31",
                    seen="2026-01-02", theme="economy", kind="statistics", levels=("region",), feeds=("one",)),
        Publication("Sans date", "https://a.example/3", "", "Insee", "", seen="2026-01-02", theme="health", kind="news",
                    feeds=("one",)),
    ]  # fmt: skip
    made = make("http://127.0.0.1:9", "one")
    save_shelf(Shelf(tuple(rows), {"one": "2026-03-02T00:00:00+00:00"}, "of other rules"), made.path)
    return made


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({}, ["Les services de santé des communes", "L’emploi en région", "Sans date"]),
        ({"text": "service sante"}, ["Les services de santé des communes"]),
        ({"text": "régions"}, ["L’emploi en région"]),
        ({"text": "absent"}, []),
        ({"facets": {"theme": ("health",)}}, ["Les services de santé des communes", "Sans date"]),
        ({"facets": {"theme": ("health",), "publisher": ("insee",)}}, ["Sans date"]),
        ({"facets": {"level": ("commune", "region")}}, ["Les services de santé des communes", "L’emploi en région"]),
        ({"facets": {"author": ("jeanne",), "kind": ("study",)}}, ["Les services de santé des communes"]),
        ({"since": "2026"}, ["Les services de santé des communes"]),
        ({"until": "2025"}, ["L’emploi en région"]),
        ({"since": "2025-12-31", "until": "2026-03"}, ["Les services de santé des communes", "L’emploi en région"]),
        ({"sort": "title"}, ["L’emploi en région", "Les services de santé des communes", "Sans date"]),
        ({"limit": 1}, ["Les services de santé des communes"]),
    ],
)
def test_words_and_crossed_filters(filled, wanted, expected):
    assert titles(filled.find(Wanted(**wanted))) == expected


@pytest.mark.parametrize(
    ("territory", "expected"),
    [
        ("commune:05061", ["Les services de santé des communes", "L’emploi en région"]),
        ("commune:05046", ["L’emploi en région"]),
        ("epci:200067825", ["Les services de santé des communes", "L’emploi en région"]),
        ("region:11", []),
    ],
)
def test_what_names_a_territory(filled, cog, territory, expected):
    assert titles(filled.find(Wanted(territory=cog.territory(territory)))) == expected


def test_facets_count_what_the_others_keep(filled):
    found = filled.find(Wanted(facets={"theme": ("health",)}))
    assert found.total == 2
    assert found.facets["theme"] == {"health": 2, "economy": 1}
    assert found.facets["publisher"] == {"Drees": 1, "Insee": 1}
    assert found.facets["level"] == {"commune": 1, "unknown": 1}


def test_the_one_search_box_finds_them(filled, cog):
    endpoint = Endpoint("publications", "Library", "publications", "embedded")
    federation = Federation(
        {"publications": (endpoint, Publications(endpoint, filled.entries))}, lambda *given: None, Ranking(cog)
    )
    search = federation.ask(Query("santé communes", territory=cog.territory("commune:05061")))
    (entry,) = search.next(Silent()).entries
    assert (entry.kind, entry.loadable, entry.page) == ("publication", False, "https://a.example/1")
    assert (entry.coverage, entry.producer, entry.published) == (("commune:05061",), "Drees", "2026-03-01")


def test_the_observatory_has_the_library_among_its_sources(tmp_path, cog):
    observatory = Observatory(lambda progress, endpoint: requests.Session(), tmp_path)
    observatory.__dict__.update(cog=cog)
    save_shelf(Shelf((Publication("Une étude rare", "https://a.example/1", seen="2026-01-01"),)), tmp_path / "publications.json")
    found = observatory.search(Query("étude rare"), ["publications"]).next(Silent())
    assert [entry.title for entry in found.entries] == ["Une étude rare"]
    assert json.loads((tmp_path / "publications.json").read_text(encoding="utf-8"))["version"] == 1


def test_pages_are_opened_over_https_only():
    assert secure("http://a.example/x") == secure("https://a.example/x") == "https://a.example/x"
