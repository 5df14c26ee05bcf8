# SPDX-License-Identifier: GPL-2.0-or-later
"""The store in a real PostgreSQL: read with psql, stopped in the middle of a write, shared by two writers."""

import threading
from pathlib import Path

import made
import pytest
from postgres_server import USER, PostgresServer
from vigie_territoriale.plugin.harmonize.dataset import Dataset
from vigie_territoriale.plugin.messages import VigieError
from vigie_territoriale.plugin.store import postgis
from vigie_territoriale.plugin.store import results as kept
from vigie_territoriale.plugin.store.postgis import PostGis
from vigie_territoriale.plugin.store.tables import long_table

DATA = Path(__file__).resolve().parents[1] / "data"


@pytest.fixture(scope="module")
def server():
    running = PostgresServer()
    yield running
    running.close()


@pytest.fixture
def store(server):
    yield PostGis(server.connection)
    server.sql('DROP SCHEMA IF EXISTS "vigie" CASCADE')


def test_versions_are_tables_and_the_last_one_a_view(server, store):
    assert store.datasets() == [] and store.snapshots("bakeries") == []
    for version in (1, 2):
        source = store.save("bakeries", made.services(version, f" l'été/{version}", date=f"2026-0{version}-01"))
    assert source == f'host={server.folder} dbname=test user={USER} key=\'fid\' table="vigie"."bakeries" (geom)'
    assert server.sql("SELECT name, ST_AsText(geom), ST_SRID(geom) FROM vigie.bakeries ORDER BY id") == [
        ["Boulangerie 0 l'été/2", "POINT(6 44.5)", "4326"], ["Boulangerie 1 l'été/2", "POINT(6.01 44.5)", "4326"],
    ]  # fmt: skip
    assert server.sql("SELECT count(*) FROM vigie.bakeries__v1") == [["1"]]
    assert server.sql("SELECT layer, version, rows, date FROM vigie.vigie_registry ORDER BY version") == [
        ["bakeries", "1", "1", "2026-01-01"], ["bakeries", "2", "2", "2026-02-01"],
    ]  # fmt: skip
    assert server.sql("SELECT layer, date FROM vigie.vigie_provenance") == [["bakeries", "2026-02-01"]]
    assert [(row.version, row.rows, row.date) for row in store.snapshots("bakeries")] == [
        (2, 2, "2026-02-01"),
        (1, 1, "2026-01-01"),
    ]
    table, geometry = store.read("bakeries", 1)
    assert table["name"].tolist() == ["Boulangerie 0 l'été/1"] and geometry[0].x == 6
    assert len(store.read("bakeries")[0]) == 2
    with pytest.raises(VigieError, match="has no version 3"):
        store.read("bakeries", 3)


def test_the_same_content_is_no_new_version(store):
    store.save("bakeries", made.services(3))
    store.save("bakeries", made.services(3, date="2026-05-01"))
    (row,) = store.snapshots("bakeries")
    assert (row.version, row.date) == (1, "2026-05-01")


def test_rights_and_dependents_stay_when_the_columns_do(server, store):
    store.save("bakeries", made.services(1))
    server.sql(
        "CREATE ROLE reader; GRANT SELECT ON vigie.bakeries TO reader; CREATE VIEW mine AS SELECT name FROM vigie.bakeries"
    )
    store.save("bakeries", made.services(5))
    assert server.sql("SELECT count(*) FROM mine") == [["5"]]
    assert server.sql("SELECT has_table_privilege('reader', 'vigie.bakeries', 'select')") == [["t"]]
    other = made.services(2)
    changed = Dataset("service", other.table.assign(opened="2026"), other.provenance, other.geometry)
    with pytest.raises(VigieError, match="views of others use its present columns"):
        store.save("bakeries", changed)
    assert len(store.read("bakeries")[0]) == 5 and len(store.snapshots("bakeries")) == 2
    server.sql("DROP VIEW mine")
    store.save("bakeries", changed)
    assert store.read("bakeries")[0]["opened"].tolist() == ["2026", "2026"]


