# SPDX-License-Identifier: GPL-2.0-or-later
"""What comes first, what is kept, what is counted, and what is the same dataset found twice."""

import datetime
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from vigie_territoriale.plugin.catalog.model import FACETS, SORTS, Entry, Origin, Query, Resource
from vigie_territoriale.plugin.catalog.ranking import Merged, Ranking, merge

TODAY = datetime.date(2026, 10, 15)
GAP_BOX = (5.9, 44.4, 6.3, 44.7)


@pytest.fixture(scope="module")
def ranking(cog):
    return Ranking(cog, TODAY)


@pytest.fixture(scope="module")
def gap(cog):
    return cog.territory("epci:200067825")  # two départements: 05 and 04


UUID = "0b5d7a9e-1c2d-4e3f-8a9b-0c1d2e3f4a5b"


def entry(name="x", **fields):
    return Entry(**{"id": name, "title": f"Titre {name}", "source": "s", **fields})


# Coverage


@pytest.mark.parametrize(
    ("coverage", "expected"),
    [
        (("france",), "whole"),
        (("region:93",), "whole"),
        (("departement:05", "departement:04"), "whole"),
        (("departement:05",), "part"),
        (("commune:05061",), "part"),
        (("departement:29",), "none"),
        (("departement:29", "commune:05061"), "part"),
        (("canton:05-3",), "unknown"),
        (("nowhere", "departement:29"), "none"),
        ((), "unknown"),
    ],
)
def test_coverage_by_written_territories(ranking, gap, coverage, expected):
    assert ranking.coverage(entry(coverage=coverage), Query(territory=gap)) == expected
    assert ranking.coverage(entry(coverage=coverage), Query()) == "unknown"


@pytest.mark.parametrize(
    ("box", "expected"),
    [
        ((-5.0, 41.0, 10.0, 51.0), "whole"),
        (GAP_BOX, "whole"),
        ((5.91, 44.41, 6.29, 44.69), "whole"),  # generalised contours differ a little
        ((6.0, 44.0, 6.1, 45.0), "part"),
        ((6.3, 44.7, 7.0, 45.0), "part"),
        ((-5.0, 47.0, -3.0, 49.0), "none"),
        ((-180.0, -90.0, 180.0, 90.0), "whole"),
        (None, "unknown"),
    ],
)
def test_coverage_by_boxes(ranking, gap, box, expected):
    query = Query(territory=gap, box=GAP_BOX)
    assert ranking.coverage(entry(box=box), query) == expected
    assert ranking.coverage(entry(box=box, coverage=("nowhere",)), query) == expected
    assert ranking.coverage(entry(box=box, coverage=("departement:29",)), query) == "none"  # what is written counts more
    assert ranking.coverage(entry(box=box), replace(query, box=None)) == "unknown"


# Freshness


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"modified": "2026-10-15"}, "last_30_days"),
        ({"modified": "2026-09-15"}, "last_30_days"),
        ({"modified": "2026-09-14"}, "last_12_months"),
        ({"modified": "2025-10-15"}, "last_12_months"),
        ({"modified": "2025-10-14"}, "last_3_years"),
        ({"modified": "2023-10"}, "older"),
        ({"modified": "2025"}, "last_3_years"),
        ({"modified": "2019"}, "older"),
        ({"published": "2026-10-01"}, "last_30_days"),
        ({"published": "2026-10-01", "modified": "2020-01-01"}, "older"),
        ({"modified": "2026-10-14T23:59:59Z"}, "last_30_days"),
        ({"modified": "2027-01-01"}, "last_30_days"),  # announced for tomorrow
        ({"modified": "2026-13-01"}, "unknown"),
        ({"modified": "hier"}, "unknown"),
        ({"modified": "9999999999"}, "unknown"),
        ({"modified": "-44"}, "unknown"),
        ({}, "unknown"),
    ],
)
def test_freshness(ranking, fields, expected):
    assert ranking.freshness(entry(**fields)) == expected


# Order


