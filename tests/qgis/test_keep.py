# SPDX-License-Identifier: GPL-2.0-or-later
"""vigie:indicators keeps its figures when it is asked to, in the store that is chosen."""

import json
import sqlite3

import pytest
from qgis.core import (
    Qgis,
    QgsDateTimeRange,
    QgsLayerMetadata,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProject,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QDate, QDateTime, QTime
from vigie_territoriale.plugin.layers.dating import date_of_layer
from vigie_territoriale.plugin.network.session import session
from vigie_territoriale.plugin.observatory import Observatory
from vigie_territoriale.plugin.processing.indicators import IndicatorsAlgorithm
from vigie_territoriale.plugin.settings import Settings
from vigie_territoriale.plugin.store.geopackage import GeoPackage

from .conftest import OWN_LAYER

ASKED = {"DEFINITIONS": "population-change,population-density", "TERRITORY": "epci:200067825", "LEVEL": "commune"}


@pytest.fixture
def run(qgis_app, tmp_path, observatory):
    own = Observatory(lambda progress, endpoint: session(), tmp_path / "profile", evaluate=observatory._evaluate)
    chosen = Settings().store

    def of(context=None, **parameters):
        algorithm = IndicatorsAlgorithm(own)
        algorithm.initAlgorithm()
        context, feedback = context or QgsProcessingContext(), QgsProcessingFeedback(False)
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


OWN = {"DEFINITIONS": "features-count", "KEEP": True}


def test_files_of_several_years_make_a_series(run, tmp_path):
    """Each file is of its year, whenever it is computed."""
    for year in (2022, 2024):
        path = tmp_path / f"bornes_{year}.geojson"
        path.write_bytes(OWN_LAYER.read_bytes())
        good, _, _ = run(**OWN, LAYERS=f"features={path}", DATE=f"{year}-06-30", OUTPUT_TABLE="memory:")
        assert good
    found = GeoPackage(tmp_path / "profile" / "vigie.gpkg").series("features-count", "commune", ["05061"])
    assert found["period"].tolist() == ["2022-06-30", "2024-06-30"] and not found["break"].any()
    other = tmp_path / "bancs.geojson"
    other.write_bytes(OWN_LAYER.read_bytes())
    assert run(**OWN, LAYERS=f"features={other}", DATE="2025")[0]
    found = GeoPackage(tmp_path / "profile" / "vigie.gpkg").series("features-count", "commune", ["05061"])
    assert found["break"].tolist() == [False, False, True]


def test_what_is_no_date_is_refused(run):
    good, _, said = run(**OWN, LAYERS=f"features={OWN_LAYER}", DATE="30/06/2022")
    assert not good and "“30/06/2022” is no date: write 2022, 2022-06 or 2022-06-30." in said


def with_metadata(path, change):
    layer = QgsVectorLayer(str(path), "x", "ogr")
    metadata = QgsLayerMetadata(layer.metadata())
    change(metadata)
    layer.setMetadata(metadata)
    return layer


def period(metadata):
    extent = metadata.extent()
    extent.setTemporalExtents(
        [QgsDateTimeRange(QDateTime(QDate(2021, 1, 1), QTime(0, 0)), QDateTime(QDate(2021, 12, 31), QTime(0, 0)))]
    )
    metadata.setExtent(extent)


def revised(metadata):
    metadata.setDateTime(Qgis.MetadataDateType.Created, QDateTime(QDate(2019, 5, 4), QTime(0, 0)))
    metadata.setDateTime(Qgis.MetadataDateType.Revised, QDateTime(QDate(2020, 3, 2), QTime(0, 0)))


def test_the_metadata_of_a_layer_tell_the_date_of_its_data(run, tmp_path):
    for told, date in ((lambda metadata: None, ""), (revised, "2020-03-02"), (period, "2021-12-31")):
        layer = with_metadata(OWN_LAYER, told)
        assert date_of_layer(layer) == date
    path = tmp_path / "bornes.geojson"
    path.write_bytes(OWN_LAYER.read_bytes())
    assert with_metadata(path, period).saveDefaultMetadata()[1], "a file of QGIS beside it"
    assert run(**OWN, LAYERS=f"features={path}")[0]
    series = GeoPackage(tmp_path / "profile" / "vigie.gpkg").series("features-count", "commune", ["05061"])
    assert series["period"].tolist() == ["2021-12-31"]


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


def test_an_indicator_is_compared_with_its_figures_of_an_earlier_date(run, tmp_path):
    """The same file with fewer features: what changed since the first date, and since a year."""
    document = json.loads(OWN_LAYER.read_text(encoding="utf-8"))
    before, now = tmp_path / "bornes_2022.geojson", tmp_path / "bornes_2024.geojson"
    now.write_text(json.dumps(document), encoding="utf-8")
    document["features"] = document["features"][::2]
    before.write_text(json.dumps(document), encoding="utf-8")
    asked = {"DEFINITIONS": "features-change", "TERRITORY": "departement:05", "LEVEL": "departement"}
    good, _, said = run(**asked, LAYERS=f"features={now}")
    assert not good and "keeps no figure of “Number of features of my layer” of the first date" in said
    known = {}
    for path, year in ((before, 2022), (now, 2024)):
        assert run(**{**asked, "DEFINITIONS": "features-count", "KEEP": True}, LAYERS=f"features={path}", DATE=str(year))[0]
        known[year] = (
            GeoPackage(tmp_path / "profile" / "vigie.gpkg").series("features-count", "departement", ["05"])["value"].iloc[-1]
        )
    context = QgsProcessingContext()
    good, results, said = run(**asked, LAYERS=f"features={now}", context=context)
    (feature,) = context.takeResultLayer(results["OUTPUT"]).getFeatures()
    assert feature["features_change"] == pytest.approx(100 * (known[2024] - known[2022]) / known[2022])
    assert known[2024] > known[2022] > 0 and "figures of 2022, kept by" in said
