# SPDX-License-Identifier: GPL-2.0-or-later
"""The user's own zones, points that count inhabitants, tables without geometry, peers and ranks: each against a plain computation."""

import dataclasses
import json
import math
from collections import Counter
from pathlib import Path

import independent
import numpy as np
import pandas
import pytest
import shapely
from defined import definition
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from vigie_territoriale.plugin.indicators.definition import load_definition
from vigie_territoriale.plugin.indicators.distances import nearest_km
from vigie_territoriale.plugin.indicators.engine import compute
from vigie_territoriale.plugin.indicators.inputs import LayerData
from vigie_territoriale.plugin.indicators.placing import Context
from vigie_territoriale.plugin.messages import Silent, VigieError
from vigie_territoriale.plugin.territory.crs import ellipsoid, transform

COG = Path(__file__).resolve().parents[1] / "data" / "cog2026-communes.csv.gz"
PLENTY = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
LEGAL = {"05": ("EPSG:2154", 6.05, 44.5), "974": ("EPSG:2975", 55.5, -21.1), "971": ("EPSG:5490", -61.5, 16.2)}


@pytest.fixture(scope="module")
def context(observatory):
    return Context(observatory.cog, observatory.contours, observatory.cog.territory("epci:200067825"))


def array(items):
    return np.array([*items, None], dtype=object)[:-1]


def zones(shapes, codes=None, names=None, crs="EPSG:4326"):
    codes = [f"z{place}" for place in range(len(shapes))] if codes is None else codes
    return LayerData("zones", array(shapes), crs, codes=array(codes), names=None if names is None else array(names))


def points(xy, values=None, crs="EPSG:4326"):
    return LayerData("mine", None, crs, xy=np.array(xy, dtype=float).reshape(-1, 2), values=values or {})


def run(context, asked, inputs, level="zones", **more):
    return compute(definition(asked, **more), level, inputs, context, Silent())


def values(result, column="value"):
    return dict(zip(result.zones["code"], result.zones[column]))


# On a grid of whole numbers, so that points often lie on borders and corners.
corners = st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(1, 4), st.integers(1, 4))
places = st.tuples(st.integers(0, 10), st.integers(0, 10))


def degrees(x, y):
    return 6 + x / 1024, 44.5 + y / 1024  # exact in binary


@PLENTY
@given(st.lists(corners, min_size=1, max_size=6), st.lists(places, max_size=20))
def test_points_in_zones_that_overlap_or_touch(context, boxes, spots):
    """Inside each zone it counts; on borders it counts in the first zone, by code, of those whose border it is on."""
    shapes = [shapely.box(*degrees(x, y), *degrees(x + width, y + height)) for x, y, width, height in boxes]
    result = run(context, {"kind": "aggregate", "layer": "f", "aggregate": "count"}, {"f": points([degrees(*spot) for spot in spots]), "zones": zones(shapes)})  # fmt: skip
    expected = Counter()
    for spot in spots:
        inside = [n for n, (x, y, w, h) in enumerate(boxes) if x < spot[0] < x + w and y < spot[1] < y + h]
        border = [
            n for n, (x, y, w, h) in enumerate(boxes) if x <= spot[0] <= x + w and y <= spot[1] <= y + h and n not in inside
        ]
        expected.update([*inside, *(border[:1])])
    assert values(result) == {f"z{place}": expected[place] for place in range(len(boxes))}
    assert set(result.zones["level"]) == {"zones"} and (result.zones["coverage"] == 1).all()


