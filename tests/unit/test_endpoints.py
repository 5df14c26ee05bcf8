# SPDX-License-Identifier: GPL-2.0-or-later
"""The list of sources: the embedded one, and what the user changes of it."""

import dataclasses
import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from vigie_territoriale.plugin.catalog.curated import CuratedCatalogue
from vigie_territoriale.plugin.catalog.endpoints import (
    EMBEDDED,
    KINDS,
    OURS,
    Choices,
    chosen_endpoints,
    embedded_endpoints,
    load_choices,
    rates,
    save_choices,
    written_endpoint,
)
from vigie_territoriale.plugin.catalog.model import Query
from vigie_territoriale.plugin.catalog.provider import Endpoint
from vigie_territoriale.plugin.catalog.sources import providers_of
from vigie_territoriale.plugin.messages import VigieError, set_language
from vigie_territoriale.plugin.observatory import Observatory

SCHEMA = json.loads((Path(__file__).resolve().parents[2] / "resources" / "schemas" / "endpoints.schema.json").read_text("utf-8"))


def test_the_embedded_list_is_valid_for_another_validator():
    document = json.loads(EMBEDDED.read_text(encoding="utf-8"))
    jsonschema.Draft7Validator(SCHEMA).validate(document)
    names = [row["id"] for row in document["endpoints"]]
    assert len(names) == len(set(names))
    assert set(SCHEMA["definitions"]["endpoint"]["properties"]["kind"]["enum"]) == set(KINDS)


def test_each_embedded_source_has_a_provider_and_says_what_is_asked_of_a_source(cog):
    endpoints = embedded_endpoints()
    assert list(providers_of(endpoints, CuratedCatalogue({}))) == [endpoint.id for endpoint in endpoints]
    for endpoint in endpoints:
        assert endpoint.title
        assert 0 < endpoint.timeout <= 60
        assert all(cog.territory(key).communes for key in endpoint.coverage)
    assert rates([endpoint for endpoint in endpoints if endpoint.kind in OURS]) == {}
    assert {"www.data.gouv.fr", "data.geopf.fr"} <= set(rates(endpoints))


def test_titles_are_in_the_language_of_the_user():
    english = {endpoint.id: endpoint.note for endpoint in embedded_endpoints()}
    set_language("fr")
    french = {endpoint.id: endpoint.note for endpoint in embedded_endpoints()}
    assert english != french
    assert all(bool(english[name]) == bool(french[name]) for name in english)


NAMES = st.from_regex(r"[a-z0-9][a-z0-9-]{0,8}", fullmatch=True)
ENDPOINTS = st.builds(
    Endpoint,
    id=NAMES,
    title=st.text(min_size=1, max_size=10).filter(lambda text: text.isprintable()),
    kind=st.sampled_from([kind for kind in KINDS if kind not in OURS]),
    address=st.from_regex(r"https?://[a-z]{1,9}(:[1-9][0-9]{1,3})?/[!-~]{0,20}", fullmatch=True),
    licence=st.text(max_size=5).filter(lambda text: text.isprintable()),
    coverage=st.lists(st.sampled_from(["france", "region:93", "departement:2A"]), min_size=1, max_size=2).map(tuple),
    rate=st.floats(0.1, 100),
    timeout=st.floats(1, 300),
    verification=st.just("user"),
    note=st.text(max_size=5).filter(lambda text: text.isprintable()),
    enabled=st.booleans(),
    authcfg=st.sampled_from(["", "abc1234"]),
)
LISTS = st.lists(NAMES, max_size=4).map(tuple)


@settings(deadline=None, max_examples=60)
@given(own=st.lists(ENDPOINTS, max_size=4, unique_by=lambda endpoint: endpoint.id), lists=st.tuples(LISTS, LISTS, LISTS))
def test_choices_come_back_as_they_were_saved(tmp_path_factory, own, lists):
    path = tmp_path_factory.mktemp("choix") / "profil été" / "endpoints.json"
    choices = Choices(tuple(own), *lists)
    save_choices(choices, path)
    assert load_choices(path) == choices
    jsonschema.Draft7Validator(SCHEMA).validate(json.loads(path.read_text(encoding="utf-8")))
    assert [entry.name for entry in path.parent.iterdir()] == ["endpoints.json"]


def test_without_a_file_nothing_is_changed(tmp_path):
    assert load_choices(tmp_path / "none.json") == Choices()


A, B, C = (Endpoint(name, name.upper(), "wfs", f"https://{name}.example/") for name in "abc")


def test_the_user_orders_disables_enables_and_replaces():
    hers = dataclasses.replace(B, address="https://moved.example/")
    own = Endpoint("own", "Own", "csw", "https://own.example/csw")
    found = chosen_endpoints(
        [A, B, dataclasses.replace(C, enabled=False)], Choices((own, hers), ("a",), ("c",), ("c", "gone", "c"))
    )
    assert [endpoint.id for endpoint in found] == ["c", "own", "a", "b"]
    assert [endpoint.enabled for endpoint in found] == [True, True, False, True]
    assert found[-1].address == "https://moved.example/"


