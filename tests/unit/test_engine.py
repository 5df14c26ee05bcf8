# SPDX-License-Identifier: GPL-2.0-or-later
"""The engine on the user's own layers, and on what is missing."""

import dataclasses

import independent
import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from vigie_territoriale.plugin.indicators.distances import nearest_km
from vigie_territoriale.plugin.indicators.engine import compute
from vigie_territoriale.plugin.indicators.inputs import LayerData
from vigie_territoriale.plugin.indicators.placing import Context
from vigie_territoriale.plugin.messages import Cancelled, Silent, VigieError
from vigie_territoriale.plugin.territory.contours import Contours
from vigie_territoriale.plugin.territory.crs import transform


def layer(shapes, crs="EPSG:4326", name="mine"):
    return LayerData(name, np.array(shapes, dtype=object), crs)


@pytest.fixture(scope="module")
def context(observatory):
    return Context(observatory.cog, observatory.contours, observatory.cog.territory("epci:200067825"))


@pytest.fixture(scope="module")
def count(observatory, context):
    def run(shapes, crs="EPSG:4326", level="commune", within=context):
        definition = observatory.definitions["features-count"]
        return compute(definition, level, {"features": layer(shapes, crs)}, within, Silent())

    return run


points = st.lists(st.tuples(st.floats(5.8, 6.3), st.floats(44.3, 44.8)), max_size=40)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(points)
def test_points_are_counted_where_they_fall(count, context, observatory, places):
    near = observatory.cog.territory("departement:05,departement:04,departement:26,departement:38").communes
    contours = dict(zip(near, observatory.contours.of(near)))
    expected = independent.points_in_communes(places, contours)
    zones = count([shapely.Point(place) for place in places]).zones
    for code, value in zip(zones["code"], zones["value"]):
        assert value == expected.get(code, 0)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(points, st.sampled_from(["EPSG:2154", "EPSG:3857", "EPSG:4171", "EPSG:27572"]))
def test_the_crs_of_the_layer_does_not_change_counts(count, places, crs):
    shapes = np.array([shapely.Point(place) for place in places], dtype=object)
    moved = transform(shapes, "EPSG:4326", crs)
    assert count(list(moved), crs).zones["value"].sum() == count(list(shapes)).zones["value"].sum()


def test_a_point_on_a_border_is_counted_once_in_the_lowest_code(context, observatory):
    left, right = shapely.box(6, 44, 6.5, 45), shapely.box(6.5, 44, 7, 45)
    contours = Contours(["05061", "05170"], np.array([right, left], dtype=object), "two squares", generalised=False)
    squares = dataclasses.replace(context, contours=contours)
    result = compute(
        observatory.definitions["features-count"], "commune", {"features": layer([shapely.Point(6.5, 44.5)])}, squares, Silent()
    )
    assert result.zones.set_index("code").loc[["05061", "05170"], "value"].tolist() == [1, 0]
    assert not any("generalised" in note for note in result.notes)


def test_lines_areas_and_empty_geometries(count, observatory):
    gap = observatory.contours.of(["05061"])[0]
    inside = shapely.point_on_surface(gap).buffer(0.001)
    shapes = [inside, shapely.LineString(inside.exterior.coords[:4]), None, shapely.Point(), shapely.Point(2, 48)]
    result = count(shapes)
    assert result.zones.set_index("code").loc["05061", "value"] == 2
    assert result.zones["value"].sum() == 2
    assert "5 features read, 2 in the territory, 1 outside, 2 without geometry" in result.notes[0]


def test_coordinates_out_of_this_world_are_left_out(count):
    """One bad feature must not lose the others."""
    result = count([shapely.Point(6.08e5, 95e6), shapely.Point(1e30, 1e30), shapely.Point(676816, 5553462)], "EPSG:3857")
    assert result.zones["value"].sum() == 1
    latitudes = count([shapely.Point(6.08, 95), shapely.Point(6.08, 44.56)], "EPSG:4171")
    assert latitudes.zones["value"].sum() == 1


