# SPDX-License-Identifier: GPL-2.0-or-later
"""From an address or a path to tables, all pieces together, over real HTTP servers of this machine."""

import gzip
import hashlib
import io
import json
import os
import sqlite3
import stat
import tempfile
import zipfile
from contextlib import closing
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import file_server
import pytest
import requests
import shapely
from feature_servers import Oapif, Tabular, Wfs, positions
from osgeo import gdal, ogr
from replay import Replay
from vigie_territoriale.plugin.catalog.addresses import written_resource
from vigie_territoriale.plugin.catalog.model import Entry, Resource
from vigie_territoriale.plugin.catalog.targets import Target, departement_files, in_one_action, targets_of
from vigie_territoriale.plugin.files.cut import Cut
from vigie_territoriale.plugin.files.memory import Memory
from vigie_territoriale.plugin.files.model import Options
from vigie_territoriale.plugin.loading import Loader
from vigie_territoriale.plugin.messages import Cancelled, Silent, VigieError
from vigie_territoriale.plugin.network import door as doors
from vigie_territoriale.plugin.network.cache import Cache
from vigie_territoriale.plugin.network.door import Door
from vigie_territoriale.plugin.network.errors import NotAsAnnounced, Unreachable
from workbooks import workbook

gdal.UseExceptions()
ROOT = Path(__file__).resolve().parents[2]
FILES = ROOT / "tests/data/files"
EPCI, DEPARTEMENT = "epci:200067825", "departement:05"
CODES = ["05061", "05023", "05046", "05170", "13055", "2A004", "04070", "97411"]
NAMES = ["Gap", "Briançon", "Embrun", "Tallard", "Marseille", "Ajaccio", "Digne-les-Bains", "Saint-Denis"]
PLACES = [
    (6.08, 44.56),
    (6.64, 44.90),
    (6.50, 44.56),
    (6.05, 44.46),
    (5.37, 43.30),
    (8.74, 41.92),
    (6.23, 44.09),
    (55.45, -20.88),
]
INSIDE = {None: set(CODES), DEPARTEMENT: set(CODES[:4]), EPCI: {"05061", "05170"}}


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr(doors, "BACK_OFF_SECONDS", 0.01)
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)


@pytest.fixture
def loader(tmp_path, cog, contours):
    """A loader that keeps all that it has below `product`."""
    product = tmp_path / "product"
    return Loader(
        lambda progress, endpoint: Door(requests.Session(), progress),
        Cache(product / "downloads"),
        Memory(product / "options.json"),
        lambda: cog,
        lambda: contours,
        lambda territory: Cut(territory, cog, contours),
    )


@pytest.fixture
def server():
    with file_server.running() as running:
        running.files.update({f"/{name}": body for name, body in made().items()})
        yield running


@pytest.fixture
def copy(loader, cog, tmp_path):
    """Copies a target; the `Loaded`, and the rows of each table as dictionaries."""

    def run(target, territory=None, options=None, progress=None, layers=()):
        place = cog.territory(territory) if territory else None
        loaded = loader.copy(target, options or Options(), place, tmp_path / "copy.gpkg", progress or Silent(), layers)
        opened = gdal.OpenEx(str(loaded.path))
        rows = {table.table: [feature.items() for feature in opened.GetLayerByName(table.table)] for table in loaded.tables}
        for table in loaded.tables:
            assert len(rows[table.table]) == table.rows
        opened = None
        loaded.path.unlink()
        assert not list(tmp_path.glob("copy.gpkg*"))
        return loaded, rows

    return run


SHEETS = {
    "Communes": [["code_insee", "nom", "valeur"], *([code, name, 1] for code, name in zip(CODES, NAMES))],
    "Régions": [["reg", "libelle"], ["93", "Provence-Alpes-Côte d’Azur"], ["94", "Corse"]],
}


