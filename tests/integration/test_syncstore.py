# SPDX-License-Identifier: GPL-2.0-or-later
"""A shared store and GeoPackages made alike: copied both ways, run again, by who may only read, and by two QGIS with profiles of their own."""

import json
import re
import sqlite3

import made
import numpy as np
import pytest
import shapely
from postgres_server import PostgresServer
from vigie_territoriale.plugin.messages import Cancelled, Silent, VigieError
from vigie_territoriale.plugin.store import syncing
from vigie_territoriale.plugin.store.contours import KeptContours
from vigie_territoriale.plugin.store.geopackage import GeoPackage
from vigie_territoriale.plugin.store.postgis import PostGis
from vigie_territoriale.plugin.store.syncing import BOTH, TO_LOCAL, TO_SHARED, sync

from .conftest import answer, connection_settings, run

READER, CONTRIBUTOR = "alice", "bob"
SHARED_NAME = "bakeries_departement_05"


@pytest.fixture(scope="module")
def server():
    running = PostgresServer()
    running.sql(f"CREATE ROLE {READER} LOGIN; CREATE ROLE {CONTRIBUTOR} LOGIN")
    yield running
    running.close()


@pytest.fixture
def shared(server):
    made_store = PostGis(server.connection)
    made_store.save("first", made.services(1))
    made_store.drop(["first"])
    server.sql(f"GRANT vigie_reader TO {READER}; GRANT vigie_contributor TO {CONTRIBUTOR}")
    yield PostGis(server.connection_of(CONTRIBUTOR))
    server.sql("DROP SCHEMA vigie CASCADE")


class Member:
    """A GeoPackage and the contours of a profile."""

    def __init__(self, folder, shared):
        self.store, self.contours, self.shared = GeoPackage(folder / "vigie.gpkg"), KeptContours(folder), shared

    def sync(self, direction=BOTH, *wanted, progress=None):
        done = sync(self.store, self.shared, self.contours, direction, wanted, progress or Silent())
        return {result.name: result.status for result in done}


@pytest.fixture
def member(tmp_path, shared):
    return Member(tmp_path / "mine", shared)


@pytest.fixture
def colleague(tmp_path, shared):
    return Member(tmp_path / "theirs", shared)


def test_what_one_has_the_other_gets_with_its_provenance(member, colleague):
    member.store.save("bakeries__project_digest", made.services(3, date="2026-03-01", notes=("Two rows were mended.",)))
    member.store.keep([made.result({"05061": 1.5, "05001": float("nan")})])
    squares = np.array([shapely.box(6, 44, 6.1, 44.1), shapely.MultiPolygon([shapely.box(6.1, 44, 6.2, 44.1)])], dtype=object)
    member.contours.save("ign", "05", ["05001", "05061"], squares, "IGN, 2026", 2026, 0.0, "2026-02-03")
    told = member.sync()
    assert told == {SHARED_NAME: "copied to shared", "contours_ign_05": "copied to shared", "figures": "copied to shared"}
    assert colleague.sync() == {
        SHARED_NAME: "copied to local",
        "contours_ign_05": "copied to local",
        "figures": "copied to local",
    }
    (row,) = colleague.store.datasets()
    assert (row.layer, row.date, row.rows) == (SHARED_NAME, "2026-03-01", 3)
    before, after = member.store.dataset("bakeries__project_digest"), colleague.store.dataset(SHARED_NAME)
    assert before.provenance == after.provenance and before.table.equals(after.table)
    assert shapely.equals_exact(before.geometry, after.geometry).all()
    codes, shapes, credit = colleague.contours.read("ign", ["05"])
    assert codes == ["05001", "05061"] and credit == "IGN, 2026" and colleague.contours.has("ign", ["05"], 2026)
    assert shapely.equals(shapes, squares).all()
    mine, theirs = (one.store.series("bakeries-per-10000", "commune", ["05061", "05001"]) for one in (member, colleague))
    assert mine.equals(theirs) and mine["value"].tolist()[0] == 1.5
    for one in (member, colleague):
        assert set(one.sync().values()) == {"same"}, "run again, nothing is copied"
    assert [row.version for row in member.shared.snapshots(SHARED_NAME)] == [1]