def test_features_near_a_generalised_border_are_told(count, observatory):
    border = shapely.boundary(observatory.contours.of(["05061"])[0])
    result = count([shapely.Point(border.geoms[0].coords[0] if hasattr(border, "geoms") else border.coords[0])])
    assert "1 features lie within 100 m of a border" in result.notes[1]


def test_no_feature_near_a_border_is_no_warning(count):
    assert len(count([shapely.Point(6.0793, 44.5594)]).notes) == 1


def test_an_empty_layer_counts_zero(count):
    assert count([]).zones["value"].tolist() == [0] * 17


def test_a_commune_of_a_collectivity_without_contour_has_no_count(observatory, count):
    context = Context(observatory.cog, observatory.contours, observatory.cog.territory("commune:98735,commune:05061"))
    zones = count([shapely.Point(6.0793, 44.5594)], within=context).zones.set_index("code")
    assert np.isnan(zones.loc["98735", "value"]) and zones.loc["98735", "flag"] == "no data"
    assert zones.loc["05061", "value"] == 1


def test_a_split_commune_without_contour_has_no_count(observatory, count):
    context = Context(
        observatory.cog, observatory.contours, observatory.cog.territory("commune:15031,commune:15141,commune:15187")
    )
    zones = count([shapely.Point(2.98, 45.13)], within=context).zones.set_index("code")
    assert np.isnan(zones.loc["15031", "value"]) and np.isnan(zones.loc["15141", "value"])
    assert zones.loc["15031", "flag"] == "no data"
    assert zones.loc["15187", "value"] == 0


def test_the_user_layer_has_no_comparator_but_the_territory(count):
    comparators = count([shapely.Point(6.08, 44.56)]).comparators
    assert comparators["name"].tolist() == ["CA Gap-Tallard-Durance"]
    assert comparators["value"].tolist() == [1]


def test_by_larger_units(count):
    zones = count([shapely.Point(6.08, 44.56)], level="epci").zones
    assert zones["code"].tolist() == ["200067825"]
    assert zones["value"].tolist() == [1]


def test_a_larger_unit_that_reaches_outside_of_the_territory_has_no_count(observatory, count):
    """The user's layer is known for the territory only: the whole département would be an undercount."""
    context = Context(observatory.cog, observatory.contours, observatory.cog.territory("commune:05061"))
    zones = count([shapely.Point(6.08, 44.56)], level="departement", within=context).zones
    assert np.isnan(zones["value"]).all()
    assert zones["flag"].str.startswith("not enough data").all()


def test_a_layer_in_place_of_a_catalogue_entry(observatory, context):
    definition = observatory.definitions["france-services-per-10000"]
    services = layer([shapely.Point(6.08, 44.56), shapely.Point(6.0799, 44.5601)])
    result = compute(definition, "commune", {"france-services": services}, context, Silent())
    gap = result.zones.set_index("code").loc["05061"]
    assert gap["numerator"] == 2
    assert gap["value"] == pytest.approx(2 / 41293 * 10000)
    france = result.comparators.set_index("level").loc["france"]
    assert np.isnan(france["value"])
    assert result.notes[0] == "“mine” is used in place of “france-services”, placed by position."


def test_wrong_inputs_are_sentences(observatory, context):
    share = observatory.definitions["petites-villes-de-demain-share"]
    with pytest.raises(VigieError, match="needs a layer"):
        compute(observatory.definitions["features-count"], "commune", {}, context, Silent())
    with pytest.raises(VigieError, match="perimeter"):
        compute(share, "commune", {"petites-villes-de-demain": layer([])}, context, Silent())
    with pytest.raises(VigieError, match="not defined by canton"):
        compute(share, "canton", {}, context, Silent())


def test_nobody_lives_there(observatory):
    """Six communes destroyed in 1916 have no inhabitants: a rate has no meaning there, and is not zero."""
    territory = observatory.cog.territory("commune:55039,commune:55545")
    result = observatory.study(["france-services-per-10000"], territory, "commune", {}, "embedded", Silent())[0]
    row = result.zones.set_index("code").loc["55039"]
    assert np.isnan(row["value"])
    assert row["flag"] == "not applicable: no inhabitants"


