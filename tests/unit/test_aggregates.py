# SPDX-License-Identifier: GPL-2.0-or-later
"""Each aggregate against Python's own arithmetic, feature by feature, over layers made by hypothesis."""

import math
import statistics
from collections import Counter

import numpy as np
import pytest
import shapely
from defined import definition
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from vigie_territoriale.plugin.indicators.definition import in_order
from vigie_territoriale.plugin.indicators.engine import compute
from vigie_territoriale.plugin.indicators.inputs import LayerData
from vigie_territoriale.plugin.indicators.placing import Context
from vigie_territoriale.plugin.messages import Silent, VigieError
from vigie_territoriale.plugin.territory.contours import Contours, legal_crs
from vigie_territoriale.plugin.territory.crs import transform

CODES = ["05061", "05170", "05096"]
"""Of the CA Gap-Tallard-Durance (two) and of elsewhere (one), given squares here."""
SQUARES = shapely.box([6.0, 6.1, 6.2], 44.0, [6.1, 6.2, 6.3], 44.1)


@pytest.fixture(scope="module")
def squares(observatory):
    contours = Contours(CODES, SQUARES, "squares", generalised=False)
    return Context(observatory.cog, contours, observatory.cog.territory("commune:05061,commune:05170"))


features = st.lists(
    st.tuples(
        st.integers(0, 3),  # which square, or outside of all
        st.one_of(st.none(), st.integers(-50, 50)),
        st.one_of(st.none(), st.integers(0, 9)),
        st.one_of(st.none(), st.booleans()),
    ),
    max_size=25,
)


def run(context, asked, rows, level="commune", **more):
    xy = np.array([(6.05 + 0.1 * place, 44.05) for place, *_ in rows], dtype=float).reshape(-1, 2)
    columns = {
        name: np.array([*(row[at] for row in rows), None], dtype=object)[:-1] for at, name in ((1, "v"), (2, "w"), (3, "f"))
    }
    layer = LayerData("mine", None, "EPSG:4326", xy=xy, values=columns)
    made = definition({"kind": "aggregate", "layer": "features", **asked}, **more)
    return compute(made, level, {"features": layer}, context, Silent())


def values(result):
    return dict(zip(result.zones["code"], result.zones["value"]))


def expected(kind, rows):
    """The value of one zone from its features (v, w, f), None for none."""
    numbers = [v for v, _, _ in rows if v is not None]
    if kind == "count":
        return len(rows)
    if kind == "sum":
        return sum(numbers) if numbers or not rows else None  # features without a value are not 0
    if kind == "distinct":
        return len(set(numbers))
    if kind == "share":
        return 100 * sum(bool(f) for _, _, f in rows) / len(rows) if rows else None
    if kind == "weighted-mean":
        pairs = [(v, w) for v, w, _ in rows if v is not None and w is not None]
        weight = sum(w for _, w in pairs)
        return sum(v * w for v, w in pairs) / weight if weight else None
    if not numbers:
        return None
    counts = Counter(numbers).values()
    return {
        "mean": lambda: sum(numbers) / len(numbers),
        "median": lambda: statistics.median(numbers),
        "min": lambda: min(numbers),
        "max": lambda: max(numbers),
        "stdev": lambda: statistics.pstdev(numbers),
        "quantile": lambda: float(np.quantile(numbers, 0.9)),
        "shannon": lambda: -sum(n / len(numbers) * math.log(n / len(numbers)) for n in counts),
    }[kind]()


ASKED = {
    "count": {},
    "share": {"filter": "f"},
    "weighted-mean": {"value": "v", "weight": "w"},
    "quantile": {"value": "v", "quantile": 0.9},
    **{kind: {"value": "v"} for kind in ("sum", "mean", "median", "min", "max", "stdev", "distinct", "shannon")},
}


