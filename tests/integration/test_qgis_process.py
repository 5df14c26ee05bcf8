# SPDX-License-Identifier: GPL-2.0-or-later
"""Each algorithm through qgis_process, as in a batch."""

import csv
import hashlib
import json

import independent
import pytest
from osgeo import gdal, ogr
from tablet import Tablet

from .conftest import COG, OWN_LAYER, ROOT, SAMPLES, answer, run

gdal.UseExceptions()


def rows(path):
    """All features of a file as dictionaries, with their geometry."""
    opened = ogr.Open(str(path))
    return [
        {**feature.items(), "geometry": feature.GetGeometryRef() and feature.GetGeometryRef().Clone()} for feature in opened[0]
    ]


def test_list_and_help():
    listed = run("scripts/vigie", "list")
    assert [line.split()[0] for line in listed.stdout.splitlines() if "vigie:" in line] == [
        "vigie:accessibility", "vigie:catalogue", "vigie:collectivity", "vigie:compare", "vigie:factsheet", "vigie:fieldpackage",
        "vigie:fieldreturn", "vigie:indicators", "vigie:inventory", "vigie:load", "vigie:normalizecodes", "vigie:preview",
        "vigie:publications", "vigie:recipe", "vigie:refresh", "vigie:search", "vigie:syncstore",
        "vigie:territory", "vigie:zones",
    ]  # fmt: skip
    assert "france-services" in run("scripts/vigie", "help", "vigie:load").stdout


@pytest.mark.parametrize(
    ("territory", "level", "count"),
    [
        ("epci:200067825", "commune", 17),
        ("departement:05", "epci", 9),
        ("region:93", "departement", 6),
        ("region:93", "region", 1),
    ],
)
def test_territory(vigie, tmp_path, territory, level, count):
    output = tmp_path / "territoire été.gpkg"
    assert answer(vigie("vigie:territory", TERRITORY=territory, LEVEL=level, OUTPUT=output))["COUNT"] == count
    found = rows(output)
    assert len(found) == count
    table = independent.read_cog(COG)
    for row in found:
        people, _ = independent.population_group(
            COG, independent.members(table, level, row["code"]) if level != "commune" else [row["code"]]
        )
        assert row["population"] == people
        assert row["name"]
        assert row["geometry"].GetGeometryName() == "MULTIPOLYGON"
        assert row["geometry"].IsValid()


@pytest.mark.parametrize(
    ("entry", "count"),
    [
        ("france-services", 21), ("town-halls", 162), ("petites-villes-de-demain", 11), ("action-coeur-de-ville", 2),
        ("villages-davenir", 57), ("density-grid", 162), ("mountain-massifs", 162), ("legal-populations", 324),
    ],
)  # fmt: skip
def test_load(vigie, tmp_path, entry, count):
    output = tmp_path / "couche.gpkg"
    results = answer(vigie("vigie:load", ENTRY=entry, TERRITORY="departement:05", OUTPUT=output))
    assert results["COUNT"] == len(rows(output)) == count
    assert '"licence": "Licence Ouverte 2.0"' in results["PROVENANCE"]


def test_recipe(vigie, tmp_path):
    source, recipe = tmp_path / "lieux été.csv", tmp_path / "recette.json"
    source.write_text("id;nom;code_insee;cp\n1;Alpha;05061;05000\n2;Bêta;5023;05100\n3;Gamma;00000;\n", encoding="cp1252")
    drafted = answer(vigie("vigie:recipe", URL=source, SCHEMA="service", OUTPUT=recipe))
    assert (drafted["READ"], drafted["KEPT"], drafted["REJECTED"]) == (3, 2, 1)
    checked = answer(vigie("vigie:recipe", URL=source, CHECK=recipe, TERRITORY="commune:05023"))
    assert (checked["READ"], checked["KEPT"], checked["REJECTED"]) == (3, 1, 2)
    recipe.write_text(
        recipe.read_text(encoding="utf-8").replace('"given": true', '"url": "https://127.0.0.1/a.csv"'), encoding="utf-8"
    )
    refused = vigie("vigie:recipe", URL=source, CHECK=recipe)
    assert refused.returncode != 0
    assert "public machines" in refused.stdout + refused.stderr or "machines publiques" in refused.stdout + refused.stderr


