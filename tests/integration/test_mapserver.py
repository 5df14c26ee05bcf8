# SPDX-License-Identifier: GPL-2.0-or-later
"""A QGIS Server, read as four kinds of catalogue through the door."""

import math

import pytest
import requests
import servers
from osgeo import gdal, osr
from vigie_territoriale.plugin.catalog.model import Query
from vigie_territoriale.plugin.catalog.provider import Endpoint
from vigie_territoriale.plugin.catalog.providers.capabilities import Wfs, Wms, Wmts
from vigie_territoriale.plugin.catalog.providers.features import OgcApiFeatures
from vigie_territoriale.plugin.messages import Silent, VigieError
from vigie_territoriale.plugin.network.door import Door

gdal.UseExceptions()
osr.UseExceptions()


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with servers.qgis_server(tmp_path_factory.mktemp("server")) as found:
        yield found


@pytest.fixture
def door():
    return Door(requests.Session(), Silent())


class Older(Door):
    """A door that asks for one version, whatever was to be asked for."""

    version = ""

    def get(self, url, params=None, **others):
        return super().get(url, {**(params or {}), "VERSION": self.version}, **others)


def older(version):
    door = Older(requests.Session(), Silent())
    door.version = version
    return door


def provider(kind, address):
    return kind(Endpoint("local", "Local", kind.__name__.lower(), address))


def expected_box(name):
    """West, south, east, north of the features of a layer, in degrees, from what the server was given."""
    if name == "mairies":
        longitudes, latitudes = [row[2] for row in servers.MAIRIES], [row[3] for row in servers.MAIRIES]
    else:
        lambert, degrees = osr.SpatialReference(), osr.SpatialReference()
        lambert.ImportFromEPSG(2154)
        degrees.ImportFromEPSG(4326)
        for system in (lambert, degrees):
            system.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        corners = [
            (x + east, y + north)
            for _, _, x, y in (servers.COMMUNES[0], servers.COMMUNES[-1])
            for east in (0, 1000)
            for north in (0, 1000)
        ]
        moved = osr.CoordinateTransformation(lambert, degrees).TransformPoints(corners)
        longitudes, latitudes = [point[0] for point in moved], [point[1] for point in moved]
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


def check(entries, kind, base, abstracts=True, tolerance=2e-3, oldest=False):
    """What all protocols say of the two layers. `tolerance` is in degrees. The `oldest`, WFS 1.0.0, has one system a type, in
    which it gives boxes: one in metres is not kept.
    """
    assert {entry.id for entry in entries} == set(servers.LAYERS)
    for entry in entries:
        _, epsg, title, abstract = servers.LAYERS[entry.id]
        assert entry.title == title
        assert entry.description == (abstract if abstracts else "")
        assert (entry.source, entry.kind, entry.formats) == ("local", kind, (kind,))
        (resource,) = entry.resources
        assert (resource.kind, resource.address, resource.layer) == (kind, base, entry.id)
        assert f"EPSG:{epsg}" in resource.crs or kind == "wmts"
        assert oldest or {"EPSG:2154", "EPSG:3857"} <= set(resource.crs)
        if oldest and epsg == 2154:
            assert entry.box is None
        else:
            assert entry.box == pytest.approx(expected_box(entry.id), abs=tolerance)


@pytest.mark.parametrize("version", ["1.1.1", "1.3.0"])
@pytest.mark.parametrize("form", ["{}", "{}/?", "{}/?SERVICE=WMS&REQUEST=GetCapabilities&VERSION=1.0.0"])
def test_wms(address, version, form):
    there = provider(Wms, form.format(address))
    entries = there.search(Query(), older(version)).entries
    check([entry for entry in entries if entry.id in servers.LAYERS], "wms", there.base)
    assert there.base in (address, f"{address}/")
    for entry in entries:
        assert entry.producer == servers.SERVICE["organization"]
        assert entry.licence == servers.SERVICE["constraints"]
        if entry.id in servers.LAYERS:
            assert entry.theme == servers.SERVICE["title"]
            assert {"essai", "été"} <= set(entry.keywords)


