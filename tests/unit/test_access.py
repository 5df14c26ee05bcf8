# SPDX-License-Identifier: GPL-2.0-or-later
import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from vigie_territoriale.plugin import access as access_module
from vigie_territoriale.plugin.access import (
    Services,
    access,
    people_of_communes,
    people_of_layer,
    services_of_dataset,
    services_of_layer,
    share_column,
)
from vigie_territoriale.plugin.indicators.inputs import LayerData
from vigie_territoriale.plugin.messages import Cancelled, Silent, VigieError
from vigie_territoriale.plugin.product import product_version
from vigie_territoriale.plugin.remote.isochrones import StraightLine
from vigie_territoriale.plugin.territory.crs import ellipsoid, transform_xy

EPCI = "epci:200067825"


@pytest.fixture(scope="module")
def territory(cog):
    return cog.territory(EPCI)


def services(points, covered=None):
    return Services("Essai", np.array([*map(shapely.Point, points), None], dtype=object)[:-1], "Essai, 2026", covered)


def layer(xy, crs="EPSG:4326", **values):
    return LayerData("Carreaux", None, crs, xy=np.array(xy, dtype=float).reshape(-1, 2), values=values)


def kilometres(one, others):
    """From one point to each of others."""
    others = np.asarray(others)
    size = len(others)
    return np.array(ellipsoid().inv([one[0]] * size, [one[1]] * size, others[:, 0], others[:, 1])[2]) / 1000


def test_shares_are_those_of_a_plain_count(observatory, cog, contours, territory):
    dataset = observatory.dataset("france-services", territory, "embedded", Silent())
    found_services = services_of_dataset(dataset, cog)
    people = people_of_communes(territory, cog, contours)
    found = access(found_services, people, territory, [20, 5, 10, 5], "car", StraightLine(), cog, contours, Silent())
    spots = [(point.x, point.y) for point in found_services.points]
    nearest = {code: kilometres(xy, spots).min() for code, xy in zip(people.commune, people.xy)}
    total = cog.population(territory.communes)
    assert found.areas["minutes"].tolist() == [5, 10, 20]
    for minutes, share in zip((5, 10, 20), found.areas["share"]):
        within = [code for code in territory.communes if nearest[code] <= minutes / 60 * 50 / 1.3]
        assert share == pytest.approx(100 * (cog.population(within) or 0) / total)
    table = found.table.set_index("code")
    for code in territory.communes:
        assert table.loc[code, "km"] == pytest.approx(nearest[code], rel=1e-9)
        reached = [minutes for minutes in (5, 10, 20) if nearest[code] <= minutes / 60 * 50 / 1.3]
        assert (table.loc[code, "minutes"] == reached[0]) if reached else np.isnan(table.loc[code, "minutes"])
    epci = table[table["level"] == "epci"].iloc[0]
    assert epci[share_column(20)] == pytest.approx(found.areas["share"].iloc[-1])
    assert epci["population"] == total
    assert found.partial == ""
    told = " | ".join(found.notes)
    assert "an approximation" in told
    assert "Inhabitants (2023) are counted at one point of their commune" in told
    assert "Licence Ouverte" in told