def test_what_the_user_chooses_is_what_is_searched(tmp_path):
    observatory = Observatory(lambda progress, authcfg: None, tmp_path)
    before = [endpoint.id for endpoint in observatory.federation.endpoints]
    observatory.choose_sources(Choices((A,), disabled=(before[0],), order=(before[1],)))
    after = observatory.federation.endpoints
    assert [endpoint.id for endpoint in after] == [before[1], "a", before[0], *before[2:]]
    assert [endpoint.id for endpoint in after if not endpoint.enabled and endpoint.id == before[0]] == [before[0]]
    again = Observatory(lambda progress, authcfg: None, tmp_path)
    assert again.federation.endpoints == [
        dataclasses.replace(endpoint, verification="user") if endpoint.id == "a" else endpoint for endpoint in after
    ]


def row(**changes):
    return {"id": "a", "title": "A", "kind": "wfs", "address": "https://a.example/", **changes}


def test_reading_ahead_heeds_no_list_of_sources(tmp_path):
    """A list that is wrong stops the search, not the dock."""
    (tmp_path / "endpoints.json").write_text("{", encoding="utf-8")
    observatory = Observatory(lambda progress, authcfg: None, tmp_path)
    observatory.warm()
    with pytest.raises(VigieError, match=r"endpoints\.json"):
        observatory.search(Query("x"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", r"endpoints\.json, line 1"),
        ('{\n"version": 1,\n"endpoints": [],\n"password": "x"}', "line 4, field “password”"),
        (json.dumps({"version": 1, "endpoints": [row(), row(kind="ftp")]}, indent=0), "field “endpoints.1.kind”"),
        (json.dumps({"version": 1, "endpoints": [row(address="file:///etc/passwd")]}), "address"),
        (json.dumps({"version": 1, "endpoints": [row(address="javascript:alert(1)")]}), "address"),
        (json.dumps({"version": 1, "endpoints": [row(address="http://[")]}), "wfs:http://\\["),
        (json.dumps({"version": 1, "endpoints": [row(address="embedded")]}), "wfs:embedded"),
        (json.dumps({"version": 1, "endpoints": [row(rate=0)]}), "rate"),
        (json.dumps({"version": 1, "endpoints": [row(timeout=1e9)]}), "timeout"),
        (json.dumps({"version": 1, "endpoints": [row(__class__="x")]}), "__class__"),
        (json.dumps({"version": 2, "endpoints": []}), "version"),
        ("[]", "line 1"),
    ],
)
def test_a_hostile_file_is_a_sentence(tmp_path, text, told):
    (tmp_path / "endpoints.json").write_text(text, encoding="utf-8")
    with pytest.raises(VigieError, match=told) as caught:
        load_choices(tmp_path / "endpoints.json")
    assert "endpoints.json" in caught.value.sentence or "kind:address" in caught.value.sentence
    assert "Traceback" not in caught.value.sentence


def test_a_line_is_the_one_that_is_wrong(tmp_path):
    (tmp_path / "endpoints.json").write_text(
        json.dumps({"version": 1, "endpoints": [row(), row(kind="ftp")]}, indent=1), encoding="utf-8"
    )
    wrong = next(n for n, line in enumerate((tmp_path / "endpoints.json").read_text().splitlines(), 1) if '"ftp"' in line)
    with pytest.raises(VigieError, match=f"line {wrong},"):
        load_choices(tmp_path / "endpoints.json")


@pytest.mark.parametrize(
    ("written", "kind", "address"),
    [
        ("wfs:https://host/ows?MAP=/a,b:c", "wfs", "https://host/ows?MAP=/a,b:c"),
        (" CSW: http://127.0.0.1:8080/csw ", "csw", "http://127.0.0.1:8080/csw"),
        ("oapif:http://[::1]:80/", "oapif", "http://[::1]:80/"),
    ],
)
def test_a_written_source(written, kind, address):
    found = written_endpoint(written)
    assert (found.id, found.kind, found.address, found.verification) == (f"{kind}:{address}", kind, address, "user")
    assert written_endpoint(found.id) == found


@pytest.mark.parametrize("written", ["datagouv", "", "curated:embedded", "ftp:ftp://host/", "geo ide"])
def test_what_is_no_written_source_is_an_id(written):
    assert written_endpoint(written) is None


@pytest.mark.parametrize(
    "written",
    [
        "wfs:",
        "wfs:host/ows",
        "wfs:file:///etc/passwd",
        "wfs:http://[",
        "wfs:http://host:0/",
        "wfs:http://host:x/",
        "csw:http:// a",
    ],
)
def test_a_written_source_without_a_web_address_is_told(written):
    with pytest.raises(VigieError, match="write kind:address"):
        written_endpoint(written)


def test_the_slowest_source_of_a_host_sets_its_pace():
    one, other = dataclasses.replace(A, rate=3), dataclasses.replace(A, id="z", address="https://a.example/other", rate=0.5)
    assert rates([one, other, B]) == {"a.example": 0.5, "b.example": 5.0}
