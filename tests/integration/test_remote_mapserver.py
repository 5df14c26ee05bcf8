# SPDX-License-Identifier: GPL-2.0-or-later
"""A QGIS Server with 12 000 points in degrees and as many in metres, copied by WFS 1.1 and by OGC API Features."""

import numpy as np
import pytest
import requests
import servers
import shapely
from osgeo import ogr, osr
from vigie_territoriale.plugin.catalog.model import Resource
from vigie_territoriale.plugin.files.cut import Cut
from vigie_territoriale.plugin.files.output import Output
from vigie_territoriale.plugin.messages import Silent
from vigie_territoriale.plugin.network.door import Door
from vigie_territoriale.plugin.remote.features import copy_features, describe_features
from vigie_territoriale.plugin.territory.cog import Cog
from vigie_territoriale.plugin.territory.contours import Contours

COUNT = 12_000
KINDS = ("wfs", "oapif")

osr.UseExceptions()
ogr.UseExceptions()


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with servers.qgis_server(tmp_path_factory.mktemp("server"), COUNT) as found:
        yield found


@pytest.fixture(scope="module")
def cut():
    cog = Cog()
    return Cut(cog.territory("epci:200067825"), cog, Contours.embedded())


@pytest.fixture
def door():
    return Door(requests.Session(), Silent())


def resource(kind, address, layer):
    return Resource(kind, f"{address}/wfs3" if kind == "oapif" else f"{address}/", layer=layer, title=layer)


def given(layer, crs):
    """What the server was given: code -> shapely point in `crs` (EPSG code)."""
    epsg = servers.GRIDS[layer][1]
    rows = servers.grid(COUNT, epsg)
    points = [(x, y) for _, _, x, y in rows]
    return dict(zip((code for code, *_ in rows), shapely.points(moved(points, epsg, crs))))


def moved(points, source, target):
    systems = []
    for code in (source, target):
        system = osr.SpatialReference()
        system.ImportFromEPSG(code)
        system.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        systems.append(system)
    return [(x, y) for x, y, _ in osr.CoordinateTransformation(*systems).TransformPoints(points)]


def written(path):
    """Code -> point of what was copied; the coordinate system of the table."""
    source = ogr.Open(str(path))
    layer = source.GetLayer(0)
    assert layer.GetFeatureCount() == len({feature["code"] for feature in layer})
    layer.ResetReading()
    points = {feature["code"]: shapely.from_wkb(bytes(feature.GetGeometryRef().ExportToWkb())) for feature in layer}
    return points, int(layer.GetSpatialRef().GetAuthorityCode(None))


def farthest(points, expected):
    """In the units of their coordinate system."""
    return max(shapely.distance(points[code], expected[code]) for code in points)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("layer", servers.GRIDS)
def test_whole(address, door, tmp_path, kind, layer):
    with Output(tmp_path / "copie.gpkg") as output:
        copied = copy_features(resource(kind, address, layer), None, door, output, Silent())
    assert (copied.rows, copied.read, copied.announced, copied.partial, copied.notes) == (COUNT, COUNT, COUNT, "", ())
    points, epsg = written(tmp_path / "copie.gpkg")
    expected = given(layer, epsg)
    assert set(points) == set(expected)
    assert farthest(points, expected) < (1e-5 if epsg == 4326 else 0.01)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("layer", servers.GRIDS)
def test_cut_to_a_territory(address, door, cut, tmp_path, kind, layer):
    with Output(tmp_path / "copie.gpkg") as output:
        copied = copy_features(resource(kind, address, layer), cut, door, output, Silent())
    points, epsg = written(tmp_path / "copie.gpkg")
    expected = inside(cut, layer)
    assert 100 < len(expected) < COUNT / 4
    assert set(points) == expected
    assert copied.rows == len(expected) <= copied.read == copied.announced < COUNT / 2
    assert copied.partial == ""
    assert farthest(points, given(layer, epsg)) < (1e-5 if epsg == 4326 else 0.01)


def inside(cut, layer):
    """Codes of the points in the territory, whose generalised border is widened by 100 m; computed in Lambert-93 by shapely."""
    (territory,) = cut.contours.dissolve([cut.territory.communes])
    lambert = shapely.transform(territory, lambda xy: np.array(moved(xy.tolist(), 4326, 2154)))
    widened = shapely.buffer(lambert, 100, quad_segs=4)
    return {code for code, point in given(layer, 2154).items() if shapely.contains(widened, point)}


@pytest.mark.parametrize("version", ["2154", "4326"])
def test_both_systems_of_wfs(address, door, cut, tmp_path, monkeypatch, version):
    """The same features when the box and the positions are in degrees as when they are in metres."""
    monkeypatch.setattr("vigie_territoriale.plugin.remote.wfs.choose", lambda offered, cut: f"EPSG:{version}")
    with Output(tmp_path / "copie.gpkg") as output:
        copied = copy_features(resource("wfs", address, "points_degres"), cut, door, output, Silent())
    points, epsg = written(tmp_path / "copie.gpkg")
    assert (copied.crs, epsg) == (f"EPSG:{version}", int(version))
    assert set(points) == inside(cut, "points_degres")
    assert farthest(points, given("points_degres", epsg)) < (1e-5 if epsg == 4326 else 0.01)


@pytest.mark.parametrize("kind", KINDS)
def test_description(address, door, kind):
    layer = describe_features(resource(kind, address, "points_degres"), door, Silent())
    assert (layer.rows, layer.geometry, len(layer.sample)) == (COUNT, "Point", 10)
    assert {field.name: field.type for field in layer.fields} == {"fid_2": "integer", "code": "text", "nom": "text"}
