# SPDX-License-Identifier: GPL-2.0-or-later
"""All that a recipe can describe, on small files made up for it."""

import json
from functools import partial

import numpy as np
import pytest
import shapely
from vigie_territoriale.plugin.files.cut import Cut
from vigie_territoriale.plugin.harmonize import rows
from vigie_territoriale.plugin.harmonize.outside import Ceiling
from vigie_territoriale.plugin.harmonize.pipeline import harmonize
from vigie_territoriale.plugin.harmonize.recipe import load_recipe
from vigie_territoriale.plugin.messages import Silent, VigieError

GAP, BRIANCON, EMBRUN, DIGNE = "05061", "05023", "05046", "04070"


LIVE = {"date": "2026", "coverage": ["france"], "verification": "documentation", "parts": [{"given": True}]}


def document(schema="service", **told):
    """A recipe from outside, valid, with what is told."""
    base = {
        "id": "essai",
        "version": 1,
        "schema": schema,
        "title": {"fr": "Essai", "en": "Trial"},
        "description": {"fr": "Essai", "en": "Trial"},
        "theme": "services",
        "producer": "Nous",
        "licence": {"title": "Licence Ouverte 2.0", "url": "https://example.org/licence"},
        "page": "https://example.org/",
        "columns": {"id": "id", "name": "nom", "commune": {"from": "insee", "as": "commune"}},
        "live": {**LIVE, "parts": [{"given": True}]},
    }
    return {**base, **told}


@pytest.fixture
def run(tmp_path, cog, contours):
    def run_recipe(text, cut=None, name="essai.csv", **told):
        recipe = load_recipe(json.dumps(document(**told)).encode(), trusted=False)
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        source = recipe.sources["live"]
        area = cut and Cut(cog.territory(cut), cog, contours)
        dataset = harmonize(recipe, source, [(source.parts[0], path)], cog, contours, area)
        provenance = dataset.provenance
        assert provenance.rows_read == provenance.rows_kept + sum(one.count for one in provenance.rejections)
        assert all(one.count >= len(one.examples) for one in provenance.rejections)
        return dataset

    return run_recipe


def rejections(dataset):
    return {one.reason: one.count for one in dataset.provenance.rejections}


TABLE = "id;nom;insee;type;capacite;date\n" + "".join(
    f"{line}\n"
    for line in (
        f"1;Alpha;{GAP};A1;10;01/02/2020",
        f"2;Beta;{BRIANCON};A2;20;2021-03-04",
        f"3;Gamma;{EMBRUN};B1;;12/12/2019",
        f"4;;{DIGNE};B2;2,5;",
        "5;Epsilon;99999;A1;7;01/01/2020",
    )
)


@pytest.mark.parametrize(
    ("rule", "kept"),
    [
        ({"column": "type", "is": "=", "value": "A1"}, "1"),
        ({"column": "type", "is": "!=", "value": "A1"}, "234"),
        ({"column": "type", "is": "in", "value": ["A2", "B2"]}, "24"),
        ({"column": "type", "is": "not in", "value": ["A2", "B2"]}, "13"),
        ({"column": "capacite", "is": ">", "value": 9.5}, "12"),
        ({"column": "capacite", "is": "<=", "value": "2,5"}, "4"),
        ({"column": "capacite", "is": "empty"}, "3"),
        ({"column": "nom", "is": "not empty"}, "123"),
        ({"column": "date", "is": ">=", "value": "2020-02-01"}, "12"),
        ({"column": "date", "is": "<", "value": "01/01/2020"}, "3"),
        ({"column": "type", "is": "matches", "value": "A[0-9]"}, "12"),
        ({"column": "type", "is": "matches", "value": "A"}, ""),
        ({"column": "nom", "is": "contains", "value": "ÀL"}, "1"),
        ({"all": [{"column": "type", "is": "matches", "value": "A."}, {"column": "capacite", "is": ">", "value": 15}]}, "2"),
        ({"any": [{"column": "id", "is": "=", "value": 4}, {"column": "nom", "is": "=", "value": "Alpha"}]}, "14"),
    ],
    ids=lambda value: json.dumps(value) if isinstance(value, dict) else value,
)
def test_rows_are_filtered(run, rule, kept):
    dataset = run(TABLE, rows=rule)
    assert "".join(dataset.table["id"]) == kept
    assert rejections(dataset).get("left out by the recipe", 0) + rejections(dataset).get("no known commune code", 0) == 5 - len(
        kept
    )


