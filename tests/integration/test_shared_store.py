# SPDX-License-Identifier: GPL-2.0-or-later
"""The store that a network shares, in a real PostgreSQL: three roles tried from each side, members who refresh at the same time, and a
server or a member killed in the middle.
"""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

import file_server
import live_source
import made
import numpy as np
import pandas as pd
import pytest
import requests
from postgres_server import PostgresServer
from vigie_territoriale.plugin.harmonize.dataset import Dataset
from vigie_territoriale.plugin.messages import Cancelled, Silent, VigieError
from vigie_territoriale.plugin.observatory import Observatory
from vigie_territoriale.plugin.refreshing import refresh
from vigie_territoriale.plugin.store.postgis import FOLDER, PostGis

from .conftest import ROOT

DATA = ROOT / "tests" / "data"
READER, CONTRIBUTOR, OTHER, CURATOR, STRANGER = "alice", "bob", "bella", "carol", "sam"
LAYER = "bakeries_commune_05061"


@pytest.fixture(scope="module")
def server():
    running = PostgresServer()
    for user in (READER, CONTRIBUTOR, OTHER, CURATOR, STRANGER):
        running.sql(f"CREATE ROLE {user} LOGIN")
    yield running
    running.close()


@pytest.fixture
def schema(server):
    """The store as an administrator makes it, with its members."""
    yield make_schema(server)
    server.sql("DROP SCHEMA IF EXISTS vigie CASCADE")


def make_schema(server, name="vigie", *first):
    made_it = server.psql("-1", "-v", f"schema={name}", *first, "-f", FOLDER / "schema.sql", "-f", FOLDER / "roles.sql")
    assert made_it.returncode == 0, made_it.stderr
    server.sql(
        f"GRANT {name}_reader TO {READER}; GRANT {name}_contributor TO {CONTRIBUTOR}, {OTHER}; GRANT {name}_curator TO {CURATOR}"
    )
    return name


def store_of(server, user):
    return PostGis(server.connection_of(user))


def refused(server, user, text):
    """The database itself says no; what it says."""
    done = server.psql("-c", text, user=user)
    assert done.returncode != 0, f"{user} could: {text}"
    return done.stderr


# Roles


WRITES = (
    "INSERT INTO vigie.vigie_registry (layer, version) VALUES ('x', 1)",
    "UPDATE vigie.vigie_registry SET title = 'x'",
    "DELETE FROM vigie.vigie_registry",
    "DELETE FROM vigie.vigie_results",
    "INSERT INTO vigie.vigie_results (indicator) VALUES ('x')",
    "DELETE FROM vigie.bakeries",
    "DELETE FROM vigie.bakeries__v1",
    "TRUNCATE vigie.bakeries__v1",
    "DROP TABLE vigie.bakeries__v1 CASCADE",
    "DROP VIEW vigie.bakeries",
    "ALTER TABLE vigie.bakeries__v1 RENAME TO gone",
    "UPDATE vigie.vigie_layout SET version = 9",
    "DROP SCHEMA vigie CASCADE",
    "CREATE TABLE vigie.mine (x int)",
    "CREATE OR REPLACE FUNCTION vigie.vigie_curates() RETURNS boolean LANGUAGE sql AS 'SELECT true'",
    "SELECT vigie.vigie_views()",
)


def test_a_reader_reads_all_and_writes_nothing(server, schema):
    store_of(server, CONTRIBUTOR).save("bakeries", made.services(3))
    store_of(server, CONTRIBUTOR).save("bakeries", made.services(4))
    store_of(server, CONTRIBUTOR).keep([made.result({"05061": 1.0})])
    reader = store_of(server, READER)
    assert [row.version for row in reader.snapshots("bakeries")] == [2, 1]
    assert [len(reader.read("bakeries", version)[0]) for version in (1, 2)] == [3, 4], "tables made since are readable too"
    assert reader.series("bakeries-per-10000", "commune", ["05061"])["value"].tolist() == [1.0]
    assert reader.dataset("bakeries").provenance == made.services(4).provenance
    assert "vigie.bakeries" in reader.source("bakeries").replace('"', "")
    for text in (*WRITES, "SELECT vigie.vigie_publish('x', '{}', '{}')", "SELECT vigie.vigie_keep('x')", "SELECT vigie.vigie_drop('bakeries')",
                 "SELECT vigie.vigie_discard('bakeries', 1)"):  # fmt: skip
        assert "permission denied" in refused(server, READER, text) or "must be owner" in refused(server, READER, text), text
    for write in (
        lambda: reader.save("bakeries", made.services(9)),
        lambda: reader.keep([made.result({"05061": 2.0})]),
        lambda: reader.prune(1),
        lambda: reader.discard("bakeries", [1]),
        lambda: reader.drop(["bakeries"]),
    ):
        with pytest.raises(VigieError, match=r"You may read test, vigie, but not write to it.*the role vigie_contributor"):
            write()
    assert server.sql("SELECT count(*) FROM vigie.bakeries__v1 UNION ALL SELECT count(*) FROM vigie.bakeries") == [["3"], ["4"]]