def test_what_covers_the_territory_is_loadable_and_fresh_comes_first(ranking, gap):
    wfs = {"resources": (Resource("wfs", "https://a/ows", layer="l"),)}
    page = {"resources": (Resource("page", "https://a/"),)}
    best = entry("best", title="Zones humides", coverage=("region:93",), modified="2026-10-01", **wfs)
    older = replace(best, id="older", modified="2015")
    paper = replace(best, id="paper", **page)
    elsewhere = replace(best, id="elsewhere", coverage=("departement:29",))
    other = replace(best, id="other", title="Routes")
    found = ranking.order([other, elsewhere, paper, older, best], Query("zone humide", gap, GAP_BOX))
    assert [found.id for found in found] == ["best", "older", "paper", "elsewhere", "other"]


def test_the_order_of_a_source_decides_between_equals(ranking):
    entries = [entry(str(number), title="Zones humides") for number in range(20)]
    assert ranking.order(entries, Query("zones humides")) == entries


def test_sorts(ranking):
    entries = [
        entry("1", title="École", modified="2020"), entry("2", title="abri", published="2026-01"), entry("3", title="Zone"),
        entry("4", title="Eau", modified="2020-05-02", published="2026-01"),
    ]  # fmt: skip
    assert [found.id for found in ranking.order(entries, Query(sort="title"))] == ["2", "4", "1", "3"]
    assert [found.id for found in ranking.order(entries, Query(sort="modified"))] == ["2", "4", "1", "3"]


def test_facets_are_any_of_the_values_and_all_of_the_facets(ranking):
    csv, wfs = Resource("csv", "https://a/x.csv"), Resource("wfs", "https://a/ows", layer="l")
    entries = [
        entry("1", producer="Insee", resources=(csv,)), entry("2", producer="INSEE", resources=(wfs, csv)),
        entry("3", producer="IGN", resources=(wfs,)), entry("4", producer="IGN", complete=False),
    ]  # fmt: skip
    query = Query(facets={"producer": ("insee",), "format": ("wfs", "gpkg")})
    assert [found.id for found in ranking.order(entries, query)] == ["2"]
    counts = ranking.facets(entries, query)
    assert counts["producer"] == {"IGN": 1, "INSEE": 1}
    assert counts["format"] == {"csv": 2, "wfs": 1}
    assert counts["loadable"] == {"yes": 1}
    assert ranking.facets(entries, Query())["loadable"] == {"yes": 3, "unknown": 1}
    assert ranking.facets(entries, Query())["producer"] == {"Insee": 2, "IGN": 2}


def test_the_facet_territory_keeps_what_covers_it_in_whole_or_in_part(ranking, gap):
    entries = [
        entry("1", coverage=("france",)),
        entry("2", coverage=("departement:05",)),
        entry("3", coverage=("departement:29",)),
        entry("4"),
    ]
    query = Query(territory=gap, facets={"coverage": ("territory",)})
    assert {found.id for found in ranking.order(entries, query)} == {"1", "2"}
    assert ranking.facets(entries, query)["coverage"] == {"whole": 1, "part": 1, "none": 1, "unknown": 1}


# Any entries


