# SPDX-License-Identifier: GPL-2.0-or-later
"""Layers of ours in a project: groups, styles, metadata; and the project without the product."""

import itertools
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from qgis.core import QgsMapLayer, QgsProject, QgsVectorLayer
from vigie_territoriale.plugin.indicators.definition import all_roles
from vigie_territoriale.plugin.layers.project import Stored, add_to_group, entry_layer, open_layer, result_layer, territory_layer
from vigie_territoriale.plugin.layers.styles import choropleth, class_bounds
from vigie_territoriale.plugin.messages import Silent, VigieError
from vigie_territoriale.plugin.store.geopackage import GeoPackage
from vigie_territoriale.plugin.store.tables import territory_table, wide_table

from .conftest import OWN_LAYER


@pytest.fixture
def store(tmp_path):
    return GeoPackage(tmp_path / "vigie.gpkg")


@pytest.fixture
def territory(observatory):
    return observatory.cog.territory("epci:200067825")


@pytest.fixture
def made(observatory, store, territory):
    """A service, a perimeter, a table, a choropleth and the territory, as layers."""
    layers = []
    for entry in ("france-services", "petites-villes-de-demain", "density-grid", "legal-populations"):
        dataset = observatory.load(entry, territory, "embedded", Silent())
        name = entry.replace("-", "_")
        stored = Stored(name, store.save(name, dataset), store.provider)
        layers.append(entry_layer(stored, dataset.provenance, dataset.style))
    result = observatory.study(["population-change"], territory, "commune", {}, "embedded", Silent())[0]
    zones, shapes = territory_table(observatory.cog, observatory.contours, territory, "commune")
    source = store.write("zones", zones.merge(wide_table([result]).drop(columns=["level", "name"]), on="code"), shapes)
    layers.append(result_layer(source, result))
    outline = store.write("outline", zones.iloc[:1][["name"]], observatory.contours.dissolve([territory.communes]))
    layers.append(territory_layer(outline, territory.name, observatory.contours.credit))
    yield layers
    layers.clear()  # pytest keeps the list until after QGIS has ended


def test_layers_land_in_their_own_group_and_leave_the_others(made):
    project = QgsProject()
    own = QgsVectorLayer(str(OWN_LAYER), "Stations", "ogr")
    project.addMapLayer(own)
    style = own.renderer().dump()
    add_to_group(project, "Gap", made)
    root = project.layerTreeRoot()
    assert [child.name() for child in root.children()] == ["Vigie territoriale", "Stations"]
    names = [node.layer().name() for node in root.findGroup("Gap").findLayers()]
    assert names.index("France Services (2024-08-01)") < names.index("CA Gap-Tallard-Durance")
    assert names.index("CA Gap-Tallard-Durance") < names.index("Population change, 2019-2023 (%)")
    assert own.renderer().dump() == style
    add_to_group(project, "Gap", [made[0].clone()])
    assert len(root.findGroup("Gap").findLayers()) == len(made)
    project.clear()


def test_a_group_of_the_user_with_our_name_is_not_taken(made):
    project = QgsProject()
    theirs = project.layerTreeRoot().addGroup("Vigie territoriale")
    add_to_group(project, "Gap", made)
    assert theirs.children() == []
    project.clear()


def test_metadata_carry_licence_producer_date_and_lineage(made):
    metadata = made[0].metadata()
    assert metadata.licenses() == ["Licence Ouverte 2.0"]
    assert metadata.rights() == [
        "France Services, Agence nationale de la cohésion des territoires (ANCT), 2024-08-01, Licence Ouverte 2.0"
    ]
    assert metadata.contacts()[0].name.startswith("Agence nationale")
    assert metadata.links()[0].url.startswith("https://www.data.gouv.fr/")
    assert "recipe france-services" in metadata.history()[0]
    result = made[4].metadata()
    assert "÷" in result.abstract()
    assert result.licenses() == ["Licence Ouverte 2.0"]


def test_the_project_opens_without_the_product(made, tmp_path, qgis_app):
    project = QgsProject()
    add_to_group(project, "Gap", made)
    assert project.write(str(tmp_path / "projet.qgz"))
    project.clear()
    hidden = {name: sys.modules.pop(name) for name in list(sys.modules) if name.startswith("vigie_territoriale")}
    try:
        again = QgsProject()
        assert again.read(str(tmp_path / "projet.qgz"))
        layers = again.mapLayers().values()
        assert len(layers) == len(made)
        assert all(layer.isValid() for layer in layers)
        assert all("python" not in layer.source().lower() for layer in layers)
        assert not [name for name in sys.modules if name.startswith("vigie_territoriale")]
        assert {layer.renderer().type() for layer in layers if layer.renderer()} == {
            "singleSymbol", "categorizedSymbol", "RuleRenderer",
        }  # fmt: skip
        again.clear()
    finally:
        sys.modules.update(hidden)