@pytest.mark.parametrize("where", LEGAL)
def test_areas_and_lengths_are_those_of_the_legal_projection(observatory, where):
    """Over a zone with a hole: what two parcels cover together counts once, and is that of the ellipsoid within a thousandth."""
    crs, x, y = LEGAL[where]
    context = Context(observatory.cog, observatory.contours, observatory.cog.territory(f"departement:{where}"))
    zone = shapely.box(x, y, x + 0.02, y + 0.02).difference(shapely.box(x + 0.005, y + 0.005, x + 0.01, y + 0.01))
    parcels = [shapely.box(x - 0.01, y, x + 0.012, y + 0.008), shapely.box(x + 0.008, y + 0.004, x + 0.03, y + 0.01)]
    inside = shapely.intersection(zone, shapely.union_all(parcels))
    flat = transform(array([zone, *parcels]), "EPSG:4326", crs)  # edges are straight there
    plane = shapely.intersection(flat[0], shapely.union_all(flat[1:]))
    layers = {"f": LayerData("parcels", array(parcels), "EPSG:4326"), "zones": zones([zone])}
    asked = {"kind": "aggregate", "layer": "f", "aggregate": "covered-area"}
    area = values(run(context, asked, layers))["z0"]
    assert area == pytest.approx(plane.area / 1e6, rel=1e-9)
    assert area == pytest.approx(abs(ellipsoid().geometry_area_perimeter(inside)[0]) / 1e6, rel=2e-3)
    share = values(run(context, {**asked, "aggregate": "covered-share"}, layers))["z0"]
    assert share == pytest.approx(100 * plane.area / transform(array([zone]), "EPSG:4326", crs)[0].area, rel=1e-9)
    line = shapely.LineString([(x - 0.01, y + 0.007), (x + 0.03, y + 0.007)])
    layers["f"] = LayerData("lines", transform(array([line]), "EPSG:4326", crs), crs)
    length = values(run(context, {**asked, "aggregate": "length"}, layers))["z0"]
    assert length == pytest.approx(ellipsoid().geometry_length(shapely.intersection(zone, line)) / 1e3, rel=2e-3)


def test_zones_in_another_crs_and_names(context):
    square = shapely.box(6, 44.5, 6.1, 44.6)
    moved = transform(array([square]), "EPSG:4326", "EPSG:2154")
    layers = {"f": points([(6.05, 44.55), (7, 44)]), "zones": zones(list(moved), ["a"], ["Quartier"], "EPSG:2154")}
    result = run(context, {"kind": "features", "layer": "f"}, layers)
    assert values(result) == {"a": 1} and result.zones["name"].tolist() == ["Quartier"]
    assert "2 features read, 1 in the zones, 1 outside" in " ".join(result.notes)


@pytest.mark.parametrize(
    ("layer", "told"),
    [
        (zones([shapely.box(6, 44, 7, 45)] * 2, ["a", "a"]), "several zones with the code “a”"),
        (zones([shapely.Point(6, 44), None]), "holds no polygon"),
    ],
)
def test_zones_that_cannot_be_used(context, layer, told):
    with pytest.raises(VigieError, match=told):
        run(context, {"kind": "features", "layer": "f"}, {"f": points([]), "zones": layer})
    with pytest.raises(VigieError, match="needs a layer for “zones”"):
        run(context, {"kind": "features", "layer": "f"}, {"f": points([])})


def test_inhabitants_of_zones_are_estimated_by_area(observatory, context):
    (contour,) = observatory.contours.of(["05061"])
    west, south, east, north = contour.bounds
    halves = [
        shapely.intersection(contour, shapely.box(*box)) for box in ((west, south, 6.08, north), (6.08, south, east, north))
    ]
    result = run(context, {"kind": "rate", "layer": "f", "per": 1000}, {"f": points([(6.0793, 44.5594)]), "zones": zones([contour, *halves])})  # fmt: skip
    people = result.zones["denominator"].to_numpy()
    assert people[0] == pytest.approx(observatory.cog.unit("commune", "05061").population, rel=1e-9)
    assert people[1:].sum() == pytest.approx(people[0], rel=1e-6)
    shares = [shape.area for shape in transform(array([contour, *halves]), "EPSG:4326", "EPSG:2154")]
    assert people[1] / people[0] == pytest.approx(shares[1] / shares[0], rel=1e-6)
    assert any("estimated" in note for note in result.notes)


def test_harmonised_services_by_position_and_their_coverage(observatory, context):
    """A zone in the sea or abroad is not covered: it has no figure, rather than 0."""
    town = shapely.box(6.0, 44.5, 6.2, 44.6)
    result = observatory.study(
        ["france-services-per-10000"], context.territory, "zones", {"zones": zones([town, shapely.box(8.2, 44.5, 8.3, 44.6)])},
        "embedded", Silent(),
    )[0]  # fmt: skip
    services = observatory.dataset(result.sources[0].entry, context.territory, "embedded", Silent())
    inside = sum(shape is not None and town.contains(shape) for shape in services.geometry)
    assert inside and result.zones["numerator"].tolist()[0] == inside
    assert math.isnan(result.zones["value"][1]) and result.zones["flag"][1] == "no data"


