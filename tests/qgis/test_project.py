# SPDX-License-Identifier: GPL-2.0-or-later
"""Loaded layers in the user's project: in groups of ours, taken away without a trace, printed without the product."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from qgis.core import (
    QgsLayerTreeLayer,
    QgsLayoutItemLabel,
    QgsLayoutItemMap,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsPrintLayout,
    QgsProject,
    QgsReadWriteContext,
    QgsVectorLayer,
)
from qgis.PyQt.QtXml import QDomDocument
from vigie_territoriale.plugin.catalog.about import About
from vigie_territoriale.plugin.catalog.model import Resource
from vigie_territoriale.plugin.files.model import MIXED, Copied, Field
from vigie_territoriale.plugin.files.output import Output
from vigie_territoriale.plugin.layers.loaded import loaded_layers
from vigie_territoriale.plugin.layers.project import GROUP, add_to_group, remove_layers
from vigie_territoriale.plugin.layers.services import live_layer, live_source

from .conftest import OWN_LAYER

SHAPES = ["POINT(6.1 44.5)", "LINESTRING(6 44.4,6.2 44.6)", "POLYGON((6 44.4,6.2 44.4,6.2 44.6,6 44.4))"]
FIELDS = (Field("nom"),)


@pytest.fixture
def project(qgis_app, tmp_path):
    """A project of the user's: a group, a layer in it, another one; and the folder it lies in."""
    made = QgsProject()
    mine = tmp_path / "mine.geojson"
    mine.write_bytes(OWN_LAYER.read_bytes())
    group = made.layerTreeRoot().addGroup("À moi")
    for name, parent in (("Stations", group), ("Autres", made.layerTreeRoot())):
        layer = QgsVectorLayer(str(mine), name, "ogr")
        made.addMapLayer(layer, False)
        parent.addLayer(layer)
    yield made
    made.clear()


@pytest.fixture
def loaded(tmp_path):
    def load(title="Équipements", theme="services", **others):
        path = tmp_path / "store" / f"{len(list(tmp_path.rglob('*.gpkg')))}.gpkg"
        with Output(path) as output:
            table = output.create("t", FIELDS, MIXED, "EPSG:4326")
            shapes = np.array([shapely.from_wkt(text) for text in SHAPES], dtype=object)
            output.append(table, pd.DataFrame({"nom": ["a", "b", "c"]}), shapes)
            del table
        about = About(title, f"id {title}", producer="Ministère", licence="ODbL 1.0", modified="2026-02-01", theme=theme)
        copied = Copied("t", "t", 3, 3, geometry=MIXED, crs="EPSG:4326", fields=FIELDS, **others)
        return loaded_layers(copied, f"{path}|layername=t", about)

    return load


def written(project, mine):
    """All that a project says of the user's layers and groups, and what their files hold."""
    document, context = QDomDocument(), QgsReadWriteContext()
    for layer in mine:
        element = document.createElement("layer")
        layer.writeLayerXml(element, document, context)
        document.appendChild(element) if document.documentElement().isNull() else document.documentElement().appendChild(element)
    tree = QDomDocument()
    root = tree.createElement("tree")
    tree.appendChild(root)
    for child in project.layerTreeRoot().children():
        if child.name() != GROUP or not child.customProperty("vigie_territoriale/layer"):
            child.writeXml(root, context)
    files = [hashlib.sha256(Path(layer.source()).read_bytes()).hexdigest() for layer in mine]
    order = [child.name() for child in project.layerTreeRoot().children() if child.name() != GROUP]
    return document.toString(), tree.toString(), files, order


def names(group):
    """A group as nested lists of names."""
    return [child.name() if isinstance(child, QgsLayerTreeLayer) else {child.name(): names(child)} for child in group.children()]


def test_layers_go_to_the_groups_of_their_themes(project, loaded):
    add_to_group(project, "Gap", loaded("Gares", "mobility"))
    add_to_group(project, "Gap", loaded("Mairies", "services"))
    tile = live_layer(live_source(Resource("xyz", "https://h.example/{z}/{x}/{y}.png")), About("Plan", theme="basemaps"))
    inner = add_to_group(project, "Gap", [tile])
    assert names(inner) == [
        {"Services and equipment": ["Mairies – points", "Mairies – lines", "Mairies – areas"]},
        {"Transport and mobility": ["Gares – points", "Gares – lines", "Gares – areas"]},
        {"Base maps and imagery": ["Plan"]},
    ]
    assert [child.name() for child in project.layerTreeRoot().children()] == [GROUP, "À moi", "Autres"]


def test_a_group_that_the_user_renames_is_kept(project, loaded):
    inner = add_to_group(project, "Gap", loaded("Gares", "mobility"))
    inner.children()[0].setName("Mes transports")
    add_to_group(project, "Gap", loaded("Arrêts", "mobility"))
    assert [child.name() for child in inner.children()] == ["Mes transports"]
    assert len(inner.findLayers()) == 6


def test_what_is_loaded_again_takes_the_place_of_what_was(project, loaded):
    add_to_group(project, "Gap", loaded(announced=9, partial="9 announced, 3 read."))
    inner = add_to_group(project, "Gap", loaded())
    assert [node.layer().name() for node in inner.findLayers()] == [
        "Équipements – points", "Équipements – lines", "Équipements – areas",
    ]  # fmt: skip


