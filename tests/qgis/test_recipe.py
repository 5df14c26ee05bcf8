# SPDX-License-Identifier: GPL-2.0-or-later
"""vigie:recipe: drafts and checks through Processing."""

import json
from pathlib import Path

import pytest
from qgis.core import QgsProcessingContext, QgsProcessingException, QgsProcessingFeedback
from vigie_territoriale.plugin.harmonize.recipe import RECIPES, load_recipe
from vigie_territoriale.plugin.processing.recipe import RecipeAlgorithm

FILES = Path(__file__).resolve().parents[1] / "data" / "files"
ROWS = "id;nom;code_insee;telephone\n1;Alpha;05061;04 92 00 00 00\n2;Beta;05023;04 92 00 00 01\n3;Gamma;99999;04 92 00 00 02\n"


@pytest.fixture
def run(observatory):
    def run_recipe(**parameters):
        algorithm = RecipeAlgorithm(observatory)
        algorithm.initAlgorithm()
        feedback = QgsProcessingFeedback(False)
        figures, fine = algorithm.run(parameters, QgsProcessingContext(), feedback, {}, False)
        assert fine
        return figures, feedback.textLog()

    return run_recipe


def test_a_draft_is_written_checked_and_runs_again(run, tmp_path):
    source, target = tmp_path / "lieux é.csv", tmp_path / "new" / "recette.json"
    source.write_text(ROWS, encoding="utf-8")
    figures, log = run(URL=str(source), SCHEMA="service", OUTPUT=str(target))
    assert (figures["READ"], figures["KEPT"], figures["REJECTED"]) == (3, 2, 1)
    assert "3 rows read: 2 kept, 1 rejected." in log
    assert "no known commune code (3 Gamma)" in log
    assert load_recipe(target, trusted=False).sources["live"].columns["phone"] == "telephone"
    again, _ = run(URL=str(source), CHECK=str(target), TERRITORY="commune:05061")
    assert (again["READ"], again["KEPT"], again["REJECTED"]) == (3, 1, 2)
    assert source.read_text(encoding="utf-8") == ROWS


def test_an_embedded_recipe_is_checked_on_its_file(run):
    recipe = RECIPES / "density-grid.json"
    figures, _ = run(URL=str(RECIPES.parents[1] / "samples" / "grille-densite-2026.csv.gz"), CHECK=str(recipe))
    assert figures["READ"] == figures["KEPT"] > 34_000


def test_guesses_are_shown(run, tmp_path):
    target = tmp_path / "lovac.json"
    _, log = run(URL=str(FILES / "05_indicateurs" / "lovac-04-05.csv.gz"), SCHEMA="measure", OUTPUT=str(target))
    assert "taux_vacance: taux_vacance (rate: by its name)" in log
    assert "nb_log_prive: nb_log_prive (count: its values grow with the population of communes)" in log
    assert "Coverage: departement:04, departement:05" in log
    assert "Contours" not in log
    document = json.loads(target.read_text(encoding="utf-8"))
    assert document["live"]["coverage"] == ["departement:04", "departement:05"]
    assert document["columns"]["nb_log_prive"]["kind"] == "count"


def test_columns_that_are_not_there_are_sentences(run, tmp_path):
    source, target = tmp_path / "a.csv", tmp_path / "a.json"
    source.write_text(ROWS, encoding="utf-8")
    run(URL=str(source), SCHEMA="service", OUTPUT=str(target))
    document = json.loads(target.read_text(encoding="utf-8"))
    target.write_text(json.dumps({**document, "deduplicate": {"key": ["zzz"]}}), encoding="utf-8")
    with pytest.raises(QgsProcessingException, match="“zzz” is no column of the result"):
        run(URL=str(source), CHECK=str(target))


def test_mistakes_are_sentences(run, tmp_path):
    source = tmp_path / "a.csv"
    source.write_text(ROWS, encoding="utf-8")
    with pytest.raises(QgsProcessingException, match="either OUTPUT"):
        run(URL=str(source), SCHEMA="service")
    with pytest.raises(QgsProcessingException, match=r"ends in \.json"):
        run(URL=str(source), SCHEMA="service", OUTPUT=str(tmp_path / "a.txt"))
    bad = tmp_path / "bad.json"
    bad.write_text(json.dumps({"id": "x"}), encoding="utf-8")
    with pytest.raises(QgsProcessingException, match="it lacks version"):
        run(URL=str(source), CHECK=str(bad))
    with pytest.raises(QgsProcessingException, match="no column of numbers"):
        run(URL=str(source), SCHEMA="measure", OUTPUT=str(tmp_path / "b.json"))
    assert not (tmp_path / "b.json").exists()