def test_columns_are_joined_split_recoded_and_typed(run):
    text = (
        f"a;b;insee;genre;places;ouvert;jour;poids\nx;y;{GAP};1;12,0;Oui;3/4/2020;1 234,5\nx;;{BRIANCON};9;douze;non;bientôt;\n"
    )
    dataset = run(
        text,
        columns={
            "id": {"from": ["a", "b", "insee"], "separator": "-", "prefixes": ["<", "", ""]},
            "name": {"from": "insee", "split": {"separator": "0", "part": -1}},
            "commune": {"from": "insee", "as": "commune"},
            "category": {"from": "genre", "recode": {"1": "école"}, "unknown": "empty"},
            "status": {"from": "genre", "recode": {"1": "école"}},
            "hours": {"from": "jour", "as": "date"},
        },
        extra={
            "places": {"from": "places", "as": "integer"},
            "ouvert": {"from": "ouvert", "as": "boolean"},
            "poids": {"from": "poids", "as": "real"},
        },
        constants={"phone": "17"},
    )
    table = dataset.table
    assert table["id"].tolist() == [f"<x-y-{GAP}", f"<x-{BRIANCON}"]
    assert table["name"].tolist() == ["61", "23"]
    assert table["category"].tolist() == ["école", None]
    assert table["status"].tolist() == ["école", "9"]
    assert table["hours"].tolist() == ["2020-04-03", "bientôt"]
    assert table["phone"].tolist() == ["17", "17"]
    assert table["places"].tolist()[0] == 12 and table["places"].isna().tolist() == [False, True]
    assert table["ouvert"].tolist() == [1, 0]
    assert table["poids"].tolist()[0] == 1234.5
    assert (table["places"].dtype, table["poids"].dtype.kind) == ("Int64", "f")
    assert "1 values of “places” are not understood: they are left empty." in dataset.provenance.notes


def test_values_not_understood_leave_the_row_out_when_asked(run):
    dataset = run(TABLE, extra={"capacity": {"from": "capacite", "as": "integer", "unknown": "reject"}})
    assert dataset.table["id"].tolist() == ["1", "2", "3"]
    assert rejections(dataset)["a value of “capacity” that is not understood"] == 1


def test_several_communes_in_a_cell_become_rows_of_their_own(run):
    text = f"id;nom;insee\n1;Alpha;{GAP}, {BRIANCON},{GAP}\n2;Beta;{EMBRUN}\n3;Gamma;\n"
    columns = {"id": {"from": ["id", "insee"], "separator": "/"}, "commune": {"from": "insee", "as": "commune"}}
    for rule in ({"column": "insee", "separator": ","}, {"column": "insee", "codes": True}):
        dataset = run(text, explode=rule, columns=columns)
        assert dataset.table["id"].tolist() == [f"1/{GAP}", f"1/{BRIANCON}", f"2/{EMBRUN}"]
        assert dataset.provenance.rows_read == 4
        assert rejections(dataset) == {"no known commune code": 1}
        assert any(note.startswith("1 rows name several values") for note in dataset.provenance.notes)


PERIMETER = {"id": "id", "name": "nom", "communes": {"from": "insee", "as": "communes"}}


