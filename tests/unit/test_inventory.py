# SPDX-License-Identifier: GPL-2.0-or-later
"""The inventory of files: walked within bounds, described, completed; what may be personal is counted and never written."""

import hashlib
import json
import os
import random
import sqlite3
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from osgeo import gdal, ogr, osr
from vigie_territoriale.plugin.inventory import files as reading
from vigie_territoriale.plugin.inventory import folders
from vigie_territoriale.plugin.inventory.completion import completed, completion_json, completion_of
from vigie_territoriale.plugin.inventory.files import file_inventory, folder_inventory
from vigie_territoriale.plugin.inventory.model import (
    COLUMNS,
    Held,
    Inventory,
    clean,
    database_identity,
    merged,
    personal_text,
    row_of,
)
from vigie_territoriale.plugin.inventory.personal import is_iban, is_nir, suspect
from vigie_territoriale.plugin.inventory.reading import geographic_box
from vigie_territoriale.plugin.inventory.watch import TooSlow, watched
from vigie_territoriale.plugin.messages import Cancelled, Silent, VigieError
from vigie_territoriale.plugin.reports.spreadsheet import FRENCH, RFC_4180, csv_bytes

gdal.UseExceptions()
PEOPLE = [("Durand", "Jeanne", "jeanne.durand@exemple.fr", "06 12 34 56 78"), ("Petit", "Paul", "paul@exemple.fr", None)]


class Told:
    """A progress that cancels at a step, and keeps what it heard."""

    def __init__(self, cancel_at=None):
        self.steps, self.cancel_at, self.cancelled = [], cancel_at, threading.Event()

    def step(self, percent, text=""):
        self.steps.append((percent, text))
        self.hear()

    def hear(self):
        if self.cancelled.is_set() or (self.cancel_at is not None and len(self.steps) >= self.cancel_at):
            raise Cancelled


def geopackage(path, layers):
    """`layers`: name → (EPSG, [(x, y)], {field: values})."""
    made = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    for name, (epsg, points, fields) in layers.items():
        crs = None
        if epsg:
            crs = osr.SpatialReference()
            crs.ImportFromEPSG(epsg)
        layer = made.CreateLayer(name, crs, ogr.wkbPoint if points else ogr.wkbNone)
        for field in fields:
            layer.CreateField(ogr.FieldDefn(field))
        for place in range(max(len(points), *map(len, fields.values()))):
            feature = ogr.Feature(layer.GetLayerDefn())
            for field, values in fields.items():
                if values[place] is not None:
                    feature.SetField(field, values[place])
            if points:
                feature.SetGeometry(ogr.CreateGeometryFromWkt(f"POINT ({points[place][0]} {points[place][1]})"))
            layer.CreateFeature(feature)
    made = None


@pytest.fixture
def holdings(tmp_path):
    root = tmp_path / "Données de l'été “2026”"
    (root / "Mobilité").mkdir(parents=True)
    columns = dict(zip(("nom", "prenom", "mel", "tel"), zip(*PEOPLE)))
    geopackage(
        root / "Mobilité" / "pistes cyclables.gpkg",
        {"pistes": (2154, [(900000, 6400000), (910000, 6410000)], {"revetement": ["a", None]}), "usagers": (0, [], columns)},
    )
    (root / "écoles.csv").write_text("code;libelle\n05001;Abriès\n05002;\n", encoding="utf-8")
    point = {"type": "Feature", "properties": {"a": 1}, "geometry": {"type": "Point", "coordinates": [6.1, 44.5]}}
    (root / "arbres.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [point]}))
    (root / "réglages.json").write_text('{"window": 3}')
    (root / "notes.docx").write_bytes(b"PK\x03\x04")
    (root / "abîmé.gpkg").write_bytes(b"SQLite format 3\0 Jeanne Durand")
    (root / "lot.zip").write_bytes(b"PK\x05\x06" + bytes(18))
    image = gdal.GetDriverByName("GTiff").Create(str(root / "ortho.tif"), 10, 5, 3)
    crs = osr.SpatialReference()
    crs.ImportFromEPSG(2154)
    image.SetProjection(crs.ExportToWkt())
    image.SetGeoTransform((900000, 10, 0, 6400000, 0, -10))
    image = None
    return root


def by_title(inventory):
    return {held.title: held for held in inventory.datasets}


def digest(root):
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(root.rglob("*")) if path.is_file()}


