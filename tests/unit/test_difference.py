# SPDX-License-Identifier: GPL-2.0-or-later
import time

import made
import numpy as np
import pandas as pd
import pytest
import shapely
from vigie_territoriale.plugin.store.difference import KEYS, compare
from vigie_territoriale.plugin.store.geopackage import GeoPackage


def rows(difference):
    return {row["id"]: (row["change"], row["fields"]) for row in difference.table.to_dict("records")}


def test_what_was_added_removed_moved_and_changed():
    old, new = made.services(6), made.services(7)
    table, points = new.table.copy(), new.geometry.copy()
    table.loc[1, "name"] = "Chez Léa"
    table.loc[2, ["name", "phone"]] = ["Chez Léo", "04 92"]
    points[2], points[3] = shapely.Point(6.02, 44.51), shapely.Point(6.03, 44.5001)
    points[4] = shapely.Point(6.04, 44.500001)  # 11 cm
    table, points = table.drop(index=0).reset_index(drop=True), points[1:]
    found = compare(old.table, old.geometry, table, points, KEYS["service"])
    assert rows(found) == {
        "s000000": ("removed", ""), "s000001": ("changed", "name"), "s000002": ("moved and changed", "name, phone"),
        "s000003": ("moved", ""), "s000006": ("added", ""),
    }  # fmt: skip
    assert found.counts == {"added": 1, "removed": 1, "moved": 2, "changed": 2, "unchanged": 2}
    assert found.keyed and found.duplicates == 0
    by_id = found.table.set_index("id")
    assert by_id.loc["s000003", "metres"] == pytest.approx(11.11, abs=0.02)
    assert by_id.loc["s000002", "metres"] == pytest.approx(1111, abs=1)
    assert np.isnan(by_id.loc["s000001", "metres"])
    assert by_id.loc["s000000", "name"] == "Boulangerie 0" and by_id.loc["s000002", "name"] == "Chez Léo"
    places = dict(zip(found.table["id"], found.geometry))
    assert places["s000000"].equals(old.geometry[0]) and places["s000002"].equals(shapely.Point(6.02, 44.51))
    assert found.attributes.to_dict("records") == [
        {"id": "s000001", "field": "name", "before": "Boulangerie 1", "after": "Chez Léa"},
        {"id": "s000002", "field": "name", "before": "Boulangerie 2", "after": "Chez Léo"},
        {"id": "s000002", "field": "phone", "before": None, "after": "04 92"},
    ]


def test_nothing_changes_between_a_version_and_itself(tmp_path, observatory):
    """Through the store, for each common schema."""
    store, territory = GeoPackage(tmp_path / "vigie.gpkg"), observatory.cog.territory("departement:05")
    for entry in ("france-services", "petites-villes-de-demain", "legal-populations"):
        dataset = observatory.load(entry, territory, "embedded", made.SILENT)
        store.save("kept", dataset)
        shuffled = np.random.default_rng(5).permutation(len(dataset))
        geometry = None if dataset.geometry is None else dataset.geometry[shuffled]
        found = compare(*store.read("kept"), dataset.table.iloc[shuffled], geometry, KEYS[dataset.schema])
        assert len(found.table) == 0 and found.unchanged == len(dataset) > 0
        assert not compare(*store.read("kept"), dataset.table.iloc[shuffled], geometry).table.size


@pytest.mark.parametrize(("x", "y"), [(6, 44.5), (-61.5, 16.2), (55.5, -21.1)])
def test_polygons_move_by_the_farthest_of_their_outline(x, y):
    table = pd.DataFrame({"id": ["a", "b", "c"]})
    boxes = np.array([shapely.box(x + place, y, x + place + 0.01, y + 0.01) for place in range(3)], dtype=object)
    moved = boxes.copy()
    moved[1] = shapely.box(x + 1, y, x + 1.01, y + 0.011)
    moved[2] = shapely.MultiPolygon([shapely.reverse(boxes[2])])  # the same area, written otherwise
    found = compare(table, boxes, table, moved, ["id"])
    assert rows(found) == {"b": ("moved", "")}
    from vigie_territoriale.plugin.territory.crs import ellipsoid

    assert found.table["metres"][0] == pytest.approx(ellipsoid().inv(x, y + 0.01, x, y + 0.011)[2], rel=1e-3)


def test_a_position_that_comes_or_goes():
    table = pd.DataFrame({"id": ["a", "b", "c"]})
    old = np.array([shapely.Point(6, 44), None, None], dtype=object)
    new = np.array([None, shapely.Point(6, 44), None], dtype=object)
    found = compare(table, old, table, new, ["id"])
    assert rows(found) == {"a": ("moved", ""), "b": ("moved", "")} and found.table["metres"].isna().all()
    assert rows(compare(table, None, table, new, ["id"])) == {"b": ("moved", "")}


def test_keys_that_stand_twice_or_lack_are_compared_as_wholes_and_counted():
    old = pd.DataFrame({"id": ["a", "a", "b", None, "c"], "n": [1, 2, 3, 4, 5]})
    new = pd.DataFrame({"id": ["a", "a", "b", None, "d"], "n": [2, 7, 9, 4, 5]})
    found = compare(old, None, new, None, ["id"])
    assert found.keyed and found.duplicates == 6
    assert sorted(zip(found.table["change"], found.table["id"])) == [
        ("added", "a"), ("added", "d"), ("changed", "b"), ("removed", "a"), ("removed", "c"),
    ]  # fmt: skip
    assert found.unchanged == 2 and found.geometry is None


def test_without_a_key_rows_are_compared_by_content():
    old = pd.DataFrame({"n": [1, 1, 2], "change": ["x", "x", "y"]})
    new = pd.DataFrame({"n": [1.0, 3.0, 1.0, 1.0], "change": ["x", "z", "x", "x"]})
    for key in ((), ("id",)):
        found = compare(old, None, new, None, key)
        assert not found.keyed and found.unchanged == 2
        assert found.table[["n", "change_", "change"]].values.tolist() == [
            [2, "y", "removed"],
            [3.0, "z", "added"],
            [1.0, "x", "added"],
        ]
        assert found.counts == {"added": 2, "removed": 1, "moved": 0, "changed": 0, "unchanged": 2}


def test_numbers_missing_values_and_columns():
    old = pd.DataFrame({"id": ["a", "b"], "n": [1, 2], "x": [np.nan, 1.5], "gone": ["p", None]})
    new = pd.DataFrame({"id": ["a", "b"], "n": ["1", None], "x": [None, 1.5], "came": [None, "q"]})
    found = compare(old, None, new, None, ["id"]).attributes
    assert found.values.tolist() == [["b", "n", "2", None], ["b", "came", None, "q"], ["a", "gone", "p", None]]


def test_empty_tables():
    full, empty = made.services(2), made.services(0)
    assert compare(empty.table, empty.geometry, full.table, full.geometry, ["id"]).counts["added"] == 2
    assert compare(full.table, full.geometry, empty.table, empty.geometry, ["id"]).counts["removed"] == 2
    assert compare(empty.table, None, empty.table, None, ["id"]).unchanged == 0


def test_three_hundred_thousand_rows_in_seconds():
    old, new = made.services(300_000, step=1e-5), made.services(300_000, step=1.1e-5)
    table = new.table.copy()
    table.loc[::10, "phone"] = "04 92"
    started = time.perf_counter()
    found = compare(old.table, old.geometry, table, new.geometry, ["id"])
    spent = time.perf_counter() - started
    assert found.counts["changed"] == 30_000 and found.counts["moved"] > 290_000
    assert spent < 20