def test_rows_of_one_perimeter_are_merged(run, cog):
    text = f"id;nom;insee\n1;Alpha;Gap ({GAP})\n1;Alpha;{BRIANCON} {EMBRUN}\n2;Beta;{DIGNE}\n"
    dataset = run(
        text,
        schema="perimeter",
        columns=PERIMETER,
        geometry={"kind": "communes"},
        deduplicate={"key": ["id"], "keep": "merge"},
    )
    assert dataset.table["communes"].tolist() == [f"{BRIANCON} {EMBRUN} {GAP}", DIGNE]
    assert rejections(dataset) == {"joined to an earlier row, whose communes are completed": 1}
    assert shapely.area(dataset.geometry[0]) > shapely.area(dataset.geometry[1])


def test_an_epci_gives_its_communes(run, cog):
    columns = {**PERIMETER, "communes": {"from": "insee", "as": "epci"}}
    dataset = run(
        "id;nom;insee\n1;CA;200067825\n2;?;123456789\n", schema="perimeter", columns=columns, geometry={"kind": "communes"}
    )
    assert dataset.table["communes"].tolist() == [" ".join(sorted(cog.members("epci", "200067825")))]


def test_the_latest_of_duplicates_is_kept(run):
    text = f"id;nom;insee;maj\n1;Old;{GAP};01/01/2020\n1;New;{GAP};02/03/2021\n1;Undated;{GAP};\n2;Lone;{GAP};\n"
    for keep, name in (("last", "New"), ("first", "Undated")):
        dataset = run(text, deduplicate={"key": ["id"], "keep": keep, "by": "maj"})
        assert dataset.table["name"].tolist() == [name, "Lone"]
        assert rejections(dataset) == {"same id as another row": 2}


def test_positions_of_many_kinds(run):
    text = (
        "id;nom;insee;x;y;epsg;wkt;pair\n"
        f'1;Alpha;{GAP};945000;6388000;2154;"POINT (6.08 44.56)";"44.56, 6.08"\n'
        "2;Bravo;97411;338000;7692000;2975;POINT (55.45 -20.88);-20.88, 55.45\n"
        f"3;Rien;{BRIANCON};;;;;\n"
    )
    for geometry in (
        {"kind": "xy", "x": "x", "y": "y", "crs_column": "epsg"},
        {"kind": "text", "column": "wkt", "crs": "EPSG:4326"},
        {"kind": "text", "column": "pair", "crs": "EPSG:4326", "latitude_first": True},
    ):
        dataset = run(text, geometry=geometry)
        assert [shape is None for shape in dataset.geometry] == [False, False, True]
        assert shapely.get_coordinates(dataset.geometry[:2]) == pytest.approx(
            np.array([[6.08, 44.56], [55.45, -20.88]]), abs=0.05
        )


def test_a_point_of_the_commune_is_told_to_be_approximate(run, contours):
    text = f"id;nom;insee;x;y\n1;Alpha;{GAP};6.08;44.56\n2;Beta;{BRIANCON};;\n"
    dataset = run(text, geometry={"kind": "xy", "x": "x", "y": "y", "crs": "EPSG:4326", "missing": "commune-point"})
    assert dataset.table["position"].tolist() == ["source", "commune"]
    assert shapely.contains(contours.of([BRIANCON])[0], dataset.geometry[1])
    assert "1 rows are placed at the middle of their commune: their position is approximate." in dataset.provenance.notes
    alone = run(text, geometry={"kind": "commune-point"})
    assert alone.table["position"].tolist() == ["commune", "commune"]


def test_the_commune_is_found_by_the_position(run):
    text = f"id;nom;insee;x;y\n1;Alpha;;6.08;44.56\n2;Beta;{BRIANCON};6.08;44.56\n3;Mer;;-30;40\n"
    dataset = run(text, locate=True, geometry={"kind": "xy", "x": "x", "y": "y", "crs": "EPSG:4326"})
    assert dataset.table["commune"].tolist() == [GAP, BRIANCON]
    assert rejections(dataset) == {"no known commune code": 1}
    assert any(note.startswith("1 rows have no code") for note in dataset.provenance.notes)