SOME = st.sampled_from
ENTRIES = st.lists(
    st.builds(
        Entry,
        id=SOME(["a", "b", "0123456789", "Carte-des-communes", "carte-des-communes/"]),
        title=SOME(["", "Communes", "COMMUNES", "communés", "Écoles", "!", "?"]),
        description=SOME(["", "les communes", "écoles"]),
        producer=SOME(["", "Insee", "INSEE", "IGN", "?"]),
        licence=SOME(["", "Licence Ouverte 2.0", "licence ouverte 2.0"]),
        theme=SOME(["", "eau", "Eau"]),
        coverage=SOME([(), ("france",), ("departement:05",), ("departement:29",), ("x",)]),
        box=SOME([None, GAP_BOX, (0.0, 0.0, 1.0, 1.0)]),
        resources=SOME([(), (Resource("csv", "https://a/x.csv"),), (Resource("wfs", "https://a/ows", layer="l"),), (Resource("page", "https://a"),)]),
        source=SOME(["s", "t"]),
        kind=SOME(["dataset", "wfs", "service", "map"]),
        published=SOME(["", "2020", "2026-10", "?", "99999999999"]),
        modified=SOME(["", "2026-10-01", "2026-13"]),
        formats=SOME([(), ("csv",), ("shp", "wfs")]),
        identifiers=SOME([(), ("https://a/communes",), ("HTTPS://a/communes/", "0123456789"), ("short",)]),
        complete=st.booleans(),
    ),
    max_size=8,
)  # fmt: skip
VALUES = {
    "theme": ["eau", "unknown"], "producer": ["INSEE", "ign", "?"], "licence": ["Licence Ouverte 2.0"],
    "format": ["csv", "wfs", "unknown"], "freshness": ["last_30_days", "older", "unknown"],
    "coverage": ["territory", "whole", "none"], "loadable": ["yes", "no"], "kind": ["dataset", "wfs"], "source": ["s", "t"],
}  # fmt: skip
CHOSEN = st.fixed_dictionaries(
    {}, optional={facet: st.lists(SOME(values), max_size=2, unique=True).map(tuple) for facet, values in VALUES.items()}
)


@settings(deadline=None)
@given(entries=ENTRIES, facets=CHOSEN, sort=SOME(SORTS), text=SOME(["", "communes", "les écoles"]))
def test_order_keeps_all_that_pass_and_nothing_else(ranking, gap, entries, facets, sort, text):
    query = Query(text, gap, GAP_BOX, facets, sort)
    found = ranking.order(entries, query)
    kept = [one for one in entries if ranking.keeps(ranking.values(one, query), facets)]
    assert sorted(map(repr, found)) == sorted(map(repr, kept))
    assert ranking.order(entries, replace(query, facets={})) != [] or not entries


@settings(deadline=None)
@given(entries=ENTRIES, facets=CHOSEN)
def test_a_facet_counts_what_choosing_its_value_gives(ranking, gap, entries, facets):
    query = Query("", gap, GAP_BOX, facets)
    counts = ranking.facets(entries, query)
    assert set(counts) == set(FACETS)
    for facet, values in counts.items():
        for value, count in values.items():
            chosen = replace(query, facets={**facets, facet: (value,)})
            assert len(ranking.order(entries, chosen)) == count, (facet, value)


@settings(deadline=None, max_examples=300)
@given(entries=ENTRIES)
def test_merge_is_idempotent_and_loses_nothing(entries):
    merged = merge(entries)
    assert merge(merged) == merged
    found = {Origin(one.source, one.id, one.page) for one in entries}
    assert {origin for one in merged for origin in one.origins} == found
    for one in entries:
        holders = [whole for whole in merged if Origin(one.source, one.id, one.page) in whole.origins]
        assert holders
        if one.kind == "dataset":
            assert any(set(one.formats) <= set(whole.formats) for whole in holders)


@settings(deadline=None)
@given(entries=ENTRIES, cut=st.integers(0, 8))
def test_merging_as_they_come_is_merging_at_once(entries, cut):
    growing = Merged(entries[:cut])
    for one in entries[cut:]:
        growing.add(one)
    assert growing.entries == merge(entries)


# The same dataset found twice


def test_the_first_found_speaks_and_the_others_fill_the_gaps():
    first = entry(UUID, title="Zonages", source="a", page="https://a", formats=("csv",))
    other = entry(
        "slug", title="Autre titre", source="b", identifiers=(UUID.upper(),), description="<p>x</p>", markup="html",
        licence="ODbL 1.0", licence_url="https://odbl", box=GAP_BOX, formats=("csv", "shp"), page="https://b",
    )  # fmt: skip
    (found,) = merge([first, other])
    assert (found.id, found.title, found.source, found.page) == (UUID, "Zonages", "a", "https://a")
    assert (found.description, found.markup, found.licence, found.licence_url) == ("<p>x</p>", "html", "ODbL 1.0", "https://odbl")
    assert (found.box, found.formats) == (GAP_BOX, ("csv", "shp"))
    assert found.origins == (Origin("a", UUID, "https://a"), Origin("b", "slug", "https://b"))
    (found,) = merge([replace(first, description="**y**", markup="markdown"), other])
    assert (found.description, found.markup) == ("**y**", "markdown")


