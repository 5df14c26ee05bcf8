# SPDX-License-Identifier: GPL-2.0-or-later
import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from vigie_territoriale.plugin.messages import VigieError
from vigie_territoriale.plugin.territory import grids as grids_module
from vigie_territoriale.plugin.territory.contours import legal_crs
from vigie_territoriale.plugin.territory.crs import area_km2, transform
from vigie_territoriale.plugin.territory.grids import HEXAGON, SQUARE, Grid, grids, over
from vigie_territoriale.plugin.territory.zoning import cell_table, zone_table, zones_of_level, zones_of_table

LAMBERT = "EPSG:2154"
BLOCK = 6


@pytest.fixture(autouse=True, scope="module")
def small_blocks():
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(grids_module, "BLOCK", BLOCK)  # so that small territories lie over several
        yield


def drawn(grid, extent):
    """The cells of an extent as native:creategrid makes them: columns from the west, rows from the north, odd columns of hexagons half
    a row lower, with the errors of such sums.
    """
    step = grid.size if grid.kind == SQUARE else (0.288675134594813 + 0.577350269189626) * grid.size
    low = 0.288675134594813 * grid.size
    cells = []
    for column in range(math.ceil((extent.east - extent.west) / step)):
        west = extent.west + column * step
        for row in range(math.ceil((extent.north - extent.south) / grid.size)):
            north = extent.north - row * grid.size
            south = extent.north - (row + 1) * grid.size
            if grid.kind == SQUARE:
                cells.append([(west, north), (west + step, north), (west + step, south), (west, south)])
                continue
            north, south = (value - (grid.size / 2 if column % 2 else 0) for value in (north, south))
            middle = (north + south) / 2
            east = west + step
            cells.append(
                [(west, middle), (west + low, north), (east, north), (east + low, middle), (east, south), (west + low, south)]
            )
    return grid.exact(shapely.polygons([[*cell, cell[0]] for cell in cells]))


def gridded(grid, parts, clip=False):
    """Codes and polygons of the cells over some parts."""
    codes, shapes = [], []
    for extent in grid.blocks(parts):
        cells = drawn(grid, extent)
        kept, polygons = over(cells, parts, clip)
        codes += grid.codes(cells[kept]).tolist()
        shapes += list(polygons)
    return codes, np.array(shapes, dtype=object)


kinds = st.sampled_from([SQUARE, HEXAGON])
sizes = st.integers(10, 5000)
shares = st.floats(0, 1)


def polygon(east, north, size, corners):
    """A star of some corners around a point, a few cells wide."""
    angles = np.linspace(0, 2 * math.pi, len(corners), endpoint=False)
    far = size * (0.3 + 3 * np.array(corners))
    return shapely.polygons(np.column_stack((east + far * np.cos(angles), north + far * np.sin(angles))))


places = st.tuples(st.floats(100_000, 1_200_000), st.floats(6_000_000, 7_100_000))
stars = st.lists(shares, min_size=3, max_size=9)


@settings(max_examples=25)
@given(kinds, sizes, places, stars, st.lists(st.tuples(shares, shares), min_size=1, max_size=30))
def test_every_point_is_in_one_cell_and_areas_add_up(kind, size, place, corners, spots):
    grid = Grid(kind, size, LAMBERT)
    part = polygon(*place, size, corners)
    codes, cells = gridded(grid, np.array([part]))
    assert len(set(codes)) == len(codes)
    assert shapely.area(cells).sum() == pytest.approx(len(cells) * grid.cell_area, rel=1e-9)
    assert (shapely.area(shapely.intersection(cells, part)) > 0).all()
    west, south, east, north = part.bounds
    spots = np.array(spots) * (east - west, north - south) + (west, south)
    spots = spots[shapely.intersects_xy(part, spots[:, 0], spots[:, 1])]
    inside = shapely.contains_xy(cells[:, None], spots[:, 0], spots[:, 1])
    edges = shapely.distance(shapely.boundary(cells)[:, None], shapely.points(spots)) < 1e-6
    assert ((inside.sum(axis=0) == 1) | edges.any(axis=0)).all()
    clipped_codes, clipped = gridded(grid, np.array([part]), clip=True)
    assert clipped_codes == codes
    assert shapely.area(clipped).sum() == pytest.approx(part.area, rel=1e-9)


