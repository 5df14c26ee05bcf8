# SPDX-License-Identifier: GPL-2.0-or-later
"""Every real file opens, with the rows, columns, text, CRS and positions that `tests/data/files/truth.json` says it has.

The truth was counted and read without the product. In it:

- `rows`: rows of data (a list: any of them); `columns`: their names, in order (null: any name; a list: words of the name or title);
  `more`: there are columns beyond those;
- `geometry`, `geometries`: the type, and how many rows have one that is not empty; `written`: types in the file; `extent`;
- `position`: columns that tell where a row is, any of which may be used (null: not said); `positions`: how many rows have one;
- `code_field`, `code_kind`: codes of territories (null: there are none; absent: not said);
- `cells`: `column` is its name, or its place; `text` as it is in the file, `value` what it is once typed (spaces around are not looked at);
- `warnings`: words that a warning or a note must hold ("a|b": either);
- `refused`: the file must be refused; `may_refuse`: it may;
- `not_tables`, `may_be_tables`: sheets that must not, and that may, be given as tables.
"""

import gzip
import hashlib
import json
import math
import sqlite3
import tempfile
from pathlib import Path

import pytest
import shapely
from vigie_territoriale.plugin.files.model import Options
from vigie_territoriale.plugin.files.output import Output
from vigie_territoriale.plugin.messages import Silent, VigieError

ROOT = Path(__file__).resolve().parents[2]
FILES = ROOT / "tests/data/files"
LARGE = ROOT.parent / "shared/data"
TRUTH = json.loads((FILES / "truth.json").read_text(encoding="utf-8"))
NOT_IN_A_CLONE = {"shared:01_communes/communes-france-cog2026.geojson.gz", "shared:03_programmes/acv-cog2023.gpkg",
                  "shared:05_indicateurs/lovac-2020-communes.xlsx"}  # fmt: skip


def place(truth):
    name = truth["path"]
    return LARGE / name.partition(":")[2] if name.startswith("shared:") else ROOT / name


@pytest.fixture
def opened(cog, contours, tmp_path):
    """What opens a file, as the product does it."""
    from vigie_territoriale.plugin.files.opening import open_file

    return lambda path: open_file(path, options=Options(), cog=cog, contours=contours, folder=tmp_path / "unpacked")


def listing(folder):
    """What lies below a folder: the digest of each file."""
    return {path: hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "" for path in sorted(folder.rglob("*"))}


@pytest.fixture(scope="module", autouse=True)
def nothing_is_written_beside_the_files_of_the_user(tmp_path_factory):
    """Nor left where the system keeps temporary files, once all the files were described and copied."""
    temporary, before = tmp_path_factory.mktemp("temporary"), listing(FILES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(temporary))
        yield
    assert listing(FILES) == before
    assert not list(temporary.iterdir())


def copy(opened, layers, path):
    """Copies of the layers into a GeoPackage at `path`: {name of layer: Copied}."""
    with Output(path) as output:
        return {layer.name: opened.copy(layer.name, None, output, Silent()) for layer in layers}


@pytest.mark.parametrize(
    "truth", [truth for truth in TRUTH if place(truth).exists()], ids=lambda truth: truth["path"].rpartition("/")[2]
)
def test_file(truth, opened, tmp_path):
    if "refused" in truth:
        with pytest.raises(VigieError):
            opened(place(truth)).describe(Silent())
        return
    try:
        file = opened(place(truth))
        description = file.describe(Silent())
    except VigieError:
        if truth.get("may_refuse"):
            return
        raise
    copies = copy(file, description.layers, tmp_path / "copy.gpkg")
    with sqlite3.connect(tmp_path / "copy.gpkg") as database:
        found = list(differences(truth, description, copies, database))
    assert not found, "\n".join(found)


def test_files_are_there():
    assert {truth["path"] for truth in TRUTH if not place(truth).exists()} <= NOT_IN_A_CLONE


