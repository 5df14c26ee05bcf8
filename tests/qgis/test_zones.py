# SPDX-License-Identifier: GPL-2.0-or-later
"""vigie:zones with QGIS's own grids, and tables of the user's."""

import numpy as np
import pytest
import shapely
from qgis.analysis import QgsNativeAlgorithms
from qgis.core import (
    QgsApplication,
    QgsProcessing,
    QgsProcessingAlgRunnerTask,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsVectorLayer,
)
from vigie_territoriale.plugin.territory.crs import transform

from .conftest import wait_for

EPCI = "epci:200067825"


@pytest.fixture(scope="module", autouse=True)
def native_algorithms(qgis_app):
    """What the desktop and qgis_process have; tests start QGIS without."""
    registry = QgsApplication.processingRegistry()
    added = None
    if registry.algorithmById("native:creategrid") is None:
        added = QgsNativeAlgorithms(registry)
        registry.addProvider(added)
    yield
    if added is not None:
        registry.removeProvider(added)


@pytest.fixture
def zones(run_algorithm, tmp_path):
    """Run vigie:zones: rows by code, polygons by code, the layer, and what was said."""

    def of(**parameters):
        parameters = {"TERRITORY": EPCI, "OUTPUT": str(tmp_path / "zones.gpkg"), **parameters}
        results, log, _ = run_algorithm("vigie:zones", parameters)
        if results is None:
            return None, None, None, log
        layer = QgsVectorLayer(results["OUTPUT"], "zones", "ogr")
        assert layer.isValid()
        rows, shapes = {}, {}
        for feature in layer.getFeatures():
            rows[feature["code"]] = dict(zip(layer.fields().names(), feature.attributes()))
            shapes[feature["code"]] = shapely.from_wkb(bytes(feature.geometry().asWkb()))
        assert len(rows) == layer.featureCount() == results["COUNT"]
        return rows, shapes, layer, log

    return of


@pytest.fixture(scope="module")
def outline(observatory):
    """The territory in Lambert-93."""
    territory = observatory.cog.territory(EPCI)
    return transform(observatory.contours.dissolve([territory.communes]), "EPSG:4326", "EPSG:2154")[0]


@pytest.mark.parametrize("kind", ["square", "hexagon"])
def test_a_grid_covers_the_territory_once(zones, outline, kind):
    rows, shapes, layer, _ = zones(KIND=kind, SIZE=1500)
    assert layer.crs().authid() == "EPSG:2154"
    cells = np.array(list(shapes.values()), dtype=object)
    area = 1500 * 1500 * (1 if kind == "square" else 3**0.5 / 2)
    assert shapely.area(cells) == pytest.approx(np.full(len(cells), area))
    assert (shapely.area(shapely.intersection(cells, outline)) > 0).all()
    west, south, east, north = outline.bounds
    spots = np.random.default_rng(7).uniform((west, south), (east, north), (3000, 2))
    spots = spots[shapely.intersects_xy(outline, spots[:, 0], spots[:, 1])]
    inside = shapely.contains_xy(cells[:, None], spots[:, 0], spots[:, 1])
    assert (inside.sum(axis=0) == 1).all()
    assert [row["area_km2"] for row in rows.values()] == pytest.approx([area / 1e6] * len(rows))
    assert {row["kind"] for row in rows.values()} == {kind}


@pytest.mark.parametrize("kind", ["square", "hexagon"])
def test_cells_are_the_same_for_every_territory(zones, kind):
    _, here, _, _ = zones(KIND=kind, SIZE=2000)
    _, around, _, _ = zones(KIND=kind, SIZE=2000, TERRITORY="departement:05,departement:04")
    assert here.keys() < around.keys()
    assert all(around[code].wkb == cell.wkb for code, cell in here.items())


def test_cut_cells_add_up_to_the_territory(zones, outline):
    rows, shapes, _, _ = zones(KIND="hexagon", SIZE=1500, CLIP=True)
    assert sum(row["area_km2"] for row in rows.values()) == pytest.approx(outline.area / 1e6, rel=1e-6)
    assert shapely.union_all(list(shapes.values())).symmetric_difference(outline).area < 1
    whole, _, _, _ = zones(KIND="hexagon", SIZE=1500)
    assert whole.keys() == rows.keys()


