# SPDX-License-Identifier: GPL-2.0-or-later
"""Recipes from outside: whatever they hold, they read no file of this computer, reach no private address, and fill nothing."""

import json
import time

import pandas as pd
import pytest
import shapely
from vigie_territoriale.plugin.harmonize.outside import LARGEST_DOCUMENT, Ceiling, check_address, is_public
from vigie_territoriale.plugin.harmonize.patterns import LONGEST_TEXT, compile_pattern
from vigie_territoriale.plugin.harmonize.recipe import RECIPES, load_recipe
from vigie_territoriale.plugin.messages import VigieError

from .test_recipes import document

PRIVATE = [
    "localhost", "LOCALHOST", "localhost.", "a.localhost", "serveur", "nas.local", "db.internal", "wiki.intranet", "pc.lan", "box.home",
    "x.home.arpa", "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "10.0.0.1", "10.1.2.3", "172.16.0.1",
    "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255", "[::1]", "[fe80::1]", "[fc00::1]",
    "[64:ff9b::7f00:1]", "[64:ff9b::8.8.8.8]", "[64:ff9b:1::7f00:1]", "[::7f00:1]", "[::ffff:0:7f00:1]", "[2001:0:7f00:1::]", "[ff02::1]",
    "[::ffff:127.0.0.1]", "[::ffff:192.168.0.1]", "[2002:7f00:1::]", "[::]", "127。0。0。1", "ⓛocalhost", "１２７.0.0.1",
    "a..fr", "-.fr", "", "metadata.google.internal", "example.org.local", "[fe80::1%25eth0]",
]  # fmt: skip


@pytest.mark.parametrize("host", PRIVATE)
def test_private_machines_are_refused(host):
    with pytest.raises(VigieError, match="is not used"):
        check_address(f"https://{host}/data.csv")


@pytest.mark.parametrize(
    "address",
    [
        "http://www.data.gouv.fr/a.csv",
        "file:///etc/passwd",
        "ftp://ftp.ign.fr/a",
        "https:/etc/passwd",
        "https://user:pass@www.data.gouv.fr/a",
        "https://www.data.gouv.fr@127.0.0.1/a",
        "https://www.data.gouv.fr\\@127.0.0.1/",
        "https://www.data.gouv.fr/a b",
        "https://www.data.gouv.fr/\r\nHost: x",
        "https://{departement}.evil.org/",
        "https://www.data.gouv.fr:99999/",
        "https://www.data.gouv.fr:22/",
        "https://www.data.gouv.fr:0/",
        "https://[::1/",
        "/vsicurl/https://www.data.gouv.fr/a.csv",
        "\\\\server\\share\\a.csv",
        "C:\\a.csv",
    ],
)
def test_other_addresses_are_refused(address):
    with pytest.raises(VigieError, match="is not used"):
        check_address(address)


@pytest.mark.parametrize(
    "host",
    ["www.data.gouv.fr", "data.geopf.fr", "bâtiment.fr", "xn--btiment-4wa.fr", "1.1.1.1", "[2606:4700::1111]", "WWW.IGN.FR."],
)
def test_public_machines_are_used(host):
    check_address(f"https://{host}:8443/{{departement}}/a.csv?x=1")
    assert is_public(host.strip("[]"))


def refused(change):
    told = document()
    change(told)
    with pytest.raises(VigieError) as caught:
        load_recipe(json.dumps(told, indent=1).encode(), trusted=False)
    return caught.value.sentence


def part(**told):
    return lambda d: d["live"].update(parts=[told])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (part(url="https://192.168.1.1/a.csv"), "live.parts.0.url"),
        (part(url="https://localhost/a.csv"), "public machines"),
        (part(url="http://www.data.gouv.fr/a.csv"), "live.parts.0.url"),
        (part(url="file:///etc/passwd"), "live.parts.0.url"),
        (part(given=True, file="sample.csv"), "names no file of this computer"),
        (part(given=True, file="../../etc/passwd"), "live.parts.0.file"),
        (part(given=True, file="C:/Windows/win.ini"), "live.parts.0.file"),
        (part(given=True, file="/etc/passwd"), "live.parts.0.file"),
        (part(given=True, file="\\\\server\\share"), "live.parts.0.file"),
        (part(find={"dataset": "../x", "resource": "*"}), "live.parts.0.find.dataset"),
        (part(), "live.parts.0"),
        (lambda d: d.update(embedded={**d["live"], "parts": [{"file": "anct-2024-pvd.geojson.gz"}]}), "embedded files"),
        (
            lambda d: d["columns"].update(name={"from": "n", "recode_file": {"file": "a.csv", "key": "k", "value": "v"}}),
            "recode_file",
        ),
        (
            lambda d: d["columns"].update(name={"from": "n", "recode": {str(n): "x" for n in range(10_001)}}),
            "more than 10,000 values",
        ),
        (lambda d: d["columns"].update(name={"from": "n", "expression": "eval('1')"}), "columns.name.expression"),
        (lambda d: d["columns"].update(name={"from": "n", "recode": {"a": "x" * 2000}}), "1000 characters at most"),
        (lambda d: d.update(style={"qml": "<qgis/>"}), "style.qml"),
        (lambda d: d.update(style={"colour": "url(file:///etc/passwd)"}), "style.colour"),
        (lambda d: d.update(style={"marker": "/usr/share/x.svg"}), "style.marker"),
        (lambda d: d.update(rows={"column": "a", "is": "matches", "value": "(a|a)*b"}), "too long to compare"),
        (lambda d: d.update(wide={"pattern": "(?P<variable>.*)(?P<period>.*)"}), "too long to compare"),
        (lambda d: d.update(constants={"name": "x" * 5000}), "constants.name"),
        (lambda d: d.update(page="javascript:alert(1)"), "page"),
        (lambda d: d.update(reader={"layer": "x", "vrt": "y"}), "reader.vrt"),
        (lambda d: d.update(reader={"encoding": "../x"}), "reader.encoding"),
        (lambda d: d.update(geometry={"kind": "xy", "x": "x", "y": "y", "crs": "/vsicurl/http://x/wkt"}), "geometry.crs"),
        (lambda d: d.update(code="import os"), "“code”"),
    ],
)
def test_hostile_recipes_are_refused_with_a_sentence(change, said):
    assert said in refused(change)