def test_what_is_known_of_communes_only_is_refused_for_polygons(observatory, context):
    with pytest.raises(VigieError, match="whole communes only"):
        observatory.study(["population-change"], context.territory, "zones", {"zones": zones([shapely.box(6, 44, 7, 45)])}, "embedded", Silent())  # fmt: skip


def test_a_table_of_communes_and_groups_is_as_good_as_a_level(observatory, context):
    """Codes of any vintage; figures of a group are exactly those of the EPCI that has the same communes."""
    codes = list(observatory.cog.members("epci", "200067825"))
    table = LayerData("scot", None, "", codes=array(["g"] * len(codes) + ["h", "h"]), communes=array([*codes, "5046", "99999"]), names=array(["Gap"] * len(codes) + ["Embrun"] * 2))  # fmt: skip
    result = observatory.study(["population-change"], context.territory, "zones", {"zones": table}, "embedded", Silent())[0]
    epci = observatory.study(["population-change"], context.territory, "epci", {}, "embedded", Silent())[0]
    assert values(result)["g"] == epci.zones["value"][0]
    assert result.zones["name"].tolist() == ["Gap", "Embrun"]
    assert any("1 codes are of no commune" in note and "99999" in note for note in result.notes)


def test_rows_of_a_table_are_placed_by_their_code(context):
    """Former codes and lost zeros too."""
    table = LayerData("rooms", None, "", communes=array(["05061", "5061", "05002", "13055", None, "zz"]), values={"n": array([1, 2, 3, 4, 5, 6])})  # fmt: skip
    asked = {"kind": "aggregate", "layer": "f", "aggregate": "sum", "value": "n"}
    result = run(context, asked, {"f": table}, "commune")
    assert values(result)["05061"] == 3
    assert "6 rows read, 2 in the territory, 2 outside, 2 of no known commune" in " ".join(result.notes)
    with pytest.raises(VigieError, match="cannot be used here"):
        run(context, {"kind": "nearest", "layer": "f", "from": "contours"}, {"f": table}, "commune")


@PLENTY
@given(
    st.lists(
        st.tuples(st.floats(6.0, 6.2), st.floats(44.4, 44.6), st.one_of(st.none(), st.integers(0, 100))), min_size=1, max_size=15
    ),
    st.lists(st.tuples(st.floats(6.0, 6.2), st.floats(44.4, 44.6)), min_size=1, max_size=5),
)
def test_distances_from_points_that_count_inhabitants(context, people, services):
    square = shapely.box(5.9, 44.3, 6.1, 44.7)
    layers = {
        "f": points(services),
        "population": points([row[:2] for row in people], {"n": array([row[2] for row in people])}),
        "zones": zones([square]),
    }
    inside = [row for row in people if row[0] <= 6.1 and row[2] is not None]
    km = [min(ellipsoid().inv(x, y, *service)[2] for service in services) / 1000 for x, y, _ in inside]
    weight = sum(row[2] for row in inside)
    asked = {"layer": "f", "from": "population", "weight": "n"}
    mean = values(run(context, {"kind": "nearest", **asked}, layers))["z0"]
    near = values(run(context, {"kind": "within", "km": 5, **asked}, layers))["z0"]
    if weight:
        assert mean == pytest.approx(sum(row[2] * far for row, far in zip(inside, km)) / weight, rel=1e-6)
        assert near == pytest.approx(100 * sum(row[2] for row, far in zip(inside, km) if far <= 5) / weight)
    else:
        assert math.isnan(mean) and math.isnan(near)


def test_services_across_the_border_are_near_too(context):
    """The nearest is what counts, on whichever side of a border, generalised or true."""
    turin = (7.68, 45.07)
    result = run(context, {"kind": "nearest", "layer": "f", "from": "contours"}, {"f": points([turin])}, "commune")
    middle = shapely.point_on_surface(context.contours.of(["05061"]))
    assert values(result)["05061"] == pytest.approx(nearest_km(middle, shapely.points([turin]), "EPSG:2154")[0], rel=1e-9)


class Circles:
    """One gets 10 km far; of the points in `lost`, nothing is known."""

    def __init__(self, lost=()):
        self.asked, self.lost = [], lost

    def areas(self, points, minutes, profile, progress):
        self.asked.append((len(points), minutes, profile))
        flat = shapely.buffer(transform(points, "EPSG:4326", "EPSG:2154"), 10_000)
        around = transform(flat, "EPSG:2154", "EPSG:4326")
        around[[place for place in self.lost if place < len(around)]] = None
        return around, ["ten kilometres"]