def test_a_contributor_adds_and_removes_only_her_own(server, schema):
    bob, bella = store_of(server, CONTRIBUTOR), store_of(server, OTHER)
    bob.save("bakeries", made.services(1))
    bella.save("bakeries", made.services(2))
    bob.save("bakeries", made.services(3))
    assert server.sql("SELECT version, author FROM vigie.vigie_snapshots ORDER BY 1") == [
        ["1", "bob"],
        ["2", "bella"],
        ["3", "bob"],
    ]
    for text in WRITES:
        answer = refused(server, CONTRIBUTOR, text)
        assert "permission denied" in answer or "must be owner" in answer, text
    for text in ("SELECT vigie.vigie_discard('bakeries', 2)", "SELECT vigie.vigie_drop('bakeries')"):
        assert "permission denied" in refused(server, CONTRIBUTOR, text)
    with pytest.raises(VigieError, match="refuses the right"):
        bob.discard("bakeries", [2])
    assert bob.prune(1) == 1, "hers stays"
    assert [row.version for row in bella.snapshots("bakeries")] == [3, 2]
    bob.save("own", made.services(2))
    for name in ("own", "bakeries"):
        with pytest.raises(VigieError, match="refuses the right"):
            bob.drop([name])
    assert sorted(row.layer for row in bob.datasets()) == ["bakeries", "own"] and len(bob.read("bakeries")[0]) == 3


def test_figures_of_others_stay_and_the_last_one_is_shown(server, schema):
    counted = "SELECT author, value FROM vigie.vigie_results WHERE code = '05061' ORDER BY fid"
    for user, value, hour in ((CONTRIBUTOR, 1.0, 1), (CONTRIBUTOR, 2.0, 2), (OTHER, 3.0, 3)):
        store_of(server, user).keep([made.result({"05061": value}, computed=f"2026-02-01T0{hour}:00:00+00:00")])
    assert server.sql(counted) == [["bob", "2"], ["bella", "3"]]
    assert server.sql("SELECT value FROM vigie.vigie_figures WHERE code = '05061'", user=READER) == [["3"]]
    assert store_of(server, READER).series("bakeries-per-10000", "commune", ["05061"])["value"].tolist() == [3.0]
    figures = store_of(server, READER).figures()
    assert figures[figures["code"] == "05061"]["value"].tolist() == [3.0] and "author" not in figures
    store_of(server, CURATOR).keep([made.result({"05061": 4.0}, computed="2026-02-01T04:00:00+00:00")])
    assert server.sql(counted) == [["carol", "4"]]


def test_a_curator_removes_what_others_made(server, schema):
    bob, carol = store_of(server, CONTRIBUTOR), store_of(server, CURATOR)
    for count in (1, 2, 3, 4):
        bob.save("bakeries", made.services(count))
    assert carol.discard("bakeries", [1]) == 1 and carol.prune(2) == 1
    assert [row.version for row in bob.snapshots("bakeries")] == [4, 3]
    carol.drop(["bakeries"])
    assert bob.datasets() == [] and server.sql("SELECT to_regclass('vigie.bakeries__v4'), to_regclass('vigie.bakeries')") == [
        ["", ""]
    ]
    bob.save("bakeries", made.services(2))
    server.sql("DROP VIEW vigie.bakeries", user=CURATOR)
    bob.save("bakeries", made.services(3))
    assert len(bob.read("bakeries")[0]) == 3 and server.sql("SELECT count(*) FROM vigie.bakeries", user=READER) == [["3"]]