@pytest.mark.parametrize(
    "content",
    [
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b'{"version": ' + b"9" * 10_000 + b"}",
        b'{"version": NaN}',
        b'{"version": 1e999999999}',
        b"\xff\xfe\x00",
        b"",
        b"null",
        b"x" * (LARGEST_DOCUMENT + 1),
    ],
    ids=range(9),
)
def test_documents_that_would_break_a_reader_are_refused(content):
    start = time.monotonic()
    with pytest.raises(VigieError):
        load_recipe(content, trusted=False)
    assert time.monotonic() - start < 20


def test_a_file_too_large_is_not_read_whole(tmp_path):
    path = tmp_path / "recipe.json"
    with path.open("wb") as stream:
        stream.truncate(10_000_000_000)
    with pytest.raises(VigieError, match="larger than 1,000 kB"):
        load_recipe(path, trusted=False)


def test_embedded_recipes_are_not_outsiders():
    embedded = [path for path in RECIPES.glob("*.json") if "embedded" in json.loads(path.read_text(encoding="utf-8"))]
    assert len(embedded) == 8
    for path in embedded:
        with pytest.raises(VigieError, match="embedded"):
            load_recipe(path, trusted=False)


@pytest.mark.parametrize(
    "pattern",
    [
        "(a+)+", "(a*)*", "(a|aa)+b", "(a|a)*", ".*.*", "a?" * 30 + "a" * 30, "(?=a)b", "(a)\\1", "(?i)a", "a*?", "a*+", "(?P=x)", "a{2,}b{2,}",
        "((a{1,10}){1,10}){1,10}", "(" * 50 + "a" + ")" * 50, "a" * 201, "(", ")", "[", "*", "a**", "\\Z", "^a$", "(?#x)", "(a|b|c|d){20}",
        "x{0,50}y{0,50}z{0,50}", "[z-a]", "(?P<1>a)",
    ],
)  # fmt: skip
def test_patterns_that_may_be_slow_are_refused(pattern):
    with pytest.raises(VigieError, match="is not taken"):
        compile_pattern(pattern)


@pytest.mark.parametrize(
    ("pattern", "match", "other"),
    [
        ("A[0-9]{3}", "A101", "A1010"),
        ("(?:D|C)2\\d+", "D201", "E201"),
        (".*école", "une école", "un collège"),
        ("pop_(?P<period>(?:19|20)[0-9]{2})", "pop_2019", "pop_1819"),
        ("a\\.b\\-c?", "a.b-", "aXb-"),
        ("[^;]*", "a b", "a;b"),
        ("été|hiver", "été", "automne"),
    ],
)
def test_plain_patterns_are_taken(pattern, match, other):
    compiled = compile_pattern(pattern)
    assert compiled.fullmatch(match)
    assert not compiled.fullmatch(other)


@pytest.mark.parametrize("pattern", [".*a[bc]{0,15}", "(?:a|b|ab){0,6}c", "a{0,50}a{0,50}b", "[a-z]*[0-9]?[a-z]?"])
def test_accepted_patterns_are_fast_on_the_worst_texts(pattern):
    compiled = compile_pattern(pattern)
    start = time.process_time()
    for text in ("a" * LONGEST_TEXT, "ab" * (LONGEST_TEXT // 2), "a" * (LONGEST_TEXT - 1) + "!"):
        compiled.fullmatch(text)
    assert time.process_time() - start < 1


def test_what_a_recipe_gives_is_limited():
    table = pd.DataFrame({"id": ["a" * 100] * 10})
    Ceiling(rows=10, size=1000).add(table, None)
    with pytest.raises(VigieError, match="more than 9 rows"):
        Ceiling(rows=9).add(table, None)
    with pytest.raises(VigieError, match="MB"):
        Ceiling(size=999).add(table, None)
    with pytest.raises(VigieError, match="MB"):
        Ceiling(size=1500).add(table, shapely.points([[0, 0]] * 100))