def test_a_folder_is_described_and_left_as_it_was(holdings):
    before = digest(holdings)
    inventory = folder_inventory(holdings, Silent())
    assert digest(holdings) == before, "nothing was written, changed or added"
    found = by_title(inventory)
    assert set(found) == {"pistes", "usagers", "écoles", "arbres", "abîmé", "ortho"}
    pistes = found["pistes"]
    assert (pistes.geometry, pistes.crs, pistes.rows, pistes.theme) == ("Point", "EPSG:2154", 2, "mobility")
    assert pistes.extent == (900000, 6400000, 910000, 6410000)
    assert {field.name: field.filled for field in pistes.fields} == {"fid": 1.0, "revetement": 0.5}
    assert found["écoles"].rows == 2 and found["écoles"].theme == "culture" and found["écoles"].geometry == ""
    assert [field.filled for field in found["écoles"].fields] == [1.0, 0.5]
    assert found["arbres"].box == pytest.approx((6.1, 44.5, 6.1, 44.5))
    assert (found["ortho"].geometry, found["ortho"].rows) == ("Raster", None)
    assert found["ortho"].extent == (900000, 6399950, 900100, 6400000)
    assert found["abîmé"].problem and found["abîmé"].rows is None and "Durand" not in found["abîmé"].problem
    assert any("1 archives were not opened" in note for note in inventory.notes)
    assert all(held.modified.startswith("20") for held in inventory.datasets)


def test_no_value_leaves_the_rows(holdings):
    inventory = folder_inventory(holdings, Silent())
    users = by_title(inventory)["usagers"]
    told = {(one.field, one.kind): (one.by_name, one.values, one.looked_at) for one in users.suspicions}
    assert told == {
        ("nom", "name"): (True, 0, 2), ("prenom", "name"): (True, 0, 2), ("mel", "email"): (True, 2, 2), ("tel", "phone"): (True, 1, 1),
    }  # fmt: skip
    written = repr(inventory) + "".join(str(row_of(held)) for held in inventory.datasets)
    assert not [cell for row in PEOPLE for cell in row if cell and cell in written]
    assert "e-mail addresses (field mel: 2 of 2 values looked at)" in personal_text(users)


def test_the_extent_in_degrees_holds_every_point_within():
    extent = (100_000.0, 6_050_000.0, 1_240_000.0, 7_110_000.0)
    west, south, east, north = geographic_box(extent, "EPSG:2154")
    source, target = osr.SpatialReference(), osr.SpatialReference()
    source.ImportFromEPSG(2154)
    target.ImportFromEPSG(4326)
    target.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    moved = osr.CoordinateTransformation(source, target)
    chance = random.Random(3)
    for _ in range(300):
        x, y, _ = moved.TransformPoint(chance.uniform(extent[0], extent[2]), chance.uniform(extent[1], extent[3]))
        assert west - 0.02 <= x <= east + 0.02 and south - 0.02 <= y <= north + 0.02
    assert geographic_box((1e12, 0, 1e13, 1), "EPSG:2154") is None
    assert geographic_box(extent, "") is None and geographic_box(None, "EPSG:2154") is None


def test_links_are_followed_inside_only_and_once(tmp_path):
    root, elsewhere = tmp_path / "root", tmp_path / "elsewhere"
    (root / "a" / "b").mkdir(parents=True)
    elsewhere.mkdir()
    (root / "a" / "t.csv").write_text("x;y\n1;2\n")
    (elsewhere / "secret.csv").write_text("x;y\n1;2\n")
    (root / "a" / "b" / "loop").symlink_to(root, target_is_directory=True)
    (root / "again").symlink_to(root / "a", target_is_directory=True)
    (root / "out").symlink_to(elsewhere, target_is_directory=True)
    (root / "broken.csv").symlink_to(tmp_path / "nowhere.csv")
    (root / "copy.csv").symlink_to(root / "a" / "t.csv")
    found = folders.walk(root, 100, Silent())
    assert [path.name for path, _ in found.files] == ["t.csv"]
    (note,) = found.notes
    assert "2 links lead out" in note and "secret" not in note