def test_indicators_are_those_of_an_independent_computation(vigie, tmp_path):
    before = hashlib.sha256(OWN_LAYER.read_bytes()).hexdigest()
    output, table = tmp_path / "indicateurs.gpkg", tmp_path / "table.csv"
    answer(
        vigie(
            "vigie:indicators",
            DEFINITIONS="france-services-distance,france-services-per-10000,population-change,features-count",
            TERRITORY="epci:200067825",
            LEVEL="commune",
            LAYERS=f"features={OWN_LAYER}",
            OUTPUT=output,
            OUTPUT_TABLE=table,
        )
    )
    found = {row["code"]: row for row in rows(output)}
    codes = list(found)
    assert sorted(codes) == sorted(independent.members(independent.read_cog(COG), "epci", "200067825"))
    distance = independent.distance_km(SAMPLES, COG, codes)
    services = independent.france_services(SAMPLES, COG, codes)
    change = independent.population_change(SAMPLES, COG, codes)
    for code, row in found.items():
        assert row["france_services_distance"] == pytest.approx(distance[code], rel=1e-9)
        assert row["france_services_per_10000"] == pytest.approx(services[code].value, rel=1e-9)
        assert row["population_change"] == pytest.approx(change[code], rel=1e-9)
    assert sum(row["features_count"] for row in found.values()) == 9
    with table.open(encoding="utf-8") as stream:
        lines = [line for line in csv.DictReader(stream) if line["role"] == "comparator"]
    values = {(line["indicator"], line["level"], line["code"]): line["value"] for line in lines}
    france = independent.france_services_group(SAMPLES, COG, independent.members(independent.read_cog(COG), "france"))
    assert float(values["france-services-per-10000", "france", "france"]) == pytest.approx(france.value, rel=1e-9)
    assert values["france-services-distance", "france", "france"] == ""
    assert hashlib.sha256(OWN_LAYER.read_bytes()).hexdigest() == before


@pytest.mark.parametrize("kind", ["html", "pdf"])
def test_factsheet(vigie, tmp_path, kind):
    output = tmp_path / "fiches été" / f"fiche.{kind}"
    answer(vigie("vigie:factsheet", TERRITORY="epci:200067825", FORMAT=kind, OUTPUT=output))
    if kind == "pdf":
        text = run("pdftotext", "-layout", output, "-").stdout
    else:
        text = output.read_text(encoding="utf-8")
        assert 'src="data:image/png;base64,iVBOR' in text
    for expected in ("CA Gap-Tallard-Durance", "51,502", "80.2", "Licence Ouverte 2.0", "Tallard"):
        assert expected in text


@pytest.mark.parametrize(
    ("name", "parameters", "sentence"),
    [
        ("vigie:territory", {"TERRITORY": "epci:999"}, "Unknown territory “epci:999”"),
        ("vigie:territory", {"TERRITORY": "village:1"}, "Unknown level “village”"),
        ("vigie:load", {"TERRITORY": "commune:05061", "ENTRY": "nothing"}, "Unknown entry “nothing”"),
        ("vigie:load", {"TERRITORY": "commune:29232", "ENTRY": "town-halls"}, "does not cover Quimper"),
        ("vigie:indicators", {"TERRITORY": "commune:05061", "DEFINITIONS": "nothing"}, "Unknown indicator “nothing”"),
        ("vigie:indicators", {"TERRITORY": "commune:05061", "DEFINITIONS": "features-count"}, "needs a layer"),
        (
            "vigie:indicators",
            {"TERRITORY": "commune:05061", "DEFINITIONS": "features-count", "LAYERS": "features={broken}"},
            "No readable vector layer",
        ),
        (
            "vigie:indicators",
            {"TERRITORY": "commune:05061", "DEFINITIONS": "features-count", "LAYERS": "{broken}"},
            "is not understood",
        ),
        ("vigie:indicators", {"TERRITORY": "commune:05061", "DEFINITIONS": "{broken}.json"}, "cannot be read"),
        ("vigie:load", {"TERRITORY": "departement:976", "ENTRY": "legal-populations"}, "does not cover Mayotte"),
        (
            "vigie:indicators",
            {"TERRITORY": "commune:05061", "DEFINITIONS": "features-count", "LAYERS": "featurez={own}"},
            "choose among contours, features",
        ),
        (
            "vigie:indicators",
            {"TERRITORY": "commune:05061", "DEFINITIONS": "features-count", "LAYERS": "features={table}"},
            "delimitedtext://",
        ),
        ("vigie:factsheet", {"TERRITORY": "rien"}, "Unknown territory “rien”"),
        ("vigie:factsheet", {"TERRITORY": "commune:05061", "OUTPUT": "{broken}/fiche.html"}, "cannot be written"),
    ],
)
def test_what_cannot_be_done_is_a_sentence_and_a_failure(vigie, tmp_path, name, parameters, sentence):
    broken = tmp_path / "cassé.gpkg"
    broken.write_text("this is no GeoPackage", encoding="utf-8")
    table = tmp_path / "bancs.csv"
    table.write_text("lon,lat\n6.08,44.56\n", encoding="utf-8")
    output = tmp_path / ("sortie.html" if name == "vigie:factsheet" else "sortie.gpkg")
    given = {key: value.format(broken=broken, own=OWN_LAYER, table=table) for key, value in parameters.items()}
    process = vigie(name, **{"OUTPUT": output, **given})
    said = process.stdout + process.stderr
    assert process.returncode != 0
    assert sentence in said
    assert "Traceback" not in said
    assert not output.exists()