def test_all_files_have_a_truth():
    pieces = {"." + piece for piece in ("shx", "dbf", "prj", "cpg")}
    files = {path for path in FILES.rglob("*.*") if path.suffix not in pieces and path.name != "truth.json"}
    samples = set((ROOT / "resources/samples").glob("*.gz"))
    assert files | samples <= {place(truth) for truth in TRUTH}


def differences(truth, description, copies, database):
    """Sentences: what the product says or copies that is not true."""
    yield from unlike("kind", description.kind, truth["kind"])
    layers = {layer.name: layer for layer in description.layers}
    wanted = truth["layers"]
    if len(wanted) == 1 and "name" not in wanted[0]:
        yield from unlike("number of layers", len(layers), 1)
        pairs = list(zip(wanted, layers.values()))
    else:
        names = [one["name"] for one in wanted]
        given = [name for name in layers if name not in truth.get("may_be_tables", ())]
        yield from unlike("layers", given, names)
        pairs = [(one, layers[one["name"]]) for one in wanted if one["name"] in layers]
    for one, layer in pairs:
        for difference in (
            *of_layer(one, layer),
            *of_text(one, layer, place(truth)),
            *of_codes(one, layer),
            *of_positions(one, layer),
            *of_warnings(one, layer, description, copies[layer.name]),
            *of_copy(one, layer, copies[layer.name], database),
        ):
            yield f"{layer.name}: {difference}"


def unlike(what, given, *true):
    if given not in true:
        yield f"{what} is {given!r}, not {' or '.join(map(repr, true))}"


def several(value):
    return value if isinstance(value, list) else [value]


def of_layer(one, layer):
    """Rows, and names of columns."""
    yield from unlike("rows", layer.rows, *several(one["rows"]))
    names = [field.name for field in layer.fields]
    if len({name.casefold() for name in names}) < len(names) or not all(names):
        yield f"columns {names} are not unique names"
    for name in one.get("columns_among", ()):
        if name not in names:
            yield f"column {name!r} is missing"
    columns = one["columns"]
    if columns and (len(names) < len(columns) or (len(names) > len(columns) and not one.get("more"))):
        yield f"{len(names)} columns {names}, not {len(columns)}"
    for field, true in zip(layer.fields, columns):
        if isinstance(true, list):
            if not all(word in f"{field.name} {field.title}" for word in true):
                yield f"column {field.name!r} does not say {true}"
        elif true is not None:
            yield from unlike("column", field.name.strip(), true.strip())
    yield from of_fields(one, {field.name: field for field in layer.fields})


def of_fields(one, fields):
    for name, title in one.get("titles", {}).items():
        yield from unlike(f"title of {name}", fields[name].title if name in fields else None, title)
    for name, kind in one.get("types", {}).items():
        yield from unlike(f"type of {name}", fields[name].type if name in fields else None, kind)


def of_text(one, layer, path):
    """Encodings are the same when they give the same text."""
    if "encoding" in one:
        raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        given = raw.decode(layer.encoding).lstrip("\ufeff") if layer.encoding else None
        if given != raw.decode(one["encoding"]).lstrip("\ufeff"):
            yield f"encoding is {layer.encoding!r}, not {one['encoding']!r}"
    for name in ("separator", "decimal"):
        if name in one:
            yield from unlike(name, getattr(layer, name), *several(one[name]))
    if "header_row" in one:
        yield from unlike("header_row", layer.header_row, *several(one["header_row"]))


def of_codes(one, layer):
    for name in ("code_field", "code_kind"):
        if name in one:
            yield from unlike(name, getattr(layer, name), *(true or "" for true in several(one[name])))


def of_positions(one, layer):
    if "geometry" in one:
        yield from unlike("placing", layer.placing, "own")
        yield from unlike("geometry", layer.geometry, one["geometry"], f"Multi{one['geometry']}")
        yield from unlike("crs", layer.crs, one["crs"])
    elif one.get("position"):
        yield from unlike("placing", layer.placing, "xy", "text")
        yield from unlike("crs", layer.crs, *(way["crs"] for way in one["position"]))
    elif "position" not in one and "crs" not in one:
        yield from unlike("placing", layer.placing, "", "code")
        if not layer.placing:
            yield from unlike("geometry and crs", (layer.geometry, layer.crs), ("", ""))


