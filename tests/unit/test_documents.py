# SPDX-License-Identifier: GPL-2.0-or-later
import json
import re
from pathlib import Path

import jsonschema
import pytest
from vigie_territoriale.plugin.documents import SCHEMAS, load_document
from vigie_territoriale.plugin.harmonize.recipe import RECIPES, SAMPLES, load_recipe
from vigie_territoriale.plugin.indicators.definition import DEFINITIONS, choose, embedded_definitions
from vigie_territoriale.plugin.messages import VigieError

DOCUMENTS = [("recipe", path) for path in sorted(RECIPES.glob("*.json"))] + [
    ("indicator", path) for path in sorted(DEFINITIONS.glob("*.json"))
]


@pytest.mark.parametrize(("schema", "path"), DOCUMENTS, ids=lambda value: getattr(value, "stem", value))
def test_shipped_documents_are_valid_for_an_independent_validator(schema, path):
    document = json.loads(path.read_text(encoding="utf-8"))
    jsonschema.Draft7Validator(json.loads((SCHEMAS / f"{schema}.schema.json").read_text(encoding="utf-8"))).validate(document)
    assert load_document(path, schema) == document
    assert document["id"] == path.stem


def test_recipes_name_files_that_exist():
    for path in RECIPES.glob("*.json"):
        embedded = load_recipe(path, trusted=True).sources.get("embedded")
        for part in embedded.parts if embedded else ():
            assert (SAMPLES / part.address).exists()


def test_the_recipe_of_the_documentation_is_valid():
    text = (Path(__file__).resolve().parents[2] / "docs" / "add-a-source.md").read_text(encoding="utf-8")
    example = re.search(r"```json\n(\{.*?\n\})\n```", text, re.DOTALL)
    assert load_recipe(example[1].encode(), trusted=False).id == "colleges"


def broken(tmp_path, change):
    document = json.loads((RECIPES / "france-services.json").read_text(encoding="utf-8"))
    change(document)
    path = tmp_path / "recette é.json"
    path.write_text(json.dumps(document, indent=2, ensure_ascii=False), encoding="utf-8")
    return path


def line_of(path, text):
    lines = path.read_text(encoding="utf-8").splitlines()
    return len(lines) - next(place for place, line in enumerate(reversed(lines)) if text in line)


@pytest.mark.parametrize(
    ("change", "field", "found_at"),
    [
        (lambda d: d.update(schema="point"), "schema", '"schema"'),
        (lambda d: d["embedded"]["parts"][0].update(file="../../etc/passwd"), "embedded.parts.0.file", '"file"'),
        (lambda d: d["live"]["parts"][0].update(url="file:///etc/passwd"), "live.parts.0.url", '"url"'),
        (lambda d: d["style"].update(colour="red"), "style.colour", '"colour"'),
        (lambda d: d["licence"].pop("url"), "licence", '"licence"'),
        (lambda d: d.update(code="import os"), "code", '"code"'),
        (lambda d: d["licence"].update(surprise=1), "licence.surprise", '"surprise"'),
    ],
)
def test_invalid_recipe_names_line_and_field(tmp_path, change, field, found_at):
    path = broken(tmp_path, change)
    with pytest.raises(VigieError) as caught:
        load_recipe(path, trusted=True)
    assert path.name in caught.value.sentence
    assert f"“{field}”" in caught.value.sentence
    assert f"line {line_of(path, found_at)}," in caught.value.sentence
    assert "must match" not in caught.value.sentence, "this is the validator's wording, which is not translated"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: d["licence"].pop("url"), "it lacks url"),
        (lambda d: d.update(version="1"), "it must be of type integer"),
        (lambda d: d.update(code="import os"), "no such field is known"),
        (lambda d: d["style"].update(colour="red"), "it does not have the form ^#"),
    ],
)
def test_invalid_recipe_says_what_was_expected(tmp_path, change, said):
    with pytest.raises(VigieError) as caught:
        load_recipe(broken(tmp_path, change), trusted=True)
    assert said in caught.value.sentence


def test_text_that_is_no_json_names_its_line(tmp_path):
    path = tmp_path / "broken.json"
    path.write_text('{\n  "id": "x",\n  oops\n}', encoding="utf-8")
    with pytest.raises(VigieError, match="line 3"):
        load_document(path, "recipe")
    with pytest.raises(VigieError, match="cannot be read"):
        load_document(tmp_path / "absent.json", "recipe")
    path.write_bytes(b'{"id": "\xe9"}')
    with pytest.raises(VigieError, match="UTF-8"):
        load_document(path, "recipe")


def test_indicators_are_chosen_by_id_or_file(tmp_path):
    known = embedded_definitions()
    path = tmp_path / "mine.json"
    path.write_text((DEFINITIONS / "population-change.json").read_text(encoding="utf-8"), encoding="utf-8")
    assert [definition.id for definition in choose(["features-count", str(path)], known)] == [
        "features-count",
        "population-change",
    ]
    with pytest.raises(VigieError, match="population-change"):
        choose(["nothing"], known)
