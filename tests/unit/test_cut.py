# SPDX-License-Identifier: GPL-2.0-or-later
import gzip
import json
from collections import Counter

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from vigie_territoriale.plugin.files.codes import Codes
from vigie_territoriale.plugin.files.cut import Cut
from vigie_territoriale.plugin.messages import VigieError
from vigie_territoriale.plugin.territory.contours import Contours
from vigie_territoriale.plugin.territory.crs import ellipsoid, transform

EPCI = "epci:200067825"


@pytest.fixture(scope="module")
def cut_to(cog, contours):
    return lambda written: Cut(cog.territory(written), cog, contours)


def table(**columns):
    return pd.DataFrame(columns, dtype=object)


def test_codes_of_levels(cut_to, cog):
    cut = cut_to(EPCI)
    assert cut.codes("commune") == set(cog.members("epci", "200067825"))
    assert cut.codes("epci") == {"200067825"}
    assert cut.codes("departement") == {"05", "04"} or cut.codes("departement") == {"05"}
    assert cut.codes("region") == {"93"}


def test_by_commune_of_any_vintage(cut_to, cog):
    cut = cut_to("commune:01033,departement:05")
    codes = Codes("insee", "commune", cog)
    kept = cut.keeps(table(insee=["5061", "01018", "01001", None, "?"]), codes, None, "")
    assert kept.dtype == bool
    assert list(kept) == [True, True, False, False, False]


@pytest.mark.parametrize(
    ("kind", "values", "kept"),
    [
        ("iris", ["050610101", "010010101"], [True, False]),
        ("qpv", ["QN00501M", "QN01301M"], [True, False]),
        ("epci", ["200067825", "200054807"], [True, False]),
        ("departement", ["5", "13"], [True, False]),
        ("region", ["93", "84"], [True, False]),
    ],
)
def test_by_larger_units_and_parts(cut_to, cog, kind, values, kept):
    assert list(cut_to("commune:05061").keeps(table(c=values), Codes("c", kind, cog), None, "")) == kept


def test_a_code_decides_before_a_position(cut_to, cog, contours):
    """Gap and Marseille: the third row has no code, the fourth neither."""
    gap, marseille = contours.points(["05061", "13055"])
    frame = table(insee=["13055", "05061", None, None])
    counts = Counter()
    cut = cut_to("departement:05")
    geometry = np.array([gap, marseille, gap, None], dtype=object)
    assert list(cut.keeps(frame, Codes("insee", "commune", cog), geometry, "EPSG:4326", counts)) == [False, True, True, False]
    notes = cut.notes(Codes("insee", "commune", cog), counts)
    assert "by the codes of column “insee”" in notes[0]
    assert "1 rows were told apart by their position" in notes[1]
    assert "100 m outside" in notes[1]
    assert "1 rows have neither" in notes[2]


def test_a_shared_unit_is_decided_by_position(cut_to, cog, contours):
    """The département of Gap is not Gap: a row of the département is kept by its position, or for want of one."""
    gap, briancon, marseille = contours.points(["05061", "05023", "13055"])
    frame = table(dep=["05", "05", "05", "13"])
    geometry = np.array([gap, briancon, None, gap], dtype=object)
    codes, counts = Codes("dep", "departement", cog), Counter()
    cut = cut_to("commune:05061")
    assert list(cut.keeps(frame, codes, geometry, "EPSG:4326", counts)) == [True, False, True, False]
    assert "1 rows are kept because their code is that of a larger unit" in " ".join(cut.notes(codes, counts))
    whole = cut_to("departement:05")
    assert list(whole.keeps(frame, codes, np.array([marseille] * 4), "EPSG:4326")) == [True, True, True, False]


def test_nothing_to_cut_by(cut_to):
    assert cut_to(EPCI).keeps(table(a=["1"]), None, None, "") is None