spots = st.lists(st.tuples(st.floats(5.9, 6.3), st.floats(44.4, 44.7)), max_size=6)
homes = st.lists(
    st.tuples(st.floats(5.9, 6.3), st.floats(44.4, 44.7), st.one_of(st.none(), st.floats(0, 50))), min_size=1, max_size=25
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(spots, homes, st.floats(1, 30), st.floats(1, 30), st.booleans())
def test_points_where_people_live(cog, contours, territory, places, lived, first, second, lambert):
    xy = np.array([home[:2] for home in lived])
    count = np.array([home[2] for home in lived], dtype=object)
    crs = "EPSG:2154" if lambert else "EPSG:4326"
    written = transform_xy(xy, "EPSG:4326", crs)
    people = people_of_layer(layer(written, crs, habitants=count), "habitants", territory, contours, Silent())
    found = access(services(places), people, territory, [first, second], "car", StraightLine(), cog, contours, Silent())
    whole = contours.dissolve([territory.communes])[0]
    inside = shapely.intersects_xy(whole, xy[:, 0], xy[:, 1])
    weights = np.array([np.nan if value is None else value for value in count])
    known = inside & np.isfinite(weights)
    total = weights[known].sum()
    row = found.table.iloc[0]
    if total == 0:
        assert np.isnan(row[share_column(max(first, second))])
        return
    assert row["population"] == pytest.approx(total)
    far = np.array([kilometres(home, places).min() if places else np.inf for home in xy])
    for minutes in {first, second}:
        km = minutes / 60 * 50 / 1.3
        least, most = weights[known & (far <= km * 0.998)].sum(), weights[known & (far <= km * 1.0001)].sum()
        assert 100 * least / total - 1e-9 <= row[share_column(minutes)] <= 100 * most / total + 1e-9
    assert row[share_column(min(first, second))] <= row[share_column(max(first, second))] + 1e-9
    communes = found.table[found.table["level"] == "commune"]
    assert communes["population"].sum() == pytest.approx(total)


class Failing:
    """Circles, some of which are missing."""

    def __init__(self, *missing):
        self.missing = missing

    def areas(self, points, minutes, profile, progress):
        found, notes = StraightLine().areas(points, minutes, profile, progress)
        found[list(self.missing)] = None
        return found, [*notes, f"{len(self.missing)} points have no area"]

    def terms(self, profile):
        return StraightLine().terms(profile)


def test_missing_areas_make_it_partial(cog, contours, territory):
    people = people_of_communes(territory, cog, contours)
    points = [(6.0793, 44.5595), (6.0, 44.5)]
    found = access(services(points), people, territory, [10], "car", Failing(1), cog, contours, Silent())
    assert found.partial.startswith("Partial: the areas of 1 services of 2 are missing, so that shares are at least these.")
    assert "1 points have no area" in found.partial
    assert set(found.areas["remark"]) == {found.partial}
    alone = access(services(points[:1]), people, territory, [10], "car", StraightLine(), cog, contours, Silent())
    assert found.areas["share"].tolist() == alone.areas["share"].tolist()


def test_areas_that_are_all_missing_are_no_partial_result(cog, contours, territory):
    people = people_of_communes(territory, cog, contours)
    points = [(6.0793, 44.5595), (6.0, 44.5)]
    found = access(services(points), people, territory, [10, 20], "car", Failing(0, 1), cog, contours, Silent())
    assert found.nothing == "None of the areas of 2 services could be had. 2 points have no area"
    some = access(services(points), people, territory, [10], "car", Failing(1), cog, contours, Silent())
    none = access(services([]), people, territory, [10], "car", StraightLine(), cog, contours, Silent())
    assert (some.nothing, none.nothing) == ("", "")


def test_areas_and_table_say_how_they_were_made(observatory, cog, contours, territory):
    dataset = observatory.dataset("france-services", territory, "embedded", Silent())
    people = people_of_communes(territory, cog, contours)
    reach = StraightLine(60, 1.5)
    found = access(services_of_dataset(dataset, cog), people, territory, [10, 20], "car", reach, cog, contours, Silent())
    for frame in (found.areas, found.table):
        assert set(frame["reach"]) == {"straight"} and set(frame["speed_kmh"]) == {60} and set(frame["detour"]) == {1.5}
        assert set(frame["product"]) == {product_version()}
        assert frame["computed"].str.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00").all()
        provenance = dataset.provenance
        for told in (provenance.title, provenance.date, provenance.licence, cog.source, "2023", contours.credit):
            assert frame["sources"].str.contains(told, regex=False).all(), told
        assert frame["notes"].str.contains("counted at one point of their commune").all()
    assert [text.split(" on roads")[0] for text in found.areas["method"]] == [
        "Straight line: 10 min at 60 km/h,", "Straight line: 20 min at 60 km/h,",
    ]  # fmt: skip
    assert "10 min" in found.table["method"].iloc[-1] and "20 min" in found.table["method"].iloc[-1]


def test_lines_and_areas_of_the_user_are_said_to_count_at_one_point(contours, territory):
    shapes = np.array(
        [shapely.box(6.07, 44.55, 6.09, 44.57), shapely.LineString([(6, 44.5), (6.1, 44.5)]), shapely.Point(6, 44.5), None]
    )
    found = LayerData("Sites", shapes, "EPSG:4326", source="/data/sites.gpkg")
    told = "Sites: 2 lines or areas are taken at one point inside each: an approximation for large ones."
    assert told in services_of_layer(found).notes and "1 services have no position" in services_of_layer(found).notes[0]
    assert told in people_of_layer(found, "", territory, contours, Silent()).notes
    assert "Sites" in services_of_layer(found).source and "/data/sites.gpkg" in services_of_layer(found).source
    assert "one point" not in " ".join(services_of_layer(layer([(6.08, 44.56)])).notes)


def test_what_is_not_covered_has_no_figure(cog, contours, territory):
    people = people_of_communes(territory, cog, contours)
    some = frozenset(territory.communes[:3])
    found = access(services([(6.08, 44.56)], some), people, territory, [10], "car", StraightLine(), cog, contours, Silent())
    table = found.table.set_index("code")
    assert table.loc[list(territory.communes[:3]), "km"].notna().all()
    rest = table.drop(list(territory.communes[:3]))
    assert rest[["km", "minutes", "within_10"]].isna().all(axis=None)
    assert set(rest["remark"]) == {"not covered by the source"}
    told = " | ".join(found.notes)
    assert f"{len(territory.communes) - 3} communes of the territory are not covered" in told
    assert "neighbouring communes are not covered by the source" in told
    with pytest.raises(VigieError, match="does not cover"):
        access(services([], frozenset(["13055"])), people, territory, [10], "car", StraightLine(), cog, contours, Silent())


def test_no_service_is_not_no_data(cog, contours, territory):
    people = people_of_communes(territory, cog, contours)
    found = access(services([]), people, territory, [10, 20], "car", StraightLine(), cog, contours, Silent())
    assert found.areas["share"].tolist() == [0, 0]
    assert list(found.shapes) == [None, None]
    assert found.table[found.table["level"] == "commune"]["km"].isna().all()


def test_only_services_around_are_asked_for(cog, contours):
    asked = []

    class Listening(StraightLine):
        def areas(self, points, minutes, profile, progress):
            asked.extend((point.x, point.y) for point in points)
            return super().areas(points, minutes, profile, progress)

    territory = cog.territory("commune:05061,commune:97411")
    people = people_of_communes(territory, cog, contours)
    points = [(6.08, 44.56), (6.2, 44.56), (2.35, 48.85), (55.45, -20.88)]
    found = access(services(points), people, territory, [10], "car", Listening(), cog, contours, Silent())
    assert asked == [points[0], points[1], points[3]]
    table = found.table.set_index("code")
    assert table.loc["97411", "km"] == pytest.approx(kilometres(people.xy[1], points[3:])[0])
    assert table.loc["05061", "km"] == pytest.approx(kilometres(people.xy[0], points[:2]).min())
    assert "4 services, 3 of which within 22 km" in found.notes[1]


def test_layers_of_the_user_are_read_with_distrust(cog, contours, territory, monkeypatch):
    found = services_of_layer(layer([(6.08, 44.56), (np.nan, np.nan), (np.inf, 2)]))
    assert len(found.points) == 1
    assert found.notes == ("2 services have no position: they are left out.",)
    for values, why in ((["a"], "no numbers"), ([-1.0], "below 0")):
        weighted = layer([(6.08, 44.56)], n=np.array(values, dtype=object))
        with pytest.raises(VigieError, match=why):
            people_of_layer(weighted, "n", territory, contours, Silent())
    people = people_of_layer(layer([(6.08, 44.56), (2.35, 48.85)]), "", territory, contours, Silent())
    assert people.commune.tolist() == ["05061"]
    assert people.count.tolist() == [1]
    with pytest.raises(VigieError, match="No number of minutes"):
        access(found, people, territory, [], "car", StraightLine(), cog, contours, Silent())
    monkeypatch.setattr(access_module, "MOST_CIRCLES", 0)
    with pytest.raises(VigieError, match="0 at most: choose a smaller territory"):
        access(found, people, territory, [10], "car", StraightLine(), cog, contours, Silent())


def test_other_kinds_of_datasets_are_refused(observatory, cog, territory):
    dataset = observatory.dataset("petites-villes-de-demain", territory, "embedded", Silent())
    with pytest.raises(VigieError, match="no layer of services"):
        services_of_dataset(dataset, cog)


def test_a_cancel_is_heard(cog, contours, territory):
    class Stopping(Silent):
        def hear(self):
            raise Cancelled

    people = people_of_communes(territory, cog, contours)
    points = [(6.08, 44.56), (6.1, 44.56)]
    with pytest.raises(Cancelled):
        access(services(points), people, territory, [10], "car", StraightLine(), cog, contours, Stopping())
