# SPDX-License-Identifier: GPL-2.0-or-later
"""The curated catalogue: every entry is valid and claims no more than what is run here on real files."""

import csv
import gzip
import importlib.util
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shapely
from vigie_territoriale.plugin.catalog.curated import THEMES, CuratedCatalogue, state_in_words
from vigie_territoriale.plugin.files.coordinates import FRANCE, in_boxes
from vigie_territoriale.plugin.files.cut import Cut
from vigie_territoriale.plugin.harmonize.outside import check_address
from vigie_territoriale.plugin.harmonize.pipeline import harmonize
from vigie_territoriale.plugin.harmonize.recipe import EMBEDDED, LIVE, RECIPES, SAMPLES, load_recipe
from vigie_territoriale.plugin.messages import VigieError

ROOT = Path(__file__).resolve().parents[2]
FILES = ROOT / "tests" / "data" / "files"
ALL = {path.stem: load_recipe(path, trusted=True) for path in sorted(RECIPES.glob("*.json"))}

SAMPLED = {
    name: recipe.sources[LIVE].sample["file"]
    for name, recipe in ALL.items()
    if LIVE in recipe.sources and recipe.sources[LIVE].sample
}

DERIVED = {
    "territoires-dindustrie": "03_programmes/anct-2026-ti.geojson.gz",
    "avenir-montagnes-ingenierie": "03_programmes/anct-2026-ami.geojson.gz",
    "avenir-montagnes-mobilites": "03_programmes/anct-2026-amm.geojson.gz",
    "qpv-2024": "03_programmes/qpv2024-communes-points.geojson.gz",
    "cites-educatives": "03_programmes/ngeo-anct-cog2023.csv.gz",
    "cites-de-lemploi": "03_programmes/ngeo-anct-cog2023.csv.gz",
}
"""Files that the producer made of the source, with the same columns: they run, but verify nothing of the address."""

REASONS = {
    "no known commune code",
    "left out by the recipe",
    "no identifier",
    "joined to an earlier row, whose communes are completed",
    "already counted in its commune",
    "a commune that was split since",
    "a position out of France",
    "outside of the territory",
}


def test_at_least_forty_entries():
    assert len(ALL) >= 40
    assert Counter(recipe.schema for recipe in ALL.values()).keys() == {"service", "perimeter", "measure"}
    assert {recipe.theme for recipe in ALL.values()} == set(THEMES)


@pytest.mark.parametrize("name", ALL)
def test_an_entry_is_what_its_file_says(name):
    recipe = ALL[name]
    assert recipe.id == name
    assert recipe.frequency != "unknown"
    assert recipe.titles.keys() == recipe.descriptions.keys() == {"fr", "en"}
    for address in (part.address for part in recipe.sources[LIVE].parts) if LIVE in recipe.sources else ():
        if address:
            check_address(address)
            assert "static.data.gouv.fr" not in address, "such an address changes with each edition"


def test_nothing_is_named_twice():
    for language in ("fr", "en"):
        titles = [recipe.titles[language] for recipe in ALL.values()]
        assert len(set(titles)) == len(titles)


def test_what_is_said_to_be_verified_has_its_file():
    for recipe in ALL.values():
        for source in recipe.sources.values():
            files = [SAMPLES / part.address for part in source.parts] if source.mode == EMBEDDED else []
            files += [FILES / source.sample["file"]] if source.sample else []
            assert (source.verification == "sample") == bool(files), recipe.id
            assert all(path.is_file() for path in files), recipe.id
    assert not set(SAMPLED) & set(DERIVED)


def test_a_state_that_claims_too_much_is_refused():
    document = json.loads((RECIPES / "schools.json").read_text(encoding="utf-8"))
    del document["live"]["sample"]
    with pytest.raises(VigieError, match="names its sample"):
        load_recipe(json.dumps(document).encode(), trusted=True)


def test_styles_tell_entries_apart():
    """On one map: no two services of one colour and shape, no two programmes of one colour and direction."""
    services = [(recipe.style["colour"], recipe.style["marker"]) for recipe in ALL.values() if recipe.schema == "service"]
    assert [one for one, count in Counter(services).items() if count > 1] == []
    perimeters = [
        (r.style["colour"], tuple(r.style.get("hatch", ())), tuple(r.style.get("categories", ())))
        for r in ALL.values()
        if r.schema == "perimeter"
    ]
    assert [one for one, count in Counter(perimeters).items() if count > 1] == []


