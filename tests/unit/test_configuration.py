# SPDX-License-Identifier: GPL-2.0-or-later
"""The configuration as one document: what goes out comes back, no secret goes out, what is wrong is named."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vigie_territoriale.plugin.catalog.endpoints import Choices
from vigie_territoriale.plugin.catalog.provider import Endpoint
from vigie_territoriale.plugin.configuration import (
    Configuration,
    changes,
    has_secrets,
    keep_indicators,
    own_indicators,
    read_configuration,
    without_secrets,
)
from vigie_territoriale.plugin.messages import VigieError

ROOT = Path(__file__).resolve().parents[2]
DEFINITION = json.loads((ROOT / "resources" / "indicators" / "population-change.json").read_text(encoding="utf-8"))
MINE = {**DEFINITION, "id": "my-change"}
SOURCE = Endpoint("mine", "Géo du Buëch", "wfs", "https://geo.example/ows", authcfg="a1b2c3d", verification="user")
WHOLE = Configuration(
    {"cache_megabytes": 300, "level": "epci", "language": "fr", "store": "postgis:réseau/vigie"},
    Choices((SOURCE,), ("europa",), ("wfs-x",), ("mine", "datagouv")),
    {"my-change": MINE},
)
EMPTY = Configuration({}, Choices(), {})


def written(tmp_path, document):
    path = tmp_path / "vigie été.json"
    path.write_bytes(document if isinstance(document, bytes) else json.dumps(document, indent=1).encode())
    return path


def test_what_is_exported_is_imported(tmp_path):
    assert read_configuration(written(tmp_path, WHOLE.written()), ()) == WHOLE
    assert read_configuration(written(tmp_path, {"version": 1}), ()) == EMPTY


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://geo.example/ows?map=a&apikey=s3cret&x=1#f", "https://geo.example/ows?map=a&apikey=&x=1#f"),
        ("https://geo.example/ows?TOKEN=s3cret", "https://geo.example/ows?TOKEN="),
        ("https://me:s3cret@geo.example:8080/ows", "https://geo.example:8080/ows"),
        ("https://geo.example/ows?X-Amz-Signature=s3cret", "https://geo.example/ows?X-Amz-Signature="),
        ("https://geo.example/ows?map=keys", "https://geo.example/ows?map=keys"),
    ],
)
def test_no_secret_goes_out(address, safe):
    assert without_secrets(address) == safe
    source = replace(SOURCE, address=address)
    assert has_secrets(source) == (address != safe)
    out = replace(WHOLE, sources=Choices((source,))).written().decode()
    assert "s3cret" not in out and '"authcfg": "a1b2c3d"' in out


@given(
    st.from_regex(r"[a-z]{0,6}(token|key|password|secret)", fullmatch=True),
    st.from_regex(r"[A-Za-z0-9%_.-]{1,30}Q", fullmatch=True),
)
def test_secrets_of_any_value_are_left_out(name, secret):
    assert secret not in without_secrets(f"https://geo.example/ows?a=1&{name}={secret}&b=2")


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ({"version": 2}, "field “version”: it must be 1"),
        ({"version": 1, "settings": {"level": "canton"}}, "settings.level”: it must be one of commune"),
        ({"version": 1, "settings": {"cache_megabytes": 3}}, "settings.cache_megabytes”: it must be 100 at least"),
        ({"version": 1, "settings": {"password": "x"}}, "settings.password”: no such field is known"),
        ({"version": 1, "sources": {"version": 1, "endpoints": [{"id": "x"}]}}, "sources.endpoints.0”: it lacks title"),
        ({"version": 1, "indicators": [{**MINE, "decimals": "two"}]}, "indicators.0.decimals”: it must be of type"),
        ({"version": 1, "indicators": [DEFINITION]}, "is an indicator of the library"),
        (
            {"version": 1, "sources": {"version": 1, "endpoints": [{"id": "x", "title": "X", "kind": "wfs", "address": "https://a:b@c.example"}]}},
            "Take the name and the password out",
        ),
        (b"\xff", "is not UTF-8"),
        (b"[", "is not valid JSON"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(tmp_path, document, told):
    with pytest.raises(VigieError) as caught:
        read_configuration(written(tmp_path, document), {"population-change"})
    assert told in caught.value.sentence


def test_a_wrong_line_is_named(tmp_path):
    document = json.dumps({"version": 1, "sources": {"version": 1, "endpoints": [], "ordre": []}}, indent=1)
    line = next(place for place, text in enumerate(document.splitlines(), 1) if "ordre" in text)
    with pytest.raises(VigieError, match=f"line {line}, field “sources.ordre”"):
        read_configuration(written(tmp_path, document.encode()), ())


def test_a_file_that_is_not_there_or_too_large(tmp_path):
    with pytest.raises(VigieError, match="cannot be read"):
        read_configuration(tmp_path / "none.json", ())
    with pytest.raises(VigieError, match="too large"):
        read_configuration(written(tmp_path, b" " * 5_000_001), ())


def test_what_changes_is_told():
    lines = changes(EMPTY, WHOLE, lambda name: name.upper(), lambda name, value: str(value))
    assert "LEVEL: None → epci" in lines
    assert "Source added: Géo du Buëch (https://geo.example/ows)" in lines
    assert "Sources disabled: europa" in lines and "Sources enabled: wfs-x" in lines
    assert f"Indicator added: {MINE['title']['en']} (my-change)" in lines
    assert changes(WHOLE, WHOLE, str, lambda name, value: str(value)) == []
    moved = replace(WHOLE, sources=replace(WHOLE.sources, own=(replace(SOURCE, address="https://else.example/"),), order=()))
    assert changes(WHOLE, moved, str, lambda name, value: str(value)) == [
        "Source changed: Géo du Buëch (https://else.example/)",
        "The order of the sources changes.",
    ]
    again = replace(WHOLE, indicators={"my-change": {**MINE, "version": 9}})
    assert changes(WHOLE, again, str, lambda name, value: "")[0].startswith("Indicator replaced")


def test_own_indicators_are_kept_in_their_files(tmp_path):
    folder = tmp_path / "indicators"
    assert own_indicators(folder) == {}
    keep_indicators(folder, {"my-change": MINE})
    (folder / "my-change.json").rename(folder / "renamed.json")
    (folder / "broken.json").write_text("{", encoding="utf-8")
    keep_indicators(folder, {"my-change": {**MINE, "version": 3}})
    assert own_indicators(folder) == {"my-change": {**MINE, "version": 3}}
    assert sorted(path.name for path in folder.iterdir()) == ["broken.json", "renamed.json"]


def test_indicators_of_a_network_never_take_the_place_of_the_users_own(tmp_path):
    theirs = {**MINE, "version": 9}
    keep_indicators(tmp_path, {"my-change": MINE})
    before = (tmp_path / "my-change.json").read_bytes()
    assert keep_indicators(tmp_path, {"my-change": theirs}, {}) == ["my-change"]
    assert (tmp_path / "my-change.json").read_bytes() == before
    assert keep_indicators(tmp_path, {"my-change": theirs}, {"my-change": MINE}) == [], "it was theirs before"
    assert json.loads((tmp_path / "my-change.json").read_text(encoding="utf-8"))["version"] == 9
