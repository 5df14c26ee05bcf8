# SPDX-License-Identifier: GPL-2.0-or-later
"""Packages as the desk keeps them, and returns as tablets leave them: GeoPackages in WAL mode, damaged, cut."""

import shutil
import sqlite3

import pytest
from vigie_territoriale.plugin.field.desk import Base, Desk, LayerKept, Manifest, State
from vigie_territoriale.plugin.field.model import GEOMETRY, Plan
from vigie_territoriale.plugin.field.pairing import pair, was_carried_out
from vigie_territoriale.plugin.field.returned import MARK, attachment, place_for, receive
from vigie_territoriale.plugin.messages import VigieError

ID = "0" * 8 + "-1111-4111-8111-" + "1" * 12
FIELDS = ("a", GEOMETRY)


def manifest(**more):
    layers = [LayerKept("benches", "Bancs", "ogr:/b.gpkg", "", ["a", GEOMETRY], "EPSG:2154", "Point", True, 2)]
    return Manifest(**{"id": ID, "date": "2026-11-25T10:00:00Z", "who": "Ana", "territory": "commune:05061", "buffer": 0.0,
                       "folder": "/tmp/x", "size": 1, "version": "0", "layers": layers, **more})  # fmt: skip


def test_the_desk_keeps_packages_and_what_came_back(tmp_path):
    desk = Desk(tmp_path / "field")
    base = Base({"k": {"a": "é", GEOMETRY: b"\x01"}}, {"k": {"a": "e"}}, {"k": 7})
    with desk.held():
        desk.keep(manifest(), {"benches": base})
    assert desk.packages() == [manifest()]
    again = desk.base(ID, "benches")
    assert again == base and (again.as_packed("k", "a"), again.as_packed("k", GEOMETRY)) == ("e", b"\x01")
    assert desk.state(ID) == State() and desk.journal()[0]["out"] == ["Bancs"]
    state = State({"benches": {"Ana": base.rows}}, {"benches": {"t": {"k": 7}}}, returns=[{"table": "benches", "who": "Ana"}])
    desk.save(ID, state)
    assert desk.state(ID) == state
    rows_kept = list((desk.folder / ID).glob("rows-*"))
    desk.save(ID, State(returns=state.returns))
    assert len(rows_kept) == 1 and not list((desk.folder / ID).glob("rows-*"))
    assert desk.journal()[0]["out"] == [] and desk.journal()[0]["returns"] == state.returns
    for unknown in ("../..", ID.replace("0", "2")):
        with pytest.raises(VigieError, match="was made here"):
            desk.package(unknown)
    (desk.folder / ID / "state.json.gz").write_bytes(b"half")
    with pytest.raises(VigieError, match="cannot be read"):
        desk.state(ID)


def test_rows_are_paired_by_ids_that_last_else_by_what_they_hold():
    known = {key: {"a": key, GEOMETRY: key.encode()} for key in "xyz"}
    ids = {"x": 1, "y": 2, "z": 3}
    rows = {1: {"a": "edited", GEOMETRY: b"?"}, 3: known["z"], 9: known["y"]}
    assert pair(known, ids, rows, FIELDS, True) == {"x": 1, "z": 3}
    assert pair(known, ids, {11: known["x"], 12: {"a": "edited", GEOMETRY: b"y"}}, FIELDS, False) == {"x": 11, "y": 12}
    twins = {11: {"a": "1", GEOMETRY: b"y"}, 12: {"a": "2", GEOMETRY: b"y"}}
    assert pair(known, ids, twins, FIELDS, False) == {}
    assert pair(known, {**ids, "y": None}, rows, FIELDS, True) == {"x": 1, "z": 3, "y": 9}


def test_whether_a_plan_was_carried_out_is_seen_afterwards():
    before = {"x": {"a": "x", GEOMETRY: b"x"}, "y": {"a": "y", GEOMETRY: b"y"}}
    plan = Plan({"n": {"a": "n", GEOMETRY: b"n"}}, {"x": {"a": "X"}}, {"y"})
    after = plan.over(before)
    new = after.pop("n")
    assert was_carried_out(plan, before, after, [new], FIELDS)
    assert not was_carried_out(plan, before, before, [], FIELDS)
    edited_since = {"x": {**after["x"], "a": "later"}}
    assert was_carried_out(plan, before, edited_since, [new], FIELDS)


@pytest.fixture
def tablet(tmp_path):
    """A package as a tablet that was not closed leaves it: the last row is in the write-ahead log only."""
    folder = tmp_path / "tablet"
    folder.mkdir()
    live = tmp_path / "live.gpkg"
    opened = sqlite3.connect(live)
    opened.executescript(
        "CREATE TABLE gpkg_contents (x); CREATE TABLE vigie_package (id TEXT); CREATE TABLE t (a);"
        f"INSERT INTO vigie_package VALUES ('{ID}'); INSERT INTO t VALUES ('office'); PRAGMA journal_mode=WAL;"
    )
    opened.execute("INSERT INTO t VALUES ('field')")
    opened.commit()
    for suffix in ("", "-wal", "-shm"):
        shutil.copy(f"{live}{suffix}", folder / f"data.gpkg{suffix}")
    opened.close()
    (folder / MARK).write_text('{"package": "other"}')
    return folder