def test_who_has_no_role_is_told_which_one_to_ask_for(server, schema):
    with pytest.raises(VigieError, match="You may not read test, vigie: ask its administrator for the role vigie_reader"):
        store_of(server, STRANGER).datasets()
    with pytest.raises(VigieError, match="no store yet, and you may not make one"):
        PostGis(server.connection_of(STRANGER), "elsewhere").save("bakeries", made.services(1))


@pytest.mark.parametrize(
    "stage, why",
    [
        ("CREATE TEMP VIEW stage AS SELECT 1 AS fid", "not a plain temporary table"),
        ("CREATE TEMP TABLE stage (fid int); ALTER TABLE stage ENABLE ROW LEVEL SECURITY", "not a plain temporary table"),
        ("CREATE TYPE pg_temp.odd AS (x int); CREATE TEMP TABLE stage (fid int, x pg_temp.odd)", "neither texts, numbers"),
        ("SELECT 1", "not a plain temporary table"),
    ],
)
def test_what_a_hostile_contributor_hands_in_is_refused(server, schema, stage, why):
    text = f"{stage}; SELECT vigie.vigie_publish('stage', '{{\"layer\": \"x\", \"version\": 1}}', '{{}}')"
    assert why in refused(server, CONTRIBUTOR, text)


@pytest.mark.parametrize("name, why", [
    ("vigie_registry", "cannot name a dataset"), ("bakeries__v1", "cannot name a dataset"), ("", "cannot name a dataset"),
    ("minutes", "is there already, and no dataset"),
])  # fmt: skip
def test_a_contributor_takes_the_place_of_nothing_else(server, schema, name, why):
    server.sql("CREATE VIEW vigie.minutes AS SELECT 'of the curators' AS title", user=CURATOR)
    told = json.dumps({"layer": name, "version": 1})
    text = f"CREATE TEMP TABLE stage (fid int); GRANT SELECT ON stage TO PUBLIC; SELECT vigie.vigie_publish('stage', '{told}', '{{}}')"
    assert why in refused(server, CONTRIBUTOR, text)
    assert server.sql("SELECT title FROM vigie.minutes", user=CURATOR) == [["of the curators"]]


def test_an_overtaken_version_is_refused(server, schema):
    store_of(server, CONTRIBUTOR).save("bakeries", made.services(1))
    told = json.dumps({"layer": "bakeries", "version": 1})
    text = f"CREATE TEMP TABLE stage (fid int); GRANT SELECT ON stage TO PUBLIC; SELECT vigie.vigie_publish('stage', '{told}', '{{}}')"
    assert "overtaken" in refused(server, OTHER, text)


# Made and migrated


def test_the_product_makes_the_store_and_its_roles_when_it_may(server):
    server.sql("CREATE ROLE chief LOGIN CREATEROLE; GRANT CREATE ON DATABASE test TO chief")
    try:
        PostGis(server.connection_of("chief"), "reseau").save("bakeries", made.services(2))
        server.sql(f"GRANT reseau_reader TO {READER}; GRANT reseau_contributor TO {CONTRIBUTOR}", user="chief")
        PostGis(server.connection_of(CONTRIBUTOR), "reseau").save("bakeries", made.services(3))
        assert len(PostGis(server.connection_of(READER), "reseau").read("bakeries")[0]) == 3
        assert "must be owner" in refused(server, CONTRIBUTOR, "DROP TABLE reseau.bakeries__v1")
    finally:
        server.sql(
            "DROP SCHEMA reseau CASCADE; REVOKE ALL ON DATABASE test FROM chief; DROP ROLE reseau_reader, reseau_contributor, reseau_curator, chief"
        )


