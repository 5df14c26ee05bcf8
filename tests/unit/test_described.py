# SPDX-License-Identifier: GPL-2.0-or-later
"""What services say of a layer before it is opened, read from recorded documents."""

import gzip
from pathlib import Path

import pytest
import requests
from replay import Replay
from vigie_territoriale.plugin.catalog.described import described
from vigie_territoriale.plugin.catalog.model import Resource
from vigie_territoriale.plugin.messages import Silent, VigieError
from vigie_territoriale.plugin.network.door import Door

OGC = Path(__file__).resolve().parents[1] / "data" / "api" / "ogc"
XML = {"Content-Type": "text/xml"}
WMS_130 = """<WMS_Capabilities version="1.3.0" xmlns="http://www.opengis.net/wms"><Service><Name>WMS</Name></Service><Capability>
<Request><GetMap><Format>image/jpeg</Format><Format>image/png</Format></GetMap></Request>
<Layer><Title>all</Title><MaxScaleDenominator>500000</MaxScaleDenominator><Layer><Name>a</Name><CRS>IGNF:LAMB93</CRS>
<MinScaleDenominator>1000</MinScaleDenominator></Layer><Layer><Name>b</Name><MaxScaleDenominator>-3</MaxScaleDenominator></Layer>
<Layer><Name>c</Name><MinScaleDenominator>NaN</MinScaleDenominator><MaxScaleDenominator>2000</MaxScaleDenominator></Layer>
</Layer></Capability></WMS_Capabilities>"""
WMS_111 = """<WMT_MS_Capabilities version="1.1.1"><Service><Name>WMS</Name></Service><Capability>
<Layer><Title>all</Title><Layer><Name>a</Name><ScaleHint min="0.39597979746" max="395.97979746"/></Layer></Layer></Capability>
</WMT_MS_Capabilities>"""


@pytest.fixture
def server():
    with Replay() as made:
        yield made


def recorded(name):
    return gzip.decompress((OGC / name).read_bytes())


def ask(server, kind, layer, content, path="/there", **others):
    server.route("GET", path, (200, XML, content))
    resource = Resource(kind, f"{server.address}{path}", layer=layer, **others)
    return described(resource, Door(requests.Session(), Silent()))


def test_tiles_of_the_geoplateforme(server):
    """Its WMTS answers with an error to a style or a format that a layer does not have."""
    found = ask(server, "wmts", "ACCES.BIOMETHANE", recorded("geoplateforme-wmts-getcapabilities.xml.gz"), title="kept")
    assert found.styles == ("ACCES.BIOMETHANE",)
    assert found.formats == ("image/png",)
    assert found.tiles == (("PM_6_16", "EPSG:3857"),)
    assert found.crs == ("EPSG:3857",)
    assert (found.title, found.layer) == ("kept", "ACCES.BIOMETHANE")


def test_images_of_the_geoplateforme(server):
    found = ask(server, "wms", "HR.ORTHOIMAGERY.ORTHOPHOTOS", recorded("geoplateforme-wms-r-getcapabilities.xml.gz"))
    assert found.formats[:2] == ("image/jpeg", "image/png")
    assert "EPSG:2154" in found.crs
    assert found.styles == ()


@pytest.mark.parametrize(("layer", "scales"), [("a", (1000, 500_000)), ("b", (0, 500_000)), ("c", (0, 2000))])
def test_scales_are_inherited(server, layer, scales):
    found = ask(server, "wms", layer, WMS_130)
    assert found.scales == scales
    assert found.formats == ("image/jpeg", "image/png")


def test_scales_of_the_oldest(server):
    found = ask(server, "wms", "a", WMS_111)
    assert found.scales == pytest.approx((1000, 1_000_000))


def test_vector_tiles(server):
    found = ask(server, "tms", "PLAN.IGN", recorded("PLAN_IGN.xml.gz"), "/tms/1.0.0/PLAN.IGN")
    assert found.address == f"{server.address}/tms/1.0.0/PLAN.IGN/{{z}}/{{x}}/{{y}}.pbf"
    assert found.formats == ("application/x-protobuf",)
    assert found.styles[0] == "https://data.geopf.fr/annexes/ressources/vectorTiles/styles/PLAN.IGN/standard.json"
    assert len(found.styles) == 9
    assert found.zooms[0] == 0 and 16 <= found.zooms[1] <= 19
    assert found.crs == ("EPSG:3857",)


def test_tiles_of_images_count_from_the_south(server):
    document = '<TileMap><SRS>EPSG:3857</SRS><TileFormat mime-type="image/png" extension="png"/></TileMap>'
    found = ask(server, "tms", "a", document)
    assert found.address.endswith("/{z}/{x}/{-y}.png")
    assert found.zooms is None


@pytest.mark.parametrize("extension", ["", "../x", "p<b>"])
def test_a_hostile_extension_is_refused(server, extension):
    document = f'<TileMap><TileFormat extension="{extension.replace("<", "&lt;")}"/></TileMap>'
    with pytest.raises(VigieError, match="does not describe its tiles"):
        ask(server, "tms", "a", document)


def test_a_layer_that_has_gone(server):
    with pytest.raises(VigieError, match="has no layer “gone”"):
        ask(server, "wms", "gone", WMS_130)


def test_others_are_not_asked(server):
    for resource in (Resource("xyz", server.address), Resource("tms", f"{server.address}/{{z}}/{{x}}/{{y}}.pbf")):
        assert described(resource, Door(requests.Session(), Silent())) is resource
    assert server.requests == []