def test_the_whole_country_is_not_cut(cut_to, cog):
    cut = cut_to("france")
    assert cut.whole
    assert cut.keeps(table(c=["98735", None]), Codes("c", "commune", cog), None, "").all()
    assert cut.notes(None, Counter({"by position": 3})) == ()
    assert not cut_to("region:93").whole


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(["commune:05061", EPCI, "departement:05", "departement:974", "commune:97105,commune:97411"]),
    st.sampled_from(["EPSG:4326", "EPSG:2154", "EPSG:3857", "EPSG:2975"]),
    st.integers(0, 2**32 - 1),
)
def test_points_against_geodesic_distances(cog, contours, written, crs, seed):
    """Points are kept inside, and within 100 m of the border as the ellipsoid measures them; not beyond."""
    cut = Cut(cog.territory(written), cog, contours)
    if crs == "EPSG:2975" and "974" not in written:
        crs = "EPSG:4326"
    shape = shapely.union_all(contours.of(cut.territory.communes))
    west, south, east, north = shapely.buffer(shape.geoms[0] if hasattr(shape, "geoms") else shape, 0.01).bounds
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(west, east, 60), rng.uniform(south, north, 60)
    points = shapely.points(x, y)
    kept = cut.keeps(table(a=range(60)), None, transform(points.copy(), "EPSG:4326", crs), crs)
    assert kept[shapely.contains(shape, points)].all()
    for point in points[kept & ~shapely.contains(shape, points)]:
        near = shapely.get_coordinates(shapely.shortest_line(shape, point))
        assert ellipsoid().inv(*near[0], *near[1])[2] < 160  # shortest in degrees is not shortest in metres
    for point in points[~kept]:
        near = shapely.get_coordinates(shapely.shortest_line(shape, point))
        assert ellipsoid().inv(*near[0], *near[1])[2] > 95


def test_lines_and_polygons_that_meet_it(cut_to, contours):
    cut = cut_to("commune:05061")
    gap = contours.points(["05061"])[0]
    shapes = np.array(
        [
            shapely.LineString([(gap.x, gap.y), (9, 48)]),
            shapely.LineString([(0, 48), (9, 48)]),
            shapely.box(0, 43, 9, 46),
            shapely.Polygon(),
            shapely.MultiPoint([(gap.x, gap.y), (0, 48)]),
            shapely.Point(gap.x, gap.y, 700),
        ],
        dtype=object,
    )
    assert list(cut.keeps(table(a=range(6)), None, shapes, "EPSG:4326")) == [True, False, True, False, True, True]


def test_precise_contours_are_not_widened(cog):
    box = shapely.box(6, 44, 6.1, 44.1)
    given_ones = Contours.given(["05061"], np.array([box], dtype=object), "mine", cog)
    cut = Cut(cog.territory("commune:05061"), cog, given_ones)
    assert cut.box("EPSG:4326") == (6, 44, 6.1, 44.1)
    assert "generalised" not in cut.notes(None, Counter({"by position": 3}))[0]


def test_box_holds_the_shape_and_it_is_made_once(cut_to):
    cut = cut_to(EPCI)
    assert cut.shape("EPSG:2154") is cut.shape("EPSG:2154")
    assert shapely.box(*cut.box("EPSG:2154")).covers(cut.shape("EPSG:2154"))
    assert 900_000 < cut.box("EPSG:2154")[0] < 1_000_000


def test_communes_without_a_contour(cut_to, cog):
    """One that left another is still within its contour; one of the overseas collectivities is nowhere."""
    assert cut_to("commune:15031").shape("EPSG:4326").equals(cut_to("commune:15141").shape("EPSG:4326"))
    lost = cut_to("commune:98735")
    assert not lost.mapped
    with pytest.raises(VigieError, match="has no contour"):
        lost.shape("EPSG:4326")
    points = np.array([shapely.Point(-149.5, -17.5)], dtype=object)
    assert lost.keeps(table(a=[1]), None, points, "EPSG:4326") is None
    assert list(lost.keeps(table(c=["98735"]), Codes("c", "commune", cog), points, "EPSG:4326")) == [True]


def test_real_communes_of_an_epci(cut_to):
    """Precise contours of the communes of Gap-Tallard-Durance: the middles of all of them are kept, by position alone."""
    path = "tests/data/communes-200067825.geojson.gz"
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        features = json.load(stream)["features"]
    shapes = shapely.from_geojson(np.array([json.dumps(feature["geometry"]) for feature in features], dtype=object))
    middles = transform(shapely.point_on_surface(shapes), "EPSG:4326", "EPSG:2154")
    assert len(middles) > 10
    assert cut_to(EPCI).keeps(table(a=range(len(middles))), None, middles, "EPSG:2154").all()
    assert not cut_to("departement:13").keeps(table(a=range(len(middles))), None, middles, "EPSG:2154").any()