def test_the_newer_wins_on_either_side_and_the_earlier_one_stays(member, colleague):
    member.store.save("mine", made.services(3, date="2026-01-01"))
    member.sync()
    colleague.sync()
    colleague.store.save(SHARED_NAME, made.services(5, date="2026-04-01", computed="2026-04-02T00:00:00+00:00"))
    assert colleague.sync()[SHARED_NAME] == "copied to shared"
    assert member.sync() == {"mine": "copied to local", "figures": "same"}
    assert [(row.version, row.rows) for row in member.store.snapshots("mine")] == [(2, 5), (1, 3)]
    assert [(row.version, row.rows, row.date) for row in member.shared.snapshots(SHARED_NAME)] == [
        (2, 5, "2026-04-01"),
        (1, 3, "2026-01-01"),
    ]
    member.store.save("mine", made.services(9, date="2025-01-01", computed="2026-05-02T00:00:00+00:00"))
    assert member.sync()["mine"] == "copied to local", "data of before do not win because they were loaded later"
    assert len(member.store.read("mine")[0]) == 5


def test_one_way_leaves_the_other_side(member):
    member.store.save("mine", made.services(3))
    member.shared.save("butchers_departement_05", made.services(2, entry="butchers"))
    assert member.sync(TO_LOCAL) == {"butchers_departement_05": "copied to local", "mine": "left", "figures": "same"}
    assert [row.dataset for row in member.shared.datasets()] == ["butchers"]
    assert member.sync(TO_SHARED, "bakeries") == {SHARED_NAME: "copied to shared"}
    with pytest.raises(VigieError, match=r"Neither .* has chemists: check the names"):
        member.sync(BOTH, "chemists")


def test_a_reader_gets_what_is_newer_and_is_told_what_she_keeps(server, member, tmp_path):
    member.shared.save(SHARED_NAME, made.services(4))
    reader = Member(tmp_path / "reader", PostGis(server.connection_of(READER)))
    reader.store.save("mine", made.services(2, entry="butchers"))
    reader.store.keep([made.result({"05061": 1.0})])
    done = sync(reader.store, reader.shared, reader.contours, BOTH, [], Silent())
    assert {result.name: result.status for result in done} == {SHARED_NAME: "copied to local", "mine": "left", "figures": "left"}
    assert all("You may read test, vigie, but not write to it" in result.sentence for result in done if result.status == "left")
    with pytest.raises(VigieError, match="You may read test, vigie, but not write to it"):
        reader.sync(TO_SHARED)
    assert len(reader.store.read(SHARED_NAME)[0]) == 4 and member.shared.figures().empty


def test_figures_computed_later_take_the_place_of_earlier_ones(member, colleague):
    for one, value, hour in ((member, 1.0, 1), (colleague, 2.0, 2)):
        one.store.keep([made.result({"05061": value}, computed=f"2026-02-01T0{hour}:00:00+00:00")])
        one.sync()
    member.sync()
    for store in (member.store, colleague.store, member.shared):
        assert store.series("bakeries-per-10000", "commune", ["05061"])["value"].tolist() == [2.0]
    assert member.sync() == colleague.sync() == {"figures": "same"}


def test_one_that_cannot_be_copied_does_not_stop_the_others(member, monkeypatch):
    member.shared.save("aaa", made.services(2, entry="aaa"))
    member.shared.save("zzz", made.services(2, entry="zzz"))
    saved = GeoPackage.save

    def save(self, name, dataset, progress):
        if dataset.provenance.entry == "aaa":
            raise VigieError("The disk is full.")
        return saved(self, name, dataset, progress)

    monkeypatch.setattr(GeoPackage, "save", save)
    assert member.sync() == {"aaa_departement_05": "failed", "zzz_departement_05": "copied to local", "figures": "same"}