def test_a_third_one_may_show_that_two_are_the_same():
    a, b = entry(UUID, source="a", title="A"), entry("https://b.example/1", source="b", title="B")
    c = entry("c", source="c", title="C", identifiers=(UUID, "https://B.example/1/"))
    assert len(merge([a, b])) == 2
    (found,) = merge([a, b, c])
    assert [origin.source for origin in found.origins] == ["a", "c", "b"]
    assert found.title == "A"


def test_what_only_looks_alike_stays_apart():
    same = {"title": "Communes", "producer": ""}
    assert len(merge([entry("1", source="a", **same), entry("2", source="b", **same)])) == 2  # a title alone is no name
    assert len(merge([entry("1", source="a", title="A"), entry("1", source="b", title="B")])) == 2  # nor is a short id
    layer = Resource("wfs", "https://a/ows", layer="l")
    one = entry("l", kind="wfs", resources=(layer,), title="Communes", producer="IGN")
    assert len(merge([one, replace(one, id="m", resources=(replace(layer, layer="m"),))])) == 2
    assert len(merge([one, replace(one, kind="wms", resources=(replace(layer, kind="wms"),))])) == 2
    assert len(merge([one, replace(one, id="ns:l", source="other")])) == 1
    assert len(merge([entry("1", kind="map", source="a"), entry("1", kind="map", source="b", title="B")])) == 2


def test_a_title_that_comes_twice_in_one_source_means_two_datasets():
    gap, embrun = (
        entry(code, title="Plan local d’urbanisme", producer="DDT 05", coverage=(f"commune:{code}",))
        for code in ("05061", "05046")
    )
    assert len(merge([gap, embrun])) == 2
    assert len(merge([gap, replace(gap, id="second-version")])) == 2
    assert [len(one.origins) for one in merge([gap, replace(gap, id="second"), replace(gap, id="x", source="other")])] == [2, 1]
    elsewhere = replace(embrun, id="x", source="other")
    merged = merge([gap, embrun, elsewhere])
    assert [len(one.origins) for one in merged] == [1, 2]
    assert merged[1].coverage == embrun.coverage
    assert len(merge([replace(gap, coverage=()), elsewhere])) == 2  # of what the first one covers, nothing is known
    boxes = [
        replace(entry(str(place), title="Zonage", producer="Y", source=str(place)), box=box)
        for place, box in enumerate([(5.0, 44.0, 6.0, 45.0), (5.01, 44.0, 6.0, 45.0), (7.0, 44.0, 8.0, 45.0)])
    ]
    assert [len(one.origins) for one in merge(boxes)] == [2, 1]


def test_ids_that_any_catalogue_may_give_are_no_identity():
    one = entry("communes", title="Limites communales", producer="X", source="a")
    other = entry("communes", title="Registre des arrêtés", producer="Y", source="b")
    assert len(merge([one, other])) == 2


def test_a_search_over_the_country_is_judged_in_no_time(ranking, cog):
    """The judgement runs each time a source answers, with the interface beside it."""
    france = cog.territory("france")
    text = " ".join(f"mot{number}" for number in range(200))
    entries = [
        entry(str(number), coverage=(f"departement:{number % 19 + 1:02}",), description=f"{number} {text}")
        for number in range(600)
    ]
    query = Query("mot7 commune", france)
    ranking.order(entries, query)
    start = time.perf_counter()
    ranking.order(entries, query)
    ranking.facets(entries, query)
    seconds = time.perf_counter() - start
    print(f"600 entries over France: {seconds * 1000:.0f} ms")
    assert seconds < 1