@pytest.mark.parametrize("kind", ASKED)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(features)
def test_aggregates(kind, squares, rows):
    result = run(squares, {"aggregate": kind, **ASKED[kind]}, rows)
    for place, code in enumerate(CODES[:2]):
        wanted = expected(kind, [row[1:] for row in rows if row[0] == place])
        assert values(result)[code] == pytest.approx(math.nan if wanted is None else wanted, nan_ok=True, abs=1e-9)
        flag = result.zones.set_index("code").loc[code, "flag"]
        assert flag == ("" if wanted is not None else "not applicable: no feature with a value")
    (whole,) = result.comparators["value"]  # the territory, over its own features: never a mean of means
    wanted = expected(kind, [row[1:] for row in rows if row[0] < 2])
    assert whole == pytest.approx(math.nan if wanted is None else wanted, nan_ok=True, abs=1e-9)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(features, st.sampled_from(["count", "sum", "median", "shannon"]))
def test_filters_leave_features_out(squares, rows, kind):
    filtered = run(squares, {"aggregate": kind, **ASKED[kind], "filter": "f"}, rows)
    without = run(squares, {"aggregate": kind, **ASKED[kind]}, [row for row in rows if row[3]])
    assert values(filtered) == pytest.approx(values(without), nan_ok=True)


def test_a_larger_zone_is_made_of_its_own_features(squares):
    rows = [(0, 1, 1, True), (0, 2, 1, True), (0, 3, 1, True), (1, 100, 1, False)]
    for kind, whole in (("median", 2.5), ("max", 100), ("distinct", 4), ("mean", 26.5), ("share", 75)):
        (value,) = run(squares, {"aggregate": kind, **ASKED[kind]}, rows).comparators["value"]
        assert value == whole, kind


def test_per_inhabitant_and_per_km2(squares, observatory):
    rows = [(0, 1, 1, True)] * 4
    people = observatory.cog.unit("commune", "05061").population
    assert values(run(squares, {"aggregate": "count", "per": "inhabitants", "times": 1000}, rows))["05061"] == 4000 / people
    area = shapely.area(transform(SQUARES[:1], "EPSG:4326", legal_crs("05061")))[0] / 1e6
    assert values(run(squares, {"aggregate": "sum", "value": "v", "per": "km2"}, rows))["05061"] == pytest.approx(4 / area)


def test_few_features_are_hidden_and_a_second_zone_with_them(squares):
    rows = [(0, 1, 1, True)] * 3 + [(1, 1, 1, True)] * 8
    shown = run(squares, {"aggregate": "count"}, rows, least=3)
    assert values(shown)["05061"] == 3
    hidden = run(squares, {"aggregate": "count"}, rows, least=5)
    frame = hidden.zones.set_index("code").loc[CODES[:2]]
    assert frame["value"].isna().all() and frame["numerator"].isna().all()  # 11 - 8 would tell
    assert frame["flag"].str.startswith("hidden: confidentiality").all()
    assert hidden.comparators["value"].tolist() == [11]
    alone = run(squares, {"aggregate": "median", "value": "v"}, rows[:2], least=3)
    assert math.isnan(values(alone)["05061"])


def test_numbers_are_asked_for(squares):
    rows = [(0, "abc", 1, True)]
    with pytest.raises(VigieError, match="values that are no numbers"):
        run(squares, {"aggregate": "sum", "value": "v"}, rows)
    with pytest.raises(VigieError, match="needs “value”"):
        run(squares, {"aggregate": "median"}, rows)
    assert values(run(squares, {"aggregate": "distinct", "value": "v"}, rows))["05061"] == 1


@pytest.fixture
def inside(squares):
    def of(aggregate, shapes, crs="EPSG:4326", context=squares):
        layer = LayerData("mine", np.array([*shapes, None], dtype=object)[:-1], crs)
        made = definition({"kind": "aggregate", "layer": "features", "aggregate": aggregate})
        return compute(made, "commune", {"features": layer}, context, Silent())

    return of


def test_areas_are_those_of_the_legal_projection_and_overlaps_count_once(inside):
    half = shapely.box(6.05, 44.0, 6.15, 44.1)  # the right half of one square, the left half of the other
    once = inside("covered-share", [half])
    assert values(once)["05061"] == pytest.approx(50, abs=0.2) and values(once)["05170"] == pytest.approx(50, abs=0.2)
    assert values(inside("covered-share", [half, half, shapely.box(6.06, 44.01, 6.07, 44.02), None])) == pytest.approx(
        values(once)
    )
    web = transform(np.array([half], dtype=object), "EPSG:4326", "EPSG:3857")
    assert values(inside("covered-area", web, "EPSG:3857"))["05061"] == pytest.approx(
        values(inside("covered-area", [half]))["05061"], rel=1e-4
    )
    area = shapely.area(transform(np.array([shapely.box(6.05, 44, 6.1, 44.1)], dtype=object), "EPSG:4326", "EPSG:2154"))[0] / 1e6
    assert values(inside("covered-area", [half]))["05061"] == pytest.approx(area, rel=1e-4)  # long sides bend in a projection


