# SPDX-License-Identifier: GPL-2.0-or-later
"""Favourites and recent searches: kept from one day to the next, and never lost to a mistake in their file."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vigie_territoriale.plugin.catalog.kept import MOST_FAVOURITES, MOST_RECENT, KeptSearches
from vigie_territoriale.plugin.catalog.model import Entry, Resource
from vigie_territoriale.plugin.messages import VigieError


@pytest.fixture
def path(tmp_path):
    return tmp_path / "profil été" / "searches.json"


def entry(number=1, **more):
    return Entry(f"é{number}", f"Mairies {number}", source="datagouv", **more)


def test_a_favourite_is_found_again_with_its_resources(path):
    resource = Resource("wfs", "https://x.example/ows", layer="a:b", size=12, crs=("EPSG:2154",))
    whole = entry(
        description="d" * 9000, licence="Licence Ouverte 2.0", box=(5.0, 44.0, 6.0, 45.0), resources=(resource,), keywords=("a",)
    )
    KeptSearches(path).set_favourite(whole, True)
    kept = KeptSearches(path)
    (found,) = kept.favourites
    assert found == replace(whole, description="d" * 4000, complete=False)
    assert kept.is_favourite(whole) and not kept.is_favourite(entry(2))


def test_favourites_come_last_first_and_once_and_go(path):
    kept = KeptSearches(path)
    for number in (1, 2, 1):
        kept.set_favourite(entry(number), True)
    assert [one.id for one in kept.favourites] == ["é1", "é2"]
    kept.set_favourite(entry(1), False)
    assert [one.id for one in KeptSearches(path).favourites] == ["é2"]


def test_too_many_favourites_are_refused(path):
    path.parent.mkdir()
    rows = [{"source": "a", "id": str(place), "title": "t"} for place in range(MOST_FAVOURITES)]
    path.write_text(json.dumps({"version": 1, "favourites": rows}), encoding="utf-8")
    kept = KeptSearches(path)
    with pytest.raises(VigieError, match="500 favourites already"):
        kept.set_favourite(entry(), True)
    assert len(kept.favourites) == MOST_FAVOURITES


def test_recent_searches_are_few_last_first_and_once(path):
    kept = KeptSearches(path)
    for number in range(30):
        kept.note(f"  mairie   {number} ")
    kept.note("MAIRIE 25")
    kept.note("")
    recent = KeptSearches(path).recent
    assert len(recent) == MOST_RECENT and recent[:3] == ("MAIRIE 25", "mairie 29", "mairie 28")
    kept.set_favourite(entry(), True)
    kept.forget()
    assert KeptSearches(path).recent == () and len(KeptSearches(path).favourites) == 1


@pytest.mark.parametrize("content", ["{", '{"version": 2}', '{"version": 1, "favourites": [{"id": 3}]}', "[1]"])
def test_a_file_with_a_mistake_is_told_and_left_as_it_is(path, content):
    path.parent.mkdir()
    path.write_text(content, encoding="utf-8")
    kept = KeptSearches(path)
    for ask in (lambda: kept.favourites, lambda: kept.note("x"), lambda: kept.set_favourite(entry(), True)):
        with pytest.raises(VigieError, match=r"searches\.json"):
            ask()
    assert path.read_text(encoding="utf-8") == content


def test_a_place_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    kept = KeptSearches(tmp_path / "file" / "searches.json")
    with pytest.raises(VigieError, match="cannot be written"):
        kept.note("mairies")
    assert kept.recent == ()


@given(st.lists(st.text(), max_size=20))
def test_any_words_are_kept(tmp_path_factory, texts):
    path = tmp_path_factory.mktemp("kept") / "searches.json"
    for text in texts:
        KeptSearches(path).note(text)
    wanted = [" ".join(text.split()) for text in texts if text.split()]
    recent = KeptSearches(path).recent
    assert recent[:1] == tuple(wanted[-1:]) and len({text.casefold() for text in recent}) == len(recent)
    assert {text.casefold() for text in recent} <= {text.casefold() for text in wanted}