@pytest.mark.parametrize("written", ["commune:15031", "commune:98735"])
def test_a_fact_sheet_without_any_contour(vigie, tmp_path, written):
    """The PDF of a territory without a contour crashed QGIS."""
    output = tmp_path / "fiche.pdf"
    answer(vigie("vigie:factsheet", TERRITORY=written, OUTPUT=output))
    assert output.read_bytes()[:5] == b"%PDF-"  # and the format follows from the name


def test_a_format_that_the_file_name_denies_is_refused(vigie, tmp_path):
    output = tmp_path / "fiche.pdf"
    process = vigie("vigie:factsheet", TERRITORY="commune:05046", FORMAT="html", OUTPUT=output)
    assert process.returncode != 0
    assert "FORMAT" in process.stdout + process.stderr
    assert not output.exists()


def test_an_output_never_takes_the_place_of_an_input(vigie, tmp_path):
    mine = tmp_path / "mes stations.geojson"
    mine.write_bytes(OWN_LAYER.read_bytes())
    before = hashlib.sha256(mine.read_bytes()).hexdigest()
    process = vigie(
        "vigie:indicators",
        DEFINITIONS="features-count",
        TERRITORY="commune:05061",
        LAYERS=f"features={mine}",
        OUTPUT=mine,
    )
    assert process.returncode != 0
    assert "choose another" in process.stdout + process.stderr
    assert hashlib.sha256(mine.read_bytes()).hexdigest() == before


def test_a_table_of_the_users_geopackage_is_not_replaced(vigie, tmp_path):
    """What the dialog writes for "Save to GeoPackage"."""
    mine = tmp_path / "stations.gpkg"
    gdal.VectorTranslate(str(mine), str(OWN_LAYER), layerName="stations", format="GPKG")
    before = hashlib.sha256(mine.read_bytes()).hexdigest()
    for layer in (mine, f"{mine}|layername=stations", f"GPKG:{mine}:stations"):
        process = vigie(
            "vigie:indicators",
            DEFINITIONS="features-count",
            TERRITORY="commune:05061",
            LAYERS=f"features={layer}",
            OUTPUT=f"ogr:dbname='{mine}' table=\"stations\" (geom)",
        )
        assert process.returncode != 0
        assert "choose another" in process.stdout + process.stderr
        assert hashlib.sha256(mine.read_bytes()).hexdigest() == before


def test_codes_of_a_list_of_mergers_that_lost_its_zeros(vigie, tmp_path):
    """Whatever became of the commune that merged, its code of then leads to the commune that holds it today."""
    history = independent.read_history()
    table = independent.read_cog(COG)
    output, report = tmp_path / "codes d’été.gpkg", tmp_path / "rapport.json"
    source = ROOT / "tests" / "data" / "files" / "09_malformes" / "zlv-fusions-communes-zeros-perdus.csv"
    with source.open(encoding="utf-8-sig", newline="") as stream:
        raw = list(csv.DictReader(stream))
    results = answer(vigie("vigie:normalizecodes", INPUT=source, FIELD="COM_INI", OUTPUT=output, REPORT=report))
    found = rows(output)
    assert results["COUNT"] == results["RESOLVED"] == len(found) == len(raw)
    for row, line in zip(found, raw):
        assert (row["COM_INI"], row["LIB_COM_INI"]) == (line["COM_INI"], line["LIB_COM_INI"])
        assert row["code_cog"] == independent.present(line["COM_INI"].zfill(5), table, history)
    told = json.loads(report.read_text(encoding="utf-8"))
    assert sum(told["counts"].values()) == told["rows"] == len(raw)
    assert {change["status"] for change in told["changes"]} >= {"padded", "delegated", "merged"}