def test_who_may_make_no_roles_has_a_store_of_her_own(server):
    server.sql(f"GRANT CREATE ON DATABASE test TO {STRANGER}")
    own = PostGis(server.connection_of(STRANGER), "own")
    own.save("bakeries", made.services(2))
    own.keep([made.result({"05061": 1.0})])
    server.sql(f"GRANT USAGE ON SCHEMA own TO {READER}; GRANT SELECT ON ALL TABLES IN SCHEMA own TO {READER}", user=STRANGER)
    reader = PostGis(server.connection_of(READER), "own")
    assert len(reader.read("bakeries")[0]) == 2 and "You may read test, own" in reader.refusal() and own.refusal() == ""
    own.drop(["bakeries"])
    assert own.datasets() == [] and server.sql("SELECT to_regrole('own_reader')") == [[""]]
    server.sql(f"DROP SCHEMA own CASCADE; REVOKE CREATE ON DATABASE test FROM {STRANGER}")


def test_a_store_of_layout_3_is_brought_to_the_present(server):
    server.sql((DATA / "store-layout-3.sql").read_text(encoding="utf-8"))
    server.sql(f"CREATE VIEW public.theirs AS SELECT name FROM vigie.bakeries; GRANT SELECT ON vigie.bakeries TO {STRANGER}")
    try:
        old = store_of(server, "vigie")
        assert [row.version for row in old.snapshots("bakeries")] == [2, 1], "it is read as it is"
        server.sql(f"GRANT USAGE ON SCHEMA vigie TO {STRANGER}; GRANT SELECT ON ALL TABLES IN SCHEMA vigie TO {STRANGER}")
        assert "layout of an earlier version" in store_of(server, STRANGER).refusal()
        assert server.sql("SELECT version FROM vigie.vigie_layout") == [["3"]]
        old.save("bakeries", made.services(5))
        assert server.sql("SELECT version FROM vigie.vigie_layout") == [["4"]]
        assert server.sql("SELECT count(*) FROM public.theirs") == [["5"]], "views and rights of others stay"
        assert server.sql("SELECT count(*) FROM vigie.bakeries", user=STRANGER) == [["5"]]
        assert [len(old.read("bakeries", version)[0]) for version in (1, 2, 3)] == [1, 2, 5]
        assert old.series("bakeries-per-10000", "commune", ["05061"])["value"].tolist() == [1.0]
        make_schema(server)
        assert store_of(server, CONTRIBUTOR).save("bakeries", made.services(6))
    finally:
        server.sql("DROP VIEW public.theirs; DROP SCHEMA vigie CASCADE")


def test_a_migration_that_fails_leaves_the_store_as_it_was(server, monkeypatch):
    server.sql((DATA / "store-layout-3.sql").read_text(encoding="utf-8"))
    server.sql("CREATE TABLE vigie.vigie_service (theirs int)")  # where a view of ours has to be
    tables = "SELECT relname, relkind, relowner::regrole FROM pg_class WHERE relnamespace = 'vigie'::regnamespace ORDER BY 1"
    before = server.sql(tables)
    try:
        with pytest.raises(VigieError, match="cannot be written"):
            store_of(server, "vigie").save("bakeries", made.services(5))
        assert server.sql(tables) == before and server.sql("SELECT version FROM vigie.vigie_layout") == [["3"]]
    finally:
        server.sql("DROP SCHEMA vigie CASCADE")


def test_a_store_of_a_later_version_is_refused(server, schema):
    store_of(server, CONTRIBUTOR).save("bakeries", made.services(2))
    server.sql("UPDATE vigie.vigie_layout SET version = 5")
    for ask in (
        lambda store: store.datasets(),
        lambda store: store.save("bakeries", made.services(3)),
        lambda store: store.refusal(),
    ):
        with pytest.raises(VigieError, match="made by a later version of Vigie territoriale: update the plugin"):
            ask(store_of(server, CONTRIBUTOR))
    again = server.psql("-1", "-f", FOLDER / "schema.sql")
    assert again.returncode != 0 and "later version" in again.stderr
    assert server.sql("SELECT version FROM vigie.vigie_layout") == [["5"]]


def test_the_scripts_run_again_change_nothing(server, schema):
    store_of(server, CONTRIBUTOR).save("bakeries", made.services(2))
    dump = [server.programs / "pg_dump", "-h", server.folder, "-U", "vigie", "-n", "vigie", "test"]

    def dumped():
        text = subprocess.run([str(part) for part in dump], check=True, capture_output=True, text=True).stdout
        return [line for line in text.splitlines() if not line.startswith("\\") and "setval" not in line]

    def told(lines):  # the row of the layout is written again, under another number
        return sorted(line for line in lines if line not in ("1\t4", "2\t4"))

    before = dumped()
    make_schema(server)
    assert told(dumped()) == told(before)


