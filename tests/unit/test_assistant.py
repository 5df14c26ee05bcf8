# SPDX-License-Identifier: GPL-2.0-or-later
"""The assistant on real files: its drafts are valid, run, lose no row, and name the columns that a person would."""

import json
from pathlib import Path

import pytest
from vigie_territoriale.plugin.files.model import main_layer
from vigie_territoriale.plugin.files.opening import open_file
from vigie_territoriale.plugin.harmonize.assistant import Told, draft, settled, undated
from vigie_territoriale.plugin.harmonize.guesses import covered
from vigie_territoriale.plugin.harmonize.pipeline import harmonize
from vigie_territoriale.plugin.harmonize.recipe import load_recipe
from vigie_territoriale.plugin.messages import Silent, VigieError

FILES = Path(__file__).resolve().parents[1] / "data" / "files"


@pytest.fixture
def drafted(tmp_path, cog, contours):
    """The draft for a file of tests/data/files, and what it makes of that file."""

    def ran(document, path):
        recipe = load_recipe(json.dumps(document, indent=1).encode(), trusted=False)
        source = recipe.sources["live"]
        return harmonize(recipe, source, [(source.parts[0], path, tmp_path / "out")], cog, contours)

    def make(name, schema, about=None, settle=False, told=None):
        told = [] if told is None else told
        path = FILES / name if isinstance(name, str) else name
        description = open_file(path, cog=cog, contours=contours, folder=tmp_path / "in").describe(Silent())
        layer = next(layer for layer in description.layers if layer.name == main_layer(description))
        made = draft(description, layer, about or Told(path.name), schema)
        document, dataset = made.document, ran(made.document, path)
        if settle:
            made = settled(made, ran(made.unfiltered, path), cog)
            document, dataset = made.document, ran(made.document, path)
            told.extend(made.guesses())
        provenance = dataset.provenance
        assert provenance.rows_read == layer.rows
        assert provenance.rows_read == provenance.rows_kept + sum(one.count for one in provenance.rejections)
        assert "TODO" not in json.dumps(document)
        return document, dataset

    return make


def test_services_by_names_and_values(drafted):
    document, dataset = drafted("04_services/mediation-numerique-aix-2024.json.gz", "service")
    assert document["columns"] == {
        "id": "id",
        "email": "courriel",
        "website": "site_web",
        "phone": "telephone",
        "postcode": "code_postal",
        "hours": "horaires",
        "address": document["columns"]["address"],
        "commune_name": "commune",
        "name": "nom",
        "commune": {"from": "code_insee", "as": "commune"},
    }
    assert document["columns"]["address"].lower() == "adresse"
    assert document["geometry"]["kind"] == "xy"
    assert len(dataset) == 38
    assert [defect["en"] for defect in document["known_defects"]][-2:] == [
        "Columns of the common schema not found in the file: category.",
        "The recipe does not say where the file is found: it is to be given each time.",
    ]


@pytest.mark.parametrize(
    ("name", "columns", "kept"),
    [
        (
            "annuaire-education-lycees-paca-2024.csv.gz",
            {"name": "Nom_etablissement", "postcode": "Code_postal", "phone": "Telephone", "website": "Web", "email": "Mail"},
            340,
        ),
        ("covoiturage-bnlc-2026.csv.gz", {"id": "id_lieu", "name": "nom_lieu", "category": "type"}, 2447),
        ("conseillers-numeriques-2022.json.gz", {"id": "siret", "name": "raison_sociale", "address": "adresse"}, 1418),
    ],
)
def test_services_of_several_producers(drafted, name, columns, kept):
    document, dataset = drafted(f"04_services/{name}", "service")
    assert columns.items() <= document["columns"].items()
    assert len(dataset) == kept


def test_a_service_without_codes_is_located(drafted, cog):
    document, dataset = drafted("04_services/carburants-04-05-202604.geojson.gz", "service")
    assert document["locate"] is True
    assert "commune" not in document["columns"]
    assert {cog.unit("commune", code).departement for code in dataset.table["commune"]} == {"04", "05"}