def test_zones_by_which_access_is_told(vigie, tmp_path):
    cells, areas, table = tmp_path / "mailles.gpkg", tmp_path / "accès.gpkg", tmp_path / "accès.csv"
    results = answer(vigie("vigie:zones", TERRITORY="commune:05061", KIND="hexagon", SIZE=1000, CLIP=True, OUTPUT=cells))
    found = rows(cells)
    assert results["COUNT"] == len(found) == len({row["code"] for row in found})
    measured = sum(row["geometry"].GetArea() for row in found) / 1e6
    assert measured == pytest.approx(sum(row["area_km2"] for row in found))
    assert measured == pytest.approx(110, rel=0.05)  # Gap, in km²
    told = answer(
        vigie("vigie:accessibility", TERRITORY="commune:05061", ENTRY="france-services", OUTPUT=areas, OUTPUT_TABLE=table)
    )
    assert told["COUNT"] == len(rows(areas)) == 2
    assert [row["level"] for row in rows(table)] == ["territory", "epci", "commune"]


def test_out_to_the_field_and_back(vigie, tmp_path):
    """A package of a layer of the user's, edited as a tablet does, and brought back into it."""
    own, folder = tmp_path / "stations.gpkg", tmp_path / "paquet été"
    statement = f'SELECT id, adresse, ville, geometry FROM "{OWN_LAYER.stem}" GROUP BY id'
    gdal.VectorTranslate(
        str(own), str(OWN_LAYER), format="GPKG", layerName="stations", SQLStatement=statement, SQLDialect="SQLITE"
    )
    before = own.read_bytes()
    made = answer(
        vigie(
            "vigie:fieldpackage", EDITABLE=own, TERRITORY="departement:05", WHO="Ana", FOLDER=folder, REPORT=tmp_path / "r.html"
        )
    )
    assert made["COUNT"] == len(rows(folder / "data.gpkg")) > 10 and own.read_bytes() == before
    tablet = Tablet(folder, tmp_path / "tablette")
    first = sorted(row["id"] for row in rows(folder / "data.gpkg"))[0]
    tablet.set(first, adresse="vue sur place")
    tablet.add("new", 6.1, 44.6, id="nouvelle")
    preview = answer(vigie("vigie:fieldreturn", RETURNED=tablet.folder, LAYER_TO_WRITE=own, REPORT=tmp_path / "r.json"))
    assert (preview["ADDED"], preview["CHANGED"], preview["APPLIED"]) == (1, 1, False)
    assert {one["kind"] for one in json.loads((tmp_path / "r.json").read_text())["edits"]} == {"added", "changed"}
    done = answer(vigie("vigie:fieldreturn", RETURNED=tablet.folder, LAYER_TO_WRITE=own, APPLY_TO_LAYER="true"))
    assert done["APPLIED"]
    after = {row["id"]: row["adresse"] for row in rows(own)}
    assert (after[first], "nouvelle" in after, len(after)) == ("vue sur place", True, 95)
    again = answer(vigie("vigie:fieldreturn", RETURNED=tablet.folder, LAYER_TO_WRITE=own, APPLY_TO_LAYER="true"))
    assert again["ADDED"] + again["CHANGED"] + again["CONFLICTS"] == 0 and len(rows(own)) == 95
    (entry,) = [one for one in json.loads(answer(vigie("vigie:fieldreturn"))["JOURNAL"]) if one["package"] == made["PACKAGE"]]
    assert (entry["who"], entry["out"], len(entry["returns"])) == ("Ana", [], 2)
    restored = answer(vigie("vigie:fieldreturn", RESTORE=done["BACKUP"], LAYER_TO_WRITE=own))
    assert restored["RESTORED"] == 2 and len(rows(own)) == 94