def test_a_line_along_a_border_is_counted_once(inside):
    border, across = shapely.LineString([(6.1, 44.02), (6.1, 44.05)]), shapely.LineString([(6.05, 44.05), (6.15, 44.05)])
    result = inside("length", [border])
    assert values(result)["05061"] == pytest.approx(3.33, abs=0.01) and values(result)["05170"] == 0  # the lowest code has it
    (whole,) = inside("length", [across]).comparators["value"]
    assert whole == pytest.approx(sum(values(inside("length", [across])).values()))


@pytest.mark.parametrize(("commune", "system"), [("97411", "EPSG:2975"), ("97105", "EPSG:5490")])
def test_areas_overseas(observatory, commune, system):
    contour = observatory.contours.of([commune])
    context = Context(observatory.cog, observatory.contours, observatory.cog.territory(f"commune:{commune}"))
    layer = LayerData("mine", contour, "EPSG:4326")
    made = definition({"kind": "aggregate", "layer": "features", "aggregate": "covered-area"})
    result = compute(made, "commune", {"features": layer}, context, Silent())
    assert values(result)[commune] == pytest.approx(shapely.area(transform(contour, "EPSG:4326", system))[0] / 1e6)
    assert "generalised" in result.notes[-1]


def test_indicators_made_of_others(squares):
    rows = [(0, 10, 2, True), (0, 20, 2, True)]
    total, count = (run(squares, {"aggregate": kind, **ASKED[kind]}, rows) for kind in ("sum", "count"))
    for kind, wanted in (("ratio", 15), ("difference", 28), ("relative-change", 14)):
        made = definition({"kind": kind, "of": ["total", "count"]})
        result = compute(made, "commune", {}, squares, Silent(), {"total": total, "count": count})
        assert values(result)["05061"] == wanted
        assert result.comparators["value"].tolist() == [wanted]
    empty = result.zones.set_index("code").loc["05170"]
    assert math.isnan(empty["value"]) and empty["flag"] == "not applicable: divided by nothing"


def test_dependencies_come_first_and_circles_are_named():
    def made(name, *of):
        return definition(
            {"kind": "ratio", "of": list(of)} if of else {"kind": "aggregate", "layer": "x", "aggregate": "count"}, id=name
        )

    known = {one.id: one for one in (made("a", "b", "c"), made("b", "c", "d"), made("c"), made("d"))}
    assert [one.id for one in in_order([known["a"]], known)] == ["c", "d", "b", "a"]
    known["c"] = made("c", "a", "d")
    with pytest.raises(VigieError, match="made of one another: a → b → c → a"):
        in_order([known["a"]], known)
    with pytest.raises(VigieError, match="“a” is made of “gone”, which is unknown"):
        in_order([made("a", "gone", "d")], known)


def test_no_kind_shows_what_is_to_be_hidden(squares):
    xy = np.array([(6.05, 44.05)] * 3 + [(6.15, 44.05)] * 8)
    layer = LayerData("mine", None, "EPSG:4326", xy=xy)
    for asked in ({"kind": "features", "layer": "features"}, {"kind": "rate", "layer": "features", "per": 1}):
        result = compute(definition(asked, least=5), "commune", {"features": layer}, squares, Silent())
        assert result.zones.set_index("code").loc[CODES[:2], "value"].isna().all()
    asked = {"kind": "nearest", "layer": "features", "from": "contours"}
    with pytest.raises(VigieError, match="cannot be hidden"):
        compute(definition(asked, least=5), "commune", {"features": layer}, squares, Silent())


def test_times_counts_without_a_denominator_too(squares):
    assert values(run(squares, {"aggregate": "count", "times": 10}, [(0, 1, 1, True)] * 2))["05061"] == 20