def test_mayotte_has_no_population_of_2019(observatory):
    result = observatory.study(
        ["population-change"], observatory.cog.territory("departement:976"), "commune", {}, "embedded", Silent()
    )[0]
    assert result.zones["value"].isna().all()
    assert (result.zones["flag"] == "no data").all()
    assert result.comparators.set_index("level").loc["france", "flag"] == "partial: 99.6 % of the population is known"


@pytest.mark.parametrize(
    ("written", "indicator", "told"),
    [
        (
            "commune:05061",
            "france-services-per-10000",
            "Inhabitants counted in Communes of 20,000 to 49,999 inhabitants, France (with overseas départements) are those of 2023",
        ),
        (
            "departement:976",
            "petites-villes-de-demain-share",
            "Inhabitants counted in Mayotte, Départements of 250,000 to 499,999 inhabitants, France (with overseas départements) are",
        ),
        ("commune:97608", "france-services-distance-centre", "but in Mayotte their year is not known."),
        ("commune:05061", "population-change", ""),  # it brings its own populations
    ],
)
def test_figures_that_count_inhabitants_of_an_unknown_year_say_so(observatory, written, indicator, told):
    result = observatory.study([indicator], observatory.cog.territory(written), "commune", {}, "embedded", Silent())[0]
    notes = [note for note in result.notes if "Inhabitants counted" in note]
    assert len(notes) == bool(told)
    assert told in " ".join(notes)


def test_legal_populations_do_not_cover_mayotte(observatory):
    """It is in neither file: no rows is not an answer."""
    with pytest.raises(VigieError, match="does not cover Mayotte"):
        observatory.load("legal-populations", observatory.cog.territory("departement:976"), "embedded", Silent())
    both = observatory.load(
        "legal-populations", observatory.cog.territory("departement:974,departement:976"), "embedded", Silent()
    )
    assert len(both) == 48
    assert "Partial: 17 communes" in " ".join(both.provenance.notes)


def test_overseas_distances_use_their_own_projection(observatory):
    territory = observatory.cog.territory("departement:974")
    result = observatory.study(["france-services-distance-centre"], territory, "commune", {}, "embedded", Silent())[0]
    assert result.zones["value"].between(0, 25).all()


def test_nearest_is_geodesic():
    starts = np.array([shapely.Point(6.08, 44.56)], dtype=object)
    targets = np.array([shapely.Point(6.08, 45.56), shapely.Point(7.3, 44.56)], dtype=object)
    assert nearest_km(starts, targets, "EPSG:2154")[0] == pytest.approx(96.9, abs=0.1)


def test_cancel_stops_the_computation(observatory):
    class CancelAt(Silent):
        def __init__(self, steps):
            self.steps = steps

        def step(self, percent, text=""):
            self.steps -= 1
            if self.steps < 0:
                raise Cancelled

    territory = observatory.cog.territory("epci:200067825")
    for steps in range(4):
        with pytest.raises(Cancelled):
            observatory.study(["france-services-distance"], territory, "commune", {}, "embedded", CancelAt(steps))


def test_contours_given_by_the_user_are_used(observatory):
    territory = observatory.cog.territory("commune:05061,commune:05170")
    square = layer([shapely.box(5, 44, 6, 45), shapely.box(6, 44, 7, 45)])
    given_contours = dataclasses.replace(square, codes=np.array(["5061", "05170"], dtype=object))
    layers = {"features": layer([shapely.Point(6.5, 44.5)]), "contours": given_contours}
    result = observatory.study(["features-count"], territory, "commune", layers, "embedded", Silent())[0]
    assert result.zones.set_index("code")["value"].to_dict() == {"05061": 0, "05170": 1}
    with pytest.raises(VigieError, match="INSEE codes"):
        observatory.study(["features-count"], territory, "commune", {**layers, "contours": square}, "embedded", Silent())