def test_within_minutes(observatory, context):
    asked = {"kind": "reach", "layer": "f", "from": "contours", "minutes": 15, "profile": "car"}
    services = [(6.08, 44.56), (2.35, 48.85)]
    ways = Circles()
    reached = Context(context.cog, context.contours, context.territory, reach=ways)
    result = run(reached, asked, {"f": points(services)}, "commune")
    assert ways.asked == [(1, 15, "car")]  # Paris is too far to be asked about
    assert "ten kilometres" in result.notes
    middles = transform(context.contours.points(result.zones["code"]), "EPSG:4326", "EPSG:2154")
    gap = transform(shapely.points([services[0]]), "EPSG:4326", "EPSG:2154")[0]
    for code, middle, value in zip(result.zones["code"], middles, result.zones["value"]):
        assert value == (100 if middle.distance(gap) <= 10_000 else 0), code
    people = {code: observatory.cog.unit("commune", code).population for code in context.territory.communes}
    near = sum(people[code] for code, value in values(result).items() if value)
    assert result.comparators["value"][0] == pytest.approx(100 * near / sum(people.values()))
    unknown = Context(context.cog, context.contours, context.territory, reach=Circles(lost=[0]))
    assert np.isnan(run(unknown, asked, {"f": points(services)}, "commune").zones["value"]).all()
    with pytest.raises(VigieError, match="travel times"):
        run(context, asked, {"f": points(services)}, "commune")


def test_the_most_frequent_value(context):
    town = (6.0793, 44.5594)
    rows = points([town] * 6 + [(7.5, 48)], {"k": array(["b", "a", "b", "a", "c", None, "z"])})
    result = run(context, {"kind": "aggregate", "layer": "f", "aggregate": "majority", "value": "k"}, {"f": rows}, "commune")
    assert values(result, "label")["05061"] == "a"  # as frequent as b, and before it
    assert values(result)["05061"] == pytest.approx(40)
    assert set(values(result, "label").values()) == {"a", ""}
    assert result.comparators["label"][0] == "a"


def test_a_basket_of_services(context):
    town, village = (6.0793, 44.5594), (6.0, 44.47)
    layers = {"one": points([town, town]), "two": points([town, village]), "three": points([])}
    result = run(context, {"kind": "basket", "layers": ["one", "two", "three"]}, layers, "commune")
    assert values(result)["05061"] == 2
    assert sorted(values(result).values())[-2:] == [1, 2]
    assert result.comparators["value"][0] == 2  # those of the whole territory, not added up


def test_a_typology(context):
    town = (6.0793, 44.5594)
    count = run(context, {"kind": "features", "layer": "f"}, {"f": points([town] * 3 + [(6.0, 44.47)])}, "commune", id="count")
    classes = [
        {"label": {"fr": "plusieurs", "en": "several"}, "where": [{"of": "count", "from": 2}]},
        {"label": {"fr": "un", "en": "one"}, "where": [{"of": "count", "from": 1, "below": 2}]},
    ]
    made = definition({"kind": "typology", "classes": classes, "otherwise": {"fr": "aucun", "en": "none"}})
    result = compute(made, "commune", {}, context, Silent(), {"count": count})
    assert values(result, "label")["05061"] == "several" and values(result)["05061"] == 0
    assert Counter(values(result, "label").values()) == {"several": 1, "one": 1, "none": 15}
    bare = compute(definition({"kind": "typology", "classes": classes}), "commune", {}, context, Silent(), {"count": count})
    assert (bare.zones["flag"] == "not applicable: in no class").sum() == 15


def test_ranks_and_peers_are_of_the_whole_country(observatory):
    territory = observatory.cog.territory("departement:05")
    result = observatory.study(["france-services-per-10000"], territory, "epci", {}, "embedded", Silent())[0]
    table = independent.read_cog(COG)
    samples = Path(independent.__file__).resolve().parents[2] / "resources" / "samples"
    count = independent.count_france_services(samples, COG)
    table = table[(table["zone"] != "com") & (table["epci"] != "")]
    rates = table.assign(n=[count.get(code, 0) for code in table.index]).groupby("epci")[["n", "population"]].sum()
    rates = 10_000 * rates["n"] / rates["population"]
    for row in result.zones.itertuples():
        assert row.value == pytest.approx(rates[row.code])
        assert row.rank == 1 + (rates > rates[row.code] + 1e-12).sum() and row.ranked == len(rates)
        assert row.quantile == pytest.approx((rates <= rates[row.code] + 1e-12).mean())
        alike = independent.peers(COG, "epci", row.code)
        assert row.peers_value == pytest.approx(independent.france_services_group(samples, COG, alike).value)
        of_alike = rates[sorted(set(table.loc[alike, "epci"]))]
        assert row.peers_rank == 1 + (of_alike > rates[row.code] + 1e-12).sum() and row.peers_ranked == len(of_alike)