@pytest.mark.parametrize("name", [name for name, recipe in ALL.items() if recipe.schema != "measure"])
def test_colours_stand_out_on_white(name):
    red, green, blue = (int(ALL[name].style["colour"][place : place + 2], 16) / 255 for place in (1, 3, 5))
    light = sum(
        weight * (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4)
        for weight, value in ((0.2126, red), (0.7152, green), (0.0722, blue))
    )
    assert 1.05 / (light + 0.05) >= 3


def test_only_what_can_be_added_is_listed_with_its_state():
    entries = CuratedCatalogue(ALL).entries()
    assert [entry.id for entry in entries] == [entry.id for entry in sorted(entries, key=lambda one: THEMES.index(one.theme))]
    assert {entry.id for entry in entries} == set(ALL)
    assert all(entry.resources for entry in entries)
    assert "verified on a real file of 2024" in state_in_words(ALL["ort"].sources[LIVE])
    assert "never verified" in state_in_words(ALL["crte"].sources[LIVE])
    assert "Copy of 2026" in state_in_words(ALL["density-grid"].sources[EMBEDDED])


def test_the_page_of_the_catalogue_is_up_to_date():
    spec = importlib.util.spec_from_file_location("catalogue_page", ROOT / "scripts" / "catalogue.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.PAGE.read_text(encoding="utf-8") == module.page(), "run scripts/catalogue.py"
    assert module.INDICATORS.read_text(encoding="utf-8") == module.indicators_page(), "run scripts/catalogue.py"


def raw_rows(path):
    """Rows of a raw file, counted without the product's readers."""
    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as stream:
        if ".geojson" in path.name:
            return len(json.load(stream)["features"])
        sample = stream.readline()
        rows = csv.reader(stream, delimiter=";" if sample.count(";") > sample.count(",") else ",")
        return sum(1 for row in rows if any(row))


@pytest.fixture(scope="module")
def run(cog, contours):
    done = {}

    def run_recipe(name, cut=None):
        recipe = ALL[name]
        source = recipe.sources[LIVE]
        part = source.parts[0]
        reader = {key: value for key, value in part.reader.items() if key != "layer"}  # a sample is no archive
        part = replace(part, reader={} if name in DERIVED else reader, format="" if name in DERIVED else part.format)
        path = FILES / {**SAMPLED, **DERIVED}[name]
        if cut is not None:
            return harmonize(recipe, source, [(part, path)], cog, contours, cut)
        if name not in done:
            done[name] = harmonize(recipe, source, [(part, path)], cog, contours)
        return done[name]

    return run_recipe


@pytest.mark.parametrize("name", [*SAMPLED, *DERIVED])
def test_an_entry_runs_on_its_real_file(name, run, cog):
    dataset, recipe = run(name), ALL[name]
    provenance, communes = dataset.provenance, set(cog.units("commune"))
    assert provenance.rows_read == raw_rows(FILES / {**SAMPLED, **DERIVED}[name])
    assert provenance.rows_read == provenance.rows_kept + sum(one.count for one in provenance.rejections)
    assert {one.reason for one in provenance.rejections} <= REASONS
    unknown = sum(one.count for one in provenance.rejections if one.reason == "no known commune code")
    assert unknown <= 0.02 * provenance.rows_read, provenance.rejections
    assert len(dataset.table) > 0
    if recipe.schema == "measure":
        assert set(dataset.table["commune"]) <= communes
        assert dataset.table["value"].notna().all()
        assert dataset.table["period"].str.fullmatch("20[0-9]{2}").all()
        return
    assert dataset.table["id"].is_unique
    written = dataset.table["commune" if recipe.schema == "service" else "communes"]
    assert {code for text in written for code in text.split()} <= communes
    assert dataset.table["category"].fillna("").ne("").all()
    if recipe.style.get("categories"):
        assert set(dataset.table["category"]) == set(recipe.style["categories"]), "a category without a colour is not drawn"


@pytest.mark.parametrize("name", [name for name in (*SAMPLED, *DERIVED) if ALL[name].schema != "measure"])
def test_shapes_lie_in_france_and_near_their_commune(name, run, contours):
    dataset = run(name)
    placed = ~shapely.is_missing(dataset.geometry)
    assert placed.mean() > 0.95
    middles = shapely.centroid(dataset.geometry[placed])
    assert in_boxes(shapely.get_x(middles), shapely.get_y(middles), FRANCE).all()
    column = "commune" if "commune" in dataset.table else "communes"
    homes = contours.dissolve([text.split() for text in dataset.table[column][placed]])
    near = shapely.distance(dataset.geometry[placed], homes) < 0.05
    assert np.mean(near) > 0.97


@pytest.mark.parametrize("name", [name for name in (*SAMPLED, *DERIVED) if ALL[name].schema != "measure"])
def test_cut_to_a_departement(name, run, cog, contours):
    whole = run(name)
    column = "commune" if "commune" in whole.table else "communes"
    departements = [cog.units("commune")[text.split()[0]].departement for text in whole.table[column]]
    code = "05" if "05" in departements else departements[0]
    territory = cog.territory(f"departement:{code}")
    cut = run(name, Cut(territory, cog, contours))
    assert cut.table["id"].tolist() == whole.within(territory.communes, territory.key).table["id"].tolist()
    assert 0 < len(cut) < len(whole)
    assert cut.provenance.rows_read == whole.provenance.rows_read


def test_figures_of_real_files(run):
    prices = run("house-prices").table.set_index(["commune", "variable", "period"])["value"]
    assert prices["04004", "sales", "2020"] == 10
    assert prices["04004", "mean_price_m2", "2020"] == pytest.approx(1729.9)
    income = run("filosofi-2021").table.set_index(["commune", "variable"])["value"]
    assert income["01001", "median_income"] == 25820
    assert ("01001", "poverty_rate") not in income.index, "a secret is not zero"
    schools = run("schools").table.set_index("id")
    assert schools.loc["0130013U", ["name", "commune", "status"]].tolist() == [
        "Lycée professionnel Gustave Eiffel",
        "13005",
        "Public",
    ]


BPE = """AN;NOMRS;NUMVOIE;INDREP;TYPVOIE;LIBVOIE;CODPOS;DEPCOM;LIBCOM;DOM;TYPEQU;SIRET;LAMBERT_X;LAMBERT_Y;LONGITUDE;LATITUDE
2025;;1;;RUE;CARNOT;05000;05061;Gap;D;D265;;944000;6389000;6.08;44.56
2025;;1;;RUE;CARNOT;05000;05061;Gap;D;D265;;944000;6389000;6.08;44.56
2025;PHARMACIE X;2;;RUE;CARNOT;05000;05061;Gap;D;D307;12345678900011;944000;6389000;6.08;44.56
2025;;;;;;05170;05096;Orcières;D;D999;;;;;
2025;SUPERETTE;;;;;05000;05061;Gap;B;B201;;944000;6389000;6.08;44.56
"""


def test_the_facilities_of_insee_in_their_documented_layout(tmp_path, cog, contours):
    """Doctors of one address are not one doctor; a new type keeps its code; what has no position is at the middle of its commune."""
    path = tmp_path / "BPE25.csv"
    path.write_text(BPE, encoding="utf-8")

    def made(name):
        source = ALL[name].sources[LIVE]
        return harmonize(ALL[name], source, [(source.parts[0], path)], cog, contours)

    health = made("bpe-health")
    assert health.table["category"].tolist() == ["Médecin généraliste", "Médecin généraliste", "Pharmacie", "D999"]
    assert health.table["id"].is_unique
    assert health.table["position"].tolist() == ["source", "source", "source", "commune"]
    assert health.provenance.rows_read == 5
    assert any("identifier of an earlier one" in note for note in health.provenance.notes)
    assert len(made("general-practitioners")) == 2
    assert made("bpe-shops").table["name"].tolist() == ["SUPERETTE"]
    cut = Cut(cog.territory("commune:05096"), cog, contours)
    source = ALL["bpe-health"].sources[LIVE]
    assert len(harmonize(ALL["bpe-health"], source, [(source.parts[0], path)], cog, contours, cut)) == 1


RECENSEMENT = "CODGEO;P22_LOG;P16_LOG;P22_RP;P22_LOGVAC;P22_RP_PROP\n05061;25000;24000;20000;2000;9000\n"


def test_wide_measures_in_their_documented_layout(tmp_path, cog):
    path = tmp_path / "base-cc-logement-2022.csv"
    path.write_text(RECENSEMENT, encoding="utf-8")
    source = ALL["census-housing"].sources[LIVE]
    table = harmonize(ALL["census-housing"], source, [(source.parts[0], path)], cog).table
    assert sorted(zip(table["variable"], table["period"], table["value"])) == [
        ("dwellings", "2016", 24000),
        ("dwellings", "2022", 25000),
        ("main_homes", "2022", 20000),
        ("vacant_dwellings", "2022", 2000),
    ]
