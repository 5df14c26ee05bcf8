# SPDX-License-Identifier: GPL-2.0-or-later
"""One question to all sources, on providers made here: merged, ordered, counted, paged; a dead source spoils nothing."""

import datetime
import threading
import time
from dataclasses import replace

import pytest
from vigie_territoriale.plugin.catalog.federation import DONE, FAILED, PARALLEL, WAITING, Federation
from vigie_territoriale.plugin.catalog.model import Entry, Origin, Page, Query, Resource
from vigie_territoriale.plugin.catalog.provider import Endpoint
from vigie_territoriale.plugin.catalog.ranking import Ranking
from vigie_territoriale.plugin.messages import Cancelled, Silent, VigieError
from vigie_territoriale.plugin.observatory import Observatory

CSV = (Resource("csv", "https://a/x.csv"),)


def entry(name, **fields):
    return Entry(**{"id": name, "title": name, "resources": CSV, **fields})


class Provider:
    """Gives its entries by pages; `before` is run at each question, with the query and the door."""

    def __init__(self, *entries, before=lambda query, door: None, total=True):
        self.entries, self.before, self.total, self.asked = entries, before, total, []

    def search(self, query, door):
        self.asked.append(query)
        self.before(query, door)
        start = (query.page - 1) * query.size
        found = self.entries[start : start + query.size]
        entries = tuple(replace(one, source=door.endpoint.id) for one in found)
        return Page(entries, len(self.entries) if self.total else None, start + query.size < len(self.entries))

    def details(self, entry, door):
        return replace(entry, complete=True, description=f"details of {door.endpoint.id}", origins=())

    def preview(self, entry, door):
        return None


class FakeDoor:
    def __init__(self, endpoint, progress):
        self.endpoint, self.progress = endpoint, progress


def federation(cog, **providers):
    pairs = {
        name: (Endpoint(name, name.title(), "wfs", "https://x", enabled=not name.startswith("off")), made)
        for name, made in providers.items()
    }
    return Federation(pairs, FakeDoor, Ranking(cog, datetime.date(2026, 10, 15)))


def raising(error):
    def before(query, door):
        raise error

    return before


def hang(query, door):
    """Answers nothing until it is stopped."""
    while True:
        door.progress.hear()
        time.sleep(0.01)


class Stop(Silent):
    """A progress that is cancelled when told to."""

    def __init__(self):
        self.event = threading.Event()

    def hear(self):
        if self.event.is_set():
            raise Cancelled

    def step(self, percent, text=""):
        assert 0 <= percent <= 100
        self.hear()


def states(findings):
    return {state.id: state.state for state in findings.sources}


def titles(findings):
    return [one.title for one in findings.entries]


def test_what_several_sources_have_is_merged_with_all_its_origins(cog):
    one = entry("0b5d7a9e-1c2d-4e3f-8a9b-0c1d2e3f4a5b", producer="IGN", page="https://one")
    other = entry("x", identifiers=("0b5d7a9e-1c2d-4e3f-8a9b-0c1d2e3f4a5b",), licence="Licence Ouverte 2.0", page="https://two")
    found = federation(cog, one=Provider(one, entry("Routes")), two=Provider(other)).ask(Query()).next(Silent())
    whole = next(one for one in found.entries if len(one.origins) == 2)
    assert {origin.source for origin in whole.origins} == {"one", "two"}
    assert (whole.producer, whole.licence) == ("IGN", "Licence Ouverte 2.0")
    assert len(found.entries) == 2
    assert states(found) == {"one": DONE, "two": DONE}
    assert found.facets["source"] == {"one": 2, "two": 1}


def test_the_territory_decides_on_the_order_and_leaves_nothing_out(cog):
    places = {"Rennes": ("departement:35",), "Gap": ("commune:05061",), "Pays": ("france",), "Ailleurs": ()}
    provider = Provider(*(entry(name, title=f"Écoles {name}", coverage=coverage) for name, coverage in places.items()))
    found = federation(cog, one=provider).ask(Query("école", cog.territory("commune:05061"))).next(Silent())
    assert titles(found) == ["Écoles Gap", "Écoles Pays", "Écoles Ailleurs", "Écoles Rennes"]
    assert found.facets["coverage"] == {"whole": 2, "none": 1, "unknown": 1}


def test_facets_cross_and_refining_asks_nothing(cog):
    one = Provider(entry("a", producer="IGN", theme="eau"), entry("b", producer="Insee", theme="eau"))
    two = Provider(entry("c", producer="IGN", theme="air", resources=(Resource("wfs", "https://a/ows", layer="l"),)))
    search = federation(cog, one=one, two=two).ask(Query())
    search.next(Silent())
    found = search.refine(replace(search.query, facets={"theme": ("eau",)}))
    assert titles(found) == ["a", "b"]
    assert found.facets["producer"] == {"IGN": 1, "Insee": 1}
    assert found.facets["theme"] == {"eau": 2, "air": 1}
    found = search.refine(replace(search.query, facets={"theme": ("eau",), "producer": ("IGN",)}))
    assert titles(found) == ["a"]
    assert found is search.findings
    assert search.refine(replace(search.query, facets={}, sort="title")).entries[0].title == "a"
    assert (len(one.asked), len(two.asked)) == (1, 1)
    assert not found.more