@settings(max_examples=25)
@given(kinds, sizes, places, stars, stars, st.tuples(st.floats(-200, 200), st.floats(-200, 200)))
def test_a_cell_does_not_depend_on_the_territory(kind, size, place, first, second, shift):
    grid = Grid(kind, size, LAMBERT)
    one, other = polygon(*place, size, first), polygon(place[0] + shift[0], place[1] + shift[1], size, second)
    here, there = (dict(zip(*gridded(grid, np.array([part])))) for part in (one, other))
    for code in here.keys() & there.keys():
        assert here[code].wkb == there[code].wkb
    both = dict(zip(*gridded(grid, np.array([one, other]))))
    assert both.keys() == here.keys() | there.keys()
    cells = list(both.items())
    for code, cell in cells:
        near = [name for name, another in cells if another.equals(cell)]
        assert near == [code]


def test_codes_tell_where_cells_are():
    square, hexagon = Grid(SQUARE, 1000, LAMBERT), Grid(HEXAGON, 15, "EPSG:2975")
    cell = shapely.box(954_000, 6_389_000, 955_000, 6_390_000)
    assert square.codes(np.array([cell])).tolist() == ["CRS2154RES1000mN6389000E954000"]
    cells = drawn(hexagon, hexagon.blocks(np.array([shapely.box(340_000, 7_640_000, 340_001, 7_640_001)]))[0])
    codes = hexagon.codes(cells)
    assert len(set(codes)) == len(cells) == BLOCK * BLOCK
    assert all(code.startswith("CRS2975HEX15mN76") for code in codes)
    middle = shapely.get_coordinates(shapely.centroid(cells[0]))[0]
    assert codes[0] == f"CRS2975HEX15mN{math.floor(middle[1] + 1e-6)}E{math.floor(middle[0] + 1e-6)}"


def test_neighbours_share_their_corners():
    grid = Grid(HEXAGON, 333, LAMBERT)
    extents = grid.blocks(np.array([shapely.box(900_000, 6_400_000, 900_000 + 2 * BLOCK * 333, 6_400_001)]))
    cells = np.concatenate([drawn(grid, extent) for extent in extents])
    corners = shapely.get_coordinates(cells)
    assert len(np.unique(corners, axis=0)) == len(np.unique(np.round(corners, 3), axis=0))


def test_too_many_cells_are_refused_with_the_size_that_fits():
    parts = np.array([shapely.box(0, 0, 100_000, 100_000), None])
    with pytest.raises(VigieError, match=r"some 100,000,000 cells, more than 1,000,000: choose cells of 100 m or more"):
        Grid(SQUARE, 10, LAMBERT).blocks(parts)
    assert Grid(SQUARE, 100, LAMBERT).blocks(parts)
    for size in (9, 1_000_001):
        with pytest.raises(VigieError, match="from 10 to 1,000,000 m"):
            Grid(SQUARE, size, LAMBERT)


def test_a_grid_for_each_legal_system(cog, contours):
    territory = cog.territory("commune:05061,commune:97411,commune:97105")
    made = grids(SQUARE, 1000, territory.communes, contours)
    assert {grid.crs: len(parts) for grid, parts in made} == {LAMBERT: 1, "EPSG:2975": 1, "EPSG:5490": 1}
    with pytest.raises(VigieError, match="has a contour"):
        grids(SQUARE, 1000, ["98735"], contours)


