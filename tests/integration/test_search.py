# SPDX-License-Identifier: GPL-2.0-or-later
"""vigie:search as a whole program, over a local server that gives recorded documents; read without the product's code."""

import csv
import gzip
import json

import catalogue_servers
import pytest
import replay
from lxml import etree

from .conftest import ROOT, answer

OGC = ROOT / "tests" / "data" / "api" / "ogc"
XML = {"Content-Type": "text/xml"}
WFS = "{http://www.opengis.net/wfs/2.0}"
CAPABILITIES = gzip.decompress((OGC / "capabilities-geo2france-2-0-0.xml.gz").read_bytes())
RECORDS = catalogue_servers.recorded("udata-geonetwork-iso19139-page-1.xml")


@pytest.fixture
def server():
    with replay.Replay() as made:
        made.route(
            "GET",
            "/ows",
            (200, XML, CAPABILITIES),
            {"SERVICE": "WFS", "REQUEST": "GetCapabilities", "MAP": ["/données/été,1.map"]},
        )
        made.route("POST", "/csw", (200, XML, RECORDS))
        for method in ("GET", "POST"):
            made.route(method, "/gone/.*", (404, {}, b"gone"))
        yield made


def sources(server):
    return f"wfs:{server.address}/ows?MAP=/données/été,1.map,csw:{server.address}/csw"


def types():
    """Names and titles of the types of the recorded capabilities."""
    found = etree.fromstring(CAPABILITIES).iter(f"{WFS}FeatureType")
    return {one.findtext(f"{WFS}Name"): " ".join(one.findtext(f"{WFS}Title").split()) for one in found}


def titles():
    """The titles of the recorded records."""
    names = {"gmd": catalogue_servers.N["gmd"], "gco": catalogue_servers.N["gco"]}
    path = "gmd:identificationInfo//gmd:citation/*/gmd:title/gco:CharacterString/text()"
    records = etree.fromstring(RECORDS).iter(catalogue_servers.GMD)
    return [" ".join(record.xpath(path, namespaces=names)[0].split()) for record in records]


def test_json(vigie, server, tmp_path):
    output = tmp_path / "résultats été.json"
    results = answer(vigie("vigie:search", SOURCES=sources(server), LIMIT=500, OUTPUT=output))
    found = json.loads(output.read_text(encoding="utf-8"))
    layers = {entry["layer"]: entry for entry in found["entries"] if entry["kind"] == "wfs"}
    assert {name: entry["title"] for name, entry in layers.items()} == types()
    assert {entry["address"] for entry in layers.values()} == {f"{server.address}/ows?MAP=/donn%C3%A9es/%C3%A9t%C3%A9,1.map"}
    datasets = [entry for entry in found["entries"] if entry["source"].startswith("csw:")]
    assert sorted(entry["title"] for entry in datasets) == sorted(set(titles()))
    assert results["COUNT"] == len(found["entries"]) == len(layers) + len(datasets)
    assert results["FAILED"] == 0
    assert [source["state"] for source in found["sources"]] == ["done", "done"]
    assert all(source["seconds"] < 30 for source in found["sources"])
    assert found["facets"]["kind"]["wfs"] == len(layers)
    assert "QGIS" in server.requests[0].headers["user-agent"]


def test_csv(vigie, server, tmp_path):
    output = tmp_path / "résultats.csv"
    results = answer(
        vigie("vigie:search", QUERY="lycées", SOURCES=sources(server), FACETS="format=wfs", TERRITORY="region:32", OUTPUT=output)
    )
    content = output.read_bytes()
    assert content[:3] == b"\xef\xbb\xbf"
    assert content.count(b"\r\n") >= 2
    with output.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert list(rows[0]) == ["id", "title", "producer", "licence", "source", "kind", "address", "layer", "loadable"]
    assert len(rows) == results["COUNT"]
    assert "Lycées" in rows[0]["title"]
    assert (rows[0]["kind"], rows[0]["loadable"]) == ("wfs", "yes")


def test_one_source_that_fails_does_not_fail_the_search(vigie, server, tmp_path):
    output = tmp_path / "a.json"
    process = vigie(
        "vigie:search", SOURCES=f"{sources(server)};csw:{server.address}/gone/csw".replace(",csw", ";csw"), OUTPUT=output
    )
    results = answer(process)
    assert results["FAILED"] == 1
    states = [source["state"] for source in json.loads(output.read_text(encoding="utf-8"))["sources"]]
    assert states == ["done", "done", "failed"]
    assert "127.0.0.1 no longer has this at that address" in process.stdout + process.stderr


def test_all_sources_that_fail_fail_the_search(vigie, server, tmp_path):
    output = tmp_path / "a.json"
    process = vigie("vigie:search", SOURCES=f"wfs:{server.address}/gone/ows csw:{server.address}/gone/csw", OUTPUT=output)
    said = process.stdout + process.stderr
    assert process.returncode != 0
    assert "No source has answered. 127.0.0.1 no longer has this at that address." in said
    assert "Traceback" not in said
    told = json.loads(output.read_text(encoding="utf-8"))  # how each source did, for a program that reads it
    assert told["entries"] == []
    assert {state["state"] for state in told["sources"]} == {"failed"}


@pytest.mark.parametrize(
    ("parameters", "told"),
    [
        ({"TERRITORY": "commune:99999"}, "99999"),
        ({"SOURCES": "nobody"}, "Unknown source “nobody”"),
        ({"FACETS": "colour=blue"}, "Unknown facet “colour”"),
    ],
)
def test_what_is_wrong_is_a_sentence(vigie, tmp_path, parameters, told):
    process = vigie("vigie:search", **{"SOURCES": "curated", "OUTPUT": tmp_path / "a.json", **parameters})
    said = process.stdout + process.stderr
    assert process.returncode != 0
    assert told in said
    assert "Traceback" not in said
    assert not list(tmp_path.iterdir())