def test_folders_too_many_files_too_deep_or_refused(tmp_path, monkeypatch):
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.csv").write_text("x;y\n1;2\n")
    (tmp_path / "d" / "e").mkdir(parents=True)
    assert len(folders.walk(tmp_path, 2, Silent()).files) == 2
    assert "stopped at 2 files" in folders.walk(tmp_path, 2, Silent()).notes[0]
    monkeypatch.setattr(folders, "DEEPEST", 1)
    assert "too deep" in folders.walk(tmp_path, 9, Silent()).notes[0]
    scan = os.scandir

    def refuse(path):
        if Path(path).name == "d":
            raise PermissionError(13, "denied")
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert "access is denied" in folders.walk(tmp_path, 9, Silent()).notes[0]
    monkeypatch.setattr(os, "scandir", lambda path: (_ for _ in ()).throw(PermissionError(13, "denied")))
    with pytest.raises(VigieError, match="cannot be read: access is denied"):
        folders.walk(tmp_path, 9, Silent())
    with pytest.raises(VigieError, match="is no folder"):
        folder_inventory(tmp_path / "none", Silent())


def test_ten_thousand_files_are_walked_and_a_cancel_is_heard(tmp_path):
    for place in range(100):
        folder = tmp_path / str(place)
        folder.mkdir()
        for name in range(100):
            (folder / f"{name}.csv").touch()
    start = time.monotonic()
    assert len(folders.walk(tmp_path, 20_000, Silent()).files) == 10_000
    assert time.monotonic() - start < 5
    told = Told(cancel_at=3)
    start = time.monotonic()
    with pytest.raises(Cancelled):
        folder_inventory(tmp_path, told)
    assert time.monotonic() - start < 1.5


def test_a_file_that_takes_too_long_is_told_and_a_cancel_is_heard_meanwhile(tmp_path, monkeypatch):
    (tmp_path / "a.csv").write_text("x;y\n1;2\n")
    monkeypatch.setattr(reading, "_read", lambda *_: time.sleep(3))
    start = time.monotonic()
    (held,) = folder_inventory(tmp_path, Silent(), seconds=0.2).datasets
    assert "Not read within" in held.problem and held.rows is None and time.monotonic() - start < 2
    told = Told()
    threading.Timer(0.2, told.cancelled.set).start()
    start = time.monotonic()
    with pytest.raises(Cancelled):
        folder_inventory(tmp_path, told, seconds=30)
    assert time.monotonic() - start < 1.2


def test_layers_read_in_time_are_kept(tmp_path, monkeypatch):
    path = tmp_path / "a.gpkg"
    geopackage(path, {name: (2154, [(1, 2)], {"a": ["b"]}) for name in ("first", "second")})
    read = reading.layer_facts

    def slow(layer, *arguments):
        if layer.GetName() == "second":
            time.sleep(2)
        return read(layer, *arguments)

    monkeypatch.setattr(reading, "layer_facts", slow)
    first, rest = file_inventory(path, Silent(), seconds=0.8).datasets
    assert (first.title, first.rows, first.problem) == ("first", 1, "")
    assert "rest of the file was not read" in rest.problem and rest.identity != first.identity


def test_watched_gives_answers_and_errors():
    assert watched(lambda _: 3, 5, Silent()) == 3
    with pytest.raises(ZeroDivisionError):
        watched(lambda _: 1 / 0, 5, Silent())
    with pytest.raises(TooSlow):
        watched(lambda _: time.sleep(1), 0.1, Silent())


