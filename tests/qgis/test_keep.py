# SPDX-License-Identifier: GPL-2.0-or-later
"""vigie:indicators keeps its figures when it is asked to, in the store that is chosen."""

import sqlite3

import pytest
from qgis.core import QgsProcessingContext, QgsProcessingFeedback, QgsProject
from vigie_territoriale.plugin.network.session import session
from vigie_territoriale.plugin.observatory import Observatory
from vigie_territoriale.plugin.processing.indicators import IndicatorsAlgorithm
from vigie_territoriale.plugin.settings import Settings
from vigie_territoriale.plugin.store.geopackage import GeoPackage

ASKED = {"DEFINITIONS": "population-change,population-density", "TERRITORY": "epci:200067825", "LEVEL": "commune"}


@pytest.fixture
def run(qgis_app, tmp_path, observatory):
    own = Observatory(lambda progress, endpoint: session(), tmp_path / "profile", evaluate=observatory._evaluate)
    chosen = Settings().store

    def of(**parameters):
        algorithm = IndicatorsAlgorithm(own)
        algorithm.initAlgorithm()
        context, feedback = QgsProcessingContext(), QgsProcessingFeedback(False)
        context.setProject(QgsProject())
        results, good = algorithm.run({**ASKED, "OUTPUT": "memory:", **parameters}, context, feedback)
        return good, results, feedback.textLog()

    yield of
    Settings().store = chosen


def test_nothing_is_kept_unless_it_is_asked(run, tmp_path):
    good, _, said = run()
    assert good and "kept" not in said and not (tmp_path / "profile" / "vigie.gpkg").exists()


def test_figures_are_kept_in_the_store_of_the_profile(run, tmp_path):
    for _ in range(2):
        good, results, said = run(KEEP=True)
        assert good and f"kept in {tmp_path / 'profile' / 'vigie.gpkg'}" in said
    store = GeoPackage(tmp_path / "profile" / "vigie.gpkg")
    with sqlite3.connect(store.path) as opened:
        kept = opened.execute(
            "select indicator, count(*) from vigie_results where role = 'zone' group by 1 order by 1"
        ).fetchall()
    assert kept == [("population-change", results["COUNT"]), ("population-density", results["COUNT"])]
    series = store.series("population-density", "commune", ["05061"])
    assert series["name"].tolist() == ["Gap"] and series["period"].str.startswith("20").all() and series["value"][0] > 300


def test_figures_are_kept_in_the_store_of_the_options(run, tmp_path):
    Settings().store = str(tmp_path / "shared.gpkg")
    good, _, said = run(KEEP=True)
    assert good and "shared.gpkg" in said
    assert len(GeoPackage(tmp_path / "shared.gpkg").series("population-change", "commune", ["05061"])) == 1
    good, _, said = run(KEEP=True, OUTPUT=str(tmp_path / "shared.gpkg"))
    assert not good and "choose another one" in said


def test_a_store_that_cannot_be_written_is_a_sentence(run, tmp_path):
    (tmp_path / "no.gpkg").write_text("no GeoPackage", encoding="utf-8")
    Settings().store = str(tmp_path / "no.gpkg")
    good, _, said = run(KEEP=True)
    assert not good and "cannot be written" in said and (tmp_path / "no.gpkg").read_text(encoding="utf-8") == "no GeoPackage"