# Views


def test_views_of_the_common_schemas(server, schema):
    bob = store_of(server, CONTRIBUTOR)
    bob.save("bakeries", made.services(2))
    bob.save("bakeries", made.services(3))
    table = pd.DataFrame({"commune": ["05061", "05001"], "variable": "population", "period": "2023", "value": [1.5, np.nan]})
    bob.save("people", Dataset("measure", table, made.provenance("people", date="2023")))
    row = ["p1", "Parc", "", "", "05061 05001", ""]
    areas = pd.DataFrame([[value or None for value in row]], columns=["id", "name", "programme", "category", "communes", "date"])
    bob.save("parks", Dataset("perimeter", areas, made.provenance("parks"), made.services(1).geometry))
    ask = server.sql
    assert ask("SELECT row_id, layer, dataset, territory, data_date, id, ST_AsText(geom) FROM vigie.vigie_service ORDER BY 1", user=READER)[:2] == [
        ["bakeries/1", "bakeries", "bakeries", "departement:05", "2026-01-01", "s000000", "POINT(6 44.5)"],
        ["bakeries/2", "bakeries", "bakeries", "departement:05", "2026-01-01", "s000001", "POINT(6.01 44.5)"],
    ]  # fmt: skip
    assert ask("SELECT count(*) FROM vigie.vigie_service") == [["3"]], "the last version alone"
    assert ask("SELECT commune, variable, period, value FROM vigie.vigie_measure ORDER BY 1 DESC", user=READER) == [
        ["05061", "population", "2023", "1.5"], ["05001", "population", "2023", ""],
    ]  # fmt: skip
    assert ask("SELECT layer, name, communes FROM vigie.vigie_perimeter", user=READER) == [["parks", "Parc", "05061 05001"]]
    assert ask("SELECT layer, schema, version, rows FROM vigie.vigie_datasets ORDER BY 1", user=READER) == [
        ["bakeries", "service", "2", "3"], ["parks", "perimeter", "1", "1"], ["people", "measure", "1", "2"],
    ]  # fmt: skip
    assert ask("SELECT type, srid FROM geometry_columns WHERE f_table_name = 'vigie_service'") == [["GEOMETRY", "4326"]]
    server.sql("CREATE VIEW public.theirs AS SELECT name FROM vigie.vigie_service")
    changed = made.services(2)
    bob.save(
        "bakeries",
        Dataset("service", changed.table.assign(opened="2026").drop(columns="phone"), changed.provenance, changed.geometry),
    )
    assert ask("SELECT count(*), count(phone) FROM vigie.vigie_service") == [["2", "0"]], (
        "the same columns, whatever the tables have"
    )
    store_of(server, CURATOR).drop(["bakeries"])
    assert ask("SELECT count(*) FROM public.theirs") == [["0"]]
    server.sql("DROP VIEW public.theirs")


# Members at the same time


