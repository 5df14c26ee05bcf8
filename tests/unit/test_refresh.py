# SPDX-License-Identifier: GPL-2.0-or-later
"""A source that changes, keeps still, breaks, or becomes something else: what the store then holds, and what is said."""

import time
from dataclasses import replace

import file_server
import live_source
import made
import pytest
import requests
import shapely
from vigie_territoriale.plugin.messages import Cancelled, Silent, VigieError
from vigie_territoriale.plugin.observatory import Observatory
from vigie_territoriale.plugin.refreshing import changes_between, gathered, look_for_newer, refresh
from vigie_territoriale.plugin.store.geopackage import GeoPackage

GAP = "commune:05061"


class World:
    """A server, an observatory whose catalogue reads it, and a store."""

    def __init__(self, server, folder):
        self.server = server
        self.observatory = Observatory(lambda progress, endpoint: requests.Session(), folder)
        self.observatory.__dict__["catalogue"] = live_source.catalogue(server.address, "bakeries", "butchers")
        self.store = GeoPackage(folder / "vigie.gpkg")
        self.gap = self.observatory.cog.territory(GAP)
        for name in ("bakeries", "butchers"):
            self.publish(live_source.rows(), name)

    def publish(self, lines, name="bakeries", columns=live_source.COLUMNS):
        self.server.files[f"/{name}.csv"] = live_source.csv(lines, columns)

    def refresh(self, *wanted, territory=None, mode="", accept=False, progress=None):
        return refresh(self.observatory, self.store, wanted, territory, mode, progress or Silent(), accept)

    def held(self):
        return self.store.read(LAYER)[0]["name"].tolist()


LAYER = "bakeries_commune_05061"


@pytest.fixture
def world(tmp_path):
    with file_server.running() as server:
        made_world = World(server, tmp_path)
        made_world.refresh("bakeries", territory=made_world.gap)
        yield made_world


def test_an_entry_that_the_store_lacks_is_loaded(world):
    (row,) = world.store.datasets()
    assert (row.layer, row.dataset, row.rows, row.territory, row.mode) == (LAYER, "bakeries", 20, GAP, "live")
    (result,) = world.refresh("butchers", territory=world.gap)
    assert (result.status, result.sentence) == ("loaded", "20 rows loaded, data of 2026-01-01.")
    with pytest.raises(VigieError, match="The store has no chemists: check the names, or give the territory"):
        world.refresh("chemists")
    (result,) = world.refresh("chemists", territory=world.gap)
    assert result.status == "failed" and len(world.store.datasets()) == 2


def test_nothing_new(world):
    world.server.asked.clear()
    (result,) = world.refresh()
    assert (result.status, result.sentence, result.difference) == ("unchanged", "Unchanged, data of 2026-01-01.", None)
    assert "If-None-Match" in world.server.asked[0], "an unchanged file is not sent again"
    assert [row.version for row in world.store.snapshots(LAYER)] == [1]


def test_what_changed_is_counted_shown_and_kept(world):
    lines = live_source.rows(21, nom={1: "Chez Léa"}, lat={2: "44.51"})
    del lines[0]
    world.publish(lines)
    (result,) = world.refresh()
    assert result.status == "updated"
    assert result.line == (
        "Bakeries (bakeries_commune_05061): 1 added, 1 removed, 1 moved, 1 changed, 17 unchanged, data of 2026-01-01."
    )
    assert result.as_dict()["counts"] == {"added": 1, "removed": 1, "moved": 1, "changed": 1, "unchanged": 17}
    assert result.as_dict()["attributes"] == [{"id": "b1", "field": "name", "before": "Boulangerie 1", "after": "Chez Léa"}]
    assert len(world.held()) == 20 and "Chez Léa" in world.held()
    assert [(row.version, row.rows) for row in world.store.snapshots(LAYER)] == [(2, 20), (1, 20)]
    assert "Boulangerie 0" in world.store.read(LAYER, 1)[0]["name"].tolist()
    table, geometry = gathered([result])
    assert table[["change", "key", "name", "fields"]].values.tolist() == [
        ["removed", "b0", "Boulangerie 0", ""], ["changed", "b1", "Chez Léa", "name"], ["moved", "b2", "Boulangerie 2", ""],
        ["added", "b20", "Boulangerie 20", ""],
    ]  # fmt: skip
    assert geometry[2].equals(shapely.Point(6.02, 44.51)) and table["metres"][2] == pytest.approx(1111, abs=1)


