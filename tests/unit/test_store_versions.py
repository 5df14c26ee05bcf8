# SPDX-License-Identifier: GPL-2.0-or-later
"""The store remembers: registry, snapshots, layouts."""

import gzip
import sqlite3
from pathlib import Path

import made
import numpy as np
import pandas as pd
import pytest
from vigie_territoriale.plugin.harmonize.dataset import Dataset
from vigie_territoriale.plugin.messages import VigieError
from vigie_territoriale.plugin.store import store as layouts
from vigie_territoriale.plugin.store.geopackage import GeoPackage
from vigie_territoriale.plugin.store.registry import content_of, provenance_of
from written import read_ogr

DATA = Path(__file__).resolve().parents[1] / "data"


@pytest.fixture
def store(tmp_path):
    return GeoPackage(tmp_path / "vigie.gpkg")


def tables(store):
    with sqlite3.connect(store.path) as opened:
        return {name for (name,) in opened.execute("select table_name from gpkg_contents") if not name.startswith("vigie_")}


def test_a_dataset_is_registered(store):
    assert store.datasets() == [] and store.snapshots("bakeries") == []
    assert store.save("bakeries", made.services(3)) == f"{store.path}|layername=bakeries"
    (row,) = store.datasets()
    assert (row.layer, row.dataset, row.schema, row.version, row.rows) == ("bakeries", "bakeries", "service", 1, 3)
    assert (row.date, row.fetched[:10], row.checksum, row.recipe_version) == ("2026-01-01", "2026-02-01", "c0ffee", 1)
    assert (row.west, row.south, row.east, row.north) == pytest.approx((6, 44.5, 6.02, 44.5))
    assert (row.licence, row.producer, row.territory, row.coverage) == (
        "Licence Ouverte 2.0", "Ministère du pain", "departement:05", "france",
    )  # fmt: skip


def test_another_content_makes_a_snapshot_of_the_earlier_one(store):
    for version in (1, 2, 3):
        store.save("bakeries", made.services(version, f"/{version}", date=f"2026-0{version}-01"))
    assert [row.version for row in store.snapshots("bakeries")] == [3, 2, 1]
    assert [row.date for row in store.snapshots("bakeries")] == ["2026-03-01", "2026-02-01", "2026-01-01"]
    assert [row.version for row in store.datasets()] == [3]
    assert tables(store) == {"bakeries", "bakeries__v1", "bakeries__v2"}
    for version in (1, 2, 3):
        table, geometry = store.read("bakeries", version)
        assert table["name"].tolist() == [f"Boulangerie {place}/{version}" for place in range(version)]
        assert len(geometry) == version and geometry[0].x == 6
    assert store.read("bakeries")[0].equals(store.read("bakeries", 3)[0])
    assert read_ogr(store.path, "bakeries")[0]["name"].tolist() == store.read("bakeries")[0]["name"].tolist()


def test_earlier_versions_of_one_layer_are_removed_and_no_other(store):
    assert store.discard("bakeries", [1]) == 0
    for version in (1, 2, 3, 4):
        for name in ("bakeries", "butchers"):
            store.save(name, made.services(version, f"/{version}"))
    assert store.discard("bakeries", [1, 3, 4, 9]) == 2, "the last one stays"
    assert [row.version for row in store.snapshots("bakeries")] == [4, 2]
    assert [row.version for row in store.snapshots("butchers")] == [4, 3, 2, 1]
    assert tables(store) == {"bakeries", "bakeries__v2", "butchers", *(f"butchers__v{version}" for version in (1, 2, 3))}
    assert len(store.read("bakeries", 2)[0]) == 2 and len(store.read("bakeries")[0]) == 4
    with pytest.raises(VigieError, match="has no version 3"):
        store.read("bakeries", 3)


def test_the_provenance_of_a_version_is_what_was_saved(store):
    dataset = made.services(2)
    store.save("bakeries", dataset)
    assert provenance_of(store.snapshots("bakeries")[0]) == dataset.provenance


def test_the_same_content_is_no_new_version(store):
    store.save("bakeries", made.services(3))
    again = made.services(3, date="2026-05-01", checksum="decade")
    shuffled = Dataset("service", again.table.iloc[::-1].reset_index(drop=True), again.provenance, again.geometry[::-1])
    store.save("bakeries", shuffled)
    (row,) = store.snapshots("bakeries")
    assert (row.version, row.date, row.checksum) == (1, "2026-05-01", "decade")
    assert tables(store) == {"bakeries"}


@pytest.mark.parametrize("kind", ["Int64", "string", "boolean"])
def test_missing_values_of_all_kinds_of_columns(kind):
    values = {"Int64": [1, None], "string": ["1", None], "boolean": [True, None]}[kind]
    plain = pd.DataFrame({"v": pd.Series(values, dtype=object)})
    assert content_of(plain.astype(kind), None) == content_of(plain, None)


def test_a_moved_point_is_another_content():
    still, moved = made.services(3), made.services(3, step=0.02)
    assert content_of(still.table, still.geometry) != content_of(moved.table, moved.geometry)
    assert content_of(still.table, None) == content_of(moved.table, None)