def test_grid_of_communes_covers_them(cog, contours):
    territory = cog.territory("epci:200067825")
    ((grid, parts),) = grids(HEXAGON, 2000, territory.communes, contours)
    codes, cells = gridded(grid, parts, clip=True)
    whole = transform(contours.dissolve([territory.communes]), "EPSG:4326", LAMBERT)[0]
    assert shapely.area(cells).sum() == pytest.approx(whole.area, rel=1e-6)
    assert shapely.union_all(cells).symmetric_difference(whole).area < 1
    table = cell_table(np.array(codes, dtype=object), HEXAGON, shapely.area(cells))
    assert table["population"].isna().all()
    assert table["area_km2"].sum() == pytest.approx(whole.area / 1e6)


def test_levels_are_cut_to_the_territory(cog, contours):
    territory = cog.territory("epci:200067825,commune:05046")
    found = zones_of_level("epci", territory, cog)
    assert {zone.code: len(zone.communes) for zone in found.zones}["200067825"] == len(cog.members("epci", "200067825"))
    assert [len(zone.communes) for zone in found.zones if zone.code != "200067825"] == [1]
    assert found.remarks[0].startswith("1 zones are cut by the border of the territory")
    table, shapes = zone_table(found.zones, "epci", cog, contours)
    assert table["population"].sum() == cog.population(territory.communes)
    assert table["communes"].sum() == len(territory.communes)
    assert sorted(" ".join(table["members"]).split()) == list(territory.communes)
    # the scale of Lambert-93 is within 0.25 % of 1 there
    assert table["area_km2"].tolist() == pytest.approx([area_km2(shape) for shape in shapes], rel=5e-3)


def test_areas_are_of_the_legal_system_of_each_part(cog, contours):
    territory = cog.territory("commune:97411,commune:05061")
    codes, groups = ["97411", "05061"], ["x", "x"]
    found = zones_of_table(codes, groups, None, None, territory, cog)
    table, shapes = zone_table(found.zones, "table", cog, contours)
    parts = contours.of(codes)
    apart = sum(transform(np.array([part]), "EPSG:4326", legal_crs(code))[0].area for part, code in zip(parts, codes)) / 1e6
    assert table["area_km2"][0] == pytest.approx(apart, rel=1e-9)
    assert table["name"].tolist() == ["x"]
    assert shapes[0].geom_type == "MultiPolygon"


def test_groups_of_a_table(cog):
    territory = cog.territory("epci:200067825")
    own = list(territory.communes)
    codes = [*own[:-2], own[-1], "99999", None, "13055", own[0].lstrip("0")]
    groups = ["B" if place % 2 else 1.0 for place in range(len(own) - 2)] + [None, "B", "B", "C", 1.0]
    names = ["Pays du B" if group == "B" else None for group in groups]
    found = zones_of_table(codes, groups, names, 2026, territory, cog)
    assert [(zone.code, zone.name) for zone in found.zones] == [("1", "1"), ("B", "Pays du B")]
    assert sorted(code for zone in found.zones for code in zone.communes) == own[:-2]
    told = " | ".join(found.remarks)
    assert "2 rows of the table have no code of a commune of today (99999): they are in no zone." in told
    assert "1 rows of the table have no group" in told
    assert "1 communes of the table lie outside of the territory" in told
    assert "2 communes of the territory are in no zone" in told
    for code in own[-2:]:
        assert cog.unit("commune", code).name in told


def test_old_codes_lead_to_the_communes_of_today(cog):
    territory = cog.territory("departement:05")
    former = next(code for code in territory.communes if cog.former(code))
    old = cog.former(former)[0]
    found = zones_of_table([old, "05061"], ["a", "b"], None, None, territory, cog)
    assert [zone.communes for zone in found.zones] == [(former,), ("05061",)]
    with pytest.raises(VigieError, match=rf"1 communes are in several groups: .*\({former}: a, b\)"):
        zones_of_table([old, former], ["a", "b"], None, None, territory, cog)
    with pytest.raises(VigieError, match="No row of the table is a commune"):
        zones_of_table(["13055"], ["a"], None, None, territory, cog)