def test_shapes_of_the_file_are_kept(run):
    feature = {
        "type": "Feature",
        "properties": {"id": 1, "nom": "A", "insee": GAP},
        "geometry": {"type": "Point", "coordinates": [6.08, 44.56]},
    }
    other = {**feature, "properties": {"id": 2, "nom": "B", "insee": "99999"}, "geometry": None}
    text = json.dumps({"type": "FeatureCollection", "features": [other, feature]})
    dataset = run(text, name="essai.geojson", geometry={"kind": "source"})
    assert dataset.table["id"].tolist() == ["1"]
    assert (dataset.geometry[0].x, dataset.geometry[0].y) == (6.08, 44.56)


@pytest.mark.parametrize(
    ("check", "count"),
    [
        ({"check": "required", "column": "name"}, 1),
        ({"check": "unique", "column": "category"}, 1),
        ({"check": "known", "column": "category", "values": ["A1", "A2"]}, 2),
        ({"check": "range", "column": "capacity", "minimum": 5, "maximum": 15}, 2),
        ({"check": "in-france"}, 1),
        ({"check": "in-commune", "metres": 5000}, 2),
    ],
    ids=lambda value: value["check"] if isinstance(value, dict) else "",
)
def test_checks_of_rows_refuse_tell_or_leave_out(run, check, count):
    text = (
        "id;nom;insee;type;capacite;x;y\n"
        f"1;Alpha;{GAP};A1;10;6.08;44.56\n2;Beta;{BRIANCON};A2;20;6.08;44.56\n"
        f"3;;{EMBRUN};B1;;0.0;-60\n4;Delta;{GAP};B1;2;6.08;44.56\n"
    )
    told = {
        "columns": {**document()["columns"], "category": "type"},
        "extra": {"capacity": {"from": "capacite", "as": "real"}},
        "geometry": {"kind": "xy", "x": "x", "y": "y", "crs": "EPSG:4326"},
    }
    with pytest.raises(VigieError, match=f"refused by a check of their recipe. {count} rows"):
        run(text, checks=[check], **told)
    noted = run(text, checks=[{**check, "severity": "warning"}], **told)
    assert len(noted) == 4
    assert any(note.startswith(f"{count} rows: ") for note in noted.provenance.notes)
    left = run(text, checks=[{**check, "severity": "reject"}], **told)
    assert len(left) == 4 - count == len(left.geometry)
    assert len(run(text, checks=[{**check, "most": 0.5}], **told)) == 4


@pytest.mark.parametrize(
    ("check", "said"),
    [
        ({"check": "rows", "minimum": 6}, "5 rows were read, where 6 to"),
        ({"check": "rows", "maximum": 4}, "where 0 to 4 are expected"),
        ({"check": "missing", "column": "name", "most": 0.1}, "“name” is empty in 1 rows of 4"),
        ({"check": "known-commune", "most": 0.1}, "1 rows of 5 have no known commune code"),
    ],
    ids=lambda value: value["check"] if isinstance(value, dict) else "",
)
def test_checks_of_the_whole(run, check, said):
    with pytest.raises(VigieError, match=said):
        run(TABLE, checks=[check])
    assert any(said in note for note in run(TABLE, checks=[{**check, "severity": "warning"}]).provenance.notes)
    fine = {**check, **({"most": 0.5} if "most" in check else {"minimum": 5, "maximum": 5})}
    assert not any("rows" in note for note in run(TABLE, checks=[fine]).provenance.notes)


def test_a_cut_keeps_the_territory_and_counts_the_rest(run, cog):
    whole = run(TABLE)
    cut = run(TABLE, cut="departement:05")
    assert cut.table["id"].tolist() == ["1", "2", "3"]
    assert rejections(cut) == {"outside of the territory": 1, "no known commune code": 1}
    assert cut.provenance.territory == "departement:05"
    assert cut.provenance.rows_read == whole.provenance.rows_read == 5
    filtered = run(TABLE, cut="departement:05", rows={"column": "type", "is": "!=", "value": "A2"})
    assert filtered.table["id"].tolist() == ["1", "3"]