def test_metadata_of_qgis_beside_a_file_and_in_a_geopackage(tmp_path):
    qmd = (
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'><qgis><title>Arbres &lt;b&gt;remarquables&lt;/b&gt;</title>"
        "<abstract>Relevé</abstract><license>Licence Ouverte 2.0</license>"
        "<contact><organization>Service SIG</organization><email>sig@exemple.fr</email></contact></qgis>"
    )
    (tmp_path / "arbres.csv").write_text("x;y\n1;2\n")
    (tmp_path / "arbres.qmd").write_text(qmd, encoding="utf-8")
    (held,) = folder_inventory(tmp_path, Silent()).datasets
    assert (held.title.split(), held.description, held.licence) == (["Arbres", "remarquables"], "Relevé", "Licence Ouverte 2.0")
    assert held.contact == "Service SIG sig@exemple.fr"
    (tmp_path / "arbres.qmd").write_text("<!DOCTYPE q [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><qgis><title>&a;</title></qgis>")
    (held,) = folder_inventory(tmp_path, Silent()).datasets
    assert held.title == "arbres"
    path = tmp_path / "base.gpkg"
    geopackage(path, {"t": (2154, [(1, 2)], {"a": ["b"]})})
    with sqlite3.connect(path) as base:
        base.executescript(
            "CREATE TABLE gpkg_metadata (id INTEGER PRIMARY KEY, md_scope TEXT, md_standard_uri TEXT, mime_type TEXT, metadata TEXT);"
            "CREATE TABLE gpkg_metadata_reference (reference_scope TEXT, table_name TEXT, column_name TEXT, row_id_value INTEGER, "
            "timestamp DATETIME, md_file_id INTEGER, md_parent_id INTEGER)"
        )
        base.execute("INSERT INTO gpkg_metadata VALUES (1, 'dataset', 'http://mrcc.com/qgis.dtd', 'text/xml', ?)", (qmd,))
        base.execute("INSERT INTO gpkg_metadata_reference VALUES ('table', 't', NULL, NULL, '2026-01-01', 1, NULL)")
        base.execute("UPDATE gpkg_contents SET last_change = '2024-02-29T10:00:00.000Z', description = 'Mine'")
    base.close()
    (held,) = file_inventory(path, Silent()).datasets
    assert (held.licence, held.modified, held.description) == ("Licence Ouverte 2.0", "2024-02-29", "Relevé")


@given(st.integers(1, 2), st.integers(0, 99), st.integers(1, 12), st.integers(1, 95), st.integers(0, 999_999))
def test_social_security_numbers_have_a_key(sex, year, month, place, rest):
    body = f"{sex}{year:02}{month:02}{place:02}{rest:06}"
    key = 97 - int(body) % 97
    assert is_nir(f"{body}{key:02}") and is_nir(f" {body[:1]} {body[1:7]} {body[7:]} {key:02} ")
    assert not is_nir(f"{body}{key % 97 + 1:02}") and not is_nir(body)


def test_keys_known_from_elsewhere():
    assert is_nir("2 55 08 14 168 025 38") and not is_nir("2 55 08 14 168 025 39")
    assert is_iban("FR14 2004 1010 0505 0001 3M02 606") and is_iban("DE89370400440532013000")
    assert not is_iban("FR14 2004 1010 0505 0001 3M02 607") and not is_iban("21050061400012")


@pytest.mark.parametrize(
    ("name", "values", "kinds"),
    [
        ("nom", ["Gap", "Briançon"], set()),
        ("naissances", ["12", "40"], set()),
        ("naissances_2023", ["12"], set()),
        ("telecom", ["oui"], set()),
        ("siret", ["21050061400012"], set()),
        ("code_insee", ["05061"], set()),
        ("libelle", ["Saint-Jean", "Saint-Paul", "Saint-Pierre", "Sainte-Marie", "Saint-Michel"], set()),
        ("etablissement", ["École Jean Moulin", "Collège Anne Frank"] * 5, set()),
        ("latitude", ["2.55081416802538", "44.1"], set()),
        ("numero", ["255081416802538", *map(str, range(300_000_000_000_000, 300_000_000_000_050))], set()),
        ("nom_region", ["Jeanne"], set()),
        ("dateNaissance", ["1980-01-01"], {"birth"}),
        ("DATE_NAISS", [], {"birth"}),
        ("remarque", ["voir jeanne@exemple.fr", "rien"], {"email"}),
        ("c4", ["+33 6 12 34 56 78", "0492000000"], {"phone"}),
        ("c5", ["255081416802538"], {"nir"}),
        ("compte", ["FR1420041010050500013M02606"], {"iban"}),
        ("agent", ["Jeanne Durand", "Petit Paul", "Marie", "Michel X", "Anne Y"], {"name"}),
        ("nom_de_famille", ["Durand"], {"name"}),
    ],
)
def test_what_lets_suspect_and_what_does_not(name, values, kinds):
    assert {one.kind for one in suspect({name: values})} == kinds