@lru_cache
def made():
    """The same communes in several formats, by file name."""
    lines = [f"{code};{name};{rank},5" for rank, (code, name) in enumerate(zip(CODES, NAMES))]
    csv = "\r\n".join(["code_insee;nom;valeur", *lines]).encode("cp1252")
    files = {
        "communes.csv": csv,
        "communes.csv.gz": gzip.compress(csv),
    }
    features = [
        {"type": "Feature", "properties": {"code_insee": code, "nom": name}, "geometry": {"type": "Point", "coordinates": place}}
        for code, name, place in zip(CODES, NAMES, PLACES)
    ]
    files["communes.geojson"] = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    with tempfile.TemporaryDirectory() as folder:
        files["communes.xlsx"] = workbook(Path(folder) / "w.xlsx", SHEETS)
    files["communes.zip"] = zipped({"donnees/communes.csv": csv, "lisez-moi.pdf": b"%PDF-1.4"})
    files["gtfs.zip"] = gtfs()
    return files


def zipped(members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return buffer.getvalue()


def gtfs():
    stops = [f"S{rank},{name},{y},{x}" for rank, (name, (x, y)) in enumerate(zip(NAMES, PLACES))]
    times = [f"T,{8 + rank:02}:00:00,{8 + rank:02}:00:00,S{rank},{rank}" for rank in range(len(stops))]
    return zipped({
        "agency.txt": "agency_id,agency_name,agency_url,agency_timezone\nA,Bus,http://x.fr,Europe/Paris\n",
        "stops.txt": "\n".join(["stop_id,stop_name,stop_lat,stop_lon", *stops]),
        "routes.txt": "route_id,agency_id,route_short_name,route_long_name,route_type\nR,A,1,Ligne,3\n",
        "trips.txt": "route_id,service_id,trip_id\nR,D,T\n",
        "calendar.txt": "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
                        "D,1,1,1,1,1,1,1,20260101,20261231\n",
        "stop_times.txt": "\n".join(["trip_id,arrival_time,departure_time,stop_id,stop_sequence", *times]),
    })  # fmt: skip


def at(address, kind=""):
    return Target(written_resource(str(address), kind))


# Files


@pytest.mark.parametrize("territory", INSIDE)
@pytest.mark.parametrize("name", ["communes.csv", "communes.csv.gz", "communes.xlsx", "communes.geojson", "communes.zip"])
def test_downloads_are_described_and_cut(loader, server, copy, name, territory):
    target = at(f"{server.address}/{name}")
    described = loader.describe(target, Options(), Silent())
    main = described.layers[0]
    assert (main.name.lower(), main.rows, main.code_field, main.code_kind) == ("communes", 8, "code_insee", "commune")
    loaded, rows = copy(target, territory)
    (table,) = loaded.tables
    assert (table.name, table.read, table.partial) == (main.name, 8, "")
    assert {row["code_insee"]: row["nom"] for row in rows[table.table]} == {
        code: name for code, name in zip(CODES, NAMES) if code in INSIDE[territory]
    }
    assert loaded.fetched.startswith("20")
    assert (territory is None) != any("by the codes of column “code_insee”" in note for note in table.notes)


def test_timetables(loader, server, copy, cog):
    target = at(f"{server.address}/gtfs.zip")
    found = loader.describe(target, Options(), Silent())
    assert found.kind == "gtfs"
    stops = next(layer for layer in found.layers if layer.geometry == "Point")
    assert stops.rows == 8
    loaded, rows = copy(target, DEPARTEMENT, layers=[stops.name])
    assert len(rows[loaded.tables[0].table]) == 4
    loaded, _ = copy(target, layers=[layer.name for layer in found.layers])
    assert [table.name for table in loaded.tables] == [layer.name for layer in found.layers]
    assert [table.rows for table in loaded.tables] == [layer.rows for layer in found.layers]


def test_sheets(server, copy):
    target = at(f"{server.address}/communes.xlsx")
    loaded, _ = copy(target)
    assert [table.name for table in loaded.tables] == ["Communes"]
    assert loaded.notes == ("Only “Communes” was loaded; the file also holds Régions.",)
    loaded, rows = copy(target, options=Options(layer="Régions"))
    assert [table.name for table in loaded.tables] == ["Régions"]
    assert [row["reg"] for row in rows[loaded.tables[0].table]] == ["93", "94"]
    loaded, _ = copy(target, layers=["Régions", "Communes"])
    assert [(table.name, table.rows) for table in loaded.tables] == [("Régions", 2), ("Communes", 8)]
    for asked in ({"options": Options(layer="Zones")}, {"layers": ["Zones"]}):
        with pytest.raises(VigieError, match="There is no layer “Zones”: choose among Communes, Régions"):
            copy(target, **asked)


def test_without_network_what_was_kept_is_used(server, loader, copy):
    target = at(f"{server.address}/communes.csv")
    copy(target)
    assert loader.newer(target, Silent())[0] is False
    server.files["/communes.csv"] += b"\r\n05096;Orcieres;3,5"
    assert loader.newer(target, Silent())[0] is True
    server.status = 503
    assert loader.newer(target, Silent())[0] is None
    loaded, rows = copy(target)
    assert len(rows[loaded.tables[0].table]) == 8
    assert any("The copy that was downloaded on" in note for note in loaded.notes)
    assert "The copy that was downloaded on" in loader.describe(target, Options(), Silent()).warnings[0]
    server.status = None
    loaded, rows = copy(target)
    assert (len(rows[loaded.tables[0].table]), loaded.notes) == (9, ())


def test_what_was_never_loaded_needs_the_network(loader, copy):
    with pytest.raises(Unreachable):
        copy(at("http://127.0.0.1:9/communes.csv"))
    assert loader.newer(at("http://127.0.0.1:9/communes.csv"), Silent()) == (None, "")


def test_a_page_is_no_data(server, copy):
    server.files["/portail.csv"] = b"<!DOCTYPE html><html><body>Connexion</body></html>"
    with pytest.raises(VigieError):
        copy(at(f"{server.address}/portail.csv"))
    server.headers = {"Content-Type": "text/html"}
    with pytest.raises(NotAsAnnounced):
        copy(at(f"{server.address}/portail.csv"))


def test_options_are_remembered_and_applied(server, loader, copy):
    server.files["/notes.csv"] = b"Source|x\ncode|part\n05061|1.234\n"
    target = at(f"{server.address}/notes.csv")
    loader.memory.keep(target.resource.address, Options(separator="|", header_row=2, layer="notes"))
    kept = loader.memory.of(target.resource.address)
    assert kept == Options(separator="|", header_row=2)
    loaded, rows = copy(target, options=kept)
    assert rows[loaded.tables[0].table] == [{"code": "05061", "part": 1.234}]
    with pytest.raises(VigieError, match="no column “insee”"):
        copy(target, options=replace(kept, code="insee"))


def test_images_and_pages_are_not_copied(copy, loader):
    target = at("http://127.0.0.1:9/wms?SERVICE=WMS&LAYERS=a")
    assert loader.stays_live(target, Options(), None, Silent())
    assert loader.describe(target, Options(), Silent()).layers == ()
    with pytest.raises(VigieError, match="add it live"):
        copy(target)
    with pytest.raises(VigieError, match="cannot become a layer"):
        copy(Target(Resource("page", "http://127.0.0.1:9/page")))


# Services


def test_wfs(loader, copy):
    with Replay() as server:
        service = Wfs(count=1200, cap=500)
        server.route("GET", "/wfs", service)
        target = at(f"{server.address}/wfs?SERVICE=WFS&TYPENAMES=essai:equipements")
        (layer,) = loader.describe(target, Options(), Silent()).layers
        assert (layer.rows, layer.geometry) == (1200, "Point")
        loaded, rows = copy(target)
        (table,) = loaded.tables
        assert (table.rows, table.read, table.announced, table.partial) == (1200, 1200, 1200, "")
        assert {row["code"] for row in rows[table.table]} == {f"{place:07}" for place in range(1200)}
        part = copy(target, EPCI)[0].tables[0]
        assert 0 < part.rows < part.read < 1200
        assert not loader.stays_live(target, Options(), None, Silent())
        service.count = 30_000
        assert loader.stays_live(target, Options(), None, Silent())
        several = at(f"{server.address}/wfs", "wfs")
        with pytest.raises(
            VigieError, match="has several layers: name one as the option layer, among essai:autre, essai:equipements"
        ):
            copy(several)
        with pytest.raises(VigieError, match="has no layer “essai:rien”"):
            copy(several, options=Options(layer="essai:rien"))


def test_a_service_that_gives_less_than_it_says_gives_a_partial_copy(copy):
    with Replay() as server:
        server.route("GET", "/wfs", Wfs(count=900, cap=200, announced=1000))
        loaded, _ = copy(at(f"{server.address}/wfs?SERVICE=WFS&TYPENAMES=essai:equipements"))
    (table,) = loaded.tables
    assert 900 == table.read < table.announced == 1000
    assert table.partial


def test_oapif(loader, copy, contours, cog):
    with Replay() as server:
        server.route("GET", "/api.*", Oapif(count=600, address=server.address))
        target = at(f"{server.address}/api/collections/equipements/items")
        assert target.resource == Resource("oapif", f"{server.address}/api", layer="equipements")
        assert loader.describe(target, Options(), Silent()).layers[0].rows == 600
        assert not loader.stays_live(target, Options(), None, Silent())
        loaded, rows = copy(target, DEPARTEMENT)
    (table,) = loaded.tables
    shape = shapely.union_all(
        [contours.dissolve([[code for code in cog.territory(DEPARTEMENT).communes if contours.has(code)]])[0]]
    )
    sure = {place for place, point in enumerate(positions(600)) if shape.contains(shapely.Point(point))}
    assert sure <= {row["rang"] for row in rows[table.table]}
    assert len(sure) <= table.rows <= len(sure) + 12 < 600


# Entries


def entry(*resources):
    return Entry("e", "Jeu", resources=tuple(resources))


def by_departement(codes, title="Ventes {}"):
    return [Resource("csv", f"https://x.example/ventes_{code}.csv", title=title.format(code)) for code in codes]


DEPARTEMENTS = [*(f"{number:02}" for number in range(1, 96) if number != 20), "2A", "2B", "971", "972", "973", "974", "976"]


@pytest.mark.parametrize(
    ("territory", "wanted"),
    [
        (DEPARTEMENT, ["05"]), ("commune:2A004", ["2A"]), ("region:94", ["2A", "2B"]), ("departement:971", ["971"]),
        (f"{DEPARTEMENT},departement:04", ["04", "05"]),
    ],
)  # fmt: skip
def test_files_of_departements(cog, territory, wanted):
    resources = by_departement(DEPARTEMENTS)
    assert departement_files(resources) == dict(enumerate(DEPARTEMENTS))
    targets = targets_of(entry(*resources), cog.territory(territory), None, cog)
    assert len(targets) == len(resources)
    assert sorted(target.departement for target in in_one_action(targets)) == wanted
    assert all(f"_{target.departement}." in target.resource.address for target in in_one_action(targets))


@pytest.mark.parametrize(
    "codes", [[f"{month:02}" for month in range(1, 13)], [str(year) for year in range(2001, 2025)], ["05"], ["01", "02", "05"]]
)
def test_months_and_years_are_no_departements(cog, codes):
    assert departement_files(by_departement(codes)) == {}
    targets = targets_of(entry(*by_departement(codes)), cog.territory(DEPARTEMENT), None, cog)
    assert [target.departement for target in in_one_action(targets)] == [""]


def test_the_best_way_first(cog):
    kinds = ("csv", "wms", "geojson", "page", "wfs", "tabular")
    targets = targets_of(entry(*(Resource(kind, f"https://x.example/{kind}") for kind in kinds)), None, None, cog)
    assert [target.resource.kind for target in targets] == ["wfs", "geojson", "csv", "wms"]
    with pytest.raises(VigieError, match="no file and no service"):
        targets_of(entry(Resource("page", "https://x.example")), None, None, cog)


# The tabular API of data.gouv.fr


class Table(Tabular):
    """The tabular API for `rows`."""

    def __init__(self, rows, announced=None, status=200):
        super().__init__()
        self.rows, self.announced, self.status = rows, announced, status

    def __call__(self, request):
        if self.status != 200:
            return self.status, {}, "x"
        asked = {name: values[0].split(",") for name, values in request.params.items() if name.endswith("__in")}
        rows = [row for row in self.rows if all(str(row[name[:-4]]) in values for name, values in asked.items())]
        if request.path.endswith("/data/"):
            size = int(request.params["page_size"][0])
            total = len(rows) if self.announced is None or not asked else self.announced
            page = [{"__id": place, **row} for place, row in enumerate(rows[:size])]
            return {"data": page, "meta": {"page": 1, "page_size": size, "total": total}, "links": {}}
        names = list(self.rows[0])
        lines = [",".join(names), *(",".join(str(row[name]) for name in names) for row in rows)]
        return 200, {"Content-Type": "text/csv"}, ("\n".join(lines) + "\n").encode()


def national(cog, **columns):
    """One row a commune of the country."""
    return [
        {"code_commune": code, "valeur": rank, **{name: make(code) for name, make in columns.items()}}
        for rank, code in enumerate(sorted(cog.country()))
    ]


@pytest.fixture
def tabular(server):
    """A server of the tabular API, and a target with a large file whose sibling it is."""
    server.files["/national.csv"] = made()["communes.csv"]

    def serve(replay, answer, size=50_000_000, title="national.csv"):
        replay.route("GET", "/api/resources/r/data/.*", answer)
        file = Resource("csv", f"{server.address}/national.csv", title="national.csv", size=size)
        table = Resource("tabular", f"{replay.address}/api/resources/r/", title=title)
        return Target(file, entry(file, table))

    with Replay() as replay:
        yield replay, lambda *arguments, **others: serve(replay, *arguments, **others)


def test_rows_are_asked_of_the_tabular_api(tabular, server, copy, cog):
    replay, serve = tabular
    loaded, rows = copy(serve(Table(national(cog))), DEPARTEMENT)
    (table,) = loaded.tables
    communes = set(cog.territory(DEPARTEMENT).communes)
    assert {row["code_commune"] for row in rows[table.table]} == communes
    assert (table.name, table.rows, table.read, table.announced, table.partial) == ("national", 162, 162, 162, "")
    assert "Only the rows whose “code_commune” is a code of Hautes-Alpes were asked of 127.0.0.1" in loaded.notes[0]
    assert not server.asked
    first, *others = replay.requests
    assert first.params == {"page": ["1"], "page_size": ["50"]}
    asked = [value for request in others for value in request.params["code_commune__in"][0].split(",")]
    assert communes <= set(asked)
    assert {value.zfill(5)[:2] for value in asked} == {"05"}
    assert all(len(request.params["code_commune__in"][0]) < 1000 for request in others)
    assert {request.path for request in others} == {"/api/resources/r/data/", "/api/resources/r/data/csv/"}


def test_rows_that_lack_are_told(tabular, copy, cog):
    _, serve = tabular
    (table,) = copy(serve(Table(national(cog), announced=200)), EPCI)[0].tables
    assert table.read == 17
    assert table.partial.endswith("rows were announced, and only 17 came: the others are missing.")


def test_a_territory_without_rows(tabular, server, copy, cog):
    _, serve = tabular
    rows = [row for row in national(cog) if not row["code_commune"].startswith("05")]
    loaded, found = copy(serve(Table(rows)), DEPARTEMENT)
    (table,) = loaded.tables
    assert (table.rows, table.announced, found[table.table], server.asked) == (0, 0, [], [])


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (lambda cog: Table(national(cog), status=404), "404|not there|no longer|nothing"),
        (lambda cog: Table([{"nom": "Gap", "valeur": 1}]), "cannot be asked for the rows of Hautes-Alpes only"),
        (lambda cog: Table([{**row, "code_commune": 5061} for row in national(cog)[:9]]), "cannot be asked for the rows"),
        (lambda cog: Table([{**row, "code_commune": row["code_commune"] if rank % 9 else "x"}
                            for rank, row in enumerate(national(cog))]), "cannot be asked for the rows"),
    ],
    ids=["absent", "no codes", "numbers", "unknown codes"],
)  # fmt: skip
def test_else_the_file_is_downloaded(tabular, server, copy, cog, answer, told):
    replay, serve = tabular
    loaded, rows = copy(serve(answer(cog)), DEPARTEMENT)
    assert {row["code_insee"] for row in rows[loaded.tables[0].table]} == INSIDE[DEPARTEMENT]
    assert replay.requests
    assert loaded.notes[1] == "The whole file was downloaded instead."
    assert server.asked