def test_without_a_whole_zones_are_ranked_among_themselves(context):
    town = (6.0793, 44.5594)
    result = run(context, {"kind": "features", "layer": "f"}, {"f": points([town])}, "commune", comparators=True)
    ranks = result.zones.set_index("code")["rank"]
    assert ranks["05061"] == 1 and set(ranks) == {1, 2}
    assert set(result.zones["ranked"]) == {17}


@PLENTY
@given(st.lists(st.integers(0, 12), min_size=1, max_size=8), st.integers(2, 6))
def test_no_hidden_figure_is_given_away_by_the_total(context, counts, least):
    """What is hidden is two zones at least, of `least` features together, unless nothing more can be hidden."""
    squares = [shapely.box(6 + n / 64, 44.5, 6 + (n + 0.5) / 64, 44.51) for n in range(len(counts))]
    spots = [(6 + (n + 0.25) / 64, 44.505) for n, count in enumerate(counts) for _ in range(count)]
    result = run(context, {"kind": "features", "layer": "f"}, {"f": points(spots), "zones": zones(squares)}, least=least)
    hidden = result.zones["value"].isna().to_numpy()
    assert all(hidden[n] for n, count in enumerate(counts) if 0 < count < least)
    assert not any(hidden[n] for n, count in enumerate(counts) if count == 0)
    assert not any(hidden) or all(result.zones["flag"][hidden].str.startswith("hidden"))
    if any(0 < count < least for count in counts) and len(counts) > 1:
        rest = [n for n, count in enumerate(counts) if count and not hidden[n]]
        together = sum(np.array(counts)[hidden])
        assert not rest or (hidden.sum() > 1 and together >= least)
    if all(count >= least or not count for count in counts):
        assert not any(hidden)
    assert pandas.isna(result.zones["rank"][hidden]).all()


def measures(observatory, rows):
    """A dataset of figures of the communes of the Hautes-Alpes: (commune, variable, period, value)."""
    territory = observatory.cog.territory("departement:05")
    dataset = observatory.dataset("legal-populations", territory, "embedded", Silent())
    table = pandas.DataFrame(rows, columns=["commune", "variable", "period", "value"])
    return dataclasses.replace(
        dataset, table=table, provenance=dataclasses.replace(dataset.provenance, coverage=("departement:05",))
    )


def test_published_figures_are_added_up_then_divided(observatory, context):
    rows = [("05061", "vacant", "2022", 10), ("05061", "dwellings", "2022", 100), ("05170", "vacant", "2022", 1), ("05170", "dwellings", "2022", 50), ("05061", "vacant", "2023", 5)]  # fmt: skip
    two = Context(context.cog, context.contours, observatory.cog.territory("commune:05061,commune:05170"))
    asked = {"kind": "measure", "layer": "m", "variables": ["vacant"], "by": ["dwellings"], "times": 100}
    result = run(two, asked, {"m": measures(observatory, rows)}, "commune")
    assert values(result) == {"05061": 10, "05170": 2} and "Figures of 2022." in result.notes
    assert result.comparators["value"][0] == pytest.approx(100 * 11 / 150)  # not the mean of 10 and 2
    with pytest.raises(VigieError, match=r"no figure for 2023 \(dwellings\)"):
        run(two, {**asked, "period": "2023"}, {"m": measures(observatory, rows)}, "commune")
    with pytest.raises(VigieError, match="one and the same year"):
        run(two, {**asked, "by": ["unknown"]}, {"m": measures(observatory, rows)}, "commune")