def test_pages_follow_until_there_is_nothing_more(cog):
    many = Provider(*(entry(f"numero {number}") for number in range(7)))
    few = Provider(entry("seul"), total=False)
    search = federation(cog, many=many, few=few).ask(Query(size=3))
    counts = []
    while search.findings.more:
        counts.append(len(search.next(Silent()).entries))
    assert counts == [4, 7, 8]
    assert [query.page for query in many.asked] == [1, 2, 3]
    assert len(few.asked) == 1
    (state, _) = search.findings.sources
    assert (state.found, state.total, state.more) == (7, 7, False)
    before = search.findings
    assert search.next(Silent()) is before  # nothing to ask: nothing is asked
    assert len(many.asked) == 3


def test_a_refined_question_is_asked_from_its_first_page_where_there_is_more(cog):
    many = Provider(*(entry(f"numero {number}") for number in range(7)))
    few = Provider(entry("seul"))
    search = federation(cog, many=many, few=few).ask(Query(size=3))
    search.next(Silent())
    search.next(Silent())
    search.refine(replace(search.query, facets={"format": ("csv",)}))
    found = search.next(Silent())
    assert [(query.page, dict(query.facets)) for query in many.asked] == [(1, {}), (2, {}), (1, {"format": ("csv",)})]
    assert len(few.asked) == 1
    assert len(found.entries) == 7  # what was found before is still there


def test_a_refinement_during_a_page_counts_for_the_next_one(cog):
    begun, go = threading.Event(), threading.Event()

    def before(query, door):
        begun.set()
        assert go.wait(10)

    many = Provider(*(entry(f"numero {number}") for number in range(9)), before=before)
    search = federation(cog, many=many).ask(Query(size=3))
    thread = threading.Thread(target=search.next, args=(Silent(),))
    thread.start()
    assert begun.wait(10)
    wanted = replace(search.query, facets={"format": ("csv",)})
    search.refine(wanted)
    go.set()
    thread.join(10)
    assert len(search.findings.entries) == 3
    assert search.query == wanted
    search.next(Silent())
    assert [(query.page, dict(query.facets)) for query in many.asked] == [(1, {}), (1, {"format": ("csv",)})]


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (VigieError("The cat sleeps on the server.", "purr"), "The cat sleeps on the server."),
        (ZeroDivisionError("division by zero"), "Bad answers in a way that is not understood: ZeroDivisionError."),
        (RecursionError(), "RecursionError"),
        (MemoryError(), "MemoryError"),
    ],
)
def test_a_source_that_fails_says_why_and_spoils_nothing(cog, error, told):
    found = federation(cog, bad=Provider(before=raising(error)), good=Provider(entry("a"))).ask(Query()).next(Silent())
    assert titles(found) == ["a"]
    bad, good = found.sources
    assert (bad.state, good.state) == (FAILED, DONE)
    assert told in bad.message
    assert bad.detail
    assert "Traceback" not in bad.message
    assert not found.more


def test_a_failed_source_is_asked_again_alone(cog):
    attempts = []

    def fail_twice(query, door):
        attempts.append(query.page)
        if len(attempts) <= 2:
            raise VigieError("Not now.")

    bad, good = Provider(*map(entry, "abcd"), before=fail_twice), Provider(*map(entry, "efgh"))
    search = federation(cog, bad=bad, good=good).ask(Query(size=2))
    assert states(search.next(Silent())) == {"bad": FAILED, "good": DONE}
    assert states(search.next(Silent())) == {"bad": FAILED, "good": DONE}  # "more" does not insist
    assert len(attempts) == 1
    assert states(search.next(Silent(), only="bad"))["bad"] == FAILED
    found = search.next(Silent(), only="bad")
    assert states(found)["bad"] == DONE
    assert [state.message for state in found.sources] == ["", ""]
    assert sorted(titles(found)) == list("abefgh")
    assert len(good.asked) == 2
    assert attempts == [1, 1, 1]
    search.next(Silent())
    assert attempts == [1, 1, 1, 2]


def test_a_source_that_fails_at_a_later_page_keeps_what_it_gave(cog):
    def fail_later(query, door):
        if query.page > 1:
            raise VigieError("Not twice.")

    search = federation(cog, bad=Provider(*map(entry, "abcd"), before=fail_later)).ask(Query(size=2))
    search.next(Silent())
    found = search.next(Silent())
    assert titles(found) == ["a", "b"]
    assert (found.sources[0].state, found.sources[0].found) == (FAILED, 2)