def test_when_the_tabular_api_is_not_asked(tabular, server, loader, copy, cog):
    replay, serve = tabular
    answer = Table(national(cog))
    copy(serve(answer, size=1_000_000), DEPARTEMENT)
    loader.cache.clear()
    copy(serve(answer))
    loader.cache.clear()
    copy(serve(answer), "france")
    loader.cache.clear()
    copy(serve(answer, title="another.csv"), DEPARTEMENT)
    loader.cache.clear()
    copy(serve(answer), DEPARTEMENT, options=Options(separator=";"))
    copy(serve(answer), DEPARTEMENT)  # the file is here now
    assert not replay.requests


# The user's files


def listing(folder):
    return {
        path.relative_to(folder): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        for path in sorted(folder.rglob("*"))
    }


def smallest_of_each_kind():
    """Of the files that others use, one of each kind (`test_every_file` looks at all of them, without the loader)."""
    truths = json.loads((FILES / "truth.json").read_text(encoding="utf-8"))
    names = [truth["path"] for truth in truths if not {"refused", "may_refuse"} & set(truth)]
    found = [ROOT / name for name in names if name.startswith(FILES.relative_to(ROOT).as_posix())]
    found.sort(key=lambda path: path.stat().st_size, reverse=True)
    return list({"".join(path.suffixes[-2:]).lower(): path for path in found}.values())


