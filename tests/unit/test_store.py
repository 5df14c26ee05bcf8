# SPDX-License-Identifier: GPL-2.0-or-later
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from vigie_territoriale.plugin.files.model import INTEGER, Field
from vigie_territoriale.plugin.files.output import Output
from vigie_territoriale.plugin.messages import Silent, VigieError
from vigie_territoriale.plugin.store.geopackage import GeoPackage
from vigie_territoriale.plugin.store.store import PROVENANCE
from vigie_territoriale.plugin.store.tables import long_table, provenance_table, territory_table, wide_table
from written import read_ogr


@pytest.fixture
def store(tmp_path):
    return GeoPackage(tmp_path / "données été" / "vigie.gpkg")


TABLE = pd.DataFrame({"code": ["01001", "2A004"], "n": [1, 2], "x": [1.5, np.nan], "text": ["é", None]})
SHAPES = np.array([shapely.Point(6, 44), None], dtype=object)


def test_round_trip(store):
    store.write("essai", TABLE, SHAPES)
    table, geometry, crs = read_ogr(store.path, "essai")
    assert table["code"].tolist() == ["01001", "2A004"]
    assert table["n"].tolist() == [1, 2]
    assert table["x"].isna().tolist() == [False, True]
    assert table["text"].tolist() == ["é", None]
    assert geometry[0].equals(SHAPES[0]) and geometry[1] is None
    assert "4326" in crs or "WGS 84" in crs


def test_polygons_become_multipolygons(store):
    shapes = np.array([shapely.box(0, 0, 1, 1), shapely.MultiPolygon([shapely.box(2, 2, 3, 3)])], dtype=object)
    store.write("zones", TABLE, shapes)
    assert {shape.geom_type for shape in read_ogr(store.path, "zones")[1]} == {"MultiPolygon"}


def test_a_layer_replaces_the_one_of_the_same_name_and_leaves_others(store):
    store.write("un", TABLE, SHAPES)
    store.write("deux", TABLE)
    store.write("un", TABLE.iloc[:1], SHAPES[:1])
    assert len(read_ogr(store.path, "un")[0]) == 1
    assert len(read_ogr(store.path, "deux")[0]) == 2


def test_a_failed_write_changes_nothing(store):
    store.write("un", TABLE, SHAPES)
    before = store.path.read_bytes()
    bad = TABLE.assign(n=[object(), object()])
    with pytest.raises((VigieError, NotImplementedError, TypeError)):
        store.write("un", bad, SHAPES)
    assert len(read_ogr(store.path, "un")[0]) == 2
    assert sqlite3.connect(store.path).execute("pragma integrity_check").fetchone() == ("ok",)
    assert len(before) == store.path.stat().st_size


def test_a_failed_first_write_leaves_no_file(store):
    with pytest.raises((VigieError, NotImplementedError, TypeError)):
        store.write("un", TABLE.assign(n=[object(), object()]), SHAPES)
    assert not store.path.exists()


def test_the_file_appears_once_it_can_be_opened(store, monkeypatch):
    def die(made, target):
        assert target == store.path
        assert not target.exists()
        with closing(sqlite3.connect(made)) as database:
            assert database.execute("SELECT count(*) FROM gpkg_contents").fetchone() == (3,), (
                "the layout, the registry, the results"
            )
        assert GeoPackage(Path(made)).datasets() == []
        raise KeyboardInterrupt

    monkeypatch.setattr("os.replace", die)
    with pytest.raises(KeyboardInterrupt):
        store.write("essai", TABLE, SHAPES)
    assert not list(store.path.parent.iterdir())