def test_a_user_that_the_server_does_not_know(server):
    with pytest.raises(VigieError, match="knows no such user or database"):
        PostGis(server.connection.replace(f"user={USER}", "user=nobody")).datasets()


def test_a_table_without_positions(server, store):
    table = made.services(2).table
    assert store.save("list", Dataset("service", table, made.provenance())).endswith('table="vigie"."list"')
    assert store.read("list")[1] is None


def test_prune_and_drop(server, store):
    for version in range(1, 5):
        store.save("bakeries", made.services(version))
    assert store.prune(2) == 2
    tables = "SELECT relname FROM pg_class WHERE relnamespace = 'vigie'::regnamespace AND relkind IN ('r', 'v') ORDER BY 1"
    ours = [
        [f"vigie_{name}"]
        for name in (
            "datasets",
            "figures",
            "layout",
            "measure",
            "perimeter",
            "provenance",
            "registry",
            "results",
            "service",
            "snapshots",
        )
    ]
    assert server.sql(tables) == [["bakeries"], ["bakeries__v3"], ["bakeries__v4"], *ours]
    assert store.discard("bakeries", [3, 4]) == 1, "the last one stays"
    assert server.sql(tables) == [["bakeries"], ["bakeries__v4"], *ours]
    assert [row.version for row in store.snapshots("bakeries")] == [4] and len(store.read("bakeries")[0]) == 4
    store.drop(["bakeries", "never there"])
    assert server.sql(tables) == ours and store.datasets() == []


def test_what_is_not_ours_is_left(server, store):
    server.sql("CREATE SCHEMA vigie; CREATE TABLE vigie.bakeries (mine text)")
    with pytest.raises(VigieError, match="cannot be written"):
        store.save("bakeries", made.services(1))
    assert server.sql("SELECT count(*) FROM vigie.bakeries") == [["0"]] and store.datasets() == []


def test_a_server_that_stops_in_the_middle_of_a_write(server, store, monkeypatch):
    store.save("bakeries", made.services(3))
    for moment in ("_put", "_lend", "_enter"):
        written = getattr(PostGis, moment)

        def stop(self, *arguments, written=written):
            written(self, *arguments)
            server.stop()

        monkeypatch.setattr(PostGis, moment, stop)
        with pytest.raises(VigieError, match=r"the server does not answer, or has stopped.*Nothing in it was changed"):
            store.save("bakeries", made.services(2000))
        with pytest.raises(VigieError, match="cannot be read: the server does not answer"):
            store.datasets()
        monkeypatch.undo()
        server.start()
        assert [(row.version, row.rows) for row in store.snapshots("bakeries")] == [(1, 3)]
        assert len(store.read("bakeries")[0]) == 3
        assert server.sql("SELECT to_regclass('vigie.bakeries__v2')") == [[""]]
    store.save("bakeries", made.services(4))
    assert len(store.read("bakeries")[0]) == 4