def test_a_rate_is_weighed_and_a_missing_figure_is_not_zero(observatory, context):
    rows = [("05061", "rate", "2021", 20), ("05061", "persons", "2021", 300), ("05170", "rate", "2021", None), ("05170", "persons", "2021", 100), ("05046", "rate", "2021", 10), ("05046", "persons", "2021", 100)]  # fmt: skip
    three = Context(context.cog, context.contours, observatory.cog.territory("commune:05061,commune:05046"))
    asked = {"kind": "measure", "layer": "m", "variables": ["rate"], "weight": "persons"}
    result = run(three, asked, {"m": measures(observatory, rows)}, "commune")
    assert result.comparators["value"][0] == pytest.approx((20 * 300 + 10 * 100) / 400)
    secret = Context(context.cog, context.contours, observatory.cog.territory("commune:05170,commune:05063"))
    for kind in (asked, {"kind": "aggregate", "layer": "m", "aggregate": "sum", "value": "value", "filter": "rate"}):
        dataset = measures(observatory, rows)
        dataset.table["rate"] = dataset.table["variable"] == "rate"
        result = run(secret, kind, {"m": dataset}, "commune")
        assert np.isnan(result.zones["value"]).all() and set(result.zones["flag"]) == {"no data"}


def test_edges_of_zones_are_straight_in_their_own_system(context):
    """One large zone lies on four small ones, in Lambert-93: no point counts twice, nor on the wrong side of the long edge."""
    x, y = 940_000, 6_380_000
    shapes = [shapely.box(x, y, x + 20_000, y + 10_000), *(shapely.box(x + 5000 * n, y - 10_000, x + 5000 * (n + 1), y) for n in range(4))]  # fmt: skip
    spots = transform(shapely.points([(x + 100 * n + 50, y - 3) for n in range(200)]), "EPSG:2154", "EPSG:4326")
    layers = {"f": LayerData("mine", spots, "EPSG:4326"), "zones": zones(shapes, crs="EPSG:2154")}
    assert list(values(run(context, {"kind": "features", "layer": "f"}, layers)).values()) == [0, 50, 50, 50, 50]


def test_the_rule_of_borders_holds_in_the_system_of_the_zones(context):
    """On a side the first by code; inside of a zone, in it; whatever the order of the rows."""
    x, y = 940_000, 6_380_000
    boxes = {"a": (1000, 0, 2000, 1000), "b": (0, 0, 1000, 1000), "c": (500, 0, 1500, 1000)}
    shapes = {code: shapely.box(x + w, y + s, x + e, y + n) for code, (w, s, e, n) in boxes.items()}
    spots = [(x + 1000, y + 500), (x + 500, y + 500), (x + 1500, y + 500)]
    layer = points(spots, crs="EPSG:2154")
    for order in ("abc", "cba"):
        found = run(context, {"kind": "features", "layer": "f"}, {"f": layer, "zones": zones([shapes[code] for code in order], list(order), crs="EPSG:2154")})  # fmt: skip
        assert values(found) == {"a": 2, "b": 1, "c": 3}, (
            "a: its side with b, and the middle; b: its middle; c: all, two on its sides"
        )


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.floats(0, 0.3), st.floats(-0.05, 0.05))
def test_the_distance_to_a_line_or_an_area_is_that_to_its_nearest_place(context, along, beside):
    """A road of 30 km, a lake one stands in: not to a point of theirs."""
    road = shapely.LineString([(5.9, 44.5), (6.3, 44.5)])
    lake = shapely.box(5.9, 44.3, 6.3, 44.5 - 1e-9)
    start = (5.95 + along, 44.5 + beside)
    straight = min(ellipsoid().inv(*start, 5.9 + step / 2000, 44.5)[2] for step in range(801)) / 1000
    for shape, expected in ((road, straight), (lake, straight if beside > 0 else 0)):
        layers = {
            "f": LayerData("wide", array([shape, None]), "EPSG:4326"),
            "population": points([start], {"n": array([3])}),
            "zones": zones([shapely.box(5.8, 44.2, 6.4, 44.8)]),
        }
        asked = {"kind": "nearest", "layer": "f", "from": "population", "weight": "n"}
        assert values(run(context, asked, layers))["z0"] == pytest.approx(expected, abs=0.03)


def test_what_is_withheld_is_not_told_by_its_parts(observatory):
    """Of a territory over two départements, a département is known in part only: its parts would give a hidden commune away."""
    town, curbans = (6.0793, 44.5594), (6.0, 44.42)
    context = Context(observatory.cog, observatory.contours, observatory.cog.territory("epci:200067825"))
    spots = [town] * 25 + [curbans]
    result = run(context, {"kind": "features", "layer": "f"}, {"f": points(spots)}, "commune", least=11, comparators=True)
    hidden = result.zones["flag"].str.startswith("hidden")
    assert hidden.sum() == 2, "the next smallest goes with the single one"
    told = result.comparators
    assert told.loc[told["value"].isna(), ["numerator", "denominator"]].isna().all(axis=None)
    assert told["value"].iloc[1:].isna().all()