def test_told_as_each_answers(cog):
    gates = {name: threading.Event() for name in ("b", "c")}

    def gate(name):
        return lambda query, door: gates[name].wait(10) or pytest.fail("never opened")

    heard, threads = [], []

    def told(findings):
        heard.append((titles(findings), states(findings)))
        threads.append(threading.current_thread())
        for name, state in states(findings).items():  # the next one may answer
            if state == WAITING and not gates[name].is_set():
                return gates[name].set()
        return None

    found = federation(
        cog,
        a=Provider(entry("a")),
        b=Provider(entry("b"), before=gate("b")),
        c=Provider(before=lambda query, door: gate("c")(query, door) and raising(VigieError("No."))(query, door)),
    )
    last = found.ask(Query()).next(Silent(), told)
    assert [(len(names), sorted(kept.values())) for names, kept in heard] == [
        (1, [DONE, WAITING, WAITING]), (2, [DONE, DONE, WAITING]), (2, [DONE, DONE, FAILED]),
    ]  # fmt: skip
    assert set(threads) == {threading.current_thread()}
    assert (titles(last), states(last)) == heard[-1]


@pytest.mark.parametrize("sources", [1, PARALLEL + 5])
def test_a_cancel_is_heard_while_sources_hang(cog, sources):
    stop = Stop()
    names = {f"hang{number}": Provider(before=hang) for number in range(sources)}
    search = federation(cog, good=Provider(*map(entry, "abc")), **names).ask(Query(size=2))
    heard, stopped = [], []

    def hear(findings):
        """The good one has answered: cancel once the others are all that is waited for."""
        heard.append(findings)
        if not stopped:
            stopped.append(time.monotonic() + 0.1)
            threading.Timer(0.1, stop.event.set).start()

    with pytest.raises(Cancelled):
        search.next(stop, hear)
    assert time.monotonic() - stopped[0] < 1.5
    assert titles(heard[-1]) == ["a", "b"]
    assert titles(search.findings) == ["a", "b"]  # what came stays
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("vigie-search")]


def test_after_a_cancel_no_page_is_left_out(cog):
    """A page that had come when the cancel was heard, and was not shown, is asked again."""
    stop, slow = Stop(), Provider(*map(entry, "abcd"))

    def cancel_while_answering(query, door):
        if len(slow.asked) == 1:
            stop.event.set()
            time.sleep(0.3)

    slow.before = cancel_while_answering
    search = federation(cog, slow=slow).ask(Query(size=2))
    with pytest.raises(Cancelled):
        search.next(stop)
    assert titles(search.findings) == []
    found = search.next(Silent())
    assert titles(found) == ["a", "b"]
    assert titles(search.next(Silent())) == ["a", "b", "c", "d"]


def test_more_sources_than_threads_all_answer(cog):
    found = federation(cog, **{f"s{number}": Provider(entry(f"e{number}")) for number in range(3 * PARALLEL)}).ask(Query())
    assert len(found.next(Silent()).entries) == 3 * PARALLEL


def test_only_enabled_sources_are_asked_unless_they_are_named(cog):
    asked = federation(cog, on=Provider(entry("a")), off=Provider(entry("b")))
    assert titles(asked.ask(Query()).next(Silent())) == ["a"]
    assert titles(asked.ask(Query(), ["off", "off"]).next(Silent())) == ["b"]
    with pytest.raises(VigieError, match=r"Unknown source “nobody”.*on, off"):
        asked.ask(Query(), ["nobody"])
    assert asked.ask(Query(), []).next(Silent()).entries == ()


def test_details_come_from_the_source_of_the_entry_and_keep_its_origins(cog):
    asked = federation(cog, one=Provider(), two=Provider())
    origins = (Origin("one", "a"), Origin("two", "b"))
    incomplete = entry("a", source="two", complete=False, origins=origins)
    whole = asked.details(incomplete, Silent())
    assert (whole.description, whole.origins, whole.complete) == ("details of two", origins, True)
    assert asked.details(whole, Silent()) is whole
    with pytest.raises(VigieError, match="Unknown source"):
        asked.details(replace(incomplete, source="gone"), Silent())


def test_the_whole_walk_over_the_embedded_catalogue(tmp_path, cog):
    """The one real source that needs no network, by the service that all doors use."""
    observatory = Observatory(lambda progress, authcfg: None, tmp_path)
    search = observatory.search(Query("les communes", cog.territory("departement:05")), ["curated"])
    found = search.next(Silent())
    assert found.sources[0].state == DONE
    assert found.entries
    assert {one.source for one in found.entries} == {"curated"}
    assert all(one.loadable for one in found.entries)
    with pytest.raises(VigieError, match="Unknown source “nobody”"):
        observatory.search(Query(), ["nobody"])
    with pytest.raises(VigieError, match="kind:address"):
        observatory.search(Query(), ["wfs:nowhere"])
    named = observatory.search(Query(), [" wfs:https://host.example/ows?MAP=/a "])
    assert [state.title for state in named.findings.sources] == ["wfs host.example/ows"]