def test_every_category_of_the_data_has_its_symbol(observatory, store):
    for entry in ("density-grid", "mountain-massifs"):
        dataset = observatory.dataset(entry, observatory.cog.territory("departement:05"), "embedded", Silent())
        assert set(dataset.table["category"]) == set(dataset.style["categories"])


def rules_of(observatory, indicator, values):
    """Labels and filters of a choropleth's rules; the renderer owns them, and must live as long as they are read."""
    renderer = choropleth(observatory.definitions[indicator], values)
    return [(rule.label(), rule.filterExpression()) for rule in renderer.rootRule().children()]


def test_missing_values_are_drawn_apart(observatory):
    rules = rules_of(observatory, "population-change", [1.0, -2.0, float("nan"), 5.0])
    assert rules[-1] == ("no data", '"population_change" IS NULL')
    assert "no data" not in dict(rules_of(observatory, "population-change", [1.0, -2.0, 5.0]))
    assert len(rules_of(observatory, "population-change", [float("nan")])) == 1


def test_whole_numbers_are_in_one_class_only(observatory):
    labels = [label for label, _ in rules_of(observatory, "features-count", [float(value) for value in range(40)])]
    assert len(labels) == 5
    bounds = [[int(part) for part in label.split(" – ")] for label in labels]
    assert all(low == high + 1 for (_, high), (low, _) in itertools.pairwise(bounds))
    assert [label for label, _ in rules_of(observatory, "features-count", [0.0, 0.0, 3.0, 7.0])] == ["0", "3", "7"]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.floats(-1e6, 1e6, allow_subnormal=False), min_size=1, max_size=60),
    st.integers(2, 9),
    st.sampled_from([None, 0.0]),
)
def test_classes_hold_every_value(qgis_app, values, count, centre):
    known = np.array(values)
    bounds = class_bounds(known, count, centre)
    assert bounds == sorted(bounds)
    assert bounds[0] == known.min() and bounds[-1] == known.max()
    assert len(bounds) <= count + 2
    if centre is not None and known.min() < centre < known.max():
        assert centre in bounds


def test_every_value_has_a_colour(observatory, tmp_path, store, territory):
    """As many features drawn as there are zones: rules leave no gap."""
    from qgis.core import QgsRenderContext

    entries = {entry.id: entry for entry in observatory.catalogue.entries()}
    at_hand = {entry for entry in entries if entries[entry].resource("embedded")}
    offline = [one.id for one in observatory.definitions.values() if all_roles(one, observatory.definitions) <= at_hand]
    assert len(offline) >= 10
    for indicator in offline:
        result = observatory.study([indicator], territory, "commune", {}, "embedded", Silent())[0]
        zones, shapes = territory_table(observatory.cog, observatory.contours, territory, "commune")
        source = store.write("zones", zones.merge(wide_table([result]).drop(columns=["level", "name"]), on="code"), shapes)
        layer = result_layer(source, result)
        context = QgsRenderContext()
        renderer = layer.renderer().clone()
        renderer.startRender(context, layer.fields())
        for feature in layer.getFeatures():
            context.expressionContext().setFeature(feature)
            symbols = renderer.symbolsForFeature(feature, context)
            drawn = [symbol for symbol in symbols if symbol.symbolLayer(0).properties().get("style") != "no"]  # but headings
            assert len(drawn) == 1
        renderer.stopRender(context)


def test_a_layer_that_does_not_open_is_a_sentence(tmp_path, qgis_app):
    with pytest.raises(VigieError, match="cannot be opened"):
        open_layer(str(tmp_path / "absent.gpkg"), "absent")


def test_layer_kinds(made):
    assert all(layer.type() == QgsMapLayer.LayerType.VectorLayer for layer in made)
    assert not made[3].isSpatial()


def test_classes_do_not_share_a_bound(observatory):
    """Labels such as 0.0 – 0.7 then 0.7 – 2.8 left a doubt, and rounded bounds lied about the values on them."""
    values = [0.0, 0.31, 0.66, 0.71, 0.74, 1.4, 2.04, 2.76, 3.1, 9.96, 12.3, 15.0]
    rules = rules_of(observatory, "france-services-distance", values)
    labels = [label for label, _ in rules]
    assert not labels[0].startswith(">") and all(label.startswith("> ") for label in labels[1:])
    for label, expression in rules[:-1]:
        assert float(label.split(" – ")[1]) == float(expression.rsplit(" ", 1)[1])


def test_the_contour_of_a_territory_is_credited(made):
    assert made[-1].metadata().rights() == ["Contours: Etalab, IGN (COG 2026), generalised."]