def test_nothing_is_written_beside_the_files_of_the_user(loader, tmp_path, monkeypatch):
    """Nor left where the system keeps temporary files."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    before, rows = listing(FILES), 0
    for place, path in enumerate(smallest_of_each_kind()):
        described = loader.describe(at(path), Options(), Silent())
        names = [layer.name for layer in described.layers]
        loaded = loader.copy(at(path), Options(), None, tmp_path / f"{place}.gpkg", Silent(), names)
        assert [table.name for table in loaded.tables] == names
        rows += sum(table.rows for table in loaded.tables)
    assert rows > 1000
    assert listing(FILES) == before
    assert not list(temporary.iterdir())
    assert not [*loader.cache.folder.glob("*.lock"), *loader.cache.folder.glob("*.use")]


def geopackage(path):
    """A GeoPackage in WAL mode, with a row that is in its journal only as long as the connection is open."""
    dataset = gdal.GetDriverByName("GPKG").Create(str(path), 0, 0, 0, gdal.GDT_Unknown)
    layer = dataset.CreateLayer("lieux", None, ogr.wkbNone)
    layer.CreateField(ogr.FieldDefn("code_insee", ogr.OFTString))
    dataset = layer = None
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA journal_mode=WAL").fetchone() == ("wal",)
    connection.execute("INSERT INTO lieux (code_insee) VALUES ('05061')")
    connection.commit()
    return connection


@pytest.mark.parametrize("is_open", [True, False])
def test_a_geopackage_that_another_program_uses(copy, loader, tmp_path, is_open):
    folder = tmp_path / "user"
    folder.mkdir()
    connection = geopackage(folder / "lieux.gpkg")
    with closing(connection):
        if not is_open:
            connection.close()
        before = listing(folder)
        assert len(before) == (3 if is_open else 1)
        loader.describe(at(folder / "lieux.gpkg"), Options(), Silent())
        loaded, rows = copy(at(folder / "lieux.gpkg"))
        assert rows[loaded.tables[0].table] == [{"code_insee": "05061"}]
        assert listing(folder) == before


def test_a_folder_that_may_not_be_written_to(copy, tmp_path):
    folder = tmp_path / "user"
    folder.mkdir()
    for name, body in made().items():
        (folder / name).write_bytes(body)
    geopackage(folder / "lieux.gpkg").close()
    before = listing(folder)
    for path in folder.iterdir():
        path.chmod(stat.S_IRUSR)
    folder.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        for path in sorted(folder.iterdir()):
            copy(at(path), DEPARTEMENT)
    finally:
        folder.chmod(stat.S_IRWXU)
    assert listing(folder) == before


# Progress


class Listening(Silent):
    """Notes how far the work is, and cancels at one of its calls."""

    def __init__(self, stop=None):
        self.stop, self.calls, self.steps = stop, 0, []

    def step(self, percent, text=""):
        self.steps.append(percent)
        self.hear()

    def hear(self):
        self.calls += 1
        if self.calls == self.stop:
            raise Cancelled


@pytest.fixture
def sources(server):
    """Targets of each sort, by name."""
    with Replay() as replay:
        replay.route("GET", "/wfs", Wfs(count=600, cap=200))
        replay.route("GET", "/api.*", Oapif(count=300, address=replay.address))
        found = {name: at(f"{server.address}/{name}") for name in made()}
        found["wfs"] = at(f"{replay.address}/wfs?SERVICE=WFS&TYPENAMES=essai:equipements")
        found["oapif"] = at(f"{replay.address}/api/collections/equipements/items")
        yield found


SORTS = [*made(), "wfs", "oapif"]


@pytest.mark.parametrize("name", SORTS)
def test_progress_goes_one_way(sources, loader, copy, name):
    described = Listening()
    loader.describe(sources[name], Options(), described)
    copied = Listening()
    copy(sources[name], DEPARTEMENT, progress=copied)
    for heard in (described, copied):
        assert heard.steps == sorted(heard.steps)
        assert 0 <= heard.steps[0] <= heard.steps[-1] <= 100
    assert len(copied.steps) > 1


@pytest.mark.parametrize("name", SORTS)
def test_cancelling_leaves_nothing(sources, loader, copy, cog, tmp_path, monkeypatch, name):
    temporary, output = tmp_path / "temporary", tmp_path / "out" / "copy.gpkg"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    whole = Listening()
    rows = copy(sources[name], DEPARTEMENT, progress=whole)[0].tables[0].rows
    stops = sorted({*range(1, 30), *range(30, whole.calls + 1, 7)})
    for stop in [stop for stop in stops if stop <= whole.calls]:
        loader.cache.clear()
        with pytest.raises(Cancelled):
            loader.copy(sources[name], Options(), cog.territory(DEPARTEMENT), output, Listening(stop))
        assert not list(output.parent.iterdir())
        assert not list(temporary.iterdir())
        left = [path.name for path in loader.cache.folder.iterdir()] if loader.cache.folder.exists() else []
        assert not [one for one in left if one.endswith((".lock", ".use", ".mark"))]
    assert copy(sources[name], DEPARTEMENT)[0].tables[0].rows == rows