@pytest.mark.parametrize("version", ["1.0.0", "1.1.0", "2.0.0"])
def test_wfs(address, door, version):
    """QGIS Server knows 1.1.0 at most: asked for 2.0.0, it answers with that."""
    there = provider(Wfs, f"{address}/")
    entries = there.search(Query(), older(version)).entries
    check(entries, "wfs", f"{address}/", oldest=version == "1.0.0")
    assert {entry.licence for entry in entries} == {servers.SERVICE["constraints"]}
    check_rows(there, entries, door)


def test_wfs_without_json(address, door, monkeypatch):
    """The same rows in GML."""
    monkeypatch.setattr("vigie_territoriale.plugin.catalog.providers.capabilities.json_format", lambda formats: "")
    there = provider(Wfs, f"{address}/")
    check_rows(there, there.search(Query(), door).entries, door)
    assert not gdal.ReadDirRecursive("/vsimem/")


def check_rows(there, entries, door):
    """The first rows, which hold what the server was given."""
    for entry in entries:
        preview = there.preview(entry, door)
        given = servers.MAIRIES if entry.id == "mairies" else servers.COMMUNES[:10]
        place = [preview.fields.index(name) for name in ("code", "nom")]
        assert [tuple(row[number] for number in place) for row in preview.rows] == [row[:2] for row in given]
        assert not {"geometry", "geom", "msGeometry"} & set(preview.fields)


def test_wmts(address, door):
    there = provider(Wmts, f"{address}/?SERVICE=WMTS")
    entries = there.search(Query(), door).entries
    # Its WMTS leaves the abstracts of layers out.
    check([entry for entry in entries if entry.id in servers.LAYERS], "wmts", f"{address}/", abstracts=False)
    assert {entry.producer for entry in entries} == {servers.SERVICE["organization"]}


@pytest.mark.parametrize("end", ["/wfs3/", "/wfs3", "/wfs3/collections", "/wfs3.json"])
def test_features(address, door, end):
    there = provider(OgcApiFeatures, f"{address}{end}")
    entries = there.search(Query(), door).entries
    # Its API turns two corners of a box into degrees, not four: a hundredth of a degree is lost on those in Lambert-93.
    check(entries, "oapif", f"{address}{end}", tolerance=1e-2)
    check_rows(there, entries, door)
    totals = {entry.id: there.preview(entry, door).total for entry in entries}
    assert totals == {"mairies": len(servers.MAIRIES), "communes": len(servers.COMMUNES)}


def test_search(address, door):
    there = provider(Wfs, address)
    assert [entry.id for entry in there.search(Query("PÉRIMÈTRES communaux 25 000"), door).entries] == []
    assert [entry.id for entry in there.search(Query("perimetre"), door).entries] == ["communes"]
    assert [entry.id for entry in there.search(Query("accueil mairie"), door).entries] == ["mairies"]
    page = there.search(Query(size=1), door)
    assert (len(page.entries), page.total, page.more) == (1, 2, True)


def test_a_layer_that_is_not_there(address, door):
    """The server's own words, in an error of the product."""
    from dataclasses import replace

    there = provider(Wfs, address)
    entry = there.search(Query(), door).entries[0]
    gone = replace(entry, resources=(replace(entry.resources[0], layer="nulle_part"),))
    with pytest.raises(VigieError, match=r"127\.0\.0\.1 "):
        there.preview(gone, door)


def test_the_boxes_expected_are_in_the_hautes_alpes():
    for name in servers.LAYERS:
        box = expected_box(name)
        assert all(math.isfinite(side) for side in box)
        assert 5.4 < box[0] < box[2] < 7.1
        assert 44.1 < box[1] < box[3] < 45.2