def test_identities_hold_no_credentials():
    written = "host='db.exemple.fr' port=5433 dbname=sig user=jeanne password='a b\\'c' sslmode=require"
    assert database_identity(written, "public", "t") == "postgresql://db.exemple.fr:5433/sig/public.t"
    assert database_identity("service=sig password=x", "s", "t") == "postgresql:service=sig/s.t"


def test_a_dataset_found_twice_is_told_once():
    first = Held("a", "From the project", "/a", group="Mine")
    second = Held("a", "a", "/a", rows=0, licence="LO")
    (held,) = merged([Inventory((first,)), Inventory((second,))]).datasets
    assert (held.title, held.group, held.rows, held.licence) == ("From the project", "Mine", 0, "LO")
    (held,) = merged([Inventory((Held("a", "x", "/a", problem="no"),)), Inventory((second,))]).datasets
    assert held.title == "a" and not held.problem


def test_what_is_completed_survives_a_new_walk(holdings, tmp_path):
    inventory = folder_inventory(holdings, Silent())
    rows = [row_of(held) for held in inventory.datasets]
    place = next(at for at, row in enumerate(rows) if row[COLUMNS.index("title")] == "pistes")
    rows[place][COLUMNS.index("title")] = '=Pistes ; « été », "2026"'
    rows[place][COLUMNS.index("licence")] = "Licence Ouverte 2.0"
    for form, encoding in ((RFC_4180, "utf-8"), (FRENCH, "utf-8"), (FRENCH, "cp1252")):
        path = tmp_path / "completed.csv"
        content = csv_bytes(COLUMNS, rows, form)
        path.write_bytes(
            content if encoding == "utf-8" else content.decode("utf-8-sig").replace("\u202f", " ").encode(encoding, "replace")
        )
        again = completed(folder_inventory(holdings, Silent()), completion_of(path))
        if encoding == "utf-8":
            found = by_title(again)
            assert found['=Pistes ; « été », "2026"'].licence == "Licence Ouverte 2.0"
        assert len(again.datasets) == len(inventory.datasets)
    path = tmp_path / "completed.json"
    identity = rows[place][0]
    path.write_bytes(completion_json({identity: {"title": "Pistes", "contact": "SIG"}, "gone": {"title": "kept"}}))
    completion = completion_of(path)
    assert completion["gone"] == {"title": "kept"}
    held = by_title(completed(folder_inventory(holdings, Silent()), completion))["Pistes"]
    assert (held.contact, held.theme) == ("SIG", "mobility")


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.json", '{"format": "other"}', "no completion"),
        ("a.json", '{"format": "vigie-inventory-completion", "version": 1, "datasets": [{"identity": 3}]}', "no completion"),
        ("a.json", "{" * 100_000, "no completion"),
        ("a.csv", "a;b\n1;2\n", "needs a column identity"),
        ("a.csv", "identity;title\nx;one\nx;two\n", "says two things"),
    ],
)
def test_a_completion_that_is_wrong(tmp_path, name, content, told):
    path = tmp_path / name
    path.write_text(content)
    with pytest.raises(VigieError, match=told):
        completion_of(path)
    with pytest.raises(VigieError, match="does not exist"):
        completion_of(tmp_path / "none.csv")


@given(st.dictionaries(st.text(min_size=1).filter(str.strip), st.fixed_dictionaries({"title": st.text(min_size=1)}), max_size=5))
def test_completions_are_read_back(tmp_path_factory, completion):
    path = tmp_path_factory.mktemp("c") / "c.json"
    path.write_bytes(completion_json(completion))
    read = completion_of(path)
    kept = {name: {"title": clean(texts["title"])} for name, texts in completion.items() if clean(texts["title"])}
    assert read == kept


def test_csv_cells_are_no_formulas(tmp_path):
    held = Held("a", '=HYPERLINK("http://x")', "/a", description="+1\x00", contact="@SUM(A1)")
    text = csv_bytes(COLUMNS, [row_of(held)]).decode("utf-8-sig")
    assert "\"'=HYPERLINK(" in text and ",'@SUM(A1)," in text and ",'+1," in text
    assert len(row_of(held)) == len(COLUMNS)


def test_binary_fields_and_lone_numbers_are_no_text():
    assert suspect({"a": [str(value) for value in np.arange(1000)]}) == ()