def test_a_cut_gives_what_cutting_afterwards_gives(run, cog):
    codes = sorted(cog.units("commune"))[::7]
    text = "id;nom;insee\n" + "".join(f"{place};N{place};{code}\n" for place, code in enumerate(codes * 3))
    territory = cog.territory("epci:200067825,departement:04")
    after = run(text).within(territory.communes, territory.key)
    before = run(text, cut=territory.key)
    assert len(after) > 20
    assert before.table.equals(after.table)


def test_wide_tables_become_measures(run):
    text = f"code;pop_2019;pop_2023;log-2023;autre\n{GAP};100;110;5;x\n{BRIANCON};s;20,5;;y\n"
    wide = {
        "pattern": r"(?P<variable>pop|log)[_\-](?P<period>20[0-9]{2})",
        "variables": {"pop": "population", "log": "logements"},
    }
    dataset = run(text, schema="measure", columns={"commune": "code"}, wide=wide)
    rows = {tuple(row[:3]): row[3] for row in dataset.table.itertuples(index=False)}
    assert rows == {
        (GAP, "population", "2019"): 100,
        (GAP, "population", "2023"): 110,
        (BRIANCON, "population", "2023"): 20.5,
        (GAP, "logements", "2023"): 5,
    }


def test_long_tables_and_periods_in_a_column(run):
    text = f"code;an;quoi;combien\n{GAP};2019;pop;100\n{GAP};2020;pop;101\n{GAP};2020;log;7\n"
    columns = {"commune": "code", "period": "an", "variable": "quoi", "value": "combien"}
    dataset = run(text, schema="measure", columns=columns)
    rows = {tuple(row[:3]): row[3] for row in dataset.table.itertuples(index=False)}
    assert rows == {(GAP, "pop", "2019"): 100, (GAP, "pop", "2020"): 101, (GAP, "log", "2020"): 7}


def test_rates_of_merged_communes_are_weighted_or_left_out(run, cog):
    former, current = next((a, b) for a, b in cog.successors.items() if not cog.is_district(a) and a != b and len(a) == 5)
    text = f"code;taux;pop\n{former};10;300\n{current};20;100\n{GAP};5;1\n"
    rate = {"from": "taux", "kind": "rate"}
    weighted = run(text, schema="measure", columns={"commune": "code", "taux": {**rate, "weight": "pop"}}).table
    assert dict(zip(weighted["commune"], weighted["value"])) == {current: 12.5, GAP: 5}
    alone = run(text, schema="measure", columns={"commune": "code", "taux": rate})
    assert dict(zip(alone.table["commune"], alone.table["value"])) == {GAP: 5}
    assert any("a rate has no weight" in note for note in alone.provenance.notes)


CULOZ, BEON = "01138", "01039"
"""Culoz-Béon, and the commune that merged into it in 2023."""

RATE = {"from": "taux", "kind": "rate", "weight": "pop"}


def figures_of(dataset):
    return dict(zip(dataset.table["commune"], dataset.table["value"]))


def test_the_rate_of_one_part_is_not_that_of_a_merged_commune(run):
    text = f"code;taux;pop\n{CULOZ};34;1976\n{BEON};s;743\n{GAP};5;1\n{EMBRUN};7;\n"
    dataset = run(text, schema="measure", columns={"commune": "code", "taux": RATE})
    assert figures_of(dataset) == {GAP: 5, EMBRUN: 7}
    assert "“taux”: no figure for 1 communes that merged" in " ".join(dataset.provenance.notes)


def test_a_part_without_a_row_is_missing_when_the_recipe_tells_its_vintage(run):
    text = f"code;pop\n{CULOZ};2800\n{GAP};5\n"
    told = {"schema": "measure", "columns": {"commune": "code", "pop": "pop"}}
    assert figures_of(run(text, **told)) == {CULOZ: 2800, GAP: 5}
    for place in ({"vintage": 2022}, {"live": {**LIVE, "parts": [{"given": True, "vintage": 2022}]}}):
        dataset = run(text, **told, **place)
        assert figures_of(dataset) == {GAP: 5}
        assert any("a part is missing" in note for note in dataset.provenance.notes)