def test_a_share_of_few_is_hidden_on_both_sides(context):
    """12 features, of which 3 pass, or of which all but 3 do."""
    town = (6.0793, 44.5594)
    for passing in (3, 9):
        layer = points([town] * 12, {"f": array([True] * passing + [False] * (12 - passing))})
        asked = {"kind": "aggregate", "layer": "f", "aggregate": "share", "filter": "f"}
        assert math.isnan(values(run(context, asked, {"f": layer}, "commune", least=11))["05061"])
        assert values(run(context, asked, {"f": layer}, "commune", least=3))["05061"] == pytest.approx(100 * passing / 12)


def test_features_without_a_value_are_counted_in_the_territory(context):
    town, paris = (6.0793, 44.5594), (2.35, 48.85)
    layer = points([town, town, paris], {"n": array([None, 4, None])})
    for aggregate in ("sum", "median", "majority"):
        asked = {"kind": "aggregate", "layer": "f", "aggregate": aggregate, "value": "n"}
        assert any(note.startswith("1 features have no value") for note in run(context, asked, {"f": layer}, "commune").notes)


@pytest.mark.parametrize(("aggregate", "told"), [("covered-area", "holds no area"), ("length", "holds no line")])
def test_what_has_no_area_nor_length_is_refused(context, aggregate, told):
    layer = LayerData("spots", array([shapely.Point(6.08, 44.56), None]), "EPSG:4326")
    with pytest.raises(VigieError, match=told):
        run(context, {"kind": "aggregate", "layer": "f", "aggregate": aggregate}, {"f": layer}, "commune")
    empty = LayerData("spots", array([None]), "EPSG:4326")
    assert set(
        values(run(context, {"kind": "aggregate", "layer": "f", "aggregate": aggregate}, {"f": empty}, "commune")).values()
    ) == {0}


def test_negative_weights_are_refused(context):
    layer = points([(6.0793, 44.5594)], {"n": array([1]), "w": array([-1])})
    with pytest.raises(VigieError, match="weights under 0"):
        run(context, {"kind": "aggregate", "layer": "f", "aggregate": "weighted-mean", "value": "n", "weight": "w"}, {"f": layer}, "commune")  # fmt: skip


@pytest.mark.parametrize(
    ("compute", "told"),
    [
        ({"kind": "aggregate", "layer": "f", "aggregate": "share"}, "which features are counted"),
        ({"kind": "aggregate", "layer": "f", "aggregate": "quantile", "value": "x"}, "between 0 and 1"),
        ({"kind": "typology", "classes": [{"label": {"fr": "x", "en": "x"}, "where": [{"of": "a", "from": 50, "below": 10}]}]}, "would be empty"),
    ],
)  # fmt: skip
def test_definitions_that_make_no_sense_are_sentences(tmp_path, compute, told):
    texts = {"fr": "x", "en": "x"}
    document = {"id": "x", "version": 1, "title": texts, "description": texts, "unit": texts, "method": texts, "theme": "own", "compute": compute, "decimals": 1, "levels": ["commune"], "comparators": False, "style": {"ramp": "Blues"}}  # fmt: skip
    path = tmp_path / "x.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(VigieError, match=told):
        load_definition(path)


def test_a_commune_in_two_groups_and_a_blank_code_are_told(observatory, context):
    table = LayerData("scot", None, "", codes=array(["g", "h", "g"]), communes=array(["05061", "05061", None]))
    notes = " ".join(run(context, {"kind": "features", "layer": "f"}, {"f": points([]), "zones": table}).notes)
    assert "1 communes are in several groups and count in each: Gap" in notes and "they are left out: –" in notes


def test_a_territory_that_no_whole_counts_has_its_figures_all_the_same(observatory):
    """Overseas collectivities are not among those that are compared: there are no peers at all."""
    context = Context(observatory.cog, observatory.contours, observatory.cog.territory("commune:98735"))
    result = observatory.study(["france-services-per-10000"], context.territory, "commune", {}, "embedded", Silent())[0]
    assert len(result.zones) == 1 and result.zones["rank"].isna().all()