def test_unwritable_places_are_a_sentence(tmp_path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(VigieError, match="cannot be written"):
        GeoPackage(tmp_path / "file" / "x.gpkg").write("un", TABLE)
    (tmp_path / "no.gpkg").write_text("this is no GeoPackage", encoding="utf-8")
    with pytest.raises(VigieError, match="cannot be written"):
        GeoPackage(tmp_path / "no.gpkg").write("un", TABLE)
    assert (tmp_path / "no.gpkg").read_text(encoding="utf-8") == "this is no GeoPackage"


def test_provenance_is_kept_once_a_layer(store, observatory):
    territory = observatory.cog.territory("epci:200067825")
    dataset = observatory.load("france-services", territory, "embedded", Silent())
    for _ in range(2):
        store.save("france_services", dataset)
    store.save("pvd", observatory.load("petites-villes-de-demain", territory, "embedded", Silent()))
    table = read_ogr(store.path, PROVENANCE)[0]
    assert table["layer"].tolist() == ["france_services", "pvd"]
    row = table.iloc[0]
    assert (row["licence"], row["date"], row["rows_read"], row["rows_kept"]) == ("Licence Ouverte 2.0", "2024-08-01", 2845, 2845)
    assert provenance_table([dataset.provenance])["rows_rejected"].tolist() == [0]


def test_territory_tables(observatory):
    territory = observatory.cog.territory("departement:05")
    table, shapes = territory_table(observatory.cog, observatory.contours, territory, "epci")
    assert len(table) == len(shapes) == 9
    row = table.set_index("code").loc["200067825"]
    assert (row["name"], row["population"], row["communes"], row["inside"]) == ("CA Gap-Tallard-Durance", 51502, 17, 15)
    assert set(table["contours"]) == {"generalised"}


def test_result_tables_carry_method_and_sources(observatory):
    territory = observatory.cog.territory("epci:200067825")
    results = observatory.study(["population-change", "france-services-distance"], territory, "commune", {}, "embedded", Silent())
    wide = wide_table(results)
    assert {"population_change", "population_change_flag", "france_services_distance_coverage"} <= set(wide.columns)
    long = long_table(results)
    assert len(long) == 2 * (17 + 5)
    assert (long["method"].str.len() > 50).all()
    assert long["sources"].str.contains("Licence Ouverte").all()
    assert set(long["role"]) == {"zone", "comparator"}


def adopted(store, tmp_path, rows=3, names=None):
    working = tmp_path / "working.gpkg"
    working.unlink(missing_ok=True)
    with Output(working) as output:
        layer = output.create("raw", (Field("code"), Field("n", INTEGER)), "Point", "EPSG:2154")
        table = pd.DataFrame({"code": [f"{place:05}" for place in range(rows)], "n": range(rows)})
        output.append(layer, table, shapely.points(np.arange(2.0 * rows).reshape(-1, 2) + 700_000))
    return store.adopt(working, names or {"raw": "kept"})


def test_tables_of_another_geopackage_are_adopted(store, tmp_path):
    store.write("un", TABLE, SHAPES)
    assert adopted(store, tmp_path) == {"raw": f"{store.path}|layername=kept"}
    table, geometry, crs = read_ogr(store.path, "kept")
    assert table["code"].tolist() == ["00000", "00001", "00002"] and "2154" in crs and geometry[1].x == 700_002
    assert len(read_ogr(store.path, "un")[0]) == 2


def test_an_adopted_table_takes_the_place_of_an_earlier_one(store, tmp_path):
    adopted(store, tmp_path, 3)
    adopted(store, tmp_path, 5)
    assert len(read_ogr(store.path, "kept")[0]) == 5


def test_all_are_adopted_or_none(store, tmp_path):
    adopted(store, tmp_path, 3)
    with pytest.raises((VigieError, AttributeError)):
        adopted(store, tmp_path, 5, {"raw": "kept", "not there": "other"})
    assert len(read_ogr(store.path, "kept")[0]) == 3


def test_tables_are_dropped(store, tmp_path):
    store.write("un", TABLE, SHAPES)
    adopted(store, tmp_path)
    store.drop(["kept", "never there"])
    with pytest.raises(LookupError):
        read_ogr(store.path, "kept")
    assert len(read_ogr(store.path, "un")[0]) == 2