def test_perimeters_by_lists_of_codes(drafted, cog):
    document, dataset = drafted("03_programmes/anct-2024-acv2.geojson.gz", "perimeter")
    assert document["columns"]["communes"] == {"from": "liste_geo", "as": "communes"}
    assert document["columns"]["id"] == "id_territoire"
    assert len(dataset) == 45
    document, dataset = drafted("03_programmes/anct-2026-ti.geojson.gz", "perimeter")
    assert document["columns"]["communes"] == {"from": "siren_groupement", "as": "epci"}
    assert max(len(codes.split()) for codes in dataset.table["communes"]) > 50


def test_measures_of_numbers_and_years(drafted, tmp_path):
    document, dataset = drafted("05_indicateurs/lovac-04-05.csv.gz", "measure")
    assert document["columns"]["taux_vacance"]["kind"] == "rate"
    assert document["columns"]["nb_log_vacant"]["kind"] == "count"
    assert set(dataset.table["variable"]) >= {"nb_log_prive", "taux_vacance"}
    path = tmp_path / "wide.csv"
    path.write_text(
        "code_insee;Pop 2019;Pop 2020;log.2019;log.2020\n"
        + "".join(f"{code};1;2;3;4\n" for code in ("05061", "05023", "04070", "05046", "05001"))
    )
    document, dataset = drafted(path, "measure")
    assert document["wide"]["variables"] == {"Pop": "pop", "log.": "log"}
    totals = dataset.table.groupby(["variable", "period"])["value"].sum().to_dict()
    assert totals == {("pop", "2019"): 5, ("pop", "2020"): 10, ("log", "2019"): 15, ("log", "2020"): 20}


def test_rates_are_not_added_up(drafted):
    told = []
    document, dataset = drafted("05_indicateurs/filosofi-2021-communes.csv.gz", "measure", settle=True, told=told)
    kinds = {name: rule["kind"] for name, rule in document["columns"].items() if name != "commune"}
    assert len(kinds) == 27
    assert [name for name, kind in kinds.items() if kind == "count"] == ["nbmenfisc21", "nbpersmenfisc21"]
    assert "tp6021: TP6021 (rate: by its name)" in told
    assert "nbmenfisc21: NBMENFISC21 (count: its values grow with the population of communes)" in told
    poverty = dataset.table[dataset.table["variable"] == "tp6021"]
    assert poverty["value"].max() < 70
    assert "93066" not in set(poverty["commune"])


def test_means_of_sales_and_numbers_of_rows(drafted):
    told = []
    document, _ = drafted("05_indicateurs/dvf-indicateurs-04-05-2020-2024.csv.gz", "measure", settle=True, told=told)
    kinds = {name: rule["kind"] for name, rule in document["columns"].items() if "kind" in rule}
    assert [name for name, kind in kinds.items() if kind == "count"] == ["nb_mutations", "nbmaisons", "nbapparts"]
    assert kinds["surfacemoy"] == "rate"
    assert "column_3" not in kinds
    assert "“column_3” numbers the rows: it is left out." in told
    assert document["live"]["coverage"] == ["departement:04", "departement:05"]
    assert "Coverage: departement:04, departement:05" in told


def test_what_nothing_tells_is_not_added_up(drafted, cog, tmp_path):
    path = tmp_path / "figures.csv"
    units = [unit for unit in cog.units("commune").values() if unit.departement == "05" and unit.population]
    rows = [
        f"{u.code};{u.population};{u.population * 2};{u.population / 3:.3f};{10000 % (i + 7)};{i * 0.37:.2f}"
        for i, u in enumerate(units)
    ]
    path.write_text("code_insee;truc;nb lits;machin;nb chose;bidule\n" + "\n".join(rows) + "\n")
    document, _ = drafted(path, "measure")
    first = {name: rule["kind"] for name, rule in document["columns"].items() if "kind" in rule}
    assert first == {"truc": "rate", "nb_lits": "count", "machin": "rate", "nb_chose": "count", "bidule": "rate"}
    document, _ = drafted(path, "measure", settle=True)
    kinds = {name: rule["kind"] for name, rule in document["columns"].items() if "kind" in rule}
    assert kinds == {**first, "truc": "count", "nb_chose": "rate"}