def test_missing_values_and_numbers_come_back_as_the_same_content(store):
    table = pd.DataFrame({"commune": ["05061", "05023"], "variable": "pop", "period": "2023", "value": [40559.0, np.nan]})
    measures = Dataset("measure", table, made.provenance())
    store.save("populations", measures)
    back, geometry = store.read("populations")
    assert geometry is None
    assert content_of(back, geometry) == content_of(table, None) == store.datasets()[0].content
    assert np.isnan(store.datasets()[0].west)


def test_a_dataset_without_rows_or_positions(store):
    store.save("none", made.services(0))
    unplaced = made.services(2)
    store.save("unplaced", Dataset("service", unplaced.table, unplaced.provenance, np.array([None, None], dtype=object)))
    assert [(row.rows, np.isnan(row.west)) for row in store.datasets()] == [(0, True), (2, True)]
    assert len(store.read("none")[0]) == 0 and store.read("unplaced")[1].tolist() == [None, None]


def test_prune_keeps_the_last_versions(store):
    for version in range(1, 6):
        store.save("bakeries", made.services(version))
    store.save("other", made.services(1))
    assert store.prune(2) == 3
    assert [row.version for row in store.snapshots("bakeries")] == [5, 4]
    assert tables(store) == {"bakeries", "bakeries__v4", "other"}
    assert store.prune(1) == 1 and len(store.read("bakeries")[0]) == 5
    store.save("bakeries", made.services(9))
    assert [row.version for row in store.snapshots("bakeries")] == [6, 5]


def test_a_dropped_dataset_goes_with_its_snapshots(store):
    for version in (1, 2):
        store.save("bakeries", made.services(version))
    store.save("other", made.services(1))
    store.drop(["bakeries"])
    assert tables(store) == {"other"} and [row.layer for row in store.datasets()] == ["other"]


def test_a_table_written_in_the_place_of_a_dataset_is_no_dataset(store):
    for version in (1, 2):
        store.save("bakeries", made.services(version))
    store.write("bakeries", pd.DataFrame({"n": [1]}))
    assert store.datasets() == [] and tables(store) == {"bakeries"}
    store.save("bakeries", made.services(4))
    assert [(row.version, row.rows) for row in store.snapshots("bakeries")] == [(1, 4)] and tables(store) == {"bakeries"}


def test_an_unknown_version_is_a_sentence(store):
    store.save("bakeries", made.services(1))
    for name, version in (("bakeries", 2), ("nothing", None)):
        with pytest.raises(VigieError, match="has no version"):
            store.read(name, version)


@pytest.fixture
def first_layout(tmp_path):
    path = tmp_path / "vigie.gpkg"
    path.write_bytes(gzip.decompress((DATA / "store-layout-1.gpkg.gz").read_bytes()))
    return GeoPackage(path)


OLD = {
    "france_services": ("service", "france-services", 3),
    "population": ("measure", "legal-populations", 2),
    "pvd": ("perimeter", "petites-villes-de-demain", 1),
}


def found(store):
    return {row.layer: (row.schema, row.dataset, row.rows) for row in store.datasets()}


def test_a_store_of_the_first_layout_is_read_as_it_is(first_layout):
    before = first_layout.path.read_bytes()
    assert found(first_layout) == OLD
    assert first_layout.datasets()[0].territory == "epci:200067825"
    assert first_layout.datasets()[0].date == "2024-08-01"
    assert 5 < first_layout.datasets()[0].west < 7
    assert len(first_layout.read("pvd")[0]) == 1
    assert first_layout.path.read_bytes() == before


def test_a_write_brings_a_store_to_the_present_layout(first_layout):
    old = first_layout.read("france_services")
    first_layout.save("bakeries", made.services(3))
    assert found(first_layout) == {**OLD, "bakeries": ("service", "bakeries", 3)}
    first_layout.save("france_services", made.services(4, entry="france-services"))
    assert [(row.version, row.rows) for row in first_layout.snapshots("france_services")] == [(2, 4), (1, 3)]
    table, geometry = first_layout.read("france_services", 1)
    assert table.equals(old[0]) and (geometry == old[1]).all()
    assert tables(first_layout) >= {"territory_outline", "pvd", "population"}


def test_a_migration_that_fails_leaves_the_first_layout(first_layout, monkeypatch):
    def fail(*_):
        raise RuntimeError("no more room")

    monkeypatch.setattr(layouts.Store, "_note", fail)
    with pytest.raises(VigieError, match="cannot be written"):
        first_layout.save("bakeries", made.services(3))
    monkeypatch.undo()
    with sqlite3.connect(first_layout.path) as opened:
        assert not opened.execute("select * from sqlite_master where name = 'vigie_registry'").fetchall()
    assert found(first_layout) == OLD


def test_a_store_of_a_later_layout_is_refused(store, monkeypatch):
    monkeypatch.setattr(layouts, "LAYOUT_VERSION", 4)
    store.save("bakeries", made.services(3))
    monkeypatch.undo()
    before = store.path.read_bytes()
    for use in (store.datasets, lambda: store.read("bakeries"), lambda: store.save("bakeries", made.services(1))):
        with pytest.raises(VigieError, match="later version of Vigie territoriale: update the plugin"):
            use()
    assert store.path.read_bytes() == before