def of_warnings(one, layer, description, copied):
    said = " ".join((*description.warnings, *layer.warnings, *copied.notes, copied.partial)).casefold()
    for words in one.get("warnings", ()):
        if not any(word.casefold() in said for word in words.split("|")):
            yield f"no warning says {words!r}: {said!r}"


def of_copy(one, layer, copied, database):
    """The rows that were copied, read back."""
    cursor = database.execute(f'SELECT * FROM "{copied.table}" ORDER BY rowid')
    names = [column[0] for column in cursor.description]
    rows = cursor.fetchall()
    yield from unlike("rows of the copy", (len(rows), copied.rows, copied.read), *((true,) * 3 for true in several(one["rows"])))
    for cell in one["cells"]:
        yield from of_cell(cell, layer, names, rows)
    text = {str(value) for row in rows for value in row} if "holds" in one else ()
    for value in one.get("holds", ()):
        if value not in text:
            yield f"{value!r} is not in the copy"
    if copied.geometry:
        yield from of_geometry(one, copied, database)
    elif one.get("geometries"):
        yield "the copy has no geometry"


def of_cell(cell, layer, names, rows):
    fields = [field.name for field in layer.fields]
    column = cell["column"] if isinstance(cell["column"], str) else fields[cell["column"] - 1]
    where = f"{column}, row {cell['row']}"
    if column not in names or column not in fields or len(rows) < cell["row"]:
        yield f"{where} is not in the copy"
        return
    copied = rows[cell["row"] - 1][names.index(column)]
    if not same(cell, copied):
        yield f"{where} is {copied!r} in the copy, not {cell['text']!r}"
    if cell["row"] <= len(layer.sample):
        shown = layer.sample[cell["row"] - 1][fields.index(column)]
        if not same(cell, shown):
            yield f"{where} is {shown!r} in the sample, not {cell['text']!r}"


def same(cell, given):
    """Whether `given` is the text or the value of a cell."""
    if given is None or given == "":
        return cell["text"] is None
    value = cell.get("value")
    if isinstance(given, (int, float)):
        return isinstance(value, (int, float)) and math.isclose(given, value, rel_tol=1e-9)
    tidy = given.strip().replace("\r\n", "\n").replace(".000Z", "Z")
    if cell["text"] is not None and tidy in (cell["text"].strip(), value):
        return True
    try:
        return isinstance(value, (int, float)) and math.isclose(float(tidy), value, rel_tol=1e-9)
    except ValueError:
        return False


def of_geometry(one, copied, database):
    column, crs = database.execute(
        "SELECT column_name, organization || ':' || organization_coordsys_id FROM gpkg_geometry_columns"
        " JOIN gpkg_spatial_ref_sys USING (srs_id) WHERE table_name = ?",
        (copied.table,),
    ).fetchone()
    if "crs" in one:
        yield from unlike("crs of the copy", crs, one["crs"])
    blobs = [blob for (blob,) in database.execute(f'SELECT "{column}" FROM "{copied.table}"') if blob is not None]
    shapes = shapely.from_wkb([blob[8 + (0, 32, 48, 48, 64)[blob[3] >> 1 & 7] :] for blob in blobs])
    shapes = shapes[~shapely.is_empty(shapes)]
    for name in ("geometries", "positions"):
        if name in one:
            yield from unlike(f"number of {name}", len(shapes), *several(one[name]))
    if "extent" in one and crs == one.get("crs", one.get("position", [{}])[0].get("crs")):
        given = shapely.total_bounds(shapes)
        if max(abs(given - one["extent"])) > (0.1 if max(one["extent"]) > 360 else 1e-5):
            yield f"extent is {given}, not {one['extent']}"