def test_two_ways_to_one_dataset_stand_side_by_side(project):
    about = About("Plan", "id", theme="basemaps")
    images, vectors = (Resource("xyz", f"https://h.example/{{z}}/{{x}}/{{y}}.{end}") for end in ("png", "pbf"))
    for resource in (images, vectors, images):
        inner = add_to_group(project, "Gap", [live_layer(live_source(resource), about)])
    assert sorted(node.layer().providerType() for node in inner.findLayers()) == ["wms", "xyzvectortiles"]


def test_nothing_of_the_user_s_is_touched(project, loaded):
    mine = list(project.mapLayers().values())
    before = written(project, mine)
    layers = loaded()
    inner = add_to_group(project, "Gap", layers)
    assert written(project, mine) == before
    add_to_group(project, "Gap", loaded())
    assert written(project, mine) == before
    remove_layers(project, [node.layerId() for node in inner.findLayers()])
    assert written(project, mine) == before
    assert set(project.mapLayers()) == {layer.id() for layer in mine}
    assert GROUP not in [child.name() for child in project.layerTreeRoot().children()]


def test_one_load_is_undone_and_the_others_stay(project, loaded):
    first = loaded("Gares", "mobility")
    add_to_group(project, "Gap", first)
    inner = add_to_group(project, "Gap", loaded("Mairies", "services"))
    remove_layers(project, [layer.id() for layer in first])
    assert names(inner) == [{"Services and equipment": ["Mairies – points", "Mairies – lines", "Mairies – areas"]}]


def test_the_tables_stay_for_other_projects(project, loaded):
    layers = loaded()
    file = Path(layers[0].source().partition("|")[0])
    inner = add_to_group(project, "Gap", layers)
    remove_layers(project, [node.layerId() for node in inner.findLayers()])
    assert QgsVectorLayer(f"{file}|layername=t", "t", "ogr").featureCount() == 3


def test_layers_of_the_user_in_our_groups_are_left_where_they_are(project, loaded):
    inner = add_to_group(project, "Gap", loaded())
    mine = QgsVectorLayer(str(OWN_LAYER), "Équipements – points", "ogr")  # the very name of one of ours
    project.addMapLayer(mine, False)
    inner.children()[0].addLayer(mine)
    theirs = inner.addGroup("Le mien")
    add_to_group(project, "Gap", loaded())
    assert project.mapLayer(mine.id()) is mine
    remove_layers(project, [*project.mapLayers()])
    assert names(project.layerTreeRoot().findGroup(GROUP)) == [
        {"Gap": [{"Services and equipment": ["Équipements – points"]}, {"Le mien": []}]}
    ]
    assert theirs.name() == "Le mien"
    assert len(project.mapLayers()) == 3


PRINT = """
import json, sys
from qgis.core import Qgis, QgsApplication, QgsLayoutExporter, QgsLayoutItemLabel, QgsProject
application = QgsApplication([], False)
application.initQgis()
project = QgsProject.instance()
assert project.read(sys.argv[1])
layout = project.layoutManager().layoutByName("fiche")
label = next(item for item in layout.items() if isinstance(item, QgsLayoutItemLabel))
image = QgsLayoutExporter(layout).renderPageToImage(0, dpi=60)
colours = {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}
print(json.dumps({
    "valid": [layer.isValid() for layer in project.mapLayers().values()],
    "label": label.currentText(), "colours": len(colours),
    "readonly": [layer.readOnly() for layer in project.mapLayers().values()],
    "foreign": [name for name in sys.modules if "vigie" in name],
}))
application.exitQgis()
"""


def test_a_project_draws_and_prints_without_the_product(qgis_app, loaded, tmp_path):
    project = QgsProject()
    layers = loaded(announced=9, partial="9 announced, 3 read.")
    add_to_group(project, "Gap", layers)
    layout = QgsPrintLayout(project)
    layout.initializeDefaults()
    layout.setName("fiche")
    plan = QgsLayoutItemMap(layout)
    plan.attemptMove(QgsLayoutPoint(10, 40))
    plan.attemptResize(QgsLayoutSize(200, 150))
    plan.setCrs(layers[0].crs())
    plan.zoomToExtent(layers[2].extent())
    layout.addLayoutItem(plan)
    label = QgsLayoutItemLabel(layout)
    label.setText(f"[% array_to_string(layer_property('{layers[0].id()}', 'attribution')) %]")
    label.attemptResize(QgsLayoutSize(200, 20))
    layout.addLayoutItem(label)
    project.layoutManager().addLayout(layout)
    path = tmp_path / "projet été.qgz"
    assert project.write(str(path))
    project.clear()
    script = tmp_path / "print.py"
    script.write_text(PRINT)
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "QGIS_"))}
    made = subprocess.run([sys.executable, str(script), str(path)], env={**clean, "QGIS_CUSTOM_CONFIG_PATH": str(tmp_path / "profile")},
                          capture_output=True, text=True, timeout=120, cwd=tmp_path)  # fmt: skip
    assert made.returncode == 0, made.stdout + made.stderr
    answer = json.loads(made.stdout.strip().splitlines()[-1])
    assert answer["valid"] == [True] * 3 and answer["readonly"] == [True] * 3
    assert answer["label"] == "Équipements, Ministère, 2026-02-01, ODbL 1.0"
    assert answer["colours"] > 10
    assert answer["foreign"] == []