def test_known_defects_are_in_both_languages(drafted):
    document, _ = drafted("05_indicateurs/filosofi-2021-communes.csv.gz", "measure")
    assert all(one["fr"] != one["en"] for one in document["known_defects"])
    assert "Contours" not in json.dumps(document["known_defects"])


def test_communes_out_of_the_zones_are_left_out_or_told(drafted, tmp_path):
    document, dataset = drafted("03_programmes/zrr-20221109.csv.gz", "perimeter", settle=True)
    assert document["rows"] == {"column": "zrr", "is": "not in", "value": ["NC"]}
    assert len(dataset) < 20_000
    assert document["live"]["coverage"] == ["france"]
    assert "Rows in which “zrr” is NC are left out" in " ".join(one["en"] for one in document["known_defects"])
    path = tmp_path / "zones.csv"
    path.write_text("code_insee;zone\n" + "".join(f"{code};A\n" for code in ("05061", "05023", "04070", "05046", "05001")))
    document, _ = drafted(path, "perimeter")
    assert "No column of zones was recognised" in " ".join(one["en"] for one in document["known_defects"])


@pytest.mark.parametrize(
    ("communes", "written"),
    [
        (["05061", "04070"], ["departement:04", "departement:05"]),
        (["04070", "05061", "06088", "13055", "83137", "84007", "2A004"], ["region:93", "departement:2A"]),
        (["97411"], ["departement:974"]),
        ([], ["france"]),
    ],
)
def test_coverage_by_the_codes(cog, communes, written):
    assert covered(communes, cog) == written
    assert covered(cog.units("commune"), cog) == ["france"]


def test_what_cannot_be_drafted_is_told(drafted, tmp_path):
    with pytest.raises(VigieError, match="holds codes of communes"):
        drafted("03_programmes/qpv2015-occitanie-indicateurs.csv.gz", "service")
    path = tmp_path / "texts.csv"
    path.write_text("code_insee;nom\n" + "".join(f"{code};x\n" for code in ("05061", "05023", "04070", "05046", "05001")))
    with pytest.raises(VigieError, match="no column of numbers"):
        drafted(path, "measure")


def test_how_it_is_found_again(drafted):
    about = Told(
        "Lieux 2024",
        producer="Aix",
        licence="Licence Ouverte 2.0",
        modified="2024-05-06T00:00:00",
        address="https://static.data.gouv.fr/x-20240506.json",
        page="https://www.data.gouv.fr/datasets/lieux",
        dataset="lieux",
        resource="lieux-20240506.json",
    )
    document, _ = drafted("04_services/mediation-numerique-aix-2024.json.gz", "service", about)
    assert document["live"]["parts"] == [{"find": {"dataset": "lieux", "resource": "lieux-*.json"}}]
    assert document["live"]["date"] == "2024-05-06"
    assert document["licence"]["url"].startswith("https://www.etalab")
    assert (document["id"], document["producer"], document["page"]) == ("lieux-2024", "Aix", about.page)


@pytest.mark.parametrize(
    ("title", "pattern"),
    [
        ("BPE 2025 (csv)", "BPE * (csv)"),
        ("export_2024-05-06.csv", "export_*.csv"),
        ("Liste au 01/02/2026", "Liste au *"),
        ("zones [v1]", "zones ?v1?"),
        ("equipements", "equipements"),
    ],
)
def test_titles_without_dates(title, pattern):
    assert undated(title) == pattern