class World:
    """A source, an observatory that reads it, and the shared store as a contributor."""

    def __init__(self, server, source, folder):
        self.server, self.source, self.folder = server, source, folder
        self.observatory = Observatory(lambda progress, endpoint: requests.Session(), folder)
        self.observatory.__dict__["catalogue"] = live_source.catalogue(source.address)
        self.store = store_of(server, CONTRIBUTOR)
        self.publish(live_source.rows())

    def publish(self, lines):
        self.source.files["/bakeries.csv"] = live_source.csv(lines)

    def refresh(self, *wanted, store=None, territory=None, progress=None):
        territory = territory and self.observatory.cog.territory(territory)
        return refresh(self.observatory, store or self.store, wanted, territory, "", progress or Silent())

    def member(self, user, name):
        """A process of another member."""
        order = {"connection": self.server.connection_of(user), "folder": str(self.folder / name), "address": self.source.address}
        path = os.pathsep.join([str(DATA), *sys.path])
        return subprocess.Popen(
            [sys.executable, DATA / "shared_refresher.py", json.dumps(order)], env={**os.environ, "PYTHONPATH": path},
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip


@pytest.fixture
def world(server, schema, tmp_path):
    with file_server.running() as source:
        made_world = World(server, source, tmp_path)
        (first,) = made_world.refresh("bakeries", territory="commune:05061")
        assert first.status == "loaded"
        yield made_world


def test_two_members_refresh_at_once_and_the_source_is_asked_by_one(world):
    world.publish(live_source.rows(25))
    world.source.asked.clear()
    with world.store.turn(LAYER, Silent()) as waited:
        assert not waited
        members = [world.member(CONTRIBUTOR, "first"), world.member(OTHER, "second")]
        assert [member.stdout.readline() for member in members] == ["waits\n"] * 2
        world.source.dribble = 0.3  # so that the second one has to wait for the first
    answers = [json.loads(member.communicate(timeout=60)[0]) for member in members]
    assert [result["status"] for (result,) in answers] == ["updated", "updated"]
    took = ["Someone else has just refreshed it: 25 rows" in result["sentence"] for (result,) in answers]
    assert sorted(took) == [False, True]
    assert [result["counts"]["added"] for (result,) in answers] == [5, 5], "both are told what changed"
    assert len([asked for asked in world.source.asked if asked["method"] == "GET"]) == 1
    assert [row.version for row in world.store.snapshots(LAYER)] == [2, 1]


def test_two_processes_write_one_dataset_at_once(server, schema):
    script = (
        "import sys, made; from vigie_territoriale.plugin.store.postgis import PostGis; store = PostGis(sys.argv[1]); print('ready', flush=True); "
        "input(); [store.save('bakeries', made.services(50, f'/{sys.argv[2]}{turn}', checksum=f'{sys.argv[2]}{turn}')) for turn in range(6)]"
    )
    path = os.pathsep.join([str(DATA), *sys.path])
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", script, server.connection_of(user), user], env={**os.environ, "PYTHONPATH": path},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for user in (CONTRIBUTOR, OTHER)
    ]  # fmt: skip
    assert [writer.stdout.readline() for writer in writers] == ["ready\n"] * 2
    for writer in writers:
        writer.stdin.write("\n")
        writer.stdin.flush()
    for writer in writers:
        writer.communicate(timeout=60)
    assert [writer.returncode for writer in writers] == [0, 0]
    store = store_of(server, READER)
    known = store.snapshots("bakeries")
    assert [row.version for row in known] == list(range(12, 0, -1))
    assert sorted(json.loads(row.provenance)["checksum"] for row in known) == sorted(
        f"{user}{turn}" for user in (CONTRIBUTOR, OTHER) for turn in range(6)
    )
    for row in known:
        (mark,) = {name.rpartition("/")[2] for name in store.read("bakeries", row.version)[0]["name"]}
        assert mark == json.loads(row.provenance)["checksum"], "each version has the rows of one writer"


def test_a_wait_is_cancelled_within_a_second(world):
    class Impatient(Silent):
        def step(self, percent, text=""):
            if "Someone else is refreshing" in text and time.monotonic() > self.end:
                raise Cancelled

    progress = Impatient()
    progress.end = time.monotonic() + 0.5
    with world.store.turn(LAYER, Silent()):
        start = time.monotonic()
        with pytest.raises(Cancelled):
            world.refresh(store=store_of(world.server, OTHER), progress=progress)
        assert time.monotonic() - start < 1.5
    (result,) = world.refresh(store=store_of(world.server, OTHER))
    assert result.status == "unchanged"


def test_a_wait_for_a_writer_is_cancelled_within_a_second(server, schema):
    class Impatient(Silent):
        def hear(self):
            if time.monotonic() > end:
                raise Cancelled

    store, other = store_of(server, CONTRIBUTOR), store_of(server, OTHER)
    with store._transaction():
        end = time.monotonic() + 0.3
        with pytest.raises(Cancelled):
            other.save("bakeries", made.services(2), Impatient())
        assert time.monotonic() < end + 1
    other.save("bakeries", made.services(2))