def test_writers_come_one_after_the_other(server, store):
    errors = []

    def write(name):
        try:
            for version in range(4):
                PostGis(server.connection).save(name, made.services(100 + version))
        except VigieError as error:
            errors.append(error)

    threads = [threading.Thread(target=write, args=(f"layer{place}",)) for place in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert {row.layer: (row.version, row.rows) for row in store.datasets()} == {f"layer{place}": (4, 103) for place in range(4)}


def test_a_writer_is_waited_for_then_said(server, store, monkeypatch):
    monkeypatch.setattr(postgis, "WRITER_SECONDS", 1)
    store.save("bakeries", made.services(3))
    with PostGis(server.connection)._transaction(), pytest.raises(VigieError, match="someone else is writing to it"):
        store.save("bakeries", made.services(5))
    assert len(store.read("bakeries")[0]) == 3


def test_a_user_who_may_only_read(server, store):
    store.save("bakeries", made.services(3))
    server.sql(
        "CREATE ROLE visitor LOGIN; GRANT USAGE ON SCHEMA vigie TO visitor; GRANT SELECT ON ALL TABLES IN SCHEMA vigie TO visitor"
    )
    visitor = PostGis(server.connection.replace(f"user={USER}", "user=visitor"))
    assert len(visitor.read("bakeries")[0]) == 3
    with pytest.raises(VigieError, match="You may read test, vigie, but not write to it"):
        visitor.save("bakeries", made.services(5))
    server.sql(
        "REVOKE ALL ON ALL TABLES IN SCHEMA vigie FROM visitor; REVOKE USAGE ON SCHEMA vigie FROM visitor; DROP ROLE visitor"
    )


def test_what_cannot_be_a_store_is_a_sentence(server, store):
    with pytest.raises(VigieError, match="has no PostGIS"):
        PostGis(server.connection.replace("test", "postgres")).save("bakeries", made.services(3))
    with pytest.raises(VigieError, match="too long a name"):
        store.save("b" * 61, made.services(3))
    with pytest.raises(VigieError, match="cannot name a schema"):
        PostGis(server.connection, "vigie; drop table x")


def test_a_password_is_not_shown(server):
    secret = PostGis("host=h dbname='geo mas' user=u password='it\\'s a secret' sslmode=require")
    assert secret._shown == "host=h dbname='geo mas' user=u sslmode=require"
    assert secret.title == "geo mas, vigie"


def test_figures_are_kept_by_date(server, store, monkeypatch):
    counted = "SELECT count(*), count(value), count(DISTINCT period) FROM vigie.vigie_results WHERE role = 'zone'"
    assert store.series("bakeries-per-10000", "commune", ["05061"]).empty
    for date, version, value in (("2022", 1, 1.0), ("2023", 1, float("nan")), ("2024-05-01", 2, 3.0), ("2024-05-01", 2, 4.0)):
        store.keep([made.result({"05061": value, "l'Île": 0.0}, date=date, version=version)])
    assert server.sql(counted) == [["6", "5", "3"]]
    series = store.series("bakeries-per-10000", "commune", ["l'Île", "05061"])
    assert series["code"].tolist() == ["l'Île"] * 3 + ["05061"] * 3
    assert series["period"].tolist() == ["2022", "2023", "2024-05-01"] * 2
    assert [None if value != value else value for value in series["value"]] == [0, 0, 0, 1, None, 4]
    assert series["break"].tolist() == [False, False, True] * 2
    monkeypatch.setattr(kept, "long_table", lambda results: long_table(results).assign(rank=2.0, label="l'un", ranked=True))
    store.keep([made.result({"05061": 5.0, "l'Île": 0.0}, date="2024-05-01", version=2)])
    assert server.sql(counted) == [["6", "5", "3"]]
    assert server.sql(
        "SELECT value, rank, label, ranked FROM vigie.vigie_results WHERE code = '05061' ORDER BY period DESC LIMIT 1"
    ) == [["5", "2", "l'un", "1"]]


def test_a_store_of_before_gains_the_table_of_results(server, store):
    server.sql((DATA / "store-layout-2.sql").read_text(encoding="utf-8"))
    assert store.series("bakeries-per-10000", "commune", ["05061"]).empty
    assert store.keep([made.result({"05061": 1.0})]) == 5
    assert server.sql("SELECT version FROM vigie.vigie_layout") == [["4"]]
    assert [row.layer for row in store.datasets()] == ["bakeries"]


def test_a_server_that_stops_while_figures_are_kept(server, store, monkeypatch):
    store.keep([made.result({"05061": 1.0})])

    def stop(layer, table, geometry):
        written(layer, table, geometry)
        server.stop()

    written = postgis.append_rows
    monkeypatch.setattr(postgis, "append_rows", stop)
    with pytest.raises(VigieError, match=r"the server does not answer, or has stopped.*Nothing in it was changed"):
        store.keep([made.result({"05061": 2.0, "05001": 2.0})])
    monkeypatch.undo()
    server.start()
    assert server.sql("SELECT value FROM vigie.vigie_results WHERE code = '05061'") == [["1"]]