def test_rows_that_no_figure_counts_are_rejected(run):
    text = f"code;pop\n14712;5400\n75056;9\n75101;4\nCOM-{GAP};5\n{CULOZ};3\n{BEON};1\n99999;1\n"
    dataset = run(text, schema="measure", columns={"commune": "code", "pop": "pop"}, vintage=2019)
    assert figures_of(dataset) == {GAP: 5, CULOZ: 4, "75056": 9}
    assert rejections(dataset) == {
        "no known commune code": 1,
        "already counted in its commune": 1,
        "a commune that was split since": 1,
    }
    assert "no figure for the 1 communes of the country that were split since" in " ".join(dataset.provenance.notes)


def test_attribution_follows_the_data(run):
    assert run(TABLE, attribution="© Nous, d’après eux").provenance.notes[0] == "© Nous, d’après eux"


def test_options_of_the_reader_are_fixed(run):
    text = "Titre du tableau|\n" + TABLE.replace(";", "|").replace("2,5", "25")
    assert len(run(text, reader={"separator": "|", "header_row": 2, "encoding": "utf-8"})) == 4
    with pytest.raises(VigieError, match="no longer has the expected columns"):
        run(TABLE, reader={"separator": "|"})


@pytest.mark.parametrize(
    ("told", "field", "why"),
    [
        ({"columns": {"id": "id", "colour": "x"}}, "columns.colour", "no such column is known"),
        ({"columns": {"id": {"from": "id", "as": "colour"}}}, "columns.id.as", "it must be one of text"),
        ({"columns": {"id": {"from": []}}}, "columns.id.from", "1 items at least"),
        ({"extra": {"name": "x"}}, "extra.name", "the common schema does not have"),
        ({"rows": {"column": "a", "is": "like", "value": "b"}}, "rows.is", "it must be one of empty"),
        ({"rows": {"all": [{"column": "a", "is": "="}]}}, "rows.all.0", "it lacks value"),
        ({"rows": {"column": "a", "is": "matches", "value": "(a+)+"}}, "rows.value", "too long to compare"),
        ({"geometry": {"kind": "xy", "x": "x"}}, "geometry", "it lacks y"),
        ({"geometry": {"kind": "xy", "x": "x", "y": "y"}}, "geometry", "it needs one of crs, crs_column"),
        ({"explode": {"column": "a"}}, "explode", "it needs one of separator, codes"),
        ({"geometry": {"kind": "here"}}, "geometry.kind", "it must be one of none"),
        ({"checks": [{"check": "required"}]}, "checks.0", "it lacks column"),
        ({"checks": [{"check": "rows", "severity": "reject"}]}, "checks.0.severity", "it must be one of error, warning"),
        ({"checks": [{"check": "range", "column": "id"}]}, "checks.0", "neither a minimum nor a maximum"),
        ({"deduplicate": {"key": ["id"], "keep": "merge"}}, "deduplicate.keep", "only perimeters are merged"),
        ({"schema": "measure", "wide": {"pattern": "a.*"}}, "wide.pattern", "nothing in it tells the variable"),
        ({"schema": "perimeter", "locate": True, "columns": {"id": "id"}}, "locate", "only services"),
        ({"style": {"qml": "<qgis/>"}}, "style.qml", "no such field is known"),
        ({"deduplicate": {"key": ["id", "zzz"]}}, "deduplicate.key.1", "“zzz” is no column of the result: they are id, name"),
        ({"checks": [{"check": "required", "column": "zzz"}]}, "checks.0.column", "“zzz” is no column of the result"),
        ({"checks": [{"check": "unique", "column": "nom"}]}, "checks.0.column", "“nom” is no column of the result"),
        ({"checks": [{"check": "missing", "column": "position", "most": 1}]}, "checks.0.column", "no column of the result"),
        ({"columns": {"id": "id", "name": "nom"}}, "columns", "nothing tells “commune”"),
        ({"columns": {"commune": "insee"}}, "columns", "nothing tells “id”"),
        ({"schema": "measure", "columns": {"value": "x"}}, "columns", "nothing tells “commune”"),
        ({"schema": "perimeter", "columns": {"id": "id"}}, "columns", "nothing tells “communes”"),
        ({"schema": "measure", "columns": {"commune": "x"}, "checks": [{"check": "rows", "minimum": 1}]}, "checks", "have none"),
        ({"format": "exe"}, "format", "no such kind of file is read: they are csv"),
        ({"live": {**LIVE, "parts": [{"given": True, "format": "exe"}]}}, "live.parts.0.format", "no such kind of file"),
        ({"live": {**LIVE, "coverage": ["france", "departement:99"]}}, "live.coverage.1", "there is no departement:99"),
        ({"constants": {"name": "x"}}, "constants.name", "a column of the file gives it already"),
        ({"vintage": 2022}, "vintage", "only measures"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_mistakes_are_told_by_line_and_field(told, field, why):
    content = json.dumps(document(**told), indent=1).encode()
    with pytest.raises(VigieError) as caught:
        load_recipe(content, trusted=True)
    assert f"field “{field}”" in caught.value.sentence
    assert why in caught.value.sentence
    assert ", line " in caught.value.sentence and "line 1," not in caught.value.sentence


def test_what_a_source_says_wins_over_the_top():
    columns = {"id": "id", "commune": "insee"}
    told = document(
        columns={"id": "id"},
        constants={"category": "x"},
        geometry={"kind": "commune-point"},
        checks=[{"check": "missing", "column": "position", "most": 1}, {"check": "required", "column": "places"}],
        deduplicate={"key": ["id", "places"]},
        live={**LIVE, "columns": {**columns, "category": "type"}, "extra": {"places": "n"}},
    )
    assert load_recipe(json.dumps(told).encode(), trusted=False).sources["live"].columns["category"] == "type"
    del told["live"]["extra"]
    with pytest.raises(VigieError, match=r"deduplicate\.key\.1"):
        load_recipe(json.dumps(told).encode(), trusted=False)


def test_a_recipe_needs_a_source():
    told = document()
    del told["live"]
    with pytest.raises(VigieError, match="it needs one of embedded, live"):
        load_recipe(json.dumps(told).encode(), trusted=True)


@pytest.mark.parametrize(
    ("limit", "said"),
    [({"rows": 3}, "more than 3 rows"), ({"size": 100}, "more than 0 MB")],
)
def test_what_comes_from_outside_cannot_fill_memory(run, monkeypatch, limit, said):
    monkeypatch.setattr(rows, "Ceiling", partial(Ceiling, **limit))
    bomb = f"id;nom;insee\n1;{'x' * 200};{GAP} {BRIANCON} {EMBRUN} {DIGNE}\n"
    columns = {"id": {"from": ["id", "insee"]}, "name": "nom", "commune": {"from": "insee", "as": "commune"}}
    with pytest.raises(VigieError, match=said):
        run(bomb, explode={"column": "insee", "codes": True}, columns=columns)


def test_contours_repeated_are_weighed(run, monkeypatch):
    monkeypatch.setattr(rows, "Ceiling", partial(Ceiling, size=5000))
    text = "id;nom;insee\n" + "".join(f"{place};x;{GAP} {BRIANCON}\n" for place in range(30))
    with pytest.raises(VigieError, match="MB"):
        run(text, schema="perimeter", columns=PERIMETER, geometry={"kind": "communes"})


def test_a_divided_commune_is_said_to_be_drawn_whole(observatory):
    def notes(territory):
        return observatory.load("density-grid", observatory.cog.territory(territory), "embedded", Silent()).provenance.notes

    assert "Drawn with the contour from before their division: Neussargues-Moissac." in notes("departement:15")
    assert not any("division" in note for note in notes("departement:05"))