def test_a_member_whose_computer_dies_lets_go_of_her_turn(world):
    with world.store.turn(LAYER, Silent()):
        member = world.member(OTHER, "dies")
        assert member.stdout.readline() == "waits\n"
        world.source.dribble = 30
    end = time.monotonic() + 20
    while len(world.source.asked) < 2:  # it has its turn, and asks the source
        assert time.monotonic() < end
        time.sleep(0.02)
    member.kill()
    member.wait()
    world.source.dribble = 0
    start = time.monotonic()
    (result,) = world.refresh()
    assert result.status == "unchanged" and time.monotonic() - start < 5


def test_a_reader_refreshes_nothing_and_the_source_is_not_asked(world):
    world.source.asked.clear()
    with pytest.raises(VigieError, match=r"You may read test, vigie.*what others refresh there is yours to use"):
        world.refresh(store=store_of(world.server, READER))
    assert world.source.asked == []


# Killed in the middle


@contextmanager
def when_asked(source, act):
    """Do something while the source is being read."""
    before = len(source.asked)

    def wait():
        while len(source.asked) == before:
            time.sleep(0.01)
        act()

    source.dribble = 0.5
    thread = threading.Thread(target=wait)
    thread.start()
    try:
        yield
    finally:
        thread.join()
        source.dribble = 0


@pytest.mark.parametrize("death", ["kill", "stop"])
def test_a_server_killed_while_a_source_is_read(world, death):
    world.publish(live_source.rows(30))
    with when_asked(world.source, getattr(world.server, death)):
        (result,) = world.refresh()
    assert result.status == "failed" and "the server does not answer, or has stopped" in result.sentence
    world.server.start()
    assert [(row.version, row.rows) for row in world.store.snapshots(LAYER)] == [(1, 20)]
    (result,) = world.refresh()
    assert result.status == "updated" and len(world.store.read(LAYER)[0]) == 30


@pytest.mark.parametrize("moment", ["_put", "_lend", "_call"])
def test_a_server_killed_while_it_publishes(world, monkeypatch, moment):
    world.publish(live_source.rows(30))
    written = getattr(PostGis, moment)

    def dies(self, *arguments):
        written(self, *arguments)
        world.server.kill()

    monkeypatch.setattr(PostGis, moment, dies)
    (result,) = world.refresh()
    assert result.status == "failed" and "Nothing in it was changed" in result.sentence
    monkeypatch.undo()
    world.server.start()
    assert [(row.version, row.rows) for row in world.store.snapshots(LAYER)] == [(1, 20)]
    assert world.server.sql(f"SELECT to_regclass('vigie.{LAYER}__v2'), (SELECT count(*) FROM vigie.vigie_service)") == [
        ["", "20"]
    ]
    (result,) = world.refresh()
    assert result.status == "updated" and len(world.store.read(LAYER)[0]) == 30


def test_members_killed_while_they_publish_leave_whole_versions(server, schema):
    """Each table has the rows of one version, all registered ones are there, and nothing else is."""
    path = os.pathsep.join([str(DATA), *sys.path])
    parent = subprocess.Popen(
        [sys.executable, DATA / "mortal_shared.py"], env={**os.environ, "PYTHONPATH": path},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    store, dice, versions = store_of(server, CONTRIBUTOR), random.Random(9), 0
    for _ in range(12):
        parent.stdin.write(json.dumps({"connection": server.connection_of(CONTRIBUTOR), "first": versions + 1}) + "\n")
        parent.stdin.flush()
        pid = int(parent.stdout.readline())
        time.sleep(dice.uniform(0.2, 1.0))
        os.kill(pid, signal.SIGKILL)
        assert parent.stdout.readline() == "-9\n"
        known = store.snapshots("bakeries")
        held = server.sql(
            "SELECT count(*) FROM pg_class WHERE relnamespace = 'vigie'::regnamespace AND relname ~ '^bakeries__v[0-9]+$'"
        )
        versions = len(known)
        if not known:
            continue
        table, _ = store.read("bakeries")
        assert {name.rpartition("/")[2] for name in table["name"]} == {json.loads(known[0].provenance)["checksum"]} and len(
            table
        ) == 500
        assert [row.version for row in known] == list(range(versions, 0, -1)) and held == [[str(versions)]]
    parent.stdin.close()
    parent.wait()
    assert versions >= 5, "something was there to harm"
    store.save("bakeries", made.services(7))
    assert len(store.read("bakeries")[0]) == 7