WITHOUT_PHONE = tuple(column for column in live_source.COLUMNS if column != "tel")
REFUSALS = {
    "a column is gone": (live_source.rows(), WITHOUT_PHONE, r"no longer has the expected columns \(tel\)"),
    "half of the rows are gone": (live_source.rows(9), live_source.COLUMNS, "its rows fell from 20 to 9"),
    "no row is left": (live_source.rows(insee="05023"), live_source.COLUMNS, "has no row left for this territory"),
    "a column is empty": (live_source.rows(tel=""), live_source.COLUMNS, r"columns are empty \(phone\)"),
    "positions are gone": (live_source.rows(lat=""), live_source.COLUMNS, "its rows have lost their positions"),
    "identifiers are others": (
        [{**row, "numero": f"new{row['numero']}"} for row in live_source.rows()], live_source.COLUMNS,
        "nearly none of its identifiers is the same",
    ),
    "codes are unknown": (
        live_source.rows(28, nom={0: "Chez Léa"}, insee=dict.fromkeys(range(20, 28), "99999")), live_source.COLUMNS,
        r"29 % of its rows are rejected, 0 % before \(no known commune code\)",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSALS)
def test_a_source_whose_structure_changed_is_refused(world, case):
    lines, columns, why = REFUSALS[case]
    before = world.store.path.read_bytes()
    world.publish(lines, columns=columns)
    (result,) = world.refresh()
    assert result.status == "refused", result
    with pytest.raises(VigieError, match=rf"{why}.*The data of 2026-01-01 stay"):
        raise VigieError(result.sentence)
    assert world.store.path.read_bytes() == before
    if columns == live_source.COLUMNS:
        (result,) = world.refresh(accept=True)
        assert result.status == "updated" and [row.version for row in world.store.snapshots(LAYER)] == [2, 1]


def test_a_few_rows_may_halve(world):
    world.publish(live_source.rows(4))
    world.refresh(accept=True)
    world.publish(live_source.rows(1))
    (result,) = world.refresh()
    assert result.status == "updated" and result.difference.counts["removed"] == 3


def test_a_source_that_does_not_answer_fails_alone(world):
    world.refresh("butchers", territory=world.gap)
    world.publish(live_source.rows(25), "butchers")
    del world.server.files["/bakeries.csv"]
    bakeries, butchers = world.refresh()
    assert (bakeries.status, butchers.status) == ("failed", "updated")
    assert bakeries.sentence == "127.0.0.1 no longer has this at that address. The data of 2026-01-01 stay."
    assert len(world.held()) == 20


def test_a_kept_download_is_not_taken_for_fresh(world):
    world.server.status = 503
    world.server.headers = {"Retry-After": "3600"}
    (result,) = world.refresh()
    assert result.status == "failed" and "too many requests" in result.sentence
    dataset = world.observatory.load("bakeries", world.gap, "live", Silent())
    assert any("The copy that was downloaded" in note for note in dataset.provenance.notes)


def test_a_web_page_in_place_of_the_file_is_not_taken(world):
    world.server.files["/bakeries.csv"] = b"<!doctype html><html><body>Log in</body></html>"
    (result,) = world.refresh()
    assert result.status in ("failed", "refused") and len(world.held()) == 20


def test_a_store_that_cannot_be_written_keeps_its_data(world, monkeypatch):
    def fail(*_):
        raise RuntimeError("database or disk is full")

    monkeypatch.setattr(GeoPackage, "_put", fail)
    world.publish(live_source.rows(21))
    (result,) = world.refresh()
    assert result.status == "failed" and "the disk is full" in result.sentence and len(world.held()) == 20


def test_only_those_that_are_wanted(world):
    world.refresh("butchers", territory=world.gap)
    other = world.observatory.cog.territory("commune:05023")
    for name in ("bakeries", "butchers"):
        world.publish(live_source.rows(30), name)
    assert [result.dataset for result in world.refresh("butchers")] == ["butchers"]
    assert [result.layer for result in world.refresh(LAYER)] == [LAYER]
    assert world.refresh(territory=other) == []


def test_a_cancel_keeps_what_was_done(world):
    world.refresh("butchers", territory=world.gap)
    for name in ("bakeries", "butchers"):
        world.publish(live_source.rows(25), name)

    class Impatient(Silent):
        def step(self, percent, text=""):
            if percent > 50:
                raise Cancelled

    with pytest.raises(Cancelled):
        world.refresh(progress=Impatient())
    assert {row.layer: row.rows for row in world.store.datasets()} == {LAYER: 25, "butchers_commune_05061": 20}


def test_nothing_gathered_is_an_empty_layer(world):
    table, geometry = gathered(world.refresh())
    assert len(table) == len(geometry) == 0 and "change" in table.columns


def test_a_store_of_the_first_layout_is_refreshed(tmp_path, observatory):
    import gzip
    from pathlib import Path

    store = GeoPackage(tmp_path / "vigie.gpkg")
    data = Path(__file__).resolve().parents[1] / "data" / "store-layout-1.gpkg.gz"
    store.path.write_bytes(gzip.decompress(data.read_bytes()))
    results = refresh(observatory, store, (), None, "", made.SILENT)
    assert {result.layer: (result.status, len(result.difference.table)) for result in results} == {
        "france_services": ("unchanged", 0), "population": ("unchanged", 0), "pvd": ("unchanged", 0),
    }  # fmt: skip


def look(world, *names, copied=None, progress=None):
    return look_for_newer(world.observatory, world.store, names, copied or {}, progress or Silent())


def test_newer_data_are_told_and_nothing_is_downloaded(world):
    assert look(world, LAYER)[LAYER].newer is False
    world.publish(live_source.rows(22))
    world.server.asked.clear()
    answer = look(world, LAYER)[LAYER]
    assert answer.newer is True and "has another version" in answer.sentence
    assert {request["method"] for request in world.server.asked} == {"HEAD"}
    assert len(world.held()) == 20
    world.refresh()
    assert look(world, LAYER)[LAYER].newer is False


def test_what_was_downloaded_for_another_layer_is_newer(world):
    """The cache has the file of today: the source has nothing newer than that, but the layer is older."""
    world.publish(live_source.rows(22))
    time.sleep(1.1)  # moments are whole seconds
    other = world.observatory.cog.territory("departement:05")
    world.observatory.load("bakeries", other, "live", Silent())
    assert look(world, LAYER)[LAYER].newer is True


def test_a_source_that_does_not_answer_or_a_layer_that_is_gone_is_not_known(world):
    world.server.files.clear()
    answers = look(world, LAYER, "gone")
    assert answers[LAYER].newer is None and "does not tell" in answers[LAYER].sentence
    assert answers["gone"].newer is None and "not kept in" in answers["gone"].sentence


def test_copies_of_files_are_asked_for_by_their_addresses(world):
    address = f"{world.server.address}/bakeries.csv"
    fetched = world.observatory.loader.cache.find(address).fetched
    assert look(world, copied={address: fetched})[address].newer is False
    assert look(world, copied={address: "2020-01-01T00:00:00+00:00"})[address].newer is True, "a later copy is kept"
    world.publish(live_source.rows(3))
    assert look(world, copied={address: fetched})[address].newer is True
    assert look(world, copied={"https://nowhere.example/x.csv": fetched})["https://nowhere.example/x.csv"].newer is None


def test_looking_for_newer_data_hears_a_cancel(world):
    class Stop(Silent):
        def step(self, percent, text=""):
            raise Cancelled

    with pytest.raises(Cancelled):
        look(world, LAYER, progress=Stop())


def test_two_versions_are_compared(world):
    world.publish(live_source.rows(22, nom={0: "Chez Léa"}))
    world.refresh()
    last, first = world.store.snapshots(LAYER)
    found = changes_between(first, world.store.read(LAYER, 1), last, world.store.read(LAYER, 2))
    assert found.sentence.startswith("2 added, 0 removed, 0 moved, 1 changed, 19 unchanged")
    assert sorted(gathered([found])[0]["change"]) == ["added", "added", "changed"]


def test_embedded_copies_are_compared_with_those_that_come_with_the_software(observatory, tmp_path):
    store, gap = GeoPackage(tmp_path / "vigie.gpkg"), observatory.cog.territory("epci:200067825")
    dataset = observatory.load("france-services", gap, "embedded", Silent())
    store.save("now", dataset)
    store.save("then", replace(dataset, provenance=replace(dataset.provenance, date="2020-01-01")))
    answers = look_for_newer(observatory, store, ["now", "then"], {}, Silent())
    assert (answers["now"].newer, answers["then"].newer) == (False, True)
    assert "live source" in answers["now"].sentence and "2024-08-01" in answers["then"].sentence