def test_a_territory_over_two_legal_systems_has_two_grids(zones):
    rows, shapes, layer, _ = zones(KIND="square", SIZE=5000, TERRITORY="commune:05061,commune:97411")
    assert layer.crs().authid() == "EPSG:4326"
    assert {code.partition("RES")[0] for code in rows} == {"CRS2154", "CRS2975"}
    assert all(shape.bounds[0] > 50 for code, shape in shapes.items() if code.startswith("CRS2975"))
    assert {row["area_km2"] for row in rows.values()} == {25.0}


def test_too_many_cells_are_refused(zones):
    rows, _, _, log = zones(KIND="square", SIZE=10, TERRITORY="region:93")
    assert rows is None
    assert "choose cells of" in log


def test_levels_and_their_people(zones, observatory):
    rows, _, layer, _ = zones(KIND="epci", TERRITORY="departement:05")
    assert layer.crs().authid() == "EPSG:4326"
    cog = observatory.cog
    assert sum(row["population"] for row in rows.values()) == cog.population(cog.territory("departement:05").communes)


@pytest.fixture
def table(observatory, tmp_path):
    """Communes of the territory in two groups, one of them in none."""
    own = observatory.cog.territory(EPCI).communes
    lines = [f"{code},{'SCOT1' if place % 2 else '0042'},{'Nord' if place % 2 else ''}" for place, code in enumerate(own[1:])]
    path = tmp_path / "scot.csv"
    path.write_text("\n".join(["insee,scot,nom", *lines, "99999,SCOT1,Nord"]), encoding="utf-8")
    path.with_suffix(".csvt").write_text("String,String,String", encoding="utf-8")
    return path


def test_groups_of_a_table(zones, table, observatory):
    rows, _, _, log = zones(KIND="table", TABLE=str(table), CODE_FIELD="insee", GROUP_FIELD="scot", NAME_FIELD="nom")
    own = observatory.cog.territory(EPCI).communes
    assert {code: row["name"] for code, row in rows.items()} == {"0042": "0042", "SCOT1": "Nord"}
    assert sorted(" ".join(row["members"] for row in rows.values()).split()) == list(own[1:])
    assert sum(row["population"] for row in rows.values()) == observatory.cog.population(own[1:])
    assert "1 rows of the table have no code of a commune of today (99999)" in log
    assert "1 communes of the territory are in no zone" in log


def test_a_commune_in_two_groups_and_a_missing_table_are_errors(zones, table):
    with table.open("a", encoding="utf-8") as more:
        more.write("\n05061,OTHER,x")
    rows, _, _, log = zones(KIND="table", TABLE=str(table), CODE_FIELD="insee", GROUP_FIELD="scot")
    assert rows is None
    assert "1 communes are in several groups: Gap (05061" in log
    assert "Give TABLE" in zones(KIND="table")[3]
    assert "GROUP_FIELD is no field of the table" in zones(KIND="table", TABLE=str(table), CODE_FIELD="insee")[3]
    taken = zones(KIND="table", TABLE=str(table), CODE_FIELD="insee", GROUP_FIELD="scot", OUTPUT=str(table))
    assert "is a file of yours that is read here" in taken[3]


def test_it_runs_beside_the_interface(zones, tmp_path):
    """As the toolbox does: in a thread of QGIS's tasks, where the context is that of the main one."""
    rows, _, _, _ = zones(KIND="square", SIZE=1000)
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("vigie:zones")
    context, feedback, ended = QgsProcessingContext(), QgsProcessingFeedback(False), []
    asked = {"TERRITORY": EPCI, "KIND": "square", "SIZE": 1000, "OUTPUT": str(tmp_path / "beside.gpkg")}
    task = QgsProcessingAlgRunnerTask(algorithm, asked, context, feedback)
    task.executed.connect(lambda good, results: ended.append((good, results)))
    QgsApplication.taskManager().addTask(task)
    wait_for(lambda: ended)
    assert ended[0][0], feedback.htmlLog()
    assert ended[0][1]["COUNT"] == len(rows)


def test_a_cancel_is_heard(run_algorithm):
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("vigie:zones")
    feedback = QgsProcessingFeedback(False)
    feedback.cancel()
    asked = {"TERRITORY": EPCI, "KIND": "square", "SIZE": 1000, "OUTPUT": QgsProcessing.TEMPORARY_OUTPUT}
    _, good = algorithm.run(asked, QgsProcessingContext(), feedback)
    assert not good
    assert "Cancelled." in feedback.htmlLog()
