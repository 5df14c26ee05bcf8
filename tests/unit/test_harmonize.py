# SPDX-License-Identifier: GPL-2.0-or-later
import csv
import gzip
import json
from dataclasses import replace

import pytest
import shapely
from vigie_territoriale.plugin.files.vector_source import opened
from vigie_territoriale.plugin.harmonize.dataset import SCHEMAS
from vigie_territoriale.plugin.harmonize.pipeline import harmonize
from vigie_territoriale.plugin.harmonize.recipe import RECIPES, SAMPLES, Part, load_recipe
from vigie_territoriale.plugin.messages import VigieError

IDS = sorted(path.stem for path in RECIPES.glob("*.json") if "embedded" in json.loads(path.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def run(cog, contours):
    def run_recipe(entry, files=None):
        recipe = load_recipe(RECIPES / f"{entry}.json", trusted=True)
        source = recipe.sources["embedded"]
        return harmonize(recipe, source, files or [(part, SAMPLES / part.address) for part in source.parts], cog, contours)

    return run_recipe


def raw_rows(name):
    """Rows of a raw file, counted without the product's readers."""
    with gzip.open(SAMPLES / name, "rt", encoding="utf-8-sig") as stream:
        return len(json.load(stream)["features"]) if ".geojson" in name else sum(1 for _ in csv.reader(stream)) - 1


@pytest.mark.parametrize("entry", IDS)
def test_every_recipe_runs_on_its_real_file(entry, run, cog):
    dataset = run(entry)
    provenance = dataset.provenance
    recipe = load_recipe(RECIPES / f"{entry}.json", trusted=True)
    assert provenance.rows_read == sum(raw_rows(part.address) for part in recipe.sources["embedded"].parts)
    assert provenance.rows_read == provenance.rows_kept + sum(rejection.count for rejection in provenance.rejections)
    assert provenance.rows_kept > 0.99 * provenance.rows_read
    assert list(dataset.table.columns) == list(SCHEMAS[recipe.schema])
    communes = set(cog.units("commune"))
    if recipe.schema == "perimeter":
        assert {code for row in dataset.table["communes"] for code in row.split()} <= communes
    else:
        assert set(dataset.table["commune"]) <= communes
    if recipe.schema != "measure":
        assert dataset.table["id"].is_unique
        assert len(dataset.geometry) == len(dataset.table) == provenance.rows_kept
    assert provenance.licence and provenance.producer and provenance.date and len(provenance.checksum) == 64


def test_france_services_keeps_text_codes_and_positions(run):
    table = run("france-services").table
    row = table[table["id"] == "1"].iloc[0]
    assert (row["commune"], row["postcode"], row["phone"]) == ("01033", "01200", "04 50 56 87 49")
    assert row["hours"].startswith("lu 13:30 - 17:00 ; ma 09:00")
    point = run("france-services").geometry[table.index[table["id"] == "1"][0]]
    assert (point.x, point.y) == pytest.approx((5.8260084, 46.1060711), abs=1e-6)


def test_municipal_districts_become_their_commune(run):
    table = run("france-services").table
    assert not table["commune"].str.startswith(("751", "6938", "132")).any()
    assert (table["commune"] == "75056").sum() > 5


def test_a_name_with_parentheses_is_no_code(run):
    table = run("petites-villes-de-demain").table
    assert table[table["communes"] == "58062"]["id"].size == 1


def test_measures_leave_out_split_communes(run):
    dataset = run("legal-populations")
    old = dataset.table[dataset.table["period"] == "2019"].set_index("commune")["value"]
    assert not {"15141", "60054", "85084", "15031"} & set(old.index)
    assert "2019: no figure for the 3 communes" in " ".join(dataset.provenance.notes)
    assert old["93066"] > old.median()  # Saint-Denis and Pierrefitte added up
    new = dataset.table[dataset.table["period"] == "2023"].set_index("commune")["value"]
    assert new["75056"] == 2103778  # its twenty districts


def test_cut_to_a_territory(observatory):
    from vigie_territoriale.plugin.messages import Silent

    territory = observatory.cog.territory("epci:200067825")
    dataset = observatory.load("france-services", territory, "embedded", Silent())
    assert set(dataset.table["commune"]) <= set(territory.communes)
    assert len(dataset.geometry) == len(dataset) == 3
    perimeters = observatory.load("petites-villes-de-demain", territory, "embedded", Silent())
    assert perimeters.table["communes"].tolist() == ["05170"]


def test_a_copy_that_does_not_cover_the_territory_is_refused(observatory):
    from vigie_territoriale.plugin.messages import Silent

    with pytest.raises(VigieError, match="does not cover Finistère"):
        observatory.load("town-halls", observatory.cog.territory("departement:29"), "embedded", Silent())
    both = observatory.load("town-halls", observatory.cog.territory("region:93"), "embedded", Silent())
    assert any(note.startswith("Partial: 586 communes") for note in both.provenance.notes)
    with pytest.raises(VigieError, match="no known live address"):
        observatory.load("density-grid", observatory.cog.territory("commune:05061"), "live", Silent())
    with pytest.raises(VigieError, match="Unknown entry"):
        observatory.load("nothing", observatory.cog.territory("commune:05061"), "embedded", Silent())


@pytest.fixture
def services(tmp_path, cog, contours):
    """Runs the recipe of France services on a text of ours."""
    recipe = load_recipe(RECIPES / "france-services.json", trusted=True)
    source = recipe.sources["embedded"]
    with gzip.open(SAMPLES / source.parts[0].address, "rt", encoding="utf-8-sig") as stream:
        header = stream.readline()

    def run_text(*rows, encoding="utf-8", header=header):
        path = tmp_path / "fichier été.csv"
        path.write_bytes((header + "\n".join(rows)).encode(encoding))
        return harmonize(recipe, source, [(replace(source.parts[0]), path)], cog, contours)

    return run_text


def row(id_fs="1", insee="05061", x="6.08", y="44.56", name="Été"):
    cells = [id_fs, "05", name, "rue", "", insee, "05000", "Gap", y, x, *[""] * 14]
    return ",".join(f'"{cell}"' for cell in cells)


def test_rows_are_rejected_with_a_reason(services):
    dataset = services(
        row("1"), row("1"), row("2", insee="99999"), row("", insee="05061"), row("3", insee=""), row("4", insee="5061")
    )
    provenance = dataset.provenance
    assert (provenance.rows_read, provenance.rows_kept) == (6, 2)
    assert {rejection.reason: rejection.count for rejection in provenance.rejections} == {
        "no known commune code": 2,
        "no identifier": 1,
        "same identifier as an earlier row": 1,
    }
    assert dataset.table["commune"].tolist() == ["05061", "05061"]
    assert "2 Été" in provenance.rejections[0].examples


def test_rows_without_position_stay_in_the_table(services):
    dataset = services(row("1", x=""), row("2", x="0", y="0"), row("3", x="6,08", y="44,56"), row("4", x="abc"))
    assert [shape is None for shape in dataset.geometry] == [True, True, False, True]
    assert shapely.get_x(dataset.geometry[2]) == pytest.approx(6.08)


def test_a_source_whose_structure_changed_is_refused(services):
    with pytest.raises(VigieError, match="insee_com"):
        services("1,x", header="id_fs,nom\n")


def test_a_web_page_in_place_of_a_table_is_refused(services):
    with pytest.raises(VigieError, match=r"fichier été\.csv"):
        services("<p>Bonjour</p>", header="<!DOCTYPE html>\n")


def test_wrong_encoding_is_refused(services):
    with pytest.raises(VigieError, match="damaged"):
        services(row("1", name="Été"), encoding="latin-1")


def test_damaged_files_are_refused(tmp_path, cog):
    path = tmp_path / "broken.geojson"
    path.write_text('{"type": "FeatureCollection", "features": [{"type"', encoding="utf-8")
    with pytest.raises(VigieError, match=r"broken\.geojson"), opened(path, "geojson"):
        pass
    recipe = load_recipe(RECIPES / "france-services.json", trusted=True)
    source = recipe.sources["embedded"]
    cut = tmp_path / "cut.csv.gz"
    cut.write_bytes((SAMPLES / source.parts[0].address).read_bytes()[:5000])
    with pytest.raises(VigieError, match=r"cut\.csv\.gz"):
        harmonize(recipe, source, [(source.parts[0], cut)], cog)
    with pytest.raises(VigieError, match="absent"):
        harmonize(recipe, source, [(source.parts[0], tmp_path / "absent.csv")], cog)


def test_live_recipes_read_what_documentation_describes(tmp_path, cog, contours):
    """The live layouts were never met: here they are made up as documented, so that the mapping at least is right."""
    recipe = load_recipe(RECIPES / "petites-villes-de-demain.json", trusted=True)
    source = recipe.sources["live"]
    path = tmp_path / "pvd.csv"
    path.write_text("id_pvd,insee_com,lib_com,date_signature\npvd-93-05-1,05170,Tallard,10/05/2021\n", encoding="utf-8")
    dataset = harmonize(recipe, source, [(Part("x", source.parts[0].reader), path)], cog, contours)
    assert dataset.table.iloc[0][["communes", "date", "id"]].tolist() == ["05170", "2021-05-10", "pvd-93-05-1-05170"]