def rows(path):
    opened = sqlite3.connect(path)
    found = [row[0] for row in opened.execute("SELECT a FROM t")]
    opened.close()
    return found


def receive_into(path, tmp_path):
    working = tmp_path / "working"
    shutil.rmtree(working, ignore_errors=True)
    working.mkdir()
    return receive(path, working)


def test_the_log_of_a_tablet_is_merged_into_a_copy(tablet, tmp_path):
    before = {path.name: path.read_bytes() for path in tablet.iterdir()}
    for given in (tablet, tablet / "data.gpkg"):
        found = receive_into(given, tmp_path)
        assert rows(found.file) == ["office", "field"]
        assert (found.package, found.whole, found.warnings) == (ID, True, [])
    assert {path.name: path.read_bytes() for path in tablet.iterdir()} == before


def test_a_log_that_is_missing_or_cut_is_told(tablet, tmp_path):
    log = tablet / "data.gpkg-wal"
    whole = log.read_bytes()
    for cut in (len(whole) - 100, len(whole) - 4096 - 24 - 1, 10):
        log.write_bytes(whole[:cut])
        assert "not whole" in receive_into(tablet, tmp_path).warnings[0]
    log.unlink()
    assert "may have had" in receive_into(tablet, tmp_path).warnings[0]


def test_damaged_and_half_copied_packages_are_refused(tablet, tmp_path):
    file = tablet / "data.gpkg"
    whole = file.read_bytes()
    (tablet / "data.gpkg-wal").unlink()
    for content in (whole[: len(whole) // 2], b"not a database at all" * 10, b""):
        file.write_bytes(content)
        with pytest.raises(VigieError, match="copied in part"):
            receive_into(tablet, tmp_path)
    file.unlink()
    with pytest.raises(VigieError, match="0 GeoPackages"):
        receive_into(tablet, tmp_path)
    for wrong in ("nothing.gpkg", "x.txt"):
        with pytest.raises(VigieError, match=r"does not exist|is no return"):
            receive_into(tmp_path / wrong, tmp_path)


def test_attachments_stay_inside_and_keep_their_names(tmp_path):
    folder, photos = tmp_path / "package", tmp_path / "photos"
    (folder / "DCIM").mkdir(parents=True)
    photos.mkdir()
    (folder / "DCIM" / "a.jpg").write_bytes(b"one")
    (tmp_path / "secret.jpg").write_bytes(b"no")
    (folder / "DCIM" / "link.jpg").symlink_to(tmp_path / "secret.jpg")
    taken = attachment(folder, "DCIM/a.jpg")
    assert taken == attachment(folder, "DCIM\\a.jpg")
    for wrong in ("../secret.jpg", str(tmp_path / "secret.jpg"), "DCIM/link.jpg", "DCIM", "", "x\0y", "DCIM/none.jpg"):
        assert attachment(folder, wrong) is None
    assert place_for(taken, photos) == photos / "a.jpg"
    (photos / "a.jpg").write_bytes(b"of another tablet")
    assert place_for(taken, photos) == photos / "a-2.jpg"
    (photos / "a-2.jpg").write_bytes(b"one")
    assert place_for(taken, photos) == photos / "a-2.jpg"


def test_a_geometry_that_another_program_wrote_is_the_same():
    import shapely
    from vigie_territoriale.plugin.field.nearness import near

    ring = shapely.Polygon([(0, 0), (1, 0), (1, 1), (0, 0)])
    other_way = shapely.Polygon([(0, 1e-9), (1, 1), (1, 0), (0, 1e-9)])
    assert near(ring.wkb, other_way.wkb, 1e-7) and not near(ring.wkb, other_way.wkb, 1e-12)
    assert not near(ring.wkb, shapely.Point(0, 0).wkb, 1) and not near(None, ring.wkb, 1) and near(None, None, 0)
    assert not near(b"no geometry", ring.wkb, 1)


def test_reports_escape_what_tablets_say_and_decisions_are_read(tmp_path):
    from vigie_territoriale.plugin.field.report import document_page, read_decisions

    told = document_page(
        {"layer": "<b>", "conflicts": [{"id": "k/a", "office": "<script>", "choice": ""}], "warnings": ["a < b"]}
    )
    assert "<script>" not in told and "&lt;script&gt;" in told and "a &lt; b" in told and "<b>" not in told
    file = tmp_path / "d.json"
    file.write_text('{"conflicts": [{"id": "k/a", "choice": "mine"}, {"id": "k/b", "choice": ""}]}')
    assert read_decisions(file) == {"k/a": "mine"}
    file.write_text('{"k/a": "theirs"}')
    assert read_decisions(file) == {"k/a": "theirs"}
    for wrong in ("[1]", '{"k": 1}', "no", '{"conflicts": [{"choice": "mine"}]}'):
        file.write_text(wrong)
        with pytest.raises(VigieError, match="holds no decisions"):
            read_decisions(file)