def test_a_cancel_leaves_those_that_were_done(member):
    for name in ("aaa", "bbb"):
        member.shared.save(name, made.services(2, entry=name))

    class Stops(Silent):
        def step(self, percent, text=""):
            if percent >= 30:
                raise Cancelled

    with pytest.raises(Cancelled):
        member.sync(progress=Stops())
    assert [row.dataset for row in member.store.datasets()] == ["aaa"]
    assert member.sync()[syncing.FIGURES] == "same" and len(member.store.datasets()) == 2


# Two QGIS with profiles of their own


class Desk:
    """A QGIS with a profile of its own and a connection to the shared database, started with scripts/vigie."""

    def __init__(self, folder, server, user):
        self.folder = folder
        settings = folder / "profiles" / "default" / "QGIS" / "QGIS3.ini"
        settings.parent.mkdir(parents=True)
        lines = connection_settings(server, user)
        settings.write_text(f"[PostgreSQL]\n{lines}\n", encoding="utf-8")

    def run(self, name, **parameters):
        arguments = [f"{key}={value}" for key, value in parameters.items()]
        return run("scripts/vigie", "--json", "run", name, "--", *arguments, LC_ALL="C.UTF-8", VIGIE_PROFILE=str(self.folder),
                   VIGIE_STORE="postgis:reseau/vigie")  # fmt: skip

    @property
    def local(self):
        return next(self.folder.rglob("vigie.gpkg"))


def test_what_one_qgis_refreshes_the_other_one_has(server, shared, tmp_path):
    writer, reader = Desk(tmp_path / "a", server, CONTRIBUTOR), Desk(tmp_path / "b", server, READER)
    asked = {"DATASETS": "petites-villes-de-demain", "TERRITORY": "departement:05", "SOURCE": "embedded"}
    refused = reader.run("vigie:refresh", **asked)
    assert refused.returncode != 0
    assert re.search("You may read test, vigie, but not write to it", refused.stdout + refused.stderr)
    kept = reader.run("vigie:indicators", DEFINITIONS="population-change", TERRITORY="departement:05", LEVEL="epci", KEEP="true",
                      OUTPUT=tmp_path / "kept.gpkg")  # fmt: skip
    assert kept.returncode != 0 and "You may read test, vigie, but not write to it" in kept.stdout + kept.stderr
    assert not (tmp_path / "kept.gpkg").exists(), "she is told before the work"
    assert answer(writer.run("vigie:refresh", **asked))["UPDATED"] == 1
    layer = "petites_villes_de_demain_departement_05"
    count = server.sql(f"SELECT count(*) FROM vigie.{layer}", user=READER)
    report = tmp_path / "report.json"
    assert answer(reader.run("vigie:syncstore", REPORT=report))["TO_LOCAL"] == 1
    assert [told["status"] for told in json.loads(report.read_text(encoding="utf-8"))] == ["copied to local", "same"]
    with sqlite3.connect(reader.local) as opened:
        assert [[str(opened.execute(f"SELECT count(*) FROM {layer}").fetchone()[0])]] == count != [["0"]]
    assert answer(reader.run("vigie:syncstore"))["TO_LOCAL"] == 0
    wrong = reader.run("vigie:syncstore", STORE=tmp_path / "mine.gpkg")
    assert wrong.returncode != 0 and "is not shared: give STORE as postgis:connection/schema" in wrong.stdout + wrong.stderr
    server.stop()
    offline = reader.run("vigie:indicators", DEFINITIONS="features-count", TERRITORY="departement:05", LEVEL="commune",
                         LAYERS=f"features={reader.local}|layername={layer}", OUTPUT=tmp_path / "count.gpkg")  # fmt: skip
    assert answer(offline)["COUNT"] > 100
    lost = reader.run("vigie:syncstore")
    assert lost.returncode != 0 and "cannot be read" in lost.stdout + lost.stderr
    server.start()
